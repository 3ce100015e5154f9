"""What compare, evolve and find answer to an analyst: typed values, and rows of them as a table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.compare import Comparison
from cluster_atlas.questions.evolve import Evolution, LeftOut
from cluster_atlas.values.answers import Answer
from cluster_atlas.values.htmltable import table_html
from cluster_atlas.wording.numbers import quantity

if TYPE_CHECKING:
    import pandas as pd

    from cluster_atlas.values.owndata import OwnData

ROWS_SHOWN = 10


class TableResult(ABC):
    """A result that can be read as rows; notebooks show the first of them."""

    @abstractmethod
    def rows(self, language: str = "zh") -> list[dict[str, Any]]:
        """Return the result as flat rows, words in ``"zh"`` or ``"en"``."""

    @abstractmethod
    def _summary(self) -> str:
        """Return the result in one line."""

    def to_frame(self, language: str = "zh") -> pd.DataFrame:
        """Return the rows as a :class:`pandas.DataFrame`, words in ``"zh"`` or ``"en"``."""
        import pandas as pd

        return pd.DataFrame(self.rows(language))

    def __repr__(self) -> str:
        """Return one line."""
        return f"<{type(self).__name__}: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return the first rows as a small table."""
        rows = self.rows()
        shown = [list(row.values()) for row in rows[:ROWS_SHOWN]]
        headings = list(rows[0]) if rows else []
        return table_html(repr(self)[1:-1], headings, shown, rest=len(rows) - len(shown))


@dataclass(frozen=True, repr=False)
class ComparisonResult(TableResult):
    """Two to five places side by side; made by :func:`cluster_atlas.compare`.

    Attributes
    ----------
    comparison
        Rows by cluster and industry, what the places share, what one alone has, targets, relations.
    atlas
        The atlas that was asked.
    own
        What of an office's own data counts, or ``None``.
    """

    comparison: Comparison
    atlas: Atlas = field(compare=False)
    own: OwnData | None = None

    def rows(self, language: str = "zh") -> list[dict[str, Any]]:
        """Return one row per cluster and one per industry, with a column for each place.

        Rows of the office's own data follow where it was given.
        """
        from cluster_atlas.questions.comparetables import compare_rows
        from cluster_atlas.questions.office.owncompare import own_compare_rows
        from cluster_atlas.wording.wording import Wording

        rows = compare_rows(self.atlas, self.comparison, language)
        if self.own is None:
            return rows
        wording = Wording(self.atlas, language, self.atlas.today)
        return [*rows, *own_compare_rows(wording, self.comparison.places, self.own)]

    def designation_rows(self, language: str = "zh") -> list[dict[str, Any]]:
        """Return one row per place, industry and designation, with its clause."""
        from cluster_atlas.questions.comparetables import compare_fact_rows

        return compare_fact_rows(self.atlas, self.comparison, language)

    def _summary(self) -> str:
        places = " / ".join(self.atlas.places[key].name for key in self.comparison.places)
        return f"{places}; {quantity(len(self.comparison.rows), 'cluster')}"


@dataclass(frozen=True, repr=False)
class EvolutionResult(TableResult):
    """What changed between editions, years or days; made by :func:`cluster_atlas.evolve`.

    Attributes
    ----------
    evolutions
        One for two editions; one per plan with an edition on both of two years or days.
    atlas
        The atlas that was asked.
    left_out
        Clusters and documents that only one of two days has; they are not compared.
    """

    evolutions: tuple[Evolution, ...]
    atlas: Atlas = field(compare=False)
    left_out: LeftOut

    def rows(self, language: str = "zh", *, kept: bool = False) -> list[dict[str, Any]]:
        """Return one row per change; with ``kept`` what is the same as well.

        Keys are ``kind, differences, old_…, new_…, places_added, places_taken, judged, likeness``
        (per cent) and ``sentence``.
        """
        from cluster_atlas.questions.evolve import change_rows

        return [
            row
            for evolution in self.evolutions
            for change, row in zip(
                evolution.changes, change_rows(self.atlas, evolution, language), strict=True
            )
            if kept or change.kind != "kept"
        ]

    def _summary(self) -> str:
        kinds = [change.kind for evolution in self.evolutions for change in evolution.changes]
        counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
        said = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "no change"
        missing = len(self.left_out.clusters)
        return f"{said}; {quantity(missing, 'cluster')} on one day only" if missing else said


@dataclass(frozen=True, repr=False)
class RankingResult(TableResult):
    """Ranked places for an industry, product or place; made by :func:`cluster_atlas.find`.

    Attributes
    ----------
    answer
        The query as it was read, the candidates best first, and the nearest terms where there is
        none.
    atlas
        The atlas that was asked.
    """

    answer: Answer
    atlas: Atlas = field(compare=False)

    def rows(self, language: str = "zh") -> list[dict[str, Any]]:
        """Return one row per place, best first: rank, score (0 to 100), clause and the reason."""
        from cluster_atlas.wording.reasons import answer_rows
        from cluster_atlas.wording.wording import Wording

        wording = Wording(self.atlas, language, self.atlas.today)
        return answer_rows(wording, self.answer, len(self.answer.candidates))

    def _summary(self) -> str:
        query, count = self.answer.query.text, len(self.answer.candidates)
        if not count:
            return f'no place for "{query}"; nearest: {", ".join(self.answer.nearest) or "none"}'
        first = self.answer.candidates[0].place.name
        return f'{quantity(count, "place")} for "{query}", first {first}'
