"""A selection of the atlas as one HTML file that opens with no network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, resolve_selection
from cluster_atlas.web.html import render_html
from cluster_atlas.web.pack import packed_for_file, packed_with

if TYPE_CHECKING:
    from cluster_atlas.values.owndata import OwnData

TITLE = "粤产集群图谱 · Guangdong Cluster Atlas"
LONGEST_TITLE = 200
LONGEST_NOTE = 4000


def export_html(  # noqa: PLR0913 - what a page is made of
    atlas: Atlas,
    selection: Selection | None = None,
    *,
    language: str = "zh",
    title: str = "",
    note: str = "",
    focus: str = "",
    view: str = "map",
    question: Mapping[str, str | list[str]] | None = None,
    story: Mapping[str, Any] | None = None,
    own: OwnData | None = None,
) -> str:
    """Return the whole atlas as one HTML page that opens with a selection.

    Parameters
    ----------
    atlas
        An open atlas; all its facts travel along, so that a reader may choose others.
    selection
        What is shown first.
    language
        ``"zh"`` or ``"en"``.
    title, note
        Heading and remark of the office that hands it out, shown as they are written.
    focus
        Place or designation whose card is open.
    view
        ``"map"``, ``"table"``, ``"compare"``, ``"evolve"``, ``"find"`` or ``"sources"``.
    question
        What that view asks, by URL key: ``with, sub, from, to, q, w``.
    story
        A briefing in plain values that the page tells part by part beside the map, on screen, as
        slides and on paper: ``mode`` (``"story"`` or ``"slides"``), ``subtitle, office, approval``
        (texts), ``notes`` (blocks ``{kind, runs: [{text, bold}]}``), ``changes, credits`` (lists of
        texts) and ``parts``: ``{kind, title, summary, notes, remarks, empty, state}``, whose
        ``state`` is ``{selection, focus, view, ask}`` as the page itself starts with.
    own
        An office's own rows that travel along; nothing private is among them. The page says whose
        they are. Without any the file is not a byte larger.

    Returns
    -------
    str
        The page; the same input gives the same text.

    Raises
    ------
    AtlasError
        If the selection names a value that the atlas does not have.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> page = ca.export_html(ca.open_atlas(), ca.Selection(places=["江门"]), title="江门市")
    >>> page.startswith("<!doctype html>")
    True
    """
    heading = title.strip()[:LONGEST_TITLE]
    config: dict[str, Any] = {
        "selection": resolve_selection(atlas, selection or Selection()).to_dict(),
        "title": heading,
        "note": note.strip()[:LONGEST_NOTE],
        "lang": language,
        "date": atlas.today.isoformat(),
        "focus": focus or None,
        "view": view,
        "ask": dict(question or {}),
    }
    if story is not None:
        config["story"] = dict(story)
    pack = packed_for_file(atlas)
    if own is None or not own.rows:
        return render_html(pack, config, title=heading or TITLE)
    # Most files have none, and do not wait for the libraries of shapes.
    from cluster_atlas.web.ownpack import own_pack

    return render_html(
        packed_with(pack, own=own_pack(own)), config, title=heading or TITLE, own=True
    )
