//! Names that are known from the start, each with the TCF purpose that it serves:
//! 4 personalised advertising, 7 measuring advertising, 8 measuring content.
//!
//! Sources: the query parameters that Firefox strips (services-settings
//! `query-stripping`), the tracking parameters of Adobe, Google, HubSpot, Meta,
//! Microsoft, TikTok, X and Yandex as their help pages name them, IAB Tech Lab's
//! OpenRTB 2.6 section 3.2.18 and VAST 4.3 macros for device identifiers, the vendors'
//! own lists of the cookies that they set.

/// Query parameters.
pub(super) const QUERY: &[(&str, u8)] = &[
    // Identifiers of the device or of a person.
    ("aaid", 4),
    ("adid", 4),
    ("afai", 4),
    ("gaid", 4),
    ("idfa", 4),
    ("idfv", 4),
    ("ifa", 4),
    ("lgudid", 4),
    ("msai", 4),
    ("ppid", 4),
    ("rdid", 4),
    ("rida", 4),
    ("tifa", 4),
    ("uid2*", 4),
    ("vida", 4),
    // Clicks on advertisements.
    ("_openstat", 7),
    ("dclid", 7),
    ("fbclid", 7),
    ("gad_source", 7),
    ("gbraid", 7),
    ("gclid", 7),
    ("gclsrc", 7),
    ("igshid", 7),
    ("li_fat_id", 7),
    ("mc_eid", 7),
    ("mkt_tok", 7),
    ("msclkid", 7),
    ("rb_clickid", 7),
    ("s_cid", 7),
    ("ttclid", 7),
    ("twclid", 7),
    ("vero_id", 7),
    ("wbraid", 7),
    ("wickedid", 7),
    ("yclid", 7),
    ("utm_*", 7),
    // Visits.
    ("__hsfp", 8),
    ("__hssc", 8),
    ("__hstc", 8),
    ("_ga", 8),
    ("_gl", 8),
    ("_hsenc", 8),
    ("_hsmi", 8),
];

/// Cookies.
pub(super) const COOKIES: &[(&str, u8)] = &[
    // Identifiers of the device or of a person.
    ("__adroll*", 4),
    ("__gads", 4),
    ("__gpi", 4),
    ("__qca", 4),
    ("__uid2_advertising_token", 4),
    ("ANID", 4),
    ("DSID", 4),
    ("IDE", 4),
    ("MUID", 4),
    ("TDID", 4),
    ("_pin_unauth", 4),
    ("_scid", 4),
    ("anj", 4),
    ("cto_bundle", 4),
    ("demdex", 4),
    ("id5id", 4),
    ("muc_ads", 4),
    ("personalization_id", 4),
    ("uuid2", 4),
    // Clicks on advertisements.
    ("_fbc", 7),
    ("_fbp", 7),
    ("_gac_*", 7),
    ("_gcl_*", 7),
    ("_rdt_uuid", 7),
    ("_ttp", 7),
    ("_uet*", 7),
    ("li_fat_id", 7),
    // Visits.
    ("AMCV_*", 8),
    ("__hs*", 8),
    ("__utm*", 8),
    ("_clck", 8),
    ("_clsk", 8),
    ("_ga*", 8),
    ("_gid", 8),
    ("_hj*", 8),
    ("_pk_*", 8),
    ("ajs_*", 8),
    ("amplitude_*", 8),
    ("hubspotutk", 8),
    ("mp_*", 8),
    ("s_vi", 8),
];
