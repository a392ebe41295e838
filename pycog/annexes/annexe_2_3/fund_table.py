"""Where the lines and years of a fund stand: the three sheets of its workbook share it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import Page, cell, span
from pycog.annexes.kit.styles import amount_format
from pycog.errors import InvalidInput
from pycog.values import parse_number

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine, Convention, Fund

#: The tables of the three sheets share these rows, so that a line is found at one place.
HEADER: Final = 5
FIRST: Final = HEADER + 1
LABEL_WIDTH: Final = 46
#: Unit → how a sentence says it, and an amount to type as an example.
_TYPED: Final = {
    "€": ("en euros", "14225000"),
    "k€": ("en milliers d'euros (k€)", "14225"),
    "M€": ("en millions d'euros (M€)", "14,2"),
}
AMOUNT_WIDTH: Final = 15


@dataclass(frozen=True)
class FundTable:
    """Where the lines and years of a fund stand on its sheets.

    Attributes:
        convention: The agreement.
        fund: The fund.
    """

    convention: Convention
    fund: Fund

    @cached_property
    def rows(self) -> dict[str, int]:
        """Line key → zero-based row, on all three sheets."""
        return {line.key: FIRST + place for place, line in enumerate(self.fund.lines)}

    @property
    def last_row(self) -> int:
        """Row of the last printed line."""
        return FIRST + len(self.fund.lines) - 1

    @property
    def revenue_row(self) -> int:
        """Row of the total of revenue, which the annex does not print, under its heading."""
        return self.last_row + 2

    @property
    def balance_row(self) -> int:
        """Row of revenue minus expenditure."""
        return self.revenue_row + 1

    @property
    def bottom_row(self) -> int:
        """Last row of the table, that of the balance where there is revenue to balance."""
        return self.last_row if self.balanced is None else self.balance_row

    @property
    def periods(self) -> tuple[str, ...]:
        """Keys of the amounts, in the order of the columns: "2011", "2012"… "total"."""
        return (*map(str, self.convention.known_years), "total")

    @property
    def base_column(self) -> int | None:
        """Column of the last base year, which evolutions start from; ``None`` without one."""
        return len(self.convention.baseline_years) or None

    @property
    def first_column(self) -> int:
        """Column of the first year of the convention."""
        return 1 + len(self.convention.baseline_years)

    @property
    def money(self) -> str:
        """Number format of the amounts of the fund."""
        return amount_format(self.fund.unit, self.fund.decimals)

    @property
    def in_unit(self) -> str:
        """What a heading adds to say the unit: nothing for euros, which each cell shows."""
        return "" if self.fund.unit == "€" else f" ({self.fund.unit})"

    @property
    def typed(self) -> tuple[str, str]:
        """How a sentence says the unit, and an amount to type as an example."""
        return _TYPED[self.fund.unit]

    @property
    def headings(self) -> tuple[str, ...]:
        """Column headings of the printed annex; amounts other than euros say their unit."""
        first, last = self.convention.years[0], self.convention.years[-1]
        baseline, unit = self.convention.baseline_year, self.in_unit
        return (
            *(f"Exécuté prévisionnel {year}{unit}" for year in self.convention.baseline_years),
            *(f"Base COG {year}{unit}" for year in self.convention.years),
            f"Total COG\n{first}-{last}{unit}",
            f"Évolution\n{last}/{baseline}" if baseline else "Évolution",
        )

    @property
    def evolution_column(self) -> int:
        """Column of the evolution; the one before holds the total."""
        return 1 + len(self.periods)

    def moved_evolution(self, line: BudgetLine) -> bool:
        """Tell whether an amendment changed what the printed evolution compares."""
        base, last = self.convention.baseline_year, self.convention.years[-1]
        return bool({str(base), str(last)} & line.amended.keys())

    @cached_property
    def revenue(self) -> tuple[BudgetLine, ...]:
        """Lines of revenue."""
        return tuple(line for line in self.fund.lines if line.role == "recette")

    @cached_property
    def balanced(self) -> str | None:
        """Key of the total that revenue has to equal; ``None`` where the annex has no revenue."""
        if not self.revenue:
            return None
        return next((line.balances for line in self.fund.lines if line.balances), None)

    @cached_property
    def gross(self) -> str | None:
        """Key of the total of expenditure: what revenue equals, else the last total printed."""
        totals = [line.key for line in self.fund.lines if line.role == "total" and line.parts]
        return self.balanced or (totals[-1] if totals else None)

    def amounts(self, key: str) -> list[float]:
        """Return the printed amounts of a line, blanks left out."""
        line = next(line for line in self.fund.lines if line.key == key)
        return [amount for amount in line.amounts.values() if amount is not None]

    def addresses(self, keys: Iterable[str], column: int) -> str:
        """Return the cells of some lines in a column, ``"C8:C9"`` where they touch."""
        rows = sorted(self.rows[key] for key in keys)
        if len(rows) > 1 and rows == list(range(rows[0], rows[-1] + 1)):
            return span((rows[0], column), (rows[-1], column))
        return ",".join(cell(row, column) for row in rows)


def kind_of(line: BudgetLine, *, live: bool) -> str:
    """Return the kind of cell of a line's amounts."""
    total = line.role in {"total", "sous-total"}
    if live and line.parts:
        return "total" if total else "computed"
    return "printed_total" if total else "printed"


def write_label(page: Page, row: int, line: BudgetLine, *, width: int) -> bool:
    """Write the label of a line; return whether amounts follow."""
    if line.role == "titre":
        page.value(row, 0, line.label, "heading")
        for column in range(1, width):
            page.value(row, column, None, "heading")
        return False
    kind = "printed_total" if line.role in {"total", "sous-total"} else "printed"
    if line.role == "dont":
        page.value(row, 0, line.label, kind, indent=2, italic=True)
    else:
        page.value(row, 0, line.label, kind, indent=1 if kind == "printed" else 0)
    return True


def expect_amount(page: Page, table: FundTable, place: tuple[int, int]) -> None:
    """Warn, without blocking, when what is typed into a cell is not a positive amount."""
    page.sheet.data_validation(
        span(place, place),
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "ignore_blank": True,
            "error_type": "warning",
            "error_title": "Montant attendu",
            "error_message": f"Saisissez un montant {table.typed[0]}, positif ou nul, par "
            f"exemple {table.typed[1]}. Laissez la cellule vide si le montant n'est pas connu.",
        },
    )


def printed_rate(text: str) -> float | None:
    """Return the evolution that a printed text states, ``None`` for "NS" or nothing."""
    try:
        return parse_number(text).value
    except InvalidInput:
        return None
