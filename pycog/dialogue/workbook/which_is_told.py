"""Which of two rooms tells what was asked of an open workbook: its tables, or what is known."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

#: That a table has no row of those that were asked for.
NO_ROW: Final = regex(r"\baucune ligne\b")
_ONE_ROW: Final = regex(r"\) : 1 ligne, [^;:]*$")
_YES_OR_NO: Final = ("Oui", "Non")
_CHOSEN_BY: Final = regex(r"« [^»]+ » \(([^:()«»,]+) : ")
_COSTS: Final = regex(r"\bco[uû]t|\bmontant|\bbudget|\beuros?\b|€", re.IGNORECASE)
#: The place of a cell that is told.
CELL: Final = regex(r"\(([A-Z]{1,3}\d{1,7})\)")
_ADDRESS: Final = regex(r"![A-Z]{1,3}\d")
_WHO: Final = regex(r"\bc est qui\b|^(?:et )?(?:c est )?qui\b|\bpar qui\b|\bpourquoi\b")


def is_decided(question: str, told: Answer, other: Answer) -> bool:
    """Tell whether what a table told is of the kind that is asked for, and the other is not.

    Args:
        question: As typed.
        told: What a table told.
        other: What another room told.
    """
    decides = told.text.startswith(_YES_OR_NO) and not other.text.startswith(_YES_OR_NO)
    # How much something moved is no share of the whole.
    moved = told.text.startswith(("Évolution", "Écart"))
    moved = moved and other.text.startswith(("Part", "Total"))
    shared = told.text.startswith("Part dans") and "%" not in other.text
    # « Commencées en 2025 » is of the day that they began.
    chosen = _CHOSEN_BY.match(told.text)
    began = chosen is not None and chosen[1].lower() not in other.text.lower()
    # What something costs is an amount.
    costs = "€" in told.text and "€" not in other.text and _COSTS.search(question) is not None
    # A remark is quoted of the row, where elsewhere no cause is found.
    explained = " : « " in told.text and "n'est pas indiquée" in other.text
    return (
        explained
        or decides
        or moved
        or shared
        or began
        or costs
        or _is_another_cell(question, told, other)
    )


def tells_another_row(question: str, told: Answer, kept: Answer) -> bool:
    """Tell whether a register tells other rows than the one that every word chooses.

    Args:
        question: As typed.
        told: What a table told of it.
        kept: What a register told.
    """
    none = NO_ROW.search(kept.text) is not None and NO_ROW.search(told.text) is None
    # One row that is named alone is told with what it holds.
    alone = _ONE_ROW.search(kept.text) is not None and not CELL.search(kept.text)
    return none or alone or _is_another_cell(question, told, kept)


def _is_another_cell(question: str, told: Answer, other: Answer) -> bool:
    """Tell whether one cell is told, and another room tells others among which it is not."""
    cells = set(CELL.findall(told.text))
    others = set(CELL.findall(other.text))
    if len(cells) != 1 or cells & others or other.kind != ANSWERED:
        return False
    if not others:
        # « C'est qui ? » is not answered by how late it is, nor « % fait » by how many are done.
        return not (other.formula_cells or _ADDRESS.search(other.text)) and (
            not other.formula or _WHO.search(normalise(question)) is None
        )
    return not other.formula or len(others) == 1
