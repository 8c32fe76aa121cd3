-- A circle is a set of people who are contacts of each other: a chat, the audience of a channel.
CREATE TABLE circle_members (
  circle TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (circle, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_members_by_user ON circle_members (user_id);

-- Two rows for each pair, so that everybody's friends are found the same way.
CREATE TABLE friendships (
  user_id TEXT NOT NULL,
  friend_id TEXT NOT NULL,
  PRIMARY KEY (user_id, friend_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE friend_invites (
  id TEXT NOT NULL PRIMARY KEY,
  inviter TEXT NOT NULL,
  receiver TEXT NOT NULL,
  rejected INTEGER NOT NULL,              -- 1: the inviter alone still sees it
  created INTEGER NOT NULL,
  UNIQUE (inviter, receiver)
) STRICT;
CREATE INDEX friend_invites_by_receiver ON friend_invites (receiver);

-- What a user set for one of his contacts. Stays when they part: they may meet again.
CREATE TABLE contact_settings (
  user_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  volume INTEGER NOT NULL,                -- percent
  PRIMARY KEY (user_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_settings_by_contact ON contact_settings (contact_id);
