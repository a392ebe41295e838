"""The follow-up of milestones: what is printed, what is typed, summary and timeline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pycog.conventions import load
from pycog.refresh import Options, refresh_file
from tests.annexes.conftest import MILESTONES, Fill, Parts
from udfs.hosts.engine import EngineHost

FIRST_ROW = 7
#: 88 measures, then the heading of those that an officer adds.
OWN_ROW = FIRST_ROW + 88
DAY = "D4"


def row_of(page: object, what: str) -> int:
    """Return the row of a measure."""
    rows = page.iter_rows(min_row=FIRST_ROW, min_col=2, max_col=2)
    return next(cell.row for (cell,) in rows if cell.value == what)


def test_every_measure_is_there_by_due_date(built: dict[str, Path]) -> None:
    page = load_workbook(built[MILESTONES], data_only=True)["Échéances"]
    rows = list(page.iter_rows(min_row=FIRST_ROW, max_row=OWN_ROW - 1, max_col=9, values_only=True))
    assert {row[1] for row in rows} == {item.what for item in load().milestones}
    dues = [row[4] for row in rows]
    assert dues == sorted(dues)
    assert (dues[0], dues[-1]) == (dt.datetime(2011, 12, 31), dt.datetime(2016, 4, 30))


@pytest.mark.parametrize(
    ("what", "cells"),
    [
        (
            "Mise en service de l'intranet",
            (
                None,
                "Dès le premier semestre 2012",
                None,
                dt.datetime(2012, 6, 30),
                None,
                "Non échue",
                "La liste des objectifs du chapitre 1.7 imprime « en 2012 ».",
                "chapitre 1.7.3",
            ),
        ),
        (
            "Bilan annuel 2013 à l'État et au conseil",
            (
                None,
                "avant la fin du mois d'avril",
                "avril 2014",
                dt.datetime(2014, 4, 30),
                None,
                "Non échue",
                "L'année du bilan n'est pas imprimée : chaque bilan suit l'année qu'il décrit.",
                "chapitre 4.3.1",
            ),
        ),
        (
            "Signalements : intervenants et rôles",
            (
                22,
                "trimestre 2012",
                "2012",
                dt.datetime(2012, 12, 31),
                None,
                "Non échue",
                "Numéro du trimestre perdu : la fin de l'année est retenue.",
                "fiche objectif n°22",
            ),
        ),
        (
            "Jeunes seniors : étude de faisabilité et cahier des charges",
            (
                17,
                "2011/2012",
                None,
                dt.datetime(2012, 12, 31),
                None,
                "En cours",
                None,
                "fiche objectif n°17",
            ),
        ),
    ],
)
def test_a_measure_and_what_the_source_prints(
    built: dict[str, Path], what: str, cells: tuple[object, ...]
) -> None:
    page = load_workbook(built[MILESTONES], data_only=True)["Échéances"]
    found = [cell.value for cell in page[row_of(page, what)][:9]]
    assert (found[0], *found[2:]) == cells


def test_formulas(built: dict[str, Path]) -> None:
    page = load_workbook(built[MILESTONES])["Échéances"]
    read = row_of(page, "Bilan annuel 2013 à l'État et au conseil")
    assert page[f"E{FIRST_ROW + 1}"].value.text == f"=_xldudf_COG_DUE(C{FIRST_ROW + 1})"
    assert page[f"E{read}"].value.text == f"=_xldudf_COG_DUE(D{read})"
    assert page[f"G{read}"].value.text == (f"=_xldudf_COG_MILESTONE_STATUS(D{read},F{read},$D$4)")
    assert page[DAY].style == "COG Saisie"


def test_the_day_is_the_eve_of_the_convention_until_somebody_changes_it(
    built: dict[str, Path],
) -> None:
    book = load_workbook(built[MILESTONES], data_only=True)
    assert book["Échéances"][DAY].value == dt.datetime(2011, 12, 31)
    page = book["Synthèse"]
    # Under way: the budget of 2012, due in 2011, and "2011/2012".
    assert [cell.value for cell in page[13][:7]] == ["Ensemble", 0, 0, 2, 0, 86, 88]
    assert [cell.value for cell in page[8][:7]] == [2012, 0, 0, 1, 0, 47, 48]


def test_what_is_typed_moves_situation_summary_and_timeline(
    built: dict[str, Path], filled: Fill
) -> None:
    entry = load_workbook(built[MILESTONES])["Échéances"]
    intranet = row_of(entry, "Mise en service de l'intranet")
    plan = row_of(entry, "Plan de contrôle du patrimoine mobilier")
    book = filled(
        MILESTONES,
        {
            "Échéances": {
                DAY: dt.datetime(2014, 1, 31),
                f"F{intranet}": dt.datetime(2012, 6, 30),
                f"F{plan}": dt.datetime(2014, 1, 10),
                f"B{OWN_ROW + 1}": "Refonte du site",
                f"C{OWN_ROW + 1}": "1er trimestre 2014",
                f"C{OWN_ROW + 2}": 2013,
            }
        },
    )
    page = book["Échéances"]
    assert page[f"G{intranet}"].value == "Réalisée"
    assert page[f"G{plan}"].value == "Réalisée en retard de 10 jours"
    assert page[f"E{OWN_ROW + 1}"].value == dt.datetime(2014, 3, 31)
    assert page[f"G{OWN_ROW + 1}"].value == "En cours"
    assert page[f"G{OWN_ROW + 2}"].value == "En retard de 31 jours"
    assert page[f"G{OWN_ROW + 3}"].value is None
    summary = book["Synthèse"]
    # 2012: 48 measures, one done in time; 2013: 20 and the officer's own, one done late.
    assert [cell.value for cell in summary[8][:7]] == [2012, 1, 0, 0, 47, 0, 48]
    assert [cell.value for cell in summary[9][:7]] == [2013, 0, 1, 0, 20, 0, 21]
    bars = {
        row[0]: row[2:7]
        for row in book["Frise"].iter_rows(min_row=50, max_col=7, values_only=True)
        if row[0]
    }
    # From 1 January 2012 to 30 June 2012: 182 days, 29 February included.
    assert bars["Mise en service de l'intranet (1.7.3)"] == (182, 0, 0, 0, 0)
    assert bars["Plan de contrôle du patrimoine mobilier (3.7)"] == (0, 365, 0, 0, 0)


def test_the_curve_stops_at_the_day_of_the_situation(filled: Fill) -> None:
    done = {f"F{row}": dt.datetime(2012, 3, row - FIRST_ROW + 1) for row in range(7, 12)}
    done["F12"] = dt.datetime(2013, 6, 1)
    page = filled(MILESTONES, {"Échéances": {DAY: dt.datetime(2012, 12, 31), **done}})["Synthèse"]
    curve = {
        row[0]: row[1:]
        for row in page.iter_rows(min_row=30, max_col=3, values_only=True)
        if isinstance(row[0], dt.datetime)
    }
    # Due by 31 March 2012: the budget of 2012, two first quarters, "Début 2012".
    assert curve[dt.datetime(2012, 3, 31)] == (4, 5)
    assert curve[dt.datetime(2012, 12, 31)] == (49, 5)
    assert curve[dt.datetime(2016, 6, 30)] == (88, 5)


def test_the_timeline_has_a_bar_for_each_measure(parts: Parts) -> None:
    charts = [parts(MILESTONES, f"xl/charts/chart{number}.xml") for number in (3, 4)]
    # 38 measures of objective sheets, 50 of chapters and of annex 1.
    assert [chart.count("<c:ser>") for chart in charts] == [6, 6]
    assert '<c:ptCount val="38"/>' in charts[0]
    assert '<c:ptCount val="50"/>' in charts[1]
    assert all('<c:grouping val="stacked"/>' in chart for chart in charts)


def test_the_day_may_be_today(built: dict[str, Path], tmp_path: Path, host: EngineHost) -> None:
    book = load_workbook(built[MILESTONES])
    book["Échéances"][DAY] = "=TODAY()"
    path = tmp_path / "suivi.xlsx"
    book.save(path)
    clock = dt.datetime(2013, 1, 10, tzinfo=dt.UTC)
    report = refresh_file(path, host, options=Options(clock=clock))
    assert (report.refused, report.errors) == (None, [])
    page = load_workbook(path, data_only=True)["Échéances"]
    row = row_of(page, "Nouveau logiciel d'inventaire")
    assert page[f"G{row}"].value == "En retard de 10 jours"
