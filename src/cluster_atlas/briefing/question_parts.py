"""Parts that answer what planners ask: places compared, editions compared, places found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from cluster_atlas.atlas.selection import select
from cluster_atlas.briefing.headline import (
    compare_answer,
    evolve_answer,
    find_answer,
    row_names,
    rows_by_kind,
)
from cluster_atlas.briefing.maps.part_maps import change_map, places_map, ranking_map
from cluster_atlas.briefing.writer import (
    NO_QUESTION,
    PartRequest,
    PartResult,
    Writer,
    empty_note,
    groups_of,
    kind_name,
)
from cluster_atlas.mapping.compose import filter_words
from cluster_atlas.questions import compare as comparing
from cluster_atlas.questions import evolve as evolving
from cluster_atlas.questions import find as finding
from cluster_atlas.questions.comparetables import compare_rows, link_rows
from cluster_atlas.questions.roles import facts_about
from cluster_atlas.values.answers import Change
from cluster_atlas.values.briefspec import Cell, Figure, Part, Table
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.changes import CHANGE_SIGNS, KIND_NAMES, left_out_sentence
from cluster_atlas.wording.documents import short_name
from cluster_atlas.wording.naming import SET_NAMES
from cluster_atlas.wording.numbers import noun, number
from cluster_atlas.wording.reasons import answer_rows

SHORT_LIST = 10
# So many names of a kind one page lists, and twice as many of what names all places.
_NAMES = 4

_NO_CHANGE = Text("现有筛选下没有变化", "Nothing changed under these filters")


def _no_question(request: PartRequest) -> PartResult:
    why = NO_QUESTION.in_language(request.writer.language)
    return PartResult(Part(request.choice.kind, kind_name(request), empty=why))


def compare_part(request: PartRequest) -> PartResult:
    """Return places side by side, what they share and what each has alone."""
    writer, atlas = request.writer, request.atlas
    if not request.screen.compared:
        return _no_question(request)
    comparison = comparing.compare(atlas, request.screen.compared, request.selected.facts)
    names = [writer.name(atlas.places[key]) for key in comparison.places]
    rows = [_nested(row) for row in compare_rows(atlas, comparison, writer.language)]
    tables = [_flat_table(writer.text("角色对比", "Roles side by side"), rows, (1.2, 1.4))]
    links = link_rows(atlas, comparison.links, writer.language, ids=False)
    if links:
        title = writer.text("相互关系", "Relations among them")
        tables.append(_flat_table(title, links, (0.8, 0.8, 0.8, 1.2, 2, 4)))
    facts = tuple(
        fact
        for fact in request.selected.facts
        if any(facts_about(atlas, key, [fact]) for key in comparison.places)
    )
    label = writer.text("对比的地点", "Places compared")
    places = comparison.places
    part = Part(
        "compare",
        writer.text(f"{writer.join(names)}对比", f"{writer.join(names)} compared"),
        summary=" · ".join(filter_words(writer, request.selected, counts=False)),
        map=places_map(atlas, request.selected, writer.language, places, label),
        tables=tuple(tables),
        remarks=tuple(_shared_and_own(writer, comparison)),
        groups=tuple(groups_of(writer, facts, None, request.screen.compared)),
        empty=empty_note(request),
        answer=compare_answer(writer, comparison),
    )
    return PartResult(part, facts, tuple(_shared_and_own(writer, comparison, _NAMES)))


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a comparison with its cluster named on the cluster's own row only."""
    (cluster, _), (_, industry) = list(row.items())[:2]
    return row | {cluster: ""} if industry else row


def _shared_and_own(
    writer: Writer, comparison: comparing.Comparison, most: int = 0
) -> Iterator[str]:
    """Yield in what all places are named, what comes through regions, and what each has alone.

    Clusters stand apart from industries, each with their number, as in the headline; of each at
    most so many names (twice as many of what names all places), or all where ``most`` is 0.
    """
    language = writer.language
    for key, is_named in (("all-named", True), ("by-region", False)):
        shared = [row for row in comparison.shared if row.named is is_named]
        if shared:
            yield _set_line(
                writer, SET_NAMES[key].in_language(language), shared, most * (1 + is_named)
            )
    for key, rows in comparison.only.items():
        if rows:
            name = writer.short(writer.atlas.places[key])
            title = SET_NAMES["only"].in_language(language).format(name=name)
            yield _set_line(writer, title, rows, most)


