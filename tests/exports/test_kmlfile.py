"""KML read by GDAL and by an XML parser: the selection, safe text, no link to anything."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.exports.kmlfile import abgr, kml_bytes
from cluster_atlas.values.colours import ramp
from cluster_atlas.values.model import UNLOCATED
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE, TODAY
from tests.exports.exporting import everything, pairs, parsed, spoiled, stored

K = "{http://www.opengis.net/kml/2.2}"


class DescriptionText(HTMLParser):
    """What a viewer makes of a description: its tags and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag and the names of its attributes."""
        self.tags.add(tag + "".join(f" {name}" for name, _ in attrs))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text += data

    def handle_comment(self, _data: str) -> None:
        """Keep that there is a comment."""
        self.tags.add("comment")


def texts(root: ET.Element, tag: str) -> list[str]:
    return [element.text or "" for element in root.iter(K + tag)]


@pytest.fixture(scope="module")
def content(atlas: Atlas) -> bytes:
    return kml_bytes(atlas, everything(atlas))


@pytest.mark.opens("KML", "GDAL")
def test_kml_is_the_selection(atlas: Atlas, content: bytes, tmp_path: Path) -> None:
    selected = everything(atlas)
    path = tmp_path / "x.kml"
    path.write_bytes(content)
    layers = [name for name, _ in pyogrio.list_layers(path)]
    present = {fact.cluster for fact in selected.facts}
    assert layers == [cluster.name for cluster in atlas.clusters if cluster.id in present]
    facts = {fact.id: fact for fact in selected.facts}
    wording = Wording(atlas, "zh", atlas.today)
    found: Counter[tuple[str | None, str | None]] = Counter()
    for mark in parsed(content).iter(K + "Placemark"):
        row = {field.get("name"): field.text for field in mark.iter(K + "SimpleData")}
        fact = facts[str(row["id"])]
        found[row["id"], row["place"]] += 1
        assert (row["title"], row["citation"]) == (fact.title, wording.citation(fact))
        assert (
            wording.citation(fact) in DescriptionText(mark.findtext(K + "description") or "").text
        )
    assert found == Counter(pairs(selected))
    # GDAL reads the file anew for each layer.
    ids = {cluster.name: cluster.id for cluster in atlas.clusters}
    for name in layers[::4]:
        frame = pyogrio.read_dataframe(path, layer=name)
        assert frame.crs.to_epsg() == 4326
        of_layer = [p for p in pairs(selected) if facts[p[0]].cluster == ids[name]]
        assert Counter(zip(frame["id2"], frame["place"], strict=True)) == Counter(of_layer)
        for line in frame.itertuples():
            assert line.citation == wording.citation(facts[line.id2])
            assert (line.geometry is None) == (line.precision in UNLOCATED)


def test_shades_are_those_of_the_map(atlas: Atlas, content: bytes) -> None:
    root = parsed(content)
    styles = {style.get("id"): style for style in root.iter(K + "Style")}
    for cluster in atlas.clusters:
        for tier, shade in enumerate(ramp(cluster.colour).shades, start=1):
            colour = styles[f"{cluster.id}-tier-{tier}"].findtext(f"{K}PolyStyle/{K}color")
            assert colour is not None
            assert "#" + "".join(colour[i : i + 2] for i in (6, 4, 2)) == shade
    assert {url.removeprefix("#") for url in texts(root, "styleUrl")} <= set(styles)
    assert abgr("#112233", 0.5) == "80332211"


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x07bell", "$[name]", "]]>", "&lt;b&gt;"])
def test_hostile_texts_stay_text(atlas: Atlas, text: str) -> None:
    bad = spoiled(atlas, text)
    root = parsed(kml_bytes(bad, everything(bad)))
    values = {d.text for d in root.iter(K + "SimpleData") if d.get("name") in {"title", "note"}}
    assert values == {stored(text)}
    for description in texts(root, "description"):
        shown = DescriptionText(description)
        assert shown.tags <= {"br", "b"}
        assert stored(text) in shown.text
        assert "$[" not in description


def test_nothing_is_fetched(content: bytes) -> None:
    root = parsed(content)
    tags = {element.tag.removeprefix(K) for element in root.iter()}
    assert not tags & {"href", "Icon", "NetworkLink", "Link", "GroundOverlay"}
    assert all(url.startswith("#") for url in texts(root, "styleUrl"))
    assert b"<!DOCTYPE" not in content
    assert set(re.findall(rb"https?://[^\s\"<]+", content)) == {b"http://www.opengis.net/kml/2.2"}


def test_the_document_says_what_it_rests_on(atlas: Atlas) -> None:
    selected = select(atlas, Selection(clusters=["uhd"], text="广州"))
    document = parsed(kml_bytes(atlas, selected)).find(f"{K}Document")
    assert document is not None
    name, description = document.findtext(K + "name"), document.findtext(K + "description")
    assert name is not None
    assert description is not None
    assert atlas.data_hash in name
    assert TODAY.isoformat() in name
    shown = DescriptionText(description).text
    for text in (atlas.credit.zh, "集群：超高清视频", "检索词：广州"):
        assert text in shown
    for fact in selected.facts:
        assert atlas.documents[fact.document].title in shown


def test_an_empty_selection_is_a_document_without_folders(atlas: Atlas) -> None:
    root = parsed(kml_bytes(atlas, select(atlas, Selection(text="nothingofthekind"))))
    assert not list(root.iter(K + "Folder"))
    assert "nothingofthekind" in (root.findtext(f"{K}Document/{K}description") or "")
