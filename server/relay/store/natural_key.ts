/**
 * Rows that the cloud knows by what they are about, and not by their id (A28): an attribute by
 * patient and field, a permission by user and clinic, a setting by its name, stock by clinic, drug
 * and batch. Hub and cloud may have them under different ids.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { HubRow } from "../convert/hub_row.ts";
import { relayedTable } from "./cloud_rows.ts";

const KEYS: Readonly<Record<string, readonly string[]>> = {
  patient_additional_attributes: ["patient_id", "attribute_id"],
  user_clinic_permissions: ["user_id", "clinic_id"],
  app_config: ["namespace", "key"],
  clinic_inventory: ["clinic_id", "drug_id", "batch_id"],
};

/**
 * The hub's id of a row of the cloud: a live row about the same comes first, then the row that was
 * known to be it, then a deleted one; its own id where the hub holds none.
 */
export function heldId(statements: Statements, table: string, cloud: HubRow): string {
  const id = String(cloud.id);
  const key = KEYS[table];
  if (key === undefined) return id;
  const { columns, number } = relayedTable(table);
  // A number alone would be the place of a column.
  const isMarked = columns.some(({ name }) => name === "is_deleted");
  const live = isMarked ? "coalesce(is_deleted, 0)" : "NULL";
  const where = key.map((column) => `"${column}" = ?`).join(" AND ");
  const same = statements.get(
    `SELECT id FROM ${table} LEFT JOIN cloud_row
       ON table_no = ${number} AND cloud_row.hub_row = ${table}.hub_row
     WHERE ${where}
     ORDER BY ${live}, coalesce(cloud_id, id) <> ?, coalesce(has_base, 0) DESC, ${table}.hub_row
     LIMIT 1`,
  ).value<[string]>(...key.map((column) => cloud[column] ?? null), id);
  return same?.[0] ?? id;
}

/** The hub's id of a row whose deletion the cloud reports under `cloudId`. */
export function heldIdOf(statements: Statements, table: string, cloudId: string): string {
  const shape = relayedTable(table);
  const isMarked = shape.columns.some(({ name }) => name === "is_deleted");
  if (KEYS[table] === undefined || !isMarked) return cloudId;
  const linked = statements.get(
    `SELECT id FROM cloud_row JOIN ${table} USING (hub_row)
     WHERE table_no = ? AND cloud_id = ? ORDER BY coalesce(is_deleted, 0) LIMIT 1`,
  ).value<[string]>(shape.number, cloudId);
  return linked?.[0] ?? cloudId;
}

/**
 * Whether a row is the one that stands for its field in the cloud, which holds one: the row that is
 * there, else the oldest. Others stay here.
 */
export function isFirstOfField(
  statements: Statements,
  table: string,
  hubRow: number,
  row: HubRow,
): boolean {
  if (table !== "patient_additional_attributes") return true;
  const first = statements.get(
    `SELECT attribute.hub_row FROM patient_additional_attributes AS attribute
     LEFT JOIN cloud_row ON table_no = ? AND cloud_row.hub_row = attribute.hub_row
     WHERE patient_id = ? AND attribute_id = ? AND coalesce(is_deleted, 0) = 0
     ORDER BY coalesce(has_base, 0) DESC, attribute.hub_row LIMIT 1`,
  ).value<[number]>(relayedTable(table).number, row.patient_id ?? null, row.attribute_id ?? null);
  return first === undefined || first[0] === hubRow;
}
