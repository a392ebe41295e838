"""A word that heads figures and is a state of rows too: « engagé », « payé », « facturé »."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.initials import SMALL
from pycog.dialogue.table_query.plain_tables import FIGURE, TEXT
from pycog.dialogue.typed_query.typed_entries import HEADING, VALUE, Found
from pycog.dialogue.typed_query.typed_lexis import TypedLexis

#: Words before a state.
_OF_STATES: Final = frozenset({
    "statut", "statuts", "stade", "etat", "etats", "etape", "phase", "situation", "position",
    "avancement",
})  # fmt: skip
#: Words before a figure.
_OF_FIGURES: Final = frozenset({
    "montant", "montants", "total", "totaux", "somme", "cumul", "part", "taux", "sur", "solde",
    "reste", "cout", "depense", "depenses", "plus", "moins",
})  # fmt: skip
#: Words that stand between and say nothing of it.
_BETWEEN: Final = (SMALL - {"sur"}) | {
    "deja", "encore", "ete", "sont", "est", "bien", "toujours", "t", "on", "ont", "restent",
    "restees", "reste",
}  # fmt: skip
#: Operators of figures.
_FIGURED: Final = frozenset({
    "much", "sum", "mean", "median", "share", "rate", "costly", "cheap", "largest", "smallest",
    "rest", "gap", "move", "more", "less", "over", "under", "order",
})  # fmt: skip
#: What a heading of amounts says before what they are of.
_OF_AMOUNTS: Final = frozenset(map(stem, ("montant", "montants", "total", "somme", "sommes")))
#: How far one of the two is put behind the other.
_BEHIND: Final = 0.8


def weighed(
    found: Sequence[Found],
    words: Sequence[str],
    start: int,
    ops: Iterable[str],
    lexis: TypedLexis,
) -> list[Found]:
    """Return what a word names, the figure before the state or the other way round.

    Args:
        found: What it names.
        words: The tokens of the question.
        start: Its token.
        ops: The operators that may be said.
        lexis: The words of the table.
    """
    states = [one for one in found if _is_state(one)]
    figures = [one for one in found if _is_figure(one)]
    if not states or not figures:
        return list(found)
    best = max(one.score for one in (*states, *figures))
    behind = figures if _is_of_rows(words, start, frozenset(ops), lexis) else states
    ahead = states if behind is figures else figures
    return [
        replace(one, score=best) if one in ahead
        else replace(one, score=best - _BEHIND) if one in behind
        else one
        for one in found
    ]  # fmt: skip


def _is_state(found: Found) -> bool:
    roles = [one.roles for one in found.fields]
    return found.kind == VALUE and found.whole and all("status" in one for one in roles)


def _is_figure(found: Found) -> bool:
    """Tell whether columns of figures are named whole, « Accordé » of « Montant accordé » too."""
    kinds = [one.kind == FIGURE for one in found.fields]
    if found.kind != HEADING or not kinds or not all(kinds):
        return False
    return found.whole or all(len(one.stems - _OF_AMOUNTS) == 1 for one in found.entries)


def _is_of_rows(words: Sequence[str], start: int, ops: frozenset[str], lexis: TypedLexis) -> bool:
    """Tell whether a word says which rows are meant, and not which figure."""
    at = start - 1
    while at >= 0 and words[at] in _BETWEEN:
        at -= 1
    before = words[at] if at >= 0 else ""
    if before in _OF_STATES:
        return True
    if before in _OF_FIGURES:
        return False
    if before and _names_rows(before, lexis):
        return True
    return not ops & _FIGURED or "many" in ops


def _names_rows(word: str, lexis: TypedLexis) -> bool:
    """Tell whether a word is what the rows are called: « les commandes engagées »."""
    return any(
        one.kind != HEADING or (one.field is not None and one.field.kind == TEXT)
        for one in (lexis.entries[at] for at in lexis.meaning(word, strict=False))
    ) or word in {"lignes", "ligne", "dossiers", "dossier"}
