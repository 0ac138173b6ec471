//! `publish`: what goes onto the walls of the kiosks, and what comes down again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::export::{origin, write_whole};
use super::report::{released, spoken};
use super::session::Session;
use super::{Failure, Outcome, Printer, check};
use crate::clock::{Clock, SystemClock};
use crate::config::Folder;
use crate::content::{self, Content, Fault, Loaded, Wall};
use crate::export::{self, CommentRow};
use crate::publish::{self, Changes, Refusal, Released};
use crate::report::{Options, Report, Words};
use crate::store::Ledger;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write everything that waits for a decision to a file: released comments, and actions for blockers that none answers
    Review(Review),
    /// Take a decided review back: what was approved goes into voices.toml, ideas.toml and actions.toml
    Take(Take),
    /// Take something down from a wall; it stays in its file, with the day
    Withdraw(Withdraw),
    /// Tell what is on the walls
    List,
}

/// Where released comments are, and the file to write.
#[derive(Debug, clap::Args)]
pub(super) struct Review {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A file that `export --comments` or `comments open` wrote [default: the ledger of the data folder]
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,
}

/// The file to take, and where released comments are.
#[derive(Debug, clap::Args)]
pub(super) struct Take {
    /// The review, decided
    file: PathBuf,
    /// The file of comments that the review was made from [default: the ledger of the data folder]
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,
}

/// What to take down.
#[derive(Debug, clap::Args)]
pub(super) struct Withdraw {
    /// The wall: voices, ideas or actions
    #[arg(value_parser = wall)]
    wall: Wall,
    /// The entry's id, as `publish list` tells it
    id: String,
}

fn wall(word: &str) -> Result<Wall, String> {
    Wall::from_word(word).ok_or_else(|| "the walls are voices, ideas and actions".to_owned())
}

pub(super) fn run(session: &Session, command: &Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.own_content(printer)?;
    match command {
        Command::Review(arguments) => review(session, &content, arguments, printer),
        Command::Take(arguments) => take(session, &content, arguments, printer),
        Command::Withdraw(arguments) => withdraw(session, &content, arguments, printer),
        Command::List => {
            list(&content, printer);
            Ok(Outcome::Done)
        }
    }
}

fn review(
    session: &Session,
    content: &Arc<Content>,
    arguments: &Review,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let (comments, sealed) = comments(session, content, arguments.comments.as_deref())?;
    let language = spoken(None, content);
    let words = Words::in_language(&language).map_err(Failure::other)?;
    let sheets = if session.data.exists() { released(session.data.path())? } else { Vec::new() };
    let options = Options { from: None, to: None, site: None, compare: None, language: language.clone() };
    let report = Report::of(content, (&sheets, &[]), &options, &words);
    let blockers = publish::blockers(content, report.figures(), &language);
    let text = publish::review(&comments, &blockers, content, today(session, content));
    write_whole(&arguments.out, text.as_bytes())?;
    let waiting = publish::waiting(&comments, content).len();
    if sealed > 0 {
        printer.remark(format_args!(
            "{sealed} comments are sealed: open them with `comments open --out FILE`, then give that with --comments."
        ));
    }
    if printer.is_json() {
        printer
            .value(&json!({ "out": arguments.out, "comments": waiting, "sealed": sealed, "actions": blockers.len() }));
    } else {
        printer.line(format_args!(
            "{}: {waiting} comments and {} drafts of actions wait for your decision.",
            arguments.out.display(),
            blockers.len()
        ));
    }
    Ok(Outcome::Done)
}

fn take(
    session: &Session,
    content: &Arc<Content>,
    arguments: &Take,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let (comments, _) = comments(session, content, arguments.comments.as_deref())?;
    let text = fs::read_to_string(&arguments.file).map_err(|error| unread(&arguments.file, &error))?;
    let changes = publish::take(&text, &comments, content, |wall| old(&session.config, wall), today(session, content));
    let changes = match changes {
        Ok(changes) => changes,
        Err(refusals) => {
            for refusal in &refusals {
                printer.remark(refusal);
            }
            printer.remark("Nothing was published. Mend this and take the file again.");
            return Ok(Outcome::Problem);
        }
    };
    if let Some(faulty) = put(&session.config, &changes.files)? {
        printer.remark(check::report(&faulty, false, false).0);
        printer.remark("Nothing was published. Mend this and take the file again.");
        return Ok(Outcome::Problem);
    }
    let Changes { voices, ideas, actions, .. } = changes;
    if printer.is_json() {
        printer.value(&json!({ "voices": voices, "ideas": ideas, "actions": actions }));
    } else {
        printer.line(format_args!(
            "Published: {voices} voices, {ideas} ideas, {actions} actions. New votes begin with the next round; words show at once."
        ));
    }
    Ok(Outcome::Done)
}

