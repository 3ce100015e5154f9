"""How a briefing in Word looks: its styles, its bullets and its settings."""

from __future__ import annotations

from dataclasses import dataclass

from cluster_atlas.docx.footnotes import SEPARATORS
from cluster_atlas.docx.xml import Node, font_node, language_node, node, plain_node
from cluster_atlas.values import colours
from cluster_atlas.wording.numbers import number

# Word writes a colour without its sign.
INK = colours.INK.removeprefix("#").upper()
TEXT, MUTE, DEEP = "33414E", "5B6771", "17324D"
LINE, HAIR, SOFT = "CBD3DA", "E3E8EC", "F1F4F7"

FONT = "Microsoft YaHei"
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
# The only font of Windows that has all five discs; mixed fonts would draw them in mixed sizes.
_SIGN_FONT = "Segoe UI Symbol"
# Character styles with a font of their own.
FACES = {"Sign": _SIGN_FONT}
_BULLET_LIST = "1"

# Names that Word does not know need to say so.
_OURS = frozenset(
    (
        *("Office", "Lead", "Summary", "Figure Number", "Figure Label", "Picture", "Group Head"),
        *("Statement", "Table Head", "Table Cell", "Remark", "Gap", "Quiet", "Sign"),
    )
)

_NAME = "Cluster Atlas"
_PALETTE_NAMES = (
    *("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3"),
    *("accent4", "accent5", "accent6", "hlink", "folHlink"),
)
_PALETTE = (
    *(INK, "FFFFFF", DEEP, SOFT, "2B6CB0", "B8336A", "2A9D8F"),
    *("D9A62E", "7B4EA3", "8C6253", "2B6CB0", MUTE),
)


@dataclass(frozen=True)
class _ParagraphStyle:
    """A paragraph style; sizes and distances in points.

    Lines have a fixed height, so that a briefing fills as many pages with the writer's fonts as
    with ours; ``line=0`` lets a picture make its own.
    """

    name: str
    size: float = 8.5
    line: float = 12
    before: float = 0
    after: float = 0
    colour: str = TEXT
    bold: bool = False
    keep: bool = False
    hang: float = 0
    rule: bool = False
    level: int | None = None
    centred: bool = False
    bullet: bool = False


_LOOKS = {
    "Office": _ParagraphStyle("Office", 9, 13, 0, 3, MUTE),
    "Title": _ParagraphStyle("Title", 19, 26, 0, 1, DEEP, bold=True, keep=True),
    "Subtitle": _ParagraphStyle("Subtitle", 10, 14, 0, 2, MUTE),
    "Lead": _ParagraphStyle("Lead", 9, 13.5, 3, 1),
    "ListBullet": _ParagraphStyle("List Bullet", 9, 13, 0, 1, hang=12, bullet=True),
    "Heading1": _ParagraphStyle(
        "heading 1", 13, 18, 7, 1, DEEP, bold=True, keep=True, rule=True, level=0
    ),
    "Heading2": _ParagraphStyle("heading 2", 9.5, 13, 5, 1.5, INK, bold=True, keep=True, level=1),
    "Summary": _ParagraphStyle("Summary", 8, 12, 0, 2, MUTE),
    "FigureNumber": _ParagraphStyle("Figure Number", 17, 22, 2, 0, DEEP, bold=True, keep=True),
    "FigureLabel": _ParagraphStyle("Figure Label", 7.5, 10.5, 0, 2, MUTE),
    "Picture": _ParagraphStyle("Picture", 8.5, 0, 3, 2, centred=True),
    "GroupHead": _ParagraphStyle("Group Head", 9, 12.5, 1, 0.5, INK, bold=True, keep=True),
    "Statement": _ParagraphStyle("Statement", 8, 11, 0.4, 0.4),
    "CellHead": _ParagraphStyle("Table Head", 7, 10, 0.8, 0.8, INK, bold=True, keep=True),
    "Cell": _ParagraphStyle("Table Cell", 7, 9.6, 0.6, 0.6),
    "Remark": _ParagraphStyle("Remark", 7, 10, 2, 0, MUTE),
    "Gap": _ParagraphStyle("Gap", 1, 2.5),
    "Footer": _ParagraphStyle("footer", 6.5, 9, 0, 0, MUTE),
    "FootnoteText": _ParagraphStyle("footnote text", 7, 8.9, colour=MUTE, hang=14),
}


def styles(language: str) -> Node:
    """Return the content of the styles' part for ``zh`` or ``en``."""
    defaults = node(
        "docDefaults",
        node(
            "rPrDefault",
            node(
                "rPr",
                font_node(FONT),
                node("color", val=TEXT),
                *_size(8.5),
                language_node(LANGUAGES[language]),
            ),
        ),
        node(
            "pPrDefault",
            node("pPr", node("spacing", before="0", after="0")),
        ),
    )
    # LibreOffice begins with its own default where the style says nothing.
    own = node("rPr", font_node(FONT), language_node(LANGUAGES[language]))
    return node(
        "styles",
        defaults,
        _style("paragraph", "Normal", "Normal", own, default=True),
        _style("character", "DefaultParagraphFont", "Default Paragraph Font", default=True),
        _table_style(),
        *(_paragraph_style(key, look) for key, look in _LOOKS.items()),
        *_character_styles(),
    )


