/**
 * Created rows that a device may be unable to take in (phones rule 7).
 *
 * A March or May phone on which an event or a prescription item was deleted fails on every pull
 * that brings the same row in `created`, and does not say so: it presents the same cursor again.
 * The created rows of these two tables are then given apart from the others, in halves, until the
 * row is found.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import { rowKey, type RowName } from "../rows/row_name.ts";

/** Tables whose rows can be deleted on a phone for good. */
export const SUSPECT_TABLES: ReadonlySet<number> = new Set(
  ["events", "prescription_items"].flatMap((name) => TABLE_BY_NAME.get(name)?.number ?? []),
);
/** A row that fails so often alone goes into `updated`. */
export const MAX_FAILURES = 3;
/** Answers to repeated queries that a phone may still have taken. */
const COPIES_KEPT = 8;

/** A row that is given apart. */
export interface Suspect {
  readonly tableNo: number;
  readonly row: number;
  /** Cursors below say for themselves whether the row is held: it was left out later. */
  since: number;
  failures: number;
  /** True when it goes, or went, into `updated`: the device is not known to hold it. */
  asUpdated: boolean;
  /** The cursor of the answer that brought it; null while it waits. */
  givenAt: number | null;
  /** True when that answer is known to have brought it, and not to have withheld it. In memory. */
  wasSent: boolean;
}

/** Cursors in `[since, until)` were given while the device was known to lack the row. */
export interface LeftOut {
  readonly since: number;
  readonly until: number;
}

/** What the last answer to a device brought of {@linkcode SUSPECT_TABLES}. */
export interface LastAnswer {
  /** The cursor it answered. */
  readonly presented: number;
  /** Its own cursor. */
  readonly value: number;
  /** Rows in `created`. */
  readonly created: readonly RowName[];
  /** Rows given apart. */
  readonly trial: readonly RowName[];
  /** True once every byte of it has been handed to the network. */
  written: boolean;
  /** True when the device has pushed since: then it has taken the answer in. */
  followed: boolean;
}

/** The suspects of one device, in memory. */
export class Suspects {
  readonly #rows = new Map<string, Suspect>();
  readonly #unsaved = new Set<string>();
  /** Rows given apart in one answer. */
  #trialSize = 1;
  #cleared = false;
  #isElsewhere = false;
  #frozenAt: number | null = null;
  /** What answers to repeated queries gave apart, by their cursors; the last few, in memory. */
  readonly #copies = new Map<number, readonly RowName[]>();

  /** Reads them back. */
  static load(statements: Statements, deviceNo: number): Suspects {
    const suspects = new Suspects();
    const rows = statements.get(
      `SELECT table_no, hub_row, since, failures, as_updated, given_at FROM device_suspect
       WHERE device_no = ? ORDER BY table_no, hub_row`,
    ).values<[number, number, number, number, number, number | null]>(deviceNo);
    for (const [tableNo, row, since, failures, asUpdated, givenAt] of rows) {
      const suspect = {
        tableNo,
        row,
        since,
        failures,
        asUpdated: asUpdated === 1,
        givenAt,
        wasSent: false,
      };
      suspects.#rows.set(rowKey(tableNo, row), suspect);
    }
    suspects.#halve();
    return suspects;
  }

