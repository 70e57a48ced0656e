import sys
import unittest
from dataclasses import fields

sys.path.insert(0, "bindings")

from componentize_py_types import Err
from function import GeoLicensing
from wit_world.exports.geo_licensing import DenialReason, Verdict_Allow
from wit_world.exports.types import Facts


def facts(**known):
    return Facts(**{field.name: known.get(field.name) for field in fields(Facts)})


class OnlyListedCountriesMayWatch(unittest.TestCase):
    def test_by_country(self):
        function = GeoLicensing()
        function.configure('{ "countries": ["FR"] }')
        self.assertIsInstance(function.decide(facts(country="FR")), Verdict_Allow)
        denied = function.decide(facts(country="US")).value
        self.assertEqual(denied.reason, DenialReason.TERRITORY)
        unknown = function.decide(facts()).value
        self.assertEqual(unknown.reason, DenialReason.PLACE_UNKNOWN)

    def test_a_wrong_document_is_refused(self):
        for document in ('{ "countries": "FR" }', '{ "countries": [], "cities": [] }'):
            with self.assertRaises(Err):
                GeoLicensing().configure(document)
