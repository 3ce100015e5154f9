"""The fonts that drawn outputs are set in: coverage, widths and subsets of packaged Noto fonts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import comb
from typing import Any

import uharfbuzz as hb

REGULAR, BOLD = 400, 700

# What no font of the chain has is set as this, and reported.
REPLACEMENT = "□"

# Tried in this order; the first is the text's own face.
_CHAIN = (
    ("sans", "justmytype_intl_cjk", "NotoSansSC[wght].ttf"),
    ("latin", "manimgx_fonts", "NotoSans[wght].ttf"),
    ("symbols", "manimgx_fonts", "NotoSansSymbols[wght].ttf"),
    ("emoji", "manimgx_fonts", "NotoEmoji[wght].ttf"),
    ("arabic", "manimgx_fonts", "NotoSansArabic[wght].ttf"),
    ("hebrew", "manimgx_fonts", "NotoSansHebrew[wght].ttf"),
    ("thai", "manimgx_fonts", "NotoSansThai[wght].ttf"),
    ("devanagari", "manimgx_fonts", "NotoSansDevanagari[wght].ttf"),
)

# Straight pieces of a curve; an outline is drawn a few points high.
_CURVE_STEPS = 3

# Joiners and marks of direction steer a browser's shaping and have no glyph to print.
_INVISIBLE = frozenset(map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F)))) | {
    *map(chr, range(0x2060, 0x206A)),
    *map(chr, range(0xFE00, 0xFE10)),
    "\ufeff",
}


@dataclass(frozen=True)
class Face:
    """One font file in one weight."""

    key: str
    weight: int

    @property
    def name(self) -> str:
        """Name of the face inside an output: ``sans-400``."""
        return f"{self.key}-{self.weight}"


@cache
def _blob(key: str) -> Any:  # noqa: ANN401 - a HarfBuzz object
    package, name = next((package, name) for own, package, name in _CHAIN if own == key)
    folder = files(package)
    found = folder.joinpath(name)
    if not found.is_file():
        found = folder.joinpath("fonts", "ofl", "notosanssc", name)
    return hb.Blob(found.read_bytes())


@cache
def _face(key: str) -> Any:  # noqa: ANN401 - a HarfBuzz object
    return hb.Face(_blob(key))


@cache
def _codes(key: str) -> frozenset[int]:
    return frozenset(_face(key).unicodes)


@cache
def _sized(face: Face) -> Any:  # noqa: ANN401 - a HarfBuzz object
    font = hb.Font(_face(face.key))
    font.set_variations({"wght": float(face.weight)})
    return font


@lru_cache(maxsize=4096)
def face_of(character: str, *, bold: bool = False) -> Face | None:
    """Return the first face of the chain that has a character, or ``None``."""
    weight = BOLD if bold else REGULAR
    for key, _, _ in _CHAIN:
        if ord(character) in _codes(key):
            return Face(key, weight)
    return None


def printable(text: str) -> str:
    """Return a text as it is set: without invisible marks, unknown characters as boxes."""
    return "".join(
        character if face_of(character) else REPLACEMENT
        for character in text
        if character not in _INVISIBLE
    )


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters of texts that no font of the chain has, in order of appearance."""
    seen = dict.fromkeys(character for text in texts for character in text)
    return tuple(
        character
        for character in seen
        if character not in _INVISIBLE and not character.isspace() and not face_of(character)
    )


@lru_cache(maxsize=16384)
def _advance(character: str, *, bold: bool) -> float:
    """Return a character's width in ems."""
    face = face_of(character, bold=bold) or face_of(REPLACEMENT, bold=bold)
    if face is None or character in _INVISIBLE:
        return 0.0
    font = _sized(face)
    glyph = font.get_nominal_glyph(ord(character)) or 0
    return float(font.get_glyph_h_advance(glyph)) / float(_face(face.key).upem)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text set in a size, both in points."""
    return size * sum(_advance(character, bold=bold) for character in text)


class _Flattener:
    """A pen that turns a glyph's curves into short lines, in ems."""

    def __init__(self, upem: float) -> None:
        self.upem = upem
        self.contours: list[list[tuple[float, float]]] = []

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - a pen's own names
        self.contours.append([self._ems(point)])

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.contours[-1].append(self._ems(point))

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        corners = [self.contours[-1][-1], *(self._ems(point) for point in points)]
        degree = len(corners) - 1
        for step in range(1, _CURVE_STEPS + 1):
            t = step / _CURVE_STEPS
            shares = [comb(degree, i) * t**i * (1 - t) ** (degree - i) for i in range(degree + 1)]
            x, y = (
                sum(share * corner[axis] for share, corner in zip(shares, corners, strict=True))
                for axis in (0, 1)
            )
            self.contours[-1].append((x, y))

    qCurveTo = curveTo  # noqa: N815 - a curve of one bend less

    def closePath(self) -> None:  # noqa: N802
        """Contours are closed by whoever draws them."""

    endPath = closePath  # noqa: N815

    def _ems(self, point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] / self.upem, point[1] / self.upem)


@lru_cache(maxsize=4096)
def outline(character: str, *, bold: bool = False) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the outline of a character as closed lines, in ems over the baseline, y upward."""
    face = face_of(character, bold=bold)
    if face is None:
        return ()
    font = _sized(face)
    pen = _Flattener(float(_face(face.key).upem))
    font.draw_glyph_with_pen(font.get_nominal_glyph(ord(character)) or 0, pen)
    return tuple(tuple(contour) for contour in pen.contours)


def runs(text: str, *, bold: bool = False) -> list[tuple[Face, str]]:
    """Return a text, as :func:`printable` gives it, cut where the face changes."""
    found: list[tuple[Face, str]] = []
    for character in text:
        face = face_of(character, bold=bold) or Face("sans", BOLD if bold else REGULAR)
        if found and found[-1][0] == face:
            found[-1] = (face, found[-1][1] + character)
        else:
            found.append((face, character))
    return found


def subset(face: Face, characters: Iterable[str]) -> bytes:
    """Return a static TrueType font of a face that holds just some characters.

    The same characters give the same bytes.
    """
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).set({ord(c) for c in characters} | {0x20})
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF", b"STAT", b"vhea", b"vmtx")
    )
    wanted.pin_axis_location(_face(face.key), "wght", float(face.weight))
    return bytes(hb.subset(_face(face.key), wanted).blob.data)
