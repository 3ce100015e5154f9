"""Every kind of file that we write from data in which every text is hostile, read by its format.

A kind that is added and has no reader here fails the first test.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pyogrio
import pypdfium2
import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.screen import SERVER_VIEWS, VIEWS
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import LONGEST, Briefing, city_briefing
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.exports import exchange
from cluster_atlas.exports.exchange import export_files
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.web.index import Entry, render_index
from cluster_atlas.web.page import export_html
from tests.conftest import PATIENCE_MS, TODAY
from tests.hostile import ALL, BREAKING, FORMULAS, HOSTILE, UNSEEN, hostile_atlas, unseen
from tests.web.test_page import from_text, parts

# A city, a park with a known site, a region, and a site of which only the city is known.
FACTS = (
    "equipment-rail-base",
    "equipment-rail-park",
    "equipment-bases-10",
    "electronics-shantou-gateway",
)
CITY = "city:440700"
# So many different hostile texts stand in any of their files.
FEWEST = 3


def few(atlas: Atlas) -> Atlas:
    return replace(atlas, facts=tuple(fact for fact in atlas.facts if fact.id in FACTS))


@pytest.fixture(scope="module")
def spoilt(hostile_folder: Path) -> Atlas:
    """Return what is read of a data folder in which every text is followed by a hostile one."""
    return few(open_atlas(hostile_folder, today=TODAY))


# ---- readers: each returns the texts of a file, and fails where one of them would run ----


def read_csv(content: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        for text in row:
            assert not text.startswith(("=", "+", "@", "\t", "\r")), text
            assert not re.match(r"-(?!\d)", text), text
            yield text


def read_xlsx(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "external" in name.lower()]
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None, cell.value
                yield str(cell.value)


def read_json(content: bytes) -> Iterator[str]:
    yield from _leaves(json.loads(content))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield str(value)


def read_layers(content: bytes) -> Iterator[str]:
    source = io.BytesIO(content)
    for name, _ in pyogrio.list_layers(source):
        frame = pyogrio.read_dataframe(source, layer=name, read_geometry=False)
        yield from map(str, frame.to_numpy().ravel())


def read_xml(content: bytes) -> Iterator[str]:
    """Return texts and attributes of XML without a definition of its own, a script or a link."""
    assert b"<!DOCTYPE" not in content.replace(b"<!DOCTYPE qgis PUBLIC", b"")
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    for element in root.iter():
        assert isinstance(element.tag, str), "no comment or instruction comes from a text"
        tag = etree.QName(element).localname.lower()
        assert tag not in {"script", "iframe", "img", "foreignobject", "networklink"}, tag
        for name, value in element.attrib.items():
            own = etree.QName(name).localname.lower()
            assert not own.startswith("on"), own
            if own == "href":
                assert value.startswith(("#", "data:")), value
            yield value
        yield element.text or ""
        yield element.tail or ""


def read_kml(content: bytes) -> Iterator[str]:
    """Return the texts of a file whose descriptions are HTML by its format."""
    for text in read_xml(content):
        if "<" in text and text.lstrip().startswith("<b>"):
            yield _Markup(text, {"b", "br"}).text
        else:
            yield text


def read_office(content: bytes) -> Iterator[str]:
    """Return the texts of each part of a package that refers to nothing outside but web links."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert "vba" not in name.lower()
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(archive.read(name))
            if name.endswith(".rels"):
                for one in root:
                    target = one.get("Target", "")
                    outside = one.get("TargetMode") == "External"
                    assert not outside or target.startswith(("https://", "http://")), target
                continue
            # Paragraphs are made of runs: a text may be parted at any of them.
            for element in root.iter("{*}p"):
                yield "".join(element.itertext("{*}t"))


def read_pdf(content: bytes) -> Iterator[str]:
    # Streams are compressed: any bytes may stand in them.
    plain = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    assert not re.search(rb"/(JavaScript|JS|Launch|AA|SubmitForm|RichMedia)\b", plain)
    for page in pypdfium2.PdfDocument(content):
        yield page.get_textpage().get_text_bounded()


def read_png(content: bytes) -> Iterator[str]:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    yield from map(str, picture.info.values())


