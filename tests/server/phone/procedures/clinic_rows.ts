/** The demo clinic, and rows of two patients: one here, one at the other clinic. */

import { buildDemoClinic } from "../../../../server/demo_clinic/mod.ts";
import { demoId } from "../../../../server/demo_clinic/demo_id.ts";
import { storeHubRows } from "../../../../server/keeper/store_hub_rows.ts";
import type { SyncEngine } from "../../../../server/sync/sync_engine.ts";

/** Home of the nurse, the viewer and `solo`. */
export const HERE = demoId("clinics", 1);
/** Home of the other nurse. */
export const THERE = demoId("clinics", 2);
/** What the phones of the tests say their time is. */
export const ISO = "2026-03-04T05:06:07.000Z";
/** The same, epoch ms. */
export const ISO_MS = Date.parse(ISO);

const AT = { created_at: ISO_MS - 86_400_000, updated_at: ISO_MS - 86_400_000, is_deleted: 0 };

type Row = Readonly<Record<string, string | number | null>>;

/** A user whose flags the tests choose. */
export const SOLO = "solo";
const COLLEAGUE = "colleague";

function user(id: string): Row {
  return { id, name: id, email: `${id}@x`, role: "provider", clinic_id: HERE, ...AT };
}

/** What hangs on a patient, with ids that end as the patient's does. */
function recordsOf(place: "here" | "there", clinicId: string): Record<string, Row[]> {
  const patient_id = `pt-${place}`;
  const visit_id = `vs-${place}`;
  const of = { patient_id, metadata: "{}", ...AT };
  const event = { ...of, visit_id, form_id: "fm-all", event_type: "Examination" };
  const rx = { ...of, visit_id, pickup_clinic_id: clinicId, status: "pending", items: "[]" };
  const item = {
    ...of,
    clinic_id: clinicId,
    drug_id: "dg",
    dosage_instructions: "twice a day",
    quantity_prescribed: 30,
    quantity_dispensed: 0,
    item_status: "active",
  };
  return {
    patients: [{
      id: patient_id,
      given_name: "Zubaida",
      surname: place === "here" ? "Kanaan" : "Faraway",
      government_id: `GOV-${place}`,
      sex: "female",
      date_of_birth: "1980-02-03",
      citizenship: "",
      hometown: "Homs",
      phone: "",
      external_patient_id: "",
      additional_data: "{}",
      metadata: "{}",
      primary_clinic_id: clinicId,
      ...AT,
    }],
    patient_additional_attributes: [
      { ...of, id: `an-${place}`, attribute_id: "field", attribute: "field", string_value: "yes" },
    ],
    visits: [{ ...of, id: visit_id, clinic_id: clinicId, provider_id: COLLEAGUE }],
    events: [
      { ...event, id: `ev-own-${place}`, form_data: "[]", recorded_by_user_id: SOLO },
      { ...event, id: `ev-other-${place}`, form_data: "[]", recorded_by_user_id: COLLEAGUE },
    ],
    patient_vitals: [{ ...of, id: `vt-${place}`, visit_id, systolic_bp: 110, timestamp: ISO_MS }],
    patient_problems: [{ ...of, id: `pb-${place}`, problem_code: "E11", problem_label: "D" }],
    appointments: [{
      ...of,
      id: `ap-${place}`,
      clinic_id: clinicId,
      user_id: COLLEAGUE,
      current_visit_id: visit_id,
      timestamp: ISO_MS,
      status: "pending",
      reason: "check",
      notes: "",
      departments: "[]",
    }],
    prescriptions: [
      { ...rx, id: `rx-own-${place}`, provider_id: SOLO, prescribed_at: ISO_MS },
      { ...rx, id: `rx-other-${place}`, provider_id: COLLEAGUE, prescribed_at: ISO_MS },
    ],
    prescription_items: [
      { ...item, id: `it-own-${place}`, prescription_id: `rx-own-${place}` },
      { ...item, id: `it-other-${place}`, prescription_id: `rx-other-${place}` },
    ],
    dispensing_records: [{
      ...of,
      id: `dr-${place}`,
      clinic_id: clinicId,
      drug_id: "dg",
      batch_id: "bt",
      quantity_dispensed: 3,
      dispensed_by: COLLEAGUE,
      dispensed_at: ISO_MS,
    }],
    clinic_inventory: [{
      id: `st-${place}`,
      clinic_id: clinicId,
      drug_id: "dg",
      batch_id: "bt",
      batch_number: "B-1",
      quantity_available: 500,
      reserved_quantity: 0,
      metadata: "{}",
      ...AT,
    }],
  };
}

