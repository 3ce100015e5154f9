"""A MapSpec drawn into a box of a page: areas, lines, symbols, squares and labels that fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cluster_atlas.mapspec import Bounds, Feature, Layer, MapSpec, Style
from cluster_atlas.render import fonts
from cluster_atlas.render.drawing import (
    Contour,
    Item,
    Paragraph,
    Point,
    Shape,
    Span,
    ellipse,
    rectangle,
    rule,
)
from cluster_atlas.render.mapboard import (
    LAND,
    SEA,
    Block,
    Board,
    Ground,
    Rect,
    around,
    beside,
    place_blocks,
)
from cluster_atlas.render.mapframe import (
    Frame,
    areas,
    contours,
    edges,
    frame_for,
    is_whole,
    polyline,
)
from cluster_atlas.render.typeset import clipped, text_box, words

# Styles are in screen pixels.
PX = 0.75

_QUIET = "#66727d"
_INK = "#1c2733"
_MARGIN = 16.0
_NEAR = 4.0
_SYMBOL_GAP = 6.5
_GRID_GAP = 0.9

# The Dongsha islands (EPSG:4326, degrees): west, south, east, north.
DONGSHA: Bounds = (116.62, 20.53, 116.98, 20.82)
_INSET = (62.0, 50.0)

# From so many points a kilometre on: sides of the squares, size of the names below, and whether
# English names, which are wide, carry their count.
_SQUARES = ((0.75, 7.0, 9.0, True), (0.57, 4.7, 6.8, False), (0.0, 4.0, 6.4, False))
_DONGSHA_NAME = {"zh": "东沙群岛", "en": "Dongsha Islands"}


@dataclass
class _Drawing:
    """One map while it is drawn."""

    spec: MapSpec
    frame: Frame
    board: Board
    ground: Ground
    items: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)


def draw_map(
    spec: MapSpec, box: tuple[float, float, float, float], *, margin: float = _MARGIN
) -> tuple[list[Item], Frame]:
    """Return a map drawn into a box.

    Parameters
    ----------
    spec
        The map; groups that are not shown at the start are left out, as on any print.
    box
        Left, top, width, height in points.
    margin
        Points left free round the map's bounds.

    Returns
    -------
    list of Item and Frame
        Items bottom first, none outside the box, with scale bar, north arrow and, where the frame
        leaves the Dongsha islands out, their inset; and the frame that was used.
    """
    frame = frame_for(spec.bounds, box, margin)
    drawing = _Drawing(spec, frame, Board(frame.box), _ground(spec, frame))
    drawing.items.append(Shape((rectangle(*box),), fill=spec.background, name="sea"))
    layers = spec.drawn()
    for layer in layers:
        if layer.kind in {"land", "fill", "hatch", "border"}:
            drawing.items += _surfaces(frame, layer)
    _furniture(drawing, layers)
    _over_the_surfaces(drawing, layers)
    _write_names(drawing, layers)
    drawing.items += drawing.labels
    drawing.items.append(
        Shape((rectangle(*box),), stroke="#9aa6b0", stroke_width=0.7, name="frame")
    )
    return drawing.items, frame


def _over_the_surfaces(drawing: _Drawing, layers: Sequence[Layer]) -> None:
    """Draw rings, arrows and squares; layers come bottom first."""
    for layer in layers:
        if layer.kind == "circle":
            drawing.items += _circles(drawing.frame, layer)
        elif layer.kind == "line":
            _lines(drawing, layer)
        elif layer.kind == "cells":
            _cells(drawing, layer)


def _write_names(drawing: _Drawing, layers: Sequence[Layer]) -> None:
    """Draw symbols, then write names: cities first, by which a map is read, then parks."""
    spots = _points(drawing, [layer for layer in layers if layer.kind == "point"])
    cities, others = _names(layers)
    fills = _fills(layers)
    for feature in cities:
        _name(drawing, feature, fills)
    for feature, at in spots:
        _symbol_name(drawing, feature, *at)
    for feature in others:
        _name(drawing, feature, fills)


def _ground(spec: MapSpec, frame: Frame) -> Ground:
    """Return what lies where: the land of the map, and the areas of its cities."""
    land: list[Contour] = []
    cities: dict[str, Sequence[Contour]] = {}
    for layer in spec.drawn():
        for feature in layer.features:
            if feature.geometry.type != "MultiPolygon" or feature.id == "outside":
                continue
            if layer.kind == "land":
                land += contours(areas(frame, feature.geometry))
            elif feature.id.startswith("city:") and feature.id not in cities:
                cities[feature.id] = contours(areas(frame, feature.geometry))
    return Ground(frame.box, land, cities)


def _surfaces(frame: Frame, layer: Layer) -> Iterator[Shape]:
    """Yield filled, hatched and outlined areas; what the frame cuts gets no edge along it."""
    for feature in layer.features:
        style = feature.style
        surface = contours(areas(frame, feature.geometry))
        if not surface:
            continue
        drawn = _shape(style, surface, feature.title)
        filled = bool(style.fill and style.fill_opacity)
        if not (filled or style.hatch or style.stroke):
            # It is there to be pointed at, which paper does not allow.
            continue
        if not style.stroke or (filled and is_whole(frame, feature.geometry)):
            yield drawn
        else:
            if filled or style.hatch:
                yield replace(drawn, stroke="")
            outline = edges(frame, feature.geometry)
            if outline:
                name = f"{feature.title} ⎯" if feature.title else ""
                yield replace(drawn, contours=outline, fill="", hatch="", name=name)


def _shape(style: Style, outline: tuple[Contour, ...], name: str) -> Shape:
    return Shape(
        outline,
        name=name,
        fill=style.fill if style.fill_opacity else "",
        fill_opacity=style.fill_opacity,
        stroke=style.stroke,
        stroke_width=style.stroke_width * PX,
        stroke_opacity=style.stroke_opacity,
        dash=tuple(part * PX for part in style.dash),
        hatch=style.hatch,
    )


def _circles(frame: Frame, layer: Layer) -> Iterator[Shape]:
    for feature in layer.features:
        x, y = frame.at(next(feature.geometry.positions()))
        radius = feature.style.radius_m / 1000 * frame.points_per_km()
        x0, y0, x1, y1 = frame.box
        inside = x0 < x - radius and x + radius < x1 and y0 < y - radius and y + radius < y1
        # A ring as small as its symbol says nothing.
        if radius > _NEAR and inside:
            ring = (ellipse(x, y, radius, radius),)
            yield replace(_shape(feature.style, ring, ""), stroke_width=0.8)


def _lines(drawing: _Drawing, layer: Layer) -> None:
    x0, y0, x1, y1 = drawing.frame.box
    for feature in layer.features:
        points = polyline(drawing.frame, feature.geometry.positions())
        if not all(x0 < x < x1 and y0 < y < y1 for x, y in points):
            continue
        style = feature.style
        shape = _shape(style, (Contour(points, closed=False),), feature.title)
        rim = replace(shape, stroke="#ffffff", stroke_width=shape.stroke_width + 1.6, dash=())
        drawing.items += [replace(rim, stroke_opacity=0.8, name=""), shape]
        if style.arrow:
            drawing.items.append(_head(points[-3], points[-1], style.stroke))
        if style.arrow == "both":
            drawing.items.append(_head(points[2], points[0], style.stroke))
        drawing.board.lines += points


def _head(before: Point, tip: Point, colour: str) -> Shape:
    """Return the head of an arrow."""
    turn = math.atan2(tip[1] - before[1], tip[0] - before[0])
    sides = tuple(
        (tip[0] + 6.5 * math.cos(turn + bend), tip[1] + 6.5 * math.sin(turn + bend))
        for bend in (2.72, -2.72)
    )
    return Shape((Contour((tip, *sides)),), fill=colour, stroke="#ffffff", stroke_width=0.5)


# Squares ------------------------------------------------------------------------------------


def grid_columns(cells: int) -> int:
    """Return how many squares stand in a row: short rows for few, four for up to twelve."""
    if cells <= 4:  # noqa: PLR2004 - as in the app
        return cells
    return 3 if cells <= 6 else 4 if cells <= 12 else 5  # noqa: PLR2004 - as in the app


def _cells(drawing: _Drawing, layer: Layer) -> None:
    """Draw a grid of squares a city with its name below, none touching another."""
    # A small map has small squares.
    size, letters, counted = next(
        look for least, *look in _SQUARES if drawing.frame.points_per_km() >= least
    )
    bare = drawing.spec.language == "en" and not counted
    blocks = []
    for feature in layer.features:
        if not feature.cells:
            continue
        label = feature.label.rstrip(" 0123456789") if bare else feature.label
        feature = replace(feature, label=label)  # noqa: PLW2901 - its shorter form from here on
        anchor = drawing.frame.at(next(feature.geometry.positions()))
        if not drawing.board.inside(Rect(*anchor, 1, 1)):
            continue
        columns = grid_columns(len(feature.cells))
        rows = -(-len(feature.cells) // columns)
        wide = columns * (size + _GRID_GAP) - _GRID_GAP
        named = fonts.width(feature.label, letters, bold=feature.style.bold)
        block_size = (
            max(wide, named) + 4,
            rows * (size + _GRID_GAP) + letters * 1.3 + 2.5,
        )
        own = drawing.ground.number.get(feature.id, LAND)
        blocks.append((feature, Block(feature.id, anchor, block_size, own)))
    place_blocks([block for _, block in blocks], drawing.ground, drawing.board)
    for _, block in blocks:
        drawing.items += _leader(block, drawing.ground)
    for feature, block in blocks:
        drawing.items += _block(feature, block, size, letters)


def _leader(block: Block, ground: Ground) -> Iterator[Shape]:
    """Yield the line from a city's point to a block that stands apart from it."""
    (ax, ay), (x, y), (w, h) = block.anchor, block.at, block.size
    apart = max(abs(ax - x) - w / 2, abs(ay - y) - h / 2)
    if apart < 3 or ground.shares(block.rect, block.own)[0] > 0.55:  # noqa: PLR2004
        return
    end = (x + max(-w / 2, min(w / 2, ax - x)), y + max(-h / 2, min(h / 2, ay - y)))
    yield rule((ax, ay), end, "#5a6b7a", 0.6)
    yield Shape((ellipse(ax, ay, 1.5, 1.5, 12),), fill="#5a6b7a")


