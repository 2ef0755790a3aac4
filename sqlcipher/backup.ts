import type { Connection } from "./connection.ts";
import { toCString } from "./native.ts";
import { DONE, OK } from "./result_codes.ts";

/** Copies one database over another, page by page; the inside of `Database.backup()`. */
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
