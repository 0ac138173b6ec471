//! Words on buttons: at larger text too, they stand on one line wherever a line of the button has room for them. What activities
//! are called is their authors', and may break on their cards.

use listening_post::config::Scheme;
use listening_post::screen::Tokens;
use listening_post::vocabulary::{Language, Text};
use slint::ComponentHandle;
use slint::platform::Key;

use crate::album::{SIZES, resize};
use crate::fit;
use crate::sample::content;
use crate::stage::Stage;
use crate::words::say;

/// Somebody who looks at every page with larger text, and notes which words of buttons break.
struct Walk {
    stage: Stage,
    language: Language,
    broken: Vec<String>,
}

impl Walk {
    fn begin(language: &str) -> Self {
        let mut content = content(Scheme::Light);
        content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
        content.kiosk.screen.speech = true;
        Self { stage: Stage::open(content, 1080, 1920), language: language.into(), broken: Vec::new() }
    }

    fn words(&self, id: &str) -> String {
        say(self.language.as_str(), id, 0)
    }

    fn tap(&self, id: &str) {
        self.stage.tap(&self.words(id));
    }

    /// What an author wrote, in the language of the walk.
    fn written(&self, text: &Text) -> String {
        text.in_language(&self.language).to_owned()
    }

    fn look(&mut self, page: &str) {
        let tokens = self.stage.app().global::<Tokens>();
        for (size, panel) in SIZES {
            resize(&self.stage, size, panel);
            tokens.set_large(true);
            self.stage.pass(std::time::Duration::from_millis(20));
            let broken = fit::broken(&self.stage).into_iter();
            self.broken.extend(broken.map(|label| format!("{page} {}x{}: {label}", size.0, size.1)));
            tokens.set_large(false);
        }
        let (size, panel) = SIZES[0];
        resize(&self.stage, size, panel);
    }

    fn activity(&self, id: &str) -> String {
        let content = content(Scheme::Light);
        let pack = content.packs.iter().find(|pack| pack.id.as_str() == id).unwrap();
        self.written(&pack.title)
    }

    fn first_answer(&self) {
        let answers = self.stage.answers();
        answers.into_iter().next().unwrap().1.invoke_accessible_default_action();
        self.stage.settle();
        self.stage.settle();
    }

    fn all(mut self) -> Vec<String> {
        self.look("attract");
        self.tap("How it stays anonymous");
        self.look("statement");
        self.stage.press(Key::Escape);
        self.tap("Touch to begin");
        self.tap("Read aloud");
        self.look("speech");
        self.tap("Back");
        self.tap("Read aloud");
        self.tap("Stop reading");
        self.blockers();
        self.quiz();
        self.mirror();
        self.pulse();
        self.speaking();
        self.stage.tap(&self.activity("blockers"));
        self.stage.kept.fails.set(true);
        self.first_answer();
        self.tap("Skip");
        self.look("sorry");
        self.broken
    }

    fn blockers(&mut self) {
        self.stage.tap(&self.activity("blockers"));
        self.look("faces");
        self.tap("Skip");
        self.look("ranking");
        self.stage.wait(35);
        self.look("still-there");
        self.stage.wait(1);
        self.stage.touch();
        self.tap("Skip");
        self.look("thanks-nothing");
        self.tap("One more?");
    }

    fn quiz(&mut self) {
        self.stage.tap(&self.activity("quiz"));
        self.look("quiz");
        self.first_answer();
        self.look("feedback");
        self.tap("Next");
        self.first_answer();
        self.tap("Next");
        self.look("thanks-score");
        self.tap("What others said");
        self.look("results");
        self.tap("One more?");
    }

    fn mirror(&mut self) {
        self.stage.tap(&self.activity("mirror"));
        self.look("rating");
        self.tap("Skip");
        self.look("card");
        self.tap("Start over");
        self.tap("Touch to begin");
    }

    fn pulse(&mut self) {
        self.stage.tap(&self.activity("pulse"));
        self.look("cohort");
        self.tap("Rather not say");
        self.first_answer();
        self.first_answer();
        self.look("multiple");
        self.tap("Next");
        self.look("nps");
        self.first_answer();
        self.look("thanks");
        self.tap("What was stored?");
        self.look("stored");
        self.tap("One more?");
    }

    fn speaking(&mut self) {
        self.stage.tap(&self.activity("words"));
        self.look("phrases");
        self.first_answer();
        self.look("phrase");
        self.tap("Write on");
        self.look("keyboard");
        self.stage.type_text(" 0171 555 0123 anna@example.org");
        self.look("caution");
        self.tap("Skip");
        self.tap("One more?");
    }
}

fn check(language: &str) {
    let broken = Walk::begin(language).all();
    assert_eq!(broken, Vec::<String>::new(), "\n{}", broken.join("\n"));
}

macro_rules! languages {
    ($($name:ident: $language:literal;)*) => {
        $(
            #[test]
            fn $name() {
                check($language);
            }
        )*
    };
}

languages! {
    words_on_buttons_stay_together_in_english: "en";
    words_on_buttons_stay_together_in_spanish: "es";
    words_on_buttons_stay_together_in_french: "fr";
    words_on_buttons_stay_together_in_german: "de";
    words_on_buttons_stay_together_in_arabic: "ar";
}
