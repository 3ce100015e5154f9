"""A selection of the atlas composed into a map: base, one group per cluster, legend and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import FILTER_NAMES, FILTERS, Selection, SelectionResult, select
from cluster_atlas.mapping.basemap import (
    INK,
    QUIET,
    SEA,
    base_groups,
    base_layers,
    county_borders,
    province_bounds,
    unit_areas,
)
from cluster_atlas.mapping.clusterlayers import ClusterView, is_located
from cluster_atlas.values.colours import safe_colour
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import (
    Cell,
    CellState,
    Feature,
    Group,
    Layer,
    LegendEntry,
    MapSpec,
    Style,
    point,
)
from cluster_atlas.values.model import Designation, Document, Place
from cluster_atlas.wording.facts import NO_NUMBER
from cluster_atlas.wording.statements import Entity, Reader

TITLE = Text("粤产集群图谱", "Guangdong Cluster Atlas")
OVERVIEW = "overview"

_EMPTY_CELL = "#d3d9de"


def compose(
    atlas: Atlas,
    selection: Selection | None = None,
    *,
    language: str = "zh",
    title: str = "",
    note: str = "",
) -> MapSpec:
    """Compose a selection of the atlas into a map.

    Parameters
    ----------
    atlas
        An open atlas.
    selection
        What to show; everything where ``None``.
    language
        ``zh`` or ``en``.
    title
        Heading of the map; the atlas's own name where empty.
    note
        A remark of the reader's own, the first of the map's notes.

    Returns
    -------
    MapSpec
        In EPSG:4326. With one cluster its group is shown; with several, a grid of squares per city
        compares them, and their groups wait to be switched on.

    Raises
    ------
    AtlasError
        If the selection names a value that the atlas does not have.
    """
    selected = select(atlas, selection)
    reader = Reader(atlas, language, _day(atlas, selected.selection))
    views = _views(reader, selected)
    several = len(views) > 1
    overview = [_overview_layer(reader, views)] if several else []
    base, names = base_groups(language)
    clusters = [
        Group(v.cluster.id, reader.name(v.cluster), safe_colour(v.cluster.colour), not several)
        for v in views
    ]
    return MapSpec(
        title=title or TITLE.in_language(language),
        subtitle=" · ".join(filter_words(reader, selected)),
        language=language,
        bounds=province_bounds(atlas),
        background=SEA,
        groups=(base, *_overview_groups(reader, overview), *clusters, names),
        layers=(
            *base_layers(atlas, language),
            *_needed_counties(atlas, views),
            *overview,
            *(layer for view in views for layer in view.layers()),
        ),
        legend=(
            *_overview_legend(reader, views, overview),
            *(entry for view in views for entry in view.legend(_subject(reader, view, selected))),
        ),
        credits=credits_of(reader, selected.facts),
        notes=_notes(reader, selected, note),
    )


def _day(atlas: Atlas, selection: Selection) -> dt.date:
    """Return the day whose legal states hold: the last of the year asked for, or today."""
    year = selection.as_of
    return atlas.today if year is None else min(dt.date(year, 12, 31), atlas.today)


def _views(reader: Reader, selected: SelectionResult) -> list[ClusterView]:
    """Return the clusters that have something to show, in the order of the atlas."""
    views = []
    for cluster in reader.atlas.clusters:
        facts = tuple(fact for fact in selected.facts if fact.cluster == cluster.id)
        if facts:
            views.append(ClusterView(reader, cluster, facts, unit_areas(reader.atlas)))
    return views


def _needed_counties(atlas: Atlas, views: Sequence[ClusterView]) -> list[Layer]:
    """Return the county borders of the cities in which a county is named."""
    cities = {place.city for view in views for place in view.places("county")}
    return [county_borders(atlas, cities)] if cities else []


def _overview_groups(reader: Reader, overview: Sequence[Layer]) -> list[Group]:
    name = reader.text("各市集群一览", "Clusters by city")
    return [Group(OVERVIEW, name)] if overview else []


def _overview_layer(reader: Reader, views: Sequence[ClusterView]) -> Layer:
    """Return a grid of squares per city, one per cluster, always in the same order."""
    features = []
    for place in reader.atlas.places.values():
        if place.level != "city" or place.lon is None or place.lat is None:
            continue
        cells = tuple(
            Cell(view.cluster.id, safe_colour(view.cluster.colour), _state(view, place.id))
            for view in views
        )
        facts = [
            fact
            for view in views
            for found in (view.cities.get(place.id, ()), view.covered.get(place.id, ()))
            for fact in reader.by_strength(found)
        ]
        count = reader.text("定位条数", "Designations")
        style = Style(stroke=_EMPTY_CELL, text=INK if facts else QUIET, bold=bool(facts))
        features.append(
            Feature(
                place.id,
                point(place.lon, place.lat),
                style,
                reader.name(place),
                ((count, str(len(facts))),),
                tuple(reader.record(fact) for fact in facts),
                label=f"{reader.short(place)} {len(facts)}",
                cells=cells,
            )
        )
    name = reader.text("各市集群一览", "Clusters by city")
    return Layer(OVERVIEW, name, "cells", OVERVIEW, tuple(features))


def _state(view: ClusterView, city: str) -> CellState:
    """Return whether a cluster names a city, reaches it through a region only, or neither."""
    if city in view.cities:
        return "full"
    return "part" if city in view.covered else "none"


def _overview_legend(
    reader: Reader, views: Sequence[ClusterView], overview: Sequence[Layer]
) -> Iterator[LegendEntry]:
    if not overview:
        return
    heading = reader.text("每格一个产业集群", "One square per cluster")
    yield LegendEntry(OVERVIEW, "heading", heading, Style())
    for view in views:
        style = Style(fill=safe_colour(view.cluster.colour))
        yield LegendEntry(OVERVIEW, "cell", reader.name(view.cluster), style)
    meanings: tuple[tuple[CellState, Text], ...] = (
        ("full", Text("点名该市", "City named")),
        ("part", Text("随所在区域", "Through its region")),
        ("none", Text("文件未提及", "Not mentioned")),
    )
    meaning = reader.text("定位方式", "How a city is named")
    yield LegendEntry(OVERVIEW, "heading", meaning, Style())
    present = {cell.state for layer in overview for f in layer.features for cell in f.cells}
    for state, text in meanings:
        if state in present:
            style = Style(fill=QUIET, stroke=_EMPTY_CELL)
            label = text.in_language(reader.language)
            yield LegendEntry(OVERVIEW, "cell", label, style, state)


def _subject(reader: Reader, view: ClusterView, selected: SelectionResult) -> str:
    """Return what a cluster's legend is about: the one industry asked for, or the cluster."""
    industries = selected.selection.industries
    if len(industries) == 1 and reader.atlas.cluster_of_industry[industries[0]] == view.cluster.id:
        return reader.name(reader.atlas.industries[industries[0]])
    return reader.name(view.cluster)


