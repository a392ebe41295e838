"""Formulas as Calc needs them say the same as before, and Excel gets them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs.hosts.calc_formulas import Needs, for_excel, renamed, telling
from udfs.hosts.calc_names import CELLS_CALL, formula_named, in_calc, in_xlsx, known_spellings

SPELLINGS = known_spellings(["COG_RATE", "COG_STATUS", "COG_TARGET_TEXT"])
RATE = "FR.PYCOG.CALC.COG.COGRATE"
STATUS = "FR.PYCOG.CALC.COG.COGSTATUS"
BOTH = Needs(frozenset({("COG_RATE", 0), ("COG_RATE", 1)}))


def told(formula: str, needs: Needs = BOTH, *, blank: bool = True, truth: bool = False) -> str:
    return telling(formula, SPELLINGS, needs, lambda text: blank, lambda text: truth)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("COG_RATE", "COG_RATE"),
        ("_xldudf_cog_rate", "COG_RATE"),
        ("_xldudf_COG_TARGET_TEXT", "COG_TARGET_TEXT"),
        ("fr.pycog.calc.cog.cogtargettext", "COG_TARGET_TEXT"),
        (RATE, "COG_RATE"),
        ("COG_RATES", None),
        ("MYCOG_RATE", None),
        ("SUM", None),
    ],
)
def test_a_formula_is_known_by_every_spelling(word: str, name: str | None) -> None:
    assert formula_named(word, SPELLINGS) == name


def test_names_go_both_ways() -> None:
    assert in_calc("COG_TARGET_TEXT") == "FR.PYCOG.CALC.COG.COGTARGETTEXT"
    assert formula_named(in_calc("COG_RATE"), SPELLINGS) == "COG_RATE"
    assert formula_named(in_xlsx("COG_RATE"), SPELLINGS) == "COG_RATE"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=_xldudf_cog_rate(A7;B7)", f"={RATE}(A7;B7)"),
        ('=IF(A1;"COG_RATE(A1";cog_rate (A1;2))', f'=IF(A1;"COG_RATE(A1";{RATE}(A1;2))'),
        ("=cog_autre(A1)", "=cog_autre(A1)"),
        ("=SUM(A1;cog_rate(1;cog_rate(2;3)))", f"=SUM(A1;{RATE}(1;{RATE}(2;3)))"),
        # Calc has no truth values.
        ("=cog_rate(TRUE();FALSE())", f'={RATE}("VRAI";"FAUX")'),
        ("='cog_rate(a;b)'.A1+1", "='cog_rate(a;b)'.A1+1"),
    ],
)
def test_names_that_calc_knows(formula: str, expected: str) -> None:
    assert renamed(formula, SPELLINGS) == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("A7", "A7:A7"),
        ("$A$7", "$A$7:$A$7"),
        ("$Feuil1.A7", "$Feuil1.A7:A7"),
        ("$'Feuille d''essai; 2'.B$7", "$'Feuille d''essai; 2'.B$7:B$7"),
        ("0", "{0}"),
        ("-0.00", "{0}"),
        ("12", "12"),
        ('"0"', '"0"'),
        ("", ""),
        ("A1:A9", "A1:A9"),
        ("{0;1}", "{0;1}"),
        ("A1-B1", "IF({1};A1-B1)"),
        ("A1%", "IF({1};A1%)"),
        ("SUM(A1:A3)", "IF({1};SUM(A1:A3))"),
        ("INDEX(A1:A9;3)", "IF({1};INDEX(A1:A9;3))"),
        ("Realise", "IF({1};Realise)"),
        ("IF(A1>0;A7;0)", "IF(A1>0;A7:A7;{0})"),
        ("IFERROR(A7;IF(B1;B7;1))", "IFERROR(A7:A7;IF(B1;B7:B7;1))"),
        (f"{RATE}(1;2)", f"IF({{1}};{RATE}(1;2))"),
        # It gives 0 for an empty cell: that one cannot be told, and stays refused.
        ("VLOOKUP(1;A1:B9;2)", "VLOOKUP(1;A1:B9;2)"),
        ('A1&""', 'A1&""'),
        ("A1>B1", "A1>B1"),
    ],
)
def test_an_argument_tells_a_blank_from_a_zero(argument: str, expected: str) -> None:
    formula = f"={RATE}({argument};5)"
    assert told(formula) == f"={RATE}({expected};5)"
    assert told(told(formula)) == told(formula)


def _compared(text: str) -> str:
    return f'IF({{1}};IF({text};"VRAI";"FAUX"))'


def _truthful(reference: str, area: str) -> str:
    return f'IF(ISLOGICAL({reference});IF({reference};"VRAI";"FAUX");{area})'


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("A7", _truthful("A7", "A7:A7")),
        ("A7:A7", _truthful("A7", "A7:A7")),
        ("$'F; 2'.B$7", _truthful("$'F; 2'.B$7", "$'F; 2'.B$7:B$7")),
        ("IF(A1>0;A7;0)", f"IF(A1>0;{_truthful('A7', 'A7:A7')};0)"),
        ("A1:A9", f"{CELLS_CALL}(A1:A9)"),
        ("$'F; 2'.B$7:C9", f"{CELLS_CALL}($'F; 2'.B$7:C9)"),
        ("Realise", f"{CELLS_CALL}(Realise)"),
        ("INDEX(A1:A9;1)", f"{CELLS_CALL}(INDEX(A1:A9;1))"),
        ("OFFSET(A1;0;0;5;1)", f"{CELLS_CALL}(OFFSET(A1;0;0;5;1))"),
        ('INDIRECT("A1")', f'{CELLS_CALL}(INDIRECT("A1"))'),
        ("IF(A1>0;A1:A9;TRUE())", f"IF(A1>0;{CELLS_CALL}(A1:A9);{_compared('TRUE()')})"),
        # What compares gives a truth value, whatever it reads.
        ("A1>B1", _compared("A1>B1")),
        ("ISBLANK(A1)", _compared("ISBLANK(A1)")),
        ('A1&"a"="b"', _compared('A1&"a"="b"')),
        # What is no cell shows nothing: left as it is.
        ("1", "1"),
        ("A1+1", "A1+1"),
        ('"a=b"', '"a=b"'),
        ("SUM(A1:A9)", "SUM(A1:A9)"),
        ("VLOOKUP(1;A1:B9;2)", "VLOOKUP(1;A1:B9;2)"),
        ('IF(A1>B1;"VRAI";"FAUX")', 'IF(A1>B1;"VRAI";"FAUX")'),
    ],
)
def test_an_argument_tells_a_truth_value_from_a_number(argument: str, expected: str) -> None:
    needs = Needs(truths=frozenset({("COG_RATE", 0)}))
    formula, told_so = f"={RATE}({argument};A7)", f"={RATE}({expected};A7)"

    assert told(formula, needs, blank=False, truth=True) == told_so
    assert told(told_so, needs, blank=False, truth=True) == told_so
    assert _stored(told(formula, needs, blank=True, truth=True)) == _stored(told_so)
    assert _stored(told_so) == _stored(f"={RATE}({argument.replace('A7:A7', 'A7')};A7)")


def test_a_truth_value_may_come_where_there_was_a_blank() -> None:
    truths = Needs(truths=frozenset({("COG_RATE", 0)}))
    blank = told(f"={RATE}(INDEX(A1:A9;1);5)")
    assert blank == f"={RATE}(IF({{1}};INDEX(A1:A9;1));5)"
    assert told(blank, truths, truth=True) == f"={RATE}({CELLS_CALL}(INDEX(A1:A9;1));5)"


@pytest.mark.parametrize(
    "argument", ["A7", "A7:A7", "A1:A9", "Realise", "INDEX(A1:A9;1)", "INDEX(Realise;1)", "1"]
)
def test_what_shows_no_truth_value_is_left_alone(argument: str) -> None:
    needs = Needs(truths=frozenset({("COG_RATE", 0)}))
    formula = f"={RATE}({argument};A7)"
    assert told(formula, needs, blank=False) == formula


def test_only_what_was_doubted_is_written() -> None:
    formula = f"={RATE}(A7;B7)"
    assert told(formula, blank=False) == formula
    assert told(formula, Needs(frozenset({("COG_RATE", 1)}))) == f"={RATE}(A7;B7:B7)"
    assert told(formula, Needs(frozenset({("COG_STATUS", 0)}))) == formula


def test_texts_among_several_cells_are_put_together_by_calc() -> None:
    needs = Needs(texts=frozenset({"COG_STATUS"}))
    spread, single = f"={STATUS}(A1:A9;B1)", f"={STATUS}(A1;B1:B1)"
    call = spread[1:]
    assert told(spread, needs) == f'=IF(ISTEXT({call});{call}&"";{call})'
    assert told(told(spread, needs), needs) == told(spread, needs)
    assert told(single, needs) == single
    assert told(single, Needs(tables=frozenset({"COG_STATUS"}))) != single


#: Arguments between commas, as Excel stores them, and between semicolons, as Calc has them.
ARGUMENTS = st.recursive(
    st.sampled_from(
        [
            *("A7", "$B$12", "0", "1.5", '"a;b,(c"', "A1:B9", "Nom", "A1-B1", "{1}", "", "'F'.A1"),
            *("A1>B1", "INDEX(A1:B9;1)", "TRUE()", 'IF(A1>B1;"VRAI";"FAUX")'),
        ]
    ),
    lambda inner: st.one_of(
        st.builds("IF(A1>1;{0};{1})".format, inner, inner),
        st.builds("SUM({0};A2)".format, inner),
        st.builds("COG_RATE({0};{1})".format, inner, inner),
        st.builds("VLOOKUP({0};A1:B9;2)".format, inner),
    ),
    max_leaves=6,
)


@given(ARGUMENTS, ARGUMENTS, st.booleans(), st.booleans(), st.booleans())
def test_excel_gets_its_formula_back(
    first: str, second: str, blank: bool, texts: bool, truth: bool
) -> None:
    formula = f"=IF(A1;COG_RATE({first};{second});COG_STATUS({second};{first}))"
    needs = Needs(
        frozenset((name, place) for name in ("COG_RATE", "COG_STATUS") for place in (0, 1)),
        frozenset({"COG_STATUS"} if texts else ()),
        truths=frozenset({("COG_RATE", 0), ("COG_RATE", 1), ("COG_STATUS", 1)}),
    )
    changed = told(renamed(formula, SPELLINGS), needs, blank=blank, truth=truth)
    assert told(changed, needs, blank=blank, truth=truth) == changed
    assert _stored(changed) == _stored(formula)


def _stored(formula: str) -> str:
    # A separator inside a text changes as well, in both alike.
    return for_excel(formula.replace(";", ","), SPELLINGS)
