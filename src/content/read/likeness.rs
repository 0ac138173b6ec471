//! Items that are one question twice.
//!
//! Asking the same thing in two items releases the same answers in two batches, and their difference can tell about a
//! person what neither tells alone. Authors do it by copying, so that is what is looked for.

use super::File;
use super::pack::Draft;
use crate::content::{Flaw, Item};
use crate::vocabulary::{Language, Text};

/// Likeness (1 is the same) from which two wordings count as one: a letter in ten may differ.
const ALIKE: f64 = 0.9;

/// Warns of every item that says nearly the same as one before it, in its own pack or another.
pub(super) fn compare(drafts: &[(File, Option<Draft>)]) {
    let mut seen: Vec<(&str, &Item, Vec<String>)> = Vec::new();
    for (file, draft) in drafts {
        let Some(draft) = draft else { continue };
        let pack = draft.pack.id.as_str();
        for (item, span) in draft.pack.items.iter().zip(&draft.texts) {
            let responses = item.responses();
            // Entries of a wall are different questions in the same words.
            if responses.is_empty() || item.entry.is_some() {
                continue;
            }
            let twin = seen.iter().find(|(_, other, codes)| {
                *codes == responses
                    && std::mem::discriminant(&other.kind) == std::mem::discriminant(&item.kind)
                    && alike(&other.text, &item.text)
            });
            if let Some((theirs, other, _)) = twin {
                let place = if *theirs == pack { "above".to_owned() } else { format!("of pack `{theirs}`") };
                let message = format!("item `{}` asks nearly the same as `{}` {place}", item.id, other.id);
                let help = "the difference of two counts of one question can tell about a person what neither does \
                            alone; ask it once";
                file.warn(span.clone(), Flaw::Revealing(item.id.to_string()), message, "asked before", Some(help));
            }
            seen.push((pack, item, responses));
        }
    }
}

/// Whether two texts are nearly the same in any language both have.
fn alike(one: &Text, other: &Text) -> bool {
    let near = |one: &str, other: &str| strsim::normalized_levenshtein(&plain(one), &plain(other)) >= ALIKE;
    let ((Text::Each(wordings), other) | (other, Text::Each(wordings))) = (one, other) else {
        let any = Language::from("");
        return near(one.in_language(&any), other.in_language(&any));
    };
    wordings.iter().any(|(language, wording)| match other {
        Text::Same(same) => near(wording, same),
        Text::Each(others) => others.get(language).is_some_and(|other| near(wording, other)),
    })
}

/// Lower case, without marks and spare spaces.
fn plain(text: &str) -> String {
    let letters: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
