/**
 * Which quantities of a push are moved by its dispensing records (decision 11).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { TableChanges } from "../push_changes.ts";

/** The columns that dispensing moves. */
const QUANTITIES: ReadonlyMap<string, string> = new Map([
  ["clinic_inventory", "quantity_available"],
  ["prescription_items", "quantity_dispensed"],
]);

/** True for a column that dispensing moves. */
export function isQuantity(table: string, column: string): boolean {
  return QUANTITIES.get(table) === column;
}

/** The stock rows and prescription items that dispensing records of one push are about. */
export class DispensedStock {
  /** Ids of the records by what they are about. */
  readonly #stock = new Map<string, unknown[]>();
  readonly #items = new Map<string, unknown[]>();

  constructor(tables: readonly TableChanges[]) {
    for (const { table, rows } of tables) {
      if (table !== "dispensing_records") continue;
      for (const row of rows) {
        if (typeof row !== "object" || row === null) continue;
        const record = row as Record<string, unknown>;
        addTo(this.#stock, stockKey((name) => record[name]), record.id);
        const item = record.prescription_item_id;
        if (typeof item === "string") addTo(this.#items, item, record.id);
      }
    }
  }

  /** The column that dispensing moves, when it moves this row's; else null. */
  movedColumn(table: string, id: string, column: (name: string) => unknown): string | null {
    const isMoved = table === "clinic_inventory"
      ? this.#stock.has(stockKey(column))
      : table === "prescription_items" && this.#items.has(id);
    return isMoved ? QUANTITIES.get(table) ?? null : null;
  }

  /** True when the hub held all records about the row before this push. */
  areHeld(
    statements: Statements,
    table: string,
    id: string,
    column: (name: string) => unknown,
  ): boolean {
    const records = table === "clinic_inventory"
      ? this.#stock.get(stockKey(column))
      : this.#items.get(id);
    const held = statements.get("SELECT 1 FROM dispensing_records WHERE id = ?");
    return (records ?? []).every((record) =>
      typeof record === "string" && held.value(record) !== undefined
    );
  }
}

function addTo(lists: Map<string, unknown[]>, key: string, id: unknown): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [id]);
  else list.push(id);
}

function stockKey(column: (name: string) => unknown): string {
  const [clinic, drug, batch] = ["clinic_id", "drug_id", "batch_id"].map((name) =>
    column(name) ?? ""
  );
  return JSON.stringify([clinic, drug, batch]);
}
