"""What the build made of the viewer and its libraries: scripts and stylesheets as text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cluster_atlas.values.issues import AtlasError, Issue, Text

DIST = Path(__file__).with_name("dist")


@cache
def built(name: str) -> bytes:
    """Return a built file, such as ``page.js`` or ``folium/leaflet.js``.

    Raises
    ------
    AtlasError
        If the viewer was not built, as in a fresh checkout.
    """
    try:
        return DIST.joinpath(name).read_bytes()
    except OSError as error:
        message = Text("界面尚未构建，缺文件", "the viewer is not built, a file is missing")
        hint = Text("请在源码目录运行 make viewer", "run make viewer in the source folder")
        raise AtlasError([Issue("viewer", "", "", name, message, hint)]) from error


def page_script(*, own: bool = False) -> str:
    """Return Leaflet and the viewer as one classic script that defines ``startAtlas``.

    With ``own`` it shows an office's own rows as well; most files have none and do without.
    """
    return built("page-own.js" if own else "page.js").decode()


def page_style(*, own: bool = False) -> str:
    """Return the viewer's stylesheets as one, those for own rows where they are shown."""
    return built("page-own.css" if own else "page.css").decode()


def app_script() -> bytes:
    """Return Leaflet and the viewer as one module that exports what the app's components start."""
    return built("app.js")
