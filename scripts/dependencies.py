"""Measure what the run-time dependencies take on disk, for docs/dependencies.md.

Run in an environment that has the lock file's packages and nothing that shadows them::

    python scripts/dependencies.py [--lock requirements.lock]
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# A map page in Python needs these anyway; what they bring along is not ours to answer for.
GIVEN = ("streamlit", "geopandas", "folium")

BUILT = (ROOT / "src/cluster_atlas/web/dist", ROOT / "src/cluster_atlas/drawing/faces")

_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def main() -> None:
    """Print a row for each package that we add, and the sum with what the build adds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--project", type=Path, default=ROOT / "pyproject.toml")
    options.add_argument("--no-built", action="store_true", help="leave out viewer and fonts")
    chosen = options.parse_args()
    declared = tomllib.loads(chosen.project.read_text("utf-8"))["project"]["dependencies"]
    own = [_plain(requirement) for requirement in declared]
    given = closure(GIVEN)
    added = closure(own) - given
    sizes = {name: installed_size(name) for name in sorted(added)}
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        found = distribution(name)
        print(f"{size / 1e6:8.2f} MB  {name} {found.version}  {licence(found)}")
    total = sum(sizes.values())
    print(f"{total / 1e6:8.2f} MB  {len(sizes)} packages beyond {', '.join(GIVEN)}")
    if not chosen.no_built:
        built = sum(f.stat().st_size for top in BUILT for f in top.rglob("*") if f.is_file())
        print(f"{built / 1e6:8.2f} MB  viewer, folium's libraries and fonts")
        print(f"{(total + built) / 1e6:8.2f} MB  together")


def closure(names: Iterable[str]) -> set[str]:
    """Return packages with all that they require here, extras left out."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            required = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name)
        waiting += [text for text in required if "extra ==" not in text]
    return found


def installed_size(name: str) -> int:
    """Return the bytes of a package's files, compiled ones included."""
    files = distribution(name).files or []
    return sum(
        path.stat().st_size for path in (Path(str(f.locate())) for f in files) if path.is_file()
    )


def licence(found: Distribution) -> str:
    """Return a package's licence as its metadata gives it, in a few words."""
    metadata = found.metadata
    (named, *_) = [
        *(metadata.get_all("License-Expression") or metadata.get_all("License") or []),
        "",
    ]
    classified = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License")]
    return named.partition("\n")[0][:60] or " ".join(
        c.rpartition(":")[2].strip() for c in classified
    )


def _plain(requirement: str) -> str:
    found = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0] if found else requirement).lower()


if __name__ == "__main__":
    main()
