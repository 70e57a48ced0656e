//! Segments of a string or section: the parts between dots.

/// The segments of a text that starts at byte `start` of the whole, each with where it
/// starts. There is at least one.
pub fn segments(text: &str, start: usize) -> impl Iterator<Item = (&str, usize)> {
    parts(text, '.', start)
}

/// The parts between `delimiter`, each with where it starts.
pub fn parts(text: &str, delimiter: char, start: usize) -> impl Iterator<Item = (&str, usize)> {
    let mut next = start;
    text.split(delimiter).map(move |part| {
        let start = next;
        next += part.len() + delimiter.len_utf8();
        (part, start)
    })
}
