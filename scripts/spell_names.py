"""Write the pinyin of all shipped names, so that pypinyin is loaded for new names only."""

from __future__ import annotations

import csv

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.atlas.spelling import SPELLINGS, read_syllables


def main() -> None:
    """Spell every name of clusters, industries and places, and their other names."""
    atlas = open_atlas()
    names = {cluster.name for cluster in atlas.clusters}
    for industry in atlas.industries.values():
        names |= {industry.name, *industry.synonyms}
    for place in atlas.places.values():
        names |= {place.name, place.label, *place.aliases}
    rows = [(name, " ".join(read_syllables(name))) for name in sorted(names)]
    with SPELLINGS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "syllables"))
        writer.writerows(row for row in rows if row[1])
    print(f"{SPELLINGS.name}: {len(rows)} names")


if __name__ == "__main__":
    main()
