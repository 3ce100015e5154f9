"""Python and JavaScript give the same answer to the same text, in the same words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.search.search import search
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.wording.replies import reply_sentence
from cluster_atlas.wording.wording import Wording
from tests.browser.questions import answer, load
from tests.conftest import HOSTILE, examples, sample
from tests.questions.test_search import QUERIES
from tests.questions.test_text_parts import PARTED

MORE = (
    "21号 四（五）",
    "gd-equipment-2023#4.5",
    "惠州 超高清",
    "佛山高新区",
    "汽车行动计划",
    "10号",
    "珠三角",
    "芯片 深圳",
    "惠州 白酒",
    "南海油气",
    "河源 2021→2023",
    "河源 2015→2016",
    "东莞 云浮 2020→2024",
    "和中山一起的核心区",
    "河源2021年到2023年",
    "江门 2025",
    "江门 2025 2025",
    "qzxv",
    "é",
    "𠀀𠀀",
    "，",
    *PARTED,
)
TEXTS = [
    *sample([query["text"] for query in QUERIES], 40),
    *MORE,
    *sample(HOSTILE, 4),
    *sample([f"轨道 {text}" for text in HOSTILE], 4),
]
# A character that came with a newer Unicode than Python's is no letter to Python.
KNOWN_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cn"]), max_size=30)

_ASK = """
const P = (p) => atlas.places[p].id;
return given.map((text) => {
  const r = questions.searchAtlas(atlas, text);
  return r && {
    kind: r.kind, sector: r.sector, basis: r.basis, within: r.within.map(P),
    hits: r.hits.map((h) => [h.subject, h.term, h.score, h.rank]),
    facts: r.facts.map((i) => atlas.facts.id[i]),
    places: r.named.places.map(P), regions: r.named.regions.map(P),
    codes: r.codes, absent: r.absent.map(P), changes: r.changes, shared: r.shared,
    zh: questions.replySentence(atlas, "zh", r), en: questions.replySentence(atlas, "en", r),
  };
});
"""


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    modules = {"search/search.js": ["searchAtlas"], "search/reply.js": ["replySentence"]}
    load(page, atlas, modules)
    yield page
    context.close()


def plain(atlas: Atlas, text: str) -> dict[str, Any] | None:
    """Return an answer as the viewer gives it."""
    try:
        reply = search(atlas, text)
    except AtlasError:
        return None
    return {
        "kind": reply.kind,
        "sector": reply.sector,
        "basis": list(reply.basis) if reply.basis else None,
        "within": list(reply.within),
        "hits": [[list(hit.subject), hit.term, hit.score, hit.rank] for hit in reply.hits],
        "facts": [fact.id for fact in reply.facts],
        "places": list(reply.named.places),
        "regions": list(reply.named.regions),
        "codes": [list(one) for one in reply.codes],
        "absent": list(reply.absent),
        "changes": reply.changes,
        "shared": [list(one) for one in reply.shared],
        **{
            language: reply_sentence(Wording(atlas, language, atlas.today), reply)
            for language in ("zh", "en")
        },
    }


def test_both_answer_every_text_alike(asked: Page, atlas: Atlas) -> None:
    for text, told in zip(TEXTS, answer(asked, _ASK, TEXTS), strict=True):
        assert told == plain(atlas, text), json.dumps(text)


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(KNOWN_TEXT)
def test_both_answer_random_texts_alike(asked: Page, atlas: Atlas, text: str) -> None:
    assert answer(asked, _ASK, [text]) == [plain(atlas, text)]
