"""What a question says of the credits of an open workbook, and the lines that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, compute, unknown
from pycog.dialogue.expressions import Call, Computed, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.known_amounts import credit_pairs
from pycog.dialogue.workbook.open_cells import Book, Cell
from pycog.dialogue.workbook.sheet_asking import Asked, Named, cells_of, rows_named
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow, OpenTable

OVER: Final = regex(
    r"\b(?:respecte\w*|dans les clous|depass\w*|explos\w+|crev\w+|en depassement"
    r"|au dela (?:du|de (?:son|leur|la"
    r"|l)) (?:budget|vote|autorise\w*"
    r"|enveloppe)|plus que (?:le |la |l |son |leur )?(?:budget|vote\w*|autorise\w*|prevu\w*"
    r"|enveloppe))\b(?: (?:le |la |l |du |son |leur |ses |leurs |de )*(?:budgets?|votee?s?"
    r"|autorisee?s?|credits?|enveloppes?|prevus?))?"
)
LEFT: Final = regex(
    r"\b(?:(?:il )?(?:me |nous )?rest(?:es?|ent|ait|aient|era)(?: t il| il)?"
    r"(?: a (?:depenser|consommer|executer"
    r"|engager|utiliser))?|restant\w*|disponibles?|soldes?|non (?:consomme|execute|depense"
    r"|utilise)\w*"
    r"|pas (?:ete )?(?:consomme|execute|depense|utilise)\w*|encore (?:depenser|engager)"
    r"|(?:peu[xt]|pouvons)(?: nous| je| on)? encore depenser|marge|sous (?:execution"
    r"|consommation))\b"
)
RATE: Final = regex(
    r"\b(?:taux|tx|pourcentage|%|niveau) (?:d |de |de l )?(?:execut\w+|consomm\w+|realis\w+"
    r"|depens\w+"
    r"|utilis\w+)|\b(?:execute|consomme|depense|utilise)\w* (?:a combien|a quelle hauteur"
    r"|a quel taux"
    r"|en %|en pourcentage)|\bcombien (?:en )?(?:%|pour cent)"
    r"|\b(?:execut|consomm|depens|utilis)\w* (?:\w+ ){0,2}?a (?:quel\w*|combien)"
    r"(?: (?:de )?(?:pourcentage|taux|niveau|hauteur|%|pour ?cents?))?"
    r"|\bcombien de consommation"
    r"|\ba (?:quel(?:le)?|combien de) (?:pourcentage|taux|niveau|hauteur|%|pour ?cents?)"
    r"(?=.*\b(?:execut|consomm|depens|utilis))"
)
GROWN: Final = regex(r"\b(?:augment|progress|hauss|accru|cru\b)\w*")
SHRUNK: Final = regex(r"\b(?:baiss|diminu|recul|reduit)\w*")
#: Changed, up or down.
EITHER_WAY: Final = regex(r"\b(?:boug|chang|vari|evolu)\w*")
COMPARE: Final = regex(
    r"\b(?:compar\w+|evolution|evolue\w*|variation|varie\w*|ecarts?|differences?|augment\w+"
    r"|progress\w+|bais+\w+|hausse|diminu\w+|de combien|par rapport a|contre|entre)\b"
)
SHARE: Final = regex(
    r"\b(?:(?:quelle )?parts?|poids|proportion|pourcentage|que represente\w*|represente\w*"
    r"|pese\w*)\b"
)
SUM: Final = regex(
    r"(?<=[a-z]) ?\+ ?(?=[a-z])|\b(?:totaux|total|somme|cumul\w*|ensemble"
    r"|au total|en tout|global\w*)\b"
)
MEAN: Final = regex(r"\b(?:en moyenne|moyenne?s?|moyen)\b")
LARGEST: Final = regex(
    r"\bmeilleure?s?\b|\b(?:(?:le|la|les) )?(?:plus|mieux) (?:gros|grosse|grand|grande|important"
    r"|importante|eleve"
    r"|elevee"
    r"|fort|forte|haut|haute|depens\w*|execut\w*|consomm\w*)s?\b|\bmaximum\b|\ble plus\b|\bmieux\b"
)
SMALLEST: Final = regex(
    r"\b(?:(?:le|la|les) )?(?:plus (?:petit|petite|faible|bas|basse)s?|moins (?:eleve|elevee|fort"
    r"|forte|bien|depens\w*|execut\w*|consomm\w*)s?)\b|\bminimum\b|\ble moins\b|\bpires?\b"
    r"|\bmoins bons?\b"
)
WHY: Final = regex(
    r"\b(?:(?:et )?pourquoi(?: (?:il|elle|c) est .*)?|la raison|a cause de quoi|explique\w*)"
)
LIMIT: Final = regex(
    r"\b(?P<way>moins|plus|sous|au dessous|au dessus|en dessous|inferieure?s?"
    r"|superieure?s?) (?:de |des |a |les )?(?P<n>\d{1,3}(?:[.,]\d+)?) ?(?:%|pour ?cents?)"
)
TOTAL_ROW: Final = regex(r"\b(?:brute?s?|general\w*|ensemble|depenses?)\b")
ALL_LINES: Final = regex(
    r"\b(?:toutes? (?:les )?lignes|chaque ligne|par ligne|ligne par ligne|toutes)\b"
)
#: Judges a line by its rate: « la moins bien exécutée ».
JUDGED: Final = regex(r"\b(?:mieux|(?:moins|plus) bien|mal) (?:execut|consomm|depens|utilis)\w*")
#: Words that say that the workbook is meant, and not the agreement.
OWN: Final = regex(
    r"\b(?:execut\w*|depens\w*|consomm\w*|mandate\w*|realis\w*|lignes?|cellules?|classeur|feuille"
    r"|tableau|fichier)\b"
)
PARTS: Final = ("ligne", "dont")
#: What leads to the whole that something is a share of.
_WITHIN: Final = regex(r"\b(?:dans|sur|parmi|du|au)(?: (?:le|la|les|l|montant))* $")


class CreditLines:
    """The tables of credits with a question about them.

    Args:
        asked: The question.
        context: The formulas.
        tables: The tables.
    """

    def __init__(self, asked: Asked, context: Context, tables: list[OpenTable]) -> None:
        self.asked, self.context, self.tables = asked, context, tables
        self.rows = [(table, row) for table in tables for row in table.rows]
        self.unit = str(next((one.value for one in asked.question.of("unit")), ""))
        self.change = next(iter(asked.question.of("change")), None)
        #: 1 where lines are asked for that grew, -1 for those that shrank.
        self.moved = 0
        self.either = False
        self.own = asked.alone or OWN.search(asked.text) is not None

    def _named(self, *, until: int | None = None, since: int = 0, of_whole: bool = False) -> Named:
        """Return the rows that are named; « total » alone is the total of everything.

        Args:
            until: First character that is left aside.
            since: Characters before this are.
            of_whole: Whether a share is asked for: « dans le total » is then what it is of.
        """
        numbers = self.asked.numbers() if until is None and not since else []
        words = self.asked.left(until=until, since=since)
        total = next(
            (m for m in SUM.finditer(self.asked.text) if since <= m.start() < (until or 999)), None
        )
        plain = [
            one
            for one in words
            if not one & {"total", "tot", "ensembl", "somm", "cumul", "global", "totaux", "tout"}
        ]
        if total is None:
            return rows_named(words, numbers, self._book())
        if of_whole and plain and _WITHIN.search(self.asked.text[: total.start()]):
            return rows_named(plain, numbers, self._book())
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
            one for one in labels if TOTAL_ROW.search(normalise(one)) and "brut" in normalise(one)
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

    def _node(self, metric: str, pair: tuple[Cell, Cell]) -> Call:
        authorised, executed = pair[0].ref(), pair[1].ref()
        if metric == "taux":
            return call("COG_EXECUTION", executed, authorised)
        return call("COG_AVAILABLE", authorised, executed)

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

    def _valued(
        self, metric: str, roles: Sequence[str], years: Sequence[int]
    ) -> tuple[list[tuple[Cell, Computed | None, float]], list[Cell]]:
        """Return the figure of every line that is compared, and the cells that give none."""
        found: list[tuple[Cell, Computed | None, float]] = []
        unread: list[Cell] = []
        if metric:
            for pair in self._pairs(Named(), years):
                if pair[1].row.role not in PARTS:
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


def rows_named_exactly(label: str, rows: Sequence[tuple[OpenTable, OpenRow]]) -> Named:
    """Return the rows of one label.

    Args:
        label: The label.
        rows: The rows to look among.
    """
    found = tuple(pair for pair in rows if pair[1].label == label)
    return Named((found,)) if found else Named()
