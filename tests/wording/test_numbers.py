"""Numbers keep every digit, in every output."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.wording.numbers import number
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (11987.44, "11987.44"),
        (1e6, "1000000"),
        (1_000_000, "1000000"),
        (5.0, "5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.3, "0.3"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (-0.0, "0"),
        (-12.50, "-12.5"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_no_digit_is_lost(value: float) -> None:
    assert float(number(value)) == float(value)
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", number(value))


def test_no_output_rounds_to_six_digits() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        assert ":g}" not in path.read_text("utf-8"), path
