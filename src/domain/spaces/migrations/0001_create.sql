-- Lists of ids are texts, one id a line, as in chats. A driver for another engine drops STRICT and WITHOUT ROWID and
-- takes 64 bits for INTEGER.
CREATE TABLE spaces (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  icon TEXT,
  created INTEGER NOT NULL,
  stamp INTEGER NOT NULL,                 -- random, drawn anew with each change of what follows but settings and invites
  changes INTEGER NOT NULL,               -- how many there were
  public_version INTEGER NOT NULL         -- `changes` when the members of public channels changed last
) STRICT;

CREATE TABLE space_roles (
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,                       -- @EVERYONE: the default role
  number INTEGER NOT NULL,                -- order of creation
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  created INTEGER NOT NULL,
  permissions TEXT NOT NULL,
  PRIMARY KEY (space_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE space_members (
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  number INTEGER NOT NULL,                -- order of joining
  nickname TEXT NOT NULL,                 -- or '': the user's own
  roles TEXT NOT NULL,
  notifications TEXT NOT NULL,
  mute_time INTEGER,                      -- null: not muted
  muted_until INTEGER,
  muted_indefinitely INTEGER,
  PRIMARY KEY (space_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX space_members_by_user ON space_members (user_id);

CREATE TABLE space_categories (
  id TEXT NOT NULL PRIMARY KEY,
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  creator TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX space_categories_by_space ON space_categories (space_id);

CREATE TABLE space_channels (
  id TEXT NOT NULL PRIMARY KEY,
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  category TEXT NOT NULL,                 -- or ''
  name TEXT NOT NULL,
  creator TEXT NOT NULL,
  private INTEGER NOT NULL,
  created INTEGER NOT NULL,
  access_roles TEXT NOT NULL,
  access_members TEXT NOT NULL,
  members_version INTEGER NOT NULL        -- spaces.changes when its members changed last, but for what public_version says
) STRICT;
CREATE INDEX space_channels_by_space ON space_channels (space_id);

CREATE TABLE space_threads (
  id TEXT NOT NULL PRIMARY KEY,
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  channel_id TEXT NOT NULL REFERENCES space_channels (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  creator TEXT NOT NULL,
  private INTEGER NOT NULL,
  created INTEGER NOT NULL,
  members TEXT NOT NULL,                  -- of a private thread; who isn't in the channel doesn't count
  members_version INTEGER NOT NULL
) STRICT;
CREATE INDEX space_threads_by_space ON space_threads (space_id);
CREATE INDEX space_threads_by_channel ON space_threads (channel_id);

CREATE TABLE space_invites (
  code TEXT NOT NULL PRIMARY KEY,
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  inviter TEXT NOT NULL,
  uses INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL                -- 0: never
) STRICT;
CREATE INDEX space_invites_by_space ON space_invites (space_id);
CREATE INDEX space_invites_by_end ON space_invites (expires) WHERE expires <> 0;

-- Channels and threads as places for messages: what changes with each message, apart from what hardly ever does.
CREATE TABLE space_places (
  id TEXT NOT NULL PRIMARY KEY,           -- of the channel or thread
  space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  channel_id TEXT NOT NULL,               -- its own id, or that of the thread's channel
  messages_count INTEGER NOT NULL,        -- without private ones
  first_message_id TEXT NOT NULL,
  first_message_date INTEGER NOT NULL,
  last_message_id TEXT NOT NULL,
  last_message_date INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL          -- of the message published last
) STRICT;
CREATE INDEX space_places_by_space ON space_places (space_id);
CREATE INDEX space_places_by_channel ON space_places (channel_id);

-- What a member keeps about a place; no row where everything is as at first.
CREATE TABLE space_place_members (
  place_id TEXT NOT NULL REFERENCES space_places (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  space_id TEXT NOT NULL,
  notifications TEXT NOT NULL,
  mute_time INTEGER,
  muted_until INTEGER,
  muted_indefinitely INTEGER,
  last_read_id TEXT NOT NULL,
  last_read_date INTEGER NOT NULL,
  last_read_sequence INTEGER NOT NULL,
  messages_count INTEGER NOT NULL,        -- private messages this member sees
  first_message_id TEXT NOT NULL,
  first_message_date INTEGER NOT NULL,
  last_message_id TEXT NOT NULL,
  last_message_date INTEGER NOT NULL,
  PRIMARY KEY (place_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX space_place_members_by_user ON space_place_members (user_id, space_id);
