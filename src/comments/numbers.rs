//! Numbers that reach or name somebody, among the many that are prices, times, dates and amounts.

use std::ops::Range;

use super::redaction::{Finding, Kind, Pattern, pattern};

/// Digits, and letters that stand for digits, with what people put between them.
static RUN: Pattern = pattern!(r"\+? ?\(?[0-9OolI|](?:[0-9OolI|]|[ .\-/()·,*']{1,3}[0-9OolI|])*");
static DATE: Pattern = pattern!(
    r"\b(?:[0-9]{1,2}[./\-] ?[0-9]{1,2}[./\-] ?(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[./\-][0-9]{1,2}[./\-][0-9]{1,2}",
    r"|[0-9]{1,2}\.[0-9]{1,2}\.)(?: ?[-/] ?[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{2,4})?)?\b"
);
static TIME: Pattern = pattern!(
    r"\b(?:[01]?[0-9]|2[0-4])(?: ?[.:h] ?[0-5][0-9])?(?: ?(?:am|pm|uhr|h))? ?(?:-|to|bis|a|à|/) ?",
    r"(?:[01]?[0-9]|2[0-4])[.:h][0-5][0-9]\b|\b(?:[01]?[0-9]|2[0-4])[:h][0-5][0-9]\b"
);
/// An extension, or a number that says of what it is.
static EXTENSION: Pattern = pattern!(
    r"(?i)\b(?:ext(?:ension|ensión)?|durchwahl|dw|apparat|anexo|interno|poste|phone|tel|teléfono|téléphone|telefon|handy|móvil|movil|whatsapp)",
    r"\.?:? ?(?:no\.?|nr\.?|n°|number|numéro|número)?:? ?([0-9]{3,6})\b"
);
static STAFF: Pattern = pattern!(
    r"(?i)\b(?:id|badge|staff|employee|personal-?|mitarbeiter-?|ausweis-?|kunden-?|matricule|matrícula|empleado|empleada|employé|employée|",
    r"payroll|clock-?in|pin|tarjeta|carte|karte|konto|account|cuenta|compte)(?:nummer|s?-?nr)?",
    r"(?:[ .:#-]|no|nr|num|number|nummer|número|numéro|de|d'|id|is|ist|es|est|n°|nº|the|card){0,6}? ?([0-9][0-9 .\-]{2,}[0-9])\b"
);
/// An account by its international number (ISO 13616): two letters, two digits, and up to 30 letters and digits.
static IBAN: Pattern = pattern!(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\b");
/// What is counted or paid, after its number.
static AMOUNT_AFTER: Pattern = pattern!(
    r"(?i)^ ?(?:[,.][0-9]{1,2}\b)? ?(?:€|\$|£|%|eur\b|euros?\b|usd\b|dollars?\b|pounds?\b|cents?\b|kg\b|g\b|ml\b|km\b|°|cups?\b|coffees?\b|",
    r"customers?\b|clientes?\b|clients?\b|kunden\b|people\b|personas\b|personnes\b|steps\b|pasos\b|pas\b|schritte\b|stück\b|tassen\b|tazas\b|tasses\b|",
    r"cafés?\b|kaffees?\b|hours?\b|horas\b|heures\b|stunden\b|times\b|mal\b|veces\b|fois\b|orders?\b|pedidos\b|commandes\b|bestellungen\b|units?\b|items?\b)"
);
static AMOUNT_BEFORE: Pattern = pattern!(r"(?i)(?:€|\$|£|eur|usd) ?$");

/// Shorter runs are tables, prices and years.
const SHORTEST_PHONE: usize = 7;
/// The most digits of a number that can be called (ITU-T E.164).
const LONGEST_PHONE: usize = 15;
/// A run without a gap of this length is somebody's number more often than an amount.
const SHORTEST_NUMBER: usize = 6;

pub(super) fn findings(text: &str) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        EXTENSION.ranges(text, 1).map(|range| Finding::new(range.start, range.end, Kind::Phone)).collect();
    found.extend(STAFF.ranges(text, 1).filter_map(|range| {
        let digits = text.get(range.clone())?.bytes().filter(u8::is_ascii_digit).count();
        (digits >= 4).then(|| Finding::new(range.start, range.end, Kind::Number))
    }));
    found.extend(IBAN.ranges(text, 0).map(|range| Finding::new(range.start, range.end, Kind::Number)));
    let times: Vec<Range<usize>> = {
        let mut times: Vec<_> =
            DATE.ranges(text, 0).chain(TIME.ranges(text, 0)).filter(|time| stands_alone(text, time)).collect();
        times.sort_by_key(|range| range.start);
        times
    };
    for run in RUN.ranges(text, 0) {
        for part in without(run, &times) {
            found.extend(number(text, part));
        }
    }
    found
}

