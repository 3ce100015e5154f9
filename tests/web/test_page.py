"""The exported page: small, the same each time, and closed to code that is not its own."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.web.assets import VIEWER, joined, page_script, page_style
from cluster_atlas.web.html import script_json
from cluster_atlas.web.page import export_html
from tests.conftest import HOSTILE

# At most this much with the facts of seventeen documents, filters, search and print.
LARGEST_KB = 380


def parts(page: str) -> dict[str, str]:
    """Return the page's script elements by id, and its policy."""
    found = dict(
        re.findall(r'<script type="[a-z/]+" id="([\w-]+)">(.*?)</script>', page, re.DOTALL)
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    return found | {"policy": policy.group(1)}


def test_size(atlas: Atlas) -> None:
    assert len(export_html(atlas).encode()) <= LARGEST_KB * 1000


def test_same_input_same_bytes(atlas: Atlas) -> None:
    selection = Selection(industries=["rail-equipment"])
    first = export_html(atlas, selection, title="a", note="b")
    assert first == export_html(atlas, selection, title="a", note="b")


def test_no_address_of_anything_outside(atlas: Atlas) -> None:
    page = export_html(atlas)
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "default-src 'none'" in parts(page)["policy"]


def test_code_runs_under_its_hash_only(atlas: Atlas) -> None:
    page = export_html(atlas)
    policy = parts(page)["policy"]
    code = json.loads(
        gzip.decompress(base64.b85decode(parts(page)["atlas-code"].replace("\n", "")))
    )
    for text in (code["script"], code["style"], page.split("<script>")[1].split("</script>")[0]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_all_facts_travel_along(atlas: Atlas) -> None:
    pack = parts(export_html(atlas, Selection(clusters=["uhd"])))["atlas-pack"].replace("\n", "")
    facts = json.loads(gzip.decompress(base64.b85decode(pack)))["facts"]
    assert len(facts["id"]) == len(atlas.facts)


@pytest.mark.parametrize("text", HOSTILE)
def test_title_and_note_are_data(atlas: Atlas, text: str) -> None:
    page = export_html(atlas, title=text, note=text)
    config = json.loads(parts(page)["atlas-config"])
    assert (config["title"], config["note"]) == (text.strip(), text.strip())
    title = re.search(r"<title>([^<]*)</title>", page)
    assert title
    assert html.unescape(title.group(1)) == text.strip()
    assert page.count("<script") == 4


def test_a_story_is_data(atlas: Atlas) -> None:
    notes = [{"kind": "paragraph", "runs": [{"text": text, "bold": True}]} for text in HOSTILE]
    told = [{"kind": "map", "title": text, "notes": notes, "state": {}} for text in HOSTILE]
    story = {"mode": "story", "subtitle": HOSTILE[4], "notes": notes, "parts": told}
    page = export_html(atlas, story=story)
    assert json.loads(parts(page)["atlas-config"])["story"] == story
    assert page.count("<script") == 4
    assert page == export_html(atlas, story=story)
    assert "story" not in json.loads(parts(export_html(atlas))["atlas-config"])


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_json_may_stand_in_a_script(value: object) -> None:
    text = script_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_script_holds_every_module_once() -> None:
    script = page_script()
    assert "import " not in re.sub(r"[\"'`].*?[\"'`]", "", script.split("startAtlas")[0][-200:])
    assert script.count("window.startAtlas") == 1
    assert "eval(" not in script.replace("Retrieval(", "")
    assert ".ca-root" in page_style()


def test_no_module_holds_what_the_minifier_would_reorder() -> None:
    """``const [a] = [...list]`` after another ``const`` of its block would be moved above it."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in VIEWER.rglob("*.js")}
    pattern = re.compile(r"(const|let) \[[^\]]*\] = \[\.\.\.")
    assert [name for name, text in texts.items() if pattern.search(text)] == []


def test_no_name_occurs_twice_in_the_joined_modules() -> None:
    names = re.findall(
        r"^(?:async )?(?:function|const|let|class) (\w+)", joined("app/app.js"), re.MULTILINE
    )
    assert [name for name, n in Counter(names).items() if n > 1] == []
