-- The cells of the rounds that are looked at, each once: the same round may lie in the lake as a kiosk sent it and compacted as well.
-- Reads `cells`, the lake's files as one table, and `span`: one row of texts, '' where nothing is asked.
--   first_week, last_week   the first and the last round wanted
--   site                    the site wanted, see counted_cells
--   this_week               the week of today: where no last round is asked for, no later one is the newest. A kiosk's clock was ahead.
CREATE OR REPLACE TEMPORARY VIEW released_cells AS
-- A folder that names no week is nobody's round.
WITH weeks AS (
    SELECT
        cut_week,
        TRY_CAST(substring(cut_week, 1, 4) AS BIGINT) - 1 AS years_before,
        TRY_CAST(substring(cut_week, 7, 2) AS BIGINT) AS week_of_year
    FROM (SELECT DISTINCT cut_week FROM cells) AS known
    WHERE length(cut_week) = 8 AND substring(cut_week, 5, 2) = '-W'
),
-- Weeks since the year 1, which began on a Monday: that of 4 January is the first of an ISO year.
numbered AS (
    SELECT
        cut_week,
        week_of_year + CAST(floor((365 * years_before + floor(years_before / 4) - floor(years_before / 100)
            + floor(years_before / 400) + 3) / 7) AS BIGINT) AS week_number
    FROM weeks
    WHERE years_before >= 0 AND week_of_year BETWEEN 1 AND 53
),
newest AS (
    SELECT MAX(numbered.cut_week) AS last_week
    FROM numbered CROSS JOIN span
    WHERE numbered.cut_week >= span.first_week
      AND numbered.cut_week <= COALESCE(NULLIF(span.last_week, ''), NULLIF(span.this_week, ''), numbered.cut_week)
),
-- A quarter of a year, where no first round is asked for.
wanted AS (
    SELECT numbered.cut_week
    FROM numbered CROSS JOIN span CROSS JOIN newest
    JOIN numbered AS last_one ON last_one.cut_week = newest.last_week
    WHERE numbered.cut_week BETWEEN span.first_week AND newest.last_week
      AND (span.first_week <> '' OR numbered.week_number > last_one.week_number - 13)
)
SELECT DISTINCT
    cells.schema_version, cells.organisation, cells.site, cells.kiosk, cells.pack, cells.item, cells.item_hash,
    cells.histogram, cells.cohort, cells.cut_week, cells.batch, cells.response, cells.cell_count, cells.n, cells.mechanism,
    COALESCE(cells.epsilon, 0.0) AS epsilon, COALESCE(cells.cell_variance, 0.0) AS cell_variance, cells.bursts, cells.simulated
FROM cells JOIN wanted ON wanted.cut_week = cells.cut_week