def bullets() -> Node:
    """Return the content of the numbering part: one list of dots."""
    level = node(
        "lvl",
        node("start", val="1"),
        node("numFmt", val="bullet"),
        node("lvlText", val="•"),
        node("lvlJc", val="left"),
        node("pPr", node("ind", left=_points(12), hanging=_points(12))),
        ilvl="0",
    )
    kind = node("multiLevelType", val="singleLevel")
    return node(
        "numbering",
        node("abstractNum", kind, level, abstractNumId="0"),
        node("num", node("abstractNumId", val="0"), numId=_BULLET_LIST),
    )


def settings(language: str) -> Node:
    """Return the content of the settings' part for ``zh`` or ``en``."""
    mode = node(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val="15",
    )
    return node(
        "settings",
        node("zoom", percent="100"),
        node("defaultTabStop", val="420"),
        node("characterSpacingControl", val="compressPunctuation"),
        node("footnotePr", *(node("footnote", id=number) for number in SEPARATORS.values())),
        node("compat", mode),
        node("themeFontLang", val=LANGUAGES[language], eastAsia="zh-CN"),
        node("decimalSymbol", val="."),
        node("listSeparator", val=","),
    )


def fonts() -> Node:
    """Return the content of the part that names the fonts."""
    chinese = node("font", node("altName", val="微软雅黑"), node("charset", val="86"), name=FONT)
    return node("fonts", chinese, node("font", name=_SIGN_FONT))


def theme() -> Node:
    """Return the colours and fonts that Word offers for what a writer adds."""
    palette = zip(_PALETTE_NAMES, _PALETTE, strict=True)
    colours = (
        plain_node(f"a:{name}", plain_node("a:srgbClr", val=value)) for name, value in palette
    )
    lines = (plain_node("a:ln", _filled(), w="6350") for _ in range(3))
    effects = (plain_node("a:effectStyle", plain_node("a:effectLst")) for _ in range(3))
    return plain_node(
        "a:theme",
        plain_node(
            "a:themeElements",
            plain_node("a:clrScheme", *colours, name=_NAME),
            plain_node("a:fontScheme", _faces("a:majorFont"), _faces("a:minorFont"), name=_NAME),
            plain_node(
                "a:fmtScheme",
                plain_node("a:fillStyleLst", *(_filled() for _ in range(3))),
                plain_node("a:lnStyleLst", *lines),
                plain_node("a:effectStyleLst", *effects),
                plain_node("a:bgFillStyleLst", *(_filled() for _ in range(3))),
                name=_NAME,
            ),
        ),
        name=_NAME,
    )


def _filled() -> Node:
    """Return a fill in whichever colour of the palette a shape has."""
    return plain_node("a:solidFill", plain_node("a:schemeClr", val="phClr"))


def _faces(kind: str) -> Node:
    faces = (("a:latin", FONT), ("a:ea", FONT), ("a:cs", ""))
    simplified = plain_node("a:font", script="Hans", typeface=FONT)
    named = (plain_node(tag, typeface=face) for tag, face in faces)
    return plain_node(kind, *named, simplified)


def _paragraph_style(key: str, look: _ParagraphStyle) -> Node:
    return _style(
        "paragraph",
        key,
        look.name,
        node("basedOn", val="Normal"),
        node("qFormat"),
        _paragraph_properties(look),
        node(
            "rPr",
            *([node("b")] if look.bold else []),
            node("color", val=look.colour),
            *_size(look.size),
        ),
    )


def _paragraph_properties(look: _ParagraphStyle) -> Node:
    height = {"line": _points(look.line), "lineRule": "exact"} if look.line else {}
    spacing = node("spacing", before=_points(look.before), after=_points(look.after), **height)
    listed = node("numPr", node("ilvl", val="0"), node("numId", val=_BULLET_LIST))
    edge = node("top", val="single", sz="4", space="3", color=LINE)
    return node(
        "pPr",
        *([node("keepNext")] if look.keep else []),
        *([listed] if look.bullet else []),
        *([node("pBdr", edge)] if look.rule else []),
        spacing,
        *([node("ind", left=_points(look.hang), hanging=_points(look.hang))] if look.hang else []),
        *([node("jc", val="center")] if look.centred else []),
        *([node("outlineLvl", val=str(look.level))] if look.level is not None else []),
    )


def _character_styles() -> list[Node]:
    return [
        _style("character", "Strong", "Strong", node("rPr", node("b"), node("color", val=INK))),
        _style("character", "Quiet", "Quiet", node("rPr", node("color", val=MUTE), *_size(7.5))),
        _style(
            "character", "Sign", "Sign", node("rPr", font_node(_SIGN_FONT), node("color", val=INK))
        ),
        _style(
            "character",
            "FootnoteReference",
            "footnote reference",
            # Raised signs are drawn at little more than half their size.
            node("rPr", *_size(9), node("vertAlign", val="superscript")),
        ),
    ]


def _table_style() -> Node:
    """Return the style without borders that tables have unless they say otherwise."""
    properties = node("tblPr", node("tblInd", w="0", type="dxa"))
    return _style("table", "TableNormal", "Normal Table", properties, default=True)


def _style(kind: str, key: str, name: str, *content: Node, default: bool = False) -> Node:
    attributes = {"type": kind, "styleId": key}
    attributes |= {"default": "1"} if default else {}
    attributes |= {"customStyle": "1"} if name in _OURS else {}
    return node("style", node("name", val=name), *content, **attributes)


def _size(points: float) -> list[Node]:
    half = number(2 * points)
    return [node("sz", val=half), node("szCs", val=half)]


def _points(value: float) -> str:
    """Return points in twentieths."""
    return str(round(20 * value))
