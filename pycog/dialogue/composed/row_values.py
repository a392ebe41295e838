"""Conditions on the values of a table: a number, several, a comparison, a range."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Final

from pycog.dialogue.composed.fact_table import BASELINE, WEIGHT
from pycog.dialogue.composed.row_asked import MEASURE_WORDS, Asked
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import CARDS, INDICATORS, LINES, MEASURES, TableRow
from pycog.dialogue.numbers import NUMBER, read_number
from pycog.lazy_patterns import regex

_SIGNS: Final = (
    (operator.ge, "d'au moins", r"au moins|superieur\w* ou egal\w* a|>=|a partir de|minimum|mini"),
    (operator.le, "d'au plus",
     r"au plus|inferieur\w* ou egal\w* a|<=|ne depass\w+(?: t (?:il|elle)s?)? pas|maxi\w*"),
    (operator.gt, "de plus de",
     r"plus de|superieur\w* a|au[ -]?dessus de|depass\w+|au dela de|>|exced\w+"),
    (operator.lt, "de moins de",
     r"moins de|inferieur\w* a|en ?dessous de|au[ -]?dessous de|sous|<"),
)  # fmt: skip


_BEFORE: Final = tuple(
    (
        test,
        said,
        regex(
            rf"(?:\b|(?=[<>]))(?:{words})(?: t (?:ils?|elles?|on))?"
            r"(?: (?:les?|la|des?|d|barre|seuil))* ?$"
        ),
    )
    for test, said, words in _SIGNS
)


_EQUAL: Final = regex(
    r"(?:\b(?:egal\w* a|fixe\w* a|etabli\w* a|(?:passe|monte|arrive|grimpe|culmine)(?:nt)? a"
    r"|atteignent"
    r"|a|de|d|vaut)|=) ?$"
)


_NUMBERED: Final = regex(
    rf"(?P<n>\b{NUMBER}) ?(?P<unit>%|pour ?cents?\b|m€|k€|€|meuros?\b|keuros?\b|euros?\b"
    r"|millions?(?: d euros?)?\b|milliers?(?: d euros?)?\b|points?\b|pts?\b|jours?\b|j\b)?"
)


def read_values(asked: Asked) -> None:
    """Numbers with or without a word of comparison; several equal ones are alternatives."""
    scan = asked.scan
    values: list[tuple[Callable[[float, float], bool], float, str, str]] = []
    _within(asked)
    for match in _NUMBERED.finditer(scan.text):
        if re.fullmatch(r"(?:19|20)\d\d", match["n"]) or not _number_free(scan, match):
            continue
        before = scan.text[: match.start()].rstrip("( ") + " "
        value = read_number(match["n"], 0)
        unit = match["unit"] or ""
        if value is None or not (
            unit or (values and _OR.search(before)) or _cued(asked, before, match)
        ):
            continue
        if unit and _value_measure(asked, unit) == WEIGHT and not unit.startswith(("point", "pt")):
            # A weight is in points: « national 88 % » is a rate, of no row.
            continue
        test: Callable[[float, float], bool] = operator.eq
        said, start = "de", match.start()
        for sign, french, pattern in _BEFORE:
            if found := pattern.search(before):
                test, said, start = sign, french, found.start()
                break
        else:
            if found := _EQUAL.search(before):
                start = found.start()
        scan.claim_span(start, match.end())
        values.append((test, value, unit, f"{said} {match['n']} {unit}".strip()))
    if not values:
        return
    unit = next((one[2] for one in reversed(values) if one[2]), "")
    measure = _value_measure(asked, unit)
    years = asked.years or asked.all_years
    tests = [(test, value) for test, value, _, _ in values]

    if asked.table == INDICATORS and unit.startswith(("point", "pt")):
        _moved_by(asked, measure, tests, values[-1][3])
        return

    def holds(row: TableRow, year: str) -> bool:
        return any(
            test(number, value)
            for number in _numbers(row, measure, year, unit)
            for test, value in tests
        )

    asked.reached = holds
    each = asked.each
    asked.where(
        f"{_with(measure)}{' ou '.join(one[3] for one in values)}{asked.some_year}",
        lambda row: each(holds(row, one) for one in years),
    )


#: No target is in points: they are what a rate moves by.
_ENDS: Final = 2


def _moved_by(
    asked: Asked,
    measure: str,
    tests: list[tuple[Callable[[float, float], bool], float]],
    said: str,
) -> None:
    """By how many points a rate moves, over the years said or over all of them."""
    years = asked.years if len(asked.years) >= _ENDS else asked.all_years

    def moved(row: TableRow) -> bool:
        ends = [_numbers(row, measure, one, "%") for one in (years[0], years[-1])]
        if not all(ends):
            return False
        size = round(abs(ends[1][0] - ends[0][0]), 6)
        return size > 0 and any(test(size, value) for test, value in tests)

    asked.where(f"qui changent {said} de {years[0]} à {years[-1]}", moved)


_WITHIN: Final = regex(
    rf"\b(?:compris\w* )?entre (?P<low>{NUMBER}) ?%? et (?P<high>{NUMBER}) ?"
    r"(?P<unit>%|pour ?cents?\b|m€|k€|€|euros?\b|millions?(?: d euros?)?\b|points?\b|pts?\b"
    r"|jours?\b)"
)


def _within(asked: Asked) -> None:
    """A value between two numbers, both included."""
    match = _WITHIN.search(asked.scan.text)
    if match is None:
        return
    low, high = read_number(match["low"], 0), read_number(match["high"], 0)
    unit = match["unit"]
    measure = _value_measure(asked, unit)
    if low is None or high is None:
        return
    asked.scan.claim_span(*match.span())
    each = asked.each
    years = asked.years or asked.all_years
    asked.where(
        f"{_with(measure)}entre {match['low']} et {match['high']} {unit}{asked.some_year}",
        lambda row: each(
            any(low <= number <= high for number in _numbers(row, measure, year, unit))
            for year in years
        ),
    )


#: « 2, 5, 7 ou 21 jours » : the unit of the last is that of all.
_LISTED: Final = regex(r"(?:(?:, | ou | et )\d+)+ ?(?:%|jours?\b|j\b|points?\b)")


_VERB: Final = regex(r"\b(?:arriv\w+|attei\w+|vis\w+|est|sont|fix\w+|touch\w+|monte) (?:a )?$")


def _cued(asked: Asked, before: str, match: re.Match[str]) -> bool:
    """Tell whether a bare number is a value: after a comparison or the name of a measure."""
    if any(pattern.search(before) for _, _, pattern in _BEFORE):
        return True
    after = asked.scan.text[match.end() :]
    if after.startswith(" par an") or _LISTED.match(after) or _VERB.search(before):
        return True
    if asked.table == LINES:
        return (read_number(match["n"], 0) or 0) >= 1000
    last = re.search(r"(\w+)(?P<link>(?: (?:de|a|d|est|est de))? ?=?) ?$", before)
    if last is None or not any(one.fullmatch(last[1]) for one in MEASURE_WORDS.values()):
        return False
    # « objectif 7 » may as well be the indicator of that number.
    indicator = asked.table == INDICATORS and match["n"] in asked.turn.convention.indicators
    return bool(last["link"].strip()) or not indicator


_OR: Final = regex(r"(?:,|\bou|\bet) $")


def _with(measure: str) -> str:
    return f"avec {measure} " if measure else ""


def _number_free(scan: Scan, match: re.Match[str]) -> bool:
    return scan.is_free(match.start("n"), match.end("n"))


def _value_measure(asked: Asked, unit: str) -> str:
    if asked.table != CARDS:
        base = str(asked.turn.convention.baseline_year)
        if asked.table == INDICATORS and (asked.measure == BASELINE or asked.years == [base]):
            return BASELINE
        return MEASURES[asked.table][0]
    if unit.startswith(("point", "pt")):
        return WEIGHT
    said = [one for one in asked.measures if one != WEIGHT]
    return said[0] if len(said) == 1 else WEIGHT if not said else ""


def _numbers(row: TableRow, measure: str, year: str, unit: str) -> list[float]:
    """Return the numbers of a cell in the unit of the question."""
    number = row.number(measure, year)
    if row.table == LINES:
        power = 6 if unit.startswith(("million", "m")) and not unit.startswith("millier") else 0
        power = 3 if unit.startswith(("k", "millier")) else power
        return [] if number is None else [number / 10**power]
    fact = row.cells.get((measure, year))
    text = "" if fact is None else fact.printed
    if unit.startswith("j"):
        found = re.findall(r"(\d+) ?j", text)
        return [float(one) for one in found]
    printed = row.target(year)
    if printed is not None and printed.target.kind == "share_within_delay":
        number = printed.target.value
    if number is None or (printed is not None and printed.target.kind == "change"):
        return []
    percent = "%" in text
    if (unit == "%" or unit.startswith("pour")) != percent and unit:
        return []
    return [round(number * 100, 6) if percent else number]
