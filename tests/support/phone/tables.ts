/**
 * Every table of the phone's local database, per generation: the "mobile" columns of `schema.md`,
 * and for the August generation the ones `phones.md` adds.
 *
 * A column is written `name:type`, the type one letter (`s` string, `n` number, `b` boolean), then
 * `?` when it is optional (else it is never null) and `#` when it is indexed. `id`, `_status` and
 * `_changed` are in every table and not listed.
 *
 * @module
 */

import type { Generation } from "./generation.ts";

/** A column as WatermelonDB's `tableSchema` takes it. */
export interface Column {
  /** As on the wire. */
  readonly name: string;
  /** What a value must be; any other is erased. */
  readonly type: "string" | "number" | "boolean";
  /** Whether it can be null; else an erased value is `""`, `0` or `false`. */
  readonly isOptional?: boolean;
  /** Whether the phone has an index on it. */
  readonly isIndexed?: boolean;
}

/** A table of the phone. */
export interface Table {
  /** As on the wire. */
  readonly name: string;
  /** All but `id`, `_status` and `_changed`. */
  readonly columns: readonly Column[];
  /** Whether the app's model sets `created_at` when a row is made. `users` has no such fields. */
  readonly setsCreatedAt: boolean;
  /** Whether the app's model sets `updated_at` at every update. */
  readonly setsUpdatedAt: boolean;
}

const SOFT_DELETED = "is_deleted:b deleted_at:n?";
const TIMES = "created_at:n updated_at:n";
const SERVER_TIMES = "last_modified:n server_created_at:n";
const STOCK_TIMES = "last_modified:n server_created_at:n?";

const VERSION_9: Readonly<Record<string, string>> = {
  patients: `given_name:s surname:s date_of_birth:s citizenship:s hometown:s phone:s sex:s camp:s?
    additional_data:s metadata:s photo_url:s? ${SOFT_DELETED} ${TIMES} government_id:s
    external_patient_id:s primary_clinic_id:s?# last_modified_by:s?`,
  clinics: `name:s updated_at:n created_at:n ${SOFT_DELETED} is_archived:b`,
  users: `clinic_id:s name:s role:s email:s ${TIMES} ${SOFT_DELETED}`,
  visits: `patient_id:s# clinic_id:s provider_id:s provider_name:s check_in_timestamp:n metadata:s
    ${SOFT_DELETED} ${TIMES}`,
  events: `patient_id:s# form_id:s visit_id:s# event_type:s form_data:s metadata:s
    ${SOFT_DELETED} ${TIMES} recorded_by_user_id:s`,
  event_forms: `name:s description:s language:s is_editable:b is_snapshot_form:b form_fields:s
    metadata:s ${SOFT_DELETED} ${TIMES} clinic_ids:s translations:s?`,
  registration_forms: `name:s fields:s metadata:s ${SOFT_DELETED} ${TIMES}`,
  patient_additional_attributes: `patient_id:s# attribute_id:s# attribute:s number_value:n?
    string_value:s? date_value:n? boolean_value:b? metadata:s is_deleted:b ${TIMES} ${SERVER_TIMES}
    deleted_at:n?`,
  appointments: `provider_id:s? clinic_id:s# patient_id:s# user_id:s current_visit_id:s
    fulfilled_visit_id:s? timestamp:n# duration:n? reason:s notes:s is_walk_in:b departments:s
    status:s metadata:s is_deleted:b ${TIMES} deleted_at:n?`,
  prescriptions: `patient_id:s# provider_id:s filled_by:s? pickup_clinic_id:s? visit_id:s?
    priority:s expiration_date:n prescribed_at:n filled_at:n? status:s items:s notes:s metadata:s
    is_deleted:b ${TIMES} deleted_at:n?`,
  patient_vitals: `patient_id:s# visit_id:s? timestamp:n systolic_bp:n? diastolic_bp:n?
    bp_position:s? height_cm:n? weight_kg:n? bmi:n? waist_circumference_cm:n? heart_rate:n?
    pulse_rate:n? oxygen_saturation:n? respiratory_rate:n? temperature_celsius:n? pain_level:n?
    recorded_by_user_id:s? metadata:s is_deleted:b ${TIMES} deleted_at:n? event_id:s?`,
  user_clinic_permissions: `user_id:s# clinic_id:s# can_register_patients:b can_view_history:b
    can_edit_records:b can_delete_records:b is_clinic_admin:b created_by:s? last_modified_by:s?
    ${TIMES} can_edit_other_provider_event:b can_download_patient_reports:b
    can_prescribe_medications:b can_dispense_medications:b can_delete_patient_visits:b
    can_delete_patient_records:b`,
  app_config: `namespace:s key:s value:s data_type:s ${TIMES} last_modified:n last_modified_by:s?
    display_name:s?`,
  patient_problems: `patient_id:s# visit_id:s? problem_code_system:s problem_code:s problem_label:s
    clinical_status:s verification_status:s severity_score:n? onset_date:n? end_date:n?
    recorded_by_user_id:s? metadata:s is_deleted:b ${TIMES} ${SERVER_TIMES} deleted_at:n?`,
  clinic_departments: `clinic_id:s# name:s code:s? description:s? status:s
    can_dispense_medications:b can_perform_labs:b can_perform_imaging:b additional_capabilities:s
    metadata:s is_deleted:b ${TIMES} ${SERVER_TIMES} deleted_at:n?`,
  drug_catalogue: `barcode:s?# generic_name:s brand_name:s? form:s route:s dosage_quantity:s
    dosage_units:s manufacturer:s? sale_price:s sale_currency:s? min_stock_level:n
    max_stock_level:n? is_controlled:b requires_refrigeration:b is_active:b notes:s?
    recorded_by_user_id:s? metadata:s ${SOFT_DELETED} ${STOCK_TIMES} ${TIMES}`,
  clinic_inventory: `clinic_id:s drug_id:s# batch_id:s quantity_available:n reserved_quantity:n
    last_counted_at:n? recorded_by_user_id:s? metadata:s ${SOFT_DELETED} ${STOCK_TIMES} ${TIMES}
    batch_number:s batch_expiry_date:n`,
  prescription_items: `prescription_id:s# patient_id:s# drug_id:s# clinic_id:s
    dosage_instructions:s quantity_prescribed:n quantity_dispensed:n refills_authorized:n
    refills_used:n item_status:s notes:s? ${TIMES} recorded_by_user_id:s? metadata:s
    ${SOFT_DELETED} ${STOCK_TIMES}`,
  dispensing_records: `clinic_id:s# drug_id:s# batch_id:s? prescription_item_id:s?# patient_id:s#
    quantity_dispensed:n dosage_instructions:s? days_supply:n? dispensed_by:s# dispensed_at:n#
    recorded_by_user_id:s? metadata:s ${SOFT_DELETED} ${STOCK_TIMES} ${TIMES}`,
  event_logs: `transaction_id:s action_type:s table_name:s row_id:s changes:s device_id:s app_id:s
    user_id:s ip_address:s? hash:s metadata:s? synced:b created_at:n`,
  peers: `peer_id:s# name:s ip_address:s? port:n? public_key:s last_synced_at:n? peer_type:s
    is_leader:b status:s protocol_version:s metadata:s? ${TIMES}`,
};

