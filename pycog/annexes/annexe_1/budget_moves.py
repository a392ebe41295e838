"""The calculated sheets of annex 1: what each line received, and the chosen year's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_1.budget_layout import (
    BUDGETS,
    CARRYOVER_TABLE,
    CARRYOVERS,
    EXECUTED,
    FIRST,
    FUND_HEADING,
    HEADER,
    LINE_HEADING,
    MOVE_AUTHORISED,
    MOVE_AVAILABLE,
    MOVE_BASE,
    MOVE_CARRIABLE,
    MOVE_CARRIED,
    MOVE_EXECUTED,
    MOVE_FUND,
    MOVE_IN,
    MOVE_LINE,
    MOVE_OUT,
    MOVE_REASON,
    MOVE_UPDATE,
    MOVE_YEAR,
    MOVES,
    NO_RULE,
    REGISTER_ROWS,
    SELECTION,
    TRANSFER_TABLE,
    TRANSFERS,
    UPDATE_TABLE,
    VERSIONS,
    BudgetLayout,
    filled,
    sheet,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted, span
from pycog.annexes.kit.styles import COUNT, DATE
from pycog.budget.credits import EVALUATIVE, LIMITATIVE
from pycog.budget.transfer_register import HEADINGS as TRANSFER_RESULTS
from pycog.budget.updating import admitted_reasons

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine

_MOVE_HEADINGS: Final = (
    "Exercice", FUND_HEADING, LINE_HEADING, "Report", "Virements reçus", "Virements cédés",
    "Exécuté", "Actualisation", "Motif", "Base COG", "Autorisé", "Disponible", "Reportable en N+1",
)  # fmt: skip
_MOVE_WIDTHS: Final = (10, 8, 42, *(14,) * 5, 26, *(14,) * 4)

#: Column of the year of a transfer, beside its table; and of a carry-over.
YEAR_BESIDE: Final = 8
#: First column of the check of the transfers, beside their table.
CHECK_BESIDE: Final = YEAR_BESIDE + 2
#: Columns of the sheet of selection: transfers, carry-overs, opening balances, budgets.
_TRANSFERS_AT: Final = 0
_TRANSFER_WIDTH: Final = 7
_CARRYOVERS_AT: Final = _TRANSFER_WIDTH + 1
_CARRYOVER_VIEW: Final = ("Origine", "Destination", "Montant", "Non consommé", "Non pérenne")
#: Columns of the register that the view repeats → their place in it.
_CARRYOVER_COLUMNS: Final = ((1, 0), (2, 1), (3, 2), (5, 4))
_BALANCES_AT: Final = _CARRYOVERS_AT + len(_CARRYOVER_VIEW) + 1
_BUDGETS_AT: Final = _BALANCES_AT + 3
_BUDGET_WIDTH: Final = 5
_LINES_AT: Final = _BUDGETS_AT + len(VERSIONS) * _BUDGET_WIDTH
_BUDGET_VIEW: Final = (FUND_HEADING, LINE_HEADING, "Budget", "Autorisé")


def write_moves(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the sheet of moves: each line and each year with what happened to it."""
    page = book.page(MOVES)
    page.columns(_MOVE_WIDTHS)
    page.title(
        f"{title} – mouvements",
        "Tout est calculé à partir des registres : ne rien saisir ici. Le tableau de bord lit "
        "cette table.",
        legend=("computed", "printed", "total"),
    )
    page.headers(HEADER, _MOVE_HEADINGS)
    for year in layout.years:
        for line in layout.lines:
            _move(page, layout, year, line)
    last = layout.last_move_row
    page.quiet((FIRST, 0), (last, MOVE_CARRIABLE))
    page.sheet.freeze_panes(FIRST, MOVE_LINE + 1)
    page.printing(
        heading=f"{title} – mouvements",
        source=source,
        repeat=(HEADER, HEADER),
        area=(last, MOVE_CARRIABLE),
    )


def report_table(layout: BudgetLayout) -> str:
    """Return the range that the budget report reads."""
    cells = span((HEADER, MOVE_YEAR), (layout.last_move_row, MOVE_REASON), fixed=True)
    return f"{sheet(MOVES)}{cells}"


