"""{{name}}: fewer lines while the viewer's grid is dirty."""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.carbon_cap import Cap, Decision, NoCap, Outcome_Capped, Outcome_Uncapped
from wit_world.exports.types import Limits

KEYS = {"above": 0, "max-height": 1}

policy = None


class CarbonCap(exports.CarbonCap):
    def configure(self, config):
        global policy
        document = json.loads(config)
        for key in document.keys() - KEYS.keys():
            raise Err(f"at `{key}`: unknown key, expected `above` or `max-height`")
        for key, least in KEYS.items():
            value = document.get(key)
            if type(value) is not int or not least <= value <= 65535:
                raise Err(f"at `{key}`: expected a whole number from {least} to 65535")
        policy = document

    def decide(self, facts):
        return Decision(outcome(facts), valid_for=300)


def outcome(facts):
    if facts.carbon_opt_out:
        return Outcome_Uncapped(NoCap.OPTED_OUT)
    if facts.intensity is None:
        return Outcome_Uncapped(NoCap.NO_DATA)
    if facts.now is None or facts.now >= facts.intensity.expires:
        return Outcome_Uncapped(NoCap.STALE_DATA)
    newest = facts.intensity.samples[-1]
    if newest <= policy["above"]:
        return Outcome_Uncapped(NoCap.BELOW_THRESHOLD)
    limits = Limits(policy["max-height"], None, None, None, None, None, strict=False)
    return Outcome_Capped(Cap(limits, band="dirty", intensity=newest, saving=None))


class Types(exports.Types):
    """The contract's vocabulary: types, nothing to implement."""
