"""Words of a table that a word may stand for: cut short, misspelled, of one family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.table_data import DATA

#: Letters of a word cut short, at least: « fonct », « amort ».
_CUT: Final = 3
_ONE_EDIT, _TWO_EDITS = 5, 9


def close_stems(typed: str, known: Iterable[str]) -> list[str]:
    """Return the known stems that a word may stand for: cut short, or with a typing error.

    Args:
        typed: The word, normalised.
        known: The stems.
    """
    plain = stem(typed)
    if len(plain) >= _CUT and plain.isalpha():
        begun = [one for one in known if one.startswith(plain) and one != plain]
        # « informé » of « Info contrôleur ».
        cut = [
            one
            for one in known
            if len(one) >= 4 and len(plain) <= len(one) + 5 and plain.startswith(one)
        ]
        if begun or cut:
            return [*begun, *cut]
    if len(plain) < _ONE_EDIT - 1 or not plain.isalpha():
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 2 if len(typed) >= _TWO_EDITS else 1
    near = [one for one in known if abs(len(one) - len(plain)) <= allowed and len(one) > _CUT]
    found = process.extract(plain, near, scorer=OSA.distance, score_cutoff=allowed, limit=3)
    best = min((score for _, score, _ in found), default=0)
    same = [one for one, score, _ in found if score == best]
    if same:
        return same if len(same) == 1 else []
    same = _of_family(plain, known)
    if same:
        return same
    # « recrutements » of « recrut », « budgétaire » of « budget »: the same beginning.
    root = [one for one in known if len(one) >= 6 and len(plain) >= 6 and one[:6] == plain[:6]]
    return root if len(root) == 1 else []


#: Beginnings of a verb and of the nouns that officers head columns with.
_FAMILIES: Final = tuple(map(tuple, DATA["families"]))


def _of_family(plain: str, known: Iterable[str]) -> list[str]:
    for family in _FAMILIES:
        if plain.startswith(family):
            found = [one for one in known if one.startswith(family)]
            if found:
                return found
    return []
