"""The fonts that drawn outputs are set in: coverage, widths and subsets of Noto fonts."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import comb
from pathlib import Path
from typing import Any

import deflate
import uharfbuzz as hb

from cluster_atlas.values.issues import AtlasError, Issue, Text

REGULAR, BOLD = 400, 700

# What no font of the chain has is set as this, and reported.
REPLACEMENT = "□"

# Whole faces with their licences, put there by the build: see scripts/build_viewer.mjs.
FACES = Path(__file__).with_name("faces")

# Tried in this order; the first is the text's own face.
_CHAIN = {
    "sans": "NotoSansSC",
    "latin": "NotoSans",
    "symbols": "NotoSansSymbols",
    "emoji": "NotoEmoji",
    "arabic": "NotoSansArabic",
    "hebrew": "NotoSansHebrew",
    "thai": "NotoSansThai",
    "devanagari": "NotoSansDevanagari",
}

# Straight pieces of a curve; an outline is drawn a few points high.
_CURVE_STEPS = 3

# What steers the shaping of texts, which are set letter by letter.
_UNUSED_TABLES = frozenset({"GSUB", "GPOS", "GDEF", "STAT", "vhea", "vmtx"})
# What tells a program that sets texts by characters about the font.
_TABLES_OF_PROGRAMS = frozenset({"BASE", "OS/2", "cmap", "gasp", "name", "post"})

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
def _file(face: Face) -> Any:  # noqa: ANN401 - a HarfBuzz object
    """Return a font file, unpacked.

    Raises
    ------
    AtlasError
        If the build did not put it there, as in a fresh checkout.
    """
    path = FACES / f"{_CHAIN[face.key]}-{face.weight}.ttf.gz"
    try:
        packed = path.read_bytes()
    except OSError as error:
        message = Text("缺少字体文件", "the font file is missing")
        hint = Text("请在源码目录运行 make viewer", "run make viewer in the source folder")
        raise AtlasError([Issue("fonts", "", "", path.name, message, hint)]) from error
    return hb.Face(hb.Blob(bytes(deflate.gzip_decompress(packed))))


@cache
def _codes(face: Face) -> frozenset[int]:
    return frozenset(_file(face).unicodes)


@cache
def _sized(face: Face) -> Any:  # noqa: ANN401 - a HarfBuzz object
    return hb.Font(_file(face))


@lru_cache(maxsize=4096)
def face_of(character: str, *, bold: bool = False) -> Face | None:
    """Return the first face of the chain that has a character, or ``None``."""
    weight = BOLD if bold else REGULAR
    faces = (Face(key, weight) for key in _CHAIN)
    return next((face for face in faces if ord(character) in _codes(face)), None)


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
    return float(font.get_glyph_h_advance(glyph)) / float(_file(face).upem)


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
    pen = _Flattener(float(_file(face).upem))
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
    """Return a TrueType font of a face that holds just some characters.

    The same characters give the same bytes.
    """
    return _subset(face, characters, _UNUSED_TABLES)


def _subset(face: Face, characters: Iterable[str], dropped: Iterable[str]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).set({ord(c) for c in characters} | {0x20})
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        int.from_bytes(tag.encode(), "big") for tag in dropped
    )
    return bytes(hb.subset(_file(face), wanted).blob.data)


@dataclass(frozen=True)
class GlyphSubset:
    """A font of which glyphs are drawn by their numbers, as a PDF does.

    Attributes
    ----------
    content
        The TrueType font; it does not say which glyph is which character.
    glyphs
        By character, the number of its glyph.
    widths
        By number, the width in thousandths of an em.
    ascent, descent, box
        How far letters reach over and under their baseline, and the box round them all: left,
        bottom, right, top; in thousandths of an em.
    """

    content: bytes
    glyphs: dict[str, int]
    widths: dict[int, float]
    ascent: float
    descent: float
    box: tuple[float, float, float, float]


def glyph_subset(face: Face, characters: Iterable[str]) -> GlyphSubset:
    """Return a font of a face that holds just the glyphs of some characters.

    A character that the face has not is its glyph 0, an empty box. The same characters give the
    same font.
    """
    ordered = sorted(set(characters))
    # It is asked which glyph is which before that is dropped.
    font = hb.Font(hb.Face(hb.Blob(_subset(face, ordered, _UNUSED_TABLES))))
    glyphs = {character: font.get_nominal_glyph(ord(character)) or 0 for character in ordered}
    content = _subset(face, ordered, _UNUSED_TABLES | _TABLES_OF_PROGRAMS)
    scale = 1000 / font.face.upem
    widths = {glyph: font.get_glyph_h_advance(glyph) * scale for glyph in {0, *glyphs.values()}}
    extents = font.get_font_extents("ltr")
    head = content[_table(content, b"head") :]
    box = tuple(edge * scale for edge in struct.unpack(">4h", head[36:44]))
    return GlyphSubset(
        content, glyphs, widths, extents.ascender * scale, extents.descender * scale, box
    )


def _table(content: bytes, tag: bytes) -> int:
    """Return where a table of a TrueType font starts."""
    (tables,) = struct.unpack(">H", content[4:6])
    entries = (content[12 + 16 * n : 28 + 16 * n] for n in range(tables))
    return next(int.from_bytes(entry[8:12], "big") for entry in entries if entry[:4] == tag)
