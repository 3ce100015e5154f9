"""Pages as a PDF with embedded subsets of the fonts."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.hatching import hatch_lines
from cluster_atlas.drawing.shapes import About, Contour, Line, Page, Shape, Span, TextBox

_ITALIC = 0.2

# Fonts are registered for the process, so each document has names of its own while it is made.
_COUNTER = itertools.count()


def render_pdf(pages: Sequence[Page], about: About) -> bytes:
    """Return pages as a PDF.

    Parameters
    ----------
    pages
        What to draw, in points.
    about
        What the document says of itself; the same input gives the same bytes.
    """
    content = io.BytesIO()
    canvas = Canvas(content, pageCompression=1, invariant=1, lang=_LANGUAGES[about.language])
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator("cluster-atlas")
    canvas.setProducer("cluster-atlas")
    _dated(canvas, about.date)
    with _registered(pages) as names:
        for number, page in enumerate(pages):
            _draw_page(canvas, page, f"p{number}", names)
        canvas.save()
    return content.getvalue()


_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def _dated(canvas: Canvas, date: str) -> None:
    """Give the document its day instead of the fixed one of reproducible documents."""
    day = dt.date.fromisoformat(date)
    stamp = canvas._doc._timeStamp  # noqa: SLF001 - reportlab has no public way to a given day
    stamp.t = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
    stamp.lt = (day.year, day.month, day.day, 0, 0, 0)
    stamp.YMDhms = stamp.lt
    stamp.dhh = stamp.dmm = 0
    stamp.tzname = "UTC"


@contextmanager
def _registered(pages: Iterable[Page]) -> Iterator[dict[str, str]]:
    """Register subsets of the faces that pages use; yields their names by face."""
    used: dict[fonts.Face, set[str]] = {}
    for page in pages:
        for item in page.items:
            for line in item.lines if isinstance(item, TextBox) else ():
                for span in line.spans:
                    for face, text in fonts.runs(span.text, bold=span.bold):
                        used.setdefault(face, set()).update(text)
    document = next(_COUNTER)
    names = {face.name: f"{face.name}-{document}" for face in used}
    try:
        for face, characters in used.items():
            file = io.BytesIO(fonts.subset(face, characters))
            font = TTFont(names[face.name], file)
            # Two weights of one file call themselves the same, and one would stand for both.
            font.face.name = f"Noto-{face.name}".encode()
            # registerFont would hand out another document's subset of the same face.
            pdfmetrics._fonts[font.fontName] = font  # noqa: SLF001
        yield names
    finally:
        for name in names.values():
            pdfmetrics._fonts.pop(name, None)  # noqa: SLF001 - there is no public way to let go


def _draw_page(canvas: Canvas, page: Page, key: str, names: dict[str, str]) -> None:
    canvas.setPageSize((page.width, page.height))
    if page.title:
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(page.title, key, 0)
    canvas.translate(0, page.height)
    canvas.scale(1, -1)
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    for item in page.items:
        if isinstance(item, Shape):
            _draw_shape(canvas, item)
        else:
            _draw_text(canvas, item, names)
    canvas.showPage()


def _draw_shape(canvas: Canvas, shape: Shape) -> None:
    if shape.fill:
        canvas.setFillColor(HexColor(shape.fill), alpha=shape.fill_opacity)
    if shape.stroke:
        canvas.setStrokeColor(HexColor(shape.stroke), alpha=shape.stroke_opacity)
        canvas.setLineWidth(shape.stroke_width)
        canvas.setDash(list(shape.dash))
    if shape.fill or shape.stroke:
        _path(canvas, shape.contours, fill=bool(shape.fill), stroke=bool(shape.stroke))
    if shape.hatch:
        canvas.setStrokeColor(HexColor(shape.hatch), alpha=0.85)
        canvas.setLineWidth(0.7)
        canvas.setDash([])
        _path(canvas, hatch_lines(shape.contours), fill=False, stroke=True)


def _path(canvas: Canvas, contours: Iterable[Contour], *, fill: bool, stroke: bool) -> None:
    path = canvas.beginPath()
    for contour in contours:
        (x, y), *rest = contour.points
        path.moveTo(x, y)
        for x, y in rest:
            path.lineTo(x, y)
        if contour.closed:
            path.close()
    canvas.drawPath(path, stroke=int(stroke), fill=int(fill), fillMode=0)


def _draw_text(canvas: Canvas, box: TextBox, names: dict[str, str]) -> None:
    if box.plate:
        canvas.setFillColor(HexColor(box.plate), alpha=0.88)
        canvas.roundRect(box.x, box.y, box.w, box.h, 2, stroke=0, fill=1)
    for line in box.lines:
        if box.halo:
            _draw_halo(canvas, line, box.halo)
        _draw_line(canvas, line.x, line.y, line.spans, names)


def _draw_halo(canvas: Canvas, line: Line, colour: str) -> None:
    """Draw a rim round letters, as outlines: as text it would be copied and found twice."""
    canvas.setStrokeColor(HexColor(colour), alpha=0.92)
    canvas.setLineWidth(2.2)
    canvas.setDash([])
    path = canvas.beginPath()
    x = line.x
    for span in line.spans:
        for character in span.text:
            for contour in fonts.outline(character, bold=span.bold):
                (left, up), *rest = contour
                path.moveTo(x + left * span.size, line.y - up * span.size)
                for left, up in rest:
                    path.lineTo(x + left * span.size, line.y - up * span.size)
                path.close()
            x += fonts.width(character, span.size, bold=span.bold)
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_line(
    canvas: Canvas, x: float, y: float, spans: Sequence[Span], names: dict[str, str]
) -> None:
    for span in spans:
        canvas.setFillColor(HexColor(span.colour), alpha=1)
        for face, text in fonts.runs(span.text, bold=span.bold):
            words = canvas.beginText()
            # The page's y runs downward, so letters are set upright again.
            words.setTextTransform(1, 0, -_ITALIC if span.italic else 0, -1, x, y)
            words.setFont(names[face.name], span.size)
            words.textOut(text)
            canvas.drawText(words)
            x += fonts.width(text, span.size, bold=span.bold)
