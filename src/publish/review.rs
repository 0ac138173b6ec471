//! The file that somebody reads and decides in.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Deserialize;

use super::posting::{append, string};
use super::{Refusal, Released};
use crate::content::measure::BLOCKER;
use crate::content::{Content, Wall};
use crate::report::{Figure, Kind};
use crate::vocabulary::{Language, PostingId};

/// Blockers that an action is drafted for: more than one can begin to remove would only be promised.
const DRAFTS: usize = 3;

/// Something that keeps people from helping and that no action names.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocker {
    /// The option's id.
    pub id: String,
    /// Its words.
    pub words: String,
    /// Its share of the answers.
    pub share: f64,
}

/// The blockers of the report that no action answers, the most frequent first.
///
/// `language` is the report's.
#[must_use]
pub fn blockers<'f>(
    content: &Content,
    figures: impl Iterator<Item = Cow<'f, Figure>>,
    language: &Language,
) -> Vec<Blocker> {
    let answered =
        |id: &str| content.actions.iter().any(|action| action.blocker.as_ref().is_some_and(|b| b.as_str() == id));
    let mut seen = BTreeSet::new();
    let of = |figure: Cow<'f, Figure>| {
        let pack = content.packs.iter().find(|pack| pack.id.as_str() == &*figure.pack)?;
        let item = pack.items.iter().find(|item| item.id.as_str() == &*figure.item)?;
        // Where it was and what would help are asked beside it, and are none.
        if item.role.as_deref().is_some_and(|role| role != BLOCKER) {
            return None;
        }
        let label = figure.label.as_deref()?;
        let option = item.options().iter().find(|option| option.text.in_language(language) == label)?;
        Some(Blocker { id: option.id.to_string(), words: label.to_owned(), share: figure.value? })
    };
    let whole = |figure: &Cow<'f, Figure>| {
        figure.measure.as_deref() == Some("blockers")
            && figure.figure == Kind::Rank
            && figure.site.is_none()
            && figure.cohort.is_none()
    };
    let mut found: Vec<Blocker> = figures
        .filter(whole)
        .filter_map(of)
        .filter(|blocker| !answered(&blocker.id) && seen.insert(blocker.id.clone()))
        .collect();
    found.sort_by(|one, other| other.share.total_cmp(&one.share));
    found.truncate(DRAFTS);
    found
}

const HEAD: &str = "\
# What waits for a decision. Nothing in here is on a screen. Decide what you like, leave the rest, and take it back with
#
#   listening-post publish take THIS-FILE
#
# A comment goes onto a wall when you write wall = \"voices\" (words to read) or wall = \"ideas\" (a proposal to vote on). It is shown
# as it was said; to shorten it, take out what could tell who said it, or add a translation, write text = \"…\" or
# text = { en = \"…\", de = \"…\" }. Do not make it kinder or sharper: people know what they said.
# An action goes up when you fill in `did` and write publish = true.
";

/// The comments that are on no wall; the same words to the same question stand once.
#[must_use]
pub fn waiting<'c>(comments: &'c [Released], content: &Content) -> Vec<&'c Released> {
    let mut seen = BTreeSet::new();
    comments.iter().filter(|comment| !comment.is_posted(content) && seen.insert(&comment.id)).collect()
}

/// The file to decide in: comments that are on no wall, and actions drafted for blockers that none answers.
#[must_use]
pub fn review(comments: &[Released], blockers: &[Blocker], content: &Content, today: Date) -> String {
    let mut text = HEAD.to_owned();
    for comment in waiting(comments, content) {
        let _ = write!(
            text,
            "\n[[comment]]\nreleased = \"{}\"\nfrom = {}\nsaid = {}\nwall = \"\"\n",
            comment.id,
            string(&format!("{}/{}, {}", comment.pack, comment.item, comment.round)),
            string(&comment.text)
        );
    }
    for blocker in blockers {
        let _ = write!(
            text,
            "\n# {:.0} % of what kept people from helping; no action names it yet.\n[[action]]\nid = \"{}\"\nblocker = \"{}\"\n\
             said = {}\ndid = \"\"\nowner = \"\"\nstatus = \"planned\"\non = {today}\npublish = false\n",
            blocker.share * 100.0,
            blocker.id,
            blocker.id,
            string(&blocker.words)
        );
    }
    text
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    #[serde(default)]
    comment: Vec<Decision>,
    #[serde(default)]
    action: Vec<Draft>,
}

/// What became of a comment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    released: String,
    #[serde(rename = "from")]
    _from: Option<String>,
    #[serde(rename = "said")]
    _said: Option<String>,
    #[serde(default)]
    wall: String,
    id: Option<String>,
    text: Option<toml::Value>,
}

/// What became of a drafted action.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    id: String,
    blocker: Option<String>,
    said: toml::Value,
    did: toml::Value,
    owner: Option<toml::Value>,
    #[serde(default = "planned")]
    status: String,
    on: toml::value::Datetime,
    #[serde(default)]
    publish: bool,
}

