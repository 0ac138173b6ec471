//! The part of XLSForm's expressions that has a meaning in a pack: comparisons, `selected`, `not`, `and`, `or`.

use std::cmp::Ordering;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    Or(Box<Expression>, Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    /// What stands left of a comparison, and right of it.
    Compare(Operand, Comparison, Operand),
    /// Whether an answer of the question is this one.
    Selected(String, String),
    /// The same whatever was answered.
    Constant(bool),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// The answer to another question, `${name}`.
    Question(String),
    /// The answer to the question itself, `.`.
    Own,
    /// How many of its answers were chosen, `count-selected(.)`.
    Chosen,
    Number(f64),
    Words(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// The comparison that says the same with its sides exchanged.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    pub(super) fn holds(self, left: f64, right: f64) -> bool {
        let order = left.partial_cmp(&right);
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::Unequal => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::LessOrEqual => left <= right,
            Self::Greater => order == Some(Ordering::Greater),
            Self::GreaterOrEqual => left >= right,
        }
    }
}

/// Brackets and `not` within each other; what people write needs three or four.
const DEEPEST: usize = 50;

/// Reads an expression; nothing if it says more than a pack can.
pub(super) fn parse(text: &str) -> Option<Expression> {
    // Word processors write quotes of their own.
    let text = text.replace(['‘', '’'], "'").replace(['“', '”'], "\"");
    let mut parser = Parser { pieces: pieces(&text)?, at: 0, depth: 0 };
    let expression = parser.any()?;
    (parser.at == parser.pieces.len()).then_some(expression)
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Operand(Operand),
    Compare(Comparison),
    Word(String),
    Open,
    Close,
    Comma,
}

fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let signs = [
            ("!=", Piece::Compare(Comparison::Unequal)),
            ("<=", Piece::Compare(Comparison::LessOrEqual)),
            (">=", Piece::Compare(Comparison::GreaterOrEqual)),
            ("=", Piece::Compare(Comparison::Equal)),
            ("<", Piece::Compare(Comparison::Less)),
            (">", Piece::Compare(Comparison::Greater)),
            ("(", Piece::Open),
            (")", Piece::Close),
            (",", Piece::Comma),
        ];
        let sign = signs.into_iter().find_map(|(sign, piece)| Some((piece, rest.strip_prefix(sign)?)));
        let (piece, after) = if let Some(sign) = sign {
            sign
        } else if let Some(name) = rest.strip_prefix("${") {
            let (name, after) = name.split_once('}')?;
            (Piece::Operand(Operand::Question(name.trim().to_owned())), after)
        } else if first == '\'' || first == '"' {
            let (words, after) = rest[1..].split_once(first)?;
            (Piece::Operand(Operand::Words(words.to_owned())), after)
        } else {
            let part = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
            let end = rest.find(|sign| !part(sign)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let number = word.parse().ok().filter(|number: &f64| number.is_finite() && !first.is_alphabetic());
            match (word, number) {
                ("", _) => return None,
                (".", _) => (Piece::Operand(Operand::Own), after),
                (_, Some(number)) => (Piece::Operand(Operand::Number(number)), after),
                (word, None) => (Piece::Word(word.to_lowercase()), after),
            }
        };
        pieces.push(piece);
        rest = after.trim_start();
    }
    Some(pieces)
}

struct Parser {
    pieces: Vec<Piece>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Option<Expression> {
        let mut expression = self.all()?;
        while self.takes(&Piece::Word("or".into())) {
            expression = Expression::Or(Box::new(expression), Box::new(self.all()?));
        }
        Some(expression)
    }

    fn all(&mut self) -> Option<Expression> {
        let mut expression = self.one()?;
        while self.takes(&Piece::Word("and".into())) {
            expression = Expression::And(Box::new(expression), Box::new(self.one()?));
        }
        Some(expression)
    }

    fn one(&mut self) -> Option<Expression> {
        if self.takes(&Piece::Open) {
            return self.inside();
        }
        match self.pieces.get(self.at)?.clone() {
            Piece::Word(word) => {
                self.at += 1;
                self.exactly(&Piece::Open)?;
                match word.as_str() {
                    "not" => Some(Expression::Not(Box::new(self.inside()?))),
                    "true" => self.exactly(&Piece::Close).map(|()| Expression::Constant(true)),
                    "false" => self.exactly(&Piece::Close).map(|()| Expression::Constant(false)),
                    "selected" => self.selected(),
                    "count-selected" => {
                        self.exactly(&Piece::Operand(Operand::Own))?;
                        self.exactly(&Piece::Close)?;
                        let (comparison, right) = (self.comparison()?, self.operand()?);
                        Some(Expression::Compare(Operand::Chosen, comparison, right))
                    }
                    _ => None,
                }
            }
            Piece::Operand(left) => {
                self.at += 1;
                match (self.comparison(), left) {
                    (Some(comparison), left) => Some(Expression::Compare(left, comparison, self.operand()?)),
                    (None, Operand::Number(number)) => Some(Expression::Constant(number != 0.0)),
                    (None, _) => None,
                }
            }
            _ => None,
        }
    }

