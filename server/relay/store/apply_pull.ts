/**
 * Stores what a pull brought (decisions 20 and 21): staged rows, some at a time.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { Table } from "../../database/table_shape.ts";
import { CLOUD_WRITER } from "../../sync/cloud_base.ts";
import { markDeletedWithDependants } from "../../sync/dependants.ts";
import type { WriteStamps } from "../../sync/hub_clock.ts";
import { Conflicts } from "../../sync/merge/conflicts.ts";
import { type Change, RowStore, type StoredRow } from "../../sync/row_store.ts";
import { fromCloud } from "../convert/from_cloud.ts";
import { type HubRow, type HubValue, TIME_COLUMNS } from "../convert/hub_row.ts";
import { RelayDefectError } from "../convert/relay_defect.ts";
import { mergeThreeWay, same, stockFromCloud } from "../merge_three_way.ts";
import { CloudRows, gather, hubRowOf } from "./cloud_rows.ts";

/** Rows that share a stamp (decision 8). */
const ROWS_PER_STAMP = 500;

/** What one step did. */
export interface AppliedRows {
  /** Staged rows that were looked at; 0 when none is left. */
  readonly looked: number;
  /** Rows that were stored or changed. */
  readonly stored: number;
  /** Rows that could not be stored. */
  readonly unread: number;
}

/** Applies the next staged rows and takes them out. Belongs inside one write transaction. */
export function applyStaged(
  statements: Statements,
  stamps: WriteStamps,
  nowMs: number,
  limit: number,
): AppliedRows {
  gather(statements, nowMs);
  const staged = nextStaged(statements, "<>", limit);
  // Stock comes last: which records the cloud has taken off it must be known (decision 20).
  if (staged.length === 0) staged.push(...nextStaged(statements, "=", limit));
  const writer = new PullWriter(statements, stamps, nowMs);
  for (const [, table, kind, data] of staged) writer.apply(table, kind, JSON.parse(data));
  const remove = statements.get("DELETE FROM cloud_staged WHERE staged_no = ?");
  for (const [stagedNo] of staged) remove.run(stagedNo);
  return { looked: staged.length, stored: writer.stored, unread: writer.unread };
}

type StagedRow = [stagedNo: number, table: string, kind: "row" | "deleted", data: string];

function nextStaged(statements: Statements, stock: "=" | "<>", limit: number): StagedRow[] {
  return statements.get(
    `SELECT staged_no, table_name, kind, data FROM cloud_staged
     WHERE table_name ${stock} 'clinic_inventory' ORDER BY staged_no LIMIT ?`,
  ).values<StagedRow>(limit);
}

class PullWriter {
  stored = 0;
  unread = 0;
  readonly #statements: Statements;
  readonly #stamps: WriteStamps;
  readonly #nowMs: number;
  readonly #entries: CloudRows;
  readonly #conflicts: Conflicts;
  readonly #stores = new Map<string, RowStore>();
  #stamp = 0;
  #stamped = 0;

  constructor(statements: Statements, stamps: WriteStamps, nowMs: number) {
    this.#statements = statements;
    this.#stamps = stamps;
    this.#nowMs = nowMs;
    this.#entries = new CloudRows(statements);
    this.#conflicts = new Conflicts(statements, { deviceNo: 0, userId: "", nowMs });
  }

  apply(name: string, kind: "row" | "deleted", data: unknown): void {
    const table = TABLE_BY_NAME.get(name);
    if (table === undefined) return;
    this.#statements.get("SAVEPOINT cloud_row").run();
    try {
      if (kind === "deleted") this.#delete(table, data);
      else this.#store(table, data);
    } catch (error) {
      this.#statements.get("ROLLBACK TO cloud_row").run();
      this.#keepUnread(name, data, error);
    }
    this.#statements.get("RELEASE cloud_row").run();
  }

