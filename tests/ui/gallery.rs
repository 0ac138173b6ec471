//! Every screen at every reference size; none may be blank. `LISTENING_POST_GALLERY=folder` keeps the pictures there,
//! and one sheet with all of a size and language.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use listening_post::config::{Reach, Scheme};
use listening_post::content::Content;
use slint::{Rgba8Pixel, SharedPixelBuffer};

use crate::fit;
use crate::references;
use crate::sample::content;
use crate::stage::Stage;

/// A screen of which fewer pixels than one in this many differ from its first is blank.
const BLANK: usize = 200;

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
    back: &'static str,
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
    back: "Back",
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
    back: "Zurück",
    again: "Noch eine Runde?",
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
    back: "رجوع",
    again: "مرّة أخرى؟",
    held: "ا",
    typed: "يتوقف الصندوق ظهرًا. اتصلوا على 0171 555 0123 للسؤال",
};

pub struct Album {
    /// Where the pictures are kept, if anybody wants to look at them.
    folder: Option<PathBuf>,
    prefix: String,
    pages: usize,
    sheet: Vec<SharedPixelBuffer<Rgba8Pixel>>,
    /// What is held against what a person has looked at.
    small: Vec<(String, SharedPixelBuffer<Rgba8Pixel>)>,
    /// What does not fit.
    faults: Vec<String>,
}

/// How much smaller pages are on the sheet.
const SMALLER: u32 = 4;
/// Pages beside each other on the sheet, and the space between them.
const BESIDE: u32 = 8;
const GAP: u32 = 12;

impl Album {
    /// An album of one size, tone and language.
    pub fn open((width, height): (u32, u32), tone: &str, tag: &str, (large, strong): (bool, bool)) -> Self {
        let folder = std::env::var_os("LISTENING_POST_GALLERY").map(PathBuf::from);
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
        }
        let size = match (large, strong) {
            (true, _) => "-large",
            (_, true) => "-strong",
            _ => "",
        };
        Self {
            folder,
            prefix: format!("{width}x{height}-{tone}-{tag}{size}"),
            pages: 0,
            sheet: Vec::new(),
            small: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub fn keep(&mut self, stage: &Stage, name: &str) {
        let picture = stage.picture();
        let first = picture.as_slice()[0];
        let differing = picture.as_slice().iter().filter(|pixel| **pixel != first).count();
        assert!(differing > picture.as_slice().len() / BLANK, "{} {name} is blank", self.prefix);
        self.pages += 1;
        self.faults.extend(fit::faults(stage).into_iter().map(|fault| format!("{name}: {fault}")));
        self.small.push((name.to_owned(), references::small(&picture)));
        if let Some(folder) = &self.folder {
            write(&folder.join(format!("{}-{:02}-{name}.png", self.prefix, self.pages)), &picture);
            self.sheet.push(small(&picture));
        }
    }

    /// All pages on one sheet, to be looked at in a minute.
    pub fn bind(self) {
        references::check(&self.prefix, &self.small);
        let (Some(folder), Some(first)) = (&self.folder, self.sheet.first()) else { return };
        let (width, height) = (first.width() + GAP, first.height() + GAP);
        let rows = u32::try_from(self.sheet.len()).unwrap().div_ceil(BESIDE);
        let mut sheet = SharedPixelBuffer::new(BESIDE * width + GAP, rows * height + GAP);
        let stride = sheet.width();
        let pixels = sheet.make_mut_slice();
        pixels.fill(Rgba8Pixel { r: 0xb8, g: 0xb2, b: 0xa6, a: 255 });
        for (page, at) in self.sheet.iter().zip(0..) {
            let (left, top) = (GAP + at % BESIDE * width, GAP + at / BESIDE * height);
            for (line, y) in page.as_slice().chunks(page.width() as usize).zip(top..) {
                let from = (y * stride + left) as usize;
                pixels[from..from + line.len()].copy_from_slice(line);
            }
        }
        write(&folder.join(format!("sheet-{}.png", self.prefix)), &sheet);
    }
}

impl Drop for Album {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.faults.is_empty(), "{} does not fit:\n{}", self.prefix, self.faults.join("\n"));
        }
    }
}

