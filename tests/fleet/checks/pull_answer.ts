/**
 * What every single answer to a pull must keep to.
 *
 * @module
 */

import { ensure } from "../world/failure.ts";
import { PHONE_TABLES } from "../world/hub_rows.ts";
import { REFERENCE, type Scope } from "../world/scope.ts";

/** The answer to a pull. */
export interface PullAnswer {
  readonly changes: Readonly<
    Record<string, {
      readonly created: readonly Record<string, unknown>[];
      readonly updated: readonly Record<string, unknown>[];
      readonly deleted: readonly unknown[];
    }>
  >;
  readonly timestamp: number;
}

/** Who asked, and what the hub may know of it. */
export interface PullAsked {
  readonly who: string;
  readonly scope: Scope;
  /** Tables beyond the common ones that the device has sent rows of. */
  readonly opened: ReadonlySet<string>;
  /** Keys of rows the device is known to hold. */
  readonly known: ReadonlySet<string>;
  /** The newest cursor the device had been given when it asked. */
  readonly newestIssued: number;
  /** Whether it has been given a cursor, also while it asked: a request may come twice at once. */
  readonly isIssued: (cursor: number) => boolean;
  readonly pageRows: number;
}

const COMMON: ReadonlySet<string> = new Set(
  PHONE_TABLES.map(({ name }) => name).filter((name) => name !== "patient_risk_profiles"),
);
const COLUMNS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  PHONE_TABLES.map(({ name, columns }) => [name, new Set(["id", ...columns.map((c) => c.name)])]),
);
const MAX_TRIAL = 20;
const ID = /^[A-Za-z0-9_.-]+$/;

/** Fails when the answer breaks a promise. */
export function checkPullAnswer(answer: PullAnswer, asked: PullAsked): void {
  const { who, scope } = asked;
  const { timestamp } = answer;
  ensure(Number.isSafeInteger(timestamp) && timestamp > 0, "SHAPE", () => `timestamp ${timestamp}`);
  const isNew = timestamp > asked.newestIssued && !asked.isIssued(timestamp);
  ensure(isNew, "SHAPE", () => `${who} was given a cursor twice`);
  let count = 0;
  for (const [table, { created, updated, deleted }] of Object.entries(answer.changes)) {
    const mayHave = COMMON.has(table) || asked.opened.has(table);
    ensure(mayHave, "LEAK", () => `${who} was sent table ${table}`);
    ensure(deleted.length === 0, "SHAPE", () => `${who} was sent ids in deleted of ${table}`);
    const rows = [...created, ...updated];
    count += rows.length;
    const ids = new Set(rows.map(({ id }) => id));
    ensure(ids.size === rows.length, "SHAPE", () => `an id of ${table} came twice`);
    for (const row of rows) {
      const id = String(row.id);
      ensure(ID.test(id), "SHAPE", () => `id ${id} in ${table}`);
      const odd = Object.keys(row).find((column) => !mayBeSent(table, column));
      ensure(odd === undefined, "LEAK", () => `${who} was sent ${table}.${odd}`);
      ensure(scope.mayBeSent(table, row), "LEAK", () => `${who} was sent ${table}/${id}`);
    }
    // A row of the cloud is never deleted on a phone alone: as created it does no harm.
    if (!REFERENCE.has(table)) {
      for (const { id } of created) checkCreated(`${table}/${id}`, asked);
    }
  }
  const limit = asked.pageRows;
  // Rows on trial (rule 7 of the phones' document) come on top.
  const most = limit + MAX_TRIAL;
  ensure(limit === 0 || count <= most, "SHAPE", () => `${count} rows in a page of ${limit}`);
}

/** A force upload adds `image_timestamp` to rows of any table, where nobody knows the column. */
function mayBeSent(table: string, column: string): boolean {
  if (COLUMNS.get(table)?.has(column)) return true;
  return column === "image_timestamp" && table !== "patients";
}

function checkCreated(key: string, { who, known }: PullAsked): void {
  ensure(!known.has(key), "RECREATED", () => `${who} was sent ${key} as created`);
}
