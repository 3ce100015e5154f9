"""Parts about places: a selection's map, one place, the list of designations, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cluster_atlas.briefing.headline import place_answer, selection_answer
from cluster_atlas.briefing.maps.part_maps import place_map, selection_map
from cluster_atlas.briefing.writer import (
    NOTHING,
    PartRequest,
    PartResult,
    Writer,
    city_asked,
    empty_note,
    groups_of,
    kind_name,
    spots_of,
)
from cluster_atlas.mapping.clusterlayers import is_located
from cluster_atlas.mapping.compose import filter_words
from cluster_atlas.questions.roles import facts_about, parted
from cluster_atlas.values.briefspec import Figure, Part, Table
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.naming import counted_short
from cluster_atlas.wording.numbers import noun

# So many names of places that are not drawn are listed, and on one page.
FEW, _FEWER = 12, 4

GONE = Text("此部分所指的地点已不在数据中", "The place of this part is no longer in the data")


def map_part(request: PartRequest) -> PartResult:
    """Return the map of a selection, with its numbers and what each city has of it."""
    writer, facts = request.writer, request.selected.facts
    cities = {city for fact in facts for city in request.atlas.named_cities(fact)}
    spots = spots_of(request.atlas, facts)
    clusters = {fact.cluster for fact in facts}
    spec = selection_map(
        request.atlas, request.selected, writer.language, request.screen.ask.get("shade", "")
    )
    part = Part(
        "map",
        _subject(request),
        summary=request.summary,
        figures=(
            Figure(str(len(clusters)), writer.text("集群", noun(len(clusters), "cluster"))),
            Figure(str(len(facts)), writer.text("定位", noun(len(facts), "designation"))),
            Figure(
                str(len(cities)),
                writer.text("点名城市", f"{noun(len(cities), 'city', 'cities')} named"),
            ),
            Figure(
                str(len(spots)),
                writer.text("园区·机构", noun(len(spots), "park or site", "parks, sites")),
            ),
        ),
        map=spec,
        tables=tuple(_city_table(request)) if facts else (),
        remarks=tuple(_not_drawn(writer, facts)),
        empty=empty_note(request),
        answer=selection_answer(writer, facts, _topic(request)) if facts else "",
    )
    return PartResult(part, facts, tuple(_not_drawn(writer, facts, _FEWER)))


def _not_drawn(writer: Writer, facts: Sequence[Designation], most: int = FEW) -> Iterator[str]:
    """Yield what a map cannot show: parks that are not located, statements of the province."""
    places = writer.atlas.places
    hidden = [spot for spot in spots_of(writer.atlas, facts) if not is_located(spot)]
    if hidden:
        names = writer.join(writer.short(spot) for spot in hidden[:most])
        more = writer.text(" 等", " and others") if len(hidden) > most else ""
        yield writer.text(
            f"仅知所在市县或所在地未明、未上图 {len(hidden)} 处：{names}{more}",
            f"Known by city or county only, or not located, not drawn ({len(hidden)}): "
            f"{names}{more}",
        )
    wide = [fact for fact in facts if all(places[key].level == "province" for key in fact.places)]
    if wide:
        yield writer.text(
            f"全省性表述 {len(wide)} 条，未落到市",
            f"Of the whole province, no city named: {len(wide)}",
        )


def _subject(request: PartRequest) -> str:
    """Return what a selection is about: one industry or cluster, else the product's map."""
    writer, selection = request.writer, request.screen.selection
    if len(selection.industries) == 1:
        return writer.name(request.atlas.industries[selection.industries[0]])
    if len(selection.clusters) == 1 and not selection.industries:
        return writer.name(request.atlas.cluster_by_id[selection.clusters[0]])
    return writer.text("全省产业集群布局", "Clusters across the province")


def _topic(request: PartRequest) -> str:
    """Return what a sentence says that the statements are about."""
    selection, writer = request.screen.selection, request.writer
    if len(selection.clusters) == 1 or len(selection.industries) == 1:
        return _subject(request)
    names = filter_words(writer, request.selected, counts=False)
    return writer.join(names) if names else writer.text("全部集群", "all clusters")


