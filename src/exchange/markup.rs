//! Words without the markup that the kiosk's screen does not draw, and what went with it.

use std::collections::BTreeSet;

/// How the words of a text are marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Moodle's own: words in which HTML may stand.
    Moodle,
    /// HTML.
    Html,
    /// Nothing but words.
    Plain,
    /// Markdown, in which HTML may stand as well.
    Markdown,
}

/// Words, and what was taken out of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// On one line, with single spaces.
    pub(super) text: String,
    /// What they are without, in words for a report.
    pub(super) lost: BTreeSet<String>,
    /// Where links led.
    pub(super) links: Vec<String>,
}

/// Reads the words of a marked up text.
pub(super) fn words(text: &str, format: Format) -> Words {
    let mut words = Words::default();
    // In HTML a line's end is a space, whoever asked for it.
    let spaced = text.replace(BREAK, " ");
    let text = if format == Format::Html { &spaced } else { text };
    let mut plain = match format {
        Format::Plain => text.to_owned(),
        Format::Moodle | Format::Html => unescaped(&untagged(text, &mut words)),
        Format::Markdown => {
            let plain = untagged(text, &mut words);
            if plain.len() > LONGEST {
                words.lose("the markup of a text that no screen holds");
                unescaped(&plain)
            } else {
                unescaped(&unmarked(&plain, &mut words))
            }
        }
    };
    if ["$$", "\\(", "\\["].iter().any(|mark| plain.contains(mark)) {
        words.lose("a formula, which the screen shows as it is written");
    }
    // Around the whole of it a break breaks nothing.
    if plain.trim().contains(BREAK) {
        words.lose("line breaks");
    }
    plain = plain.replace(BREAK, " ");
    words.text =
        plain.split(|sign: char| sign.is_whitespace() || sign.is_control()).fold(String::new(), |line, word| {
            match (line.is_empty(), word.is_empty()) {
                (_, true) => line,
                (true, false) => word.to_owned(),
                (false, false) => line + " " + word,
            }
        });
    words
}

/// Bytes of a text whose Markdown is read: looking for pairs of marks takes time with the square of its length.
const LONGEST: usize = 10_000;

/// Stands for a line break that the author asked for; one that only wraps the file's lines is a space to everybody.
pub(super) const BREAK: &str = "\n\u{b}";

/// Whether an address can be shown as a code for phones.
pub(super) fn opens_on_a_phone(link: &str) -> bool {
    let is_web = link.starts_with("https://") || link.starts_with("http://");
    is_web && !link.contains(char::is_whitespace)
}

impl Words {
    fn lose(&mut self, what: impl Into<String>) {
        self.lost.insert(what.into());
    }
}

/// Tags that only dress words.
const DRESS: &str = " b strong i em u s small big font span mark code tt pre kbd abbr cite q var samp section article \
                      header footer main label figure figcaption ";
/// Tags that begin something new.
const BLOCKS: &str = " p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote center ";
/// Tags that say something which words alone do not.
const MEANING: &str = " sub sup del ins strike table tbody thead tfoot tr td th caption math svg input select option textarea button form ";
/// Tags of what is neither read nor looked at.
const PLAYED: &str = " audio video source track iframe object embed param canvas ";
/// Tags whose content is no words.
const HIDDEN: &str = " script style head title ";

fn is_in(list: &str, name: &str) -> bool {
    list.contains(&format!(" {name} "))
}

/// The text without HTML's tags and comments; what only looks like a tag stays.
fn untagged(text: &str, words: &mut Words) -> String {
    let mut plain = String::new();
    let mut rest = text;
    // Behind the last `>` there is no tag any more.
    let end = text.rfind('>').map_or(0, |end| end + 1);
    while let Some(start) = rest.find('<').filter(|start| text.len() - rest.len() + start < end) {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = Tag::at(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        let name = tag.name.as_str();
        if is_in(BLOCKS, name) {
            plain.push_str(BREAK);
        } else if is_in(DRESS, name) {
            words.lose("emphasis");
        } else if name == "a" {
            if let Some(link) = tag.value("href").filter(|_| !tag.closes) {
                words.lose(format!("a link to {link}"));
                words.links.push(link);
            }
        } else if name == "img" {
            words.lose(picture(&tag.value("src").unwrap_or_default()));
        } else if is_in(PLAYED, name) {
            words.lose("sound or film");
        } else if is_in(HIDDEN, name) {
            words.lose("what only a browser reads");
            if !tag.closes {
                rest = after(rest, name);
            }
        } else {
            words.lose(format!("what <{name}> says"));
        }
    }
    plain.push_str(rest);
    plain
}

/// How to keep a picture that goes with the markup.
fn picture(source: &str) -> String {
    // Moodle writes pictures into the text itself where a teacher pasted them.
    if source.starts_with("data:") {
        return "a picture that is written into the text: save it into media/ and name it in `image`".to_owned();
    }
    let file = source.rsplit('/').next().unwrap_or_default();
    format!("the picture {file}: put it into media/ and name it in `image`")
}

/// What follows the end of the element `name`; all of it, if it never ends.
fn after<'a>(text: &'a str, name: &str) -> &'a str {
    let lower = text.to_ascii_lowercase();
    lower.find(&format!("</{name}")).map_or("", |end| &text[end..])
}

