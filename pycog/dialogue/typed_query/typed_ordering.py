"""Typed queries that put all in order: « classe les agences par montant »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.table_query.plain_tables import CODE, TEXT
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, added
from pycog.dialogue.typed_query.typed_meant_columns import in_periods
from pycog.dialogue.typed_query.typed_ranking import Ranking
from pycog.dialogue.workbook.cell_answers import enumerated

#: Beginnings of words that put the smallest first.
_UP: Final = (
    "petit", "faible", "bas", "court", "rapide", "bref", "leger", "mauvais",
)  # fmt: skip
_MOST_TOLD: Final = 20


class Ordering(Ranking):
    """One typed query that may put all in order."""

    def ordered(self) -> Answer | None:
        """Return all rows, or all groups, from one end of a measure to the other."""
        query = self.query
        if query.limits or query.typed or query.has("share", "gap", "move", "list", "many"):
            return None
        fields = self._ordering_measure()
        records = query.rows()
        if not fields or not records:
            return None
        if len(records) == 1 and len({one.group for one in fields}) == len(fields) > 1:
            return self._in_order(self._of_groups_of(records[0], fields), fields, "")
        if len(fields) > 1:
            return None
        by = self._ordered_groups()
        if by is None:
            return None
        return self._in_order(self._worths(by, records, fields), fields, by.title)

    def _ordering_measure(self) -> tuple[Field, ...]:
        """Return the measure: « par montant » names it, as « les montants » does."""
        figures = [one for one in self.query.named if one.is_figure]
        if not figures:
            return self.measure()
        found = {in_periods(one.fields, self.query.periods) for one in figures}
        return found.pop() if len(found) == 1 else ()

    def _ordered_groups(self) -> Field | None:
        """Return the column whose values are put in order: named, else that of the rows."""
        named = [one.fields[0] for one in self.query.named if one.fields[0].kind in {TEXT, CODE}]
        if len(set(named)) > 1:
            return None
        return named[0] if named else self.data.key

    def _of_groups_of(self, record: Record, fields: Sequence[Field]) -> dict[str, Figure | None]:
        """Return the figures of one row under several headings: « Rennes – Résultat »."""
        return {one.title.partition(" – ")[0]: added([record], (one,)) for one in fields}

    def _worths(
        self, by: Field, records: Sequence[Record], fields: Sequence[Field]
    ) -> dict[str, Figure | None] | None:
        held: dict[str, list[Record]] = {}
        for one in records:
            cell = one.cell(by)
            if not cell.is_missing:
                held.setdefault(cell.shown, []).append(one)
        found: dict[str, Figure | None] = {}
        mean = self.query.has("mean")
        for name, rows in held.items():
            found[name] = self.amount(rows, fields, mean=mean)
            if found[name] is None and added(rows, fields, mean=mean) is not None:
                # Rates and levels are not added up.
                return None
        return found

    def _in_order(
        self, worth: dict[str, Figure | None] | None, fields: Sequence[Field], by: str
    ) -> Answer | None:
        held = {name: one for name, one in (worth or {}).items() if one is not None}
        if worth is None or len(held) < 2 or len({one.kind for one in held.values()}) > 1:
            return None
        up = self._goes_up()
        ranked = sorted(held.items(), key=lambda one: one[1].value if up else -one[1].value)
        self.noted.figures = [figure for _, figure in ranked]
        told = " ; ".join(f"{name} : {one.shown}" for name, one in ranked[:_MOST_TOLD])
        missing = [name for name, one in worth.items() if one is None]
        notes = "".join(dict.fromkeys(one.note for one in held.values()))
        lost = f" Sans valeur : {enumerated(missing)}." if missing else ""
        way = "du plus faible au plus élevé" if up else "du plus élevé au plus faible"
        per = f" par « {by} »" if by else ""
        what = self.heading(fields) if len(fields) == 1 else f"« {fields[0].bare_title} »"
        rows = tuple((name, one.shown) for name, one in ranked)
        return self.said(
            f"{what}{per}, {way} : {told}.{lost}{notes}", Table((by or "Colonne", "Valeur"), rows)
        )

    def _goes_up(self) -> bool:
        """Tell whether the smallest stands first: « du plus rapide au plus lent »."""
        words = self.query.words
        if any(one.startswith("croissant") for one in words):
            return True
        if "plus" not in words[:-1]:
            return "moins" in words
        # The first « plus » says where the order begins.
        return words[words.index("plus") + 1].startswith(_UP)
