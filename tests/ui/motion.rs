//! What moves: items that slide in from where they come from, and bars that grow. Never in the way of a tap.

use std::time::Duration;

use listening_post::config::Scheme;
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, PhysicalSize, Rgba8Pixel};

use crate::sample::content;
use crate::stage::Stage;

/// The fill of a bar, in the light scheme.
const ACCENT: [u8; 3] = [0x0A, 0x51, 0x52];

fn portrait(reduced: bool) -> Stage {
    let mut content = content(Scheme::Light);
    content.theme.reduced_motion = reduced;
    Stage::open(content, 1080, 1920)
}

fn touch(stage: &Stage, label: &str) {
    stage.control(label).mock_single_click(PointerEventButton::Left);
    stage.pass(Duration::from_millis(1));
}

/// How far from its place something stands at first and halfway, after a button was tapped.
fn way(stage: &Stage, button: &str, place: impl Fn() -> f32) -> [f32; 2] {
    touch(stage, button);
    let first = place();
    stage.pass(Duration::from_millis(80));
    let halfway = place();
    stage.pass(Duration::from_millis(400));
    [first - place(), halfway - place()]
}

/// How far to the right of its place a control stands.
fn slide(stage: &Stage, button: &str, label: &str) -> [f32; 2] {
    way(stage, button, || stage.control(label).absolute_position().x)
}

/// How far below its place something on a page stands that lies over another.
fn rise(stage: &Stage, button: &str, label: &str) -> [f32; 2] {
    way(stage, button, || stage.told(label).absolute_position().y)
}

#[test]
fn an_item_after_an_item_slides_in_from_the_side_it_comes_from() {
    let words = [
        (["English", "I couldn’t help because…", "Skip", "A say of my own", "Back", "Good"], 1.0),
        (["العربية", "لم أستطع المساعدة لأن…", "تخطٍّ", "خمس دقائق إضافية", "رجوع", "جيد"], -1.0),
    ];
    for ([language, activity, skip, option, back, face], side) in words {
        let stage = portrait(false);
        stage.tap(language);
        stage.tap(activity);
        for (button, label, side) in [(skip, option, side), (back, face, -side), (skip, option, side)] {
            let [first, halfway] = slide(&stage, button, label).map(|away| away * side);
            assert!(first > halfway && halfway > 1.0, "{button} in {language}: {first}, then {halfway}");
        }
    }
}

#[test]
fn what_lies_over_a_page_comes_from_where_its_button_is_and_leaves_the_bar_in_place() {
    let headings = [
        ("Language: English", "Choose your language", -1.0),
        ("How it stays anonymous", "What the kiosk knows about you", 1.0),
    ];
    for (button, heading, side) in headings {
        let stage = portrait(false);
        let switch = || stage.control("Larger text").absolute_position().y;
        let before = switch();
        let [first, halfway] = rise(&stage, button, heading).map(|below| below * side);
        assert!(first > halfway && halfway > 1.0, "{heading}: {first}, then {halfway}");
        assert_eq!(switch().to_bits(), before.to_bits(), "{heading}");
        let [first, halfway] = rise(&portrait(true), button, heading);
        assert!(first.abs() + halfway.abs() < f32::EPSILON, "{heading} where motion is reduced: {first}, {halfway}");
    }
}

#[test]
fn a_tap_while_an_item_slides_in_is_answered_at_once() {
    let stage = portrait(false);
    stage.tap("English");
    stage.tap("I couldn’t help because…");
    touch(&stage, "Skip");
    touch(&stage, "A say of my own");
    assert_eq!(stage.control("A say of my own").accessible_checked(), Some(true));
}

#[test]
fn the_bar_of_progress_grows_and_never_leaves_its_track() {
    let stage = portrait(false);
    stage.tap("English");
    stage.tap("Coffee basics");
    // The longest line of the accent on the track, which lies below its words, and beside it.
    let of_accent = || {
        let (track, picture) = (stage.progress(), stage.picture());
        let (at, size) = (track.absolute_position(), track.size());
        let longest = |from: f32, to: f32| {
            let within = |place: usize, from: f32, to: f32| (from..to).contains(&(place as f32));
            let rows = picture.as_slice().chunks(picture.width() as usize).enumerate();
            let rows = rows.filter(|(y, _)| within(*y, at.y, at.y + size.height));
            let filled = |row: &[Rgba8Pixel]| {
                let line = row.iter().enumerate().filter(|(x, _)| within(*x, from, to));
                line.filter(|(_, pixel)| [pixel.r, pixel.g, pixel.b] == ACCENT).count()
            };
            rows.map(|(_, row)| filled(row)).max().unwrap()
        };
        (longest(at.x, at.x + size.width), longest(at.x + size.width + 2.0, at.x + 2.0 * size.width))
    };
    let (one, _) = of_accent();
    stage.answer("10 seconds");
    touch(&stage, "Next");
    let (begun, _) = of_accent();
    stage.pass(Duration::from_millis(400));
    let (two, _) = of_accent();
    assert!(begun < two && one < two, "{one}, {begun}, then {two}");

    stage.app().window().set_size(PhysicalSize::new(540, 960));
    stage.pass(Duration::from_millis(20));
    let (inside, beside) = of_accent();
    assert!(inside > 0 && beside == 0, "{inside} on its track, {beside} beside it");
}

#[test]
fn nothing_slides_where_motion_is_reduced() {
    let stage = portrait(true);
    stage.tap("English");
    stage.tap("I couldn’t help because…");
    let stays = |slid: [f32; 2]| slid.iter().all(|pixels| pixels.abs() < f32::EPSILON);
    assert!(stays(slide(&stage, "Skip", "A say of my own")));
    assert!(stays(slide(&stage, "Back", "Good")));
}

/// How many pixels are of the accent when what others said comes, and once it has come.
fn grown(reduced: bool) -> [usize; 2] {
    let stage = portrait(reduced);
    stage.tap("English");
    stage.tap("Coffee basics");
    stage.answer("10 seconds");
    stage.tap("Next");
    stage.answer("Yes, on request");
    stage.tap("Next");
    touch(&stage, "What others said");
    let count = || {
        let picture = stage.picture();
        picture.as_slice().iter().filter(|pixel| [pixel.r, pixel.g, pixel.b] == ACCENT).count()
    };
    let first = count();
    stage.pass(Duration::from_millis(400));
    [first, count()]
}

#[test]
fn the_bars_of_what_others_said_grow_unless_motion_is_reduced() {
    let [first, last] = grown(false);
    // A third of one bar alone.
    assert!(first + 5_000 < last, "{first}, then {last}");
    let [first, last] = grown(true);
    assert_eq!(first, last);
}
