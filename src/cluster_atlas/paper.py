"""What a briefing can be written as, on which paper, and how its HTML file opens."""

from __future__ import annotations

from typing import Literal

PageName = Literal["A4", "A3", "16:9"]

# What a briefing can be written as, how its pages lie, and how its HTML file opens.
FORMATS = ("html", "pdf", "pptx", "docx", "png", "svg")
ORIENTATIONS = ("portrait", "landscape")
MODES = ("story", "slides")

# Width and height in millimetres, upright; slides lie on their side unless asked otherwise.
PAGE_MM: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A3": (297.0, 420.0),
    "16:9": (190.5, 338.667),
}
