/**
 * What the cloud holds before the first hub is registered.
 *
 * @module
 */

import type { SimulatedCloud } from "../../../support/cloud/mod.ts";
import { cloudPatientId, FIRST_STOCK, flagsOf, permissionId } from "../../hub/fleet_clinic.ts";
import {
  CLOUD_BATCH,
  CLOUD_CLINICS,
  CLOUD_DRUG,
  CLOUD_USERS,
  CONFIG,
  FAR_CLINIC,
  FORM,
  uuidOf,
} from "./cloud_places.ts";

/** Fills an empty cloud. */
export function fillCloud({ people }: SimulatedCloud): void {
  for (const id of [...CLOUD_CLINICS, FAR_CLINIC]) people.create("clinics", { id, name: id });
  for (const { id, email, home, role, grants } of CLOUD_USERS) {
    const user = { id, email, role, clinic_id: home, name: email, hashed_password: "unused" };
    people.create("users", user);
    for (const [clinicId, grant] of Object.entries(grants)) {
      people.create("user_clinic_permissions", {
        ...{ id: uuidOf(permissionId(id, clinicId)), user_id: id, clinic_id: clinicId },
        ...booleans(flagsOf(grant)),
      });
    }
  }
  people.create("app_config", {
    ...{ id: CONFIG, namespace: "auth", key: "disable-mobile-permissions-checking" },
    ...{ value: "false", data_type: "boolean" },
  });
  people.create("event_forms", { id: FORM, name: "Form" });
  people.create("drug_catalogue", {
    ...{ id: CLOUD_DRUG, generic_name: "amoxicillin", form: "capsule", route: "oral" },
    ...{ dosage_quantity: 500, dosage_units: "mg" },
  });
  people.create("drug_batches", {
    ...{ id: CLOUD_BATCH, drug_id: CLOUD_DRUG, batch_number: "LOT-1", expiry_date: "2030-01-01" },
    ...{ received_date: "2026-01-01", quantity_received: 9_000, quantity_remaining: 9_000 },
  });
  people.patient({ id: uuidOf(cloudPatientId(null)), primary_clinic_id: null });
  for (const clinicId of CLOUD_CLINICS) fillClinic(people, clinicId);
}

function fillClinic(people: SimulatedCloud["people"], clinicId: string): void {
  const admin = CLOUD_USERS.find(({ role, home }) => role === "super_admin" && home === clinicId);
  const patientId = uuidOf(cloudPatientId(clinicId));
  const visitId = uuidOf(`visit-at-${clinicId}`);
  const prescriptionId = uuidOf(`prescription-at-${clinicId}`);
  people.patient({ id: patientId, primary_clinic_id: clinicId });
  people.create("visits", {
    ...{ id: visitId, patient_id: patientId, clinic_id: clinicId, provider_id: admin?.id },
    check_in_timestamp: "2026-09-01T08:00:00.000Z",
  });
  people.create("prescriptions", {
    ...{ id: prescriptionId, patient_id: patientId, provider_id: admin?.id },
    ...{ pickup_clinic_id: clinicId, visit_id: visitId },
  });
  people.create("prescription_items", {
    ...{ id: uuidOf(`item-at-${clinicId}`), prescription_id: prescriptionId },
    ...{ patient_id: patientId, drug_id: CLOUD_DRUG, clinic_id: clinicId, quantity_prescribed: 40 },
    dosage_instructions: "",
  });
  people.create("clinic_inventory", {
    ...{ id: uuidOf(`stock-at-${clinicId}`), clinic_id: clinicId, drug_id: CLOUD_DRUG },
    ...{ batch_id: CLOUD_BATCH, quantity_available: FIRST_STOCK, batch_number: "LOT-1" },
  });
}

/** Flags as the cloud has them. */
export function booleans(flags: Readonly<Record<string, number>>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(flags).map(([flag, value]) => [flag, value === 1]));
}
