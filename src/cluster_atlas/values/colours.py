"""Colour arithmetic in OKLab: shades of a colour whose lightness alone tells them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

FALLBACK = "#6b7681"

# Words and lines of maps and pages: the main text, what stands back, and the outline of land.
INK, QUIET, OUTLINE = "#1c2733", "#66727d", "#5a6b7a"

# How many quarters of a status's disc are full, so that grey print tells statuses apart.
FULLNESS = {"established": 4, "building": 3, "priority": 2, "supported": 1, "planned": 0}

# Tier 1 (strongest) to 5.
_TIER_LIGHT = (0.55, 0.665, 0.77, 0.86, 0.935)
_TIER_CHROMA = (1.0, 0.95, 0.75, 0.48, 0.24)
_INK_LIGHT, _INK_CHROMA = 0.36, 0.9

# Where sRGB's curve turns from a line into a power, on its coded and on its linear side.
_CODED_TURN, _LINEAR_TURN = 0.04045, 0.0031308

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Ramp:
    """Five shades of a colour, strongest (darkest) first, and one dark enough for small print."""

    shades: tuple[str, str, str, str, str]
    ink: str


def safe_colour(text: str) -> str:
    """Return a colour as ``#rrggbb`` in small letters; grey if it is not one."""
    return text.lower() if _HEX.fullmatch(text) else FALLBACK


@lru_cache(maxsize=64)
def ramp(colour: str) -> Ramp:
    """Return the shades of a colour ``#rrggbb``; those of grey if it is not one."""
    _, a, b = _to_lab(safe_colour(colour))
    one, two, three, four, five = (
        _from_lab(light, a * chroma, b * chroma)
        for light, chroma in zip(_TIER_LIGHT, _TIER_CHROMA, strict=True)
    )
    ink = _from_lab(_INK_LIGHT, a * _INK_CHROMA, b * _INK_CHROMA)
    return Ramp((one, two, three, four, five), ink)


def contrast(one: str, other: str) -> float:
    """Return how much two colours ``#rrggbb`` stand apart, 1 to 21, as WCAG 2 has it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_to_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_to_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


def _from_lab(light: float, a: float, b: float) -> str:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
    )
    return "#" + "".join(f"{_to_srgb(part):02x}" for part in parts)


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= _CODED_TURN else float(((value + 0.055) / 1.055) ** 2.4)


def _to_srgb(value: float) -> int:
    curved = value * 12.92 if value <= _LINEAR_TURN else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * min(1.0, max(0.0, curved)))
