"""The fonts of a PDF: each face once, as a subset that is embedded and can be copied from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.formats.pdfobjects import Name, PdfFile, Ref, Value
from cluster_atlas.drawing.shapes import Page, TextBox

# Outlines without a set of letters of their own, as fonts of any writing are described.
_SYMBOLIC = 4
# Blocks of a table of characters hold no more lines.
_MOST_LINES = 100
# Width of a stem by weight: programs that have to replace the font choose one by it.
_STEM = {fonts.REGULAR: 80, fonts.BOLD: 140}


@dataclass(frozen=True)
class FontSet:
    """The fonts of one document.

    Attributes
    ----------
    names
        By face, the name under which pages refer to it.
    resources
        By that name, the font.
    """

    names: Mapping[fonts.Face, str]
    resources: Mapping[str, Ref]
    _glyphs: Mapping[fonts.Face, Mapping[str, int]]

    def code(self, face: fonts.Face, text: str) -> str:
        """Return a text as the numbers of its glyphs, four hexadecimal digits each."""
        glyphs = self._glyphs[face]
        return "".join(f"{glyphs[character]:04x}" for character in text)


def embedded(file: PdfFile, pages: Iterable[Page]) -> FontSet:
    """Put the faces that pages use into a file, each with just its characters."""
    used: dict[fonts.Face, set[str]] = {}
    for page in pages:
        for item in page.items:
            for line in item.lines if isinstance(item, TextBox) else ():
                for span in line.spans:
                    # A space goes between lines that end with a word.
                    for face, text in fonts.runs(f"{span.text} ", bold=span.bold):
                        used.setdefault(face, set()).update(text)
    faces = sorted(used, key=lambda face: face.name)
    names = {face: f"F{number}" for number, face in enumerate(faces)}
    subsets = {face: fonts.glyph_subset(face, used[face]) for face in faces}
    return FontSet(
        names,
        {names[face]: _font(file, face, subset) for face, subset in subsets.items()},
        {face: subset.glyphs for face, subset in subsets.items()},
    )


def _font(file: PdfFile, face: fonts.Face, subset: fonts.GlyphSubset) -> Ref:
    program = file.stream(subset.content, {"Length1": len(subset.content)})
    # A tag of six letters tells subsets of one font apart.
    digest = hashlib.sha256(subset.content).digest()
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
    name = Name(f"{tag}+Noto-{face.name}")
    descriptor: dict[str, Value] = {
        "Type": Name("FontDescriptor"),
        "FontName": name,
        "Flags": _SYMBOLIC,
        "FontBBox": subset.box,
        "ItalicAngle": 0,
        "Ascent": subset.ascent,
        "Descent": subset.descent,
        "CapHeight": subset.ascent,
        "StemV": _STEM[face.weight],
        "FontFile2": program,
    }
    descendant: dict[str, Value] = {
        "Type": Name("Font"),
        "Subtype": Name("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
        "FontDescriptor": file.add(descriptor),
        "DW": 1000,
        "W": _widths(subset.widths),
        "CIDToGIDMap": Name("Identity"),
    }
    return file.add(
        {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": name,
            "Encoding": Name("Identity-H"),
            "DescendantFonts": [file.add(descendant)],
            "ToUnicode": file.stream(_characters(subset.glyphs)),
        }
    )


def _widths(widths: Mapping[int, float]) -> list[Value]:
    """Return the widths of glyphs, those of one width that follow each other as one."""
    found: list[Value] = []
    for (width, _), run in groupby(
        enumerate(sorted(widths.items())), key=lambda one: (one[1][1], one[1][0] - one[0])
    ):
        glyphs = [glyph for _, (glyph, _) in run]
        found += [glyphs[0], glyphs[-1], width]
    return found


def _characters(glyphs: Mapping[str, int]) -> bytes:
    """Return what each glyph is, for whoever copies or hears the text."""
    by_glyph: dict[int, str] = {}
    for character, glyph in sorted(glyphs.items()):
        if glyph:
            by_glyph.setdefault(glyph, character)
    lines = [
        f"<{glyph:04x}> <{character.encode('utf-16-be').hex()}>"
        for glyph, character in sorted(by_glyph.items())
    ]
    blocks = [lines[at : at + _MOST_LINES] for at in range(0, len(lines), _MOST_LINES)]
    told = "".join(
        f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{told}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
