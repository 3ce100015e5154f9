"""The command ``cluster-atlas``: everything the product does, without a browser."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from cluster_atlas.atlas.atlas import check_folder, default_folder, open_atlas
from cluster_atlas.cli.options import (
    atlas_of,
    data_option,
    filter_options,
    format_option,
    listed,
    own_of,
    policies_option,
    say,
    selection_of,
    with_own_option,
)
from cluster_atlas.cli.output import settle_streams, show
from cluster_atlas.cli.question_commands import compare, evolve, find
from cluster_atlas.cli.search_command import scope, search
from cluster_atlas.questions.roles import parted
from cluster_atlas.values.issues import AtlasError, Issue, Text, message_language, unknown
from cluster_atlas.wording.facts import describe, place_row
from cluster_atlas.wording.naming import counted
from cluster_atlas.wording.numbers import quantity
from cluster_atlas.wording.wording import Wording

REFUSED = 2
_OWN_HELP = (
    "自有数据类别，逗号分隔，默认全部 · kinds of own rows: parks,premises,projects,firms,layer"
)
# Commands that are loaded when they are asked for, since what they need takes time: the module
# of each in this package, and its function there.
_LATER = {
    "brief": ("brief_command", "brief"),
    "implementation": ("implementation_command", "implementation"),
    "import": ("import_command", "import_files"),
    "own": ("workspace_commands", "own"),
    "sites": ("site_command", "sites"),
}
EXPORT_KINDS = ("html", "csv", "xlsx", "geojson", "gpkg", "fgb", "kml")


class _Commands(click.Group):
    """The commands, those of :data:`_LATER` among them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _LATER:
            return super().get_command(ctx, cmd_name)
        module, function = _LATER[cmd_name]
        found: click.Command = getattr(
            importlib.import_module(f"cluster_atlas.cli.{module}"), function
        )
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@data_option
@click.version_option(package_name="cluster-atlas")
@click.pass_context
def cli(context: click.Context, data: Path | None) -> None:
    """粤产集群图谱 · Guangdong Cluster Atlas."""  # noqa: D400, RUF100 - shown as help
    context.obj = data


