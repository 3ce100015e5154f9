"""A briefing as files: HTML, PDF, PNG, SVG, PPTX, DOCX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import SUB_PAGES, Briefing, PartChoice
from cluster_atlas.briefing.parts import Composition, compose_brief
from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.shapes import About, Page, texts
from cluster_atlas.values.briefspec import Brief, Note, Part, cell_citations
from cluster_atlas.values.mapspec import MapSpec
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.web.page import export_html
from cluster_atlas.wording.numbers import quantity

DPI = 300
_PICTURE_DPI = 220

# A city's card has this many statements per cluster and rows per table, the first that make it no
# longer than two pages; the rest is counted.
_CARD_SIZES = ((20, 40), (8, 20), (5, 12), (4, 8), (3, 8), (3, 5), (2, 5), (2, 3), (1, 3), (1, 2))
_CARD_LINES = 84
_CARD_WIDTH = 55
# Characters of a footnote in a line; a longer citation runs over.
_NOTE_WIDTH = 48

_PRODUCT = "cluster-atlas"


@dataclass(frozen=True)
class Outputs:
    """One composed briefing and its files, each made when it is asked for.

    Attributes
    ----------
    atlas, briefing
        What it is made from.
    own
        The office's own data, of which the briefing shows the kinds that it asks for.
    """

    atlas: Atlas
    briefing: Briefing
    own: OwnData | None = None

    @cached_property
    def _atlas(self) -> Atlas:
        """The atlas as it stands on the briefing's day: legal states are those of that day."""
        day = self.briefing.date
        return self.atlas if day in {None, self.atlas.today} else replace(self.atlas, today=day)

    @cached_property
    def composition(self) -> Composition:
        """The briefing composed.

        Raises
        ------
        AtlasError
            If a value of the briefing is not usable.
        """
        return compose_brief(self._atlas, self.briefing, self.own)

    @property
    def brief(self) -> Brief:
        """The briefing in plain values."""
        return self.composition.brief

    @cached_property
    def pages(self) -> list[Page]:
        """Its pages on the chosen paper, in points."""
        from cluster_atlas.drawing.layout.pages import layout

        return layout(self.brief)

    @cached_property
    def slides(self) -> list[Page]:
        """Its slides, one per part."""
        from cluster_atlas.drawing.layout.pages import layout

        return layout(replace(self.brief, page="16:9", landscape=True), one_page=True)

    @cached_property
    def pdf(self) -> bytes:
        """The PDF."""
        from cluster_atlas.drawing.formats.pdf import render_pdf

        return render_pdf(self.pages, self._about)

    @property
    def missing(self) -> tuple[str, ...]:
        """Characters that no font of ours has; they are printed as boxes."""
        brief = self.brief
        written = [brief.title, brief.subtitle, brief.office, brief.approval]
        written += [note.text for note in brief.notes]
        for part in brief.parts:
            written += [part.title, *(note.text for note in part.notes)]
        return fonts.missing([*written, *texts(self.pages)])

    def files(self, kind: str, stem: str) -> dict[str, bytes]:
        """Return the files of one format by name.

        Parameters
        ----------
        kind
            One of :data:`cluster_atlas.values.briefspec.FORMATS`; of ``png`` and ``svg`` there is a
            file per page.
        stem
            Name without ending.

        Returns
        -------
        dict of str to bytes
            The same input gives the same bytes; none of the files asks the network for anything.
        """
        makers: dict[str, Callable[[], bytes | list[bytes]]] = {
            "html": lambda: self.html,
            "pdf": lambda: self.pdf,
            "pptx": self._pptx,
            "docx": self._docx,
            "png": self._png,
            "svg": self._svg,
        }
        made = makers[kind]()
        if isinstance(made, bytes):
            return {f"{stem}.{kind}": made}
        if len(made) == 1:
            return {f"{stem}.{kind}": made[0]}
        digits = len(str(len(made)))
        return {
            f"{stem}-{number:0{digits}}.{kind}": content
            for number, content in enumerate(made, start=1)
        }

    @property
    def _about(self) -> About:
        brief = self.brief
        return About(
            title=brief.title,
            author=brief.office or _PRODUCT,
            subject=" · ".join([brief.edition, *brief.credits]),
            date=brief.date,
            language=brief.language,
        )

    @cached_property
    def html(self) -> bytes:
        """The HTML file."""
        brief = self.brief
        first = self.composition.screens[0]
        page = export_html(
            self._atlas,
            first.selection,
            language=brief.language,
            title=brief.title,
            focus=first.focus,
            story=self._story(),
        )
        return page.encode()

    def _story(self) -> dict[str, Any]:
        """Return what the HTML page is told of the briefing; nothing in it is trusted there."""
        brief = self.brief
        return {
            "mode": self.briefing.mode,
            "subtitle": brief.subtitle,
            "office": brief.office,
            "approval": brief.approval,
            "notes": _notes(brief.notes),
            "changes": list(brief.changes),
            "credits": list(brief.credits),
            "parts": [
                {
                    "kind": part.kind,
                    "title": part.title,
                    "summary": part.summary,
                    "notes": _notes(part.notes),
                    "remarks": [*part.remarks, *part.own[1:]],
                    "empty": part.empty,
                    "answer": part.answer,
                    **self._marks(part, choice),
                    "state": {
                        "selection": screen.selection.to_dict(),
                        "focus": screen.focus or None,
                        "view": _VIEWS[part.kind],
                        "ask": screen.question()
                        | ({"sub": part.kind} if part.kind in SUB_PAGES else {}),
                    },
                }
                for part, choice, screen in zip(
                    brief.parts, self.briefing.part, self._screens, strict=True
                )
            ],
        }

    @property
    def _screens(self) -> list[Screen]:
        """What each part shows; the sources are those of all other parts."""
        used = Counter(fact.document for fact in self.composition.facts)
        cited = Selection(
            documents=tuple(used), legal_states=tuple(self._atlas.codes["legal-state"])
        )
        others = any(part.kind != "sources" for part in self.brief.parts)
        return [
            replace(screen, selection=cited) if part.kind == "sources" and others else screen
            for part, screen in zip(self.brief.parts, self.composition.screens, strict=True)
        ]

    def _marks(self, part: Part, choice: PartChoice) -> dict[str, Any]:
        """Return what the page is told of a part's sources, and of what was put on its map."""
        if part.kind == "sources":
            used = Counter(fact.document for fact in self.composition.facts)
            return {"documents": list(used.items())}
        spec = part.map
        if spec is None or not (spec.callouts or spec.spotlight):
            return {}
        known = [self._atlas.places[key] for key in choice.spotlight if key in self._atlas.places]
        marks = {
            "lit": [unit for place in known for unit in place.members or (place.id,)],
            "dim": choice.dim,
            "callouts": [
                {
                    "text": one.text,
                    "lon": one.at[0],
                    "lat": one.at[1],
                    "dx": one.offset[0],
                    "dy": one.offset[1],
                }
                for one in spec.callouts
            ],
        }
        return {"marks": marks}

    def _pptx(self) -> bytes:
        from cluster_atlas.drawing.formats.pptx import render_pptx

        return render_pptx(self.slides, self._about)

    def _docx(self) -> bytes:
        from cluster_atlas.docx.document import render_docx

        return render_docx(card_of(self.brief), self._picture)

    def _picture(self, spec: MapSpec, width: float, height: float) -> bytes:
        """Return a map with its legend as a PNG of a size in millimetres."""
        from cluster_atlas.drawing.formats.pdf import render_pdf
        from cluster_atlas.drawing.formats.png import render_png
        from cluster_atlas.drawing.layout.pieces import map_page

        page = map_page(spec, width, height)
        return next(render_png(render_pdf([page], self._about), _PICTURE_DPI))

    def _png(self) -> list[bytes]:
        from cluster_atlas.drawing.formats.png import render_png

        return list(render_png(self.pdf, DPI))

    def _svg(self) -> list[bytes]:
        from cluster_atlas.drawing.formats.svg import render_svg

        about = self._about
        return [
            render_svg(page, title=about.title, description=about.subject) for page in self.pages
        ]


