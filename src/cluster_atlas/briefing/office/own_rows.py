"""An office's own rows in the parts of a briefing: on their maps, in tables, in short lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cluster_atlas.briefing.writer import PartRequest, PartResult, Writer
from cluster_atlas.mapping.ownlayers import with_own
from cluster_atlas.questions.office.owncompare import own_compare_rows
from cluster_atlas.questions.office.ownrows import chosen_kinds, select_own
from cluster_atlas.questions.office.owntables import (
    OWN_DATA,
    area_words,
    counts_words,
    industry_names,
    investment_of,
    money_words,
    place_name,
    short_name,
    stage_name,
)
from cluster_atlas.questions.office.sites import free_area, is_free
from cluster_atlas.values.briefspec import Table
from cluster_atlas.values.owndata import OwnData, OwnRow

# So many projects and free sites a profile lists, and so many of each where there is little room.
_MOST, _FEW = 8, 2
# A map of what changed, and of single clusters, is about something else; one part has them all.
_WITHOUT = frozenset({"evolve", "implementation", "multiples", "list", "sources"})


def with_own_rows(request: PartRequest, made: PartResult) -> PartResult:
    """Return a part with the own rows that its screen shows; as it was where there are none."""
    data = _shown(request)
    if data is None or made.part.empty:
        return made
    writer, part = request.writer, made.part
    tables, remarks = part.tables, (*part.remarks, _counted(writer, data))
    if part.kind == "place":
        tables = (*tables, *_tables(writer, data))
    elif part.kind == "compare":
        tables = (*tables, *_compared(request, data))
    spec = None if part.map is None else with_own(part.map, writer, data)
    if spec is not None and part.map is not None:
        # What a map of these rows cannot show; its other notes are said by the part already.
        remarks = (*remarks, *spec.notes[len(part.map.notes) :])
    own = tuple(_lines(writer, data, detailed=part.kind == "place"))
    return replace(made, part=replace(part, map=spec, tables=tables, remarks=remarks, own=own))


def _shown(request: PartRequest) -> OwnData | None:
    """Return the rows of the kinds that the briefing asks for, as the part's screen shows them."""
    if request.own is None or not request.own_kinds or request.choice.kind in _WITHOUT:
        return None
    asked = request.screen.ask
    kinds = [one for one in request.own_kinds if one in chosen_kinds(asked.get("own", ""))]
    places = {
        "place": (request.screen.focus,),
        "compare": request.screen.compared,
    }.get(request.choice.kind, request.selected.selection.places)
    selection = replace(request.selected.selection, places=tuple(places))
    rows = (
        select_own(request.atlas, request.own, selection, ",".join(kinds), asked.get("stages", ""))
        if kinds
        else ()
    )
    return replace(request.own, rows=rows) if rows else None


def _counted(writer: Writer, data: OwnData) -> str:
    name, counts = OWN_DATA.in_language(writer.language), counts_words(writer, data)
    return writer.text(f"{name}：{counts}", f"{name[0].upper()}{name[1:]}: {counts}")


def _projects(data: OwnData) -> list[OwnRow]:
    """Return the projects, the largest first, those without an investment last."""
    return sorted(
        data.of_kind("projects"), key=lambda row: (investment_of(row) is None, -_invested(row))
    )


def _invested(row: OwnRow) -> float:
    return investment_of(row) or 0.0


def _sites(data: OwnData) -> list[OwnRow]:
    """Return what is free, the largest first."""
    return sorted(filter(is_free, data.rows), key=lambda row: -(free_area(row) or 0.0))


def _name(writer: Writer, row: OwnRow) -> str:
    return short_name(row, writer.language)


def _money(writer: Writer, row: OwnRow) -> str:
    yuan = investment_of(row)
    return "—" if yuan is None else money_words(writer, yuan)


def _area(writer: Writer, row: OwnRow) -> str:
    area = free_area(row)
    return "—" if area is None else area_words(writer, area)


def _where(writer: Writer, row: OwnRow) -> str:
    return place_name(writer, row.zone or row.county or row.city) or "—"


def _tables(writer: Writer, data: OwnData) -> Iterator[Table]:
    """Yield the projects and what is free, the largest first."""
    text = writer.text
    projects, sites = _projects(data), _sites(data)
    if projects:
        rows = tuple(
            (
                _name(writer, row),
                stage_name(row.stage, writer) or "—",
                _money(writer, row),
                industry_names(writer, row) or "—",
                _where(writer, row),
            )
            for row in projects[:_MOST]
        )
        head = (
            text("项目", "Project"),
            text("阶段", "Stage"),
            text("总投资", "Investment"),
            text("产业", "Industry"),
            text("地点", "Place"),
        )
        yield Table(
            _titled(writer, "项目", "projects", len(projects)), head, rows, (2.4, 0.9, 1.2, 2, 1.3)
        )
    if sites:
        rows = tuple(
            (
                _name(writer, row),
                _area(writer, row),
                str(row.values.get("free_from") or "—"),
                industry_names(writer, row) or "—",
                _where(writer, row),
            )
            for row in sites[:_MOST]
        )
        head = (
            text("载体", "Site"),
            text("可用面积", "Free area"),
            text("可用日期", "Free from"),
            text("意向产业", "Wanted industry"),
            text("地点", "Place"),
        )
        yield Table(
            _titled(writer, "载体", "free sites", len(sites)), head, rows, (2.4, 1.2, 1.1, 1.9, 1.3)
        )


def _titled(writer: Writer, zh: str, en: str, number: int) -> str:
    """Return what stands over a table of the office's, and that it lists the first only."""
    if number <= _MOST:
        return writer.text(f"本单位{zh}", f"The office's {en}")
    return writer.text(f"本单位{zh}（前 {_MOST} 个）", f"The office's {en} (first {_MOST})")


def _compared(request: PartRequest, data: OwnData) -> Iterator[Table]:
    """Yield the places compared by their own rows: projects, investment, free area."""
    writer = request.writer
    found = own_compare_rows(writer, request.screen.compared, data)
    if found:
        head = (writer.text("指标", "Measure"), *tuple(found[0])[2:])
        title = OWN_DATA.in_language(writer.language)
        rows = tuple(tuple(str(value) for value in tuple(row.values())[1:]) for row in found)
        weights = (1.6, *(1.2 for _ in head[1:]))
        yield Table(title[0].upper() + title[1:], head, rows, weights)


def _lines(writer: Writer, data: OwnData, *, detailed: bool) -> Iterator[str]:
    """Yield the rows in short, the most telling first: for a page, and where no table can stand."""
    yield _counted(writer, data)
    if not detailed:
        return
    comma = writer.text("，", ", ")
    projects = [
        comma.join(
            filter(None, (_name(writer, row), stage_name(row.stage, writer), _money(writer, row)))
        )
        for row in _projects(data)
    ]
    sites = [
        comma.join((_name(writer, row), writer.text("可用 ", "free: ") + _area(writer, row)))
        for row in _sites(data)
    ]
    room = 2 * _FEW
    first = projects[: max(_FEW, room - len(sites))]
    yield from first
    yield from sites[: room - len(first)]
