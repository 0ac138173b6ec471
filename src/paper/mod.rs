//! Answers gathered on paper or elsewhere: the CSV format of `enter`, and every line of it that is wrong.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::civil::DateTime;

use crate::comments::{Comment, findings};
use crate::content::{Content, Item, ItemKind, Pack};
use crate::mutant::{self, Mutant};
use crate::visit::{Finished, Response, paper};
use crate::vocabulary::{CohortId, ItemId, Language, PackId};

/// A line that cannot be taken. It says what is wrong with it and never what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

/// A visit from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperVisit {
    /// What it adds.
    pub visit: Finished,
    /// The first of its lines in the file, from 1.
    pub line: u64,
    /// When it was, on simulated data.
    pub at: Option<DateTime>,
}

/// All of a file: visits to take, or faults. If there is a fault, nothing is to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The visits in the order of their first lines.
    pub visits: Vec<PaperVisit>,
    /// Every bad line.
    pub faults: Vec<Fault>,
}

const REQUIRED: [&str; 4] = ["visit", "pack", "item", "response"];
const OPTIONAL: [&str; 3] = ["cohort", "language", "at"];

/// The columns of one line.
struct Line {
    number: u64,
    pack: String,
    item: String,
    response: String,
    cohort: String,
    language: String,
    at: String,
}

/// Reads a file against `content`; `at` is taken on simulated data only.
#[must_use]
pub fn read(file: impl Read, content: &Content, simulated: bool) -> Sheet {
    let mut sheet = Sheet::default();
    let groups = match lines(file, &mut sheet.faults) {
        Ok(groups) => groups,
        Err(fault) => return Sheet { visits: Vec::new(), faults: vec![fault] },
    };
    for group in groups {
        let visit = visit(&group, content, simulated, &mut sheet.faults);
        sheet.visits.extend(visit);
    }
    let mut latest = None;
    for visit in &sheet.visits {
        if visit.at < latest {
            let message = "`at` lies before the visit above; sort the file by `at`".to_owned();
            sheet.faults.push(Fault { line: visit.line, message });
        }
        latest = visit.at;
    }
    sheet.faults.sort_by_key(|fault| fault.line);
    if !sheet.faults.is_empty() {
        sheet.visits.clear();
    }
    sheet
}

/// The lines of the file, grouped by visit in the order of their first lines.
fn lines(file: impl Read, faults: &mut Vec<Fault>) -> Result<Vec<Vec<Line>>, Fault> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(false).from_reader(file);
    let headers = reader.headers().map_err(|error| csv_fault(&error))?.clone();
    let mut columns = BTreeMap::new();
    for (index, name) in headers.iter().enumerate() {
        // Spreadsheets put a byte order mark in front of the first name.
        let name = name.trim_start_matches('\u{feff}');
        if !REQUIRED.contains(&name) && !OPTIONAL.contains(&name) {
            let known = REQUIRED.iter().chain(&OPTIONAL).copied().collect::<Vec<_>>().join(", ");
            return Err(Fault { line: 1, message: format!("column `{name}` is not known; there are {known}") });
        }
        if columns.insert(name.to_owned(), index).is_some() {
            return Err(Fault { line: 1, message: format!("column `{name}` is there twice") });
        }
    }
    if let Some(missing) = REQUIRED.iter().find(|name| !columns.contains_key(**name)) {
        return Err(Fault { line: 1, message: format!("column `{missing}` is missing") });
    }
    let mut order: Vec<Vec<Line>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(csv_fault(&error));
                continue;
            }
        };
        let field = |name: &str| columns.get(name).and_then(|index| record.get(*index)).unwrap_or("").to_owned();
        let line = Line {
            number: record.position().map_or(0, csv::Position::line),
            pack: field("pack"),
            item: field("item"),
            response: field("response"),
            cohort: field("cohort"),
            language: field("language"),
            at: field("at"),
        };
        let place = *places.entry(field("visit")).or_insert_with(|| {
            order.push(Vec::new());
            order.len() - 1
        });
        if let Some(group) = order.get_mut(place) {
            group.push(line);
        }
    }
    Ok(order)
}

fn csv_fault(error: &csv::Error) -> Fault {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the first line has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "this is not UTF-8; save the file as \"CSV UTF-8\"".to_owned(),
        // The text of other errors may quote the line, and with it an answer.
        _ => "this is no CSV".to_owned(),
    };
    Fault { line, message }
}

