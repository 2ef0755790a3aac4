/**
 * Nothing the hub has acknowledged is lost.
 *
 * @module
 */

import { FleetFailure } from "../world/failure.ts";
import type { Conflict, HubRow, HubTables, Quarantined } from "../world/hub_rows.ts";
import { DELETION, EXISTENCE, type Ledger, type Written } from "../world/ledger.ts";

/** What the hub has at the end. */
export interface FinalState {
  readonly tables: HubTables;
  readonly conflicts: readonly Conflict[];
  readonly quarantine: readonly Quarantined[];
}

/**
 * Every acknowledged value is in the final row of some place, in a conflict record, in quarantine,
 * or somebody who saw it wrote another one that is.
 */
export function checkAccounted(ledger: Ledger, ...states: readonly FinalState[]): void {
  const followers = new Map<string, Written[]>();
  for (const { written, saw } of ledger.seen()) {
    const key = placeOf(written, saw);
    followers.set(key, [...followers.get(key) ?? [], written]);
  }
  const kept = states.map((state) => new KeptValues(state));
  // Somebody may write back what was there before: nothing is followed twice.
  const isAccounted = (written: Written, followed = new Set<Written>()): boolean => {
    if (followed.has(written)) return false;
    followed.add(written);
    return kept.some((values) => values.has(written)) ||
      (followers.get(placeOf(written, written.value)) ?? []).some((next) =>
        isAccounted(next, followed)
      );
  };
  for (const written of ledger.all()) {
    if (!written.acknowledged || isAccounted(written)) continue;
    const { table, id, column, value, saw, by } = written;
    if (column === DELETION && ledger.broughtBack.has(`${table}/${id}`)) continue;
    const rows = states.map(({ tables }) => tables.get(table)?.get(id));
    const now = rows.map((row) => row === undefined ? "no such row" : JSON.stringify(row[column]));
    throw new FleetFailure(
      column === DELETION ? "UNDELETED" : "LOST",
      `${table}/${id}.${column}: ${by} wrote ${JSON.stringify(value)} over ${
        JSON.stringify(saw)
      }, now ${now.join(" and ")}`,
    );
  }
}

/** What nobody concerned may store is not stored (rule 18). */
export function checkForbidden(ledger: Ledger, { tables }: FinalState): void {
  for (const { table, id, column, value, by, acknowledged, permitted } of ledger.all()) {
    if (!acknowledged || permitted || column === EXISTENCE) continue;
    const row = tables.get(table)?.get(id);
    if (row === undefined) continue;
    const isStored = column === DELETION
      ? row.is_deleted === 1 && !wentWithOther(tables, row)
      : row[column] === value;
    if (!isStored) continue;
    throw new FleetFailure("FORBIDDEN", `${table}/${id}.${column} is ${value}, by ${by}`);
  }
}

const PARENTS: readonly (readonly [column: string, table: string])[] = [
  ["patient_id", "patients"],
  ["visit_id", "visits"],
  ["current_visit_id", "visits"],
  ["prescription_id", "prescriptions"],
];

/** It may have been deleted as a dependant. */
function wentWithOther(tables: HubTables, row: HubRow): boolean {
  return PARENTS.some(([column, table]) =>
    tables.get(table)?.get(String(row[column]))?.is_deleted === 1
  );
}

function placeOf({ table, id, column }: Written, value: unknown): string {
  return JSON.stringify([table, id, column, value ?? null]);
}

class KeptValues {
  readonly #state: FinalState;
  readonly #conflicts = new Map<string, string>();
  readonly #quarantine = new Map<string, Record<string, unknown>[]>();

  constructor(state: FinalState) {
    this.#state = state;
    for (const { table_name, row_id, lost } of state.conflicts) {
      const key = `${table_name}/${row_id}`;
      this.#conflicts.set(key, `${this.#conflicts.get(key) ?? ""}\n${lost}`);
    }
    for (const { table_name, row_id, data } of state.quarantine) {
      const key = `${table_name}/${row_id}`;
      this.#quarantine.set(key, [...this.#quarantine.get(key) ?? [], JSON.parse(data)]);
    }
  }

  has(written: Written): boolean {
    const { table, id, column, value } = written;
    const row = this.#state.tables.get(table)?.get(id);
    const aside = this.#quarantine.get(`${table}/${id}`) ?? [];
    if (column === EXISTENCE) return row !== undefined || aside.length > 0;
    if (column === DELETION) {
      return row?.is_deleted === 1 ||
        aside.some((data) => data.is_deleted === true || data.id === undefined) ||
        this.#hasConflict(written);
    }
    return row?.[column] === value || aside.some((data) => data[column] === value) ||
      this.#hasConflict(written);
  }

  /** The value stands in a conflict record of the row, alone or in a whole row. */
  #hasConflict({ table, id, column, value }: Written): boolean {
    const lost = this.#conflicts.get(`${table}/${id}`);
    if (lost === undefined) return false;
    if (column === DELETION) return lost.includes('"is_deleted"') || lost.includes("true");
    const text = JSON.stringify(value);
    return lost.includes(text) || lost.includes(JSON.stringify(text).slice(1, -1));
  }
}
