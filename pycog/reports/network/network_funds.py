"""Reads the executed amounts of a filled annex 2 or 3, and tells what differs from its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_2_3.fund_table import HEADER
from pycog.audit.grid import Grid, normal
from pycog.reports.network.network_columns import Remark, value_of
from pycog.reports.network.network_model import BLOCKING, NOTE, TO_CHECK, Entry, Key

if TYPE_CHECKING:
    from pycog.conventions import Convention, Fund

_EXECUTION: Final = "Exécution"
_HEADING: Final = re.compile(r"(execute|base cog) ((?:19|20)\d{2})(?: \([km]?€\))?")
#: A cent: stored sums of amounts in euros are not compared closer.
_CENT: Final = 0.005


def measure_key(fund: str, line: str) -> str:
    """Return the key of the measure of a budget line."""
    return f"{fund}/{line}"


@dataclass
class FundForm:
    """A filled annex 2 or 3 against the form that its convention gives it.

    Attributes:
        convention: The agreement.
        grids: The sheets of the workbook.
        fund: The fund of the annex, known once it is read.
        remarks: What differs, filled by :meth:`read`.
    """

    convention: Convention
    grids: Sequence[Grid]
    fund: Fund | None = None
    remarks: list[Remark] = field(default_factory=list)

    def read(self) -> dict[Key, Entry] | None:
        """Return what the annex holds; ``None`` when no table of executed amounts is found."""
        found = [(grid, heads) for grid in self.grids if (heads := _find_headings(grid))]
        self.fund = self._fund()
        if not found or self.fund is None:
            return None
        grid, (header, columns) = min(found, key=lambda one: one[0].name != _EXECUTION)
        if grid.name != _EXECUTION:
            self._remark(
                "feuille-renommee",
                grid.name,
                f"les montants exécutés sont sur la feuille « {grid.name} » au lieu de "
                f"« {_EXECUTION} ». Ils y sont lus.",
                NOTE,
            )
        if header != HEADER:
            self._remark(
                "tableau-deplace",
                f"{grid.name}, ligne {header + 1}",
                f"les en-têtes du tableau sont à la ligne {header + 1} au lieu de la ligne "
                f"{HEADER + 1}. Les montants sont lus à leur nouvelle place.",
                NOTE,
            )
        if not self._same_years(grid, columns):
            return {}
        entries = dict(self._entries(grid, header, columns, self.fund))
        self._stale(entries, self.fund)
        return entries

    def _fund(self) -> Fund | None:
        """Return the fund that the sheets name, or whose labels they hold."""
        names = {grid.name for grid in self.grids}
        for fund in self.convention.funds.values():
            if fund.id in names:
                return fund
        labels = {normal(one.text) for grid in self.grids for one in grid.cells.values()}

        def shared(fund: Fund) -> int:
            return len({normal(line.label) for line in fund.lines} & labels)

        best = max(self.convention.funds.values(), key=shared, default=None)
        return best if best is not None and shared(best) > len(best.lines) / 2 else None

    def _same_years(self, grid: Grid, columns: Mapping[Key, int]) -> bool:
        wanted = set(self.convention.years)
        found = {year for what, year in columns if what == "execute"}
        period = f"{min(wanted)} à {max(wanted)}"
        if not found & wanted:
            listed = ", ".join(map(str, sorted(found))) or "aucune année"
            self._remark(
                "annees-differentes",
                grid.name,
                f"l'annexe porte sur {listed} ; la convention va de {period}. Rien n'en est "
                "compté : demandez l'annexe de la bonne convention.",
                BLOCKING,
            )
            return False
        for year in sorted(wanted - found):
            self._remark(
                "colonne-absente",
                grid.name,
                f"la colonne « Exécuté {year} » manque. Ses montants ne sont pas lus : "
                "rétablissez l'en-tête de l'annexe.",
                BLOCKING,
            )
        return True

    def _entries(
        self, grid: Grid, header: int, columns: Mapping[Key, int], fund: Fund
    ) -> Iterator[tuple[Key, Entry]]:
        rows = _rows(grid, header, fund)
        lines = [line for line in fund.lines if line.role != "titre"]
        missing = [line.label for line in lines if line.key not in rows]
        if missing:
            listed = ", ".join(f"« {label} »" for label in missing)
            self._remark(
                "ligne-absente",
                grid.name,
                f"lignes absentes ou renommées : {listed}. Rien n'en est compté : rétablissez "
                "leurs libellés.",
                BLOCKING,
            )
        for line in lines:
            if line.key not in rows:
                continue
            row = rows[line.key]
            cells = grid.row(row)
            for year in self.convention.years:
                column = columns.get(("execute", year))
                if column is not None:
                    base = value_of(cells.get(columns.get(("base cog", year), -1)))
                    actual = value_of(cells.get(column))
                    key = (measure_key(fund.id, line.key), year)
                    yield key, Entry(actual, base, grid.place((row, column)))

    def _stale(self, entries: Mapping[Key, Entry], fund: Fund) -> None:
        """Compare the sums that the workbook stores with those of its lines."""
        stale: list[str] = []
        for line in fund.lines:
            for year in self.convention.years if line.parts else ():
                total = entries.get((measure_key(fund.id, line.key), year))
                parts = [entries.get((measure_key(fund.id, key), year)) for key in line.parts]
                amounts = [_amount(part) for part in parts]
                known = [amount for amount in amounts if amount is not None]
                if total is None or not known:
                    continue
                stored = _amount(total)
                if stored is None or abs(stored - sum(known)) > _CENT:
                    stale.append(total.place)
        if stale:
            self._remark(
                "valeurs-non-recalculees",
                stale[0],
                f"{len(stale)} totaux enregistrés ne sont pas la somme de leurs lignes. Lancez "
                "« pycog refresh » sur ce classeur, ou vérifiez ses formules.",
                TO_CHECK,
            )

    def _remark(self, code: str, place: str, message: str, weight: str) -> None:
        self.remarks.append((code, place, message, weight))


def _find_headings(grid: Grid) -> tuple[int, dict[Key, int]] | None:
    for row in grid.rows():
        found = {
            (match[1], int(match[2])): column
            for column, stored in grid.row(row).items()
            if (match := _HEADING.fullmatch(normal(stored.text)))
        }
        # The register of annex 1 has executed amounts too, without the bases beside them.
        kinds = [what for what, _ in found]
        if kinds.count("execute") >= 2 and "base cog" in kinds:
            return row, found
    return None


def _rows(grid: Grid, header: int, fund: Fund) -> dict[str, int]:
    """Return the row of each line, in the order of the annex where a label comes twice."""
    rows: dict[str, int] = {}
    waiting = list(fund.lines)
    for row in grid.rows():
        cells = grid.row(row)
        label = next((one.text for _, one in sorted(cells.items()) if one.text), "")
        if row <= header or not label:
            continue
        line = next((line for line in waiting if normal(line.label) == normal(label)), None)
        if line is not None:
            rows[line.key] = row
            waiting.remove(line)
    return rows


def _amount(entry: Entry | None) -> float | None:
    value = None if entry is None else entry.actual
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
