"""Files from a browser: read with their parts, under plain names, and not left behind."""

from __future__ import annotations

import io
import itertools
import tempfile
from pathlib import Path

import geopandas
import pytest
import shapely

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.sourcetable import ReadOptions
from cluster_atlas.ui.own import uploads
from cluster_atlas.ui.own.uploads import Held, read_uploads

_IDS = itertools.count()


class Sent(io.BytesIO):
    """A file as Streamlit hands it on."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name, self.size, self.file_id = name, len(content), f"{next(_IDS)}"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()


def left() -> list[str]:
    return [path.name for path in Path(tempfile.gettempdir()).iterdir()]


CSV = "名称,区县\n甲,江海区\n".encode()


def test_parts_of_a_shapefile_come_as_one_and_a_table_beside_them(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"name": ["甲"]}, geometry=[shapely.box(113, 22.5, 113.1, 22.6)], crs="EPSG:4490"
    )
    frame.to_file(tmp_path / "a.shp", encoding="utf-8")
    sent = [
        Sent(f"红线{path.suffix.upper()}", path.read_bytes())
        for path in sorted(tmp_path.glob("a.*"))
    ]
    one, other = read_uploads([*sent, Sent("台账.csv", CSV)], ReadOptions())
    assert (one.file, len(one.tables), one.issues) == ("红线.SHP", 1, ())
    (table,) = one.tables
    assert (table.name, len(table), bool(table.system)) == ("红线", 1, True)
    assert (other.file, other.tables[0].name) == ("台账.csv", "台账")
    assert left() == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "/etc/passwd.csv",
        "..\\..\\x.csv",
        "a\x00b.csv",
        "." * 300,
        "",
        "名.c/v",
    ],
)
def test_a_name_leads_nowhere(name: str) -> None:
    (one,) = read_uploads([Sent(name, CSV)], ReadOptions())
    assert [len(table) for table in one.tables] == [1]
    assert left() == []


def test_what_is_too_large_is_refused_before_it_is_written() -> None:
    limits = Limits(file_bytes=10)
    (one,) = read_uploads([Sent("大.csv", CSV)], ReadOptions(limits=limits))
    assert one.tables == ()
    assert "MB" in one.issues[0].sentence("zh")


def test_one_that_cannot_be_read_keeps_no_other_from_it() -> None:
    bad, good = read_uploads([Sent("坏.xlsx", b"PK\x03\x04"), Sent("好.csv", CSV)], ReadOptions())
    assert bad.issues
    assert "坏" in bad.issues[0].sentence("zh")
    assert good.tables
    assert left() == []


def test_files_are_read_once_and_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [Sent("台账.csv", CSV)]
    first = read_uploads(sent, ReadOptions())
    assert read_uploads(sent, ReadOptions()) is first
    assert read_uploads(sent, ReadOptions(encoding="utf-8")) is not first
    monkeypatch.setattr(uploads, "_MOST_CELLS", 10)
    held = Held()
    held.put("a", "A", 6)
    held.put("b", "B", 6)
    assert (held.get("a"), held.get("b")) == (None, "B")
    held.put("c", "C", 100)
    assert held.get("c") == "C"
    held.drop("c")
    assert held.get("c") is None
