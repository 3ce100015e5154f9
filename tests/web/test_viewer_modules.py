"""The viewer's modules: what imports what. ESLint and tsc hold the rest in ``make lint``."""

from __future__ import annotations

import posixpath
import re
from graphlib import TopologicalSorter
from pathlib import Path

import cluster_atlas.web
from cluster_atlas.web.assets import built

VIEWER = Path(cluster_atlas.web.__file__).with_name("viewer")

# From the bottom up, as in eslint.config.js.
LAYERS = ("core", "questions", "search", "map", "views", "story", "app")
_IMPORT = re.compile(r'^(?:import|export) [^;]*?from "(\.[^"]+)";', re.MULTILINE)


def imports() -> dict[str, set[str]]:
    """Return, for each module by its path, the modules that it imports."""
    return {
        path.relative_to(VIEWER).as_posix(): {
            posixpath.normpath(posixpath.join(path.parent.relative_to(VIEWER).as_posix(), imported))
            for imported in _IMPORT.findall(path.read_text(encoding="utf-8"))
        }
        for path in sorted(VIEWER.rglob("*.js"))
    }


def test_imports_name_modules_that_are_there() -> None:
    modules = imports()
    assert sum(map(len, modules.values())) > len(modules)
    assert [(name, sorted(used - modules.keys())) for name, used in modules.items()] == [
        (name, []) for name in modules
    ]


def test_imports_run_downward_only() -> None:
    upward = [
        f"{name} imports {used}"
        for name, imported in imports().items()
        for used in imported
        if name.split("/")[0] in LAYERS
        and LAYERS.index(used.split("/")[0]) > LAYERS.index(name.split("/")[0])
    ]
    assert upward == []


def test_no_imports_go_in_a_circle() -> None:
    modules = imports()
    assert len(list(TopologicalSorter(modules).static_order())) == len(modules)


def test_the_exported_file_carries_no_tour() -> None:
    modules = imports()
    carried, waiting = set[str](), ["app/file.js", "app/loader.js"]
    while waiting:
        name = waiting.pop()
        carried.add(name)
        waiting += modules[name] - carried
    assert "views/stage.js" in carried
    assert [name for name in carried if name.startswith("app/tour/")] == []
    assert b"ca-tour" in built("app.js")
    assert b"ca-tour" not in built("page.js") + built("page.css")


def test_lint_and_types_leave_no_module_out() -> None:
    """A module that switches a check off for itself would pass whatever it holds."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in VIEWER.rglob("*.js")}
    switched_off = re.compile(r"@ts-(?:nocheck|ignore)|eslint-disable|\{any\}|<any>")
    assert [name for name, text in texts.items() if switched_off.search(text)] == []
