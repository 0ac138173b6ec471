//! Whether a text fits the place it is shown in.

use toml::de::DeValue;

use super::Table;
use super::table::Node;
use crate::content::Flaw;

/// Warns of every wording of a text with more than `longest` characters.
pub(super) fn fits(table: &Table, key: &str, longest: usize) {
    let Some(node) = table.node(key) else { return };
    match node.get_ref() {
        DeValue::String(words) => measure(table, key, node, words, None, longest),
        DeValue::Table(wordings) => {
            for (tag, wording) in wordings {
                if let Some(words) = wording.get_ref().as_str() {
                    measure(table, key, wording, words, Some(tag.get_ref()), longest);
                }
            }
        }
        _ => {}
    }
}

fn measure(table: &Table, key: &str, node: Node, words: &str, language: Option<&str>, longest: usize) {
    let count = words.chars().count();
    if count > longest {
        let language = language.map(|tag| format!(" in `{tag}`")).unwrap_or_default();
        let message = format!("`{key}` is too long for its place{language}: {count} characters");
        let help = format!("{longest} characters fit on every screen; say it as you would aloud");
        table.file.warn(node.span(), Flaw::TooLong(key.to_owned()), message, "too long", Some(&help));
    }
}
