import sys
import unittest
from dataclasses import fields

sys.path.insert(0, "bindings")

from componentize_py_types import Err
from function import ManifestRewriting
from types import SimpleNamespace
from wit_world.exports.manifest_rewriting import Edit_Drop, TrackKind
from wit_world.exports.types import DeviceClass, Facts


def facts(**known):
    return Facts(**{field.name: known.get(field.name) for field in fields(Facts)})


def edits(device, *heights):
    tracks = [SimpleNamespace(kind=TrackKind.MUXED) for _ in heights]
    manifest = SimpleNamespace(tracks=SimpleNamespace(tracks=tracks, heights=list(heights)))
    return ManifestRewriting().decide(facts(device=device), None, None, manifest).edits


class ATelephoneIsOfferedSomethingThatItShows(unittest.TestCase):
    def test_by_height(self):
        ManifestRewriting().configure('{ "mobile-height": 720 }')
        self.assertEqual(edits(DeviceClass.MOBILE, 360, 720, 1080), [Edit_Drop(2)])
        self.assertEqual(edits(DeviceClass.MOBILE, 1080, 2160), [])
        self.assertEqual(edits(DeviceClass.TV, 360, 1080), [])

    def test_a_wrong_document_is_refused(self):
        for document in ('{ "mobile-height": 0 }', '{ "height": 720 }'):
            with self.assertRaises(Err):
                ManifestRewriting().configure(document)
