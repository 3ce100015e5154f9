"""The few elements of WordprocessingML that the briefing's parts are built from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from cluster_atlas.values.characters import legible

Node: TypeAlias = BaseOxmlElement

_TWIPS_PER_MM = 1440 / 25.4
_EMU_PER_MM = 36_000

_BLANKS = re.compile(r"[\t\r\n\u2028\u2029]+")


def plain(text: str) -> str:
    """Return a text as one line of characters that XML can hold and a reader can see."""
    return legible(_BLANKS.sub(" ", text))


def twips(mm: float) -> str:
    """Return millimetres in twentieths of a point."""
    return str(round(mm * _TWIPS_PER_MM))


def emu(mm: float) -> str:
    """Return millimetres in English metric units."""
    return str(round(mm * _EMU_PER_MM))


def node(tag: str, *children: Node, **attributes: str) -> Node:
    """Return an element; names without a prefix are WordprocessingML's, ``r__id`` is ``r:id``."""
    full = tag if ":" in tag else f"w:{tag}"
    named = {_prefixed(key): value for key, value in attributes.items()}
    # Declared here, or the prefix would be whatever some library registered for the process.
    prefixes = {name.partition(":")[0] for name in (full, *named)} - {"xml"}
    made = OxmlElement(full, nsdecls={prefix: nsmap[prefix] for prefix in sorted(prefixes)})
    for name, value in named.items():
        made.set(qn(name), value)
    made.extend(children)
    return made


def _prefixed(key: str) -> str:
    """Return ``r:id`` for ``r__id``, ``w:val`` for ``val`` and ``w:from`` for ``from_``."""
    name = key.rstrip("_")
    return name.replace("__", ":") if "__" in name else f"w:{name}"


def plain_node(tag: str, *children: Node, **attributes: str) -> Node:
    """Return an element whose attributes have no namespace, as those of drawings have."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(key, value)
    made.extend(children)
    return made


def run(text: str, *looks: Node) -> Node:
    """Return a stretch of text; ``looks`` are its properties in the schema's order."""
    words = node("t", xml__space="preserve")
    words.text = plain(text)
    return node("r", *([node("rPr", *looks)] if looks else []), words)


def spoken(root: Node, language: str, faces: Mapping[str, str], usual: str) -> None:
    """Tell every run of a part its language and its fonts, the East Asian one among them.

    Programs choose a Chinese character's form by these, and not all look them up in the styles.

    Parameters
    ----------
    root
        Content of a part.
    language
        ``zh-CN`` or ``en-US``; Chinese is Chinese in both.
    faces
        Fonts of the character styles that have one of their own.
    usual
        Font of all others.
    """
    for each in root.iter(qn("w:r")):
        properties = each.find(qn("w:rPr"))
        if properties is None:
            properties = node("rPr")
            each.insert(0, properties)
        style = properties.find(qn("w:rStyle"))
        face = usual if style is None else faces.get(str(style.get(qn("w:val"))), usual)
        # In the schema's order: fonts after the style, the language last.
        properties.insert(0 if style is None else 1, font_node(face))
        properties.append(language_node(language))


def font_node(face: str) -> Node:
    """Return the property that gives all scripts one font."""
    return node("rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face)


def language_node(language: str) -> Node:
    """Return the property that says the language, ``zh-CN`` or ``en-US``."""
    return node("lang", val=language, eastAsia="zh-CN", bidi="ar-SA")


def styled(style: str) -> Node:
    """Return the property that gives a run its character style."""
    return node("rStyle", val=style)


def tab() -> Node:
    """Return a run that jumps to the next tab stop."""
    return node("r", node("tab"))


def paragraph(style: str, *content: Node, properties: tuple[Node, ...] = ()) -> Node:
    """Return a paragraph; ``properties`` follow the style in the schema's order."""
    return node("p", node("pPr", node("pStyle", val=style), *properties), *content)


def field(instruction: str, shown: str, *looks: Node) -> Node:
    """Return a field with the value that it shows until a program works it out."""
    return node("fldSimple", run(shown, *looks), instr=f" {instruction} ")
