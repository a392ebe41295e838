"""A national rate with its weights typed out: « TRN avec 35/35/30 si QS 80 %, GDR 70 % … »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.bonus_terms import weighting_of
from pycog.dialogue.calculations.reading_calculations import readings
from pycog.dialogue.compound.named_operands import RATE, of_number
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.compound.sentence import Sentence
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.lazy_patterns import regex
from pycog.values import display

_WEIGHTS: Final = regex(
    r"[ ,(]*(?:avec|selon|d apres|par|et)? ?(?:la |les |une? )?(?:formule|ponderations?|poids"
    r"|coefficients?|cles?)? ?(?:de |en |du |: ?)?"
    r"(?P<a>\d{1,2}) ?[/-] ?(?P<b>\d{1,2}) ?[/-] ?(?P<c>\d{1,2})(?: ?%)?(?! ?[/\d])\)?"
    r"(?: (?:du|de la|de l) (?:paragraphe|section|point|annexe|article|§)? ?\d+)?"
)
_WHOLE: Final = 100
_TRN: Final = "trn"
_ROLES: Final = ("qs", "gdr", "pes")


def weighted_rate(sentence: Sentence) -> Iterator[Made]:
    """Read a national rate with typed weights: a printed reading of them, else their mean."""
    # Three rates may be written like the weights: those are the ones that make a hundred.
    whole = [one for one in _WEIGHTS.finditer(sentence.text) if sum(_three(one)) == _WHOLE]
    if len(whole) != 1:
        return
    match, weights = whole[0], _three(whole[0])
    text = f"{sentence.text[: match.start()]} {sentence.text[match.end() :]}"
    plain = read_question(" ".join(text.split()), sentence.known)
    found = [one for one in readings(plain, sentence.turn) if one.calculation.id == _TRN]
    if len(found) != 1 or len(found[0].ways) != 1:
        return
    roles = found[0].ways[0].roles
    rates = [roles[name][0] for name in _ROLES]
    parts = tuple(of_number(one, RATE) for one in rates)
    node = _node(sentence, [one.value for one in rates], weights)
    told = ", ".join(
        f"{display(rate.value, 'percent')} × {weight}"
        for rate, weight in zip(rates, weights, strict=True)
    )
    yield Made(node, RATE, f"TRN, poids {'/'.join(map(str, weights))} ({told})", parts, 2.0)


def _three(match: re.Match[str]) -> list[int]:
    return [int(match[name]) for name in "abc"]


def _node(sentence: Sentence, rates: list[float], weights: list[int]) -> Computed:
    """Return the printed formula whose weights these are, else their weighted mean."""
    weighting = weighting_of(sentence.turn.convention.id, weights)
    if weighting is not None:
        return call("COG_TRN", *rates, weighting or None)
    total: Computed = Operation(rates[0], "*", weights[0])
    for rate, weight in zip(rates[1:], weights[1:], strict=True):
        total = Operation(total, "+", Operation(rate, "*", weight))
    return Operation(total, "/", _WHOLE)
