/**
 * Tables of the cloud about patients (`schema.md`, the last column of each table; keys from `sync.md` 1.2).
 *
 * @module
 */

import { describeTable, type PgTable } from "./pg_table.ts";

/** Tables in an order in which a row's references come before it. */
export const PATIENT_TABLES: readonly PgTable[] = [
  describeTable({
    name: "patients",
    columns:
      `id:uuid! given_name:text surname:text date_of_birth:date citizenship:text hometown:text
      phone:text sex:varchar(24) camp:varchar(50) additional_data:jsonb!={} metadata:jsonb!={}
      photo_url:text image_timestamp:timestamptz is_deleted:bool=false deleted_at:timestamptz
      created_at:timestamptz=now() updated_at:timestamptz=now() government_id:varchar(100)
      external_patient_id:varchar(100) primary_clinic_id:uuid>clinics
      last_modified_by:uuid>users last_modified:timestamptz=now()
      server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "patient_additional_attributes",
    key: ["patient_id", "attribute_id"],
    columns:
      `id:uuid! patient_id:uuid! attribute_id:varchar! attribute:varchar!= number_value:float8
      string_value:varchar date_value:timestamptz boolean_value:bool metadata:jsonb!={}
      is_deleted:bool!=false created_at:timestamptz!=now() updated_at:timestamptz!=now()
      last_modified:timestamptz!=now() server_created_at:timestamptz!=now()
      deleted_at:timestamptz`,
  }),
  describeTable({
    name: "visits",
    columns: `id:uuid! patient_id:uuid>patients clinic_id:uuid>clinics provider_id:uuid>users
      provider_name:text check_in_timestamp:timestamptz metadata:jsonb!={}
      is_deleted:bool=false deleted_at:timestamptz created_at:timestamptz=now()
      updated_at:timestamptz=now() last_modified:timestamptz=now()
      server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "events",
    columns: `id:uuid! patient_id:uuid>patients form_id:uuid>event_forms visit_id:uuid>visits
      event_type:text form_data:jsonb!={} metadata:jsonb!={} is_deleted:bool=false
      deleted_at:timestamptz created_at:timestamptz=now() updated_at:timestamptz=now()
      recorded_by_user_id:uuid>users last_modified:timestamptz=now()
      server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "appointments",
    columns: `id:uuid! provider_id:uuid>users clinic_id:uuid!>clinics patient_id:uuid!>patients
      user_id:uuid!>users current_visit_id:uuid!>visits fulfilled_visit_id:uuid>visits
      timestamp:timestamptz! duration:int2!=60 reason:varchar!= notes:varchar!=
      is_walk_in:bool!=false departments:jsonb!=[] status:varchar!=pending metadata:jsonb!={}
      is_deleted:bool!=false created_at:timestamptz!=now() updated_at:timestamptz!=now()
      last_modified:timestamptz!=now() server_created_at:timestamptz!=now()
      deleted_at:timestamptz`,
  }),
  describeTable({
    name: "patient_vitals",
    columns: `id:uuid! patient_id:uuid!>patients visit_id:uuid>visits timestamp:timestamptz!
      systolic_bp:int4 diastolic_bp:int4 bp_position:varchar(50) height_cm:numeric(5,2)
      weight_kg:numeric(5,2) bmi:numeric(4,2) waist_circumference_cm:numeric(5,2)
      heart_rate:int4 pulse_rate:int4 oxygen_saturation:numeric(5,2) respiratory_rate:int4
      temperature_celsius:numeric(4,2) pain_level:int4 recorded_by_user_id:uuid>users
      metadata:jsonb!={} is_deleted:bool!=false created_at:timestamptz!=now()
      updated_at:timestamptz!=now() last_modified:timestamptz!=now()
      server_created_at:timestamptz!=now() deleted_at:timestamptz event_id:uuid>events`,
  }),
  describeTable({
    name: "patient_problems",
    columns:
      `id:uuid! patient_id:uuid!>patients visit_id:uuid>visits problem_code_system:varchar(50)!
      problem_code:varchar(100)! problem_label:varchar(255)! clinical_status:varchar(50)!
      verification_status:varchar(50)! severity_score:int4 onset_date:date end_date:date
      recorded_by_user_id:uuid>users metadata:jsonb!={} is_deleted:bool!=false
      created_at:timestamptz!=now() updated_at:timestamptz!=now()
      last_modified:timestamptz!=now() server_created_at:timestamptz!=now()
      deleted_at:timestamptz`,
  }),
];