def _move(page: Page, layout: BudgetLayout, year: int, line: BudgetLine) -> None:
    row = layout.move_row(year, line)
    indent, money = 1 if line.role == "dont" else 0, layout.money(line.fund)
    page.value(row, MOVE_YEAR, year, "printed", COUNT, align="center")
    page.value(row, MOVE_FUND, line.fund, "printed", align="center")
    page.value(row, MOVE_LINE, layout.name(line), "printed", indent=indent)
    moves = dict(_moved(layout, row, year, line))
    for column in (MOVE_CARRIED, MOVE_IN, MOVE_OUT, MOVE_UPDATE, MOVE_REASON):
        if column in moves:
            number = "" if column == MOVE_REASON else money
            page.formula(row, column, moves[column], "computed", number)
        else:
            page.value(row, column, None, "computed")
    page.formula(row, MOVE_EXECUTED, _executed(layout, year, line), "computed", money)
    label, fund = cell(row, MOVE_LINE), cell(row, MOVE_FUND)
    if line.amounts.get(str(year)) is None:
        page.value(row, MOVE_BASE, None, "computed", money)
    else:
        base = f"COG_BUDGET({label},{cell(row, MOVE_YEAR)},{fund})"
        page.formula(row, MOVE_BASE, base, "computed", money)
    added = (MOVE_BASE, MOVE_CARRIED, MOVE_IN, MOVE_OUT, MOVE_UPDATE)
    moved = ",".join(cell(row, column) for column in added)
    authorised, executed = cell(row, MOVE_AUTHORISED), cell(row, MOVE_EXECUTED)
    page.formula(row, MOVE_AUTHORISED, f"COG_AUTHORISED({moved})", "total", money)
    left = f"COG_AVAILABLE({authorised},{executed})"
    page.formula(row, MOVE_AVAILABLE, left, "computed", money)
    if not layout.stands_for_unspent(line):
        page.value(row, MOVE_CARRIABLE, None, "computed", money)
    elif not layout.tells_unspent(line, year):
        page.value(row, MOVE_CARRIABLE, NO_RULE, "computed")
    else:
        unspent = f"COG_CARRYOVER({authorised},{executed},{label},{cell(row, MOVE_YEAR)})"
        page.formula(row, MOVE_CARRIABLE, unspent, "computed", money)


def _moved(layout: BudgetLayout, row: int, year: int, line: BudgetLine) -> list[tuple[int, str]]:
    """Return the sums of the registers for a line; its "dont" lines count with it."""
    nature = layout.nature(line)
    if nature not in {LIMITATIVE, EVALUATIVE}:
        return []
    last = FIRST + REGISTER_ROWS - 1
    when = f"{sheet(TRANSFERS)}{span((FIRST, YEAR_BESIDE), (last, YEAR_BESIDE), fixed=True)}"
    own = [cell(row, MOVE_LINE)]
    own += [cell(layout.move_row(year, part), MOVE_LINE) for part in layout.details(line)]
    this = cell(row, MOVE_YEAR)

    def transfers(side: str) -> str:
        return "+".join(
            f"SUMIFS({TRANSFER_TABLE}[Montant],{TRANSFER_TABLE}[{side}],{label},{when},{this},"
            f'{TRANSFER_TABLE}[Montant],">0")'
            for label in own
        )

    carried = "+".join(
        f"SUMIFS({CARRYOVER_TABLE}[Montant],{CARRYOVER_TABLE}[Destination],{label},"
        f'{CARRYOVER_TABLE}[Exercice reporté],{this}-1,{CARRYOVER_TABLE}[Montant],">0")'
        for label in own
    )
    entered, left = transfers("Destination"), transfers("Origine")
    if nature == EVALUATIVE:
        found = [(MOVE_IN, _moved_only(entered)), (MOVE_OUT, _moved_only(left))]
        if line in layout.movable:
            found.append((MOVE_CARRIED, _moved_only(f"({carried})")))
    else:
        found = [(MOVE_CARRIED, carried), (MOVE_IN, entered), (MOVE_OUT, left)]
    return [*found, *_updating(layout, row)] if layout.updated(line) else found


def _moved_only(total: str) -> str:
    """Return a formula that leaves the cell empty where nothing is moved."""
    return f'IF({total}=0,"",{total})'


def _updating(layout: BudgetLayout, row: int) -> list[tuple[int, str]]:
    """Return what is updated on a line, and for which of the admitted reasons."""
    label, year = cell(row, MOVE_LINE), cell(row, MOVE_YEAR)
    sums = {
        reason: f"SUMIFS({UPDATE_TABLE}[Montant],{UPDATE_TABLE}[Ligne],{label},"
        f"{UPDATE_TABLE}[Exercice],{year},{UPDATE_TABLE}[Motif],{quoted(reason)},"
        f'{UPDATE_TABLE}[Montant],">0")'
        for reason in admitted_reasons(layout.rules)
    }
    total = _moved_only(f"({'+'.join(sums.values())})")
    return [(MOVE_UPDATE, total), (MOVE_REASON, _reasons(sums))]


def _reasons(sums: dict[str, str]) -> str:
    """Return the formula that names the reasons of which the sum is above zero."""
    if len(sums) == 2:
        (first, one), (second, two) = sums.items()
        last = f'IF({two}>0,{quoted(second)},"")'
        both = quoted(f"{first} ; {second}")
        return f"IF({one}>0,IF({two}>0,{both},{quoted(first)}),{last})"
    named = "&".join(f'IF({one}>0,{quoted(f" ; {reason}")},"")' for reason, one in sums.items())
    return f"MID({named},4,255)"


