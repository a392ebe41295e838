"""The credits of an open workbook: what was executed, what is left, what goes beyond."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    faults,
    in_unit,
    not_computed,
    one_cell,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.credit_columns import own_heading, typed_rest
from pycog.dialogue.workbook.credit_comparisons import CreditComparisons
from pycog.dialogue.workbook.credit_lines import (
    ALL_LINES,
    COMPARE,
    EITHER_WAY,
    GROWN,
    JUDGED,
    LARGEST,
    LEFT,
    LIMIT,
    MEAN,
    OVER,
    PARTS,
    RATE,
    SHARE,
    SHRUNK,
    SMALLEST,
    SUM,
    WHY,
)
from pycog.dialogue.workbook.open_cells import Cell, shown_as
from pycog.dialogue.workbook.sheet_asking import Asked, Named, cells_of
from pycog.lazy_patterns import regex
from pycog.values import counted, display

if TYPE_CHECKING:
    pass


_TOTALS: Final = frozenset({"total", "sous-total"})


def credits_answer(asked: Asked, context: Context) -> Answer | None:
    """Answer a question about the credits of an open workbook; ``None`` for any other.

    Args:
        asked: The question.
        context: The formulas.
    """
    tables = [
        table
        for table in asked.book.tables
        if table.of("exécuté") and (table.of("voté", "base") or not table.of("objectif"))
    ]
    if any(own_heading(one, asked.text) for one in tables):
        return None
    return _Credits(asked, context, tables).answer() if tables else None


#: Asks whether one line is exceeded, and not which ones are, or by how much.
_ASKS_IF: Final = regex(r"^(?!.*\b(?:combien|quel(?:le)?s?|lesquel\w+|lequel|laquelle|liste\w*)\b)")


class _Credits(CreditComparisons):
    """The tables of credits with a question about them."""

    def answer(self) -> Answer | None:
        asked = self.asked
        asked.spans += [(o.start, o.end) for o in asked.question.of("unit", "change")]
        why = asked.take(WHY) is not None
        limit = None if self.change else asked.take(LIMIT)
        over = asked.take(OVER)
        rate = asked.take(RATE) or JUDGED.search(asked.text)
        left = None if over or rate else asked.take(LEFT)
        share = None if rate else asked.take(SHARE)
        best = self._best()
        compare = asked.take(COMPARE)
        grown, shrunk = GROWN.search(asked.text), SHRUNK.search(asked.text)
        self.moved = (1 if grown else 0) - (1 if shrunk else 0)
        self.either = best is not None and asked.take(EITHER_WAY) is not None
        mean = asked.take(MEAN)
        every = asked.take(ALL_LINES)
        years = asked.years()
        roles = asked.roles()
        cut = asked.without()
        without = self._named(since=cut) if cut is not None else Named()
        if cut is not None and (without.unread or not without.groups):
            return None
        named = self._named(until=cut, of_whole=share is not None)
        if named.unread:
            return None
        if named.open:
            return self._which(named.open)
        if not (self.own or over or left or rate or every):
            return None
        if miss := self._outside(years):
            return miss
        if over and not limit:
            return self._over(named, years)
        metric = "taux" if rate or limit else "reste" if left else ""
        if limit:
            return self._beyond(limit, years)
        if best is not None and (self.moved or self.either):
            return self._most_changed(best, roles, years)
        if best is not None:
            return self._extreme(best, metric, roles, years)
        if cut is not None:
            return self._less(named, without, roles, years, metric)
        if share:
            return self._share(named, roles, years)
        if metric:
            return self._measured(metric, named, years, why=why)
        if compare and _both(roles) and len(years) < 2 and self.unit != "%":
            return self._measured("reste", named, years, why=False)
        if compare:
            return self._compared(named, roles, years)
        if mean:
            return self._joined("AVERAGE", named, roles, years)
        return self._amounts(named, roles, years)

    def _best(self) -> Callable[[Sequence[float]], float] | None:
        if self.asked.take(SMALLEST):
            return min
        return max if self.asked.take(LARGEST) else None

    def _over(self, named: Named, years: Sequence[int]) -> Answer | None:
        """Say the lines that spent more than was authorised."""
        pairs = self._pairs(named, years)
        if not named.groups:
            pairs = [pair for pair in pairs if pair[1].row.role in PARTS]
        if not pairs:
            return None
        read = [pair for pair in pairs if not pair[0].fault and not pair[1].fault]
        nodes = [(pair, self._node("reste", pair)) for pair in read]
        found = []
        for pair, node in nodes:
            value = compute(node, self.context.host).value
            if isinstance(value, float) and value < 0:
                found.append((pair, node, -value))
        told = [
            f"« {e.row.label} » {e.year or ''} : +{self._money(gap, e)} ({a.shown} autorisés, "
            f"{e.shown} exécutés)".replace("  ", " ")
            for (a, e), _, gap in found
        ]
        of = f"sur {counted(len(read), 'ligne lue', 'lignes lues')}" + self._of_years(years)
        unread = [one for pair in pairs for one in pair if one.fault]
        aside = f" Non comparées : {faults(unread)}." if unread else ""
        table = self.tables[0]
        one = len(pairs) == 1 and len(read) == 1 and _ASKS_IF.search(self.asked.text) is not None
        kept = re.search(r"\brespect|\bclous\b", self.asked.text) is not None
        if not found and named.groups:
            left = self._measured("reste", named, years, why=False)
            if left is None or not one:
                return left
            return replace(left, text=f"{'Oui' if kept else 'Non'}. {left.text}")
        if not found:
            return said_only(f"Aucune ligne ne dépasse son budget, {of}.{aside}", table)
        rows = tuple(
            (e.row.label, str(e.year or ""), a.shown, e.shown, self._money(gap, e))
            for (a, e), _, gap in found
        )
        headings = ("Ligne", "Année", "Autorisé", "Exécuté", "Dépassement")
        cause = self._cause([pair for pair, _, _ in found]) if WHY.search(self.asked.text) else ""
        lead = f"{'Non' if kept else 'Oui'}. " if one and named.groups else ""
        text = f"{lead}En dépassement, {of} : {' ; '.join(told)}.{aside}{cause}"
        if len(found) == 1:
            return with_formula(found[0][1], self.context, text, table, kind=found[0][0][1].kind)
        return said_only(text, table, Table(headings, rows))

    def _money(self, number: float, cell: Cell) -> str:
        return shown_as(number, cell.kind)

    def _of_years(self, years: Sequence[int]) -> str:
        return f", {enumerated([str(one) for one in years])}" if years else ""

    def _measured(
        self, metric: str, named: Named, years: Sequence[int], *, why: bool
    ) -> Answer | None:
        """Say what is left on lines, or how much of them was executed, year by year."""
        if not named.groups:
            totals = [pair for pair in self.rows if pair[1].role in _TOTALS]
            named = self._grand(totals)
        pairs = self._pairs(named, years)
        if not pairs:
            return None
        unread = [one for pair in pairs for one in pair if one.fault]
        if unread and len(pairs) == 1:
            return not_computed(unread)
        told, shown, node, kind = [], [], None, ""
        several = len({pair[1].table.frame for pair in pairs}) > 1
        for pair in pairs:
            if pair[0].fault or pair[1].fault:
                continue
            kind = "" if metric == "taux" else pair[1].kind
            made = in_unit(self._node(metric, pair), kind, self.unit) if kind else (
                self._node(metric, pair), "")  # fmt: skip
            if made is None or (metric == "taux" and self.unit not in ("", "%")):
                return None
            node, kind = made
            value = compute(node, self.context.host).value
            if not isinstance(value, float):
                continue
            text = display(value, "evolution") if metric == "taux" else shown_as(value, kind)
            shown.append(text)
            told.append(
                f"{_called(pair[1], several)} {pair[1].year or ''} : {text} "
                f"(autorisé {pair[0].shown}, "
                f"exécuté {pair[1].shown})".replace("  ", " ")
            )
        if node is None or not told:
            return not_computed(unread) if unread else None
        aside = f" Non calculé : {faults(unread)}." if unread else ""
        what = "Taux d'exécution" if metric == "taux" else "Reste"
        cause = self._cause(pairs) if why else ""
        other = typed_rest(pairs[0], node, self.context) if what == "Reste" else ""
        text = f"{what} – {' ; '.join(told)}.{other}{aside}{cause}"
        if len(told) > 1:
            lines = tuple(
                (pair[1].row.label, str(pair[1].year or ""), value)
                for pair, value in zip(
                    [p for p in pairs if not p[0].fault and not p[1].fault], shown, strict=False
                )
            )
            return said_only(text, self.tables[0], Table(("Ligne", "Année", what), lines))
        answer = with_formula(node, self.context, text, self.tables[0], kind=kind)
        return answer

    def _cause(self, pairs: Sequence[tuple[Cell, Cell]]) -> str:
        """Quote the comments of lines; a cause is never made up."""
        comments = [
            one
            for _, executed in pairs
            for one in cells_of([(executed.table, executed.row)], "commentaire")
            if not one.is_missing
        ]
        told = enumerated([f"« {one.shown} » ({one.place})" for one in comments])
        if told:
            return f" Le classeur porte ce commentaire : {told}."
        return " La cause n'est pas indiquée dans le classeur."

    def _amounts(self, named: Named, roles: Sequence[str], years: Sequence[int]) -> Answer | None:
        """Say the amounts of the lines and years that are named."""
        if "commentaire" in roles:
            return self._comments(named)
        summed = SUM.search(self.asked.text) is not None
        if not roles and not self.own:
            return None
        if not named.groups:
            return self._joined("SUM", named, roles, years) if summed else None
        cells = self._cells(named, roles, years)
        if not cells:
            return None
        totals = all(one.row.role in _TOTALS for one in cells)
        if summed and not totals and len(cells) > 1:
            return self._joined("SUM", named, roles, years)
        if self.change is not None:
            return self._changed(cells)
        if len(cells) == 1:
            return self._one(cells[0])
        if self.unit:
            return None
        told = " ; ".join(
            f"« {one.row.label} », {one.heading} : {one.shown} ({one.place})" for one in cells
        )
        lines = tuple((one.row.label, one.heading, one.shown) for one in cells)
        table = Table(("Ligne", "Colonne", "Montant"), lines)
        return said_only(f"« {cells[0].table.sheet} » – {told}.", cells[0].table, table)

    def _comments(self, named: Named) -> Answer | None:
        """Quote the comments of lines."""
        rows = [pair for group in named.groups for pair in group]
        cells = cells_of(rows, "commentaire")
        if not cells:
            return None
        told = " ; ".join(f"« {one.row.label} » : {one.shown} ({one.place})" for one in cells)
        return said_only(
            f"« {cells[0].table.sheet} », {cells[0].heading} – {told}.", cells[0].table
        )

    def _one(self, cell: Cell) -> Answer | None:
        where = f"« {cell.table.sheet} », « {cell.row.label} »"
        text = f"{where}, {cell.heading} : {cell.shown} ({cell.place})."
        if not self.unit or cell.number is None:
            return None if self.unit else one_cell(cell, text)
        made = in_unit(Operation(cell.ref(), "*", 1), cell.kind, self.unit)
        if made is None:
            return None
        node = made[0]
        if isinstance(node, Operation) and isinstance(node.left, Operation):
            node = Operation(cell.ref(), node.sign, node.right)
        text = f"{where}, {cell.heading} : {{value}} ({cell.place})."
        return with_formula(node, self.context, text, cell.table, kind=made[1])

    def _changed(self, cells: Sequence[Cell]) -> Answer | None:
        """Say a cell after a change in per cent."""
        assert self.change is not None
        ratio = float(str(self.change.value))
        if len(cells) != 1 or cells[0].number is None or self.unit:
            return None
        cell = cells[0]
        factor = Operation(1, "+" if ratio > 0 else "-", abs(ratio))
        way = "plus" if ratio > 0 else "moins"
        text = (
            f"« {cell.table.sheet} », « {cell.row.label} », {cell.heading} {way} "
            f"{display(abs(ratio), 'percent')} : {{value}} (saisi : {cell.shown})."
        )
        node = Operation(cell.ref(), "*", factor)
        return with_formula(node, self.context, text, cell.table, kind=cell.kind)

    def _joined(
        self, name: str, named: Named, roles: Sequence[str], years: Sequence[int]
    ) -> Answer | None:
        """Add up or average lines that are no part of one another."""
        cells = self._cells(named, roles, years)
        if not named.groups:
            cells = [one for one in cells if one.row.role == "ligne"]
        elif (
            any(one.row.role in _TOTALS for one in cells)
            and len({one.row.index for one in cells}) > 1
        ):
            return None
        if not cells or self.change is not None:
            return None
        if any(one.fault for one in cells):
            return not_computed(cells)
        made = in_unit(call(name, *(one.ref() for one in cells)), cells[0].kind, self.unit)
        if made is None:
            return None
        what = "Total" if name == "SUM" else "Moyenne"
        which = enumerated([f"« {one.row.label} » {one.year or ''} ({one.shown})" for one in cells])
        text = f"{what}, {len(cells)} montants : {{value}}. {which}."
        return with_formula(made[0], self.context, text, cells[0].table, kind=made[1])

    def _less(
        self,
        named: Named,
        without: Named,
        roles: Sequence[str],
        years: Sequence[int],
        metric: str,
    ) -> Answer | None:
        """Say a total without some of its lines."""
        if metric or self.change is not None:
            return None
        if not named.groups:
            totals = [pair for pair in self.rows if pair[1].role in _TOTALS]
            named = self._grand(totals)
        out = self._cells(without, roles, years)
        if not named.groups or any(one.fault for one in self._cells(named, roles, years)):
            left_out = {one.row.index for one in out}
            kept = [
                pair
                for pair in self.rows
                if pair[1].role == "ligne" and pair[1].index not in left_out
            ]
            return self._joined("SUM", Named((tuple(kept),)), roles, years) if kept else None
        whole = self._cells(named, roles, years)
        if len(whole) != 1 or not out or len({one.year for one in (*whole, *out)}) != 1:
            return None
        of_line = whole[0].row.role == "ligne"
        if any(one.row is whole[0].row or (of_line and one.row.role in _TOTALS) for one in out):
            # A total is no part of a line, nor of itself.
            return None
        if any(one.fault for one in (*whole, *out)):
            return not_computed([*whole, *out])
        node: Computed | None = None
        for one in out:
            node = Operation(node or whole[0].ref(), "-", one.ref())
        assert node is not None
        made = in_unit(node, whole[0].kind, self.unit)
        if made is None:
            return None
        names = enumerated([f"« {one.row.label} » ({one.shown})" for one in out])
        text = (
            f"« {whole[0].row.label} » {whole[0].year or ''} ({whole[0].shown}), sans {names} "
            f": {{value}}."
        )
        return with_formula(made[0], self.context, text, whole[0].table, kind=made[1])

    def _share(self, named: Named, roles: Sequence[str], years: Sequence[int]) -> Answer | None:
        """Say which share one line is of another, or of the total."""
        groups = list(named.groups)
        if len(groups) == 1:
            totals = [pair for pair in self.rows if pair[1].role in _TOTALS]
            groups += self._grand(totals).groups
        if len(groups) != 2:
            return None
        told, node = [], None
        parts = self._cells(Named((groups[0],)), roles, years)
        wholes = self._cells(Named((groups[1],)), roles, years)
        for part in parts:
            whole = next(
                (w for w in wholes if w.year == part.year and w.column.role == part.column.role),
                None,
            )
            if whole is None or part.fault or whole.fault:
                return not_computed([part, *([whole] if whole else [])])
            node = call("COG_SHARE", part.ref(), whole.ref())
            value = compute(node, self.context.host).value
            shown = display(value, "evolution") if isinstance(value, float) else ""
            told.append(
                f"« {part.row.label} » ({part.shown}) dans « {whole.row.label} » ({whole.shown}), "
                f"{part.heading} : {shown}"
            )
        if node is None:
            return None
        text = f"Part de {' ; '.join(told)}."
        if len(told) > 1:
            return said_only(text, self.tables[0])
        return with_formula(node, self.context, text, self.tables[0])

    def _extreme(
        self,
        best: Callable[[Sequence[float]], float],
        metric: str,
        roles: Sequence[str],
        years: Sequence[int],
    ) -> Answer | None:
        """Say the line with the largest or smallest amount, rest or rate."""
        found, unread = self._valued(metric, roles, years)
        if not found:
            return None
        wanted = best([value for _, _, value in found])
        first = [one for one in found if one[2] == wanted]
        cell, node, value = first[0]
        shown = display(value, "evolution") if metric == "taux" else shown_as(value, cell.kind)
        names = enumerated([f"« {one.row.label} » {one.year or ''}".strip() for one, _, _ in first])
        what = {"taux": "taux d'exécution", "reste": "reste"}.get(metric, cell.heading)
        aside = f" Non comparées : {faults(unread)}." if unread else ""
        first_said = "Le plus élevé" if best is max else "Le plus faible"
        text = f"{first_said} ({what}, {len(found)} montants) : {names}, {shown}.{aside}"
        return (
            one_cell(cell, text)
            if node is None
            else with_formula(
                node, self.context, text, cell.table, kind="" if metric == "taux" else cell.kind
            )
        )

    def _beyond(self, limit: re.Match[str], years: Sequence[int]) -> Answer | None:
        """List the lines that were executed by more or less than a rate."""
        bound = float(limit["n"].replace(",", ".")) / 100
        below = limit["way"].startswith(("moins", "sous", "au dessous", "en dessous", "infer"))
        found, unread = self._valued("taux", (), years)
        if not found:
            return None
        chosen = [one for one in found if (one[2] < bound if below else one[2] > bound)]
        told = enumerated(
            [
                f"« {one.row.label} » {one.year or ''} ({display(value, 'evolution')})"
                for one, _, value in chosen
            ]
        )
        way = "moins" if below else "plus"
        aside = f" Non comparées : {faults(unread)}." if unread else ""
        text = (
            f"{len(chosen)} lignes exécutées à {way} de {limit['n']} %, sur {len(found)} : "
            f"{told or 'aucune'}.{aside}"
        )
        return said_only(text, self.tables[0])


def _called(cell: Cell, several: bool) -> str:
    """Return what the row of a cell is called, with its fund where there are several."""
    fund = f" ({cell.table.frame})" if several and cell.table.frame else ""
    return f"« {cell.row.label} »{fund}"


def _both(roles: Sequence[str]) -> bool:
    """Tell whether what was authorised and what was executed are asked about."""
    return bool({"voté", "base"} & set(roles) and {"exécuté", "réalisé"} & set(roles))