    /// What stands in brackets that are open.
    fn inside(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let expression = self.any()?;
        self.depth -= 1;
        self.exactly(&Piece::Close).map(|()| expression)
    }

    fn selected(&mut self) -> Option<Expression> {
        let question = self.operand()?;
        self.exactly(&Piece::Comma)?;
        let answer = self.operand()?;
        self.exactly(&Piece::Close)?;
        match (question, answer) {
            (Operand::Question(question), Operand::Words(answer)) => Some(Expression::Selected(question, answer)),
            (Operand::Question(question), Operand::Number(answer)) => {
                Some(Expression::Selected(question, answer.to_string()))
            }
            _ => None,
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let Piece::Compare(comparison) = self.pieces.get(self.at)? else { return None };
        let comparison = *comparison;
        self.at += 1;
        Some(comparison)
    }

    fn operand(&mut self) -> Option<Operand> {
        let Piece::Operand(operand) = self.pieces.get(self.at)?.clone() else { return None };
        self.at += 1;
        Some(operand)
    }

    fn takes(&mut self, piece: &Piece) -> bool {
        let found = self.pieces.get(self.at) == Some(piece);
        self.at += usize::from(found);
        found
    }

    fn exactly(&mut self, piece: &Piece) -> Option<()> {
        self.takes(piece).then_some(())
    }
}

/// The bounds that an answer is held to on both sides, both included: `. >= 1 and . <= 5`.
pub(super) fn bounds(constraint: &str) -> Option<(i64, i64)> {
    let mut bounds = (None, None);
    narrow(&parse(constraint)?, &mut bounds)?;
    Some((bounds.0?, bounds.1?))
}

fn narrow(expression: &Expression, bounds: &mut (Option<i64>, Option<i64>)) -> Option<()> {
    let (comparison, number) = match expression {
        Expression::And(left, right) => {
            narrow(left, bounds)?;
            return narrow(right, bounds);
        }
        Expression::Compare(Operand::Own, comparison, Operand::Number(number)) => (*comparison, *number),
        Expression::Compare(Operand::Number(number), comparison, Operand::Own) => (comparison.turned(), *number),
        _ => return None,
    };
    let number = whole(number)?;
    match comparison {
        Comparison::GreaterOrEqual => bounds.0 = bounds.0.max(Some(number)),
        Comparison::Greater => bounds.0 = bounds.0.max(Some(number + 1)),
        Comparison::LessOrEqual => bounds.1 = Some(bounds.1.map_or(number, |bound| bound.min(number))),
        Comparison::Less => bounds.1 = Some(bounds.1.map_or(number - 1, |bound| bound.min(number - 1))),
        Comparison::Equal | Comparison::Unequal => return None,
    }
    Some(())
}

/// How many answers may be chosen at most: `count-selected(.) <= 3`.
pub(super) fn most_chosen(constraint: &str) -> Option<i64> {
    match parse(constraint)? {
        Expression::Compare(Operand::Chosen, Comparison::LessOrEqual, Operand::Number(number)) => whole(number),
        Expression::Compare(Operand::Chosen, Comparison::Less, Operand::Number(number)) => Some(whole(number)? - 1),
        _ => None,
    }
}

/// A number that is whole and small enough to count with.
pub(super) fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and below a million")]
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_read_in_the_ways_they_are_written() {
        assert_eq!(bounds(". >= 1 and . <= 5"), Some((1, 5)));
        assert_eq!(bounds(".>0 and .<11"), Some((1, 10)));
        assert_eq!(bounds("(1 <= . and 7 >= .)"), Some((1, 7)));
        assert_eq!(bounds(". >= 1"), None);
        assert_eq!(bounds(". >= 0.5 and . <= 5"), None);
        assert_eq!(bounds(". >= 1 or . <= 5"), None);
        assert_eq!(bounds(". <= ${other}"), None);
        assert_eq!(most_chosen("count-selected(.) <= 3"), Some(3));
        assert_eq!(most_chosen("count-selected(.)<3"), Some(2));
        assert_eq!(most_chosen("count-selected(.) >= 1"), None);
    }

    #[test]
    fn what_says_more_than_a_pack_can_is_not_read() {
        for text in
            ["", "regex(., 'a')", "${a}", "${a} = ", "${a = 1", "'x", "${a} = 1 ${b} = 2", "not ${a}", "1 + 1 = 2"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"(".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn no_expression_makes_it_stumble(text in r#"(\$\{a\}|[ .,()'"=<>!0-9é-]|and|or|not|selected\(|count-selected|’)*"#) {
            let _ = (parse(&text), bounds(&text), most_chosen(&text));
        }
    }
}
