"""What the tests of exports share: one day's atlas with text that would break out, and readers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, SelectionResult, select
from cluster_atlas.values.model import Target
from tests.hostile import hostile_atlas

# A city, a park with a known site, a region, and a site of which only the city is known.
SPOILED = (
    "equipment-rail-base",
    "equipment-rail-park",
    "equipment-bases-10",
    "electronics-shantou-gateway",
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def spoiled(atlas: Atlas, text: str) -> Atlas:
    """Return an atlas of a few designations in which every text is ``text``."""
    target = Target("", "", 1.5, "", "", 2025, "")
    few = tuple(replace(atlas.fact_by_id[name], target=target) for name in SPOILED)
    clusters = tuple(
        replace(c, designations=tuple(f for f in few if f.cluster == c.id)) for c in atlas.clusters
    )
    return hostile_atlas(replace(atlas, facts=few, clusters=clusters), lambda _: text)


def everything(atlas: Atlas) -> SelectionResult:
    """Return the selection of all that the map shows at first."""
    return select(atlas, Selection())


def pairs(selected: SelectionResult) -> list[tuple[str, str]]:
    """Return each designation with each of its places."""
    return [(fact.id, place) for fact in selected.facts for place in fact.places]


def stored(text: str) -> str:
    """Return a text as a file holds it: without control characters."""
    return CONTROL.sub("", text)


def parsed(content: bytes) -> ET.Element:
    """Return the root of an XML document of our own making."""
    return ET.fromstring(content)  # noqa: S314 - nobody else wrote it


QGIS_PYTHON = "/usr/bin/python3"


def has_qgis() -> bool:
    """Whether the system's Python has QGIS: ``apt-get install python3-qgis``."""
    if not shutil.which(QGIS_PYTHON):
        return False
    found = subprocess.run(
        [QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False
    )
    return found.returncode == 0


def read_in_qgis(layers: list[dict[str, Any]], **asked: Any) -> dict[str, Any]:
    """Return what QGIS says of layers, and the colours of its map where ``colours`` are asked."""
    script = Path(__file__).with_name("qgis_reader.py")
    result = subprocess.run(
        [QGIS_PYTHON, script],
        input=json.dumps({"layers": layers} | asked),
        capture_output=True,
        text=True,
        check=False,
        env={"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", "HOME": str(Path.home())},
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return answer
