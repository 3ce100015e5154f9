"""Which county, city, town or zone a name or address means, by the atlas's own gazetteer."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import pinyin
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Place

# What GeoNames' points of towns are good for.
TOWN_RADIUS_KM = 7.0

# Names of zones and parks that are looked for inside an address; shorter ones stand in many words.
_SHORTEST_ZONE = 4
_SHORT_TOWN = 2

# Written before or between the parts of an address.
_PROVINCE = re.compile("^(中国)?(广东省?|粤)(?!港)")
_ELSEWHERE = re.compile(
    "^(中国)?(北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南"
    "|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|三沙)"
)
# A name that can only be a unit's; others are words of streets and firms as well.
_SUFFIXED = re.compile(r"(市|区|县|\d{6})$")
_STREET = re.compile("(东|西|南|北|中|一|二|三)*(路|街|道|大道|巷|村|桥)")
_BLANKS = re.compile(r"[\s·,，、/\\|>_-]+")


_NO_NOTE = Text("", "")


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """What a name or address was taken for.

    Attributes
    ----------
    city, county
        CURIE; empty where it is not said. Dongguan and Zhongshan have no counties.
    town, zone
        Name of the township-level unit, and CURIE of the park or zone; empty where none is said.
    precision
        ``town``, ``county``, ``city-only``, that of the zone, or ``unknown``.
    lon, lat, radius_km
        Point (EPSG:4326) where a town or zone has one.
    choices
        CURIEs or names that it could mean as well: the user is asked.
    note
        What the reader should know: a former name with its year, a zone under two cities.
    """

    city: str = ""
    county: str = ""
    town: str = ""
    zone: str = ""
    precision: str = "unknown"
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None
    choices: tuple[str, ...] = ()
    note: Text = _NO_NOTE

    @property
    def is_found(self) -> bool:
        """Whether at least a city is known, and one only."""
        return bool(self.city) and not self.choices


NOTHING = PlaceMatch()


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    short: str
    city: str
    county: str
    lon: float | None
    lat: float | None


@dataclass(slots=True)
class PlaceNames:
    """Names of one atlas: units, former names, towns and zones.

    ``units`` holds for every full, short or former name of a city or county what it means; several
    entries where several bear it.
    """

    units: dict[str, list[PlaceMatch]] = field(default_factory=lambda: defaultdict(list))
    towns: dict[str, list[_Town]] = field(default_factory=lambda: defaultdict(list))
    zones: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 0
    kept: dict[tuple[str, str], PlaceMatch] = field(default_factory=dict)

    def unit(self, text: str, within: str = "") -> PlaceMatch:
        """Return the city or county that a cell of such a column names.

        Parameters
        ----------
        text
            ``白云区``, ``广州市白云区``, ``清新县``, ``440111``.
        within
            CURIE of the city that the row names elsewhere; settles names that several bear.
        """
        key = text, within
        if key not in self.kept:
            self.kept[key] = self._unit(normal(text), within)
        return self.kept[key]

    def address(self, text: str, within: str = "") -> PlaceMatch:
        """Return where an address lies, down to town or zone.

        Parameters
        ----------
        text
            From the province, city or county on; a street behind it is not looked at.
        within
            CURIE of the city or county that the row names elsewhere.
        """
        rest = normal(text)
        start = PlaceMatch()
        if within.startswith("county:"):
            start = PlaceMatch(city=_city_of(within), county=within, precision="county")
        elif within:
            start = PlaceMatch(city=within, precision="city-only")
        elif _is_elsewhere(rest):
            return replace(NOTHING, note=Text("不在广东省内", "lies outside Guangdong"))
        return self._deeper(_PROVINCE.sub("", rest), start)

    def similar(self, text: str) -> str:
        """Return the name of a county or city that sounds alike; empty where none does."""
        sound = pinyin(normal(text))[0]
        alike = [name for name in self.units if len(name) > 1 and pinyin(name)[0] == sound]
        return min(alike, key=len, default="")

    def _unit(self, name: str, within: str) -> PlaceMatch:
        if not name:
            return NOTHING
        if re.fullmatch(r"\d{6}(\d{6})?", name):
            name = name[:6]
        if _is_elsewhere(name) and name not in self.units:
            return replace(NOTHING, note=Text("不在广东省内", "lies outside Guangdong"))
        name = _PROVINCE.sub("", name) or name
        found = _one_of(self.units.get(name, []), within)
        if found is NOTHING:
            found = self._deeper(name, NOTHING, whole=True)
        zones = self.zones.get(name, ()) if found is NOTHING else ()
        # 仲恺高新区 stands in columns of counties as one of them.
        fit = [zone for zone in zones if not within or within in zone.all_cities]
        if len(fit) == 1:
            return _at_zone(NOTHING, fit[0])
        return self._towns_called(name, within) if found is NOTHING else found

    def _towns_called(self, name: str, within: str) -> PlaceMatch:
        """Return which counties or cities have a town of a name, 西区 or 南区; one is no answer."""
        homes = dict.fromkeys(
            town.county or town.city
            for town in self.towns.get(name, ())
            if not within or town.city == within
        )
        return replace(NOTHING, choices=tuple(homes)) if homes else NOTHING

    def _deeper(self, rest: str, known: PlaceMatch, *, whole: bool = False) -> PlaceMatch:
        """Return what the beginning of a text says beyond what is known.

        ``whole``: nothing may be left over, as in a column of units.
        """
        while rest:
            step, length = self._prefix(rest, known)
            if not length:
                break
            if step.choices:
                return step
            known, rest = _joined(known, step), rest[length:]
        if whole and rest:
            return NOTHING
        return known if whole else self._with_zone(rest, self._with_town(rest, known))

    def _prefix(self, rest: str, known: PlaceMatch) -> tuple[PlaceMatch, int]:
        """Return the longest unit that a text begins with, and its length."""
        for length in range(min(self.longest, len(rest)), 1, -1):
            entries = self.units.get(rest[:length], [])
            if known.city:
                entries = [one for one in entries if _fits(one, known)]
            found = _one_of(entries, known.city)
            # A name with a note is that of a zone or of a former unit, and nothing else.
            sure = bool(_SUFFIXED.search(rest[:length]) or found.note.zh)
            if found is not NOTHING and (sure or self._goes_on(rest[length:], found)):
                return found, length
        return NOTHING, 0

    def _goes_on(self, rest: str, match: PlaceMatch) -> bool:
        """Tell whether a text after a short name goes on with a part of that place.

        中山大道 is no place in Zhongshan, 中山小榄镇 is one.
        """
        if not rest:
            return True
        for length in range(min(self.longest, len(rest)), 1, -1):
            name = rest[:length]
            units = [one for one in self.units.get(name, ()) if one.city == match.city]
            towns = [town for town in self.towns.get(name, ()) if town.city == match.city]
            if units or name in self.zones:
                return True
            if any(name == town.name or not _STREET.match(rest[length:]) for town in towns):
                return True
        return False

    def _with_town(self, rest: str, known: PlaceMatch) -> PlaceMatch:
        for length in range(min(8, len(rest)), _SHORT_TOWN - 1, -1):
            towns = [
                town
                for town in self.towns.get(rest[:length], ())
                if (not known.city or town.city == known.city)
                and (not known.county or not town.county or town.county == known.county)
            ]
            if not towns:
                continue
            if not known.city and (len(towns) > 1 or rest[:length] != towns[0].name):
                if len(towns) > 1 and rest[:length] == towns[0].name:
                    return replace(known, choices=tuple(t.county or t.city for t in towns))
                continue
            if len(towns) > 1:
                return replace(known, town=towns[0].name)
            return _at_town(known, towns[0])
        return known

    def _with_zone(self, rest: str, known: PlaceMatch) -> PlaceMatch:
        """Return what is known with the longest name of a zone or park that stands in the text."""
        found: dict[str, Place] = {}
        for start in range(len(rest)):
            for length in range(len(rest) - start, _SHORTEST_ZONE - 1, -1):
                for zone in self.zones.get(rest[start : start + length], ()):
                    if (not known.city or known.city in zone.all_cities) and not found:
                        found[zone.id] = zone
                if found:
                    return _at_zone(known, next(iter(found.values())))
        return known


@lru_cache(maxsize=2)
def place_names(atlas: Atlas, folder: Path | None = None) -> PlaceNames:
    """Return the names of an atlas; made once.

    Parameters
    ----------
    atlas
        Its units, parks and zones.
    folder
        ``geodata/`` with ``towns.csv`` and ``former_names.csv``, where there are such.
    """
    return _collect(atlas, folder or atlas.folder / "geodata")


def _collect(atlas: Atlas, folder: Path) -> PlaceNames:
    names = PlaceNames()
    for place in atlas.places.values():
        if place.level in {"city", "county", "sar"}:
            _add_unit(names, place)
        elif place.level == "park":
            cities = [atlas.places[city].label for city in place.all_cities]
            full = {normal(one) for one in (place.name, place.label, *place.aliases)}
            # 惠州仲恺高新区 is 仲恺高新区 in a table of Huizhou.
            bare = {name.removeprefix(city) for name in full for city in cities}
            for name in full | bare:
                if len(name) >= _SHORTEST_ZONE:
                    names.zones[name].append(place)
    for row in _rows(folder / "former_names.csv"):
        was = f"{row['year']} 年起：{row['note']}" if row["kind"] == "former" else row["note"]
        note = Text(was, f"{row['name']}, {row['kind']} name, since {row['year']}")
        precision = "county" if row["today"] else "city-only"
        match = PlaceMatch(row["city"], row["today"], precision=precision, note=note)
        names.units[row["name"]].append(match)
    for row in _rows(folder / "towns.csv"):
        lon, lat = (float(row[key]) if row[key] else None for key in ("lon", "lat"))
        town = _Town(row["name"], row["short"], row["city"], row["county"], lon, lat)
        for name in {
            town.name,
            town.short,
            f"{town.short}镇",
            f"{town.short}街道",
            f"{town.short}街",
        }:
            names.towns[name].append(town)
    names.longest = max(map(len, names.units), default=0)
    return names


def _add_unit(names: PlaceNames, place: Place) -> None:
    if place.level == "county":
        match = PlaceMatch(place.city, place.id, precision="county")
    else:
        match = PlaceMatch(place.id, precision="city-only")
    code = place.id.partition(":")[2]
    # 城区 alone is what many cities call their middle.
    for name in dict.fromkeys((normal(place.name), normal(place.label), code)):
        names.units[name].append(match)
    plain = re.sub("(市|区|县)$", "", normal(place.name))
    if len(plain) > 1 and plain not in names.units:
        names.units[plain].append(match)


def _rows(path: Path) -> Iterable[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def normal(text: str) -> str:
    """Return a written name in its normal form: full width folded, blanks and separators gone."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def _is_elsewhere(name: str) -> bool:
    return bool(_ELSEWHERE.match(name))


