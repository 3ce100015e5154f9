"""The frame around the map: page settings, header, export and notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files
from typing import Any

import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.files.made_files import MadeFiles
from cluster_atlas.files.outfiles import stem_of
from cluster_atlas.questions.office.ownrows import select_own
from cluster_atlas.ui import labels, session
from cluster_atlas.ui.access.office_store import session_own
from cluster_atlas.ui.exports.files import WITH_OTHERS, briefing_file, data_file, page_file
from cluster_atlas.ui.exports.process import SHARED
from cluster_atlas.values.issues import Issue
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording.wording import Wording

# For all sessions of this process: a file of the whole atlas is 35 MB at most.
_MADE = MadeFiles(room=300_000_000)

# So many faults of the data are listed beside the map.
MOST_ISSUES = 5

# Inside another page there is the map alone.
EMBEDDED = """<style>
.st-key-header, [data-testid="stHeader"], [data-testid="stSidebar"] { display: none !important; }
</style>"""


def page() -> None:
    """Set the page up: title, wide layout, our own look instead of Streamlit's."""
    st.set_page_config(
        page_title=f"{labels.TITLE.zh} · {labels.TITLE.en}",
        page_icon="🗺️",
        layout="wide",
        initial_sidebar_state="collapsed" if session.embedded() else "auto",
    )
    st.html(style())
    if session.embedded():
        st.html(EMBEDDED)


@cache
def style() -> str:
    """Return our stylesheet as an element."""
    text = files("cluster_atlas").joinpath("ui", "chrome.css").read_text(encoding="utf-8")
    return f"<style>{text}</style>"


def header(atlas: Atlas, screen: Screen) -> None:
    """Show the title, the export and the language switch."""
    language = screen.language
    edition = labels.EDITION.in_language(language).format(
        hash=atlas.data_hash[:6], date=atlas.today.isoformat()
    )
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="ca-title"><b>{labels.TITLE.in_language(language)}</b>'
            f"<span>{labels.SUBTITLE.in_language(language)}</span><em>{edition}</em></div>"
        )
        # What it holds is made when it is opened, not at every click in the filters.
        way_out = st.popover(
            labels.EXPORT.in_language(language), key="export", on_change=session.clicked
        )
        if way_out.open:
            with way_out:
                _export(atlas, screen.language)
        st.button(
            labels.LANGUAGE.in_language(language),
            key="language",
            help=labels.LANGUAGE_HELP.in_language(language),
            on_click=session.switch_language,
            type="tertiary",
        )


@st.fragment
def _export(atlas: Atlas, language: str) -> None:
    """Offer what is on screen as files; each is made when it is asked for."""
    if st.session_state.pop("briefing-opens", False):
        # The page around this menu turns.
        st.rerun(scope="app")
    # Inside a download's callable there is no session: what it needs is handed along.
    on_screen, turn = session.shown(), session.turn("export")
    fields: dict[str, Any] = st.session_state.setdefault("export-fields", {})
    name = f"{_content(atlas, on_screen.screen, language)}-{atlas.today.isoformat()}"
    # The briefing page hands itself out.
    if on_screen.screen.view != "brief":
        _papers(atlas, on_screen, name, language, fields)
    _words(fields, turn, language)

    def page_bytes() -> bytes:
        turn.wait()
        screen = replace(on_screen.screen, language=language)
        own = _shown_own(atlas, screen, fields)
        return SHARED.make(page_file, atlas, screen, fields["title"], fields["note"], own)

    st.download_button(
        labels.DOWNLOAD_HTML.in_language(language),
        **session.download(page_bytes, f"{name}.html", "text/html"),
        key="download-html",
        on_click=turn.click,
        width="stretch",
        type="primary",
    )
    columns = st.columns(_DATA_COLUMNS)
    for number, (kind, label) in enumerate(labels.DATA_FILES.items()):
        columns[number % _DATA_COLUMNS].download_button(
            label.in_language(language),
            **session.download(
                partial(_data_file, atlas, on_screen, kind, name, language, fields),
                f"{name}-{kind}.zip" if kind in WITH_OTHERS else f"{name}.{kind}",
                _BYTES,
            ),
            key=f"download-{kind}",
            on_click="ignore",
            width="stretch",
        )
    st.caption(labels.EXPORT_HELP.in_language(language))


def _content(atlas: Atlas, screen: Screen, language: str) -> str:
    """Return what is on screen as the name of a file: places, clusters and industries chosen."""
    wording = Wording(atlas, language, atlas.today)
    # Read from an address, it holds ids.
    selection = screen.selection
    places = [*dict.fromkeys(filter(None, [screen.focus, *selection.places]))]
    names = [
        *(wording.short(atlas.places[place]) for place in places),
        *(wording.name(atlas.cluster_by_id[cluster]) for cluster in selection.clusters),
        *(wording.name(atlas.industries[industry]) for industry in selection.industries),
    ]
    return stem_of(wording.join(names))


def _papers(
    atlas: Atlas, on_screen: session.Shown, name: str, language: str, fields: dict[str, Any]
) -> None:
    """Offer what is on screen on each paper, and the page where it is adjusted."""
    st.caption(labels.AS_BRIEFING.in_language(language))
    address = session.address()
    for column, (paper, label) in zip(
        st.columns(len(_PAPERS)), labels.BRIEFINGS.items(), strict=True
    ):
        column.download_button(
            label.in_language(language),
            **session.download(
                partial(_briefing_file, atlas, on_screen, address, paper, language, fields),
                f"{name}-{paper}.{_KINDS[paper]}",
                _BYTES,
            ),
            key=f"briefing-{paper}",
            on_click="ignore",
            width="stretch",
        )
    st.button(
        labels.ADJUST.in_language(language),
        key="briefing-adjust",
        on_click=_open_briefing,
        args=(atlas,),
        width="stretch",
    )