def _set_line(writer: Writer, title: str, rows: Iterable[comparing.Row], most: int) -> str:
    """Return rows by their kinds: 都点名 · 2 个集群：甲、乙；1 个产业：丙."""
    clusters, industries, others = rows_by_kind(rows)
    kinds = (
        (clusters, Text("{} 个集群", "{} {}"), ("cluster", "clusters")),
        (industries, Text("{} 个产业", "{} {}"), ("industry", "industries")),
        (others, Text("另", "Besides"), ("", "")),
    )
    told = []
    for mine, form, nouns in kinds:
        if mine:
            names = row_names(writer, mine)
            count = form.in_language(writer.language).format(len(mine), noun(len(mine), *nouns))
            listed = writer.join(names[: most or None])
            if most and len(names) > most:
                listed += writer.text("等", f" and {len(names) - most} more")
            told.append(f"{count}{writer.text('：', ': ')}{listed}")
    # English names that hold a comma stand between semicolons.
    return f"{title} · {writer.text('；', '. ').join(told)}"


def _flat_table(title: str, rows: Sequence[dict[str, Any]], weights: Sequence[float]) -> Table:
    """Return flat rows as a table; columns without a weight of their own weigh 2."""
    head = tuple(rows[0]) if rows else ()
    cells = tuple(tuple(str(value) for value in row.values()) for row in rows)
    filled = (*weights, *([2.0] * len(head)))[: len(head)]
    return Table(title, head, cells, filled)


def evolve_part(request: PartRequest) -> PartResult:
    """Return what changed between two editions or years, under the part's filters."""
    writer, atlas = request.writer, request.atlas
    old, new = request.screen.ask.get("from", ""), request.screen.ask.get("to", "")
    if not (old and new):
        return _no_question(request)
    told = _changes_of(request, old, new)
    missing = _left_out(request, old, new)
    nothing = " ".join(filter(None, [_NO_CHANGE.in_language(writer.language), missing]))
    both = (fact for change, _ in told for fact in (change.old, change.new))
    facts = [fact for fact in both if fact is not None]
    label = writer.text("定位有变化的市", "Cities with changes")
    counts = [
        (kind, name.in_language(writer.language), sum(change.kind == kind for change, _ in told))
        for kind, name in KIND_NAMES.items()
    ]
    answer = evolve_answer(
        writer,
        _edition(writer, old),
        _edition(writer, new),
        [(name, count) for _, name, count in counts],
        [change for change, _ in told],
    )
    part = Part(
        "evolve",
        f"{_edition(writer, old)} → {_edition(writer, new)}",
        summary=" · ".join(filter_words(writer, request.selected, counts=False)),
        figures=tuple(
            Figure(str(count), f"{CHANGE_SIGNS[kind]} {name}") for kind, name, count in counts
        ),
        map=change_map(atlas, writer.language, _signs_by_city(writer, told), label),
        tables=tuple(_change_tables(writer, told)),
        remarks=(missing,) if missing else (),
        empty="" if told else nothing,
        answer=answer if told else "",
    )
    return PartResult(part, facts)


def _left_out(request: PartRequest, old: str, new: str) -> str:
    """Return what two years are not compared in, of the clusters that the part is about."""
    missing = evolving.left_out(request.atlas, old, new)
    chosen = request.screen.selection.clusters or [c.id for c in request.atlas.clusters]
    clusters = [key for key in missing.clusters if key in chosen]
    return left_out_sentence(request.writer, clusters, missing.documents)


def _signs_by_city(writer: Writer, told: Sequence[tuple[Change, dict[str, Any]]]) -> dict[str, str]:
    """Return the signs of the changes that name each city, as the page writes them."""
    found: dict[str, set[str]] = {}
    for change, _ in told:
        if change.kind == "kept":
            continue
        for fact in (change.old, change.new):
            for city in writer.atlas.named_cities(fact) if fact is not None else ():
                found.setdefault(city, set()).add(change.kind)
    return {
        city: "".join(sign for kind, sign in CHANGE_SIGNS.items() if kind in kinds)
        for city, kinds in found.items()
    }


