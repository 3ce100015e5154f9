"""Designations held against texts that are whole, missing, renamed or altered."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.proof.verify import verify


@pytest.fixture
def policies(atlas: Atlas, tmp_path: Path) -> Path:
    """Write texts that hold nothing but the terms of each clause."""
    clauses: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in atlas.facts:
        clauses[fact.document, fact.address] += fact.terms
    with (tmp_path / "clauses.jsonl").open("w", encoding="utf-8") as file:
        for (document, clause), terms in clauses.items():
            text = "，".join(terms)
            file.write(json.dumps({"document": document, "clause": clause, "text": text}) + "\n")
            with (tmp_path / f"{document}.txt").open("a", encoding="utf-8") as whole:
                whole.write(text + "\n")
    return tmp_path


def test_whole_texts(atlas: Atlas, policies: Path) -> None:
    result = verify(atlas, policies)
    assert result.issues == ()
    assert result.checked == len(atlas.facts)


def test_a_term_that_is_not_there(atlas: Atlas, policies: Path) -> None:
    path = policies / "clauses.jsonl"
    text = path.read_text(encoding="utf-8")
    term = json.dumps("重点支持江门")[1:-1]
    path.write_text(text.replace(term, term[:-6] + "x", 1), encoding="utf-8")
    issues = verify(atlas, policies).issues
    assert [i.entry for i in issues if i.field == "terms"] == ["equipment-rail-base"]
    assert any(i.file == "gd-equipment-2023.txt" for i in issues)


@pytest.mark.parametrize("document", ["gd-uhd-2023", "gd-equipment-2023"])
def test_a_text_that_is_missing(atlas: Atlas, policies: Path, document: str) -> None:
    (policies / f"{document}.txt").rename(policies / f"{document}-old.txt")
    result = verify(atlas, policies)
    assert [issue.file for issue in result.issues] == [f"{document}.txt"]
    assert result.checked == len(atlas.facts)


def test_clauses_that_are_missing_leave_the_rest_verified(atlas: Atlas, policies: Path) -> None:
    path = policies / "clauses.jsonl"
    kept = [line for line in path.read_text("utf-8").splitlines() if "gd-uhd" not in line]
    path.write_text("\n".join([*kept, "{not json"]), encoding="utf-8")
    result = verify(atlas, policies)
    assert {issue.entry for issue in result.issues} == {"gd-uhd-2023", ""}
    assert result.checked == sum(fact.document != "gd-uhd-2023" for fact in atlas.facts)


def test_an_altered_text_is_named(atlas: Atlas, policies: Path) -> None:
    path = policies / "gd-uhd-2023.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("广州", "贵州"), encoding="utf-8")
    issues = verify(atlas, policies).issues
    assert issues
    assert {issue.file for issue in issues} == {"gd-uhd-2023.txt"}
