"""Bounds of a figure or of a delay: « plus de 20 000 € », « depuis plus de 30 jours »."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.arithmetic import compare
from pycog.dialogue.kept_registers.column_parts import AMOUNT, PLANNED, PROGRESS, SPENT
from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.row_states import Standing
from pycog.dialogue.spoken import NUMERALS
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.lazy_patterns import regex
from pycog.values import format_number

_N: Final = r"\d[\d ]*(?:[.,]\d+)?|un|une|deux|trois|quatre|cinq|six|dix"
_UNIT: Final = r"k€|ke|k|m€|€|euros?|%|pour ?cents?|jours?|semaines?|mois|ans?"
_WAY: Final = (
    r"(?P<way>(?:a |de |d |depuis |avec )*(?:(?:plus|moins)(?= (?:de|d|que)\b)|au moins|au plus"
    r"|superieure?s? a"
    r"|inferieure?s? a|au dessus|en dessous"
    r"|au dela|sous les|depass\w+|exced\w+|minimum|maximum))"
)
_BOUND: Final = regex(
    rf"\b(?:{_WAY}(?: (?:de|d|les|la|le|que))? ?(?P<n>{_N}) ?(?P<unit>{_UNIT})(?!\w)(?: (?:de"
    rf"|d) retards?)?)"
)
_BETWEEN: Final = regex(
    rf"\bentre (?P<low>{_N}) ?(?P<u>{_UNIT})? et (?P<high>{_N}) ?(?P<unit>{_UNIT})(?!\w)"
)
_ZERO: Final = regex(r"\b(?:(?:egale?s? a )?zero|0 ?(?:€|euros?|k€)|montant nul|rien)(?!\w)")
#: What is said of an amount, and how its column is headed.
_FAMILIES: Final = (
    (regex(r"\b(?:demand|sollicit|reclam)\w*"), regex(r"\b(?:demand|sollicit|reclam)")),
    (
        regex(r"\b(?:obten|accord|octroy|recu|eu\b)\w*"),
        regex(r"\b(?:obten|accord|octroy|recu|eu\b)"),
    ),
)
_SEVERAL: Final = 2
_DAYS: Final = {"jour": 1, "semaine": 7, "mois": 30, "an": 365}
_DOWN: Final = ("moins", "au plus", "inf", "en dessous", "sous", "maximum")


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a figure of a row.

    Attributes:
        fits: Tells whether a row is within it on a day.
        said: How it is told.
    """

    fits: Callable[[Item, Standing], bool]
    said: str


def bounds_said(said: Words, register: Register) -> list[Bound] | None:
    """Return the bounds that a question says, and use their words; ``None`` for one of nothing.

    Args:
        said: The question.
        register: Tells the columns.
    """
    found: list[Bound] = []
    for match in said.take_all(_BETWEEN):
        unit = _plain(match["unit"])
        for way, n in (("au moins", match["low"]), ("au plus", match["high"])):
            bound = _bound(way, n, unit, register, said.text)
            if bound is None:
                return None
            found.append(bound)
    for _ in said.take_all(_ZERO):
        held = [one for kind in (AMOUNT, PLANNED, SPENT) for one in register.roles.get(kind, ())]
        if not held:
            return None
        found.append(Bound(lambda item, _, held=held: _is_zero(item, held), "montant nul"))  # type: ignore[misc]
    for match in said.take_all(_BOUND):
        bound = _bound(match["way"].strip(), match["n"], _plain(match["unit"]), register, said.text)
        if bound is None:
            return None
        found.append(bound)
    return found


def _is_zero(item: Item, columns: Sequence[PlainColumn]) -> bool:
    return any(item.cell(one).number == 0 for one in columns)


def _plain(unit: str) -> str:
    return unit if unit == "mois" else unit.rstrip("s")


def _bound(way: str, n: str, unit: str, register: Register, text: str) -> Bound | None:
    number = (
        float(NUMERALS.index(n))
        if n in NUMERALS
        else 1.0
        if n == "une"
        else float(n.replace(" ", "").replace(",", "."))
    )
    way = re.sub(r"^(?:(?:a|de|d|depuis|avec) )+", "", way)
    down = way.startswith(_DOWN)
    closed = way in {"au moins", "au plus", "minimum", "maximum"}

    def within(value: float, limit: float) -> bool:
        side = compare(value, limit)
        return (closed and side == 0) or (side < 0 if down else side > 0)

    sign = {True: "≤" if down else "≥", False: "<" if down else ">"}[closed]
    if unit in _DAYS:
        if not register.is_plan:
            return None
        days = number * _DAYS[unit]
        told = f"retard {sign} {format_number(days, 0)} jours"
        return Bound(
            lambda item, day: (
                (late := day.days(item)) is not None and late > 0 and within(late, days)
            ),
            told,
        )
    rated = unit in {"%", "pour cent", "pourcent"}
    column = _column(register, text, rated=rated)
    if column is None:
        return None
    limit = number
    if rated:
        numbers = [one.cell(column).number for one in register.items]
        limit = number / 100 if all(one is None or abs(one) <= 1 for one in numbers) else number
    else:
        worth = {"k€": 1_000, "ke": 1_000, "k": 1_000, "m€": 1_000_000}.get(unit, 1)
        limit = number * worth / {"k€": 1_000, "M€": 1_000_000}.get(column.column.unit, 1)
    shown = "%" if rated else unit.replace("euro", "€")
    told = f"« {column.column.title} » {sign} {format_number(number, 2)} {shown}"

    def fits(item: Item, _: Standing) -> bool:
        value = item.cell(column).number
        return value is not None and within(value, limit)

    return Bound(fits, told)


def _column(register: Register, text: str, *, rated: bool) -> PlainColumn | None:
    if rated:
        return register.column(PROGRESS)
    return money_column(register, text)


def amount_families(text: str, columns: Sequence[PlainColumn]) -> PlainColumn | None:
    """Return the one of several amounts that a word is of the family of: « obtenu », « eu »."""
    if len(columns) < _SEVERAL:
        return None
    for said, headed in _FAMILIES:
        found = [one for one in columns if headed.search(one.own)]
        if len(found) == 1 and said.search(text):
            return found[0]
    return None


def amounts_said(said: Words, register: Register) -> PlainColumn | None:
    """Use the words that tell which of several amounts is meant, and return its column.

    Args:
        said: The question.
        register: Tells its amounts.
    """
    held = [one for kind in (AMOUNT, PLANNED, SPENT) for one in register.roles.get(kind, ())]
    if len(held) < _SEVERAL:
        return None
    for word, headed in _FAMILIES:
        found = [one for one in held if headed.search(one.own)]
        if len(found) == 1 and (match := said.take(word)) is not None:
            said.take_all(word)
            return found[0] if match else None
    return None


def money_column(register: Register, text: str, role: str = "") -> PlainColumn | None:
    """Return the column of amounts that is meant, ``None`` where several may be.

    Args:
        register: The register.
        text: The question.
        role: The role that its words tell, ``""`` for none.
    """
    if role in {SPENT, PLANNED} and len(register.roles.get(role, ())) == 1:
        return register.roles[role][0]
    held = [one for kind in (AMOUNT, PLANNED, SPENT) for one in register.roles.get(kind, ())]
    said = set(text.split())
    named = [one for one in held if any(len(w) > 3 and w in said for w in one.own.split())]
    if len(named) == 1:
        return named[0]
    if (of := amount_families(text, held)) is not None:
        return of
    if len(held) == 1:
        return held[0]
    for kind in (AMOUNT, PLANNED):
        if len(register.roles.get(kind, ())) == 1 and not named:
            return register.roles[kind][0]
    return None
