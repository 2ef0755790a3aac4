/**
 * What the rows of one step of a pull share.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { CLOUD_WRITER } from "../../sync/rows/cloud_base.ts";
import type { WriteStamps } from "../../sync/clock/hub_clock.ts";
import { type Conflict, Conflicts } from "../../sync/merge/conflicts.ts";
import { type Change, RowStore } from "../../sync/rows/row_store.ts";
import { CloudRows } from "./cloud_rows.ts";

/** Rows that share a stamp (decision 8). */
const ROWS_PER_STAMP = 500;

/** Belongs inside one write transaction. */
export class PullScene {
  readonly statements: Statements;
  readonly entries: CloudRows;
  readonly nowMs: number;
  /** The cloud's clock when it gave the answer. */
  readonly cloudMs: number;
  /** Whether the cloud's process runs east of Greenwich. */
  readonly isEast: boolean;
  /** Rows that were stored or changed, by table. */
  readonly stored: Record<string, number> = {};
  readonly #stamps: WriteStamps;
  readonly #conflicts: Conflicts;
  readonly #stores = new Map<string, RowStore>();
  #stamp = 0;
  #stamped = 0;

  constructor(
    statements: Statements,
    stamps: WriteStamps,
    { nowMs, cloudMs, isEast }: {
      readonly nowMs: number;
      readonly cloudMs: number;
      readonly isEast: boolean;
    },
  ) {
    this.statements = statements;
    this.nowMs = nowMs;
    this.cloudMs = cloudMs;
    this.isEast = isEast;
    this.entries = new CloudRows(statements);
    this.#stamps = stamps;
    this.#conflicts = new Conflicts(statements, { deviceNo: 0, userId: "", nowMs });
  }

  /** The rows of a table. */
  storeOf(table: Table): RowStore {
    let store = this.#stores.get(table.name);
    if (store === undefined) {
      store = new RowStore(this.statements, table);
      this.#stores.set(table.name, store);
    }
    return store;
  }

  /** The cloud writes a row. */
  change(): Change {
    if (this.#stamped++ % ROWS_PER_STAMP === 0) this.#stamp = this.#stamps.take();
    return { stamp: this.#stamp, writer: CLOUD_WRITER, nowMs: this.nowMs };
  }

  /** A value lost. */
  conflict(conflict: Conflict): void {
    this.#conflicts.add(conflict);
  }

  /** Counts a row that was stored or changed. */
  count({ name }: Table, rows = 1): void {
    if (rows > 0) this.stored[name] = (this.stored[name] ?? 0) + rows;
  }
}
