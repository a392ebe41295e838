"""The rules of the doctor on plain cell data, as a task pane hands it over."""

from __future__ import annotations

import pytest

from pycog.audit.numbers_as_text import number_in
from pycog.doctor import Cell, Rule, Sheet, Workbook, examine
from pycog.errors import CellError
from pycog.xlsx.cells import column_number

SIGNATURES = {"COG_RATE": (2, 2), "COG_STATUS": (2, 4), "COG_TARGET": (3, 4)}


def sheet(name: str = "Suivi", **cells: object) -> Sheet:
    """Return a sheet; text that starts with ``=`` is a formula."""
    found = {}
    for address, content in cells.items():
        letters = address.rstrip("0123456789")
        place = int(address[len(letters) :]), column_number(letters)
        if isinstance(content, Cell):
            found[place] = content
        elif isinstance(content, str) and content.startswith("="):
            found[place] = Cell(0.5, content[1:])
        else:
            found[place] = Cell(content)
    return Sheet(name, found)


def codes(*sheets: Sheet, rules: tuple[Rule, ...] = (), stored: bool = True) -> list[tuple]:
    found = examine(Workbook(sheets, rules, stored), SIGNATURES)
    return [(finding.code, finding.place, finding.repairable) for finding in found]


def test_healthy_calls_are_left_in_peace():
    healthy = sheet(A1=1.0, B1="=_xldudf_COG_RATE(A1,4)", C1="=IF(B1>0,_xldudf_COG_RATE(1,2),0)")
    assert codes(healthy) == []
    assert codes(sheet(A1=1.0, B1="=COG_RATE(A1,4)"), stored=False) == []


@pytest.mark.parametrize(
    "prefix",
    ["[1]!_xldudf_", "[2]!", "_xll.", "_xludf.", "_xlfn._xldudf_", "_xldudf__xldudf_",
     "_xldudf_DEV_", "[1]!_xll.", "'C:\\\\outils\\\\cog.xlam'!"],
)  # fmt: skip
def test_damaged_spellings(prefix):
    assert codes(sheet(A1=f"={prefix}COG_RATE(1,4)")) == [("appel-abime", "Suivi!A1", True)]


def test_what_excel_shows_is_damaged_by_any_prefix():
    found = codes(sheet(A1="=[1]!_xldudf_COG_RATE(1,4)", A2="=_xldudf_COG_RATE(1,4)"), stored=False)
    assert found == [("appel-abime", "Suivi!A1", False), ("appel-abime", "Suivi!A2", False)]


def test_a_plain_spelling_is_not_bound_again():
    assert codes(sheet(A1="=1+cog_rate(1,4)")) == [("appel-non-rattache", "Suivi!A1", True)]


def test_other_peoples_functions_are_none_of_our_business():
    assert codes(sheet(A1="=MA_COG_RATE(1)", A2='="COG_RATE(1"', A3="=COG1+2")) == []


def test_an_unknown_function_and_its_nearest_name():
    (finding,) = examine(Workbook((sheet(A1="=_xldudf_COG_STATU(1,2)"),)), SIGNATURES)
    assert finding.code == "fonction-inconnue"
    assert finding.meaning == "La fonction COG_STATU n'existe pas : la cellule affiche #NOM?."
    assert finding.remedy == "Vouliez-vous COG_STATUS ?"


@pytest.mark.parametrize(
    ("call", "count"),
    [("COG_RATE()", 0), ("COG_RATE(1)", 1), ("COG_RATE(1,2,3)", 3), ("COG_RATE(1,,)", 3),
     ("COG_RATE(MAX(1,2))", 1), ("COG_STATUS(1,2,3,4,5)", 5), ("COG_RATE({1,2;3,4})", 1)],
)  # fmt: skip
def test_wrong_numbers_of_arguments(call, count):
    (finding,) = examine(Workbook((sheet(A1=f"=_xldudf_{call}"),)), SIGNATURES)
    assert finding.code == "arguments-mal-comptes"
    assert f"reçoit {count} argument" in finding.meaning


def test_right_numbers_of_arguments():
    calls = ["COG_RATE(1,2)", "COG_RATE(,2)", "COG_STATUS(1,2,,4)", "COG_RATE(MAX(1,2),(3))"]
    assert codes(sheet(**{f"A{n}": f"=_xldudf_{call}" for n, call in enumerate(calls, 1)})) == []


@pytest.mark.parametrize("kind", ["#BUSY!", "#NAME?", "#GETTING_DATA"])
def test_stuck_values(kind):
    stuck = Cell(CellError(kind), "_xldudf_COG_RATE(1,2)")
    pasted = Cell(CellError(kind))
    found = examine(Workbook((sheet(A1=stuck, A2=pasted, A3="#NOM?"),)), SIGNATURES)
    assert [finding.code for finding in found] == ["erreur-figee"] * 3
    assert "pycog refresh" in found[0].remedy
    assert "collée" in found[1].remedy and "collée" in found[2].remedy


