-- Lists of user ids are texts, one id a line: order matters, they are read whole, and user ids hold no line breaks.
-- A driver for another engine drops STRICT and WITHOUT ROWID and takes 64 bits for INTEGER.
CREATE TABLE chats (
  id TEXT NOT NULL PRIMARY KEY,
  room_id TEXT NOT NULL,                  -- the meeting whose chat this is, or ''
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  named INTEGER NOT NULL,                 -- 0: the name is made of the members' nicknames
  channel INTEGER NOT NULL,
  type TEXT NOT NULL,                     -- PUBLIC, PRIVATE
  personal INTEGER NOT NULL,              -- members and name are fixed
  send_policy TEXT NOT NULL,
  receive_policy TEXT NOT NULL,
  senders TEXT NOT NULL,                  -- the send permission list
  external_users INTEGER NOT NULL,
  icon TEXT,
  created INTEGER NOT NULL,
  members TEXT NOT NULL,                  -- in order; chat_members has a row for each
  members_version INTEGER NOT NULL,       -- grows with each change of members
  encrypted INTEGER NOT NULL,
  public_key TEXT,
  encrypted_private_key TEXT,
  encrypted_attachments_secret_key TEXT,
  messages_count INTEGER NOT NULL,        -- what every member sees; private messages are counted in chat_members
  first_message_id TEXT NOT NULL,
  first_message_date INTEGER NOT NULL,
  last_message_id TEXT NOT NULL,
  last_message_date INTEGER NOT NULL
) STRICT;
CREATE INDEX chats_public_channels ON chats (id) WHERE channel = 1 AND type = 'PUBLIC';
CREATE INDEX chats_of_rooms ON chats (room_id) WHERE room_id <> '';

CREATE TABLE chat_members (
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  favourite INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  notifications TEXT NOT NULL,
  mute_time INTEGER,                      -- null: not muted
  muted_until INTEGER,
  muted_indefinitely INTEGER,
  encrypted_password TEXT,
  last_read_id TEXT NOT NULL,
  last_read_date INTEGER NOT NULL,
  last_read_sequence INTEGER NOT NULL,    -- what was published by then
  messages_count INTEGER NOT NULL,        -- private messages this member sees
  first_message_id TEXT NOT NULL,
  first_message_date INTEGER NOT NULL,
  last_message_id TEXT NOT NULL,
  last_message_date INTEGER NOT NULL,
  PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_members_by_user ON chat_members (user_id);
