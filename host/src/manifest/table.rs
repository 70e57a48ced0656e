//! Aligned columns.

use super::fact::Facts;

/// The most characters of a cell.
const WIDEST: usize = 60;

/// A table of facts, one row each, indented by two spaces: every column that a
/// row has, in the order in which rows first have them; `-` for what is not stated.
#[must_use]
pub fn facts(rows: &[Facts]) -> String {
    let mut columns: Vec<&'static str> = Vec::new();
    for row in rows {
        let mut after = 0;
        for fact in row.0.iter().filter(|fact| !fact.column.is_empty()) {
            match columns.iter().position(|column| *column == fact.column) {
                Some(at) => after = at + 1,
                None => {
                    columns.insert(after, fact.column);
                    after += 1;
                }
            }
        }
    }
    let head = columns.iter().map(|column| (*column).to_owned()).collect();
    let cells = rows.iter().map(|row| {
        let cell = |column: &&'static str| {
            let fact = row.0.iter().find(|fact| fact.column == *column);
            fact.map_or_else(|| "-".to_owned(), |fact| plain(&fact.shown))
        };
        columns.iter().map(cell).collect()
    });
    lines(&std::iter::once(head).chain(cells).collect::<Vec<_>>())
}

/// Rows of cells, indented by two spaces, each column as wide as its widest cell.
#[must_use]
pub fn lines(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str("  ");
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A text of whoever made the manifest, as a terminal can show it: no control
/// characters that it would obey, and not endless.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut chars = text.chars();
    let mut shown: String = chars
        .by_ref()
        .take(WIDEST)
        .map(|char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char })
        .collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_that_rows_have() {
        let row = |facts: &[(&'static str, &str)]| {
            let mut row = Facts::default();
            for (column, shown) in facts {
                row.add(column, column, *shown, *shown);
            }
            row
        };
        let rows = [
            row(&[("id", "0"), ("fps", "59.94"), ("drm", "x")]),
            row(&[("id", "10"), ("peak", "\u{1b}[2J"), ("drm", "y")]),
        ];
        assert_eq!(
            facts(&rows),
            "  id  peak  fps    drm\n  0   -     59.94  x\n  10  \u{fffd}[2J  -      y\n"
        );
        assert_eq!(plain(&"a".repeat(100)).chars().count(), WIDEST + 1);
    }
}
