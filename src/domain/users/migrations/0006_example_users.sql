-- Accounts lent in demo mode.
CREATE TABLE example_users (
  user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  lent_at INTEGER NOT NULL
) STRICT;
