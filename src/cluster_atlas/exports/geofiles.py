"""Designations written to GeoPackage and FlatGeobuf, with the styles that draw them as here."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.frames import CRS, oriented
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.exports.geolayers import (
    CITY_FIELDS,
    CLUSTER_FIELDS,
    DESIGNATION_FIELDS,
    ZONE_FIELDS,
    GeoRow,
    city_rows,
    cluster_rows,
    designation_rows,
    zone_rows,
)
from cluster_atlas.exports.layerstyles import Rule, city_rules, cluster_rules, unit_rules
from cluster_atlas.exports.ownfiles import OwnLayer, own_layers, source_rows
from cluster_atlas.exports.qmlstyle import qml
from cluster_atlas.exports.sldstyle import sld
from cluster_atlas.questions.office.owntables import own_credit
from cluster_atlas.values.characters import storable
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording import colophon
from cluster_atlas.wording.numbers import quantity
from cluster_atlas.wording.wording import Wording

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

AREAS, POINTS = "designations_areas", "designations_points"
CITIES, CLUSTERS, UNITS = "city_clusters", "cluster_areas", "units"
TABLE = "designations"
_STYLES = "layer_styles"

_DOCUMENT_FIELDS = {key: int if key == "designations" else str for key in colophon.DOCUMENT_FIELDS}
_SOURCE_FIELDS = dict.fromkeys(colophon.SOURCE_FIELDS, str)
_UNIT_FIELDS = dict.fromkeys(("id", "level", "adcode", "name", "name_en", "label"), str)
_GEOMETRY = "geom"
# GDAL's clock is a setting of the whole process, so that one file is written at a time.
_CLOCK = Lock()


def gpkg_bytes(
    atlas: Atlas, selected: SelectionResult, language: str = "zh", own: OwnData | None = None
) -> bytes:
    """Return a GeoPackage (EPSG:4326) that QGIS draws as the atlas does.

    Returns
    -------
    bytes
        Layers ``city_clusters`` (the squares of the province view), ``cluster_areas`` (what the
        map colours where a cluster is chosen), ``designations_areas`` (MultiPolygon) and
        ``designations_points`` (Point), one row per designation and place, and ``units``; tables
        ``designations`` (every row, those without a location as well), ``documents``,
        ``sources``, ``zones`` (the economic function zones) and ``layer_styles``; with own rows a
        layer ``own_<kind>`` of each kind.

    Raises
    ------
    OSError
        If the temporary file cannot be written.
    """
    wording = Wording(atlas, language, selected.day)
    rows = designation_rows(wording, selected.facts)
    clusters = cluster_rows(wording, selected.facts)
    cities = city_rows(wording, selected.facts)
    layers = {
        CITIES: (_frame(cities, CITY_FIELDS), "Point"),
        CLUSTERS: (_frame(clusters, CLUSTER_FIELDS), "MultiPolygon"),
        AREAS: (_frame(_of_kind(rows, point=False), DESIGNATION_FIELDS), "MultiPolygon"),
        POINTS: (_frame(_of_kind(rows, point=True), DESIGNATION_FIELDS), "Point"),
        UNITS: (_frame(_units(atlas, language), _UNIT_FIELDS), "MultiPolygon"),
    }
    offices = own_layers(wording, own) if own else []
    sources = source_rows(atlas, selected, language, own)
    tables = {
        TABLE: _table((row.data for row in rows), DESIGNATION_FIELDS),
        "documents": _table(colophon.document_rows(atlas, selected, language), _DOCUMENT_FIELDS),
        "sources": _table(sources, _SOURCE_FIELDS),
        "zones": _table(zone_rows(wording), ZONE_FIELDS),
        _STYLES: _styles(atlas, rows, clusters, offices, language),
    }
    with tempfile.TemporaryDirectory() as folder, _dated(atlas.today):
        path = Path(folder) / "atlas.gpkg"
        about = {"DESCRIPTION": "\n".join(_about(atlas, language))}
        for name, (frame, kind) in layers.items():
            multi = kind != "Point"
            options = about | {"GEOMETRY_NAME": _GEOMETRY}
            _write(frame, path, name, options, geometry_type=kind, promote_to_multi=multi)
        for layer in offices:
            drawn, multi = layer.geometry_type()
            options = about | {"GEOMETRY_NAME": _GEOMETRY}
            frame = _frame(layer.rows, layer.fields)
            _write(frame, path, layer.name, options, geometry_type=drawn, promote_to_multi=multi)
        for name, table in tables.items():
            _write(table, path, name, about | {"FID": "id" if name == _STYLES else "fid"})
        _add_fractions(path)
        return path.read_bytes()


def own_fgb(wording: Wording, own: OwnData, layer: OwnLayer) -> bytes:
    """Return a layer of own rows as a FlatGeobuf (EPSG:4326); it counts what has no location."""
    located = [row for row in layer.rows if row.shape is not None]
    about = [
        storable(own_credit(wording, own)),
        *_left_out(wording, len(layer.rows) - len(located)),
    ]
    options = {
        "SPATIAL_INDEX": "NO",
        "TITLE": storable(layer.title),
        "DESCRIPTION": "\n".join(about),
    }
    content = io.BytesIO()
    drawn, multi = layer.geometry_type()
    frame = _frame(located, layer.fields)
    _write(frame, content, layer.name, options, geometry_type=drawn, promote_to_multi=multi)
    return content.getvalue()


def layer_style(atlas: Atlas, rules: Sequence[Rule], name: str, language: str) -> dict[str, bytes]:
    """Return ``<name>.qml`` and ``<name>.sld`` that draw a layer by rules."""
    return _style(atlas, rules, name, language, ordered=False)


def _left_out(wording: Wording, count: int) -> list[str]:
    """Return what is said of rows without a location; nothing where there are none."""
    zh = f"另有 {count} 行没有位置，未列入；见 CSV、XLSX 或 GeoPackage"
    en = f"left out: {quantity(count, 'row')} without a location; see CSV, XLSX or GeoPackage"
    return [wording.text(zh, en)] if count else []


def _add_fractions(path: Path) -> None:
    """Write the moment of each style as the format wants it: GDAL leaves out fractions of zero."""
    with closing(sqlite3.connect(path)) as base, base:
        moment = "strftime('%Y-%m-%dT%H:%M:%fZ', update_time)"
        base.execute(f"UPDATE {_STYLES} SET update_time = {moment}")  # noqa: S608 - our own names


def fgb_bytes(atlas: Atlas, selected: SelectionResult, language: str = "zh") -> bytes:
    """Return a FlatGeobuf (EPSG:4326), one feature per designation and place with a location.

    Features stand in the order in which a map draws them: the format's spatial index would put
    them in another. Rows without a location are left out, and the description counts them: other
    readers refuse the whole file for one feature without a geometry.
    """
    wording = Wording(atlas, language, selected.day)
    rows = designation_rows(wording, selected.facts)
    located = [row for row in rows if row.shape is not None]
    title, *about = _about(atlas, language)
    about += _left_out(wording, len(rows) - len(located))
    frame = _frame(located, DESIGNATION_FIELDS)
    options = {"SPATIAL_INDEX": "NO", "TITLE": title, "DESCRIPTION": "\n".join(about)}
    content = io.BytesIO()
    _write(frame, content, TABLE, options, geometry_type="Unknown", promote_to_multi=False)
    return content.getvalue()


def style_files(
    atlas: Atlas, selected: SelectionResult, stem: str, language: str = "zh"
) -> dict[str, bytes]:
    """Return ``<stem>.qml`` and ``<stem>.sld`` for a file of designations and places.

    QGIS applies the QML by itself where it stands beside the file. Both have rules for polygons
    and for points; a program that splits the file by geometry takes those that fit.
    """
    wording = Wording(atlas, language, selected.day)
    values = (row.data for row in designation_rows(wording, selected.facts))
    return _style(atlas, cluster_rules(atlas, values, language), stem, language)


def _style(
    atlas: Atlas, rules: Sequence[Rule], name: str, language: str, *, ordered: bool = True
) -> dict[str, bytes]:
    title, *credits_ = _about(atlas, language)
    abstract = "\n".join(credits_)
    return {
        f"{name}.qml": qml(rules, title=title, abstract=abstract, ordered=ordered),
        f"{name}.sld": sld(rules, layer=name, title=title, abstract=abstract),
    }


def _styles(
    atlas: Atlas,
    rows: Sequence[GeoRow],
    clusters: Sequence[GeoRow],
    offices: Sequence[OwnLayer],
    language: str,
) -> pd.DataFrame:
    """Return the table in which QGIS looks for the style of each layer."""
    import pandas as pd

    found = cluster_rules(atlas, (row.data for row in rows), language)
    rules: dict[str, Sequence[Rule]] = {
        CITIES: city_rules(atlas, language),
        CLUSTERS: cluster_rules(atlas, (row.data for row in clusters), language),
        AREAS: [rule for rule in found if rule.kind == "area"],
        POINTS: [rule for rule in found if rule.kind == "point"],
        UNITS: unit_rules(atlas, language),
        **{layer.name: layer.rules for layer in offices},
    }
    unordered = {CITIES, UNITS, *(layer.name for layer in offices)}
    described = "；".join(_about(atlas, language))
    table = []
    for name, own in rules.items():
        files = _style(atlas, own, name, language, ordered=name not in unordered)
        row = {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": name,
            "f_geometry_column": _GEOMETRY,
            "styleName": name,
            "styleQML": files[f"{name}.qml"].decode(),
            "styleSLD": files[f"{name}.sld"].decode(),
            "useAsDefault": True,
            "description": described,
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(atlas.today, tz="UTC"),
        }
        table.append(row)
    return pd.DataFrame(table)


def _about(atlas: Atlas, language: str) -> list[str]:
    """Return edition and date, and then whom to credit."""
    lines = [colophon.heading(atlas, language), *colophon.credit_lines(atlas, language)]
    return [storable(line) for line in lines]


def _of_kind(rows: Sequence[GeoRow], *, point: bool) -> list[GeoRow]:
    return [
        row for row in rows if row.shape is not None and (row.shape.geom_type == "Point") == point
    ]


def _units(atlas: Atlas, language: str) -> list[GeoRow]:
    """Return the administrative units; cities and special regions are named on the map."""
    rows = []
    for shape in atlas.finer_shapes:
        if shape.level == "strip":
            continue
        place = atlas.places.get(shape.id)
        label = ""
        if place is not None and place.level in {"city", "sar"}:
            label = place.label_en if language == "en" else place.label
        values = {name: getattr(shape, name, label) for name in _UNIT_FIELDS}
        rows.append(GeoRow(values, geometry(shape)))
    return rows


def _frame(rows: Sequence[GeoRow], fields: Mapping[str, type]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    shapes = gpd.array.from_shapely(oriented(row.shape for row in rows))
    return gpd.GeoDataFrame(_table((row.data for row in rows), fields), geometry=shapes, crs=CRS)


def _table(rows: Iterable[Mapping[str, Any]], fields: Mapping[str, type]) -> pd.DataFrame:
    """Return rows with the types of their fields, also where there is no row."""
    import pandas as pd

    table = pd.DataFrame(
        [[_stored(row[name]) for name in fields] for row in rows], columns=list(fields)
    )
    return table.astype({name: kind for name, kind in fields.items() if kind is not str})


def _stored(value: Any) -> Any:  # noqa: ANN401 - text or number
    return storable(value) if isinstance(value, str) else value


def _write(
    frame: pd.DataFrame,
    target: Path | io.BytesIO,
    layer: str,
    options: Mapping[str, str],
    **geometry: Any,  # noqa: ANN401 - what pyogrio takes
) -> None:
    """Write a layer of a file that may have others already.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    import pyogrio

    appended = isinstance(target, Path) and target.exists()
    driver = "GPKG" if isinstance(target, Path) else "FlatGeobuf"
    try:
        pyogrio.write_dataframe(
            frame,
            target,
            layer=layer,
            driver=driver,
            append=appended,
            layer_options=dict(options),
            **geometry,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise OSError(str(error)) from error


@contextmanager
def _dated(day: dt.date) -> Iterator[None]:
    """Let GDAL take a day for now, so that a file tells nothing of when it was written."""
    import pyogrio

    name = "OGR_CURRENT_DATE"
    with _CLOCK:
        before = pyogrio.get_gdal_config_option(name)
        pyogrio.set_gdal_config_options({name: f"{day.isoformat()}T00:00:00.000Z"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({name: before})
