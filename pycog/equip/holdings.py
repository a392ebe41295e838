"""What an equipped workbook holds, read through its map, in the units of the agreement.

This is what reports read: the officer's own cells with their places, and what was left aside and
why. Nothing that waits for an answer is read, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare, convert_amount
from pycog.audit.grid import Grid, shown
from pycog.equip.model import AMOUNTS, CellReading, Column, Correspondence, Row, Subject, Table
from pycog.equip.recognition.cell_readings import without_mark
from pycog.equip.survey import own_grids, survey
from pycog.equip.writing.cell_formulas import OPEN_POINTS, is_replaced
from pycog.equip.writing.forgotten import known_of
from pycog.equip.writing.indicator_rows import is_rate
from pycog.equip.writing.scorecard_rows import criterion_of, is_rate_line
from pycog.errors import CellError, InvalidInput, RefusedFile
from pycog.plausibility import PLAUSIBLE_RATE
from pycog.values import AMOUNT_UNITS, Scalar, display, excerpt, parse_number
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: What is read: roles of columns of figures, and the officer's words.
COMMENT: Final = "commentaire"
_MEASURED: Final = frozenset({"objectif", "réalisé"})
_PLAIN: Final = frozenset({"numérateur", "dénominateur"})
_READ: Final = _MEASURED | AMOUNTS | _PLAIN
#: The same for a scorecard, whose weights and points are the agreement's.
_READ_OF_CARD: Final = _MEASURED | {"seuil"}
#: Doubts that are told though they block nothing: the cell is not what is compared.
_TOLD: Final = frozenset(
    {"valeur-illisible", "valeur-en-erreur", "cible-differente", "montant-different"}
)
#: Kind of the subjects of a scorecard.
CRITERION: Final = "critère"
#: Kinds of the tables that the reports of an agreement are drawn from.
REPORTED: Final = ("indicateurs", "budget")
#: Kind of the tables that are scored.
SCORED: Final = ("barème",)
#: Rows and columns named in one remark.
_LISTED: Final = 10

#: Subject, role and year of a value.
Key = tuple[tuple[str, str, str], str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """One value of the officer.

    Attributes:
        subject: What it is about.
        role: Role of its column; see :data:`pycog.equip.model.COLUMN_ROLES`.
        year: Its year.
        value: A rate as a ratio, an amount in the unit of its fund, ``None`` for a blank and
            for a mark of a missing value.
        place: ``"Suivi!D5"``.
        as_typed: Whether the cell holds that very value.
    """

    subject: Subject
    role: str
    year: int
    value: Scalar
    place: str
    as_typed: bool = True


@dataclass(frozen=True, slots=True)
class Aside:
    """A part of a workbook that is not read.

    Attributes:
        place: ``"Suivi!D5"``, or the name of a sheet.
        text: In French: what it is, why it is not read, what to do.
    """

    place: str
    text: str


@dataclass(slots=True)
class Holdings:
    """What an equipped workbook holds.

    Attributes:
        values: Subject, role and year → value.
        aside: What is not read, and why.
    """

    values: dict[Key, Held] = field(default_factory=dict)
    aside: list[Aside] = field(default_factory=list)

    def subjects(self, kind: str, role: str = "") -> list[Subject]:
        """Return the subjects of a kind, those with a value of a role where one is named."""
        found = {
            one.subject.identity: one.subject
            for one in self.values.values()
            if one.subject.kind == kind and role in ("", one.role)
        }
        return list(found.values())

    def of(self, subject: Subject, role: str) -> dict[int, Held]:
        """Return year → value of a subject."""
        wanted = (subject.identity, role)
        return {key[2]: one for key, one in self.values.items() if key[:2] == wanted}


def campaign_of(subject: Subject) -> int | None:
    """Return the campaign of a line of a scorecard, ``None`` for any other subject."""
    campaign = subject.frame.partition("/")[0]
    return int(campaign) if subject.kind == CRITERION and campaign.isdecimal() else None


def is_equipped(package: Package) -> bool:
    """Tell whether a workbook was equipped.

    Raises:
        RefusedFile: ``memoire-illisible``, or not a workbook.
    """
    return convention_in(package) is not None


def convention_in(package: Package) -> str | None:
    """Return the id of the agreement that a workbook is equipped for, ``None`` where for none.

    Raises:
        RefusedFile: As :func:`is_equipped`.
    """
    memory = known_of(package, read_workbook(package))
    return memory.convention if memory is not None else None


def read_holdings(
    package: Package, convention: Convention, kinds: Collection[str] = REPORTED
) -> Holdings | None:
    """Read a workbook through its map, ``None`` where it was not equipped.

    Args:
        package: The workbook.
        convention: The agreement that is reported on.
        kinds: Kinds of the tables that are read.

    Raises:
        RefusedFile: ``autre-convention``: it was equipped for another one; or it cannot be read.
    """
    own = convention_in(package)
    if own is None:
        return None
    if own != convention.id:
        raise RefusedFile(
            "autre-convention",
            f"{package.path} : ce classeur est équipé pour la convention « {own} », "
            f"et non pour « {convention.id} ».",
            path=str(package.path),
        )
    grids = own_grids(package)
    seen = survey(package, convention, grids=grids)
    result = holdings_of(seen.found, grids, convention, kinds)
    result.aside += [Aside("Correspondances", text) for text in seen.unknown]
    return result


def holdings_of(
    found: Correspondence,
    grids: Sequence[Grid],
    convention: Convention,
    kinds: Collection[str] = REPORTED,
) -> Holdings:
    """Return what the accepted rows and columns of a map hold.

    Args:
        found: The map, answers included.
        grids: The sheets that it was made of.
        convention: Its agreement.
        kinds: Kinds of the tables that are read.
    """
    result = Holdings()
    by_name = {grid.name: grid for grid in grids}
    doubled: set[Key] = set()
    for table in found.tables:
        if table.kind not in kinds:
            continue
        result.aside += _left_out(table)
        for one in _Reader(table, by_name[table.sheet], convention, result.aside).values():
            _add(result, one, doubled)
    result.aside += [
        Aside(f"{one.sheet}!{one.cell}", one.message)
        for one in found.doubts
        if (one.blocking and not one.chosen) or (one.code in _TOLD and one.chosen != "saisi")
    ]
    result.aside += [Aside(text.partition(" :")[0], f"{text}.") for text in found.truncated]
    return result


def says_same(one: Scalar, other: Scalar) -> bool:
    """Tell whether two cells give one value, however it is typed: « 91 % » and 0,91."""
    if one == other:
        return True
    try:
        first, second = _measure(one), _measure(other)
    except InvalidInput:
        return False
    return first is not None and second is not None and compare(first, second) == 0


def _measure(value: Scalar) -> float | None:
    """Return what a cell is worth where it is a number or a rate, ``None`` otherwise."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        return float(value)
    read = parse_number(without_mark(value))
    return read.value if read.unit in ("", "%") else None


