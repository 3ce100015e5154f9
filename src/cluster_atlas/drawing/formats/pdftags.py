"""The structure of a PDF: what is drawn, as headings, paragraphs, lists, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from cluster_atlas.drawing.formats.pdfmetadata import one_line
from cluster_atlas.drawing.formats.pdfobjects import Name, PdfFile, Ref, Value
from cluster_atlas.drawing.shapes import ARTIFACT, GroupTag, Line, Shape, Tag, TextBox
from cluster_atlas.drawing.typeset import BULLET

_GROUPS = frozenset(get_args(GroupTag))

# What programs are told of elements beyond their kind (ISO 32000-1, 14.8.5).
_ATTRIBUTES: dict[str, dict[str, Value]] = {
    "L": {"O": Name("List"), "ListNumbering": Name("None")},
    "TH": {"O": Name("Table"), "Scope": Name("Column")},
}


@dataclass(eq=False)
class Element:
    """One element: its kind, what it stands in, and what stands in it.

    ``marks`` are its stretches of pages, each a page and its number there; ``box`` is the extent of
    a figure: left, top, right, bottom in points from the page's upper left corner. ``end`` is the
    last character that was written of it.
    """

    kind: str
    ref: Ref
    parent: Element | None = None
    alt: str = ""
    column: int = 0
    columns: int = 0
    kids: list[Element | tuple[int, int]] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    end: str = ""

    def reach(self, shape: Shape) -> None:
        """Make the box hold a shape."""
        points = [point for contour in shape.contours for point in contour.points]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if self.box is not None:
            xs += [self.box[0], self.box[2]]
            ys += [self.box[1], self.box[3]]
        self.box = (min(xs), min(ys), max(xs), max(ys))


class Structure:
    """The elements of a document, made as its pages are drawn."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._root = file.reserve()
        self._document = Element("Document", file.reserve())
        self._elements: dict[Tag, Element] = {}
        self._parents: list[list[Element]] = []

    def begin_page(self) -> None:
        """Start a page; what is marked from now on stands on it."""
        self._parents.append([])

    def mark(self, element: Element) -> int:
        """Return the number on this page of a stretch of an element that starts now."""
        mine = self._parents[-1]
        element.kids.append((len(self._parents) - 1, len(mine)))
        mine.append(element)
        return len(mine) - 1

    def figure_of(self, item: Shape) -> Element | None:
        """Return the figure that a shape is a part of; ``None`` for decoration."""
        if item.tag is None or item.tag.kind != "Figure":
            return None
        found = self._element(item.tag)
        found.reach(item)
        return found

    def lines_of(self, box: TextBox) -> Iterator[tuple[Line, Element | None]]:
        """Yield the lines of a text with the element of each; ``None`` for what is no content."""
        tag = box.tag
        # A paragraph without words is room, and no element.
        written = [line for line in box.lines if line.spans]
        if tag is ARTIFACT:
            yield from ((line, None) for line in written)
            return
        own: dict[int, Element] = {}
        for line in written:
            if tag is not None and tag.kind == "Figure":
                yield line, self._element(tag)
            elif _is_bullet(box, line) and (item := _item_of(tag)) is not None:
                yield line, self._new("Lbl", self._element(item))
            elif tag is None or tag.kind in _GROUPS:
                if line.paragraph not in own:
                    own[line.paragraph] = self._new("P", self._element(tag))
                yield line, own[line.paragraph]
            else:
                yield line, self._element(tag)

    def _element(self, tag: Tag | None) -> Element:
        if tag is None:
            return self._document
        if tag not in self._elements:
            made = self._new(tag.kind, self._element(tag.parent))
            made.alt, made.column, made.columns = tag.alt, tag.column, tag.columns
            self._elements[tag] = made
        return self._elements[tag]

    def _new(self, kind: str, parent: Element) -> Element:
        made = Element(kind, self._file.reserve(), parent)
        parent.kids.append(made)
        return made

    def write(self, pages: list[Ref], heights: list[float]) -> Ref:
        """Put the elements into the file; returns the root of the structure.

        Parameters
        ----------
        pages, heights
            References and heights in points of the pages that were drawn.
        """
        self._fill_rows()
        for element in (self._document, *_below(self._document)):
            self._put(element, pages, heights)
        parents: list[Value] = []
        for number, mine in enumerate(self._parents):
            parents += [number, self._file.add([element.ref for element in mine])]
        root: dict[str, Value] = {
            "Type": Name("StructTreeRoot"),
            "K": self._document.ref,
            "ParentTree": self._file.add({"Nums": parents}),
            "ParentTreeNextKey": len(self._parents),
        }
        self._file.put(self._root, root)
        return self._root

    def _fill_rows(self) -> None:
        """Give every row the cells that hold nothing, so that columns keep their places."""
        for row in [one for one in _below(self._document) if one.columns]:
            cells = {one.column: one for one in row.kids if isinstance(one, Element)}
            kind = next(iter(cells.values())).kind
            row.kids = [
                cells.get(column) or Element(kind, self._file.reserve(), row)
                for column in range(row.columns)
            ]

    def _put(self, element: Element, pages: list[Ref], heights: list[float]) -> None:
        parent = element.parent.ref if element.parent else self._root
        first = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
        kids: list[Value] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(kid.ref)
            elif kid[0] == first:
                kids.append(kid[1])
            else:
                kids.append({"Type": Name("MCR"), "Pg": pages[kid[0]], "MCID": kid[1]})
        entries: dict[str, Value] = {
            "Type": Name("StructElem"),
            "S": Name(element.kind),
            "P": parent,
        }
        if first is not None:
            entries["Pg"] = pages[first]
        if kids:
            entries["K"] = kids[0] if len(kids) == 1 else kids
        if element.alt:
            entries["Alt"] = one_line(element.alt)
        if element.kind in _ATTRIBUTES:
            entries["A"] = _ATTRIBUTES[element.kind]
        elif element.box is not None and first is not None:
            left, top, right, bottom = element.box
            high = heights[first]
            box = [left, high - bottom, right, high - top]
            entries["A"] = {"O": Name("Layout"), "Placement": Name("Block"), "BBox": box}
        self._file.put(element.ref, entries)


def _below(element: Element) -> Iterator[Element]:
    for kid in element.kids:
        if isinstance(kid, Element):
            yield kid
            yield from _below(kid)


def _is_bullet(box: TextBox, line: Line) -> bool:
    return bool(box.paragraphs[line.paragraph].bullet) and line.spans[0].text == BULLET


def _item_of(tag: Tag | None) -> Tag | None:
    """Return the list item that an element is or stands in."""
    while tag is not None and tag.kind != "LI":
        tag = tag.parent
    return tag
