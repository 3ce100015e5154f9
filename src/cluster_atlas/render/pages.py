"""A briefing laid out on pages: the same pages for PDF, SVG, PNG and slides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cluster_atlas.briefspec import Brief, Citation, Figure, Group, Note, Part, Statement, Table
from cluster_atlas.mapspec import MapSpec
from cluster_atlas.render import fonts
from cluster_atlas.render.drawing import (
    MM,
    Item,
    Page,
    Paragraph,
    Shape,
    Span,
    disc,
    rectangle,
    rule,
)
from cluster_atlas.render.legend import draw_legend, legend_entries, legend_size
from cluster_atlas.render.mapdraw import draw_map
from cluster_atlas.render.typeset import (
    clipped,
    height,
    measure,
    set_paragraph,
    text_box,
    words,
)

INK, QUIET, FAINT, EDGE, ACCENT = "#1c2733", "#5a6b7a", "#8e99a3", "#d5dce3", "#12395b"
_GUTTER = 16.0
_LEAST = 40.0


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
        ``left_out`` (statements) and ``rows_out`` (of tables).
    part
        Heading of the part that goes on, for slides.
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
    rows_out: int = 0

    @property
    def width(self) -> float:
        """Width of a page in points."""
        return self.brief.size_mm[0] * MM

    @property
    def high(self) -> float:
        """Height of a page in points."""
        return self.brief.size_mm[1] * MM

    @property
    def is_slide(self) -> bool:
        """Whether pages are shown on a wall rather than read on paper."""
        return self.brief.page == "16:9"

    @property
    def scale(self) -> float:
        """How much larger letters are than on paper."""
        return 1.3 if self.is_slide else 1.0

    @property
    def margin(self) -> float:
        """Free edge of a page in points."""
        return (13 if self.is_slide else 15) * MM

    @property
    def left(self) -> float:
        """Left edge of the present column."""
        start = self.span[0] if self.span else self.margin
        return start + self.column * (self.column_width + _GUTTER)

    @property
    def body(self) -> float:
        """Width of all columns together."""
        return self.span[1] if self.span else self.width - 2 * self.margin

    @property
    def column_width(self) -> float:
        """Width of one column."""
        return (self.body - (self.columns - 1) * _GUTTER) / self.columns

    @property
    def bottom(self) -> float:
        """Lowest point of the body: above the footer."""
        return self.high - (34 if self.is_slide else 46)

    @property
    def room(self) -> float:
        """What is left of the present column."""
        return self.bottom - self.y

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
        items = (*self.items, *_footer(self))
        self.pages.append(Page(self.width, self.high, items, self.title, tuple(self.notes)))
        self.items, self.notes, self.title = [], [], ""

    def need(self, wanted: float) -> bool:
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
        self.go_on()
        return True

    def go_on(self) -> None:
        """Start a page on which a part goes on; there it has the whole width."""
        columns = self.columns
        self.begin()
        self.span, self.columns = None, 1
        if self.is_slide and self.part:
            more = {"zh": "（续）", "en": " (continued)"}[self.brief.language]
            self.write([words(self.part + more, 13, ACCENT, bold=True, after=4)])
            self.column_top = self.y
        self.columns = 1 if columns == 1 else columns_for(self)

    def put(self, *items: Item) -> None:
        """Put items on the page."""
        self.items += items

    def write(self, paragraphs: Sequence[Paragraph], *, name: str = "") -> None:
        """Set paragraphs into the present column; long ones go on in the next."""
        for paragraph in paragraphs:
            tall = height([paragraph], self.column_width)
            if self.need(min(tall, _LEAST)):
                self._write_one(paragraph, tall, name)

    def _write_one(self, paragraph: Paragraph, tall: float, name: str) -> None:
        if tall <= self.room or not paragraph.spans:
            self.put(text_box(self.left, self.y, self.column_width, [paragraph], name=name))
            self.y += tall
            return
        # A paragraph longer than the column: its lines one by one.
        for line in set_paragraph(paragraph, self.column_width):
            one = Paragraph(line, paragraph.align, paragraph.leading, paragraph.indent)
            step = one.size * one.leading
            if self.need(step):
                self.put(text_box(self.left, self.y, self.column_width, [one], name=name))
                self.y += step

    def into_columns(self, columns: int) -> None:
        """Go on in a number of columns below what stands there."""
        self.columns, self.column, self.column_top = columns, 0, self.y


def layout(brief: Brief, *, one_page: bool = False) -> list[Page]:
    """Return a briefing's pages.

    Parameters
    ----------
    brief
        What to lay out.
    one_page
        Whether each part gets one page only, as on slides: what does not fit is counted there and
        stands in the page's notes with its citations.

    Returns
    -------
    list of Page
        In points, y downward; the same input gives the same pages. Every page carries credits,
        data hash, day and number.
    """
    sheet = Sheet(brief, one_page=one_page)
    sheet.begin(brief.title)
    if sheet.is_slide:
        _cover(sheet)
    else:
        _masthead(sheet)
    for number, part in enumerate(brief.parts):
        if sheet.is_slide:
            sheet.begin(part.title)
            _slide(sheet, part)
        else:
            _paper_part(sheet, part, first=number == 0)
    if not one_page:
        _citations(sheet)
    sheet.end()
    return _numbered(brief, sheet.pages)


# Frame of a page ----------------------------------------------------------------------------


def _footer(sheet: Sheet) -> Iterator[Item]:
    """Yield the line that every page carries: credit, edition and, where given, 审图号."""
    brief = sheet.brief
    size = 8.0 if sheet.is_slide else 6.8
    wide = sheet.width - 2 * sheet.margin
    top = sheet.bottom + 8
    yield rule((sheet.margin, top), (sheet.width - sheet.margin, top), EDGE, 0.5)
    approval = {"zh": f"审图号：{brief.approval}", "en": f"Map approval No. {brief.approval}"}
    line = " · ".join(
        [brief.edition, *([approval[brief.language]] if brief.approval else [])]
        + ([brief.office] if brief.office else [])
    )
    paragraphs = [words(line, size, QUIET, leading=1.35)]
    paragraphs.append(words(brief.credits[0], size, FAINT, leading=1.35))
    yield text_box(sheet.margin, top + 3, wide - 44, paragraphs, name="footer")


def _numbered(brief: Brief, pages: Sequence[Page]) -> list[Page]:
    """Return pages with their number and how many there are."""
    margin = (13 if brief.page == "16:9" else 15) * MM
    found = []
    for number, page in enumerate(pages, start=1):
        low = page.height - (34 if brief.page == "16:9" else 46) + 11
        line = words(f"{number} / {len(pages)}", 6.5, QUIET, align="right", leading=1.35)
        box = text_box(page.width - margin - 44, low, 44, [line], name="page number")
        found.append(Page(page.width, page.height, (*page.items, box), page.title, page.notes))
    return found


def _masthead(sheet: Sheet) -> None:
    """Write office and day, title, subtitle, the writer's notes, and what changed."""
    brief = sheet.brief
    day = words(_day(brief), 9, QUIET, align="right", leading=1.4)
    sheet.put(text_box(sheet.left, sheet.y, sheet.body, [day], name="date"))
    office = words(brief.office or " ", 10.5, INK, bold=True, leading=1.4, after=2)
    sheet.write([office], name="office")
    size = 22 if len(brief.title) <= 24 else 16 if len(brief.title) <= 60 else 12  # noqa: PLR2004
    sheet.write([words(brief.title, size, ACCENT, bold=True, leading=1.28)], name="title")
    if brief.subtitle:
        sheet.write([words(brief.subtitle, 11, QUIET, after=2, leading=1.35)], name="subtitle")
    sheet.y += 3
    sheet.put(rule((sheet.left, sheet.y), (sheet.left + sheet.body, sheet.y), ACCENT, 1.4))
    sheet.y += 7
    _notes(sheet, brief.notes)
    _changes(sheet)