function form(id: string, clinicIds: readonly string[]): Row {
  return {
    id,
    name: `Form ${id}`,
    description: null,
    language: "en",
    is_editable: 1,
    is_snapshot_form: 0,
    form_fields: "[]",
    metadata: "{}",
    clinic_ids: JSON.stringify(clinicIds),
    translations: "[]",
    ...AT,
  };
}

const REFERENCE: Record<string, readonly Row[]> = {
  users: [user(SOLO), user(COLLEAGUE)],
  user_clinic_permissions: [{ id: "solo-grant", user_id: SOLO, clinic_id: HERE, ...AT }],
  event_forms: [form("fm-all", []), form("fm-here", [HERE]), form("fm-there", [THERE])],
  drug_catalogue: [{
    id: "dg",
    generic_name: "Zolpidem",
    barcode: "BAR-1",
    form: "tablet",
    route: "oral",
    dosage_quantity: "500.0000",
    dosage_units: "mg",
    is_active: 1,
    metadata: "{}",
    ...AT,
  }],
  drug_batches: [{ id: "bt", drug_id: "dg", batch_number: "B-1", ...AT }],
};

/** A user who has been removed. */
export const REMOVED = "removed";

/** Rows that have nothing but an id and what they hang on. */
const BARE: Record<string, readonly Row[]> = {
  users: [{ ...user(REMOVED), is_deleted: 1 }],
  patients: [{ id: "pt-bare" }],
  visits: [{ id: "vs-bare", patient_id: "pt-bare" }],
  events: [{ id: "ev-bare", patient_id: "pt-bare", visit_id: "vs-bare" }],
  appointments: [{ id: "ap-bare", patient_id: "pt-bare", timestamp: ISO_MS }],
  prescriptions: [{ id: "rx-bare", patient_id: "pt-bare" }],
  prescription_items: [{ id: "it-bare", patient_id: "pt-bare", prescription_id: "rx-bare" }],
  dispensing_records: [{ id: "dr-bare", patient_id: "pt-bare" }],
  patient_vitals: [{ id: "vt-bare", patient_id: "pt-bare" }],
  patient_problems: [{ id: "pb-bare", patient_id: "pt-bare" }],
  clinic_inventory: [{ id: "st-bare", clinic_id: HERE }],
  drug_catalogue: [{ id: "dg-bare" }],
  clinic_departments: [{ id: "dp-bare", clinic_id: HERE }],
  clinics: [{ id: "cl-bare" }],
  event_forms: [{ id: "fm-bare" }],
};

/** Stores everything as the cloud would; passwords are `hash of <password>`. */
export async function fillClinic(engine: SyncEngine): Promise<void> {
  const { tables } = await buildDemoClinic({
    nowMs: Date.now(),
    hashPassword: (password) => Promise.resolve(`hash of ${password}`),
  });
  const parts = [REFERENCE, recordsOf("here", HERE), recordsOf("there", THERE), BARE];
  const more = parts.flatMap((part) =>
    Object.entries(part).map(([table, rows]) => ({ table, rows }))
  );
  await engine.write((statements, stamps) =>
    storeHubRows(statements, [...tables, ...more], { stamps, writer: 2, nowMs: Date.now() })
  );
}
