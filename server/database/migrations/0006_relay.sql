-- What the cloud knows of each row (docs/relay.md).

-- state: clean, dirty (waits to be sent), sent (the cloud said success, and has not shown it yet),
-- refused (with its reason), here (the cloud has no place for it).
-- base: JSON of the last version both sides agreed on. With has_base = 1 and base null, the stored
-- row is that version: a row that came from the cloud and was never changed costs no copy.
-- sent: in the same way the one version that may be in the cloud unconfirmed; it is noted before it
-- leaves. sent_updated_ms: the updated_at it carries; sent_run: the run it left in last; asserted:
-- how often the cloud said success since the last edit or confirmation, the first time at
-- asserted_ms, before pull asserted_pull.
-- cloud_id: its id there where that is another one. cloud_updated_ms, cloud_modified_ms: the cloud's
-- own updated_at and last_modified of the version seen last. narrowed: a value that went there
-- shortened or empty, as reason and column. stamp: the hub clock up to which the
-- entry knows the row.
CREATE TABLE cloud_row (
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('clean', 'dirty', 'sent', 'refused', 'here')),
  has_base INTEGER NOT NULL DEFAULT 0,
  base TEXT,
  cloud_id TEXT,
  cloud_updated_ms INTEGER,
  cloud_modified_ms INTEGER,
  stamp INTEGER NOT NULL DEFAULT 0,
  has_sent INTEGER NOT NULL DEFAULT 0,
  sent TEXT,
  sent_updated_ms INTEGER,
  sent_ms INTEGER,
  sent_run INTEGER NOT NULL DEFAULT 0,
  asserted INTEGER NOT NULL DEFAULT 0,
  asserted_ms INTEGER,
  asserted_pull INTEGER,
  reason TEXT,
  narrowed TEXT,
  since_ms INTEGER NOT NULL,
  next_try_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (table_no, hub_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX cloud_row_waiting ON cloud_row (table_no, hub_row, state, next_try_ms, since_ms)
  WHERE state <> 'clean';
CREATE INDEX cloud_row_narrowed ON cloud_row (table_no, hub_row) WHERE narrowed IS NOT NULL;
CREATE INDEX cloud_row_other_id ON cloud_row (table_no, cloud_id) WHERE cloud_id IS NOT NULL;

-- run_no: the run under way or the last one; what an older one still asks is refused. pull_no: pulls
-- that were stored to their end. gathered: every row with a stamp up to it is in cloud_row.
-- cloud_cursor: the cloud's clock at the last of them, cursor_ms the hub's. staged_cursor and
-- staged_device: a whole answer waits in cloud_staged. dates_east: the cloud's process runs east of
-- Greenwich.
CREATE TABLE relay_state (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  run_no INTEGER NOT NULL,
  pull_no INTEGER NOT NULL,
  gathered INTEGER NOT NULL,
  cloud_cursor INTEGER NOT NULL,
  cursor_ms INTEGER NOT NULL,
  device TEXT,
  staged_cursor INTEGER,
  staged_device TEXT,
  dates_east INTEGER NOT NULL,
  last_success_ms INTEGER
) STRICT;
INSERT INTO relay_state VALUES (1, 0, 0, 0, 0, 0, NULL, NULL, NULL, 0, NULL);

-- Rows of a pull as they stream in; emptied as they are applied. Stock comes last.
CREATE TABLE cloud_staged (
  staged_no INTEGER PRIMARY KEY,
  is_stock INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('row', 'deleted', 'large')),
  data TEXT NOT NULL
) STRICT;
CREATE INDEX cloud_staged_order ON cloud_staged (is_stock, staged_no);

-- Rows of the cloud that the hub could not store, with the reason.
CREATE TABLE cloud_unread (
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('row', 'deleted')),
  reason TEXT NOT NULL,
  data TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispensing_records_drug_id ON dispensing_records (drug_id, clinic_id);
