"""A briefing in plain values: parts with map, figures, statements and tables, and what is cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cluster_atlas.values.mapspec import MapSpec

PageName = Literal["A4", "A3", "16:9"]
NoteKind = Literal["paragraph", "bullet", "heading"]
# What a briefing can be written as, how its pages lie, and how its HTML file opens.
FORMATS = ("html", "pdf", "pptx", "docx", "png", "svg")
ORIENTATIONS = ("portrait", "landscape")
MODES = ("story", "slides")
# Whether everything is set on as many pages as it takes, or the point of it on one.
LAYOUTS = ("pages", "one-page")
# What a briefing can start from.
TEMPLATES = (
    "city-visit",
    "industry-page",
    "three-maps",
    "comparison",
    "change-report",
    "implementation",
)
# What one page says at most; the rest is counted.
MOST_STATEMENTS = 12
# And of an office's own data.
MOST_OWN = 5
# The smallest letters, in points: of paper in the hand, and of slides on a wall.
LEAST_SIZE = {"A4": 9.0, "A3": 11.0, "16:9": 14.0}

# Width and height in millimetres, upright; slides lie on their side unless asked otherwise.
PAGE_MM: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A3": (297.0, 420.0),
    "16:9": (190.5, 338.667),
}

# Parts that answer in their tables; what these rest on comes after.
TABLES_FIRST = frozenset({"compare", "chain"})

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph, a bullet or a small heading of the writer's own text."""

    kind: NoteKind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without their weight."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Citation:
    """What a number in square brackets stands for.

    ``text`` is the whole citation: title, number and date of the document, and the clause;
    ``document`` and ``clause`` are its two parts.
    """

    number: int
    text: str
    document: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One designation as a briefing prints it.

    Attributes
    ----------
    id
        Id of the designation.
    title, where, what
        Its title, its places and its industries, in the briefing's language.
    role, status
        Names of both codes.
    fullness
        How much of the status's disc is filled, 0 (planned) to 4 (established): statuses tell
        apart without colour.
    shade
        Colour ``#rrggbb`` of the role's tier in the cluster's colour.
    via
        The region through which it reaches the place that the part is about; empty where named.
    via_only
        Whether ``via`` names all that ``where`` does: 随珠三角 says that it is 珠三角.
    target
        Its target as a phrase; empty where it has none.
    legal
        Legal state of its document on the briefing's day.
    cite
        Number of its citation.
    clause
        Number of its document and address of its clause, the citation in short.
    """

    id: str
    title: str
    where: str
    what: str
    role: str
    status: str
    fullness: int
    shade: str
    via: str
    target: str
    legal: str
    cite: int
    clause: str = ""
    via_only: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one cluster, under its name and the role that leads them.

    ``count`` tells how many name the city that the part is about, ``short`` where there is little
    room; both are empty where it is about none.
    """

    name: str
    colour: str
    lead: str
    statements: tuple[Statement, ...]
    count: str = ""
    short: str = ""

    @property
    def counted(self) -> str:
        """How many statements there are, told apart where a city is meant."""
        return self.count or str(len(self.statements))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands large, and what it counts."""

    value: str
    label: str


# A cell of a table: a text, or pieces of which a number stands for the citation of that number.
Cell = str | tuple[str | int, ...]


def cell_text(cell: Cell) -> str:
    """Return a cell as one text, citations as numbers in square brackets."""
    if isinstance(cell, str):
        return cell
    return "".join(piece if isinstance(piece, str) else f"[{piece}]" for piece in cell)


def cell_citations(cell: Cell) -> tuple[int, ...]:
    """Return the numbers of the citations that a cell refers to."""
    return () if isinstance(cell, str) else tuple(p for p in cell if not isinstance(p, str))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; ``weights`` are the columns' shares of the width.

    The rows of a ``dense`` one stand close, so that a page has room for many.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    weights: tuple[float, ...]
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a briefing; what it does not have is empty.

    Attributes
    ----------
    kind
        ``map, place, compare, multiples, chain, evolve, find, implementation, list`` or
        ``sources``.
    title
        Its heading.
    summary
        What is shown, in one line: filters and counts.
    notes
        The writer's own text.
    figures, groups, tables, remarks
        Large numbers; statements by cluster; tables; sentences below them.
    map
        The composed map, or ``None``.
    panels
        Small maps side by side, each under its title and subtitle.
    empty
        What to say where nothing is selected; empty otherwise. A part that says so has no map.
    answer
        What it comes to, in one sentence.
    own
        What an office's own data has of it, in short lines: for one page, and for outputs without
        tables. The first, how many rows there are, is among the remarks as well.
    """

    kind: str
    title: str
    summary: str = ""
    notes: tuple[Note, ...] = ()
    figures: tuple[Figure, ...] = ()
    map: MapSpec | None = None
    groups: tuple[Group, ...] = ()
    tables: tuple[Table, ...] = ()
    remarks: tuple[str, ...] = ()
    empty: str = ""
    panels: tuple[MapSpec, ...] = ()
    answer: str = ""
    own: tuple[str, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Yield the statements of all groups."""
        for group in self.groups:
            yield from group.statements


@dataclass(frozen=True, slots=True)
class Digest:
    """The point of a briefing, for one page.

    Attributes
    ----------
    title, summary, answer
        What it is about, its filters, and what it comes to in one sentence.
    map
        The one map, or ``None``.
    groups
        Its strongest statements by cluster, at most :data:`MOST_STATEMENTS` together.
    table
        Rows in their place where the part makes no statements, as many at most; or ``None``.
    left_out
        How many statements, or rows, there are beyond these.
    notes
        The writer's own text on what it is about.
    remarks
        What the answer's sentence has no room for.
    own
        What an office's own data has of it, at most :data:`MOST_OWN` lines.
    """

    title: str
    summary: str = ""
    answer: str = ""
    map: MapSpec | None = None
    groups: tuple[Group, ...] = ()
    table: Table | None = None
    left_out: int = 0
    notes: tuple[Note, ...] = ()
    remarks: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing, ready for any renderer.

    Attributes
    ----------
    title, subtitle, notes
        Headings and the writer's own text.
    language
        ``zh`` or ``en``.
    page, landscape
        Paper and how it lies.
    office, approval
        Who hands it out, and the map approval number (审图号) that the office entered; both may be
        empty, and an empty number is never printed.
    date
        Day of the briefing, ISO; the only date that goes into a file.
    edition
        Product, data hash and day in one line; stands on every page.
    credits
        Whom to credit and what the statements rest on; stands on every output.
    changes
        What changed since the briefing was saved, one sentence each.
    parts, citations
        In order; citations are numbered from 1 through all parts.
    link
        Where a reader of the paper finds the same on screen; empty where nobody said.
    basis
        The documents that it rests on, by legal state, as one short paragraph; stands on page 1.
    digest
        What stands on it where all of it is one page; ``None`` for as many pages as it takes.
    """

    title: str
    subtitle: str
    notes: tuple[Note, ...]
    language: str
    page: PageName
    landscape: bool
    office: str
    approval: str
    date: str
    data_hash: str
    edition: str
    credits: tuple[str, ...]
    changes: tuple[str, ...]
    parts: tuple[Part, ...]
    citations: tuple[Citation, ...]
    link: str = ""
    basis: str = ""
    digest: Digest | None = None

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of a page in millimetres."""
        short, long = PAGE_MM[self.page]
        return (long, short) if self.landscape else (short, long)

    @property
    def english(self) -> bool:
        """Whether the language is English."""
        return self.language == "en"


def notes_of(text: str) -> tuple[Note, ...]:
    """Return a writer's plain text as notes.

    A line that starts with ``- `` or ``• `` is a bullet, one with ``# `` a heading; other lines
    up to an empty one make a paragraph; ``**…**`` is bold. Nothing else is markup.
    """
    notes: list[Note] = []
    open_lines: list[str] = []

    def close() -> None:
        if open_lines:
            notes.append(Note("paragraph", _runs(_joined(open_lines))))
            open_lines.clear()

    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = raw.strip()
        if line.startswith(("- ", "• ", "* ")):
            close()
            notes.append(Note("bullet", _runs(line[2:].strip())))
        elif line.startswith("# "):
            close()
            notes.append(Note("heading", _runs(line[2:].strip())))
        elif line:
            open_lines.append(line)
        else:
            close()
    close()
    return tuple(note for note in notes if note.runs)


def _joined(lines: list[str]) -> str:
    """Join lines of a paragraph: with a space between Latin words, without one in Chinese."""
    text = lines[0]
    for line in lines[1:]:
        latin = text[-1].isascii() and line[0].isascii()
        text += (" " if latin else "") + line
    return text


def _runs(text: str) -> tuple[Run, ...]:
    runs = []
    at = 0
    for found in _BOLD.finditer(text):
        if found.start() > at:
            runs.append(Run(text[at : found.start()]))
        runs.append(Run(found.group(1), bold=True))
        at = found.end()
    if at < len(text):
        runs.append(Run(text[at:]))
    return tuple(runs)


def is_of_maps(parts: Iterable[Part]) -> bool:
    """Tell whether a briefing is a deck of maps: its title and its head then speak of all."""
    return {part.kind for part in parts} <= {"map", "sources"}
