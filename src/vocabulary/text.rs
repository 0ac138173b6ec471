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

    /// The language without its country or script: `de` of `de-AT`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.split(['-', '_']).next().unwrap_or_default()
    }

    /// Whether it is written from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        /// What is written in Arabic, Hebrew, Syriac, Thaana and N’Ko letters, where a tag names no other script.
        const LANGUAGES: [&str; 14] =
            ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "prs", "ps", "sd", "syr", "ug", "ur"];
        const SCRIPTS: [&str; 6] = ["adlm", "arab", "hebr", "nkoo", "syrc", "thaa"];
        let script = self.0.split(['-', '_']).skip(1).find(|part| part.len() == 4).map(str::to_lowercase);
        match script {
            Some(script) => SCRIPTS.contains(&script.as_str()),
            None => LANGUAGES.contains(&self.base().to_lowercase().as_str()),
        }
    }

    /// Whether the keyboard on the screen has its letters; where it has not, a comment is a phrase that is tapped.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        const LANGUAGES: [&str; 16] =
            ["ar", "ca", "cy", "de", "en", "es", "eu", "fr", "ga", "gl", "id", "it", "ms", "nl", "pt", "sw"];
        LANGUAGES.contains(&self.base())
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
