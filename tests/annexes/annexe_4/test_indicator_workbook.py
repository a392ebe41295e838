"""Annex 4: printed columns, results, summary."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.conventions import load
from pycog.conventions.facts.numbering import cell_value
from tests.annexes.conftest import ANNEX_4, Fill

FIRST_ROW = 7


def test_the_printed_columns(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4])["Indicateurs"]
    assert [cell.value for cell in page[6]] == [
        "Numéro indicateur",
        "Fiche objectif",
        "Source",
        "Libellé indicateur",
        "Réalisé 2011",
        "Objectif 2012",
        "Objectif 2013",
        "Objectif 2014",
        "Objectif 2015",
        "Réalisé 2012",
        "Réalisé 2013",
        "Réalisé 2014",
        "Réalisé 2015",
        "Observations 2012",
        "Observations 2013",
        "Observations 2014",
        "Observations 2015",
    ]
    for row, indicator in enumerate(load().indicators.values(), start=FIRST_ROW):
        printed = [cell.value for cell in page[row][:9]]
        texts = [indicator.baseline.text, *(found.text for found in indicator.targets.values())]
        assert printed == [
            cell_value(indicator.number),
            indicator.theme,
            indicator.source_tool,
            indicator.label,
            *(text or None for text in texts),
        ]
        assert [cell.value for cell in page[row][9:17]] == [None] * 8


@pytest.mark.parametrize(
    ("cell", "text"), [("F8", "90%"), ("F22", "<5%"), ("I27", "90% en cinq jours calendaires")]
)
def test_targets_keep_their_printed_form(built: dict[str, Path], cell: str, text: str) -> None:
    assert load_workbook(built[ANNEX_4])["Indicateurs"][cell].value == text


@pytest.mark.parametrize(
    ("cell", "number_format"),
    [("J8", "0.0%"), ("J24", '0.0\\ "j"'), ("J46", "General"), ("L24", '0.0\\ "j"')],
)
def test_inputs_are_shown_in_the_unit_of_their_target(
    built: dict[str, Path], cell: str, number_format: str
) -> None:
    assert load_workbook(built[ANNEX_4])["Indicateurs"][cell].number_format == number_format


def test_the_direction_is_passed_where_the_target_does_not_state_it(
    built: dict[str, Path],
) -> None:
    page = load_workbook(built[ANNEX_4])["Résultats"]
    assert page["E8"].value.text == "=_xldudf_COG_ATTAINMENT(Indicateurs!J8,Indicateurs!F8)"
    assert page["E46"].value.text == (
        '=_xldudf_COG_ATTAINMENT(Indicateurs!J46,Indicateurs!F46,,"hausse")'
    )


def test_the_starting_position(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4], data_only=True)["Résultats"]
    # Indicator 1: 98 % for 98 %; 2: 77 % for 90 %; 5: nothing printed; 16: 3 % for < 5 %.
    assert (page["C7"].value, page["D7"].value) == (1, "Atteint")
    assert (page["C8"].value, page["D8"].value) == (77 / 90, "Non atteint")
    assert (page["C11"].value, page["D11"].value) == (None, "Non renseigné")
    assert page["C22"].value == pytest.approx(1.4, abs=1e-15)
    assert page["Q8"].value == "COG CAMIEG 2012-2015, annexe 4, indicateur 2"


def test_statuses_before_anything_is_typed(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4], data_only=True)["Résultats"]
    assert page["G7"].value == "Non renseigné"
    assert page["M11"].value == "Objectif renvoyé"
    assert page["G15"].value == "Sans objectif"


def test_typed_values(filled: Fill) -> None:
    book = filled(
        ANNEX_4,
        {"Indicateurs": {"J8": 0.77, "J24": 8, "J46": 2, "L11": 0.9, "J22": 0.05, "J7": "98 %"}},
    )
    page = book["Résultats"]
    assert page["E8"].value == 77 / 90
    assert page["F8"].value == pytest.approx(-0.13, abs=1e-15)
    assert page["G8"].value == "Non atteint"
    # 8 days for 7: 2 − 8/7.
    assert page["E24"].value == pytest.approx(6 / 7, abs=1e-15)
    assert page["F24"].value == 1
    assert (page["E46"].value, page["G46"].value) == (1, "Atteint")
    # 5 % is not under 5 %.
    assert (page["E22"].value, page["G22"].value) == (0.999, "Non atteint")
    assert (page["E7"].value, page["G7"].value) == (1, "Atteint")
    # The target of indicator 5 in 2014 is set elsewhere.
    assert (page["K11"].value, page["M11"].value) == ("#N/A", "Objectif renvoyé")
    # The error is left out of the mean, the three measured indicators are not.
    summary = book["Synthèse"]
    assert summary["C17"].value == pytest.approx((1 + 77 / 90) / 2, abs=1e-15)
    assert summary["E17"].value is None


def test_the_summary_counts_every_indicator(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4], data_only=True)["Synthèse"]
    statuses = {page.cell(row, 1).value: page.cell(row, 2).value for row in range(7, 13)}
    assert statuses == {
        "Atteint": 4,
        "Partiellement atteint": 0,
        "Non atteint": 8,
        "Non renseigné": 29,
        "Sans objectif": 14,
        "Objectif renvoyé": 0,
    }
    assert [page.cell(13, column).value for column in range(2, 7)] == [55] * 5


def test_the_summary_means_by_objective(built: dict[str, Path]) -> None:
    page = load_workbook(built[ANNEX_4], data_only=True)["Synthèse"]
    assert page["A17"].value == "Stabiliser l'accueil téléphonique"
    # Indicators 1 to 4; the fifth has no value in 2011.
    mean = (98 / 98 + 77 / 90 + 88 / 90 + 81 / 95) / 4
    assert page["B17"].value == pytest.approx(mean, abs=1e-15)
    assert page["H17"].value == 5
    assert page["H30"].value == 55


def test_the_chart_shows_the_chosen_year(filled: Fill) -> None:
    typed = {"Indicateurs": {"K8": 0.45}, "Synthèse": {"G15": 2013}}
    page = filled(ANNEX_4, typed)["Synthèse"]
    assert page["G17"].value == 0.5


@pytest.mark.parametrize(
    ("row", "typed", "actual", "status"),
    [
        # Indicator 18, a delay: 12 days against 7 is late, however the 7 is typed.
        (24, "7", 12, "Non atteint"),
        (24, 7, 12, "Non atteint"),
        (24, "7 j", 12, "Non atteint"),
        (24, "7", 7, "Atteint"),
        # Indicator 20, a rate: the percentage that was typed as text keeps its unit.
        (26, "92%", 0.93, "Atteint"),
        (26, "92%", 0.91, "Non atteint"),
        (26, 0.92, 0.93, "Atteint"),
    ],
)
def test_a_value_typed_over_a_deferred_target_keeps_unit_and_direction(
    built: dict[str, Path], filled: Fill, row: int, typed: object, actual: float, status: str
) -> None:
    page = load_workbook(built[ANNEX_4])["Indicateurs"]
    deferred = [column for column in "FGHI" if "CNAMTS" in str(page[f"{column}{row}"].value)]
    target = deferred[0]
    assert page[f"{target}{row}"].number_format == "@"
    entry = {"F": "J", "G": "K", "H": "L", "I": "M"}[target]
    book = filled(ANNEX_4, {"Indicateurs": {f"{target}{row}": typed, f"{entry}{row}": actual}})
    column = {"F": "G", "G": "J", "H": "M", "I": "P"}[target]
    assert book["Résultats"][f"{column}{row}"].value == status
