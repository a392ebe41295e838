"""Conformity of a budget to the convention, row by row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.budget.conformity import check_budget
from pycog.conventions import load
from pycog.errors import InvalidInput, NotAvailable

CONVENTION = load()
CENTS = st.integers(0, 10**11).map(lambda cents: float(Decimal(cents).scaleb(-2)))
HEADINGS = ["Ligne", "Budget", "Autorisé"]


def check(*rows: list[object], year: object = 2013, fund: object = "FNGA"):
    return check_budget(CONVENTION, [HEADINGS, *rows], year, fund)


@pytest.mark.parametrize("year", CONVENTION.years)
@pytest.mark.parametrize("fund", CONVENTION.funds)
def test_the_printed_annexes_conform_to_themselves(fund: str, year: int) -> None:
    table = [
        [line.label, line.amounts.get(str(year)), None]
        for line in CONVENTION.funds[fund].lines
        if line.role == "titre" or line.amounts[str(year)] is not None
    ]
    found = check(*table, year=year, fund=fund)
    assert found.conform
    assert {item.verdict for item in found.checks} == {"Conforme", ""}


@pytest.mark.parametrize(
    ("row", "conform", "gap", "verdict"),
    [
        (["Personnel", 14_052_000.0, None], True, 0.0, "Conforme"),
        (["Personnel", 14_052_000.01, None], False, 0.01,
         "Écart de +0,01 € : pas d'approbation tacite"),
        (["Personnel", 14_051_999.99, None], True, -0.01,
         "Conforme : 0,01 € sous le montant autorisé"),
        (["Personnel", 14_102_000.0, 14_102_000.0], True, 0.0, "Conforme"),
        (["Charges exceptionnelles", 20_000.0, None], True, 3_000.0,
         "Écart de +3 000 €, admis : montant évaluatif, ajusté dans le budget"),
        (["Charges exceptionnelles", 15_000.0, None], True, -2_000.0,
         "Écart de -2 000 €, admis : montant évaluatif, ajusté dans le budget"),
        (["Election du conseil d'administration", 300_000.0, None], True, None,
         "Aucun montant n'est autorisé pour 300 000 €, admis : montant évaluatif, ajusté dans le "
         "budget"),
        (["Election du conseil d'administration", 0.0, None], True, None, "Conforme"),
        (["Remises de gestion CNAMTS", 6_100_000.0, None], True, 100_000.0,
         "Écart de +100 000 €, admis : recette indicative"),
        (["dont immobilisations incorporelles", 147_000.0, None], True, -1_000.0,
         "Écart de -1 000 € : se juge sur le groupe investissement"),
        (["Total des dépenses à caractère limitatif", 19_573_001.0, None], True, 1.0,
         "Écart de +1 € : total, se juge sur chacun de ses groupes"),
    ],
)  # fmt: skip
def test_each_nature(row: list[object], conform: bool, gap: float | None, verdict: str) -> None:
    found = check(row).checks[0]
    assert (found.conform, found.gap, found.verdict) == (conform, gap, verdict)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["Personnels", 5.0, None],
         "la ligne « Personnels » n'existe pas dans COG CAMIEG 2012-2015 (FNGA). Donnez le libellé "
         "imprimé. Vouliez-vous dire « Personnel » ?"),
        ([None, 5.0, None], "la ligne budgétaire manque."),
        (["Personnel", None, None], "le montant du budget manque."),
        (["Personnel", -5.0, None],
         "le montant du budget est négatif (-5 €). Saisissez un montant positif."),
        (["Personnel", "cent", None],
         "le montant du budget « cent » n'est pas un nombre. Écrivez par exemple 12 000, 0,9, "
         "90 %, 7 j ou 1 200 €."),
        (["Fonctionnement", 5.0, None],
         "« Fonctionnement » est déjà à la ligne 2 de la plage. Gardez-en une."),
    ],
)  # fmt: skip
def test_a_faulty_row_does_not_conform_and_hides_no_other(row: list[object], message: str) -> None:
    found = check(["Fonctionnement", 5_104_000.0, None], row, ["Investissement", 417_000.0, None])
    assert [item.verdict for item in found.checks] == [
        "Conforme",
        f"Ligne 3 de la plage : {message}",
        "Conforme",
    ]
    assert not found.conform


def test_a_year_is_needed_where_no_authorised_amount_is_given() -> None:
    found = check(["Personnel", 5.0, 5.0], ["Investissement", 5.0, None], year=None)
    assert found.checks[0].verdict == "Conforme"
    assert found.checks[1].verdict == (
        "Ligne 3 de la plage : le montant autorisé manque. Saisissez-le, ou donnez l'année du "
        "budget pour retenir le montant de la convention."
    )
    with pytest.raises(NotAvailable) as caught:
        check(["Personnel", 5.0, 5.0], year=2016)
    assert caught.value.code == "annee-hors-convention"
    with pytest.raises(InvalidInput):
        check(["Personnel", 5.0, 5.0], year="l'an prochain")


def test_a_fund_is_needed_where_both_have_the_line() -> None:
    row = ["Dotation FNGT", 507_000.0, None]
    assert check(row, fund="FNGR").checks[0].verdict == "Conforme"
    assert check(row, fund=None).checks[0].verdict == (
        "Ligne 2 de la plage : la ligne « Dotation FNGT » existe dans plusieurs fonds : précisez "
        "FNGA ou FNGR."
    )
    table = [["Ligne", "Budget", "Fonds"], ["Dotation FNGT", 507_000.0, "FNGR"]]
    assert check_budget(CONVENTION, table, 2013).checks[0].verdict == "Conforme"


def test_a_line_above_its_amount_needs_its_group_in_the_budget() -> None:
    detail = ["dont immobilisations incorporelles", 150_000.0, None]
    alone = check(detail)
    assert not alone.conform
    assert alone.checks[0].verdict == (
        "Ligne 2 de la plage : écart de +2 000 € : se juge sur le groupe investissement, absent du "
        "budget. Ajoutez la ligne « Investissement » : pas d'approbation tacite sans elle."
    )
    assert check(detail, ["Investissement", 417_000.0, None]).conform
    assert not check(["Etudes", 23_000.0, None], fund="FNGR").conform
    both = check(["Etudes", 23_000.0, None], ["FNGR", 507_000.0, None], fund="FNGR")
    assert both.conform


def test_the_result_stands_beside_the_budget() -> None:
    rows = check(["Personnel", 14_060_000.0, None], [None, None, None]).rows()
    assert rows == [
        ["Autorisé retenu", "Écart", "Conforme", "Constat"],
        [14_052_000.0, 8_000.0, "Non", "Écart de +8 000 € : pas d'approbation tacite"],
        [None, None, "", ""],
    ]
    assert check_budget(CONVENTION, [["Personnel", 5.0, 5.0]]).rows() == [
        [5.0, 0.0, "Oui", "Conforme"]
    ]


@given(CENTS, CENTS)
def test_a_limitative_group_conforms_up_to_its_amount(budget: float, allowed: float) -> None:
    found = check(["Personnel", budget, allowed]).checks[0]
    if "même échelle" in found.verdict:
        # A budget at a thousandth of what is authorised is told in another unit.
        assert max(budget, allowed) >= 400 * min(budget, allowed) and not found.conform
        return
    assert found.conform is (budget <= allowed)
    evaluative = check(["Charges exceptionnelles", budget, allowed]).checks[0]
    assert evaluative.conform
