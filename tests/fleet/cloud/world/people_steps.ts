/**
 * What people do in the cloud's own interface while hubs work.
 *
 * @module
 */

import type { CloudRow } from "../../../support/cloud/mod.ts";
import { flagsOf, permissionId } from "../../hub/fleet_clinic.ts";
import { EDITED, type Token, type TokenKind } from "../../world/columns.ts";
import { DELETION } from "../../world/ledger.ts";
import { pick } from "../../world/local_steps.ts";
import type { CloudStep } from "../schedule/step.ts";
import {
  CLOUD_CLINICS,
  CLOUD_DRUG,
  CLOUD_USERS,
  FAR_CLINIC,
  FIELDS,
  FORM,
  uuidOf,
} from "./cloud_places.ts";
import type { CloudWorld } from "./cloud_world.ts";
import { booleans } from "./fill_cloud.ts";

type PersonStep<Do extends CloudStep["do"]> = Extract<CloudStep, { do: Do }>;

/** Steps until a late edit becomes visible. */
const LATE_STEPS = 2;
const TABLES = Object.keys(EDITED).filter((table) => table !== "patient_risk_profiles");
/** Their deletion is all that is deleted, apart from what hangs on them. */
const DELETED = ["patients", "visits", "events", "appointments", "patient_vitals"];

/** Changes a column of a row. */
export function edit(world: CloudWorld, step: PersonStep<"cloudEdits">): void {
  const table = pick(TABLES, step.table) ?? "patients";
  const row = pick(world.live(table), step.row);
  const chosen = pick(Object.entries(EDITED[table] ?? {}), step.column);
  if (row === undefined || chosen === undefined) return;
  const [column, kind] = chosen;
  const id = String(row.id);
  const value = world.tokens.next(kind);
  const note = () => {
    const before = world.cloud.row(table, id);
    // Somebody may have deleted it for good in the meantime.
    if (before === undefined) return;
    const saw = asHub(before[column]);
    world.ledger.note({ table, id, column, value, saw, by: "cloud", permitted: true });
    world.ledger.acknowledge(table, id, column, value);
  };
  if (step.late !== true) {
    note();
    return world.cloud.people.edit(table, id, { [column]: asCloud(value, kind) });
  }
  const slow = world.cloud.people.begin();
  slow.edit(table, id, { [column]: asCloud(value, kind) });
  world.late.push({
    steps: LATE_STEPS,
    commit: () => {
      if (world.cloud.row(table, id) === undefined) return;
      note();
      slow.commit();
    },
  });
}

/** Makes a row. */
export function make(world: CloudWorld, { what, n }: PersonStep<"cloudMakes">): void {
  const clinic = pick(CLOUD_CLINICS, n) ?? "";
  const user = CLOUD_USERS.find(({ home, role }) => home === clinic && role === "super_admin");
  if (user === undefined) return;
  if (what === "patient") {
    add(world, "patients", { primary_clinic_id: n % 5 === 4 ? null : clinic, sex: "female" });
    return;
  }
  const patient = pick(world.live("patients"), n);
  if (patient === undefined) return;
  const patient_id = patient.id;
  const visit = world.live("visits").find((row) => row.patient_id === patient_id);
  if (what === "attribute") {
    const attribute_id = pick(FIELDS, n) ?? "";
    const isThere = world.cloud.rows("patient_additional_attributes")
      .some((row) => row.patient_id === patient_id && row.attribute_id === attribute_id);
    if (isThere) return;
    add(world, "patient_additional_attributes", { patient_id, attribute_id });
    return;
  }
  if (what === "visit" || visit === undefined) {
    add(world, "visits", { patient_id, clinic_id: clinic, provider_id: user.id });
    return;
  }
  const visit_id = visit.id;
  const timestamp = world.cloud.clocks.databaseIso();
  switch (what) {
    case "event":
      add(world, "events", {
        ...{ patient_id, visit_id, form_id: FORM },
        recorded_by_user_id: n % 2 === 0 ? user.id : null,
      });
      return;
    case "vitals":
      add(world, "patient_vitals", { patient_id, visit_id, timestamp });
      return;
    case "problem":
      add(world, "patient_problems", {
        ...{ patient_id, visit_id, problem_code_system: "icd10", problem_code: "I10" },
        ...{ clinical_status: "active", verification_status: "confirmed" },
      });
      return;
    case "appointment":
      add(world, "appointments", {
        ...{ patient_id, clinic_id: clinic, user_id: user.id, current_visit_id: visit_id },
        timestamp,
      });
      return;
    case "prescription": {
      const id = add(world, "prescriptions", {
        ...{ patient_id, visit_id, provider_id: user.id, pickup_clinic_id: clinic },
      });
      add(world, "prescription_items", {
        ...{ prescription_id: id, patient_id, drug_id: CLOUD_DRUG, clinic_id: clinic },
        quantity_prescribed: 9,
      });
      return;
    }
  }
}

