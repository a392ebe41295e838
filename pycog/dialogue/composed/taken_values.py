"""Compares a value that a question takes for granted with what an answer holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from pycog.arithmetic import convert_amount
from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise
from pycog.dialogue.numbers import find_numbers
from pycog.dialogue.spans import Entity
from pycog.lazy_patterns import regex
from pycog.values import AMOUNT_UNITS

YES, NO = "Oui", "Non"
#: Kinds of entity that state a value.
STATED: Final = (
    "percent",
    "amount",
    "days",
    "points",
    "staff",
    "beneficiaries",
    "number",
    "duration",
)
#: A rate that is stated of the threshold itself, and is no result: « le seuil local est à 60 % ».
OF_THRESHOLD: Final = regex(
    r"\bseuil(?: (?:de|d|du|la|le|l|part|prime|interessement|declenchement|versement|nationale?"
    r"|locale?|branche|maladie|caisse|organismes?|reussite))*"
    r" (?:(?:est|etait|serait|reste|a ete)(?: (?:t )?il)?(?: bien)?|bien|se (?:situe|trouve|monte)"
    r"|s eleve|vaut|fixee?|,|:)?(?: (?:fixee?|place|etabli))?(?: (?:a|de|est))? ?"
    r"(?P<n>\d+(?:[.,]\d+)?) ?%"
)
#: Answers that tell a rule in a sentence: their numbers are read from it.
_TOLD: Final = frozenset({"definition", "taille-utile"})
_ROUND: Final = regex(r"(\d+)(?:[.,](\d+))? ?(milliards?|mds?|millions?|m)\b")
_POWER: Final = {"milliard": 9, "md": 9, "million": 6, "m": 6}
_CLOSE: Final = 1e-9


def stated_in(entities: Iterable[Entity]) -> list[Entity]:
    """Return the values that a question states, in the order of the text."""
    found = [one for one in entities if one.kind in STATED and isinstance(one.value, float | int)]
    return sorted(found, key=lambda one: one.start)


def compared(stated: Entity, answer: Answer) -> str | None:
    """Return « Oui », « Non », or ``None`` where the answer holds nothing comparable.

    Args:
        stated: The value that the question states, with its kind.
        answer: What was found without it.
    """
    if answer.intent in _TOLD:
        return _told(stated, answer.text)
    if isinstance(answer.value, bool) or not isinstance(answer.value, float | int):
        return _printed(stated, answer)
    unit = _unit(f"{answer.display} {answer.printed}", answer.text)
    held = _in_euros(float(answer.value), answer.display)
    same = equal(stated, held, unit)
    if same is False and not answer.printed and rounds_to(stated, held, unit):
        return f"{YES}, à l'arrondi"
    if same and _ROUND.search(stated.text) and not _near(float(stated.value), held):  # type: ignore[arg-type]
        return f"{YES}, à l'arrondi"
    return _verdict(same)


def equal(stated: Entity, held: float, unit: str) -> bool | None:
    """Tell whether a stated value is a held one, ``None`` where their units differ.

    Args:
        stated: The stated value.
        held: The held one; a rate as a fraction.
        unit: ``%``, ``€``, ``points``, ``days`` or ``""``.
    """
    value = float(stated.value)  # type: ignore[arg-type]  # see stated_in
    if stated.kind == "number" and unit == "%":
        return _near(value, 100 * held)
    if (stated.kind == "percent") != (unit == "%") or (stated.kind == "amount" and unit != "€"):
        big = stated.kind == "amount" or value >= 10_000
        if not (big and unit == "" and stated.kind != "percent"):
            return None
    if stated.kind == "days" and unit not in {"days", ""}:
        return None
    if stated.kind == "duration":
        return None
    rounded = _ROUND.search(stated.text)
    if rounded is not None:
        power = _POWER[rounded[3].rstrip("s")] - len(rounded[2] or "")
        scale = 10.0**power
        return round(held / scale) == round(value / scale)
    return _near(value, held)


def above(stated: Entity, answer: Answer) -> bool | None:
    """Tell whether what was found is more than a stated value, ``None`` where they do not compare.

    Args:
        stated: The stated value, with its kind.
        answer: What was found without it: one value, or one of each year, all on one side.
    """
    pairs: list[tuple[float, str]] = []
    if isinstance(answer.value, float | int) and not isinstance(answer.value, bool):
        unit = _unit(f"{answer.display} {answer.printed}", answer.text)
        pairs = [(_in_euros(float(answer.value), answer.display), unit)]
    else:
        pairs = [
            (held, "%" if "%" in text else "€" if "€" in text else "")
            for held, text in by_year(answer).values()
        ]
    if not pairs or any(equal(stated, held, unit) is None for held, unit in pairs):
        return None
    if re.search(r"[<>≤≥]|aisse|ausse", answer.printed):
        return None
    value = float(stated.value)  # type: ignore[arg-type]  # see stated_in
    sides = {
        held * (100 if stated.kind == "number" and unit == "%" else 1) > value
        for held, unit in pairs
        if not _near(held, value)
    }
    return sides.pop() if len(sides) == 1 else None if sides else False


def rounds_to(stated: Entity, held: float, unit: str) -> bool:
    """Tell whether a computed rate, written with the decimals of the stated one, is that one."""
    number = re.search(r"\d+(?:[.,](\d+))?", stated.text)
    if unit != "%" or stated.kind not in {"percent", "number"} or number is None:
        return False
    value = float(stated.value) * (100 if stated.kind == "percent" else 1)  # type: ignore[arg-type]
    return abs(value - 100 * held) <= 0.5 * 10.0 ** -len(number[1] or "")


def _in_euros(held: float, shown: str) -> float:
    """Return an amount in euros, as one is stated, where it is shown in another unit."""
    unit = shown.rpartition(" ")[2]
    return convert_amount(held, unit, "€") if unit in AMOUNT_UNITS else held


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE * max(1.0, abs(one), abs(other))


def _verdict(same: bool | None) -> str | None:
    return None if same is None else YES if same else NO


def _unit(shown: str, text: str) -> str:
    for sign, unit in (("%", "%"), ("€", "€")):
        if sign in shown:
            return unit
    if re.search(r"\d j(?:ours?)?\b", shown):
        return "days"
    return "points" if re.search(r"\bpoints?\b", f"{shown} {text}") else ""


def _printed(stated: Entity, answer: Answer) -> str | None:
    """Compare with a target that is printed as a text: « ≤ 0,5 % », « 90% »."""
    printed = normalise(answer.printed or answer.display)
    numbers = stated_in(find_numbers(printed))
    if printed and not numbers and answer.intent == "objectif":
        # « cf. COG CNAMTS » is printed in the place of a value.
        return NO
    if len(numbers) != 1 or re.search(r"baisse|hausse", printed):
        return None
    unit = {"percent": "%", "amount": "€", "days": "days", "points": "points"}
    alike = equal(stated, float(numbers[0].value), unit.get(numbers[0].kind, ""))  # type: ignore[arg-type]
    # A bound is neither that value nor another one.
    bound = re.search(r"[<>≤≥]|moins|plus", answer.printed or answer.display)
    return None if bound and alike else _verdict(alike)


def _told(stated: Entity, text: str) -> str | None:
    """Compare with the one number of its kind that a sentence tells."""
    kinds = {"beneficiaries": "beneficiaries", "number": ""}
    wanted = kinds.get(stated.kind, stated.kind)
    found = {
        float(one.value)  # type: ignore[arg-type]
        for one in stated_in(_first_of_each(normalise(text)))
        if one.kind == wanted
    }
    if len(found) != 1:
        return None
    return YES if _near(found.pop(), float(stated.value)) else NO  # type: ignore[arg-type]


def _first_of_each(text: str) -> list[Entity]:
    found: list[Entity] = []
    for one in find_numbers(text):
        if not any(one.overlaps(held) for held in found):
            found.append(one)
    return found


def by_year(answer: Answer) -> dict[int, tuple[float, str]]:
    """Return year → (value, as printed) of an answer that is one row or one column by year."""
    table = answer.table
    if table is None:
        return {}
    pairs: list[tuple[str, str]]
    if len(table.rows) == 1 and answer.intent == "budget":
        pairs = list(zip(table.headings[1:], table.rows[0][1:], strict=False))
    elif answer.intent == "objectif" and all(len(row) == 2 for row in table.rows):
        pairs = [(row[0], row[1]) for row in table.rows]
    else:
        return {}
    found = {}
    for year, text in pairs:
        numbers = _first_of_each(normalise(text))
        exact = len(numbers) == 1 and not re.search(r"[<>≤≥]|aisse|ausse", text)
        if re.fullmatch(r"(?:19|20)\d\d", year) and exact:
            found[int(year)] = (float(numbers[0].value), text)  # type: ignore[arg-type]
    return found


def all_years(
    stated: Entity, series: dict[int, tuple[float, str]], *, each: bool = False
) -> str | None:
    """Compare a value stated of no year with those of all years: all have it, or none has.

    Args:
        stated: The stated value.
        series: Year → value, as printed.
        each: Whether it is said of each year: one that has another value denies it.
    """
    held = {
        equal(stated, value, "%" if "%" in text else "€" if "€" in text else "")
        for value, text in series.values()
    }
    if None in held:
        return None
    if len(held) > 1:
        return NO if each else None
    return YES if held == {True} else NO


def dated_verdict(year: str, answer: Answer) -> str | None:
    """Compare a year with those of several measures: all of them have it, or none has."""
    rows = () if answer.table is None else answer.table.rows
    held = {year in " ".join(row) for row in rows}
    return None if len(held) != 1 else YES if held == {True} else NO


def told_by_year(answer: Answer, years: Collection[int]) -> str:
    """Return what an answer says, with its values of some years where it is a table of them.

    Args:
        answer: The answer.
        years: The years that are told.
    """
    told = ", ".join(
        f"{text} en {year}" for year, (_, text) in by_year(answer).items() if year in years
    )
    return f"{answer.text.rstrip('.')} : {told}." if told else answer.text
