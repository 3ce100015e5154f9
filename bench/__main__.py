"""The bench: ``python -m bench`` measures, prints and writes ``bench/results/``."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import click

from bench.bounds import Rows
from bench.briefings import measure_briefings
from bench.browser import chromium
from bench.commands import measure_commands
from bench.content import content_of, count_of, read_content
from bench.exports import measure_exports
from bench.filters import measure_filters
from bench.imports import measure_imports
from bench.questions import measure_questions
from bench.report import bound_rows, environment, print_table, write_results
from bench.starts import measure_starts
from bench.toggles import measure_toggles
from cluster_atlas.atlas.atlas import open_atlas

RESULTS = Path(__file__).with_name("results")
PARTS = ("export", "filter", "briefings", "commands", "imports", "start")
SHORTEST_RUN = 3
STARTS = 9


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--only", type=click.Choice(PARTS), help="One part, printed but not written.")
@click.option(
    "--runs",
    type=click.IntRange(SHORTEST_RUN),
    default=15,
    show_default=True,
    help="Measured clicks; starts are nine at most, builds a fifth of them, three at least.",
)
def main(only: str | None, runs: int) -> None:
    """Measure the exported file, filter clicks and the start against peers, in one run."""
    # Compiled files are kept on every user's machine; without them every start compiles anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    results: dict[str, Rows] = {}
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        content = folder / "content.json"
        content.write_text(json.dumps(content_of(open_atlas())), encoding="utf-8")
        if only in {None, "export"}:
            builds = max(SHORTEST_RUN, runs // 5)
            _keep(results, "export", measure_exports(browser, content, folder, builds))
            page_file = folder / "ours.html"
            _keep(results, "toggles", measure_toggles(browser, page_file, runs))
            _keep(results, "questions", measure_questions(browser, page_file, content, runs))
        if only in {None, "filter"}:
            _keep(results, "filter", measure_filters(browser, content, runs))
        if only in {None, "briefings"}:
            several = max(SHORTEST_RUN, runs // 5)
            _keep(results, "briefings", measure_briefings(browser, folder, several))
        if only in {None, "commands"}:
            _keep(results, "commands", measure_commands(folder, min(STARTS, runs)))
        if only in {None, "imports"}:
            several = max(SHORTEST_RUN, runs // 5)
            _keep(results, "imports", measure_imports(open_atlas(), folder, several))
        if only in {None, "start"}:
            starts = min(STARTS, runs)
            _keep(results, "start", measure_starts(browser, content, starts))
        made_in = environment(runs, count_of(read_content(content)), browser.version)
    print_table("bounds", bound_rows(results))
    if only is None:
        write_results(RESULTS, results, made_in)
        click.echo(f"{RESULTS.name}/latest.json, latest.md")


def _keep(results: dict[str, Rows], key: str, rows: Rows) -> None:
    """Keep the rows of one part and print them."""
    results[key] = rows
    print_table(key, rows)


if __name__ == "__main__":
    main()
