//! From the rows of a form to a pack.

use std::collections::BTreeMap;

use super::Sheet;
use super::condition::{Answered, Cases, Earlier, cases};
use super::expression::{bounds, most_chosen, parse, whole};
use super::kind::{Block, Choices, Kind, kind};
use super::sheet::{Row, Table};
use super::wordings::Wordings;
use crate::exchange::draft::{Answer, Choice, Draft, Entry, Question};
use crate::exchange::gift::stem;
use crate::exchange::name::Names;
use crate::exchange::{Imported, Loss, OwnWord, Place, Refusal, Remarks, Tongues};
use crate::vocabulary::Text;

/// Most options that an item of a pack may have.
const MOST_OPTIONS: usize = 30;
/// Points that still fit beside each other on a scale.
const MOST_POINTS: i64 = 11;
/// Questions that one visit to a pulse answers.
const ASKED: usize = 3;

/// A form as a pack, and what the form calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The pack.
    pub imported: Imported,
    /// The form's own id, if it has one.
    pub id: Option<String>,
}

/// Makes a pulse of a form's sheets; `name` is the file's, for its first line and where the form has no title.
///
/// # Errors
/// [`Refusal`] if the workbook has no survey, or nothing in it that the kiosk can ask.
pub fn import(sheets: &[Sheet], name: &str, tongues: &Tongues) -> Result<Form, Refusal> {
    let Some(survey) =
        Table::named(sheets, "survey").filter(|survey| survey.columns.iter().any(|it| it.name == "type"))
    else {
        let names: Vec<_> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
        return Err(Refusal::Foreign(format!(
            "it is no XLSForm: that has a sheet `survey` with a column `type`; the sheets of this one are {}",
            names.join(", ")
        )));
    };
    let choices = Table::named(sheets, "choices").unwrap_or_default();
    let settings = Table::named(sheets, "settings").unwrap_or_default();
    let setting = |name: &str| settings.rows.first().map_or("", |row| settings.cell(row, name));
    let mut remarks = Remarks::default();
    let wordings = Wordings::of(&[&survey, &choices], setting("default_language"), tongues, &mut remarks);
    let title = settings.rows.first().and_then(|row| wordings.text(&settings, row, "form_title", &mut remarks));
    beside(&survey, &choices, &settings, sheets, &mut remarks);

    let mut carrier = Carrier {
        survey: &survey,
        choices: &choices,
        wordings: &wordings,
        items: Names::default(),
        earlier: BTreeMap::new(),
        open: Vec::new(),
        entries: Vec::new(),
        remarks,
    };
    survey.rows.iter().for_each(|row| carrier.row(row));
    let Carrier { entries, mut remarks, .. } = carrier;
    let untranslated = wordings.absent();
    if !untranslated.is_empty() {
        let tags: Vec<_> = untranslated.iter().map(|tag| format!("`{}`", tag.as_str())).collect();
        let what = format!("translations: {} say the same until somebody translates them", tags.join(", "));
        remarks.add(&Place::default(), Loss::Without, what);
    }
    let mut draft = Draft {
        source: format!("{name}, an XLSForm"),
        kind: "pulse",
        title: title.unwrap_or_else(|| wordings.tongues().text(stem(name))),
        draw: None,
        order: wordings.tongues().order(),
        untranslated,
        entries,
    };
    draw(&mut draft, &mut remarks);
    if draft.asked().next().is_none() {
        return Err(Refusal::Nothing(remarks.into_sorted()));
    }
    let id = Some(setting("form_id").to_owned()).filter(|id| !id.is_empty());
    Ok(Form { imported: Imported::of(&draft, remarks), id })
}

