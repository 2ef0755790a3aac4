/**
 * Tables of the cloud that its administrators fill (`schema.md`, the last column of each table; keys from `sync.md` 1.2).
 *
 * @module
 */

import { describeTable, type PgTable } from "./pg_table.ts";

/** Tables in an order in which a row's references come before it. */
export const REFERENCE_TABLES: readonly PgTable[] = [
  describeTable({
    name: "clinics",
    columns: `id:uuid! name:text updated_at:timestamptz=now() created_at:timestamptz=now()
      is_deleted:bool=false deleted_at:timestamptz is_archived:bool!=false
      attributes:text[]!=[] metadata:jsonb!={} address:text last_modified:timestamptz=now()
      server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "users",
    unique: [["email"]],
    columns: `id:uuid! clinic_id:uuid name:text! role:text! email:text! hashed_password:text!
      instance_url:text created_at:timestamptz=now() updated_at:timestamptz=now()
      is_deleted:bool=false deleted_at:timestamptz last_modified:timestamptz=now()
      server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "user_clinic_permissions",
    key: ["user_id", "clinic_id"],
    columns: `id:uuid!=gen_random_uuid() user_id:uuid! clinic_id:uuid!
      can_register_patients:bool=false can_view_history:bool=false can_edit_records:bool=false
      can_delete_records:bool=false is_clinic_admin:bool=false created_by:uuid
      last_modified_by:uuid created_at:timestamptz=now() updated_at:timestamptz=now()
      can_edit_other_provider_event:bool=false can_download_patient_reports:bool=false
      can_prescribe_medications:bool=false can_dispense_medications:bool=false
      can_delete_patient_visits:bool=false can_delete_patient_records:bool=false`,
  }),
  describeTable({
    name: "app_config",
    key: ["namespace", "key"],
    columns: `id:uuid!=gen_random_uuid() namespace:varchar(128)! key:varchar(128)! value:text=
      data_type:varchar(32)!=string created_at:timestamptz=now() updated_at:timestamptz=now()
      last_modified:timestamptz=now() last_modified_by:uuid display_name:varchar(255)`,
  }),
  describeTable({
    name: "patient_registration_forms",
    columns: `id:uuid! clinic_id:uuid name:text!= fields:jsonb!=[] metadata:jsonb!={}
      is_deleted:bool=false deleted_at:timestamptz created_at:timestamptz=now()
      updated_at:timestamptz=now() last_modified:timestamptz=now()
      server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "event_forms",
    columns: `id:uuid! name:text description:text language:text!=en is_editable:bool=true
      is_snapshot_form:bool=false form_fields:jsonb!=[] metadata:jsonb!={}
      is_deleted:bool=false deleted_at:timestamptz created_at:timestamptz=now()
      updated_at:timestamptz=now() clinic_ids:jsonb=[] translations:jsonb=[]
      last_modified:timestamptz=now() server_created_at:timestamptz=now()`,
  }),
  describeTable({
    name: "clinic_departments",
    columns: `id:uuid! clinic_id:uuid!>clinics name:text! code:text description:text
      status:text=active can_dispense_medications:bool!=false can_perform_labs:bool!=false
      can_perform_imaging:bool!=false additional_capabilities:jsonb=[] metadata:jsonb!={}
      is_deleted:bool=false created_at:timestamptz=now() updated_at:timestamptz=now()
      last_modified:timestamptz=now() server_created_at:timestamptz=now()
      deleted_at:timestamptz`,
  }),
  describeTable({
    name: "drug_catalogue",
    columns: `id:uuid!=gen_random_uuid() barcode:varchar(50) generic_name:varchar(255)!
      brand_name:varchar(255) form:varchar(100)! route:varchar(100)!
      dosage_quantity:numeric(10,4)! dosage_units:varchar(20)! manufacturer:varchar(255)
      sale_price:numeric(10,2)!=0 sale_currency:varchar(3) min_stock_level:int4=0
      max_stock_level:int4 is_controlled:bool=false requires_refrigeration:bool=false
      is_active:bool=true notes:text recorded_by_user_id:uuid metadata:jsonb!={}
      is_deleted:bool!=false deleted_at:timestamptz last_modified:timestamptz!=now()
      server_created_at:timestamptz!=now() created_at:timestamptz!=now()
      updated_at:timestamptz!=now()`,
  }),
  describeTable({
    name: "drug_batches",
    unique: [["batch_number", "drug_id"]],
    columns: `id:uuid!=gen_random_uuid() drug_id:uuid! batch_number:varchar(100)! expiry_date:date!
      manufacture_date:date quantity_received:int4! quantity_remaining:int4!
      supplier_name:varchar(255) purchase_price:numeric(10,2) purchase_currency:varchar(3)=
      received_date:date! is_quarantined:bool=false recorded_by_user_id:uuid
      metadata:jsonb!={} is_deleted:bool!=false created_at:timestamptz!=now()
      updated_at:timestamptz!=now() last_modified:timestamptz!=now()
      server_created_at:timestamptz!=now() deleted_at:timestamptz`,
  }),
  describeTable({
    name: "devices",
    unique: [["name"], ["api_key_hash"], ["hardware_id", "hardware_id_type"]],
    columns:
      `id:uuid! name:text! device_type:text!=hub hardware_id:text hardware_id_type:text os_type:text
      app_version:text status:text!=active clinic_ids:text[]!=[] api_key_hash:text
      max_pin_attempts:int4!=5 failed_pin_attempts:int4!=0 last_seen_at:timestamptz
      specifications:jsonb!={} recorded_by_user_id:uuid metadata:jsonb!={} is_deleted:bool!=false
      created_at:timestamptz!=now() updated_at:timestamptz!=now()
      last_modified:timestamptz!=now() server_created_at:timestamptz!=now()
      deleted_at:timestamptz`,
  }),
  describeTable({
    name: "device_pin_codes",
    columns: `id:uuid! device_id:uuid! pin_hash:text! is_deleted:bool!=false
      created_at:timestamptz!=now() updated_at:timestamptz!=now()
      last_modified:timestamptz!=now() server_created_at:timestamptz!=now()
      deleted_at:timestamptz`,
  }),
];
