"""The atlas: facts of layers/ joined with the gazetteer of geodata/, every reference checked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cluster_atlas.values.htmltable import table_html
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.model import (
    BOUNDARY_SOURCE,
    FINER_SOURCE,
    Cluster,
    Code,
    Designation,
    Document,
    Industry,
    Place,
    Shape,
    Source,
)
from cluster_atlas.values.model import legal_state as state_on
from cluster_atlas.values.strategic import Programme

if TYPE_CHECKING:
    import geopandas as gpd

    from cluster_atlas.atlas.clusterfile import ClusterFile
    from cluster_atlas.atlas.gazetteer import Gazetteer

DATA_FILES = ("layers/*.toml", "geodata/*.toml", "geodata/*.csv", "geodata/*/*")
HASH_LENGTH = 10

_Derived = TypeVar("_Derived")


class Shelf(Protocol):
    """Keeps what was derived from an atlas, by name; see :mod:`cluster_atlas.atlas.cache`."""

    def get(self, atlas: Atlas, name: str) -> Any:  # noqa: ANN401 - whatever was derived
        """Return what was kept, or ``None``."""

    def put(self, atlas: Atlas, name: str, value: object) -> None:
        """Keep a value."""


@dataclass(frozen=True, eq=False, repr=False)
class Atlas:
    """All facts with their places, documents, codes and shapes; made by :func:`open_atlas`.

    Attributes
    ----------
    folder
        Data folder that holds ``layers/`` and ``geodata/``.
    clusters
        In the order of the map's squares: by group, then by ``order`` and file name.
    facts
        Every designation, in the order of its cluster and file.
    superseded
        Day on which a document was replaced by another, by document id.
    today
        Day for which legal states hold where no other is asked for.
    data_hash
        First digits of the SHA-256 over all data files.
    programme
        The province's strategic clusters, covered here or not.
    lines
        File and line of each entry, by id.
    derived
        What other modules work out from the atlas once, by their name for it.
    shelf
        Where the atlas and what was derived from it is kept for the next process, if anywhere.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> atlas = ca.open_atlas()
    >>> atlas.designations.crs.to_string()
    'EPSG:4326'
    >>> atlas.places["city:440700"].name
    '江门市'
    """

    folder: Path
    clusters: tuple[Cluster, ...]
    facts: tuple[Designation, ...]
    places: dict[str, Place]
    documents: dict[str, Document]
    industries: dict[str, Industry]
    codes: dict[str, dict[str, Code]]
    sources: dict[str, Source]
    shapes: tuple[Shape, ...]
    superseded: dict[str, dt.date]
    today: dt.date
    data_hash: str
    programme: Programme = field(repr=False, default_factory=Programme)
    lines: dict[str, tuple[str, int]] = field(repr=False, default_factory=dict)
    derived: dict[str, Any] = field(init=False, repr=False, default_factory=dict)
    shelf: Shelf | None = field(init=False, repr=False, default=None)

    def __repr__(self) -> str:
        """Return one line: how much of each the atlas holds, and the hash of its data."""
        return f"<Atlas: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return the clusters as a small table, for a notebook."""
        rows = [(c.name, c.name_en, c.id, len(c.designations)) for c in self.clusters]
        headings = ("集群", "Cluster", "id", "定位 · designations")
        return table_html(f"Atlas: {self._summary()}", headings, rows)

    def _summary(self) -> str:
        return (
            f"{len(self.clusters)} clusters, {len(self.facts)} designations, "
            f"{len(self.places)} places, {len(self.documents)} documents, {self.data_hash}"
        )

    @cached_property
    def cluster_of_industry(self) -> dict[str, str]:
        """Cluster id of each industry id."""
        return {i.id: cluster.id for cluster in self.clusters for i in cluster.industries}

    @cached_property
    def cluster_by_id(self) -> dict[str, Cluster]:
        """Cluster of each cluster id."""
        return {cluster.id: cluster for cluster in self.clusters}

    @cached_property
    def fact_by_id(self) -> dict[str, Designation]:
        """Designation of each designation id."""
        return {fact.id: fact for fact in self.facts}

    @property
    def credit(self) -> Text:
        """Credit line of the boundaries, as it must stand on every map."""
        source = self.sources[BOUNDARY_SOURCE]
        return Text(source.credit, source.credit_en)

    @property
    def finer_credit(self) -> Text:
        """Credit line of the finer boundaries, beside the other where they are drawn as well."""
        source = self.sources.get(FINER_SOURCE)
        return Text(source.credit, source.credit_en) if source else Text("", "")

    @cached_property
    def finer_shapes(self) -> tuple[Shape, ...]:
        """Boundaries by the finer set, with the ids of :attr:`shapes`; read when first asked for.

        They decide where a point lies, and are drawn from city zoom on. Where the data folder has
        none they are the coarse ones. The strip of neighbouring land along the border (level
        ``strip``) follows them.
        """
        return self._finer("outlines.geojson")

    @cached_property
    def coast_shapes(self) -> tuple[Shape, ...]:
        """The coarse boundaries with the coasts of the finer set, for files that must be small."""
        return self._finer("coasts.geojson")

    def _finer(self, filename: str) -> tuple[Shape, ...]:
        from cluster_atlas.atlas.boundaries import finer_shapes

        issues: list[Issue] = []
        found = finer_shapes(self.folder / "geodata", filename, self.shapes, issues)
        if issues:
            raise AtlasError(issues)
        return found

    def derive(self, name: str, make: Callable[[], _Derived]) -> _Derived:
        """Return what was derived under a name; taken from the shelf, or made at the first call."""
        if name not in self.derived:
            kept = self.shelf.get(self, name) if self.shelf else None
            if kept is None:
                kept = make()
                if self.shelf:
                    self.shelf.put(self, name, kept)
            self.derived[name] = kept
        found: _Derived = self.derived[name]
        return found

    def legal_state(self, document: str, day: dt.date | None = None) -> str:
        """Return the legal state of a document on ``day`` (today where none is given)."""
        return state_on(self.documents[document], self.superseded.get(document), day or self.today)

    def holds(self, place: str, other: str) -> bool:
        """Tell whether a place is another or holds it: a city its parks, a region its cities'.

        Parameters
        ----------
        place, other
            Ids; ``place`` is the wider one.
        """
        inner, members = self.places[other], self.places[place].members
        return place in {other, inner.city, inner.county} or bool({other, inner.city} & {*members})

    def is_named(self, fact: Designation, place: str) -> bool:
        """Tell whether a fact names a place or something in it."""
        return any(self.holds(place, one) for one in fact.places)

    def named_cities(self, fact: Designation) -> tuple[str, ...]:
        """Return the cities that a fact names, itself or by a county, park or site in them."""
        found = (self.places[place] for place in fact.places)
        cities = (place.id if place.level == "city" else place.city for place in found)
        return tuple(dict.fromkeys(city for city in cities if city))

    def covered_cities(self, fact: Designation) -> tuple[str, ...]:
        """Return the cities that a fact counts for: those it names and those of its regions."""
        members = (
            city
            for place in fact.places
            for city in self.places[place].members
            if city.startswith("city:")
        )
        return tuple(dict.fromkeys((*self.named_cities(fact), *members)))

    @cached_property
    def designations(self) -> gpd.GeoDataFrame:
        """One row per designation and place (EPSG:4326), as a GeoDataFrame.

        Columns ``id, cluster, industries, role, status, title, title_en, document, clause,
        legal_state, place, place_name, level, adcode, city, precision, radius_km, geometry``: the
        boundary of a unit, the union of a region's cities, the point of a park or site, or ``None``
        where only the city is known.
        """
        from cluster_atlas.atlas.frames import designation_frame

        return designation_frame(self.facts, self.places, self.shapes, self.legal_state)

    @cached_property
    def boundaries(self) -> gpd.GeoDataFrame:
        """One row per unit (EPSG:4326): ``id, level, adcode, name, name_en, geometry``."""
        from cluster_atlas.atlas.frames import boundary_frame

        return boundary_frame(self.shapes)


