-- The merged cells: one small table that a report is drawn from, in three views of the same answers.
--   site   by site, over all rounds        round   by round, over all sites        place   what is known of a site besides
-- Sums of counts are exact; what is noisy keeps its strength, so that nothing of different strength is ever added up.
CREATE OR REPLACE TEMPORARY VIEW merged_cells AS
WITH known AS (
    SELECT DISTINCT cut_week FROM counted_cells
),
-- The first round is 1, the next one 2, then 4; so there are 62 rounds at most, which is what a report reads.
rounds AS (
    SELECT known.cut_week, CAST(power(2, COUNT(*) - 1) AS BIGINT) AS round_bit
    FROM known JOIN known AS earlier ON earlier.cut_week <= known.cut_week
    GROUP BY known.cut_week
),
batches AS (
    SELECT DISTINCT
        site, cut_week, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance, batch, n
    FROM counted_cells
),
site_batches AS (
    SELECT
        site, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance,
        SUM(n) AS n, COUNT(*) AS batches, BIT_OR(round_bit) AS rounds_mask
    FROM batches JOIN rounds ON rounds.cut_week = batches.cut_week
    GROUP BY site, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance
),
site_cells AS (
    SELECT
        site, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance, response,
        SUM(cell_count) AS cell_count, COUNT(*) AS cell_batches
    FROM counted_cells
    GROUP BY site, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance, response
),
round_batches AS (
    SELECT
        cut_week, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance,
        SUM(n) AS n, COUNT(*) AS batches
    FROM batches
    GROUP BY cut_week, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance
),
round_cells AS (
    SELECT
        cut_week, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance, response,
        SUM(cell_count) AS cell_count, COUNT(*) AS cell_batches
    FROM counted_cells
    GROUP BY cut_week, pack, item, item_hash, histogram, cohort, mechanism, epsilon, cell_variance, response
),
-- Bursts are told once an item and round, the same in each of its batches but those that waited under other rules.
told_bursts AS (
    SELECT site, kiosk, pack, item, cut_week, MAX(bursts) AS bursts
    FROM counted_cells
    GROUP BY site, kiosk, pack, item, cut_week
),
site_bursts AS (
    SELECT site, SUM(bursts) AS bursts FROM told_bursts GROUP BY site
),
site_kiosks AS (
    SELECT site, COUNT(DISTINCT kiosk) AS kiosks, MAX(CASE WHEN simulated THEN 1 ELSE 0 END) AS simulated
    FROM counted_cells
    GROUP BY site
)
SELECT
    CAST(1 AS INT) AS merged_version, 'site' AS view_name, cells.site AS site, cells.pack AS pack, cells.item AS item,
    cells.item_hash AS item_hash, cells.histogram AS histogram, cells.cohort AS cohort, '' AS cut_week,
    cells.response AS response, CAST(cells.cell_count AS BIGINT) AS cell_count,
    CAST(cells.cell_batches AS BIGINT) AS cell_batches, CAST(sums.n AS BIGINT) AS n, CAST(sums.batches AS BIGINT) AS batches,
    cells.mechanism AS mechanism, cells.epsilon AS epsilon, cells.cell_variance AS cell_variance,
    CAST(sums.rounds_mask AS BIGINT) AS rounds_mask, CAST(0 AS BIGINT) AS kiosks, CAST(0 AS BIGINT) AS bursts,
    CAST(0 AS INT) AS simulated
FROM site_cells AS cells JOIN site_batches AS sums
    ON sums.site = cells.site AND sums.pack = cells.pack AND sums.item = cells.item AND sums.item_hash = cells.item_hash
    AND sums.histogram = cells.histogram AND sums.cohort = cells.cohort AND sums.mechanism = cells.mechanism
    AND sums.epsilon = cells.epsilon AND sums.cell_variance = cells.cell_variance
UNION ALL
SELECT
    CAST(1 AS INT), 'round', '', cells.pack, cells.item, cells.item_hash, cells.histogram, cells.cohort, cells.cut_week,
    cells.response, CAST(cells.cell_count AS BIGINT), CAST(cells.cell_batches AS BIGINT), CAST(sums.n AS BIGINT),
    CAST(sums.batches AS BIGINT), cells.mechanism, cells.epsilon, cells.cell_variance, CAST(0 AS BIGINT), CAST(0 AS BIGINT),
    CAST(0 AS BIGINT), CAST(0 AS INT)
FROM round_cells AS cells JOIN round_batches AS sums
    ON sums.cut_week = cells.cut_week AND sums.pack = cells.pack AND sums.item = cells.item
    AND sums.item_hash = cells.item_hash AND sums.histogram = cells.histogram AND sums.cohort = cells.cohort
    AND sums.mechanism = cells.mechanism AND sums.epsilon = cells.epsilon AND sums.cell_variance = cells.cell_variance
UNION ALL
SELECT
    CAST(1 AS INT), 'place', site_kiosks.site, '', '', '', '', '', '', '', CAST(0 AS BIGINT), CAST(0 AS BIGINT),
    CAST(0 AS BIGINT), CAST(0 AS BIGINT), '', CAST(0 AS DOUBLE), CAST(0 AS DOUBLE), CAST(0 AS BIGINT),
    CAST(site_kiosks.kiosks AS BIGINT), CAST(site_bursts.bursts AS BIGINT), CAST(site_kiosks.simulated AS INT)
FROM site_kiosks JOIN site_bursts ON site_bursts.site = site_kiosks.site
