"""Many briefings in one go: on all cores, going on where an earlier run stopped, with an index."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.briefing.briefing import Briefing, briefing_toml, shows_own
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.files.outfiles import stem_of, write_file, write_files
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.values.version import VERSION
from cluster_atlas.web.index import Entry, render_index

MANIFEST = "manifest.json"
# Formats with a file per page.
PAGED = frozenset({"png", "svg"})
INDEX = "index.html"


@dataclass(frozen=True)
class Job:
    """One briefing of a run: what it is called, the stem of its files, and what it holds."""

    name: str
    stem: str
    briefing: Briefing


@dataclass(frozen=True)
class JobResult:
    """What became of a job.

    Attributes
    ----------
    job
        The job.
    files
        Names of its files and their SHA-256, empty where it failed.
    count
        How many designations it shows.
    changes
        What changed since the briefing was saved, and what of it is gone.
    kept
        Whether an earlier run had made them already.
    issues
        Why it failed; empty otherwise.
    """

    job: Job
    files: dict[str, str]
    count: int = 0
    changes: tuple[str, ...] = ()
    kept: bool = False
    issues: tuple[Issue, ...] = ()


def city_jobs(atlas: Atlas, places: Iterable[str], make: Callable[[str], Briefing]) -> list[Job]:
    """Return a job for each place, its files called by code and name: 440700-江门市."""
    found = (atlas.places[key] for key in places)
    return [
        Job(place.name, stem_of(f"{place.adcode}-{place.name}".strip("-")), make(place.id))
        for place in found
    ]


def run(  # noqa: PLR0913 - what a run is made of
    atlas: Atlas,
    jobs: Sequence[Job],
    formats: Sequence[str],
    folder: Path,
    *,
    workers: int = 0,
    again: bool = False,
    force: bool = False,
    own: OwnData | None = None,
    report: Callable[[JobResult], None] = lambda _: None,
) -> list[JobResult]:
    """Make the files of several briefings.

    Parameters
    ----------
    atlas
        The atlas; worker processes open its folder anew.
    jobs, formats
        What to make.
    folder
        Where to write; made if it is not there. Its manifest tells what is there already.
    workers
        Processes; as many as there are cores where 0.
    again
        Make everything, also what an earlier run made of the same data.
    force
        Write over files that are there. Else a file that an earlier run of the same job made, and
        that nobody changed since, is renewed, and beside any other one the new files get a number.
    own
        The office's own data, of which a briefing shows the kinds that it asks for.
    report
        Called with each job as it ends.

    Returns
    -------
    list of JobResult
        In the order of the jobs. A job that fails says why and does not stop the others.

    Raises
    ------
    AtlasError
        If the folder cannot be made or written.
    """
    _make(folder)
    manifest = _read_manifest(folder)
    done: dict[str, JobResult] = {}
    waiting: list[tuple[Job, str]] = []
    stems: dict[str, str] = {}
    for job in jobs:
        key = _key(atlas, job, formats, own)
        made = None if again else _earlier_result(folder, manifest, job, key)
        if made is None:
            free = job if force else _free(folder, manifest, job, formats)
            stems[free.stem] = job.stem
            waiting.append((free, key))
        else:
            done[job.stem] = made
            report(made)
    for result, key in _results(atlas, waiting, formats, folder, workers, own):
        done[stems[result.job.stem]] = result
        if result.files:
            manifest[result.job.stem] = {
                "key": key,
                "about": about(result.job),
                "count": result.count,
                "changes": result.changes,
                "files": result.files,
            }
            # Written after each, so that a run that is stopped goes on from here.
            _write_manifest(folder, manifest)
        report(result)
    return [done[job.stem] for job in jobs]


def _results(  # noqa: PLR0913 - what a run is made of
    atlas: Atlas,
    waiting: Sequence[tuple[Job, str]],
    formats: Sequence[str],
    folder: Path,
    workers: int,
    own: OwnData | None,
) -> Iterator[tuple[JobResult, str]]:
    """Yield each job's result as it ends."""
    count = min(workers or _cores(), len(waiting))
    if count <= 1:
        for job, key in waiting:
            yield _job_result(atlas, job, formats, folder, own), key
        return
    start: tuple[str, dt.date, OwnData | None] = (str(atlas.folder), atlas.today, own)
    # A forked process would inherit locks that threads of this one hold, and wait for ever.
    fresh = get_context("spawn")
    with ProcessPoolExecutor(count, fresh, initializer=_open, initargs=start) as pool:
        try:
            yield from _pool_results(pool, waiting, formats, folder)
        except BaseException:
            # Whoever stops the run waits for the cities under way, not for all the others.
            pool.shutdown(cancel_futures=True)
            raise


