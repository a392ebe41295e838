"""Tells two numbers of plainly different scale: a ratio and points, thousands and euros.

0.87 and 86, or 14 052 000 and 14 000, can be compared but say nothing: one of the two was
typed in another unit. What is far off without being plainly so is let through.
"""

from __future__ import annotations

from typing import Final

from pycog.arithmetic import compare, exact, to_float
from pycog.errors import InvalidInput
from pycog.values import Scalar, capital, choose, format_number, is_blank, parse_number

#: Beyond 150 %, a bare number given as a rate is taken for points (77 for 77 %).
PLAUSIBLE_RATE: Final = 1.5
#: Beyond 500 %, an attainment given as a bare number is taken for points.
_PLAUSIBLE_ATTAINMENT: Final = 5.0
#: A number at least this many times another is a percentage beside a ratio.
_POINTS: Final = 20.0
_PERCENT: Final = 10.0
#: A rate may be this many times another.
_TWICE: Final = 2.0
#: Between these, times 1 000 or 1 000 000, two large amounts differ by their unit only.
_LEAST, _MOST = 0.25, 2.5
_FACTORS: Final = ((1e3, "milliers"), (1e6, "millions"))
#: Below it a number is small enough to be any part of another.
_LARGE: Final = 1e5

#: What the argument « unités » of a formula can be; the first is the default.
UNIT_CHECKS: Final = ("contrôler", "tel quel")
AS_TYPED: Final = UNIT_CHECKS[1]
#: Ends the message of a refusal that the argument « unités » lifts.
OVERRULE: Final = (
    " Pour comparer les nombres tels qu'ils sont saisis, donnez « tel quel » (argument « unités »)."
)


def is_as_typed(units: Scalar) -> bool:
    """Tell whether the argument « unités » asks to compare numbers as they are typed.

    Args:
        units: A cell value, one of :data:`UNIT_CHECKS`; blank for the first.

    Returns:
        Whether scales are not to be checked.

    Raises:
        InvalidInput: ``choix-inconnu``.
    """
    return choose(units, UNIT_CHECKS, "l'argument unités") == AS_TYPED


def require_plausible(number: float, what: str, context: str = "") -> None:
    """Refuse a bare number that is a rate typed in points (77 for 77 %).

    Args:
        number: The number, a ratio if it is plausible.
        what: How to name it in the error message.
        context: What to add to its name there.

    Raises:
        InvalidInput: ``taux-saisi-en-points``.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"taux-plausible"``).
    """
    if compare(abs(number), PLAUSIBLE_RATE) <= 0:
        return
    written = format_number(number)
    raise InvalidInput(
        "taux-saisi-en-points",
        f"{capital(what)} est un taux saisi en points, « {written} »{context} : saisissez "
        f"{written} % ou {_hundredth(number)}. Un vrai taux de plus de 150 % s'écrit en texte, par "
        "exemple « 160 % ».",
        value=number,
    )


def require_attainment(number: float, what: str) -> None:
    """Refuse a bare attainment of more than 500 %, which is one typed in points.

    Args:
        number: An attainment, a ratio if it is plausible.
        what: How to name it in the error message.

    Raises:
        InvalidInput: ``taux-saisi-en-points``.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"echelles"``).
    """
    if abs(number) <= _PLAUSIBLE_ATTAINMENT:
        return
    written = format_number(number)
    raise InvalidInput(
        "taux-saisi-en-points",
        f"{capital(what)} vaut « {written} », soit {_percent(number)} % : un taux "
        f"d'atteinte est un rapport. Saisissez {written} % ou {_hundredth(number)}.{OVERRULE}",
        value=number,
    )


