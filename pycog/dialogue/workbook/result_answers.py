"""The indicators of an open workbook: results, the officer's own targets, what was met."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.attainment import MET, MISSED
from pycog.dialogue.answers import Answer, Result, Table, compute, unknown
from pycog.dialogue.expressions import Call, Node, Operation, Ref, call, column
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    faults,
    not_computed,
    one_cell,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.credit_lines import COMPARE
from pycog.dialogue.workbook.open_cells import Cell, joined, number_of, shown_as
from pycog.dialogue.workbook.result_changes import SWITCHED, ResultChanges
from pycog.dialogue.workbook.result_pairs import (
    ATTAINED,
    CHANGED,
    COUNT,
    EACH,
    EXTREME,
    GAP,
    MEAN,
    MET_ASKED,
    MISSED_ASKED,
    MOVED,
    NEGATIVE,
    NOT_LATE,
    POINTS,
    POSITIVE,
    SHARE_OF,
    SINCE,
    SMALL,
    SUM,
    WHY,
    Pair,
)
from pycog.dialogue.workbook.sheet_asking import Asked, Named, cells_of, rows_named
from pycog.lazy_patterns import regex
from pycog.values import counted_points

if TYPE_CHECKING:
    pass


_POINTS_ASKED: Final = regex(r"\b(?:combien de|des|les|nos) points?\b|\bpoints? obten")


def results_answer(asked: Asked, context: Context) -> Answer | None:
    """Answer a question about the indicators of an open workbook; ``None`` for any other.

    Args:
        asked: The question.
        context: The formulas.
    """
    tables = [table for table in asked.book.tables if table.of("réalisé")]
    return _Results(asked, context, tables).answer() if tables else None


class _Results(ResultChanges):
    """The tables of indicators with a question about them."""

    def answer(self) -> Answer | None:
        asked = self.asked
        if asked.question.has("unit") or asked.question.has("change"):
            return None
        if _POINTS_ASKED.search(asked.text) and any(one.of("points") for one in self.tables):
            # What was earned stands in a column of its own.
            return None
        if (switched := SWITCHED.search(asked.text)) is not None:
            return self._switched(switched)
        why = asked.take(WHY) is not None
        each = asked.take(EACH)
        share = asked.take(SHARE_OF)
        changed = CHANGED.search(asked.text)
        moved = asked.take(MOVED)
        since = asked.take(SINCE) if moved or changed else None
        attained = asked.take(ATTAINED)
        extreme = asked.take(EXTREME)
        negative = asked.take(NEGATIVE) if extreme else None
        positive = asked.take(POSITIVE) if extreme and not negative else None
        points = None if extreme else POINTS.search(asked.text)
        not_late = asked.take(NOT_LATE)
        missed = None if not_late or attained or extreme else asked.take(MISSED_ASKED)
        over = re.search(r"\bdepass\w*|\bsuperieur|\bau dessus", asked.text)
        met = None if attained or missed or extreme else not_late or asked.take(MET_ASKED)
        gap = asked.take(GAP)
        compare = None if gap and not self._two_years() else asked.take(COMPARE)
        mean, total = asked.take(MEAN), asked.take(SUM)
        count = asked.take(COUNT)
        years = asked.years()
        roles = asked.roles()
        numbers = asked.numbers()
        named = rows_named(asked.left(), numbers, self._book())
        if changed and (named.unread or not named.groups):
            asked.take(CHANGED)
            named = rows_named(asked.left(), numbers, self._book())
        if points and (named.unread or not named.groups):
            asked.take_all(POINTS)
            named = rows_named(asked.left(), numbers, self._book())
        if named.unread:
            return None
        if named.open:
            names = enumerated([f"« {one} »" for one in named.open])
            return unknown(f"Ces mots désignent plusieurs lignes du classeur : {names}. Laquelle ?")
        if changed and named.groups and "objectif" not in roles and not mean:
            return self._evolved(named, years, since=since is not None)
        judging = missed or met or extreme or gap or attained
        bare = bool(numbers) and not roles and not asked.question.has("indicator")
        if not self.own and not judging and not bare:
            return None
        if miss := self._outside(years):
            return miss
        if total:
            return None
        if moved and not named.groups:
            return self._moved(
                years,
                moved[0],
                most=extreme is not None or "le plus" in asked.text,
                since=since is not None,
            )
        if extreme and not mean:
            return self._extreme(
                years,
                gap is not None or "ecart" in asked.text or "loin" in asked.text,
                negative is not None,
                positive is not None,
            )
        if mean:
            return self._mean(named, years, roles)
        if compare and self._two_years() and named.groups:
            return self._compared(named, years, roles)
        if not named.groups:
            if share and (missed or met):
                return self._share(years, MISSED if missed else (MET,))
            if missed or met or count:
                return self._listed(years, MISSED if missed else (MET,), over is not None)
            return None
        if attained:
            return self._formula("COG_ATTAINMENT", "Taux d'atteinte", named, years)
        if missed or met or (gap and not compare):
            return self._judged(named, years, each is not None)
        return self._values(named, years, roles, why=why)

    def _listed(self, years: Sequence[int], wanted: Sequence[str], over: bool) -> Answer | None:
        """List the indicators that meet, or miss, their target."""
        pairs = self._pairs(Named(), years)
        if not pairs:
            return None
        found, blank, unread, unsure = [], [], [], []
        judged: list[Pair] = []
        for pair in pairs:
            if pair.actual.is_missing:
                blank.append(pair)
                continue
            result = self._result("COG_STATUS", pair)
            if result is None:
                unsure.append(pair)
            elif result.error or not isinstance(result.value, str):
                unread.append(pair)
            else:
                judged.append(pair)
                strict = not over or self._exceeds(pair)
                if result.value in wanted and strict:
                    found.append((pair, result.value))
        if not judged:
            return None
        told = [
            f"{pair.name}{self._when(pair, years)} ({pair.actual.shown} pour {pair.shown_target})"
            for pair, _ in found
        ]
        read = "résultat lu" if len(judged) == 1 else "résultats lus"
        of = f"sur {len(judged)} {read}{self._of_years(years)}"
        aside = self._aside(blank if years else [], unread, unsure) + self._aimless(years)
        head = _counted(len(found), over=over, met=MET in wanted)
        text = f"{head}, {of}{' : ' if told else ''}{enumerated(told)}.{aside}"
        rows = tuple(
            (
                number_of(p.actual.row),
                p.actual.row.label,
                str(p.year),
                p.actual.shown,
                p.shown_target,
                s,
                p.actual.address,
            )
            for p, s in found
        )
        headings = ("N°", "Indicateur", "Année", "Réalisé", "Objectif", "Statut", "Cellule")
        table = Table(headings, rows)
        return with_formula(
            self._statuses(judged), self.context, text, self.tables[0], table if rows else None
        )

    def _aimless(self, years: Sequence[int]) -> str:
        """Name the results that have no target to be set against."""
        pairs = self._pairs(Named(), years)
        judged = {pair.actual.address for pair in pairs}
        # A sheet that works out a composite repeats what is judged elsewhere.
        subjects = {(pair.actual.row.subject, pair.year) for pair in pairs}
        left = [
            one
            for one in cells_of(self.rows, "réalisé")
            if one.year in years
            and not one.is_missing
            and one.address not in judged
            and (one.row.subject is None or (one.row.subject, one.year) not in subjects)
        ]
        why = {one.address: self._neutralised(one.row, one.year) for one in left}
        neutral = [f"« {one.row.label} » ({why[one.address]})" for one in left if why[one.address]]
        names = enumerated(
            [f"« {one.row.label or number_of(one.row)} »" for one in left if not why[one.address]]
        )
        told = f" Neutralisé : {enumerated(neutral)}." if neutral else ""
        return told + (f" Sans objectif à comparer : {names}." if names else "")

    def _share(self, years: Sequence[int], wanted: Sequence[str]) -> Answer | None:
        """Say which share of the indicators meets, or misses, its target."""
        judged = met = 0
        for pair in self._pairs(Named(), years):
            result = None if pair.actual.is_missing else self._result("COG_STATUS", pair)
            if result is not None and isinstance(result.value, str) and not result.error:
                judged += 1
                met += result.value in wanted
        if not judged:
            return None
        what = "atteints" if MET in wanted else "non atteints"
        text = f"{{value}} : {met} objectifs {what} sur {judged} jugés{self._of_years(years)}."
        return with_formula(
            Operation(met, "/", judged), self.context, text, self.tables[0], kind="rate"
        )

    def _statuses(self, pairs: Sequence[Pair]) -> Call:
        """Return one formula for several results: each against its own target."""
        targets: Node
        if all(one.target is not None for one in pairs):
            targets = joined([one.target for one in pairs if one.target is not None])
        else:
            shown = [compute_text(one.node, self.context) for one in pairs]
            targets = column(list(shown))
        directions = [self._direction(one) for one in pairs]
        stated = column(list(directions)) if any(directions) else None
        return call("COG_STATUS", joined([one.actual for one in pairs]), targets, None, stated)

    def _exceeds(self, pair: Pair) -> bool:
        result = self._result("COG_GAP", pair)
        return result is not None and isinstance(result.value, float) and result.value != 0

    def _when(self, pair: Pair, years: Sequence[int]) -> str:
        return "" if len(years) == 1 else f" {pair.year}"

    def _aside(self, blank: Sequence[Pair], unread: Sequence[Pair], unsure: Sequence[Pair]) -> str:
        told = ""
        if blank:
            names = enumerated([f"{one.name} ({one.actual.place})" for one in blank])
            told += f" Non renseigné : {names}."
        if unread:
            names = enumerated(
                [f"{one.name} ({one.actual.place} : {one.actual.shown})" for one in unread]
            )
            told += f" Non jugé, illisible : {names}."
        if unsure:
            names = enumerated([one.name for one in unsure])
            told += f" Non jugé, le sens (hausse ou baisse) n'est pas dit : {names}."
        return told

    def _judged(self, named: Named, years: Sequence[int], each: bool) -> Answer | None:
        """Say whether results meet their target, and by how much."""
        pairs = self._pairs(named, years)
        if each:
            pairs = self._pairs(named, ())
        if not pairs:
            return None
        filled = [one for one in pairs if not one.actual.is_missing]
        if not filled:
            cells = enumerated([one.actual.place for one in pairs])
            return unknown(f"Je ne sais pas : le réalisé n'est pas renseigné ({cells}).")
        told: list[str] = []
        status: Result | None = None
        statuses = []
        for pair in filled:
            status = self._result("COG_STATUS", pair)
            gap = self._result("COG_GAP", pair)
            if gap is None or gap.error:
                return not_computed([pair.actual]) if pair.actual.fault else unknown(
                    f"Je ne sais pas : {gap.error if gap else 'écart non calculable'}")  # fmt: skip
            verdict = status.display if status is not None and not status.error else "sens non dit"
            statuses.append(verdict)
            told.append(
                f"{pair.year or ''} : {verdict}, {pair.actual.shown} ({pair.actual.place}) pour "
                f"{pair.shown_target}, écart {self._gap(gap, pair)}"
            )
        head = f"{filled[0].name}"
        yes = ""
        if len(filled) > 1 and each:
            yes = "Oui, chaque année. " if all(one == MET for one in statuses) else "Non. "
        text = f"{yes}{head} – {' ; '.join(told)}."
        if len(filled) > 1:
            return said_only(text, filled[0].actual.table)
        gap_node = self._node("COG_GAP", filled[0])
        node = self._node("COG_STATUS", filled[0]) if status is not None else gap_node
        if GAP.search(self.asked.text):
            node = gap_node
        return (
            None if node is None else with_formula(node, self.context, text, filled[0].actual.table)
        )

    def _gap(self, result: Result, pair: Pair) -> str:
        value = result.value
        if not isinstance(value, float):
            return result.display
        sign = "+" if value > 0 else ""
        if pair.actual.kind == "rate":
            return f"{sign}{counted_points(round(value * 100, 10))}"
        return f"{sign}{shown_as(value, pair.actual.kind)}"

    def _formula(self, name: str, what: str, named: Named, years: Sequence[int]) -> Answer | None:
        pairs = [one for one in self._pairs(named, years) if not one.actual.is_missing]
        told, node = [], None
        for pair in pairs:
            node = self._node(name, pair)
            if node is None:
                return unknown("Je ne sais pas : le sens (hausse ou baisse) n'est pas dit.")
            result = compute(node, self.context.host)
            if result.error:
                return unknown(f"Je ne sais pas : {result.error}")
            told.append(
                f"{pair.name} {pair.year or ''} : {result.display} ({pair.actual.shown} pour "
                f"{pair.shown_target})"
            )
        if node is None:
            return None
        text = f"{what} – {' ; '.join(told)}."
        if len(told) > 1:
            return said_only(text, self.tables[0])
        return with_formula(node, self.context, text, self.tables[0])

    def _extreme(
        self, years: Sequence[int], gap: bool, negative: bool, positive: bool
    ) -> Answer | None:
        """Say which indicator is farthest from its target, or has the best result."""
        if not gap and not negative and not positive:
            return None
        pairs = [one for one in self._pairs(Named(), years) if not one.actual.is_missing]
        valued: dict[str, list[tuple[float, Pair, Result]]] = {}
        unread, unsure = [], []
        for pair in pairs:
            if (negative or positive) and self._direction(pair) == "?":
                unsure.append(pair)
                continue
            result = self._result("COG_GAP", pair)
            if result is None or not isinstance(result.value, float):
                unread.append(pair)
                continue
            lower = self._direction(pair) == "baisse"
            good = -result.value if lower else result.value
            valued.setdefault(pair.actual.kind, []).append((good, pair, result))
        if not valued:
            return None
        least = SMALL.search(self.asked.text)
        parts, node = [], None
        for kind, found in valued.items():
            chosen = found
            if negative:
                chosen = [one for one in found if one[0] < 0]
            elif positive:
                chosen = [one for one in found if one[0] > 0]
            if not chosen:
                continue
            pick = min if least else max
            size = pick(abs(one[0]) for one in chosen)
            first = [one for one in chosen if abs(one[0]) == size]
            names = enumerated(
                [
                    f"{pair.name}{self._when(pair, years)}, {self._gap(result, pair)} "
                    f"({pair.actual.shown} pour {pair.shown_target})"
                    for _, pair, result in first
                ]
            )
            node = self._node("COG_GAP", first[0][1])
            unit = {"rate": "taux", "%": "taux", "number": "nombres"}.get(kind, kind)
            parts.append(f"{f'{unit} : ' if len(valued) > 1 else ''}{names}")
        if node is None:
            return said_only("Aucun indicateur n'a un tel écart.", self.tables[0])
        size_said = "Le plus petit écart" if least else "Le plus gros écart"
        side = " négatif" if negative else " positif" if positive else ""
        text = (
            f"{size_said}{side}{self._of_years(years)} – "
            f"{' ; '.join(parts)}.{self._aside([], unread, unsure)}"
        )
        if len(parts) > 1:
            return said_only(text, self.tables[0])
        return with_formula(node, self.context, text, self.tables[0])

    def _values(
        self, named: Named, years: Sequence[int], roles: Sequence[str], *, why: bool
    ) -> Answer | None:
        """Say what stands in the cells that are named; a result with its target beside."""
        rows = [pair for group in named.groups for pair in group]
        wanted = ["commentaire"] if why and not roles else roles or ["objectif", "réalisé"]
        cells = [o for o in cells_of(rows, *wanted) if not years or o.year in years or why]
        if not cells:
            return None
        if len(cells) == 1 and cells[0].column.role == "réalisé" and not cells[0].is_missing:
            return self._one(cells[0], named, years)
        told = " ; ".join(f"{one.heading} : {one.shown} ({one.place})" for one in cells)
        row = cells[0].row
        number = number_of(row)
        name = f"{f'n° {number} ' if number else ''}« {row.label} »"
        labels = {one.row.label for one in cells}
        if len(labels) > 1:
            told = " ; ".join(
                f"« {one.row.label} », {one.heading} : {one.shown} ({one.place})" for one in cells
            )
            name = f"{len(labels)} lignes"
        text = f"« {cells[0].table.sheet} », {name} – {told}."
        return one_cell(cells[0], text) if len(cells) == 1 else said_only(text, cells[0].table)

    def _one(self, cell: Cell, named: Named, years: Sequence[int]) -> Answer:
        """Say one result, with its target and its status where they are certain."""
        held = self._pairs(named, years)
        name = held[0].name if held else f"« {cell.row.label} »"
        text = f"« {cell.table.sheet} », {name}, {cell.heading} : {cell.shown} ({cell.place})"
        pairs = [one for one in held if one.actual == cell]
        status = self._result("COG_STATUS", pairs[0]) if pairs else None
        if status is not None and not status.error:
            text += f" ; objectif {pairs[0].shown_target} : {status.display.lower()}"
        if cell.fault:
            text += f" ({faults([cell])})"
        return one_cell(cell, f"{text}.")


def _counted(count: int, *, over: bool, met: bool) -> str:
    """Say how many indicators exceed, meet or miss their target."""
    one, several = ("dépasse", "dépassent") if over else ("atteint", "atteignent")
    if not count:
        said = "ne dépasse" if over else "n'atteint" if met else "ne manque"
        return f"Aucun indicateur {said} son objectif"
    no, not_ = ("", "") if over or met else ("n'", " pas")
    if count == 1:
        return f"1 indicateur {no}{one}{not_} son objectif"
    return f"{count} indicateurs {no}{several}{not_} leur objectif"


def compute_text(node: Node, context: Context) -> float | int | str | None:
    """Return what a target is worth as a part of a block.

    Args:
        node: A cell, or the formula of a printed target.
        context: Computes it.
    """
    if isinstance(node, Call):
        value = compute(node, context.host).value
        return value if isinstance(value, float | int | str) else None
    held = node.value if isinstance(node, Ref) else None
    return held if isinstance(held, float | int | str) else None
