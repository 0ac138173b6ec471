//! XLSForm, by its sheets.

use expect_test::{Expect, expect};
use listening_post::exchange::xlsform::{Sheet, import};
use listening_post::exchange::{Imported, Refusal, Tongues};
use listening_post::vocabulary::Language;
use proptest::prelude::*;

use super::{accepted, shown};

/// A sheet as a text: a row a line, `|` between the cells.
pub(super) fn sheet(name: &str, text: &str) -> Sheet {
    let rows = text
        .trim()
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim().split('|').map(|cell| cell.trim().to_owned()).collect()));
    Sheet { name: name.to_owned(), rows: rows.collect() }
}

fn english() -> Tongues {
    Tongues { own: None, offered: vec!["en".into()] }
}

fn made(sheets: &[Sheet], tongues: &Tongues) -> Result<Imported, Refusal> {
    let made = import(sheets, "our_form.xlsx", tongues).map(|form| form.imported);
    if let Ok(imported) = &made {
        let languages: Vec<_> = tongues.offered.iter().map(Language::as_str).collect();
        let pack = accepted(&imported.pack, &languages);
        assert_eq!(pack.items.len(), imported.items);
    }
    made
}

fn check(sheets: &[Sheet], expected: &Expect) {
    expected.assert_eq(&shown(made(sheets, &english())));
}

const CHOICES: &str = "list_name | name | label
    mood | good | Good
    mood | bad | Bad
    why | rota | The rota
    why | tills | The tills
    why | else | Something else";

