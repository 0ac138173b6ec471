//! What stands on the first screen: sentences made from the figures, none of which says more than its interval.

use super::figure::{Figure, Section};
use super::form::Form;
use super::words::{Words, fill, name};
use super::{Kind, Report, Subject, Touchpoint};
use crate::stats::{Interval, Verdict};

/// More sentences than these nobody reads.
const MOST: usize = 5;

/// What is marked beside a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Corrected for all comparisons, it is there.
    Real,
    /// It is worth a look.
    Look,
    /// It is wrong, and believed.
    Misconception,
    /// Nothing is marked.
    Plain,
}

/// One sentence, in three parts so that what it is about can stand out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What comes before.
    pub before: String,
    /// What it is about.
    pub what: String,
    /// What is said of it.
    pub after: String,
    /// How it is marked.
    pub tone: Tone,
}

impl Finding {
    fn new(text: &str, what: &str, values: &[(&str, &str)], tone: Tone) -> Self {
        let (before, after) = text.split_once("{what}").unwrap_or((text, ""));
        Self { before: fill(before, values), what: what.to_owned(), after: fill(after, values), tone }
    }

    fn plain(text: String) -> Self {
        Self { before: text, what: String::new(), after: String::new(), tone: Tone::Plain }
    }
}

/// An option with the question it belongs to, or the question alone.
fn what(subject: &Subject, figure: &Figure, words: &Words) -> String {
    match &figure.label {
        Some(label) if **label != *subject.title => {
            fill(&words.sentences.of_question, &[("option", label), ("question", &subject.title)])
        }
        _ => words.asked(&subject.title),
    }
}

/// Which figures changed beyond chance, the surest first; then how many did not.
pub(super) fn changed(report: &Report, words: &Words) -> Vec<Finding> {
    let all: Vec<(&Subject, &Figure)> = report
        .subjects
        .iter()
        .flat_map(|subject| subject.changes.iter().map(move |figure| (subject, figure)))
        .collect();
    if all.is_empty() {
        return vec![Finding::plain(words.sentences.too_early.clone())];
    }
    let mut real: Vec<&(&Subject, &Figure)> = all.iter().filter(|(_, figure)| figure.is_real()).collect();
    real.sort_by(|left, right| left.1.p.unwrap_or(1.0).total_cmp(&right.1.p.unwrap_or(1.0)));
    let mut findings: Vec<Finding> =
        real.iter().take(MOST).filter_map(|(subject, figure)| change(subject, figure, words)).collect();
    let others = (all.len() - real.len()) as u64;
    if findings.is_empty() {
        findings.push(Finding::plain(words.count(&words.sentences.unchanged, others)));
    } else if others > 0 {
        findings.push(Finding::plain(words.count(&words.sentences.others_unchanged, others)));
    }
    findings
}

fn change(subject: &Subject, figure: &Figure, words: &Words) -> Option<Finding> {
    let (value, low, high) = figure.numbers()?;
    let rose = value > 0.0;
    let (low, high) = if rose { (low, high) } else { (-high, -low) };
    let text = if rose { &words.sentences.rose } else { &words.sentences.fell };
    let by = words.apart(&subject.form, value);
    let (low, high) = words.bounds(&subject.form, (low, high));
    let values = [("by", by.as_str()), ("low", &low), ("high", &high)];
    Some(Finding::new(text, &what(subject, figure, words), &values, Tone::Real))
}

/// What is worth a look: what weighs most, what is believed wrongly, sites that stand apart, slow drifts, poor questions.
pub(super) fn looks(report: &Report, words: &Words) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        report.subjects.iter().flat_map(|subject| leads(subject, words, 3)).take(3).collect();
    findings.extend(believed(report, words).into_iter().take(2));
    findings.extend(gaps(report, words).into_iter().take(1));
    findings.extend(apart(report, words, 2));
    findings.extend(report.subjects.iter().filter_map(|subject| drifts(subject, words)));
    findings.extend(report.subjects.iter().filter_map(|subject| tells_little(subject, words)));
    findings.truncate(MOST + 1);
    if findings.is_empty() {
        findings.push(Finding::plain(words.sentences.nothing_stands_out.clone()));
    }
    findings
}

/// Whether the first of ranked options is named more than any other, by all their ranges.
fn is_clear(parts: &[Figure]) -> bool {
    let low = parts.first().and_then(|first| first.low);
    low.is_some_and(|low| parts.iter().skip(1).all(|other| other.high.is_some_and(|other| other < low)))
}

