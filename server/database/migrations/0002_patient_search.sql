-- The hub's database, version 2: looking patients up by what is written on them.
--
-- These tables are copies, brought up to date before a search from the rows whose stamp is above
-- `through` (server/phone/calls/patient_index.ts); they may be emptied at any time, with `through`
-- set to 0. SQL cannot fold Arabic or accented text, so no trigger can keep them.

-- Live patients. Text is folded: lower case, without diacritics, one form of each Arabic letter.
CREATE TABLE patient_search (
  hub_row INTEGER PRIMARY KEY,
  given_name TEXT NOT NULL,
  surname TEXT NOT NULL,
  date_of_birth TEXT NOT NULL,
  citizenship TEXT NOT NULL,
  hometown TEXT NOT NULL,
  phone TEXT NOT NULL,
  sex TEXT NOT NULL,
  camp TEXT NOT NULL,
  government_id TEXT NOT NULL,
  external_patient_id TEXT NOT NULL,
  place_no INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- The sets of clinics at which patients are seen, as sorted JSON lists; "" in a list stands for a
-- patient without a clinic, whom everybody sees.
CREATE TABLE patient_search_place (
  place_no INTEGER PRIMARY KEY,
  clinics TEXT NOT NULL UNIQUE
) STRICT;

-- Answers to the clinics' own registration fields, folded, one per patient and field.
CREATE TABLE attribute_search_name (
  attribute_no INTEGER PRIMARY KEY,
  attribute_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE attribute_search (
  attribute_no INTEGER NOT NULL,
  patient_row INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (attribute_no, patient_row)
) STRICT, WITHOUT ROWID;

-- Rows with a stamp up to `through` are in the copies.
CREATE TABLE patient_search_state (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  through INTEGER NOT NULL
) STRICT;
INSERT INTO patient_search_state VALUES (1, 0);

-- Patients who lost a row to another patient: a stamp leads to the new one only.
CREATE TABLE patient_search_moved (patient_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER visits_moved AFTER UPDATE OF patient_id ON visits
WHEN old.patient_id IS NOT new.patient_id AND old.patient_id IS NOT NULL
BEGIN INSERT OR IGNORE INTO patient_search_moved VALUES (old.patient_id); END;
CREATE TRIGGER appointments_moved AFTER UPDATE OF patient_id ON appointments
WHEN old.patient_id IS NOT new.patient_id AND old.patient_id IS NOT NULL
BEGIN INSERT OR IGNORE INTO patient_search_moved VALUES (old.patient_id); END;
CREATE TRIGGER prescriptions_moved AFTER UPDATE OF patient_id ON prescriptions
WHEN old.patient_id IS NOT new.patient_id AND old.patient_id IS NOT NULL
BEGIN INSERT OR IGNORE INTO patient_search_moved VALUES (old.patient_id); END;
CREATE TRIGGER patient_additional_attributes_moved
AFTER UPDATE OF patient_id ON patient_additional_attributes
WHEN old.patient_id IS NOT new.patient_id AND old.patient_id IS NOT NULL
BEGIN INSERT OR IGNORE INTO patient_search_moved VALUES (old.patient_id); END;
