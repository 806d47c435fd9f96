-- Downgrade: an older Hookdesk refuses this file; the backup made before it opens there.
-- How a connection's TLS differs, the sealed key of its client certificate, and the certificates it has seen. SQLite
-- changes a CHECK only by making the table anew.
CREATE TABLE secrets_new (
  owner      TEXT NOT NULL CHECK (owner IN ('subscription', 'connection')),
  owner_id   INTEGER NOT NULL,
  slot       TEXT NOT NULL CHECK (slot IN ('signing', 'signing_old', 'auth', 'token', 'client_key')),
  sealed     BLOB NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (owner, owner_id, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO secrets_new SELECT owner, owner_id, slot, sealed, expires_at FROM secrets;
DROP TABLE secrets;
ALTER TABLE secrets_new RENAME TO secrets;

ALTER TABLE connections ADD COLUMN tls TEXT NOT NULL DEFAULT '{}';   -- JSON, hookdesk-core's `ConnectionTls`

-- The certificates each server showed last.
CREATE TABLE certificates (
  connection_id INTEGER NOT NULL,
  host          TEXT NOT NULL,
  port          INTEGER NOT NULL,
  chain         TEXT NOT NULL,              -- JSON, a list of hookdesk-core's `Certificate`, the server's own first
  refused       TEXT,                       -- why, where they were refused
  seen_at       INTEGER NOT NULL,
  PRIMARY KEY (connection_id, host, port)
) STRICT, WITHOUT ROWID;
