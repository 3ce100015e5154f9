"""Shapefiles: in a folder, as single parts or in a zip, whatever their makers left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.archive import layer_parts
from cluster_atlas.own.readers.encodings import codec, decoded, judged, told_encoding
from cluster_atlas.own.readers.esri.dbf import Dbf, DbfField, NotDbf, names, raw_cell
from cluster_atlas.own.readers.esri.shp import NotShp, Shapes, read_shp
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHECK,
    CHOOSE_SYSTEM,
    HEIGHTS,
    MEASURES,
    MEND,
    NOTHING_TO_DO,
    TOGETHER,
    VERTICES,
    WRONG_VALUE,
    check_size,
    note,
    refusal,
    too_many,
)
from cluster_atlas.own.readers.shapes.layers import chosen, layer_table
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import Issue, Text, quote

_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_CUT = Text("文字在一个汉字中间被截断", "was cut inside a character")
_DBF_DAMAGED = Text(".dbf 已损坏，只读出图形", "has a damaged .dbf; only its shapes are read")


def read_shapefiles(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read the shapefiles of a zip, of a folder, or the one that a part belongs to.

    A :data:`~cluster_atlas.own.sourcetable.Reader`.

    Returns
    -------
    list of SourceTable
        One for each ``.shp``, by name.
    """
    with layer_parts(path, name, options.limits) as parts:
        return read_shapefile_parts(parts, name, options)


def read_shapefile_parts(
    parts: Mapping[str, Path], name: str, options: ReadOptions
) -> list[SourceTable]:
    """Read the shapefiles among files that the user brought one by one.

    Parameters
    ----------
    parts
        Where each file lies, by the name that the user gave it, with folders if there are any.
    name, options
        As of :func:`read_shapefiles`.
    """
    groups: dict[str, dict[str, Path]] = {}
    titles: dict[str, str] = {}
    for real, place in sorted(parts.items()):
        whole = PurePosixPath(real)
        suffix = whole.suffix.lower()
        if suffix in _PARTS:
            key = whole.with_suffix("").as_posix().casefold()
            groups.setdefault(key, {})[suffix] = place
            titles.setdefault(key, whole.stem)
    whole_ones = {key: group for key, group in groups.items() if ".shp" in group}
    if not whole_ones:
        there = "、".join(sorted(PurePosixPath(real).name for real in parts)[:5])
        message = Text("没有 .shp 文件", "has no .shp file")
        raise refusal(name, message, TOGETHER, there)
    wanted = {
        key: group
        for key, group in whole_ones.items()
        if not options.table or titles[key] == options.table
    }
    tables = [
        _read(group, titles[key], name, options) for key, group in (wanted or whole_ones).items()
    ]
    return chosen(tables, name, options.table)


@dataclass(slots=True)
class _Said:
    """What is to say of one shapefile."""

    file: str
    title: str
    notes: list[Issue]
    issues: list[Issue]

    def note(self, message: Text, hint: Text, value: object = "") -> None:
        self.notes.append(note(self.file, self.title, message, hint, value))

    def row(
        self, record: int, message: Text, hint: Text, *, field: str = "", value: str = ""
    ) -> None:
        self.issues.append(
            Issue(self.file, self.title, field, quote(value), message, hint, record + 1)
        )


def _read(group: Mapping[str, Path], title: str, file: str, options: ReadOptions) -> SourceTable:
    limits = options.limits
    raw = {suffix: _bytes(place, file, limits) for suffix, place in group.items()}
    said = _Said(file, title, [], [])
    shapes = _shapes(raw, said, limits)
    system = _system(raw, said)
    table = _table(raw, said)
    rows = _records(table, shapes, said)
    encoding = _encoding(table, raw, file, options) if table else ""
    headings = _headings(table, encoding, said) if table else []
    columns = [
        _column(table, field, heading, encoding, said, rows)
        for field, heading in zip(table.fields if table else (), headings, strict=True)
        if table
    ]
    _say_shapes(shapes, said, rows)
    found, number = shapes.shapes, len(shapes.shapes)
    if len(rows) != number:
        found = [found[row] if row < number else None for row in rows]
    return layer_table(
        file,
        title,
        headings,
        columns,
        [row + 1 for row in rows],
        found,
        limits,
        said.issues,
        said.notes,
        system=system,
        encoding=encoding,
        format="shapefile",
    )


def _bytes(place: Path, file: str, limits: Limits) -> bytes:
    check_size(file, place.stat().st_size, limits)
    return place.read_bytes()