/// Lets each visit draw a few questions of a form that has more.
fn draw(draft: &mut Draft, remarks: &mut Remarks) {
    let asked = draft.asked().filter(|question| !question.answer.is_card()).count();
    if asked <= ASKED {
        return;
    }
    draft.draw = Some(ASKED);
    let what =
        format!("a form of {asked} questions: each visit draws {ASKED} of them by chance, as a pulse asks no more");
    remarks.add(&Place::default(), Loss::Changed, what);
    let depending = draft.asked().filter(|question| question.ask_if.is_some()).count();
    if depending > 0 {
        let what =
            format!("{depending} depend on others by `ask_if`, and are asked only when those were drawn before them");
        remarks.add(&Place::default(), Loss::Changed, what);
    }
}

/// Tells what the workbook says that concerns no single row.
fn beside(survey: &Table, choices: &Table, settings: &Table, sheets: &[Sheet], remarks: &mut Remarks) {
    for table in [survey, choices, settings] {
        for column in table.doubled() {
            let what = format!("the second column `{}`: the first one is taken", column.name);
            remarks.add(&Place { sheet: Some(table.name.to_owned()), line: 0 }, Loss::Without, what);
        }
    }
    if let Some(row) = settings.rows.first() {
        let taken = ["form_title", "form_id", "default_language"];
        let names: Vec<_> = settings.cells(row).map(|(column, _)| column.name.as_str()).collect();
        let names: Vec<_> = names.iter().filter(|name| !taken.contains(name)).map(|name| format!("`{name}`")).collect();
        if !names.is_empty() {
            remarks.add(
                &Place::row(settings.name, row.line),
                Loss::Without,
                format!("the settings {}", names.join(", ")),
            );
        }
    }
    for sheet in sheets {
        let known = ["survey", "choices", "settings"].iter().any(|name| sheet.name.trim().eq_ignore_ascii_case(name));
        if !known && !sheet.rows.is_empty() {
            let place = Place { sheet: Some(sheet.name.clone()), line: 0 };
            remarks.add(&place, Loss::Without, "the whole sheet, which is no part of a form that people answer");
        }
    }
}

struct Carrier<'a> {
    survey: &'a Table<'a>,
    choices: &'a Table<'a>,
    wordings: &'a Wordings,
    items: Names,
    /// What conditions may look at, by the form's names.
    earlier: BTreeMap<String, Earlier>,
    /// Groups and repeats around the row, with the conditions of each.
    open: Vec<(Block, Result<Cases, String>)>,
    entries: Vec<Entry>,
    remarks: Remarks,
}

impl<'a> Carrier<'a> {
    fn row(&mut self, row: &Row<'a>) {
        let written = self.survey.cell(row, "type");
        if written.is_empty() || is_yes(self.survey.cell(row, "disabled")) {
            if self.survey.cells(row).next().is_some() {
                self.leave_out(row, "it is disabled, or has no type");
            }
            return;
        }
        let kind = kind(written);
        match &kind {
            Kind::Begin(block) => return self.begin(row, *block),
            Kind::End => {
                self.open.pop();
                return;
            }
            _ => {}
        }
        if self.open.iter().any(|(block, _)| *block == Block::Repeat) {
            return self.leave_out(row, "it is in a repeat, and a visit asks everything once");
        }
        match kind {
            Kind::Unasked(why) => self.leave_out(row, why),
            Kind::Unknown => self.leave_out(row, &format!("there is no type `{written}`, or it names no list")),
            kind => self.question(row, &kind),
        }
    }

    fn begin(&mut self, row: &Row<'a>, block: Block) {
        let condition = self.condition(row);
        let label = self.wordings.text(self.survey, row, "label", &mut self.remarks);
        let words = label.as_ref().map(any).unwrap_or_default();
        let named = if words.is_empty() { self.survey.cell(row, "name") } else { &words };
        match block {
            Block::Group => {
                let what = format!("the group {named}: its questions stand by themselves, its heading as a remark");
                self.remarks.add(&self.place(row), Loss::Without, what);
                self.entries.push(Entry::Remark(vec![format!("Group: {named}")]));
            }
            Block::Repeat => self.leave_out(row, "it is a repeat, and a visit asks everything once"),
        }
        self.open.push((block, condition));
    }