fn withdraw(
    session: &Session,
    content: &Content,
    arguments: &Withdraw,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let Withdraw { wall, id } = arguments;
    match take_down(&session.config, *wall, id, today(session, content))? {
        Err(refusal) => Err(Failure::Usage(refusal.to_string())),
        Ok(Some(faulty)) => {
            printer.remark(check::report(&faulty, false, false).0);
            Ok(Outcome::Problem)
        }
        Ok(None) => {
            printer.line(format_args!(
                "`{id}` is off the wall from the next start or reload on. What was counted until then stays in the report."
            ));
            Ok(Outcome::Done)
        }
    }
}

fn list(content: &Content, printer: &mut Printer) {
    let language = spoken(None, content);
    let postings = [(Wall::Voices, &content.voices), (Wall::Ideas, &content.ideas)];
    let postings = postings.into_iter().flat_map(|(wall, postings)| {
        postings
            .iter()
            .map(move |posting| (wall, posting.id.as_str(), &posting.text, posting.approved, posting.withdrawn))
    });
    let actions = content.actions.iter();
    let actions = actions.map(|action| (Wall::Actions, action.id.as_str(), &action.did, action.on, action.withdrawn));
    let rows: Vec<_> = postings.chain(actions).collect();
    if printer.is_json() {
        let row = |(wall, id, text, since, withdrawn): &(Wall, &str, &crate::vocabulary::Text, Date, Option<Date>)| json!({ "wall": wall.word(), "id": id, "text": text.in_language(&language), "since": since, "withdrawn": withdrawn });
        printer.value(&json!({ "walls": rows.iter().map(row).collect::<Vec<_>>() }));
        return;
    }
    for (wall, id, text, since, withdrawn) in rows {
        let down = withdrawn.map(|day| format!("  (withdrawn {day})")).unwrap_or_default();
        printer.line(format_args!("{:8} {id:24} {since}  {}{down}", wall.word(), text.in_language(&language)));
    }
}

/// The comments that can be read, and how many are sealed.
fn comments(session: &Session, content: &Content, file: Option<&Path>) -> Result<(Vec<Released>, usize), Failure> {
    if let Some(file) = file {
        let bytes = fs::read(file).map_err(|error| unread(file, &error))?;
        return Ok(readable(&export::read_comments(&bytes).map_err(|error| unread(file, &error))?));
    }
    if !session.data.exists() {
        return Ok((Vec::new(), 0));
    }
    let ledger = Ledger::open_existing(&session.data.ledger()).map_err(Failure::other)?;
    of_ledger(&ledger, content)
}

/// The same of what this kiosk has released.
pub(super) fn of_ledger(ledger: &Ledger, content: &Content) -> Result<(Vec<Released>, usize), Failure> {
    let origin = origin(content, ledger.installation().map_err(Failure::other)?);
    let released = ledger.comments(None, None).map_err(Failure::other)?;
    let rows: Vec<CommentRow<'_>> = released.iter().map(|comment| CommentRow::of(&origin, comment)).collect();
    Ok(readable(&rows))
}

fn readable(rows: &[CommentRow<'_>]) -> (Vec<Released>, usize) {
    let readable: Vec<Released> = rows.iter().filter_map(Released::of).collect();
    let sealed = rows.len() - readable.len();
    (readable, sealed)
}

/// What the file of a wall reads now.
pub(super) fn old(config: &Path, wall: Wall) -> String {
    fs::read_to_string(config.join(publish::file(wall))).unwrap_or_default()
}

/// Writes the files of walls; if the folder would have a fault with them, says which and writes nothing.
pub(super) fn put(config: &Path, files: &[(Wall, String)]) -> Result<Option<Loaded>, Failure> {
    let mut folder = Folder::read(config).map_err(Failure::other)?;
    for (wall, text) in files {
        folder.insert(publish::file(*wall), text.as_bytes());
    }
    let loaded = content::load(&folder);
    if loaded.faults.iter().any(Fault::is_error) {
        return Ok(Some(loaded));
    }
    for (wall, text) in files {
        write_whole(&config.join(publish::file(*wall)), text.as_bytes())?;
    }
    Ok(None)
}

/// Takes an entry down; tells what is wrong with the folder afterwards, and then changes nothing.
pub(super) fn take_down(
    config: &Path,
    wall: Wall,
    id: &str,
    today: Date,
) -> Result<Result<Option<Loaded>, Refusal>, Failure> {
    match publish::withdraw(&old(config, wall), wall, id, today) {
        Ok(text) => put(config, &[(wall, text)]).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn today(session: &Session, content: &Content) -> Date {
    session
        .now
        .map_or_else(|| SystemClock::new(content.kiosk.time_zone.clone()).wall().date(), jiff::civil::DateTime::date)
}

fn unread(file: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::Other(format!("could not read {}: {error}", file.display()).into())
}
