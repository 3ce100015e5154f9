"""A small HTML table that a notebook shows for a value; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table_html(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, rest: int = 0
) -> str:
    """Return a table with a caption.

    Parameters
    ----------
    caption, headings, rows
        Texts and numbers; as wide as there are headings.
    rest
        How many more rows there are; said below where it is not 0.
    """
    head = "".join(f"<th>{escape(text)}</th>" for text in headings)
    lines = [
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
        for row in rows
    ]
    if rest > 0:
        lines.append(f'<tr><td colspan="{len(headings)}">… 另有 {rest} 行 · {rest} more</td></tr>')
    body = "".join(lines)
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