def _day(brief: Brief) -> str:
    """Return the day as it is written in the language: 2026年11月26日."""
    if brief.english:
        return brief.date
    year, month, day = (int(part) for part in brief.date.split("-"))
    return f"{year}年{month}月{day}日"


def _changes(sheet: Sheet) -> None:
    changes = sheet.brief.changes
    if not changes:
        return
    head = {"zh": "变化与缺失", "en": "Changes and gaps"}
    sheet.y += 4
    sheet.write([words(head[sheet.brief.language], 9, ACCENT, bold=True, after=1)])
    for text in changes:
        sheet.write([_bullet((Span(text, 8.2, colour=INK),))])
    sheet.y += 5


def _notes(sheet: Sheet, notes: Sequence[Note], size: float = 9.5) -> None:
    for note in notes:
        spans = tuple(Span(run.text, size, run.bold) for run in note.runs)
        if note.kind == "heading":
            text = note.text
            sheet.write([words(text, size + 1, ACCENT, bold=True, after=2)])
        elif note.kind == "bullet":
            sheet.write([_bullet(spans)])
        else:
            sheet.write([Paragraph(spans, after=3)])
    if notes:
        sheet.y += 3


def _bullet(spans: tuple[Span, ...]) -> Paragraph:
    size = max(span.size for span in spans)
    return Paragraph(spans, indent=size * 1.1, after=1.5, bullet="●")


