/**
 * What the cloud's database can hold, for the tables a hub sends it.
 *
 * @module
 */

/**
 * What a column of the cloud holds.
 *
 * - `uuid`: an id; `''` is refused
 * - `text`: text, at most `size` characters when that is not 0
 * - `json`, `boolean`: as the names say
 * - `whole`: an integer of `size` bits
 * - `decimal`: a number of `size` digits, `scale` of them after the point
 * - `real`: any number
 * - `time`: an instant; `date`: a civil date
 */
export type CloudKind =
  | "uuid"
  | "text"
  | "json"
  | "boolean"
  | "whole"
  | "decimal"
  | "real"
  | "time"
  | "date";

/** One column of the cloud. */
export interface CloudColumn {
  readonly name: string;
  readonly kind: CloudKind;
  /** Characters, bits or digits; see {@linkcode CloudKind}. 0 is unlimited. */
  readonly size: number;
  /** Digits after the point. */
  readonly scale: number;
  /** True when the cloud refuses null. */
  readonly required: boolean;
  /** Stands in for null where the cloud refuses it; null when nothing can. */
  readonly fallback: unknown;
}

const COLUMN =
  /^(\w+):(uuid|text|json|boolean|whole|decimal|real|time|date)(?:\((\d+)(?:,(\d+))?\))?(!)?(?:=(.*))?$/;

/**
 * Columns by table, in the order in which rows must arrive: parents before children, items before
 * the dispensing records that name them. The cloud's own times are left out.
 */
export const CLOUD_COLUMNS: ReadonlyMap<string, readonly CloudColumn[]> = new Map(
  Object.entries({
    patients: `id:uuid! given_name:text surname:text date_of_birth:date citizenship:text
      hometown:text phone:text sex:text(24) camp:text(50) additional_data:json!={}
      metadata:json!={} photo_url:text image_timestamp:time is_deleted:boolean
      created_at:time updated_at:time government_id:text(100)
      external_patient_id:text(100) primary_clinic_id:uuid last_modified_by:uuid`,
    patient_additional_attributes: `id:uuid! patient_id:uuid! attribute_id:text!=""
      attribute:text!="" number_value:real string_value:text date_value:time
      boolean_value:boolean metadata:json!={} is_deleted:boolean!=false created_at:time!
      updated_at:time!`,
    visits: `id:uuid! patient_id:uuid clinic_id:uuid provider_id:uuid provider_name:text
      check_in_timestamp:time metadata:json!={} is_deleted:boolean created_at:time
      updated_at:time`,
    events: `id:uuid! patient_id:uuid form_id:uuid visit_id:uuid event_type:text
      form_data:json!={} metadata:json!={} is_deleted:boolean created_at:time updated_at:time
      recorded_by_user_id:uuid`,
    appointments: `id:uuid! provider_id:uuid clinic_id:uuid! patient_id:uuid! user_id:uuid!
      current_visit_id:uuid! fulfilled_visit_id:uuid timestamp:time! duration:whole(16)!=60
      reason:text!="" notes:text!="" is_walk_in:boolean!=false departments:json!=[]
      status:text!="pending" metadata:json!={} is_deleted:boolean!=false created_at:time!
      updated_at:time!`,
    prescriptions: `id:uuid! patient_id:uuid! provider_id:uuid! filled_by:uuid
      pickup_clinic_id:uuid! visit_id:uuid! priority:text expiration_date:time
      prescribed_at:time! filled_at:time status:text!="pending" items:json!=[] notes:text!=""
      metadata:json!={} is_deleted:boolean!=false created_at:time! updated_at:time!`,
    patient_vitals: `id:uuid! patient_id:uuid! visit_id:uuid timestamp:time!
      systolic_bp:whole(32) diastolic_bp:whole(32) bp_position:text(50) height_cm:decimal(5,2)
      weight_kg:decimal(5,2) bmi:decimal(4,2) waist_circumference_cm:decimal(5,2)
      heart_rate:whole(32) pulse_rate:whole(32) oxygen_saturation:decimal(5,2)
      respiratory_rate:whole(32) temperature_celsius:decimal(4,2) pain_level:whole(32)
      recorded_by_user_id:uuid metadata:json!={} is_deleted:boolean!=false created_at:time!
      updated_at:time! event_id:uuid`,
    patient_problems: `id:uuid! patient_id:uuid! visit_id:uuid problem_code_system:text(50)!=""
      problem_code:text(100)!="" problem_label:text(255)!="" clinical_status:text(50)!=""
      verification_status:text(50)!="" severity_score:whole(32) onset_date:date end_date:date
      recorded_by_user_id:uuid metadata:json!={} is_deleted:boolean!=false created_at:time!
      updated_at:time!`,
    prescription_items: `id:uuid! prescription_id:uuid! patient_id:uuid! drug_id:uuid!
      clinic_id:uuid! dosage_instructions:text!="" quantity_prescribed:whole(32)!
      quantity_dispensed:whole(32) refills_authorized:whole(32) refills_used:whole(32)
      item_status:text(50) notes:text created_at:time! updated_at:time!
      recorded_by_user_id:uuid metadata:json!={} is_deleted:boolean!=false`,
    dispensing_records: `id:uuid! clinic_id:uuid! drug_id:uuid! batch_id:uuid
      prescription_item_id:uuid patient_id:uuid! quantity_dispensed:whole(32)!
      dosage_instructions:text days_supply:whole(32) dispensed_by:uuid! dispensed_at:time!
      recorded_by_user_id:uuid metadata:json!={} is_deleted:boolean!=false created_at:time!
      updated_at:time!`,
  }).map(([table, text]) => [table, text.split(/\s+/).map(readColumn)]),
);

/** Tables a hub sends, in the order in which rows must arrive. */
export const RELAYED_TABLES: readonly string[] = [...CLOUD_COLUMNS.keys()];

function readColumn(token: string): CloudColumn {
  const match = COLUMN.exec(token);
  if (match === null) throw new SyntaxError(`Cannot read column "${token}"`);
  const [, name = "", kind, size, scale, required, fallback] = match;
  return {
    name,
    kind: kind as CloudKind,
    size: Number(size ?? 0),
    scale: Number(scale ?? 0),
    required: required !== undefined,
    fallback: fallback === undefined ? null : JSON.parse(fallback),
  };
}
