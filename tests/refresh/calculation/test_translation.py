"""Formulas written for the engine: what comes out is a formula, and the same one when read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.translation import Beyond, Translator, restored
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import Node, tree

GRID = Grid(["F", "Jan", "Fév", "Mar"], {name: (50, 20) for name in ("F", "Jan", "Fév", "Mar")})
NAMES = {"nom": Area("F", (1, 1, 5, 1))}
FUNCTIONS = [
    "SUM",
    "OFFSET",
    "INDIRECT",
    "ROW",
    "ROWS",
    "COLUMN",
    "COLUMNS",
    "SUBTOTAL",
    "AGGREGATE",
    "COUNTIF",
    "SUMIF",
    "SUMIFS",
    "COUNTIFS",
    "AVERAGEIF",
    "MATCH",
    "VLOOKUP",
    "HLOOKUP",
    "LOOKUP",
    "INDEX",
    "CELL",
    "LARGE",
    "RANK",
    "SORT",
    "UNIQUE",
    "SUMPRODUCT",
    "HYPERLINK",
    "GCD",
    "N",
    "T",
    "IF",
    "IFERROR",
    "CHOOSE",
    "ROUND",
    "LEN",
    "TEXT",
    "DATEDIF",
    "ADDRESS",
    "_xlfn.SINGLE",
    "FORMULATEXT",
    "AND",
    "COG_RATE",
]
OPERANDS = [
    "A1", "A1:B3", "$B$2", "1", "2.5", '"x"', '">5%"', "TRUE", "#N/A", "{1,2;3,4}", "Nom", "A:A",
    "2:3", "F!C3", "Jan:Mar!A1", "A3:A1", '""',
]  # fmt: skip


def _formulas() -> st.SearchStrategy[str]:
    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        calls = st.builds(
            lambda name, arguments: f"{name}({','.join(arguments)})",
            st.sampled_from(FUNCTIONS),
            st.lists(st.one_of(inner, st.just("")), max_size=4),
        )
        pairs = st.builds(
            lambda one, sign, other: f"{one}{sign}{other}",
            inner,
            st.sampled_from([*"+-*/^&=<", "<>", " ", ","]),
            inner,
        )
        return st.one_of(calls, pairs, inner.map(lambda one: f"({one})"))

    return st.recursive(st.sampled_from(OPERANDS), grown, max_leaves=8)


@settings(max_examples=300, deadline=None)
@given(formula=_formulas(), row=st.integers(1, 9), array=st.booleans())
def test_any_formula_is_written_as_a_formula_or_kept(formula: str, row: int, array: bool) -> None:
    translator = Translator("F", GRID, NAMES)
    try:
        template = translator.template(formula, array=array)
    except (Beyond, formulas.Unsupported):
        return
    if template is not None:
        tree(restored(tree_text(template.apply(formula, row, 4))))


def tree_text(formula: str) -> str:
    """Return a formula that was seen to be one."""
    tree(formula)
    return formula


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("E2:E5*2", "E3*2"),
        ("SUMPRODUCT(--ISNUMBER(A1:A6))", "PYCOG_SUMPRODUCT(FALSE,--PYCOG_ISNUMBER(A1:A6))"),
        ("SUM(Jan:Mar!A1)", "SUM('Jan'!A1,'Fév'!A1,'Mar'!A1)"),
        ("SUM((A1:A2,A4:A5))", "SUM(A1:A2,A4:A5)"),
        ("SUM(A1:A6 A3:C3)", "SUM(A3)"),
        ("ROWS(A$2:A9)", "8"),
        ("OFFSET(A2,-1,0)-B2", "PYCOG_LESS(A1,B2)"),
        ("SUM(A1:A9)", None),
        ('IF(A1="oui",1,0)', None),
        ("A1*B1", None),
        ('COUNTIF(A1,"x*")', 'PYCOG_COUNTIF(A1,"x*")'),  # no pattern is made for one cell
        ('COUNTIF(A1:A9,"x*")', None),
        ('COUNTIF(A1,"x")', None),
    ],
)
def test_how_formulas_are_written(formula: str, written: str | None) -> None:
    template = Translator("F", GRID, NAMES).template(formula, array=False)
    assert (template and template.apply(formula, 3, 4)) == written


@pytest.mark.parametrize(
    "formula",
    [
        "CHOOSE({1,2},A1:A3,B1:B3)",
        'INDIRECT("L1C1",FALSE)',
        "AREAS(A1)",
        "Jan:Mar!A1",
        "(A1,B1)",
        "SUM(IFERROR(A1:A9,0))",
    ],
)
def test_what_is_left_to_excel_is_said(formula: str) -> None:
    with pytest.raises(Beyond, match=r"^(la|une) "):
        Translator("F", GRID, NAMES).template(formula, array=False)


def test_operators_hold_as_in_excel() -> None:
    def shown(node: Node) -> str:
        if node.kind in ("infix", "prefix", "postfix"):
            return f"[{node.text.join(map(shown, node.children)) or node.text}]"
        return node.text if not node.children else "".join(map(shown, node.children))

    assert tree("-2^2").kind == "infix"  # (-2)^2 = 4
    assert tree("1-2-3").children[1].text == "3"
    assert tree("A1=B1&C1+1*2").text == "="
    assert tree("A1:A3 B2:C2").text == " "


@pytest.mark.parametrize(
    "formula",
    [
        "IF(COUNTIF(A1:A9,0.5),1,2)",
        "IF(COUNTIFS(A1:A9,0.5,B1:B9,0.2)>0,RANK(B1,A1:A9),2)",
        "IF(RANK(A1,A1:A9)=1,MATCH(B1,A1:A9,0),VLOOKUP(B1,A1:C9,2))",
        "IF(ISNUMBER(MATCH(B1,A1:A9,0)),1,2)",
    ],
)
def test_what_is_asked_beforehand_is_no_condition_of_the_officers(formula: str) -> None:
    template = Translator("F", GRID, NAMES).template(formula, array=False)
    assert template is not None
    written = template.apply(formula, 3, 4)
    assert restored(written) == formula
    # The engine gives it back in a form of its own.
    again = written.replace("TRUE", "true").replace(",", ", ").replace(">C", " > C")
    assert restored(again).replace(" ", "") == formula
