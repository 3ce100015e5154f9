"""The panel in which texts, arrows and a spotlight are put on a part's map, by the mouse."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import LONGEST_CALLOUT, MOST_CALLOUTS, CalloutChoice
from cluster_atlas.drawing.formats.pdf import render_pdf
from cluster_atlas.drawing.formats.png import render_png
from cluster_atlas.drawing.maps.draw import draw_map
from cluster_atlas.drawing.maps.frame import Frame
from cluster_atlas.drawing.maps.readable import readable
from cluster_atlas.drawing.shapes import About, Page
from cluster_atlas.ui import brief_labels as labels
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import MapSpec

_WIDE, _HIGH, _DPI = 420.0, 300.0, 110
_LEVELS = ("city", "county", "region", "park", "site")

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const { src, said } = JSON.parse(new TextDecoder().decode(data));
  const picture = parentElement.querySelector("img");
  picture.src = src;
  picture.alt = said;
  picture.title = said;
  const share = (event) => {
    const box = picture.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  let from = null;
  picture.onpointerdown = (event) => {
    event.preventDefault();
    picture.setPointerCapture?.(event.pointerId);
    from = share(event);
  };
  picture.onpointerup = (event) => {
    if (from) setTriggerValue("point", JSON.stringify([...from, ...share(event)]));
    from = null;
  };
}
"""
_HTML = '<img draggable="false">'
_CSS = "img { width: 100%; cursor: crosshair; touch-action: none; user-select: none; }"

# A pointer that moved less than this share of the width was clicked, not drawn.
_STILL = 0.03


@dataclass
class Marks:
    """What is put on one part's map while it is made."""

    callouts: list[CalloutChoice] = field(default_factory=list)
    pending: tuple[float, float, float, float] | None = None


@cache
def _picker() -> Callable[..., Any]:
    return st.components.v2.component("cluster-atlas-picker", html=_HTML, css=_CSS, js=_JS)


def marks_panel(
    atlas: Atlas, key: str, marks: Marks, spec: MapSpec, say: Callable[[Text], str]
) -> None:
    """Show a part's map to click on, the texts on it, and what stands out.

    Parameters
    ----------
    atlas
        The atlas of the places that can stand out.
    key
        Start of the keys of the panel's fields.
    marks
        What is put on the map; changed by what the user does.
    spec
        The part's map as it is drawn now.
    say
        Words in the page's language.
    """
    names = {place.id: place.name for place in atlas.places.values() if place.level in _LEVELS}
    english = {place.id: place.name_en for place in atlas.places.values()}
    in_english = say(labels.MARKS) == labels.MARKS.en
    st.multiselect(
        say(labels.SPOTLIGHT),
        list(names),
        key=f"{key}-spotlight",
        format_func=lambda place: (english[place] if in_english else "") or names[place],
    )
    st.checkbox(say(labels.DIM), key=f"{key}-dim")
    frame, picture = _picture(spec)

    def add() -> None:
        text = str(st.session_state.get(f"{key}-callout", "")).strip()
        if not text or marks.pending is None or len(marks.callouts) >= MOST_CALLOUTS:
            return
        lon, lat, right, down = marks.pending
        made = CalloutChoice(text[:LONGEST_CALLOUT], lon=lon, lat=lat, right=right, down=down)
        marks.callouts.append(made)
        marks.pending = None
        st.session_state[f"{key}-callout"] = ""

    def on_point() -> None:
        sent = getattr(st.session_state.get(f"{key}-picker"), "point", None)
        marks.pending = point_at(frame, str(sent))
        add()

    st.text_input(
        say(labels.CALLOUT), key=f"{key}-callout", max_chars=LONGEST_CALLOUT, on_change=add
    )
    st.caption(say(labels.CALLOUT_NOW if marks.pending else labels.CALLOUT_HELP))
    data = json.dumps({"src": picture, "said": say(labels.CALLOUT_HELP)}).encode()
    _picker()(key=f"{key}-picker", data=data, on_point_change=on_point)
    for number, one in enumerate(marks.callouts):
        st.button(
            one.text,
            key=f"{key}-drop-{number}",
            icon=":material/close:",
            help=say(labels.REMOVE),
            on_click=_drop,
            args=(marks, number),
            type="tertiary",
        )


def _drop(marks: Marks, number: int) -> None:
    """Take a text off the map."""
    del marks.callouts[number : number + 1]


@st.cache_data(max_entries=8, show_spinner=False)
def _drawn(_spec: MapSpec, digest: str) -> tuple[Frame, str]:  # noqa: ARG001 - the key of the cache
    items, frame = draw_map(readable(_spec, _WIDE), (0, 0, _WIDE, _HIGH))
    page = Page(_WIDE, _HIGH, tuple(items))
    (png,) = render_png(render_pdf([page], About(date="2000-01-01")), _DPI)
    return frame, "data:image/png;base64," + base64.b64encode(png).decode()


def _picture(spec: MapSpec) -> tuple[Frame, str]:
    """Return a map's frame and its picture; drawn anew only when it changed."""
    return _drawn(spec, str(hash(spec)))


def point_at(frame: Frame, told: str) -> tuple[float, float, float, float] | None:
    """Return where the pointer went down on a picture and how far it was drawn from there.

    Parameters
    ----------
    frame
        Of the picture.
    told
        Four shares of its width and height as JSON: where it went down, where up.

    Returns
    -------
    tuple of float or None
        Longitude and latitude (EPSG:4326, degrees), then the way right and down as shares of the
        width, both 0 for a click; ``None`` for anything else than four shares.
    """
    try:
        shares = [float(value) for value in json.loads(told)]
        x, y, to_x, to_y = (min(1.0, max(0.0, value)) for value in shares)
    except (TypeError, ValueError, RecursionError):
        return None
    if not all(map(math.isfinite, shares)):
        return None
    lon = math.degrees(frame.left + x * frame.w / frame.scale)
    north = frame.top - y * frame.h / frame.scale
    lat = math.degrees(2 * math.atan(math.exp(north)) - math.pi / 2)
    right, down = to_x - x, (to_y - y) * frame.h / frame.w
    if math.hypot(right, down) < _STILL:
        right = down = 0.0
    return round(lon, 4), round(lat, 4), round(right, 3), round(down, 3)
