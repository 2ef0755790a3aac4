/**
 * How much an answer may be made of.
 *
 * @module
 */

import type { RestBindParameters } from "@db/sqlite";
import type { Statements } from "../../database/statements.ts";
import { refuse } from "./results.ts";

/** Of stored text. An old phone takes a minute to open as much. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Refuses rows whose text is too much for one answer, before any of it is read: what somebody
 * pasted into a record must not take all the memory the hub has.
 *
 * @param columns Columns that are read, as the statement names them
 * @param rows The statement from `FROM` on, without order
 * @throws {CallRefusedError} `TOO_LARGE`
 */
export function requireAnswerable(
  statements: Statements,
  columns: readonly string[],
  rows: string,
  ...parameters: RestBindParameters
): void {
  const size = columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(" + ");
  const [bytes] = statements.get(`SELECT total(${size}) ${rows}`)
    .value<[number]>(...parameters) ?? [0];
  if (bytes > MAX_ANSWER_BYTES) refuse("TOO_LARGE");
}