  #store(table: Table, data: unknown): void {
    const cloud = this.#withStock(table, fromCloud(table, data));
    const id = this.#heldId(table, cloud);
    const store = this.#storeOf(table);
    const stored = store.find(id);
    if (stored === null) return this.#insert(table, store, cloud);
    const entry = this.#entries.find(table, stored.row);
    const hub = hubRowOf(table, store, id, stored);
    const base = entry === null || !entry.hasBase ? null : entry.base ?? hub;
    const sent = entry?.sent ?? null;
    const merged = mergeThreeWay(table, { base, sent, hub, cloud: { ...cloud, id } });
    const take: Record<string, HubValue> = { ...merged.take };
    for (const { column, cloud: lost } of merged.conflicts) {
      if (table.name === "clinic_inventory" && column === "quantity_available") {
        take[column] = lost;
        continue;
      }
      this.#conflicts.add({
        ...{ table: table.name, rowId: id, column, reason: "CLOUD_CHANGED", lost },
        ...{ kept: hub[column] ?? null, lostWriter: CLOUD_WRITER },
      });
    }
    this.#write(table, store, stored, hub, take, merged.times);
    const now = { ...hub, ...take };
    const isCloudVersion = table.columns.every(({ name, kind }) =>
      TIME_COLUMNS.has(name) || cloud[name] === undefined ||
      same(kind, cloud[name] ?? null, now[name] ?? null)
    );
    const ahead = merged.hubIsAhead;
    // What was sent may still be on its way while the cloud's answer was being made.
    const keepsSent = ahead && sent !== null && !merged.confirmed && entry?.state === "sent";
    this.#entries.agree(table, stored.row, {
      state: keepsSent ? "sent" : ahead ? "dirty" : "clean",
      base: isCloudVersion ? null : { ...now, ...cloud, id },
      cloudUpdatedMs: timeOf(cloud),
      sent: ahead && !merged.confirmed ? sent : null,
      sentStamp: ahead && !merged.confirmed ? entry?.sentStamp ?? null : null,
    }, this.#nowMs);
    if (keepsSent) this.#sendAgain(table, stored.row);
  }

  /** It came back as it was before: the cloud dropped what was sent (A24). */
  #sendAgain(table: Table, row: number): void {
    this.#statements.get(
      `UPDATE cloud_row SET state = 'dirty' WHERE table_no = ? AND hub_row = ? AND sent_runs < 3`,
    ).run(table.number, row);
  }

  #insert(table: Table, store: RowStore, cloud: HubRow): void {
    const id = String(cloud.id);
    const values = table.columns.map(({ name }) => cloud[name]);
    store.insert({ id, values, extra: null, exact: true }, this.#change());
    this.stored++;
    const stored = store.find(id);
    if (stored === null) return;
    this.#entries.agree(table, stored.row, {
      ...{ state: "clean", base: null, cloudUpdatedMs: timeOf(cloud), sent: null, sentStamp: null },
    }, this.#nowMs);
  }

  #write(
    table: Table,
    store: RowStore,
    stored: StoredRow,
    hub: HubRow,
    take: HubRow,
    times: HubRow,
  ): void {
    const set = Object.entries(take).length === 0 ? null : { ...take, ...times };
    if (set === null) return this.#writeTimes(table, stored.row, times);
    const values = new Map<number, HubValue>();
    table.columns.forEach(({ name }, i) => {
      const value = set[name];
      if (value !== undefined) values.set(i, value);
    });
    const before = table.columns.map(({ name }) => hub[name] ?? null);
    store.update(stored, { values, sendBack: false }, this.#change(), before);
    this.stored++;
  }

  /** Times alone are no change that phones are told of (decision 21). */
  #writeTimes(table: Table, row: number, times: HubRow): void {
    for (const [name, value] of Object.entries(times)) {
      this.#statements.get(`UPDATE ${table.name} SET "${name}" = ? WHERE hub_row = ?`)
        .run(value, row);
    }
  }

  #delete(table: Table, data: unknown): void {
    if (typeof data !== "string") throw new RelayDefectError("BAD_ID", "id");
    const store = this.#storeOf(table);
    const stored = store.find(data);
    if (stored === null || !table.columns.some(({ name }) => name === "is_deleted")) return;
    const entry = this.#entries.find(table, stored.row);
    const hub = hubRowOf(table, store, data, stored);
    if (entry?.state === "dirty" && hub.is_deleted !== 1) {
      this.#conflicts.add({
        ...{ table: table.name, rowId: data, column: null, reason: "DELETED_WITH_CHANGES" },
        ...{ lost: hub, kept: { is_deleted: true }, lostWriter: stored.writer },
      });
    }
    const marked = markDeletedWithDependants(
      this.#statements,
      table.name,
      data,
      () => this.#change(),
    );
    this.stored += marked;
    this.#entries.agree(table, stored.row, {
      ...{ state: "clean", base: null, sent: null, sentStamp: null },
      cloudUpdatedMs: entry?.cloudUpdatedMs ?? null,
    }, this.#nowMs);
  }

  /** The cloud keeps attributes by patient and field, under an id of its own (A28). */
  #heldId(table: Table, cloud: HubRow): string {
    const id = String(cloud.id);
    if (table.name !== "patient_additional_attributes") return id;
    return this.#statements.get(
      `SELECT id FROM patient_additional_attributes WHERE patient_id = ? AND attribute_id = ?
         AND coalesce(is_deleted, 0) = 0 ORDER BY id <> ?, hub_row LIMIT 1`,
    ).value<[string]>(cloud.patient_id ?? null, cloud.attribute_id ?? null, id)?.[0] ?? id;
  }

  /** The cloud takes off by itself what was handed out here, once it has the records. */
  #withStock(table: Table, cloud: HubRow): HubRow {
    const quantity = cloud.quantity_available;
    if (table.name !== "clinic_inventory" || typeof quantity !== "number") return cloud;
    const pending = this.#statements.get(
      `SELECT coalesce(quantity_dispensed, 0) FROM dispensing_records AS record
       JOIN cloud_row ON table_no = 18 AND cloud_row.hub_row = record.hub_row AND has_base = 0
       WHERE drug_id = ? AND clinic_id = ? AND coalesce(batch_id, '') = coalesce(?, '')`,
    ).values<[number]>(cloud.drug_id ?? null, cloud.clinic_id ?? null, cloud.batch_id ?? null);
    return { ...cloud, quantity_available: stockFromCloud(quantity, pending.flat()) };
  }

  #keepUnread(table: string, data: unknown, error: unknown): void {
    const reason = error instanceof RelayDefectError ? error.code : "NOT_STORABLE";
    const id = typeof data === "object" && data !== null ? (data as { id?: unknown }).id : data;
    this.unread++;
    this.#statements.get(
      `INSERT INTO cloud_unread VALUES (?, ?, ?, ?, ?) ON CONFLICT (table_name, row_id)
       DO UPDATE SET reason = excluded.reason, data = excluded.data, at_ms = excluded.at_ms`,
    ).run(table, String(id ?? "").slice(0, 200), reason, JSON.stringify(data), this.#nowMs);
  }

  #storeOf(table: Table): RowStore {
    let store = this.#stores.get(table.name);
    if (store === undefined) {
      store = new RowStore(this.#statements, table);
      this.#stores.set(table.name, store);
    }
    return store;
  }

  #change(): Change {
    if (this.#stamped++ % ROWS_PER_STAMP === 0) this.#stamp = this.#stamps.take();
    return { stamp: this.#stamp, writer: CLOUD_WRITER, nowMs: this.#nowMs };
  }
}

function timeOf(row: HubRow): number | null {
  return typeof row.updated_at === "number" ? row.updated_at : null;
}
