//! A contest's starter fits the kiosk it is for: its teams are groups that people can pick there, and it begins today.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::clock::{Clock, SystemClock};
use crate::config::Folder;
use crate::content;

/// Weeks that a contest lasts: long enough for every team to have a release, which takes one or more.
const WEEKS: i64 = 8;

/// The starter with the teams of the kiosk in `folder`.
pub(super) fn fitted(starter: &str, folder: &Folder) -> String {
    let kiosk = content::load(folder).content.map(|content| content.kiosk);
    let zone = kiosk.as_ref().map_or_else(jiff::tz::TimeZone::system, |kiosk| kiosk.time_zone.clone());
    let cohorts = kiosk.map(|kiosk| kiosk.cohorts).unwrap_or_default();
    let teams: Vec<_> = cohorts.iter().map(|cohort| cohort.id.as_str()).collect();
    written(starter, &teams, SystemClock::new(zone).wall().date())
}

fn written(starter: &str, teams: &[&str], today: Date) -> String {
    let until = today.checked_add(WEEKS.weeks()).unwrap_or(today);
    let line = |line: &str| {
        let key = line.split(" = ").next().unwrap_or_default();
        let (written, remark) =
            line.split_once('#').map_or((line, ""), |(written, remark)| (written.trim_end(), remark));
        let value = match key {
            "from" => today.to_string(),
            "until" => until.to_string(),
            // One team has nobody to be held against.
            "teams" if teams.len() < 2 => {
                return format!("# {written}   # two cohorts of kiosk.toml or more, by id, once there are some");
            }
            "teams" => format!("{teams:?}"),
            _ => return line.to_owned(),
        };
        let written = format!("{key} = {value}");
        if remark.is_empty() { written } else { format!("{written:<42} #{remark}") }
    };
    starter.lines().map(|text| line(text) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTER: &str = "until = 2026-12-27   # its end\nteams = [\"early\", \"late\"]   # by id\n# from = 1\n";

    #[test]
    fn teams_are_those_of_the_kiosk_and_the_end_is_to_come() {
        let today = jiff::civil::date(2026, 11, 2);
        let two = written(STARTER, &["day", "night"], today);
        assert!(two.starts_with("until = 2026-12-28  "), "{two}");
        assert!(two.contains("\nteams = [\"day\", \"night\"]  ") && two.ends_with("# by id\n# from = 1\n"), "{two}");
        let one = written(STARTER, &["day"], today);
        assert!(one.contains("\n# teams = [\"early\", \"late\"]   # two cohorts"), "{one}");
    }
}
