"""What is typed into a live Calc is calculated as Python does: no empty cell is ever a zero."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pycog.errors import CellError
from pycog.refresh import refresh_file
from pycog.values import CellValue
from tests.addin.live_calc import seen, type_in
from tests.paths import ROOT
from udfs.catalogue import catalogue
from udfs.hosts.engine import EngineHost

NEW = "private:factory/scalc"
#: Cell → what is typed there, and the value that Python is given.
TYPED: dict[str, tuple[list[str], CellValue]] = {
    "A1": (["clear", "A1"], None),
    "A2": (["keys", "A2", "0"], 0.0),
    "A3": (["keys", "A3", "0.77"], 0.77),
    "A4": (["text", "A4", "77 %"], "77 %"),
    "A5": (["text", "A5", "beaucoup"], "beaucoup"),
    "A6": (["keys", "A6", "=NA()"], CellError("#N/A")),
    "A7": (["keys", "A7", "=1/0"], CellError("#DIV/0!")),
    "A8": (["keys", "A8", "2012-12-31"], 41274.0),
    "A9": (["keys", "A9", '=""'], ""),
    "A10": (["keys", "A10", "=A2*5"], 0.0),
    "A11": (["text", "A11", "31/12/2012"], "31/12/2012"),
    "A12": (["keys", "A12", "0%"], 0.0),
    # Calc has no truth values, only numbers that look like them.
    "A13": (["keys", "A13", "=TRUE()"], True),
    "A14": (["keys", "A14", "FALSE"], False),
    "A15": (["keys", "A15", "=A3>0.5"], True),
    "A16": (["keys", "A16", "1"], 1.0),
}
EXAMPLES = "Écrivez par exemple 12 000, 0,9, 90 %, 7 j ou 1 200 €."
#: Formulas of one cell; "?" stands for it.
ASKED: list[tuple[str, str, list[Any]]] = [
    ("COG_ATTAINMENT", '=COG_ATTAINMENT(?;"90%")', ["?", "90%"]),
    ("COG_STATUS", '=COG_STATUS(?;"90%")', ["?", "90%"]),
    ("COG_GAP", '=COG_GAP(?;"90%")', ["?", "90%"]),
    ("COG_AVAILABLE", "=COG_AVAILABLE(?;250)", ["?", 250.0]),
    ("COG_AVAILABLE", "=COG_AVAILABLE(1000;?)", [1000.0, "?"]),
    ("COG_DUE", "=COG_DUE(?)", ["?"]),
    ("COG_POINTS", '=COG_POINTS(?;"90%";"70%";100)', ["?", "90%", "70%", 100.0]),
    ("COG_ATTAINMENT", '=COG_ATTAINMENT(IF(A3>0;?;1);"90%")', ["?", "90%"]),
    ("COG_ATTAINMENT", '=COG_ATTAINMENT(INDEX(?:A99;1);"90%")', ["?", "90%"]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calc")


@pytest.fixture(scope="module")
def table(calc: str, folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every formula of every kind of cell, typed one by one in one sheet."""
    steps: list[list[Any]] = [["open", NEW], *(how for how, _ in TYPED.values())]
    places = {}
    for column, (_, formula, _) in enumerate(ASKED):
        for row, cell in enumerate(TYPED, 1):
            places[cell, formula] = place = f"{chr(ord('D') + column)}{row}"
            steps.append(["keys", place, formula.replace("?", cell)])
    steps.append(["read", *places.values()])
    (values,) = type_in(calc, folder, steps)
    return dict(zip(places, values, strict=True))


@pytest.mark.parametrize(("name", "formula", "values"), ASKED, ids=[one[1] for one in ASKED])
@pytest.mark.parametrize("cell", TYPED)
def test_a_cell_is_what_python_takes_it_for(
    table: dict[tuple[str, str], dict[str, Any]],
    cell: str,
    name: str,
    formula: str,
    values: list[Any],
) -> None:
    typed = TYPED[cell][1]
    given = [typed if value == "?" else value for value in values]
    expected = catalogue()[name].evaluate(*given)
    found = seen(table[cell, formula])
    if isinstance(expected, CellError):
        assert isinstance(found, CellError)
        # Behind INDEX, Calc replaces an error by one of its own.
        assert found.kind == expected.kind or "INDEX" in formula, table[cell, formula]
    else:
        assert found == ("" if expected is None else expected), table[cell, formula]


