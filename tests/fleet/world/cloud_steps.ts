/**
 * What the cloud changes on the hub.
 *
 * @module
 */

import {
  CLINICS,
  type CloudRow,
  flagsOf,
  patientRow,
  permissionId,
  permissionRow,
} from "../hub/fleet_clinic.ts";
import type { Step } from "../schedule/step.ts";
import { EDITED } from "./columns.ts";
import { clinicAt, pick } from "./local_steps.ts";
import { type HubRow, readRow, readTables } from "./hub_rows.ts";
import type { World } from "./world.ts";

type CloudStep<Do extends Step["do"]> = Extract<Step, { do: Do }>;

async function store(world: World, table: string, row: CloudRow): Promise<void> {
  await world.hub.fromCloud([{ table, rows: [row] }]);
  world.committed();
}

function canStore({ hub, diskFullFor }: World): boolean {
  return hub.isUp && diskFullFor === 0;
}

/** Gives or takes permissions. */
export async function grant(world: World, step: CloudStep<"grant">): Promise<void> {
  if (!canStore(world)) return;
  const user = world.userAt(step.user);
  const clinicId = pick(CLINICS, step.clinic) ?? CLINICS[0];
  const id = permissionId(user.id, clinicId);
  const known = world.hub.read((database) => readRow(database, "user_clinic_permissions", id));
  const row = known === null
    ? permissionRow(user.id, clinicId, step.grant)
    : { id, ...flagsOf(step.grant) };
  await store(world, "user_clinic_permissions", row);
}

/** Gives a user another home clinic. */
export async function moveUser(world: World, step: CloudStep<"moveUser">): Promise<void> {
  if (!canStore(world)) return;
  await store(world, "users", {
    id: world.userAt(step.user).id,
    clinic_id: pick(CLINICS, step.clinic) ?? CLINICS[0],
  });
}

/** Switches the permission checks off or on. */
export async function openToAll(world: World, step: CloudStep<"openToAll">): Promise<void> {
  if (!canStore(world)) return;
  const row = { id: "config-1", value: step.open ? "true" : "false" };
  await store(world, "app_config", row);
}

/** Puts a patient under another clinic. */
export async function movePatient(world: World, step: CloudStep<"movePatient">): Promise<void> {
  if (!canStore(world)) return;
  const patient = pick(rowsOf(world, "patients"), step.row);
  if (patient === undefined) return;
  await store(world, "patients", {
    id: patient.id,
    primary_clinic_id: clinicAt(world, step.clinic),
  });
}

/** Changes a column of a patient or a visit. */
export async function cloudEdit(world: World, step: CloudStep<"cloudEdit">): Promise<void> {
  if (!canStore(world)) return;
  const table = step.row % 2 === 0 ? "patients" : "visits";
  const row = pick(rowsOf(world, table), step.row);
  const kind = pick(Object.entries(EDITED[table] ?? {}), step.column);
  if (row === undefined || kind === undefined) return;
  const [column, of] = kind;
  const value = world.tokens.next(of);
  world.ledger.note({
    table,
    id: row.id,
    column,
    value,
    saw: row[column],
    by: "cloud",
    permitted: true,
  });
  await store(world, table, { id: row.id, [column]: value });
  world.ledger.acknowledge(table, row.id, column, value);
}

/** A new patient. */
export async function cloudPatient(world: World, step: CloudStep<"cloudPatient">): Promise<void> {
  if (!canStore(world)) return;
  const clinicId = clinicAt(world, step.clinic);
  const tokens = world.tokens.ofTable("patients");
  const row = { ...patientRow(clinicId, `-${world.tokens.id("cloud")}`), ...tokens };
  world.ledger.noteRow("patients", row.id, tokens, "cloud", true);
  await store(world, "patients", row);
  world.ledger.acknowledgeRow("patients", row);
}

/** Rows of a table that are not deleted, in a fixed order. */
export function rowsOf(world: World, table: string): readonly HubRow[] {
  const rows = world.hub.read((database) => readTables(database).get(table));
  return [...rows?.values() ?? []].filter((row) => row.is_deleted !== 1)
    .sort((a, b) => a.id < b.id ? -1 : 1);
}
