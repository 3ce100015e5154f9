"""Colours that many outputs share have one home each in Python, in JavaScript and in each style."""

from __future__ import annotations

import re

from cluster_atlas.values.colours import INK
from tests.conftest import ROOT

SOURCES = ROOT / "src/cluster_atlas"


def test_ink_is_written_once_per_language() -> None:
    spelled = re.compile(re.escape(INK.removeprefix("#")), re.IGNORECASE)
    found = {
        path.relative_to(SOURCES).as_posix()
        for kind in ("py", "js", "css")
        for path in SOURCES.rglob(f"*.{kind}")
        if "dist" not in path.parts and spelled.search(path.read_text("utf-8"))
    }
    assert found == {
        "values/colours.py",
        "web/viewer/core/ink.js",
        "web/viewer/viewer.css",
        "web/templates/index.css",
        "mapping/folium_renderer.css",
    }
