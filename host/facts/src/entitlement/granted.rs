//! What an entitlement token grants: plan, home country, class of concurrent use.

use coset::cbor::Value;

use super::claims::{ClaimKey, Claims};
use super::refused::{Reason, Refused};

/// Bytes of a plan or a class of concurrent use.
pub const LONGEST_GRANT: usize = 64;

/// The name of one of the operator's own claims, in tokens of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimName {
    /// In a JWT.
    pub jwt: String,
    /// In a Common Access Token: a label for private use, below -65536, or a text.
    pub cat: ClaimKey,
}

impl ClaimName {
    /// A name with a number.
    #[must_use]
    pub fn new(jwt: &str, cat: i64) -> Self {
        Self { jwt: jwt.to_owned(), cat: ClaimKey::Label(cat) }
    }
}

/// Where grants are looked for. By default:
///
/// | grant | JWT | CAT |
/// |---|---|---|
/// | plan | `plan` | -65537 |
/// | home country | `home_country` | -65538 |
/// | class of concurrent use | `concurrency` | -65539 |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantNames {
    /// A text of 1 to [`LONGEST_GRANT`] bytes.
    pub plan: ClaimName,
    /// ISO 3166-1 alpha-2 in any case.
    pub home_country: ClaimName,
    /// A text of 1 to [`LONGEST_GRANT`] bytes or a whole number.
    pub concurrency: ClaimName,
}

impl Default for GrantNames {
    fn default() -> Self {
        Self {
            plan: ClaimName::new("plan", -65537),
            home_country: ClaimName::new("home_country", -65538),
            concurrency: ClaimName::new("concurrency", -65539),
        }
    }
}

/// What a verified token grants. Personal data: not printable.
#[derive(Clone, PartialEq, Eq)]
pub struct Entitlement {
    /// The subscription plan.
    pub plan: Option<String>,
    /// The country of residence, ISO 3166-1 alpha-2 in upper case.
    pub home_country: Option<String>,
    /// The class of concurrent use.
    pub concurrency: Option<String>,
    /// From this second since 1970 on the token is refused, clock tolerance
    /// included.
    pub expires: u64,
}

/// Reads the grants. What is there must be well-formed: a plan that cannot be
/// read is no plan.
pub(super) fn read(
    claims: &Claims,
    names: &GrantNames,
    expires: u64,
) -> Result<Entitlement, Refused> {
    let get = |name: &ClaimName| claims.private(&name.jwt, &name.cat);
    let plan = get(&names.plan)
        .map(|value| text(value).ok_or_else(|| Refused::new("plan", Reason::Malformed(TEXT))));
    let home_country = get(&names.home_country).map(|value| {
        country(value).ok_or_else(|| {
            Refused::new("home-country", Reason::Malformed("a country of ISO 3166-1 alpha-2"))
        })
    });
    let concurrency = get(&names.concurrency).map(|value| {
        let class = text(value).or_else(|| number(value));
        class.ok_or_else(|| Refused::new("concurrency", Reason::Malformed(TEXT)))
    });
    Ok(Entitlement {
        plan: plan.transpose()?,
        home_country: home_country.transpose()?,
        concurrency: concurrency.transpose()?,
        expires,
    })
}

const TEXT: &str = "a text of 1 to 64 bytes";

fn text(value: &Value) -> Option<String> {
    let text = value.as_text()?;
    let fits = (1..=LONGEST_GRANT).contains(&text.len()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

fn number(value: &Value) -> Option<String> {
    let number = u32::try_from(value.as_integer()?).ok()?;
    Some(number.to_string())
}

fn country(value: &Value) -> Option<String> {
    let code = value.as_text()?;
    let formed = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    formed.then(|| code.to_ascii_uppercase())
}
