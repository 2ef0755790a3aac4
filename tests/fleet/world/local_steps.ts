/**
 * What people do on a phone without any network.
 *
 * @module
 */

import { type RawRow, RowMaker, type Values } from "../../support/phone/mod.ts";
import type { MadeOffline, Step } from "../schedule/step.ts";
import { EDITED } from "./columns.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import { DELETION } from "./ledger.ts";
import type { World } from "./world.ts";

/** The `n`th of what there is. */
export function pick<T>(items: readonly T[], n: number): T | undefined {
  return items.length === 0 ? undefined : items[n % items.length];
}

/** A clinic, or null, as patients have one. */
export function clinicAt({ places }: World, n: number): string | null {
  return [...places.clinics, null][n % (places.clinics.length + 1)] ?? null;
}

type LocalStep<Do extends Step["do"]> = Extract<Step, { do: Do }>;

/** A new row; what has nothing to hang on becomes a patient. */
export async function create(world: World, step: LocalStep<"create">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const patients = await phone.listed("patients");
  const patient = pick(patients, step.n);
  if (step.what === "patient" || patient === undefined) {
    return await add(
      world,
      phone,
      "patients",
      makerOf(phone).patient({
        primary_clinic_id: step.n % 4 === 0 ? clinicAt(world, step.n / 4) : phone.user.home,
      }),
    );
  }
  const visits = (await phone.listed("visits")).filter(({ patient_id }) =>
    patient_id === patient.id
  );
  const visit = pick(visits, step.n);
  if (visit === undefined && NEEDS_VISIT.has(step.what)) {
    return await add(world, phone, "visits", makerOf(phone).visit(patient.id));
  }
  await addOf(world, phone, step, patient, visit);
}

const NEEDS_VISIT: ReadonlySet<MadeOffline> = new Set([
  "visit",
  "event",
  "vitals",
  "problem",
  "appointment",
  "prescription",
]);

async function addOf(
  world: World,
  phone: FleetPhone,
  { what, n }: LocalStep<"create">,
  { id: patientId }: RawRow,
  visit: RawRow | undefined,
): Promise<void> {
  const make = makerOf(phone);
  const visitId = visit?.id ?? "";
  switch (what) {
    case "visit":
      return await add(world, phone, "visits", make.visit(patientId));
    case "event":
      return await add(world, phone, "events", make.event(patientId, visitId, formOf(world)));
    case "vitals":
      return await add(world, phone, "patient_vitals", make.vitals(patientId, visitId));
    case "problem":
      return await add(world, phone, "patient_problems", make.problem(patientId, visitId));
    case "appointment":
      return await add(world, phone, "appointments", make.appointment(patientId, visitId));
    case "attribute": {
      const attribute_id = fieldOf(world, n) ?? world.tokens.id("attribute");
      const row = { ...make.attribute(patientId), attribute_id };
      return await add(world, phone, "patient_additional_attributes", row);
    }
    case "riskProfile": {
      if (phone.generation !== "august") return;
      const row = { ...RISK, patient_id: patientId, clinic_id: phone.user.home };
      return await add(world, phone, "patient_risk_profiles", row);
    }
    default: {
      const prescription = make.prescription(patientId, visitId);
      const id = world.tokens.id("prescriptions");
      await add(world, phone, "prescriptions", { ...prescription, id });
      const item = make.prescriptionItem(id, patientId, world.places.drug, {
        quantity_prescribed: 12,
      });
      await add(world, phone, "prescription_items", item);
    }
  }
}

function formOf({ places: { form } }: World): Values {
  return form === undefined ? {} : { form_id: form };
}

function fieldOf({ places: { fields } }: World, n: number): string | undefined {
  return fields === undefined ? undefined : pick(fields, n);
}

const RISK: Values = {
  kind: "cardiovascular",
  source: "who-2019",
  version: "1",
  value_type: "string",
  metadata: "{}",
  is_deleted: false,
};

function makerOf({ user }: FleetPhone): RowMaker {
  return new RowMaker(1, { clinicId: user.home, userId: user.id, userName: user.id });
}

