"""Words of a question that a typed query does not serve: it then makes no reading of it."""

from __future__ import annotations

import calendar
from typing import Final

from pycog.dialogue.table_query.table_periods import Period, periods_in
from pycog.dialogue.typed_query.typed_model import Query
from pycog.lazy_patterns import regex

#: A unit in which a figure is wanted: no single question is answered in another one.
_IN_UNIT: Final = regex(
    r"\ben (?P<unit>k ?€|k ?euros?|milliers?|jours|semaines|heures|mois(?! de))(?: |$)"
    r"(?!(?:19|20)\d\d)"
)
#: So long before or behind what was told.
_RELATIVE: Final = regex(r"\b(?:ans?|mois|jours?|semaines?|trimestres?) plus (?:tot(?:al)?|tard)\b")
#: What would be, where nothing is supposed by a typed number.
_SUPPOSED: Final = regex(
    r"\b(?:et )?si (?:il|elle|on|ils|elles|nous|l on|c|ca|le|la|les)\b.*"
    r"\b(?:av(?:ait|aient|ions)|etai(?:t|ent)|faisai(?:t|ent)|passai(?:t|ent))\b"
)
#: How many months a period of a name has.
_LENGTHS: Final = {"trimestr": 3, "semestr": 6, "mensuel": 1}
_BY_PERIOD: Final = regex(r"\bpar (?:trimestre|semestre|mois)\b")
_SCALED: Final = regex(r"\b(?:divis\w+|multipli\w+|tripl\w+)\b")


def is_unserved(text: str) -> bool:
    """Tell whether a question asks for what no typed query tells.

    Args:
        text: In plain form.
    """
    if any(_is_no_day(one.period) for one in periods_in(text, days=True)):
        return True
    return any(one.search(text) for one in (_RELATIVE, _SCALED))


def is_in_other_unit(text: str, told: str) -> bool:
    """Tell whether a unit is asked for that an answer does not have.

    Args:
        text: The question in plain form.
        told: The answer.
    """
    match = _IN_UNIT.search(text)
    if match is None:
        return False
    unit = match["unit"]
    said = "mois" if unit == "mois" else "k€" if unit[0] in "km" else unit.rstrip("s")
    return said not in told


def supposes(text: str) -> bool:
    """Tell whether a question supposes what is not so.

    Args:
        text: In plain form.
    """
    return _SUPPOSED.search(text) is not None


def leaves_a_word(query: Query) -> bool:
    """Tell whether « par trimestre » is said of a table that has no periods."""
    text = " ".join(query.words)
    if not (query.has("perperiod") or _BY_PERIOD.search(text)):
        return False
    lengths = {one.last - one.first + 1 for one in query.data.periods if not one.day}
    asked = [n for word, n in _LENGTHS.items() if word in text]
    return not lengths or any(one not in lengths for one in asked)


def _is_no_day(period: Period) -> bool:
    """Tell whether a day is none of its month: « le 31 avril »."""
    if not period.day:
        return False
    return period.day > calendar.monthrange(period.year or 2024, period.first)[1]
