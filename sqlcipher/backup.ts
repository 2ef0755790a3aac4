import type { Connection } from "./connection.ts";
import { toCString } from "./native.ts";
import { BUSY, DONE, LOCKED, OK } from "./result_codes.ts";

/** Pages of a {@linkcode Backup} after its last step. */
export interface BackupProgress {
  /** Pages still to copy. */
  readonly remainingPages: number;
  /** Pages of the source. */
  readonly totalPages: number;
}

/**
 * A copy of one database over another that is under way. Made by `Database.startBackup()`. The
 * target is locked until it ends; it holds nothing of use before the last step.
 *
 * @example
 * ```ts
 * using backup = db.startBackup(target);
 * while (!backup.step(256)) await pause();
 * ```
 */
export class Backup implements Disposable {
  readonly #source: Connection;
  readonly #target: Connection;
  #backup: Deno.PointerValue;

  /** Made by `Database.startBackup()`. */
  constructor(source: Connection, target: Connection, name: string) {
    const from = source.handle("back up database");
    const to = target.handle("back up database");
    const backup = source.native.sqlite3_backup_init(to, toCString("main"), from, toCString(name));
    if (backup === null) {
      throw target.error(source.native.sqlite3_extended_errcode(to), "back up database");
    }
    this.#source = source;
    this.#target = target;
    this.#backup = backup;
    // A connection that is closed ends its copies first: SQLite must not step over a closed one.
    source.parts.add(this);
    target.parts.add(this);
  }

  /**
   * Copies some pages; true when the copy is complete. A lock that somebody holds is waited for as
   * long as the source's busy timeout, and then only makes the step do nothing.
   *
   * @param pages How many; -1 is all that are left
   * @throws {SqliteError} after which the copy has ended
   */
  step(pages: number): boolean {
    if (this.#backup === null) return true;
    const code = this.#source.native.sqlite3_backup_step(this.#backup, pages);
    if (code === OK) return false;
    const primary = code & 0xff;
    if (primary === BUSY || primary === LOCKED) return false;
    this.#end(code);
    return true;
  }

  /** Pages copied and still to copy, as of the last step. */
  get progress(): BackupProgress {
    if (this.#backup === null) return { remainingPages: 0, totalPages: 0 };
    const { native } = this.#source;
    return {
      remainingPages: native.sqlite3_backup_remaining(this.#backup),
      totalPages: native.sqlite3_backup_pagecount(this.#backup),
    };
  }

  /** Ends the copy, complete or not. Idempotent. */
  release(): void {
    if (this.#backup === null) return;
    this.#source.native.sqlite3_backup_finish(this.#backup);
    this.#forget();
  }

  /** As {@linkcode release}. */
  [Symbol.dispose](): void {
    this.release();
  }

  #end(code: number): void {
    const finished = this.#source.native.sqlite3_backup_finish(this.#backup);
    this.#forget();
    if (code !== DONE) throw this.#target.error(code, "back up database");
    if (finished !== OK) throw this.#target.error(finished, "back up database");
  }

  #forget(): void {
    this.#backup = null;
    this.#source.parts.delete(this);
    this.#target.parts.delete(this);
  }
}

/** Copies one database over another at once; the inside of `Database.backup()`. */
export function copyDatabase(
  source: Connection,
  target: Connection,
  name: string,
  pages: number,
): void {
  const { native } = source;
  const from = source.handle("back up database");
  const to = target.handle("back up database");
  const backup = native.sqlite3_backup_init(to, toCString("main"), from, toCString(name));
  if (backup === null) {
    throw target.error(native.sqlite3_extended_errcode(to), "back up database");
  }
  let code: number = OK;
  while (code === OK) code = native.sqlite3_backup_step(backup, pages);
  const finished = native.sqlite3_backup_finish(backup);
  if (code !== DONE) throw target.error(code, "back up database");
  if (finished !== OK) throw target.error(finished, "back up database");
}
