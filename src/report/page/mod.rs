//! The page: one file that needs no network and no script, drawn from the report's figures.

mod card;
mod chart;
mod linkage;
mod mirror;
mod numbers;
mod places;
mod profile;
mod ranking;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::findings::{self, Finding, Tone};
use super::form::Form;
use super::words::{Words, fill, name};
use super::{Options, Report, Section, Subject};
use crate::vocabulary::Language;

/// Colours are those of the kiosk, light and dark.
const STYLE: &str = include_str!("style.css");
/// The kiosk's typeface in the letters of European languages, without which pages of several computers break
/// differently; `scripts/report-fonts` makes these.
const REGULAR: &[u8] = include_bytes!("regular.woff2");
const BOLD: &[u8] = include_bytes!("bold.woff2");
/// The same for Arabic, in pages that are in it. Other scripts take what the reader's system has.
const ARABIC: [&[u8]; 2] = [include_bytes!("arabic-regular.woff2"), include_bytes!("arabic-bold.woff2")];
/// The letters that are taken from the Arabic face, and not from the other.
const ARABIC_LETTERS: &str = " unicode-range: U+600-6FF, U+200C-200F, U+FD3E, U+FD3F;";

/// The style sheet with the typefaces of a language in it.
fn style(language: &Language) -> String {
    let face = |weight: &str, font: &[u8], letters: &str| {
        let data = STANDARD.encode(font);
        format!(
            "@font-face {{ font-family: \"Listening Post\"; font-weight: {weight};{letters} \
             src: url(data:font/woff2;base64,{data}) format(\"woff2\"); }}\n"
        )
    };
    let mut style = face("400", REGULAR, "") + &face("600 700", BOLD, "");
    if language.is_right_to_left() {
        let [regular, bold] = ARABIC;
        style += &(face("400", regular, ARABIC_LETTERS) + &face("600 700", bold, ARABIC_LETTERS));
    }
    style + STYLE
}

/// The whole page.
#[must_use]
pub fn html(report: &Report, options: &Options, words: &Words) -> String {
    // Only this very style sheet is allowed, and nothing from anywhere else.
    let style = style(&options.language);
    let hash = STANDARD.encode(Sha256::digest(&style));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{hash}'; font-src data:; base-uri 'none'; form-action 'none'");
    let page = &words.page;
    let markup = html! {
        (DOCTYPE)
        html lang=(options.language.as_str()) dir=(if options.language.is_right_to_left() { "rtl" } else { "ltr" }) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (page.title) " · " (report.organisation) }
                style { (PreEscaped(style)) }
            }
            body {
                a.skip href="#findings" { (page.skip) }
                (header(report, words))
                main {
                    @if report.span.is_some() {
                        (first_screen(report, words))
                        @for (at, section, subjects) in sections(report) { (part(at, section, &subjects, report, options, words)) }
                    } @else {
                        section.card.nothing #findings {
                            @let (title, why) = findings::nothing(report, words);
                            h2 { (title) }
                            @for why in why { p { (why) } }
                        }
                    }
                }
                footer { p { (page.footer) } }
            }
        }
    };
    markup.into_string()
}

fn header(report: &Report, words: &Words) -> Markup {
    let page = &words.page;
    let sites = match report.sites.as_slice() {
        [one] => name(one),
        all => words.count(&page.sites, all.len() as u64),
    };
    html! {
        header {
            div {
                p.quiet {
                    (report.organisation)
                    @if let Some(span) = report.span { " · " (sites) " · " (words.weeks(span.from, span.to)) }
                }
                h1 { (page.title) }
            }
            @if report.span.is_some() {
                p.quiet.facts {
                    (words.count(&page.answers, report.answers)) ". "
                    (fill(&page.batches_hold, &[("n", &words.whole(report.fewest.into()))]))
                    @if !report.epsilons.is_empty() {
                        br;
                        (fill(&page.noise_included, &[("epsilon", &words.strengths(&report.epsilons))]))
                    }
                }
            }
            @if report.simulated { p.simulated { (page.simulated) } }
        }
    }
}

