"""Pages as slides of native shapes and text that a writer can edit."""

from __future__ import annotations

import datetime as dt
import html
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu

from cluster_atlas.drawing.shapes import (
    About,
    Contour,
    Item,
    Page,
    Paragraph,
    Point,
    Shape,
    Span,
    TextBox,
)
from cluster_atlas.files.reproducible_zip import reproducible_zip

# On every Windows machine with Chinese; others put their own faces in their place, which for
# Latin letters are no wider.
FONT, LATIN = "Microsoft YaHei", "Arial"

_EMU = 12_700
_TITLE_ONLY = 5
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_ALIGN = {"left": "l", "center": "ctr", "right": "r"}
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Properties of an Office file hold no more.
_LONGEST = 255

# Numbers below belong to the slide's own tree and title.
_FIRST_ID = 10


def render_pptx(pages: Sequence[Page], about: About) -> bytes:
    """Return pages as a presentation.

    Parameters
    ----------
    pages
        One a slide, in points; a page's ``title`` becomes the slide's, its ``notes`` the notes.
    about
        What the file says of itself; the same input gives the same bytes.
    """
    deck: Any = Presentation()
    if pages:
        deck.slide_width, deck.slide_height = _emu(pages[0].width), _emu(pages[0].height)
    for page in pages:
        _slide(deck, page, _LANGUAGES[about.language])
    said = deck.core_properties
    for name in ("title", "author", "subject"):
        setattr(said, name, _clean(getattr(about, name))[:_LONGEST])
    said.last_modified_by, said.revision = "cluster-atlas", 1
    said.created = said.modified = dt.datetime.fromisoformat(about.date)
    content = io.BytesIO()
    deck.save(content)
    return reproducible_zip(content.getvalue())


def _slide(deck: Any, page: Page, language: str) -> None:  # noqa: ANN401 - python-pptx is untyped
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    tree = slide.shapes._spTree  # noqa: SLF001 - shapes are written whole, see _shape
    title = next(
        (i for i in page.items if isinstance(i, TextBox) and i.name in {"title", page.title}), None
    )
    _title(slide.shapes.title, page, title, language)
    number = itertools.count(_FIRST_ID)
    rest = (item for item in page.items if item is not title)
    for group, items in itertools.groupby(rest, key=lambda item: item.group):
        members = [_item(item, number, language) for item in items]
        if group:
            members = [_group(group, next(number), members)]
        for member in members:
            tree.append(parse_xml(member.replace(">", f" {nsdecls('a', 'p')}>", 1)))
    if page.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(_clean(line) for line in page.notes)


def _title(shape: Any, page: Page, box: TextBox | None, language: str) -> None:  # noqa: ANN401
    """Fill the slide's title; a slide that writes none keeps it above its edge, for outlines."""
    if box is None:
        paragraph = Paragraph((Span(page.title or page.notes[0] if page.notes else " ", 12),))
        box = TextBox(0, -40, page.width, 20, (paragraph,), ())
    shape.left, shape.top = Emu(_emu(box.x)), Emu(_emu(box.y))
    shape.width, shape.height = Emu(_emu(box.w)), Emu(_emu(box.h))
    body = f"<p:txBody {nsdecls('a', 'p')}>{_words(box.paragraphs, language, wrap=True)}</p:txBody>"
    shape._element.replace(shape._element.txBody, parse_xml(body))  # noqa: SLF001


def _item(item: Item, number: Iterator[int], language: str) -> str:
    if isinstance(item, Shape):
        return _shape(item, next(number))
    return _text(item, next(number), language)


def _group(name: str, number: int, members: Sequence[str]) -> str:
    """Return shapes that are moved together, in the slide's own coordinates."""
    return (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{number}" name="{_attribute(name)}"/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{''.join(members)}</p:grpSp>"
    )


# Shapes -------------------------------------------------------------------------------------


def _shape(shape: Shape, number: int) -> str:
    """Return a free form; the library's own builder takes seconds for a coast."""
    points = [point for contour in shape.contours for point in contour.points]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points), max(y for _, y in points)
    wide, high = max(1, _emu(right - left)), max(1, _emu(bottom - top))
    paths = "".join(_path(contour, (left, top)) for contour in shape.contours)
    name = _attribute(shape.name or f"shape {number}")
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f"<p:spPr>{_place(left, top, wide, high)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>"
        f'<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{wide}" h="{high}">'
        f"{paths}</a:path></a:pathLst></a:custGeom>{_fill(shape)}{_line(shape)}</p:spPr></p:sp>"
    )


