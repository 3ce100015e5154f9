"""What is read off drawn items: their lettering and their lines."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Item, Shape, TextBox
from cluster_atlas.drawing.typeset import measure


def written(items: list[Item]) -> Iterator[tuple[str, Rect, str]]:
    """Yield each text of one line, its letters' rectangle, and the group that it belongs to."""
    for box in items:
        if isinstance(box, TextBox) and len(box.lines) == 1:
            (line,) = box.lines
            wide, size = measure(line.spans), line.spans[0].size
            text = "".join(span.text for span in line.spans)
            rect = Rect(line.x + wide / 2, line.y - size * 0.35, wide, size * 0.8)
            yield text, rect, box.group


def leaders(items: list[Item]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the lines between points and what stands off them, each from its point."""
    lines = [item for item in items if isinstance(item, Shape) and item.name == "leader"]
    return [(line.contours[0].points[0], line.contours[0].points[1]) for line in lines]