async function add(world: World, phone: FleetPhone, table: string, row: Values): Promise<void> {
  const { created_at: _created, updated_at: _updated, id, ...values } = row;
  // Its items name a prescription before it is stored.
  const rowId = table === "prescriptions" ? String(id) : world.tokens.id(table);
  const tokens = world.tokens.ofTable(table);
  await phone.phone.create(table, { ...values, ...tokens, id: rowId });
  world.ledger.noteRow(table, rowId, tokens, phone.name);
}

/** Changes some of the columns of a row. */
export async function edit(world: World, step: LocalStep<"edit">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const place = pick(await phone.editable(), step.row);
  if (place === undefined) return;
  const { table, id, row } = place;
  const kinds = Object.entries(EDITED[table] ?? {});
  const chosen = kinds.filter((_, at) => (step.columns >> at) % 2 === 1);
  const values: Record<string, string | number> = {};
  for (const [column, kind] of chosen.length > 0 ? chosen : kinds.slice(0, 1)) {
    values[column] = world.tokens.next(kind);
  }
  await phone.phone.update(table, id, values);
  for (const [column, value] of Object.entries(values)) {
    world.ledger.note({ table, id, column, value, saw: row[column], by: phone.name });
    if (phone.mayLackAll || phone.mayLack.has(`${table}/${id}`)) {
      world.ledger.noteOwnSeen(table, id, column, value);
    }
  }
}

/** Hides a row, as most of the app deletes. */
export async function remove(world: World, step: LocalStep<"delete">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const place = pick(await phone.editable(), step.row);
  if (place === undefined) return;
  const { table, id } = place;
  await phone.phone.softDelete(table, id);
  world.ledger.note({ table, id, column: DELETION, value: true, saw: false, by: phone.name });
}

/** Deletes an event or a prescription item for good, on this phone alone. */
export async function destroy(world: World, step: LocalStep<"destroy">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const places = (await phone.editable())
    .filter(({ table }) => table === "events" || table === "prescription_items");
  const place = pick(places, step.row);
  if (place === undefined) return;
  await phone.phone.destroy(place.table, place.id);
  phone.destroyed.add(`${place.table}/${place.id}`);
}

/** Hands out medicine: item, stock and record in one local write. */
export async function dispense(world: World, step: LocalStep<"dispense">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const stocked = new Set((await phone.listed("clinic_inventory")).map((row) => row.clinic_id));
  const items = (await phone.listed("prescription_items"))
    .filter(({ clinic_id }) => stocked.has(clinic_id ?? null));
  const item = pick(items, step.n);
  if (item === undefined) return;
  const ids = await phone.phone.dispense(item.id, phone.user.id, {
    [world.places.batch]: step.units,
  });
  for (const id of ids) world.ledger.noteRow("dispensing_records", id, {}, phone.name);
}

/** Rows of the cloud that a phone can change although they are not its own to change. */
const OTHERS = [
  { table: "drug_catalogue", column: "generic_name" },
  { table: "clinics", column: "name" },
  { table: "users", column: "name" },
] as const;

/** Changes a row that only the cloud may change. */
export async function meddle(world: World, step: LocalStep<"meddle">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const { table, column } = pick(OTHERS, step.row) ?? OTHERS[0];
  const row = pick(await phone.listed(table), step.row);
  if (row === undefined) return;
  const value = world.tokens.next("text");
  await phone.phone.update(table, row.id, { [column]: value });
  world.ledger.note({ table, id: row.id, column, value, saw: row[column], by: phone.name });
}

/** Registers many patients at once. */
export async function bulk(world: World, step: LocalStep<"bulk">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const rows = makerOf(phone).many(step.rows, (maker) => {
    const { created_at: _created, updated_at: _updated, ...patient } = maker.patient();
    return { ...patient, id: world.tokens.id("patients"), surname: world.tokens.next("text") };
  });
  await phone.phone.createMany("patients", rows);
  for (const { id, surname } of rows) {
    world.ledger.noteRow("patients", id, { surname }, phone.name);
  }
}

/** Counts the stock by hand. */
export async function recount(world: World, step: LocalStep<"recount">): Promise<void> {
  const phone = world.phoneAt(step.phone);
  const stock = pick(await phone.listed("clinic_inventory"), step.units);
  if (stock === undefined) return;
  await phone.phone.update("clinic_inventory", stock.id, { quantity_available: step.units });
  world.recounted.add(stock.id);
}