def test_what_changes_later(calc: str, folder: Path) -> None:
    formula = '=COG_ATTAINMENT(A1;"90%")'
    steps: list[list[Any]] = [["open", NEW], ["keys", "A1", "0.45"], ["keys", "B1", formula]]
    for typed in (
        None,
        ["clear", "A1"],
        ["keys", "A1", "0"],
        ["keys", "A1", "0.9"],
        ["clear", "A1"],
    ):
        steps += [typed] if typed else []
        steps.append(["read", "B1"])
    steps += [["keys", "A1", "=NA()"], ["read", "B1"]]
    values = [seen(found[0]) for found in type_in(calc, folder, steps)]
    assert values[:-1] == [0.5, "", 0.0, 1.0, ""]
    assert isinstance(values[-1], CellError)


def test_a_truth_value_that_changes_later(calc: str, folder: Path, tmp_path: Path) -> None:
    saved = tmp_path / "a.xlsx"
    formula = '=COG_ATTAINMENT(B1;"90%")'
    steps: list[list[Any]] = [
        ["open", NEW],
        ["keys", "B1", "TRUE"],
        ["keys", "C1", formula],
        ["array", "D1:D1", formula],
        ["read", "C1", "D1"],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
    ]
    for typed in (["keys", "B1", "=0.45*1"], ["clear", "B1"], ["keys", "B1", "0"]):
        steps += [["clear", "B1"], typed, ["read", "C1", "D1"]]
    values = [[seen(one) for one in found] for found in type_in(calc, folder, steps)]
    refused = CellError("#VALUE!")
    assert values == [[refused, refused], [0.5, 0.5], ["", ""], [0.0, 0.0]]
    with zipfile.ZipFile(saved) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert re.findall(r"<f[^>]*>([^<]*)</f>", sheet) == ['_xldudf_COG_ATTAINMENT(B1,"90%")'] * 2


def test_what_cannot_be_told_is_refused(calc: str, folder: Path) -> None:
    """Looking up an empty cell gives a zero in Calc."""
    steps = [
        ["open", NEW],
        ["keys", "A1", "1"],
        ["keys", "D1", '=COG_ATTAINMENT(VLOOKUP(1;A1:B2;2;0);"90%")'],
        ["read", "D1"],
    ]
    (found,) = type_in(calc, folder, steps)
    assert seen(found[0]) == CellError("#VALUE!")


def test_several_cells_and_their_texts(calc: str, folder: Path) -> None:
    name = "FR.PYCOG.CALC.COG.COGSTATUS"
    steps = [
        ["open", NEW],
        ["keys", "A1", "0.95"],
        ["keys", "A3", "0"],
        ["array", "C1:C3", f'={name}(A1:A3;"90%")'],
        *(["keys", f"D{row}", f'=IF(C{row}="Atteint";1;2)'] for row in (1, 2, 3)),
        ["keys", "E1", '=SUMPRODUCT(--(COG_STATUS(A1:A3;"90%")="Non atteint"))'],
        ["keys", "E2", '=COUNTIF(C1:C3;"Non*")'],
        ["read", "C1", "C2", "C3", "D1", "D2", "D3", "E1", "E2"],
    ]
    (found,) = type_in(calc, folder, steps)
    status = ["Atteint", "Non renseigné", "Non atteint"]
    assert [seen(cell) for cell in found] == [*status, 1.0, 2.0, 2.0, 1.0, 2.0]


def test_an_annex_goes_through_calc_and_back(calc: str, folder: Path, tmp_path: Path) -> None:
    """Opened, changed and saved in Calc, as .xlsx and as .ods, it keeps its formulas."""
    source = ROOT / "workbooks" / "camieg-2012-2015" / "annexe-4-indicateurs.xlsx"
    saved, ods = tmp_path / "annexe.xlsx", tmp_path / "annexe.ods"
    places = ["Résultats!E7", "Résultats!G7", "Résultats!C7", "Indicateurs!J7"]
    steps = [
        ["open", source.as_uri()],
        ["read", *places],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
        ["save", ods.as_uri(), "calc8"],
        ["open", ods.as_uri()],
        ["read", *places],
    ]
    before, after = type_in(calc, folder, steps)
    assert [seen(cell) for cell in before] == ["", "Non renseigné", 1.0, ""]
    assert [seen(cell) for cell in after] == [seen(cell) for cell in before]
    assert "COGATTAINMENT" in after[0]["formula"]
    report = refresh_file(saved, EngineHost())
    assert report.refused is None
    assert report.cog_formulas == 1190
    assert not report.errors


