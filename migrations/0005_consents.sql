-- Downgrade: an older Hookdesk refuses this file; the backup made before it opens there.
-- A consent to private addresses is to a host and its subnets, not to everything private for ever.

-- JSON: host, subnets, at. A consent given before stays: without subnets it is open, and covers what the host leads to
-- at its next connection, written down then.
ALTER TABLE subscriptions ADD COLUMN consent TEXT;
UPDATE subscriptions
  SET consent = json_object('host', '', 'subnets', json('[]'), 'at', updated_at), needs_consent = 0
  WHERE allow_private = 1;
ALTER TABLE subscriptions DROP COLUMN allow_private;

-- JSON: the addresses that messages wait at.
ALTER TABLE subscriptions ADD COLUMN blocked TEXT;

-- The name that was seen to lead to a public address: that it turns private is told.
ALTER TABLE subscriptions ADD COLUMN public_host TEXT;
