/**
 * Patients and what hangs on them. Phones write most of these.
 *
 * @module
 */

import { describeTable, type Table } from "./table_shape.ts";

/** Patients, visits, events, appointments, vitals, problems. Parents before children. */
export const PATIENT_TABLES: readonly Table[] = [
  describeTable({
    number: 11,
    name: "patients",
    audience: "every",
    writable: true,
    text: `given_name surname citizenship hometown phone sex camp photo_url government_id
      external_patient_id primary_clinic_id last_modified_by`,
    date: "date_of_birth",
    json: "additional_data metadata",
    boolean: "is_deleted",
    time: "image_timestamp deleted_at created_at updated_at last_modified server_created_at",
    hubOnly: "image_timestamp last_modified server_created_at",
  }),
  describeTable({
    number: 12,
    name: "patient_additional_attributes",
    audience: "every",
    writable: true,
    text: "patient_id attribute_id attribute string_value",
    json: "metadata",
    boolean: "boolean_value is_deleted",
    real: "number_value",
    time: "date_value created_at updated_at last_modified server_created_at deleted_at",
  }),
  describeTable({
    number: 13,
    name: "visits",
    audience: "every",
    writable: true,
    text: "patient_id clinic_id provider_id provider_name",
    json: "metadata",
    boolean: "is_deleted",
    time: "check_in_timestamp deleted_at created_at updated_at last_modified server_created_at",
    hubOnly: "last_modified server_created_at",
  }),
  describeTable({
    number: 14,
    name: "events",
    audience: "every",
    writable: true,
    text: "patient_id form_id visit_id event_type recorded_by_user_id",
    json: "form_data metadata",
    boolean: "is_deleted",
    time: "deleted_at created_at updated_at last_modified server_created_at",
    hubOnly: "last_modified server_created_at",
  }),
  describeTable({
    number: 15,
    name: "appointments",
    audience: "every",
    writable: true,
    text: `provider_id clinic_id patient_id user_id current_visit_id fulfilled_visit_id reason
      notes status`,
    json: "departments metadata",
    boolean: "is_walk_in is_deleted",
    integer: "duration",
    time: "timestamp created_at updated_at last_modified server_created_at deleted_at",
    hubOnly: "last_modified server_created_at",
  }),
  describeTable({
    number: 19,
    name: "patient_vitals",
    audience: "every",
    writable: true,
    text: "patient_id visit_id bp_position recorded_by_user_id event_id",
    json: "metadata",
    boolean: "is_deleted",
    real: `systolic_bp diastolic_bp height_cm weight_kg bmi waist_circumference_cm heart_rate
      pulse_rate oxygen_saturation respiratory_rate temperature_celsius pain_level`,
    time: "timestamp created_at updated_at last_modified server_created_at deleted_at",
    hubOnly: "last_modified server_created_at",
  }),
  describeTable({
    number: 20,
    name: "patient_problems",
    audience: "every",
    writable: true,
    text: `patient_id visit_id problem_code_system problem_code problem_label clinical_status
      verification_status recorded_by_user_id`,
    json: "metadata",
    boolean: "is_deleted",
    real: "severity_score",
    time: "created_at updated_at last_modified server_created_at deleted_at",
    day: "onset_date end_date",
  }),
  describeTable({
    number: 21,
    name: "patient_risk_profiles",
    audience: "opened",
    writable: true,
    text: `patient_id clinic_id kind source target version value_type string_value
      numerical_value json_value`,
    json: "metadata",
    boolean: "boolean_value is_deleted",
    time: "datetime_value created_at updated_at last_modified server_created_at deleted_at",
  }),
  describeTable({
    number: 22,
    name: "patient_allergies",
    audience: "never",
    writable: false,
    text: `patient_id allergen_code_system allergen_code allergen_label allergy_type
      clinical_status verification_status severity recorded_by_user_id`,
    json: "metadata",
    boolean: "is_deleted",
    time: "created_at updated_at last_modified server_created_at deleted_at",
    day: "onset_date end_date",
  }),
  describeTable({
    number: 23,
    name: "patient_allergy_reactions",
    audience: "never",
    writable: false,
    text: `allergy_id reaction_manifestation_code reaction_manifestation_label description
      severity`,
    json: "metadata",
    boolean: "is_deleted",
    time: "created_at updated_at last_modified server_created_at deleted_at",
  }),
  describeTable({
    number: 24,
    name: "patient_observations",
    audience: "never",
    writable: false,
    text: `patient_id visit_id observation_code_system observation_code observation_label
      value_string value_code value_unit recorded_by_user_id`,
    json: "metadata",
    boolean: "value_boolean is_deleted",
    real: "value_numeric",
    time:
      "timestamp value_datetime created_at updated_at last_modified server_created_at deleted_at",
  }),
  describeTable({
    number: 25,
    name: "patient_tobacco_history",
    audience: "never",
    writable: false,
    text: "patient_id smoking_status type recorded_by_user_id",
    json: "metadata",
    boolean: "is_deleted",
    real: "packs_per_day",
    time: "created_at updated_at last_modified server_created_at deleted_at",
    day: "start_date quit_date",
  }),
];
