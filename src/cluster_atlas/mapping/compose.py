"""A selection of the atlas composed into a map: base, one group per cluster, legend and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import (
    FILTER_NAMES,
    FILTERS,
    ONLY_NAMED,
    Selection,
    SelectionResult,
    select,
)
from cluster_atlas.mapping.basemap import (
    SEA,
    base_groups,
    base_layers,
    county_borders,
    enlargements,
    insets,
    province_bounds,
    unit_areas,
)
from cluster_atlas.mapping.clusterlayers import ClusterView, is_located
from cluster_atlas.questions.shading import USUAL, measure_named
from cluster_atlas.values.colours import INK, QUIET, safe_colour
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
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.documents import numbered_name
from cluster_atlas.wording.map_words import NUMBERS
from cluster_atlas.wording.naming import counted, counted_short
from cluster_atlas.wording.numbers import quantity
from cluster_atlas.wording.wording import Entity, Wording

TITLE = Text("粤产集群图谱", "Guangdong Cluster Atlas")
OVERVIEW = "overview"

_EMPTY_CELL = "#d3d9de"


@dataclass(frozen=True, slots=True)
class Theme:
    """The one cluster that a map is about, and the one industry of it; empty for the cluster."""

    cluster: str
    industry: str = ""


def open_clusters(atlas: Atlas, selection: Selection) -> list[str]:
    """Return the clusters that the filters by cluster and by industry leave open, in order."""
    chosen = set(selection.clusters) or {cluster.id for cluster in atlas.clusters}
    if selection.industries:
        chosen &= {atlas.cluster_of_industry[industry] for industry in selection.industries}
    return [cluster.id for cluster in atlas.clusters if cluster.id in chosen]


def theme_of(atlas: Atlas, selection: Selection) -> Theme | None:
    """Return what a map of a selection is about; ``None`` for the province view.

    Where the filters leave one cluster open (:func:`open_clusters`), the map is about it: cities
    are filled by their strongest role in it. Where they leave several, the map compares these by a
    grid of squares per city. What other filters leave of the designations does not count, so that
    no filter by place or text turns one map into another. The viewer's ``themeOf`` in
    ``viewer/map/scene.js`` is the same rule.

    Parameters
    ----------
    atlas
        The atlas that the selection is of.
    selection
        Filters with ids that the atlas has.
    """
    clusters = open_clusters(atlas, selection)
    if len(clusters) != 1:
        return None
    (cluster,) = clusters
    own = [key for key in selection.industries if atlas.cluster_of_industry[key] == cluster]
    return Theme(cluster, own[0] if len(own) == 1 else "")


def compose(  # noqa: PLR0913 - what a map is made of
    atlas: Atlas,
    selection: Selection | None = None,
    *,
    language: str = "zh",
    title: str = "",
    note: str = "",
    shade: str = USUAL,
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
    shade
        What the shades stand for, a key of :data:`~cluster_atlas.questions.shading.MEASURES`: how
        many designations name a place, how specifically, or its strongest role.

    Returns
    -------
    MapSpec
        In EPSG:4326. With a theme (:func:`theme_of`) its group is shown; else a grid of squares a
        city compares the clusters left open, and the groups of those that have a designation wait
        to be switched on.

    Raises
    ------
    AtlasError
        If the selection names a value that the atlas does not have.
    """
    selected = select(atlas, selection)
    reader = Wording(atlas, language, selected.day)
    theme = theme_of(atlas, selected.selection)
    views = _views(reader, selected, theme, measure_named(shade))
    compared = open_clusters(atlas, selected.selection)
    overview = [] if theme else [_overview_layer(reader, views, compared)]
    present = [view for view in views if theme or view.facts]
    base, names = base_groups(language)
    clusters = [
        Group(v.cluster.id, reader.name(v.cluster), safe_colour(v.cluster.colour), bool(theme))
        for v in present
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
            *(layer for view in present for layer in view.layers()),
        ),
        legend=(
            *_overview_legend(reader, views, compared, overview),
            *(entry for view in present for entry in view.legend(_subject(reader, view, theme))),
        ),
        credits=credits_of(reader, selected.facts),
        notes=_notes(reader, selected, note),
        insets=insets(language),
        enlargements=enlargements(language),
    )


def base_map(atlas: Atlas, language: str, title: str) -> MapSpec:
    """Return land, borders and names of an atlas as a map, for others to draw on.

    Parameters
    ----------
    atlas
        An open atlas.
    language
        ``zh`` or ``en``.
    title
        Heading of the map.
    """
    return MapSpec(
        title=title,
        subtitle="",
        language=language,
        bounds=province_bounds(atlas),
        background=SEA,
        groups=base_groups(language),
        layers=base_layers(atlas, language),
        legend=(),
        credits=credits_of(Wording(atlas, language, atlas.today), ()),
        notes=(),
        insets=insets(language),
        enlargements=enlargements(language),
    )


def _views(
    reader: Wording, selected: SelectionResult, theme: Theme | None, measure: str
) -> list[ClusterView]:
    """Return the theme's cluster, else all, in the order of the atlas, with what is selected."""
    areas = unit_areas(reader.atlas)
    found = {
        cluster.id: [fact for fact in selected.facts if fact.cluster == cluster.id]
        for cluster in reader.atlas.clusters
    }
    return [
        ClusterView(reader, cluster, tuple(found[cluster.id]), areas, measure)
        for cluster in reader.atlas.clusters
        if theme is None or theme.cluster == cluster.id
    ]


def _needed_counties(atlas: Atlas, views: Sequence[ClusterView]) -> list[Layer]:
    """Return the county borders of the cities in which a county is named."""
    cities = {place.city for view in views for place in view.places("county")}
    return [county_borders(atlas, cities)] if cities else []


