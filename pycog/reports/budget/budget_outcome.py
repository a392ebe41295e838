"""The budget report of a workbook of annex 1, drawn from its registers.

The registers are read anew: what the formulas of the workbook last gave plays no part. A
row that cannot be used is told with its sheet and row, and the others are computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pycog.budget.carryover_statement import statement
from pycog.budget.credit_rules import rules_of
from pycog.budget.credits import Credit, common_unit, find_credit, groups_of
from pycog.budget.entries import Entry
from pycog.budget.lines import sum_known
from pycog.budget.property_operations import PropertyOperation, read_operations
from pycog.budget.report import BudgetReport, report
from pycog.budget.transfer_register import check_register
from pycog.budget.updating import require_update
from pycog.conventions import Convention, load
from pycog.conventions.facts.budget_rules import FOLLOW_UP, LAST_YEAR, UPDATING
from pycog.conventions.lookup import read_year, require_year, with_fund
from pycog.errors import InvalidInput, PycogError
from pycog.milestones import to_due
from pycog.registers import Problem, amount_of_cell
from pycog.reports.budget.budget_reading import Register, Registers, read_registers
from pycog.values import Block, Scalar, date_system, display, fold, is_blank

_EXECUTED: Final = re.compile(r"execute (\d{4})")
#: Headings of the register of carry-overs, as :meth:`Register.named` gives them.
_CARRIED_YEAR, _DATE = "exercice reporte", "date"
#: Columns of a carry-over that the statement reads.
_CARRIED: Final = ("origine", "destination", "montant", "non pérenne")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row of a register, or with a fund as a whole.

    Attributes:
        sheet: Name of the sheet, ``""`` for a fund as a whole.
        row: Row of the sheet, ``None`` for a fund as a whole.
        code: Stable code.
        message: French sentences.
    """

    sheet: str
    row: int | None
    code: str
    message: str

    @property
    def text(self) -> str:
        """The fault with its place, in French."""
        return f"{self.sheet}, ligne {self.row} : {self.message}" if self.sheet else self.message


@dataclass(frozen=True)
class BudgetOutcome:
    """The budget reports of a workbook.

    Attributes:
        path: The workbook.
        year: Fiscal year.
        reports: One per fund of the convention, in its order.
        faults: What is wrong in the registers, in the order of sheets and rows.
        operations: The property operations of the year, in the order of their register.
        properties_place: Where the agreement asks for them, in brackets, ``""`` if nowhere.
        updates: The updatings of the year, in the order of their register.
    """

    path: Path
    year: int
    reports: tuple[BudgetReport, ...]
    faults: tuple[Fault, ...]
    operations: tuple[PropertyOperation, ...] = ()
    properties_place: str = ""
    updates: tuple[Entry, ...] = ()


def draw_up(path: Path, year: Scalar = None, convention: Convention | None = None) -> BudgetOutcome:
    """Draw up the budget report of a workbook for one year.

    Args:
        path: A workbook of annex 1.
        year: Fiscal year; the one chosen in the workbook when it is left out.
        convention: The convention that it follows; the default one when left out.

    Raises:
        RefusedFile: The file cannot be read or has no such registers.
        InvalidInput: ``exercice-a-preciser``, ``annee-illisible``.
        NotAvailable: ``annee-hors-convention``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5 and 2.1.2.
    """
    registers = read_registers(path)
    with date_system(registers.system):
        wanted = registers.year if is_blank(year) else year
        if is_blank(wanted):
            raise InvalidInput(
                "exercice-a-preciser",
                f"{path} : aucun exercice n'est choisi dans le classeur. Précisez-le, par exemple "
                "--year 2013.",
            )
        known = convention or load()
        return _Collector(known, registers, require_year(known, wanted)).outcome()


