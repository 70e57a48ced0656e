"""Caps by bands of grid intensity, judged by the mean of the last hour.

A band says what it takes away, by kind of device if it wishes. Of the bands that the grid has
reached the dirtiest counts, of several the first.
"""

import json
from dataclasses import dataclass

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.carbon_cap import Cap, Decision, NoCap, Outcome_Capped, Outcome_Uncapped
from wit_world.exports.types import DynamicRanges, Limits

DEVICES = ("desktop", "mobile", "tablet", "tv", "console", "bot")
KEYS = {"valid-for", "exempt", "bands"}
BAND = {"name", "from", "max-height", "sdr", "devices"}
HOUR = 3600


@dataclass(frozen=True)
class Band:
    name: str
    reached: int
    limits: Limits
    devices: frozenset


@dataclass(frozen=True)
class Policy:
    valid_for: int
    exempt: frozenset
    # The dirtiest first.
    bands: tuple


policy = None


class CarbonCap(exports.CarbonCap):
    def configure(self, config):
        global policy
        policy = read(json.loads(config))

    def decide(self, facts):
        return Decision(outcome(facts), valid_for(facts))


class Types(exports.Types):
    """The contract's vocabulary: types, nothing to implement."""


def outcome(facts):
    device = facts.device.name.lower() if facts.device else None
    if facts.carbon_opt_out:
        return Outcome_Uncapped(NoCap.OPTED_OUT)
    if device in policy.exempt:
        return Outcome_Uncapped(NoCap.EXEMPT)
    if facts.intensity is None:
        return Outcome_Uncapped(NoCap.NO_DATA)
    if facts.now is None or facts.now >= facts.intensity.expires:
        return Outcome_Uncapped(NoCap.STALE_DATA)
    mean = last_hour(facts.intensity)
    for band in policy.bands:
        if mean >= band.reached and (not band.devices or device in band.devices):
            newest = facts.intensity.samples[-1]
            return Outcome_Capped(Cap(band.limits, band.name, newest, saving=None))
    return Outcome_Uncapped(NoCap.BELOW_THRESHOLD)


def last_hour(intensity):
    counted = intensity.samples[-max(1, HOUR // intensity.step) :]
    return sum(counted) / len(counted)


def valid_for(facts):
    """An answer ends when the next sample is due or the newest one is too old."""
    if facts.now is None or facts.intensity is None:
        return policy.valid_for
    due = facts.intensity.measured + facts.intensity.step
    ends = [end - facts.now for end in (due, facts.intensity.expires) if end > facts.now]
    return min([policy.valid_for, *ends])


def read(document):
    only(document, KEYS, "")
    bands = document.get("bands")
    if not isinstance(bands, list) or not bands:
        raise Err("at `bands`: expected a list of tables, at least one")
    bands = [read_band(band, f"bands[{index}]") for index, band in enumerate(bands)]
    bands.sort(key=lambda band: band.reached, reverse=True)
    valid_for = number(document.get("valid-for", 300), "valid-for", 0, 86_400)
    return Policy(valid_for, devices(document.get("exempt", []), "exempt"), tuple(bands))


def read_band(band, at):
    only(band, BAND, f"{at}.")
    name = band.get("name")
    if not isinstance(name, str):
        raise Err(f"at `{at}.name`: expected a text")
    height = band.get("max-height")
    if height is not None:
        height = number(height, f"{at}.max-height", 1, 65_535)
    sdr = band.get("sdr", False)
    if not isinstance(sdr, bool):
        raise Err(f"at `{at}.sdr`: expected true or false")
    ranges = DynamicRanges.SDR if sdr else None
    return Band(
        name,
        number(band.get("from"), f"{at}.from", 0, 65_535),
        Limits(height, None, ranges, None, None, None, strict=False),
        devices(band.get("devices", []), f"{at}.devices"),
    )


def only(table, keys, at):
    for key in table.keys() - keys:
        raise Err(f"at `{at}{key}`: unknown key, expected one of {', '.join(sorted(keys))}")


def number(value, at, least, most):
    if type(value) is not int or not least <= value <= most:
        raise Err(f"at `{at}`: expected a whole number from {least} to {most}")
    return value


def devices(value, at):
    if not isinstance(value, list) or not all(one in DEVICES for one in value):
        raise Err(f"at `{at}`: expected a list of {', '.join(DEVICES)}")
    return frozenset(value)
