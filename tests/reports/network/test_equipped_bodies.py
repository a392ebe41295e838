"""A network whose bodies send the workbooks that they have had for years, once equipped."""

from __future__ import annotations

from pathlib import Path

from pycog.reports.network import consolidate
from pycog.reports.network.network_model import TO_CHECK
from tests.reports.officer_annexes import equip, of_2014, officer_annex
from udfs.hosts.engine import EngineHost


def test_three_bodies_with_their_own_workbooks(tmp_path: Path) -> None:
    host, folder = EngineHost(), tmp_path / "annexes"
    for body, shift in (("CPAM 31", 0.0), ("CPAM 34", 0.04), ("CPAM 66", -0.02)):
        (folder / body).mkdir(parents=True)
        path = officer_annex(folder / body / "suivi.xlsx", points=body == "CPAM 66", shift=shift)
        equip(path, host)
    network = consolidate(folder, year=2013, workers=1, convention="camieg-2012-2015")
    third = {one.body: one for one in network.returns if (one.measure, one.year) == ("4/3", 2013)}
    assert {body: (round(one.value or 0, 4), one.rank) for body, one in third.items()} == {
        "CPAM 34": (0.95, 1),
        "CPAM 31": (0.91, 2),
        "CPAM 66": (0.89, 3),
    }
    # Typed in thousands of euros, told in the unit of the fund.
    spent = {
        one.body: one.value
        for one in network.returns
        if (one.measure, one.year) == ("FNGA/personnel", 2013)
    }
    assert spent == dict.fromkeys(("CPAM 31", "CPAM 34", "CPAM 66"), 13_921_450)
    second = {
        one.body: one.value for one in network.returns if (one.measure, one.year) == ("4/2", 2013)
    }
    assert second == {"CPAM 31": 0.86, "CPAM 34": 0.86, "CPAM 66": None}
    told = [one for one in network.differences if one.code == "non-lu" and one.body == "CPAM 66"]
    assert any(one.place == "Suivi!E5" and "points" in one.message for one in told)
    assert {one.weight for one in told} == {TO_CHECK}


def test_a_workbook_that_is_not_equipped_names_the_way_out(tmp_path: Path) -> None:
    folder = tmp_path / "annexes"
    (folder / "CPAM 31").mkdir(parents=True)
    path = officer_annex(folder / "CPAM 31" / "suivi.xlsx")
    from openpyxl import load_workbook

    book = load_workbook(path)
    del book["Suivi"]
    book["Budget FNGA"]["C3"] = "Dépensé"
    book.save(path)
    network = consolidate(folder, year=2013, workers=1, convention="camieg-2012-2015")
    found = next(one for one in network.differences if one.code == "annexe-non-reconnue")
    assert "pycog equip FICHIER" in found.message


def test_a_body_with_a_workbook_for_each_year(tmp_path: Path) -> None:
    host = EngineHost()
    for body in ("Lyon", "Nantes"):
        (tmp_path / body).mkdir()
        equip(officer_annex(tmp_path / body / "suivi-2013.xlsx"), host)
        results = {"Suivi!H5": "92 %", "Suivi!H9": 1}
        equip(of_2014(tmp_path / body / "suivi-2014.xlsx", results), host)
    network = consolidate(tmp_path, year=2014, workers=1)
    lyon = {(one.measure, one.year): one for one in network.returns if one.body == "Lyon"}
    assert (lyon["4/2", 2013].value, lyon["4/2", 2014].value) == (0.86, 0.92)
    doubled = [one for one in network.differences if one.code == "organisme-en-double"]
    assert {one.weight for one in doubled} == {TO_CHECK}
    indicators = [one.message for one in doubled if "annexe 4" in one.message]
    assert len(indicators) == 4 and all("se complètent" in text for text in indicators)


def test_two_workbooks_that_contradict_each_other_are_not_counted(tmp_path: Path) -> None:
    host = EngineHost()
    (tmp_path / "Lyon").mkdir()
    equip(officer_annex(tmp_path / "Lyon" / "suivi-2013.xlsx"), host)
    equip(of_2014(tmp_path / "Lyon" / "suivi-2014.xlsx", {"Suivi!E6": 0.5}), host)
    network = consolidate(tmp_path, year=2013, workers=1)
    found = {one.measure: one for one in network.returns if one.body == "Lyon"}
    assert found["4/3"].value is None
