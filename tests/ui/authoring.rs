//! What authors are shown in `docs/authoring.md` is what the kiosk makes of the text beside it. `LISTENING_POST_GALLERY=folder`
//! keeps the pictures.

use std::path::Path;
use std::sync::Arc;

use listening_post::clock::SimulatedClock;
use listening_post::config::Folder;
use listening_post::content::load;

use crate::album::Album;
use crate::stage::{Kept, START, Stage};

const GUIDE: &str = include_str!("../../docs/authoring.md");
const KIOSK: &str = "organisation = \"Harbour Coffee\"\nsite = \"harbour-road\"\nlanguages = [\"en\", \"de\"]\n\
                     time_zone = \"UTC\"\nheadcount = 90\n";

/// The kiosk with the example that begins like this, just begun.
fn begun(first_line: &str) -> Stage {
    let mut examples = GUIDE.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    let example = examples.find(|block| block.starts_with(first_line)).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config");
    let mut folder = Folder::read(&root).unwrap();
    let others: Vec<_> = folder.paths().filter(|path| path.starts_with("packs/")).map(ToOwned::to_owned).collect();
    for path in &others {
        folder.remove(path);
    }
    folder.insert("kiosk.toml", KIOSK);
    folder.insert("packs/example.toml", example);
    let content = Arc::new(load(&folder).content.unwrap());
    let keeper = Box::new(Kept::default());
    let clock = SimulatedClock::at(START);
    let stage = Stage::with(content, &root.join("media"), keeper, clock, (1080, 1920));
    stage.tap("English");
    stage
}

fn album() -> Album {
    Album::open((1080, 1920), "light", "authoring", (false, false))
}

#[test]
fn the_quiz_question_of_the_guide_is_asked_and_explained_as_its_picture_shows() {
    let (stage, mut album) = (begun("kind = \"quiz\"\ntitle = \"Coffee basics\""), album());
    assert!(stage.shows("How long does a good espresso run?"), "{:?}", stage.labels());
    album.keep(&stage, "quiz");
    stage.answer("10 seconds");
    assert!(stage.shows("Not quite."), "{:?}", stage.labels());
    assert!(stage.labels().iter().any(|label| label.starts_with("Shorter tastes sour")), "{:?}", stage.labels());
    album.keep(&stage, "explained");
}

#[test]
fn one_of_each_type_of_the_guide_is_shown_in_the_order_of_its_picture() {
    let (stage, mut album) = (begun("kind = \"stories\""), album());
    let mut page = |words: &str, taps: &[&str], name: &str| {
        assert!(stage.shows(words), "{words}: {:?}", stage.labels());
        for label in taps {
            stage.tap(label);
        }
        album.keep(&stage, name);
    };
    page("How was today, really?", &[], "smiley");
    stage.answer("Good");
    page("What I need for my work is there and works.", &[], "rating");
    stage.answer("4");
    page("Would you recommend working here to a friend?", &[], "nps");
    stage.answer("8");
    page("When did you get your first break?", &[], "single");
    stage.answer("By noon");
    page("What made it so?", &["Time", "The rota"], "multiple");
    stage.tap("Next");
    page("What should we mend first?", &["The heater", "The tills", "The back door"], "rank");
    stage.tap("Next");
    page("What is one thing we should change?", &[], "comment");
    stage.tap("Skip");
    page("The new oven is in. Three minutes on how to start it:", &[], "info");
}
