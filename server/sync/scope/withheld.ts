/**
 * What a device was not sent because its user may not see it: by patient or clinic, since when.
 *
 * The entries say for every standing of the device which rows it lacks although its cursor has
 * passed them. When a patient becomes visible, the entry tells what to backfill.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { PATIENT_LINKS } from "../../permissions/patient_visibility.ts";

/** Entries of one device, read in a snapshot or written in a transaction. */
export class Withheld {
  readonly #statements: Statements;
  readonly #deviceNo: number;

  constructor(statements: Statements, deviceNo: number) {
    this.#statements = statements;
    this.#deviceNo = deviceNo;
  }

  /** True when the device was ever refused anything. */
  isEmpty(): boolean {
    return this.#statements.get("SELECT 1 FROM device_withheld WHERE device_no = ? LIMIT 1")
      .value(this.#deviceNo) === undefined;
  }

  /**
   * From which first stamp on a device that stands at `through` lacks the key's rows; null when it
   * lacks none.
   */
  since(key: string, through: number): number | null {
    return this.#statements.get(
      `SELECT min(since) FROM device_withheld WHERE device_no = ? AND scope_key = ?
         AND since <= ? AND (until_stamp IS NULL OR until_stamp > ?)`,
    ).value<[number | null]>(this.#deviceNo, key, through, through)?.[0] ?? null;
  }

  /**
   * True when rows of the key that are new to a device at `through` were withheld, and not given
   * since: in the series that is running, or in an answer that was lost.
   */
  isWithheldAfter(key: string, through: number): boolean {
    return this.#statements.get(
      `SELECT 1 FROM device_withheld WHERE device_no = ? AND scope_key = ? AND since > ?
         AND until_stamp IS NULL LIMIT 1`,
    ).value(this.#deviceNo, key, through) !== undefined;
  }

  /** True when {@linkcode Withheld.forgetAfter} would change something. */
  hasAfter(through: number): boolean {
    return this.#statements.get(
      "SELECT 1 FROM device_withheld WHERE device_no = ? AND since > ? AND until_stamp IS NULL LIMIT 1",
    ).value(this.#deviceNo, through) !== undefined;
  }

  /**
   * A device at `through` begins anew: what was withheld beyond belonged to answers it never took
   * in, and the series with this bound gives it or withholds it again.
   */
  forgetAfter(through: number, bound: number): void {
    this.#statements.get(
      `UPDATE device_withheld SET until_stamp = ?
       WHERE device_no = ? AND since > ? AND until_stamp IS NULL`,
    ).run(bound, this.#deviceNo, through);
  }

  /** True when the series with this bound has given the key's rows. */
  isGivenIn(key: string, bound: number): boolean {
    return this.#statements.get(
      `SELECT 1 FROM device_withheld WHERE device_no = ? AND scope_key = ? AND until_stamp = ?`,
    ).value(this.#deviceNo, key, bound) !== undefined;
  }

  /** Keys after `after`, in order, that a device at `through` lacks rows of. */
  keys(through: number, after: string): string[] {
    return this.#statements.get(
      `SELECT DISTINCT scope_key FROM device_withheld WHERE device_no = ? AND scope_key > ?
         AND since <= ? AND (until_stamp IS NULL OR until_stamp > ?) ORDER BY scope_key`,
    ).values<[string]>(this.#deviceNo, after, through, through).map(([key]) => key);
  }

  /**
   * Those of {@linkcode Withheld.keys} whose patient, or a visit, appointment or prescription of
   * that patient, was stored or changed in `(through, bound]`: nothing else makes a patient visible
   * while the scope stays the same.
   */
  touchedKeys(through: number, bound: number, after: string): string[] {
    const touched = new Set<string>();
    for (const sql of TOUCHED) {
      for (const [id] of this.#statements.get(sql).values<[string | null]>(through, bound)) {
        const key = `p${id ?? ""}`;
        if (key > after && this.since(key, through) !== null) touched.add(key);
      }
    }
    return [...touched].sort();
  }

  /** True when {@linkcode Withheld.withhold} would change something. */
  needsNote(key: string, since: number, through: number): boolean {
    const row = this.#statements.get(
      `SELECT min(CASE WHEN until_stamp IS NULL THEN since END),
         count(CASE WHEN until_stamp > ?3 THEN 1 END)
       FROM device_withheld WHERE device_no = ?1 AND scope_key = ?2`,
    ).value<[number | null, number]>(this.#deviceNo, key, through);
    const [open, reopened] = row ?? [null, 0];
    return open === null || open > since || reopened > 0;
  }

  /** Notes that rows of the key first stored from `since` on are not sent. */
  withhold(key: string, since: number, through: number): void {
    this.#statements.get(
      `UPDATE device_withheld SET until_stamp = NULL
       WHERE device_no = ? AND scope_key = ? AND until_stamp > ?`,
    ).run(this.#deviceNo, key, through);
    const open = this.#statements.get(
      `SELECT min(since) FROM device_withheld
       WHERE device_no = ? AND scope_key = ? AND until_stamp IS NULL`,
    ).value<[number | null]>(this.#deviceNo, key)?.[0] ?? null;
    if (open !== null && open <= since) return;
    this.#statements.get(
      `INSERT INTO device_withheld (device_no, scope_key, since) VALUES (?, ?, ?)
       ON CONFLICT (device_no, scope_key, since) DO UPDATE SET until_stamp = NULL`,
    ).run(this.#deviceNo, key, since);
  }

  /** Notes that the series with this bound gives all rows of the key. */
  give(key: string, through: number, bound: number): void {
    this.#statements.get(
      `UPDATE device_withheld SET until_stamp = ?
       WHERE device_no = ? AND scope_key = ? AND (until_stamp IS NULL OR until_stamp > ?)`,
    ).run(bound, this.#deviceNo, key, through);
  }
}

const TOUCHED: readonly string[] = [
  ["patients", "id"] as const,
  ...PATIENT_LINKS.map(({ table }) => [table, "patient_id"] as const),
].flatMap(([table, column]) => [
  `SELECT ${column} FROM ${table} WHERE hub_first_stamp > ? AND hub_first_stamp <= ?`,
  `SELECT ${column} FROM ${table} WHERE hub_stamp > ? AND hub_stamp <= ?
     AND hub_stamp > hub_first_stamp`,
]);