def _add(result: Holdings, one: Held, doubled: set[Key]) -> None:
    """Take a value; two places that do not say the same are both left aside."""
    key = (one.subject.identity, one.role, one.year)
    known = result.values.get(key)
    if key in doubled or (known is not None and one.value is None):
        return
    if known is None or known.value is None:
        result.values[key] = one
    elif not says_same(known.value, one.value) and one.role != COMMENT:
        doubled.add(key)
        del result.values[key]
        result.aside.append(
            Aside(
                one.place,
                f"« {excerpt(one.subject.label)} », {one.role} {one.year} : {known.place} et "
                f"{one.place} ne disent pas la même valeur. Aucune n'est lue : dans la feuille "
                "« Correspondances », répondez « non » à la ligne ou à la colonne qui ne fait "
                "pas foi.",
            )
        )


def _left_out(table: Table) -> Iterator[Aside]:
    """Yield the rows and columns of figures of a table that are not accepted."""
    figures = [one for one in table.columns if one.role in _roles(table)]
    for column in figures:
        if not column.accepted:
            yield Aside(
                f"{table.sheet}!{shown((table.heading_row, column.index))}",
                f"La colonne « {excerpt(column.heading)} » n'est pas lue : elle n'est pas "
                "confirmée dans la feuille « Correspondances ».",
            )
    aside = {"titre", "sous-total", "total"} if table.kind in SCORED else {"titre"}
    rows = [row for row in table.rows if row.role not in aside and not row.accepted and row.label]
    if rows:
        named = ", ".join(f"{row.index + 1} « {excerpt(row.label)} »" for row in rows[:_LISTED])
        rest = f" et {len(rows) - _LISTED} autres" if len(rows) > _LISTED else ""
        left = table.columns[0].index if table.columns else 0
        yield Aside(
            f"{table.sheet}!{shown((rows[0].index, left))}",
            f"Lignes non lues, sans correspondance confirmée : {named}{rest}.",
        )


def _roles(table: Table) -> frozenset[str]:
    """Return the roles of the columns of a table that are read as figures."""
    return _READ_OF_CARD if table.kind in SCORED else _READ


