"""Roles of the columns of a budget, and of those that add up its years or quarters."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from pycog.audit.grid import normal
from pycog.equip.model import FIGURES
from pycog.equip.recognition.heading_words import is_part_of_year, is_total_heading
from pycog.equip.recognition.regions import Headed, Region

#: Words of a title or heading that say that amounts, or values, are results.
EXECUTION: Final = re.compile(r"\b(execut|realis|consomm|comptes?\b|resultat|constat|mandat)")
#: Words that say that amounts are those of a budget.
VOTED: Final = re.compile(r"\b(budgets? (?:vot|initi|primit)|vote|bp|br)\b")
#: What the agreement foresees, whatever it is called: « Prévu COG 2023 », « Budget convention ».
_AGREED: Final = re.compile(r"\b(cog|convention\w*|trajectoire|annexe)\b")
#: So many parts of a year head columns where its months or quarters are followed.
_FEWEST_PARTS: Final = 3
#: Part of a year → how many of them make it.
_WHOLE: Final = {"mois": 12, "trimestre": 4, "semestre": 2}
#: How the names of the months begin, for patterns.
MONTHS: Final = "janv|fevr?|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec"
_MONTH: Final = re.compile(rf"\b(?:{MONTHS})(?!\w*trim)")
_HALF: Final = re.compile(r"\bs ?[12]\b|\bsem(?:estres?)?\b")


def budget_role(role: str, text: str) -> str:
    """Return the role that a column has among those of a budget.

    Args:
        role: Role that its heading tells, ``""`` where it tells none.
        text: The heading, as :func:`normal` gives it.
    """
    if role == "réalisé":
        return "exécuté"
    if role == "voté" and _AGREED.search(text):
        return "base"
    if role in {"objectif", "seuil", "poids", "points"}:
        return "autre"
    return role or "autre"


def role_of_total(region: Region, headed: Headed, role: str, year: int | None) -> str:
    """Return the role of a column of a budget, once it is known what a total adds up.

    « Total exécuté » beside the columns of several years is of them all; « Total » beside
    quarters is the amount of the year, where the title says what these are.

    Args:
        region: Where the table stands.
        headed: The column.
        role: Role that its heading has by itself, as :func:`budget_role` gives it.
        year: The one year that its heading tells, ``None`` where it tells none.
    """
    if not is_total_heading(headed.heading):
        return role
    if has_parts_of_year(region):
        whole = year is not None or covers_year(region)
        return (role_of_parts(region) if role == "cumul" and whole else "") or role
    years = {
        one.words.years[0]
        for one in region.columns
        if len(one.words.years) == 1 and budget_role(one.words.role, normal(one.heading)) == role
    }
    return "cumul" if role in FIGURES and year is None and len(years) > 1 else role


def role_of_parts(region: Region) -> str:
    """Return what the months or quarters of a table are, as its title says; ``""`` for silence.

    Args:
        region: Where the table stands.
    """
    title = normal(region.title)
    return "exécuté" if EXECUTION.search(title) and not VOTED.search(title) else ""


def shows_rates(region: Region, column: int) -> bool:
    """Tell whether most cells of a column are percentages, which are no amounts.

    Args:
        region: Where the table stands.
        column: Zero-based column.
    """
    cells = [
        stored
        for row in region.body
        if (stored := region.view.row(row).get(column)) is not None and stored.value != ""
    ]
    rates = sum(stored.percent or "%" in stored.text for stored in cells)
    return 2 * rates > len(cells)


def is_so_far(region: Region, headed: Headed) -> bool:
    """Tell whether a column is the total of some months or quarters of a year it does not name.

    Args:
        region: Where the table stands.
        headed: The column.
    """
    total = is_total_heading(headed.heading) and not headed.words.years
    return total and has_parts_of_year(region) and not covers_year(region)


def covers_year(region: Region) -> bool:
    """Tell whether the months, quarters or halves of a table are those of a whole year.

    Args:
        region: Where the table stands.
    """
    counts = Counter(
        period_of(one.heading) for one in region.columns if is_part_of_year(one.heading)
    )
    return any(counts[period] >= whole for period, whole in _WHOLE.items())


def period_of(heading: str) -> str:
    """Return what part of a year a heading is of: ``"mois"``, ``"trimestre"``, ``"semestre"``.

    Args:
        heading: The heading of a part of a year.
    """
    plain = normal(heading)
    return "mois" if _MONTH.search(plain) else "semestre" if _HALF.search(plain) else "trimestre"


def has_parts_of_year(region: Region) -> bool:
    """Tell whether months or quarters head columns, and no column of them is the year's.

    Args:
        region: Where the table stands.
    """
    return sum(is_part_of_year(one.heading) for one in region.columns) >= _FEWEST_PARTS