# Paper --------------------------------------------------------------------------------------


def _paper_part(sheet: Sheet, part: Part, *, first: bool) -> None:
    """Lay one part out on paper; a part with a map starts on a page of its own."""
    if not first and (part.map is not None or sheet.room < sheet.high / 3):
        sheet.begin(part.title)
    elif not first:
        sheet.y += 14
    # The masthead has said the title of a briefing that is called after its first part.
    said = first and part.title == sheet.brief.title
    _head_of_part(sheet, part, "" if said else part.title)
    _rest_of_part(sheet, part)


def _head_of_part(sheet: Sheet, part: Part, title: str) -> None:
    if title:
        sheet.need(60)
        sheet.write([words(title, 14, ACCENT, bold=True, leading=1.35, after=1)], name=title)
    if part.summary:
        sheet.write([words(part.summary, 8, QUIET, after=3)], name="summary")
    _notes(sheet, part.notes)
    if part.empty:
        _empty(sheet, part.empty)


def _rest_of_part(sheet: Sheet, part: Part) -> None:
    if part.empty:
        return
    _figures(sheet, part.figures)
    if part.map is not None and sheet.brief.landscape:
        _side_map(sheet, part.map, share=0.58)
    elif part.map is not None:
        _paper_map(sheet, part.map)
    _remarks(sheet, part.remarks)
    # A comparison answers in its table; what it rests on comes after.
    if part.kind == "compare":
        _tables(sheet, part.tables)
    _groups(sheet, part.groups)
    if part.kind != "compare":
        _tables(sheet, part.tables)
    if sheet.span:
        # Beside a map nothing else starts.
        sheet.span, sheet.y = None, sheet.bottom


def _empty(sheet: Sheet, text: str) -> None:
    """Say that there is nothing to show, where a map would stand."""
    sheet.need(60)
    high = 46.0
    box = rectangle(sheet.left, sheet.y, sheet.body, high)
    sheet.put(Shape((box,), fill="#f4f6f8", stroke=EDGE, name="empty"))
    line = words(text, 10, QUIET, align="center")
    tall = height([line], sheet.body - 20)
    sheet.put(text_box(sheet.left + 10, sheet.y + (high - tall) / 2, sheet.body - 20, [line]))
    sheet.y += high + 8


def _figures(sheet: Sheet, figures: Sequence[Figure], size: float = 15) -> None:
    """Write large numbers side by side."""
    if not figures or not sheet.need(size * 2):
        return
    x = sheet.left
    for figure in figures:
        spans = (
            Span(figure.value, size, bold=True, colour=ACCENT),
            Span(f" {figure.label}", 8, colour=QUIET),
        )
        line = Paragraph(spans, leading=1.25)
        wide = measure(spans) + 18
        sheet.put(text_box(x, sheet.y, wide, [line], name=figure.label))
        x += wide
    sheet.y += size * 1.25 + 6