def _overview_groups(reader: Wording, overview: Sequence[Layer]) -> list[Group]:
    name = reader.text("各市集群一览", "Clusters by city")
    return [Group(OVERVIEW, name)] if overview else []


def _overview_layer(
    reader: Wording, views: Sequence[ClusterView], compared: Sequence[str]
) -> Layer:
    """Return a grid of squares per city, each cluster in its place, those compared drawn."""
    features = []
    for place in reader.atlas.places.values():
        if place.level != "city" or place.lon is None or place.lat is None:
            continue
        cells = tuple(
            Cell(
                view.cluster.id,
                safe_colour(view.cluster.colour),
                _state(view, place.id) if view.cluster.id in compared else "off",
            )
            for view in views
        )
        # What names the city comes before what means it by its region.
        named, regional = (
            [fact for view in views for fact in reader.by_strength(found(view).get(place.id, ()))]
            for found in (_naming, _reaching)
        )
        facts = [*named, *regional]
        count = reader.text("定位条数", "Designations")
        style = Style(stroke=_EMPTY_CELL, text=INK if facts else QUIET, bold=bool(facts))
        features.append(
            Feature(
                place.id,
                point(place.lon, place.lat),
                style,
                reader.name(place),
                ((count, counted(len(named), len(regional), reader.language)),),
                tuple(reader.record(fact) for fact in facts),
                label=f"{reader.short(place)} {counted_short(len(named), len(regional))}",
                short_label=reader.short(place),
                cells=cells,
                level=place.level,
            )
        )
    name = reader.text("各市集群一览", "Clusters by city")
    return Layer(OVERVIEW, name, "cells", OVERVIEW, tuple(features), "counts")


def _naming(view: ClusterView) -> dict[str, list[Designation]]:
    return view.cities


def _reaching(view: ClusterView) -> dict[str, list[Designation]]:
    return view.covered


def _state(view: ClusterView, city: str) -> CellState:
    """Return whether a cluster names a city, reaches it through a region only, or neither."""
    if city in view.cities:
        return "full"
    return "part" if city in view.covered else "none"


def _overview_legend(
    reader: Wording,
    views: Sequence[ClusterView],
    compared: Sequence[str],
    overview: Sequence[Layer],
) -> Iterator[LegendEntry]:
    if not overview:
        return
    # Without colours the order tells which is which.
    heading = reader.text("每格一个产业集群，依此次序", "One square per cluster, in this order")
    yield LegendEntry(OVERVIEW, "heading", heading, Style())
    for view in views:
        if view.cluster.id in compared:
            style = Style(fill=safe_colour(view.cluster.colour))
            yield LegendEntry(OVERVIEW, "cell", reader.name(view.cluster), style)
    meanings: tuple[tuple[CellState, Text], ...] = (
        ("full", Text("点名该市", "City named")),
        ("part", Text("随所在区域", "Through its region")),
        ("none", Text("文件未提及", "Not mentioned")),
    )
    numbers = NUMBERS.in_language(reader.language)
    meaning = reader.text(f"定位方式（{numbers}）", f"How a city is named ({numbers})")
    yield LegendEntry(OVERVIEW, "heading", meaning, Style())
    present = {cell.state for layer in overview for f in layer.features for cell in f.cells}
    for state, text in meanings:
        if state in present:
            style = Style(fill=QUIET, stroke=_EMPTY_CELL)
            label = text.in_language(reader.language)
            yield LegendEntry(OVERVIEW, "cell", label, style, state)


def _subject(reader: Wording, view: ClusterView, theme: Theme | None) -> str:
    """Return what a cluster's legend is about: the one industry that is chosen, or the cluster."""
    if theme is not None and theme.industry:
        return reader.name(reader.atlas.industries[theme.industry])
    return reader.name(view.cluster)


def filter_words(reader: Wording, selected: SelectionResult, *, counts: bool = True) -> list[str]:
    """Return the filters that are set and what they leave: 轨道交通装备, 10 条定位, 4 市."""
    atlas = reader.atlas
    words = list(_filters(reader, selected.selection))
    if counts:
        facts = len(selected.facts)
        cities = len({city for fact in selected.facts for city in atlas.named_cities(fact)})
        words.append(reader.text(f"{facts} 条定位", quantity(facts, "designation")))
        if cities:
            named = f"{quantity(cities, 'city', 'cities')} named"
            words.append(reader.text(f"点名 {cities} 市", named))
    return words


def _filters(reader: Wording, selection: Selection) -> Iterator[str]:
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
        if key == "named":
            names = [ONLY_NAMED.in_language(reader.language) for _ in values]
        elif key == "document":
            names = [reader.document(value) for value in values]
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


def credits_of(reader: Wording, facts: Iterable[Designation]) -> tuple[str, ...]:
    """Return the boundaries' credit, the documents that facts cite, and the data's edition."""
    atlas = reader.atlas
    cited = {fact.document for fact in facts}
    documents = [
        f"{numbered_name(document, reader.language)}"
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


def _notes(reader: Wording, selected: SelectionResult, note: str) -> tuple[str, ...]:
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
            f"仅知所在市县或所在地未明 {len(unlocated)} 处，未上图：",
            f"Known by city or county only, or not located, not drawn ({len(unlocated)}): ",
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


def _by_city(reader: Wording, places: Iterable[Place]) -> Iterator[str]:
    """Yield the names of places, city by city: 广州（甲、乙）."""
    cities: dict[str, list[str]] = {}
    for place in places:
        cities.setdefault(place.city, []).append(reader.short(place))
    for city, names in cities.items():
        found = reader.atlas.places.get(city)
        where = reader.short(found) if found else reader.text("所在市不详", "city not known")
        listed = reader.join(names)
        yield reader.text(f"{where}（{listed}）", f"{where} ({listed})")
