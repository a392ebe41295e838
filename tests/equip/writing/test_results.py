"""The sheet of results gives what the officer's own cells are worth, and says what it cannot."""

from __future__ import annotations

import pytest

from pycog.refresh import refresh_file
from tests.equip.writing.reading import MAP, RESULTS, controls, of_indicator, of_line, rows


@pytest.fixture(name="equipped")
def _equipped(annex, run) -> bytes:
    return run(annex)[1].data


def test_a_result_is_compared_with_its_target(equipped):
    # 0,982 / 0,98 ; 86 % / 90 % ; 2 − 0,042/0,05 ; 3 / 2
    expected = {
        1: (0.98, 0.982, 0.982 / 0.98, 0.002, "Atteint"),
        2: ("90%", "86 %", 0.86 / 0.9, -0.04, "Non atteint"),
        10: (0.73, 0.73, 1, 0, "Atteint"),
        16: ("<5%", 0.042, 1.16, -0.008, "Atteint"),
        40: (2, 3, 1.5, 1, "Atteint"),
    }
    for number, values in expected.items():
        row = of_indicator(equipped, number)
        for found, value in zip(row[4:9], values, strict=True):
            if isinstance(value, str):
                assert found == value, number
            else:
                assert found == pytest.approx(value, abs=1e-12), number
        assert row[10] == f"COG CAMIEG 2012-2015, annexe 4, indicateur {number}"


def test_a_blank_and_a_missing_value_stay_unknown(equipped):
    for number in (3, 7):
        row = of_indicator(equipped, number)
        assert row[5:9] == [None, None, None, "Non renseigné"], number
    assert of_indicator(equipped, 3)[11] is None
    assert of_indicator(equipped, 7)[11] == "Réalisé sans valeur chiffrée : « n.d. »"


def test_the_execution_of_a_budget_is_told_line_by_line(equipped):
    assert of_line(equipped, "Personnel")[4:8] == [
        14_052_000,
        13_921_450,
        pytest.approx(13_921_450 / 14_052_000),
        130_550,
    ]
    assert of_line(equipped, "Fonctionnement")[6] == pytest.approx(5_170_300 / 5_104_000)
    assert of_line(equipped, "Personnel")[9] == 14_052_000


def test_a_total_that_counts_lines_twice_stands_beside_the_right_one(equipped):
    found = controls(equipped)["FNGA 2013!C7"]
    assert found[4:8] == [38_439_500, 19_347_750, 19_091_750, "Écart"]
    assert controls(equipped)["FNGA 2013!B7"][7] == "Conforme"
    wrong = of_line(equipped, "Total des dépenses à caractère limitatif")
    assert wrong[11].startswith("Ce total n'est pas la somme de ses lignes")
    assert of_line(equipped, "Total personnel et fonctionnement")[11] is None


def test_a_typed_status_stands_beside_the_recomputed_one(equipped):
    assert controls(equipped)["Indicateurs 2013!E4"][4:8] == [
        "Non atteint",
        "Atteint",
        None,
        "Différent",
    ]


def test_results_are_real_formulas_on_the_officers_cells(equipped):
    found = rows(equipped, formulas=True)
    [row] = [row for row in found if row[1] == "2" and row[3] == 2013]
    assert row[4] == "=IF(ISBLANK('Indicateurs 2013'!C5),\"\",'Indicateurs 2013'!C5)"
    assert "_xldudf_COG_ATTAINMENT(" in row[6] and "_xldudf_COG_STATUS(" in row[8]


def test_a_refresh_finds_nothing_to_change(equipped, annex, host):
    annex.write_bytes(equipped)
    report = refresh_file(annex, host)
    assert (report.refused, report.changed) == (None, 0)
    assert report.convention.startswith("camieg-2012-2015 (nom COG_CONVENTION")


def test_a_change_of_the_officer_changes_the_result(equipped, annex, host, tmp_path):
    from tests.equip.writing.reading import with_cells

    path = tmp_path / "change.xlsx"
    path.write_bytes(with_cells(equipped, "Indicateurs 2013", {"D6": 0.45}))
    assert refresh_file(path, host).refused is None
    row = of_indicator(path.read_bytes(), 3)
    assert row[5:9] == [0.45, 0.5, -0.45, "Non atteint"]


def test_the_map_lists_every_row_and_column(equipped):
    found = rows(equipped, MAP)
    elements = [row[0] for row in found]
    assert elements.count("Tableau") == 2 and elements.count("Ligne") == 12
    [one] = [row for row in found if row[0] == "Ligne" and row[3] == "16"]
    assert one[5].startswith("indicateur 16 –") and one[6] == "sûr"
    assert {RESULTS, MAP} <= set(_sheets(equipped))


def _sheets(data: bytes) -> list[str]:
    import io

    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data)).sheetnames
