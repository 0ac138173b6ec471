-- The signed file of a round, byte for byte: another version of a compressor must not change what was signed.
-- NULL in rounds that were signed as CSV, before files were Parquet; those have a second chain in the new format.
ALTER TABLE link ADD COLUMN file BLOB;

-- How far each place that rounds are sent to has come. No row says when.
CREATE TABLE destination (
  url       TEXT    NOT NULL PRIMARY KEY,  -- as kiosk.toml has it; credentials stand elsewhere
  through   TEXT,     -- the last round that is there, as are all before it; NULL before the first
  announced TEXT,     -- the last round after which the kiosk's status was written there
  honours   INTEGER CHECK (honours IN (0, 1)),  -- whether it refuses to overwrite when asked to; NULL before it was tried
  skew      INTEGER,  -- minutes by which the kiosk's clock is ahead of the destination's; NULL where that has none
  trouble   TEXT      -- what stood in the way the last time; NULL when nothing did
) STRICT, WITHOUT ROWID;
