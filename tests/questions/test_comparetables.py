"""Comparisons as flat rows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.files.csvfile import rows_csv
from cluster_atlas.questions.compare import (
    Comparison,
    Matrix,
    compare,
    network,
    province_matrix,
)
from cluster_atlas.questions.comparetables import (
    compare_fact_rows,
    compare_rows,
    crowding_rows,
    link_rows,
    matrix_rows,
    pair_rows,
    share_rows,
)
from cluster_atlas.questions.patterns import crowding, region_shares
from cluster_atlas.questions.similarity import Similarity, similarity
from cluster_atlas.values.model import Designation
from tests.conftest import HOSTILE

SHENZHEN, HUIZHOU = "city:440300", "city:441300"


@pytest.fixture(scope="module")
def facts(atlas: Atlas) -> tuple[Designation, ...]:
    return select(atlas).facts


@pytest.fixture(scope="module")
def two(atlas: Atlas, facts: tuple[Designation, ...]) -> Comparison:
    return compare(atlas, ["深圳", "Huizhou"], facts)


@pytest.fixture(scope="module")
def matrix(atlas: Atlas, facts: tuple[Designation, ...]) -> Matrix:
    return province_matrix(atlas, facts)


@pytest.fixture(scope="module")
def alike(atlas: Atlas, facts: tuple[Designation, ...]) -> Similarity:
    return similarity(atlas, facts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_are_flat_and_even(
    atlas: Atlas,
    facts: tuple[Designation, ...],
    two: Comparison,
    matrix: Matrix,
    alike: Similarity,
    language: str,
) -> None:
    tables: list[list[dict[str, Any]]] = [
        compare_rows(atlas, two, language),
        compare_fact_rows(atlas, two, language),
        *(matrix_rows(atlas, matrix, language, order) for order in matrix.orders),
        pair_rows(atlas, alike, language),
        pair_rows(atlas, alike, language, "complement"),
        crowding_rows(atlas, crowding(atlas, facts), language),
        share_rows(atlas, region_shares(atlas, facts), language),
        link_rows(atlas, network(atlas, facts), language),
    ]
    for rows in tables:
        assert rows
        assert len({tuple(row) for row in rows}) == 1
        cells = [value for row in rows for value in row.values()]
        assert all(value is None or isinstance(value, str | int | float) for value in cells)
        json.dumps(rows)


def test_the_comparison_reads_as_the_page_does(atlas: Atlas, two: Comparison) -> None:
    rows = compare_rows(atlas, two)
    devices = next(row for row in rows if row["产业"] == "超高清核心器件")
    assert devices["集群"] == "超高清视频"
    assert devices["深圳市"] == "集聚区 · 重点发展·打造（点名 1）"
    assert devices["惠州市"] == "—"
    network_row = next(row for row in rows if row["产业"] == "新一代通信与网络")
    assert network_row["惠州市"].startswith("随珠三角：")
    english = compare_rows(atlas, two, "en")
    assert any(row["Shenzhen"] == "Agglomeration · Priority (named 1)" for row in english)
    facts = compare_fact_rows(atlas, two)
    core = next(row for row in facts if row["编号"] == "uhd-shenzhen-core")
    assert core["提法"] == "点名"
    assert "粤工信电子〔2023〕20号" in core["依据"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_text(atlas: Atlas, text: str) -> None:
    fact = replace(atlas.fact_by_id["uhd-shenzhen-core"], title=text, title_en=text)
    found = compare(atlas, ["深圳", "惠州"], [fact])
    rows = compare_fact_rows(atlas, found)
    assert {row["定位"] for row in rows} == {text}
    assert ("'=1+1" in rows_csv(rows)) == (text == "=1+1")
