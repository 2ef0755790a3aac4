import assert from "node:assert/strict";
import fc from "fast-check";
import { readAudit } from "../../../server/audit/mod.ts";
import type { CallResult } from "../../../server/keeper_api.ts";
import { COMMANDS, QUERIES } from "../../../server/phone/procedures.ts";
import { MedicineClinic } from "../phone/calls/medicine_clinic.ts";

/** In every value a phone sends that is no id: text, JSON, names of unknown tables and columns. */
const MARKER = "zzmarker";
const TEXT = `Amal ${MARKER} الحداد`;
const AT = "2026-01-01T10:00:00Z";

/** Calls that succeed one after the other, each command at least once. */
const SEQUENCE: readonly (readonly [name: string, args: Record<string, unknown>])[] = [
  ["register_patient", {
    patient: {
      ...{ id: "pat-1", given_name: TEXT, surname: TEXT, sex: TEXT, camp: TEXT, phone: TEXT },
      ...{ hometown: TEXT, citizenship: TEXT, government_id: TEXT, external_patient_id: TEXT },
      ...{ additional_data: { note: TEXT }, metadata: { [MARKER]: TEXT }, photo_url: TEXT },
      primary_clinic_id: "north",
    },
    additional_attributes: [{ id: "f1", attribute: TEXT, string_value: TEXT }],
  }],
  ["visits.create", {
    ...{ id: "vis-1", patient_id: "pat-1", clinic_id: "north", provider_name: TEXT },
    metadata: { note: TEXT },
  }],
  ["visits.update", { id: "vis-1", provider_name: `${TEXT}2`, metadata: { note: TEXT } }],
  ["events.create", {
    ...{ id: "eve-1", patient_id: "pat-1", visit_id: "vis-1", event_type: TEXT },
    form_data: [{ value: TEXT }],
  }],
  ["events.update", { id: "eve-1", form_data: [{ value: `${TEXT}2` }] }],
  ["create_event", { id: "eve-2", patient_id: "pat-1", visit_id: "vis-1", event_type: TEXT }],
  ["events.delete", { id: "eve-2" }],
  ["vitals.create", { id: "vit-1", patient_id: "pat-1", bp_position: TEXT, heart_rate: 98765 }],
  ["vitals.update", { id: "vit-1", bp_position: `${TEXT}2` }],
  ["problems.create", {
    ...{ id: "pro-1", patient_id: "pat-1", problem_code: TEXT, problem_label: TEXT },
    ...{ problem_code_system: TEXT, clinical_status: TEXT, verification_status: TEXT },
  }],
  ["problems.update", { id: "pro-1", problem_label: `${TEXT}2` }],
  ["appointments.create", {
    ...{ id: "app-1", clinic_id: "north", patient_id: "pat-1", user_id: "admin" },
    ...{ current_visit_id: "vis-1", timestamp: AT, reason: TEXT, notes: TEXT },
    ...{ is_walk_in: false, status: "pending", departments: [{ id: TEXT }] },
  }],
  ["appointments.update", { id: "app-1", notes: `${TEXT}2` }],
  ["appointments.complete", { id: "app-1" }],
  ["appointments.cancel", { id: "app-1" }],
  ["prescriptions.create", {
    ...{ id: "pre-1", patient_id: "pat-1", provider_id: "admin", visit_id: "vis-1" },
    ...{ prescribed_at: AT, status: "pending", notes: TEXT, pickup_clinic_id: "north" },
  }],
  ["prescriptions.update", { id: "pre-1", notes: `${TEXT}2`, items: [TEXT] }],
  ["prescriptions.update_status", { id: "pre-1", status: "pending" }],
  ["prescription_items.create", {
    ...{ id: "ite-1", prescription_id: "pre-1", patient_id: "pat-1", drug_id: "para" },
    ...{ clinic_id: "north", dosage_instructions: TEXT, quantity_prescribed: 20, notes: TEXT },
  }],
  ["prescription_items.update", { id: "ite-1", notes: `${TEXT}2` }],
  ["prescription_items.dispense", {
    ...{ id: "ite-1", provider_id: "admin", batch_quantities: { b1: 2 }, request_id: TEXT },
  }],
  ["dispensing.create", {
    ...{ id: "dis-1", clinic_id: "north", drug_id: "para", patient_id: "pat-1" },
    ...{ quantity_dispensed: 1, dispensed_by: "admin", dispensed_at: AT, batch_id: "b1" },
    dosage_instructions: TEXT,
  }],
  ["prescriptions.pickup", { id: "pre-1", provider_id: "admin" }],
  ["sync_push", {
    lastPulledAt: 0,
    changes: {
      patients: {
        created: [{ id: "pat-2", given_name: TEXT, surname: TEXT, created_at: 5, updated_at: 5 }],
        updated: [],
        deleted: [],
      },
      drug_catalogue: { created: [{ id: "para", generic_name: TEXT }], updated: [], deleted: [] },
      [`${MARKER}_table`]: { created: [{ id: "x", [MARKER]: TEXT }], updated: [], deleted: [] },
    },
  }],
  ["delete_patient", { patient_id: "pat-1" }],
];