def _paper_map(sheet: Sheet, spec: MapSpec) -> None:
    """Draw a map as wide as the page, its legend below."""
    entries = legend_entries(spec)
    wide = sheet.body
    legend_high = legend_size(entries, wide)[2]
    high = min(wide * 0.76, sheet.bottom - sheet.margin - legend_high - 60)
    fitting = sheet.room - legend_high - 12
    if wide * 0.5 < fitting < high:
        high = fitting
    sheet.need(high + legend_high + 12)
    items, _ = draw_map(spec, (sheet.left, sheet.y, wide, high))
    sheet.put(*items)
    sheet.y += high + 6
    sheet.put(*draw_legend(entries, sheet.left, sheet.y, wide))
    sheet.y += legend_high + 8


def _side_map(sheet: Sheet, spec: MapSpec, share: float) -> None:
    """Draw a map at the left; what follows stands at its right until the page ends."""
    if sheet.room < sheet.high * 0.5:
        sheet.begin()
    entries = legend_entries(spec)
    top = sheet.y + 2
    wide = sheet.body * share
    legend_high = legend_size(entries, wide)[2]
    high = sheet.bottom - top - legend_high - 6
    items, _ = draw_map(spec, (sheet.margin, top, wide, high))
    sheet.put(*items)
    sheet.put(*draw_legend(entries, sheet.margin, top + high + 6, wide))
    right = sheet.margin + wide + _GUTTER
    sheet.span = (right, sheet.width - sheet.margin - right)
    sheet.y = sheet.column_top = top


def _remarks(sheet: Sheet, remarks: Sequence[str]) -> None:
    for remark in remarks:
        sheet.write([words(remark, 8, QUIET, after=2)], name="remark")
    if remarks:
        sheet.y += 4


# Statements ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """Something that is never parted: its height in a width, and its items at a spot there.

    ``again`` draws a heading of a height of ``again_tall`` where the block comes first in a
    column and is not the first of its cluster.
    """

    tall: Callable[[float], float]
    draw: Callable[[float, float, float], list[Item]]
    again: Callable[[float, float, float], list[Item]] | None = None
    again_tall: float = 0.0


def columns_for(sheet: Sheet) -> int:
    """Return how many columns of a readable width the body holds."""
    wide = 225 * sheet.scale
    return max(1, min(4, int((sheet.body + _GUTTER) // (wide + _GUTTER))))


def _groups(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write statements by cluster in columns."""
    blocks = [
        _statement_block(
            sheet.scale, statement, group, first=number == 0, english=sheet.brief.english
        )
        for group in groups
        for number, statement in enumerate(group.statements)
    ]
    _flow(sheet, blocks)


def _flow(sheet: Sheet, blocks: Sequence[_Block]) -> None:
    """Set blocks into columns, as many as the page is wide for, of even height at the end."""
    left = list(blocks)
    sheet.into_columns(columns_for(sheet))
    while left:
        taken, lowest = _fill(sheet, left)
        left = left[taken:]
        sheet.y = lowest
        if not left:
            break
        if sheet.one_page:
            sheet.left_out += len(left)
            sheet.full = True
            break
        sheet.go_on()
        sheet.into_columns(columns_for(sheet))
    sheet.columns, sheet.column = 1, 0
    if blocks:
        sheet.y += 8


def _fill(sheet: Sheet, blocks: Sequence[_Block]) -> tuple[int, float]:
    """Set what fits of blocks on this page; returns how many, and how low they reach."""
    wide, top = sheet.column_width, sheet.y
    talls = [block.tall(wide) for block in blocks]
    deep = _depth(talls, [block.again_tall for block in blocks], sheet.columns, sheet.bottom - top)
    lowest, taken = top, 0
    for column in range(sheet.columns):
        sheet.column = column
        y = top
        while taken < len(blocks):
            block = blocks[taken]
            again = block.again_tall if y <= top else 0.0
            # A block deeper than a page stands alone and runs over rather than never.
            alone = y <= top <= sheet.margin
            if y + again + talls[taken] > top + deep and not alone:
                break
            if again and block.again is not None:
                sheet.put(*block.again(sheet.left, y, wide))
                y += again
            sheet.put(*block.draw(sheet.left, y, wide))
            y += talls[taken]
            taken += 1
        lowest = max(lowest, y)
    return taken, lowest


