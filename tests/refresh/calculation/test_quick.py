"""Formulas of one shape are rewritten as each of them alone would be."""

from __future__ import annotations

import re
from html import escape

import pytest

from pycog.refresh import refresh_file
from pycog.refresh.calculation import quick
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.translation import Beyond, Translator
from pycog.xlsx import formulas
from tests.refresh.gaps.case import Case, workbook
from tests.refresh.gaps.collection import CASES

_FORMULAS = sorted(
    {
        text[1:]
        for one in CASES
        for cells in one.sheets.values()
        for text in cells.values()
        if isinstance(text, str) and text[:1] == "="
    }
)


def _element(formula: str) -> bytes:
    return f"<f>{escape(formula, quote=False)}</f>".encode()


def _digits_on(formula: str) -> str:
    """Return another formula of the same shape: the digits of its references moved on."""
    pieces = re.split(r'("(?:[^"]|"")*")', formula)
    for place in range(0, len(pieces), 2):
        pieces[place] = re.sub(
            r"(?<=[A-Z$])[1-8](?=\d*\b)", lambda m: str(int(m[0]) + 1), pieces[place]
        )
    return "".join(pieces)


def test_a_shape_is_rewritten_as_each_of_its_formulas() -> None:
    translator = Translator("F", Grid(["F"], {"F": (99, 99)}), {})
    compared = 0
    for formula in _FORMULAS:
        other = _digits_on(formula)
        try:
            templates = [translator.template(one, array=False) for one in (formula, other)]
        except (Beyond, formulas.Unsupported):  # kept, not rewritten
            continue
        if templates[0] is None or templates[1] is None:
            continue
        pieces = quick.byte_pieces(_element(formula), formula, templates[0])
        if pieces is not None:
            compared += 1
            wanted = _element(templates[1].apply(other, 7, 7))
            assert quick.rewritten(_element(other), pieces) == wanted, formula
    assert compared > 100


@pytest.mark.parametrize("element", [b"<f>A1&#38;B1</f>", b"<f t='x'/>", b"<f>A1<b/></f>"])
def test_an_element_written_otherwise_is_read(element) -> None:
    template = Translator("F", Grid(["F"]), {}).template("A1&B1", array=False)
    assert template is not None
    assert quick.byte_pieces(element, "A1&B1", template) is None


def test_digits_that_decide_are_looked_at_one_by_one(tmp_path, host) -> None:
    # The same shape, but only the second is in the R1C1 notation, which is left to Excel.
    cells = {
        "A1": "'B9",
        "A2": "'R1C1",
        "B9": 5,
        "C1": "=INDIRECT(A1,1)",
        "C2": "=INDIRECT(A2,0)",
        "D1": '=B9>4&"x"',
        "D2": '=B9>5&"x"',
    }
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(Case("", "", {"F": cells}, {})))
    report = refresh_file(path, host)
    assert [one.cell for one in report.frozen] == ["C2"]
