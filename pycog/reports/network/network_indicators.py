"""Reads a filled annex 4, wherever its table stands, and tells what differs from its form."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_4.follow_up_sheet import FOLLOWED
from pycog.annexes.annexe_4.indicator_ratios import RATES
from pycog.annexes.annexe_4.indicator_table import ENTRY, HEADER, RESULTS, SUMMARY
from pycog.attainment import attainment, status
from pycog.audit.grid import Grid, Stored, normal
from pycog.conventions.amended import is_superseded, same_target
from pycog.conventions.facts.numbering import find_number, in_order, read_number
from pycog.errors import CellError, InvalidInput, PycogError
from pycog.reports.network.network_columns import (
    LABEL,
    NUMBER,
    Columns,
    Remark,
    column_remarks,
    expected_roles,
    find_columns,
    value_of,
)
from pycog.reports.network.network_model import BLOCKING, NOTE, TO_CHECK, Entry, Key
from pycog.targets import Target, parse_target
from pycog.values import Scalar, display, excerpt

if TYPE_CHECKING:
    from pycog.conventions import Convention, Indicator
    from pycog.conventions.facts.models import Printed

INDICATORS: Final = "indicateurs"
_README: Final = "Lisez-moi"
#: Sheets of annex 4 beside that of the entries; an older annex has not all of them.
_OWN: Final = frozenset({FOLLOWED, RATES, RESULTS, SUMMARY})
_RESULT: Final = re.compile(r"(statut|taux d'atteinte) ((?:19|20)\d{2})")
#: Differences of one kind that are listed one by one; more are counted.
_LISTED: Final = 3


def measure_key(number: str) -> str:
    """Return the key of the measure of an indicator."""
    return f"4/{number}"


@dataclass
class IndicatorForm:
    """A filled annex 4 against the form that its convention gives it.

    Attributes:
        convention: The agreement.
        grids: The sheets of the workbook.
        remarks: What differs, filled by :meth:`read`.
    """

    convention: Convention
    grids: Sequence[Grid]
    remarks: list[Remark] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)

    def read(self) -> dict[Key, Entry] | None:
        """Return what the annex holds; ``None`` when no table of indicators is found."""
        roles = expected_roles(self.convention.years, self.convention.baseline_years)
        found = [
            (grid, columns)
            for grid in self.grids
            if (columns := find_columns(grid, roles)) is not None
        ]
        if not found:
            return None
        grid, columns = min(found, key=lambda one: one[0].name != ENTRY)
        self._sheets(grid, [one.name for one, _ in found])
        if not self._same_years(grid, columns):
            return {}
        self.remarks += column_remarks(grid, columns, roles, HEADER)
        if NUMBER not in columns.places:
            return {}
        self._find_rows(grid, columns)
        entries = dict(self._entries(grid, columns))
        self._stale(entries)
        return entries

    def _sheets(self, entry: Grid, candidates: Sequence[str]) -> None:
        names = [grid.name for grid in self.grids]
        if entry.name != ENTRY:
            self._remark(
                "feuille-renommee",
                entry.name,
                f"le tableau des indicateurs est sur la feuille « {entry.name} » au lieu de "
                f"« {ENTRY} ». Il y est lu.",
                NOTE,
            )
        if others := [name for name in candidates if name != entry.name]:
            self._remark(
                "feuille-en-double",
                ", ".join(others),
                f"une autre feuille porte aussi un tableau d'indicateurs. Seule « {entry.name} » "
                "est lue : vérifiez que la saisie y est.",
                TO_CHECK,
            )
        known = {_README, entry.name, *_OWN, *candidates}
        for name in (RESULTS, SUMMARY):
            if name not in names:
                self._remark(
                    "feuille-absente",
                    "",
                    f"la feuille « {name} » manque. Les réalisés sont lus ; les résultats de "
                    "l'organisme ne peuvent pas être comparés.",
                    TO_CHECK,
                )
        if added := [name for name in names if name not in known]:
            listed = ", ".join(f"« {name} »" for name in added)
            self._remark("feuille-ajoutee", "", f"feuilles ajoutées : {listed}.", NOTE)

    def _same_years(self, grid: Grid, columns: Columns) -> bool:
        """Tell whether any year of the convention is there; say which differ."""
        wanted = set(self.convention.years)
        found = (columns.years("realise") | columns.years("objectif")) - {
            *self.convention.baseline_years
        }
        period = f"{min(wanted)} à {max(wanted)}"
        if not found & wanted:
            self._remark(
                "annees-differentes",
                grid.name,
                f"l'annexe porte sur {_years(found)} ; la convention va de {period}. Rien n'en "
                "est compté : demandez l'annexe de la bonne convention.",
                BLOCKING,
            )
            return False
        if extra := found - wanted:
            self._remark(
                "annees-differentes",
                grid.name,
                f"l'annexe a des colonnes pour {_years(extra)}, hors de la convention ({period}). "
                "Elles ne sont pas lues.",
                TO_CHECK,
            )
        return True

    def _find_rows(self, grid: Grid, columns: Columns) -> None:
        """Find the row of each indicator, and say which lack, came twice or moved."""
        doubled: set[str] = set()
        unknown: list[str] = []
        numbers = columns.places[NUMBER]
        actuals = [place for (name, _), place in columns.places.items() if name == "realise"]
        for row in grid.rows():
            if row <= columns.header:
                continue
            cells = grid.row(row)
            try:
                number = find_number(_value(cells.get(numbers)), self.convention.indicators)
            except InvalidInput as error:
                place = grid.place((row, numbers))
                self._remark(
                    error.code, place, f"{error.message[:1].lower()}{error.message[1:]}", BLOCKING
                )
                continue
            if number is None:
                typed = any(column in cells for column in actuals)
                unknown += _unknown(cells.get(numbers), row, typed=typed)
            elif number in self._rows:
                doubled.add(number)
            else:
                self._rows[number] = row
        for number in doubled:
            del self._rows[number]
        missing = [n for n in self.convention.indicators if n not in {*self._rows, *doubled}]
        for code, items, weight, end in (
            (
                "indicateur-absent",
                [f"n° {n}" for n in missing],
                BLOCKING,
                "manquent : rien n'en est compté. Rétablissez leurs lignes",
            ),
            (
                "indicateur-en-double",
                [f"n° {n}" for n in in_order(doubled)],
                BLOCKING,
                "figurent sur plusieurs lignes : aucune n'est comptée. Gardez-en une seule",
            ),
            (
                "indicateur-inconnu",
                unknown,
                TO_CHECK,
                "ne sont pas dans l'annexe : elles ne sont pas lues",
            ),
        ):
            if items:
                kind = "lignes" if code == "indicateur-inconnu" else "indicateurs"
                self._remark(code, grid.name, f"{kind} {', '.join(items)} {end}.", weight)
        self._moved_rows(grid, columns)

    def _moved_rows(self, grid: Grid, columns: Columns) -> None:
        order = list(self.convention.indicators)
        moved = [
            number
            for number, row in self._rows.items()
            if row - columns.header - 1 != order.index(number)
        ]
        if moved:
            shown = ", ".join(f"n° {number}" for number in moved[:_LISTED])
            rest = f" et {len(moved) - _LISTED} autres" if len(moved) > _LISTED else ""
            self._remark(
                "lignes-deplacees",
                grid.name,
                f"{len(moved)} indicateurs ne sont plus à leur ligne ({shown}{rest}). Ils sont "
                "lus par leur numéro.",
                NOTE,
            )

    def _entries(self, grid: Grid, columns: Columns) -> Iterator[tuple[Key, Entry]]:
        labels: list[str] = []
        targets: list[str] = []
        outdated: list[str] = []
        for number, row in self._rows.items():
            indicator = self.convention.indicators[number]
            cells = grid.row(row)
            label = cells.get(columns.places.get(LABEL, -1))
            if label is not None and normal(str(label.value)) != normal(indicator.label):
                labels.append(f"n° {number} « {excerpt(str(label.value))} »")
            for year in self.convention.years:
                place = columns.places.get(("objectif", year))
                target = None if place is None else value_of(cells.get(place))
                if place is None:
                    target = indicator.targets[year].readable
                elif not _is_printed(target, indicator.targets[year]):
                    printed = indicator.targets[year]
                    was, now = printed.text or "vide", display(target) or "vide"
                    told = f"n° {number} en {year} : « {now} » au lieu de « {was} »"
                    if is_superseded(self.convention, number, year, target):
                        outdated.append(f"{told} ({printed.amendment})")
                    else:
                        targets.append(told)
                column = columns.places.get(("realise", year))
                if column is not None:
                    actual = value_of(cells.get(column))
                    place_text = grid.place((row, column))
                    yield (measure_key(number), year), Entry(actual, target, place_text)
        self._many("libelle-modifie", grid, "libellés modifiés", labels, TO_CHECK)
        self._many("objectif-modifie", grid, "objectifs modifiés", targets, TO_CHECK)
        self._many("objectif-anterieur", grid, "objectifs d'avant un avenant", outdated, TO_CHECK)

    def _many(self, code: str, grid: Grid, what: str, items: list[str], weight: str) -> None:
        if items:
            rest = f" ; et {len(items) - _LISTED} autres" if len(items) > _LISTED else ""
            listed = " ; ".join(items[:_LISTED])
            self._remark(code, grid.name, f"{what} : {listed}{rest}.", weight)

    def _stale(self, entries: Mapping[Key, Entry]) -> None:
        """Compare the results that the workbook stores with those of what is typed in it."""
        grid = next((grid for grid in self.grids if grid.name == RESULTS), None)
        results = None if grid is None else _result_columns(grid)
        if grid is None or results is None:
            return
        header, number_column, columns = results
        stale: list[str] = []
        for row in grid.rows():
            cells = grid.row(row)
            number = self._known(cells.get(number_column)) if row > header else None
            indicator = self.convention.indicators.get(number or "")
            if indicator is None:
                continue
            for (what, year), column in columns.items():
                entry = entries.get((measure_key(indicator.number), year))
                if self.convention.neutralised(indicator.number, year):
                    continue  # the annex writes the status and computes nothing
                earlier = _earlier(entries, indicator, year, self.convention.baseline_year)
                if entry and not _agrees(cells.get(column), what, entry, indicator, year, earlier):
                    stale.append(grid.place((row, column)))
        if stale:
            self._remark(
                "valeurs-non-recalculees",
                stale[0],
                f"{len(stale)} résultats enregistrés ne sont pas ceux des réalisés saisis. Les "
                "résultats du réseau sont recalculés ; lancez « pycog refresh » sur ce classeur.",
                TO_CHECK,
            )

    def _known(self, stored: Stored | None) -> str | None:
        """Return the indicator of a row; an ambiguous number, told of the entries, has none."""
        try:
            return find_number(_value(stored), self.convention.indicators)
        except InvalidInput:
            return None

    def _remark(self, code: str, place: str, message: str, weight: str) -> None:
        self.remarks.append((code, place, message, weight))


def _years(years: set[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "aucune année"


def _value(stored: Stored | None) -> Scalar:
    return None if stored is None or stored.error else stored.value


def _unknown(stored: Stored | None, row: int, *, typed: bool) -> list[str]:
    """Name a row that no indicator has: by its number, or by its place where it has results."""
    try:
        number = read_number(_value(stored))
    except InvalidInput:
        return [f"ligne {row + 1}"] if typed else []
    return [f"n° {number}"] if typed or number.isdigit() else []


def _is_printed(found: Scalar, printed: Printed) -> bool:
    """Tell whether a cell holds what the annex was built with, or the target typed anew."""
    return found == printed.readable or same_target(found, printed.target)


def direction_of(indicator: Indicator, year: int) -> str | None:
    """Return the direction to give with a target that does not state it, as the annex does."""
    return indicator.targets[year].target.direction_to_give(indicator.direction)


def _earlier(
    entries: Mapping[Key, Entry], indicator: Indicator, year: int, first: int | None
) -> Scalar:
    """Return the achieved value that a target starts from, ``None`` for most targets."""
    printed = indicator.targets.get(year)
    if printed is None or not printed.target.needs_reference:
        return None
    wanted = printed.target.base_year(year, first)
    if wanted is None or wanted not in indicator.targets:
        return printed_base(indicator, wanted)
    found = entries.get((measure_key(indicator.number), wanted))
    return found.actual if found else None


def printed_base(indicator: Indicator, year: int | None) -> Scalar:
    """Return the printed value of a base year, ``None`` for a year that is none."""
    found = None if year is None else indicator.baselines.get(year)
    return found.readable if found else None


def _result_columns(grid: Grid) -> tuple[int, int, dict[Key, int]] | None:
    for row in grid.rows():
        heads = {normal(stored.text): column for column, stored in grid.row(row).items()}
        found = {
            (match[1], int(match[2])): column
            for text, column in heads.items()
            if (match := _RESULT.fullmatch(text))
        }
        if found and NUMBER[0] in heads:
            return row, heads[NUMBER[0]], dict(found)
    return None


def _agrees(
    stored: Stored | None,
    what: str,
    entry: Entry,
    indicator: Indicator,
    year: int,
    earlier: Scalar,
) -> bool:
    """Tell whether a stored result is the one of what is typed."""
    compute = status if what == "statut" else attainment
    value = value_of(stored)
    if isinstance(entry.actual, CellError) or isinstance(entry.target, CellError):
        return isinstance(value, CellError)
    try:
        direction = direction_of(indicator, year)
        expected = compute(entry.actual, entry.target, None, direction, None, earlier)
    except PycogError:
        return isinstance(value, CellError)
    if isinstance(expected, float):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isclose(float(str(value)), expected, rel_tol=1e-12)
    return value == expected


def reading_target(indicator: Indicator, year: int) -> Target:
    """Return the target in whose unit an actual is read where its own has none."""
    own = indicator.targets[year].target
    if own.value is not None and not own.needs_reference:
        return own
    for printed in indicator.targets.values():
        if printed.target.value is not None and printed.target.kind not in {"change", "shift"}:
            return printed.target
    if indicator.unit == "%":
        return parse_target("100 %")
    return parse_target("1 jour" if indicator.unit.startswith("jours") else 1)
