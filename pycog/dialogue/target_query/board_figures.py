"""Figures of a board: what stands in its cells, gaps, changes between years, texts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pycog.arithmetic import compare, same
from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Call, Operation, call
from pycog.dialogue.target_query.board_columns import FLOOR, POINTS, RESULT, TARGET, WEIGHT
from pycog.dialogue.target_query.board_query import ALWAYS, COUNT, LEAST, LIST, MOST, RANK
from pycog.dialogue.target_query.board_verdicts import BoardVerdicts
from pycog.dialogue.target_query.boards import Item
from pycog.dialogue.workbook.cell_answers import enumerated, one_cell
from pycog.dialogue.workbook.stated_directions import FALL, UNKNOWN_WAY
from pycog.values import counted_points, display, format_number

WORDS: Final = {
    TARGET: "cible", RESULT: "résultat", FLOOR: "plancher", WEIGHT: "poids", POINTS: "points",
}  # fmt: skip
_MOVES: Final = {"up": "relevé", "down": "abaissé", "hard": "durci", "soft": "assoupli"}


class BoardFigures(BoardVerdicts):
    """The figures of a board."""

    def looked_up(self, role: str) -> Answer | None:
        """Say what stands in the cells of a role."""
        query = self.query
        if query.number is not None:
            return self._premise(role)
        if query.kept:
            return self._kept(role)
        if query.op in {MOST, LEAST, RANK}:
            return self._extreme(role)
        if query.items is None or not query.scope:
            return None
        if query.when:
            return None
        years = self._years_of(role)
        told = []
        cells = []
        seen: set[str] = set()
        for item in query.scope:
            for year in years:
                mark = item.marks.get(year)
                if mark is None or role not in mark.cells or mark.cells[role].address in seen:
                    # One cell may hold for every year.
                    continue
                seen.add(mark.cells[role].address)
                cells.append(mark.cells[role])
                told.append(
                    f"{item.name}, {WORDS[role]}{self.of(year)} : {self.shown(item, year, role)}"
                )
        if not told:
            return None
        notes = ""
        if len(query.scope) == 1 and any(one.is_missing for one in cells):
            notes = "".join(
                f" Remarque : « {one.shown} » ({self.place(one)})." for one in query.scope[0].notes
            )
        text = f"{' ; '.join(told)}.{notes}"
        if len(cells) == 1 and cells[0].number is not None:
            return one_cell(cells[0], text)
        return self.said(text)

    def _years_of(self, role: str) -> list[int | None]:
        years = self.years()
        if self.query.years or role in {TARGET, WEIGHT, FLOOR}:
            return years
        return [
            y
            for y in years
            if any((m := o.marks.get(y)) and role in m.cells for o in self.query.scope)
        ]

    def _premise(self, role: str) -> Answer | None:
        """Say whether a figure is what is said of it."""
        query = self.query
        year = self.year
        if query.items is None and query.number is not None and query.op in {"", LIST}:
            return self._of_number(role, query.number, year)
        if len(query.scope) != 1 or query.number is None:
            return None
        (item,) = query.scope
        mark = item.marks.get(year)
        number = None if mark is None else mark.number(role)
        if number is None:
            return None
        value = (
            query.number / 100 if item.rate and role in {TARGET, RESULT, FLOOR} else query.number
        )
        yes = same(value, number)
        before = self._before(item, year, role)
        return self.said(
            f"{'Oui' if yes else 'Non'} : {item.name}, {WORDS[role]}{self.of(year)} : "
            f"{self.shown(item, year, role)}{before}."
        )

    def _of_number(self, role: str, number: float, year: int | None) -> Answer:
        """List the indicators of which a figure is a number: « ce qui pesait 20 »."""
        found = [
            one
            for one in self.query.scope
            if (mark := one.marks.get(year)) is not None
            and (held := mark.number(role)) is not None
            and same(held, number)
        ]
        names = enumerated([f"{one.name} ({self.shown(one, year, role)})" for one in found])
        head = f"{WORDS[role].capitalize()}{self.of(year)} de {format_number(number)}"
        return self.said(f"{head} : {names or 'aucun'}.")

    def _before(self, item: Item, year: int | None, role: str) -> str:
        earlier = [y for y in self.board.years if year is not None and y < year and y in item.marks]
        return (
            f" (contre {self.shown(item, earlier[-1], role)} en {earlier[-1]})" if earlier else ""
        )

    def _kept(self, role: str) -> Answer | None:
        """Say which figures of a role changed from one year to another."""
        query = self.query
        years = [y for y in self.years() if y is not None]
        if len(query.years) == 1 and not query.since:
            before = [y for y in self.board.years if y < query.years[0]]
            years = [*before[-1:], query.years[0]]
        if len(years) < 2:
            return None
        changed: list[tuple[Item, str]] = []
        kept: list[tuple[Item, str]] = []
        for item in query.scope:
            held = [(y, m.number(role)) for y in years if (m := item.marks.get(y)) is not None]
            values = [(y, n) for y, n in held if n is not None]
            if len(values) < 2:
                continue
            shown = " → ".join(f"{self.shown(item, y, role)} en {y}" for y, _ in values)
            moves = any(not same(values[0][1], n) for _, n in values)
            if moves and not self._moves_so(item, values[-1][1] - values[0][1]):
                continue
            (changed if moves else kept).append((item, shown))
        if query.items is not None and len(query.scope) == 1:
            if not changed and not kept:
                return None
            ((item, shown),) = changed or kept
            if query.number is not None:
                return self._premise(role)
            return self.said(
                f"{item.name}, {WORDS[role]} : {'modifié' if changed else 'inchangé'}, {shown}."
            )
        names = enumerated([f"{item.name} ({shown})" for item, shown in changed])
        rest = enumerated([item.name for item, _ in kept])
        how = _MOVES.get(query.moves, "modifié")
        head = f"{WORDS[role].capitalize()}, de {years[0]} à {years[-1]}"
        text = f"{head} – {how} : {names or 'aucun'}."
        return self.said(f"{text} Inchangé : {rest or 'aucun'}.")

    def _moves_so(self, item: Item, gap: float) -> bool:
        """Tell whether a figure that changed did so as it is asked."""
        harder = gap > 0 if item.way != FALL else gap < 0
        return {"up": gap > 0, "down": gap < 0, "hard": harder, "soft": not harder}.get(
            self.query.moves, True
        )

    def _extreme(self, role: str) -> Answer | None:
        query, year = self.query, self.year
        held = [
            (number, one)
            for one in query.scope
            if (mark := one.marks.get(year)) is not None
            and (number := mark.number(role)) is not None
        ]
        if len(held) < 2 or (
            role in {TARGET, RESULT, FLOOR} and len({one.unit for _, one in held}) > 1
        ):
            return None
        held.sort(key=lambda pair: pair[0], reverse=query.op != LEAST)
        told = held if query.op == RANK else [pair for pair in held if pair[0] == held[0][0]]
        told = held[: query.most] if query.most else told
        names = enumerated([f"{one.name} ({self.shown(one, year, role)})" for _, one in told])
        word = {MOST: "le plus élevé", LEAST: "le plus faible"}.get(query.op, "classement")
        return self.said(
            f"{WORDS[role].capitalize()}{self.of(year)}{self.of_what}, {word} : {names}."
        )

    def gaps(self) -> Answer | None:
        """Say by how much named indicators differ from their targets."""
        query = self.query
        if query.by and query.op in {MOST, LEAST}:
            query.status = "atteint"
            return self._by_group()
        if query.op in {MOST, LEAST}:
            return self._farthest()
        if query.items is None or query.by:
            return None
        if (ahead := self._to_come()) is not None:
            return ahead
        self.query.status = self.query.status or "atteint"
        self.query.every = ""
        answer = self.judged()
        if answer is None:
            return None
        head, _, rest = answer.text.partition(". ")
        text = rest if head in {"Oui", "Non"} and not query.yes_no else answer.text
        from dataclasses import replace

        return replace(answer, text=text)

    def _to_come(self) -> Answer | None:
        """Set the last result that is known against the target of a year to come."""
        query = self.query
        if len(query.scope) != 1 or len(query.years) != 1:
            return None
        (item,), year = query.scope, query.years[0]
        mark = item.marks.get(year)
        known = [y for y in self.board.judged_years if y < year and item.verdict(y) is not None]
        if mark is None or not known or year <= self.board.judged_years[-1]:
            return None
        target, result = mark.cells.get(TARGET), item.marks[known[-1]].cells[RESULT]
        if target is None or target.number is None or result.number is None:
            return None
        gap = item.shown(round(result.number - target.number, 9), gap=True)
        text = (
            f"{item.name} : cible {year} {self.shown(item, year, TARGET)}, dernier résultat connu "
            f"{self.shown(item, known[-1], RESULT)} en {known[-1]}, écart {gap}."
        )
        return self.computed(Operation(result.ref(), "-", target.ref()), text)

    def attained(self) -> Answer | None:
        """Say which share of their target results reach."""
        told = []
        node: Call | None = None
        for item in self.query.scope:
            for year in self.years(judged=True):
                mark = item.marks.get(year)
                if mark is None or item.verdict(year) is None:
                    continue
                way = FALL if item.way == FALL else None
                node = call(
                    "COG_ATTAINMENT", mark.cells[RESULT].ref(), mark.cells[TARGET].ref(), None, way
                )
                result = compute(node, self.context.host)
                if result.error:
                    return None
                self.guessed.append(item)
                told.append(
                    f"Taux d'atteinte, {item.name}{self.of(year)} : {result.display} "
                    f"({self.shown(item, year, RESULT)} pour {self.shown(item, year, TARGET)})"
                )
        if node is None:
            return None
        text = f"{' ; '.join(told)}."
        return self.computed(node, text, "rate") if len(told) == 1 else self.said(text)

    # -- changes

    def changes(self) -> Answer | None:
        """Say how results moved between two years."""
        query = self.query
        ends = self._ends()
        if ends is None or query.by:
            return None
        if query.every == ALWAYS:
            return self._each_year(ends, query.unit[1:] if query.unit.startswith("=") else RESULT)
        first, last = ends
        role = query.unit[1:] if query.unit.startswith("=") else RESULT
        if role == POINTS:
            query.good = False
        held, unread = [], []
        for item in query.scope:
            marks = item.marks.get(first), item.marks.get(last)
            numbers = [None if one is None else one.number(role) for one in marks]
            if numbers[0] is None or numbers[1] is None:
                unread.append(item.name)
            elif not query.points or item.unit in {"%", ""}:
                held.append((item, numbers[0], numbers[1]))
        if not held:
            return None
        chooses = query.op in {MOST, LEAST, RANK}
        if len(query.scope) == 1 or (
            query.items is not None
            and query.named
            and not chooses
            and query.op not in {LIST, COUNT}
        ):
            return self._moves_told(held, unread, first, last, role)
        return self._movers(held, unread, first, last, role)

    def _each_year(self, ends: tuple[int, int], role: str) -> Answer | None:
        """List what got better, or worse, from each year to the next."""
        query = self.query
        years = [y for y in self.board.judged_years if ends[0] <= y <= ends[1]]
        found, unread = [], []
        for item in query.scope:
            numbers = [m.number(role) if (m := item.marks.get(y)) else None for y in years]
            held = [one for one in numbers if one is not None]
            if len(held) < len(years) or len(held) < 2 or (query.good and item.way == UNKNOWN_WAY):
                unread.append(item.name)
                continue
            sign = -1 if query.good and item.way == FALL and role == RESULT else 1
            sign *= -1 if query.falling else 1
            pairs = pairwise(held)
            if all(compare(after, before) * sign > 0 for before, after in pairs):
                self.guessed.append(item)
                series = " → ".join(self._told(item, one, role) for one in held)
                found.append(f"{item.name} ({series})")
        word = (
            ("moins bien" if query.falling else "mieux")
            if query.good
            else ("en baisse" if query.falling else "en hausse")
        )
        aside = f" Non comparé, une année manque : {enumerated(unread)}." if unread else ""
        years_told = enumerated([str(one) for one in years])
        return self.said(
            f"Chaque année {word} ({years_told}){self.of_what} : "
            f"{len(found)}{' – ' if found else ''}{enumerated(found)}.{aside}"
        )

    def _ends(self) -> tuple[int, int] | None:
        query, known = self.query, self.board.judged_years
        if len(query.years) > 1:
            return min(query.years), max(query.years)
        if len(query.years) == 1:
            if query.since:
                after = [y for y in known if y > query.years[0]]
                return (query.years[0], after[-1]) if after else None
            before = [y for y in self.board.years if y < query.years[0]]
            return (before[-1], query.years[0]) if before else None
        return (known[0], known[-1]) if len(known) > 1 else None

    def _moves_told(
        self,
        held: Sequence[tuple[Item, float, float]],
        unread: Sequence[str],
        first: int,
        last: int,
        role: str,
    ) -> Answer | None:
        told = []
        for item, old, new in held:
            self.guessed.append(item)
            told.append(
                f"{item.name} : {self.shown(item, first, role)} en {first}, "
                f"{self.shown(item, last, role)} "
                f"en {last}, soit {self._by(item, old, new)}"
                + (self._sense(item, old, new) if role in {RESULT, POINTS} else "")
            )
        aside = f" Non comparé : {enumerated(unread)}." if unread else ""
        text = f"{' ; '.join(told)}.{aside}"
        if len(held) == 1:
            marks = held[0][0].marks
            cells = marks[last].cells[role], marks[first].cells[role]
            if all(one.number is not None for one in cells):
                return self.computed(Operation(cells[0].ref(), "-", cells[1].ref()), text)
        return self.said(text)

    def _by(self, item: Item, old: float, new: float) -> str:
        gap = round(new - old, 9)
        told = f"{'+' if gap > 0 else ''}{item.shown(gap, gap=True)}"
        if old and item.unit != "%":
            told += f" ({display(gap / abs(old), 'rate')})"
        return told

    def _sense(self, item: Item, old: float, new: float) -> str:
        side = compare(new, old)
        if item.way == UNKNOWN_WAY:
            return ""
        if not side:
            return ", stable"
        return ", en mieux" if (side > 0) is not (item.way == FALL) else ", en moins bien"

    def _movers(
        self,
        held: Sequence[tuple[Item, float, float]],
        unread: Sequence[str],
        first: int,
        last: int,
        role: str,
    ) -> Answer | None:
        """List what rose or fell, or got better or worse; or what did so most."""
        query = self.query
        units = {one.unit if role != POINTS else "" for one, _, _ in held}

        def size(one: tuple[Item, float, float]) -> float:
            item, old, new = one
            sign = -1 if query.good and item.way == FALL else 1
            gap = (new - old) * sign
            return gap if len(units) == 1 else gap / abs(old or 1.0)

        if query.good:
            held = [one for one in held if one[0].way != UNKNOWN_WAY]
            self.guessed += [one for one, _, _ in held]
        moved = [
            one
            for one in held
            if (size(one) < 0 if query.falling else size(one) > 0) and compare(one[1], one[2])
        ]
        moved.sort(key=size, reverse=not query.falling)
        told = moved
        if query.op == LEAST:
            moved.reverse()
        if query.op in {MOST, LEAST} and moved:
            told = (
                moved[: query.most]
                if query.most
                else [o for o in moved if compare(size(o), size(moved[0])) == 0]
            )
        word = (
            ("moins bien" if query.falling else "mieux")
            if query.good
            else ("baisse" if query.falling else "hausse")
        )
        names = enumerated(
            [
                f"{item.name} ({self._told(item, old, role)} → {self._told(item, new, role)}, "
                + (
                    self._by(item, old, new)
                    if role != POINTS
                    else counted_points(round(new - old, 6))
                )
                + ")"
                for item, old, new in told
            ]
        )
        how = {MOST: "Le plus en", LEAST: "Le moins en"}.get(
            query.op, f"{len(moved)} sur {len(held)} en"
        )
        if len(units) > 1 and query.op in {MOST, LEAST}:
            names += " (comparés en % de la première valeur)"
        aside = f" Non comparé : {enumerated(unread)}." if unread else ""
        rows = tuple(
            (i.name, self._told(i, a, role), self._told(i, b, role), self._told(i, b - a, role))
            for i, a, b in moved
        )
        return self.said(
            f"{how} {word}, de {first} à {last}{self.of_what} : {names or 'aucun'}.{aside}",
            Table(("Indicateur", str(first), str(last), "Écart"), rows) if rows else None,
        )

    @staticmethod
    def _told(item: Item, number: float, role: str) -> str:
        return (
            format_number(round(number, 6), 4) if role == POINTS else item.shown(round(number, 9))
        )