  /**
   * As they are now, for the answer to a repeated query, which moves nothing: rows that wait go on
   * waiting. The phone may take this answer in place of the first, so it gives what that one gave.
   *
   * @param at When the cursor of the query counts by the hub's clock
   */
  frozen(at: number): Suspects {
    const suspects = new Suspects();
    for (const [key, suspect] of this.#rows) suspects.#rows.set(key, suspect);
    suspects.#frozenAt = at;
    return suspects;
  }

  /** An answer to a repeated query, made with {@linkcode frozen} ones, gave these apart. */
  noteCopy(value: number, trial: readonly RowName[]): void {
    if (trial.length > 0) this.#copies.set(value, trial);
    for (const oldest of this.#copies.keys()) {
      if (this.#copies.size <= COPIES_KEPT) break;
      this.#copies.delete(oldest);
    }
  }

  /** True for {@linkcode frozen} ones. */
  get isFrozen(): boolean {
    return this.#frozenAt !== null;
  }

  /** True while rows wait. */
  get isWaiting(): boolean {
    return this.waiting > 0;
  }

  /** Rows that wait. */
  get waiting(): number {
    if (this.#rows.size === 0) return 0;
    return [...this.#rows.values()].filter(({ givenAt }) => givenAt === null).length;
  }

  /** True when something has to be written. */
  get isUnsaved(): boolean {
    return this.#unsaved.size > 0 || this.#cleared;
  }

  find({ tableNo, row }: RowName): Suspect | undefined {
    return this.#rows.size === 0 ? undefined : this.#rows.get(rowKey(tableNo, row));
  }

  /** Between which cursors the device lacked the row, as far as is known; null if it was none. */
  leftOut(name: RowName): LeftOut | null {
    const suspect = this.find(name);
    if (suspect === undefined) return null;
    const { since, asUpdated, givenAt } = suspect;
    return { since, until: asUpdated ? Infinity : givenAt ?? Infinity };
  }

  /** The rows for the next answer. */
  trial(): Suspect[] {
    const frozenAt = this.#frozenAt;
    if (frozenAt !== null) {
      return [...this.#rows.values()].filter(({ givenAt }) => (givenAt ?? 0) > frozenAt);
    }
    const waiting = [...this.#rows.values()].filter(({ givenAt }) => givenAt === null);
    return waiting.slice(0, this.#trialSize);
  }

  /**
   * Rows that wait although the device may hold them: it presents another cursor than the one the
   * last answer was for or had, of a copy, say, or from before it asked for everything again.
   */
  maybeHeld(): Suspect[] {
    if (this.isFrozen || !this.#isElsewhere || this.#rows.size === 0) return [];
    return [...this.#rows.values()].filter(({ givenAt }) => givenAt === null);
  }

  /** The row waits from now on. */
  suspend(name: RowName, since: number): void {
    const { tableNo, row } = name;
    const suspect = {
      tableNo,
      row,
      since,
      failures: 0,
      asUpdated: false,
      givenAt: null,
      wasSent: false,
    };
    this.#set(suspect);
  }

  /** The row goes out with this cursor, or is noted as withheld by it. */
  give(name: RowName, value: number, wasSent = false): void {
    const suspect = this.find(name);
    if (suspect !== undefined) this.#set({ ...suspect, givenAt: value, wasSent });
  }

  /** The device holds the row: it need not wait any longer. */
  drop(name: RowName, value: number): void {
    if (this.find(name)?.givenAt === null) this.give(name, value);
  }

  /** The device has pushed the row: it holds it, whatever it could take in. */
  forget({ tableNo, row }: RowName): void {
    const key = rowKey(tableNo, row);
    if (this.#rows.delete(key)) this.#unsaved.add(key);
  }

  /** The device's database is empty again: nothing is suspect. */
  clear(): void {
    this.#cleared = this.#rows.size > 0 || this.#cleared;
    this.#rows.clear();
    this.#unsaved.clear();
    this.#copies.clear();
  }

  /**
   * Draws the conclusion from a presented cursor.
   *
   * @param device `presented` names a cursor; `presentedAt` says when it counts by the hub's clock,
   * which for one of the phone's own making its number does not
   * @param value The cursor of the answer to come: earlier ones were made without this conclusion
   */
  conclude(
    { lastAnswer: last, presented, presentedAt }: {
      readonly lastAnswer: LastAnswer | null;
      readonly presented: number;
      readonly presentedAt: number;
    },
    value: number,
  ): void {
    this.#isElsewhere = last === null || (last.value !== presented && last.presented !== presented);
    for (const suspect of this.#rows.values()) {
      // Given by an answer that never came through.
      if (suspect.givenAt !== null && suspect.givenAt > presentedAt) {
        this.#set({ ...suspect, givenAt: null, wasSent: false });
      }
    }
    for (const name of this.#copies.get(presented) ?? []) this.give(name, presentedAt, true);
    if (last === null) return;
    if (last.value === presented) {
      if (last.trial.length > 0) this.#halve();
      return;
    }
    if (last.presented !== presented || !last.written || last.followed) return;
    const brought = [...last.created, ...last.trial];
    if (brought.length === 0) return;
    if (last.created.length > 0) {
      for (const name of last.created) this.suspend(name, value);
      this.#halve();
    } else if (brought.length > 1) {
      this.#trialSize = Math.ceil(brought.length / 2);
    } else {
      const suspect = this.find(brought[0] as RowName);
      if (suspect === undefined) return;
      const failures = suspect.failures + 1;
      this.#set({ ...suspect, failures, asUpdated: failures >= MAX_FAILURES });
    }
  }

  /** Writes what has changed. Call inside a write transaction, and the result after its commit. */
  save(statements: Statements, deviceNo: number): () => void {
    const cleared = this.#cleared;
    if (cleared) {
      statements.get("DELETE FROM device_suspect WHERE device_no = ?").run(deviceNo);
    }
    const saved = [...this.#unsaved];
    const upsert = statements.get(
      `INSERT INTO device_suspect (device_no, table_no, hub_row, since, failures, as_updated,
         given_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (device_no, table_no, hub_row) DO UPDATE SET since = excluded.since, failures = excluded.failures,
         as_updated = excluded.as_updated, given_at = excluded.given_at`,
    );
    const forget = statements.get(
      "DELETE FROM device_suspect WHERE device_no = ? AND table_no = ? AND hub_row = ?",
    );
    for (const key of saved) {
      const suspect = this.#rows.get(key);
      if (suspect === undefined) {
        const [tableNo, row] = key.split(":").map(Number) as [number, number];
        forget.run(deviceNo, tableNo, row);
        continue;
      }
      const { tableNo, row, since, failures, asUpdated, givenAt } = suspect;
      upsert.run(deviceNo, tableNo, row, since, failures, asUpdated ? 1 : 0, givenAt);
    }
    return () => {
      if (cleared) this.#cleared = false;
      for (const key of saved) this.#unsaved.delete(key);
    };
  }

  #set(suspect: Suspect): void {
    if (this.isFrozen) return;
    const key = rowKey(suspect.tableNo, suspect.row);
    this.#rows.set(key, suspect);
    this.#unsaved.add(key);
  }

  #halve(): void {
    const waiting = [...this.#rows.values()].filter(({ givenAt }) => givenAt === null).length;
    this.#trialSize = Math.max(1, Math.ceil(waiting / 2));
  }
}
