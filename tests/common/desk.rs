//! What HR's sheets are made of: a contest of teams, and what stood in the way at each step. Every text that an author
//! wrote is one that a spreadsheet would calculate.

use std::fmt::Write as _;

use super::Kiosk;

const KIOSK: &str = "organisation = \"=2+2\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
    headcount = 500\n[privacy]\nk = 5\nrepeat_seconds = 1\n[[cohort]]\nid = \"day\"\nname = \"=1+1\"\nheadcount = 90\n\
    [[cohort]]\nid = \"night\"\nname = \"@SUM(1;2)\"\nheadcount = 90\n";
const QUIZ: &str = r#"
kind = "quiz"
title = "+Beans"
ask_cohort = true
until = 2027-01-31
contest = { teams = ["day", "night"], prize = "A mug" }
[[item]]
id = "bean"
type = "single"
text = "=HYPERLINK(\"https://example.org\";\"click\")"
options = [{ id = "x", text = "-2+3" }, { id = "y", text = "+2+3", correct = true }]
"#;
const BLOCKERS: &str = r#"
kind = "pulse"
title = "=9-1"
pairs = [["step", "way"]]
[privacy]
mechanism = "exact"
[[item]]
id = "step"
type = "single"
text = "=Where was it?"
options = [{ id = "order", text = "=4+4" }, { id = "pay", text = "@Paying" }]
measure = "blockers"
role = "step"
[[item]]
id = "way"
type = "single"
text = "=And what was in the way?"
options = [{ id = "none", text = "Nothing" }, { id = "rule", text = "=5+5" }, { id = "time", text = "-Time" }]
measure = "blockers"
role = "blocker"
"#;

/// A kiosk of which all of that was released.
pub fn teams_and_blockers() -> Kiosk {
    let kiosk = Kiosk::with(KIOSK, &[("beans", QUIZ), ("ways", BLOCKERS)]);
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    for visit in 0..40 {
        let (day, hour, minute) = (6 + visit / 20, 8 + visit % 20 / 2, 7 + 30 * (visit % 2));
        let at = format!("2026-01-{day:02}T{hour:02}:{minute:02}:00");
        // The day shift gets 16 of 20 right, the night shift 10 of 20.
        let (team, right) = if visit % 2 == 0 { ("day", visit % 5 > 0) } else { ("night", visit % 4 == 1) };
        writeln!(csv, "q{visit},beans,bean,{},{team},{at}", if right { "y" } else { "x" }).unwrap();
        let at = format!("2026-01-{day:02}T{hour:02}:{:02}:30", minute + 10);
        let (step, way) = ([("order", "rule"), ("order", "time"), ("pay", "rule"), ("pay", "none")])[visit % 4];
        writeln!(csv, "w{visit},ways,step,{step},,{at}\nw{visit},ways,way,{way},,{at}").unwrap();
    }
    kiosk.enter(&csv);
    kiosk.release("2026-01-12T04:00");
    kiosk
}
