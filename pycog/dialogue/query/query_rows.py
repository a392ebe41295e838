"""Which rows of a table some words name: every word must be one of the row's, or akin to one."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.dialogue.composed.figure_words import grouped, same_words
from pycog.dialogue.composed.scan import stems_of
from pycog.dialogue.composed.search import bag
from pycog.dialogue.composed.typed_tables import (
    FIGURES,
    INDICATORS,
    LINES,
    TableRow,
    rows_of,
)
from pycog.dialogue.kinship import kin_of

#: Words that say what kind of value is meant, of which a label need have none.
_KINDS: Final = stems_of(
    "taux nombre nb nbre montant montants part pourcentage chiffre volume valeur total somme niveau"
    " cout"
)
_OF_LINES: Final = stems_of(
    "budget budgets depense depenses credit credits enveloppe enveloppes ligne dotation frais"
    " charges somme autorise autorises vote votes verse versee verses versees prevu"
    " prevus fonds compte poste argent euros euro"
)
#: What a fund is for: a line that has the word in its label is not meant by it alone.
_PURPOSE: Final = stems_of("gestion administration")
#: A label that says « non » or « hors » is meant only where the question says so.
_NEGATIONS: Final = frozenset({"non", "hor", "pas", "san"})
_LEAST_BEGUN: Final = 4
#: A shorter word alone is none that is only akin to it.
_LEAST_AKIN: Final = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with the words that name it.

    Attributes:
        row: The row.
        label: Stems of its label.
        around: Every stem that may be said of it.
    """

    row: TableRow
    label: frozenset[str]
    around: frozenset[str]


def entries_of(table: str) -> tuple[Entry, ...]:
    """Return the rows of a table with their words, of the agreement that is meant."""
    return _entries(table, conventions.load().id, conventions.state())


@lru_cache(maxsize=24)
def _entries(table: str, _about: str, _state: Hashable) -> tuple[Entry, ...]:
    return tuple(
        Entry(row, _grouped(table, bag(row.label)), _grouped(table, row.words))
        for row in rows_of(table)
    )


@lru_cache(maxsize=24)
def _stems_of_table(table: str, about: str, state: Hashable) -> frozenset[str]:
    return frozenset().union(*(one.around for one in _entries(table, about, state)))


def _grouped(table: str, stems: Iterable[str]) -> frozenset[str]:
    return frozenset(grouped(same_words()[0], stems)) if table == FIGURES else frozenset(stems)


def rows_named(
    table: str,
    entries: Sequence[Entry],
    stems: Sequence[str],
    *,
    cued: bool = True,
    wide: bool = False,
    needed: frozenset[str] = frozenset(),
) -> list[TableRow]:
    """Return the rows that all words fit, those whose label they say before others.

    Args:
        table: The table of the rows.
        entries: The rows that may be named.
        stems: Stems of the words, in order.
        cued: Whether the question says which table it is about: a word alone is then enough.
        needed: Stems that a row must have though others of their kind need not be in a label.
        wide: Whether several rows are wanted: those of a theme too.
    """
    said = list(dict.fromkeys(_grouped_in_order(table, stems)))
    light = _KINDS | (_OF_LINES if table == LINES else frozenset())
    light = _grouped(table, light) - _grouped(table, needed)
    heavy = [one for one in said if one not in light]
    if all(one.isdigit() or one in needed for one in heavy or said):
        # A number, or a word of an operation, names nothing by itself.
        return []
    if table == LINES and heavy and _PURPOSE.issuperset(heavy):
        return []
    known = _stems_of_table(table, conventions.load().id, conventions.state())
    for words in (said, heavy) if heavy != said else (said,):
        for exact in (True, False):
            if exact and any(one not in known for one in words):
                continue
            if not all(_near(known, one) for one in words):
                # No row of the table has a word akin to it.
                continue
            short = len(words) == 1 and len(words[0]) < _LEAST_AKIN
            if not exact and short and not (table == LINES and cued):
                continue
            if words and (found := _fitting(entries, words, exact, wide)):
                sure = cued and table != FIGURES
                lone = len(found) == 1 and len(heavy) > 1
                rows = [one.row for one in found if sure or _enough(one, said, light, lone)]
                return _of_money(rows, stems) if table == FIGURES else rows
    return _by_its_sheet(entries, said) if table == INDICATORS else []


def _by_its_sheet(entries: Sequence[Entry], said: Sequence[str]) -> list[TableRow]:
    """Return the one indicator that a word of its label and words of its sheet name."""
    beside = _sheet_words(conventions.load().id, conventions.state())
    found: list[tuple[int, TableRow]] = []
    for one in entries:
        own = sum(word in one.label for word in said)
        around = one.around | beside.get(one.row.key, frozenset())
        if own and all(_near(around, word) for word in said):
            found.append((own, one.row))
    most = max((own for own, _ in found), default=0)
    kept = [row for own, row in found if own == most]
    return kept if len(kept) == 1 else []


