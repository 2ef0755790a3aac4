/**
 * Columns that answers about care have besides `id` (procedures 5.2 to 5.4).
 *
 * @module
 */

/** Of a visit. */
export const VISIT_COLUMNS = [
  "patient_id",
  "clinic_id",
  "provider_id",
  "provider_name",
  "check_in_timestamp",
  "metadata",
  "created_at",
  "updated_at",
] as const;

/** Of an event. */
export const EVENT_COLUMNS = [
  "patient_id",
  "form_id",
  "visit_id",
  "event_type",
  "form_data",
  "metadata",
  "created_at",
  "updated_at",
  "recorded_by_user_id",
] as const;