class _Reader:
    """One table of a workbook while its values are read."""

    def __init__(
        self, table: Table, grid: Grid, convention: Convention, aside: list[Aside]
    ) -> None:
        self.table, self.grid, self.convention, self.aside = table, grid, convention, aside
        self.readings: Mapping[tuple[int, int], CellReading] = {
            (one.row, one.column): one for one in table.readings
        }
        actuals = table.years("réalisé")
        #: A comment without a year is about the only year of its table.
        self.only_year = next(iter(actuals)) if len(actuals) == 1 else None
        self._rated: dict[tuple[str, str, str], bool] = {}

    def values(self) -> Iterator[Held]:
        for row, subject in self.table.accepted():
            for column in self.table.columns:
                if not column.accepted or column.role not in {*_roles(self.table), COMMENT}:
                    continue
                year = column.year or row.year or campaign_of(subject)
                if column.role == COMMENT:
                    year = year or self.only_year
                if year is None:
                    continue
                place = self._place(row, column)
                value, told = self._value(row, column, subject, year)
                if told:
                    self.aside.append(Aside(place, told))
                    if column.role != "réalisé" and column.role != "exécuté":
                        continue
                cell = self.readings.get((row.index, column.index))
                as_typed = cell is not None and cell.value == value
                yield Held(subject, column.role, year, value, place, as_typed)

    def _place(self, row: Row, column: Column) -> str:
        return f"{self.table.sheet}!{shown((row.index, column.index))}"

    def _value(self, row: Row, column: Column, subject: Subject, year: int) -> tuple[Scalar, str]:
        """Return what a cell is worth, and why it is not read where it is not."""
        if column.role == COMMENT:
            stored = self.grid.cells.get((row.index, column.index))
            return (stored.text if stored is not None else None), ""
        cell = self.readings.get((row.index, column.index))
        if cell is None or cell.reading == "manquant":
            return None, ""
        label = f"« {excerpt(row.label)} », {column.heading}"
        if cell.reading == "non calculé":
            return None, (
                f"{label} : formule sans valeur enregistrée. Lancez « pycog refresh » sur ce "
                "classeur."
            )
        if is_replaced(cell):
            return self._printed(subject, column.role, year), ""
        if column.role in AMOUNTS:
            return self._amount(cell, column, subject, label)
        if column.role in _PLAIN:
            return cell.value if cell.number is None else cell.number, ""
        return self._measured(cell, column, subject, label)

    def _printed(self, subject: Subject, role: str, year: int) -> Scalar:
        """Return the figure of the agreement, which is compared instead of the typed one."""
        if role in AMOUNTS:
            fund = self.convention.funds.get(subject.frame)
            line = fund.line(subject.key) if fund is not None else None
            return line.amounts.get(str(year)) if line is not None else None
        if subject.kind == CRITERION:
            return None  # the scorecard has its own
        indicator = self.convention.indicators.get(subject.key)
        printed = indicator.targets.get(year) if indicator is not None else None
        return printed.readable if printed is not None else None

    def _measured(
        self, cell: CellReading, column: Column, subject: Subject, label: str
    ) -> tuple[Scalar, str]:
        """Read a target or a result as the formulas of the sheet of results read it."""
        typed = without_mark(cell.value) if isinstance(cell.value, str) else cell.value
        if isinstance(typed, CellError) or not self._is_rate(subject):
            return typed, ""
        if cell.reading == "points":
            if column.unit in ("points", "mixte"):
                return cell.number, ""
            if column.unit == OPEN_POINTS:
                return None, (
                    f"{label} : {excerpt(display(cell.value))} se lit en points ou en rapport. "
                    "Répondez dans la feuille « Correspondances »."
                )
            return typed, ""
        bare = cell.number is not None and not cell.percent and "%" not in str(cell.value)
        if column.unit == "points" and bare and 0 < abs(cell.number or 0.0) <= PLAUSIBLE_RATE:
            return None, (
                f"{label} : {excerpt(display(cell.value))}, dans une colonne en points, peut être "
                "un rapport. Ajoutez le signe % dans la cellule."
            )
        return typed, ""

    def _is_rate(self, subject: Subject) -> bool:
        known = self._rated.get(subject.identity)
        if known is not None:
            return known
        if subject.kind == CRITERION:
            one = criterion_of(self.convention, subject)
            found = one is not None and is_rate_line(one[0])
        else:
            indicator = self.convention.indicators.get(subject.key)
            found = indicator is not None and is_rate(indicator)
        self._rated[subject.identity] = found
        return found

    def _amount(
        self, cell: CellReading, column: Column, subject: Subject, label: str
    ) -> tuple[Scalar, str]:
        """Read an amount in the unit of its fund."""
        if isinstance(cell.value, CellError) or cell.reading in ("illisible", "erreur"):
            return None, f"{label} : le montant ne se lit pas."
        fund = self.convention.funds.get(subject.frame)
        unit, number = column.unit, cell.value
        if isinstance(number, str):
            try:
                read = parse_number(without_mark(number))
            except InvalidInput:
                return None, f"{label} : le montant ne se lit pas."
            unit, number = read.unit or unit, read.value
        if fund is None or isinstance(number, bool) or not isinstance(number, int | float):
            return None, f"{label} : le montant ne se lit pas."
        if unit not in AMOUNT_UNITS:
            return None, f"{label} : l'unité du montant n'est dite nulle part."
        return convert_amount(number, unit, fund.unit), ""
