"""The indicators of an open workbook: results, the officer's own targets, what was met."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.attainment import MET, MISSED
from pycog.dialogue.answers import Answer, Result, Table, compute, unknown
from pycog.dialogue.expressions import Call, Computed, Node, Operation, Ref, call, column
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import (
    enumerated,
    faults,
    not_computed,
    one_cell,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.credit_answers import COMPARE
from pycog.dialogue.workbook.open_cells import Book, Cell, joined, number_of, shown_as
from pycog.dialogue.workbook.sheet_asking import Asked, Named, cells_of, rows_named
from pycog.values import counted_points

if TYPE_CHECKING:
    from pycog.equip.open_tables import OpenRow, OpenTable

_NOT: Final = r"(?:pas|non|jamais|aucune?|ni|rate\w*|manque\w*)"
_MET: Final = r"(?:attein\w*|attei[nt]\w*|tenu\w*|rempli\w*|respect\w*|a l objectif|conformes?|reussi\w*|bons?)"
MISSED_ASKED: Final = re.compile(
    rf"\b{_NOT}(?: (?:ete|encore|toujours|sont|est|l|la|le|les|leur|son))* {_MET}"
    rf"|\b{_MET} (?:pas|jamais)\b|\bn (?:ont|a|est|sont)(?: l| la)? {_MET} pas"
    r"|\b(?:en retard|en dessous|sous (?:l |la |leur |son )?(?:objectif|cible)s?|inferieure?s? (?:a|aux?)"
    r"|rates?|manques?|en echec|en dessous (?:de )?(?:l |la |leur )?(?:objectif|cible)s?|decroch\w+ de l objectif)\b"
)
_NOT_LATE: Final = re.compile(r"\b(?:pas|non|aucune?)(?: \w+)? en retard\b")
MET_ASKED: Final = re.compile(
    rf"\b{_MET}\b|\b(?:depass\w*|superieure?s?|au dessus)(?: (?:de|a|la|le|l|leur|les|son|sa|ses|du))*"
    r"(?: (?:objectifs?|cibles?))?"
)
_ATTAINED: Final = re.compile(r"\b(?:taux|degre|pourcentage|niveau|%) (?:d |de l |de )?attein\w*")
GAP: Final = re.compile(
    r"\b(?:ecarts?|differences?|distance|combien manque\w*|(?:il )?manque\w*(?: t il)?(?: combien)?"
    r"|de combien|loin|points? (?:en dessous|au dessus)|retard de)\b(?: (?:a|avec|par rapport a|de|entre)"
    r"(?: (?:l |la |son |leur |le )*)?(?:objectifs?|cibles?))?"
)
_EXTREME: Final = re.compile(
    r"\b(?:(?:le|la|les) )?(?:plus (?:gros\w*|grand\w*|important\w*|fort\w*|eleve\w*|loin|mauvais\w*"
    r"|petit\w*|faible\w*|bas\w*|haut\w*)|pire|meilleure?s?|moins bons?|maximum|minimum|mieux)\b"
    r"|\ble (?:plus|moins)\b"
)
_NEGATIVE: Final = re.compile(
    r"\b(?:negati\w+|defavorables?|en moins|en dessous|retard|loin|pire|mauvais\w*|manque)\b"
)
_POSITIVE: Final = re.compile(
    r"\b(?:positi\w+|favorables?|en plus|au dessus|depassement|mieux|meilleur\w*)\b"
)
_SMALL: Final = re.compile(r"\b(?:plus (?:petit|faible|bas)\w*|minimum|le moins)\b")
_MEAN: Final = re.compile(r"\b(?:en moyenne|moyenne?s?|moyen)\b")
_SUM: Final = re.compile(r"\b(?:total|totaux|somme|cumul\w*)\b")
_EACH: Final = re.compile(
    r"\b(?:chaque (?:annee|an|fois)|tous les ans|toutes les annees|par an|annee par annee)\b"
)
_POINTS: Final = re.compile(r"\b(?:points?|pts|touche|gagne|rapporte)\b")
_COUNT: Final = re.compile(
    r"\bcombien (?:d |de |y a t il d )?(?:indicateurs?|objectifs?|cibles?)\b|\bnombre d (?:indicateurs?|objectifs?)\b"
)
#: Labels whose figure is the better the lower it is, most often: the sheet must say it.
_LOWER: Final = re.compile(
    r"\b(?:delais?|absent\w*|invalid\w*|rejet\w*|erreurs?|reclamations?|couts?|attentes?|anomal\w*"
    r"|impay\w*|indus?|retards?|abandons?|accidents?|pannes?|vacan\w+|fraudes?|contentieux|plaintes?)\b"
)
#: Words that say that the workbook is meant, and not the agreement.
_OWN: Final = re.compile(
    r"\b(?:realis\w*|resultats?|atteint\w*|cellules?|classeur|feuille|tableau|fichier|inscrit\w*"
    r"|saisi\w*|constat\w*|ecarts?|depass\w*|en retard|obtenu\w*)\b"
)
_WHY: Final = re.compile(
    r"\b(?:pourquoi|la raison|explique\w*|commentaires?|observations?|remarques?)\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A result and the target it is measured against.

    Attributes:
        actual: The cell of the result.
        target: The cell of the target, ``None`` where the workbook has none.
        year: Their year.
        node: The target as a formula has it.
    """

    actual: Cell
    target: Cell | None
    year: int
    node: Node

    @property
    def name(self) -> str:
        """What the row is called."""
        row = self.actual.row
        number = number_of(row)
        return f"{f'n° {number} ' if number else ''}« {row.label} »".strip()

    @property
    def shown_target(self) -> str:
        """The target as it stands."""
        return self.target.shown if self.target is not None else "celui de la convention"


