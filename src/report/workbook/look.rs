//! How sheets look: cell formats in the colours of the page, and the paper they are printed on.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::super::form::Form;
use crate::export::FORMULA_STARTS;

/// The page's accent: bars, lines, headings' rules.
pub(super) const ACCENT: Color = Color::RGB(0x0A_5152);
/// A quieter accent.
pub(super) const ACCENT_MID: Color = Color::RGB(0x6F_A7A2);
/// What customers say.
pub(super) const SUN: Color = Color::RGB(0xF2_B84B);
/// Words.
pub(super) const INK: Color = Color::RGB(0x1B_2430);
/// Quiet words and whiskers.
pub(super) const SOFT: Color = Color::RGB(0x43_4D5C);
/// Thin lines.
pub(super) const LINE: Color = Color::RGB(0xDD_D3C2);

/// A4, as the format numbers papers; what is printed fits Letter as well.
const A4: u8 = 9;

/// The formats of cells.
pub(super) struct Look {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) quiet: Format,
    /// Quiet words in several lines.
    pub(super) note: Format,
    pub(super) text: Format,
    pub(super) warning: Format,
    pub(super) column: Format,
    pub(super) number_column: Format,
    pub(super) label: Format,
    pub(super) verdict: Format,
    pub(super) score: Format,
    pub(super) mean: Format,
    pub(super) share: Format,
    pub(super) count: Format,
    /// A text that would be a formula if somebody typed it: the mark that keeps it a text when it is edited.
    pub(super) harmless: Format,
}

impl Look {
    /// Of a language that is written from the right or of one that is not.
    pub(super) fn new(right_to_left: bool) -> Self {
        // As the format numbers directions: 1 from the left, 2 from the right. Left to itself a text goes by its first letter.
        let direction = if right_to_left { 2 } else { 1 };
        let base = || Format::new().set_font_color(INK).set_align(FormatAlign::Top).set_reading_direction(direction);
        let ruled = || base().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(LINE);
        let head = || base().set_bold().set_font_color(SOFT).set_border_bottom(FormatBorder::Thin).set_text_wrap();
        Self {
            title: base().set_bold().set_font_size(20),
            heading: base().set_bold().set_font_size(13),
            quiet: base().set_font_color(SOFT),
            note: base().set_font_color(SOFT).set_text_wrap(),
            text: base().set_text_wrap(),
            warning: base().set_bold().set_text_wrap(),
            column: head(),
            number_column: head().set_align(FormatAlign::Right),
            label: ruled().set_text_wrap(),
            verdict: ruled().set_align(FormatAlign::Right),
            score: ruled().set_num_format("+0;−0;0"),
            mean: ruled().set_num_format("0.00"),
            share: ruled().set_num_format("0%"),
            count: ruled().set_num_format("#,##0"),
            harmless: Format::new().set_quote_prefix(),
        }
    }

    /// How a figure of such a question is written.
    pub(super) fn of(&self, form: &Form) -> &Format {
        match form {
            Form::Scale { .. } => &self.mean,
            Form::Enps => &self.score,
            _ => &self.share,
        }
    }
}

/// The format of a text; of one that would be a formula if somebody typed it, with the mark that keeps it a text when it is
/// edited.
pub(super) fn marked(format: &Format, text: &str) -> Format {
    if text.starts_with(FORMULA_STARTS) { format.clone().set_quote_prefix() } else { format.clone() }
}

/// What is printed of a sheet and how: `landscape` at a size at which both A4 and Letter hold its columns.
pub(super) fn paper(sheet: &mut Worksheet, (rows, columns): (u32, u16), scale: Option<u16>) -> Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&L&F&C&A&R&P / &N");
    sheet.set_print_area(0, 0, rows.saturating_sub(1), columns.saturating_sub(1))?;
    match scale {
        // Breaks of our own are kept only at a fixed size.
        Some(scale) => sheet.set_landscape().set_print_scale(scale),
        None => sheet.set_print_fit_to_pages(1, 0),
    };
    Ok(())
}
