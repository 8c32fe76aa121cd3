-- A driver for another engine drops STRICT and WITHOUT ROWID and takes 64 bits for INTEGER.
CREATE TABLE message_targets (
  id INTEGER NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,                     -- CHAT, CHANNEL, THREAD
  target_id TEXT NOT NULL,                -- chat id; space/channel; space/channel/thread
  last_sequence INTEGER NOT NULL,         -- sequence of the message published last
  last_date INTEGER NOT NULL,             -- latest date given
  UNIQUE (type, target_id)
) STRICT;

CREATE TABLE messages (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,              -- 1, 2, 3 … in the order of publication
  id TEXT NOT NULL UNIQUE,
  date INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT,                         -- of a private message
  type TEXT NOT NULL,                     -- REGULAR, MEETING_HISTORY
  body TEXT NOT NULL,
  parent INTEGER,                         -- sequence of the message replied to
  audience INTEGER NOT NULL,              -- version of the members when it was sent; 0 for a private message
  edited INTEGER NOT NULL,                -- date of the last edit, or 0
  deleted INTEGER NOT NULL,
  PRIMARY KEY (target, sequence)
) STRICT, WITHOUT ROWID;
-- Holds all that counting unread messages asks for.
CREATE INDEX messages_by_date ON messages (target, date, sender, recipient, deleted);

-- The members at the time of sending, once for all messages sent to the same members.
CREATE TABLE message_audiences (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  members TEXT NOT NULL,                  -- sorted, one user id a line
  PRIMARY KEY (target, version)
) STRICT, WITHOUT ROWID;

-- Who hasn't got a message yet; no row when nobody.
CREATE TABLE message_pending (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  members TEXT NOT NULL,                  -- one bit for each member of the audience, as hexadecimal digits
  PRIMARY KEY (target, sequence)
) STRICT, WITHOUT ROWID;

-- How far each member has ever read: messages dated up to `date` and published up to `sequence`.
CREATE TABLE message_reads (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  date INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (target, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_reactions (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  reaction TEXT NOT NULL,
  user_id TEXT NOT NULL,
  number INTEGER NOT NULL,                -- order among the message's reactions
  PRIMARY KEY (target, sequence, reaction, user_id)
) STRICT, WITHOUT ROWID;
