"""The packed atlas holds every fact and shape once, and the same data gives the same bytes."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import deflate
import pytest

from cluster_atlas.atlas.arcs import GRID
from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.selection import DEFAULT_LEGAL_STATES
from cluster_atlas.questions.find import WEIGHTS
from cluster_atlas.questions.similarity import TIER_POINTS
from cluster_atlas.values.colours import ramp
from cluster_atlas.web.pack import (
    FILE_COMPRESSION,
    outlines_bytes,
    pack,
    pack_bytes,
    packed_for_file,
)
from cluster_atlas.wording.wording import Wording
from tests.conftest import ROOT, TODAY


@pytest.fixture(scope="module")
def values(atlas: Atlas) -> dict[str, Any]:
    return json.loads(gzip.decompress(pack_bytes(atlas)))  # type: ignore[no-any-return]


def test_columns_are_of_one_length(atlas: Atlas, values: dict[str, Any]) -> None:
    assert {len(column) for column in values["facts"].values()} == {len(atlas.facts)}
    assert values["facts"]["id"] == [fact.id for fact in atlas.facts]


def test_references_lead_back(atlas: Atlas, values: dict[str, Any]) -> None:
    facts = values["facts"]
    for number, fact in enumerate(atlas.facts):
        assert values["documents"][facts["document"][number]]["id"] == fact.document
        assert values["clusters"][facts["cluster"][number]]["id"] == fact.cluster
        assert values["codes"]["role"][facts["role"][number]]["id"] == fact.role
        assert values["codes"]["status"][facts["status"][number]]["id"] == fact.status
        places = [values["places"]["id"][p] for p in facts["places"][number]]
        assert tuple(places) == fact.places
        industries = [values["industries"]["id"][i] for i in facts["industries"][number]]
        assert tuple(industries) == fact.industries


def test_same_data_same_bytes(atlas: Atlas) -> None:
    assert pack_bytes(open_atlas(ROOT, today=TODAY)) == pack_bytes(atlas)


def test_terms_stay_at_home(atlas: Atlas) -> None:
    text = json.dumps(pack(atlas), ensure_ascii=False)
    assert atlas.fact_by_id["equipment-rail-base"].terms[0] not in text


def test_a_file_holds_the_same_pack_with_finer_coasts(atlas: Atlas, values: dict[str, Any]) -> None:
    small = packed_for_file(atlas)
    held = json.loads(gzip.decompress(small))
    assert {**held, "shapes": None} == {**values, "shapes": None}
    coarse = [unit | {"rings": None} for unit in values["shapes"]["units"]]
    assert [unit | {"rings": None} for unit in held["shapes"]["units"]] == coarse
    without = len(deflate.gzip_compress(gzip.decompress(pack_bytes(atlas)), FILE_COMPRESSION))
    assert without < 0.97 * len(pack_bytes(atlas))
    # As text in the file a quarter more: 15 KB.
    assert len(small) - without <= 12_000


def rings_of(shapes: dict[str, Any], polygons: Any) -> list[set[tuple[int, int]]]:
    """Return the points of each ring of a packed unit, in steps of the grid."""
    planes = base64.b64decode(shapes["steps"])
    third = len(planes) // 3
    steps = [sum(planes[k * third + i] << 8 * k for k in range(3)) for i in range(third)]
    deltas = iter([-(n + 1) // 2 if n & 1 else n // 2 for n in steps])
    arcs = []
    for i, length in enumerate(shapes["lengths"]):
        x, y = shapes["starts"][2 * i : 2 * i + 2]
        line = [(x, y)]
        for _ in range(length // 2):
            x, y = x + next(deltas), y + next(deltas)
            line.append((x, y))
        arcs.append(line)
    rings = [ring for rings in polygons for ring in rings]
    return [{p for ref in ring for p in arcs[ref if ref >= 0 else ~ref]} for ring in rings]


def points_of(polygons: Any) -> list[set[tuple[int, int]]]:
    return [set(GRID.points(ring)) for rings in polygons for ring in rings]


@pytest.mark.parametrize("unit", ["county:440781", "city:440400", "sar:820000"])
def test_finer_shapes_are_packed_as_they_are(atlas: Atlas, unit: str) -> None:
    position = [shape.id for shape in atlas.shapes].index(unit)
    outlines = json.loads(gzip.decompress(outlines_bytes(atlas)))
    wanted = next(shape for shape in atlas.finer_shapes if shape.id == unit)
    assert rings_of(outlines, outlines["units"][position]) == points_of(wanted.polygons)
    shapes = json.loads(gzip.decompress(packed_for_file(atlas)))["shapes"]
    wanted = next(shape for shape in atlas.coast_shapes if shape.id == unit)
    assert rings_of(shapes, shapes["coasts"][position]) == points_of(wanted.polygons)


def test_outlines_leave_neighbouring_land_to_the_pack(atlas: Atlas) -> None:
    outlines = json.loads(gzip.decompress(outlines_bytes(atlas)))
    for shape, rings in zip(atlas.shapes, outlines["units"], strict=True):
        assert (rings is None) == (shape.level == "context")
    assert outlines["strip"]
    assert len(outlines_bytes(atlas)) < 140_000


def test_what_is_said_is_said_by_the_wording(atlas: Atlas, values: dict[str, Any]) -> None:
    for language in ("zh", "en"):
        wording = Wording(atlas, language, atlas.today)
        for document in values["documents"]:
            assert document["label"][language] == wording.document(document["id"])
            assert document["day"][language] == wording.issued(document["id"])
            state = atlas.legal_state(document["id"])
            assert document["legal"][state][language] == wording.legal(document["id"])
        for number, fact in enumerate(atlas.facts):
            label = values["clauses"][values["facts"]["clause"][number]][language]
            assert label == wording.clause_label(fact)


def test_the_rules_of_the_viewer_are_those_of_python(values: dict[str, Any]) -> None:
    rules = values["rules"]
    assert rules["find"]["weights"] == WEIGHTS
    assert rules["tierPoints"] == {str(tier): points for tier, points in TIER_POINTS.items()}
    assert tuple(rules["legal"]) == DEFAULT_LEGAL_STATES
    for cluster in values["clusters"]:
        assert cluster["shades"] == list(ramp(cluster["colour"]).shades)


def test_the_viewer_has_no_rule_of_its_own() -> None:
    """What travels in the pack stands nowhere in the scripts."""
    for path in (ROOT / "src/cluster_atlas/web/viewer").rglob("*.js"):
        text = path.read_text("utf-8")
        for word in ("0.55, 0.665", "ROLE_POINTS", '"in-force", "period-ended"', "零一二三四"):
            assert word not in text, path


def test_zones_take_little_room(atlas: Atlas, values: dict[str, Any]) -> None:
    zones = values["zones"]
    assert {len(zones[key]) for key in ("code", "zh", "en", "at", "inferred", "spelled")} == {129}
    without = {key: value for key, value in values.items() if key != "zones"}

    def size(what: dict[str, Any]) -> int:
        text = json.dumps(what, ensure_ascii=False, separators=(",", ":"))
        return len(deflate.gzip_compress(text.encode(), FILE_COMPRESSION))

    assert size(values) - size(without) <= 5 * 1024
    named = {place for fact in atlas.facts for place in fact.places}
    assert not named & {f"zone:{code}" for code in zones["code"]}
