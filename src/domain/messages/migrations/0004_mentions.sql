-- Whom messages mention. A deleted message mentions nobody.
CREATE TABLE message_mentions (
  target INTEGER NOT NULL REFERENCES message_targets (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,                      -- <@user>, <@all>, <@everyone>
  date INTEGER NOT NULL,                  -- of the message, like the next
  sequence INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT,
  PRIMARY KEY (target, tag, date)
) STRICT, WITHOUT ROWID;

-- Those of the messages there are: from each "<@" to the next ">".
WITH RECURSIVE rest (target, date, sequence, sender, recipient, text) AS (
  SELECT target, date, sequence, sender, recipient, substr(body, instr(body, '<@')) FROM messages
  WHERE deleted = 0 AND type = 'REGULAR' AND instr(body, '<@') > 0
  UNION ALL
  SELECT target, date, sequence, sender, recipient, substr(text, 2 + instr(substr(text, 3), '<@')) FROM rest
  WHERE instr(substr(text, 3), '<@') > 0
)
INSERT INTO message_mentions (target, tag, date, sequence, sender, recipient)
SELECT target, substr(text, 1, instr(text, '>')), date, sequence, sender, recipient FROM rest
WHERE instr(text, '>') BETWEEN 1 AND 300
ON CONFLICT DO NOTHING;
