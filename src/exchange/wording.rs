//! Texts of a file as texts of a pack: one for all languages, or one for each that the kiosk offers.

use std::collections::BTreeMap;

use crate::vocabulary::{Language, Text};

/// In which languages a file's words are, and in which a kiosk needs them.
#[derive(Debug, Clone, Default)]
pub struct Tongues {
    /// The language of words that do not say theirs; absent: they are the same in all.
    pub own: Option<Language>,
    /// The languages the kiosk offers, the first one first.
    pub offered: Vec<Language>,
}

impl Tongues {
    /// A text that is there once.
    #[must_use]
    pub fn text(&self, words: impl Into<String>) -> Text {
        let words = words.into();
        match &self.own {
            // Numbers and signs are the same in all languages.
            Some(own) if words.contains(char::is_alphabetic) => {
                Text::Each(self.offered.iter().chain([own]).map(|tag| (tag.clone(), words.clone())).collect())
            }
            _ => Text::Same(words),
        }
    }

    /// The languages in the order in which their wordings are written: the file's own, then as the kiosk offers them.
    #[must_use]
    pub fn order(&self) -> Vec<Language> {
        self.own.iter().chain(&self.offered).cloned().collect()
    }

    /// The languages that a text of [`Self::text`] stands in for.
    #[must_use]
    pub fn untranslated(&self) -> Vec<Language> {
        let own = self.own.as_ref();
        self.offered.iter().filter(|tag| own.is_some_and(|own| own != *tag)).cloned().collect()
    }

    /// A text from wordings by language, and the offered languages it has none in, where the nearest wording stands.
    #[must_use]
    pub fn each(&self, mut wordings: BTreeMap<Language, String>) -> (Text, Vec<Language>) {
        let mut all = wordings.values();
        if let Some(first) = all.next().filter(|first| !first.contains(char::is_alphabetic))
            && all.all(|other| other == first)
        {
            return (Text::Same(first.clone()), Vec::new());
        }
        let missing: Vec<Language> = self.offered.iter().filter(|tag| !wordings.contains_key(*tag)).cloned().collect();
        let stand_in = self.own.as_ref().and_then(|own| wordings.get(own));
        let stand_in = stand_in.or_else(|| self.offered.iter().find_map(|tag| wordings.get(tag)));
        let stand_in = stand_in.or_else(|| wordings.values().next()).cloned().unwrap_or_default();
        for tag in &missing {
            wordings.insert(tag.clone(), stand_in.clone());
        }
        (Text::Each(wordings), missing)
    }

    /// A word of the other format's own, that no file spells out.
    #[must_use]
    pub fn own_word(&self, word: OwnWord) -> Text {
        let offered = self.offered.iter().chain(&self.own);
        let told: Option<BTreeMap<_, _>> =
            offered.map(|tag| Some((tag.clone(), word.in_language(tag)?.to_owned()))).collect();
        if let Some(told) = told.filter(|told| told.len() > 1) {
            return Text::Each(told);
        }
        let tag = self.own.as_ref().or_else(|| self.offered.first());
        self.text(tag.and_then(|tag| word.in_language(tag)).unwrap_or(word.english()))
    }
}

/// A word that the other program shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnWord {
    /// The answer "true".
    True,
    /// The answer "false".
    False,
    /// An answer that is none of those given.
    Other,
}

impl OwnWord {
    const fn english(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
            Self::Other => "Other",
        }
    }

    /// The word in a language that the kiosk speaks itself; none in others.
    #[must_use]
    pub fn in_language(self, language: &Language) -> Option<&'static str> {
        let [right, wrong, other] = match language.base() {
            "en" => ["True", "False", "Other"],
            "de" => ["Richtig", "Falsch", "Etwas anderes"],
            "fr" => ["Vrai", "Faux", "Autre"],
            "es" => ["Verdadero", "Falso", "Otro"],
            "ar" => ["صحيح", "خطأ", "شيء آخر"],
            _ => return None,
        };
        Some(match self {
            Self::True => right,
            Self::False => wrong,
            Self::Other => other,
        })
    }
}
