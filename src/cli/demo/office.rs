//! HR's part: reads what was released, and puts a little of it onto the walls of all three sites.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::super::export::write_whole;
use super::super::publish::{of_ledger, old, put};
use super::super::report::{released, spoken};
use super::super::{Failure, check};
use super::house::House;
use crate::config::Folder;
use crate::content::{self, Content};
use crate::publish::{self, Released};
use crate::report::{Options, Report, Words};
use crate::store::Ledger;

/// What is done about the blocker that most people name.
const DID: &str = "Everybody at the counter may put right up to ten euros without asking";
/// Who sees to it.
const OWNER: &str = "Shop managers";

/// The configuration of all sites: a copy of what is shown, for the walls change.
pub(super) struct Configuration {
    folder: PathBuf,
    /// The last day of every contest: the demo's.
    last: Date,
}

impl Configuration {
    pub(super) fn copy(from: &Path, to: PathBuf, last: Date) -> Result<Self, Failure> {
        let read = Folder::read(from).map_err(Failure::other)?;
        for path in read.paths() {
            let file = to.join(path);
            file.parent().map_or(Ok(()), fs::create_dir_all).map_err(Failure::other)?;
            write_whole(&file, read.bytes(path).unwrap_or_default())?;
        }
        Ok(Self { folder: to, last })
    }

    /// Reads it. Whatever the dates in the packs are, they are asked in these twelve weeks, and contests end with them.
    pub(super) fn read(&self) -> Result<Content, Failure> {
        let read = content::load(&Folder::read(&self.folder).map_err(Failure::other)?).content;
        let mut content = read.ok_or_else(|| Failure::Other("the demo's configuration cannot be used".into()))?;
        for pack in &mut content.packs {
            pack.schedule.from = None;
            pack.schedule.until = pack.contest.as_ref().map(|_| self.last);
        }
        Ok(content)
    }

    /// Publishes one idea and one voice that nobody has read yet, and what is done about the blocker named most.
    ///
    /// Tells whether the walls changed.
    pub(super) fn publish(&self, houses: &[House], today: Date) -> Result<bool, Failure> {
        let content = self.read()?;
        let mut comments = Vec::new();
        let mut sheets = Vec::new();
        for house in houses {
            let ledger = Ledger::open_existing(&house.data.ledger()).map_err(Failure::other)?;
            comments.extend(of_ledger(&ledger, house.content())?.0);
            sheets.extend(released(house.data.path())?);
        }
        let language = spoken(None, &content);
        let words = Words::in_language(&language).map_err(Failure::other)?;
        let options = Options { from: None, to: None, site: None, compare: None, language: language.clone() };
        let report = Report::of(&content, (&sheets, &[]), &options, &words);
        let blockers = publish::blockers(&content, report.figures(), &language);
        let review = publish::review(&comments, &blockers, &content, today);
        let decided = decide(review, &comments, &content);
        let changes = publish::take(&decided, &comments, &content, |wall| old(&self.folder, wall), today)
            .map_err(|refusals| Failure::Other(format!("the demo cannot publish: {refusals:?}").into()))?;
        match put(&self.folder, &changes.files)? {
            Some(faulty) => {
                let report = check::report(&faulty, false, false).0;
                Err(Failure::Other(format!("the demo cannot publish: {report}").into()))
            }
            None => Ok(!changes.files.is_empty()),
        }
    }
}

/// What somebody in HR would write into the review.
fn decide(mut review: String, comments: &[Released], content: &Content) -> String {
    let shown = |comment: &Released| {
        let mut postings = content.voices.iter().chain(&content.ideas);
        postings.any(|posting| content.kiosk.languages.iter().any(|tag| posting.text.in_language(tag) == comment.text))
    };
    for (wall, pack) in [("ideas", "ideas"), ("voices", "your-words")] {
        let new = comments.iter().find(|comment| comment.pack == pack && !shown(comment));
        let Some(at) = new.and_then(|new| review.find(&format!("released = \"{}\"", new.id))) else { continue };
        let (before, entry) = review.split_at(at);
        review = before.to_owned() + &entry.replacen("wall = \"\"", &format!("wall = \"{wall}\""), 1);
    }
    // Once is enough: what was drafted since is another blocker.
    let language = spoken(None, content);
    if content.actions.iter().any(|action| action.did.in_language(&language) == DID) {
        return review;
    }
    review
        .replacen("did = \"\"", &format!("did = \"{DID}\""), 1)
        .replacen("owner = \"\"", &format!("owner = \"{OWNER}\""), 1)
        .replacen("publish = false", "publish = true", 1)
}
