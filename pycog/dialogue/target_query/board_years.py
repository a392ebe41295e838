"""A board from year to year: what was met then and is no more, the best year, groups that moved."""

from __future__ import annotations

import re
from typing import Final

from pycog.arithmetic import compare
from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.target_query.board_columns import FLOOR, POINTS, RESULT, TARGET
from pycog.dialogue.target_query.board_points import BoardPoints, told_number
from pycog.dialogue.target_query.board_query import COUNT, LEAST, LIST, MET, MOST, UNDER_FLOOR
from pycog.dialogue.target_query.board_rows import grouped
from pycog.dialogue.target_query.boards import Item
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.stated_directions import FALL, UNKNOWN_WAY
from pycog.lazy_patterns import regex

_RULE: Final = regex(
    r"\b(?:conditions?|regles?|rules?|atteint si|points ?=|verse\w* (?:si|que|par))", re.I
)


class BoardYears(BoardPoints):
    """The years of a board."""

    def switched(self) -> Answer | None:
        """Say which targets were met in one year and not in another, or the reverse."""
        query = self.query
        if query.switch is None:
            return None
        (first, then), (last, now) = query.switch
        found, unknown = [], []
        for item in query.scope:
            verdicts = item.verdict(first), item.verdict(last)
            self.guessed.append(item)
            if None in verdicts:
                if any(
                    item.marks.get(y) is not None and item.marks[y].number(TARGET) is not None
                    for y in (first, last)
                ):
                    unknown.append(item)
            elif verdicts == (then, now):
                found.append(item)
        names = enumerated(
            [
                f"{o.name} ({first} : {self.pair(o, first)} ; {last} : {self.pair(o, last)})"
                for o in found
            ]
        )
        word = {True: "atteint", False: "non atteint"}
        text = f"{word[then].capitalize()} en {first}, {word[now]} en {last}{self.of_what}"
        text += f" : {len(found)}"
        text += f" – {names}." if names else "."
        if unknown:
            text += f" Non comparé : {enumerated([one.name for one in unknown])}."
        rows = tuple((o.name, self.pair(o, first), self.pair(o, last)) for o in found)
        return self.said(text, Table(("Indicateur", str(first), str(last)), rows) if rows else None)

    def floored(self) -> Answer | None:
        """List the results that are worse, or better, than their floor."""
        query, year = self.query, self.year
        if not self.board.has(FLOOR) or query.by or query.op not in {"", LIST, COUNT}:
            return None
        found, unknown = [], []
        for item in query.scope:
            mark = item.marks.get(year)
            result, floor = (None if mark is None else mark.number(one) for one in (RESULT, FLOOR))
            if result is None or floor is None or item.way == UNKNOWN_WAY:
                unknown.append(item.name)
                continue
            side = compare(result, floor) * (-1 if item.way == FALL else 1)
            if side < 0 if query.status == UNDER_FLOOR else side > 0:
                found.append(f"{item.name} ({item.shown(result)}, plancher {item.shown(floor)})")
        if query.named and len(query.scope) == 1 and (found or not unknown):
            (item,) = query.scope
            told = f"{self.shown(item, year, RESULT)}, plancher {self.shown(item, year, FLOOR)}"
            return self.said(f"{'Oui' if found else 'Non'}. {item.name}{self.of(year)} : {told}.")
        text = f"{query.status.capitalize()}{self.of_what},{self.of(year)} : {len(found)}"
        text += f" – {enumerated(found)}." if found else "."
        return self.said(text + (f" Non connu : {enumerated(unknown)}." if unknown else ""))

    def best_year(self) -> Answer | None:
        """Say in which year a result was best, or worst."""
        query = self.query
        if len(query.scope) != 1 or not query.named:
            return None
        (item,) = query.scope
        role = POINTS if query.what == POINTS else RESULT
        held = [
            (n, y)
            for y in self.years()
            if (m := item.marks.get(y)) and (n := m.number(role)) is not None
        ]
        if len(held) < 2 or (role == RESULT and item.way == UNKNOWN_WAY):
            return None
        self.guessed.append(item)
        high = (query.op == MOST) is not (role == RESULT and item.way == FALL)
        if query.plain:
            high = query.op == MOST
        best = (max if high else min)(n for n, _ in held)
        years = enumerated([str(y) for n, y in held if compare(n, best) == 0])
        shown = " ; ".join(f"{y} : {self.shown(item, y, role)}" for _, y in held)
        word = "Meilleure année" if query.op == MOST else "Moins bonne année"
        if query.plain:
            word = "Le plus élevé" if query.op == MOST else "Le plus faible"
        return self.said(f"{word}, {item.name} : {years} ({shown}).")

    def groups_moved(self, role: str) -> Answer | None:
        """Say how the points of a family, or of each, moved between two years."""
        query, ends = self.query, self._ends()
        if ends is None:
            return None
        first, last = ends
        groups = (
            grouped(query.scope, query.by)
            if query.by
            else {query.chosen or "l'ensemble": query.scope}
        )
        found = []
        for name, items in groups.items():
            before, after = (self._sum(items, year, role) for year in ends)
            found.append((name, before, after, self._blank(items, ends, role)))
        if not found:
            return None
        if query.op in {MOST, LEAST}:
            found.sort(
                key=lambda one: one[2] - one[1], reverse=(query.op == MOST) is not query.falling
            )
        told = [
            f"{n} : {told_number(a)} en {first}, {told_number(b)} en {last}, "
            f"soit {'+' if b > a else ''}{told_number(b - a)}"
            + (f" (non connus : {enumerated(blank)})" if blank else "")
            for n, a, b, blank in found
        ]
        if query.op in {MOST, LEAST}:
            edge = found[0][2] - found[0][1]
            best = [
                t for t, one in zip(told, found, strict=True) if compare(one[2] - one[1], edge) == 0
            ]
            word = "hausse" if (query.op == MOST) is not query.falling else "baisse"
            return self.said(
                f"Plus forte {word} des points : {enumerated(best)}. Tous : {' ; '.join(told)}."
            )
        return self.said(f"Points – {' ; '.join(told)}.")

    def _sum(self, items: list[Item], year: int, role: str) -> float:
        return sum(v for one in items if (v := self._value(one, year, role)) is not None)

    def _blank(self, items: list[Item], years: tuple[int, int], role: str) -> list[str]:
        return [
            f"{o.name} {y}"
            for o in items
            for y in years
            if y in o.marks and self._value(o, y, role) is None
        ]

    def rules(self) -> Answer | None:
        """Quote the notes that say how points are worked out, and on which conditions."""
        if self.query.items is not None or self.query.years:
            return None
        notes = dict.fromkeys(
            note for table in self.board.noted for note in table.notes if _RULE.search(note)
        )
        if not notes:
            return None
        told = " ; ".join(f"« {one} »" for one in notes)
        return self.said(f"Noté dans le classeur : {told}.")

    def judged_most(self) -> Answer | None:
        """Answer of results in one year or another."""
        if self.query.op in {MOST, LEAST}:
            return self.best_year()
        self.query.status = self.query.status or MET
        return self.verdicts()
