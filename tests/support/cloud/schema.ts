/**
 * Every table the simulated cloud keeps.
 *
 * Tables of the real cloud that no hub ever meets are left out: allergies, observations, tobacco
 * history, resources, event logs, reports.
 *
 * @module
 */

import { MEDICINE_TABLES } from "./medicine_schema.ts";
import { PATIENT_TABLES } from "./patient_schema.ts";
import { describeTable, type PgTable } from "./pg_table.ts";
import { REFERENCE_TABLES } from "./reference_schema.ts";

/** The tables by name, in the generation that has `app_config.clinic_ids` or the one that lacks it. */
export function schemaOf(withConfigClinics: boolean): ReadonlyMap<string, PgTable> {
  const all = [...REFERENCE_TABLES, ...PATIENT_TABLES, ...MEDICINE_TABLES];
  const tables = new Map(all.map((table) => [table.name, table]));
  const config = tables.get("app_config");
  if (withConfigClinics && config !== undefined) {
    const added = describeTable({ name: "", columns: "clinic_ids:jsonb" }).columns;
    tables.set("app_config", { ...config, columns: new Map([...config.columns, ...added]) });
  }
  return tables;
}
