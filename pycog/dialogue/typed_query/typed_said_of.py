"""What words of a question are by those beside them: a unit, a state, what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.typed_query.typed_claims import HEADING, NUMBER, Claim, Segmented
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, allowed_fields
from pycog.dialogue.typed_query.typed_model import Named, Query
from pycog.dialogue.typed_query.typed_nouns import UNIT_WORDS

#: Operators on days that are named and choose no rows.
_OF_TWO_DAYS: Final = frozenset({"apart", "between", "ahead"})
_PARTICIPLE: Final = ("e", "es", "ee", "ees", "u", "us", "ue", "ues", "i", "is", "ie", "ies", "it",
                      "its", "ert", "erts", "os", "ose", "oses")  # fmt: skip
#: Operators of bounds.
BOUNDS: Final = frozenset({"more", "less", "equal"})
#: Tokens between two words that stand beside one another.
_BESIDE: Final = 3


def allowed_beside(
    claim: Claim, cut: Segmented, words: Sequence[str], data: Dataset
) -> tuple[Field, ...]:
    """Return the column of what is allowed for « le budget »; none where a figure is beside it."""
    fields = allowed_fields(" ".join(words[claim.start : claim.end]), data)
    beside = any(
        one.kind == HEADING
        and one.found is not None
        and any(field.kind == FIGURE for field in one.found.fields)
        and (claim.end <= one.start <= claim.end + _BESIDE or one.end == claim.start)
        for one in cut.claims
    )
    return () if beside else fields


def is_unit(claim: Claim, words: Sequence[str]) -> bool:
    """Tell whether « jours » behind « combien de » is counted, and no word of a cell."""
    said = words[claim.start : claim.end]
    before = words[max(0, claim.start - 2) : claim.start]
    return len(said) == 1 and said[0] in UNIT_WORDS and before[:1] in (("combien",), ("cb",))


def is_state(named: Named, claim: Claim, cut: Segmented, query: Query) -> bool:
    """Tell whether a day is spoken of as done or not done: « pas encore remboursés »."""
    if named.denied or named.excepted:
        return True
    if named.whole and claim.end - claim.start > 1:
        # « La livraison réelle » is the column itself.
        return False
    if any(one.name in _OF_TWO_DAYS for one in cut.claims):
        # The days themselves are asked for, and not the rows that have one.
        return False
    before = query.words[max(0, claim.start - 2) : claim.end]
    if "date" in before or "dates" in before or query.has("when"):
        return False
    if any(one.name == "when" and one.start == claim.end for one in cut.claims):
        # « Notifié quand ? »
        return False
    word = query.words[claim.end - 1]
    if claim.start == 0 or not word.endswith(_PARTICIPLE):
        return False
    # « Audience », « échéance » are nouns: they are no state, as « remboursé » is.
    heads = [one for one in named.fields[0].title.lower().split() if stem(word) == stem(one)]
    return not any(one.endswith("e") and not one.endswith("ée") for one in heads)


def is_bounded(claim: Claim, cut: Segmented) -> bool:
    """Tell whether a bound follows: « un enjeu de plus de 5 000 € » is more than having one."""
    return any(
        claim.end <= one.start <= claim.end + 1
        and (one.kind == NUMBER or one.name in BOUNDS or one.name == "between")
        for one in cut.claims
    )
