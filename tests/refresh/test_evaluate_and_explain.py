"""Single formulas and single cells: value, kind, and the reason in French."""

from __future__ import annotations

import pytest

from pycog.errors import InvalidInput, NotAvailable
from pycog.refresh import Evaluator, explain_cell


@pytest.fixture(scope="module")
def evaluator(host):
    return Evaluator(host)


@pytest.mark.parametrize(
    ("formula", "value", "kind"),
    [
        ("=COG_TARGET(2,2013)", 0.9, "rate"),
        ('COG_ATTAINMENT(0.77,"90%")', 0.77 / 0.9, "rate"),
        ('=IF(COG_STATUS(0.05,"<5%")="Atteint",1,0)', 0.0, "number"),
        ("=DATE(2012,11,25)", 41238.0, "date"),
        ("={1,2;3,4}", [[1.0, 2.0], [3.0, 4.0]], "number"),
        ("=A1+1", 1.0, "number"),
        ('=COG_ATTAINMENT(A1,"90%")', "", "rate"),
        ('=COG_ATTAINMENT(5,10,,"baisse")', 1.5, "rate"),
        ('=_xldudf_COG_STATUS(0.05,"≤5%")', "Atteint", "text"),
    ],
)
def test_values(evaluator, formula, value, kind):
    result = evaluator.evaluate(formula)
    assert (result.value, result.kind, result.error) == (value, kind, None)
    assert result.formula == formula


@pytest.mark.parametrize(
    ("formula", "kind", "words"),
    [
        ("=COG_TARGETT(2,2013)", "#NAME?", "Vouliez-vous dire COG_TARGET ?"),
        ("=RIEN(1)", "#NAME?", "Fonction inconnue : RIEN."),
        ("=1/0", "#DIV/0!", "division par zéro"),
        ("=COG_RATE(1,0)", "#VALUE!", "Le dénominateur vaut zéro"),
        ("=COG_TARGET(2,2019)", "#N/A", "2019"),
        ('=1+COG_ATTAINMENT(77,"90%")', "#VALUE!", "77"),
        ("=SOMME(1", "#VALUE!", "Formule illisible"),
        ("=", "#VALUE!", "La formule est vide."),
        ("=COG_RATE(1)", "#VALUE!", "COG_RATE attend 2 arguments"),
        ("=Feuille!A1", "#REF!", "n'existe pas"),
        ("=COG_RATE(1/0,2)", "#DIV/0!", "division par zéro"),
    ],
)
def test_errors_have_a_french_reason(evaluator, formula, kind, words):
    result = evaluator.evaluate(formula)
    assert result.error is not None
    assert (result.error.kind, words in result.error.message) == (kind, True), result.error.message


def test_one_result_does_not_leak_into_the_next(evaluator):
    evaluator.evaluate("={1,2;3,4}")
    assert evaluator.evaluate("=5").value == 5.0
    assert evaluator.evaluate("={7;8}").value == [[7.0], [8.0]]


@pytest.fixture
def annex(make):
    def fill(book, sheet):
        sheet.write_number("A1", 0.77)
        sheet.write_string("B1", "90%")
        sheet.write_dynamic_array_formula("C1", "=_xldudf_COG_ATTAINMENT(A1,B1)", None, 0.5)
        sheet.write_formula("D1", '=IF(_xldudf_COG_STATUS(A1,B1)="Atteint",1,0)')
        sheet.write_dynamic_array_formula("E1", "=_xldudf_COG_TARGET(5,2014)")

    return make(fill)


def test_a_cell_is_explained(annex, host):
    explained = explain_cell(annex, "données", "c1", host)
    assert explained.value == 0.77 / 0.9
    text = str(explained)
    assert "Données!C1 : 85,6 %" in text
    assert "Formule : =COG_ATTAINMENT(A1;B1)" in text
    assert "Valeur enregistrée dans le fichier : 50 %" in text
    [call] = explained.calls
    assert dict(call.arguments)["objectif"] == "90%"
    assert "85,6 %" in call.arithmetic and "90 %" in call.arithmetic
    assert "annexe 4" in call.source and call.assumptions


def test_nested_calls_and_typed_values(annex, host):
    nested = explain_cell(annex, "Données", "D1", host)
    assert [call.name for call in nested.calls] == ["COG_STATUS"]
    assert ("A1", "0,77") in nested.reads
    typed = explain_cell(annex, "Données", "A1", host)
    assert str(typed) == "Données!A1 : 0,77\nValeur saisie, sans formule"


def test_an_error_is_explained(annex, host):
    explained = explain_cell(annex, "Données", "E1", host)
    assert "COG CNAMTS" in explained.reason


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ('=_xldudf_COG_EXECUTION(INDIRECT("A1"),2)', "INDIRECT"),
        ("=_xldudf_COG_EXECUTION(OFFSET(A1,0,0),2)", "DECALER"),
        ("=_xldudf_COG_EXECUTION(AUTRE_TAUX(A1),2)", "AUTRE_TAUX"),
        ("=_xldudf_COG_EXECUTION(SUM(_xlfn.ANCHORARRAY(C1)),2)", "#"),
    ],
)
def test_what_cannot_be_followed_is_said_and_not_made_up(make, host, formula, why):
    def fill(book, sheet):
        sheet.write_column("A1", [1, 1])
        sheet.write_formula("B1", formula, None, 0.5)
        sheet.write_dynamic_array_formula("C1:C2", "=A1:A2*1", None, 1)

    explained = explain_cell(make(fill), "Données", "B1", host)
    assert explained.unexplained.startswith("Je ne peux pas expliquer") and explained.calls == ()
    assert why in explained.unexplained and explained.unexplained in str(explained)


def test_an_error_that_no_call_gives_is_no_result_of_theirs(make, host):
    def fill(book, sheet):
        sheet.write_number("A1", 4)
        sheet.write_formula("B1", "=_xldudf_COG_RATE(Absente!A1,A1)", None, 0.5)

    told = explain_cell(make(fill), "Données", "B1", host)
    assert told.value.kind == "#REF!"
    assert "n'existe pas" in told.reason
    assert not told.calls


def test_names_are_followed_to_what_they_hold(make, host):
    def fill(book, sheet):
        book.define_name("Premier", "=INDEX(Données!$A$1:$A$2,1)")
        sheet.write_column("A1", [1, 3])
        sheet.write_formula("B1", "=_xldudf_COG_EXECUTION(Premier,2)", None, 0)

    explained = explain_cell(make(fill), "Données", "B1", host)
    assert explained.unexplained == "" and explained.value == 0.5
    [call] = explained.calls
    assert [shown for _, shown in call.arguments] == ["1", "2"]


def test_wrong_places(annex, host):
    with pytest.raises(NotAvailable) as sheet:
        explain_cell(annex, "Feuil9", "A1", host)
    assert (
        "la feuille « Feuil9 » n'existe pas. Feuilles du classeur : Données." in sheet.value.message
    )
    with pytest.raises(InvalidInput):
        explain_cell(annex, "Données", "12D", host)
    with pytest.raises(NotAvailable):
        explain_cell(annex.with_name("absent.xlsx"), "Données", "A1", host)
