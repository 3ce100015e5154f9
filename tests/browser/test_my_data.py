"""An office's own data brought in and changed in a real browser, as two people at once do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.workspace.workspace import open_workspace
from tests.browser.conftest import serve
from tests.conftest import HOSTILE, PATIENCE_MS, ROOT
from tests.ui.own.test_own_page import BAD, GOOD, HEAD, ledger

KEEP = ".st-key-own-keep button"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "office.atlas"


@pytest.fixture(scope="module")
def office(place: Path) -> Iterator[str]:
    """Return the address of a server that keeps an office's data."""
    yield from serve(ROOT, "--workspace", str(place))


def open_part(page: Page, address: str, part: str) -> None:
    page.goto(f"{address}/?view=own")
    page.locator(".st-key-own-part").get_by_role("radio", name=part, exact=True).click()


def upload(page: Page, content: bytes, name: str = "台账.xlsx") -> None:
    file: FilePayload = {"name": name, "mimeType": "application/x", "buffer": content}
    page.locator('[class*="st-key-own-files-"] input[type=file]').set_input_files(file)


def choose(page: Page, inside: str, name: str) -> None:
    # By the keyboard: a list that is clicked open closes again while the page still scrolls to it.
    field = page.locator(f"{inside} input").last
    field.focus()
    field.press("ArrowDown")
    page.get_by_role("option", name=name).first.click()


def packs(page: Page) -> list[str]:
    """Return the addresses of files that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/media/" in one.url else None)
    return asked


def own_rows(page: Page, asked: list[str]) -> list[dict[str, Any]]:
    """Return the packs of own rows among files that a page asked for."""
    found = []
    for address in asked:
        answer = page.request.get(address)
        body = answer.body() if answer.ok else b""
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        if body[:1] == b"{" and "revision" in (told := json.loads(body)):
            found.append(told)
    return found


def test_a_ledger_is_confirmed_kept_and_reaches_the_map(
    page: Page, office: str, place: Path
) -> None:
    asked = packs(page)
    names = [text for text in HOSTILE if not text.startswith("=")]
    rows = [[name, "在谈", 1, "江海区", 113.12, 22.56, name] for name in names]
    open_part(page, office, "导入")
    upload(page, ledger(GOOD, BAD, *rows))
    expect(page.get_by_text("确认坐标系之后才能保留")).to_be_visible()
    expect(page.locator(KEEP)).to_have_count(0)
    choose(page, ".st-key-own-step-system", "GCJ-02")
    expect(page.locator(".own-issues")).to_contain_text("“项目名称”为空")
    keep = page.locator(KEEP)
    expect(keep).to_contain_text(f"保留 {1 + len(rows)} 行")
    with page.expect_download() as waiting:
        page.locator(".st-key-own-refused button").first.click()
    assert waiting.value.suggested_filename == "未收的行.xlsx"
    keep.click()
    expect(page.locator(".own-whose")).to_contain_text(f"项目 {1 + len(rows)}")
    page.wait_for_timeout(500)
    told = json.dumps(own_rows(page, asked)[-1], ensure_ascii=False)
    assert "虚构甲" in told
    assert "13800000000" not in told
    # What was brought stands as it is, wherever it is shown.
    page.locator(".st-key-own-part").get_by_role("radio", name="查看与修改").click()
    for number in range(2, 2 + len(rows)):
        choose(page, ".st-key-own-pick", f"1-{number} ·")
        field = page.locator(f'[class*="st-key-own-1-{number}-"][class*="-name"] input')
        expect(field).to_have_value(names[number - 2])
    assert page.title() != "owned"
    with open_workspace(place) as workspace:
        (entry,) = workspace.imports()
    assert (entry.rows, entry.about.refused) == (1 + len(rows), 1)


def test_two_browsers_edit_one_row_and_nothing_is_lost(
    browser: Browser, page: Page, office: str, place: Path
) -> None:
    kept = 0
    if place.exists():
        with open_workspace(place) as workspace:
            kept = workspace.rows("projects").num_rows
    if not kept:
        open_part(page, office, "导入")
        upload(page, ledger(GOOD[:4], head=HEAD[:4]))
        page.locator(KEEP).click()
        expect(page.locator(".own-whose")).to_contain_text("项目 1")
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    other = context.new_page()
    for one in (page, other):
        open_part(one, office, "查看与修改")
        choose(one, ".st-key-own-pick", "1-1 ·")
        expect(one.locator('[class*="-office"] input')).to_be_visible()
    page.locator('[class*="-office"] input').fill("甲局")
    page.locator('[class*="st-key-own-save"] button').click()
    expect(page.locator(".own-history")).to_contain_text("甲局")
    other.locator('[class*="-firm"] input').fill("乙公司")
    other.locator('[class*="st-key-own-save"] button').click()
    expect(other.get_by_text("有人先改了这一行")).to_be_visible()
    expect(other.locator(".own-conflict")).to_contain_text("甲局")
    expect(other.locator(".own-conflict")).to_contain_text("乙公司")
    expect(other.locator('[class*="-firm"] input')).to_have_value("乙公司")
    other.locator(".st-key-own-mine button").click()
    # The one from before may stand beside it for a moment.
    expect(other.locator(".own-history").filter(has_text="乙公司")).to_be_visible()
    context.close()
    with open_workspace(place) as workspace:
        row = workspace.rows("projects").slice(0, 1).to_pylist()[0]
    assert (row["office"], row["firm"]) == ("甲局", "乙公司")
    # The other session follows at its next run.
    page.reload()
    choose(page, ".st-key-own-pick", "1-1 ·")
    expect(page.locator('[class*="-firm"] input')).to_have_value("乙公司")


def test_the_server_itself_refuses_what_is_too_large(page: Page, office: str) -> None:
    open_part(page, office, "导入")
    with page.expect_request(lambda asked: "upload_file" in asked.url) as waiting:
        upload(page, ledger(GOOD))
    address = waiting.value.url
    headers = {
        name: value
        for name, value in waiting.value.headers.items()
        if name.lower().startswith("x-")
    }
    status = page.evaluate(
        """async ([address, headers, size]) => {
          const body = new FormData();
          const part = new Uint8Array(1 << 20);
          body.append("file", new Blob(Array(size).fill(part)), "large.csv");
          try {
            return (await fetch(address, { method: "PUT", body, headers })).status;
          } catch { return 0; }
        }""",
        [address, headers, DEFAULT_LIMITS.file_bytes // 1_048_576 + 4],
    )
    # Refused with a word, or by closing the connection while it is still sent.
    assert status in {0, 400, 413}
