-- How the personal meeting of a user starts. Rows for users made before are filled in at start-up: each has a code of its
-- own.
CREATE TABLE pmi_settings (
  user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  join_at_any_time INTEGER NOT NULL,
  mute_audio_on_join INTEGER NOT NULL,
  local_auto_record INTEGER NOT NULL,
  use_access_code INTEGER NOT NULL,
  waiting_room INTEGER NOT NULL,
  owner_video INTEGER NOT NULL,
  participants_video INTEGER NOT NULL,
  access_code TEXT NOT NULL
) STRICT;
