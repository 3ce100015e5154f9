"""Every way in, given hostile text: taken in as text or refused in a sentence, and never run.

Commands and their options, keys of an address, messages of the page, fields of a briefing and of
the data are those that the code has: what is added is tried as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest

from cluster_atlas.atlas.atlas import Atlas, check_folder
from cluster_atlas.atlas.screen import ASK_KEYS, read_query
from cluster_atlas.atlas.selection import FILTERS
from cluster_atlas.briefing.briefing import (
    Briefing,
    CalloutChoice,
    PartChoice,
    Snapshot,
    read_briefing,
)
from cluster_atlas.cli.main import cli
from cluster_atlas.cli.output import FORMATS
from cluster_atlas.questions.find import find
from cluster_atlas.questions.search.search import search
from cluster_atlas.ui import server
from cluster_atlas.values.issues import AtlasError, quote
from tests.conftest import run_command
from tests.hostile import BREAKING, FORMULAS, HOSTILE, UNSEEN, spoil_folder, unseen
from tests.ui.test_app import acting, as_lists

pytestmark = pytest.mark.slow

TEXTS = (*HOSTILE, *BREAKING, *FORMULAS, UNSEEN)
# No process takes a NUL as a word, and no address holds half a character.
WORDS = [text for text in TEXTS if "\0" not in text]


# ---- the command line ----


def commands(
    group: click.Group, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(commands(cli))
# What a command needs before it looks at anything else; what is not named is hostile as well.
NEEDED = {
    "earlier": ["2021"],
    "later": ["2024"],
    "name": ["new-cluster"],
    "output": ["x.csv"],
    "places": ["深圳", "惠州"],
    "text": ["轨道交通"],
}
READS_TEXT = (click.types.StringParamType, click.Path)


def takes_text(parameter: click.Parameter) -> bool:
    own = not getattr(parameter, "is_flag", False) and not getattr(parameter, "flag_value", None)
    return own and isinstance(parameter.type, READS_TEXT)


def words_of(command: click.Command, spoilt: click.Parameter, text: str) -> list[str]:
    """Return the words of a command of which one holds a hostile text."""
    words, arguments = [], ["--"]
    for one in command.params:
        given = [text] if one is spoilt else NEEDED.get(str(one.name), [text])
        if isinstance(one, click.Argument):
            arguments += given if one.required or one is spoilt or one.nargs != 1 else []
        elif one is spoilt:
            words.append(f"{one.opts[0]}={text}")
        elif one.required:
            words.append(f"{one.opts[0]}={given[0]}")
    return [*words, *(arguments if len(arguments) > 1 else [])]


def given(words: tuple[str, ...]) -> Iterator[tuple[click.Command, click.Parameter, str]]:
    """Yield every parameter that takes text with the next of the hostile texts."""
    command = COMMANDS[words]
    for number, parameter in enumerate(filter(takes_text, command.params)):
        yield command, parameter, WORDS[number % len(WORDS)]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_takes_hostile_words_for_words(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "run", lambda *_, **__: None)
    here = tmp_path / "here"
    here.mkdir()
    for command, parameter, text in given(words):
        result = run_command(*words, *words_of(command, parameter, text), cwd=here)
        told = result.stdout + result.stderr
        where = (*words, parameter.name, text)
        assert result.returncode in {0, 1, 2}, where
        assert "Traceback" not in told, where
        assert not unseen(told), where
        assert len(result.stderr.splitlines()) <= 12, where
    assert list(tmp_path.iterdir()) == [here], "nothing is written elsewhere"


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_data_commands_no_terminal(hostile_folder: Path, form: str) -> None:
    data = ("--data", str(hostile_folder), "--format", form)
    for words in (["facts", "--cluster", "uhd"], ["places", "--level", "park"], ["scope"]):
        result = run_command(*words, *data)
        assert result.returncode == 0, result.stderr
        assert not unseen(result.stdout + result.stderr), words
        assert any(text in result.stdout.replace("\\", "") for text in HOSTILE), words


# ---- the address, and messages of the page ----

KEYS = (*FILTERS, *ASK_KEYS, "as_of", "text", "focus", "with", "view", "lang")


def test_an_address_is_read_as_text(atlas: Atlas) -> None:
    for text in TEXTS:
        for key in KEYS:
            screen, issues = read_query(atlas, {key: [text]})
            told = [issue.sentence("zh") for issue in issues]
            assert not unseen("".join(told)), (key, text)
            # It stands in the screen, or a sentence says that it does not; it never vanishes.
            kept = text.strip() in {one.strip() for v in as_lists(screen).values() for one in v}
            assert kept or any(quote(text) in one for one in told), (key, text)


def test_a_message_of_the_page_is_read_as_text(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = ("sel", "focus", "view", "ask", "n")
    for text in TEXTS:
        inside: list[dict[str, Any]] = [
            {"sel": {key: [text]}} for key in (*FILTERS, "as_of", "text")
        ]
        inside += [{"ask": {key: text}} for key in (*ASK_KEYS, "with")]
        for act in [*({field: text} for field in fields), *inside]:
            after = acting(atlas, monkeypatch, {"n": 1, "sel": {}} | act)
            screen = after["shown"].screen
            assert read_query(atlas, as_lists(screen)) == (screen, []), act


# ---- texts that are looked for ----


def refusal(call: Callable[[], object]) -> AtlasError | None:
    """Return the refusal of a call, or nothing where it takes what it is given."""
    try:
        call()
    except AtlasError as error:
        return error
    return None


def test_what_is_looked_for_is_only_looked_for(atlas: Atlas) -> None:
    for text in (*HOSTILE, *BREAKING, UNSEEN):
        for question in (search, partial(find, facts=atlas.facts)):
            refused = refusal(partial(question, atlas, text))
            assert not unseen(str(refused)), text


# ---- a saved briefing ----


def text_fields(kind: type) -> list[str]:
    return [field.name for field in dataclasses.fields(kind) if "str" in str(field.type)]


RECORDS = {"": Briefing, "part": PartChoice, "part.callout": CalloutChoice, "seen": Snapshot}


def test_every_record_of_a_briefing_is_tried() -> None:
    names = {kind.__name__ for kind in RECORDS.values()}
    for kind in RECORDS.values():
        for field in dataclasses.fields(kind):
            inner = [name for name in ("Choice", "Snapshot") if name in str(field.type)]
            assert not inner or any(name in str(field.type) for name in names), field


@pytest.mark.parametrize("place", RECORDS)
def test_a_briefing_with_hostile_fields_is_read_or_refused(tmp_path: Path, place: str) -> None:
    import rtoml

    path = tmp_path / "x.toml"
    for text in TEXTS:
        for name in text_fields(RECORDS[place]):
            value: Any = [text] if name in {"spotlight", "facts"} else text
            whole: dict[str, Any] = {"part": [{"kind": "map"}]}
            if place == "part":
                whole["part"][0][name] = value
            elif place == "part.callout":
                whole["part"][0]["callout"] = [{"text": "x"} | {name: value}]
            elif place == "seen":
                whole["seen"] = {"data": "x"} | {name: value}
            else:
                whole[name] = value
            path.write_text(rtoml.dumps(whole), encoding="utf-8")
            refused = refusal(lambda: read_briefing(path))
            assert not unseen(str(refused)), (place, name, text)
            assert refused is None or len(refused.issues) <= 3


# ---- the data ----


def test_hostile_ids_and_codes_are_refused_in_sentences(folder: Path) -> None:
    """Each field that holds an id, a code, a date or a number is hostile in one record."""
    number = iter(range(10**6))

    def spoil(text: str) -> str:
        # Of many records some stay as they are, so that what refers to them is looked at.
        at = next(number)
        return TEXTS[at % len(TEXTS)] if at % 97 == 0 else text

    spoil_folder(folder, spoil, coded=True)
    issues = check_folder(folder)
    assert issues
    for language in ("zh", "en"):
        assert not unseen("".join(issue.sentence(language) for issue in issues))
    assert all(issue.file and issue.message.zh and issue.hint.zh for issue in issues)
