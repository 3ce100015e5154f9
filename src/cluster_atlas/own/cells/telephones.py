"""Telephone numbers: which columns hold them, since they are personal data."""

from __future__ import annotations

import re
import unicodedata

from cluster_atlas.own.sourcetable import Value

# A mobile number of the mainland, of Hong Kong or Macau with its country code; a land line.
_COUNTRY = r"(?:\+|00)?86[\s-]?"
_MOBILE = rf"(?:{_COUNTRY})?1[3-9]\d(?:[\s-]?\d{{4}}){{2}}"
_NEAR = r"(?:\+|00)?85[23][\s-]?\d{4}[\s-]?\d{4}"
_AREA = rf"(?:(?:{_COUNTRY})?\(0\d{{2,3}}\)|(?:{_COUNTRY}0?|0)\d{{2,3}}[\s-])"
_LINE = _AREA + r"\s*\d{3,4}[\s-]?\d{4}(?:\s*[-转#]\s*\d{1,5})?"
_SERVICE = r"[48]00[\s-]?\d{3}[\s-]?\d{4}"
_NUMBER = re.compile(rf"(?:{_MOBILE}|{_NEAR}|{_LINE}|{_SERVICE})")
_BETWEEN = re.compile(r"\s*[/、,;，；\n]\s*")
# A column of which this part are numbers is one of telephone numbers.
_MOST = 0.6
_SAMPLE = 1000


def is_telephone(value: Value) -> bool:
    """Tell whether a cell holds a telephone number, or several with a mark between.

    A spreadsheet has one without marks as a number, with or without a decimal point.

    Examples
    --------
    >>> from cluster_atlas.own.cells.telephones import is_telephone
    >>> is_telephone("020-83123456、13800138000")
    True
    >>> is_telephone("440106")
    False
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    text = unicodedata.normalize("NFKC", str(value)).strip()
    parts = [part for part in _BETWEEN.split(text) if part]
    return bool(parts) and all(_NUMBER.fullmatch(part) for part in parts)


def are_telephones(values: list[Value]) -> bool:
    """Tell whether a column is one of telephone numbers."""
    found = [value for value in values[: 10 * _SAMPLE] if value is not None][:_SAMPLE]
    return bool(found) and sum(map(is_telephone, found)) >= _MOST * len(found)
