//! Every page of a visit at every reference size. The panel and what needs counters behind it are in `panel` and `walls`.

use listening_post::config::{Reach, Scheme};
use listening_post::content::{Content, PackKind};
use listening_post::screen::Tokens;
use listening_post::vocabulary::PackId;
use slint::ComponentHandle;

use crate::album::{Album, tone};
use crate::fit;
use crate::sample::content;
use crate::shipped::only;
use crate::stage::{Stage, said_in_october};
use crate::words::say;

/// What the controls on the way are called in one language.
struct Words {
    tag: &'static str,
    own_name: &'static str,
    larger: &'static str,
    pulse: &'static str,
    speaking: &'static str,
    write: &'static str,
    stored: &'static str,
    others: &'static str,
    quiz: &'static str,
    mirror: &'static str,
    blockers: &'static str,
    ranked: [&'static str; 2],
    no_cohort: &'static str,
    good: &'static str,
    driver: &'static str,
    next: &'static str,
    wrong: &'static str,
    right: &'static str,
    skip: &'static str,
    languages: &'static str,
    again: &'static str,
    /// A key that offers others when it is held.
    held: &'static str,
    typed: &'static str,
}

const ENGLISH: Words = Words {
    tag: "en",
    own_name: "English",
    larger: "Larger text",
    pulse: "How is work today?",
    speaking: "In your own words",
    write: "Say it in your own words",
    stored: "What was stored?",
    others: "What others said",
    quiz: "Coffee basics",
    mirror: "What do customers think?",
    blockers: "I couldn’t help because…",
    ranked: ["Five minutes more", "Knowing what is in stock"],
    no_cohort: "Rather not say",
    good: "Good",
    driver: "The rota",
    next: "Next",
    wrong: "10 seconds",
    right: "Yes, on request",
    skip: "Skip",
    languages: "Language: English",
    again: "One more?",
    held: "E",
    typed: "The tills stop at noon. Call Anna Schmidt on 0171 555 0123, she knows",
};

const GERMAN: Words = Words {
    tag: "de",
    own_name: "Deutsch",
    larger: "Größere Schrift",
    pulse: "Wie läuft die Arbeit heute?",
    speaking: "Mit eigenen Worten",
    write: "Mit eigenen Worten sagen",
    stored: "Was wurde gespeichert?",
    others: "Was andere sagten",
    quiz: "Kaffee-Grundlagen",
    mirror: "Was denken unsere Gäste?",
    blockers: "Ich konnte nicht helfen, weil …",
    ranked: ["Fünf Minuten mehr", "Den Warenbestand der Nachbarfilialen einsehen können"],
    no_cohort: "Lieber nicht sagen",
    good: "Gut",
    driver: "Der Schichtplan",
    next: "Weiter",
    wrong: "10 Sekunden",
    right: "Ja, auf Wunsch",
    skip: "Überspringen",
    languages: "Sprache: Deutsch",
    again: "Noch mal?",
    held: "E",
    typed: "Mittags stehen die Kassen. Anna Schmidt anrufen, 0171 555 0123, sie weiß es",
};

const ARABIC: Words = Words {
    tag: "ar",
    own_name: "العربية",
    larger: "نص أكبر",
    pulse: "كيف العمل اليوم؟",
    speaking: "بكلماتك",
    write: "قُلها بكلماتك",
    stored: "ماذا حُفظ؟",
    others: "ماذا قال الآخرون",
    quiz: "أساسيات القهوة",
    mirror: "ماذا يظن العملاء؟",
    blockers: "لم أستطع المساعدة لأن…",
    ranked: ["خمس دقائق إضافية", "معرفة المتوفر في المخزن"],
    no_cohort: "أفضّل ألّا أقول",
    good: "جيد",
    driver: "جدول المناوبات",
    next: "التالي",
    wrong: "10 ثوانٍ",
    right: "نعم، عند الطلب",
    skip: "تخطٍّ",
    languages: "اللغة: العربية",
    again: "مرّة أخرى؟",
    held: "ا",
    typed: "يتوقف الصندوق ظهرًا. اتصلوا على 0171 555 0123 للسؤال",
};

/// The panels that screens of these sizes have.
fn of_size(mut content: Content, width: u32) -> Content {
    content.kiosk.screen.millimetres = Some(if width == 800 { (154.0, 86.0) } else { (344.0, 194.0) });
    content
}

/// Gives the mirror as many touchpoints as the shipped one has.
fn guess_four(content: &mut Content) {
    let shipped = only(&PackId::new("mirror").unwrap(), "en").packs.swap_remove(0);
    let mirror = content.packs.iter_mut().find(|pack| pack.kind == PackKind::Mirror).unwrap();
    mirror.items.splice(1..1, shipped.items.into_iter().take(3));
}

#[expect(clippy::too_many_lines, reason = "one walk through all pages")]
fn hang(width: u32, height: u32, scheme: Scheme, words: &Words, large: bool, strong: bool) {
    let mut album = Album::open((width, height), tone(scheme), words.tag, (large, strong));

    let mut content = of_size(content(scheme), width);
    guess_four(&mut content);
    // One of a few taps ends within this of the one before it.
    content.kiosk.repeat_seconds = 8;
    // The first language is the one that the kiosk waits and rests in.
    content.kiosk.languages.sort_by_key(|tag| tag.as_str() != words.tag);
    let said = said_in_october(&content);
    let stage = Stage::open(content, width, height);
    stage.kept.customers.replace(said);
    let switch = || {
        if large {
            stage.tap(words.larger);
        }
        if strong {
            stage.tap(&say(words.tag, "More contrast", 0));
        }
    };
    switch();
    album.keep(&stage, "attract");
    if words.tag == "en" {
        stage.wait(9);
        album.keep(&stage, "attract-quiz");
        stage.wait(8);
        album.keep(&stage, "attract-action");
    }
    stage.tap(&say(words.tag, "How it stays anonymous", 0));
    album.keep(&stage, "statement");
    stage.press(slint::platform::Key::Escape);
    stage.tap(&say(words.tag, "Touch to begin", 0));
    album.keep(&stage, "choose");
    stage.tap(words.languages);
    album.keep(&stage, "languages");
    stage.tap(words.own_name);

    stage.tap(words.blockers);
    album.keep(&stage, "four-faces-long-text");
    stage.tap(words.skip);
    words.ranked.iter().for_each(|option| stage.tap(option));
    album.keep(&stage, "ranking");
    stage.tap(words.skip);
    album.keep(&stage, "thanks-nothing");
    stage.tap(words.again);

    stage.tap(words.quiz);
    album.keep(&stage, "quiz");
    stage.answer(words.wrong);
    album.keep(&stage, "feedback-wrong");
    stage.tap(words.next);
    album.keep(&stage, "quiz-two");
    stage.answer(words.right);
    album.keep(&stage, "feedback-right");
    stage.tap(words.next);
    album.keep(&stage, "thanks-score");
    stage.tap(words.others);
    album.keep(&stage, "results-quiz");
    stage.tap(words.again);

    stage.tap(words.mirror);
    album.keep(&stage, "rating");
    for point in ["4", "2", "3", "4"] {
        stage.answer(point);
    }
    album.keep(&stage, "card");
    stage.tap(words.next);
    album.keep(&stage, "results-mirror");
    // The same again within seconds.
    stage.tap(words.again);
    stage.tap(words.mirror);
    stage.answer("4");
    (0..3).for_each(|_| stage.tap(words.skip));
    stage.tap(words.next);
    stage.tap(words.stored);
    album.keep(&stage, "stored-burst");
    stage.tap(words.again);

    stage.tap(words.pulse);
    album.keep(&stage, "cohort");
    stage.tap(words.no_cohort);
    stage.tap_without_waiting(words.good);
    album.keep(&stage, "faces");
    stage.wait(1);
    stage.tap(words.driver);
    album.keep(&stage, "multiple");
    stage.tap(words.next);
    album.keep(&stage, "nps");
    stage.wait(35);
    album.keep(&stage, "still-there");
    stage.wait(1);
    stage.touch();
    stage.answer("8");
    album.keep(&stage, "thanks");
    stage.tap(words.stored);
    album.keep(&stage, "stored");
    stage.tap(words.again);

    stage.tap(words.speaking);
    album.keep(&stage, "phrases");
    stage.tap(words.write);
    album.keep(&stage, "keyboard");
    stage.hold(words.held, 600);
    album.keep(&stage, "accents");
    stage.type_text(words.typed);
    album.keep(&stage, "caution");
    stage.tap(words.skip);
    stage.tap(words.again);

    stage.tap(words.blockers);
    stage.kept.fails.set(true);
    stage.answer(words.good);
    stage.tap(words.skip);
    album.keep(&stage, "sorry");
    stage.kept.full.set(true);
    stage.wait(10);
    switch();
    album.keep(&stage, "resting");
    album.bind();
}

macro_rules! gallery {
    ($($name:ident: $width:literal x $height:literal, $scheme:ident, $words:ident, $large:literal, $strong:literal;)*) => {
        $(
            #[test]
            fn $name() {
                hang($width, $height, Scheme::$scheme, &$words, $large, $strong);
            }
        )*
    };
}

gallery! {
    portrait_dark_arabic: 1080 x 1920, Dark, ARABIC, false, false;
    portrait_stark_english: 1080 x 1920, HighContrast, ENGLISH, false, false;
    portrait_stark_german: 1080 x 1920, HighContrast, GERMAN, false, false;
    portrait_stark_arabic: 1080 x 1920, HighContrast, ARABIC, false, false;
    landscape_stark_english: 1920 x 1080, HighContrast, ENGLISH, false, false;
    landscape_stark_german: 1920 x 1080, HighContrast, GERMAN, false, false;
    landscape_stark_arabic: 1920 x 1080, HighContrast, ARABIC, false, false;
    panel_dark_arabic: 800 x 480, Dark, ARABIC, false, false;
    panel_stark_english: 800 x 480, HighContrast, ENGLISH, false, false;
    panel_stark_german: 800 x 480, HighContrast, GERMAN, false, false;
    panel_stark_arabic: 800 x 480, HighContrast, ARABIC, false, false;
    portrait_light_english: 1080 x 1920, Light, ENGLISH, false, false;
    portrait_light_german: 1080 x 1920, Light, GERMAN, false, false;
    portrait_dark_english: 1080 x 1920, Dark, ENGLISH, false, false;
    portrait_dark_german: 1080 x 1920, Dark, GERMAN, false, false;
    portrait_large_german: 1080 x 1920, Light, GERMAN, true, false;
    portrait_strong_english: 1080 x 1920, Light, ENGLISH, false, true;
    landscape_light_english: 1920 x 1080, Light, ENGLISH, false, false;
    landscape_light_german: 1920 x 1080, Light, GERMAN, false, false;
    landscape_dark_english: 1920 x 1080, Dark, ENGLISH, false, false;
    landscape_dark_german: 1920 x 1080, Dark, GERMAN, false, false;
    landscape_large_german: 1920 x 1080, Light, GERMAN, true, false;
    panel_light_english: 800 x 480, Light, ENGLISH, false, false;
    panel_light_german: 800 x 480, Light, GERMAN, false, false;
    panel_dark_english: 800 x 480, Dark, ENGLISH, false, false;
    panel_dark_german: 800 x 480, Dark, GERMAN, false, false;
    panel_large_german: 800 x 480, Light, GERMAN, true, false;
    portrait_light_arabic: 1080 x 1920, Light, ARABIC, false, false;
    portrait_large_arabic: 1080 x 1920, Light, ARABIC, true, false;
    landscape_light_arabic: 1920 x 1080, Light, ARABIC, false, false;
    landscape_dark_arabic: 1920 x 1080, Dark, ARABIC, false, false;
    panel_light_arabic: 800 x 480, Light, ARABIC, false, false;
    panel_large_arabic: 800 x 480, Light, ARABIC, true, false;
}

/// Where low reach matters: a panel held in the hand is all within it.
const WALLS: [(u32, u32); 2] = [(1080, 1920), (1920, 1080)];

/// A kiosk for somebody who reaches the lower half only.
fn low(width: u32, height: u32) -> Stage {
    let mut content = of_size(content(Scheme::Light), width);
    content.kiosk.screen.reach = Reach::Low;
    let said = said_in_october(&content);
    let stage = Stage::open(content, width, height);
    stage.kept.customers.replace(said);
    stage
}

/// A visit of somebody who reaches the lower half only. Pages of letters of the usual size are kept, those of larger ones
/// looked at.
fn reach_low(width: u32, height: u32, words: &Words, large: bool) {
    let stage = low(width, height);
    let mut album = (!large).then(|| Album::open((width, height), "low", words.tag, (false, false)));
    let mut faults = Vec::new();
    let mut look = |page: &str, keeps: bool| {
        for (label, top) in stage.controls_from() {
            assert!(top >= height as f32 / 2.0, "{label} of {page} begins at {top} of {height}");
        }
        faults.extend(fit::faults(&stage).into_iter().map(|fault| format!("{page}: {fault}")));
        if let (Some(album), true) = (&mut album, keeps) {
            album.keep(&stage, page);
        }
    };
    look("attract", true);
    stage.tap("How it stays anonymous");
    look("statement", false);
    stage.press(slint::platform::Key::Escape);
    stage.tap(words.own_name);
    if large {
        stage.tap(words.larger);
    }
    look("choose", true);
    stage.tap(words.pulse);
    look("cohort", false);
    stage.tap(words.no_cohort);
    look("faces", true);
    stage.answer(words.good);
    stage.tap(words.driver);
    look("multiple", true);
    stage.tap(words.next);
    look("nps", true);
    stage.answer("8");
    look("thanks", false);
    stage.tap(words.stored);
    look("stored", false);
    stage.tap(words.again);
    stage.tap(words.mirror);
    stage.answer("4");
    stage.tap(words.next);
    look("results-mirror", false);
    stage.tap(words.again);
    stage.tap(words.blockers);
    look("four-faces-long-text", false);
    stage.tap(words.skip);
    look("ranking", false);
    stage.tap(words.skip);
    stage.tap(words.again);
    stage.tap(words.quiz);
    look("quiz", false);
    stage.answer(words.wrong);
    look("feedback-wrong", false);
    stage.wait(35);
    look("still-there", false);
    stage.wait(1);
    stage.touch();
    stage.tap(words.next);
    stage.answer(words.right);
    stage.tap(words.next);
    stage.tap(words.again);
    stage.tap(words.speaking);
    stage.tap(words.write);
    look("keyboard", true);
    stage.type_text(words.typed);
    look("caution", false);
    if let Some(album) = album {
        album.bind();
    }
    assert!(faults.is_empty(), "{}x{height} {} large {large}:\n{}", width, words.tag, faults.join("\n"));
}

#[test]
fn whoever_reaches_low_finds_every_control_in_the_lower_half() {
    for (width, height) in WALLS {
        reach_low(width, height, &ENGLISH, false);
    }
}

#[test]
fn whoever_reaches_low_may_read_larger_words() {
    for (width, height) in WALLS {
        reach_low(width, height, &GERMAN, true);
    }
}

#[test]
fn words_within_low_reach_are_as_large_as_on_a_whole_screen_they_must_be() {
    for (width, height) in WALLS {
        let stage = low(width, height);
        let tokens = stage.app().global::<Tokens>();
        for (what, found, least) in [
            ("item", tokens.get_type_title_longest(), 40.0),
            ("answer", tokens.get_type_option(), 32.0),
            ("long answer", tokens.get_type_option_long(), 32.0),
            ("body", tokens.get_type_body(), 36.0),
            ("note", tokens.get_type_note(), 24.0),
            ("key", tokens.get_type_key_small(), 24.0),
        ] {
            assert!(found >= least, "{width}x{height}: {what} {found} < {least}");
        }
    }
}
