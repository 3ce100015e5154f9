"""The whole atlas as one compressed JSON: facts in columns, shapes as shared quantised arcs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import deflate

from cluster_atlas.atlas.arcs import GRID, pack_arcs, pack_shapes
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import readings, syllable_list
from cluster_atlas.proof.coverage import REASONS, WAIVED_FILE, read_waivers
from cluster_atlas.questions.evolve import edition_pairs
from cluster_atlas.questions.search.vocabulary import plan_words
from cluster_atlas.values.colours import ramp, safe_colour
from cluster_atlas.values.model import Cluster, Code, Designation, Document, Industry, Place
from cluster_atlas.web.rules import rules
from cluster_atlas.wording.changes import CHANGE_SENTENCES, LEFT_OUT
from cluster_atlas.wording.documents import citation_head, clause_label, final_words
from cluster_atlas.wording.reasons import REASON_PARTS
from cluster_atlas.wording.replies import REPLY_PARTS
from cluster_atlas.wording.targets import TARGET_WORDS, amount
from cluster_atlas.wording.wording import STATEMENT_WORDS, Wording

FORMAT = 3
LANGUAGES = ("zh", "en")

# Smaller than zlib's best in half its time; 11 gains another 4 % and takes four times as long,
# which is worth it for a file that is passed on; 12 gains nothing more.
COMPRESSION, FILE_COMPRESSION = 9, 11


def pack_bytes(atlas: Atlas) -> bytes:
    """Return an atlas as the gzip-compressed JSON that the viewer reads; made once.

    The bytes depend on the data and on ``atlas.today`` only.
    """
    return atlas.derive("pack", lambda: _packed(atlas))


def packed_for_file(atlas: Atlas) -> bytes:
    """Return the pack with finer coasts, in fewer bytes, for an exported file; made once."""
    return atlas.derive(
        "pack-for-file",
        lambda: bytes(deflate.gzip_compress(_json(pack(atlas, coasts=True)), FILE_COMPRESSION)),
    )


def packed_with(pack: bytes, **more: Any) -> bytes:  # noqa: ANN401 - values of JSON
    """Return a pack with further values under their names."""
    values = gzip.decompress(pack).removesuffix(b"}")
    rest = b"".join(b',"%s":%s' % (name.encode(), _json(value)) for name, value in more.items())
    return bytes(deflate.gzip_compress(values + rest + b"}", FILE_COMPRESSION))


def outlines_bytes(atlas: Atlas) -> bytes:
    """Return the finer outlines as gzip-compressed JSON, which the app fetches at city zoom."""
    return atlas.derive("outlines", lambda: _outlines(atlas))


def _outlines(atlas: Atlas) -> bytes:
    finer = {shape.id: shape for shape in atlas.finer_shapes}
    drawn = [None if s.level == "context" else finer[s.id].polygons for s in atlas.shapes]
    strips = [polygons for s in finer.values() if s.level == "strip" for polygons in s.polygons]
    arcs, refs = pack_shapes([*(one for one in drawn if one is not None), strips], GRID)
    found = iter(refs)
    values = {
        "scale": list(GRID.step),
        "origin": list(GRID.origin),
        **pack_arcs(arcs),
        "units": [None if one is None else next(found) for one in drawn],
        "strip": next(found),
    }
    return bytes(deflate.gzip_compress(_json(values), COMPRESSION))


def _packed(atlas: Atlas) -> bytes:
    return bytes(deflate.gzip_compress(_json(pack(atlas)), COMPRESSION))


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def pack(atlas: Atlas, *, coasts: bool = False) -> dict[str, Any]:
    """Return an atlas as plain values for the viewer: long lists in columns, references as numbers.

    Parameters
    ----------
    atlas
        An open atlas.
    coasts
        Whether the units come with finer coasts as well, drawn from city zoom on.

    Returns
    -------
    dict
        ``format, hash, date, credit, codes, rules, words, clauses, located, readings, sectors,
        decision, planWords, documents, clusters, industries, places, zones, facts, editions,
        shapes``. A reference is the position of the thing in its list; coordinates of ``places``
        are degrees (EPSG:4326), those of ``shapes`` steps of a grid. What is said of a fact, a
        document or a place's location stands in words.
    """
    places = _used_places(atlas)
    numbers = _Numbers(atlas, places)
    words = _Words(atlas)
    return {
        "format": FORMAT,
        "hash": atlas.data_hash,
        "date": atlas.today.isoformat(),
        "credit": atlas.credit._asdict(),
        "finer_credit": atlas.finer_credit._asdict(),
        "codes": {name.split("-")[0]: _codes(codes) for name, codes in atlas.codes.items()}
        | {"waiver": [{"id": key, **text._asdict()} for key, text in REASONS.items()]},
        "rules": rules(atlas),
        "words": {
            key: {name: text._asdict() for name, text in texts.items()}
            for key, texts in (
                ("reasons", REASON_PARTS),
                ("changes", CHANGE_SENTENCES | {"leftOut": LEFT_OUT}),
                ("replies", REPLY_PARTS),
            )
        }
        | {"target": TARGET_WORDS._asdict(), "statement": STATEMENT_WORDS._asdict()},
        "clauses": {
            address: {language: clause_label(address, language) for language in LANGUAGES}
            for address in sorted(_addresses(atlas, numbers))
        },
        "documents": _documents(atlas, numbers, words),
        "clusters": [_cluster(cluster) for cluster in atlas.clusters],
        "industries": _columns([_industry(one, numbers) for one in atlas.industries.values()]),
        "places": _columns([_place(place, numbers, words) for place in places]),
        "zones": _zones(atlas, numbers, words),
        "located": words.located,
        "readings": _readings(),
        "sectors": _columns(_sectors(atlas, numbers)),
        "decision": _decision(atlas),
        "planWords": {clause: "|".join(words) for clause, words in plan_words(atlas)},
        "facts": _facts(atlas, numbers, words),
        "editions": edition_pairs(
            atlas, _positions(fact.id for fact in atlas.facts), numbers.document
        ),
        "shapes": _shapes(atlas, numbers, coasts=coasts),
    }


class _Numbers:
    """Position of each id in its list."""

    def __init__(self, atlas: Atlas, places: Sequence[Place]) -> None:
        self.documents = _used_documents(atlas)
        self.place = _positions(place.id for place in places)
        self.cluster = _positions(cluster.id for cluster in atlas.clusters)
        self.industry = _positions(atlas.industries)
        self.document = _positions(self.documents)
        self.role = _positions(atlas.codes["role"])
        self.status = _positions(atlas.codes["status"])
        self.cluster_of_industry = atlas.cluster_of_industry


class _Words:
    """Words in both languages, of the day of the atlas."""

    def __init__(self, atlas: Atlas) -> None:
        self.zh, self.en = (Wording(atlas, language, atlas.today) for language in LANGUAGES)
        # What the locations of parks and sites are worth; many are worth the same.
        self.located: list[dict[str, str]] = []

    def pair(self, say: Callable[[Wording], str]) -> dict[str, str]:
        """Return what both wordings say."""
        return {"zh": say(self.zh), "en": say(self.en)}

    def legal_state(self, document_id: str, state: str) -> dict[str, str]:
        """Return what is said of a document in one of its states."""
        return self.pair(lambda wording: wording.legal_state(document_id, state))

    def locate(self, place: Place) -> int:
        """Return the position in :attr:`located` of what is said of a place's location."""
        said = self.pair(lambda wording: wording.located(place))
        if said not in self.located:
            self.located.append(said)
        return self.located.index(said)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return like values one after the other, which gzip likes; None where a row lacks one."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _positions(ids: Iterable[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(ids)}


