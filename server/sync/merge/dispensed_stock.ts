/**
 * Which quantities of a push are moved by its dispensing records (decision 11).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { TableChanges } from "../push/push_changes.ts";

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
  readonly #stock = new Map<string, Moved[]>();
  readonly #items = new Map<string, Moved[]>();
  readonly #records = new Set<unknown>();

  constructor(tables: readonly TableChanges[]) {
    for (const { table, rows } of tables) {
      if (table !== "dispensing_records") continue;
      for (const row of rows) {
        if (typeof row !== "object" || row === null) continue;
        const record = row as Record<string, unknown>;
        this.#records.add(record.id);
        const moved = { id: record.id, quantity: quantityOf(record.quantity_dispensed) };
        const key = stockKey((name) => record[name]);
        if (key !== null) addTo(this.#stock, key, moved);
        const item = record.prescription_item_id;
        if (typeof item === "string") addTo(this.#items, item, moved);
      }
    }
  }

  /** Whether the push has a dispensing record with this id. */
  has(recordId: unknown): boolean {
    return this.#records.has(recordId);
  }

  /** The column that dispensing moves, when it moves this row's; else null. */
  movedColumn(table: string, id: string, column: (name: string) => unknown): string | null {
    const isMoved = table === "clinic_inventory"
      ? this.#stock.has(stockKey(column) ?? "")
      : table === "prescription_items" && this.#items.has(id);
    return isMoved ? QUANTITIES.get(table) ?? null : null;
  }

  /** What the records about the row hand out that the hub did not hold before this push. */
  newQuantity(
    statements: Statements,
    table: string,
    id: string,
    column: (name: string) => unknown,
  ): number {
    const records = table === "clinic_inventory"
      ? this.#stock.get(stockKey(column) ?? "")
      : this.#items.get(id);
    const held = statements.get("SELECT 1 FROM dispensing_records WHERE id = ?");
    return (records ?? []).filter(({ id }) =>
      typeof id === "string" && held.value(id) === undefined
    ).reduce((sum, { quantity }) => sum + Math.max(0, quantity), 0);
  }
}

/** One record of the push. */
interface Moved {
  readonly id: unknown;
  readonly quantity: number;
}

function addTo(lists: Map<string, Moved[]>, key: string, moved: Moved): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [moved]);
  else list.push(moved);
}

/** As it will be read: what is no number is put aside, and may be nested without end. */
function quantityOf(value: unknown): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) || 0 : 0;
}

/** Null where drug or clinic are missing: no record moves such a row. */
function stockKey(column: (name: string) => unknown): string | null {
  const [clinic, drug] = [column("clinic_id") ?? null, column("drug_id") ?? null];
  if (clinic === null || drug === null) return null;
  return JSON.stringify([clinic, drug, column("batch_id") ?? ""]);
}
