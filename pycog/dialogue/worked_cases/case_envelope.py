"""What an amount per ETP comes to for all of them: « MTID de 612,40 € et 124,5 ETP »."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.expressions import Operation
from pycog.dialogue.worked_cases.case_text import Case, in_euros
from pycog.lazy_patterns import regex
from pycog.values import format_number

_EACH: Final = regex(
    r"\b(?:mtid|montant total (?:individuel )?(?:d interessement )?(?:distribue|individuel)?"
    r"|(?:interessement|prime|montant)(?: d interessement)? (?:par|de chaque) (?:etp|agent))\b"
)
_ALL: Final = regex(
    r"\b(?:enveloppes?|verse\w*|total\w*|masse|combien|cout\w*|coute\w*|budget\w*|provision\w*"
    r"|prevoir|reserver|debours\w*|facture|somme)\b"
)
_HEADS: Final = regex(r" ?(?:etp|equivalents? temps pleins?|agents? (?:a )?temps plein)\b")
#: What is asked of the amount per ETP itself, or of another number of posts.
_OTHER: Final = regex(
    r"\bpini\b|\bpili\b|\btrn\b|\btrl\b|%|\bmoyen|\btheorique|\bmasse (?:nationale|locale)"
    r"|\beligibles?\b|\bchacun|\bpar tete|\bhausse|\bbaisse|\becart|\bpart\b|\bmois\b"
    r"|\btrimestr|\bcompens"
)
_WORDS: Final = regex(
    r"(?<=[€\d]) par etp\b|\b(?:mtid|pour|si|ca|fait|combien|etp|equivalents?"
    r"|temps|pleins?|total\w*"
    r"|doit|qui|relev\w*|notre|branche|caisse|montant|chez|nous|de)\b"
)
_PAIR: Final = 2


def envelope(case: Case) -> Made | None:
    """Read what an MTID comes to for so many ETP.

    Args:
        case: The question.
    """
    text, numbers = case.text, case.numbers
    if len(numbers) != _PAIR or not _EACH.search(text) or not _ALL.search(text):
        return None
    if _OTHER.search(text):
        return None
    heads = [at for at, one in enumerate(numbers) if _counts_heads(case, at)]
    if len(heads) != 1:
        return None
    head, amount = numbers[heads[0]], numbers[1 - heads[0]]
    if amount.unit not in {AMOUNT, NUMBER} or min(amount.value, head.value) <= 0:
        return None
    if not case.reads(numbers, (_EACH, _ALL, _HEADS, _WORDS)):
        return None
    told = f"MTID de {in_euros(amount)} pour {format_number(head.value)} ETP"
    return Made(
        Operation(amount.value, "*", head.value), EUROS, f"Enveloppe, {told}", (), 1.0
    )  # fmt: skip


def _counts_heads(case: Case, at: int) -> bool:
    """Tell whether a number counts full posts, by its own words or those right beside it."""
    one = case.numbers[at]
    if one.unit == "staff":
        return re.search(r"\betp\b|temps plein", case.text[one.start : one.end + 20]) is not None
    return one.unit == NUMBER and _HEADS.match(case.gap(at, case.numbers)) is not None