/// Whether what looks like a date or a time is not the beginning, the middle or the end of a longer number.
fn stands_alone(text: &str, time: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let joins = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| b".-/".contains(byte));
    let before = joins(time.start.checked_sub(1)) && digit(time.start.checked_sub(2));
    let after = joins(Some(time.end)) && digit(Some(time.end + 1));
    !before && !after
}

/// The parts of `run` that no date or time covers.
fn without(run: Range<usize>, times: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = run.start;
    let first = times.partition_point(|time| time.end <= run.start);
    for time in times[first..].iter().take_while(|time| time.start < run.end) {
        if time.start > at {
            parts.push(at..time.start);
        }
        at = at.max(time.end);
    }
    if at < run.end {
        parts.push(at..run.end);
    }
    parts
}

/// What a run of digits is, if it should not be there.
fn number(text: &str, run: Range<usize>) -> Option<Finding> {
    let run = whole_words(text, run)?;
    let part = text.get(run.clone())?;
    let before = text.get(..run.start)?;
    let after = text.get(run.end..)?;
    let plus = part.starts_with('+');
    let groups: Vec<String> = part
        .split(|c: char| !(c.is_ascii_digit() || "OolI|".contains(c)))
        .filter(|group| !group.is_empty())
        .map(|group| group.replace(['O', 'o'], "0").replace(['l', 'I', '|'], "1"))
        .collect();
    let digits: usize = groups.iter().map(String::len).sum();
    let first = groups.first()?;
    let longest = groups.iter().map(String::len).max().unwrap_or(0);
    let finding = |kind| Some(Finding::new(run.start, run.end, kind));
    if digits > LONGEST_PHONE {
        return finding(Kind::Number);
    }
    if (plus && digits >= SHORTEST_PHONE) || (first.starts_with('0') && digits >= SHORTEST_NUMBER) {
        return finding(Kind::Phone);
    }
    if part.contains(['/', ',', '*']) && longest < SHORTEST_NUMBER {
        return None;
    }
    let counted = is_amount(before, after);
    if longest >= SHORTEST_NUMBER {
        let round = groups.len() == 1 && first.ends_with("000");
        return if counted || round {
            None
        } else if digits > longest || digits >= 9 && first.starts_with(['6', '7', '8', '9']) && digits <= 11 {
            finding(Kind::Phone)
        } else {
            finding(Kind::Number)
        };
    }
    if digits < SHORTEST_PHONE || counted || is_list(&groups, part) {
        return None;
    }
    finding(Kind::Phone)
}

