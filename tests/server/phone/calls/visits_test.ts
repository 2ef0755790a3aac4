import assert from "node:assert/strict";
import { visitsCreate, visitsUpdate } from "../../../../server/phone/commands/visits.ts";
import { getVisits } from "../../../../server/phone/queries/visits.ts";
import {
  ADMIN,
  CareClinic,
  demoId,
  FIRST_CLINIC,
  NURSE,
  OTHER,
  SECOND_CLINIC,
  VIEWER,
} from "./care_clinic.ts";

const ISO = "2026-03-04T05:06:07.000Z";
const AT_MS = Date.parse(ISO);
const PATIENT = demoId("patients", 1);

function newVisit(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    patient_id: PATIENT,
    clinic_id: FIRST_CLINIC,
    provider_id: NURSE,
    provider_name: "Salma",
    check_in_timestamp: ISO,
    metadata: { a: 1 },
    ...more,
  };
}

Deno.test("visits.create stores a visit that get_visits lists and phones are sent", async () => {
  using clinic = await CareClinic.open();
  const { timestamp } = await clinic.hub.pull("phone", 0);
  const { success, id } = await clinic.ok(visitsCreate, newVisit());
  assert.equal(success, true);
  const { data } = await clinic.ok(getVisits, { patient_id: PATIENT });
  const visit = data.find((row: { id: string }) => row.id === id);
  assert.deepEqual(visit, {
    id,
    patient_id: PATIENT,
    clinic_id: FIRST_CLINIC,
    provider_id: NURSE,
    provider_name: "Salma",
    check_in_timestamp: AT_MS,
    metadata: { a: 1 },
    created_at: visit.created_at,
    updated_at: visit.updated_at,
  });
  const { changes } = await clinic.hub.pull("phone", timestamp);
  assert.deepEqual(changes.visits?.created.map((row) => row.id), [id]);
  const times = data.map((row: { check_in_timestamp: number }) => row.check_in_timestamp);
  assert.deepEqual(times, times.toSorted((a: number, b: number) => b - a));
});

Deno.test("visits.create fills in the user's clinic and name", async () => {
  using clinic = await CareClinic.open();
  const { id } = await clinic.ok(visitsCreate, { patient_id: PATIENT });
  const row = clinic.row("visits", id);
  assert.deepEqual([row.clinic_id, row.provider_id, row.provider_name, row.metadata], [
    FIRST_CLINIC,
    NURSE,
    "Salma Qasim",
    "{}",
  ]);
});

Deno.test("visits.create refuses viewers, other clinics, strangers and patients who are gone", async () => {
  using clinic = await CareClinic.open();
  await clinic.refused("NOT_PERMITTED", visitsCreate, newVisit(), VIEWER);
  const elsewhere = newVisit({ clinic_id: SECOND_CLINIC });
  await clinic.refused("NOT_PERMITTED", visitsCreate, elsewhere);
  // An id alone must not open a stranger's history.
  const patient_id = clinic.stranger();
  await clinic.refused("NOT_PERMITTED", visitsCreate, newVisit({ patient_id }));
  await clinic.ok(visitsCreate, newVisit({ patient_id }), ADMIN);
  await clinic.refused("NOT_FOUND", visitsCreate, newVisit({ patient_id: "nobody" }));
  await clinic.alter("patients", PATIENT, { is_deleted: 1 });
  await clinic.refused("NOT_FOUND", visitsCreate, newVisit());
  await clinic.refused("INVALID", visitsCreate, {});
  await clinic.refused("INVALID", visitsCreate, newVisit({ check_in_timestamp: "noon" }));
});

Deno.test("visits.update changes what is given and answers the visit", async () => {
  using clinic = await CareClinic.open();
  const { id } = await clinic.ok(visitsCreate, newVisit());
  const visit = await clinic.ok(visitsUpdate, {
    id,
    provider_name: "Anna",
    check_in_timestamp: "1700000000",
    provider_id: null,
    metadata: '{"b":2}',
  });
  assert.equal(Object.keys(visit).length, 9);
  assert.deepEqual(
    [visit.provider_name, visit.provider_id, visit.check_in_timestamp, visit.metadata],
    ["Anna", NURSE, 1_700_000_000_000, { b: 2 }],
  );
  await clinic.refused("NOT_PERMITTED", visitsUpdate, { id, clinic_id: SECOND_CLINIC });
  await clinic.refused("NOT_PERMITTED", visitsUpdate, { id, provider_name: "x" }, VIEWER);
  await clinic.refused("NOT_PERMITTED", visitsUpdate, { id, provider_name: "x" }, OTHER);
  await clinic.refused("NOT_FOUND", visitsUpdate, { id: "none" });
  await clinic.refused("INVALID", visitsUpdate, { id, metadata: {}, provider_name: 4 });
});

Deno.test("get_visits leaves out no visit for what it lacks, and shows no strangers", async () => {
  using clinic = await CareClinic.open();
  await clinic.hub.push("pusher", {
    visits: { created: [{ id: "bare", patient_id: PATIENT }], updated: [], deleted: [] },
  });
  const { data } = await clinic.ok(getVisits, { patient_id: PATIENT }, VIEWER);
  const bare = data.find((row: { id: string }) => row.id === "bare");
  assert.deepEqual([bare.clinic_id, bare.provider_name, bare.metadata], [null, null, {}]);
  assert.equal(
    data.length,
    clinic.rows("visits", "patient_id = ? AND is_deleted = 0", PATIENT).length,
  );
  await clinic.refused("NOT_PERMITTED", getVisits, { patient_id: clinic.stranger() });
  await clinic.refused("NOT_FOUND", getVisits, { patient_id: "nobody" });
  await clinic.refused("INVALID", getVisits, { patient_id: 7 });
});
