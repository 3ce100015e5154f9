"""The page of own data run without a browser: kept only when confirmed, changed only when seen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.workspace.workspace import open_workspace
from cluster_atlas.ui.access.office_store import (
    _CHOSEN,
    OFFICES_VARIABLE,
    STORE_VARIABLE,
)
from cluster_atlas.ui.own import own_page
from tests.conftest import HOSTILE
from tests.own.madeup import COUNTS, made_up_workspace
from tests.ui.test_app import open_app, sent

HEAD = ["项目名称", "项目阶段", "投资额（亿元）", "区县", "经度", "纬度", "联系电话"]
# Points of GCJ-02 near the borders of their counties would tell the system; these do not.
GOOD = ["虚构甲", "在建", 2, "江海区", 113.12, 22.56, "13800000000"]
BAD = ["", "在谈", 1, "江海区", 113.12, 22.56, ""]


def ledger(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the workspace that the server keeps its data in; there is none yet."""
    path = tmp_path / "own.atlas"
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    return path


@pytest.fixture
def made_up(place: Path, atlas: Atlas) -> Path:
    return made_up_workspace(atlas, place)


def page(**query: Any) -> AppTest:
    app = open_app(view="own", **query)
    assert not app.exception
    return app


def brought(app: AppTest, content: bytes, name: str = "台账.xlsx") -> AppTest:
    app.file_uploader(key="own-files-0").upload(name, content, "application/x").run()
    assert not app.exception
    return app


def keyed(app: AppTest, kind: str, part: str) -> Any:
    """Return the one widget of a kind whose key begins so."""
    (found,) = [one for one in app.get(kind) if (one.key or "").startswith(part)]
    return found


def said(app: AppTest) -> str:
    """Return all that the page shows as text."""
    kinds = ("html", "markdown", "caption", "error", "warning", "info")
    return "\n".join(
        str(getattr(one, "value", "") or getattr(one.proto, "body", ""))
        for kind in kinds
        for one in app.get(kind)
    )


def test_a_system_is_confirmed_before_anything_is_kept(place: Path) -> None:
    app = brought(page(), ledger(GOOD, BAD))
    system = keyed(app, "selectbox", "own-system")
    assert system.value is None
    assert not [one for one in app.button if one.key == "own-keep"]
    assert "确认坐标系之后才能保留" in said(app)
    system.set_value("gcj02").run()
    assert "读入 2 行，收 1 行，未收 1 行；坐标系 GCJ-02" in said(app)
    keep = app.button(key="own-keep")
    assert "GCJ" in keep.label
    with open_workspace(place) as workspace:
        assert workspace.imports() == ()
    keep.click().run()
    assert not app.exception
    with open_workspace(place) as workspace:
        (entry,) = workspace.imports()
        (row,) = workspace.rows("projects").to_pylist()
    assert (entry.rows, entry.about.refused, entry.about.system) == (1, 1, "gcj02")
    assert entry.about.declared
    assert abs(row["lon"] - 113.12) > 0.003
    # The map follows, and the files are gone.
    assert sent(app, "map")["own"]
    assert app.file_uploader(key="own-files-1").value == []


def test_columns_are_changed_and_kept_as_a_template(place: Path) -> None:
    head = ["甲", "项目名称", "区县"]
    app = brought(page(), ledger(["虚构甲", "别名", "江海区"], head=head))
    keyed(app, "selectbox", "own-column-projects--name").set_value("甲").run()
    keyed(app, "text_input", "own-save-template").set_value("月报").run()
    app.button(key="own-keep").click().run()
    with open_workspace(place) as workspace:
        (row,) = workspace.rows("projects").to_pylist()
        (template,) = workspace.templates()
    assert (row["name"], row["项目名称"]) == ("虚构甲", "别名")
    assert (template.name, template.fields["name"]) == ("月报", "甲")
    app.segmented_control(key="own-part").set_value("import").run()
    again = app.file_uploader(key="own-files-1")
    again.upload(
        "二月.xlsx", ledger(["虚构乙", "又名", "江海区"], head=head), "application/x"
    ).run()
    keyed(app, "selectbox", "own-template-projects").set_value("月报").run()
    assert keyed(app, "selectbox", "own-column-projects-月报-name").value == "甲"
    (number,) = [one for one in keyed(app, "selectbox", "own-replaces").options if "1" in one]
    keyed(app, "selectbox", "own-replaces").set_value(1).run()
    app.button(key="own-keep").click().run()
    with open_workspace(place) as workspace:
        rows = workspace.rows("projects").to_pylist()
        assert [one.is_shown for one in workspace.imports()] == [False, True]
    assert [one["name"] for one in rows] == ["虚构乙"]
    assert "台账.xlsx" in number


