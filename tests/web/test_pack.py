"""The packed atlas holds every fact and shape once, and the same data gives the same bytes."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.web.pack import option_ids, pack, pack_bytes
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
        places = [values["places"][p]["id"] for p in facts["places"][number]]
        assert tuple(places) == fact.places
        industries = [values["industries"][i]["id"] for i in facts["industries"][number]]
        assert tuple(industries) == fact.industries


def test_options_are_in_the_order_of_the_pack(atlas: Atlas, values: dict[str, Any]) -> None:
    options = option_ids(atlas)
    assert options["document"] == [document["id"] for document in values["documents"]]
    named = {p for places in values["facts"]["places"] for p in places}
    named |= {end for arcs in values["facts"]["relations"] for arc in arcs for end in arc[1:]}
    offered = [
        place["id"]
        for number, place in enumerate(values["places"])
        if place["level"] == "city" or (place["level"] == "region" and number in named)
    ]
    assert options["place"] == offered
    for key in ("role", "status", "legal"):
        assert options[key] == [code["id"] for code in values["codes"][key]]


def test_same_data_same_bytes(atlas: Atlas) -> None:
    assert pack_bytes(open_atlas(ROOT, today=TODAY)) == pack_bytes(atlas)


def test_terms_stay_at_home(atlas: Atlas) -> None:
    text = json.dumps(pack(atlas), ensure_ascii=False)
    assert atlas.fact_by_id["equipment-rail-base"].terms[0] not in text
