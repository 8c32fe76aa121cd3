-- Files something refers to, and how many things do. The bytes are in the blob store under the same id.
CREATE TABLE blobs (
  id TEXT NOT NULL PRIMARY KEY,           -- SHA-256 of the content, hexadecimal
  size INTEGER NOT NULL,
  uses INTEGER NOT NULL
) STRICT;
