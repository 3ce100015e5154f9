"""HTML from the templates of the package: every value is text unless it is marked as HTML."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill(name: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """Return a template with its values.

    Parameters
    ----------
    name
        File in ``templates/``.
    values
        Shown as text; what is a :class:`markupsafe.Markup` stands in the page as it is. No value
        is ever read as a template.
    """
    return _environment().get_template(name).render(values)


def policy_hash(text: str) -> str:
    """Return a script's or stylesheet's hash as a content-security policy names it, unquoted."""
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
