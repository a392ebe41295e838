"""Reads a question as one query on a table of an open workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import Word
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_query.book_words import BOOK, OURS
from pycog.dialogue.open_query.open_domain import DAY, FIGURE, IDENTIFIER, NOTE, Domain
from pycog.dialogue.query.query_words import GAP, SUM, Said, read_operators
from pycog.dialogue.workbook.open_cells import Book, number_of, stems_of
from pycog.dialogue.workbook.register_rows import day_in
from pycog.dialogue.workbook.sheet_asking import Asked

if TYPE_CHECKING:
    from pycog.equip.open_tables import OpenColumn, OpenRow

#: Sets what stands in the workbook against what the agreement prints.
AGREES: Final = re.compile(
    r"\b(?:(?:(?:est (?:ce )?(?:que )?|c est )?(?:bien )?(?:celui|celle|ceux|celles|le montant"
    r"|la cible|l objectif|l echeance|identique|conforme|la meme|le meme)|correspond\w*)"
    r"(?: a| au| avec| de| dans)*(?: la| l| le| celui de la| celle de la| celui de l)*"
    r"|(?:alors|tandis) que (?:la|l)) ?"
    r"\b(?P<which>cog|convention|annexe(?: (?:\d|interessement|budgetaire))?)\b"
    r"(?: (?:dit|prevoit|imprime|donne|indique)\w*(?: autre chose| un autre montant)?)?"
)
#: Sets a total against the lines that it should add up.
ADDS: Final = re.compile(
    r"\b(?:correspond\w*|egal\w*|est (?:il|elle|ce|bien)|colle\w*|juste|verifi\w+|coheren\w+)"
    r"(?: t (?:il|elle)| il| elle)?(?: bien)?(?: a| au| avec| de| par rapport)* ?(?:la |le )?"
    r"(?:somme|total|addition) (?:de |des )(?:ses |ces )?(?:lignes|parts|postes|montants|composantes)"
    r"\b(?:.*\bcombien (?:font|fait|donne\w*) (?:les lignes|la somme))?"
)
#: Adds up several years of a row.
CUMULATED: Final = re.compile(
    r"\b(?:cumul\w*|totaux|total\w*|somme|en tout)\b.*(?:\b(?:19|20)\d\d ?(?:-|/|a|au) ?(?:19|20)\d\d"
    r"|\bsur (?:les |la )?(?:\w+ )?(?:ans|annees|exercices|periode)\b)"
)
_WHOLE: Final = re.compile(
    r"\b(?:en entier|au complet|integral\w*|en detail|details?|tout(?:es)? (?:les )?"
    r"(?:informations?|infos?|elements?)|fiche complete|tout savoir)\b(?: (?:du|de|des|sur))?"
)
_WHO: Final = re.compile(
    r"\b(?:c est )?qui\b(?: (?:est|en est|c est|sont))?(?: (?:le|la|les))?"
    r"(?: (?:responsable|pilote|porteur|referent|chef)\w*| (?:pilot|port|suit|gere|s (?:en )?occup)"
    r"\w*)?|\b(?:portee?s?|pilotee?s?|suivie?s?|geree?s?|confiee?s?) (?:par|a)\b"
)
_WHO_TITLE: Final = re.compile(
    r"(?:services?|responsables?|pilotes?|referents?|directions?|porteurs?|equipes?|charge\w*"
    r"|gestionnaires?|agents?|suivi par|affecte a|traite par)\b.*"
)
_WHEN: Final = re.compile(r"\b(?:quand|a quelle date|quelle date|date)\b")
_DONE_SAID: Final = re.compile(
    r"\b(?:ete|est il|est elle)?\b ?(?:realis|livr|termin|fait|acheve)\w*"
)
_WHY: Final = re.compile(
    r"\b(?:pourquoi|raisons?|motifs?|remarques?|observations?|commentaires?)\b"
)
_STAND: Final = re.compile(r"\bou en (?:est|sont)\b|\b(?:quel|le|l) ?(?:statut|etat)\b")
_LACKS: Final = re.compile(
    r"\b(?:sans|(?:n |ne )?(?:a|ont|aient)? ?(?:pas|aucune?|jamais)(?: encore)?(?: de| d)?"
    r"|(?:il )?manque\w*(?: de| d| le| la)?|vides?)\b"
)
_ROW_NUMBER: Final = re.compile(
    r"\b(?:indicateurs?|indics?|ind|lignes?|mesures?|jalons?|actions?|n)\.? ?(?:n ?°?|numero)? ?"
    r"(\d{1,3}(?:\.\d{1,2})?)\b(?! ?[%€])"
)
_CODE: Final = re.compile(r"\b([a-z]{1,4})[ .-]?(\d{1,5})\b")
_YEAR: Final = re.compile(
    r"\b(?:(?:pour|en|de|sur|fin|l exercice|exercice|annee|l annee) )*"
    r"((?:19|20)\d\d)\b"
)
_SPAN: Final = re.compile(
    r"\b(?:(?:sur|de|entre|pour|en) )?((?:19|20)\d\d) ?(?:-|/|a|au|jusqu a|et jusqu en) ?"
    r"((?:19|20)\d\d)\b"
)
_EVERY_YEAR: Final = re.compile(
    r"\b(?:sur |pour |pendant )?(?:les |toutes les |ces )?(?:deux|trois|quatre|cinq|[2-9])?"
    r" ?(?:annees|ans|exercices)\b|\b(?:sur )?toute la periode\b"
)
_ACROSS: Final = re.compile(
    r"\b(?:(?:vers|dans|a) un autre groupe|d un autre groupe|chang\w+ de groupe"
    r"|d un groupe a l autre|va(?:s|nt)? dans un autre)\b"
)
_INSIDE: Final = re.compile(r"\b(?:dans|a l interieur d\w*) (?:un |le |du )?meme groupe\b")
_HOW_MUCH: Final = re.compile(
    r"\b(?:a |pour )?combien (?:s eleve\w*|se mont\w+|represent\w+|cout\w+|ont cout\w+|valent"
    r"|pes\w+)\b|\bquel(?:le)? (?:est |sont )?(?:le |la )?(?:montant|somme)\b"
)
_FIRST: Final = re.compile(r"\b(?:1 ?ere?|premiere?)\b")
_AMONG: Final = re.compile(r"\bentre\b")
_OUT_OF: Final = re.compile(r"\bcombien (?:de (?P<noun>points?) )?sur combien\b")
_EARNED: Final = re.compile(
    r"\b(?:combien de |(?:les|nos|des|le nombre de) )?points?(?: (?:obtenus?|gagnes?|acquis|realises?))?\b"
)
_EARNING: Final = re.compile(
    r"\b(?:(?:avons nous|a t on|on a|nous avons|on) )?(?:obten\w+|gagn\w+|eus?|marqu\w+|rapport\w+"
    r"|vaut|valent)\b"
)
_COMPLEMENT: Final = re.compile(r"(?: (?:du|de la|de l|des|de|d|au|a la) \w+(?: general\w*)?)?")
_MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre",
)  # fmt: skip
_MONTH: Final = re.compile(
    rf"\b(?:(?:en|de|d|au|du) )*({'|'.join(_MONTHS)})(?: ((?:19|20)\d\d))?\b"
)
_MANY: Final = re.compile(
    r"\bcombien (?:y a t il |avons nous |a t on )?(?:de |d )(?P<noun>\w+)"
    r"|\b(?:le )?nombre (?:de |d )(?P<noun2>\w+)"
)
_ZERO: Final = re.compile(r"\b(?:zero|aucun|0)(?= (?:points?|euros?|€|jours?)|$| ?\?)")
_FULL: Final = re.compile(
    r"\b(?:le |leur |la totalite des |tous les )?(?:maximum|max)(?: de| des)?"
    r"(?= points?)"
)
_LIMIT: Final = re.compile(
    r"\b(?P<way>au moins|au plus|plus|moins|superieure?s?|inferieure?s?|au dessus|en dessous|sous"
    r"|depass\w+|exced\w+)(?: (?:de|d|a|que|les|le|la|ou egale?s?))* ?(?P<n>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|k€|m€|€|euros?|jours?|points?|pour ?cents?)?"
)
_AMOUNT: Final = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?")
#: Nouns that any table may be about and that choose none of its rows.
_PLAIN: Final = frozenset(
    map(
        stem,
        words(
            "ligne lignes colonne tableau poste postes depense depenses credit credits recette "
            "montant montants somme euros euro caractere groupe taux nombre niveau valeur chiffre "
            "resultat donnee donnees indicateur indicateurs mesure mesures action actions jalon "
            "jalons critere criteres item mouvement mouvements operation operations objet total "
            "annee annees exercice date jour jours point points situation etat instant moment "
            "exactement enregistre passe passes vote votes decide decides realise realises fait "
            "faits cours indique donne figure existe concerne concerner concernant registre suivi "
            "gestion part fin debut monsieur madame mme mr m compte actuellement saisi"
        ),
    )
)
#: Columns of what an agreement prints too.
_PRINTED: Final = frozenset({"objectif", "seuil", "poids", "base", "échéance", "voté", "date"})
_OPPOSITES: Final = ("moins", "au plus", "infer", "en dessous", "sous")


@dataclass(slots=True)
class OpenQuery:
    """A question as a query on one table.

    Attributes:
        domain: The table.
        scan: The question.
        said: Its operators.
        rows: The rows that are meant.
        chosen: What they were chosen by, in French.
        columns: The columns that are named.
        years: The years that are named.
        cued: Whether the question says that the workbook is meant.
        named: Whether it names rows: by a code, a number or words.
        coded: Whether a code of the table is said.
        agrees: Whether the agreement is asked beside it.
        adds: Whether a total is set against the lines that it adds up.
        whole: Whether all that stands in a row is asked for.
        every: Whether all years are said.
        counts: Whether rows are to be counted.
        filtered: Whether a condition chose among the rows.
        refused: Why the table has no answer, ``""`` where it may have.
    """

    domain: Domain
    scan: Scan
    said: Said
    rows: list[OpenRow]
    chosen: list[str] = field(default_factory=list)
    columns: list[OpenColumn] = field(default_factory=list)
    years: tuple[int, ...] = ()
    cued: bool = False
    named: bool = False
    coded: bool = False
    agrees: bool = False
    adds: bool = False
    whole: bool = False
    every: bool = False
    counts: bool = False
    filtered: bool = False
    refused: str = ""

    @property
    def is_of_workbook(self) -> bool:
        """Whether only a workbook has what is asked: a code, a result, whoever is in charge."""
        own = any(one.role not in _PRINTED for one in self.columns)
        return self.cued or self.agrees or self.adds or self.coded or own


def domain_amounts(domain: Domain) -> list[OpenColumn]:
    """Return the column of amounts of a register."""
    return [one for one in domain.columns(FIGURE) if one.role == "montant"]


def read_open(asked: Asked, scan: Scan, domain: Domain, book: Book) -> OpenQuery | None:
    """Return a question as a query on a table, ``None`` where it says something else.

    Args:
        asked: The question, for the words of its columns.
        scan: The same, of which nothing is claimed.
        domain: The table.
        book: The workbook.
    """
    reader = _Reader(asked, scan, domain)
    return reader.read()


class _Reader:
    """One question on its way to a query."""

    def __init__(self, asked: Asked, scan: Scan, domain: Domain) -> None:
        self.asked, self.scan, self.domain = asked, scan, domain
        self.query = OpenQuery(domain, scan, Said([]), list(domain.rows))

    def read(self) -> OpenQuery | None:
        query, scan = self.query, self.scan
        if scan.question.has("unit") or scan.question.has("change"):
            return None
        query.agrees = scan.take(AGREES) is not None
        query.adds = scan.take(ADDS) is not None
        self._codes()
        self._numbers()
        query.cued = scan.take(BOOK) is not None or scan.has(OURS)
        query.whole = scan.take(_WHOLE) is not None
        self._identified()
        self._dated()
        self._years()
        self._out_of()
        self._many()
        self._limits()
        self._across()
        self._lacking()
        much = scan.take(_HOW_MUCH)
        query.said = read_operators(scan)
        if _FIRST.search(scan.text) and stem("premiere") in self.domain.words:
            # « 1ère IJ » is a name.
            query.said.extreme = ""
        amounts = [one for one in domain_amounts(self.domain) if one not in query.columns]
        if much and amounts and not query.said.operators:
            query.said.operators.append(SUM)
        if query.said.has(GAP):
            scan.take(_AMONG)
        query.every = scan.take(_EVERY_YEAR) is not None
        self._earned()
        self._asked_columns()
        self._roles()
        return query if self._words() else None

    # -- rows by what names them

    def _codes(self) -> None:
        prefixes = {re.sub(r"\d", "", one) for one in self.domain.codes}
        for match in _CODE.finditer(self.scan.text):
            if match[1] not in prefixes:
                continue
            self.scan.claim_span(*match.span())
            self.query.coded = True
            code = f"{match[1]}{int(match[2])}"
            row = self.domain.codes.get(code)
            if row is None:
                self.query.refused = f"aucune ligne « {match[0].upper()} »"
                continue
            named = self.query.rows if self.query.named else []
            self.query.rows = [*named, row]
            self.query.named = True

    def _numbers(self) -> None:
        numbers = [one for one in _ROW_NUMBER.finditer(self.scan.text) if self._is_free(one)]
        if not numbers or not any(map(number_of, self.domain.rows)):
            return
        found = []
        for match in numbers:
            self.scan.claim_span(*match.span())
            rows = [row for row in self.domain.rows if number_of(row) == match[1]]
            if not rows:
                self.query.refused = f"aucune ligne n° {match[1]}"
            found += rows
        if found:
            self.query.rows, self.query.named = found, True

    def _identified(self) -> None:
        """Choose by a column of identifiers: « la fiche 33 », « l'exercice 2013 »."""
        for column in self.domain.columns(IDENTIFIER):
            head = next(iter(words(normalise(column.title))), "")
            if len(head) < 2:
                continue
            pattern = re.compile(
                rf"\b(?:la |l |le |les )?{stem(head)}\w*(?: n ?°?)? ?(\d{{1,5}})\b"
            )
            match = pattern.search(self.scan.text)
            if match is None:
                continue
            self.scan.claim_span(*match.span())
            wanted = float(match[1])
            self._keep(
                lambda row, c=column, w=wanted: self.domain.cell(row, c).number == w,
                f"{column.title.lower()} {match[1]}",
            )

    def _dated(self) -> None:
        days = self.domain.columns(DAY)
        for one in self.scan.question.of("date"):
            import datetime as dt

            if not days:
                continue
            day = dt.date.fromisoformat(str(one.value))
            self.scan.claim_span(one.start, one.end)
            self._keep(
                lambda row, d=day: any(day_in(self.domain.cell(row, c)) == d for c in days),
                f"le {day:%d/%m/%Y}",
            )
        column = self._main_day()
        match = _MONTH.search(self.scan.text) if column is not None else None
        if match is None or not self._is_free(match):
            return
        self.scan.claim_span(*match.span())
        month, year = _MONTHS.index(match[1]) + 1, int(match[2] or 0)

        def fits(row: OpenRow) -> bool:
            day = day_in(self.domain.cell(row, column))
            return day is not None and day.month == month and year in (0, day.year)

        self._keep(fits, match[0])

    def _main_day(self) -> OpenColumn | None:
        days = self.domain.columns(DAY)
        order = ("échéance", "date", "fait le", "")
        return min(days, key=lambda one: order.index(one.role), default=None)

    def _years(self) -> None:
        years: list[int] = []
        for match in _SPAN.finditer(self.scan.text):
            if self._is_free(match):
                self.scan.claim_span(*match.span())
                years += range(int(match[1]), int(match[2]) + 1)
        for match in _YEAR.finditer(self.scan.text):
            if self._is_free(match):
                self.scan.claim_span(*match.span())
                years.append(int(match[1]))
        if not years:
            return
        held = {one.year for one in self.domain.table.columns if one.year}
        if held:
            lacking = [str(year) for year in years if year not in held]
            if lacking:
                self.query.refused = f"aucune colonne {' ni '.join(lacking)}"
            self.query.years = tuple(dict.fromkeys(years))
            return
        column = next(
            (
                one
                for one in self.domain.columns(IDENTIFIER)
                if re.match(r"exercice|annee|an\b", normalise(one.title))
            ),
            None,
        )
        day = self._main_day()
        if column is not None:
            self._keep(
                lambda row: self.domain.cell(row, column).number in years,
                " et ".join(map(str, years)),
            )
        elif day is not None:
            self._keep(
                lambda row: (
                    (on := day_in(self.domain.cell(row, day))) is not None and on.year in years
                ),
                " et ".join(map(str, years)),
            )
        else:
            self.query.refused = f"rien n'est daté de {' ni de '.join(map(str, years))}"

    # -- conditions

    def _out_of(self) -> None:
        """Read « combien de points sur combien »: what was earned, and what there was to earn."""
        points, weight = self._only("points"), self._only("poids")
        if points and weight and self.scan.take(_OUT_OF):
            self.query.columns += [points, weight]

    def _across(self) -> None:
        """Choose the transfers from one group to another, or those within one."""
        origin, destination = self._only("origine"), self._only("destination")
        if origin is None or destination is None:
            return
        for pattern, same, said in (
            (_ACROSS, False, "d'un groupe à l'autre"),
            (_INSIDE, True, "dans un même groupe"),
        ):
            if self.scan.take(pattern):
                self._keep(
                    lambda row, s=same: (
                        (
                            normalise(self.domain.cell(row, origin).shown)
                            == normalise(self.domain.cell(row, destination).shown)
                        )
                        is s
                    ),
                    said,
                )

    def _many(self) -> None:
        """Read « combien de virements »: rows are counted, unless a column of figures is named."""
        for match in _MANY.finditer(self.scan.text):
            noun = stem(match["noun"] or match["noun2"])
            figures = self.domain.columns(FIGURE)
            if any(noun in self.domain.titles[one.index] for one in figures):
                self.scan.claim_span(
                    match.start(), match.start("noun" if match["noun"] else "noun2")
                )
                continue
            if noun in {"jour", "temp", "foi", "euro", "point"}:
                continue
            self.query.counts = True
            self.scan.claim_span(match.start(), match.start("noun" if match["noun"] else "noun2"))

    def _limits(self) -> None:
        if self.scan.take(_FULL):
            weight, points = self._only("poids"), self._only("points")
            if weight is not None and points is not None:
                self._keep(
                    lambda row: (
                        (n := self.domain.cell(row, points).number) is not None
                        and n == self.domain.cell(row, weight).number
                    ),
                    f"« {points.title} » = « {weight.title} »",
                )
                self.scan.take(re.compile(r"\bpoints?\b"))
        if self._zero():
            return
        match = _LIMIT.search(self.scan.text)
        if match is None or not self._is_free(match):
            return
        column = self._limited(match)
        if column is None:
            return
        self.scan.claim_span(*match.span())
        self.query.columns.append(column)
        unit = match["unit"] or ""
        bound = float(match["n"].replace(" ", "").replace(",", "."))
        bound *= {"k€": 1_000, "m€": 1_000_000}.get(unit, 1)
        down = match["way"].startswith(_OPPOSITES)
        equal = match["way"].startswith("au ")

        def fits(row: OpenRow) -> bool:
            cell = self.domain.cell(row, column)
            if cell.number is None:
                return False
            limit = bound / 100 if cell.kind == "rate" else bound
            beyond = cell.number < limit if down else cell.number > limit
            return beyond or (equal and cell.number == limit)

        self._keep(fits, f"« {column.title} » {match[0]}")

    def _limited(self, match: re.Match[str]) -> OpenColumn | None:
        """Return the column of figures that a limit is about."""
        figures = self._of_years(self.domain.columns(FIGURE))
        unit = match["unit"] or ""
        if unit.startswith(("%", "pour")):
            figures = [
                one
                for one in figures
                if any(self.domain.cell(row, one).kind in {"rate", "%"} for row in self.domain.rows)
            ]
        elif unit:
            figures = [
                one for one in figures if one.role in {"montant", "points", "exécuté"}
            ] or figures
        named = [one for one in figures if self._said(one)]
        found = named or figures
        return found[0] if len(found) == 1 else None

    def _said(self, column: OpenColumn) -> bool:
        said = {stem(one) for one in words(self.scan.text)}
        return bool(self.domain.titles[column.index] & said - _PLAIN)

    def _zero(self) -> bool:
        points = self._only("points", "montant")
        if points is None or self.scan.take(_ZERO) is None:
            return False
        self.scan.take(re.compile(r"\b(?:rapporte\w*|points?|obten\w+|gagne\w*)\b"))
        self.query.columns.append(points)
        self._keep(lambda row: self.domain.cell(row, points).number == 0, f"« {points.title} » = 0")
        return True

    def _lacking(self) -> None:
        """Choose the rows of which a column is blank: « sans visa », « n'ont pas de réalisé »."""
        for match in _LACKS.finditer(self.scan.text):
            after = self.scan.text[match.end() :]
            for column in self._of_years(self.domain.table.columns):
                said = [one for one in words(after)[:4] if self._heads(stem(one), column)]
                if not said or not self._is_free(match):
                    continue
                self.scan.claim_span(*match.span())
                start = self.scan.text.index(said[0], match.end())
                end = start + len(said[0])
                more = _COMPLEMENT.match(self.scan.text, end)
                self.scan.claim_span(start, more.end() if more else end)
                self._keep(
                    lambda row, c=column: (
                        self.domain.cell(row, c).is_missing and not self.domain.is_total(row)
                    ),
                    f"« {column.title} » vide",
                )
                return

    def _heads(self, said: str, column: OpenColumn) -> bool:
        """Tell whether a word is what a column is about."""
        return len(said) > 2 and said in self.domain.heads[column.index]

    # -- columns

    def _asked_columns(self) -> None:
        if match := _WHO.search(self.scan.text):
            column = self._titled(_WHO_TITLE)
            if column is not None:
                self.scan.claim_span(*match.span())
                if not re.search(r"\b(?:par|a)$", match[0]):
                    self.query.columns.append(column)
        if self.scan.has(_WHY) and (column := next(iter(self.domain.columns(NOTE)), None)):
            self.scan.take(_WHY)
            self.query.columns.append(column)
        if self.scan.has(_STAND):
            stands = [one for one in self.domain.table.columns if one.role == "statut"]
            if stands:
                self.scan.take(_STAND)
                self.query.columns.append(stands[0])
        if self.scan.has(_WHEN) and self.domain.columns(DAY):
            self.scan.take(_WHEN)
            done = [one for one in self.domain.columns(DAY) if one.role == "fait le"]
            if done and self.scan.take(_DONE_SAID):
                self.query.columns.append(done[0])
            elif (column := self._main_day()) is not None:
                self.query.columns.append(column)

    def _earned(self) -> None:
        """Read « points obtenus », of which « obtenus » names no result."""
        points = self._only("points")
        match = _EARNED.search(self.scan.text) if points is not None else None
        if match is None or points is None or points in self.query.columns:
            return
        self.scan.claim_span(*match.span())
        self.asked.spans.append(match.span())
        for one in _EARNING.finditer(self.scan.text):
            self.scan.claim_span(*one.span())
            self.asked.spans.append(one.span())
        self.query.columns.append(points)

    def _titled(self, pattern: re.Pattern[str]) -> OpenColumn | None:
        return next(
            (one for one in self.domain.table.columns if pattern.fullmatch(normalise(one.title))),
            None,
        )

    def _roles(self) -> None:
        free = list(self.asked.spans)
        roles = self.asked.roles()
        for span in self.asked.spans[len(free) :]:
            if self.scan.is_free(*span):
                self.scan.claim_span(*span)
        for role in roles:
            self.query.columns += [
                one
                for one in self._of_years(self.domain.table.columns)
                if one.role == role and one not in self.query.columns
            ]

    def _of_years(self, columns: Sequence[OpenColumn]) -> list[OpenColumn]:
        years = self.query.years
        return [one for one in columns if not years or one.year in (None, *years)]

    def _only(self, *roles: str) -> OpenColumn | None:
        found = [one for one in self._of_years(self.domain.table.columns) if one.role in roles]
        return found[0] if len(found) == 1 else None

    # -- words

    def _words(self) -> bool:
        """Choose rows and columns by the words that are left; tell whether all were read."""
        domain = self.domain
        every = {row.index for row in self.query.rows}
        meant: list[tuple[Word, set[int]]] = []
        for word in self.scan.telling():
            typed = self.scan.text[word.start : word.end]
            forms = {stem(typed), word.stem, domain.lexicon.recognise(typed)}
            if len(typed) < 2 and not typed.isdigit():
                continue
            plain = bool({stem(typed)} & _PLAIN)
            rows = self._having(forms, every, strict=plain)
            heads = [
                one for one in domain.table.columns if any(self._heads(form, one) for form in forms)
            ]
            if heads and (not rows or len(rows) * 2 > len(every) or self._is_head(forms, heads)):
                self._name_columns(heads, forms)
            elif rows and not (plain and len(rows) == len(every)):
                meant.append((word, rows))
            elif not plain and not forms & self._own_words():
                return False
        if meant and not self._choose(meant):
            return False
        return all(self._is_held(one) for one in self.scan.left() if one[0].isdigit())

    def _is_held(self, digits: str) -> bool:
        """Tell whether a number of the question stands in a row that is meant."""
        text = self.scan.text
        for match in _AMOUNT.finditer(text):
            if digits in match[0].split():
                number = float(match[0].replace(" ", "").replace(",", "."))
                return any(
                    self.domain.cell(row, column).number in (number, number / 100)
                    for row in self.query.rows
                    for column in self.domain.table.columns
                )
        return False

    def _having(self, forms: set[str], every: set[int], *, strict: bool) -> set[int]:
        """Return the rows that have a word, in their labels and texts before their remarks."""
        domain = self.domain
        found = {i for i in every if forms & (domain.labels[i] | domain.values[i])}
        if found or strict:
            return found
        return {i for i in every if forms & domain.notes[i]}

    def _is_head(self, forms: set[str], heads: Sequence[OpenColumn]) -> bool:
        first = [self.domain.heads[one.index][0] for one in heads]
        return any(one in forms for one in first) and self.query.named

    def _name_columns(self, heads: Sequence[OpenColumn], forms: set[str]) -> None:
        best = max(len(forms & self.domain.titles[one.index]) for one in heads)
        named = [one for one in heads if len(forms & self.domain.titles[one.index]) == best]
        named = self._of_years(named)
        self.query.columns += [one for one in named if one not in self.query.columns]

    def _own_words(self) -> frozenset[str]:
        """The words of the sheet and of the title of the table choose none of its rows."""
        table = self.domain.table
        said = words(normalise(f"{table.sheet} {table.title}"))
        return frozenset(map(stem, said))

    def _choose(self, meant: Sequence[tuple[Word, set[int]]]) -> bool:
        common = set.intersection(*(rows for _, rows in meant))
        groups = [common] if common else self._parted(meant)
        if not groups:
            return False
        kept = set().union(*(self._closest(group, meant) for group in groups))
        before = [row for row in self.query.rows if row.index in kept]
        if self.query.named and not before:
            return False
        self.query.rows = before
        self.query.named = True
        said = " ".join(self.scan.question.as_typed(one.start, one.end) for one, _ in meant)
        self.query.chosen.append(f"« {said} »")
        return True

    def _parted(self, meant: Sequence[tuple[Word, set[int]]]) -> list[set[int]]:
        """Part the words where several rows are named: « personnel et fonctionnement »."""
        groups: list[set[int]] = []
        for word, rows in meant:
            if groups and groups[-1] & rows:
                groups[-1] &= rows
            elif not groups or re.search(r"\b(?:et|ou|vs|contre|a)\b|,", self._between(word)):
                groups.append(set(rows))
            else:
                return []
        return groups

    def _between(self, word: Word) -> str:
        return self.scan.text[max(0, word.start - 12) : word.start]

    def _closest(self, group: set[int], meant: Sequence[tuple[Word, set[int]]]) -> set[int]:
        """Return the rows whose label says what is named and no more, where there are such."""
        said: set[str] = set()
        for word, _ in meant:
            typed = self.scan.text[word.start : word.end]
            said |= {stem(typed), word.stem, self.domain.lexicon.recognise(typed)}
        rows = {row.index: row for row in self.domain.rows if row.index in group}
        totals = {i for i, row in rows.items() if self.domain.is_total(row)}
        wants_total = self.query.said.has("somme")
        preferred = totals if wants_total and totals else group - totals or group
        own = {i: stems_of(row.label) for i, row in rows.items()}
        exact = {i for i in group if own.get(i) and own[i] <= said | _SMALL}
        return exact & preferred or exact or preferred

    # -- helpers

    def _keep(self, fits: Callable[[OpenRow], bool], said: str) -> None:
        self.query.rows = [row for row in self.query.rows if fits(row)]
        self.query.chosen.append(said)
        self.query.filtered = True

    def _is_free(self, match: re.Match[str]) -> bool:
        return self.scan.is_free(*match.span())


_SMALL: Final = frozenset(
    map(stem, words("de du des le la les l d et en au aux a un une par pour sur dans total sous"))
)
