"""The tables of the network workbook: values by body, quartiles as live formulas, every rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.styles import (
    AMOUNT,
    COUNT,
    DATE,
    DAYS,
    GAP,
    GAP_AMOUNT,
    GAP_DAYS,
    GAP_RATE,
    LOOKS_WITH_NEUTRALISED,
    NUMBER,
    RATE,
    RED,
    amount_format,
)
from pycog.attainment import MET, NOT_MET, PARTLY_MET
from pycog.conventions.facts.numbering import cell_value
from pycog.reports.network.network_measures import UNREADABLE
from pycog.reports.network.network_model import Measure, Network, Return
from pycog.reports.network.quartiles import QUARTERS
from pycog.values import Scalar

#: Sheets of the indicators: their quartiles, and their values by body.
INDICATORS, NETWORK = "Indicateurs", "Réseau"
#: The same of the budget lines.
BUDGETS, EXECUTION = "Budgets", "Exécution"
DETAIL: Final = "Détail"

_FORMATS: Final = {
    "days": (DAYS, GAP_DAYS),
    "date": (DATE, GAP_DAYS),
    "amount": (AMOUNT, GAP_AMOUNT),
    "k€": (amount_format("k€", 1), amount_format("k€", 1, gap=True)),
    "M€": (amount_format("M€", 1), amount_format("M€", 1, gap=True)),
}
_RATES: Final = frozenset({"rate", "evolution", "percent"})
#: Status of a body for an indicator → look of its cell, told by type as well as by colour.
_LOOKS: Final[Mapping[str, dict[str, Any]]] = {
    **LOOKS_WITH_NEUTRALISED,
    UNREADABLE: {"bg_color": RED, "italic": True},
}
_HEADER: Final = 4
_FIRST: Final = _HEADER + 1
#: Columns of a table of values before the first measure, and rows above its headings.
_NAMES: Final = 1
_FIGURES: Final = ("Minimum", "1er quartile", "Médiane", "3e quartile", "Maximum")


def value_format(measure: Measure) -> str:
    """Return the number format of the values that bodies are compared by."""
    if measure.is_budget or measure.unit in _RATES:
        return RATE
    return _FORMATS.get(measure.unit, (NUMBER, GAP))[0]


def _formats(measure: Measure) -> tuple[str, str]:
    """Return the number formats of an actual and of a gap."""
    if measure.unit in _RATES:
        return RATE, GAP_RATE
    return _FORMATS.get(measure.unit, (NUMBER, GAP))


def compared(measure: Measure, one: Return) -> float | None:
    """Return what bodies are compared by: the value, or the execution rate of a budget."""
    return one.attainment if measure.is_budget else one.value


@dataclass
class Tables:
    """Writes the tables of one network.

    Attributes:
        book: The workbook.
        known: Results of the formulas written so far, which the workbook stores.
        network: The network view.
        places: Key of a measure → first and last row of its values on the sheet of details,
            zero-based.
    """

    book: Book
    known: dict[tuple[str, str], Scalar]
    network: Network
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def values(self, name: str, measures: Sequence[Measure]) -> None:
        """Add the sheet of values: a row per body, a column per measure."""
        page, bodies = self.book.page(name), self.network.bodies
        page.columns((34, *(11 for _ in measures)))
        budget = measures[0].is_budget
        what = "Taux d'exécution" if budget else "Réalisés"
        legend = (
            "Exécuté rapporté à la base de l'organisme. Une cellule vide n'est pas un zéro."
            if budget
            else "Fond selon le statut ; en gras : non atteint ; en italique : illisible. Une "
            "cellule vide n'est pas un zéro : rien n'a été rendu."
        )
        self._title(page, f"{what} {self.network.year} par organisme", legend)
        heads = [f"{one.name}" if budget else f"N° {one.name}" for one in measures]
        page.headers(_HEADER, ("Organisme", *heads), height=46 if budget else 32)
        if not budget:
            page.sheet.set_row(_HEADER - 1, 78)
            for column, measure in enumerate(measures, start=_NAMES):
                page.value(
                    _HEADER - 1,
                    column,
                    measure.title,
                    "note",
                    text_wrap=True,
                    font_size=8,
                    valign="bottom",
                    align="center",
                )
        rows = {body.name: row for row, body in enumerate(bodies, start=_FIRST)}
        for body, row in rows.items():
            page.value(row, 0, body, "printed")
        for column, measure in enumerate(measures, start=_NAMES):
            for one in self.network.of_year(measure.key):
                self._cell(page, rows[one.body], column, measure, one)
        last = _FIRST + len(bodies) - 1
        page.sheet.freeze_panes(_FIRST, _NAMES)
        page.sheet.autofilter(_HEADER, 0, last, len(measures))
        self._print(page, last, len(measures))

    def _cell(self, page: Page, row: int, column: int, measure: Measure, one: Return) -> None:
        look = dict(_LOOKS.get(one.status, {}))
        value: Scalar = compared(measure, one)
        if one.status == UNREADABLE:
            value = str(one.typed)
        page.value(row, column, value, "printed", value_format(measure), align="center", **look)

    def spreads(self, name: str, values: str, measures: Sequence[Measure]) -> None:
        """Add the sheet of quartiles, live over the sheet of values."""
        page, year = self.book.page(name), self.network.year
        budget = measures[0].is_budget
        statuses = () if budget else (MET, PARTLY_MET, NOT_MET)
        page.columns((9, 46, 16, 10, 10, *(11 for _ in _FIGURES), *(12 for _ in statuses)))
        self._title(
            page,
            f"{'Lignes budgétaires' if budget else 'Indicateurs'} {year} : dispersion du réseau",
            "Quartiles selon QUARTILE.INCLURE, sur les seuls organismes qui ont rendu une valeur. "
            f"Formules vivantes sur la feuille « {values} ».",
        )
        headings = (
            "Fonds" if budget else "N°",
            "Libellé",
            "Sens" if not budget else "Comparé par",
            "Organismes",
            "Valeurs",
            *_FIGURES,
            *statuses,
        )
        page.headers(_HEADER, headings)
        for place, measure in enumerate(measures):
            self._spread(page, _FIRST + place, values, _NAMES + place, measure, statuses)
        last = _FIRST + len(measures) - 1
        page.quiet((_FIRST, 0), (last, len(headings) - 1))
        page.sheet.freeze_panes(_FIRST, 2)
        self._print(page, last, len(headings) - 1)

    def _spread(
        self,
        page: Page,
        row: int,
        values: str,
        column: int,
        measure: Measure,
        statuses: Sequence[str],
    ) -> None:
        spread = self.network.spreads[measure.key, self.network.year]
        bodies = len(self.network.bodies)
        cells = f"'{values}'!{span((_FIRST, column), (_FIRST + bodies - 1, column), fixed=True)}"
        budget = measure.is_budget
        fund, _, label = measure.title.partition(" – ")
        page.value(row, 0, fund if budget else cell_value(measure.name), "printed", align="center")
        page.value(row, 1, label if budget else measure.title, "printed", text_wrap=True)
        direction = {True: "Hausse", False: "Baisse", None: "Sans sens"}[measure.higher_first]
        page.value(row, 2, "Taux d'exécution" if budget else direction, "printed", align="center")
        page.value(row, 3, spread.bodies, "printed", COUNT)
        self._formula(page, row, 4, f"COUNT({cells})", spread.returned, COUNT)
        figures = spread.quartiles.all if spread.quartiles else (None,) * len(_FIGURES)
        for place, value in enumerate(figures):
            formula = f'IF(COUNT({cells})=0,"",_xlfn.QUARTILE.INC({cells},{place}))'
            self._formula(page, row, 5 + place, formula, value, value_format(measure))
        for place, name in enumerate(statuses, start=5 + len(_FIGURES)):
            page.value(row, place, spread.statuses.get(name, 0), "printed", COUNT)
        page.height(row, ((46, measure.title),))

    def details(self, measures: Sequence[Measure]) -> None:
        """Add the sheet of every return, by measure and rank; the dot plots read it."""
        page = self.book.page(DETAIL)
        page.columns((10, 8, 44, 30, 6, 12, 18, 11, 12, 20, 8, 8, 16, 44))
        self._title(
            page,
            f"Détail {self.network.year} : chaque réalisé, son écart et son rang",
            "Rang 1 : le meilleur, ou le taux d'exécution le plus haut pour un budget. Les ex "
            "æquo partagent le meilleur rang. Écart = réalisé − objectif.",
        )
        headings = (
            "Annexe",
            "N°",
            "Libellé",
            "Organisme",
            "Place",
            "Réalisé",
            "Objectif",
            "Taux",
            "Écart",
            "Statut",
            "Rang",
            "Sur",
            "Quart",
            "Source",
        )
        page.headers(_HEADER, headings, height=20)
        row = _FIRST
        for measure in measures:
            first, placed = row, 0
            for one in self.network.of_year(measure.key):
                placed += one.rank is not None
                self._detail(page, row, measure, one, placed if one.rank else None)
                row += 1
            if placed:
                self.places[measure.key] = (first, first + placed - 1)
        page.sheet.freeze_panes(_FIRST, 4)
        page.sheet.autofilter(_HEADER, 0, row - 1, len(headings) - 1)
        self._print(page, row - 1, len(headings) - 1)

    def _detail(
        self, page: Page, row: int, measure: Measure, one: Return, place: int | None
    ) -> None:
        value_look, gap_look = _formats(measure)
        typed: Scalar = one.value if one.value is not None else one.typed
        name = "" if measure.is_budget else measure.name
        cells: tuple[tuple[Scalar, str], ...] = (
            (measure.annex, ""), (cell_value(name) if name else None, COUNT), (measure.title, ""),
            (one.body, ""), (place, COUNT), (typed, value_look), (one.target or None, ""),
            (one.attainment, RATE), (one.gap, gap_look), (one.status, ""),
            (one.rank, COUNT), (one.ranked or None, COUNT),
            (QUARTERS[one.quarter - 1] if one.quarter else None, ""), (one.place or None, ""),
        )  # fmt: skip
        for column, (value, number) in enumerate(cells):
            look = dict(_LOOKS.get(one.status, {})) if column == 9 else {}
            page.value(row, column, value, "printed", number, **look)

    def _formula(
        self, page: Page, row: int, column: int, formula: str, value: Scalar, number: str
    ) -> None:
        self.known[page.name, cell(row, column)] = "" if value is None else value
        page.formula(row, column, formula, "computed", number)

    def _title(self, page: Page, title: str, note: str) -> None:
        page.value(0, 0, title, "title")
        page.sheet.set_row(0, 24)
        page.value(1, 0, note, "note")

    def _print(self, page: Page, row: int, column: int) -> None:
        page.printing(
            heading=f"Vue du réseau {self.network.year}",
            source=self.network.convention,
            repeat=(_HEADER, _HEADER),
            area=(row, column),
        )
