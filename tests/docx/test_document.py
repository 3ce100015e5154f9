"""Briefings as Word documents: their texts, footnotes, bytes, validity, and hostile text."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from openxml_audit import OpenXmlValidator
from PIL import Image

from cluster_atlas.docx.document import render_docx
from cluster_atlas.docx.xml import Node, plain
from cluster_atlas.values.briefspec import (
    Brief,
    Citation,
    Figure,
    Group,
    PageName,
    Part,
    Statement,
    Table,
    cell_text,
    notes_of,
)
from cluster_atlas.values.mapspec import MapSpec
from cluster_atlas.wording.map_words import map_words
from tests.conftest import HOSTILE, ROOT

_SOFFICE = shutil.which("soffice")

# Everything that could break a file or its reading order, behind a text that must stay.
_BAD = (
    "".join(HOSTILE)
    + "".join(map(chr, range(32)))
    + "\x85\u2028\u202e\u2066\ufffe\ud800 🙂 שלום & <w:t>"
    + "长" * 200
)

_STATUSES = ("谋划·探索", "支持·鼓励", "重点发展·打造", "推进建设", "已形成")
_CITATIONS = tuple(
    f"《行动计划{n}》（粤工信〔2023〕{n}号，2023-12-29），{n}（一）" for n in range(1, 5)
)


def test_everything_that_the_briefing_says_stands_in_the_file() -> None:
    brief = _brief()
    said = _said(brief)
    shown = _shown(render_docx(brief, _picture))
    assert [text for text in said if text not in shown] == []


def test_a_citation_is_one_footnote_and_is_referred_to_after_that() -> None:
    file = render_docx(_brief(), _picture)
    body, notes = _part(file, "document"), _part(file, "footnotes")
    references = [r.get(qn("w:id")) for r in body.iter(qn("w:footnoteReference"))]
    assert references == ["1", "2", "3", "4"]
    texts = {
        note.get(qn("w:id")): _text(note).strip()
        for note in notes
        if note.get(qn("w:type")) is None
    }
    # In the order in which they come up, the legal state of the document behind.
    assert texts == {
        "1": f"{_CITATIONS[1]} · 规划期满 2025",
        "2": f"{_CITATIONS[0]} · 规划期满 2025",
        "3": _CITATIONS[2],
        "4": _CITATIONS[3],
    }
    assert [n.get(qn("w:type")) for n in notes][:2] == ["separator", "continuationSeparator"]
    later = [(f.get(qn("w:instr")), _text(f)) for f in body.iter(qn("w:fldSimple"))]
    assert later == [(f" NOTEREF _Cite{n} \\f \\h ", n) for n in ("1", "1", "3")]
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert names == {f"_Cite{number}" for number in range(1, 5)}
    assert "轨道目标800亿元1" in _text(body), "a raised number needs no space before it"
    assert "[3]" not in _text(body)
    assert "[9]" in _text(body), "a number that stands for no citation stays as it is"


def test_statuses_tell_apart_without_colour() -> None:
    text = _shown(render_docx(_brief(), _picture))
    for disc, status in zip("○◔◑◕●", _STATUSES, strict=True):
        assert f"{disc}\u00a0{status}" in text


def test_a_region_that_is_the_place_is_named_once() -> None:
    text = _shown(render_docx(_brief(), _picture))
    assert text.count("珠三角") == text.count("随珠三角") == 1
    assert "沿海经济带\u00a0· 随珠江西岸" in text


def test_tables_repeat_their_heads_and_keep_their_rows_whole() -> None:
    file = docx.Document(io.BytesIO(render_docx(_brief(), _picture)))
    figures, *tables = file.tables
    assert len(figures.columns) == 2
    assert [table.cell(0, 0).text.strip() for table in tables] == [
        "■\u00a0高端装备制造  产业基地",
        "园区",
        "文件",
    ]
    for table in tables:
        rows = [row._tr.trPr for row in table.rows]
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [
            True,
            *[False] * (len(rows) - 1),
        ]


def test_the_map_fits_the_page_and_is_told_in_words() -> None:
    asked: list[tuple[float, float]] = []

    def picture(spec: MapSpec, width: float, height: float) -> bytes:
        asked.append((width, height))
        return _picture(spec, width, height)

    body = _part(render_docx(_brief(), picture), "document")
    (width, height) = asked[0]
    assert len(asked) == 1
    assert width <= 210 - 20
    assert height <= 297 / 3
    extent = next(body.iter(qn("wp:extent")))
    assert (extent.get("cx"), extent.get("cy")) == (
        str(round(width * 36000)),
        str(round(height * 36000)),
    )
    assert next(body.iter(qn("wp:docPr"))).get("descr") == map_words(_map(str))


@pytest.mark.parametrize(
    ("page", "size"),
    [("A4", (11906, 16838)), ("A3", (23811, 16838)), ("16:9", (19200, 10800))],
)
def test_pages_have_the_size_that_was_asked_for(page: PageName, size: tuple[int, int]) -> None:
    landscape = size[0] > size[1]
    brief = replace(_brief(), page=page, landscape=landscape)
    section = docx.Document(io.BytesIO(render_docx(brief, _picture))).sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (section.page_width.twips, section.page_height.twips) == size
    assert bool(section.orientation) is landscape


def test_the_foot_says_edition_credits_and_page() -> None:
    foot = _part(render_docx(_brief(), _picture), "footer")
    assert [f.get(qn("w:instr")).strip() for f in foot.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]
    text = _text(foot)
    assert "粤产集群图谱 · 数据 abc123 · 2026-11-23" in text
    assert "天地图" in text
    assert "十七份文件" not in text


def test_a_part_named_like_the_briefing_has_no_second_heading() -> None:
    (part, *_) = _brief().parts
    same = replace(part, title="江门市产业定位")
    bare = replace(_brief(), notes=(), changes=(), parts=(same,))
    assert _shown(render_docx(bare, _picture)).count(same.title) == 1
    changed = replace(bare, changes=("新增一条",))
    assert _shown(render_docx(changed, _picture)).count(same.title) == 2


def test_an_approval_number_is_printed_only_where_one_was_given() -> None:
    brief = _brief()
    assert "审图号：粤S(2026)012号" in _shown(render_docx(brief, _picture))
    assert "审图号" not in _shown(render_docx(replace(brief, approval=""), _picture))


def test_an_empty_part_says_so_and_nothing_else() -> None:
    (part, *_) = _brief().parts
    brief = replace(_brief(), parts=(replace(part, empty="没有符合条件的定位。"),), citations=())
    file = render_docx(brief, _picture)
    text = _shown(file)
    assert "没有符合条件的定位。" in text
    assert part.title in text
    assert "全省轨道交通产业基地" not in text
    assert not [name for name in _names(file) if "media" in name]


def test_citations_that_nothing_mentions_are_not_lost() -> None:
    brief = replace(_brief(), parts=())
    file = render_docx(brief, _picture)
    assert "另见, , , " in _shown(file), "numbers are footnotes, which Word counts"
    assert all(text in _shown(file) for text in _CITATIONS)


@pytest.mark.opens("DOCX", "python-docx")
def test_language_fonts_and_properties() -> None:
    file = render_docx(_brief(), _picture)
    said = docx.Document(io.BytesIO(file)).core_properties
    assert (said.title, said.subject, said.author) == ("江门市产业定位", "名片", "规划处")
    assert said.keywords == "abc123"
    assert said.created == said.modified == dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    styles = _part(file, "styles")
    assert next(styles.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == "Microsoft YaHei"
    assert next(styles.iter(qn("w:lang"))).get(qn("w:val")) == "zh-CN"
    english = render_docx(replace(_brief(), language="en", office=""), _picture)
    assert next(_part(english, "styles").iter(qn("w:lang"))).get(qn("w:val")) == "en-US"
    author = docx.Document(io.BytesIO(english)).core_properties.author
    assert author == "Guangdong Cluster Atlas"
    assert "Map approval number: 粤S(2026)012号" in _shown(english)


@pytest.mark.parametrize(("language", "spoken"), [("zh", "zh-CN"), ("en", "en-US")])
def test_every_run_tells_its_language_and_its_east_asian_font(language: str, spoken: str) -> None:
    file = render_docx(replace(_brief(), language=language), _picture)
    assert docx.Document(io.BytesIO(file)).core_properties.language == spoken
    fonts = set()
    for name in ("document", "footnotes", "footer"):
        runs = list(_part(file, name).iter(qn("w:r")))
        assert runs
        for run in runs:
            properties = run.find(qn("w:rPr"))
            assert properties is not None
            told = properties.find(qn("w:lang"))
            assert told is not None
            assert (told.get(qn("w:val")), told.get(qn("w:eastAsia"))) == (spoken, "zh-CN")
            fonts.add(properties.find(qn("w:rFonts")).get(qn("w:eastAsia")))
    # The second has the discs of statuses.
    assert fonts == {"Microsoft YaHei", "Segoe UI Symbol"}
    normal = next(s for s in _part(file, "styles").iter(qn("w:style")))
    assert next(normal.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == "Microsoft YaHei"
    theme = _part(file, "theme")
    assert [font.get("typeface") for font in theme.iter(qn("a:ea"))] == ["Microsoft YaHei"] * 2


def test_bytes_are_the_same_in_another_process_and_hold_no_clock() -> None:
    file = render_docx(_brief(), _picture)
    code = (
        "import hashlib; from tests.docx.test_document import _brief, _picture, render_docx;"
        "print(hashlib.sha256(render_docx(_brief(), _picture)).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == hashlib.sha256(file).hexdigest()
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        content = b"".join(
            archive.read(info) for info in archive.infolist() if ".xml" in info.filename
        )
    assert b"rsid" not in content


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_is_shown_as_text(language: str) -> None:
    brief = replace(_brief(_spoilt), language=language)
    shown = _shown(render_docx(brief, _picture))
    assert [text for text in _said(brief) if text not in shown] == []
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\u2066\ufffe\ud800]", shown)


@pytest.mark.opens("DOCX", "openxml-audit")
def test_files_are_valid(tmp_path: Path) -> None:
    for name, brief in _samples().items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(render_docx(brief, _picture))
        assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.opens("DOCX", "LibreOffice")
@pytest.mark.skipif(_SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_what_the_briefing_says(tmp_path: Path) -> None:
    samples = _samples()
    for name, brief in samples.items():
        (tmp_path / f"{name}.docx").write_bytes(render_docx(brief, _picture))
    own = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [f"{name}.docx" for name in samples]
    subprocess.run(
        [str(_SOFFICE), own, "--headless", "--convert-to", "pdf", *files],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=180,
    )
    shown = {name: _pdf_text(tmp_path / f"{name}.pdf") for name in samples}
    brief = samples["plain"]
    for text in _said(brief):
        assert _tight(text) in shown["plain"]
    # The numbers that LibreOffice works out: later mentions, and the page of all.
    assert "轨道目标800亿元1" in shown["plain"]
    assert re.search(r"(\d)/\1$", shown["plain"]), "the last page is the last of all"
    for text in HOSTILE:
        assert shown["hostile"].count(_tight(text)) > 20
    assert _tight(samples["empty"].parts[0].empty) in shown["empty"]


def _samples() -> dict[str, Brief]:
    brief = _brief()
    empty = Part("map", "全省", empty="没有符合条件的定位。")
    return {
        "plain": brief,
        "hostile": _brief(_spoilt),
        "empty": replace(brief, parts=(empty,), citations=(), notes=(), office=""),
    }


def _spoilt(text: str) -> str:
    return text + _BAD


def _brief(spoil: Callable[[str], str] = str) -> Brief:
    """Return a small briefing in which every text has gone through ``spoil``."""
    t = spoil
    statements = tuple(
        Statement(
            f"s{fullness}",
            t(title),
            t(where),
            t("轨道交通装备"),
            t("产业基地"),
            t(_STATUSES[fullness]),
            fullness,
            "#b8336a",
            via,
            t("轨道目标800亿元") if fullness == 3 else "",
            t("规划期满 2025") if cite < 3 else "",
            cite,
            via_only=via.endswith(t(where)),
        )
        for fullness, title, where, via, cite in (
            (0, "全省轨道交通产业基地", "江门", "", 2),
            (1, "轨道交通产业园", t("珠三角"), f"随{t('珠三角')}", 1),
            (2, "西岸装备带", "沿海经济带", f"随{t('珠江西岸')}", 2),
            (3, "整车", "新会", "", 3),
            (4, "配套", "鹤山", "", 9),
        )
    )
    parks = Table(
        t("园区一览"),
        (t("园区"), t("依据")),
        ((t("银洲湖"), ("轨道目标800亿元 ", 2)), (t("珠西"), (3, 9))),
        (3, 1),
    )
    sources = Table(t(""), (t("文件"), t("文号")), ((t("行动计划"), t("13号")),), (3.5, 1))
    place = Part(
        "place",
        t("江门：省级规划给定的角色"),
        t("全部集群 · 5 条定位"),
        notes_of("# 要点\n**轨道**优先\n- 先看园区"),
        (Figure(t("5"), t("条定位")), Figure(t("1"), t("个集群"))),
        _map(t),
        (Group(t("高端装备制造"), "#b8336a", t("产业基地"), statements),),
        (parks,),
        (t("未定位不等于不详。"), "另据[4]"),
    )
    return Brief(
        t("江门市产业定位"),
        t("名片"),
        notes_of("江门居于枢纽位置，**轨道交通**最明确。\n- 核实规划期"),
        "zh",
        "A4",
        landscape=False,
        office=t("规划处"),
        approval=t("粤S(2026)012号"),
        date="2026-11-23",
        data_hash=t("abc123"),
        edition=t("粤产集群图谱 · 数据 abc123 · 2026-11-23"),
        credits=(t("天地图"), t("十七份文件")),
        changes=(t("新增一条：整车"),),
        parts=(place, Part("sources", t("依据"), tables=(sources,))),
        citations=tuple(Citation(n, t(text)) for n, text in enumerate(_CITATIONS, 1)),
    )


def _map(t: Callable[[str], str]) -> MapSpec:
    texts = t("江门的角色"), t("全部集群")
    return MapSpec(*texts, "zh", (112, 22, 113, 23), "#ffffff", (), (), (), (), (t("深汕未单列"),))


def _picture(spec: MapSpec, width: float, height: float) -> bytes:
    assert spec.layers == ()
    file = io.BytesIO()
    Image.new("RGB", (round(width), round(height)), "#e8eef2").save(file, "PNG")
    return file.getvalue()


def _said(brief: Brief) -> list[str]:
    """Return every text that a reader must find, as the file holds it."""
    texts = [brief.title, brief.subtitle, brief.office, brief.edition, *brief.credits]
    texts += [brief.approval, *brief.changes, *(note.text for note in brief.notes)]
    texts += [citation.text for citation in brief.citations]
    for part in brief.parts:
        texts += [part.title, part.summary, *(note.text for note in part.notes)]
        texts += part.remarks[:1]
        texts += [text for figure in part.figures for text in (figure.value, figure.label)]
        for group in part.groups:
            texts += [group.name, group.lead]
        for said in part.statements():
            texts += [said.title, said.where, said.what, said.role, said.status]
            texts += [said.via, said.target]
        for table in part.tables:
            texts += [table.title, *table.head, *(cell_text(row[0]) for row in table.rows)]
    return [plain(text).strip() for text in texts]


def _names(file: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.namelist()


def _part(file: bytes, name: str) -> Node:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return parse_xml(archive.read(f"word/{name}.xml"))


def _text(root: Node) -> str:
    """Return the words of a part, a line a paragraph."""
    return "\n".join(
        "".join(words.text or "" for words in block.iter(qn("w:t")))
        for block in root.iter(qn("w:p"))
    ) or "".join(words.text or "" for words in root.iter(qn("w:t")))


def _shown(file: bytes) -> str:
    return "\n".join(_text(_part(file, name)) for name in ("document", "footnotes", "footer"))


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return _tight("".join(pages))


def test_a_number_in_square_brackets_of_a_text_is_no_reference() -> None:
    table = Table("", ("定位",), (("基地 [1]",), (("园区 ", 1),)), (1,))
    part = replace(_brief().parts[0], tables=(table,), groups=(), remarks=("见 [1]",))
    body = _part(render_docx(replace(_brief(), parts=(part,)), _picture), "document")
    text = _text(body)
    assert "基地 [1]" in text
    assert "见 [1]" in text
    assert "园区 [1]" not in text
