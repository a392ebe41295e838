"""Figures of typed queries on the tables of an open workbook; every value is made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import pytest

from pycog.dialogue.answering import Context
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from pycog.dialogue.typed_query.asked_typed import ask_typed
from tests.dialogue.hosts import shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_FLEET: Final[Rows] = (
    ("Parc des véhicules 2025",),
    (),
    (
        "Immatriculation", "Modèle", "Affectation", "Énergie", "Km parcourus", "Carburant (€)",
        "Entretien (€)", "Coût total (€)", "Budget alloué (€)", "Observations",
    ),
    ("AB-123-CD", "Clio", "Social", "Essence", 14000.0, 1500.0, 600.0, 2100.0, 2300.0, None),
    ("AC-456-DE", "Zoé", "Contrôle", "Électrique", 10000.0, 300.0, 200.0, 500.0, 600.0, None),
    ("AD-789-EF", "Kangoo", "Logistique", "Diesel", 22000.0, 2600.0, 1900.0, 4500.0, 4000.0, None),
    ("AE-654-GH", "Zoé", "Direction", "Électrique", 8000.0, "n.d.", 180.0, None, 500.0, "perdu"),
    ("AF-987-HI", "Partner", "Logistique", "Diesel", 18000.0, 2200.0, 1300.0, 3500.0, 3600.0, None),
    ("Total", None, None, None, 72000.0, 6600.0, 4180.0, 10600.0, 11000.0, None),
)  # fmt: skip
_MONTHS: Final[Rows] = (
    ("Dépenses d'affranchissement et d'impression par mois - en k€",),
    (),
    ("Mois", "Affranchissement", None, "Impression", None),
    (None, "Prévu", "Réalisé", "Prévu", "Réalisé"),
    ("Janvier", 42.0, 45.5, 12.0, 10.8),
    ("Février", 40.0, 39.1, 12.0, 11.9),
    ("Mars", 44.0, 47.4, 13.0, 14.1),
    ("Avril", 41.0, 38.0, 12.0, "n.d."),
    ("Total", 167.0, 170.0, 49.0, 36.8),
)
_MAIL: Final[Rows] = (
    ("Nombre de courriers traités par site",),
    (),
    ("Site", "2022", "2023", "2024"),
    ("Bourgneuf", 180000.0, 171000.0, 162000.0),
    ("Clermont", 96000.0, 99000.0, 102000.0),
    ("Issoire", 40000.0, 39000.0, 41000.0),
    ("Total", 316000.0, 309000.0, 305000.0),
)
_SPENDING: Final[Rows] = (
    ("Suivi d'exécution 2024 - en k€ - arrêté au 30 septembre",),
    (),
    ("Compte", "Libellé", "Budget", "T1", "T2", "T3", "T4", "Cumul"),
    ("Groupe 1 - Exploitation",),
    ("6061", "Énergie", 700.0, 250.0, 140.0, 100.0, None, 490.0),
    ("6063", "Alimentation", 540.0, 130.0, 130.0, 140.0, None, 400.0),
    (None, "Sous-total groupe 1", 1240.0, 380.0, 270.0, 240.0, None, 890.0),
    ("Groupe 2 - Personnel",),
    ("621", "Intérim", 320.0, 100.0, 120.0, 140.0, None, 360.0),
    ("641", "Rémunérations", 8000.0, 2000.0, 2010.0, 2020.0, None, 6030.0),
    (None, "Sous-total groupe 2", 8320.0, 2100.0, 2130.0, 2160.0, None, 6390.0),
    (None, "TOTAL DES CHARGES", 9560.0, 2480.0, 2400.0, 2400.0, None, 7280.0),
)
_STAFF: Final[Rows] = (
    ("Effectif présent par service, en ETP, fin de mois",),
    (),
    ("Code", "Service", "sept", "oct", "Cible 31/12"),
    ("110", "Prestations", 44.0, 45.0, 44.0),
    ("120", "Accueil", 33.0, 32.6, 34.0),
    ("130", "Recours", 7.5, "n.d.", 7.0),
    ("140", "Logistique", 8.0, 8.0, 8.0),
)


def _fund(year: int, rows: Rows) -> Rows:
    heads = ("Secteur", "Dispositif", "Dotation (€)", "Engagé (€)", "Payé (€)")
    return ((f"Fonds d'action sociale {year}",), (), heads, *rows)


_FUNDS: Final[Mapping[str, Rows]] = {
    "Fonds 2023": _fund(
        2023,
        (
            ("Aide", "Secours", 120000.0, 118000.0, 110000.0),
            ("Prévention", "Ateliers", 60000.0, 48000.0, 41000.0),
            ("Prévention", "Habitat", 95000.0, 95000.0, 88000.0),
        ),
    ),
    "Fonds 2024": _fund(
        2024,
        (
            ("Aide", "Secours", 130000.0, 121000.0, 119000.0),
            ("Prévention", "Ateliers", 50000.0, 57000.0, "n.d."),
            ("Prévention", "Habitat", 100000.0, 92000.0, 70000.0),
        ),
    ),
}
_BOOK: Final[Mapping[str, Rows]] = {
    "Parc": _FLEET, "Affranchissement": _MONTHS, "Courriers": _MAIL, "Exécution": _SPENDING,
    "Effectifs": _STAFF, **_FUNDS,
}  # fmt: skip


def ask(question: str) -> Answer | None:
    """Return what one typed query answers."""
    context = Context(shared_host(), Workbook(dict(_BOOK)), dt.date(2025, 11, 30), cells=True)
    return ask_typed(question, State(), context)


def told(question: str) -> str:
    """Return the text of an answer with plain spaces."""
    answer = ask(question)
    assert answer is not None and answer.kind == ANSWERED, answer
    return answer.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        # 2 600 + 2 200
        ("total carburant des véhicules diesel", "4 800 €"),
        # (14 + 10 + 22 + 8 + 18) / 5 thousand
        ("km moyens par véhicule", "14 400"),
        ("médiane des km parcourus", "14 000"),
        # (4 500 + 3 500) / (22 000 + 18 000)
        ("coût moyen au km pour la logistique", ": 0,2 €"),
        # 300 / 6 600, one of both without a value
        ("quelle part du carburant est consommée par les Zoé ?", "4,55 %"),
        ("véhicules au-dessus de la moyenne en km", "AD-789-EF"),
        # 42 − 45,5
        (
            "écart entre le prévu et le réalisé de l'affranchissement en janvier",
            "-3,5 k€ (42 k€ − 45,5 k€)",
        ),
        # (45,5 + 39,1 + 47,4 + 38) / 4
        ("moyenne mensuelle de l'affranchissement réalisé", "42,5 k€"),
        ("quel mois a l'affranchissement réalisé le plus élevé", "Mars, 47,4 k€"),
        # 102 000 / 305 000
        ("part de Clermont dans les courriers de 2024", "33,44 %"),
        # (171 + 99 + 39) / 3 thousand
        ("nombre moyen de courriers par site en 2023", "103 000"),
        ("budget de l'alimentation", "540 k€"),
        ("charges de personnel au T2", "2 130 k€"),
        ("cumul groupe 2 personnel", "6 390 k€"),
        ("sous-total groupe 1 au T3", "240 k€"),
        ("total général des charges en budget", "9 560 k€"),
        # 490 / 7 280
        ("poids de l'énergie dans le cumul des charges", "6,73 %"),
        # 130 + 130
        ("combien a-t-on dépensé pour l'alimentation au premier semestre", "260 k€"),
        ("budget du groupe 2 hors intérim", "8 000 k€"),
        # 540 − 400
        ("combien reste-t-il sur le budget alimentation", "140 k€"),
        ("total engagé 2023 en k€", "261 k€"),
        # (60 + 95) / 275
        ("part de la prévention dans la dotation 2023", "56,36 %"),
        # 95 − 88
        ("reste à payer sur l'habitat en 2023", "7 000 €"),
        # 60 − 48
        ("il reste combien à engager sur les ateliers en 2023", "12 000 €"),
        # (110 + 41 + 88) / 275
        ("taux d'exécution de la dotation 2023", "86,91 %"),
        # (95 + 100) / 2
        ("dotation moyenne de l'habitat sur les deux ans", "97 500 €"),
        ("en quelle année l'habitat a-t-il été le plus payé ?", "2023 (88 000 €)"),
    ],
)
def test_figures_are_made_of_the_cells(question: str, shown: str) -> None:
    assert shown in told(question)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        # 162 − 180
        ("évolution des courriers de Bourgneuf entre 2022 et 2024", "-18 000, soit -10 %"),
        (
            "de combien les courriers de Clermont ont-ils baissé entre 2022 et 2024",
            "Non, c'est une hausse",
        ),
        ("quels sites ont vu leurs courriers augmenter entre 2022 et 2024 ?", "Clermont, +6 000"),
        # 140 − 100 for the temporary staff
        ("quelle charge a le plus augmenté entre T1 et T3", "Intérim, +40 k€"),
        # 88 → 70
        ("le payé de l'habitat a-t-il augmenté entre 2023 et 2024 ?", "Non, c'est une baisse"),
    ],
)
def test_a_move_is_told_with_its_way(question: str, shown: str) -> None:
    assert shown in told(question)


@pytest.mark.parametrize(
    ("question", "held", "left"),
    [
        ("quels véhicules ont dépassé leur budget alloué ?", "AD-789-EF", "AF-987-HI"),
        ("quels dispositifs ont engagé plus que leur dotation en 2024", "Ateliers", "Habitat"),
        ("quels services ont un effectif d'octobre qui dépasse la cible", "Prestations", "Accueil"),
        ("quels services sont en dessous de leur cible en octobre", "Accueil", "Logistique"),
    ],
)
def test_two_columns_are_compared_row_by_row(question: str, held: str, left: str) -> None:
    text = told(question)
    assert held in text
    assert left not in text


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        # 1 300 × 15 %
        ("si l'entretien du Partner baisse de 15 %, on gagne combien ?", "baisse de 195 €"),
        # 100 000 + 5 000
        (
            "si on augmente la dotation de l'habitat 2024 de 5000 € elle passe à combien",
            "soit 105 000 €",
        ),
        # 9 560 + 2 % of 8 000
        ("si les rémunérations augmentent de 2 %, quel sera le budget total ?", "à 9 720 k€"),
        # 250 + 140 + 100 + 250 = 740, 40 above 700
        ("si le T4 de l'énergie est identique au T1, on termine à combien ?", "740 k€"),
        (
            "si le T4 de l'énergie est identique au T1, de combien dépasse-t-on le budget ?",
            "40 k€ au-dessus de « Budget »",
        ),
    ],
)
def test_what_a_change_makes(question: str, shown: str) -> None:
    assert shown in told(question)


def test_what_is_not_known_is_named_and_never_zero() -> None:
    assert "AE-654-GH (n.d.)" in told("total carburant des Zoé")
    # 57 − n.d.: neither is in the gap, (121 − 119) + (92 − 70)
    text = told("combien reste-t-il à payer en 2024")
    assert "24 000 €" in text
    assert "Ateliers" in text


@pytest.mark.parametrize(
    "question",
    [
        # Not known.
        "combien a-t-on payé pour les ateliers en 2024 ?",
        "le carburant de la Zoé de la direction",
        # No such column, no such period.
        "budget de l'alimentation au T2 2019",
        "km parcourus en 2019",
        # What cannot be told in per cent.
        "cumul de l'énergie en %",
        # Months of a state are not added up.
        "total des ETP de septembre et octobre de la logistique",
    ],
)
def test_no_figure_where_none_can_be(question: str) -> None:
    answer = ask(question)
    assert answer is None or answer.kind != ANSWERED


def test_no_amount_is_told_of_what_is_counted() -> None:
    assert "€" not in told("effectif de l'accueil en octobre")
