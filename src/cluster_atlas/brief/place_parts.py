"""Parts about places: a selection's map, one place, the list of designations, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cluster_atlas.brief.part_maps import place_map, selection_map
from cluster_atlas.brief.writer import (
    Asked,
    Made,
    Writer,
    groups_of,
    kind_name,
    nothing_selected,
    spots_of,
    title_of,
)
from cluster_atlas.mapping.clusterlayers import is_located
from cluster_atlas.mapping.compose import filter_words
from cluster_atlas.questions.roles import facts_about
from cluster_atlas.values.briefspec import Figure, Part, Table
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.facts import target_text

FEW = 12

GONE = Text("此部分所指的地点已不在数据中", "The place of this part is no longer in the data")


def map_part(asked: Asked) -> Made:
    """Return the map of a selection, with its numbers and what each city has of it."""
    write, facts = asked.write, asked.selected.facts
    cities = {city for fact in facts for city in asked.atlas.named_cities(fact)}
    spots = spots_of(asked.atlas, facts)
    clusters = {fact.cluster for fact in facts}
    spec = selection_map(asked.atlas, asked.selected, write.language)
    part = Part(
        "map",
        _subject(asked),
        summary=asked.summary,
        figures=(
            Figure(str(len(clusters)), write.text("集群", "clusters")),
            Figure(str(len(facts)), write.text("定位", "designations")),
            Figure(str(len(cities)), write.text("点名城市", "cities named")),
            Figure(str(len(spots)), write.text("园区·机构", "parks, sites")),
        ),
        map=spec,
        tables=tuple(_city_table(asked)) if facts else (),
        remarks=tuple(_not_drawn(write, facts)),
        empty=nothing_selected(asked),
    )
    return Made(part, facts)


def _not_drawn(write: Writer, facts: Sequence[Designation]) -> Iterator[str]:
    """Yield what a map cannot show: parks that are not located, statements of the province."""
    places = write.atlas.places
    hidden = [spot for spot in spots_of(write.atlas, facts) if not is_located(spot)]
    if hidden:
        names = write.join(write.short(spot) for spot in hidden[:FEW])
        more = write.text(" 等", " and others") if len(hidden) > FEW else ""
        yield write.text(
            f"仅知所在市或所在地未明、未上图 {len(hidden)} 处：{names}{more}",
            f"Known by city only or not located, not drawn ({len(hidden)}): {names}{more}",
        )
    wide = [fact for fact in facts if all(places[key].level == "province" for key in fact.places)]
    if wide:
        yield write.text(
            f"全省性表述 {len(wide)} 条，未落到市",
            f"Of the whole province, no city named: {len(wide)}",
        )


def _subject(asked: Asked) -> str:
    """Return what a selection is about: one industry or cluster, else the product's map."""
    write, selection = asked.write, asked.screen.selection
    if len(selection.industries) == 1:
        return write.name(asked.atlas.industries[selection.industries[0]])
    if len(selection.clusters) == 1 and not selection.industries:
        return write.name(asked.atlas.cluster_by_id[selection.clusters[0]])
    return write.text("全省产业集群布局", "Clusters across the province")


def _city_table(asked: Asked) -> Iterator[Table]:
    """Yield the cities: how many designations name each or reach it, its strongest role."""
    write, atlas = asked.write, asked.atlas
    named: dict[str, list[Designation]] = {}
    reached: dict[str, int] = {}
    for fact in asked.selected.facts:
        for city in atlas.named_cities(fact):
            named.setdefault(city, []).append(fact)
        for city in atlas.covered_cities(fact):
            reached[city] = reached.get(city, 0) + 1
    order = sorted(reached, key=lambda city: (-len(named.get(city, ())), -reached[city]))
    rows = [
        (
            write.short(atlas.places[city]),
            write.name(write.strongest(named[city])) if city in named else "—",
            str(len(named.get(city, ()))),
            str(reached[city]),
            _clusters_of(write, named.get(city, ())),
        )
        for city in order
    ]
    head = (
        write.text("城市", "City"),
        write.text("最强角色", "Strongest role"),
        write.text("点名", "Names it"),
        write.text("连同区域", "With regions"),
        write.text("点名的集群", "Clusters that name it"),
    )
    weights: tuple[float, ...] = (1.1, 1.7, 0.9, 1.1, 5.0)
    title = write.text("各市", "Cities")
    # One cluster needs no column of its own name.
    columns = 4 if len({fact.cluster for fact in asked.selected.facts}) == 1 else 5
    if rows:
        kept = tuple(row[:columns] for row in rows)
        yield Table(title, head[:columns], kept, weights[:columns])


def _clusters_of(write: Writer, facts: Iterable[Designation]) -> str:
    clusters = dict.fromkeys(fact.cluster for fact in facts)
    return write.join(write.name(write.atlas.cluster_by_id[key]) for key in clusters)


def place_part(asked: Asked) -> Made:
    """Return the profile of one place: its map, roles by cluster, targets, parks, relations."""
    write, atlas = asked.write, asked.atlas
    place = atlas.places.get(asked.screen.focus)
    if place is None:
        return Made(Part("place", kind_name(asked), empty=GONE.in_language(write.language)))
    facts = facts_about(atlas, place.id, asked.selected.facts)
    groups = tuple(groups_of(write, facts, place))
    nothing = write.text(
        "现有筛选下，文件未提及此地", "Under these filters no document mentions this place"
    )
    part = Part(
        "place",
        write.name(place),
        summary=_place_line(asked, place),
        figures=tuple(_place_figures(write, facts, place)),
        map=place_map(atlas, facts, place, write.language),
        groups=groups,
        tables=tuple(_place_tables(write, facts, place)),
        empty="" if facts else nothing,
    )
    return Made(part, facts)


