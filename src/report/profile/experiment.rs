//! Which wording of a message did better.

use crate::content::Item;
use crate::stats::holm;
use crate::tally::Histogram;

use super::super::figure::{Figure, Kind};
use super::super::form::{Form, Headline, Reading};
use super::super::sheet::Sum;
use super::super::words::fill;
use super::{Group, Here, Profile};

impl Here<'_> {
    /// A comparison for each question that is asked after the card.
    pub(super) fn experiments(&self) -> Vec<Profile> {
        let Some(card) = self.pack.message() else { return Vec::new() };
        let asked = self.pack.items.iter().filter(|item| item.takes_one_response()).filter_map(Reading::of);
        asked.filter_map(|reading| self.experiment(card, &reading)).collect()
    }

    fn experiment(&self, card: &Item, reading: &Reading<'_>) -> Option<Profile> {
        let (words, sheets) = (self.desk.words, self.sheets(reading));
        // Of options the first that the author wrote is what is hoped for.
        let headline = reading.headline(0);
        let seen: Vec<(String, Sum)> = card
            .variants()
            .iter()
            .filter_map(|variant| {
                let of = sheets.only(|table| table.histogram == Histogram::Variant(variant.id.clone()));
                Some((self.desk.said(&variant.text), reading.sum(&of)?))
            })
            .collect();
        let row = |(label, sum): &(String, Sum)| {
            let figure = self.figure(reading, sum, Kind::Variant, label.clone());
            Some(figure.with(&headline.estimate(sum)?))
        };
        let rows: Vec<Figure> = seen.iter().filter_map(row).collect();
        let differences = self.differences(reading, &headline, &seen);
        let note = |figure: &Figure| {
            let (value, low, high) = figure.numbers()?;
            let (low, high) = words.signed_bounds(&reading.form, (low, high));
            let range = fill(&words.page.likely, &[("low", &low), ("high", &high)]);
            let sign = if value < 0.0 { "−" } else { "+" };
            let [real, unclear, _] = &words.page.verdicts;
            let verdict = if figure.is_real() { real } else { unclear };
            let label = figure.label.as_deref().unwrap_or_default();
            Some(format!("{label}: {sign}{} ({range}); {verdict}.", words.apart(&reading.form, value)))
        };
        let counted = match (&reading.form, reading.item.options().first()) {
            (Form::Choice { .. }, Some(first)) => {
                fill(&words.measures.variant_share, &[("option", &self.desk.said(&first.text))])
            }
            (form, _) => words.headline(form, None).to_owned(),
        };
        let title = fill(&words.measures.variants_title, &[("what", &self.desk.said(&reading.item.text))]);
        let explained = fill(&words.measures.variants_note, &[("figure", &counted)]);
        Some(Profile {
            section: rows.first()?.section,
            title,
            notes: [explained].into_iter().chain(differences.iter().filter_map(note)).collect(),
            form: reading.form.clone(),
            own: rows.iter().chain(&differences).cloned().collect(),
            groups: vec![Group { heading: None, note: None, rows }],
        })
    }

    /// Each variant less the first, corrected together.
    fn differences(&self, reading: &Reading<'_>, headline: &Headline, seen: &[(String, Sum)]) -> Vec<Figure> {
        let Some(((first, base), others)) = seen.split_first() else { return Vec::new() };
        let less = &self.desk.words.measures.variant_less;
        let difference = |(label, sum): &(String, Sum)| {
            let words = self.desk.words;
            let label = fill(less, &[("variant", &words.asked(label)), ("first", &words.asked(first))]);
            let figure = self.figure(reading, sum, Kind::VariantDifference, label);
            let n = Some(sum.counts.n + base.counts.n);
            Some(Figure { n, ..figure }.compared(&headline.difference(sum, base)?))
        };
        let mut figures: Vec<Figure> = others.iter().filter_map(difference).collect();
        let p: Vec<f64> = figures.iter().filter_map(|figure| figure.p).collect();
        for (figure, adjusted) in figures.iter_mut().zip(holm(&p)) {
            figure.p_adjusted = Some(adjusted);
        }
        figures
    }
}