def _place(left: float, top: float, wide: int, high: int) -> str:
    corner = f'<a:off x="{_emu(left)}" y="{_emu(top)}"/>'
    return f'<a:xfrm>{corner}<a:ext cx="{wide}" cy="{high}"/></a:xfrm>'


def _path(contour: Contour, corner: Point) -> str:
    steps = [
        f'<a:pt x="{_emu(x - corner[0])}" y="{_emu(y - corner[1])}"/>' for x, y in contour.points
    ]
    lines = "".join(f"<a:lnTo>{step}</a:lnTo>" for step in steps[1:])
    return f"<a:moveTo>{steps[0]}</a:moveTo>{lines}{'<a:close/>' if contour.closed else ''}"


def _fill(shape: Shape) -> str:
    if shape.hatch:
        return (
            f'<a:pattFill prst="wdUpDiag"><a:fgClr>{_colour(shape.hatch)}</a:fgClr>'
            f"<a:bgClr>{_colour(shape.fill or '#ffffff')}</a:bgClr></a:pattFill>"
        )
    if not shape.fill:
        return "<a:noFill/>"
    return f"<a:solidFill>{_colour(shape.fill, shape.fill_opacity)}</a:solidFill>"


def _line(shape: Shape) -> str:
    if not shape.stroke:
        return "<a:ln><a:noFill/></a:ln>"
    short = shape.dash and shape.dash[0] < 2 * shape.stroke_width
    dash = f'<a:prstDash val="{"sysDot" if short else "sysDash"}"/>' if shape.dash else ""
    return (
        f'<a:ln w="{_emu(max(0.25, shape.stroke_width))}"><a:solidFill>'
        f"{_colour(shape.stroke, shape.stroke_opacity)}</a:solidFill>{dash}<a:round/></a:ln>"
    )


def _colour(colour: str, opacity: float = 1.0) -> str:
    alpha = f'<a:alpha val="{round(opacity * 100_000)}"/>' if opacity < 1 else ""
    return f'<a:srgbClr val="{colour[1:].upper()}">{alpha}</a:srgbClr>'


# Text ---------------------------------------------------------------------------------------


def _text(box: TextBox, number: int, language: str) -> str:
    plate = f"<a:solidFill>{_colour(box.plate, 0.85)}</a:solidFill>" if box.plate else "<a:noFill/>"
    # What stands on one line here stays on one there, whatever its font.
    one_line = len(box.lines) == len(box.paragraphs)
    name = _attribute(box.name or f"text {number}")
    place = _place(box.x, box.y, max(1, _emu(box.w)), max(1, _emu(box.h)))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{plate}</p:spPr>'
        f"<p:txBody>{_words(box.paragraphs, language, wrap=not one_line)}</p:txBody></p:sp>"
    )


def _words(paragraphs: Sequence[Paragraph], language: str, *, wrap: bool) -> str:
    way = "square" if wrap else "none"
    return (
        f'<a:bodyPr wrap="{way}" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/>'
        f"</a:bodyPr><a:lstStyle/>{''.join(_paragraph(p, language) for p in paragraphs)}"
    )


def _paragraph(paragraph: Paragraph, language: str) -> str:
    indent = _emu(paragraph.indent)
    hang = f' marL="{indent}" indent="{-indent}"' if paragraph.bullet else ' marL="0" indent="0"'
    bullet = (
        f'<a:buChar char="{_attribute(paragraph.bullet)}"/>' if paragraph.bullet else "<a:buNone/>"
    )
    spacing = round(paragraph.size * paragraph.leading * 100)
    runs = "".join(_run(span, language) for span in paragraph.spans)
    return (
        f'<a:p><a:pPr algn="{_ALIGN[paragraph.align]}"{hang}>'
        f'<a:lnSpc><a:spcPts val="{spacing}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
        f'<a:spcAft><a:spcPts val="{round(paragraph.after * 100)}"/></a:spcAft>{bullet}</a:pPr>'
        f"{runs}</a:p>"
    )


def _run(span: Span, language: str) -> str:
    text = html.escape(_clean(span.text).replace("\n", " "), quote=False)
    return (
        f'<a:r><a:rPr lang="{language}" sz="{round(span.size * 100)}" b="{int(span.bold)}" '
        f'i="{int(span.italic)}"><a:solidFill>{_colour(span.colour)}</a:solidFill>'
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{FONT}"/></a:rPr><a:t>{text}</a:t></a:r>'
    )


def _emu(points: float) -> int:
    return round(points * _EMU)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _attribute(text: str) -> str:
    return html.escape(_clean(text), quote=True)
