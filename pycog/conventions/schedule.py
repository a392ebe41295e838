"""Finds the dated measures of a convention by objective sheet and by date."""

from __future__ import annotations

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Milestone
from pycog.errors import NotAvailable
from pycog.lazy_patterns import regex
from pycog.milestones import to_due
from pycog.values import Scalar, display, excerpt, fold, is_blank

_SHEET = regex(r"(?:fiche(?: objectif)? ?)?(?:n ?° ?)?(\d{1,6})")


def milestones_of(
    convention: Convention, sheet: Scalar = None, until: Scalar = None
) -> list[Milestone]:
    """Return dated measures by due date, then in the order of the document.

    Args:
        convention: Where to look.
        sheet: Number of an objective sheet (``17`` or ``"fiche 17"``); all when blank.
        until: A date, a year or a due text; later measures are left out.

    Raises:
        NotAvailable: ``fiche-inconnue``, ``aucune-echeance``.
        InvalidInput: ``echeance-illisible``, ``echeance-sans-numero``, or not a date.
    """
    limit = to_due(until, "la date limite")
    number = None if is_blank(sheet) else _sheet_number(convention, sheet)
    found = [
        item
        for item in convention.milestones
        if (number is None or item.sheet == number)
        and (limit is None or item.due.last <= limit.last)
    ]
    if not found:
        about = f" de la fiche {number}" if number is not None else ""
        before = f" jusqu'au {limit.last.strftime('%d/%m/%Y')}" if limit is not None else ""
        raise NotAvailable(
            "aucune-echeance",
            f"{convention.short_title} n'imprime aucune échéance{about}{before}.",
            sheet=display(sheet),
        )
    return sorted(found, key=lambda item: item.due.last)


def _sheet_number(convention: Convention, sheet: Scalar) -> int:
    text = f"{sheet:.15g}" if isinstance(sheet, int | float) else display(sheet)
    match = _SHEET.fullmatch(fold(text))
    number = int(match[1]) if match else None
    if number is None or number not in convention.sheets:
        numbers = sorted(convention.sheets)
        known = f" Donnez un numéro de {numbers[0]} à {numbers[-1]}." if numbers else ""
        raise NotAvailable(
            "fiche-inconnue",
            f"La fiche objectif « {excerpt(text)} » n'existe pas dans {convention.short_title}."
            f"{known}",
            sheet=sheet,
        )
    return number
