//! Right to left: what stands beside each other in English stands the other way round in Arabic.

use i_slint_core::lengths::LogicalRect;
use listening_post::vocabulary::PackId;
use slint::{ComponentHandle, PhysicalSize};

use crate::fit;
use crate::shipped::{go_on, only};
use crate::stage::{MORE_BELOW, Stage};

const SIZES: [(u32, u32); 3] = [(1080, 1920), (1920, 1080), (800, 480)];

/// Whether both stand in one row.
fn beside(one: LogicalRect, other: LogicalRect) -> bool {
    let shared = one.max_y().min(other.max_y()) - one.min_y().max(other.min_y());
    let apart = one.max_x() <= other.min_x() || other.max_x() <= one.min_x();
    apart && shared > one.height().min(other.height()) / 2.0
}

/// A page by its name, and its controls in the order they are read.
type Page = (String, Vec<(String, LogicalRect)>);

/// The pages of an activity in one language, each at every size. One after the other: a thread speaks one language.
fn walk(pack: &str, language: &str) -> Vec<Page> {
    let stage = Stage::open(only(&PackId::new(pack).unwrap(), language), 1080, 1920);
    let mut pages = Vec::new();
    for page in 0..40 {
        for (width, height) in SIZES {
            stage.app().window().set_size(PhysicalSize::new(width, height));
            stage.settle();
            let mut controls = fit::controls(&stage);
            // It comes and goes with the length of the words.
            controls.retain(|(label, _)| !MORE_BELOW.contains(&label.as_str()));
            pages.push((format!("{pack} page {page} {width}x{height}"), controls));
        }
        if page > 0 && !stage.is_in_visit() {
            return pages;
        }
        go_on(&stage);
    }
    panic!("{pack} does not end");
}

/// How many pairs of controls stand beside each other in both languages, and those of them that kept their sides.
fn sides(pack: &str, languages: [&str; 2]) -> (usize, Vec<String>) {
    let [from, to] = languages.map(|language| walk(pack, language));
    assert_eq!(from.len(), to.len(), "{pack} has as many pages");
    let (mut pairs, mut kept) = (0, Vec::new());
    for ((page, from), (_, to)) in from.iter().zip(&to) {
        assert_eq!(from.len(), to.len(), "{page}: {from:?} {to:?}");
        for at in 0..from.len() {
            for other in at + 1..from.len() {
                let ((label, one), (beside_it, two)) = (&from[at], &from[other]);
                let ((_, mirrored), (_, other_mirrored)) = (&to[at], &to[other]);
                if !beside(*one, *two) || !beside(*mirrored, *other_mirrored) {
                    continue;
                }
                pairs += 1;
                if (one.min_x() < two.min_x()) == (mirrored.min_x() < other_mirrored.min_x()) {
                    kept.push(format!("{page}: {label:?} and {beside_it:?}"));
                }
            }
        }
    }
    (pairs, kept)
}

#[test]
fn whatever_stands_beside_each_other_changes_sides_in_arabic() {
    for pack in ["today", "coffee-basics", "couldnt-help", "mirror", "your-words", "advisor"] {
        let (pairs, kept) = sides(pack, ["en", "ar"]);
        assert!(pairs > 40, "{pack}: {pairs} pairs were seen");
        assert!(kept.is_empty(), "{} of {pairs} pairs are not mirrored:\n{}", kept.len(), kept.join("\n"));
    }
}

#[test]
fn nothing_changes_sides_between_languages_that_read_alike() {
    let (pairs, kept) = sides("today", ["en", "de"]);
    assert_eq!(kept.len(), pairs);
}
