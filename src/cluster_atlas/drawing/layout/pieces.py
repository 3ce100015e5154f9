"""The pieces that paper and slides share: notes, figures, maps, remarks."""

from __future__ import annotations

from collections.abc import Sequence

from cluster_atlas.drawing.layout.sheet import ACCENT, EDGE, GUTTER, QUIET, Sheet
from cluster_atlas.drawing.maps.draw import ALL_SITES, DrawnMap, draw_map, drawn_map, margin_of
from cluster_atlas.drawing.maps.frame import ratio_of
from cluster_atlas.drawing.maps.legend import (
    draw_legend,
    draw_rows,
    entries_of,
    legend_entries,
    legend_size,
    rows_height,
    site_key,
)
from cluster_atlas.drawing.maps.points.sitenames import site_names
from cluster_atlas.drawing.maps.readable import readable
from cluster_atlas.drawing.shapes import (
    MM,
    Item,
    Page,
    Paragraph,
    Shape,
    Span,
    Tag,
    list_item,
    rectangle,
)
from cluster_atlas.drawing.typeset import (
    clipped,
    height,
    measure,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import Brief, Figure, Note, Part, is_of_maps
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import LegendEntry, MapSpec

# Height of a small map over its width, and the least of it.
_PANEL_RATIO, _LEAST_RATIO = 0.74, 0.45

# The part of the height that the legend below a map may take, and that from which on it stands in
# rows.
_MOST_LEGEND, _IN_ROWS = 0.45, 0.3
# How many parts have their answers in the head.
_MOST_ANSWERS = 3
# What is left free round the land of a slide's map, in points.
_SLIDE_MARGIN = 7.0

# The part of a page's height that a map with its legend is worth; where less is left it starts the
# next page.
_LEAST_ROOM = 0.34
# Height over width of a map across a page, that of what is taller at most, and the least of it on a
# page that has begun; the last is that of one that leaves room for the key of its numbers.
_MAP_RATIO, _TALL_RATIO, _LEAST_MAP, _FITTING_MAP = 0.76, 0.96, 0.4, 0.6
# A legend across a page stands in rows where these take less of the height of its columns.
_FEWER_ROWS = 0.55
# The part of its box that a map leaves to the key of its numbers at most.
_MOST_KEY = 0.24
# What a key stands off its map.
_KEY_GAP = 5.0


def answered(brief: Brief) -> list[Part]:
    """Return the parts whose answers stand in the head: the first, or where all are maps, those.

    As its title does, the head then speaks of each of them.
    """
    told = [part for part in brief.parts if part.answer and not part.empty]
    return told[: _MOST_ANSWERS if is_of_maps(brief.parts) else 1]


def day_of(brief: Brief) -> str:
    """Return the day as it is written in the language: 2026年11月26日."""
    if brief.english:
        return brief.date
    year, month, day = (int(part) for part in brief.date.split("-"))
    return f"{year}年{month}月{day}日"


def write_changes(sheet: Sheet) -> None:
    """Write what changed since the briefing was saved, and what of it is gone."""
    changes = sheet.brief.changes
    if not changes:
        return
    head = {"zh": "变化与缺失", "en": "Changes and gaps"}
    sheet.y += 4
    sheet.write(
        [words(head[sheet.brief.language], 9, ACCENT, bold=True, after=1)], tag=sheet.subheading()
    )
    mine = Tag("L")
    for text in changes:
        sheet.write([_bullet((Span(text, 8.2, colour=INK),))], tag=list_item(mine))
    sheet.y += 5


def write_notes(sheet: Sheet, notes: Sequence[Note], size: float = 9.5) -> None:
    """Write the writer's own text."""
    mine: Tag | None = None
    for note in notes:
        spans = tuple(Span(run.text, size, run.bold) for run in note.runs)
        # Bullets that follow each other are one list.
        mine = (mine or Tag("L")) if note.kind == "bullet" else None
        if note.kind == "heading":
            line = words(note.text, size + 1, ACCENT, bold=True, after=2)
            sheet.write([line], tag=sheet.subheading())
        elif mine is not None:
            sheet.write([_bullet(spans)], tag=list_item(mine))
        else:
            sheet.write([Paragraph(spans, after=3)])
    if notes:
        sheet.y += 3


def _bullet(spans: tuple[Span, ...]) -> Paragraph:
    size = max(span.size for span in spans)
    return Paragraph(spans, indent=size * 1.1, after=1.5, bullet="•")


def write_empty(sheet: Sheet, text: str) -> None:
    """Say that there is nothing to show, where a map would stand."""
    sheet.reserve(60)
    high = 46.0
    box = rectangle(sheet.left, sheet.y, sheet.body, high)
    sheet.put(Shape((box,), fill="#f4f6f8", stroke=EDGE, name="empty"))
    line = words(text, 10, QUIET, align="center")
    tall = height([line], sheet.body - 20)
    sheet.put(text_box(sheet.left + 10, sheet.y + (high - tall) / 2, sheet.body - 20, [line]))
    sheet.y += high + 8


def write_figures(sheet: Sheet, figures: Sequence[Figure], size: float = 15) -> None:
    """Write large numbers side by side."""
    if not figures or not sheet.reserve(size * 2):
        return
    x, right = sheet.left, sheet.left + sheet.column_width
    for figure in figures:
        spans = (
            Span(figure.value, size, bold=True, colour=ACCENT),
            Span(f" {figure.label}", 8, colour=QUIET),
        )
        line = Paragraph(spans, leading=1.25)
        wide = measure(spans) + 18
        if x > sheet.left and x + wide - 18 > right:
            x = sheet.left
            sheet.y += size * 1.35
        sheet.put(text_box(x, sheet.y, wide, [line], name=figure.label))
        x += wide
    sheet.y += size * 1.25 + 6


def paper_map(sheet: Sheet, spec: MapSpec) -> None:
    """Draw a map as wide as the page, its legend below."""
    spec = readable(spec, sheet.body)
    entries = legend_entries(spec)
    wide = sheet.body
    # One long entry makes a single column of all.
    in_rows = rows_height(entries, wide) < _FEWER_ROWS * legend_size(entries, wide)[2]
    below = (rows_height(entries, wide) if in_rows else legend_size(entries, wide)[2]) + 14
    key = key_height(site_names(spec), spec.language, wide)
    ratio = _MAP_RATIO
    if not any(layer.kind == "cells" for layer in spec.layers):
        # The sentences of a comparison want room below its map.
        ratio = min(_TALL_RATIO, max(ratio, ratio_of(spec.bounds)))
    high = min(wide * ratio, sheet.bottom - sheet.margin - below - 60)
    # The key goes on on the next page rather than that the map starts there.
    fitting = max(sheet.room - below - key, min(sheet.room - below, wide * _FITTING_MAP))
    if wide * _LEAST_MAP < fitting < high:
        high = fitting
    sheet.reserve(high + below)
    box = (sheet.left, sheet.y, wide, high)
    drawn = drawn_map(spec, box, margin=margin_of(spec), numbers=ALL_SITES)
    sheet.put(*drawn.items)
    sheet.y += high + 6
    entries = entries_of(entries, drawn.seen)
    draw = draw_rows if in_rows else draw_legend
    sheet.put(*draw(entries, sheet.left, sheet.y, wide))
    sheet.y += (rows_height(entries, wide) if in_rows else legend_size(entries, wide)[2]) + 4
    write_key(sheet, drawn.seen.numbered)
    sheet.y += 4


def write_key(sheet: Sheet, numbered: Sequence[str]) -> None:
    """Write what the numbers on a map stand for into the present column."""
    key = site_key(numbered, sheet.brief.language)
    if key is not None:
        sheet.write([key], name="numbers")


def map_over_key(
    spec: MapSpec,
    box: tuple[float, float, float, float],
    *,
    margin: float,
) -> tuple[DrawnMap, list[Item], float]:
    """Return a map, below it what its numbers stand for, and the foot of both.

    They take one box, all of it where the map has no numbers.

    Parameters
    ----------
    spec, box, margin
        As for :func:`~cluster_atlas.drawing.maps.draw.drawn_map`.
    """
    x, y, w, h = box
    names = site_names(spec)
    room = min(key_height(names, spec.language, w), h * _MOST_KEY)
    low = (x, y, w, h - room - _KEY_GAP)
    number = len(names)
    while number > 0:
        drawn = drawn_map(spec, low, margin=margin, numbers=number)
        key = site_key(drawn.seen.numbered, spec.language)
        if key is None:
            break
        if height([key], w) <= room:
            top = y + h - room
            told = text_box(x, top, w, [key], name="numbers")
            return drawn, [told], top + height([key], w)
        first = drawn.seen.numbered
        fitting = (n for n in range(len(first)) if key_height(first[:n], spec.language, w) <= room)
        number = min(number - 1, max(fitting, default=0))
    return drawn_map(spec, box, margin=margin), [], y + h


def key_height(names: Sequence[str], language: str, wide: float) -> float:
    """Return the height in points of the key of some numbers in a width."""
    key = site_key(names, language)
    return 0.0 if key is None else height([key], wide)


def side_map(
    sheet: Sheet, spec: MapSpec, share: float, *, aside: bool = False
) -> tuple[list[LegendEntry], list[str]]:
    """Draw a map at the left; what follows stands at its right until the page ends.

    Parameters
    ----------
    sheet, spec
        The page and the map.
    share
        Of the page's width for the map.
    aside
        Whether the map takes all of the height and its legend is left to :func:`write_legend`.

    Returns
    -------
    list of LegendEntry
        What of the legend does not stand below the map.
    list of str
        What the numbers on the map stand for, which does not either.
    """
    if sheet.room < sheet.high * (0.5 if sheet.is_slide else _LEAST_ROOM):
        sheet.begin()
    wide = sheet.body * share
    # Grids of squares, with a legend of their own, have no room on a slide.
    spec = readable(spec, 0.0 if sheet.is_slide else wide)
    entries = legend_entries(spec)
    top = sheet.y + 2
    room = sheet.bottom - top
    below, left = ([], entries) if aside else parted_legend(sheet, entries, wide, room)
    # Columns are read more easily, rows take less of the map.
    in_rows = sheet.is_slide or legend_size(below, wide)[2] > room * _IN_ROWS
    tall = rows_height(below, wide) if in_rows else legend_size(below, wide)[2]
    high = room - tall - 6 if below else room
    margin = _SLIDE_MARGIN if sheet.is_slide else margin_of(spec)
    box = (sheet.margin, top, wide, high)
    # What is read from afar has no key.
    numbers = 0 if sheet.is_slide else ALL_SITES
    drawn = drawn_map(spec, box, margin=margin, numbers=numbers)
    sheet.put(*drawn.items)
    below, left = entries_of(below, drawn.seen), entries_of(left, drawn.seen)
    draw = draw_rows if in_rows else draw_legend
    sheet.put(*draw(below, sheet.margin, top + high + 6, wide))
    right = sheet.margin + wide + GUTTER
    sheet.span = (right, sheet.width - sheet.margin - right)
    sheet.y = sheet.column_top = top
    return left, drawn.seen.numbered


def parted_legend(
    sheet: Sheet, entries: Sequence[LegendEntry], wide: float, room: float
) -> tuple[list[LegendEntry], list[LegendEntry]]:
    """Return what of a legend stands below a map, and what has no room there.

    The map keeps its part of ``room``; a heading never stands last.
    """
    below = list(entries)
    most = room * _MOST_LEGEND
    tall = rows_height(below, wide)
    if not sheet.is_slide:
        tall = min(tall, legend_size(below, wide)[2])
    while len(below) > 1 and tall > most:
        below.pop()
        while len(below) > 1 and below[-1].kind == "heading":
            below.pop()
        tall = rows_height(below, wide)
    return below, list(entries[len(below) :])


def write_legend(sheet: Sheet, entries: Sequence[LegendEntry]) -> None:
    """Write a legend in rows into the present column."""
    shown = list(entries)
    while shown and rows_height(shown, sheet.column_width) > sheet.room:
        shown = shown[:-1]
    sheet.put(*draw_rows(shown, sheet.left, sheet.y, sheet.column_width))
    sheet.y += rows_height(shown, sheet.column_width) + (6 if shown else 0)


def write_panels(sheet: Sheet, panels: Sequence[MapSpec], remarks: Sequence[str] = ()) -> None:
    """Draw small maps in rows, each with its name and counts below it.

    They are lower than usual where all of them, and the remarks that follow, then fit on the page.
    """
    across = 4 if sheet.brief.landscape else 3
    wide = (sheet.body - (across - 1) * GUTTER) / across
    size = 8.0 * sheet.scale
    below = size * 3.4
    high = wide * _PANEL_RATIO
    if panels:
        said = height([_remark(text) for text in remarks], sheet.body)
        fitting = (sheet.room - said - 8) / -(-len(panels) // across) - below
        least = wide * _LEAST_RATIO
        if sheet.one_page or least <= fitting:
            high = min(high, max(least, fitting))
    for start in range(0, len(panels), across):
        if not sheet.reserve(high + below):
            return
        for number, spec in enumerate(panels[start : start + across]):
            x = sheet.left + number * (wide + GUTTER)
            items, _ = draw_map(spec, (x, sheet.y, wide, high), margin=4.0)
            name = clipped(spec.title, size, wide, bold=True)
            told = clipped(spec.subtitle, size * 0.85, wide)
            lines = [words(name, size, INK, bold=True), words(told, size * 0.85, QUIET)]
            sheet.put(*items, text_box(x, sheet.y + high + 2, wide, lines, name=spec.title))
        sheet.y += high + below


def write_remarks(sheet: Sheet, remarks: Sequence[str]) -> None:
    """Write sentences in small print."""
    for remark in remarks:
        sheet.write([_remark(remark)], name="remark")
    if remarks:
        sheet.y += 4


def _remark(text: str) -> Paragraph:
    return words(text, 8, QUIET, after=2)


def map_page(spec: MapSpec, width: float, height: float) -> Page:
    """Return a map with its legend below as a page of its own.

    Parameters
    ----------
    spec
        The map.
    width, height
        Size of the page in millimetres.
    """
    wide, high = width * MM, height * MM
    entries = legend_entries(spec)
    legend_high = legend_size(entries, wide)[2]
    box = (0.5, 0.5, wide - 1, high - legend_high - 7)
    drawn = drawn_map(spec, box)
    legend = draw_legend(entries_of(entries, drawn.seen), 1, high - legend_high - 1, wide)
    return Page(wide, high, (*drawn.items, *legend), spec.title)
