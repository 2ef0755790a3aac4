import assert from "node:assert/strict";
import { refreshPatientIndex } from "../../../../server/phone/calls/patient_index.ts";
import { patient } from "../../../support/open_engine.ts";
import { CareClinic, FIRST_CLINIC } from "./care_clinic.ts";

/** Five steps of the index. */
const PATIENTS = 5_000;

Deno.test("refreshPatientIndex() lets others have their turn between its steps", async () => {
  using clinic = await CareClinic.open();
  const created = Array.from(
    { length: PATIENTS },
    (_, at) => patient(`p-${at}`, { primary_clinic_id: FIRST_CLINIC }),
  );
  await clinic.hub.push("pusher", { patients: { created, updated: [], deleted: [] } });
  let [ended, turns] = [false, 0];
  const refreshed = refreshPatientIndex(clinic.hub.engine).finally(() => ended = true);
  while (!ended) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    turns++;
  }
  await refreshed;
  assert.ok(turns >= 3, `${turns} turns`);
});
