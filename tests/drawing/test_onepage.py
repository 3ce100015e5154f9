"""A briefing of one page: one page for every city and cluster, in letters that can be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, city_briefing, parts_for
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Page, TextBox
from cluster_atlas.drawing.typeset import BULLET, measure
from cluster_atlas.questions.roles import cities
from cluster_atlas.values.briefspec import LEAST_SIZE, MOST_STATEMENTS
from tests.conftest import SHOWN_CITIES, SHOWN_CLUSTERS, some_and_all, with_soak

PAPERS = [("A4", "portrait"), ("A4", "landscape"), ("A3", "portrait"), ("A3", "landscape")]
COMPARED = Screen(view="compare", compared=("city:441300", "city:441900"))
CHANGED = Screen(view="evolve", ask={"from": "gd-electronics-2021", "to": "gd-electronics-2023"})
FOUND = Screen(view="find", ask={"q": "燃料电池"})


def briefings(atlas: Atlas, which: str) -> Iterator[Briefing]:
    for city in SHOWN_CITIES if which == "some" else cities(atlas):
        yield city_briefing(city)
    for cluster in SHOWN_CLUSTERS if which == "some" else atlas.cluster_by_id:
        yield Briefing(part=parts_for(Screen(Selection(clusters=(cluster,)))))


def boxes(page: Page) -> list[TextBox]:
    return [item for item in page.items if isinstance(item, TextBox)]


def sizes(page: Page) -> list[float]:
    return [
        span.size
        for box in boxes(page)
        for line in box.lines
        for span in line.spans
        if span.text.strip() not in {"", BULLET}
    ]


def said(page: Page) -> str:
    return "".join(
        span.text for box in boxes(page) for line in box.lines for span in line.spans
    ).replace(" ", "")


def is_inside(page: Page) -> bool:
    return all(
        line.x >= 0 and line.x + measure(line.spans) <= page.width and 0 < line.y < page.height
        for box in boxes(page)
        for line in box.lines
    )


@some_and_all
@pytest.mark.parametrize(("page", "orientation"), [("A4", "portrait"), ("A3", "landscape")])
def test_every_city_and_cluster_is_one_page_in_letters_that_can_be_read(
    atlas: Atlas, page: str, orientation: str, which: str
) -> None:
    for briefing in briefings(atlas, which):
        chosen = replace(briefing, page=page, orientation=orientation, layout="one-page")
        brief = compose_brief(atlas, chosen).brief
        pages = layout(brief)
        assert len(pages) == 1, brief.title
        assert min(sizes(pages[0])) >= LEAST_SIZE[page], brief.title
        assert is_inside(pages[0]), brief.title
        text = said(pages[0])
        names = {box.name for box in boxes(pages[0])}
        assert brief.digest is not None
        shown = sum(s.id in names for group in brief.digest.groups for s in group.statements)
        assert 3 <= shown <= MOST_STATEMENTS, brief.title
        assert {"answer", "basis", "frame", "footer"} <= names | {i.name for i in pages[0].items}
        total = len(list(brief.parts[0].statements())) or len(list(brief.parts[1].statements()))
        assert total == shown or f"另有{total - shown}条定位" in text, brief.title
        assert brief.basis.replace(" ", "") in text, brief.title
        ended = any("规划期满" in s.legal for part in brief.parts for s in part.statements())
        assert ended == ("规划期满" in text), brief.title


@pytest.mark.parametrize(
    ("page", "orientation", "language"),
    with_soak(
        [("A4", "portrait", "zh"), ("A3", "landscape", "en"), ("16:9", "landscape", "en")],
        ((*paper, language) for paper in PAPERS for language in ("zh", "en")),
    ),
)
@pytest.mark.parametrize(
    "screen", [COMPARED, CHANGED, FOUND, Screen(), Screen(focus="city:440100")]
)
def test_nothing_covers_anything_else(
    atlas: Atlas, page: str, orientation: str, language: str, screen: Screen
) -> None:
    briefing = Briefing(part=parts_for(screen), language=language, layout="one-page")
    chosen = replace(
        briefing, page=page, orientation=orientation, office="省招商局", note="- 一点\n说明"
    )
    (one,) = layout(compose_brief(atlas, chosen).brief)
    assert is_inside(one)
    assert min(sizes(one)) >= LEAST_SIZE[page]
    rects = [
        (box, Rect(line.x + wide / 2, line.y - size * 0.35, wide, size * 0.7))
        for box in boxes(one)
        for line in box.lines
        for wide, size in [(measure(line.spans), line.spans[0].size if line.spans else 0)]
    ]
    for (first, a), (second, b) in itertools.combinations(rects, 2):
        assert not a.overlap(b), (first.paragraphs[0].text, second.paragraphs[0].text)


def test_letters_of_the_file_are_those_of_the_page(atlas: Atlas) -> None:
    briefing = replace(city_briefing("city:440700"), page="A3", layout="one-page")
    document = pypdfium2.PdfDocument(Outputs(atlas, briefing).pdf)
    assert len(document) == 1
    text = document[0].get_textpage()
    found = {
        round(pypdfium2.raw.FPDFText_GetFontSize(text, index), 2)
        for index in range(text.count_chars())
        if text.get_text_range(index, 1).strip()
    }
    assert min(found) >= LEAST_SIZE["A3"]


@pytest.mark.parametrize(
    ("page", "orientation"), with_soak([PAPERS[0], ("16:9", "landscape")], PAPERS)
)
def test_the_usual_pages_are_read_as_easily(atlas: Atlas, page: str, orientation: str) -> None:
    for language in ("zh", "en"):
        chosen = city_briefing("city:440700", language=language)
        brief = compose_brief(atlas, replace(chosen, page=page, orientation=orientation)).brief
        for one in layout(brief, one_page=page == "16:9"):
            assert min(sizes(one)) >= LEAST_SIZE[page]


def test_no_half_of_a_page_is_empty_beside_a_map(atlas: Atlas) -> None:
    briefing = Briefing(part=parts_for(Screen(Selection(industries=("rail-equipment",)))))
    chosen = replace(briefing, page="A3", orientation="landscape")
    first = layout(compose_brief(atlas, chosen).brief)[0]
    right = [box for box in boxes(first) if box.x > first.width * 0.6 and box.name != "footer"]
    lowest = max(box.y + box.h for box in right if box.name not in {"page number", "date"})
    assert lowest > first.height * 0.8


def test_a_long_note_leaves_room_for_the_point(atlas: Atlas) -> None:
    briefing = replace(
        city_briefing("city:440700"), note="很长的说明。\n\n" * 200, layout="one-page"
    )
    (one,) = layout(compose_brief(atlas, briefing).brief)
    assert "说明未全列" in said(one)
    assert is_inside(one)
    assert "frame" in {item.name for item in one.items}


def test_an_empty_selection_says_so_on_one_page(atlas: Atlas) -> None:
    nothing = Briefing(part=parts_for(Screen(Selection(text="没有这样的词"))), layout="one-page")
    (one,) = layout(compose_brief(atlas, nothing).brief)
    assert "没有符合条件的定位" in said(one)
    assert "km" not in said(one)


def test_the_legend_of_a_comparison_says_what_its_numbers_are(atlas: Atlas) -> None:
    (one,) = layout(
        compose_brief(atlas, Briefing(part=parts_for(COMPARED), layout="one-page")).brief
    )
    assert "数字：点名+随区域" in said(one)
    assert "定位条数" not in said(one)
