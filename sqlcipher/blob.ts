import type { Connection } from "./connection.ts";
import { toCString } from "./native.ts";
import { ERROR, MISUSE, OK } from "./result_codes.ts";
import { SqliteError } from "./sqlite_error.ts";

/** Which blob to open. */
export interface BlobOpenOptions {
  /** Table. */
  table: string;
  /** Column. */
  column: string;
  /** Row id. */
  row: number | bigint;
  /** Name of the database, for attached ones. Default: `main`. */
  db?: string;
  /** Only read. Default: true. */
  readonly?: boolean;
}

const CHUNK_BYTES = 65_536;

/**
 * A blob in a row, read and written in parts. Its size is fixed. It must be closed, and is with
 * its database.
 */
export class SQLBlob {
  /** Size in bytes. */
  readonly byteLength: number;
  readonly #connection: Connection;
  #handle: Deno.PointerValue;

  /** Made by `Database.openBlob()`. */
  constructor(connection: Connection, options: BlobOpenOptions) {
    const out = new BigUint64Array(1);
    const code = connection.native.sqlite3_blob_open(
      connection.handle("open blob"),
      toCString(options.db ?? "main"),
      toCString(options.table),
      toCString(options.column),
      BigInt(options.row),
      options.readonly === false ? 1 : 0,
      out,
    );
    if (code !== OK) throw connection.error(code, "open blob");
    this.#connection = connection;
    this.#handle = Deno.UnsafePointer.create(out[0] ?? 0n);
    this.byteLength = connection.native.sqlite3_blob_bytes(this.#handle);
    connection.parts.add(this);
  }

  /**
   * Fills a buffer with the bytes from `offset`.
   *
   * @throws {SqliteError} 1 if they reach beyond the end, 4 if the row was changed meanwhile
   */
  readSync(offset: number, buffer: Uint8Array): void {
    const handle = this.#opened(offset, buffer.length);
    if (buffer.length === 0) return;
    const { native } = this.#connection;
    const bytes = buffer as Uint8Array<ArrayBuffer>;
    const code = native.sqlite3_blob_read(handle, bytes, buffer.length, offset);
    if (code !== OK) throw this.#connection.error(code, "read blob");
  }

  /**
   * Overwrites the bytes from `offset`.
   *
   * @throws {SqliteError} 1 if they reach beyond the end, 4 if the row was changed meanwhile, 8 if
   * the blob was opened for reading
   */
  writeSync(offset: number, buffer: Uint8Array): void {
    const handle = this.#opened(offset, buffer.length);
    if (buffer.length === 0) return;
    const { native } = this.#connection;
    const bytes = buffer as Uint8Array<ArrayBuffer>;
    const code = native.sqlite3_blob_write(handle, bytes, buffer.length, offset);
    if (code !== OK) throw this.#connection.error(code, "write blob");
  }

  /** The bytes from start to end, as a stream. Closing the blob stays with its owner. */
  get readable(): ReadableStream<Uint8Array> {
    const chunks = this[Symbol.iterator]();
    return new ReadableStream({
      pull: (controller) => {
        const next = chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    });
  }

  /** Takes the bytes from start to end, as a stream. Closing the blob stays with its owner. */
  get writable(): WritableStream<Uint8Array> {
    let offset = 0;
    return new WritableStream({
      write: (chunk) => {
        this.writeSync(offset, chunk);
        offset += chunk.length;
      },
    });
  }

  /** The bytes from start to end, in chunks of 64 KiB. */
  *[Symbol.iterator](): IterableIterator<Uint8Array> {
    for (let offset = 0; offset < this.byteLength; offset += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, this.byteLength - offset));
      this.readSync(offset, chunk);
      yield chunk;
    }
  }

  /** Frees the blob. Idempotent. */
  close(): void {
    this.release();
    this.#connection.parts.delete(this);
  }

  /** Part of closing the database; elsewhere `close()` is meant. */
  release(): void {
    if (this.#handle === null) return;
    const handle = this.#handle;
    this.#handle = null;
    this.#connection.native.sqlite3_blob_close(handle);
  }

  /** Same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Shown by `Deno.inspect()` and in logs: never the bytes. */
  [Symbol.for("Deno.customInspect")](): string {
    return `SQLBlob { byteLength: ${this.byteLength} }`;
  }

  #opened(offset: number, length: number): Deno.PointerValue {
    if (this.#handle === null) throw new SqliteError(MISUSE, "Cannot use blob: it is closed");
    if (offset < 0 || !Number.isInteger(offset) || offset + length > this.byteLength) {
      throw new SqliteError(ERROR, "Cannot use blob: the range is outside of it");
    }
    return this.#handle;
  }
}
