"""The intéressement scorecards of 2021 and 2022, read out of one flattened document.

Expected values are transcribed from the annex, parts 2.1 and 2.2.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from pycog.conventions import Scorecard, ScorecardRow, load
from pycog.conventions.checks import audit
from pycog.conventions.facts.schema import BY_TOTAL, STEPS
from pycog.errors import NotAvailable
from pycog.targets import parse_target
from pycog.values import date_serial

CAMPAIGNS = (2021, 2022)
THEMES = ("qualite", "risque", "performance")

#: Category → rows printed in its table, both campaigns together.
PRINTED = {
    "national": 22, "cpam": 16, "drsm": 12, "cnam": 28, "carsat": 11, "cgss": 11, "cti": 8,
    "ceir": 5, "ugecam": 16, "mayotte": 11,
}  # fmt: skip

#: The one reading that does not make 1 000 points: that of Mayotte in 2021 row by row, the
#: first values without the three « Compte ameli » rows, which nothing tells apart.
EXCEPTIONS = {("mayotte", 2021, "sans_compte_ameli"): 950}

#: Where the printed values and the total leave several choices: how many, by search.
UNDECIDED = {("ugecam", 2021): 3, ("mayotte", 2021): 6}


def card(category: str, campaign: int) -> Scorecard:
    return load(f"interessement-maladie-{campaign}").scorecards[campaign][category]


def row(category: str, campaign: int, key: str, reading: str = "défaut") -> ScorecardRow:
    return next(row for row in card(category, campaign).rows_of(reading) if row.key == key)


def every_row() -> Iterator[tuple[str, int, ScorecardRow]]:
    """Yield each kept row once, under its own reading."""
    for campaign, category in itertools.product(CAMPAIGNS, PRINTED):
        found = card(category, campaign)
        for kept in (found.rows, *found.readings.values()):
            for item in kept:
                if kept is found.rows or item.reading != "défaut":
                    yield category, campaign, item


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("category", list(PRINTED))
def test_a_scorecard_makes_1000_points(category: str, campaign: int) -> None:
    assert card(category, campaign).total == 1000


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("category", list(PRINTED))
def test_every_other_reading_makes_1000_points(category: str, campaign: int) -> None:
    for name, rows in card(category, campaign).readings.items():
        whole = EXCEPTIONS.get((category, campaign, name), 1000)
        assert sum(item.weight for item in rows) == whole, name


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("category", list(PRINTED))
def test_the_total_leaves_one_choice(category: str, campaign: int) -> None:
    """Every subset of the rows that only the total places is tried."""
    found = card(category, campaign)
    free = [item for item in (*found.rows, *found.excluded) if item.proof == BY_TOTAL]
    fixed = sum(item.weight for item in found.rows if item.proof != BY_TOTAL)
    full = {
        frozenset(item.key for item in chosen)
        for size in range(len(free) + 1)
        for chosen in itertools.combinations(free, size)
        if fixed + sum(item.weight for item in chosen) == 1000
    }
    assert len(full) == UNDECIDED.get((category, campaign), 1)
    names = {item.key for item in free}
    readings = {
        frozenset(item.key for item in rows if item.key in names)
        for rows in (found.rows, *found.readings.values())
    }
    assert full <= readings, "a choice that makes 1 000 points is not stored as a reading"


@pytest.mark.parametrize(("category", "count"), PRINTED.items())
def test_every_printed_row_is_in_a_campaign(category: str, count: int) -> None:
    first, second = (card(category, campaign) for campaign in CAMPAIGNS)
    for found in (first, second):
        assert len({item.key for item in (*found.rows, *found.excluded)}) == count
        assert len(found.rows) + len(found.excluded) == count
    kept = {item.key for found in (first, second) for item in found.rows}
    assert kept == {item.key for item in (*first.rows, *first.excluded)}


def test_points_of_the_themes_of_the_national_scorecard() -> None:
    """In 2021 they are those of the sentence of part 3: 40, 40 and 20 %."""
    points = [
        {
            theme: sum(item.weight for item in card("national", year).rows if item.theme == theme)
            for theme in THEMES
        }
        for year in CAMPAIGNS
    ]
    assert points == [
        {"qualite": 400, "risque": 400, "performance": 200},
        {"qualite": 525, "risque": 375, "performance": 100},
    ]


#: Two values side by side: category, row, then target, floor and points of each campaign.
SIDE_BY_SIDE = [
    ("national", "decroches", ("90%", "60%", 75), ("80%", "70%", 70)),
    ("national", "variance_at", ("≤ 0 %", "< 10 %", 100), ("≤ 0 %", "< 10 %", 50)),
    ("national", "rct", ("799 millions", "742 millions", 100),
     ("Résultat 2021", "799 000 000", 75)),
    ("national", "formation", ("60%", "50%", 100), ("60%", "43%", 100)),
    ("cpam", "misas", ("80 000", "40 000", 75), ("90 518", "45 259", 50)),
    ("cpam", "delai_c2s", ("31j", "45j", 100), ("29j", "35j", 50)),
    ("cpam", "assistants_medicaux", ("2500", "1518", 50), ("3200", "Résultat au 31/12/2021", 50)),
    ("cpam", "prejudice", ("139 750 000", "69 875 000", 75), ("165 500 000", "100 000 000", 70)),
    ("cpam", "index_egalite", ("75/100", "", 100), ("80%", "", 70)),
    ("drsm", "ald", ("95%", "85%", 200), ("95%", "85%", 75)),
    ("drsm", "reprise_travail", (">60%", ">40%", 150), (">60%", ">40%", 100)),
    ("drsm", "delai_ip", ("≤ 10 jours", "≤ 30 jours", 150), ("≤ 10 jours", "≤ 30 jours", 100)),
    ("drsm", "comptes", ("100%", "0%", 100), ("100%", "0%", 125)),
    ("carsat", "rdv_15j", ("72%", "60%", 100), ("75%", "65%", 150)),
    ("carsat", "sans_entretien", ("<=8%", "<=12%", 100), ("<=6%", "<=10%", 125)),
    ("carsat", "plan_aide", ("70%", "55%", 100), ("75%", "65%", 100)),
    ("cgss", "misas", ("80 000", "40 000", 50), ("90 518", "45 259", 90)),
    ("cgss", "prejudice", ("139 750 000", "69 875 000", 75), ("165 500 000", "100 000 000", 80)),
    ("cgss", "comptes", ("100%", "0%", 150), ("100%", "0%", 100)),
    ("cti", "comptes", ("100%", "30%", 20), ("100%", "0%", 20)),
    ("cti", "budget", ("entre 98 % et 102 %", "entre 90 % et 105 %", 55),
     ("entre 98 % et 100 %", "entre 95 % et 100 %", 20)),
    ("ceir", "continuite", ("100%", "90%", 380), ("100%", "90%", 380)),
    ("ugecam", "satisfaction", ("O/N", "", 100), ("O/N", "", 50)),
    ("mayotte", "fsp", ("17 j", "20 j", 100), ("17 j", "20 j", 100)),
    ("mayotte", "ameli_adherents", ("25%", "21%", 150), ("35%", "27%", 100)),
    ("mayotte", "sans_entretien", ("≤ 35%", "≤ 70%", 150), ("≤ 35%", "≤ 70%", 100)),
]  # fmt: skip


@pytest.mark.parametrize(("category", "key", "first", "second"), SIDE_BY_SIDE)
def test_the_first_value_is_2021_and_the_second_2022(
    category: str, key: str, first: tuple[str, str, int], second: tuple[str, str, int]
) -> None:
    read = [row(category, campaign, key) for campaign in CAMPAIGNS]
    assert [(item.target, item.floor, item.weight) for item in read] == [first, second]


#: One printed value: category, row, target, floor, points, campaigns that keep the row.
SINGLE = [
    ("national", "c2s", "7 000 000", "6 650 000", 75, {2021}),
    ("national", "contacts_rdv", "75%", "50%", 75, {2022}),
    ("national", "dmp", "25%", "15%", 100, {2021}),
    ("national", "mon_espace_sante", "40%", "5%", 50, {2022}),
    ("national", "cpts_signataires", "300", "97 (résultat 2020)", 75, {2021}),
    ("national", "cpts_aci", "412", "200", 50, {2022}),
    ("national", "satisfaction_assures", "93%", "83%", 30, {2022}),
    ("national", "satisfaction_ps", "88%", "77%", 30, {2022}),
    ("national", "satisfaction_employeurs", "89,5%", "82,5%", 30, {2022}),
    ("national", "courriels_48h", "80,0%", "70,0%", 75, {2022}),
    ("national", "vaccination_c2s", "85,0%", "50%", 40, {2022}),
    ("national", "fraudes", "60%", "48%", 100, {2021}),
    ("national", "campagne_mg", "75%", "55%", 75, {2022}),
    ("national", "contact_tracing", "80,0%", "70,0%", 75, {2022}),
    ("national", "teletravail", "81%", "75%", 100, {2021}),
    ("cpam", "c2s", "7 150 000", "6 535 194", 50, {2022}),
    ("cpam", "ij_ti", "20j", "27j", 50, {2022}),
    ("cpam", "fse", "7j", "8j", 50, {2022}),
    ("cpam", "atmp_hors_delai", "< 0.1%", "< 1%", 75, {2022}),
    ("cpam", "plan_gdr", "100%", "50%", 100, {2022}),
    ("cpam", "contact_tracing", "0,40 j", "1j", 75, {2021}),
    ("cpam", "comptes", "100%", "0%", 100, {2021, 2022}),
    ("drsm", "actions_ru", "70,00%", "33%", 100, {2022}),
    ("drsm", "signalements_pdp", "56519", "51372", 75, {2022}),
    ("drsm", "biosimilaire", "85,0%", "75,0%", 75, {2022}),
    ("drsm", "plan_gdr", "100%", "50%", 100, {2022}),
    ("drsm", "contact_tracing", "0,40 j", "1j", 75, {2021}),
    ("cnam", "strategie_controle", "30/09/2021", "31/12/2021", 75, {2021}),
    ("cnam", "migration_mnh", "06/04/2021", "01/05/2021", 50, {2021}),
    ("cnam", "projets_strategiques", "80%", "30%", 120, {2022}),
    ("cnam", "dette_technique", "100%", "30%", 60, {2022}),
    ("cnam", "mcvpap", "30/04/2022", "30/08/2022", 80, {2022}),
    ("cnam", "si_ugecam", "31/12/2022", "31/03/2023", 90, {2022}),
    ("carsat", "misas", "8 109", "5 676", 125, {2022}),
    ("carsat", "programmes", "80%", "0%", 200, {2021}),
    ("carsat", "sptpe", "70%", "40%", 150, {2021}),
    ("carsat", "taux_notifies", "≤ 3%", "≤ 6%", 150, {2021}),
    ("carsat", "tarification", "< 0,2%", "< 0,8%", 125, {2022}),
    ("cgss", "c2s", "7 150 000", "6 535 194", 100, {2022}),
    ("cgss", "programmes", "80%", "0%", 150, {2021}),
    ("cgss", "contact_tracing", "0,40 j", "1j", 75, {2021}),
    ("cti", "engagements_2021", "100%", "80%", 755, {2021}),
    ("cti", "engagements_2022", "100,00%", "0,00%", 870, {2022}),
    ("cti", "smi", "100%", "0%", 50, {2021}),
    ("cti", "pssi", "100%", "0%", 70, {2021}),
    ("cti", "pssi_mcas", "100,00%", "0%", 90, {2022}),
    ("ceir", "stocks", "100%", "90%", 270, {2021, 2022}),
    ("ceir", "budget", "100%", "95%", 100, {2021, 2022}),
    ("ugecam", "handicap_enfant", "O/N", "", 150, {2022}),
    ("ugecam", "agefiph", "O/N", "", 100, {2021, 2022}),
    ("mayotte", "fse", "7 j", "8 j", 100, {2021, 2022}),
    ("mayotte", "ij_ts", "48 j", "73,8 j", 100, {2022}),
    ("mayotte", "ameli_attestations", "53%", "42,50%", 50, {2021, 2022}),
    ("mayotte", "ameli_naissances", "50%", "28%", 50, {2021, 2022}),
    ("mayotte", "ameli_emails", "40%", "26%", 50, {2021, 2022}),
    ("mayotte", "controles", "100%", "0%", 150, {2021, 2022}),
]


@pytest.mark.parametrize(("category", "key", "target", "floor", "points", "campaigns"), SINGLE)
def test_a_single_value_goes_to_its_campaigns(
    category: str, key: str, target: str, floor: str, points: int, campaigns: set[int]
) -> None:
    kept = {
        campaign: item
        for campaign in CAMPAIGNS
        for item in card(category, campaign).rows
        if item.key == key
    }
    assert set(kept) == campaigns
    for item in kept.values():
        assert (item.target, item.floor, item.weight) == (target, floor, points)


#: Composites: category, campaign, row → share, target and floor of each component.
COMPOSITES = {
    ("national", 2021, "teleservices"): [(1 / 2, "94%", "87.81%"), (1 / 2, "65%", "52.69%")],
    ("national", 2022, "teleservices"): [(1 / 2, "94%", "87.81%"), (1 / 2, "80%", "75%")],
    ("cpam", 2021, "ij_ts"): [(0.4, "27j", "40j"), (0.6, "7j", "8j")],
    ("cpam", 2021, "teleservices"): [
        (1 / 3, "80%", "73.38%"), (1 / 3, "70%", "43.47%"), (1 / 3, "79%", "72,24%")],
    ("cpam", 2022, "teleservices"): [
        (1 / 3, "80%", "5ème centile 2021"), (1 / 3, "81%", "74,47%"), (1 / 3, "30%", "28,06%")],
    ("cpam", 2022, "depistage"): [
        (1 / 4, "61.46%", "48,56%"), (1 / 4, "60.47%", "41,01%"), (1 / 4, "35.48%", "15,60%"),
        (1 / 4, "62%", "37,92%")],
    ("drsm", 2021, "teleservices"): [
        (1 / 3, "80%", "73.38%"), (1 / 3, "70%", "43.47%"), (1 / 3, "30%", "26.50%")],
    ("drsm", 2022, "teleservices"): [
        (1 / 2, "80%", "5ème centile 2021"), (1 / 2, "30%", "28,06%")],
    ("cgss", 2021, "service_de_base"): [
        (1 / 4, "36j", "51j"), (1 / 4, "17j", "20j"), (1 / 4, "7j", "8j"), (1 / 4, "31j", "45j")],
    ("cgss", 2022, "service_de_base"): [
        (1 / 5, "37j", "47j"), (1 / 5, "20j", "27j"), (1 / 5, "17j", "20j"), (1 / 5, "7j", "8j"),
        (1 / 5, "29j", "35j")],
    ("cgss", 2021, "teleservices"): [(1 / 2, "80%", "66,75%"), (1 / 2, "70%", "45,01%")],
    ("cgss", 2022, "teleservices"): [(1 / 2, "80%", "51%"), (1 / 2, "30%", "22,32%")],
    ("cnam", 2021, "renovation_gdr"): [(1 / 2, "10", "7"), (1 / 2, "31/12/2021", "27/02/2022")],
    ("cnam", 2022, "assistants"): [(1 / 2, "80%", "0%"), (1 / 2, "31/12/2022", "31/03/2023")],
    ("ugecam", 2022, "rgpd"): [(0.1, "O/N", ""), *[(0.3, "O/N", "")] * 3],
}  # fmt: skip


@pytest.mark.parametrize(("place", "parts"), COMPOSITES.items())
def test_components_of_a_composite(
    place: tuple[str, int, str], parts: list[tuple[float, str, str]]
) -> None:
    read = row(*place)
    assert [(part.share, part.target, part.floor) for part in read.components] == parts
    assert (read.target, read.floor) == ("", "")


def test_shares_make_one() -> None:
    composites = [item for _, _, item in every_row() if item.components]
    assert len(composites) > 30
    for item in composites:
        assert sum(part.share for part in item.components) == pytest.approx(1, abs=1e-12)


def test_every_printed_figure_can_be_read() -> None:
    kinds = set()
    for category, campaign, item in every_row():
        for part in item.components or (item,):
            for what, text in (("cible", part.target), ("seuil", part.floor)):
                if what in part.to_supply or item.rule == STEPS:
                    continue
                kind = parse_target(text).kind
                assert what == "seuil" or kind != "empty", (category, campaign, item.key)
                kinds.add(kind)
    assert kinds == {"rate", "count", "delay", "date", "yes_no", "interval", "empty"}


def test_values_that_the_annex_names_without_printing() -> None:
    found = [
        (category, campaign, item.key, part.target if what == "cible" else part.floor)
        for category, campaign, item in every_row()
        if item.reading == "défaut"
        for part in (item, *item.components)
        for what in part.to_supply
    ]
    assert found == [
        ("cnam", 2021, "plan_fraude_dss", "% d'actions réalisées au 31/12/2021"),
        ("cnam", 2021, "plan_fraude_dss", "% d'actions réalisées au 31/12/2021"),
        ("cti", 2021, "satisfaction_csh", "Note 2020"),
        ("cti", 2021, "satisfaction_csh", "Note 2019"),
        ("national", 2022, "rct", "Résultat 2021"),
        ("cpam", 2022, "teleservices", "5ème centile 2021"),
        ("cpam", 2022, "assistants_medicaux", "Résultat au 31/12/2021"),
        ("drsm", 2022, "teleservices", "5ème centile 2021"),
        ("ugecam", 2022, "marge_brute", "Taux de marge brute N-1"),
    ]


@pytest.mark.parametrize(
    ("campaign", "first", "last", "latest_floor"),
    [(2021, "01/01/2021", "31/12/2021", "31/03/2022"),
     (2022, "01/01/2022", "31/12/2022", "31/03/2023")],
)  # fmt: skip
def test_deadlines_are_those_of_the_campaign(
    campaign: int, first: str, last: str, latest_floor: str
) -> None:
    parts = [
        part
        for _, year, item in every_row()
        if year == campaign
        for part in item.components or (item,)
        if item.rule != STEPS and not part.to_supply and parse_target(part.target).kind == "date"
    ]
    assert len(parts) > 10
    for part in parts:
        target, floor = parse_target(part.target).value, parse_target(part.floor).value
        assert target is not None and floor is not None
        assert date_serial(first) <= target <= date_serial(last), part
        assert target < floor <= date_serial(latest_floor), part


def test_a_row_may_change_theme() -> None:
    themes = [row("mayotte", campaign, "teletransmission").theme for campaign in CAMPAIGNS]
    assert themes == ["performance", "qualite"]


def test_new_objectives_of_2022_are_not_in_2021() -> None:
    """The opening of part 2 names them: contact tracing, vaccination, Mon espace santé…"""
    first, second = (card("national", campaign) for campaign in CAMPAIGNS)
    new = {"contact_tracing", "vaccination_c2s", "mon_espace_sante", "maintien_vaccination"}
    assert new <= {item.key for item in second.rows}
    assert new <= {item.key for item in first.excluded}


def test_rules_that_are_not_a_line() -> None:
    assert row("ugecam", 2022, "certification").rule == "paliers"
    assert row("ugecam", 2022, "certification").target == "100 % si A ; 75 % si B ; 50 % si C"
    assert row("cti", 2021, "budget").rule == "intervalle"
    assert row("cpam", 2021, "index_egalite").rule == "tout_ou_rien"
    assert row("national", 2022, "maintien_vaccination").target == "O/N"


def test_the_floor_in_shares_of_the_target() -> None:
    # 70 % and 60 % of 147 703.
    default, pilot = (row("carsat", 2022, "pdp", name) for name in ("défaut", "plateforme_pdp"))
    assert parse_target(default.floor).value == 103_392.1
    assert parse_target(pilot.floor).value == 88_621.8


def test_other_readings_are_stored_and_named() -> None:
    found = {
        (category, campaign): set(card(category, campaign).readings)
        for campaign, category in itertools.product(CAMPAIGNS, PRINTED)
        if card(category, campaign).readings
    }
    assert found == {
        ("cpam", 2021): {"deux_livrables"},
        ("drsm", 2021): {"deux_livrables"},
        ("ugecam", 2021): {"marge_brute_agefiph", "marge_brute_certification"},
        ("mayotte", 2021): {
            "ameli_attestations",
            "ameli_naissances",
            "ameli_emails",
            "sans_prejudice",
            "sans_fsp",
            "sans_fse",
            "sans_compte_ameli",
        },
        ("national", 2022): {"valeur_unique"},
        ("cpam", 2022): {"deux_livrables", "centile_chiffre", "seuil_1518"},
        ("drsm", 2022): {"deux_livrables", "centile_chiffre"},
        ("cnam", 2022): {"parts_par_objectif"},
        ("carsat", 2022): {"plateforme_pdp"},
    }


def test_another_reading_changes_its_rows_only() -> None:
    default = {item.key: item for item in card("national", 2022).rows}
    other = {item.key: item for item in card("national", 2022).rows_of("valeur_unique")}
    assert list(default) == list(other)
    assert [key for key in default if default[key] != other[key]] == ["teleservices"]
    assert (other["teleservices"].target, other["teleservices"].floor) == ("80%", "75%")
    assert other["teleservices"].components == ()


def test_an_unknown_reading_names_the_known_ones() -> None:
    with pytest.raises(NotAvailable) as caught:
        card("ugecam", 2021).rows_of("autre")
    assert caught.value.code == "lecture-inconnue"
    assert caught.value.message == (
        "Part locale UGECAM, campagne 2021 : la lecture « autre » n'existe pas. Lectures : "
        "« défaut », « marge_brute_agefiph », « marge_brute_certification »."
    )


def test_every_row_says_where_it_stands_and_why() -> None:
    for _, campaign, item in every_row():
        assert item.citation.startswith(f"Intéressement maladie {campaign}, 2.")
        assert item.reason.endswith(".")
        assert item.printed.startswith("Cible : ")
        assert item.confidence != "certaine" or item.proof in {"deux valeurs", "échéance"}


def test_frames_list_the_rows_and_their_components() -> None:
    convention = load("interessement-maladie-2022")
    rows = convention.frame("scorecards")
    default = rows[rows["reading"] == "défaut"]
    assert dict(default.groupby("category")["weight"].sum()) == dict.fromkeys(PRINTED, 1000)
    parts = convention.frame("components")
    depistage = parts[(parts["category"] == "cpam") & (parts["key"] == "depistage")]
    assert list(depistage["share"]) == [0.25] * 4


def test_the_audit_finds_the_doubts() -> None:
    found = {finding.id: finding for finding in audit(load("interessement-maladie-2021"))}
    ugecam = found["lignes-indecises/ugecam"]
    assert ugecam.recomputed.startswith("3 choix de ces lignes font 1 000 points")
    assert "« marge_brute_agefiph »" in ugecam.reading
    mayotte = found["lignes-indecises/mayotte"]
    assert mayotte.recomputed.startswith("6 choix ")
    assert "retient 6 d'entre elles, soit 1 000 points en tout." in mayotte.reading
    assert "« ameli_emails »" in mayotte.reading
    missing = found["valeur-non-imprimee/cti/satisfaction_csh"]
    assert (missing.printed, missing.place.rpartition(", ")[2]) == (
        "Note 2020 ; Note 2019",
        "cible et seuil",
    )
    assert {finding.check for finding in found.values()} == {
        "chiffre-contredit",
        "lignes-indecises",
        "autre-lecture",
        "valeur-non-imprimee",
        "poids-imprimes",
        "montant-national",
        "seuil-hors-campagne",
    }


def test_one_doubt_is_told_once() -> None:
    """The readings that undecided rows leave are named by the finding on these rows."""
    found = [finding.id for finding in audit(load("interessement-maladie-2021"))]
    assert not [name for name in found if name.startswith(("autre-lecture/mayotte", "total-"))]
    assert len([name for name in found if "/mayotte" in name]) == 1


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_the_audit_compares_both_weightings(campaign: int) -> None:
    """Part 3 prints 40, 40 and 20 %, then 35, 35 and 30 in the formula, which is retained."""
    found = next(
        finding
        for finding in audit(load(f"interessement-maladie-{campaign}"))
        if finding.id.startswith("chiffre-contredit/poids-")
    )
    assert found.printed == "35 ; 35 ; 30"
    assert found.recomputed == "« 40 % ; 40 % ; 20 % » (3, part nationale)"
    assert found.severity == "change un résultat"


def test_the_audit_of_2022_finds_every_total_sound() -> None:
    found = [finding.id for finding in audit(load("interessement-maladie-2022"))]
    assert "autre-lecture/national/valeur_unique" in found
    assert "valeur-non-imprimee/national/rct" in found
    # The fifth centile that is not printed is the other side of « centile_chiffre ».
    assert "autre-lecture/cpam/centile_chiffre" in found
    assert not [name for name in found if name.startswith("valeur-non-imprimee/cpam/")]
    assert not [name for name in found if name.startswith(("total-bareme", "lignes-indecises"))]


def test_other_conventions_have_no_scorecard() -> None:
    assert load().scorecards == {}
