"""Annexes of officers made on the spot, and what they are expected to give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from pycog.conventions import Convention, load
from pycog.equip.survey import Survey, equip_package, survey
from pycog.equip.writing.equipping import Calculate, Equipped, calculator
from pycog.equip.writing.map_sheet import Line
from pycog.xlsx.package import Package
from udfs.hosts.engine import EngineHost

Run = Callable[..., tuple[Survey, Equipped]]

#: Number, label, targets of 2013 and 2014 as typed, results as typed.
INDICATORS = (
    (1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", 0.98, 0.982),
    (2, "Taux d'appels décrochés", "90%", "86 %"),
    (3, "Taux d'appels traités en niveau 1", 0.9, None),
    (7, "Taux de satisfaction", 0.765, "n.d."),
    (10, "Taux de conformité des courriers sortants (fond)", 0.73, 0.73),
    (16, "Taux de saisies invalidées", "<5%", 0.042),
    (40, "Nombre de PML mis en place par an", 2, 3),
)
#: Label, base and executed amount of 2013; the totals are typed, one of them wrongly.
BUDGET = (
    ("Personnel", 14_052_000, 13_921_450),
    ("Fonctionnement", 5_104_000, 5_170_300),
    ("Total personnel et fonctionnement", 19_156_000, 19_091_750),
    ("Investissement", 417_000, 256_000),
    ("Total des dépenses à caractère limitatif", 19_573_000, 38_439_500),
)


@pytest.fixture(scope="session", name="host")
def _host() -> EngineHost:
    return EngineHost()


@pytest.fixture(scope="session", name="agreement")
def _agreement() -> Convention:
    return load("camieg-2012-2015")


@pytest.fixture(name="annex")
def _annex(tmp_path: Path) -> Path:
    """An annex as officers have them: a filter, a chart, a validation, a name, typed totals."""
    path = tmp_path / "suivi.xlsx"
    book = xlsxwriter.Workbook(path)
    rate, bold = book.add_format({"num_format": "0.0%"}), book.add_format({"bold": True})
    sheet = book.add_worksheet("Indicateurs 2013")
    heads = ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Statut", "Commentaire")
    sheet.write_row(2, 0, heads, bold)
    for row, (number, label, target, actual) in enumerate(INDICATORS, 3):
        sheet.write(row, 0, number)
        sheet.write(row, 1, label)
        for column, value in ((2, target), (3, actual)):
            if value is not None:
                sheet.write(row, column, value, rate if isinstance(value, float) else None)
    sheet.write(3, 4, "Non atteint")
    sheet.autofilter(2, 0, 2 + len(INDICATORS), 5)
    sheet.data_validation("E4:E10", {"validate": "list", "source": ["Atteint", "Non atteint"]})
    sheet.conditional_format("D4:D10", {"type": "blanks", "format": bold})
    sheet.freeze_panes(3, 2)
    budget = book.add_worksheet("FNGA 2013")
    budget.write_row(
        1, 0, ("Ligne", "Base COG 2013 (€)", "Exécuté 2013 (€)", "Taux d'exécution 2013")
    )
    for row, (label, base, executed) in enumerate(BUDGET, 2):
        budget.write(row, 0, label)
        budget.write(row, 1, base)
        budget.write(row, 2, executed)
        budget.write_formula(row, 3, f"=C{row + 1}/B{row + 1}", rate, executed / base)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='FNGA 2013'!$C$3:$C$4"})
    budget.insert_chart("H2", chart)
    book.define_name("Personnel_2013", "='FNGA 2013'!$C$3")
    book.close()
    return path


@pytest.fixture(name="calculate")
def _calculate(host: EngineHost) -> Callable[[Path], Calculate]:
    return lambda path: calculator(path, host)


@pytest.fixture(name="run")
def _run(agreement: Convention, host: EngineHost) -> Run:
    """Survey and equip a workbook given as bytes or by its path."""

    def run(
        path: Path, data: bytes | None = None, lines: list[Line] | None = None, **options: bool
    ) -> tuple[Survey, Equipped]:
        package = Package(path, path.read_bytes() if data is None else data)
        seen = survey(package, agreement, lines)
        return seen, equip_package(seen, agreement, calculator(path, host), **options)

    return run
