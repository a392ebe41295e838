"""Reads a question as one query on a table of an open workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import Question, Word
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_query.book_words import BOOK, OURS
from pycog.dialogue.open_query.open_conditions import PLAIN, Choosing
from pycog.dialogue.open_query.open_domain import DAY, FIGURE, NOTE, Domain, domains
from pycog.dialogue.open_query.open_model import OpenQuery
from pycog.dialogue.query.query_words import GAP, SUM, read_operators
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.funds_asked import tables_asked
from pycog.dialogue.workbook.open_cells import Book, stems_of
from pycog.dialogue.workbook.register_rows import who_column
from pycog.dialogue.workbook.sheet_asking import Asked
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn

_WHAT_IS_PRINTED: Final = (
    r"(?: (?:a|au|aux|avec|de|des|du|d|dans|par|la|le|les|l|celui|celle|ceux|celles|cibles?"
    r"|objectifs?|echeances?|montants?|seuils?|poids|dates?|valeurs?|budgets?|fiches?|annee"
    r"|n|°|\d{1,4}|imprime\w*|prevue?s?|fixee?s?|inscrite?s?|voulue?s?))*"
)
#: Sets what stands in the workbook against what the agreement prints.
AGREES: Final = regex(
    r"\b(?:(?:(?:est|sont)(?: (?:ce|elle|il|elles|ils))? (?:que )?|c est )?(?:bien )?"
    r"(?:celui|celle|ceux|celles|le montant"
    r"|la cible|l objectif|l echeance|identique|conforme|la meme|le meme)s?"
    r"|correspond\w*(?: t)?(?: (?:il|elle)s?)?(?: bien)?)"
    rf"{_WHAT_IS_PRINTED} ?"
    r"\b(?P<which>cog|convention|annexe(?: (?:\d|interessement|budgetaire))?)\b"
    r"(?: (?:dit|prevoit|imprime|donne|indique)\w*(?: autre chose| un autre montant)?)?"
    r"|\b(?:alors|tandis) que (?:la|l) ?(?:cog|convention|annexe)\b"
    r"(?: (?:dit|prevoit|imprime|donne|indique)\w*(?: autre chose| un autre montant)?)?"
)
#: Sets a total against the lines that it should add up.
ADDS: Final = regex(
    r"\b(?:correspond\w*|egal\w*|est (?:il|elle|ce|bien)|colle\w*|juste|verifi\w+|coheren\w+)"
    r"(?: t (?:il|elle)| il| elle)?(?: bien)?(?: a| au| avec| de| par rapport)* ?(?:la |le )?"
    r"(?:somme|total|addition) (?:de |des )(?:ses |ces )?"
    r"(?:lignes|parts|postes|montants|composantes)\b"
    r"(?:.*\bcombien (?:font|fait|donne\w*) (?:les lignes|la somme))?"
)
#: Asks whether what stands in a total is right.
RIGHT: Final = regex(
    r"\b(?:est|sont)?(?: il| elle| ils)? ?(?:bien )?"
    r"(?:juste|exacte?|correcte?|bon|bonne|fau(?:x|sse))s?(?: (?:ou (?:non|pas|faux)))?(?= ?\?*$)"
)
#: Of a table without such rows, it asks for a sum.
_SUB_TOTAL: Final = regex(r"\bsous tota(?:l|ux)\b")
_TOTAL_SAID: Final = regex(r"\b(?:sous )?tota(?:l|ux)\b")
#: Adds up several years of a row.
CUMULATED: Final = regex(
    r"\b(?:cumul\w*|totaux|total\w*|somme|en tout)\b.*"
    r"(?:\b(?:19|20)\d\d ?(?:-|/|a|au) ?(?:19|20)\d\d"
    r"|\bsur (?:les |la )?(?:\w+ )?(?:ans|annees|exercices|periode)\b)"
)
_WHOLE: Final = regex(
    r"\b(?:en entier|au complet|integral\w*|en detail|details?|tout(?:es)? (?:les )?"
    r"(?:informations?|infos?|elements?)|fiche complete|tout savoir)\b(?: (?:du|de|des|sur))?"
)
_WHO: Final = regex(
    r"\b(?:c est )?qui\b(?: (?:est|en est|c est|sont))?(?: (?:le|la|les))?"
    r"(?: (?:responsable|pilote|porteur|referent|chef)\w*| (?:pilot|port|suit|gere|s (?:en )?occup)"
    r"\w*)?|\b(?:portee?s?|pilotee?s?|suivie?s?|geree?s?|confiee?s?) (?:par|a)\b"
)
_WHEN: Final = regex(r"\b(?:quand|a quelle date|quelle date|date)\b")
_DONE_SAID: Final = regex(r"\b(?:ete|est il|est elle)?\b ?(?:realis|livr|termin|fait|acheve)\w*")
_WHY: Final = regex(r"\b(?:pourquoi|raisons?|motifs?|remarques?|observations?|commentaires?)\b")
_STAND: Final = regex(r"\bou en (?:est|sont)\b|\b(?:quel|le|l) ?(?:statut|etat)\b")
_EVERY_YEAR: Final = regex(
    r"\b(?:sur |pour |pendant )?(?:les |des |aux |toutes les |ces )?"
    r"(?:deux|trois|quatre|cinq|six|douze|[2-9]|12)? ?(?:annees|ans|exercices|mois|trimestres)\b"
    r"|\b(?:sur )?toute la periode\b"
)
_HOW_MUCH: Final = regex(
    r"\b(?:a |pour )?combien (?:s eleve\w*|se mont\w+|represent\w+|cout\w+|ont cout\w+|valent"
    r"|pes\w+)\b|\bquel(?:le)? (?:est |sont )?(?:le |la )?(?:montant|somme)\b"
)
_FIRST: Final = regex(r"\b(?:1 ?ere?|premiere?)\b")
_AMONG: Final = regex(r"\bentre\b")
_OUT_OF: Final = regex(
    r"\bcombien (?:de (?P<noun>points?) )?(?:(?:au total|en tout|(?:avons )?nous|a t on|on a"
    r"|obtenus?|acquis|gagnes?|pour l instant|,) ?)*sur combien\b"
)
_EARNED: Final = regex(
    r"\b(?:combien de |(?:les|nos|des|le nombre de) )?points?"
    r"(?: (?:obtenus?|gagnes?|acquis|realises?))?\b"
)
_EARNING: Final = regex(
    r"\b(?:(?:avons nous|a t on|on a|nous avons|on) )?(?:obten\w+|gagn\w+|eus?|marqu\w+|rapport\w+"
    r"|vaut|valent)\b"
)
_MANY: Final = regex(
    r"\b(?:combien (?:y a t il |avons nous |a t on )?|(?:le )?nombre )(?:de |d )(?P<noun>\w+)"
)
#: Whoever did it is asked for.
_WHO_DID: Final = regex(r"^(?:et )?(?:c est |par )?qui (?:a|ont)\b|\bqui (?:l|les|en) (?:a|ont)\b")
#: How far beyond something it is.
_SIDE: Final = regex(
    r"\bcombien\b.*\b(?:au dessus|en dessous|au dessous|au dela|sous)"
    r" (?:de|du|la|le|les|l|sa|son)\b"
)
_EXCEEDS: Final = regex(r"\b(?:qui|ont|a)(?: ont| a)? depass(?!ement)\w+")
_GAP_SAID: Final = regex(r"\b(?:depassements?|ecarts?|reliquats?)\b")
#: What « combien de » measures, and counts no rows.
_MEASURED: Final = frozenset({"jour", "temp", "foi", "euro", "point"})
#: What the entries of a register of transfers are called.
_MOVES: Final = frozenset(map(stem, ("virements", "transferts", "mouvements", "operations")))
#: What heads a part of a year.
_COLUMN_CODE: Final = regex(r"[a-z]\d{1,2}")
#: Letters of a word cut short, at least.
_CUT: Final = 4
_AMOUNT: Final = regex(r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?")


def read_tables(question: Question, book: Book, known: Vocabulary) -> list[OpenQuery]:
    """Return a question as a query on each table of a workbook that it reads whole.

    Args:
        question: The question.
        book: The workbook.
        known: The vocabulary.
    """
    tables, _ = tables_asked(question, book)
    readers = (
        _Reader(Asked.of(question, book, known, alone=True), Scan(question, known), one)
        for one in domains(book)
        if one.table in tables
    )
    return [query for reader in readers if (query := reader.read()) is not None]


#: What parts two things of which each is meant; behind a comma, nothing but an article stands.
_PARTED: Final = regex(
    r"\b(?:et|ou|vs|contre|a)\b|, ?(?:(?:le|la|les|l|du|de|des|d|au|aux|en|pour|puis) )*$"
)


class _Reader(Choosing):
    """One question on its way to a query."""

    def __init__(self, asked: Asked, scan: Scan, domain: Domain) -> None:
        super().__init__(scan, domain)
        self.asked = asked
        #: Index of a column → how many words name it.
        self.said_of: dict[int, int] = {}
        for span in asked.spans:
            scan.claim_span(*span)

    def read(self) -> OpenQuery | None:
        query, scan = self.query, self.scan
        if scan.question.has("change") or not self._unit():
            return None
        query.agrees = scan.take(AGREES) is not None
        query.adds = scan.take(ADDS) is not None
        if scan.has(_TOTAL_SAID) and scan.take(RIGHT) is not None:
            query.adds = True
        self._coded_columns()
        self._codes()
        self._numbers()
        query.whole = scan.take(_WHOLE) is not None
        self._identified()
        self._dated()
        self._years()
        self._out_of()
        self._many()
        self._unfilled()
        query.cued = scan.take(BOOK) is not None or scan.has(OURS)
        self._beyond()
        self._minus()
        self._limits()
        self._across()
        self._lacking()
        much = scan.take(_HOW_MUCH)
        part = scan.take(_SUB_TOTAL) if stem("sous") not in self.domain.words else None
        query.said = read_operators(scan)
        if part is not None and not query.said.operators:
            query.said.operators.append(SUM)
        if _FIRST.search(scan.text) and stem("premiere") in self.domain.words:
            # « 1ère IJ » is a name.
            query.said.extreme = ""
        amount = any(one.role == "montant" for one in self.domain.columns(FIGURE))
        if much and amount and not query.said.operators:
            query.said.operators.append(SUM)
        if query.said.has(GAP):
            scan.take(_AMONG)
        query.every = scan.take(_EVERY_YEAR) is not None
        self._earned()
        self._asked_columns()
        self._roles()
        return query if self._words() and not self._leaves_out() else None

    def _leaves_out(self) -> bool:
        """Tell whether what is asked is left out: whose a row is, a gap, how far beyond it is."""
        query, text = self.query, self.scan.text
        if _WHO_DID.search(text) and not (query.columns or query.filtered):
            return True
        beyond = _SIDE.search(text) or _EXCEEDS.search(text)
        if beyond and not (query.beyond or query.filtered or query.limit):
            return True
        # « Dépassement » asks for a gap; in a sentence of a remark, it is no name of a row.
        gap = _GAP_SAID.search(text)
        if gap is None or query.said.operators or not query.named or query.columns:
            return False
        labels = frozenset().union(*(self.domain.labels[row.index] for row in query.rows))
        return stem(gap[0]) not in labels

    def _unit(self) -> bool:
        """Claim the unit that is asked for; tell whether a table can be answered in it."""
        for one in self.scan.entities("unit"):
            if self.query.unit or one.value not in {"€", "%"}:
                return False
            self.query.unit = str(one.value)
        return True

    def _coded_columns(self) -> None:
        """Choose the columns that are headed by a code: « T2 », « S1 »."""
        for column in self.domain.table.columns:
            code = normalise(column.title)
            if not _COLUMN_CODE.fullmatch(code):
                continue
            match = re.search(rf"\b{code}\b", self.scan.text)
            if match and self._is_free(match):
                self.scan.claim_span(*match.span())
                self.query.columns.append(column)

    # -- conditions

    def _out_of(self) -> None:
        """Read « combien de points sur combien »: what was earned, and what there was to earn."""
        points, weight = self._only("points"), self._only("poids")
        if points and weight and self.scan.take(_OUT_OF):
            self.query.columns += [points, weight]

    def _many(self) -> None:
        """Read « combien de virements »: rows are counted, unless a column of figures is named."""
        figures = self.domain.columns(FIGURE)
        for match in _MANY.finditer(self.scan.text):
            noun = stem(match["noun"])
            figure = any(noun in self.domain.titles[one.index] for one in figures)
            if figure or noun not in _MEASURED:
                self.query.counts |= not figure
                self.scan.claim_span(match.start(), match.start("noun"))

    # -- columns

    def _asked_columns(self) -> None:
        if match := _WHO.search(self.scan.text):
            column = who_column(self.domain.table, self.scan.text)
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

    def _roles(self) -> None:
        """Choose the columns by what they hold; a role that the table lacks is left to its rows."""
        columns = self._of_years(self.domain.table.columns)
        for role, span in self.asked.roles_said():
            held = [one for one in columns if one.role == role]
            if held and self.scan.is_free(*span):
                self.scan.claim_span(*span)
            self.query.columns += [one for one in held if one not in self.query.columns]

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
            plain = bool({stem(typed)} & PLAIN)
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
        self._best_named()
        return all(self._is_held(one) for one in self.scan.left() if one[0].isdigit())

    def _is_held(self, digits: str) -> bool:
        """Tell whether a number of the question stands in a row that is meant."""
        text = self.scan.text
        named = self.query.rows if self.query.named else []
        if any(digits in words(normalise(row.label)) for row in named):
            return True
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
        # Words cut short: « immo » is of « immobilisations ».
        cut = tuple(one for one in forms if len(one) >= _CUT)
        found = {i for i in every if any(label.startswith(cut) for label in domain.labels[i])}
        if found:
            return found
        return {i for i in every if forms & domain.notes[i]}

    def _is_head(self, forms: set[str], heads: Sequence[OpenColumn]) -> bool:
        first = [self.domain.heads[one.index][0] for one in heads]
        return any(one in forms for one in first) and self.query.named

    def _name_columns(self, heads: Sequence[OpenColumn], forms: set[str]) -> None:
        best = max(len(forms & self.domain.titles[one.index]) for one in heads)
        named = [one for one in heads if len(forms & self.domain.titles[one.index]) == best]
        named = self._of_years(named)
        for one in named:
            self.said_of[one.index] = self.said_of.get(one.index, 0) + 1
        self.query.columns += [one for one in named if one not in self.query.columns]

    def _best_named(self) -> None:
        """Keep the columns that most words name: « appels reçus » is not « appels décrochés »."""
        best = max(self.said_of.values(), default=0)
        less = {index for index, count in self.said_of.items() if count < best}
        beyond = [one for one in self.query.columns if one.index not in less]
        if any(self.said_of.get(one.index, 0) == best for one in beyond):
            self.query.columns = beyond

    def _own_words(self) -> frozenset[str]:
        """The words of the sheet and of the title of the table choose none of its rows."""
        table = self.domain.table
        said = words(normalise(f"{table.sheet} {table.title}"))
        moves = _MOVES if table.of("origine") and table.of("destination") else frozenset()
        return frozenset(map(stem, said)) | moves

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
            elif not groups or _PARTED.search(self._between(word)):
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


_SMALL: Final = frozenset(
    map(stem, words("de du des le la les l d et en au aux a un une par pour sur dans total sous"))
)
