"""Points of a scorecard: won, lost, by family, of another result, and what earns so many."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.arithmetic import compare, same
from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.target_query.board_columns import FLOOR, POINTS, RESULT, TARGET, WEIGHT
from pycog.dialogue.target_query.board_query import (
    CHECK,
    COUNT,
    FULL,
    LEAST,
    LOST,
    MEAN,
    MOST,
    RANK,
    SHARE,
    SUM,
    ZERO,
)
from pycog.dialogue.target_query.board_rows import grouped
from pycog.dialogue.target_query.board_texts import BoardTexts
from pycog.dialogue.target_query.boards import Item
from pycog.dialogue.workbook.cell_answers import enumerated, not_computed
from pycog.dialogue.workbook.open_cells import Cell, parts_of
from pycog.values import counted_points, display, format_number


def told_number(number: float) -> str:
    """Write a number of points."""
    return format_number(round(number, 6), 4)


class BoardPoints(BoardTexts):
    """The points of a board."""

    def won(self, role: str) -> Answer | None:
        """Answer about the points won, or what there was to win, or lost."""
        query = self.query
        if query.status in {ZERO, FULL}:
            return self._zero_or_full()
        if query.number is not None and role != LOST and query.op != CHECK:
            return self._premise(role)
        if query.by:
            return self._by_family(role)
        if query.op in {MOST, LEAST, RANK}:
            return self._most(role)
        if role == POINTS and not query.board.has(POINTS):
            return self._worked_out()
        if (
            role != LOST
            and query.items is not None
            and (query.named or len(query.scope) == 1)
            and query.op != SUM
        ):
            return self.looked_up(role)
        return self._summed(role)

    def _worked_out(self) -> Answer | None:
        """Work out the points of one indicator, where no column holds them."""
        query, year = self.query, self.year
        if len(query.scope) != 1 or query.op not in {"", COUNT} or query.by:
            return None
        (item,) = query.scope
        cells = self._terms(item, year)
        result = item.marks[year].cells.get(RESULT) if cells and year in item.marks else None
        if cells is None or result is None or result.number is None:
            return None
        target, floor, weight = cells
        node = call("COG_POINTS", result.ref(), target.ref(), floor.ref(), weight.ref())
        text = (
            f"{item.name}{self.of(year)} : {{value}} sur {weight.shown} (résultat "
            f"{self.shown(item, year, RESULT)}, plancher {self.shown(item, year, FLOOR)}, cible "
            f"{self.shown(item, year, TARGET)})."
        )
        return self.computed(node, text)

    def _lost(self, item: Item, year: int | None) -> float | None:
        mark = item.marks.get(year)
        won = None if mark is None else mark.number(POINTS)
        weight = None if mark is None else mark.number(WEIGHT)
        return None if won is None or weight is None else weight - won

    def _value(self, item: Item, year: int | None, role: str) -> float | None:
        if role == LOST:
            return self._lost(item, year)
        mark = item.marks.get(year)
        return None if mark is None else mark.number(role)

    def _zero_or_full(self) -> Answer | None:
        query = self.query
        years = self.years() if query.years else [self.year]
        parts = []
        for year in years:
            found = []
            blank = []
            for item in query.scope:
                won, weight = self._value(item, year, POINTS), self._value(item, year, WEIGHT)
                if won is None:
                    blank.append(item.name)
                elif won == 0 if query.status == ZERO else weight is not None and same(won, weight):
                    found.append(
                        f"{item.name} ({self.shown(item, year, RESULT)}, {told_number(won)} sur "
                        f"{told_number(weight or 0)})"
                    )
            what = "À zéro point" if query.status == ZERO else "Tous les points"
            parts.append(
                f"{what}{self.of_what},{self.of(year)} : "
                f"{len(found)}{' – ' if found else ''}{enumerated(found)}."
            )
            if blank:
                parts[-1] += f" Points non connus : {enumerated(blank)}."
        text = " ".join(parts)
        if query.items is not None and len(query.scope) == 1 and query.named:
            (item,) = query.scope
            text = (
                f"{'Oui' if ' : 1 ' in text else 'Non'}. {item.name}, points{self.of(self.year)} : "
            )
            text += (
                f"{self.shown(item, self.year, POINTS)} sur {self.shown(item, self.year, WEIGHT)}."
            )
        return self.said(text)

    def _summed(self, role: str) -> Answer | None:
        """Add up the points of the indicators that are meant, year by year."""
        query = self.query
        if query.op not in {"", SUM, COUNT, SHARE}:
            return None
        years = self.years()
        parts = []
        overall = 0.0
        for year in years:
            held = [(o, v) for o in query.scope if (v := self._value(o, year, role)) is not None]
            if not held:
                continue
            of = [o for o, _ in held] if role == LOST else query.scope
            weights = [w for o in of if (w := self._value(o, year, WEIGHT)) is not None]
            blank = [
                o.name
                for o in query.scope
                if year in o.marks and self._value(o, year, role) is None
            ]
            total = sum(v for _, v in held)
            lacks = "il manque " if role == LOST else ""
            told = f"{self.of(year).strip()}{' : ' if year else ''}{lacks}{self._points(total)}"
            if role in {POINTS, LOST} and weights:
                told += f" sur {told_number(sum(weights))}"
                if query.op == SHARE or (
                    role == POINTS and len(query.scope) < len(self.board.items)
                ):
                    told += f" ({display(total / sum(weights), 'rate')})" if sum(weights) else ""
            if role == LOST or (len(held) <= 8 and len(query.scope) < len(self.board.items)):
                told += f" – {enumerated([f'{o.name} {told_number(v)}' for o, v in held if v])}"
            if blank:
                told += f" ; non connus : {enumerated(blank)}"
            parts.append(told + self._typed_total(role, year, total))
            overall += total
        if not parts:
            return None
        if query.op == SUM and len(parts) > 1:
            parts.append(f"en tout {self._points(overall)}")
        word = {POINTS: "Points obtenus", LOST: "Points perdus", WEIGHT: "Poids"}[role]
        return self.said(f"{word}{self.of_what} – {' ; '.join(parts)}.")

    def _typed_total(self, role: str, year: int | None, total: float) -> str:
        """Say where the total that stands in the workbook is another."""
        if role == LOST or len(self.query.scope) < len(self.board.items):
            return ""
        cell = self.board.total(role, year)
        if cell is None or cell.number is None or same(round(cell.number, 6), round(total, 6)):
            return ""
        return (
            f" (le classeur affiche {cell.shown} en {self.place(cell)}, écart "
            f"{told_number(cell.number - total)})"
        )

    def _points(self, number: float) -> str:
        return counted_points(round(number, 6))

    def _most(self, role: str) -> Answer | None:
        query, year = self.query, self.year
        held = [(v, o) for o in query.scope if (v := self._value(o, year, role)) is not None]
        if len(held) < 2:
            return None
        held.sort(key=lambda pair: pair[0], reverse=query.op != LEAST)
        told = [p for p in held if compare(p[0], held[0][0]) == 0] if query.op != RANK else held
        told = held[: query.most] if query.most else told
        names = enumerated(
            [
                f"{o.name} ({told_number(v)}"
                + (
                    f" sur {told_number(self._value(o, year, WEIGHT) or 0)}"
                    if role != WEIGHT
                    else ""
                )
                + ")"
                for v, o in told
            ]
        )
        word = {POINTS: "Points obtenus", LOST: "Points perdus", WEIGHT: "Poids"}[role]
        how = {MOST: "le plus", LEAST: "le moins"}.get(query.op, "classement")
        rows = tuple((o.name, told_number(v)) for v, o in held)
        return self.said(
            f"{word}{self.of_what},{self.of(year)}, {how} : {names}.",
            Table(("Critère", word), rows),
        )

    def _by_family(self, role: str) -> Answer | None:
        """Add up the points of each family, and rank the families."""
        query, year = self.query, self.year
        rated = query.op == SHARE or query.rated
        found = []
        for name, items in grouped(query.scope, query.by).items():
            held = [(o, v) for o in items if (v := self._value(o, year, role)) is not None]
            of = [o for o, _ in held] if role == LOST else items
            weights = sum(w for o in of if (w := self._value(o, year, WEIGHT)) is not None)
            blank = [o.name for o in items if self._value(o, year, role) is None]
            if held:
                found.append((name, sum(v for _, v in held), weights, blank))
        if not found:
            return None
        rate = {name: (v / w if w else 0.0) for name, v, w, _ in found}
        found.sort(key=lambda one: rate[one[0]] if rated else one[1], reverse=query.op != LEAST)

        def told(one: tuple[str, float, float, Sequence[str]]) -> str:
            name, value, weight, blank = one
            text = f"{name} : {told_number(value)}"
            if role != WEIGHT:
                text += f" sur {told_number(weight)} ({display(rate[name], 'rate')})"
            return text + (f", non connu : {enumerated(blank)}" if blank else "")

        word = {POINTS: "Points obtenus", LOST: "Points perdus", WEIGHT: "Poids"}[role]
        rows = tuple(
            (n, told_number(v), told_number(w), display(rate[n], "rate")) for n, v, w, _ in found
        )
        table = Table((query.by if query.by != "§" else "Partie", word, "Poids", "Taux"), rows)
        shown = " ; ".join(map(told, found))
        if query.op in {MOST, LEAST}:
            first = rate[found[0][0]] if rated else found[0][1]
            best = [one for one in found if compare(rate[one[0]] if rated else one[1], first) == 0]
            how = "le plus" if query.op == MOST else "le moins"
            return self.said(
                f"{word},{self.of(year)}, {how} : {enumerated([told(o) for o in best])} (en tout – "
                f"{shown}).",
                table,
            )
        return self.said(f"{word},{self.of(year)} – {shown}.", table)

    def checked(self) -> Answer | None:
        """Set the total of the points against the lines that it adds up."""
        query = self.query
        role = WEIGHT if query.what == WEIGHT else POINTS
        if query.items is not None:
            return None
        parts = []
        right = True
        sums: list[Computed] = []
        for year in self.years():
            cell = self.board.total(role, year)
            cells = [
                m.cells[role]
                for o in self.board.items
                if (m := o.marks.get(year)) and role in m.cells and not m.cells[role].is_missing
            ]
            if cell is None or cell.number is None or not cells:
                continue
            if any(one.number is None for one in cells):
                return not_computed(cells)
            sums.append(call("SUM", *parts_of(cells)))
            result = compute(sums[-1], self.context.host)
            if not isinstance(result.value, float):
                return None
            told = cell.number if query.number is None else query.number
            agrees = same(round(result.value, 6), round(told, 6)) and same(
                round(result.value, 6), round(cell.number, 6)
            )
            right = right and agrees
            gap = "" if agrees else f", écart {told_number(cell.number - result.value)}"
            parts.append(
                f"{self.of(year).strip()}{' : ' if year else ''}{cell.shown} affiché "
                f"({self.place(cell)}), somme des lignes {told_number(result.value)}{gap}"
            )
        if not parts:
            return None
        text = f"{'Oui, juste' if right else 'Non'} – {' ; '.join(parts)}."
        return self.computed(sums[0], text) if len(sums) == 1 else self.said(text)

    def supposed(self) -> Answer | None:
        """Say how many points another result would earn, and the total that this makes."""
        query, year = self.query, self.year
        if len(query.scope) != 1:
            return None
        (item,) = query.scope
        cells = self._terms(item, year)
        if cells is None:
            return None
        target, floor, weight = cells
        if query.aimed:
            aimed = item.marks[year].number(query.aimed)
            if aimed is None:
                return None
            value = aimed
        elif query.supposed is not None:
            value = query.supposed / 100 if item.rate else query.supposed
        else:
            return None
        node = call("COG_POINTS", value, target.ref(), floor.ref(), weight.ref())
        result = compute(node, self.context.host)
        if result.error or not isinstance(result.value, float):
            return None
        text = (
            f"Si {item.name}{self.of(year)} était à {item.shown(value)} : "
            f"{self._points(result.value)} sur "
            f"{weight.shown} (plancher {self.shown(item, year, FLOOR)}, cible "
            f"{self.shown(item, year, TARGET)})"
        )
        won = item.marks[year].number(POINTS)
        if won is not None:
            text += f", au lieu de {told_number(won)}"
        total = self._total_then(item, year, result.value)
        if total is not None:
            now, then = map(told_number, total)
            text += f" ; total{self.of(year)} : {then} au lieu de {now}"
        return self.computed(node, f"{text}. Le classeur n'est pas modifié.")

    def _terms(self, item: Item, year: int | None) -> tuple[Cell, Cell, Cell] | None:
        mark = item.marks.get(year)
        if mark is None:
            return None
        cells = [mark.cells.get(role) for role in (TARGET, FLOOR, WEIGHT)]
        if any(one is None or one.number is None for one in cells):
            return None
        return cells[0], cells[1], cells[2]  # type: ignore[return-value]

    def _total_then(
        self, item: Item, year: int | None, points: float
    ) -> tuple[float, float] | None:
        held = [v for o in self.board.items if (v := self._value(o, year, POINTS)) is not None]
        if not held:
            return None
        now = sum(held)
        return now, now - (self._value(item, year, POINTS) or 0.0) + points

    def needed(self) -> Answer | None:
        """Say which result earns so many points."""
        query, year = self.query, self.year
        if len(query.scope) != 1 or query.wanted is None:
            return None
        (item,) = query.scope
        cells = self._terms(item, year)
        if cells is None:
            return None
        target, floor, weight = cells
        assert target.number is not None and floor.number is not None and weight.number is not None
        wanted = weight.number if query.wanted < 0 else query.wanted
        if compare(wanted, weight.number) > 0:
            return self.said(
                f"{item.name}{self.of(year)} ne rapporte pas plus de {self._points(weight.number)}."
            )
        if query.wanted == 0:
            side = "au-dessous de" if item.way == "baisse" else "au-dessus de"
            return self.said(
                f"{item.name}{self.of(year)} rapporte des points {side} "
                f"{self.shown(item, year, FLOOR)}."
            )
        share = Operation(wanted, "/", weight.ref())
        node = Operation(
            floor.ref(), "+", Operation(share, "*", Operation(target.ref(), "-", floor.ref()))
        )
        value = floor.number + wanted / weight.number * (target.number - floor.number)
        word = "au plus" if item.way == "baisse" else "au moins"
        text = (
            f"{item.name}{self.of(year)} : {word} {item.shown(round(value, 9))} pour "
            f"{self._points(wanted)} sur "
            f"{weight.shown} (plancher {self.shown(item, year, FLOOR)}, cible "
            f"{self.shown(item, year, TARGET)})."
        )
        return self.computed(node, text)

    def of_points(self) -> Answer | None:
        """Say the mean, or the year of the most points."""
        query = self.query
        totals = [
            (sum(v for o in query.scope if (v := self._value(o, y, POINTS)) is not None), y)
            for y in self.years()
            if any(self._value(o, y, POINTS) is not None for o in query.scope)
        ]
        if not totals:
            return None
        shown = " ; ".join(f"{y} : {told_number(n)}" for n, y in totals)
        if query.op == MEAN:
            mean = sum(n for n, _ in totals) / len(totals)
            return self.said(f"Points en moyenne{self.of_what} : {told_number(mean)} ({shown}).")
        if query.when:
            best = max(n for n, _ in totals)
            years = enumerated([str(y) for n, y in totals if n == best])
            return self.said(
                f"Le plus de points{self.of_what} : {years}, {told_number(best)} ({shown})."
            )
        return None
