//! What customers said, shown to whoever has just guessed it.

use listening_post::customers::read;
use listening_post::store::Ledger;

use crate::office::Office;
use crate::stage::Stage;

/// A kiosk whose customers rated one touchpoint, 3.25 in the mean.
fn rated(site: &str) -> Stage {
    let office = Office::new();
    drop(office.start());
    let csv = [(2, 10), (3, 20), (5, 10)]
        .map(|(rating, count)| format!("{site},2026-W46,order-right,{rating},{count}\n"))
        .concat();
    let csv = format!("site,period,touchpoint,rating,count\n{csv}");
    let counts = read(csv.as_bytes(), &office.content(), &mut |fault| panic!("{fault:?}")).unwrap();
    Ledger::open_for_customers(&office.data().ledger()).unwrap().put_customers(&counts, &mut || {}).unwrap();
    office.start()
}

/// Guesses the first touchpoint and skips the others.
fn guess(stage: &Stage, point: &str) {
    stage.tap("Touch to begin");
    stage.tap("What do customers think?");
    if stage.shows("Rather not say") {
        stage.tap("Rather not say");
    }
    stage.tap(point);
    stage.wait(1);
    while stage.shows("Skip") {
        stage.tap("Skip");
        stage.wait(1);
    }
}

#[test]
fn who_has_guessed_sees_at_once_what_customers_really_said() {
    let stage = rated("harbour-road");
    guess(&stage, "4");
    assert!(stage.shows("What customers really said"), "{:?}", stage.labels());
    assert!(stage.shows("You thought 4. Customers gave 3.2 on average."), "{:?}", stage.labels());
    assert!(stage.labels().iter().any(|label| label.contains("your guess") && label.ends_with(": 0%")));
    stage.tap("Language: English");
    stage.tap("Deutsch");
    assert!(stage.labels().iter().any(|label| label.contains("3,2")), "{:?}", stage.labels());
    assert!(stage.labels().iter().any(|label| label.ends_with(": 0 %")), "{:?}", stage.labels());
    stage.tap("Sprache: Deutsch");
    stage.tap("English");
    stage.reach("More below");
    assert!(stage.shows("40 customers"), "{:?}", stage.labels());
    stage.tap("Done");
    assert!(!stage.labels().iter().any(|label| label.contains("your guess")), "it goes with the person");
}

#[test]
fn nothing_is_revealed_of_what_was_not_guessed_or_of_another_site() {
    let stage = rated("station-square");
    guess(&stage, "4");
    assert!(!stage.shows("What customers really said"), "{:?}", stage.labels());
    let stage = rated("harbour-road");
    guess(&stage, "Skip");
    assert!(!stage.shows("What customers really said"), "{:?}", stage.labels());
}

#[test]
fn the_receipt_of_a_guess_lists_its_counters_and_nothing_of_an_earlier_visit() {
    let stage = rated("harbour-road");
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    stage.tap("A rota that is out earlier");
    stage.tap("Next");
    stage.tap("What was stored?");
    let waits = "Your words wait, encrypted, until enough others have written.";
    assert!(stage.shows(waits), "{:?}", stage.labels());
    stage.tap("Done");
    stage.wait(10);

    guess(&stage, "4");
    stage.tap("What was stored?");
    let counters: Vec<String> = stage.labels().into_iter().filter(|label| label.ends_with("+1")).collect();
    assert_eq!(counters.len(), 1, "{:?}", stage.labels());
    assert!(counters[0].contains(" 4 "), "{counters:?}");
    assert!(!stage.shows(waits), "{:?}", stage.labels());
}