def results_answer(asked: Asked, context: Context) -> Answer | None:
    """Answer a question about the indicators of an open workbook; ``None`` for any other.

    Args:
        asked: The question.
        context: The formulas.
    """
    tables = [table for table in asked.book.tables if table.of("réalisé")]
    return _Results(asked, context, tables).answer() if tables else None


class _Results:
    """The tables of indicators with a question about them."""

    def __init__(self, asked: Asked, context: Context, tables: list[OpenTable]) -> None:
        self.asked, self.context, self.tables = asked, context, tables
        self.rows = [(table, row) for table in tables for row in table.rows]
        self.own = _OWN.search(asked.text) is not None
        self.known = conventions.load()

    def answer(self) -> Answer | None:
        asked = self.asked
        if asked.question.has("unit") or asked.question.has("change"):
            return None
        why = asked.take(_WHY) is not None
        each = asked.take(_EACH)
        attained = asked.take(_ATTAINED)
        extreme = asked.take(_EXTREME)
        negative = asked.take(_NEGATIVE) if extreme else None
        positive = asked.take(_POSITIVE) if extreme and not negative else None
        points = None if extreme else _POINTS.search(asked.text)
        not_late = asked.take(_NOT_LATE)
        missed = None if not_late or attained or extreme else asked.take(MISSED_ASKED)
        over = re.search(r"\bdepass\w*|\bsuperieur|\bau dessus", asked.text)
        met = None if attained or missed or extreme else not_late or asked.take(MET_ASKED)
        gap = asked.take(GAP)
        compare = None if gap and not self._two_years() else asked.take(COMPARE)
        mean, total = asked.take(_MEAN), asked.take(_SUM)
        count = asked.take(_COUNT)
        years = asked.years()
        roles = asked.roles()
        numbers = asked.numbers()
        named = rows_named(asked.left(), numbers, self._book())
        if points and (named.unread or not named.groups):
            asked.take_all(_POINTS)
            named = rows_named(asked.left(), numbers, self._book())
        if named.unread:
            return None
        if named.open:
            names = enumerated([f"« {one} »" for one in named.open])
            return unknown(f"Ces mots désignent plusieurs lignes du classeur : {names}. Laquelle ?")
        judging = missed or met or extreme or gap or attained
        bare = bool(numbers) and not roles and not asked.question.has("indicator")
        if not self.own and not judging and not bare:
            return None
        if miss := self._outside(years):
            return miss
        if total:
            return None
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
            if missed or met or count:
                return self._listed(years, MISSED if missed else (MET,), over is not None)
            return None
        if attained:
            return self._formula("COG_ATTAINMENT", "Taux d'atteinte", named, years)
        if missed or met or (gap and not compare):
            return self._judged(named, years, each is not None)
        return self._values(named, years, roles, why=why)

    def _two_years(self) -> bool:
        return len(set(re.findall(r"\b(?:19|20)\d\d\b", self.asked.text))) == 2

    def _book(self) -> Book:
        return replace(self.asked.book, tables=tuple(self.tables))

    def _outside(self, years: Sequence[int]) -> Answer | None:
        held = sorted(
            {one.year for table in self.tables for one in table.columns if one.year}
            | {row.year for _, row in self.rows if row.year}
        )
        lacking = [str(one) for one in years if one not in held]
        if not lacking or not held:
            return None
        sheets = enumerated([f"« {one} »" for one in dict.fromkeys(t.sheet for t in self.tables)])
        return unknown(
            f"Je ne sais pas : {sheets} n'a pas de colonne {' ni '.join(lacking)}, seulement "
            f"{enumerated([str(one) for one in held])}."
        )

    # -- pairs of result and target

    def _pairs(self, named: Named, years: Sequence[int]) -> list[Pair]:
        rows = [pair for group in named.groups for pair in group] if named.groups else self.rows
        found = []
        for table, row in rows:
            if row.role not in ("ligne", "dont"):
                continue
            targets = {one.year: one for one in cells_of([(table, row)], "objectif")}
            alone = [one for one in targets.values() if one.year is None]
            for actual in cells_of([(table, row)], "réalisé"):
                year = actual.year
                if years and year not in years:
                    continue
                target = targets.get(year) or (alone[0] if len(alone) == 1 else None)
                node = self._target(row, target, year)
                if node is not None:
                    found.append(Pair(actual, target, year or 0, node))
        return found

    def _target(self, row: OpenRow, target: Cell | None, year: int | None) -> Node:
        """Return the officer's own target, else the printed one of a row that is certain."""
        if target is not None and not target.is_missing:
            return target.ref()
        subject = row.subject
        if target is not None or subject is None or subject.kind != "indicateur" or year is None:
            return None
        printed = self.known.indicators[subject.key].targets.get(year)
        if printed is None or not self.known.indicators[subject.key].targets:
            return None
        number: int | str = int(subject.key) if subject.key.isdigit() else subject.key
        return call("COG_TARGET_TEXT", number, year)

    def _direction(self, pair: Pair) -> str | None:
        """Return the direction of a row where the target does not state it; « ? » if unknown."""
        value = pair.target.value if pair.target is not None else None
        if isinstance(value, str) and re.match(
            r"\s*(?:[<>≤≥]|au (?:moins|plus)|moins|plus|max|min)", value
        ):
            return None
        subject = pair.actual.row.subject
        if subject is not None and subject.kind == "indicateur":
            indicator = self.known.indicators[subject.key]
            printed = indicator.targets.get(pair.year)
            lower = indicator.direction == "baisse" or (
                printed is not None and printed.target.comparator in {"<", "<=", "≤"}
            )
            return "baisse" if lower else None
        stated = [
            one
            for one in pair.actual.table.columns
            if normalise(one.title) in {"sens", "sens attendu"}
        ]
        if stated:
            shown = normalise(Cell(pair.actual.table, pair.actual.row, stated[0]).shown)
            return "baisse" if shown.startswith(("baisse", "min", "-", "decroi")) else None
        return "?" if _LOWER.search(normalise(pair.actual.row.label)) else None

    def _node(self, name: str, pair: Pair) -> Call | None:
        direction = self._direction(pair)
        if direction == "?" and name != "COG_GAP":
            return None
        if name == "COG_GAP":
            return call(name, pair.actual.ref(), pair.node)
        return call(name, pair.actual.ref(), pair.node, None, direction)

    def _result(self, name: str, pair: Pair) -> Result | None:
        node = self._node(name, pair)
        return None if node is None else compute(node, self.context.host)

    # -- answers

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
        what = "dépassent leur objectif" if over else (
            "atteignent leur objectif" if MET in wanted else "n'atteignent pas leur objectif")  # fmt: skip
        told = [
            f"{pair.name}{self._when(pair, years)} ({pair.actual.shown} pour {pair.shown_target})"
            for pair, _ in found
        ]
        of = f"sur {len(judged)} résultats lus{self._of_years(years)}"
        aside = self._aside(blank if years else [], unread, unsure)
        text = f"{len(found)} {what}, {of} : {enumerated(told) or 'aucun'}.{aside}"
        rows = tuple(
            (
                number_of(p.actual.row),
                p.actual.row.label,
                str(p.year),
                p.actual.shown,
                p.shown_target,
                s,
            )
            for p, s in found
        )
        table = Table(("N°", "Indicateur", "Année", "Réalisé", "Objectif", "Statut"), rows)
        return with_formula(
            self._statuses(judged), self.context, text, self.tables[0], table if rows else None
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

    def _of_years(self, years: Sequence[int]) -> str:
        return f", {enumerated([str(one) for one in years])}" if years else ""

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
        unread = []
        for pair in pairs:
            result = self._result("COG_GAP", pair)
            if result is None or not isinstance(result.value, float):
                unread.append(pair)
                continue
            lower = self._direction(pair) == "baisse"
            good = -result.value if lower else result.value
            valued.setdefault(pair.actual.kind, []).append((good, pair, result))
        if not valued:
            return None
        least = _SMALL.search(self.asked.text)
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
        text = f"{size_said}{side}{self._of_years(years)} – {' ; '.join(parts)}.{self._aside([], unread, [])}"
        if len(parts) > 1:
            return said_only(text, self.tables[0])
        return with_formula(node, self.context, text, self.tables[0])

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
            f"« {cells[0].row.label} » : {cells[0].column.title} {cells[0].shown}, "
            f"{cells[1].column.title} {cells[1].shown} ; écart {sign}{gap}."
        )
        answer = with_formula(node, self.context, text, cells[0].table)
        return replace(answer, display=f"{sign}{gap}")

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
        told = " ; ".join(f"{one.column.title} : {one.shown} ({one.place})" for one in cells)
        row = cells[0].row
        number = number_of(row)
        name = f"{f'n° {number} ' if number else ''}« {row.label} »"
        labels = {one.row.label for one in cells}
        if len(labels) > 1:
            told = " ; ".join(
                f"« {one.row.label} », {one.column.title} : {one.shown} ({one.place})"
                for one in cells
            )
            name = f"{len(labels)} lignes"
        text = f"« {cells[0].table.sheet} », {name} – {told}."
        return one_cell(cells[0], text) if len(cells) == 1 else said_only(text, cells[0].table)

    def _one(self, cell: Cell, named: Named, years: Sequence[int]) -> Answer:
        """Say one result, with its target and its status where they are certain."""
        text = f"« {cell.table.sheet} », {self._pairs(named, years)[0].name if self._pairs(named, years) else f'« {cell.row.label} »'}"
        text += f", {cell.column.title} : {cell.shown} ({cell.place})"
        pairs = [one for one in self._pairs(named, years) if one.actual == cell]
        status = self._result("COG_STATUS", pairs[0]) if pairs else None
        if status is not None and not status.error:
            text += f" ; objectif {pairs[0].shown_target} : {status.display.lower()}"
        if cell.fault:
            text += f" ({faults([cell])})"
        return one_cell(cell, f"{text}.")


def compute_text(node: Node, context: Context) -> float | int | str | None:
    """Return what a target is worth as a part of a block.

    Args:
        node: A cell, or the formula of a printed target.
        context: Computes it.
    """
    if isinstance(node, Call):
        value = compute(node, context.host).value
        return value if isinstance(value, float | int | str) else None
    value = node.value if isinstance(node, Ref) else None
    return value if isinstance(value, float | int | str) else None
