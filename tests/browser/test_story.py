"""A briefing as a file, its network blocked: read by scrolling, shown as slides, and printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.values.model import Designation, Document
from cluster_atlas.web.page import export_html
from cluster_atlas.wording.documents import clause_label
from tests.browser.conftest import visible, wait_visible
from tests.conftest import HOSTILE, PATIENCE_MS

LARGEST_KB = 400
RAIL = Selection(industries=["rail-equipment"])
EMPTY_SAID = "现行省级文件没有在云浮布局此产业。"
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
MARGIN_PT = 20 / 25.4 * 72
WILD = (*HOSTILE, "\u202eغير مرئي\u202c", "👩🏽‍🔬🏭", "很长的标题" * 40, "W" * 200)


def note(kind: str, text: str, *, bold: bool = False) -> dict[str, Any]:
    return {"kind": kind, "runs": [{"text": text, "bold": bold}]}


def part(kind: str, title: str, selection: Selection | None = None, **more: Any) -> dict[str, Any]:
    state = {"selection": (selection or Selection()).to_dict(), "focus": None, "view": "map"}
    fields = {"summary": "", "notes": [], "remarks": [], "empty": ""} | more
    return {"kind": kind, "title": title} | fields | {"state": state | more.get("state", {})}


def story(**more: Any) -> dict[str, Any]:
    return {
        "mode": "story",
        "subtitle": "供调研参阅",
        "office": "规划处",
        "approval": "",
        "notes": [note("paragraph", "江门是产业基地。", bold=True), note("bullet", "规划期已满。")],
        "changes": ["新增一条定位"],
        "credits": ["每份文件由两人独立通读。"],
        "parts": [
            part("map", "全省布局", notes=[note("heading", "要点"), note("paragraph", "一段话。")]),
            part("place", "江门的轨道交通", RAIL, state={"focus": "city:440700"}, remarks=["点位"]),
            part(
                "compare",
                "两市对比",
                state={"view": "compare", "ask": {"with": ["city:440700", "city:440600"]}},
            ),
            part("evolve", "版本之间", state={"view": "evolve", "ask": {}}),
            part("find", "电堆的落点", state={"view": "find", "ask": {"q": "燃料电池"}}),
            part("list", "轨道交通清单", RAIL, state={"view": "table"}),
            part("map", "没有提到的", Selection(text="不存在的词"), empty=EMPTY_SAID),
            part("sources", "依据的文件", RAIL, state={"view": "sources"}),
        ],
    } | more


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "briefing.html"
    path.write_text(export_html(atlas, title="江门简报", story=story()), encoding="utf-8")
    return path


@pytest.fixture
def reader(offline: Page) -> Page:
    """Return a page on which the file is read with the network blocked."""
    return offline


def opened(page: Page, path: Path, fragment: str = "") -> Page:
    page.goto("about:blank")
    page.goto(path.as_uri() + fragment)
    page.wait_for_selector("[data-atlas-map][data-painted]", state="attached")
    return page


def wait_part(page: Page, number: int) -> None:
    page.wait_for_url(re.compile(rf"#(.*&)?part={number}(&|$)"))
    current = page.locator('.ca-story-part[aria-current="step"]')
    expect(current).to_have_attribute("class", re.compile("ca-read"))


def printed(page: Page, **options: Any) -> list[str]:
    """Return the text of each printed page, without white space."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", **options))
    texts = [page.get_textpage().get_text_range() for page in document]
    return ["".join(text.split()) for text in texts]


