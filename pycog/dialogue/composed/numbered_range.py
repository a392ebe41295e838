"""A theme whose indicators are told by their numbers too: « d'accueil téléphonique (1 à 5) »."""

from __future__ import annotations

from typing import Final

from pycog.conventions import Convention
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.lazy_patterns import regex

#: Numbers of indicators from one to another, beside the words that name them.
_RANGE: Final = regex(
    r"(?P<before>\bindicateurs\b[^?]*?) ?\((?:n° ?|numeros? |indicateurs? )?"
    r"(?P<first>\d{1,3}) ?(?:a|-) ?(?P<last>\d{1,3})\)"
)
_NUMBER: Final = regex(r"^indicateur (\d+)\b|^(\d+)$")


def without_range(text: str) -> tuple[str, range] | None:
    """Return a question without the numbers of the indicators that it names, and these.

    Args:
        text: The normalised question.
    """
    found = _RANGE.search(text)
    if found is None:
        return None
    first, last = int(found["first"]), int(found["last"])
    rest = f"{text[: found.start()]}{found['before']}{text[found.end() :]}"
    return (rest, range(first, last + 1)) if first < last else None


def is_of_range(answer: Answer, numbers: range, convention: Convention) -> bool:
    """Tell whether an answer is of the themes that have these indicators and no others.

    Args:
        answer: With a row for each indicator.
        numbers: Those that the question tells.
        convention: Has the indicators.
    """
    if answer.kind != ANSWERED or answer.table is None:
        return False
    told = {found[1] or found[2] for row in answer.table.rows if (found := _NUMBER.match(row[0]))}
    known = convention.indicators
    if not told or len(told) != len(answer.table.rows) or not told <= set(known):
        return False
    themes = {known[one].theme for one in told}
    held = {number for number, one in known.items() if one.theme in themes}
    return held == {str(one) for one in numbers}
