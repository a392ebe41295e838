"""Indicators: attainment, rates, composites, deciles, delays and trajectories.

Rules for one value accept numpy arrays and pandas columns too; rules for a whole
range take a block, a flat list, an array or a Series.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import (
    compare,
    exact,
    explain_quotient,
    join_terms,
    not_negative,
    quotient,
    quotient_of,
    sum_exact,
    to_float,
    total,
)
from pycog.attainment import (
    STATUSES,
    attainment,
    attainment_assumptions,
    explain_attainment,
    explain_gap,
    explain_status,
    gap,
    gap_assumptions,
    gap_kind,
    status,
    status_assumptions,
)
from pycog.errors import InvalidInput, NotAvailable
from pycog.plausibility import is_as_typed, require_attainment, require_plausible
from pycog.targets import DELAY_UNITS, parse_target
from pycog.values import (
    Scalar,
    capital,
    choose,
    display,
    format_date,
    format_number,
    is_blank,
    parse_number,
    to_number,
    to_serial,
)
from pycog.vector import elementwise, flatten, like, shape

__all__ = [
    "MODES",
    "STATUSES",
    "Delays",
    "attainment",
    "attainment_assumptions",
    "composite",
    "composite_assumptions",
    "decile",
    "delay",
    "explain_attainment",
    "explain_composite",
    "explain_decile",
    "explain_delay",
    "explain_gap",
    "explain_rate",
    "explain_share_within",
    "explain_status",
    "explain_trajectory",
    "gap",
    "gap_assumptions",
    "gap_kind",
    "rate",
    "read_delays",
    "share_within",
    "status",
    "status_assumptions",
    "trajectory",
    "trajectory_assumptions",
    "trajectory_kind",
]

#: How a trajectory applies its yearly changes; the first is the default.
MODES: Final = ("cumul", "compose", "points")


@elementwise
def rate(numerator: Scalar, denominator: Scalar) -> float | None:
    """Return the rate of ``numerator`` cases over ``denominator``.

    Args:
        numerator: Number of cases, none negative.
        denominator: Number of all cases, above zero.

    Returns:
        A ratio; ``None`` when either is blank.

    Raises:
        InvalidInput: ``aucun-cas`` (0 over 0), ``division-par-zero``,
            ``valeur-negative``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, fiches objectif 20 et 22.
    """
    if not_negative(numerator, "le numérateur") == not_negative(denominator, "le total") == 0.0:
        raise InvalidInput(
            "aucun-cas",
            "0 cas sur 0 : il n'y a eu aucun cas, donc pas de taux, ni 0 % ni 100 %. Laissez le "
            "dénominateur vide tant qu'il n'y a pas de cas.",
        )
    return quotient_of(numerator, "le numérateur", denominator, "le dénominateur")


def explain_rate(numerator: Scalar, denominator: Scalar) -> str:
    """Return the division behind :func:`rate` in French."""
    return explain_quotient(numerator, denominator, rate(numerator, denominator))


def composite(attainments: Any, weights: Any, units: Scalar = None) -> float | None:
    """Return the weighted mean of the attainments of a composite indicator.

    Args:
        attainments: Attainments of the components, ratios.
        weights: Their weights, in any unit (points or percentages), same shape.
        units: ``"tel quel"`` takes attainments of more than 500 % given as bare numbers,
            which are refused otherwise: 80 for 80 %.

    Returns:
        A ratio; ``None`` when all is blank. Cells blank on both sides are ignored.

    Raises:
        InvalidInput: ``plages-inegales``, ``valeur-negative`` (weight),
            ``taux-saisi-en-points``, ``division-par-zero`` (no weight at all).
        NotAvailable: ``composante-manquante``, ``ponderation-manquante``: a missing
            component is not zero.

    Source:
        Annexe intéressement, branche maladie, 2.1: composite indicators (50 % / 50 %).
    """
    pairs = _components(attainments, weights, units)
    if not pairs:
        return None
    whole = sum_exact(weight for _, weight in pairs)
    quotient(1.0, to_float(whole), "la somme des pondérations")
    points = sum((exact(value) * exact(weight) for value, weight in pairs), Fraction(0))
    return to_float(points / whole)


def explain_composite(attainments: Any, weights: Any, units: Scalar = None) -> str:
    """Return the weighted mean behind :func:`composite` in French."""
    result = composite(attainments, weights, units)
    if result is None:
        return "Aucune composante n'est renseignée : pas de résultat"
    pairs = _components(attainments, weights, units)
    terms = join_terms([f"{display(v, 'percent')} × {format_number(w, 4)}" for v, w in pairs])
    over = format_number(total(weight for _, weight in pairs), 4)
    return f"({terms}) ÷ {over} = {display(result, 'rate')}"


def composite_assumptions(attainments: Any, weights: Any, units: Scalar = None) -> tuple[str, ...]:
    """Return the ids of the assumptions that this composite rests on."""
    return ("composante-manquante",)


def _components(attainments: Any, weights: Any, units: Scalar) -> list[tuple[float, float]]:
    as_typed = is_as_typed(units)
    if shape(attainments) != shape(weights):
        raise InvalidInput(
            "plages-inegales",
            f"La plage des taux d'atteinte ({_size(attainments)}) et celle des pondérations "
            f"({_size(weights)}) n'ont pas la même forme. Donnez deux plages de même taille.",
        )
    pairs: list[tuple[float, float]] = []
    both = zip(flatten(attainments), flatten(weights), strict=True)
    for position, (value, weight) in enumerate(both, start=1):
        share = to_number(value, f"la composante n° {position}")
        points = not_negative(weight, f"la pondération n° {position}")
        if share is None and points is None:
            continue
        if share is None or points is None:
            raise _missing(position, value_missing=share is None)
        if not (as_typed or (isinstance(value, str) and "%" in value)):
            require_attainment(share, f"la composante n° {position}")
        pairs.append((share, points))
    return pairs


def _missing(position: int, *, value_missing: bool) -> NotAvailable:
    if value_missing:
        return NotAvailable(
            "composante-manquante",
            f"La composante n° {position} n'est pas renseignée : l'indicateur composite n'a pas de "
            "valeur, car une absence n'est pas un zéro.",
            position=position,
        )
    return NotAvailable(
        "ponderation-manquante",
        f"La pondération n° {position} n'est pas renseignée alors que sa composante l'est.",
        position=position,
    )


@dataclass(frozen=True, slots=True)
class Delays:
    """Delays read from a range.

    Attributes:
        values: The delays, shortest first, blanks left out.
        unit: The unit that the texts state, ``""`` when none does.
    """

    values: tuple[float, ...]
    unit: str

    @property
    def shown_as(self) -> str:
        """How to show one of them (see :func:`pycog.values.display`)."""
        return "number" if self.unit == "heures" else "days"


def read_delays(delays: Any) -> Delays:
    """Read a range of delays: numbers, or texts such as ``"7 j"``; blanks are ignored.

    Raises:
        InvalidInput: ``delai-negatif``, ``unites-differentes``, unreadable numbers.
    """
    values: list[float] = []
    units: set[str] = set()
    for position, cell in enumerate(flatten(delays), start=1):
        what = f"le délai n° {position}"
        number = parse_number(cell, what) if isinstance(cell, str) and not is_blank(cell) else None
        value = to_number(cell, what) if number is None else number.value
        if value is None:
            continue
        if number is not None and number.unit:
            units.add(number.unit)
        if value < 0:
            raise InvalidInput(
                "delai-negatif",
                f"{capital(what)} vaut {format_number(value)} : un délai ne peut pas être négatif.",
                position=position,
            )
        values.append(value)
    if len(units) > 1 or units - DELAY_UNITS:
        raise _mixed_units(sorted(units))
    return Delays(tuple(sorted(values)), units.pop() if units else "")


def decile(delays: Any, rank: Scalar = None) -> float | None:
    """Return the smallest delay within which at least ``rank`` tenths are served.

    Args:
        delays: The delays, in any one unit; blanks are ignored.
        rank: Rank of the decile, above 0 and up to 10; 9 by default.

    Returns:
        One of the delays (numpy's ``inverted_cdf``); ``None`` when all are blank.

    Raises:
        InvalidInput: ``rang-de-decile``, and the errors of :func:`read_delays`.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateur 18, and 1.5.1 (90 % within 7 days).
    """
    values = read_delays(delays).values
    position = _decile_position(len(values), rank)
    return values[position - 1] if values else None


def explain_decile(delays: Any, rank: Scalar = None) -> str:
    """Return the counting behind :func:`decile` in French."""
    read = read_delays(delays)
    result, count = decile(delays, rank), len(read.values)
    if result is None:
        return "Aucun délai n'est renseigné : pas de résultat"
    position, tenths = _decile_position(count, rank), format_number(_rank(rank), 4)
    return (
        f"{tenths} × {count} ÷ 10, arrondi à l'entier supérieur : {position} ; le délai n° "
        f"{position} sur {count}, du plus court au plus long, est {display(result, read.shown_as)}"
    )


def _decile_position(count: int, rank: Scalar) -> int:
    # On the digits as typed: 9,9 × 100 ÷ 10 is 99, in floats it is a little more.
    return math.ceil(exact(_rank(rank)) * count / 10)


def _rank(rank: Scalar) -> float:
    value = to_number(rank, "le rang du décile")
    value = 9.0 if value is None else value
    if not 0 < value <= 10:
        raise InvalidInput(
            "rang-de-decile",
            f"Le rang du décile vaut {format_number(value)} : il doit être plus grand que 0 et au "
            "plus égal à 10. Le 9ème décile (90 %) s'écrit 9.",
        )
    return value


def share_within(delays: Any, limit: Scalar) -> float | None:
    """Return the share of delays that do not exceed ``limit``.

    Args:
        delays: The delays, in any one unit; blanks are ignored.
        limit: A number, ``"21 jours"``, or a whole target
            (``"90 % en 21 jours calendaires"``), whose delay is taken.

    Returns:
        A ratio; ``None`` when there is no delay or no limit.

    Raises:
        InvalidInput: ``delai-attendu``, ``unites-differentes``, and the errors of
            :func:`read_delays`.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateurs 20, 21, 25 et 26.
    """
    counted = _within(delays, limit)
    return None if counted is None else counted[0] / counted[1]


def explain_share_within(delays: Any, limit: Scalar) -> str:
    """Return the counting behind :func:`share_within` in French."""
    counted, most = _within(delays, limit), _limit(limit)
    if counted is None or most is None:
        return "Aucun délai ou aucune limite n'est renseigné : pas de résultat"
    within, count = map(format_number, counted)
    bound = f"{format_number(most[0], 4)} {most[1]}".rstrip()
    result = display(share_within(delays, limit), "rate")
    return f"{within} délais sur {count} ne dépassent pas {bound} : {within} ÷ {count} = {result}"


def _within(delays: Any, limit: Scalar) -> tuple[int, int] | None:
    """Return how many delays are within the limit, and how many there are."""
    read, most = read_delays(delays), _limit(limit)
    if most is None or not read.values:
        return None
    bound, unit = most
    if unit and read.unit and (unit == "heures") != (read.unit == "heures"):
        raise _mixed_units([read.unit, unit])
    return sum(compare(value, bound) <= 0 for value in read.values), len(read.values)


def _limit(limit: Scalar) -> tuple[float, str] | None:
    target = parse_target(limit, "la limite")
    if target.kind == "empty":
        return None
    if target.delay is not None:
        return target.delay, target.delay_unit or ""
    if target.kind == "count" and not target.unit and target.value is not None:
        return target.value, ""
    raise InvalidInput(
        "delai-attendu",
        f"La limite « {target.text} » n'est pas un délai. Écrivez par exemple 21, « 21 jours » ou "
        "« 90 % en 21 jours calendaires ».",
        value=limit,
    )


@elementwise
def delay(start: Scalar, end: Scalar) -> float | None:
    """Return the calendar days from ``start`` to ``end``; ``None`` when either is blank.

    Times of day are ignored; the day of departure does not count.

    Raises:
        InvalidInput: ``fin-avant-debut``, or unreadable dates.
    """
    first, last = to_serial(start, "la date de début"), to_serial(end, "la date de fin")
    if first is None or last is None:
        return None
    days = last // 1 - first // 1
    if days < 0:
        raise InvalidInput(
            "fin-avant-debut",
            f"La date de fin ({format_date(last)}) est avant la date de début "
            f"({format_date(first)}). Vérifiez l'ordre des deux dates.",
        )
    return days


def explain_delay(start: Scalar, end: Scalar) -> str:
    """Return the subtraction behind :func:`delay` in French."""
    days = delay(start, end)
    first, last = to_serial(start), to_serial(end)
    if days is None or first is None or last is None:
        return "Une des deux dates n'est pas renseignée : pas de résultat"
    return f"{format_date(last)} − {format_date(first)} = {display(days, 'days')}"


def trajectory(baseline: Scalar, changes: Any, mode: Scalar = None) -> list[Any]:
    """Return the value that each successive change leads to.

    Args:
        baseline: Value to start from.
        changes: Changes in order, row by row, as ratios (0.03) or text (``"+3%"``).
        mode: ``"cumul"`` (default) adds the changes up and applies the sum to the
            baseline; ``"compose"`` chains them; ``"points"`` adds them to the baseline,
            for a rate that gains points.

    Returns:
        Values laid out as ``changes``; ``None`` from the first blank change on.

    Raises:
        InvalidInput: ``choix-inconnu`` (mode), ``variation-attendue``,
            ``taux-saisi-en-points``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateur 17, and fiche objectif 12.
    """
    steps = _changes(changes)
    start = to_number(baseline, "la valeur de départ")
    how = choose(mode, MODES, "le mode")
    done: list[float] = []
    results: list[Scalar] = []
    for step in steps:
        if step is None or start is None:
            break
        done.append(step)
        results.append(_reach(start, done, how))
    return like(changes, [*results, *[None] * (len(steps) - len(results))])


def explain_trajectory(baseline: Scalar, changes: Any, mode: Scalar = None) -> str:
    """Return the arithmetic of the last value of :func:`trajectory` in French."""
    results = [value for value in flatten(trajectory(baseline, changes, mode)) if value is not None]
    start, how = to_number(baseline), choose(mode, MODES, "le mode")
    if start is None or not results:
        return "La valeur de départ ou la première variation n'est pas renseignée : pas de résultat"
    kind = trajectory_kind(baseline, mode)
    steps = [display(step, "percent") for step in _changes(changes)[: len(results)]]
    first = display(start, "percent") if kind == "rate" else format_number(start, 4)
    last = display(results[-1], kind)
    if how == "cumul":
        return f"{first} × (1 + {join_terms(steps)}) = {last}"
    if how == "compose":
        return f"{first} × {join_terms([f'(1 + {step})' for step in steps], ' × ')} = {last}"
    return f"{first} + {join_terms(steps)} = {last}"


def trajectory_assumptions(baseline: Scalar, changes: Any, mode: Scalar = None) -> tuple[str, ...]:
    """Return the ids of the assumptions that this trajectory rests on."""
    cumulative = choose(mode, MODES, "le mode") == "cumul"
    return ("trajectoire-cumulee",) if cumulative else ()


def trajectory_kind(baseline: Scalar, mode: Scalar = None) -> str:
    """Return how to show a trajectory (see :func:`pycog.values.display`)."""
    written_as_rate = isinstance(baseline, str) and parse_number(baseline).unit == "%"
    return "rate" if written_as_rate or choose(mode, MODES, "le mode") == "points" else "number"


def _reach(start: float, changes: list[float], mode: str) -> float:
    if mode == "points":
        return total([start, *changes])
    if mode == "compose":
        return to_float(exact(start) * math.prod(1 + exact(change) for change in changes))
    return to_float(exact(start) * (1 + sum_exact(changes)))


def _changes(changes: Any) -> list[float | None]:
    return [_change(cell, position) for position, cell in enumerate(flatten(changes), start=1)]


def _change(cell: Scalar, position: int) -> float | None:
    what = f"la variation n° {position}"
    change = parse_target(cell, what)
    if change.kind in {"change", "rate", "empty"} and not (
        change.imposed and change.kind == "rate"
    ):
        return change.value
    if change.kind == "count" and not change.unit and not change.imposed:
        require_plausible(change.value or 0.0, what)
        return change.value
    raise InvalidInput(
        "variation-attendue",
        f"{capital(what)} « {change.text} » n'est pas une variation. Écrivez par exemple +3 %, "
        "-2 %, « Baisse de 14 % » ou 0,03.",
        value=cell,
    )


def _size(values: Any) -> str:
    return " × ".join(map(str, shape(values))) or "1"


def _mixed_units(units: list[str]) -> InvalidInput:
    listed = " et ".join(f"« {unit} »" for unit in units)
    return InvalidInput(
        "unites-differentes",
        f"Les délais ne sont pas tous des délais de même unité ({listed}). Écrivez-les tous dans "
        "la même unité, en jours ou en heures.",
    )
