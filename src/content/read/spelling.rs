//! The word somebody probably meant.

/// Below this likeness a guess confuses more than it helps: `titel` is `title` at 0.8, `name` is not `minutes` at 0.3.
const LIKE: f64 = 0.6;

/// The word most like `word`, if one is like it at all.
pub(super) fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    among
        .into_iter()
        .map(|other| (strsim::normalized_damerau_levenshtein(&word, &other.to_lowercase()), other))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, other)| other)
}

/// What to write instead of `word`: the nearest of the words, or all of them.
pub(super) fn advice(word: &str, among: &[&str]) -> String {
    nearest(word, among.iter().copied())
        .map_or_else(|| format!("write {}", list(among, "or")), |near| format!("did you mean `{near}`?"))
}

/// `a`, `b` and `c`.
pub(super) fn list(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [before @ .., end] => format!("`{}` {last} `{end}`", before.join("`, `")),
    }
}
