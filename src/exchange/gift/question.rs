//! Questions as a GIFT file has them, by the rules that Moodle itself reads by.

use super::letter::{Letter, find, find_last, letters, starts, text, trim};
use crate::exchange::markup::{BREAK, Format};

/// A part of a file between blank lines.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Lines that nobody but authors reads.
    Remark(Vec<String>),
    /// Where the questions that follow are filed.
    Category {
        /// Its line, from 1.
        line: usize,
        /// Its path.
        path: String,
    },
    /// A question or a card.
    Question(Box<Question>),
    /// What is no question.
    Broken {
        /// Its first line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
        /// Its lines.
        source: String,
    },
}

/// A question as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its first line, from 1.
    pub line: usize,
    /// Its name.
    pub title: Option<String>,
    /// What it asks; `_____` stands where an answer is to be put in.
    pub text: Marked,
    /// How it is answered.
    pub answers: Answers,
    /// What is said after any answer.
    pub feedback: Option<Marked>,
    /// Its lines.
    pub source: String,
}

/// Words and how they are marked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// How.
    pub format: Format,
    /// The words.
    pub text: String,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answers {
    /// Not at all.
    Description,
    /// With a text of any length.
    Essay,
    /// By choosing: one answer if one is marked as the right one, else several.
    Choice {
        /// Whether one answer is chosen.
        one: bool,
        /// The answers.
        answers: Vec<Answer>,
    },
    /// With true or false.
    TrueFalse {
        /// Which of the two is right.
        right: bool,
        /// What is said after the other one.
        when_wrong: Option<Marked>,
        /// What is said after the right one.
        when_right: Option<Marked>,
    },
    /// By typing one of these.
    Short,
    /// With a number.
    Numerical,
    /// By putting together what belongs together; some have no first half.
    Matching(Vec<(Marked, Marked)>),
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its line, from 1.
    pub line: usize,
    /// Hundredths of the marks it earns.
    pub weight: f64,
    /// Its words.
    pub text: Marked,
    /// What is said after it.
    pub feedback: Option<Marked>,
}

/// Reads a file: its blocks from the top down.
#[must_use]
pub fn parse(file: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Vec<(usize, &str)> = Vec::new();
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    for (at, line) in file.lines().chain([""]).enumerate() {
        let line = line.trim();
        if !line.is_empty() {
            open.push((at + 1, line));
            continue;
        }
        block(&std::mem::take(&mut open), &mut blocks);
    }
    blocks
}

/// Takes in the lines between two blank ones.
fn block(lines: &[(usize, &str)], blocks: &mut Vec<Block>) {
    let is_remark = |line: &&(usize, &str)| line.1.starts_with("//");
    let remarks: Vec<_> = lines.iter().filter(is_remark).map(|(_, line)| said(line)).collect();
    let remarks: Vec<_> = remarks.into_iter().filter(|remark| !is_made(remark)).collect();
    if !remarks.is_empty() {
        blocks.push(Block::Remark(remarks));
    }
    let mut lines: Vec<_> = lines.iter().filter(|line| !is_remark(line)).copied().collect();
    // Moodle takes all of such a block for the category's name; what follows on the next line is meant as a question.
    while let Some((line, path)) = lines.first().and_then(|(at, line)| Some((*at, line.strip_prefix("$CATEGORY:")?))) {
        blocks.push(Block::Category { line, path: path.trim().to_owned() });
        lines.remove(0);
    }
    let Some((line, _)) = lines.first().copied() else { return };
    let source = lines.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n");
    blocks.push(match question(&letters(lines.into_iter()), line, &source) {
        Ok(question) => Block::Question(Box::new(question)),
        Err(why) => Block::Broken { line, why: why.to_owned(), source },
    });
}

fn said(line: &str) -> String {
    line.trim_start_matches('/').trim().to_owned()
}

/// Whether a remark was written by Moodle itself, which says of each question what follows anyway.
fn is_made(remark: &str) -> bool {
    remark.is_empty() || remark.starts_with("question: ") && remark.contains(" name: ")
}

fn question(all: &[Letter], line: usize, source: &str) -> Result<Question, &'static str> {
    let mut rest = trim(all);
    let mut title = None;
    if starts(rest, "::") {
        rest = &rest[2..];
        if let Some(end) = find(rest, "::") {
            title = Some(text(trim(&rest[..end]), " ")).filter(|title| !title.is_empty());
            rest = trim(&rest[end + 2..]);
        }
    }
    let (asked, answers) = match (find(rest, "{"), find(rest, "}")) {
        (None, None) => (rest.to_vec(), None),
        (Some(start), Some(end)) if start < end => {
            let (before, after) = (&rest[..start], &rest[end + 1..]);
            if find(after, "{").is_some() {
                return Err("it has two places for answers");
            }
            let mut asked = before.to_vec();
            if !after.is_empty() {
                asked.extend(letters([(line, "_____")].into_iter()));
                asked.extend(after);
            }
            (asked, Some(trim(&rest[start + 1..end])))
        }
        _ => return Err("its braces { } do not match; a blank line ends a question, also between them"),
    };
    let asked = marked(&asked, Format::Moodle);
    let (answers, feedback) = match answers {
        None => (Answers::Description, None),
        Some(answers) => {
            let general = find_last(answers, "####");
            let feedback = general.map(|at| marked(&answers[at + 4..], asked.format));
            let answers = general.map_or(answers, |at| trim(&answers[..at]));
            (self::answers(answers, asked.format)?, feedback.filter(|feedback| !feedback.text.is_empty()))
        }
    };
    Ok(Question { line, title, text: asked, answers, feedback, source: source.to_owned() })
}