/** Deletes a row, with what hangs on it. */
export function remove(world: CloudWorld, step: PersonStep<"cloudDeletes">): void {
  const table = pick(DELETED, step.table) ?? "visits";
  const row = pick(world.live(table), step.row);
  if (row === undefined) return;
  const id = String(row.id);
  const note = { table, id, column: DELETION, value: true, saw: false, by: "cloud" };
  world.ledger.note({ ...note, permitted: true });
  world.cloud.people.remove(table, id);
  world.ledger.acknowledge(table, id, DELETION, true);
}

/** Puts a patient under another clinic, also one without a hub, or none. */
export function move(world: CloudWorld, { row, clinic }: PersonStep<"cloudMoves">): void {
  const patient = pick(world.live("patients"), row);
  if (patient === undefined) return;
  const primary_clinic_id = pick([...CLOUD_CLINICS, FAR_CLINIC, null], clinic) ?? null;
  world.cloud.people.edit("patients", String(patient.id), { primary_clinic_id });
}

/** Gives or takes permissions. */
export function grant(world: CloudWorld, step: PersonStep<"cloudGrants">): void {
  const user = pick(CLOUD_USERS, step.user);
  const clinic_id = pick(CLOUD_CLINICS, step.clinic);
  if (user === undefined || clinic_id === undefined) return;
  const known = world.cloud.rows("user_clinic_permissions")
    .find((row) => row.user_id === user.id && row.clinic_id === clinic_id);
  const flags = booleans(flagsOf(step.grant));
  const { people } = world.cloud;
  if (known !== undefined) {
    return people.edit("user_clinic_permissions", String(known.id), flags);
  }
  const id = uuidOf(permissionId(user.id, clinic_id));
  people.create("user_clinic_permissions", { id, user_id: user.id, clinic_id, ...flags });
}

/** Counts the stock of a clinic. */
export function count(world: CloudWorld, { clinic, units }: PersonStep<"cloudCounts">): void {
  const stock = pick(world.live("clinic_inventory"), clinic);
  if (stock === undefined) return;
  world.recounted.add(String(stock.id));
  world.cloud.people.edit("clinic_inventory", String(stock.id), { quantity_available: units });
}

/** A new row with a token in every column that people write; returns its id. */
function add(world: CloudWorld, table: string, values: CloudRow): string {
  const id = world.tokens.id(table);
  const tokens = world.tokens.ofTable(table);
  const kinds = EDITED[table] ?? {};
  const written = Object.entries(tokens).map(([column, value]) => [
    column,
    asCloud(value, kinds[column] ?? "text"),
  ]);
  world.cloud.people.create(table, { id, ...values, ...Object.fromEntries(written) });
  world.ledger.noteRow(table, id, tokens, "cloud", true);
  world.ledger.acknowledgeRow(table, { id, ...tokens });
  return id;
}

function asCloud(value: Token, kind: TokenKind): unknown {
  return kind === "json" ? JSON.parse(String(value)) : value;
}

/** A value of the cloud as phones have it. */
export function asHub(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