    fn place(&self, row: &Row) -> Place {
        Place::row(self.survey.name, row.line)
    }

    fn leave_out(&mut self, row: &Row<'a>, why: &str) {
        let place = self.place(row);
        self.remarks.add(&place, Loss::LeftOut, why);
        let cells: Vec<_> = self.survey.cells(row).map(|(_, cell)| cell).collect();
        self.entries.push(Entry::Remark(vec![
            format!("LEFT OUT (row {}): {why}.", row.line),
            format!("  {}", cells.join(" | ")),
        ]));
    }

    /// When a row is asked, by itself.
    fn condition(&self, row: &Row<'a>) -> Result<Cases, String> {
        let relevant = self.survey.cell(row, "relevant");
        if relevant.is_empty() {
            return Ok(Cases::always());
        }
        let said = |why: String| format!("its condition {relevant} cannot be carried over: {why}");
        let expression = parse(relevant).ok_or_else(|| said("it says more than an `ask_if` can".to_owned()))?;
        cases(&expression, &self.earlier).map_err(said)
    }

    /// When a row is asked, with all that is around it; otherwise why nobody can say so.
    fn asked(&self, row: &Row<'a>) -> Result<Cases, String> {
        let mut cases = self.condition(row)?;
        for (_, around) in self.open.iter().rev() {
            cases = around.clone()?.and(&cases)?;
        }
        if cases.is_never() { Err("it is never asked".to_owned()) } else { Ok(cases) }
    }

    fn question(&mut self, row: &Row<'a>, kind: &Kind) {
        let Some(text) = self.wordings.text(self.survey, row, "label", &mut self.remarks) else {
            return self.leave_out(row, "it has no label, so there is nothing to read");
        };
        let (answer, earlier) = match self.answer(row, kind) {
            Ok(answer) => answer,
            Err(why) => return self.leave_out(row, &why),
        };
        let name = self.survey.cell(row, "name");
        let id = self.items.take(if name.is_empty() { any(&text) } else { name.to_owned() }.as_str(), "question");
        let mut why_not = None;
        let condition = self.asked(row).unwrap_or_else(|why| {
            why_not = Some(why);
            Cases::always()
        });
        if mentions(&text) || choices_of(&answer).iter().any(|choice| mentions(&choice.text)) {
            why_not = why_not.or(Some("its words repeat an earlier answer, which no screen does".to_owned()));
        }
        if !self.survey.cell(row, "choice_filter").is_empty() {
            why_not = why_not.or(Some("its choice_filter makes its answers depend on earlier ones".to_owned()));
        }
        let mut remarks = Vec::new();
        let hint = self.wordings.text(self.survey, row, "hint", &mut self.remarks);
        if let Some(hint) = hint {
            remarks.push(format!("Its hint: {}", any(&hint)));
        }
        if let Some(why) = &why_not {
            self.remarks.add(&self.place(row), Loss::LeftOut, why.as_str());
            remarks.push(format!("NOT ASKED (row {}): {why}. Mend it, and uncomment it.", row.line));
        } else {
            let earlier = Earlier { id: id.clone(), ..earlier };
            self.earlier.insert(name.to_owned(), earlier);
        }
        let required = self.required(row);
        self.rest(row, &answer);
        let card = answer.is_card();
        self.entries.push(Entry::Question(Question {
            id,
            text,
            answer,
            explain: None,
            required: required && !card,
            ask_if: condition.written(),
            measure: None,
            remarks,
            is_asked: why_not.is_none(),
        }));
    }

    fn required(&mut self, row: &Row<'a>) -> bool {
        let required = self.survey.cell(row, "required");
        let is_no = ["", "no", "false", "false()", "0"].contains(&required.to_lowercase().as_str());
        if !is_no && !is_yes(required) {
            let what = format!("`required`, which depends on {required}");
            self.remarks.add(&self.place(row), Loss::Without, what);
        }
        is_yes(required)
    }

