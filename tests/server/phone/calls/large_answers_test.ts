/** Texts that somebody pasted into records: no call takes all memory, or minutes, for them. */

import assert from "node:assert/strict";
import { prescriptionsCreate } from "../../../../server/phone/commands/prescriptions.ts";
import { vitalsCreate } from "../../../../server/phone/commands/vitals.ts";
import { appointmentsList } from "../../../../server/phone/queries/appointments.ts";
import { listVitals } from "../../../../server/phone/queries/measurements.ts";
import { getPatients } from "../../../../server/phone/queries/patients.ts";
import { prescriptionsSearch } from "../../../../server/phone/queries/prescriptions.ts";
import { ADMIN, CareClinic, FIRST_CLINIC } from "./care_clinic.ts";

const EVER = { start_date: 0, end_date: Date.parse("2100-01-01"), limit: 500 };

Deno.test("no list reads more text than fits into an answer: TOO_LARGE", async () => {
  using clinic = await CareClinic.open();
  const [patient] = clinic.rows("patients", "primary_clinic_id = ?", FIRST_CLINIC);
  const patient_id = String(patient?.id);
  for (const id of ["v1", "v2"]) await clinic.ok(vitalsCreate, { id, patient_id });
  const ofPatient = `patient_id = '${patient_id}'`;
  const lists = [
    ["patient_vitals", "metadata", ofPatient, listVitals, { patient_id }],
    ["patients", "metadata", "1", getPatients, { limit: 500 }],
    ["appointments", "notes", "1", appointmentsList, EVER],
  ] as const;
  for (const [table, column, rows, list, args] of lists) {
    await clinic.ok(list, args, ADMIN);
    await clinic.hub.engine.write((statements, stamps) => {
      // Two rows of 18 MB.
      statements.get(
        `UPDATE ${table} SET ${column} = '"' || hex(zeroblob(9000000)) || '"', hub_stamp = ?
         WHERE hub_row IN (SELECT hub_row FROM ${table} WHERE ${rows} LIMIT 2)`,
      ).run(stamps.take());
    });
    await clinic.refused("TOO_LARGE", list, args, ADMIN);
  }
});

Deno.test("a search looks at the beginning of a text, however long it is", async () => {
  using clinic = await CareClinic.open();
  const [patient] = clinic.rows("patients", "primary_clinic_id = ?", FIRST_CLINIC);
  const prescription = {
    patient_id: patient?.id,
    provider_id: ADMIN,
    prescribed_at: 1,
    status: "pending",
    items: [],
    notes: `ayran ${"و ".repeat(2_000)} zebra`,
  };
  await clinic.ok(prescriptionsCreate, prescription, ADMIN);
  const found = async (search_query: string) =>
    (await clinic.ok(prescriptionsSearch, { search_query }, ADMIN)).total;
  assert.deepEqual([await found("ayran"), await found("zebra")], [1, 0]);
});
