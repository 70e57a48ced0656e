//! The answers of consent, geo-licensing and carbon-cap.

use super::macros::{record, variant};
use crate::types::{Grants, Limits};

mod consent {
    use super::*;
    use crate::consent::{Decision, Regime, Signals};

    record!(Decision {
        "grants" grants: Grants, "regime" regime: Regime, "valid-for" valid_for: u32;
        "used" used: Signals, "refused" refused: Signals,
    });
}

mod geo_licensing {
    use super::*;
    use crate::geo_licensing::{Allowance, Denial, DenialReason, Replacement, Verdict};

    record!(Allowance {
        "limits" limits: Limits, "rule" rule: String, "version" version: String,
        "valid-for" valid_for: u32;
    });

    record!(Denial {
        "reason" reason: DenialReason, "version" version: String, "valid-for" valid_for: u32;
        "rule" rule: Option<String>,
    });

    record!(Replacement {
        "slate" slate: String, "reason" reason: DenialReason, "rule" rule: String,
        "version" version: String, "valid-for" valid_for: u32;
    });

    variant!(Verdict {
        "allow" Allow(Allowance), "deny" Deny(Denial), "replace" Replace(Replacement);
    });
}

mod carbon_cap {
    use super::*;
    use crate::carbon_cap::{Cap, Decision, NoCap, Outcome, Saving};

    record!(Saving { "low" low: u32, "high" high: u32, "inside-noise" inside_noise: bool; });

    record!(Cap {
        "limits" limits: Limits, "band" band: String, "intensity" intensity: u16;
        "saving" saving: Option<Saving>,
    });

    variant!(Outcome { "uncapped" Uncapped(NoCap), "capped" Capped(Cap); });

    record!(Decision { "outcome" outcome: Outcome, "valid-for" valid_for: u32; });
}
