"""The private parts of libraries that we reach for, each with the versions that have them.

When a new version is locked, look whether it offers a public way, and name it here.
"""

from __future__ import annotations

from importlib.metadata import version

import pytest
from pptx import Presentation
from pptx.util import Emu

KNOWN = {"python-pptx": "1.0", "streamlit": "1.67"}


@pytest.mark.parametrize("name", KNOWN)
def test_the_version_is_one_that_was_looked_at(name: str) -> None:
    assert version(name).startswith(KNOWN[name] + ".")


def test_python_pptx_keeps_its_shapes_there() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(Emu(0), Emu(0), Emu(1), Emu(1))
    assert box._element in list(slide.shapes._spTree)
    assert box._element.txBody is not None


def test_streamlit_serves_files_from_its_media_store() -> None:
    from streamlit.runtime.media_file_manager import MediaFileManager

    assert callable(MediaFileManager.add)
