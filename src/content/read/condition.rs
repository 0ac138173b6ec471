//! Skip logic as authors write it: `how-was-today in [1, 2] and team not in [new]`. `and` binds before `or`.

use std::ops::Range;

use crate::content::Condition;
use crate::vocabulary::ItemId;

/// What is wrong with a condition, and where in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) span: Range<usize>,
    pub(super) message: String,
}

/// A piece of a condition and where it stands.
struct Piece<'a> {
    word: &'a str,
    span: Range<usize>,
}

/// Reads a condition.
pub(super) fn parse(text: &str) -> Result<Condition, Slip> {
    let mut parser = Parser { pieces: pieces(text), at: 0, end: text.len() };
    let condition = parser.any()?;
    match parser.next() {
        None => Ok(condition),
        Some(piece) => Err(slip(&piece, "`and`, `or` or the end")),
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut word = |from: Option<usize>, to: usize| {
        if let Some(from) = from {
            pieces.push(Piece { word: &text[from..to], span: from..to });
        }
    };
    for (at, letter) in text.char_indices() {
        let mark = matches!(letter, '[' | ']' | ',');
        if mark || letter.is_whitespace() {
            word(start.take(), at);
            if mark {
                word(Some(at), at + 1);
            }
        } else {
            start.get_or_insert(at);
        }
    }
    word(start, text.len());
    pieces
}

struct Parser<'a> {
    pieces: Vec<Piece<'a>>,
    at: usize,
    end: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Condition, Slip> {
        let mut condition = self.all()?;
        while self.takes("or") {
            condition = Condition::Or(Box::new(condition), Box::new(self.all()?));
        }
        Ok(condition)
    }

    fn all(&mut self) -> Result<Condition, Slip> {
        let mut condition = self.test()?;
        while self.takes("and") {
            condition = Condition::And(Box::new(condition), Box::new(self.test()?));
        }
        Ok(condition)
    }

    fn test(&mut self) -> Result<Condition, Slip> {
        let piece = self.need("the id of an earlier item")?;
        let item = ItemId::new(piece.word).map_err(|_| slip(&piece, "the id of an earlier item"))?;
        let not = self.takes("not");
        self.exactly("in")?;
        self.exactly("[")?;
        let mut codes = Vec::new();
        loop {
            let piece = self.need("a response code")?;
            if matches!(piece.word, "[" | "]" | ",") {
                return Err(slip(&piece, "a response code"));
            }
            codes.push(piece.word.to_owned());
            if !self.takes(",") {
                break;
            }
        }
        self.exactly("]")?;
        Ok(if not { Condition::NotIn(item, codes) } else { Condition::In(item, codes) })
    }

    fn next(&mut self) -> Option<Piece<'a>> {
        let piece = self.pieces.get(self.at)?;
        self.at += 1;
        Some(Piece { word: piece.word, span: piece.span.clone() })
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.pieces.get(self.at).is_some_and(|piece| piece.word == word);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, what: &str) -> Result<Piece<'a>, Slip> {
        let end = self.end;
        self.next().ok_or_else(|| Slip { span: end..end, message: format!("it ends where {what} should stand") })
    }

    fn exactly(&mut self, word: &str) -> Result<(), Slip> {
        let what = format!("`{word}`");
        let piece = self.need(&what)?;
        if piece.word == word { Ok(()) } else { Err(slip(&piece, &what)) }
    }
}

fn slip(piece: &Piece, wanted: &str) -> Slip {
    Slip { span: piece.span.clone(), message: format!("`{}` stands where {wanted} should", piece.word) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: &Expect) {
        let shown = match parse(text) {
            Ok(condition) => show(&condition),
            Err(slip) => format!("{:?} {}", slip.span, slip.message),
        };
        expected.assert_eq(&shown);
    }

    fn show(condition: &Condition) -> String {
        match condition {
            Condition::In(item, codes) => format!("{item} in {codes:?}"),
            Condition::NotIn(item, codes) => format!("{item} not in {codes:?}"),
            Condition::And(left, right) => format!("({} and {})", show(left), show(right)),
            Condition::Or(left, right) => format!("({} or {})", show(left), show(right)),
        }
    }

    #[test]
    fn and_binds_before_or() {
        check(
            "a in [1] or b in [x,y] and c not in [2]",
            &expect![[r#"(a in ["1"] or (b in ["x", "y"] and c not in ["2"]))"#]],
        );
    }

    #[test]
    fn a_slip_says_where_and_what_should_stand_there() {
        check("a is [1]", &expect!["2..4 `is` stands where `in` should"]);
        check("a in 1", &expect!["5..6 `1` stands where `[` should"]);
        check("a in []", &expect!["6..7 `]` stands where a response code should"]);
        check("a in [1, ]", &expect!["9..10 `]` stands where a response code should"]);
        check("a in [1", &expect!["7..7 it ends where `]` should stand"]);
        check("a in [1] b in [2]", &expect!["9..10 `b` stands where `and`, `or` or the end should"]);
        check("Über in [1]", &expect!["0..5 `Über` stands where the id of an earlier item should"]);
        check("", &expect!["0..0 it ends where the id of an earlier item should stand"]);
    }
}