def test_a_file_of_calc_is_right_as_soon_as_it_is_opened(
    calc: str, folder: Path, tmp_path: Path
) -> None:
    """Calc trusts the values of its own files: nothing there is calculated by itself."""
    inputs: dict[str, tuple[list[Any], CellValue]] = {
        "B1": (["clear", "B1"], None),
        "B2": (["keys", "B2", "0"], 0.0),
        "B3": (["keys", "B3", "=TRUE()"], True),
        "B4": (["text", "B4", "12 %"], "12 %"),
        "B5": (["keys", "B5", "=1=2"], False),
        "B6": (["keys", "B6", '=""'], None),
    }
    cells = [f"D{row}" for row in range(1, len(inputs) + 1)]
    steps: list[list[Any]] = [["open", NEW], *(how for how, _ in inputs.values())]
    steps += [
        ["keys", cell, f'=COG_STATUS({place};"90%")']
        for cell, place in zip(cells, inputs, strict=True)
    ]
    files = {
        "xlsx": "Calc MS Excel 2007 XML",
        "ods": "calc8",
        "fods": "OpenDocument Spreadsheet Flat XML",
    }
    urls = {name: (tmp_path / f"saisies.{name}").as_uri() for name in files}
    steps += [["read", *cells], *(["save", urls[name], how] for name, how in files.items())]
    for url in urls.values():
        steps += [["open", url], ["read", *cells]]
    expected = [
        "" if (value := catalogue()["COG_STATUS"].evaluate(given, "90%")) is None else value
        for _, given in inputs.values()
    ]
    for found in type_in(calc, folder, steps):
        assert [str(seen(one)) for one in found] == [str(one) for one in expected]
    for name in files:
        report = refresh_file(tmp_path / f"saisies.{name}", EngineHost())
        assert (report.refused, report.changed) == (None, 0)


def test_a_damaged_call_is_healed_on_opening_and_told(
    calc: str, folder: Path, tmp_path: Path
) -> None:
    path, saved = tmp_path / "lien.xlsx", tmp_path / "saine.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Feuille")
        sheet.write_formula("A1", "'C:\\x\\cog.xlam'!COG_STATUS(0.5,0.6)")
        sheet.write_formula("A2", "[1]!_xldudf_COG_STATUS(0.7,0.6)")
    steps: list[list[Any]] = [
        ["show", NEW],
        ["bar", "fr.pycog.calc.noms"],
        ["show", path.as_uri()],
        ["read", "A1", "A2"],
        ["bar", "fr.pycog.calc.noms"],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
    ]
    before, found, after = type_in(calc, folder, steps)
    assert [seen(one) for one in found] == ["Non atteint", "Atteint"]
    assert (before, after) == (False, True)
    with zipfile.ZipFile(saved) as package:
        part = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<f[^>]*>([^<]*)</f>", part) == [
        "_xldudf_COG_STATUS(0.5,0.6)",
        "_xldudf_COG_STATUS(0.7,0.6)",
    ]


def test_what_is_left_out_is_no_blank(calc: str, folder: Path) -> None:
    formula = catalogue()["COG_STATUS"]
    calls: dict[str, CellValue] = {
        "=COG_STATUS(0.5)": formula.evaluate(0.5),
        "=COG_STATUS()": formula.evaluate(),
        "=COG_STATUS(0.5;B1)": formula.evaluate(0.5, None),
        "=COG_STATUS(0.5;0.6;;)": formula.evaluate(0.5, 0.6),
    }
    places = [f"A{row}" for row in range(1, len(calls) + 1)]
    steps: list[list[Any]] = [["open", NEW]]
    steps += [["keys", place, call] for place, call in zip(places, calls, strict=True)]
    steps += [["read", *places], ["menu", "explain", "Sheet1!A1"]]
    found, explained = type_in(calc, folder, steps)
    assert [str(seen(one)) for one in found] == [str(one) for one in calls.values()]
    assert "attend de 2 à 6 arguments, 1 reçu" in explained


