"""Comparisons as flat rows with headings in one language, for tables, CSV, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.compare import Comparison, Link, Matrix, Row
from cluster_atlas.questions.patterns import GAPS, AreaShare, Crowding, Spread
from cluster_atlas.questions.roles import STATES, Cell, area_of, regions_between
from cluster_atlas.questions.similarity import Pair, Similarity
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.naming import counted, through
from cluster_atlas.wording.wording import Wording

FlatRow = dict[str, Any]

_HEADS = {
    "cluster": Text("集群", "cluster"),
    "industry": Text("产业", "industry"),
    "parent": Text("上级产业", "part of"),
    "place": Text("地区", "place"),
    "city": Text("城市", "city"),
    "area": Text("区域", "area"),
    "facts": Text("定位条数", "designations"),
    "by_name": Text("点名条数", "named"),
    "by_region": Text("随区域条数", "by region"),
    "before": Text("与上一市相似度", "similarity to the one before"),
    "first": Text("城市甲", "first city"),
    "second": Text("城市乙", "second city"),
    "likeness": Text("相似度", "similarity"),
    "complement": Text("互补度", "complement"),
    "least": Text("共有分", "shared points"),
    "regional": Text("其中同随区域", "of these through regions only"),
    "differing": Text("同集群内相异分", "differing points in common clusters"),
    "most": Text("合计分", "all points"),
    "named": Text("点名城市数", "cities named"),
    "through": Text("随区域城市数", "cities through a region"),
    "kind": Text("类型", "kind"),
    "cities": Text("点名城市", "cities"),
    "n_named": Text("点名区内城市", "name a city of it"),
    "n_through": Text("随区域", "through a region"),
    "total": Text("点名城市的定位合计", "name any city"),
    "share": Text("份额", "share"),
    "from": Text("起点", "from"),
    "relation": Text("关系", "relation"),
    "to": Text("终点", "to"),
    "title": Text("定位", "designation"),
    "role": Text("角色", "role"),
    "status": Text("状态", "status"),
    "how": Text("提法", "how"),
    "target": Text("目标", "target"),
    "clause": Text("依据", "clause"),
    "id": Text("编号", "id"),
}
_WHOLE = Text("（未分产业）", "(cluster as a whole)")
_CROWDED = Text("多市点名", "several cities named")


class _TableWording(Wording):
    """The wording of tables: headings, and names of what may be missing."""

    def head(self, key: str) -> str:
        """Return a heading."""
        return _HEADS[key].in_language(self.language)

    def row(self, **values: object) -> FlatRow:
        """Return values under their headings."""
        return {self.head(key): value for key, value in values.items()}

    def cluster(self, key: str) -> str:
        """Return the name of a cluster."""
        return self.name(self.atlas.cluster_by_id[key])

    def industry(self, key: str | None) -> str:
        """Return the name of an industry; of none, that the cluster as a whole is meant."""
        if not key:
            return "" if key is None else _WHOLE.in_language(self.language)
        return self.name(self.atlas.industries[key])

    def place(self, key: str) -> str:
        """Return the full name of a place."""
        return self.name(self.atlas.places[key])

    def how(self, place: str, fact: Designation) -> str:
        """Return whether a fact names a place, or through which region it means it."""
        regions = regions_between(self.atlas, place, fact)
        if not regions:
            return STATES["direct"].in_language(self.language)
        return through(self.places(regions), self.language)

    def cell(self, place: str, cell: Cell) -> str:
        """Return a cell as one phrase: 产业基地 · 重点发展·打造（点名 3 · 随区域 2）."""
        fact = cell.strongest
        if fact is None:
            return "—" if cell.state == "none" else STATES["unnamed"].in_language(self.language)
        words = f"{self.code('role', fact.role)} · {self.code('status', fact.status)}"
        if cell.state == "region":
            how = self.how(place, fact)
            words = self.text(f"{how}：{words}", f"{how}: {words}")
        count = counted(cell.named, len(cell.facts) - cell.named, self.language)
        return self.text(f"{words}（{count}）", f"{words} ({count})")


def compare_rows(atlas: Atlas, comparison: Comparison, language: str = "zh") -> list[FlatRow]:
    """Return one row per cluster and one per industry, with a column for each place."""
    writer = _writer(atlas, language)
    rows = []
    for row in _flat(comparison):
        values = writer.row(
            cluster=writer.cluster(row.cluster), industry=writer.industry(row.industry)
        )
        for place, cell in zip(comparison.places, row.cells, strict=True):
            values[writer.place(place)] = writer.cell(place, cell)
        rows.append(values)
    return rows


def compare_fact_rows(atlas: Atlas, comparison: Comparison, language: str = "zh") -> list[FlatRow]:
    """Return one row per place, industry and designation, with its clause."""
    writer = _writer(atlas, language)
    return [
        writer.row(
            place=writer.place(place),
            cluster=writer.cluster(row.cluster),
            industry=writer.industry(row.industry),
            title=writer.title(fact),
            role=writer.code("role", fact.role),
            status=writer.code("status", fact.status),
            how=writer.how(place, fact),
            target=writer.target(fact),
            clause=writer.citation(fact),
            id=fact.id,
        )
        for number, place in enumerate(comparison.places)
        for row in _flat(comparison)
        if row.industry is not None
        for fact in row.cells[number].facts
    ]


def matrix_rows(
    atlas: Atlas, matrix: Matrix, language: str = "zh", order: str = "number"
) -> list[FlatRow]:
    """Return one row per city in an order of the matrix, with a column for each cluster."""
    writer = _writer(atlas, language)
    areas = area_of(atlas)
    rows = []
    for city in matrix.orders[order]:
        values = writer.row(
            city=writer.place(city),
            area=writer.short(atlas.places[areas[city]]) if areas[city] else "",
            by_name=matrix.named[city],
            by_region=matrix.totals[city] - matrix.named[city],
        )
        if order == "similarity":
            values |= writer.row(before=_rounded(matrix.likeness.get(city)))
        for cluster in matrix.clusters:
            values[writer.cluster(cluster)] = writer.cell(city, matrix.cells[city, cluster])
        rows.append(values)
    return rows


def pair_rows(
    atlas: Atlas, alike: Similarity, language: str = "zh", order: str = "likeness"
) -> list[FlatRow]:
    """Return one row per pair of cities, by ``likeness`` or by ``complement``, greatest first."""
    writer = _writer(atlas, language)
    pairs = alike.complementary if order == "complement" else alike.alike
    return [_pair_row(writer, pair) for pair in pairs]


def crowding_rows(atlas: Atlas, crowd: Crowding, language: str = "zh") -> list[FlatRow]:
    """Return one row per industry or segment: crowded ones first, then the gaps."""
    writer = _writer(atlas, language)
    return [_spread_row(writer, spread) for spread in (*crowd.crowded, *crowd.gaps)]


def share_rows(atlas: Atlas, shares: Iterable[AreaShare], language: str = "zh") -> list[FlatRow]:
    """Return one row per area and cluster, all clusters together first."""
    writer = _writer(atlas, language)
    every = writer.text("全部", "all")
    return [
        writer.row(
            area=writer.short(atlas.places[share.area]),
            cluster=writer.cluster(share.cluster) if share.cluster else every,
            n_named=len(share.named),
            n_through=len(share.through),
            total=share.total,
            share=_rounded(share.share),
        )
        for share in shares
    ]


def link_rows(
    atlas: Atlas, links: Iterable[Link], language: str = "zh", *, ids: bool = True
) -> list[FlatRow]:
    """Return one row per relation and designation that states it, with its id unless not wanted."""
    writer = _writer(atlas, language)
    return [
        {
            writer.head("from"): writer.place(link.from_),
            **writer.row(
                relation=writer.code("relation", link.type),
                to=writer.place(link.to),
                cluster=writer.cluster(fact.cluster),
                title=writer.title(fact),
                clause=writer.citation(fact),
                **({"id": fact.id} if ids else {}),
            ),
        }
        for link in links
        for fact in link.facts
    ]


def _writer(atlas: Atlas, language: str) -> _TableWording:
    return _TableWording(atlas, language, atlas.today)


def _flat(comparison: Comparison) -> Iterable[Row]:
    return (row for cluster in comparison.rows for row in (cluster, *cluster.rows))


def _pair_row(writer: _TableWording, pair: Pair) -> FlatRow:
    return writer.row(
        first=writer.place(pair.first),
        second=writer.place(pair.second),
        likeness=_rounded(pair.likeness),
        complement=_rounded(pair.complement),
        least=pair.least,
        regional=pair.regional,
        differing=pair.differing,
        most=pair.most,
    )


def _spread_row(writer: _TableWording, spread: Spread) -> FlatRow:
    atlas = writer.atlas
    parent = atlas.industries[spread.industry].parent
    kind = GAPS[spread.gap] if spread.gap else _CROWDED
    return writer.row(
        cluster=writer.cluster(atlas.cluster_of_industry[spread.industry]),
        parent=writer.industry(parent) if parent else "",
        industry=writer.industry(spread.industry),
        kind=kind.in_language(writer.language),
        named=len(spread.cities),
        through=len(spread.through),
        facts=len(spread.facts),
        cities=writer.places(spread.cities),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
