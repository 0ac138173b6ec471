//! A pack.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

use jiff::civil::Weekday;

use super::{Setting, Table, condition, item, joint, measure, message, privacy, spelling, wording};
use crate::content::{Condition, Contest, Flaw, Item, OnAbandon, Pack, PackKind, Schedule};
use crate::vocabulary::{CohortId, PackId};

/// Items of a pulse that one person answers at a visit: each costs privacy, and time.
const PULSE_ITEMS: usize = 3;
/// Longest title that fits its card.
const LONGEST_TITLE: usize = 60;
/// Seconds without a touch after which the screen asks "Still there?".
const IDLE: u32 = 30;

/// The days of the week as packs write them.
pub(super) const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

/// A pack and where the texts of its items stand.
pub(super) struct Draft {
    pub(super) pack: Pack,
    pub(super) texts: Vec<Range<usize>>,
}

pub(super) fn read(table: &Table, stem: &str, setting: &Setting) -> Option<Draft> {
    let id = PackId::new(stem);
    if let Err(bad) = &id {
        table.file.error(
            0..0,
            Flaw::NotAllowed(stem.to_owned()),
            bad.to_string(),
            "",
            Some("the file's name is the pack's id: rename the file"),
        );
    }
    wording::fits(table, "title", LONGEST_TITLE);
    let kind = kind(table);
    let schedule = schedule(table);
    let draw = table.whole("draw").and_then(|draw| usize::try_from(draw).ok());
    let privacy_table = table.table("privacy");
    let tables: Vec<_> = table.tables("item").collect();
    twice(&tables);
    let read: Vec<_> = tables.iter().map(|table| item::read(table, kind, setting)).collect();
    let conditions = conditions(&tables, &read);
    // Where items are asked of entries of a wall, those are drawn from, and they come and go.
    if !tables.iter().any(|table| table.node("each").is_some()) {
        if draw.is_some_and(|draw| draw < tables.len()) {
            undrawn(&tables);
        }
        drawn(table, kind, draw, &read);
    }

    // What can be said of each part is noted by now; from here on an absent one only means that there is no pack.
    let kind = kind?;
    let privacy = privacy::of_pack(privacy_table.as_ref(), kind, setting.privacy);
    let mut templates = read.into_iter().collect::<Option<Vec<_>>>()?;
    for (item, condition) in templates.iter_mut().zip(conditions) {
        item.ask_if = condition;
    }
    // A table makes one item, or one for each entry of a wall.
    let (tables, items): (Vec<Table>, Vec<Item>) = tables
        .into_iter()
        .zip(templates)
        .flat_map(|(table, item)| {
            let each = setting.walls.each(&table, item);
            each.into_iter().map(move |item| (table.clone(), item))
        })
        .unzip();
    let pack = Pack {
        id: id.ok()?,
        kind,
        title: table.text("title")?,
        minutes: table.whole("minutes").unwrap_or(1),
        schedule,
        draw,
        chances: BTreeMap::new(),
        contest: contest(table, kind, setting),
        ask_cohort: table.flag("ask_cohort"),
        on_abandon: if table.words("on_abandon") == Some("discard") { OnAbandon::Discard } else { OnAbandon::Keep },
        idle: Duration::from_secs(table.whole("idle_seconds").unwrap_or(IDLE).into()),
        privacy,
        shares: joint::shares(privacy_table.as_ref(), privacy.mechanism.is_noisy()),
        pairs: joint::pairs(table),
        items,
    };
    joint::check(table, privacy_table.as_ref(), &tables, &pack);
    measure::check(&tables, &pack);
    message::check(table, &tables, &pack);
    Some(Draft { pack, texts: tables.iter().map(|table| table.span("text")).collect() })
}

fn kind(table: &Table) -> Option<PackKind> {
    Some(match table.words("kind")? {
        "pulse" => PackKind::Pulse,
        "quiz" => PackKind::Quiz,
        "mirror" => PackKind::Mirror,
        "advisor" => PackKind::Advisor,
        "ideas" => PackKind::Ideas,
        "stories" => PackKind::Stories,
        "message" => PackKind::Message,
        _ => return None,
    })
}

