"""Pages of a PDF as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2

POINTS_AN_INCH = 72


def render_png(pdf: bytes, dpi: int = 300) -> Iterator[bytes]:
    """Yield each page of a PDF as a PNG.

    Parameters
    ----------
    pdf
        A document of ours; its fonts are embedded, so the machine needs none.
    dpi
        Dots an inch; stands in the file, so that it is printed in its size.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=dpi / POINTS_AN_INCH).to_pil()
            content = io.BytesIO()
            picture.save(content, "PNG", dpi=(dpi, dpi), compress_level=6)
            yield content.getvalue()
    finally:
        document.close()