def test_what_cannot_be_read_is_said_and_changes_nothing(place: Path) -> None:
    app = brought(page(), b"%PDF-1.7 nothing", "计划.pdf")
    (error,) = app.error
    assert "计划" in error.value
    assert not [one for one in app.button if one.key == "own-keep"]
    with open_workspace(place) as workspace:
        assert workspace.imports() == ()


@pytest.mark.usefixtures("place")
def test_hostile_strings_stand_as_they_are() -> None:
    # A workbook has no value of a formula that was never worked out.
    texts = [text for text in HOSTILE if not text.startswith("=")]
    rows = [[text, "江海区", text] for text in texts]
    refused = ["", *texts[:2]]
    content = ledger(*rows, refused, head=["项目名称", "区县", texts[0]])
    app = brought(page(), content, "<img src=x>{{7*7}}.xlsx")
    for one in app.get("html"):
        assert "<img" not in one.proto.body
        assert "<script" not in one.proto.body
    app.button(key="own-keep").click().run()
    assert not app.exception
    app.segmented_control(key="own-part").set_value("rows").run()
    assert not app.exception
    for number, text in enumerate(texts, start=1):
        app.selectbox(key="own-pick").set_value(f"1-{number}").run()
        assert not app.exception
        assert keyed(app, "text_input", f"own-1-{number}-0-name").value == text
    for one in app.get("html"):
        assert "<img" not in one.proto.body
    for part in ("imports", "keeping"):
        app.segmented_control(key="own-part").set_value(part).run()
        assert not app.exception


def chosen(app: AppTest, row: str) -> AppTest:
    app.segmented_control(key="own-part").set_value("rows").run()
    app.selectbox(key="own-pick").set_value(row).run()
    assert not app.exception
    return app


def save(app: AppTest, row: str) -> AppTest:
    app.button(key=f"own-save-{row}").click().run()
    assert not app.exception
    return app


def first_project(place: Path) -> dict[str, Any]:
    with open_workspace(place) as workspace:
        row: dict[str, Any] = workspace.rows("projects").slice(0, 1).to_pylist()[0]
    return row


def test_a_row_is_edited_undone_and_deleted_for_good(made_up: Path) -> None:
    before = first_project(made_up)
    row = before["id"]
    app = chosen(page(), row)
    keyed(app, "selectbox", f"own-{row}-0-stage").set_value("operating")
    keyed(app, "text_input", f"own-{row}-0-investment").set_value("1.2亿元")
    save(app, row)
    after = first_project(made_up)
    assert (after["stage"], after["investment"]) == ("operating", 1.2e8)
    assert "修改记录" in said(app)
    app.button(key="own-undo-edit").click().run()
    app.button(key="own-undo-edit").click().run()
    again = first_project(made_up)
    assert (again["stage"], again["investment"]) == (before["stage"], before["investment"])
    app.button(key="own-delete").click().run()
    assert not app.exception
    assert first_project(made_up)["id"] != row
    with open_workspace(made_up) as workspace:
        assert len(workspace.rows("projects")) == COUNTS["projects"] - 1


def test_what_is_no_number_is_said_and_stays_typed(made_up: Path) -> None:
    row = first_project(made_up)["id"]
    app = chosen(page(), row)
    field = keyed(app, "text_input", f"own-{row}-0-investment")
    field.set_value("一大笔")
    save(app, row)
    assert any("一大笔" in error.value for error in app.error)
    assert keyed(app, "text_input", f"own-{row}-0-investment").value == "一大笔"
    assert first_project(made_up)["version"] == 0


