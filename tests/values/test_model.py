"""Legal states by date."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.model import Document, FinalText, legal_state

DOCUMENT = Document(
    id="d",
    title="t",
    title_en="t",
    short="s",
    short_en="s",
    number="1",
    issuers=(),
    issued=dt.date(2023, 1, 1),
    clauses=(),
    period=(2023, 2025),
)


@pytest.mark.parametrize(
    ("day", "state"),
    [("2024-06-01", "in-force"), ("2025-12-31", "in-force"), ("2026-01-01", "period-ended")],
)
def test_a_plan_that_nothing_replaced(atlas: Atlas, day: str, state: str) -> None:
    document = atlas.documents["gd-equipment-2023"]
    assert legal_state(document, None, dt.date.fromisoformat(day)) == state


def test_replaced_and_draft(atlas: Atlas) -> None:
    document = atlas.documents["gd-equipment-2023"]
    day = dt.date(2025, 5, 1)
    assert legal_state(document, day, day) == "superseded"
    assert legal_state(document, day, dt.date(2025, 4, 30)) == "in-force"
    assert legal_state(replace(document, draft=True), day, day) == "draft"


@pytest.mark.parametrize(("day", "state"), [(19, "draft"), (20, "finalised"), (21, "finalised")])
def test_a_draft_whose_final_text_is_issued(day: int, state: str) -> None:
    final = FinalText(dt.date(2024, 3, 20), ("a",), "b", "b")
    draft = replace(DOCUMENT, draft=True, final=final)
    assert legal_state(draft, None, dt.date(2024, 3, day)) == state


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.none() | st.dates())
def test_every_day_has_one_state(day: dt.date, superseded: dt.date | None) -> None:
    assert legal_state(DOCUMENT, superseded, day) in {"in-force", "period-ended", "superseded"}
