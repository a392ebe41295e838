"""The figures of an open register: totals, means, extremes, thresholds, what is left, by whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    edge_of,
    enumerated,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import NAMES, Cell, parts_of, shown_as, stems_of
from pycog.dialogue.workbook.register_rows import Entries, choose, day_in, day_ref
from pycog.dialogue.workbook.sheet_asking import Asked
from pycog.lazy_patterns import regex
from pycog.values import counted, format_number

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

#: Headings of what was planned, and of what was spent of it.
_PLANNED: Final = regex(
    r"\b(?:budgets?|prevue?s?|previsions?|previsionnel\w*|alloue\w*|autorise\w*|enveloppes?"
    r"|estime\w*|vote\w*|credits?)\b"
)
_SPENT: Final = regex(
    r"\b(?:depens\w*|execut\w*|consomm\w*|engage\w*|facture\w*|paye\w*|mandate\w*|cout reel)\b"
)
#: What is asked of the figures, the first that fits counts.
_PER: Final = regex(r"\bpar (?P<by>\w+)(?= ?[?.!]*$)")
_OVER: Final = regex(
    r"\b(?:depass\w+|exced\w+|au dessus|hors|surcouts?|en depassement)(?: (?:de|du|le|la|leur|leurs"
    r"|son|sa|ses))*(?: (?:budgets?|enveloppes?|prevue?s?|previsions?))?(?: et)?(?: (?:de|par) "
    r"combien)?(?! ?(?:de )?\d)"
)
_RATE: Final = regex(
    r"\b(?:taux|pourcentage|part|%)(?: (?:de|d|du|des))?(?: (?:la|l))? ?(?:consommation|execution"
    r"|depenses?|depense|utilisation|consomme\w*)\b|\bconsomm\w+ a (?:quel|combien)\w*"
    r"(?: (?:pourcentage|%|pour cent))?"
)
_REST: Final = regex(
    r"\b(?:que |il |combien )?(?:(?:en )?rest\w+|disponible|solde|non (?:depens\w+|consomm\w+))"
    r"(?: t (?:il|elle|on))?(?: (?:encore|il))?(?: (?:a|de))?(?: (?:depens\w+|consomm\w+|engager"
    r"|disponible))?(?: (?:sur|pour|dans))?"
)
_MEAN: Final = regex(r"\b(?:en )?moyen(?:ne)?s?\b")
_MOST: Final = regex(
    r"\b(?:(?:le|la|les) )?plus (?P<how>chere?s?|couteu\w+|gros(?:se)?s?|eleve\w*|importante?s?"
    r"|haute?s?|avance\w*|grande?s?)\b|\ble plus(?= (?:d |de )?(?:budget|depens|avanc))"
)
_LEAST: Final = regex(
    r"\b(?:(?:le|la|les) )?(?:moins (?P<how>chere?s?|couteu\w+|eleve\w*|avance\w*|importante?s?)"
    r"|plus (?:petite?s?|faibles?|basse?s?|bas))\b"
)
_TOTAL: Final = regex(
    r"\b(?:(?:au|en|le|du|de) )?(?:total\w*|totaux|tout\b|somme|cumul\w*|globale?\w*|ensemble)\b"
)
_LIMIT: Final = regex(
    r"\b(?P<way>moins|plus|au moins|au plus|superieure?s?|inferieure?s?|au dessus|en dessous|sous"
    r"|au dela|depass\w+)(?: (?:de|d|a|les|le|la|ou egale?s?))* ?(?P<n>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|k€|€|euros?|pour ?cents?)?"
)
#: Days between two dates of an entry.
_BETWEEN: Final = regex(
    r"\b(?:delai|duree|temps|combien de (?:jours?|temps)|nombre de jours?)(?: (?:y a t il|il y a"
    r"|s est il ecoule|ecoule))? entre (?:la |le |l )?(?P<first>[a-z ]+?)"
    r" et (?:la |le |l |sa |son )?"
    r"(?P<last>[a-z]+)"
)
_OFTEN: Final = regex(
    r"\b(?:quel(?:le)?s?|le|la|les|l) (?P<what>\w+) (?:qui )?(?:(?:revien\w+|est|sont|apparai\w+)"
    r" )?(?:le |la |les )?plus (?:souvent|frequent\w*|courant\w*)"
)
#: A noun → the word of a heading that is of its family.
_FAMILY: Final = {"reception": "recue", "arrivee": "recue", "depot": "deposee", "fin": "terminee"}
_ROOT: Final = 4
#: Words about the question and not about the register.
_AROUND: Final = regex(
    r"\b(?:quel(?:le)?s?|lesquel(?:le)?s|combien|quoi|qui|a t on|on a|avons nous|est ce que"
    r"|coutent?|cout|et de combien|mme|mr|madame|monsieur|actuellement|aujourd hui)\b"
)
_RATED: Final = regex(r"\b(?:avancement|taux|part|pourcentage|realisation)\b|%")
_COSTS: Final = regex(r"cher|cout")
_ADVANCES: Final = regex(r"\bavanc\w*|%")
_LISTS: Final = regex(r"\b(?:liste\w*|lesquel(?:le)?s|quel(?:le)?s|detail\w*|chaque|chacun\w*)\b")
#: Asks for something else than a figure.
_NO_FIGURE: Final = regex(r"\b(?:quand|qui|pourquoi|comment|ou en|quelle date)\b")
_DATED: Final = ("échéance", "fait le", "date")
_FEWEST: Final = 3
_EQUAL: Final = ("au moins", "au plus")
_DOWN: Final = ("moins", "au plus", "inf", "en dessous", "sous")


def register_figures(asked: Asked, context: Context) -> Answer | None:
    """Answer a question about the figures of an open register; ``None`` for any other.

    Args:
        asked: The question.
        context: The formulas.
    """
    for table in asked.book.tables:
        dated = any(one.year for one in table.columns) or len(table.entries) < _FEWEST
        numeric = [] if dated else _numeric(table)
        if numeric and table.of(*_DATED, "montant"):
            return _Figures(asked, context, table, numeric).answer()
    return None


def _numeric(table: OpenTable) -> list[OpenColumn]:
    """Return the columns that hold numbers and nothing else."""
    found = []
    for column in table.columns:
        cells = [Cell(table, row, column) for row in table.entries]
        held = [one for one in cells if not one.is_missing]
        numbers = [one for one in held if one.number is not None]
        if (
            column.role not in _DATED
            and not NAMES.fullmatch(normalise(column.title))
            and len(numbers) * 2 > len(cells)
            and len(numbers) == len(held)
        ):
            found.append(column)
    return found


@dataclass
class _Figures:
    """One register with a question about its figures."""

    asked: Asked
    context: Context
    table: OpenTable
    numeric: list[OpenColumn]

    def answer(self) -> Answer | None:
        """Answer by the first thing that the question asks of the figures."""
        asked = self.asked
        per = _PER.search(asked.text)
        if per is not None and (grouped := self._per(per)) is not None:
            return grouped
        between = _BETWEEN.search(asked.text)
        if between is not None:
            return self._between(between)
        often = _OFTEN.search(asked.text)
        if often is not None:
            return self._most_often(often)
        planned, spent = self._of(_PLANNED), self._of(_SPENT)
        both = planned is not None and spent is not None
        limit = asked.take(_LIMIT)
        if limit is not None:
            return self._beyond(limit)
        if both and asked.take(_OVER):
            return self._over(planned, spent)
        if both and asked.take(_RATE):
            return self._rate(planned, spent)
        if both and asked.take(_REST):
            return self._rest(planned, spent)
        if asked.take(_MEAN):
            return self._summed("AVERAGE", "Moyenne")
        for pattern in (_MOST, _LEAST):
            if match := asked.take(pattern):
                how = match.groupdict().get("how") or ""
                return self._extreme(how, largest=pattern is _MOST)
        total = asked.take(_TOTAL) is not None
        if not total and _NO_FIGURE.search(asked.text):
            return None
        return self._summed("SUM", "Total", always=total)

    # -- what the question names

    def _of(self, pattern: re.Pattern[str]) -> OpenColumn | None:
        found = [one for one in self.numeric if pattern.search(normalise(one.title))]
        return found[0] if len(found) == 1 else None

    def _entries(self) -> Entries | None:
        """Choose the entries, words of the columns and of the question left aside."""
        self.asked.take_all(_AROUND)
        return choose(self.asked, self.table, _DATED)

    def _column(
        self, entries: Entries, *, how: str = "", default: bool = True
    ) -> OpenColumn | None:
        """Return the one column of figures that is asked about."""
        named = [one for one in entries.columns if one in self.numeric]
        if len(named) == 1 and len(entries.columns) == 1:
            return named[0]
        if entries.columns:
            return None
        for pattern in (_SPENT, _PLANNED):
            if pattern.search(self.asked.text) and (column := self._of(pattern)):
                return column
        if _COSTS.search(how):
            return self._of(_PLANNED) or self._of(_SPENT)
        money = [one for one in self.numeric if one.role == "montant"]
        if default and (len(self.numeric) == 1 or len(money) == 1):
            return (money or self.numeric)[0]
        return None

    def _cells(self, rows: Sequence[OpenRow], column: OpenColumn) -> list[Cell]:
        return [Cell(self.table, row, column) for row in rows]

    def _kind(self, column: OpenColumn) -> str:
        cells = [one for one in self._cells(self.table.entries, column) if not one.is_missing]
        if _RATED.search(normalise(column.title)) and all(abs(c.number or 0) <= 1 for c in cells):
            return "rate"
        kinds = {one.kind for one in cells}
        return "rate" if kinds == {"rate"} else next(iter(kinds - {"rate", "number"}), "number")

    # -- answers

    def _summed(self, function: str, said: str, *, always: bool = True) -> Answer | None:
        """Add up, or average, one column of the entries that are meant."""
        lists = _LISTS.search(self.asked.text) is not None
        entries = self._entries()
        column = None if entries is None else self._column(entries)
        if entries is None or column is None or not entries.rows:
            return None
        kind = self._kind(column)
        chosen = 1 < len(entries.rows) < len(self.table.entries)
        if not always and (lists or not chosen or kind == "rate"):
            return None
        if function == "SUM" and kind == "rate":
            return None
        cells = self._cells(entries.rows, column)
        held = [one for one in cells if not one.is_missing]
        if not held or any(one.number is None for one in held):
            return not_computed(cells) if held else None
        node = call(function, *parts_of(held))
        text = (
            f"{said} de « {column.title} »{entries.chosen} : {{value}}{self._of_how_many(cells)}."
        )
        rows = self._listing(entries, entries.rows, column) if chosen else None
        return with_formula(node, self.context, text, self.table, rows, kind=kind)

    def _of_how_many(self, cells: Sequence[Cell]) -> str:
        held = [one for one in cells if not one.is_missing]
        blank = [one.place for one in cells if one.is_missing]
        told = f", sur {counted(len(held), 'ligne')}"
        return f"{told} ; vide : {enumerated(blank)}" if blank else told

    def _extreme(self, how: str, *, largest: bool) -> Answer | None:
        """Say which entry has the largest figure, or the smallest."""
        if _ADVANCES.search(how):
            found = [one for one in self.numeric if _ADVANCES.search(normalise(one.title))]
            column = found[0] if len(found) == 1 else None
            entries = self._entries()
        else:
            entries = self._entries()
            column = None if entries is None else self._column(entries, how=how)
        if entries is None or column is None:
            return None
        cells = [one for one in self._cells(entries.rows, column) if one.number is not None]
        if not cells:
            return None
        best, word, node = edge_of(cells, largest=largest)
        names = enumerated([entries.name(one.row) for one in best])
        text = f"« {column.title} » le plus {word}{entries.chosen} : {names}, {{value}}."
        return with_formula(node, self.context, text, self.table, kind=self._kind(column))

    def _beyond(self, limit: re.Match[str]) -> Answer | None:
        """List the entries whose figure is above a limit, or below it."""
        entries = self._entries()
        unit = limit["unit"] or ""
        rated = unit.startswith(("%", "pour"))
        column = None if entries is None else self._column(entries)
        if column is None and entries is not None and not entries.columns:
            alike = [one for one in self.numeric if (self._kind(one) == "rate") == rated]
            column = alike[0] if len(alike) == 1 else None
        if entries is None or column is None or (self._kind(column) == "rate") != rated:
            return None
        bound = float(limit["n"].replace(" ", "").replace(",", "."))
        bound = bound / 100 if rated else bound * (1_000 if unit == "k€" else 1)
        way = limit["way"]
        rows = []
        for cell in self._cells(entries.rows, column):
            number = cell.number
            if number is None:
                continue
            beyond = number < bound if way.startswith(_DOWN) else number > bound
            if beyond or (way in _EQUAL and number == bound):
                rows.append(cell.row)
        shown = shown_as(bound, "rate") if rated else format_number(bound, 2)
        sign = "<" if way.startswith(_DOWN) else ">"
        sign = {"au moins": "≥", "au plus": "≤"}.get(way, sign)
        lead = f"« {column.title} » {sign} {shown}{entries.chosen}"
        if not rows:
            return said_only(f"{lead} : aucune ligne.", self.table)
        kind = self._kind(column)
        told = enumerated(
            [
                f"{entries.name(row)} ({shown_as(Cell(self.table, row, column).number or 0, kind)})"
                for row in rows
            ]
        )
        text = f"{lead} : {counted(len(rows), 'ligne')}, {told}."
        return said_only(text, self.table, self._listing(entries, rows, column))

    def _over(self, planned: OpenColumn | None, spent: OpenColumn | None) -> Answer | None:
        """List the entries that spend more than planned, each with by how much."""
        entries = self._entries()
        if entries is None or planned is None or spent is None:
            return None
        told, lines = [], []
        for row in entries.rows:
            first, last = Cell(self.table, row, planned).number, Cell(self.table, row, spent).number
            if first is not None and last is not None and last > first:
                shown = shown_as(last - first, self._kind(spent))
                told.append(f"{entries.name(row)} : {shown} de plus que prévu")
                lines.append((entries.name(row), shown))
        what = f"« {spent.title} » au-dessus de « {planned.title} »{entries.chosen}"
        if not told:
            return said_only(f"{what} : aucune ligne.", self.table)
        table = Table(("Ligne", "Dépassement"), tuple(lines))
        return said_only(f"{what} : {enumerated(told)}.", self.table, table)

    def _rate(self, planned: OpenColumn | None, spent: OpenColumn | None) -> Answer | None:
        """Set what was spent against what was planned."""
        self.asked.take(_TOTAL)
        both = self._both(planned, spent)
        if both is None:
            return None
        entries, first, last = both
        node = call("COG_SHARE", call("SUM", *parts_of(last)), call("SUM", *parts_of(first)))
        text = f"« {last[0].column.title} » sur « {first[0].column.title} »{entries.chosen} : "
        return with_formula(node, self.context, f"{text}{{value}}.", self.table, kind="rate")

    def _rest(self, planned: OpenColumn | None, spent: OpenColumn | None) -> Answer | None:
        """Say what is left of what was planned."""
        self.asked.take(_TOTAL)
        both = self._both(planned, spent)
        if both is None:
            return None
        entries, first, last = both
        node = Operation(call("SUM", *parts_of(first)), "-", call("SUM", *parts_of(last)))
        text = f"Reste{entries.chosen} : {{value}} (« {first[0].column.title} » moins "
        kind = self._kind(first[0].column)
        return with_formula(
            node, self.context, f"{text}« {last[0].column.title} »).", self.table, kind=kind
        )

    def _both(
        self, planned: OpenColumn | None, spent: OpenColumn | None
    ) -> tuple[Entries, list[Cell], list[Cell]] | None:
        """Return the entries with their two figures, of which none is blank."""
        entries = self._entries()
        if entries is None or planned is None or spent is None or not entries.rows:
            return None
        if any(one not in (planned, spent) for one in entries.columns):
            return None
        first, last = self._cells(entries.rows, planned), self._cells(entries.rows, spent)
        if any(one.number is None for one in (*first, *last)):
            return None
        return entries, first, last

    def _per(self, per: re.Match[str]) -> Answer | None:
        """Count the entries, or add up a column, for each text of another column."""
        groups = [
            one
            for one in self.table.columns
            if one not in self.numeric and stems_of(per["by"]) & stems_of(one.title)
        ]
        if len(groups) != 1:
            return None
        self.asked.spans.append(per.span())
        self.asked.take(_TOTAL)
        entries = self._entries()
        column = None if entries is None else self._column(entries, default=False)
        if entries is None or (entries.columns and column is None) or not entries.rows:
            return None
        if column is None and "combien" not in self.asked.text and "nombre" not in self.asked.text:
            return None
        lines = []
        for name in dict.fromkeys(Cell(self.table, row, groups[0]).shown for row in entries.rows):
            rows = [r for r in entries.rows if Cell(self.table, r, groups[0]).shown == name]
            if column is None:
                lines.append((name, str(len(rows))))
                continue
            cells = self._cells(rows, column)
            if any(one.number is None for one in cells) or self._kind(column) == "rate":
                return None
            total = sum(one.number or 0.0 for one in cells)
            lines.append((name, shown_as(total, self._kind(column))))
        what = "Nombre de lignes" if column is None else f"« {column.title} »"
        told = " ; ".join(f"{name} : {shown}" for name, shown in lines)
        text = f"{what} par {groups[0].title.lower()}{entries.chosen} : {told}."
        heading = "Nombre" if column is None else column.title
        return said_only(text, self.table, Table((groups[0].title, heading), tuple(lines)))

    def _most_often(self, often: re.Match[str]) -> Answer | None:
        """Say which text of a column stands in most entries."""
        columns = [
            one
            for one in self.table.columns
            if one not in self.numeric
            and one.role not in _DATED
            and stems_of(often["what"]) & stems_of(one.title)
        ]
        if len(columns) != 1:
            return None
        self.asked.spans.append(often.span())
        entries = self._entries()
        if entries is None or not entries.rows or entries.columns:
            return None
        cells = [one for one in self._cells(entries.rows, columns[0]) if not one.is_missing]
        counts = Counter(one.shown for one in cells)
        most = max(counts.values(), default=0)
        names = [f"« {name} »" for name, count in counts.items() if count == most]
        if not names:
            return None
        text = f"« {columns[0].title} » le plus fréquent{entries.chosen} : {enumerated(names)}, "
        return said_only(f"{text}{counted(most, 'fois', 'fois')}.", self.table)

    def _between(self, between: re.Match[str]) -> Answer | None:
        """Say how many days lie between two dates of one entry."""
        first, last = (self._dated_column(between[name]) for name in ("first", "last"))
        if first is None or last is None or first is last:
            return None
        self.asked.spans.append(between.span())
        entries = self._entries()
        if entries is None or len(entries.rows) != 1 or entries.columns:
            return None
        row = entries.rows[0]
        ends = [Cell(self.table, row, one) for one in (first, last)]
        if any(day_in(one) is None for one in ends):
            told = enumerated(
                [f"{one.place} ({one.column.title})" for one in ends if not day_in(one)]
            )
            return unknown(f"Je ne calcule pas : aucune date en {told}.")
        node = Operation(day_ref(ends[1]), "-", day_ref(ends[0]))
        told = " et ".join(f"« {one.column.title} » ({one.shown})" for one in ends)
        text = f"{entries.name(row)}, entre {told} : {{value}} jours."
        return with_formula(node, self.context, text, self.table, kind="number")

    def _dated_column(self, said: str) -> OpenColumn | None:
        """Return the one column of dates that words name, of the same family too."""
        wanted = {_FAMILY.get(one, one)[:_ROOT] for one in words(said) if len(one) >= _ROOT}
        found = [
            column
            for column in self.table.of(*_DATED)
            if wanted & {one[:_ROOT] for one in words(normalise(column.title))}
        ]
        return found[0] if len(found) == 1 else None

    def _listing(self, entries: Entries, rows: Sequence[OpenRow], column: OpenColumn) -> Table:
        lines = tuple((entries.name(row), Cell(self.table, row, column).shown) for row in rows)
        return Table(("Ligne", column.title), lines)
