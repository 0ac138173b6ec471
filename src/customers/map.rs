//! Which column of a survey tool's table is what: the file that `--map` names.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A map that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadMap(#[from] toml::de::Error);

/// How a table with one line for each respondent is read. What it does not name is not looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// Where each respondent was a customer.
    pub(super) site: Source<Site>,
    /// When.
    pub(super) period: Source<When>,
    /// The columns with ratings.
    pub(super) touchpoint: Vec<Rated>,
    /// What stands between the columns: one character, a comma if nothing is said.
    #[serde(default = "comma")]
    pub(super) delimiter: char,
    /// Lines below the names of the columns that are no respondents: some tools repeat the questions there.
    #[serde(default)]
    pub(super) skip_lines: u64,
    /// What a tool writes where somebody did not answer, besides nothing at all.
    #[serde(default)]
    pub(super) no_answer: Vec<String>,
    /// The points that answers in words stand for, in every column that has none of its own.
    #[serde(default)]
    pub(super) answers: BTreeMap<String, u8>,
}

/// The same for all respondents, or told by a column.
#[derive(Debug, Clone)]
pub(super) enum Source<T> {
    Always(String),
    Told(T),
}

/// A column by its name, or by its number from 1.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "the name of a column, or its number from 1")]
pub(super) enum Name {
    Text(String),
    Number(usize),
}

/// The column that tells the site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Site {
    pub(super) column: Name,
    /// The ids of the sites, by what the tool calls them; what is not here must be an id itself.
    #[serde(default)]
    pub(super) ids: BTreeMap<String, String>,
}

/// The column that tells the day, and what is kept of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub(super) column: Name,
    /// What is kept of the day.
    #[serde(default)]
    pub(super) by: By,
    /// How the tool writes days, as `strftime` has it, such as `%d/%m/%Y`; a date as `2026-11-21` if nothing is said.
    pub(super) format: Option<String>,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    Day,
    Week,
    #[default]
    Month,
}

/// A column with ratings of one touchpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rated {
    pub(super) id: String,
    pub(super) column: Name,
    /// The points that this column's answers in words stand for.
    #[serde(default)]
    pub(super) answers: BTreeMap<String, u8>,
}

// By hand: an enum without tags could not say which key of the table is wrong.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Source<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Source<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text that is the same for all lines, or a table with `column`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Source::Always(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(table)).map(Source::Told)
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

fn comma() -> char {
    ','
}

impl Map {
    /// Reads a map from TOML.
    ///
    /// # Errors
    /// [`BadMap`], with the place in the text.
    pub fn read(text: &str) -> Result<Self, BadMap> {
        Ok(toml::from_str(text)?)
    }
}
