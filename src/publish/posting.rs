//! Entries in the files of the walls, as TOML: what is there already keeps its place, its order and its comments.

use std::fmt::Write as _;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeTable;

use super::{Refusal, table};
use crate::content::Wall;

/// What a file reads after an entry was taken down: the entry stays in the file with the day, so that its votes keep their name, and is not shown again.
///
/// # Errors
/// [`Refusal::Missing`] if there is no such entry, or it was withdrawn before; [`Refusal::Unread`] if the file is no TOML.
pub fn withdraw(text: &str, wall: Wall, id: &str, today: Date) -> Result<String, Refusal> {
    let document = DeTable::parse(text).map_err(|error| Refusal::Unread(error.message().to_owned()))?;
    let missing = || Refusal::Missing(wall.word(), id.to_owned());
    let entries = document.get_ref().get(table(wall)).and_then(|node| node.get_ref().as_array()).ok_or_else(missing)?;
    let entry = entries.iter().filter_map(|entry| entry.get_ref().as_table()).find(|entry| {
        entry.get("id").and_then(|node| node.get_ref().as_str()) == Some(id) && !entry.contains_key("withdrawn")
    });
    let end = entry.and_then(|entry| entry.get("id")).map(Spanned::span).ok_or_else(missing)?.end;
    let line = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let (before, after) = text.split_at(line);
    Ok(format!("{before}\nwithdrawn = {today}{after}"))
}

/// An entry at the end of a file.
pub(super) fn append(file: &mut String, wall: Wall, keys: &[(&str, String)]) {
    if !file.is_empty() {
        while !file.ends_with("\n\n") {
            file.push('\n');
        }
    }
    let _ = writeln!(file, "[[{}]]", table(wall));
    for (key, value) in keys {
        let _ = writeln!(file, "{key} = {value}");
    }
}

/// A string as TOML writes it.
pub(super) fn string(text: &str) -> String {
    toml::Value::from(text).to_string()
}
