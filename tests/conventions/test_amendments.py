"""Amendments, base years and neutralised years of a small made-up agreement.

Expected values are those of the tables below, computed by hand.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pycog.conventions import checks, lookup
from pycog.conventions.amended import is_superseded
from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention, NotAvailable

#: Indicator 1 is 90 % in both years when signed; personnel is 110 and 120, its total 230.
AMENDMENTS = """\
avenant;date;objet;indicateur;fonds;ligne;année;imprimé;source
n° 2;2021-09-01;cible;1;;;2020-2021;88%;
n° 1;12/03/2021;cible;1;;;2021;85%;article 2
n° 1;12/03/2021;montant;;FA;personnel;2021;130;article 3
n° 1;12/03/2021;montant;;FA;personnel;total;240;article 3
n° 2;2021-09-01;règle;;;;;Le délai d'approbation passe à 30 jours.;article 4
"""
HEAD = "avenant;date;objet;indicateur;fonds;ligne;année;imprimé\n"
NEUTRALISED = """\
indicateur;année;motif;source
;2020;crise sanitaire;comité du 12/03/2021
2;2021;changement d'outil;comité du 10/01/2022
"""


def faults_of(folder: Any) -> list[str]:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(folder)
    return [str(fault) for fault in caught.value.fields["faults"]]


def test_the_latest_amendment_by_date_is_in_force(write_folder) -> None:
    convention = load_folder(write_folder(amendments_csv=AMENDMENTS))
    assert lookup.target_of(convention, 1, 2021).value == 0.88
    assert lookup.target_of(convention, 1, 2020).value == 0.88
    assert lookup.printed_target(convention, 1, 2021).amendment == "avenant n° 2 du 01/09/2021"
    assert lookup.target_of(convention, 2, 2021).value == 5
    assert lookup.printed_target(convention, 2, 2021).amendment == ""


def test_the_original_and_every_amendment_are_kept(write_folder) -> None:
    convention = load_folder(write_folder(amendments_csv=AMENDMENTS))
    signed = convention.original
    assert signed.indicators["1"].targets[2021].text == "90%"
    assert signed.funds["FA"].line("personnel").amounts["2021"] == 120
    assert signed.original is signed
    assert [one.reference for one in convention.amendments] == ["n° 1"] * 3 + ["n° 2"] * 2
    assert convention.amendments[0].date == dt.date(2021, 3, 12)
    rule = convention.amendments[-1]
    assert (rule.subject, rule.printed, rule.citation) == (
        "règle",
        "Le délai d'approbation passe à 30 jours.",
        "COG ESSAI 2020-2021, avenant n° 2 du 01/09/2021, article 4",
    )


def test_an_amount_in_force_is_that_of_the_amendment(write_folder) -> None:
    convention = load_folder(write_folder(amendments_csv=AMENDMENTS))
    assert lookup.amount_of(convention, "Personnel", 2021)[0] == 130
    assert lookup.amount_of(convention, "Personnel", "total")[0] == 240
    assert lookup.amount_of(convention, "Personnel", 2020)[0] == 110


def test_sources_cite_the_amendments(write_folder) -> None:
    convention = load_folder(write_folder(amendments_csv=AMENDMENTS))
    assert lookup.citation(convention, 1) == (
        "COG ESSAI 2020-2021, annexe 2, indicateur 1, avenant n° 1 du 12/03/2021 (2021), "
        "avenant n° 2 du 01/09/2021 (2020 et 2021)"
    )
    assert lookup.citation(convention, 2) == "COG ESSAI 2020-2021, annexe 2, indicateur 2"
    assert lookup.citation(convention, "Personnel") == (
        "COG ESSAI 2020-2021, annexe 1, ligne « Personnel », avenant n° 1 du 12/03/2021 "
        "(2021 et total)"
    )
    assert lookup.printed_target(convention, 1, 2021).citation == (
        "COG ESSAI 2020-2021, avenant n° 2 du 01/09/2021"
    )


def test_an_amendment_before_the_agreement_starts_is_allowed(write_folder) -> None:
    text = f"{HEAD}n° 1;15/12/2019;cible;2;;;2020;6 j\n"
    convention = load_folder(write_folder(amendments_csv=text))
    assert lookup.target_of(convention, 2, 2020).value == 6


def test_a_target_may_be_suppressed(write_folder) -> None:
    text = (
        "avenant;date;objet;indicateur;fonds;ligne;année;imprimé;lecture\n"
        "n° 1;15/12/2020;cible;2;;;2021;L'objectif est supprimé.;non chiffré\n"
    )
    convention = load_folder(write_folder(amendments_csv=text))
    with pytest.raises(NotAvailable) as caught:
        lookup.target_of(convention, 2, 2021)
    assert caught.value.code == "objectif-non-imprime"
    assert "avenant n° 1 du 15/12/2020" in caught.value.message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("n° 1;12/03/2021;cible;9;;;2021;85%", "l'indicateur 9 n'est pas dans indicators.csv. "),
        ("n° 1;12/03/2021;cible;1;;;2022;85%", "l'année 2022 est hors de la convention. Années ad"),
        ("n° 1;12/03/2021;cible;1;;;total;85%", "la colonne « année » contient « total ». Ce n'es"),
        ("n° 1;12/03/2021;cible;1;;;;85%", "la colonne « année » est vide. Écrivez 2025"),
        ("n° 1;32/03/2021;cible;1;;;2021;85%", "la date d'effet « 32/03/2021 » n'est pas une dat"),
        ("n° 1;12/03/2021;cible;1;;;2021;mieux", "la valeur « mieux » est illisible. "),
        ("n° 1;12/03/2021;cible;1;FA;;2021;85%", "la colonne « fonds » ne sert pas à l'objet"),
        ("n° 1;12/03/2021;montant;;FB;personnel;2021;85", "le fonds « FB » n'est pas décrit dans"),
        ("n° 1;12/03/2021;montant;;FA;rien;2021;85", "la ligne « rien » du fonds « FA » n'est pas"),
        ("n° 1;12/03/2021;montant;;FA;depenses;2021;85", "la ligne « depenses » est un titre"),
        ("n° 1;12/03/2021;montant;;FA;personnel;2021;douze", "la valeur « douze » n'est pas un"),
        ("n° 1;12/03/2021;prix;1;;;2021;85%", "la colonne « objet » contient « prix »."),
    ],
)
def test_a_faulty_amendment_is_refused_with_its_line(write_folder, row: str, message: str) -> None:
    (fault,) = faults_of(write_folder(amendments_csv=f"{HEAD}{row}\n"))
    assert fault.startswith(f"essai/amendments.csv, ligne 2 : {message}")


def test_two_values_of_one_day_for_one_cell_are_refused(write_folder) -> None:
    text = (
        f"{HEAD}n° 1;12/03/2021;cible;1;;;2020-2021;85%\n"
        "n° 2;12 mars 2021;cible;1;;;2021;86%\n"
        "n° 2;13/03/2021;cible;1;;;2021;87%\n"
    )
    assert faults_of(write_folder(amendments_csv=text)) == [
        "essai/amendments.csv, ligne 3 : l'indicateur 1 a déjà une nouvelle valeur pour 2021 le "
        "12/03/2021, à la ligne 2. Gardez celle qui s'applique, ou corrigez l'une des dates."
    ]


def test_the_audit_holds_other_places_against_the_agreement_as_signed(write_folder) -> None:
    # The sheet repeats the 90 % of the signature: the amendment contradicts nothing.
    added = "1;2021;fiche;cible;90%;;;;fiche objectif n°1;\n"
    statements = (
        "indicateur;année;lieu;rôle;imprimé;lecture;période;numéro imprimé;source;note\n"
        "1;2019;annexe;réalisé;77%;;;;annexe 2, indicateur 1;\n"
        f"1;2020-2021;annexe;cible;90%;;;;annexe 2, indicateur 1;\n{added}"
    )
    text = f"{HEAD}n° 1;12/03/2021;cible;1;;;2021;85%\n"
    amended = load_folder(write_folder(statements_csv=statements, amendments_csv=text))
    signed = load_folder(write_folder(statements_csv=statements))
    assert checks.audit(amended) == checks.audit(signed)
    assert not [one for one in checks.audit(amended) if one.check == "cible-contredite"]


def test_the_audit_tells_a_total_that_an_amendment_left_behind(write_folder) -> None:
    # 110 + 130 = 240 against the 230 of the signature; 130 + 45 = 175 against 165.
    text = f"{HEAD}n° 1;12/03/2021;montant;;FA;personnel;2021;130\n"
    signed = {one.id for one in checks.audit(load_folder(write_folder()))}
    found = checks.audit(load_folder(write_folder(amendments_csv=text)))
    new = {one.id: one for one in found if one.id not in signed}
    assert set(new) == {"total-ligne/FA/personnel/avenant", "total-parties/FA/total/2021/avenant"}
    row = new["total-ligne/FA/personnel/avenant"]
    assert (row.printed, row.recomputed) == ("230", "240")
    assert "avenant n° 1 du 12/03/2021" in row.document
    assert new["total-parties/FA/total/2021/avenant"].recomputed == "175"


def test_a_target_of_an_annex_is_recognised_as_replaced(write_folder) -> None:
    convention = load_folder(write_folder(amendments_csv=AMENDMENTS))
    assert is_superseded(convention, "1", 2021, "90 %")
    assert is_superseded(convention, "1", 2021, 0.9)
    assert is_superseded(convention, "1", 2021, "85%")
    assert not is_superseded(convention, "1", 2021, "88%")
    assert not is_superseded(convention, "1", 2021, "70%")
    assert not is_superseded(convention, "2", 2021, "7 j")


# --- base years

TWO_BASES = ("annee_reference = 2019", "annees_reference = [2019, 2018]")
NO_BASE = ("annee_reference = 2019\n", "")
BARE_STATEMENTS = """\
indicateur;année;lieu;rôle;imprimé;source
1;2020-2021;annexe;cible;90%;annexe 2, indicateur 1
"""


def test_several_base_years_are_kept_and_the_last_one_is_the_base(write_folder) -> None:
    statements = BARE_STATEMENTS + (
        "1;2018;annexe;réalisé;75%;annexe 2, indicateur 1\n"
        "1;2019;annexe;réalisé;77%;annexe 2, indicateur 1\n"
    )
    convention = load_folder(write_folder(convention_toml=TWO_BASES, statements_csv=statements))
    assert convention.baseline_years == (2018, 2019)
    assert convention.baseline_year == 2019
    assert lookup.baseline_of(convention, 1).value == 0.77
    assert lookup.baseline_of(convention, 1, 2018).value == 0.75
    with pytest.raises(NotAvailable) as caught:
        lookup.baseline_of(convention, 1, 2017)
    assert "(réalisé de référence : 2018, 2019)" in caught.value.message
    targets = convention.frame("targets")
    kept = targets[(targets["indicator"] == "1") & (targets["role"] == "réalisé")]
    assert list(zip(kept["year"], kept["value"], strict=True)) == [(2018, 0.75), (2019, 0.77)]


def test_an_agreement_without_a_base_year_has_no_starting_position(write_folder) -> None:
    convention = load_folder(
        write_folder(
            convention_toml=NO_BASE,
            statements_csv=BARE_STATEMENTS,
            budget_lines_csv=None,
            budget_amounts_csv=None,
        )
    )
    assert convention.baseline_years == ()
    assert convention.baseline_year is None
    with pytest.raises(NotAvailable) as caught:
        lookup.baseline_of(convention, 1)
    assert caught.value.message.startswith("COG ESSAI 2020-2021 n'a pas d'année de référence")
    with pytest.raises(NotAvailable) as caught:
        lookup.target_of(convention, 1, 2019)
    assert caught.value.message.endswith("qui couvre 2020 à 2021.")
    assert not [one for one in checks.audit(convention) if "None" in one.text]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("annees_reference = [2019, 2020]", "l'année de référence 2020 doit précéder la première"),
        ("annees_reference = [2019, 2019]", "la clé « annees_reference » donne deux fois la même"),
        ('annees_reference = ["2019"]', "la clé « annees_reference » doit lister des années, par"),
        ("annees_reference = [2018]\nannee_reference = 2019", "les clés « annee_reference » et «"),
    ],
)
def test_faulty_base_years_are_refused(write_folder, keys: str, message: str) -> None:
    faults = faults_of(write_folder(convention_toml=("annee_reference = 2019", keys)))
    assert faults[0].startswith(f"essai/convention.toml : {message}")


def test_an_achieved_value_without_a_base_year_says_what_to_add(write_folder) -> None:
    statements = BARE_STATEMENTS + "1;2019;annexe;réalisé;77%;annexe 2, indicateur 1\n"
    (fault,) = faults_of(
        write_folder(
            convention_toml=NO_BASE,
            statements_csv=statements,
            budget_lines_csv=None,
            budget_amounts_csv=None,
        )
    )
    assert fault == (
        "essai/statements.csv, ligne 3 : l'année 2019 ne convient pas à « réalisé ». "
        "convention.toml ne donne pas d'année de référence. Ajoutez la clé « annees_reference », "
        "par exemple [2019]."
    )


# --- neutralised years


def test_a_year_is_neutralised_for_one_indicator_or_for_all(write_folder) -> None:
    convention = load_folder(write_folder(neutralisations_csv=NEUTRALISED))
    for number in ("1", "2"):
        found = convention.neutralised(number, 2020)
        assert found is not None
        assert found.words == (
            "2020 neutralisé : crise sanitaire (COG ESSAI 2020-2021, comité du 12/03/2021)"
        )
    assert convention.neutralised("1", 2021) is None
    assert convention.neutralised("2", 2021) is not None


def test_faulty_neutralised_years_are_refused(write_folder) -> None:
    text = "indicateur;année;motif;source\n7;2020;crise;comité\n2;2025;crise;comité\n"
    first, second = faults_of(write_folder(neutralisations_csv=text))
    assert first.startswith("essai/neutralisations.csv, ligne 2 : l'indicateur 7 n'est pas dans")
    assert second.startswith("essai/neutralisations.csv, ligne 3 : l'année 2025 est hors de la")
