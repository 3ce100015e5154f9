"""What a drawing draws, entity by entity: areas, lines and points, out of blocks as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cluster_atlas.own.limits import DEFAULT_LIMITS, Limits
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import ROWS, VERTICES, too_many
from cluster_atlas.own.readers.shapes.rings import assembled

if TYPE_CHECKING:
    from ezdxf.document import Drawing

# An arc leaves its strokes by no more than this, in units of the drawing.
DEVIATION = 0.5

_DEEPEST = 12
_LONGEST = DEFAULT_LIMITS.text_length
_LINES = {"LINE", "LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE", "HELIX"}
_FACES = {"SOLID", "TRACE", "3DFACE"}
_HATCHES = {"HATCH", "MPOLYGON"}
_TEXTS = {"TEXT", "MTEXT", "ATTRIB", "ATTDEF"}
# A part of the frame around the drawing, no figure of it.
_SILENT = {"VIEWPORT", "SEQEND", "VERTEX"}


@dataclass(slots=True)
class Drawn:
    """One figure of a drawing.

    Attributes
    ----------
    layer, kind, handle
        Of the entity; one on layer 0 of a block has the layer on which the block stands.
    shape, vertices
        WKB and its number of vertices; ``None`` where it is against the rules.
    text
        Of a text.
    block, attributes
        The block that it comes from, and the attributes of a block's own point.
    frozen
        Whether a block that holds it stands on a frozen layer.
    unread
        Its kind where that is no figure of the plane.
    """

    layer: str
    kind: str
    handle: str = ""
    shape: bytes | None = None
    vertices: int = 0
    text: str = ""
    block: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    frozen: bool = False
    unread: str = ""


def drawn_entities(document: Drawing, file: str, limits: Limits) -> Iterator[Drawn]:
    """Yield what stands in the model space.

    Raises
    ------
    AtlasError
        If blocks within blocks make more of it than the limits allow.
    """
    frozen = {str(layer.dxf.name).casefold() for layer in document.layers if layer.is_frozen()}
    vertices = 0
    for number, drawn in enumerate(_walked(document.modelspace(), frozen, limits, file)):
        vertices += drawn.vertices
        if number > limits.rows:
            raise too_many(file, ROWS, limits.rows)
        if vertices > limits.vertices:
            raise too_many(file, VERTICES, limits.vertices)
        yield drawn


@dataclass(slots=True)
class _Place:
    """Where in the blocks an entity stands."""

    depth: int = 0
    layer: str = ""
    block: str = ""
    frozen: bool = False


def _walked(
    entities: Iterable[Any], frozen: set[str], limits: Limits, file: str
) -> Iterator[Drawn]:
    # A stack and no recursion: blocks that hold each other end at the deepest place.
    stack: list[tuple[Iterator[Any], _Place]] = [(iter(entities), _Place())]
    inserts = 0
    while stack:
        source, place = stack[-1]
        try:
            entity = next(source, None)
        except broken():
            # A block that cannot be taken apart: one figure that is told as lost.
            yield Drawn(place.layer, "INSERT", block=place.block, frozen=place.frozen)
            entity = None
        if entity is None:
            stack.pop()
            continue
        kind = entity.dxftype()
        own = _layer(entity)
        layer = place.layer if place.depth and own == "0" and place.layer else own
        if kind == "INSERT":
            inserts += 1
            if inserts > limits.rows:
                raise too_many(file, ROWS, limits.rows)
            within = _Place(
                place.depth + 1,
                layer,
                str(entity.dxf.name),
                place.frozen or layer.casefold() in frozen,
            )
            yield from _attributed(entity, layer, place)
            if _is_foreign(entity):
                yield Drawn(layer, "INSERT", unread="XREF")
            elif place.depth >= _DEEPEST:
                yield Drawn(layer, "INSERT", unread="INSERT")
            else:
                stack.append((_exploded(entity), within))
            continue
        # What is invisible is so in the drawing program as well.
        if kind in _SILENT or _supported(entity, "invisible", 0):
            continue
        drawn = _drawn(entity, layer)
        drawn.block, drawn.frozen = place.block, place.frozen
        yield drawn


def broken() -> tuple[type[Exception], ...]:
    """Return what ezdxf raises of a drawing, or of an entity, that is against the rules."""
    from ezdxf.lldxf.const import DXFError

    return (
        DXFError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        AssertionError,
        StopIteration,
        RuntimeError,
        EOFError,
        OSError,
    )


def _layer(entity: Any) -> str:  # noqa: ANN401
    return str(_supported(entity, "layer", "0"))


def _supported(entity: Any, name: str, default: Any) -> Any:  # noqa: ANN401
    """Return an attribute of an entity whose kind may not have it."""
    return entity.dxf.get(name, default) if entity.dxf.is_supported(name) else default


def _is_foreign(insert: Any) -> bool:  # noqa: ANN401
    """Whether a block is another drawing, which this one only points to."""
    block = insert.block()
    return block is not None and bool(block.block.is_xref)


def _exploded(insert: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield what a block draws where it stands, once for each row and column of it."""
    single = insert.mcount <= 1
    for one in [insert] if single else insert.multi_insert():
        # A definition of an attribute shows its tag; its value is the block's own.
        yield from (entity for entity in one.virtual_entities() if entity.dxftype() != "ATTDEF")


