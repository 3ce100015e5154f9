"""What a briefing says, held against the selection that it carries out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing, parts_for, state_of
from cluster_atlas.briefing.headline import selection_answer
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.briefing.revision import with_snapshot
from cluster_atlas.briefing.writer import Writer, spots_of
from cluster_atlas.mapping.clusterlayers import is_located
from cluster_atlas.questions import compare as comparing
from cluster_atlas.questions import evolve as evolving
from cluster_atlas.questions import find as finding
from cluster_atlas.questions.roles import cities, facts_about, is_direct
from cluster_atlas.values.briefspec import cell_text
from cluster_atlas.values.colours import FULLNESS, ramp
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.wording.changes import CHANGE_SIGNS
from cluster_atlas.wording.naming import SET_NAMES
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE, TODAY


def _one(kind: str, screen: Screen) -> Briefing:
    return Briefing(part=(PartChoice(kind, state=state_of(screen)),))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_citys_profile_says_all_that_the_selection_says_of_it(
    atlas: Atlas, language: str
) -> None:
    facts = select(atlas).facts
    for city in cities(atlas):
        brief = compose_brief(atlas, city_briefing(city, language=language)).brief
        part = brief.parts[0]
        about = facts_about(atlas, city, facts)
        assert {s.id for s in part.statements()} == {fact.id for fact in about}
        assert sum(len(group.statements) for group in part.groups) == len(about)
        named = sum(is_direct(atlas, city, fact) for fact in about)
        clusters = {fact.cluster for fact in about if is_direct(atlas, city, fact)}
        more = {fact.cluster for fact in about} - clusters
        assert [figure.value for figure in part.figures[:3]] == [
            f"{len(clusters)}+{len(more)}" if more else str(len(clusters)),
            str(named),
            str(len(about) - named),
        ]
        cited = {c.number: c.text for c in brief.citations}
        for statement in part.statements():
            fact = atlas.fact_by_id[statement.id]
            assert cited[statement.cite] == Wording(atlas, language, atlas.today).citation(fact)
            assert bool(statement.via) == (not is_direct(atlas, city, fact))
            assert statement.fullness == FULLNESS[fact.status]
            # 随珠三角 says that it is 珠三角.
            assert statement.via_only == statement.via.endswith(statement.where)


def test_citations_are_numbered_from_one_by_first_mention(atlas: Atlas) -> None:
    brief = compose_brief(atlas, city_briefing("city:440300")).brief
    assert [c.number for c in brief.citations] == list(range(1, len(brief.citations) + 1))
    firsts = list(dict.fromkeys(s.cite for part in brief.parts for s in part.statements()))
    assert firsts == sorted(firsts)
    for c in brief.citations:
        assert f"{c.document}，{c.clause}" == c.text


def test_what_names_the_place_comes_before_what_reaches_it_through_a_region(atlas: Atlas) -> None:
    part = compose_brief(atlas, city_briefing("city:440700")).brief.parts[0]
    for group in part.groups:
        through = [bool(statement.via) for statement in group.statements]
        assert through == sorted(through)


@pytest.mark.parametrize("city", ["city:440700", "city:441500"])
def test_a_role_that_comes_by_a_region_says_so_in_the_heading(atlas: Atlas, city: str) -> None:
    part = compose_brief(atlas, city_briefing(city)).brief.parts[0]
    for group in part.groups:
        first = group.statements[0]
        assert group.lead == " ".join(filter(None, (first.via, first.role)))
        through = [bool(statement.via) for statement in group.statements]
        named, regional = through.count(False), through.count(True)
        assert (
            group.count == (f"点名 {named}" + (f" · 随区域 {regional}" if regional else ""))
            or not named
        )
    by_region = [bool(group.statements[0].via) for group in part.groups]
    assert by_region == sorted(by_region), "clusters that name the city come first"
    assert any(by_region)


@pytest.mark.parametrize("city", ["city:440700", "city:440100", "city:441500"])
def test_the_targets_of_a_city_are_its_own(atlas: Atlas, city: str) -> None:
    part = compose_brief(atlas, city_briefing(city)).brief.parts[0]
    wording = Wording(atlas, "zh", atlas.today)
    about = facts_about(atlas, city, select(atlas).facts)
    own = [fact for fact in about if fact.target and is_direct(atlas, city, fact)]
    others = [fact for fact in about if fact.target and not is_direct(atlas, city, fact)]
    rows = [row for table in part.tables if table.title == "目标" for row in table.rows]
    assert [row[:2] for row in rows] == [
        (wording.target(fact), wording.places(fact.places)) for fact in own
    ]
    assert sum(f.label == "目标" for f in part.figures) == bool(own)
    said = {statement.id: statement.target for statement in part.statements()}
    for fact in others:
        assert said[fact.id].endswith(f"：{wording.target(fact)}"), "whose it is stands before it"


def test_shades_are_those_of_the_map(atlas: Atlas) -> None:
    part = compose_brief(atlas, city_briefing("city:440100")).brief.parts[0]
    for statement in part.statements():
        fact = atlas.fact_by_id[statement.id]
        tier = atlas.codes["role"][fact.role].tier
        assert statement.shade == ramp(atlas.cluster_by_id[fact.cluster].colour).shades[tier - 1]


def test_the_map_of_a_selection_has_every_city_as_a_named_area(atlas: Atlas) -> None:
    for selection in (Selection(), Selection(industries=["rail-equipment"])):
        spec = compose_brief(atlas, _one("map", Screen(selection))).brief.parts[0].map
        assert spec is not None
        names = [
            feature.title
            for layer in spec.visible_layers()
            if layer.kind == "fill"
            for feature in layer.features
            if feature.id.startswith("city:") and feature.style.fill_opacity
        ]
        assert sorted(names) == sorted(atlas.places[city].name for city in cities(atlas))


def test_a_citys_map_shows_its_located_parks_once_and_its_counties(atlas: Atlas) -> None:
    city = "city:440100"
    part = compose_brief(atlas, city_briefing(city)).brief.parts[0]
    assert part.map is not None
    drawn = [f.id for layer in part.map.layers if layer.kind == "point" for f in layer.features]
    named = {
        key
        for fact in facts_about(atlas, city, select(atlas).facts)
        for key in fact.places
        if atlas.places[key].level in {"park", "site"}
        and atlas.places[key].city == city
        and atlas.places[key].lon is not None
        and atlas.places[key].is_located
    }
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == named
    labels = {
        f.label for layer in part.map.layers if layer.id == "county-names" for f in layer.features
    }
    assert len(labels) == 11


def test_far_islands_do_not_decide_the_frame(atlas: Atlas) -> None:
    part = compose_brief(atlas, city_briefing("city:441500")).brief.parts[0]
    assert part.map is not None
    assert part.map.bounds[1] > 22, "Dongsha gets an inset"


def test_compare_evolve_and_find_say_what_their_pages_say(atlas: Atlas) -> None:
    facts = select(atlas).facts
    compared = Screen(compared=("city:440700", "city:441300"))
    part = compose_brief(atlas, _one("compare", compared)).brief.parts[0]
    comparison = comparing.compare(atlas, compared.compared, facts)
    rows = sum(1 + len(row.rows) for row in comparison.rows)
    assert len(part.tables[0].rows) == rows
    assert part.tables[0].head[2:] == ("江门市", "惠州市")

    asked = Screen(ask={"from": "gd-electronics-2021", "to": "gd-electronics-2023"})
    part = compose_brief(atlas, _one("evolve", asked)).brief.parts[0]
    (evolution,) = evolving.evolutions(atlas, *asked.ask.values())
    said = {row[0] for table in part.tables for row in table.rows}
    assert said == {
        f"{CHANGE_SIGNS[change.kind]} {row['sentence']}"
        for row, change in zip(
            evolving.change_rows(atlas, evolution), evolution.changes, strict=True
        )
        if change.kind != "kept"
    }

    years = Screen(ask={"from": "2020", "to": "2026"})
    part = compose_brief(atlas, _one("evolve", years)).brief.parts[0]
    assert part.remarks
    assert "超高清" in part.remarks[0]
    assert [figure.value for figure in part.figures] == ["17", "6", "5", "50"]

    text = Screen(ask={"q": "燃料电池"}, compared=("city:440600",))
    part = compose_brief(atlas, _one("find", text)).brief.parts[0]
    found = finding.find(atlas, "燃料电池", facts).candidates
    names = [f.place.name for f in found]
    assert [row[1] for row in part.tables[0].rows][:10] == names[:10]
    starred = [row[1] for row in part.tables[0].rows if "★" in cell_text(row[0])]
    assert starred == ["佛山市"]


def test_changes_pass_the_filters_and_are_cited(atlas: Atlas) -> None:
    ask = {"from": "gd-electronics-2021", "to": "gd-electronics-2023"}
    everything = Screen(ask=ask)
    narrow = Screen(Selection(places=("city:440700",)), ask=ask)
    whole, some = (compose_brief(atlas, _one("evolve", screen)) for screen in (everything, narrow))
    (evolution,) = evolving.evolutions(atlas, *ask.values())
    total = [int(figure.value) for figure in whole.brief.parts[0].figures]
    assert sum(total) == len(evolution.changes)
    about = [
        change
        for change in evolution.changes
        if any(
            fact is not None and facts_about(atlas, "city:440700", [fact])
            for fact in (change.old, change.new)
        )
    ]
    assert sum(int(figure.value) for figure in some.brief.parts[0].figures) == len(about)
    said = " ".join(
        cell_text(cell) for t in whole.brief.parts[0].tables for row in t.rows for cell in row
    )
    for citation_ in whole.brief.citations:
        assert f"[{citation_.number}]" in said
    assert any("〔2020〕138号" in c.text for c in whole.brief.citations), "the older one too"
    remembered = {fact.id for fact in some.facts}
    assert remembered == {
        fact.id for change in about for fact in (change.old, change.new) if fact is not None
    }


def test_parks_of_a_place_lie_in_it(atlas: Atlas) -> None:
    for key in ("county:440115", "county:440118", "region:prd", "city:440100"):
        place = atlas.places[key]
        part = compose_brief(atlas, _one("place", Screen(focus=key))).brief.parts[0]
        spots = [table for table in part.tables if table.title == "园区与平台"]
        named = {row[0] for table in spots for row in table.rows}
        inside = {
            p.name for p in atlas.places.values() if {p.city, p.county} & {key, *place.members}
        }
        assert named <= inside, key
        figures = {figure.label: figure.value for figure in part.figures}
        assert figures.get("园区·平台", "0") == str(sum(len(table.rows) for table in spots))


def test_a_headline_that_counts_cities_accounts_for_all_of_them(atlas: Atlas) -> None:
    """Named, counted beside the named, or of other roles: no city is left out in silence."""
    writer = Writer(atlas, "zh", atlas.today)
    for cluster in atlas.clusters:
        facts = select(atlas, Selection(clusters=[cluster.id])).facts
        said = selection_answer(writer, facts, cluster.name)
        number = re.search(r"点名 (\d+) 个市", said)
        if number is None:
            continue
        told = 0
        for part in said.split("。")[1].split("；"):
            count = re.search(r"等 (\d+) 个$|^其他角色 (\d+) 个市$", part)
            told += int(count[1] or count[2]) if count else part.count("、") + 1
        assert told == int(number[1]), said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_relations_of_a_comparison_show_no_ids(atlas: Atlas, language: str) -> None:
    screen = Screen(compared=("city:440100", "city:440300"), language=language)
    briefing = replace(_one("compare", screen), language=language)
    part = compose_brief(atlas, briefing).brief.parts[0]
    relations = part.tables[1]
    assert relations.rows
    assert len(relations.head) == 6
    cells = {cell for row in relations.rows for cell in row}
    assert not cells & set(atlas.fact_by_id)


def test_a_comparison_remembers_only_what_it_shows(atlas: Atlas) -> None:
    screen = Screen(compared=("city:440700", "city:441300"))
    shown = compose_brief(atlas, _one("compare", screen)).facts
    assert {fact.id for fact in shown} == {
        fact.id
        for fact in select(atlas).facts
        if any(facts_about(atlas, key, [fact]) for key in screen.compared)
    }


def test_a_part_that_lost_every_filter_shows_nothing(atlas: Atlas) -> None:
    for state in ("industry=rail-equipmint", "place=city:449999"):
        composition = compose_brief(atlas, Briefing(part=(PartChoice("list", state=state),)))
        assert composition.brief.parts[0].empty
        assert composition.issues
    (issue,) = compose_brief(atlas, Briefing(part=(PartChoice("list", state="industy=x"),))).issues
    assert "industry" in issue.hint.zh
    whole = compose_brief(atlas, Briefing(part=(PartChoice("list", state="?cluster=uhd"),)))
    assert not whole.issues
    assert {fact.cluster for fact in whole.facts} == {"uhd"}


def test_the_sources_of_a_place_are_those_of_what_is_said_of_it(atlas: Atlas) -> None:
    profile, sources = parts_for(Screen(focus="city:440700"))
    brief = compose_brief(atlas, Briefing(part=(profile, sources))).brief
    counted = sum(int(cell_text(row[-1])) for row in brief.parts[1].tables[0].rows)
    assert counted == len(list(brief.parts[0].statements()))


def test_the_sources_say_what_became_of_a_draft(atlas: Atlas) -> None:
    drafts = Screen(Selection(legal_states=["finalised"]))
    (part,) = compose_brief(atlas, _one("sources", drafts)).brief.parts
    rows = [[cell_text(cell) for cell in row] for row in part.tables[0].rows]
    assert len(rows) == 2
    for title, _, issued, legal, _ in rows:
        assert issued == "2023-12-31（日期为推定）"
        assert "正式稿 2024年3月20日由深圳市工业和信息化局" in title
        assert legal == "2024 年已有正式稿"


def test_an_empty_selection_says_so_and_draws_no_map(atlas: Atlas) -> None:
    nothing = Screen(Selection(text="没有这样的词"))
    for kind in ("map", "list", "sources"):
        (part,) = compose_brief(atlas, _one(kind, nothing)).brief.parts
        assert part.map is None
        assert "没有符合条件的定位" in part.empty
    about = Screen(Selection(text="没有这样的词"), focus="city:440700")
    (part,) = compose_brief(atlas, _one("place", about)).brief.parts
    assert part.map is None
    assert "文件未提及此地" in part.empty


@pytest.mark.parametrize("kind", ["compare", "evolve", "find", "place"])
def test_a_part_that_asks_nothing_says_so(atlas: Atlas, kind: str) -> None:
    (part,) = compose_brief(atlas, _one(kind, Screen())).brief.parts
    assert part.empty
    assert part.map is None


def test_a_question_that_is_refused_is_told_and_the_rest_is_there(atlas: Atlas) -> None:
    bad = Screen(ask={"from": "gd-electronics-2021", "to": "gd-uhd-2023"})
    briefing = Briefing(part=(*_one("evolve", bad).part, *city_briefing("city:440700").part))
    first, second, _ = compose_brief(atlas, briefing).brief.parts
    assert first.empty
    assert list(second.statements())


def test_a_briefing_without_parts_is_refused(atlas: Atlas) -> None:
    with pytest.raises(AtlasError) as refused:
        compose_brief(atlas, Briefing(title="空"))
    assert "至少加入一个部分" in refused.value.issues[0].sentence("zh")


def test_hostile_words_stay_words(atlas: Atlas) -> None:
    for text in HOSTILE:
        briefing = replace(
            city_briefing("city:440700"), title=text, subtitle=text, office=text, note=f"x {text}"
        )
        brief = compose_brief(atlas, briefing).brief
        assert brief.title == text.strip()
        assert brief.notes[0].text == f"x {text}".strip()


def test_legal_states_are_those_of_the_briefings_day() -> None:
    early = open_atlas(today=dt.date(2025, 6, 1))
    brief = compose_brief(
        early, replace(city_briefing("city:440700"), date=dt.date(2025, 6, 1))
    ).brief
    assert not any("规划期满" in s.legal for part in brief.parts for s in part.statements())


# What changed since -----------------------------------------------------------------------------


def _saved(atlas: Atlas, briefing: Briefing) -> Briefing:
    return with_snapshot(atlas, briefing, compose_brief(atlas, briefing).facts, TODAY)


def test_nothing_changed_says_nothing(atlas: Atlas) -> None:
    kept = _saved(atlas, city_briefing("city:440700"))
    assert compose_brief(atlas, kept).brief.changes == ()


def test_what_changed_in_the_data_is_told(
    atlas: Atlas, spoil: Callable[[str, str, str], Path]
) -> None:
    kept = _saved(atlas, city_briefing("city:440700"))
    fact = next(f for f in atlas.facts if f.id == "equipment-rail-base")
    spoil("layers/equipment.toml", f'title      = "{fact.title}"', 'title      = "改过的题目"')
    text = 'id         = "equipment-rail-base"'
    folder = spoil("layers/equipment.toml", text, text.replace("rail-base", "rail-base-2"))
    later = open_atlas(folder, today=TODAY)
    changes = compose_brief(later, kept).brief.changes
    told = "\n".join(changes)
    assert atlas.data_hash in changes[0]
    assert later.data_hash in changes[0]
    assert "新增：改过的题目" in told
    assert f"已不在数据中：{fact.title}（equipment-rail-base）" in told


def test_a_changed_role_names_both_roles(
    atlas: Atlas, spoil: Callable[[str, str, str], Path]
) -> None:
    kept = _saved(atlas, city_briefing("city:440700"))
    path = atlas.folder / "layers" / "equipment.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('"equipment-rail-base"')
    entry = text[start : text.index("[[designation]]", start)]
    changed = entry.replace('"base"', '"node"').replace('"priority"', '"planned"')
    folder = spoil("layers/equipment.toml", entry, changed)
    changes = compose_brief(open_atlas(folder, today=TODAY), kept).brief.changes
    assert any(
        "角色 产业基地 → 支点·多点" in c and "状态 重点发展·打造 → 谋划·探索" in c for c in changes
    )


def test_places_and_filters_that_are_gone_are_listed(atlas: Atlas) -> None:
    briefing = Briefing(
        part=(
            PartChoice("place", state="focus=city:999999"),
            PartChoice("map", state="industry=no-such-industry&cluster=uhd"),
        )
    )
    composition = compose_brief(atlas, briefing)
    told = "\n".join(composition.brief.changes)
    assert "city:999999" in told
    assert "no-such-industry" in told
    assert composition.brief.parts[0].empty
    assert composition.brief.parts[1].map is not None, "what is left of it is shown"


def test_a_filter_that_no_longer_fits_is_told_apart_from_data_that_is_gone(atlas: Atlas) -> None:
    wide = _saved(atlas, Briefing(part=parts_for(Screen(Selection(clusters=("uhd",))))))
    narrow = replace(
        wide, part=parts_for(Screen(Selection(clusters=("uhd",), statuses=("planned",))))
    )
    told = compose_brief(atlas, narrow).brief.changes
    assert any(sentence.startswith("不再符合筛选：") for sentence in told)
    assert not any("已不在数据中" in sentence for sentence in told)


def test_a_part_of_a_year_has_the_legal_states_of_its_day(atlas: Atlas) -> None:
    parts = tuple(
        PartChoice(
            "list", state=state_of(Screen(Selection(documents=["gd-equipment-2023"], as_of=year)))
        )
        for year in (2024, None)
    )
    brief = compose_brief(atlas, Briefing(part=parts, date=TODAY)).brief
    said = [{s.legal for s in part.statements()} for part in brief.parts]
    assert said == [{"有效至 2025"}, {"规划期满 2025"}]
    assert len(brief.citations) == len({s.cite for part in brief.parts for s in part.statements()})


def test_the_subject_stands_first_in_a_list_of_places(atlas: Atlas) -> None:
    city = "city:440700"
    choices = (
        PartChoice("place", state=f"focus={city}"),
        PartChoice("compare", state=f"with={city}&with=city:441300"),
    )
    for choice in choices:
        brief = compose_brief(atlas, Briefing(part=(choice,), date=TODAY)).brief
        (part,) = brief.parts
        by_id = {fact.id: fact for fact in atlas.facts}
        statements = [one for group in part.groups for one in group.statements]
        naming = [one for one in statements if city in by_id[one.id].places]
        assert naming
        subjects = ("江门", "惠州")
        assert all(one.where.startswith(subjects) for one in naming)


def test_what_is_shared_is_not_said_to_be_one_places_alone(atlas: Atlas) -> None:
    choice = PartChoice("compare", state="with=city:441300&with=city:441900")
    for language in ("zh", "en"):
        briefing = Briefing(part=(choice,), date=TODAY, language=language)
        (part,) = compose_brief(atlas, briefing).brief.parts
        lists = [set(re.split("：|: |、|, |；|; |[.] ", line)[1:]) for line in part.remarks]
        assert len(lists) > 1
        assert not lists[0] & set().union(*lists[1:])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("places", [("441300", "441900"), ("440300", "440700", "445300")])
def test_a_comparisons_lists_hold_as_many_as_its_headline_says(
    atlas: Atlas, places: tuple[str, ...], language: str
) -> None:
    state = "&".join(f"with=city:{one}" for one in places)
    choice = PartChoice("compare", state=state)
    briefing = Briefing(part=(choice,), date=TODAY, language=language)
    (part,) = compose_brief(atlas, briefing).brief.parts
    listed = {}
    for line in part.remarks:
        title, _, kinds = line.partition(" · ")
        counts = [0, 0]
        for kind in re.split("；(?=[0-9另])|[.] (?=[0-9]|Besides)", kinds):
            head, names = re.split("：|: ", kind, maxsplit=1)
            if head in {"另", "Besides"}:
                continue
            mark = "、(?![^（]*）)" if language == "zh" else "; " if "; " in names else ", "
            assert len(re.split(mark, names)) == int(head.split()[0])
            counts[bool(re.search("产业|industr", head))] = int(head.split()[0])
        listed[title] = counts
    (named, shared, *only) = re.split(
        "；|; (?=with|[A-Z][^;:]* only)", _without_brackets(part.answer)
    )
    numbers = [list(map(int, re.findall("[0-9]+", text))) for text in (named, shared)]
    titles = [SET_NAMES[key].in_language(language) for key in ("all-named", "by-region")]
    assert listed[titles[0]] == numbers[0]
    added = zip(listed[titles[0]], listed[titles[1]], strict=True)
    assert [sum(pair) for pair in added] == numbers[1]
    writer = Writer(atlas, language, atlas.today)
    for place, said in zip(places, only, strict=True):
        name = writer.short(atlas.places[f"city:{place}"])
        title = SET_NAMES["only"].in_language(language).format(name=name)
        assert listed.get(title, [0, 0])[1] == int(*re.findall("[0-9]+", said))


def _without_brackets(text: str) -> str:
    """Return a headline without the names that it puts in brackets."""
    for _ in range(2):
        text = re.sub("（[^（）]*）| [(][^()]*[)]", "", text)
    return text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_comparisons_headline_names_clusters_and_industries_behind_their_numbers(
    atlas: Atlas, language: str
) -> None:
    choice = PartChoice("compare", state="with=city:441300&with=city:441900")
    briefing = Briefing(part=(choice,), date=TODAY, language=language)
    (part,) = compose_brief(atlas, briefing).brief.parts
    clusters, industries = (
        ("7 个集群（新一代电子信息、超高清视频、", "6 个产业（智能终端、")
        if language == "zh"
        else (
            "7 clusters (New-generation electronic information, ",
            "6 industries (Smart terminals, ",
        )
    )
    assert clusters in part.answer
    assert industries in part.answer
    if language == "zh":
        assert part.answer.startswith("规划都点名惠州、东莞的有 7 个集群")
        said = _without_brackets(part.answer)
        assert len(re.findall("[0-9]+", said)) == len(
            re.findall("[0-9]+ 个(?:集群|产业)|产业 [0-9]+ 个", said)
        ), "each number says what it counts"
    if language == "en":
        assert all(
            int(count) == names.count(",") + 1 + int(more)
            for count, names, more in re.findall(
                "([0-9]+) [a-z]+ [(]([^()]*) and ([0-9]+) more[)]", part.answer
            )
        )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_page_of_a_comparison_starts_with_what_names_all_places(
    atlas: Atlas, language: str
) -> None:
    places = ("city:441300", "city:441900")
    screen = Screen(view="compare", compared=places)
    briefing = Briefing(part=parts_for(screen), language=language, layout="one-page")
    digest = compose_brief(atlas, briefing).brief.digest
    assert digest is not None
    titles = [SET_NAMES[key].in_language(language) for key in ("all-named", "by-region")]
    for remark, title in zip(digest.remarks, titles, strict=False):
        assert remark.startswith(title)
    shown = [atlas.fact_by_id[one.id] for group in digest.groups for one in group.statements]
    of_both = [all(is_direct(atlas, place, fact) for place in places) for fact in shown]
    every = [f for f in select(atlas).facts if all(is_direct(atlas, p, f) for p in places)]
    assert of_both == sorted(of_both, reverse=True)
    assert sum(of_both) == min(len(every), len(shown))


def test_one_page_of_a_city_begins_with_a_statement_of_each_cluster(atlas: Atlas) -> None:
    briefing = replace(city_briefing("city:440700"), layout="one-page")
    digest = compose_brief(atlas, briefing).brief.digest
    assert digest is not None
    assert "高端装备制造" in digest.answer
    shown = [group.name for group in digest.groups]
    first = shown[: len(set(shown))]
    assert len(set(first)) == len(first) > 3
    assert "高端装备制造" in first[:3]


@pytest.mark.parametrize("cluster", ["uhd", "equipment"])
def test_one_page_of_a_cluster_says_how_many_of_its_sites_are_not_drawn(
    atlas: Atlas, cluster: str
) -> None:
    screen = Screen(Selection(clusters=(cluster,)))
    brief = compose_brief(atlas, Briefing(part=parts_for(screen), layout="one-page")).brief
    assert brief.digest is not None
    spots = spots_of(atlas, select(atlas, screen.selection).facts)
    hidden = sum(not is_located(spot) for spot in spots)
    said = "".join(brief.digest.remarks)
    assert (f"未上图 {hidden} 处" in said) == bool(hidden)
    assert all(
        line.split("：")[0] in brief.parts[0].remarks[0] for line in brief.digest.remarks[:1]
    )