fn answers(answers: &[Letter], format: Format) -> Result<Answers, &'static str> {
    if answers.is_empty() {
        return Ok(Answers::Essay);
    }
    if starts(answers, "#") {
        return Ok(Answers::Numerical);
    }
    if find(answers, "~").is_some() {
        let one = find(answers, "=").is_some();
        let answers: Vec<_> = parts(answers, &['~', '=']).into_iter().map(|part| answer(part, format)).collect();
        return if answers.len() < 2 { Err("it has one answer only") } else { Ok(Answers::Choice { one, answers }) };
    }
    if find(answers, "=").is_some() && find(answers, "->").is_some() {
        let pairs = parts(answers, &['=']).into_iter().map(|(_, part)| {
            let middle = find(part, "->")?;
            Some((marked(&part[..middle], format), marked(&part[middle + 2..], Format::Plain)))
        });
        let pairs: Option<Vec<_>> = pairs.collect();
        return pairs.map(Answers::Matching).ok_or("an answer of this matching question has no ->");
    }
    let (word, feedback) = cut(answers, "#");
    let right = match text(trim(word), " ").as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ if find(answers, "=").is_some() => return Ok(Answers::Short),
        // Moodle takes it for an answer to type; it is far more often no GIFT at all.
        _ => return Err("what stands between its braces begins with none of = ~ # T F"),
    };
    let (when_wrong, when_right) = feedback.map_or((None, None), |feedback| {
        let (wrong, right) = cut(feedback, "#");
        (filled(wrong, format), right.and_then(|right| filled(right, format)))
    });
    Ok(Answers::TrueFalse { right, when_wrong, when_right })
}

/// What stands between the marks, and the mark before it; what stands before the first one has none.
fn parts<'a>(letters: &'a [Letter], marks: &[char]) -> Vec<(Option<char>, &'a [Letter])> {
    let mut parts = Vec::new();
    let (mut mark, mut start) = (None, 0);
    for at in 0..=letters.len() {
        let found = marks.iter().copied().find(|mark| starts(&letters[at..], mark.encode_utf8(&mut [0; 4])));
        if found.is_none() && at < letters.len() {
            continue;
        }
        let part = trim(&letters[start..at]);
        if mark.is_some() || !part.is_empty() {
            parts.push((mark, part));
        }
        (mark, start) = (found, at + 1);
    }
    parts
}

fn answer((mark, part): (Option<char>, &[Letter]), format: Format) -> Answer {
    let line = part.first().map_or(0, |letter| letter.line);
    let (part, weight) = weight(part).unwrap_or((part, if mark == Some('=') { 100.0 } else { 0.0 }));
    let (words, feedback) = cut(part, "#");
    Answer {
        line,
        weight,
        text: marked(words, format),
        feedback: feedback.and_then(|feedback| filled(feedback, format)),
    }
}

/// A weight at the front, such as `%-33.3%`, and what follows it.
fn weight(letters: &[Letter]) -> Option<(&[Letter], f64)> {
    let inside = letters.get(1..).filter(|_| starts(letters, "%"))?;
    let end = find(inside, "%")?;
    let number: f64 = text(&inside[..end], " ").parse().ok()?;
    (number.is_finite() && number.abs() <= 100.0).then(|| (trim(&inside[end + 1..]), number))
}

/// What stands before the first of these signs and what after.
fn cut<'a>(letters: &'a [Letter], sign: &str) -> (&'a [Letter], Option<&'a [Letter]>) {
    match find(letters, sign) {
        Some(at) => (&letters[..at], Some(&letters[at + sign.len()..])),
        None => (letters, None),
    }
}

fn filled(letters: &[Letter], format: Format) -> Option<Marked> {
    Some(marked(letters, format)).filter(|marked| !marked.text.is_empty())
}

/// Words with the name of their format in front of them, or without.
fn marked(letters: &[Letter], usual: Format) -> Marked {
    let letters = trim(letters);
    let named = [
        ("[moodle]", Format::Moodle),
        ("[html]", Format::Html),
        ("[plain]", Format::Plain),
        ("[markdown]", Format::Markdown),
    ];
    let named = named.into_iter().find(|(name, _)| starts(letters, name));
    let (words, format) = named.map_or((letters, usual), |(name, format)| (&letters[name.len()..], format));
    Marked { format, text: text(trim(words), BREAK) }
}
