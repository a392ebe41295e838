"""Annex 1: registers, budget report, conformity, approvals, statement of carry-overs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.conventions import load
from pycog.refresh import refresh_file
from tests.annexes.conftest import BUDGET, Fill, Parts
from tests.budget import worked_year
from udfs.hosts.engine import EngineHost

YEAR = "B4"


def lines(page: Any, title: str) -> dict[str, tuple[Any, ...]]:
    """Return label → cells of the report below a title."""
    rows = list(page.iter_rows(max_col=11, values_only=True))
    start = next(place for place, row in enumerate(rows) if row[0] == title) + 2
    end = next(place for place in range(start, len(rows)) if rows[place][0] == "Anomalies")
    return {row[0]: row[1:] for row in rows[start:end]} | {"Anomalies": rows[end][1:]}


@pytest.fixture
def worked(filled: Fill) -> Any:
    """The workbook filled in with the worked year, for 2012."""
    return filled(BUDGET, worked_year.TYPED)


@pytest.mark.parametrize(
    ("name", "sheet", "area"),
    [
        ("Virements", "Virements", "A6:G46"),
        ("Reports", "Reports", "A6:H46"),
        ("Actualisations", "Actualisations", "A6:E26"),
        ("Immobilier", "Immobilier", "A6:E26"),
        ("Executes", "Exécution", "A6:F23"),
        ("Budgets", "Budgets", "A6:N23"),
        ("Decisions", "Approbations", "A12:E36"),
    ],
)
def test_registers_are_excel_tables(
    built: dict[str, Path], name: str, sheet: str, area: str
) -> None:
    page = load_workbook(built[BUDGET])[sheet]
    table = page.tables[name]
    assert table.ref == area
    headings = [cell.value for cell in page[area][0]]
    assert [column.name for column in table.tableColumns] == headings


def test_no_formula_of_ours_stands_in_a_table(built: dict[str, Path]) -> None:
    book, seen = load_workbook(built[BUDGET]), 0
    for page in book.worksheets:
        for table in page.tables.values():
            for line in page[table.ref]:
                for cell in line:
                    seen += 1
                    assert not hasattr(cell.value, "text"), f"{page.title}!{cell.coordinate}"
                    assert not str(cell.value or "").startswith("="), cell.coordinate
    assert seen > 1000


@pytest.mark.parametrize(
    ("title", "fund"),
    [("FNGA CAMIEG COG 2012-2015", "FNGA"), ("FNGR CAMIEG COG 2012-2015", "FNGR")],
)
@pytest.mark.parametrize("year", [2012, 2013, 2014, 2015])
def test_the_bases_are_those_of_the_annexes(filled: Fill, title: str, fund: str, year: int) -> None:
    page = filled(BUDGET, {"Tableau de bord": {YEAR: year}})["Tableau de bord"]
    report = lines(page, title)
    printed = [line for line in load().funds[fund].lines if line.role != "titre"]
    for line in printed:
        assert report[line.label][0] == line.amounts[str(year)], line.label
    assert report["Anomalies"][-1] == "Aucune"


def test_nothing_is_said_before_something_is_typed(built: dict[str, Path]) -> None:
    book = load_workbook(built[BUDGET], data_only=True)
    report = lines(book["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    assert report["Personnel"][3:] == (14_225_000, *[None] * 6)
    assert {row[12] for row in book["Virements"].iter_rows(min_row=7, values_only=True)} == {None}
    answers = [cell.value for cell in book["Conformité"]["G"]]
    assert set(answers) == {None, "Conforme"}  # the headings


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("FNGA CAMIEG COG 2012-2015", worked_year.FNGA_2012),
        ("FNGR CAMIEG COG 2012-2015", worked_year.FNGR_2012),
    ],
)
def test_the_worked_year(worked: Any, title: str, expected: Mapping[str, Any]) -> None:
    report = lines(worked["Tableau de bord"], title)
    for label, amounts in expected.items():
        assert report[label][1:6] == amounts, label
    assert report["Anomalies"][-1] == "Aucune"


def test_rates_and_verdicts_of_the_worked_year(worked: Any) -> None:
    report = lines(worked["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    for label, (rate, evolution) in worked_year.RATES_2012.items():
        assert report[label][6] == rate
        # The year before 2012 is the reference year.
        assert report[label][7] == report[label][8] == evolution
    assert report["Investissement"][-1] == "Conforme"
    assert report["Dotation aux amortissements et provisions"][-1] == "Ajustement de 11 000 €"


def test_the_next_year_starts_with_what_was_carried_over(filled: Fill) -> None:
    typed = {**worked_year.TYPED, "Tableau de bord": {YEAR: 2013}}
    book = filled(BUDGET, typed)
    report = lines(book["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    for label, amounts in worked_year.FNGA_2013.items():
        assert report[label][1:4] == amounts, label
    statement = {
        row[7]: row[8:11]
        for row in book["État des reports"].iter_rows(min_row=7, values_only=True)
        if row[7]
    }
    assert statement["Personnel"] == (41_000, 0, None)
    assert statement["Fonctionnement"] == (80_000, 80_000, "Réputée acquise : 80 000 €")
    assert statement["Investissement"] == (0, 41_000, "Implicite après 20 jours : 41 000 €")
    assert statement["Total FNGA"][:2] == (121_000, 121_000)
    assert statement["Constat"][-1] == "Conforme"
    assert [book["Tableau de bord"][cell].value for cell in ("F4", "I4")] == [0, "Conforme"]
    carriable = {
        row[1]: row[2:5]
        for row in book["État des reports"].iter_rows(min_row=7, max_row=14, values_only=True)
    }
    assert carriable["Personnel"] == (14_125_000, 13_984_000, 141_000)
    assert carriable["Total des dépenses régionales"] == (375_000, 370_000, 5_000)


def test_transfers_are_judged_beside_the_register(worked: Any) -> None:
    page = worked["Virements"]
    assert [cell.value for cell in page[6][10:14]] == [
        "Autorité",
        "Solde origine après",
        "Solde destination après",
        "Verdict",
    ]
    informed = "Directeur, information du contrôleur général"
    assert [cell.value for cell in page[7][8:14]] == [
        2012,
        None,
        informed,
        14_125_000,
        5_285_000,
        "Conforme",
    ]
    assert [cell.value for cell in page[8][10:14]] == [informed, 5_225_000, 1_039_000, "Conforme"]
    assert [cell.value for cell in page[9][8:14]] == [None] * 6


def test_approvals(filled: Fill) -> None:
    typed = {
        **worked_year.TYPED,
        "Approbations": {
            **worked_year.TYPED["Approbations"],
            "E9": dt.datetime(2011, 12, 31),
        },
    }
    page = filled(BUDGET, typed)["Approbations"]
    # Received on 5 December 2011: the twentieth day is the 25th, approval the day after.
    assert [cell.value for cell in page[13][6:9]] == [
        "Oui",
        dt.datetime(2011, 12, 26),
        "Réputée acquise le 26/12/2011",
    ]
    # Conformity is told for the chosen year only.
    assert [cell.value for cell in page[21][6:9]] == [None, dt.datetime(2013, 5, 1), None]


def test_an_amended_budget_is_compared_with_what_is_authorised(filled: Fill) -> None:
    typed = {**worked_year.TYPED, "Tableau de bord": {YEAR: 2013}}
    book = filled(BUDGET, typed)
    page = book["Conformité"]
    rows = {row[1]: row[2:8] for row in page.iter_rows(min_row=29, max_row=45, values_only=True)}
    assert rows["Fonctionnement"] == (5_104_000, 5_184_000, 5_184_000, 0, "Oui", "Conforme")
    assert rows["Communication"][1:] == (None,) * 5
    assert page["G46"].value == "Oui" and page["G47"].value is None
    assert book["Approbations"]["G21"].value == "Oui"


def test_a_budget_above_the_convention_is_not_approved_tacitly(filled: Fill) -> None:
    budgets = {**worked_year.TYPED["Budgets"], "C9": 979_001}
    received = {"E13": dt.datetime(2011, 12, 5), "E9": dt.datetime(2012, 1, 31)}
    typed = {**worked_year.TYPED, "Budgets": budgets, "Approbations": received}
    book = filled(BUDGET, typed)
    page = book["Conformité"]
    assert [cell.value for cell in page[9][3:8]] == [
        979_001,
        979_000,
        1,
        "Non",
        "Écart de +1 € : pas d'approbation tacite",
    ]
    assert [cell.value for cell in book["Approbations"][13][6:9]] == [
        "Non",
        None,
        "Pas d'approbation tacite : budget non conforme à la COG",
    ]


def test_a_faulty_row_is_told_and_the_others_are_computed(filled: Fill) -> None:
    transfers = {
        **worked_year.TYPED["Virements"],
        "A9": "bientôt",
        "B9": "Personnel",
        "C9": "Personnel",
        "D9": -5,
        "A10": dt.datetime(2012, 9, 1),
        "B10": "Investissement",
        "C10": "Personnel",
        "D10": 5_000_000,
        "E10": "Renfort",
    }
    book = filled(BUDGET, {**worked_year.TYPED, "Virements": transfers})
    page = book["Virements"]
    assert page["I9"].value == "?"
    assert page["N7"].value == page["N8"].value == "Conforme"
    assert page["N9"].value.startswith("Ligne 4 de la plage : la date « bientôt »")
    assert "la même ligne" in page["N9"].value and "négatif" in page["N9"].value
    assert "dépasse de 3 961 000 € le disponible" in page["N10"].value
    assert "décision modificative manque" in page["N10"].value
    assert book["Tableau de bord"]["F4"].value == 2
    report = lines(book["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    assert report["Fonctionnement"][1:6] == worked_year.FNGA_2012["Fonctionnement"]
    # 1 039 000 - 5 000 000: what the register says was moved, and the breach it makes.
    assert report["Investissement"][3] == -3_961_000
    assert report["Investissement"][-1] == "Dépassement de 929 000 €"
    assert "dépassent les crédits de 3 961 000 €" in report["Anomalies"][-1]


def test_another_year_is_left_out_and_comes_back(filled: Fill) -> None:
    typed = {**worked_year.TYPED, "Tableau de bord": {YEAR: 2014}}
    book = filled(BUDGET, typed)
    assert [cell.value for cell in book["Virements"][7][10:14]] == [None] * 4
    report = lines(book["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    assert report["Personnel"][:4] == (14_359_000, 0, 0, 14_359_000)


def test_a_carry_over_beyond_what_was_unspent_is_told(filled: Fill) -> None:
    reports = {**worked_year.TYPED["Reports"], "D7": 100_001}
    typed = {**worked_year.TYPED, "Reports": reports, "Tableau de bord": {YEAR: 2013}}
    book = filled(BUDGET, typed)
    constat = next(
        row[10]
        for row in book["État des reports"].iter_rows(min_row=7, values_only=True)
        if row[7] == "Constat"
    )
    assert constat == (
        "Ligne 2 de la plage : « Fonctionnement » reporte 100 001 € en tout, plus que ses crédits "
        "non consommés (100 000 €)."
    )
    assert book["Tableau de bord"]["I4"].value == "À revoir"


def test_investment_may_be_typed_in_detail(filled: Fill) -> None:
    executed = {**worked_year.TYPED["Exécution"], "C9": None, "C10": 600_000, "C11": 329_000}
    transfers = {**worked_year.TYPED["Virements"], "C8": "dont immobilisations incorporelles"}
    typed = {**worked_year.TYPED, "Exécution": executed, "Virements": transfers}
    report = lines(filled(BUDGET, typed)["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    assert report["Investissement"][1:6] == worked_year.FNGA_2012["Investissement"]
    assert report["dont immobilisations incorporelles"][1:6] == (
        0,
        60_000,
        762_000,
        600_000,
        162_000,
    )


def test_the_chart_compares_the_groups(worked: Any, parts: Parts) -> None:
    page = worked["Tableau de bord"]
    rows = {row[0]: row[1:4] for row in page.iter_rows(min_row=43, max_col=4, values_only=True)}
    assert rows["Personnel"] == (14_125_000, 13_984_000, 141_000)
    assert rows["Crédits évaluatifs"] == (5_446_000, 5_402_000, 44_000)
    assert rows["FNGR"] == (507_000, 499_000, 8_000)
    chart = parts(BUDGET, "xl/charts/chart1.xml")
    assert chart.count("<c:ser>") == 3
    # Authorised credits of the first year, before anything is typed.
    assert "<c:v>14225000</c:v>" in chart and "<c:v>507000</c:v>" in chart


def test_lists_offer_years_lines_and_answers(built: dict[str, Path]) -> None:
    book = load_workbook(built[BUDGET])
    validations = {
        page.title: [(item.sqref, item.formula1) for item in page.data_validations.dataValidation]
        for page in book.worksheets
    }
    assert ("B4", '"2012,2013,2014,2015"') in [
        (str(area), source) for area, source in validations["Tableau de bord"]
    ]
    limitative = [
        "Personnel", "Fonctionnement", "Investissement", "dont immobilisations incorporelles",
        "dont immobilisation corporelles", "Communication", "Campagnes nationales", "Etudes",
        "Evaluation", "Total des dépenses régionales",
    ]  # fmt: skip
    evaluative = [
        "Dotation aux amortissements et provisions", "Charges exceptionnelles",
        "Remise de gestion CPAM et carte Vitale", "Election du conseil d'administration",
    ]  # fmt: skip
    # Evaluative credits are not carried over, but an amendment may move them.
    for sheet, area, expected in (
        ("Virements", "B7:B46", [*limitative, *evaluative]),
        ("Reports", "B7:B46", limitative),
        ("Actualisations", "B7:B26", [*limitative, *evaluative]),
    ):
        source = dict((str(where), found) for where, found in validations[sheet])[area]
        match = re.fullmatch(r"'Sélection'!\$([A-Z]+)\$7:\$([A-Z]+)\$(\d+)", source)
        assert match is not None
        listed = [cell.value for (cell,) in book["Sélection"][f"{match[1]}7:{match[1]}{match[3]}"]]
        assert listed == expected


def test_a_missing_heading_gives_its_error_and_the_file_is_still_refreshed(
    built: dict[str, Path], tmp_path: Path
) -> None:
    book = load_workbook(built[BUDGET])
    book["Sélection"]["A6"] = "Jour"
    path = tmp_path / "annexe-1-budget.xlsx"
    book.save(path)
    report = refresh_file(path, EngineHost())
    assert report.refused is None
    reasons = {error.cell: error.reason for error in report.errors if error.sheet == "Virements"}
    assert list(reasons) == ["K6"]
    assert "n'a pas de colonne « date »" in reasons["K6"]
    page = load_workbook(path, data_only=True)["Virements"]
    assert page["K6"].value == page["N46"].value == "#VALUE!"
    book["Sélection"]["A6"] = "Date"
    book.save(path)
    assert refresh_file(path, EngineHost()).errors == []
    assert load_workbook(path, data_only=True)["Virements"]["N6"].value == "Verdict"


UPDATES = {
    "A7": 2012, "B7": "Personnel", "C7": 60_000, "D7": "prélèvements obligatoires",
    "A8": 2012, "B8": "Personnel", "C8": 30_000, "D8": "mesures agréées ou SNB",
    "A9": 2012, "B9": "Fonctionnement", "C9": 5_000, "D9": "prélèvements obligatoires",
    "A10": 2012, "B10": "Personnel", "C10": 5_000, "D10": "autre motif",
    "A11": 2012, "B11": "Personnel", "C11": 5_000,
    "A12": 2012, "B12": "Personnel", "D12": "mesures agréées ou SNB",
    "A13": 2011, "B13": "Personnel", "C13": 5_000, "D13": "mesures agréées ou SNB",
    "A14": 2012, "B14": "Dépenses de personnel", "C14": 1, "D14": "mesures agréées ou SNB",
}  # fmt: skip


def test_only_admitted_updatings_count_as_authorised(filled: Fill) -> None:
    budget = {**worked_year.TYPED["Budgets"], "C7": 14_315_000, "D7": 14_315_001}
    typed = {**worked_year.TYPED, "Actualisations": UPDATES, "Budgets": budget}
    book = filled(BUDGET, typed)
    assert [book["Actualisations"][f"G{row}"].value for row in range(7, 16)] == [
        "Actualisation admise",
        "Actualisation admise",
        "Pas d'actualisation : réservée au personnel, pas au groupe fonctionnement",
        "Pas d'actualisation : motif non prévu pour le personnel",
        "Motif à choisir dans la liste",
        "Montant à saisir, positif",
        "Exercice à choisir dans la liste",
        "Ligne à choisir dans la liste",
        None,
    ]
    board = book["Tableau de bord"]
    assert board["L4"].value == 6
    report = lines(board, "FNGA CAMIEG COG 2012-2015")
    # 14 225 000 − 100 000 + 90 000, and the totals with it.
    assert report["Personnel"][3] == 14_215_000
    assert report["Total des dépenses brutes"][3] == 25_925_000
    assert report["Fonctionnement"][3] == 5_225_000
    rows = board.iter_rows(max_col=12, max_row=25, values_only=True)
    updated = {row[0]: row[11] for row in rows if row[0]}
    assert (updated["Personnel"], updated["Total personnel et fonctionnement"]) == (90_000, 90_000)
    assert report["Anomalies"][-1] == "Aucune"
    # The first budget is compared with 14 225 000 + 90 000; the second, with the transfers too.
    conformity = book["Conformité"]
    row = next(row for row in conformity.iter_rows() if row[1].value == "Personnel")
    assert [cell.value for cell in row[2:8]] == [
        14_225_000,
        14_315_000,
        14_315_000,
        0,
        "Oui",
        "Conforme",
    ]
    second = [row for row in conformity.iter_rows() if row[1].value == "Personnel"][1]
    assert [cell.value for cell in second[3:7]] == [14_315_001, 14_215_000, 100_001, "Non"]
    # Transfers start from the updated credits.
    checked = book["Virements"]
    assert checked["L7"].value == 14_315_000 - 100_000


def test_an_amendment_moves_evaluative_credits(filled: Fill) -> None:
    moved = {
        "A7": dt.datetime(2012, 3, 15), "B7": "Charges exceptionnelles", "C7": "Personnel",
        "D7": 7_000, "E7": "Renfort", "F7": "CA du 12/03/2012",
    }  # fmt: skip
    book = filled(BUDGET, {"Virements": moved})
    page = book["Virements"]
    assert [page[f"{letter}7"].value for letter in "KLMN"] == [
        "Décision modificative : vote du conseil et approbation de l'État",
        5_446_000 - 7_000,
        14_225_000 + 7_000,
        "Conforme",
    ]
    report = lines(book["Tableau de bord"], "FNGA CAMIEG COG 2012-2015")
    assert report["Charges exceptionnelles"][2:4] == (-7_000, 10_000)
    assert report["Personnel"][2:4] == (7_000, 14_232_000)
    assert report["Total des dépenses brutes"][2:4] == (0, 25_835_000)
    assert report["Anomalies"][-1] == "Aucune"


def test_property_operations_are_told_with_the_budget(filled: Fill) -> None:
    typed = {
        "A7": 2012, "B7": "Relogement du siège", "C7": 400_000, "D7": 300_000, "E7": "Phase 1",
        "A8": 2013, "B8": "Antenne de Lyon", "C8": 50_000,
        "A9": 2012, "B9": "Accessibilité", "C9": 80_000,
    }  # fmt: skip
    book = filled(BUDGET, {"Immobilier": typed})
    assert [book["Immobilier"][cell].value for cell in ("G7", "H7", "G8", "G9")] == [
        100_000,
        0.75,
        None,
        None,
    ]
    rows = list(book["Tableau de bord"].iter_rows(max_col=12, values_only=True))
    start = next(
        place
        for place, row in enumerate(rows)
        if row[0] == "Opérations immobilières (annexe 1, 1.2.5)"
    )
    assert [rows[start + 1][column] for column in (0, 4, 5, 6, 7, 10)] == [
        "Opération",
        "Autorisé",
        "Exécuté",
        "Disponible",
        "Taux d'exécution",
        "Observations",
    ]
    assert [rows[start + 2][column] for column in (0, 4, 5, 6, 7, 10)] == [
        "Relogement du siège",
        400_000,
        300_000,
        100_000,
        0.75,
        "Phase 1",
    ]
    assert rows[start + 3][0] == "Accessibilité" and rows[start + 4][0] is None
    assert [rows[start + 10][column] for column in (0, 4, 5, 10)] == [
        "Total des opérations immobilières",
        480_000,
        300_000,
        None,
    ]
    empty = list(filled(BUDGET, {})["Tableau de bord"].iter_rows(max_col=12, values_only=True))
    assert empty[start + 10][10] == "Aucune opération saisie"