def _used_documents(atlas: Atlas) -> dict[str, Document]:
    used = {fact.document for fact in atlas.facts}
    return {key: document for key, document in atlas.documents.items() if key in used}


def _used_places(atlas: Atlas) -> list[Place]:
    """Units and regions always; parks and sites only where a fact or a relation names them."""
    named = _named_places(atlas)
    units = {"province", "region", "city", "county", "sar"}
    return [place for place in atlas.places.values() if place.level in units or place.id in named]


def _named_places(atlas: Atlas) -> set[str]:
    """Return what the facts name, themselves or in a relation."""
    named = {place for fact in atlas.facts for place in fact.places}
    return named | {
        end
        for fact in atlas.facts
        for relation in fact.relations
        for end in (relation.from_, relation.to)
    }


def _codes(codes: Mapping[str, Code]) -> list[dict[str, Any]]:
    return [
        {"id": c.id, "zh": c.name, "en": c.name_en} | ({"tier": c.tier} if c.tier else {})
        for c in codes.values()
    ]


def _addresses(atlas: Atlas, numbers: _Numbers) -> set[str]:
    """Return the addresses of all clauses of the documents in the pack."""
    listed = {address for document in numbers.documents.values() for address in document.clauses}
    return listed | {fact.address for fact in atlas.facts}