def _depth(talls: Sequence[float], again: Sequence[float], columns: int, room: float) -> float:
    """Return the least depth of columns that hold all blocks; the whole room where none does."""
    deep = max(sum(talls) / columns, max(talls, default=0.0))
    while deep < room:
        column, used = 1, again[0] if again else 0.0
        for tall, heading in zip(talls, again, strict=True):
            if used + tall > deep:
                column, used = column + 1, heading
            used += tall
        if column <= columns:
            return deep
        deep += 6.0
    return room


def _statement_block(
    scale: float, statement: Statement, group: Group, *, first: bool, english: bool
) -> _Block:
    """Return one statement as a block; the first of a cluster carries the cluster's heading."""
    head = 19.0 * scale if first else 0.0
    before = 3.0 * scale if first else 0.0
    paragraphs = _statement_words(statement, scale)
    indent = 11.0 * scale

    def tall(wide: float) -> float:
        inner = wide - indent
        below = _below(statement, paragraphs, inner, scale)
        return before + head + height([*paragraphs[:3], *below], inner) + 4.5 * scale

    def draw(x: float, y: float, wide: float) -> list[Item]:
        items: list[Item] = []
        if first:
            items += _group_head(group, x, y + before, wide, scale)
        return items + _statement_items(
            statement, paragraphs, x + indent, y + before + head, wide - indent, scale
        )

    def again(x: float, y: float, wide: float) -> list[Item]:
        more = " (continued)" if english else "（续）"
        return _group_head(group, x, y + 3.0 * scale, wide, scale, more)

    if first:
        return _Block(tall, draw)
    return _Block(tall, draw, again, 22.0 * scale)


def _below(
    statement: Statement, paragraphs: Sequence[Paragraph], wide: float, scale: float
) -> list[Paragraph]:
    """Return what stands below the marks; a target that has no room beside them comes first."""
    target = []
    if statement.target and not _target_fits(statement, wide, scale):
        target = [words(statement.target, 7.4 * scale, INK, bold=True, leading=1.36)]
    return [*target, *paragraphs[3:]]


def _target_fits(statement: Statement, wide: float, scale: float) -> bool:
    size = 7.4 * scale
    used = fonts.width(statement.status + statement.role, size) + 39 * scale
    return used + fonts.width(statement.target, size, bold=True) <= wide


def _statement_items(  # noqa: PLR0913 - what it says and where
    statement: Statement,
    paragraphs: Sequence[Paragraph],
    x: float,
    y: float,
    wide: float,
    scale: float,
) -> list[Item]:
    """Return a statement's text and, between its lines, its status and role with their marks."""
    above, below = paragraphs[:2], _below(statement, paragraphs, wide, scale)
    middle = y + height(above, wide)
    low = middle + height([paragraphs[2]], wide)
    return [
        text_box(x, y, wide, above, name=statement.id),
        *_marks(statement, x, middle, wide, scale),
        text_box(x, low, wide, below),
    ]


def _group_head(  # noqa: PLR0913 - where it stands and how
    group: Group, x: float, y: float, wide: float, scale: float, more: str = ""
) -> list[Item]:
    room = wide - 11 * scale
    name = clipped(group.name, 9.5 * scale, room, bold=True)
    said = clipped(
        more or f"  {group.lead} · {len(group.statements)}",
        7.8 * scale,
        room - fonts.width(name, 9.5 * scale, bold=True) - 1,
    )
    spans = (
        Span(name, 9.5 * scale, bold=True, colour=INK),
        Span(said, 7.8 * scale, colour=QUIET),
    )
    low = y + 15.5 * scale
    return [
        Shape((rectangle(x, y + 3.6 * scale, 7 * scale, 7 * scale),), fill=group.colour),
        text_box(x + 11 * scale, y, room, [Paragraph(spans)], name=group.name),
        rule((x, low), (x + wide, low), EDGE, 0.5),
    ]


