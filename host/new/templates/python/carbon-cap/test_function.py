import sys
import unittest
from dataclasses import fields

sys.path.insert(0, "bindings")

from componentize_py_types import Err
from function import CarbonCap
from wit_world.exports.carbon_cap import NoCap
from wit_world.exports.types import Facts, Intensity, IntensitySignal


def facts(**known):
    return Facts(**{field.name: known.get(field.name) for field in fields(Facts)})


def sampled(sample, now=50):
    intensity = Intensity(IntensitySignal.AVERAGE, [sample], 1800, [], measured=0, expires=100)
    return facts(now=now, intensity=intensity)


class OnlyADirtyGridIsCapped(unittest.TestCase):
    def test_by_intensity(self):
        function = CarbonCap()
        function.configure('{ "above": 300, "max-height": 720 }')
        self.assertEqual(function.decide(sampled(301)).outcome.value.limits.max_height, 720)
        self.assertEqual(function.decide(sampled(300)).outcome.value, NoCap.BELOW_THRESHOLD)
        stale = function.decide(sampled(301, now=100)).outcome.value
        self.assertEqual(stale, NoCap.STALE_DATA)

    def test_a_wrong_document_is_refused(self):
        for document in ('{ "above": "300", "max-height": 720 }', '{ "above": 300 }'):
            with self.assertRaises(Err):
                CarbonCap().configure(document)
