-- Events whose change is kept and which may not have been published yet. Lists hold one entry per line.
-- Ids never come again, so that a late deletion of published rows can't meet a new one.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  users TEXT NOT NULL,
  except_connection INTEGER NOT NULL,
  connections TEXT NOT NULL,
  frame TEXT NOT NULL
) STRICT;
