"""Private columns of an office's workspace stand in nothing that leaves it."""

from __future__ import annotations

import base64
import gzip
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import city_briefing
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.drawing.shapes import texts
from cluster_atlas.exports.exchange import EXPORT_KINDS, export_files
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.owntables import shown_own
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.web.ownpack import own_pack_bytes
from tests.conftest import run_command
from tests.own.private import PRIVATE, private_workspace
from tests.test_privacy import layers_of

KINDS = tuple(kind_list().kinds)
# What is not private does leave, or nothing would be shown by these tests.
TOLD = "虚构项目"
# Digits of a number may be grouped or stand with a decimal point.
_BETWEEN = re.compile(r"(?<=\d)[\s,，.]+(?=\d)")


@pytest.fixture(scope="module")
def workspace(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return private_workspace(atlas, tmp_path_factory.mktemp("private") / "office.atlas")


@pytest.fixture(scope="module")
def data(workspace: Path) -> OwnData:
    return ca.own_data(workspace)


def told(content: bytes | str) -> list[str]:
    """Return the private values that something tells, in whatever way it has packed them."""
    if isinstance(content, str):
        content = content.encode()
    found = []
    for layer in layers_of(content):
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            found += [one for one in PRIVATE if one.encode(encoding) in layer]
        text = layer.decode("utf-8", "ignore")
        escaped = text.encode("ascii", "backslashreplace").decode()
        plain = _BETWEEN.sub("", text)
        found += [one for one in PRIVATE if one in plain]
        found += [
            one for one in PRIVATE if one.encode("ascii", "backslashreplace").decode() in escaped
        ]
    return found


def test_what_is_read_of_a_workspace_has_no_private_value(data: OwnData) -> None:
    assert set(data.count()) == set(KINDS)
    assert told(repr(data)) == []


@pytest.mark.parametrize("kind", EXPORT_KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_export_has_none(atlas: Atlas, data: OwnData, kind: str, language: str) -> None:
    selected = ca.select(atlas, ca.Selection(text="轨道交通产业基地"))
    own = shown_own(atlas, data, ca.Selection())
    files = export_files(atlas, selected, kind, "x", language, own=own)
    layers = [layer for content in files.values() for layer in layers_of(content)]
    assert any(TOLD.encode() in layer for layer in layers)
    for name, content in files.items():
        assert told(content) == [], name


@pytest.fixture(scope="module")
def briefing(atlas: Atlas, data: OwnData) -> Outputs:
    # The city that has most of the rows.
    cities = [row.city for row in data.rows]
    city = max(set(cities), key=cities.count)
    return Outputs(atlas, replace(city_briefing(city), own=KINDS, date=atlas.today), data)


@pytest.mark.paper
@pytest.mark.parametrize("kind", FORMATS)
def test_a_briefing_has_none(briefing: Outputs, kind: str) -> None:
    assert any("虚构" in text for text in texts(briefing.pages))
    assert told("\n".join(texts(briefing.pages))) == []
    assert told(repr(briefing.brief)) == []
    for name, content in briefing.files(kind, "x").items():
        assert told(content) == [], name


def test_a_folium_map_has_none(atlas: Atlas, data: OwnData, tmp_path: Path) -> None:
    few = ca.Selection(documents=["gd-equipment-2023"])
    ca.folium_map(atlas, few, own=data).save(tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text("utf-8")
    packed = re.findall(r'"([A-Za-z0-9+/=]{24,})"', page)
    inside = "".join(base64.b64decode(one + "==").decode("utf-8", "ignore") for one in packed)
    assert TOLD in inside
    assert told(page) == []
    assert told(inside) == []


def test_the_pack_of_the_page_has_none(data: OwnData) -> None:
    packed = gzip.decompress(own_pack_bytes(data)).decode()
    assert TOLD in packed
    assert told(packed) == []


def commands(workspace: Path, out: Path) -> Iterator[tuple[str, ...]]:
    at = ("--workspace", str(workspace))
    for form in ("jsonl", "geojson", "csv"):
        yield from (("own", *at, "--as", kind, "--format", form) for kind in KINDS)
    yield ("compare", "广州", "深圳", *at)
    yield ("implementation", *at)
    yield ("sites", "轨道交通装备", *at)
    yield ("export", str(out / "a.csv"), "--place", "江门", *at)
    # Refused: what is said of it must not tell a value either.
    yield ("export", str(out / "a.csv"), "--own", "none", *at)
    yield ("own", "edit", *at, "1-1", "area", "NaN")
    yield ("own", "history", *at)
    yield ("own", "log", *at)


def test_no_command_prints_or_logs_one(
    workspace: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for command in commands(workspace, tmp_path):
            done = run_command(*command)
            assert told(done.stdout) == [], command
            assert told(done.stderr) == [], command
    assert told(caplog.text) == []
    for path in tmp_path.iterdir():
        assert told(path.read_bytes()) == [], path.name


def test_no_error_tells_one(atlas: Atlas, data: OwnData) -> None:
    for kinds, stages in ((("contact",), ()), ((), ("telephone",))):
        with pytest.raises(AtlasError) as caught:
            shown_own(atlas, data, ca.Selection(), kinds, stages)
        sentences = [one.sentence(lang) for one in caught.value.issues for lang in ("zh", "en")]
        assert told("".join(sentences)) == []