fn planned() -> String {
    "planned".to_owned()
}

/// What the files of the walls read afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The walls whose file changes, with its new text.
    pub files: Vec<(Wall, String)>,
    /// How many comments went to each wall, and how many actions.
    pub voices: usize,
    /// Ideas.
    pub ideas: usize,
    /// Actions.
    pub actions: usize,
}

/// Takes a review back: everything decided in it, or with every reason none of it.
///
/// `old` is what the file of a wall reads now, empty where there is none.
///
/// # Errors
/// Every [`Refusal`], if there is one.
pub fn take(
    text: &str,
    comments: &[Released],
    content: &Content,
    old: impl Fn(Wall) -> String,
    today: Date,
) -> Result<Changes, Vec<Refusal>> {
    let review: Review = toml::from_str(text).map_err(|error| vec![Refusal::Unread(error.to_string())])?;
    let mut taking =
        Taking { content, comments, today, old: &old, changes: Changes::default(), taken: BTreeSet::new() };
    let decided =
        review.comment.iter().filter(|decision| !decision.wall.is_empty()).map(|decision| taking.post(decision));
    let mut refusals: Vec<Refusal> = decided.filter_map(Result::err).collect();
    let drafts = review.action.iter().filter(|draft| draft.publish).map(|draft| taking.act(draft));
    refusals.extend(drafts.filter_map(Result::err).collect::<Vec<_>>());
    if refusals.is_empty() { Ok(taking.changes) } else { Err(refusals) }
}

struct Taking<'a> {
    content: &'a Content,
    comments: &'a [Released],
    today: Date,
    old: &'a dyn Fn(Wall) -> String,
    changes: Changes,
    /// What this review has used already.
    taken: BTreeSet<(Wall, String)>,
}

impl Taking<'_> {
    fn post(&mut self, decision: &Decision) -> Result<(), Refusal> {
        let Some(wall @ (Wall::Voices | Wall::Ideas)) = Wall::from_word(&decision.wall) else {
            return Err(Refusal::NoWall(decision.wall.clone()));
        };
        let released = &decision.released;
        let comment = self.comments.iter().find(|comment| &comment.id == released);
        let comment = comment.ok_or_else(|| Refusal::NotReleased(released.clone()))?;
        if comment.is_posted(self.content) {
            return Err(Refusal::Posted(released.clone()));
        }
        let id = decision.id.as_ref().unwrap_or(released);
        let postings = if wall == Wall::Voices { &self.content.voices } else { &self.content.ideas };
        self.claim(wall, id, postings.iter().any(|posting| posting.id.as_str() == id))?;
        let words = match &decision.text {
            Some(value) => value.to_string(),
            None => string(&comment.text),
        };
        let keys =
            [("id", string(id)), ("text", words), ("released", string(released)), ("approved", self.today.to_string())];
        self.append(wall, &keys);
        *(if wall == Wall::Voices { &mut self.changes.voices } else { &mut self.changes.ideas }) += 1;
        Ok(())
    }

    fn act(&mut self, draft: &Draft) -> Result<(), Refusal> {
        let says = |value: &toml::Value| match value {
            toml::Value::String(text) => !text.trim().is_empty(),
            _ => true,
        };
        if !says(&draft.did) {
            return Err(Refusal::Empty(draft.id.clone()));
        }
        self.claim(Wall::Actions, &draft.id, self.content.actions.iter().any(|action| action.id.as_str() == draft.id))?;
        let mut keys = vec![
            ("id", string(&draft.id)),
            ("said", draft.said.to_string()),
            ("did", draft.did.to_string()),
            ("on", draft.on.to_string()),
            ("status", string(&draft.status)),
        ];
        keys.extend(draft.owner.iter().filter(|owner| says(owner)).map(|owner| ("owner", owner.to_string())));
        keys.extend(draft.blocker.iter().map(|blocker| ("blocker", string(blocker))));
        self.append(Wall::Actions, &keys);
        self.changes.actions += 1;
        Ok(())
    }

    /// Notes that an id is used; refuses one that is taken.
    fn claim(&mut self, wall: Wall, id: &str, known: bool) -> Result<(), Refusal> {
        if known || PostingId::new(id).is_err() || !self.taken.insert((wall, id.to_owned())) {
            return Err(Refusal::BadId(id.to_owned()));
        }
        Ok(())
    }

    fn append(&mut self, wall: Wall, keys: &[(&str, String)]) {
        if !self.changes.files.iter().any(|(known, _)| *known == wall) {
            self.changes.files.push((wall, (self.old)(wall)));
        }
        if let Some((_, text)) = self.changes.files.iter_mut().find(|(known, _)| *known == wall) {
            append(text, wall, keys);
        }
    }
}
