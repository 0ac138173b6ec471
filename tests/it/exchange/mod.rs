//! Quizzes and forms of others, made into packs and back.

mod gift;
mod round;
#[cfg(feature = "xlsform")]
mod workbook;
mod xlsform;

use std::fmt::Write as _;

use listening_post::config::Folder;
use listening_post::content::{Pack, load};
use listening_post::exchange::{Imported, Refusal, Remark};

/// A kiosk in these languages.
fn kiosk(languages: &[&str]) -> String {
    format!(
        "organisation = \"Harbour Coffee\"\nsite = \"harbour-road\"\nlanguages = {languages:?}\ntime_zone = \"UTC\"\nheadcount = 90\n"
    )
}

/// What was made of a file: its remarks, then its pack without the lines that every pack begins with.
fn shown(imported: Result<Imported, Refusal>) -> String {
    let mut shown = String::new();
    match imported {
        Ok(imported) => {
            remarks(&mut shown, &imported.remarks);
            for line in imported.pack.lines().skip_while(|line| !line.starts_with("title")) {
                let _ = writeln!(shown, "{line}");
            }
        }
        Err(Refusal::Nothing(told)) => {
            remarks(&mut shown, &told);
            shown.push_str("nothing of it can be carried over\n");
        }
        Err(refusal) => {
            let _ = writeln!(shown, "{refusal}");
        }
    }
    shown
}

fn remarks(shown: &mut String, remarks: &[Remark]) {
    for Remark { place, loss, what } in remarks {
        let sheet = place.sheet.as_ref().map(|sheet| format!("{sheet} ")).unwrap_or_default();
        let _ = writeln!(shown, "{sheet}{}: {}: {what}", place.line, loss.word());
    }
}

/// The pack that a kiosk reads from this text, in which it finds no error.
#[track_caller]
fn accepted(text: &str, languages: &[&str]) -> Pack {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", kiosk(languages));
    folder.insert("packs/imported.toml", text);
    let loaded = load(&folder);
    let errors: Vec<_> = loaded.faults.iter().filter(|fault| fault.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    loaded.content.unwrap().packs.remove(0)
}
