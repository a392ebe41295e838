"""What a question asks of an open workbook: years, columns, rows, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.funds_asked import tables_asked
from pycog.dialogue.workbook.open_cells import Book, Cell, number_of, stems_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow, OpenTable

#: A year, with the words that lead to it.
YEAR: Final = regex(
    r"\b(?:(?:pour|en|de|sur|l exercice|l annee|exercice|annee|fin) )*((?:19|20)\d\d)\b"
)
#: Two years and those between them.
YEARS: Final = regex(
    r"\b(?:(?:sur|de|pour|en|entre) )?((?:19|20)\d\d) ?(?:-|/|a|au|jusqu a|(?:et )?jusqu en) ?"
    r"((?:19|20)\d\d)\b"
)
_NUMBERED: Final = regex(
    r"\b(?:(?:l )?(?:indicateurs?|indicat\w*|indics?|ind|mesures?|actions?|criteres?|lignes?)\.? ?"
    r"(?:n ?°|no|num(?:ero)?|n)?\.? ?|n ?° ?|numero )"
    r"(\d{1,3}(?:\.\d{1,2})?)\b(?! ?[%€]| \d{3}\b)((?:(?: ?,| et| ou) (?:la |le |l )?\d{1,3}\b)*)"
)
_BARE: Final = regex(r"^(?:et )?(?:le |la |l )(\d{1,3})\b(?! ?[%€]| \d{3}\b)")
#: Role → how a question says it.
_ROLES: Final = (
    ("objectif", regex(r"\b(?:objectifs?|cibles?|attendus?)\b")),
    ("réalisé", regex(r"\b(?:realis\w*|resultats?|obtenue?s?|constatee?s?"
                           r"|atteinte?s? reelle)\b")),
    ("exécuté", regex(r"\b(?:execut\w*|depens\w*|consomm\w*|mandate\w*|paye\w*|utilis\w*"
                           r"|coute\w*|encaiss\w*|percue?s?|versee?s?)\b")),
    ("voté", regex(
        r"\b(?:votee?s?|autorisee?s?|autorisations?|budgets?|prevue?s?|prevision\w*"
        r"|credits? ouverts?|alloue\w*"
        r"|enveloppes?|credits?|inscrits?|ouverts?)\b")),
    ("base", regex(r"\b(?:base|annexe \d|cog initiale)\b")),
    ("seuil", regex(r"\bseuils?\b")),
    ("poids", regex(r"\b(?:poids|ponderations?)\b")),
    ("commentaire", regex(r"\b(?:commentaires?|observations?|remarques?|explications?)\b")),
    ("échéance", regex(r"\b(?:echeances?|date limite|quand|pour quand)\b")),
    ("fait le", regex(r"\b(?:date de realisation|realisee? le|livree? le)\b")),
)  # fmt: skip
#: Words that mean nothing in a question about a workbook.
_PLAIN: Final = frozenset(
    map(
        stem,
        words(
            "cellule cellules case cases ligne lignes colonne colonnes tableau tableaux feuille "
            "classeur fichier onglet indicateur indicateurs mesure mesures poste postes combien "
            "montant montants valeur lequel laquelle lesquels lesquelles quel quelle mon ma mes "
            "mienne chez nous notre nos deja a cote dans saisi saisis saisie inscrit note figure "
            "donne y t il elle credit credits date au aux"
        ),
    )
)
_WITHOUT: Final = regex(
    r"\b(?:hors|sauf|sans|excepte|hormis|a part|en dehors (?:de|du|des)|a l exception (?:de|du|des)"
    r"|moins(?! (?:de \d|bien|execut|depens|consomm|eleve|fort))"
    r"|en excluant|non compris|mis a part)\b(?! \d)"
)


@dataclass
class Asked:
    """A question while what it asks of a workbook is read.

    Attributes:
        question: The question.
        book: The workbook.
        free: Stems that mean nothing.
        spans: Pieces that have been read.
        alone: Whether the agreement has no answer, so that the workbook need not be named.
    """

    question: Question
    book: Book
    free: frozenset[str]
    spans: list[tuple[int, int]] = field(default_factory=list)
    alone: bool = False

    @classmethod
    def of(cls, question: Question, book: Book, known: Vocabulary, *, alone: bool = False) -> Asked:
        """Begin to read a question, on the tables of the funds that it names."""
        tables, spans = tables_asked(question, book)
        if len(tables) < len(book.tables):
            book = replace(book, tables=tables)
        return cls(question, book, known.plain_filler, spans, alone)

    @property
    def text(self) -> str:
        """The normalised question."""
        return self.question.text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read every piece that fits a pattern, and return the first; ``None`` for none."""
        found = list(pattern.finditer(self.text))
        self.spans += [one.span() for one in found]
        return found[0] if found else None

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Read every piece that fits a pattern and was not read before."""
        found = [one for one in pattern.finditer(self.text) if not self.is_taken(*one.span())]
        self.spans += [one.span() for one in found]
        return found

    def years(self) -> tuple[int, ...]:
        """Read the years, those between the two ends of a period too, in order."""
        years: set[int] = set()
        for match in self.take_all(YEARS):
            years.update(range(int(match[1]), int(match[2]) + 1))
        for match in YEAR.finditer(self.text):
            years.add(int(match[1]))
            self.spans.append(match.span())
        return tuple(sorted(years))

    def roles(self) -> list[str]:
        """Read which columns are asked about, in the order of the question."""
        return list(dict.fromkeys(role for role, _ in self.roles_said()))

    def roles_said(self) -> list[tuple[str, tuple[int, int]]]:
        """Read which columns are asked about, each with where it is said."""
        found: list[tuple[str, tuple[int, int]]] = []
        for role, pattern in _ROLES:
            found += [(role, match.span()) for match in self.take_all(pattern)]
        return sorted(found, key=lambda one: (one[1][0], one[0]))

    def numbers(self) -> list[str]:
        """Read the numbers of rows that are named."""
        found: list[str] = []
        for match in self.take_all(_NUMBERED):
            found += [match[1], *re.findall(r"\d{1,3}", match[2] or "")]
        bare = _BARE.search(self.text)
        if not found and bare is not None:
            self.spans.append(bare.span())
            found.append(bare[1])
        return found

    def left(self, *, until: int | None = None, since: int = 0) -> list[frozenset[str]]:
        """Return the words that are neither read nor plain, each as typed and as recognised.

        Args:
            until: Only those before this character.
            since: Only those from this character on.
        """
        end = len(self.text) if until is None else until
        found = []
        for one in self.question.words:
            typed = self.text[one.start : one.end]
            if one.end - one.start < 2 or self.is_taken(one.start, one.end):
                continue
            forms = frozenset({stem(typed), one.stem, self.book.lexicon.recognise(typed)})
            if not (since <= one.start < end) or {stem(typed)} & _PLAIN:
                continue
            # A word of the workbook that looks like a plain one is none: « fournitures ».
            own = stem(typed) in self.book.lexicon.stems and stem(typed) not in self.free
            if forms & self.free and not own:
                continue
            found.append(forms)
        for match in re.finditer(r"\d+(?:[.,]\d+)?", self.text):
            if since <= match.start() < end and not self.is_taken(*match.span()):
                found.append(frozenset({match[0]}))
        return found

    def without(self) -> int | None:
        """Read « hors »; return where what is left out begins."""
        match = self.take(_WITHOUT)
        return None if match is None else match.end()

    def is_taken(self, start: int, end: int) -> bool:
        """Tell whether a piece of the question was read."""
        return any(start < stop and begin < end for begin, stop in self.spans)


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that words or numbers name.

    Attributes:
        groups: For each thing that was named, the rows that are it, of any table.
        open: Labels among which the words do not choose.
        unread: Whether some of the words name no row.
    """

    groups: tuple[tuple[tuple[OpenTable, OpenRow], ...], ...] = ()
    open: tuple[str, ...] = ()
    unread: bool = False


