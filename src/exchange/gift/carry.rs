//! From the questions of a GIFT file to a quiz.

use super::question::{Answer as Given, Answers, Block, Marked, Question as Asked, parse};
use crate::exchange::draft::{Answer, Choice, Draft, Entry, Question};
use crate::exchange::name::Names;
use crate::exchange::{Imported, Loss, OwnWord, Place, Refusal, Remarks, Tongues, markup, page};

/// Most options that an item of a pack may have.
const MOST_OPTIONS: usize = 30;

/// Makes a quiz of a GIFT file's text; `name` is the file's, for its first line and where the file has no title.
///
/// # Errors
/// [`Refusal`] if the text has no question in it, or none that the kiosk can ask.
pub fn import(text: &str, name: &str, tongues: &Tongues) -> Result<Imported, Refusal> {
    let blocks = parse(text);
    let is_gift = |block: &Block| match block {
        Block::Question(question) => question.answers != Answers::Description,
        Block::Category { .. } => true,
        Block::Remark(_) | Block::Broken { .. } => false,
    };
    if !blocks.iter().any(is_gift) {
        let message = "it has no question in Moodle's GIFT format: no { } with answers between them";
        return Err(Refusal::Foreign(message.to_owned()));
    }
    let mut carrier =
        Carrier { tongues, items: Names::default(), title: None, entries: Vec::new(), remarks: Remarks::default() };
    for block in &blocks {
        carrier.block(block);
    }
    let Carrier { title, entries, mut remarks, .. } = carrier;
    let title = title.unwrap_or_else(|| stem(name));
    let untranslated = tongues.untranslated();
    if !untranslated.is_empty() {
        let tags: Vec<_> = untranslated.iter().map(|tag| format!("`{}`", tag.as_str())).collect();
        let what = format!("translations: {} say the same until somebody translates them", tags.join(", "));
        remarks.add(&Place::default(), Loss::Without, what);
    }
    let draft = Draft {
        source: format!("{name}, in Moodle's GIFT format"),
        kind: "quiz",
        title: tongues.text(title),
        draw: None,
        order: tongues.order(),
        untranslated,
        entries,
    };
    if draft.asked().next().is_none() {
        return Err(Refusal::Nothing(remarks.into_sorted()));
    }
    Ok(Imported::of(&draft, remarks))
}

/// The name of a file without its endings, as a title.
pub(in crate::exchange) fn stem(name: &str) -> String {
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    let title = stem.replace(['_', '-'], " ");
    // A pack needs a title, and a file need not have a letter in its name.
    if title.trim().is_empty() { "?".to_owned() } else { title.trim().to_owned() }
}

fn is_wordless(marked: &Marked) -> bool {
    markup::words(&marked.text, marked.format).text.is_empty()
}

struct Carrier<'a> {
    tongues: &'a Tongues,
    items: Names,
    title: Option<String>,
    entries: Vec<Entry>,
    remarks: Remarks,
}

