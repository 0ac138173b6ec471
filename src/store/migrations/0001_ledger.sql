-- What is safe: anyone may open a copy of this file. No column holds a time finer than the ISO week.

CREATE TABLE installation (
  only_row  INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  kiosk     TEXT    NOT NULL,  -- UUIDv4, random, made at installation
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1))
) STRICT;

-- A round is here once it is closed, also when nothing left in it.
CREATE TABLE round (
  cut_week    TEXT NOT NULL PRIMARY KEY,  -- ISO week the cut closed, 2026-W47
  config_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  batch         TEXT    NOT NULL PRIMARY KEY,  -- UUIDv4, random
  cut_week      TEXT    NOT NULL REFERENCES round (cut_week),
  pack          TEXT    NOT NULL,
  item          TEXT    NOT NULL,
  item_hash     TEXT    NOT NULL,
  histogram     TEXT    NOT NULL,
  cohort        TEXT    NOT NULL,  -- '' when the item has none, '(other)' for a fold
  answers       INTEGER NOT NULL CHECK (answers >= 0),  -- n, exact
  epsilon       REAL,  -- NULL when exact
  cell_variance REAL    NOT NULL,  -- of the noise in a cell; 0 when exact
  bursts        INTEGER NOT NULL CHECK (bursts >= 0),
  config_hash   TEXT    NOT NULL,
  UNIQUE (cut_week, pack, item, item_hash, histogram, cohort, epsilon)
) STRICT, WITHOUT ROWID;

CREATE TABLE cell (
  batch      TEXT    NOT NULL REFERENCES batch (batch),
  position   INTEGER NOT NULL CHECK (position >= 0),  -- in the pack's order
  response   TEXT    NOT NULL,
  cell_count INTEGER NOT NULL,  -- y: signed, never clamped
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
