//! Short hashes that say which question was asked and which rules were in force.
//!
//! The canonical form is a list of lines `name=value`, in the order below, where every value is a JSON string, so that
//! no text can imitate the line after it. A text is a line a language, in the order of the tags, `name.de="…"`; the one
//! wording of all languages has the tag `*`. The hash is the first 16 hex digits of SHA-256 over the lines.
//!
//! - item: `kind`, then `text`, then what its kind scores by: `faces`; or `from`, `to`, `low`, `high`; or `at_most` and,
//!   for each option or variant, `option`, `option-text`, `correct`. Pictures, explanations, order of display and where the report
//!   files it may change without making it another question. An advisor's item goes on with `need` for each and, for each option, `rank`.
//! - an item asked of an entry of a wall: `hash` of the item, then `said` and, of an action, `did`. How far an action is and who sees to it may change.
//! - several items whose answers are counted together: `hash` of each, in their order, and before it `role` where it has one in what is counted.
//! - content: `k` to `epsilon`, `min_up_hours` and `repeat_seconds` of the kiosk, `comments-k` to `comments-expire_after`, `pool_recipient` if there is one, `cohort` and `cohort-name` for each, then for each pack
//!   `pack` and its own `k` to `epsilon`, `share` of responses, segment, pairs and rest scores, `pair` twice for each pair, and for each of its items `item`, `hash` and
//!   `role` if it is part of a segment.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Advice, Commitment, Entry, ItemKind, Pack, ResponseOption};
use crate::config::{Comments, Kiosk, Mechanism, Privacy};
use crate::vocabulary::Text;

/// Bytes kept of a hash: 64 bits keep apart far more items than anybody will ever write.
const KEPT: usize = 8;

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, name: &str, value: &str) {
        // Writing to a string cannot fail; JSON's escapes keep a value on its line.
        let _ = writeln!(self.0, "{name}={}", serde_json::Value::from(value));
    }

    fn number(&mut self, name: &str, value: impl Into<f64>) {
        self.add(name, &value.into().to_string());
    }

    fn text(&mut self, name: &str, text: &Text) {
        match text {
            Text::Same(wording) => self.add(&format!("{name}.*"), wording),
            Text::Each(wordings) => {
                for (language, wording) in wordings {
                    self.add(&format!("{name}.{}", language.as_str()), wording);
                }
            }
        }
    }

    fn options(&mut self, options: &[ResponseOption]) {
        for option in options {
            self.add("option", option.id.as_str());
            self.text("option-text", &option.text);
            self.add("correct", if option.correct { "yes" } else { "no" });
        }
    }

    fn privacy(&mut self, privacy: &Privacy) {
        self.number("k", privacy.k);
        self.number("days", privacy.days);
        self.number("slot_cap", privacy.slot_cap);
        self.number("dissent", privacy.dissent);
        self.number("fold_after", privacy.fold_after);
        self.number("expire_after", privacy.expire_after);
        match privacy.mechanism {
            Mechanism::Exact => self.add("mechanism", "exact"),
            Mechanism::DiscreteLaplace { epsilon } => self.number("epsilon", epsilon.get()),
        }
    }

    fn comments(&mut self, rules: Comments) {
        self.number("comments-k", rules.k);
        self.number("comments-days", rules.days);
        self.number("comments-every", rules.every);
        self.number("comments-expire_after", rules.expire_after);
    }

    fn role(&mut self, commitment: Option<Commitment>) {
        if let Some(commitment) = commitment {
            self.add("role", commitment.role());
        }
    }

    fn hash(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().take(KEPT).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// The hash of an item's canonical text, options and scoring.
pub(super) fn of_item(kind: &ItemKind, text: &Text, advice: Option<&Advice>) -> String {
    let mut lines = Lines::default();
    let name = match kind {
        ItemKind::Smiley { .. } => "smiley",
        ItemKind::Rating { .. } => "rating",
        ItemKind::Nps { .. } => "nps",
        ItemKind::Single { .. } => "single",
        ItemKind::Multiple { .. } => "multiple",
        ItemKind::Info { .. } => "info",
        ItemKind::Message { .. } => "message",
        ItemKind::Comment { .. } => "comment",
        ItemKind::Rank { .. } => "rank",
    };
    lines.add("kind", name);
    lines.text("text", text);
    match kind {
        ItemKind::Smiley { faces } => lines.number("faces", *faces),
        ItemKind::Rating { scale, .. } => {
            lines.number("from", scale.from);
            lines.number("to", scale.to);
            lines.text("low", &scale.low);
            lines.text("high", &scale.high);
        }
        ItemKind::Nps { low, high } => {
            for (name, end) in [("low", low), ("high", high)] {
                if let Some(text) = end {
                    lines.text(name, text);
                }
            }
        }
        ItemKind::Single { options, .. }
        | ItemKind::Rank { options, .. }
        | ItemKind::Message { variants: options, .. } => {
            lines.options(options);
        }
        ItemKind::Multiple { options, at_most, .. } => {
            lines.number("at_most", *at_most);
            lines.options(options);
        }
        ItemKind::Info { .. } | ItemKind::Comment { .. } => {}
    }
    if let Some(advice) = advice {
        advice.needs.iter().for_each(|need| lines.text("need", need));
        for product in &advice.products {
            lines.number("rank", product.as_ref().map_or(0, |product| product.rank));
        }
    }
    lines.hash()
}

/// The hash of an item that is asked of an entry of a wall.
pub(super) fn of_entry(hash: &str, entry: &Entry) -> String {
    let mut lines = Lines::default();
    lines.add("hash", hash);
    lines.text("said", &entry.said);
    if let Some(did) = &entry.did {
        lines.text("did", did);
    }
    lines.hash()
}

/// The hash of several items, by their own, that are counted together; what they are asked for is part of what is counted.
#[must_use]
pub fn of_several<'a>(items: impl IntoIterator<Item = (&'a str, Option<Commitment>)>) -> String {
    let mut lines = Lines::default();
    for (hash, commitment) in items {
        lines.role(commitment);
        lines.add("hash", hash);
    }
    lines.hash()
}

/// The hash of all that decides how answers are counted and released.
pub(super) fn of_content(kiosk: &Kiosk, packs: &[Pack]) -> String {
    let mut lines = Lines::default();
    lines.privacy(&kiosk.privacy);
    lines.number("min_up_hours", kiosk.min_up_hours);
    lines.number("repeat_seconds", kiosk.repeat_seconds);
    lines.comments(kiosk.comments);
    if let Some(recipient) = &kiosk.pool_recipient {
        lines.add("pool_recipient", recipient.as_str());
    }
    for cohort in &kiosk.cohorts {
        lines.add("cohort", cohort.id.as_str());
        lines.text("cohort-name", &cohort.name);
    }
    for pack in packs {
        lines.add("pack", pack.id.as_str());
        lines.privacy(&pack.privacy);
        for weight in [pack.shares.responses, pack.shares.segment, pack.shares.pair, pack.shares.rest_score] {
            lines.number("share", weight);
        }
        for id in pack.pairs.iter().flat_map(|pair| [&pair.first, &pair.second]) {
            lines.add("pair", id.as_str());
        }
        for item in &pack.items {
            lines.add("item", item.id.as_str());
            lines.add("hash", &item.hash);
            lines.role(item.commitment());
        }
    }
    lines.hash()
}
