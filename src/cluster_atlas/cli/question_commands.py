"""The commands that ask what planners ask: compare, evolve and find."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import SelectionResult, parse_selection
from cluster_atlas.cli.options import (
    atlas_of,
    data_option,
    filter_options,
    own_of,
    say,
    selection_of,
    with_own_option,
)
from cluster_atlas.cli.output import FORMATS, form_of, rows_workbook, show
from cluster_atlas.values.issues import AtlasError, Issue, Text, message_language, quote
from cluster_atlas.wording.numbers import quantity
from cluster_atlas.wording.wording import Wording

_RANK_COLUMNS = ("rank", "place", "score", "reason")
_CHANGE_COLUMNS = ("kind", "sentence", "old_clause", "new_clause")
# What the answer to a question can be written as.
_FORMS = (*FORMATS, "html", "xlsx")
ABOUT = ("facts", "matrix", "pairs", "complement", "crowding", "regions", "relations")


def _answer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--format``, ``--out`` and ``--lang``."""
    for option in (
        click.option("--lang", type=click.Choice(("zh", "en")), help="语言 · language"),
        click.option("--out", type=click.Path(path_type=Path), help="写入文件 · write a file"),
        click.option(
            "--format",
            "form",
            type=click.Choice(_FORMS),
            help="输出格式；不写则依 --out 的结尾，否则为 table"
            " · output format; by the ending of --out, or else table",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("places", nargs=-1)
@data_option
@filter_options
@_answer_options
@with_own_option
@click.option(
    "--about",
    type=click.Choice(ABOUT),
    help="逐条定位，或全省的矩阵、相似、互补、集聚与空白、区域份额、关系"
    " · a row per designation, or the whole province",
)
@click.option(
    "--chain",
    metavar="CLUSTER",
    help="一个集群的产业链：各环节点名了谁，哪里要补链 · a cluster by stage",
)
@click.pass_context
def compare(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    places: tuple[str, ...],
    data: Path | None,
    form: str | None,
    lang: str | None,
    out: Path | None,
    workspace: str | None,
    about: str | None,
    chain: str | None,
    **options: Any,  # noqa: ANN401 - the filters
) -> None:
    """并列比较二至五个市、县区或区域 · Hold two to five places side by side."""
    from cluster_atlas.questions import compare as comparing
    from cluster_atlas.questions import comparetables as tables
    from cluster_atlas.questions.chain import chain as chain_of
    from cluster_atlas.questions.chain import chain_rows

    form = form_of(form, out, _FORMS)
    atlas = atlas_of(context, data)
    found = selection_of(atlas, options)
    language = lang or message_language()
    if chain:
        cluster = _cluster_of(atlas, chain)
        rows = chain_rows(atlas, chain_of(atlas, cluster, found.facts), language)
        question: dict[str, str | list[str]] = {"sub": "chain", "w": cluster}
    elif about and about != "facts":
        rows = _province_rows(atlas, found, about, language)
        question = {"sub": _SUB_PAGES[about]}
    else:
        comparison = comparing.compare(atlas, places, found.facts)
        make = tables.compare_fact_rows if about else tables.compare_rows
        rows = make(atlas, comparison, language)
        if not about:
            rows += _own_rows(atlas, found, comparison.places, workspace, language)
        question = {"with": list(comparison.places)}
    if form == "html":
        _write_page(atlas, found, out, "compare", question, language)
    else:
        _tell(rows, form, out, day=atlas.today)
        if about == "pairs":
            _tell_unranked(atlas, found)


def _own_rows(
    atlas: Atlas,
    found: SelectionResult,
    places: Sequence[str],
    workspace: str | None,
    language: str,
) -> list[dict[str, Any]]:
    """Return what a workspace has in each of the places compared; nothing without one."""
    if not workspace:
        return []
    from cluster_atlas.questions.office.owncompare import own_compare_rows
    from cluster_atlas.questions.office.owntables import shown_own

    own = own_of(workspace)
    if own is None:
        return []
    shown = shown_own(atlas, own, replace(found.selection, places=()))
    return own_compare_rows(Wording(atlas, language, atlas.today), places, shown)


def _tell_unranked(atlas: Atlas, found: SelectionResult) -> None:
    """Say on the error stream which pairs stand in no ranking."""
    from cluster_atlas.questions.similarity import similarity

    unranked = similarity(atlas, found.facts).unranked
    if unranked:
        names = "; ".join(
            " – ".join(atlas.places[key].name for key in (pair.first, pair.second))
            for pair in unranked
        )
        click.echo(
            say(
                f"另有 {len(unranked)} 对所共有的全部只随区域而来，不作排名：{names}",
                f"not ranked, {quantity(len(unranked), 'pair')} alike through regions only: "
                f"{names}",
            ),
            err=True,
        )


_SUB_PAGES = {
    "matrix": "matrix",
    "pairs": "pattern",
    "complement": "pattern",
    "crowding": "pattern",
    "regions": "pattern",
    "relations": "network",
}


def _cluster_of(atlas: Atlas, value: str) -> str:
    """Return the id of the cluster that an id or a name stands for."""
    selection, issues = parse_selection(atlas, {"cluster": [value]}, file="--chain")
    if issues:
        raise AtlasError(issues)
    return selection.clusters[0]


def _province_rows(
    atlas: Atlas, found: SelectionResult, about: str, language: str
) -> list[dict[str, Any]]:
    """Return what is asked about the whole province."""
    from cluster_atlas.questions import compare as comparing
    from cluster_atlas.questions import comparetables as tables
    from cluster_atlas.questions.patterns import crowding, region_shares
    from cluster_atlas.questions.similarity import similarity

    facts = found.facts
    makers: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "matrix": lambda: tables.matrix_rows(
            atlas, comparing.province_matrix(atlas, facts), language
        ),
        "pairs": lambda: tables.pair_rows(atlas, similarity(atlas, facts), language),
        "complement": lambda: tables.pair_rows(
            atlas, similarity(atlas, facts), language, "complement"
        ),
        "crowding": lambda: tables.crowding_rows(atlas, crowding(atlas, facts), language),
        "regions": lambda: tables.share_rows(atlas, region_shares(atlas, facts), language),
        "relations": lambda: tables.link_rows(atlas, comparing.network(atlas, facts), language),
    }
    return makers[about]()


@click.command()
@click.argument("earlier")
@click.argument("later")
@data_option
@_answer_options
@click.option("--kept", is_flag=True, help="一并列出未变的定位 · list what is the same as well")
@click.pass_context
def evolve(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    earlier: str,
    later: str,
    data: Path | None,
    form: str | None,
    lang: str | None,
    out: Path | None,
    kept: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """比较规划的两版，或两个时点 · What changed between two editions, years or days."""
    from cluster_atlas.questions.evolve import change_rows, evolutions, left_out
    from cluster_atlas.wording.changes import left_out_sentence
    from cluster_atlas.wording.wording import Wording

    form = form_of(form, out, _FORMS)
    atlas = atlas_of(context, data)
    language = lang or message_language()
    found = evolutions(atlas, earlier, later)
    if form == "html":
        from cluster_atlas.atlas.selection import select

        question: dict[str, str | list[str]] = {"from": earlier, "to": later}
        _write_page(atlas, select(atlas), out, "evolve", question, language)
        return
    changes = [change for evolution in found for change in evolution.changes]
    rows = [row for evolution in found for row in change_rows(atlas, evolution, language)]
    shown = [r for c, r in zip(changes, rows, strict=True) if kept or c.kind != "kept"]
    _tell(shown, form, out, _CHANGE_COLUMNS, day=atlas.today)
    same = len(rows) - len(shown)
    if form == "table":
        click.echo(
            say(
                f"变化 {len(shown)} 条，未变 {same} 条。",
                f"{quantity(len(shown), 'change')}, {same} the same.",
            )
        )
    missing = left_out(atlas, earlier, later)
    told = left_out_sentence(
        Wording(atlas, message_language(), atlas.today), missing.clusters, missing.documents
    )
    if told:
        click.echo(told, err=form != "table")


@click.command()
@click.argument("text")
@data_option
@filter_options
@_answer_options
@click.option("--top", default=10, show_default=True, help="列出几个 · how many")
@click.option(
    "--weight", "weights", multiple=True, metavar="NAME=0…10", help="改变权重 · change a weight"
)
@click.pass_context
def find(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    text: str,
    data: Path | None,
    form: str | None,
    lang: str | None,
    out: Path | None,
    top: int,
    weights: tuple[str, ...],
    **options: Any,  # noqa: ANN401 - the filters
) -> None:
    """为产业、产品找地点，按规划表述排序 · Ranked places for an industry or product."""
    from cluster_atlas.questions import find as finding
    from cluster_atlas.wording.numbers import number
    from cluster_atlas.wording.reasons import answer_rows
    from cluster_atlas.wording.wording import Wording

    form = form_of(form, out, _FORMS)
    atlas = atlas_of(context, data)
    found = selection_of(atlas, options)
    language = lang or message_language()
    chosen = _weights(weights)
    answer = finding.find(atlas, text, found.facts, weights=chosen, day=found.day)
    if form == "html":
        told = ",".join(f"{key}:{number(value)}" for key, value in chosen.items())
        question: dict[str, str | list[str]] = {"q": text, "w": told}
        _write_page(atlas, found, out, "find", question, language)
        return
    for written, read in answer.query.notes:
        note = say(f"“{written}”读作“{read}”", f'"{written}" read as "{read}"')
        click.echo(note, err=True)
    if not answer.candidates:
        asked, near = quote(answer.query.text), "、".join(answer.nearest)
        nothing = say(f"没有定位与“{asked}”相符", f'no designation matches "{asked}"')
        hint = say(f"；最接近的词：{near}", f"; nearest terms: {near}") if near else ""
        click.echo(nothing + hint, err=True)
    wording = Wording(atlas, language, found.day)
    rows = answer_rows(wording, answer, top)
    _tell(rows, form, out, _RANK_COLUMNS, day=atlas.today)


def _weights(given: tuple[str, ...]) -> dict[str, float]:
    """Return ``role=4`` as a number by name."""
    found: dict[str, float] = {}
    for pair in given:
        key, _, value = pair.partition("=")
        try:
            found[key.strip()] = float(value)
        except ValueError:
            message = Text("不是“名称=数值”", "is not NAME=NUMBER")
            hint = Text("例如 --weight role=6", "write for example --weight role=6")
            raise AtlasError([Issue("--weight", "", "", quote(pair), message, hint)]) from None
    return found


def _tell(
    rows: list[dict[str, Any]],
    form: str,
    out: Path | None,
    columns: tuple[str, ...] | None = None,
    *,
    day: dt.date,
) -> None:
    """Print rows, or write them to a file made on a day."""
    if out is None:
        show(rows, form, columns)
        return
    from cluster_atlas.files.outfiles import write_file

    if form == "xlsx":
        content = rows_workbook(rows, click.get_current_context().info_name or "", day)
    else:
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            show(rows, form, columns)
        content = text.getvalue().encode("utf-8-sig" if form == "csv" else "utf-8")
    write_file(out, content)
    click.echo(say(f"已写出 {out}。", f"wrote {out}."), err=True)


def _write_page(  # noqa: PLR0913 - what a page is made of
    atlas: Atlas,
    found: SelectionResult,
    out: Path | None,
    view: str,
    question: dict[str, str | list[str]],
    language: str,
) -> None:
    """Write the exported page, opened at a question, or print it."""
    from cluster_atlas.files.outfiles import write_file
    from cluster_atlas.web.page import export_html

    page = export_html(atlas, found.selection, language=language, view=view, question=question)
    if out is None:
        click.echo(page)
        return
    write_file(out, page.encode())
    click.echo(say(f"已写出 {out}。", f"wrote {out}."), err=True)
