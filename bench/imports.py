"""Imports of an office's files against peers: a ledger of firms and a shapefile of plots."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench.officedata import write_ledger, write_plots
from bench.processes import timed
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry

ROWS, PLOTS = 100_000, 50_000


def measure_imports(atlas: Atlas, folder: Path, runs: int) -> list[dict[str, Any]]:
    """Import both files with each tool in turn, each time in fresh processes.

    Returns
    -------
    list of dict
        A row a tool: ``seconds`` (median; whole processes, imports and saving included),
        ``peak_mb`` (resident memory of all its processes at the worst moment) and ``times_peer``,
        the median over the turns of our seconds by the peer's, ``None`` in our own rows.
    """
    ledger, plots, counties = (folder / n for n in ("firms.xlsx", "plots.shp", "counties.gpkg"))
    write_ledger(ledger, atlas, ROWS)
    write_plots(plots, atlas, PLOTS)
    _write_counties(atlas, counties)

    def ours(source: Path, kind: str, crs: str) -> list[str]:
        store = folder / f"{kind}.atlasdb"
        words = ["import", str(source), "--as", kind, "--workspace", str(store), "--crs", crs]
        return [sys.executable, "-m", "cluster_atlas", *words]

    def peer(name: str, source: Path) -> list[str]:
        paths = (str(source), str(counties), str(folder / f"{name}.gpkg"))
        return [sys.executable, "-m", "bench.import_peers", name, *paths]

    return [
        *_rows(
            folder,
            runs,
            ("ours: ledger", ours(ledger, "firms", "gcj02")),
            {
                "python-calamine: ledger read and no more": peer("calamine", ledger),
                "pandas + geopandas: ledger": peer("ledger", ledger),
            },
        ),
        *_rows(
            folder,
            runs,
            ("ours: plots", ours(plots, "premises", "EPSG:4547")),
            {"geopandas: plots": peer("plots", plots)},
        ),
    ]


def _rows(
    folder: Path, runs: int, ours: tuple[str, list[str]], peers: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Run ours and its peers in turn."""
    name, command = ours
    taken: dict[str, list[tuple[float, float]]] = {one: [] for one in (name, *peers)}
    for _ in range(runs):
        for one, words in {name: command, **peers}.items():
            for made in (*folder.glob("*.atlasdb*"), *(folder / f"{p}.gpkg" for p in _MADE)):
                made.unlink(missing_ok=True)
            taken[one].append(timed(words))
    own = [seconds for seconds, _ in taken[name]]
    return [
        {
            "name": one,
            "seconds": median(seconds for seconds, _ in times),
            "peak_mb": max(peak for _, peak in times),
            "times_peer": None
            if one == name
            else median(a / b for a, (b, _) in zip(own, times, strict=True)),
        }
        for one, times in taken.items()
    ]


# What the peers write.
_MADE = ("ledger", "plots")


def _write_counties(atlas: Atlas, path: Path) -> None:
    """Write the boundaries that we join to, for the peers."""
    import geopandas as gpd

    shapes = [shape for shape in atlas.finer_shapes if shape.level == "county"]
    names = [shape.name for shape in shapes]
    outlines = [geometry(shape) for shape in shapes]
    gpd.GeoDataFrame({"county_name": names}, geometry=outlines, crs="EPSG:4326").to_file(path)
