import assert from "node:assert/strict";
import fc from "fast-check";
import * as deletePatient from "../../../../server/phone/commands/delete_patient.ts";
import * as events from "../../../../server/phone/commands/events.ts";
import * as problems from "../../../../server/phone/commands/problems.ts";
import * as registerPatient from "../../../../server/phone/commands/register_patient.ts";
import * as visits from "../../../../server/phone/commands/visits.ts";
import * as vitals from "../../../../server/phone/commands/vitals.ts";
import type { Procedure } from "../../../../server/phone/procedure.ts";
import * as clinicQueries from "../../../../server/phone/queries/clinics.ts";
import * as eventForms from "../../../../server/phone/queries/event_forms.ts";
import * as getPatient from "../../../../server/phone/queries/get_patient.ts";
import * as measurements from "../../../../server/phone/queries/measurements.ts";
import * as patients from "../../../../server/phone/queries/patients.ts";
import * as registrationForms from "../../../../server/phone/queries/registration_forms.ts";
import * as visitQueries from "../../../../server/phone/queries/visits.ts";
import { ADMIN, CareClinic, demoId, FIRST_CLINIC, NURSE, VIEWER } from "./care_clinic.ts";

/** What the modules export, all of it procedures. */
function procedures(...modules: object[]): Procedure[] {
  return modules.flatMap((module) => Object.values(module) as Procedure[]);
}

const COMMANDS = procedures(registerPatient, visits, events, vitals, problems, deletePatient);
const QUERIES = procedures(
  getPatient,
  patients,
  visitQueries,
  measurements,
  registrationForms,
  eventForms,
  clinicQueries,
);

/** Values that get past the first checks. */
const LIKELY: Readonly<Record<string, readonly unknown[]>> = {
  id: [demoId("visits", 1), demoId("events", 1), demoId("patient_problems", 1), "new", "", "a b"],
  patient_id: [demoId("patients", 1), demoId("patients", 2), "none", null],
  visit_id: [demoId("visits", 1), null, "", "none"],
  form_id: [demoId("event_forms", 1), null],
  clinic_id: [FIRST_CLINIC, null],
  form_data: [[], "[]", "{", { a: 1 }, "[".repeat(2_000)],
  metadata: [{}, "{}", "x", null],
  timestamp: ["2026-01-01", 5, "soon"],
  check_in_timestamp: [1_790_000_000, "2026-01-01T10:00:00+02:00", 1e300],
  onset_date: ["1990-01-01", null, -1e15],
  systolic_bp: [120, "120", 1e308, "x"],
  filters: [{}, { given_name: "\ud800" }, { sex: "\u0000" }, { "'": "%" }, { id: 1 }],
  given_name: ["a", "\u0621", "𝓐", "x".repeat(400)],
  surname: ["", "b"],
  government_id: ["DEMO-0001", ""],
  limit: [-1, 0, 3, 1e300, "x"],
  offset: [-5, 2],
  language: ["en", null],
  patient: [{ id: demoId("patients", 1) }, { id: "p", metadata: [1], created_at: 5 }, {}, 3],
  additional_attributes: [
    [],
    [{ id: "f", boolean_value: true }, { id: "f", is_deleted: "yes" }],
    [{ attribute_id: "g", date_value: "2026" }],
    [null],
    {},
  ],
};

const likely = fc.record(
  Object.fromEntries(
    Object.entries(LIKELY).map(([name, values]) => [
      name,
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, fc.jsonValue()),
    ]),
  ),
  { requiredKeys: [] },
);
const anyArguments = fc.oneof({ weight: 4, arbitrary: likely }, fc.jsonValue());
const anyUser = fc.constantFrom(NURSE, VIEWER, ADMIN);
const CODES = new Set(["INVALID", "NOT_FOUND", "NOT_PERMITTED"]);

Deno.test("any arguments give a command a result or a clear refusal, never half a write", async () => {
  using clinic = await CareClinic.open();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...COMMANDS),
      anyArguments,
      anyUser,
      async (procedure, args, user) => {
        const before = clinic.newestStamp();
        const result = await clinic.call(procedure, args, user);
        if (result.ok) {
          const value = JSON.parse(new TextDecoder().decode(result.result));
          assert.ok(typeof value === "object" && value !== null);
        } else {
          assert.ok(CODES.has(result.code), result.code);
          assert.equal(clinic.newestStamp(), before);
        }
      },
    ),
    { numRuns: 600 },
  );
});

Deno.test("any arguments give a query a result or a clear refusal, and write no row", async () => {
  using clinic = await CareClinic.open();
  const before = clinic.newestStamp();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...QUERIES),
      anyArguments,
      anyUser,
      async (procedure, args, user) => {
        const result = await clinic.call(procedure, args, user);
        if (result.ok) JSON.parse(new TextDecoder().decode(result.result));
        else assert.ok(CODES.has(result.code), result.code);
      },
    ),
    { numRuns: 600 },
  );
  assert.equal(clinic.newestStamp(), before);
});

Deno.test("what any command stored, every query can still read", async () => {
  using clinic = await CareClinic.open();
  await fc.assert(
    fc.asyncProperty(likely, async (args) => {
      for (const procedure of COMMANDS) {
        await clinic.call(procedure, { ...args, patient_id: demoId("patients", 3) }, ADMIN);
      }
    }),
    { numRuns: 40 },
  );
  const patientId = demoId("patients", 3);
  const form_id = demoId("event_forms", 1);
  for (const query of QUERIES) {
    const args = { patient_id: patientId, form_id, visit_id: demoId("visits", 1), filters: {} };
    await clinic.call(query, args, ADMIN);
  }
  const all = await clinic.ok(patients.getPatients, { limit: 500 }, ADMIN);
  assert.equal(all.data.length, all.total);
});
