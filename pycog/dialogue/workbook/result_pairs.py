"""What a question says of the indicators of an open workbook, and their results and targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import Answer, Result, compute, unknown
from pycog.dialogue.expressions import Call, Node, call
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.open_cells import Book, Cell, number_of
from pycog.dialogue.workbook.sheet_asking import Asked, Named, cells_of
from pycog.dialogue.workbook.stated_directions import RISE, stated_direction
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow, OpenTable

_NOT: Final = r"(?:pas|non|jamais|aucune?|ni|rate\w*|manque\w*)"
_MET: Final = (
    r"(?:attei[gnt]\w*|tenu\w*|rempli\w*|respect\w*|a l objectif|conformes?"
    r"|reussi\w*|bons?)"
)
MISSED_ASKED: Final = regex(
    rf"\b{_NOT}(?: (?:ete|encore|toujours|sont|est|l|la|le|les|leur|son))* {_MET}"
    rf"|\b{_MET} (?:pas|jamais)\b|\bn (?:ont|a|est|sont)(?: l| la)? {_MET} pas"
    r"|\b(?:en retard|en dessous|sous (?:l |la |leur |son )?(?:objectif|cible)s?"
    r"|inferieure?s? (?:a|aux?)"
    r"|rates?|manques?|en echec|en dessous (?:de )?(?:l |la |leur )?(?:objectif|cible)s?"
    r"|decroch\w+ de l objectif)\b"
)
NOT_LATE: Final = regex(r"\b(?:pas|non|aucune?)(?: \w+)? en retard\b")
MET_ASKED: Final = regex(
    rf"\b{_MET}\b|\b(?:depass\w*|superieure?s?|au dessus)(?: (?:de|a|la|le|l|leur|les|son|sa|ses"
    rf"|du))*"
    r"(?: (?:objectifs?|cibles?))?"
)
ATTAINED: Final = regex(r"\b(?:taux|degre|pourcentage|niveau|%) (?:d |de l |de )?attein\w*")
GAP: Final = regex(
    r"\b(?:ecarts?|differences?|distance|combien manque\w*|(?:il )?manque\w*(?: t il)?(?: combien)?"
    r"|de combien|loin|points? (?:en dessous|au dessus)|retard de)\b(?: (?:a|avec|par rapport a"
    r"|de|entre)"
    r"(?: (?:l |la |son |leur |le )*)?(?:objectifs?|cibles?))?"
)
EXTREME: Final = regex(
    r"\b(?:(?:le|la|les) )?(?:plus (?:gros\w*|grand\w*|important\w*|fort\w*|eleve\w*|loin"
    r"|mauvais\w*"
    r"|petit\w*|faible\w*|bas\w*|haut\w*)|pire|meilleure?s?|moins bons?|maximum|minimum|mieux)\b"
    r"|\ble (?:plus|moins)\b"
)
NEGATIVE: Final = regex(
    r"\b(?:negati\w+|defavorables?|en moins|en dessous|retard|loin|pire|mauvais\w*|manque)\b"
)
POSITIVE: Final = regex(
    r"\b(?:positi\w+|favorables?|en plus|au dessus|depassement|mieux|meilleur\w*)\b"
)
SMALL: Final = regex(r"\b(?:plus (?:petit|faible|bas)\w*|minimum|le moins)\b")
MEAN: Final = regex(r"\b(?:en moyenne|moyenne?s?|moyen)\b")
SUM: Final = regex(r"\b(?:total|totaux|somme|cumul\w*)\b")
SHARE_OF: Final = regex(
    r"\b(?:taux|parts?|pourcentage|proportion) (?:d |des |de )(?=objectifs?|indicateurs?|cibles?)"
)
MOVED: Final = regex(
    r"\b(?:ont |a |qui ont )?(?:le plus )?(?:progress|augment|baiss|diminu|recul|amelior|degrad)\w*"
    r"(?: le plus)?"
)
#: Asks how one result moved from a year to another.
CHANGED: Final = regex(
    r"\b(?:comment (?:(?:a|ont|est ce que|as t) )?)?(?:(?:a|ont) )?(?:t (?:il|elle) )?"
    r"(?:evolu\w*|progress\w*|augment\w*|baiss\w*|diminu\w*|variation|hausse|varie)"
    r"(?: (?:des?|du|d))?\b(?: entre\b)?"
)
SINCE: Final = regex(r"\bdepuis\b")
EACH: Final = regex(
    r"\b(?:chaque (?:annee|an|fois)|tous les ans|toutes les annees|par an|annee par annee)\b"
)
POINTS: Final = regex(r"\b(?:points?|pts|touche|gagne|rapporte)\b")
COUNT: Final = regex(
    r"\bcombien (?:d |de |y a t il d )?(?:indicateurs?|objectifs?|cibles?)\b"
    r"|\bnombre d (?:indicateurs?|objectifs?)\b"
)
#: Labels whose figure is the better the lower it is, most often: the sheet must say it.
LOWER: Final = regex(
    r"\b(?:delais?|absent\w*|invalid\w*|rejet\w*|erreurs?|reclamations?|couts?|attentes?|anomal\w*"
    r"|impay\w*|indus?|retards?|abandons?|accidents?|pannes?|vacan\w+|fraudes?|contentieux|plaintes?)\b"
)
#: Words that say that the workbook is meant, and not the agreement.
OWN: Final = regex(
    r"\b(?:realis\w*|resultats?|atteint\w*|cellules?|classeur|feuille|tableau|fichier|inscrit\w*"
    r"|saisi\w*|constat\w*|ecarts?|depass\w*|en retard|obtenu\w*)\b"
)
WHY: Final = regex(r"\b(?:pourquoi|la raison|explique\w*|commentaires?|observations?|remarques?)\b")


@dataclass(frozen=True, slots=True)
class Pair:
    """A result and the target it is measured against.

    Attributes:
        actual: The cell of the result.
        target: The cell of the target, ``None`` where the workbook has none.
        year: Their year.
        node: The target as a formula has it.
        since: The result that the target starts from, ``None`` where it starts from none.
    """

    actual: Cell
    target: Cell | None
    year: int
    node: Node
    since: Node = None

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


def _each_once(pairs: list[Pair]) -> list[Pair]:
    """Leave out a result that another table of the workbook holds beside its own target.

    A sheet that works out a composite repeats its parts, as values of another kind.
    """
    own = {(_subject(one), one.year) for one in pairs if one.target is not None}
    return [one for one in pairs if one.target is not None or (_subject(one), one.year) not in own]


def _subject(pair: Pair) -> object:
    return pair.actual.row.subject or id(pair)


class ResultPairs:
    """The tables of indicators with a question about them.

    Args:
        asked: The question.
        context: The formulas.
        tables: The tables.
    """

    def __init__(self, asked: Asked, context: Context, tables: list[OpenTable]) -> None:
        self.asked, self.context, self.tables = asked, context, tables
        self.rows = [(table, row) for table in tables for row in table.rows]
        self.own = asked.alone or OWN.search(asked.text) is not None
        self.known = conventions.load()

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
                if (years and year not in years) or self._neutralised(row, year):
                    continue
                target = targets.get(year) or (alone[0] if len(alone) == 1 else None)
                node = self._target(row, target, year)
                if node is not None:
                    found.append(
                        Pair(actual, target, year or 0, node, self._since(row, target, year))
                    )
        return _each_once(found)

    def _neutralised(self, row: OpenRow, year: int | None) -> str:
        """Return why the agreement does not judge a row in a year, ``""`` where it does."""
        subject = row.subject
        if year is None or subject is None or subject.kind != "indicateur":
            return ""
        found = self.known.neutralised(subject.key, year)
        return "" if found is None else found.reason

    def _since(self, row: OpenRow, target: Cell | None, year: int | None) -> Node:
        """Return the result that a target starts from, ``None`` where it starts from none."""
        subject = row.subject
        if year is None or subject is None or subject.kind != "indicateur":
            return None
        printed = self.known.indicators[subject.key].targets.get(year)
        held = printed.text if target is None and printed is not None else ""
        held = target.value if target is not None and isinstance(target.value, str) else held
        if printed is None or normalise(held) != normalise(printed.text):
            return None
        since = printed.target.base_year(year, self.known.baseline_year)
        if not printed.target.needs_reference or since is None:
            return None
        for table, other in self.rows:
            if other.subject == subject:
                for cell in cells_of([(table, other)], "réalisé"):
                    if cell.year == since and not cell.is_missing:
                        return cell.ref()
        if since != self.known.baseline_year:
            return None
        return call("COG_BASELINE", cell_value(subject.key))

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
        stated = stated_direction(pair.actual.table, pair.actual.row)
        if stated is not None:
            return None if stated == RISE else stated
        return "?" if LOWER.search(normalise(pair.actual.row.label)) else None

    def _node(self, name: str, pair: Pair) -> Call | None:
        direction = self._direction(pair)
        if direction == "?" and name != "COG_GAP":
            return None
        since = () if pair.since is None else (None, pair.since)
        if name == "COG_GAP":
            return call(name, pair.actual.ref(), pair.node, *since)
        return call(name, pair.actual.ref(), pair.node, None, direction, *since)

    def _result(self, name: str, pair: Pair) -> Result | None:
        node = self._node(name, pair)
        return None if node is None else compute(node, self.context.host)
