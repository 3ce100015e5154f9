"""Pages as SVG, which other programs convert: LibreOffice here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cluster_atlas.drawing.formats.svg import render_svg
from cluster_atlas.drawing.shapes import Line, Page, Paragraph, Shape, Span, TextBox, rectangle

NAME = "江门"
_SOFFICE = shutil.which("soffice") or ""


def page_with_a_halo() -> bytes:
    span = Span(NAME, 30, colour="#000000")
    paragraph = Paragraph((span,))
    label = TextBox(20, 20, 80, 40, (paragraph,), (Line(20, 60, (span,)),), halo="#ffffff")
    ground = Shape((rectangle(0, 0, 120, 80),), fill="#ff0000")
    return render_svg(Page(120, 80, (ground, label)), title="x", description="x")


def test_a_halo_lies_below_the_letters_in_a_text_of_its_own() -> None:
    texts = re.findall(r"<text [^>]*>", page_with_a_halo().decode())
    assert ["stroke=" in text for text in texts] == [True, False]
    assert 'aria-hidden="true"' in texts[0]
    assert "paint-order" not in "".join(texts)


@pytest.mark.opens("SVG", "LibreOffice")
@pytest.mark.paper
@pytest.mark.skipif(not _SOFFICE, reason="LibreOffice is not installed")
def test_libreoffice_draws_the_letters_of_a_name_with_a_halo(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(page_with_a_halo())
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    words = [_SOFFICE, home, "--headless", "--convert-to", "png", "--outdir", str(tmp_path)]
    subprocess.run([*words, str(tmp_path / "a.svg")], check=True, capture_output=True)
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("RGB"))
    assert (picture.max(axis=2) < 80).sum() > 50