def test_two_who_edit_one_row_lose_nothing(made_up: Path) -> None:
    row = first_project(made_up)["id"]
    one, other = chosen(page(), row), chosen(page(), row)
    keyed(one, "text_input", f"own-{row}-0-office").set_value("甲局")
    save(one, row)
    keyed(other, "text_input", f"own-{row}-0-office").set_value("乙局")
    keyed(other, "selectbox", f"own-{row}-0-stage").set_value("full")
    save(other, row)
    told = said(other)
    assert "有人先改了这一行" in told
    assert "甲局" in told
    assert "乙局" in told
    assert first_project(made_up)["office"] == "甲局"
    # What was typed is still there, and is written once its author has seen the other's.
    assert keyed(other, "text_input", f"own-{row}-0-office").value == "乙局"
    other.button(key="own-mine").click().run()
    assert not other.exception
    now = first_project(made_up)
    assert (now["office"], now["stage"]) == ("乙局", "full")
    with open_workspace(made_up) as workspace:
        assert {c.value for c in workspace.history(row)} == {"甲局", "乙局", "full"}


def test_an_edit_of_a_row_that_is_gone_says_so(made_up: Path) -> None:
    row = first_project(made_up)["id"]
    app = chosen(page(), row)
    with open_workspace(made_up) as workspace:
        workspace.edit(row, "office", "甲局", 0, "李")
    keyed(app, "text_input", f"own-{row}-0-firm").set_value("乙公司")
    save(app, row)
    assert "李 改了“责任单位”" in said(app).replace("\\", "")
    with open_workspace(made_up) as workspace:
        workspace.undo(3)
    app.button(key="own-mine").click().run()
    assert not app.exception
    with open_workspace(made_up) as workspace:
        assert [one.value for one in workspace.history(row)] == ["甲局"]


def test_fields_of_one_row_that_two_changed_both_stay(made_up: Path) -> None:
    row = first_project(made_up)["id"]
    one, other = chosen(page(), row), chosen(page(), row)
    keyed(one, "text_input", f"own-{row}-0-firm").set_value("甲公司")
    save(one, row)
    keyed(other, "text_input", f"own-{row}-0-office").set_value("乙局")
    save(other, row)
    other.button(key="own-mine").click().run()
    now = first_project(made_up)
    assert (now["firm"], now["office"]) == ("甲公司", "乙局")


def test_imports_are_undone_and_brought_back(made_up: Path) -> None:
    app = page()
    app.segmented_control(key="own-part").set_value("imports").run()
    app.selectbox(key="own-import").set_value(3).run()
    app.button(key="own-undo").click().run()
    with open_workspace(made_up) as workspace:
        assert len(workspace.rows("projects")) == 0
    app.button(key="own-redo").click().run()
    assert not app.exception
    with open_workspace(made_up) as workspace:
        assert len(workspace.rows("projects")) == COUNTS["projects"]


def test_a_backup_takes_the_place_of_what_is_there_after_it_was_asked_twice(
    made_up: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "b.atlas"
    with open_workspace(made_up) as workspace:
        workspace.backup(backup)
        workspace.undo(3)
    app = page()
    app.segmented_control(key="own-part").set_value("keeping").run()
    app.file_uploader(key="own-files-restore-0").upload("b.atlas", backup.read_bytes(), "x/y").run()
    assert app.button(key="own-restore").disabled
    app.checkbox(key="own-sure").check().run()
    app.button(key="own-restore").click().run()
    assert not app.exception
    with open_workspace(made_up) as workspace:
        assert len(workspace.rows("projects")) == COUNTS["projects"]
        assert workspace.log_entries()[-1].action == "restore"


OFFICES = """
[[office]]
name = "甲局"
workspace = "{folder}/a.atlas"
[[office.member]]
email = "Edit@example.org"
role = "edit"
[[office.member]]
email = "read@example.org"

[[office]]
name = "乙局"
workspace = "{folder}/b.atlas"
[[office.member]]
email = "other@example.org"
role = "edit"
"""


@pytest.fixture
def offices(tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "offices.toml"
    path.write_text(OFFICES.format(folder=tmp_path), encoding="utf-8")
    monkeypatch.setenv(OFFICES_VARIABLE, str(path))
    # A workspace of the whole server does not come in beside the offices'.
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "a.atlas"))
    made_up_workspace(atlas, tmp_path / "a.atlas")
    return tmp_path


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> Any:
    def as_(email: str, **more: Any) -> None:
        told = {"is_logged_in": True, "email": email, **more} if email else {"is_logged_in": False}
        monkeypatch.setattr(st, "user", SimpleNamespace(to_dict=lambda: told))

    as_("")
    return as_


