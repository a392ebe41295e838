"""Every kind of input at every place of formulas of every kind: Calc finds what Python finds."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pycog.errors import CellError
from pycog.refresh import refresh_file
from pycog.values import CellValue
from tests.addin.live_calc import seen, type_in
from udfs.catalogue import catalogue
from udfs.hosts.engine import EngineHost

NEW = "private:factory/scalc"
NA = CellError("#N/A")
#: How each input comes into its cell, and what Python is given.
INPUTS: list[tuple[str, str, CellValue]] = [
    ("clear", "", None),
    ("keys", "0", 0.0),
    ("keys", "1", 1.0),
    ("keys", "0.77", 0.77),
    ("keys", "77%", 0.77),
    ("keys", "0%", 0.0),
    ("keys", "=2013", 2013.0),
    ("text", "beaucoup", "beaucoup"),
    ("text", "0,77", "0,77"),
    ("text", "77 %", "77 %"),
    ("text", "2013", "2013"),
    ("text", "  ", "  "),
    ("text", "VRAI", "VRAI"),
    ("keys", '="oui"', "oui"),
    ("keys", '=""', ""),
    ("keys", "=NA()", NA),
    ("keys", "=1/0", CellError("#DIV/0!")),
    ("keys", "2012-12-31", 41274.0),
    ("text", "31/12/2012", "31/12/2012"),
    ("keys", "TRUE", True),
    ("keys", "FALSE", False),
    ("keys", "=1>0", True),
    ("keys", "=1>2", False),
    ("keys", "=ISBLANK(Z99)", True),
    ("keys", "=IF(1;TRUE();5)", True),
]
#: Formulas, each with arguments that it takes; one after the other gives way to each input.
CALLS: dict[str, list[CellValue]] = {
    "COG_ATTAINMENT": [0.77, "90%", "70%"],
    "COG_STATUS": [0.05, "<5%"],
    "COG_TARGET": [2.0, 2013.0],
    "COG_POINTS": [0.815, "90%", "70%", 75.0],
    "COG_AUTHORISED": [14_225_000.0, 50_000.0, 0.5, 20_000.0, 1.0],
    "COG_BUDGET": ["Personnel", 2013.0, "FNGA"],
    "COG_APPROVAL_STATUS": ["2013-02-01", "2013-02-15", "oui", 20.0],
    "COG_CHECK_TOTAL": [12.0, 12.0, 0.5],
    "COG_DELAY": ["2012-11-25", "2012-12-02"],
    "COG_PARSE": ["90% en 21 jours calendaires", "délai"],
    "COG_MTID": [400.0, 0.8, 600.0, 0.75],
    "COG_MILESTONE_STATUS": ["fin 2013", "15/02/2014", "31/12/2014"],
    "COG_DECILE": [12.0, 0.5],
    "COG_EVOLUTION": [13_813_000.0, 14_667_000.0],
}
#: Ways in which an argument reads the cell of an input.
WAYS = ("A{0}", "A{0}:A{0}", "IF(1;A{0};5)", "INDEX($A$1:$A$40;{0})")
#: Columns of several cells with all that may stand in one.
COLUMNS: dict[str, list[CellValue]] = {
    "A": [1.0, 0.0, None, True, False],
    "B": [12.0, True, 3.0, None, 5.0],
    "C": ["oui", True, False, None, "non"],
    "D": [0.8, 1.0, 0.0, None, 0.5],
    "E": [1.0, NA, True, None, 0.0],
    "G": [2.0, 3.0, 3.0, 4.0, 5.0],
}
SPREAD = ("{0}1:{0}5", "$Sheet1.${0}$1:${0}$5", "OFFSET({0}1;0;0;5;1)", 'INDIRECT("{0}1:{0}5")')
#: Formulas of several cells: "?" stands for them.
SEVERAL: list[tuple[str, list[Any]]] = [
    ("COG_CHECK_TOTAL", ["?", 20.0]),
    ("COG_COMPOSITE", ["?", "G"]),
    ("COG_COMPOSITE", ["G", "?"]),
    ("COG_DECILE", ["?", 0.5]),
    ("COG_SHARE_WITHIN", ["?", "90% en 21 jours calendaires"]),
    ("COG_TRL", ["?", "G"]),
    ("COG_BRANCH_MEAN", ["?", "G"]),
    ("COG_SHARE", ["?", 100.0]),
    ("COG_AUTHORISED", [100.0, "?"]),
    ("COG_TRAJECTORY", [100.0, "?"]),
    ("COG_SCORE", ["?", "ceir", 2022.0]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calc-inputs")


def test_every_input_at_every_place(calc: str, folder: Path) -> None:
    steps: list[list[Any]] = [["open", NEW]]
    steps += [_typed(f"A{row}", how, what) for row, (how, what, _) in enumerate(INPUTS, 1)]
    expected: dict[str, tuple[str, CellValue]] = {}
    column = 4
    for name, base in CALLS.items():
        for place in range(len(base)):
            for way in WAYS:
                for row, (_, _, value) in enumerate(INPUTS, 1):
                    texts = [*map(_literal, base)]
                    texts[place] = way.format(row)
                    given = [*base]
                    given[place] = value
                    formula = f"={name}({';'.join(texts)})"
                    cell = f"{_letters(column)}{row}"
                    steps.append(["keys", cell, formula])
                    expected[cell] = formula, _first(catalogue()[name].evaluate(*given))
                column += 1
    steps.append(["read", *expected])
    (found,) = type_in(calc, folder, steps)
    differ = {
        formula: (seen(one), wanted, one["formula"])
        for one, (formula, wanted) in zip(found, expected.values(), strict=True)
        if not _same(seen(one), wanted, way=formula)
    }
    assert differ == {}
    assert len(expected) > 4_000


def test_every_kind_of_cell_among_several(calc: str, folder: Path, tmp_path: Path) -> None:
    saved, ods = tmp_path / "a.xlsx", tmp_path / "a.ods"
    steps: list[list[Any]] = [["open", NEW]]
    for letter, values in COLUMNS.items():
        steps += [_put(f"{letter}{row}", row, value) for row, value in enumerate(values, 1)]
    expected: dict[str, tuple[str, CellValue]] = {}
    for letter in COLUMNS:
        for way in SPREAD:
            for name, asked in SEVERAL:
                texts = [
                    way.format(letter) if one == "?" else "G1:G5" if one == "G" else _literal(one)
                    for one in asked
                ]
                given = [
                    _column(letter) if one == "?" else _column(one) if one == "G" else one
                    for one in asked
                ]
                formula = f"={name}({';'.join(texts)})"
                cell = f"K{40 * len(expected) + 1}"  # there may be several values
                steps.append(["keys", cell, formula])
                expected[cell] = formula, _first(catalogue()[name].evaluate(*given))
    steps += [
        ["read", *expected],
        ["save", ods.as_uri(), "calc8"],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
    ]
    (found,) = type_in(calc, folder, steps)
    differ = {
        formula: (seen(one), wanted, one["formula"])
        for one, (formula, wanted) in zip(found, expected.values(), strict=True)
        if not _same(seen(one), wanted, way="")
    }
    assert differ == {}
    assert sum("COGCELLS" in one["formula"] for one in found) > 60
    # Excel gets the arguments that were typed, and pycog finds in both files what Calc found.
    with zipfile.ZipFile(saved) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert "COGCELLS" not in sheet
    assert len(re.findall("_xldudf_COG_", sheet)) == len(expected)
    for path in (saved, ods):
        report = refresh_file(path, EngineHost())
        assert report.refused is None, report.refused
        changed = [(one.sheet, one.cell, one.before, one.after) for one in report.changes]
        assert changed == [], (path, changed[:5])


def test_a_truth_value_among_several_cells_that_changes_later(calc: str, folder: Path) -> None:
    steps: list[list[Any]] = [
        ["open", NEW],
        *(["keys", f"A{row}", value] for row, value in enumerate(("12", "1", "3"), 1)),
        ["keys", "C1", "=COG_CHECK_TOTAL(A1:A3;20)"],
        ["keys", "C2", "=COG_ATTAINMENT(A1>B1;0.9)"],
        ["read", "C1", "C2"],
        ["clear", "A2"],
        ["keys", "A2", "TRUE"],
        ["read", "C1", "C2"],
        ["clear", "A2"],
        ["keys", "A2", "5"],
        ["read", "C1", "C2"],
        ["clear", "A2"],
        ["read", "C1", "C2"],
        ["keys", "A2", "=NA()"],
        ["read", "C1", "C2"],
    ]
    check, attainment = (catalogue()[f"COG_{name}"] for name in ("CHECK_TOTAL", "ATTAINMENT"))
    found = [[seen(one) for one in cells] for cells in type_in(calc, folder, steps)]
    second = [1.0, True, 5.0, None, NA]
    assert [one[0] for one in found] == [
        _bare(check.evaluate([[12.0], [value], [3.0]], 20.0)) for value in second
    ]
    refused = _bare(attainment.evaluate(True, 0.9))
    assert isinstance(refused, CellError)
    assert [one[1] for one in found] == [refused] * len(second)


def _typed(place: str, how: str, what: str) -> list[Any]:
    return [how, place] if how == "clear" else [how, place, what]


def _put(place: str, row: int, value: CellValue) -> list[Any]:
    """Put a value into a cell; truth values typed in one row, calculated in the next."""
    if value is None:
        return ["clear", place]
    if isinstance(value, CellError):
        return ["keys", place, "=NA()"]
    if isinstance(value, bool):
        typed = ("TRUE", "=1>0") if value else ("FALSE", "=1>2")
        return ["keys", place, typed[row % 2]]
    return ["text" if isinstance(value, str) else "keys", place, str(value)]


def _literal(value: CellValue) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column(letter: str) -> list[list[CellValue]]:
    return [[value] for value in COLUMNS[letter]]


def _first(value: CellValue) -> CellValue:
    return value[0][0] if isinstance(value, list) else value


def _bare(value: CellValue) -> CellValue:
    """Return what a cell shows: an error without its reason, a truth value as a number."""
    if isinstance(value, CellError):
        return CellError(value.kind)
    return float(value) if isinstance(value, bool) else value


def _same(found: CellValue, wanted: CellValue, *, way: str) -> bool:
    if isinstance(found, CellError) and isinstance(wanted, CellError):
        # Calc itself refuses a range with an error in it, and says Err:504.
        return found.kind == wanted.kind or (found.kind == "Err:504" and ":" in way)
    return found == _bare("" if wanted is None else wanted)