def _documents(atlas: Atlas, numbers: _Numbers, words: _Words) -> list[dict[str, Any]]:
    """Return the documents, each with the sentences that name a place and carry no designation."""
    waivers = read_waivers(atlas.folder / WAIVED_FILE, [])
    return [
        _document(atlas, document, words)
        | {
            "waived": [
                [*w.key[1:], "、".join(w.words), w.reason] for w in waivers if w.key[0] == key
            ]
        }
        for key, document in numbers.documents.items()
    ]


def _document(atlas: Atlas, document: Document, words: _Words) -> dict[str, Any]:
    superseded = atlas.superseded.get(document.id)
    return {
        "id": document.id,
        "zh": document.title,
        "en": document.title_en,
        "short": document.short,
        "short_en": document.short_en,
        "number": document.number,
        "issuers": list(document.issuers),
        "supersedes": list(document.supersedes),
        "issued": document.issued.isoformat(),
        "day": words.pair(lambda wording: wording.issued(document.id)),
        "from": f"{document.period[0]}-01-01" if document.period else None,
        "to": document.valid_to.isoformat() if document.valid_to else None,
        "draft": document.draft,
        "superseded": superseded.isoformat() if superseded else None,
        "finalised": document.final.issued.isoformat() if document.final else None,
        "final": final_words(document)._asdict() if document.final else None,
        "label": words.pair(lambda wording: wording.document(document.id)),
        "cited": words.pair(lambda wording: citation_head(document, wording.language)),
        "legal": {
            state: words.legal_state(document.id, state)
            for state in _possible_states(atlas, document)
        },
    }


def _possible_states(atlas: Atlas, document: Document) -> Iterator[str]:
    """Yield the legal states that a document has on one day or another."""
    if document.draft:
        yield "draft"
        if document.final is not None:
            yield "finalised"
        return
    yield "in-force"
    if document.valid_to is not None:
        yield "period-ended"
    if document.id in atlas.superseded:
        yield "superseded"


def _cluster(cluster: Cluster) -> dict[str, Any]:
    shades = ramp(cluster.colour)
    return {
        "id": cluster.id,
        "zh": cluster.name,
        "en": cluster.name_en,
        "group": cluster.group,
        "colour": safe_colour(cluster.colour),
        "shades": list(shades.shades),
        "ink": shades.ink,
        "spelled": syllable_list([cluster.name]),
    }


def _readings() -> list[str]:
    """Return each syllable with the characters that are usually read so, in one text."""
    found: dict[str, str] = {}
    for character, syllable in readings().items():
        found[syllable] = found.get(syllable, syllable) + character
    return list(found.values())


def _decision(atlas: Atlas) -> dict[str, str] | None:
    """Return the decision that names the strategic clusters."""
    found = atlas.programme.decision
    return {"zh": found.title, "en": found.title_en, "number": found.number} if found else None


def _sectors(atlas: Atlas, numbers: _Numbers) -> list[dict[str, Any]]:
    """Return the strategic clusters and the sectors beyond them, with what the atlas lacks."""
    return [
        {
            "id": sector.id,
            "zh": sector.name,
            "en": sector.name_en,
            "group": sector.group,
            "atlas": [numbers.cluster[one] for one in sector.atlas],
            "near": [numbers.cluster[one] for one in sector.near],
            "words": "|".join(sector.words),
        }
        for sector in atlas.programme.sectors
    ]


def _industry(industry: Industry, numbers: _Numbers) -> dict[str, Any]:
    return {
        "id": industry.id,
        "zh": industry.name,
        "en": industry.name_en,
        "cluster": numbers.cluster[numbers.cluster_of_industry[industry.id]],
        "parent": numbers.industry[industry.parent] if industry.parent else -1,
        "stage": industry.stage or None,
        "gbt": list(industry.gbt),
        "synonyms": "|".join(industry.synonyms),
        "products": "|".join(industry.products),
        "spelled": syllable_list([industry.name, *industry.synonyms]),
    }


