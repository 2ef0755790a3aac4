/**
 * Stock, prescriptions, dispensing. Phones write these.
 *
 * @module
 */

import { describeTable, type Table } from "./table_shape.ts";

/** Inventory, prescriptions, items, dispensing records. Parents before children. */
export const MEDICINE_TABLES: readonly Table[] = [
  describeTable({
    number: 10,
    name: "clinic_inventory",
    audience: "every",
    writable: true,
    text: "clinic_id drug_id batch_id recorded_by_user_id batch_number",
    json: "metadata",
    boolean: "is_deleted",
    integer: "quantity_available reserved_quantity",
    time: "last_counted_at deleted_at last_modified server_created_at created_at updated_at",
    day: "batch_expiry_date",
  }),
  describeTable({
    number: 16,
    name: "prescriptions",
    audience: "every",
    writable: true,
    text: "patient_id provider_id filled_by pickup_clinic_id visit_id priority status notes",
    json: "items metadata",
    boolean: "is_deleted",
    time: `expiration_date prescribed_at filled_at created_at updated_at last_modified
      server_created_at deleted_at`,
    hubOnly: "last_modified server_created_at",
  }),
  describeTable({
    number: 17,
    name: "prescription_items",
    audience: "every",
    writable: true,
    text: `prescription_id patient_id drug_id clinic_id dosage_instructions item_status notes
      recorded_by_user_id`,
    json: "metadata",
    boolean: "is_deleted",
    integer: "quantity_prescribed quantity_dispensed refills_authorized refills_used",
    time: "created_at updated_at deleted_at last_modified server_created_at",
  }),
  describeTable({
    number: 18,
    name: "dispensing_records",
    audience: "every",
    writable: true,
    text: `clinic_id drug_id batch_id prescription_item_id patient_id dosage_instructions
      dispensed_by recorded_by_user_id`,
    json: "metadata",
    boolean: "is_deleted",
    integer: "quantity_dispensed days_supply",
    time: "dispensed_at deleted_at last_modified server_created_at created_at updated_at",
  }),
];
