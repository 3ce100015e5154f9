"""Edits of rows: held against what their author saw, kept with their history, taken back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from cluster_atlas.own.workspace import refusals
from cluster_atlas.own.workspace.chunks import Chunk, offsets
from cluster_atlas.own.workspace.entries import (
    OWN_COLUMNS,
    Change,
    Edit,
    ImportEntry,
    row_id,
    row_place,
)
from cluster_atlas.own.workspace.intake import check_shown, entries
from cluster_atlas.own.workspace.numbering import line, next_number, now, write_log
from cluster_atlas.own.workspace.rowcolumns import UnfitError, fits, kept_value
from cluster_atlas.own.workspace.schema import Run
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

_LONGEST_FIELD = 200
_CHANGES = (
    "SELECT version, import_number, position, field, value, author, made_at, undoes FROM edits"
)


def edit(run: Run, edits: Sequence[Edit], by: str) -> dict[str, int]:
    """Write edits and return the version of each row since.

    Raises
    ------
    AtlasError
        With an issue for each edit that cannot be taken; none is written then.
    """
    known = {entry.number: entry for entry in entries(run)}
    schemas: dict[int, pa.Schema] = {}
    kept: list[tuple[int, int, str, str]] = []
    issues: list[Issue] = []
    for wish in edits:
        try:
            number, position = _editable(run, known, wish.row)
            _check_seen(run, wish)
            if number not in schemas:
                schemas[number] = _schema(run, number)
            kept.append((number, position, wish.field, _checked(wish, schemas[number])))
        except AtlasError as error:
            issues.extend(error.issues)
    if issues:
        raise AtlasError(issues)
    versions = {}
    for number, position, field, value in kept:
        version = _write(run, number, position, field, value, by, None)
        versions[row_id(number, position)] = version
    return versions


def undo_edit(run: Run, row: str, seen_version: int, by: str) -> int:
    """Take back the last edit of a row that still counts; return the row's version since.

    Raises
    ------
    AtlasError
        If the row is not there, was changed since it was seen, or has no such edit.
    """
    known = {entry.number: entry for entry in entries(run)}
    number, position = _editable(run, known, row)
    _check_seen(run, Edit(row, "", None, seen_version))
    made = history(run, row)
    taken_back = {change.undoes for change in made}
    counting = [c for c in made if c.undoes is None and c.version not in taken_back]
    if not counting:
        message = Text("没有可撤销的修改", "there is no edit to undo")
        raise refusals.refusal(message, Text("该行与导入时相同", "it is as imported"), row=row)
    last = counting[-1]
    before = [change for change in counting[:-1] if change.field == last.field]
    value = kept_value(before[-1].value) if before else None
    return _write(run, number, position, last.field, value, by, last.version)


def history(run: Run, row: str | None) -> list[Change]:
    """Return the edits of a row, or of all rows, the oldest first."""
    if row is None:
        found = run(f"{_CHANGES} ORDER BY version")
    else:
        found = run(
            f"{_CHANGES} WHERE import_number = ? AND position = ? ORDER BY version", _place(row)
        )
    return [
        Change(
            version,
            row_id(number, position),
            field,
            None if value is None else json.loads(value),
            value is None,
            author,
            made_at,
            undoes,
        )
        for version, number, position, field, value, author, made_at, undoes in found
    ]


def delete_for_good(run: Run, rows: Iterable[str], by: str) -> int:
    """Take rows out of their chunks, and their edits; return how many were still there.

    Raises
    ------
    AtlasError
        If one of them never was; none is deleted then.
    """
    wanted: dict[tuple[int, int], set[int]] = defaultdict(set)
    found: dict[int, list[int]] = defaultdict(list)
    spans: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        number, position = _place(row)
        if number not in spans:
            spans[number] = run(
                "SELECT first, slots FROM chunks WHERE import_number = ?", (number,)
            )
        firsts = [first for first, slots in spans[number] if first <= position < first + slots]
        if not firsts:
            raise _unknown(row)
        wanted[number, firsts[0]].add(position)
    for (number, first), chosen in wanted.items():
        chunk = read_chunk(run, number, first)
        there = np.intersect1d(chunk.positions(), sorted(chosen))
        if not len(there):
            continue
        found[number].extend(there.tolist())
        left = chunk.without(there)
        run(
            "UPDATE chunks SET gone = ?, checksum = ?, data = ?"
            " WHERE import_number = ? AND first = ?",
            (left.gone, left.checksum, left.data, number, first),
        )
    for number, positions in found.items():
        runs = _runs(sorted(positions))
        for start, end in runs:
            run(
                "DELETE FROM edits WHERE import_number = ? AND position BETWEEN ? AND ?",
                (number, start, end),
            )
        named = ", ".join(
            "..".join(row_id(number, position) for position in dict.fromkeys(ends)) for ends in runs
        )
        write_log(run, by, "delete for good", named)
    return sum(map(len, found.values()))


def _runs(positions: list[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of rising numbers without a gap."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = runs[-1][0], position
        else:
            runs.append((position, position))
    return runs


def read_chunk(run: Run, number: int, first: int) -> Chunk:
    """Return the chunk of an import that begins at a position."""
    ((slots, gone, checksum, data),) = run(
        "SELECT slots, gone, checksum, data FROM chunks WHERE import_number = ? AND first = ?",
        (number, first),
    )
    return Chunk(first, slots, bytes(gone), checksum, bytes(data))


def _editable(run: Run, known: dict[int, ImportEntry], row: str) -> tuple[int, int]:
    """Return import and position of a row that can be changed."""
    number, position = _place(row)
    first = _chunk_first(run, number, position, row)
    check_shown(tuple(known.values()), known[number])
    ((gone,),) = run(
        "SELECT gone FROM chunks WHERE import_number = ? AND first = ?", (number, first)
    )
    if position - first in offsets(bytes(gone)):
        message = Text("该行已被彻底删除", "the row was deleted for good")
        raise refusals.refusal(message, Text("请刷新表格", "load the table anew"), row=row)
    return number, position


def _chunk_first(run: Run, number: int, position: int, row: str) -> int:
    found = run(
        "SELECT first FROM chunks WHERE import_number = ? AND first <= ? AND first + slots > ?",
        (number, position, position),
    )
    if not found:
        raise _unknown(row)
    return int(found[0][0])


def _place(row: str) -> tuple[int, int]:
    found = row_place(row)
    if found is None:
        raise _unknown(row)
    return found


def _unknown(row: str) -> AtlasError:
    hint = Text("编号形如 3-17（导入-行）", "an id is like 3-17: the import and the row")
    return refusals.refusal(Text("没有这一行", "there is no such row"), hint, row=row)


def _check_seen(run: Run, wish: Edit) -> None:
    """Refuse an edit whose author has not seen the row as it is now."""
    made = history(run, wish.row)
    version = made[-1].version if made else 0
    if version == wish.seen_version:
        return
    hint = Text(
        "本次修改未写入；请看过新值后再改", "your edit was not written; see the new value first"
    )
    if not made:
        message = Text("看到的版本已不存在", "the version that was seen is no more")
        raise refusals.refusal(message, hint, row=wish.row, field=wish.field)
    last = made[-1]
    who = quote(last.by or "?")
    # The value stays out: it may be private, and messages are logged.
    message = Text(
        f"{who} 已于 {last.at} 修改该行的「{quote(last.field)}」",
        f'{who} changed "{quote(last.field)}" of this row at {last.at}',
    )
    raise refusals.refusal(message, hint, row=wish.row, field=wish.field)


def _checked(wish: Edit, known: pa.Schema) -> str:
    """Return the value of an edit as it is kept."""
    name = wish.field
    is_new = name not in known.names
    if is_new and (name in OWN_COLUMNS or line(name) != name or not 0 < len(name) < _LONGEST_FIELD):
        message = Text("该字段不能修改", "the field cannot be edited")
        hint = Text("请改用其他字段名", "use another name of a field")
        raise refusals.refusal(message, hint, row=wish.row, field=name)
    try:
        kept = kept_value(wish.value)
        if is_new or pa.types.is_null(known.field(name).type) or fits(kept, known.field(name).type):
            return kept
        type_ = str(known.field(name).type)
    except UnfitError:
        type_ = "JSON"
    message = Text("值与该列的类型不符", "the value does not fit its column")
    hint = Text(f"该列为 {type_}", f"the column is of {type_}")
    raise refusals.refusal(message, hint, value=wish.value, row=wish.row, field=name)


def _schema(run: Run, number: int) -> pa.Schema:
    ((kept,),) = run("SELECT fields FROM imports WHERE number = ?", (number,))
    return ipc.read_schema(pa.py_buffer(bytes(kept)))


def _write(  # noqa: PLR0913 - an edit has that many parts
    run: Run, number: int, position: int, field: str, value: str | None, by: str, undoes: int | None
) -> int:
    version = next_number(run, "version")
    run(
        "INSERT INTO edits"
        " (version, import_number, position, field, value, author, made_at, undoes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (version, number, position, field, value, line(by), now(), undoes),
    )
    action = "edit" if undoes is None else "undo edit"
    write_log(run, by, action, f"{row_id(number, position)} {field}")
    return version
