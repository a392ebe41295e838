"""What was spent against as many twelfths of a typed budget as months are gone by."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, Quantity
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.expressions import Operation
from pycog.dialogue.worked_cases.case_amounts import months_over
from pycog.dialogue.worked_cases.case_text import Case, in_euros, in_one_unit
from pycog.lazy_patterns import regex
from pycog.values import display

_PACE: Final = regex(
    r"\b(?:pro ?rata(?: temporis)?|lineaire\w*|douziemes?|rythme (?:normal|lineaire|theorique)"
    r"|theorique)\b|\b\d{1,2} ?/ ?12\b"
)
_GAP: Final = regex(
    r"\b(?:ecarts?|au dessus|au dessous|en dessous|dessus|dessous|avance|retard|depass\w*"
    r"|difference|en trop|de trop|en plus|en moins|combien|ou en est on|loin|compar\w*)\b"
)
_SPENT: Final = regex(
    r"\b(?:consomm\w*|execut\w*|depens\w*|mandat\w*|engag\w*|realis\w*|paye\w*|conso)\b"
)
_GRANTED: Final = regex(
    r"\b(?:budgets?|dotations?|enveloppe|autoris\w*|vot\w*|prevu\w*|ouverts?|alloue\w*|annuel\w*"
    r"|credits?)\b"
)
_WORDS: Final = regex(
    r"\b(?:sur|annee|l an|par rapport|de combien|du|a fin|deja|en|ou|est|si|taux|fonctionnement"
    r"|investissement|personnel|quelle?)\b"
)
_TWELFTHS: Final = regex(r"\b(?P<n>\d{1,2}) ?/ ?12\b")
_YEAR: Final = 12
_PAIR: Final = 2


def ahead_of_pace(case: Case) -> Made | None:
    """Read how far what is spent is from its twelfths: « budget …, fin août …, prorata (8/12) ».

    Args:
        case: The question.
    """
    text = case.text
    if not _PACE.search(text) or not _GAP.search(text) or len(case.years) > 1:
        return None
    spans = [one.span() for one in _TWELFTHS.finditer(text)]
    told = {int(one["n"]) for one in _TWELFTHS.finditer(text)}
    over = months_over(_TWELFTHS.sub(lambda one: " " * len(one[0]), text))
    if over is not None:
        told.add(over[0])
        spans += over[1]
    if len(told) != 1:
        return None
    months = told.pop()
    numbers = case.quantities(spans)
    if numbers is None or len(numbers) != _PAIR or not 0 < months < _YEAR:
        return None
    if any(one.unit not in {AMOUNT, NUMBER} or one.value <= 0 for one in numbers):
        return None
    numbers = in_one_unit(numbers)
    spent = [at for at in range(_PAIR) if _is(case, numbers, at, _SPENT)]
    granted = [at for at in range(_PAIR) if _is(case, numbers, at, _GRANTED)]
    if len(spent) != 1 or spent == granted:
        return None
    if not case.reads(numbers, (_PACE, _GAP, _SPENT, _GRANTED, _WORDS), (), spans):
        return None
    return _told(numbers[spent[0]], numbers[1 - spent[0]], months)


def _is(case: Case, numbers: list[Quantity], at: int, words: re.Pattern[str]) -> bool:
    """Tell whether words stand in the clause of a number: before it, else right behind."""
    before = re.split(r"[,;:.]|\bpour\b|\bsur\b", case.before(at, numbers))[-1]
    behind = re.split(r"[,;:.]|\bpour\b|\bsur\b|\ba fin\b", case.gap(at, numbers))[0]
    if words.search(before):
        return True
    other = _GRANTED if words is _SPENT else _SPENT
    return words.search(behind) is not None and not other.search(before)


def _told(spent: Quantity, budget: Quantity, months: int) -> Made:
    due = Operation(Operation(budget.value, "*", months), "/", _YEAR)
    gap = spent.value - budget.value * months / _YEAR
    verdict = "Au-dessus" if gap > 0 else "Au-dessous" if gap < 0 else "Au niveau"
    twelfths = display(budget.value * months / _YEAR, "amount")
    title = (
        f"{in_euros(spent)} pour {months} mois sur 12 de {in_euros(budget)} (prorata {twelfths}), "
        "écart"
    )
    return Made(
        Operation(spent.value, "-", due), EUROS, title, (), 1.0, signed=True,
        verdict=f"{verdict} du prorata temporis",
    )  # fmt: skip
