"""By years and by periods: the yearly growth between two values, the mean of what each had."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    PERCENT,
    Quantity,
    listed,
)
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Extra, Made, yearly_growth
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.spans import Span
from pycog.dialogue.worked_cases.case_amounts import is_amount, shown_amount
from pycog.dialogue.worked_cases.case_text import (
    COUNTED,
    LIST_GAP,
    Case,
    count_of,
    in_one_unit,
    of_one_unit,
)
from pycog.lazy_patterns import regex

_PAIR, _THREE = 2, 3

# ---------------------------------------------------------------- yearly growth
#: Said in any order, these three ask for one rate a year.
_CHANGE: Final = regex(
    r"\btcam\b|\b(?:crois+ances?|evolu\w*|hausses?|progress\w*|variations?|augment\w*|baiss\w*"
    r"|diminu\w*|rythme|recul\w*|passe\w*|reduction)\b|->"
)
_MEAN: Final = regex(r"\btcam\b|\bmoy(?:en\w*)?\b")
_A_YEAR: Final = regex(r"\btcam\b|\bannuel\w*|\b(?:par an|/ ?an|l an|chaque annee|par annee)\b")
_YEARLY_WORDS: Final = regex(
    r"\b(?:taux|annuel\w*|entre|par an|depense|combien|ca fait|en (?:euros?|valeur|montant|%"
    r"|pourcentage)|%|en|de|a)\b|\(%\)|%"
)
_OVER: Final = regex(
    rf"\b(?:en|sur|pendant|pdt|durant|au bout de|apres|en l espace de) (?:les |ces )?{COUNTED}"
    r" (?:ans|annees|exercices)\b"
)
#: Parts two values in the order in which they came.
_FROM_TO: Final = regex(r"[^?.;]*(?:\b(?:a|puis|vers|et|jusqu a)\b|->|,)[^?.;]*")
#: A series, a share or a target is another question.
_NO_GROWTH: Final = regex(
    r"\bpar mois\b|\bmensuel|\btrimestr|\bobjectif|\bcible|\bmediane|\bponder|\bpoids\b|\bpart\b"
    r"|\bpour (?:atteindre|arriver|passer)|\bfaut\b"
)
_IN_EUROS: Final = regex(r"\ben (?:euros?|valeur|montant|[mk]?€)")
_MOST_YEARS: Final = 60


def growth_by_year(case: Case) -> Made | None:
    """Read the yearly growth between two values, of two years or so many years apart."""
    text = case.text
    if not all(one.search(text) for one in (_CHANGE, _MEAN, _A_YEAR)) or _NO_GROWTH.search(text):
        return None
    over = [one for one in _OVER.finditer(text)]
    numbers = case.quantities(one.span() for one in over)
    if not numbers or len(numbers) != _PAIR or any(one.unit == PERCENT for one in numbers):
        return None
    if not of_one_unit(numbers) or min(one.value for one in numbers) <= 0:
        return None
    numbers = in_one_unit(numbers)
    ends = _by_year(case, numbers) if not over else _in_order(case, numbers, over)
    if ends is None:
        return None
    (first, before), (last, after), years = ends
    spans = [one.span() for one in over]
    # « Par trimestre » or « par agent » beside them asks for another rate.
    per = [(one.start, one.end) for one in case.question.of("per")]
    spans += [(start, end) for start, end in per if _A_YEAR.search(text[start:end])]
    if not case.reads(numbers, (_CHANGE, _MEAN, _A_YEAR, _YEARLY_WORDS), (), spans):
        return None
    title = f"Évolution annuelle moyenne, de {_shown(before)}{first} à {_shown(after)}{last}"
    unit = EUROS if any(is_amount(one) for one in numbers) else ""
    each = Operation(Operation(after.value, "-", before.value), "/", years)
    if unit and _IN_EUROS.search(text):
        return Made(each, unit, title, (), 1.0, signed=True)
    rate = yearly_growth(before.value, after.value, years)
    told = (Extra("soit {value} par an en moyenne simple", each, unit),) if over else ()
    return Made(rate, RATE, title, (), 1.0, signed=True, extras=told)


_Ends = tuple[tuple[str, Quantity], tuple[str, Quantity], int]


def _by_year(case: Case, numbers: list[Quantity]) -> _Ends | None:
    """Return both values with their years."""
    years = [one.value for one in case.question.of("year")]
    if len(years) != _PAIR and len(case.dated_years) == _PAIR:
        # « De 2018 à 2022 » is one period.
        years = [*sorted(case.dated_years)]
    if len(years) != _PAIR:
        return None
    told = sorted(zip((int(str(year)) for year in years), numbers, strict=True), key=_year)
    (start, before), (end, after) = told
    if start == end:
        return None
    return (f" en {start}", before), (f" en {end}", after), end - start


def _year(one: tuple[int, Quantity]) -> int:
    return one[0]


def _in_order(case: Case, numbers: list[Quantity], over: list[re.Match[str]]) -> _Ends | None:
    """Return both values in the order in which they are told, so many years apart."""
    if len(over) != 1 or case.question.has("year") or case.question.has("period"):
        return None
    years = count_of(over[0])
    if not 1 < years <= _MOST_YEARS or not _FROM_TO.fullmatch(case.gap(0, numbers)):
        return None
    return ("", numbers[0]), (f", en {years} ans", numbers[1]), years


def _shown(one: Quantity) -> str:
    return shown_amount(one) if is_amount(one) else one.shown


# ---------------------------------------------------------------- the mean of periods
_PERIODS: Final = {
    "jour": r"jours?|journalier\w*|quotidien\w*",
    "semaine": r"semaines?|hebdo\w*",
    "mois": r"mois|mensuel\w*|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre"
    r"|novembre|decembre",
    "trimestre": r"trimestres?|trimestriel\w*|trim|t[1-4]",
    "semestre": r"semestres?|semestriel\w*|s[12]",
    "an": r"ans?|annees?|annuel\w*|exercices?",
}  # fmt: skip
_NAMED: Final = regex(
    r"\b(?:" + "|".join(rf"(?P<{name}>{said})" for name, said in _PERIODS.items()) + r")\b"
)
_ASKED: Final = regex(
    r"\bpar (?P<one>jour|semaine|mois|trimestre|semestre|an|annee)\b"
    r"|\b(?P<word>journali|quotidi|hebdo|mensu|trimestri|semestri|annu)[a-z]*"
)
_BY_WORD: Final = {
    "journali": "jour", "quotidi": "jour", "hebdo": "semaine", "mensu": "mois",
    "trimestri": "trimestre", "semestri": "semestre", "annu": "an", "annee": "an",
}  # fmt: skip
#: How many of a shorter period make a longer one: three months are a quarter.
_WITHIN: Final = {
    ("mois", "trimestre"): 3, ("mois", "semestre"): 6, ("mois", "an"): 12,
    ("trimestre", "an"): 4, ("trimestre", "semestre"): 2, ("semestre", "an"): 2,
}  # fmt: skip
_MEAN_WORDS: Final = regex(
    r"\b(?:moy(?:en\w*)?|nb|nombre|par|si|on|en|recus?|total|sur|le|les|quel\w*|combien|soit|chaque"
    r"|traite\w*|depense\w*|relev\w*|suivants?|serie)\b"
)
#: What is still to be done for a mean, or done with it, is another question.
_NO_MEAN: Final = regex(
    r"\bfaut\b|\bfaudra|\bdoit|\bobjectif|\bcible|\bponder|\bpoids\b|\bcoef|\bhausse|\bbaisse"
    r"|\bevolu|\bcrois|\brythme|\bprogress|\becart|\bglissant|\bmediane|\bsans\b|\bhors\b|\bsauf\b"
    r"|\brestant|\breste|\bdernier|\bprochain|\bsuivi|\bmaxim|\bminim|\bplus\b|\bmoins\b"
    r"|\bagents?\b"
    r"|\betp\b|\bpar (?:agent|personne|tete|dossier)"
)


def mean_of_periods(case: Case) -> Made | None:
    """Read the mean of what each period had: « moyenne mensuelle de 12 480, 13 250 et 11 870 »."""
    text = case.text
    asked = [*_ASKED.finditer(text)]
    if not asked or not _MEAN.search(text) or _NO_MEAN.search(text):
        return None
    numbers = case.numbers
    if len(numbers) < _THREE or not _in_a_row(case, numbers) or not of_one_unit(numbers):
        return None
    if any(one.value < 0 or one.unit not in {*COUNTS, AMOUNT, PERCENT} for one in numbers):
        return None
    names = {_BY_WORD.get(said, said) for one in asked for said in (one["one"] or one["word"],)}
    if len(names) != 1 or not _fits(case, name := names.pop(), len(numbers)):
        return None
    spans: list[Span] = [one.span() for one in _NAMED.finditer(text)]
    spans += [(one.start, one.end) for one in case.question.of("per")]
    if not case.reads(numbers, (_ASKED, _MEAN_WORDS), (), spans):
        return None
    numbers = in_one_unit(numbers)
    unit = {PERCENT: RATE, AMOUNT: EUROS}.get(numbers[-1].unit, "")
    title = f"Moyenne par {name} de {listed([one.shown for one in numbers])}"
    return Made(call("AVERAGE", *(one.value for one in numbers)), unit, title, (), 1.0)


def _in_a_row(case: Case, numbers: list[Quantity]) -> bool:
    """Tell whether numbers are one list, what they count being said of one or of each."""
    gaps = (case.gap(at, numbers) for at in range(len(numbers) - 1))
    return all(
        LIST_GAP.fullmatch(gap) or LIST_GAP.fullmatch(_COUNTED_THING.sub("", gap)) for gap in gaps
    )


_COUNTED_THING: Final = regex(r"^ (?:de |d )?[a-z]{3,}")


def _fits(case: Case, name: str, many: int) -> bool:
    """Tell whether each number is of one period of the kind that is asked for."""
    named = {str(one.lastgroup) for one in _NAMED.finditer(case.text)} - {name}
    return all(_WITHIN.get((name, other)) == many for other in named)


# ---------------------------------------------------------------- so much a period, for so long
_RATE: Final = regex(
    r"(?:\bpar|/|\bchaque|\bl|\bau) ?(?P<one>jour|semaine|mois|trimestre|semestre|an|annee)\b"
    r"|\b(?P<word>mensu|trimestri|semestri|annu|hebdo)[a-z]*"
)
_FOR: Final = regex(
    rf"\b(?:sur|pendant|pdt|pour|en|durant|au bout de) (?:les )?{COUNTED}"
    r" (?P<of>mois|trimestres?|semestres?|ans?|annees?)\b"
)
_TIME_WORDS: Final = regex(
    r"\b(?:combien|ca fait|total\w*|en tout|au total|cout\w*|soit|loyers?|depense\w*|a|de|par"
    r"|par an"
    r"|represente\w*|revient)\b"
)
_NO_TIME: Final = regex(
    r"\bmoyen|\breste|\bhausse|\bbaisse|\baugment|\bdiminu|\bevolu|%|\brythme|\bdeja|\bindex"
    r"|\brevis"
    r"|\bdivis|\brepart|\betal|\bliss|\bfin\b|\bprojec|\batterri"
)


def over_time(case: Case) -> Made | None:
    """Read what so much a period comes to: « 8 400 € par mois, combien sur 3 ans ? »."""
    text = case.text
    said, per = [*_FOR.finditer(text)], [*_RATE.finditer(text)]
    if len(said) != 1 or len(per) != 1 or _NO_TIME.search(text):
        return None
    numbers = case.quantities([said[0].span()])
    if not numbers or len(numbers) != 1 or numbers[0].unit not in {AMOUNT, *COUNTS}:
        return None
    if not numbers[0].end <= per[0].start() and not per[0]["word"]:
        return None
    one = _BY_WORD.get(per[0]["one"] or per[0]["word"], per[0]["one"] or per[0]["word"])
    of = said[0]["of"]
    other = {"annee": "an", "moi": "mois"}.get(of.rstrip("s"), of.rstrip("s"))
    many = 1 if other == one else _WITHIN.get((one, other))
    if many is None:
        return None
    spans = [said[0].span(), *((one.start, one.end) for one in case.question.of("per"))]
    if not case.reads(numbers, (_RATE, _FOR, _TIME_WORDS), (), spans):
        return None
    times = count_of(said[0]) * many
    unit = EUROS if numbers[0].unit == AMOUNT else ""
    title = f"{numbers[0].shown} par {one}, {times} fois"
    return Made(Operation(numbers[0].value, "*", times), unit, title, (), 1.0)
