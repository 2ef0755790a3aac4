/**
 * SQLite with encryption, with the names and signatures of `@db/sqlite`, and the library behind it.
 * Nothing is loaded before the first database is opened.
 *
 * @module
 */
export { Backup, type BackupProgress } from "./backup.ts";
export { type BlobOpenOptions, SQLBlob } from "./blob.ts";
export { ensureLibrary, type EnsureLibraryOptions, type LibraryProgress } from "./build.ts";
export type { CheckpointMode, CheckpointResult } from "./checkpoint.ts";
export type { ColumnValue } from "./columns.ts";
export type { CompiledStatement } from "./compiled_statement.ts";
export { Database, Statement, type Transaction } from "./database.ts";
export { findLibrary, type FindLibraryOptions } from "./find_library.ts";
export type { AggregateFunctionOptions, FunctionOptions, SqlFunction } from "./functions.ts";
export { LibraryError, type LibraryErrorCode } from "./library_error.ts";
export type { DatabaseOpenOptions } from "./open_options.ts";
export type { BindParameters, BindValue, RestBindParameters } from "./parameters.ts";
export type { ReadingOptions } from "./reading_options.ts";
export { SqliteError } from "./sqlite_error.ts";
export type { AnyFunction, TransactionOf } from "./transaction.ts";
export { isComplete, SQLITE_SOURCEID, SQLITE_VERSION } from "./version.ts";