def filter_words(reader: Reader, selected: SelectionResult, *, counts: bool = True) -> list[str]:
    """Return the filters that are set and what they leave: 轨道交通装备, 10 条定位, 4 市."""
    atlas = reader.atlas
    words = list(_filters(reader, selected.selection))
    if counts:
        facts = len(selected.facts)
        cities = len({city for fact in selected.facts for city in atlas.named_cities(fact)})
        words.append(reader.text(f"{facts} 条定位", f"{facts} designations"))
        words.append(reader.text(f"{cities} 市", f"{cities} cities"))
    return words


def _filters(reader: Reader, selection: Selection) -> Iterator[str]:
    """Yield the values of each filter that is set, by name."""
    atlas = reader.atlas
    known: dict[str, dict[str, Entity]] = {
        "cluster": dict(atlas.cluster_by_id),
        "industry": dict(atlas.industries),
        "status": dict(atlas.codes["status"]),
        "role": dict(atlas.codes["role"]),
        "place": dict(atlas.places),
        "legal": dict(atlas.codes["legal-state"]),
    }
    for key, name in FILTERS.items():
        values = getattr(selection, name)
        if key == "document":
            names = [atlas.documents[value].number for value in values]
        else:
            names = [reader.name(known[key][value]) for value in values]
        if key in {"status", "role", "legal"} and names:
            label = FILTER_NAMES[key].in_language(reader.language)
            names[0] = reader.text(f"{label}：{names[0]}", f"{label}: {names[0]}")
        if names:
            yield reader.join(names)
    if selection.as_of is not None:
        yield reader.text(f"截至 {selection.as_of} 年", f"as of {selection.as_of}")
    if selection.text:
        yield reader.text(f"“{selection.text}”", f'"{selection.text}"')


