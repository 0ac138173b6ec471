//! An item of a pack.

use std::collections::BTreeSet;

use super::{Setting, Table, advice, picture, spelling, wording};
use crate::content::shape::MEASURES;
use crate::content::{Flaw, Item, ItemKind, Norm, PackKind, Pin, ResponseOption, Scale, TouchpointClass, fingerprint};
use crate::vocabulary::{ItemId, Language, OptionId, TouchpointId};

/// Longest text that still fits in three lines on the smallest panel.
const LONGEST_TEXT: usize = 140;
/// Longest option that still fits in two lines on the smallest panel.
const LONGEST_OPTION: usize = 60;
/// Longest explanation that fits beside the picture it explains.
const LONGEST_EXPLANATION: usize = 240;
/// Options that people put in order without writing them down.
const RANKED: usize = 5;
/// Points of a scale that still fit beside each other as buttons of 20 mm.
const POINTS: u8 = 11;

/// The item, without its condition, which needs the other items.
pub(super) fn read(table: &Table, kind: Option<PackKind>, setting: &Setting) -> Option<Item> {
    wording::fits(table, "text", LONGEST_TEXT);
    wording::fits(table, "explain", LONGEST_EXPLANATION);
    for end in ["low", "high"] {
        wording::fits(table, end, LONGEST_OPTION);
    }
    measure(table);
    let image = picture::read(table, setting);
    let read = self::kind(table, kind, setting);
    let touchpoint = table.words("touchpoint");
    if kind == Some(PackKind::Mirror) && touchpoint.is_none() && table.words("type") == Some("rating") {
        let help = "add touchpoint = \"…\", as the customers' ratings name it";
        table.warn(
            "id",
            |_| Flaw::Missing("touchpoint".to_owned()),
            "a mirror item without a touchpoint has nothing to be compared with",
            "no touchpoint",
            help,
        );
    }
    let (read, text) = (read?, table.text("text")?);
    if table.node("norm").is_some() && !has_one_figure(&read) {
        let help = "put it on a scale, on nps or on a question with a right answer, or leave it out";
        table.warn(
            "norm",
            Flaw::Ignored,
            "this item has no single figure that a norm could stand beside",
            "nobody sees it",
            help,
        );
    }
    let advice = if table.words("type") == Some("single") { advice::read(table, kind) } else { None };
    Some(Item {
        id: ItemId::new(table.words("id")?).ok()?,
        hash: fingerprint::of_item(&read, &text, advice.as_ref()),
        advice,
        kind: read,
        text,
        image,
        explain: table.text("explain"),
        required: table.flag("required"),
        ask_if: None,
        measure: table.words("measure").map(ToOwned::to_owned),
        role: table.words("role").map(ToOwned::to_owned),
        touchpoint: touchpoint.and_then(|id| TouchpointId::new(id).ok()),
        class: match table.words("class") {
            Some("emotional") => Some(TouchpointClass::Emotional),
            Some("functional") => Some(TouchpointClass::Functional),
            _ => None,
        },
        norm: table.table("norm").and_then(|table| norm(&table)),
        entry: None,
    })
}

fn kind(table: &Table, pack: Option<PackKind>, setting: &Setting) -> Option<ItemKind> {
    let shuffle = table.flag("shuffle");
    Some(match table.words("type")? {
        "smiley" => ItemKind::Smiley { faces: small(table, "faces").unwrap_or(5) },
        "rating" => ItemKind::Rating { scale: scale(table)?, not_applicable: table.flag("not_applicable") },
        "nps" => ItemKind::Nps { low: table.text("low"), high: table.text("high") },
        "single" => ItemKind::Single { options: options(table, pack, setting)?, shuffle },
        "multiple" => {
            let options = options(table, pack, setting)?;
            let at_most = small(table, "at_most")?;
            if usize::from(at_most) > options.len() {
                let message = format!("up to {at_most} may be picked, but there are {} options", options.len());
                table.error(
                    "at_most",
                    Flaw::OutOfRange,
                    message,
                    "more than there are",
                    "it bounds what one person can change: keep it low",
                );
            }
            ItemKind::Multiple { options, shuffle, at_most }
        }
        "rank" => ItemKind::Rank { options: ranking(table, options(table, pack, setting)?), shuffle },
        "comment" => {
            let phrases: Vec<_> = table.list("phrases").iter().filter_map(super::table::text).collect();
            if phrases.is_empty() {
                can_be_written(table, &setting.languages);
            }
            ItemKind::Comment { phrases }
        }
        "info" if table.node("variants").is_some() && pack == Some(PackKind::Message) => {
            ItemKind::Message { variants: variants(table, setting)?, link: link(table) }
        }
        "info" => ItemKind::Info { link: link(table) },
        _ => return None,
    })
}