def test_parts_lead_the_map(reader: Page, file: Path, atlas: Atlas) -> None:
    page = opened(reader, file)
    assert visible(page) == len(select(atlas).facts)
    expect(page.locator("h1")).to_have_text("江门简报")
    home = page.locator("[data-atlas-map]").get_attribute("data-view")
    page.get_by_role("button", name="江门的轨道交通").last.click()
    wait_part(page, 2)
    wait_visible(page, len(select(atlas, RAIL).facts))
    expect(page.locator(".ca-card h2")).to_have_text("江门市")
    expect(page.locator(".ca-panel")).to_contain_text("粤工信装备〔2023〕13号")
    page.wait_for_function(
        "(home) => document.querySelector('[data-atlas-map]').dataset.view !== home", arg=home
    )
    page.get_by_role("button", name="下一节").click()
    wait_part(page, 3)
    expect(page.locator(".ca-cmp")).to_contain_text("佛山")
    page.reload()
    expect(page.locator(".ca-cmp")).to_contain_text("佛山")
    page.go_back()
    wait_part(page, 2)
    expect(page.locator(".ca-card h2")).to_have_text("江门市")


def test_scrolling_gives_every_part_its_turn(reader: Page, file: Path) -> None:
    page = opened(reader, file)
    page.locator(".ca-story-column").hover()
    seen = []
    for _ in range(75):
        page.mouse.wheel(0, 80)
        page.wait_for_timeout(20)
        mark = page.locator('.ca-story-part[aria-current="step"]')
        seen.append(mark.evaluate("(el) => [...el.parentElement.children].indexOf(el)"))
    assert seen == sorted(seen)
    assert set(range(9)) <= {0, *seen}
    wait_part(page, 8)
    expect(page.locator(".ca-documents")).to_be_visible()


def test_slides(reader: Page, file: Path) -> None:
    page = opened(reader, file)
    page.get_by_role("button", name="放映").click()
    at = page.locator(".ca-story-at")
    expect(at).to_have_text("封面")
    expect(page.locator(".ca-header")).not_to_be_visible()
    for key, text in (("ArrowRight", "1 / 8"), (" ", "2 / 8"), ("PageDown", "3 / 8")):
        page.keyboard.press(key)
        expect(at).to_have_text(text)
    expect(page.locator(".ca-story-part:visible")).to_have_count(1)
    expect(page.locator(".ca-cmp")).to_be_visible()
    # The picture has the room; nothing asks to be worked with.
    box = page.locator(".ca-story").bounding_box()
    assert box
    assert box["width"] <= 0.27 * 1440
    assert (
        page.locator(".ca-story-column").evaluate("(el) => getComputedStyle(el).outlineStyle")
        == "none"
    )
    for element in page.locator(".ca-view :is(input, select, .ca-cmp-drop)").all():
        expect(element).not_to_be_visible()
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("PageUp")
    expect(at).to_have_text("5 / 8")
    expect(page.locator(".ca-fnd-card").first).to_be_visible()
    for element in page.locator(".ca-fnd-box, .ca-fnd-weights, .ca-fnd-acts").all():
        expect(element).not_to_be_visible()
    for _ in range(2):
        page.keyboard.press("PageUp")
    expect(at).to_have_text("3 / 8")
    for key, text in (("PageUp", "2 / 8"), ("End", "8 / 8"), ("Home", "封面")):
        page.keyboard.press(key)
        expect(at).to_have_text(text)
    page.keyboard.press("ArrowRight")
    # A map that was clicked does not take the keys away.
    page.locator("[data-atlas-map]").click(position={"x": 600, "y": 760})
    page.keyboard.press("ArrowRight")
    expect(at).to_have_text("2 / 8")
    page.keyboard.press("Escape")
    expect(page.locator(".ca-header")).to_be_visible()
    wait_part(page, 2)
    assert "show" not in page.url


