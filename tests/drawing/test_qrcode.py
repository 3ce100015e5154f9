"""A QR code on a page has the cells of its text, squares of a size that is read from paper."""

from __future__ import annotations

import pytest
import segno

from cluster_atlas.drawing.qrcode import QUIET_ZONE, qr_code
from cluster_atlas.drawing.shapes import MM
from tests.conftest import HOSTILE

LINK = "https://atlas.example.org/?cluster=electronics&place=city:440700&as_of=2024"


@pytest.mark.parametrize("text", [LINK, "https://atlas.example.org", *HOSTILE, "图谱" * 40])
def test_the_drawn_cells_are_those_of_the_code(text: str) -> None:
    plate, dark = qr_code(text, 10, 20, 68)
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    cell = 68 / (len(rows) + 2 * QUIET_ZONE)
    drawn = [[0] * len(rows) for _ in rows]
    for contour in dark.contours:
        (x0, y0), _, (x1, y1), _ = contour.points
        row = round((y0 - 20) / cell) - QUIET_ZONE
        first, last = (round((x - 10) / cell) - QUIET_ZONE for x in (x0, x1))
        assert y1 - y0 == pytest.approx(cell)
        drawn[row][first:last] = [1] * (last - first)
    assert drawn == rows
    (box,) = plate.contours
    assert (box.points[0], box.points[2]) == ((10, 20), (78, 88))
    assert plate.fill == "#ffffff"


def test_cells_of_the_longest_link_are_read_from_paper() -> None:
    rows = len(list(segno.make("x" * 250, error="m", micro=False).matrix))
    assert 68 / (rows + 2 * QUIET_ZONE) >= 0.33 * MM
