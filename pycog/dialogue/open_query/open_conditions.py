"""Chooses rows of a table of an open workbook by codes, numbers, days and conditions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.dates import MONTHS
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_query.open_domain import DAY, FIGURE, IDENTIFIER, Domain
from pycog.dialogue.open_query.open_model import OpenQuery
from pycog.dialogue.query.query_words import Said, asks_year
from pycog.dialogue.workbook.open_cells import Cell, number_of
from pycog.dialogue.workbook.register_rows import day_in
from pycog.dialogue.workbook.sheet_asking import YEAR, YEARS
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow

    Fits = Callable[[OpenRow], bool]

_LACKS: Final = regex(
    r"\b(?:sans|(?:n |ne )?(?:a|ont|aient)? ?(?:pas|aucune?|jamais)(?: encore)?(?: de| d)?"
    r"|(?:il )?manque\w*(?: de| des| d| les| le| la| l)?|vides?)\b"
)
#: Says that a column is blank: « quel report n'est pas renseigné », « avancement manquant ».
_UNFILLED: Final = regex(
    r"\b(?:(?:n |ne )?(?:est|sont|a ete|ont ete)? ?(?:non|pas|jamais)(?: encore)?"
    r"(?: ete)? (?:renseign|rempli|saisi|complet|indiqu)\w*"
    r"|(?:est |sont )?(?:vides?|manquante?s?)|(?:reste(?:nt)? )?a (?:remplir|completer|renseigner"
    r"|saisir))\b"
)
#: Sets one column of a row beyond another: « un report dépasse-t-il les crédits non consommés ».
_BEYOND: Final = regex(
    r"\b(?:(?:depass|exced)\w*|(?:est |sont )?(?:superieure?s?|plus (?:elevee?s?|grande?s?|gros)"
    r"|(?P<less>inferieure?s?|plus (?:faibles?|petite?s?)|moins elevee?s?)))"
    r"(?: t (?:il|elle|ils|elles|on))?(?: (?:a|au|aux|que|qu|les?|la|l|de ce qui (?:est|etait)))*\b"
)
_MINUS: Final = regex(r"\bmoins\b(?! (?:de|que|d) )|(?<=[a-z]) ?[-−] ?(?=[a-z])")
_REMAINS: Final = regex(
    r"\b(?:il )?(?:reste|donne|fait|vaut)\b(?: combien)?|\bcombien (?:il )?reste"
)
_ROW_NUMBER: Final = regex(
    r"\b(?:indicateurs?|indics?|ind|lignes?|mesures?|jalons?|actions?|n)\.? ?(?:n ?°?|numero)? ?"
    r"(\d{1,3}(?:\.\d{1,2})?)\b(?! ?[%€])"
)
_CODE: Final = regex(r"\b([a-z]{1,4})[ .-]?(\d{1,5})\b")
_ACROSS: Final = regex(
    r"\b(?:(?:vers|dans|a) un autre groupe|d un autre groupe|chang\w+ de groupe"
    r"|d un groupe a l autre|va(?:s|nt)? dans un autre)\b"
)
_INSIDE: Final = regex(r"\b(?:dans|a l interieur d\w*) (?:un |le |du )?meme groupe\b")
_COMPLEMENT: Final = regex(r"(?: (?:du|de la|de l|des|de|d|au|a la) \w+(?: general\w*)?)?")
_MONTH: Final = regex(rf"\b(?:(?:en|de|d|au|du) )*({'|'.join(MONTHS)})(?: ((?:19|20)\d\d))?\b")
_ZERO: Final = regex(r"\b(?:zero|aucun|0)(?= (?:points?|euros?|€|jours?)|$| ?\?)")
_FULL: Final = regex(
    r"\b(?:le |leur |la totalite des |tous les )?(?:maximum|max)(?: de| des)?"
    r"(?= points?)"
)
_LIMIT: Final = regex(
    r"\b(?P<way>au moins|au plus|plus|moins|superieure?s?|inferieure?s?|au dessus|en dessous|sous"
    r"|depass\w+|exced\w+)(?: (?:de|d|a|que|les|le|la|ou egale?s?))* ?(?P<n>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|k€|m€|€|euros?|jours?|points?|pour ?cents?)?"
)
#: Roles of days, the one that is meant where none is named first.
_DAYS: Final = ("échéance", "date", "fait le")
#: Roles of what was reached or spent.
_RESULTS: Final = ("réalisé", "exécuté")
_OPPOSITES: Final = ("moins", "au plus", "infer", "en dessous", "sous")
#: Nouns that any table may be about and that choose none of its rows.
PLAIN: Final = frozenset(
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


def _bound(match: re.Match[str]) -> Callable[[Cell], bool]:
    """Return what tells whether a cell is beyond the limit that a question names."""
    unit = match["unit"] or ""
    bound = float(match["n"].replace(" ", "").replace(",", "."))
    bound *= {"k€": 1_000, "m€": 1_000_000}.get(unit, 1)
    down, equal = match["way"].startswith(_OPPOSITES), match["way"].startswith("au ")

    def beyond(cell: Cell) -> bool:
        if cell.number is None:
            return False
        limit = bound / 100 if cell.kind == "rate" else bound
        side = compare(cell.number, limit)
        return (equal and side == 0) or (side < 0 if down else side > 0)

    return beyond


class Choosing:
    """One question that chooses among the rows of a table.

    Args:
        scan: The question.
        domain: The table.
    """

    def __init__(self, scan: Scan, domain: Domain) -> None:
        self.scan, self.domain = scan, domain
        self.query = OpenQuery(domain, scan, Said([]), list(domain.rows))

    def _codes(self) -> None:
        prefixes = {re.sub(r"\d", "", one) for one in self.domain.codes}
        for match in _CODE.finditer(self.scan.text):
            if match[1] not in prefixes or match[0] in self.domain.spelled:
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
            pattern = regex(rf"\b(?:la |l |le |les )?{stem(head)}\w*(?: n ?°?)? ?(\d{{1,5}})\b")
            match = pattern.search(self.scan.text)
            if match is None:
                continue
            self.scan.claim_span(*match.span())
            wanted = float(match[1])
            self._keep(self._holding(column, (wanted,)), f"{column.title.lower()} {match[1]}")

    def _dated(self) -> None:
        days = self.domain.columns(DAY)
        for one in self.scan.question.of("date"):
            if not days:
                continue
            day = dt.date.fromisoformat(str(one.value))
            self.scan.claim_span(one.start, one.end)
            self._keep(self._on(days, day), f"le {day:%d/%m/%Y}")
        column = self._main_day()
        match = None if column is None else _MONTH.search(self.scan.text)
        if column is None or match is None or not self._is_free(match):
            return
        self.scan.claim_span(*match.span())
        month, year = MONTHS.index(match[1]) + 1, int(match[2] or 0)
        self._keep(self._in_month(column, month, year), match[0])

    def _holding(self, column: OpenColumn, numbers: Collection[float]) -> Fits:
        return lambda row: self.domain.cell(row, column).number in numbers

    def _on(self, columns: Sequence[OpenColumn], day: dt.date) -> Fits:
        return lambda row: any(day_in(self.domain.cell(row, one)) == day for one in columns)

    def _in_month(self, column: OpenColumn, month: int, year: int) -> Fits:
        def fits(row: OpenRow) -> bool:
            day = day_in(self.domain.cell(row, column))
            return day is not None and day.month == month and year in (0, day.year)

        return fits

    def _joining(self, origin: OpenColumn, destination: OpenColumn, *, same: bool) -> Fits:
        def fits(row: OpenRow) -> bool:
            sides = {normalise(self.domain.cell(row, one).shown) for one in (origin, destination)}
            return (len(sides) == 1) is same

        return fits

    def _blank(self, column: OpenColumn) -> Fits:
        return lambda row: (
            self.domain.cell(row, column).is_missing and not self.domain.is_total(row)
        )

    def _main_day(self) -> OpenColumn | None:
        found = {one.role: one for one in reversed(self.domain.columns(DAY))}
        roles = [*(one for one in _DAYS if one in found), *found]
        return found[roles[0]] if roles else None

    def _years(self) -> None:
        years: list[int] = []
        for match in YEARS.finditer(self.scan.text):
            if self._is_free(match):
                self.scan.claim_span(*match.span())
                years += range(int(match[1]), int(match[2]) + 1)
        for match in YEAR.finditer(self.scan.text):
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
        said = " et ".join(map(str, years))
        if any(row.year for row in self.domain.rows):
            self._keep(lambda row: row.year in years, said)
        elif column is not None:
            self._keep(self._holding(column, years), said)
        elif day is not None:
            self._keep(
                lambda row: (
                    (on := day_in(self.domain.cell(row, day))) is not None and on.year in years
                ),
                said,
            )
        else:
            self.query.refused = f"rien n'est daté de {' ni de '.join(map(str, years))}"

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
                self._keep(self._joining(origin, destination, same=same), said)

    def _limits(self) -> None:
        weight, points = self._only("poids"), self._only("points")
        if weight is not None and points is not None and self.scan.take(_FULL):
            self._keep(
                lambda row: (
                    (n := self.domain.cell(row, points).number) is not None
                    and n == self.domain.cell(row, weight).number
                ),
                f"« {points.title} » = « {weight.title} »",
            )
            self.scan.take(regex(r"\bpoints?\b"))
        if self._zero():
            return
        match = _LIMIT.search(self.scan.text)
        if match is None or not self._is_free(match):
            return
        column = self._limited(match)
        if column is None:
            self._years_beyond(match)
            return
        self.scan.claim_span(*match.span())
        self.query.columns.append(column)
        beyond = _bound(match)

        def fits(row: OpenRow) -> bool:
            return beyond(self.domain.cell(row, column))

        self._keep(fits, f"« {column.title} » {match[0]}")

    def _years_beyond(self, match: re.Match[str]) -> None:
        """Choose the years in which a row is beyond a limit, where a year is asked for."""
        results = [one for one in self.domain.columns(FIGURE) if one.year and one.role in _RESULTS]
        if not results or not asks_year(self.scan.text):
            return
        self.scan.claim_span(*match.span())
        self.query.limit = match[0], _bound(match)
        self.query.columns += results

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
        return bool(self.domain.titles[column.index] & said - PLAIN)

    def _zero(self) -> bool:
        points = self._only("points", "montant")
        if points is None or self.scan.take(_ZERO) is None:
            return False
        self.scan.take(regex(r"\b(?:rapporte\w*|points?|obten\w+|gagne\w*)\b"))
        self.query.columns.append(points)
        self._keep(lambda row: self.domain.cell(row, points).number == 0, f"« {points.title} » = 0")
        return True

    def _lacking(self) -> None:
        """Choose the rows of which a column is blank: « sans visa », « n'ont pas de réalisé »."""
        for match in _LACKS.finditer(self.scan.text):
            after = self.scan.text[match.end() :]
            for column in self._of_years(self.domain.table.columns):
                known = self.domain.lexicon.recognise
                said = [
                    one
                    for one in words(after)[:4]
                    if self._heads(stem(one), column) or self._heads(known(one), column)
                ]
                if not said or not self._is_free(match):
                    continue
                self.scan.claim_span(*match.span())
                start = self.scan.text.index(said[0], match.end())
                end = start + len(said[0])
                more = _COMPLEMENT.match(self.scan.text, end)
                self.scan.claim_span(start, more.end() if more else end)
                self._keep(self._blank(column), f"« {column.title} » vide")
                return

    def _unfilled(self) -> None:
        """Choose the rows of which a column that the question names is blank."""
        match = _UNFILLED.search(self.scan.text)
        if match is None or not self._is_free(match):
            return
        near = self._headed(self.scan.text[: match.start()]) or self._headed(
            self.scan.text[match.end() :]
        )
        if near is None:
            return
        self.scan.claim_span(*match.span())
        self._claim_heads(near)
        self._keep(self._blank(near), f"« {near.title} » vide")

    def _beyond(self) -> None:
        """Choose the rows of which one column is beyond another."""
        match = _BEYOND.search(self.scan.text)
        sides = self._sides(match)
        if match is None or sides is None:
            return
        first, second = reversed(sides) if match["less"] else sides
        self.query.beyond = first, second

        def fits(row: OpenRow) -> bool:
            one, other = (self.domain.cell(row, column).number for column in (first, second))
            return one is not None and other is not None and compare(one, other) > 0

        self._keep(fits, f"« {first.title} » > « {second.title} »")

    def _minus(self) -> None:
        """Read one column less another: « non consommé moins reporté, reste combien »."""
        sides = self._sides(_MINUS.search(self.scan.text))
        if sides is not None:
            self.scan.take(_REMAINS)
            self.query.minus = sides

    def _sides(self, match: re.Match[str] | None) -> tuple[OpenColumn, OpenColumn] | None:
        """Claim a word between two columns of figures, and return them."""
        if match is None or not self._is_free(match):
            return None
        text, figures = self.scan.text, self.domain.columns(FIGURE)
        first, second = self._headed(text[: match.start()]), self._headed(text[match.end() :])
        if first == second or first not in figures or second not in figures:
            return None
        self.scan.claim_span(*match.span())
        for one in (first, second):
            self._claim_heads(one)
        return first, second

    def _headed(self, text: str) -> OpenColumn | None:
        """Return the one column that a piece of a question names best, by words of its heading."""
        said = {stem(one) for one in words(text) if len(one) > 2}
        columns = self._of_years(self.domain.table.columns)
        scores = {one.index: len(said & frozenset(self.domain.heads[one.index])) for one in columns}
        best = max(scores.values(), default=0)
        found = [one for one in columns if best and scores[one.index] == best]
        return found[0] if len(found) == 1 else None

    def _claim_heads(self, column: OpenColumn) -> None:
        heads = frozenset(self.domain.heads[column.index])
        self.scan.claim(
            [
                one
                for one in self.scan.free()
                if {one.stem, stem(self.scan.text[one.start : one.end])} & heads
            ]
        )

    def _heads(self, said: str, column: OpenColumn) -> bool:
        """Tell whether a word is what a column is about."""
        return len(said) > 2 and said in self.domain.heads[column.index]

    def _of_years(self, columns: Sequence[OpenColumn]) -> list[OpenColumn]:
        years = self.query.years
        return [one for one in columns if not years or one.year in (None, *years)]

    def _only(self, *roles: str) -> OpenColumn | None:
        found = [one for one in self._of_years(self.domain.table.columns) if one.role in roles]
        return found[0] if len(found) == 1 else None

    def _keep(self, fits: Fits, said: str) -> None:
        self.query.rows = [row for row in self.query.rows if fits(row)]
        self.query.chosen.append(said)
        self.query.filtered = True

    def _is_free(self, match: re.Match[str]) -> bool:
        return self.scan.is_free(*match.span())
