-- Words are folded in another way now: they are put in anew, behind.
DROP TABLE message_words;
CREATE VIRTUAL TABLE message_words USING fts5 (words, tokenize = 'ascii', columnsize = 0);
DELETE FROM message_words_remains;
UPDATE message_targets SET indexed = 0 WHERE indexed > 0;
