"""Formulas are rewritten for the engine without changing what they mean."""

from __future__ import annotations

import pytest

from pycog.values import OMITTED
from pycog.xlsx import formulas
from pycog.xlsx.structure import Table

TABLE = Table("Suivi", "Feuille d'été", 2, 2, 10, 4, ("Col 1", "Réalisé", "C]d"), 1, 1)
HERE = "'Feuille d''été'"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("COG_X(A1,,B2)", "COG_X(A1,§,B2)"),
        ('[1]!COG_X(A1,,"a,,b")', '[1]!COG_X(A1,§,"a,,b")'),
        ("_xldudf_COG_X(,)", "_xldudf_COG_X(§,§)"),
        ("COG_X( ,1, )", "COG_X(§,1,§)"),
        ("COG_VERSION()", "COG_VERSION()"),
        ("IF(,COG_X(1,IF(A1,,2)),)", "IF(,COG_X(1,IF(A1,,2)),)"),
        ("IF(A1,,COG_X(,2))", "IF(A1,,COG_X(§,2))"),
        ("COG_X(1,{1,2;3,4},,(1,2))", "COG_X(1,{1,2;3,4},§,(1,2))"),
        ("COG_X((A1),,2)", "COG_X((A1),§,2)"),
    ],
)
def test_omitted_arguments_of_ours_get_a_sentinel(before, after):
    assert formulas.fill_omitted(before) == after.replace("§", f'"{OMITTED}"')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(Suivi[[#This Row],[Col 1]])", f"SUM({HERE}!$B5)"),
        ("Suivi[@Réalisé]", f"{HERE}!$C5"),
        ("Suivi[@[Col 1]]", f"{HERE}!$B5"),
        ("Suivi[[#This Row],[Col 1]:[Réalisé]]", f"{HERE}!$B5:$C5"),
        ("SUM(suivi[RÉALISÉ])", f"SUM({HERE}!$C$3:$C$9)"),
        ("Suivi[[#Headers],[Col 1]:[Réalisé]]", f"{HERE}!$B$2:$C$2"),
        ("Suivi[[#Totals],[Réalisé]]", f"{HERE}!$C$10"),
        ("Suivi[[#Headers],[#Data],[Réalisé]]", f"{HERE}!$C$2:$C$9"),
        ("ROWS(Suivi[#All])", f"ROWS({HERE}!$B$2:$D$10)"),
        ("ROWS(Suivi)", f"ROWS({HERE}!$B$3:$D$9)"),
        ('"Suivi[Réalisé]"&A1', '"Suivi[Réalisé]"&A1'),
    ],
)
def test_structured_references_become_plain_ones(before, after):
    assert formulas.rewrite_tables(before, {"suivi": TABLE}, 5) == after


@pytest.mark.parametrize("formula", ["Suivi[Inconnue]", "Autre[Réalisé]"])
def test_an_unknown_column_or_table_is_said(formula):
    with pytest.raises(formulas.Unsupported):
        formulas.rewrite_tables(formula, {"suivi": TABLE}, 5)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('COG_X(A1,IF(1,2,3),"é",,)', ("COG_X", ["A1", "IF(1,2,3)", '"é"', "", ""])),
        ("COG_VERSION()", ("COG_VERSION", [])),
        ("COG_X(1)+1", None),
        ("-COG_X(1)", None),
        ("1+2", None),
    ],
)
def test_a_whole_call_is_split_into_arguments(formula, expected):
    split = formulas.split_call(formula)
    assert split == expected or (split and (split[0], split[1][: len(expected[1])])) == expected


def test_calls_of_ours_are_found_outermost_first():
    formula = 'IF(COG_STATUS(COG_RATE(1,2),"90%")="Atteint",1,COG_GAP(1,2))'
    assert formulas.calls_in(formula) == [
        'COG_STATUS(COG_RATE(1,2),"90%")',
        "COG_RATE(1,2)",
        "COG_GAP(1,2)",
    ]


@pytest.mark.parametrize(
    ("function", "known"),
    [("SUM", True), ("_xlfn.XLOOKUP", True), ("_xlfn._xlws.FILTER", True), ("AUTRE", False)],
)
def test_what_the_engine_knows(function, known):
    assert formulas.is_built_in(function) is known


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("D12", (None, 12, 4)),
        ("$AA$3", (None, 3, 27)),
        ("'L''été'!b2", ("L'été", 2, 2)),
        ("A1:B2", None),
        ("[1]Feuil1!A1", None),
        ("taux", None),
    ],
)
def test_cell_references(text, place):
    assert formulas.cell_reference(text) == place
