"""Every format of a briefing opened by another program and held against the selection."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from openxml_audit import validate_pptx
from PIL import Image
from playwright.sync_api import Browser
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing, parts_for, state_of
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.drawing.maps.readable import readable
from cluster_atlas.questions.roles import cities, facts_about
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.wording.map_words import map_words
from tests.conftest import HOSTILE, ROOT, TODAY, with_soak

CITY = "city:440700"
# Hostile texts together stand in every format in tests/test_hostile_outputs.py.
USUAL = ("x" * 180,)
STRANGE = ("שלום עולם", "مرحبا", "😀👍🏽", "x" * 180, "a\nb", "ꦀ")


@pytest.fixture(scope="module")
def outputs(atlas: Atlas) -> Outputs:
    return Outputs(atlas, replace(city_briefing(CITY), office="江门市投资促进局", date=TODAY))


@pytest.fixture(scope="module")
def files(outputs: Outputs) -> dict[str, dict[str, bytes]]:
    return {kind: outputs.files(kind, "江门") for kind in FORMATS}


def _squeezed(text: str) -> str:
    """Return a text without what programs add between letters and lines."""
    return re.sub(r"\s", "", text)


def _run(*words: str, **more: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, **more).stdout  # type: ignore[call-overload, no-any-return]


def test_names_of_files(files: dict[str, dict[str, bytes]], outputs: Outputs) -> None:
    assert list(files["pdf"]) == ["江门.pdf"]
    pages = len(outputs.pages)
    assert list(files["png"]) == [f"江门-{n}.png" for n in range(1, pages + 1)]
    assert list(files["svg"]) == [f"江门-{n}.svg" for n in range(1, pages + 1)]


@pytest.mark.opens("PDF", "Poppler")
def test_poppler_reads_the_whole_pdf(
    files: dict[str, dict[str, bytes]], outputs: Outputs, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(files["pdf"]["江门.pdf"])
    text = _squeezed(_run("pdftotext", "-layout", str(path), "-"))
    about = facts_about(outputs.atlas, CITY, select(outputs.atlas).facts)
    raw = _squeezed(_run("pdftotext", "-raw", str(path), "-"))
    for fact in about:
        assert _squeezed(fact.title) in raw, fact.id
    for citation in outputs.brief.citations:
        assert _squeezed(citation.document) in raw
        assert f"[{citation.number}]{citation.clause}" in raw
    named = sum(CITY in outputs.atlas.named_cities(fact) for fact in about)
    assert f"点名江门的定位有{named}条" in text
    assert f"{len(about) - named}条定位随所在区域" in text
    assert outputs.atlas.data_hash in text
    assert "行政区划数据来源：天地图" in text
    info = _run("pdfinfo", str(path))
    assert re.search(r"Title:\s+江门市", info)
    assert re.search(r"CreationDate:.*Nov 23.*2026", info)
    assert re.search(r"Author:\s+江门市投资促进局", info)
    fonts = _run("pdffonts", str(path)).splitlines()[2:]
    assert len(fonts) >= 2, "regular and bold"
    for line in fonts:
        *_, embedded, _, copied, _, _ = line.split()
        assert (embedded, copied) == ("yes", "yes"), "every font is embedded and can be copied from"
    assert len(path.read_bytes()) <= 1_000_000


@pytest.mark.opens("PDF", "PDFium")
def test_the_map_in_the_pdf_is_vector(files: dict[str, dict[str, bytes]]) -> None:
    document = pypdfium2.PdfDocument(files["pdf"]["江门.pdf"])
    kinds = [item.type for item in document[0].get_objects()]
    assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_PATH) > 60
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds


def test_png_is_the_pdf_at_300_dpi(files: dict[str, dict[str, bytes]]) -> None:
    for content in files["png"].values():
        picture = Image.open(io.BytesIO(content))
        assert picture.size == pytest.approx((2480, 3508), abs=2)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        dark = sum(picture.convert("L").histogram()[:100])
        assert dark > 10_000, "letters are drawn"


@pytest.mark.opens("SVG", "Chromium")
def test_svg_draws_in_chromium_with_the_network_blocked(
    files: dict[str, dict[str, bytes]], browser: Browser, tmp_path: Path, outputs: Outputs
) -> None:
    first = next(iter(files["svg"].values()))
    root = etree.fromstring(first)
    assert root.attrib["viewBox"].split()[2:] == ["595.28", "841.89"]
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == "江门市"
    path = tmp_path / "a.svg"
    path.write_bytes(first)
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    words = page.evaluate(
        "[...document.querySelectorAll('text')].map((t) => t.textContent).join('')"
    )
    assert "江门市" in words
    assert outputs.atlas.data_hash in words
    loaded = page.evaluate("document.fonts.ready.then((f) => [...f].map((x) => x.status))")
    assert set(loaded) == {"loaded"}
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def slide_count(outputs: Outputs) -> int:
    """Return how many slides there are: a cover, one per part, one for the roles of a place."""
    parts = outputs.brief.parts
    return 1 + len(parts) + sum(part.kind == "place" for part in parts)


def _map_of(slide: Any) -> Any:
    """Return the group that is the map of a slide."""
    (found,) = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.GROUP]
    return found


def _descriptions(shape: Any) -> Any:
    return shape._element.xpath("./*/p:cNvPr/@descr")


def _check_runs(slide: Any, spoken: str) -> None:
    """Hold every run of a slide and its notes to its language and its East Asian font."""
    other = {"zh-CN": "en-US", "en-US": "zh-CN"}[spoken]
    roots = [slide._element, *([slide.notes_slide._element] if slide.has_notes_slide else [])]
    for run in (run for root in roots for run in root.xpath(".//a:r[a:t]")):
        (properties,) = run.xpath("./a:rPr")
        assert (properties.get("lang"), properties.get("altLang")) == (spoken, other)
        assert properties.xpath("./a:ea/@typeface") == ["Microsoft YaHei"]


def _is_decoration(shape: Any) -> bool:
    return bool(shape._element.xpath(".//*[local-name()='decorative'][@val='1']"))


@pytest.mark.parametrize(("language", "spoken"), with_soak([("zh", "zh-CN")], [("en", "en-US")]))
def test_slides_can_be_read_aloud(atlas: Atlas, language: str, spoken: str) -> None:
    """Maps are told, tables are tables with heads, all runs have a language and fonts."""
    screens = (
        Screen(Selection(clusters=("uhd",))),
        Screen(view="compare", compared=("city:440700", "city:441300")),
    )
    shaded, held = (parts_for(screen)[0] for screen in screens)
    parts = (shaded, *city_briefing(CITY).part, held)
    made = Outputs(atlas, Briefing(title="稿", language=language, part=parts, date=TODAY))
    (content,) = made.files("pptx", "x").values()
    deck = Presentation(io.BytesIO(content))
    assert (deck.core_properties.language, deck.core_properties.title) == (spoken, "稿")
    maps = [part.map for part in made.brief.parts if part.map is not None]
    told, tables = [], []
    for slide in deck.slides:
        assert slide.shapes[0] == slide.shapes.title, "the title is read first"
        _check_runs(slide, spoken)
        for shape in slide.shapes:
            if shape.has_table:
                tables.append(shape.table)
            elif shape.shape_type == MSO_SHAPE_TYPE.GROUP:
                told += _descriptions(shape)
            elif shape.shape_type == MSO_SHAPE_TYPE.FREEFORM:
                assert _is_decoration(shape), shape.name
    # Slides have no room for grids: numbers stand for them.
    assert told == [map_words(readable(spec, 0.0)) for spec in maps]
    assert all(table.first_row for table in tables)
    heads = [[cell.text for cell in table.rows[0].cells] for table in tables]
    clusters, cities, compared = {
        "zh": (["集群", "最强角色 · 状态", "条数"], ["各市", "点名"], ["集群", "产业"]),
        "en": (
            ["Cluster", "Role", "Number"],
            ["Cities", "Named"],
            ["cluster", "industry"],
        ),
    }[language]
    assert clusters in heads
    assert cities in heads
    assert compared in [head[:2] for head in heads]
    for head in (clusters, cities):
        table = tables[heads.index(head)]
        assert len(table.rows) > 2
        assert all(cell.text for row in table.rows for cell in row.cells)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            text = package.read(name).decode(errors="ignore")
            if name.startswith("ppt/theme/"):
                assert text.count('<a:ea typeface="Microsoft YaHei"/>') == 2, name
            if name.startswith("ppt/") and name.endswith(".xml"):
                assert set(re.findall(r' lang="([^"]*)"', text)) <= {spoken}, name


@pytest.mark.opens("PPTX", "python-pptx", "openxml-audit")
def test_slides_are_native_valid_and_complete(
    files: dict[str, dict[str, bytes]], outputs: Outputs, tmp_path: Path
) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(files["pptx"]["江门.pptx"])
    audit = validate_pptx(path)
    assert [str(error) for error in audit.errors] == []
    deck = Presentation(str(path))
    assert len(deck.slides) == slide_count(outputs)
    titles = [slide.shapes.title.text for slide in deck.slides]
    # A place has a slide of its own for its roles.
    assert [title for title in titles[1:] if not title.endswith("：点名的角色")] == [
        part.title for part in outputs.brief.parts
    ]
    profile = deck.slides[1]
    inside = list(_map_of(profile).shapes)
    named = {shape.name for shape in inside if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM}
    assert "江门市" in named
    kinds = {shape.shape_type for shape in [*profile.shapes, *inside]}
    assert MSO_SHAPE_TYPE.PICTURE not in kinds
    notes = profile.notes_slide.notes_text_frame.text
    for fact in facts_about(outputs.atlas, CITY, select(outputs.atlas).facts):
        assert fact.title in notes
    for citation in outputs.brief.citations:
        assert citation.text in notes
    assert deck.core_properties.author == "江门市投资促进局"
    assert deck.core_properties.created.date() == TODAY


def test_every_city_of_the_province_slide_can_be_recoloured(atlas: Atlas) -> None:
    industry = state_of(Screen(Selection(industries=("rail-equipment",))))
    made = Outputs(atlas, Briefing(part=(PartChoice("map", state=industry),), date=TODAY))
    (content,) = made.files("pptx", "x").values()
    deck = Presentation(io.BytesIO(content))
    inside = list(_map_of(deck.slides[1]).shapes)
    shapes = [s for s in inside if s.shape_type == MSO_SHAPE_TYPE.FREEFORM]
    for city in cities(atlas):
        name = atlas.places[city].name
        (shape,) = [s for s in shapes if s.name == name]
        assert shape.fill.type is not None
        assert shape.width > 0
    texts = {s.text_frame.text for s in inside if s.has_text_frame}
    assert {atlas.places[city].label for city in cities(atlas)} <= texts
    beside = {s.text_frame.text for s in deck.slides[1].shapes if s.has_text_frame}
    assert "轨道交通装备 · 点名条数" in beside, "the legend is text"


@pytest.mark.opens("PPTX", "LibreOffice")
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_slides(
    files: dict[str, dict[str, bytes]], outputs: Outputs, tmp_path: Path
) -> None:
    (tmp_path / "a.pptx").write_bytes(files["pptx"]["江门.pptx"])
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    _run(
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.pptx"),
    )
    text = _squeezed(_run("pdftotext", "-raw", str(tmp_path / "a.pdf"), "-"))
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert len(document) == slide_count(outputs)
    assert "江门市投资促进局" in text
    assert "广东轨道交通产业园" in text
    assert "点名江门的定位有13条" in text
    assert "另有38条定位随所在区域" in text


def test_sizes(files: dict[str, dict[str, bytes]], atlas: Atlas) -> None:
    assert len(files["html"]["江门.html"]) <= 400_000
    largest = Outputs(atlas, replace(city_briefing("city:440100"), date=TODAY))
    assert len(largest.pdf) <= 1_000_000


def test_no_file_names_an_address_to_fetch(files: dict[str, dict[str, bytes]]) -> None:
    for kind, made in files.items():
        for content in made.values():
            if kind in {"pptx", "docx"}:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    relations = [n for n in archive.namelist() if n.endswith(".rels")]
                    for name in relations:
                        assert b'TargetMode="External"' not in archive.read(name), name
            elif kind == "svg":
                assert not re.search(rb"(?:href|url\()\s*=?\s*[\"']?(?!data:|#)\w", content)
            elif kind == "pdf":
                assert b"/URI" not in content


def test_the_same_input_gives_the_same_bytes_in_another_process(
    files: dict[str, dict[str, bytes]],
) -> None:
    code = (
        "import datetime as dt, hashlib, sys\n"
        "from dataclasses import replace\n"
        "from cluster_atlas.atlas.atlas import open_atlas\n"
        "from cluster_atlas.briefing.briefing import city_briefing\n"
        "from cluster_atlas.briefing.outputs import Outputs\n"
        "from cluster_atlas.values.briefspec import FORMATS\n"
        "day = dt.date.fromisoformat(sys.argv[1])\n"
        "atlas = open_atlas(sys.argv[2], today=day)\n"
        "briefing = replace(city_briefing('city:440700'), office='江门市投资促进局', date=day)\n"
        "made = Outputs(atlas, briefing)\n"
        "for kind in [kind for kind in FORMATS if kind != 'png']:\n"
        "    for name, content in made.files(kind, '江门').items():\n"
        "        print(name, hashlib.sha256(content).hexdigest())\n"
    )
    told = _run(sys.executable, "-c", code, TODAY.isoformat(), str(ROOT))
    theirs = dict(line.rsplit(" ", 1) for line in told.splitlines())
    ours = {
        name: hashlib.sha256(content).hexdigest()
        for kind, made in files.items()
        # Pictures are the PDF in pixels, which takes long.
        if kind != "png"
        for name, content in made.items()
    }
    assert theirs == ours


@pytest.mark.parametrize("text", with_soak(USUAL, ((text,) for text in (*HOSTILE, *STRANGE))))
def test_hostile_words_make_valid_files_that_say_them(
    atlas: Atlas, text: str, tmp_path: Path
) -> None:
    briefing = replace(
        city_briefing("city:445200"),
        title=text,
        subtitle=text,
        office=text[:60],
        note=f"- {text}",
        approval=text[:40],
        date=TODAY,
    )
    briefing = replace(briefing, part=(replace(briefing.part[0], title=text, text=text),))
    made = Outputs(atlas, briefing)
    document = pypdfium2.PdfDocument(made.pdf)
    assert len(document) == len(made.pages)
    for svg in made.files("svg", "x").values():
        root = etree.fromstring(svg)
        assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
        assert not list(root.iter("{http://www.w3.org/2000/svg}img"))
    path = tmp_path / "a.pptx"
    path.write_bytes(next(iter(made.files("pptx", "x").values())))
    assert validate_pptx(path).errors == []
    words = " ".join(shape.text_frame.text for shape in Presentation(str(path)).slides[0].shapes)
    assert " ".join(text.split()) in words
    page = next(iter(made.files("html", "x").values())).decode()
    assert "<img src=x" not in page


def test_characters_without_a_glyph_are_named(atlas: Atlas) -> None:
    plain = Outputs(atlas, replace(city_briefing(CITY), title="江门 😀 שלום"))
    assert plain.missing == ()
    strange = Outputs(atlas, replace(city_briefing(CITY), title="江门 ꦀ", note="𐎀"))
    assert strange.missing == ("ꦀ", "𐎀")


def test_a_citys_card_is_short_and_counts_what_it_leaves_out(atlas: Atlas) -> None:
    import docx

    made = Outputs(atlas, replace(city_briefing("city:440300"), date=TODAY))
    (content,) = made.files("docx", "x").values()
    document = docx.Document(io.BytesIO(content))
    text = "\n".join(p.text for p in document.paragraphs)
    assert re.search(r"名片未列：定位 \d+ 条", text)
    whole = Outputs(atlas, replace(city_briefing("city:441500"), date=TODAY))
    (content,) = whole.files("docx", "x").values()
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert "名片未列" not in text


@pytest.mark.opens("DOCX", "LibreOffice")
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_cards_have_one_or_two_pages(atlas: Atlas, tmp_path: Path) -> None:
    note = "第一段说明文字，" * 12 + "\n\n- 要点一\n- 要点二\n- 要点三"
    cards = {
        "plain": city_briefing("city:440800"),
        "most": replace(city_briefing("city:440100"), office="广州市", note=note),
        "en": city_briefing("city:440700", language="en"),
    }
    for name, briefing in cards.items():
        (content,) = Outputs(atlas, replace(briefing, date=TODAY)).files("docx", name).values()
        (tmp_path / f"{name}.docx").write_bytes(content)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    paths = [str(tmp_path / f"{name}.docx") for name in cards]
    _run("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *paths)
    for name in cards:
        pages = len(pypdfium2.PdfDocument(tmp_path / f"{name}.pdf"))
        assert pages <= 2, name


@pytest.mark.parametrize("language", with_soak(["zh"], [("en",)]))
def test_all_kinds_of_parts_in_all_formats(atlas: Atlas, language: str) -> None:
    screens = (
        Screen(Selection(clusters=("uhd",))),
        Screen(view="compare", compared=("city:440700", "city:441300")),
        Screen(view="evolve", ask={"from": "gd-electronics-2021", "to": "gd-electronics-2023"}),
        Screen(view="find", ask={"q": "燃料电池"}),
    )
    parts = tuple(part for screen in screens for part in parts_for(screen)[:1])
    made = Outputs(atlas, Briefing(title="全部", language=language, part=parts, date=TODAY))
    for kind in ("html", "pdf", "pptx", "docx", "svg"):
        assert all(made.files(kind, "x").values())
