-- What customers said, from wherever it was asked: how many gave each rating. Nothing here is about employees.

CREATE TABLE customer_rating (
  site       TEXT    NOT NULL,  -- '*' when it is not known at which
  period     TEXT    NOT NULL,  -- an ISO week, a month or a day: 2026-W47, 2026-11, 2026-11-21
  touchpoint TEXT    NOT NULL,
  rating     INTEGER NOT NULL,  -- a point of the mirror's scale
  answers    INTEGER NOT NULL CHECK (answers >= 0),
  PRIMARY KEY (site, period, touchpoint, rating)
) STRICT, WITHOUT ROWID;