#[test]
fn questions_choices_ranges_words_and_cards_become_items() {
    check(
        &[
            sheet(
                "survey",
                "type | name | label | required | constraint | parameters | relevant | hint
                note | hello | Welcome to **our** survey
                select_one mood | how_was_it | How was it? | yes
                select_multiple why | why | Why? | | count-selected(.) <= 2 | randomize=true | ${how_was_it} = 'bad'
                integer | stars | How many stars? | | . >= 1 and . <= 5",
            ),
            sheet("choices", CHOICES),
            sheet("settings", "form_title | form_id\nOur shift | our_shift"),
        ],
        &expect![[r#"
            survey 2: without: emphasis
            survey 5: without: what its ends mean: write `low` and `high` in words
            title = "Our shift"
            minutes = 1                                # on its card; 0 means half a minute

            [[item]]
            id = "hello"
            type = "info"
            text = "Welcome to our survey"

            [[item]]
            id = "how-was-it"
            type = "single"
            text = "How was it?"
            options = [
              { id = "good", text = "Good" },
              { id = "bad", text = "Bad" },
            ]
            required = true

            [[item]]
            id = "why"
            type = "multiple"
            text = "Why?"
            at_most = 2
            options = [
              { id = "rota", text = "The rota" },
              { id = "tills", text = "The tills" },
              { id = "else", text = "Something else" },
            ]
            shuffle = true
            ask_if = "how-was-it in [bad]"

            [[item]]
            id = "stars"
            type = "rating"
            text = "How many stars?"
            scale = { from = 1, to = 5, low = "1", high = "5" }
        "#]],
    );
}

#[test]
fn a_long_form_is_drawn_from_and_groups_hand_their_condition_on() {
    check(
        &[
            sheet(
                "survey",
                "type | name | label | relevant | hint
                select_one mood or_other | mood | How are you?
                begin group | more | A few more | ${mood} != 'good' | Only some
                rank why | order | What first?
                text | words | In your own words | selected(${mood}, 'other')
                end group
                range | ten | From one to ten?",
            ),
            sheet("choices", CHOICES),
        ],
        &expect![[r#"
            0: changed: a form of 4 questions: each visit draws 3 of them by chance, as a pulse asks no more
            0: changed: 2 depend on others by `ask_if`, and are asked only when those were drawn before them
            survey 2: without: the words that explain "other": ask for them in an item of type = "comment"
            survey 3: without: the group A few more: its questions stand by themselves, its heading as a remark
            survey 7: without: what its ends mean: write `low` and `high` in words
            title = "our form"
            minutes = 1                                # on its card; 0 means half a minute
            draw = 3                                   # questions of each visit, drawn by chance

            [[item]]
            id = "mood"
            type = "single"
            text = "How are you?"
            options = [
              { id = "good", text = "Good" },
              { id = "bad", text = "Bad" },
              { id = "other", text = "Other", pin = "last" },
            ]

            # Group: A few more

            [[item]]
            id = "order"
            type = "rank"
            text = "What first?"
            options = [
              { id = "rota", text = "The rota" },
              { id = "tills", text = "The tills" },
              { id = "else", text = "Something else" },
            ]
            ask_if = "mood not in [good]"

            [[item]]
            id = "words"
            type = "comment"
            text = "In your own words"
            ask_if = "mood not in [good] and mood in [other]"

            [[item]]
            id = "ten"
            type = "rating"
            text = "From one to ten?"
            scale = { from = 1, to = 10, low = "1", high = "10" }
        "#]],
    );
}

#[test]
fn what_a_kiosk_cannot_ask_or_say_is_told_by_its_row() {
    let shown = shown(made(
        &[
            sheet(
                "survey",
                "type | name | label | relevant | constraint | choice_filter | hint | appearance | required
                start | start
                select_one mood | mood | How are you?
                integer | age | How old are you?
                integer | far | How far? | | . >= 0 and . <= 90
                date | day | Which day?
                geopoint | place | Where?
                image | picture | Show us
                calculate | sum | ${age} + 1
                select_one_from_file a.csv | file | Which?
                select_one nowhere | nowhere | Which?
                select_one why | filtered | Which? | | | mood=${mood}
                note | repeated | You are ${mood}
                text | later | Why? | ${after} = 'x'
                text | formula | Why? | string-length(${mood}) > 3
                text | never | Why? | false()
                begin repeat | again | Again
                text | name | Who?
                end repeat
                horoscope | stars | What do they say?
                text | nolabel
                text | rest | Anything else? | | . != '' | | Be brief | multiline | ${mood} = 'bad'",
            ),
            sheet("choices", CHOICES),
            sheet("external_choices", "list_name | name\na | b"),
        ],
        &english(),
    ));
    let (told, pack) = shown.split_once("title").unwrap();
    expect![[r#"
        external_choices 0: without: the whole sheet, which is no part of a form that people answer
        survey 2: left out: the kiosk notes neither who answers nor when nor on what
        survey 4: left out: its answer is a number without a range such as . >= 1 and . <= 5, and the kiosk asks for none but on a scale
        survey 5: left out: its numbers from 0 to 90 fit no scale: that has 11 points at most
        survey 6: left out: its answer is a date or a time, and the kiosk asks for none
        survey 7: left out: its answer is a place, and the kiosk asks nobody where they are
        survey 8: left out: its answer is a picture, a sound, a film, a file or a code, and the kiosk takes none
        survey 9: left out: it asks nothing: it is worked out, and the kiosk works out nothing for forms
        survey 10: left out: its answers are in a file of their own, which is not read
        survey 11: left out: its list `nowhere` is not on the sheet `choices`
        survey 12: left out: its choice_filter makes its answers depend on earlier ones
        survey 13: left out: its words repeat an earlier answer, which no screen does
        survey 14: left out: its condition ${after} = 'x' cannot be carried over: `after` is not asked before it
        survey 15: left out: its condition string-length(${mood}) > 3 cannot be carried over: it says more than an `ask_if` can
        survey 16: left out: it is never asked
        survey 17: left out: it is a repeat, and a visit asks everything once
        survey 18: left out: it is in a repeat, and a visit asks everything once
        survey 20: left out: there is no type `horoscope`, or it names no list
        survey 21: left out: it has no label, so there is nothing to read
        survey 22: without: `required`, which depends on ${mood} = 'bad'
        survey 22: without: its `constraint`, its `hint`, which stands as a remark, its `appearance`
    "#]]
    .assert_eq(told);
    // None of it is gone from the file that somebody goes on editing.
    let rows =
        told.lines().filter_map(|line| line.strip_prefix("survey ")?.split_once(": left out").map(|(row, _)| row));
    for row in rows {
        assert!(pack.contains(&format!("(row {row})")), "{row}: {pack}");
    }
}

#[test]
fn what_is_not_asked_stays_in_the_pack_as_a_remark() {
    check(
        &[
            sheet(
                "survey",
                "type | name | label | choice_filter | hint
                start | start
                select_one why | filtered | Which? | mood=${mood}
                text | rest | Anything else? | | Be brief",
            ),
            sheet("choices", CHOICES),
        ],
        &expect![[r#"
            survey 2: left out: the kiosk notes neither who answers nor when nor on what
            survey 3: left out: its choice_filter makes its answers depend on earlier ones
            survey 4: without: its `hint`, which stands as a remark
            title = "our form"
            minutes = 1                                # on its card; 0 means half a minute

            # LEFT OUT (row 2): the kiosk notes neither who answers nor when nor on what.
            #   start | start

            # NOT ASKED (row 3): its choice_filter makes its answers depend on earlier ones. Mend it, and uncomment it.
            # [[item]]
            # id = "filtered"
            # type = "single"
            # text = "Which?"
            # options = [
            #   { id = "rota", text = "The rota" },
            #   { id = "tills", text = "The tills" },
            #   { id = "else", text = "Something else" },
            # ]

            # Its hint: Be brief
            [[item]]
            id = "rest"
            type = "comment"
            text = "Anything else?"
        "#]],
    );
}

#[test]
fn a_question_that_depends_on_one_that_is_not_asked_is_not_asked_either() {
    let survey = "type | name | label | relevant
        select_one mood | first | How are you? | regex(., 'a')
        select_one mood | second | And now? | ${first} = 'bad'
        text | third | And else?";
    let shown = shown(made(&[sheet("survey", survey), sheet("choices", CHOICES)], &english()));
    assert!(
        shown.contains(
            "survey 3: left out: its condition ${first} = 'bad' cannot be carried over: `first` is not asked"
        )
    );
}

#[test]
fn languages_become_wordings_and_what_is_missing_is_told() {
    let sheets = [
        sheet(
            "survey",
            "type | name | label::English (en) | label::Deutsch | label::Klingon
            select_one mood | mood | How are you? | Wie geht es? | nuqneH
            text | words | Anything else? |",
        ),
        sheet(
            "choices",
            "list name | name | label | label::Deutsch
            mood | good | Good | Gut
            mood | bad | Bad | Schlecht
            mood | 2 | 2 | 2",
        ),
        sheet("settings", "default_language\nEnglish (en)"),
    ];
    let offered = ["de", "en", "fr"].map(Into::into).to_vec();
    let imported = made(&sheets, &Tongues { own: None, offered });
    expect![[r#"
        0: without: the language Klingon, which has no tag that is known: write label::Klingon (tag)
        0: without: translations: `fr` say the same until somebody translates them
        survey 3: without: words in `de`: those of another language stand in for them
        title = { en = "our form", de = "our form", fr = "our form" }
        minutes = 1                                # on its card; 0 means half a minute

        [[item]]
        id = "mood"
        type = "single"
        text = { en = "How are you?", de = "Wie geht es?", fr = "How are you?" }
        options = [
          { id = "good", text = { en = "Good", de = "Gut", fr = "Good" } },
          { id = "bad", text = { en = "Bad", de = "Schlecht", fr = "Bad" } },
          { id = "2", text = "2" },
        ]

        [[item]]
        id = "words"
        type = "comment"
        text = { en = "Anything else?", de = "Anything else?", fr = "Anything else?" }
    "#]]
    .assert_eq(&shown(imported));
}

#[test]
fn a_workbook_that_is_no_form_is_refused() {
    check(
        &[sheet("Budget", "What | How much\nTea | 3")],
        &expect![[r#"
        it is no XLSForm: that has a sheet `survey` with a column `type`; the sheets of this one are `Budget`
    "#]],
    );
    check(
        &[sheet("survey", "type | name | label\ncalculate | a | b")],
        &expect![[r#"
        survey 2: left out: it asks nothing: it is worked out, and the kiosk works out nothing for forms
        nothing of it can be carried over
    "#]],
    );
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("select_one a"),
        Just("select_multiple a or_other"),
        Just("rank a"),
        Just("integer"),
        Just("range"),
        Just("text"),
        Just("note"),
        Just("begin group"),
        Just("begin repeat"),
        Just("end group"),
        Just("calculate"),
        Just(""),
        Just("a"),
        Just("b"),
        Just("yes"),
        Just("${a} = 'a'"),
        Just("not(selected(${b}, 'b'))"),
        Just("${a} > 1"),
        Just(". > 0 and . < 9"),
        Just("start=0 end=5"),
        Just("randomize=true"),
        Just("**Tea**"),
        Just("\"'\\"),
        Just("é <b>"),
        Just("${a}"),
        Just("您好"),
    ]
    .prop_map(ToOwned::to_owned)
}

fn any_sheet(name: &'static str, columns: &'static [&'static str]) -> impl Strategy<Value = Sheet> {
    let row = proptest::collection::vec(cell(), columns.len());
    proptest::collection::vec(row, 0..12).prop_map(move |rows| {
        let head = columns.iter().map(|column| (*column).to_owned()).collect();
        let rows = [head].into_iter().chain(rows).enumerate().map(|(at, cells)| (at + 1, cells));
        Sheet { name: name.to_owned(), rows: rows.collect() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_form_is_refused_or_becomes_a_pack_that_check_accepts(
        survey in any_sheet("survey", &["type", "name", "label", "label::German", "relevant", "constraint", "parameters", "required"]),
        choices in any_sheet("choices", &["list_name", "name", "label::English", "label"]),
        offered in prop_oneof![Just(vec!["en"]), Just(vec!["de", "en"]), Just(vec!["fr"])],
    ) {
        let offered = offered.into_iter().map(Into::into).collect();
        let sheets = [survey, choices];
        let _ = made(&sheets, &Tongues { own: None, offered });
        // Where there is no kiosk yet, its languages are the form's.
        let _ = import(&sheets, "our_form.xlsx", &Tongues::default());
    }
}
