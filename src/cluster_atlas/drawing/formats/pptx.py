"""Pages as slides of native shapes and text that a writer can edit."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from cluster_atlas.drawing.formats.slidetables import table_frame, tables
from cluster_atlas.drawing.formats.slidetext import (
    FACES,
    FONT,
    LANGUAGES,
    LATIN,
    attribute,
    colour,
    emu,
    paragraphs,
    spoken,
)
from cluster_atlas.drawing.shapes import (
    About,
    Cell,
    Contour,
    Figure,
    Item,
    Page,
    Paragraph,
    Point,
    Shape,
    Span,
    TextBox,
)
from cluster_atlas.files.reproducible_zip import reproducible_zip
from cluster_atlas.values.characters import storable

_TITLE_ONLY = 5
# Tells programs that read aloud to pass over a shape.
_DECORATION = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)

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
        deck.slide_width, deck.slide_height = emu(pages[0].width), emu(pages[0].height)
    for page in pages:
        _slide(deck, page, about.language)
    _speak(deck, about.language)
    said = deck.core_properties
    for name in ("title", "author", "subject"):
        setattr(said, name, storable(getattr(about, name))[:_LONGEST])
    said.language = LANGUAGES[about.language][0]
    said.last_modified_by, said.revision = "cluster-atlas", 1
    said.created = said.modified = dt.datetime.fromisoformat(about.date)
    content = io.BytesIO()
    deck.save(content)
    return reproducible_zip(content.getvalue())


def _slide(deck: Any, page: Page, language: str) -> None:  # noqa: ANN401 - python-pptx is untyped
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    tree = slide.shapes._spTree  # noqa: SLF001 - shapes are written whole, see _shape
    title = next((i for i in page.items if isinstance(i, TextBox) and i.heading), None)
    _title(slide.shapes.title, page, title, language)
    number = itertools.count(_FIRST_ID)
    rest = (item for item in page.items if item is not title)
    for whole, items in itertools.groupby(rest, key=_whole):
        for member in _members(whole, list(items), number, language):
            tree.append(parse_xml(member.replace(">", f" {nsdecls('a', 'p')}>", 1)))
    if page.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(storable(line) for line in page.notes)


def _title(shape: Any, page: Page, box: TextBox | None, language: str) -> None:  # noqa: ANN401
    """Fill the slide's title; a slide that writes none keeps it above its edge, for outlines."""
    if box is None:
        paragraph = Paragraph((Span(page.title or page.notes[0] if page.notes else " ", 12),))
        box = TextBox(0, -40, page.width, 20, (paragraph,), ())
    shape.left, shape.top = Emu(emu(box.x)), Emu(emu(box.y))
    shape.width, shape.height = Emu(emu(box.w)), Emu(emu(box.h))
    body = f"<p:txBody {nsdecls('a', 'p')}>{_words(box.paragraphs, language, wrap=True)}</p:txBody>"
    shape._element.replace(shape._element.txBody, parse_xml(body))  # noqa: SLF001


def _whole(item: Item) -> Figure | str:
    """Return what an item is part of: a map, a table, or nothing."""
    inside = item.inside
    return inside if isinstance(inside, Figure) else "table" if isinstance(inside, Cell) else ""


def _members(
    whole: Figure | str, items: Sequence[Item], number: Iterator[int], language: str
) -> Iterator[str]:
    """Yield what a slide has of neighbouring items that belong together, in reading order."""
    if isinstance(whole, Figure):
        members = list(_grouped(items, number, language, decorative=False))
        yield _group(whole.name, next(number), items, members, whole.told)
    elif whole == "table":
        for table in tables(items):
            yield table_frame(table, next(number), language)
    else:
        yield from _grouped(items, number, language, decorative=True)


def _grouped(
    items: Sequence[Item], number: Iterator[int], language: str, *, decorative: bool
) -> Iterator[str]:
    """Yield items, those of one group together; ``decorative`` shapes say nothing of their own."""
    for group, each in itertools.groupby(items, key=lambda item: item.group):
        own = list(each)
        members = [
            _shape(item, next(number), decorative=decorative)
            if isinstance(item, Shape)
            else _text(item, next(number), language)
            for item in own
        ]
        yield from [_group(group, next(number), own, members)] if group else members


def _group(
    name: str, number: int, items: Sequence[Item], members: Sequence[str], told: str = ""
) -> str:
    """Return shapes that are moved together, in the slide's own coordinates."""
    left, top, right, bottom = _extent(items)
    corner = f'x="{emu(left)}" y="{emu(top)}"'
    size = f'cx="{emu(right - left)}" cy="{emu(bottom - top)}"'
    place = f"<a:off {corner}/><a:ext {size}/><a:chOff {corner}/><a:chExt {size}/>"
    said = f' descr="{attribute(told)}"' if told else ""
    return (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{number}" name="{attribute(name)}"{said}/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{place}</a:xfrm></p:grpSpPr>"
        f"{''.join(members)}</p:grpSp>"
    )


