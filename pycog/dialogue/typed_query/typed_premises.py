"""Typed queries that claim a figure of one row: « c'est bien 300 € qu'il reste ? »."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_resolving import figure_groups
from pycog.dialogue.typed_query.typed_telling import Telling
from pycog.dialogue.workbook.cell_answers import WORTH
from pycog.dialogue.workbook.open_cells import Cell

_BESIDE: Final = frozenset({"whether", "much", "rest", "within", "list", "sum", "rate"})
_RATES: Final = frozenset({"rate", "%"})
_MOST_DECIMALS: Final = 4


class Premises(Telling):
    """One typed query that may claim a figure."""

    def told(self) -> Answer | None:
        """Say whether the figure that is claimed stands in its cell; ``None`` where none is."""
        query = self.query
        if not query.has("whether") or len(query.typed) != 1 or set(query.ops) - _BESIDE:
            return None
        if query.limits or query.days or not query.conditions:
            return None
        records, field = query.rows(), self._field()
        if len(records) != 1 or field is None:
            return None
        cell = records[0].cell(field)
        holds = self._holds(cell, field)
        if holds is None:
            return None
        yes = "Oui" if holds else "Non"
        name = self.name(records[0])
        self.noted.keep(records, [field])
        return self.said(f"{yes} : {name}, « {field.title} » : {cell.shown} ({cell.place}).")

    def _field(self) -> Field | None:
        groups = figure_groups(self.query)
        if not groups and self.query.has("rest"):
            rest = [one for one in self.data.figures if "rest" in one.own_roles]
            return rest[0] if len(rest) == 1 else None
        named = [one for one in self.query.named if one.fields[0].kind != FIGURE]
        if len(groups) != 1 or len(groups[0]) != 1 or any(one.asked for one in named):
            return None
        return groups[0][0]

    def _holds(self, cell: Cell, field: Field) -> bool | None:
        """Tell whether the cell holds the claimed figure; ``None`` where units do not meet."""
        claim = self.query.typed[0]
        if cell.number is None:
            return None
        value, number = claim.value, cell.number
        if claim.unit == "percent":
            if cell.kind not in _RATES:
                return None
            value, number = value * 100, number * (100 if cell.kind == "rate" else 1)
        elif claim.unit == "amount":
            if cell.kind in _RATES or field.unit:
                return None
            number *= WORTH.get(cell.kind, 1)
        elif claim.unit or cell.kind == "rate":
            return None
        value = round(value, _MOST_DECIMALS)
        decimals = 0 if value % 1 == 0 else len(repr(value).partition(".")[2])
        # « 300 € » is said of 300,40 € too.
        return round(number, decimals) == value
