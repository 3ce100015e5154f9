"""A briefing composed from the atlas: each chosen part with its map, statements and citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

from cluster_atlas import compare as comparing
from cluster_atlas import evolve as evolving
from cluster_atlas import find as finding
from cluster_atlas.atlas import Atlas
from cluster_atlas.briefchange import change_sentences
from cluster_atlas.briefing import KINDS, Briefing, PartChoice, briefing_issues, cleaned, screen_of
from cluster_atlas.briefmaps import (
    found_map,
    outlined_map,
    picked_map,
    place_map,
    selection_map,
)
from cluster_atlas.briefspec import (
    Brief,
    Citation,
    Figure,
    Group,
    PageName,
    Part,
    Statement,
    Table,
    notes_of,
)
from cluster_atlas.changetext import KIND_NAMES
from cluster_atlas.clusterlayers import is_located
from cluster_atlas.colours import ramp, safe_colour
from cluster_atlas.comparetables import compare_rows, link_rows
from cluster_atlas.compose import TITLE, credits_of, filter_words
from cluster_atlas.facts import citation, target_text
from cluster_atlas.issues import AtlasError, Issue, Text, quote
from cluster_atlas.model import Designation, Place
from cluster_atlas.reasons import answer_rows
from cluster_atlas.roles import facts_about, is_direct, regions_between, strength_of
from cluster_atlas.sameness import Change
from cluster_atlas.screen import Screen
from cluster_atlas.selection import FILTERS, Selected, select
from cluster_atlas.statements import Reader

FULLNESS = {"established": 4, "building": 3, "priority": 2, "supported": 1, "planned": 0}
SHORT_LIST = 10
FEW = 12
_NOTHING = Text("没有符合条件的定位，故不出图", "No designation matches, so there is no map")
_GONE = Text("此部分所指的地点已不在数据中", "The place of this part is no longer in the data")
_NO_CHANGE = Text("现有筛选下没有变化", "Nothing changed under these filters")
_LOST = Text(
    "此部分的筛选条件已不在数据中，故不出内容",
    "What this part filters by is no longer in the data, so it shows nothing",
)
_NO_QUESTION = Text("此部分没有可用的问题", "This part asks nothing that can be answered")


@dataclass(frozen=True)
class _Writer(Reader):
    """A reader who numbers what is cited."""

    cited: dict[str, int] = field(default_factory=dict)

    def cite(self, fact: Designation) -> int:
        """Return the number of a designation's clause; the next one at its first mention."""
        return self.cited.setdefault(citation(self.atlas, fact, self.language), len(self.cited) + 1)


@dataclass(frozen=True)
class _Asked:
    """A part while it is made: the writer's choice, its screen and what is selected there."""

    choice: PartChoice
    screen: Screen
    selected: Selected
    write: _Writer

    @property
    def atlas(self) -> Atlas:
        """The atlas it is read from."""
        return self.write.atlas

    @property
    def summary(self) -> str:
        """Filters and counts in one line."""
        words = filter_words(self.write, self.selected, counts=False)
        count = len(self.selected.facts)
        words.append(self.write.text(f"{count} 条定位", f"{count} designations"))
        return " · ".join(words)


@dataclass(frozen=True)
class Composed:
    """A briefing ready to draw, what of it was not understood, and the facts that it shows.

    ``screens`` holds the screen of each part, for outputs that stay alive.
    """

    brief: Brief
    issues: tuple[Issue, ...]
    facts: tuple[Designation, ...]
    screens: tuple[Screen, ...]


def compose_brief(atlas: Atlas, briefing: Briefing) -> Composed:
    """Compose a briefing.

    Parameters
    ----------
    atlas
        An open atlas.
    briefing
        What the writer chose; places, filters and facts that are gone are told in the result.

    Returns
    -------
    Composed
        Maps in EPSG:4326, colours ``#rrggbb``; the same input gives the same result.

    Raises
    ------
    AtlasError
        If a value of the briefing is not usable (too long, unknown kind or paper) or it has no
        part.
    """
    chosen = cleaned(briefing)
    issues = briefing_issues(chosen)
    if not chosen.part:
        issues.append(_no_part())
    if issues:
        raise AtlasError(issues)
    day = chosen.date or atlas.today
    write = _Writer(atlas, chosen.language, day)
    parts: list[Part] = []
    asked: list[_Asked] = []
    gone: list[Issue] = []
    for number, choice in enumerate(chosen.part, start=1):
        screen, strange = screen_of(atlas, choice)
        gone += [replace(issue, file=f"part {number}") for issue in strange]
        asked.append(_Asked(choice, screen, select(atlas, screen.selection), write))
        parts.append(_part(asked[-1], lost=_is_lost(choice, screen)))
    facts = _shown(asked)
    brief = _brief(chosen, write, parts, facts, day)
    changes = change_sentences(atlas, chosen, facts, gone)
    return Composed(
        replace(brief, changes=changes), tuple(gone), facts, tuple(one.screen for one in asked)
    )


