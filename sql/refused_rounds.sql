-- The rounds of kiosks that are not counted, each as a whole and by the word that `report` has for it. Whoever runs this names them.
--   newer       a newer program wrote it, whose columns may mean something else
--   duplicate   it is told twice and differently: several batches of one table of counts, or rows of one that contradict each
--               other. A cloned card does that, or a forger, and nobody can say which of the two is the kiosk's.
CREATE OR REPLACE TEMPORARY VIEW refused_rounds AS
-- What waited when its mechanism or its epsilon was changed leaves apart from the rest: that is no contradiction.
WITH told AS (
    SELECT
        kiosk, cut_week, MAX(schema_version) AS schema_version,
        COUNT(DISTINCT batch) > 1 OR COUNT(DISTINCT n) > 1 OR COUNT(*) > COUNT(DISTINCT response) AS contradicts_itself
    FROM released_cells
    GROUP BY kiosk, cut_week, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance
)
SELECT kiosk, cut_week, CASE WHEN MAX(schema_version) > 1 THEN 'newer' ELSE 'duplicate' END AS fault
FROM told
WHERE schema_version > 1 OR contradicts_itself
GROUP BY kiosk, cut_week
