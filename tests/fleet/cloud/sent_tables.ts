/** Tables that hubs send to the cloud, parents first: kept here, and not taken from the relay. */
export const SENT_TABLES: readonly string[] = [
  "patients",
  "patient_additional_attributes",
  "visits",
  "events",
  "appointments",
  "prescriptions",
  "patient_vitals",
  "patient_problems",
  "prescription_items",
  "dispensing_records",
];
