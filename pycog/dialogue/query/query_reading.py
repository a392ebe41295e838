"""Reads a question as one query on one table: whatever the query does not use refuses it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pycog.dialogue.composed.figure_words import of_another
from pycog.dialogue.composed.joined_conditions import either_holds, two_courses
from pycog.dialogue.composed.row_asked import Asked
from pycog.dialogue.composed.row_conditions import OUT_OF_TOTALS, read_years
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    DATES,
    FIGURES,
    INDICATORS,
    LINES,
    TableRow,
)
from pycog.dialogue.query.query_conditions import (
    left_out_rows,
    lists_a_nature,
    read_row_conditions,
    read_themes,
)
from pycog.dialogue.query.query_dates import read_due_conditions
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_naming import AROUND, RowNames
from pycog.dialogue.query.query_rows import (
    Entry,
    entries_of,
)
from pycog.dialogue.query.query_tables import CUES, NOUNS, is_cued, tables_meant
from pycog.dialogue.query.query_words import (
    BODIES_ASKED,
    SAME,
    ambiguous,
    operator_stems,
    read_moves,
    read_operators,
)
from pycog.dialogue.spans import Entity
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: Numbers that are none of a value: of an annex.
_NO_NUMBER: Final = regex(r"\b(?:(?:dans|de) )?(?:l )?annexes? ?(?:n ?° ?)?\d\b")
_POINTS: Final = regex(r"\bpoints?\b")
#: « En combien de jours » asks for the printed value, whatever its unit.
_UNIT_ASKED: Final = regex(
    r"\b(?:en |a )?combien (?:de |d )?(?:jours?|points?|pts|euros?|%|pour ?cents?)"
    r"(?! (?:de |en )?(?:plus|moins))"
    r"(?!.*\b(?:baiss|augment|evolu|progress|diminu|recul|haus|gagn|perd)\w*)"
    r"|\bfourchettes?(?= (?:cible|attendu|vise|objectif))"
    r"|\bpass\w+ de combien a combien(?: de (?:points|jours))?"
)
#: Words of a question that no query on printed facts reads.
_NOT_HERE: Final = regex(
    r"\b(?:si (?:on|je|nous|l|le|la|les|mon|notre|un|une)\b|retards?\b"
    r"|par (?:trimestre|semestre|mois|agent|etp|salarie)\b"
    r"|atteints?\b(?!.*\bpremier)|atteignons\b"
    r"|pourquoi\b|comment\b(?!.*\b(?:evolu|vari|boug|chang|progress))|realise(?:r|s)? (?:de"
    r"|a) \d|faut il|dois je|doit on|peut on|puis je"
    r"|ai je|a t on le droit|autorisation|qui (?:decide|autorise|valide|approuve)|virement\w*"
    r"|vir(?:er|e)\b|reporter\b|report\b|moyenne mobile|definition|signifie|veut dire|c est quoi"
    r"|^(?:mais |et )?qui (?!pes|a |ont |est le|sont les)"
    r"|formule|cellule|onglet|feuille|classeur|tableau de bord|bilan)\b"
)
_ELSEWHERE: Final = ("cell", "form", "per", "moved", "change")
_BARE_NUMBERS: Final = regex(
    r"(?<![\d.,<>=] )(?<![\d.,])\b(?P<n>\d{1,2})\b(?! ?(?:%|jours?\b|j\b|points?\b|pts?\b|€|m€"
    r"|k€|mois"
    r"|ans?\b|annees?\b|m\b|h\b)|[.,]\d| \d{3}\b|(?:er|e|eme)\b"
    r"|(?:(?:, | ou | et )\d+)+ ?(?:%|jours?\b|j\b|points?\b|pts?\b)"
    r"|(?: \w+)? (?:indicateurs|fiches|lignes|mesures|echeances|postes|criteres|objectifs"
    r"|cibles)\b)"
)
_UP_TO: Final = regex(r" (?:a|jusqu a|au)(?: l)? ?(?:indicateur )?(?P<n>\d{1,2})\b(?! ?[%€])")
_SPAN: Final = regex(r"(?P<a>\d{1,2}) a (?:l )?(?P<b>\d{1,2})")
#: Joins a bare number to an indicator said in full: « l'indicateur 7 et le 8 ».
_JOINED: Final = regex(
    r" ?(?:[,;/&+-]|\b(?:et|ou|puis|contre|vs|versus|avec|que|qu|a)\b)"
    r" ?(?:(?:et|ou|bien|puis|au|du|de|le|la|l|les|celui|celle|indicateurs?|n ?°|numeros?) ?)*"
)
_BOTH: Final = regex(
    r"\b(?:(?:les |des |de )?deux|chaque|tous les) (?:fonds|organismes|categories)\b"
)
#: Says that two things are set side by side, and what parts them.
_COMPARED: Final = regex(
    r"\b(?:depass\w+|superieur\w*|inferieur\w*|(?:plus|moins) \w+ qu?e?\b|vs|versus|contre|lequel"
    r"|ecarts?|differences?)"
)
_PARTED: Final = regex(
    r"\b(?:depass\w+|superieur\w*|inferieur\w*|que?|qu|vs|versus|contre|ou|et)\b"
)
_SAID_AGAIN: Final = regex(r"\bcel(?:ui|le)\b")
_NATIONAL_AIM: Final = regex(r"\b(?:objectifs?|cibles?|seuils?) national\w*$")
_YEARS: Final = regex(r"20\d\d")
_WITHOUT_YEAR: Final = regex(
    r"\(?\b(?:hors|sans|sauf|excepte|hormis)(?: (?:l annee|annee|en|pour))* 20\d\d\)?"
)
_WHOLE_TIME: Final = r"(?: de la (?:cog|convention|periode))?"
#: Words that stand for a year, and for the two ends of all years.
_YEAR_WORDS: Final = (
    (
        "last",
        regex(
            rf"\b(?:la |en )?derniere (?:annee|exercice){_WHOLE_TIME}\b"
            r"|\b(?:(?<=cible )|(?<=objectif )|(?<=valeur ))finale?\b"
            r"|\ben fin de (?:cog|convention|periode|contrat)\b"
            rf"|\ba (?:la fin|terme|l issue)\b{_WHOLE_TIME}"
        ),
    ),
    (
        "first",
        regex(rf"\b(?:la |en )?premiere? (?:annee|exercice)\b|\bau debut{_WHOLE_TIME}\b"),
    ),
    (
        "base",
        regex(
            r"\b(?:annee de (?:depart|reference|base)|au depart|(?:point|valeur) de depart)\b"
            r"|\bavant (?:le debut de )?la (?:cog|convention)\b"
        ),
    ),
    (
        "ends",
        regex(
            r"\b(?:du debut a la fin|entre le debut et la fin|(?:sur|pendant|au fil de) (?:toute )?"
            r"la (?:duree|periode|cog|convention)(?: de la (?:cog|convention))?)\b"
        ),
    ),
)


_PER_POST: Final = regex(r"(?:/|\bpar) ?(?:chaque )?postes?\b(?! de)")


def readings(scan: Scan, turn: Turn) -> Iterator[Query]:
    """Yield the queries that use all of a question, those on the table that it says first.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    if two_courses(scan) or scan.has(_NOT_HERE) or any(map(scan.question.has, _ELSEWHERE)):
        return
    if scan.question.has("only") and scan.question.has("amount"):
        # « N'est que de » restricts what it states.
        return
    reports = {str(one.value) for one in scan.question.of("report")}
    if reports - {"fiche"} and not scan.question.has("sheet"):
        return
    loose = ambiguous(scan.text)
    variants = [frozenset[str](), *({one} for one in loose)]
    if len(loose) > 1:
        variants.append(set(loose))
    documents = [str(one.value) for one in scan.question.of("document")]
    for table in tables_meant(scan, turn):
        if table == FIGURES and of_another(scan, documents, turn.convention.id):
            continue
        if table == LINES and scan.has(_PER_POST):
            # A post of staff is no line of the budget.
            continue
        for without in variants:
            # Components of a composite, and lines by their words alone, where nothing else fits.
            for other in (False, True) if table in {CARDS, LINES} else (False,):
                own = Scan(scan.question, scan.known)
                found = _Reader(Asked(own, turn, table), other).read(frozenset(without))
                if found is not None:
                    yield found


