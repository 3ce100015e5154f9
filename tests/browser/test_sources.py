"""The evidence view: every document's designations by clause, with the office's own texts."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.web.page import export_html
from tests.browser.conftest import serve
from tests.conftest import HOSTILE, ROOT


def test_designations_stand_by_clause(page: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(export_html(atlas, view="sources"), encoding="utf-8")
    page.goto(path.as_uri())
    page.get_by_role("button", name="高端装备行动计划 2023").click()
    block = page.locator(".ca-evidence", has_text="四（五）")
    for _ in range(40):
        if block.count():
            break
        page.locator(".ca-evidences").evaluate("(el) => el.scrollBy(0, 4000)")
    expect(block.first).to_contain_text("全省轨道交通产业基地")


def test_a_card_leads_to_its_clause(page: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(export_html(atlas, focus="equipment-rail-base"), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator(".ca-about").get_by_role("button", name="四（五）").click()
    clause = page.locator('.ca-evidence[data-clause="4.5"]')
    expect(clause).to_be_in_viewport()
    expect(clause).to_contain_text("全省轨道交通产业基地")
    page.get_by_role("button", name="覆盖范围").click()
    expect(page.locator(".ca-scope").first).to_be_visible()


def test_the_list_of_documents_counts_every_document(
    page: Page, atlas: Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_text(export_html(atlas, view="sources"), encoding="utf-8")
    of = Counter(fact.document for fact in atlas.facts)
    every = [str(of[key]) for key in atlas.documents]
    numbers = page.locator(".ca-documents small")
    for query in ("", "&document=gd-uhd-2023", "&document=sz-uhd-2023-draft"):
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#view=sources{query}")
        expect(numbers).to_have_text(every)
    heading = page.locator(".ca-evidences h3")
    expect(heading).to_have_text(atlas.documents["sz-uhd-2023-draft"].title)
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#view=sources&role=base")
    bases = Counter(fact.document for fact in atlas.facts if fact.role == "base")
    expect(numbers).to_have_text([str(bases[key]) for key in atlas.documents])


def test_clause_texts_of_the_office_stand_beside_the_facts(page: Page, tmp_path: Path) -> None:
    text = "条文示例 " + " ".join(HOSTILE)
    letter = "粤工信电子〔2023〕20号广东省甲厅广东省乙局关于印发某计划的通知各市：某计划。请实施。"
    records = [
        {"document": "gd-uhd-2023", "clause": clause, "text": said}
        for clause, said in (("0", letter), ("1.1", text))
    ]
    lines = "\n".join(json.dumps(record) for record in records)
    (tmp_path / "clauses.jsonl").write_text(lines, encoding="utf-8")
    with closing(serve(ROOT, "--policies", str(tmp_path))) as served:
        page.goto(next(served) + "/?view=sources&document=gd-uhd-2023")
        expect(page.locator("blockquote").nth(1)).to_have_text(text)
        assert page.locator("blockquote").first.inner_text().splitlines() == [
            "粤工信电子〔2023〕20号",
            "广东省甲厅",
            "广东省乙局",
            "关于印发某计划的通知",
            "各市：",
            "某计划。",
            "请实施。",
        ]
        assert page.title() != "owned"


def test_what_became_of_a_draft_stands_by_its_title(
    page: Page, atlas: Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    chosen = Selection(legal_states=["finalised"])
    path.write_text(export_html(atlas, chosen, view="sources"), encoding="utf-8")
    page.goto(path.as_uri())
    page.get_by_role("button", name="深圳超高清若干措施 征求意见稿").click()
    head = page.locator(".ca-evidences")
    expect(head).to_contain_text("2024 年已有正式稿")
    expect(head).to_contain_text("2023-12-31（日期为推定）")
    expect(head).to_contain_text("正式稿 2024年3月20日由深圳市工业和信息化局")
