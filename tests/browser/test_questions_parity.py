"""Python and JavaScript give the same answers to what planners ask, on the whole atlas."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.chain import ChainLink, FactsByPlace, chain
from cluster_atlas.questions.compare import Link, Row, compare, network, province_matrix
from cluster_atlas.questions.patterns import crowding, region_shares
from cluster_atlas.questions.roles import Cell
from cluster_atlas.questions.similarity import Contribution, Weight, similarity
from cluster_atlas.values.model import Designation
from tests.browser.questions import answer, asked_page

COMPARE = {
    "questions/compare.js": ["comparePlaces", "provinceMatrix", "relationNetwork"],
    "questions/similarity.js": ["citySimilarity", "contributionsOf"],
    "questions/patterns.js": ["industryCrowding", "regionShares"],
    "questions/chain.js": ["clusterChain"],
}

# What the sentences below start with: facts as positions, and positions written as ids.
_IDS = """
const F = atlas.facts.id, P = atlas.places, C = atlas.clusters, I = atlas.industries;
const ids = given.facts.map((id) => F.indexOf(id));
const position = (id) => atlas.index.place.get(id);
const fact = (i) => (i === null ? null : F[i]);
const facts = (list) => list.map(fact);
const places = (list) => list.map((p) => P[p].id);
const industry = (i) => (i === null ? null : i < 0 ? "" : I[i].id);
const cell = (c) => [c.state, facts(c.facts), c.named, fact(c.strongest)];
const row = (r) => [C[r.cluster].id, industry(r.industry), r.cells.map(cell), r.rows.map(row),
  r.others.map(([i, state]) => [I[i].id, state])];
