"""The command that makes briefings: its options; what it does is in ``run``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from cluster_atlas.cli.options import data_option, filter_options, listed, own_of, with_own_option
from cluster_atlas.values.briefspec import FORMATS, MODES, ORIENTATIONS, PAGE_MM, TEMPLATES

_LANGUAGES = ("zh", "en")
_FAILED = 1
_OWN_HELP = (
    "图上与名片列出的自有数据类别，逗号分隔 · kinds of own rows on maps and profiles: "
    "parks,premises,projects,firms,layer"
)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@data_option
@filter_options
@with_own_option
@click.option("--own", "own_kinds", metavar="KINDS", help=_OWN_HELP)
@click.option("--all-cities", is_flag=True, help="每市一份 · one for each city")
@click.option(
    "--formats",
    default="html,pdf",
    show_default=True,
    help=f"逗号分隔 · comma-separated: {','.join(FORMATS)}",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="目录 · folder")
@click.option("--title", help="标题 · title")
@click.option("--subtitle", help="副标题 · subtitle")
@click.option("--note", help="说明，可用 **粗体**、- 要点 · note, **bold**, - bullets")
@click.option("--office", help="单位 · office")
@click.option("--approval", help="审图号（如有） · map approval number, if given")
@click.option("--address", help="图谱网址，印二维码 · address of the atlas, for a QR code")
@click.option("--page", type=click.Choice(tuple(PAGE_MM)), help="纸张 · paper")
@click.option("--one-page", is_flag=True, help="全部一页 · all on one page")
@click.option("--template", type=click.Choice(tuple(TEMPLATES)), help="模板 · template")
@click.option("--from", "earlier", help="旧版文件或年份（change-report） · earlier edition or year")
@click.option("--to", "later", help="新版文件或年份（change-report） · later edition or year")
@click.option("--orientation", type=click.Choice(ORIENTATIONS), help="方向 · orientation")
@click.option("--mode", type=click.Choice(MODES), help="HTML 打开方式 · how the HTML opens")
@click.option("--lang", "language", type=click.Choice(_LANGUAGES), help="语言 · language")
@click.option(
    "--date", type=click.DateTime(("%Y-%m-%d",)), help="日期，默认今天 · date, today if not given"
)
@click.option(
    "--save", type=click.Path(path_type=Path), help="存为可再次运行的 TOML · save as a TOML file"
)
@click.option("--jobs", default=0, help="并行进程数，默认等于核数 · processes, as many as cores")
@click.option("--force", is_flag=True, help="改写已有文件 · write over files that are there")
@click.option("--again", is_flag=True, help="全部重做 · make everything anew")
@click.pass_context
def brief(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    file: Path | None,
    data: Path | None,
    workspace: str | None,
    own_kinds: str | None,
    all_cities: bool,  # noqa: FBT001 - click passes flags by name
    formats: str,
    out: Path,
    date: dt.datetime | None,
    save: Path | None,
    jobs: int,
    again: bool,  # noqa: FBT001
    one_page: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
    template: str | None,
    earlier: str | None,
    later: str | None,
    **options: Any,  # noqa: ANN401 - the filters and the writer's own words
) -> None:
    """生成简报 · Make briefings: from a saved file, a selection, cities, or all cities."""
    # Loaded when it is asked for: other commands need not wait for what draws.
    from cluster_atlas.cli.brief_run import RunOptions, run

    failed = run(
        data or context.obj,
        file,
        formats,
        out,
        RunOptions(
            day=date.date() if date else None,
            all_cities=all_cities,
            save=save,
            workers=jobs,
            again=again,
            force=force,
            template=template or "",
            own=own_of(workspace),
        ),
        options
        | {key: value for key, value in (("from", earlier), ("to", later)) if value}
        | ({"layout": "one-page"} if one_page else {})
        | ({"own": listed(own_kinds)} if own_kinds else {}),
    )
    sys.exit(_FAILED if failed else 0)
