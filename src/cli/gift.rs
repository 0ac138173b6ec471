//! `export --pack`: a quiz in Moodle's GIFT.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer, check, export};
use crate::config::Folder;
use crate::content;
use crate::exchange::gift::{self, Exported};
use crate::vocabulary::{Language, PackId};

/// Writes the quiz that `named` is the id or the file of.
pub(super) fn run(
    session: &Session,
    (named, language): (&str, Option<&str>),
    out: &Path,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let mut folder = Folder::read(&session.config).unwrap_or_default();
    let path = Path::new(named);
    let is_file = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let stem = if is_file { path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default() } else { named };
    let id = PackId::new(stem).map_err(|error| Failure::Usage(error.to_string()))?;
    let file = format!("packs/{id}.toml");
    if is_file {
        let bytes = fs::read(path).map_err(|error| Failure::other(format!("could not read {named}: {error}")))?;
        folder.insert(&file, bytes);
    }
    let mut loaded = content::load(&folder);
    let Some(content) = loaded.content.take() else {
        return Err(Failure::other(format!(
            "the configuration in {} cannot be used, and says in which languages packs are",
            session.config.display()
        )));
    };
    let Some(pack) = content.pack(&id) else {
        loaded.faults.retain(|fault| fault.file() == file);
        if loaded.faults.is_empty() {
            return Err(Failure::Usage(format!("there is no pack `{id}`")));
        }
        printer.remark(check::report(&loaded, false, false).0);
        return Err(Failure::other(format!("pack `{id}` cannot be used as it is")));
    };
    let language = language.map_or_else(|| content.kiosk.languages.first().cloned(), |tag| Some(Language::from(tag)));
    let language = language.unwrap_or_else(|| "en".into());
    let exported = gift::export(pack, &language).map_err(Failure::other)?;
    if out == Path::new("-") {
        printer.text(&exported.gift);
        lines(&exported).for_each(|line| printer.remark(line));
        return Ok(Outcome::Done);
    }
    export::write_whole(out, exported.gift.as_bytes())?;
    if printer.is_json() {
        let losses = exported.losses.iter();
        let losses: Vec<_> =
            losses.map(|(item, loss, what)| json!({ "item": item, "loss": loss, "what": what })).collect();
        printer.value(&json!({ "out": out, "items": exported.items, "remarks": losses }));
        return Ok(Outcome::Done);
    }
    lines(&exported).for_each(|line| printer.line(line));
    let many = if exported.items == 1 { "item" } else { "items" };
    printer.line(format_args!("{}: {} {many} of `{id}`, in `{}`.", out.display(), exported.items, language.as_str()));
    Ok(Outcome::Done)
}

/// What could not be carried over, a line each.
fn lines(exported: &Exported) -> impl Iterator<Item = String> {
    exported.losses.iter().map(|(item, loss, what)| {
        let item = item.as_ref().map(|item| format!("{item}: ")).unwrap_or_default();
        format!("{item}{}: {what}", loss.word())
    })
}
