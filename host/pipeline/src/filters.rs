//! The filters that a request's path and query hold.

use std::borrow::Cow;

use tidegate_manifest::filter::request::{split_path, take_parameter};
use tidegate_manifest::filter::{Filter, FilterError, Language};

use crate::outcome::Problem;
use crate::request::names_manifest;

/// A request's path and query, and the filters that were in them.
#[derive(Debug)]
pub struct Filtered<'u> {
    /// The path below the route, without a leading slash.
    pub asset: &'u str,
    /// The query. Absent if nothing is in it.
    pub query: Option<Cow<'u, str>>,
    /// In the order in which they are applied.
    pub filters: Vec<Filter>,
}

/// Takes the filters of some languages out of a path below a route, which begins
/// with a slash, and a query: bakery's are the first segments of the path, the
/// others parameters. Those of other languages are the origin's business and stay.
///
/// # Errors
/// [`Problem::BadRequest`] for a filter that is not what it should be, for one
/// given twice, and for a parameter on what is no manifest. Bakery's filters
/// stand in the paths of segments too, which players resolve against the manifest's.
pub fn take<'u>(
    below: &'u str,
    query: Option<&'u str>,
    languages: &[Language],
) -> Result<Filtered<'u>, Problem> {
    let refused = |error: FilterError| Problem::of_filter(&error);
    let mut filters = Vec::new();
    let mut path = below;
    if languages.contains(&Language::Bakery) {
        let (expression, rest) = split_path(below);
        path = rest;
        if !expression.is_empty() {
            filters.push(Filter::parse(Language::Bakery, expression).map_err(refused)?);
        }
    }
    let asset = path.strip_prefix('/').unwrap_or(path);
    let mut query = query.map(Cow::Borrowed);
    for (language, name) in [(Language::Aws, "aws.manifestfilter"), (Language::Unified, "filter")] {
        if !languages.contains(&language) {
            continue;
        }
        let Some(whole) = query.take() else { break };
        let taken = take_parameter(&whole, name);
        if taken.repeated {
            return Err(Problem::BadRequest(format!("its query has {name:?} more than once")));
        }
        let Some(expression) = taken.value else {
            query = Some(whole);
            continue;
        };
        if !names_manifest(asset) {
            return Err(refused(FilterError::NotHere));
        }
        filters.push(Filter::parse(language, &expression).map_err(refused)?);
        query = (!taken.rest.is_empty()).then(|| Cow::Owned(taken.rest.into_owned()));
    }
    Ok(Filtered { asset, query, filters })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Language; 3] = [Language::Aws, Language::Bakery, Language::Unified];

    #[test]
    fn filters_leave_the_path_and_the_query_that_origins_see() {
        let taken = take(
            "/v(hevc)/b(,3000000)/films/main.m3u8",
            Some("a=1&aws.manifestfilter=video_height%3A240-360&b=%20"),
            &ALL,
        )
        .unwrap();
        assert_eq!(taken.asset, "films/main.m3u8");
        assert_eq!(taken.query.as_deref(), Some("a=1&b=%20"));
        assert_eq!(taken.filters.len(), 2);
    }

    #[test]
    fn languages_that_are_not_allowed_are_the_origins_business() {
        let query = Some("aws.manifestfilter=nonsense&filter=(");
        let taken = take("/v(hevc)/main.m3u8", query, &[]).unwrap();
        assert_eq!(taken.asset, "v(hevc)/main.m3u8");
        assert_eq!(taken.query.as_deref(), query);
        assert!(taken.filters.is_empty());
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for (below, query) in [
            ("/main.m3u8", "aws.manifestfilter=nonsense"),
            ("/main.m3u8", "filter=(type"),
            ("/segment.ts", "aws.manifestfilter=video_height%3A240"),
            (
                "/main.m3u8",
                "aws.manifestfilter=video_height%3A240&aws.manifestfilter=video_height%3A240",
            ),
            ("/b(30000,3000)/main.m3u8", ""),
        ] {
            let taken = take(below, Some(query), &ALL);
            assert!(matches!(taken, Err(Problem::BadRequest(_))), "{below}?{query}: {taken:?}");
        }
        // Players resolve segments against the path of the playlist that names them.
        assert_eq!(take("/v(hevc)/segment.ts", None, &ALL).unwrap().asset, "segment.ts");
    }
}
