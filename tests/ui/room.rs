//! How pages use the room there is: what fits does not scroll, what is tapped is near, words break only where they must.

use i_slint_core::lengths::LogicalRect;
use listening_post::config::Scheme;
use listening_post::content::{Content, ItemKind};
use listening_post::screen::Tokens;
use listening_post::vocabulary::PackId;
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, Rgba8Pixel};

use crate::fit;
use crate::sample::content;
use crate::stage::Stage;
use crate::words::say;

/// The languages of the sample with their own names.
const LANGUAGES: [(&str, &str); 5] =
    [("en", "English"), ("es", "Español"), ("fr", "Français"), ("de", "Deutsch"), ("ar", "العربية")];

/// A window with the panel that screens of its size have.
fn open(mut content: Content, width: u32, height: u32) -> Stage {
    content.kiosk.screen.millimetres = Some(if width == 800 { (154.0, 86.0) } else { (344.0, 194.0) });
    Stage::open(content, width, height)
}

#[test]
fn six_activities_are_offered_on_a_lying_screen_without_scrolling() {
    // A small panel has room for as many where titles are short.
    for (width, height, languages) in [(1920, 1080, &LANGUAGES[..]), (800, 480, &LANGUAGES[..2])] {
        for (_, own_name) in languages {
            let mut content = content(Scheme::Light);
            let mut sixth = content.packs[2].clone();
            sixth.id = PackId::new("sixth").unwrap();
            content.packs.push(sixth);
            let stage = open(content, width, height);
            stage.tap(own_name);
            assert!(!stage.scrolls(), "{own_name} at {width}x{height}");
            let faults = fit::faults(&stage);
            assert!(faults.is_empty(), "{own_name} at {width}x{height}: {faults:?}");
        }
    }
}

/// A kiosk that asks nothing but whether somebody would recommend it.
fn recommending() -> Content {
    let mut content = content(Scheme::Light);
    content.packs.truncate(1);
    content.packs[0].ask_cohort = false;
    content.packs[0].items.drain(..2);
    content
}

#[test]
fn zero_and_ten_say_what_they_mean_where_a_pack_does_not() {
    for (language, own_name) in LANGUAGES {
        let mut content = recommending();
        content.packs[0].items[0].kind = ItemKind::Nps { low: None, high: None };
        let stage = open(content, 1080, 1920);
        stage.tap(own_name);
        for (point, words) in [("0", "Not at all likely"), ("10", "Extremely likely")] {
            let words = say(language, words, 0);
            assert!(stage.shows(&words), "{:?}", stage.labels());
            let is_named = |label: &String| label.starts_with(point) && label.ends_with(&words);
            assert!(stage.labels().iter().any(is_named), "{:?}", stage.labels());
        }
    }
    let stage = open(recommending(), 1080, 1920);
    stage.tap("English");
    assert!(stage.shows("Not at all") && !stage.shows("Not at all likely"), "a pack's own words go first");
}

#[test]
fn the_points_of_a_scale_are_in_the_lower_half_of_a_tall_screen() {
    let stage = open(recommending(), 1080, 1920);
    stage.tap("English");
    let from = |point: &str| stage.control(point).absolute_position().y;
    assert!(
        from("0: Not at all") > 960.0 && from("10: Certainly") > from("0: Not at all"),
        "{:?}",
        stage.controls_from()
    );
}

#[test]
fn the_next_item_is_read_from_its_top() {
    let mut content = content(Scheme::Light);
    content.packs.truncate(1);
    let pack = &mut content.packs[0];
    pack.ask_cohort = false;
    pack.items = vec![pack.items[1].clone(), pack.items[1].clone()];
    pack.items[1].id = listening_post::vocabulary::ItemId::new("again").unwrap();
    let stage = open(content, 800, 480);
    stage.tap("English");
    stage.tap("Larger text");
    let top = || stage.control("How busy it was").absolute_position().y;
    let before = top();
    stage.control("More below").mock_single_click(PointerEventButton::Left);
    stage.settle();
    assert!(top() < before);
    stage.tap("Skip");
    assert!(stage.shows("Question 2 of 2"));
    assert_eq!(top().to_bits(), before.to_bits());
}

