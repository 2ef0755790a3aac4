/**
 * Which tables are cleared: what phones write, and what else is about patients. The rest is the
 * cloud's and comes from it again.
 *
 * @module
 */

import { TABLES } from "../database/tables.ts";
import type { Table } from "../database/table_shape.ts";

/** See the module. */
export const CLEARED_TABLES: readonly Table[] = TABLES.filter(({ name, writable }) =>
  writable || name.startsWith("patient_")
);
