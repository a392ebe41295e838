"""A typed number of a year by months, or of a month by years: « 875 716, par mois ? »."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, Quantity
from pycog.dialogue.compound.labelled_numbers import (
    PLAIN,
    Labelled,
    all_places,
    are_amounts,
    are_counts,
)
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import NEAREST, Made
from pycog.dialogue.expressions import Operation
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PERIODS: Final = {"mois": 12, "trimestre": 4, "semestre": 2, "semaine": 52}
_PER: Final = regex(
    r"\b(?:par|chaque|au|tous les|en moyenne par) (?P<one>mois|trimestre|semestre|semaine)\b"
    r"|\b(?P<word>mensuel\w*|trimestriel\w*|semestriel\w*|hebdomadaire)\b"
)
_BY_WORD: Final = {"mens": "mois", "trim": "trimestre", "seme": "semestre", "hebd": "semaine"}
_PER_YEAR: Final = regex(
    r"\b(?:par an|annuel\w*|a l annee|sur (?:l annee|un an|1 an|12 mois|une annee)|dans l annee"
    r"|a l an|en (?:un|1) an|chaque annee|l annee|l an|en annee pleine)\b"
)
_PERIOD_WORDS: Final = regex(
    r"\b(?:moyen(?:ne)?s?|en moyenne|par|chaque|represente\w*|ramene\w*|total|soit)\b|[=]"
)


def over_period(held: Labelled) -> Made | None:
    """Read one number of a year by months, or of a month by years: « 875 716, par mois ? »."""
    numbers, text = held.numbers, held.text
    per = [(_period(one), one.span()) for one in _PER.finditer(text)]
    lasting = [one for one in numbers if one.unit == "duration"]
    plain = [one for one in numbers if one.unit != "duration"]
    if len(plain) != 1 or len(lasting) > 1 or len({one for one, _ in per}) > 1:
        return None
    number = plain[0]
    if not (are_counts([number]) or are_amounts([number])):
        return None
    used = all_places(text, _PER, _PER_YEAR, _PERIOD_WORDS)
    if not held.is_read(used):
        return None
    unit = EUROS if number.unit == AMOUNT else ""
    parts = (held.operand(number),)
    if lasting:
        return _over_lasting(held, number, lasting[0])
    if not per:
        return None
    name, span = per[0]
    many, at = _PERIODS[name], span[0]
    yearly = _PER_YEAR.search(text)
    if number.end <= at and at - number.end < _NEAR and yearly and yearly.start() > at:
        title = f"{held.told(number)} par {name}, sur un an"
        return Made(Operation(number.value, "*", many), unit, title, parts, PLAIN)
    if yearly and yearly.start() > at:
        return None
    title = f"{held.told(number)} en un an, par {name}"
    node = Operation(number.value, "/", many)
    whole = "" if unit or number.value % many == 0 else NEAREST
    return Made(node, unit, title, parts, PLAIN, rounded=whole)


#: Characters between a number and the period that it is of.
_NEAR: Final = 40
_LASTS: Final = regex(r"(?P<many>\d+) ?(?P<one>mois|semaines?|ans?)\b")


def _over_lasting(held: Labelled, number: Quantity, lasting: Quantity) -> Made | None:
    """Read a number over some months or years: by one of them, or all of them together."""
    text = held.text
    match = _LASTS.search(text, lasting.start)
    if match is None or lasting.value <= 1:
        return None
    one = match["one"].rstrip("s") if match["one"] != "mois" else "mois"
    by_one = regex(
        rf"\bpar {one}\b|\bchaque {one}"
        + {"mois": r"|\bmensuel\w*", "an": r"|\bannuel\w*", "semaine": r"|\bhebdo\w*"}[one]
    )
    asked = by_one.search(text)
    if asked is None:
        return None
    unit = EUROS if number.unit == AMOUNT else ""
    parts = (held.operand(number),)
    span = f"{format_number(lasting.value)} {match['one']}"
    if number.end <= asked.start() < lasting.start:
        node = Operation(number.value, "*", lasting.value)
        title = f"{held.told(number)} par {one}, sur {span}"
        return Made(node, unit, title, parts, PLAIN)
    node = Operation(number.value, "/", lasting.value)
    return Made(node, unit, f"{held.told(number)} sur {span}, par {one}", parts, PLAIN)


def _period(match: re.Match[str]) -> str:
    return match["one"] or _BY_WORD[match["word"][:4]]
