//! Pictures of what is not a visit's every day: the walls, the contest and its ticket, advice, messages, answers with pictures,
//! reading aloud.

use std::fs;

use listening_post::config::Scheme;
use listening_post::content::{Content, ItemKind, PackKind};
use listening_post::store::AdminSettings;
use listening_post::vocabulary::PackId;

use crate::album::{Albums, tone};
use crate::office::Office;
use crate::past::play_a_contest;
use crate::sample;
use crate::shipped::{go_on, only};
use crate::stage::Stage;
use crate::words::say;

struct Hanging {
    albums: Albums,
    scheme: Scheme,
    tag: &'static str,
    large: bool,
}

impl Hanging {
    fn words(&self, id: &str) -> String {
        say(self.tag, id, 0)
    }

    fn begun(&self, stage: Stage) -> Stage {
        if self.large {
            stage.tap(&self.words("Larger text"));
        }
        stage
    }

    /// One shipped activity, past its first screen and as many pages more.
    fn activity(&self, pack: &str, pages: usize) -> Stage {
        let mut content = only(&PackId::new(pack).unwrap(), self.tag);
        content.theme.scheme = self.scheme;
        let stage = self.begun(Stage::open(content, 1080, 1920));
        (0..=pages).for_each(|_| go_on(&stage));
        stage
    }

    fn office(&self) -> Office {
        let office = Office::new();
        office
            .files()
            .set_settings(&AdminSettings { language: Some(self.tag.into()), ..AdminSettings::default() })
            .unwrap();
        office.dress(self.scheme);
        office
    }

    /// What the first screen shows in turn where a contest has ended.
    fn first_screen(&mut self) {
        let office = self.office();
        office.edit("packs/coffee-basics.toml", "until = 2027-01-31", "until = 2026-11-17");
        play_a_contest(&office);
        let stage = self.begun(office.start());
        for (words, name) in [
            ("The draw is done", "first-winner"),
            ("How the teams stand", "first-teams"),
            ("Somebody here said", "first-voice"),
            ("An idea from here", "first-idea"),
        ] {
            let words = self.words(words);
            assert!(
                (0..90).any(|_| stage.shows(&words) || {
                    stage.wait(1);
                    false
                }),
                "{words}: {:?}",
                stage.labels()
            );
            self.albums.keep(&stage, name);
        }
    }

    fn walls(&mut self) {
        for (pack, pages, name) in [
            ("voices", 0, "voice"),
            ("ideas", 0, "idea"),
            ("we-did", 1, "you-said-we-did"),
            ("advisor", 0, "advice-needs"),
            ("advisor", 1, "advice-ranking"),
            ("which-message", 0, "message"),
            ("which-message", 1, "message-question"),
        ] {
            let stage = self.activity(pack, pages);
            assert!(stage.is_in_visit(), "{pack} {:?}", stage.labels());
            self.albums.keep(&stage, name);
        }
    }

    fn ticket(&mut self) {
        let office = self.office();
        for entry in fs::read_dir(office.config().join("packs")).unwrap() {
            let path = entry.unwrap().path();
            if !path.ends_with("coffee-basics.toml") {
                fs::remove_file(path).unwrap();
            }
        }
        let stage = self.begun(office.start());
        let take = self.words("Take a draw ticket");
        assert!(
            (0..20).any(|_| stage.shows(&take) || {
                go_on(&stage);
                false
            }),
            "{:?}",
            stage.labels()
        );
        self.albums.keep(&stage, "thanks-ticket");
        stage.tap(&take);
        self.albums.keep(&stage, "ticket");
    }

    fn sample(&self) -> Content {
        let mut content = sample::content(self.scheme);
        content.kiosk.languages.sort_by_key(|tag| tag.as_str() != self.tag);
        content
    }

    /// Answers with pictures, below the company's logo.
    fn pictures(&mut self) {
        let mut content = self.sample();
        content.theme.logo = Some("logo.svg".into());
        content.packs.retain(|pack| pack.kind == PackKind::Quiz);
        let item = &mut content.packs[0].items[0];
        let picture = item.image.take();
        let ItemKind::Single { options, .. } = &mut item.kind else { panic!("answers to choose from") };
        for option in options {
            option.image.clone_from(&picture);
        }
        let stage = self.begun(Stage::open(content, 1080, 1920));
        self.albums.keep(&stage, "logo");
        go_on(&stage);
        self.albums.keep(&stage, "picture-choice");
    }

    fn speech(&mut self) {
        let mut content = self.sample();
        content.kiosk.screen.speech = true;
        let stage = self.begun(Stage::open(content, 1080, 1920));
        self.albums.keep(&stage, "speech-offered");
        stage.tap(&self.words("Read aloud"));
        self.albums.keep(&stage, "speech");
        stage.tap(&self.words("Back"));
        stage.tap(&self.words("Touch to begin"));
        self.albums.keep(&stage, "speech-on");
    }
}

fn hang(scheme: Scheme, tag: &'static str, large: bool) {
    let albums = Albums::open(&format!("walls-{}", tone(scheme)), tag, large);
    let mut hanging = Hanging { albums, scheme, tag, large };
    hanging.first_screen();
    hanging.walls();
    hanging.ticket();
    hanging.pictures();
    hanging.speech();
    hanging.albums.bind();
}

macro_rules! gallery {
    ($($name:ident: $scheme:ident, $tag:literal, $large:literal;)*) => {
        $(
            #[test]
            fn $name() {
                hang(Scheme::$scheme, $tag, $large);
            }
        )*
    };
}

gallery! {
    light_english: Light, "en", false;
    light_german: Light, "de", false;
    light_arabic: Light, "ar", false;
    dark_english: Dark, "en", false;
    dark_german: Dark, "de", false;
    dark_arabic: Dark, "ar", false;
    stark_english: HighContrast, "en", false;
    stark_german: HighContrast, "de", false;
    stark_arabic: HighContrast, "ar", false;
    large_german: Light, "de", true;
}
