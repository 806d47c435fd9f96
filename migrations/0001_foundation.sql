-- Downgrade: none needed; the first schema.
-- Times are UTC milliseconds. Nested configuration is JSON that hookdesk-core reads and writes.
-- Closed lists of the tables that every event passes through are ORs: an IN of three or more words would build a
-- temporary table at each write, which took half the writer's time.

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL                      -- JSON
) STRICT, WITHOUT ROWID;

-- A deleted hook stays as a row, so that its deleted subscriptions still have a name.
CREATE TABLE hooks (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL CHECK (name = lower(name) AND length(name) > 0),
  description TEXT NOT NULL,
  wrap        TEXT NOT NULL CHECK (wrap IN ('data', 'raw')),
  service     TEXT,                        -- JSON {class, method}
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  deleted_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX hooks_by_name ON hooks (name) WHERE deleted_at IS NULL;

CREATE TABLE connections (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,
  base_url   TEXT NOT NULL,
  auth       TEXT NOT NULL,                -- JSON
  signing    TEXT NOT NULL,                -- JSON
  headers    TEXT NOT NULL,                -- JSON
  paused     INTEGER NOT NULL CHECK (paused IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- A deleted subscription stays as a row, so that its messages keep their story.
CREATE TABLE subscriptions (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  label         TEXT NOT NULL,
  hook_id       INTEGER NOT NULL REFERENCES hooks (id),
  connection_id INTEGER REFERENCES connections (id),
  recipient     TEXT NOT NULL,             -- JSON
  method        TEXT NOT NULL CHECK (method IN ('POST', 'PUT', 'PATCH', 'DELETE')),
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
CREATE INDEX subscriptions_by_hook ON subscriptions (hook_id);

-- Sealed with XChaCha20-Poly1305; the associated data names this row and column, so a copied row does not open.
CREATE TABLE secrets (
  owner      TEXT NOT NULL CHECK (owner IN ('subscription', 'connection')),
  owner_id   INTEGER NOT NULL,
  slot       TEXT NOT NULL CHECK (slot IN ('signing', 'signing_old', 'auth')),
  sealed     BLOB NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (owner, owner_id, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq         INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  occurred_at INTEGER,
  received_at INTEGER NOT NULL,
  source      TEXT NOT NULL CHECK (source = 'api' OR source = 'cli' OR source = 'import' OR source = 'window'
                OR source = 'sample' OR source = 'replay'),
  routing     TEXT NOT NULL CHECK (routing = 'matched' OR routing = 'no_subscription' OR routing = 'unmatched'),
  answer      TEXT NOT NULL,               -- JSON, what its first caller was told
  data        BLOB NOT NULL,               -- JSON, byte for byte as it came; last, so that lists never read past it
  context     BLOB                         -- JSON, as it came
) STRICT;
CREATE INDEX events_by_name ON events (name, routing, seq);
CREATE INDEX events_without_message ON events (routing, seq) WHERE routing <> 'matched';

-- Bodies that are not simply the event's data under its wrap: edited ones, and what a rebuild sent.
CREATE TABLE bodies (
  id          INTEGER PRIMARY KEY,
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  why         TEXT NOT NULL CHECK (why IN ('edited', 'rebuilt')),
  body        BLOB NOT NULL,
  made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX bodies_by_message ON bodies (message_seq);

CREATE TABLE messages (
  seq             INTEGER PRIMARY KEY,
  id              BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  event_seq       INTEGER NOT NULL REFERENCES events (seq),
  subscription_id INTEGER NOT NULL REFERENCES subscriptions (id),
  state           TEXT NOT NULL CHECK (state = 'queued' OR state = 'sending' OR state = 'delivered' OR state = 'retrying'
                    OR state = 'held' OR state = 'rejected' OR state = 'discarded' OR state = 'skipped'),
  reason          TEXT,
  due_at          INTEGER,
  trigger         TEXT NOT NULL CHECK (trigger = 'first' OR trigger = 'automatic_retry' OR trigger = 'manual_retry'
                    OR trigger = 'bulk_retry' OR trigger = 'edited_resend' OR trigger = 'replay'),
  -- Made by a replay: only these can stand before a message whose event is newer.
  replayed        INTEGER NOT NULL DEFAULT 0 CHECK (replayed IN (0, 1)),
  attempts        INTEGER NOT NULL DEFAULT 0,
  failures        INTEGER NOT NULL DEFAULT 0,   -- counted in this run of the retry policy
  lease_token     INTEGER,
  lease_until     INTEGER,
  wrap            TEXT NOT NULL CHECK (wrap IN ('data', 'raw')),
  binding         TEXT NOT NULL CHECK (binding IN ('snapshot', 'rebuild')),
  body_id         INTEGER REFERENCES bodies (id),
  last_status     INTEGER,
  last_truth      TEXT CHECK (last_truth = 'not_sent' OR last_truth = 'refused' OR last_truth = 'unknown'),
  last_class      TEXT,
  -- The last answer as the grid filters by it: 0 for none, NULL before any attempt.
  answer          INTEGER GENERATED ALWAYS AS (iif(attempts > 0, ifnull(last_status, 0), NULL)) VIRTUAL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  CHECK ((state IN ('queued', 'retrying')) = (due_at IS NOT NULL)),
  CHECK ((state = 'sending') = (lease_token IS NOT NULL)),
  CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
  CHECK (reason IS NOT NULL OR state = 'queued' OR state = 'sending' OR state = 'retrying' OR state = 'delivered')
) STRICT;
CREATE INDEX messages_by_event ON messages (event_seq);
CREATE INDEX messages_replayed ON messages (seq) WHERE replayed = 1;
CREATE INDEX messages_due ON messages (subscription_id, due_at, seq, state) WHERE due_at IS NOT NULL;
-- The grids' index. `sending` rows are few and short-lived: they are found by their lease.
CREATE INDEX messages_grid ON messages (subscription_id, state, seq) WHERE state <> 'sending';
CREATE INDEX messages_leased ON messages (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX messages_answer ON messages (subscription_id, answer, state, seq) WHERE answer IS NOT NULL;

CREATE TABLE attempts (
  seq            INTEGER PRIMARY KEY,
  message_seq    INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  number         INTEGER NOT NULL,
  trigger        TEXT NOT NULL,
  started_at     INTEGER NOT NULL,
  result         TEXT NOT NULL CHECK (result IN ('delivered', 'failed')),
  truth          TEXT CHECK (truth = 'not_sent' OR truth = 'refused' OR truth = 'unknown'),
  class          TEXT,
  status         INTEGER,
  retry_after_ms INTEGER,
  error          TEXT,
  exchange       TEXT NOT NULL,            -- JSON {request, timings, response headers}
  response_body  BLOB,
  body_id        INTEGER REFERENCES bodies (id),
  CHECK ((result = 'failed') = (truth IS NOT NULL)),
  UNIQUE (message_seq, number)
) STRICT;
CREATE INDEX attempts_by_body ON attempts (body_id) WHERE body_id IS NOT NULL;

-- How many messages stand in each state; kept in the transaction that moves them, so no grid ever counts rows.
CREATE TABLE counts (
  subscription_id INTEGER NOT NULL,
  state           TEXT NOT NULL,
  n               INTEGER NOT NULL,
  PRIMARY KEY (subscription_id, state)
) STRICT, WITHOUT ROWID;

-- Attempts per hour and subscription, for the overview.
CREATE TABLE hourly (
  hour            INTEGER NOT NULL,        -- UTC milliseconds of the hour's beginning
  subscription_id INTEGER NOT NULL,
  delivered       INTEGER NOT NULL,
  failed          INTEGER NOT NULL,
  PRIMARY KEY (hour, subscription_id)
) STRICT, WITHOUT ROWID;

-- Search text of events, written in the background; contentless, so the payload is not stored twice.
CREATE VIRTUAL TABLE event_text USING fts5 (text, content = '', contentless_delete = 1);

-- Numbers that are kept rather than counted: how far the search text is written, and how many events there are.
CREATE TABLE progress (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO progress VALUES ('text_indexed_to', 0), ('events', 0), ('events_unmatched', 0);