@st.fragment
def _words(fields: dict[str, Any], turn: session.Turn, language: str) -> None:
    """Ask whether the office's own rows go along, and for a title and a note.

    By themselves: every run of a download button gives it a new file, and whoever clicks before
    the page has heard of it asks for one that is gone. Typing must not be such a run.
    """
    own = session_own()
    wanted = own is not None and bool(own.rows)
    if wanted:
        wanted = st.checkbox(labels.EXPORT_OWN.in_language(language), key="export-own")
    # Nothing of an office's own leaves unless it is asked for.
    fields["own"] = own if wanted else None
    # A page that is about them is asked for with them.
    fields["ledger"] = own
    fields["title"] = st.text_input(
        labels.EXPORT_TITLE.in_language(language),
        key="export-title",
        max_chars=120,
        placeholder=labels.EXPORT_TITLE_HINT.in_language(language),
    )
    fields["note"] = st.text_area(
        labels.EXPORT_NOTE.in_language(language), key="export-note", max_chars=2000, height=68
    )
    turn.end_run()


_DATA_COLUMNS = 3
_BYTES = "application/octet-stream"

# What a briefing is set on, by the entry that hands it out.
_PAPERS: dict[str, dict[str, Any]] = {
    "pdf": {"page": "A4", "layout": "pages"},
    "pptx": {"page": "16:9", "orientation": "landscape", "layout": "pages", "mode": "slides"},
    "a3": {"page": "A3", "orientation": "landscape", "layout": "one-page"},
}
_KINDS = {"pdf": "pdf", "pptx": "pptx", "a3": "pdf"}


def _briefing_file(  # noqa: PLR0913 - what a file is made of
    atlas: Atlas,
    on_screen: session.Shown,
    address: str,
    paper: str,
    language: str,
    fields: dict[str, Any],
) -> bytes:
    """Return what is on screen as a briefing on a paper."""
    # Its libraries stay off the way to the first map.
    from cluster_atlas.briefing.briefing import Briefing, parts_for, shows_own, with_editions

    briefing = Briefing(
        part=parts_for(with_editions(atlas, on_screen.screen)),
        language=language,
        date=atlas.today,
        address=address,
        **_PAPERS[paper],
    )
    kind = _KINDS[paper]
    own: OwnData | None = fields.get("own")
    if own is not None:
        # It is kept for nobody else.
        shown = replace(briefing, own=tuple(own.count()))
        return SHARED.make(briefing_file, atlas, shown, own, kind, "atlas")
    if shows_own(briefing):
        return SHARED.make(briefing_file, atlas, briefing, fields.get("ledger"), kind, "atlas")
    return _MADE.get(
        (atlas.data_hash, atlas.today, kind, repr(briefing)),
        lambda: SHARED.make(briefing_file, atlas, briefing, None, kind, "atlas"),
    )


def _open_briefing(atlas: Atlas) -> None:
    """Turn to the briefing page; what was composed there before stays."""
    # Its libraries stay off the way to the first map.
    from cluster_atlas.ui.briefing_page import seed_fields

    session.show_briefing()
    st.session_state["export"] = False
    st.session_state["briefing-opens"] = True
    seed_fields(atlas, session.shown().screen)


def _shown_own(atlas: Atlas, screen: Screen, fields: Mapping[str, Any]) -> OwnData | None:
    """Return the own rows on screen where a file is to have them; ``None`` else."""
    own: OwnData | None = fields.get("own")
    if own is None:
        return None
    kinds, stages = screen.ask.get("own", ""), screen.ask.get("stages", "")
    return replace(own, rows=select_own(atlas, own, screen.selection, kinds, stages))


def _data_file(  # noqa: PLR0913 - what a file is made of
    atlas: Atlas,
    on_screen: session.Shown,
    kind: str,
    stem: str,
    language: str,
    fields: dict[str, Any],
) -> bytes:
    """Return a data file of what is on screen."""
    selection = on_screen.screen.selection
    own = _shown_own(atlas, on_screen.screen, fields)
    if own is not None:
        # It is kept for nobody else.
        return SHARED.make(data_file, atlas, selection, own, kind, stem, language)
    return _MADE.get(
        (atlas.data_hash, atlas.today, kind, stem, language, repr(selection)),
        lambda: SHARED.make(data_file, atlas, selection, None, kind, stem, language),
    )


def notices(issues: Sequence[Issue], language: str) -> None:
    """Say what of a link was not understood; shown as text, whatever it holds."""
    if not issues:
        return
    with st.container(key="notices"):
        st.warning(labels.NOT_UNDERSTOOD.in_language(language), icon=":material/link_off:")
        lines = "\n".join(issue.sentence(language) for issue in issues)
        st.code(lines, language=None, wrap_lines=True)


def data_note(language: str) -> None:
    """Say where the page shows other data than the files on disk hold."""
    renewed, issues = session.data_note()
    if renewed:
        st.info(labels.DATA_RENEWED.in_language(language), icon=":material/update:")
    if issues:
        with st.container(key="data-refused"):
            st.warning(labels.DATA_REFUSED.in_language(language), icon=":material/update_disabled:")
            lines = "\n".join(issue.sentence(language) for issue in issues[:MOST_ISSUES])
            st.code(lines, language=None, wrap_lines=True)
