"""Documents and clauses in words: citations, addresses, legal states."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, PartChoice
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.mapping.compose import compose
from cluster_atlas.wording.documents import clause_label, has_number
from cluster_atlas.wording.wording import Wording

EVERY_STATE = ("in-force", "period-ended", "superseded", "draft", "finalised")
LANGUAGES = ("zh", "en")


@pytest.mark.parametrize(
    ("address", "chinese", "english"),
    [
        ("4.5", "四（五）", "§4.5"),
        ("3.2.box.4", "三（二）专栏第4项", "§3.2, Box, item 4"),
        ("3.1.box1.14", "三（一）专栏1第14项", "§3.1, Box 1, item 14"),
        ("3.5.1.box2", "三（五）1专栏2", "§3.5.1, Box 2"),
        ("4.5.2", "四（五）2", "§4.5.2"),
        ("3.12", "三（十二）", "§3.12"),
        ("0", "印发通知", "Cover letter"),
        ("end", "文末", "Closing part"),
    ],
)
def test_clause_label(address: str, chinese: str, english: str) -> None:
    assert clause_label(address) == chinese
    assert clause_label(address, "en") == english


def test_citation(atlas: Atlas) -> None:
    fact = atlas.fact_by_id["equipment-rail-base"]
    assert Wording(atlas, "zh", atlas.today).citation(fact) == (
        "《广东省培育高端装备制造战略性新兴产业集群行动计划（2023—2025年）》"
        "（粤工信装备〔2023〕13号，2023年12月29日印发），四（五）"
    )
    english = Wording(atlas, "en", atlas.today)
    title = atlas.documents[fact.document].title_en
    assert english.citation(fact) == f"{title} (粤工信装备〔2023〕13号, issued 2023-12-29), §4.5"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_number_goes_by_its_name(atlas: Atlas, language: str) -> None:
    wording = Wording(atlas, language, atlas.today)
    facts = [f for f in atlas.facts if not has_number(atlas.documents[f.document])]
    assert len({fact.document for fact in facts}) == 4
    for fact in facts:
        document = atlas.documents[fact.document]
        short = document.short_en if language == "en" else document.short
        assert wording.clause(fact) == f"{short} {wording.clause_label(fact)}"
        assert document.number not in wording.citation_head(fact).partition("（")[2].split("，")
        assert wording.citation(fact) == f"{wording.citation_head(fact)}" + wording.text(
            "，", ", "
        ) + wording.clause_label(fact)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_citation_of_map_and_briefing_names_its_document(atlas: Atlas, language: str) -> None:
    """The values that folium, PDF and DOCX print."""
    marks = {
        document.id: document.number
        if any(letter.isdigit() for letter in document.number)
        else (document.short_en if language == "en" else document.short)
        for document in atlas.documents.values()
    }
    every = Selection(legal_states=EVERY_STATE)
    label = "Clause" if language == "en" else "依据"
    records = {
        record.id: dict(record.rows)[label]
        for layer in compose(atlas, every, language=language).layers
        for feature in layer.features
        for record in feature.records
    }
    assert len(records) > 500
    state = "&".join(f"legal={name}" for name in EVERY_STATE)
    briefing = Briefing(language=language, part=(PartChoice("list", state=state),))
    brief = compose_brief(atlas, briefing).brief
    statements = {s.id: s.clause for part in brief.parts for s in part.statements()}
    assert statements.keys() == {fact.id for fact in atlas.facts}
    for said in (records, statements):
        for key, clause in said.items():
            assert clause.startswith(marks[atlas.fact_by_id[key].document] + " ")
    titles = [d.title_en if language == "en" else d.title for d in atlas.documents.values()]
    titles = [title.replace("《", "〈").replace("》", "〉") for title in titles]
    for citation in brief.citations:
        assert any(title in citation.document for title in titles)
        assert citation.clause
        assert citation.text.startswith(citation.document)
        assert citation.text.endswith(citation.clause)


def test_a_legal_state_has_its_year(atlas: Atlas) -> None:
    plan = "gd-equipment-2023"
    said = {
        day: Wording(atlas, "zh", dt.date.fromisoformat(day)).legal(plan)
        for day in ("2024-06-01", "2026-01-01")
    }
    assert said == {"2024-06-01": "有效至 2025", "2026-01-01": "规划期满 2025"}
    older = Wording(atlas, "zh", atlas.today)
    assert older.legal("gd-electronics-2021") == "2023 年被替代"
    assert older.legal("gd-electronics-2019-draft") == "征求意见"
    assert dataclasses.replace(older, language="en").legal(plan) == "Period ended 2025"


@pytest.mark.parametrize("document", ["sz-uhd-2023-draft", "sz-uhd-2023-note"])
def test_a_draft_with_a_final_text_says_so_from_that_day(atlas: Atlas, document: str) -> None:
    before = Wording(atlas, "zh", dt.date(2024, 3, 19))
    assert (before.legal(document), before.final(document)) == ("征求意见", "")
    after = before.on(dt.date(2024, 3, 20))
    assert after.legal(document) == "2024 年已有正式稿"
    said = after.final(document)
    for word in ("2024年3月20日", "深圳市财政局", "深圳市文化广电旅游体育局", "5845", "科技日报"):
        assert word in said
    english = dataclasses.replace(after, language="en")
    assert english.legal(document) == "Final text issued 2024"
    assert english.final(document).startswith(
        "Final text issued 2024-03-20 by 深圳市工业和信息化局"
    )
    # Nothing of the final text is a fact here: what it replaced is all there is.
    assert after.final("gd-electronics-2019-draft") == ""


ASSUMED = {"gd-electronics-2019-draft", "sz-uhd-2023-draft", "sz-uhd-2023-note"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_that_no_text_bears_is_called_assumed(atlas: Atlas, language: str) -> None:
    wording = Wording(atlas, language, atlas.today)
    assert {key for key, document in atlas.documents.items() if document.issued_assumed} == ASSUMED
    assumed = wording.text("日期为推定", "date assumed")
    for fact in atlas.facts:
        said = [wording.citation(fact), wording.issued(fact.document)]
        assert [assumed in words for words in said] == [fact.document in ASSUMED] * 2
    day = wording.issued("sz-uhd-2023-draft")
    assert day == wording.text("2023-12-31（日期为推定）", "2023-12-31 (date assumed)")
