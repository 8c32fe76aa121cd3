-- Mails that are to be delivered, or kept for developers to read. A delivered mail is deleted: links hold secrets.
CREATE TABLE mails (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- oldest first; never comes again
  message_id TEXT NOT NULL,                  -- the same in every attempt, so that a mail server can know a repetition
  state TEXT NOT NULL,                       -- waiting, sending, kept
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,                        -- empty: none
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,                   -- of a waiting mail: when to try (again)
  useless_at INTEGER NOT NULL                -- its link is no good any more
) STRICT;
CREATE INDEX mails_by_due ON mails (state, due_at, number);
