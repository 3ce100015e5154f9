"""A blank workbook of a kind to fill in: headings, lists to choose from, a skipped example."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.files.reproducible_zip import reproducible_zip
from cluster_atlas.own.kinds import Field, fields_of, kind_list
from cluster_atlas.own.sourcetable import EXAMPLE

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# The sheet of the lists, which its program hides.
LISTS = "名单"

# Units that stand in the headings, by the type of a field: those that offices' ledgers use.
UNITS = {"area": "平方米", "money": "万元", "power": "kVA"}
# Coordinates stand in two columns; the one cell of both is for files of others.
_LEFT_OUT = {"xy"}
_ROWS, _WIDTH, _WIDEST = 5000, 14, 26
_DAY = dt.date(2025, 3, 1)
_EXAMPLES: dict[str, Any] = {
    "address": "礼乐街道",
    "area": 20000,
    "money": 12000,
    "power": 1000,
    "number": 30,
    "date": _DAY,
    "code": "91440000000000000X",
}


def heading(field: Field) -> str:
    """Return the heading of a field's column: its name, its unit, and a star where it is needed."""
    unit = UNITS.get(field.type, "")
    return f"{field.name.zh}{f'（{unit}）' if unit else ''}{'*' if field.needed else ''}"


def template_workbook(atlas: Atlas, kind: str) -> bytes:
    """Return a blank workbook of a kind as XLSX; the same atlas gives the same bytes.

    Its first row has the headings, its second an example that an import leaves out. Stages, cities,
    counties and industries are chosen from lists, which stand on a hidden sheet; columns of
    industries and counties take other texts after a warning, since there may be several, or a town.

    Parameters
    ----------
    atlas
        Its places and industries are the lists.
    kind
        Of ``kinds.toml``.
    """
    from xlsxwriter import Workbook

    fields = [field for field in fields_of(kind) if field.id not in _LEFT_OUT]
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_urls": False}) as book:
        title = kind_list().kinds[kind].name.zh
        book.set_properties({"title": title, "created": dt.datetime(2025, 1, 1)})  # noqa: DTZ001 - no time zone in a workbook
        page = book.add_worksheet(title)
        lists = _write_lists(book, atlas)
        _write_headings(book, page, fields)
        _write_example(book, page, atlas, fields)
        for column, field in enumerate(fields):
            _validate(page, column, field, lists)
        page.freeze_panes(1, 1)
        page.activate()
    return reproducible_zip(content.getvalue())


def _write_lists(book: Workbook, atlas: Atlas) -> Mapping[str, str]:
    """Write the lists onto a hidden sheet; return the cells of each by the field or type."""
    places = sorted(atlas.places.values(), key=lambda place: place.id)
    lists: dict[str, Iterable[str]] = {
        "stage": (stage.name.zh for stage in kind_list().stages),
        "city": (place.name for place in places if place.level == "city"),
        "county": (place.name for place in places if place.level == "county"),
        "industries": (
            *(industry.name for industry in atlas.industries.values()),
            *(cluster.name for cluster in atlas.clusters),
        ),
    }
    page = book.add_worksheet(LISTS)
    cells = {}
    for column, (key, names) in enumerate(lists.items()):
        rows = list(dict.fromkeys(names))
        page.write_column(0, column, rows)
        letter = "ABCD"[column]
        cells[key] = f"={LISTS}!${letter}$1:${letter}${len(rows)}"
    page.hide()
    return cells


def _write_headings(book: Workbook, page: Worksheet, fields: list[Field]) -> None:
    look = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e8eef4"}
    )
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    # Codes and telephones are no numbers.
    text = book.add_format({"num_format": "@"})
    formats = {"date": day, "code": text, "text": text, "address": text}
    for column, field in enumerate(fields):
        width = _WIDEST if field.id in {"name", "address", "note"} else _WIDTH
        page.set_column(column, column, width, formats.get(field.type))
        page.write_string(0, column, heading(field), look)
    page.set_row(0, 32)


def _write_example(book: Workbook, page: Worksheet, atlas: Atlas, fields: list[Field]) -> None:
    grey = {"italic": True, "font_color": "#7a8793"}
    plain = book.add_format(grey)
    day = book.add_format({**grey, "num_format": "yyyy-mm-dd", "align": "left"})
    counties = sorted(
        (place for place in atlas.places.values() if place.level == "county"),
        key=lambda place: place.id,
    )
    county = counties[len(counties) // 2]
    named = {
        "name": f"{EXAMPLE}：某某",
        "city": atlas.places[county.city].name if county.city else "",
        "county": county.name,
        "stage": kind_list().stages[0].name.zh,
        "industries": next(iter(atlas.industries.values())).name,
    }
    for column, field in enumerate(fields):
        value = named.get(field.id, _EXAMPLES.get(field.type, ""))
        if isinstance(value, dt.date):
            page.write_datetime(1, column, value, day)
        elif value != "":
            page.write(1, column, value, plain)


def _validate(page: Worksheet, column: int, field: Field, lists: Mapping[str, str]) -> None:
    """Let a column be filled from a list, or take numbers and days only."""
    rule: dict[str, Any] = {}
    key = field.id if field.type == "unit" else field.type
    if key in lists:
        strict = key in {"stage", "city"}
        rule = {
            "validate": "list",
            "source": lists[key],
            "error_type": "stop" if strict else "warning",
            "error_title": "不在名单中",
            "error_message": "请从下拉列表中选择。" if strict else "不在名单中，仍要填写吗？",
        }
        if key == "industries":
            rule |= {"input_title": "产业", "input_message": "可填几个，用“、”隔开。"}
        if key == "county":
            rule |= {"input_title": "区县", "input_message": "东莞、中山填镇街。"}
    elif field.type == "date":
        rule = {
            "validate": "date",
            "criteria": ">=",
            "value": dt.date(1950, 1, 1),
            "error_type": "warning",
            "error_title": "不是日期",
            "error_message": "请填日期，如 2025-03-01。",
        }
    elif field.type in {*UNITS, "number"}:
        rule = {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": "不是数",
            "error_message": f"请填数字，单位{UNITS.get(field.type, '不限')}。",
        }
    if rule:
        page.data_validation(1, column, _ROWS, column, rule)
