"""Names of parks and sites: beside their symbols, tied to them, or by a number in a key."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import PX, Drawing, spot_of, tie_line
from cluster_atlas.drawing.maps.citynames import (
    WrittenName,
    is_over_a_tie,
    is_tied,
    label_box,
    put_name,
)
from cluster_atlas.drawing.maps.occupancy import LabelPosition, Rect, leader, positions_beside
from cluster_atlas.drawing.maps.points.symbols import NUMBER_SIZE, SYMBOL, SymbolGroup
from cluster_atlas.drawing.shapes import Point, Shape
from cluster_atlas.drawing.typeset import broken, words
from cluster_atlas.values.colours import INK, OUTLINE
from cluster_atlas.values.mapspec import Feature, MapSpec

# The symbols of parks and of sites.
_SITES = frozenset({"triangle", "diamond"})
_SYMBOL_GAP = 6.5
# Letters of a line of a park's or site's name; the viewer's lines are as long.
_LONGEST_HAN, _LONGEST_LATIN = 14, 26
# So many lines a name has at most.
_MOST_LINES = 4
# How far off its symbol a name is looked room for, and in which steps and in how many directions;
# a number stands for one that would be farther off than the last, on a map of more than some.
_FARTHEST, _FARTHER, _DIRECTIONS, _FAR, _SOME = 90.0, 7.0, 20, 48.0, 6
# The most of a name of a site that may lie on another city.
_ASTRAY = 0.04
# So many points of arrows may lie under the name of a park or site.
_MOST_HIDDEN = 4
# How much nearer a name or number is to its own symbol than to any other, in points: a number at
# least by the last.
_CLEARLY, _CLEARLY_NUMBERED, _HARDLY = 2.0, 1.2, 0.7
# Numbers are given row by row, in rows so high.
_ROW = 24.0
# In so many steps the width of lines is found.
_HALVINGS = 6


def site_names(spec: MapSpec) -> list[str]:
    """Return the names of the parks and sites of a map, which numbers may have to stand for.

    None of a map whose symbols are others, such as ranked places, which have numbers of their own.
    """
    found = [
        feature
        for layer in spec.visible_layers()
        if layer.kind == "point"
        for feature in layer.features
    ]
    if any(feature.style.symbol not in _SITES for feature in found):
        return []
    return list({feature.id: feature.label for feature in found if feature.label}.values())


def write_symbol_name(
    drawing: Drawing, feature: Feature, at: Point, most: float, *, apart: bool
) -> bool:
    """Write a symbol's name, on one line or more; tells whether there is room.

    Letters are at most ``most`` points large. The name stands beside its symbol and nearer to it
    than to any other or, ``apart``, off it and tied to it.
    """
    x, y = at
    size = min(feature.style.text_size * PX, most)
    ground = drawing.ground
    own = ground.nearest(*spot_of(drawing, feature))

    def allowed(rect: Rect, *, others: npt.NDArray[np.bool_]) -> bool:
        # On another city it would be read as that city's.
        if ground.strays(rect, others) > _ASTRAY or not _is_nearest(drawing, rect, at, _CLEARLY):
            return False
        if drawing.occupancy.crossings(rect) > _MOST_HIDDEN or is_over_a_tie(drawing, rect):
            return False
        off = apart or _stands_off((x, y), rect)
        return not off or is_tied(drawing, (x, y), rect)

    ways = [(lines, _room_of(lines, size)) for lines in _ways_to_write(feature)]
    others, quiet = ground.others({own}), _quiet(drawing, own) if apart else frozenset[int]()
    if apart:
        far = _FAR if drawing.numbers and len(drawing.symbols) > _SOME else _FARTHEST
        spread = [(lines, room, _positions_apart(x, y, room, far)) for lines, room in ways]
        tries = [(one, others) for one in spread]
        # Only where there is no other room, and only on what the map says nothing of.
        tries += [(one, ground.others({own, *quiet})) for one in spread if quiet]
    else:
        beside = ((lines, room, positions_beside(x, y, room, _SYMBOL_GAP)) for lines, room in ways)
        tries = [(one, others) for one in beside]
    for (lines, room, spots), elsewhere in tries:
        asked = partial(allowed, others=elsewhere)
        rect = drawing.occupancy.put(room, spots, asked)
        if rect is not None:
            written = [words(line, size, INK, align="center", leading=1.2) for line in lines]
            off = apart or _stands_off((x, y), rect)
            line = leader((x, y), rect) if off else None
            if line is not None:
                drawing.ties.append(line)
            label = label_box(rect, written, plate="#ffffff")
            drawn = tuple(_tie_of_symbol(line)) if line else ()
            put_name(drawing, WrittenName((x, y), rect, label, drawn))
            return True
    return False


def _is_nearest(drawing: Drawing, rect: Rect, at: Point, clearly: float) -> bool:
    """Tell whether what is written is nearer to the symbol at a point than to all others.

    What is tied to its symbol is at least as far from the others as what stands beside it.
    """
    near = min(rect.gap(Rect(*at, SYMBOL, SYMBOL)), _SYMBOL_GAP) + clearly
    return all(rect.gap(other) >= near or math.dist(other[:2], at) < 1 for other in drawing.symbols)


def number_sites(drawing: Drawing, groups: Sequence[SymbolGroup]) -> list[SymbolGroup]:
    """Write a number at each symbol instead of a name; returns those without room for it.

    The symbols of one point have theirs together, in the order in which they stand: 3–5. The names
    go to ``drawing.seen.numbered``, as many as ``drawing.numbers`` allows.
    """
    many = len(drawing.seen.numbered) + sum(len(g.features) for g in groups) > 9  # noqa: PLR2004
    room = (fonts.width("88" if many else "8", NUMBER_SIZE, bold=True) + 1, NUMBER_SIZE)
    left, found = [], list[tuple[SymbolGroup, Rect]]()
    free = drawing.numbers - len(drawing.seen.numbered)
    # Those of one point have room for theirs, which would stay empty.
    for group in sorted(groups, key=lambda group: -len(group.features)):
        # What has no name is not told by a number either.
        told = len(group.features) <= free and all(feature.label for feature in group.features)
        rect = _room_for_number(drawing, group, room) if told else None
        if rect is None:
            left.append(group)
        else:
            free -= len(group.features)
            found.append((group, rect))
    for group, rect in sorted(found, key=lambda one: (one[0].rect.y // _ROW, one[0].rect.x)):
        first = len(drawing.seen.numbered) + 1
        drawing.seen.numbered += [feature.label for feature in group.features]
        last = len(drawing.seen.numbered)
        said = str(first) if first == last else f"{first}–{last}"
        line = words(said, NUMBER_SIZE, INK, bold=True, align="center", leading=1.0)
        drawing.labels.append(label_box(rect, [line], halo="#ffffff"))
    return left


def _room_for_number(
    drawing: Drawing, group: SymbolGroup, room: tuple[float, float]
) -> Rect | None:
    if len(group.features) > 1:
        # It was given with the symbols.
        return Rect(*group.numbers_at, group.rect.w, NUMBER_SIZE)
    at = (group.rect.x, group.rect.y)

    def clear(rect: Rect) -> bool:
        near = _is_nearest(drawing, rect, at, _CLEARLY_NUMBERED)
        return near and not is_over_a_tie(drawing, rect)

    def nearest(rect: Rect) -> bool:
        return _is_nearest(drawing, rect, at, _HARDLY)

    dx, dy = (SYMBOL + room[0]) / 2 + 0.2, (SYMBOL + room[1]) / 2 + 0.2
    spots = [(dx, 0.0), (-dx, 0.0), (0.0, -dy), (0.0, dy)]
    spots += [(sx * (dx - 1), sy * (dy - 2)) for sy in (-1, 1) for sx in (1, -1)]
    places = [LabelPosition(at[0] + x, at[1] + y, cost) for cost, (x, y) in enumerate(spots)]
    put = drawing.occupancy.put
    # Over a line, where it must be, a number is read by its rim.
    return put(room, places, clear, gap=0.0) or put(room, places, nearest, gap=-0.8)


def _tie_of_symbol(line: tuple[Point, Point]) -> Iterator[Shape]:
    """Yield the line from the edge of a symbol to its name."""
    (x, y), end = line
    share = min(1.0, SYMBOL / 2 / math.dist((x, y), end))
    start = (x + (end[0] - x) * share, y + (end[1] - y) * share)
    yield from tie_line(start, end, OUTLINE, dot=False)


def _room_of(lines: Sequence[str], size: float) -> tuple[float, float]:
    """Return width and height of lines of letters of a size."""
    return max(fonts.width(line, size) for line in lines) + 3, len(lines) * size * 1.2 + 1.5


def _quiet(drawing: Drawing, own: int) -> frozenset[int]:
    """Return the cities on which a name that is tied to a site in another may stand.

    A map about some cities leaves the others for what has no room on these; on others it is those
    that carry no shade.
    """
    ground = drawing.ground
    about = {ground.number[key] for key in ground.subjects if key in ground.number}
    loud = about if own in about else {ground.number.get(key, own) for key in drawing.shaded}
    return frozenset(
        number
        for key, number in ground.number.items()
        if number not in loud and not key.startswith("sar:")
    )


def _positions_apart(
    x: float, y: float, size: tuple[float, float], far: float
) -> list[LabelPosition]:
    """Return spots for a name that is tied to its symbol, near ones first, up to so far off."""
    spots = []
    away = 2 * _SYMBOL_GAP
    while away <= far:
        for number in range(_DIRECTIONS):
            turn = 2 * math.pi * number / _DIRECTIONS
            dx, dy = math.cos(turn), math.sin(turn)
            at = (x + dx * (away + size[0] / 2), y + dy * (away + size[1] / 2))
            spots.append(LabelPosition(*at, away / 6))
        away += _FARTHER
    return spots


def _stands_off(at: Point, rect: Rect) -> bool:
    """Tell whether a name is so far from its symbol that a line must tie them."""
    dx, dy = abs(at[0] - rect.x) - rect.w / 2, abs(at[1] - rect.y) - rect.h / 2
    return max(dx, dy) > _SYMBOL_GAP + 1


def _ways_to_write(feature: Feature) -> Iterator[tuple[str, ...]]:
    """Yield a name on as few lines as it has to take, then on more; it is never cut."""
    text = feature.label
    if not text:
        return
    longest = _LONGEST_LATIN if text.isascii() else _LONGEST_HAN
    tried = []
    for number in range(1, _MOST_LINES + 1):
        lines = _in_lines(text, number)
        short = len(text) < 9 and number > 1  # noqa: PLR2004 - short names stand on one line
        if short or lines in tried:
            continue
        tried.append(lines)
        if max(map(len, lines)) <= longest + 2 or number == _MOST_LINES:
            yield lines


@lru_cache(maxsize=4096)
def _in_lines(text: str, number: int) -> tuple[str, ...]:
    """Return a text parted into so many lines of about one length, as lines of text may break.

    Pages of one briefing, and each try of a name, ask for the same.
    """
    if number == 1:
        return (text,)
    whole = fonts.width(text, NUMBER_SIZE)
    least, most = whole / number, whole
    # The narrowest in which it takes no more lines than that.
    for _ in range(_HALVINGS):
        wide = (least + most) / 2
        if len(broken(text, NUMBER_SIZE, wide)) <= number:
            most = wide
        else:
            least = wide
    return tuple(broken(text, NUMBER_SIZE, most + 0.1))
