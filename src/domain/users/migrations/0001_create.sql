-- Accounts. A key is its text folded (letter case, width, composition): equal keys are the same name.
CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  id_key TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  nickname TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  icon TEXT,
  phone_number TEXT NOT NULL,
  host_key TEXT NOT NULL,
  timezone TEXT NOT NULL,
  status TEXT NOT NULL,
  pmi TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

-- Sign-ups that wait for their e-mail to be confirmed. Only the hash of the link's secret is kept.
CREATE TABLE registrations (
  id_key TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX registrations_by_email ON registrations (email_key);
CREATE INDEX registrations_by_expiry ON registrations (expires_at);

-- Logins. Only the hash of a token is kept.
CREATE TABLE tokens (
  hash TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_by_user ON tokens (user_id, expires_at);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
