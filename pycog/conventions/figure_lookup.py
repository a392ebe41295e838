"""Finds a key figure by its key or label, in one document or in all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from pycog import conventions
from pycog.arithmetic import add, quotient
from pycog.conventions import lookup
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.figures import EVOLUTION_SUFFIX, KeyFigure, read_period
from pycog.conventions.facts.relations import GAP_EVOLUTION, Relation, span_of
from pycog.conventions.facts.schema import FIGURES
from pycog.errors import InvalidConvention, InvalidInput, NotAvailable
from pycog.values import Scalar, clean, date_of, excerpt, fold, is_blank, parse_date, to_serial

#: Units whose evolution is a difference in points: a rate of a rate would mislead.
_RATES = ("%", "points")
#: Numbers in between are years; greater ones are dates of Excel.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class KeyEvolution:
    """How a key figure moved.

    Attributes:
        after: The figure.
        before: The figure of the comparison period, ``None`` where it is not printed.
        printed: The evolution as printed, ``None`` where it is not.
        value: Relative evolution, or difference of two rates.
        kind: How :func:`pycog.values.display` writes it.
        gap: The printed difference that the value is computed from, ``None`` where it is
            computed from two figures or taken as printed.
    """

    after: KeyFigure
    before: KeyFigure | None
    printed: KeyFigure | None
    value: float
    kind: str
    gap: KeyFigure | None = None


def key_figure(key: Scalar, period: Scalar = None, convention: str | None = None) -> KeyFigure:
    """Return a printed figure; where several places print it, the first.

    Args:
        key: Its key or its label, accents and case free.
        period: A year, a date or a period as the table writes it; the latest by default.
        convention: Id of the document; every document by default.

    Raises:
        NotAvailable: ``chiffre-cle-inconnu``, ``periode-absente``, ``convention-inconnue``.
        InvalidInput: ``chiffre-cle-ambigu``, ``periode-ambigue``, ``periode-illisible``.
    """
    return _of_period(_find(key, convention, period)[1], period)


def key_evolution(
    key: Scalar, period: Scalar = None, convention: str | None = None
) -> KeyEvolution:
    """Return the evolution of a figure against the period printed before it.

    It is computed from the two printed values, or from the value and the difference where
    the document prints these; the evolution of a rate is a difference in points. Where
    only the evolution is printed it is given, unless the other figures contradict it.

    Raises:
        NotAvailable: ``comparaison-absente``, ``evolution-contredite``,
            ``evolution-sans-points``, and those of :func:`key_figure`.
        InvalidInput: ``division-par-zero``, and those of :func:`key_figure`.
    """
    reference, figures = _find(key, convention, period)
    after = _of_period(figures, period)
    printed = _printed_evolution(reference, after)
    earlier = [item for item in figures if item.span[1] < after.span[0]]
    if earlier:
        before = max(earlier, key=lambda item: item.span[1])
        difference = add(after.value, -before.value)
        if after.unit in _RATES:
            return KeyEvolution(after, before, printed, difference, "points")
        change = quotient(difference, before.value, "la valeur de comparaison")
        return KeyEvolution(after, before, printed, change, "evolution")
    if printed is None:
        raise NotAvailable(
            "comparaison-absente",
            f"{after.citation} n'imprime ni valeur antérieure à {after.period} ni évolution pour "
            f"« {after.label} ».",
            key=key,
        )
    return _as_printed(reference, after, printed)


def other_values(key: Scalar, figure: KeyFigure, convention: str | None = None) -> list[KeyFigure]:
    """Return what other places of the document print instead of a figure.

    Args:
        key: As for :func:`key_figure`.
        figure: What that function returned.
        convention: As there.
    """
    low, high = span_of(figure)
    found: list[KeyFigure] = []
    for item in _find(key, convention, figure.period)[1]:
        least, most = span_of(item)
        if item.period == figure.period and (most < low or least > high):
            found.append(item)
    return found


def _as_printed(reference: Convention, after: KeyFigure, printed: KeyFigure) -> KeyEvolution:
    """Return the evolution of a figure whose earlier value is not printed."""
    broken = _contradiction(reference, printed)
    if broken is not None and broken.kind == GAP_EVOLUTION:
        return _from_gap(after, printed, broken.operands[0].figure)
    if broken is not None:
        raise NotAvailable(
            "evolution-contredite",
            f"« {after.label} » : l'évolution imprimée, « {printed.printed} », est contredite par "
            f"le document ({broken.arithmetic} : {broken.computed}) et la valeur antérieure n'est "
            f"pas imprimée. {broken.reading}".rstrip(),
        )
    if after.unit in _RATES and printed.unit != "points":
        raise NotAvailable(
            "evolution-sans-points",
            f"« {after.label} » est un taux : son évolution se donne en points. Le document "
            f"imprime « {printed.printed} » sans dire si ce sont des points ni imprimer la valeur "
            "antérieure.",
        )
    if after.unit not in _RATES and printed.unit == after.unit:
        return _from_gap(after, printed, printed)
    return KeyEvolution(after, None, printed, printed.value, printed.kind)


def _contradiction(reference: Convention, printed: KeyFigure) -> Relation | None:
    """Return the relation between printed figures that a printed evolution breaks."""
    place = printed.key, printed.period
    for relation in reference.relations:
        if (relation.result.key, relation.result.period) == place and not relation.holds:
            return relation
    return None


def _from_gap(after: KeyFigure, printed: KeyFigure, gap: KeyFigure) -> KeyEvolution:
    """Return the relative evolution that a printed difference gives: « +1 » on 17 is 1/16."""
    before = add(after.value, -gap.value)
    change = quotient(gap.value, before, "la valeur de comparaison")
    return KeyEvolution(after, None, printed, change, "evolution", gap)


def _find(
    key: Scalar, convention: str | None, period: Scalar
) -> tuple[Convention, tuple[KeyFigure, ...]]:
    """Return a figure of every period, with its document.

    Where several documents have it, a period that only one of them prints decides.
    """
    text = key if isinstance(key, str) else ""
    wanted = fold(text)
    searched, broken = _all_with_figures() if convention is None else _only(convention)
    found = [
        (reference, figures) for reference in searched for figures in _matching(reference, wanted)
    ]
    if len(found) > 1 and not is_blank(period):
        found = [one for one in found if _prints(one[1], period)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(text, found)
    if broken is not None:
        raise broken
    raise _unknown(key, searched)


def _prints(figures: tuple[KeyFigure, ...], period: Scalar) -> bool:
    try:
        _of_period(figures, period)
    except NotAvailable:
        return False
    return True


def _matching(reference: Convention, wanted: str) -> list[tuple[KeyFigure, ...]]:
    if wanted in reference.figures:
        return [reference.figures[wanted]]
    return [
        figures
        for figures in reference.figures.values()
        if any(fold(item.label) == wanted for item in figures)
    ]


def _only(convention: str) -> tuple[list[Convention], None]:
    return [conventions.load(convention)], None


def _all_with_figures() -> tuple[list[Convention], InvalidConvention | None]:
    """Return the documents that have figures, and why one of them cannot be read.

    A folder with a fault must not hide the figures of the others, nor pass for absent.
    """
    found: list[Convention] = []
    broken: InvalidConvention | None = None
    for name in _ids_with_figures(conventions.state()):
        try:
            found.append(conventions.load(name))
        except InvalidConvention as error:
            broken = broken or error
    return found, broken


@lru_cache(maxsize=64)
def _ids_with_figures(_state: Hashable) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            summary.id for summary in conventions.available() if FIGURES.file in summary.tables
        )
    )


def _ambiguous(text: str, found: list[tuple[Convention, tuple[KeyFigure, ...]]]) -> InvalidInput:
    listed = ", ".join(f"« {figures[0].key} » ({reference.id})" for reference, figures in found)
    return InvalidInput(
        "chiffre-cle-ambigu",
        f"« {excerpt(text)} » désigne plusieurs chiffres : {listed}. Donnez la clé et la "
        "convention.",
        key=text,
    )


def _unknown(key: Scalar, searched: Iterable[Convention]) -> NotAvailable:
    known: dict[str, str] = {}
    titles: list[str] = []
    for reference in searched:
        titles.append(reference.short_title)
        for name, figures in reference.figures.items():
            known[fold(name)] = name
            known.setdefault(fold(figures[0].label), name)
    from difflib import get_close_matches

    wanted = fold(key) if isinstance(key, str) else ""
    close = dict.fromkeys(known[match] for match in get_close_matches(wanted, known, 3, 0.6))
    near = f" Clés proches : {', '.join(f'« {name} »' for name in close)}." if close else ""
    return NotAvailable(
        "chiffre-cle-inconnu",
        f"Le chiffre « {lookup.shown(key)} » n'est dans aucun de ces documents : "
        f"{' ; '.join(titles)}. Donnez sa clé ou son libellé exact.{near}",
        key=key,
    )


def _of_period(figures: tuple[KeyFigure, ...], period: Scalar) -> KeyFigure:
    if is_blank(period):
        return max(figures, key=lambda item: item.span[1])
    wanted = _read(period)
    same = [item for item in figures if item.period == wanted]
    if not same:
        first, last = read_period(wanted)
        same = [item for item in figures if first <= item.span[0] and item.span[1] <= last]
    known = dict.fromkeys(item.period for item in same or figures)
    if not same:
        raise NotAvailable(
            "periode-absente",
            f"« {figures[0].label} » n'est pas imprimé pour {wanted}. Périodes imprimées : "
            f"{', '.join(known)}.",
            period=period,
        )
    if len(known) > 1:
        raise InvalidInput(
            "periode-ambigue",
            f"« {figures[0].label} » est imprimé pour plusieurs périodes de {wanted} : "
            f"{', '.join(known)}. Donnez l'une d'elles.",
            period=period,
        )
    return same[0]


def _read(period: Scalar) -> str:
    """Return a period as the table writes it: a year, a date, or its own text."""
    if isinstance(period, str):
        text = clean(period)
        try:
            read_period(text)
        except ValueError:
            return _as_date(text, period)
        return text
    if isinstance(period, int | float) and not isinstance(period, bool):
        if period == period // 1 and _FIRST_YEAR <= period <= _LAST_YEAR:
            return str(int(period))
        serial = to_serial(period, "la période")
        if serial is not None and serial > _LAST_YEAR + 1:
            return date_of(serial).isoformat()
    raise _unreadable(period)


def _as_date(text: str, period: Scalar) -> str:
    try:
        return parse_date(text, "la période").isoformat()
    except InvalidInput:
        raise _unreadable(period) from None


def _unreadable(period: Scalar) -> InvalidInput:
    return InvalidInput(
        "periode-illisible",
        f"La période « {lookup.shown(period)} » n'est ni une année ni une date. Écrivez par "
        "exemple 2020 ou 31/12/2020.",
        period=period,
    )


def _printed_evolution(reference: Convention, after: KeyFigure) -> KeyFigure | None:
    """Return the evolution printed for the same quantity and period, if there is one."""
    for item in reference.figures.get(after.key + EVOLUTION_SUFFIX, ()):
        if item.period == after.period:
            return item
    return None
