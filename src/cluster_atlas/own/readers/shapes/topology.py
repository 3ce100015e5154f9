"""TopoJSON: shapes that share their borders, each border once, in whole steps of a grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    EXPORT,
    VERTICES,
    WRONG_SHAPE,
    refusal,
    too_many,
)
from cluster_atlas.own.readers.shapes.layers import Layer, plain_value
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import Text, quote

_DEEPEST = 12


class _NotShapeError(ValueError):
    """A geometry does not follow the rules of its type."""


def read_topology(
    document: Mapping[str, Any], name: str, options: ReadOptions, system: str, encoding: str
) -> list[SourceTable]:
    """Return the objects of a topology, a table each.

    Parameters
    ----------
    document
        The parsed file.
    name
        What the user calls it.
    options
        Its limits.
    system, encoding
        Of the file.

    Raises
    ------
    AtlasError
        If its arcs cannot be read or exceed the limits.
    """
    objects, arcs = document.get("objects"), document.get("arcs")
    if not isinstance(objects, dict) or not isinstance(arcs, list) or not objects:
        message = Text("TopoJSON 缺少 objects 或 arcs", "is TopoJSON without objects or arcs")
        raise refusal(name, message, EXPORT)
    if sum(len(arc) for arc in arcs if isinstance(arc, list)) > options.limits.vertices:
        raise too_many(name, VERTICES, options.limits.vertices)
    try:
        topology = _Topology(arcs, document.get("transform"))
    except (_NotShapeError, ValueError, TypeError, KeyError) as error:
        message = Text("TopoJSON 的弧段无法读出", "is TopoJSON whose arcs cannot be read")
        raise refusal(name, message, EXPORT) from error
    tables = []
    for title, found in objects.items():
        layer = Layer(name, title, options)
        collected = isinstance(found, dict) and found.get("type") == "GeometryCollection"
        members = found.get("geometries") if collected else [found]
        for member in members if isinstance(members, list) else ():
            _add(layer, topology, member)
        tables.append(layer.table(system=system, encoding=encoding, format="topojson"))
    return tables


def _add(layer: Layer, topology: _Topology, member: Any) -> None:  # noqa: ANN401
    values: dict[str, Value] = {}
    shape, before = None, topology.vertices
    if isinstance(member, dict):
        properties = member.get("properties")
        for key, value in properties.items() if isinstance(properties, dict) else ():
            values[str(key)] = plain_value(value)
        if isinstance(member.get("id"), str | int):
            values.setdefault("id", member["id"])
    try:
        shape = topology.shape(member, 0, layer.limits.vertices)
    except (_NotShapeError, ValueError, TypeError, IndexError, OverflowError):
        kind = member.get("type") if isinstance(member, dict) else member
        layer.lost(WRONG_SHAPE, EXPORT, value=quote(kind))
    layer.add(values, shape, topology.vertices - before)


class _Topology:
    """The arcs in coordinates, and shapes put together from them."""

    def __init__(self, arcs: list[Any], transform: Any) -> None:  # noqa: ANN401
        self.vertices = 0
        self._scale, self._shift = np.ones(2), np.zeros(2)
        self._grid = transform is not None
        if self._grid:
            self._scale = np.array(transform["scale"], dtype=np.float64)
            self._shift = np.array(transform["translate"], dtype=np.float64)
            if self._scale.shape != (2,) or self._shift.shape != (2,):
                raise _NotShapeError
        self._arcs = [self._arc(arc) for arc in arcs]

    def shape(self, member: Any, depth: int, most: int) -> bytes | None:  # noqa: ANN401
        """Return the shape of an object; one that takes more than ``most`` vertices is none."""
        if not isinstance(member, dict) or depth > _DEEPEST or self.vertices > 2 * most:
            raise _NotShapeError
        kind = member.get("type")
        if kind is None:
            return None
        if kind == "GeometryCollection":
            found = [self.shape(one, depth + 1, most) for one in member["geometries"]]
            return wkb.gathered([one for one in found if one is not None])
        build = _BUILDERS.get(kind)
        if build is None:
            raise _NotShapeError
        content = member.get("coordinates" if "Point" in kind else "arcs")
        if not isinstance(content, list):
            raise _NotShapeError
        return build(self, content) if content else None

    def _arc(self, arc: Any) -> wkb.Coordinates:  # noqa: ANN401
        positions = np.array([position[:2] for position in arc], dtype=np.float64).reshape(-1, 2)
        if self._grid:
            # Each position is the step from the one before it.
            positions = np.cumsum(positions, axis=0) * self._scale + self._shift
        if not np.isfinite(positions).all():
            raise _NotShapeError
        return positions

    def _path(self, numbers: list[int]) -> wkb.Coordinates:
        parts = []
        for place, number in enumerate(numbers):
            # The complement of a number is its arc backwards.
            arc = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
            self.vertices += len(arc)
            parts.append(arc[1:] if place else arc)
        return np.concatenate(parts)

    def _point(self, position: list[float]) -> bytes:
        x, y = (np.array(position[:2], dtype=np.float64) * self._scale + self._shift).tolist()
        if not np.isfinite([x, y]).all():
            raise _NotShapeError
        self.vertices += 1
        return wkb.point(x, y)

    def _line(self, numbers: list[int]) -> bytes:
        path = self._path(numbers)
        if len(path) < 2:  # noqa: PLR2004
            raise _NotShapeError
        return wkb.line(path)

    def _polygon(self, rings: list[list[int]]) -> bytes:
        paths = [wkb.closed(self._path(ring)) for ring in rings]
        # A ring that the grid has shrunk to nothing is a hole no more.
        paths = [path for path in paths if len(path) >= wkb.LEAST_RING]
        if not paths:
            raise _NotShapeError
        return wkb.polygon(paths)


_BUILDERS: Mapping[str, Callable[[_Topology, list[Any]], bytes | None]] = {
    "Point": _Topology._point,  # noqa: SLF001
    "MultiPoint": lambda topology, parts: wkb.gathered([topology._point(one) for one in parts]),  # noqa: SLF001
    "LineString": _Topology._line,  # noqa: SLF001
    "MultiLineString": lambda topology, parts: wkb.gathered([topology._line(one) for one in parts]),  # noqa: SLF001
    "Polygon": _Topology._polygon,  # noqa: SLF001
    "MultiPolygon": lambda topology, parts: wkb.gathered([topology._polygon(one) for one in parts]),  # noqa: SLF001
}
