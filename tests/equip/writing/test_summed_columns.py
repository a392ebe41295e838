"""Columns of totals in the equipped workbook: added up live, answered, told in the map."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from pycog.annexes import audit_workbook
from pycog.equip.writing.map_sheet import COLUMN, lines_of
from tests.equip.summed_annexes import SUMMED
from tests.equip.writing.reading import MAP, controls, rows, with_cells

FUNDS = "the total of the funds first, under the role"


@pytest.fixture(name="written")
def _written(tmp_path):
    def write(name):
        path = tmp_path / "annexe.xlsx"
        path.write_bytes(next(one for one in SUMMED if one.name == name).data())
        return path

    return write


def test_totals_are_added_up_on_the_cells_of_the_officer(written, run):
    _, done = run(written(FUNDS))
    told = controls(done.data)
    # 14 200 for one fund alone, 24 600 and 450, and 98 given as 99.
    assert told["Tous fonds!E5"][4:8] == [14_200, 14_200, 0, "Conforme"]
    assert told["Tous fonds!E7"][4:8] == [25_050, 25_050, 0, "Conforme"]
    assert told["Tous fonds!E6"][4:8] == [99, 98, 1, "Écart"]
    assert told["Tous fonds!B6"][3] == 2014


def test_they_follow_what_is_typed(written, run):
    path = written(FUNDS)
    _, done = run(path)
    typed = with_cells(done.data, "Tous fonds", {"G6": 99})
    _, again = run(path, typed)
    assert controls(again.data)["Tous fonds!E6"][4:8] == [99, 99, 0, "Conforme"]


def test_a_total_in_another_unit_is_compared_in_its_own(written, run):
    _, done = run(written("a total in millions"))
    told = controls(done.data)["FNGA!D3"]
    assert told[4] == pytest.approx(28.09) and told[5] == pytest.approx(28.09)
    assert told[7] == "Conforme"


def test_a_sum_that_forgets_a_quarter_is_set_against_the_whole(written, run):
    _, done = run(written("quarters and their total"))
    # 1 200, 1 250, 1 270 and 1 290; the sum of the officer stops at the third.
    told = controls(done.data)["Trim 2013!G5"]
    assert told[5] == 5_010 and told[7] == "Écart"


def map_line(data, title):
    (found,) = [
        (number, row)
        for number, row in enumerate(rows(data, MAP), 1)
        if row[0] == COLUMN and row[4] == title
    ]
    return found


def test_the_map_says_what_a_column_adds_up(written, run):
    _, done = run(written(FUNDS))
    _, row = map_line(done.data, "Exécuté 2014 Ensemble")
    assert row[5] == "total des fonds (F et G), exécuté 2014 (k€)"
    assert row[6] == "sûr"


def test_a_column_that_is_no_total_is_left_aside(written, run):
    path = written(FUNDS)
    _, done = run(path)
    number, _ = map_line(done.data, "Exécuté 2014 Ensemble")
    seen, again = run(path, with_cells(done.data, MAP, {f"J{number}": "non"}))
    assert [one.index for one in seen.found.totals] == [1]
    assert not [one for one in seen.found.doubts if one.cell == "E6"]
    assert "Tous fonds!E6" not in controls(again.data)
    assert "Tous fonds!B6" in controls(again.data)


def test_an_answer_that_says_nothing_is_told(written, run):
    path = written(FUNDS)
    _, done = run(path)
    number, _ = map_line(done.data, "Exécuté 2014 Ensemble")
    seen, _ = run(path, with_cells(done.data, MAP, {f"J{number}": "peut-être"}))
    assert seen.unknown == [
        "Tous fonds!E4 : « peut-être » ne désigne rien. Attendu : « oui » ou « non »."
    ]


def test_nothing_is_added_up_before_the_answer(written, run):
    path = written("a column « Ensemble » that is no sum")
    seen, done = run(path)
    assert not any(one.accepted for one in seen.found.totals)
    assert not [cell for cell in controls(done.data) if cell.startswith("Budget 2013!D")]
    number, row = map_line(done.data, "Ensemble")
    assert row[6] == "à confirmer"
    _, again = run(path, with_cells(done.data, MAP, {f"J{number}": "oui"}))
    # Confirmed, it is added up: 24 500 000 and 480 000 are not 215.
    assert controls(again.data)["Budget 2013!D5"][5:8:2] == [24_980_000, "Écart"]


def test_the_second_run_is_empty(written, run):
    path = written("funds by years with totals of both")
    _, done = run(path)
    _, again = run(path, done.data)
    assert done.changed and not again.changed


def test_the_map_as_a_table_has_them_once(written, run):
    seen, _ = run(written("quarters of two funds"))
    titles = [one.title for one in lines_of(seen.found) if one.element == COLUMN]
    assert titles.count("Total 2013") == 1
    assert titles.count("FNGA Total") == 1


def test_an_audit_tells_what_does_not_add_up(tmp_path, run):
    book = Workbook()
    book.active.title = "Exécution 2013"
    for line in (
        ("Ligne", "FNGA exécuté (€)", "FNGR exécuté (€)", "Total (€)"),
        ("Personnel", 13_990_000, None, 13_990_000),
        ("Communication", None, 98_000, 98_000),
        ("Dotation FNGT", 18_900_000, 480_000, 19_830_000),
    ):
        book.active.append(line)
    path = tmp_path / "annexe.xlsx"
    book.save(path)
    _, done = run(path)
    equipped = tmp_path / "equipe.xlsx"
    equipped.write_bytes(done.data)
    (told,) = audit_workbook(equipped)
    assert told.place == "Exécution 2013!D4"
    assert " ".join(told.recomputed.split()) == "19 380 000"


def test_a_table_that_waits_for_an_answer_adds_up_nothing(tmp_path, run):
    """Amounts a thousand times too small: of this agreement only if the officer says so."""
    book = Workbook()
    book.active.title = "FNGA"
    for line in (
        ("FNGA (k€)",),
        ("Ligne", "Exécuté 2012", "Exécuté 2013", "Total 2012-2013"),
        ("Personnel", 14, 13, 28),
        ("Fonctionnement", 5, 6, 11),
        ("Investissement", 1, 1, 2),
    ):
        book.active.append(line)
    path = tmp_path / "annexe.xlsx"
    book.save(path)
    seen, done = run(path)
    assert seen.found.open_doubts()
    assert not list(seen.found.added_up())
    assert not [one for one in seen.found.doubts if one.code == "total-different"]
    assert controls(done.data) == {}
