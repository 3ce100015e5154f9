"""Changed files of every format, read for as long as is wanted: ``make fuzz``.

Valid files are changed at random: bytes, numbers, words, and the parts inside of archives. Each is
read in a process of its own for the format and made rows. What that process may do is refuse a file
in sentences, or read it; any other exception is a fault. Where it dies or hangs it is ended, as an
import would, and begun again; that is counted apart, since the fault is then one of a library.

``CLUSTER_ATLAS_FUZZ_SECONDS`` are the seconds for each format (60), ``CLUSTER_ATLAS_FUZZ_SEED``
where the changes begin, and words behind the command the formats.
"""

from __future__ import annotations

import io
import json
import math
import os
import resource
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import shapely

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.own.importing import Importer, SystemWish, report
from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.reading import read_file
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.officefiles import WRITERS

SECONDS_VARIABLE, SEED_VARIABLE = "CLUSTER_ATLAS_FUZZ_SECONDS", "CLUSTER_ATLAS_FUZZ_SEED"
# A file of a few kilobytes is read in less, and in less memory.
PATIENCE_S, MEMORY_MB = 20.0, 1500
LIMITS = replace(DEFAULT_LIMITS, file_bytes=2_000_000, expanded_bytes=20_000_000, vertices=200_000)
_WORDS = (
    b"NaN", b"Infinity", b"1e308", b"-1", b"0", b"", b"null", b"\xff\xff\xff\xff", b"\0\0\0\0",
    b"\xff\xff\xff\x7f", b"\xd6\xd0", "中".encode(), b"&amp;", b"<a>", b"]]>", b'"', b"'", b",",
    b"\n", b"\r\n\r\n", b"[", b"}", b"EPSG:0", b"POLYGON", b"999999999999999999999",
)  # fmt: skip


def changed(raw: bytes, chance: np.random.Generator) -> bytes:
    """Return bytes with a few changes at random."""
    data = bytearray(raw)
    for _ in range(int(chance.integers(1, 6))):
        at = int(chance.integers(0, max(1, len(data))))
        size = int(chance.integers(1, 9))
        kind = int(chance.integers(0, 7))
        if kind == 0 and data:
            data[at] ^= 1 << int(chance.integers(0, 8))
        elif kind == 1:
            data[at : at + size] = chance.bytes(size)
        elif kind == 2:
            del data[at : at + int(chance.integers(1, 200))]
        elif kind == 3:
            data[at:at] = data[at : at + int(chance.integers(1, 200))]
        elif kind == 4:
            word = _WORDS[int(chance.integers(len(_WORDS)))]
            data[at : at + int(chance.integers(0, 9))] = word
        elif kind == 5:
            del data[at:]
        else:
            number = int(chance.choice([0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**32 - 1]))
            data[at : at + 4] = number.to_bytes(4, str(chance.choice(["little", "big"])))  # type: ignore[arg-type]
    return bytes(data)


