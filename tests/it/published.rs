//! What HR publishes again, and what it puts on the walls and takes down.

use std::fs;

use listening_post::cli::selection::Selection;
use listening_post::edition::Edition;
use listening_post::store::{DataDirectory, Library};

use crate::desk::{Desk, files, text};
use crate::editions::{Office, file_of, runs, synced};

#[test]
fn what_is_lost_or_harmed_of_the_newest_edition_is_put_again_by_publishing_again() {
    let office = Office::new();
    office.issue(1);
    office.edition(2, "Second");
    let (lake, signed) = (office.path("lake"), office.path("signed"));
    let whole = files(&lake);
    let publish = || office.run(&["content", "publish", "--from", text(&signed), "--to", text(&lake)]);
    let newest = [file_of(&office, "packs/first.toml"), lake.join(Edition::manifest_path(2))];
    let older = lake.join(Edition::signature_path(1));
    for (path, harm) in [
        (&newest[0], "half"),
        (&newest[1], "half"),
        (&newest[1], "{\"schema_version\": 1, \"files\": []}"),
        (&older, "half"),
        (&older, ""),
    ] {
        if harm.is_empty() {
            fs::remove_file(path).unwrap();
        } else {
            fs::write(path, harm).unwrap();
        }
        let mended = publish();
        assert!(
            mended.code == 0 && mended.out.contains("edition 2 is there; 1 file of"),
            "{}{}",
            mended.out,
            mended.err
        );
        assert_eq!(files(&lake), whole, "{path:?}");
    }
    let again = publish();
    assert!(again.out.contains("edition 2 is there."), "{}", again.out);
    // The next edition takes nothing for granted that those before it named.
    let theme = file_of(&office, "theme.toml");
    fs::write(&theme, "").unwrap();
    office.edition(3, "Third");
    assert_eq!(fs::read(theme).unwrap(), fs::read(office.path("config/theme.toml")).unwrap());
    synced(&office.kiosk("harbour-road"), "edition 3 of");
}

#[test]
fn an_edition_that_ended_the_program_twice_gives_way_to_the_one_before_it_until_there_is_a_newer_one() {
    let office = Office::new();
    office.issue(1);
    let kiosk = office.kiosk("harbour-road");
    synced(&kiosk, "edition 1 of");
    office.edition(2, "Second");
    synced(&kiosk, "edition 2 of");
    let library = Library::of(&DataDirectory::at(&kiosk.path("data")));
    library.begins(2).unwrap();
    runs(&kiosk, "edition 2 of the signed content");
    library.begins(2).unwrap();
    runs(&kiosk, "edition 2 ended the program twice soon after it had begun; edition 1 of the signed content");
    office.edition(3, "Third");
    synced(&kiosk, "edition 3 of");
    runs(&kiosk, "edition 3 of the signed content");
    assert!(kiosk.path("data/content/00000001").exists(), "it is what is fallen back to");
}

const VOICES: &str = r#"
[[voice]]
id = "regulars"
text = "The regulars are kind"
released = "a30d58e1f9764bc2"
approved = 2026-11-16
[[voice]]
id = "tills"
text = "The new tills are quick"
released = "5d7c90b2e4f1863a"
approved = 2026-11-16
"#;
const IDEAS: &str = r#"
[[idea]]
id = "bus"
text = "A bus after midnight"
released = "8c1f0b7e5a2d4936"
approved = 2026-11-16
"#;
const ACTIONS: &str = r#"
[[action]]
id = "bread"
said = "The bread is late"
did = "It comes at six"
on = 2026-11-17
"#;
const READ: &str = "kind = \"stories\"\ntitle = \"Voices\"\n[[item]]\nid = \"read\"\neach = \"voices\"\ntype = \"info\"\n\
     text = \"Said\"\n";
const VOTE: &str = "kind = \"ideas\"\ntitle = \"Ideas\"\n[[item]]\nid = \"vote\"\neach = \"ideas\"\ntype = \"single\"\n\
     text = \"Should we?\"\noptions = [{ id = \"yes\", text = \"Yes\" }, { id = \"no\", text = \"No\" }]\nmeasure = \"ideas\"\n";
const KNEW: &str = "kind = \"stories\"\ntitle = \"We did\"\n[[item]]\nid = \"knew\"\neach = \"actions\"\ntype = \"single\"\n\
     text = \"Did you know?\"\noptions = [{ id = \"knew\", text = \"Yes\" }, { id = \"new\", text = \"No\" }]\n\
     measure = \"awareness\"\n";

/// What the kiosk asks and shows: the id of every item with what it is about.
fn shown(desk: &Desk) -> Vec<(String, String)> {
    let selection = Selection::of(&desk.path("config"), &DataDirectory::at(&desk.path("data"))).unwrap();
    assert!(selection.passed_over.is_empty(), "{:?}", selection.passed_over);
    let content = selection.loaded.content.unwrap();
    let items = content.packs.iter().flat_map(|pack| &pack.items);
    let mut shown: Vec<_> =
        items.map(|item| (item.id.to_string(), item.subject().in_language(&"en".into()).to_owned())).collect();
    shown.sort();
    shown
}

#[test]
fn voices_ideas_and_actions_travel_to_the_walls_of_kiosks_and_what_is_withdrawn_comes_down_there() {
    let office = Office::new();
    for (file, text) in [
        ("voices.toml", VOICES),
        ("ideas.toml", IDEAS),
        ("actions.toml", ACTIONS),
        ("packs/voices.toml", READ),
        ("packs/ideas.toml", VOTE),
        ("packs/we-did.toml", KNEW),
    ] {
        office.write(file, text);
    }
    office.issue(1);
    let kiosk = office.kiosk("harbour-road");
    synced(&kiosk, "edition 1 of");
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(id, about)| ((*id).to_owned(), (*about).to_owned())).collect()
    };
    let all = [
        ("knew-bread", "It comes at six"),
        ("mood", "First: how is it?"),
        ("read-regulars", "The regulars are kind"),
        ("read-tills", "The new tills are quick"),
        ("vote-bus", "A bus after midnight"),
    ];
    assert_eq!(shown(&kiosk), pairs(&all));
    for (number, (wall, id)) in [("voices", "regulars"), ("ideas", "bus"), ("actions", "bread")].into_iter().enumerate()
    {
        let down = office.run(&["publish", "withdraw", wall, id]);
        assert_eq!(down.code, 0, "{}{}", down.out, down.err);
        let edition = u32::try_from(number).unwrap() + 2;
        office.issue(edition);
        synced(&kiosk, &format!("edition {edition} of"));
        let gone = shown(&kiosk);
        assert!(gone.len() == all.len() - number - 1 && gone.iter().all(|(item, _)| !item.ends_with(id)), "{gone:?}");
    }
    assert_eq!(shown(&kiosk), pairs(&[all[1], all[3]]));
}
