/**
 * A row between hub and cloud, in hub form.
 *
 * @module
 */

/** A value as the hub stores it; see `ColumnKind`. */
export type HubValue = string | number | null;

/** Values by column, `id` among them. Columns that are not there are not known. */
export type HubRow = Readonly<Record<string, HubValue>>;

/** The four times that every writer stamps and that never make two rows different. */
export const TIME_COLUMNS: ReadonlySet<string> = new Set([
  "created_at",
  "updated_at",
  "last_modified",
  "server_created_at",
]);
