"""The index page of many briefings: one HTML file that links to them."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from cluster_atlas.values.colours import INK, OUTLINE

_STYLE = (
    f":root{{--ink:{INK};--quiet:{OUTLINE}}}\n"
    """\
body{font:15px/1.6 "Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;color:var(--ink);
max-width:920px;margin:40px auto;padding:0 20px}
h1{font-size:26px;color:#12395b;margin:0}
p{color:var(--quiet);margin:4px 0 20px}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:7px 10px;border-bottom:1px solid #e3e8ed;vertical-align:top}
th{font-weight:600;color:var(--quiet);background:#f4f6f8}
td.number{text-align:right;font-variant-numeric:tabular-nums}
a{color:#12395b}a:focus{outline:2px solid #c8741a}
.failed{color:#a03325}
footer{color:var(--quiet);font-size:13px;margin-top:24px}
@media print{body{margin:0;max-width:none}}
"""
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One briefing: its name, how much it holds, its files, or why there are none."""

    name: str
    count: int
    files: tuple[str, ...]
    failure: str = ""


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
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    head = "".join(f"<th>{html.escape(text)}</th>" for text in heads)
    page = (
        f'<!doctype html>\n<html lang="{"en" if language == "en" else "zh-CN"}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{html.escape(title)}</h1>\n<p>{html.escape(intro)}</p>\n"
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        f"{''.join(map(_row, entries))}</tbody>\n</table>\n"
        f"<footer>{'<br>'.join(html.escape(line) for line in footer)}</footer>\n"
        "</body>\n</html>\n"
    )
    return page.encode()


def _row(entry: Entry) -> str:
    links = " · ".join(_link(name, len(entry.files)) for name in entry.files)
    failed = f'<span class="failed">{html.escape(entry.failure)}</span>' if entry.failure else ""
    count = "" if entry.failure else str(entry.count)
    return (
        f'<tr><td>{html.escape(entry.name)}</td><td class="number">{count}</td>'
        f"<td>{links}{failed}</td></tr>\n"
    )


def _link(name: str, files: int) -> str:
    """Return a link named by the file's format; pages of a picture are named whole."""
    stem, _, suffix = name.rpartition(".")
    shown = suffix.upper()
    if suffix in {"png", "svg"} and files > 1:
        shown = f"{shown} {stem.rpartition('-')[2]}"
    return f'<a href="{quote(name)}">{html.escape(shown)}</a>'
