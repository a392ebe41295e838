"""The numbers that a question types out, with their units and what they count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Final

from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import Node
from pycog.dialogue.numbers import find_numbers
from pycog.dialogue.spans import Entity, claim
from pycog.lazy_patterns import regex
from pycog.values import display

PERCENT, AMOUNT, NUMBER, ORDINAL = "percent", "amount", "number", "ordinal"
#: Units of what is counted by heads or pieces.
COUNTS: Final = frozenset({"number", "staff", "beneficiaries"})
#: Entities whose digits are no quantity.
_NOT_TYPED: Final = frozenset(
    {"sheet", "cell", "year", "date", "day", "due", "period", "unit", "total", "every"}
)
_ORDINAL: Final = regex(r"\b(\d{1,2}) ?(?:er|e|eme|ieme)\b")
#: Joins a number without unit to one with: « de 77 à 88 % », « 40, 40 et 20 % ».
_JOINED: Final = regex(r" ?(?:,|;|/|a|et|puis|contre|vers|->|>|ou)(?: (?:a|de|la|le|d))? ?")
_LIST: Final = regex(r" ?[,;/+]? ?")
#: How many numbers there are at least where one says how many the others are.
_LEAST_LIST: Final = 3
#: How much larger one of two numbers that share a unit may be.
_ALIKE: Final = 50.0
#: What is counted, right behind its number: « 12 450 appels ».
_NOUN: Final = regex(r" (?:de |d )?([a-z]{3,})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a question, or a printed figure that it names.

    Attributes:
        value: Typed number: a ratio for a percentage, euros for an amount.
        unit: ``"percent"``, ``"amount"``, ``"days"``, ``"points"``, ``"staff"``,
            ``"beneficiaries"``, ``"duration"``, ``"ordinal"`` or ``"number"``.
        start: First character in the normalised question.
        end: Character behind the last one.
        noun: What is counted, ``""`` if nothing.
        power: Power of ten of a typed unit of amount (6 for M€).
        node: Formula of a printed figure, or what a line or a year is in one; ``None`` for a
            typed number.
        named: What that is called.
    """

    value: float
    unit: str
    start: int
    end: int
    noun: str = ""
    power: int = 0
    node: Node = None
    named: str = ""

    @property
    def shown(self) -> str:
        """The quantity as an answer repeats it."""
        if self.node is not None:
            return self.named
        kinds = {PERCENT: "percent", AMOUNT: "amount", "days": "days"}
        return display(self.value, kinds.get(self.unit, "number"))


#: Digits that stand by themselves: where no reader has them, a number is left unread.
DIGITS_ALONE: Final = regex(r"(?<![a-z0-9])\d+(?![a-z0-9])")
_WORD: Final = regex(r"[a-z]+")
#: Parts what is counted from what stands behind it.
_APART: Final = regex(r"[,.;:?!\d]")


def nouns_end(
    text: str,
    start: int,
    most: int,
    stops: Collection[str],
    apart: re.Pattern[str] = _APART,
) -> int:
    """Return where the words end that say behind a number what it counts.

    Args:
        text: A normalised question.
        start: Character behind the number.
        most: How many words it is counted by, at most.
        stops: Words that lead on to something else.
        apart: Signs that part what is counted from what stands behind it.
    """
    end = start
    for match in islice(_WORD.finditer(text, start), most):
        if apart.search(text, end, match.start()) or match[0] in stops:
            break
        end = match.end()
    return end


def typed_quantities(question: Question) -> list[Quantity] | None:
    """Return the numbers of a question in order, ``None`` where one can be read in two ways."""
    taken = [one for one in question.entities if _is_taken(one)]
    ordinals: list[Entity] = []
    for match in _ORDINAL.finditer(question.text):
        claim(ordinals, [Entity(ORDINAL, int(match[1]), match[0], *match.span())])
    held = [*taken, *ordinals]
    before = len(held)
    claim(held, find_numbers(question.text))
    found = [*(one for one in ordinals if not _overlaps(one, taken)), *held[before:]]
    if any(one.kind == "ambiguous" for one in found):
        return None
    numbers = sorted((_quantity(one, question.text) for one in found), key=lambda one: one.start)
    if numbers and all(_may_be_year(one, question.text) for one in numbers):
        return None
    numbers = _without_list_count(numbers, question.text)
    return _with_shared_units(_without_operators(numbers, question.text), question.text)


#: Things that a list follows: « 3 lignes : », « 3 factures de ».
_THINGS: Final = regex(r" [a-z]{3,}[sx](?: [a-z]{3,})? ?(?::|=|(?:de|d|a)(?= ?\d))")
#: Stands between two things of a list, with the unit of the first.
_IN_LIST: Final = regex(r" ?(?:[,;+/]|\bet\b|\bpuis\b)+(?: (?:de|a|enfin))? ?")


def counts_list(value: float, end: int, many: int, text: str) -> bool:
    """Tell whether a number says how many things the list has that follows it.

    Args:
        value: The number.
        end: Character behind it.
        many: How many there are.
        text: A normalised question.
    """
    return value == many and _THINGS.match(text, end) is not None