/// A picture made smaller, each pixel the mean of those it stands for.
fn small(picture: &SharedPixelBuffer<Rgba8Pixel>) -> SharedPixelBuffer<Rgba8Pixel> {
    let (width, height) = (picture.width() / SMALLER, picture.height() / SMALLER);
    let mut small = SharedPixelBuffer::new(width, height);
    let all = picture.as_slice();
    for (pixel, at) in small.make_mut_slice().iter_mut().zip(0..) {
        let (left, top) = (at % width * SMALLER, at / width * SMALLER);
        let places = (top..top + SMALLER).flat_map(|y| (left..left + SMALLER).map(move |x| (x, y)));
        let sums = places.fold([0_u32; 3], |[r, g, b], (x, y)| {
            let pixel = all[(y * picture.width() + x) as usize];
            [r + u32::from(pixel.r), g + u32::from(pixel.g), b + u32::from(pixel.b)]
        });
        let [r, g, b] = sums.map(|sum| u8::try_from(sum / (SMALLER * SMALLER)).unwrap());
        *pixel = Rgba8Pixel { r, g, b, a: 255 };
    }
    small
}

fn write(path: &Path, picture: &SharedPixelBuffer<Rgba8Pixel>) {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path).unwrap()), picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().unwrap().write_image_data(picture.as_bytes()).unwrap();
}

/// The panels that screens of these sizes have.
fn of_size(mut content: Content, width: u32) -> Content {
    content.kiosk.screen.millimetres = Some(if width == 800 { (154.0, 86.0) } else { (344.0, 194.0) });
    content
}

fn hang(width: u32, height: u32, scheme: Scheme, words: &Words, large: bool, strong: bool) {
    let tone = match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "dark",
        Scheme::HighContrast => "stark",
    };
    let mut album = Album::open((width, height), tone, words.tag, (large, strong));

    let stage = Stage::open(of_size(content(scheme), width), width, height);
    album.keep(&stage, "attract");
    if words.tag == "en" {
        stage.wait(9);
        album.keep(&stage, "attract-quiz");
        stage.wait(8);
        album.keep(&stage, "attract-action");
    }
    if !large && !strong {
        // Nobody has picked a language yet.
        stage.tap("How it stays anonymous");
        album.keep(&stage, "statement");
        stage.press(slint::platform::Key::Escape);
    }
    stage.tap(words.own_name);
    if large {
        stage.tap(words.larger);
    }
    if strong {
        stage.tap("More contrast");
    }
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
    stage.tap(words.skip);
    album.keep(&stage, "card");
    stage.tap(words.back);
    stage.tap(words.back);

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

#[test]
fn whoever_reaches_low_finds_every_control_in_the_lower_half() {
    for (width, height) in [(1080, 1920), (1920, 1080)] {
        let mut content = of_size(content(Scheme::Light), width);
        content.kiosk.screen.reach = Reach::Low;
        let stage = Stage::open(content, width, height);
        let mut album = Album::open((width, height), "low", "en", (false, false));
        let check = |page: &str| {
            for (label, top) in stage.controls_from() {
                assert!(top >= height as f32 / 2.0, "{label} of {page} begins at {top} of {height}");
            }
        };
        check("attract");
        album.keep(&stage, "attract");
        stage.tap(ENGLISH.own_name);
        check("choose");
        album.keep(&stage, "choose");
        stage.tap(ENGLISH.pulse);
        check("cohort");
        stage.tap(ENGLISH.no_cohort);
        check("faces");
        album.keep(&stage, "faces");
        stage.answer(ENGLISH.good);
        stage.tap(ENGLISH.driver);
        check("multiple");
        album.keep(&stage, "multiple");
        stage.tap(ENGLISH.next);
        check("nps");
        album.keep(&stage, "nps");
        stage.answer("8");
        check("thanks");
        stage.tap(ENGLISH.again);
        stage.tap(ENGLISH.speaking);
        stage.tap(ENGLISH.write);
        check("keyboard");
        album.keep(&stage, "keyboard");
        album.bind();
    }
}