@dataclass
class _Collector:
    """Gathers the entries of every register, and what is wrong in them."""

    convention: Convention
    registers: Registers
    year: int
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Number given to an entry → sheet and row that it was read from.
    places: list[tuple[str, int]] = field(default_factory=list)

    def outcome(self) -> BudgetOutcome:
        self._executed()
        self._updates()
        operations = self._operations()
        origins = self._carryover_years()
        # Year by year: what a year leaves unspent bounds what is carried into the next.
        for year in self.convention.years:
            if year <= self.year:
                self._carry({rank for rank, found in origins.items() if found == year - 1}, year)
                self._transfers(year)
        reports = tuple(
            report(self.convention, fund, self.year, self.entries) for fund in self.convention.funds
        )
        for problem in dict.fromkeys(found for one in reports for found in one.problems):
            self.faults.append(self._fault(problem))
        order = {
            register.sheet: place
            for place, register in enumerate(
                (
                    self.registers.transfers,
                    self.registers.carryovers,
                    self.registers.updates,
                    self.registers.executed,
                    self.registers.properties,
                )
            )
        }
        self.faults.sort(key=lambda fault: (order.get(fault.sheet, len(order)), fault.row or 0))
        return BudgetOutcome(
            self.registers.path,
            self.year,
            reports,
            tuple(dict.fromkeys(self.faults)),
            operations,
            self._place(FOLLOW_UP),
            tuple(one for one in self.entries if one.update and one.year == self.year),
        )

    def _place(self, kind: str) -> str:
        rules = self.convention.rules
        found = rules.places(kind) if rules else ""
        return f" ({found})" if found else ""

    def _fault(self, problem: Problem) -> Fault:
        """Return a problem of the report, with the row that the entry came from."""
        if problem.row is None:
            return Fault("", None, problem.code, problem.message)
        sheet, row = self.places[problem.row]
        return Fault(sheet, row, problem.code, problem.message)

    def _unit(self, fund: Scalar) -> str:
        known = self.convention.funds.get(display(fund))
        return known.unit if known else common_unit(self.convention)

    def _from(self, register: Register, rank: int) -> int:
        """Return the number of an entry read from a row."""
        self.places.append((register.sheet, register.place(rank)))
        return len(self.places) - 1

    def _note(self, register: Register, problems: Iterable[Problem]) -> None:
        for problem in problems:
            sheet = register.sheet if problem.row is not None else ""
            row = None if problem.row is None else register.place(problem.row)
            self.faults.append(Fault(sheet, row, problem.code, problem.message))

    def _executed(self) -> None:
        register = self.registers.executed
        years = {
            place: int(match[1])
            for place, heading in enumerate(register.headings)
            if (match := _EXECUTED.fullmatch(fold(heading)))
        }
        for rank, row in enumerate(register.rows, start=2):
            named = register.named(row)
            line, fund = named.get("ligne"), named.get("fonds")
            for place, year in years.items():
                if year > self.year:
                    continue
                try:
                    amount = amount_of_cell(
                        row[place], f"le montant exécuté {year}", self._unit(fund)
                    )
                except InvalidInput as error:
                    self._note(register, [Problem.of(rank, error)])
                    continue
                if amount is not None:
                    number = self._from(register, rank)
                    self.entries.append(
                        Entry(
                            display(line),
                            executed=amount,
                            year=year,
                            fund=display(fund),
                            row=number,
                        )
                    )

    def _updates(self) -> None:
        """Enter the updatings that annexe 1 admits; the others are told."""
        register = self.registers.updates
        for rank, row in enumerate(register.rows, start=2):
            if all(map(is_blank, row)):
                continue
            try:
                self._update(register, rank, register.named(row))
            except PycogError as error:
                self._note(register, [Problem.of(rank, error)])

    def _update(self, register: Register, rank: int, named: Mapping[str, Scalar]) -> None:
        year, line = named.get("exercice"), named.get("ligne")
        if is_blank(year):
            raise InvalidInput("exercice-absent", "L'exercice de l'actualisation manque.")
        chosen = require_year(self.convention, year)
        if is_blank(line):
            raise InvalidInput("ligne-absente", "La ligne budgétaire manque.")
        credit, reason = find_credit(self.convention, line), named.get("motif")
        require_update(credit, reason, rules_of(self.convention, UPDATING))
        amount = amount_of_cell(
            named.get("montant"), "le montant de l'actualisation", credit.unit or "€"
        )
        if not amount:
            raise InvalidInput("montant-absent", "Le montant de l'actualisation manque.")
        if chosen > self.year:
            return
        number = self._from(register, rank)
        self.entries.append(
            Entry(
                credit.key,
                year=chosen,
                fund=credit.fund,
                row=number,
                update=amount,
                reason=display(reason),
            )
        )

    def _operations(self) -> tuple[PropertyOperation, ...]:
        register = self.registers.properties
        found = read_operations(self.convention, register.table())
        self._note(register, found.problems)
        return found.of(self.year)

    def _carryover_years(self) -> dict[int, int]:
        """Return the year that each row of the register carries credits from."""
        register = self.registers.carryovers
        origins: dict[int, int] = {}
        for rank, row in enumerate(register.rows, start=2):
            if all(map(is_blank, row)):
                continue
            try:
                origins[rank] = self._origin_year(register.named(row).get(_CARRIED_YEAR))
            except PycogError as error:
                self._note(register, [Problem.of(rank, error)])
        return origins

    def _origin_year(self, value: Scalar) -> int:
        years = self.convention.years
        if is_blank(value):
            raise InvalidInput("exercice-absent", "L'exercice reporté manque.")
        year = read_year(value, "l'exercice reporté")
        if year not in years:
            raise InvalidInput(
                "exercice-hors-periode",
                f"L'exercice reporté {year} est hors de la période {years[0]}-{years[-1]}.",
            )
        rules = self.convention.rules
        beyond = rules.of(LAST_YEAR) if rules else ()
        if year == years[-1] and not any(rule.allowed for rule in beyond):
            raise InvalidInput(
                "report-hors-periode",
                f"Rien ne se reporte de {year}, dernière année de la convention.",
            )
        return year

    def _carry(self, ranks: set[int], year: int) -> None:
        """Enter what is carried into a year, as far as it can be read."""
        if not ranks:
            return
        register, unspent = self.registers.carryovers, self._unspent(year - 1)
        table: Block = [[*_CARRIED, "non consommé"]]
        for rank, row in enumerate(register.rows, start=2):
            if rank not in ranks:
                table.append([None] * (len(_CARRIED) + 1))
                continue
            named = register.named(row)
            line = [named.get(fold(name)) for name in _CARRIED]
            table.append([*line, unspent.get(fold(display(line[0])))])
            try:
                self._carry_to(register, rank, line, year)
            except PycogError:
                continue  # the statement tells it
        if year == self.year:
            self._note(register, statement(self.convention, table, year - 1).problems)

    def _carry_to(self, register: Register, rank: int, line: list[Scalar], year: int) -> None:
        origin, destination = line[0], line[1]
        if not is_blank(origin):
            find_credit(self.convention, origin)
        if is_blank(destination):
            return
        credit = find_credit(self.convention, destination)
        amount = amount_of_cell(line[2], "le montant", credit.unit or "€")
        if amount:
            self._enter(register, rank, credit, year, carryover=amount)

    def _unspent(self, year: int) -> dict[str, float]:
        """Return what each line left unspent in a year, by its printed label."""
        found: dict[str, float] = {}
        for fund in self.convention.funds:
            for line in report(self.convention, fund, year, self.entries).lines:
                counts = line.ceiling or self.convention.funds[fund].regime == "pluriannuel"
                if counts and line.available is not None and line.role != "total":
                    named = with_fund(line.label, fund)
                    found[fold(named)] = found[fold(line.label)] = max(0.0, line.available)
        return found

    def _transfers(self, year: int) -> None:
        register = self.registers.transfers

        def of_year(row: Mapping[str, Scalar]) -> bool:
            return self._year_of(row.get(_DATE)) in {None, year}

        checked = check_register(
            self.convention, register.table(of_year), self._balances(year), year
        )
        for item in checked.transfers:
            if item.applied and item.origin and item.destination and item.amount:
                self._enter(register, item.row, item.origin, year, outgoing=item.amount)
                self._enter(register, item.row, item.destination, year, incoming=item.amount)
            if year == self.year:
                self._note(register, item.problems)

    def _year_of(self, value: Scalar) -> int | None:
        """Return the year of a transfer, ``None`` where its date tells none of the convention."""
        try:
            due = to_due(value)
        except InvalidInput:
            return None
        return due.last.year if due and due.last.year in self.convention.years else None

    def _balances(self, year: int) -> Block:
        """Return what each group has before the transfers of a year: base, carry-over, updating."""
        table: Block = [["groupe", "solde"]]
        for fund in self.convention.funds.values():
            drawn = report(self.convention, fund.id, year, self.entries)
            for group, lines in groups_of(self.convention, fund).items():
                known = sum_known(drawn.line(line.key).authorised for line in lines)
                if known is not None:
                    whole = group == fund.id.casefold()
                    named = fund.id if whole else with_fund(group, fund.id)
                    table.append([named, known])
        return table

    def _enter(
        self, register: Register, rank: int, credit: Credit, year: int, **amounts: Any
    ) -> None:
        """Enter an amount on a line, and on the line that a "dont" line is part of."""
        # A group that no line stands for is told by the report, which asks for its lines.
        keys = [credit.key or credit.group, *self._whole(credit)]
        for key in keys:
            number = self._from(register, rank)
            self.entries.append(Entry(key, year=year, fund=credit.fund, row=number, **amounts))

    def _whole(self, credit: Credit) -> Iterator[str]:
        if credit.role != "dont":
            return
        for line in self.convention.funds[credit.fund].lines:
            if credit.key in line.parts:
                yield line.key
