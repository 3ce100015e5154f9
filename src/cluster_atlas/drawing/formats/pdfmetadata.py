"""What a PDF says of itself: its properties, the same as XMP with its conformance, its colours."""

from __future__ import annotations

import datetime as dt
import html
import struct

from cluster_atlas.drawing.formats.pdfobjects import Value
from cluster_atlas.drawing.shapes import About
from cluster_atlas.values.characters import storable

LANGUAGES = {"zh": "zh-CN", "en": "en"}

# Part and level of ISO 19005 that files are made to.
PART, LEVEL = 3, "A"

COLOURS = "sRGB IEC61966-2.1"

_PRODUCT = "cluster-atlas"

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}


def properties(about: About) -> dict[str, Value]:
    """Return the document information dictionary."""
    day = f"D:{dt.date.fromisoformat(about.date):%Y%m%d}000000Z"
    said = {"Title": about.title, "Author": about.author, "Subject": about.subject}
    return {
        **{key: text for key, words in said.items() if (text := one_line(words))},
        "Creator": _PRODUCT,
        "Producer": _PRODUCT,
        "CreationDate": day,
        "ModDate": day,
    }


def xmp(about: About) -> bytes:
    """Return the same as an XMP packet, with what the file conforms to and its language."""
    day = f"{dt.date.fromisoformat(about.date).isoformat()}T00:00:00Z"
    said = {
        "pdfaid:part": str(PART),
        "pdfaid:conformance": LEVEL,
        "dc:format": "application/pdf",
        "dc:language": _several("Bag", LANGUAGES[about.language]),
        "dc:title": _in_languages(about.title),
        "dc:creator": _several("Seq", about.author),
        "dc:description": _in_languages(about.subject),
        "xmp:CreatorTool": _PRODUCT,
        "xmp:CreateDate": day,
        "xmp:ModifyDate": day,
        "xmp:MetadataDate": day,
        "pdf:Producer": _PRODUCT,
    }
    elements = "\n".join(f"<{key}>{value}</{key}>" for key, value in said.items() if value)
    names = " ".join(f'xmlns:{key}="{address}"' for key, address in _NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {names}>\n{elements}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def one_line(text: str) -> str:
    """Return a text as every part of a file can hold it: readers of XML change line breaks."""
    return " ".join(storable(text).split())


def _in_languages(text: str) -> str:
    line = html.escape(one_line(text), quote=False)
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{line}</rdf:li></rdf:Alt>' if line else ""


def _several(kind: str, text: str) -> str:
    line = html.escape(one_line(text), quote=False)
    return f"<rdf:{kind}><rdf:li>{line}</rdf:li></rdf:{kind}>" if line else ""


# The sRGB colour space (IEC 61966-2-1), its primaries adapted to D50 as profiles have them
# (ICC.1:2004-10, Bradford), and its curve.
_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    "rXYZ": (0.43606567, 0.22248840, 0.01391602),
    "gXYZ": (0.38514709, 0.71687317, 0.09707642),
    "bXYZ": (0.14306641, 0.06060791, 0.71409607),
}
_ADAPTATION = (
    *(1.04788208, 0.02291870, -0.05021667),
    *(0.02958679, 0.99047852, -0.01707458),
    *(-0.00924683, 0.01507568, 0.75167847),
)
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_VERSION = 0x04200000
_HEAD = 128


def srgb_profile() -> bytes:
    """Return an ICC profile of the sRGB colour space, made here from its published numbers.

    Nobody has rights in it, and it says so.
    """
    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + _fixed(_CURVE)
    tags = {
        "desc": _words(COLOURS),
        "cprt": _words("No copyright, use freely"),
        "wtpt": b"XYZ \0\0\0\0" + _fixed(_D50),
        "chad": b"sf32\0\0\0\0" + _fixed(_ADAPTATION),
        **{key: b"XYZ \0\0\0\0" + _fixed(xyz) for key, xyz in _PRIMARIES.items()},
        **dict.fromkeys(("rTRC", "gTRC", "bTRC"), curve),
    }
    at = _HEAD + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    # The three curves are one.
    placed: dict[bytes, int] = {}
    for key, content in tags.items():
        if content not in placed:
            placed[content] = at + len(body)
            body += content + bytes(-len(content) % 4)
        table += key.encode() + struct.pack(">II", placed[content], len(content))
    head = struct.pack(
        ">I4xI4s4s4s6H4s28x",
        *(_HEAD + len(table) + len(body), _VERSION, b"mntr", b"RGB ", b"XYZ "),
        *(2026, 1, 1, 0, 0, 0, b"acsp"),
    )
    return (head + _fixed(_D50)).ljust(_HEAD, b"\0") + table + body


def _fixed(values: tuple[float, ...]) -> bytes:
    """Return numbers with sixteen binary digits after the point."""
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _words(text: str) -> bytes:
    content = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">III2s2sII", 0, 1, 12, b"en", b"US", len(content), 28) + content