def default_folder() -> Path:
    """Return the folder with the shipped ``layers/`` and ``geodata/``."""
    packaged = Path(__file__).parents[1] / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]


def open_atlas(folder: str | Path | None = None, *, today: dt.date | None = None) -> Atlas:
    """Open a data folder as an atlas.

    Parameters
    ----------
    folder
        Holds ``layers/`` and ``geodata/``; the shipped data where ``None``.
    today
        Day for which legal states hold; the current day where ``None``.

    Returns
    -------
    Atlas
        With every reference resolved.

    Raises
    ------
    AtlasError
        With every issue of the folder, if there is any.

    Examples
    --------
    >>> import datetime as dt
    >>> import cluster_atlas as ca
    >>> ca.open_atlas(today=dt.date(2026, 1, 1)).today.isoformat()
    '2026-01-01'
    """
    root = Path(folder) if folder is not None else default_folder()
    # The shipped boundaries are held to validity by the tests; others are checked here.
    gazetteer, files, issues = _read(root, with_shapes=folder is not None)
    if issues:
        raise AtlasError(issues)
    clusters = sorted(
        (file.cluster for file in files if file.cluster is not None),
        key=lambda c: (list(gazetteer.codes["group"]).index(c.group), c.order, c.id),
    )
    return Atlas(
        folder=root,
        clusters=tuple(clusters),
        facts=tuple(fact for cluster in clusters for fact in cluster.designations),
        places=gazetteer.places,
        documents=gazetteer.documents,
        industries={i.id: i for cluster in clusters for i in cluster.industries},
        codes=gazetteer.codes,
        sources=gazetteer.sources,
        shapes=tuple(gazetteer.shapes),
        superseded=_superseded(gazetteer.documents),
        today=today or dt.date.today(),  # noqa: DTZ011 - the office's own day is meant
        data_hash=data_hash(root),
        programme=gazetteer.programme if clusters else gazetteer.programme.without_clusters(),
        lines=gazetteer.lines
        | {key: (file.name, line) for file in files for key, line in file.lines.items()},
    )