def rows_named(said: Sequence[frozenset[str]], numbers: Sequence[str], book: Book) -> Named:
    """Return the rows that a question names by words of their labels or by their numbers."""
    if numbers:
        return _by_numbers(said, numbers, book)
    if not said:
        return Named()
    found = _by_words(said, book)
    if found.groups or found.open:
        return found
    return _several(said, book)


def _by_numbers(said: Sequence[frozenset[str]], numbers: Sequence[str], book: Book) -> Named:
    groups = []
    for number in numbers:
        rows = [pair for pair in book.rows() if number_of(pair[1]) == number]
        rows = rows or [
            pair
            for pair in book.rows()
            if pair[1].subject
            and pair[1].subject.kind == "indicateur"
            and pair[1].subject.key == number
        ]
        if said:
            rows = [pair for pair in rows if all(one & stems_of(pair[1].label) for one in said)]
        if not rows:
            return Named(unread=True)
        groups.append(tuple(rows))
    return Named(tuple(groups))


def _by_words(said: Sequence[frozenset[str]], book: Book) -> Named:
    """Return the rows whose label has every word, the shortest label first."""
    labels: dict[frozenset[str], list[tuple[OpenTable, OpenRow]]] = {}
    for table, row in book.rows():
        stems = stems_of(row.label)
        if stems and all(one & (stems | stems_of(row.number)) for one in said):
            labels.setdefault(stems, []).append((table, row))
    if not labels:
        return Named()
    exact = [stems for stems in labels if len(_telling(stems)) <= len(said)]
    chosen = exact or list(labels)
    lines = [stems for stems in chosen if any(row.role == "ligne" for _, row in labels[stems])]
    chosen = lines if len(chosen) > 1 and len(lines) == 1 else chosen
    totals = [stems for stems in chosen if labels[stems][0][1].label.casefold().startswith("total")]
    # A balance names what it is made of: « Solde (recettes − dépenses brutes) » is no total.
    others = [labels[stems][0][1].label for stems in chosen if stems not in totals]
    balanced = all(one.casefold().startswith("solde") for one in others)
    chosen = totals if len(chosen) > 1 and len(totals) == 1 and balanced else chosen
    if len(chosen) > 1:
        return Named(open=tuple(labels[stems][0][1].label for stems in chosen))
    return Named((tuple(labels[chosen[0]]),))


def _several(said: Sequence[frozenset[str]], book: Book) -> Named:
    """Part the words where two rows are named: « personnel et fonctionnement »."""
    groups: list[tuple[tuple[OpenTable, OpenRow], ...]] = []
    start = 0
    while start < len(said):
        for end in range(len(said), start, -1):
            found = _by_words(said[start:end], book)
            if found.open:
                return found
            if found.groups:
                groups += found.groups
                start = end
                break
        else:
            return Named(unread=True)
    return Named(tuple(groups))


def _telling(stems: Iterable[str]) -> list[str]:
    return [one for one in stems if one not in _SMALL]


_SMALL: Final = frozenset(
    map(stem, words("de du des le la les l d et en au aux a un une par pour sur dans"))
)


def cells_of(rows: Iterable[tuple[OpenTable, OpenRow]], *roles: str) -> list[Cell]:
    """Return the cells of rows in the columns of some roles, of all columns where none is given."""
    return [
        Cell(table, row, column)
        for table, row in rows
        for column in table.columns
        if not roles or column.role in roles
    ]
