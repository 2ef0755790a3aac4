-- The hub's database, version 1.
--
-- Every synced table has the same bookkeeping (docs/storage.md):
--   hub_row           row number, given in the order rows arrive, never reused
--   hub_extra         JSON object of columns a phone sent that the hub does not know
--   hub_first_stamp   hub clock when the row was first stored
--   hub_first_writer  who stored it first (writer.writer)
--   hub_stamp         hub clock of the last change
--   hub_writer        who changed it last
--   hub_send_back     1 when the stored row differs from what its last writer sent
-- A row is found by hub_first_stamp while it has never changed, and by the partial index on
-- hub_stamp afterwards: a new row costs one index entry for both.

CREATE TABLE hub_clock (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  ceiling INTEGER NOT NULL,
  epoch INTEGER NOT NULL
) STRICT;
INSERT INTO hub_clock VALUES (1, 0, 1);

CREATE TABLE hub_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who changed a row. A device has one writer for its pushes and gets a new one when its own
-- database has gone back; valid_to is the hub clock up to which what it wrote is known to be held.
CREATE TABLE writer (
  writer INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('hub', 'cloud', 'push', 'command')),
  device_no INTEGER,
  valid_to INTEGER
) STRICT;
INSERT INTO writer VALUES (1, 'hub', NULL, NULL), (2, 'cloud', NULL, NULL);

-- last_call_ms is the last call with a good token: tokens lapse by it, not by handshakes.
CREATE TABLE device (
  device_no INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('admitted', 'revoked')),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  user_id TEXT,
  newer_app INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  last_call_ms INTEGER NOT NULL,
  last_sync_ms INTEGER,
  rows_in INTEGER NOT NULL,
  rows_out INTEGER NOT NULL,
  presented INTEGER NOT NULL,
  push_writer INTEGER NOT NULL,
  command_writer INTEGER NOT NULL
) STRICT;

-- Cursors a device was given. standing is what a cut page stands for (docs/sync.md); null means
-- the value stands for itself.
CREATE TABLE issued_cursor (
  device_no INTEGER NOT NULL,
  value INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  presented INTEGER NOT NULL,
  standing TEXT,
  PRIMARY KEY (device_no, value)
) STRICT, WITHOUT ROWID;

-- Tables beyond the common ones that a device has shown it knows.
CREATE TABLE device_table (
  device_no INTEGER NOT NULL,
  table_no INTEGER NOT NULL,
  PRIMARY KEY (device_no, table_no)
) STRICT, WITHOUT ROWID;

-- Rows a device has sent although its cursor did not yet say that it holds them.
CREATE TABLE device_sent (
  device_no INTEGER NOT NULL,
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  first_stamp INTEGER NOT NULL,
  sent_stamp INTEGER NOT NULL,
  PRIMARY KEY (device_no, table_no, hub_row)
) STRICT, WITHOUT ROWID;

