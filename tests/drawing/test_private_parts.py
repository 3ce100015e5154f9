"""The private parts of libraries that we reach for, each with the versions that have them.

When a new version is locked, look whether it offers a public way, and name it here.
"""

from __future__ import annotations

import io
from importlib.metadata import version

import pytest
from pptx import Presentation
from pptx.util import Emu
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

KNOWN = {"reportlab": "5.1", "python-pptx": "1.0", "streamlit": "1.67"}


@pytest.mark.parametrize("name", KNOWN)
def test_the_version_is_one_that_was_looked_at(name: str) -> None:
    assert version(name).startswith(KNOWN[name] + ".")


def test_reportlab_keeps_its_time_stamp_and_its_fonts_there() -> None:
    stamp = Canvas(io.BytesIO(), invariant=1)._doc._timeStamp
    assert {"t", "lt", "YMDhms", "dhh", "dmm", "tzname"} <= set(vars(stamp))
    assert isinstance(pdfmetrics._fonts, dict)


def test_python_pptx_keeps_its_shapes_there() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(Emu(0), Emu(0), Emu(1), Emu(1))
    assert box._element in list(slide.shapes._spTree)
    assert box._element.txBody is not None


def test_streamlit_serves_files_from_its_media_store() -> None:
    from streamlit.runtime.media_file_manager import MediaFileManager

    assert callable(MediaFileManager.add)
