"""Plain operations on lists of typed numbers: their mean, their sum."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pycog.dialogue.calculations.typed_quantities import NUMBER, PERCENT, Quantity, listed
from pycog.dialogue.compound.labelled_numbers import PAIR, PLAIN
from pycog.dialogue.compound.named_operands import RATE
from pycog.dialogue.compound.operation_numbers import Operated, as_rate
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.expressions import call
from pycog.lazy_patterns import regex
from pycog.values import display

#: Parts two numbers that are not of one list.
_PARTING: Final = regex(
    r"[.?!:=*]|\bx\b|\b(?:sur|dans|pour|contre|par|si|avec|parmi|dont|moins|reste|soit|sachant|apres"
    r"|objectif|cible|doit|faut|atteindre|au lieu|vers|est|sont|a partir|depuis)\b"
)
#: Asks for what is still to be reached, for a weighted mean, or for one of several.
_OTHER_MEAN: Final = regex(
    r"\b(?:doi\w+|faut|faudr\w+|manqu\w*|attein\w+|attei\w+|vise\w*|viser|cibles?|objectifs?|finir"
    r"|dernier|restant\w*|coeff\w*|poids|ponderations?|pes(?:e|ant)|etp|agents?"
    r"|moyen\w* mensuel\w*|glissante?|mobile"
    r"|medianes?|deciles?|ecart|evolu\w*|hauss\w*|baiss\w*|augment\w*|progress\w*|national\w*|trn|trl"
    r"|croissance|compar\w*|(?:la|notre|une) moyenne (?:\w+ ){0,2}?(?:est )?a (?=\d))\b"
    r"|(?<!non )(?<!pas )\bponder|\bpar (?:an|mois|agent|etp|poste|jour|tete|dossier|annee|assure)"
)
_OTHER_SUM: Final = regex(
    r"%|[*/]|\bx\b|\b(?:moyen\w*|parts?|pes\w+|represente\w*|moins|seuils?|ecarts?|evolu\w*|reste\w*"
    r"|hauss\w*|baiss\w*|dont|venant|provenan\w*|issue?s?|vers|report\w*|vir(?:e|er|ement)|transf\w*|sur|poids|points|etp)\b"
)
_MEAN_OF: Final = regex(
    r"\(? ?(?P<terms>\d[\d ,.%€]*(?:\+ ?\d[\d ,.%€]*)+)\) ?/ ?(?P<many>\d+)(?![\d,.])"
    r"|\b(?:addition\w*|somme) (?:de )?(?P<added>[\d ,.;%€]+(?:et [\d ,.%€]+)?),? (?:et|puis"
    r"|le tout)?"
    r" ?divis\w* par (?P<by>\d+)(?![\d,.])"
)
#: Bare numbers below it are no sum that an officer asks for: « 1 + 1 ».
_LEAST_SUM: Final = 50
_PLUS: Final = regex(r"\d ?(?:€|euros?|[km]€|[km])? ?(?:\+|\bplus\b) ?\d")


def mean(held: Operated) -> Made | None:
    """Read the plain mean of a list: « moyenne de 88 %, 91 %, 86,5 % et 92,5 % »."""
    text, numbers = held.text, held.numbers
    written = _MEAN_OF.search(text)
    if written is not None:
        end = written.end("terms") if written["terms"] else written.end("added")
        numbers = [one for one in numbers if one.end <= end]
        many = int(written["many"] or written["by"])
        fits = len(numbers) == many == len(held.numbers) - 1
    elif held.asks("mean") and not _OTHER_MEAN.search(text):
        numbers = _counted_out(held, numbers)
        fits = _is_list(held, numbers) and _is_parted(held, numbers)
    else:
        return None
    if not fits or len(numbers) < PAIR:
        return None
    dropped = [one for one in held.numbers if one not in numbers]
    held.numbers = numbers
    values = held.rates()
    if values is None and not held.are_plain and held.units != {"days"}:
        return None
    also = [(one.start, one.end) for one in dropped]
    also += [] if written is None else [written.span()]
    if not held.uses("mean", "percent", "whatif", "unweighted", "sum", also=also):
        return None
    unit = RATE if values is not None else held.unit
    told = [as_rate(one) for one in values] if values else [held.told(one) for one in numbers]
    node = call("AVERAGE", *(values or [one.value for one in numbers]))
    return Made(node, unit, f"Moyenne de {listed(told)}", tuple(map(held.operand, numbers)), PLAIN)


def _is_parted(held: Operated, numbers: list[Quantity]) -> bool:
    """Tell whether a sign or « et » stands between every two, or nothing at all.

    « A / B » is a quotient where there are no more than these two.
    """
    between = [held.text[one.end : other.start].strip() for one, other in pairwise(numbers)]
    if len(numbers) == PAIR and "/" in between[0] and held.rates() is None:
        return False
    rated = held.rates() is not None
    return all(
        not one or _PARTED.search(one) or (rated and re.fullmatch(r"[a-z]+", one))
        for one in between
    )


_PARTED: Final = regex(r"[,;/+&|]|\b(?:et|puis|plus|ensuite)\b|^[tq][1-4]$")


#: What a number counts that only says how many terms there are.
_COUNTED: Final = regex(
    r" (?:[a-z]+ )?(?:trimestr|taux|resultat|valeur|montant|mois|an|note|chiffre|nombre|terme)"
)


def _counted_out(held: Operated, numbers: list[Quantity]) -> list[Quantity]:
    """Leave out a number that only tells how many there are: « mes 4 trimestres », « (4 taux) »."""
    if len(numbers) <= PAIR:
        return numbers
    many = [
        one
        for one in numbers
        if one.unit in {NUMBER, "duration"}
        and one.value == len(numbers) - 1
        and (one.unit != NUMBER or _COUNTED.match(held.text, one.end))
    ]
    return [one for one in numbers if one not in many] if len(many) == 1 else numbers


def _is_list(held: Operated, numbers: list[Quantity]) -> bool:
    """Tell whether numbers stand in one list, each with the same words between or labels."""
    between = [held.text[one.end : other.start] for one, other in pairwise(numbers)]
    if any(_PARTING.search(re.sub(r"\b[a-z0-9 ]{1,14} ?[:=] ?$", "", one)) for one in between):
        return False
    after = held.text[numbers[-1].end :]
    named = held.sentence.question.of("line", "fund", "indicator", "figure")
    last = numbers[-1].end
    return not any(
        one.start >= last
        and re.match(r"[^?.:;]*(?:\bet\b|\bplus\b|\+|,)", after[: one.start - last])
        for one in named
    )


def added(held: Operated) -> Made | None:
    """Read the sum of a list: « cumul 1 250 k€, 875 k€, 342,5 k€, 96 k€ »."""
    text, numbers = held.text, held.numbers
    if not (held.asks("sum") or _PLUS.search(text)) or _OTHER_SUM.search(text):
        return None
    if len(numbers) < PAIR or any(one.unit == PERCENT for one in numbers):
        return None
    if any(one.value < 0 for one in numbers) or not held.are_plain or not _is_list(held, numbers):
        return None
    if any(text[one.end : other.start].strip() == "-" for one, other in pairwise(numbers)):
        # « 12-15 » is a span.
        return None
    if not (held.are_euros or max(one.value for one in numbers) >= _LEAST_SUM):
        return None
    places = [one.span() for one in re.finditer(r"\+|\bplus\b(?= ?\d)|=", text)]
    if not held.uses("sum", "whatif", also=places):
        return None
    unit = held.unit
    told = [display(one.value, "amount") if unit else held.told(one) for one in numbers]
    node = call("SUM", *(one.value for one in numbers))
    return Made(node, unit, f"Somme de {listed(told)}", tuple(map(held.operand, numbers)), PLAIN)
