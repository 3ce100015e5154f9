"""A page while it is filled: columns, room, and the foot that every page carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cluster_atlas.drawing.layout.scaling import enlarged
from cluster_atlas.drawing.shapes import (
    ARTIFACT,
    MM,
    Item,
    Page,
    Paragraph,
    Tag,
    TagKind,
    rule,
)
from cluster_atlas.drawing.typeset import (
    height,
    set_paragraph,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import LEAST_SIZE, Brief
from cluster_atlas.values.colours import OUTLINE

QUIET, EDGE, ACCENT = OUTLINE, "#d5dce3", "#12395b"


GUTTER = 16.0
# The smallest letters of a page before it is enlarged to its paper.
SMALLEST = 7.4
# Room that the page's number has in the footer.
PAGE_NUMBER = 44.0


# What lines on slides take of their column at most.
SLIDE_SLACK = 0.92

_LEAST = 40.0
# What headings are by their level.
_HEADINGS: tuple[TagKind, ...] = ("H1", "H2", "H3")


@dataclass
class Sheet:
    """Pages while they are filled: columns of equal width, top to bottom, left to right.

    Attributes
    ----------
    brief
        What is laid out.
    pages
        Finished pages.
    items, notes
        Of the page that is being filled.
    y
        Where the next thing goes, in points from the top.
    one_page
        Whether a part must end on the page on which it started; what does not fit is counted in
        ``left_out`` (statements) and ``rows_out`` (of tables, by their titles).
    part
        Heading of the part that goes on, for slides.
    more
        How much larger than usual everything is set, where one page has room for it.
    level
        Of the heading over what is written now: 1 is the briefing's title, 2 that of a part.

    Everything is set in letters of :data:`SMALLEST` points and more, on a sheet that is smaller
    than its paper by :attr:`zoom`; finished pages are as large as the paper.
    """

    brief: Brief
    one_page: bool = False
    pages: list[Page] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    part: str = ""
    y: float = 0.0
    columns: int = 1
    column: int = 0
    column_top: float = 0.0
    span: tuple[float, float] | None = None
    full: bool = False
    left_out: int = 0
    rows_out: Counter[str] = field(default_factory=Counter)
    more: float = 1.0
    level: int = 1

    @property
    def zoom(self) -> float:
        """How much larger the paper is than the sheet."""
        return LEAST_SIZE[self.brief.page] / SMALLEST * self.more

    @property
    def width(self) -> float:
        """Width of a page in points, before it is enlarged."""
        return self.brief.size_mm[0] * MM / self.zoom

    @property
    def high(self) -> float:
        """Height of a page in points, before it is enlarged."""
        return self.brief.size_mm[1] * MM / self.zoom

    @property
    def is_slide(self) -> bool:
        """Whether pages are shown on a wall rather than read on paper."""
        return self.brief.page == "16:9"

    @property
    def scale(self) -> float:
        """How much larger letters are than usual."""
        return 1.0

    @property
    def margin(self) -> float:
        """Free edge of a page in points."""
        return (13 if self.is_slide else 15) * MM / self.zoom

    @property
    def left(self) -> float:
        """Left edge of the present column."""
        start = self.span[0] if self.span else self.margin
        return start + self.column * (self.column_width + GUTTER)

    @property
    def body(self) -> float:
        """Width of all columns together."""
        return self.span[1] if self.span else self.width - 2 * self.margin

    @property
    def column_width(self) -> float:
        """Width of one column."""
        return (self.body - (self.columns - 1) * GUTTER) / self.columns

    @property
    def line_width(self) -> float:
        """How wide lines are set; a program for slides may set them in wider faces than ours."""
        return self.column_width * (SLIDE_SLACK if self.is_slide else 1.0)

    @property
    def bottom(self) -> float:
        """Lowest point of the body: above the footer."""
        return self.high - self.foot

    @property
    def foot(self) -> float:
        """Height of the footer with the free edge below it."""
        wide = self.width - 2 * self.margin - PAGE_NUMBER
        return 11 + height(_credit(self.brief), wide) + (7 if self.is_slide else 13)

    @property
    def room(self) -> float:
        """What is left of the present column; a slide keeps a line to count what it leaves out."""
        counted = 12.0 if self.is_slide and self.one_page else 0.0
        return self.bottom - counted - self.y

    def begin(self, title: str = "") -> None:
        """Start a page, the present one being finished."""
        if self.items:
            self.end()
        self.title = title
        self.y = self.margin
        self.column = 0
        self.column_top = self.y
        self.full = False

    def end(self) -> None:
        """Finish the present page."""
        items = (*self.items, *footer(self))
        page = Page(self.width, self.high, items, self.title, tuple(self.notes))
        self.pages.append(enlarged(page, self.zoom, LEAST_SIZE[self.brief.page]))
        self.items, self.notes, self.title = [], [], ""

    def reserve(self, wanted: float) -> bool:
        """Make room for something of a height; returns whether there is any on this page."""
        if self.full:
            return False
        if wanted <= self.room or (self.y <= self.column_top and self.column_top <= self.margin):
            return True
        if self.column + 1 < self.columns:
            self.column += 1
            self.y = self.column_top
            return wanted <= self.room or not self.one_page
        if self.one_page:
            self.full = True
            return False
        self.continue_part()
        return True

    def continue_part(self) -> None:
        """Start a page on which a part goes on; there it has the whole width."""
        columns = self.columns
        self.begin()
        self.span, self.columns = None, 1
        if self.is_slide and self.part:
            more = {"zh": "（续）", "en": " (continued)"}[self.brief.language]
            said = words(self.part + more, 13, ACCENT, bold=True, after=4)
            self.write([said], heading=True, tag=ARTIFACT)
            self.column_top = self.y
        self.columns = 1 if columns == 1 else columns_for(self)

    def put(self, *items: Item) -> None:
        """Put items on the page."""
        self.items += items

    def heading(self, level: int) -> Tag:
        """Return the tag of a heading, under which goes what is written from now on."""
        self.level = level
        return Tag(_HEADINGS[level - 1])

    def subheading(self) -> Tag:
        """Return the tag of a heading within the present part."""
        return Tag(_HEADINGS[self.level])

    def write(
        self,
        paragraphs: Sequence[Paragraph],
        *,
        name: str = "",
        heading: bool = False,
        tag: Tag | None = None,
    ) -> None:
        """Set paragraphs into the present column; long ones go on in the next.

        Each is an element of its own, or all are the one of a tag.
        """
        for paragraph in paragraphs:
            tall = height([paragraph], self.line_width)
            if self.reserve(min(tall, _LEAST)):
                self._write_one(paragraph, tall, name, heading=heading, tag=tag or Tag("P"))

    def _write_one(
        self, paragraph: Paragraph, tall: float, name: str, *, heading: bool, tag: Tag
    ) -> None:
        wide = self.line_width
        if tall <= self.room or not paragraph.spans:
            box = text_box(
                self.left, self.y, wide, [paragraph], name=name, heading=heading, tag=tag
            )
            self.put(box)
            self.y += tall
            return
        # A paragraph longer than the column: its lines one by one.
        for line in set_paragraph(paragraph, wide):
            one = Paragraph(line, paragraph.align, paragraph.leading, paragraph.indent)
            step = one.size * one.leading
            if self.reserve(step):
                box = text_box(self.left, self.y, wide, [one], name=name, heading=heading, tag=tag)
                self.put(box)
                self.y += step

    def into_columns(self, columns: int) -> None:
        """Go on in a number of columns below what stands there."""
        self.columns, self.column, self.column_top = columns, 0, self.y


def footer(sheet: Sheet) -> Iterator[Item]:
    """Yield the line that every page carries: credit, edition and, where given, 审图号."""
    wide = sheet.width - 2 * sheet.margin
    top = sheet.bottom + 8
    yield rule((sheet.margin, top), (sheet.width - sheet.margin, top), EDGE, 0.5)
    said = _credit(sheet.brief)
    yield text_box(sheet.margin, top + 3, wide - PAGE_NUMBER, said, name="footer", tag=ARTIFACT)


def _credit(brief: Brief) -> list[Paragraph]:
    approval = {"zh": f"审图号：{brief.approval}", "en": f"Map approval No. {brief.approval}"}
    line = " · ".join(
        [brief.edition, *([approval[brief.language]] if brief.approval else [])]
        + ([brief.office] if brief.office else [])
    )
    return [
        words(line, SMALLEST, QUIET, leading=1.35),
        words(brief.credits[0], SMALLEST, QUIET, leading=1.35),
    ]


def columns_for(sheet: Sheet) -> int:
    """Return how many columns of a readable width the body holds."""
    wide = 195 * sheet.scale
    return max(1, min(4, int((sheet.body + GUTTER) // (wide + GUTTER))))
