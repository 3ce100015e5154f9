"""A target in words: the number with its unit, qualifier and year."""

from __future__ import annotations

import re
from decimal import Decimal

from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Target
from cluster_atlas.wording.numbers import number

# A target as one phrase; the viewer fills the same one.
TARGET_WORDS = Text("{metric} {amount}", "{metric}: {amount}")

# Qualifiers that Chinese puts behind the number: 3500 亿元以上, but 超 1 万亿元.
_AFTER_THE_NUMBER = ("以上", "以内", "左右")

# What the plans put before or behind a number, where English has a word for it.
_ENGLISH = {
    "约": "about ",
    "近": "nearly ",
    "左右": "about ",
    "超": "over ",
    "突破": "over ",
    "以上": "at least ",
    "以内": "at most ",
    "不少于": "at least ",
}
# From how many hundred millions on, what one of them is in the unit that English counts by.
_CNY = (
    (Decimal(10_000), Decimal("0.0001"), "trillion"),
    (Decimal(10), Decimal("0.1"), "billion"),
    (Decimal("-Infinity"), Decimal(100), "million"),
)
_MYRIAD = "10,000"
_RANGE = re.compile(r"(\d+(?:\.\d+)?)至")


def metric_name(target: Target, language: str) -> str:
    """Return what is counted."""
    return (target.metric_en or target.metric) if language == "en" else target.metric


def target_words(target: Target | None, language: str) -> str:
    """Return a target as one phrase: 营业收入 约 1.4 万亿元（2025 年）; empty for none."""
    if target is None:
        return ""
    words = TARGET_WORDS.in_language(language)
    return words.format(metric=metric_name(target, language), amount=amount(target, language))


def amount(target: Target, language: str, *, dated: bool = True) -> str:
    """Return a number with its unit, and its year if asked for: 约 1.4 万亿元（2025 年）."""
    year = target.year if dated else None
    value = number(target.value)
    if language == "en":
        said = _english_qualifier(target.qualifier) + _english_amount(value, target.unit_en)
        return said + (f" ({year})" if year else "")
    said = value + target.unit if target.unit == "%" else f"{value} {target.unit}".strip()
    if target.qualifier in _AFTER_THE_NUMBER:
        said += target.qualifier
    elif target.qualifier:
        said = target.qualifier + (said if target.qualifier[-1] == "至" else spaced(said))
    return said + (f"（{year} 年）" if year else "")


def spaced(text: str) -> str:
    """Return a text with a space before it where it begins with a digit, as Chinese print has."""
    return f" {text}" if text[:1].isdigit() else text


def _english_qualifier(qualifier: str) -> str:
    least = _RANGE.search(qualifier)
    return f"{least[1]} to " if least else _ENGLISH.get(qualifier, "")


def _english_amount(value: str, unit: str) -> str:
    """Return a number with its unit: CNY 5.5 trillion, 6%, CNY 400 billion, 29 years."""
    if unit == "CNY trillion":
        return f"CNY {value} trillion"
    if unit == "CNY 100 million":
        _, factor, name = next(one for one in _CNY if Decimal(value) >= one[0])
        return f"CNY {(Decimal(value) * factor).normalize():f} {name}"
    if unit.startswith(_MYRIAD):
        return f"{(Decimal(value) * 10_000).normalize():,f}{unit.removeprefix(_MYRIAD)}"
    if unit == "%":
        return value + unit
    manifold = any(letter.isdigit() for letter in unit)
    return f"{value} × {unit}" if manifold else f"{value} {unit}".strip()
