"""The viewer's drawing code and Leaflet as text: modules for the app, one script for a file."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from pathlib import Path

import minify

VIEWER = Path(__file__).with_name("viewer")

_IMPORT = re.compile(r'^import [^;]*? from "(\.[./\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?(function|const|let|class)\b)", re.MULTILINE)

ENTRY_OF_PAGE = "app/page.js"
ENTRY_OF_APP = "app/app.js"
_STARTER = "window.startAtlas = (config) => startPage(L, window.atlasPack(), config);"


def viewer_text(name: str) -> str:
    """Return one file of the viewer."""
    return VIEWER.joinpath(name).read_text(encoding="utf-8")


@cache
def leaflet_script() -> str:
    """Return Leaflet's minified script, without the pointer to its source map.

    It comes from the pinned registry package XStatic-Leaflet.
    """
    from xstatic.pkg import leaflet

    text = Path(leaflet.BASE_DIR, "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=.*\s*$", "", text)


@cache
def page_script() -> str:
    """Return Leaflet and the viewer as one small classic script that defines ``startAtlas``.

    The same modules make the app's script: see :func:`app_script`.
    """
    viewer = "\n".join(("(() => {", joined(ENTRY_OF_PAGE), _STARTER, "})();"))
    return leaflet_script() + "\n" + str(minify.string("application/javascript", viewer))


@cache
def app_script() -> str:
    """Return Leaflet and the viewer as one module that exports what the app's components start."""
    style = f"const questionStyle = {json.dumps(question_style())};\n"
    viewer = minify.string("application/javascript", style + joined(ENTRY_OF_APP))
    return leaflet_script() + "\n" + str(viewer)


@cache
def page_style() -> str:
    """Return the viewer's stylesheets as one, without their white space."""
    return str(minify.string("text/css", viewer_text("viewer.css"))) + question_style()


@cache
def question_style() -> str:
    """Return the stylesheets of the question views as one, without their white space."""
    sheets = (
        path.read_text(encoding="utf-8")
        for path in sorted(VIEWER.rglob("*.css"), key=lambda path: path.name)
        if path.name != "viewer.css"
    )
    return str(minify.string("text/css", "\n".join(sheets)))


def joined(entry: str) -> str:
    """Return a module with all that it imports, as one text.

    A module has its imports one a line and no name twice in all modules, so that leaving out the
    import lines and the word ``export`` before a declaration is all that joining them takes.
    """
    order: list[str] = []
    _visit(entry, order)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", viewer_text(name))) for name in order)


def _visit(name: str, order: list[str]) -> None:
    """Add a module after all that it imports."""
    if name in order:
        return
    for imported in _IMPORT.findall(viewer_text(name)):
        _visit(posixpath.normpath(posixpath.join(posixpath.dirname(name), imported)), order)
    if name not in order:
        order.append(name)
