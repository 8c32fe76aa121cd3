-- Icons of users, chats and spaces: one for each owner at most.
CREATE TABLE icons (
  id TEXT NOT NULL PRIMARY KEY,           -- part of the download URL; random, new for each upload
  kind TEXT NOT NULL,                     -- user, chat, space
  owner TEXT NOT NULL,
  blob TEXT NOT NULL,
  created INTEGER NOT NULL,
  UNIQUE (kind, owner)
) STRICT;

-- What the URLs handed out begin with; one row, none before the first start.
CREATE TABLE icon_links (
  base TEXT NOT NULL
) STRICT;