def test_lasting_errors_are_results():
    assert codes(sheet(A1=Cell(CellError("#N/A"), "NA()"), A2=Cell(CellError("#DIV/0!")))) == []


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("format", "cog-en-mise-en-forme"),
        ("validation", "cog-en-validation"),
        ("nom", "cog-en-nom"),
    ],
)
def test_formulas_outside_the_cells(kind, code):
    rules = (
        Rule(kind, "Suivi", "A1:A9", "_xldudf_COG_RATE($A1,2)>0.5"),
        Rule(kind, "Suivi", "B1:B9", "$B1>0.5"),
    )
    assert codes(rules=rules) == [(code, "Suivi!A1:A9", False)]


def test_volatile_inputs_are_followed_through_cells_and_sheets():
    first = sheet(
        A1="=TODAY()",
        A2="=A1-30",
        B1="=_xldudf_COG_RATE(A2,5)",
        B2="=_xldudf_COG_RATE(NOW(),5)",
        B3="=_xldudf_COG_RATE(C1:C3,5)",
        C2="=OFFSET(D1,1,0)",
        B4="=_xldudf_COG_RATE(D1,5)",
    )
    other = sheet("L'an", A1="=_xldudf_COG_RATE(SUM(Suivi!A:A),2)")
    found = codes(first, other)
    assert found == [
        ("entree-volatile", place, False)
        for place in ("Suivi!B1", "Suivi!B2", "Suivi!B3", "L'an!A1")
    ]
    (one,) = examine(Workbook((sheet(A1="=TODAY()", A2="=_xldudf_COG_RATE(A1,5)"),)), SIGNATURES)
    assert "AUJOURDHUI() en Suivi!A1" in one.meaning


NUMBERS = {"A1": "Montant", "A2": 10.0, "A3": 20.5, "A4": 30.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1\u202f200,50", 1200.5), ("12\u00a0000", 12000.0), ("3 000 000", 3e6), ("0,5", 0.5),
        ("-1\u00a0200 €", -1200.0), ("\u00a01200\u202f", 1200.0), ("\u2212 5", None), ("12", 12.0),
        ("007", None), ("01 23 45 67 89", None), ("0123456789", None), ("90 %", None),
        ("1.234", None), ("12/05", None), ("2013-2015", None), ("<5", None), ("", None),
        ("1 2000", None), ("7 j", None), ("123 456 789 00012", None), ("1234567890", None),
    ],
)  # fmt: skip
def test_what_is_written_like_a_number(text, value):
    assert number_in(text) == value


def test_a_number_among_numbers():
    assert codes(sheet(**NUMBERS, A5="1\u202f200,50")) == [("nombre-en-texte", "Suivi!A5", True)]
    assert codes(sheet(**NUMBERS, A5="1200")) == [("nombre-en-texte", "Suivi!A5", True)]


def test_a_column_of_texts_that_is_added_up():
    column = {"B1": "1 200,50", "B2": "3 400,00", "B3": "=IF(A1=0,0,ROUND(SUM((B1:B2)),2))"}
    assert [place for _, place, _ in codes(sheet(**column))] == ["Suivi!B1", "Suivi!B2"]


def test_an_argument_of_ours_beside_a_number():
    found = codes(sheet(A1="1\u00a0200", A2=300.0, B1="=_xldudf_COG_RATE(A1,4)"))
    assert found == [("nombre-en-texte", "Suivi!A1", True)]


@pytest.mark.parametrize(
    "cells",
    [
        {"A1": "2013", "A2": 10.0, "A3": 20.5, "A4": 30.0},  # a year in a heading
        {"A1": "123 456 789", "A2": "987 654 321"},  # SIREN numbers
        {"A1": "01 23 45 67 89", **{f"A{n}": float(n) for n in range(2, 9)}},
        {"A1": "75001", "A2": "13002", "A3": "33000", "A4": "69001"},  # postal codes
        {"A1": 1.0, "A2": 2.0, "A3": 3.0, "A4": "007"},
        {"A1": 1.0, "A2": 2.0, "A3": "12"},  # too little company
        {"A1": "2.1", "B1": "=_xldudf_COG_TARGET(\"x\",A1,2013)"},  # number of an indicator
        {"A1": "12", "B1": "=_xldudf_COG_TARGET(\"x\",A1,2013)"},
        {"A1": "90 %", "A2": "7 000 000", "B1": "=_xldudf_COG_RATE(1,A2)"},  # printed targets
        {"A1": "90 %", "B1": "=_xldudf_COG_RATE(1,A1)"},
        {"A1": "1 200", "B1": "=SUM(VLOOKUP(A1,C1:D9,2,FALSE),SUMIF(A1,5))"},
        {"A1": "1 200", "B1": "=VLOOKUP(A1,C1:D9,2,FALSE)"},
    ],
)  # fmt: skip
def test_no_false_alarm_on_codes_and_headings(cells):
    assert codes(sheet(**cells)) == []


