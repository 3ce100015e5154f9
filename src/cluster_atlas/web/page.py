"""A selection of the atlas as one HTML file that opens with no network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.web.html import render_html
from cluster_atlas.web.pack import pack_bytes

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

    Returns
    -------
    str
        The page; the same input gives the same text.
    """
    heading = title.strip()[:LONGEST_TITLE]
    config: dict[str, Any] = {
        "selection": (selection or Selection()).to_dict(),
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
    return render_html(pack_bytes(atlas), config, title=heading or TITLE)