def _block(feature: Feature, block: Block, size: float, letters: float) -> Iterator[Item]:
    (x, y), (w, h) = block.at, block.size
    group = feature.title
    plate = rectangle(x - w / 2, y - h / 2, w, h)
    yield Shape((plate,), fill="#ffffff", fill_opacity=0.86, group=group)
    columns = grid_columns(len(feature.cells))
    step = size + _GRID_GAP
    left = x - (columns * step - _GRID_GAP) / 2
    top = y - h / 2 + 2
    for number, cell in enumerate(feature.cells):
        at = (left + number % columns * step, top + number // columns * step)
        yield from square(at, size, cell.state, cell.colour, feature.style.stroke, group)
    paragraph = words(
        feature.label,
        letters,
        feature.style.text or _INK,
        bold=feature.style.bold,
        align="center",
        leading=1.2,
    )
    below = y + h / 2 - letters * 1.2 - 1
    yield text_box(x - w / 2, below, w, [paragraph], name=feature.title, group=group)


def square(  # noqa: PLR0913 - where and how
    at: Point, size: float, state: str, colour: str, empty: str, group: str = ""
) -> Iterator[Shape]:
    """Yield one square of a grid: full, with a smaller one inside, or an outline."""
    x, y = at
    edge = empty if state == "none" else colour
    yield Shape(
        (rectangle(x + 0.3, y + 0.3, size - 0.6, size - 0.6),),
        fill=colour if state == "full" else "#ffffff",
        stroke=edge,
        stroke_width=0.6,
        group=group,
    )
    if state == "part":
        inset = size * 0.3
        yield Shape(
            (rectangle(x + inset, y + inset, size - 2 * inset, size - 2 * inset),),
            fill=colour,
            group=group,
        )


# Symbols and names --------------------------------------------------------------------------


def symbol(style: Style, x: float, y: float, name: str = "") -> Shape:
    """Return a point's symbol: a triangle, a diamond or a disc, hollow where only roughly known."""
    radius = style.size * PX / 2 or 4.0
    corners = {
        "triangle": ((0, -1.08), (1, 0.76), (-1, 0.76)),
        "diamond": ((0, -1.05), (1.05, 0), (0, 1.05), (-1.05, 0)),
    }.get(style.symbol)
    outline = (
        Contour(tuple((x + dx * radius, y + dy * radius) for dx, dy in corners))
        if corners
        else ellipse(x, y, radius, radius, 24)
    )
    return Shape(
        (outline,),
        name=name,
        fill="#ffffff" if style.hollow else style.fill,
        stroke=style.stroke,
        stroke_width=style.stroke_width * PX,
    )


def _points(drawing: _Drawing, layers: Sequence[Layer]) -> list[tuple[Feature, Point]]:
    """Draw symbols, those at one spot moved apart; returns where each stands."""
    drawn: dict[str, tuple[Feature, Point]] = {}
    board = drawing.board
    for feature in (feature for layer in layers for feature in layer.features):
        at = drawing.frame.at(next(feature.geometry.positions()))
        if feature.id in drawn or not board.inside(Rect(*at, 8, 8)):
            continue
        x, y = _moved_apart(at, [point for _, point in drawn.values()], board)
        drawn[feature.id] = (feature, (x, y))
    for feature, (x, y) in drawn.values():
        at = drawing.frame.at(next(feature.geometry.positions()))
        if math.dist(at, (x, y)) > _NEAR:
            drawing.items.append(rule(at, (x, y), feature.style.stroke or _INK, 0.5))
        mark = symbol(feature.style, x, y, feature.title)
        drawing.items += [replace(mark, stroke="#ffffff", stroke_width=2.6, name=""), mark]
        board.taken.append(Rect(x, y, 9, 9))
    return list(drawn.values())


def _moved_apart(at: Point, others: Sequence[Point], board: Board) -> Point:
    x, y = at
    for turn in range(1, 60):
        crowded = any(math.dist((x, y), other) < 9.5 for other in others)  # noqa: PLR2004
        if not crowded and not any(Rect(x, y, 9, 9).overlap(rect) for rect in board.taken):
            break
        radius = 4.5 + 1.8 * turn
        x, y = at[0] + radius * math.cos(turn * 2.4), at[1] + radius * math.sin(turn * 2.4)
    return (x, y)


def _symbol_name(drawing: _Drawing, feature: Feature, x: float, y: float) -> None:
    size = feature.style.text_size * PX
    for lines in _ways_to_write(feature.label):
        room = (
            max(fonts.width(line, size) for line in lines) + 3,
            len(lines) * size * 1.2 + 1.5,
        )
        rect = drawing.board.put(room, beside(x, y, room, _SYMBOL_GAP))
        if rect is not None:
            written = [words(line, size, _INK, align="center", leading=1.2) for line in lines]
            drawing.labels.append(_label(rect, written, plate="#ffffff"))
            return


def _ways_to_write(text: str) -> Iterator[list[str]]:
    """Yield a name on one line, and, where it is long, on two."""
    if not text:
        return
    yield [text]
    if len(text) < 9:  # noqa: PLR2004 - short names stand on one line
        return
    if " " in text:
        cut = text.find(" ", max(0, len(text) // 2 - 3))
        if cut > 0:
            yield [text[:cut], text[cut + 1 :]]
    else:
        half = -(-len(text) // 2)
        yield [text[:half], text[half:]]


def _label(rect: Rect, written: Sequence[Paragraph], *, halo: str = "", plate: str = "") -> Item:
    high = sum(p.size * p.leading for p in written)
    return text_box(
        rect.x - rect.w / 2,
        rect.y - high / 2,
        rect.w,
        written,
        halo=halo,
        plate=plate,
    )


def _names(layers: Sequence[Layer]) -> tuple[list[Feature], list[Feature]]:
    """Return the names to write, of cities and of all else; grids of squares carry their own."""
    named = {feature.id for layer in layers if layer.kind == "cells" for feature in layer.features}
    found = [
        feature
        for layer in layers
        if layer.kind == "label"
        for feature in layer.features
        if feature.id not in named
    ]
    cities = [feature for feature in found if feature.id.startswith("city:")]
    return cities, [feature for feature in found if feature not in cities]


def _name(drawing: _Drawing, feature: Feature, fills: dict[str, str]) -> None:
    frame, style = drawing.frame, feature.style
    x, y = frame.at(next(feature.geometry.positions()))
    size = style.text_size * PX
    own = drawing.ground.number.get(feature.id)

    def foreign(a: float, b: float) -> float:
        under = drawing.ground.under(a, b)
        return 0.0 if own is None or under == own else 2.0 if under == SEA else 7.0

    room = (fonts.width(feature.label, size, bold=style.bold) + 2, size * 1.25)
    rect = drawing.board.put(room, around(x, y, 26.0 if own else 32.0, foreign))
    if rect is None:
        return
    fill = fills.get(feature.id, "") if drawing.ground.under(rect.x, rect.y) == own else ""
    ink, halo = _contrast(fill, style.text or _INK)
    span = Span(feature.label, size, style.bold, style.italic, ink)
    drawing.labels.append(_label(rect, [Paragraph((span,), "center", 1.25)], halo=halo))


def _fills(layers: Sequence[Layer]) -> dict[str, str]:
    """Return the colour of each filled area that is drawn, by the id of its place."""
    return {
        feature.id: feature.style.fill
        for layer in layers
        if layer.kind == "fill"
        for feature in layer.features
        if feature.style.fill and feature.style.fill_opacity > 0.5  # noqa: PLR2004
    }


def _contrast(fill: str, ink: str) -> tuple[str, str]:
    """Return the colours of letters and of their rim over a fill."""
    if not fill:
        return ink, "#ffffff"
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 140  # noqa: PLR2004 - half way
    return ("#ffffff" if dark else _INK), fill


# Furniture ----------------------------------------------------------------------------------


def _furniture(drawing: _Drawing, layers: Sequence[Layer]) -> None:
    """Draw scale bar with north arrow, and the inset of Dongsha, in the emptiest corners."""
    wanted = [(_scale_size(drawing), _scale)]
    if not drawing.frame.holds(DONGSHA):
        wanted.insert(0, (_INSET, _inset))
    busy = [
        drawing.frame.at(next(feature.geometry.positions()))
        for layer in layers
        if layer.kind in {"cells", "point"}
        for feature in layer.features
    ]
    if drawing.frame.holds(DONGSHA):
        (west, south), (east, north) = drawing.frame.at(DONGSHA[:2]), drawing.frame.at(DONGSHA[2:])
        rect = Rect((west + east) / 2, (south + north) / 2, east - west, south - north)
        drawing.board.taken.append(rect)
        # Their name wants room beside them.
        busy += [(rect.x, rect.y + rect.h / 2 + 12), (rect.x, rect.y - rect.h / 2 - 12)]
    for size, draw in wanted:
        rect = _corner(drawing, size, busy)
        drawing.board.taken.append(rect)
        draw(drawing, rect)


def _corner(drawing: _Drawing, size: tuple[float, float], busy: Iterable[Point]) -> Rect:
    """Return the corner with the least in it: symbols first, then the map's own cities."""
    x0, y0, x1, y1 = drawing.frame.box
    w, h = size
    pad = 5.0
    places = list(busy)

    def cost(rect: Rect) -> float:
        around_it = Rect(rect.x, rect.y, rect.w + 8, rect.h + 8)
        hidden = sum(bool(around_it.overlap(Rect(*place, 6, 6))) for place in places)
        taken = sum(bool(rect.overlap(other)) for other in drawing.board.taken)
        _, cities, _, _ = drawing.ground.shares(rect, -1)
        return 8 * taken + 2 * hidden + cities

    corners = [
        Rect(x, y, w, h)
        for y in (y1 - pad - h / 2, y0 + pad + h / 2)
        for x in (x0 + pad + w / 2, x1 - pad - w / 2)
    ]
    return min(corners, key=cost)


def _scale_size(drawing: _Drawing) -> tuple[float, float]:
    _, length = drawing.frame.scale_bar(drawing.frame.w / 5)
    return (length + 34, 20.0)


def _scale(drawing: _Drawing, rect: Rect) -> None:
    """Draw north arrow and scale bar."""
    km, length = drawing.frame.scale_bar(drawing.frame.w / 5)
    left, top = rect.x - rect.w / 2, rect.y - rect.h / 2
    north = {"zh": "北", "en": "N"}[drawing.spec.language]
    drawing.labels.append(
        Shape((rectangle(left, top, rect.w, rect.h),), fill="#ffffff", fill_opacity=0.85)
    )
    arrow = Contour(((left + 9, top + 2), (left + 12.4, top + 10.5), (left + 9, top + 8.4)))
    other = Contour(((left + 9, top + 2), (left + 5.6, top + 10.5), (left + 9, top + 8.4)))
    drawing.labels += [
        Shape((arrow,), fill=_INK, stroke=_INK, stroke_width=0.4, name="north arrow"),
        Shape((other,), fill="#ffffff", stroke=_INK, stroke_width=0.4),
        text_box(left + 2, top + 10.5, 14, [words(north, 6.5, _INK, align="center", leading=1.2)]),
    ]
    x, y = left + 22, top + 15
    bar = Contour(((x, y - 3), (x, y), (x + length, y), (x + length, y - 3)), closed=False)
    drawing.labels += [
        Shape((bar,), stroke=_INK, stroke_width=0.9, name="scale bar"),
        text_box(x, top + 1.5, length + 10, [words(f"{km} km", 7, _INK, leading=1.2)]),
    ]


def _inset(drawing: _Drawing, rect: Rect) -> None:
    """Draw the Dongsha islands in a frame of their own."""
    left, top, w, h = rect.x - rect.w / 2, rect.y - rect.h / 2, rect.w, rect.h
    frame = frame_for(DONGSHA, (left, top, w, h - 10), 5)
    drawing.items.append(
        Shape((rectangle(left, top, w, h),), fill=drawing.spec.background, name="inset")
    )
    for layer in drawing.spec.drawn():
        for feature in layer.features:
            if layer.kind in {"land", "border"} and feature.id.startswith("province:"):
                outline = contours(areas(frame, feature.geometry))
                if outline and layer.kind == "land":
                    drawing.items.append(Shape(outline, fill=feature.style.fill))
                elif outline:
                    drawing.items.append(
                        Shape(outline, stroke=feature.style.stroke, stroke_width=0.7)
                    )
    name = clipped(_DONGSHA_NAME[drawing.spec.language], 6.8, w - 2)
    drawing.items += [
        text_box(left, top + h - 10, w, [words(name, 6.8, _QUIET, align="center", leading=1.2)]),
        Shape((rectangle(left, top, w, h),), stroke="#9aa6b0", stroke_width=0.5),
    ]
