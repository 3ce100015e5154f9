"""The functions of the Python interface that ask a question or write files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

if TYPE_CHECKING:
    from cluster_atlas.briefing.briefing import Briefing
    from cluster_atlas.results import ComparisonResult, EvolutionResult, RankingResult
    from cluster_atlas.values.owndata import OwnData

# Every file that stands beside an export names the package.
_MARK = b"cluster-atlas"


def own_data(workspace: str | Path) -> OwnData:
    """Read what an office's workspace shows: its rows without private columns.

    Parameters
    ----------
    workspace
        Path of the file, or the address of a PostgreSQL database, ``postgresql://…``.

    Returns
    -------
    OwnData
        ``.rows`` by kind, ``.count()``, ``.of_kind(kind)``; positions and shapes in EPSG:4326.

    Raises
    ------
    AtlasError
        If there is no workspace, or it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> import pyarrow as pa
    >>> import cluster_atlas as ca
    >>> from cluster_atlas.own.workspace.entries import ImportAbout
    >>> from cluster_atlas.own.workspace.workspace import open_workspace
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = f"{folder.name}/office.atlas"
    >>> firms = pa.table({"name": ["made up"], "telephone": ["13800138000"]})
    >>> with open_workspace(path, create=True) as workspace:
    ...     _ = workspace.add_import("firms", firms, ImportAbout("firms.csv"))
    >>> [(row.name, row.values) for row in ca.own_data(path).rows]
    [('made up', {})]
    >>> folder.cleanup()
    """
    from cluster_atlas.own.rows.shown import open_own_data

    return open_own_data(workspace)


def compare(
    atlas: Atlas,
    places: Sequence[str],
    selection: Selection | None = None,
    *,
    own: OwnData | None = None,
) -> ComparisonResult:
    """Put places side by side: what the plans tell each of them to be.

    Parameters
    ----------
    atlas
        An open atlas.
    places
        Two to five cities, counties, regions, SARs, parks or sites: ids, adcodes or names.
    selection
        Which designations count; everything where ``None``.
    own
        An office's own data (:func:`own_data`), of which rows for projects, their investment and
        free sites follow.

    Returns
    -------
    ComparisonResult
        ``.comparison`` holds typed values; ``.rows(language)`` and ``.to_frame(language)`` one row
        per cluster and industry with a column per place, ``.designation_rows()`` each clause.

    Raises
    ------
    AtlasError
        If there are fewer than two or more than five places, one twice, or one that the atlas does
        not have (the hint is the nearest name), or the selection names an unknown value.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> result = ca.compare(ca.open_atlas(), ["深圳", "惠州"])
    >>> list(result.to_frame("en").columns)
    ['cluster', 'industry', 'Shenzhen', 'Huizhou']
    """
    from cluster_atlas.questions import compare as comparing
    from cluster_atlas.questions.office.owntables import shown_own
    from cluster_atlas.results import ComparisonResult

    found = select(atlas, selection)
    shown = None if own is None else shown_own(atlas, own, replace(found.selection, places=()))
    return ComparisonResult(comparing.compare(atlas, places, found.facts), atlas, shown)


def evolve(atlas: Atlas, earlier: str | int, later: str | int) -> EvolutionResult:
    """Return what changed between two editions of a plan, or between two years or days.

    Parameters
    ----------
    atlas
        An open atlas.
    earlier, later
        Two documents (ids, numbers or titles), or two of ``2021`` (its last day) and
        ``"2021-06-30"``.

    Returns
    -------
    EvolutionResult
        ``.evolutions`` holds typed values; ``.rows(language, kept=False)`` and
        ``.to_frame(language)`` one row per change with both clauses and a sentence;
        ``.left_out`` what only one of two days has and which is not compared.

    Raises
    ------
    AtlasError
        If one is no document, both are the same, they are not editions of one plan, or a day is
        compared with a document.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> result = ca.evolve(ca.open_atlas(), "gd-electronics-2021", "gd-electronics-2023")
    >>> sorted({row["kind"] for row in result.rows("en")})
    ['added', 'changed', 'dropped']
    """
    from cluster_atlas.questions.evolve import evolutions, left_out
    from cluster_atlas.results import EvolutionResult

    texts = str(earlier), str(later)
    return EvolutionResult(evolutions(atlas, *texts), atlas, left_out(atlas, *texts))


def find(
    atlas: Atlas,
    text: str,
    selection: Selection | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> RankingResult:
    """Rank the places that the plans designate for an industry, a product or a place.

    Parameters
    ----------
    atlas
        An open atlas.
    text
        What is looked for: Chinese, English or pinyin, up to 200 characters.
    selection
        Which designations count; everything where ``None``.
    weights
        Changes to the weights ``role, status, legal, depth, near, target, transfer``, 0 to 10.

    Returns
    -------
    RankingResult
        ``.answer`` holds typed values; ``.rows(language)`` and ``.to_frame(language)`` one row per
        place, best first: rank, score (0 to 100), clause and a reason in one sentence.

    Raises
    ------
    AtlasError
        If the text holds no word or is too long, a weight is unknown or out of range, or the
        selection names an unknown value.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> ca.find(ca.open_atlas(), "轨道交通装备").rows("en")[0]["place"]
    'Jiangmen'
    """
    from cluster_atlas.questions import find as finding
    from cluster_atlas.results import RankingResult

    facts = select(atlas, selection).facts
    return RankingResult(finding.find(atlas, text, facts, weights=weights), atlas)


def export(  # noqa: PLR0913 - what an export is made of
    atlas: Atlas,
    path: str | Path,
    selection: Selection | None = None,
    *,
    format: str = "",  # noqa: A002 - the name that pandas and geopandas users expect
    language: str = "zh",
    title: str = "",
    note: str = "",
    own: OwnData | None = None,
    own_kinds: Sequence[str] = (),
    own_stages: Sequence[str] = (),
) -> tuple[Path, ...]:
    """Write a selection to a file, in the format of the file's ending.

    Parameters
    ----------
    atlas
        An open atlas.
    path
        The file; its folder must be there. It is written whole or not at all.
    selection
        What to write; everything where ``None``.
    format
        ``html, csv, xlsx, geojson, gpkg, fgb`` or ``kml``; that of the file's ending where empty.
    language
        ``"zh"`` or ``"en"``.
    title, note
        Heading and remark of an HTML page; other formats have none.
    own
        An office's own data (:func:`own_data`); the rows that the selection shows go along, without
        private columns.
    own_kinds, own_stages
        Only these kinds (``parks, premises, projects, firms, layer``) and stages of projects; all
        where empty.

    Returns
    -------
    tuple of Path
        The file, then what stands beside it: sources, styles and own rows where the format has no
        room for them. Coordinates are in EPSG:4326, degrees; the same input gives the same bytes.

    Raises
    ------
    AtlasError
        If the format or a value of the selection is not known, or the file cannot be written.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> atlas = ca.open_atlas()
    >>> files = ca.export(atlas, "jiangmen.csv", ca.Selection(places=["江门"]))
    >>> [file.name for file in files]
    ['jiangmen.csv', 'jiangmen-sources.csv']
    """
    from cluster_atlas.exports import exchange
    from cluster_atlas.files.outfiles import file_path, write_files
    from cluster_atlas.questions.office.owntables import shown_own

    output = file_path(Path(path))
    kind = _format(format, output)
    if kind == "html":
        from cluster_atlas.web.page import export_html

        rows = None
        if own is not None:
            rows = shown_own(atlas, own, select(atlas, selection).selection, own_kinds, own_stages)
        page = export_html(atlas, selection, language=language, title=title, note=note, own=rows)
        write_files({output: page.encode()})
        return (output,)
    if kind not in exchange.EXPORT_KINDS:
        raise AtlasError([exchange.unknown_kind(kind, ("html", *exchange.EXPORT_KINDS))])
    # What cannot be written is refused before it is made.
    if output.name in {output.stem + ending for ending in exchange.beside_endings(kind)}:
        raise AtlasError([_reserved(output, kind)])
    chosen = select(atlas, selection)
    shown = None if own is None else shown_own(atlas, own, chosen.selection, own_kinds, own_stages)
    made = exchange.export_files(atlas, chosen, kind, output.stem, language, own=shown)
    (_, main), *more = made.items()
    beside = {output.parent / name: content for name, content in more}
    if others := [path for path in beside if path.is_file() and _MARK not in path.read_bytes()]:
        raise AtlasError([_not_ours(path) for path in others])
    write_files({output: main} | beside)
    return (output, *beside)


def brief(  # noqa: PLR0913 - what a briefing is made of
    atlas: Atlas,
    path: str | Path | None = None,
    selection: Selection | None = None,
    *,
    place: str = "",
    saved: str | Path | None = None,
    format: str = "",  # noqa: A002 - the name that pandas and geopandas users expect
    language: str = "",
    title: str = "",
    subtitle: str = "",
    note: str = "",
    office: str = "",
    approval: str = "",
    address: str = "",
    page: str = "",
    orientation: str = "",
    layout: str = "",
    mode: str = "",
    date: dt.date | None = None,
    own: OwnData | None = None,
    own_kinds: Sequence[str] = (),
) -> dict[str, bytes]:
    """Make a briefing as a file: HTML, PDF, PPTX, DOCX, PNG or SVG.

    Parameters
    ----------
    atlas
        An open atlas.
    path
        Where to write; nothing is written where ``None``, and ``format`` is needed then.
    selection
        Which designations count; everything where ``None``.
    place
        Profile of this place (id, adcode or name) instead of the selection's map.
    saved
        A saved briefing (TOML) that is made again; goes with neither selection nor place.
    format
        ``html, pdf, pptx, docx, png`` or ``svg``; that of the file's ending where empty.
    language
        ``"zh"`` (as usual) or ``"en"``.
    title, subtitle, note, office, approval
        The writer's own words; ``approval`` is the map approval number that the office was given.
    address
        Where the office serves the atlas; paper then carries a QR code to what it shows.
    page, orientation, layout, mode
        ``A4``, ``A3`` or ``16:9``; ``portrait`` or ``landscape``; ``pages`` or ``one-page``; how
        the HTML opens, ``story`` or ``slides``. What is empty is as usual, or as the saved briefing
        has it.
    date
        Day that is printed and whose legal states hold; that of the saved briefing, or the atlas's
        day, where ``None``.
    own
        An office's own data (:func:`own_data`), for the maps and profiles; without private columns.
    own_kinds
        Which kinds of it; those of the saved briefing, or else all, where empty.

    Returns
    -------
    dict of str to bytes
        Name to content; PNG and SVG have a file per page. The same input gives the same bytes.

    Raises
    ------
    AtlasError
        If a value is not usable or a file cannot be written; nothing is written then.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> files = ca.brief(ca.open_atlas(), place="江门", format="pdf")
    >>> list(files), next(iter(files.values()))[:4]
    (['江门市.pdf'], b'%PDF')
    """
    from cluster_atlas.briefing.outputs import Outputs
    from cluster_atlas.files.outfiles import safe_path, stem_of, write_files
    from cluster_atlas.own.kinds import kind_list
    from cluster_atlas.values.briefspec import FORMATS

    output = None if path is None else safe_path(Path(path))
    kind = _format(format, output)
    if kind not in FORMATS:
        from cluster_atlas.exports.exchange import unknown_kind

        raise AtlasError([unknown_kind(kind, FORMATS)])
    briefing = _briefing(atlas, selection, place, saved)
    words = {
        "language": language,
        "title": title,
        "subtitle": subtitle,
        "note": note,
        "office": office,
        "approval": approval,
        "address": address,
        "page": page,
        "orientation": orientation,
        "layout": layout,
        "mode": mode,
    }
    said: dict[str, Any] = {name: value for name, value in words.items() if value}
    kinds = tuple(own_kinds) or briefing.own
    if own is not None and not kinds:
        kinds = tuple(kind_list().kinds)
    briefing = replace(briefing, date=date or briefing.date or atlas.today, own=kinds, **said)
    outputs = Outputs(atlas, briefing, own)
    stem = output.stem if output is not None else stem_of(outputs.brief.title)
    files = outputs.files(kind, stem)
    if output is not None:
        if len(files) == 1:
            # One file is called exactly as it was asked for, also without an ending.
            (content,) = files.values()
            files = {output.name: content}
        write_files({output.parent / name: content for name, content in files.items()})
    return files


def _briefing(
    atlas: Atlas, selection: Selection | None, place: str, saved: str | Path | None
) -> Briefing:
    """Return the briefing of a saved file, of a place, or of a selection's map."""
    from cluster_atlas.briefing.briefing import Briefing, city_briefing, parts_for, read_briefing

    if saved is not None:
        if selection is not None or place:
            message = Text(
                "不能与 selection 或 place 同用", "goes with neither selection nor place"
            )
            hint = Text("请只用其中一个", "give one of them")
            raise AtlasError([Issue("brief", "", "saved", quote(saved), message, hint)])
        return read_briefing(Path(saved))
    # A briefing keeps addresses, and addresses hold ids: names are resolved before.
    chosen = select(atlas, selection).selection
    if place:
        (key,) = select(atlas, Selection(places=[place])).selection.places
        return city_briefing(key, selection=chosen)
    return Briefing(part=parts_for(Screen(chosen)))


def _format(given: str, path: Path | None) -> str:
    """Return a format as it was given, or by the ending of a file."""
    ending = path.suffix if path is not None else ""
    return (given or ending).lstrip(".").lower()


def _not_ours(path: Path) -> Issue:
    return Issue(
        "export",
        "",
        "",
        quote(path),
        Text(
            "随附的文件会覆盖一份不是由图谱写出的文件",
            "a file that stands beside the export would replace one that the atlas did not write",
        ),
        Text(
            "请换一个输出文件名，或移走它", "choose another name for the output, or move that file"
        ),
    )


def _reserved(output: Path, kind: str) -> Issue:
    """Return the issue of a main file that has the name of one beside it."""
    return Issue(
        "export",
        "",
        "",
        quote(output),
        Text("输出文件名须留给随附的文件", "the name is needed for a file beside the output"),
        Text(f"请改用扩展名 .{kind}", f"end the name in .{kind}"),
    )
