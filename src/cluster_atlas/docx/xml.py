"""The few elements of WordprocessingML that the briefing's parts are built from."""

from __future__ import annotations

import re
from typing import TypeAlias

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

Node: TypeAlias = BaseOxmlElement

_TWIPS_PER_MM = 1440 / 25.4
_EMU_PER_MM = 36_000

# What XML cannot hold, and the signs that would turn the direction of what stands beside them.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    r"\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_BLANKS = re.compile(r"[\t\r\n\u2028\u2029]+")


def plain(text: str) -> str:
    """Return a text as one line of characters that XML can hold."""
    return _UNFIT.sub("", _BLANKS.sub(" ", text))


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
