"""Designations written to CSV, XLSX, GeoJSON and GeoPackage for other programs."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely

from cluster_atlas.atlas import Atlas
from cluster_atlas.facts import describe, table_rows
from cluster_atlas.issues import AtlasError, Issue, Text, quote
from cluster_atlas.selection import Selected
from cluster_atlas.shapes import outlines_of, place_geometry

# Characters that no spreadsheet format can hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    AtlasError
        If the folder is not there or cannot be written; nothing is left behind then.
    """
    _written(path, lambda temporary: temporary.write_bytes(content))


def _written(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then move it into place."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        issue = Issue(
            "export",
            "",
            "",
            quote(path),
            Text("无法写入输出文件", "the output cannot be written"),
            Text(f"请检查路径与权限（{reason}）", f"check the path and its permissions ({reason})"),
        )
        raise AtlasError([issue]) from error


def cell(value: Any) -> Any:  # noqa: ANN401 - whatever a table holds
    """Return a value that no spreadsheet takes for a formula; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def csv_bytes(atlas: Atlas, selected: Selected, language: str = "zh") -> bytes:
    """Return one line a designation and place, UTF-8 with BOM so that Excel shows Chinese."""
    return rows_csv(table_rows(atlas, selected.facts, language)).encode("utf-8-sig")


def rows_csv(rows: list[dict[str, Any]]) -> str:
    """Return rows as CSV text with a heading; formulas are neutralised."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if rows:
        writer.writerow(cell(heading) for heading in rows[0])
        writer.writerows([cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def xlsx_bytes(atlas: Atlas, selected: Selected, language: str = "zh") -> bytes:
    """Return a workbook: designations, documents and data sources."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for title, rows in _sheets(atlas, selected, language):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        if not rows:
            continue
        heads = []
        for number, heading in enumerate(rows[0]):
            longest = max(len(str(row[heading] or "")) for row in rows)
            sheet.column_dimensions[_column(number)].width = min(48, 6 + 1.7 * longest)
            head = WriteOnlyCell(sheet, value=heading)
            head.font = Font(bold=True)
            heads.append(head)
        sheet.append(heads)
        for row in rows:
            sheet.append([cell(value) for value in row.values()])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheets(
    atlas: Atlas, selected: Selected, language: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    en = language == "en"
    used = {fact.document for fact in selected.facts}
    documents = [
        {
            ("文件" if not en else "document"): document.title_en if en else document.title,
            ("文号" if not en else "number"): document.number,
            ("印发机关" if not en else "issuers"): "；".join(document.issuers),
            ("印发日期" if not en else "issued"): document.issued.isoformat(),
            ("编号" if not en else "id"): document.id,
        }
        for document in atlas.documents.values()
        if document.id in used
    ]
    sources = [
        {
            ("来源" if not en else "source"): source.title_en if en else source.title,
            ("署名" if not en else "credit"): source.credit_en if en else source.credit,
            ("许可" if not en else "licence"): source.licence,
            ("版本" if not en else "version"): source.version,
        }
        for source in atlas.sources.values()
    ]
    sources.append(
        dict(zip(sources[0], ("粤产集群图谱 cluster-atlas", "", "", atlas.data_hash), strict=True))
    )
    names = ("designations", "documents", "sources") if en else ("定位", "文件", "来源")
    tables = (table_rows(atlas, selected.facts, language), documents, sources)
    return list(zip(names, tables, strict=True))


def _column(number: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def geojson_bytes(atlas: Atlas, selected: Selected) -> bytes:
    """Return a FeatureCollection (EPSG:4326), one feature a designation and place."""
    outlines = outlines_of(atlas.shapes)
    features = []
    for fact in selected.facts:
        values = describe(atlas, fact)
        for place in values.pop("places"):
            shape = place_geometry(atlas.places[place["id"]], outlines)
            properties = values | {f"place_{key}": value for key, value in place.items()}
            features.append(
                {
                    "type": "Feature",
                    "id": f"{fact.id}@{place['id']}",
                    "properties": properties,
                    "geometry": shapely.geometry.mapping(shape) if shape else None,
                }
            )
    collection = {
        "type": "FeatureCollection",
        "name": "cluster-atlas",
        "credit": atlas.credit.zh,
        "data_hash": atlas.data_hash,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False).encode()


def write_gpkg(path: Path, atlas: Atlas, selected: Selected, language: str = "zh") -> None:
    """Write a GeoPackage with the layers ``designations``, ``units`` and ``sources``.

    Raises
    ------
    AtlasError
        If the file cannot be written.
    """
    import pandas as pd
    import pyogrio

    chosen = {fact.id for fact in selected.facts}
    frame = atlas.designations
    frame = frame[frame["id"].isin(chosen)].copy()
    frame["industries"] = frame["industries"].map(" ".join)
    sources = pd.DataFrame(_sheets(atlas, selected, language)[2][1])

    def write(temporary: Path) -> None:
        temporary.unlink()
        layers = (("designations", frame), ("units", atlas.boundaries))
        for number, (name, layer) in enumerate(layers):
            pyogrio.write_dataframe(
                layer, temporary, layer=name, driver="GPKG", append=bool(number), **_PROMOTE
            )
        pyogrio.write_dataframe(sources, temporary, layer="sources", driver="GPKG", append=True)

    try:
        _written(path, write)
    except pyogrio.errors.DataSourceError as error:
        raise AtlasError(
            [
                Issue(
                    "export",
                    "",
                    "",
                    quote(path),
                    Text("无法写入输出文件", "the output cannot be written"),
                    Text("请检查路径与权限", "check the path and its permissions"),
                )
            ]
        ) from error


# Points and polygons stand in one table, so its geometry type is left open.
_PROMOTE: dict[str, Any] = {"promote_to_multi": False, "geometry_type": "Unknown"}