const link = (l) => [l.type, P[l.from].id, P[l.to].id, facts(l.facts), l.through];
"""

SELECTIONS = (
    Selection(),
    Selection(legal_states=["in-force", "period-ended", "superseded", "draft", "finalised"]),
    Selection(clusters=["uhd", "materials"], statuses=["priority", "building"]),
    Selection(text="不存在的词"),
)

PLACE_SETS = (
    ["city:440300", "city:441300"],
    ["city:440100", "city:440300", "city:440400", "city:441900", "city:442000"],
    ["region:prd", "region:coastal-east-wing", "region:northern-eco"],
    ["city:440500", "city:440300", "region:gba"],
    ["county:440118", "city:440100", "county:440114"],
    ["park:guangdong-rail-park", "city:440700"],
    ["sar:810000", "city:440300"],
)


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    """Return a page that has the pure modules and the atlas."""
    yield from asked_page(browser, atlas, COMPARE)


def ask(page: Page, body: str, facts: Sequence[Designation], **given: Any) -> Any:
    return answer(page, _IDS + body, {"facts": [fact.id for fact in facts], **given})


@pytest.fixture(params=SELECTIONS, ids=["default", "every-state", "filtered", "nothing"])
def facts(request: pytest.FixtureRequest, atlas: Atlas) -> tuple[Designation, ...]:
    return select(atlas, request.param).facts


def ids(facts: Iterable[Designation]) -> list[str]:
    return [fact.id for fact in facts]


def cell(value: Cell) -> list[Any]:
    strongest = value.strongest.id if value.strongest else None
    return [value.state, ids(value.facts), value.named, strongest]


def row(value: Row) -> list[Any]:
    return [
        value.cluster,
        value.industry,
        [cell(c) for c in value.cells],
        [row(r) for r in value.rows],
        [list(other) for other in value.others],
    ]


def link(value: Link) -> list[Any]:
    return [value.type, value.from_, value.to, ids(value.facts), value.through]


@pytest.mark.parametrize("places", PLACE_SETS, ids=lambda places: places[0])
def test_compare(
    asked: Page, atlas: Atlas, facts: tuple[Designation, ...], places: list[str]
) -> None:
    mine = compare(atlas, places, facts)
    body = """
    const found = questions.comparePlaces(atlas, ids, given.places.map(position));
    const target = (t) => [C[t.cluster].id, t.zh, t.en, t.cells.map(cell)];
    return {
      rows: found.rows.map(row), shared: found.shared.map(row),
      only: found.only.map((rows) => rows.map(row)),
      targets: found.targets.map(target), links: found.links.map(link),
    };
    """
    assert ask(asked, body, facts, places=places) == {
        "rows": [row(r) for r in mine.rows],
        "shared": [row(r) for r in mine.shared],
        "only": [[row(r) for r in mine.only[place]] for place in places],
        "targets": [[t.cluster, *t.metric, [cell(c) for c in t.cells]] for t in mine.targets],
        "links": [link(value) for value in mine.links],
    }


def test_matrix(asked: Page, atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    mine = province_matrix(atlas, facts)
    body = """
    const m = questions.provinceMatrix(atlas, ids);
    const orders = Object.fromEntries(Object.entries(m.orders).map(([k, v]) => [k, places(v)]));
    return {
      cities: places(m.cities), clusters: m.clusters.map((k) => C[k].id), orders,
      cells: m.cities.map((c) => m.cells.get(c).map(cell)),
      totals: m.cities.map((c) => m.totals.get(c)),
      named: m.cities.map((c) => m.named.get(c)),
    };
    """
    assert ask(asked, body, facts) == {
        "cities": list(mine.cities),
        "clusters": list(mine.clusters),
        "orders": {key: list(order) for key, order in mine.orders.items()},
        "cells": [[cell(mine.cells[c, k]) for k in mine.clusters] for c in mine.cities],
        "totals": [mine.totals[c] for c in mine.cities],
        "named": [mine.named[c] for c in mine.cities],
    }


def test_chain(asked: Page, atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    body = """
    const found = (list) => list.map(([p, mine]) => [P[p].id, facts(mine)]);
    const step = (l) => [industry(l.industry), found(l.places), found(l.regions), facts(l.facts),
      l.gap];
    return C.map((_, k) => questions.clusterChain(atlas, k, ids).map((s) =>
      [s.stage.id, step(s.whole), s.links.map(step)]));
    """

    def placed(found: FactsByPlace) -> list[Any]:
        return [[place, ids(mine)] for place, mine in found.items()]

    def said(one: ChainLink) -> list[Any]:
        return [one.industry, placed(one.places), placed(one.regions), ids(one.facts), one.gap]

    assert ask(asked, body, facts) == [
        [
            [stage.stage, said(stage.whole), [said(one) for one in stage.links]]
            for stage in chain(atlas, cluster.id, facts)
        ]
        for cluster in atlas.clusters
    ]


def test_similarity(asked: Page, atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    mine = similarity(atlas, facts)
    body = """
    const s = questions.citySimilarity(atlas, ids);
    const pair = (p) => [P[p.first].id, P[p.second].id, p.least, p.differing, p.most, p.regional,
      p.likeness, p.complement];
    return [s.alike.map(pair), s.unranked.map(pair), s.complementary.map(pair), places(s.order)];
    """
    pairs = [
        [[*dataclasses.astuple(pair), pair.likeness, pair.complement] for pair in one]
        for one in (mine.alike, mine.unranked, mine.complementary)
    ]
    assert ask(asked, body, facts) == [*pairs, list(mine.order)]


def test_contributions(asked: Page, atlas: Atlas) -> None:
    facts = select(atlas).facts
    mine = similarity(atlas, facts)
    pairs = [(pair.first, pair.second) for pair in mine.alike]
    body = """
    const { profiles } = questions.citySimilarity(atlas, ids);
    const weight = (w) => w && [w.points, F[w.fact], w.direct];
    const part = (p) => [C[p.cluster].id, industry(p.industry), weight(p.first), weight(p.second),
      p.least, p.most, p.differing, p.common, p.regional];
    return given.pairs.map((pair) =>
      questions.contributionsOf(atlas, profiles, ...pair.map(position)).map(part));
    """

    def weight(value: Weight | None) -> list[Any] | None:
        return [value.points, value.fact.id, value.direct] if value else None

    def part(value: Contribution) -> list[Any]:
        numbers = [value.least, value.most, value.differing, value.common, value.regional]
        return [*value.item, weight(value.first), weight(value.second), *numbers]

    expected = [[part(value) for value in mine.contributions(*pair)] for pair in pairs]
    assert ask(asked, body, facts, pairs=pairs) == expected


def test_crowding(asked: Page, atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    mine = crowding(atlas, facts)
    body = """
    const c = questions.industryCrowding(atlas, ids);
    const spread = (s) => [I[s.industry].id, places(s.cities), places(s.through), facts(s.facts),
      s.gap];
    return [c.crowded.map(spread), c.gaps.map(spread)];
    """
    assert ask(asked, body, facts) == [
        [[s.industry, list(s.cities), list(s.through), ids(s.facts), s.gap] for s in part]
        for part in (mine.crowded, mine.gaps)
    ]


def test_region_shares(asked: Page, atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    body = """
    return questions.regionShares(atlas, ids).map((s) => [P[s.area].id,
      s.cluster < 0 ? "" : C[s.cluster].id, facts(s.named), facts(s.through), s.total, s.share]);
    """
    assert ask(asked, body, facts) == [
        [s.area, s.cluster, ids(s.named), ids(s.through), s.total, s.share]
        for s in region_shares(atlas, facts)
    ]


def test_network(asked: Page, atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    body = "return questions.relationNetwork(atlas, ids).map(link);"
    assert ask(asked, body, facts) == [link(value) for value in network(atlas, facts)]
