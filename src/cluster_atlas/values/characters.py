"""Characters that do not fit: what no file can hold, and what would make a text read as another."""

from __future__ import annotations

import json
import re
from typing import Any

# All but what XML 1.0 can hold; a cell of a spreadsheet can hold no more.
_UNSTORABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Controls other than tab and line break, separators of lines and paragraphs, marks that turn the
# direction of writing, and code points that are no character.
_INVISIBLE = re.compile(
    "[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]|" + _UNSTORABLE.pattern
)
_BREAKS = "\t\n\r"


def storable(text: str) -> str:
    """Return a text without the characters that XML or a spreadsheet could not hold."""
    return _UNSTORABLE.sub("", text)


def legible(text: str) -> str:
    """Return a text without the characters that are not seen but change what is read.

    Tabs and line breaks stay; what :func:`storable` drops goes as well.
    """
    return _INVISIBLE.sub("", text)


def shown(text: str) -> str:
    """Return a text with a code in the place of each character that is not seen."""
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def fits_a_name(character: str) -> bool:
    """Whether a character may stand in a name, which is one line of what can be seen."""
    return character not in _BREAKS and not _INVISIBLE.match(character)


def script_json(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return JSON that may stand inside a script element: no ``<``, ``>`` or ``&`` in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