/// A tag of HTML.
struct Tag<'a> {
    name: String,
    closes: bool,
    inside: &'a str,
    length: usize,
}

impl<'a> Tag<'a> {
    /// The tag at the start of `text`, which begins with `<`; nothing if it is none that HTML knows.
    fn at(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let end = inside.find('>')?;
        let inside = &inside[..end];
        let closes = inside.starts_with('/');
        let named = inside.trim_start_matches('/');
        let name: String = named.chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let known = [DRESS, BLOCKS, MEANING, PLAYED, HIDDEN, " a img "];
        let ends = named[name.len()..].starts_with(|sign: char| sign.is_whitespace() || sign == '/');
        let whole = ends || named.len() == name.len();
        (whole && known.iter().any(|list| is_in(list, &name))).then(|| Self { name, closes, inside, length: end + 2 })
    }

    /// The value of an attribute.
    fn value(&self, attribute: &str) -> Option<String> {
        let lower = self.inside.to_ascii_lowercase();
        let (start, _) = lower.match_indices(attribute).find(|(at, _)| {
            lower[..*at].ends_with(char::is_whitespace) && lower[at + attribute.len()..].trim_start().starts_with('=')
        })?;
        let value = self.inside[start + attribute.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quoted = value.strip_prefix('"').map(|value| (value, '"'));
        let quoted = quoted.or_else(|| value.strip_prefix('\'').map(|value| (value, '\'')));
        let value = match quoted {
            Some((value, quote)) => value.split(quote).next(),
            None => value.split(char::is_whitespace).next(),
        };
        value.map(unescaped)
    }
}

/// The text with the characters that HTML writes by name or number; a name that is not known stays as it is written.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let end = rest.bytes().take(9).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((sign, end)) => {
                plain.push(sign);
                rest = &rest[end + 1..];
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
        return char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?);
    }
    // What editors write by themselves; letters they write as they are.
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "deg" => '°',
        "times" => '×',
        "euro" => '€',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "aacute" => 'á',
        "agrave" => 'à',
        "acirc" => 'â',
        "ccedil" => 'ç',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "euml" => 'ë',
        "iacute" => 'í',
        "icirc" => 'î',
        "iuml" => 'ï',
        "ntilde" => 'ñ',
        "oacute" => 'ó',
        "ocirc" => 'ô',
        "uacute" => 'ú',
        "ucirc" => 'û',
        "ugrave" => 'ù',
        "iexcl" => '¡',
        "iquest" => '¿',
        _ => return None,
    })
}

/// The text without Markdown's emphasis, headings, links and pictures.
fn unmarked(text: &str, words: &mut Words) -> String {
    let lines: Vec<_> = text
        .split('\n')
        .map(|line| {
            let bare = line.trim_start().trim_start_matches('#');
            let heading = bare.starts_with(' ') && bare.len() < line.trim_start().len();
            if heading {
                words.lose("emphasis");
            }
            if heading { bare.trim_start() } else { line }
        })
        .collect();
    emphasis(&links(&lines.join("\n"), words), words)
}

fn links(text: &str, words: &mut Words) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let is_picture = rest[..start].ends_with('!');
        let link = rest[start..].find("](").and_then(|middle| {
            let end = rest[start + middle..].find(')')? + middle;
            let (said, target) = (rest.get(start + 1..start + middle)?, rest.get(start + middle + 2..start + end)?);
            (!said.contains('[') && !target.contains(char::is_whitespace)).then_some((said, target, start + end + 1))
        });
        let Some((said, target, end)) = link else {
            plain.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        plain.push_str(&rest[..start - usize::from(is_picture)]);
        if is_picture {
            words.lose(picture(target));
        } else {
            words.lose(format!("a link to {target}"));
            words.links.push(target.to_owned());
            plain.push_str(said);
        }
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}

