"""The command ``sites``: what is free where the plans want an industry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cluster_atlas.cli.options import (
    atlas_of,
    by_option,
    data_option,
    filter_options,
    format_option,
    read_rows,
    say,
    selection_of,
    workspace_option,
)
from cluster_atlas.cli.output import show
from cluster_atlas.values.issues import message_language


@click.command()
@click.argument("text")
@data_option
@filter_options
@workspace_option
@click.option("--area", default="", metavar="M2", help="至少多少平方米 · at least, in m²")
@click.option("--power", default="", metavar="VA", help="至少多少伏安 · at least, in VA")
@click.option("--price", default="", help="价格上限，按台账的单位 · at most, as the list has it")
@click.option("--free-by", default="", metavar="DATE", help="最迟何日可用 · free by this day")
@by_option
@click.option("--top", default=10, show_default=True, help="列出几个 · how many")
@format_option
@click.pass_context
def sites(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    text: str,
    data: Path | None,
    workspace: str,
    area: str,
    power: str,
    price: str,
    free_by: str,
    by: str,
    top: int,
    form: str,
    **options: Any,  # noqa: ANN401 - the filters
) -> None:
    """为产业、产品找可用载体与地块 · Free premises and land for an industry or product."""
    from cluster_atlas.own.rows.shown import own_rows
    from cluster_atlas.questions.find import find
    from cluster_atlas.questions.office.sites import find_sites, read_need
    from cluster_atlas.questions.office.sitetables import site_rows
    from cluster_atlas.wording.numbers import quantity
    from cluster_atlas.wording.wording import Wording

    atlas = atlas_of(context, data)
    selection = selection_of(atlas, options)
    told = {"area": area, "power": power, "price": price, "by": free_by}
    need = read_need({key: value for key, value in told.items() if value}, where="sites")
    answer = find(atlas, text, selection.facts, day=selection.day)
    rows = [
        row
        for kind in ("premises", "parks")
        for row in own_rows(kind, read_rows(workspace, kind, by))
    ]
    found = find_sites(atlas, answer, rows, need)
    show(site_rows(Wording(atlas, message_language(), selection.day), found, top), form)
    if form == "table":
        count = len(found.found)
        click.echo(
            say(
                f"可用 {count} 处，另有 {found.short} 处不合需求。",
                f"{quantity(count, 'site')}, {found.short} more that miss a need.",
            )
        )