@lru_cache(maxsize=8)
def _sheet_words(about: str, _state: Hashable) -> dict[str, frozenset[str]]:
    """Return the stems of what the sheet of each indicator says of it."""
    convention = conventions.load(about)
    found = {}
    for number, item in convention.indicators.items():
        sheet = convention.sheets.get(item.sheet or 0)
        if sheet is not None:
            found[number] = bag(" ".join((sheet.title, sheet.context, *sheet.actions)))
    return found


#: Words that a label has to have in common with what is said, where it has not all of it.
_LEAST_COMMON: Final = 2


def nearest_rows(
    entries: Sequence[Entry], stems: Sequence[str]
) -> tuple[list[TableRow], frozenset[str]]:
    """Return the rows with most of some words in their labels, and the words that they have.

    Args:
        entries: The rows that may be named.
        stems: Stems of the words; a row needs two of them, and half of its label.
    """
    best: list[tuple[int, Entry, frozenset[str]]] = []
    for one in entries:
        held = frozenset(word for word in stems if _near(one.label, word))
        own = sum(bool(kin_of(word, held)) for word in one.label)
        if len(held) >= _LEAST_COMMON and 2 * own >= len(one.label):
            best.append((len(held), one, held))
    top = max((count for count, _, _ in best), default=0)
    kept = [(entry, held) for count, entry, held in best if count == top]
    if len(kept) != 1:
        return [], frozenset()
    return [kept[0][0].row], kept[0][1]


def nearest_is_other(
    entries: Sequence[Entry],
    found: Sequence[TableRow],
    used: Collection[str],
    lost: Sequence[str],
) -> bool:
    """Tell whether a word that the nearest row has not is one of another row: that one is meant.

    Args:
        entries: The rows that may be named.
        found: The nearest row.
        used: Stems of the words that it has; the other row has one of them too.
        lost: Stems of the words that it has not.
    """
    return bool(found) and any(
        _near(one.label, word)
        for one in entries
        if one.row not in found and any(_near(one.label, each) for each in used)
        for word in lost
    )


#: Ask for an amount: a figure in euros is meant where one of those that fit is.
_MONEY: Final = stems_of("montant montants euro euros cout couts somme budget depense")


def _of_money(rows: list[TableRow], stems: Sequence[str]) -> list[TableRow]:
    if not _MONEY & set(stems):
        return rows
    paid = [row for row in rows if any(fact.unit == "€" for fact in row.cells.values())]
    return paid or rows


def heavy_words(table: str, stems: Sequence[str]) -> int:
    """Return how many words say more than the kind of value.

    Args:
        table: The table that they name rows of.
        stems: Stems of the words.
    """
    light = _KINDS | (_OF_LINES if table == LINES else frozenset())
    return sum(one not in light and not one.isdigit() for one in stems)


def _enough(entry: Entry, said: list[str], light: frozenset[str], lone: bool) -> bool:
    """Tell whether the words say more than half of a label, or half of the only one they fit."""
    own = [one for one in entry.label if one not in light]
    held = sum(bool(kin_of(one, said)) for one in own)
    return 2 * held > len(own) - lone or held == len(own)


def _grouped_in_order(table: str, stems: Iterable[str]) -> list[str]:
    return grouped(same_words()[0], stems) if table == FIGURES else list(stems)


def _fitting(entries: Sequence[Entry], said: list[str], exact: bool, wide: bool) -> list[Entry]:
    kept = list(entries)
    for word in said:
        kept = [one for one in kept if _has(one.around, word, exact)]
    if not kept:
        return []
    kept = [one for one in kept if not (one.label & _NEGATIONS) - set(said)] or kept
    if wide:
        return kept
    own = [one for one in kept if all(_has(one.label, word, exact) for word in said)] or kept
    whole = [one for one in own if all(kin_of(word, said) for word in one.label)]
    if whole or len(own) < 2:
        return whole or own
    # More of one label said than of another: the nearer one is meant.
    shares = [sum(_has(one.label, word, exact) for word in said) for one in own]
    return [one for one, share in zip(own, shares, strict=True) if share == max(shares)]


def _has(own: frozenset[str], word: str, exact: bool) -> bool:
    return word in own if exact else _near(own, word)


@lru_cache(maxsize=100_000)
def _near(own: frozenset[str], word: str) -> bool:
    """Tell whether one of some stems is a word, begins with it or is of its family."""
    if word in own or word.isdigit():
        return word in own
    cut = word.removesuffix("s")
    begun = len(cut) >= _LEAST_BEGUN and any(one.startswith(cut) for one in own)
    return begun or bool(kin_of(word, own))


def is_total(row: TableRow) -> bool:
    """Tell whether a row holds others of its table once more."""
    return row.line is not None and row.line.role not in {"ligne", "dont", "recette"}