    /// Tells what else the row says.
    fn rest(&mut self, row: &Row<'a>, answer: &Answer) {
        let taken = ["type", "name", "label", "relevant", "required", "choice_filter", "disabled", "rows"];
        let constraint = self.survey.cell(row, "constraint");
        let is_used = match answer {
            Answer::Rating { .. } => true,
            Answer::Multiple { .. } => most_chosen(constraint).is_some(),
            _ => false,
        };
        let mut names: Vec<String> = Vec::new();
        for (column, cell) in self.survey.cells(row) {
            let name = column.name.as_str();
            let used = taken.contains(&name)
                || (["constraint", "constraint_message"].contains(&name) && is_used)
                || (name == "parameters" && matches!(answer, Answer::Rating { .. }))
                || (name == "parameters" && cell.replace(' ', "").eq_ignore_ascii_case("randomize=true"))
                || ["no", "false"].contains(&cell.to_lowercase().as_str());
            let said = if name == "hint" {
                "its `hint`, which stands as a remark".to_owned()
            } else {
                format!("its `{name}`")
            };
            if !used && !names.contains(&said) {
                names.push(said);
            }
        }
        if !names.is_empty() {
            self.remarks.add(&self.place(row), Loss::Without, names.join(", "));
        }
    }

    fn answer(&mut self, row: &Row<'a>, kind: &Kind) -> Result<(Answer, Earlier), String> {
        let shuffle = self.survey.cell(row, "parameters").replace(' ', "").to_lowercase().contains("randomize=true");
        let known = |answered, codes| Earlier { id: String::new(), answered, codes };
        let silent = || known(Answered::Otherwise, Vec::new());
        Ok(match kind {
            Kind::One(choices) => {
                let (options, codes) = self.options(row, choices)?;
                (Answer::Single { options, shuffle }, known(Answered::One, codes))
            }
            Kind::Several(choices) => {
                let (options, codes) = self.options(row, choices)?;
                let at_most = self.at_most(row, options.len());
                (Answer::Multiple { options, shuffle, at_most }, known(Answered::Several, codes))
            }
            Kind::Rank(choices) => {
                let (options, _) = self.options(row, choices)?;
                (Answer::Rank { options, shuffle }, silent())
            }
            Kind::Integer | Kind::Range => {
                let (from, to) = self.points(row, kind)?;
                let what = "what its ends mean: write `low` and `high` in words";
                self.remarks.add(&self.place(row), Loss::Without, what);
                let points = (from..=to).map(|point| (point.to_string(), point.to_string()));
                (Answer::Rating { from, to }, known(Answered::One, points.collect()))
            }
            Kind::Text => (Answer::Comment, silent()),
            _ => (Answer::Info { link: None }, silent()),
        })
    }

    /// How many of its options may be picked.
    fn at_most(&mut self, row: &Row<'a>, options: usize) -> usize {
        let most = most_chosen(self.survey.cell(row, "constraint")).and_then(|most| usize::try_from(most).ok());
        if let Some(most) = most.filter(|most| (1..=options).contains(most)) {
            return most;
        }
        let what = format!("any number of its {options} answers may be picked: lower `at_most`, for each costs noise");
        self.remarks.add(&self.place(row), Loss::Changed, what);
        options
    }

    /// The points of a scale that holds every answer to a number.
    fn points(&self, row: &Row<'a>, kind: &Kind) -> Result<(u8, u8), String> {
        let (from, to) = if *kind == Kind::Range {
            let parameters = self.survey.cell(row, "parameters");
            let value = |name: &str, usual: f64| {
                let mut parts = parameters.split([' ', ';', ',']).filter_map(|part| part.split_once('='));
                let found = parts.rfind(|(key, _)| key.trim().eq_ignore_ascii_case(name));
                found.map_or(Some(usual), |(_, value)| value.trim().parse().ok()).and_then(whole)
            };
            match (value("start", 1.0), value("end", 10.0), value("step", 1.0)) {
                (Some(from), Some(to), Some(1)) => (from, to),
                _ => return Err("its range is not one of whole numbers in steps of one".to_owned()),
            }
        } else {
            let said = "its answer is a number without a range such as . >= 1 and . <= 5, and the kiosk asks for none but on a scale";
            bounds(self.survey.cell(row, "constraint")).ok_or(said)?
        };
        let fits = (0..=10).contains(&from) && from < to && to <= 20 && to - from < MOST_POINTS;
        let points = u8::try_from(from).ok().zip(u8::try_from(to).ok()).filter(|_| fits);
        points.ok_or_else(|| {
            format!("its numbers from {from} to {to} fit no scale: that has {MOST_POINTS} points at most")
        })
    }

