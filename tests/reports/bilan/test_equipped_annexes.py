"""A report drawn from the officer's own workbook, once equipped, says what our annexes say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.errors import RefusedFile
from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.bilan.drawing import draw
from tests.reports.conftest import Fill
from tests.reports.officer_annexes import (
    ANNEX_2,
    ANNEX_4,
    COMMENT,
    equip,
    of_2014,
    officer_annex,
    typed_in_ours,
)
from udfs.hosts.engine import EngineHost


def figures(bilan: Bilan) -> list[object]:
    """Return every figure and status of a report, without places and sources."""
    years = [
        (
            one.number,
            one.baseline.value,
            [
                (
                    year.target.replace(" ", ""),  # « 98 % » is shown as it was typed
                    year.actual.value,
                    year.attainment.value,
                    year.gap.value,
                    year.status.value,
                    year.comment,
                )
                for year in one.years
            ],
        )
        for one in bilan.indicators
    ]
    funds = [
        (
            fund.title,
            [(r.label, r.executed.value, r.rate.value, r.available.value) for r in fund.rows],
        )
        for fund in bilan.funds
    ]
    # The formulas of the counts quote what was typed: 0,86 here, « 86 % » there.
    counts = [
        (one.label, [(name, count.value) for name, count in one.counts])
        for one in (bilan.summary, *bilan.by_theme)
    ]
    return [years, funds, counts]


def test_the_same_data_give_the_same_report(
    fill: Fill, blank: Path, tmp_path: Path, host: EngineHost
) -> None:
    ours = fill(typed_in_ours(blank))
    own = equip(officer_annex(tmp_path / "suivi.xlsx"), host)
    theirs = draw([own], 2013)
    assert figures(theirs) == figures(draw([ours / ANNEX_4, ours / ANNEX_2], 2013))
    two = theirs.indicators[1].of(2013)
    assert (two.actual.value, two.place, two.comment) == (0.86, "Suivi!E5", COMMENT)
    assert [one.role for one in theirs.sources] == ["annexe 2", "annexe 4"]
    personnel = next(row for row in theirs.funds[0].rows if row.label == "Personnel")
    assert personnel.executed.value == 13_921_450


def test_what_waits_for_an_answer_is_not_read_and_told(tmp_path: Path, host: EngineHost) -> None:
    own = equip(officer_annex(tmp_path / "suivi.xlsx", points=True), host)
    bilan = draw([own], 2013)
    assert bilan.indicators[1].of(2013).status.value == "Non renseigné"
    told = [one for one in bilan.findings if one.place == "suivi.xlsx, Suivi!E5"]
    assert any("points" in one.reading for one in told)
    assert bilan.indicators[2].of(2013).status.value == "Atteint"


def test_two_sheets_that_disagree_are_both_left_aside(tmp_path: Path, host: EngineHost) -> None:
    path = officer_annex(tmp_path / "suivi.xlsx")
    book = load_workbook(path)
    again = book.copy_worksheet(book["Suivi"])
    again.title = "Suivi corrigé"
    again["E6"] = 0.5
    book.save(path)
    bilan = draw([equip(path, host)], 2013)
    assert bilan.indicators[2].of(2013).status.value == "Non renseigné"
    assert bilan.indicators[0].of(2013).actual.value == 0.982
    assert any("ne disent pas la même valeur" in one.reading for one in bilan.findings)


def test_a_wrong_total_is_told(tmp_path: Path, host: EngineHost) -> None:
    path = officer_annex(tmp_path / "suivi.xlsx")
    book = load_workbook(path)
    book["Budget FNGA"]["C6"] = 20_000
    book.save(path)
    bilan = draw([equip(path, host)], 2013)
    told = next(one for one in bilan.findings if one.place == "suivi.xlsx, Budget FNGA!C6")
    assert "20 000 000 € saisi, 19 091 750 € d'après" in " ".join(told.reading.split())


def test_a_workbook_that_is_not_equipped_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="pycog equip"):
        draw([officer_annex(tmp_path / "suivi.xlsx")], 2013)


def test_our_own_annex_may_be_equipped(
    fill: Fill, blank: Path, host: EngineHost, tmp_path: Path
) -> None:
    ours = fill(typed_in_ours(blank))
    before = figures(draw([ours / ANNEX_4, ours / ANNEX_2], 2013))
    for name in (ANNEX_4, ANNEX_2):
        shutil.copy(ours / name, tmp_path / name)
        equip(tmp_path / name, host)
    assert figures(draw([tmp_path / ANNEX_4, tmp_path / ANNEX_2], 2013)) == before


def test_workbooks_of_several_years_are_read_together(tmp_path: Path, host: EngineHost) -> None:
    first = equip(officer_annex(tmp_path / "suivi-2013.xlsx"), host)
    results = {"Suivi!H5": "92 %", "Suivi!H9": 1, "Budget FNGA!E4": 14_000.5}
    second = equip(of_2014(tmp_path / "suivi-2014.xlsx", results), host)
    bilan = draw([first, second], 2014)
    two, forty = bilan.indicators[1], bilan.indicators[39]
    assert (two.of(2013).actual.value, two.of(2014).actual.value) == (0.86, 0.92)
    assert forty.of(2014).actual.value == 1
    assert (two.of(2013).place, two.of(2014).place) == (
        "suivi-2013.xlsx, Suivi!E5",
        "suivi-2014.xlsx, Suivi!H5",
    )
    assert two.of(2013).comment == COMMENT
    personnel = next(row for row in bilan.funds[0].rows if row.label == "Personnel")
    assert personnel.executed.value == 14_000_500
    assert [one.name for one in bilan.sources] == ["suivi-2013.xlsx", "suivi-2014.xlsx"] * 2
    assert figures(draw([second, first], 2014)) == figures(bilan)


def test_workbooks_that_contradict_each_other_are_refused(tmp_path: Path, host: EngineHost) -> None:
    first = equip(officer_annex(tmp_path / "suivi-2013.xlsx"), host)
    second = equip(of_2014(tmp_path / "suivi-2014.xlsx", {"Suivi!E6": 0.5}), host)
    with pytest.raises(RefusedFile) as refused:
        draw([first, second], 2014)
    assert refused.value.code == "valeurs-contraires"
    words = " ".join(refused.value.message.split())
    assert "suivi-2013.xlsx, Suivi!E6 donne « 0,91 » et suivi-2014.xlsx, Suivi!E6 « 0,5 »" in words
