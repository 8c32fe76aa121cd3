-- Files of published messages. A deleted message has none.
CREATE TABLE message_attachments (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  number INTEGER NOT NULL,                -- 1, 2, 3 … the order within the message
  id TEXT NOT NULL,                       -- chosen by the sender; unique within the message only
  name TEXT NOT NULL,
  folded_name TEXT NOT NULL,              -- for searching
  type TEXT NOT NULL,                     -- file, picture
  media_type TEXT NOT NULL,               -- media, other
  size INTEGER NOT NULL,                  -- as announced: what lists show
  stored_size INTEGER NOT NULL,           -- what came
  blob TEXT NOT NULL,                     -- in blob_references, once for each row
  sender TEXT NOT NULL,                   -- of the message, like the next: for lists of one sender's files
  date INTEGER NOT NULL,
  PRIMARY KEY (target, sequence, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_attachments_by_sender ON message_attachments (sender, date);
CREATE INDEX message_attachments_by_date ON message_attachments (target, date);
