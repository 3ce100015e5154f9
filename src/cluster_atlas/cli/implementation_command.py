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
from cluster_atlas.values.issues import message_language


@click.command()
@data_option
@filter_options
@workspace_option
@click.option(
    "--about",
    type=click.Choice(("projects", "waiting", "clusters", "cities")),
    default="projects",
    show_default=True,
    help="逐个项目、尚无项目的定位、按集群、按城市 · what to list",
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
    form: str,
    by: str,
    **options: Any,  # noqa: ANN401 - the filters
) -> None:
    """规划落地对照：项目是否落在规划点名之处 · Hold the project ledger against the plans."""
    from cluster_atlas.questions.office.implementation import check_implementation, projects_of
    from cluster_atlas.questions.office.implementationtables import implementation_rows

    atlas = atlas_of(context, data)
    found = selection_of(atlas, options)
    projects = projects_of(read_rows(workspace, "projects", by).to_pylist())
    checked = check_implementation(atlas, projects, found.facts)
    rows = implementation_rows(atlas, checked, about, message_language())
    show(rows, form)
