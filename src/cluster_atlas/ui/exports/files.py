"""What a session can ask the process of the exports for: a function of the atlas each.

The libraries that it takes are imported where it is made.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select

if TYPE_CHECKING:
    from cluster_atlas.briefing.briefing import Briefing
    from cluster_atlas.briefing.outputs import Outputs
    from cluster_atlas.values.owndata import OwnData

# A preview has so many pages, so many dots to the inch.
MOST_SHOWN, PREVIEW_DPI = 8, 96
# So many briefings stay composed and set: a preview is followed by its file.
MOST_OUTPUTS = 2
# Sources or styles travel beside these.
WITH_OTHERS = frozenset({"csv", "geojson", "fgb", "kml"})
# A file per page.
PICTURES = frozenset({"png", "svg"})


@dataclass(frozen=True)
class Preview:
    """The first pages of a briefing as PNG, and how many there are."""

    pictures: tuple[bytes, ...]
    total: int


def preview(
    atlas: Atlas, briefing: Briefing, own: OwnData | None = None, *, slides: bool = False
) -> Preview:
    """Return the first pages drawn from the very PDF, or the slides."""
    from cluster_atlas.drawing.formats.pdf import render_pdf
    from cluster_atlas.drawing.formats.png import render_png
    from cluster_atlas.drawing.shapes import About

    outputs = _outputs(atlas, briefing, own)
    pages, brief = outputs.slides if slides else outputs.pages, outputs.brief
    about = About(title=brief.title, date=brief.date, language=brief.language)
    pictures = render_png(render_pdf(pages[:MOST_SHOWN], about), PREVIEW_DPI)
    return Preview(tuple(pictures), len(pages))


def missing(atlas: Atlas, briefing: Briefing, own: OwnData | None = None) -> tuple[str, ...]:
    """Return the characters of a briefing that no font of ours has."""
    return _outputs(atlas, briefing, own).missing


def briefing_file(
    atlas: Atlas, briefing: Briefing, own: OwnData | None, kind: str, stem: str
) -> bytes:
    """Return a briefing in a format; a file per page as a ZIP."""
    from cluster_atlas.files.reproducible_zip import zip_of

    made = _outputs(atlas, briefing, own).files(kind, stem)
    return zip_of(made) if kind in PICTURES else next(iter(made.values()))


def page_file(
    atlas: Atlas, screen: Screen, title: str, note: str, own: OwnData | None = None
) -> bytes:
    """Return what is on screen as one HTML page, with the own rows that go along."""
    from cluster_atlas.web.page import export_html

    return export_html(
        atlas,
        screen.selection,
        language=screen.language,
        focus=screen.focus,
        view=screen.view,
        question=screen.question(),
        title=title,
        note=note,
        own=own,
    ).encode()


_OUTPUTS: OrderedDict[str, Outputs] = OrderedDict()


def _outputs(atlas: Atlas, briefing: Briefing, own: OwnData | None) -> Outputs:
    from cluster_atlas.briefing.outputs import Outputs

    kept = _OUTPUTS.get(repr(briefing))
    # Of two offices, or of two moments, the rows are others.
    if kept is None or kept.atlas is not atlas or kept.own != own:
        kept = Outputs(atlas, briefing, own)
    _OUTPUTS[repr(briefing)] = kept
    _OUTPUTS.move_to_end(repr(briefing))
    while len(_OUTPUTS) > MOST_OUTPUTS:
        _OUTPUTS.popitem(last=False)
    return kept


def data_file(  # noqa: PLR0913 - what a file is made of
    atlas: Atlas,
    selection: Selection,
    own: OwnData | None,
    kind: str,
    stem: str,
    language: str,
) -> bytes:
    """Return a data file, with the own rows that go along; with what is beside it as a ZIP."""
    from cluster_atlas.exports import exchange
    from cluster_atlas.files.reproducible_zip import zip_of

    chosen = select(atlas, selection)
    files = exchange.export_files(atlas, chosen, kind, stem, language, own=own)
    return zip_of(files) if kind in WITH_OTHERS else next(iter(files.values()))