def indicators(*values, label="Taux"):
    """Build a column of achieved values beside a column of targets."""
    cells = {"A1": "Indicateur", "B1": "Objectif", "C1": "Réalisé"}
    for row, value in enumerate(values, start=2):
        cells |= {f"A{row}": f"{label} {row}", f"B{row}": 0.9, f"C{row}": value}
    return sheet(**cells)


def examined(*values, label="Taux"):
    return examine(Workbook((indicators(*values, label=label),)), SIGNATURES)


def test_percentages_proportions_and_points_in_one_column():
    [found] = examined("98%", 0.98, 86, 0.91)
    assert (found.code, found.place, found.found) == (
        "echelles-melees",
        "Suivi!C2, C4",
        "« 98% », 0,98, 86",
    )
    assert "« Réalisé »" in found.meaning
    assert "86 % (soit 0,86) au lieu de 86" in found.remedy
    assert not found.repairable


def test_points_among_percentages_in_text():
    (found,) = examined("98 %", "97 %", 86)
    assert (found.code, found.found) == ("echelles-melees", "« 98 % », 86")


def test_a_neighbour_tells_a_rate_whose_label_does_not():
    places = [one.place for one in examined(0.7, 89, 0.74, label="Conformité")]
    assert places == ["Suivi!C3"]


@pytest.mark.parametrize(
    "values",
    [
        (0.98, 0.97, 0.99),
        ("98%", "97%", "99%"),
        (98, 97, 0.5),  # mostly points: 0,5 may be half a point
        (0.98, 1, 0.99),  # 100 %
        (0.98, 0.97, 250),  # no rate at all
    ],
)
def test_no_false_alarm_on_rates_told_alike(values):
    assert codes(indicators(*values)) == []


def test_no_false_alarm_on_a_column_of_several_units():
    cells = {"A1": "Indicateur", "B1": "Cible", "C1": "Plancher", "D1": "Atteinte"}
    rows = [("Conformité", 0.9, 0.8, 0.5), ("Fiabilité", 0.95, 0.9, 0.6), ("Délai", 7, 9, 0.75)]
    for row, (label, *figures) in enumerate(rows, start=2):
        cells |= {f"A{row}": label}
        cells |= {f"{column}{row}": figure for column, figure in zip("BCD", figures, strict=True)}
    assert codes(sheet(**cells)) == []


def headed(heading, *values):
    """Build one column under a heading, whose lines say nothing of its scale."""
    cells = {"A1": "Site", "B1": heading}
    for row, value in enumerate(values, start=2):
        cells |= {f"A{row}": f"Antenne {row}", f"B{row}": value}
    return sheet(**cells)


def test_the_heading_of_a_column_tells_that_it_holds_rates():
    [found] = examine(Workbook((headed("Taux d'exécution", "98%", 0.98, 86, 0.9),)), SIGNATURES)
    assert (found.code, found.place) == ("echelles-melees", "Suivi!B2, B4")


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Effectif", (0.5, 0.8, 86, 1.2)),  # full-time equivalents
        ("Taux d'atteinte", (0.98, 0.9, 2.5)),  # two and a half times the target
        ("Taux", (98, 97, 0.5)),
        ("Nombre moyen", (0.98, 0.97, 86)),
    ],
)
def test_no_false_alarm_under_a_heading(heading, values):
    assert codes(headed(heading, *values)) == []


@pytest.mark.parametrize(
    ("cells", "lost"),
    [
        ({"A1": "=_xldudf_COG_STATUS(B1,_xldudf_COG_TARGET(16,2013))"}, ["Suivi!A1"]),
        ({"A1": "=IF(B1>0,_xldudf_COG_STATUS(B1,(_xldudf_COG_TARGET(16,2013))),0)"}, ["Suivi!A1"]),
        (
            {"A1": "=_xldudf_COG_TARGET(16,2013)", "A2": "=_xldudf_COG_STATUS(B1,$A$1)"},
            ["Suivi!A2"],
        ),
        ({"A1": '=_xldudf_COG_STATUS(B1,_xldudf_COG_TARGET(16,2013),,"baisse")'}, []),
        ({"A1": "=_xldudf_COG_STATUS(B1,_xldudf_COG_TARGET(16,2013)*1)"}, []),
        ({"A1": 0.05, "A2": "=_xldudf_COG_STATUS(B1,A1)"}, []),
        ({"A1": "=_xldudf_COG_RATE(B1,_xldudf_COG_TARGET(16,2013))"}, []),
    ],
)
def test_a_target_whose_direction_is_lost_is_told(cells, lost):
    found = codes(sheet(**cells))
    assert [place for code, place, _ in found if code == "sens-perdu"] == lost
