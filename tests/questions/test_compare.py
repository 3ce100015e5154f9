"""Places side by side, the matrix and the network: known facts, properties, bad input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.compare import (
    Comparison,
    Matrix,
    Row,
    compare,
    network,
    province_matrix,
    resolve_places,
)
from cluster_atlas.questions.patterns import crowding, region_shares
from cluster_atlas.questions.roles import AREAS, STATES, Item, area_of, items_of, read_cell
from cluster_atlas.questions.similarity import similarity
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Designation
from tests.conftest import HOSTILE

SHENZHEN, HUIZHOU, SHANTOU, ZHUHAI = "city:440300", "city:441300", "city:440500", "city:440400"


@pytest.fixture(scope="module")
def facts(atlas: Atlas) -> tuple[Designation, ...]:
    return select(atlas).facts


@pytest.fixture(scope="module")
def two(atlas: Atlas, facts: tuple[Designation, ...]) -> Comparison:
    return compare(atlas, ["深圳", "Huizhou"], facts)


@pytest.fixture(scope="module")
def matrix(atlas: Atlas, facts: tuple[Designation, ...]) -> Matrix:
    return province_matrix(atlas, facts)


def every_row(found: Comparison) -> list[Row]:
    return [row for cluster in found.rows for row in (cluster, *cluster.rows)]


def row_of(found: Comparison, cluster: str, industry: str | None = None) -> Row:
    rows = [r for r in every_row(found) if (r.cluster, r.industry) == (cluster, industry)]
    assert len(rows) == 1
    return rows[0]


def ids(facts: Sequence[Designation]) -> list[str]:
    return [fact.id for fact in facts]


# Known facts, from reading the plans.


def test_shenzhen_makes_core_devices_and_huizhou_terminals(two: Comparison) -> None:
    assert two.places == (SHENZHEN, HUIZHOU)
    devices = row_of(two, "uhd", "uhd-devices")
    assert [cell.state for cell in devices.cells] == ["direct", "none"]
    assert "uhd-shenzhen-core" in ids(devices.cells[0].facts)
    assert devices in two.only[SHENZHEN]
    terminals = row_of(two, "uhd", "uhd-terminals")
    assert "uhd-huizhou-terminals" in ids(terminals.cells[1].facts)
    assert terminals in two.shared


def test_a_region_is_told_from_the_city(two: Comparison) -> None:
    cell = row_of(two, "audiovisual").cells[0]
    assert (cell.state, cell.named) == ("region", 0)
    assert all(SHENZHEN not in fact.places for fact in cell.facts)


def test_a_segment_counts_for_its_industry(atlas: Atlas) -> None:
    segment = next(i for i in atlas.industries.values() if i.parent)
    fact = replace(atlas.facts[0], industries=(segment.id, segment.parent))
    assert items_of(atlas, fact) == (Item(fact.cluster, segment.parent),)


def test_no_place_named_differs_from_not_designated(atlas: Atlas) -> None:
    roles = ["base", "supporting", "existing-base"]
    facts = select(atlas, Selection(clusters=["safety", "materials"], roles=roles)).facts
    found = compare(atlas, ["county:440118", "park:guangdong-rail-park"], facts)
    assert {cell.state for cell in row_of(found, "materials").cells} == {"none"}
    assert {cell.state for cell in row_of(found, "safety").cells} == {"unnamed"}
    whole = [fact for fact in atlas.facts if fact.places == ("province:440000",)]
    assert read_cell(atlas, SHENZHEN, whole).state == "unnamed"


def test_a_park_names_its_city_and_its_county(atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    park = atlas.places["park:guangdong-rail-park"]
    found = compare(atlas, [park.id, "江门"], facts)
    own, city = row_of(found, "equipment", "rail-equipment").cells
    assert (own.state, city.state) == ("direct", "direct")
    assert set(ids(own.facts)) <= set(ids(city.facts))


def test_targets_of_one_measure_stand_in_one_row(
    atlas: Atlas, facts: tuple[Designation, ...]
) -> None:
    found = compare(atlas, ["广州", "佛山", "珠海"], facts)
    (row,) = [target for target in found.targets if target.metric.zh == "年主营业务收入"]
    values = [cell.facts[0].target.value for cell in row.cells if cell.facts[0].target]
    assert values == [5000, 6000, 2000]


def test_relations_among_places(atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    found = compare(atlas, ["珠海", "汕头", "湛江"], facts)
    exact = [(x.type, x.from_, x.to) for x in found.links if not x.through]
    assert exact == [("drives", ZHUHAI, SHANTOU), ("drives", ZHUHAI, "city:440800")]
    through = [x for x in found.links if x.type == "transfers-to"]
    assert [(x.from_, x.to) for x in through] == [
        ("region:prd", "region:coastal-east-wing"),
        ("region:prd", "region:coastal-west-wing"),
    ]
    assert all(x.through for x in through)


def test_a_relation_of_the_common_region_is_none_among_its_cities(
    atlas: Atlas, facts: tuple[Designation, ...]
) -> None:
    links = compare(atlas, ["深圳", "东莞"], facts).links
    assert all("region:prd" not in (link.from_, link.to) for link in links)


# Properties on the whole atlas.


@pytest.mark.parametrize(
    "places",
    [
        ["深圳", "惠州"],
        ["广州", "深圳", "珠海", "东莞", "中山"],
        ["珠三角", "东翼", "西翼", "北部生态发展区"],
        ["county:440118", "park:guangdong-rail-park", "440700"],
        ["香港", "深圳"],
    ],
)
def test_every_fact_of_a_cell_is_about_the_place(
    atlas: Atlas, facts: tuple[Designation, ...], places: list[str]
) -> None:
    found = compare(atlas, places, facts)
    for number, place in enumerate(found.places):
        about = set(select(atlas, Selection(places=[place])).facts)
        seen = set()
        for row in every_row(found):
            cell = row.cells[number]
            assert cell.state in STATES
            assert set(cell.facts) <= about
            assert all(fact.cluster == row.cluster for fact in cell.facts)
            if row.industry:
                assert all(
                    Item(row.cluster, row.industry) in items_of(atlas, f) for f in cell.facts
                )
            assert (
                cell.there == (cell.state in {"direct", "region"}) == (cell.strongest is not None)
            )
            seen |= set(cell.facts)
        assert seen == about


def test_strongest_is_the_strongest_of_those_that_name_the_place(
    atlas: Atlas, matrix: Matrix
) -> None:
    roles = list(atlas.codes["role"])
    for (city, _), cell in matrix.cells.items():
        named = [fact for fact in cell.facts if city in atlas.named_cities(fact)]
        assert cell.named == len(named)
        assert cell.state != "direct" or named
        if cell.strongest:
            best = min(named or cell.facts, key=lambda f: _strength(atlas, roles, f))
            assert _strength(atlas, roles, best) == _strength(atlas, roles, cell.strongest)
            assert cell.strongest in (named or cell.facts)


def _strength(atlas: Atlas, roles: list[str], fact: Designation) -> tuple[int, int, int]:
    statuses = list(atlas.codes["status"])
    tier = atlas.codes["role"][fact.role].tier
    return tier, roles.index(fact.role), statuses.index(fact.status)


def test_shared_and_only(two: Comparison) -> None:
    shared = {id(row) for row in two.shared}
    only = {id(row): place for place, rows in two.only.items() for row in rows}
    for row in every_row(two):
        have = [place for place, cell in zip(two.places, row.cells, strict=True) if cell.there]
        assert (id(row) in shared) == (len(have) == 2)
        assert only.get(id(row)) == (have[0] if len(have) == 1 else None)


def test_others_are_industries_that_no_place_has(atlas: Atlas, two: Comparison) -> None:
    for row in two.rows:
        have = {inner.industry for inner in row.rows}
        for industry, state in row.others:
            assert industry not in have
            assert atlas.cluster_of_industry[industry] == row.cluster
            assert state in {"none", "unnamed"}


def test_matrix_counts_are_those_of_the_filters(atlas: Atlas, matrix: Matrix) -> None:
    for cluster in matrix.clusters:
        counts = select(atlas, Selection(clusters=[cluster])).counts["place"]
        for city in matrix.cities:
            assert len(matrix.cells[city, cluster].facts) == counts[city]


def test_orders_are_permutations(atlas: Atlas, matrix: Matrix) -> None:
    assert set(matrix.orders) == {"number", "region", "similarity"}
    for order in matrix.orders.values():
        assert sorted(order) == sorted(matrix.cities)
    counts = [(matrix.named[city], matrix.totals[city]) for city in matrix.orders["number"]]
    assert counts == sorted(counts, reverse=True), "what names a city comes first"
    areas = [area_of(atlas)[city] for city in matrix.orders["region"]]
    assert list(dict.fromkeys(areas)) == list(AREAS)
    assert len([a for a, b in pairwise(areas) if a != b]) == len(AREAS) - 1


def test_areas_hold_every_city_once(atlas: Atlas) -> None:
    members = [city for area in AREAS for city in atlas.places[area].members]
    assert sorted(members) == sorted(area_of(atlas))


def test_network_says_every_relation_once(atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    links = network(atlas, facts)
    said = {(r.type, r.from_, r.to, f.id) for f in facts for r in f.relations}
    assert {(x.type, x.from_, x.to, f.id) for x in links for f in x.facts} == said
    assert len({(x.type, x.from_, x.to) for x in links}) == len(links)


# Nothing, one thing, and bad input.


def test_nothing_selected(atlas: Atlas) -> None:
    found = compare(atlas, ["深圳", "惠州"], ())
    assert (found.rows, found.shared, found.targets, found.links) == ((), (), (), ())
    assert found.only == {SHENZHEN: (), HUIZHOU: ()}
    empty = province_matrix(atlas, ())
    assert empty.clusters == ()
    assert set(empty.totals.values()) == {0}
    assert empty.orders["similarity"] == empty.cities
    alike = similarity(atlas, ())
    assert (alike.alike, alike.order) == ((), alike.cities)
    assert alike.pair(SHENZHEN, HUIZHOU).likeness == 0
    assert crowding(atlas, ()).crowded == crowding(atlas, ()).gaps == ()
    assert all(share.share == 0 for share in region_shares(atlas, ()))


def test_one_fact(atlas: Atlas) -> None:
    facts = [atlas.fact_by_id["uhd-shenzhen-core"]]
    found = compare(atlas, ["深圳", "惠州"], facts)
    assert [cell.state for cell in found.rows[0].cells] == ["direct", "none"]
    alike = similarity(atlas, facts)
    assert alike.alike == ()
    assert alike.order[0] == SHENZHEN
    assert province_matrix(atlas, facts).clusters == ("uhd",)
    assert {spread.gap for spread in crowding(atlas, facts).gaps} == {"one"}


@pytest.mark.parametrize(
    ("places", "zh", "en"),
    [
        ([], "至少要有 2 个地方", "at least 2 places"),
        (["深圳"], "至少要有 2 个地方", "at least 2 places"),
        (["广州", "深圳", "珠海", "东莞", "中山", "惠州"], "最多比较 5 个地方", "at most 5 places"),
        (["深圳", "city:440300"], "与「深圳」是同一个地方", 'the same place as "深圳"'),
        (["深圳", "江们"], "最接近的是「江门」", 'nearest known one is "江门"'),
        (["深圳", "gd-equipment-2023"], "是文件，不是地区", "is a document, not a place"),
        (["深圳", "粤工信装备〔2023〕13号"], "是文件，不是地区", "is a document, not a place"),
        (["深圳", "轨道交通装备"], "是产业，不是地区", "is an industry, not a place"),
        (["深圳", "高端装备制造"], "是集群，不是地区", "is a cluster, not a place"),
        (["深圳", "广东省"], "是全省", "whole province"),
        (["深圳", "  "], "没有给出地区", "no place is given"),
        (["深圳", "x" * 10_000], "未知的地区", "unknown place"),
    ],
)
def test_bad_input(
    atlas: Atlas, facts: tuple[Designation, ...], places: list[str], zh: str, en: str
) -> None:
    with pytest.raises(AtlasError) as refused:
        compare(atlas, places, facts)
    assert len(refused.value.issues) == 1
    issue = refused.value.issues[0]
    assert zh in issue.sentence("zh")
    assert en in issue.sentence("en")
    assert len(issue.sentence("zh")) < 200


def test_all_that_is_wrong_is_said_at_once(atlas: Atlas) -> None:
    with pytest.raises(AtlasError) as refused:
        compare(atlas, ["江们", "深圳", "深圳", "广东省", "a", "b"], ())
    assert len(refused.value.issues) == 6


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_places_are_quoted(atlas: Atlas, text: str) -> None:
    places, issues = resolve_places(atlas, ["深圳", text], file="URL")
    assert places == (SHENZHEN,)
    assert [issue.value for issue in issues] == [text]
    assert issues[0].file == "URL"
