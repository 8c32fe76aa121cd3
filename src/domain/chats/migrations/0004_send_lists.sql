-- For when a user is removed, who may be on lists of chats he isn't in.
CREATE INDEX chats_with_senders ON chats (id) WHERE senders <> '';