def _city_table(request: PartRequest) -> Iterator[Table]:
    """Yield the cities: how many designations name each or reach it, its strongest role."""
    writer, atlas = request.writer, request.atlas
    named: dict[str, list[Designation]] = {}
    reached: dict[str, int] = {}
    for fact in request.selected.facts:
        for city in atlas.named_cities(fact):
            named.setdefault(city, []).append(fact)
        for city in atlas.covered_cities(fact):
            reached[city] = reached.get(city, 0) + 1
    order = sorted(reached, key=lambda city: (-len(named.get(city, ())), -reached[city]))
    rows = [
        (
            writer.short(atlas.places[city]),
            writer.name(writer.strongest(named[city])) if city in named else "—",
            str(len(named.get(city, ()))),
            str(reached[city] - len(named.get(city, ()))),
            _clusters_of(writer, named.get(city, ())),
        )
        for city in order
    ]
    head = (
        writer.text("城市", "City"),
        writer.text("最强角色", "Strongest role"),
        writer.text("点名", "Named"),
        writer.text("随区域", "By region"),
        writer.text("点名的集群", "Clusters that name it"),
    )
    weights: tuple[float, ...] = (1.1, 1.7, 0.9, 1.1, 5.0)
    title = writer.text("各市", "Cities")
    # One cluster needs no column of its own name.
    columns = 4 if len({fact.cluster for fact in request.selected.facts}) == 1 else 5
    if rows:
        kept = tuple(row[:columns] for row in rows)
        yield Table(title, head[:columns], kept, weights[:columns])


def _clusters_of(writer: Writer, facts: Iterable[Designation]) -> str:
    clusters = dict.fromkeys(fact.cluster for fact in facts)
    return writer.join(writer.name(writer.atlas.cluster_by_id[key]) for key in clusters)


def place_part(request: PartRequest) -> PartResult:
    """Return the profile of one place: its map, roles by cluster, targets, parks, relations."""
    writer, atlas = request.writer, request.atlas
    place = atlas.places.get(request.screen.focus)
    if place is None:
        return PartResult(
            Part("place", kind_name(request), empty=GONE.in_language(writer.language))
        )
    facts = facts_about(atlas, place.id, request.selected.facts)
    groups = tuple(groups_of(writer, facts, place))
    nothing = writer.text(
        "现有筛选下，文件未提及此地", "Under these filters no document mentions this place"
    )
    part = Part(
        "place",
        writer.name(place),
        summary=_place_line(request, place),
        figures=tuple(_place_figures(writer, facts, place)),
        map=place_map(atlas, facts, place, writer.language),
        groups=groups,
        tables=tuple(_place_tables(writer, facts, place)),
        empty="" if facts else nothing,
        answer=place_answer(writer, facts, place) if facts else "",
    )
    return PartResult(part, facts)


def _place_line(request: PartRequest, place: Place) -> str:
    """Return what a place is: the city it lies in, its regions, and the filters that are set."""
    writer, atlas = request.writer, request.atlas
    regions = [
        writer.short(region)
        for region in atlas.places.values()
        if region.level == "region" and place.id in region.members
    ]
    city = atlas.places.get(place.city)
    level = writer.code("level", place.level) if place.level in {"park", "site", "region"} else ""
    words = [
        level,
        writer.short(city) if city and city.id != place.id else "",
        writer.join(regions),
        *filter_words(writer, request.selected, counts=False),
    ]
    return " · ".join(word for word in words if word)


def _place_figures(writer: Writer, facts: Sequence[Designation], place: Place) -> Iterator[Figure]:
    named, regional = parted(writer.atlas, place.id, facts)
    if place.level == "city":
        # Through its regions every city of the Delta has all clusters.
        clusters = {fact.cluster for fact in named}
        more = {fact.cluster for fact in regional} - clusters
        count = counted_short(len(clusters), len(more))
        yield Figure(count, writer.text("集群（点名+随区域）", "clusters, named+by region"))
        yield Figure(str(len(named)), writer.text("点名", "named"))
        yield Figure(str(len(regional)), writer.text("随区域", "by region"))
    else:
        clusters = {fact.cluster for fact in facts}
        yield Figure(str(len(clusters)), writer.text("集群", noun(len(clusters), "cluster")))
        yield Figure(str(len(facts)), writer.text("定位", noun(len(facts), "designation")))
    if place.level in {"park", "site"}:
        return
    inside = spots_of(writer.atlas, facts, place)
    if inside:
        said = noun(len(inside), "park or site", "parks, sites")
        yield Figure(str(len(inside)), writer.text("园区·平台", said))
    targets = sum(fact.target is not None for fact in named)
    if targets:
        yield Figure(str(targets), writer.text("目标", noun(targets, "target")))


