/**
 * Whether the records on the hub fit together.
 *
 * @module
 */

import { FIRST_STOCK } from "../hub/fleet_clinic.ts";
import { EDITED } from "../world/columns.ts";
import { ensure } from "../world/failure.ts";
import type { FinalState } from "./accounted.ts";
import type { HubRow, HubTables } from "../world/hub_rows.ts";

const OF_PATIENT = [
  "patient_additional_attributes",
  "visits",
  "events",
  "appointments",
  "prescriptions",
  "prescription_items",
  "patient_vitals",
  "patient_problems",
  "patient_risk_profiles",
].map((table) => ({ table, column: "patient_id" }));

const OF_VISIT = [
  { table: "events", column: "visit_id" },
  { table: "prescriptions", column: "visit_id" },
  { table: "appointments", column: "current_visit_id" },
  { table: "patient_vitals", column: "visit_id" },
  { table: "patient_problems", column: "visit_id" },
];

const DEPENDANTS = new Map([
  ["patients", OF_PATIENT],
  ["visits", OF_VISIT],
  ["prescriptions", [{ table: "prescription_items", column: "prescription_id" }]],
]);

function rowsOf(tables: HubTables, table: string): HubRow[] {
  return [...tables.get(table)?.values() ?? []];
}

/** A deleted row has no live children (rule 17). */
export function checkOrphans(tables: HubTables): void {
  for (const [parent, children] of DEPENDANTS) {
    const deleted = new Set(
      rowsOf(tables, parent).filter((row) => row.is_deleted === 1).map(({ id }) => id),
    );
    for (const { table, column } of children) {
      const orphan = rowsOf(tables, table)
        .find((row) => row.is_deleted !== 1 && deleted.has(String(row[column])));
      ensure(
        orphan === undefined,
        "ORPHAN",
        () => `${table}/${orphan?.id} lives, ${parent}/${orphan?.[column]} is deleted`,
      );
    }
  }
}

/** No value of one record stands in two rows: values are unique. */
export function checkDoubles(tables: HubTables): void {
  for (const [table, kinds] of Object.entries(EDITED)) {
    for (const column of Object.keys(kinds)) {
      const seen = new Map<unknown, string>();
      for (const row of rowsOf(tables, table)) {
        const value = row[column];
        if (typeof value !== "string" || !/(^|")t\d+("|$)/.test(value)) continue;
        const other = seen.get(value);
        ensure(
          other === undefined,
          "DOUBLED",
          () => `${table}/${row.id} and ${table}/${other} both have ${column} ${value}`,
        );
        seen.set(value, row.id);
      }
    }
  }
}

/** Stock and items moved by the dispensing records that are stored, each once (rule 11). */
export function checkStock(
  { tables }: FinalState,
  recounted: ReadonlySet<string>,
): void {
  const records = rowsOf(tables, "dispensing_records");
  const sum = (fits: (record: HubRow) => boolean) =>
    records.filter(fits).reduce((total, row) => total + Number(row.quantity_dispensed ?? 0), 0);
  for (const stock of rowsOf(tables, "clinic_inventory")) {
    if (recounted.has(stock.id)) continue;
    const taken = sum((row) =>
      row.clinic_id === stock.clinic_id && row.drug_id === stock.drug_id &&
      row.batch_id === stock.batch_id
    );
    const left = FIRST_STOCK - taken;
    ensure(
      stock.quantity_available === left,
      "STOCK",
      () =>
        `${stock.id} has ${stock.quantity_available}, ${taken} were handed out of ${FIRST_STOCK}`,
    );
  }
  for (const item of rowsOf(tables, "prescription_items")) {
    if (recounted.has(item.id)) continue;
    const taken = sum((row) => row.prescription_item_id === item.id);
    const wanted = Math.min(Number(item.quantity_prescribed ?? 0), taken);
    ensure(
      item.quantity_dispensed === wanted,
      "STOCK",
      () => `${item.id} says ${item.quantity_dispensed} dispensed, records say ${taken}`,
    );
  }
}