/// The option at the head of a list of what weighs or stands in the way; and of single sites where it is clear there.
fn leads(subject: &Subject, words: &Words, most: usize) -> Vec<Finding> {
    let asked = matches!(subject.headline.measure.as_deref(), Some("drivers" | "blockers"));
    // Points of a ranking are no answers that name something.
    if !asked || subject.form != Form::SHARES || subject.parts.len() < 3 {
        return Vec::new();
    }
    let even = 1.0 / subject.parts.len() as f64;
    let finding = |parts: &[Figure]| {
        let first = parts.first()?;
        let (value, low, high) = first.numbers()?;
        let (share, range) = (words.figure(&subject.form, value), words.likely(&subject.form, (low, high)));
        let (clear, site) = (is_clear(parts), first.site.as_deref().map(name).unwrap_or_default());
        // Where an even spread over all options would look the same, there is nothing to look at.
        let (text, tone) = match (subject.site_parts.is_empty() || first.site.is_none(), clear) {
            (true, true) => (&words.sentences.leads, Tone::Look),
            (true, false) if low > even => (&words.sentences.leads_perhaps, Tone::Plain),
            (false, true) => (&words.sentences.leads_at, Tone::Look),
            _ => return None,
        };
        let values = [("share", share.as_str()), ("range", &range), ("site", &site)];
        Some(Finding::new(text, &what(subject, first, words), &values, tone))
    };
    let of_sites: Vec<Finding> = subject.site_parts.of_sites().filter_map(|parts| finding(&parts)).take(most).collect();
    // What sites say clearly says more than what all say together.
    if of_sites.is_empty() { finding(&subject.parts).into_iter().collect() } else { of_sites }
}

fn believed(report: &Report, words: &Words) -> Vec<Finding> {
    let quiz = report.subjects.iter().flat_map(|subject| subject.quiz.iter().map(move |figure| (subject, figure)));
    // Of many questions one is easily answered wrongly in one way by chance; its card says so with its range.
    let is_sure = |figure: &Figure| figure.p_adjusted.is_some_and(|p| p < 0.05);
    let mut all: Vec<(&Subject, &Figure)> =
        quiz.filter(|(_, figure)| figure.figure == Kind::Misconception && is_sure(figure)).collect();
    all.sort_by(|left, right| right.1.low.unwrap_or(0.0).total_cmp(&left.1.low.unwrap_or(0.0)));
    let finding = |(subject, figure): (&Subject, &Figure)| {
        let (value, low, high) = figure.numbers()?;
        let (share, range) = (words.figure(&subject.form, value), words.likely(&subject.form, (low, high)));
        let values = [("share", share.as_str()), ("range", range.as_str())];
        Some(Finding::new(&words.sentences.believed, &what(subject, figure, words), &values, Tone::Misconception))
    };
    all.into_iter().filter_map(finding).collect()
}

/// Where employees picture customers otherwise than they are, the largest gap first.
fn gaps(report: &Report, words: &Words) -> Vec<Finding> {
    let touched = report.subjects.iter().filter_map(|subject| Some((subject, subject.touchpoint.as_ref()?)));
    let mut real: Vec<(&Subject, &Touchpoint)> =
        touched.filter(|(_, touched)| touched.verdict == Verdict::Real).collect();
    real.sort_by(|left, right| right.1.gap.value.abs().total_cmp(&left.1.gap.value.abs()));
    let finding = |(subject, touched): (&Subject, &Touchpoint)| {
        let Interval { low, high } = touched.gap.interval;
        let range = fill(&words.page.likely, &[("low", &words.gap(low)), ("high", &words.gap(high))]);
        let (ours, theirs) = (words.decimal(touched.ours, 1), words.decimal(touched.theirs, 1));
        let by = words.gap(touched.gap.value);
        let values = [("ours", ours.as_str()), ("theirs", &theirs), ("by", &by), ("range", &range)];
        Finding::new(&words.sentences.gap, &words.asked(&subject.title), &values, Tone::Look)
    };
    real.into_iter().map(finding).collect()
}

