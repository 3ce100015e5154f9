"""The Streamlit app: one screen with filters, the map and its list, and the way out as a file."""

from __future__ import annotations

import streamlit as st

from cluster_atlas.ui import chrome, session
from cluster_atlas.ui.components import filter_panel, map_panel

chrome.page()
atlas = session.atlas()

# The address is the state: a link, a reload and the back button all come in through it.
screen, notices = session.screen(atlas)

# The map is told first: it repaints while the browser still renders the rest.
top = st.container(key="top")
map_panel(atlas, session.run())
if screen.view == "brief" and not session.embedded():
    # Its libraries stay off the way to the first map.
    from cluster_atlas.ui.briefing_page import briefing_page

    with st.container(key="brief"):
        briefing_page(atlas, screen)
if screen.view == "own" and not session.embedded():
    from cluster_atlas.ui.own.own_page import own_page

    with st.container(key="own"):
        own_page(atlas, screen)
with st.sidebar:
    filter_panel(atlas, screen.language)
with top:
    chrome.header(atlas, screen)
    chrome.data_note(screen.language)
    chrome.notices(notices, screen.language)

session.write_address(screen)
