"""Numbers as text, with every digit that they have and no other."""

from __future__ import annotations

from decimal import Decimal


def noun(count: int, one: str, many: str = "") -> str:
    """Return the English noun of a count: ``designation`` of 1, ``designations`` of all others.

    Parameters
    ----------
    count
        How many there are.
    one, many
        The noun in singular and plural; without a plural an ``s`` is added.
    """
    return one if count == 1 else many or f"{one}s"


def quantity(count: int, one: str, many: str = "") -> str:
    """Return a number with its English noun: ``1 cluster``, ``12 clusters``, ``2 cities``."""
    return f"{count} {noun(count, one, many)}"


def number(value: float) -> str:
    """Return a number as plain decimals: ``11987.44``, ``1000000``, ``0.3``; never ``1e+06``.

    A number with a fraction has the fewest digits that tell it from every other double; a whole
    one has no point. The viewer's ``number`` gives the same.

    Parameters
    ----------
    value
        A finite number.
    """
    text = format(Decimal(str(value)), "f")
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if plain == "-0" else plain
