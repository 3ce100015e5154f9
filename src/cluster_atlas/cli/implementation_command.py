"""The command ``implementation``: an office's projects held against the plans."""

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
    selection_of,
    workspace_option,
)
from cluster_atlas.cli.output import show
from cluster_atlas.values.issues import AtlasError, Text, message_language, unknown

_STAGE = Text("阶段", "stage")


@click.command()
@data_option
@filter_options
@workspace_option
@click.option(
    "--about",
    type=click.Choice(("projects", "waiting", "clusters", "cities", "years")),
    default="projects",
    show_default=True,
    help="逐个项目、尚无项目的定位、按集群、按城市、按开工年份 · what to list",
)
@click.option(
    "--stages",
    default="",
    metavar="STAGES",
    help="只看这些阶段的项目，逗号分隔，如 signed,building · projects of these stages only",
)
@format_option
@by_option
@click.pass_context
def implementation(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    data: Path | None,
    workspace: str,
    about: str,
    stages: str,
    form: str,
    by: str,
    **options: Any,  # noqa: ANN401 - the filters
) -> None:
    """规划落地对照：项目是否落在规划点名之处 · Hold the project ledger against the plans."""
    from cluster_atlas.own.kinds import kind_list
    from cluster_atlas.own.rows.shown import own_rows
    from cluster_atlas.questions.office.implementation import implementation_of
    from cluster_atlas.questions.office.implementationtables import implementation_rows
    from cluster_atlas.values.owndata import OwnData

    atlas = atlas_of(context, data)
    found = selection_of(atlas, options)
    known = [stage.id for stage in kind_list().stages]
    if strange := [one for one in stages.split(",") if one and one not in known]:
        raise AtlasError([unknown(_STAGE, strange[0], known, file="--stages")])
    rows = own_rows("projects", read_rows(workspace, "projects", by))
    own = OwnData(workspace, 0, tuple(rows))
    checked = implementation_of(atlas, own, found.selection, found.facts, stages)
    show(implementation_rows(atlas, checked, about, message_language()), form)
