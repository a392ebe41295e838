"""An amount in another unit, or rounded, or both in several ways."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.worked_cases.case_amounts import is_amount, shown_amount
from pycog.dialogue.worked_cases.case_text import Case, as_rates
from pycog.lazy_patterns import regex

_IN_UNIT: Final = (
    (
        "k€",
        regex(r"\b(?:k ?€|k ?euros?|keur|ke\b|kilo ?euros?|milliers?(?: d euros?)?)(?![a-z])"),
    ),
    ("M€", regex(r"\b(?:m ?€|m ?euros?|meur|millions?(?: d euros?)?)(?![a-z])")),
)
_ROUNDED: Final = regex(
    r"\bar+on?di\w*|\bronds?\b|\brond\w*\b|\bentiers?\b|\bsans (?:decimales?|virgule)"
    r"|\ba l unite\b|\bpres\b"
)
_DIGITS_OF: Final = (
    (
        0,
        regex(
            r"\bentier\w*|\bronds?\b|\ba l unite\b|\bsans (?:decimales?|virgule)"
            r"|\ba l entier\b|\ba l euro\b"
        ),
    ),
    (1, regex(r"\b(?:au )?dixieme\b|\ba la premiere decimale\b")),
    (2, regex(r"\b(?:au )?centiemes?\b|\bau centime\b")),
    (3, regex(r"\b(?:au )?millieme\b")),
)
_STEP: Final = regex(
    r"\b(?:au|aux|a la|a l) (?P<step>milliers?|k ?€|million|m ?€|centaine|dizaine|euro"
    r"|unite)(?: d euros?| de m ?€)?(?: pres)?(?![a-z])"
)
_STEPS: Final = {
    "milli": -3,
    "k€": -3,
    "k €": -3,
    "million": -6,
    "m€": -6,
    "m €": -6,
    "centaine": -2,
    "dizaine": -1,
    "euro": 0,
    "unite": 0,
}
_IN_RATE: Final = regex(r"\ben (?:%|pourcentages?|pour ?cents?)")
_CONVERTS: Final = regex(
    r"\b(?:pourcentages?|pour ?cents?|conver\w*|exprim\w*|presente\w*|ecri[rtvs]\w*|donne\w*"
    r"|valeur|passe\w*|traduis\w*"
    r"|mets|mettre|affich\w*|sous forme)\b"
)
_CONVERT_WORDS: Final = regex(
    r"\b(?:comment|decimales?|en|au|aux|et|ou|valeur|entier\w*|puis|pres|plus|proche|fois|chiffres?|apres|euros?)\b|€"
)
_NO_CONVERT: Final = regex(
    r"\bverse|\bpayer\b|\bpaye|\btaux\b|\bcout|\bpart\b|\bmoyenn|\bhausse|\bbaisse|\bevolu"
    r"|\bplus \d|\bmoins\b|\bsomme\b|\btotal\b"
)


def converted(case: Case) -> Made | None:
    """Read an amount in other units and rounded: « en k€ arrondis puis en M€ avec 2 décimales »."""
    text = case.text
    if _NO_CONVERT.search(text):
        return None
    numbers = case.numbers
    if len(numbers) != 1 or numbers[0].unit not in {AMOUNT, NUMBER, PERCENT}:
        return None
    number = numbers[0]
    if number.unit == NUMBER and 0 < number.value <= 1 and _IN_RATE.search(text):
        number = as_rates(numbers)[0]
    rest = text[: number.start] + " " * (number.end - number.start) + text[number.end :]
    wanted = _wanted(rest, case)
    if not wanted or not (
        _ROUNDED.search(rest) or case.decimals or len(wanted) > 1 or _STEP.search(rest)
    ):
        return None
    if number.unit == PERCENT and any(unit for unit, _ in wanted):
        return None
    spans = [
        one.span()
        for pattern in (_STEP, *(two for _, two in _IN_UNIT), *(two for _, two in _DIGITS_OF))
        for one in pattern.finditer(rest)
    ]
    if not case.reads(numbers, (_ROUNDED, _CONVERTS, _CONVERT_WORDS), (), spans):
        return None
    made = [(_rounded(number, unit, digits), _unit_shown(number, unit)) for unit, digits in wanted]
    (node, unit), *more = made
    extras = tuple(Extra("soit aussi {value}", one, shown) for one, shown in more)
    title = (
        f"{number.shown if number.unit == PERCENT else shown_amount(number)} en {wanted[0][0]}"
        if wanted[0][0]
        else f"{number.shown} arrondi"
    )
    return Made(node, unit, title, (), 1.0, extras=extras)


def _unit_shown(number: Quantity, unit: str) -> str:
    if unit:
        return unit
    return RATE if number.unit == PERCENT else EUROS if is_amount(number) else ""


def _rounded(number: Quantity, unit: str, digits: int | None) -> Computed:
    value: Node = Operation(number.value, "/", DIVISORS[unit]) if unit else number.value
    if digits is None:
        return value if isinstance(value, Operation) else Operation(value, "*", 1)
    return call("ROUND", value, digits + 2 if number.unit == PERCENT else digits)


def _wanted(rest: str, case: Case) -> list[tuple[str, int | None]]:
    """Return the units that are asked for, each with its digits behind the comma, in order."""
    places = sorted(
        (one.start(), one.end(), unit)
        for unit, pattern in _IN_UNIT
        for one in pattern.finditer(rest)
    )
    kept: list[tuple[int, int, str]] = []
    for one in places:
        if not any(unit == one[2] for _, _, unit in kept):
            kept.append(one)
    if not kept:
        digits = _digits(rest, 0, len(rest), case, "")
        return [] if digits is None else [("", digits)]
    found: list[tuple[str, int | None]] = []
    for at, (_, _, unit) in enumerate(kept):
        first = 0 if not at else _cut(rest, kept[at - 1][1], kept[at][0])
        last = _cut(rest, kept[at][1], kept[at + 1][0]) if at + 1 < len(kept) else len(rest)
        found.append((unit, _digits(rest, first, last, case, unit)))
    told = _digits_behind(rest, kept[-1][1], case)
    if len(kept) > 1 and len(told) == len(kept) and all(one is None for _, one in found[:-1]):
        # « En k€ et en M€, à l'unité et à deux décimales. »
        return [(unit, digits) for (_, _, unit), digits in zip(kept, told, strict=True)]
    return found


def _digits_behind(rest: str, start: int, case: Case) -> list[int]:
    """Return the digits behind the comma that are told from a place on, in order."""
    found = [(first, many) for many, (first, _) in case.decimals if first >= start]
    for digits, pattern in _DIGITS_OF:
        found += [
            (start + one.start(), digits)
            for one in pattern.finditer(rest[start:])
            if not one[0].startswith("rond")
        ]
    return [digits for _, digits in sorted(found)]


def _cut(rest: str, first: int, last: int) -> int:
    """Return where what is said of one unit ends and the next begins."""
    found = list(re.finditer(r",|;|/|\bet\b|\bpuis\b", rest[first:last]))
    return first + found[-1].start() if found else last


def _digits(rest: str, first: int, last: int, case: Case, unit: str) -> int | None:
    """Return the digits behind the comma that are asked for in a piece, ``None`` without any."""
    piece = rest[first:last]
    for many, (start, end) in case.decimals:
        if first <= start and end <= last:
            return many
    for digits, pattern in _DIGITS_OF:
        if pattern.search(piece):
            return digits
    step = _STEP.search(piece)
    if step:
        said = step["step"]
        tens = next(power for name, power in _STEPS.items() if said.startswith(name))
        power = {"": 0, "k€": 3, "M€": 6}[unit]
        return tens + power
    return 0 if _ROUNDED.search(piece) and unit else None
