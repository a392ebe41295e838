"""Bad input of the yearly report: what is refused, what is told, what is shown as text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.errors import NotAvailable, RefusedFile
from pycog.reports.bilan.drawing import draw
from pycog.reports.bilan.layouts import bilan_document, sheet_document
from pycog.reports.documents.html import render_html
from tests.reports.conftest import Fill

ANNEX_4 = "annexe-4-indicateurs.xlsx"


def test_a_year_outside_the_convention_is_refused(blank: Path) -> None:
    with pytest.raises(NotAvailable, match="L'année 2019 est hors de COG CAMIEG 2012-2015"):
        draw([blank], 2019)


def test_annex_4_is_needed(blank: Path) -> None:
    with pytest.raises(RefusedFile) as caught:
        draw([blank / "annexe-2-fnga.xlsx"], 2013)
    assert caught.value.code == "annexe-4-absente"
    assert "Classeurs lus : annexe-2-fnga.xlsx." in caught.value.message


def test_other_workbooks_may_be_missing(blank: Path) -> None:
    bilan = draw([blank / ANNEX_4], 2013)
    assert bilan.missing == ("annexe 1", "annexe 2", "annexe 3", "suivi des échéances")
    assert bilan.milestones == ()
    assert "Classeurs absents" in render_html(bilan_document(bilan))


def test_two_workbooks_of_one_annex_are_refused(blank: Path, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copy(blank / ANNEX_4, tmp_path / name)
    with pytest.raises(RefusedFile) as caught:
        draw([tmp_path], 2013)
    assert caught.value.code == "annexe-en-double"
    assert "a.xlsx" in caught.value.message
    assert "b.xlsx" in caught.value.message


def test_annexes_are_found_by_their_content(blank: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted(blank.iterdir())):
        shutil.copy(path, tmp_path / f"classeur {number}.xlsx")
    roles = [source.role for source in draw([tmp_path], 2013).sources]
    assert roles == ["annexe 1", "annexe 2", "annexe 3", "annexe 4", "suivi des échéances"]


def test_a_moved_column_is_still_found(blank: Path, tmp_path: Path) -> None:
    book = load_workbook(blank / ANNEX_4)
    sheet = book["Indicateurs"]
    sheet["K8"] = 0.855
    for row in range(6, 62):
        sheet.cell(row, 25).value = sheet.cell(row, 11).value
        sheet.cell(row, 11).value = None
    book.save(tmp_path / ANNEX_4)
    found = draw([tmp_path], 2013).indicators[1].of(2013)
    assert (found.actual.value, found.place) == (0.855, "Indicateurs!Y8")


def test_markup_and_formulas_in_comments_are_shown_as_text(fill: Fill) -> None:
    folder = fill(
        {
            ANNEX_4: {
                "Indicateurs": {
                    "K8": 0.5,
                    "O8": "<script>alert('x')</script> & <b>gras</b>",
                    "K9": 0.5,
                    "O9": "=1+1",
                }
            }
        }
    )
    bilan = draw([folder], 2013)
    assert bilan.indicators[1].of(2013).comment == "<script>alert('x')</script> & <b>gras</b>"
    # A formula that gives no text is shown as it was typed.
    assert bilan.indicators[2].of(2013).comment == "=1+1"
    page = render_html(bilan_document(bilan))
    assert "<script" not in page
    assert "&lt;script&gt;alert" in page
    assert "=1+1" in page


@pytest.mark.parametrize("typed", ["beaucoup", 77, "#N/A"])
def test_an_entry_that_cannot_be_read_is_counted_apart(fill: Fill, typed: object) -> None:
    folder = fill({ANNEX_4: {"Indicateurs": {"K8": typed}}})
    bilan = draw([folder], 2013)
    found = bilan.indicators[1].of(2013)
    assert (found.status.value, found.attainment.value) == ("Saisie à corriger", None)
    assert found.trouble
    assert bilan.summary.of("Saisie à corriger").value == 1.0
    assert "Indicateurs!K8" in render_html(bilan_document(bilan))


def test_a_deferred_target_may_be_replaced_by_its_value(fill: Fill) -> None:
    # Indicator 5, row 11: "cf. COG CNAMTS" in 2014, column H; L is its achieved value.
    deferred = draw([fill({ANNEX_4: {"Indicateurs": {"L11": 0.8}}})], 2014).indicators[4].of(2014)
    assert (deferred.status.value, deferred.attainment.value) == ("Objectif renvoyé", None)
    assert deferred.actual.value == 0.8


def test_an_unknown_sheet_is_told(blank: Path) -> None:
    with pytest.raises(NotAvailable, match="La fiche objectif 99 n'existe pas"):
        sheet_document(draw([blank], 2013), 99)


@pytest.mark.parametrize(
    ("typed", "shown"), [(1e300, "1E+300"), (-5, "-5"), (1e-12, "0 %"), ("12/2013", "12/2013")]
)
def test_absurd_numbers_are_short(fill: Fill, typed: object, shown: str) -> None:
    found = draw([fill({ANNEX_4: {"Indicateurs": {"K8": typed}}})], 2013).indicators[1].of(2013)
    assert found.actual.shown == shown
    assert len(found.trouble) < 250


def test_the_titles_of_the_sheets_have_their_accents(blank: Path) -> None:
    titles = {one.number: one.title for one in draw([blank], 2013).sheets}
    # Chapters 1.1, 1.3 and 2.4 of the convention print them so.
    assert titles[1] == "Stabiliser l'accueil téléphonique"
    assert titles[5] == "Améliorer la relation écrite"
    assert titles[23] == "Développer les partenariats pour améliorer la qualité des fichiers"
    assert not [one for one in titles.values() if one.isupper()]


def test_findings_on_the_reference_year_stand_in_the_first_bilan(blank: Path) -> None:
    def places(year: int) -> set[str]:
        return {one.place for one in draw([blank], year).findings}

    reference = {one for one in places(2012) if one.endswith("réalisé 2011")}
    assert len(reference) >= 5
    assert not reference & places(2013)
    # Totals of the whole period touch every year of it.
    whole = [one for one in places(2013) if "total 2012-2015" in one]
    assert len(whole) == 2


def test_the_groups_of_a_fund_hold_its_revenue_and_its_subtotals(blank: Path) -> None:
    fnga, fngr = draw([blank], 2013).funds
    assert [row.label for row in fnga.groups] == [
        "Personnel",
        "Fonctionnement",
        "Investissement",
        "Total des dépenses à caractère limitatif",
        "Total des dépenses à caractère évaluatif",
        "Total des dépenses brutes",
        "Remises de gestion CNAMTS",
        "Dotation FNGT",
    ]
    assert [row.label for row in fngr.groups] == [
        "Total des dépenses nationales",
        "Total des dépenses régionales",
        "Total des dépenses brutes",
        "Dotation FNGT",
    ]
    # Annex 3 prints regional expenses as one amount: it is a line by itself.
    assert [row.label for row in fngr.lines] == [
        "Communication",
        "Campagnes nationales",
        "Etudes",
        "Evaluation",
        "Total des dépenses régionales",
        "Dotation FNGT",
    ]


def test_an_entry_to_correct_keeps_its_comment(fill: Fill) -> None:
    folder = fill({ANNEX_4: {"Indicateurs": {"K8": 77, "O8": "Saisi en points."}}})
    page = render_html(sheet_document(draw([folder], 2013), 1))
    assert "Saisie à corriger (Indicateurs!K8)" in page
    assert "Commentaire 2013\u00a0: Saisi en points." in page


def test_a_date_out_of_range_gives_no_warning_in_english(
    fill: Fill, recwarn: pytest.WarningsRecorder
) -> None:
    folder = fill({"suivi-echeances.xlsx": {"Échéances": {"F8": 1e300}}})
    recwarn.clear()
    bilan = draw([folder], 2013)
    assert not recwarn.list
    # Its measure is neither done nor late: it is listed apart.
    (wrong,) = [one for one in bilan.milestones if one.status.value == "Saisie à corriger"]
    assert "n'est pas une date" in wrong.comment
    assert "dont la date n&#x27;est pas lisible" in render_html(bilan_document(bilan))