def _is_lost(choice: PartChoice, screen: Screen) -> bool:
    """Tell whether a part that was filtered has lost every filter: it would show everything."""
    wanted = parse_qs(choice.state.lstrip("?"))
    filtered = any(wanted.get(key) for key in (*FILTERS, "text"))
    return filtered and not screen.selection.to_dict()


def _no_part() -> Issue:
    return Issue(
        "briefing",
        "",
        "part",
        "",
        Text("没有任何部分", "has no part"),
        Text("请至少加入一个部分", "add at least one part"),
    )


def _brief(
    chosen: Briefing,
    write: _Writer,
    parts: Sequence[Part],
    facts: Sequence[Designation],
    day: dt.date,
) -> Brief:
    atlas = write.atlas
    product = TITLE.in_language(chosen.language)
    edition = write.text(
        f"{product} · 数据版本 {atlas.data_hash} · {day.isoformat()}",
        f"{product} · data {atlas.data_hash} · {day.isoformat()}",
    )
    page: Any = chosen.page
    paper: PageName = page
    return Brief(
        title=chosen.title or (parts[0].title if parts else product),
        subtitle=chosen.subtitle,
        notes=notes_of(chosen.note),
        language=chosen.language,
        page=paper,
        landscape=chosen.orientation == "landscape" or chosen.page == "16:9",
        office=chosen.office,
        approval=chosen.approval,
        date=day.isoformat(),
        data_hash=atlas.data_hash,
        edition=edition,
        credits=credits_of(write, facts)[:-1],
        changes=(),
        parts=tuple(parts),
        citations=tuple(_citation(text, number) for text, number in write.cited.items()),
    )


def _citation(text: str, number: int) -> Citation:
    """Return a citation with its document and its clause apart."""
    stop = "，" if "，" in text else ", "
    document, _, clause = text.rpartition(stop)
    return Citation(number, text, document, clause)


def _shown(asked: Iterable[_Asked]) -> tuple[Designation, ...]:
    """Return every designation that a part shows, once, in the order of the atlas."""
    ids: set[str] = set()
    atlas: Atlas | None = None
    for one in asked:
        atlas = one.atlas
        ids.update(fact.id for fact in _facts_of(one))
    return tuple(fact for fact in atlas.facts if fact.id in ids) if atlas else ()


def _facts_of(asked: _Asked) -> Iterable[Designation]:
    """Return the designations that one part shows or rests on."""
    atlas, screen, facts = asked.atlas, asked.screen, asked.selected.facts
    if asked.choice.kind == "place":
        return facts_about(atlas, screen.focus, facts) if screen.focus in atlas.places else ()
    if asked.choice.kind == "compare":
        return [f for f in facts if any(facts_about(atlas, key, [f]) for key in screen.compared)]
    if asked.choice.kind not in {"evolve", "find"}:
        return facts
    try:
        if asked.choice.kind == "evolve":
            told = _changes(asked, screen.ask.get("from", ""), screen.ask.get("to", ""))
            both = (fact for change, _ in told for fact in (change.old, change.new))
            return [fact for fact in both if fact is not None]
        answer = finding.find(atlas, screen.ask.get("q", ""), facts)
        return [evidence.fact for found in answer.found for evidence in found.evidence]
    except AtlasError:
        # The part itself says what is wrong with its question.
        return ()


