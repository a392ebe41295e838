"""Reports drawn from filled workbooks; loaded only when first used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pycog.reports.budget.budget_outcome import BudgetOutcome
    from pycog.values import Scalar

__all__ = ["draw_budget"]


def draw_budget(path: Path, year: Scalar = None) -> BudgetOutcome:
    """Draw up the budget report of a workbook of annex 1; see :mod:`.budget`."""
    from pycog.reports.budget.budget_outcome import draw_up

    return draw_up(path, year)