def test_starts_as_slides(reader: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "slides.html"
    path.write_text(export_html(atlas, story=story(mode="slides")), encoding="utf-8")
    page = opened(reader, path, "#part=7")
    expect(page.locator(".ca-story-at")).to_have_text("7 / 8")
    expect(page.locator(".ca-void")).to_have_text(EMPTY_SAID)


def test_filters_stay_alive(reader: Page, file: Path, atlas: Atlas) -> None:
    page = opened(reader, file, "#part=7")
    expect(page.locator(".ca-void")).to_have_text(EMPTY_SAID)
    back = page.get_by_role("button", name="回到本节")
    expect(back).to_have_count(0)
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_role("button", name="清除筛选").click()
    wait_visible(page, len(select(atlas).facts))
    expect(page.locator(".ca-void")).not_to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ca-drawer")).not_to_be_visible()
    page.reload()
    wait_visible(page, len(select(atlas).facts))
    back.click()
    expect(page.locator(".ca-void")).to_have_text(EMPTY_SAID)
    wait_part(page, 7)


def test_prints_every_part(reader: Page, file: Path, atlas: Atlas) -> None:
    page = opened(reader, file, "#part=3")
    before = page.url
    pages = printed(page)
    for one in story()["parts"]:
        assert any(one["title"] in text for text in pages[1:])
    assert "江门简报" in pages[0]
    assert "江门是产业基地。" in pages[0]
    text = "".join(pages)
    assert_cited(text, atlas, select(atlas, RAIL).facts)
    assert EMPTY_SAID in text
    # What did not change is counted once, in the head.
    assert text.count("未变") == 1
    assert "北↑" in text
    assert "审图号" not in text
    for body in pages:
        assert "行政区划数据来源：天地图" in body
        assert atlas.data_hash[:6] in body
        # More than the credits and the number of the page: none is blank.
        assert len(body) > 110
    assert page.url == before
    expect(page.locator(".ca-paper")).to_be_empty()
    expect(page.locator(".ca-cmp")).to_be_visible()


def assert_cited(text: str, atlas: Atlas, facts: Iterable[Designation]) -> None:
    """Each fact stands with number and clause, each document in full with all those clauses."""
    clauses: dict[str, set[str]] = {}
    for fact in facts:
        document = atlas.documents[fact.document]
        label = clause_label(fact.address)
        mark = document.number if re.search(r"\d", document.number) else document.short
        assert "".join(f"{mark}{label}·".split()) in text, fact.id
        clauses.setdefault(in_full(document), set()).add("".join(label.split()))
    assert clauses
    for full, labels in clauses.items():
        found = [set(line.split("、")) for line in cited_after(text, full)]
        assert labels in found, full


def in_full(document: Document) -> str:
    """Return title, number and day of a document as paper has them, without white space."""
    title = document.title.replace("《", "〈").replace("》", "〉")
    number = f"{document.number}，" if re.search(r"\d", document.number) else ""
    day = document.issued
    date = f"{day.year}年{day.month}月{day.day}日印发"
    return "".join(f"《{title}》（{number}{date}）".split())


def cited_after(text: str, full: str) -> list[str]:
    """Return what follows each printing of a document's full citation."""
    return [re.split(r"《|行政区划数据来源|\d/\d", rest)[0] for rest in text.split(f"{full}：")[1:]]


def test_a_place_prints_its_own_and_each_document_once(
    reader: Page, atlas: Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "place.html"
    mine = select(atlas, Selection(places=["city:440700"])).facts
    given = story(parts=[part("place", "江门市", state={"focus": "city:440700"})])
    path.write_text(export_html(atlas, story=given), encoding="utf-8")
    page = opened(reader, path)
    text = "".join(printed(page))
    assert len(mine) > 40
    assert_cited(text, atlas, mine)
    for name in {fact.document for fact in mine}:
        assert text.count(in_full(atlas.documents[name])) == 1
    # Other cities' institutes are not drawn: the legend has none.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    legend = page.locator(".ca-paper-part .ca-legend-print")
    expect(legend).to_contain_text("园区")
    expect(legend).not_to_contain_text("机构")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


@pytest.mark.parametrize("landscape", [False, True])
def test_no_letter_is_cut_at_the_foot(reader: Page, file: Path, *, landscape: bool) -> None:
    page = opened(reader, file)
    document = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=landscape))
    for number, sheet in enumerate(document):
        letters = sheet.get_textpage()
        for k in range(letters.count_chars()):
            _, low, _, high = letters.get_charbox(k)
            assert not low < MARGIN_PT - 1 < MARGIN_PT + 1 < high, number