class _Markup(HTMLParser):
    """The texts of HTML, and its elements; fails at one that is not among the known."""

    def __init__(self, source: str, known: set[str]) -> None:
        super().__init__()
        self.known, self.text, self.scripts = known, "", 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.known, tag
        assert not [name for name, _ in attrs if name.startswith("on")], attrs
        links = [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not [link for link in links if link.startswith("javascript:")], links
        self.scripts += tag == "script"

    def handle_data(self, data: str) -> None:
        self.text += data


PAGE = {"html", "head", "meta", "title", "body", "div", "p", "script"}


def read_html(content: bytes) -> Iterator[str]:
    page = content.decode()
    markup = _Markup(page, PAGE)
    assert markup.scripts == 4
    assert "default-src 'none'" in page
    data = parts(page)
    yield from _leaves(json.loads(data["atlas-config"]))
    yield from _leaves(json.loads(gzip.decompress(from_text(data["atlas-pack"]))))


READERS: dict[str, Callable[[bytes], Iterable[str]]] = {
    "csv": read_csv,
    "docx": read_office,
    "fgb": read_layers,
    "geojson": read_json,
    "gpkg": read_layers,
    "html": read_html,
    "kml": read_kml,
    "pdf": read_pdf,
    "png": read_png,
    "pptx": read_office,
    "qml": read_xml,
    "sld": read_xml,
    "svg": read_xml,
    "xlsx": read_xlsx,
}
# Texts are drawn there, letter by letter or line by line.
DRAWN = {"pdf", "png", "svg"}
EXPORTS = ("html", *exchange.EXPORT_KINDS)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_kind_of_file_has_a_reader() -> None:
    beside = {ending.rpartition(".")[2] for k in EXPORTS for ending in exchange.beside_endings(k)}
    assert set(READERS) == {*EXPORTS, *FORMATS, *beside}


def exported(atlas: Atlas, kind: str) -> dict[str, bytes]:
    if kind == "html":
        return {"x.html": export_html(atlas, title=ALL, note=ALL).encode()}
    return export_files(atlas, select(atlas, Selection()), kind, "x")


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.filterwarnings("ignore:File /vsimem:RuntimeWarning")
def test_an_export_says_hostile_text_as_text(spoilt: Atlas, kind: str) -> None:
    for name, content in exported(spoilt, kind).items():
        said = "\n".join(READERS[name.rpartition(".")[2]](content))
        assert not unseen(said), name
        assert sum(text in said for text in (*HOSTILE, *BREAKING)) >= FEWEST, name


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(atlas: Atlas, kind: str) -> None:
    turn = cycle(FORMULAS)
    bad = hostile_atlas(few(atlas), lambda _: next(turn))
    for name, content in exported(bad, kind).items():
        # The readers refuse what would be one.
        texts = list(READERS[name.rpartition(".")[2]](content))
        for formula in FORMULAS:
            assert any(formula.strip() in text for text in texts), formula


def hostile_briefing(text: str) -> Briefing:
    """Return a briefing of a city in which all that a writer can say is hostile."""
    briefing = city_briefing(CITY)
    free = [f.name for f in fields(Briefing) if f.name in LONGEST and f.name != "address"]
    own: dict[str, Any] = {name: text[: LONGEST[name]] for name in free}
    part = replace(briefing.part[0], title=text[: LONGEST["title"]], text=text)
    return replace(briefing, **own, date=TODAY, part=(part, *briefing.part[1:]))


@pytest.fixture(scope="module")
def briefing(spoilt: Atlas) -> Outputs:
    return Outputs(spoilt, hostile_briefing(ALL + UNSEEN))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_briefing_says_hostile_text_as_text(briefing: Outputs, kind: str) -> None:
    said = ""
    for content in briefing.files(kind, "x").values():
        texts = list(READERS[kind](content))
        said += "".join(texts)
        assert not unseen(said)
    if kind != "png":
        for text in HOSTILE:
            assert squeezed(text) in squeezed(said), text


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Return a page without a network; the test fails if a text ran, loaded or broke anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("request", lambda request: heard.append(request.url))
    yield page
    context.close()
    assert [one for one in heard if not one.startswith(("file:", "data:", "blob:"))] == []


def is_inert(page: Page) -> bool:
    assert "owned" not in page.title().replace(HOSTILE[3], "").replace(HOSTILE[4], "")
    assert page.locator("[onerror], [onload], [onclick], img[src=x]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    return True


def test_every_page_of_every_document_for_a_browser_is_inert(
    reader: Page, spoilt: Atlas, briefing: Outputs, tmp_path: Path
) -> None:
    path = tmp_path / "x.html"
    path.write_text(export_html(spoilt, title=ALL, note=ALL), encoding="utf-8")
    reader.goto(path.as_uri())
    reader.wait_for_selector("[data-atlas-map][data-painted]")
    said = ""
    # Of a file; without own rows there are no projects to hold against the plans.
    for view in set(VIEWS) - {"implementation", *SERVER_VIEWS}:
        # It is open already.
        if view == "map":
            continue
        reader.goto(f"{path.as_uri()}#view={view}&q={quote('机器人')}")
        reader.wait_for_selector(f'.ca-stage[data-view="{view}"] .ca-view:visible')
        assert is_inert(reader), view
        said += reader.locator(".ca-stage").inner_text()
    assert sum(text in said for text in HOSTILE) >= FEWEST
    documents = {
        "story.html": (briefing.html, "[data-atlas-map][data-painted]"),
        "page.svg": (next(iter(briefing.files("svg", "x").values())), "svg text"),
        "index.html": (index_of_hostile(), "table"),
    }
    for name, (content, drawn) in documents.items():
        (tmp_path / name).write_bytes(content)
        reader.goto((tmp_path / name).as_uri())
        reader.wait_for_selector(drawn, state="attached")
        assert name.endswith(".svg") or is_inert(reader), name
        told = html.unescape(reader.content())
        assert any(text in told for text in HOSTILE), name


def index_of_hostile() -> bytes:
    entries = [Entry(text, 1, (f"{text}.pdf",), failure=text) for text in (*HOSTILE, *BREAKING)]
    return render_index(
        entries, title=ALL, intro=ALL, heads=(ALL, ALL, ALL), footer=[ALL], language="zh"
    )
