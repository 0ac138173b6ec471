//! A contest's starter fits the kiosk it is for: its teams are groups that people can pick there, and it begins today.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Tongue;
use crate::clock::{Clock, SystemClock};
use crate::config::Kiosk;

/// Weeks that a contest lasts: long enough for every team to have a release, which takes one or more.
const WEEKS: i64 = 8;

/// The starter with the teams of the kiosk, where one could be read.
pub(super) fn fitted(starter: &str, kiosk: Option<&Kiosk>, tongue: Tongue) -> String {
    let zone = kiosk.map_or_else(jiff::tz::TimeZone::system, |kiosk| kiosk.time_zone.clone());
    let cohorts = kiosk.map(|kiosk| kiosk.cohorts.as_slice()).unwrap_or_default();
    let teams: Vec<_> = cohorts.iter().map(|cohort| cohort.id.as_str()).collect();
    written(starter, &teams, SystemClock::new(zone).wall().date(), tongue)
}

/// What stands beside the teams as long as the kiosk has none.
fn no_teams_yet(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::En => "two cohorts of kiosk.toml or more, by id, once there are some",
        Tongue::De => "zwei Gruppen aus kiosk.toml oder mehr, nach id, sobald es welche gibt",
        Tongue::Es => "dos grupos de kiosk.toml o más, por id, cuando los haya",
        Tongue::Fr => "deux groupes de kiosk.toml ou plus, par id, dès qu’il y en a",
        Tongue::Ar => "مجموعتان من kiosk.toml أو أكثر، بحسب id، حين توجد",
    }
}

fn written(starter: &str, teams: &[&str], today: Date, tongue: Tongue) -> String {
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
                return format!("# {written}   # {}", no_teams_yet(tongue));
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
        let two = written(STARTER, &["day", "night"], today, Tongue::En);
        assert!(two.starts_with("until = 2026-12-28  "), "{two}");
        assert!(two.contains("\nteams = [\"day\", \"night\"]  ") && two.ends_with("# by id\n# from = 1\n"), "{two}");
        let one = written(STARTER, &["day"], today, Tongue::En);
        assert!(one.contains("\n# teams = [\"early\", \"late\"]   # two cohorts"), "{one}");
    }
}
