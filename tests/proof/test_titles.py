"""Titles are in our own words: a long run of the clause is found, names of places aside."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.proof.titles import MOST_SHARED, place_names, shared_run
from cluster_atlas.proof.verify import verify

# Made up: no sentence of a plan.
CLAUSE = "支持江门在新会区建设一二三四五六七八九十一二三四五园区，依托广东轨道交通产业园发展。"


@pytest.mark.parametrize(
    ("title", "shared"),
    [
        ("一二三四五六七八九十一二三四", ""),
        ("新建一二三四五六七八九十一二三四五", "一二三四五六七八九十一二三四五"),
        # A name by itself is no copy, whatever its length; what stands around it counts.
        ("依托广东轨道交通产业园发展", ""),
        ("江门在新会区建设一二三四五六七八", ""),
        ("江门在新会区建设一二三四五六七八九十一二", "江门在新会区建设一二三四五六七八九十一二"),
    ],
)
def test_shared_run(title: str, shared: str) -> None:
    names = ("江门", "新会区", "广东轨道交通产业园")
    assert shared_run(title, CLAUSE, names) == shared


def test_names_are_those_of_the_gazetteer(atlas: Atlas) -> None:
    names = place_names(atlas)
    for name in ("江门", "江门市", "广东轨道交通产业园", "江门轨道交通产业园", "珠三角"):
        assert name in names
    assert "" not in names


def test_a_title_that_repeats_its_clause_is_warned_of(atlas: Atlas, tmp_path: Path) -> None:
    fact = replace(
        atlas.fact_by_id["equipment-rail-base"], title="一二三四五六七八九十一二三四五六"
    )
    spoiled = replace(atlas, facts=(fact,))
    text = f"{'，'.join(fact.terms)}，{fact.title}。"
    record = {"document": fact.document, "clause": fact.address, "text": text}
    (tmp_path / "clauses.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / f"{fact.document}.txt").write_text(text, encoding="utf-8")
    result = verify(spoiled, tmp_path)
    assert result.issues == ()
    (warning,) = result.warnings
    assert (warning.entry, warning.field, warning.value) == (fact.id, "title", fact.title)
    assert len(fact.title) > MOST_SHARED


@pytest.mark.skipif("CLUSTER_ATLAS_POLICIES" not in os.environ, reason="needs the policy texts")
def test_no_shipped_title_repeats_its_clause(atlas: Atlas) -> None:
    assert verify(atlas, Path(os.environ["CLUSTER_ATLAS_POLICIES"])).warnings == ()
