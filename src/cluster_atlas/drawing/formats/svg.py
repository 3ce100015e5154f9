"""A page as an SVG whose fonts travel along as subsets."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Iterator

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.hatching import hatch_lines
from cluster_atlas.drawing.shapes import Contour, Page, Shape, Span, TextBox
from cluster_atlas.values.characters import storable
from cluster_atlas.wording.numbers import number

# What a program that reads no embedded font falls back to.
_FAMILY = '"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif'


def render_svg(page: Page, *, title: str, description: str) -> bytes:
    """Return a page as an SVG in points.

    Parameters
    ----------
    page
        What to draw.
    title, description
        What the picture is and on what it rests; programs and screen readers tell it.

    Returns
    -------
    bytes
        UTF-8; it asks for nothing outside itself. The same page gives the same bytes.
    """
    size = f"{_number(page.width)} {_number(page.height)}"
    extent = f' width="{_number(page.width)}pt" height="{_number(page.height)}pt"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size}"{extent}>',
        f"<title>{_text(title)}</title><desc>{_text(description)}</desc>",
        f"<style>{_style(page)}</style>",
        f'<rect width="{_number(page.width)}" height="{_number(page.height)}" fill="#fff"/>',
        *_items(page),
        "</svg>",
    ]
    return "\n".join(parts).encode()


def _style(page: Page) -> str:
    """Return the faces that the page uses, each with just its characters."""
    used: dict[fonts.Face, set[str]] = {}
    for item in page.items:
        for line in item.lines if isinstance(item, TextBox) else ():
            for span in line.spans:
                for face, text in fonts.runs(span.text, bold=span.bold):
                    used.setdefault(face, set()).update(text)
    rules = [
        f"@font-face{{font-family:'{face.name}';src:url(data:font/ttf;base64,"
        f"{base64.b64encode(fonts.subset(face, sorted(characters))).decode()})}}"
        f".{face.name}{{font-family:'{face.name}',{_FAMILY};font-weight:{face.weight}}}"
        for face, characters in sorted(used.items(), key=lambda item: item[0].name)
    ]
    # Widths were worked out without kerning.
    return "text{font-kerning:none;white-space:pre}" + "".join(rules)


def _items(page: Page) -> Iterator[str]:
    for item in page.items:
        if isinstance(item, Shape):
            yield from _shape(item)
        else:
            yield from _text_box(item)


def _shape(shape: Shape) -> Iterator[str]:
    name = f"<title>{_text(shape.name)}</title>" if shape.name else ""
    look = [f'fill="{shape.fill or "none"}"']
    if shape.fill:
        look.append('fill-rule="evenodd"')
        look += [f'fill-opacity="{number(shape.fill_opacity)}"'] if shape.fill_opacity < 1 else []
    if shape.stroke:
        look += [f'stroke="{shape.stroke}"', f'stroke-width="{_number(shape.stroke_width)}"']
        look += ['stroke-linejoin="round"', 'stroke-linecap="round"']
        look += (
            [f'stroke-opacity="{number(shape.stroke_opacity)}"'] if shape.stroke_opacity < 1 else []
        )
        look += [f'stroke-dasharray="{" ".join(map(_number, shape.dash))}"'] if shape.dash else []
    yield f'<path d="{_path(shape.contours)}" {" ".join(look)}>{name}</path>'
    if shape.hatch:
        lines = _path(hatch_lines(shape.contours))
        yield f'<path d="{lines}" fill="none" stroke="{shape.hatch}" stroke-width="0.7"/>'


def _path(contours: Iterable[Contour]) -> str:
    return "".join(
        "M"
        + "L".join(f"{_number(x)} {_number(y)}" for x, y in contour.points)
        + ("Z" if contour.closed else "")
        for contour in contours
    )


def _text_box(box: TextBox) -> Iterator[str]:
    if box.plate:
        yield (
            f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.w)}" '
            f'height="{_number(box.h)}" rx="2" fill="{box.plate}" fill-opacity="0.88"/>'
        )
    # The halo is a text of its own below: LibreOffice and other converters know no paint-order and
    # draw the stroke over the letters.
    if box.halo:
        look = f'stroke="{box.halo}" stroke-width="2.2" stroke-linejoin="round" aria-hidden="true"'
        yield from _lines(box, look, box.halo)
    yield from _lines(box)


def _lines(box: TextBox, look: str = "", colour: str = "") -> Iterator[str]:
    for line in box.lines:
        x = line.x
        for span in line.spans:
            for face, text in fonts.runs(span.text, bold=span.bold):
                yield _run(x, line.y, face, text, span, look, colour or span.colour)
                x += fonts.width(text, span.size, bold=span.bold)


def _run(  # noqa: PLR0913 - a run, where it stands and how
    x: float, y: float, face: fonts.Face, text: str, span: Span, look: str, colour: str
) -> str:
    slant = ' font-style="italic"' if span.italic else ""
    # Lines are already in the order in which they are drawn.
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" class="{face.name}" '
        f'font-size="{_number(span.size)}" fill="{colour}"{slant} {look} '
        f'direction="ltr" unicode-bidi="bidi-override">{_text(text)}</text>'
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return html.escape(storable(text), quote=False)
