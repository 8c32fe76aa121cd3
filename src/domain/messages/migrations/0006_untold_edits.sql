-- Messages changed by an edit that waits for its files: nobody was told of it yet, and no number of the journal says so.
CREATE TABLE message_untold_edits (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (target, sequence)
) STRICT, WITHOUT ROWID;
