"""The credits of an open workbook: what was executed, what is left, what goes beyond."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table, compute, unknown
from pycog.dialogue.expressions import Call, Computed, Operation, call
from pycog.dialogue.normalise import normalise
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
from pycog.dialogue.workbook.known_amounts import credit_pairs
from pycog.dialogue.workbook.open_cells import Book, Cell, shown_as
from pycog.dialogue.workbook.sheet_asking import Asked, Named, cells_of, rows_named
from pycog.values import display

if TYPE_CHECKING:
    from pycog.equip.open_tables import OpenRow, OpenTable

OVER: Final = re.compile(
    r"\b(?:depass\w*|en depassement|au dela (?:du|de (?:son|leur|la|l)) (?:budget|vote|autorise\w*"
    r"|enveloppe)|plus que (?:le |la |l |son |leur )?(?:budget|vote\w*|autorise\w*|prevu\w*"
    r"|enveloppe))\b(?: (?:le |la |l |du |son |leur |ses |leurs |de )*(?:budgets?|votee?s?"
    r"|autorisee?s?|credits?|enveloppes?|prevus?))?"
)
LEFT: Final = re.compile(
    r"\b(?:(?:il )?(?:me |nous )?restes?(?:nt)?(?: t il| il)?(?: a (?:depenser|consommer|executer"
    r"|engager|utiliser))?|restant\w*|disponibles?|soldes?|non (?:consomme|execute|depense|utilise)\w*"
    r"|pas (?:ete )?(?:consomme|execute|depense|utilise)\w*|encore (?:depenser|engager)"
    r"|(?:peu[xt]|pouvons)(?: nous| je| on)? encore depenser|marge|sous (?:execution|consommation))\b"
)
RATE: Final = re.compile(
    r"\b(?:taux|tx|pourcentage|%|niveau) (?:d |de |de l )?(?:execut\w+|consomm\w+|realis\w+|depens\w+"
    r"|utilis\w+)|\b(?:execute|consomme|depense|utilise)\w* (?:a combien|a quelle hauteur|a quel taux"
    r"|en %|en pourcentage)|\bcombien (?:en )?(?:%|pour cent)"
)
COMPARE: Final = re.compile(
    r"\b(?:compar\w+|evolution|evolue\w*|variation|varie\w*|ecarts?|differences?|augment\w+"
    r"|progress\w+|bais+\w+|hausse|diminu\w+|de combien|par rapport a|contre|entre)\b"
)
_SHARE: Final = re.compile(
    r"\b(?:(?:quelle )?parts?|poids|proportion|pourcentage|que represente\w*|represente\w*|pese\w*)\b"
)
_INSIDE: Final = re.compile(r"\b(?:dans|sur|parmi|rapporte a|de) (?:l |le |la |les )?(?=.*)")
_SUM: Final = re.compile(r"\b(?:totaux|total|somme|cumul\w*|ensemble|au total|en tout|global\w*)\b")
_MEAN: Final = re.compile(r"\b(?:en moyenne|moyenne?s?|moyen)\b")
_LARGEST: Final = re.compile(
    r"\b(?:(?:le|la|les) )?(?:plus|mieux) (?:gros|grosse|grand|grande|important|importante|eleve|elevee"
    r"|fort|forte|haut|haute|depens\w*|execut\w*|consomm\w*)s?\b|\bmaximum\b|\ble plus\b|\bmieux\b"
)
_SMALLEST: Final = re.compile(
    r"\b(?:(?:le|la|les) )?(?:plus (?:petit|petite|faible|bas|basse)s?|moins (?:eleve|elevee|fort"
    r"|forte|bien|depens\w*|execut\w*|consomm\w*)s?)\b|\bminimum\b|\ble moins\b"
)
_WHY: Final = re.compile(
    r"\b(?:(?:et )?pourquoi(?: (?:il|elle|c) est .*)?|la raison|a cause de quoi|explique\w*)"
)
_LIMIT: Final = re.compile(
    r"\b(?P<way>moins|plus|sous|au dessous|au dessus|en dessous|inferieure?s?|superieure?s?) (?:de |des |a |les )?(?P<n>\d{1,3}(?:[.,]\d+)?) ?(?:%|pour ?cents?)"
)
_TOTAL_ROW: Final = re.compile(r"\b(?:brute?s?|general\w*|ensemble|depenses?)\b")
_ALL_LINES: Final = re.compile(
    r"\b(?:toutes? (?:les )?lignes|chaque ligne|par ligne|ligne par ligne|toutes)\b"
)
#: Words that say that the workbook is meant, and not the agreement.
_OWN: Final = re.compile(
    r"\b(?:execut\w*|depens\w*|consomm\w*|mandate\w*|realis\w*|lignes?|cellules?|classeur|feuille"
    r"|tableau|fichier)\b"
)
_PARTS: Final = ("ligne", "dont")


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
    return _Credits(asked, context, tables).answer() if tables else None


class _Credits:
    """The tables of credits with a question about them."""

    def __init__(self, asked: Asked, context: Context, tables: list[OpenTable]) -> None:
        self.asked, self.context, self.tables = asked, context, tables
        self.rows = [(table, row) for table in tables for row in table.rows]
        self.unit = str(next((one.value for one in asked.question.of("unit")), ""))
        self.change = next(iter(asked.question.of("change")), None)
        self.own = _OWN.search(asked.text) is not None

    def answer(self) -> Answer | None:
        asked = self.asked
        asked.spans += [(o.start, o.end) for o in asked.question.of("unit", "change")]
        why = asked.take(_WHY) is not None
        limit = None if self.change else asked.take(_LIMIT)
        over = asked.take(OVER)
        rate = asked.take(RATE)
        left = None if over or rate else asked.take(LEFT)
        share = None if rate else asked.take(_SHARE)
        best = self._best()
        compare = asked.take(COMPARE)
        mean = asked.take(_MEAN)
        every = asked.take(_ALL_LINES)
        years = asked.years()
        roles = asked.roles()
        cut = asked.without()
        without = self._named(since=cut) if cut is not None else Named()
        if cut is not None and (without.unread or not without.groups):
            return None
        named = self._named(until=cut)
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
        if best is not None:
            return self._extreme(best, metric, roles, years)
        if cut is not None:
            return self._less(named, without, roles, years, metric)
        if share:
            return self._share(named, roles, years)
        if metric:
            return self._measured(metric, named, years, why=why)
        if compare:
            return self._compared(named, roles, years)
        if mean:
            return self._joined("AVERAGE", named, roles, years)
        return self._amounts(named, roles, years)

    def _best(self) -> Callable[[Sequence[float]], float] | None:
        if self.asked.take(_SMALLEST):
            return min
        return max if self.asked.take(_LARGEST) else None

    def _named(self, *, until: int | None = None, since: int = 0) -> Named:
        """Return the rows that are named; « total » alone is the total of everything."""
        numbers = self.asked.numbers() if until is None and not since else []
        words = self.asked.left(until=until, since=since)
        total = next(
            (m for m in _SUM.finditer(self.asked.text) if since <= m.start() < (until or 999)), None
        )
        plain = [
            one
            for one in words
            if not one & {"total", "tot", "ensembl", "somm", "cumul", "global", "totaux", "tout"}
        ]
        if total is None:
            return rows_named(words, numbers, self._book())
        return self._total(plain)

    def _book(self) -> Book:
        return replace(self.asked.book, tables=tuple(self.tables))

    def _total(self, words: Sequence[frozenset[str]]) -> Named:
        """Return the total row that words name, else the rows that they name by themselves."""
        totals = [pair for pair in self.rows if pair[1].role in ("total", "sous-total")]
        tables = [
            replace(table, rows=tuple(row for one, row in totals if one is table))
            for table in self.tables
        ]
        if not words:
            return self._grand(totals)
        inside = [table for table in tables if table.rows]
        found = rows_named(words, (), replace(self.asked.book, tables=tuple(inside)))
        if found.open:
            shortest = min(found.open, key=len)
            return rows_named_exactly(shortest, totals)
        if found.groups and not found.unread:
            return found
        return rows_named(words, (), self._book())

    def _grand(self, totals: Sequence[tuple[OpenTable, OpenRow]]) -> Named:
        """Return the total of everything: the only one, the gross one, else the last."""
        labels = dict.fromkeys(row.label for _, row in totals if row.role == "total")
        if not labels:
            return Named()
        gross = [
            one for one in labels if _TOTAL_ROW.search(normalise(one)) and "brut" in normalise(one)
        ]
        general = [one for one in labels if "general" in normalise(one)]
        chosen = (gross or general or list(labels))[-1]
        return rows_named_exactly(chosen, totals)

    def _which(self, labels: Sequence[str]) -> Answer:
        names = enumerated([f"« {one} »" for one in labels])
        return unknown(f"Ces mots désignent plusieurs lignes du classeur : {names}. Laquelle ?")

    def _outside(self, years: Sequence[int]) -> Answer | None:
        held = sorted(
            {one.year or 0 for table in self.tables for one in table.columns}
            | {row.year or 0 for _, row in self.rows}
        )
        held = [one for one in held if one]
        lacking = [str(one) for one in years if one not in held]
        if not lacking or not held:
            return None
        sheets = enumerated([f"« {one} »" for one in dict.fromkeys(t.sheet for t in self.tables)])
        return unknown(
            f"Je ne sais pas : {sheets} n'a pas de colonne {' ni '.join(lacking)}, seulement "
            f"{enumerated([str(one) for one in held])}."
        )

    def _pairs(self, named: Named, years: Sequence[int]) -> list[tuple[Cell, Cell]]:
        rows = [pair for group in named.groups for pair in group] if named.groups else self.rows
        pairs = credit_pairs(cells_of(rows, "exécuté", "voté", "base"))
        return [pair for pair in pairs if not years or pair[1].year in years]

    def _over(self, named: Named, years: Sequence[int]) -> Answer | None:
        """Say the lines that spent more than was authorised."""
        pairs = self._pairs(named, years)
        if not named.groups:
            pairs = [pair for pair in pairs if pair[1].row.role in _PARTS]
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
        of = f"sur {len(read)} lignes lues" + self._of_years(years)
        unread = [one for pair in pairs for one in pair if one.fault]
        aside = f" Non comparées : {faults(unread)}." if unread else ""
        table = self.tables[0]
        if not found:
            return said_only(f"Aucune ligne ne dépasse son budget, {of}.{aside}", table)
        rows = tuple(
            (e.row.label, str(e.year or ""), a.shown, e.shown, self._money(gap, e))
            for (a, e), _, gap in found
        )
        headings = ("Ligne", "Année", "Autorisé", "Exécuté", "Dépassement")
        text = f"En dépassement, {of} : {' ; '.join(told)}.{aside}"
        if len(found) == 1:
            return with_formula(found[0][1], self.context, text, table)
        return said_only(text, table, Table(headings, rows))

    def _money(self, number: float, cell: Cell) -> str:
        return shown_as(number, cell.kind)

    def _of_years(self, years: Sequence[int]) -> str:
        return f", {enumerated([str(one) for one in years])}" if years else ""

    def _node(self, metric: str, pair: tuple[Cell, Cell]) -> Call:
        authorised, executed = pair[0].ref(), pair[1].ref()
        if metric == "taux":
            return call("COG_EXECUTION", executed, authorised)
        return call("COG_AVAILABLE", authorised, executed)

    def _measured(
        self, metric: str, named: Named, years: Sequence[int], *, why: bool
    ) -> Answer | None:
        """Say what is left on lines, or how much of them was executed, year by year."""
        if not named.groups:
            totals = [pair for pair in self.rows if pair[1].role in ("total", "sous-total")]
            named = self._grand(totals)
        pairs = self._pairs(named, years)
        if not pairs:
            return None
        unread = [one for pair in pairs for one in pair if one.fault]
        if unread and len(pairs) == 1:
            return not_computed(unread)
        told, shown, node, kind = [], [], None, ""
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
                f"« {pair[1].row.label} » {pair[1].year or ''} : {text} (autorisé {pair[0].shown}, "
                f"exécuté {pair[1].shown})".replace("  ", " ")
            )
        if node is None or not told:
            return not_computed(unread) if unread else None
        aside = f" Non calculé : {faults(unread)}." if unread else ""
        what = "Taux d'exécution" if metric == "taux" else "Reste"
        cause = self._cause(pairs) if why else ""
        text = f"{what} – {' ; '.join(told)}.{aside}{cause}"
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

    def _cells(
        self, named: Named, roles: Sequence[str], years: Sequence[int], default: str = "exécuté"
    ) -> list[Cell]:
        wanted = [one for one in roles if one in ("exécuté", "voté", "base", "réalisé")]
        names = {"exécuté" if one == "réalisé" else one for one in wanted or [default]}
        rows = [pair for group in named.groups for pair in group] if named.groups else self.rows
        found = cells_of(rows, *names)
        if not found and "voté" in names:
            found = cells_of(rows, *(names | {"base"}))
        return [one for one in found if not years or one.year in years]

    def _amounts(self, named: Named, roles: Sequence[str], years: Sequence[int]) -> Answer | None:
        """Say the amounts of the lines and years that are named."""
        summed = _SUM.search(self.asked.text) is not None
        if not roles and not self.own:
            return None
        if not named.groups:
            return self._joined("SUM", named, roles, years) if summed else None
        cells = self._cells(named, roles, years)
        if not cells:
            return None
        totals = all(one.row.role in ("total", "sous-total") for one in cells)
        if summed and not totals and len(cells) > 1:
            return self._joined("SUM", named, roles, years)
        if self.change is not None:
            return self._changed(cells)
        if len(cells) == 1:
            return self._one(cells[0])
        if self.unit:
            return None
        told = " ; ".join(
            f"« {one.row.label} », {one.column.title} : {one.shown} ({one.place})" for one in cells
        )
        lines = tuple((one.row.label, one.column.title, one.shown) for one in cells)
        table = Table(("Ligne", "Colonne", "Montant"), lines)
        return said_only(f"« {cells[0].table.sheet} » – {told}.", cells[0].table, table)

    def _one(self, cell: Cell) -> Answer | None:
        where = f"« {cell.table.sheet} », « {cell.row.label} »"
        text = f"{where}, {cell.column.title} : {cell.shown} ({cell.place})."
        if not self.unit or cell.number is None:
            return None if self.unit else one_cell(cell, text)
        made = in_unit(Operation(cell.ref(), "*", 1), cell.kind, self.unit)
        if made is None:
            return None
        node = made[0]
        if isinstance(node, Operation) and isinstance(node.left, Operation):
            node = Operation(cell.ref(), node.sign, node.right)
        text = f"{where}, {cell.column.title} : {{value}} ({cell.place})."
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
            f"« {cell.table.sheet} », « {cell.row.label} », {cell.column.title} {way} "
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
            any(one.row.role in ("total", "sous-total") for one in cells)
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
            totals = [pair for pair in self.rows if pair[1].role in ("total", "sous-total")]
            named = self._grand(totals)
        out = self._cells(without, roles, years)
        if not named.groups:
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
        text = f"« {whole[0].row.label} » {whole[0].year or ''} ({whole[0].shown}), sans {names} : {{value}}."
        return with_formula(made[0], self.context, text, whole[0].table, kind=made[1])

    def _share(self, named: Named, roles: Sequence[str], years: Sequence[int]) -> Answer | None:
        """Say which share one line is of another, or of the total."""
        groups = list(named.groups)
        if len(groups) == 1:
            totals = [pair for pair in self.rows if pair[1].role in ("total", "sous-total")]
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
                f"{part.column.title} : {shown}"
            )
        if node is None:
            return None
        text = f"Part de {' ; '.join(told)}."
        if len(told) > 1:
            return said_only(text, self.tables[0])
        return with_formula(node, self.context, text, self.tables[0])

    def _compared(self, named: Named, roles: Sequence[str], years: Sequence[int]) -> Answer | None:
        """Say how the amounts of two years, or of two columns, differ."""
        if self.change is not None or self.unit not in ("", "%"):
            return None
        both = {"voté", "base"} & set(roles) and {"exécuté", "réalisé"} & set(roles)
        if both and len(years) < 2:
            return self._measured("reste", named, years, why=False)
        if not named.groups and _SUM.search(self.asked.text):
            return None
        cells = self._cells(named, roles, years)
        by_row: dict[str, list[Cell]] = {}
        for one in cells:
            by_row.setdefault(one.row.label, []).append(one)
        if len(named.groups) == 2 and len(years) == 1 and len(cells) == 2:
            return self._two_lines(cells)
        told, lines, node, kind = [], [], None, ""
        for label, row in by_row.items():
            pair = sorted((one for one in row if one.year), key=lambda one: one.year or 0)
            if len(pair) != 2 or pair[0].year == pair[1].year:
                continue
            if pair[0].fault or pair[1].fault:
                told.append(f"« {label} » : non comparé, {faults(pair)}")
                continue
            node, kind = Operation(pair[1].ref(), "-", pair[0].ref()), pair[0].kind
            value = compute(node, self.context.host).value
            gap = float(value) if isinstance(value, float) else 0.0
            rate = self._evolution(pair)
            told.append(
                f"« {label} » : {pair[0].column.title} {pair[0].shown}, {pair[1].column.title} "
                f"{pair[1].shown} ; écart {'+' if gap > 0 else ''}{shown_as(gap, kind)}{rate}"
            )
            lines.append((label, pair[0].shown, pair[1].shown, shown_as(gap, kind)))
        if node is None:
            return None
        if len(told) == 1:
            return with_formula(node, self.context, f"{told[0]}.", self.tables[0], kind=kind)
        text = f"{' | '.join(told)}."
        table = Table(("Ligne", "Avant", "Après", "Écart"), tuple(lines))
        return said_only(text, self.tables[0], table)

    def _evolution(self, pair: Sequence[Cell]) -> str:
        if not pair[0].number or pair[0].number < 0:
            return ""
        node = call("COG_EVOLUTION", pair[0].ref(), pair[1].ref())
        value = compute(node, self.context.host).value
        if not isinstance(value, float):
            return ""
        return f", soit {'+' if value > 0 else ''}{display(value, 'evolution')}"

    def _two_lines(self, cells: Sequence[Cell]) -> Answer:
        first, second = cells
        if first.fault or second.fault:
            return not_computed(cells)
        text = (
            f"« {first.row.label} » {first.shown}, « {second.row.label} » {second.shown} "
            f"({first.column.title}) : écart {{value}}."
        )
        node = Operation(first.ref(), "-", second.ref())
        return with_formula(node, self.context, text, first.table, kind=first.kind)

    def _valued(
        self, metric: str, roles: Sequence[str], years: Sequence[int]
    ) -> tuple[list[tuple[Cell, Computed | None, float]], list[Cell]]:
        """Return the figure of every line that is compared, and the cells that give none."""
        found: list[tuple[Cell, Computed | None, float]] = []
        unread: list[Cell] = []
        if metric:
            for pair in self._pairs(Named(), years):
                if pair[1].row.role not in _PARTS:
                    continue
                unread += [one for one in pair if one.fault]
                node = self._node(metric, pair)
                value = compute(node, self.context.host).value
                if not pair[0].fault and not pair[1].fault and isinstance(value, float):
                    found.append((pair[1], node, value))
            return found, unread
        for cell in self._cells(Named(), roles, years):
            if cell.row.role == "ligne":
                if cell.number is None:
                    unread.append(cell)
                else:
                    found.append((cell, None, cell.number))
        return found, unread

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
        what = {"taux": "taux d'exécution", "reste": "reste"}.get(metric, cell.column.title)
        aside = f" Non comparées : {faults(unread)}." if unread else ""
        text = f"{'Le plus élevé' if best is max else 'Le plus faible'} ({what}, {len(found)} montants) : {names}, {shown}.{aside}"
        return (
            one_cell(cell, text)
            if node is None
            else with_formula(node, self.context, text, cell.table)
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
        text = f"{len(chosen)} lignes exécutées à {way} de {limit['n']} %, sur {len(found)} : {told or 'aucune'}.{aside}"
        return said_only(text, self.tables[0])


def rows_named_exactly(label: str, rows: Sequence[tuple[OpenTable, OpenRow]]) -> Named:
    """Return the rows of one label.

    Args:
        label: The label.
        rows: The rows to look among.
    """
    found = tuple(pair for pair in rows if pair[1].label == label)
    return Named((found,)) if found else Named()