fn first_screen(report: &Report, words: &Words) -> Markup {
    let page = &words.page;
    html! {
        div.first #findings {
            div.column {
                section.card aria-labelledby="changed" {
                    h2 #changed { (page.changed) }
                    (listed(&findings::changed(report, words), words))
                }
                (keys(report, words))
            }
            section.card aria-labelledby="look" {
                h2 #look { (page.look) }
                (listed(&findings::looks(report, words), words))
            }
            section.card.sure aria-labelledby="sure" {
                h2 #sure { (page.sure) }
                ul { @for line in findings::sure(report, words) { li { (line) } } }
            }
        }
        nav.contents aria-label=(page.contents) {
            ul { @for (at, ..) in sections(report) { li { a href={ "#section-" (at) } { (page.sections[at]) } } } }
        }
    }
}

/// The scores that everybody asks for first; where there are none, the first means.
fn keys(report: &Report, words: &Words) -> Markup {
    let page = &words.page;
    let of = |is: fn(&Form) -> bool| {
        report.subjects.iter().filter(move |subject| is(&subject.form) && subject.headline.value.is_some())
    };
    let mut shown: Vec<&Subject> = of(|form| *form == Form::Enps).take(2).collect();
    if shown.is_empty() {
        shown = of(Form::is_scale).take(2).collect();
    }
    html! {
        @for subject in shown {
            section.card.key {
                h2 { (subject.title) }
                (card::figure(subject, words))
                // Beside what changed in the newest week, it has to be told that this is of all of them.
                @if let Some((from, to)) = subject.headline.from.zip(subject.headline.to) {
                    @let weeks = if from == to { words.week(from) } else { words.weeks(from, to) };
                    p.quiet.likely { (fill(&page.all_answers, &[("weeks", &weeks)])) }
                }
            }
        }
    }
}

fn listed(findings: &[Finding], words: &Words) -> Markup {
    let (plain, told): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.what.is_empty());
    html! {
        @if !told.is_empty() {
            ol { @for finding in told { li { (finding.before) strong { (finding.what) } (finding.after) " " (badge(finding.tone, words)) } } }
        }
        @for finding in plain { p.quiet { (finding.before) } }
    }
}

fn badge(tone: Tone, words: &Words) -> Markup {
    let page = &words.page;
    let (class, text) = match tone {
        Tone::Real => ("real", &page.badge_real),
        Tone::Look => ("look", &page.badge_look),
        Tone::Misconception => ("wrong", &page.badge_misconception),
        Tone::Plain => return html! {},
    };
    html! { span class={ "badge " (class) } { (text) } }
}

/// The parts that have anything in them, with their place among all.
pub(super) fn sections(report: &Report) -> Vec<(usize, Section, Vec<&Subject>)> {
    let all = [
        Section::Days,
        Section::Recommendation,
        Section::Ambassadorship,
        Section::Blockers,
        Section::Mirror,
        Section::Knowledge,
        Section::Trust,
        Section::Ideas,
        Section::Other,
    ];
    let of = |section| report.subjects.iter().filter(|subject| subject.headline.section == section).collect();
    let parts = all.into_iter().enumerate().map(|(at, section)| (at, section, of(section)));
    parts.filter(|(.., subjects): &(usize, Section, Vec<&Subject>)| !subjects.is_empty()).collect()
}

fn part(
    at: usize,
    section: Section,
    subjects: &[&Subject],
    report: &Report,
    options: &Options,
    words: &Words,
) -> Markup {
    let id = format!("section-{at}");
    html! {
        section.part aria-labelledby=(id) {
            h2 #(id) { (words.page.sections[at]) }
            @let touched = subjects.iter().any(|subject| subject.touchpoint.is_some());
            @if touched { (mirror::dumbbells(subjects, &report.gaps, words)) }
            @else if !words.page.section_notes[at].is_empty() { p.quiet { (words.page.section_notes[at]) } }
            @if section == Section::Mirror { (linkage::card(report, words)) }
            @for profile in report.profiles.iter().filter(|profile| profile.section == section) { (profile::card(profile, words)) }
            div.cards {
                @for subject in subjects { (card::card(subject, report, options, words)) }
            }
            @if section == Section::Knowledge { (ranking::overview(subjects, words)) }
            @if section == Section::Knowledge { (ranking::teams(&report.standings, words)) }
        }
    }
}
