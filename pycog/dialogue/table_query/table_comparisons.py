"""Sets the figures of a table against one another: gaps, shares, rates, products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare
from pycog.dialogue.answers import Answer, compute
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, PlainColumn, figures_of
from pycog.dialogue.table_query.rates_of_rows import rate_of_several
from pycog.dialogue.table_query.table_checks import checked
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_parts import TableParts
from pycog.dialogue.table_query.table_request import EVOLUTION, GAP
from pycog.dialogue.table_query.table_ways import way_of
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    not_computed,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import MONEY, Cell, parts_of, shown_as
from pycog.dialogue.workbook.stated_directions import FALL, UNKNOWN_WAY, stated_direction
from pycog.lazy_patterns import regex
from pycog.values import display

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_MOST: Final = 12
_IS_GAP: Final = regex(r"(?:ecarts?|soldes?|restes?|differences?|postes vacants)\b")
_REVISED: Final = regex(r"\b(?:revise|actualise|rectifie|modifie|apres|corrige|definitif)")
_RESULT: Final = regex(r"\b(?:realise|resultat|atteint)")


def _year_of(column: PlainColumn) -> int:
    return (column.period.year or 0) if column.period else (column.column.year or 0)


def _start_of(column: PlainColumn) -> tuple[int, int]:
    return column.period.start if column.period else (0, 0)


class TableComparisons(TableParts):
    """One request that compares figures."""

    def _share(self) -> Answer | None:
        """Say which share some rows are of the whole: of amounts, else of the number of rows."""
        request = self.request
        columns = self._figures()
        if not (request.named or request.condition):
            return None
        rows = self._lines()
        if len(columns) != 1 and (request.condition or len(rows) > 1) and not request.flat:
            every = self.table.entries
            node = Operation(len(rows), "/", len(every))
            share = display(len(rows) / len(every), "evolution")
            many = f"{len(rows)} lignes sur {len(every)}"
            text = f"« {self.sheet.sheet} »{self._by()} : {share}, {many}."
            return with_formula(node, self.context, text, self.sheet)
        if len(columns) != 1:
            return None
        if all(one.role != "ligne" for one in rows):
            # A total is no part of itself.
            return None
        part = self._cells(columns, rows)
        whole = self._cells(columns, request.whole or self.table.entries)
        held = [one for one in whole if not one.is_missing]
        if any(one.number is None for one in [*part, *held]):
            return not_computed([*part, *held])
        if {one.kind for one in held} & {"rate", "%"}:
            return None
        if len(request.groups) == 2:
            ends = [self._cells(columns, group) for group in request.groups]
            wholes = [one for one in ends if len(one) == 1 and one[0].row.role != "ligne"]
            parts = [one for one in ends if one not in wholes]
            if len(wholes) != 1 or len(parts) != 1:
                return None
            part, held = parts[0], wholes[0]
        node = Operation(call("SUM", *parts_of(part)), "/", call("SUM", *parts_of(held)))
        result = compute(node, self.context.host)
        if not isinstance(result.value, float) or result.value > 1:
            return None
        share = display(result.value, "evolution")
        total = compute(call("SUM", *parts_of(held)), self.context.host)
        whole_shown = shown_as(total.value, held[0].kind) if isinstance(total.value, float) else ""
        told = enumerated([f"{self._name(one.row)} : {one.shown}" for one in part])
        text = (
            f"Part dans « {columns[0].column.title} » : {share} ({told} ; total des lignes"
            f"{' de la période' if request.whole else ''} : {whole_shown})."
        )
        return with_formula(node, self.context, text, self.sheet, kind="rate")

    def _pair(self) -> tuple[Cell, Cell] | None:
        """Return the two cells that are set against one another."""
        request = self.request
        columns = figures_of(request.flat)
        if not self._uses(*columns):
            return None
        rows = request.rows
        if len(rows) == 1 and len(columns) == 2:
            first, last = columns
            done = headed(self.table, "fait")
            planned = [*headed(self.table, "prévu"), *headed(self.table, "objectif")]
            if first in done and last in planned and last not in done:
                # What was done is set against what was planned.
                first, last = last, first
            if all(one.period for one in columns) and len(request.columns) == 1:
                if not self._same_heading(columns):
                    return None
                first, last = sorted(columns, key=_start_of)
            if request.op == EVOLUTION and _year_of(first) > _year_of(last) > 0:
                # What moved did so from the earlier year to the later one, however headed.
                first, last = last, first
            return self.table.cell(rows[0], first), self.table.cell(rows[0], last)
        if len(rows) == 2 and len(columns) <= 1:
            column = columns or self._figures()
            if len(column) == 1:
                return self.table.cell(rows[0], column[0]), self.table.cell(rows[1], column[0])
        if len(rows) == 1 and not columns and request.op == GAP:
            done, planned = (figures_of(headed(self.table, one)) for one in ("fait", "prévu"))
            if len(done) == len(planned) == 1:
                return self.table.cell(rows[0], planned[0]), self.table.cell(rows[0], done[0])
        if len(rows) == 1 and request.since and len(columns) == 1 and columns[0].period:
            return self._since(rows[0], columns[0])
        if len(rows) == 1 and request.op == EVOLUTION and len(columns) > 2:
            dated = [one for one in columns if one.period]
            if len(dated) == len(columns) and self._same_heading(columns):
                ordered = sorted(dated, key=_start_of)
                return (
                    self.table.cell(rows[0], ordered[0]),
                    self.table.cell(rows[0], ordered[-1]),
                )
        return None

    def _since(self, row: OpenRow, first: PlainColumn) -> tuple[Cell, Cell] | None:
        """Return the figure of a period and the last one that is filled after it."""
        after = [
            one
            for one in self.table.of(FIGURE)
            if one.period
            and first.period
            and one.period.start > first.period.start
            and one.period.last - one.period.first == first.period.last - first.period.first
            and self._same_heading([first, one])
        ]
        cells = [self.table.cell(row, one) for one in sorted(after, key=_start_of)]
        held = [one for one in cells if not one.is_missing and one.number is not None]
        return (self.table.cell(row, first), held[-1]) if held else None

    def _gap(self) -> Answer | None:
        request = self.request
        if not request.named and len(request.rows) > 1 and self.table.total is not None:
            request.rows = [self.table.total]
        pair = self._pair()
        if pair is None:
            flat = figures_of(request.flat)
            (row,) = request.rows[:1]
            if len(request.rows) == len(flat) == 1 and _IS_GAP.match(normalise(row.label)):
                # The gap is a row of the table.
                return self._row(row, flat)
            return None
        first, last = pair
        if first.number is None or last.number is None:
            return not_computed([first, last])
        if first.kind != last.kind:
            return None
        told = " ; ".join(f"{self._name(one.row)}, {self._place(one)}" for one in (first, last))
        gap = Operation(last.ref(), "-", first.ref())
        if first.kind == "rate" or first.number == 0:
            return self._node(gap, f"Écart : {{value}}. {told}.", first.kind)
        ratio = Operation(gap, "/", first.ref())
        change = compute(ratio, self.context.host)
        shown = display(change.value, "evolution") if isinstance(change.value, float) else ""
        if request.unit == "%":
            text = f"Évolution : {{value}}. {told}."
            return with_formula(ratio, self.context, text, self.sheet, kind="rate")
        ratio_told = ""
        if request.op == GAP and first.number:
            part = compute(Operation(last.ref(), "/", first.ref()), self.context.host)
            if isinstance(part.value, float):
                ratio_told = f" ; le second vaut {display(part.value, 'evolution')} du premier"
        if request.op == EVOLUTION:
            amount = compute(gap, self.context.host)
            by = shown_as(amount.value, first.kind) if isinstance(amount.value, float) else ""
            text = f"Évolution : {{value}}, soit {by}. {told}."
            return with_formula(ratio, self.context, text, self.sheet, kind="rate")
        text = f"Écart : {{value}} ({shown}){ratio_told}. {told}."
        return self._node(gap, text, first.kind)

    def _two_columns(self) -> tuple[PlainColumn, PlainColumn] | None:
        """Return the columns of what was done and of what was planned, of one period."""
        request = self.request

        def of(concept: str) -> list[PlainColumn]:
            found = figures_of(headed(self.table, concept))
            named = [one for one in found if one in request.flat]
            if named:
                return named
            if request.periods:
                found = [
                    one
                    for one in found
                    if one.period and any(p.holds(one.period) for p in request.periods)
                ] or [one for one in found if self._holds_no_other_year(one)]
            return found

        done, planned = of("fait"), of("prévu")
        if len(planned) > 1:
            # What was revised stands in the place of what was first planned.
            planned = [one for one in planned if _REVISED.search(one.own)] or planned
        if len(done) > 1 and any(one.period and one.period.ends for one in done):
            done = [one for one in done if one.period and one.period.ends]
        if len(done) != 1 or len(planned) != 1 or done == planned:
            return None
        return done[0], planned[0]

    def _holds_no_other_year(self, column: PlainColumn) -> bool:
        """Tell whether a column is of the whole year that is asked, or of no year at all."""
        if column.period is None:
            return True
        years = {one.year for one in self.request.periods} | {self.table.year}
        return column.period.is_year and column.period.year in {None, *years}

    def _operands(self) -> tuple[PlainColumn, PlainColumn] | None:
        """Return the two columns of figures that were named apart, where they are two."""
        groups = list(map(figures_of, self.request.columns))
        if [len(one) for one in groups] != [1, 1]:
            return None
        return groups[0][0], groups[1][0]

    def _rate(self) -> Answer | None:
        pair, rows = self._operands() or self._two_columns(), self.request.rows
        if pair is not None and len(rows) > 1 and self.request.named and self._uses(*pair):
            return rate_of_several(self.request, *pair, self.context)
        if pair is None or len(rows) != 1 or not self._uses(*pair):
            return None
        done, planned = (self.table.cell(rows[0], one) for one in pair)
        if done.number is None or planned.number is None:
            return not_computed([done, planned])
        if planned.number == 0 or done.kind != planned.kind:
            return None
        text = f"{self._name(rows[0])} : {{value}} ({self._place(done)} ; {self._place(planned)})."
        node = Operation(done.ref(), "/", planned.ref())
        return with_formula(node, self.context, text, self.sheet, kind="rate")

    def _remains(self) -> Answer | None:
        pair, rows = self._two_columns(), self.request.rows
        if pair is None or len(rows) != 1 or not self._uses(*pair):
            return None
        done, planned = (self.table.cell(rows[0], one) for one in pair)
        if done.number is None or planned.number is None:
            return not_computed([done, planned])
        if done.kind != planned.kind:
            return None
        text = (
            f"Reste, {self._name(rows[0])} : {{value}} ({self._place(planned)} ; "
            f"{self._place(done)})."
        )
        return self._node(Operation(planned.ref(), "-", done.ref()), text, done.kind)

    def _carried(self) -> Answer | None:
        """Say what may be carried over of a line, by the rule of the agreement."""
        request = self.request
        years = sorted({one.year for one in request.periods if one.year and one.is_year})
        if len(request.rows) != 1 or not years or len(years) > 2:
            return None
        # « Du 2012 sur 2013 » is of what 2012 left.
        request.periods = [one for one in request.periods if one.year == years[0]]
        request.columns = []
        pair, (row,) = self._two_columns(), request.rows
        if pair is None:
            return None
        done, planned = (self.table.cell(row, one) for one in pair)
        if done.number is None or planned.number is None:
            return not_computed([done, planned])
        node = call("COG_CARRYOVER", planned.ref(), done.ref(), row.label, years[0])
        result = compute(node, self.context.host)
        if result.error or not isinstance(result.value, float) or done.kind != planned.kind:
            return None
        text = (
            f"À reporter au plus, {self._name(row)} {years[0]} : {{value}} ("
            f"{self._place(planned)} ; {self._place(done)}). Le conseil décide du report."
        )
        return with_formula(node, self.context, text, self.sheet, kind=done.kind)

    def _minus(self) -> Answer | None:
        """Take one column from another, in one row or in the sum of several."""
        request = self.request
        pair = self._operands()
        if pair is None or len(request.rows) != 1:
            return None
        one, other = (self.table.cell(request.rows[0], column) for column in pair)
        if one.number is None or other.number is None:
            return not_computed([one, other])
        if one.kind != other.kind:
            return None
        text = f"{self._name(one.row)} : {self._place(one)} moins {self._place(other)} : {{value}}."
        return self._node(Operation(one.ref(), "-", other.ref()), text, one.kind)

    def _result_and_target(self) -> tuple[Cell, Cell, bool] | None:
        """Return a result, the target beside it, and whether it is to fall to that number."""
        request = self.request
        results = [one for one in headed(self.table, "fait") if one.kind != NOTE]
        results = [one for one in results if _RESULT.search(one.own)] or results
        targets = headed(self.table, "objectif")
        if len(request.rows) != 1 or not self._uses(*results, *targets):
            return None
        (row,) = request.rows
        named = [one.period for one in request.flat if one.period] or request.periods
        if named:
            results, targets = (
                [one for one in group if one.period and any(p.holds(one.period) for p in named)]
                for group in (results, targets)
            )
        if len(results) != 1 or len(targets) != 1:
            return None
        result, target = (self.table.cell(row, one) for one in (results[0], targets[0]))
        way = way_of(self.table, row)
        if way == UNKNOWN_WAY and target.number is not None:
            # Whether a delay or a rate of errors is to be high or low, a plain number does not say.
            return None
        return result, target, way == FALL and target.number is not None

    def _reached(self) -> Answer | None:
        """Tell whether a result reaches the target beside it."""
        found = self._result_and_target()
        if found is None:
            return None
        result, target, falls = found
        if result.number is None or target.is_missing:
            return not_computed([result])
        node = call("COG_STATUS", result.ref(), target.ref(), None, FALL if falls else None)
        status = compute(node, self.context.host)
        if status.error or not isinstance(status.value, str):
            return None
        yes = status.value.lower().startswith("atteint")
        text = (
            f"{'Oui' if yes else 'Non'}. {self._name(result.row)} – {self._place(result)} ; "
            f"{self._place(target)} : {{value}}."
        )
        return with_formula(node, self.context, text, self.sheet)

    def _attained(self) -> Answer | None:
        """Say which share of its target a result reaches."""
        found = self._result_and_target()
        if found is None:
            return None
        result, target, falls = found
        node = call("COG_ATTAINMENT", result.ref(), target.ref(), None, FALL if falls else None)
        text = (
            f"Taux d'atteinte, {self._name(result.row)} : {{value}} ({self._place(result)} ; "
            f"{self._place(target)})."
        )
        return with_formula(node, self.context, text, self.sheet, kind="rate")

    def _better(self) -> Answer | None:
        """Say whether the last of two figures of a row is better, by the way it should go."""
        pair = self._pair()
        if pair is None:
            return None
        first, last = pair
        if first.number is None or last.number is None:
            return not_computed([first, last])
        way = way_of(self.table, last.row)
        aimed = headed(self.table, "objectif") or stated_direction(self.sheet, last.row)
        if not aimed:
            # Whether more credits or more staff are better is no matter of figures.
            return None
        if first.kind != last.kind or way == UNKNOWN_WAY or first.row != last.row:
            return None
        side = compare(last.number, first.number)
        good = side < 0 if way == FALL else side > 0
        said = "Oui" if good else "Non, c'est pareil" if side == 0 else "Non"
        if side and self.request.worse:
            said = "Non" if good else "Oui"
        told = " ; ".join(map(self._place, (last, first)))
        gap = Operation(last.ref(), "-", first.ref())
        return self._node(
            gap, f"{said} : {self._name(last.row)} – {told}, écart : {{value}}.", last.kind
        )

    def _product(self) -> Answer | None:
        operands = self._operands()
        if operands is None:
            return None
        first, last = operands
        rows = self._lines()
        pairs = [(self.table.cell(row, first), self.table.cell(row, last)) for row in rows]
        held = [pair for pair in pairs if all(one.number is not None for one in pair)]
        empty = [pair for pair in pairs if any(one.is_missing for one in pair)]
        if not held or len(held) + len(empty) < len(pairs):
            return not_computed([one for pair in pairs for one in pair])
        node: Computed | None = None
        for one, other in held:
            part = Operation(one.ref(), "*", other.ref())
            node = part if node is None else Operation(node, "+", part)
        assert node is not None
        kind = next((one.kind for one in held[0] if one.kind in MONEY), "number")
        told = enumerated([f"{self._name(a.row)} : {a.shown} × {b.shown}" for a, b in held[:_MOST]])
        left = (
            f" Laissées de côté faute de valeur : "
            f"{enumerated([self._name(a.row) for a, _ in empty])}."
            if empty
            else ""
        )
        text = f"« {first.column.title} » × « {last.column.title} » : {{value}} ({told}).{left}"
        return self._node(node, text, kind)

    def _checked(self) -> Answer | None:
        return checked(self.request, self._figures(), self.context)
