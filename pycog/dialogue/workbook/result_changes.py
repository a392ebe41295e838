"""How the results of an open workbook change from year to year, and their mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.attainment import MET
from pycog.dialogue.answers import Answer, Table, compute
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.table_query.initials import FILLER
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.credit_lines import SHRUNK
from pycog.dialogue.workbook.open_cells import Cell, shown_as
from pycog.dialogue.workbook.result_pairs import Pair, ResultPairs
from pycog.dialogue.workbook.sheet_asking import Named, cells_of
from pycog.lazy_patterns import regex
from pycog.values import counted_points

#: What the rows are called.
_ENTRIES: Final = frozenset(
    map(stem, ("indicateurs", "objectifs", "cibles", "resultats", "lesquels", "lesquelles"))
)
_GOOD: Final = (
    r"(?:bons?|bonnes?|atteints?|atteintes?|tenus?|tenues?|reussi\w*|verts?|conformes?|ok"
    r"|respecte\w*|(?:a|dans) l objectif|dans les clous|satisfaisants?)"
)
_LESS: Final = r"(?:ne (?:le |l )?(?:sont|etaient) plus|plus|pas|non|mais pas|ni)"
_MORE: Final = r"(?:(?:le|l) (?:sont|etaient)|oui|atteints?|bons?|verts?)"
#: « Lesquels étaient bons en 2012 et plus en 2013 », or the other way round.
SWITCHED: Final = regex(
    rf"\b(?P<no>(?:pas|non|n etaient pas|ne l etaient pas)(?: \w+)? )?{_GOOD}"
    rf"(?: (?:en|pour|sur))? (?P<first>20\d\d)\b,? ?(?:et|mais|puis|alors que?|,)?"
    rf"(?: (?:qui|ils|elles|l|y))*(?: (?P<less>{_LESS})| (?P<more>{_MORE}))(?: \w+){{0,3}}?"
    rf"(?: (?:en|pour|sur))? (?P<last>20\d\d)\b"
)


class ResultChanges(ResultPairs):
    """The tables of indicators, whose results are compared."""

    def _switched(self, said: re.Match[str]) -> Answer | None:
        """Say which indicators met their target in one year and not in another, or the reverse."""
        years = (int(said["first"]), int(said["last"]))
        wanted = (not said["no"], bool(said["more"]))
        if years[0] == years[1] or wanted[0] is wanted[1]:
            return None
        if miss := self._outside(years):
            return miss
        judged: dict[object, dict[int, tuple[bool, Pair]]] = {}
        unread = []
        for pair in self._pairs(Named(), years):
            result = None if pair.actual.is_missing else self._result("COG_STATUS", pair)
            if result is None or result.error or not isinstance(result.value, str):
                unread.append(f"{pair.name} {pair.year}")
                continue
            key = pair.actual.row.subject or (pair.actual.table.sheet, pair.actual.row.index)
            judged.setdefault(key, {})[pair.year] = result.value == MET, pair
        both = [one for one in judged.values() if set(one) >= set(years)]
        if not both or not self._is_all_read(said):
            return None
        found = [
            one for one in both if all(one[y][0] is w for y, w in zip(years, wanted, strict=True))
        ]
        names = enumerated(
            [
                f"{one[years[0]][1].name} ("
                + " ; ".join(
                    f"{y} : {one[y][1].actual.shown} pour {one[y][1].shown_target}" for y in years
                )
                + ")"
                for one in found
            ]
        )
        states = ["atteint" if one else "non atteint" for one in wanted]
        how = f"{states[0]} en {years[0]}, {states[1]} en {years[1]}"
        aside = f" Non jugés : {enumerated(unread)}." if unread else ""
        text = (
            f"{how.capitalize()} : {len(found)} sur {len(both)} jugés les deux années"
            f"{' – ' if names else ''}{names}.{aside}"
        )
        rows = tuple(
            (one[years[0]][1].name, *(one[y][1].actual.shown for y in years)) for one in found
        )
        table = Table(("Indicateur", *map(str, years)), rows) if rows else None
        return said_only(text, self.tables[0], table)

    def _is_all_read(self, said: re.Match[str]) -> bool:
        """Tell whether nothing but words that carry a question stands around what was read."""
        text = self.asked.text
        left = words(f"{text[: said.start()]} {text[said.end() :]}")
        return all(stem(one) in FILLER or stem(one) in _ENTRIES for one in left)

    def _moved(self, years: Sequence[int], said: str, *, most: bool, since: bool) -> Answer | None:
        """Say which results rose or fell between two years."""
        ends = tuple(sorted(years))
        if since and len(ends) == 1:
            held = [o.year for o in cells_of(self.rows, "réalisé") if o.year and not o.is_missing]
            common = [y for y in sorted(set(held)) if held.count(y) * 2 > len(self.rows)]
            ends = (ends[0], common[-1]) if common and common[-1] != ends[0] else ends
        if len(ends) != 2:
            return None
        rising = not SHRUNK.search(said)
        found: dict[str, list[tuple[float, Cell, Cell]]] = {}
        unread = []
        for pair in self.rows:
            cells = {one.year: one for one in cells_of([pair], "réalisé")}
            first, last = cells.get(ends[0]), cells.get(ends[1])
            if first is None or last is None or first.number is None or last.number is None:
                unread.append(f"« {pair[1].label} »")
                continue
            gap = last.number - first.number
            if (gap > 0) if rising else (gap < 0):
                found.setdefault(last.kind, []).append((abs(gap), first, last))
        parts = []
        node: Computed | None = None
        for rows in found.values():
            chosen = sorted(rows, key=lambda one: -one[0])
            if most:
                chosen = [one for one in chosen if one[0] == chosen[0][0]]
            node = Operation(chosen[0][2].ref(), "-", chosen[0][1].ref())
            parts += [
                f"« {a.row.label} » ({a.shown} → {b.shown}, {self._moved_by(a, b)})"
                for _, a, b in chosen
            ]
        way = "hausse" if rising else "baisse"
        head = f"{'La plus forte' if most else 'En'} {way} de {ends[0]} à {ends[1]}"
        aside = f" Non comparés : {enumerated(unread)}." if unread else ""
        text = f"{head} : {enumerated(parts) or 'aucun indicateur'}.{aside}"
        if len(parts) == 1 and node is not None:
            return with_formula(node, self.context, text, self.tables[0])
        return said_only(text, self.tables[0])

    def _moved_by(self, first: Cell, last: Cell) -> str:
        gap = (last.number or 0.0) - (first.number or 0.0)
        sign = "+" if gap > 0 else ""
        if last.kind == "rate":
            return f"{sign}{counted_points(round(gap * 100, 10))}"
        return f"{sign}{shown_as(gap, last.kind)}"

    def _evolved(self, named: Named, years: Sequence[int], *, since: bool) -> Answer | None:
        """Say how the results of one indicator moved, which stand in the workbook.

        Without years, and since a year, up to the last one that is filled in.
        """
        rows = [pair for group in named.groups for pair in group]
        held = sorted(
            {one.year for one in cells_of(rows, "réalisé") if one.year and not one.is_missing}
        )
        if not years and len(held) > 1:
            years = (held[0], held[-1])
        elif len(set(years)) == 1 and since and held and held[-1] > years[0]:
            years = (years[0], held[-1])
        if len(set(years)) != 2:
            return None
        return self._compared(named, years, ("réalisé",))

    def _compared(self, named: Named, years: Sequence[int], roles: Sequence[str]) -> Answer | None:
        role = "objectif" if "objectif" in roles and "réalisé" not in roles else "réalisé"
        rows = [pair for group in named.groups for pair in group]
        cells = sorted(
            (o for o in cells_of(rows, role) if o.year in years), key=lambda one: one.year or 0
        )
        if len(cells) != 2:
            return None
        if any(one.fault for one in cells):
            return not_computed(cells)
        node: Computed = Operation(cells[1].ref(), "-", cells[0].ref())
        value = compute(node, self.context.host).value
        number = float(value) if isinstance(value, float) else 0.0
        rate = cells[0].kind == "rate"
        sign = "+" if number > 0 else ""
        gap = counted_points(round(number * 100, 10)) if rate else shown_as(number, cells[0].kind)
        text = (
            f"« {cells[0].row.label} » : {cells[0].heading} {cells[0].shown}, "
            f"{cells[1].heading} {cells[1].shown} ; écart {sign}{gap}."
        )
        answer = with_formula(node, self.context, text, cells[0].table)
        return replace(answer, display=f"{sign}{gap}")

    def _mean(self, named: Named, years: Sequence[int], roles: Sequence[str]) -> Answer | None:
        role = "objectif" if "objectif" in roles and "réalisé" not in roles else "réalisé"
        rows = [pair for group in named.groups for pair in group] if named.groups else self.rows
        cells = [o for o in cells_of(rows, role) if not years or o.year in years]
        if not cells or len({one.kind for one in cells if not one.fault}) > 1:
            return None
        if any(one.fault for one in cells):
            return not_computed(cells)
        node = call("AVERAGE", *(one.ref() for one in cells))
        which = enumerated([f"« {one.row.label} » {one.year or ''} ({one.shown})" for one in cells])
        text = f"Moyenne de {len(cells)} valeurs : {{value}}. {which}."
        return with_formula(node, self.context, text, self.tables[0], kind=cells[0].kind)

    def _of_years(self, years: Sequence[int]) -> str:
        return f", {enumerated([str(one) for one in years])}" if years else ""
