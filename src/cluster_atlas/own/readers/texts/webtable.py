"""Tables of an HTML page, as many programs export them under the name of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.assembly import Grid, assembled, no_collection
from cluster_atlas.own.readers.encodings import codec
from cluster_atlas.own.readers.headings import Merge
from cluster_atlas.own.readers.texts.textfile import decoded
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, unknown

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = {"br", "p", "div", "li"}
_UNSHOWN = {"script", "style", "template"}


@no_collection()
def read_page(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read the tables of an HTML page; all values are text as it is shown.

    A :data:`~cluster_atlas.own.sourcetable.Reader`. Nothing is fetched, run or
    expanded. A table inside a cell of another is one by itself, and tables that only arrange a
    page, with one cell or none, are left out.

    Returns
    -------
    list of SourceTable
        In the order of the page, named by their captions or their count. Rows are counted in each
        table from 1.
    """
    content = path.read_bytes()
    said = _CHARSET.search(content[:4096])
    declared = [codec(said[1].decode("ascii"))] if said else []
    text, encoding = decoded(content, name, options.encoding, declared)
    tables: list[SourceTable] = []
    for count, element in enumerate(_elements(text), start=1):
        title = " ".join(" ".join(element.xpath("./caption//text()")).split()) or f"表 {count}"
        grid = _grid(element, name, title, options.limits)
        if max(map(len, grid.cells), default=0) > 1 or len(grid.cells) > 1:
            table = assembled(grid, options.limits, format_="html", encoding=encoding)
            tables += [table] if table else []
    if not tables:
        message = Text("网页里没有表格", "is a page without a table")
        hint = Text("请在原系统中导出为 .xlsx", "export it as .xlsx where it comes from")
        raise AtlasError([Issue(name, "", "", "", message, hint)])
    if options.table:
        found = [table for table in tables if table.name == options.table]
        if not found:
            names = [table.name for table in tables]
            raise AtlasError([unknown(Text("表", "table"), options.table, names, file=name)])
        return found[:1]
    return tables


def _elements(text: str) -> list[Any]:
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    return list(root.iter("table"))


def _grid(table: Any, file: str, name: str, limits: Limits) -> Grid:  # noqa: ANN401
    """Return the cells of a table, each in its place beside those that reach over rows."""
    rows: list[list[str]] = []
    merges: list[Merge] = []
    reaching: dict[int, int] = {}
    for number, row in enumerate(_rows(table)):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while reaching.get(len(cells), 0) > 0:
                cells.append("")
            wide = min(_span(cell, "colspan"), limits.columns + 1)
            high = _span(cell, "rowspan")
            left = len(cells)
            cells += [_shown(cell), *[""] * (wide - 1)]
            if wide > 1 or high > 1:
                merges.append(Merge(number, left, number + high - 1, left + wide - 1))
            reaching |= dict.fromkeys(range(left, left + wide), high) if high > 1 else {}
            if len(cells) > limits.columns:
                break
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1}
        rows.append(cells)
    return Grid(file, name, rows, range(1, len(rows) + 1), merges=merges)


def _rows(table: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from child.iterchildren("tr")


def _span(cell: Any, name: str) -> int:  # noqa: ANN401
    text = cell.get(name, "1").strip()
    return max(1, min(int(text), 65_534)) if text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004


def _shown(cell: Any) -> str:  # noqa: ANN401
    """Return the text of a cell as it is shown, without that of a table inside it."""
    parts: list[str] = []
    _collect(cell, parts, 0)
    lines = [_SPACES.sub(" ", line).strip(" \xa0") for line in "".join(parts).split("\x00")]
    return "\n".join(lines).strip("\n")


def _collect(element: Any, parts: list[str], depth: int) -> None:  # noqa: ANN401
    parts.append((element.text or "").replace("\x00", ""))
    for child in element:
        if child.tag in _BLOCKS:
            parts.append("\x00")
        if child.tag not in {*_UNSHOWN, "table"} and depth < 50:  # noqa: PLR2004
            _collect(child, parts, depth + 1)
        parts.append((child.tail or "").replace("\x00", ""))
