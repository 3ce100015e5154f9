"""The command ``import``: an office's own files into its workspace."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cluster_atlas.cli.options import atlas_of, data_option, say, workspace_option
from cluster_atlas.cli.output import show
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.values.issues import AtlasError, Issue, Text, message_language, quote

if TYPE_CHECKING:
    from cluster_atlas.own.importing import Prepared
    from cluster_atlas.own.workspace.workspace import Workspace

# Nothing was kept: the coordinate system must be said first.
ASKED = 3
_kind_option = click.option(
    "--as", "kind", type=click.Choice(tuple(kind_list().kinds)), required=True, help="类别 · kind"
)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
@workspace_option
@_kind_option
@click.option(
    "--crs", default="", metavar="SYSTEM", help="坐标系 · wgs84|cgcs2000|gcj02|bd09|EPSG:n"
)
@click.option(
    "--parameters",
    default="",
    metavar="DX,DY,DZ,…",
    help="到 WGS84 的三或七参数 · three or seven parameters to WGS84",
)
@click.option(
    "--match",
    "matching",
    type=click.Path(path_type=Path),
    help="列对照（JSON：字段→列名） · columns by field, as JSON",
)
@click.option("--template", default="", help="用已存的列对照 · columns as a kept template has them")
@click.option("--save-template", default="", metavar="NAME", help="存下列对照 · keep the columns")
@click.option("--table", default="", help="只导入此工作表或图层 · only this sheet or layer")
@click.option("--encoding", default="", help="文字编码 · encoding of the text")
@click.option("--password", default="", help="工作簿密码 · password of the workbook")
@click.option(
    "--list", "listing", is_flag=True, help="只列出工作表或图层 · only list what is there"
)
@click.option("--layer", default="", help="图层名，默认为表名 · name of a plain layer")
@click.option(
    "--accept-guess", is_flag=True, help="采用有把握的猜测 · take a guess that is certain"
)
@click.option(
    "--rejected",
    type=click.Path(path_type=Path),
    help="把未收的行连同原因写成工作簿 · write the refused rows with their reasons as XLSX",
)
@click.option(
    "--private", is_flag=True, help="未收的行含私有列 · refused rows with private columns"
)
@click.option(
    "--replaces",
    type=int,
    metavar="N",
    help="是第 N 次导入的新版本 · a newer version of import N",
)
@click.option("--by", default="", help="导入人 · who imports")
@click.option(
    "--report",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="报告形式 · form of the report",
)
@click.pass_context
def import_files(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    files: tuple[Path, ...],
    data: Path | None,
    workspace: str,
    kind: str,
    crs: str,
    parameters: str,
    matching: Path | None,
    template: str,
    save_template: str,
    table: str,
    encoding: str,
    password: str,
    layer: str,
    rejected: Path | None,
    replaces: int | None,
    by: str,
    form: str,
    *,
    accept_guess: bool,
    listing: bool,
    private: bool,
) -> None:
    """把单位自有数据导入工作区 · Bring an office's own data into its workspace."""
    from cluster_atlas.own.apart import list_apart, read_apart
    from cluster_atlas.own.importing import Importer, SystemWish, report
    from cluster_atlas.own.sourcetable import ReadOptions
    from cluster_atlas.own.workspace.workspace import open_workspace

    options = ReadOptions(encoding=encoding, password=password, table=table)
    if listing:
        show([one._asdict() for path in files for one in list_apart(path, options)], "table")
        return
    importer = Importer(atlas_of(context, data))
    wish = SystemWish(crs, _numbers(parameters), accept_guess)
    wanted = _template(workspace, template) | _matching(matching)
    ready: list[tuple[Path, Prepared]] = []
    for path in files:
        ready += [
            (path, importer.rows_of(kind, source, wanted, wish))
            for source in read_apart(path, options)
        ]
    is_open = any(one.choice.is_open for _, one in ready)
    if not is_open:
        _check_replacing(replaces, [one for _, one in ready])
        with open_workspace(workspace, create=replaces is None) as opened:
            for path, one in ready:
                _keep(opened, path, one, by, layer, replaces)
            if save_template:
                opened.save_template(save_template, kind, ready[0][1].match.fields, by)
    if rejected is not None:
        from cluster_atlas.files.outfiles import write_file
        from cluster_atlas.own.rows.rejected import rejected_workbook

        write_file(rejected, rejected_workbook([one for _, one in ready], private=private))
    if form == "json":
        reports = [report(one, kept=not is_open) for _, one in ready]
        click.echo(
            json.dumps(reports if len(reports) > 1 else reports[0], ensure_ascii=False, indent=2)
        )
    else:
        for _, one in ready:
            _tell(one, kept=not is_open)
    if is_open:
        sys.exit(ASKED)