def _place(place: Place, numbers: _Numbers, words: _Words) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": place.id,
        "zh": place.label,
        # Most are called in full what they are called.
        "full": "" if place.name == place.label else place.name,
        "en": place.label_en,
        "level": place.level,
        "adcode": place.adcode or None,
        "city": numbers.place.get(place.city, -1),
        "county": numbers.place.get(place.county, -1),
        "lon": place.lon,
        "lat": place.lat,
        "precision": place.precision,
        "radius": place.radius_km,
        "source": "" if place.adcode else place.source,
        "inferred": place.inferred,
        "aliases": "|".join(place.aliases),
        "spelled": syllable_list([place.name, *place.aliases]),
    }
    if place.level in {"park", "site"}:
        values["worth"] = words.locate(place)
    if place.members:
        values["members"] = [numbers.place[member] for member in place.members]
    if place.zone:
        values["zone"] = place.zone
    return values


def _zones(atlas: Atlas, numbers: _Numbers, words: _Words) -> dict[str, Any]:
    """Return the economic function zones that no plan names, in columns; ``at`` is where they are.

    The viewer makes places of them: all but these values follows.
    """
    zones = [p for p in atlas.places.values() if p.zone and p.id not in numbers.place]
    homes = [(p.county,) if p.county else p.all_cities for p in zones]
    return {
        "code": [p.zone for p in zones],
        "zh": [p.name for p in zones],
        "en": [p.name_en for p in zones],
        "at": [[numbers.place[home] for home in one] for one in homes],
        "inferred": [p.inferred for p in zones],
        "spelled": [syllable_list([p.name, *p.aliases]) for p in zones],
        "source": zones[0].source if zones else "",
        "worth": {p.precision: words.locate(p) for p in zones},
    }


def _facts(atlas: Atlas, numbers: _Numbers, words: _Words) -> dict[str, list[Any]]:
    facts = atlas.facts
    # Words beside words and numbers beside numbers: gzip saves 0.7 KB by this order.
    return {
        "id": [fact.id for fact in facts],
        "en": [fact.title_en for fact in facts],
        "zh": [fact.title for fact in facts],
        "note": [fact.note for fact in facts],
        "target": [_target(fact, words) for fact in facts],
        "places": [[numbers.place[p] for p in fact.places] for fact in facts],
        "cities": [[numbers.place[p] for p in atlas.covered_cities(fact)] for fact in facts],
        "direct": [[numbers.place[p] for p in atlas.named_cities(fact)] for fact in facts],
        "industries": [[numbers.industry[i] for i in fact.industries] for fact in facts],
        "relations": [
            [[r.type, numbers.place[r.from_], numbers.place[r.to]] for r in fact.relations]
            for fact in facts
        ],
        "clause": [fact.address for fact in facts],
        "role": [numbers.role[fact.role] for fact in facts],
        "status": [numbers.status[fact.status] for fact in facts],
        "document": [numbers.document[fact.document] for fact in facts],
        "cluster": [numbers.cluster[fact.cluster] for fact in facts],
    }


def _target(fact: Designation, words: _Words) -> dict[str, Any] | None:
    target = fact.target
    if target is None:
        return None
    return {
        "metric": target.metric,
        "metric_en": target.metric_en,
        "value": target.value,
        "amount": words.pair(lambda wording: amount(target, wording.language)),
    }


def _shapes(atlas: Atlas, numbers: _Numbers, *, coasts: bool) -> dict[str, Any]:
    """Return the shapes as arcs; those of both levels are shared where they run together."""
    finer = [s for s in atlas.coast_shapes if s.level not in {"context", "strip"}] if coasts else []
    arcs, refs = pack_shapes([shape.polygons for shape in (*atlas.shapes, *finer)], GRID)
    units, more = refs[: len(atlas.shapes)], iter(refs[len(atlas.shapes) :])
    own = {shape.id for shape in finer}
    level = [next(more) if shape.id in own else None for shape in atlas.shapes]
    return {
        "scale": list(GRID.step),
        "origin": list(GRID.origin),
        **pack_arcs(arcs),
        "units": [
            {
                "place": numbers.place.get(shape.id, -1),
                "level": shape.level,
                "name": shape.name,
                "name_en": shape.name_en,
                "rings": rings,
            }
            for shape, rings in zip(atlas.shapes, units, strict=True)
        ],
        **({"coasts": level} if coasts else {}),
    }