def _statement_words(statement: Statement, scale: float) -> list[Paragraph]:
    """Return a statement's lines: title and citation, where and what, status and role, clause."""
    # 随珠三角 says that it is 珠三角.
    named = "" if statement.via.endswith(statement.where) else statement.where
    where = " · ".join(part for part in (named, statement.what, statement.via) if part)
    return [
        Paragraph(
            (
                Span(statement.title, 8.4 * scale, bold=True, colour=INK),
                Span(f" [{statement.cite}]", 6.8 * scale, colour=QUIET),
            ),
            leading=1.32,
        ),
        words(where, 7.4 * scale, QUIET, leading=1.36),
        # The line of the marks, whose words are set apart from it.
        words(" ", 7.4 * scale, INK, leading=1.38),
        words(f"{statement.clause}　{statement.legal}", 6.9 * scale, QUIET, leading=1.32),
    ]


def _marks(statement: Statement, x: float, y: float, wide: float, scale: float) -> list[Item]:
    """Draw status, role and target, each its words right of its own mark."""
    size, side = 7.4 * scale, 5.8 * scale
    middle = y + 5.2 * scale
    said: list[Item] = [*disc(x + 3.2 * scale, middle, 2.7 * scale, statement.fullness, INK)]
    at = x + 9.4 * scale
    said.append(_word(statement.status, at, y, size))
    at += fonts.width(statement.status, size) + 10 * scale
    box = rectangle(at, middle - side / 2, side, side)
    said.append(Shape((box,), fill=statement.shade, stroke=QUIET, stroke_width=0.35))
    at += side + 3.4 * scale
    said.append(_word(statement.role, at, y, size))
    at += fonts.width(statement.role, size) + 10 * scale
    if statement.target and _target_fits(statement, wide, scale):
        said.append(_word(statement.target, at, y, size, bold=True))
    return said


def _word(text: str, x: float, y: float, size: float, *, bold: bool = False) -> Item:
    line = words(text, size, INK, bold=bold, leading=1.38)
    return text_box(x, y, fonts.width(text, size, bold=bold) + 2, [line], name=text)


def _more(sheet: Sheet) -> None:
    """Say how much did not fit and where it stands."""
    statements, rows = sheet.left_out, sheet.rows_out
    if not (statements or rows):
        return
    if sheet.brief.english:
        bits = [f"{statements} designations"] if statements else []
        bits += [f"{rows} rows of tables"] if rows else []
        text = f"{' and '.join(bits)} more in this page's notes"
    else:
        bits = [f"定位 {statements} 条"] if statements else []
        bits += [f"表格 {rows} 行"] if rows else []
        text = f"另有{'、'.join(bits)}，见本页备注"
    left = sheet.span[0] if sheet.span else sheet.margin
    line = words(text, 9, QUIET, align="right", leading=1.2)
    sheet.put(text_box(left, sheet.bottom - 4, sheet.body, [line], name="more"))
    sheet.left_out = sheet.rows_out = 0


# Tables -------------------------------------------------------------------------------------


def _table(sheet: Sheet, table: Table) -> None:
    """Write a table; its heading stands again where it goes on, and no row is parted."""
    if not table.rows:
        return
    if not sheet.need(34 + _row_height(table.rows[0], _widths(sheet, table), sheet.scale)):
        sheet.rows_out += len(table.rows)
        return
    if table.title:
        size = 9.5 * sheet.scale
        sheet.write([words(table.title, size, ACCENT, bold=True, after=2)], name=table.title)
    _row(sheet, table.head, _widths(sheet, table), head=True)
    for row in table.rows:
        page = len(sheet.pages)
        if not sheet.need(_row_height(row, _widths(sheet, table), sheet.scale)):
            sheet.rows_out += 1
            continue
        if len(sheet.pages) != page:
            _row(sheet, table.head, _widths(sheet, table), head=True)
        _row(sheet, row, _widths(sheet, table), head=False)
    sheet.y += 9


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """Return the widths of a table's columns on the present page."""
    total = sum(table.weights)
    return [weight / total * sheet.body for weight in table.weights]


