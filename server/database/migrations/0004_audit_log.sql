-- What people and phones did, append-only and chained (docs/audit.md): hash covers every other
-- column and, by previous, all entries before. kind is open here: a newer program knows more.
CREATE TABLE audit_entry (
  entry_no INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  device_no INTEGER,
  detail TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Against our own mistakes. Whoever has the passphrase can drop them; the chain is for that.
CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
BEGIN SELECT raise(ABORT, 'audit entries do not change'); END;
CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry
BEGIN SELECT raise(ABORT, 'audit entries are not deleted'); END;
