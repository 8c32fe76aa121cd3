-- Devices a user has confirmed by mail, and logins that wait for that. Only the hash of a link's secret is kept.
CREATE TABLE known_devices (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, device)
) STRICT;

CREATE TABLE device_checks (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device TEXT,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX device_checks_by_user ON device_checks (user_id);
CREATE INDEX device_checks_by_expiry ON device_checks (expires_at);
