"""A web address as a QR code, drawn in squares like everything else on a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cluster_atlas.drawing.shapes import Contour, Shape

# Light cells around the code, by which a camera finds it (ISO/IEC 18004).
QUIET_ZONE = 4
# What is on a plate behind the code and what is dark in it; no other pair is read as surely.
_PAPER, _DARK = "#ffffff", "#000000"


def qr_code(text: str, x: float, y: float, size: float) -> tuple[Shape, Shape]:
    """Return a QR code as a white plate and its dark cells.

    Parameters
    ----------
    text
        What a camera reads; at most 2,300 bytes.
    x, y, size
        Upper left corner and edge in points, the light rim included.

    Returns
    -------
    tuple of Shape
        Of error correction level M: a seventh of it may be worn off.
    """
    # Loaded when a briefing has an address.
    import segno

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    cell = size / (len(rows) + 2 * QUIET_ZONE)
    plate = Shape((_box(x, y, size, size),), fill=_PAPER)
    runs = tuple(
        _box(x + (QUIET_ZONE + left) * cell, y + (QUIET_ZONE + top) * cell, wide * cell, cell)
        for top, row in enumerate(rows)
        for left, wide in _dark_runs(row)
    )
    return plate, Shape(runs, name=text, fill=_DARK)


def _dark_runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield where dark cells start in a row, and how many stand side by side."""
    for dark, cells in groupby(enumerate(row), key=lambda cell: cell[1]):
        places = [place for place, _ in cells]
        if dark:
            yield places[0], len(places)


def _box(x: float, y: float, wide: float, high: float) -> Contour:
    return Contour(((x, y), (x + wide, y), (x + wide, y + high), (x, y + high)))