class _Reader:
    """One question on its way to a query on one table."""

    def __init__(self, asked: Asked, other: bool) -> None:
        self.asked, self.scan, self.table = asked, asked.scan, asked.table
        self.parted = self.by_words = other
        self.convention = asked.turn.convention
        self.lines: list[Entity] = []
        self.alone: list[Entity] = []

    def read(self, without: frozenset[str]) -> Query | None:
        """Return the query, ``None`` where something is left over.

        Args:
            without: Operators whose words are left to the labels.
        """
        scan, asked = self.scan, self.asked
        if self.table == LINES and scan.has(_POINTS):
            # No amount has points.
            return None
        scan.take(_NO_NUMBER)
        scan.take(_UNIT_ASKED)
        if self.table == LINES and scan.take(OUT_OF_TOTALS):
            scan.entities("op")
        self._years()
        self.lines = self._lines()
        bodies = self._bodies()
        standing = self.table == CARDS and scan.take(BODIES_ASKED) is not None
        said = read_operators(scan, without)
        said.bodies = standing
        said.same = len(bodies) > 1 and scan.take(SAME) is not None
        asked.pointed = bool(said.extreme or said.operators)
        query = Query(asked, said, [])
        query.noun = scan.has(NOUNS[self.table])
        query.cued = is_cued(scan, self.table)
        needed = operator_stems(scan.text, without)
        names = RowNames(scan, self.table, needed)
        query.bodies = bodies
        query.every = scan.question.has("every")
        query.whole = bool(scan.entities("total"))
        entries = self._entries(bodies)
        read_themes(query)
        query.excluded = left_out_rows(query, entries)
        numbered = self._numbered(entries)
        if numbered:
            query.groups += numbered
        if self.table in {INDICATORS, LINES, CARDS}:
            read_row_conditions(query, entries)
            if not either_holds(asked):
                return None
        elif self.table == DATES:
            read_due_conditions(asked)
        scan.entities("unit", "every")
        read_moves(scan, said)
        if not names.named(query, entries) or not needed <= names.naming:
            # A word of an operation that names nothing is not dropped either.
            return None
        scan.words(scan.known.own_name)
        scan.take(NOUNS[self.table])
        scan.take(AROUND)
        if scan.left():
            return None
        query.rows = [one.row for one in entries]
        return query if self._of_each_body(query) else None

    def _lines(self) -> list[Entity]:
        """Claim the lines said by their names, before a word of an operation takes « total »."""
        if self.table != LINES or self.by_words:
            return []
        if lists_a_nature(self.scan):
            # « Lignes de dépenses évaluatives » are the lines, not their total.
            return []
        return self.scan.entities("line")

    def _of_each_body(self, query: Query) -> bool:
        """Tell whether each category named has a row that is meant: none is dropped in silence."""
        if self.table != CARDS or not query.groups or query.said.bodies:
            return True
        rows = [row for group in query.groups for row in group]
        missing = set(query.bodies) - {row.body for row in rows}
        # A label may say a category too: « transmission de l'IP à la CPAM » of the DRSM.
        return all(one in row.words for one in missing for row in rows)

    # -- what is read

    def _years(self) -> None:
        asked, scan = self.asked, self.scan
        left_out = {
            str(year)
            for one in _WITHOUT_YEAR.finditer(scan.text)
            for year in _YEARS.findall(one[0])
        }
        scan.take(_WITHOUT_YEAR)
        read_years(asked)
        if left_out:
            asked.years = [one for one in asked.years or asked.all_years if one not in left_out]
        years = [str(year) for year in self.convention.years]
        if not years:
            return
        for name, pattern in _YEAR_WORDS:
            if scan.take(pattern) is None:
                continue
            if name == "ends":
                asked.has_period = True
            added = {"last": years[-1:], "first": years[:1], "ends": []}.get(name)
            asked.years += [asked.base_year] if added is None else added
        asked.years = list(dict.fromkeys(asked.years))

    def _bodies(self) -> list[str]:
        scan = self.scan
        if self.table == LINES:
            funds = scan.entities("fund")
            scan.take(_BOTH)
            self.alone = [one for one in funds if self._stands_alone(one)]
            # A fund that is set against a line is a side of its own: its total.
            return [] if self.alone else [str(one.value) for one in funds]
        if self.table == CARDS:
            every = scan.entities("category")
            scan.take(_BOTH)
            # The target of a local scorecard that is set for all is said « objectif national ».
            local = [one for one in every if not _NATIONAL_AIM.search(scan.text[: one.end])]
            return [str(one.value) for one in local or every]
        if self.table == FIGURES:
            found = [str(one.value) for one in scan.entities("document")]
            if found:
                scan.entities("category")
            elif scan.words(scan.known.own_name):
                found = [self.convention.id]
            return found
        return []

    def _stands_alone(self, fund: Entity) -> bool:
        """Tell whether a fund is compared with a line, of which it is not the fund."""
        if not self.lines or not _COMPARED.search(self.scan.text):
            return False
        pieces = (
            self.scan.text[min(fund.end, line.end) : max(fund.start, line.start)]
            for line in self.lines
        )
        # « … à celui de 2014 (FNGA) » has its other side already.
        return all(_PARTED.search(one) and not _SAID_AGAIN.search(one) for one in pieces)

    def _entries(self, bodies: Sequence[str]) -> list[Entry]:
        """Return the rows that may be meant."""
        every = entries_of(self.table)
        if not bodies and self.table not in {CARDS, FIGURES}:
            return list(every)
        return [one for one in every if self._is_meant(one.row, bodies)]

    def _is_meant(self, row: TableRow, bodies: Sequence[str]) -> bool:
        if bodies and row.body not in bodies:
            return False
        if row.table == CARDS:
            return not (row.is_whole if self.parted else row.is_part)
        if row.table == FIGURES and self.asked.years:
            return any(self._covers(period) for _, period in row.cells)
        return True

    def _covers(self, period: str) -> bool:
        return any(period.startswith(year) for year in self.asked.years)

    def _numbered(self, entries: Sequence[Entry]) -> list[list[TableRow]]:
        """Claim indicators said by their numbers, and lines said by their names."""
        scan, by_key = self.scan, {one.row.key: one.row for one in entries}
        found: list[tuple[int, list[TableRow]]] = []
        if self.table == LINES:
            for one in self.alone:
                totals = [each.row for each in entries if each.row.body == str(one.value)
                          and each.row.line is not None
                          and each.row.line.key == "total_brut"]  # fmt: skip
                found.append((one.start, totals))
            for one in self.lines:
                names = str(one.value).split(" | ")
                rows = [each.row for each in entries if each.row.label in names]
                found.append((one.start, rows))
        if self.table != INDICATORS:
            return [rows for _, rows in sorted(found, key=lambda one: one[0])]
        for one in scan.question.of("indicator"):
            if str(one.value) in by_key and re.search(r"\d", one.text):
                scan.claim_span(one.start, one.end)
                found.append((one.start, [by_key[str(one.value)]]))
                if up_to := _UP_TO.match(scan.text, one.end):
                    scan.claim_span(*up_to.span())
                    keys = range(int(str(one.value)) + 1, int(up_to["n"]) + 1)
                    found += [(one.start, [by_key[str(key)]]) for key in keys if str(key) in by_key]
        elsewhere = any(map(scan.question.has, ("fund", "line", "category", "document", "sheet")))
        cued = (
            bool(found)
            or scan.has(CUES[INDICATORS])
            or scan.has(regex(r"\b(?:le|du) \d"))
            or (bool(self.asked.years) and not elsewhere)
        )
        ends = [(one.start, one.end) for one in scan.question.of("indicator") if one.score == 1.0]
        ends = [span for span in ends if re.search(r"\d", scan.text[slice(*span)])]
        for match in _BARE_NUMBERS.finditer(scan.text) if cued else ():
            if match["n"] not in by_key or not scan.is_free(*match.span()):
                continue
            if self._is_value(match) or not self._joins(match, ends):
                continue
            ends.append(match.span())
            scan.claim_span(*match.span())
            span = _SPAN.match(scan.text, match.start())
            said = [match["n"]]
            if span:
                scan.claim_span(*span.span())
                said = [str(one) for one in range(int(span["a"]), int(span["b"]) + 1)]
            found += [(match.start(), [by_key[key]]) for key in said if key in by_key]
        return [rows for _, rows in sorted(found, key=lambda one: one[0])]

    def _joins(self, match: re.Match[str], named: Sequence[tuple[int, int]]) -> bool:
        """Tell whether a bare number goes with the indicators that are said in full, if any."""
        return not named or any(
            _JOINED.fullmatch(self.scan.text[min(end, match.end()) : max(start, match.start())])
            for start, end in named
        )

    def _is_value(self, match: re.Match[str]) -> bool:
        """Tell whether a bare number is a value of a target rather than an indicator."""
        before = self.scan.text[: match.start()]
        return bool(
            re.search(
                r"(?:objectifs?|cibles?|de|a|au moins|au plus|plus de|moins de|superieur\w* a"
                r"|inferieur\w* a|sous|les|top|des|[<>=]) ?$",
                before,
            )
        ) and not re.search(
            r"(?:indicateurs?|indics?|ind|n ?°|numeros?) ?$|ecart (?:de|entre) $", before
        )
