//! Native charts, drawn by the spreadsheet from the table beside them.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartRange, ChartSolidFill, ChartType,
};

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::{Words, fill};
use super::look::{ACCENT, ACCENT_MID, INK, LINE, SOFT, SUN};

/// Pixels: beside the table, and as high as the rows that are kept for it less a little air.
const WIDTH: u32 = 500;
const ROW: u32 = 20;
const AIR: u32 = 4;
/// Rows beside a chart: as many as a few bars need, and no more than a page holds.
const FEWEST: u32 = 12;
const MOST: u32 = 44;

/// Rows that are kept for a chart of so many figures: enough that every bar keeps its name, and some for the axis.
pub(super) fn rows(figures: usize) -> u32 {
    u32::try_from(figures + figures / 2 + 2).unwrap_or(MOST).clamp(FEWEST, MOST)
}

/// What a table is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Bars from left to right with their ranges, the first row on top.
    Bars,
    /// Bars from below with their ranges, for points of a scale.
    Columns,
    /// A line over the weeks, between its lower and its upper bound.
    Line,
}

/// Where the table is that is drawn.
pub(super) struct Place<'p> {
    pub(super) tab: &'p str,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) heading: &'p str,
    pub(super) form: &'p Form,
    /// Where the axis of values begins and ends.
    pub(super) reach: (f64, f64),
}

impl Place<'_> {
    fn column(&self, column: u16) -> (&str, u32, u16, u32, u16) {
        (self.tab, self.first, column, self.last, column)
    }

    fn range(&self, column: u16) -> ChartRange {
        ChartRange::new_from_range(self.tab, self.first, column, self.last, column)
    }
}

/// Where the axis of such figures begins and ends, so that every range is whole on it.
pub(super) fn reach<'f>(form: &Form, figures: impl Iterator<Item = &'f Figure>) -> (f64, f64) {
    let ends = figures.filter_map(Figure::numbers);
    let (low, high) = ends.fold((f64::MAX, f64::MIN), |(least, most), (_, low, high)| (least.min(low), most.max(high)));
    match form {
        // Points count from 1 on the scales that packs have; a bar begins where its scale does.
        Form::Scale { .. } => (low.floor().min(1.0), high.ceil()),
        Form::Enps => ((low / 20.0).floor().min(0.0) * 20.0, (high / 20.0).ceil().max(0.0) * 20.0),
        _ => (0.0, ((high * 10.0).ceil() / 10.0).clamp(0.1, 1.0)),
    }
}

/// The chart of a table.
pub(super) fn of(kind: Kind, place: &Place<'_>, title: &str, words: &Words) -> Chart {
    let said = fill(&words.workbook.chart_of, &[("what", title), ("how", place.heading)]);
    let mut chart = match kind {
        Kind::Bars => bars(place, ChartType::Bar),
        Kind::Columns => bars(place, ChartType::Column),
        Kind::Line => lines(place, words),
    };
    chart.set_alt_text(said);
    finished(chart, place, kind == Kind::Bars)
}

fn bars(place: &Place<'_>, kind: ChartType) -> Chart {
    let mut chart = Chart::new(kind);
    let whiskers = ChartErrorBarsType::Custom(place.range(6), place.range(5));
    let mut ranges = ChartErrorBars::new();
    ranges.set_type(whiskers).set_format(ChartFormat::new().set_line(ChartLine::new().set_color(INK).set_width(1.25)));
    let series = chart.add_series();
    series
        .set_categories(place.column(0))
        .set_values(place.column(1))
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(ACCENT_MID)))
        .set_gap(60);
    if kind == ChartType::Bar {
        series.set_x_error_bars(&ranges)
    } else {
        series.set_y_error_bars(&ranges)
    };
    chart.legend().set_hidden();
    chart
}

fn lines(place: &Place<'_>, words: &Words) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    let page = &words.page;
    for (column, name) in [(1, &page.column_value), (2, &page.column_low), (3, &page.column_high)] {
        let series = chart.add_series();
        series.set_categories(place.column(0)).set_values(place.column(column)).set_name(name.as_str());
        let mut line = ChartLine::new();
        if column == 1 {
            line.set_color(ACCENT).set_width(2.5);
            let mut marker = ChartMarker::new();
            marker
                .set_type(ChartMarkerType::Circle)
                .set_size(6)
                .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(ACCENT)));
            series.set_marker(&marker);
        } else {
            line.set_color(ACCENT_MID).set_width(1.25).set_dash_type(ChartLineDashType::Dash);
            series.set_marker(ChartMarker::new().set_none());
        }
        series.set_format(ChartFormat::new().set_line(&line));
    }
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font());
    chart
}

/// What we believe beside what customers say.
pub(super) fn pairs(place: &Place<'_>, words: &Words) -> Chart {
    let page = &words.page;
    let mut chart = Chart::new(ChartType::Bar);
    for (column, name, colour) in [(1, &page.ours, ACCENT), (2, &page.theirs, SUN)] {
        chart
            .add_series()
            .set_categories(place.column(0))
            .set_values(place.column(column))
            .set_name(name.as_str())
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)))
            .set_gap(60);
    }
    chart.set_alt_text(&page.mirror_title);
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font());
    finished(chart, place, true)
}

fn font() -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(9).set_color(SOFT);
    font
}

/// Size, axes and lines that all charts have alike; of lying bars the categories stand on the upright axis.
fn finished(mut chart: Chart, place: &Place<'_>, lying: bool) -> Chart {
    chart.set_width(WIDTH).set_height(rows((place.last - place.first + 1) as usize) * ROW - AIR);
    chart.title().set_hidden();
    let format = match place.form {
        Form::Scale { .. } => "0.0",
        Form::Enps => "+0;−0;0",
        _ => "0%",
    };
    let mut hair = ChartLine::new();
    hair.set_color(LINE).set_width(0.75);
    let categories = if lying { chart.y_axis() } else { chart.x_axis() };
    categories
        .set_font(&font())
        .set_major_gridlines(false)
        .set_label_position(ChartAxisLabelPosition::Low)
        .set_format(ChartFormat::new().set_line(&hair));
    // Categories of lying bars count from below; the table counts from above.
    if lying {
        categories.set_reverse();
    }
    let values = if lying { chart.x_axis() } else { chart.y_axis() };
    values
        .set_font(&font())
        .set_num_format(format)
        .set_min(place.reach.0)
        .set_max(place.reach.1)
        .set_major_gridlines(true)
        .set_major_gridlines_line(&hair)
        .set_format(ChartFormat::new().set_no_line());
    if lying {
        values.set_label_position(ChartAxisLabelPosition::High);
    }
    chart.chart_area().set_format(ChartFormat::new().set_no_border());
    chart
}
