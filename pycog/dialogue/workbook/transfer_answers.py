"""The transfers of an open register: how much, which, and whether each was properly decided."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Call, Computed, Node, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.provisions.rule_questions import asks_whether
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    in_unit,
    listed,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import Cell, joined, stems_of
from pycog.dialogue.workbook.register_rows import (
    SORT_COLUMN,
    Entries,
    choose,
    day_in,
    day_ref,
    titled,
)
from pycog.dialogue.workbook.sheet_asking import Asked
from pycog.lazy_patterns import regex
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

_CHECK: Final = regex(
    r"\b(?:(?:ir)?reguli\w+|(?:non )?conformes?|en regle|valables?|valides?|probleme\w*|anomalie\w*"
    r"|correct\w*|bien decid\w+|dans les regles|autorises?|permis|manqu\w+"
    r"|respect\w+(?: t (?:il|elle))?(?: (?:la|les|le) (?:regles?|procedures?|circuit))?"
    r"|pouvait(?: il)?(?: bien)? etre fait\w*|alors qu il (?:fallait|faut|faudrait))\b"
)
_NOT: Final = regex(
    r"\b(?:alors qu il (?:fallait|faut)|irreguli\w+|non conformes?|probleme\w*|anomalie\w*"
    r"|pas (?:en regle|reguli\w+"
    r"|conformes?))\b"
)
_SUM: Final = regex(
    r"\b(?:totaux|total|somme|cumul\w*|montant total|au total|en tout|vire(?:s|e|es)?)\b"
)
_LARGEST: Final = regex(
    r"\b(?:le |la |les )?plus (?:gros|grand|important|eleve|fort)s?\b|\bmaximum\b"
)
_SMALLEST: Final = regex(r"\b(?:le |la |les )?plus (?:petit|faible)s?\b|\bminimum\b")
_MEAN: Final = regex(r"\b(?:en moyenne|moyenne?s?|moyen)\b")
_NET: Final = regex(r"\b(?:solde|net|nette|gain net|variation nette|bilan)\b")
_IN: Final = regex(
    r"\b(?:entre(?:e|es|s)?|arrive\w*|recu\w*|vers|a destination|credite\w*|abonde\w*"
    r"|alimente\w*)\b"
)
_OUT: Final = regex(
    r"\b(?:sorti\w*|sortant\w*|parti\w*|pris|preleve\w*|provenan\w+|depuis|venant|retire\w*)\b"
)
_OTHERS: Final = regex(r"\b(?:depuis |venant |provenant )?(?:d |des |les )?autres? groupes?\b")
_NEWEST: Final = regex(r"\b(?:le |la )?plus recente?s?\b|\b(?:le |la )?derniere?s?\b")
_OLDEST: Final = regex(r"\b(?:le |la )?plus ancienn?e?s?\b|\b(?:le |la )?premiere?s?\b")
_DECISION: Final = "Décision modificative"
_MODIFIED: Final = regex(
    r"\b(?:(?:demand|necessit|exig|requier|requer|suppos|reclam|faut|faire)\w* )?(?:une |de |l )?"
    r"(?:decisions? modificatives?|dm)\b(?: votee?s?)?(?: (?:par|du) le conseil| par conseil)?"
    r"|\bvote du conseil (?:requis|necessaire|obligatoire)\b"
)
_INSIDE: Final = regex(
    r"\binternes?\b(?: (?:a|au|d)(?: (?:un|meme|leur|le|la|l))* groupe)?"
    r"|\bdans (?:un|le) meme groupe\b"
)
_BETWEEN: Final = regex(r"\b(?:combien de jours|delai|nombre de jours|combien de temps)\b")
_PLACE: Final = frozenset(
    map(stem, words("en dans sur vers au du de la le l groupe credit credits combien est a ete"))
)


def transfers_answer(asked: Asked, context: Context) -> Answer | None:
    """Answer a question about an open register of transfers; ``None`` for any other.

    Args:
        asked: The question.
        context: The formulas.
    """
    for table in asked.book.tables:
        if table.of("origine") and table.of("destination") and table.of("montant"):
            return _Register(asked, context, table).answer()
    return None


class _Register:
    """One register with a question about it."""

    def __init__(self, asked: Asked, context: Context, table: OpenTable) -> None:
        self.asked, self.context, self.table = asked, context, table
        self.origin = table.of("origine")[0]
        self.destination = table.of("destination")[0]
        self.amount = table.of("montant")[0]
        self.unit = str(next((one.value for one in asked.question.of("unit")), ""))
        asked.spans += [(one.start, one.end) for one in asked.question.of("unit")]

    def answer(self) -> Answer | None:
        asked = self.asked
        if asked.question.has("change"):
            return None
        about = re.search(r"\bvirements?\b|\bvire", asked.text) is not None
        wrong = _NOT.search(asked.text)
        check = asked.take(_CHECK)
        total = asked.take(_SUM)
        best = max if asked.take(_LARGEST) else min if asked.take(_SMALLEST) else None
        mean, between = asked.take(_MEAN), asked.take(_BETWEEN)
        net = asked.take(_NET)
        newest = max if asked.take(_NEWEST) else min if asked.take(_OLDEST) else None
        modified, inside = asked.take(_MODIFIED), asked.take(_INSIDE)
        flow = self._flow(net is not None)
        entries = choose(asked, self.table, ("date",))
        if entries is None:
            return None
        group = self._moved(entries, flow)
        if not (about or entries.said or entries.columns or group or total or check or best):
            return None
        if not entries.rows:
            years = ", ".join(sorted({str(day.year) for day in self._days()}))
            return said_only(
                f"Aucun virement de « {self.table.sheet} » ne répond à{entries.chosen} ; le "
                f"registre en a {len(self.table.entries)} ({years}).",
                self.table,
            )
        if modified or inside:
            self._kinds(entries, modified is not None, inside is not None)
        if newest is not None:
            return self._dated(entries, newest)
        if net and group:
            return self._net(entries, group)
        if check and self._has_others(entries):
            return None
        if check:
            return self._checked(entries, only_wrong=wrong is not None)
        moved = next(iter(self.table.of("date")), None)
        if between and len(entries.columns) == 1 and moved not in (None, entries.columns[0]):
            entries.columns.append(moved)
        if between and len(entries.columns) >= 2 and len(entries.rows) == 1:
            return self._between(entries)
        if best is not None:
            return self._extreme(entries, best)
        if total or mean or (group and flow):
            return self._summed(entries, "AVERAGE" if mean else "SUM")
        if entries.columns:
            return listed(self.table, entries.rows, entries.columns, self._name, entries.chosen)
        if not (entries.said or about):
            return None
        if re.search(r"\bcombien de virements?|\bnombre de virements?", asked.text):
            return self._counted(entries)
        if re.search(r"\bcombien\b|\bquel montant\b|\bmontant\b", asked.text):
            return self._summed(entries, "SUM")
        return self._counted(entries)

    def _days(self) -> list[dt.date]:
        column = next(iter(self.table.of("date")), None)
        cells = [Cell(self.table, row, column) for row in self.table.entries] if column else []
        return [day for one in cells if (day := day_in(one)) is not None]

    def _kinds(self, entries: Entries, modified: bool, inside: bool) -> None:
        """Choose the transfers that need a decision of the board, or stay within a group."""
        if modified:
            entries.rows = [r for r in entries.rows if self._authority(r).startswith(_DECISION)]
            entries.said.append("décision modificative requise")
        if inside:
            entries.rows = [
                row
                for row in entries.rows
                if self._side(row, self.origin) == self._side(row, self.destination)
            ]
            entries.said.append("dans un même groupe")

    def _authority(self, row: OpenRow) -> str:
        sides = [self._side(row, one) for one in (self.origin, self.destination)]
        shown = self.context.host.show("COG_TRANSFER_AUTHORITY", *sides)
        return shown.value if isinstance(shown.value, str) else ""

    def _dated(self, entries: Entries, best: Callable[..., dt.date]) -> Answer | None:
        """Say the first or the last transfer."""
        column = next(iter(self.table.of("date")), None)
        if column is None:
            return None
        days = {row.index: day_in(Cell(self.table, row, column)) for row in entries.rows}
        known = [day for day in days.values() if day is not None]
        if len(known) < len(days) or not known:
            return None
        entries.rows = [row for row in entries.rows if days[row.index] == best(known)]
        return self._counted(entries)

    def _flow(self, net: bool) -> str:
        """Read which way credits moved."""
        asked = self.asked
        others = asked.take(_OTHERS)
        came = asked.take(_IN)
        left = None if came else asked.take(_OUT)
        if others and not came and not left:
            return "entré"
        return "" if net else "entré" if came else "sorti" if left else ""

    def _moved(self, entries: Entries, flow: str) -> str:
        """Choose the transfers into or out of a group; return the group."""
        groups: dict[str, frozenset[str]] = {}
        for row in self.table.entries:
            for column in (self.origin, self.destination):
                shown = Cell(self.table, row, column).shown
                groups[shown] = stems_of(shown)
        said = {
            form
            for one in self.asked.question.words
            for form in (one.stem, stem(self.asked.text[one.start : one.end]))
        }
        named = [name for name, stems in groups.items() if stems <= said]
        if not named:
            return ""
        pairs = re.search(
            r"\b(?:de|du|depuis) (?:la |l |le )?(\w+) (?:vers|a|au|en) ", self.asked.text
        )
        if len(named) > 1 and pairs:
            first = next((one for one in named if stem(pairs[1]) in groups[one]), named[0])
            second = next(one for one in named if one != first)
            entries.rows = [
                row
                for row in entries.rows
                if (self._side(row, self.origin), self._side(row, self.destination))
                == (first, second)
            ]
            return ""
        if flow:
            side, other = (
                (self.destination, self.origin)
                if flow == "entré"
                else (self.origin, self.destination)
            )
            entries.rows = [
                row
                for row in entries.rows
                if self._side(row, side) == named[0] != self._side(row, other)
            ]
            entries.said = [f"{flow} : {named[0]}", *_without(entries.said, groups[named[0]])]
        return named[0]

    def _side(self, row: OpenRow, column: OpenColumn) -> str:
        return Cell(self.table, row, column).shown

    def _name(self, row: OpenRow) -> str:
        date = next(iter(self.table.of("date")), None)
        when = f" du {Cell(self.table, row, date).shown}" if date else ""
        way = f"{self._side(row, self.origin)} → {self._side(row, self.destination)}"
        amount = Cell(self.table, row, self.amount).shown
        return f"{row.number or f'ligne {row.index + 1}'}{when} ({way}, {self._money(amount)})"

    def _money(self, shown: str) -> str:
        return shown if shown[-1:] == "€" or not shown[:1].isdigit() else f"{shown} €"

    def _cells(self, entries: Entries) -> list[Cell]:
        return [Cell(self.table, row, self.amount) for row in entries.rows]

    def _noun(self, entries: Entries) -> str:
        """Return what the entries are: a register may hold carry-overs beside its transfers."""
        column = titled(self.table, SORT_COLUMN)
        sorts = {normalise(Cell(self.table, row, column).shown) for row in entries.rows if column}
        return "virement" if all(one.startswith("virement") for one in sorts) else "entrée"

    def _summed(self, entries: Entries, name: str) -> Answer | None:
        cells = self._cells(entries)
        if any(one.fault for one in cells):
            return not_computed(cells)
        made = in_unit(_added(cells, name), "€", self.unit)
        if made is None:
            return None
        node, kind = made
        what = "Total" if name == "SUM" else "Moyenne"
        which = enumerated([self._name(row) for row in entries.rows])
        noun = self._noun(entries)
        text = f"{what} de {counted(len(cells), noun)}{entries.chosen} : {{value}}. {which}."
        return with_formula(node, self.context, text, self.table, kind=kind)

    def _extreme(self, entries: Entries, best: object) -> Answer | None:
        cells = self._cells(entries)
        if any(one.fault for one in cells):
            return not_computed(cells)
        name = "MAX" if best is max else "MIN"
        made = in_unit(_added(cells, name), "€", self.unit)
        numbers = [one.number or 0.0 for one in cells]
        wanted = max(numbers) if best is max else min(numbers)
        which = [self._name(one.row) for one in cells if one.number == wanted]
        way = "gros" if best is max else "petit"
        said = f"Le plus {way} virement"
        if self._noun(entries) != "virement":
            said = f"L'entrée au plus {way} montant"
        if made is None:
            return None
        text = f"{said}{entries.chosen} : {enumerated(which)}."
        return with_formula(made[0], self.context, text, self.table, kind=made[1])

    def _counted(self, entries: Entries) -> Answer:
        names = [self._name(row) for row in entries.rows]
        rows = tuple((name,) for name in names)
        text = f"{counted(len(names), self._noun(entries))}{entries.chosen} : {enumerated(names)}."
        return said_only(text, self.table, Table(("Virement",), rows) if len(rows) > 1 else None)

    def _net(self, entries: Entries, group: str) -> Answer | None:
        """What a group gained less what it lost; a transfer within it changes nothing."""
        came = [r for r in entries.rows if self._is_into(r, group)]
        left = [r for r in entries.rows if self._is_into(r, group, out=True)]
        inside = [
            self._name(r) for r in entries.rows
            if self._side(r, self.origin) == self._side(r, self.destination) == group
        ]  # fmt: skip
        first = [Cell(self.table, row, self.amount) for row in came]
        second = [Cell(self.table, row, self.amount) for row in left]
        if any(one.fault for one in (*first, *second)):
            return not_computed([*first, *second])
        if not first and not second:
            return None
        plus = _added(first, "SUM") if first else 0
        node: Computed = Operation(plus, "-", _added(second, "SUM") if second else 0)
        made = in_unit(node, "€", self.unit)
        if made is None:
            return None
        within = f" Hors virements internes : {enumerated(inside)}." if inside else ""
        text = (
            f"Solde net de « {group} »{_said(_without(entries.said, stems_of(group)))} : {{value}} "
            f"(entrées : {self._sum(first)} € ; sorties : {self._sum(second)} €).{within}"
        )
        return with_formula(made[0], self.context, text, self.table, kind=made[1])

    def _is_into(self, row: OpenRow, group: str, *, out: bool = False) -> bool:
        sides = self._side(row, self.origin), self._side(row, self.destination)
        return sides[0] != sides[1] and sides[0 if out else 1] == group

    def _sum(self, cells: Sequence[Cell]) -> str:
        from pycog.values import format_number

        return format_number(sum(one.number or 0.0 for one in cells), 2)

    def _between(self, entries: Entries) -> Answer | None:
        row = entries.rows[0]
        cells = sorted(
            (Cell(self.table, row, one) for one in entries.columns[:2]),
            key=lambda one: str(day_in(one)),
        )
        days = [day_in(one) for one in cells]
        if None in days:
            blank = enumerated([f"{one.column.title} : {one.shown} ({one.place})" for one in cells])
            return said_only(f"Je ne compte pas : {blank}.", self.table)
        node = Operation(day_ref(cells[1]), "-", day_ref(cells[0]))
        ends = " et ".join(f"« {one.column.title} » ({one.shown})" for one in cells)
        text = f"{row.number or self._name(row)} : {{value}} jours entre {ends}."
        return with_formula(node, self.context, text, self.table)

    def _checked(self, entries: Entries, *, only_wrong: bool) -> Answer:
        """Set each transfer against who has to decide it."""
        lines: list[tuple[str, ...]] = []
        wrong: list[tuple[OpenRow, str]] = []
        fine: list[tuple[OpenRow, str]] = []
        for row in entries.rows:
            authority, problem = self._problem(row)
            lines.append((self._name(row), authority, problem or "Régulier"))
            (wrong if problem else fine).append((row, problem))
        told = [f"{row.number or self._name(row)} : {why}" for row, why in wrong]
        good = enumerated([row.number or self._name(row) for row, _ in fine])
        parts = []
        if told:
            parts.append(f"À régulariser, {len(wrong)} : {' ; '.join(told)}.")
        if good and not only_wrong:
            parts.append(f"Réguliers, {len(fine)} : {good}.")
        if not told and only_wrong:
            parts.append("Aucun virement irrégulier d'après le registre.")
        head = f"{counted(len(entries.rows), 'virement')}{entries.chosen}, d'après le registre. "
        if len(entries.rows) == 1 and asks_whether(self.asked.text):
            head = f"{'Non' if wrong else 'Oui'} : {head}"
        cells = [(Cell(self.table, r, self.origin), Cell(self.table, r, self.destination))
                 for r in entries.rows]  # fmt: skip
        node = call(
            "COG_TRANSFER_AUTHORITY", joined([a for a, _ in cells]), joined([b for _, b in cells])
        )
        table = Table(("Virement", "Qui décide", "Constat"), tuple(lines))
        return with_formula(node, self.context, f"{head}{' '.join(parts)}", self.table, table)

    def _has_others(self, entries: Entries) -> bool:
        """Tell whether a register says of an entry that it is no transfer: a carry-over."""
        column = next(
            (one for one in self.table.columns if _SORT.fullmatch(normalise(one.title))), None
        )
        if column is None:
            return False
        return any(
            _CARRIED.search(normalise(Cell(self.table, row, column).shown)) for row in entries.rows
        )

    def _problem(self, row: OpenRow) -> tuple[str, str]:
        """Return who decides a transfer, and what the register lacks for it, ``""`` for nothing."""
        sides = [self._side(row, one) for one in (self.origin, self.destination)]
        authority = self._authority(row)
        if not authority:
            return "", f"ligne de crédits non reconnue ({' → '.join(sides)})"
        amount = Cell(self.table, row, self.amount)
        if amount.fault:
            return authority, f"montant illisible ({amount.place} : {amount.fault})"
        way = f"{sides[0]} vers {sides[1]}"
        if authority.startswith(_DECISION):
            return authority, self._decision(row, way)
        if "information" in authority and (lack := self._lacks(row, _INFORMED)):
            return authority, f"{way} : information du contrôleur général {lack}"
        return authority, ""

    def _decision(self, row: OpenRow, way: str) -> str:
        vote, approval = self._lacks(row, _VOTED), self._lacks(row, _APPROVED)
        # Somebody else who decided it is no decision of the council.
        if vote and approval and not self._decided_by(row) and not self._lacks(row, _DECIDED):
            return ""
        by = self._decided_by(row)
        told = [
            # Who decided it says that nobody else did.
            what if by else f"{what} {lack}"
            for what, lack in (("vote du conseil", vote), ("approbation de l'État", approval))
            if lack
        ]
        if told:
            return f"{way}{by} : il faut une décision modificative, {' et '.join(told)}"
        moved = next(iter(self.table.of("date")), None)
        day = None if moved is None else day_in(Cell(self.table, row, moved))
        column = self._column(_APPROVED)
        approved = None if column is None else day_in(Cell(self.table, row, column))
        if day is not None and approved is not None and day < approved:
            return f"{way} : effectué avant l'approbation de l'État"
        return ""

    def _decided_by(self, row: OpenRow) -> str:
        column = self._column(_BY)
        cell = None if column is None else Cell(self.table, row, column)
        return "" if cell is None or cell.is_missing else f" décidé par : {cell.shown}"

    def _column(self, pattern: re.Pattern[str]) -> OpenColumn | None:
        return next(
            (one for one in self.table.columns if pattern.search(normalise(one.title))), None
        )

    def _is_told(self, row: OpenRow, pattern: re.Pattern[str]) -> bool:
        """Tell whether a column of who decides or of visas has a mention: « Conseil (DM n°1) »."""
        columns = [one for one in self.table.columns if _MENTIONS.search(normalise(one.title))]
        cells = [Cell(self.table, row, one) for one in columns]
        return any(pattern.search(normalise(one.shown)) for one in cells if not one.is_missing)

    def _lacks(self, row: OpenRow, pattern: re.Pattern[str]) -> str:
        """Return how a mention is lacking, ``""`` where it stands in the register."""
        column = self._column(pattern)
        if column is None:
            return "" if self._is_told(row, pattern) else "sans colonne dans le registre"
        cell = Cell(self.table, row, column)
        no = normalise(cell.shown) in {"non", "n", "faux", "0"}
        return f"non renseigné ({cell.place})" if cell.is_missing or no else ""


_INFORMED: Final = regex(r"\binfor\w+|\bcontroleur")
_VOTED: Final = regex(r"\bvot\w+|\bdeliberation|\bconseil")
_APPROVED: Final = regex(r"\bapprob\w+|\betat\b|\btutelle")
_SORT: Final = regex(r"(?:natures?|types?)\b.*")
_CARRIED: Final = regex(r"\breports?\b")
_MENTIONS: Final = regex(r"\bdecid\w+|\bvisas?\b|\bautorite|\binformation|\bapprob\w+")
_DECIDED: Final = regex(r"\bdecision\b|\bdm\b|\breference")
_BY: Final = regex(r"\bdecide\w* par|\bdecideur|\bautorite|\bqui decide")


def _added(cells: Sequence[Cell], name: str) -> Call:
    block: Node = joined(cells)
    from pycog.dialogue.expressions import Array

    if isinstance(block, Array):
        return call(name, *(one.ref() for one in cells))
    return call(name, block)


def _without(said: Sequence[str], stems: frozenset[str]) -> list[str]:
    """Return what entries were chosen by, without the words of a group."""
    return [one for one in said if not stems_of(one.strip("« »")) & stems]


def _said(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""
