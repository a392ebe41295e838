"""How the credits of an open workbook differ: between years, columns and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    faults,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.credit_lines import (
    SUM,
    CreditLines,
)
from pycog.dialogue.workbook.open_cells import Cell, shown_as
from pycog.dialogue.workbook.sheet_asking import Named
from pycog.values import display


class CreditComparisons(CreditLines):
    """The tables of credits, whose amounts are compared."""

    def _compared(self, named: Named, roles: Sequence[str], years: Sequence[int]) -> Answer | None:
        """Say how the amounts of two years, or of two columns, differ."""
        if self.change is not None or self.unit not in ("", "%"):
            return None
        both = {"voté", "base"} & set(roles) and {"exécuté", "réalisé"} & set(roles)
        if both and len(years) < 2 and self.unit == "%":
            return self._gap_rate(named, years)
        if not named.groups and SUM.search(self.asked.text):
            return None
        cells = self._cells(named, roles, years)
        by_row: dict[str, list[Cell]] = {}
        for one in cells:
            by_row.setdefault(one.row.label, []).append(one)
        if len(named.groups) == 2 and len(years) == 1 and len(cells) == 2:
            return self._two_lines(cells)
        told, lines, node, kind = [], [], None, ""
        for label, row in by_row.items():
            pair = sorted((one for one in row if one.year), key=lambda one: one.year or 0)
            if len(pair) != 2 or pair[0].year == pair[1].year:
                continue
            if pair[0].fault or pair[1].fault:
                told.append(f"« {label} » : non comparé, {faults(pair)}")
                continue
            node, kind = Operation(pair[1].ref(), "-", pair[0].ref()), pair[0].kind
            value = compute(node, self.context.host).value
            gap = float(value) if isinstance(value, float) else 0.0
            rate = self._evolution(pair)
            told.append(
                f"« {label} » : {pair[0].heading} {pair[0].shown}, {pair[1].heading} "
                f"{pair[1].shown} ; écart {'+' if gap > 0 else ''}{shown_as(gap, kind)}{rate}"
            )
            lines.append((label, pair[0].shown, pair[1].shown, shown_as(gap, kind)))
        if node is None:
            return None
        if len(told) == 1:
            return with_formula(node, self.context, f"{told[0]}.", self.tables[0], kind=kind)
        text = f"{' | '.join(told)}."
        table = Table(("Ligne", "Avant", "Après", "Écart"), tuple(lines))
        return said_only(text, self.tables[0], table)

    def _gap_rate(self, named: Named, years: Sequence[int]) -> Answer | None:
        """Say how far what was executed is from what was authorised, in per cent."""
        pairs = self._pairs(named, years)
        if len(pairs) != 1 or not named.groups:
            return None
        authorised, executed = pairs[0]
        if authorised.fault or executed.fault:
            return not_computed(pairs[0])
        node = call("COG_EVOLUTION", authorised.ref(), executed.ref())
        text = (
            f"« {executed.row.label} » {executed.year or ''} : écart {{value}} (autorisé "
            f"{authorised.shown}, exécuté {executed.shown})."
        )
        return with_formula(node, self.context, text, executed.table)

    def _evolution(self, pair: Sequence[Cell]) -> str:
        if not pair[0].number or pair[0].number < 0:
            return ""
        node = call("COG_EVOLUTION", pair[0].ref(), pair[1].ref())
        value = compute(node, self.context.host).value
        if not isinstance(value, float):
            return ""
        return f", soit {'+' if value > 0 else ''}{display(value, 'evolution')}"

    def _two_lines(self, cells: Sequence[Cell]) -> Answer:
        first, second = cells
        if first.fault or second.fault:
            return not_computed(cells)
        text = (
            f"« {first.row.label} » {first.shown}, « {second.row.label} » {second.shown} "
            f"({first.heading}) : écart {{value}}."
        )
        node = Operation(first.ref(), "-", second.ref())
        return with_formula(node, self.context, text, first.table, kind=first.kind)

    def _most_changed(
        self,
        best: Callable[[Sequence[float]], float],
        roles: Sequence[str],
        years: Sequence[int],
    ) -> Answer | None:
        """Say the line that grew, or shrank, most between two years."""
        if best is not max or len(years) not in (0, 2):
            return None
        by_row: dict[str, list[Cell]] = {}
        unread: list[Cell] = []
        for cell in self._cells(Named(), roles, years):
            if cell.row.role == "ligne":
                by_row.setdefault(cell.row.label, []).append(cell)
        found = []
        for row in by_row.values():
            pair = sorted(row, key=lambda one: one.year or 0)
            if len(pair) != 2 or pair[0].year == pair[1].year:
                continue
            unread += [one for one in pair if one.fault]
            if not any(one.fault for one in pair):
                node = Operation(pair[1].ref(), "-", pair[0].ref())
                gap = (pair[1].number or 0.0) - (pair[0].number or 0.0)
                found.append((abs(gap) if self.either else gap * self.moved, pair, node))
        found = [one for one in found if one[0] > 0]
        if not found:
            return None
        most = max(one[0] for one in found)
        first = [one for one in found if one[0] == most]
        told = enumerated(
            [f"« {p[0].row.label} » ({p[0].shown} → {p[1].shown}{self._evolution(p)})"
             for _, p, _ in first]
        )  # fmt: skip
        aside = f" Non comparées : {faults(unread)}." if unread else ""
        way = "hausse" if self.moved > 0 else "baisse"
        if self.either:
            way = "variation"
        text = f"La plus forte {way} : {told}, {{value}}.{aside}"
        kind = first[0][1][0].kind
        return with_formula(first[0][2], self.context, text, self.tables[0], kind=kind)