/// The text without the pairs of `*`, `_` and `` ` `` that emphasise what stands between them.
fn emphasis(text: &str, words: &mut Words) -> String {
    let signs: Vec<char> = text.chars().collect();
    let mut dropped = vec![false; signs.len()];
    let mut at = 0;
    while at < signs.len() {
        let mark = signs[at];
        if !matches!(mark, '*' | '_' | '`') {
            at += 1;
            continue;
        }
        let run = signs[at..].iter().take_while(|sign| **sign == mark).count();
        let begins = signs.get(at + run).is_some_and(|next| !next.is_whitespace())
            && (at == 0 || !signs[at - 1].is_alphanumeric() || dropped[at - 1]);
        let close = if begins && run <= 3 { closing(&signs, at + run, mark, run) } else { None };
        if let Some(close) = close {
            dropped[at..at + run].fill(true);
            dropped[close..close + run].fill(true);
            words.lose("emphasis");
        }
        at += run;
    }
    signs.iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(sign, _)| sign).collect()
}

/// Where a run of `run` marks ends what was begun before `from`, within the same paragraph.
fn closing(signs: &[char], from: usize, mark: char, run: usize) -> Option<usize> {
    let mut at = from;
    while at < signs.len() && !(signs[at] == '\n' && signs.get(at + 1) == Some(&'\n')) {
        let length = signs[at..].iter().take_while(|sign| **sign == mark).count();
        let ends = length == run
            && !signs[at - 1].is_whitespace()
            && signs.get(at + run).is_none_or(|next| !next.is_alphanumeric());
        if ends {
            return Some(at);
        }
        at += length.max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, format: Format, expected: &Expect) {
        let Words { text, lost, links } = words(text, format);
        expected.assert_eq(&format!("{text} | {} | {}", Vec::from_iter(lost).join("; "), links.join(" ")));
    }

    #[test]
    fn html_loses_its_dress_and_keeps_its_words() {
        let html = Format::Html;
        check("<p>A <b>good</b> cup &amp; saucer</p>", html, &expect!["A good cup & saucer | emphasis | "]);
        check("<p>One.</p>\n<p>Two.</p>", html, &expect!["One. Two. | line breaks | "]);
        check("2 < 3 and a<b, <y>", html, &expect!["2 < 3 and a<b, <y> |  | "]);
        check("H<sub>2</sub>O", html, &expect!["H2O | what <sub> says | "]);
        check(
            "<a href='https://example.org/?a=1&amp;b=2'>Here</a>",
            html,
            &expect!["Here | a link to https://example.org/?a=1&b=2 | https://example.org/?a=1&b=2"],
        );
        check(
            "<img alt=\"A cup\" src=\"@@PLUGINFILE@@/cup.png\"/> What is it?",
            html,
            &expect!["What is it? | the picture cup.png: put it into media/ and name it in `image` | "],
        );
        check(
            "<style>p { x }</style>Hello<!-- not this --> you",
            html,
            &expect!["Hello you | what only a browser reads | "],
        );
        check(
            "<img src=\"data:image/png;base64,iVBOR/w0KGgo=\">A cup",
            html,
            &expect!["A cup | a picture that is written into the text: save it into media/ and name it in `image` | "],
        );
        check("&eacute;&#233;&#xE9;&unknown; & so on", html, &expect!["ééé&unknown; & so on |  | "]);
    }

    #[test]
    fn markdown_loses_its_emphasis_and_keeps_signs_that_mean_themselves() {
        let markdown = Format::Markdown;
        check("**How** _long_ is `it`?", markdown, &expect!["How long is it? | emphasis | "]);
        check("2 * 3 * 4, a_b_c and ___ here", markdown, &expect!["2 * 3 * 4, a_b_c and ___ here |  | "]);
        check("# Cups\nof tea", markdown, &expect!["Cups of tea | emphasis | "]);
        check(
            "See [the list](https://example.org).",
            markdown,
            &expect!["See the list. | a link to https://example.org | https://example.org"],
        );
        check(
            "![a cup](media/cup.png)",
            markdown,
            &expect![" | the picture cup.png: put it into media/ and name it in `image` | "],
        );
    }

    #[test]
    fn a_text_that_no_screen_holds_is_not_searched_for_pairs() {
        let words = words(&"*a ".repeat(200_000), Format::Markdown);
        assert!(words.lost.contains("the markup of a text that no screen holds"));
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        check("<b>*1*</b> &amp; [x](y)\n  two", Format::Plain, &expect!["<b>*1*</b> &amp; [x](y) two |  | "]);
        check("$$x^2$$", Format::Moodle, &expect!["$$x^2$$ | a formula, which the screen shows as it is written | "]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in r#"([a-zé<>&;/*_`\[\]()!#= "'\n-]|<b>|</p>|<a href=|<!--|&amp;|]\()*"#) {
            for format in [Format::Moodle, Format::Html, Format::Plain, Format::Markdown] {
                let words = words(&text, format);
                prop_assert!(!words.text.contains('\n') && words.text.trim() == words.text);
            }
        }
    }
}
