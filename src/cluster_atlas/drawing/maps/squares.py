"""Grids of squares that compare clusters, each with its city's name, none touching another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import Drawing, tie_line
from cluster_atlas.drawing.maps.occupancy import (
    LAND,
    Block,
    Ground,
    Occupancy,
    Rect,
    leader,
    place_blocks,
)
from cluster_atlas.drawing.shapes import (
    Item,
    Point,
    Shape,
    rectangle,
)
from cluster_atlas.drawing.typeset import text_box, words
from cluster_atlas.values.colours import INK, OUTLINE
from cluster_atlas.values.mapspec import Feature, Layer, grid_columns

_GRID_GAP = 0.9

# A block with more than this share on its own ground needs no line.
_AT_HOME = 0.55


class _Look(NamedTuple):
    """How large squares are from ``least`` points a kilometre on.

    ``size`` is the side of a square and ``letters`` that of the names below, in points;
    ``counted`` tells whether English names, which are wide, carry their count.
    """

    least: float
    size: float
    letters: float
    counted: bool


_SQUARES = (
    _Look(0.75, 7.0, 9.0, counted=True),
    _Look(0.57, 4.7, 7.4, counted=False),
    _Look(0.0, 4.0, 7.4, counted=False),
)


def draw_cells(drawing: Drawing, layer: Layer) -> None:
    """Draw a grid of squares per city with its name below, none touching another."""
    # A small map has small squares, and so has one on which larger ones find no room.
    for look in (look for look in _SQUARES if drawing.frame.points_per_km() >= look.least):
        wanted = list(_blocks(drawing, layer, look))
        blocks, placed = _settled(drawing, wanted)
        if placed:
            break
    squared = {feature.id for feature, _ in blocks}
    drawing.seen.gridded |= squared
    drawing.seen.outlined_only |= len(blocks) < len(wanted) or squared <= drawing.ground.subjects
    drawing.seen.lettered |= {feature.id for feature, _ in wanted} - squared
    if blocks:
        drawing.letters = look.letters
    drawing.occupancy.occupied += [block.rect for _, block in blocks]
    drawing.gridded |= {feature.id for feature, _ in blocks}
    for _, block in blocks:
        drawing.items += _leader(block, drawing.ground)
    for feature, block in blocks:
        drawing.items += _block(feature, block, look, plate=not drawing.ground.subjects)
        drawn = [cell for cell in feature.cells if cell.state != "off"]
        drawing.seen.squares.update(cell.state for cell in drawn)
        drawing.seen.square_colours.update(cell.colour for cell in drawn)
        drawing.seen.numbers |= is_counted(feature)


def _settled(
    drawing: Drawing, blocks: Sequence[tuple[Feature, Block]]
) -> tuple[list[tuple[Feature, Block]], bool]:
    """Return the blocks that are drawn, and whether all of them found room.

    On a map about some cities these choose first. The others have squares where all of them find
    room on their own ground, else none has: one without would read as a city that nothing names.
    """
    ground, taken = drawing.ground, drawing.occupancy
    subjects = [pair for pair in blocks if pair[0].id in ground.subjects]
    if not subjects:
        return list(blocks), place_blocks([block for _, block in blocks], ground, taken)
    apart = place_blocks([block for _, block in subjects], ground, taken)
    held = replace(taken, occupied=[*taken.occupied, *(block.rect for _, block in subjects)])
    others = [pair for pair in blocks if pair not in subjects]
    place_blocks([block for _, block in others], ground, held)
    well = all(_stands_well(block, ground, held) for _, block in others)
    return [*subjects, *(others if well else [])], apart


def _stands_well(block: Block, ground: Ground, taken: Occupancy) -> bool:
    """Tell whether a block is free and on its own ground, by its middle and for the most part."""
    if ground.under(*block.at) != block.own or not taken.is_free(block.rect, 0.0):
        return False
    mine, areas, _, land = ground.shares(block.rect, block.own)
    return mine >= areas + land


def _blocks(drawing: Drawing, layer: Layer, look: _Look) -> Iterator[tuple[Feature, Block]]:
    """Yield each city's squares and name as a block that has no place yet."""
    bare = drawing.spec.language == "en" and not look.counted
    for feature in layer.features:
        if not feature.cells:
            continue
        label = (feature.short_label if bare else "") or feature.label
        anchor = drawing.frame.at(next(feature.geometry.positions()))
        if not drawing.occupancy.inside(Rect(*anchor, 1, 1)):
            continue
        columns = grid_columns(len(feature.cells))
        rows = -(-len(feature.cells) // columns)
        wide = columns * (look.size + _GRID_GAP) - _GRID_GAP
        named = fonts.width(label, look.letters, bold=feature.style.bold)
        block_size = (
            max(wide, named) + 4,
            rows * (look.size + _GRID_GAP) + look.letters * 1.3 + 2.5,
        )
        own = drawing.ground.number.get(feature.id, LAND)
        yield replace(feature, label=label), Block(feature.id, anchor, block_size, own)


def is_counted(feature: Feature) -> bool:
    """Tell whether the lettering of a city carries its number."""
    return bool(feature.short_label) and feature.label != feature.short_label


def _leader(block: Block, ground: Ground) -> Iterator[Shape]:
    """Yield the line from a city's point to a block that does not stand on its own ground."""
    at_home = ground.under(*block.at) == block.own
    if not at_home or ground.shares(block.rect, block.own)[0] <= _AT_HOME:
        yield from tie(block.anchor, block.rect)


def tie(anchor: Point, rect: Rect) -> Iterator[Shape]:
    """Yield the line from a place's point to what stands apart from it, a dot at the point."""
    line = leader(anchor, rect)
    if line is not None:
        yield from tie_line(*line, OUTLINE)


def _block(feature: Feature, block: Block, look: _Look, *, plate: bool) -> Iterator[Item]:
    """Yield squares and name, on a plate or, where that would hide an outline, with a rim."""
    (x, y), (w, h), size, letters = block.at, block.size, look.size, look.letters
    group = feature.title
    if plate:
        ground = rectangle(x - w / 2, y - h / 2, w, h)
        yield Shape((ground,), fill="#ffffff", fill_opacity=0.86, group=group)
    columns = grid_columns(len(feature.cells))
    step = size + _GRID_GAP
    left = x - (columns * step - _GRID_GAP) / 2
    top = y - h / 2 + 2
    for number, cell in enumerate(feature.cells):
        if cell.state == "off":
            continue
        at = (left + number % columns * step, top + number // columns * step)
        yield from square(at, size, cell.state, cell.colour, feature.style.stroke, group)
    paragraph = words(
        feature.label,
        letters,
        feature.style.text or INK,
        bold=feature.style.bold,
        align="center",
        leading=1.2,
    )
    below = y + h / 2 - letters * 1.2 - 1
    rim = "" if plate else "#ffffff"
    yield text_box(x - w / 2, below, w, [paragraph], name=feature.title, group=group, halo=rim)


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
