"""Which rows the words of a question name, one by one where it lists several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.search import parts
from pycog.dialogue.composed.typed_tables import (
    DATES,
    FIGURES,
    INDICATORS,
    LINES,
    TableRow,
)
from pycog.dialogue.entities import Word
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_rows import (
    Entry,
    heavy_words,
    is_total,
    nearest_is_other,
    nearest_rows,
    rows_named,
)
from pycog.dialogue.query.query_tables import NOUNS, is_cued
from pycog.dialogue.query.query_words import COUNT, ORDER
from pycog.lazy_patterns import regex

#: Several lines are wanted: those of a group.
_LINES_SAID: Final = regex(r"\b(?:lignes|postes|rubriques)\b")
#: Words around what is named, that name nothing.
AROUND: Final = regex(
    r"\b(?:est|sont|ce|c|qui|numeros?|fixe\w*|prevue?s?|entre|par rapport (?:a|au|aux)|exprim\w+"
    r"|en|annee par annee|dispos\w+ d|ou|et|puis|que?|qu|il|y|a|au|aux|dans|sur|pour|chez|parmi"
    r"|(?:s |c )?elev\w+ a|s elev\w+|conventionnel\w*"
    r"|(?:seuil |plafond )?(?:a )?ne pas depasser|a (?:respecter|atteindre|tenir|viser)"
    r"|concern\w+|relatif\w*|cog|convention|annexes? \d|valeurs?|chacun\w*|respectiv\w+|plutot"
    r"|compte\w*(?: (?:t )?(?:elle|il|on))?|comport\w+|contien\w+|compren\w+"
    r"|quoi|ou|celle?s?|ceux|celui|tous?|toute?s?|par|donn\w+|etaient?|etait|seront?|sera)\b"
    r"|[=():/;+-]"
)
_SEPARATORS: Final = regex(
    r"\b(?:ou|et|puis|avec|contre|vs|versus|face (?:a|au|aux)|par rapport (?:a|au|aux)|que|qu|plus"
    r"|dans|sur|parmi|a cote d|au sein d)\b|[,/:+;]| - |\?"
)
_NUMERALS: Final = {"2": 2, "3": 3, "4": 4, "5": 5, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_HOW_MANY: Final = regex(
    r"\b(?:les|des|ces|nos|ses|parmi|entre)(?: les)? (?P<n>deux|trois|quatre|cinq)\b(?! (?:ans"
    r"|annees|exercices))"
)
_BRACKETS: Final = regex(
    r"(?:\b(?:des|les|parmi|entre|de|sur)(?: (?:les|ces))? (?P<n>[2-5]|deux|trois|quatre"
    r"|cinq) [^():?]{3,60})[(:]"
    r"(?P<list>[^()?]+)\)?"
)


class RowNames:
    """The words of a question that name rows of one table.

    Args:
        scan: The question.
        table: The table.
        needed: Stems of operators that are left to the labels: a row must have them.
    """

    def __init__(self, scan: Scan, table: str, needed: frozenset[str]) -> None:
        self.scan, self.table, self.needed = scan, table, needed
        self.naming: set[str] = set()

    def named(self, query: Query, entries: Sequence[Entry]) -> bool:
        """Claim the words that name rows; ``False`` where some of them name none.

        Args:
            query: Gets the rows named, after those that it has.
            entries: The rows that may be named.
        """
        scan = self.scan
        scan.take(NOUNS[self.table])
        if match := scan.take(_HOW_MANY):
            query.counted = _NUMERALS[match["n"]]
        bracketed = self._listed_in_brackets()
        scan.take(AROUND)
        groups = bracketed or parts(scan, _SEPARATORS)
        groups = [[word for word in group if not AROUND.fullmatch(scan.text[word.start:word.end])]
                  for group in groups]  # fmt: skip
        groups = [group for group in groups if group]
        if not groups:
            return True
        found: list[tuple[int, list[TableRow]]] = []
        for at, group in enumerate(groups):
            rows = self._rows(query, entries, group)
            if not rows and at:
                # « Embauches CDI et CDD » : what comes first is said once for both.
                rows = self._rows(query, entries, [*groups[0][:-1], *group])
            if not rows:
                found = []
                break
            found.append((group[0].start, rows))
        if not found:
            every = [one for group in groups for one in group]
            rows = self._rows(query, entries, every) or self._nearly(query, entries, every)
            if not rows:
                return False
            found = [(every[0].start, rows)]
        for group in groups:
            scan.claim(group)
        groups_found = _nested([rows for _, rows in found])
        if query.groups and self.table == INDICATORS:
            # « Prévention 31 à 34 » : the words are those of what the numbers name.
            numbered = [row for rows in query.groups for row in rows]
            named = {row for rows in groups_found for row in rows}
            return all(row in named for row in numbered)
        query.groups += groups_found
        return True

    def _rows(
        self, query: Query, entries: Sequence[Entry], group: Sequence[Word]
    ) -> list[TableRow]:
        said = query.said
        wide = self.table in {INDICATORS, FIGURES, LINES} and bool(
            said.lists or said.has(COUNT, ORDER) or (said.extreme and self.table != LINES)
        )
        wide |= self.table == LINES and self.scan.has(_LINES_SAID)
        stems = [one.stem for one in group]
        cued = self.table == INDICATORS or bool(query.bodies) or is_cued(self.scan, self.table)
        self.naming.update(stems)
        query.named_words += heavy_words(self.table, stems)
        for words in (stems, _joined(stems)):
            found = rows_named(self.table, entries, words, cued=cued, wide=wide, needed=self.needed)
            totals = [row for row in found if is_total(row)]
            if len(found) > 1 and len(totals) == 1 and not wide:
                return totals
            if found:
                return [row for row in found if not is_total(row)] or found if wide else found
        return []

    def _nearly(
        self, query: Query, entries: Sequence[Entry], words: Sequence[Word]
    ) -> list[TableRow]:
        """Return the dated measure that most words name: labels are short."""
        known = self.scan.known
        if self.table != DATES or not query.cued or query.said.operators or query.said.extreme:
            return []
        if any(one.stem in known.qualifying or one.stem.isdigit() for one in words):
            return []
        found, used = nearest_rows(entries, [one.stem for one in words])
        lost = [one for one in words if one.stem not in used]
        if nearest_is_other(entries, found, used, [one.stem for one in lost]):
            return []
        query.dropped = [self.scan.question.as_typed(one.start, one.end) for one in lost]
        return found

    def _listed_in_brackets(self) -> list[list[Word]]:
        """Return what is listed between brackets or behind a colon; its heading is claimed."""
        scan = self.scan
        match = _BRACKETS.search(scan.text)
        if match is None:
            return []
        inner = [
            group
            for group in parts(scan, _SEPARATORS)
            if match.start("list") <= group[0].start and group[-1].end <= match.end("list")
        ]
        if len(inner) < 2 or (match["n"] and len(inner) != _NUMERALS.get(match["n"], 0)):
            return []
        scan.claim_span(match.start(), match.start("list"))
        return inner


def _joined(stems: list[str]) -> list[str]:
    """Write two short words as one: « AT/MP » is « ATMP » in a label."""
    for at, (one, other) in enumerate(pairwise(stems)):
        if len(one) + len(other) <= _SHORT_PAIR:
            return [*stems[:at], one + other, *stems[at + 2 :]]
    return stems


#: Letters of two abbreviations that a label may write as one.
_SHORT_PAIR: Final = 5


def _nested(groups: list[list[TableRow]]) -> list[list[TableRow]]:
    """Leave out a group that holds the others: « dépistage : sein, col, colorectal »."""
    if len(groups) < 2:
        return groups
    head, others = groups[0], groups[1:]
    narrowed = [[row for row in rows if row in head] for rows in others]
    if all(narrowed) and len(head) > 1:
        return narrowed
    return groups