# Which view of the page shows a part.
_VIEWS = {
    "map": "map",
    "place": "map",
    "compare": "compare",
    "multiples": "compare",
    "chain": "compare",
    "evolve": "evolve",
    "find": "find",
    "implementation": "implementation",
    "list": "table",
    "sources": "sources",
}


def _notes(notes: Sequence[Note]) -> list[dict[str, Any]]:
    return [
        {
            "kind": note.kind,
            "runs": [{"text": run.text, "bold": run.bold} for run in note.runs],
        }
        for note in notes
    ]


def card_of(brief: Brief) -> Brief:
    """Return a briefing as a card of a page or two, where it profiles a place.

    Each cluster keeps its strongest statements and each table its first rows; what is left out
    is counted. The documents stand in the footnotes, so the list of sources goes.
    """
    if not any(part.kind == "place" for part in brief.parts):
        return brief
    cards = (_card(brief, most) for most in _CARD_SIZES)
    fitting = (card for card in cards if _lines(card) <= _CARD_LINES)
    return next(fitting, _card(brief, _CARD_SIZES[-1]))


def _card(brief: Brief, most: tuple[int, int]) -> Brief:
    """Return a briefing with at most so many statements per cluster and rows per table."""
    kept = (part for part in brief.parts if part.kind != "sources")
    parts = tuple(_card_part(brief, part, *most) for part in kept)
    used = _cited(parts)
    citations = tuple(citation for citation in brief.citations if citation.number in used)
    return replace(brief, parts=parts, citations=citations)


