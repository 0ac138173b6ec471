//! `import`: a quiz in Moodle's GIFT or a form in XLSForm as a pack to go on editing.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer, check, new};
use crate::config::Folder;
use crate::content;
use crate::exchange::{self, Imported, Loss, Refusal, Remark, Tongues, gift};
use crate::vocabulary::{Language, PackId};

/// What to import.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A quiz in Moodle's GIFT format, or a form in XLSForm (.xlsx or .xls); which one it is, its content tells
    file: PathBuf,
    /// The new pack's id, which is the name of its file [default: the form's own id, or the name of FILE]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Write the pack to this file instead of the folder of packs; `-` for standard output
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// The language of words that do not say theirs, such as en; without it they are the same in all languages
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let path = &arguments.file;
    let bytes =
        fs::read(path).map_err(|error| Failure::other(format!("could not read {}: {error}", path.display())))?;
    let folder = Folder::read(&session.config).unwrap_or_default();
    let offered = content::load(&folder).content.map(|content| content.kiosk.languages).unwrap_or_default();
    let tongues = Tongues { own: arguments.language.as_deref().map(Language::from), offered };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (imported, own_id) = match read(&bytes, &name, &tongues) {
        Ok(read) => read,
        Err(refusal) => {
            if let Refusal::Nothing(remarks) = &refusal {
                for remark in remarks {
                    printer.remark(line(path, remark));
                }
            }
            return Err(Failure::other(format!("{} makes no pack: {refusal}", path.display())));
        }
    };
    let stem = name.split('.').next().unwrap_or_default().to_owned();
    let id = match &arguments.id {
        Some(id) => PackId::new(id).map_err(|error| Failure::Usage(error.to_string()))?,
        None => own_id.as_deref().into_iter().chain([stem.as_str()]).find_map(exchange::pack_id).ok_or_else(|| {
            Failure::Usage(format!("{name} has no letter that an id can have; name the pack with --id"))
        })?,
    };
    let faults = faults(folder, &id, &imported);
    match &arguments.out {
        Some(out) if out.as_os_str() == "-" => {
            printer.text(&imported.pack);
            told(path, &imported, printer);
            printer.remark(&faults.0);
        }
        out => {
            let place = out.clone().unwrap_or_else(|| new::place(session, &id));
            new::write(&place, &imported.pack)?;
            report(path, &place, (&id, &imported), &faults, printer);
        }
    }
    Ok(if faults.1 { Outcome::Problem } else { Outcome::Done })
}

/// A pack made of a file's bytes, and what the file calls it.
fn read(bytes: &[u8], name: &str, tongues: &Tongues) -> Result<(Imported, Option<String>), Refusal> {
    // How workbooks begin, those of before 2007 as well.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return workbook(bytes, name, tongues);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Refusal::Foreign(format!("it is not text in UTF-8 from byte {} on: save it as UTF-8", error.valid_up_to() + 1))
    })?;
    if text.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml") {
        return Err(Refusal::Foreign("it is XML: export the quiz from Moodle as GIFT".into()));
    }
    gift::import(text, name, tongues).map(|imported| (imported, None))
}

#[cfg(feature = "xlsform")]
fn workbook(bytes: &[u8], name: &str, tongues: &Tongues) -> Result<(Imported, Option<String>), Refusal> {
    let form = exchange::xlsform::import(&exchange::xlsform::sheets(bytes)?, name, tongues)?;
    Ok((form.imported, form.id))
}

#[cfg(not(feature = "xlsform"))]
fn workbook(_: &[u8], _: &str, _: &Tongues) -> Result<(Imported, Option<String>), Refusal> {
    Err(Refusal::Foreign("it is a workbook, and this program was built without reading those".into()))
}

/// What `check` says of the new pack among the others, and whether it cannot be used like this.
fn faults(mut folder: Folder, id: &PackId, imported: &Imported) -> (String, bool) {
    let file = format!("packs/{id}.toml");
    let mut loaded = content::load(&folder);
    let known: Vec<_> = loaded.faults.iter().map(|fault| (fault.file().to_owned(), fault.to_string())).collect();
    folder.insert(&file, imported.pack.as_bytes());
    loaded = content::load(&folder);
    // A question that is there twice may be told at the other pack.
    loaded.faults.retain(|fault| !known.contains(&(fault.file().to_owned(), fault.to_string())));
    let wrong = loaded.faults.iter().any(|fault| fault.is_error() && fault.file() == file);
    let said = if loaded.faults.is_empty() {
        "`check` finds nothing wrong with it.\n".to_owned()
    } else {
        check::report(&loaded, false, false).0
    };
    (said, wrong)
}

/// A remark as a line that an editor can jump by.
fn line(path: &Path, remark: &Remark) -> String {
    let Remark { place, loss, what } = remark;
    let sheet = place.sheet.as_ref().map(|sheet| format!(":{sheet}")).unwrap_or_default();
    let line = if place.line > 0 { format!(":{}", place.line) } else { String::new() };
    format!("{}{sheet}{line}: {}: {what}", path.display(), loss.word())
}

fn told(path: &Path, imported: &Imported, printer: &mut Printer) {
    for remark in &imported.remarks {
        printer.remark(line(path, remark));
    }
}

fn report(
    path: &Path,
    place: &Path,
    (id, imported): (&PackId, &Imported),
    (said, wrong): &(String, bool),
    printer: &mut Printer,
) {
    if printer.is_json() {
        let remarks: Vec<_> = imported
            .remarks
            .iter()
            .map(|Remark { place, loss, what }| {
                json!({ "sheet": place.sheet, "line": place.line, "loss": loss, "what": what })
            })
            .collect();
        printer.value(&json!({
            "pack": id.as_str(),
            "file": place.display().to_string(),
            "items": imported.items,
            "whole": !wrong,
            "remarks": remarks,
        }));
        return;
    }
    for remark in &imported.remarks {
        printer.line(line(path, remark));
    }
    let count = |loss| imported.remarks.iter().filter(|remark| remark.loss == loss).count();
    let items = if imported.items == 1 { "item" } else { "items" };
    printer.line(format_args!(
        "{} is there, with {} {items}; {} left out, {} without something, {} changed.",
        place.display(),
        imported.items,
        count(Loss::LeftOut),
        count(Loss::Without),
        count(Loss::Changed)
    ));
    printer.text(said);
}
