//! The second sheet: charts that Excel draws from the other sheets.

use cimai_corpus::{Lang, Message};
use rust_xlsxwriter::{Chart, ChartType, Format, Worksheet, XlsxError};

use super::format::header_format;
use super::sheet::{TableSheets, fitting};
use crate::Presentation;

/// Bars of a chart.
const BARS: u32 = 20;
/// Lines of a chart.
const LINES: usize = 8;
/// The first row below the charts.
const BELOW: u32 = 32;

/// The charts, if there is anything to draw.
pub(super) fn sheet(
    shown: &Presentation<'_>,
    tables: &[TableSheets],
) -> Result<Option<Worksheet>, XlsxError> {
    let text = |zh: &str, en: &str| Message::new(zh, en).text(shown.lang).to_owned();
    let topics = bar_chart(
        tables,
        "topics",
        ["label", "size"],
        &text("主题的文档数", "Documents per topic"),
        shown.lang,
    );
    let terms = bar_chart(
        tables,
        "terms",
        ["term", "tf"],
        &text("最多的词", "Most frequent terms"),
        shown.lang,
    );
    let name = text("图表", "Charts");
    let mut sheet = Worksheet::new();
    sheet.set_name(&name)?;
    sheet.set_screen_gridlines(false).set_landscape().set_print_fit_to_pages(1, 1);
    let trend = trend(shown, &mut sheet, &name, &text("主题在各时期的占比", "Topics over time"))?;
    let charts: Vec<Chart> = [topics, terms, trend].into_iter().flatten().collect();
    for (i, chart) in charts.iter().enumerate() {
        sheet.insert_chart(1, i as u16 * 10, chart)?;
    }
    Ok((!charts.is_empty()).then_some(sheet))
}

/// Lines for the largest topics. The table that Excel draws them from stands below the charts,
/// since `trends` has a row for every period and topic.
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

/// Horizontal bars for the first rows of a table, the first on top.
fn bar_chart(
    tables: &[TableSheets],
    name: &str,
    [labels, values]: [&str; 2],
    title: &str,
    lang: Lang,
) -> Option<Chart> {
    let table = tables.iter().find(|table| table.table.name() == name)?;
    let rows = BARS.min(table.shown as u32);
    if rows == 0 {
        return None;
    }
    let column = |name: &str| table.columns.iter().position(|column| column.name == name);
    let (labels, values) = (column(labels)? as u16, column(values)? as u16);
    let sheet = table.table.title(lang);
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_categories((sheet, 1, labels, rows, labels))
        .set_values((sheet, 1, values, rows, values))
        .set_gap(40);
    chart.title().set_name(title);
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    chart.set_width(620).set_height(120 + 22 * rows);
    Some(chart)
}
