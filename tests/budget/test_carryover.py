"""Carry-over: amounts, approval, detailed statement."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.budget import carryover as rules
from pycog.budget.carryover_statement import Statement, statement
from pycog.budget.credits import find_credit
from pycog.conventions import load
from pycog.errors import InvalidInput, NotAvailable, PycogError

CONVENTION = load()
RULES = CONVENTION.rules
assert RULES is not None
#: What annexe 1, 1.2.3.3 and 2.2.3 say, in the words of cells.
DEEMED, IMPLICIT = "Réputée acquise", "Implicite après 20 jours"
AMENDED_BUDGET = "Budget rectificatif présenté au conseil"
CENTS = st.integers(0, 10**11).map(lambda cents: float(Decimal(cents).scaleb(-2)))
GROUPS = ("personnel", "fonctionnement", "investissement", "évaluatif", "recette", "fngr")
EVALUATIVE, REVENUE, FUNDS = "report-evaluatif", "report-de-recette", "report-entre-fonds"

#: Every ordered pair of groups: the approval, or the code of the refusal.
APPROVALS = {
    **{(one, other): IMPLICIT for one in GROUPS[:3] for other in GROUPS[:3]},
    **{(one, one): DEEMED for one in GROUPS[:3]},
    ("fngr", "fngr"): AMENDED_BUDGET,
    **{(one, "évaluatif"): EVALUATIVE for one in GROUPS},
    **{("évaluatif", one): EVALUATIVE for one in GROUPS},
    **{(one, "recette"): REVENUE for one in GROUPS if one != "évaluatif"},
    **{("recette", one): REVENUE for one in GROUPS if one != "évaluatif"},
    **{(one, "fngr"): FUNDS for one in GROUPS[:3]},
    **{("fngr", one): FUNDS for one in GROUPS[:3]},
}
HEADINGS = ["Origine", "Destination", "Montant", "Non consommé"]


def credit(key: str):
    return find_credit(CONVENTION, key)


def approve(origin: str, destination: str) -> str:
    try:
        return rules.approval(credit(origin), credit(destination), RULES)
    except PycogError as error:
        return error.code


@pytest.mark.parametrize("origin", GROUPS)
@pytest.mark.parametrize("destination", GROUPS)
def test_every_ordered_pair_of_groups(origin: str, destination: str) -> None:
    assert approve(origin, destination) == APPROVALS[origin, destination]


def test_lines_are_approved_by_their_groups() -> None:
    assert approve("dont immobilisations incorporelles", "Investissement") == DEEMED
    assert approve("Etudes", "Communication") == AMENDED_BUDGET
    assert approve("Total des dépenses à caractère limitatif", "Personnel") == "groupe-melange"


@given(CENTS, CENTS, st.booleans(), st.sampled_from([*GROUPS[:4], "fngr", "Etudes"]))
def test_a_carry_over_never_exceeds_what_is_unspent(
    allowed: float, spent: float, last: bool, key: str
) -> None:
    try:
        result = rules.carryover(allowed, spent, credit(key), RULES, last_year=last)
    except InvalidInput as error:
        # Hundreds of times what is authorised was not spent: one of the two is in thousands.
        assert error.code == "echelles-differentes" and spent >= 400 * allowed
        return
    assert result is not None
    unspent = max(Decimal(0), Decimal(repr(allowed)) - Decimal(repr(spent)))
    carried = last or key == "évaluatif"
    assert Decimal(repr(result)) == (0 if carried else unspent)


def test_a_reason_is_given_for_nothing() -> None:
    said = rules.explain_carryover(100.0, 40.0, credit("charges_exceptionnelles"), RULES)
    assert said == "Les crédits évaluatifs ne se reportent pas (annexe 1, 1.2.3.1) : 0 €"
    said = rules.explain_carryover(100.0, 40.0, credit("fngr"), RULES, last_year=True)
    assert said == (
        "Rien ne se reporte au-delà de la dernière année de la convention (annexe 1, 2.2.1) : 0 €"
    )
    said = rules.explain_carryover(100.0, 140.0, credit("personnel"), RULES)
    assert said == "Tout est consommé, 140 pour 100 : 0 €"
    assert rules.explain_carryover(100.0, 40.0, credit("personnel"), RULES) == "100 − 40 = 60 €"
    assert rules.explain_carryover(None, 40.0, credit("personnel"), RULES).endswith(
        "pas de résultat"
    )


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("Dotation FNGT", "« Dotation FNGT » est une recette : seuls des crédits de dépense se "
         "reportent."),
        ("dont immobilisations incorporelles", "« dont immobilisations incorporelles » est un "
         "détail : les crédits non consommés se constatent sur le groupe investissement entier "
         "(annexe 1, 1.2.3.1). Donnez les montants du groupe."),
    ],
)  # fmt: skip
def test_some_lines_carry_nothing_over(key: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        rules.carryover(10.0, 5.0, credit(key), RULES)
    assert caught.value.message == message


def test_the_last_year_is_that_of_the_convention() -> None:
    assert [rules.is_last_year(CONVENTION, year) for year in (None, 2012.0, 2014.0, 2015.0)] == [
        False,
        False,
        False,
        True,
    ]
    with pytest.raises(NotAvailable) as caught:
        rules.is_last_year(CONVENTION, 2016.0)
    assert caught.value.code == "annee-hors-convention"


def drawn(*rows: list[object], year: object = None) -> Statement:
    return statement(CONVENTION, [HEADINGS, *rows], year)


def test_the_statement_shows_origin_by_line_and_destination_by_group() -> None:
    found = drawn(
        ["Personnel", "Investissement", 50_000.0, 80_000.0],
        ["Personnel", "Personnel", 30_000.0, None],
        ["dont immobilisations incorporelles", "Investissement", 7_000.0, None],
        ["Etudes", "FNGR", 1_500.5, None],
        year=2012,
    )
    assert found.problems == ()
    assert [row for row in found.rows() if row[2] not in (0.0, "")] == [
        ["Fonds", "Ligne budgétaire", "Origine en 2012", "Destination en 2013", "Approbation"],
        ["FNGA", "Personnel", 80_000.0, 30_000.0, "Réputée acquise : 30 000 €"],
        [
            "FNGA",
            "Investissement",
            7_000.0,
            57_000.0,
            "Réputée acquise : 7 000 € ; Implicite après 20 jours : 50 000 €",
        ],
        ["FNGA", "dont immobilisations incorporelles", 7_000.0, None, ""],
        ["FNGA", "Total FNGA", 87_000.0, 87_000.0, ""],
        ["FNGR", "Etudes", 1_500.5, None, ""],
        [
            "FNGR",
            "Total FNGR",
            1_500.5,
            1_500.5,
            "Budget rectificatif présenté au conseil : 1 500,5 €",
        ],
    ]
    assert found.rows()[-1] == ["", "Constat", "", "", "Conforme"]


def test_the_statement_always_has_the_lines_of_the_annexes() -> None:
    empty, full = drawn(), drawn(["Personnel", "Personnel", 5.0, None])
    assert [line.label for line in empty.lines] == [line.label for line in full.lines]
    assert [line.label for line in empty.lines if line.fund == "FNGA"] == [
        "Personnel",
        "Fonctionnement",
        "Investissement",
        "dont immobilisations incorporelles",
        "dont immobilisation corporelles",
        "Total FNGA",
    ]
    assert empty.verdict == "Conforme"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["Charges exceptionnelles", "Personnel", 5.0, None],
         "Ligne 2 de la plage : les crédits évaluatifs ne donnent pas lieu à report (annexe 1, "
         "1.2.3.1) et s'ajustent dans le budget. Donnez deux groupes limitatifs."),
        (["Personnel", "Dotation FNGT", 5.0, None],
         "Ligne 2 de la plage : une recette ne se reporte pas et ne reçoit pas de report. Donnez "
         "deux groupes de dépense."),
        (["Personnel", "Etudes", 5.0, None],
         "Ligne 2 de la plage : le FNGA et le FNGR sont deux budgets votés séparément : un report "
         "reste dans son fonds."),
        (["Personne", "Personnel", 5.0, None],
         "Ligne 2 de la plage : la ligne « Personne » n'existe pas dans COG CAMIEG 2012-2015 "
         "(FNGA, FNGR). Donnez le libellé imprimé. Vouliez-vous dire « Personnel » ?"),
        ([None, "", 5.0, None],
         "Ligne 2 de la plage : l'origine et la destination manquent."),
        (["Personnel", "Personnel", None, None], "Ligne 2 de la plage : le montant manque."),
        (["Personnel", "Personnel", -5.0, None],
         "Ligne 2 de la plage : le montant est négatif (-5 €). Saisissez un montant positif."),
        (["Personnel", "Personnel", 5.0, 4.99],
         "Ligne 2 de la plage : « Personnel » reporte 5 € en tout, plus que ses crédits non "
         "consommés (4,99 €)."),
        (["Personnel", "", 5.0, None],
         "FNGA : les origines font 25 € et les destinations 20 €, soit un écart de 5 €."),
        (["", "FNGR", 5.0, None],
         "FNGR : les origines font 0 € et les destinations 5 €, soit un écart de 5 €."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(row: list[object], message: str) -> None:
    found = drawn(row, ["Fonctionnement", "Fonctionnement", 20.0, None])
    assert found.verdict == message
    line = next(line for line in found.lines if line.key == "fonctionnement")
    assert (line.origin, line.destination) == (20.0, 20.0)


def test_a_line_may_be_carried_in_several_rows_up_to_what_it_left() -> None:
    rows = [["Personnel", "Personnel", 60.0, 100.0], ["Personnel", "Investissement", 40.0, None]]
    assert drawn(*rows).verdict == "Conforme"
    rows[1][2] = 40.01
    assert drawn(*rows).verdict == (
        "Ligne 3 de la plage : « Personnel » reporte 100,01 € en tout, plus que ses crédits non "
        "consommés (100 €)."
    )
    rows[1][2:] = [40.0, 90.0]
    assert drawn(*rows).verdict == (
        "Ligne 3 de la plage : les crédits non consommés de « Personnel » sont de 90 € ici et de "
        "100 € plus haut."
    )


def test_carried_credits_pay_for_what_does_not_recur() -> None:
    headings = [*HEADINGS, "Dépense non pérenne"]
    rows = [
        ["Personnel", "Personnel", 5.0, None, "oui"],
        ["Personnel", "Personnel", 5.0, None, ""],
        ["Etudes", "FNGR", 5.0, None, "non"],
        ["Personnel", "Personnel", 5.0, None, "non"],
    ]
    assert statement(CONVENTION, [headings, *rows]).verdict == (
        "Ligne 5 de la plage : les crédits reportés s'affectent à des dépenses non pérennes "
        "(annexe 1, 1.2.3.2)."
    )
    assert statement(CONVENTION, rows[:1]).verdict == "Conforme"


def test_nothing_is_carried_out_of_the_last_year() -> None:
    found = drawn(["Personnel", "Personnel", 5.0, None], year=2015)
    assert found.verdict == "Rien ne se reporte de 2015, dernière année de la convention."
    assert drawn(year=2015).verdict == "Conforme"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*GROUPS[:3], "dont immobilisations incorporelles"]),
            st.sampled_from(GROUPS[:3]),
            st.integers(1, 10**8).map(lambda cents: float(Decimal(cents).scaleb(-2))),
        ),
        max_size=8,
    )
)
def test_what_leaves_arrives(moves: list[tuple[str, str, float]]) -> None:
    found = drawn(*([*move, None] for move in moves))
    total = float(sum(Decimal(repr(amount)) for *_, amount in moves))
    whole = next(line for line in found.lines if line.label == "Total FNGA")
    assert (whole.origin, whole.destination) == (total, total)
    groups = [line for line in found.lines if line.fund == "FNGA" and line.key and not line.detail]
    assert float(sum(Decimal(repr(line.origin)) for line in groups)) == total
    assert found.verdict == "Conforme"
