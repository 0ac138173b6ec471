//! What the `type` column says, in all the ways it is written.

/// What a row of the survey is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something begins that holds the rows after it.
    Begin(Block),
    /// It ends.
    End,
    /// One of a list is chosen.
    One(Choices),
    /// Several of a list are chosen.
    Several(Choices),
    /// A list is put in order.
    Rank(Choices),
    /// A whole number.
    Integer,
    /// A number on a slider.
    Range,
    /// Words of one's own.
    Text,
    /// A card.
    Note,
    /// Something that cannot be asked, or asks nothing; and why.
    Unasked(&'static str),
    /// Something that no form should say.
    Unknown,
}

/// What holds rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Rows that belong together.
    Group,
    /// Rows that are asked again and again.
    Repeat,
}

/// Which list answers come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choices {
    /// The list's name.
    pub(super) list: String,
    /// Whether "other" is offered besides.
    pub(super) other: bool,
}

const NUMBER: &str = "its answer is a number, and the kiosk asks for none but on a scale";
const FILE: &str = "its answers are in a file of their own, which is not read";
const DATE: &str = "its answer is a date or a time, and the kiosk asks for none";
const PLACE: &str = "its answer is a place, and the kiosk asks nobody where they are";
const DEVICE: &str = "the kiosk notes neither who answers nor when nor on what";
const MEDIUM: &str = "its answer is a picture, a sound, a film, a file or a code, and the kiosk takes none";
const WORKED_OUT: &str = "it asks nothing: it is worked out, and the kiosk works out nothing for forms";

/// Reads the type of a row.
pub(super) fn kind(written: &str) -> Kind {
    let spaced = written.replace('_', " ").to_lowercase();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let named: Vec<&str> = written.split_whitespace().collect();
    match words.as_slice() {
        ["begin", "repeat" | "loop" | "looped", ..] => Kind::Begin(Block::Repeat),
        ["begin", ..] => Kind::Begin(Block::Group),
        ["end", _, ..] => Kind::End,
        ["select", "one" | "multiple", "from", "file", ..] | ["select", "one" | "multiple", "external", ..] => {
            Kind::Unasked(FILE)
        }
        ["rank", _, ..] => choices(&named).map_or(Kind::Unknown, Kind::Rank),
        ["select" | "select1", ..] | ["add", "select", ..] | ["q", "select" | "select1", ..] => {
            let Some(choices) = choices(&named) else { return Kind::Unknown };
            let several = words.contains(&"multiple") || words.contains(&"all");
            if several { Kind::Several(choices) } else { Kind::One(choices) }
        }
        _ => by_name(&words.join(" ")),
    }
}

fn by_name(words: &str) -> Kind {
    let bare = words.trim_start_matches("q ").trim_start_matches("add ").trim_end_matches(" prompt");
    match bare {
        "integer" | "int" => Kind::Integer,
        "range" => Kind::Range,
        "text" | "string" => Kind::Text,
        "note" | "acknowledge" | "trigger" => Kind::Note,
        "decimal" | "percentage" | "number of days in last month" | "number of days in last six months" => {
            Kind::Unasked(NUMBER)
        }
        "date" | "time" | "datetime" | "date time" => Kind::Unasked(DATE),
        "geopoint" | "location" | "gps" | "geotrace" | "geoshape" | "start-geopoint" => Kind::Unasked(PLACE),
        "image" | "photo" | "picture" | "audio" | "video" | "file" | "barcode" | "signature" | "draw" | "annotate"
        | "background-audio" => Kind::Unasked(MEDIUM),
        "calculate" | "hidden" | "xml-external" | "csv-external" | "include" | "entity" => Kind::Unasked(WORKED_OUT),
        "start" | "start time" | "end" | "end time" | "today" | "deviceid" | "device id" | "imei" | "simserial"
        | "sim id" | "subscriberid" | "subscriber id" | "phonenumber" | "phone number" | "username" | "email"
        | "audit" | "uri:deviceid" => Kind::Unasked(DEVICE),
        _ if bare.starts_with("osm") => Kind::Unasked(PLACE),
        _ => Kind::Unknown,
    }
}

/// The list that a type names behind its other words; none where it names none.
fn choices(named: &[&str]) -> Option<Choices> {
    /// Words of a type that name no list; some stand in one word with `_` between them.
    const SAID: [&str; 14] = [
        "q",
        "add",
        "select",
        "select1",
        "select_one",
        "select_multiple",
        "one",
        "multiple",
        "all",
        "that",
        "apply",
        "prompt",
        "from",
        "using",
    ];
    let lower: Vec<String> = named.iter().map(|word| word.to_lowercase()).collect();
    let start = lower.iter().position(|word| !SAID.contains(&word.as_str()) && word != "rank")?;
    let rest: Vec<&str> = lower[start + 1..].iter().map(String::as_str).collect();
    let other = match rest.as_slice() {
        [] => false,
        ["or_other"] | ["or", "other"] | ["or", "specify", "other"] => true,
        _ => return None,
    };
    Some(Choices { list: (*named.get(start)?).to_owned(), other })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_in_every_way_they_are_written() {
        let list = |other| Choices { list: "Cups".into(), other };
        assert_eq!(kind("select_one Cups"), Kind::One(list(false)));
        assert_eq!(kind("Select one from Cups or specify other"), Kind::One(list(true)));
        assert_eq!(kind("select_multiple  Cups or_other"), Kind::Several(list(true)));
        assert_eq!(kind("select all that apply from Cups"), Kind::Several(list(false)));
        assert_eq!(kind("add select one prompt using Cups"), Kind::One(list(false)));
        assert_eq!(kind("rank Cups"), Kind::Rank(list(false)));
        assert_eq!(kind("select_one"), Kind::Unknown);
        assert_eq!(kind("select_one Cups and more"), Kind::Unknown);
        assert_eq!(kind("select_one_from_file cups.csv"), Kind::Unasked(FILE));
        assert_eq!(kind("begin_group"), Kind::Begin(Block::Group));
        assert_eq!(kind("begin loop over Cups"), Kind::Begin(Block::Repeat));
        assert_eq!(kind("end group"), Kind::End);
        assert_eq!(kind("end"), Kind::Unasked(DEVICE));
        assert_eq!(kind("phone number"), Kind::Unasked(DEVICE));
        assert_eq!(kind("add text prompt"), Kind::Text);
        assert_eq!(kind("horoscope"), Kind::Unknown);
        assert_eq!(kind(""), Kind::Unknown);
    }
}
