"""The command that makes briefings: one, some cities, or all of them."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cluster_atlas.atlas import Atlas, open_atlas
from cluster_atlas.briefing import MODES, ORIENTATIONS, Briefing, city_briefing, parts_for
from cluster_atlas.briefspec import PAGE_MM
from cluster_atlas.issues import AtlasError, Issue, Text, quote, spoken_language
from cluster_atlas.options import data_option, filter_options, say
from cluster_atlas.options import selected as select_by
from cluster_atlas.screen import LANGUAGES, Screen
from cluster_atlas.selection import index_of

FORMATS = ("html", "pdf", "pptx", "docx", "png", "svg")
_FAILED = 1


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@data_option
@filter_options
@click.option("--all-cities", is_flag=True, help="每市一份 · one for each city")
@click.option(
    "--formats",
    default="html,pdf",
    show_default=True,
    help=f"逗号分隔 · comma-separated: {','.join(FORMATS)}",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="目录 · folder")
@click.option("--title", help="标题 · title")
@click.option("--subtitle", help="副标题 · subtitle")
@click.option("--note", help="说明，可用 **粗体**、- 要点 · note, **bold**, - bullets")
@click.option("--office", help="单位 · office")
@click.option("--approval", help="审图号（如有） · map approval number, if given")
@click.option("--page", type=click.Choice(tuple(PAGE_MM)), help="纸张 · paper")
@click.option("--orientation", type=click.Choice(ORIENTATIONS), help="方向 · orientation")
@click.option("--mode", type=click.Choice(MODES), help="HTML 打开方式 · how the HTML opens")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="语言 · language")
@click.option(
    "--date", type=click.DateTime(("%Y-%m-%d",)), help="日期，默认今天 · date, today if not given"
)
@click.option(
    "--save", type=click.Path(path_type=Path), help="存为可再次运行的 TOML · save as a TOML file"
)
@click.option("--jobs", default=0, help="并行进程数，默认等于核数 · processes, as many as cores")
@click.option("--again", is_flag=True, help="全部重做 · make everything anew")
@click.pass_context
def brief(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    /,
    file: Path | None,
    data: Path | None,
    all_cities: bool,  # noqa: FBT001 - click passes flags by name
    formats: str,
    out: Path,
    date: dt.datetime | None,
    save: Path | None,
    jobs: int,
    again: bool,  # noqa: FBT001
    **options: Any,  # noqa: ANN401 - the filters and the writer's own words
) -> None:
    """生成简报 · Make briefings: from a saved file, a selection, cities, or all cities."""
    from cluster_atlas import batch
    from cluster_atlas.outfiles import safe_path

    kinds = _formats(formats)
    atlas = open_atlas(data or context.obj, today=date.date() if date else None)
    own = {
        key: value
        for key, value in options.items()
        if not key.startswith("filter_") and value is not None
    }
    if file is not None and all_cities:
        raise AtlasError([_both()])
    made = _jobs(atlas, file, all_cities=all_cities, options=options, own=own)
    # The day is given once, so that the same run makes the same bytes.
    made = [replace(job, briefing=replace(job.briefing, date=atlas.today)) for job in made]
    for job in made:
        safe_path(out / job.stem)
    done = _run(atlas, made, kinds, out, jobs, again=again)
    _tell_changes(atlas, done)
    if save is not None:
        _save(atlas, made[0].briefing, save)
    if len(made) > 1:
        batch.write_index(atlas, done, out)
    failed = [one for one in done if one.issues]
    _summary(done, out / batch.INDEX if len(made) > 1 else None)
    sys.exit(_FAILED if failed else 0)


def _formats(text: str) -> list[str]:
    kinds = [kind.strip().lower() for kind in text.split(",") if kind.strip()]
    strange = [kind for kind in kinds if kind not in FORMATS]
    if strange or not kinds:
        message = Text("不支持的格式", "is no format of briefings")
        mend = Text(f"可用：{'、'.join(FORMATS)}", f"use {', '.join(FORMATS)}")
        raise AtlasError(
            [Issue("--formats", "", "", quote(k), message, mend) for k in strange or [""]]
        )
    return list(dict.fromkeys(kinds))


def _both() -> Issue:
    return Issue(
        "brief",
        "",
        "",
        "--all-cities",
        Text("不能与简报文件同用", "cannot be used with a saved briefing"),
        Text("请只用其中一个", "give one of them"),
    )


def _jobs(
    atlas: Atlas,
    file: Path | None,
    *,
    all_cities: bool,
    options: dict[str, Any],
    own: dict[str, Any],
) -> list[Any]:
    """Return what to make: a saved briefing, a profile a city, or one of the selection."""
    from cluster_atlas.batch import Job, city_jobs
    from cluster_atlas.briefing import read_briefing
    from cluster_atlas.outfiles import stem_of

    if file is not None:
        briefing = replace(read_briefing(file), **own)
        return [Job(briefing.title or file.stem, stem_of(file.stem), briefing)]
    places = options.pop("filter_place", ()) or ()
    selection = select_by(atlas, {k: v for k, v in options.items() if k.startswith("filter_")})
    cities = _cities(atlas, places, everything=all_cities)
    if cities:
        language = own.get("language", "zh")
        chosen = selection.selection
        return city_jobs(
            atlas,
            cities,
            lambda city: replace(city_briefing(city, language=language, selection=chosen), **own),
        )
    briefing = replace(Briefing(part=parts_for(Screen(selection.selection))), **own)
    return [Job(briefing.title or say("全省", "province"), stem_of(briefing.title), briefing)]


def _cities(atlas: Atlas, places: tuple[str, ...], *, everything: bool) -> list[str]:
    """Return the ids of the places that were asked for, each of which gets a profile."""
    if everything:
        return [place.id for place in atlas.places.values() if place.level == "city"]
    index = index_of(atlas)
    found = [(value, index.resolve("place", value)) for value in places]
    strange = [value for value, known in found if not known]
    if strange:
        # The selection says what is wrong with each, and what is nearest.
        select_by(atlas, {"filter_place": tuple(strange)})
    return list(dict.fromkeys(known for _, known in found))


def _run(  # noqa: PLR0913 - what a run is made of
    atlas: Atlas, jobs: list[Any], kinds: list[str], out: Path, workers: int, *, again: bool
) -> list[Any]:
    """Carry the jobs out under a progress bar."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from cluster_atlas import batch

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=len(jobs) == 1) as progress:
        task = progress.add_task(say("简报", "briefings"), total=len(jobs))

        def told(done: batch.Done) -> None:
            progress.update(task, advance=1, description=done.job.name)

        return batch.run(atlas, jobs, kinds, out, workers=workers, again=again, told=told)