def _attributed(insert: Any, layer: str, place: _Place) -> Iterator[Drawn]:  # noqa: ANN401
    """Yield a block with attributes as a point that carries them."""
    if not insert.attribs:
        return
    try:
        shape, vertices = _point(insert.ocs().to_wcs(insert.dxf.insert))
    except broken():
        shape, vertices = None, 0
    attributes: dict[str, str] = {}
    for attribute in insert.attribs:
        tag = str(attribute.dxf.tag).strip() or "属性"
        attributes.setdefault(tag, _text(attribute))
    yield Drawn(
        layer,
        "INSERT",
        str(insert.dxf.handle or ""),
        shape,
        vertices,
        block=str(insert.dxf.name),
        attributes=attributes,
        frozen=place.frozen,
    )


def _drawn(entity: Any, layer: str) -> Drawn:  # noqa: ANN401
    kind = str(entity.dxftype())
    drawn = Drawn(layer, kind, str(entity.dxf.get("handle", "") or ""))
    try:
        if kind == "POINT":
            drawn.shape, drawn.vertices = _point(entity.dxf.location)
        elif kind in _TEXTS:
            drawn.shape, drawn.vertices = _point(_spot(entity))
            drawn.text = _text(entity)
        elif kind in _FACES:
            drawn.shape, drawn.vertices = _areas([_flat(entity.wcs_vertices(close=True))])
        elif kind in _HATCHES:
            drawn.shape, drawn.vertices = _areas(_hatched(entity))
        elif kind in _LINES and not _mesh(entity):
            drawn.shape, drawn.vertices = _path(entity)
        else:
            drawn.unread = kind
    except broken():
        drawn.shape = None
    return drawn


def _mesh(entity: Any) -> bool:  # noqa: ANN401
    """Whether a polyline is a surface in space."""
    return bool(
        entity.dxftype() == "POLYLINE" and (entity.is_poly_face_mesh or entity.is_polygon_mesh)
    )


def _point(spot: Any) -> tuple[bytes | None, int]:  # noqa: ANN401
    if not np.isfinite([spot.x, spot.y]).all():
        return None, 0
    return wkb.point(spot.x, spot.y), 1


def _spot(text: Any) -> Any:  # noqa: ANN401
    """Return where a text stands."""
    if text.dxftype() == "MTEXT":
        return text.dxf.insert
    # An aligned text has a second place; the first is then not kept up by all programs.
    aligned = (text.dxf.halign or text.dxf.valign) and text.dxf.hasattr("align_point")
    return text.ocs().to_wcs(text.dxf.align_point if aligned else text.dxf.insert)


def _text(text: Any) -> str:  # noqa: ANN401
    """Return a text without its commands; one too long for a cell as it stands.

    The time that its commands take grows with the square of its length.
    """
    raw = str(text.text if text.dxftype() == "MTEXT" else text.dxf.text)
    return raw if len(raw) > _LONGEST else str(text.plain_text()).strip()


def _path(entity: Any) -> tuple[bytes | None, int]:  # noqa: ANN401
    """Return a line, or the area within it if it ends where it begins."""
    from ezdxf.path import make_path

    path = make_path(entity)
    flagged = entity.dxftype() in {"LWPOLYLINE", "POLYLINE"} and bool(
        entity.closed if entity.dxftype() == "LWPOLYLINE" else entity.is_closed
    )
    positions = _stroked(path)
    if flagged or _returns(positions):
        ring = wkb.closed(positions) if flagged else np.vstack([positions[:-1], positions[:1]])
        if len(ring) >= wkb.LEAST_RING:
            return _areas([ring])
    if len(positions) < 2:  # noqa: PLR2004
        return None, 0
    return (wkb.line(positions), len(positions)) if np.isfinite(positions).all() else (None, 0)


def _returns(positions: wkb.Coordinates) -> bool:
    """Whether a line ends where it begins, but for what rounding does to the end of an arc."""
    if len(positions) < wkb.LEAST_RING:
        return False
    least = 1e-12 * float(np.abs(positions).max()) + 1e-9 * float(np.ptp(positions, axis=0).max())
    return bool((np.abs(positions[0] - positions[-1]) <= least).all())


def _hatched(hatch: Any) -> list[wkb.Coordinates]:  # noqa: ANN401
    """Return the rings around a hatch."""
    from ezdxf.path import from_hatch

    return [_stroked(path) for path in from_hatch(hatch)]


def _stroked(path: Any) -> wkb.Coordinates:  # noqa: ANN401
    """Return a path in straight strokes, none further than 0.5 from its arcs."""
    if not path.has_curves:
        return _flat(path.control_vertices())
    ends = _flat(path.control_vertices())
    size = float(np.ptp(ends, axis=0).max()) if len(ends) else 0.0
    # In a drawing in degrees half a unit would be 50 km.
    return _flat(path.flattening(min(DEVIATION, max(size, 1e-9) / 200)))


def _flat(vertices: Iterable[Any]) -> wkb.Coordinates:
    return np.array([(vertex.x, vertex.y) for vertex in vertices], dtype=np.float64).reshape(-1, 2)


def _areas(found: list[wkb.Coordinates]) -> tuple[bytes | None, int]:
    rings = [wkb.closed(ring) for ring in found]
    rings = [ring for ring in rings if len(ring) >= wkb.LEAST_RING and np.isfinite(ring).all()]
    if not rings:
        return None, 0
    if len(rings) == 1:
        return wkb.polygon(rings), len(rings[0])
    shape = assembled(rings, [0] * len(rings), 1).shapes[0]
    return shape, sum(map(len, rings))
