"""The command ``own``: what a workspace holds, its history, changes, backup and deletion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cluster_atlas.cli.options import (
    atlas_of,
    by_option,
    format_option,
    read_rows,
    say,
    workspace_option,
)
from cluster_atlas.cli.output import show
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.values.issues import AtlasError, Issue, Text, message_language, quote

if TYPE_CHECKING:
    import pyarrow as pa

    from cluster_atlas.atlas.atlas import Atlas
    from cluster_atlas.own.workspace.workspace import Workspace

_ROW_FORMS = ("jsonl", "geojson", "csv", "xlsx")

_yes_option = click.option("--yes", is_flag=True, help="确认，不可恢复 · it cannot be undone")


@click.group(invoke_without_command=True)
@click.option("--workspace", metavar="FILE", help="工作区 · workspace")
@click.option("--as", "kind", type=click.Choice(tuple(kind_list().kinds)), help="类别 · kind")
@click.option(
    "--format",
    "form",
    type=click.Choice(_ROW_FORMS),
    default="jsonl",
    show_default=True,
    help="输出格式 · output format",
)
@click.option("--out", type=click.Path(path_type=Path), help="写入文件 · write a file")
@click.option("--crs", default="", metavar="SYSTEM", help="另给此坐标系的 x、y · x and y in it too")
@click.option(
    "--overlaps",
    is_flag=True,
    help="另给与各图层、所在区县、同名园区重叠的面积 · how much lies on layers, county and zone",
)
@click.option("--private", is_flag=True, help="含私有列 · with private columns")
@by_option
@click.pass_context
def own(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    workspace: str | None,
    kind: str | None,
    form: str,
    out: Path | None,
    crs: str,
    by: str,
    *,
    overlaps: bool,
    private: bool,
) -> None:
    """输出工作区中的数据 · Print what a workspace holds."""
    if context.invoked_subcommand:
        return
    if not workspace or not kind:
        missing = "--workspace" if not workspace else "--as"
        message, hint = Text("必须填写", "is needed"), Text("见 own --help", "see own --help")
        raise AtlasError([Issue(missing, "", "", "", message, hint)])
    from cluster_atlas.files.outfiles import write_file
    from cluster_atlas.own.rows.rowforms import rows_in_form, with_coordinates
    from cluster_atlas.own.systems.system import read_system

    table = read_rows(workspace, kind, by, private=private)
    if overlaps:
        table = _with_overlaps(atlas_of(context, None), workspace, kind, table, by)
    if crs:
        system = read_system(crs, where="--crs")
        table = with_coordinates(atlas_of(context, None), table, system)
    content = rows_in_form(kind, table, form, private=private)
    if out is not None:
        write_file(out, content)
    elif form == "xlsx":
        message = Text("需要写入文件", "needs a file to write to")
        hint = Text("加上 --out 文件.xlsx", "add --out FILE.xlsx")
        raise AtlasError([Issue("--format", "", "", form, message, hint)])
    else:
        click.echo(content.decode("utf-8-sig"), nl=False)


def _with_overlaps(atlas: Atlas, workspace: str, kind: str, table: pa.Table, by: str) -> pa.Table:
    from cluster_atlas.own.relations.overlaps import KINDS, with_overlaps

    if kind not in KINDS:
        message = Text("没有这一类的重叠面积", "is no kind whose overlaps are measured")
        hint = Text(f"可用：{'、'.join(KINDS)}", f"as {', '.join(KINDS)}")
        raise AtlasError([Issue("--overlaps", "", "", quote(kind), message, hint)])
    layers = read_rows(workspace, "layer", by)
    parks = table if kind == "parks" else read_rows(workspace, "parks", by)
    return with_overlaps(atlas, kind, table, layers, parks)


@own.command()
@workspace_option
@click.option("--row", default="", metavar="ID", help="一行的修改 · the changes of one row")
@format_option
def history(workspace: str, row: str, form: str) -> None:
    """列出导入，或一行的修改 · List imports, or the changes of one row."""
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        if row:
            rows = [
                {
                    "version": change.version,
                    "row": change.row,
                    "field": change.field,
                    "value": None if change.as_imported else change.value,
                    "as_imported": change.as_imported,
                    "at": change.at,
                    "by": change.by,
                }
                for change in opened.history(row)
            ]
        else:
            rows = [
                {
                    "number": entry.number,
                    "kind": entry.kind,
                    "file": entry.about.file,
                    "rows": entry.rows,
                    "refused": entry.about.refused,
                    "system": entry.about.system,
                    "at": entry.at,
                    "by": entry.about.by,
                    "undone": entry.undone_at,
                    "replaces": entry.about.replaces,
                }
                for entry in opened.imports()
            ]
    show(rows, form)


@own.command("duplicates")
@workspace_option
@format_option
@by_option
def list_duplicates(workspace: str, form: str, by: str) -> None:
    """列出重复的企业，不合并 · List firms that stand there twice; none is merged."""
    from cluster_atlas.own.relations.duplicates import REASONS, duplicates, firms_of

    table = read_rows(workspace, "firms", by)
    names = {row["id"]: row.get("name") for row in table.to_pylist()}
    rows = [
        {
            "row": firm.row,
            "name": names[firm.row],
            "same_as": first.row,
            "because": REASONS[field].in_language(message_language()),
        }
        for firm, first, field in duplicates(firms_of(table))
    ]
    show(rows, form)


@own.command()
@workspace_option
@click.argument("number", type=int, required=False)
@click.option("--redo", is_flag=True, help="恢复已撤销的 · bring it back")
@by_option
def undo(workspace: str, number: int | None, by: str, *, redo: bool) -> None:
    """撤销一次导入，默认最近一次 · Undo an import, the last one if none is named."""
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        fit = [entry.number for entry in opened.imports() if bool(entry.undone_at) == redo]
        if number is None and not fit:
            message = Text("没有这样的导入", "has no such import")
            hint = Text("见 own history", "see own history")
            raise AtlasError([Issue("--workspace", "", "", quote(workspace), message, hint)])
        chosen = number if number is not None else fit[-1]
        (opened.redo if redo else opened.undo)(chosen, by=by)
    done = say("恢复", "brought back") if redo else say("撤销", "undid")
    click.echo(say(f"已{done}第 {chosen} 次导入。", f"{done} import {chosen}."))


@own.command()
@workspace_option
@click.argument("row")
@click.argument("field")
@click.argument("value")
@click.option("--version", "seen", type=int, help="所见的版本号 · the version that was seen")
@by_option
def edit(  # noqa: PLR0913 - one parameter per option
    workspace: str, row: str, field: str, value: str, seen: int | None, by: str
) -> None:
    """修改一行的一个字段 · Change a field of a row; VALUE is JSON, or else text."""
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        if seen is None:
            seen = _newest(opened, row)
        opened.edit(row, field, _value(value), seen_version=seen, by=by)
    click.echo(say(f"已修改 {row} 的 {field}。", f"changed {field} of {row}."))


@own.command("undo-edit")
@workspace_option
@click.argument("row")
@click.option("--version", "seen", type=int, help="所见的版本号 · the version that was seen")
@by_option
def undo_edit(workspace: str, row: str, seen: int | None, by: str) -> None:
    """撤回一行最近的一次修改 · Take back the last edit of a row."""
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        if seen is None:
            seen = _newest(opened, row)
        opened.undo_edit(row, seen, by=by)
        field = opened.history(row)[-1].field
    click.echo(say(f"已撤回 {row} 的 {field} 的修改。", f"took back the edit of {field} of {row}."))


def _newest(workspace: Workspace, row: str) -> int:
    """Return the version of a row since its last edit; 0 where there is none."""
    return max((change.version for change in workspace.history(row)), default=0)


def _confirmed(*, yes: bool) -> None:
    """Refuse what cannot be undone unless it was meant."""
    if not yes:
        message = Text("需要确认：此操作不可恢复", "is needed: this cannot be undone")
        hint = Text("确定后加上 --yes", "add it to go on")
        raise AtlasError([Issue("--yes", "", "", "", message, hint)])


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


@own.command()
@workspace_option
@click.argument("rows", nargs=-1, required=True)
@_yes_option
@by_option
def delete(workspace: str, rows: tuple[str, ...], by: str, *, yes: bool) -> None:
    """彻底删除若干行 · Delete rows for good."""
    _confirmed(yes=yes)
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        opened.delete_for_good(rows, by=by)
    click.echo(say(f"已删除 {len(rows)} 行。", f"deleted {len(rows)} rows."))


@own.command()
@workspace_option
@click.argument("path", type=click.Path(path_type=Path))
def backup(workspace: str, path: Path) -> None:
    """备份工作区 · Write a copy of the workspace."""
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        opened.backup(path)
    click.echo(say(f"已备份到 {path}。", f"wrote {path}."))


@own.command()
@workspace_option
@click.argument("path", type=click.Path(path_type=Path))
@_yes_option
@by_option
def restore(workspace: str, path: Path, by: str, *, yes: bool) -> None:
    """用备份替换工作区的内容 · Replace what the workspace holds by a backup."""
    _confirmed(yes=yes)
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace, create=True) as opened:
        opened.restore(path, by=by)
    click.echo(say(f"已从 {path} 恢复。", f"restored from {path}."))


@own.command()
@workspace_option
@format_option
def log(workspace: str, form: str) -> None:
    """列出谁在何时读改了什么 · List who read or changed what, and when."""
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(workspace) as opened:
        rows = [
            {"number": e.number, "at": e.at, "by": e.by, "action": e.action, "subject": e.subject}
            for e in opened.log_entries()
        ]
    show(rows, form)
