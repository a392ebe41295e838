"""How printed figures follow from one another, computed on what printing leaves open.

A printed figure stands for every number that rounds to it: « 81,5 % » for those from
81.45 % to 81.55 %. A relation holds when some such numbers satisfy it, so rounding never
counts as a contradiction. Counts and amounts printed to the cent stand for themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from pycog.conventions.facts.figures import KeyFigure
from pycog.lazy_patterns import regex
from pycog.values import clean, display, format_number

#: Units that measure: their figures are rounded, as are means (« courriels par jour »).
#: Every other unit counts things one by one.
_MEASURES: Final = frozenset(
    {
        "%",
        "points",
        "€",
        "ETP",
        "j",
        "jours par semaine",
        "h",
        "min",
        "s",
        "mois",
        "ans",
        "kg",
        "km",
        "m²",
    }
)
#: What one is worth in a unit whose values are ratios.
_UNITS: Final = {"%": Fraction(1, 100), "points": Fraction(1, 100)}
_DIGITS: Final = regex(r"\d[\d ]*(?:[.,]\d+)?")
_CENTS: Final = regex(r"\d[.,]\d\d(?!\d)")
#: What a printed number may be multiplied by: a percent, thousands, millions, milliards.
_SCALES: Final = frozenset({Fraction(1, 100), *(Fraction(10) ** power for power in (3, 6, 9))})

AT_LEAST: Final = "au moins"
AT_MOST: Final = "au plus"
#: Any mean of some parts lies between the lowest and the highest of them.
BETWEEN: Final = "entre"
EQUAL: Final = "égalité"
GAP_EVOLUTION: Final = "évolution d'un écart"
#: Kinds that bound their result instead of giving it back.
BOUNDS: Final = (AT_LEAST, AT_MOST, BETWEEN)

#: The numbers that a figure may stand for, bounds included.
Span = tuple[Fraction, Fraction]


class Operand(Struct, frozen=True):
    """One figure that a relation reads, with the sign it takes in a sum."""

    figure: KeyFigure
    negative: bool = False


class Relation(Struct, frozen=True):
    """A figure that other figures of the same document give back.

    Attributes:
        id: Stable name.
        kind: One of :data:`pycog.conventions.facts.schema.RELATION_KINDS`.
        result: The figure to compare with the computation.
        operands: What it is computed from; for a share or a ratio the part, then the
            whole; for an evolution or a gap the earlier figure, then the later one; for
            the evolution of a gap the gap, then the later figure; for that of a ratio
            the evolution of the part, then of the whole.
        factor: Multiplies a ratio, a product or an equality (100 000 for a density),
            divides a mean.
        severity: One of :data:`pycog.conventions.facts.schema.SEVERITIES`.
        reading: What pycog retains where the relation fails, in French.
        note: Remark in French.
    """

    id: str
    kind: str
    result: KeyFigure
    operands: tuple[Operand, ...]
    factor: Fraction
    severity: str
    reading: str
    note: str

    @property
    def span(self) -> Span:
        """What the computation may give.

        Raises:
            ZeroDivisionError: A divisor may be zero.
        """
        return _KINDS[self.kind].compute(self)

    @property
    def holds(self) -> bool:
        """Whether some numbers that round to the printed figures satisfy the relation."""
        low, high = self.span
        least, most = span_of(self.result)
        if self.kind == AT_LEAST:
            return most >= low
        if self.kind == AT_MOST:
            return least <= high
        return least <= high and low <= most

    @property
    def arithmetic(self) -> str:
        """The computation with the figures as printed, in French."""
        printed = [operand.figure.printed for operand in self.operands]
        return _KINDS[self.kind].write(self, printed)

    @property
    def computed(self) -> str:
        """What the printed figures give, written as the result is printed."""
        low, high = self.span
        return written_like(self.result, float((low + high) / 2))


def span_of(figure: KeyFigure) -> Span:
    """Return the numbers that a printed figure may stand for."""
    value = Fraction(repr(figure.value))
    digits = _digits(figure)
    if not figure.approximate and (not digits or _is_exact(figure, digits)):
        return value, value
    # « Près de la moitié » has no digit: the value read for it stands in for one.
    in_words = abs(value) / _UNITS.get(figure.unit, Fraction(1)), Fraction(1)
    number, step = _read(digits) if digits else in_words
    # « 1,2 million » is known to a tenth of a million, « 81,5 % » to a tenth of a hundredth.
    scale = abs(value) / number if number else _UNITS.get(figure.unit, Fraction(1))
    if figure.approximate:
        step = max(step, _last_figure(number))
    half = step * scale / 2
    return value - half, value + half


def _digits(figure: KeyFigure) -> str:
    """Return the printed number that gives the value, ``""`` where none does.

    In « 5 antennes sur 16 » it is the one that is read; in a list that was counted, none.
    """
    value = abs(Fraction(repr(figure.value)))
    for digits in _DIGITS.findall(clean(figure.printed)):
        number, _ = _read(digits)
        if number == value or (number and value / number in _SCALES):
            return str(digits)
    return ""


def _is_exact(figure: KeyFigure, digits: str) -> bool:
    if figure.unit == "€":
        return bool(_CENTS.search(digits)) and _unscaled(figure, digits)
    counts = figure.unit not in _MEASURES and " par " not in figure.unit
    return counts and _unscaled(figure, digits)


def _unscaled(figure: KeyFigure, digits: str) -> bool:
    """Tell whether the figure is printed in full, not in thousands or millions."""
    return not digits or _read(digits)[0] == abs(Fraction(repr(figure.value)))


def _read(digits: str) -> tuple[Fraction, Fraction]:
    """Return a printed number without sign, and the unit of its last digit."""
    plain = digits.replace(" ", "").replace(",", ".")
    _, _, decimals = plain.partition(".")
    return Fraction(plain), Fraction(1, 10 ** len(decimals))


def _last_figure(number: Fraction) -> Fraction:
    """Return the unit of the last digit that is not zero: 1 000 for 12 000."""
    step = Fraction(1)
    while number and not number % (step * 10):
        step *= 10
    return step


def written_like(figure: KeyFigure, value: float) -> str:
    """Write a value with the decimals and the unit of a printed figure."""
    digits = _digits(figure)
    _, _, decimals = digits.replace(",", ".").partition(".")
    if figure.unit in _UNITS:
        return f"{_padded(value * 100, len(decimals))} {figure.unit}"
    shown = _padded(value, len(decimals)) if _unscaled(figure, digits) else display(value)
    return f"{shown} {figure.unit}" if figure.unit != "nombre" else shown


def _padded(value: float, decimals: int) -> str:
    """Write a number with all its decimals: « 3 000,30 »."""
    whole, _, rest = format_number(value, decimals).partition(",")
    return f"{whole},{rest:0<{decimals}}" if decimals else whole


class _Kind(Struct, frozen=True):
    compute: Callable[[Relation], Span]
    write: Callable[[Relation, Sequence[str]], str]


def _spans(relation: Relation) -> list[Span]:
    return [span_of(operand.figure) for operand in relation.operands]


def _sum(relation: Relation) -> Span:
    low = high = Fraction(0)
    for operand in relation.operands:
        least, most = span_of(operand.figure)
        low, high = (low - most, high - least) if operand.negative else (low + least, high + most)
    return low, high


def _rest(relation: Relation) -> Span:
    low, high = _sum(relation)
    return 1 - high, 1 - low


def _product(left: Span, right: Span) -> Span:
    corners = [first * second for first in left for second in right]
    return min(corners), max(corners)


def _quotient(above: Span, below: Span) -> Span:
    if below[0] <= 0 <= below[1]:
        raise ZeroDivisionError
    return _product(above, (1 / below[1], 1 / below[0]))


def _ratio(relation: Relation) -> Span:
    above, below = _spans(relation)
    return _scaled(_quotient(above, below), relation.factor)


def _evolution(relation: Relation) -> Span:
    before, after = _spans(relation)
    low, high = _quotient(after, before)
    return low - 1, high - 1


def _evolution_of_gap(relation: Relation) -> Span:
    """Return gap / (after - gap), which is after / before - 1."""
    gap, after = _spans(relation)
    before = after[0] - gap[1], after[1] - gap[0]
    low, high = _quotient(after, before)
    return low - 1, high - 1


def _evolution_of_ratio(relation: Relation) -> Span:
    part, whole = _spans(relation)
    low, high = _quotient((1 + part[0], 1 + part[1]), (1 + whole[0], 1 + whole[1]))
    return low - 1, high - 1


def _gap(relation: Relation) -> Span:
    before, after = _spans(relation)
    return after[0] - before[1], after[1] - before[0]


def _multiplied(relation: Relation) -> Span:
    found: Span = (Fraction(1), Fraction(1))
    for span in _spans(relation):
        found = _product(found, span)
    return _scaled(found, relation.factor)


def _mean(relation: Relation) -> Span:
    return _scaled(_spans(relation)[0], 1 / relation.factor)


def _hull(relation: Relation) -> Span:
    spans = _spans(relation)
    return min(low for low, _ in spans), max(high for _, high in spans)


def _scaled(span: Span, factor: Fraction) -> Span:
    return _product(span, (factor, factor))


def _write_sum(relation: Relation, printed: Sequence[str]) -> str:
    if len(printed) > 8:
        return f"somme de {len(printed)} chiffres"
    signs = ["-" if operand.negative else "+" for operand in relation.operands]
    text = " ".join(f"{sign} {term}" for sign, term in zip(signs, printed, strict=True))
    return text.removeprefix("+ ")


def _with_factor(relation: Relation, text: str) -> str:
    return text if relation.factor == 1 else f"{text} × {format_number(float(relation.factor))}"


_KINDS: Final[dict[str, _Kind]] = {
    "somme": _Kind(_sum, _write_sum),
    "complément": _Kind(_rest, lambda _, printed: f"100 % - {' - '.join(printed)}"),
    "moyenne": _Kind(
        _mean, lambda relation, printed: f"{printed[0]} / {format_number(float(relation.factor))}"
    ),
    GAP_EVOLUTION: _Kind(
        _evolution_of_gap, lambda _, printed: f"écart de {printed[0]} vers {printed[1]}"
    ),
    "évolution d'un rapport": _Kind(
        _evolution_of_ratio, lambda _, printed: f"{printed[0]} rapporté à {printed[1]}"
    ),
    "part": _Kind(_ratio, lambda _, printed: f"{printed[0]} / {printed[1]}"),
    "rapport": _Kind(
        _ratio, lambda relation, printed: _with_factor(relation, f"{printed[0]} / {printed[1]}")
    ),
    "évolution": _Kind(_evolution, lambda _, printed: f"de {printed[0]} à {printed[1]}"),
    "écart": _Kind(_gap, lambda _, printed: f"{printed[1]} - {printed[0]}"),
    "produit": _Kind(
        _multiplied, lambda relation, printed: _with_factor(relation, " × ".join(printed))
    ),
    EQUAL: _Kind(_multiplied, lambda relation, printed: _with_factor(relation, printed[0])),
    AT_LEAST: _Kind(_sum, _write_sum),
    AT_MOST: _Kind(_sum, _write_sum),
    BETWEEN: _Kind(_hull, lambda _, printed: " et ".join(printed)),
}
#: How many operands a kind takes, where that is fixed.
OPERAND_COUNTS: Final = {
    "part": 2,
    "rapport": 2,
    "évolution": 2,
    GAP_EVOLUTION: 2,
    "évolution d'un rapport": 2,
    "écart": 2,
    "moyenne": 1,
    EQUAL: 1,
}