fn schedule(table: &Table) -> Schedule {
    let (from, until) = (table.date("from"), table.date("until"));
    if let (Some(from), Some(until)) = (from, until)
        && from > until
    {
        let message = format!("the pack ends on {until}, before it begins on {from}");
        table.error(
            "until",
            Flaw::Conflict,
            message,
            "before `from`",
            "the last day is inclusive: from = until offers it for one day",
        );
    }
    let days = table.list("days").iter().filter_map(|day| day.get_ref().as_str()).filter_map(weekday).collect();
    Schedule { from, until, days }
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEK.iter().find(|(_, name)| *name == word).map(|(day, _)| *day)
}

/// The contest, if there is one; its teams are there, are asked for, and answer what can be right.
fn contest(table: &Table, kind: PackKind, setting: &Setting) -> Option<Contest> {
    let contest = table.table("contest")?;
    let mut teams = Vec::new();
    for node in contest.list("teams") {
        let Some(team) = super::table::words(node) else { continue };
        if !setting.cohorts.iter().any(|cohort| cohort == team) {
            let help = spelling::nearest(team, setting.cohorts.iter().map(String::as_str)).map_or_else(
                || "a team is a [[cohort]] of kiosk.toml; take it out of the contest, or offer it again".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("team `{team}` does not exist, or not any more");
            table.file.error(node.span(), Flaw::Undefined(team.to_owned()), message, "no such cohort", Some(&help));
        }
        teams.extend(CohortId::new(team));
    }
    if !teams.is_empty() && kind != PackKind::Quiz {
        let help = "make it a pack of kind = \"quiz\", or leave `teams` out";
        contest.error(
            "teams",
            Flaw::Conflict,
            "teams stand by right answers, and only a quiz has them",
            "not a quiz",
            help,
        );
    }
    if !teams.is_empty() && !table.flag("ask_cohort") {
        contest.error(
            "teams",
            |_| Flaw::Missing("ask_cohort".to_owned()),
            "nobody is asked for their team",
            "never asked",
            "add ask_cohort = true to the pack",
        );
    }
    let prize = contest.text("prize");
    wording::fits(&contest, "prize", LONGEST_TITLE);
    if prize.is_some() && table.date("until").is_none() {
        contest.error(
            "prize",
            |_| Flaw::Missing("until".to_owned()),
            "a drawing needs an end",
            "drawn when?",
            "add the last day: until = 2027-01-31",
        );
    }
    Some(Contest { teams, prize })
}

/// Notes ids that are used twice.
fn twice(tables: &[Table]) {
    let mut seen = BTreeSet::new();
    for table in tables {
        if let Some(id) = table.words("id")
            && !seen.insert(id)
        {
            let help = "give each item an id of its own; released counts are filed under it";
            table.error(
                "id",
                |_| Flaw::Twice(id.to_owned()),
                format!("item `{id}` appears twice in this pack"),
                "used again here",
                help,
            );
        }
    }
}

/// Warns of conditions on items that a visit may not have drawn.
fn undrawn(tables: &[Table]) {
    for table in tables.iter().filter(|table| table.node("ask_if").is_some()) {
        let message = "the item this depends on may not be drawn, and then this one is not asked";
        table.warn(
            "ask_if",
            Flaw::Conflict,
            message,
            "in a pack with `draw`",
            "leave out `draw`, or ask this one of everybody",
        );
    }
}

/// Notes a draw larger than the pool, and a pulse that asks too much.
fn drawn(table: &Table, kind: Option<PackKind>, draw: Option<usize>, items: &[Option<Item>]) {
    let pool = items.len();
    if let Some(draw) = draw.filter(|draw| *draw > pool) {
        let things = if pool == 1 { "item" } else { "items" };
        let message = format!("the pack draws {draw} items, but has {pool} {things}");
        table.error("draw", Flaw::OutOfRange, message, "more than there are", "draw fewer, or write more items");
    }
    if kind != Some(PackKind::Pulse) {
        return;
    }
    // A card to read takes nothing from anybody.
    let asked = items.iter().filter(|item| !item.as_ref().is_some_and(Item::is_card));
    let asked = draw.unwrap_or_else(|| asked.count());
    if asked > PULSE_ITEMS {
        let message = format!("a visit to this pulse answers {asked} items; {PULSE_ITEMS} is the most");
        let key = if draw.is_some() { "draw" } else { "kind" };
        let help = format!("write draw = {PULSE_ITEMS}: each visit then draws from the pool at random");
        table.error(key, |_| Flaw::OutOfRange("draw".to_owned()), message, "too much for one visit", &help);
    }
}

fn conditions(tables: &[Table], items: &[Option<Item>]) -> Vec<Option<Condition>> {
    let ids: Vec<_> = tables.iter().map(|table| table.words("id").unwrap_or_default()).collect();
    let each: Vec<usize> =
        (0..).zip(tables).filter(|(_, table)| table.node("each").is_some()).map(|(at, _)| at).collect();
    tables
        .iter()
        .enumerate()
        .map(|(at, table)| {
            let text = table.words("ask_if")?;
            match condition::parse(text) {
                Ok(condition) => {
                    refers(table, &condition, at, (&ids, &each), items);
                    Some(condition)
                }
                Err(slip) => {
                    let message = format!("`ask_if` cannot be read: {}", slip.message);
                    let help = "write it as: how-was-today in [1, 2] and team not in [new]";
                    table.file.error(
                        within(table, text, slip.span),
                        Flaw::NotAllowed("ask_if".to_owned()),
                        message,
                        "here",
                        Some(help),
                    );
                    None
                }
            }
        })
        .collect()
}

/// Notes what a condition refers to and cannot: no item, a later one, or a response the item does not have.
fn refers(table: &Table, condition: &Condition, at: usize, (ids, each): (&[&str], &[usize]), items: &[Option<Item>]) {
    let (id, codes) = match condition {
        Condition::And(left, right) | Condition::Or(left, right) => {
            refers(table, left, at, (ids, each), items);
            return refers(table, right, at, (ids, each), items);
        }
        Condition::In(id, codes) | Condition::NotIn(id, codes) => (id.as_str(), codes),
    };
    match ids.iter().position(|other| *other == id) {
        None => {
            let earlier: Vec<_> = ids.iter().take(at).copied().collect();
            let help = spelling::nearest(id, earlier).map_or_else(
                || "name an earlier item of this pack".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            table.error(
                "ask_if",
                |_| Flaw::Undefined(id.to_owned()),
                format!("`ask_if` names `{id}`, which is no item of this pack"),
                "no such item",
                &help,
            );
        }
        Some(found) if found >= at => {
            let message = format!("`ask_if` names `{id}`, which is not asked before this item");
            table.error(
                "ask_if",
                |_| Flaw::Conflict(id.to_owned()),
                message,
                "not answered yet",
                "only answers to earlier items of the visit are known",
            );
        }
        Some(found) if each.contains(&found) => {
            let message = format!("`ask_if` names `{id}`, which is asked once of every entry of a wall");
            table.error(
                "ask_if",
                |_| Flaw::Conflict(id.to_owned()),
                message,
                "no single answer",
                "name an item without `each`",
            );
        }
        Some(found) => {
            let Some(item) = items.get(found).and_then(Option::as_ref) else { return };
            let known = item.responses();
            let known: Vec<_> = known.iter().map(String::as_str).collect();
            for code in codes.iter().filter(|code| !known.contains(&code.as_str())) {
                let message = format!("item `{id}` has no response `{code}`");
                let help = if known.is_empty() {
                    format!("`{id}` has no responses to choose by")
                } else {
                    format!("its responses are {}", spelling::list(&known, "and"))
                };
                table.error("ask_if", |_| Flaw::Undefined(code.clone()), message, "never true", &help);
            }
        }
    }
}

/// Where a part of a string stands in the file; the whole string, if escapes have moved it.
fn within(table: &Table, text: &str, part: Range<usize>) -> Range<usize> {
    let whole = table.span("ask_if");
    let start = whole.start + 1;
    match table.file.text().get(start..start + text.len()) {
        Some(same) if same == text => start + part.start..start + part.end,
        _ => whole,
    }
}
