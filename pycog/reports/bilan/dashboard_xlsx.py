"""The dashboard as an Excel sheet: native charts and sparklines, fed by live formulas.

What officers type stands on the sheet « Données »; everything on the sheet « Tableau de
bord » is computed from it by the formulas of the annexes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_4.indicator_table import number_cell
from pycog.annexes.kit.page import Page, cell, quoted, span
from pycog.annexes.kit.styles import COUNT, DATE, RATE
from pycog.attainment import (
    NEUTRALISED,
)
from pycog.conventions.facts.numbering import cell_value
from pycog.errors import InvalidInput
from pycog.reports.bilan.bilan_figures import literal
from pycog.reports.bilan.bilan_indicators import TO_CORRECT
from pycog.reports.bilan.bilan_model import Bilan, IndicatorReport, YearResult
from pycog.reports.bilan.dashboard import LANDING_MARGIN, group_label
from pycog.reports.bilan.parts import plural
from pycog.reports.documents.live_book import NUMBERS, LiveBook, finish_chart, known
from pycog.reports.documents.pictures import INK
from pycog.reports.documents.status_looks import colour_statuses
from pycog.targets import parse_target

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_BOARD, _DATA = "Tableau de bord", "Données"
_HEADER: Final = 3
_WIDTHS: Final = (6, 48, 24, 13, 12, 20, 22, 3, 42, 17, 17, 22, 11)
#: Columns of the board.
_NUMBER, _LABEL, _TARGET, _ACTUAL, _RATE, _TREND, _STATUS, _SIDE = 0, 1, 2, 3, 4, 5, 6, 8
_DATA_HEADER, _FIRST_YEAR = 3, 2
_COUNTED: Final = 4
#: Late measures that are named; the others are counted.
_NAMED: Final = 15


def dashboard_workbook(bilan: Bilan) -> bytes:
    """Return the workbook of the dashboard."""
    title = f"Tableau de bord {bilan.year}"
    book = LiveBook(f"{title} – {bilan.body}", bilan.convention)
    board = _Board(book, bilan, book.page(_BOARD), book.page(_DATA))
    board.data_sheet()
    board.board_sheet(title)
    return book.content()


class _Board:
    """Writes both sheets of the dashboard."""

    def __init__(self, book: LiveBook, bilan: Bilan, page: Page, data: Page) -> None:
        self.book, self.bilan, self.page, self.data = book, bilan, page, data
        self.first = _HEADER + 1
        self.last = _HEADER + len(bilan.indicators)

    # --- the sheet of what is typed

    def _data_row(self, rank: int) -> int:
        return _DATA_HEADER + 1 + rank

    def _column(self, year: int, *, target: bool) -> int:
        place = self.bilan.years.index(year)
        return _FIRST_YEAR + place + (len(self.bilan.years) if target else 0)

    def data_sheet(self) -> None:
        page, bilan = self.data, self.bilan
        page.columns((8, 60, *(14,) * (2 * len(bilan.years))))
        page.value(0, 0, "Données du tableau de bord", "title")
        page.value(
            1,
            0,
            "Les cellules jaunes viennent des annexes et peuvent être corrigées : la "
            "feuille « Tableau de bord » suit.",
            "note",
        )
        headings = (
            "N°",
            "Indicateur",
            *(f"Réalisé {year}" for year in bilan.years),
            *(f"Objectif {year}" for year in bilan.years),
        )
        page.headers(_DATA_HEADER, headings)
        for rank, report in enumerate(bilan.indicators):
            self._data_line(self._data_row(rank), report)
        last = self._data_row(len(bilan.indicators) - 1)
        page.quiet((_DATA_HEADER, 0), (last, len(headings)))
        page.sheet.freeze_panes(_DATA_HEADER + 1, 2)
        page.printing(
            heading=f"Données – {bilan.body}",
            source=self._source(),
            repeat=(_DATA_HEADER, _DATA_HEADER),
            area=(last, len(headings) - 1),
        )

    def _data_line(self, row: int, report: IndicatorReport) -> None:
        number, look = number_cell(report.number)
        self.data.value(row, 0, number, "printed", look, align="center")
        self.data.value(row, 1, report.label, "printed", text_wrap=True)
        self.data.height(row, ((60, report.label),))
        for result in report.years:
            actual = result.actual
            look = NUMBERS.get(actual.kind if actual.value is not None else "", "")
            column = self._column(result.year, target=False)
            self.data.value(row, column, known(actual), "input", look, align="center")
            column = self._column(result.year, target=True)
            self.data.value(row, column, result.target or None, "input", align="center")

    # --- the board

    def board_sheet(self, title: str) -> None:
        page, bilan = self.page, self.bilan
        page.columns(_WIDTHS)
        page.value(0, 0, f"{title} – {bilan.body}", "title")
        page.sheet.set_row(0, 24)
        warning = "Données fictives. " if bilan.fictitious else ""
        page.value(
            1,
            0,
            f"{warning}{bilan.convention}, situation au {bilan.situation:%d/%m/%Y}. Tout est "
            "calculé d'après la feuille « Données ».",
            "note",
            bold=bilan.fictitious,
        )
        headings = (
            "N°",
            "Indicateur",
            f"Objectif {bilan.year}",
            f"Réalisé {bilan.year}",
            "Taux d'atteinte",
            f"Tendance depuis {bilan.years[0]}",
            "Statut",
        )
        page.headers(_HEADER, headings)
        for rank, report in enumerate(bilan.indicators):
            self._line(rank, report)
        self._colours()
        row = self._side()
        page.quiet((0, 0), (max(self.last, row), _SIDE + 4))
        page.sheet.freeze_panes(_HEADER + 1, 2)
        page.printing(
            heading=f"{title} – {bilan.body}",
            source=self._source(),
            repeat=None,
            area=(max(self.last, row), _SIDE + 4),
            one_page=True,
        )
        page.sheet.activate()

    def _source(self) -> str:
        return f"{self.bilan.convention} ; pycog {self.bilan.code_version}"

    def _range(self, column: int) -> str:
        return span((self.first, column), (self.last, column), fixed=True)

    def _counts(self) -> int:
        """Write how many indicators have each status, counted on the sheet, and the mean."""
        results = [one.of(self.bilan.year) for one in self.bilan.indicators]
        for place, heading in enumerate(("Statut", "Nombre")):
            self.page.value(_HEADER, _SIDE + place, heading, "header")
        for row, status in enumerate(self._names, start=_COUNTED):
            self.page.value(row, _SIDE, status, "printed")
            count = sum(result.status.value == status for result in results)
            self.book.live(
                self.page,
                (row, _SIDE + 1),
                f"COUNTIF({self._range(_STATUS)},{quoted(status)})",
                count,
                "computed",
                COUNT,
                bold=True,
                align="center",
            )
        row = _COUNTED + len(self._names)
        self.page.value(row, _SIDE, "Taux d'atteinte moyen", "total")
        mean = known(self.bilan.summary.mean)
        self.book.live(
            self.page,
            (row, _SIDE + 1),
            f'IFERROR(AVERAGE({self._range(_RATE)}),"—")',
            "—" if mean is None else mean,
            "total",
            RATE,
            align="center",
        )
        self._status_chart()
        return row

    def _status_chart(self) -> None:
        chart = self.book.chart({"type": "bar"})
        last = _COUNTED + len(self._names) - 1
        chart.add_series(
            {
                "name": "Nombre d'indicateurs",
                "categories": [_BOARD, _COUNTED, _SIDE, last, _SIDE],
                "values": [_BOARD, _COUNTED, _SIDE + 1, last, _SIDE + 1],
                "fill": {"color": INK},
                "border": {"none": True},
                "gap": 45,
                "data_labels": {"value": True},
            }
        )
        finish_chart(chart, "Indicateurs par statut", "nombre", horizontal=True, size=(360, 215))
        chart.set_legend({"none": True})
        self._insert(_HEADER, _SIDE + 2, chart, "Barres : nombre d'indicateurs par statut.")

    def _insert(self, row: int, column: int, chart: Chart, what: str) -> None:
        description = f"{what} Les mêmes valeurs sont dans le tableau de la feuille."
        self.page.sheet.insert_chart(
            row, column, chart, {"description": description, "object_position": 3, "x_offset": 4}
        )

    def _line(self, rank: int, report: IndicatorReport) -> None:
        row, source = self.first + rank, self._data_row(rank)
        result = report.of(self.bilan.year)
        page, book = self.page, self.book
        actual, target = (
            f"{_DATA}!{cell(source, self._column(self.bilan.year, target=kind))}"
            for kind in (False, True)
        )
        book.live(
            page,
            (row, _NUMBER),
            f"{_DATA}!{cell(source, 0)}",
            cell_value(report.number),
            "computed",
            COUNT,
            align="center",
        )
        book.live(
            page,
            (row, _LABEL),
            f"{_DATA}!{cell(source, 1)}",
            report.label,
            "computed",
            text_wrap=True,
        )
        book.live(
            page,
            (row, _TARGET),
            f'IF({target}="","—",{target})',
            result.target or "—",
            "computed",
            align="center",
            text_wrap=True,
        )
        shown = known(result.actual)
        book.live(
            page,
            (row, _ACTUAL),
            f'IF({actual}="","—",{actual})',
            "—" if shown is None else shown,
            "computed",
            NUMBERS.get(result.actual.kind, ""),
            align="center",
        )
        self._results(row, result, f"{actual},{target}{self._given(report, result, source)}")
        self._trend(row, source)
        wrapping = ((_WIDTHS[_LABEL], report.label), (_WIDTHS[_TARGET], result.target))
        page.height(row, wrapping)

    def _given(self, report: IndicatorReport, result: YearResult, source: int) -> str:
        """Return the arguments after the target: a direction, an earlier value."""
        try:
            target = parse_target(result.target)
        except InvalidInput:
            return _direction(report, result)
        if not target.needs_reference:
            return _direction(report, result)
        last = self.bilan.about.baseline_year
        wanted = target.base_year(self.bilan.year, last)
        if wanted in self.bilan.years:
            earlier = f"{_DATA}!{cell(source, self._column(wanted, target=False))}"
        else:
            known = dict(report.earlier)
            base = report.baseline if wanted == last else known.get(wanted or 0)
            earlier = literal(base.value) if base is not None and base.formula else '""'
        silent = target.kind == "trend" and not target.imposed and report.direction
        return f",,{quoted(report.direction) if silent else ''},,{earlier}"

    def _trend(self, row: int, source: int) -> None:
        """Draw the achieved values up to the year of the board: none later, as on paper."""
        years = span((source, _FIRST_YEAR), (source, self._column(self.bilan.year, target=False)))
        self.page.value(row, _TREND, None, "computed")
        self.page.sheet.add_sparkline(
            row,
            _TREND,
            {
                "range": f"{_DATA}!{years}",
                "markers": True,
                "series_color": INK,
                "markers_color": INK,
                "weight": 1.75,
            },
        )

    @property
    def _names(self) -> tuple[str, ...]:
        """The statuses that are counted."""
        return tuple(name for name, _ in self.bilan.summary.counts)

    def _results(self, row: int, result: YearResult, both: str) -> None:
        if result.status.value == NEUTRALISED:
            self.page.value(row, _RATE, None, "computed")
            self.page.value(row, _STATUS, NEUTRALISED, "computed", align="center")
            return
        self.book.live(
            self.page,
            (row, _RATE),
            f'IFERROR(COG_ATTAINMENT({both}),"")',
            known(result.attainment),
            "computed",
            RATE,
        )
        self.book.live(
            self.page,
            (row, _STATUS),
            f"IFERROR(COG_STATUS({both}),{quoted(TO_CORRECT)})",
            known(result.status),
            "computed",
            align="center",
        )

    def _colours(self) -> None:
        area = (self.first, _STATUS, self.last, _STATUS)
        colour_statuses(self.page, area, self._names)

    # --- beside the indicators: charts, budget, milestones

    def _side(self) -> int:
        """Write what stands beside the indicators; return the last row used."""
        row = self._counts()
        row = self._budget(row + 2)
        row = self._budget_chart(row + 1)
        row = self._late(self._landing(row + 1))
        return self._interessement(row + 2)

    def _budget(self, row: int) -> int:
        headings = ("Groupe", "Autorisé", "Exécuté", "Disponible", "Taux")
        for place, heading in enumerate(headings):
            self.page.value(row, _SIDE + place, heading, "header")
        first = row + 1
        for fund in self.bilan.funds:
            for one in fund.groups:
                row += 1
                kind = "total" if one.role == "total" else "computed"
                label = f"{fund.id} – {group_label(one)}"
                self.page.value(row, _SIDE, label, kind, text_wrap=True)
                figures = (one.authorised, one.executed, one.available, one.rate)
                for place, figure in enumerate(figures, start=_SIDE + 1):
                    self.book.figure(self.page, (row, place), figure, kind)
        self.groups = (first, row)
        return row

    def _budget_chart(self, row: int) -> int:
        chart = self.book.chart({"type": "bar"})
        first, end = self.groups
        for place, name, fill in ((1, "Autorisé", "#E9EFF7"), (2, "Exécuté", INK)):
            chart.add_series(
                {
                    "name": name,
                    "categories": [_BOARD, first, _SIDE, end, _SIDE],
                    "values": [_BOARD, first, _SIDE + place, end, _SIDE + place],
                    "fill": {"color": fill},
                    "border": {"color": INK, "width": 0.75},
                    "gap": 45,
                }
            )
        finish_chart(
            chart, "Budget autorisé et exécuté", "montant", horizontal=True, size=(790, 340)
        )
        self._insert(row, _SIDE, chart, "Barres : montants autorisé et exécuté de chaque groupe.")
        return row + 16

    def _landing(self, row: int) -> int:
        """Write the landing of the groups, where something is typed to date."""
        landed = [(fund.id, *pair) for fund in self.bilan.funds for pair in fund.landed]
        if not landed:
            return row
        # The verdict and the amounts to date stand in the other forms: the margin tells here.
        for place, heading in enumerate(("Groupe", "Autorisé", "Atterrissage", LANDING_MARGIN)):
            self.page.value(row, _SIDE + place, heading, "header")
        for fund, one, landing in landed:
            row += 1
            kind = "total" if one.role == "total" else "computed"
            self.page.value(row, _SIDE, f"{fund} – {group_label(one)}", kind, text_wrap=True)
            figures = (landing.authorised, landing.landing, landing.margin)
            for place, figure in enumerate(figures, start=_SIDE + 1):
                self.book.figure(self.page, (row, place), figure, kind)
        return row + 2

    def _late(self, row: int) -> int:
        late = [one for one in self.bilan.milestones if one.late]
        for place, heading in enumerate(
            ("Échéance en retard", "Imprimée", "Date limite", "Situation")
        ):
            self.page.value(row, _SIDE + place, heading, "header")
        if not late:
            self.page.value(row + 1, _SIDE, "Aucune", "printed")
            return row + 1
        for one in late[:_NAMED]:
            row += 1
            self.page.value(row, _SIDE, one.what, "printed", text_wrap=True)
            self.page.value(row, _SIDE + 1, one.printed, "printed", text_wrap=True)
            self.book.live(
                self.page,
                (row, _SIDE + 2),
                one.due.formula,
                known(one.due),
                "computed",
                DATE,
                align="center",
            )
            self.book.figure(self.page, (row, _SIDE + 3), one.status)
        if len(late) > _NAMED:
            row += 1
            rest = plural(len(late) - _NAMED, "autre mesure", "autres mesures")
            self.page.value(row, _SIDE, f"et {rest} en retard", "printed")
        return row

    def _interessement(self, row: int) -> int:
        self.page.value(row, _SIDE, "Intéressement : taux de réussite", "header")
        rates = self.bilan.interessement
        if rates is None:
            self.page.value(row + 1, _SIDE, "Aucun dossier d'intéressement", "printed")
            return row + 1
        for place, (name, figure) in enumerate(zip(("Minimum", "Maximum"), rates, strict=True)):
            self.page.value(row + 1 + place, _SIDE, name, "printed")
            self.book.figure(self.page, (row + 1 + place, _SIDE + 1), figure)
        return row + 2


def _direction(report: IndicatorReport, result: YearResult) -> str:
    """Return the arguments of a direction where the target does not tell it."""
    given = f",,{quoted(report.direction)}"
    return given if report.direction and result.status.formula.endswith(f"{given})") else ""
