/**
 * What people do in online mode: the change is made on the hub, not on the phone.
 *
 * @module
 */

import { PhoneCrash } from "../../support/phone/mod.ts";
import type { DoneOnline, Step } from "../schedule/step.ts";
import { rowsOf } from "./cloud_steps.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import type { HubRow } from "./hub_rows.ts";
import { DELETION, EXISTENCE, type Noted } from "./ledger.ts";
import { clinicAt, pick } from "./local_steps.ts";
import { inTrouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** A call and what it changes when it succeeds. */
interface OnlineCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly notes: readonly Noted[];
}

/** One call. */
export async function online(
  world: World,
  step: Extract<Step, { do: "online" }>,
): Promise<void> {
  const phone = world.phoneAt(step.phone);
  if (!world.hub.isUp) return;
  const call = MAKE[step.what](world, phone, step.n);
  if (call === null) return;
  call.notes.forEach((note) => world.ledger.note({ ...note, permitted: true }));
  try {
    const result = await inTrouble(
      world,
      phone,
      step.trouble,
      () => phone.phone.rpc("command", call.name, call.args),
    );
    if (!result.ok || isRefusal(result.data)) return;
  } catch (error) {
    if (error instanceof PhoneCrash) return;
    throw error;
  }
  for (const { table, id, column, value } of call.notes) {
    world.ledger.acknowledge(table, id, column, value);
  }
}

function isRefusal(data: unknown): boolean {
  return typeof data === "object" && data !== null &&
    ("error" in data || ("success" in data && data.success === false));
}

type Make = (world: World, phone: FleetPhone, n: number) => OnlineCall | null;

const MAKE: Readonly<Record<DoneOnline, Make>> = {
  register: (world, phone, n) => {
    const id = world.tokens.id("patients");
    const tokens = world.tokens.ofTable("patients");
    const clinic = n % 3 === 0 ? clinicAt(world, n / 3) : phone.user.home;
    const patient = { id, date_of_birth: "1999-09-09", sex: "male", ...tokens };
    return {
      name: "register_patient",
      args: { patient: { ...patient, primary_clinic_id: clinic }, additional_attributes: [] },
      notes: newRow("patients", id, tokens, phone),
    };
  },
  changePatient: (world, phone, n) =>
    onRow(world, "patients", n, (row) => {
      const value = world.tokens.next("text");
      return {
        name: "register_patient",
        args: { patient: { id: row.id, surname: value } },
        notes: [changed("patients", row, "surname", value, phone)],
      };
    }),
  deletePatient: (world, phone, n) =>
    onRow(world, "patients", n, (row) => ({
      name: "delete_patient",
      args: { patient_id: row.id },
      notes: [changed("patients", row, DELETION, true, phone)],
    })),
  visit: (world, phone, n) =>
    onRow(world, "patients", n, ({ id: patient_id }) => {
      const id = world.tokens.id("visits");
      const { metadata, provider_name } = world.tokens.ofTable("visits");
      return {
        name: "visits.create",
        args: { id, patient_id, clinic_id: phone.user.home, metadata, provider_name },
        notes: newRow("visits", id, { metadata, provider_name }, phone),
      };
    }),
  event: (world, phone, n) =>
    onRow(world, "visits", n, ({ id: visit_id, patient_id }) => {
      const id = world.tokens.id("events");
      const { form_data, event_type } = world.tokens.ofTable("events");
      return {
        name: "events.create",
        args: { id, patient_id, visit_id, form_data, event_type },
        notes: newRow("events", id, { form_data, event_type }, phone),
      };
    }),
  changeEvent: (world, phone, n) =>
    onRow(world, "events", n, (row) => {
      const value = world.tokens.next("json");
      return {
        name: "events.update",
        args: { id: row.id, form_data: value },
        notes: [changed("events", row, "form_data", value, phone)],
      };
    }),
  deleteEvent: (world, phone, n) =>
    onRow(world, "events", n, (row) => ({
      name: "events.delete",
      args: { id: row.id },
      notes: [changed("events", row, DELETION, true, phone)],
    })),
  appointment: (world, phone, n) =>
    onRow(world, "visits", n, ({ id: current_visit_id, patient_id }) => {
      const id = world.tokens.id("appointments");
      const { reason, notes } = world.tokens.ofTable("appointments");
      const { home: clinic_id, id: user_id } = phone.user;
      return {
        name: "appointments.create",
        args: {
          ...{ id, clinic_id, patient_id, user_id, current_visit_id, reason, notes },
          ...{ timestamp: world.hub.trueNowMs(), duration: 15, is_walk_in: false },
          ...{ departments: "[]", status: "pending", metadata: "{}" },
        },
        notes: newRow("appointments", id, { reason, notes }, phone),
      };
    }),
  changeAppointment: (world, phone, n) =>
    onRow(world, "appointments", n, (row) => {
      const value = world.tokens.next("text");
      return {
        name: "appointments.update",
        args: { id: row.id, notes: value },
        notes: [changed("appointments", row, "notes", value, phone)],
      };
    }),
  dispensing: (world, phone, n) =>
    onRow(world, "prescription_items", n, (item) => {
      const id = world.tokens.id("dispensing_records");
      const { clinic_id, drug_id, patient_id } = item;
      return {
        name: "dispensing.create",
        args: {
          ...{ id, clinic_id, drug_id, patient_id, batch_id: world.places.batch },
          ...{ prescription_item_id: item.id, quantity_dispensed: 1 + n % 3 },
          ...{ dispensed_by: phone.user.id, dispensed_at: world.hub.trueNowMs() },
        },
        notes: newRow("dispensing_records", id, {}, phone),
      };
    }),
  dispenseItem: (world, phone, n) =>
    onRow(world, "prescription_items", n, ({ id }) => ({
      name: "prescription_items.dispense",
      args: {
        id,
        provider_id: phone.user.id,
        batch_quantities: { [world.places.batch]: 1 + n % 3 },
      },
      notes: [],
    })),
};

function onRow(
  world: World,
  table: string,
  n: number,
  make: (row: HubRow) => OnlineCall,
): OnlineCall | null {
  const row = pick(rowsOf(world, table), n);
  return row === undefined ? null : make(row);
}

function newRow(
  table: string,
  id: string,
  values: Readonly<Record<string, unknown>>,
  { name }: FleetPhone,
): Noted[] {
  const by = `${name} online`;
  return [
    { table, id, column: EXISTENCE, value: id, saw: null, by },
    ...Object.entries(values).map(([column, value]) => ({
      table,
      id,
      column,
      value,
      saw: null,
      by,
    })),
  ];
}

function changed(
  table: string,
  row: HubRow,
  column: string,
  value: unknown,
  { name }: FleetPhone,
): Noted {
  return { table, id: row.id, column, value, saw: row[column], by: `${name} online` };
}
