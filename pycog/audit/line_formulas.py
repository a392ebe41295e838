"""What a column of rates, shares, differences or evolutions may have been computed from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.audit.blocks import Block, Line
from pycog.audit.grid import Place, normal

#: How many neighbours a column is tried against.
_NEAREST: Final = 9
_NEAR_TRIPLES: Final = 4
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STEM: Final = 6
#: What is planned: the usual denominator of a rate of execution.
_PLANNED: Final = ("budget", "prevu", "previs", "object", "cible", "vote", "autori", "credit")
#: « Taux d'atteinte » and « Taux de réalisation » read what was got, whatever it is called.
_ATTAINED: Final = frozenset({"attein", "realis"})
_ACTUAL: Final = frozenset({"result", "realis", "consta", "obtenu"})
_EMPTY: Final = frozenset(
    {
        *("taux", "part", "parts", "total", "totale", "ecart", "solde", "evolution", "reste"),
        *("variation", "difference", "pourcentage", "dans", "pour", "entre", "avec"),
    }
)


@dataclass(frozen=True)
class Formula:
    """A way to compute the figures of a column.

    Attributes:
        kind: ``"part"``, ``"taux"``, ``"ecart"`` or ``"evolution"``.
        compute: Line → figure (a rate as a proportion), ``None`` where it has none.
        parts: Line → cells that are read.
        words: What is computed, in French.
        rate: Whether the figure may be written as a percentage.
        sure: Whether headings or neighbourhood tell this formula.
    """

    kind: str
    compute: Callable[[Line], float | None]
    parts: Callable[[Line], tuple[Place, ...]]
    words: str
    rate: bool
    sure: bool


def formulas(block: Block, column: Line) -> Iterator[Formula]:
    """Yield the formulas that the heading of a column allows."""
    place = next(at for at, one in enumerate(block.across) if one.place == column.place)
    operands = _operands(block, column, place)
    if column.role in {"part", "taux"}:
        yield from _shares(block, column, operands)
    if column.role in {"part", "taux", "moyenne", "evolution"}:
        yield from _ratios(block, column, operands)
    if column.role in {"evolution", "ecart"}:
        yield from _changes(block, column, operands)
    if column.role == "ecart":
        yield from _balances(block, [one for one in operands if one.place < column.place])


def _operands(block: Block, column: Line, place: int) -> list[Line]:
    """Return the columns that may be read, the nearest first, those on the left before."""
    across = block.across
    order = sorted(
        (at for at in range(len(across)) if at != place),
        key=lambda at: abs(at - place) + (0.5 if at > place else 0.0),
    )
    named = _stems(column.label)
    kept = order[:_NEAREST]
    kept += [at for at in order[_NEAREST : _NEAREST * 5] if named & _stems(across[at].label)][:3]
    return [across[at] for at in kept]


def _stems(label: str) -> set[str]:
    words = re.findall(r"[a-z]{4,}|(?:19|20)\d\d", normal(label))
    return {word[:_STEM] for word in words if word not in _EMPTY}


def _pair(
    block: Block, first: Line, second: Line, give: Callable[[float, float], float | None]
) -> tuple[Callable[[Line], float | None], Callable[[Line], tuple[Place, ...]]]:
    def compute(line: Line) -> float | None:
        one, other = block.figure(line, first), block.figure(line, second)
        return None if one is None or other is None else give(one, other)

    return compute, lambda line: (block.at(line, first), block.at(line, second))


def _ratio(one: float, other: float) -> float | None:
    return one / other if other else None


def _change(one: float, other: float) -> float | None:
    return (other - one) / one if one else None


def _lack(one: float, other: float) -> float:
    return other - one


def _ratios(block: Block, column: Line, operands: Sequence[Line]) -> Iterator[Formula]:
    named = _stems(column.label)
    for first in operands:
        for second in operands:
            if first.place == second.place:
                continue
            compute, parts = _pair(block, first, second, _ratio)
            stems = _stems(first.label)
            attained = bool(named & _ATTAINED and stems & _ACTUAL)
            sure = (bool(named & stems) or attained) and (
                second.role.startswith("total")
                or any(word in _stems(second.label) for word in _PLANNED)
            )
            words = f"« {first.label} » rapporté à « {second.label} »"
            yield Formula("taux", compute, parts, words, rate=True, sure=sure)


def _changes(block: Block, column: Line, operands: Sequence[Line]) -> Iterator[Formula]:
    years = set(_YEAR.findall(column.label))
    nearest = {one.place for one in [one for one in operands if one.place < column.place][:2]}
    for first in operands:
        for second in operands:
            if first.place == second.place:
                continue
            pair = {first.place, second.place}
            both = set(_YEAR.findall(first.label)) | set(_YEAR.findall(second.label))
            sure = pair == nearest or (len(years) == 2 and years == both)
            compute, parts = _pair(block, first, second, _lack)
            words = f"« {second.label} » moins « {first.label} »"
            yield Formula("ecart", compute, parts, words, rate=False, sure=sure)
            compute, parts = _pair(block, first, second, _change)
            words = f"de « {first.label} » à « {second.label} »"
            yield Formula("evolution", compute, parts, words, rate=True, sure=sure)


def _balances(block: Block, left: Sequence[Line]) -> Iterator[Formula]:
    """Yield the balances of three columns: opening plus entries less exits."""
    for first in left[:_NEAR_TRIPLES]:
        for second in left[:_NEAR_TRIPLES]:
            for third in left[:_NEAR_TRIPLES]:
                if len({first.place, second.place, third.place}) < 3:
                    continue
                for sign in (1, -1) if first.place < second.place else (-1,):
                    yield _balance(block, first, second, third, sign)


def _balance(block: Block, first: Line, second: Line, third: Line, sign: int) -> Formula:
    def compute(line: Line) -> float | None:
        one, two, three = (block.figure(line, of) for of in (first, second, third))
        if one is None or (two is None and three is None):
            return None
        return one + sign * (two or 0.0) - (three or 0.0)

    return Formula(
        "ecart",
        compute,
        lambda line: tuple(block.at(line, of) for of in (first, second, third)),
        f"« {first.label} » {'plus' if sign > 0 else 'moins'} « {second.label} » moins "
        f"« {third.label} »",
        rate=False,
        sure=False,
    )


def _shares(block: Block, column: Line, operands: Sequence[Line]) -> Iterator[Formula]:
    for base in operands:
        if base.role in {"part", "taux", "moyenne", "evolution", "ecart"}:
            continue
        yield from _shares_of(block, base)


def _shares_of(block: Block, base: Line) -> Iterator[Formula]:
    """Yield the shares of a column: in the group's total, the last total, the sum of lines."""
    totals = [line for line in block.lines if line.role == "total"]
    filled = [line for line in totals if block.figure(line, base)]
    below: dict[int, Line] = {}
    following: Line | None = None
    for line in reversed(block.lines):
        if line.role == "total":
            following = line
        elif following is not None:
            below[line.place] = following
    wholes = [*filled[-1:], *filled[:1], *sorted(filled, key=_size(block, base))[-1:]]
    for wide in dict.fromkeys(wholes):
        yield _share(block, base, _always(wide), f"« {wide.label} »")
    if len(filled) > 1:
        yield _share(block, base, lambda line: below.get(line.place), "le total de son groupe")
    lines = [line for line in block.lines if line.role == "ligne"]
    whole = sum(block.figure(line, base) or 0.0 for line in lines)

    def compute(line: Line) -> float | None:
        value = block.figure(line, base)
        return None if value is None or not whole else value / whole

    yield Formula(
        "part",
        compute,
        lambda line: (block.at(line, base),),
        f"part de « {base.label} » dans la somme des lignes",
        rate=True,
        sure=True,
    )


def _always(total: Line) -> Callable[[Line], Line]:
    return lambda _: total


def _size(block: Block, base: Line) -> Callable[[Line], float]:
    return lambda line: abs(block.figure(line, base) or 0.0)


def _share(block: Block, base: Line, total: Callable[[Line], Line | None], name: str) -> Formula:
    def compute(line: Line) -> float | None:
        whole = total(line)
        value = block.figure(line, base)
        over = block.figure(whole, base) if whole else None
        return None if value is None or not over else value / over

    def parts(line: Line) -> tuple[Place, ...]:
        whole = total(line)
        return (block.at(line, base), *([block.at(whole, base)] if whole else []))

    words = f"part de « {base.label} » dans {name}"
    return Formula("part", compute, parts, words, rate=True, sure=True)