def _pool_results(
    pool: Executor, waiting: Sequence[tuple[Job, str]], formats: Sequence[str], folder: Path
) -> Iterator[tuple[JobResult, str]]:
    coming: dict[Future[JobResult], tuple[Job, str]] = {
        pool.submit(_worker_result, job, formats, folder): (job, key) for job, key in waiting
    }
    for future in as_completed(coming):
        job, key = coming[future]
        try:
            yield future.result(), key
        except Exception as error:  # noqa: BLE001 - whatever ends one process, the others go on
            yield JobResult(job, {}, issues=(_broken(error),)), key


# The atlas and the own data of a worker process.
_WORKER: list[tuple[Atlas, OwnData | None]] = []


def _open(folder: str, today: dt.date, own: OwnData | None) -> None:
    _WORKER.append((open_atlas(folder, today=today), own))


def _worker_result(job: Job, formats: Sequence[str], folder: Path) -> JobResult:
    atlas, own = _WORKER[0]
    return _job_result(atlas, job, formats, folder, own)


def _job_result(
    atlas: Atlas, job: Job, formats: Sequence[str], folder: Path, own: OwnData | None
) -> JobResult:
    """Make and write the files of one job, all of them or none."""
    result, files = job_files(atlas, job, formats, own)
    try:
        write_files({folder / name: content for name, content in files.items()})
    except AtlasError as error:
        return JobResult(job, {}, issues=error.issues)
    except Exception as error:  # noqa: BLE001 - one city must not stop the rest
        return JobResult(job, {}, issues=(_broken(error),))
    return result


def job_files(
    atlas: Atlas, job: Job, formats: Sequence[str], own: OwnData | None = None
) -> tuple[JobResult, dict[str, bytes]]:
    """Return the files of one job by name and what became of it; where it failed it has none."""
    try:
        outputs = Outputs(atlas, job.briefing, own)
        files: dict[str, bytes] = {}
        for form in formats:
            files |= outputs.files(form, job.stem)
        digests = {name: _sha256(content) for name, content in files.items()}
        count, changes = len(outputs.composition.facts), outputs.brief.changes
    except AtlasError as error:
        return JobResult(job, {}, issues=error.issues), {}
    except Exception as error:  # noqa: BLE001 - one city must not stop the rest
        return JobResult(job, {}, issues=(_broken(error),)), {}
    return JobResult(job, digests, count, changes), files


