-- Names of removed users that something still names: nobody else may have them.
CREATE TABLE retired_names (
  id_key TEXT NOT NULL PRIMARY KEY,
  retired_at INTEGER NOT NULL
) STRICT;
