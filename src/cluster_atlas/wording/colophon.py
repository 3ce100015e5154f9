"""What an exported file says of itself: edition, filters, documents cited, sources and credits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import (
    DEFAULT_LEGAL_STATES,
    FILTER_NAMES,
    FILTERS,
    ONLY_NAMED,
    SelectionResult,
)
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Document
from cluster_atlas.wording.documents import document_name, has_number
from cluster_atlas.wording.numbers import noun
from cluster_atlas.wording.wording import Wording

PRODUCT = Text("粤产集群图谱", "Guangdong Cluster Atlas")
COMMAND = "cluster-atlas"

_CODE_LISTS = {"status": "status", "role": "role", "legal": "legal-state"}
DOCUMENT_FIELDS = {
    "title": Text("文件", "document"),
    "number": Text("文号", "number"),
    "issuers": Text("印发机关", "issuers"),
    "issued": Text("印发日期", "issued"),
    "legal": Text("文件效力", "legal state"),
    "final": Text("正式稿", "final text"),
    "designations": Text("定位条数", "designations"),
    "id": Text("编号", "id"),
}
SOURCE_FIELDS = {
    "kind": Text("类别", "kind"),
    "name": Text("名称", "name"),
    "detail": Text("说明", "detail"),
    "credit": Text("署名", "credit"),
    "licence": Text("许可", "licence"),
    "version": Text("版本", "version"),
    "date": Text("日期", "date"),
    "url": Text("网址", "url"),
}
_EDITION, _FILTER = Text("本文件", "this file"), Text("筛选", "filter")
_DOCUMENT, _DATA = Text("政策文件", "document"), Text("数据来源", "data source")
_AS_OF, _WORDS = Text("时点", "as of"), Text("检索词", "text")


def heading(atlas: Atlas, language: str) -> str:
    """Return product, data hash and date in one line: what a file is called inside."""
    return f"{PRODUCT.in_language(language)} · {COMMAND} {atlas.data_hash} · {atlas.today}"


def credit_lines(atlas: Atlas, language: str) -> list[str]:
    """Return whom to credit: the boundaries first, then every other source."""
    sources = (s.credit_en if language == "en" else s.credit for s in atlas.sources.values())
    return list(dict.fromkeys((atlas.credit.in_language(language), *sources)))


def filter_pairs(atlas: Atlas, selected: SelectionResult, language: str) -> list[tuple[str, str]]:
    """Return each filter that is set with its values, as readers name them.

    The legal states always stand among them, since what is superseded or a draft is left out
    where none is asked for.
    """
    selection = selected.selection
    pairs = []
    for key, name in FILTERS.items():
        values = getattr(selection, name)
        if key == "legal":
            values = values or DEFAULT_LEGAL_STATES
        if values:
            words = [_value(atlas, key, value, language) for value in values]
            joined = (", " if language == "en" else "、").join(words)
            pairs.append((FILTER_NAMES[key].in_language(language), joined))
    if selection.as_of is not None:
        pairs.append((_AS_OF.in_language(language), str(selection.as_of)))
    if selection.text:
        pairs.append((_WORDS.in_language(language), selection.text))
    return pairs


def documents_cited(atlas: Atlas, selected: SelectionResult) -> list[Document]:
    """Return the documents that the selected designations cite, in the order of the atlas."""
    used = {fact.document for fact in selected.facts}
    return [document for document in atlas.documents.values() if document.id in used]


def document_rows(atlas: Atlas, selected: SelectionResult, language: str) -> list[dict[str, Any]]:
    """Return one row per document cited, by the keys of :data:`DOCUMENT_FIELDS`."""
    wording = Wording(atlas, language, selected.day)
    rows = []
    for document in documents_cited(atlas, selected):
        values = {
            "title": document_name(document, language),
            "number": document.number,
            "issuers": "；".join(document.issuers),
            "issued": wording.issued(document.id),
            "legal": wording.legal(document.id),
            "final": wording.final(document.id),
            "designations": sum(fact.document == document.id for fact in selected.facts),
            "id": document.id,
        }
        rows.append(values)
    return rows


def source_rows(
    atlas: Atlas, selected: SelectionResult, language: str, *, documents: bool = True
) -> list[dict[str, Any]]:
    """Return one row each for the edition, the filters, the documents cited and the data sources.

    Rows have the keys of :data:`SOURCE_FIELDS`.

    Parameters
    ----------
    atlas, selected
        What the file was made from.
    language
        ``"zh"`` or ``"en"``.
    documents
        Whether the documents stand among them; a file that lists them elsewhere leaves them out.
    """
    parts = [_edition(atlas, selected, language), *_filters(atlas, selected, language)]
    if documents:
        parts += _documents(atlas, selected, language)
    parts += _sources(atlas, language)
    empty = dict.fromkeys(SOURCE_FIELDS, "")
    return [empty | part for part in parts]


def headed(
    rows: list[dict[str, Any]], fields: dict[str, Text], language: str
) -> list[dict[str, Any]]:
    """Return rows with their headings in the chosen language instead of keys."""
    return [{text.in_language(language): row[key] for key, text in fields.items()} for row in rows]


def _edition(atlas: Atlas, selected: SelectionResult, language: str) -> dict[str, str]:
    number = len(selected.facts)
    counted = Text(f"{number} 条定位", f"{number} {noun(number, 'designation')}")
    return {
        "kind": _EDITION.in_language(language),
        "name": f"{PRODUCT.in_language(language)} {COMMAND}",
        "detail": counted.in_language(language),
        "credit": atlas.credit.in_language(language),
        "version": atlas.data_hash,
        "date": atlas.today.isoformat(),
    }


def _filters(atlas: Atlas, selected: SelectionResult, language: str) -> Iterator[dict[str, str]]:
    pairs = filter_pairs(atlas, selected, language)
    for name, value in pairs:
        yield {"kind": _FILTER.in_language(language), "name": name, "detail": value}


def _documents(atlas: Atlas, selected: SelectionResult, language: str) -> Iterator[dict[str, str]]:
    wording = Wording(atlas, language, selected.day)
    for document in documents_cited(atlas, selected):
        number = [document.number] if has_number(document) else []
        final = wording.final(document.id)
        states = [wording.legal(document.id), *([final] if final else [])]
        yield {
            "kind": _DOCUMENT.in_language(language),
            "name": document_name(document, language),
            "detail": "；".join((*number, *document.issuers, *states)),
            "version": document.id,
            "date": wording.issued(document.id),
        }


def _sources(atlas: Atlas, language: str) -> Iterator[dict[str, str]]:
    for source in atlas.sources.values():
        yield {
            "kind": _DATA.in_language(language),
            "name": source.title_en if language == "en" else source.title,
            "detail": source.publisher,
            "credit": source.credit_en if language == "en" else source.credit,
            "licence": source.licence if language == "en" else source.licence_zh or source.licence,
            "version": source.version,
            "url": source.url,
        }


def _value(atlas: Atlas, key: str, value: str, language: str) -> str:
    """Return a filter's value as readers name it."""
    en = language == "en"
    if key == "document":
        return document_name(atlas.documents[value], language)
    if key in _CODE_LISTS:
        code = atlas.codes[_CODE_LISTS[key]][value]
        return code.name_en if en else code.name
    if key == "named":
        return ONLY_NAMED.in_language(language)
    named = {"cluster": atlas.cluster_by_id, "industry": atlas.industries, "place": atlas.places}
    found: Any = named[key]
    return str(found[value].name_en if en else found[value].name)
