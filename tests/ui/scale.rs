//! Where a pixel of the layout is one, one and a half or two of the panel, pages fit as they do at one, and look the same.

use listening_post::config::Scheme;
use slint::ComponentHandle;
use slint::platform::WindowEvent;

use crate::album::{SIZES, resize};
use crate::fit;
use crate::sample::content;
use crate::stage::Stage;
use crate::words::say;

const FACTORS: [f32; 3] = [1.0, 1.5, 2.0];
/// Pixels of the panel by which lines may be elsewhere: letters of another scale are rounded to other widths.
const ELSEWHERE: f32 = 12.0;

/// The page that is shown, at every size and scale: what does not fit, and which control stands elsewhere than at one.
fn faults(stage: &Stage, page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (size, panel) in SIZES {
        let mut first: Vec<(String, f32, f32)> = Vec::new();
        for factor in FACTORS {
            stage.app().window().dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor: factor });
            resize(stage, size, panel);
            let seen = stage.picture();
            assert_eq!((seen.width(), seen.height()), size, "{page} at {factor}");
            let found = fit::faults(stage).into_iter();
            faults.extend(found.map(|fault| format!("{page} {size:?} at {factor}: {fault}")));
            let controls = fit::controls(stage).into_iter();
            let controls: Vec<_> =
                controls.map(|(label, place)| (label, place.min_x() * factor, place.min_y() * factor)).collect();
            if first.is_empty() {
                first = controls;
                continue;
            }
            for ((label, x, y), (other, left, top)) in controls.iter().zip(&first) {
                if label != other || (x - left).abs() > ELSEWHERE || (y - top).abs() > ELSEWHERE {
                    faults.push(format!(
                        "{page} {size:?} at {factor}: {label:?} at ({x}, {y}), not {other:?} at ({left}, {top})"
                    ));
                }
            }
        }
    }
    stage.app().window().dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor: 1.0 });
    let (size, panel) = SIZES[0];
    resize(stage, size, panel);
    faults
}

fn walk(language: &str, [pulse, no_cohort, good]: [&str; 3]) {
    let mut content = content(Scheme::Light);
    content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
    let stage = Stage::open(content, 1080, 1920);
    let mut all = faults(&stage, "the first screen");
    stage.tap(&say(language, "How it stays anonymous", 0));
    all.extend(faults(&stage, "the statement"));
    stage.press(slint::platform::Key::Escape);
    stage.tap(&say(language, "Touch to begin", 0));
    all.extend(faults(&stage, "the activities"));
    stage.tap(pulse);
    all.extend(faults(&stage, "groups"));
    stage.tap(no_cohort);
    all.extend(faults(&stage, "faces"));
    stage.answer(good);
    all.extend(faults(&stage, "several answers"));
    stage.tap(&say(language, "Skip", 0));
    all.extend(faults(&stage, "0 to 10"));
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

#[test]
fn pages_fit_and_look_the_same_at_every_scale_factor() {
    walk("en", ["How is work today?", "Rather not say", "Good"]);
}

#[test]
fn pages_fit_and_look_the_same_at_every_scale_factor_in_german() {
    walk("de", ["Wie läuft die Arbeit heute?", "Lieber nicht sagen", "Gut"]);
}
