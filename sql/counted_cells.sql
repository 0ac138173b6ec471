-- The cells that are counted: those that nothing contradicts.
CREATE OR REPLACE TEMPORARY VIEW counted_cells AS
SELECT released_cells.*
FROM released_cells
LEFT JOIN contradictions
    ON contradictions.kiosk = released_cells.kiosk
    AND contradictions.pack = released_cells.pack
    AND contradictions.item = released_cells.item
    AND contradictions.item_hash = released_cells.item_hash
    AND contradictions.histogram = released_cells.histogram
    AND contradictions.cohort = released_cells.cohort
    AND contradictions.cut_week = released_cells.cut_week
WHERE contradictions.kiosk IS NULL
