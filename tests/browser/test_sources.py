"""The evidence view: every document's designations by clause, with the office's own texts."""

from __future__ import annotations

import json
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


def test_clause_texts_of_the_office_stand_beside_the_facts(page: Page, tmp_path: Path) -> None:
    text = "条文示例 " + " ".join(HOSTILE)
    record = {"document": "gd-uhd-2023", "clause": "1.1", "text": text}
    (tmp_path / "clauses.jsonl").write_text(json.dumps(record), encoding="utf-8")
    with closing(serve(ROOT, "--policies", str(tmp_path))) as served:
        page.goto(next(served) + "/?view=sources&document=gd-uhd-2023")
        expect(page.locator("blockquote").first).to_have_text(text)
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
