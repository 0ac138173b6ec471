//! What is true of the invented company beside how its people are: the few things that the report has to find, and nothing
//! else. Whatever else differs does so from site to site (`people.rs`) or by chance.

/// What people say to one question, where it is not just how they are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Says {
    /// Points around this place on the scale, from 0 to 1.
    Around(f64),
    /// This option with this probability, each of the others as often as any other.
    Mostly(&'static str, f64),
}

/// One thing that is true.
struct Fact {
    /// Where; absent: everywhere.
    site: Option<&'static str>,
    pack: &'static str,
    item: &'static str,
    /// The first of the twelve weeks, from 0, in which it is.
    from: i32,
    says: Says,
}

/// The last week, which the report holds against the four before it.
const LAST: i32 = super::WEEKS - 1;

const FACTS: [Fact; 4] = [
    // Staff think that they notice what customers need; customers do not think so (see `customers.rs`).
    Fact { site: None, pack: "mirror", item: "notices-needs", from: 0, says: Says::Around(0.82) },
    // Four cases in ten fail at Mill Lane because nobody there may decide.
    Fact {
        site: Some("mill-lane"),
        pack: "couldnt-help",
        item: "what-was-in-the-way",
        from: 0,
        says: Says::Mostly("authority", 0.4),
    },
    // Most believe that decaf has no caffeine at all.
    Fact { site: None, pack: "coffee-basics", item: "decaf", from: 0, says: Says::Mostly("none", 0.55) },
    // In the last week Station Square, the proud one, stops recommending the company as a place to work.
    Fact { site: Some("station-square"), pack: "recommend", item: "work-here", from: LAST, says: Says::Around(0.12) },
];

/// What is true of a question at a site in a week.
pub(super) fn of(site: &str, (pack, item): (&str, &str), week: i32) -> Option<Says> {
    let holds = |fact: &&Fact| {
        fact.site.is_none_or(|at| at == site) && fact.pack == pack && fact.item == item && fact.from <= week
    };
    FACTS.iter().find(holds).map(|fact| fact.says)
}
