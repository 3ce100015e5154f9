"""What a briefing becomes: the preview, its files, and the profiles of all cities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime import get_instance

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing import batch
from cluster_atlas.briefing.briefing import Briefing, city_briefing, shows_own
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.files.outfiles import stem_of
from cluster_atlas.files.reproducible_zip import zip_of
from cluster_atlas.questions.roles import cities
from cluster_atlas.ui import brief_labels as labels
from cluster_atlas.ui import session
from cluster_atlas.ui.access.office_store import session_own
from cluster_atlas.ui.exports.files import PICTURES, briefing_file, missing, preview
from cluster_atlas.ui.exports.process import SHARED
from cluster_atlas.ui.labels import plain
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.values.issues import AtlasError, Text

_MIME = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "application/zip",
    "svg": "application/zip",
}


Say = Callable[[Text], str]
_Made = TypeVar("_Made")


def outputs_of(atlas: Atlas, briefing: Briefing) -> Outputs:
    """Return the outputs of a briefing; made anew only when something of it changed."""
    kept: Outputs | None = st.session_state.get("brief-outputs")
    own = session_own() if shows_own(briefing) else None
    same = kept is not None and kept.briefing == briefing and kept.own is own
    if kept is None or not same or kept.atlas is not atlas:
        kept = Outputs(atlas, briefing, own)
        st.session_state["brief-outputs"] = kept
    latest()[:] = [kept]
    return kept


def latest() -> list[Outputs]:
    """Return the list whose one item is the briefing as it stands.

    A download is made outside of any run, of what the run of its click has taken in, so it asks
    this list and not the briefing of an earlier run.
    """
    found: list[Outputs] = st.session_state.setdefault("brief-latest", [])
    return found


def usual_preview(page: str) -> str:
    """Return the file that a briefing on a paper is first seen as."""
    return "pptx" if page == "16:9" else "pdf"


def show_preview(outputs: Outputs, shown: DeltaGenerator, say: Say) -> None:
    """Show exactly what would be handed out, and offer it, in a place of the page."""
    try:
        changes = outputs.brief.changes
    except AtlasError as error:
        with shown.container():
            for issue in error.issues:
                st.error(plain(issue.sentence(outputs.briefing.language)))
        return
    with shown.container():
        form = _bar(outputs, say)
        if changes:
            _changes(changes, say)
        # All pages are asked for these, which the files do not wait for.
        lacking = st.empty()
        try:
            with st.container(key="brief-desk"):
                if form == "html":
                    _html(outputs)
                else:
                    _pictures(outputs, slides=form == "pptx", say=say)
            if unknown := _kept(outputs, "missing", missing):
                lacking.info(say(labels.MISSING) + plain(" ".join(unknown)))
        except AtlasError as error:
            for issue in error.issues:
                st.error(plain(issue.sentence(outputs.briefing.language)))


def _bar(outputs: Outputs, say: Say) -> str:
    """Offer the files, and return the one whose pages are to be seen."""
    st.session_state.setdefault("brief-preview", usual_preview(outputs.briefing.page))
    with st.container(key="brief-bar"):
        left, right = st.columns([4, 9], vertical_alignment="top")
        with left:
            form = st.segmented_control(
                say(labels.PREVIEW),
                ("pdf", "html", "pptx"),
                key="brief-preview",
                format_func=lambda name: say(labels.PREVIEWS[name]),
                label_visibility="collapsed",
                required=True,
            )
        with right:
            _files(outputs, say)
    return form or usual_preview(outputs.briefing.page)


def _changes(changes: Iterable[str], say: Say) -> None:
    with st.container(key="brief-changes"):
        st.warning(say(labels.CHANGES), icon=":material/update:")
        st.code("\n".join(changes), language=None, wrap_lines=True)


def _html(outputs: Outputs) -> None:
    """Show the very file in a frame, from an address of its own, because it writes its address."""
    page = _kept(outputs, "html", partial(briefing_file, kind="html", stem="briefing"))
    address = get_instance().media_file_mgr.add(page, "text/html", "brief-html")
    with st.container(key="brief-frame"):
        st.iframe(f"{session.base_path()}{address}", height=820)


def _pictures(outputs: Outputs, *, slides: bool, say: Say) -> None:
    """Show pages drawn from the very PDF, or the slides."""
    told = st.empty()
    told.caption(say(labels.SETTING))
    draw = partial(preview, slides=slides)
    shown = _kept(outputs, "slides" if slides else "pages", draw)
    kind = say(labels.FORMATS["pptx" if slides else "pdf"])
    told.caption(say(labels.PAGES_IN).format(kind=kind, total=shown.total))
    for number, picture in enumerate(shown.pictures, start=1):
        alt = say(labels.PAGE_OF).format(n=number, total=shown.total)
        st.image(picture, width="stretch", alt=alt)
    if shown.total > len(shown.pictures):
        st.caption(say(labels.MORE_PAGES).format(shown=len(shown.pictures), total=shown.total))


def _kept(outputs: Outputs, name: str, make: Callable[..., _Made]) -> _Made:
    """Return what the process of the exports makes of a briefing; kept while that is the same."""
    kept = st.session_state.get(f"brief-made-{name}")
    if kept is None or kept[0] is not outputs:
        kept = (outputs, SHARED.make(make, outputs.atlas, outputs.briefing, outputs.own))
        st.session_state[f"brief-made-{name}"] = kept
    made: _Made = kept[1]
    return made


def _files(outputs: Outputs, say: Say) -> None:
    """Offer the briefing in each format; a file is made when it is asked for."""
    stem = stem_of(outputs.brief.title)
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        for kind in sorted(FORMATS, key=lambda kind: _FIRST.get(kind, len(_FIRST))):
            st.download_button(
                say(labels.FORMATS[kind]),
                **session.download(
                    partial(_file, latest(), session.turn("brief"), kind),
                    f"{stem}-{kind}.zip" if kind in PICTURES else f"{stem}.{kind}",
                    _MIME[kind],
                ),
                key=f"brief-download-{kind}",
                on_click=session.turn("brief").click,
                icon=":material/download:" if kind in _FIRST else None,
                type="primary" if kind in _FIRST else "secondary",
            )


# What most are handed as, in order.
_FIRST = {"pdf": 0, "pptx": 1}


def _file(now_is: list[Outputs], turn: session.Turn, kind: str) -> bytes:
    turn.wait()
    (outputs,) = now_is
    stem = stem_of(outputs.brief.title)
    return SHARED.make(briefing_file, outputs.atlas, outputs.briefing, outputs.own, kind, stem)


def offer_all_cities(outputs: Outputs, say: Say) -> None:
    """Make the profile of every city as one ZIP, under the office, date and paper of the page."""
    st.caption(say(labels.ALL_CITIES_HELP))
    kinds = st.multiselect(
        say(labels.FORMAT),
        FORMATS,
        default=["html", "pdf", "pptx"],
        key="brief-kinds",
        format_func=lambda kind: say(labels.FORMATS[kind]),
    )
    if st.button(say(labels.MAKE_ALL), key="brief-make-all", disabled=not kinds, width="stretch"):
        zipped = _made(outputs, kinds, say)
        st.session_state["brief-all"] = (outputs.briefing, zipped)
    briefing, made = st.session_state.get("brief-all", (None, b""))
    # What was made for other words or another date is not offered under these.
    if made and briefing == outputs.briefing:
        st.download_button(
            say(labels.DOWNLOAD_ALL),
            data=made,
            file_name=f"cluster-atlas-cities-{outputs.brief.date}.zip",
            mime="application/zip",
            key="brief-download-all",
            on_click="ignore",
            width="stretch",
            type="primary",
        )


def _made(outputs: Outputs, kinds: list[str], say: Say) -> bytes:
    """Return the profiles of all cities, zipped; a city that fails is named, the rest is there."""
    atlas, briefing = outputs.atlas, outputs.briefing
    day: dt.date = briefing.date or atlas.today
    jobs = batch.city_jobs(
        atlas,
        cities(atlas),
        lambda city: replace(
            city_briefing(city, language=briefing.language),
            office=briefing.office,
            approval=briefing.approval,
            address=briefing.address,
            page=briefing.page,
            orientation=briefing.orientation,
            mode=briefing.mode,
            own=briefing.own,
            date=day,
        ),
    )
    bar = st.progress(0.0, text=say(labels.MAKING))
    done: list[batch.JobResult] = []
    files: dict[str, bytes] = {}
    for count, job in enumerate(jobs, start=1):
        # A city at a time: whoever else asks for a file has a turn between two of them.
        try:
            result, made = SHARED.make(batch.job_files, atlas, job, kinds, outputs.own)
        except AtlasError as error:
            result, made = batch.JobResult(job, {}, issues=error.issues), {}
        done.append(result)
        files |= made
        bar.progress(count / len(jobs), text=job.name)
    bar.empty()
    for one in done:
        for issue in one.issues:
            st.error(plain(f"{one.job.name}：{issue.sentence(briefing.language)}"))
    return zip_of(files | {batch.INDEX: batch.index_page(atlas, done)}) if files else b""
