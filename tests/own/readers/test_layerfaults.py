"""What several readers of layers say stands in one place."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.conftest import ROOT

READERS = ROOT / "src" / "cluster_atlas" / "own" / "readers"
# Those of tables have no layers, and the look at first bytes names formats.
OTHERS = {"sheets", "texts", "assembly.py", "sniff.py"}


def test_no_two_modules_say_the_same_in_words_of_their_own() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for path in READERS.rglob("*.py"):
        if not OTHERS & set(path.relative_to(READERS).parts):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text":
                    said[ast.unparse(node.args[1])].add(path.name)
    assert len(said) > 50
    assert {words: names for words, names in said.items() if len(names) > 1} == {}
