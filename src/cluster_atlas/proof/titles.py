"""Titles held against the texts: they are in our own words, names of places aside."""

from __future__ import annotations

from collections.abc import Iterable

from cluster_atlas.atlas.atlas import Atlas

# Characters in a row that a title may share with its clause.
MOST_SHARED = 14


def place_names(atlas: Atlas) -> tuple[str, ...]:
    """Return every name, short name and alias of the gazetteer."""
    places = atlas.places.values()
    names = (name for place in places for name in (place.name, place.short, *place.aliases))
    return tuple(dict.fromkeys(name for name in names if name))


def shared_run(title: str, text: str, names: Iterable[str]) -> str:
    """Return the longest run of a title that stands in a text, empty where it is short enough.

    Parameters
    ----------
    title, text
        The title of a designation and its clause.
    names
        Names of places; what they cover of the title does not count, since a park, a platform or
        a region can be called by its name only.

    Returns
    -------
    str
        The run with most characters outside the names, where these are more than
        :data:`MOST_SHARED`.
    """
    counted = [1] * len(title)
    for name in names:
        start = title.find(name)
        while start >= 0:
            counted[start : start + len(name)] = [0] * len(name)
            start = title.find(name, start + 1)
    longest, most = "", MOST_SHARED
    for start in range(len(title)):
        end = start
        while end < len(title) and title[start : end + 1] in text:
            end += 1
        if sum(counted[start:end]) > most:
            longest, most = title[start:end], sum(counted[start:end])
    return longest
