"""Recomputes the budget tables: row totals, sub-totals, balances, evolutions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Finding, Fund
from pycog.conventions.facts.schema import CHANGES_A_RESULT, TOTAL
from pycog.values import AMOUNT_UNITS, clean, format_number

#: Amounts are printed to the cent at most: a smaller gap, in euros, is not a difference.
_HALF_A_CENT = 0.005
_RECOMPUTED = "recalculé"


def row_totals(convention: Convention) -> Iterator[Finding]:
    """The years of a line add up to its printed total."""
    for fund in convention.funds.values():
        for line in fund.lines:
            printed, years = line.amounts.get(TOTAL), _sum_of_years(convention, line)
            if printed is None or years is None or _same(printed, years, fund):
                continue
            yield _Cell(convention, line, TOTAL, years).finding(
                f"total-ligne/{fund.id}/{line.key}",
                "Les montants annuels sont conservés, et le total tel qu'il est imprimé.",
            )


def part_totals(convention: Convention) -> Iterator[Finding]:
    """A total is the sum of its parts, in every column."""
    for fund in convention.funds.values():
        for line in fund.lines:
            parts = [part for key in line.parts if (part := fund.line(key))]
            for column, printed in line.amounts.items():
                summed = _sum([part.amounts.get(column) for part in parts])
                if printed is None or summed is None or _same(printed, summed, fund):
                    continue
                yield _Cell(convention, line, column, summed).finding(
                    f"total-parties/{fund.id}/{line.key}/{column}",
                    _why(convention, fund, parts, column, printed),
                )


def _why(
    convention: Convention, fund: Fund, parts: list[BudgetLine], column: str, printed: float
) -> str:
    """Say whether faulty row totals alone explain a wrong sum of totals."""
    if column == TOTAL:
        rows = [_sum_of_years(convention, part) for part in parts]
        summed = _sum(rows)
        if summed is not None and _same(summed, printed, fund):
            wrong = [
                part.label
                for part, row in zip(parts, rows, strict=True)
                if row is not None and not _same(row, part.amounts.get(TOTAL) or 0.0, fund)
            ]
            return (
                f"Conséquence du total de {', '.join(wrong)} : avec la somme de ses années, on "
                f"retrouve {format_number(printed)}. Le total imprimé est retenu."
            )
    return "Le montant imprimé est conservé."


def balances(convention: Convention) -> Iterator[Finding]:
    """The revenue of a fund equals the expenditure that it covers, in every column."""
    for fund in convention.funds.values():
        for key in dict.fromkeys(line.balances for line in fund.lines if line.balances):
            total = fund.line(key)
            if total is None:
                continue
            revenue = [line for line in fund.lines if line.balances == key]
            for column, printed in total.amounts.items():
                summed = _sum([line.amounts.get(column) for line in revenue])
                if printed is None or summed is None or _same(printed, summed, fund):
                    continue
                cell = _Cell(convention, total, column, summed, "recettes additionnées :")
                yield cell.finding(
                    f"equilibre/{fund.id}/{key}/{column}",
                    "Les recettes ne couvrent pas exactement les dépenses ; les montants imprimés "
                    "sont conservés.",
                )


def evolutions(convention: Convention) -> Iterator[Finding]:
    """The printed evolution is that of the last year over the reference year.

    Rounded half-up to as many decimals as are printed; ``NS`` and blank claim nothing.
    """
    if convention.baseline_year is None:
        return
    first, last = str(convention.baseline_year), str(convention.years[-1])
    for fund in convention.funds.values():
        for line in fund.lines:
            text = clean(line.printed.get("evolution", ""))
            if not text.endswith("%"):
                continue
            printed = Decimal(text[:-1].replace(" ", "").replace(",", "."))
            computed = evolution_in_percent(
                line.amounts.get(first), line.amounts.get(last), printed
            )
            if computed == printed:
                continue
            shown = "sans objet" if computed is None else f"{in_french(computed)} %"
            yield Finding(
                id=f"evolution/{fund.id}/{line.key}",
                document=fund.citation,
                place=f"{line.label}, évolution {last}/{first}",
                printed=text,
                recomputed=shown,
                severity=CHANGES_A_RESULT,
                reading="L'évolution se recalcule à partir des montants imprimés.",
                derived=True,
            )


def evolution_in_percent(
    start: float | None, end: float | None, printed: Decimal
) -> Decimal | None:
    """Return the evolution in percent, rounded like ``printed``; ``None`` if it has no sense."""
    if not start or end is None:
        return None
    base = Decimal(repr(start))
    ratio = (Decimal(repr(end)) - base) / base * 100
    return ratio.quantize(printed, ROUND_HALF_UP)


def in_french(number: Decimal) -> str:
    """Write a number with a decimal comma."""
    return f"{number:f}".replace(".", ",")


def _sum_of_years(convention: Convention, line: BudgetLine) -> float | None:
    return _sum([line.amounts.get(str(year)) for year in convention.years])


def _sum(amounts: list[float | None]) -> float | None:
    """Return the sum of what is printed, ``None`` when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return math.fsum(known) if known else None


def _same(one: float, other: float, fund: Fund) -> bool:
    return abs(one - other) < _HALF_A_CENT / 10.0 ** AMOUNT_UNITS[fund.unit]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A printed amount and what it should be."""

    convention: Convention
    line: BudgetLine
    column: str
    recomputed: float
    verb: str = _RECOMPUTED

    def finding(self, finding_id: str, reading: str) -> Finding:
        """Return the finding that the two differ."""
        years = self.convention.years
        named = f"total {years[0]}-{years[-1]}" if self.column == TOTAL else self.column
        return Finding(
            id=finding_id,
            document=self.convention.funds[self.line.fund].citation,
            place=f"{self.line.label}, {named}",
            printed=self.line.printed[self.column],
            recomputed=format_number(self.recomputed),
            severity=CHANGES_A_RESULT,
            reading=reading,
            derived=True,
            verb=self.verb,
        )