def _extent(items: Sequence[Item]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of items."""
    points: list[Point] = []
    for item in items:
        if isinstance(item, Shape):
            points += (point for contour in item.contours for point in contour.points)
        else:
            points += ((item.x, item.y), (item.x + item.w, item.y + item.h))
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _speak(deck: Any, language: str) -> None:  # noqa: ANN401 - python-pptx is untyped
    """Give the notes, and what a writer adds, the language and the fonts of the slides."""
    first, second = LANGUAGES[language]
    for part in deck.part.package.iter_parts():
        if part.partname.startswith("/ppt/theme/"):
            _set_theme(part)
        root = getattr(part, "_element", None)
        for words in root.iter() if root is not None else ():
            if words.get("lang") is not None:
                words.set("lang", first)
                words.set("altLang", second)
    for slide in deck.slides:
        if slide.has_notes_slide:
            notes = slide.notes_slide.notes_text_frame._txBody  # noqa: SLF001 - as above
            for run in notes.iter(qn("a:r")):
                look = f"<a:rPr {nsdecls('a')} {spoken(language)}>{FACES}</a:rPr>"
                run.insert(0, parse_xml(look))


def _set_theme(part: Any) -> None:  # noqa: ANN401
    """Put our fonts into a theme, for headings and for text."""
    kept = getattr(part, "_element", None)
    theme = parse_xml(part.blob) if kept is None else kept
    for kind in ("a:majorFont", "a:minorFont"):
        for faces in theme.iter(qn(kind)):
            faces.find(qn("a:latin")).set("typeface", LATIN)
            faces.find(qn("a:ea")).set("typeface", FONT)
    if kept is None:
        # The slides' theme, unlike that of the notes, is kept as bytes.
        part._blob = serialize_part_xml(theme)  # noqa: SLF001


# Shapes -------------------------------------------------------------------------------------


def _shape(shape: Shape, number: int, *, decorative: bool) -> str:
    """Return a free form; the library's own builder takes seconds for a coast."""
    points = [point for contour in shape.contours for point in contour.points]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points), max(y for _, y in points)
    wide, high = max(1, emu(right - left)), max(1, emu(bottom - top))
    paths = "".join(_path(contour, (left, top)) for contour in shape.contours)
    name = attribute(shape.name or f"shape {number}")
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}">{_DECORATION if decorative else ""}'
        "</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{_place(left, top, wide, high)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>"
        f'<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{wide}" h="{high}">'
        f"{paths}</a:path></a:pathLst></a:custGeom>{_fill(shape)}{_line(shape)}</p:spPr></p:sp>"
    )


def _place(left: float, top: float, wide: int, high: int) -> str:
    corner = f'<a:off x="{emu(left)}" y="{emu(top)}"/>'
    return f'<a:xfrm>{corner}<a:ext cx="{wide}" cy="{high}"/></a:xfrm>'


def _path(contour: Contour, corner: Point) -> str:
    steps = [
        f'<a:pt x="{emu(x - corner[0])}" y="{emu(y - corner[1])}"/>' for x, y in contour.points
    ]
    lines = "".join(f"<a:lnTo>{step}</a:lnTo>" for step in steps[1:])
    return f"<a:moveTo>{steps[0]}</a:moveTo>{lines}{'<a:close/>' if contour.closed else ''}"


def _fill(shape: Shape) -> str:
    if shape.hatch:
        return (
            f'<a:pattFill prst="wdUpDiag"><a:fgClr>{colour(shape.hatch)}</a:fgClr>'
            f"<a:bgClr>{colour(shape.fill or '#ffffff')}</a:bgClr></a:pattFill>"
        )
    if not shape.fill:
        return "<a:noFill/>"
    return f"<a:solidFill>{colour(shape.fill, shape.fill_opacity)}</a:solidFill>"


def _line(shape: Shape) -> str:
    if not shape.stroke:
        return "<a:ln><a:noFill/></a:ln>"
    short = shape.dash and shape.dash[0] < 2 * shape.stroke_width
    dash = f'<a:prstDash val="{"sysDot" if short else "sysDash"}"/>' if shape.dash else ""
    return (
        f'<a:ln w="{emu(max(0.25, shape.stroke_width))}"><a:solidFill>'
        f"{colour(shape.stroke, shape.stroke_opacity)}</a:solidFill>{dash}<a:round/></a:ln>"
    )


# Text ---------------------------------------------------------------------------------------


def _text(box: TextBox, number: int, language: str) -> str:
    plate = f"<a:solidFill>{colour(box.plate, 0.85)}</a:solidFill>" if box.plate else "<a:noFill/>"
    # What stands on one line here stays on one there, whatever its font.
    one_line = len(box.lines) == len(box.paragraphs)
    name = attribute(box.name or f"text {number}")
    place = _place(box.x, box.y, max(1, emu(box.w)), max(1, emu(box.h)))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{plate}</p:spPr>'
        f"<p:txBody>{_words(box.paragraphs, language, wrap=not one_line)}</p:txBody></p:sp>"
    )


def _words(said: Sequence[Paragraph], language: str, *, wrap: bool) -> str:
    way = "square" if wrap else "none"
    return (
        f'<a:bodyPr wrap="{way}" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/>'
        f"</a:bodyPr><a:lstStyle/>{paragraphs(said, language)}"
    )
