"""A briefing kept in the user's browser: over a reload, and in a list under its own name.

It is kept there and not on the server, because the server knows no users: an office's colleagues
share one, a restart ends all sessions, and what is not yet handed out should stay with its writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import streamlit as st

KEY = "brief-keeper"
# So many saved briefings a browser lists, the newest first, and so long a name may be.
MOST_SAVED, LONGEST_NAME = 20, 80
LARGEST = 200_000

_JS = """
const DECK = "cluster-atlas.deck", SAVED = "cluster-atlas.briefings";
let done = 0;
const read = (store, key) => { try { return store().getItem(key) || ""; } catch { return ""; } };
const write = (store, key, text) => { try { store().setItem(key, text); } catch { /* full */ } };
const tab = () => sessionStorage, all = () => localStorage;
function saved() {
  try {
    const list = JSON.parse(read(all, SAVED) || "[]");
    return Array.isArray(list) ? list.filter((one) => one && typeof one.toml === "string") : [];
  } catch { return []; }
}
export default function ({ data, setTriggerValue }) {
  const told = JSON.parse(new TextDecoder().decode(data));
  const { fresh, deck, order, most } = told;
  const tell = () =>
    setTriggerValue("kept", JSON.stringify({ deck: read(tab, DECK), saved: saved() }));
  if (order && order.number !== done) {
    done = order.number;
    let list = saved().filter((one) => one.name !== order.name);
    const { name, date, toml } = order;
    if (toml) list = [{ name, date, toml }, ...list].slice(0, most);
    write(all, SAVED, JSON.stringify(list));
    tell();
  }
  if (fresh) tell();
  else if (deck && deck !== read(tab, DECK)) write(tab, DECK, deck);
}
"""


@dataclass
class Kept:
    """What the browser keeps: the briefing as it stood, and those saved, newest first.

    ``saved`` are pairs of name and day with the text of the file.
    """

    deck: str = ""
    saved: list[tuple[str, str, str]] = field(default_factory=list)
    asked: bool = False


def kept() -> Kept:
    """Return what the browser has told so far in this session."""
    found: Kept = st.session_state.setdefault("brief-browser", Kept())
    return found


@cache
def _keeper() -> Callable[..., Any]:
    return st.components.v2.component("cluster-atlas-keeper", js=_JS)


def keep(deck: str, restore: Callable[[str], None]) -> None:
    """Let the browser keep a briefing; the first time ask what it kept before.

    Parameters
    ----------
    deck
        Text of the briefing's file as it stands.
    restore
        Called once with the text of the briefing that this tab showed before it was loaded anew.
    """
    state = kept()

    def on_kept() -> None:
        told = read_told(getattr(st.session_state.get(KEY), "kept", None))
        first, state.asked = not state.asked, True
        state.saved = told.saved
        if first and told.deck:
            restore(told.deck)

    told = {
        "fresh": not state.asked,
        "deck": deck if len(deck) <= LARGEST else "",
        "order": st.session_state.get("brief-order"),
        "most": MOST_SAVED,
    }
    text = json.dumps(told, ensure_ascii=False).encode()
    _keeper()(key=KEY, data=text, on_kept_change=on_kept)


def order(name: str, day: str, toml: str) -> None:
    """Ask the browser to save a briefing under a name, or, where its text is empty, to drop it."""
    before = st.session_state.get("brief-order") or {"number": 0}
    st.session_state["brief-order"] = {
        "number": before["number"] + 1,
        "name": name[:LONGEST_NAME],
        "date": day,
        "toml": toml,
    }


def read_told(text: object) -> Kept:
    """Return what the browser told, which may be anything; nothing where it is not understood."""
    try:
        told = json.loads(str(text))
        deck = told["deck"] if isinstance(told["deck"], str) else ""
        saved = [
            (str(one["name"])[:LONGEST_NAME], str(one.get("date", ""))[:10], str(one["toml"]))
            for one in told["saved"][:MOST_SAVED]
        ]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return Kept()
    return Kept(deck[:LARGEST], [one for one in saved if len(one[2]) <= LARGEST])
