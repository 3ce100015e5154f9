"""What the command that makes briefings does: reads, composes, writes and tells."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import index_of
from cluster_atlas.briefing import batch
from cluster_atlas.briefing.briefing import (
    Briefing,
    briefing_toml,
    city_briefing,
    parts_for,
    read_briefing,
    shows_own,
)
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.briefing.revision import with_snapshot
from cluster_atlas.briefing.templates import from_template
from cluster_atlas.cli.options import say
from cluster_atlas.cli.options import selection_of as select_by
from cluster_atlas.files.outfiles import safe_path, stem_of, write_file
from cluster_atlas.questions.roles import cities
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.values.issues import AtlasError, Issue, Text, message_language, quote, unknown
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording.numbers import quantity


@dataclass(frozen=True)
class RunOptions:
    """How a run goes.

    Attributes
    ----------
    day
        Day of the briefings; that of the saved file, or today, where ``None``.
    all_cities
        Whether every city gets a profile.
    save
        Where to keep the briefing as a file, or ``None``.
    workers
        Processes; as many as there are cores where 0.
    again
        Whether to make also what an earlier run made of the same data.
    force
        Whether files that are there may be written over; else new ones get a number.
    template
        Name of a template, or empty.
    own
        The office's own data, of which a briefing shows the kinds that it asks for.
    """

    day: dt.date | None = None
    all_cities: bool = False
    save: Path | None = None
    workers: int = 0
    again: bool = False
    force: bool = False
    template: str = ""
    own: OwnData | None = None


def run(  # noqa: PLR0913 - what a run is made of
    folder: Path | None,
    file: Path | None,
    formats: str,
    out: Path,
    run_options: RunOptions,
    options: dict[str, Any],
) -> bool:
    """Make briefings and say what was made; returns whether any failed.

    Parameters
    ----------
    folder
        Data folder; the shipped data where ``None``.
    file
        Saved briefing, or ``None`` for one of the options.
    formats
        Comma-separated.
    out
        Folder to write to.
    run_options
        How the run goes.
    options
        The filters (``filter_…``) and the writer's own words.

    Raises
    ------
    AtlasError
        If anything that was asked for is not usable; nothing is written then.
    """
    kinds = _formats(formats)
    filters = {key: value for key, value in options.items() if key.startswith("filter_") and value}
    own = {
        key: value
        for key, value in options.items()
        if not key.startswith("filter_") and value is not None
    }
    _refuse_what_does_not_fit(file, filters, all_cities=run_options.all_cities)
    _refuse_idle_template(file, run_options, own)
    saved = read_briefing(file) if file is not None else None
    day = run_options.day or (saved.date if saved else None)
    atlas = open_atlas(folder, today=day)
    if run_options.template:
        made = [_template_job(atlas, run_options.template, filters, own)]
    else:
        made = _jobs(
            atlas, saved, file, all_cities=run_options.all_cities, filters=filters, own=own
        )
    _refuse_idle_workspace(run_options, made)
    # The day is given once, so that the same run makes the same bytes.
    made = [replace(job, briefing=replace(job.briefing, date=atlas.today)) for job in made]
    made = [_named(atlas, job) for job in made]
    for job in made:
        safe_path(out / job.stem)
    if run_options.save is not None:
        _save(atlas, made, run_options.save, file, force=run_options.force)
    done = _run(atlas, made, kinds, out, run_options)
    for sentence in (sentence for one in done for sentence in one.changes):
        click.echo(sentence, err=True)
    if len(made) > 1:
        batch.write_index(atlas, done, out)
    failed = [one for one in done if one.issues]
    _summary(done, out / batch.INDEX if len(made) > 1 else None)
    return bool(failed)


def _refuse_what_does_not_fit(
    file: Path | None, filters: dict[str, Any], *, all_cities: bool
) -> None:
    """Refuse options that another one would make idle.

    Raises
    ------
    AtlasError
        If a saved briefing comes with filters or cities, or all cities with some.
    """
    first = next(iter(filters), "").removeprefix("filter_")
    if file is not None and (all_cities or filters):
        value = "--all-cities" if all_cities else f"--{first.replace('_', '-')}"
        message = Text("不能与简报文件同用", "cannot be used with a saved briefing")
        hint = Text("请去掉，或改写文件中的 state", "leave it out, or change state in the file")
        raise AtlasError([Issue("brief", "", "", value, message, hint)])
    if all_cities and "filter_place" in filters:
        message = Text("不能与 --all-cities 同用", "cannot be used with --all-cities")
        hint = Text("请只用其中一个", "give one of them")
        raise AtlasError([Issue("brief", "", "", "--place", message, hint)])


def _refuse_idle_template(file: Path | None, run_options: RunOptions, own: dict[str, Any]) -> None:
    """Refuse a template where something else is made, and editions where no template asks.

    Raises
    ------
    AtlasError
        If a template comes with a saved briefing or all cities, or editions without a template.
    """
    idle = next((f"--{name}" for name in ("from", "to") if name in own), "")
    if idle and not run_options.template:
        message = Text("只与 --template change-report 同用", "goes with --template change-report")
        hint = Text("请加上模板，或去掉", "add the template, or leave it out")
        raise AtlasError([Issue("brief", "", "", idle, message, hint)])
    if run_options.template and (file is not None or run_options.all_cities):
        message = Text(
            "不能与简报文件或 --all-cities 同用",
            "cannot be used with a saved briefing or --all-cities",
        )
        hint = Text("请只用其中一个", "give one of them")
        raise AtlasError([Issue("brief", "", "", "--template", message, hint)])


def _refuse_idle_workspace(run_options: RunOptions, made: list[batch.Job]) -> None:
    """Refuse a workspace of which no briefing shows a kind.

    Raises
    ------
    AtlasError
        If none asks for one.
    """
    if run_options.own is not None and not any(shows_own(job.briefing) for job in made):
        message = Text("没有说明要列出哪些类别", "is of no use without kinds to show")
        hint = Text("加上 --own projects,premises", "add --own projects,premises")
        raise AtlasError([Issue("--workspace", "", "", "", message, hint)])


def _formats(text: str) -> list[str]:
    kinds = [kind.strip().lower() for kind in text.split(",") if kind.strip()]
    strange = [kind for kind in kinds if kind not in FORMATS]
    if strange or not kinds:
        message = Text("不支持的格式", "is no format of briefings")
        hint = Text(f"可用：{'、'.join(FORMATS)}", f"use {', '.join(FORMATS)}")
        raise AtlasError(
            [Issue("--formats", "", "", quote(k), message, hint) for k in strange or [""]]
        )
    return list(dict.fromkeys(kinds))


def _jobs(  # noqa: PLR0913 - what a run is made of
    atlas: Atlas,
    saved: Briefing | None,
    file: Path | None,
    *,
    all_cities: bool,
    filters: dict[str, Any],
    own: dict[str, Any],
) -> list[batch.Job]:
    """Return what to make: a saved briefing, a profile per city, or one of the selection."""
    if saved is not None and file is not None:
        briefing = replace(saved, **own)
        return [batch.Job(briefing.title or file.stem, stem_of(file.stem), briefing)]
    places = filters.pop("filter_place", ())
    selection = select_by(atlas, filters).selection
    profiled = _cities(atlas, places, everything=all_cities)
    if profiled:
        language = own.get("language", "zh")
        return batch.city_jobs(
            atlas,
            profiled,
            lambda city: replace(
                city_briefing(city, language=language, selection=selection), **own
            ),
        )
    briefing = replace(Briefing(part=parts_for(Screen(selection))), **own)
    return [batch.Job(briefing.title, "", briefing)]


def _template_job(
    atlas: Atlas, name: str, filters: dict[str, Any], own: dict[str, Any]
) -> batch.Job:
    """Return what a template makes of the filters; its paper gives way to what was asked for."""
    places = filters.pop("filter_place", ())
    asked: dict[str, str] = {key: own.pop(key) for key in ("from", "to") if key in own}
    chosen = select_by(atlas, filters).selection
    screen = Screen(
        chosen,
        focus=(_cities(atlas, places[:1], everything=False) or [""])[0],
        compared=tuple(_cities(atlas, places, everything=False)),
        ask=asked,
    )
    briefing = from_template(atlas, name, screen, language=own.get("language", "zh"))
    return batch.Job("", "", replace(briefing, **own))


def _named(atlas: Atlas, job: batch.Job) -> batch.Job:
    """Return a job whose files are called after what they hold, where nothing names them yet."""
    if job.stem:
        return job
    title = compose_brief(atlas, job.briefing).brief.title
    return replace(job, name=title, stem=stem_of(title))


def _cities(atlas: Atlas, places: tuple[str, ...], *, everything: bool) -> list[str]:
    """Return the ids of the places that were asked for, each of which gets a profile."""
    if everything:
        return list(cities(atlas))
    index = index_of(atlas)
    found = [(value, index.resolve("place", value)) for value in places]
    strange = [value for value, known in found if not known]
    if strange:
        raise AtlasError(
            [unknown(Text("地点", "place"), v, atlas.places, file="--place") for v in strange]
        )
    return list(dict.fromkeys(known for _, known in found))


def _run(
    atlas: Atlas, jobs: list[batch.Job], kinds: list[str], out: Path, run_options: RunOptions
) -> list[batch.JobResult]:
    """Carry the jobs out under a progress bar."""
    bar = click.progressbar(
        jobs,
        label=say("简报", "briefings"),
        file=sys.stderr,
        show_pos=True,
        item_show_func=lambda job: job.name if job else "",
        hidden=len(jobs) == 1,
    )
    with bar:

        def report(done: batch.JobResult) -> None:
            bar.update(1, done.job)

        return batch.run(
            atlas,
            jobs,
            kinds,
            out,
            workers=run_options.workers,
            again=run_options.again,
            force=run_options.force,
            own=run_options.own,
            report=report,
        )


def _earlier(path: Path) -> str:
    """Return the text of a briefing that is written over; nothing where there is none."""
    try:
        read_briefing(path)
    except AtlasError:
        return ""
    return path.read_text(encoding="utf-8-sig")


def _save(
    atlas: Atlas, jobs: list[batch.Job], path: Path, opened: Path | None, *, force: bool
) -> None:
    """Keep a briefing as a file, before the work begins; no other file is written over unasked."""
    same = opened is not None and path.exists() and path.samefile(opened)
    if path.exists() and not (same or force):
        message = Text("已经存在，未改写", "is there already and was left as it is")
        hint = Text("请换名，或加 --force", "give another name, or --force")
        raise AtlasError([Issue("--save", "", "", quote(path), message, hint)])
    if len(jobs) > 1:
        message = Text("只能保存一份简报", "can keep one briefing only")
        hint = Text("请只选一个市", "choose one city")
        raise AtlasError([Issue("--save", "", "", str(len(jobs)), message, hint)])
    briefing = jobs[0].briefing
    shown = compose_brief(atlas, briefing).facts
    kept = with_snapshot(atlas, replace(briefing, date=None), shown, atlas.today)
    write_file(path, briefing_toml(kept, _earlier(path)).encode())
    click.echo(say(f"已保存 {path}。", f"saved {path}."), err=True)


def _summary(done: list[batch.JobResult], index: Path | None) -> None:
    """Print what was made, and each failure by its name."""
    files = sum(len(one.files) for one in done)
    kept = sum(one.kept for one in done)
    failed = [one for one in done if one.issues]
    made = quantity(len(done) - len(failed), "briefing")
    click.echo(
        say(
            f"已写出 {files} 个文件（{len(done) - len(failed)} 份简报，其中 {kept} 份沿用已有）。",
            f"{quantity(files, 'file')} ({made}, {kept} kept).",
        )
    )
    if index is not None:
        click.echo(say(f"目录页：{index}", f"index: {index}"))
    for one in failed:
        for issue in one.issues:
            sentence = issue.sentence(message_language())
            click.echo(
                say(f"未生成 {one.job.name}：", f"not made: {one.job.name}: ") + sentence, err=True
            )