def _part(asked: _Asked, *, lost: bool) -> Part:
    """Return one part; where nothing is left to show it says so."""
    makers: dict[str, Callable[[_Asked], Part]] = {
        "map": _map_part,
        "place": _place_part,
        "compare": _compare_part,
        "evolve": _evolve_part,
        "find": _find_part,
        "list": _list_part,
        "sources": _sources_part,
    }
    kind = asked.choice.kind
    try:
        part = makers[kind](asked)
    except AtlasError as error:
        why = error.issues[0].sentence(asked.write.language)
        part = Part(kind, _kind_name(asked), empty=why)
    if lost:
        part = replace(part, empty=_LOST.in_language(asked.write.language))
    return replace(
        part,
        title=asked.choice.title or part.title,
        notes=notes_of(asked.choice.text),
        map=None if part.empty else part.map,
    )


def _kind_name(asked: _Asked) -> str:
    return KINDS[asked.choice.kind].in_language(asked.write.language)


def _nothing(asked: _Asked) -> str:
    return "" if asked.selected.facts else _NOTHING.in_language(asked.write.language)


# Kinds of parts -----------------------------------------------------------------------------


def _map_part(asked: _Asked) -> Part:
    write, facts = asked.write, asked.selected.facts
    cities = {city for fact in facts for city in asked.atlas.named_cities(fact)}
    spots = _spots(asked.atlas, facts)
    clusters = {fact.cluster for fact in facts}
    spec = selection_map(asked.atlas, asked.selected, write.language)
    return Part(
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
        empty=_nothing(asked),
    )


def _not_drawn(write: _Writer, facts: Sequence[Designation]) -> Iterator[str]:
    """Yield what a map cannot show: parks that are not located, statements of the province."""
    places = write.atlas.places
    hidden = [spot for spot in _spots(write.atlas, facts) if not is_located(spot)]
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


def _subject(asked: _Asked) -> str:
    """Return what a selection is about: one industry or cluster, else the product's map."""
    write, selection = asked.write, asked.screen.selection
    if len(selection.industries) == 1:
        return write.name(asked.atlas.industries[selection.industries[0]])
    if len(selection.clusters) == 1 and not selection.industries:
        return write.name(asked.atlas.cluster_by_id[selection.clusters[0]])
    return write.text("全省产业集群布局", "Clusters across the province")


def _city_table(asked: _Asked) -> Iterator[Table]:
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


def _clusters_of(write: _Writer, facts: Iterable[Designation]) -> str:
    clusters = dict.fromkeys(fact.cluster for fact in facts)
    return write.join(write.name(write.atlas.cluster_by_id[key]) for key in clusters)


def _place_part(asked: _Asked) -> Part:
    write, atlas = asked.write, asked.atlas
    place = atlas.places.get(asked.screen.focus)
    if place is None:
        return Part("place", _kind_name(asked), empty=_GONE.in_language(write.language))
    facts = facts_about(atlas, place.id, asked.selected.facts)
    groups = tuple(_groups(write, facts, place))
    nothing = write.text(
        "现有筛选下，文件未提及此地", "Under these filters no document mentions this place"
    )
    return Part(
        "place",
        write.name(place),
        summary=_place_line(asked, place),
        figures=tuple(_place_figures(write, facts, place)),
        map=place_map(atlas, facts, place, write.language),
        groups=groups,
        tables=tuple(_place_tables(write, facts, place)),
        empty="" if facts else nothing,
    )


def _place_line(asked: _Asked, place: Place) -> str:
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


def _place_figures(write: _Writer, facts: Sequence[Designation], place: Place) -> Iterator[Figure]:
    clusters = {fact.cluster for fact in facts}
    yield Figure(str(len(clusters)), write.text("集群", "clusters"))
    yield Figure(str(len(facts)), write.text("定位", "designations"))
    if place.level in {"park", "site"}:
        return
    inside = _spots(write.atlas, facts, place)
    if inside:
        yield Figure(str(len(inside)), write.text("园区·平台", "parks, sites"))
    targets = sum(fact.target is not None for fact in facts)
    if targets:
        yield Figure(str(targets), write.text("目标", "targets"))


def _spots(atlas: Atlas, facts: Iterable[Designation], place: Place | None = None) -> list[Place]:
    """Return the parks and sites that facts name; of a place those that lie in it."""
    ids = dict.fromkeys(key for fact in facts for key in fact.places)
    spots = [atlas.places[key] for key in ids if atlas.places[key].level in {"park", "site"}]
    if place is None or place.level in {"province", "sar"}:
        return spots
    units = {place.id, *place.members}
    return [spot for spot in spots if {spot.city, spot.county} & units]


