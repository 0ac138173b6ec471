//! What invented customers said: content with everything but with how well their needs are noticed.

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Date;

use super::super::Failure;
use super::super::export::write_whole;
use super::people::{SHOPS, SITES};
use crate::content::{Content, ItemKind};
use crate::customers::{Rating, read};
use crate::store::{DataDirectory, Ledger};
use crate::vocabulary::Round;

/// How many of 300 customers of a site gave each of five ratings.
const CONTENT: [i32; 5] = [8, 20, 62, 122, 88];
/// The same of whether their needs are noticed: the gap in the mirror.
const UNNOTICED: [i32; 5] = [44, 81, 99, 54, 22];
/// Of which touchpoint.
const NEEDS: &str = "notices-needs";

/// Writes `customers.csv` for the third week of the demo and takes it in at the three sites, as HR would.
pub(super) fn invent(content: &Content, first: Date, out: &Path) -> Result<Vec<Rating>, Failure> {
    let week = Round::of(first).next().next();
    let mut csv = String::from("site,period,touchpoint,rating,count\n");
    for site in SITES.iter().chain(&SHOPS) {
        for item in content.packs.iter().flat_map(|pack| &pack.items) {
            let (Some(touchpoint), ItemKind::Rating { scale, .. }) = (&item.touchpoint, &item.kind) else { continue };
            let [one, two, three, four, five] = if touchpoint.as_str() == NEEDS { UNNOTICED } else { CONTENT };
            // Where customers are praised more, some of those in the middle give more.
            let counts = [one, two, three - site.praise, four, five + site.praise];
            for (rating, count) in scale.points().zip(counts) {
                let _ = writeln!(csv, "{},{week},{touchpoint},{rating},{count}", site.id);
            }
        }
    }
    write_whole(&out.join("customers.csv"), csv.as_bytes())?;
    let mut wrong = String::new();
    let counts = read(csv.as_bytes(), content, &mut |fault| wrong.clone_from(&fault.message))
        .map_err(|_| Failure::Other(format!("the demo's customers cannot be read: {wrong}").into()))?;
    for site in &SITES {
        let ledger = DataDirectory::at(&out.join(site.id)).ledger();
        let mut ledger = Ledger::open_for_customers(&ledger).map_err(Failure::other)?;
        ledger.put_customers(&counts, &mut || {}).map_err(Failure::other)?;
    }
    let mut ratings: Vec<_> = counts.ratings().collect();
    ratings.sort();
    Ok(ratings)
}
