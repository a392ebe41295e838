"""The built-in convention says what COG CAMIEG 2012-2015 prints, and all of it.

The expected values of this file were typed from the printed annexes, objective
sheets and chapters, and counted on them by hand.
"""

from __future__ import annotations

from collections import Counter

import pytest

from pycog.conventions import Convention, load


@pytest.fixture(scope="module")
def camieg() -> Convention:
    return load("camieg-2012-2015")


def test_the_convention_is_described(camieg: Convention) -> None:
    assert camieg.short_title == "COG CAMIEG 2012-2015"
    assert camieg.years == (2012, 2013, 2014, 2015)
    assert camieg.baseline_year == 2011
    assert camieg.deferred_to == "COG CNAMTS"
    assert len(camieg.parties) == 2


def test_nothing_is_missing(camieg: Convention) -> None:
    assert list(camieg.indicators) == list(map(str, range(1, 56)))
    assert list(camieg.sheets) == list(range(1, 37))
    figured = {
        fund.id: sum(line.role != "titre" for line in fund.lines) for fund in camieg.funds.values()
    }
    assert figured == {"FNGA": 15, "FNGR": 8}
    for indicator in camieg.indicators.values():
        assert list(indicator.targets) == [2012, 2013, 2014, 2015]
        assert indicator.unit and indicator.source_tool and indicator.theme and indicator.section
        assert (
            indicator.citation == f"COG CAMIEG 2012-2015, annexe 4, indicateur {indicator.number}"
        )


def test_annex_4_has_as_many_cells_of_each_kind_as_printed(camieg: Convention) -> None:
    """55 x 4 cells. 15 indicators defer 2014 and 2015: 5, 11, 18-20, 22-27 and 36-39.
    Blank: 6 indicators x 4 (9, 46-48, 53, 54), 5 x 3 (31-35), 3 x 3 (45, 51, 52), 2 for
    55 and 1 for 42. Counts: 40, 41, 49 and 50, 4 years each. Changes: 4 of 17, 1 of 51.
    Decile: 2 of 18. Within a delay: 2 of 20, 4 of 21, 2 of 25, 2 of 26. Rates: the rest.
    """
    kinds = Counter(
        printed.target.kind
        for indicator in camieg.indicators.values()
        for printed in indicator.targets.values()
    )
    assert kinds == {
        "deferred": 30,
        "empty": 24 + 15 + 9 + 2 + 1,
        "count": 16,
        "change": 5,
        "decile_delay": 2,
        "share_within_delay": 10,
        "rate": 220 - 30 - 51 - 16 - 5 - 2 - 10,
    }


def test_sixteen_indicators_have_a_baseline(camieg: Convention) -> None:
    with_baseline = [int(item.number) for item in camieg.indicators.values() if item.baseline.text]
    assert with_baseline == [1, 2, 3, 4, 6, 10, 13, 15, 16, 28, 29, 31, 32, 33, 34, 55]


@pytest.mark.parametrize(
    ("number", "baseline", "targets"),
    [
        (1, "98%", ["98%"] * 4),
        (2, "77%", ["90%"] * 4),
        (5, "", ["87%", "90%", "cf. COG CNAMTS", "cf. COG CNAMTS"]),
        (6, "84%", ["88%", "90%", "95%", "100%"]),
        (7, "", ["75%", "76,50%", "78%", "80%"]),
        (9, "", ["", "", "", ""]),
        (13, "96%", ["96%", "96,50%", "97%", "98%"]),
        (15, "86,50%", ["92%", "93%", "93%", "93%"]),
        (16, "3%", ["<5%"] * 4),
        (17, "", ["+3%", "+3%", "+2%", "+2%"]),
        (18, "", ["7 j calendaires au 9ème décile"] * 2 + ["cf. COG CNAMTS"] * 2),
        (19, "", ["≤ 0,5 %"] * 2 + ["cf. COG CNAMTS"] * 2),
        (21, "", ["90% en 5 jours calendaires"] * 3 + ["90% en cinq jours calendaires"]),
        (25, "", ["85% en 2 jours", "87% en 2 jours", "cf. COG CNAMTS", "cf. COG CNAMTS"]),
        (28, "43%", ["44%", "45%", "46%", "47%"]),
        (32, "3,60%", ["", "", "", "5%"]),
        (36, "", ["50,50%", "50,50%", "cf. COG CNAMTS", "cf. COG CNAMTS"]),
        (37, "", ["49,80%", "49,80%", "cf. COG CNAMTS", "cf. COG CNAMTS"]),
        (38, "", ["64,30%", "64,30%", "cf. COG CNAMTS", "cf. COG CNAMTS"]),
        (41, "", ["2"] * 4),
        (42, "", ["", "30%", "65%", "100%"]),
        (43, "", ["25%"] * 4),
        (44, "", ["25%", "55%", "100%", "100%"]),
        (51, "", ["Baisse de 14 %", "", "", ""]),
        (55, "91%", ["92%", "93%", "", ""]),
    ],
)
def test_annex_4_is_kept_as_printed(
    camieg: Convention, number: int, baseline: str, targets: list[str]
) -> None:
    indicator = camieg.indicators[str(number)]
    assert indicator.baseline.text == baseline
    assert [printed.text for printed in indicator.targets.values()] == targets