def _place_tables(write: _Writer, facts: Sequence[Designation], place: Place) -> Iterator[Table]:
    targets = [
        (
            target_text(fact, write.language),
            write.name(write.atlas.cluster_by_id[fact.cluster]),
            f"{_title(write, fact)} [{write.cite(fact)}]",
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
    spots = [] if place.level in {"park", "site"} else _spots(write.atlas, facts, place)
    if spots:
        yield _spot_table(write, facts, spots)
    relations = [
        (write.relation(relation), f"{_title(write, fact)} [{write.cite(fact)}]")
        for fact in facts
        for relation in fact.relations
        if place.id in {relation.from_, relation.to}
    ]
    if relations:
        heads = (write.text("关系", "Relation"), write.text("定位", "Designation"))
        yield Table(write.text("城市关系", "Relations"), heads, tuple(relations), (2, 3))


def _spot_table(write: _Writer, facts: Sequence[Designation], spots: Sequence[Place]) -> Table:
    """Return a place's parks and sites: what is said of each, how well it is located."""
    rows = []
    for spot in spots:
        mine = [fact for fact in facts if spot.id in fact.places]
        said = "；" if not write.english else "; "
        rows.append(
            (
                write.name(spot),
                write.code("level", spot.level),
                said.join(f"{_title(write, fact)} [{write.cite(fact)}]" for fact in mine),
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


def _location(write: _Writer, spot: Place) -> str:
    """Return what a park's location is worth, and that its city is inferred where it is."""
    worth = write.located(spot)
    if spot.precision == "city-only":
        worth = write.text("仅知所在市，未上图", "city only, not drawn")
    inferred = write.text("（所在市为推断）", " (city inferred)") if spot.inferred else ""
    return worth + inferred


def _list_part(asked: _Asked) -> Part:
    return Part(
        "list",
        _kind_name(asked),
        summary=asked.summary,
        groups=tuple(_groups(asked.write, asked.selected.facts, None)),
        empty=_nothing(asked),
    )


def _compare_part(asked: _Asked) -> Part:
    write, atlas = asked.write, asked.atlas
    if not asked.screen.compared:
        return Part("compare", _kind_name(asked), empty=_NO_QUESTION.in_language(write.language))
    comparison = comparing.compare(atlas, asked.screen.compared, asked.selected.facts)
    names = [write.name(atlas.places[key]) for key in comparison.places]
    rows = [_nested(row) for row in compare_rows(atlas, comparison, write.language)]
    tables = [_flat_table(write.text("角色对比", "Roles side by side"), rows, (1.2, 1.4))]
    links = link_rows(atlas, comparison.links, write.language)
    if links:
        shown = [{k: v for k, v in row.items() if k not in {"id", "编号"}} for row in links]
        title = write.text("相互关系", "Relations among them")
        tables.append(_flat_table(title, shown, (0.8, 0.8, 0.8, 1.2, 2, 4)))
    facts = tuple(
        fact
        for fact in asked.selected.facts
        if any(facts_about(atlas, key, [fact]) for key in comparison.places)
    )
    label = write.text("对比的地点", "Places compared")
    places = comparison.places
    return Part(
        "compare",
        write.text(f"{write.join(names)}对比", f"{write.join(names)} compared"),
        summary=" · ".join(filter_words(write, asked.selected, counts=False)),
        map=picked_map(atlas, asked.selected, write.language, places, label),
        tables=tuple(tables),
        remarks=tuple(_shared_and_own(write, comparison)),
        groups=tuple(_groups(write, facts, None)),
        empty=_nothing(asked),
    )


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a comparison with its cluster named on the cluster's own row only."""
    (cluster, _), (_, industry) = list(row.items())[:2]
    return row | {cluster: ""} if industry else row


def _shared_and_own(write: _Writer, comparison: comparing.Comparison) -> Iterator[str]:
    """Yield in what all places are designated, and what each has alone."""
    atlas = write.atlas

    def named(rows: Iterable[comparing.Row]) -> str:
        return write.join(
            dict.fromkeys(
                write.name(atlas.industries[row.industry])
                if row.industry
                else write.name(atlas.cluster_by_id[row.cluster])
                for row in rows
            )
        )

    if comparison.shared:
        yield write.text("共有：", "All of them: ") + named(comparison.shared)
    for key, rows in comparison.only.items():
        if rows:
            name = write.short(atlas.places[key])
            yield write.text(f"仅{name}有：", f"Only {name}: ") + named(rows)


def _flat_table(title: str, rows: Sequence[dict[str, Any]], weights: Sequence[float]) -> Table:
    """Return flat rows as a table; columns without a weight of their own weigh 2."""
    head = tuple(rows[0]) if rows else ()
    cells = tuple(tuple(str(value) for value in row.values()) for row in rows)
    filled = (*weights, *([2.0] * len(head)))[: len(head)]
    return Table(title, head, cells, filled)


def _evolve_part(asked: _Asked) -> Part:
    write, atlas = asked.write, asked.atlas
    old, new = asked.screen.ask.get("from", ""), asked.screen.ask.get("to", "")
    if not (old and new):
        return Part("evolve", _kind_name(asked), empty=_NO_QUESTION.in_language(write.language))
    told = _changes(asked, old, new)
    touched = dict.fromkeys(
        city
        for change, _ in told
        if change.kind != "kept"
        for fact in (change.old, change.new)
        if fact is not None
        for city in atlas.named_cities(fact)
    )
    label = write.text("定位有变化的市", "Cities with changes")
    return Part(
        "evolve",
        f"{_edition(write, old)} → {_edition(write, new)}",
        summary=" · ".join(filter_words(write, asked.selected, counts=False)),
        figures=tuple(
            Figure(
                str(sum(change.kind == kind for change, _ in told)),
                name.in_language(write.language),
            )
            for kind, name in KIND_NAMES.items()
        ),
        map=outlined_map(atlas, write.language, tuple(touched), label),
        tables=tuple(_change_tables(write, told)),
        empty="" if told else _NO_CHANGE.in_language(write.language),
    )


def _changes(asked: _Asked, old: str, new: str) -> list[tuple[Change, dict[str, Any]]]:
    """Return the changes with their rows; one is told if either statement passes the filters.

    Legal state, document and year are left aside: they would part the two editions.
    """
    atlas = asked.atlas
    chosen = replace(
        asked.screen.selection,
        documents=(),
        legal_states=tuple(atlas.codes["legal-state"]),
        as_of=None,
    )
    allowed = {fact.id for fact in select(atlas, chosen).facts}
    return [
        (change, row)
        for evolution in evolving.evolutions(atlas, old, new)
        for change, row in zip(
            evolution.changes,
            evolving.change_rows(atlas, evolution, asked.write.language),
            strict=True,
        )
        if any(fact is not None and fact.id in allowed for fact in (change.old, change.new))
    ]


def _change_tables(
    write: _Writer, told: Sequence[tuple[Change, dict[str, Any]]]
) -> Iterator[Table]:
    """Yield a table a kind of change; what was kept is only counted."""
    head = (
        write.text("变化", "Change"),
        write.text("原条款", "Old clause"),
        write.text("新条款", "New clause"),
    )
    for kind, name in KIND_NAMES.items():
        rows = tuple(
            (row["sentence"], _clause_cited(write, change.old), _clause_cited(write, change.new))
            for change, row in told
            if change.kind == kind and kind != "kept"
        )
        if rows:
            title = f"{name.in_language(write.language)} {len(rows)}"
            yield Table(title, head, rows, (5, 1.7, 1.7))


def _clause_cited(write: _Writer, fact: Designation | None) -> str:
    """Return a clause in short with the number of its citation; nothing for no statement."""
    return f"{write.clause(fact)} [{write.cite(fact)}]" if fact is not None else ""


def _edition(write: _Writer, key: str) -> str:
    document = write.atlas.documents.get(key)
    return write.text(document.short, document.short_en or document.short) if document else key


def _find_part(asked: _Asked) -> Part:
    write, atlas = asked.write, asked.atlas
    text = asked.screen.ask.get("q", "")
    if not text:
        return Part("find", _kind_name(asked), empty=_NO_QUESTION.in_language(write.language))
    weights = _weights(asked.screen.ask.get("w", ""))
    answer = finding.find(atlas, text, asked.selected.facts, weights=weights)
    listed = set(asked.screen.compared)
    rows = [
        (
            str(row["rank"]) + (" ★" if row["id"] in listed else ""),
            row["place"],
            f"{row['score']:g}",
            row["reason"],
        )
        for row in answer_rows(atlas, answer, len(answer.found), write.language)
    ]
    # The first ten, and whatever the reader put on the short list.
    shown = [row for number, row in enumerate(rows) if number < SHORT_LIST or "★" in row[0]]
    head = (
        write.text("名次", "Rank"),
        write.text("地点", "Place"),
        write.text("得分", "Score"),
        write.text("理由", "Reasons"),
    )
    title = write.text("排序与理由", "Ranking and reasons")
    remark = write.text("★ 为备选地点", "★ is on the short list")
    nothing = write.text(f"没有定位与“{text}”相符", f'no designation matches "{text}"')
    return Part(
        "find",
        write.text(f"“{text}”落点", f'Places for "{text}"'),
        summary=" · ".join(filter_words(write, asked.selected, counts=False)),
        map=found_map(atlas, write.language, [f.place for f in answer.found[:SHORT_LIST]], text),
        tables=(Table(title, head, tuple(shown), (0.9, 1.6, 0.9, 6.6)),) if shown else (),
        remarks=(remark,) if listed else (),
        empty="" if shown else nothing,
    )


def _weights(text: str) -> dict[str, float]:
    """Return the weights that stand in an address: ``role:4,near:0``."""
    found: dict[str, float] = {}
    for pair in filter(None, text.split(",")):
        key, _, value = pair.partition(":")
        try:
            found[key] = float(value)
        except ValueError:
            message = Text("不是“名称:数值”", "is not NAME:NUMBER")
            mend = Text("例如 role:6", "write for example role:6")
            raise AtlasError([Issue("part", "", "w", quote(pair), message, mend)]) from None
    return found


def _sources_part(asked: _Asked) -> Part:
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
    return Part(
        "sources",
        _kind_name(asked),
        tables=(
            Table(write.text("依据文件", "Documents"), head, documents, (6, 2.3, 1.1, 1.3, 0.9)),
            Table(write.text("数据来源", "Data sources"), data_head, sources, (3, 4, 1.8)),
        ),
        empty=_nothing(asked),
    )


# Statements ---------------------------------------------------------------------------------


def _title(write: _Writer, fact: Designation) -> str:
    return write.text(fact.title, fact.title_en or fact.title)


def _groups(write: _Writer, facts: Sequence[Designation], place: Place | None) -> Iterator[Group]:
    """Yield the statements by cluster, strongest first; those that name the place before others."""
    atlas = write.atlas
    strength = strength_of(atlas)

    def rank(fact: Designation) -> tuple[int, ...]:
        through = place is not None and not is_direct(atlas, place.id, fact)
        return (int(through), *strength(fact))

    for cluster in atlas.clusters:
        mine = sorted((fact for fact in facts if fact.cluster == cluster.id), key=rank)
        if mine:
            yield Group(
                write.name(cluster),
                safe_colour(cluster.colour),
                write.code("role", mine[0].role),
                tuple(_statement(write, fact, place) for fact in mine),
            )


def _statement(write: _Writer, fact: Designation, place: Place | None) -> Statement:
    atlas = write.atlas
    regions = regions_between(atlas, place.id, fact) if place is not None else ()
    via = write.join(write.short(atlas.places[region]) for region in regions)
    tier = atlas.codes["role"][fact.role].tier or 5
    colour = atlas.cluster_by_id[fact.cluster].colour
    return Statement(
        id=fact.id,
        title=_title(write, fact),
        where=write.join(write.short(atlas.places[key]) for key in fact.places),
        what=write.join(write.name(atlas.industries[key]) for key in fact.industries),
        role=write.code("role", fact.role),
        status=write.code("status", fact.status),
        fullness=FULLNESS[fact.status],
        shade=ramp(colour).shades[tier - 1],
        via=via and write.text(f"随{via}", f"through {via}"),
        target=target_text(fact, write.language),
        legal=write.legal(fact.document),
        cite=write.cite(fact),
        clause=write.clause(fact),
    )
