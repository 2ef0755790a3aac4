/**
 * What became of the rows of a push, in counts: for the operator and the audit log.
 *
 * @module
 */

import type { QuarantineReason } from "../attention/quarantine.ts";

/** Counts by table. Tables the hub does not know are counted as `other`. */
export class PushReport {
  #putAside = 0;
  readonly #reasons = new Map<string, number>();
  readonly #namedUser = new Map<string, number>();

  /** Rows put aside. */
  get putAside(): number {
    return this.#putAside;
  }

  /** Rows put aside, by table and reason. */
  get refused(): { table: string; reason: QuarantineReason; count: number }[] {
    return [...this.#reasons].map(([key, count]) => {
      const [table, reason] = key.split(" ") as [string, QuarantineReason];
      return { table, reason, count };
    });
  }

  /** Rows that only a user whom they name was allowed to write, by table. */
  get byNamedUser(): { table: string; count: number }[] {
    return [...this.#namedUser].map(([table, count]) => ({ table, count }));
  }

  addPutAside(table: string, reason: QuarantineReason): void {
    this.#putAside += 1;
    const key = `${table} ${reason}`;
    this.#reasons.set(key, (this.#reasons.get(key) ?? 0) + 1);
  }

  addNamedUser(table: string): void {
    this.#namedUser.set(table, (this.#namedUser.get(table) ?? 0) + 1);
  }
}
