-- Words of messages, for searching: put in behind, in batches. A row's number is target * 2^32 + sequence, its words are
-- cut and folded by the program. SQLite's own; a driver for another engine has its own kind of index.
CREATE VIRTUAL TABLE message_words USING fts5 (words, tokenize = 'ascii', columnsize = 0);
ALTER TABLE message_targets ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;  -- up to this sequence
CREATE INDEX message_targets_to_index ON message_targets (id) WHERE indexed < last_sequence;

-- Targets that are gone while their words are not.
CREATE TABLE message_words_remains (
  target INTEGER NOT NULL PRIMARY KEY
) STRICT;