def _executed(layout: BudgetLayout, year: int, line: BudgetLine) -> str:
    """Return what is typed for a line; for a line with "dont" lines, or what they add up to."""
    column = 2 + layout.years.index(year)
    typed = f"{sheet(EXECUTED)}{cell(layout.line_row(line), column)}"
    parts = layout.details(line)
    if not parts:
        return filled(typed)
    rows = [layout.line_row(part) for part in parts]
    inside = f"{sheet(EXECUTED)}{span((rows[0], column), (rows[-1], column))}"
    return f'IF({typed}<>"",{typed},IF(COUNT({inside})=0,"",SUM({inside})))'


def write_selection(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the sheet of selection: what the registers hold about the chosen year."""
    page = book.page(SELECTION)
    page.columns(
        (
            11,
            26,
            26,
            13,
            26,
            20,
            20,
            2,
            30,
            30,
            13,
            13,
            12,
            2,
            18,
            14,
            2,
            *((8, 40, 14, 14, 2) * len(VERSIONS)),
            34,
        )
    )
    page.title(
        f"{title} – sélection",
        "Les lignes des registres qui concernent l'exercice choisi, lues par les contrôles : ne "
        "rien saisir ici.",
        legend=("computed",),
    )
    _transfers(page, layout)
    _carryovers(page, layout)
    _balances(page, layout)
    for version in range(len(VERSIONS)):
        _budget(page, layout, version)
    _heads(page, _LINES_AT, ("Lignes à virer ou à reporter",))
    for row, line in enumerate(layout.spent, start=FIRST):
        page.value(row, _LINES_AT, layout.name(line), "printed")
    last = FIRST + REGISTER_ROWS - 1
    page.quiet((FIRST, 0), (last, _LINES_AT))
    page.sheet.freeze_panes(FIRST, 0)
    page.printing(
        heading=f"{title} – sélection",
        source=source,
        repeat=(HEADER, HEADER),
        area=(last, _LINES_AT),
    )


def line_list(layout: BudgetLayout, lines: int) -> str:
    """Return the labels of the first lines of :attr:`BudgetLayout.spent`."""
    cells = span((FIRST, _LINES_AT), (FIRST + lines - 1, _LINES_AT), fixed=True)
    return f"{sheet(SELECTION)}{cells}"


def _heads(page: Page, column: int, headings: tuple[str, ...]) -> None:
    page.sheet.set_row(HEADER, 32)
    for place, heading in enumerate(headings):
        page.value(HEADER, column + place, heading, "header")


def _transfers(page: Page, layout: BudgetLayout) -> None:
    """List the transfers of the year; a row whose year cannot be told is listed each year."""
    _heads(page, _TRANSFERS_AT, layout.transfer_headings)
    for row in range(FIRST, FIRST + REGISTER_ROWS):
        year = f"{sheet(TRANSFERS)}{cell(row, YEAR_BESIDE)}"
        for column in range(_TRANSFER_WIDTH):
            typed = f"{sheet(TRANSFERS)}{cell(row, column)}"
            wanted = f'OR({year}={layout.year},{year}="?")'
            number = DATE if column == 0 else layout.money() if column == 3 else ""
            formula = f'IF({wanted},IF({typed}="","",{typed}),"")'
            page.formula(row, _TRANSFERS_AT + column, formula, "computed", number)


def transfer_view() -> str:
    """Return the transfers of the chosen year, headings included."""
    return _view(_TRANSFERS_AT, _TRANSFER_WIDTH, REGISTER_ROWS)


def transfer_verdicts() -> str:
    """Return the verdicts of the transfers of the chosen year."""
    column = CHECK_BESIDE + len(TRANSFER_RESULTS) - 1
    cells = span((FIRST, column), (FIRST + REGISTER_ROWS - 1, column), fixed=True)
    return f"{sheet(TRANSFERS)}{cells}"


def carryover_view() -> str:
    """Return the carry-overs into the chosen year, headings included."""
    return _view(_CARRYOVERS_AT, len(_CARRYOVER_VIEW), REGISTER_ROWS)


def balance_view(layout: BudgetLayout) -> str:
    """Return the balances before the transfers of the chosen year, headings included."""
    return _view(_BALANCES_AT, 2, len(layout.groups))


def budget_view(layout: BudgetLayout, version: int) -> str:
    """Return one budget of the chosen year with what is authorised, headings included."""
    return _view(_BUDGETS_AT + version * _BUDGET_WIDTH, len(_BUDGET_VIEW), len(layout.lines))


def _view(column: int, width: int, height: int) -> str:
    cells = span((HEADER, column), (HEADER + height, column + width - 1), fixed=True)
    return f"{sheet(SELECTION)}{cells}"


def _carryovers(page: Page, layout: BudgetLayout) -> None:
    _heads(page, _CARRYOVERS_AT, _CARRYOVER_VIEW)
    told = all(layout.tells_unspent(line, year) for line in layout.movable for year in layout.years)
    for row in range(FIRST, FIRST + REGISTER_ROWS):
        wanted = f"{sheet(CARRYOVERS)}{cell(row, 0)}={layout.year}-1"
        for column, offset in _CARRYOVER_COLUMNS:
            typed = f"{sheet(CARRYOVERS)}{cell(row, column)}"
            number = layout.money() if column == 3 else ""
            formula = f'IF({wanted},IF({typed}="","",{typed}),"")'
            page.formula(row, _CARRYOVERS_AT + offset, formula, "computed", number)
        origin = cell(row, _CARRYOVERS_AT)
        place = f"MATCH({origin},{_labels(layout)},0)+({layout.year}-1-{layout.years[0]})*"
        found = f"INDEX({layout.move_cells(MOVE_CARRIABLE)},{place}{len(layout.lines)})"
        known = f'{found}=""' if told else f"ISTEXT({found})"
        formula = f'IF({origin}="","",IFERROR(IF({known},"",{found}),""))'
        page.formula(row, _CARRYOVERS_AT + 3, formula, "computed", layout.money())


def _labels(layout: BudgetLayout) -> str:
    """Return the labels of all lines once, in the order of the sheet of moves."""
    last = FIRST + len(layout.lines) - 1
    return f"{sheet(MOVES)}{span((FIRST, MOVE_LINE), (last, MOVE_LINE), fixed=True)}"


def _balances(page: Page, layout: BudgetLayout) -> None:
    """Base, carry-over and updating of each group: what transfers start from."""
    _heads(page, _BALANCES_AT, ("Groupe", "Solde"))
    for row, (name, lines) in enumerate(layout.groups, start=FIRST):
        page.value(row, _BALANCES_AT, name, "printed")
        parts = [
            layout.chosen(column, line, layout.year)
            for line in lines
            for column in (MOVE_BASE, MOVE_CARRIED, MOVE_UPDATE)
            if line in layout.movable or column == MOVE_BASE
        ]
        page.formula(row, _BALANCES_AT + 1, f"SUM({','.join(parts)})", "computed", layout.money())


def budget_amount(layout: BudgetLayout, version: int, line: BudgetLine) -> str:
    """Return the cell with the amount of a line in one budget of the chosen year."""
    column = _BUDGETS_AT + version * _BUDGET_WIDTH + 2
    return f"{sheet(SELECTION)}{cell(layout.line_row(line), column)}"


def _budget(page: Page, layout: BudgetLayout, version: int) -> None:
    """One budget of the chosen year; a fund of which nothing is typed is left out."""
    start = _BUDGETS_AT + version * _BUDGET_WIDTH
    _heads(page, start, _BUDGET_VIEW)
    first, last = (layout.budget_column(year, 0) for year in (layout.years[0], layout.years[-1]))
    for line in layout.lines:
        row = layout.line_row(line)
        across = f"{sheet(BUDGETS)}{span((row, first), (row, last + len(VERSIONS) - 1))}"
        place = f"({layout.year}-{layout.years[0]})*{len(VERSIONS)}+{version + 1}"
        amount = f"INDEX({across},1,{place})"
        page.formula(row, start + 2, filled(amount), "computed", layout.money(line.fund))
        rows = [layout.line_row(other) for other in layout.lines if other.fund == line.fund]
        typed = span((rows[0], start + 2), (rows[-1], start + 2), fixed=True)
        own, base = cell(row, start + 2), layout.chosen(MOVE_BASE, line, layout.year)
        # A "dont" line, or one without credits that year, need not be in the budget.
        needed = "FALSE" if line.role == "dont" else f'AND(COUNT({typed})>0,{base}<>"")'
        absent = f'AND({own}="",NOT({needed}))'
        for column, text in enumerate((line.fund, layout.name(line)), start=start):
            page.formula(row, column, f'IF({absent},"",{quoted(text)})', "computed")
        kept = MOVE_BASE if version == 0 else MOVE_AUTHORISED
        allowed = layout.chosen(kept, line, layout.year)
        if version == 0 and layout.updated(line):
            # The updating raises the base itself.
            allowed = f"SUM({allowed},{layout.chosen(MOVE_UPDATE, line, layout.year)})"
        # Transfers that exceed the credits leave nothing, and the other rows unharmed.
        formula = f'IF({absent},"",IFERROR(IF({allowed}="","",{allowed}),0))'
        page.formula(row, start + 3, formula, "computed", layout.money(line.fund))
