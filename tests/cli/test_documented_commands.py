"""The documents against the program, both ways: commands, options, values, targets, variables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cluster_atlas.cli.main import cli
from scripts import list_commands
from tests.conftest import ROOT

PAGES = sorted(
    [
        *ROOT.glob("docs/**/*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "deploy/bundle/README.txt")),
    ]
)
COMMANDS = dict(list_commands.commands())
NAME = "cluster-atlas"
# What starts the program in a bundle.
# What only the tests read.
_OF_THE_TESTS = {f"CLUSTER_ATLAS_{name}" for name in ("POLICIES", "SECONDS", "SESSIONS", "SOAK")}
_STARTS = re.compile(r"(?:sh )?start\.(?:sh|cmd|command)|(?:\S*/)?cluster-atlas")
_FENCE = re.compile(r"^```(?:bash|sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _lines(page: Path) -> Iterator[str]:
    """Yield the command lines of a page's blocks, without their comments."""
    for block in _FENCE.findall(_text(page)):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            yield re.sub(r"(^|\s)#.*", "", line).strip()


def _inline(page: Path) -> Iterator[str]:
    """Yield the command lines inside the sentences of a page."""
    for code in _CODE.findall(
        re.sub(r"^```.*?^```", "", _text(page), flags=re.MULTILINE | re.DOTALL)
    ):
        if _STARTS.match(code) and " " in code.removeprefix("sh "):
            yield code


def _words(line: str) -> list[str] | None:
    """Return what stands behind the program's name, or nothing if the line starts another."""
    for part in line.split("&&"):
        found = _STARTS.match(part.strip())
        if found and not part.strip()[found.end() :].startswith(("-", "_", ".")):
            return shlex.split(part.strip()[found.end() :])
    return None


def _parse(words: list[str]) -> None:
    """Hold a command line to the parser: commands, options and the values that they take."""
    command: click.Command = cli
    context = click.Context(cli, info_name=NAME)
    while isinstance(command, click.Group):
        # Options of the program stand before the command.
        while words and words[0] == "--data":
            words = words[2:]
        if not words or words[0] in {"--version", "--help", "-h"}:
            return
        if words[0].startswith("-") and command.invoke_without_command and command is not cli:
            break
        found = command.get_command(context, words[0])
        assert found is not None, f"no command {words[0]}"
        command, words = found, words[1:]
    # What asks back is answered.
    sure = ["--yes"] if any("--yes" in one.opts for one in command.params) else []
    command.make_context(NAME, [*words, *sure])


CASES = [
    (page, line)
    for page in PAGES
    for line in (*_lines(page), *_inline(page))
    if _words(line) is not None
]


@pytest.mark.parametrize(
    ("page", "line"), CASES, ids=[f"{page.stem}: {line}" for page, line in CASES]
)
def test_a_command_line_of_the_documents_is_taken(page: Path, line: str) -> None:
    words = _words(line)
    assert words is not None
    if line in _lines(page):
        _parse(words)
        return
    # Inside a sentence arguments may be left out; what is written must be there.
    name = f"{NAME} {' '.join(words[:2])}" if words[:1] == ["new"] else f"{NAME} {words[0]}"
    assert name in COMMANDS or words[0].startswith("-"), page
    known = {flag for flag, _ in _flags(COMMANDS.get(name, cli))}
    assert set(_OPTION.findall(line)) <= known


def test_the_cases_are_many() -> None:
    assert len(CASES) > 40


def _flags(command: click.Command) -> Iterator[tuple[str, click.Option]]:
    for option in command.params:
        if isinstance(option, click.Option):
            for flag in (*option.opts, *option.secondary_opts):
                yield flag, option
    yield from ((flag, click.Option([flag])) for flag in ("--help", "--version"))


def test_every_command_and_option_stands_in_the_documents() -> None:
    assert _text(list_commands.PAGE) == list_commands.page(), "python scripts/list_commands.py"
    told = _text(list_commands.PAGE)
    for name, command in COMMANDS.items():
        section = told.partition(f"## {name}\n")[2].partition("\n## ")[0]
        for flag, option in _flags(command):
            if flag in {"--help", "--version"}:
                assert f"`{flag}`" in told
                continue
            assert f"`{flag}`" in section, f"{name} {flag}"
            assert option.help, f"{name} {flag} has no help"
            assert " · " in option.help, f"{name} {flag}: Chinese first, English second"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_option_in_a_sentence_belongs_to_a_command_or_script(page: Path) -> None:
    known = {flag for command in (cli, *COMMANDS.values()) for flag, _ in _flags(command)}
    text = _text(page)
    programs = {*re.findall(r"scripts/\w+\.py", text), *re.findall(r"python -m (bench)", text)}
    sources = "".join(
        _text(ROOT / (name if name.endswith(".py") else f"{name}/__main__.py")) for name in programs
    )
    known |= set(re.findall(r'"(--[a-z-]+)"', sources))
    # What pip, Python and others take stands in lines that start them, not in sentences.
    asked = {
        flag
        for code in _CODE.findall(text)
        if code.startswith("--")
        for flag in _OPTION.findall(code)
    }
    assert asked <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_scripts_and_variables_of_a_page_are_there(page: Path) -> None:
    text = _text(page)
    makefile = _text(ROOT / "Makefile")
    for target in set(re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), f"make {target}"
    for script in set(re.findall(r"(?<![\w/])((?:scripts|deploy)/[\w/.-]+\.\w+)", text)):
        assert ROOT.joinpath(script).is_file(), script
    for name in set(re.findall(r"CLUSTER_ATLAS_[A-Z_]+", text)):
        assert name in _variables() | _OF_THE_TESTS, name


def _variables() -> set[str]:
    sources = ROOT.glob("src/cluster_atlas/**/*.py")
    return {name for path in sources for name in re.findall(r"CLUSTER_ATLAS_[A-Z_]+", _text(path))}


def test_every_variable_of_the_program_stands_in_the_documents() -> None:
    assert all(f"`{name}`" in _text(list_commands.PAGE) for name in _variables())
