-- The cells that are counted: those of rounds that nothing is wrong with, of the site that is asked for, or of all.
CREATE OR REPLACE TEMPORARY VIEW counted_cells AS
SELECT released_cells.*
FROM released_cells
CROSS JOIN span
LEFT JOIN refused_rounds
    ON refused_rounds.kiosk = released_cells.kiosk
    AND refused_rounds.cut_week = released_cells.cut_week
WHERE refused_rounds.kiosk IS NULL
  AND (span.site = '' OR released_cells.site = span.site)
