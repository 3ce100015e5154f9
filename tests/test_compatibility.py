"""The table of programs has what the tests open, and Firefox draws a page of a briefing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from cluster_atlas.api import brief
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.exports.exchange import EXPORT_KINDS
from cluster_atlas.values.briefspec import FORMATS
from tests import compatibility

# What an output's kind is called in the table, where that is not its ending in capitals.
NAMES = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "fgb": "FlatGeobuf"}
# A picture opens everywhere; a CSV is read by the standard library in many tests.
PLAIN = {"png", "csv"}


def test_the_table_has_what_the_tests_open() -> None:
    assert compatibility.listed() == compatibility.marked()


def test_every_kind_of_file_is_opened_by_another_program() -> None:
    opened = {kind for kind, _ in compatibility.marked()}
    for kind in {"html", *EXPORT_KINDS, *FORMATS} - PLAIN:
        assert NAMES.get(kind, kind.upper()) in opened, kind


@pytest.mark.opens("SVG", "Firefox")
@pytest.mark.soak
@pytest.mark.skipif(not shutil.which("firefox"), reason="Firefox is not installed")
def test_firefox_draws_a_page(atlas: Atlas, tmp_path: Path) -> None:
    page, picture, profile = (tmp_path / name for name in ("x.svg", "x.png", "profile"))
    profile.mkdir()
    page.write_bytes(next(iter(brief(atlas, place="江门", format="svg").values())))
    subprocess.run(
        ["firefox", "--headless", "--no-remote", "--profile", profile, "--window-size=800,1100",
         "--screenshot", picture, page.as_uri()],
        check=True, capture_output=True, timeout=120, env=os.environ | {"HOME": str(tmp_path)},
    )  # fmt: skip
    colours = Image.open(picture).convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 200, "the map and its letters"
