"""All the cases: importing their modules adds them."""

from __future__ import annotations

from tests.refresh.gaps import (
    arrays,
    criteria,
    days_and_doubt,
    finance_and_codes,
    forms,
    lambdas,
    languages,
    lookups,
    names,
    noise,
    numbers_and_operators,
    officers,
    references,
    tables,
    text_and_dates,
)
from tests.refresh.gaps.case import CASES

__all__ = [
    "CASES",
    "arrays",
    "criteria",
    "days_and_doubt",
    "finance_and_codes",
    "forms",
    "lambdas",
    "languages",
    "lookups",
    "names",
    "noise",
    "numbers_and_operators",
    "officers",
    "references",
    "tables",
    "text_and_dates",
]
