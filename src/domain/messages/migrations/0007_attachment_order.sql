-- Lists of one sender's files by name and by size, so that a page of them needs no sorting of all.
CREATE INDEX message_attachments_by_name ON message_attachments (sender, folded_name, date);
CREATE INDEX message_attachments_by_size ON message_attachments (sender, size, date);