/// Tells where nobody could say anything: no phrases to tap, and a language that the screen has no keys for.
fn can_be_written(table: &Table, languages: &[Language]) {
    let without: Vec<String> =
        languages.iter().filter(|tag| !tag.has_keys()).map(|tag| format!("`{}`", tag.as_str())).collect();
    if without.is_empty() {
        return;
    }
    let without = without.join(", ");
    let message = format!("nothing can be said here in {without}: the screen has no keys for it");
    if table.flag("required") {
        let help =
            "give phrases to tap: phrases = [\"…\"], or leave out `required`; a visit could only be broken off here";
        table.error("required", Flaw::Conflict, message, "and an answer is required", help);
    } else {
        table.warn("type", Flaw::Conflict, message, "no phrases", "give phrases to tap: phrases = [\"…\"]");
    }
}

fn options(table: &Table, pack: Option<PackKind>, setting: &Setting) -> Option<Vec<ResponseOption>> {
    let tables: Vec<_> = table.tables("options").collect();
    let mut seen = BTreeSet::new();
    for table in &tables {
        wording::fits(table, "text", LONGEST_OPTION);
        if let Some(id) = table.words("id")
            && !seen.insert(id)
        {
            let help = "give each option an id of its own; answers are counted under it";
            table.error(
                "id",
                |_| Flaw::Twice(id.to_owned()),
                format!("option `{id}` appears twice in this item"),
                "used again here",
                help,
            );
        }
    }
    correct(table, pack, &tables);
    tables
        .iter()
        .map(|table| {
            let image = picture::read(table, setting);
            Some(ResponseOption {
                id: OptionId::new(table.words("id")?).ok()?,
                text: table.text("text")?,
                image,
                correct: table.flag("correct"),
                pin: match table.words("pin") {
                    Some("first") => Some(Pin::First),
                    Some("last") => Some(Pin::Last),
                    _ => None,
                },
            })
        })
        .collect()
}

/// The wordings of a card, each with an id of its own.
fn variants(table: &Table, setting: &Setting) -> Option<Vec<ResponseOption>> {
    let mut seen = BTreeSet::new();
    let read = |table: Table| {
        wording::fits(&table, "text", LONGEST_TEXT);
        let id = table.words("id")?;
        if !seen.insert(id.to_owned()) {
            let help = "give each variant an id of its own; answers are counted under it";
            table.error(
                "id",
                |_| Flaw::Twice(id.to_owned()),
                format!("variant `{id}` appears twice in this item"),
                "used again here",
                help,
            );
        }
        let image = picture::read(&table, setting);
        Some(ResponseOption {
            id: OptionId::new(id).ok()?,
            text: table.text("text")?,
            image,
            correct: false,
            pin: None,
        })
    };
    table.tables("variants").map(read).collect()
}

/// Warns of a ranking that is longer than people standing at a screen can keep in mind.
fn ranking(table: &Table, options: Vec<ResponseOption>) -> Vec<ResponseOption> {
    if options.len() > RANKED {
        let message = format!("a ranking of {} options is long", options.len());
        let help = "three to five can be put in order at a glance; the noise grows with the square of their number";
        table.warn("options", Flaw::OutOfRange, message, "more than most people put in order", help);
    }
    options
}

