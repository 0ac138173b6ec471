use super::*;

fn words(language: &str) -> Words {
    Words::in_language(&Language::from(language)).unwrap()
}

/// The texts of a table by their path in it.
fn flat(value: &toml::Value, at: &str, into: &mut Vec<(String, String)>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                flat(value, &format!("{at}.{key}"), into);
            }
        }
        toml::Value::Array(all) => {
            for (key, value) in all.iter().enumerate() {
                flat(value, &format!("{at}.{key}"), into);
            }
        }
        toml::Value::String(text) => into.push((at.to_owned(), text.clone())),
        _ => {}
    }
}

#[test]
fn every_language_has_every_word_with_the_same_places_to_fill() {
    let places = |text: &str| {
        let mut found: Vec<String> =
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
        found.sort();
        found.dedup();
        found
    };
    let table = |text: &str| {
        let mut all = Vec::new();
        flat(&toml::from_str(text).unwrap(), "", &mut all);
        // Forms that English does not have, and quotation marks, of which a language may have more.
        all.retain(|(key, _): &(String, String)| {
            !["two", "few", "many"].iter().any(|form| key.ends_with(form)) && !key.contains("quotes_within")
        });
        all.sort();
        all
    };
    let english = table(TABLES[0].1);
    for (tag, text) in TABLES {
        words(tag);
        let own = table(text);
        assert_eq!(own.len(), english.len(), "{tag}");
        for ((key, own), (english_key, english)) in own.iter().zip(&english) {
            assert_eq!(key, english_key, "{tag}");
            if key.rsplit('.').next() != Some("one") {
                assert_eq!(places(own), places(english), "{tag} {key}");
            }
            assert!(!own.is_empty() || english.is_empty(), "{tag} {key}");
        }
    }
    assert!(matches!(Words::in_language(&Language::from("fi")), Err(Unspoken::Language(_))));
}

#[test]
fn numbers_are_written_as_each_language_does() {
    let (english, german, french) = (words("en-GB"), words("de"), words("fr"));
    assert_eq!(english.whole(1_234_567), "1,234,567");
    assert_eq!([0, 999, 4812, 24_944].map(|n| english.whole(n)), ["0", "999", "4,812", "24,944"]);
    assert_eq!(english.decimal(-4812.25, 1), "−4,812.2");
    assert_eq!(english.count(&english.page.answers, 4812), "4,812 answers");
    // A space that no line breaks at.
    assert_eq!([4812, 24_944].map(|n| german.whole(n)), ["4\u{202f}812", "24\u{202f}944"]);
    assert_eq!([4812, 24_944].map(|n| french.whole(n)), ["4\u{202f}812", "24\u{202f}944"]);
    // The Academy keeps four digits together.
    assert_eq!([4812, 24_944].map(|n| words("es").whole(n)), ["4812", "24\u{202f}944"]);
    assert_eq!([4812, 24_944].map(|n| words("ar").whole(n)), ["4,812", "24,944"]);
    assert_eq!(german.decimal(-3.25, 1), "−3,2");
    assert_eq!(german.decimal(-0.04, 1), "0,0");
    assert_eq!(english.figure(&Form::SHARES, 0.414), "41%");
    assert_eq!(french.figure(&Form::SHARES, -0.02), "0\u{202f}%");
    assert_eq!(english.figure(&Form::Enps, 33.6), "+34");
    assert_eq!(english.likely(&Form::SHARES, (0.331, 0.494)), "likely 33 to 49%");
    // A range of few answers may reach beyond the scale; no mean can.
    let scale = Form::Scale { from: 1, to: 5 };
    assert_eq!(english.likely(&scale, (0.2, 6.0)), "likely 1.0 to 5.0");
    assert_eq!(english.figure(&Form::Enps, 104.0), "+100");
    assert_eq!(english.signed_bounds(&scale, (-0.81, 1.0)), ("−0.8".to_owned(), "+1.0".to_owned()));
    assert_eq!(english.signed_bounds(&Form::SHARES, (0.001, 0.3)), ("0".to_owned(), "+30".to_owned()));
    assert_eq!(french.count(&french.page.answers, 0), "0 réponse");
    assert_eq!(english.count(&english.page.answers, 0), "0 answers");
    assert_eq!(english.apart(&Form::Quiz { right: 0 }, -0.012), "1 percentage point");
}

#[test]
fn no_figure_is_said_to_be_what_it_cannot_be() {
    let (english, scale) = (words("en"), Form::Scale { from: 1, to: 5 });
    assert_eq!(english.likely(&scale, (-0.7, 4.3)), "likely 1.0 to 4.3");
    assert_eq!(english.figure(&scale, 5.4), "5.0");
    assert_eq!(english.likely(&Form::Enps, (-133.0, 12.0)), "likely −100 to +12");
    assert_eq!(english.likely(&Form::SHARES, (-0.2, 0.3)), "likely 0 to 30%");
}

#[test]
fn arabic_counts_in_its_own_forms_and_signs_stay_with_their_numbers() {
    let arabic = words("ar");
    let answers = |n| arabic.count(&arabic.page.answers, n);
    assert_eq!([1, 2].map(answers), ["إجابة واحدة", "إجابتان"]);
    assert_eq!([3, 11, 100, 103].map(answers), ["3 إجابات", "11 إجابة", "100 إجابة", "103 إجابات"]);
    assert_eq!(arabic.decimal(-3.25, 1), "\u{200e}−3.2");
    assert_eq!(arabic.figure(&Form::Enps, 33.6), "\u{200e}+34");
    assert_eq!(arabic.apart(&Form::Scale { from: 1, to: 5 }, 0.4), "0.4 نقطة");
}

#[test]
fn what_ends_like_a_sentence_is_quoted_within_one() {
    assert_eq!(words("en").asked("Would they come back?"), "“Would they come back?”");
    assert_eq!(words("de").asked("Kämen sie wieder?"), "„Kämen sie wieder?“");
    assert_eq!(words("fr").asked("Reviendraient-ils ?"), "«\u{a0}Reviendraient-ils ?\u{a0}»");
    assert_eq!(words("ar").asked("هل يعودون؟"), "«هل يعودون؟»");
    assert_eq!(words("en").asked("Shift handover"), "Shift handover");
    assert_eq!(words("en").asked("“They greet me.” How often?"), "“‘They greet me.’ How often?”");
    assert_eq!(words("de").asked("„Sie grüßen.“ Wie oft?"), "„‚Sie grüßen.‘ Wie oft?“");
    assert_eq!(words("fr").asked("« On me salue. » Souvent ?"), "«\u{a0}“On me salue.” Souvent ?\u{a0}»");
}

#[test]
fn weeks_say_their_years() {
    let (from, to) = ("2026-W50".parse().unwrap(), "2027-W04".parse().unwrap());
    assert_eq!(words("en").weeks(from, to), "weeks 50 of 2026 to 4 of 2027");
    assert_eq!(words("en").weeks(from, from), "week 50, 2026");
    assert_eq!(name("harbour-road"), "Harbour Road");
    assert_eq!(name("(pooled)"), "(pooled)");
}
