use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::tables::{ColumnDef, Kind, TableDef};

/// All formats of the sheets of tables, in a fixed order.
pub(super) fn table_formats() -> Vec<Format> {
    let columns = TableDef::all().iter().flat_map(TableDef::columns);
    let columns = columns.map(|column| column_format(Some(column), column.kind));
    head_formats().into_iter().chain(columns).collect()
}

/// How the cells of a column look: numbers by what they count, texts with room before them, where
/// a number may end. A column that was carried along has no definition.
pub(super) fn column_format(definition: Option<&ColumnDef>, kind: Kind) -> Format {
    let number = match (kind, definition.map(|known| (&*known.unit, &*known.column))) {
        (Kind::Number, None) => return Format::new(),
        (Kind::Integer, Some(("", _))) => "0",
        (Kind::Integer, _) => "#,##0",
        (Kind::Number, Some(("0–1", name))) if name.contains("share") => "0.0%",
        (Kind::Number, _) => "0.000",
        _ => return Format::new().set_align(FormatAlign::Left).set_indent(1),
    };
    Format::new().set_num_format(number)
}

/// The formats of the heads of texts and of numbers.
pub(super) fn head_formats() -> [Format; 2] {
    let left = header_format().set_align(FormatAlign::Left).set_indent(1);
    [left, header_format().set_align(FormatAlign::Right)]
}

/// What all heads have.
pub(super) fn header_format() -> Format {
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    head.set_background_color(Color::RGB(0x00D7_EBED)).set_border_bottom(FormatBorder::Thin)
}
