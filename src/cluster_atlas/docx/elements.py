"""Blocks of a Word document: tables, pictures, the coloured square, and the foot of its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cluster_atlas.docx.styles import LINE
from cluster_atlas.docx.xml import (
    Node,
    emu,
    field,
    node,
    paragraph,
    plain,
    plain_node,
    run,
    tab,
    twips,
)
from cluster_atlas.values.briefspec import Figure

# Millimetres between the texts of neighbouring cells.
_APART = 2.0


def stops(width: float) -> Node:
    """Return a tab stop at the right edge of a line of ``width`` millimetres."""
    return node("tabs", node("tab", val="right", pos=twips(width)))


def square(colour: str) -> Node:
    """Return a square in a colour ``#rrggbb`` that stays with the word after it."""
    return run("■\u00a0", node("color", val=colour.removeprefix("#")))


def figures(said: Sequence[Figure], width: float) -> Node:
    """Return large numbers side by side over ``width`` millimetres."""
    widths = [width / len(said)] * len(said)
    cells = [
        [
            paragraph("FigureNumber", run(figure.value)),
            paragraph("FigureLabel", run(figure.label)),
        ]
        for figure in said
    ]
    return grid(widths, row(cells, widths), borders={}, left=0)


def grid(widths: Sequence[float], *rows: Node, borders: Mapping[str, str], left: float) -> Node:
    """Return a table of fixed column widths with the sides that have a colour drawn.

    Widths and ``left``, the room before the text of a cell, are in millimetres.
    """
    return node(
        "tbl",
        node(
            "tblPr",
            node("tblW", w=twips(sum(widths)), type="dxa"),
            node(
                "tblBorders",
                *(
                    node(side, val="single", sz="4", space="0", color=colour)
                    for side, colour in borders.items()
                ),
            ),
            node("tblLayout", type="fixed"),
            node(
                "tblCellMar",
                node("left", w=twips(left), type="dxa"),
                node("right", w=twips(_APART), type="dxa"),
            ),
        ),
        node("tblGrid", *(node("gridCol", w=twips(width)) for width in widths)),
        *rows,
    )


def row(
    cells: Sequence[Sequence[Node]], widths: Sequence[float], *, head: bool = False, fill: str = ""
) -> Node:
    """Return a row that no page break cuts; a head is repeated on every page."""

    def cell(content: Sequence[Node], width: float) -> Node:
        shade = [node("shd", val="clear", color="auto", fill=fill)] if fill else []
        return node("tc", node("tcPr", node("tcW", w=twips(width), type="dxa"), *shade), *content)

    return node(
        "tr",
        node("trPr", node("cantSplit"), *([node("tblHeader")] if head else [])),
        *(cell(content, width) for content, width in zip(cells, widths, strict=True)),
    )


def drawing(relation: str, number: int, told: str, size: tuple[float, float]) -> Node:
    """Return a picture of a size in millimetres, with what it shows told in words."""
    extent = {"cx": emu(size[0]), "cy": emu(size[1])}
    name = f"Map {number}"
    shape = plain_node(
        "pic:spPr",
        plain_node("a:xfrm", plain_node("a:off", x="0", y="0"), plain_node("a:ext", **extent)),
        plain_node("a:prstGeom", plain_node("a:avLst"), prst="rect"),
    )
    filled = plain_node("a:stretch", plain_node("a:fillRect"))
    picture = plain_node(
        "pic:pic",
        plain_node(
            "pic:nvPicPr",
            plain_node("pic:cNvPr", id=str(number), name=name),
            plain_node("pic:cNvPicPr"),
        ),
        plain_node("pic:blipFill", node("a:blip", r__embed=relation), filled),
        shape,
    )
    kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return node(
        "drawing",
        plain_node(
            "wp:inline",
            plain_node("wp:extent", **extent),
            plain_node("wp:docPr", id=str(number), name=name, descr=plain(told)),
            plain_node("a:graphic", plain_node("a:graphicData", picture, uri=kind)),
            distT="0",
            distB="0",
            distL="0",
            distR="0",
        ),
    )


def foot(credited: str, edition: str, approval: str, width: float) -> Node:
    """Return what stands at the foot of every page, and the page's number of all."""
    middle = node("tab", val="center", pos=twips(width / 2))
    pages = [field("PAGE", "1"), run(" / "), field("NUMPAGES", "1")]
    edge = node("pBdr", node("top", val="single", sz="4", space="3", color=LINE))
    return node(
        "ftr",
        paragraph("Footer", run(credited), properties=(edge,)),
        paragraph(
            "Footer",
            run(edition),
            tab(),
            *([run(approval)] if approval else []),
            tab(),
            *pages,
            properties=(node("tabs", middle, *stops(width)),),
        ),
    )
