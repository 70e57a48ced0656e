//! CSV documents: comments after `#`, a header, then rows.

use super::GridError;

/// One row below the header.
pub struct Row {
    record: csv::StringRecord,
    columns: &'static [&'static str],
}

/// The rows of a document whose header is `columns`; `header` is how a message
/// shows them.
pub fn rows(
    text: &str,
    columns: &'static [&'static str],
    header: &'static str,
) -> Result<impl Iterator<Item = Row>, GridError> {
    let reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    // A `&str` is UTF-8 and rows may differ in length: nothing is left to fail.
    let mut rows =
        reader.into_records().filter_map(Result::ok).map(move |record| Row { record, columns });
    let Some(first) = rows.next() else {
        return Err(GridError::Cell {
            line: 1,
            column: "header",
            found: String::new(),
            accepted: header,
        });
    };
    if !first.record.iter().eq(columns.iter().copied()) {
        let found = first.record.iter().collect::<Vec<_>>().join(",");
        return Err(first.wrong("header", &found, header));
    }
    Ok(rows)
}

impl Row {
    /// The cell of a column, from 0; empty if the row is too short.
    pub fn cell(&self, index: usize) -> &str {
        self.record.get(index).unwrap_or_default()
    }

    /// Refuses a row with cells beyond its columns.
    pub fn ends(&self, accepted: &'static str) -> Result<(), GridError> {
        match (self.columns.last(), self.record.get(self.columns.len())) {
            (Some(last), Some(beyond)) => Err(self.wrong(last, beyond, accepted)),
            _ => Ok(()),
        }
    }

    /// The error of one cell.
    pub fn wrong(&self, column: &'static str, found: &str, accepted: &'static str) -> GridError {
        let line = self.record.position().map_or(0, csv::Position::line);
        GridError::Cell { line, column, found: found.to_owned(), accepted }
    }
}
