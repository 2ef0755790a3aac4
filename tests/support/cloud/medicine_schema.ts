/**
 * Tables of the cloud about stock and prescriptions (`schema.md`, the last column of each table; keys from `sync.md` 1.2).
 *
 * @module
 */

import { describeTable, type PgTable } from "./pg_table.ts";

/** Tables in an order in which a row's references come before it. */
export const MEDICINE_TABLES: readonly PgTable[] = [
  describeTable({
    name: "clinic_inventory",
    unique: [["clinic_id", "drug_id", "batch_id"]],
    columns: `id:uuid!=gen_random_uuid() clinic_id:uuid! drug_id:uuid! batch_id:uuid!
      quantity_available:int4! reserved_quantity:int4=0 last_counted_at:timestamptz
      recorded_by_user_id:uuid metadata:jsonb!={} is_deleted:bool!=false
      deleted_at:timestamptz last_modified:timestamptz!=now()
      server_created_at:timestamptz!=now() created_at:timestamptz!=now()
      updated_at:timestamptz!=now() batch_number:varchar(100) batch_expiry_date:date`,
  }),
  describeTable({
    name: "inventory_transactions",
    columns: `id:uuid!=gen_random_uuid() clinic_id:uuid! drug_id:uuid! batch_id:uuid
      transaction_type:varchar(50)! quantity:int4! balance_after:int4!
      reference_type:varchar(50) reference_id:uuid reason:text performed_by:uuid
      timestamp:timestamptz! created_at:timestamptz!=now() updated_at:timestamptz!=now()`,
  }),
  describeTable({
    name: "prescriptions",
    columns: `id:uuid! patient_id:uuid!>patients provider_id:uuid!>users filled_by:uuid>users
      pickup_clinic_id:uuid!>clinics visit_id:uuid>visits priority:varchar=normal
      expiration_date:timestamptz prescribed_at:timestamptz!=now() filled_at:timestamptz
      status:varchar!=pending items:jsonb!=[] notes:varchar!= metadata:jsonb!={}
      is_deleted:bool!=false created_at:timestamptz!=now() updated_at:timestamptz!=now()
      last_modified:timestamptz!=now() server_created_at:timestamptz!=now()
      deleted_at:timestamptz`,
  }),
  describeTable({
    name: "prescription_items",
    columns:
      `id:uuid!=gen_random_uuid() prescription_id:uuid!>prescriptions patient_id:uuid!>patients
      drug_id:uuid!>drug_catalogue clinic_id:uuid!>clinics dosage_instructions:text!
      quantity_prescribed:int4! quantity_dispensed:int4=0 refills_authorized:int4=0
      refills_used:int4=0 item_status:varchar(50)=active notes:text
      created_at:timestamptz!=now() updated_at:timestamptz!=now()
      recorded_by_user_id:uuid>users metadata:jsonb!={} is_deleted:bool!=false
      deleted_at:timestamptz last_modified:timestamptz!=now()
      server_created_at:timestamptz!=now()`,
  }),
  describeTable({
    name: "dispensing_records",
    columns: `id:uuid!=gen_random_uuid() clinic_id:uuid!>clinics drug_id:uuid!>drug_catalogue
      batch_id:uuid>drug_batches prescription_item_id:uuid>prescription_items
      patient_id:uuid!>patients quantity_dispensed:int4! dosage_instructions:text
      days_supply:int4 dispensed_by:uuid!>users dispensed_at:timestamptz!
      recorded_by_user_id:uuid>users metadata:jsonb!={} is_deleted:bool!=false
      deleted_at:timestamptz last_modified:timestamptz!=now()
      server_created_at:timestamptz!=now() created_at:timestamptz!=now()
      updated_at:timestamptz!=now()`,
  }),
];
