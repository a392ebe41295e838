"""The budget rules of annex 1: amounts, credits, transfers, carry-over, approval, report.

The basics that every budget needs are here under their short names; the rules of the
annex are in the modules beside.
"""

from pycog.budget.amounts import (
    CONSISTENT,
    TotalCheck,
    base,
    check_total,
    compare_total,
    evolution,
    execution,
    explain_base,
    explain_check_total,
    explain_evolution,
    explain_execution,
)

__all__ = [
    "CONSISTENT",
    "TotalCheck",
    "base",
    "check_total",
    "compare_total",
    "evolution",
    "execution",
    "explain_base",
    "explain_check_total",
    "explain_evolution",
    "explain_execution",
]