def _tell_changes(atlas: Atlas, done: list[Any]) -> None:
    """Say what changed since a briefing was saved, and what of it is gone."""
    from cluster_atlas.briefparts import compose_brief

    for one in done:
        if one.job.briefing.seen is None or one.issues:
            continue
        for sentence in compose_brief(atlas, one.job.briefing).brief.changes:
            click.echo(sentence, err=True)


def _save(atlas: Atlas, briefing: Briefing, path: Path) -> None:
    from cluster_atlas.briefchange import with_seen
    from cluster_atlas.briefing import briefing_toml
    from cluster_atlas.briefparts import compose_brief
    from cluster_atlas.outfiles import write_file

    shown = compose_brief(atlas, briefing).facts
    kept = with_seen(atlas, replace(briefing, date=None), shown, atlas.today)
    write_file(path, briefing_toml(kept).encode())
    click.echo(say(f"已保存 {path}。", f"saved {path}."), err=True)


def _summary(done: list[Any], index: Path | None) -> None:
    """Print what was made, and each failure by its name."""
    files = sum(len(one.files) for one in done)
    kept = sum(one.kept for one in done)
    failed = [one for one in done if one.issues]
    click.echo(
        say(
            f"已写出 {files} 个文件（{len(done) - len(failed)} 份简报，其中 {kept} 份沿用已有）。",
            f"{files} files ({len(done) - len(failed)} briefings, {kept} of them kept).",
        )
    )
    if index is not None:
        click.echo(say(f"目录页：{index}", f"index: {index}"))
    for one in failed:
        for issue in one.issues:
            sentence = issue.sentence(spoken_language())
            click.echo(
                say(f"未生成 {one.job.name}：", f"not made: {one.job.name}: ") + sentence, err=True
            )