@pytest.mark.usefixtures("offices")
def test_nobody_who_is_not_signed_in_gets_any_own_row(sign_in: Any) -> None:
    for email, more in (
        ("", {}),
        ("stranger@example.org", {}),
        ("edit@example.org", {"email_verified": False}),
    ):
        sign_in(email, **more)
        app = page()
        assert sent(app, "map")["own"] is None
        assert "虚构" not in said(app)
        assert not [one for one in app.get("segmented_control") if one.key == "own-part"]


def test_each_office_sees_its_own_alone_and_the_log_says_who(offices: Path, sign_in: Any) -> None:
    sign_in("edit@EXAMPLE.org")
    app = page()
    assert sent(app, "map")["own"]
    assert "甲局" in said(app)
    sign_in("other@example.org")
    other = page()
    assert "甲局" not in said(other)
    assert "乙局" in said(other)
    assert "虚构" not in said(other)
    row = first_project(offices / "a.atlas")["id"]
    sign_in("edit@example.org")
    app = chosen(page(), row)
    keyed(app, "text_input", f"own-{row}-0-office").set_value("甲局")
    save(app, row)
    with open_workspace(offices / "a.atlas") as workspace:
        acts = {(one.by, one.action) for one in workspace.log_entries()}
        assert workspace.history(row)[-1].by == "edit@example.org"
    assert {("edit@example.org", "read"), ("edit@example.org", "edit")} <= acts


def test_who_may_only_read_changes_nothing(offices: Path, sign_in: Any) -> None:
    sign_in("read@example.org")
    row = first_project(offices / "a.atlas")["id"]
    app = chosen(page(), row)
    assert "import" not in app.segmented_control(key="own-part").options
    assert app.button(key=f"own-save-{row}").disabled
    keys = {one.key for one in app.button}
    assert not keys & {"own-delete", "own-undo-edit"}
    for part in ("imports", "keeping"):
        app.segmented_control(key="own-part").set_value(part).run()
        assert not {one.key for one in app.button} & {"own-undo", "own-redo", "own-restore"}
    assert first_project(offices / "a.atlas")["version"] == 0


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(STORE_VARIABLE, raising=False)
    yield
    _CHOSEN.clear()


@pytest.mark.usefixtures("unset")
def test_on_ones_own_machine_a_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_page, "_is_own_machine", lambda: True)
    app = page()
    (tmp_path / "no.atlas").write_text("not a workspace", encoding="utf-8")
    app.text_input(key="own-place-path").set_value(str(tmp_path / "no.atlas"))
    app.button(key="own-open").click().run()
    assert app.error
    app.text_input(key="own-place-path").set_value(str(tmp_path / "new.atlas"))
    app.button(key="own-open").click().run()
    assert not app.exception
    assert (tmp_path / "new.atlas").exists()
    assert app.segmented_control(key="own-part").value == "import"


@pytest.mark.usefixtures("unset")
def test_nobody_else_names_a_file_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def asks(address: str, url: str, **headers: str) -> bool:
        monkeypatch.setattr(st, "get_option", lambda _: address)
        context = SimpleNamespace(url=url, headers=headers)
        monkeypatch.setattr(st, "context", context)
        return own_page._is_own_machine()

    assert asks("127.0.0.1", "http://localhost:8501/")
    assert asks("::1", "http://[::1]:8501/")
    assert not asks("10.0.0.4", "http://localhost:8501/")
    assert not asks("", "http://localhost:8501/")
    assert not asks("127.0.0.1", "http://atlas.example.org/")
    # Behind a proxy the server hears itself asked by its own machine.
    assert not asks("127.0.0.1", "http://localhost/", **{"X-Forwarded-For": "10.0.0.7"})


@pytest.mark.usefixtures("unset")
def test_elsewhere_the_page_says_who_sets_it() -> None:
    app = page()
    assert "CLUSTER_ATLAS_STORE" in said(app)
    assert not [one for one in app.text_input if one.key == "own-place-path"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_speaks_one_language(language: str, made_up: Path) -> None:
    app = page(lang=language)
    for part in ("import", "rows", "imports", "keeping"):
        app.segmented_control(key="own-part").set_value(part).run()
        assert not app.exception
        labels = [one.label for one in app.button if (one.key or "").startswith("own-")]
        if language == "en":
            assert not [label for label in labels if any("一" <= c <= "鿿" for c in label)]
    assert made_up.exists()
