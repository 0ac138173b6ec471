//! From an expression of a form to the `ask_if` of an item.

use std::collections::BTreeMap;

use super::expression::{Comparison, Expression, Operand};

/// What is known of a question that stands earlier in the form.
#[derive(Debug, Clone)]
pub(super) struct Earlier {
    /// The id of its item.
    pub(super) id: String,
    pub(super) answered: Answered,
    /// Its answers as the form names them, each with its code in the pack.
    pub(super) codes: Vec<(String, String)>,
}

/// How a question is answered, as far as conditions can look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answered {
    /// With one of its codes.
    One,
    /// With several.
    Several,
    /// In no way that a condition can look at.
    Otherwise,
}

/// Whether a response to an item is one of these codes, or is none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    item: String,
    is_in: bool,
    codes: Vec<String>,
}

/// Cases in any of which an item is asked; in each case all tests hold. No case: never; a case without a test: always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cases(Vec<Vec<Test>>);

/// More cases than this nobody can read, or mend.
const MOST: usize = 8;

impl Cases {
    pub(super) fn always() -> Self {
        Self(vec![Vec::new()])
    }

    fn never() -> Self {
        Self(Vec::new())
    }

    pub(super) fn is_never(&self) -> bool {
        self.0.is_empty()
    }

    /// As an author writes it; nothing where it is always so.
    pub(super) fn written(&self) -> Option<String> {
        let case = |tests: &Vec<Test>| {
            let tests: Vec<_> = tests
                .iter()
                .map(|Test { item, is_in, codes }| {
                    format!("{item} {} [{}]", if *is_in { "in" } else { "not in" }, codes.join(", "))
                })
                .collect();
            tests.join(" and ")
        };
        (*self != Self::always()).then(|| self.0.iter().map(case).collect::<Vec<_>>().join(" or "))
    }

    pub(super) fn and(&self, other: &Self) -> Result<Self, String> {
        let mut cases = Vec::new();
        for one in &self.0 {
            for another in &other.0 {
                let mut tests = one.clone();
                tests.extend(another.iter().filter(|test| !one.contains(test)).cloned());
                cases.push(tests);
            }
        }
        Self(cases).readable()
    }

    fn or(mut self, other: Self) -> Result<Self, String> {
        if self == Self::always() || other == Self::always() {
            return Ok(Self::always());
        }
        for case in other.0 {
            if !self.0.contains(&case) {
                self.0.push(case);
            }
        }
        self.readable()
    }

    fn readable(self) -> Result<Self, String> {
        if self.0.len() > MOST { Err("it has too many cases for an `ask_if`".to_owned()) } else { Ok(self) }
    }
}

/// The cases in which an expression is true, by the questions before it.
///
/// # Errors
/// Why no `ask_if` says the same.
pub(super) fn cases(expression: &Expression, earlier: &BTreeMap<String, Earlier>) -> Result<Cases, String> {
    holding(expression, true, earlier)
}

/// The cases in which an expression is `wanted`.
fn holding(expression: &Expression, wanted: bool, earlier: &BTreeMap<String, Earlier>) -> Result<Cases, String> {
    match expression {
        Expression::Constant(constant) => Ok(if *constant == wanted { Cases::always() } else { Cases::never() }),
        Expression::Not(inside) => holding(inside, !wanted, earlier),
        Expression::And(left, right) | Expression::Or(left, right) => {
            let (left, right) = (holding(left, wanted, earlier)?, holding(right, wanted, earlier)?);
            // Not both is one of them not.
            let both = matches!(expression, Expression::And(..)) == wanted;
            if both { left.and(&right) } else { left.or(right) }
        }
        Expression::Selected(question, answer) => {
            let question = known(question, earlier)?;
            Ok(test(question, wanted, vec![code(question, answer)?]))
        }
        Expression::Compare(Operand::Question(question), comparison, value) => {
            compared(known(question, earlier)?, *comparison, value, wanted)
        }
        Expression::Compare(value, comparison, Operand::Question(question)) => {
            compared(known(question, earlier)?, comparison.turned(), value, wanted)
        }
        Expression::Compare(..) => Err("it compares something else than an answer with a value".to_owned()),
    }
}

fn known<'a>(name: &str, earlier: &'a BTreeMap<String, Earlier>) -> Result<&'a Earlier, String> {
    let question = earlier.get(name).ok_or_else(|| format!("`{name}` is not asked before it"))?;
    match question.answered {
        Answered::Otherwise => Err(format!("`{name}` has no answers that can be told apart")),
        Answered::One | Answered::Several => Ok(question),
    }
}

fn code(question: &Earlier, answer: &str) -> Result<String, String> {
    let found = question.codes.iter().find(|(name, _)| name == answer);
    found.map(|(_, code)| code.clone()).ok_or_else(|| format!("`{}` has no answer `{answer}`", question.id))
}

