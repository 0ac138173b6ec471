//! A sheet for one part of the report: what its questions say together and each by itself, in tables, and beside each the
//! chart drawn from it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::figure::{Figure, Section};
use super::super::form::Form;
use super::super::words::{Words, name};
use super::super::{Report, Subject, Touchpoint};
use super::chart::Kind;
use super::look::{Look, paper};
use super::table::{END, Writing, labelled};

/// At so many percent, A4 and Letter hold the columns side by side.
const SCALE: u16 = 66;
/// Height of the title, in points.
const TITLE: u32 = 30;

pub(super) fn sheet(
    tab: &str,
    (at, section, subjects): (usize, Section, &[&Subject]),
    report: &Report,
    words: &Words,
    look: &Look,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(tab)?.set_screen_gridlines(false).set_right_to_left(words.right_to_left);
    let mut writing = Writing::on(&mut sheet, tab, words, look)?;
    writing.line(&words.page.sections[at], &look.title)?;
    writing.sheet.set_row_height(0, TITLE)?;
    writing.note(&words.page.section_notes[at])?;
    writing.row += 1;
    let touched: Vec<(&Subject, &Touchpoint)> =
        subjects.iter().filter_map(|subject| Some((*subject, subject.touchpoint.as_ref()?))).collect();
    if !touched.is_empty() {
        writing.mirror(&touched, &report.gaps)?;
    }
    if section == Section::Mirror {
        writing.links(&report.links)?;
    }
    for profile in report.profiles.iter().filter(|profile| profile.section == section) {
        writing.profile(profile)?;
    }
    if section == Section::Knowledge {
        writing.teams(&report.standings)?;
    }
    for subject in subjects {
        writing.subject(subject, report)?;
    }
    let (rows, breaks) = writing.done();
    sheet.set_page_breaks(&breaks)?;
    paper(&mut sheet, (rows, END), Some(SCALE))?;
    Ok(sheet)
}

impl Writing<'_> {
    fn subject(&mut self, subject: &Subject, report: &Report) -> Result<(), XlsxError> {
        let page = &self.words.page;
        self.keep_together(3 + Self::height(subject.parts.len()));
        self.heading(&subject.title)?;
        let mechanism = match subject.headline.mechanism {
            Some("exact") => Some(&page.exact),
            Some(_) => Some(&page.noisy),
            None => None,
        };
        let source = [Some(&subject.pack_title), mechanism].into_iter().flatten();
        let mut source = source.map(String::as_str).collect::<Vec<_>>().join(" · ");
        if let Some(n) = subject.headline.n {
            source = format!("{source} · {}", self.words.count(&page.answers, n));
        }
        self.line(&source, &self.look.quiet)?;
        if let Some(why) = &subject.headline.withheld {
            self.line(why, &self.look.quiet)?;
            self.row += 1;
            return Ok(());
        }
        let shares: Vec<(String, &Figure)> = subject.parts.iter().map(|part| (part.named(), part)).collect();
        if !subject.form.is_choice() {
            let headline = [(
                self.words.headline(&subject.form, subject.headline.measure.as_deref()).to_owned(),
                &subject.headline,
            )];
            self.bare(&subject.form, &headline)?;
        }
        let kind = match subject.form {
            Form::Scale { .. } | Form::Enps | Form::Segment => Kind::Columns,
            Form::Choice { .. } | Form::Quiz { .. } => Kind::Bars,
        };
        self.table(&self.words.workbook.share, &Form::SHARES, &shares, (kind, &subject.title))?;
        let week = |figure: &Figure| figure.from.map_or_else(String::new, |round| self.words.week(round));
        let rounds = labelled(&subject.rounds, week);
        self.table(&page.by_week, &subject.form, &rounds, (Kind::Line, &subject.title))?;
        let of_sites: Vec<Figure> = subject.sites.iter().collect();
        let mut sites = labelled(&of_sites, |figure| name(figure.site.as_deref().unwrap_or_default()));
        // From the lowest up, as on the page.
        sites.sort_by(|(_, one), (_, other)| one.value.unwrap_or_default().total_cmp(&other.value.unwrap_or_default()));
        self.table(&page.by_site, &subject.form, &sites, (Kind::Bars, &subject.title))?;
        let group = |figure: &Figure| report.cohort(figure.cohort.as_deref().unwrap_or_default(), self.words);
        let groups = labelled(&subject.cohorts, group);
        self.table(&page.by_group, &subject.form, &groups, (Kind::Bars, &subject.title))?;
        self.row += 1;
        Ok(())
    }
}
