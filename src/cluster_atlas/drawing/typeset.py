"""Text set into lines: Chinese breaks between characters, Latin between words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from bidi.algorithm import get_display

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.shapes import Align, Line, Paragraph, Span, Tag, TextBox
from cluster_atlas.values.colours import INK

# What ends a text that is cut.
CUT = "…"

# No line starts with the first or ends with the second.
_NO_START = frozenset("\u00a0，。、；：？！）》」』】〕〉”’…—％%,.;:?!)]}·–")
_NO_END = frozenset("\u00a0（《「『【〔〈“‘([{$¥￥±")

# A document's number, a word, a space, or one character that may stand at either side of a break.
_ATOM = re.compile(
    r"[\u4e00-\u9fff]{1,8}〔(?:19|20)\d\d〕\d+号|[^\S\u00a0]+|[0-9A-Za-z\u00c0-\u024f_@#&/+\-.,:%'’()\[\]]+|.",
    re.DOTALL,
)
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_NARROW = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
# A year after a space: 规划期满 2025.
_YEAR = re.compile(r"(?:19|20)\d\d\D*")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")

BULLET = "●"

# Height of letters over their baseline, as a share of the size.
ASCENT = 0.88


def measure(spans: Sequence[Span]) -> float:
    """Return the width of spans on one line, in points."""
    return sum(fonts.width(span.text, span.size, bold=span.bold) for span in spans)


@lru_cache(maxsize=8192)
def set_paragraph(paragraph: Paragraph, width: float) -> tuple[tuple[Span, ...], ...]:
    """Return the lines of a paragraph in a width; every line fits unless one character does not.

    A page asks for the same lines several times: to measure, to balance and to draw.
    """
    if not _CHINESE.search(paragraph.text):
        # These stand in Chinese faces, as wide as a character; Latin words want narrow ones.
        plain = (replace(s, text=s.text.translate(_NARROW)) for s in paragraph.spans)
        paragraph = replace(paragraph, spans=tuple(plain))
    room = max(1.0, width - paragraph.indent)
    lines: list[list[Span]] = [[]]
    used = 0.0
    for atom in _kept_together(_atoms(paragraph.spans)):
        wide = measure(atom)
        if used + wide > room + 0.01 and lines[-1]:
            lines.append([])
            used = 0.0
            # The break takes the place of the space, not of what is held to it.
            atom = atom[1:] if _is_gap(atom[0].text) else atom  # noqa: PLW2901
            if not atom:
                continue
            wide = measure(atom)
        for piece in _cut(atom, room) if wide > room else [atom]:
            size = measure(piece)
            if used + size > room + 0.01 and lines[-1]:
                lines.append([])
                used = 0.0
            lines[-1] += piece
            used += size
    return tuple(_visual(_trimmed(line)) for line in lines)


def _atoms(spans: Sequence[Span]) -> Iterator[Span]:
    for span in spans:
        for found in _ATOM.finditer(fonts.printable(span.text.replace("\n", " "))):
            yield replace(span, text=found.group())


def _kept_together(atoms: Iterator[Span]) -> Iterator[list[Span]]:
    """Yield atoms with the punctuation that must not be parted from them."""
    held: list[Span] = []
    for atom, following in pairwise([*atoms, None]):
        if atom is None:
            break
        joins = held and (held[-1].text[-1] in _NO_END or atom.text[0] in _NO_START)
        dated = held and _is_dated(held[-1].text, atom.text, following.text if following else "")
        after_gap = len(held) > 1 and _is_gap(held[-1].text)
        if held and not ((joins and not _is_gap(atom.text)) or dated or after_gap):
            yield held
            held = []
        held.append(atom)
    if held:
        yield held


def _is_dated(before: str, gap: str, after: str) -> bool:
    """Tell whether a gap stands between a Chinese word and its year, which are read as one."""
    return gap == " " and bool(_CHINESE.match(before[-1]) and _YEAR.fullmatch(after))


def _is_gap(text: str) -> bool:
    """Tell whether a text is white space at which a line may break."""
    return text.isspace() and "\u00a0" not in text


def _cut(atom: Sequence[Span], room: float) -> Iterator[list[Span]]:
    """Yield the pieces of an atom that is wider than a line."""
    piece: list[Span] = []
    used = 0.0
    for span in atom:
        for character in span.text:
            wide = fonts.width(character, span.size, bold=span.bold)
            if piece and used + wide > room:
                yield piece
                piece, used = [], 0.0
            piece.append(replace(span, text=character))
            used += wide
    if piece:
        yield piece


def _trimmed(line: list[Span]) -> list[Span]:
    """Return a line without white space at its ends, neighbours of one look joined."""
    while line and _is_gap(line[-1].text):
        line.pop()
    joined: list[Span] = []
    for span in line:
        last = joined[-1] if joined else None
        if last is not None and replace(last, text="") == replace(span, text=""):
            joined[-1] = replace(last, text=last.text + span.text)
        else:
            joined.append(span)
    return joined


def _visual(line: list[Span]) -> tuple[Span, ...]:
    """Return a line as it is drawn from the left, also where it is read from the right."""
    return tuple(
        replace(span, text=str(get_display(span.text, base_dir="L")))
        if _RIGHT_TO_LEFT.search(span.text)
        else span
        for span in line
    )


def broken(text: str, size: float, width: float) -> list[str]:
    """Return the lines of a text in letters of a size, none of which parts a Latin word or number.

    A word that is wider than ``width`` makes its line as wide.
    """
    widest = max(map(measure, _kept_together(_atoms([Span(text, size)]))), default=0.0)
    lines = set_paragraph(Paragraph((Span(text, size),)), max(width, widest) + 0.01)
    return ["".join(span.text for span in line) for line in lines]


def height(paragraphs: Sequence[Paragraph], width: float) -> float:
    """Return the height of paragraphs set in a width, in points."""
    return sum(len(set_paragraph(p, width)) * p.size * p.leading + p.after for p in paragraphs)


def text_box(  # noqa: PLR0913 - where it stands and how it looks
    x: float,
    y: float,
    width: float,
    paragraphs: Sequence[Paragraph],
    *,
    name: str = "",
    group: str = "",
    halo: str = "",
    plate: str = "",
    heading: bool = False,
    tag: Tag | None = None,
) -> TextBox:
    """Return paragraphs set into a box of a width; its height is what they need."""
    lines: list[Line] = []
    top = y
    for place, paragraph in enumerate(paragraphs):
        step = paragraph.size * paragraph.leading
        for number, spans in enumerate(set_paragraph(paragraph, width)):
            base = top + (step - paragraph.size) / 2 + paragraph.size * ASCENT
            if paragraph.bullet and number == 0:
                # The Chinese face's own bullet is a faint dot in the middle of its square.
                small = paragraph.size * 0.5
                mark = replace(paragraph.spans[0], text=BULLET, size=small, bold=False)
                left = x + paragraph.indent - 0.9 * paragraph.size
                lines.append(Line(left, base - 0.19 * paragraph.size, (mark,), place))
            left = x + paragraph.indent + _shift(paragraph, spans, width)
            lines.append(Line(left, base, spans, place))
            top += step
        top += paragraph.after
    high = top - y
    said = tuple(paragraphs)
    return TextBox(x, y, width, high, said, tuple(lines), name, group, halo, plate, heading, tag)


def _shift(paragraph: Paragraph, spans: Sequence[Span], width: float) -> float:
    if paragraph.align == "left":
        return 0.0
    free = width - paragraph.indent - measure(spans)
    return free / 2 if paragraph.align == "center" else free


def words(  # noqa: PLR0913 - a paragraph in one look
    text: str,
    size: float = 9.0,
    colour: str = INK,
    *,
    bold: bool = False,
    align: Align = "left",
    after: float = 0.0,
    leading: float = 1.42,
) -> Paragraph:
    """Return a paragraph in one look."""
    return Paragraph((Span(text, size, bold, colour=colour),), align, leading, after=after)


def clipped(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return a text cut to a width with an ellipsis, whole where it fits."""
    if fonts.width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and fonts.width(kept + CUT, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + CUT
