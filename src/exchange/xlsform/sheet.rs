//! Sheets of a workbook as tables with named columns.

use super::Sheet;

/// A sheet whose first row names its columns.
#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    /// The sheet's name as it is written.
    pub(super) name: &'a str,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row<'a>>,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// What it holds: in lower case, older names replaced by today's.
    pub(super) name: String,
    /// The language that its name says.
    pub(super) language: Option<String>,
}

/// A row that is not empty.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// Its number in the sheet, from 1.
    pub(super) line: usize,
    cells: &'a [String],
}

impl<'a> Table<'a> {
    /// The sheet of this name, if the workbook has it.
    pub(super) fn named(sheets: &'a [Sheet], name: &str) -> Option<Self> {
        let sheet = sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))?;
        let mut rows = sheet.rows.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        let columns = rows.next().map(|(_, cells)| cells.iter().map(|cell| Column::read(cell)).collect());
        let rows = rows.map(|(line, cells)| Row { line: *line, cells }).collect();
        Some(Self { name: &sheet.name, columns: columns.unwrap_or_default(), rows })
    }

    /// What a row has in a column, whatever its language; empty where it has nothing.
    pub(super) fn cell(&self, row: &Row<'a>, name: &str) -> &'a str {
        self.cells(row).find(|(column, _)| column.name == name).map_or("", |(_, words)| words)
    }

    /// Every cell of a row that is not empty, with its column.
    pub(super) fn cells(&self, row: &Row<'a>) -> impl Iterator<Item = (&Column, &'a str)> {
        let cells = self.columns.iter().zip(row.cells).map(|(column, cell)| (column, cell.trim()));
        cells.filter(|(column, cell)| !column.name.is_empty() && !cell.is_empty())
    }

    /// The languages of a column of this name in which some row has words.
    pub(super) fn languages(&self, name: &str) -> impl Iterator<Item = Option<&str>> {
        self.rows
            .iter()
            .flat_map(|row| self.cells(row))
            .filter_map(move |(column, _)| (column.name == name).then_some(column.language.as_deref()))
    }

    /// Columns that are there twice.
    pub(super) fn doubled(&self) -> impl Iterator<Item = &Column> {
        let named = self.columns.iter().enumerate().filter(|(_, column)| !column.name.is_empty());
        named.filter(|(at, column)| self.columns[..*at].contains(column)).map(|(_, column)| column)
    }
}

impl Column {
    fn read(written: &str) -> Self {
        let parts: Vec<&str> = written.split(':').map(str::trim).filter(|part| !part.is_empty()).collect();
        let plain = |part: &str| part.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
        let translated =
            |name: &str| ["label", "hint", "constraint_message", "required_message", "form_title"].contains(&name);
        let media = |name: &str| ["image", "big-image", "audio", "video"].contains(&name);
        let (name, language) = match parts.as_slice() {
            [] => (String::new(), None),
            [name] => (plain(name), None),
            [first, second] if plain(first) == "media" && media(&plain(second)) => (plain(second), None),
            [first, second, third] if plain(first) == "media" && media(&plain(second)) => (plain(second), Some(*third)),
            [name, language] if translated(&plain(name)) || media(&plain(name)) || plain(name) == "caption" => {
                (plain(name), Some(*language))
            }
            parts => (parts.iter().map(|part| plain(part)).collect::<Vec<_>>().join("::"), None),
        };
        let name = match name.as_str() {
            "caption" => "label".to_owned(),
            "relevance" => "relevant".to_owned(),
            "command" => "type".to_owned(),
            "value" => "name".to_owned(),
            "constraining_message" => "constraint_message".to_owned(),
            _ => name,
        };
        Self { name, language: language.map(ToOwned::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_in_every_way_they_are_written() {
        let read = |written: &str| {
            let Column { name, language } = Column::read(written);
            format!("{name} {}", language.as_deref().unwrap_or("-"))
        };
        assert_eq!(read("List Name"), "list_name -");
        assert_eq!(read("label::English (en)"), "label English (en)");
        assert_eq!(read(" LABEL : français "), "label français");
        assert_eq!(read("media::image::english"), "image english");
        assert_eq!(read("bind::odk:length"), "bind::odk::length -");
        assert_eq!(read("Relevance"), "relevant -");
        assert_eq!(read(""), " -");
    }
}
