//! The first sheet: whose it is, what the report says first, and where everything is.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::super::Report;
use super::super::findings::{self, Finding};
use super::super::words::{Words, name};
use super::look::{Look, marked, paper};

/// The name of the sheet.
fn tab(words: &Words) -> String {
    super::sheet_name(&words.workbook.cover)
}

/// Width of the text, in digits, and letters that it holds: most are narrower.
const WIDTH: u32 = 92;
const LETTERS: u32 = 95;
/// Height of a line of text, of a heading and of the title, in points; spreadsheets do not all work out heights by themselves.
const LINE: u32 = 16;
const HEADING: u32 = 21;
const TITLE: u32 = 30;

pub(super) fn sheet(
    report: &Report,
    parts: &[(String, usize)],
    words: &Words,
    look: &Look,
) -> Result<Worksheet, XlsxError> {
    let page = &words.page;
    let mut sheet = Worksheet::new();
    sheet
        .set_name(tab(words))?
        .set_screen_gridlines(false)
        .set_column_width(0, WIDTH)?
        .set_right_to_left(words.right_to_left);
    let mut row = 0;
    let mut line = |sheet: &mut Worksheet, text: &str, format: &Format| -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, text, &marked(format, text))?;
        let height = if *format == look.heading { HEADING } else { LINE };
        sheet.set_row_height(row, height * lines(text))?;
        row += 1;
        Ok(())
    };
    line(&mut sheet, &page.title, &look.title)?;
    sheet.set_row_height(0, TITLE)?;
    line(&mut sheet, &about(report, words), &look.quiet)?;
    if report.simulated {
        line(&mut sheet, &page.simulated, &look.warning)?;
    }
    line(&mut sheet, "", &look.text)?;
    if report.span.is_some() {
        let told = [
            (&page.changed, findings::changed(report, words).iter().map(said).collect()),
            (&page.look, findings::looks(report, words).iter().map(said).collect()),
            (&page.sure, findings::sure(report, words)),
        ];
        for (heading, sentences) in told {
            line(&mut sheet, heading, &look.heading)?;
            for sentence in sentences {
                line(&mut sheet, &format!("• {sentence}"), &look.text)?;
            }
            line(&mut sheet, "", &look.text)?;
        }
    } else {
        let (title, why) = findings::nothing(report, words);
        line(&mut sheet, &title, &look.heading)?;
        for why in why {
            line(&mut sheet, &why, &look.text)?;
        }
        line(&mut sheet, "", &look.text)?;
    }
    line(&mut sheet, &page.contents, &look.heading)?;
    let others = [(super::cells::FIGURES, &words.workbook.figures), (super::cells::CELLS, &words.workbook.cells)];
    let parts = parts.iter().map(|(name, at)| (name.as_str(), &page.sections[*at]));
    for (name, heading) in parts.chain(others) {
        let target = Url::new(format!("internal:'{name}'!A1")).set_text(heading);
        sheet.write_url(row, 0, target)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, &page.footer, &look.text)?;
    sheet.set_row_height(row, LINE * lines(&page.footer))?;
    paper(&mut sheet, (row + 1, 1), None)?;
    // What there is to know first is on one page.
    sheet.set_print_fit_to_pages(1, 1);
    Ok(sheet)
}

/// Lines that a text takes.
fn lines(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX).div_ceil(LETTERS).max(1)
}

fn about(report: &Report, words: &Words) -> String {
    let sites = match report.sites.as_slice() {
        [one] => name(one),
        all => words.count(&words.page.sites, all.len() as u64),
    };
    let answers = words.count(&words.page.answers, report.answers);
    let organisation = &report.organisation;
    match report.span {
        Some(span) => format!("{organisation} · {sites} · {} · {answers}", words.weeks(span.from, span.to)),
        None => organisation.clone(),
    }
}

/// A finding as one text.
fn said(finding: &Finding) -> String {
    format!("{}{}{}", finding.before, finding.what, finding.after)
}