def _changes_of(request: PartRequest, old: str, new: str) -> list[tuple[Change, dict[str, Any]]]:
    """Return the changes with their rows; one is told if either statement passes the filters.

    Legal state, document and year are left aside: they would part the two editions.
    """
    atlas = request.atlas
    chosen = replace(
        request.screen.selection,
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
            evolving.change_rows(atlas, evolution, request.writer.language),
            strict=True,
        )
        if any(fact is not None and fact.id in allowed for fact in (change.old, change.new))
    ]


def _change_tables(
    writer: Writer, told: Sequence[tuple[Change, dict[str, Any]]]
) -> Iterator[Table]:
    """Yield a table per kind of change; what was kept is only counted."""
    head = (
        writer.text("变化", "Change"),
        writer.text("原条款", "Old clause"),
        writer.text("新条款", "New clause"),
    )
    for kind, name in KIND_NAMES.items():
        rows = tuple(
            (
                f"{CHANGE_SIGNS[kind]} {row['sentence']}",
                _clause_cited(writer, change.old),
                _clause_cited(writer, change.new),
            )
            for change, row in told
            if change.kind == kind and kind != "kept"
        )
        if rows:
            title = f"{CHANGE_SIGNS[kind]} {name.in_language(writer.language)} {len(rows)}"
            yield Table(title, head, rows, (5, 1.7, 1.7))


def _clause_cited(writer: Writer, fact: Designation | None) -> Cell:
    """Return a clause in short with its citation; nothing for no statement."""
    return (f"{writer.clause(fact)} ", writer.cite(fact)) if fact is not None else ""


def _edition(writer: Writer, key: str) -> str:
    document = writer.atlas.documents.get(key)
    return short_name(document, writer.language) if document else key


def find_part(request: PartRequest) -> PartResult:
    """Return the places that a search ranks, with the reasons."""
    writer, atlas = request.writer, request.atlas
    text = request.screen.ask.get("q", "")
    if not text:
        return _no_question(request)
    weights = _weights(request.screen.ask.get("w", ""))
    answer = finding.find(atlas, text, request.selected.facts, weights=weights, day=writer.day)
    facts = [evidence.fact for found in answer.candidates for evidence in found.evidence]
    listed = set(request.screen.compared)
    # The first ten, and whatever the reader put on the short list.
    shown = [
        (
            str(row["rank"]) + (" ★" if row["id"] in listed else ""),
            row["place"],
            number(row["score"]),
            row["reason"],
        )
        for row in answer_rows(writer, answer, len(answer.candidates))
        if row["rank"] <= SHORT_LIST or row["id"] in listed
    ]
    head = (
        writer.text("名次", "Rank"),
        writer.text("地点", "Place"),
        writer.text("得分", "Score"),
        writer.text("理由", "Reasons"),
    )
    title = writer.text("排序与理由", "Ranking and reasons")
    remark = writer.text("★ 为备选地点", "★ is on the shortlist")
    nothing = writer.text(f"没有定位与“{text}”相符", f'no designation matches "{text}"')
    part = Part(
        "find",
        writer.text(f"“{text}”落点", f'Places for "{text}"'),
        summary=" · ".join(filter_words(writer, request.selected, counts=False)),
        map=ranking_map(
            atlas, writer.language, [f.place for f in answer.candidates[:SHORT_LIST]], text
        ),
        tables=(Table(title, head, tuple(shown), (0.9, 1.6, 0.9, 6.6)),) if shown else (),
        remarks=(remark,) if listed else (),
        empty="" if shown else nothing,
        answer=find_answer(writer, text, [(row[1], row[3]) for row in shown]) if shown else "",
    )
    return PartResult(part, facts)


def _weights(text: str) -> dict[str, float]:
    """Return the weights that stand in an address: ``role:4,near:0``."""
    found: dict[str, float] = {}
    for pair in filter(None, text.split(",")):
        key, _, value = pair.partition(":")
        try:
            found[key] = float(value)
        except ValueError:
            message = Text("不是“名称:数值”", "is not NAME:NUMBER")
            hint = Text("例如 role:6", "write for example role:6")
            raise AtlasError([Issue("part", "", "w", quote(pair), message, hint)]) from None
    return found
