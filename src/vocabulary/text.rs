//! What authors write for people to read, in as many languages as they write it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A language tag as authors write it: `en`, `de`, `pt-br`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(pub String);

impl Language {
    /// The tag as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Language {
    fn from(tag: &str) -> Self {
        Self(tag.to_owned())
    }
}

/// One text: the same in all languages, or one a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// One wording for every language, such as `10 s`.
    Same(String),
    /// A wording a language.
    Each(BTreeMap<Language, String>),
}

impl Text {
    /// The wording for `language`; where that is missing, the first there is.
    ///
    /// `check` reports missing wordings, so the fall-back is for a kiosk that is running meanwhile.
    #[must_use]
    pub fn in_language(&self, language: &Language) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Each(texts) => texts.get(language).or_else(|| texts.values().next()).map_or("", String::as_str),
        }
    }
}
