"""The legend of a map, set into columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import PX, Seen, arrow_head, tie_line
from cluster_atlas.drawing.maps.points.symbols import symbol
from cluster_atlas.drawing.maps.squares import square
from cluster_atlas.drawing.shapes import (
    Contour,
    Item,
    Paragraph,
    Shape,
    Span,
    Tag,
    ellipse,
    list_item,
    rectangle,
)
from cluster_atlas.drawing.typeset import clipped, text_box, words
from cluster_atlas.values.colours import INK, OUTLINE
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import OWN_GROUP, LegendEntry, LegendKind, MapSpec, Style
from cluster_atlas.wording.map_words import NUMBERS

_SIZE = 7.4
_ROW = 12.2
_KEY = 15.0
# What parts entries that follow each other in a row.
_APART = 9.0


_MOVED = Text("移开的符号，连线指向其位置", "Symbol moved aside, tied to its place")
_NUMBERED = Text("图中编号：", "Numbers on the map: ")
_BARE = Text("方格只画给描边的地点", "Squares for the outlined places only")
_CUT = Text("图边截断的地点不画方格", "No squares for places cut off by the map's edge")

# Entries that have no small picture before them.
_BY_WORDS: frozenset[LegendKind] = frozenset({"heading", "bare", "cut"})


def legend_entries(spec: MapSpec) -> list[LegendEntry]:
    """Return the entries of what a print may show; :func:`entries_of` are those of what it does."""
    shown = {group.id for group in spec.groups if group.shown}
    entries = [entry for entry in spec.legend if entry.group in shown]
    if not entries:
        return []
    layers = spec.visible_layers()
    # An office's own symbols stay where they are.
    moving = (layer for layer in layers if layer.kind == "point" and layer.role != "own")
    points = [f for layer in moving for f in layer.features]
    symbols = (n for n, e in enumerate(entries) if e.kind == "symbol" and e.group != OWN_GROUP)
    last = max(symbols, default=-1)
    if len(points) > 1 and last >= 0:
        label = _MOVED.in_language(spec.language)
        moved = replace(entries[last], kind="tie", label=label, also=())
        entries.insert(last + 1, moved)
    if any(entry.kind == "cell" and entry.cell != "full" for entry in entries) and any(
        layer.kind == "cells" for layer in layers
    ):
        said: tuple[tuple[LegendKind, Text], ...] = (("bare", _BARE), ("cut", _CUT))
        for kind, text in said:
            label = text.in_language(spec.language)
            entries.append(LegendEntry(entries[-1].group, kind, label, Style()))
    return entries


def entries_of(entries: Sequence[LegendEntry], seen: Seen) -> list[LegendEntry]:
    """Return the entries that something on a map goes with, and the headings over them."""
    found: list[LegendEntry] = []
    for number, entry in enumerate(entries):
        if entry.kind != "heading":
            found += [_as_seen(entry, seen)] if _is_seen(entry, seen) else []
            continue
        after = entries[number + 1 :]
        mine = list(itertools.takewhile(lambda one: one.kind != "heading", after))
        if any(_is_seen(one, seen) for one in mine):
            found.append(entry if seen.numbers else _without_numbers(entry))
        elif not mine and (seen.numbers or not _says_numbers(entry)):
            found.append(entry)
    return found


def _is_seen(entry: LegendEntry, seen: Seen) -> bool:
    style = entry.style
    if entry.kind in {"area", "hatch"}:
        colours = {style.fill, style.hatch} - {""}
        return colours <= seen.colours and (
            bool(colours) or (style.stroke, style.stroke_width) in seen.edges
        )
    if entry.kind == "cell":
        colour = style.fill in seen.square_colours | seen.symbol_colours
        return colour or (bool(style.stroke) and entry.cell in seen.squares)
    if entry.kind == "symbol":
        own = entry.group == OWN_GROUP and (style.fill, style.hollow) in seen.marks
        return own or any(_has_symbol(seen, one) for one in (style, *entry.also))
    if entry.kind == "line":
        return (style.dash, style.arrow) in seen.arrows
    if entry.kind in {"bare", "cut"}:
        # Where only some have squares, the others are those that the edge cuts off.
        bare = bool(seen.gridded) and bool(seen.lettered - seen.gridded)
        return bare and (entry.kind == "bare") == seen.outlined_only
    return {"circle": seen.rings, "tie": seen.moved}[entry.kind]


def _has_symbol(seen: Seen, style: Style) -> bool:
    hollow = {True} if style.hollow else {True, False}
    return any((style.symbol, one) in seen.symbols for one in hollow)


def _as_seen(entry: LegendEntry, seen: Seen) -> LegendEntry:
    """Return an entry with those of its symbols that are on the map."""
    if not entry.also:
        return entry
    first, *also = [one for one in (entry.style, *entry.also) if _has_symbol(seen, one)]
    return replace(entry, style=first, also=tuple(also))


def _says_numbers(entry: LegendEntry) -> bool:
    said = entry.label.lower()
    return any(NUMBERS.in_language(language) in said for language in ("zh", "en"))


def _without_numbers(entry: LegendEntry) -> LegendEntry:
    """Return a heading that does not say what the numbers are, for where none are drawn."""
    if not _says_numbers(entry):
        return entry
    short = next(part for mark in ("（", " (") if (part := entry.label.partition(mark))[1])
    return replace(entry, label=short[0])


def site_key(numbered: Sequence[str], language: str) -> Paragraph | None:
    """Return what the numbers at symbols stand for, in a row; ``None`` where there are none."""
    if not numbered:
        return None
    # No line ends between a number and its name.
    told = (f"{number}\u00a0{name}" for number, name in enumerate(numbered, start=1))
    row = {"zh": "；", "en": "; "}[language].join(told)
    head = Span(_NUMBERED.in_language(language), _SIZE, bold=True, colour=INK)
    return Paragraph((head, Span(row, _SIZE, colour=INK)), leading=1.38, after=2)


def legend_size(entries: Sequence[LegendEntry], width: float) -> tuple[int, float, float]:
    """Return columns, width of one, and height in points of a legend set into a width."""
    if not entries:
        return (1, width, 0.0)
    widest = max(_key_width(entry) + fonts.width(entry.label, _SIZE) for entry in entries) + 10
    columns = max(1, min(6, int(width // widest)))
    rows = len(_columns(entries, columns)[0])
    return (columns, width / columns, rows * _ROW)


def legend_width(entries: Sequence[LegendEntry]) -> float:
    """Return the least width in points in which no entry runs over."""
    return max((_KEY + fonts.width(entry.label, _SIZE, bold=True) for entry in entries), default=0)


def _columns(entries: Sequence[LegendEntry], columns: int) -> list[list[LegendEntry]]:
    """Return entries in columns of one height; a heading never stands last."""
    rows = -(-len(entries) // columns)
    while True:
        found: list[list[LegendEntry]] = [[]]
        for number, entry in enumerate(entries):
            last_but_heading = (
                entry.kind == "heading" and len(found[-1]) == rows - 1 and number + 1 < len(entries)
            )
            if len(found[-1]) >= rows or (last_but_heading and rows > 1):
                found.append([])
            found[-1].append(entry)
        if len(found) <= columns:
            return found
        rows += 1


def draw_legend(entries: Sequence[LegendEntry], x: float, y: float, width: float) -> Iterator[Item]:
    """Yield the items of a legend from an upper left corner."""
    if not entries:
        return
    columns, step, _ = legend_size(entries, width)
    tags = _tags(entries)
    for column, mine in enumerate(_columns(entries, columns)):
        left = x + column * step
        for row, entry in enumerate(mine):
            yield from _entry(entry, left, y + row * _ROW, step, next(tags))


def legend_rows(
    entries: Sequence[LegendEntry], width: float
) -> list[list[tuple[LegendEntry, float]]]:
    """Return entries in rows as full as a width allows, each with where it starts.

    A heading starts a row, and what follows it stands in the same.
    """
    rows: list[list[tuple[LegendEntry, float]]] = []
    at = 0.0
    for entry in entries:
        heading = entry.kind == "heading"
        if heading and fonts.width(entry.label, _SIZE, bold=True) > width:
            # What the map is of stands over it; what its shades count does not.
            short = clipped(entry.label.rpartition(" · ")[2], _SIZE, width, bold=True)
            entry = replace(entry, label=short)  # noqa: PLW2901
        wide = _key_width(entry) + fonts.width(entry.label, _SIZE, bold=heading)
        if not rows or heading or at + wide > width:
            rows.append([])
            at = 0.0
        rows[-1].append((entry, at))
        at += wide + _APART
    return rows


def rows_height(entries: Sequence[LegendEntry], width: float) -> float:
    """Return the height in points of a legend in rows."""
    return len(legend_rows(entries, width)) * _ROW


def draw_rows(entries: Sequence[LegendEntry], x: float, y: float, width: float) -> Iterator[Item]:
    """Yield the items of a legend in rows, from an upper left corner."""
    tags = _tags(entries)
    for number, row in enumerate(legend_rows(entries, width)):
        for entry, at in row:
            yield from _entry(entry, x + at, y + number * _ROW, width - at + 4, next(tags))


def _key_width(entry: LegendEntry) -> float:
    return 0.0 if entry.kind in _BY_WORDS else _KEY


def _tags(entries: Sequence[LegendEntry]) -> Iterator[Tag]:
    """Yield what each entry is: a heading names the list of those that follow."""
    mine = Tag("L")
    for place, entry in enumerate(entries):
        if entry.kind == "heading":
            mine = Tag("L") if place else mine
            yield Tag("Caption", mine)
        else:
            yield list_item(mine)


def _entry(entry: LegendEntry, x: float, y: float, width: float, tag: Tag) -> Iterator[Item]:
    if entry.kind == "heading":
        line = words(entry.label, _SIZE, INK, bold=True, leading=1.3)
        yield text_box(x, y + 1, width - 4, [line], name=entry.label, tag=tag)
        return
    yield from _key(entry, x, y + _ROW / 2)
    line = words(entry.label, _SIZE, INK, leading=1.3)
    key = _key_width(entry)
    yield text_box(x + key, y + 1, width - key - 2, [line], name=entry.label, tag=tag)


def _key(entry: LegendEntry, x: float, middle: float) -> Iterator[Shape]:
    """Yield the small picture before an entry, as the map draws it."""
    style = entry.style
    box = rectangle(x, middle - 3.6, 10.5, 7.2)
    if entry.kind in {"area", "hatch"}:
        yield Shape(
            (box,),
            fill=style.fill or "#ffffff",
            hatch=style.hatch,
            stroke=style.stroke or OUTLINE,
            stroke_width=min(1.2, style.stroke_width * PX),
            dash=style.dash,
        )
    elif entry.kind == "cell":
        edge = style.stroke or "#d3d9de"
        yield from square((x + 1, middle - 4), 8, entry.cell, style.fill, edge)
    elif entry.kind == "circle":
        ring = ellipse(x + 5, middle, 4.2, 4.2, 32)
        yield Shape((ring,), stroke=style.stroke, stroke_width=0.8, dash=(2.2, 2.2))
    elif entry.kind == "line":
        line = Contour(((x, middle), (x + 11, middle)), closed=False)
        dash = tuple(part * PX for part in style.dash)
        yield Shape((line,), stroke=style.stroke, stroke_width=1.1, dash=dash)
        if style.arrow:
            yield arrow_head((x, middle), (x + 11, middle), style.stroke, 5.0)
        if style.arrow == "both":
            yield arrow_head((x + 11, middle), (x, middle), style.stroke, 5.0)
    elif entry.kind == "tie":
        yield from tie_line((x + 1.4, middle + 2.6), (x + 8, middle - 1), style.stroke or INK)
        yield symbol(replace(style, size=8), x + 8, middle - 1)
    elif entry.kind == "symbol":
        yield from _symbols(entry, x, middle)


def _symbols(entry: LegendEntry, x: float, middle: float) -> Iterator[Shape]:
    if not entry.also:
        yield symbol(replace(entry.style, size=min(entry.style.size, 11)), x + 5, middle)
        return
    for number, one in enumerate((entry.style, *entry.also)):
        yield symbol(replace(one, size=7.5), x + 2.6 + 6.4 * number, middle)
