"""The office's projects held against the plans, as a part that one page has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from cluster_atlas.briefing.headline import strongest_first
from cluster_atlas.briefing.writer import PartRequest, PartResult, Writer, kind_name
from cluster_atlas.mapping.compose import filter_words
from cluster_atlas.questions.office.implementation import implementation_of
from cluster_atlas.questions.office.implementationtables import stage_line, tally_name
from cluster_atlas.values.briefspec import Part, Table
from cluster_atlas.values.issues import Text
from cluster_atlas.values.ledger import Amount, Implementation, ProjectCheck, Tally
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.ledger_words import implementation_sentence, money, money_number
from cluster_atlas.wording.numbers import quantity

# Rows of counts that an upright A4 page has room for beside its head, and how many of them a row of
# the lists takes, by language; how many rows the lists have at least and at most.
_ROOM, _TALL = {"zh": 28, "en": 32}, {"zh": 2, "en": 3}
_FEW, _MOST = 2, 12
# Shares of the columns of a half of the counts, of Chinese names.
_WEIGHTS = (2.75, 0.99, 0.99, 1.1, 1.34, 1.34, 1.1)
# So many places of a designation are named.
_PLACES = 2

_NO_WORKSPACE = Text(
    "没有打开工作区，没有项目可以对照",
    "No workspace is open, so there is no project to hold against",
)
_NO_PROJECT = Text("工作区里没有项目", "The workspace has no project")
_SEVERAL = Text(
    "跨集群的 {n} 个项目在各集群各计一次；每个集群只按该集群的定位判断",
    "Projects of several clusters ({n}) count in each, which judges by its own designations",
)


def implementation_part(request: PartRequest) -> PartResult:
    """Return which projects stand where the plans want their industry, and what has none.

    The projects are those of ``request.own`` that the part's filters show; the designations those
    that they select. Which kinds of own rows the briefing shows elsewhere does not matter here.
    """
    writer, atlas = request.writer, request.atlas
    empty = None
    if request.own is None:
        empty = _NO_WORKSPACE
    elif not request.own.of_kind("projects"):
        empty = _NO_PROJECT
    if request.own is None or empty is not None:
        why = (empty or _NO_WORKSPACE).in_language(writer.language)
        return PartResult(Part("implementation", kind_name(request), empty=why))
    selected = request.selected
    found = implementation_of(
        atlas,
        request.own,
        selected.selection,
        selected.facts,
        request.screen.ask.get("stages", ""),
    )
    waiting = strongest_first(writer, found.waiting)
    apart = sorted(
        (one for one in found.projects if one.state == "none"),
        key=lambda one: -(one.project.investment or 0.0),
    )
    tallies = [
        _tally_table(writer, "cluster", found.clusters, found.total),
        _tally_table(writer, "city", found.cities, found.total),
    ]
    counts = sum(len(table.rows) for table in tallies)
    left = (_ROOM[writer.language] - counts) // _TALL[writer.language]
    most = max(_FEW, min(_MOST, left))
    part = Part(
        "implementation",
        kind_name(request),
        summary=" · ".join(filter_words(writer, selected, counts=False)),
        tables=(*tallies, *_lists(writer, found, apart, waiting, most)),
        remarks=tuple(_remarks(writer, found)),
        answer=implementation_sentence(writer.language, found),
        own=(_counted(writer, found), *_lines(writer, found)),
    )
    return PartResult(part, waiting[:most])


def _counted(writer: Writer, found: Implementation) -> str:
    count = found.total.all.count
    return writer.text(f"{count} 个项目，按集群", f"{quantity(count, 'project')} by cluster")


def _remarks(writer: Writer, found: Implementation) -> Iterator[str]:
    """Yield the stages, the years of start, and what counts twice."""
    language = writer.language
    if found.total.stages:
        stages = stage_line(language, found.total.stages)
        yield writer.text(f"阶段：{stages}", f"Stages: {stages}")
    if found.years:
        told = [
            (tally_name(writer, "year", tally.id), tally.all.count, tally.all.investment)
            for tally in found.years
        ]
        zh = " · ".join(f"{year} {n} 个 {money(language, yuan)}" for year, n, yuan in told)
        en = " · ".join(f"{year}: {n}, {money(language, yuan)}" for year, n, yuan in told)
        yield writer.text(f"开工年份：{zh}", f"Year of start: {en}")
    if found.several:
        yield _SEVERAL.in_language(language).format(n=found.several)


def _lines(writer: Writer, found: Implementation) -> Iterator[str]:
    """Yield a short line for each cluster, for outputs without tables."""
    for tally in found.clusters:
        named = tally.states.get("named", Amount()).count
        name = tally_name(writer, "cluster", tally.id)
        invested = money(writer.language, tally.all.investment)
        zh = f"{name}：{tally.all.count} 个项目，{named} 个在点名之地，{invested}"
        en = f"{name}: {quantity(tally.all.count, 'project')}, {named} in named places, {invested}"
        if tally.designations:
            zh += f"；{tally.designations} 条定位中 {tally.waiting} 条尚无项目"
            en += f"; {tally.waiting} of {quantity(tally.designations, 'designation')} without one"
        yield writer.text(zh, en)


def _lists(
    writer: Writer,
    found: Implementation,
    apart: Sequence[ProjectCheck],
    waiting: Sequence[Designation],
    most: int,
) -> Iterator[Table]:
    """Yield the first projects that no plan names and the first designations side by side."""
    text = writer.text
    projects = [_project_line(writer, one) for one in apart[:most]]
    plans = [_designation_line(writer, fact) for fact in waiting[:most]]
    head = (
        _cut(writer, text("所在地未获点名的项目", "Not named"), len(projects), len(apart)),
        _cut(writer, text("尚无项目的定位", "No project yet"), len(plans), len(found.waiting)),
    )
    rows = tuple(zip_longest(projects, plans, fillvalue=""))
    if rows:
        yield Table("", head, rows, (1, 1), dense=True)


def _cut(writer: Writer, title: str, shown: int, every: int) -> str:
    """Return a heading with how many there are, and how many of them stand below it."""
    if shown == every:
        return f"{title} {every}"
    return title + writer.text(f"（前 {shown}，共 {every}）", f" (first {shown} of {every})")


def _project_line(writer: Writer, one: ProjectCheck) -> str:
    project = one.project
    spot = project.county or project.city
    told = (
        project.name,
        writer.short(writer.atlas.places[spot]) if spot else "",
        writer.join(tally_name(writer, "cluster", cluster) for cluster in one.clusters),
        "" if project.investment is None else money(writer.language, project.investment),
    )
    return " · ".join(filter(None, told))


def _designation_line(writer: Writer, fact: Designation) -> str:
    places = writer.places(fact.places[:_PLACES])
    if len(fact.places) > _PLACES:
        places += writer.text("等", " and more")
    return " · ".join((writer.title(fact), places, writer.clause(fact)))


def _tally_table(writer: Writer, subject: str, tallies: Sequence[Tally], total: Tally) -> Table:
    """Return counts of clusters or cities, the total of all last.

    They stand in two halves side by side where their names are short.
    """
    text = writer.text
    names = [tally_name(writer, subject, tally.id) for tally in tallies]
    rows = [_tally_row(writer, *one) for one in zip(names, tallies, strict=True)]
    rows.append(_tally_row(writer, text("合计", "Total"), total))
    head = (
        text("集群", "Cluster") if subject == "cluster" else text("城市", "City"),
        text("项目", "All"),
        text("点名", "Named"),
        text("未点名", "Not"),
        text("亿元", "CNY bn"),
        text("其中点名", "Named"),
        text("待落地", "Open"),
    )
    title = text("按集群", "By cluster") if subject == "cluster" else text("按城市", "By city")
    if subject == "cluster" and writer.english:
        return Table(title, head, tuple(rows), (4.4, 1, 1, 1, 1, 1, 1), dense=True)
    half = (len(rows) + 1) // 2
    sides = zip_longest(rows[:half], rows[half:], fillvalue=("",) * len(head))
    weights = (2.25, 0.85, 1.5, 1.05, 1.6, 1.5, 1.2) if writer.english else _WEIGHTS
    return Table(title, head * 2, tuple(a + b for a, b in sides), weights * 2, dense=True)


def _tally_row(writer: Writer, name: str, tally: Tally) -> tuple[str, ...]:
    named, none = (tally.states.get(state, Amount()) for state in ("named", "none"))
    told = [
        *(str(n) for n in (tally.all.count, named.count, none.count)),
        money_number(writer.language, tally.all.investment),
        money_number(writer.language, named.investment),
        str(tally.waiting),
    ]
    return (name, *("–" if one == "0" else one for one in told))
