"""Print rows for geodata/waived.csv: one per sentence that names a place and is still open."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.proof.coverage import COLUMNS, coverage, digest_of


def main() -> None:
    """Print the rows; a reason is proposed where the form of a sentence decides it.

    An empty reason is for a person, who reads the sentence (``cluster-atlas coverage`` shows it)
    and adds a designation or one of the reasons of :data:`cluster_atlas.proof.coverage.REASONS`.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=Path, required=True, help="folder of the policy texts")
    parser.add_argument("--data", type=Path, help="folder with layers/ and geodata/")
    parser.add_argument("--document", action="append", help="only this one; may be repeated")
    options = parser.parse_args()
    result = coverage(open_atlas(options.data), options.policies)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sentence in result.sentences:
        wanted = not options.document or sentence.key[0] in options.document
        if wanted and sentence.state == "open":
            reason = sentence.apt[0] if sentence.apt else ""
            digest = digest_of(sentence.text)
            writer.writerow([*sentence.key, digest, "|".join(sentence.words), reason])


if __name__ == "__main__":
    main()
