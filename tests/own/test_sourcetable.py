"""Columns that go from one process to another come out as they went in."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.own.sourcetable import (
    ColumnValues,
    Packed,
    SourceTable,
    Value,
    packed,
    unpacked,
)

DAY, MOMENT = dt.date(2024, 3, 5), dt.datetime.fromisoformat("2024-03-05T08:00")
ONE_TYPE = st.one_of(
    st.lists(st.none() | st.text(max_size=5)),
    st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.none() | st.dates()),
)


@given(ONE_TYPE)
def test_any_column_comes_back(values: list[Value]) -> None:
    found = unpacked(packed(values))
    assert list(found) == values
    assert list(map(type, found)) == list(map(type, values))
    assert [found[row] for row in range(len(values))] == values
    assert list(found[1:3]) == values[1:3]


@pytest.mark.parametrize(
    "values",
    [
        [], [None, None], [1, "x"], [True, False], [1.0, 2], [DAY, MOMENT], [MOMENT, None],
        ["\ud800"], [2**70], [dt.time(8)],
    ],
)  # fmt: skip
def test_what_is_of_no_one_type_stays_as_it_is(values: list[Value]) -> None:
    assert not isinstance(packed(values), Packed)
    assert list(unpacked(packed(values))) == values


def test_a_table_goes_to_another_process_whole() -> None:
    columns: tuple[list[Value], ...] = (["甲", None, "乙丙"], [1.5, None, -0.0], [DAY, None, DAY])
    table = SourceTable("表", ("名", "数", "日"), columns, range(2, 5), encoding="gbk")
    found = pickle.loads(pickle.dumps(table))  # noqa: S301 - made in this line
    assert [list(values) for values in found.values] == list(columns)
    assert all(isinstance(values, ColumnValues) for values in found.values)
    assert (found.name, found.columns, list(found.rows), found.encoding) == (
        "表", ("名", "数", "日"), [2, 3, 4], "gbk",
    )  # fmt: skip
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - made in this line
    assert [list(values) for values in again.values] == list(columns)
