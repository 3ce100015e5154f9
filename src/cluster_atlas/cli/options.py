"""What the commands share: their options, the atlas they open, and what they select."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.cache import open_kept
from cluster_atlas.atlas.selection import BY_NAME, SelectionResult, parse_selection, select
from cluster_atlas.cli.output import FORMATS
from cluster_atlas.values.issues import AtlasError, Text, message_language

if TYPE_CHECKING:
    import pyarrow as pa

    from cluster_atlas.values.owndata import OwnData


def say(zh: str, en: str) -> str:
    """Return the wording that fits the locale."""
    return Text(zh, en).in_language(message_language())


Command = Callable[..., Any]


def data_option(command: Command) -> Command:
    """Give a command ``--data DIR``; the group takes it before the command as well."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        help="数据目录，含 layers/ 与 geodata/ · data folder with layers/ and geodata/",
    )(command)


def workspace_option(command: Command) -> Command:
    """Give a command ``--workspace FILE``."""
    return click.option(
        "--workspace",
        required=True,
        metavar="FILE",
        help="工作区文件，或 postgresql:// 地址 · workspace file, or a postgresql:// address",
    )(command)


def by_option(command: Command) -> Command:
    """Give a command ``--by NAME``, for the log of the workspace."""
    return click.option("--by", default="", help="谁 · who")(command)


def read_rows(workspace: str, kind: str, by: str, *, private: bool = False) -> pa.Table:
    """Return the rows of a kind that a workspace holds, and write into its log who read them.

    A workspace that can only be read is read all the same, and what the log lacks is said.
    """
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        table = opened.rows(kind)
        try:
            opened.log(by, "read", f"{kind}, private" if private else kind)
        except AtlasError as error:
            for issue in error.issues:
                click.echo(issue.sentence(), err=True)
    return table


def with_own_option(command: Command) -> Command:
    """Give a command ``--workspace FILE`` whose own rows go along where it is given."""
    return click.option(
        "--workspace",
        metavar="FILE",
        help="带上此工作区的单位自有数据，不含私有列 · with the office's own rows of this"
        " workspace, without private columns",
    )(command)


def own_of(workspace: str | None) -> OwnData | None:
    """Return what a workspace shows; ``None`` where none was asked for."""
    if not workspace:
        return None
    from cluster_atlas.own.rows.shown import open_own_data

    return open_own_data(workspace)


def listed(text: str | None) -> tuple[str, ...]:
    """Return what stands between commas."""
    return tuple(one.strip() for one in (text or "").split(",") if one.strip())


def format_option(command: Command) -> Command:
    """Give a printing command ``--format``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="输出格式 · output format",
    )(command)


def policies_option(command: Command) -> Command:
    """Give a command ``--policies DIR``."""
    return click.option(
        "--policies",
        type=click.Path(path_type=Path),
        required=True,
        help="政策文本目录 · folder of the policy texts",
    )(command)


# What an option was called before: scripts of users go on to work.
_FORMER_FLAGS = {"--place": ("--city",)}
_FILTER_OPTIONS = (
    ("--cluster", "cluster", "集群 · cluster"),
    ("--industry", "industry", "产业 · industry"),
    ("--status", "status", "状态 · status"),
    ("--role", "role", "角色 · role"),
    ("--place", "place", "市、区域、县区或园区 · city, region, county or park"),
    ("--document", "document", "文件 · document"),
    ("--legal", "legal", "文件效力 · legal state"),
)
_NAMED_HELP = "仅点名：不含只随区域或全省的 · only what names a city or a place in it"


def filter_options(command: Command) -> Command:
    """Give a command the filters of a selection; each may be given several times."""
    for flag, name, text in reversed(_FILTER_OPTIONS):
        flags = (flag, *_FORMER_FLAGS.get(flag, ()))
        command = click.option(
            *flags, f"filter_{name}", multiple=True, metavar="ID|NAME", help=text
        )(command)
    command = click.option(
        "--named", "filter_named", flag_value=BY_NAME, default=None, help=_NAMED_HELP
    )(command)
    command = click.option("--as-of", "filter_as_of", help="时点（年） · as of year")(command)
    return click.option("--text", "filter_text", help="检索词 · words to find")(command)


def atlas_of(context: click.Context, data: Path | None) -> Atlas:
    """Return the atlas of the folder that was given before or after the command."""
    return open_kept(data or context.obj)


def selection_of(atlas: Atlas, options: dict[str, Any]) -> SelectionResult:
    """Return what the filter options select; unknown values are refused together."""
    values = {}
    for name, value in options.items():
        if name.startswith("filter_") and value:
            values[name.removeprefix("filter_")] = [value] if isinstance(value, str) else value
    selection, issues = parse_selection(atlas, values, file=say("命令行选项", "option"))
    if issues:
        raise AtlasError(issues)
    return select(atlas, selection)
