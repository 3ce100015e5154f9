"""Write the pinyin of all shipped names, so that pypinyin is loaded for new names only."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.spelling import READINGS, SPELLINGS, is_han, read_syllables


def main() -> None:
    """Spell every name of clusters, industries and places, and read every character of products."""
    atlas = open_atlas()
    rows = [(name, read_syllables(name)) for name in sorted(_names(atlas))]
    with SPELLINGS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "syllables"))
        writer.writerows((name, " ".join(read)) for name, read in rows if read)
    read = _readings([*rows, *((word, read_syllables(word)) for word in _words(atlas))])
    with READINGS.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(sorted(read.items()))
    print(f"{SPELLINGS.name}: {len(rows)} names; {READINGS.name}: {len(read)} syllables")


def _names(atlas: Atlas) -> set[str]:
    names = {cluster.name for cluster in atlas.clusters}
    for industry in atlas.industries.values():
        names |= {industry.name, *industry.synonyms}
    for place in atlas.places.values():
        names |= {place.name, place.label, *place.aliases}
    return names


def _words(atlas: Atlas) -> list[str]:
    """Return what is searched in pinyin beside names."""
    return [word for industry in atlas.industries.values() for word in industry.products]


def _readings(rows: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """Return the characters that are mostly read as a syllable, by syllable."""
    heard: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, read in rows:
        characters = [c for c in name if is_han(c)]
        if len(characters) == len(read):
            for character, syllable in zip(characters, read, strict=True):
                heard[character][syllable] += 1
    found: defaultdict[str, str] = defaultdict(str)
    for character in sorted(heard):
        found[heard[character].most_common(1)[0][0]] += character
    return found


if __name__ == "__main__":
    main()