/// The run without letters at its ends that belong to a word, or nothing if no digit is left.
fn whole_words(text: &str, mut run: Range<usize>) -> Option<Range<usize>> {
    let letter = |c: char| c.is_alphabetic();
    let is_looks = |byte: u8| b"OolI|".contains(&byte);
    let bytes = text.as_bytes();
    // "lol 24" and "Oil 7" begin with a word; so does "I 0171".
    loop {
        let part = text.get(run.clone())?;
        let head = part.bytes().take_while(|byte| is_looks(*byte)).count();
        let joined = part.as_bytes().get(head).is_some_and(u8::is_ascii_digit);
        let inside_word = text.get(..run.start)?.chars().next_back().is_some_and(letter);
        if head == 0 || (joined && !inside_word) {
            break;
        }
        run.start += head;
        let skip = text.get(run.clone())?.bytes().take_while(|b| !b.is_ascii_digit() && !is_looks(*b)).count();
        run.start += skip;
    }
    loop {
        let part = text.get(run.clone())?;
        let tail = part.bytes().rev().take_while(|byte| is_looks(*byte)).count();
        let body = part.len().checked_sub(tail)?;
        let joined = body.checked_sub(1).and_then(|at| part.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
        let into_word = text.get(run.end..)?.chars().next().is_some_and(letter);
        if tail == 0 || (joined && !into_word) {
            break;
        }
        run.end -= tail;
        while run.end > run.start && !bytes[run.end - 1].is_ascii_digit() && !is_looks(bytes[run.end - 1]) {
            run.end -= 1;
        }
    }
    let part = text.get(run.clone())?;
    let start = part.find(|c: char| c.is_ascii_digit() || "+(OolI".contains(c))?;
    part.bytes().any(|byte| byte.is_ascii_digit()).then_some(run.start + start..run.end)
}

/// Whether the number counts or costs something.
fn is_amount(before: &str, after: &str) -> bool {
    AMOUNT_AFTER.ranges(after, 0).next().is_some() || AMOUNT_BEFORE.ranges(before, 0).next().is_some()
}

/// Whether groups of digits are an amount written in thousands, years, or small numbers one after the other.
fn is_list(groups: &[String], part: &str) -> bool {
    let in_thousands = groups.len() >= 2
        && groups[0].len() <= 3
        && groups[1..].iter().all(|group| group.len() == 3)
        && !(groups[0].len() == 3 && groups.len() == 3 && groups[0].starts_with(['6', '7', '8', '9']));
    let years = groups.iter().all(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")));
    let values: Vec<u32> = groups.iter().filter_map(|group| group.parse().ok()).collect();
    let small = groups.iter().all(|group| group.len() <= 2);
    let rising = groups.len() >= 3 && small && values.windows(2).all(|pair| pair[0] < pair[1]);
    let version = small && part.contains('.') && !part.contains(' ') && groups.len() <= 4;
    in_thousands || years || rising || version || (groups.len() >= 3 && part.contains(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_built() {
        let all = [&RUN, &DATE, &TIME, &EXTENSION, &STAFF, &IBAN, &AMOUNT_AFTER, &AMOUNT_BEFORE];
        assert!(all.into_iter().all(Pattern::is_sound));
    }

    fn kind(text: &str) -> Option<Kind> {
        findings(text).first().map(|finding| finding.kind)
    }

    #[test]
    fn numbers_that_can_be_called_are_found_however_they_are_grouped() {
        for text in [
            "0171 5550123",
            "+49 171 555 01 23",
            "(555) 123-4567",
            "06 12 34 56 78",
            "06.12.34.56.78",
            "612 345 678",
            "0 1 7 1 5 5 5 0 1 2 3",
            "O171-555O123",
            "555-1234",
            "0171/5550123",
            "ext. 4711",
            "Durchwahl 312",
        ] {
            assert_eq!(kind(text), Some(Kind::Phone), "{text}");
        }
    }

    #[test]
    fn numbers_that_name_somebody_are_found() {
        for text in ["badge 4711", "my ID is 20731", "4006381333931", "Personalnummer 10 442", "4111 1111 1111 1111"] {
            assert_eq!(kind(text), Some(Kind::Number), "{text}");
        }
    }

    #[test]
    fn prices_times_dates_and_amounts_are_left_alone() {
        for text in [
            "12.11.2026",
            "from 06:00-14:30",
            "6.30-14.30",
            "1.250,50 €",
            "10 000 €",
            "1 250 000 customers",
            "24/7",
            "2023 2024 2025",
            "100000",
            "7/10 8/10 9/10",
            "tables 12 14 16 18 20",
            "2.14.3",
            "1, 2, 3, 4, 5, 6, 7",
            "lol 24",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