def _lines(card: Brief) -> float:
    """Return about how many lines a card takes: words, statements, rows and footnotes."""
    own = [card.subtitle, *card.changes, *(note.text for note in card.notes)]
    own += [note.text for part in card.parts for note in part.notes]
    words = sum(2.0 + len(text) / _CARD_WIDTH for text in own if text)
    statements = sum(len(tuple(part.statements())) + len(part.groups) for part in card.parts)
    rows = sum(len(table.rows) + 2 for part in card.parts for table in part.tables)
    citations = sum(max(1.05, len(citation.text) / _NOTE_WIDTH) for citation in card.citations)
    lines = words + statements * 1.15 + rows * 1.3 + citations
    # English names run over more often.
    return lines * 1.35 if card.english else lines


def _cited(parts: Sequence[Part]) -> set[int]:
    """Return the numbers of the citations that parts still refer to."""
    used = {statement.cite for part in parts for statement in part.statements()}
    cells = (cell for part in parts for table in part.tables for row in table.rows for cell in row)
    return used | {number for cell in cells for number in cell_citations(cell)}


def _card_part(brief: Brief, part: Part, statements: int, rows: int) -> Part:
    if part.kind != "place":
        return part
    groups = tuple(replace(g, statements=g.statements[:statements]) for g in part.groups)
    tables = tuple(replace(table, rows=table.rows[:rows]) for table in part.tables)
    hidden = sum(max(0, len(group.statements) - statements) for group in part.groups)
    cut = [(table.title, len(table.rows) - rows) for table in part.tables]
    remarks = (*part.remarks, *_left_out(brief, hidden, [one for one in cut if one[1] > 0]))
    return replace(part, groups=groups, tables=tables, remarks=remarks)


def _left_out(brief: Brief, hidden: int, cut: Sequence[tuple[str, int]]) -> list[str]:
    """Return what the card leaves out, in one sentence, if it leaves out anything."""
    if brief.english:
        bits = [quantity(hidden, "more designation")] if hidden else []
        bits += [f"{title}: {number} more" for title, number in cut]
        return [f"Not on this card: {'; '.join(bits)}. The PDF has them all."] if bits else []
    bits = [f"定位 {hidden} 条"] if hidden else []
    bits += [f"{title} {number} 条" for title, number in cut]
    return [f"名片未列：{'；'.join(bits)}；全部见 PDF 简报。"] if bits else []