-- Tables the hub has no columns for: kept as JSON and given back to devices that know them.
CREATE TABLE other_table (
  table_no INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE other_row (
  hub_row INTEGER PRIMARY KEY,
  table_no INTEGER NOT NULL,
  id TEXT NOT NULL,
  data TEXT NOT NULL,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL,
  UNIQUE (table_no, id)
) STRICT;
CREATE INDEX other_row_first ON other_row (table_no, hub_first_stamp);
CREATE INDEX other_row_changed ON other_row (table_no, hub_stamp)
  WHERE hub_stamp > hub_first_stamp;

-- Rows a phone pushed that were not applied, whole, with the reason.
CREATE TABLE quarantine (
  quarantine_no INTEGER PRIMARY KEY,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  data TEXT NOT NULL,
  device_no INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  received_ms INTEGER NOT NULL,
  times INTEGER NOT NULL,
  UNIQUE (device_no, table_name, row_id, reason, data)
) STRICT;

CREATE TABLE clinics (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "name" TEXT,
  "address" TEXT,
  "country" TEXT,
  "city" TEXT,
  "attributes" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "is_archived" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX clinics_first ON clinics (hub_first_stamp);
CREATE INDEX clinics_changed ON clinics (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE users (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "clinic_id" TEXT,
  "name" TEXT,
  "role" TEXT,
  "email" TEXT,
  "hashed_password" TEXT,
  "instance_url" TEXT,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX users_first ON users (hub_first_stamp);
CREATE INDEX users_changed ON users (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX users_email ON users (email);

CREATE TABLE user_clinic_permissions (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "user_id" TEXT,
  "clinic_id" TEXT,
  "created_by" TEXT,
  "last_modified_by" TEXT,
  "can_register_patients" INTEGER,
  "can_view_history" INTEGER,
  "can_edit_records" INTEGER,
  "can_delete_records" INTEGER,
  "is_clinic_admin" INTEGER,
  "can_edit_other_provider_event" INTEGER,
  "can_download_patient_reports" INTEGER,
  "can_prescribe_medications" INTEGER,
  "can_dispense_medications" INTEGER,
  "can_delete_patient_visits" INTEGER,
  "can_delete_patient_records" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX user_clinic_permissions_first ON user_clinic_permissions (hub_first_stamp);
CREATE INDEX user_clinic_permissions_changed ON user_clinic_permissions (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX user_clinic_permissions_user_id ON user_clinic_permissions (user_id);

CREATE TABLE app_config (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "namespace" TEXT,
  "key" TEXT,
  "value" TEXT,
  "data_type" TEXT,
  "last_modified_by" TEXT,
  "display_name" TEXT,
  "clinic_ids" TEXT,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX app_config_first ON app_config (hub_first_stamp);
CREATE INDEX app_config_changed ON app_config (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE registration_forms (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "clinic_id" TEXT,
  "name" TEXT,
  "fields" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX registration_forms_first ON registration_forms (hub_first_stamp);
CREATE INDEX registration_forms_changed ON registration_forms (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE event_forms (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "name" TEXT,
  "description" TEXT,
  "language" TEXT,
  "form_fields" TEXT,
  "metadata" TEXT,
  "clinic_ids" TEXT,
  "translations" TEXT,
  "is_editable" INTEGER,
  "is_snapshot_form" INTEGER,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX event_forms_first ON event_forms (hub_first_stamp);
CREATE INDEX event_forms_changed ON event_forms (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE clinic_departments (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "clinic_id" TEXT,
  "name" TEXT,
  "code" TEXT,
  "description" TEXT,
  "status" TEXT,
  "additional_capabilities" TEXT,
  "metadata" TEXT,
  "can_dispense_medications" INTEGER,
  "can_perform_labs" INTEGER,
  "can_perform_imaging" INTEGER,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX clinic_departments_first ON clinic_departments (hub_first_stamp);
CREATE INDEX clinic_departments_changed ON clinic_departments (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX clinic_departments_clinic_id ON clinic_departments (clinic_id);

CREATE TABLE drug_catalogue (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "barcode" TEXT,
  "generic_name" TEXT,
  "brand_name" TEXT,
  "form" TEXT,
  "route" TEXT,
  "dosage_quantity" TEXT,
  "dosage_units" TEXT,
  "manufacturer" TEXT,
  "sale_price" TEXT,
  "sale_currency" TEXT,
  "notes" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_controlled" INTEGER,
  "requires_refrigeration" INTEGER,
  "is_active" INTEGER,
  "is_deleted" INTEGER,
  "min_stock_level" INTEGER,
  "max_stock_level" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX drug_catalogue_first ON drug_catalogue (hub_first_stamp);
CREATE INDEX drug_catalogue_changed ON drug_catalogue (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX drug_catalogue_barcode ON drug_catalogue (barcode);

CREATE TABLE drug_batches (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "drug_id" TEXT,
  "batch_number" TEXT,
  "supplier_name" TEXT,
  "purchase_price" TEXT,
  "purchase_currency" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_quarantined" INTEGER,
  "is_deleted" INTEGER,
  "quantity_received" INTEGER,
  "quantity_remaining" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  "expiry_date" INTEGER,
  "manufacture_date" INTEGER,
  "received_date" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX drug_batches_first ON drug_batches (hub_first_stamp);
CREATE INDEX drug_batches_changed ON drug_batches (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE clinic_inventory (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "clinic_id" TEXT,
  "drug_id" TEXT,
  "batch_id" TEXT,
  "recorded_by_user_id" TEXT,
  "batch_number" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "quantity_available" INTEGER,
  "reserved_quantity" INTEGER,
  "last_counted_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "batch_expiry_date" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX clinic_inventory_first ON clinic_inventory (hub_first_stamp);
CREATE INDEX clinic_inventory_changed ON clinic_inventory (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX clinic_inventory_drug_id ON clinic_inventory (drug_id);

CREATE TABLE patients (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "given_name" TEXT,
  "surname" TEXT,
  "citizenship" TEXT,
  "hometown" TEXT,
  "phone" TEXT,
  "sex" TEXT,
  "camp" TEXT,
  "photo_url" TEXT,
  "government_id" TEXT,
  "external_patient_id" TEXT,
  "primary_clinic_id" TEXT,
  "last_modified_by" TEXT,
  "date_of_birth" TEXT,
  "additional_data" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "image_timestamp" INTEGER,
  "deleted_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patients_first ON patients (hub_first_stamp);
CREATE INDEX patients_changed ON patients (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX patients_primary_clinic_id ON patients (primary_clinic_id);

CREATE TABLE patient_additional_attributes (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "attribute_id" TEXT,
  "attribute" TEXT,
  "string_value" TEXT,
  "metadata" TEXT,
  "boolean_value" INTEGER,
  "is_deleted" INTEGER,
  "number_value" REAL,
  "date_value" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_additional_attributes_first ON patient_additional_attributes (hub_first_stamp);
CREATE INDEX patient_additional_attributes_changed ON patient_additional_attributes (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX patient_additional_attributes_patient_id ON patient_additional_attributes (patient_id);

CREATE TABLE visits (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "clinic_id" TEXT,
  "provider_id" TEXT,
  "provider_name" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "check_in_timestamp" INTEGER,
  "deleted_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX visits_first ON visits (hub_first_stamp);
CREATE INDEX visits_changed ON visits (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX visits_patient_id ON visits (patient_id);

CREATE TABLE events (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "form_id" TEXT,
  "visit_id" TEXT,
  "event_type" TEXT,
  "recorded_by_user_id" TEXT,
  "form_data" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "deleted_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX events_first ON events (hub_first_stamp);
CREATE INDEX events_changed ON events (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX events_patient_id ON events (patient_id);
CREATE INDEX events_visit_id ON events (visit_id);

CREATE TABLE appointments (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "provider_id" TEXT,
  "clinic_id" TEXT,
  "patient_id" TEXT,
  "user_id" TEXT,
  "current_visit_id" TEXT,
  "fulfilled_visit_id" TEXT,
  "reason" TEXT,
  "notes" TEXT,
  "status" TEXT,
  "departments" TEXT,
  "metadata" TEXT,
  "is_walk_in" INTEGER,
  "is_deleted" INTEGER,
  "duration" INTEGER,
  "timestamp" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX appointments_first ON appointments (hub_first_stamp);
CREATE INDEX appointments_changed ON appointments (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX appointments_patient_id ON appointments (patient_id);

CREATE TABLE prescriptions (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "provider_id" TEXT,
  "filled_by" TEXT,
  "pickup_clinic_id" TEXT,
  "visit_id" TEXT,
  "priority" TEXT,
  "status" TEXT,
  "notes" TEXT,
  "items" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "expiration_date" INTEGER,
  "prescribed_at" INTEGER,
  "filled_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX prescriptions_first ON prescriptions (hub_first_stamp);
CREATE INDEX prescriptions_changed ON prescriptions (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX prescriptions_patient_id ON prescriptions (patient_id);

CREATE TABLE prescription_items (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "prescription_id" TEXT,
  "patient_id" TEXT,
  "drug_id" TEXT,
  "clinic_id" TEXT,
  "dosage_instructions" TEXT,
  "item_status" TEXT,
  "notes" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "quantity_prescribed" INTEGER,
  "quantity_dispensed" INTEGER,
  "refills_authorized" INTEGER,
  "refills_used" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX prescription_items_first ON prescription_items (hub_first_stamp);
CREATE INDEX prescription_items_changed ON prescription_items (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX prescription_items_prescription_id ON prescription_items (prescription_id);
CREATE INDEX prescription_items_patient_id ON prescription_items (patient_id);

CREATE TABLE dispensing_records (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "clinic_id" TEXT,
  "drug_id" TEXT,
  "batch_id" TEXT,
  "prescription_item_id" TEXT,
  "patient_id" TEXT,
  "dosage_instructions" TEXT,
  "dispensed_by" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "quantity_dispensed" INTEGER,
  "days_supply" INTEGER,
  "dispensed_at" INTEGER,
  "deleted_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX dispensing_records_first ON dispensing_records (hub_first_stamp);
CREATE INDEX dispensing_records_changed ON dispensing_records (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX dispensing_records_patient_id ON dispensing_records (patient_id);
CREATE INDEX dispensing_records_prescription_item_id ON dispensing_records (prescription_item_id);

CREATE TABLE patient_vitals (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "visit_id" TEXT,
  "bp_position" TEXT,
  "recorded_by_user_id" TEXT,
  "event_id" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "systolic_bp" REAL,
  "diastolic_bp" REAL,
  "height_cm" REAL,
  "weight_kg" REAL,
  "bmi" REAL,
  "waist_circumference_cm" REAL,
  "heart_rate" REAL,
  "pulse_rate" REAL,
  "oxygen_saturation" REAL,
  "respiratory_rate" REAL,
  "temperature_celsius" REAL,
  "pain_level" REAL,
  "timestamp" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_vitals_first ON patient_vitals (hub_first_stamp);
CREATE INDEX patient_vitals_changed ON patient_vitals (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX patient_vitals_patient_id ON patient_vitals (patient_id);

CREATE TABLE patient_problems (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "visit_id" TEXT,
  "problem_code_system" TEXT,
  "problem_code" TEXT,
  "problem_label" TEXT,
  "clinical_status" TEXT,
  "verification_status" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "severity_score" REAL,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  "onset_date" INTEGER,
  "end_date" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_problems_first ON patient_problems (hub_first_stamp);
CREATE INDEX patient_problems_changed ON patient_problems (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX patient_problems_patient_id ON patient_problems (patient_id);

CREATE TABLE patient_risk_profiles (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "clinic_id" TEXT,
  "kind" TEXT,
  "source" TEXT,
  "target" TEXT,
  "version" TEXT,
  "value_type" TEXT,
  "string_value" TEXT,
  "numerical_value" TEXT,
  "json_value" TEXT,
  "metadata" TEXT,
  "boolean_value" INTEGER,
  "is_deleted" INTEGER,
  "datetime_value" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_risk_profiles_first ON patient_risk_profiles (hub_first_stamp);
CREATE INDEX patient_risk_profiles_changed ON patient_risk_profiles (hub_stamp) WHERE hub_stamp > hub_first_stamp;
CREATE INDEX patient_risk_profiles_patient_id ON patient_risk_profiles (patient_id);

CREATE TABLE patient_allergies (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "allergen_code_system" TEXT,
  "allergen_code" TEXT,
  "allergen_label" TEXT,
  "allergy_type" TEXT,
  "clinical_status" TEXT,
  "verification_status" TEXT,
  "severity" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  "onset_date" INTEGER,
  "end_date" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_allergies_first ON patient_allergies (hub_first_stamp);
CREATE INDEX patient_allergies_changed ON patient_allergies (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE patient_allergy_reactions (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "allergy_id" TEXT,
  "reaction_manifestation_code" TEXT,
  "reaction_manifestation_label" TEXT,
  "description" TEXT,
  "severity" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_allergy_reactions_first ON patient_allergy_reactions (hub_first_stamp);
CREATE INDEX patient_allergy_reactions_changed ON patient_allergy_reactions (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE patient_observations (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "visit_id" TEXT,
  "observation_code_system" TEXT,
  "observation_code" TEXT,
  "observation_label" TEXT,
  "value_string" TEXT,
  "value_code" TEXT,
  "value_unit" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "value_boolean" INTEGER,
  "is_deleted" INTEGER,
  "value_numeric" REAL,
  "timestamp" INTEGER,
  "value_datetime" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_observations_first ON patient_observations (hub_first_stamp);
CREATE INDEX patient_observations_changed ON patient_observations (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE patient_tobacco_history (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "patient_id" TEXT,
  "smoking_status" TEXT,
  "type" TEXT,
  "recorded_by_user_id" TEXT,
  "metadata" TEXT,
  "is_deleted" INTEGER,
  "packs_per_day" REAL,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  "start_date" INTEGER,
  "quit_date" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_tobacco_history_first ON patient_tobacco_history (hub_first_stamp);
CREATE INDEX patient_tobacco_history_changed ON patient_tobacco_history (hub_stamp) WHERE hub_stamp > hub_first_stamp;

CREATE TABLE resources (
  hub_row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "description" TEXT,
  "store" TEXT,
  "store_version" TEXT,
  "uri" TEXT,
  "hash" TEXT,
  "mimetype" TEXT,
  "is_deleted" INTEGER,
  "created_at" INTEGER,
  "updated_at" INTEGER,
  "last_modified" INTEGER,
  "server_created_at" INTEGER,
  "deleted_at" INTEGER,
  hub_extra TEXT,
  hub_first_stamp INTEGER NOT NULL,
  hub_first_writer INTEGER NOT NULL,
  hub_stamp INTEGER NOT NULL,
  hub_writer INTEGER NOT NULL,
  hub_send_back INTEGER NOT NULL
) STRICT;
CREATE INDEX resources_first ON resources (hub_first_stamp);
CREATE INDEX resources_changed ON resources (hub_stamp) WHERE hub_stamp > hub_first_stamp;