    /// The options of a list, and what the form calls each.
    #[expect(clippy::type_complexity, reason = "a pair of lists, taken apart where it arrives")]
    fn options(&mut self, row: &Row<'a>, from: &Choices) -> Result<(Vec<Choice>, Vec<(String, String)>), String> {
        let mut names = Names::default();
        let (mut options, mut codes) = (Vec::new(), Vec::new());
        let choices = self.choices;
        for choice in &choices.rows {
            if choices.cell(choice, "list_name") != from.list {
                continue;
            }
            let name = choices.cell(choice, "name");
            let place = Place::row(choices.name, choice.line);
            let label = self.wordings.text(choices, choice, "label", &mut self.remarks);
            if label.is_none() {
                let what = format!("the label of `{name}`, which has none: its name stands in for it");
                self.remarks.add(&place, Loss::Without, what);
            }
            let text = label.unwrap_or_else(|| self.wordings.tongues().text(name));
            if any(&text).is_empty() {
                continue;
            }
            let media: Vec<_> = choices
                .cells(choice)
                .filter(|(column, _)| ["image", "big-image", "audio", "video"].contains(&column.name.as_str()))
                .map(|(column, cell)| format!("the {} {cell}", column.name))
                .collect();
            if !media.is_empty() {
                self.remarks.add(&place, Loss::Without, format!("{}: put pictures into media/", media.join(", ")));
            }
            let id = names.take(name, "option");
            codes.push((name.to_owned(), id.clone()));
            options.push(Choice { id, text, correct: false, last: false, remarks: Vec::new() });
        }
        if from.other {
            let id = names.take("other", "option");
            codes.push(("other".to_owned(), id.clone()));
            let text = self.wordings.tongues().own_word(OwnWord::Other);
            options.push(Choice { id, text, correct: false, last: true, remarks: Vec::new() });
            let what = "the words that explain \"other\": ask for them in an item of type = \"comment\"";
            self.remarks.add(&self.place(row), Loss::Without, what);
        }
        match options.len() {
            0 => Err(format!("its list `{}` is not on the sheet `choices`", from.list)),
            1 => Err(format!("its list `{}` has one answer only", from.list)),
            found if found > MOST_OPTIONS => Err(format!("it has {found} answers; {MOST_OPTIONS} is the most")),
            _ => Ok((options, codes)),
        }
    }
}

fn choices_of(answer: &Answer) -> &[Choice] {
    match answer {
        Answer::Single { options, .. } | Answer::Multiple { options, .. } | Answer::Rank { options, .. } => options,
        Answer::Rating { .. } | Answer::Comment | Answer::Info { .. } => &[],
    }
}

fn is_yes(word: &str) -> bool {
    ["yes", "true", "true()", "1"].contains(&word.to_lowercase().as_str())
}

/// One of a text's wordings.
fn any(text: &Text) -> String {
    match text {
        Text::Same(words) => words.clone(),
        Text::Each(wordings) => wordings.values().next().cloned().unwrap_or_default(),
    }
}

/// Whether a text puts an answer into its words: `${name}`.
fn mentions(text: &Text) -> bool {
    match text {
        Text::Same(words) => words.contains("${"),
        Text::Each(wordings) => wordings.values().any(|words| words.contains("${")),
    }
}