def require_same_scale(number: float, model: float, what: str, other: str) -> None:
    """Refuse two bare numbers of plainly different scale.

    Args:
        number: A measured value or a floor.
        model: The target that it is measured against.
        what: How to name the number in the error message.
        other: How to name the target there.

    Raises:
        InvalidInput: ``echelles-differentes``; the message gives both readings.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"echelles"``).
    """
    first, second = abs(number), abs(model)
    if not first or not second:
        return
    if second <= PLAUSIBLE_RATE:
        # Less than 1 is a rate; 1 may be a count, which 3 exceeds without being in points.
        if first > (max(PLAUSIBLE_RATE, _TWICE * second) if second < 1 else _POINTS):
            raise _points(number, model, what, other)
    elif first <= PLAUSIBLE_RATE and first % 1 and second >= _POINTS * first:
        raise _points(model, number, other, what)
    else:
        require_same_thousands(number, model, what, other)


def require_not_percent(number: float, model: float, what: str, other: str) -> None:
    """Refuse a value written with a % beside a bare target that is itself in points.

    Args:
        number: The value, a ratio.
        model: The target that it is measured against.
        what: How to name the value in the error message.
        other: How to name the target there.

    Raises:
        InvalidInput: ``echelles-differentes``; the message gives both readings.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"echelles"``).
    """
    if number and model > PLAUSIBLE_RATE and model >= _PERCENT * abs(number):
        raise _points(model, number, other, what)


def require_same_thousands(
    number: float, model: float, what: str, other: str, *, overrule: str = OVERRULE
) -> None:
    """Refuse two large numbers that differ by a factor of a thousand or a million.

    Args:
        number: An amount or a count.
        model: What it is compared with.
        what: How to name the first in the error message.
        other: How to name the second there.
        overrule: How the refusal is lifted, ``""`` where it cannot be.

    Raises:
        InvalidInput: ``echelles-differentes``; the message gives both readings.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"echelles"``).
    """
    small, large = sorted((abs(number), abs(model)))
    if not small or large < _LARGE or large < _LEAST * _FACTORS[0][0] * small:
        return
    for factor, name in _FACTORS:
        if _LEAST <= small * factor / large <= _MOST:
            raise _thousands((number, what), (model, other), name, factor, overrule)


def require_no_thousandfold(number: float, model: float, what: str, other: str) -> None:
    """Refuse an amount about a thousand or a million times the one that should cover it.

    The other way round is let through: 5 000 € spent of 5 000 000 € may be a beginning.

    Args:
        number: What is spent or asked for.
        model: What covers it.
        what: How to name the first in the error message.
        other: How to name the second there.

    Raises:
        InvalidInput: ``echelles-differentes``; the message gives both readings.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"echelles"``).
    """
    if abs(number) > abs(model):
        require_same_thousands(number, model, what, other, overrule="")


def states_unit(value: Scalar) -> bool:
    """Tell whether a value is a text that states its unit: « 14 k€ ».

    Args:
        value: A cell value.

    Returns:
        Whether its unit is beyond doubt.
    """
    if not isinstance(value, str) or is_blank(value):
        return False
    return bool(parse_number(value).unit)


def _points(points: float, ratio: float, in_points: str, as_ratio: str) -> InvalidInput:
    written = format_number(points)
    return InvalidInput(
        "echelles-differentes",
        f"{capital(as_ratio)} ({format_number(ratio)}, soit {_percent(ratio)} %) et {in_points} "
        f"({written}, soit {_percent(points)} %) ne sont pas à la même échelle. Si {in_points} est "
        f"de {written} %, saisissez « {written} % » ou {_hundredth(points)}.{OVERRULE}",
        value=points,
    )


def _thousands(
    first: tuple[float, str], second: tuple[float, str], name: str, factor: float, overrule: str
) -> InvalidInput:
    (small, less), (large, more) = sorted((first, second), key=lambda pair: abs(pair[0]))
    other = format_number(to_float(exact(small) * exact(factor)))
    return InvalidInput(
        "echelles-differentes",
        f"{capital(less)} ({format_number(small)}) et {more} ({format_number(large)}) ne sont pas "
        f"à la même échelle : {less} se lit {format_number(small)}, ou {other} s'il est saisi en "
        f"{name}. Saisissez les deux dans la même unité.{overrule}",
        value=first[0],
    )


def _percent(ratio: float) -> str:
    return format_number(to_float(exact(ratio) * 100))


def _hundredth(points: float) -> str:
    return format_number(to_float(exact(points) / 100))
