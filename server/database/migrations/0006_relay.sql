-- What the cloud knows of each row (docs/relay.md).

-- base: JSON of the last version both sides agreed on. With has_base = 1 and base null, the stored
-- row is that version: a row that came from the cloud and was never changed costs no copy.
-- cloud_updated_ms: the cloud's own updated_at of that version. sent: JSON of the version on its
-- way; sent_stamp: its hub_stamp.
CREATE TABLE cloud_row (
  table_no INTEGER NOT NULL,
  hub_row INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('clean', 'dirty', 'sent', 'refused')),
  base TEXT,
  has_base INTEGER NOT NULL DEFAULT 0,
  cloud_updated_ms INTEGER,
  sent TEXT,
  sent_stamp INTEGER,
  sent_ms INTEGER,
  sent_runs INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  since_ms INTEGER NOT NULL,
  next_try_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (table_no, hub_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX cloud_row_waiting ON cloud_row (state, table_no, hub_row) WHERE state <> 'clean';

-- gathered: every row with a stamp up to it is in cloud_row. cloud_cursor is the cloud's clock.
CREATE TABLE relay_state (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  gathered INTEGER NOT NULL,
  cloud_cursor INTEGER NOT NULL,
  device TEXT,
  last_success_ms INTEGER
) STRICT;
INSERT INTO relay_state VALUES (1, 0, 0, NULL, NULL);

-- Rows of a pull as they stream in; emptied as they are applied.
CREATE TABLE cloud_staged (
  staged_no INTEGER PRIMARY KEY,
  table_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('row', 'deleted')),
  data TEXT NOT NULL
) STRICT;

-- Rows of the cloud that the hub could not store, with the reason.
CREATE TABLE cloud_unread (
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  data TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;
