-- Key material of users: made and used by clients, stored verbatim. Others see the public key alone.
CREATE TABLE user_keys (
  user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  private_key TEXT NOT NULL,
  public_key TEXT NOT NULL,
  verification_hash TEXT,
  salt TEXT,
  iv TEXT
) STRICT;