function call(clinic: MedicineClinic, name: string, args: unknown, userId: string) {
  const procedure = COMMANDS.get(name) ?? QUERIES.get(name);
  assert.ok(procedure, name);
  const { hub: { engine }, device } = clinic;
  const context = { name, engine, device, userId, repeated: false, report: () => {} };
  return procedure(context, args).catch((error): CallResult => ({ ok: false, code: error.code }));
}

async function logOf(clinic: MedicineClinic): Promise<string> {
  const { engine } = clinic.hub;
  engine.audit.close();
  await engine.write(() => {});
  // Columns as they are stored: what somebody finds who opens the database.
  return engine.read((statements) =>
    statements.get("SELECT kind, who, device_no, detail FROM audit_entry").values()
      .map((row) => JSON.stringify(row)).join("\n")
  );
}

function assertNoContents(text: string): void {
  assert.ok(!text.includes(MARKER), text.split("\n").find((line) => line.includes(MARKER)));
  for (const part of ["Amal", "الحداد", "98765", "Haddad"]) assert.ok(!text.includes(part), part);
}

Deno.test("the log of every command holds its name and ids, and nothing of what was written", async () => {
  using clinic = await MedicineClinic.open();
  const { engine } = clinic.hub;
  assert.deepEqual(new Set(SEQUENCE.map(([name]) => name)), new Set(COMMANDS.keys()));
  for (const [name, args] of SEQUENCE) {
    const result = await call(clinic, name, args, "admin");
    assert.ok(result.ok, `${name}: ${result.ok ? "" : result.code}`);
  }
  const lines = engine.read((statements) => readAudit(statements, { limit: 500 })).reverse();
  assert.deepEqual(
    lines.filter(({ kind }) => kind === "call").map(({ detail }) => detail.procedure),
    SEQUENCE.map(([name]) => name).filter((name) => name !== "sync_push"),
  );
  assert.ok(lines.every(({ who, device_no }) => who === "user:admin" && device_no === 1));
  const [registered] = lines;
  assert.ok((registered?.detail.rows as string[]).includes("patients/pat-1"));
  assert.equal(registered?.detail.changed, 2);
  assert.equal(lines.find(({ kind }) => kind === "sync_push")?.detail.rows, 3);
  assertNoContents(await logOf(clinic));
});

Deno.test("the log of refused and failed calls holds the procedure and the code alone", async () => {
  using clinic = await MedicineClinic.open();
  const { engine } = clinic.hub;
  for (const [name, args] of SEQUENCE) {
    if (name !== "sync_push") await call(clinic, name, args, "nobody");
  }
  await call(clinic, "get_patient", { patient_id: "ines" }, "viewer");
  engine.audit.close();
  await engine.write(() => {});
  const lines = engine.read((statements) => readAudit(statements, { limit: 500 }));
  const refused = lines.filter(({ kind }) => kind === "call_refused");
  assert.ok(refused.length > 10);
  // The one thing that nobody but this account may do.
  const done = lines.filter(({ kind }) => kind === "call");
  assert.deepEqual(done.map(({ detail }) => detail.procedure), ["register_patient"]);
  const codes = new Set(refused.map(({ detail }) => detail.code));
  assert.ok(codes.has("NOT_PERMITTED"));
  const procedures = refused.map(({ detail }) => `${detail.procedure}`);
  assert.ok(procedures.every((name) => COMMANDS.has(name) || QUERIES.has(name)));
  assert.ok(procedures.includes("get_patient"), "a query for want of permission too");
  assertNoContents(await logOf(clinic));
});

Deno.test("no arguments, whatever they are, bring a value into the log", async () => {
  using clinic = await MedicineClinic.open();
  const base = new Map(SEQUENCE);
  const marked = fc.jsonValue().map((value) => mark(value));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...COMMANDS.keys(), ...QUERIES.keys()),
      fc.dictionary(
        fc.constantFrom(...new Set(SEQUENCE.flatMap(([, a]) => Object.keys(a)))),
        marked,
      ),
      fc.constantFrom("admin", "nurse", "nobody", "viewer"),
      async (name, changes, user) => {
        await call(clinic, name, { ...base.get(name), ...changes }, user);
      },
    ),
    { numRuns: 300 },
  );
  assertNoContents(await logOf(clinic));
});

/** The value with a marker in every text. Two words: a phone may take an id without a space. */
function mark(value: unknown): unknown {
  if (typeof value === "string") return `${value} ${TEXT}`;
  if (Array.isArray(value)) return value.map(mark);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]));
}
