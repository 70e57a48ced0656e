"""{{name}}: no more lines than a telephone shows."""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.manifest_rewriting import Decision, Edit_Drop, TrackKind
from wit_world.exports.types import DeviceClass

VARIANTS = {TrackKind.VIDEO, TrackKind.MUXED, TrackKind.AUDIO_ONLY}

mobile_height = None


class ManifestRewriting(exports.ManifestRewriting):
    def configure(self, config):
        global mobile_height
        document = json.loads(config)
        for key in document.keys() - {"mobile-height"}:
            raise Err(f"at `{key}`: unknown key, expected `mobile-height`")
        height = document.get("mobile-height")
        if type(height) is not int or not 1 <= height <= 65535:
            raise Err("at `mobile-height`: expected a whole number from 1 to 65535")
        mobile_height = height

    def decide(self, facts, grants, limits, manifest):
        tracks, heights = manifest.tracks.tracks, manifest.tracks.heights
        # A column of which nothing is stated is empty.
        tall = [number for number, height in enumerate(heights) if height > mobile_height]
        something_left = any(
            track.kind in VARIANTS and number not in tall for number, track in enumerate(tracks)
        )
        drops = facts.device is DeviceClass.MOBILE and something_left
        return Decision([Edit_Drop(number) for number in tall] if drops else [], valid_for=300)


class Types(exports.Types):
    """The contract's vocabulary: types, nothing to implement."""