def repacked(raw: bytes, chance: np.random.Generator) -> bytes:
    """Return an archive one of whose parts is changed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        chosen = names[int(chance.integers(len(names)))]
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
            for name in names:
                part = archive.read(name)
                made.writestr(name, changed(part, chance) if name == chosen else part)
    return sink.getvalue()


def spoil(path: Path, chance: np.random.Generator) -> None:
    """Change one of the files that were brought."""
    parts = sorted(one for one in path.parent.iterdir() if one.is_file())
    part = parts[int(chance.integers(len(parts)))]
    raw = part.read_bytes()
    is_archive = raw.startswith(b"PK") and chance.random() < 0.7
    part.write_bytes(repacked(raw, chance) if is_archive else changed(raw, chance))


def hold(table: SourceTable) -> None:
    """Hold a table to what its description promises."""
    assert len(table.columns) == len(table.values) == len(set(table.columns))
    assert all(len(values) == len(table.rows) for values in table.values)
    numbers = (value for values in table.values for value in values if isinstance(value, float))
    assert all(map(math.isfinite, numbers))
    assert not len(table.shapes) or len(table.shapes) == len(table.rows)
    shapely.from_wkb(np.asarray(table.shapes, dtype=object))
    for issue in (*table.issues, *table.notes):
        assert issue.message.zh
        assert issue.hint.en
        assert "\n" not in issue.sentence("zh")


def try_file(importer: Importer, path: Path) -> str:
    """Read a file, make it rows and report on them; return what came of it."""
    try:
        tables = read_file(path, ReadOptions(limits=LIMITS))
    except AtlasError as error:
        return "refused" if all(one.message.zh and one.hint.en for one in error.issues) else "mute"
    for table in tables:
        hold(table)
        try:
            prepared = importer.rows_of("layer", table, {}, SystemWish("wgs84"))
        except AtlasError:
            continue
        told = report(prepared)
        assert told["read"] == told["taken"] + told["refused"]
        json.dumps(told, allow_nan=False)
    return "read"


def work(form: str, seed: int, until: float, folder: Path) -> None:
    """Try changed files of a format until the time is over; print a line for each."""
    most = MEMORY_MB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    importer = Importer(open_atlas())
    whole = folder / "whole"
    whole.mkdir(exist_ok=True)
    path = WRITERS[form](whole)
    for extra in [one for one in whole.iterdir() if one.is_dir()]:
        shutil.rmtree(extra)
    while time.time() < until:
        tried = folder / str(seed)
        shutil.copytree(whole, tried)
        spoil(tried / path.name, np.random.default_rng([seed, len(form)]))
        click.echo(json.dumps(["tries", seed]))
        try:
            came = try_file(importer, tried / path.name)
        except Exception as error:  # noqa: BLE001 - any is a fault
            last = traceback.extract_tb(error.__traceback__)
            place = next((f for f in reversed(last) if "cluster_atlas" in f.filename), last[-1])
            where = f"{Path(place.filename).name}:{place.lineno}"
            click.echo(
                json.dumps(["fault", seed, f"{type(error).__name__} at {where}: {error}"[:300]])
            )
        else:
            click.echo(json.dumps([came, seed]))
            shutil.rmtree(tried)
        seed += 1


def lines_of(process: subprocess.Popen[bytes]) -> Iterator[list[Any]]:
    """Yield what a worker prints; end it where it says nothing for too long."""
    assert process.stdout is not None
    chooser = selectors.DefaultSelector()
    chooser.register(process.stdout, selectors.EVENT_READ)
    rest = b""
    while True:
        if not chooser.select(PATIENCE_S):
            process.kill()
            yield ["hung"]
            return
        block = os.read(process.stdout.fileno(), 65_536)
        if not block:
            return
        *lines, rest = (rest + block).split(b"\n")
        # A library may print a line of its own.
        yield from (json.loads(line) for line in lines if line.startswith(b"["))


def fuzz(form: str, seconds: float, seed: int, folder: Path) -> Counter[str]:
    """Try changed files of one format and return how often what came of them."""
    counts: Counter[str] = Counter()
    until = time.time() + seconds
    while time.time() < until:
        words = [sys.executable, "-m", "tests.own.fuzz", "--work", form, str(seed), str(until)]
        limited = (
            ["prlimit", f"--as={MEMORY_MB * 4 * 1024 * 1024}"] if shutil.which("prlimit") else []
        )
        with subprocess.Popen(
            [*limited, *words, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            for what, *about in lines_of(process):
                if what == "tries":
                    seed = about[0]
                    continue
                counts[what] += 1
                if what == "fault":
                    click.echo(f"  {form} {about[0]}: {about[1]}")
                elif what == "hung":
                    click.echo(f"  {form} {seed}: read for more than {PATIENCE_S:.0f} s")
        if process.returncode and time.time() < until:
            counts["died"] += process.returncode != -9
            click.echo(f"  {form} {seed}: its process ended with {process.returncode}")
        seed += 1
    return counts


def main() -> None:
    """Try every format, or those that are named; end with 1 where there was a fault of ours."""
    if sys.argv[1:2] == ["--work"]:
        name, begin, end, place = sys.argv[2:]
        work(name, int(begin), float(end), Path(place))
        return
    seconds = float(os.environ.get(SECONDS_VARIABLE, "60"))
    seed = int(os.environ.get(SEED_VARIABLE, "0"))
    faults = 0
    for form in sys.argv[1:] or WRITERS:
        folder = Path(tempfile.mkdtemp(prefix=f"cluster-atlas-fuzz-{form}-"))
        counts = fuzz(form, seconds, seed, folder)
        total = sum(counts.values())
        told = ", ".join(f"{what} {number}" for what, number in sorted(counts.items()))
        click.echo(f"{form}: {total} files in {seconds:.0f} s: {told}")
        faults += counts["fault"] + counts["mute"]
        if counts["fault"] + counts["died"] + counts["hung"]:
            click.echo(f"  kept in {folder}")
        else:
            shutil.rmtree(folder)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
