/**
 * What a device was not sent because its user may not see it: by patient or clinic, since when.
 *
 * The entries say for every standing of the device which rows it lacks although its cursor has
 * passed them. When a patient becomes visible, the entry tells what to backfill.
 *
 * Answers form a tree: one that is lost, or a restored copy of the phone's database, leaves a branch
 * that goes on from an earlier cursor. So an entry names the answer that noted it, the one that gave
 * its rows, and the one that began a branch on which it never was; a standing counts those up to its
 * own cursor (`docs/sync.md`).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { PATIENT_LINKS } from "../../permissions/patient_visibility.ts";

/** Entries of the branch: `?1` the device, `?2` the cursor of the standing. */
const ON_BRANCH = `device_no = ?1 AND noted_at <= ?2
  AND (forgotten_at IS NULL OR forgotten_at > ?2)`;
/** Not given to a standing with the cursor `?2` that reaches to `?3`. */
const NOT_GIVEN = "(given_at IS NULL OR given_at > ?2 OR until_stamp > ?3)";

/** Entries of one device as a standing has them, read in a snapshot or in a transaction. */
export class Withheld {
  readonly #statements: Statements;
  readonly #deviceNo: number;
  readonly #at: number;

  /** @param at Of the standing */
  constructor(statements: Statements, deviceNo: number, at: number) {
    this.#statements = statements;
    this.#deviceNo = deviceNo;
    this.#at = at;
  }

  /** As another standing of the device has them. */
  asOf(at: number): Withheld {
    return at === this.#at ? this : new Withheld(this.#statements, this.#deviceNo, at);
  }

  /** True when the device was ever refused anything, on any branch. */
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
      `SELECT min(since) FROM device_withheld
       WHERE ${ON_BRANCH} AND ${NOT_GIVEN} AND since <= ?3 AND scope_key = ?4`,
    ).value<[number | null]>(this.#deviceNo, this.#at, through, key)?.[0] ?? null;
  }

  /**
   * The cursor of the first answer that withheld rows of the key, so that one first stored at
   * `firstStamp` counts as lacking; null when it does not.
   */
  notedAt(key: string, firstStamp: number, through: number): number | null {
    return this.#statements.get(
      `SELECT min(noted_at) FROM device_withheld
       WHERE ${ON_BRANCH} AND ${NOT_GIVEN} AND since <= ?3 AND scope_key = ?4 AND since <= ?5`,
    ).value<[number | null]>(this.#deviceNo, this.#at, through, key, firstStamp)?.[0] ?? null;
  }

  /**
   * True when rows of the key that are new to a device at `through` were withheld in the series that
   * is running, and not given since.
   */
  isWithheldAfter(key: string, through: number): boolean {
    return this.#statements.get(
      `SELECT 1 FROM device_withheld WHERE ${ON_BRANCH} AND since > ?3 AND scope_key = ?4
         AND (given_at IS NULL OR given_at > ?2) LIMIT 1`,
    ).value(this.#deviceNo, this.#at, through, key) !== undefined;
  }

  /** True when the series with this bound has given the key's rows. */
  isGivenIn(key: string, bound: number): boolean {
    return this.#statements.get(
      `SELECT 1 FROM device_withheld WHERE ${ON_BRANCH} AND scope_key = ?3
         AND given_at <= ?2 AND until_stamp = ?4 LIMIT 1`,
    ).value(this.#deviceNo, this.#at, key, bound) !== undefined;
  }

  /** Keys after `after`, in order, that a device at `through` lacks rows of. */
  keys(through: number, after: string): string[] {
    return this.#statements.get(
      `SELECT DISTINCT scope_key FROM device_withheld
       WHERE ${ON_BRANCH} AND ${NOT_GIVEN} AND since <= ?3 AND scope_key > ?4 ORDER BY scope_key`,
    ).values<[string]>(this.#deviceNo, this.#at, through, after).map(([key]) => key);
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

  /** True when an entry says already that the key's rows lack from `since` on. */
  isNoted(key: string, since: number): boolean {
    return this.#statements.get(
      `SELECT 1 FROM device_withheld WHERE ${ON_BRANCH} AND scope_key = ?3 AND since <= ?4
         AND (given_at IS NULL OR given_at > ?2) LIMIT 1`,
    ).value(this.#deviceNo, this.#at, key, since) !== undefined;
  }

  /**
   * The answer with the cursor `value` begins a branch at a standing that reaches to `through`:
   * later answers than the standing's never were on it. Belongs into the transaction that notes what
   * the answer withholds, before that.
   */
  branch(through: number, value: number): void {
    const place = [this.#deviceNo, this.#at, through, value] as const;
    this.#statements.get(
      `INSERT INTO device_withheld (device_no, scope_key, since, noted_at, given_at, until_stamp)
       SELECT device_no, scope_key, since, ?4, iif(given_at <= ?2, ?4, NULL),
         iif(given_at <= ?2, until_stamp, NULL)
       FROM device_withheld WHERE ${ON_BRANCH} AND ${NOT_GIVEN}
         AND (forgotten_at IS NOT NULL OR given_at > ?2)
       ON CONFLICT (device_no, scope_key, since, noted_at) DO UPDATE
         SET given_at = NULL, until_stamp = NULL WHERE excluded.given_at IS NULL`,
    ).run(...place);
    this.#statements.get(
      `UPDATE device_withheld SET forgotten_at = ?3
       WHERE device_no = ?1 AND forgotten_at IS NULL AND noted_at < ?3
         AND (noted_at > ?2 OR given_at > ?2)`,
    ).run(this.#deviceNo, this.#at, value);
  }

  /** Notes that the answer `value` does not send rows of the key first stored from `since` on. */
  withhold(key: string, since: number, value: number): void {
    if (this.asOf(value).isNoted(key, since)) return;
    this.#statements.get(
      `INSERT INTO device_withheld (device_no, scope_key, since, noted_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (device_no, scope_key, since, noted_at) DO UPDATE
         SET given_at = NULL, until_stamp = NULL`,
    ).run(this.#deviceNo, key, since, value);
  }

  /** Notes that with the answer `value` the series with this bound gives all rows of the key. */
  give(key: string, bound: number, value: number): void {
    this.#statements.get(
      `UPDATE device_withheld SET given_at = ?2, until_stamp = ?3
       WHERE ${ON_BRANCH} AND scope_key = ?4 AND given_at IS NULL`,
    ).run(this.#deviceNo, value, bound, key);
  }

  /** Drops what no cursor from `oldest` on asks for. Belongs inside a write transaction. */
  prune(oldest: number): void {
    this.#statements.get("DELETE FROM device_withheld WHERE device_no = ? AND forgotten_at <= ?")
      .run(this.#deviceNo, oldest);
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
