"""Unified social credit codes by GB 32100-2015: 18 characters, the last of them a check."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from cluster_atlas.own.cells.column import Column, Unreadable
from cluster_atlas.own.sourcetable import Value
from cluster_atlas.values.issues import Issue, Text

# Without I, O, S, V and Z, which are taken for 1, 0, 5, U and 2.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_TO_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(len(ALPHABET))))
_MODULUS = len(ALPHABET)
WEIGHTS = tuple(3**position % _MODULUS for position in range(17))
_LENGTH = 18
_FORM = rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}"
_CODE, _CODES = re.compile(_FORM), re.compile(f"(?:{_FORM})*+")
# What the letters that are left out are taken for, and letters that are hard to tell apart.
_MEANT = str.maketrans("IOSZV", "1052U")
_ALIKE = {"L": "1", "1": "L", "B": "8", "8": "B", "D": "0", "Q": "0", "0": "DQ", "G": "6", "6": "G"}
_COMPARE = Text("请与营业执照核对", "compare it with the business licence")


def is_credit_code(text: str) -> bool:
    """Tell whether a text is a code whose check holds."""
    return bool(_CODE.fullmatch(text)) and _holds(text)


def _holds(text: str) -> bool:
    values = text.encode().translate(_TO_VALUES)
    total: int = sum(map(operator.mul, values, WEIGHTS))
    return (total + values[-1]) % _MODULUS == 0


def credit_codes(column: Column) -> tuple[list[str | None], list[Issue]]:
    """Return the codes of a column, in capitals, without spaces.

    A code whose check does not hold is reported. Where it would hold with the characters that
    letters of it are taken for (``O``, ``I``, which the standard leaves out, or ``B`` for ``8``),
    that code is named in the hint, not put in its place.
    """
    if _all_hold(column.values):
        return [value if isinstance(value, str) else None for value in column.values], []
    return column.interpreted(_code)


def _all_hold(values: Sequence[Value]) -> bool:
    """Tell whether a column is one of nothing but codes whose checks hold, looked at as a whole."""
    texts = [value for value in values if type(value) is str]
    if len(texts) + sum(value is None for value in values) < len(values):
        return False
    joined = "".join(texts)
    if len(joined) != _LENGTH * len(texts) or not _CODES.fullmatch(joined):
        return False
    if set(map(len, texts)) - {_LENGTH}:
        return False
    signs = np.frombuffer(joined.encode().translate(_TO_VALUES), dtype=np.uint8)
    total = signs.reshape(-1, _LENGTH).astype(np.int64) @ np.asarray([*WEIGHTS, 1])
    return bool((total % _MODULUS == 0).all())


def _code(value: Value) -> str | Unreadable:
    if not isinstance(value, str):
        return Unreadable(
            Text("是按数字输入的，不是代码", "was typed as a number and is no code"),
            Text("把该列设为文本后重新输入", "make the column text and type it again"),
        )
    if is_credit_code(value):
        return value
    text = unicodedata.normalize("NFKC", value).upper()
    text = "".join(character for character in text if not character.isspace() and character != "-")
    return text if is_credit_code(text) else _fault(text)


def _fault(text: str) -> Unreadable:
    """Return what is wrong with a code, and the one that was meant where it can be told."""
    if len(text) != _LENGTH:
        message = Text(f"应为 18 位，现为 {len(text)} 位", f"has {len(text)} characters, not 18")
        return Unreadable(message, _COMPARE)
    if is_credit_code(meant := text.translate(_MEANT)):
        message = Text("含有不用的字母", "holds letters that codes do not use")
        return Unreadable(message, Text(f"是否为 {meant}", f"perhaps {meant}"))
    if wrong := next((c for c in text if c not in _VALUES), ""):
        message = Text(f"含有不用的字符 {wrong}", f"holds {wrong}, which codes do not use")
        return Unreadable(message, _COMPARE)
    message = Text("校验位不对", "has a check character that does not fit")
    perhaps = [
        changed
        for place, character in enumerate(text)
        for other in _ALIKE.get(character, "")
        if is_credit_code(changed := text[:place] + other + text[place + 1 :])
    ]
    if perhaps:
        hint = Text(f"是否为 {'、'.join(perhaps)}", f"perhaps {', '.join(perhaps)}")
        return Unreadable(message, hint)
    return Unreadable(message, _COMPARE)