fn test(question: &Earlier, is_in: bool, codes: Vec<String>) -> Cases {
    match (codes.is_empty(), is_in) {
        (true, true) => Cases::never(),
        (true, false) => Cases::always(),
        (false, _) => Cases(vec![vec![Test { item: question.id.clone(), is_in, codes }]]),
    }
}

fn compared(question: &Earlier, comparison: Comparison, value: &Operand, wanted: bool) -> Result<Cases, String> {
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
    // Unequal is not equal, also of a question that was not answered.
    let wanted = if comparison == Comparison::Unequal { !wanted } else { wanted };
    match value {
        Operand::Words(words) if is_equality && words.is_empty() => {
            // Equal to nothing: none of its answers was given.
            Ok(test(question, !wanted, question.codes.iter().map(|(_, code)| code.clone()).collect()))
        }
        _ if question.answered == Answered::Several => {
            Err(format!("it compares all answers to `{}` at once; `selected` looks at one", question.id))
        }
        Operand::Words(words) if is_equality => Ok(test(question, wanted, vec![code(question, words)?])),
        Operand::Number(number) if is_equality => {
            Ok(test(question, wanted, vec![code(question, &number.to_string())?]))
        }
        Operand::Number(number) => {
            let mut codes = Vec::new();
            for (name, code) in &question.codes {
                let point: f64 = name.parse().map_err(|_| format!("`{name}` of `{}` is no number", question.id))?;
                if comparison.holds(point, *number) {
                    codes.push(code.clone());
                }
            }
            Ok(test(question, wanted, codes))
        }
        _ => Err("it compares something else than an answer with a value".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::expression::parse;
    use super::*;

    fn earlier() -> BTreeMap<String, Earlier> {
        let question = |id: &str, answered, codes: &[(&str, &str)]| {
            let codes = codes.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect();
            (id.replace('-', "_"), Earlier { id: id.to_owned(), answered, codes })
        };
        BTreeMap::from([
            question("any-cup", Answered::One, &[("yes", "yes"), ("No_", "no")]),
            question("which", Answered::Several, &[("tea", "tea"), ("coffee", "coffee")]),
            question("mood", Answered::One, &[("1", "1"), ("2", "2"), ("3", "3")]),
            question("words", Answered::Otherwise, &[]),
        ])
    }

    fn check(text: &str, expected: &Expect) {
        let expression = parse(text).unwrap();
        let said = match cases(&expression, &earlier()) {
            Ok(cases) if cases.is_never() => "never".to_owned(),
            Ok(cases) => cases.written().unwrap_or("always".to_owned()),
            Err(why) => format!("cannot: {why}"),
        };
        expected.assert_eq(&said);
    }

    #[test]
    fn conditions_say_what_expressions_say() {
        check("${any_cup} = 'yes'", &expect!["any-cup in [yes]"]);
        check("${any_cup} != ‘No_’", &expect!["any-cup not in [no]"]);
        check("'yes' = ${any_cup}", &expect!["any-cup in [yes]"]);
        check("selected(${which}, 'tea') and ${mood} < 3", &expect!["which in [tea] and mood in [1, 2]"]);
        check("not(selected(${which}, 'tea') or ${mood} >= 2)", &expect!["which not in [tea] and mood not in [2, 3]"]);
        check("not(${any_cup} = 'yes' and ${mood} = 1)", &expect!["any-cup not in [yes] or mood not in [1]"]);
        check(
            "${mood} = 1 and (${any_cup} = 'yes' or ${which} = '')",
            &expect!["mood in [1] and any-cup in [yes] or mood in [1] and which not in [tea, coffee]"],
        );
        check("${which} != ''", &expect!["which in [tea, coffee]"]);
        check("${mood} > 3", &expect!["never"]);
        check("${mood} > 3 or true()", &expect!["always"]);
        check("0", &expect!["never"]);
    }

    #[test]
    fn what_no_condition_says_is_told() {
        check(
            "${which} = 'tea'",
            &expect!["cannot: it compares all answers to `which` at once; `selected` looks at one"],
        );
        check("${later} = 'tea'", &expect!["cannot: `later` is not asked before it"]);
        check("${words} = 'tea'", &expect!["cannot: `words` has no answers that can be told apart"]);
        check("${any_cup} = 'maybe'", &expect!["cannot: `any-cup` has no answer `maybe`"]);
        check("${any_cup} > 1", &expect!["cannot: `yes` of `any-cup` is no number"]);
        check("${mood} = ${any_cup}", &expect!["cannot: it compares something else than an answer with a value"]);
        let long =
            (0..5).map(|_| "(${mood} = 1 or ${any_cup} = 'yes' or ${mood} = 2)").collect::<Vec<_>>().join(" and ");
        check(&long, &expect!["cannot: it has too many cases for an `ask_if`"]);
    }
}
