"""The exported page: small, the same each time, and closed to code that is not its own."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.values.characters import script_json
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.web import assets
from cluster_atlas.web.html import ALPHABET, SPARE, as_text
from cluster_atlas.web.page import export_html
from tests.conftest import HOSTILE
from tests.own.madeup import made_up_data

# At most this much with the facts of seventeen documents, filters, search and print.
# With what unpacks it where the browser cannot.
LARGEST_KB = 375
# What the code for own rows and the 414 rows of a made-up office add.
OWN_KB = 45


def from_text(text: str) -> bytes:
    """Return the bytes that stand in a page as text, as its loader reads them."""
    digits = [ALPHABET.index(character) for character in text]
    bits = []
    for one, other in zip(digits[::2], digits[1::2], strict=False):
        more, low = divmod(one * len(ALPHABET) + other, 2**13)
        bits.append(f"{low:013b}" + (str(more) if low < SPARE else ""))
    held = "".join(bits)
    whole = len(held) // 8
    content = int(held[: 8 * whole] or "0", 2).to_bytes(whole, "big")
    return content[: whole - len(text) % 2]


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


def test_own_rows_travel_only_where_they_are_given(atlas: Atlas) -> None:
    own = made_up_data(atlas)
    plain = export_html(atlas)
    assert export_html(atlas, own=None) == export_html(atlas, own=replace(own, rows=())) == plain
    code = gzip.decompress(from_text(parts(plain)["atlas-code"])).decode()
    assert "own data" not in code
    assert "ca-own" not in code
    assert "ca-sit" not in code
    page = export_html(atlas, own=own)
    assert len(page.encode()) <= LARGEST_KB * 1000 + OWN_KB * 1000
    pack = json.loads(gzip.decompress(from_text(parts(page)["atlas-pack"])))
    assert pack["own"]["rows"]["id"] == [row.id for row in own.rows]
    # Of a made-up office every contact is the same: none leaves.
    assert "13800138000" not in json.dumps(pack)
    assert page == export_html(atlas, own=own)


def test_no_address_of_anything_outside(atlas: Atlas) -> None:
    page = export_html(atlas)
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "default-src 'none'" in parts(page)["policy"]


def test_code_runs_under_its_hash_only(atlas: Atlas) -> None:
    page = export_html(atlas)
    policy = parts(page)["policy"]
    code = gzip.decompress(from_text(parts(page)["atlas-code"])).decode().split("\0")
    assert len(code) == len(("script", "style"))
    for text in (*code, page.split("<script>")[1].split("</script>")[0]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_all_facts_travel_along(atlas: Atlas) -> None:
    pack = parts(export_html(atlas, Selection(clusters=["uhd"])))["atlas-pack"]
    facts = json.loads(gzip.decompress(from_text(pack)))["facts"]
    assert len(facts["id"]) == len(atlas.facts)


@given(st.binary(max_size=200))
def test_bytes_come_back_from_text(content: bytes) -> None:
    text = as_text(content)
    assert from_text(text) == content
    assert not set(text) & set("< \n")
    assert len(text) <= 2 * -(-8 * len(content) // 13) + 1


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


def test_the_script_is_one_classic_script_that_needs_nothing_else() -> None:
    script = assets.page_script()
    assert ".startAtlas=" in script
    assert not re.search(r"\b(import|export)\b *[{*(\"']", script)
    assert not re.search(r"\beval\(|new Function\(", script)
    assert "sourceMappingURL" not in script
    assert "(c) 2010-2023" in script[:300], "Leaflet's licence asks for its notice"
    assert ".ca-root" in assets.page_style()


def test_without_the_built_viewer_one_sentence_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    with pytest.raises(AtlasError, match="make viewer") as refused:
        assets.built("gone.js")
    assert "gone.js" in str(refused.value)
    assert "\n" not in str(refused.value)
