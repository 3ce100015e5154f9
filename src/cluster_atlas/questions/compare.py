"""Places side by side, and all cities against all clusters: who is told to be what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import index_of
from cluster_atlas.questions.roles import (
    AREAS,
    Cell,
    Item,
    area_of,
    cities,
    facts_by_item,
    parted,
    read_cell,
)
from cluster_atlas.questions.similarity import similarity
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown
from cluster_atlas.values.model import Designation

FEWEST, MOST = 2, 5
COMPARABLE = frozenset({"region", "city", "county", "sar", "park", "site"})

_PLACE = Text("地区", "place")
_KINDS = {
    "document": Text("文件", "a document"),
    "cluster": Text("集群", "a cluster"),
    "industry": Text("产业", "an industry"),
}


@dataclass(frozen=True)
class Row:
    """A cluster, or one of its industries, across the compared places.

    Attributes
    ----------
    cluster
        Id of the cluster.
    industry
        Id of a top-level industry; empty for designations of the cluster that name no industry;
        ``None`` for the cluster as a whole.
    cells
        One for each place, in their order.
    rows
        Of a cluster: the rows of its industries that any of the places has.
    others
        Of a cluster: the industries that none of the places has, each with its state, ``none`` or
        ``unnamed``.
    """

    cluster: str
    industry: str | None
    cells: tuple[Cell, ...]
    rows: tuple[Row, ...] = ()
    others: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> bool:
        """Whether every place is named here, none through its region only."""
        return all(cell.named for cell in self.cells)


@dataclass(frozen=True)
class TargetRow:
    """One measure of one cluster: the designations that set it for each of the places."""

    cluster: str
    metric: Text
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Link:
    """A relation between two places, with every designation that states it.

    ``through`` tells, among compared places, that they are meant by their regions, parks or sites.
    """

    type: str
    from_: str
    to: str
    facts: tuple[Designation, ...]
    through: bool = False


@dataclass(frozen=True)
class Comparison:
    """Two to five places side by side.

    Attributes
    ----------
    places
        Ids, in the order given.
    rows
        A row for each cluster of which the facts say anything, in the order of the atlas.
    shared
        Rows of clusters and industries that all places have, themselves or through a region.
    only
        For each place, the rows that it alone has.
    targets
        The same measure in one row.
    links
        Relations among the places.
    """

    places: tuple[str, ...]
    rows: tuple[Row, ...]
    shared: tuple[Row, ...]
    only: Mapping[str, tuple[Row, ...]]
    targets: tuple[TargetRow, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Matrix:
    """All cities against the clusters of which the facts say anything.

    Attributes
    ----------
    cities, clusters
        Ids in the order of the atlas.
    cells
        By city and cluster; ``len(cell.facts)`` is the count.
    totals
        How many designations speak of each city.
    named
        How many of them name it.
    orders
        The cities ordered by ``number`` of designations (those that name it, then all), by
        ``region`` (the four areas, then the gazetteer) and by ``similarity`` (like ones together).
    likeness
        In the order by similarity, the likeness of each city with the one before it.
    """

    cities: tuple[str, ...]
    clusters: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    totals: Mapping[str, int]
    named: Mapping[str, int]
    orders: Mapping[str, tuple[str, ...]]
    likeness: Mapping[str, float]


def compare(atlas: Atlas, places: Sequence[str], facts: Sequence[Designation]) -> Comparison:
    """Put places side by side.

    Parameters
    ----------
    atlas
        The atlas of the facts.
    places
        Two to five cities, counties, regions, SARs, parks or sites: ids, codes or names.
    facts
        The selected designations, in the order of the atlas.

    Raises
    ------
    AtlasError
        If there are fewer than two or more than five places, one of them twice, or one that is
        not a place or not a part of the province; with an issue for each.
    """
    chosen, issues = resolve_places(atlas, places)
    issues += _number_issues(places)
    if issues:
        raise AtlasError(issues)
    rows = _rows(atlas, chosen, facts)
    flat = [row for cluster in rows for row in (cluster, *cluster.rows)]
    return Comparison(
        chosen,
        rows,
        tuple(row for row in flat if all(cell.there for cell in row.cells)),
        {
            place: tuple(row for row in flat if _owners(row) == [number])
            for number, place in enumerate(chosen)
        },
        _targets(atlas, chosen, facts),
        _links_among(atlas, chosen, network(atlas, facts)),
    )


def resolve_places(
    atlas: Atlas, values: Iterable[str], *, file: str = "compare"
) -> tuple[tuple[str, ...], list[Issue]]:
    """Return the places that ids, codes or names stand for, each once, and what is wrong.

    Parameters
    ----------
    atlas
        The atlas whose places count.
    values
        What was given.
    file
        What the issues call the place of the values.
    """
    index = index_of(atlas)
    found: dict[str, str] = {}
    issues: list[Issue] = []
    for value in values:
        place = index.resolve("place", value)
        if not place:
            issues.append(_no_place(atlas, value, file))
        elif atlas.places[place].level not in COMPARABLE:
            message = Text(
                "是全省，不能与其中一部分比较", "is the whole province, not a part of it"
            )
            issues.append(_issue(file, value, message, _USE_A_PLACE))
        elif place in found:
            message = Text(
                f"与「{quote(found[place])}」是同一个地方",
                f'is the same place as "{quote(found[place])}"',
            )
            hint = Text("每个地方只列一次", "name each place once")
            issues.append(_issue(file, value, message, hint))
        else:
            found[place] = value
    return tuple(found), issues


def province_matrix(atlas: Atlas, facts: Sequence[Designation]) -> Matrix:
    """Hold all cities against all clusters of which the facts say anything."""
    names = cities(atlas)
    clusters = _by_cluster(facts)
    cells = {
        (city, cluster): read_cell(atlas, city, mine)
        for city in names
        for cluster, mine in clusters.items()
    }
    totals = {city: sum(len(cells[city, c].facts) for c in clusters) for city in names}
    named = {city: sum(cells[city, c].named for c in clusters) for city in names}
    alike = similarity(atlas, facts)
    area, areas = area_of(atlas), [*AREAS, ""]
    orders = {
        "number": tuple(sorted(names, key=lambda city: (-named[city], -totals[city]))),
        "region": tuple(sorted(names, key=lambda city: areas.index(area[city]))),
        "similarity": alike.order,
    }
    likeness = {
        city: alike.pair(before, city).likeness
        for before, city in zip(alike.order, alike.order[1:], strict=False)
    }
    return Matrix(names, tuple(clusters), cells, totals, named, orders, likeness)


def network(atlas: Atlas, facts: Iterable[Designation]) -> tuple[Link, ...]:
    """Return the relations that facts state, each once, by type and then by first mention."""
    found: dict[tuple[str, str, str], list[Designation]] = {}
    for fact in facts:
        for relation in fact.relations:
            mine = found.setdefault((relation.type, relation.from_, relation.to), [])
            if fact not in mine[-1:]:
                mine.append(fact)
    types = list(atlas.codes["relation"])
    ordered = sorted(found, key=lambda key: types.index(key[0]))
    return tuple(Link(*key, tuple(found[key])) for key in ordered)


def _rows(atlas: Atlas, places: tuple[str, ...], facts: Sequence[Designation]) -> tuple[Row, ...]:
    by_item = facts_by_item(atlas, facts)
    return tuple(
        _cluster_row(atlas, places, cluster, mine, by_item)
        for cluster, mine in _by_cluster(facts).items()
    )


def _cluster_row(
    atlas: Atlas,
    places: tuple[str, ...],
    cluster: str,
    facts: Sequence[Designation],
    by_item: Mapping[Item, tuple[Designation, ...]],
) -> Row:
    rows = []
    others = []
    for item, mine in by_item.items():
        if item.cluster != cluster:
            continue
        cells = tuple(read_cell(atlas, place, mine) for place in places)
        if any(cell.there for cell in cells):
            rows.append(Row(cluster, item.industry, cells))
        elif item.industry:
            others.append((item.industry, cells[0].state))
    whole = tuple(read_cell(atlas, place, facts) for place in places)
    return Row(cluster, None, whole, tuple(rows), tuple(others))


def _by_cluster(facts: Iterable[Designation]) -> dict[str, list[Designation]]:
    """Return the facts of each cluster; both are in the order of the atlas as the facts are."""
    found: dict[str, list[Designation]] = {}
    for fact in facts:
        found.setdefault(fact.cluster, []).append(fact)
    return found


def _owners(row: Row) -> list[int]:
    return [number for number, cell in enumerate(row.cells) if cell.there]


def _targets(
    atlas: Atlas, places: tuple[str, ...], facts: Iterable[Designation]
) -> tuple[TargetRow, ...]:
    """Return the measures that any place has a target for; the same one of a cluster in one row.

    The target of a region is not its cities' own.
    """
    found: dict[tuple[str, str], list[Designation]] = {}
    for fact in facts:
        if fact.target is not None:
            found.setdefault((fact.cluster, fact.target.metric), []).append(fact)
    rows = []
    for (cluster, metric), mine in found.items():
        cells = tuple(_own_cell(atlas, place, mine) for place in places)
        target = mine[0].target
        if target is not None and any(cell.there for cell in cells):
            rows.append(TargetRow(cluster, Text(metric, target.metric_en), cells))
    return tuple(rows)


def _own_cell(atlas: Atlas, place: str, facts: Sequence[Designation]) -> Cell:
    """Return what designations that name a place say of it, without those of its region."""
    cell = read_cell(atlas, place, facts)
    if not cell.there or cell.named == len(cell.facts):
        return cell
    own, _ = parted(atlas, place, facts)
    return read_cell(atlas, place, own) if own else Cell("none")


def _links_among(atlas: Atlas, places: Sequence[str], links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that join two of the places, themselves or by what they lie in or hold.

    A link whose one end takes in both places tells nothing between them.
    """
    found = []
    for link in links:
        ends = [{p for p in places if _is_meant(atlas, p, e)} for e in (link.from_, link.to)]
        if ends[0] - ends[1] and ends[1] - ends[0]:
            exact = link.from_ in places and link.to in places
            found.append(Link(link.type, link.from_, link.to, link.facts, not exact))
    return tuple(found)


