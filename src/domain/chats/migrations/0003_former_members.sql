-- Private messages of those who left, for when they come back: they see them again.
CREATE TABLE chat_former_members (
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  messages_count INTEGER NOT NULL,
  first_message_id TEXT NOT NULL,
  first_message_date INTEGER NOT NULL,
  last_message_id TEXT NOT NULL,
  last_message_date INTEGER NOT NULL,
  PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;
