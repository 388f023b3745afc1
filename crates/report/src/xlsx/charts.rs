//! The second sheet: charts, with the numbers that Excel draws them from below.
//!
//! The sheets of tables keep nothing but their last row in memory, so a chart that was drawn from
//! one of them would come without the values that viewers show before they recalculate.

use cimai_corpus::{Message, TermId};
use rust_xlsxwriter::{Chart, ChartType, Format, Worksheet, XlsxError};

use super::book::header_format;
use super::sheet::fitting;
use crate::Presentation;

/// Bars of a chart.
const BARS: usize = 20;
/// Lines of a chart.
const LINES: usize = 8;
/// The first row below the charts.
const BELOW: u32 = 32;
/// The columns of what bars stand for, behind those of the lines; their lengths are in the next.
const TOPICS: u16 = LINES as u16 + 2;
const TERMS: u16 = TOPICS + 3;

/// The charts, if there is anything to draw.
pub(super) fn sheet(shown: &Presentation<'_>) -> Result<Option<Worksheet>, XlsxError> {
    let text = |zh: &str, en: &str| Message::new(zh, en).text(shown.lang).to_owned();
    let summary = shown.summary;
    let topics = summary.topics.topics.iter().take(BARS).enumerate();
    let topics = topics.map(|(place, topic)| (summary.label(place), topic.size as u64));
    let terms = summary.ranked_terms().into_iter().take(BARS);
    let terms = terms.map(|id: TermId| (summary.term(id).to_owned(), summary.totals.tf(id)));
    let name = text("图表", "Charts");
    let mut sheet = Worksheet::new();
    sheet.set_name(&name)?;
    sheet.set_screen_gridlines(false).set_landscape().set_print_fit_to_pages(1, 1);
    let charts = [
        bars(&mut sheet, TOPICS, &text("主题的文档数", "Documents per topic"), topics)?,
        bars(&mut sheet, TERMS, &text("最多的词", "Most frequent terms"), terms)?,
        trend(shown, &mut sheet, &name, &text("主题在各时期的占比", "Topics over time"))?,
    ];
    let charts: Vec<Chart> = charts.into_iter().flatten().collect();
    for (i, chart) in charts.iter().enumerate() {
        sheet.insert_chart(1, i as u16 * 10, chart)?;
    }
    Ok((!charts.is_empty()).then_some(sheet))
}

/// Lines for the largest topics.
fn trend(
    shown: &Presentation<'_>,
    sheet: &mut Worksheet,
    name: &str,
    title: &str,
) -> Result<Option<Chart>, XlsxError> {
    let periods = shown.summary.compared.named_periods();
    let shares = shown.summary.topic_shares();
    if periods.len() < 2 || shares.is_empty() {
        return Ok(None);
    }
    let last = BELOW + periods.len() as u32;
    for (row, period) in (BELOW + 1..).zip(periods) {
        sheet.write_string(row, 0, fitting(period))?;
    }
    let mut chart = Chart::new(ChartType::Line);
    let head = header_format().set_text_wrap();
    let percent = Format::new().set_num_format("0.0%");
    for (column, (topic, shares)) in (1..).zip(shares.iter().enumerate().take(LINES)) {
        let label = format!("{} {}", topic + 1, shown.summary.label(topic));
        sheet.write_string_with_format(BELOW, column, fitting(&label), &head)?;
        for (row, share) in (BELOW + 1..).zip(shares) {
            sheet.write_number_with_format(row, column, *share, &percent)?;
        }
        chart
            .add_series()
            .set_name((name, BELOW, column))
            .set_categories((name, BELOW + 1, 0, last, 0))
            .set_values((name, BELOW + 1, column, last, column));
    }
    chart.y_axis().set_num_format("0%");
    chart.title().set_name(title);
    chart.set_width(900).set_height(420);
    Ok(Some(chart))
}

/// Horizontal bars, the first on top.
fn bars(
    sheet: &mut Worksheet,
    column: u16,
    title: &str,
    items: impl Iterator<Item = (String, u64)>,
) -> Result<Option<Chart>, XlsxError> {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return Ok(None);
    }
    sheet.write_string_with_format(BELOW, column + 1, title, &header_format())?;
    let mut last = BELOW;
    for (label, length) in items {
        last += 1;
        sheet.write_string(last, column, fitting(&label))?;
        sheet.write_number(last, column + 1, length as f64)?;
    }
    let name = sheet.name();
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_categories((&*name, BELOW + 1, column, last, column))
        .set_values((&*name, BELOW + 1, column + 1, last, column + 1))
        .set_gap(40);
    chart.title().set_name(title);
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    chart.set_width(620).set_height(120 + 22 * (last - BELOW));
    Ok(Some(chart))
}
