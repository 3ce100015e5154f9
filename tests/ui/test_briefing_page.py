"""The briefing page run without a browser: what is written is what is shown and kept."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import Briefing, PartChoice, briefing_toml
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.briefing.revision import with_snapshot
from cluster_atlas.questions.roles import cities
from cluster_atlas.ui import briefing_files
from cluster_atlas.ui.briefing_keep import Kept
from tests.conftest import HOSTILE, PATIENCE_MS, ROOT, TODAY
from tests.ui.test_app import open_app

# A place with three statements of an industry, which are soon composed and drawn.
FEW = {"focus": "city:440700", "industry": "rail-equipment"}


def page(**query: Any) -> AppTest:
    app = open_app(view="brief", **query)
    assert not app.exception
    return app


def outputs(app: AppTest) -> Outputs:
    made = app.session_state["brief-outputs"]
    assert isinstance(made, Outputs)
    return made


def kinds(app: AppTest) -> list[str]:
    return [part.kind for part in outputs(app).briefing.part]


def test_it_starts_with_what_is_on_screen() -> None:
    assert kinds(page(industry="rail-equipment")) == ["map", "list", "sources"]
    app = page(**FEW)
    assert kinds(app) == ["place", "sources"]
    assert outputs(app).brief.title == "江门市"
    assert len(list(outputs(app).brief.parts[0].statements())) == 3


def test_changes_are_carried_over_with_the_pair_that_was_shown() -> None:
    def part(**query: str) -> str:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_MS / 1000)
        app.session_state["view-before"] = "evolve"
        for key, value in query.items():
            app.query_params[key] = value
        app.query_params["view"] = "brief"
        app.run()
        assert not app.exception
        assert kinds(app) == ["evolve", "sources"]
        assert app.button(key="brief-add-evolve")
        return outputs(app).briefing.part[0].state

    # The page of changes shows the newest two editions where no other pair was asked for.
    assert part() == "from=gd-electronics-2021&to=gd-electronics-2023"
    asked = {"from": "gd-electronics-2019-draft", "to": "gd-electronics-2021"}
    assert part(**asked) == "from=gd-electronics-2019-draft&to=gd-electronics-2021"


def test_what_is_written_is_composed_and_survives_a_look_at_the_map() -> None:
    app = page(**FEW)
    app.text_input(key="brief-title").set_value("江门简报")
    app.text_input(key="brief-office").set_value("招商局")
    app.text_area(key="brief-note").set_value("**重点**")
    app.selectbox(key="brief-page").set_value("16:9")
    app.run()
    assert outputs(app).brief.title == "江门简报"
    assert outputs(app).brief.page == "16:9"
    app.query_params["view"] = "map"
    app.run()
    assert not app.text_input
    app.query_params["view"] = "brief"
    app.run()
    assert not app.exception
    assert app.text_input(key="brief-title").value == "江门简报"
    assert app.text_area(key="brief-note").value == "**重点**"
    assert outputs(app).brief.office == "招商局"


def test_parts_are_moved_removed_added_and_named() -> None:
    app = page(**FEW, **{"with": ["city:440700", "city:441300"]})
    first, second = (row.number for row in app.session_state["brief-rows"])
    app.button(key=f"brief-part-{second}-up").click().run()
    assert kinds(app) == ["sources", "place"]
    app.button(key=f"brief-part-{first}-remove").click().run()
    assert kinds(app) == ["sources"]
    app.button(key="brief-add-compare").click().run()
    assert kinds(app) == ["compare", "sources"]
    assert outputs(app).brief.parts[0].title == "江门市、惠州市对比"
    added = app.session_state["brief-rows"][0].number
    app.text_input(key=f"brief-part-{added}-title").set_value("两市").run()
    assert outputs(app).brief.parts[0].title == "两市"


def test_a_saved_briefing_comes_back_and_tells_what_changed(atlas: Atlas) -> None:
    state = "industry=rail-equipment"
    saved = Briefing(
        title="轨道", office="规划处", part=(PartChoice("map", "布局", "文字", state),)
    )
    kept = with_snapshot(atlas, saved, Outputs(atlas, saved).composition.facts, TODAY)
    text = briefing_toml(kept).replace("equipment-rail-base", "gone-for-good")
    app = page(**FEW)
    app.file_uploader(key="brief-open").upload("轨道.toml", text.encode(), "application/toml").run()
    assert not app.exception
    assert app.text_input(key="brief-title").value == "轨道"
    assert kinds(app) == ["map"]
    assert outputs(app).brief.parts[0].title == "布局"
    assert any("gone-for-good" in code.value for code in app.code)


def test_a_faulty_file_is_refused_and_changes_nothing() -> None:
    app = page(**FEW)
    app.text_input(key="brief-title").set_value("原来的").run()
    faulty = (b"title = 3\n", b"\xff\xfe", b"x = [", b"[[part]]\nkind = 'song'\n", b"# nothing")
    for number, content in enumerate(faulty):
        name = f"坏{number}"
        opener = app.file_uploader(key="brief-open")
        opener.upload(f"{name}.toml", content, "application/toml").run()
        assert not app.exception
        assert app.text_input(key="brief-title").value == "原来的"
        assert kinds(app) == ["place", "sources"]
        (error, *_) = app.error
        assert name in error.value


def test_characters_without_a_glyph_are_named() -> None:
    app = page(**FEW)
    app.text_input(key="brief-title").set_value("江门 ꦀ").run()
    assert any("ꦀ" in info.value for info in app.info)


def test_hostile_words_are_words() -> None:
    text = " ".join(HOSTILE)
    app = page(**FEW)
    app.text_input(key="brief-title").set_value(text)
    app.text_area(key="brief-note").set_value(text)
    app.run()
    assert not app.exception
    assert outputs(app).brief.title == text


def test_a_saved_briefing_brings_its_language() -> None:
    text = briefing_toml(Briefing(title="Rail", language="en", part=(PartChoice("map"),)))
    app = page(**FEW)
    app.file_uploader(key="brief-open").upload("a.toml", text.encode(), "application/toml").run()
    assert not app.exception
    assert app.session_state["shown"].screen.language == "en"
    assert outputs(app).brief.language == "en"


def test_what_was_made_of_all_cities_is_offered_for_the_same_words_only(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two of them stand for all: a soak makes each.
    few = cities(atlas)[:2]
    monkeypatch.setattr(briefing_files, "cities", lambda _: few)
    app = page(**FEW)
    app.multiselect(key="brief-kinds").set_value(["svg"])
    app.button(key="brief-make-all").click().run(timeout=PATIENCE_MS / 1000)
    assert not app.exception
    assert not app.error
    _, made = app.session_state["brief-all"]
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert "index.html" in names
    assert len({name[:6] for name in names if name.endswith(".svg")}) == len(few)
    keys = [item.proto.id for item in app.get("download_button")]
    assert any("brief-download-all" in key for key in keys)
    app.text_input(key="brief-office").set_value("另一单位").run()
    keys = [item.proto.id for item in app.get("download_button")]
    assert not any("brief-download-all" in key for key in keys)


def test_english() -> None:
    app = page(lang="en", **FEW)
    assert outputs(app).brief.language == "en"
    assert app.text_input(key="brief-title").label == "Title"


def test_a_template_fills_the_parts_and_says_what_it_lacks() -> None:
    app = page(**FEW, **{"with": ["city:441300", "city:441900"]})
    app.text_input(key="brief-title").set_value("两市").run()
    app.button(key="brief-template-comparison").click().run()
    assert not app.exception
    assert kinds(app) == ["compare", "sources"]
    assert outputs(app).briefing.layout == "one-page"
    assert len(outputs(app).pages) == 1
    assert outputs(app).brief.title == "两市", "the writer's own words stay"
    app.selectbox(key="brief-layout").set_value("pages").run()
    assert outputs(app).brief.digest is None
    app = page(industry="rail-equipment")
    app.button(key="brief-template-comparison").click().run()
    assert any("2 至 5 个地点" in warning.value for warning in app.warning)
    assert kinds(app) == ["map", "list", "sources"]


def test_a_template_is_seen_as_it_is_handed_out_under_a_name_of_its_content() -> None:
    app = page(cluster="audiovisual")
    assert app.session_state["brief-preview"] == "pdf"
    app.button(key="brief-template-three-maps").click().run()
    assert not app.exception
    made = outputs(app)
    assert app.session_state["brief-preview"] == "pptx"
    assert any(caption.value == f"PPT：{len(made.slides)} 页" for caption in app.caption)
    taken = next(caption.value for caption in app.caption if "三张图取自" in caption.value)
    assert all(title in taken for title in [part.title for part in made.brief.parts[:3]])
    assert len(app.session_state["brief-made-slides"][1].pictures) == len(made.slides)
    downloads = {item.proto.id: item.proto for item in app.get("download_button")}
    kinds_offered = [key.rpartition("-")[2] for key in downloads if "brief-download" in key]
    assert kinds_offered[:2] == ["pdf", "pptx"]
    app.button(key="brief-template-industry-page-A3").click().run()
    made = outputs(app)
    assert (made.briefing.page, made.briefing.layout) == ("A3", "one-page")
    assert app.session_state["brief-preview"] == "pdf"
    assert any(caption.value == "PDF：1 页" for caption in app.caption)


def test_what_stands_out_is_chosen_on_the_page() -> None:
    app = page(**FEW)
    number = app.session_state["brief-rows"][0].number
    app.button(key=f"brief-part-{number}-marks").click().run()
    app.multiselect(key=f"brief-part-{number}-spotlight").set_value(["county:440783"]).run()
    assert not app.exception
    spec = outputs(app).brief.parts[0].map
    assert spec is not None
    assert spec.spotlight is not None
    assert outputs(app).briefing.part[0].spotlight == ("county:440783",)


def test_a_briefing_is_saved_under_a_name_of_its_own() -> None:
    app = page(**FEW)
    app.session_state["brief-browser"] = Kept(saved=[("江门市", "2026-11-23", "")], asked=True)
    app.button(key="brief-keep").click().run()
    assert not app.exception
    order = app.session_state["brief-order"]
    assert order["name"] == "江门市 2", "none is written over"
    assert 'kind = "place"' in order["toml"]
