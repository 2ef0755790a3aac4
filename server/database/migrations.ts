/**
 * The numbered migrations. A file's number is the schema version it results in.
 *
 * @module
 */

import createTables from "./migrations/0001_create_tables.sql" with { type: "text" };
import auditLog from "./migrations/0004_audit_log.sql" with { type: "text" };
import merge from "./migrations/0003_merge.sql" with { type: "text" };
import patientSearch from "./migrations/0002_patient_search.sql" with { type: "text" };
import relay from "./migrations/0006_relay.sql" with { type: "text" };
import patientSearchOrder from "./migrations/0005_patient_search_order.sql" with { type: "text" };

/** One step from `version - 1` to `version`. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** All migrations in order. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: createTables },
  { version: 2, sql: patientSearch },
  { version: 3, sql: merge },
  { version: 4, sql: auditLog },
  { version: 5, sql: patientSearchOrder },
  { version: 6, sql: relay },
];

/** The schema version this program writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;
