"""Text of slides in DrawingML: paragraphs and runs in their language and fonts."""

from __future__ import annotations

import html
from collections.abc import Sequence

from cluster_atlas.drawing.shapes import Paragraph, Span
from cluster_atlas.values.characters import storable

# On every Windows machine with Chinese; others put their own faces in their place, which for
# Latin letters are no wider.
FONT, LATIN = "Microsoft YaHei", "Arial"
FACES = f'<a:latin typeface="{LATIN}"/><a:ea typeface="{FONT}"/>'
# The language of a text, and that of the words in the other script.
LANGUAGES = {"zh": ("zh-CN", "en-US"), "en": ("en-US", "zh-CN")}

_EMU = 12_700
_ALIGN = {"left": "l", "center": "ctr", "right": "r"}


def emu(points: float) -> int:
    """Return points in English metric units."""
    return round(points * _EMU)


def attribute(text: str) -> str:
    """Return a text as the value of an attribute."""
    return html.escape(storable(text), quote=True)


def colour(value: str, opacity: float = 1.0) -> str:
    """Return a colour ``#rrggbb`` as an element."""
    alpha = f'<a:alpha val="{round(opacity * 100_000)}"/>' if opacity < 1 else ""
    return f'<a:srgbClr val="{value[1:].upper()}">{alpha}</a:srgbClr>'


def spoken(language: str) -> str:
    """Return the attributes that say the language, ``zh`` or ``en``."""
    first, second = LANGUAGES[language]
    return f'lang="{first}" altLang="{second}"'


def paragraphs(said: Sequence[Paragraph], language: str) -> str:
    """Return paragraphs with the language, size, colour and fonts of every run."""
    return "".join(_paragraph(paragraph, language) for paragraph in said)


def _paragraph(paragraph: Paragraph, language: str) -> str:
    indent = emu(paragraph.indent)
    hang = f' marL="{indent}" indent="{-indent}"' if paragraph.bullet else ' marL="0" indent="0"'
    bullet = (
        f'<a:buChar char="{attribute(paragraph.bullet)}"/>' if paragraph.bullet else "<a:buNone/>"
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
    text = html.escape(storable(span.text).replace("\n", " "), quote=False)
    return (
        f'<a:r><a:rPr {spoken(language)} sz="{round(span.size * 100)}" b="{int(span.bold)}" '
        f'i="{int(span.italic)}"><a:solidFill>{colour(span.colour)}</a:solidFill>'
        f"{FACES}</a:rPr><a:t>{text}</a:t></a:r>"
    )
