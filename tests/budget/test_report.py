"""The budget report: same lines as the annex, totals, rates, breaches."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.budget.entries import Entry, read_entries
from pycog.budget.report import BudgetReport, report
from pycog.conventions import load
from pycog.errors import InvalidInput, NotAvailable

CONVENTION = load()
LEVIES = "prélèvements obligatoires"
CENTS = st.integers(0, 10**10).map(lambda cents: float(Decimal(cents).scaleb(-2)))

#: Totals printed in annexes 2 and 3, from 2011 to 2015.
PRINTED = {
    ("FNGA", "total_personnel_fonctionnement"): (19_112, 19_410, 19_156, 19_452, 19_704),
    ("FNGA", "investissement"): (292, 979, 417, 180, 149),
    ("FNGA", "total_limitatif"): (19_404, 20_389, 19_573, 19_632, 19_853),
    ("FNGA", "total_evaluatif"): (5_336, 5_446, 5_482, 5_502, 5_573),
    ("FNGA", "total_brut"): (24_740, 25_835, 25_055, 25_134, 25_426),
    ("FNGA", "dotation_fngt"): (18_740, 19_835, 19_055, 19_134, 19_426),
    ("FNGR", "total_national"): (30, 132, 132, 132, 132),
    ("FNGR", "total_regional"): (258, 375, 375, 375, 375),
    ("FNGR", "total_brut"): (288, 507, 507, 507, 507),
    ("FNGR", "dotation_fngt"): (288, 507, 507, 507, 507),
}
#: Totals of the four years printed in the last column but one. That of « Campagnes
#: nationales » is printed as 0 and is not the sum of its years, 12 000.
PERIOD = {
    ("FNGA", "personnel"): 57_303, ("FNGA", "fonctionnement"): 20_419,
    ("FNGA", "total_personnel_fonctionnement"): 77_722, ("FNGA", "investissement"): 1_725,
    ("FNGA", "immobilisations_incorporelles"): 1_012,
    ("FNGA", "immobilisations_corporelles"): 713, ("FNGA", "total_limitatif"): 79_447,
    ("FNGA", "amortissements"): 1_635, ("FNGA", "charges_exceptionnelles"): 68,
    ("FNGA", "remise_gestion_cpam"): 20_000, ("FNGA", "election_ca"): 300,
    ("FNGA", "total_evaluatif"): 22_003, ("FNGA", "total_brut"): 101_450,
    ("FNGA", "remises_gestion_cnamts"): 24_000, ("FNGA", "dotation_fngt"): 77_450,
    ("FNGR", "communication"): 380, ("FNGR", "etudes"): 96, ("FNGR", "evaluation"): 40,
    ("FNGR", "total_national"): 528, ("FNGR", "total_regional"): 1_500,
    ("FNGR", "total_brut"): 2_028, ("FNGR", "dotation_fngt"): 2_028,
}  # fmt: skip


def draw(*entries: Entry, fund: str = "FNGA", year: int = 2013) -> BudgetReport:
    return report(CONVENTION, fund, year, entries)


def executed_as_planned(fund: str, year: int) -> list[Entry]:
    """Every line executed as the annex plans it."""
    return [
        Entry(line.key, executed=line.amounts[str(year)])
        for line in CONVENTION.funds[fund].lines
        if line.amounts.get(str(year)) is not None and line.role not in {"total", "sous-total"}
    ] + ([Entry("total_regional", executed=375_000.0)] if fund == "FNGR" else [])


@pytest.mark.parametrize(("place", "thousands"), PRINTED.items(), ids=lambda item: str(item))
def test_printed_totals_come_out_to_the_euro(
    place: tuple[str, str], thousands: tuple[int, ...]
) -> None:
    fund, key = place
    found = [draw(fund=fund, year=year).line(key).base for year in CONVENTION.years]
    reference = draw(fund=fund).line(key).reference
    assert [reference, *found] == [1000.0 * amount for amount in thousands]


@pytest.mark.parametrize(("place", "thousands"), PERIOD.items(), ids=lambda item: str(item))
def test_totals_of_the_period_come_out_to_the_euro(place: tuple[str, str], thousands: int) -> None:
    fund, key = place
    years = [draw(fund=fund, year=year).line(key).base or 0.0 for year in CONVENTION.years]
    assert sum(years) == 1000.0 * thousands


def test_the_total_of_the_national_campaigns_is_not_the_printed_one() -> None:
    years = [draw(fund="FNGR", year=year).line("campagnes_nationales") for year in CONVENTION.years]
    assert [line.base for line in years] == [12_000.0, 0.0, 0.0, 0.0]
    line = CONVENTION.funds["FNGR"].line("campagnes_nationales")
    assert line is not None and line.amounts["total"] == 0.0


@pytest.mark.parametrize("fund", CONVENTION.funds)
def test_lines_and_order_are_those_of_the_annex(fund: str) -> None:
    found = draw(fund=fund)
    assert [line.label for line in found.lines] == [
        line.label for line in CONVENTION.funds[fund].lines
    ]
    assert len({len(row) for row in found.rows()}) == 1
    assert len(found.rows()) == len(found.lines) + 2


@pytest.mark.parametrize("year", CONVENTION.years)
@pytest.mark.parametrize("fund", CONVENTION.funds)
def test_a_budget_executed_as_planned(fund: str, year: int) -> None:
    found = draw(*executed_as_planned(fund, year), fund=fund, year=year)
    assert found.problems == () and not any(line.breached for line in found.groups)
    whole = found.line("total_brut")
    assert (whole.available, whole.rate, whole.verdict) == (0.0, 1.0, "Conforme")
    assert {line.verdict for line in found.lines} <= {"", "Conforme"}


def test_printed_evolutions_are_found_again() -> None:
    found = draw(*executed_as_planned("FNGA", 2015), year=2015)
    shown = {
        line.key: round(100 * line.evolution_reference, 2)
        for line in found.lines
        if line.evolution_reference is not None
    }
    printed = {
        "personnel": 6.18, "fonctionnement": -4.94, "total_personnel_fonctionnement": 3.10,
        "total_limitatif": 2.31, "total_evaluatif": 4.44, "total_brut": 2.77,
        "remises_gestion_cnamts": 0.0, "dotation_fngt": 3.66,
    }  # fmt: skip
    assert {key: shown[key] for key in printed} == printed
    assert found.line("election_ca").evolution_reference is None


def test_one_line_from_base_to_what_is_left() -> None:
    found = draw(
        Entry("Personnel", carryover=48_000.0, outgoing=100_000.0, executed=13_900_000.0,
              previous=14_000_000.0),
        Entry("Investissement", incoming=100_000.0, executed=517_000.01),
    )  # fmt: skip
    line = found.line("personnel")
    assert (line.base, line.carryover, line.transfers) == (14_052_000.0, 48_000.0, -100_000.0)
    assert (line.authorised, line.executed, line.available) == (
        14_000_000.0,
        13_900_000.0,
        100_000.0,
    )
    assert line.rate == 13.9 / 14
    assert line.evolution_previous == -1 / 140
    assert line.evolution_reference == 87_000 / 13_813_000
    assert (line.verdict, line.breached) == ("Conforme", False)
    over = found.line("investissement")
    assert (over.authorised, over.available) == (517_000.0, -0.01)
    assert (over.verdict, over.breached) == ("Dépassement de 0,01 €", True)
    assert [line for line in found.groups if line.breached] == [over]
    assert [line.key for line in found.groups] == ["personnel", "fonctionnement", "investissement"]
    assert found.problems == ()


def test_totals_mark_breaches_and_what_is_missing() -> None:
    part = draw(Entry("Personnel", executed=14_052_000.01), Entry("Investissement", executed=1.0))
    assert part.line("total_personnel_fonctionnement").verdict == "Dépassement : Personnel"
    assert part.line("total_limitatif").breached
    assert part.line("total_evaluatif").verdict == ""
    part = draw(Entry("Personnel", executed=14_000_000.0))
    both = part.line("total_personnel_fonctionnement")
    assert both.verdict == "Exécuté incomplet : Fonctionnement"
    assert (both.executed, both.available, both.rate) == (14_000_000.0, None, None)
    assert both.evolution_reference is None


def test_an_evaluative_line_is_adjusted_and_revenue_has_no_verdict() -> None:
    found = draw(
        Entry("Charges exceptionnelles", executed=20_000.0),
        Entry("Election du conseil d'administration", executed=5.0),
        Entry("Dotation FNGT", executed=20_000_000.0),
    )
    assert found.line("charges_exceptionnelles").verdict == "Ajustement de 3 000 €"
    assert found.line("election_ca").verdict == "Ajustement de 5 €"
    assert found.line("election_ca").rate is None
    assert found.line("dotation_fngt").verdict == ""
    assert not any(line.breached for line in found.lines)


def test_the_updating_of_personnel_counts_as_authorised() -> None:
    found = draw(
        Entry("Personnel", executed=14_100_000.0, update=60_000.0, reason=LEVIES),
        Entry("Personnel", update=10_000.5, reason="Mesures agréées ou SNB"),
    )
    personnel = found.line("personnel")
    # 14 052 000 + 60 000 + 10 000,50 (annexe 2, 2013; annexe 1, 1.1.2).
    assert (personnel.update, personnel.authorised) == (70_000.5, 14_122_000.5)
    assert (personnel.available, personnel.verdict) == (22_000.5, "Conforme")
    assert found.line("total_personnel_fonctionnement").update == 70_000.5
    assert found.line("total_limitatif").authorised == 19_573_000 + 70_000.5
    assert found.line("total_brut").update == 70_000.5
    assert found.line("fonctionnement").update is None
    assert found.problems == ()


@pytest.mark.parametrize(
    ("line", "reason", "code", "message"),
    [
        ("Personnel", "", "motif-d-actualisation-absent",
         "Le motif de l'actualisation manque : « prélèvements obligatoires » ou « mesures agréées "
         "ou SNB » (annexe 1, 1.1.2)."),
        ("Personnel", "autre motif", "actualisation-non-admise",
         "« Personnel » : pas d'actualisation : motif non prévu pour le personnel (annexe 1, "
         "1.1.2)."),
        ("Personnel", "prélèvements obligatoires ; autre motif", "actualisation-non-admise",
         "« Personnel » : pas d'actualisation : motif non prévu pour le personnel (annexe 1, "
         "1.1.2)."),
        ("Fonctionnement", LEVIES, "actualisation-non-admise",
         "« Fonctionnement » : pas d'actualisation : réservée au personnel, pas au groupe "
         "fonctionnement (annexe 1, 1.1.2)."),
        ("Charges exceptionnelles", LEVIES, "actualisation-non-admise",
         "« Charges exceptionnelles » : pas d'actualisation : les crédits évaluatifs s'ajustent "
         "dans le budget (annexe 1, 1.1.2)."),
    ],
)  # fmt: skip
def test_an_updating_needs_an_admitted_reason(
    line: str, reason: str, code: str, message: str
) -> None:
    found = draw(
        Entry("Personnel", executed=5.0), Entry(line, update=1_000.0, reason=reason, row=3)
    )
    assert [(one.code, one.message) for one in found.problems] == [(code, message)]
    assert found.line("personnel").update is None
    assert found.line("personnel").executed == 5.0


def test_evaluative_credits_are_moved_by_an_amendment() -> None:
    found = draw(
        Entry("Charges exceptionnelles", executed=10_000.0, outgoing=7_000.0),
        Entry("Personnel", incoming=7_000.0),
    )
    # 17 000 - 7 000 and 14 052 000 + 7 000 (annexe 2, 2013).
    assert found.line("charges_exceptionnelles").authorised == 10_000.0
    assert found.line("charges_exceptionnelles").verdict == "Conforme"
    assert found.line("personnel").authorised == 14_059_000.0
    assert found.problems == ()


def test_the_multi_year_fund_is_judged_as_a_whole() -> None:
    entries = executed_as_planned("FNGR", 2013)
    moved = draw(
        *entries, Entry("Etudes", executed=1_000.0, incoming=500.0),
        Entry("Evaluation", outgoing=500.0), fund="FNGR",
    )  # fmt: skip
    assert moved.line("etudes").verdict == "Prévision dépassée de 500 €"
    assert not moved.line("etudes").breached
    assert moved.line("total_brut").verdict == "Dépassement de 1 000 €"
    assert [line.key for line in moved.groups if line.breached] == ["total_brut"]


def test_details_are_added_up_where_the_line_has_no_entry() -> None:
    parts = [
        Entry("dont immobilisations incorporelles", executed=100.0),
        Entry("dont immobilisation corporelles", executed=50.5),
    ]
    assert draw(*parts).line("investissement").executed == 150.5
    own = draw(*parts, Entry("Investissement", executed=200.0))
    assert own.line("investissement").executed == 200.0
    assert own.problems == ()
    less = draw(*parts, Entry("Investissement", executed=150.0))
    assert [problem.text for problem in less.problems] == [
        "Les lignes « dont » de « Investissement » font 150,5 € (exécuté), plus que la ligne "
        "(150 €)."
    ]


def test_several_entries_of_a_line_add_up() -> None:
    found = draw(Entry("Personnel", executed=0.1), Entry("Personnel", executed=0.2))
    assert found.line("personnel").executed == 0.3


def test_the_year_before_comes_from_its_entries_or_from_the_annex() -> None:
    entries = [
        Entry("Personnel", executed=110.0, year=2013),
        Entry("Personnel", executed=100.0, year=2012),
        Entry("Personnel", executed=5.0, year=2015),
    ]
    assert draw(*entries).line("personnel").evolution_previous == 0.1
    first = draw(Entry("Personnel", executed=13_813_000.0), year=2012)
    assert first.line("personnel").evolution_previous == 0.0
    none = draw(Entry("Personnel", executed=110.0))
    assert none.line("personnel").evolution_previous is None
    both = draw(*entries, Entry("Personnel", previous=90.0))
    assert both.line("personnel").previous == 90.0
    assert [problem.text for problem in both.problems] == [
        "« Personnel » : l'exécuté de N−1 est de 90 € dans sa colonne et de 100 € dans les lignes "
        "de l'exercice 2012."
    ]


def test_a_total_of_the_year_before_needs_all_its_lines() -> None:
    now = [Entry(key, executed=10.0) for key in ("personnel", "fonctionnement")]
    half = draw(*now, Entry("personnel", previous=5.0))
    assert half.line("total_personnel_fonctionnement").evolution_previous is None
    full = draw(*now, Entry("personnel", previous=5.0), Entry("fonctionnement", previous=5.0))
    assert full.line("total_personnel_fonctionnement").evolution_previous == 1.0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Entry("Personnels", executed=1.0, row=2),
         "Ligne 2 de la plage : la ligne « Personnels » n'existe pas dans COG CAMIEG 2012-2015 "
         "(FNGA, FNGR). Donnez le libellé imprimé. Vouliez-vous dire « Personnel » ?"),
        (Entry("Etudes", executed=1.0, fund="FNGA", row=2),
         "Ligne 2 de la plage : la ligne « Etudes » n'existe pas dans COG CAMIEG 2012-2015 (FNGA). "
         "Donnez le libellé imprimé."),
        (Entry("évaluatif", executed=1.0, row=2),
         "Ligne 2 de la plage : « évaluatif » est un groupe : donnez l'une de ses lignes."),
        (Entry("Charges exceptionnelles", carryover=1.0, row=2),
         "Ligne 2 de la plage : « Charges exceptionnelles » est une ligne évaluative : elle ne "
         "reçoit pas de report (annexe 1, 1.2.3.1). Son montant s'ajuste dans le budget ou par une "
         "décision modificative (1.1.1.2 et 1.2.2)."),
        (Entry("Dotation FNGT", incoming=1.0, row=2),
         "Ligne 2 de la plage : « Dotation FNGT » est une ligne de recette : elle ne reçoit ni "
         "report ni virement (annexe 1, 1.2.2 et 1.2.3.1)."),
        (Entry("Total des dépenses à caractère limitatif", executed=7.0, row=2),
         "Ligne 2 de la plage : « Total des dépenses à caractère limitatif » est un total "
         "(exécuté) : 7 € saisis, 10 € calculés. Saisissez ses lignes."),
        (Entry("Personnel", incoming=5.0),
         "FNGA : les virements reçus et cédés ne s'équilibrent pas, l'écart est de 5 €."),
    ],
)  # fmt: skip
def test_a_faulty_entry_is_told_and_hides_no_other(entry: Entry, message: str) -> None:
    found = draw(Entry("Fonctionnement", executed=10.0), entry)
    assert [problem.text for problem in found.problems] == [message]
    assert found.line("fonctionnement").executed == 10.0
    assert found.rows()[-1] == ["Anomalies", *([""] * 9), message, ""]


def test_more_may_not_leave_a_line_than_it_has() -> None:
    found = draw(
        Entry("Investissement", outgoing=418_000.0), Entry("Personnel", incoming=418_000.0)
    )
    assert [problem.code for problem in found.problems] == ["virements-excessifs"]
    assert found.line("investissement").authorised == -1_000.0


def test_a_total_that_agrees_is_welcome() -> None:
    entries = executed_as_planned("FNGA", 2013)
    assert draw(*entries, Entry("total_brut", executed=25_055_000.0)).problems == ()


def test_entries_of_the_other_fund_are_left_out() -> None:
    mixed = [Entry("Personnel", executed=5.0), Entry("Etudes", executed=7.0)]
    assert draw(*mixed).problems == ()
    assert draw(*mixed, fund="FNGR").line("etudes").executed == 7.0
    revenue = Entry("Dotation FNGT", executed=1.0, row=4)
    assert [problem.code for problem in draw(*mixed, revenue).problems] == ["fonds-a-preciser"]
    told = Entry("Dotation FNGT", executed=1.0, fund="FNGR")
    assert draw(*mixed, told).problems == ()
    assert draw(*mixed, told, fund="FNGR").line("dotation_fngt").executed == 1.0


def test_the_fund_and_the_year_are_those_of_the_convention() -> None:
    with pytest.raises(NotAvailable) as caught:
        report(CONVENTION, "FNAL", 2013, ())
    assert caught.value.code == "fonds-inconnu"
    with pytest.raises(NotAvailable) as caught:
        report(CONVENTION, "FNGA", 2011, ())
    assert caught.value.code == "annee-hors-convention"
    with pytest.raises(KeyError):
        draw().line("inconnue")


LEAVES = (
    "personnel", "fonctionnement", "investissement", "amortissements", "charges_exceptionnelles",
    "remise_gestion_cpam", "election_ca",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(LEAVES), CENTS, CENTS), max_size=12))
def test_totals_are_the_sum_of_their_lines(cells: list[tuple[str, float, float]]) -> None:
    entries = [
        Entry(key, executed=spent, carryover=carried if key in LEAVES[:3] else None)
        for key, spent, carried in cells
    ]
    found = draw(*entries)
    for total in CONVENTION.funds["FNGA"].lines:
        if total.role not in {"total", "sous-total"}:
            continue
        parts = [found.line(key) for key in total.parts]
        line = found.line(total.key)
        for column in ("base", "carryover", "transfers", "authorised", "executed", "reference"):
            known = [
                Decimal(repr(getattr(part, column)))
                for part in parts
                if getattr(part, column) is not None
            ]
            assert getattr(line, column) == (float(sum(known)) if known else None)
        if line.available is not None:
            left = Decimal(repr(line.authorised)) - Decimal(repr(line.executed))
            assert Decimal(repr(line.available)) == left


HEADINGS = ["Ligne", "Report", "Virements reçus", "Virements cédés", "Exécuté 2013", "Exercice"]


def test_entries_are_read_from_a_table() -> None:
    table = [
        HEADINGS,
        ["Dépenses à caractère limitatif", None, None, None, None, None],
        ["Personnel", "1 000 €", None, 5.0, 7.0, 2013.0],
        [None] * 6,
        ["Etudes", None, None, None, None, None],
    ]
    read = read_entries(CONVENTION, table)
    assert read.problems == ()
    assert read.entries == (Entry("Personnel", 1_000.0, None, 5.0, 7.0, None, 2013, "", 3),)
    assert read.years == (2013,)


def test_net_transfers_have_a_sign() -> None:
    table = [["Ligne", "Virements nets"], ["Personnel", -5.0], ["Investissement", 5.0]]
    entries = read_entries(CONVENTION, table).entries
    assert [(entry.incoming, entry.outgoing) for entry in entries] == [(0.0, 5.0), (5.0, 0.0)]
    assert draw(*entries).line("personnel").transfers == -5.0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([None, 5.0, None, None, None, None], "la ligne budgétaire manque."),
        (["Recettes", 5.0, None, None, None, None],
         "« Recettes » est un titre : il ne porte pas de montant."),
        (["Personnel", -5.0, None, None, None, None],
         "le report est négatif (-5 €). Saisissez un montant positif."),
        (["Personnel", None, None, None, "cent", None],
         "le montant exécuté « cent » n'est pas un nombre. Écrivez par exemple 12 000, 0,9, 90 %, "
         "7 j ou 1 200 €."),
        (["Personnel", None, None, None, 5.0, 2010.0],
         "l'exercice 2010 est hors de la période 2011-2015."),
        (["Personnel", None, None, None, 5.0, 2012.5],
         "l'exercice « 2 012,5 » n'est pas une année. Écrivez par exemple 2013."),
    ],
)  # fmt: skip
def test_a_faulty_row_is_told_and_hides_no_other(row: list[object], message: str) -> None:
    read = read_entries(CONVENTION, [HEADINGS, row, ["Etudes", None, None, None, 3.0, None]])
    assert [problem.text for problem in read.problems] == [f"Ligne 2 de la plage : {message}"]
    assert [entry.executed for entry in read.entries] == [3.0]


def test_net_and_detailed_transfers_are_not_mixed() -> None:
    table = [["Ligne", "Virements", "Virements reçus"], ["Personnel", 5.0, 5.0]]
    assert [problem.code for problem in read_entries(CONVENTION, table).problems] == [
        "virements-en-double"
    ]


def test_a_fund_is_known_or_refused() -> None:
    table = [["Ligne", "Exécuté", "Fonds"], ["Etudes", 5.0, "fngr"], ["Etudes", 5.0, "FNAL"]]
    read = read_entries(CONVENTION, table)
    assert [entry.fund for entry in read.entries] == ["FNGR"]
    assert [problem.code for problem in read.problems] == ["fonds-inconnu"]


def test_a_table_without_lines_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_entries(CONVENTION, [["Exécuté", "Report"], [5.0, 5.0]])
    assert caught.value.message == (
        "La table du budget n'a pas de colonne « ligne ». Ajoutez-la : la première ligne de la "
        "plage porte les titres des colonnes."
    )