def _without_list_count(numbers: list[Quantity], text: str) -> list[Quantity]:
    """Leave out the number that only says how many follow: « 3 lignes : 1 200, 850 et 430 »."""
    if len(numbers) < _LEAST_LIST:
        return numbers
    first, *rest = numbers
    if first.unit != NUMBER or not counts_list(first.value, first.end, len(rest), text):
        return numbers
    gaps = (text[one.end : other.start] for one, other in pairwise(rest))
    return rest if all(_IN_LIST.fullmatch(gap) for gap in gaps) else numbers


def _without_operators(numbers: list[Quantity], text: str) -> list[Quantity]:
    """Read the sign between two amounts as what is done with them: « 14 225 000 - 500 000 ».

    In a longer row each number keeps its sign, and may only be a term of a sum.
    """
    joins = [_is_joined(before, one, text) for before, one in pairwise(numbers)]
    found = numbers[:1]
    for at, one in enumerate(numbers[1:]):
        in_row = any(joins[max(at - 1, 0) : at] + joins[at + 1 : at + 2])
        if joins[at] and (one.value > 0 or not in_row):
            found.append(replace(one, value=abs(one.value), start=one.start + 1))
        else:
            found.append(one)
    return found


def _is_joined(before: Quantity, one: Quantity, text: str) -> bool:
    """Tell whether nothing but a sign stands between two amounts."""
    signed = text[one.start : one.start + 1] in {"+", "-"}
    alone = not text[before.end : one.start].strip()
    return signed and alone and {before.unit, one.unit} <= {NUMBER, AMOUNT}


def _may_be_year(one: Quantity, text: str) -> bool:
    """Tell whether a number without unit may as well be a year, that nothing read as one.

    « 1 990 » is written as no year is.
    """
    bare = one.unit == NUMBER and not one.noun and " " not in text[one.start : one.end]
    return bare and one.value % 1 == 0 and 1990 <= one.value <= 2100


def _is_taken(one: Entity) -> bool:
    by_number = one.kind == "indicator" and any(sign.isdigit() for sign in one.text)
    return by_number or one.kind in _NOT_TYPED


def _overlaps(one: Entity, others: list[Entity]) -> bool:
    return any(one.overlaps(other) for other in others)


def _quantity(one: Entity, text: str) -> Quantity:
    assert isinstance(one.value, int | float)
    value = float(one.value)
    noun = _NOUN.match(text, one.end) if one.kind == NUMBER else None
    return Quantity(
        value, one.kind, one.start, one.end, noun[1] if noun else "", _power(one, value)
    )


def _power(one: Entity, value: float) -> int:
    """Return the power of ten of the unit that an amount was typed with."""
    if one.kind != AMOUNT or not value:
        return 0
    unit = one.text.lstrip("+-0123456789., ")
    return {"md": 9, "mi": 6, "m": 6, "k": 3}.get(unit[:2], {"m": 6, "k": 3}.get(unit[:1], 0))


def _with_shared_units(numbers: list[Quantity], text: str) -> list[Quantity]:
    """Give the unit of the last number of a row to those before it: « de 77 à 88 % »."""
    found = list(numbers)
    for at in range(len(found) - 2, -1, -1):
        one, after = found[at], found[at + 1]
        if one.unit != NUMBER or after.unit not in {PERCENT, AMOUNT, "days", "points"}:
            continue
        between = text[one.end : after.start]
        if not (_JOINED.fullmatch(between) or _LIST.fullmatch(between)):
            continue
        power = -2 if after.unit == PERCENT else after.power
        value = float(f"{one.value!r}e{power}")
        if _alike(value, after.value) or after.unit == "days":
            found[at] = replace(one, value=value, unit=after.unit, noun="", power=after.power)
    return found


def _alike(one: float, other: float) -> bool:
    least, most = sorted((abs(one), abs(other)))
    return least == 0 or most / least <= _ALIKE


def spans(quantities: list[Quantity]) -> Iterator[tuple[int, int]]:
    """Yield the characters of typed numbers, and of what they count."""
    for one in quantities:
        yield one.start, one.end


def listed(shown: Sequence[str]) -> str:
    """Return a list as it is said: « 84 %, 89 % et 88 % »."""
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} et {shown[-1]}"


def named_quantity(one: Entity) -> Quantity:
    """Return a line, a fund or a year as an argument of a formula."""
    value = one.value if isinstance(one.value, int | str) else str(one.value)
    named = f"« {value} »" if one.kind == "line" else str(value)
    return Quantity(0.0, one.kind, one.start, one.end, node=value, named=named)


def is_plain(one: Quantity) -> bool:
    """Tell whether a quantity is a typed number, a name or a year, and no printed figure."""
    return one.node is None or isinstance(one.node, int | str)


def plain_value(one: Quantity) -> float | int | str:
    """Return a plain quantity as a slot holds it."""
    return one.node if isinstance(one.node, int | str) else one.value