def _is_meant(atlas: Atlas, place: str, end: str) -> bool:
    """Tell whether the end of a relation is a place, lies in it, or is a region that holds it."""
    holder, inner = atlas.places[place], atlas.places[end]
    city = inner.id if inner.level == "city" else inner.city
    return (
        end == place
        or place in inner.members
        or place in {inner.city, inner.county}
        or city in holder.members
    )


_USE_A_PLACE = Text(
    "请给出城市、区县、区域、园区或机构", "name a city, county, region, park or site"
)


def _no_place(atlas: Atlas, value: str, file: str) -> Issue:
    """Return the issue of a value that is no place: what else it is, or the nearest place."""
    index = index_of(atlas)
    for key, kind in _KINDS.items():
        if index.resolve(key, value):
            message = Text(f"是{kind.zh}，不是地区", f"is {kind.en}, not a place")
            return _issue(file, value, message, _USE_A_PLACE)
    if not value.strip():
        message = Text("没有给出地区", "no place is given")
        return _issue(file, value, message, _USE_A_PLACE)
    names = [*index.options["place"], *reversed(index.names["place"])]
    return unknown(_PLACE, value, names, file=file)


def _number_issues(places: Sequence[str]) -> list[Issue]:
    given = "、".join(places)
    if len(places) < FEWEST:
        message = Text(f"至少要有 {FEWEST} 个地方", f"at least {FEWEST} places are needed")
        hint = Text("请再加一个地方，如「深圳 惠州」", 'add another place, as in "深圳 惠州"')
        return [_issue("compare", given, message, hint)]
    if len(places) > MOST:
        message = Text(f"最多比较 {MOST} 个地方", f"at most {MOST} places can be compared")
        hint = Text("请去掉几个，或看全省矩阵", "leave some out, or see the province matrix")
        return [_issue("compare", given, message, hint)]
    return []


def _issue(file: str, value: str, message: Text, hint: Text) -> Issue:
    return Issue(file, "", "", quote(value), message, hint)
