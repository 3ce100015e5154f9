"""What the screen says: punctuation of Chinese, nouns of English numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cluster_atlas
from tests.web.test_viewer_modules import VIEWER

PACKAGE = Path(cluster_atlas.__file__).parent
_HAN = "[\u4e00-\u9fff”」》）]"
# A half-width mark after Chinese; a time, a pair of values as they are typed, and a blank are none.
_HALF_WIDTH = re.compile(f"{_HAN}[,;:!?](?!数值)")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_PLURAL = re.compile(r"\{(?!name)\w+\}(?: more)? (?!clusters; this)[a-z]+(?:s|ies)\b(?![^{]*\[)")
# Words after a number that are no plural nouns.
_NO_NOUNS = {"names", "is", "has", "was"}


def viewer_strings() -> Iterator[tuple[str, str]]:
    """Yield each file of the viewer and each of its texts that holds Chinese or a slot."""
    for path in sorted(VIEWER.rglob("*.js")):
        code = re.sub(r"/\*[\s\S]*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
        for text in _STRING.findall(code):
            yield path.name, text


def texts() -> Iterator[tuple[str, ast.expr]]:
    """Yield each file of the package and each Chinese part of a text in two languages."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "") or getattr(
                getattr(node, "func", None), "attr", ""
            )
            if isinstance(node, ast.Call) and name in {"Text", "text", "say"} and node.args:
                yield path.name, node.args[0]


def test_chinese_on_the_screen_has_full_width_punctuation() -> None:
    strings = list(viewer_strings())
    for name, node in texts():
        strings += [
            (name, part.value)
            for part in ast.walk(node)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
    assert len(strings) > 1000
    chinese = [(name, text) for name, text in strings if not re.search("[a-z]{4}.* [a-z]{3}", text)]
    assert [one for one in chinese if _HALF_WIDTH.search(one[1])] == []


def test_a_number_of_the_viewer_has_a_noun_of_its_own_number() -> None:
    found = [
        (name, match.group())
        for name, text in viewer_strings()
        for match in _PLURAL.finditer(text)
        if match.group().split()[-1] not in _NO_NOUNS
    ]
    assert found == []


def test_one_of_anything_is_said_in_the_singular() -> None:
    """Fill every slot of the English words with 1, as filledIn() of i18n.js does."""
    counted = re.compile(r"\{\w+\}([^{}\[\]]*)\[(?:([^\[\]|]*)\|)?[^\[\]]*\]")
    # Verbs apart; of the twenty clusters there are always more.
    verbs = r"is\b|has\b|names\b|lies\b|stands\b"
    plural = re.compile(rf"\b1 (?:more )?(?!{verbs}|clusters; this)[a-z]+s\b")
    words = re.compile(r'"?([\w-]+)"?: \[\s*"[^"]*",\s*"((?:[^"\\]|\\.)*)"')
    said = {}
    for path in VIEWER.rglob("*.js"):
        if path.name == "i18n.js" or path.parent.name == "words":
            for key, text in words.findall(path.read_text("utf-8")):
                one = counted.sub(lambda m: f"1{m[1]}{m[2] or ''}", text)
                said[key] = re.sub(r"\{\w+\}", "1", one)
    assert len(said) > 200
    assert said["nClusters"] == "1 cluster"
    assert {key: text for key, text in said.items() if plural.search(text)} == {}
