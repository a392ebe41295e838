"""The activity report 2021 of the Hérault: each figure as printed, and what it gives back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pycog.conventions import Convention, load
from pycog.conventions.checks import audit, read_findings
from pycog.conventions.figure_lookup import key_evolution, key_figure
from pycog.errors import NotAvailable

ID = "herault-2021"
_RISKS = ("maladie", "maternite", "invalidite", "deces", "at", "c2s", "soins-urgents")
_PROFESSIONS = (
    "medecins", "specialistes", "dentistes", "biologistes", "laboratoires", "sages-femmes",
    "infirmiers", "kines", "pedicures", "orthophonistes", "orthoptistes", "pharmacies",
    "fournisseurs", "transporteurs",
)  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Convention:
    return load(ID)


def test_the_benefits_give_the_printed_total_to_the_cent(report: Convention) -> None:
    printed = [report.figures[f"prestations-{risk}"][0].printed for risk in _RISKS]
    amounts = [Decimal(text.replace(" ", "").replace(",", ".")) for text in printed]
    assert sum(amounts) == Decimal("4012303093.75")
    total = report.figures["prestations"][0]
    assert (total.printed, total.value) == ("4 012 303 093,75", 4012303093.75)


def test_the_fourteen_professions_make_the_printed_total(report: Convention) -> None:
    assert sum(report.figures[f"ps-{name}"][0].value for name in _PROFESSIONS) == 11416
    assert report.figures["ps"][0].value == 11416


@pytest.mark.parametrize(
    ("key", "period", "value"),
    [
        ("effectif", 2021, 1012), ("effectif-cdi", 2021, 916), ("effectif-cdd", 2021, 96),
        ("part-femmes", 2021, 0.76), ("part-hommes", 2021, 0.24), ("age-moyen", 2021, 44.7),
        ("travailleurs-handicapes", 2020, 73), ("travailleurs-handicapes", 2021, 89),
        ("part-temps-partiel", 2021, 0.249), ("part-temps-partiel-evolution", 2021, 0.01),
        ("embauches-cdi", 2021, 37), ("embauches-cdd", 2021, 297), ("sorties", 2021, 268),
        ("absence-maladie", 2020, 0.082), ("absence-maladie", 2021, 0.069),
        ("absence-maladie-covid", 2021, 0.003), ("absence-maternite", 2020, 0.012),
        ("absence-at", 2021, 0.001), ("absence-invalidite", 2021, 0.012),
        ("demandes-rh", 2020, 9369), ("demandes-rh", 2021, 7794),
        ("formation-beneficiaires", 2021, 898), ("formations", 2021, 2140),
        ("teletravailleurs", 2019, 118), ("teletravailleurs", 2020, 399),
        ("teletravailleurs", 2021, 630), ("teletravailleurs-evolution", 2021, 0.579),
        ("part-teletravailleurs", 2019, 0.13), ("part-teletravailleurs", 2021, 0.70),
        ("ps-infirmiers", 2021, 2607), ("ps-variation", 2021, -83), ("ps-evolution", 2021, -0.0073),
        ("prestations-maladie", 2021, 3551768297.78), ("prestations-deces", 2021, 2294781.98),
        ("prestations-ambulatoires", 2021, 1_500_000_000), ("prestations-ij", 2021, 276_000_000),
        ("prestations-evolution", 2020, 0.004),
        ("arrets-par-mois", 2020, 45715), ("quantite-ij", 2020, 6868553),
        ("delai-carte-vitale", 2021, 18.98), ("prestations-extra-legales", 2021, 1_800_000),
        ("misas", 2021, 3979), ("misas-soins", 2021, 1029),
        ("ame-contacts", "2021-07/2021-12", 239), ("ame-taux-honores", 2021, 0.93),
        ("trod-vih", 2021, 4975), ("tdr", 2021, 35400), ("tdr-montant", 2021, 28570),
        ("ass-projets-retenus", 2021, 79), ("ass-projets-finances", 2021, 69),
        ("ass-montant", 2021, 432400), ("vaccination-65", "2021-12-31", 0.942),
        ("recours-tiers", 2021, 17_000_000), ("fraudes", 2021, 4_900_000),
        ("dipa-ps", 2021, 2296), ("dipa-montant", 2021, 4808211), ("dipa-contestations", 2021, 199),
        ("prado", 2021, 2302), ("prado-part-chirurgie", 2021, 0.85),
        ("visites", 2021, 134000), ("appels-3646", 2021, 544155),
        ("appels-3646-evolution", 2021, 0.35), ("courriels", 2021, 248557),
        ("courriels-traites", 2021, 132277), ("courriels-traites-par-jour", 2021, 521),
        ("courriels-48h", 2021, 0.815), ("courriels-transfert", 2021, 0.1213),
        ("comptes-ameli", 2021, 667626), ("mediation", 2021, 690),
        ("pfs-appels", 2021, 290775), ("pfs-appels-evolution", 2021, 0.095),
        ("pfs-appels-traites", 2021, 249203), ("pfs-appels-traites-evolution", 2021, 0.08),
        ("pfs-decroches", 2021, 0.85), ("pfs-decroches-evolution", 2021, 0.13),
        ("pfs-fiabilite", 2021, 0.883), ("pfs-fiabilite-objectif", 2021, 0.82),
        ("appels-3608", 2021, 52190), ("appels-3679", 2021, 34757),
        ("klaxit", 2021, 41), ("part-klaxit", 2021, 0.04), ("liam-mois", "2021-11", 0.9),
        ("sdrh-actions", "2020/2023", 40), ("sdrh-planifiees", 2021, 75),
        ("comptes", 2021, 0.897), ("observations", 2021, 9), ("opinion-emise", 2021, 2),
    ],
)  # fmt: skip
def test_a_printed_figure(key: str, period: int | str, value: float) -> None:
    assert key_figure(key, period, ID).value == value


def test_every_figure_names_its_place_in_the_report(report: Convention) -> None:
    figures = [item for found in report.figures.values() for item in found]
    assert len(figures) == 276
    places = {item.citation.removeprefix("Rapport d'activité Hérault 2021, ") for item in figures}
    assert {place[:8] for place in places} == {f"partie {number}" for number in range(1, 10)}


def test_a_figure_printed_twice_is_kept_twice(report: Convention) -> None:
    twice = {key for key, found in report.figures.items() if len(found) > 1}
    assert {"effectif", "prestations", "pfs-appels", "courriels-traites", "rendez-vous"} <= twice
    about = {item.printed: item.approximate for item in report.figures["rendez-vous"]}
    assert about == {"38 000": False, "près de 38 000": True}


def test_the_accounts_were_validated_with_the_second_of_four_opinions(report: Convention) -> None:
    names = ("sans-restriction", "observations", "corrections", "refus")
    ranks = [report.figures[f"opinion-{name}"][0].value for name in names]
    assert ranks == [1, 2, 3, 4]
    assert report.figures["opinions"][0].value == len(ranks)
    assert report.figures["opinion-emise"][0].printed == "validation avec observations"


def test_what_does_not_compute_and_nothing_else(report: Convention) -> None:
    found = {item.id: item.recomputed.partition(" (")[0] for item in audit(report)}
    assert found == {
        # The permanent staff alone average 14.3 years, everybody 14.9.
        "relation/anciennete-cdi": "au plus 14,3 années",
        # 630 / 1 012 = 62.25 %; printed 70 %.
        "relation/teletravail-part": "62 %",
        # Printed under « Télétravailleurs » alone: the growth from 399 to 630, told as a share.
        "chiffre-contredit/part-teletravailleurs/2021/partie-1-les-chiffres-des-ressources-humaines"
        "": "« 57,9% »",
        # 399 / 118 = 3.381, so +238 %; the text says the proportion went up by 234 %.
        "relation/teletravail-2020": "238 %",
        # -83 / (11 416 + 83) = -0.7218 %; printed -0.73 %.
        "relation/professionnels-evolution": "-0,72 %",
        # 6 868 553 / 12 = 572 379.4; printed 45 715 a month under the same label.
        "relation/quantite-ij": "572 379 arrêts par mois",
        # 100 - 77 - 18 = 5; printed 14 %.
        "relation/cancer-demandes": "5 %",
        # « Les 5 bons réflexes », and four of them behind the colon.
        "chiffre-contredit/escape-game-reflexes/2021-09/partie-4-accompagner-les-jeunes-enumeration"
        "": "« carte Vitale à jour, médecin traitant déclaré, compte Ameli ouvert, RIB transmis »",
        # Retained in the text, financed in the box.
        "relation/projets-finances": "« 69 »",
        # 248 557 / 254 working days = 978.6; printed 950.
        "relation/mails-ameli-par-jour": "979 courriels par jour",
        # 249 203 / 290 775 = 85.703 %; printed 85 %.
        "relation/pfs-decroches": "86 %",
        # 1.08 / 1.095 - 1 = -1.37 %; printed +13 %.
        "relation/pfs-decroches-evolution": "-1 %",
        # 75 actions planned in 2021 in a plan of 40.
        "relation/sdrh-plan": "au plus 40",
    }


def test_what_holds_is_computed_too(report: Convention) -> None:
    held = {item.id for item in report.relations if item.holds}
    # 132 277 / 254 working days = 520.8; 222 / 239 = 92.9 %; 52 190 / 290 775 = 17.9 %;
    # 630 / 399 - 1 = 57.9 %; 20 / 41 = 48.8 %.
    assert {
        "mails-par-jour",
        "ame-honores",
        "pfs-part-herault",
        "teletravail-evolution",
        "covoiturage-actifs",
        "prestations-total",
        "professionnels",
        "observations-par-processus",
    } <= held
    assert len(held) == len(report.relations) - 11


def test_what_only_a_reader_sees_is_marked(report: Convention) -> None:
    found = read_findings(report)
    assert {item.id for item in found} == {
        "lecture/msp-creees",
        "lecture/prestations-2019-2020",
        "lecture/batiment-32e",
        "lecture/travaux-gambetta",
        "lecture/titre-directeur",
        "lecture/sommaire-chiffres-rh",
        "lecture/formations-differentes",
        "lecture/gobi-dimanche",
        "lecture/msp-nom",
        "lecture/presidente",
        "lecture/observations-annee",
        "lecture/temps-partiels-signe",
        "lecture/quantites-nationales",
    }
    assert not any(item.derived for item in found)


def test_evolutions_of_printed_figures() -> None:
    assert key_evolution("teletravailleurs", 2021, ID).value == pytest.approx(231 / 399)
    # Only the evolution is printed for calls: it is given as it stands.
    assert key_evolution("appels-3646", 2021, ID).value == 0.35
    assert key_evolution("absence-maladie", 2021, ID).value == pytest.approx(-0.013)


def test_an_evolution_is_not_given_against_the_audit() -> None:
    # Printed « -0,73% » beside « -83 » of 11 416: the audit measures it on 11 499.
    assert key_evolution("ps", 2021, ID).value == -83 / 11499
    # Printed « 17 maternité [+1 par rapport à 2020] », « 29 [-8] », « 5 [+4] ».
    assert key_evolution("accompagnement-maternite", 2021, ID).value == 1 / 16
    assert key_evolution("accompagnement-longue-maladie", 2021, ID).value == -8 / 37
    assert key_evolution("accompagnement-retraite", 2021, ID).value == 4.0
    # 8 % more calls answered for 9,5 % more received cannot raise the rate by 13 %.
    with pytest.raises(NotAvailable, match="contredite") as caught:
        key_evolution("pfs-decroches", 2021, ID)
    assert "+8 % rapporté à +9,5 %" in caught.value.message


def test_no_evolution_contradicts_a_finding() -> None:
    """What the audit recomputes is never what the formula gives as printed."""
    broken = {
        (relation.result.key, relation.result.period)
        for relation in load(ID).relations
        if not relation.holds
    }
    assert ("ps-evolution", "2021") in broken
    for key, figures in load(ID).figures.items():
        for figure in figures:
            if (f"{key}-evolution", figure.period) not in broken:
                continue
            try:
                found = key_evolution(key, figure.period, ID)
            except NotAvailable:
                continue
            assert found.before is not None or found.gap is not None
