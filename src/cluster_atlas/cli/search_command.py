"""The commands of the one search box, and of what the atlas covers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cluster_atlas.cli.options import atlas_of, data_option
from cluster_atlas.cli.output import FORMATS, show
from cluster_atlas.values.issues import message_language

_HIT_COLUMNS = ("rank", "score", "kind", "name", "cluster", "term")
_SCOPE_COLUMNS = ("group", "name", "covered", "documents", "nearest")

_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="输出格式 · output format",
)
_language_option = click.option("--lang", type=click.Choice(("zh", "en")), help="语言 · language")


@click.command()
@click.argument("text")
@data_option
@_format_option
@_language_option
@click.pass_context
def search(
    context: click.Context, text: str, data: Path | None, form: str, lang: str | None
) -> None:
    """一次检索，直接回答 · Answer a text: product, industry, place, document, clause."""
    from cluster_atlas.questions.search.search import search as answer
    from cluster_atlas.wording.replies import reply_record
    from cluster_atlas.wording.wording import Wording

    atlas = atlas_of(context, data)
    language = lang or message_language()
    other = "zh" if language == "en" else "en"
    wordings = [Wording(atlas, one, atlas.today) for one in (language, other)]
    record = reply_record(wordings, answer(atlas, text))
    if form in {"json", "jsonl"}:
        show([record], form)
        return
    rows: list[dict[str, Any]] = record["hits"] or record["nearest"]
    if form != "csv":
        for sentence in record["answer"].values():
            click.echo(sentence)
        click.echo()
    show(rows, form, None if form == "csv" else _HIT_COLUMNS)


@click.command()
@data_option
@_format_option
@_language_option
@click.pass_context
def scope(context: click.Context, data: Path | None, form: str, lang: str | None) -> None:
    """列出覆盖与未覆盖的产业集群 · List the clusters that the atlas covers and lacks."""
    from cluster_atlas.wording.scope import scope_rows
    from cluster_atlas.wording.wording import Wording

    atlas = atlas_of(context, data)
    wording = Wording(atlas, lang or message_language(), atlas.today)
    show(scope_rows(wording), form, _SCOPE_COLUMNS if form in {"table", "md"} else None)
