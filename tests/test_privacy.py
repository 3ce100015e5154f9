"""Where we work, who we are and what we were trusted with stands in no file and no answer."""

from __future__ import annotations

import gzip
import io
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster_atlas.api import compare, evolve, find
from cluster_atlas.atlas.atlas import Atlas, check_folder, open_atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing import batch
from cluster_atlas.briefing.briefing import briefing_toml, city_briefing
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.exports.exchange import EXPORT_KINDS, export_files
from cluster_atlas.mapping.folium_map import folium_map
from cluster_atlas.ui import preload
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.web.page import export_html
from tests.conftest import ROOT, TODAY
from tests.test_hostile_outputs import few
from tests.web.test_page import from_text, parts

pytestmark = pytest.mark.slow

# A word that stands nowhere else, in the name of everything that must stay here.
WORD = "qxzvjkw"
TOKEN = f"{WORD}7token"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with a link to the data; home, user, machine and settings are told apart."""
    place = tmp_path_factory.mktemp("private") / WORD
    for name in ("home", "tmp", "data"):
        (place / name).mkdir(parents=True)
    for name in ("layers", "geodata"):
        (place / "data" / name).symlink_to(ROOT / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("HOME", str(place / "home"))
        patch.setenv("TMPDIR", str(place / "tmp"))
        patch.setattr(tempfile, "tempdir", None)
        for name in ("USER", "LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME"):
            patch.setenv(name, WORD)
        patch.setenv(preload.TIANDITU_VARIABLE, TOKEN)
        patch.setenv(preload.BASEMAP_VARIABLE, f"https://tiles.example/{TOKEN}/{{z}}/{{x}}/{{y}}")
        yield place
    tempfile.tempdir = None


def layers_of(content: bytes) -> Iterator[bytes]:
    """Yield a file as it is, and what is packed inside it."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    if content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue
    if b'id="atlas-pack"' in content:
        yield gzip.decompress(from_text(parts(content.decode())["atlas-pack"]))


def tells(content: bytes) -> list[str]:
    """Return what a file tells of where it was made."""
    private = {WORD, str(Path.home()), str(ROOT), os.environ.get("TMPDIR", WORD)}
    # The root's home and a checkout at the top are words of everybody.
    private = {text for text in private if len(text) > len("/root")}
    words = [text.encode() for text in private] + [t.encode("utf-16-be") for t in private]
    return [
        word.decode("latin-1") for layer in layers_of(content) for word in words if word in layer
    ]


@pytest.fixture(scope="module")
def own(here: Path) -> Atlas:
    return few(open_atlas(here / "data", today=TODAY))


@pytest.fixture(scope="module")
def briefing(own: Atlas) -> Outputs:
    return Outputs(own, city_briefing("city:440700"))


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_an_export_does_not_tell_where_it_was_made(own: Atlas, kind: str) -> None:
    for name, content in export_files(own, select(own), kind, "x").items():
        assert tells(content) == [], name


@pytest.mark.parametrize("kind", FORMATS)
def test_a_briefing_does_not_tell_where_it_was_made(briefing: Outputs, kind: str) -> None:
    for name, content in briefing.files(kind, "x").items():
        assert tells(content) == [], name


def test_no_page_and_no_saved_briefing_tells_where_it_was_made(own: Atlas, here: Path) -> None:
    folium_map(own, Selection(text="轨道")).save(here / "map.html")
    saved = briefing_toml(city_briefing("city:440700"))
    jobs = batch.city_jobs(own, ["city:440700"], city_briefing)
    done = batch.run(own, jobs, ["svg"], here, workers=1)
    batch.write_index(own, done, here)
    for content in (
        export_html(own).encode(),
        saved.encode(),
        (here / "map.html").read_bytes(),
        (here / batch.INDEX).read_bytes(),
    ):
        assert tells(content) == []


def test_no_issue_of_the_data_tells_where_it_lies(here: Path) -> None:
    data = here / "faulty"
    for name in ("layers", "geodata"):
        data.mkdir(exist_ok=True)
        found = check_folder(data)
        assert found
        told = "".join(issue.sentence(lang) for issue in found for lang in ("zh", "en"))
        assert tells(told.encode()) == []
        (data / name).mkdir()
    for name in ("layers/x.toml", "geodata/codes.toml", "geodata/places.csv", "geodata/units.csv"):
        (data / name).write_bytes(b"\xff\xfe = [")
    told = "".join(issue.sentence() for issue in check_folder(data))
    assert told
    assert tells(told.encode()) == []


def test_no_answer_tells_where_the_atlas_lies(own: Atlas) -> None:
    said = [repr(own), own._repr_html_()]
    for result in (
        compare(own, ["深圳", "惠州"]),
        evolve(own, "gd-electronics-2021", "gd-electronics-2023"),
        find(own, "轨道交通"),
    ):
        said += [repr(result), result._repr_html_(), str(result.rows())]
    assert tells("".join(said).encode()) == []