/** What version 12 has more, or otherwise: it lists whole tables. */
const VERSION_12: Readonly<Record<string, string>> = {
  ...VERSION_9,
  patient_risk_profiles: `patient_id:s# clinic_id:s?# kind:s# source:s target:s? version:s
    value_type:s string_value:s? boolean_value:b? numerical_value:s? datetime_value:n? json_value:s?
    metadata:s? is_deleted:b ${TIMES} ${SERVER_TIMES} deleted_at:n?`,
  clinics: `name:s country:s? city:s? address:s? updated_at:n created_at:n ${SOFT_DELETED}
    is_archived:b`,
  app_config: `${VERSION_9.app_config} clinic_ids:s?`,
  // Not in phones.md, but in the app: an event without a recorder stays null there.
  events: `${VERSION_9.events}?`,
};

/** The tables whose dirty rows every generation sends, in the order it sends them. */
export const PUSHED_TABLES = [
  "patients",
  "events",
  "visits",
  "clinics",
  "users",
  "event_forms",
  "registration_forms",
  "patient_additional_attributes",
  "appointments",
  "prescriptions",
  "patient_vitals",
  "patient_problems",
  "clinic_departments",
  "drug_catalogue",
  "clinic_inventory",
  "prescription_items",
  "dispensing_records",
] as const;

/** Tables that come down but are never sent up. */
export const PULLED_ONLY_TABLES = ["user_clinic_permissions", "app_config"] as const;

/** The tables a generation sends its dirty rows of, in the order it sends them. */
export function pushedTables(generation: Generation): readonly string[] {
  if (generation !== "august") return PUSHED_TABLES;
  const after = PUSHED_TABLES.indexOf("patient_additional_attributes") + 1;
  return [...PUSHED_TABLES.slice(0, after), "patient_risk_profiles", ...PUSHED_TABLES.slice(after)];
}

/** Every table of a generation's local database, the local-only ones too. */
export function tablesOf(generation: Generation): readonly Table[] {
  const texts = generation === "august" ? VERSION_12 : VERSION_9;
  return Object.entries(texts).map(([name, text]) => ({
    name,
    columns: text.split(/\s+/).map(columnOf),
    setsCreatedAt: name !== "users",
    setsUpdatedAt: name !== "users" && name !== "event_logs",
  }));
}

function columnOf(text: string): Column {
  const [name = "", kind = ""] = text.split(":");
  const type = ({ s: "string", n: "number", b: "boolean" } as const)[kind[0] ?? ""];
  if (type === undefined) throw new Error(`Cannot read column definition: ${text}`);
  return {
    name,
    type,
    ...(kind.includes("?") && { isOptional: true }),
    ...(kind.includes("#") && { isIndexed: true }),
  };
}
