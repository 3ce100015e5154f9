"""GeoParquet: columns by pyarrow, shapes from well-known binary or from nested lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHECK,
    CHOOSE_SYSTEM,
    COLUMNS,
    EXPORT,
    ROWS,
    check_size,
    note,
    refusal,
    too_large_unpacked,
    too_many,
)
from cluster_atlas.own.readers.shapes.layers import flat_shapes, layer_table
from cluster_atlas.own.readers.shapes.times import read_moments
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import AtlasError, Issue, Text

if TYPE_CHECKING:
    from pyarrow import ChunkedArray, Schema, Table

WGS84 = "OGC:CRS84"

_MAGIC = b"PAR1"


def read_geoparquet(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a GeoParquet file; a Parquet file without shapes is read as a table.

    A :data:`~cluster_atlas.own.sourcetable.Reader`; it refuses metadata that
    contradict the file as well.
    """
    check_size(name, path.stat().st_size, options.limits)
    table = _table(path, name, options.limits)
    layer = _Layer(name, Path(name).stem)
    described = _described(table.schema, name)
    shapes: list[bytes | None] = []
    system, apart = "", set[str]()
    if described is None:
        message = Text(
            "没有 geo 元数据，作为普通表读入", "has no geo metadata and is read as a table"
        )
        layer.note(message, CHECK)
    else:
        primary, columns = described
        about = columns.get(primary)
        if primary not in table.column_names or not isinstance(about, dict):
            message = Text(
                "geo 元数据所指的图形列不存在", "has geo metadata of a column that is not there"
            )
            raise refusal(name, message, EXPORT, primary)
        found = _shapes(table.column(primary), str(about.get("encoding", "WKB")), name)
        shapes = flat_shapes(name, layer.title, found, options.limits, layer.issues, layer.notes)
        system = layer.system(about)
        for other in sorted(set(columns) - {primary}):
            message = Text(
                "另有图形列，只读主图形", "has another column of shapes; the primary one is read"
            )
            layer.note(message, CHECK, other)
        # Boxes of the shapes are no values of their own.
        apart = set(columns) | _covering(about)
    names = [one for one in table.column_names if one not in apart]
    return [
        layer_table(
            name,
            layer.title,
            names,
            [_values(table.column(one)) for one in names],
            range(1, table.num_rows + 1),
            shapes,
            options.limits,
            layer.issues,
            layer.notes,
            system=system,
            format="geoparquet" if described else "parquet",
        )
    ]


