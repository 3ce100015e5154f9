"""Numbers as offices write them, with units, commas and full-width digits, in base units."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from cluster_atlas.own.cells.column import Column, Unreadable
from cluster_atlas.own.sourcetable import Value
from cluster_atlas.values.issues import Issue, Text

# Each unit in the base unit of its kind. A mu is 10,000/15 m².
_MU = 10_000 / 15
_UNITS = {
    "money": "元 1 千元 1e3 万元 1e4 百万元 1e6 千万元 1e7 亿元 1e8 万亿元 1e12",
    "area": f"""m2 1 平方米 1 平米 1 平方 1 万平方米 1e4 万平米 1e4 万平方 1e4 万m2 1e4
        亩 {_MU} 万亩 {1e4 * _MU} 公顷 1e4 ha 1e4 hm2 1e4 万公顷 1e8 顷 {100 * _MU}
        km2 1e6 平方公里 1e6 平方千米 1e6""",
    "length": "mm 1e-3 毫米 1e-3 cm 1e-2 厘米 1e-2 m 1 米 1 km 1e3 公里 1e3 千米 1e3",
    "power": """va 1 kva 1e3 千伏安 1e3 万kva 1e7 万千伏安 1e7 mva 1e6 兆伏安 1e6
        w 1 瓦 1 kw 1e3 千瓦 1e3 万千瓦 1e7 mw 1e6 兆瓦 1e6 gw 1e9 吉瓦 1e9""",
    "mass": "kg 1 千克 1 公斤 1 t 1e3 吨 1e3 万吨 1e7 亿吨 1e11",
    "share": "% 0.01 ‰ 0.001 百分点 0.01",
    "count": """人 1 万人 1e4 家 1 户 1 万户 1e4 个 1 台 1 套 1 栋 1 幢 1 层 1 辆 1 条 1 间 1
        项 1""",
}
UNITS = {
    kind: dict(zip(text.split()[::2], map(float, text.split()[1::2]), strict=True))
    for kind, text in _UNITS.items()
}
_KINDS = {unit: kind for kind, units in UNITS.items() for unit in units}
_MULTIPLES = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}

_SIGNS = str.maketrans(
    {"，": ",", "．": ".", "－": "-", "—": "-", "–": "-", "−": "-", "～": "~", "〜": "~", "·": "·"}
)
_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?"
_QUANTITY = re.compile(
    rf"(?:约|大约|近|超|超过|逾|≈|~|￥|¥|人民币)?\s*({_NUMBER})\s*[余多]?(.*?)(?:左右|以上|整)?"
)
_BOUND = r"\d[\d,]*(?:\.\d+)?"
_RANGE = re.compile(rf"\D*?{_BOUND}\s*[^\d\s]*?\s*[-~至到]\s*{_BOUND}\s*\D*")
_UNIT_HINT = Text("请填一个数，可带单位，如 1200万元", "type one number, as 1200万元")
_NOT_A_NUMBER = Unreadable(Text("不是数", "is not a number"), _UNIT_HINT)
_A_RANGE = Unreadable(
    Text("是一个范围，不是一个数", "is a range, not one number"),
    Text("请填一个数，上下限分两列", "type one number, the bounds in two columns"),
)
_BAD_COMMAS = Unreadable(
    Text("逗号不在千位上", "has commas elsewhere than between thousands"),
    Text("请去掉逗号；小数点用 .", "leave the commas out and write decimals with a point"),
)
_TOO_GREAT = Unreadable(Text("数太大", "is too great a number"), _UNIT_HINT)


def quantities(column: Column, kind: str, unit: str = "") -> tuple[list[float | None], list[Issue]]:
    """Return the numbers of a column in the base unit of their kind.

    Parameters
    ----------
    column
        Numbers, or texts as ``1，234``, ``约3.5亿元``, ``２００亩``, ``12%``.
    kind
        A key of `UNITS`; the base units are yuan, square metres, metres, volt-amperes or watts,
        kilograms, one, and one. Empty: numbers without any unit.
    unit
        Of a number that says none: that of the heading, as ``万元``. Empty: the base unit.

    Returns
    -------
    list of float or None
        As long as the column; ``None`` where the cell is blank or not one number.
    list of Issue
        Of cells that are not one number, or have a unit of another kind.

    Raises
    ------
    KeyError
        Where the unit is none of the kind's.
    """
    factor = UNITS[kind][normal_unit(unit)] if unit else 1.0
    plain = _plain(column.values, factor)
    if plain is not None:
        return plain, []
    return column.interpreted(lambda value: _quantity(value, kind, factor))


def _plain(values: Sequence[Value], factor: float) -> list[float | None] | None:
    """Return a column of numbers, or of texts that are nothing else; ``None`` where any is not."""
    kinds = set(map(type, values)) - {type(None)}
    if not (kinds <= {float, int} or kinds == {str}):
        return None
    try:
        numbers = [None if value is None else float(value) * factor for value in values]  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    # Python takes 1_000 and nan for numbers as well.
    odd = kinds == {str} and any("_" in value for value in values if isinstance(value, str))
    finite = math.isfinite(sum(number for number in numbers if number is not None))
    return numbers if finite and not odd else None


def normal_unit(text: str) -> str:
    """Return a unit as `UNITS` writes it: half-width, lower case, no dots, ``m²`` as ``m2``."""
    text = unicodedata.normalize("NFKC", text.replace("㎡", "m2")).lower()
    text = re.sub(r"[\s.·・()]", "", text)
    return text.replace("^2", "2").replace("人民币", "").replace("rmb", "元").replace("圆", "元")


def unit_of_heading(heading: str) -> tuple[str, str]:
    """Return the unit that a heading says, ``投资额（万元）``, and its kind; else empty texts."""
    for found in re.findall(r"[（(/［\[:：,，]\s*([^（()）\]］/]+?)\s*(?:[)）\]］]|$)", heading)[
        ::-1
    ]:
        unit = normal_unit(found)
        if unit in _KINDS:
            return unit, _KINDS[unit]
    return "", ""


def _quantity(value: Value, kind: str, factor: float) -> float | Unreadable:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return _NOT_A_NUMBER
    if not isinstance(value, str):
        return _finite(value, factor)
    text = unicodedata.normalize("NFKC", value.translate(_SIGNS)).translate(_SIGNS).strip().lower()
    found = _QUANTITY.fullmatch(text)
    if found is None or not any(character.isdigit() for character in found[1]):
        return _NOT_A_NUMBER
    rest = normal_unit(found[2])
    if fault := _fault(text, rest):
        return fault
    unit = _unit(rest, kind, factor)
    return unit if isinstance(unit, Unreadable) else _finite(found[1].replace(",", ""), unit)


def _finite(value: float | str, factor: float) -> float | Unreadable:
    try:
        number = float(value) * factor
    except OverflowError:
        return _TOO_GREAT
    return number if math.isfinite(number) else _TOO_GREAT


def _fault(text: str, rest: str) -> Unreadable | None:
    """Return why what stands behind a number makes it none, or more than one."""
    if rest.startswith(",") or (rest[:1].isdigit() and "," in text):
        return _BAD_COMMAS
    if rest not in _KINDS and _RANGE.fullmatch(text):
        return _A_RANGE
    return _NOT_A_NUMBER if rest and (rest[0] in "-~至到" or rest[0].isdigit()) else None


def _unit(name: str, kind: str, factor: float) -> float | Unreadable:
    """Return how many base units a unit is; one of another kind is none."""
    units = UNITS.get(kind, {})
    if not name or name in units:
        return units[name] if name else factor
    if name in _MULTIPLES and kind != "share":
        # "3.5亿" in a column of money means yuan, in one of 万元 nobody writes it.
        return _MULTIPLES[name]
    if name not in _KINDS:
        return Unreadable(Text("不认识的单位", "has a unit that is not known"), _UNIT_HINT)
    usual = list(units)[:4]
    return Unreadable(
        Text("单位不是这一列的", "has a unit of another kind than the column"),
        Text(f"请用{'、'.join(usual)}", f"use {', '.join(usual)}")
        if usual
        else Text("请只填数", "type the number alone"),
    )