def _cell(text: str, scale: float, *, head: bool) -> Paragraph:
    return words(text, 7.4 * scale, QUIET if head else INK, bold=head, leading=1.36)


def _row_height(
    row: Sequence[str], widths: Sequence[float], scale: float, *, head: bool = False
) -> float:
    return 5 + max(
        height([_cell(text, scale, head=head)], wide - 6)
        for text, wide in zip(row, widths, strict=True)
    )


def _row(sheet: Sheet, row: Sequence[str], widths: Sequence[float], *, head: bool) -> None:
    tall = _row_height(row, widths, sheet.scale, head=head)
    x = sheet.left
    if head:
        box = rectangle(x, sheet.y, sum(widths), tall)
        sheet.put(Shape((box,), fill="#f4f6f8"))
    for text, wide in zip(row, widths, strict=True):
        if text:
            sheet.put(
                text_box(x + 3, sheet.y + 2.5, wide - 6, [_cell(text, sheet.scale, head=head)])
            )
        x += wide
    sheet.y += tall
    sheet.put(rule((sheet.left, sheet.y), (sheet.left + sum(widths), sheet.y), EDGE, 0.5))


def _citations(sheet: Sheet) -> None:
    """Write what the numbers in square brackets stand for, document by document."""
    brief = sheet.brief
    if not brief.citations:
        return
    if sheet.is_slide or sheet.room < 90:  # noqa: PLR2004 - a heading and a few lines
        sheet.begin()
        sheet.span, sheet.part = None, ""
    else:
        sheet.y += 8
    head = {"zh": "引文", "en": "Citations"}[brief.language]
    sheet.write([words(head, 11 * sheet.scale, ACCENT, bold=True, after=3)], name=head)
    found: dict[str, list[Citation]] = {}
    for citation in brief.citations:
        found.setdefault(citation.document, []).append(citation)
    blocks = [
        _citation_block(document, mine, sheet.scale, english=brief.english)
        for document, mine in found.items()
    ]
    _flow(sheet, blocks)


def _citation_block(
    document: str, citations: Sequence[Citation], scale: float, *, english: bool
) -> _Block:
    size = 7.2 * scale
    spans = [Span(document, size, colour=INK)]
    for number, citation in enumerate(citations):
        comma = ", " if english else "，"
        spans += [
            Span(comma if number == 0 else "  ", size, colour=INK),
            Span(f"[{citation.number}]\u00a0", size, bold=True, colour=QUIET),
            Span(citation.clause, size, colour=INK),
        ]
    paragraph = Paragraph(tuple(spans), leading=1.4, after=3 * scale)

    def draw(x: float, y: float, wide: float) -> list[Item]:
        return [text_box(x, y, wide, [paragraph], name="citations")]

    return _Block(lambda wide: height([paragraph], wide), draw)


# Slides -------------------------------------------------------------------------------------


def _cover(sheet: Sheet) -> None:
    """Lay the first slide out: title, subtitle, office, day and the writer's notes."""
    brief = sheet.brief
    sheet.put(Shape((rectangle(0, 0, 10, sheet.high),), fill=ACCENT, name="band"))
    sheet.y = sheet.high * 0.2
    if brief.office:
        sheet.write([words(brief.office, 13, QUIET, after=8)], name="office")
    size = 34 if len(brief.title) <= 22 else 24 if len(brief.title) <= 60 else 16  # noqa: PLR2004
    sheet.write([words(brief.title, size, ACCENT, bold=True, leading=1.25)], name="title")
    if brief.subtitle:
        sheet.write([words(brief.subtitle, 16, QUIET, leading=1.35)], name="subtitle")
    sheet.y += 8
    sheet.write([words(brief.date, 12, QUIET, after=12)], name="date")
    _notes(sheet, brief.notes, size=13)
    _changes(sheet)


