"""A change of typed numbers: held against the one that was aimed at, or taken back by a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    PERCENT,
    Quantity,
)
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import NEAREST, Extra, Made
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.worked_cases.case_amounts import is_amount, shown_amount
from pycog.dialogue.worked_cases.case_text import Case, in_one_unit, of_one_unit
from pycog.lazy_patterns import regex

_DOWN: Final = regex(r"\b(?:baisse\w*|reduction\w*|diminution\w*|reduire|recul\w*|economie)\b")
_UP: Final = regex(r"\b(?:hausse\w*|augmentation\w*|progression\w*|croissance|augmenter)\b")
_MET: Final = regex(
    r"\b(?:(?:est|sont)(?: ce qu)?(?: (?:elle|il|on))? (?:bien |deja )?)?(?:tenue?s?|atteinte?s?"
    r"|respecte\w*|rempli\w*|realisee?s?|obtenue?s?|suffi\w*|dans les clous|c est bon"
    r"|est ce bon|y (?:est|sommes))\b"
)
#: « Une hausse limitée à 2 % » is no aim but a bound.
_BOUND: Final = regex(r"\b(?:limit\w*|plafon\w*|max\w*|au plus|depass\w*|exced\w*|contenu\w*)\b")
#: Says right before a number that it is where the change began.
_FROM_BEFORE: Final = regex(
    r"\b(?:au lieu d[e ]?|contre|depart(?: de)?|reference(?: de)?|base(?: de)?|initial\w*(?: de)?"
    r"|avant|etait(?: de)?|etaient(?: de)?|avait|par rapport (?:a|aux?)|partant de|partis? de"
    r"|l an (?:dernier|passe)|l annee (?:derniere|precedente))(?: (?:les?|la|un|une|a|de))*"
    r" ?[:=(]? ?$"
)
_FROM_BEHIND: Final = regex(
    r"(?: [a-z0-9]+){0,3}? (?:avant|au depart|l an (?:dernier|passe)|l annee (?:derniere"
    r"|precedente)|auparavant|a l origine)\b"
)
_FROM_TO: Final = regex(r"\b(?:de|passe\w*(?: de)?|passant de) (?:les )?$")
_TO: Final = regex(r"(?: [a-z0-9]+){0,4}? (?:a|vers|puis a) (?:les )?$")
_CHANGE_WORDS: Final = regex(
    r"\b(?:objectifs?|cibles?|taux|si|pas|ou|et|donc|quelle?|combien|evolution|variation"
    r"|passe\w*|est on|sommes|seulement|lieu|depart|reference)\b|%"
)
_NO_CHANGE: Final = regex(
    r"\bpar an\b|\bchaque\b|\bde suite\b|\bpoints?\b|\bpini\b|\bpili\b|\btrn\b|\btrl\b"
)
_THREE, _PAIR = 3, 2


def change_held(case: Case) -> Made | None:
    """Read whether a change of two numbers is the one aimed at.

    « 655 000 au lieu de 750 000, la baisse de 14 % est-elle tenue ? »

    Args:
        case: The question.
    """
    text, numbers = case.text, case.numbers
    down, up = _DOWN.search(text), _UP.search(text)
    if len(numbers) != _THREE or (down is None) == (up is None) or not _MET.search(text):
        return None
    if _NO_CHANGE.search(text):
        return None
    rates = [one for one in numbers if one.unit == PERCENT]
    counts = [one for one in numbers if one.unit != PERCENT]
    if len(rates) != 1 or len(counts) != _PAIR or not of_one_unit(counts):
        return None
    if any(one.unit not in {AMOUNT, *COUNTS} or one.value <= 0 for one in counts):
        return None
    ends = _ends(case, numbers, counts)
    if ends is None or not case.reads(numbers, (_DOWN, _UP, _MET, _BOUND, _CHANGE_WORDS, _AROUND)):
        return None
    bounded = _BOUND.search(text) is not None
    return _held(*ends, abs(rates[0].value), falls=down is not None, bounded=bounded)


#: The words that say where a change begins change nothing else.
_AROUND: Final = regex(rf"{_FROM_BEFORE.pattern.removesuffix(' ?[:=(]? ?$')}|\bavant\b|\bcontre\b")


def _ends(
    case: Case, numbers: Sequence[Quantity], counts: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """Return where a change begins and ends, ``None`` where the words do not say so."""
    first, last = counts
    begins = [one for one in counts if _begins(case, numbers, one)]
    if len(begins) == 1:
        start = begins[0]
        return start, last if start is first else first
    at = numbers.index(first)
    between = case.text[first.end : last.start]
    if _FROM_TO.search(case.before(at, numbers)) and _TO.fullmatch(between):
        return first, last
    years = sorted(case.question.of("year"), key=lambda one: one.start)
    if len(years) == _PAIR and years[0].value != years[1].value:
        # Each number stands beside its year, all before it or all behind.
        earlier, later = sorted(years, key=lambda one: int(str(one.value)))
        return (first, last) if earlier.start < later.start else (last, first)
    return None


def _begins(case: Case, numbers: Sequence[Quantity], one: Quantity) -> bool:
    at = numbers.index(one)
    before = case.before(at, numbers)
    behind = re.split(r"[,;:.?]", case.gap(at, numbers))[0]
    return _FROM_BEFORE.search(before) is not None or _FROM_BEHIND.match(behind) is not None


def _held(start: Quantity, end: Quantity, aim: float, *, falls: bool, bounded: bool) -> Made:
    due = start.value * (1 - aim if falls else 1 + aim)
    noise = 1e-9 * start.value
    # A change that is limited goes no further than its bound.
    under = falls != bounded
    held = end.value <= due + noise if under else end.value >= due - noise
    node = call("COG_EVOLUTION", start.value, end.value)
    limit = Operation(start.value, "*", Operation(1, "-" if falls else "+", aim))
    unit = EUROS if is_amount(start) and start.unit == AMOUNT else ""
    extra = Extra(f"il fallait {{value}} au {'plus' if under else 'moins'}", limit, unit)
    way = "baisse" if falls else "hausse"
    asked = f"{way} {'limitée à' if bounded else 'de'} {_percent(aim)}"
    return Made(
        node, RATE, f"{asked} {'tenue' if held else 'non tenue'}, de {_shown(start)} à "
        f"{_shown(end)}", (), 1.0, extras=(extra,), verdict="Oui" if held else "Non",
    )  # fmt: skip


def _percent(rate: float) -> str:
    return f"{rate * 100:g} %".replace(".", ",")


def _shown(one: Quantity) -> str:
    return shown_amount(one) if one.unit == AMOUNT else one.shown


# ---------------------------------------------------------------- the year before a known change
_CHANGED: Final = regex(
    r"(?P<up>\+ ?$|\b(?:hausse|augment\w*|progress\w*|croissance|gagn\w*|plus)(?: (?:de|d|en))* ?$)"
    r"|(?P<down>- ?$|\b(?:baisse|diminu\w*|recul\w*|perd\w*|moins)(?: (?:de|d|en))* ?$)"
)
_UP_BEHIND: Final = regex(r" ?(?:de |d |en )?(?:hausse|augmentation|progression|plus)\b")
_DOWN_BEHIND: Final = regex(r" ?(?:de |d |en )?(?:baisse|diminution|recul|moins)\b")
_YEAR_WORDS: Final = regex(
    r"\b(?:si|avec|soit|combien|hausse|baisse|augment\w*|progress\w*|diminu\w*|recul\w*|plus|moins"
    r"|evolution|quelle?|etai\w*|avait|arrondi\w*|a l unite|en|unite|rapport|an|sur)\b|[=+-]"
)
_ROUNDED: Final = regex(r"\barrondi\w*|\ba l unite\b|\bentier\b")


def year_before(case: Case) -> Made | None:
    """Read the value of the year before, from that of a year and its change.

    « Combien en 2019 si 2020 = 435 et +5,84 % ? »

    Args:
        case: The question.
    """
    numbers = case.numbers
    if len(numbers) != _PAIR or len(case.years) != _PAIR or _NO_CHANGE.search(case.text):
        return None
    rates = [at for at, one in enumerate(numbers) if one.unit == PERCENT]
    if len(rates) != 1:
        return None
    rate, known = numbers[rates[0]], numbers[1 - rates[0]]
    if known.unit not in {AMOUNT, *COUNTS} or known.value <= 0:
        return None
    sign = _sign(case, rates[0])
    year = _year_of(case, known)
    if not sign or year is None or case.years != {year, year - 1}:
        return None
    if not case.reads(numbers, (_YEAR_WORDS, _ROUNDED)):
        return None
    change = sign * abs(rate.value)
    known = in_one_unit([known])[0]
    unit = EUROS if known.unit == AMOUNT else ""
    way = "hausse" if sign > 0 else "baisse"
    title = f"{_shown(known)} en {year} après une {way} de {_percent(abs(change))}, en {year - 1}"
    rounded = NEAREST if _ROUNDED.search(case.text) else ""
    return Made(call("COG_BASE", known.value, change), unit, title, (), 1.0, rounded=rounded)


def spans_years(case: Case) -> bool:
    """Tell whether one yearly change is told for a value that is several years away.

    Args:
        case: The question.
    """
    numbers = case.numbers
    if len(numbers) != _PAIR or len(case.years) != _PAIR or not _VALUE_ASKED.search(case.text):
        return False
    rates = [at for at, one in enumerate(numbers) if one.unit == PERCENT]
    years = [int(str(one)) for one in case.years]
    if len(rates) != 1 or max(years) - min(years) < _PAIR or _NO_CHANGE.search(case.text):
        return False
    return _sign(case, rates[0]) != 0 and _year_of(case, numbers[1 - rates[0]]) is not None


_VALUE_ASKED: Final = regex(r"\b(?:combien|quelle? (?:valeur|montant|nombre))\b")


def _sign(case: Case, at: int) -> int:
    """Return whether a rate is a rise or a fall, 0 where the words do not say so."""
    one = case.numbers[at]
    typed = case.text[one.start : one.end]
    if typed[:1] in {"+", "-"}:
        return 1 if typed[:1] == "+" else -1
    found = _CHANGED.search(case.before(at, case.numbers))
    if found is not None:
        return 1 if found["up"] else -1
    behind = case.gap(at, case.numbers)
    return 1 if _UP_BEHIND.match(behind) else -1 if _DOWN_BEHIND.match(behind) else 0


_OF_YEAR: Final = regex(r"(?: |[:=(]|\b(?:il|y|en|avait|a|de|est|etait|on|les|le|la|d)\b)*")
_IN_YEAR: Final = regex(r"(?: (?!et\b|si\b)[a-z€]+){0,3} ?(?:en|pour|fin|\() ?")


def _year_of(case: Case, known: Quantity) -> int | None:
    """Return the year that a number is said to be of: « 2020 = 435 », « 435 saisines en 2020 »."""
    found = set()
    for one in case.question.of("year"):
        before = case.text[one.end : known.start] if one.end <= known.start else None
        behind = case.text[known.end : one.start] if known.end <= one.start else None
        if (before is not None and _OF_YEAR.fullmatch(before)) or (
            behind is not None and _IN_YEAR.fullmatch(behind)
        ):
            found.add(int(str(one.value)))
    return found.pop() if len(found) == 1 else None


# ---------------------------------------------------------------- a yearly number, changed
_YEARLY: Final = regex(r"\b(?:par an|annuel\w*|chaque annee|a l annee|dans l annee)\b")
_REACHED: Final = regex(
    r"\b(?:arriv\w*|donn\w*|fait|fera\w*|rest\w*|devien\w*|tomb\w*|passe\w*|combien|quel\w*|cb"
    r"|obtien\w*|vise\w*|cible|objectif)\b"
)
_CHANGE_SAID: Final = regex(
    r"\b(?:moins|plus|baisse\w*|hausse\w*|reduction|reduit\w*|diminu\w*|augment\w*|de|en)\b|[+-]"
)


def yearly_changed(case: Case) -> Made | None:
    """Read what a yearly number becomes: « 750 000 feuilles par an moins 14 %, on arrive à ? ».

    Args:
        case: The question.
    """
    text, numbers = case.text, case.numbers
    yearly = _YEARLY.search(text)
    if len(numbers) != _PAIR or yearly is None or len(case.years) > 1:
        return None
    whole, rate = numbers
    sign = _sign(case, 1) if rate.unit == PERCENT and whole.unit in {AMOUNT, *COUNTS} else 0
    if not sign or whole.value <= 0 or not whole.end <= yearly.start() < rate.start:
        # « 2 % de hausse par an » is of several years.
        return None
    if not _REACHED.search(text) or case.question.has("duration"):
        return None
    if not case.reads(numbers, (_YEARLY, _REACHED, _CHANGE_SAID)):
        return None
    change = abs(rate.value)
    node = Operation(whole.value, "*", Operation(1, "+" if sign > 0 else "-", change))
    unit = EUROS if whole.unit == AMOUNT else ""
    way = "hausse" if sign > 0 else "baisse"
    moved = Extra(f"{way} de {{value}}", Operation(whole.value, "*", change), unit)
    title = f"{_shown(whole)} par an, {'plus' if sign > 0 else 'moins'} {_percent(change)}"
    return Made(node, unit, title, (), 1.0, extras=(moved,))