def credits_of(reader: Reader, facts: Iterable[Designation]) -> tuple[str, ...]:
    """Return the boundaries' credit, the documents that facts cite, and the data's edition."""
    atlas = reader.atlas
    cited = {fact.document for fact in facts}
    documents = [
        f"{reader.text(document.short, document.short_en)}{_number(document)}"
        f"{reader.text(f'（{reader.legal(key)}）', f' ({reader.legal(key)})')}"
        for key, document in atlas.documents.items()
        if key in cited
    ]
    sources = reader.text("依据文件：", "Documents: ") + reader.text("；", "; ").join(documents)
    edition = reader.text("数据版本", "Data")
    return (
        atlas.credit.in_language(reader.language),
        *([sources] if documents else []),
        f"{edition} {atlas.data_hash} · {reader.day.isoformat()}",
    )


def _number(document: Document) -> str:
    """Return a document's number after its name; nothing where it has none."""
    return "" if document.number == NO_NUMBER else f" {document.number}"


def _notes(reader: Reader, selected: SelectionResult, note: str) -> tuple[str, ...]:
    """Return the reader's remark and what the map cannot show."""
    places = _named_places(reader.atlas, selected)
    unlocated = [p for p in places if p.level in {"park", "site"} and not is_located(p)]
    province = [
        fact
        for fact in selected.facts
        if all(reader.atlas.places[place].level == "province" for place in fact.places)
    ]
    semicolon = reader.text("；", "; ")
    notes = [note] if note else []
    if not selected.facts:
        notes.append(reader.text("没有符合条件的定位", "No designation matches"))
    if unlocated:
        head = reader.text(
            f"仅知所在市/未定位 {len(unlocated)} 处，未上图：",
            f"Known by city only or not located, not drawn ({len(unlocated)}): ",
        )
        notes.append(head + semicolon.join(_by_city(reader, unlocated)))
    if province:
        head = reader.text(
            f"全省性表述 {len(province)} 条，未落到市：",
            f"Of the whole province, no city named ({len(province)}): ",
        )
        notes.append(head + semicolon.join(reader.record(fact).title for fact in province))
    return tuple(notes)


def _named_places(atlas: Atlas, selected: SelectionResult) -> list[Place]:
    ids = dict.fromkeys(place for fact in selected.facts for place in fact.places)
    return [atlas.places[place] for place in ids]


def _by_city(reader: Reader, places: Iterable[Place]) -> Iterator[str]:
    """Yield the names of places, city by city: 广州（甲、乙）."""
    cities: dict[str, list[str]] = {}
    for place in places:
        cities.setdefault(place.city, []).append(reader.short(place))
    for city, names in cities.items():
        found = reader.atlas.places.get(city)
        where = reader.short(found) if found else reader.text("所在市不详", "city not known")
        listed = reader.join(names)
        yield reader.text(f"{where}（{listed}）", f"{where} ({listed})")