def _find_duplicates(workspace: Workspace, one: Prepared, replaces: int | None) -> None:
    """Add to what is said of the rows which of their firms are there already."""
    import pyarrow as pa

    from cluster_atlas.own.relations.duplicates import duplicate_findings

    known = workspace.rows("firms")
    # What is replaced is out of sight.
    shown = [number != replaces for number in known["import"].to_pylist()]
    known = known.filter(pa.array(shown, pa.bool_()))
    found = [*one.findings, *duplicate_findings(one, known)]
    one.findings = tuple(sorted(found, key=lambda finding: finding.row))


def _check_replacing(replaces: int | None, ready: Sequence[Prepared]) -> None:
    """Refuse to put anything but the rows of one table in the place of an import."""
    if replaces is not None and sum(one.table.num_rows > 0 for one in ready) != 1:
        message = Text("只能由一张有行的表替换", "takes one table with rows in its place")
        hint = Text("用 --table 选定一张", "choose one by --table")
        raise AtlasError([Issue("--replaces", "", "", str(replaces), message, hint)])


def _keep(  # noqa: PLR0913 - what is said of an import
    workspace: Workspace, path: Path, one: Prepared, by: str, layer: str, replaces: int | None
) -> None:
    from cluster_atlas.own.workspace.entries import ImportAbout

    if one.kind == "firms":
        _find_duplicates(workspace, one, replaces)
    if not one.table.num_rows:
        return
    # A newer version of a layer bears its name, whatever its sheet or file is called by now.
    former = [entry.about.layer for entry in workspace.imports() if entry.number == replaces]
    title = layer or (former[0] if former else "") or one.source.name
    about = ImportAbout(
        file=path.name,
        by=by,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        refused=len(one.refused),
        system=one.choice.system.id if one.choice.system else "",
        declared=one.choice.declared in {"user", "file"},
        encoding=one.source.encoding,
        layer=title if one.kind == "layer" else "",
        replaces=replaces,
    )
    workspace.add_import(one.kind, one.table, about)


def _tell(one: Prepared, *, kept: bool) -> None:
    """Print what came of a table, as sentences."""
    for issue in (*one.source.notes, *one.issues()):
        click.echo(issue.sentence(), err=True)
    choice = one.choice
    if choice.is_open:
        for candidate in choice.guess.candidates[:5]:
            name, reason = candidate.system.name, candidate.reason()
            code, share = candidate.system.id, f"{candidate.weight:.0%}"
            click.echo(
                say(
                    f"可能是 {code}（{name.zh}）：{reason.zh}，可能性 {share}",
                    f"may be {code} ({name.en}): {reason.en}; {share}",
                ),
                err=True,
            )
        hint = say(
            "未导入：请用 --crs 写明坐标系，或用 --accept-guess 采用有把握的猜测。",
            "nothing was kept: say the system by --crs, or take a certain guess by --accept-guess.",
        )
        click.echo(f"{one.source.name}{say('：', ': ')}{hint}", err=True)
        return
    table = one.source.name
    read, taken, refused = len(one.source), one.table.num_rows if kept else 0, len(one.refused)
    system = (
        choice.system.name.in_language(message_language())
        if choice.system
        else say("无坐标", "no coordinates")
    )
    click.echo(
        say(
            f"{table}：读入 {read} 行，收 {taken} 行，未收 {refused} 行；坐标系 {system}。",
            f"{table}: {read} rows read, {taken} taken, {refused} refused; {system}.",
        )
    )


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        message = Text("不是数", "is not a list of numbers")
        hint = Text("如 dx,dy,dz,rx,ry,rz,m", "as dx,dy,dz,rx,ry,rz,m")
        raise AtlasError([Issue("--parameters", "", "", quote(text), message, hint)]) from None


def _matching(path: Path | None) -> dict[str, str]:
    """Return the columns by field that a file names."""
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        message = Text("不是列对照文件", "is no file of columns by field")
        hint = Text('如 {"name": "项目名称"}', 'as {"name": "项目名称"}')
        raise AtlasError([Issue("--match", "", "", quote(path), message, hint)])
    return {str(key): value for key, value in found.items()}


def _template(workspace: str, name: str) -> dict[str, str]:
    """Return the columns by field of a template that the workspace keeps."""
    if not name:
        return {}
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        known = {one.name: dict(one.fields) for one in opened.templates()}
    if name not in known:
        message = Text("没有这个列对照", "is no template of the workspace")
        there = "、".join(known)
        hint = Text(f"已有：{there}" if there else "还没有", f"it has {there or 'none'}")
        raise AtlasError([Issue("--template", "", "", quote(name), message, hint)])
    return known[name]
