"""Imports: added whole, undone, done again, and replaced by a newer version."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow as pa

from cluster_atlas.own.workspace import refusals
from cluster_atlas.own.workspace.chunks import Chunk
from cluster_atlas.own.workspace.entries import KINDS, OWN_COLUMNS, ImportAbout, ImportEntry
from cluster_atlas.own.workspace.numbering import line, next_number, now, write_log
from cluster_atlas.own.workspace.schema import Run, columns_of
from cluster_atlas.values.characters import storable
from cluster_atlas.values.issues import AtlasError, Text

_ENTRIES = """
SELECT number, kind, row_count, file, author, sha256, refused, system, declared, encoding, layer,
    replaces, made_at, undone_at, undone_by,
    (SELECT COALESCE(SUM(LENGTH(gone)), 0) FROM chunks WHERE import_number = number)
FROM imports ORDER BY number
"""


def check_import(kind: str, table: pa.Table, about: ImportAbout) -> None:
    """Refuse an import that could not be kept as it is.

    Raises
    ------
    AtlasError
        If the kind is unknown, a layer has no name, or a column none of its own.
    """
    if kind not in KINDS:
        hint = Text(f"可用：{'、'.join(KINDS)}", f"use one of {', '.join(KINDS)}")
        message = Text("不认识的数据种类", "unknown kind of data")
        raise refusals.refusal(message, hint, value=kind)
    if (kind == "layer") != bool(line(about.layer)):
        message = Text("图层须有名称，其他种类没有", "a layer has a name, other kinds have none")
        hint = Text("请给出图层名称", "give the name of the layer")
        raise refusals.refusal(message, hint, value=about.layer)
    counts = Counter(table.column_names)
    for name, count in counts.items():
        if name in OWN_COLUMNS or count > 1 or not name.strip() or storable(name) != name:
            message = Text("列名为空、重复，或由工作区自用", "a column without a name of its own")
            hint = Text(
                f"请改名；{'、'.join(OWN_COLUMNS)} 由工作区自用",
                f"rename it; the workspace itself uses {', '.join(OWN_COLUMNS)}",
            )
            raise refusals.refusal(message, hint, value=name, field=name)


def add(run: Run, kind: str, table: pa.Table, chunks: list[Chunk], about: ImportAbout) -> int:
    """Write an import and return its number; ``chunks`` are those of ``table``."""
    if about.replaces is not None:
        _check_replaced(entries(run), about.replaces, kind, about.layer)
    number = next_number(run, "import")
    values = (
        number,
        kind,
        line(about.file),
        line(about.sha256),
        len(table),
        about.refused,
        line(about.system),
        int(about.declared),
        line(about.encoding),
        line(about.layer),
        about.replaces,
        line(about.by),
        now(),
        "",
        "",
        table.schema.serialize().to_pybytes(),
    )
    _insert(run, "imports", values)
    for chunk in chunks:
        _insert(
            run,
            "chunks",
            (number, chunk.first, chunk.slots, chunk.gone, chunk.checksum, chunk.data),
        )
    write_log(run, about.by, "import", f"{number} {kind}")
    return number


def entries(run: Run) -> tuple[ImportEntry, ...]:
    """Return all imports, undone ones as well, by their numbers."""
    found = []
    for number, kind, rows, *told, made_at, undone_at, undone_by, gone in run(_ENTRIES):
        file, author, sha256, refused, system, declared, encoding, layer, replaces = told
        about = ImportAbout(
            file, author, sha256, refused, system, bool(declared), encoding, layer, replaces
        )
        deleted, is_shown = int(gone) // 4, not undone_at
        found.append(
            ImportEntry(number, kind, rows, deleted, about, made_at, undone_at, undone_by, is_shown)
        )
    replaced = {entry.about.replaces for entry in found if not entry.undone_at}
    return tuple(
        replace(entry, is_shown=False) if entry.number in replaced else entry for entry in found
    )


def undo(run: Run, number: int, by: str) -> None:
    """Mark an import as undone.

    Raises
    ------
    AtlasError
        If there is none of this number, it is undone already, or a newer version stands on it.
    """
    known = entries(run)
    entry = entry_of(known, number)
    if entry.undone_at:
        raise _is_undone(entry)
    newer = _successor(known, number)
    if newer:
        raise _needs_first(number, Text(f"撤销导入 {newer}", f"undo import {newer}"))
    run(
        "UPDATE imports SET undone_at = ?, undone_by = ? WHERE number = ?",
        (now(), line(by), number),
    )
    write_log(run, by, "undo import", str(number))


def redo(run: Run, number: int, by: str) -> None:
    """Take back that an import was undone.

    Raises
    ------
    AtlasError
        If there is none of this number, it is not undone, or what it replaces is not there to be
        replaced.
    """
    known = entries(run)
    entry = entry_of(known, number)
    if not entry.undone_at:
        message = Text("导入未被撤销", "the import is not undone")
        raise refusals.refusal(message, Text("无需恢复", "nothing to redo"), value=number)
    if entry.about.replaces is not None:
        _check_replaced(known, entry.about.replaces, entry.kind, entry.about.layer)
    run("UPDATE imports SET undone_at = '', undone_by = '' WHERE number = ?", (number,))
    write_log(run, by, "redo import", str(number))


def entry_of(known: tuple[ImportEntry, ...], number: int) -> ImportEntry:
    """Return the import of a number.

    Raises
    ------
    AtlasError
        If there is none.
    """
    for entry in known:
        if entry.number == number:
            return entry
    message = Text("没有这次导入", "there is no such import")
    hint = Text("可用 history 查看各次导入", "see the imports by history")
    raise refusals.refusal(message, hint, value=number)


def check_shown(known: tuple[ImportEntry, ...], entry: ImportEntry) -> None:
    """Refuse to work on an import that is undone, or replaced by a newer version.

    Raises
    ------
    AtlasError
        Saying by whom and when it was undone, or by which import it is replaced.
    """
    if entry.undone_at:
        raise _is_undone(entry)
    newer = _successor(known, entry.number)
    if newer:
        raise _needs_first(entry.number, Text(f"见导入 {newer}", f"see import {newer}"))


def _is_undone(entry: ImportEntry) -> AtlasError:
    who = entry.undone_by or "?"
    message = Text(
        f"该导入已于 {entry.undone_at} 由 {who} 撤销",
        f"the import was undone by {who} at {entry.undone_at}",
    )
    hint = Text("请先恢复该导入", "redo the import first")
    return refusals.refusal(message, hint, value=entry.number)


def _check_replaced(known: tuple[ImportEntry, ...], number: int, kind: str, layer: str) -> None:
    """Refuse to replace an import that is not in use, or by one of another kind."""
    entry = entry_of(known, number)
    if (entry.kind, entry.about.layer) != (kind, line(layer)):
        message = Text("新旧版本的种类不同", "the newer version is of another kind")
        hint = Text(f"应为 {entry.kind}", f"it should be {entry.kind}")
        raise refusals.refusal(message, hint, value=kind)
    check_shown(known, entry)


def _successor(known: tuple[ImportEntry, ...], number: int) -> int:
    """Return the import in use that replaces another; 0 where none does."""
    return next((e.number for e in known if e.about.replaces == number and not e.undone_at), 0)


def _needs_first(number: int, hint: Text) -> AtlasError:
    message = Text("该导入已有更新的版本", "the import has a newer version")
    return refusals.refusal(message, hint, value=number)


def _insert(run: Run, table: str, values: tuple[object, ...]) -> None:
    columns = columns_of(table)
    marks = ", ".join("?" for _ in columns)
    run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608
