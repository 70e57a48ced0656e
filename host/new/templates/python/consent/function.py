"""{{name}}: what a viewer allows, by country."""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.consent import Decision, Regime, Signals
from wit_world.exports.types import Grants, Purposes, SpecialFeatures

opt_in = None


class Consent(exports.Consent):
    def configure(self, config):
        global opt_in
        document = json.loads(config)
        for key in document.keys() - {"opt-in"}:
            raise Err(f"at `{key}`: unknown key, expected `opt-in`")
        listed = document.get("opt-in")
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise Err("at `opt-in`: expected a list of texts")
        opt_in = frozenset(listed)

    def decide(self, facts):
        objects = facts.gpc is True
        asked = facts.country is None or facts.country in opt_in
        granted = Purposes(0)
        if not asked and not objects:
            granted = Purposes.STORAGE | Purposes.CONTENT_MEASUREMENT
        return Decision(
            grants=Grants(granted, SpecialFeatures(0)),
            regime=Regime.OPT_IN if asked else Regime.OPT_OUT,
            used=Signals.GPC if objects else Signals(0),
            refused=Signals(0),
            valid_for=300,
        )


class Types(exports.Types):
    """The contract's vocabulary: types, nothing to implement."""