def test_the_menu_says_what_python_says(calc: str, folder: Path) -> None:
    source = ROOT / "workbooks" / "camieg-2012-2015" / "annexe-4-indicateurs.xlsx"
    steps = [
        ["open", source.as_uri()],
        ["menu", "recalculate"],
        ["menu", "explain", "Résultats!C7"],
        ["menu", "explain", "Résultats!A7"],
        ["show", NEW],
        ["keys", "A1", '=COG_ATTAINMENT(77;"90%")'],
        ["keys", "A2", "=COG_TARGET(60;2013)"],
        ["command", "check"],
        ["window", "check", ["?", "lots"]],
        ["show", NEW],
        ["keys", "B1", "=TRUE()"],
        ["keys", "B2", "=1>2"],
        ["keys", "B3", "1"],
        *(["keys", f"A{row}", f'=COG_ATTAINMENT(B{row};"90%")'] for row in (1, 2, 3)),
        ["keys", "A4", '=COG_ATTAINMENT(INDEX(B1:B2;1);"90%")'],
        ["keys", "A5", '=COG_ATTAINMENT(SUM(B1:B2);"90%")'],
        ["read", "A1", "A2", "A3", "A4", "A5"],
        ["command", "check"],
        ["window", "check", ["?", "lots"]],
    ]
    again, explained, typed, (wrong,), _, (truths,) = type_in(calc, folder, steps)
    assert again == "1 190 cellules COG_ recalculées, 0 en erreur."
    assert "COG_ATTAINMENT = 100 %" in explained
    assert "Calcul : " in explained
    assert "Source : " in explained
    assert typed == "Résultats!A7 ne contient pas de formule COG_."
    reasons = [
        catalogue()["COG_ATTAINMENT"].evaluate(77.0, "90%"),
        catalogue()["COG_TARGET"].evaluate(60.0, 2013.0),
    ]
    assert [line.partition("). ")[2] for line in wrong] == [
        reason.message.replace("'", "’") for reason in reasons
    ]
    truth = catalogue()["COG_ATTAINMENT"].evaluate(True, "90%").message.replace("'", "’")
    error = "Valeur d’erreur (#VALEUR!). "
    assert [line.partition(", que Calc")[0] for line in truths] == [
        f"Sheet1!A1 : {error}Le réalisé « VRAI » n’est pas un nombre. {EXAMPLES}",
        f"Sheet1!A2 : {error}Le réalisé « FAUX » n’est pas un nombre. {EXAMPLES}",
        f"Sheet1!A4 : {error}{truth}",
        "Sheet1!A5 : VRAI ou FAUX lu comme un nombre. Lit VRAI ou FAUX en Sheet1!B1",
    ]


def test_the_explanation_of_a_cell_is_not_that_of_another(calc: str, folder: Path) -> None:
    """What moves by itself is calculated with every change, and so is all that reads it."""
    steps = [
        ["open", NEW],
        ["keys", "A1", '=COG_ATTAINMENT(0.77;"90%")'],
        ["keys", "B1", "=NOW()"],
        ["keys", "B2", '=COG_ATTAINMENT(B1*0+0.5;"80%")'],
        ["keys", "B3", '=COG_ATTAINMENT(B2;"80%")'],
        ["array", "C1:C2", '=FR.PYCOG.CALC.COG.COGATTAINMENT(B2:B3;"80%")'],
        ["keys", "D1", "=1/0"],
        ["keys", "D2", '=COG_ATTAINMENT(D1;"80%")'],
        ["read", "A1", "B2", "B3", "C1", "C2", "D2"],
        *(["menu", "explain", f"Sheet1!{place}"] for place in ("A1", "B2", "B3", "C2", "D2")),
    ]
    _, *said, not_called = type_in(calc, folder, steps)
    assert [one.count("COG_ATTAINMENT") for one in said] == [1, 1, 1, 1]
    arithmetic = ["77 % ÷ 90 % = 85,6 %", "50 % ÷ 80 % = 62,5 %", "62,5 % ÷ 80 % = 78,1 %"]
    for one, calculated in zip(said, arithmetic, strict=False):
        assert f"Calcul : {calculated}" in one
    assert "cellule qu'elle lit est en erreur" in not_called
