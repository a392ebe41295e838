"""Transfers of credits: who decides, and the check of a register."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pycog.budget import transfers
from pycog.budget.credits import find_credit
from pycog.budget.transfer_register import check_register
from pycog.conventions import load
from pycog.errors import InvalidInput, NotAvailable, PycogError

CONVENTION = load()
RULES = CONVENTION.rules
assert RULES is not None
#: What annexe 1, 1.2.2 says, in the words of cells.
DIRECTOR = "Directeur"
INFORMED = "Directeur, information du contrôleur général"
AMENDMENT = "Décision modificative : vote du conseil et approbation de l'État"
GROUPS = ("personnel", "fonctionnement", "investissement", "évaluatif", "recette", "fngr")
REVENUE, FUNDS = "virement-de-recette", "virement-entre-fonds"

#: Every ordered pair of groups: who decides, or the code of the refusal.
AUTHORITIES = {
    ("personnel", "personnel"): DIRECTOR,
    ("personnel", "fonctionnement"): INFORMED,
    ("personnel", "investissement"): INFORMED,
    ("fonctionnement", "personnel"): AMENDMENT,
    ("fonctionnement", "fonctionnement"): DIRECTOR,
    ("fonctionnement", "investissement"): INFORMED,
    ("investissement", "personnel"): AMENDMENT,
    ("investissement", "fonctionnement"): AMENDMENT,
    ("investissement", "investissement"): DIRECTOR,
    ("fngr", "fngr"): AMENDMENT,
    # 1.2.2 names no direction from or to evaluative credits: « tout autre virement ».
    **{(one, "évaluatif"): AMENDMENT for one in GROUPS[:4]},
    **{("évaluatif", one): AMENDMENT for one in GROUPS[:4]},
    **{(one, "recette"): REVENUE for one in GROUPS},
    **{("recette", one): REVENUE for one in GROUPS},
    **{(one, "fngr"): FUNDS for one in GROUPS[:4]},
    **{("fngr", one): FUNDS for one in GROUPS[:4]},
}

HEADINGS = ["Date", "De", "Vers", "Montant", "Motif", "Décision", "Information"]
BALANCES = [["personnel", 1000.0], ["fonctionnement", 500.0], ["investissement", 200.0]]


def decide(origin: str, destination: str) -> str:
    try:
        return transfers.authority(
            find_credit(CONVENTION, origin), find_credit(CONVENTION, destination), RULES
        )
    except PycogError as error:
        return error.code


@pytest.mark.parametrize("origin", GROUPS)
@pytest.mark.parametrize("destination", GROUPS)
def test_every_ordered_pair_of_groups(origin: str, destination: str) -> None:
    assert decide(origin, destination) == AUTHORITIES[origin, destination]


def test_lines_are_decided_by_their_groups() -> None:
    intangible, tangible = "dont immobilisations incorporelles", "dont immobilisation corporelles"
    assert decide(intangible, tangible) == DIRECTOR
    assert decide("Personnel", intangible) == INFORMED
    assert decide(tangible, "Fonctionnement") == AMENDMENT
    assert decide("Etudes", "Total des dépenses régionales") == AMENDMENT
    assert decide("Charges exceptionnelles", "Election du conseil d'administration") == AMENDMENT
    assert decide("Charges exceptionnelles", "Personnel") == AMENDMENT
    assert decide("Total personnel et fonctionnement", "Investissement") == "groupe-melange"


def test_the_rule_is_said_in_french() -> None:
    def said(origin: str, destination: str) -> str:
        return transfers.explain_authority(
            find_credit(CONVENTION, origin), find_credit(CONVENTION, destination), RULES
        )

    assert said("personnel", "investissement") == (
        "du groupe personnel au groupe investissement (annexe 1, 1.2.2) : Directeur, "
        "information du contrôleur général"
    )
    assert said("personnel", "personnel") == (
        "à l'intérieur du groupe personnel (annexe 1, 1.2.2) : Directeur"
    )
    assert said("Charges exceptionnelles", "personnel") == (
        "du groupe évaluatif au groupe personnel, direction que 1.2.2 ne nomme pas (« tout autre "
        "virement »). Un montant évaluatif peut aussi être ajusté dans le budget, sans virement "
        "(1.1.1.2) (annexe 1, 1.2.2) : Décision modificative : vote du conseil et approbation de "
        "l'État"
    )
    assert said("etudes", "evaluation") == (
        "à l'intérieur du groupe fngr, le FNGR n'a pas de règle de virement et son budget est voté "
        "(annexe 1, 2.1.2) : Décision modificative : vote du conseil et approbation de l'État"
    )


def test_a_direction_without_a_rule_is_no_verdict() -> None:
    kept = tuple(
        rule for rule in RULES.rules if (rule.origin, rule.destination) != ("tous", "tous")
    )
    with pytest.raises(NotAvailable) as caught:
        transfers.authority(
            find_credit(CONVENTION, "investissement"),
            find_credit(CONVENTION, "personnel"),
            replace(RULES, rules=kept),
        )
    assert caught.value.code == "regle-absente"
    assert caught.value.message == (
        "Aucune règle de virement n'est donnée par la convention « COG CAMIEG 2012-2015 » du "
        "groupe « investissement » au groupe « personnel ». Ajoutez-la à ses règles de budget, "
        "avec l'endroit où elle est imprimée."
    )


def row(
    date: object = "15/03/2013",
    origin: object = "personnel",
    destination: object = "fonctionnement",
    amount: object = 100.0,
    reason: object = "Renfort",
    decision: object = "CA du 12/03/2013",
    information: object = "oui",
) -> list[object]:
    return [date, origin, destination, amount, reason, decision, information]


def verdicts(*rows: list[object], balances: object = BALANCES, year: object = None) -> list[str]:
    checked = check_register(CONVENTION, [HEADINGS, *rows], balances, year)
    return [item.verdict for item in checked.transfers]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"date": None}, "la date manque."),
        ({"date": "mars"}, "la date « mars » n'est pas une date. Écrivez jour/mois/année, par "
         "exemple 25/11/2012, ou 2012-11-25."),
        ({"date": 2013.0}, "la date vaut 2013, qui ressemble à une année et non à une date. "
         "Saisissez une date complète, par exemple 31/12/2013."),
        ({"date": "31/12/2012"}, "la date 31/12/2012 est hors de l'exercice 2013."),
        ({"date": "01/01/2014"}, "la date 01/01/2014 est hors de l'exercice 2013."),
        ({"origin": ""}, "l'origine manque."),
        ({"destination": None}, "la destination manque."),
        ({"origin": "Personnels"}, "la ligne « Personnels » n'existe pas dans COG CAMIEG 2012-2015 "
         "(FNGA, FNGR). Donnez le libellé imprimé. Vouliez-vous dire « Personnel » ?"),
        ({"destination": "Total des dépenses à caractère limitatif"}, "la ligne « Total des "
         "dépenses à caractère limitatif » additionne plusieurs groupes : elle n'appartient pas à "
         "un seul groupe. Donnez une ligne de dépense ou de recette."),
        ({"amount": None}, "le montant manque."),
        ({"amount": 0.0}, "le montant est nul : il n'y a rien à inscrire."),
        ({"amount": -5.0}, "le montant est négatif (-5 €). Saisissez un montant positif."),
        ({"amount": "cent"}, "le montant « cent » n'est pas un nombre. Écrivez par exemple 12 000, "
         "0,9, 90 %, 7 j ou 1 200 €."),
        ({"reason": " "}, "le motif manque."),
        ({"information": "non"}, "l'information du contrôleur général manque (annexe 1, 1.2.2)."),
        ({"origin": "investissement", "decision": ""}, "la décision modificative manque : vote du "
         "conseil et approbation de l'État."),
        ({"destination": "Dépenses de personnel"}, "l'origine et la destination sont la même "
         "ligne, « Personnel »."),
        ({"destination": "Charges exceptionnelles", "decision": ""}, "la décision modificative "
         "manque : vote du conseil et approbation de l'État."),
        ({"destination": "Dotation FNGT"}, "une recette ne se vire pas : un virement va d'un "
         "crédit de dépense à un autre. Donnez deux lignes de dépense."),
        ({"destination": "Etudes"}, "le FNGA et le FNGR sont deux budgets votés séparément : un "
         "virement reste dans un seul fonds."),
        ({"amount": 1000.01}, "le montant dépasse de 0,01 € le disponible du groupe personnel "
         "(1 000 €)."),
        ({"amount": 0.0, "reason": ""}, "le montant est nul : il n'y a rien à inscrire. Le motif "
         "manque."),
    ],
)  # fmt: skip
def test_a_faulty_row_says_what_is_wrong_and_hides_no_other(
    cells: dict[str, object], message: str
) -> None:
    sound = row(origin="fonctionnement", destination="investissement")
    assert verdicts(row(**cells), sound, year=2013) == [
        f"Ligne 2 de la plage : {message}",
        "Conforme",
    ]


def test_what_is_there_may_all_be_taken() -> None:
    assert verdicts(row(amount=1000.0)) == ["Conforme"]


def test_an_empty_row_gives_empty_cells() -> None:
    checked = check_register(CONVENTION, [HEADINGS, row(), [None] * 7, row()], BALANCES)
    assert checked.rows() == [
        ["Autorité", "Solde origine après", "Solde destination après", "Verdict"],
        [INFORMED, 900.0, 600.0, "Conforme"],
        ["", None, None, ""],
        [INFORMED, 800.0, 700.0, "Conforme"],
    ]


def test_the_result_stands_beside_a_register_without_headings() -> None:
    checked = check_register(CONVENTION, [row()], BALANCES)
    assert checked.rows() == [[INFORMED, 900.0, 600.0, "Conforme"]]


def test_rows_are_applied_in_the_order_of_their_dates() -> None:
    later = row(
        date="20/06/2013", origin="fonctionnement", destination="investissement", amount=550.0
    )
    earlier = row(date="01/02/2013")
    checked = check_register(CONVENTION, [HEADINGS, later, earlier], BALANCES)
    assert [item.verdict for item in checked.transfers] == ["Conforme", "Conforme"]
    assert checked.transfers[0].origin_after == 50.0
    assert dict(checked.closing) == {
        ("FNGA", "personnel"): 900.0,
        ("FNGA", "fonctionnement"): 50.0,
        ("FNGA", "investissement"): 750.0,
    }


def test_without_balances_the_amounts_of_the_convention_are_taken() -> None:
    checked = check_register(CONVENTION, [HEADINGS, row()])
    assert checked.year == 2013
    assert dict(checked.opening) == {
        ("FNGA", "personnel"): 14_052_000.0,
        ("FNGA", "fonctionnement"): 5_104_000.0,
        ("FNGA", "investissement"): 417_000.0,
        ("FNGA", "évaluatif"): 5_482_000.0,
        ("FNGR", "fngr"): 507_000.0,
    }


def test_without_a_year_the_first_date_decides() -> None:
    rows = [row(date="mars"), row(date="15/03/2012"), row(date="15/03/2013")]
    assert verdicts(*rows)[1:] == [
        "Conforme",
        "Ligne 4 de la plage : la date 15/03/2013 est hors de l'exercice 2012.",
    ]
    assert verdicts(row(date="15/03/2016")) == [
        "Ligne 2 de la plage : la date 15/03/2016 est hors de la période 2012-2015."
    ]


def test_a_transfer_inside_the_multi_year_fund_leaves_its_balance() -> None:
    checked = check_register(CONVENTION, [HEADINGS, row(origin="Etudes", destination="Evaluation")])
    item = checked.transfers[0]
    assert (item.authority, item.origin_after, item.destination_after) == (
        AMENDMENT,
        507_000.0,
        507_000.0,
    )
    assert item.verdict == "Conforme"


def test_a_balance_that_is_not_given_is_said() -> None:
    assert verdicts(row(), balances=[["fonctionnement", 500.0]]) == [
        "Ligne 2 de la plage : le solde du groupe personnel n'est pas donné : le disponible n'est "
        "pas contrôlé."
    ]
    checked = check_register(CONVENTION, [row()], [["personnel", 1000.0]])
    assert checked.transfers[0].destination_after is None
    assert checked.transfers[0].verdict == "Conforme"


def test_a_table_of_balances_may_be_the_whole_annex() -> None:
    table = [
        ["Ligne", "Disponible"], ["Dépenses", None], ["Personnel", 1000.0],
        ["dont immobilisations incorporelles", 5.0], ["Charges exceptionnelles", 9.0],
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        check_register(CONVENTION, [row()], table)
    assert caught.value.message.startswith(
        "Plage des soldes, Ligne 2 de la plage : la ligne « Dépenses » n'existe pas"
    )
    del table[1]
    assert dict(check_register(CONVENTION, [row()], table).opening) == {
        ("FNGA", "personnel"): 1000.0
    }
    with pytest.raises(InvalidInput) as caught:
        check_register(CONVENTION, [row()], [*table, ["Personnel", 3.0]])
    assert caught.value.code == "solde-en-double"


AMOUNTS = st.integers(1, 10**9).map(lambda cents: float(Decimal(cents).scaleb(-2)))
LIMITATIVE = GROUPS[:3]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["01/02/2013", "15/03/2013", "mars", "01/02/2014"]),
        st.sampled_from([*LIMITATIVE, "évaluatif", "inconnue"]),
        st.sampled_from([*LIMITATIVE, "Charges exceptionnelles"]),
        st.one_of(AMOUNTS, st.sampled_from([None, 0.0, -3.0, "cent"])),
    ).map(lambda cells: row(*cells)),
    max_size=8,
)


@given(ROWS)
def test_transfers_conserve_the_total(rows: list[list[object]]) -> None:
    balances = [*BALANCES, ["évaluatif", 300.0]]
    checked = check_register(CONVENTION, [HEADINGS, *rows], balances, 2013)
    opening = sum(Decimal(repr(amount)) for amount in checked.opening.values())
    assert sum(Decimal(repr(amount)) for amount in checked.closing.values()) == opening


@given(
    st.lists(
        st.tuples(st.sampled_from(LIMITATIVE), st.sampled_from(LIMITATIVE), AMOUNTS), max_size=6
    ).flatmap(lambda cells: st.tuples(st.just(cells), st.permutations(cells)))
)
def test_the_order_within_a_day_does_not_change_the_closing_balances(both: tuple) -> None:
    first, second = (
        check_register(
            CONVENTION, [HEADINGS, *(row("15/03/2013", *cells) for cells in order)], BALANCES, 2013
        )
        for order in both
    )
    assert dict(first.closing) == dict(second.closing)


@given(ROWS)
def test_each_row_has_a_result(rows: list[list[object]]) -> None:
    block = check_register(CONVENTION, [HEADINGS, *rows], BALANCES, 2013).rows()
    assert len(block) == len(rows) + 1
    assert all(len(cells) == 4 for cells in block)
    assert all(cells[3] for cells in block)