@pytest.mark.parametrize(
    ("number", "year", "kind", "value"),
    [
        (2, 2012, "rate", 0.9),
        (7, 2013, "rate", 0.765),
        (16, 2015, "rate", 0.05),
        (17, 2014, "change", 0.02),
        (18, 2012, "decile_delay", 7.0),
        (21, 2015, "share_within_delay", 0.9),
        (40, 2012, "count", 2.0),
        (51, 2012, "change", -0.14),
        (20, 2014, "deferred", None),
        (9, 2012, "empty", None),
    ],
)
def test_annex_4_is_understood(
    camieg: Convention, number: int, year: int, kind: str, value: float | None
) -> None:
    target = camieg.indicators[str(number)].targets[year].target
    assert (target.kind, target.value) == (kind, value)


@pytest.mark.parametrize(
    ("number", "label", "sheet", "tool", "section"),
    [
        (2, "Taux d'appels décrochés", 1, "Rapport statistique Hypérior", "1.1"),
        (10, "Taux de conformité des courriers sortants (fond)", 5, "Evaluation interne", "1.3"),
        (18, "Délai de paiement des FSE aux assurés", 13, "ERASME (SIAM)", "1.5"),
        (27, "Développement des flux externes", 13, "ERASME (SIIAM)", "1.5"),
        (33, 'Taux de participation aux actions "bien vieillir"', 16, "Evaluation interne", "2.1"),
        (41, "Taux des processus concernés évalués dans les 6 mois", 19, "Evaluation interne",
         "2.2.1"),
        (44, "Taux de signalement", 22,
         "Tableau de suivi des échéances, rapport de contrôle, fiche de signalement", "2.2.2"),
        (50, "Nombre moyen de contrats d'apprentissage", 30, "Suivi des effectifs", "3.2"),
        (54, "Taux de fournisseurs intégrant une clause sociale", 34,
         "Données issues des contrats passés", "3.3"),
    ],
)  # fmt: skip
def test_indicators_are_described_as_printed(
    camieg: Convention, number: int, label: str, sheet: int, tool: str, section: str
) -> None:
    item = camieg.indicators[str(number)]
    assert (item.label, item.sheet, item.source_tool, item.section) == (label, sheet, tool, section)


def test_only_these_indicators_are_better_lower_or_say_nothing(camieg: Convention) -> None:
    directions = {int(item.number): item.direction for item in camieg.indicators.values()}
    assert [number for number, way in directions.items() if way == "baisse"] == [16, 18, 19, 51]
    assert [number for number, way in directions.items() if way == ""] == [9, 46, 47, 48, 54]


def test_sheets_cover_every_indicator_once(camieg: Convention) -> None:
    covered = [number for sheet in camieg.sheets.values() for number in sheet.indicators]
    assert covered == list(map(str, range(1, 56)))
    followed = [sheet.number for sheet in camieg.sheets.values() if sheet.follow_up == "échéancier"]
    assert followed == [17, 23, 24, 25, 31, 35]
    deduced = [sheet.number for sheet in camieg.sheets.values() if not sheet.title_printed]
    assert deduced == [5, 13, 19, 20, 21, 22, 24]
    assert camieg.sheets[16].indicators == tuple(map(str, range(31, 40)))
    assert camieg.sheets[36].title == "METTRE EN PLACE LE RECOUVREMENT DES COTISATIONS"