def _city_of(county: str) -> str:
    return f"city:{county[7:11]}00"


def _fits(one: PlaceMatch, known: PlaceMatch) -> bool:
    return one.city == known.city and (not known.county or one.county == known.county)


def _one_of(entries: list[PlaceMatch], within: str) -> PlaceMatch:
    """Return the one match that a name means; with its choices where several do."""
    fit = [one for one in entries if not within or one.city == within] or []
    if not fit:
        return NOTHING
    if len({(one.city, one.county) for one in fit}) > 1:
        return replace(NOTHING, choices=tuple(one.county or one.city for one in fit))
    return fit[0]


def _joined(known: PlaceMatch, step: PlaceMatch) -> PlaceMatch:
    note = step.note if step.note.zh else known.note
    return replace(step, county=step.county or known.county, note=note)


def _at_town(known: PlaceMatch, town: _Town) -> PlaceMatch:
    located = town.lon is not None
    return replace(
        known,
        city=town.city,
        county=known.county or town.county,
        town=town.name,
        precision="town" if located else known.precision if known.city else "city-only",
        lon=town.lon,
        lat=town.lat,
        radius_km=TOWN_RADIUS_KM if located else None,
    )


def _at_zone(known: PlaceMatch, zone: Place) -> PlaceMatch:
    if not known.city and not zone.city:
        return replace(known, zone=zone.id, choices=zone.cities)
    found = replace(
        known,
        city=known.city or zone.city,
        county=known.county or zone.county,
        zone=zone.id,
    )
    if zone.is_located and known.lon is None:
        return replace(
            found,
            precision=zone.precision,
            lon=zone.lon,
            lat=zone.lat,
            radius_km=zone.radius_km,
        )
    return found if known.precision != "unknown" else replace(found, precision=zone.precision)
