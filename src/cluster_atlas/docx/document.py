"""A briefing as a Word document of a page or two, with its citations as footnotes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import TypeAlias

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.package import Package

from cluster_atlas.docx.elements import drawing, figures, foot, grid, row, square, stops
from cluster_atlas.docx.footnotes import Footnotes, legal_states
from cluster_atlas.docx.styles import (
    FACES,
    FONT,
    HAIR,
    INK,
    LANGUAGES,
    SOFT,
    bullets,
    fonts,
    settings,
    styles,
    theme,
)
from cluster_atlas.docx.xml import Node, node, paragraph, plain, run, spoken, styled, tab, twips
from cluster_atlas.files.reproducible_zip import reproducible_zip
from cluster_atlas.values.briefspec import Brief, Group, Note, Part, Statement, Table
from cluster_atlas.values.mapspec import MapSpec
from cluster_atlas.wording.map_words import map_words

Picture: TypeAlias = Callable[[MapSpec, float, float], bytes]

# Millimetres.
_SIDE, _TOP, _BOTTOM, _FOOT = 14.0, 11.0, 15.5, 6.5
_ROLE, _STATUS = 29.0, 27.0

# A map as wide as the text, but no higher than leaves room for what it is about.
_MAP_RATIO, _MAP_SHARE = 0.66, 0.31
_PANELS_ACROSS = 3

# Discs by how full they are: statuses tell apart in grey print.
_DISCS = "○◔◑◕●"

# A line may end with this dot but does not begin with it.
_DOT = "\u00a0· "

# Properties of a Word file hold no more.
_LONGEST = 255

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_WORDS = {
    "zh": {
        "product": "粤产集群图谱",
        "changes": "保存以来的变化",
        "also": "另见",
        "role": "角色",
        "status": "状态",
        "target": "目标：{}",
        "approval": "审图号：{}",
        "date": "{0.year}年{0.month}月{0.day}日",
    },
    "en": {
        "product": "Guangdong Cluster Atlas",
        "changes": "Changed since it was saved",
        "also": "See also",
        "role": "Role",
        "status": "Status",
        "target": "target: {}",
        "approval": "Map approval number: {}",
        "date": "{0}",
    },
}


def render_docx(brief: Brief, picture: Picture) -> bytes:
    """Write a briefing as a Word document.

    Parameters
    ----------
    brief
        The briefing. Its texts are shown as text; characters that XML cannot hold are left out.
    picture
        Draws a map as PNG: called with the map and its width and height in millimetres.

    Returns
    -------
    bytes
        The file; the same for the same briefing and pictures at any time and on any machine.
    """
    file = io.BytesIO()
    _Writer(brief, picture).package().save(file)
    return reproducible_zip(file.getvalue())


class _Writer:
    """Writes one briefing, block by block."""

    def __init__(self, brief: Brief, picture: Picture) -> None:
        self._brief = brief
        self._picture = picture
        self._words = _WORDS["en" if brief.english else "zh"]
        self._package = Package()
        self._root = node("document", node("body"))
        self._main = self._part("document", CONTENT_TYPE.WML_DOCUMENT_MAIN, self._root)
        self._notes = Footnotes(brief.citations, legal_states(brief.parts))
        self._blocks: list[Node] = []
        self._pictures = 0

    def package(self) -> Package:
        """Return the whole file, still in parts."""
        self._head()
        for part in self._brief.parts:
            self._one_part(part)
        self._rest()
        self._root[0].extend([*self._blocks, self._page()])
        self._speak(self._root, self._notes.root)
        self._package.relate_to(self._main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        self._relate("footnotes", CONTENT_TYPE.WML_FOOTNOTES, self._notes.root)
        self._relate("styles", CONTENT_TYPE.WML_STYLES, styles(self._brief.language))
        self._relate("numbering", CONTENT_TYPE.WML_NUMBERING, bullets())
        self._relate("theme", CONTENT_TYPE.OFC_THEME, theme())
        self._relate("fontTable", CONTENT_TYPE.WML_FONT_TABLE, fonts())
        self._relate("settings", CONTENT_TYPE.WML_SETTINGS, settings(self._brief.language))
        self._properties()
        return self._package

    # The briefing from top to bottom.

    def _head(self) -> None:
        brief = self._brief
        day = self._words["date"].format(dt.date.fromisoformat(brief.date))
        line = [run(brief.office, styled("Strong")), tab(), run(day)]
        self._add(paragraph("Office", *line, properties=(stops(self._width),)))
        self._add(paragraph("Title", run(brief.title)))
        if brief.subtitle:
            self._add(paragraph("Subtitle", run(brief.subtitle)))
        self._own_words(brief.notes)
        if brief.changes:
            self._add(paragraph("Heading2", run(self._words["changes"])))
            for change in brief.changes:
                self._add(paragraph("ListBullet", run(change)))

    def _one_part(self, part: Part) -> None:
        brief = self._brief
        # A single card is named once, unless the writer's words stand in between.
        alone = part is brief.parts[0] and not (brief.notes or brief.changes)
        if not alone or part.title != brief.title:
            self._add(paragraph("Heading1", run(part.title)))
        if part.summary:
            self._add(paragraph("Summary", run(part.summary)))
        self._own_words(part.notes)
        if part.empty:
            self._add(paragraph("Lead", run(part.empty)))
            return
        if part.figures:
            self._add(figures(part.figures, self._width), paragraph("Gap"))
        if part.map:
            self._map(part.map)
        for start in range(0, len(part.panels), _PANELS_ACROSS):
            self._panels(part.panels[start : start + _PANELS_ACROSS])
        for group in part.groups:
            self._group(group)
        for table in part.tables:
            self._table(table)
        for remark in part.remarks:
            self._add(paragraph("Remark", run(remark)))

    def _rest(self) -> None:
        """Write the credits that the foot has no room for, and citations not yet mentioned."""
        for credit in self._brief.credits[1:]:
            self._add(paragraph("Remark", run(credit)))
        left = self._notes.left
        if left:
            self._add(paragraph("Remark", *self._notes.marked((self._words["also"], *left))))

    def _own_words(self, notes: tuple[Note, ...]) -> None:
        kinds = {"paragraph": "Lead", "bullet": "ListBullet", "heading": "Heading2"}
        for note in notes:
            runs = (run(r.text, *([styled("Strong")] if r.bold else [])) for r in note.runs)
            self._add(paragraph(kinds[note.kind], *runs))

    def _map(self, spec: MapSpec) -> None:
        size = self._width, min(self._width * _MAP_RATIO, self._brief.size_mm[1] * _MAP_SHARE)
        image = self._package.get_or_add_image_part(io.BytesIO(self._picture(spec, *size)))
        relation = self._main.relate_to(image, RELATIONSHIP_TYPE.IMAGE)
        self._pictures += 1
        drawn = drawing(relation, self._pictures, map_words(spec), size)
        self._add(paragraph("Picture", node("r", drawn)))

    def _panels(self, panels: Sequence[MapSpec]) -> None:
        """Write small maps side by side, each with its name and counts below it."""
        widths = [self._width / _PANELS_ACROSS] * len(panels)
        cells = []
        for spec, wide in zip(panels, widths, strict=True):
            size = wide - 2, wide * _MAP_RATIO
            image = self._package.get_or_add_image_part(io.BytesIO(self._picture(spec, *size)))
            relation = self._main.relate_to(image, RELATIONSHIP_TYPE.IMAGE)
            self._pictures += 1
            drawn = drawing(relation, self._pictures, map_words(spec), size)
            name = paragraph("GroupHead", run(spec.title))
            below = paragraph("Remark", run(spec.subtitle))
            cells.append([paragraph("Picture", node("r", drawn)), name, below])
        self._add(grid(widths, row(cells, widths), borders={}, left=0), paragraph("Gap"))

    def _group(self, group: Group) -> None:
        """Write the statements of a cluster under its name, which every page repeats."""
        widths = [self._width - _ROLE - _STATUS, _ROLE, _STATUS]
        name = [
            square(group.colour),
            run(f"{group.name}  "),
            *_quiet(" · ".join(word for word in (group.lead, group.count) if word)),
        ]
        head = [
            paragraph("GroupHead", *name),
            paragraph("GroupHead", *_quiet(self._words["role"])),
            paragraph("GroupHead", *_quiet(self._words["status"])),
        ]
        rows = ([[cell] for cell in self._statement(said)] for said in group.statements)
        self._add(
            grid(
                widths,
                row([[cell] for cell in head], widths, head=True),
                *(row(cells, widths) for cells in rows),
                borders={"top": INK, "bottom": HAIR, "insideH": HAIR},
                left=0,
            ),
            paragraph("Gap"),
        )

    def _statement(self, said: Statement) -> list[Node]:
        """Return what is said of what and where with its citation; its role; its status."""
        where = "" if said.via_only else said.where
        target = self._words["target"].format(said.target) if said.target else ""
        about = _DOT.join(text for text in (where, said.via, said.what, target) if text)
        return [
            paragraph(
                "Statement",
                run(said.title, styled("Strong")),
                *self._notes.mark(said.cite),
                run(f"  {about}", styled("Quiet")),
            ),
            paragraph("Statement", square(said.shade), run(said.role)),
            paragraph(
                "Statement",
                run(f"{_DISCS[said.fullness]}\u00a0", styled("Sign")),
                run(said.status),
            ),
        ]

    def _table(self, table: Table) -> None:
        if table.title:
            self._add(paragraph("Heading2", run(table.title)))
        widths = [self._width * weight / sum(table.weights) for weight in table.weights]
        head = [[paragraph("CellHead", run(text))] for text in table.head]
        rows = (
            [[paragraph("Cell", *self._notes.marked(cell))] for cell in cells]
            for cells in table.rows
        )
        self._add(
            grid(
                widths,
                row(head, widths, head=True, fill=SOFT),
                *(row(cells, widths) for cells in rows),
                borders={"top": INK, "bottom": HAIR, "insideH": HAIR},
                left=1,
            ),
            paragraph("Gap"),
        )

    @property
    def _width(self) -> float:
        """Width of the text in millimetres."""
        return self._brief.size_mm[0] - 2 * _SIDE

    def _add(self, *blocks: Node) -> None:
        self._blocks += blocks

    def _page(self) -> Node:
        """Return what the whole text is laid out by."""
        width, height = self._brief.size_mm
        turned = {"orient": "landscape"} if width > height else {}
        margins = {"top": _TOP, "right": _SIDE, "bottom": _BOTTOM, "left": _SIDE}
        placed = {side: twips(mm) for side, mm in margins.items()}
        return node(
            "sectPr",
            node("footerReference", type="default", r__id=self._foot()),
            node("pgSz", w=twips(width), h=twips(height), **turned),
            node("pgMar", **placed, header=twips(_FOOT), footer=twips(_FOOT), gutter="0"),
        )

    # The file's parts.

    def _foot(self) -> str:
        brief = self._brief
        approval = self._words["approval"].format(brief.approval) if brief.approval else ""
        content = foot("".join(brief.credits[:1]), brief.edition, approval, self._width)
        self._speak(content)
        return self._relate("footer", CONTENT_TYPE.WML_FOOTER, content)

    def _part(self, name: str, kind: str, root: Node) -> XmlPart:
        return XmlPart(PackURI(f"/word/{name}.xml"), kind, root, self._package)

    def _speak(self, *roots: Node) -> None:
        """Tell the runs of some parts their language and fonts."""
        for root in roots:
            spoken(root, LANGUAGES[self._brief.language], FACES, FONT)

    def _relate(self, name: str, kind: str, root: Node) -> str:
        return self._main.relate_to(self._part(name, kind, root), f"{_RELATIONS}/{name}")

    def _properties(self) -> None:
        brief = self._brief
        day = dt.datetime.combine(dt.date.fromisoformat(brief.date), dt.time(), dt.UTC)
        author = plain(brief.office or self._words["product"])[:_LONGEST]
        said = self._package.core_properties
        said.title = plain(brief.title)[:_LONGEST]
        said.subject = plain(brief.subtitle)[:_LONGEST]
        said.author = said.last_modified_by = author
        said.keywords = plain(brief.data_hash)[:_LONGEST]
        said.language = LANGUAGES[brief.language]
        said.created = said.modified = day


def _quiet(text: str) -> list[Node]:
    """Return what stands beside a heading without being one."""
    return [run(text, styled("Quiet"), node("b", val="0"))]
