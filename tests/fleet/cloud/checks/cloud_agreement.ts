/**
 * Hub and cloud agree, or the difference is in a list that somebody can read.
 *
 * @module
 */

import type { CloudRow } from "../../../support/cloud/mod.ts";
import { clinicColumn } from "../../../support/cloud/clinic_scope.ts";
import type { FinalState } from "../../checks/accounted.ts";
import { FleetFailure } from "../../world/failure.ts";
import type { HubRow } from "../../world/hub_rows.ts";
import type { CloudWorld, Site } from "../world/cloud_world.ts";
import { asHub } from "../world/people_steps.ts";
import type { Lists } from "./lists.ts";
import { SENT_TABLES } from "../sent_tables.ts";
import { isSame, NOT_COMPARED } from "./same_value.ts";

/** Tables that only the cloud changes. */
const RECEIVED = [
  "clinics",
  "users",
  "user_clinic_permissions",
  "app_config",
  "event_forms",
  "drug_catalogue",
];
const PARENTS = [
  ["patient_id", "patients"],
  ["visit_id", "visits"],
  ["current_visit_id", "visits"],
  ["prescription_id", "prescriptions"],
] as const;

/** What a hub has, and what it says about it. */
export interface HubState {
  readonly site: Site;
  readonly state: FinalState;
  readonly lists: Lists;
}

/** Fails at the first difference that is in no list. */
export function checkCloudAgreement(world: CloudWorld, hub: HubState): void {
  const [unread] = hub.lists.unread;
  if (unread !== undefined) {
    throw new FleetFailure("UNLISTED", `hub ${hub.site.number} cannot store ${unread}`);
  }
  for (const table of [...SENT_TABLES, ...RECEIVED]) {
    const theirs = new Map(world.cloud.rows(table).map((row) => [keyOf(table, row), row]));
    const ours = hub.state.tables.get(table) ?? new Map<string, HubRow>();
    for (const row of ours.values()) {
      compareRow(world, hub, table, row, theirs.get(keyOf(table, row)));
    }
    const known = new Set([...ours.values()].map((row) => keyOf(table, row)));
    for (const [key, row] of theirs) {
      if (known.has(key) || row.is_deleted === true || !isSent(world, hub, table, row)) continue;
      differ(hub, table, row, "the hub lacks it");
    }
  }
}

/** The cloud keeps attributes by patient and field. */
function keyOf(table: string, row: Readonly<Record<string, unknown>>): string {
  return table === "patient_additional_attributes"
    ? `${row.patient_id}/${row.attribute_id}`
    : String(row.id);
}

function compareRow(
  world: CloudWorld,
  hub: HubState,
  table: string,
  row: HubRow,
  theirs: CloudRow | undefined,
): void {
  if (hub.lists.reasons.has(`${table}/${row.id}`)) return;
  const isDeleted = row.is_deleted === 1;
  if (theirs === undefined) {
    // Items are deleted for good there, and other hubs are not told.
    const isOthers = table === "prescription_items" && world.sites.length > 1;
    if (!isDeleted && !isOthers && !isAside(hub, table, row)) {
      differ(hub, table, row, "the cloud lacks it");
    }
    return;
  }
  if (!isSent(world, hub, table, theirs)) return;
  if (isDeleted !== (theirs.is_deleted === true)) {
    if (isDeleted ? isBelowDeleted(world, theirs) : isUntold(world, hub, theirs)) return;
    const where = isDeleted ? "deleted here and lives in the cloud" : "lives here and is deleted";
    differ(hub, table, row, where);
  }
  // A pull never shows what another hub has sent of an item.
  if (isDeleted || (table === "prescription_items" && world.sites.length > 1)) return;
  for (const [column, value] of Object.entries(row)) {
    if (NOT_COMPARED.has(column) || theirs[column] === undefined) continue;
    if (isSame(table, column, value, theirs[column])) continue;
    if (hasConflict(hub, table, row, column, theirs[column])) continue;
    const [here, there] = [value, theirs[column]].map((one) => JSON.stringify(one));
    differ(hub, table, row, `${column} is ${here} here and ${there} in the cloud`);
  }
}

/** Whether pulls of this hub have the row, as it is now. */
function isSent(world: CloudWorld, { site }: HubState, table: string, row: CloudRow): boolean {
  const column = clinicColumn(table);
  return column === null || world.clinicsOf(site).includes(String(row[column]));
}

/** The cloud does not tell of what hangs on something deleted, and leaves items alone. */
function isBelowDeleted({ cloud }: CloudWorld, row: CloudRow): boolean {
  return PARENTS.some(([column, table]) => {
    const id = row[column];
    return typeof id === "string" && cloud.row(table, id)?.is_deleted === true;
  });
}

/** It went with a parent that pulls of this hub do not have: a pull never tells. */
function isUntold(world: CloudWorld, hub: HubState, row: CloudRow): boolean {
  if (row.deleted_at !== null) return false;
  return PARENTS.some(([column, table]) => {
    const id = row[column];
    const parent = typeof id === "string" ? world.cloud.row(table, id) : undefined;
    return parent?.is_deleted === true && !isSent(world, hub, table, parent);
  });
}

function isAside({ state }: HubState, table: string, { id }: HubRow): boolean {
  return state.quarantine.some(({ table_name, row_id }) => table_name === table && row_id === id);
}

/** The cloud's value is in a conflict record. */
function hasConflict(
  { state }: HubState,
  table: string,
  { id }: HubRow,
  column: string,
  cloud: unknown,
): boolean {
  const text = JSON.stringify(asHub(cloud));
  return state.conflicts.some(({ table_name, row_id, column_name, lost }) =>
    table_name === table && row_id === id && column_name === column && lost === text
  );
}

function differ(
  { site, lists }: HubState,
  table: string,
  row: { id?: unknown },
  how: string,
): never {
  const waits = lists.waiting.find((key) => key.startsWith(`${table}/${row.id} `));
  const state = waits === undefined ? "" : `, waiting (${waits})`;
  throw new FleetFailure("UNLISTED", `hub ${site.number}, ${table}/${row.id}: ${how}${state}`);
}