/// Lines all across a page, where it is cut; beside them is nothing of the page.
fn cuts(stage: &Stage) -> usize {
    let line = stage.app().global::<Tokens>().get_line();
    let picture = stage.picture();
    let across = |row: &[Rgba8Pixel]| {
        let drawn = row.iter().filter(|pixel| [pixel.r, pixel.g, pixel.b] == [line.red(), line.green(), line.blue()]);
        drawn.count() > row.len() * 4 / 5
    };
    picture.as_slice().chunks(picture.width() as usize).filter(|row| across(row)).count()
}

#[test]
fn a_page_that_scrolls_shows_where_it_is_cut_and_leads_back_from_its_end() {
    let stage = open(content(Scheme::Light), 800, 480);
    stage.tap("English");
    stage.tap("Larger text");
    let top = || stage.control("How is work today?").absolute_position().y;
    let first = top();
    assert!(stage.scrolls() && cuts(&stage) == 1, "{} cuts of {:?}", cuts(&stage), stage.labels());
    stage.control("More below").mock_single_click(PointerEventButton::Left);
    stage.settle();
    assert!(top() < first && cuts(&stage) == 2, "{} cuts", cuts(&stage));
    for _ in 0..12 {
        if stage.scrolls() {
            stage.control("More below").mock_single_click(PointerEventButton::Left);
            stage.settle();
        }
    }
    stage.control("Back to the top").mock_single_click(PointerEventButton::Left);
    stage.settle();
    assert_eq!(top().to_bits(), first.to_bits());
    assert!(stage.scrolls() && cuts(&stage) == 1, "{:?}", stage.labels());
}

#[test]
fn large_words_break_only_where_there_is_no_room_beside_them() {
    let stage = open(content(Scheme::Light), 1080, 1920);
    stage.tap("Deutsch");
    stage.tap("Größere Schrift");
    stage.tap("Ich konnte nicht helfen, weil …");
    let height = |wanted: &str| {
        let marks = fit::marks(&stage).into_iter();
        let found: Vec<f32> =
            marks.filter(|(words, _)| words.as_deref() == Some(wanted)).map(|(_, place)| place.height()).collect();
        assert_eq!(found.len(), 1, "{wanted}");
        found[0]
    };
    let line = height("Zurück");
    assert!(height("Überspringen") < 1.5 * line && height("Von vorn") < 1.5 * line);
}

#[test]
fn the_icon_of_a_button_stands_beside_its_words_in_large_letters_too() {
    for (own_name, larger, activity, skip, done) in [
        ("Deutsch", "Größere Schrift", "Ich konnte nicht helfen, weil …", "Überspringen", "Fertig"),
        ("العربية", "نص أكبر", "لم أستطع المساعدة لأن…", "تخطٍّ", "تم"),
    ] {
        let stage = open(content(Scheme::Light), 1080, 1920);
        stage.tap(own_name);
        stage.tap(larger);
        stage.tap(activity);
        stage.tap(skip);
        stage.tap(skip);
        let button = stage.control(done);
        let (from, to) = (button.absolute_position().x, button.absolute_position().x + button.size().width);
        let marks = fit::marks(&stage);
        let words = marks.iter().find(|(words, _)| words.as_deref() == Some(done)).unwrap().1;
        let beside =
            |place: &LogicalRect| place.center().y > words.min_y() && place.min_x() > from && place.max_x() < to;
        let icons = marks.iter().filter(|(words, place)| words.is_none() && beside(place));
        let [icon] = icons.map(|(_, place)| *place).collect::<Vec<_>>()[..] else { panic!("one icon") };
        let (left, right) = (words.union(&icon).min_x() - from, to - words.union(&icon).max_x());
        let between = (icon.min_x() - words.max_x()).max(words.min_x() - icon.max_x());
        assert!((left - right).abs() < 12.0, "{done}: {left} to its left, {right} to its right");
        assert!(between < 40.0, "{done}: its icon is {between} from it");
    }
}
