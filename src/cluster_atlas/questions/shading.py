"""How dark a map fills a place: by how often it is named, how specifically, or in which role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.roles import cities_of
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation

_WEAKEST = 5


class ShadeClass(NamedTuple):
    """Values from ``least`` on, up to the next class, with their tier: 1 is darkest, 5 lightest."""

    least: int
    tier: int
    name: Text


class Measure(NamedTuple):
    """What the shades of a map stand for.

    ``heading`` follows the name of the cluster; ``classes`` go by rising value and are empty where
    the tiers of the roles are meant.
    """

    name: Text
    heading: Text
    classes: tuple[ShadeClass, ...] = ()


# The first is the usual one: a sentence that names sixteen cities alike makes none of them dark.
MEASURES = {
    "count": Measure(
        Text("条数", "Number"),
        Text("点名条数", "designations naming it"),
        (
            ShadeClass(1, 5, Text("1 条", "1")),
            ShadeClass(2, 4, Text("2 条", "2")),
            ShadeClass(3, 3, Text("3–5 条", "3–5")),
            ShadeClass(6, 2, Text("6–10 条", "6–10")),
            ShadeClass(11, 1, Text("11 条及以上", "11 or more")),
        ),
    ),
    "specificity": Measure(
        Text("专指", "Specificity"),
        Text("点名的专指程度", "how specifically named"),
        (
            ShadeClass(1, 1, Text("单独点名", "Named alone")),
            ShadeClass(2, 2, Text("与 1–2 市一并点名", "Named with 1–2 others")),
            ShadeClass(4, 4, Text("与 3–7 市一并点名", "Named with 3–7 others")),
            ShadeClass(9, 5, Text("与 8 个及以上市一并点名", "Named with 8 or more others")),
        ),
    ),
    "role": Measure(Text("角色", "Role"), Text("最强角色", "strongest role")),
}
USUAL = "count"


def measure_named(name: str) -> str:
    """Return the key of a measure; the usual one where there is none of that name."""
    return name if name in MEASURES else USUAL


def shade(atlas: Atlas, measure: str, facts: Sequence[Designation]) -> int:
    """Return the tier of a place, 1 (darkest) to 5, by the designations that name it.

    Parameters
    ----------
    atlas
        The atlas of the facts.
    measure
        A key of :data:`MEASURES`.
    facts
        One or more designations that name the place.
    """
    if measure == "role":
        roles = atlas.codes["role"]
        return min(roles[fact.role].tier or _WEAKEST for fact in facts)
    value = len(facts)
    if measure == "specificity":
        value = min(max(1, len(cities_of(atlas, fact)[0])) for fact in facts)
    return class_of(measure, value).tier


def class_of(measure: str, value: int) -> ShadeClass:
    """Return the class of a measure in which a value of 1 or more lies."""
    return [found for found in MEASURES[measure].classes if found.least <= value][-1]
