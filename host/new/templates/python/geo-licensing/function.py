"""{{name}}: where an asset may be watched."""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.geo_licensing import (
    Allowance,
    Denial,
    DenialReason,
    Verdict_Allow,
    Verdict_Deny,
)
from wit_world.exports.types import Limits

EVERYTHING = Limits(None, None, None, None, None, None, strict=False)

countries = None


class GeoLicensing(exports.GeoLicensing):
    def configure(self, config):
        global countries
        document = json.loads(config)
        for key in document.keys() - {"countries"}:
            raise Err(f"at `{key}`: unknown key, expected `countries`")
        listed = document.get("countries")
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise Err("at `countries`: expected a list of texts")
        countries = frozenset(listed)

    def decide(self, facts):
        told = {"rule": "countries", "version": "1", "valid_for": 300}
        if facts.country in countries:
            return Verdict_Allow(Allowance(EVERYTHING, **told))
        unknown = facts.country is None
        reason = DenialReason.PLACE_UNKNOWN if unknown else DenialReason.TERRITORY
        return Verdict_Deny(Denial(reason, **told))


class Types(exports.Types):
    """The contract's vocabulary: types, nothing to implement."""
