"""What the tests of layers share."""

from __future__ import annotations

from typing import Any

import shapely


def shape_of(raw: bytes | None) -> Any:
    """Return the shape that a table holds for a row."""
    return shapely.from_wkb(raw)
