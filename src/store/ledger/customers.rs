//! The customers' ratings of the ledger.

use std::path::Path;

use rusqlite::params;

use super::{Ledger, read};
use crate::customers::{Counts, Place, Rating};
use crate::store::StoreError;
use crate::vocabulary::TouchpointId;

/// The step that brought ratings; a ledger that has not come so far holds none.
const SINCE: u32 = 4;

impl Ledger {
    /// Opens a ledger that is there, upgraded if need be, to put ratings into; beside a running kiosk as well.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if there is none, [`StoreError::Newer`] if a newer program wrote it.
    pub fn open_for_customers(path: &Path) -> Result<Self, StoreError> {
        let known = Self::open_existing(path)?.installation()?;
        Self::open(path, || known)
    }

    /// Puts ratings in, all or none; those of the same site, period and touchpoint that were there before are replaced.
    /// `told` hears of each that was put.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub fn put_customers(&mut self, counts: &Counts, told: &mut dyn FnMut()) -> Result<(), StoreError> {
        let written = (|| {
            let transaction = self.connection.transaction()?;
            {
                let mut forget = transaction
                    .prepare("DELETE FROM customer_rating WHERE site = ?1 AND period = ?2 AND touchpoint = ?3")?;
                for (site, period, touchpoint) in counts.asked() {
                    forget.execute([site.as_str(), period.as_str(), touchpoint.as_str()])?;
                }
                let mut put = transaction.prepare(
                    "INSERT INTO customer_rating (site, period, touchpoint, rating, answers) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?;
                for Rating { site, period, touchpoint, rating, count } in counts.ratings() {
                    put.execute(params![site.as_str(), period.as_str(), touchpoint.as_str(), rating, count])?;
                    told();
                }
            }
            transaction.commit()
        })();
        written.map_err(StoreError::ledger("record customers' ratings"))
    }

    /// All ratings, by site, period, touchpoint and rating.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn customers(&self) -> Result<Vec<Rating>, StoreError> {
        if self.version().map_err(StoreError::ledger("read the version"))? < SINCE {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, String, String, u8, u32)> = self
            .connection
            .prepare(
                "SELECT site, period, touchpoint, rating, answers FROM customer_rating
                 ORDER BY site, period, touchpoint, rating",
            )
            .and_then(|mut statement| {
                let row =
                    |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
                statement.query_map([], row)?.collect()
            })
            .map_err(StoreError::ledger("read customers' ratings"))?;
        rows.into_iter()
            .map(|(site, period, touchpoint, rating, count)| {
                Ok(Rating {
                    site: read(&site, "site", |site| site.parse::<Place>().ok())?,
                    period: read(&period, "period", |period| period.parse().ok())?,
                    touchpoint: read(&touchpoint, "touchpoint", |id| TouchpointId::new(id.clone()).ok())?,
                    rating,
                    count,
                })
            })
            .collect()
    }
}
