"""What a run of words is not after all: a state that is an event, a month that ends several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.initials import SMALL
from pycog.dialogue.table_query.plain_tables import DAY
from pycog.dialogue.typed_query.typed_bounds import are_akin
from pycog.dialogue.typed_query.typed_claim import Claim, Cutting
from pycog.dialogue.typed_query.typed_entries import VALUE
from pycog.dialogue.typed_query.typed_lexis import TypedLexis

#: Letters that a verb shares with the noun of its day: « livré », « livraison ».
_VERB: Final = 4
#: Words that ask for a day: « date » alone may be any.
_ASKING_DAY: Final = frozenset({"quand", "quel", "quelle", "quelles"})


def drop_events(cut: Cutting, lexis: TypedLexis) -> None:
    """Claim no state where it is what happened on the day asked for: « notifié quand ? ».

    Args:
        cut: The question; its claims are changed.
        lexis: The words of the table.
    """
    asked = [one for held in cut.claims.values() for one in held if one.name == "when"]
    said = {one.text for claim in asked for one in cut.tokens[claim.start : claim.end]}
    if not said & _ASKING_DAY:
        return
    days = [stem_ for field in lexis.data.of(DAY) for stem_ in field.measure]
    for start, held in cut.claims.items():
        cut.claims[start] = [one for one in held if not _is_event(one, cut, days)]


def drop_ends(cut: Cutting, lexis: TypedLexis) -> None:
    """Claim no month alone that is one end of several: « de janvier à novembre ».

    Args:
        cut: The question; its claims are changed.
        lexis: The words of the table.
    """
    if not any(one.period is not None for one in lexis.data.records):
        return
    ranges = [
        one
        for held in cut.claims.values()
        for one in held
        if one.period is not None and not one.period.is_year and one.period.first < one.period.last
    ]
    within = {at for one in ranges for at in range(one.start, one.end)}
    for start in within & set(cut.claims):
        cut.claims[start] = [one for one in cut.claims[start] if one.kind != VALUE]


def _is_event(claim: Claim, cut: Cutting, days: Sequence[str]) -> bool:
    field = claim.found.fields[0] if claim.found is not None and claim.found.fields else None
    if claim.kind != VALUE or field is None or "status" not in field.roles:
        return False
    words = [one.text for one in cut.tokens[claim.start : claim.end]]
    telling = [stem(one) for one in words if stem(one) not in SMALL]
    if len(telling) != 1:
        return False
    return are_akin(telling, days) or any(telling[0][:_VERB] == one[:_VERB] for one in days)
