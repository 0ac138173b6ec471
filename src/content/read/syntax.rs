//! What to write instead of what is no TOML, for people who see TOML for the first time.

use std::ops::Range;

/// Says how to mend a text that cannot be read from `span` on; `said` is what the reader says of it.
pub(super) fn advice(text: &str, span: &Range<usize>, said: &str) -> String {
    let Some((above, below)) = text.get(..span.start).zip(text.get(span.start..)) else { return GENERAL.to_owned() };
    let before = above.rsplit('\n').next().unwrap_or_default();
    let after = below.lines().next().unwrap_or_default();
    let line = format!("{before}{after}");
    let key = line.split(['=', ':']).next().unwrap_or_default().trim();
    if said.contains("duplicate key") {
        return "a key stands once in its table; the next question begins with a [[item]] of its own".to_owned();
    }
    if said.contains("missing comma") {
        return "put a comma after what stands before it".to_owned();
    }
    if after.trim_start().starts_with(TYPOGRAPHIC) {
        return "write straight quotes, \"like these\": word processors turn them into others".to_owned();
    }
    if line.contains(':') && !line.contains('=') && !line.contains('"') {
        let value = line.split_once(':').map_or("", |(_, value)| value).trim();
        return format!("between a name and what it is stands =, so write {key} = \"{value}\"");
    }
    if before.trim_end().ends_with('=') && after.starts_with(char::is_alphabetic) && !after.contains('"') {
        let value = after.split('#').next().unwrap_or_default().trim_end();
        return format!("texts stand in quotes: {key} = \"{value}\"");
    }
    let quotes = line.matches('"').count() - line.matches("\\\"").count();
    if quotes % 2 == 1 {
        return "a text ends with \" on the line that it begins on".to_owned();
    }
    if before.matches('"').count() >= 2 && after.starts_with(|sign: char| sign.is_alphanumeric() || sign == '"') {
        return "quotes within a text are written “like these”, or with a backslash: \\\"".to_owned();
    }
    GENERAL.to_owned()
}

const TYPOGRAPHIC: [char; 8] = ['“', '”', '„', '«', '»', '‘', '’', '‚'];
const GENERAL: &str = "texts stand in \"quotes\", and every [ { and \" is closed again";

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;
    use toml::de::DeTable;

    use super::*;

    fn check(text: &str, expected: &Expect) {
        let error = DeTable::parse(text).unwrap_err();
        expected.assert_eq(&advice(text, &error.span().unwrap(), error.message()));
    }

    #[test]
    fn the_slips_of_people_new_to_it_are_told_how_to_mend() {
        check(
            "title = “Today”\n",
            &expect!["write straight quotes, \"like these\": word processors turn them into others"],
        );
        check("title = Today # so\n", &expect!["texts stand in quotes: title = \"Today\""]);
        check("title = How was today?", &expect!["texts stand in quotes: title = \"How was today?\""]);
        check("title = \"Today\nminutes = 1\n", &expect!["a text ends with \" on the line that it begins on"]);
        check("kind: quiz\n", &expect!["between a name and what it is stands =, so write kind = \"quiz\""]);
        check(
            "text = \"How \"was\" it?\"\n",
            &expect!["quotes within a text are written “like these”, or with a backslash: \\\""],
        );
        check("a = [\n { id = \"b\" }\n { id = \"c\" }\n]\n", &expect!["put a comma after what stands before it"]);
        check(
            "a = 1\na = 2\n",
            &expect!["a key stands once in its table; the next question begins with a [[item]] of its own"],
        );
        check("[[item]\n", &expect!["texts stand in \"quotes\", and every [ { and \" is closed again"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "([a-zé\"“=:\\[\\]{},# \n\\\\]){0,40}") {
            if let Err(error) = DeTable::parse(&text) {
                let _ = advice(&text, &error.span().unwrap_or(0..0), error.message());
            }
        }
    }
}