def test_approval_is_printed_where_it_was_given(reader: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "approved.html"
    given = story(approval="粤S（2026）001号", parts=[part("map", "全省")])
    path.write_text(export_html(atlas, story=given), encoding="utf-8")
    page = opened(reader, path)
    expect(page.locator(".ca-story-cover")).to_contain_text("审图号：粤S（2026）001号")
    assert all("审图号：粤S（2026）001号" in text for text in printed(page, landscape=True))


@pytest.mark.parametrize("width", [1440, 390])
def test_hostile_texts_are_texts(reader: Page, atlas: Atlas, tmp_path: Path, width: int) -> None:
    blocks = [note(kind, text) for text in WILD for kind in ("paragraph", "bullet", "heading")]
    texts = list(WILD)
    fields: dict[str, Any] = {
        "summary": texts[0],
        "notes": blocks,
        "remarks": texts,
        "empty": texts[3],
    }
    parts = [part("map", text, **fields) for text in texts]
    strange = {"kind": texts[3], "title": texts[3], "state": {"view": texts[4], "focus": texts[3]}}
    given = story(
        **dict.fromkeys(("subtitle", "office", "approval"), texts[4]),
        notes=blocks,
        changes=texts,
        credits=texts,
        parts=[*parts, strange],
    )
    path = tmp_path / "hostile.html"
    path.write_text(export_html(atlas, title=texts[4], story=given), encoding="utf-8")
    reader.set_viewport_size({"width": width, "height": 844})
    page = opened(reader, path)
    visible(page)
    assert page.title() == texts[4]
    column = page.locator(".ca-story-column")
    # Marks that turn the direction of what follows are left out.
    for text in texts:
        expect(column).to_contain_text(TURNS.sub("", text))
    assert not TURNS.search(column.inner_text())
    assert column.locator("script, img, a, iframe").count() == 0
    assert column.evaluate("(el) => el.scrollWidth <= el.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width < 1000:
        assert texts[4] in printed(page)[0]
        assert page.title() == texts[4]


def test_in_the_hand(browser: Browser, file: Path, atlas: Atlas) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    context.set_default_timeout(PATIENCE_MS)
    page = opened(context.new_page(), file, "#part=2")
    wait_visible(page, len(select(atlas, RAIL).facts))
    box = page.locator("[data-atlas-map]").bounding_box()
    assert box
    assert 300 < box["height"] < 0.5 * 844
    islands = page.get_by_role("button", name="东沙群岛")
    expect(islands).to_be_visible()
    inset = islands.bounding_box()
    assert inset
    assert (inset["width"], inset["height"]) == (64, 54)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel = page.locator(".ca-panel")
    expect(panel).not_to_be_visible()
    page.get_by_role("button", name=re.compile("^定位")).click()
    expect(panel).to_contain_text("全省轨道交通产业基地")
    page.get_by_role("button", name="下一节").click()
    expect(panel).not_to_be_visible()
    # The comparison scrolls inside its part of the screen.
    stage = page.locator(".ca-stage").bounding_box()
    bar = page.locator(".ca-story-bar").bounding_box()
    assert stage
    assert bar
    assert stage["height"] < 0.5 * 844
    assert bar["y"] + bar["height"] <= 845
    context.close()


def test_a_title_is_read_as_it_was_typed(reader: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "turned.html"
    title = "江门\u202e简报 \u2067RTL"
    path.write_text(export_html(atlas, title=title, story=story()), encoding="utf-8")
    page = opened(reader, path)
    expect(page.locator("h1")).to_have_text("江门简报 RTL")
    expect(page.locator(".ca-brand-title")).to_have_text("江门简报 RTL")
    assert page.title() == "江门简报 RTL"


def test_size(file: Path) -> None:
    assert file.stat().st_size <= LARGEST_KB * 1000