@cli.command()
@data_option
@click.option("--port", default=8501, show_default=True, help="端口 · port")
@click.option("--address", default="127.0.0.1", show_default=True, help="监听地址 · address")
@click.option(
    "--base-path",
    default="",
    envvar="STREAMLIT_SERVER_BASE_URL_PATH",
    help="网址中的子路径，代理不去掉它时填 · path in the address that a proxy leaves there",
)
@click.option(
    "--policies",
    type=click.Path(path_type=Path),
    help="政策文本目录，条款原文显示在“来源”中 · policy texts, shown under Sources",
)
@click.option(
    "--workspace",
    default="",
    metavar="FILE",
    help="单位自有数据的工作区，或 postgresql:// 地址 · workspace of the office's own data",
)
@click.option("--open/--no-open", "browser", default=True, help="打开浏览器 · open the browser")
@click.pass_context
def serve(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    data: Path | None,
    port: int,
    address: str,
    base_path: str,
    policies: Path | None,
    workspace: str,
    browser: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """在浏览器中打开图谱 · Open the atlas in the browser."""
    from cluster_atlas.ui.server import run

    run(
        data or context.obj,
        port=port,
        address=address,
        base_path=base_path,
        browser=browser,
        policies=policies,
        workspace=workspace,
    )


@cli.command()
@data_option
@format_option
@click.pass_context
def check(context: click.Context, data: Path | None, form: str) -> None:
    """检查 layers/ 与 geodata/ 的每个文件 · Check every file of layers/ and geodata/."""
    folder = data or context.obj
    issues = check_folder(folder)
    if issues:
        _report(issues, form)
        sys.exit(REFUSED)
    atlas = open_atlas(folder)
    click.echo(
        say(
            f"未发现问题：{len(atlas.clusters)} 个集群，{len(atlas.facts)} 条定位，"
            f"{len(atlas.places)} 个地点，{len(atlas.documents)} 份文件。",
            f"no issue: {len(atlas.clusters)} clusters, {len(atlas.facts)} designations, "
            f"{len(atlas.places)} places, {len(atlas.documents)} documents.",
        )
    )


@cli.command()
@data_option
@policies_option
@format_option
@click.pass_context
def verify(context: click.Context, data: Path | None, policies: Path, form: str) -> None:
    """对照政策原文核验每条定位 · Hold every designation against the policy texts."""
    from cluster_atlas.proof.verify import verify as hold

    atlas = atlas_of(context, data)
    result = hold(atlas, policies)
    if result.issues or result.warnings:
        _report((*result.issues, *result.warnings), form)
    total, warned = len(atlas.facts), len(result.warnings)
    click.echo(
        say(
            f"已核验 {result.checked}/{total} 条定位，问题 {len(result.issues)} 处"
            + (f"，标题提示 {warned} 处。" if warned else "。"),
            f"verified {result.checked} of {total}, {quantity(len(result.issues), 'issue')}"
            + (f", {quantity(warned, 'warning')} of titles." if warned else "."),
        ),
        err=bool(result.issues),
    )
    sys.exit(REFUSED if result.issues else 0)


@cli.command()
@data_option
@policies_option
@format_option
@click.pass_context
def coverage(context: click.Context, data: Path | None, policies: Path, form: str) -> None:
    """列出提到地点而未引用的句子 · List sentences that name a place and are not cited."""
    from cluster_atlas.proof import coverage as account

    result = account.coverage(atlas_of(context, data), policies)
    if form == "table":
        for title, rows, columns in account.tables(result):
            click.echo(title.in_language(message_language()))
            show(rows, form, columns)
    else:
        show(account.rows(result), form)
    _report(result.issues, "table")
    still_open = sum(sentence.state == "open" for sentence in result.sentences)
    total, faults = len(result.sentences), len(result.issues)
    summary = say(
        f"{total} 句提到地点，未处理 {still_open} 句，问题 {faults} 处。",
        f"{quantity(total, 'sentence')} with a place, {still_open} open, "
        f"{quantity(faults, 'issue')}.",
    )
    click.echo(summary, err=form != "table")
    sys.exit(REFUSED if still_open or faults else 0)


@cli.command()
@data_option
@filter_options
@format_option
@click.pass_context
def facts(context: click.Context, /, data: Path | None, form: str, **options: Any) -> None:  # noqa: ANN401
    """列出定位，含被替代与征求意见的文件 · Print designations, superseded and drafts too."""
    atlas = atlas_of(context, data)
    # The map hides what is superseded or a draft until asked; a list of facts holds every edition.
    options["filter_legal"] = options["filter_legal"] or tuple(atlas.codes["legal-state"])
    found = selection_of(atlas, options)
    wording = Wording(atlas, message_language(), found.day)
    chosen, count = found.facts, ""
    if len(found.selection.places) == 1 and atlas.places[found.selection.places[0]].level == "city":
        # What names the city comes before what means it by its region.
        named, regional = parted(atlas, found.selection.places[0], chosen)
        chosen, count = (*named, *regional), counted(len(named), len(regional), wording.language)
    show([describe(wording, fact) for fact in chosen], form, _FACT_COLUMNS)
    if count and form == "table":
        click.echo(count)


_FACT_COLUMNS = ("id", "title", "places", "industries", "role", "status", "document", "clause")
_PLACE_COLUMNS = (
    "id",
    "name",
    "level",
    "zone",
    "city",
    "county",
    "precision",
    "radius_km",
    "lon",
    "lat",
)


@cli.command()
@data_option
@format_option
@click.option("--level", help="层级，如 city、park · level such as city or park")
@click.pass_context
def places(context: click.Context, data: Path | None, form: str, level: str | None) -> None:
    """列出地点及其位置精度与来源 · Print places with their precision and source."""
    atlas = atlas_of(context, data)
    if level and level not in atlas.codes["level"]:
        kind = Text("层级", "level")
        raise AtlasError([unknown(kind, level, atlas.codes["level"], file="--level")])
    rows = [place_row(p) for p in atlas.places.values() if not level or p.level == level]
    show(rows, form, _PLACE_COLUMNS)


@cli.command()
@click.argument("output", type=click.Path(path_type=Path))
@data_option
@filter_options
@click.option(
    "--kind", type=click.Choice(EXPORT_KINDS), help="格式，默认依扩展名 · by extension if not given"
)
@click.option("--lang", type=click.Choice(("zh", "en")), default="zh", help="语言 · language")
@click.option("--title", default="", help="标题 · title")
@click.option("--note", default="", help="说明 · note")
@with_own_option
@click.option("--own", "own_kinds", metavar="KINDS", help=_OWN_HELP)
@click.option("--stages", metavar="STAGES", help="项目阶段，逗号分隔 · stages of projects")
@click.pass_context
def export(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    output: Path,
    data: Path | None,
    kind: str | None,
    lang: str,
    title: str,
    note: str,
    workspace: str | None,
    own_kinds: str | None,
    stages: str | None,
    **options: Any,  # noqa: ANN401 - the filters
) -> None:
    """导出所选内容 · Export a selection: html, csv, xlsx, geojson, gpkg, fgb, kml."""
    chosen = kind or output.suffix.lstrip(".").lower()
    if chosen not in EXPORT_KINDS:
        from cluster_atlas.exports.exchange import unknown_kind

        raise AtlasError([unknown_kind(chosen, EXPORT_KINDS)])
    atlas = atlas_of(context, data)
    found = selection_of(atlas, options)
    if not found.facts:
        nothing = say("没有符合筛选条件的定位。", "no designation matches the filters.")
        click.echo(nothing, err=True)
    _refuse_without_workspace(workspace, own_kinds, stages)
    from cluster_atlas.api import export as write_export

    _, *others = write_export(
        atlas,
        output,
        found.selection,
        format=chosen,
        language=lang,
        title=title,
        note=note,
        own=own_of(workspace),
        own_kinds=listed(own_kinds),
        own_stages=listed(stages),
    )
    beside = [path.name for path in others]
    size = output.stat().st_size / 1000
    also = say("，另有 " if beside else "", "; also " if beside else "")
    names = say("、", ", ").join(beside)
    some = quantity(len(found.facts), "designation")
    click.echo(
        say(
            f"已写出 {output}（{size:.0f} KB，{len(found.facts)} 条定位）{also}{names}。",
            f"wrote {output} ({size:.0f} KB, {some}){also}{names}.",
        )
    )


def _refuse_without_workspace(workspace: str | None, kinds: str | None, stages: str | None) -> None:
    """Refuse a choice of own rows where no workspace is named."""
    idle = "--own" if kinds else "--stages" if stages else ""
    if idle and not workspace:
        message = Text("须与 --workspace 同用", "goes with --workspace")
        hint = Text("加上 --workspace 文件", "add --workspace FILE")
        raise AtlasError([Issue(idle, "", "", "", message, hint)])


@cli.group()
def new() -> None:
    """新建数据文件 · Make a new data file."""


@new.command("cluster")
@click.argument("name")
@data_option
@click.pass_context
def new_cluster(context: click.Context, name: str, data: Path | None) -> None:
    """在 layers/ 新建一个集群文件 · Make a new cluster file in layers/."""
    from cluster_atlas.cli.new_cluster import write_cluster

    folder = data or context.parent.parent.obj if context.parent and context.parent.parent else data
    path = write_cluster(folder or default_folder(), name)
    click.echo(
        say(
            f"已新建 {path}；填好后运行 cluster-atlas check。",
            f"made {path}; fill it in, then run cluster-atlas check.",
        )
    )


for _command in (
    compare,
    evolve,
    find,
    scope,
    search,
):
    cli.add_command(_command)


def _report(issues: tuple[Issue, ...] | list[Issue], form: str) -> None:
    """Print issues: sentences for people, records for programs."""
    if form == "table":
        for issue in issues:
            click.echo(issue.sentence(), err=True)
    else:
        show([issue.as_dict() for issue in issues], form)


def main() -> None:
    """Run the command; refused input ends with exit code 2 and its sentences."""
    settle_streams()
    try:
        cli(prog_name="cluster-atlas")
    except AtlasError as error:
        for issue in error.issues:
            click.echo(issue.sentence(), err=True)
        sys.exit(REFUSED)
