"""The rates that officers give by numerator and denominator, compared with what they typed."""

from __future__ import annotations

from pycog.annexes.annexe_4.indicator_ratios import DIGITS, POINT
from pycog.attainment import gap
from pycog.conventions import Indicator
from pycog.errors import PycogError
from pycog.indicators import rate
from pycog.reports.bilan.bilan_entries import RatioEntry
from pycog.reports.bilan.bilan_figures import figure, literal
from pycog.reports.bilan.bilan_model import RatioResult
from pycog.values import Scalar, display, is_blank


def ratio_result(
    indicator: Indicator, entry: RatioEntry | None, year: int, actual: Scalar
) -> RatioResult | None:
    """Return a rate and what its parts say of the typed result, ``None`` without both parts."""
    above = None if entry is None else entry.numerators.get(year)
    below = None if entry is None else entry.denominators.get(year)
    if entry is None or (is_blank(above) and is_blank(below)):
        return None
    place = entry.places.get(year, "")
    if is_blank(above) or is_blank(below):
        lacking = "numérateur" if is_blank(above) else "dénominateur"
        return RatioResult("", f"{place} : le {lacking} manque, le taux n'est pas calculé.")
    try:
        value = rate(above, below)
    except PycogError as error:
        return RatioResult("", f"{place} : {error.message}")
    formula = f"COG_RATE({literal(above)},{literal(below)})"
    found = figure(value, "rate", formula)
    parts = f"{display(above)} sur {display(below)}"
    if indicator.unit != "%":
        return RatioResult(f"{parts}, soit {found.shown}", "", found)
    return RatioResult(
        f"{parts}, soit {found.shown}", _against(value, parts, found.shown, place, actual), found
    )


def _against(value: float | None, parts: str, shown: str, place: str, actual: Scalar) -> str:
    """Say in which way the typed result is not the rate, ``""`` where it is."""
    if is_blank(actual):
        return f"{place} : {parts} donnent {shown}, mais le réalisé n'est pas saisi."
    try:
        apart = gap(value, actual)
    except PycogError:
        return ""  # said of the result itself
    if apart is None or round(abs(apart), DIGITS) <= POINT:
        return ""
    typed = display(actual, "rate")
    return f"{place} : {parts} donnent {shown}, mais le réalisé saisi est {typed}."
