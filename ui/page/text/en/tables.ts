/**
 * Names of the kinds of records, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const TABLES = {
  "table.app_config": "Settings",
  "table.appointments": "Appointments",
  "table.clinic_departments": "Departments",
  "table.clinic_inventory": "Medicine stock",
  "table.clinics": "Clinics",
  "table.dispensing_records": "Dispensed medicines",
  "table.drug_batches": "Medicine batches",
  "table.drug_catalogue": "Medicines",
  "table.event_forms": "Visit forms",
  "table.events": "Filled-in forms",
  "table.patient_additional_attributes": "Further patient details",
  "table.patient_allergies": "Allergies",
  "table.patient_allergy_reactions": "Allergic reactions",
  "table.patient_observations": "Observations",
  "table.patient_problems": "Problems",
  "table.patient_risk_profiles": "Risk profiles",
  "table.patient_tobacco_history": "Tobacco histories",
  "table.patient_vitals": "Vital signs",
  "table.patients": "Patients",
  "table.prescription_items": "Prescribed medicines",
  "table.prescriptions": "Prescriptions",
  "table.registration_forms": "Registration forms",
  "table.resources": "Resources",
  "table.user_clinic_permissions": "Permissions",
  "table.users": "Accounts",
  "table.visits": "Visits",
} as const satisfies Readonly<Record<string, Text>>;