def check_folder(folder: str | Path | None = None) -> list[Issue]:
    """Return every issue of a data folder.

    Parameters
    ----------
    folder
        Holds ``layers/`` and ``geodata/``; the shipped data where ``None``.

    Returns
    -------
    list of Issue
        In the order of the files; empty if the folder is sound. Boundaries are checked as well.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> ca.check_folder()
    []
    """
    root = Path(folder) if folder is not None else default_folder()
    return _read(root, with_shapes=True)[2]


def data_hash(folder: Path) -> str:
    """Return the first digits of the SHA-256 over all data files of a folder."""
    digest = hashlib.sha256()
    for pattern in DATA_FILES:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:HASH_LENGTH]


def _read(root: Path, *, with_shapes: bool) -> tuple[Gazetteer, list[ClusterFile], list[Issue]]:
    """Read everything once and collect the issues of reading and of references."""
    # The readers stay off the way of an atlas that is kept already.
    from cluster_atlas.atlas.checks import reference_issues
    from cluster_atlas.atlas.clusterfile import read_cluster_file
    from cluster_atlas.atlas.gazetteer import Gazetteer, read_gazetteer
    from cluster_atlas.files.causes import led_by_causes

    missing = [name for name in ("layers", "geodata") if not (root / name).is_dir()]
    if missing:
        return Gazetteer(), [], [_no_folder(root, missing[0])]
    gazetteer = read_gazetteer(root / "geodata")
    paths = sorted((root / "layers").glob("*.toml"))
    files = [read_cluster_file(path, f"layers/{path.name}") for path in paths]
    causes = [*gazetteer.issues, *(issue for file in files for issue in file.issues)]
    others = reference_issues(gazetteer, files, with_shapes=with_shapes)
    return gazetteer, files, led_by_causes(causes, others)


def _no_folder(root: Path, name: str) -> Issue:
    return Issue(
        name + "/",
        "",
        "",
        # Not its whole path: the app tells this to its visitors.
        quote(root.resolve().name),
        Text("数据目录缺少此文件夹", "the data folder lacks this folder"),
        Text("请用 --data 指向含 layers/ 与 geodata/ 的目录", "point --data at a folder with both"),
    )


def _superseded(documents: dict[str, Document]) -> dict[str, dt.date]:
    """Return the first day on which each replaced document was replaced."""
    days: dict[str, dt.date] = {}
    for document in documents.values():
        for old in document.supersedes:
            days[old] = min(document.issued, days.get(old, document.issued))
    return days
