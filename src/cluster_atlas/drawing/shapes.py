"""Pages as drawn things in points: shapes and boxes of text, the same for every paper format."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from cluster_atlas.values.colours import INK

Point: TypeAlias = tuple[float, float]
Align = Literal["left", "center", "right"]

# Standard structure types of PDF (ISO 32000-1, 14.8.4), and what is none of the content: the rules
# and repeated headings of a page.
TextTag = Literal["H1", "H2", "H3", "P", "Caption", "Lbl", "TH", "TD"]
GroupTag = Literal["L", "LI", "LBody", "Table", "TR"]
TagKind = Literal[TextTag, GroupTag, "Figure", "Artifact"]

MM = 72 / 25.4


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """What items are to those who hear a page or have it reflowed: one element of its structure.

    Items with the same tag, on any page, make one element; elements come in the order in which
    their first items are drawn. In a list, a list item or its body every paragraph is an element
    of its own. A shape that is no part of a figure has nothing to say, whatever its tag.

    Attributes
    ----------
    kind
        What it is.
    parent
        The element that it stands in; ``None`` for the document.
    alt
        Of a figure, what it shows in words.
    column
        Of a cell, its column, from 0. Columns without an item are empty cells.
    columns
        Of a row, how many cells it has.
    """

    kind: TagKind
    parent: Tag | None = None
    alt: str = ""
    column: int = 0
    columns: int = 0


# Seen on the page, and none of its content.
ARTIFACT = Tag("Artifact")


@dataclass(frozen=True, slots=True)
class Contour:
    """A run of points, closed or open."""

    points: tuple[Point, ...]
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A map on a page; ``told`` says in words what it shows."""

    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in points, with the widths of its columns; rows of one table touch.

    ``head`` marks the row that names the columns. ``tag`` is the table to those who hear the page:
    one for all its rows, :data:`ARTIFACT` for a head that stands there again.
    """

    table: str
    x: float
    y: float
    high: float
    widths: tuple[float, ...]
    tag: Tag = field(compare=False)
    head: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a row something stands; ``column`` is ``None`` for the row's ground and rule."""

    row: Row
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """Contours filled (even-odd), stroked or hatched.

    Attributes
    ----------
    contours
        In points from the page's upper left corner, y downward.
    name
        What it is, for programs that show it as an object: 江门市.
    group
        Shapes and texts of one group belong together; empty for none.
    fill, stroke, hatch
        Colours ``#rrggbb``; empty for none. Hatching is of 45 degree lines.
    tag
        The figure that it is a part of; ``None`` for decoration.
    inside
        The map or the table that it is part of, for programs that know such things.
    """

    contours: tuple[Contour, ...]
    name: str = ""
    group: str = ""
    fill: str = ""
    fill_opacity: float = 1.0
    stroke: str = ""
    stroke_width: float = 0.5
    stroke_opacity: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: str = ""
    tag: Tag | None = field(default=None, compare=False)
    inside: Figure | Cell | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one look."""

    text: str
    size: float = 9.0
    bold: bool = False
    italic: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans that are wrapped together.

    ``leading`` is the distance of lines as a multiple of the largest size; ``indent`` moves all
    lines right, ``after`` leaves room below, both in points.
    """

    spans: tuple[Span, ...]
    align: Align = "left"
    leading: float = 1.42
    indent: float = 0.0
    after: float = 0.0
    bullet: str = ""

    @property
    def size(self) -> float:
        """Largest size in it, in points."""
        return max((span.size for span in self.spans), default=9.0)

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: where its baseline starts, what stands on it, and of which paragraph it is."""

    x: float
    y: float
    spans: tuple[Span, ...]
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class TextBox:
    """Paragraphs set into lines inside a box; both say the same.

    ``halo`` is the colour of a rim round the letters, and ``plate`` that of the box; empty for
    none. ``heading`` marks the title of the page. ``tag`` is what it is to those who hear the page;
    ``None`` for plain paragraphs. ``inside`` is as that of a :class:`Shape`.
    """

    x: float
    y: float
    w: float
    h: float
    paragraphs: tuple[Paragraph, ...]
    lines: tuple[Line, ...]
    name: str = ""
    group: str = ""
    halo: str = ""
    plate: str = ""
    heading: bool = False
    tag: Tag | None = field(default=None, compare=False)
    inside: Figure | Cell | None = None


Item: TypeAlias = Shape | TextBox


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself.

    Attributes
    ----------
    date
        ISO day that stands as its day of making.
    title, author, subject
        Its properties.
    language
        ``zh`` or ``en``, in which programs read it aloud and check the spelling.
    """

    date: str
    title: str = ""
    author: str = ""
    subject: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size in points, its items bottom first, and what a speaker would add.

    ``title`` names it in an outline; ``notes`` are lines for formats that have speaker's notes.
    """

    width: float
    height: float
    items: tuple[Item, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


def rectangle(x: float, y: float, w: float, h: float) -> Contour:
    """Return the outline of a rectangle."""
    return Contour(((x, y), (x + w, y), (x + w, y + h), (x, y + h)))


def rule(start: Point, end: Point, colour: str, width: float = 0.5, name: str = "") -> Shape:
    """Return a straight line."""
    line = Contour((start, end), closed=False)
    return Shape((line,), name=name, stroke=colour, stroke_width=width)


def ellipse(x: float, y: float, rx: float, ry: float, steps: int = 48) -> Contour:
    """Return an ellipse as a polygon."""
    turns = (2 * math.pi * step / steps for step in range(steps))
    return Contour(tuple((x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns))


def disc(x: float, y: float, radius: float, fullness: int, colour: str) -> tuple[Shape, ...]:
    """Return a disc filled by quarters, 0 (an open dashed ring) to 4 (full).

    What it says can be read in grey print and by anyone.
    """
    ring = ellipse(x, y, radius, radius, 32)
    edge = Shape(
        (ring,),
        fill="#ffffff",
        stroke=colour,
        stroke_width=radius * 0.24,
        dash=(radius * 0.5, radius * 0.4) if fullness == 0 else (),
    )
    if fullness <= 0:
        return (edge,)
    if fullness >= 4:  # noqa: PLR2004 - four quarters
        return (Shape((ring,), fill=colour, stroke=colour, stroke_width=radius * 0.24),)
    # From twelve o'clock clockwise.
    steps = 8 * fullness
    turns = (math.pi / 2 * fullness * step / steps for step in range(steps + 1))
    sector = tuple((x + radius * math.sin(turn), y - radius * math.cos(turn)) for turn in turns)
    return (edge, Shape((Contour(((x, y), *sector)),), fill=colour))


def list_item(listed: Tag) -> Tag:
    """Return the tag of what is said in a further item of a list."""
    return Tag("LBody", Tag("LI", listed))


def tagged(items: Iterable[Item], tag: Tag) -> list[Item]:
    """Return items as parts of one element of the structure."""
    return [replace(item, tag=tag) for item in items]


def texts(pages: Iterable[Page]) -> Iterable[str]:
    """Yield every text of pages as it is set."""
    for page in pages:
        for item in page.items:
            if isinstance(item, TextBox):
                for line in item.lines:
                    for span in line.spans:
                        yield span.text
