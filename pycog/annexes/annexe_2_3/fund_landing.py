"""The sheet of the landing: what the year will end at, against what is authorised.

One year at a time, up to a month: what stands there is typed anew each time. A total lands only
once every line that it adds up does: a partial sum would promise credits that are not left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.annexe_2_3.fund_execution import NAME as EXECUTION
from pycog.annexes.annexe_2_3.fund_execution import executed_column
from pycog.annexes.annexe_2_3.fund_table import (
    FIRST,
    HEADER,
    FundTable,
    expect_amount,
    kind_of,
    write_label,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted
from pycog.annexes.kit.styles import COUNT, GREEN, RATE, RED
from pycog.budget.credits import credit_of
from pycog.budget.landing import METHODS
from pycog.conventions.lookup import with_fund

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine

NAME: Final = "Atterrissage"
#: Where the year, the month and the method of the lines that name none are typed.
PARAMETERS: Final = HEADER - 2
YEAR: Final = (PARAMETERS, 1)
REACHED: Final = (PARAMETERS, 4)
METHOD: Final = (PARAMETERS, 7)
#: Columns, in order.
(
    BASE,
    AMENDED,
    AUTHORISED,
    TO_DATE,
    LAST_TO_DATE,
    LAST_FULL,
    OWN_METHOD,
    GIVEN,
    LANDING,
    MARGIN,
    AVAILABLE,
    SHARE,
    VERDICT,
) = range(1, 14)
#: Their headings; those of amounts other than euros say their unit.
HEADINGS: Final = {
    BASE: "Base de l'annexe",
    AMENDED: "Autorisé modifié (report, virements, actualisation compris)",
    AUTHORISED: "Autorisé retenu",
    TO_DATE: "Exécuté à date",
    LAST_TO_DATE: "N−1 à la même date",
    LAST_FULL: "N−1 année entière",
    OWN_METHOD: "Méthode",
    GIVEN: "Prévision saisie",
    LANDING: "Atterrissage",
    MARGIN: "Encore engageable à l'atterrissage",
    AVAILABLE: "Disponible à date",
    SHARE: "Atterrissage / autorisé",
    VERDICT: "Verdict",
}
_AMOUNTS: Final = (*range(BASE, OWN_METHOD), GIVEN, LANDING, MARGIN, AVAILABLE)
_INPUTS: Final = (AMENDED, TO_DATE, LAST_TO_DATE, GIVEN)
_WIDTHS: Final = (40, 14, 15, 14, 14, 14, 14, 17, 14, 14, 15, 14, 12, 36)
_WORDS: Final[dict[str, Any]] = {"text_wrap": True, "align": "center", "font_size": 9}
#: What each method assumes, under the table.
_ASSUMED: Final = (
    "linéaire : le rythme de l'année se prolonge, à date × 12 ÷ mois écoulés.",
    "même part que l'an dernier : la même part de l'année entière est exécutée à la même date.",
    "saisi : la prévision du service est reprise telle quelle.",
)


def write_landing(book: Book, table: FundTable, title: str, source: str) -> None:
    """Add the sheet: per line what is authorised, executed to date, and the landing."""
    page = book.page(NAME)
    page.columns(_WIDTHS)
    page.title(
        f"{title} – atterrissage",
        f"Choisir l'exercice, saisir le mois atteint et l'exécuté à date, {table.typed[0]}, dans "
        "les cellules jaunes. Un total n'atterrit que si toutes ses lignes atterrissent.",
    )
    _parameters(page, table)
    page.headers(HEADER, ("", *(_heading(table, column) for column in HEADINGS)), height=62)
    for line in table.fund.lines:
        if write_label(page, table.rows[line.key], line, width=VERDICT + 1):
            _line(page, table, line)
    _validate(page, table)
    end = _assumed(page, table)
    _colour(page, table)
    page.quiet((FIRST, 1), (table.last_row, VERDICT))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(
        heading=f"{title} – atterrissage",
        source=source,
        repeat=(HEADER, HEADER),
        area=(end, VERDICT),
    )


def _heading(table: FundTable, column: int) -> str:
    return f"{HEADINGS[column]}{table.in_unit if column in _AMOUNTS else ''}"


def _parameters(page: Page, table: FundTable) -> None:
    years = table.convention.years
    for (row, column), label in (
        (YEAR, "Exercice :"),
        (REACHED, "Mois atteint :"),
        (METHOD, "Méthode par défaut :"),
    ):
        page.value(row, column - 1, label, "text", align="right", bold=True)
    page.value(*YEAR, years[0], "input", COUNT, align="center", bold=True)
    page.value(*REACHED, None, "input", align="center", bold=True)
    page.value(*METHOD, METHODS[0], "input", align="center", text_wrap=True)
    _choice(page, YEAR, YEAR, list(years), f"Choisissez de {years[0]} à {years[-1]}.")
    _choice(page, METHOD, METHOD, list(METHODS), "Choisissez une méthode de la liste.")


def _choice(
    page: Page, first: tuple[int, int], last: tuple[int, int], allowed: list[Any], said: str
) -> None:
    page.sheet.data_validation(
        *first,
        *last,
        {"validate": "list", "source": allowed, "error_title": NAME, "error_message": said},
    )


def _of_year(table: FundTable, references: list[str]) -> str:
    """Return the formula of the one of some cells that the chosen year names, blanks kept."""
    years = ",".join(map(str, table.convention.years))
    place = f"MATCH({cell(*YEAR, fixed=True)},{{{years}}},0)"
    chosen = f"CHOOSE({place},{','.join(references)})"
    return f'IFERROR(IF({chosen}="","",{chosen}),"")'


def _line(page: Page, table: FundTable, line: BudgetLine) -> None:
    row = table.rows[line.key]
    kind = "total" if line.role in {"total", "sous-total"} else "computed"
    years = range(len(table.convention.years))
    bases = [f"{table.fund.id}!{cell(row, table.first_column + year)}" for year in years]
    before = [f"{EXECUTION}!{cell(row, executed_column(year - 1))}" for year in years if year]

    def computed(column: int, formula: str, number: str = table.money, **look: Any) -> None:
        page.formula(row, column, formula, kind, number, **look)

    computed(BASE, _of_year(table, bases))
    # Nothing of the agreement is executed the year before its first.
    computed(LAST_FULL, _of_year(table, [quoted(""), *before]))
    if line.parts:
        _sums(page, table, line, kind_of(line, live=True))
    else:
        for column in _INPUTS:
            page.value(row, column, None, "input", table.money, bold=kind == "total")
        page.value(row, OWN_METHOD, None, "input", **_WORDS)
        amended, base = cell(row, AMENDED), cell(row, BASE)
        computed(AUTHORISED, f'IF({amended}="",{base},{amended})')
        computed(LANDING, _forecast(row))
    authorised, landing = cell(row, AUTHORISED), cell(row, LANDING)
    computed(MARGIN, f"COG_AVAILABLE({authorised},{landing})")
    computed(AVAILABLE, f"COG_AVAILABLE({authorised},{cell(row, TO_DATE)})")
    share = f"COG_EXECUTION({landing},{authorised})"
    computed(SHARE, f'IF(N({authorised})=0,"",{share})', RATE)
    if credit_of(table.convention, line).group:
        key = quoted(with_fund(line.key, table.fund.id))
        # A forecast has no cents to be judged on, and a verdict writes every digit.
        verdict = f"COG_BREACH({authorised},ROUND({landing},2),{key})"
        computed(VERDICT, f'IF({landing}="","",{verdict})', "", **_WORDS)
    else:
        page.value(row, VERDICT, None, kind)


def _forecast(row: int) -> str:
    own, default = cell(row, OWN_METHOD), cell(*METHOD, fixed=True)
    arguments = (
        cell(row, TO_DATE),
        cell(*REACHED, fixed=True),
        f'IF({own}="",{default},{own})',
        *(cell(row, column) for column in (LAST_TO_DATE, LAST_FULL, GIVEN)),
    )
    return f"COG_FORECAST({','.join(arguments)})"


def _sums(page: Page, table: FundTable, line: BudgetLine, kind: str) -> None:
    """Add up the parts; what is executed and what it lands at only where no part is missing."""
    row, rows = table.rows[line.key], [table.rows[key] for key in line.parts]
    parts = table.addresses(line.parts, AUTHORISED)
    page.formula(row, AUTHORISED, f'IF(COUNT({parts})=0,"",SUM({parts}))', kind, table.money)
    for column in (TO_DATE, LAST_TO_DATE, LANDING):
        cells = table.addresses(line.parts, column)
        missing = ",".join(
            f"AND(ISNUMBER({cell(part, AUTHORISED)}),NOT(ISNUMBER({cell(part, column)})))"
            for part in rows
        )
        formula = f'IF(OR(COUNT({cells})=0,{missing}),"",SUM({cells}))'
        page.formula(row, column, formula, kind, table.money)
    for column in (AMENDED, OWN_METHOD, GIVEN):
        page.value(row, column, None, kind)


def _validate(page: Page, table: FundTable) -> None:
    """Offer the methods; warn, without blocking, when what is typed is no positive amount."""
    for line in table.fund.lines:
        row = table.rows[line.key]
        if line.role == "titre" or line.parts:
            continue
        place = (row, OWN_METHOD)
        _choice(page, place, place, list(METHODS), "Choisissez une méthode de la liste.")
        for column in _INPUTS:
            expect_amount(page, table, (row, column))


def _assumed(page: Page, table: FundTable) -> int:
    row = table.last_row + 2
    page.value(row, 0, "Hypothèses des méthodes", "text", bold=True)
    for rank, text in enumerate(_ASSUMED, start=1):
        page.value(row + rank, 0, text, "note")
    return row + len(_ASSUMED)


def _colour(page: Page, table: FundTable) -> None:
    book = page.book.workbook
    area = (FIRST, VERDICT, table.last_row, VERDICT)
    for words, look in (
        ("Dépassement", {"bg_color": RED, "bold": True}),
        ("Conforme", {"bg_color": GREEN}),
    ):
        rule = {
            "type": "text",
            "criteria": "begins with",
            "value": words,
            "format": book.add_format(look),
        }
        page.sheet.conditional_format(*area, rule)
