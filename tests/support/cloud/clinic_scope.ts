/**
 * Which column of a table says whose clinic a row is of (`cloud.md` 3.4, hub clinic scope).
 *
 * @module
 */

/** How a pull is limited to a hub's clinics. */
export type ClinicScope =
  /** The column is one of them. */
  | { readonly kind: "column"; readonly column: string }
  /** The list shares one with them; `emptyIsAll` says whether an empty or missing one counts. */
  | { readonly kind: "list"; readonly column: string; readonly emptyIsAll: boolean }
  /** Not limited. */
  | { readonly kind: "none" };

const COLUMNS: Readonly<Record<string, string>> = {
  clinics: "id",
  patients: "primary_clinic_id",
  visits: "clinic_id",
  appointments: "clinic_id",
  clinic_departments: "clinic_id",
  clinic_inventory: "clinic_id",
  dispensing_records: "clinic_id",
  prescription_items: "clinic_id",
  patient_registration_forms: "clinic_id",
  users: "clinic_id",
  user_clinic_permissions: "clinic_id",
  prescriptions: "pickup_clinic_id",
};

/** The scope of a table. */
export function clinicScope(table: string): ClinicScope {
  if (table === "event_forms") return { kind: "list", column: "clinic_ids", emptyIsAll: true };
  if (table === "devices") return { kind: "list", column: "clinic_ids", emptyIsAll: false };
  const column = clinicColumn(table);
  return column === null ? { kind: "none" } : { kind: "column", column };
}

/** The clinic column of a table, by which pushed rows are let in. */
export function clinicColumn(table: string): string | null {
  return COLUMNS[table] ?? null;
}

/** SQL that holds for rows in scope; its one parameter is the clinics as a JSON array. */
export function scopeSql(scope: ClinicScope): string {
  const theirs = "(SELECT value FROM json_each(?))";
  if (scope.kind === "none") return `json_valid(?)`;
  if (scope.kind === "column") return `"${scope.column}" IN ${theirs}`;
  const { column, emptyIsAll } = scope;
  const shared = `EXISTS (SELECT 1 FROM json_each("${column}") WHERE value IN ${theirs})`;
  if (!emptyIsAll) return shared;
  return `("${column}" IS NULL OR json_array_length("${column}") = 0 OR ${shared})`;
}
