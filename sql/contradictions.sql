-- What a kiosk tells twice and differently: several batches of one histogram, cohort and round. A cloned card does that, or a forger.
-- None of them is counted; whoever runs this names them.
CREATE OR REPLACE TEMPORARY VIEW contradictions AS
SELECT kiosk, pack, item, item_hash, histogram, cohort, cut_week, COUNT(DISTINCT batch) AS batches
FROM released_cells
GROUP BY kiosk, pack, item, item_hash, histogram, cohort, cut_week
HAVING COUNT(DISTINCT batch) > 1
   OR COUNT(DISTINCT n) > 1
   OR COUNT(*) > COUNT(DISTINCT response)
