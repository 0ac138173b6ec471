-- Comments that were released. What may not leave yet stands in the vault.

CREATE TABLE comment_batch (
  batch    TEXT NOT NULL PRIMARY KEY,  -- UUIDv4, random
  cut_week TEXT NOT NULL REFERENCES round (cut_week),
  pack     TEXT NOT NULL,
  item     TEXT NOT NULL,
  UNIQUE (cut_week, pack, item)
) STRICT, WITHOUT ROWID;

-- Nothing stands beside a comment: no cohort, score, language or time.
CREATE TABLE comment (
  batch    TEXT    NOT NULL REFERENCES comment_batch (batch),
  position INTEGER NOT NULL CHECK (position >= 0),  -- place in an order that was random from the beginning
  sealed   INTEGER NOT NULL CHECK (sealed IN (0, 1)),
  comment  TEXT    NOT NULL,  -- in clear, or base64 of an age file where sealed
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
