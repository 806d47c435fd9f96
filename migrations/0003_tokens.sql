-- A connection's OAuth 2.0 token is sealed beside its other secrets. SQLite changes a CHECK only by making the table
-- anew.
CREATE TABLE secrets_new (
  owner      TEXT NOT NULL CHECK (owner IN ('subscription', 'connection')),
  owner_id   INTEGER NOT NULL,
  slot       TEXT NOT NULL CHECK (slot IN ('signing', 'signing_old', 'auth', 'token')),
  sealed     BLOB NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (owner, owner_id, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO secrets_new SELECT owner, owner_id, slot, sealed, expires_at FROM secrets;
DROP TABLE secrets;
ALTER TABLE secrets_new RENAME TO secrets;

-- Whether a person must authorize before anything is sent.
ALTER TABLE connections ADD COLUMN unauthorized INTEGER NOT NULL DEFAULT 0 CHECK (unauthorized IN (0, 1));

-- What may be known of a token without opening it.
CREATE TABLE tokens (
  connection_id  INTEGER PRIMARY KEY,
  -- Counts the tokens of a connection: who was refused with an older one need not ask for a new one.
  generation     INTEGER NOT NULL,
  kept           INTEGER NOT NULL CHECK (kept IN (0, 1)),
  refreshable    INTEGER NOT NULL CHECK (refreshable IN (0, 1)),
  scope          TEXT,
  subject        TEXT,
  obtained_at    INTEGER,
  expires_at     INTEGER,
  -- Set before the provider is asked, gone with its answer: what stands here at a start was cut off in between.
  renewing_since INTEGER,
  failed_at      INTEGER,
  failure        TEXT,
  failure_next   TEXT
) STRICT;
