import assert from "node:assert/strict";
import { problemsCreate, problemsUpdate } from "../../../../server/phone/commands/problems.ts";
import { vitalsCreate, vitalsUpdate } from "../../../../server/phone/commands/vitals.ts";
import {
  getProblem,
  listProblems,
  listVitals,
} from "../../../../server/phone/queries/measurements.ts";
import { CareClinic, demoId, NURSE, OTHER, VIEWER } from "./care_clinic.ts";

const ISO = "2026-03-04T05:06:07.000Z";
const PATIENT = demoId("patients", 1);
const VITALS = {
  patient_id: PATIENT,
  timestamp: ISO,
  systolic_bp: 120.5,
  diastolic_bp: "80",
  bp_position: "sitting",
  temperature_celsius: 37.25,
  metadata: {},
  is_deleted: false,
};
const PROBLEM = {
  patient_id: PATIENT,
  problem_code_system: "icd10cm",
  problem_code: "I10",
  problem_label: "Hypertension",
  clinical_status: "active",
  verification_status: "confirmed",
  severity_score: 3,
  onset_date: "2020-01-02",
  recorded_by_user_id: NURSE,
  metadata: { a: 1 },
  is_deleted: false,
};

Deno.test("vitals.create stores what vitals.list gives back, and phones are sent it", async () => {
  using clinic = await CareClinic.open();
  const { timestamp } = await clinic.hub.pull("phone", 0);
  const { success, id } = await clinic.ok(vitalsCreate, VITALS);
  assert.equal(success, true);
  const list = await clinic.ok(listVitals, { patient_id: PATIENT }, VIEWER);
  assert.ok(Array.isArray(list));
  const vitals = list.find((row) => row.id === id);
  assert.deepEqual(
    [vitals.timestamp, vitals.systolic_bp, vitals.diastolic_bp, vitals.bmi, vitals.metadata],
    [Date.parse(ISO), 120.5, 80, null, {}],
  );
  assert.deepEqual([vitals.is_deleted, vitals.recorded_by_user_id], [false, NURSE]);
  const times = list.map((row) => row.timestamp);
  assert.deepEqual(times, times.toSorted((a, b) => b - a));
  const { changes } = await clinic.hub.pull("phone", timestamp);
  assert.deepEqual(changes.patient_vitals?.created.map((row) => row.id), [id]);
});

Deno.test("vitals.create and vitals.list refuse what they must", async () => {
  using clinic = await CareClinic.open();
  await clinic.refused("NOT_PERMITTED", vitalsCreate, VITALS, VIEWER);
  await clinic.refused("NOT_PERMITTED", vitalsCreate, VITALS, OTHER);
  await clinic.refused("NOT_FOUND", vitalsCreate, { ...VITALS, patient_id: "nobody" });
  await clinic.refused("NOT_FOUND", vitalsCreate, { ...VITALS, visit_id: "none" });
  await clinic.refused("INVALID", vitalsCreate, { ...VITALS, systolic_bp: "high" });
  await clinic.refused("INVALID", vitalsCreate, { ...VITALS, patient_id: null });
  await clinic.refused("NOT_FOUND", listVitals, { patient_id: "nobody" });
  await clinic.refused("INVALID", listVitals, null);
});

Deno.test("vitals.update changes what is given", async () => {
  using clinic = await CareClinic.open();
  const { id } = await clinic.ok(vitalsCreate, VITALS);
  const change = { id, systolic_bp: "130", diastolic_bp: null, metadata: '{"b":2}' };
  assert.deepEqual(await clinic.ok(vitalsUpdate, change), { ok: true, id });
  const row = clinic.row("patient_vitals", id);
  assert.deepEqual([row.systolic_bp, row.diastolic_bp, row.metadata], [130, 80, '{"b":2}']);
  await clinic.refused("NOT_PERMITTED", vitalsUpdate, change, VIEWER);
  await clinic.refused("NOT_FOUND", vitalsUpdate, { id: "none" });
  await clinic.refused("INVALID", vitalsUpdate, { id, bmi: [] });
});

Deno.test("problems.create stores what problems.get and problems.list give back", async () => {
  using clinic = await CareClinic.open();
  const { success, id } = await clinic.ok(problemsCreate, PROBLEM);
  assert.equal(success, true);
  const problem = await clinic.ok(getProblem, { id }, VIEWER);
  assert.deepEqual(
    [problem.problem_code, problem.onset_date, problem.end_date, problem.severity_score],
    ["I10", Date.UTC(2020, 0, 2), null, 3],
  );
  assert.deepEqual([problem.metadata, problem.is_deleted], [{ a: 1 }, false]);
  const list = await clinic.ok(listProblems, { patient_id: PATIENT }, VIEWER);
  assert.deepEqual(list.find((row: { id: string }) => row.id === id), problem);
  await clinic.refused("NOT_PERMITTED", problemsCreate, PROBLEM, VIEWER);
  await clinic.refused("INVALID", problemsCreate, { ...PROBLEM, onset_date: "long ago" });
  await clinic.refused("NOT_FOUND", problemsCreate, { ...PROBLEM, patient_id: "nobody" });
  await clinic.refused("NOT_FOUND", getProblem, { id: "none" });
  await clinic.refused("NOT_PERMITTED", getProblem, { id }, OTHER);
  await clinic.refused("NOT_FOUND", listProblems, { patient_id: "nobody" });
  await clinic.refused("NOT_PERMITTED", listProblems, { patient_id: PATIENT }, OTHER);
});

Deno.test("problems.update answers the whole problem; null takes a date away", async () => {
  using clinic = await CareClinic.open();
  const { id } = await clinic.ok(problemsCreate, PROBLEM);
  const problem = await clinic.ok(problemsUpdate, {
    id,
    clinical_status: "resolved",
    verification_status: null,
    onset_date: null,
    end_date: ISO,
  });
  assert.deepEqual(
    [problem.clinical_status, problem.verification_status, problem.onset_date, problem.end_date],
    ["resolved", "confirmed", null, Date.parse(ISO)],
  );
  assert.equal(problem.severity_score, 3);
  assert.equal(problem.last_modified, problem.updated_at);
  await clinic.refused("NOT_PERMITTED", problemsUpdate, { id }, VIEWER);
  await clinic.refused("NOT_FOUND", problemsUpdate, { id: "none" });
  await clinic.refused("INVALID", problemsUpdate, { clinical_status: "resolved" });
});
