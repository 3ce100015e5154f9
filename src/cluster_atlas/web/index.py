"""The index page of many briefings: one HTML file that links to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from cluster_atlas.web.templating import TEMPLATES, fill, policy_hash


class _Link(NamedTuple):
    """An address relative to the page, and the text to click."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One briefing: its name, how much it holds, its files, or why there are none."""

    name: str
    count: int
    files: tuple[str, ...]
    failure: str = ""

    @property
    def links(self) -> list[_Link]:
        """Links named by the file's format; pages of a picture are numbered."""
        return [_Link(quote(name), _format_of(name, len(self.files))) for name in self.files]


def render_index(  # noqa: PLR0913 - what a page is made of
    entries: Sequence[Entry],
    *,
    title: str,
    intro: str,
    heads: tuple[str, str, str],
    footer: Sequence[str],
    language: str,
) -> bytes:
    """Return the page.

    Parameters
    ----------
    entries
        A row each; file names are relative to the page.
    title, intro
        Heading and the line below it.
    heads
        Headings of the three columns: name, count, files.
    footer
        Credits and edition.
    language
        ``zh`` or ``en``.

    Returns
    -------
    bytes
        UTF-8 HTML whose policy allows its own style and nothing else.
    """
    style = TEMPLATES.joinpath("index.css").read_text(encoding="utf-8")
    page = fill(
        "index.html",
        lang="en" if language == "en" else "zh-CN",
        policy=Markup(  # noqa: S704 - our own words and a hash
            f"default-src 'none'; style-src '{policy_hash(style)}'; base-uri 'none'"
        ),
        title=title,
        style=Markup(style),  # noqa: S704 - our own file
        intro=intro,
        heads=heads,
        entries=entries,
        footer=footer,
    )
    return page.encode()


def _format_of(name: str, files: int) -> str:
    """Return a file's format in capitals; of several pictures with the number of the page."""
    stem, _, suffix = name.rpartition(".")
    shown = suffix.upper()
    if suffix in {"png", "svg"} and files > 1:
        shown = f"{shown} {stem.rpartition('-')[2]}"
    return shown
