"""The public module: what it lists, how light it is, and what its functions return and refuse."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import json
import pickle
import pydoc
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import shapely

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import Briefing, briefing_toml, city_briefing
from tests.conftest import HOSTILE, ROOT, TODAY

HEAVY = ("branca", "folium", "geopandas", "numpy", "pandas", "pyogrio", "shapely", "streamlit")
FUNCTIONS = [name for name in ca.__all__ if inspect.isfunction(getattr(ca, name))]


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_import_is_light_and_a_listing_stays_so() -> None:
    code = "import sys, cluster_atlas; dir(cluster_atlas); print(*sys.modules)"
    assert not set(HEAVY) & set(_run(code).split())


def test_the_functions_stay_themselves_when_their_packages_are_loaded() -> None:
    modules = "cluster_atlas.briefing.outputs, cluster_atlas.exports.exchange"
    check = "import cluster_atlas as ca\nprint(callable(ca.brief), callable(ca.export))"
    assert _run(f"import {modules}\n{check}").split() == ["True", "True"]


def test_everything_is_listed_and_helped() -> None:
    assert set(ca.__all__) <= set(dir(ca))
    text = pydoc.plain(pydoc.render_doc(ca))
    assert [name for name in ca.__all__ if name not in text] == ["__version__"]
    assert ca.__version__ in text
    assert not [name for name in dir(ca) if not hasattr(ca, name)]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ca.nothing  # noqa: B018 - the look-up is what is tested


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ca.__version__ == project["version"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_documents_its_parameters_errors_and_an_example(name: str) -> None:
    function = getattr(ca, name)
    text = inspect.getdoc(function) or ""
    assert "Parameters\n---" in text
    assert "Returns\n---" in text
    assert "Examples\n---" in text
    parameters = text.partition("Parameters\n")[2].partition("Returns\n")[0]
    for parameter in inspect.signature(function).parameters:
        assert parameter in parameters, f"{name} does not document {parameter}"
    if name != "check_folder":
        assert "AtlasError" in text


def _modules() -> list[str]:
    return sorted({getattr(ca, name).__module__ for name in ca.__all__ if name != "__version__"})


@pytest.mark.parametrize("name", _modules())
def test_the_examples_of_the_docstrings_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_the_examples_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / "python.md"
    # The fences are no part of what is expected.
    text = page.read_text(encoding="utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert len(test.examples) > 15
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_notebook_runs_and_holds_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = json.loads(
        (ROOT / "docs" / "notebooks" / "five-minutes.ipynb").read_text(encoding="utf-8")
    )
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in cells)
    sources = ["".join(cell["source"]) for cell in cells]
    used = "\n".join(sources)
    for name in ("open_atlas", "select", "compare", "evolve", "find", "folium_map", "export"):
        assert f"ca.{name}(" in used
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    shown = [_run_cell(source, names) for source in sources]
    assert all("<table" in html for html in shown[:6])
    assert "leaflet" in shown[6]
    files = {path.name for path in tmp_path.iterdir()}
    assert {"rail.html", "rail.gpkg", "rail.xlsx", "rail-atlas.html", "江门.html"} <= files


def _run_cell(source: str, names: dict[str, object]) -> str:
    """Run a cell and return what a notebook shows of its last expression, if it is one."""
    *lines, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        lines.append(last)
    exec(compile(ast.Module(lines, []), "<cell>", "exec"), names)  # noqa: S102 - our own cell
    if not isinstance(last, ast.Expr):
        return ""
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307
    return str(value._repr_html_()) if hasattr(value, "_repr_html_") else repr(value)


def test_an_atlas_is_one_line_and_a_small_table(atlas: Atlas) -> None:
    counts = (len(atlas.clusters), len(atlas.facts), len(atlas.places), len(atlas.documents))
    line = "<Atlas: {} clusters, {} designations, {} places, {} documents, {}>"
    assert repr(atlas) == line.format(*counts, atlas.data_hash)
    html = atlas._repr_html_()
    assert html.count("<tr>") == len(atlas.clusters) + 1
    assert len(html) < 3000


def test_a_selection_is_one_line_and_a_small_table(atlas: Atlas) -> None:
    everything = ca.select(atlas)
    assert repr(everything) == (
        f"<SelectionResult: {len(everything.facts)} of {len(atlas.facts)} designations>"
    )
    html = everything._repr_html_()
    assert html.count("<tr>") == 12
    assert f"{len(everything.facts) - 10} more" in html
    assert len(html) < 6000


@pytest.mark.parametrize("text", HOSTILE)
def test_a_notebook_shows_hostile_text_as_text(atlas: Atlas, text: str) -> None:
    results: list[ca.SelectionResult | ca.RankingResult] = [
        ca.select(atlas, ca.Selection(text=text)),
        *([ca.find(atlas, text)] if any(map(str.isalnum, text)) else []),
    ]
    for result in results:
        html = result._repr_html_()
        assert "<img" not in html
        assert "<script" not in html
        assert "<!--" not in html
        assert "\n" not in repr(result)


def test_a_selection_takes_names_codes_and_numbers(atlas: Atlas) -> None:
    ids = ca.Selection(industries=["rail-equipment"], places=["city:440700"], roles=["base"])
    facts = ca.select(atlas, ids).facts
    assert facts
    for industry in ("轨道交通装备", atlas.industries["rail-equipment"].name_en.upper()):
        for place in ("江门", "江门市", "Jiangmen", "440700", 440700):
            named = ca.Selection(industries=[industry], places=[place], roles=["产业基地"])  # type: ignore[list-item]
            result = ca.select(atlas, named)
            assert result.facts == facts
            assert result.selection == ids


def test_what_is_not_known_is_said_with_the_nearest_name(atlas: Atlas) -> None:
    strange = ca.Selection(industries=["轨道交通装配"], places=["江们", "深圳"])
    for ask in (
        lambda: ca.select(atlas, strange),
        lambda: ca.folium_map(atlas, strange),
        lambda: ca.export_html(atlas, strange),
        lambda: ca.compare(atlas, ["深圳", "惠州"], strange),
        lambda: ca.find(atlas, "机器人", strange),
        lambda: ca.brief(atlas, selection=strange, format="pdf"),
        lambda: ca.export(atlas, "x.csv", strange),
    ):
        with pytest.raises(ValueError, match="轨道交通装备") as caught:
            ask()
        assert isinstance(caught.value, ca.AtlasError)
        assert [issue.value for issue in caught.value.issues] == ["轨道交通装配", "江们"]
        assert "江门" in caught.value.issues[1].hint.zh


def test_an_error_passes_between_processes_and_says_its_hint(atlas: Atlas) -> None:
    with pytest.raises(ca.AtlasError) as caught:
        ca.select(atlas, ca.Selection(clusters=["超高青"]))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made right here
    assert again.issues == caught.value.issues
    values = again.issues[0].as_dict()
    assert values["hint"] == values["mend"]
    assert values["hint_en"] == values["mend_en"]


def test_names_reach_every_output(atlas: Atlas) -> None:
    named = ca.Selection(industries=["轨道交通装备"], places=["江门"])
    ids = ca.Selection(industries=["rail-equipment"], places=["city:440700"])
    assert ca.export_html(atlas, named) == ca.export_html(atlas, ids)
    made = [ca.brief(atlas, selection=s, format="html") for s in (named, ids)]
    assert made[0] == made[1]


def test_a_selection_becomes_a_frame(atlas: Atlas) -> None:
    result = ca.select(atlas, ca.Selection(clusters=["uhd"]))
    frame = result.to_frame()
    assert frame.crs == "EPSG:4326"
    assert list(frame.columns) == list(atlas.designations.columns)
    assert len(frame) == sum(len(fact.places) for fact in result.facts)
    whole = atlas.designations
    same = whole[whole["id"].isin({fact.id for fact in result.facts})].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(same))
    nothing = ca.select(atlas, ca.Selection(text="nothingofthekind")).to_frame()
    assert list(nothing.columns) == list(frame.columns)
    assert len(nothing) == 0
    assert nothing.crs == frame.crs


def test_a_frame_has_the_legal_states_of_its_year(atlas: Atlas) -> None:
    plan = "gd-electronics-2021"
    state = {
        year: set(
            ca.select(
                atlas,
                ca.Selection(documents=[plan], legal_states=["in-force", "superseded"], as_of=year),
            ).to_frame()["legal_state"]
        )
        for year in (2022, None)
    }
    assert state == {2022: {"in-force"}, None: {"superseded"}}


def test_compare_evolve_and_find_give_rows_and_frames(atlas: Atlas) -> None:
    results = (
        ca.compare(atlas, ["深圳", "city:441300"]),
        ca.evolve(atlas, "gd-electronics-2021", "gd-electronics-2023"),
        ca.find(atlas, "fuel cell"),
    )
    for result in results:
        for language in ("zh", "en"):
            frame = result.to_frame(language)
            assert len(frame) == len(result.rows(language)) > 0
        assert repr(result).startswith(f"<{type(result).__name__}: ")
        assert result._repr_html_().count("<tr>") <= 12
    assert len(results[1].rows(kept=True)) > len(results[1].rows())
    assert ca.evolve(atlas, 2021, 2023).evolutions == ca.evolve(atlas, "2021", "2023").evolutions


@pytest.mark.parametrize("kind", ["html", "csv", "xlsx", "geojson", "gpkg", "fgb", "kml"])
def test_every_export_by_its_ending_or_by_name(atlas: Atlas, tmp_path: Path, kind: str) -> None:
    rail = ca.Selection(industries=["轨道交通装备"])
    by_ending = ca.export(atlas, tmp_path / f"rail.{kind.upper()}", rail)
    by_name = ca.export(atlas, str(tmp_path / "named"), rail, format=kind)
    assert by_ending[0].read_bytes() == by_name[0].read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([*by_ending, *by_name])


def test_an_export_refuses_what_it_cannot_write(atlas: Atlas, tmp_path: Path) -> None:
    for name, value in (("x.pdf", "pdf"), ("x", ""), ("x.csv\n", "x.csv")):
        with pytest.raises(ca.AtlasError) as caught:
            ca.export(atlas, tmp_path / name)
        assert value in caught.value.issues[0].value
    with pytest.raises(ca.AtlasError, match="gpkg"):
        ca.export(atlas, tmp_path / "x.shp")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["html", "pdf", "pptx", "docx", "svg"])
def test_a_briefing_in_every_format(atlas: Atlas, tmp_path: Path, kind: str) -> None:
    files = ca.brief(atlas, tmp_path / f"江门.{kind}", place="江门", office="招商局")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_a_saved_briefing_is_made_again(atlas: Atlas, tmp_path: Path) -> None:
    saved = tmp_path / "江门.toml"
    briefing = city_briefing("city:440700")
    saved.write_text(briefing_toml(briefing), encoding="utf-8")
    assert isinstance(briefing, Briefing)
    again = ca.brief(atlas, saved=saved, format="html")
    assert again == ca.brief(atlas, place="江门", format="html")
    with pytest.raises(ca.AtlasError, match="saved"):
        ca.brief(atlas, saved=saved, place="江门", format="html")
    dated = ca.brief(atlas, saved=saved, format="html", date=TODAY.replace(year=2025))
    assert dated != again


def test_a_briefing_refuses_what_is_not_usable(atlas: Atlas, tmp_path: Path) -> None:
    for words in (
        {"format": "csv"},
        {},
        {"format": "pdf", "place": "江们"},
        {"format": "pdf", "page": "A9"},
        {"format": "pdf", "mode": "film"},
        {"path": tmp_path / "nowhere" / "x.svg"},
    ):
        with pytest.raises(ca.AtlasError):
            ca.brief(atlas, **words)
    assert not list(tmp_path.iterdir())


def test_exterior_rings_run_counterclockwise(atlas: ca.Atlas) -> None:
    for frame in (atlas.designations, atlas.boundaries):
        located = frame.geometry.dropna()
        parts = shapely.get_parts(located.to_numpy())
        areas = parts[shapely.get_dimensions(parts) == 2]
        assert len(areas) > 0
        assert shapely.is_ccw(shapely.get_exterior_ring(areas)).all()


@pytest.mark.parametrize("ending", ["qml", "sld"])
def test_a_style_of_ones_own_is_not_overwritten(
    atlas: ca.Atlas, tmp_path: Path, ending: str
) -> None:
    own = tmp_path / f"x.{ending}"
    own.write_text("<qgis/>", encoding="utf-8")
    with pytest.raises(ca.AtlasError, match=f"x.{ending}"):
        ca.export(atlas, tmp_path / "x.geojson")
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    own.unlink()
    for _ in range(2):
        # Those of an earlier export are.
        ca.export(atlas, tmp_path / "x.geojson", ca.Selection(places=["江门"]))
