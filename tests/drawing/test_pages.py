"""A briefing on pages: everything once, nothing outside, credits on each."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import replace

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing, parts_for, state_of
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.briefing.templates import from_template
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.drawing.maps.occupancy import Rect, crossing
from cluster_atlas.drawing.maps.points.symbols import shaded_in
from cluster_atlas.drawing.shapes import Page, Shape, TextBox
from cluster_atlas.drawing.typeset import measure, set_paragraph, words
from cluster_atlas.questions.roles import cities
from cluster_atlas.values.briefspec import MOST_STATEMENTS, Brief, cell_text
from tests.conftest import with_soak

PAPERS = [
    *itertools.product(("A4", "A3"), ("portrait", "landscape")),
    ("16:9", "landscape"),
]


def _brief(atlas: Atlas, briefing: Briefing) -> Brief:
    return compose_brief(atlas, briefing).brief


def _boxes(page: Page) -> list[TextBox]:
    return [item for item in page.items if isinstance(item, TextBox)]


def _said(page: Page) -> str:
    return "".join(
        span.text for box in _boxes(page) for line in box.lines for span in line.spans
    ).replace(" ", "")


@pytest.mark.parametrize(
    ("page", "orientation", "language"),
    with_soak(
        [("A4", "portrait", "zh"), ("A3", "landscape", "en"), ("16:9", "landscape", "zh")],
        ((*paper, language) for paper in PAPERS for language in ("zh", "en")),
    ),
)
def test_every_statement_citation_and_row_stands_once(
    atlas: Atlas, page: str, orientation: str, language: str
) -> None:
    briefing = city_briefing("city:440300", language=language)
    brief = _brief(atlas, replace(briefing, page=page, orientation=orientation))
    pages = layout(brief)
    names = Counter(box.name for one in pages for box in _boxes(one))
    for statement in brief.parts[0].statements():
        assert names[statement.id] == 1, statement.id
    said = "".join(map(_said, pages))
    for citation in brief.citations:
        assert f"[{citation.number}]\u00a0{citation.clause}".replace(" ", "") in said
        assert citation.document.replace(" ", "") in said
    for table in (table for part in brief.parts for table in part.tables):
        assert table.title.replace(" ", "") in said
    width, height = (size * 72 / 25.4 for size in brief.size_mm)
    assert {(round(one.width), round(one.height)) for one in pages} == {
        (round(width), round(height))
    }


@pytest.mark.parametrize(("page", "orientation"), with_soak([PAPERS[0], PAPERS[-1]], PAPERS))
def test_nothing_leaves_the_page_or_covers_other_text(
    atlas: Atlas, page: str, orientation: str
) -> None:
    briefing = replace(
        city_briefing("city:440100"),
        title="广州市产业定位简报" * 6,
        subtitle="副标题" * 20,
        note="第一段文字。" * 30 + "\n\n- 要点" * 4,
        office="单位",
        page=page,
        orientation=orientation,
    )
    for one in layout(_brief(atlas, briefing)):
        rects = []
        for box in _boxes(one):
            for line in box.lines:
                wide, size = measure(line.spans), line.spans[0].size
                assert line.x >= 0, box.name
                assert line.x + wide <= one.width, box.name
                assert size * 0.5 < line.y < one.height, box.name
                rects.append((box, Rect(line.x + wide / 2, line.y - size * 0.35, wide, size * 0.7)))
        for (first, a), (second, b) in itertools.combinations(rects, 2):
            assert not a.overlap(b), (first.name, second.name, a, b)


def test_every_page_carries_edition_credit_and_number(atlas: Atlas) -> None:
    brief = _brief(atlas, city_briefing("city:440300"))
    pages = layout(brief)
    for number, page in enumerate(pages, start=1):
        said = _said(page)
        assert atlas.data_hash in said
        assert brief.date in said
        assert "行政区划数据来源：天地图" in said
        assert f"{number}/{len(pages)}" in said


def test_a_map_approval_number_is_printed_only_when_given(atlas: Atlas) -> None:
    plain = city_briefing("city:440700")
    assert not any("审图号" in _said(page) for page in layout(_brief(atlas, plain)))
    given = replace(plain, approval="粤S(2026)012号")
    assert all("审图号：粤S(2026)012号" in _said(page) for page in layout(_brief(atlas, given)))


@pytest.mark.parametrize(("page", "orientation"), with_soak([PAPERS[0], PAPERS[3]], PAPERS[:4]))
def test_paper_carries_a_qr_code_where_an_address_was_given(
    atlas: Atlas, page: str, orientation: str
) -> None:
    plain = replace(
        city_briefing("city:440700"), title="长标题" * 20, page=page, orientation=orientation
    )
    given = _brief(atlas, replace(plain, address="https://atlas.example.org/"))
    first, *others = layout(given)
    (code,) = [item for item in first.items if getattr(item, "name", "") == given.link]
    assert isinstance(code, Shape)
    assert not [
        item for one in others for item in one.items if getattr(item, "name", "") == given.link
    ]
    left = min(x for contour in code.contours for x, _ in contour.points)
    low = max(y for contour in code.contours for _, y in contour.points)
    for box in _boxes(first):
        if box.name != "link" and box.y < low and box.name != "date":
            assert box.x + box.w <= left, box.name
    assert not [item for item in layout(_brief(atlas, plain))[0].items if "http" in str(item)]


def test_slides_are_a_cover_and_one_a_part_and_the_notes_hold_the_rest(atlas: Atlas) -> None:
    briefing = replace(city_briefing("city:440300"), page="16:9")
    brief = _brief(atlas, briefing)
    cover, *slides = layout(brief, one_page=True)
    assert [page.title for page in slides] == ["深圳市", "深圳市：点名的角色", "来源"]
    assert not any(item.name == "sea" for item in cover.items), "the map stands once"
    assert cover.title == brief.title
    shown = {box.name for box in _boxes(slides[0])}
    statements = list(brief.parts[0].statements())
    assert not shown & {statement.id for statement in statements}
    left_out = {table.title: len(table.rows) for table in brief.parts[0].tables if table.rows}
    by_name = all(f"“{title}”{rows}行" in _said(slides[0]) for title, rows in left_out.items())
    # There is one line for it, in which not all of them may be named.
    assert by_name or f"表格{sum(left_out.values())}行" in _said(slides[0])
    named = {box.name for box in _boxes(slides[1])}
    on_slide = [statement for statement in statements if statement.id in named]
    assert 6 <= len(on_slide) <= MOST_STATEMENTS
    assert not any(statement.via for statement in on_slide), "those that name the city come first"
    assert f"另有定位{len(statements) - len(on_slide)}条" in _said(slides[1])
    said = _said(slides[0])
    for group in brief.parts[0].groups:
        assert group.name in said
    notes = "\n".join(slides[0].notes)
    cited = {citation.number: citation.text for citation in brief.citations}
    for statement in statements:
        assert statement.title in notes
        assert cited[statement.cite] in notes


def test_an_empty_selection_says_so_on_the_page(atlas: Atlas) -> None:
    nothing = state_of(Screen(Selection(text="没有这样的词")))
    for page in ("A4", "16:9"):
        briefing = Briefing(page=page, part=(PartChoice("map", state=nothing),))
        said = "".join(map(_said, layout(_brief(atlas, briefing))))
        assert "没有符合条件的定位" in said
        assert "km" not in said, "no bare map"


def test_a_title_of_two_hundred_characters_is_whole(atlas: Atlas) -> None:
    for page in ("A4", "16:9"):
        title = "很长的标题" * 40
        briefing = replace(city_briefing("city:440700"), title=title, page=page)
        assert title in _said(layout(_brief(atlas, briefing))[0])


def test_all_kinds_of_parts_can_be_laid_out(atlas: Atlas) -> None:
    screens = (
        Screen(),
        Screen(Selection(clusters=("uhd",))),
        Screen(view="compare", compared=("city:440700", "city:441300", "city:440600")),
        Screen(view="evolve", ask={"from": "gd-electronics-2021", "to": "gd-electronics-2023"}),
        Screen(view="find", ask={"q": "燃料电池"}),
    )
    parts = tuple(part for screen in screens for part in parts_for(screen)[:1])
    brief = _brief(atlas, Briefing(part=parts))
    pages = layout(brief)
    said = "".join(map(_said, pages))
    for part in brief.parts:
        assert part.title.replace(" ", "") in said
        for table in part.tables:
            for row in table.rows:
                assert cell_text(row[0]).replace(" ", "") in said
    assert layout(brief) == pages, "the same briefing gives the same pages"


def test_every_slide_of_a_part_has_one_heading(atlas: Atlas) -> None:
    briefing = replace(city_briefing("city:440100"), title="题目", page="16:9")
    brief = _brief(atlas, replace(briefing, orientation="landscape", note="说明"))
    pages = layout(brief)
    headings = [[box for box in _boxes(page) if box.heading] for page in pages]
    assert all(len(found) == 1 for found in headings)
    said = ["".join(span.text for span in box.paragraphs[0].spans) for (box,) in headings]
    assert set(said) <= {
        brief.title,
        *("引文", "引文（续）"),
        *(part.title + more for part in brief.parts for more in ("", "（续）")),
    }


@pytest.mark.parametrize(("cluster", "language"), [("uhd", "en"), ("materials", "zh")])
def test_a_map_is_the_main_thing_of_its_slide_and_names_what_it_shades(
    atlas: Atlas, cluster: str, language: str
) -> None:
    screen = Screen(Selection(clusters=(cluster,)))
    brief = _brief(atlas, from_template(atlas, "three-maps", screen, language=language))
    slides = layout(brief, one_page=True)[1:]
    for part, page in zip(brief.parts, slides, strict=True):
        if part.map is None:
            continue
        frame = next(i for i in page.items if isinstance(i, Shape) and i.name == "frame")
        xs, ys = zip(*frame.contours[0].points, strict=True)
        foot = next(box.y for box in _boxes(page) if box.name == "footer")
        body = (page.width - 2 * min(xs)) * (foot - min(ys))
        assert (max(xs) - min(xs)) * (max(ys) - min(ys)) >= 0.55 * body, part.title
        written = {box.paragraphs[0].text for box in _boxes(page) if box.halo and box.y < max(ys)}
        names = {
            feature.id: feature.label
            for layer in part.map.visible_layers()
            if layer.kind == "label"
            for feature in layer.features
        }
        shaded = shaded_in(part.map.visible_layers()) & set(cities(atlas))
        assert {names[key] for key in shaded} <= written, part.title
        lines = [
            i.contours[0].points for i in page.items if isinstance(i, Shape) and i.name == "leader"
        ]
        for one, other in itertools.combinations(lines, 2):
            # Lines of symbols at about one spot start there.
            if math.dist(one[0], other[0]) > 8:
                assert not crossing(*one, *other), part.title
        right = page.width - min(xs)
        for box in _boxes(page):
            # The programs of those who get it may have wider faces.
            if box.name == "answer":
                assert all(line.x + 1.07 * measure(line.spans) <= right for line in box.lines)
    sources = slides[-1]
    for left, next_ in itertools.permutations(_boxes(sources), 2):
        if left.y == next_.y and left.x < next_.x and left.lines and next_.lines:
            assert left.x + max(measure(line.spans) for line in left.lines) + 8 < next_.x


def test_a_year_stays_with_the_state_that_it_explains() -> None:
    for width in range(30, 120, 5):
        lines = set_paragraph(words("粤工信〔2023〕20号 · 规划期满 2025", 8), float(width))
        said = ["".join(span.text for span in line) for line in lines]
        assert not any(text.startswith("2025") for text in said), said
