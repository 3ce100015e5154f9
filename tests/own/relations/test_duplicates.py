"""One firm in two rows: by its code, or by name and place where a code is missing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cluster_atlas.own.relations.duplicates import Firm, duplicates, firms_of

CODE, OTHER = "a code", "another"
PLACE, ELSEWHERE = "county:440113", "county:440705"


def told(*firms: tuple[str, str, str]) -> list[tuple[int, int, str]]:
    rows = [Firm(str(n), *firm) for n, firm in enumerate(firms)]
    return [(int(one.row), int(first.row), by) for one, first, by in duplicates(rows)]


def test_equal_codes_are_one_firm_whatever_it_is_called() -> None:
    assert told(("甲", PLACE, CODE), ("乙", ELSEWHERE, CODE), ("丙", "", CODE)) == [
        (1, 0, "code"),
        (2, 0, "code"),
    ]


def test_other_codes_are_other_firms_whatever_they_are_called() -> None:
    assert told(("甲", PLACE, CODE), ("甲", PLACE, OTHER)) == []


@pytest.mark.parametrize(("first", "second"), [("", ""), (CODE, ""), ("", CODE)])
def test_name_and_place_tell_where_a_code_is_missing(first: str, second: str) -> None:
    assert told(("甲", PLACE, first), ("甲", PLACE, second)) == [(1, 0, "name")]
    assert told(("甲", PLACE, first), ("甲", ELSEWHERE, second)) == []
    assert told(("甲", PLACE, first), ("乙", PLACE, second)) == []


def test_of_what_is_not_known_nothing_is_said() -> None:
    assert told(("甲", "", ""), ("甲", "", ""), ("", PLACE, ""), ("", PLACE, "")) == []


def test_a_row_without_a_code_makes_no_bridge_between_two_codes() -> None:
    assert told(("甲", PLACE, CODE), ("甲", PLACE, ""), ("甲", PLACE, OTHER)) == [
        (1, 0, "name"),
        (2, 1, "name"),
    ]


def test_many_rows_of_one_firm_are_told_once_each() -> None:
    found = told(*[("甲", PLACE, "")] * 3000)
    assert found == [(row, 0, "name") for row in range(1, 3000)]


def test_names_are_compared_without_width_case_and_punctuation() -> None:
    names = [
        "虚构（广州）ABC科技有限公司",
        "虚构(广州) abc科技有限公司",
        "虚构广州ＡＢＣ科技有限公司",
    ]
    table = pa.table({"id": ["1-1", "1-2", "2-1"], "name": names, "city": ["city:440100"] * 3})
    assert len({firm.name for firm in firms_of(table)}) == 1
    assert [one.row for one, _, _ in duplicates(firms_of(table))] == ["1-2", "2-1"]


def test_a_town_of_a_city_without_counties_is_placed_by_its_city() -> None:
    table = pa.table(
        {
            "id": ["1-1", "1-2"],
            "name": ["甲", "甲"],
            "county": pa.array([None, None], pa.string()),
            "city": ["city:441900", "city:442000"],
        }
    )
    assert [firm.place for firm in firms_of(table)] == ["city:441900", "city:442000"]


def test_a_workspace_without_firms_has_none() -> None:
    assert firms_of(pa.table({"id": pa.array([], pa.string())})) == []
