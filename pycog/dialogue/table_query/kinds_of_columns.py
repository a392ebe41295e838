"""What the columns of a table hold, by their headings and their cells, and what its rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import (
    CODE,
    DAY,
    FIGURE,
    NOTE,
    TEXT,
    PlainColumn,
)
from pycog.dialogue.table_query.table_periods import is_bare, period_of
from pycog.dialogue.table_query.table_texts import UNIT, unit_of
from pycog.dialogue.workbook.open_cells import NAMES
from pycog.equip.open_parts import OpenColumn, day_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.audit.grid import Stored

YEARS: Final = range(1990, 2101)
_NOTED: Final = regex(
    r"(?:remarques?|observations?|commentaires?|notes?|precisions?|obs|suite / remarques?"
    r"|points? d attention|points? de vigilance|vigilance|alertes?|difficultes?|freins?|blocages?"
    r"|explications?)\b.*"
)
_CODED: Final = regex(r"n ?°.*|(?:no|num(?:ero)?|ref(?:erence)?|id|codes?|identifiant|rang)\b.*")
#: Numbers that only name: nobody adds them up.
CALLED: Final = regex(
    r"(?:poste|poste tel.*|tel(?:ephone)?\b.*|ligne directe|bureau|departement|code postal"
    r"|(?:matricule|sire[nt])\b.*)"
)
_RATED: Final = regex(r"(?:taux|tx|part|pourcentage|%|proportion|ratio)(?:\b|(?<=%))")
#: What is counted or measured is no amount, whatever unit the title says.
_NO_MONEY: Final = regex(
    r"\b(?:etp|nb|nbre|nombre|effectifs?|presents?|agents?|personnes?|jours?|delais?|heures?"
    r"|quantites?|qte|poids|points?|score|age|duree|avancement|progression|beneficiaires?"
    r"|dossiers?|taux|surfaces?|superficies?|postes|places|visites?|appels?|recrut\w*|embauches?"
    r"|departs?|arrivees?|entrees?|sorties?|absences?|participants?|stagiaires?|inscrits?|assures?"
    r"|vehicules?|sinistres?|logements?|lits?|litres?|km|rang|priorite|conges?|foyers?)\b|%"
    r"|\((?:en )?(?:m2|m3|k?m|[km]wh|j|h|min|u|nb|kg|t|l)\)"
)
_YEARLY: Final = regex(r"\b(?:annees?|exercices?|millesimes?|an|credits? de|campagnes?)\b")
_LONGEST_SPAN: Final = 30
_FALSE_YEARS: Final = 3
_FEW: Final = 2

_TOTAL: Final = regex(
    r"(?:(?:sous|ss|s) ?[/-]? ?)?tota(?:l|ux)\b.*|s ?/ ?t\b.*|ensemble\b.*|cumul\b.*|moyenne\b.*"
    r"|(?:depenses|charges|recettes|produits|ressources|emplois|credits) tota(?:l|ux|les?)\b.*"
)
_PART: Final = regex(r"(?:(?:sous|ss|s) ?[/-]? ?)total\b.*|s ?/ ?t\b.*")
_GRAND: Final = regex(r"\btotal (?:general|global|d ensemble|tous)\b|^ensemble\b|^total$")


def total_in(text: str) -> bool:
    """Tell whether a label is that of a total, or of a part of one."""
    return _TOTAL.match(normalise(text)) is not None


def role_of_total(text: str) -> str:
    """Return the role of a row that adds up others: a total or a sub-total."""
    return "sous-total" if _PART.match(normalise(text)) else "total"


def is_grand_total(text: str) -> bool:
    """Tell whether a label is that of the total of everything."""
    return _GRAND.search(normalise(text)) is not None


def column_of(at: int, own: str, group: str, cells: Sequence[Stored], unit: str) -> PlainColumn:
    """Return a column with what it holds.

    Args:
        at: Zero-based column of the sheet.
        own: Its heading.
        group: The headings above it.
        cells: What stands in it.
        unit: The unit of amounts that the title says.
    """
    plain, over = normalise(own), normalise(group)
    kind = _kind(plain, cells, unit)
    money = kind == FIGURE and not _NO_MONEY.search(f"{over} {plain}")
    said = unit_of(own) or (unit_of(group) or unit if money else "")
    role = "taux" if _RATED.match(plain) else "montant" if said else ""
    role = "code" if kind == CODE else role
    # « T4 » below « 2025 » is of that year.
    both = period_of(f"{over} {plain}") if is_bare(over) else None
    period = both or period_of(plain) or period_of(f"{over} {plain}")
    title = f"{own} {group}".strip() if is_bare(plain) and over else own
    if over and not is_bare(plain):
        title = f"{group} – {own}"
    column = OpenColumn(at, title.strip(), role, None, said)
    return PlainColumn(column, plain, over, kind, period)


def _kind(plain: str, cells: Sequence[Stored], unit: str) -> str:
    numbers = [one for one in cells if isinstance(one.value, int | float) and not one.error]
    days = [one for one in cells if day_of(one)]
    if _NOTED.match(plain):
        return NOTE
    if days and len(days) * 2 >= len(cells):
        return DAY
    if _CODED.fullmatch(plain):
        return CODE
    filled = bool(numbers) and len(numbers) * 2 >= len(cells)
    if not filled and (cells or not (UNIT.search(plain) or is_bare(plain))):
        return TEXT
    if CALLED.fullmatch(plain) and numbers and all(_names(one) for one in numbers):
        return CODE
    if numbers and _are_years(plain, numbers, unit):
        return CODE
    if NAMES.fullmatch(plain) and not unit and period_of(plain) is None:
        return CODE
    return FIGURE


def _names(one: Stored) -> bool:
    """Tell whether a cell holds a whole number, as codes are."""
    return isinstance(one.value, int | float) and one.value == int(one.value) and one.value >= 1


def _are_years(plain: str, numbers: Sequence[Stored], unit: str) -> bool:
    """Tell whether a column holds years: of amounts, where the title has a unit, few do."""
    values = [one.value for one in numbers]
    if not all(one in YEARS for one in values) or UNIT.search(plain):
        return False
    if not unit or _YEARLY.search(plain):
        return True
    held = set(values)
    repeated = len(held) < len(values) and len(values) >= _FALSE_YEARS
    return repeated and max(held) - min(held) < _LONGEST_SPAN  # type: ignore[operator]


def numbering(columns: Sequence[PlainColumn], cells: Sequence[Stored]) -> PlainColumn | None:
    """Return the first column as one of codes, where it only numbers the names beside it.

    Args:
        columns: The columns.
        cells: What stands in the first one.
    """
    if len(columns) < _FEW or columns[0].kind != FIGURE or columns[1].kind != TEXT:
        return None
    first = columns[0]
    values = [one.value for one in cells]
    if len(values) < _FEW or len(set(values)) < len(values) or UNIT.search(first.own):
        return None
    if first.period is not None or not all(map(_names, cells)):
        return None
    return replace(first, kind=CODE, column=replace(first.column, role="code", unit=""))
