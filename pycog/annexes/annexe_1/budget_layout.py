"""Where years, lines and registers stand in the workbook of annex 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_1.budget_wording import Wording
from pycog.annexes.kit.page import cell, span
from pycog.annexes.kit.styles import amount_format
from pycog.budget.credit_rules import BudgetRules, side
from pycog.budget.credits import EVALUATIVE, LIMITATIVE, REVENUE, adds_up, credit_of
from pycog.budget.updating import is_updated
from pycog.conventions.facts.budget_rules import CARRYOVER, LAST_YEAR, TRANSFER, no_rule
from pycog.conventions.lookup import with_fund
from pycog.values import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pycog.annexes.kit.page import Book, Page
    from pycog.conventions import BudgetLine, Convention

BOARD: Final = "Tableau de bord"
TRANSFERS: Final = "Virements"
CARRYOVERS: Final = "Reports"
UPDATES: Final = "Actualisations"
PROPERTIES: Final = "Immobilier"
EXECUTED: Final = "Exécution"
BUDGETS: Final = "Budgets"
DECISIONS: Final = "Approbations"
CONFORMITY: Final = "Conformité"
STATEMENT: Final = "État des reports"
MOVES: Final = "Mouvements"
SELECTION: Final = "Sélection"

#: Names of the Excel tables; ``pycog report`` finds the registers by them.
TRANSFER_TABLE: Final = "Virements"
CARRYOVER_TABLE: Final = "Reports"
UPDATE_TABLE: Final = "Actualisations"
PROPERTY_TABLE: Final = "Immobilier"
EXECUTED_TABLE: Final = "Executes"
BUDGET_TABLE: Final = "Budgets"
DECISION_TABLE: Final = "Decisions"

#: What stands in a cell that a rule would fill and the agreement gives none.
NO_RULE: Final = "Aucune règle"

CARRYOVER_HEADINGS: Final = (
    "Exercice reporté", "Origine", "Destination", "Montant", "Motif", "Non pérenne",
    "Décision du conseil", "Relevé reçu le",
)  # fmt: skip
UPDATE_HEADINGS: Final = ("Exercice", "Ligne", "Montant", "Motif", "Référence")
PROPERTY_HEADINGS: Final = ("Exercice", "Opération", "Autorisé", "Exécuté", "Observations")
FUND_HEADING, LINE_HEADING = "Fonds", "Ligne"
#: Budgets of a year, in the order of their vote.
VERSIONS: Final = ("Primitif", "Rectificatif 1", "Rectificatif 2")
DECISION_HEADINGS: Final = ("Exercice", "Budget", "Fonds", "Voté le", "Reçu par l'État le")

#: Rows of the registers of transfers and of carry-overs.
REGISTER_ROWS: Final = 40
#: Rows of the registers of updatings and of property operations.
SHORT_ROWS: Final = 20
#: Headings of every sheet stand here; tables and results start below.
HEADER: Final = 5
FIRST: Final = HEADER + 1
_REGISTER_TAB: Final = "#F2C744"
#: The cell where the fiscal year is chosen.
YEAR_ROW, YEAR_COLUMN = 3, 1

#: Columns of the sheet of moves; the first nine are the table of the report.
(
    MOVE_YEAR, MOVE_FUND, MOVE_LINE, MOVE_CARRIED, MOVE_IN, MOVE_OUT, MOVE_EXECUTED, MOVE_UPDATE,
    MOVE_REASON, MOVE_BASE, MOVE_AUTHORISED, MOVE_AVAILABLE, MOVE_CARRIABLE,
) = range(13)  # fmt: skip


def register_page(book: Book, name: str, widths: Sequence[float]) -> Page:
    """Return a new sheet where officers type, with the colour of their tabs.

    Args:
        book: The workbook.
        name: Title of the sheet.
        widths: Widths of its columns, in characters.
    """
    page = book.page(name)
    page.sheet.set_tab_color(_REGISTER_TAB)
    page.columns(widths)
    return page


def sheet(name: str) -> str:
    """Return the name of a sheet as a formula writes it, exclamation mark included."""
    return f"'{name}'!"


@dataclass(frozen=True)
class BudgetLayout:
    """The lines of all funds and the years, laid out.

    Attributes:
        convention: The agreement.
        rules: Its budget rules.
    """

    convention: Convention
    rules: BudgetRules

    @cached_property
    def wording(self) -> Wording:
        """What the sheets say of the agreement."""
        return Wording(self.convention, self.rules)

    @cached_property
    def transfer_headings(self) -> tuple[str, ...]:
        """Headings of the register of transfers."""
        named = (self.wording.decision_heading, self.wording.information_heading)
        return ("Date", "Origine", "Destination", "Montant", "Motif", *named)

    def money(self, fund: str = "", *, gap: bool = False) -> str:
        """Return the number format of the amounts of a fund, or of a column for all funds.

        Args:
            fund: Id of a fund; left out, all of them.
            gap: Whether the sign is shown as well.
        """
        funds = self.convention.funds
        chosen = [funds[fund]] if fund else list(funds.values())
        units = {one.unit for one in chosen}
        decimals = max(one.decimals for one in chosen)
        return amount_format(units.pop() if len(units) == 1 else "", decimals, gap=gap)

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years of the convention."""
        return self.convention.years

    @property
    def year(self) -> str:
        """Address of the chosen year."""
        return f"{sheet(BOARD)}{cell(YEAR_ROW, YEAR_COLUMN, fixed=True)}"

    @cached_property
    def lines(self) -> tuple[BudgetLine, ...]:
        """Lines that carry amounts of their own, fund by fund in printed order."""
        return tuple(
            line
            for fund in self.convention.funds.values()
            for line in fund.lines
            if line.role != "titre" and not adds_up(fund, line)
        )

    @cached_property
    def movable(self) -> tuple[BudgetLine, ...]:
        """Lines whose credits can be carried over, and transferred."""
        return tuple(line for line in self.lines if self._carried(line))

    def _carried(self, line: BudgetLine) -> bool:
        credit = credit_of(self.convention, line)
        if credit.nature != EVALUATIVE or not credit.group:
            return credit.nature == LIMITATIVE
        rule = self.rules.find(CARRYOVER, side(credit))
        return rule is not None and rule.allowed

    @cached_property
    def spent(self) -> tuple[BudgetLine, ...]:
        """Lines of expenditure: those of :attr:`movable`, then the evaluative ones."""
        others = (one for one in self.lines if self.nature(one) == EVALUATIVE)
        return (*self.movable, *(one for one in others if one not in self.movable))

    def updated(self, line: BudgetLine) -> bool:
        """Tell whether the rules allow a line to be updated."""
        return is_updated(credit_of(self.convention, line), self.rules)

    def nature(self, line: BudgetLine) -> str:
        """Return the nature of a line."""
        return credit_of(self.convention, line).nature

    def stands_for_unspent(self, line: BudgetLine) -> bool:
        """Tell whether unspent credits are found on this line and not on its group."""
        credit = credit_of(self.convention, line)
        return credit.nature == LIMITATIVE and (credit.ceiling or credit.multi_year)

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[BudgetLine, ...]], ...]:
        """Groups of expenditure by the name that a register takes, with their lines."""
        limitative: dict[tuple[str, str], list[BudgetLine]] = {}
        indicative: dict[tuple[str, str], list[BudgetLine]] = {}
        for line in self.lines:
            credit = credit_of(self.convention, line)
            if credit.nature == EVALUATIVE:
                indicative.setdefault((line.fund, credit.group), []).append(line)
            elif credit.nature == LIMITATIVE and line.role != "dont":
                own = line.fund if credit.multi_year else credit.group
                name = self.name(line) if credit.ceiling and not credit.multi_year else own
                limitative.setdefault((line.fund, name), []).append(line)
        found = [*limitative.items(), *indicative.items()]
        count = Counter(fold(name) for (_, name), _ in found)
        return tuple(
            (with_fund(name, fund) if count[fold(name)] > 1 else name, tuple(own))
            for (fund, name), own in found
        )

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Labels that more than one fund has, folded."""
        found = {
            (fund.id, fold(line.label))
            for fund in self.convention.funds.values()
            for line in fund.lines
        }
        count = Counter(label for _, label in found)
        return frozenset(label for label, funds in count.items() if funds > 1)

    def name(self, line: BudgetLine) -> str:
        """Return what a register calls a line: its label, and its fund where others have it."""
        shared = self.nature(line) != REVENUE and fold(line.label) in self._shared
        return with_fund(line.label, line.fund) if shared else line.label

    def says(self, kind: str) -> bool:
        """Tell whether the agreement gives a rule of a kind."""
        return bool(self.rules.of(kind))

    def tells_unspent(self, line: BudgetLine, year: int) -> bool:
        """Tell whether the rules say what becomes of the unspent credits of a line in a year."""
        own = side(credit_of(self.convention, line))
        rule = self.rules.find(CARRYOVER, own)
        if rule is None or not rule.allowed or year != self.years[-1]:
            return rule is not None
        return self.rules.find(LAST_YEAR, own) is not None

    def details(self, line: BudgetLine) -> tuple[BudgetLine, ...]:
        """Return the "dont" lines of a line."""
        return tuple(
            other for other in self.lines if other.fund == line.fund and other.key in line.parts
        )

    def move_row(self, year: int, line: BudgetLine) -> int:
        """Row of a line and a year on the sheet of moves."""
        return FIRST + self.years.index(year) * len(self.lines) + self.lines.index(line)

    @property
    def last_move_row(self) -> int:
        """Last row of the sheet of moves."""
        return FIRST + len(self.years) * len(self.lines) - 1

    def move_cells(self, column: int) -> str:
        """Return a whole column of the sheet of moves."""
        cells = span((FIRST, column), (self.last_move_row, column), fixed=True)
        return f"{sheet(MOVES)}{cells}"

    def chosen(self, column: int, line: BudgetLine, year: str) -> str:
        """Return the amount of a line in a year of the sheet of moves, by its place.

        Args:
            column: Column of the sheet of moves.
            line: A line.
            year: Formula of the year.
        """
        place = f"({year}-{self.years[0]})*{len(self.lines)}+{self.lines.index(line) + 1}"
        return f"INDEX({self.move_cells(column)},{place})"

    def line_row(self, line: BudgetLine) -> int:
        """Row of a line on the sheets that list every line once."""
        return FIRST + self.lines.index(line)

    @property
    def last_line_row(self) -> int:
        """Last row of the sheets that list every line once."""
        return FIRST + len(self.lines) - 1

    def budget_column(self, year: int, version: int) -> int:
        """Column of a budget in the table of budgets."""
        return 2 + self.years.index(year) * len(VERSIONS) + version

    def decisions(self) -> Iterator[tuple[int, int, str]]:
        """Yield year, version and fund of each decision, in the order of the table."""
        for year in self.years:
            for version in range(len(VERSIONS)):
                for fund in self.convention.funds:
                    yield year, version, fund


def layout_of(convention: Convention) -> BudgetLayout:
    """Return the layout for an agreement.

    Args:
        convention: The agreement.

    Raises:
        NotAvailable: ``regle-absente``: it gives no budget rule to apply.
    """
    if convention.rules is None:
        raise no_rule(convention.short_title, TRANSFER)
    return BudgetLayout(convention, convention.rules)


def filled(reference: str) -> str:
    """Return a formula that keeps an empty cell empty instead of giving 0."""
    return f'IF({reference}="","",{reference})'