def _shapes(raw: Mapping[str, bytes], said: _Said, limits: Limits) -> Shapes:
    try:
        shapes = read_shp(raw[".shp"], raw.get(".shx"), limits.vertices)
    except NotShp:
        message = Text(".shp 不是图形文件", "has a .shp that holds no shapes")
        raise refusal(said.file, message, CHECK, said.title) from None
    if shapes.vertices > limits.vertices:
        raise too_many(said.file, VERTICES, limits.vertices)
    if ".shx" not in raw:
        message = Text(
            "没有 .shx，已按 .shp 重建索引", "has no .shx; its index was rebuilt from the .shp"
        )
        said.note(message, NOTHING_TO_DO)
    return shapes


def _table(raw: Mapping[str, bytes], said: _Said) -> Dbf | None:
    if ".dbf" not in raw:
        message = Text("没有 .dbf，只读出图形", "has no .dbf; only its shapes are read")
        said.note(message, TOGETHER)
        return None
    try:
        table = Dbf(raw[".dbf"])
    except NotDbf:
        said.note(_DBF_DAMAGED, CHECK)
        return None
    if table.count < table.declared:
        message = Text(
            f".dbf 不完整：应有 {table.declared:,} 条，实有 {table.count:,} 条",
            f"has a .dbf that breaks off after {table.count:,} of {table.declared:,} records",
        )
        said.note(message, CHECK)
    return table


def _system(raw: Mapping[str, bytes], said: _Said) -> str:
    """Return the system of coordinates as the ``.prj`` describes it."""
    given = raw.get(".prj", b"")
    text = decoded(given, judged([given]))[0].strip("\ufeff \r\n\t\0")
    if not text:
        message = Text(
            "没有 .prj，坐标系未知", "has no .prj; its system of coordinates is not known"
        )
        said.note(message, CHOOSE_SYSTEM)
    return text


def _encoding(table: Dbf, raw: Mapping[str, bytes], file: str, options: ReadOptions) -> str:
    """Return the encoding of the table: as the user says, else as its texts read best."""
    told = told_encoding(options.encoding, file)
    if told:
        return told
    page = codec(raw.get(".cpg", b"")[:100].decode("latin-1"))
    return judged(table.texts(), [page, table.language])


def _headings(table: Dbf, encoding: str, said: _Said) -> list[str]:
    headings, cut = names(table.fields, encoding)
    for name in cut:
        message = Text(
            "字段名在一个汉字中间被截断", "has a field name that was cut inside a character"
        )
        said.note(message, Text("请核对字段名", "check the field names"), name)
    return headings


def _records(table: Dbf | None, shapes: Shapes, said: _Said) -> list[int]:
    """Return the records that stand: shape and row of one number belong together."""
    drawn = len(shapes.shapes)
    if table is None:
        return list(range(drawn))
    if table.count != drawn and not (drawn == 0 and table.count == 0):
        message = Text(
            f"图形 {drawn:,} 个，属性 {table.count:,} 条，数目不一致",
            f"has {drawn:,} shapes and {table.count:,} records",
        )
        said.note(message, CHECK)
    deleted = int(table.deleted.sum())
    if deleted:
        message = Text(
            f"有 {deleted:,} 条已标记删除，连同图形略去",
            f"has {deleted:,} records marked as deleted, left out with their shapes",
        )
        said.note(message, Text("如需保留请先恢复", "restore them first if they are wanted"))
    gone = set(table.deleted.nonzero()[0].tolist())
    return [row for row in range(max(drawn, table.count)) if row not in gone]


def _column(  # noqa: PLR0913
    table: Dbf, field: DbfField, heading: str, encoding: str, said: _Said, rows: list[int]
) -> list[Value]:
    values, wrong = table.column(field, encoding)
    text = field.kind not in "NFDLIOBT@"
    kept = set(rows) if wrong else set()
    for record in wrong:
        if record in kept:
            quoted = str(values[record] or "") if text else raw_cell(table, field, record)
            said.row(
                record,
                _CUT if text else WRONG_VALUE,
                Text("请在原表中改正", "mend it in the source"),
                field=heading,
                value=quoted,
            )
    if len(rows) == table.count == len(values) and rows[-1:] == [table.count - 1]:
        return values
    return [values[row] if row < table.count else None for row in rows]


def _say_shapes(shapes: Shapes, said: _Said, rows: list[int]) -> None:
    """Say what of the shapes was lost, dropped or put right."""
    for dropped, told in ((shapes.tall, HEIGHTS), (shapes.measured, MEASURES)):
        if dropped:
            said.note(*told)
    kept = set(rows) if shapes.lost or shapes.closed or shapes.repeated else set()
    for record, reason in sorted(shapes.lost.items()):
        if record in kept:
            said.row(record, reason, MEND)
    for records, zh, en in (
        (shapes.closed, "环未闭合，已闭合", "had a ring that was not closed and now is"),
        (shapes.repeated, "有重复的环，只取一次", "had a ring twice, taken once"),
    ):
        for record in records:
            if record in kept and record not in shapes.lost:
                said.notes.append(
                    Issue(said.file, said.title, "", "", Text(zh, en), CHECK, record + 1)
                )
