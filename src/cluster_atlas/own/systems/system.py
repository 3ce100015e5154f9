"""Coordinate systems as files and people name them, told apart by their parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

# The ellipsoid tells the datum where the name may be anything: semi-major axis in metres and
# reciprocal flattening.
_ELLIPSOIDS = {
    "wgs84": (6378137.0, 298.257223563),
    "cgcs2000": (6378137.0, 298.257222101),
    "xian80": (6378140.0, 298.257),
    "beijing54": (6378245.0, 298.3),
}
# Systems with national secrets between them and WGS84: without parameters a file may lie anywhere
# within a hundred metres.
_CLOSED = {"xian80": Text("西安80", "Xian 80"), "beijing54": Text("北京54", "Beijing 54")}

_NAMES = {
    "wgs84": ("wgs84", "wgs1984", "epsg4326", "4326", "gps", "crs84", "ogccrs84"),
    "cgcs2000": ("cgcs2000", "epsg4490", "4490", "国家2000", "国家大地2000", "2000国家大地坐标系",
                 "china2000", "大地2000"),
    "gcj02": ("gcj02", "gcj", "gcj2", "火星坐标", "火星坐标系", "高德", "腾讯", "amap"),
    "bd09": ("bd09", "bd09ll", "bd9", "百度", "百度坐标", "baidu"),
    "EPSG:2326": ("hk80", "hk1980", "hongkong1980", "hongkong1980grid", "香港1980", "香港80"),
    "EPSG:8433": ("macau", "macao", "macaugrid", "macaogrid", "澳门坐标", "澳门"),
    "EPSG:4610": ("xian80", "xian1980", "西安80", "西安1980"),
    "EPSG:4214": ("beijing54", "beijing1954", "北京54", "北京1954"),
    "EPSG:3857": ("webmercator", "pseudomercator", "900913", "墨卡托"),
}  # fmt: skip
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names}

# A Gauss-Kruger system in words: 3度带 38带, 3_Degree_GK_Zone_38, GK_CM_114E, 中央子午线113°17′.
_ZONE = re.compile(r"(?:zone|第)?_?(\d\d)(?:带|号带|$)|zone_?(\d\d)")
_MERIDIAN = re.compile(r"(?:cm|子午线|meridian)[_=:]?(\d{2,3}(?:\.\d+)?)(?:[°度](\d+)(?:[′'分])?)?")
_EASTING = re.compile(r"(?:fe|x0|x_0)[_=:]?(\d+(?:\.\d+)?)")
_SIX = re.compile(r"6_?(?:degree|度)")

# Codes, WKT, PROJJSON and names of the register.
_DEFINITION = re.compile(r"""
    [A-Za-z_]+\[ | \{ | [A-Za-z]+:[A-Za-z0-9]+$ | urn:ogc:def:crs: | https?://www\.opengis\.net/def/crs/
    | [A-Za-z][\w ./()-]*$
""", re.VERBOSE)  # fmt: skip
_FILES = re.compile(r"nadgrids=(?!@null)|geoidgrids|\+init|\.gsb|\.tif", re.IGNORECASE)
_LONGEST = 20_000

# False easting of a Gauss-Kruger zone, without and with the zone's number before it.
EASTING, PREFIX = 500_000.0, 1_000_000.0
# EPSG codes of CGCS2000 zones, from that of the first meridian or zone on.
_THREE_CM, _THREE_ZONE, _SIX_ZONE = (4534, 75), (4513, 25), (4491, 13)
_THREE_ZONES, _SIX_ZONES, _CMS = range(25, 46), range(13, 24), range(75, 136, 3)
# Meridians that are the same to a hundred-millionth of a degree (1 mm).
_SAME = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A coordinate system whose way to WGS84 is known.

    Attributes
    ----------
    id
        ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09``, ``EPSG:4547``, ``cgcs2000-cm113.283333`` for a
        meridian of one's own, or ``custom`` for a definition without a name.
    name
        In words.
    definition
        For PROJ; empty for the offset systems.
    datum
        ``wgs84`` and ``cgcs2000`` are taken as equal; they differ by less than a metre. ``other``
        for one that PROJ knows a way from.
    """

    id: str
    name: Text
    definition: str
    datum: str


def gauss_kruger(meridian: float, easting: float = EASTING) -> System:
    """Return a Gauss-Kruger system of CGCS2000.

    Parameters
    ----------
    meridian
        Central meridian, degrees east; any value.
    easting
        False easting in metres; with the zone's number before it where the file has one.
    """
    zone, rest = divmod(easting - EASTING, PREFIX)
    on_grid = abs(meridian - round(meridian)) < _SAME
    code = 0
    if on_grid and not rest:
        whole = round(meridian)
        if not zone and whole in _CMS:
            code = _THREE_CM[0] + (whole - _THREE_CM[1]) // 3
        elif zone in _THREE_ZONES and whole == 3 * zone:
            code = _THREE_ZONE[0] + int(zone) - _THREE_ZONE[1]
        elif zone in _SIX_ZONES and whole == 6 * zone - 3:
            code = _SIX_ZONE[0] + int(zone) - _SIX_ZONE[1]
    shown = f"{meridian:.6f}".rstrip("0").rstrip(".")
    own = f"cgcs2000-cm{shown}" + ("" if easting == EASTING else f"-fe{easting:.0f}")
    prefix = Text(f"，带号 {zone:.0f}", f", zone {zone:.0f}") if zone else Text("", "")
    name = Text(
        f"CGCS2000 高斯-克吕格，中央子午线 {shown}°{prefix.zh}",
        f"CGCS2000 / Gauss-Kruger, central meridian {shown}°{prefix.en}",
    )
    definition = (
        f"+proj=tmerc +lat_0=0 +lon_0={meridian!r} +k=1 +x_0={easting!r} +y_0=0 +ellps=GRS80"
    )
    return System(
        id=f"EPSG:{code}" if code else own,
        name=name,
        definition=definition,
        datum="cgcs2000",
    )


def _plain(datum: str, name: Text) -> System:
    return System(id=datum, name=name, definition="", datum=datum)


WGS84 = _plain("wgs84", Text("WGS84 经纬度", "WGS84 longitude and latitude"))
CGCS2000 = _plain("cgcs2000", Text("CGCS2000 经纬度", "CGCS2000 longitude and latitude"))
GCJ02 = _plain("gcj02", Text("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"))
BD09 = _plain("bd09", Text("BD-09（百度）", "BD-09 (Baidu)"))
_PLAIN = {one.id: one for one in (WGS84, CGCS2000, GCJ02, BD09)}


def read_system(text: str, parameters: Sequence[float] = (), *, where: str = "crs") -> System:
    """Return the system that a code, a name, WKT or PROJJSON means.

    Parameters
    ----------
    text
        ``gcj02``, ``EPSG:4547``, ``CGCS2000 3度带 38带``, the text of a ``.prj``.
    parameters
        Three or seven of a Helmert transformation to WGS84 (metres, seconds of arc, millionths;
        rotations as position vectors, EPSG method 9606), for a datum that is closed otherwise.
    where
        File or option that names it, for the message.

    Raises
    ------
    AtlasError
        Nothing of this name is known, or its way to WGS84 is not.
    """
    plain = re.sub(r"[\s_\-:/()（）]", "", text).lower()
    known = _BY_NAME.get(plain, text.strip())
    found = _PLAIN.get(known) or _spoken(text)
    return found or _of_crs(_parsed(known, text, where), text, parameters, where)


def _of_crs(crs: CRS, text: str, parameters: Sequence[float], where: str) -> System:
    """Return the system of a definition."""
    if crs.is_bound:
        # The file brings its own parameters.
        return _defined(crs, "other")
    crs = crs.sub_crs_list[0] if crs.is_compound else crs
    if not (crs.is_geographic or crs.is_projected):
        hint = Text(
            "请在软件中指定坐标系后再导出", "set its system in the program and export again"
        )
        message = Text("没有大地基准的本地坐标系", "is a local system without a datum")
        raise _refused(where, text, message, hint)
    datum = _datum(crs)
    if datum in _CLOSED:
        if not parameters:
            raise closed_datum(where, text, _CLOSED[datum])
        return _with_parameters(crs, datum, parameters, where)
    if datum == "other":
        _hold_known(crs, text, where)
    elif not crs.is_projected:
        return _PLAIN[datum]
    elif datum == "cgcs2000" and (found := _as_gauss_kruger(crs)) is not None:
        return found
    return _defined(crs, datum)


def closed_datum(where: str, text: str, name: Text) -> AtlasError:
    """Return the refusal of a datum whose way to WGS84 is not public."""
    message = Text(
        f"{name.zh}到 WGS84 的转换参数不公开，直接使用会偏移数十至上百米",
        f"{name.en} has no public way to WGS84; taken as it is it lies tens of metres off",
    )
    hint = Text(
        "请由测绘部门转为 CGCS2000，或填写七参数",
        "have it converted to CGCS2000, or give the seven parameters",
    )
    return _refused(where, text, message, hint)


def _spoken(text: str) -> System | None:
    """Return the Gauss-Kruger system that a name describes; a definition or code is none."""
    words = re.sub(r"\s+", "_", text.strip().lower())
    if "[" in words or "{" in words or not re.search("cgcs|2000|国家", words):
        return None
    words = re.sub("cgcs_?2000|国家2000|2000国家大地坐标系|china_?2000", "", words)
    eastings = _EASTING.search(words)
    easting = float(eastings[1]) if eastings else EASTING
    if found := _MERIDIAN.search(words):
        return gauss_kruger(float(found[1]) + int(found[2] or 0) / 60, easting)
    if found := _ZONE.search(words):
        zone = int(found[1] or found[2])
        if zone in _SIX_ZONES or _SIX.search(words):
            return gauss_kruger(6 * zone - 3, zone * PREFIX + EASTING)
        if zone in _THREE_ZONES:
            return gauss_kruger(3 * zone, zone * PREFIX + EASTING)
    return None


def _parsed(known: str, text: str, where: str) -> CRS:
    message = Text("不是已知的坐标系", "is no known coordinate system")
    hint = Text(
        "如 wgs84、cgcs2000、gcj02、bd09、EPSG:4547", "as wgs84, cgcs2000, gcj02, bd09, EPSG:4547"
    )
    code = re.fullmatch(r"\d{4,6}", known)
    # Neither a PROJ string nor a grid: both may name files of this machine.
    fit = len(known) <= _LONGEST and _DEFINITION.match(known) and not _FILES.search(known)
    if not code and not fit:
        raise _refused(where, text, message, hint)
    try:
        return CRS.from_epsg(int(known)) if code else CRS.from_user_input(known)
    except (CRSError, ProjError, ValueError, RecursionError) as error:
        raise _refused(where, text, message, hint) from error


def _refused(where: str, text: str, message: Text, hint: Text) -> AtlasError:
    return AtlasError([Issue(where, "", "", quote(text), message, hint)])


def _datum(crs: CRS) -> str:
    ellipsoid = crs.ellipsoid
    if ellipsoid is None:
        return "other"
    axis, flat = ellipsoid.semi_major_metre, ellipsoid.inverse_flattening
    for name, (a, f) in _ELLIPSOIDS.items():
        if math.isclose(axis, a, abs_tol=0.01) and math.isclose(flat, f, abs_tol=1e-7):
            return name
    return "other"


def _named(crs: CRS) -> Text:
    name = (crs.source_crs.name if crs.is_bound and crs.source_crs else crs.name) or "?"
    return Text(quote(name), quote(name))


def _as_gauss_kruger(crs: CRS) -> System | None:
    """Return the zone that has a projection's parameters, whatever its name says."""
    operation = crs.coordinate_operation
    if operation is None or operation.method_code not in {"9807", "9807.0"}:
        return None
    values = {p.code: float(p.value) * p.unit_conversion_factor for p in operation.params}
    latitude, meridian = values.get("8801", 0.0), math.degrees(values.get("8802", math.nan))
    scale, easting, northing = (values.get(code, 0.0) for code in ("8805", "8806", "8807"))
    plain = not latitude and not northing and math.isclose(scale, 1, rel_tol=1e-12)
    if not plain or crs.axis_info[0].unit_name != "metre":
        return None
    # A meridian in degrees, minutes and seconds comes back from radians with a tail.
    return gauss_kruger(round(meridian, 9), easting)


def _with_parameters(crs: CRS, datum: str, parameters: Sequence[float], where: str) -> System:
    numbers = list(parameters)
    if len(numbers) not in {3, 7} or not all(map(math.isfinite, numbers)):
        message = Text("转换参数应为三个或七个数", "is not three or seven parameters")
        hint = Text("如 dx,dy,dz,rx,ry,rz,m", "as dx,dy,dz,rx,ry,rz,m")
        raise _refused(where, ",".join(map(str, numbers)), message, hint)
    axis, flat = _ELLIPSOIDS[datum]
    helmert = ",".join(repr(float(n)) for n in numbers)
    base = "+proj=longlat"
    if crs.is_projected and (found := _as_gauss_kruger(crs)) is not None:
        base = re.sub(r" \+ellps=\S+", "", found.definition)
    elif crs.is_projected:
        message = Text(
            "此投影不能与转换参数一起使用", "is a projection that takes no parameters here"
        )
        hint = Text("请先转为经纬度或高斯投影", "bring it in degrees or in Gauss-Kruger")
        raise _refused(where, crs.name, message, hint)
    definition = f"{base} +a={axis} +rf={flat} +towgs84={helmert} +type=crs"
    return System(
        id="custom",
        name=_named(crs),
        definition=definition,
        datum="other",
    )


def _hold_known(crs: CRS, text: str, where: str) -> None:
    """Refuse a system that PROJ knows no way from but a guess."""
    group = TransformerGroup(crs, "EPSG:4326", always_xy=True, allow_ballpark=False)
    if not group.transformers:
        message = Text("到 WGS84 的转换方法未知", "has no known way to WGS84")
        hint = Text("请先转为 CGCS2000 或 WGS84", "bring it in CGCS2000 or WGS84")
        raise _refused(where, text, message, hint)


def _defined(crs: CRS, datum: str) -> System:
    code = None if crs.is_bound else crs.to_epsg(min_confidence=100)
    return System(
        id=f"EPSG:{code}" if code else "custom",
        name=_named(crs),
        definition=crs.to_wkt(),
        datum=datum,
    )
