//! `docs/authoring.md`: every example in it is read by the program itself, so that the guide cannot rot.

use std::path::Path;
use std::process::Command;

use listening_post::cli::check;
use listening_post::content::load;
use toml::de::DeTable;

use super::sample;
use crate::common::Kiosk;

const GUIDE: &str = include_str!("../../../docs/authoring.md");

/// A kiosk in the languages of the examples, with the groups that they name.
const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en", "de"]
time_zone = "UTC"
headcount = 90
[[cohort]]
id = "day"
name = { en = "Day", de = "Tag" }
headcount = 45
[[cohort]]
id = "night"
name = { en = "Night", de = "Nacht" }
headcount = 45
"#;

/// What the settings of an example are about that stand at the top of a file.
const ITEMS: &str = r#"
[[item]]
id = "how-was-today"
type = "smiley"
text = "How was today, really?"
[[item]]
id = "could-fix"
type = "single"
text = "Could you put things right?"
options = [{ id = "yes", text = "Yes", correct = true }, { id = "no", text = "No" }]
"#;

/// The fenced blocks of this kind.
fn blocks(kind: &str) -> Vec<&'static str> {
    let fenced = GUIDE.split("\n```").skip(1).step_by(2);
    fenced.filter_map(|block| block.strip_prefix(kind)?.strip_prefix('\n')).collect()
}

/// What stands between single backticks outside of blocks.
fn spans() -> Vec<&'static str> {
    let prose = GUIDE.split("\n```").step_by(2);
    prose.flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn every_example_is_a_pack_or_a_part_of_one_that_check_finds_nothing_wrong_with() {
    let examples = blocks("toml");
    assert!(examples.len() >= 9, "the examples are found");
    for example in examples {
        let is_whole = example.contains("kind = ") && example.contains("[[item]]");
        let text = if is_whole {
            example.to_owned()
        } else {
            let kind = if example.contains("[contest]") { "quiz" } else { "pulse" };
            let items = if kind == "quiz" { ITEMS.to_owned() } else { ITEMS.replace(", correct = true", "") };
            format!("kind = \"{kind}\"\ntitle = \"An example\"\n{example}\n{items}")
        };
        // The shipped media and walls, and no other pack.
        let mut folder = sample::folder();
        let others: Vec<_> = folder.paths().filter(|path| path.starts_with("packs/")).map(ToOwned::to_owned).collect();
        for path in &others {
            folder.remove(path);
        }
        folder.insert("kiosk.toml", KIOSK);
        folder.insert("packs/example.toml", text.as_str());
        let mut loaded = load(&folder);
        loaded.faults.retain(|fault| fault.file() == "packs/example.toml");
        assert!(loaded.faults.is_empty(), "{}\n{text}", check::report(&loaded, false, false).0);
        assert_eq!(loaded.content.unwrap().packs.len(), 1);
    }
}

#[test]
fn every_setting_it_names_in_passing_is_one_that_packs_have() {
    let schema = include_str!("../../../kiosk-config/schema/pack.schema.json");
    let mut found = 0;
    for span in spans() {
        let Some((key, _)) = span.split_once(" = ") else { continue };
        let document = DeTable::parse(span).unwrap_or_else(|error| panic!("`{span}`: {error}"));
        assert!(document.get_ref().contains_key(key), "{span}");
        assert!(schema.contains(&format!("\"{key}\": {{")), "packs have no `{key}`");
        found += 1;
    }
    assert!(found >= 15, "{found}");
}

#[test]
fn what_it_says_that_commands_print_they_print() {
    let kiosk = Kiosk::with(KIOSK, &[]);
    let run = |arguments: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
        let output = command.current_dir(kiosk.path()).args(arguments.split_whitespace()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let transcripts = blocks("console");
    let [checked, imported] = transcripts.as_slice() else { panic!("{transcripts:?}") };
    let parts =
        |transcript: &'static str| transcript.strip_prefix("$ listening-post ").unwrap().split_once('\n').unwrap();

    let (arguments, said) = parts(imported);
    let quiz = "Which bean gives more crema? {=Robusta ~Arabica}\n\n// From the training folder.\n\n\n\n\
                How hot is the oven, in degrees? {#230:10}\n\n\
                Where does the tang of sourdough come from? {=The starter#Yes! ~The oven#No.}\n";
    kiosk.write("quiz.gift", quiz);
    assert_eq!(run(arguments), format!("{said}\n"));

    let (arguments, said) = parts(checked);
    kiosk.configure("packs/our-coffee.toml", "kind = \"quiz\"\ntitle = “Our coffee”\n");
    let printed = run(arguments);
    assert!(printed.starts_with(said), "{printed}\n{said}");
}

#[test]
fn every_picture_it_shows_is_there_and_says_what_it_shows() {
    let pictures: Vec<_> = GUIDE.split("![").skip(1).map(|rest| rest.split_once("](").unwrap()).collect();
    assert!(pictures.len() >= 2);
    for (shows, rest) in pictures {
        let file = rest.split(')').next().unwrap();
        assert!(shows.len() > 40, "{file}: {shows}");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file).is_file(), "{file}");
    }
}
