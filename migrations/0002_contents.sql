-- Downgrade: an older Hookdesk refuses this file; the backup made before it opens there.
-- What hooks send and when, the hooks that are waited for, and what those leave in their log.

-- A version of a hook's content: written once, never changed, so that an edit touches nothing that is queued.
CREATE TABLE contents (
  id         INTEGER PRIMARY KEY,
  wrap       TEXT NOT NULL CHECK (wrap IN ('data', 'raw')),
  definition TEXT NOT NULL,                -- JSON, hookdesk-content's `Content`
  made_at    INTEGER NOT NULL,
  UNIQUE (definition, wrap)
) STRICT;

-- NULL: the payload whole, always. Most messages are that, and these columns cost them nothing.
ALTER TABLE hooks ADD COLUMN content_id INTEGER REFERENCES contents (id);
ALTER TABLE messages ADD COLUMN content_id INTEGER REFERENCES contents (id);
-- JSON of the HTTP request that brought it; kept where a content asks for it.
ALTER TABLE events ADD COLUMN request BLOB;

-- Hooks that are waited for: one hook of one batch of a webhook. Identities compare `plain_method`.
CREATE TABLE webhooks (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  method       TEXT NOT NULL,              -- as it was given
  plain_method TEXT NOT NULL,
  moment       TEXT NOT NULL CHECK (moment IN ('before', 'after')),
  batch        TEXT NOT NULL,
  name         TEXT NOT NULL,
  definition   TEXT NOT NULL,              -- JSON, hookdesk-content's `Webhook`
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE (plain_method, moment, batch, name)
) STRICT;

-- What their runs left to read; `at` never decreases with `id`.
CREATE TABLE webhook_log (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  method     TEXT NOT NULL,
  moment     TEXT NOT NULL CHECK (moment IN ('before', 'after')),
  batch      TEXT NOT NULL,                -- empty for what concerns the whole run
  hook       TEXT NOT NULL,
  level      TEXT NOT NULL CHECK (level IN ('debug', 'notice', 'warning', 'error')),
  message    TEXT NOT NULL,
  request_id TEXT NOT NULL
) STRICT;
CREATE INDEX webhook_log_by_request ON webhook_log (request_id, id);

-- Payload shapes learned from what came.
CREATE TABLE shapes (
  name       TEXT PRIMARY KEY,
  shape      TEXT NOT NULL,                -- JSON
  seen       INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Secrets that contents name as {secret:NAME}; sealed like the others, for their row.
CREATE TABLE named_secrets (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,
  sealed     BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Subscriptions may GET. SQLite changes a CHECK only by making the table anew; foreign keys are off meanwhile.
CREATE TABLE subscriptions_new (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  label         TEXT NOT NULL,
  hook_id       INTEGER NOT NULL REFERENCES hooks (id),
  connection_id INTEGER REFERENCES connections (id),
  recipient     TEXT NOT NULL,             -- JSON
  method        TEXT NOT NULL CHECK (method IN ('POST', 'PUT', 'PATCH', 'DELETE', 'GET')),
  enabled       INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  metadata      TEXT NOT NULL,
  binding       TEXT NOT NULL CHECK (binding IN ('snapshot', 'rebuild')),
  retry         TEXT NOT NULL,             -- JSON
  timeout_ms    INTEGER NOT NULL,
  concurrency   INTEGER NOT NULL,
  rate          TEXT,                      -- JSON
  signing       TEXT NOT NULL,             -- JSON
  headers       TEXT NOT NULL,             -- JSON
  allow_private INTEGER NOT NULL CHECK (allow_private IN (0, 1)),
  needs_consent INTEGER NOT NULL CHECK (needs_consent IN (0, 1)),
  debug         INTEGER NOT NULL CHECK (debug IN (0, 1)),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER
) STRICT;
INSERT INTO subscriptions_new SELECT id, label, hook_id, connection_id, recipient, method, enabled, metadata, binding,
  retry, timeout_ms, concurrency, rate, signing, headers, allow_private, needs_consent, debug, created_at, updated_at,
  deleted_at FROM subscriptions;
-- Numbers that were given out are not given out again.
DELETE FROM sqlite_sequence WHERE name = 'subscriptions_new';
INSERT INTO sqlite_sequence SELECT 'subscriptions_new', seq FROM sqlite_sequence WHERE name = 'subscriptions';
DROP TABLE subscriptions;
ALTER TABLE subscriptions_new RENAME TO subscriptions;
CREATE INDEX subscriptions_by_hook ON subscriptions (hook_id);