/// Sites that are lower or higher than all others together, corrected for all such comparisons; the lower ones first, and so
/// many at most.
fn apart(report: &Report, words: &Words, most: usize) -> Vec<Finding> {
    let sites = report.subjects.iter().filter(|subject| !matches!(subject.form, Form::Choice { .. } | Form::Segment));
    let mut all: Vec<(&Subject, Figure)> = sites
        .flat_map(|subject| subject.sites.iter().map(move |figure| (subject, figure)))
        .filter(|(_, figure)| figure.p_adjusted.is_some_and(|p| p < 0.05))
        .collect();
    let below = |figure: &Figure| figure.effect.is_some_and(|by| by < 0.0);
    all.sort_by(|left, right| {
        let key = |figure: &Figure| (!below(figure), figure.p.unwrap_or(1.0));
        let ((left, p), (right, q)) = (key(&left.1), key(&right.1));
        left.cmp(&right).then(p.total_cmp(&q))
    });
    all.into_iter()
        .filter_map(|(subject, figure)| {
            let (value, low, high) = figure.numbers()?;
            let (value, range) = (words.figure(&subject.form, value), words.likely(&subject.form, (low, high)));
            let site = name(figure.site.as_deref()?);
            let (text, tone) = if below(&figure) {
                (&words.sentences.site_below, Tone::Look)
            } else {
                (&words.sentences.site_above, Tone::Real)
            };
            Some(Finding::new(
                text,
                &words.asked(&subject.title),
                &[("value", &value), ("range", &range), ("site", &site)],
                tone,
            ))
        })
        .take(most)
        .collect()
}

fn drifts(subject: &Subject, words: &Words) -> Option<Finding> {
    let chart = subject.chart.as_ref()?;
    let at = chart.signal?;
    // A jump is told as a change; who reads it once has read it.
    if subject.changes.iter().any(Figure::is_real) {
        return None;
    }
    let (up, down) = chart.sums.get(at)?;
    let text = if up > down { &words.sentences.drifts_up } else { &words.sentences.drifts_down };
    let week = words.week(subject.rounds.get(at)?.from?);
    Some(Finding::new(text, &what(subject, &subject.headline, words), &[("week", &week)], Tone::Look))
}

fn tells_little(subject: &Subject, words: &Words) -> Option<Finding> {
    let poor = subject.quiz.iter().any(|figure| {
        figure.figure == Kind::Discrimination
            && figure.high.is_some_and(|high| high < crate::stats::POOR_DISCRIMINATION)
    });
    poor.then(|| Finding::new(&words.sentences.tells_little, &words.asked(&subject.title), &[], Tone::Look))
}

/// How sure all of it is.
pub(super) fn sure(report: &Report, words: &Words) -> Vec<String> {
    let says = &words.sentences;
    let mut lines = vec![says.sure_range.clone()];
    let scores = report.subjects.iter().filter(|subject| subject.headline.section == Section::Recommendation);
    let score = scores.filter(|subject| subject.form == Form::Enps).find_map(|subject| {
        let (_, low, high) = subject.headline.numbers()?;
        let margin = words.apart(&subject.form, (high - low) / 2.0);
        Some(fill(&says.sure_widest, &[("what", &subject.title), ("margin", &margin)]))
    });
    lines.extend(score);
    lines.push(if report.epsilons.is_empty() {
        says.sure_exact.clone()
    } else {
        fill(&says.sure_noise, &[("epsilon", &words.strengths(&report.epsilons))])
    });
    let compared = report.subjects.iter().flat_map(|subject| &subject.changes).count() as u64;
    let counted = [
        (&says.sure_compared, compared),
        (&says.sure_bursts, report.bursts),
        (&says.sure_shared, report.shared as u64),
        (&says.sure_silent, report.silent_rounds as u64),
        (&says.sure_unknown, report.unknown.len() as u64),
        (&says.sure_waits, u64::from(report.waits)),
    ];
    if let Some(span) = report.span.filter(|span| span.from < span.to) {
        lines.push(words.count(&says.sure_rounds, span.rounds()));
    }
    lines.extend(counted.into_iter().filter(|(_, n)| *n > 0).map(|(text, n)| words.count(text, n)));
    lines.extend(report.participation.as_ref().and_then(|figure| {
        let answers = words.count(&words.page.answers, figure.n?);
        let (people, value) = (words.whole(u64::from(report.headcount)), words.decimal(figure.value?, 1));
        let site = name(figure.site.as_deref()?);
        let values = [("site", site.as_str()), ("answers", &answers), ("people", &people), ("value", &value)];
        Some(fill(&says.participation, &values))
    }));
    lines.push(says.sure_people.clone());
    lines
}

/// Why there is nothing to show, and when there will be.
pub(super) fn nothing(report: &Report, words: &Words) -> (String, Vec<String>) {
    let page = &words.page;
    if let Some(released) = report.released {
        let weeks = words.weeks(released.from, released.to);
        return (page.nothing_here_title.clone(), vec![fill(&page.nothing_here, &[("weeks", &weeks)])]);
    }
    let why = fill(&page.nothing, &[("k", &words.whole(report.fewest.into())), ("days", "2")]);
    let next = report.closed.map(|closed| {
        fill(&page.nothing_closed, &[("closed", &words.week(closed)), ("next", &words.week(closed.next()))])
    });
    (page.nothing_title.clone(), Some(why).into_iter().chain(next).collect())
}