@pytest.mark.parametrize(
    ("indicator", "place", "role", "year", "printed", "period"),
    [
        (1, "fiche", "réalisé", 2011, "98,34%", "janvier à septembre 2011"),
        (2, "fiche", "réalisé", 2011, "77,17%", "janvier à septembre 2011"),
        (3, "fiche", "réalisé", 2011, "87,89%", "janvier à septembre 2011"),
        (14, "fiche", "réalisé", 2011, "76% en 9 jours calendaires", ""),
        (16, "fiche", "cible", 2013, "inférieur ou égal à 5%", ""),
        (17, "fiche", "critère", None, "Amélioration de 10%", "sur la période de la COG"),
        (28, "fiche", "critère", 2013, "33 %", ""),
        (29, "fiche", "réalisé", 2011, "55%", "2011 (données provisoires)"),
        (36, "fiche", "critère", 2015, "52%", ""),
        (38, "chapitre", "critère", None, "65%", ""),
        (19, "chapitre", "critère", None, "99,5%", ""),
        (6, "chapitre", "critère", 2015, "100%", ""),
        (25, "chapitre", "cible", 2012, "48 h pour 85% d'entre eux dès 2012", ""),
        (43, "fiche", "critère", None, "100%", "sur 4 ans"),
    ],
)
def test_every_place_keeps_its_own_statement(
    camieg: Convention,
    indicator: int,
    place: str,
    role: str,
    year: int | None,
    printed: str,
    period: str,
) -> None:
    assert [
        statement
        for statement in camieg.statements
        if (statement.indicator, statement.place, statement.role, statement.year)
        == (str(indicator), place, role, year)
        and (statement.printed, statement.period) == (printed, period)
    ]


def test_each_indicator_of_the_chapter_lists_has_its_figure(camieg: Convention) -> None:
    """The lists give no figure for 9, 46, 47, 48, 53 and 54."""
    stated = {int(item.indicator) for item in camieg.statements if item.place == "chapitre"}
    assert sorted(set(range(1, 56)) - stated) == [9, 46, 47, 48, 53, 54]


@pytest.mark.parametrize(
    ("fund", "key", "printed"),
    [
        ("FNGA", "personnel", ["13 813 000", "14 225 000", "14 052 000", "14 359 000",
                               "14 667 000", "57 303 000", "6,18%"]),
        ("FNGA", "total_limitatif", ["19 404 000", "20 389 000", "19 573 000", "19 632 000",
                                     "19 853 000", "79 447 000", "2,31%"]),
        ("FNGA", "election_ca", ["", "", "", "", "300 000", "300 000", ""]),
        ("FNGA", "total_brut", ["24 740 000", "25 835 000", "25 055 000", "25 134 000",
                                "25 426 000", "101 450 000", "2,77%"]),
        ("FNGA", "dotation_fngt", ["18 740 000", "19 835 000", "19 055 000", "19 134 000",
                                   "19 426 000", "77 450 000", "3,66%"]),
        ("FNGR", "campagnes_nationales", ["0", "12 000", "0", "0", "0", "0", ""]),
        ("FNGR", "total_national", ["30 000", "132 000", "132 000", "132 000", "132 000",
                                    "528 000", "NS"]),
        ("FNGR", "total_regional", ["258 000", "375 000", "375 000", "375 000", "375 000",
                                    "1 500 000", "45,35%"]),
        ("FNGR", "dotation_fngt", ["288 000", "507 000", "507 000", "507 000", "507 000",
                                   "2 028 000", "76,04%"]),
    ],
)  # fmt: skip
def test_budget_lines_are_kept_as_printed(
    camieg: Convention, fund: str, key: str, printed: list[str]
) -> None:
    line = camieg.funds[fund].line(key)
    assert line is not None
    assert list(line.printed) == ["2011", "2012", "2013", "2014", "2015", "total", "evolution"]
    assert list(line.printed.values()) == printed
    expected = [float(text.replace(" ", "")) if text else None for text in printed[:-1]]
    assert list(line.amounts.values()) == expected


def test_budget_lines_are_in_printed_order_with_their_links(camieg: Convention) -> None:
    fngr = camieg.funds["FNGR"]
    assert [line.key for line in fngr.lines] == [
        "titre_limitatif",
        "titre_national",
        "communication",
        "campagnes_nationales",
        "etudes",
        "evaluation",
        "total_national",
        "titre_regional",
        "total_regional",
        "total_brut",
        "titre_recettes",
        "dotation_fngt",
    ]
    total = camieg.funds["FNGA"].line("total_evaluatif")
    assert total is not None
    assert total.parts == (
        "amortissements",
        "charges_exceptionnelles",
        "remise_gestion_cpam",
        "election_ca",
    )
    assert total.citation == (
        "COG CAMIEG 2012-2015, annexe 2, ligne « Total des dépenses à caractère évaluatif »"
    )
    natures = Counter(line.nature for line in camieg.funds["FNGA"].lines if line.role != "titre")
    assert natures == {"limitatif": 7, "évaluatif": 5, "recette": 2, "": 1}
