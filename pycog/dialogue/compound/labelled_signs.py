"""Typed numbers under the signs of arithmetic, with words beside them: « 1 050 € x 12,5 ETP »."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, COUNTS, PERCENT, Quantity
from pycog.dialogue.compound.labelled_numbers import PAIR, Labelled
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.expressions import Computed, Operation
from pycog.dialogue.spans import Span
from pycog.lazy_patterns import regex

_SIGN: Final = regex(
    r"(?P<div>/|\bdivise\w* par\b)|(?P<times>\*|(?<=[\w€%)] )x(?= ?[\d(])|(?<=\d)x(?= ?\d)"
    r"|\bfois\b|\bmultiplie\w* par\b)|(?P<plus>\+)|(?P<less>-)"
)
#: Between two numbers of one calculation nothing but a sign and words may stand.
_PARTS: Final = regex(r"[,;:.?!=<>]")
_AROUND: Final = regex(
    r"\b(?:couts?|moyen(?:ne)?s?|unitaires?|total|montants?|enveloppe|masse|fait|combien|cb|quoi"
    r"|pour|soit|resultat|="
    r"|interessement|mtid|quotient|produit|prime|budget)\b|="
)
_PER: Final = regex(r"\bpar (?!mois\b|an\b|jour\b|trimestre\b|semaine\b|semestre\b)[a-z]+")
#: Digits of numbers that are written like a key of sharing: « 80/20 ».
_SHORT: Final = 100
_MOST_WORDS: Final = 5
_SIGNS: Final = {"div": "/", "times": "*", "plus": "+", "less": "-"}
_NAMES: Final = {"/": "÷", "*": "×", "+": "+", "-": "−"}


def written_out(held: Labelled) -> Made | None:
    """Read numbers that signs join, words between them saying what each is.

    Args:
        held: The question.
    """
    numbers, text = held.numbers, held.text
    if len(numbers) != PAIR or "(" in text:
        return None
    first, last = numbers
    found = _between(held, first, last)
    if found is None:
        return None
    sign, span = found
    unit = _unit(sign, first, last)
    if unit is None or (sign == "/" and not last.value) or _is_key(text, first, last):
        return None
    around = [one.span() for one in _AROUND.finditer(text)]
    # « A / B par agent » is divided once more; « par PS : A / B » says what B is.
    around += [one.span() for one in _PER.finditer(text) if one.end() < last.start]
    if not held.is_read([span, *around]):
        return None
    node: Computed = Operation(first.value, sign, abs(last.value))
    title = f"{held.told(first)} {_NAMES[sign]} {held.told(last).removeprefix('-')}"
    return Made(node, unit, title, (held.operand(first), held.operand(last)), 1.0)


def _between(held: Labelled, first: Quantity, last: Quantity) -> tuple[str, Span] | None:
    """Return the one sign between two numbers, with where it stands."""
    text = held.text
    start, end = first.end, last.start
    piece = text[start:end]
    if text[last.start] in "+-":
        # The sign stands right before the number, and was read with it.
        piece, end = text[start : last.start + 1], last.start + 1
    signs = [one for one in _SIGN.finditer(text, start) if one.end() <= end]
    if len(signs) != 1:
        return None
    match = signs[0]
    if _PARTS.search(piece) or len(re.findall(r"[a-z]+", piece)) > _MOST_WORDS:
        return None
    name = match.lastgroup
    return None if name is None else (_SIGNS[name], match.span())


def _is_key(text: str, first: Quantity, last: Quantity) -> bool:
    """Tell whether two numbers may be a key or a fraction: « 80/20 », « 1/3 »."""
    tight = not re.search(r"[ a-z]", text[first.end : last.start])
    return tight and max(first.value, last.value) <= _SHORT


def _unit(sign: str, first: Quantity, last: Quantity) -> str | None:
    """Return the unit of a result, ``None`` where two units do not go together."""
    kinds = {first.unit, last.unit}
    if kinds - {*COUNTS, AMOUNT, PERCENT, "points", "days", "duration"}:
        return None
    amounts = [one.unit == AMOUNT for one in (first, last)]
    if sign in "+-":
        if PERCENT in kinds or len(kinds - {"number"}) > 1:
            return None
        return EUROS if AMOUNT in kinds else ""
    if sign == "*":
        if all(amounts):
            return None
        return RATE if kinds == {PERCENT} else EUROS if any(amounts) else ""
    if PERCENT in kinds or amounts == [False, True]:
        return None
    return EUROS if amounts == [True, False] else ""