def _place_line(asked: Asked, place: Place) -> str:
    """Return what a place is: the city it lies in, its regions, and the filters that are set."""
    write, atlas = asked.write, asked.atlas
    regions = [
        write.short(region)
        for region in atlas.places.values()
        if region.level == "region" and place.id in region.members
    ]
    city = atlas.places.get(place.city)
    level = write.code("level", place.level) if place.level in {"park", "site", "region"} else ""
    words = [
        level,
        write.short(city) if city and city.id != place.id else "",
        write.join(regions),
        *filter_words(write, asked.selected, counts=False),
    ]
    return " · ".join(word for word in words if word)


def _place_figures(write: Writer, facts: Sequence[Designation], place: Place) -> Iterator[Figure]:
    clusters = {fact.cluster for fact in facts}
    yield Figure(str(len(clusters)), write.text("集群", "clusters"))
    yield Figure(str(len(facts)), write.text("定位", "designations"))
    if place.level in {"park", "site"}:
        return
    inside = spots_of(write.atlas, facts, place)
    if inside:
        yield Figure(str(len(inside)), write.text("园区·平台", "parks, sites"))
    targets = sum(fact.target is not None for fact in facts)
    if targets:
        yield Figure(str(targets), write.text("目标", "targets"))


def _place_tables(write: Writer, facts: Sequence[Designation], place: Place) -> Iterator[Table]:
    targets = [
        (
            target_text(fact, write.language),
            write.name(write.atlas.cluster_by_id[fact.cluster]),
            f"{title_of(write, fact)} [{write.cite(fact)}]",
        )
        for fact in facts
        if fact.target
    ]
    if targets:
        head = (
            write.text("目标", "Target"),
            write.text("集群", "Cluster"),
            write.text("定位", "Designation"),
        )
        yield Table(write.text("目标", "Targets"), head, tuple(targets), (2.2, 1.2, 2.6))
    spots = [] if place.level in {"park", "site"} else spots_of(write.atlas, facts, place)
    if spots:
        yield _spot_table(write, facts, spots)
    relations = [
        (write.relation(relation), f"{title_of(write, fact)} [{write.cite(fact)}]")
        for fact in facts
        for relation in fact.relations
        if place.id in {relation.from_, relation.to}
    ]
    if relations:
        heads = (write.text("关系", "Relation"), write.text("定位", "Designation"))
        yield Table(write.text("城市关系", "Relations"), heads, tuple(relations), (2, 3))


def _spot_table(write: Writer, facts: Sequence[Designation], spots: Sequence[Place]) -> Table:
    """Return a place's parks and sites: what is said of each, how well it is located."""
    rows = []
    for spot in spots:
        mine = [fact for fact in facts if spot.id in fact.places]
        said = "；" if not write.english else "; "
        rows.append(
            (
                write.name(spot),
                write.code("level", spot.level),
                said.join(f"{title_of(write, fact)} [{write.cite(fact)}]" for fact in mine),
                _location(write, spot),
            )
        )
    head = (
        write.text("名称", "Name"),
        write.text("类型", "Kind"),
        write.text("定位", "Designations"),
        write.text("位置精度", "Location"),
    )
    title = write.text("园区与平台", "Parks and sites")
    return Table(title, head, tuple(rows), (2.2, 0.8, 3.2, 1.3))


def _location(write: Writer, spot: Place) -> str:
    """Return what a park's location is worth, and that its city is inferred where it is."""
    worth = write.located(spot)
    if spot.precision == "city-only":
        worth = write.text("仅知所在市，未上图", "city only, not drawn")
    inferred = write.text("（所在市为推断）", " (city inferred)") if spot.inferred else ""
    return worth + inferred


def list_part(asked: Asked) -> Made:
    """Return every designation of a selection, by cluster."""
    part = Part(
        "list",
        kind_name(asked),
        summary=asked.summary,
        groups=tuple(groups_of(asked.write, asked.selected.facts, None)),
        empty=nothing_selected(asked),
    )
    return Made(part, asked.selected.facts)


def sources_part(asked: Asked) -> Made:
    """Return the documents of a selection with their legal states, and the data sources."""
    write, atlas = asked.write, asked.atlas
    used = {fact.document: 0 for fact in asked.selected.facts}
    for fact in asked.selected.facts:
        used[fact.document] += 1
    documents = tuple(
        (
            write.text(document.title, document.title_en or document.title),
            document.number,
            document.issued.isoformat(),
            write.legal(key),
            str(used[key]),
        )
        for key, document in atlas.documents.items()
        if key in used
    )
    head = (
        write.text("文件", "Document"),
        write.text("文号", "Number"),
        write.text("印发", "Issued"),
        write.text("效力", "Legal state"),
        write.text("定位", "Designations"),
    )
    sources = tuple(
        (
            write.text(source.title, source.title_en or source.title),
            write.text(source.credit, source.credit_en or source.credit),
            write.text(source.licence_zh or source.licence, source.licence),
        )
        for source in atlas.sources.values()
    )
    data_head = (
        write.text("数据", "Data"),
        write.text("署名", "Credit"),
        write.text("许可", "Licence"),
    )
    part = Part(
        "sources",
        kind_name(asked),
        tables=(
            Table(write.text("依据文件", "Documents"), head, documents, (6, 2.3, 1.1, 1.3, 0.9)),
            Table(write.text("数据来源", "Data sources"), data_head, sources, (3, 4, 1.8)),
        ),
        empty=nothing_selected(asked),
    )
    return Made(part, asked.selected.facts)
