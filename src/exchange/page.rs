//! A draft as the TOML that a person goes on editing.

use std::fmt::Write as _;

use super::draft::{Answer, Choice, Draft, Entry, Question};
use crate::vocabulary::{Language, Text};

/// Writes a pack.
pub(super) fn page(draft: &Draft) -> String {
    let order = &draft.order;
    let mut page = String::from("#:schema ../schema/pack.schema.json\n");
    remark(&mut page, &format!("From {}.", draft.source));
    remark(&mut page, "What could not be carried over stands as a remark, like this one, where it was.");
    if !draft.untranslated.is_empty() {
        let tags: Vec<_> = draft.untranslated.iter().map(Language::as_str).collect();
        remark(&mut page, &format!("TO TRANSLATE: the words in {} are those of another language.", tags.join(", ")));
    }
    let _ = writeln!(page, "\nkind = {}\ntitle = {}", string(draft.kind), text(&draft.title, order));
    let _ = writeln!(page, "minutes = 1{:32}# on its card; 0 means half a minute", "");
    if let Some(draw) = draft.draw {
        let _ = writeln!(page, "draw = {draw:<36}# questions of each visit, drawn by chance");
    }
    for entry in &draft.entries {
        page.push('\n');
        match entry {
            Entry::Remark(lines) => lines.iter().for_each(|line| remark(&mut page, line)),
            Entry::Question(question) => item(&mut page, question, order),
        }
    }
    page
}

fn item(page: &mut String, question: &Question, order: &[Language]) {
    question.remarks.iter().for_each(|line| remark(page, line));
    let written = table(question, order);
    if question.is_asked {
        page.push_str(&written);
    } else {
        written.lines().for_each(|line| remark(page, line));
    }
}

fn table(question: &Question, order: &[Language]) -> String {
    let mut table = String::from("[[item]]\n");
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(table, "{key} = {value}");
    };
    line("id", &string(&question.id));
    line("type", &string(kind(&question.answer)));
    line("text", &text(&question.text, order));
    match &question.answer {
        Answer::Single { options, shuffle } | Answer::Rank { options, shuffle } => {
            line("options", &list(options, order));
            if *shuffle {
                line("shuffle", "true");
            }
        }
        Answer::Multiple { options, shuffle, at_most } => {
            line("at_most", &at_most.to_string());
            line("options", &list(options, order));
            if *shuffle {
                line("shuffle", "true");
            }
        }
        Answer::Rating { from, to } => {
            line("scale", &format!("{{ from = {from}, to = {to}, low = \"{from}\", high = \"{to}\" }}"));
        }
        Answer::Info { link: Some(address) } => line("link", &string(address)),
        Answer::Info { link: None } | Answer::Comment => {}
    }
    if let Some(explain) = &question.explain {
        line("explain", &text(explain, order));
    }
    if question.required {
        line("required", "true");
    }
    if let Some(condition) = &question.ask_if {
        line("ask_if", &string(condition));
    }
    if let Some(measure) = question.measure {
        line("measure", &string(measure));
    }
    table
}

fn kind(answer: &Answer) -> &'static str {
    match answer {
        Answer::Single { .. } => "single",
        Answer::Multiple { .. } => "multiple",
        Answer::Rank { .. } => "rank",
        Answer::Rating { .. } => "rating",
        Answer::Comment => "comment",
        Answer::Info { .. } => "info",
    }
}

fn list(options: &[Choice], order: &[Language]) -> String {
    let mut list = String::from("[\n");
    for option in options {
        for line in option.remarks.iter().flat_map(|remark| remark.lines()) {
            let _ = writeln!(list, "  # {}", line.trim_end());
        }
        let _ = write!(list, "  {{ id = {}, text = {}", string(&option.id), text(&option.text, order));
        list.push_str(if option.correct { ", correct = true" } else { "" });
        list.push_str(if option.last { ", pin = \"last\"" } else { "" });
        list.push_str(" },\n");
    }
    list.push(']');
    list
}

/// Lines that only authors read.
fn remark(page: &mut String, words: &str) {
    for line in words.lines() {
        // A control character would be a fault of the file even in a remark.
        let line: String = line.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
        let _ = writeln!(page, "{}", format!("# {line}").trim_end());
    }
}

/// A text as authors write it: languages in this order first.
pub(super) fn text(text: &Text, order: &[Language]) -> String {
    match text {
        Text::Same(words) => string(words),
        Text::Each(wordings) => {
            let place = |tag: &Language| order.iter().position(|other| other == tag).unwrap_or(order.len());
            let mut wordings: Vec<_> = wordings.iter().collect();
            wordings.sort_by_key(|(tag, _)| place(tag));
            let each: Vec<_> =
                wordings.iter().map(|(tag, words)| format!("{} = {}", tag.as_str(), string(words))).collect();
            format!("{{ {} }}", each.join(", "))
        }
    }
}

/// A string in double quotes, on one line: the one way of writing it that authors have to know.
pub(super) fn string(words: &str) -> String {
    let mut written = String::from("\"");
    for sign in words.chars() {
        match sign {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            sign if sign.is_control() => {
                let _ = write!(written, "\\u{:04X}", u32::from(sign));
            }
            sign => written.push(sign),
        }
    }
    written.push('"');
    written
}