def _slide(sheet: Sheet, part: Part) -> None:
    """Lay one part out as a slide: heading, map at the left, what is said at the right."""
    sheet.span, sheet.columns, sheet.part = None, 1, part.title
    sheet.write([words(part.title, 21, ACCENT, bold=True, leading=1.25, after=1)], name=part.title)
    if part.summary:
        sheet.write([words(part.summary, 9, QUIET, after=4)], name="summary")
    sheet.notes += _spoken(sheet.brief, part)
    if part.empty:
        _notes(sheet, part.notes, size=11)
        _empty(sheet, part.empty)
        return
    if part.map is not None:
        _side_map(sheet, part.map, share=0.56)
    _notes(sheet, part.notes, size=11)
    _figures(sheet, part.figures, size=18)
    _remarks(sheet, part.remarks)
    _slide_body(sheet, part)
    sheet.span = None


def _slide_body(sheet: Sheet, part: Part) -> None:
    """Write statements and tables; what did not fit is counted once."""
    if part.kind == "compare":
        _tables(sheet, part.tables)
    if sheet.one_page and part.map is not None and len(part.groups) > 1:
        _clusters(sheet, part.groups)
    else:
        _groups(sheet, part.groups)
    if part.kind != "compare":
        _tables(sheet, part.tables)
    _more(sheet)


def _clusters(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write a row a cluster, to be read from afar; its statements are in the notes."""
    step = min(30.0, (sheet.room - 16) / len(groups))
    size = min(14.0, step * 0.5)
    for group in groups:
        x, y, wide = sheet.left, sheet.y, sheet.column_width
        first = group.statements[0]
        side = size * 0.8
        mark = rectangle(x, y + (step - side) / 2, side, side)
        count = words(str(len(group.statements)), size, ACCENT, bold=True, align="right")
        name = clipped(group.name, size, wide * 0.5, bold=True)
        at = x + side + 8 + fonts.width(name, size, bold=True) + 10
        room = x + wide - at - 34
        said = clipped(f"{first.role} · {first.status}", size * 0.8, room)
        top = y + (step - size * 1.42) / 2
        sheet.put(
            Shape((mark,), fill=group.colour, name=group.name),
            text_box(
                x + side + 8, top, wide * 0.6, [words(name, size, INK, bold=True)], name=group.name
            ),
            text_box(at, top + size * 0.2, room, [words(said, size * 0.8, QUIET)]),
            text_box(x, top, wide, [count]),
            rule((x, y + step), (x + wide, y + step), EDGE, 0.5),
        )
        sheet.y += step
        sheet.left_out += len(group.statements)
    sheet.y += 6


def _tables(sheet: Sheet, tables: Sequence[Table]) -> None:
    for table in tables:
        _table(sheet, table)


def _spoken(brief: Brief, part: Part) -> list[str]:
    """Return a part's notes: every statement with its citation, every row of its tables."""
    cited = {citation.number: citation.text for citation in brief.citations}
    lines = [note.text for note in part.notes]
    for group in part.groups:
        lines.append(f"■ {group.name}")
        lines += [
            " · ".join(
                bit for bit in (s.title, s.where, s.what, s.status, s.role, s.via, s.target) if bit
            )
            + f" —— {cited[s.cite]}"
            for s in group.statements
        ]
    for table in part.tables:
        lines.append(f"■ {table.title}")
        lines += [" · ".join(cell for cell in row if cell) for row in table.rows]
    if part.kind == "sources":
        lines += [f"[{c.number}] {c.text}" for c in brief.citations]
    return [*lines, *part.remarks, *brief.credits, brief.edition]


def map_page(spec: MapSpec, width: float, height: float) -> Page:
    """Return a map with its legend below as a page of its own.

    Parameters
    ----------
    spec
        The map.
    width, height
        Size of the page in millimetres.
    """
    wide, high = width * MM, height * MM
    entries = legend_entries(spec)
    legend_high = legend_size(entries, wide)[2]
    box = (0.5, 0.5, wide - 1, high - legend_high - 7)
    items, _ = draw_map(spec, box)
    legend = draw_legend(entries, 1, high - legend_high - 1, wide)
    return Page(wide, high, (*items, *legend), spec.title)