def _table(path: Path, name: str, limits: Limits) -> Table:
    """Return the columns of a file, after its footer was held against the limits."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with path.open("rb") as source:
        if source.read(4) != _MAGIC:
            raise refusal(name, Text("不是 Parquet", "is no Parquet"), EXPORT)
    try:
        with pq.ParquetFile(path) as file:
            about = file.metadata
            if about.num_rows > limits.rows:
                raise too_many(name, ROWS, limits.rows)
            if len(file.schema_arrow.names) > limits.columns:
                raise too_many(name, COLUMNS, limits.columns)
            size = sum(about.row_group(one).total_byte_size for one in range(about.num_row_groups))
            if size > limits.expanded_bytes:
                raise too_large_unpacked(name, size, limits)
            table = file.read()
            table.validate(full=True)
    except AtlasError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        message = Text("不是可读的 Parquet", "is no readable Parquet")
        raise refusal(name, message, EXPORT, error) from error
    return table


@dataclass(slots=True)
class _Layer:
    """What is to say of the file while it is read."""

    file: str
    title: str
    issues: list[Issue] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)

    def note(self, message: Text, hint: Text, value: object = "") -> None:
        self.notes.append(note(self.file, self.title, message, hint, value))

    def system(self, about: Mapping[str, Any]) -> str:
        """Return the system of the shapes: WGS84 where nothing is said, empty if it is unknown."""
        from pyproj import CRS
        from pyproj.exceptions import CRSError

        if "crs" not in about:
            return WGS84
        given = about["crs"]
        try:
            if given is not None:
                coded = given.get("id") if isinstance(given, dict) else None
                if isinstance(coded, dict) and {"authority", "code"} <= set(coded):
                    return f"{coded['authority']}:{coded['code']}"
                plain = json.dumps(given) if isinstance(given, dict) else given
                return str(CRS.from_user_input(plain).to_wkt())
        except (CRSError, TypeError, AttributeError):
            pass
        message = Text("没有可用的坐标系", "names no usable system of coordinates")
        self.note(message, CHOOSE_SYSTEM)
        return ""


def _described(schema: Schema, name: str) -> tuple[str, dict[str, Any]] | None:
    """Return the primary column and what the metadata say of each column of shapes."""
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return None
    try:
        geo = json.loads(raw)
        return str(geo["primary_column"]), dict(geo["columns"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = Text("geo 元数据无法读出", "has geo metadata that cannot be read")
        raise refusal(name, message, EXPORT) from error


def _covering(about: Any) -> set[str]:  # noqa: ANN401
    """Return the columns that hold nothing but the boxes of the shapes."""
    covering = about.get("covering") if isinstance(about, dict) else None
    box = covering.get("bbox") if isinstance(covering, dict) else None
    paths = box.values() if isinstance(box, dict) else ()
    return {str(path[0]) for path in paths if isinstance(path, list) and path}


def _shapes(column: ChunkedArray, encoding: str, file: str) -> list[bytes | None]:
    """Return the shapes as well-known binary."""
    listed = column.to_pylist()
    if encoding.upper() == "WKB":
        return [one if isinstance(one, bytes) else None for one in listed]
    build = _BUILDERS.get(encoding.lower())
    if build is None:
        message = Text("图形的编码方式未知", "has shapes in an encoding that is not known")
        raise refusal(file, message, EXPORT, encoding)
    try:
        return [None if one is None or not len(one) else build(one) for one in listed]
    except (ValueError, TypeError, KeyError, IndexError) as error:
        message = Text("图形与其编码方式不符", "has shapes that do not fit their encoding")
        raise refusal(file, message, EXPORT, encoding) from error


def _position(one: Any) -> tuple[float, float]:  # noqa: ANN401
    """Return a position, whether its numbers have names or not."""
    return (one["x"], one["y"]) if isinstance(one, dict) else (one[0], one[1])


def _positions(many: list[Any]) -> wkb.Coordinates:
    return np.array([_position(one) for one in many], dtype=np.float64).reshape(-1, 2)


def _point(one: Any) -> bytes | None:  # noqa: ANN401
    x, y = _position(one)
    # An empty point has no numbers.
    return None if x is None or np.isnan(x) else wkb.point(x, y)


def _polygon(rings: list[Any]) -> bytes:
    return wkb.polygon([_positions(ring) for ring in rings])


_BUILDERS: dict[str, Callable[[Any], bytes | None]] = {
    "point": _point,
    "linestring": lambda one: wkb.line(_positions(one)),
    "polygon": _polygon,
    "multipoint": lambda one: wkb.gathered([wkb.point(*_position(part)) for part in one]),
    "multilinestring": lambda one: wkb.gathered([wkb.line(_positions(part)) for part in one]),
    "multipolygon": lambda one: wkb.gathered([_polygon(part) for part in one]),
}


def _values(column: ChunkedArray) -> list[Value]:
    """Return the values of a column; what has parts of its own as JSON."""
    import pyarrow as pa
    import pyarrow.types as kinds

    kind = column.type
    if kinds.is_timestamp(kind) and kind.unit == "ns":
        # Finer than a day and hour of Python can be.
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    values = column.to_pylist()
    if kinds.is_dictionary(kind):
        kind = kind.value_type
    if kinds.is_timestamp(kind):
        if kind.tz:
            # The clock of the zone that the file names.
            values = [one if one is None else one.replace(tzinfo=None) for one in values]
        return read_moments(values)[0]
    if kinds.is_decimal(kind):
        return [
            None if one is None else int(one) if one == one.to_integral() else float(one)
            for one in values
        ]
    if kinds.is_binary(kind) or kinds.is_large_binary(kind) or kinds.is_fixed_size_binary(kind):
        return [None] * len(values)
    if kinds.is_nested(kind):
        return [
            None if one is None else json.dumps(one, ensure_ascii=False, default=str)
            for one in values
        ]
    if kinds.is_duration(kind) or kinds.is_interval(kind):
        return [None if one is None else str(one) for one in values]
    return values  # type: ignore[no-any-return]
