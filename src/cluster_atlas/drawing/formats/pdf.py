"""Pages as a PDF made to PDF/A-3a: tagged, in its language, all fonts and colours inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.formats.pdffonts import FontSet, embedded
from cluster_atlas.drawing.formats.pdfmetadata import (
    COLOURS,
    LANGUAGES,
    one_line,
    properties,
    srgb_profile,
    xmp,
)
from cluster_atlas.drawing.formats.pdfobjects import Name, PdfFile, Ref, Value, number
from cluster_atlas.drawing.formats.pdftags import Element, Structure
from cluster_atlas.drawing.hatching import hatch_lines
from cluster_atlas.drawing.shapes import About, Contour, Line, Page, Shape, Span, TextBox

_ITALIC = 0.2
_HATCH_WIDTH, _HATCH_OPACITY = 0.7, 0.85
_HALO_WIDTH, _HALO_OPACITY = 2.2, 0.92
_PLATE_OPACITY, _PLATE_RADIUS = 0.88, 2.0
# How far the corners of a curve stand off for a quarter of a circle.
_ROUND = 0.5523
# So many characters at either side of the end of a line tell it from others in a paragraph.
_SEAM = 8
# From here on stand the characters of writings that put no space between words.
_FIRST_UNSPACED = "\u2e80"


def render_pdf(pages: Sequence[Page], about: About) -> bytes:
    """Return pages as a PDF.

    Parameters
    ----------
    pages
        What to draw, in points.
    about
        What the document says of itself; the same input gives the same bytes.

    Returns
    -------
    bytes
        A file made to PDF/A-3a (ISO 19005-3).
    """
    file = PdfFile()
    structure = Structure(file)
    used = embedded(file, pages)
    opacities: dict[str, dict[str, Value]] = {}
    tree, resources = file.reserve(), file.reserve()
    refs = []
    for key, page in enumerate(pages):
        structure.begin_page()
        drawn = _PageContent(page, used, structure, opacities).drawn()
        entries: dict[str, Value] = {
            "Type": Name("Page"),
            "Parent": tree,
            "MediaBox": [0, 0, page.width, page.height],
            "Resources": resources,
            "Contents": file.stream(drawn.encode("ascii")),
            "StructParents": key,
            "Tabs": Name("S"),
        }
        refs.append(file.add(entries))
    file.put(tree, {"Type": Name("Pages"), "Kids": refs, "Count": len(refs)})
    file.put(resources, {"Font": used.resources, "ExtGState": opacities})
    catalogue: dict[str, Value] = {
        "Type": Name("Catalog"),
        "Pages": tree,
        "Lang": LANGUAGES[about.language],
        "MarkInfo": {"Marked": True},
        "StructTreeRoot": structure.write(refs, [page.height for page in pages]),
        "ViewerPreferences": {"DisplayDocTitle": True},
        "Metadata": file.stream(
            xmp(about), {"Type": Name("Metadata"), "Subtype": Name("XML")}, packed=False
        ),
        "OutputIntents": [_colours(file)],
    }
    titled = [(page.title, ref) for page, ref in zip(pages, refs, strict=True) if page.title]
    if titled:
        catalogue["Outlines"] = _outline(file, titled)
    return file.content(file.add(catalogue), file.add(properties(about)))


def _colours(file: PdfFile) -> dict[str, Value]:
    """Return which colours the numbers of the pages stand for."""
    return {
        "Type": Name("OutputIntent"),
        "S": Name("GTS_PDFA1"),
        "OutputConditionIdentifier": COLOURS,
        "Info": COLOURS,
        "DestOutputProfile": file.stream(srgb_profile(), {"N": 3}),
    }


def _outline(file: PdfFile, titled: Sequence[tuple[str, Ref]]) -> Ref:
    """Put the titles of pages into the file as an outline."""
    outline = file.reserve()
    entries = [file.reserve() for _ in titled]
    for place, (title, page) in enumerate(titled):
        entry: dict[str, Value] = {
            "Title": one_line(title),
            "Parent": outline,
            "Dest": [page, Name("Fit")],
        }
        if place:
            entry["Prev"] = entries[place - 1]
        if place + 1 < len(titled):
            entry["Next"] = entries[place + 1]
        file.put(entries[place], entry)
    file.put(
        outline,
        {
            "Type": Name("Outlines"),
            "First": entries[0],
            "Last": entries[-1],
            "Count": len(titled),
        },
    )
    return outline


class _PageContent:
    """The operators of one page; what is set already is not set again."""

    def __init__(
        self,
        page: Page,
        used: FontSet,
        structure: Structure,
        opacities: dict[str, dict[str, Value]],
    ) -> None:
        self._page = page
        self._fonts = used
        self._structure = structure
        self._opacities = opacities
        # y runs downward, ends and joins of lines are round.
        self._out = [f"1 0 0 -1 0 {number(page.height)} cm 1 j 1 J"]
        self._set: dict[str, str] = {}
        self._open: Element | str = ""

    def drawn(self) -> str:
        """Return the page's content."""
        for item in self._page.items:
            if isinstance(item, Shape):
                self._mark(self._structure.figure_of(item))
                self._shape(item)
            else:
                self._text(item)
        self._close()
        return "\n".join(self._out)

    # What is content, and what is not.

    def _mark(self, element: Element | None) -> None:
        """Let what follows be a stretch of an element; ``None`` for what is no content."""
        if self._open == (element or "Artifact"):
            return
        self._close()
        if element is None:
            self._out.append("/Artifact BMC")
            self._open = "Artifact"
        else:
            self._out.append(f"/{element.kind} <</MCID {self._structure.mark(element)}>> BDC")
            self._open = element

    def _close(self) -> None:
        if self._open:
            self._out.append("EMC")
        self._open = ""

    # How it looks.

    def _look(self, key: str, operator: str) -> None:
        if self._set.get(key) != operator:
            self._set[key] = operator
            self._out.append(operator)

    def _fill(self, colour: str, opacity: float = 1.0) -> None:
        self._look("fill", f"{_rgb(colour)} rg")
        self._opacity("ca", opacity)

    def _stroke(
        self, colour: str, opacity: float, width: float, dash: Sequence[float] = ()
    ) -> None:
        self._look("stroke", f"{_rgb(colour)} RG")
        self._opacity("CA", opacity)
        self._look("width", f"{number(width)} w")
        self._look("dash", f"[{' '.join(map(number, dash))}] 0 d")

    def _opacity(self, key: str, opacity: float) -> None:
        if opacity >= 1.0 and key not in self._set:
            return
        name = f"{key}{round(opacity * 1000)}"
        self._opacities[name] = {key: opacity}
        self._look(key, f"/{name} gs")

    # Shapes.

    def _shape(self, shape: Shape) -> None:
        if shape.fill:
            self._fill(shape.fill, shape.fill_opacity)
        if shape.stroke:
            self._stroke(shape.stroke, shape.stroke_opacity, shape.stroke_width, shape.dash)
        if shape.fill or shape.stroke:
            operator = ("B*" if shape.stroke else "f*") if shape.fill else "S"
            self._path(shape.contours, operator)
        if shape.hatch:
            self._stroke(shape.hatch, _HATCH_OPACITY, _HATCH_WIDTH)
            self._path(hatch_lines(shape.contours), "S")

    def _path(self, contours: Iterable[Contour], operator: str) -> None:
        drawn = [_outline_of(contour) for contour in contours]
        if drawn:
            self._out += [*drawn, operator]

    def _plate(self, box: TextBox) -> None:
        """Draw the ground of a text, its corners rounded."""
        self._fill(box.plate, _PLATE_OPACITY)
        r, k = _PLATE_RADIUS, _PLATE_RADIUS * (1 - _ROUND)
        x0, y0, x1, y1 = box.x, box.y, box.x + box.w, box.y + box.h
        curves = (
            ((x1 - r, y0), (x1 - k, y0), (x1, y0 + k), (x1, y0 + r)),
            ((x1, y1 - r), (x1, y1 - k), (x1 - k, y1), (x1 - r, y1)),
            ((x0 + r, y1), (x0 + k, y1), (x0, y1 - k), (x0, y1 - r)),
            ((x0, y0 + r), (x0, y0 + k), (x0 + k, y0), (x0 + r, y0)),
        )
        self._out.append(f"{x0 + r:.2f} {y0:.2f} m")
        for (x, y), *rest in curves:
            points = " ".join(f"{right:.2f} {low:.2f}" for right, low in rest)
            self._out.append(f"{x:.2f} {y:.2f} l {points} c")
        self._out.append("h f*")

    # Texts.

    def _text(self, box: TextBox) -> None:
        lines = list(self._structure.lines_of(box))
        if box.plate:
            self._mark(lines[0][1] if lines else None)
            self._plate(box)
        for place, (line, element) in enumerate(lines):
            self._mark(element)
            if box.halo:
                self._halo(line, box.halo)
            after = lines[place + 1] if place + 1 < len(lines) else None
            text = box.paragraphs[line.paragraph].text
            spaced = after is not None and after[1] is element and _is_parted(text, line, after[0])
            # A paragraph that goes on in another column was parted between words.
            goes_on = place == 0 and element is not None and _goes_on(element, line)
            self._line(line, spaced=spaced, goes_on=goes_on)
            if element is not None:
                element.end = line.spans[-1].text[-1:]

    def _halo(self, line: Line, colour: str) -> None:
        """Draw a rim round letters, as outlines: as text it would be copied and found twice."""
        self._stroke(colour, _HALO_OPACITY, _HALO_WIDTH)
        contours = []
        x = line.x
        for span in line.spans:
            for character in span.text:
                contours += [
                    Contour(
                        tuple((x + left * span.size, line.y - up * span.size) for left, up in one)
                    )
                    for one in fonts.outline(character, bold=span.bold)
                ]
                x += fonts.width(character, span.size, bold=span.bold)
        self._path(contours, "S")

    def _line(self, line: Line, *, spaced: bool, goes_on: bool) -> None:
        """Write a line, with the space that parts it from the one after or before it."""
        x = line.x
        self._out.append("BT")
        if goes_on:
            first = line.spans[0]
            self._span(x - fonts.width(" ", first.size, bold=first.bold), line.y, first, " ")
        last = len(line.spans) - 1
        for place, span in enumerate(line.spans):
            self._fill(span.colour)
            text = f"{span.text} " if spaced and place == last else span.text
            x = self._span(x, line.y, span, text)
        self._out.append("ET")

    def _span(self, x: float, y: float, span: Span, text: str) -> float:
        """Write a stretch of a line; returns where the next one starts."""
        # The page's y runs downward, so letters are set upright again.
        slant = f"{-_ITALIC:.1f}" if span.italic else "0"
        for face, run in fonts.runs(text, bold=span.bold):
            self._look("font", f"/{self._fonts.names[face]} {number(span.size)} Tf")
            code = self._fonts.code(face, run)
            self._out.append(f"1 0 {slant} -1 {x:.3f} {y:.3f} Tm <{code}> Tj")
            x += fonts.width(run, span.size, bold=span.bold)
        return x


def _outline_of(contour: Contour) -> str:
    start, *rest = [f"{x:.2f} {y:.2f}" for x, y in contour.points]
    lines = f" {' l '.join(rest)} l" if rest else ""
    return f"{start} m{lines}{' h' if contour.closed else ''}"


def _rgb(colour: str) -> str:
    return " ".join(number(part / 255) for part in bytes.fromhex(colour[1:]))


def _is_parted(text: str, line: Line, after: Line) -> bool:
    """Tell whether a space of a paragraph's text was left out between two lines."""
    end = "".join(span.text for span in line.spans)[-_SEAM:]
    start = "".join(span.text for span in after.spans)[:_SEAM]
    return f"{end}{start}" not in text


def _goes_on(element: Element, line: Line) -> bool:
    """Tell whether a line goes on with words, of a writing that parts them, of its element."""
    ends = (element.end, line.spans[0].text[:1])
    return element.kind != "Figure" and all(end and end < _FIRST_UNSPACED for end in ends)