/// Checks one visit; its faults are added to `faults`.
fn visit(group: &[Line], content: &Content, simulated: bool, faults: &mut Vec<Fault>) -> Option<PaperVisit> {
    let known = faults.len();
    let first = group.first()?;
    let mut fault = |line: &Line, message: String| faults.push(Fault { line: line.number, message });
    for line in &group[1..] {
        let same = line.pack == first.pack && line.cohort == first.cohort && line.at == first.at;
        if !same {
            fault(line, "pack, cohort and at must be the same in all lines of a visit".to_owned());
        }
    }
    for line in group.iter().filter(|line| !line.language.is_empty()) {
        if !content.kiosk.languages.contains(&Language::from(line.language.as_str())) {
            fault(line, format!("language `{}` is not one of this kiosk's", line.language));
        }
    }
    let at = when(first, simulated).map_err(|message| fault(first, message)).ok().flatten();
    let cohort = cohort(first, content).map_err(|message| fault(first, message)).ok().flatten();
    let pack = PackId::new(first.pack.as_str()).ok().and_then(|id| content.pack(&id));
    let Some(pack) = pack else {
        fault(first, format!("there is no pack `{}`", first.pack));
        return None;
    };
    let mut answers = Vec::new();
    let mut comments = Vec::new();
    for line in group {
        match answer(line, pack) {
            Ok((position, Said::Response(response))) => answers.push((position, response)),
            Ok((position, Said::Comment(comment))) => comments.push((position, comment)),
            Err(message) => fault(line, message),
        }
    }
    if faults.len() > known {
        return None;
    }
    match paper(pack, cohort, answers, comments) {
        Ok(visit) => Some(PaperVisit { visit, line: first.number, at }),
        Err(refused) => {
            faults.push(Fault { line: first.number, message: refused.to_string() });
            None
        }
    }
}

fn when(line: &Line, simulated: bool) -> Result<Option<DateTime>, String> {
    match (line.at.as_str(), simulated) {
        ("", _) => Ok(None),
        (_, false) => Err("`at` is for simulated data only: real answers have no time".to_owned()),
        (at, true) => at.parse().map(Some).map_err(|_| "`at` is written 2026-11-18T14:05:20".to_owned()),
    }
}

fn cohort(line: &Line, content: &Content) -> Result<Option<CohortId>, String> {
    if line.cohort.is_empty() {
        return Ok(None);
    }
    let known = content.kiosk.cohorts.iter().find(|cohort| cohort.id.as_str() == line.cohort);
    known.map(|cohort| Some(cohort.id.clone())).ok_or_else(|| format!("there is no cohort `{}`", line.cohort))
}

/// What a line says.
enum Said {
    Response(Response),
    Comment(Comment),
}

fn answer(line: &Line, pack: &Pack) -> Result<(usize, Said), String> {
    let id = ItemId::new(line.item.as_str()).ok();
    let found = pack.items.iter().enumerate().find(|(_, item)| Some(&item.id) == id.as_ref());
    let (position, item) = found.ok_or_else(|| format!("pack `{}` has no item `{}`", pack.id, line.item))?;
    let said = match item.kind {
        ItemKind::Comment { .. } if !line.response.is_empty() => Said::Comment(comment(&line.response)?),
        _ => Said::Response(response(&line.response, item)?),
    };
    Ok((position, said))
}

/// Takes a comment, unless something in it identifies somebody by itself: that is told by kind and place, never quoted.
fn comment(text: &str) -> Result<Comment, String> {
    let comment = Comment::new(text).map_err(|bad| bad.to_string())?;
    let text = comment.as_str();
    let direct = findings(text).into_iter().filter(|finding| finding.kind.is_direct());
    let places: Vec<String> = direct
        .map(|finding| {
            let place = text.get(..finding.range.start).map_or(0, |before| before.chars().count()) + 1;
            format!("{} at character {place}", finding.kind.as_str())
        })
        .collect();
    if places.is_empty() {
        return Ok(comment);
    }
    Err(format!("the comment tells who somebody is or how to reach them: {}; leave that out", places.join(", ")))
}

fn response(text: &str, item: &Item) -> Result<Response, String> {
    if text.is_empty() {
        return Ok(Response::skip());
    }
    let codes = item.responses();
    if codes.is_empty() {
        return Err(format!("item `{}` takes no response here", item.id));
    }
    let positions: Option<Vec<usize>> =
        text.split('|').map(|code| codes.iter().position(|known| known == code.trim())).collect();
    let made = if item.is_ranking() { Response::ranking } else { Response::several };
    positions.map(made).ok_or_else(|| {
        let codes = if mutant::active(Mutant::AnswersQuoted) { text.to_owned() } else { codes.join(", ") };
        format!("this is no response to item `{}`; there are {codes}", item.id)
    })
}