/// Notes a quiz item without exactly one right option, and right options where nothing is right or wrong.
fn correct(table: &Table, pack: Option<PackKind>, options: &[Table]) {
    let right: Vec<_> = options.iter().filter(|option| option.flag("correct")).collect();
    match (pack, right.as_slice()) {
        (Some(PackKind::Quiz), []) if table.words("type") == Some("single") => {
            let help = "add correct = true to the right option";
            table.error(
                "options",
                |_| Flaw::Missing("correct".to_owned()),
                "no option of this quiz item is right",
                "none is `correct`",
                help,
            );
        }
        (Some(PackKind::Quiz), [_, more @ ..]) if table.words("type") == Some("single") => {
            for option in more {
                let help = "a person picks one option, so exactly one has correct = true";
                option.error(
                    "correct",
                    Flaw::Twice,
                    "a second option of this quiz item is right",
                    "also `correct`",
                    help,
                );
            }
        }
        (Some(PackKind::Quiz), right) if table.words("type") != Some("single") => {
            for option in right {
                let help = "make it type = \"single\", or leave `correct` out";
                option.error(
                    "correct",
                    Flaw::Conflict,
                    "only what takes one answer can be right or wrong",
                    "several answers",
                    help,
                );
            }
        }
        (Some(PackKind::Quiz) | None, _) => {}
        (Some(_), right) => {
            for option in right {
                let help = "make it a pack of kind = \"quiz\", or leave `correct` out";
                option.warn(
                    "correct",
                    Flaw::Ignored,
                    "`correct` means nothing outside a quiz",
                    "nobody sees this",
                    help,
                );
            }
        }
    }
}

fn scale(table: &Table) -> Option<Scale> {
    let scale = table.table("scale")?;
    let (from, to) = (small(&scale, "from")?, small(&scale, "to")?);
    if from >= to {
        scale.error(
            "to",
            Flaw::OutOfRange,
            format!("the scale ends at {to}, where it begins or before"),
            "not above `from`",
            "write from = 1, to = 5",
        );
    } else if to - from >= POINTS {
        let message = format!("a scale of {} points is too long", to - from + 1);
        scale.error(
            "to",
            Flaw::OutOfRange,
            message,
            "too many points",
            "11 points fit beside each other; five are easier to tell apart",
        );
    }
    wording::fits(&scale, "low", LONGEST_OPTION);
    wording::fits(&scale, "high", LONGEST_OPTION);
    Some(Scale { from, to, low: scale.text("low")?, high: scale.text("high")? })
}

/// Whether its answers come to one figure: a mean, a score, or the share of those who are right.
fn has_one_figure(kind: &ItemKind) -> bool {
    match kind {
        ItemKind::Smiley { .. } | ItemKind::Rating { .. } | ItemKind::Nps { .. } => true,
        ItemKind::Single { options, .. } => options.iter().any(|option| option.correct),
        _ => false,
    }
}

fn norm(table: &Table) -> Option<Norm> {
    let value = table.number("value")?;
    if !value.is_finite() {
        table.error(
            "value",
            Flaw::NotAllowed,
            "a norm must be a finite number",
            "here",
            "write the published figure, such as 0.74",
        );
    }
    Some(Norm { value, of: table.text("of")?, source: table.text("source")? })
}

fn link(table: &Table) -> Option<String> {
    let link = table.words("link")?;
    if !(link.starts_with("https://") || link.starts_with("http://")) || link.contains(char::is_whitespace) {
        let help = "phones open addresses that begin with https://";
        table.error(
            "link",
            Flaw::NotAllowed,
            format!("`{link}` is not an address a phone can open"),
            "not a link",
            help,
        );
    }
    Some(link.to_owned())
}

fn measure(table: &Table) {
    let Some(measure) = table.words("measure").filter(|measure| !MEASURES.contains(measure)) else { return };
    let message = format!("the report knows no measure `{measure}`");
    table.warn(
        "measure",
        |_| Flaw::Undefined(measure.to_owned()),
        message,
        "counted, but filed under nothing",
        &spelling::advice(measure, MEASURES),
    );
}

fn small(table: &Table, key: &str) -> Option<u8> {
    u8::try_from(table.whole(key)?).ok()
}
