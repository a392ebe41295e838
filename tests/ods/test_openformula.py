"""Formulas of OpenDocument (ISO/IEC 26300-2) in the syntax of Excel's files."""

from __future__ import annotations

import re

import pytest

from pycog.ods.openformula import Translations, Untranslatable, in_excel
from pycog.ods.twin import formula_names
from udfs.catalogue import Catalogue


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("of:=1+2", "1+2"),
        ("of:=SUM([.A1:.A3];[.B1])", "SUM(A1:A3,B1)"),
        ("of:=[.$A$1]*2%", "$A$1*2%"),
        ("of:=[$Feuille1.A1]", "Feuille1!A1"),
        ("of:=[Feuille1.$B$2:.$C$3]", "Feuille1!$B$2:$C$3"),
        ("of:=['Mes résultats'.A1]", "'Mes résultats'!A1"),
        ("of:=[$'L''année'.A1:$'L''année'.B2]", "'L''année'!A1:B2"),
        ("of:=['a;b'.A1]&\"x;y\"", "'a;b'!A1&\"x;y\""),
        ("of:=['A1'.B2]", "'A1'!B2"),
        ("of:=SUM({1;2|3;4})", "SUM({1,2;3,4})"),
        ("of:=AREAS(([.A1]~[.B2]))", "AREAS((A1,B2))"),
        ("of:=[.A1:.B2]![.B2:.C3]", "A1:B2 B2:C3"),
        ("of:=SUM([.A:.A])", "SUM(A:A)"),
        ("of:=[.#REF!]+1", "#REF!+1"),
        ('of:=IF([.A1]<>"";TRUE();"é""")', 'IF(A1<>"",TRUE(),"é""")'),
        ("of:=COM.MICROSOFT.IFS([.A1]>1;2)", "_xlfn.IFS(A1>1,2)"),
        ("of:=COM.MICROSOFT.FILTER([.A1:.A3];[.B1:.B3])", "_xlfn._xlws.FILTER(A1:A3,B1:B3)"),
        ("of:=IFNA([.A1];0)", "_xlfn.IFNA(A1,0)"),
        ("of:=LEGACY.NORMSDIST(1)", "NORMSDIST(1)"),
        ("of:=ERRORTYPE([.A1])", "ERROR.TYPE(A1)"),
        ("of:=Taux_cible*2", "Taux_cible*2"),
        ("msoxl:=SUM(A1:A3)", "SUM(A1:A3)"),
        # The ways in which our formulas are stored, with the extension and without it.
        ("of:=FR.PYCOG.CALC.COG.COGTARGETTEXT(1;2013)", "_xldudf_COG_TARGET_TEXT(1,2013)"),
        ("of:=_xldudf_cog_target_text(1;2013)", "_xldudf_COG_TARGET_TEXT(1,2013)"),
        ("of:=COG_STATUS([.A1];[.B1])", "_xldudf_COG_STATUS(A1,B1)"),
        # The extension tells VRAI from 1 in a range; Excel does by itself.
        (
            'of:=FR.PYCOG.CALC.COG.COGSTATUS(FR.PYCOG.CALC.COG.COGCELLS([.A1:.A9]);"90%")',
            '_xldudf_COG_STATUS((A1:A9),"90%")',
        ),
        ('of:=cog_status([.A1];"<5%")', '_xldudf_COG_STATUS(A1,"<5%")'),
    ],
)
def test_a_formula_in_excel(stored, expected):
    assert in_excel(stored, formula_names()) == expected
    known = Translations(formula_names())
    for one in (stored, _digits_on(stored), stored):  # the first shows how the others are written
        assert known.in_excel(one) == in_excel(one, formula_names())


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("of:=SUM([F1.A1:F1.A2])", "of:=SUM([F1.A1:F2.A2])"),
        ("of:=LOG10([.A1])", "of:=LOG20([.A1])"),
        ("of:=[$F1.A1]", "of:=[$F2.A1]"),
        ("of:=['a 1'.A1]&\"1\"", "of:=['a 2'.A1]&\"2\""),
        ("of:={1;2}", "of:={3;4}"),
    ],
)
def test_formulas_of_one_shape_keep_their_own_digits(first, other):
    known = Translations({})
    for one in (first, other):
        try:
            expected = in_excel(one, {})
        except Untranslatable:
            with pytest.raises(Untranslatable):
                known.in_excel(one)
        else:
            assert known.in_excel(one) == expected


def _digits_on(stored: str) -> str:
    """Return a formula of the same shape, the digits of its references moved on."""
    return re.sub(r"(?<=[.$][A-Z])(\$?)([1-8])", lambda m: m[1] + str(int(m[2]) + 1), stored)


@pytest.mark.parametrize(
    "stored",
    ["of:=SUM([Feuille1.A1:Feuille2.A1])", "of:='Chiffre d''affaires' * 2", "xyz:=1", "of:1"],
)
def test_what_excel_cannot_say_is_told(stored):
    with pytest.raises(Untranslatable):
        in_excel(stored, formula_names())


def test_another_workbook_is_told_apart():
    stored = "of:=['file:///tmp/autre.ods'#$Feuille1.A1]"
    assert in_excel(stored, {}) == "'[file:///tmp/autre.ods]Feuille1'!A1"


def test_every_formula_of_the_catalogue_is_known():
    assert set(formula_names().values()) == set(Catalogue())