def _broken(error: Exception) -> Issue:
    return Issue(
        "brief",
        "",
        "",
        quote(f"{type(error).__name__}: {error}"),
        Text("简报未能生成", "the briefing could not be made"),
        Text("请连同此信息反馈", "please report it with this message"),
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_index(atlas: Atlas, done: Sequence[JobResult], folder: Path) -> None:
    """Write the page that leads to the files of all jobs, and says which could not be made.

    Raises
    ------
    AtlasError
        If it cannot be written.
    """
    write_file(folder / INDEX, index_page(atlas, done))


def index_page(atlas: Atlas, done: Sequence[JobResult]) -> bytes:
    """Return that page."""
    english = done[0].job.briefing.language == "en"
    day = (done[0].job.briefing.date or atlas.today).isoformat()
    entries = [
        Entry(
            one.job.name,
            one.count,
            tuple(sorted(one.files)),
            " ".join(issue.sentence("en" if english else "zh") for issue in one.issues),
        )
        for one in done
    ]
    name = "Guangdong Cluster Atlas · Briefings" if english else "粤产集群图谱 · 各市简报"
    return render_index(
        entries,
        title=name,
        intro=f"{len(entries)} · {day}",
        heads=("Name", "Designations", "Files") if english else ("名称", "定位", "文件"),
        footer=(
            atlas.credit.en if english else atlas.credit.zh,
            f"{'Data' if english else '数据版本'} {atlas.data_hash} · {day}",
        ),
        language="en" if english else "zh",
    )


# What an earlier run left ---------------------------------------------------------------------


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        message = Text("无法建立输出文件夹", "the output folder cannot be made")
        hint = Text(f"请检查路径与权限（{reason}）", f"check the path ({reason})")
        raise AtlasError([Issue("--out", "", "", quote(folder), message, hint)]) from error


def _key(atlas: Atlas, job: Job, formats: Sequence[str], own: OwnData | None) -> str:
    """Return what a job's files depend on, as one digest."""
    words = (
        VERSION,
        atlas.data_hash,
        atlas.today.isoformat(),
        " ".join(sorted(formats)),
        briefing_toml(job.briefing),
        # Of two workspaces the numbers may be the same.
        _sha256(repr(own).encode()) if own is not None and shows_own(job.briefing) else "",
    )
    return _sha256("\n".join(words).encode())


def _read_manifest(folder: Path) -> dict[str, Any]:
    """Return what is written of an earlier run; nothing where it cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    write_file(folder / MANIFEST, text.encode())


def _earlier_result(folder: Path, manifest: dict[str, Any], job: Job, key: str) -> JobResult | None:
    """Return what an earlier run made of the same, if all its files are there unchanged."""
    match manifest.get(job.stem):
        case {
            "key": str(of),
            "count": int(count),
            "changes": list(changes),
            "files": dict(files),
        } if of == key and files:
            pass
        case _:
            return None
    for name, digest in files.items():
        path = folder / Path(str(name)).name
        if not path.is_file() or _sha256(path.read_bytes()) != digest:
            return None
    digests = {str(name): str(digest) for name, digest in files.items()}
    return JobResult(job, digests, count, tuple(map(str, changes)), kept=True)


def about(job: Job) -> str:
    """Return what a job is about, by which a later run knows its own files: parts and layout."""
    parts = [(part.kind, part.state) for part in job.briefing.part]
    chosen = (parts, job.briefing.language, job.briefing.page, job.briefing.orientation)
    own = (job.briefing.own,) if job.briefing.own else ()
    return _sha256(repr((*chosen, job.briefing.layout, *own)).encode())


def _free(folder: Path, manifest: dict[str, Any], job: Job, formats: Sequence[str]) -> Job:
    """Return a job under a name at which it writes over nothing that is not its own."""
    number = 1
    while True:
        stem = job.stem if number == 1 else f"{job.stem} ({number})"
        if _is_free(folder, manifest, replace(job, stem=stem), formats):
            return replace(job, stem=stem)
        number += 1


def _is_free(folder: Path, manifest: dict[str, Any], job: Job, formats: Sequence[str]) -> bool:
    """Tell whether no file of a name is there, or all that are were made by the same job."""
    own = manifest.get(job.stem)
    known = own.get("files") if isinstance(own, dict) and own.get("about") == about(job) else {}
    files = known if isinstance(known, dict) else {}
    pattern = re.compile(rf"{re.escape(job.stem)}(-\d+)?\.({'|'.join(map(re.escape, formats))})")
    for path in folder.iterdir():
        paged = pattern.fullmatch(path.name)
        if paged is None or path.is_dir() or (paged[1] and paged[2] not in PAGED):
            continue
        if _sha256(path.read_bytes()) != files.get(path.name):
            return False
    return True


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
