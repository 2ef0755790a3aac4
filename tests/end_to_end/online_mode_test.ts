/** Every screen's calls (wire 9.5), played by a phone in online mode while another syncs. */

import assert from "node:assert/strict";
import { Clinic } from "../support/clinic.ts";
import { ISO, sent } from "../support/online_screens.ts";
import { GENERATIONS, uuidV7 } from "../support/phone/mod.ts";

type Json = Record<string, unknown>;

for (const generation of GENERATIONS) {
  Deno.test(`a ${generation} phone works online through every screen; a phone that syncs sees it`, async () => {
    await using clinic = await Clinic.open();
    const { phone, userId } = await clinic.phone(generation);
    const offline = await clinic.phone("may");
    assert.equal((await offline.phone.sync()).error, null);
    const clinicId = clinic.hub.ready.accounts?.[0]?.clinic_id;

    const call = async (kind: "command" | "query", name: string, args: Json): Promise<unknown> => {
      const result = await phone.rpc(kind, name, args);
      assert.ok(result.ok, `${name}: ${JSON.stringify(result)}`);
      return result.data;
    };
    const command = async (name: string, args: Json) => await call("command", name, args) as Json;
    const query = (name: string, args: Json) => call("query", name, args);

    const list = await query("get_patients", { limit: 10, offset: 0 }) as Json;
    assert.deepEqual([(list.data as unknown[]).length, list.total], [10, 16]);

    const patientId = uuidV7(Date.now());
    const form = sent({ id: patientId, given_name: "Zuleika", surname: "Testperson" });
    const registered = await command("register_patient", {
      patient: { ...form, primary_clinic_id: clinicId },
      additional_attributes: [],
    });
    assert.equal(registered.patient_id, patientId);
    const found = await query("search_patients", {
      filters: { given_name: "zuleíka" },
      limit: 20,
      offset: 0,
    }) as Json;
    assert.deepEqual([found.total, (found.data as Json[])[0]?.id], [1, patientId]);
    await command("register_patient", {
      patient: { ...form, surname: "Changed" },
      additional_attributes: [],
    });
    const patient = await query("get_patient", { patient_id: patientId }) as Json;
    const field = (patient.fields as Json[]).find(({ column }) => column === "surname");
    assert.equal((patient.values as Json)[String(field?.id)], "Changed");

    const visit = await command("visits.create", {
      patient_id: patientId,
      clinic_id: clinicId,
      provider_id: userId,
      provider_name: "Nurse",
      check_in_timestamp: ISO,
      metadata: {},
    });
    const visits = await query("get_visits", { patient_id: patientId }) as Json;
    assert.deepEqual((visits.data as Json[]).map(({ id }) => id), [visit.id]);

    const forms = await query("get_event_forms", {}) as Json;
    const formId = (forms.data as Json[])[0]?.id;
    const event = await command("events.create", {
      patient_id: patientId,
      visit_id: null,
      event_type: "Examination",
      form_id: formId,
      form_data: [{
        fieldId: "f",
        name: "n",
        fieldType: "free-text",
        inputType: "text",
        value: "v",
      }],
      metadata: {},
      recorded_by_user_id: userId,
    });
    assert.equal(typeof event.visit_id, "string");
    const updated = await command("events.update", {
      id: event.id,
      form_data: [{ fieldId: "f", value: "w" }],
      metadata: {},
    });
    assert.deepEqual(updated.form_data, [{ fieldId: "f", value: "w" }]);
    const events = await query("get_visit_events", {
      patient_id: patientId,
      visit_id: event.visit_id,
    }) as Json;
    assert.ok(Array.isArray((events.data as Json[])[0]?.form_data));
    const byForm = await query("events.by_form", { form_id: formId, patient_id: patientId });
    assert.equal((byForm as Json[]).length, 1);

    const vitals = await command("vitals.create", {
      patient_id: patientId,
      visit_id: visit.id,
      timestamp: ISO,
      systolic_bp: 120,
      weight_kg: 70.5,
      metadata: {},
      is_deleted: false,
    });
    const vitalsList = await query("vitals.list", { patient_id: patientId }) as Json[];
    assert.deepEqual([vitalsList[0]?.id, vitalsList[0]?.weight_kg], [vitals.id, 70.5]);

    const problem = await command("problems.create", {
      patient_id: patientId,
      problem_code_system: "icd10",
      problem_code: "E11",
      problem_label: "Diabetes",
      clinical_status: "active",
      verification_status: "confirmed",
      onset_date: ISO,
      metadata: {},
      is_deleted: false,
    });
    await command("problems.update", { id: problem.id, clinical_status: "resolved" });
    assert.equal(
      (await query("problems.get", { id: problem.id }) as Json).clinical_status,
      "resolved",
    );
    assert.equal((await query("problems.list", { patient_id: patientId }) as Json[]).length, 1);

    await command("events.delete", { id: event.id });
    assert.deepEqual(await query("events.by_form", { form_id: formId, patient_id: patientId }), []);

    // What was done online reaches the phone that syncs, and the writing phone's own database.
    for (const syncing of [offline.phone, phone]) {
      assert.equal((await syncing.sync()).error, null);
      assert.equal((await syncing.row("patients", patientId))?.surname, "Changed");
      assert.equal(
        (await syncing.rows("visits")).filter((row) => row.patient_id === patientId).length,
        2,
      );
      assert.equal((await syncing.row("patient_vitals", String(vitals.id)))?.weight_kg, 70.5);
      assert.equal(
        (await syncing.row("patient_problems", String(problem.id)))?.clinical_status,
        "resolved",
      );
      const row = await syncing.row("events", String(event.id));
      assert.ok(row === null || row.is_deleted === true);
    }
    // And what is recorded offline is seen online.
    await offline.phone.update("patients", patientId, { hometown: "Homs" });
    assert.equal((await offline.phone.sync()).error, null);
    const again = await query("search_patients", {
      filters: { hometown: "homs", given_name: "Zul" },
      limit: 5,
      offset: 0,
    }) as Json;
    assert.equal(again.total, 1);
    assert.equal(await clinic.hub.stop(), 0);
  });
}

Deno.test("a viewer reads online and is refused every change, as a business error", async () => {
  await using clinic = await Clinic.open();
  const { phone } = await clinic.phone("august", { account: 1 });
  const list = await phone.rpc("query", "get_patients", { limit: 1, offset: 0 });
  assert.ok(list.ok);
  const [patient] = (list.data as { data: Json[] }).data;
  const refused = await phone.raw.sealed(
    "command",
    JSON.stringify({
      command: "delete_patient",
      data: { patient_id: patient?.id },
      token: phone.token,
    }),
  );
  assert.equal(refused.status, 200);
  assert.equal((refused.json as Json).error_code, "NOT_PERMITTED");
});
