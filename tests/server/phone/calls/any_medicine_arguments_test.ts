import assert from "node:assert/strict";
import fc from "fast-check";
import type { Procedure } from "../../../../server/phone/procedure.ts";
import * as appointmentCommands from "../../../../server/phone/commands/appointments.ts";
import * as dispensingCommands from "../../../../server/phone/commands/dispensing.ts";
import * as itemCommands from "../../../../server/phone/commands/prescription_items.ts";
import * as prescriptionCommands from "../../../../server/phone/commands/prescriptions.ts";
import * as appointmentQueries from "../../../../server/phone/queries/appointments.ts";
import * as dispensingQueries from "../../../../server/phone/queries/dispensing.ts";
import * as drugQueries from "../../../../server/phone/queries/drugs.ts";
import * as inventoryQueries from "../../../../server/phone/queries/inventory.ts";
import * as itemQueries from "../../../../server/phone/queries/prescription_items.ts";
import * as prescriptionQueries from "../../../../server/phone/queries/prescriptions.ts";
import { MedicineClinic } from "./medicine_clinic.ts";

const COMMANDS: Readonly<Record<string, Procedure>> = {
  ...appointmentCommands,
  ...prescriptionCommands,
  ...itemCommands,
  ...dispensingCommands,
};
const QUERIES: Readonly<Record<string, Procedure>> = {
  ...appointmentQueries,
  ...prescriptionQueries,
  ...itemQueries,
  ...drugQueries,
  ...inventoryQueries,
  ...dispensingQueries,
};

const ROWS = {
  appointments: [{ id: "a1", clinic_id: "north", patient_id: "amal", timestamp: 5 }],
  prescriptions: [{ id: "p1", patient_id: "amal", pickup_clinic_id: "north" }],
  prescription_items: [{
    id: "i1",
    prescription_id: "p1",
    patient_id: "amal",
    drug_id: "para",
    clinic_id: "north",
    quantity_prescribed: 60,
    quantity_dispensed: 0,
  }],
};

/** Values that get past the first checks. */
const LIKELY: Readonly<Record<string, readonly unknown[]>> = {
  id: ["a1", "p1", "i1", "i1", "para", "new", undefined, "a b"],
  patient_id: ["amal", "amal", "amal", "elena", "none"],
  clinic_id: ["north", "north", "south"],
  pickup_clinic_id: ["north", null],
  drug_id: ["para", "para", "amox"],
  batch_id: ["b1", "b2", "b1", "old", null],
  prescription_id: ["p1", "p1", "p2"],
  prescription_item_id: ["i1", "i1", null, "i2"],
  provider_id: ["doctor"],
  user_id: ["nurse"],
  current_visit_id: ["v1", ""],
  visit_id: ["v1", null],
  dispensed_by: ["pharmacist"],
  barcode: ["111"],
  dosage_instructions: ["x"],
  timestamp: [5, "2026-01-01"],
  date: [0, "2026-01-01T00:00:00"],
  start_date: [0],
  end_date: [9e12],
  prescribed_at: ["2026-01-01T10:00:00+02:00"],
  dispensed_at: [1_790_000_000_000],
  status: ["pending", "pending", "pending", ["pending"]],
  search_query: ["a", "%", "_", "\ud800"],
  search_term: ["a", "'", "\u0000"],
  department_ids: [["gen"]],
  departments: [[{ id: "gen" }], "[]", "{"],
  quantity_prescribed: [0, 60],
  quantity_dispensed: [0, 1, 2, 100],
  required_quantity: [0, 5],
  batch_quantities: [{ b1: 1 }, { b1: 1, b2: 2 }, { b1: 1, old: 1 }],
  request_id: ["r", undefined],
  limit: [-1, 0, 3, 1e300],
  offset: [-5, 2],
};
const MORE = ["notes", "reason", "metadata", "items", "is_walk_in", "duration", "created_at"];
const MORE_STILL = ["refills_used", "item_status", "days_supply", "form", "is_active", "__proto__"];

const likely = Object.fromEntries(
  Object.entries(LIKELY).map(([name, values]) => [
    name,
    fc.oneof({ weight: 80, arbitrary: fc.constantFrom(...values) }, fc.jsonValue()),
  ]),
);
const rare = fc.dictionary(fc.constantFrom(...MORE, ...MORE_STILL), fc.jsonValue(), { maxKeys: 1 });
const someArguments = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 9,
    arbitrary: fc.tuple(fc.record(likely, { requiredKeys: Object.keys(likely) }), rare)
      .map(([most, few]) => ({ ...most, ...few })),
  },
);
const someone = fc.constantFrom("admin", "admin", "admin", "pharmacist", "doctor", "nobody");

for (const [name, procedure] of Object.entries({ ...COMMANDS, ...QUERIES })) {
  Deno.test(`${name}() answers or refuses any arguments, and never stores half`, async () => {
    using clinic = await MedicineClinic.open(ROWS);
    await fc.assert(
      fc.asyncProperty(someArguments, someone, async (args, user) => {
        const before = clinic.fingerprint();
        const result = await clinic.call(procedure, JSON.parse(JSON.stringify(args)), user);
        if (result.ok) {
          const answer = JSON.parse(new TextDecoder().decode(result.result));
          assert.ok(typeof answer === "object" && answer !== null && !("error" in answer));
        } else {
          assert.ok(["INVALID", "NOT_FOUND", "NOT_PERMITTED"].includes(result.code), result.code);
        }
        if (!result.ok || name in QUERIES) assert.equal(clinic.fingerprint(), before);
        if (name in dispensingCommands) assertQuantitiesAddUp(clinic);
      }),
      { numRuns: 100 },
    );
  });
}

/** What left the shelf is on records, and what is on records of the item is on the item. */
function assertQuantitiesAddUp(clinic: MedicineClinic): void {
  const one = (sql: string) => clinic.hub.database.reader.prepare(sql).value<[number]>()?.[0] ?? 0;
  const stock = one("SELECT sum(quantity_available) FROM clinic_inventory WHERE is_deleted = 0");
  const out = one("SELECT sum(quantity_dispensed) FROM dispensing_records");
  const ofItem = one(
    "SELECT sum(quantity_dispensed) FROM dispensing_records WHERE prescription_item_id = 'i1'",
  );
  assert.equal(stock + out, 50 + 20 + 1000 + 1000 + 7);
  assert.equal(clinic.row("prescription_items", "i1").quantity_dispensed, ofItem);
}
