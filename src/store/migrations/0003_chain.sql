-- Whose round it was when it was cut: a later change of kiosk.toml must not change what a round's file says.
-- NULL only in rounds that were closed before this was kept, until the next start.
ALTER TABLE round ADD COLUMN organisation TEXT;
ALTER TABLE round ADD COLUMN site TEXT;

-- What the kiosk said of the file of a round, once; each statement names the one before.
CREATE TABLE link (
  cut_week    TEXT NOT NULL REFERENCES round (cut_week),
  file_format TEXT NOT NULL,  -- csv
  signature   TEXT NOT NULL,  -- the signature file, with the statement in it
  PRIMARY KEY (cut_week, file_format)
) STRICT, WITHOUT ROWID;

-- Tallies that were given up, sealed to the pool key; of a size that does not depend on what was given up.
CREATE TABLE spill (
  cut_week TEXT NOT NULL PRIMARY KEY REFERENCES round (cut_week),
  sealed   BLOB NOT NULL  -- an age file
) STRICT;