impl Carrier<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Remark(lines) => self.entries.push(Entry::Remark(lines.clone())),
            Block::Category { line, path } => self.category(*line, path),
            Block::Broken { line, why, source } => self.leave_out(*line, why, source),
            Block::Question(asked) => self.question(asked),
        }
    }

    fn category(&mut self, line: usize, path: &str) {
        // A slash within a name is written twice.
        let last = path.replace("//", "\u{0}").rsplit('/').next().unwrap_or_default().trim().replace('\u{0}', "/");
        let place = Place::line(line);
        if self.title.is_none() && !last.is_empty() && !last.starts_with('$') {
            self.title = Some(last);
        } else {
            let what = format!("the category {path}: a pack has none, so it stands as a remark");
            self.remarks.add(&place, Loss::Without, what);
            self.entries.push(Entry::Remark(vec![format!("Category: {path}")]));
        }
    }

    fn leave_out(&mut self, line: usize, why: &str, source: &str) {
        self.remarks.add(&Place::line(line), Loss::LeftOut, why);
        let mut lines = vec![format!("LEFT OUT (line {line}): {why}.")];
        lines.extend(source.lines().map(|line| format!("  {line}")));
        self.entries.push(Entry::Remark(lines));
    }

    fn question(&mut self, asked: &Asked) {
        let leave_out = |this: &mut Self, why: &str| this.leave_out(asked.line, why, &asked.source);
        match &asked.answers {
            Answers::Short => leave_out(self, "its answer is typed, and the kiosk compares no words"),
            Answers::Numerical => leave_out(self, "its answer is a number, and the kiosk asks for none"),
            _ if is_wordless(&asked.text) => leave_out(self, "it asks nothing in words"),
            Answers::Description => self.card(asked),
            Answers::Essay => self.open(asked),
            Answers::TrueFalse { right, when_wrong, when_right } => {
                self.true_or_false(asked, *right, [when_wrong.as_ref(), when_right.as_ref()]);
            }
            Answers::Choice { answers, .. } if answers.len() > MOST_OPTIONS => {
                leave_out(self, &format!("it has {} answers; {MOST_OPTIONS} is the most", answers.len()));
            }
            Answers::Choice { answers, .. } if answers.iter().any(|given| is_wordless(&given.text)) => {
                leave_out(self, "one of its answers has no words");
            }
            Answers::Choice { one, answers } => self.choice(asked, *one, answers),
            Answers::Matching(pairs) => self.matching(asked, pairs),
        }
    }

    /// The words of a text; what went with its markup is told.
    fn words(&mut self, marked: &Marked, line: usize) -> String {
        let words = markup::words(&marked.text, marked.format);
        self.lose(words.lost, line);
        words.text
    }

    fn lose(&mut self, lost: impl IntoIterator<Item = String>, line: usize) {
        lost.into_iter().for_each(|what| self.remarks.add(&Place::line(line), Loss::Without, what));
    }

    /// An item with this text; its id is made of its name, or of what it asks.
    fn item(&mut self, asked: &Asked, words: &str, answer: Answer) -> Question {
        let id = self.items.take(asked.title.as_deref().unwrap_or(words), "question");
        Question {
            id,
            text: self.tongues.text(words),
            answer,
            explain: None,
            required: false,
            ask_if: None,
            measure: None,
            remarks: Vec::new(),
            is_asked: true,
        }
    }

    fn card(&mut self, asked: &Asked) {
        let mut words = markup::words(&asked.text.text, asked.text.format);
        let link = words.links.pop().filter(|link| words.links.is_empty() && markup::opens_on_a_phone(link));
        // The one thing with a link that a kiosk has.
        words.lost.retain(|lost| link.as_ref().is_none_or(|link| !lost.ends_with(link.as_str())));
        self.lose(words.lost, asked.line);
        let item = self.item(asked, &words.text, Answer::Info { link });
        self.entries.push(Entry::Question(item));
    }

    fn open(&mut self, asked: &Asked) {
        let words = self.words(&asked.text, asked.line);
        let mut item = self.item(asked, &words, Answer::Comment);
        self.unsaid(asked, &mut item);
        self.entries.push(Entry::Question(item));
    }

    /// Keeps what Moodle says after any answer as a remark, where the kiosk says nothing after one.
    fn unsaid(&mut self, asked: &Asked, item: &mut Question) {
        if let Some(feedback) = &asked.feedback {
            let words = self.words(feedback, asked.line);
            item.remarks.push(format!("Said after it in Moodle: {words}"));
            let what = "its feedback: the kiosk says something only after what is right or wrong";
            self.remarks.add(&Place::line(asked.line), Loss::Without, what);
        }
    }

    /// What is said after a question that has a right answer: to everybody, so it is Moodle's general feedback.
    fn explain(&mut self, asked: &Asked, when_right: Option<&Marked>, item: &mut Question) {
        item.measure = Some("knowledge");
        if let Some(feedback) = &asked.feedback {
            let words = self.words(feedback, asked.line);
            // A picture alone leaves nothing to say.
            item.explain = (!words.is_empty()).then(|| self.tongues.text(words));
        } else if let Some(right) = when_right {
            let words = self.words(right, asked.line);
            let words = self.tongues.text(words);
            item.remarks
                .push("Moodle told the following to whoever was right. If it suits everybody, uncomment it:".into());
            item.remarks.push(format!("explain = {}", page::text(&words, &self.tongues.order())));
        }
    }

    /// Tells that what Moodle says after single answers has no place.
    fn single_feedback(&mut self, line: usize) {
        let what = "feedback on single answers, which stands as a remark: the kiosk says the same to everybody";
        self.remarks.add(&Place::line(line), Loss::Without, what);
    }

    fn true_or_false(&mut self, asked: &Asked, right: bool, [when_wrong, when_right]: [Option<&Marked>; 2]) {
        let words = self.words(&asked.text, asked.line);
        let option = |id: &str, word: OwnWord, correct: bool| Choice {
            id: id.to_owned(),
            text: self.tongues.own_word(word),
            correct,
            last: false,
            remarks: Vec::new(),
        };
        let options = vec![option("true", OwnWord::True, right), option("false", OwnWord::False, !right)];
        let mut item = self.item(asked, &words, Answer::Single { options, shuffle: false });
        if let Some(wrong) = when_wrong {
            let words = self.words(wrong, asked.line);
            item.remarks.push(format!("Said in Moodle to whoever was wrong: {words}"));
        }
        if when_wrong.or(when_right).is_some() {
            self.single_feedback(asked.line);
        }
        self.explain(asked, when_right, &mut item);
        self.entries.push(Entry::Question(item));
    }

    fn choice(&mut self, asked: &Asked, one: bool, answers: &[Given]) {
        let place = Place::line(asked.line);
        let full: Vec<_> = answers.iter().filter(|given| given.weight >= 100.0).collect();
        let earning: Vec<_> = answers.iter().filter(|given| given.weight > 0.0).collect();
        let right: Option<&Given> = match (one, full.as_slice(), earning.as_slice()) {
            (true, [right], _) | (false, _, [right]) => Some(*right),
            (true, [], _) | (false, _, []) => {
                return self.leave_out(asked.line, "none of its answers is right", &asked.source);
            }
            (true, ..) => {
                return self.leave_out(
                    asked.line,
                    "several of its answers are right, each by itself; the kiosk knows one",
                    &asked.source,
                );
            }
            (false, ..) => None,
        };
        if !one && right.is_some() {
            let what = "several answers could be ticked, of which one is right: one is chosen here";
            self.remarks.add(&place, Loss::Changed, what);
        }
        let mut names = Names::default();
        let options: Vec<_> = answers.iter().map(|given| self.option(given, right, &mut names)).collect();
        let feedback = answers.iter().find(|given| given.feedback.is_some());
        if let Some(given) = feedback {
            self.single_feedback(given.line);
        }
        let words = self.words(&asked.text, asked.line);
        // Moodle shows answers in another order each time; whoever writes GIFT often puts the right one first.
        let shuffle = true;
        let Some(right) = right else {
            let at_most = earning.len();
            let mut item = self.item(asked, &words, Answer::Multiple { options, shuffle, at_most });
            let what =
                "several answers are right together: the kiosk counts what is chosen, and tells nobody what is right";
            self.remarks.add(&place, Loss::Changed, what);
            self.unsaid(asked, &mut item);
            return self.entries.push(Entry::Question(item));
        };
        let mut item = self.item(asked, &words, Answer::Single { options, shuffle });
        self.explain(asked, right.feedback.as_ref(), &mut item);
        self.entries.push(Entry::Question(item));
    }

    fn option(&mut self, given: &Given, right: Option<&Given>, names: &mut Names) -> Choice {
        let words = self.words(&given.text, given.line);
        let correct = right.is_some_and(|right| std::ptr::eq(right, given));
        let mut remarks = Vec::new();
        if right.is_none() && given.weight > 0.0 {
            remarks.push("Right in Moodle.".to_owned());
        }
        if right.is_some() && !correct && given.weight != 0.0 {
            let what = format!("“{words}” earns {} % of the marks, and is wrong here", given.weight);
            self.remarks.add(&Place::line(given.line), Loss::Without, what);
        }
        if let Some(feedback) = &given.feedback {
            let said = self.words(feedback, given.line);
            remarks.push(format!("Said after it in Moodle: {said}"));
        }
        Choice { id: names.take(&words, "option"), text: self.tongues.text(words), correct, last: false, remarks }
    }

    /// One question for each half that another half belongs to; all other halves are its wrong answers.
    fn matching(&mut self, asked: &Asked, pairs: &[(Marked, Marked)]) {
        let mut halves: Vec<String> = Vec::new();
        let mut read = Vec::new();
        for (first, second) in pairs {
            let (first, second) = (self.words(first, asked.line), self.words(second, asked.line));
            if !second.is_empty() && !halves.contains(&second) {
                halves.push(second.clone());
            }
            read.push((first, second));
        }
        read.retain(|(first, second)| !first.is_empty() && !second.is_empty());
        if halves.len() < 2 || halves.len() > MOST_OPTIONS || read.is_empty() {
            let why = format!("it has {} halves to choose from; 2 to {MOST_OPTIONS} can be shown", halves.len());
            return self.leave_out(asked.line, &why, &asked.source);
        }
        let question = self.words(&asked.text, asked.line);
        let what = format!("things to match: {} questions with a choice each", read.len());
        self.remarks.add(&Place::line(asked.line), Loss::Changed, what);
        for (first, right) in read {
            let mut names = Names::default();
            let options = halves.iter().map(|half| Choice {
                id: names.take(half, "option"),
                text: self.tongues.text(half.as_str()),
                correct: *half == right,
                last: false,
                remarks: Vec::new(),
            });
            let answer = Answer::Single { options: options.collect(), shuffle: true };
            let words = format!("{question} {first}");
            let mut item = self.item(asked, &words, answer);
            self.explain(asked, None, &mut item);
            self.entries.push(Entry::Question(item));
        }
    }
}
