"""Citations as footnotes: one a citation where it is first mentioned, then references to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cluster_atlas.docx.xml import Node, field, node, paragraph, run, styled, tab
from cluster_atlas.values.briefspec import Cell, Citation, Part, cell_text

# Word keeps the rules above footnotes as two footnotes of their own.
SEPARATORS = {"separator": "-1", "continuationSeparator": "0"}


class Footnotes:
    """The citations of a briefing as they come up.

    Word counts footnotes by itself, so a number is where a citation is first mentioned. Later
    mentions are fields that follow the first one when a writer moves or deletes text.

    Attributes
    ----------
    root
        Content of the footnotes' part.
    """

    def __init__(self, citations: Iterable[Citation], legal: Mapping[int, str]) -> None:
        self._texts = {citation.number: citation.text for citation in citations}
        self._legal = legal
        self._numbers: dict[int, int] = {}
        self.root = node("footnotes", *(_rule(kind) for kind in SEPARATORS))

    @property
    def left(self) -> list[int]:
        """Citations that nothing has mentioned so far."""
        return [number for number in self._texts if number not in self._numbers]

    def mark(self, citation: int) -> list[Node]:
        """Return the reference to a citation; nothing for one that the briefing does not have."""
        if citation not in self._texts:
            return []
        if citation in self._numbers:
            number = str(self._numbers[citation])
            return [field(f"NOTEREF _Cite{number} \\f \\h", number, styled("FootnoteReference"))]
        return self._first(citation)

    def marked(self, cell: Cell) -> list[Node]:
        """Return a cell whose citations are references."""
        if isinstance(cell, str):
            return [run(cell)] if cell else []
        content: list[Node] = []
        follows = False
        for number, piece in enumerate(cell):
            mark = [] if isinstance(piece, str) else self.mark(piece)
            if mark:
                # Of two references side by side the second has a comma before it.
                content += [run(", ", styled("FootnoteReference"))] if follows else []
                content += mark
            else:
                text = cell_text((piece,))
                # A raised number needs no space before it.
                raised = any(not isinstance(after, str) for after in cell[number + 1 : number + 2])
                text = text.rstrip() if raised else text
                content += [run(text)] if text else []
            follows = bool(mark)
        return content

    def _first(self, citation: int) -> list[Node]:
        number = str(len(self._numbers) + 1)
        self._numbers[citation] = int(number)
        self.root.append(_note(number, self._said(citation)))
        # Bookmarks that begin with an underscore stay out of the writer's list.
        return [
            node("bookmarkStart", id=number, name=f"_Cite{number}"),
            node(
                "r",
                node("rPr", styled("FootnoteReference")),
                node("footnoteReference", id=number),
            ),
            node("bookmarkEnd", id=number),
        ]

    def _said(self, citation: int) -> str:
        legal = self._legal.get(citation, "")
        return self._texts[citation] + (f" · {legal}" if legal else "")


def legal_states(parts: Iterable[Part]) -> dict[int, str]:
    """Return the legal state of the document behind each citation that a statement rests on.

    Where parts are of different days, that of the first statement is given.
    """
    found: dict[int, str] = {}
    for part in parts:
        for statement in part.statements():
            found.setdefault(statement.cite, statement.legal)
    return found


def _rule(kind: str) -> Node:
    """Return a line above footnotes."""
    line = paragraph("FootnoteText", node("r", node(kind)))
    return node("footnote", line, type=kind, id=SEPARATORS[kind])


def _note(number: str, text: str) -> Node:
    mark = node("r", node("rPr", styled("FootnoteReference")), node("footnoteRef"))
    return node("footnote", paragraph("FootnoteText", mark, tab(), run(text)), id=number)
