import json
import sys
import unittest
from dataclasses import fields

sys.path.insert(0, "bindings")

from componentize_py_types import Err
from function import CarbonCap
from wit_world.exports.carbon_cap import NoCap
from wit_world.exports.types import DeviceClass, DynamicRanges, Facts, Intensity, IntensitySignal

BANDS = [
    {"name": "raised", "from": 250, "sdr": True},
    {"name": "high", "from": 450, "max-height": 720, "devices": ["mobile"]},
]


def decide(*samples, **known):
    function = CarbonCap()
    function.configure(json.dumps({"bands": BANDS, "exempt": ["bot"]}))
    intensity = Intensity(IntensitySignal.AVERAGE, list(samples), 1800, [], 1000, 5000)
    known = {"now": 1100, "intensity": intensity} | known
    return function.decide(Facts(**{field.name: known.get(field.name) for field in fields(Facts)}))


class Bands(unittest.TestCase):
    def test_the_mean_of_the_last_hour_counts(self):
        self.assertEqual(decide(900, 200, 299).outcome.value, NoCap.BELOW_THRESHOLD)
        cap = decide(0, 200, 300).outcome.value
        self.assertEqual((cap.band, cap.intensity), ("raised", 300))
        self.assertEqual(cap.limits.ranges, DynamicRanges.SDR)

    def test_the_dirtiest_band_of_the_device(self):
        self.assertEqual(decide(500).outcome.value.band, "raised")
        self.assertEqual(decide(500, device=DeviceClass.MOBILE).outcome.value.band, "high")

    def test_who_is_not_capped(self):
        for why, known in {
            NoCap.OPTED_OUT: {"carbon_opt_out": True},
            NoCap.EXEMPT: {"device": DeviceClass.BOT},
            NoCap.NO_DATA: {"intensity": None},
            NoCap.STALE_DATA: {"now": 5000},
        }.items():
            self.assertEqual(decide(500, **known).outcome.value, why)

    def test_an_answer_ends_when_a_sample_is_due(self):
        self.assertEqual(decide(500).valid_for, 300)
        self.assertEqual(decide(500, now=2790).valid_for, 10)
        self.assertEqual(decide(500, now=4990).valid_for, 10)


class Documents(unittest.TestCase):
    def test_a_wrong_one_is_refused_by_its_path(self):
        for document, path in [
            ({}, "bands"),
            ({"bands": [{"name": "a", "from": -1}]}, "bands[0].from"),
            ({"bands": [{"name": "a", "from": 1, "until": 2}]}, "bands[0].until"),
            ({"bands": BANDS, "exempt": ["radio"]}, "exempt"),
        ]:
            with self.assertRaises(Err) as refused:
                CarbonCap().configure(json.dumps(document))
            self.assertIn(f"`{path}`", refused.exception.value)
