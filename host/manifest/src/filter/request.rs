//! Where filters stand in a request.

use std::borrow::Cow;

use super::bakery;

/// Splits a path, percent-decoded, into bakery's filters and the rest, e.g.
/// `/v(hevc)/b(,3000000)` and `/show/master.m3u8`. Either can be empty: no
/// filters, or nothing behind them. Only whole segments at the start are filters.
#[must_use]
pub fn split_path(path: &str) -> (&str, &str) {
    let mut end = 0;
    while let Some(segment) = path.get(end..).and_then(|rest| rest.strip_prefix('/')) {
        let segment = segment.split('/').next().unwrap_or_default();
        if !bakery::is_filter(segment) {
            break;
        }
        end += 1 + segment.len();
    }
    path.split_at_checked(end).unwrap_or(("", path))
}

/// What was taken out of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken<'q> {
    /// The parameter's value, decoded. Absent: it was not there.
    pub value: Option<Cow<'q, str>>,
    /// Whether it was there again, which no language allows.
    pub repeated: bool,
    /// All other parameters, byte for byte and in their order.
    pub rest: Cow<'q, str>,
}

/// Takes a parameter out of a query (without its question mark):
/// `aws.manifestfilter`, `filter`. Its name is compared decoded, in any case.
#[must_use]
pub fn take_parameter<'q>(query: &'q str, name: &str) -> Taken<'q> {
    let mut taken = Taken { value: None, repeated: false, rest: Cow::Borrowed(query) };
    let mut rest = String::new();
    for parameter in query.split('&') {
        let decoded = form_urlencoded::parse(parameter.as_bytes()).next();
        match decoded.filter(|(key, _)| key.eq_ignore_ascii_case(name)) {
            Some((_, value)) => {
                taken.repeated |= taken.value.is_some();
                taken.value.get_or_insert(value);
            }
            None => {
                // One `&` stays before each parameter but the first, empty ones included.
                rest.push('&');
                rest.push_str(parameter);
            }
        }
    }
    if taken.value.is_some() {
        taken.rest = Cow::Owned(rest.strip_prefix('&').unwrap_or_default().to_owned());
    }
    taken
}
