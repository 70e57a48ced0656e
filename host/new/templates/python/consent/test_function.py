import sys
import unittest
from dataclasses import fields

sys.path.insert(0, "bindings")

from componentize_py_types import Err
from function import Consent
from wit_world.exports.consent import Regime
from wit_world.exports.types import Facts, Purposes


def facts(**known):
    return Facts(**{field.name: known.get(field.name) for field in fields(Facts)})


class AnObjectionTakesWhatWasGranted(unittest.TestCase):
    def test_by_country_and_signal(self):
        function = Consent()
        function.configure('{ "opt-in": ["FR"] }')
        granted = function.decide(facts(country="US")).grants.purposes
        self.assertIn(Purposes.STORAGE, granted)
        objected = function.decide(facts(country="US", gpc=True)).grants.purposes
        self.assertEqual(objected, Purposes(0))
        self.assertEqual(function.decide(facts(country="FR")).regime, Regime.OPT_IN)
        self.assertEqual(function.decide(facts()).regime, Regime.OPT_IN)

    def test_a_wrong_document_is_refused(self):
        for document in ('{ "opt-in": "FR" }', '{ "opt-in": [], "opt-out": [] }'):
            with self.assertRaises(Err):
                Consent().configure(document)
