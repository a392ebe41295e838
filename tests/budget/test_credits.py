"""Natures, groups, ceilings, updating and balance."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.arithmetic import add
from pycog.budget import ceilings, credits
from pycog.conventions import load
from pycog.errors import InvalidInput, NotAvailable

CONVENTION = load()
CENTS = st.integers(0, 10**11).map(lambda cents: float(Decimal(cents).scaleb(-2)))

#: Every line of annexes 2 and 3 that is no heading: nature, group, whether it is a ceiling.
#: ``None`` where the line mixes several.
LINES = {
    ("FNGA", "personnel"): ("limitatif", "personnel", True),
    ("FNGA", "fonctionnement"): ("limitatif", "fonctionnement", True),
    ("FNGA", "total_personnel_fonctionnement"): ("limitatif", None, False),
    ("FNGA", "investissement"): ("limitatif", "investissement", True),
    ("FNGA", "immobilisations_incorporelles"): ("limitatif", "investissement", False),
    ("FNGA", "immobilisations_corporelles"): ("limitatif", "investissement", False),
    ("FNGA", "total_limitatif"): ("limitatif", None, False),
    ("FNGA", "amortissements"): ("évaluatif", "évaluatif", False),
    ("FNGA", "charges_exceptionnelles"): ("évaluatif", "évaluatif", False),
    ("FNGA", "remise_gestion_cpam"): ("évaluatif", "évaluatif", False),
    ("FNGA", "election_ca"): ("évaluatif", "évaluatif", False),
    ("FNGA", "total_evaluatif"): ("évaluatif", "évaluatif", False),
    ("FNGA", "total_brut"): (None, None, False),
    ("FNGA", "remises_gestion_cnamts"): ("recette", "recette", False),
    ("FNGA", "dotation_fngt"): ("recette", "recette", False),
    ("FNGR", "communication"): ("limitatif", "fngr", False),
    ("FNGR", "campagnes_nationales"): ("limitatif", "fngr", False),
    ("FNGR", "etudes"): ("limitatif", "fngr", False),
    ("FNGR", "evaluation"): ("limitatif", "fngr", False),
    ("FNGR", "total_national"): ("limitatif", "fngr", False),
    ("FNGR", "total_regional"): ("limitatif", "fngr", False),
    ("FNGR", "total_brut"): ("limitatif", "fngr", True),
    ("FNGR", "dotation_fngt"): ("recette", "recette", False),
}


def find(key: str, fund: str | None = None) -> credits.Credit:
    return credits.find_credit(CONVENTION, key, fund)


@pytest.mark.parametrize(("place", "wanted"), LINES.items(), ids=lambda item: str(item))
def test_every_line_of_the_annexes(
    place: tuple[str, str], wanted: tuple[str | None, str | None, bool]
) -> None:
    credit = find(place[1], place[0])
    nature, group, ceiling = wanted
    assert (credit.nature or None, credit.group or None, credit.ceiling) == (nature, group, ceiling)
    assert credit.multi_year is (place[0] == "FNGR")
    if nature is None:
        with pytest.raises(NotAvailable) as caught:
            credits.nature_of(credit)
        assert caught.value.code == "nature-melangee"
    else:
        assert credits.nature_of(credit) == nature
    if group is None:
        with pytest.raises(NotAvailable) as caught:
            credits.group_of(credit)
        assert caught.value.code == "groupe-melange"
    else:
        assert credits.group_of(credit) == group


def test_no_line_is_left_out() -> None:
    known = {
        (fund.id, line.key)
        for fund in CONVENTION.funds.values()
        for line in fund.lines
        if line.role != "titre"
    }
    assert known == set(LINES)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Dépenses de personnel", "personnel"),
        ("autres dépenses de fonctionnement", "fonctionnement"),
        ("Dépenses d'investissement", "investissement"),
        ("Évaluatif", "évaluatif"),
        ("recettes", "recette"),
        ("FNGR", "fngr"),
        ("fngr", "fngr"),
    ],
)
def test_a_group_is_found_by_its_name(name: str, group: str) -> None:
    assert find(name).group == group


def test_a_line_that_follows_the_same_rules_in_both_funds_needs_no_fund() -> None:
    assert find("Dotation FNGT").nature == "recette"
    assert find("Dotation FNGT").fund == ""
    assert find("Dotation FNGT", "FNGR").fund == "FNGR"


@pytest.mark.parametrize(
    ("key", "fund", "code", "message"),
    [
        ("Total des dépenses brutes", None, "fonds-a-preciser",
         "La ligne « Total des dépenses brutes » existe dans plusieurs fonds : précisez FNGA ou "
         "FNGR."),
        ("FNGA", None, "groupe-a-preciser",
         "Le FNGA réunit plusieurs groupes de crédits. Donnez une ligne ou un groupe, par exemple "
         "« Personnel »."),
        ("Personnels", None, "ligne-inconnue",
         "La ligne « Personnels » n'existe pas dans COG CAMIEG 2012-2015 (FNGA, FNGR). Donnez le "
         "libellé imprimé. Vouliez-vous dire « Personnel » ?"),
        ("Personnel", "FNGR", "ligne-inconnue",
         "La ligne « Personnel » n'existe pas dans COG CAMIEG 2012-2015 (FNGR). Donnez le libellé "
         "imprimé."),
        ("Personnel", "FNAL", "fonds-inconnu",
         "Le fonds « FNAL » n'existe pas dans COG CAMIEG 2012-2015. Fonds connus : FNGA, FNGR."),
    ],
)  # fmt: skip
def test_what_cannot_be_found_says_why(key: str, fund: str, code: str, message: str) -> None:
    with pytest.raises((InvalidInput, NotAvailable)) as caught:
        find(key, fund)
    assert (caught.value.code, caught.value.message) == (code, message)


def test_a_total_that_contains_itself_does_not_hang() -> None:
    from msgspec.structs import replace

    fund = CONVENTION.funds["FNGA"]
    lines = tuple(
        replace(line, parts=("total_brut", "total_evaluatif"))
        if line.key == "total_limitatif"
        else line
        for line in fund.lines
    )
    looped = replace(fund, lines=lines)
    total = looped.line("total_brut")
    assert total is not None
    assert len(credits.leaves(looped, total)) == 4


@given(CENTS, CENTS, CENTS)
def test_what_is_authorised_is_available_until_it_is_executed(
    base: float, carried: float, entered: float
) -> None:
    allowed = ceilings.authorised(base, carried, entered)
    assert ceilings.available(allowed, 0.0) == allowed
    assert ceilings.available(allowed, allowed) == 0.0
    assert ceilings.authorised(allowed, None, None, entered) == add(base, carried)
    assert ceilings.breach(allowed, allowed, find("personnel")) == "Conforme"


@given(CENTS, st.integers(1, 10**6))
def test_one_cent_too_much_is_a_breach(allowed: float, cents: int) -> None:
    spent = add(allowed, float(Decimal(cents).scaleb(-2)))
    verdict = ceilings.breach(allowed, spent, find("personnel"))
    assert verdict is not None and verdict.startswith("Dépassement de ")
    verdict = ceilings.breach(allowed, spent, find("charges_exceptionnelles"))
    assert verdict is not None and verdict.startswith("Ajustement de ")


def test_more_cannot_leave_than_there_is() -> None:
    with pytest.raises(InvalidInput) as caught:
        ceilings.authorised(100.0, 0.0, 0.0, 150.0)
    assert caught.value.message == (
        "Les virements sortants (150 €) dépassent la base, le report et les virements entrants de "
        "50 €. Vérifiez les montants."
    )


def test_columns_are_computed_at_once() -> None:
    bases, outs = np.array([100.0, 200.0]), np.array([10.0, float("nan")])
    assert ceilings.authorised(bases, 0.0, 0.0, outs).tolist() == [90.0, 200.0]
    assert ceilings.available(bases, outs)[0] == 90.0
    assert ceilings.balance(bases, 40.0).tolist() == [60.0, 160.0]


def test_the_arithmetic_is_written_in_french() -> None:
    assert ceilings.explain_authorised(14_225_000.0, 50_000.0, None, 20_000.0) == (
        "14 225 000 + 50 000 + 0 − 20 000 = 14 255 000 €"
    )
    assert ceilings.explain_available(100.0, 130.5) == "100 − 130,5 = -30,5 €"
    assert ceilings.explain_breach(100.0, 130.0, find("personnel")) == (
        "exécuté 130 − autorisé 100 = 30 ; Dépassement de 30 €"
    )
    assert ceilings.explain_balance(25_835_000.0, 6_000_000.0) == (
        "dotation d'équilibre : 25 835 000 − 6 000 000 = 19 835 000 €"
    )
    assert ceilings.explain_balance(10.0, 4.0, 5.0) == "écart : 4 + 5 − 10 = -1 €"
    for blank in (
        ceilings.explain_authorised(None),
        ceilings.explain_available(1.0, None),
        ceilings.explain_breach(None, 1.0, find("personnel")),
        ceilings.explain_balance(None, 1.0),
    ):
        assert blank.endswith(" : pas de résultat")


def test_the_printed_allocations_balance_the_annexes() -> None:
    for fund in CONVENTION.funds.values():
        spent, given = fund.line("total_brut"), fund.line("dotation_fngt")
        assert spent and given
        for column, expenditure in spent.amounts.items():
            other = fund.line("remises_gestion_cnamts")
            earned = other.amounts[column] if other else 0.0
            assert ceilings.balance(expenditure, earned) == given.amounts[column]
            assert ceilings.balance(expenditure, earned, given.amounts[column]) == 0.0


def test_revenue_above_expenditure_has_no_allocation() -> None:
    with pytest.raises(InvalidInput) as caught:
        ceilings.balance(10.0, 12.0)
    assert caught.value.message == (
        "Les recettes dépassent les dépenses brutes de 2 € : aucune dotation ne peut équilibrer ce "
        "budget. Vérifiez les deux totaux."
    )
    assert ceilings.balance(10.0, 12.0, 0.0) == 2.0


def test_a_ceiling_of_the_multi_year_fund_is_an_assumption() -> None:
    assert ceilings.ceiling_assumptions(find("etudes")) == ("plafond-fngr",)
    assert ceilings.ceiling_assumptions(find("dotation_fngt", "FNGR")) == ()
    assert ceilings.ceiling_assumptions(find("personnel")) == ()
