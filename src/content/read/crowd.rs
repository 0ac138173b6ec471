//! Days on which more is offered than people choose among.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::pack::WEEK;
use super::{PACKS, spelling};
use crate::content::fault::{Fault, Severity};
use crate::content::{Flaw, Pack};

/// Activities that fit the page on which one is chosen, and a mind in a hurry.
const MOST: usize = 6;

/// A warning if there are too many on any day.
pub(super) fn compare(packs: &[Pack]) -> Option<Fault> {
    let crowds: Vec<(&str, Vec<&str>)> =
        WEEK.iter().map(|(day, name)| (*name, most(packs, *day))).filter(|(_, crowd)| crowd.len() > MOST).collect();
    let (worst, crowd) = crowds.iter().rev().max_by_key(|(_, crowd)| crowd.len())?;
    let days: Vec<&str> = crowds.iter().map(|(name, _)| *name).collect();
    let when = if days.len() == WEEK.len() { "every day".to_owned() } else { spelling::list(&days, "and") };
    let message = format!("more than six activities are offered on {when}");
    let help = format!(
        "people choose among two to six; spread them with `days`, or with `from` and `until`: on `{worst}` there are {}",
        spelling::list(crowd, "and")
    );
    let flaw = Flaw::OutOfRange(PACKS.to_owned());
    Some(Fault::new(Severity::Warning, flaw, PACKS, message).help(help))
}

/// What is offered on the fullest of these days of the week, whichever week that is.
fn most(packs: &[Pack], weekday: Weekday) -> Vec<&str> {
    // What is offered together is offered together still, or already, in the week in which the last of it began.
    let starts = packs.iter().map(|pack| pack.schedule.from.unwrap_or(Date::MIN));
    let crowds = starts.filter_map(|start| {
        let day = (0..7).filter_map(|days| start.checked_add(days.days()).ok()).find(|day| day.weekday() == weekday)?;
        let asks = |pack: &&Pack| !pack.items.is_empty() && pack.schedule.offers(day);
        Some(packs.iter().filter(asks).map(|pack| pack.id.as_str()).collect::<Vec<_>>())
    });
    crowds.max_by_key(Vec::len).unwrap_or_default()
}
