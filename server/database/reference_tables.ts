/**
 * Tables the cloud owns: phones read them and never change them.
 *
 * @module
 */

import { describeTable, type Table } from "./table_shape.ts";

/** Clinics, people, permissions, settings, forms, drugs. Parents before children. */
export const REFERENCE_TABLES: readonly Table[] = [
  describeTable({
    number: 1,
    name: "clinics",
    audience: "every",
    writable: false,
    text: "name address country city",
    json: "attributes metadata",
    boolean: "is_deleted is_archived",
    time: "created_at updated_at deleted_at last_modified server_created_at",
    hubOnly: "attributes metadata last_modified server_created_at",
  }),
  describeTable({
    number: 2,
    name: "users",
    audience: "every",
    writable: false,
    text: "clinic_id name role email hashed_password instance_url",
    boolean: "is_deleted",
    time: "created_at updated_at deleted_at last_modified server_created_at",
    hubOnly: "hashed_password instance_url last_modified server_created_at",
  }),
  describeTable({
    number: 3,
    name: "user_clinic_permissions",
    audience: "every",
    writable: false,
    text: "user_id clinic_id created_by last_modified_by",
    boolean: `can_register_patients can_view_history can_edit_records can_delete_records
      is_clinic_admin can_edit_other_provider_event can_download_patient_reports
      can_prescribe_medications can_dispense_medications can_delete_patient_visits
      can_delete_patient_records`,
    time: "created_at updated_at",
  }),
  describeTable({
    number: 4,
    name: "app_config",
    audience: "every",
    writable: false,
    text: "namespace key value data_type last_modified_by display_name",
    json: "clinic_ids",
    time: "created_at updated_at last_modified",
  }),
  describeTable({
    number: 5,
    name: "registration_forms",
    audience: "every",
    writable: false,
    text: "clinic_id name",
    json: "fields metadata",
    boolean: "is_deleted",
    time: "created_at updated_at deleted_at last_modified server_created_at",
    hubOnly: "clinic_id last_modified server_created_at",
  }),
  describeTable({
    number: 6,
    name: "event_forms",
    audience: "every",
    writable: false,
    text: "name description language",
    json: "form_fields metadata clinic_ids translations",
    boolean: "is_editable is_snapshot_form is_deleted",
    time: "created_at updated_at deleted_at last_modified server_created_at",
    hubOnly: "last_modified server_created_at",
  }),
  describeTable({
    number: 7,
    name: "clinic_departments",
    audience: "every",
    writable: false,
    text: "clinic_id name code description status",
    json: "additional_capabilities metadata",
    boolean: "can_dispense_medications can_perform_labs can_perform_imaging is_deleted",
    time: "created_at updated_at last_modified server_created_at deleted_at",
  }),
  describeTable({
    number: 8,
    name: "drug_catalogue",
    audience: "every",
    writable: false,
    text: `barcode generic_name brand_name form route dosage_quantity dosage_units manufacturer
      sale_price sale_currency notes recorded_by_user_id`,
    json: "metadata",
    boolean: "is_controlled requires_refrigeration is_active is_deleted",
    integer: "min_stock_level max_stock_level",
    time: "deleted_at last_modified server_created_at created_at updated_at",
  }),
  describeTable({
    number: 9,
    name: "drug_batches",
    audience: "never",
    writable: false,
    text: "drug_id batch_number supplier_name purchase_price purchase_currency recorded_by_user_id",
    json: "metadata",
    boolean: "is_quarantined is_deleted",
    integer: "quantity_received quantity_remaining",
    time: "created_at updated_at last_modified server_created_at deleted_at",
    day: "expiry_date manufacture_date received_date",
  }),
  describeTable({
    number: 26,
    name: "resources",
    audience: "never",
    writable: false,
    text: "description store store_version uri hash mimetype",
    boolean: "is_deleted",
    time: "created_at updated_at last_modified server_created_at deleted_at",
  }),
];