def _place_tables(writer: Writer, facts: Sequence[Designation], place: Place) -> Iterator[Table]:
    own, _ = parted(writer.atlas, place.id, facts)
    targets = [
        (
            writer.target(fact),
            writer.places(fact.places),
            writer.name(writer.atlas.cluster_by_id[fact.cluster]),
            writer.titled(fact),
        )
        for fact in own
        if fact.target
    ]
    if targets:
        head = (
            writer.text("目标", "Target"),
            writer.text("地点", "Place"),
            writer.text("集群", "Cluster"),
            writer.text("定位", "Designation"),
        )
        yield Table(writer.text("目标", "Targets"), head, tuple(targets), (2.2, 1.3, 1.2, 2.6))
    spots = [] if place.level in {"park", "site"} else spots_of(writer.atlas, facts, place)
    if spots:
        yield _spot_table(writer, facts, spots)
    relations = [
        (writer.relation(relation), writer.titled(fact))
        for fact in facts
        for relation in fact.relations
        if place.id in {relation.from_, relation.to}
    ]
    if relations:
        heads = (writer.text("关系", "Relation"), writer.text("定位", "Designation"))
        yield Table(writer.text("城市关系", "Relations"), heads, tuple(relations), (2, 3))


def _spot_table(writer: Writer, facts: Sequence[Designation], spots: Sequence[Place]) -> Table:
    """Return a place's parks and sites: what is said of each, how well it is located."""
    rows = []
    for spot in spots:
        mine = [fact for fact in facts if spot.id in fact.places]
        semicolon = writer.text("；", "; ")
        said = [piece for fact in mine for piece in (semicolon, *writer.titled(fact))]
        rows.append(
            (
                writer.name(spot),
                writer.code("level", spot.level),
                tuple(said[1:]),
                _location(writer, spot),
            )
        )
    head = (
        writer.text("名称", "Name"),
        writer.text("类型", "Kind"),
        writer.text("定位", "Designations"),
        writer.text("位置精度", "Location"),
    )
    title = writer.text("园区与平台", "Parks and sites")
    return Table(title, head, tuple(rows), (2.2, 0.8, 3.2, 1.3))


def _location(writer: Writer, spot: Place) -> str:
    """Return what a park's location is worth, and that its city is inferred where it is."""
    worth = writer.located(spot)
    if not spot.is_located:
        worth += writer.text("，未上图", ", not drawn")
    inferred = writer.text("（所在市为推断）", " (city inferred)") if spot.inferred else ""
    return worth + inferred


def list_part(request: PartRequest) -> PartResult:
    """Return every designation of a selection, by cluster."""
    part = Part(
        "list",
        kind_name(request),
        summary=request.summary,
        groups=tuple(groups_of(request.writer, request.selected.facts, city_asked(request))),
        empty=empty_note(request),
    )
    return PartResult(part, request.selected.facts)


def _title_and_final(writer: Writer, key: str) -> str:
    """Return a document's title, with what is known of the final text where it was a draft."""
    title, final = writer.document_title(key), writer.final(key)
    return writer.text(f"{title}（{final}）", f"{title} ({final})") if final else title


def sources_part(request: PartRequest) -> PartResult:
    """Return the documents of a selection with their legal states, and the data sources."""
    writer, atlas = request.writer, request.atlas
    # The sources are those of what the briefing shows, whichever parts were added to it since.
    facts = request.selected.facts if request.shown is None else tuple(request.shown)
    used = {fact.document: 0 for fact in facts}
    for fact in facts:
        used[fact.document] += 1
    documents = tuple(
        (
            _title_and_final(writer, key),
            document.number,
            writer.issued(key),
            writer.legal(key),
            str(used[key]),
        )
        for key, document in atlas.documents.items()
        if key in used
    )
    head = (
        writer.text("文件", "Document"),
        writer.text("文号", "Number"),
        writer.text("印发", "Issued"),
        writer.text("效力", "Legal state"),
        writer.text("定位", "Designations"),
    )
    sources = tuple(
        (
            writer.text(source.title, source.title_en or source.title),
            writer.text(source.credit, source.credit_en or source.credit),
            writer.text(source.licence_zh or source.licence, source.licence),
        )
        for source in atlas.sources.values()
    )
    data_head = (
        writer.text("数据", "Data"),
        writer.text("署名", "Credit"),
        writer.text("许可", "Licence"),
    )
    part = Part(
        "sources",
        kind_name(request),
        tables=(
            Table(writer.text("依据文件", "Documents"), head, documents, (5, 2.4, 1.4, 1.6, 0.9)),
            Table(writer.text("数据来源", "Data sources"), data_head, sources, (3, 4, 1.8)),
        ),
        empty="" if facts else NOTHING.in_language(writer.language),
    )
    return PartResult(part, facts)
