-- The journal numbers the changes of each target's messages 1, 2, 3 … (README.md). The number of a new message is in
-- its row, all others are in message_changes.
ALTER TABLE message_targets ADD COLUMN last_cursor INTEGER NOT NULL DEFAULT 0;  -- number given last
ALTER TABLE message_targets ADD COLUMN lagging INTEGER NOT NULL DEFAULT 0;      -- 1: not all members were told of it
ALTER TABLE message_targets ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;    -- changes up to it are not kept any more
UPDATE message_targets SET last_cursor = last_sequence;
ALTER TABLE messages ADD COLUMN cursor INTEGER NOT NULL DEFAULT 0;  -- number it was published with; 0: its sequence

-- A change of one message (an edit, a deletion, a reaction), or of the delivery of some.
CREATE TABLE message_changes (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  cursor INTEGER NOT NULL,                -- the last of its numbers
  numbers INTEGER NOT NULL,               -- how many it has: one for each message
  date INTEGER NOT NULL,
  sequence INTEGER,                       -- of the changed message; NULL: of delivery, and then:
  author TEXT,                            -- of the messages, whom alone it concerns
  recipient TEXT,                         -- who got or read them
  first_date INTEGER,                     -- all the recipient was sent, with first_date <= date <= last_date …
  last_date INTEGER,
  first_sequence INTEGER,                 -- … and first_sequence <= sequence <= last_sequence
  last_sequence INTEGER,
  PRIMARY KEY (target, cursor)
) STRICT, WITHOUT ROWID;
