-- Merging by column, conflicts, quarantine, scope and backfill (docs/sync.md).

-- Who wrote a column last, and when; only for columns written after their row was first stored. A
-- column without an entry was written with its row: hub_first_stamp, hub_first_writer.
CREATE TABLE column_write (
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  stamp INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  PRIMARY KEY (table_no, hub_row, column_name)
) STRICT, WITHOUT ROWID;

-- Values that another writer has replaced, as digests: a phone that repeats a push whose answer it
-- lost must not bring them back.
CREATE TABLE column_past (
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  stamp INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (table_no, hub_row, column_name, stamp)
) STRICT, WITHOUT ROWID;

-- Values that lost. column_name is null when the row as a whole is concerned; lost and kept are
-- JSON. lost_writer wrote the losing value.
CREATE TABLE conflict (
  conflict_no INTEGER PRIMARY KEY,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  column_name TEXT,
  reason TEXT NOT NULL,
  lost TEXT NOT NULL,
  kept TEXT NOT NULL,
  lost_writer INTEGER NOT NULL,
  device_no INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  resolution TEXT,
  resolved_ms INTEGER
) STRICT;
CREATE INDEX conflict_row ON conflict (table_name, row_id);
CREATE INDEX conflict_open ON conflict (conflict_no) WHERE resolution IS NULL;

-- in_list says from which list the row came: 'rows' or 'deleted'. base is the hub clock the push
-- started from. resolution: null while open, then 'stored', 'superseded' or 'dismissed'.
ALTER TABLE quarantine ADD COLUMN in_list TEXT NOT NULL DEFAULT 'rows';
ALTER TABLE quarantine ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN writer INTEGER NOT NULL DEFAULT 0;
-- When the device sent it, by the hub clock.
ALTER TABLE quarantine ADD COLUMN sent_stamp INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN resolution TEXT;
ALTER TABLE quarantine ADD COLUMN resolved_ms INTEGER;
CREATE INDEX quarantine_row ON quarantine (table_name, row_id) WHERE resolution IS NULL;
CREATE INDEX quarantine_open ON quarantine (reason, table_name) WHERE resolution IS NULL;

-- What a device was not sent because its user may not see it. scope_key is 'p' and a patient's id,
-- or 'c' and a clinic's id. Rows of the key first stored before `since` were not withheld.
-- noted_at: the answer that withheld them, by its cursor. given_at: the one that gave everything
-- after all, to a device that stands at until_stamp or above. forgotten_at: from this answer on the
-- device's database is one that never got those.
CREATE TABLE device_withheld (
  device_no INTEGER NOT NULL,
  scope_key TEXT NOT NULL,
  since INTEGER NOT NULL,
  noted_at INTEGER NOT NULL,
  given_at INTEGER,
  until_stamp INTEGER,
  forgotten_at INTEGER,
  PRIMARY KEY (device_no, scope_key, since, noted_at)
) STRICT, WITHOUT ROWID;

-- Created rows that a device could not take in, given apart from the others (phones rule 7).
-- given_at: the cursor of the answer that brought the row, proven once the device presents it.
CREATE TABLE device_suspect (
  device_no INTEGER NOT NULL,
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  since INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  as_updated INTEGER NOT NULL,
  given_at INTEGER,
  PRIMARY KEY (device_no, table_no, hub_row)
) STRICT, WITHOUT ROWID;

-- scope: number of the set of clinics the answer was made for, 0 for all of them.
ALTER TABLE issued_cursor ADD COLUMN scope INTEGER NOT NULL DEFAULT 0;
-- noted_at: a cursor the hub did not issue; the newest one it had issued when it was presented.
ALTER TABLE issued_cursor ADD COLUMN noted_at INTEGER;
CREATE TABLE scope (
  scope_no INTEGER PRIMARY KEY,
  clinics TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO scope VALUES (0, '*');

-- ahead_since_ms: when the device first presented a cursor this hub did not give it.
ALTER TABLE device ADD COLUMN ahead_since_ms INTEGER;
ALTER TABLE device ADD COLUMN ahead_cursor INTEGER;
-- scope_shrunk_ms: when its user last lost a clinic; what it holds of that is not recalled.
ALTER TABLE device ADD COLUMN scope_shrunk_ms INTEGER;
-- may_be_new: somebody logged in again after it had pushed, before it presented any cursor.
ALTER TABLE device ADD COLUMN may_be_new INTEGER NOT NULL DEFAULT 0;
CREATE INDEX clinic_inventory_clinic_id ON clinic_inventory (clinic_id);

-- Bytes of rows of unknown tables and of unknown columns, as JSON: a share of the disk.
CREATE TABLE unknown_share (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO unknown_share SELECT 1, coalesce(sum(octet_length(data)), 0) FROM other_row;

-- Rows that came to belong to another patient or clinic and count as stored anew: where and since
-- when they were before, for the devices that hold them.
CREATE TABLE row_move (
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  old_first INTEGER NOT NULL,
  old_key TEXT NOT NULL,
  new_first INTEGER NOT NULL,
  PRIMARY KEY (table_no, hub_row, old_first)
) STRICT, WITHOUT ROWID;
