"""Questions on an open workbook of which a word would be left out: refused, and said why."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_CARRIED: Final[Rows] = (
    ("Reports de crédits (en k€)",),
    ("Ligne", "Autorisé 2013", "Exécuté 2013", "Non consommé"),
    ("Personnel", 14052.0, 13900.0, 152.0),
    ("Investissement", 417.0, 355.0, 62.0),
)
_ACTIONS: Final[Rows] = (
    ("Réf", "Action", "Responsable", "Echéance", "Etat"),
    ("A1", "Procédure de clôture", "M. Le Goff", "31/03/2026", "Terminé"),
    ("A2", "Cartographie des risques", None, "15/10/2026", "En cours"),
    ("A3", "Tri sélectif en antenne", None, None, "Non commencé"),
)
_INDICATORS: Final[Rows] = (
    ("N°", "Indicateur", "Objectif 2012", "Réalisé 2012", "Objectif 2014", "Réalisé 2014"),
    (2.0, "Taux d'appels décrochés", 0.9, 0.842, 0.9, 0.913),
    (4.0, "Taux d'appels correctement tracés", 0.95, 0.86, 0.95, 0.94),
    (28.0, "Taux d'adhérents au compte Ameli", 0.44, 0.417, 0.46, 0.513),
)
_STAFF: Final[Rows] = (
    ("Service", "ETP réels 2026", "Masse salariale 2026 (k€)"),
    ("Prévention", 9.0, 455.0),
    ("Informatique", 11.5, 790.0),
)
_LANDING: Final[Rows] = (
    ("Ligne", "Budget 2026", "Réalisé 2026 Janv", "Réalisé 2026 Févr", "Réalisé 2026 Mars",
     "Réalisé fin mars", "Prévision avr-déc"),
    ("Informatique", 980.0, 240.0, 242.0, 260.0, 742.0, 260.0),
    ("Loyers", 1850.0, 462.5, 0.0, 0.0, 462.5, 1387.5),
)  # fmt: skip
_YEARS: Final[Rows] = (
    ("Année", "Nombre", "Montant"),
    (2013.0, 5.0, 187800.0),
    (2014.0, 4.0, 128800.0),
    ("Total", 9.0, 316600.0),
)
_TRANSFERS: Final[Rows] = (
    ("N°", "Date", "De", "Vers", "Montant (€)", "Décidé par"),
    (8.0, "10/10/2013", "Fonctionnement", "Personnel", 70000.0, "Directeur"),
    (11.0, "15/05/2014", "Personnel", "Fonctionnement", 47500.0, "Directeur"),
    (12.0, "30/09/2014", "Investissement", "Fonctionnement", 20000.0, "Conseil"),
)


def talk(sheets: dict[str, Rows], *turns: str) -> Answer:
    """Return the answer to the last of several turns about a workbook."""
    context = Context(shared_host(), Workbook(sheets), dt.date(2026, 11, 30), cells=True)
    return last_answer(context, turns)


def test_what_was_reached_is_told_and_not_what_was_aimed_at() -> None:
    # 41,7 % → 51,3 % in the workbook, 44 % → 46 % aimed at.
    answer = talk(
        {"Suivi": _INDICATORS}, "compte ameli, combien de points gagnés entre 2012 et 2014 ?"
    )
    assert "+9,6 points" in answer.text


@pytest.mark.parametrize(
    ("rows", "turns", "why"),
    [
        # 62 is what is left of 417, and no rate.
        (_CARRIED, ("taux de conso de l'invest 2013",), "taux"),
        (_INDICATORS, ("Quel mois de 2014 a le taux de décrochés le plus bas ?",), "mois"),
        (_ACTIONS, ("pourquoi la A2 passe par le conseil ?",), ""),
    ],
)
def test_a_word_that_no_answer_has_is_refused(rows: Rows, turns: tuple[str, ...], why: str) -> None:
    answer = talk({"Suivi": rows}, *turns)
    assert answer.kind == UNKNOWN
    assert why in answer.text
    assert not answer.formula


def test_short_spellings_are_read() -> None:
    answer = talk({"Actions": _ACTIONS}, "kelles actions ont pas de responsable")
    assert answer.kind == ANSWERED
    assert "A2" in answer.text and "A3" in answer.text
    assert "A1" not in answer.text


def test_a_bare_number_names_no_other_row() -> None:
    answer = talk({"Récap": _YEARS}, "montant du 6")
    assert answer.kind != ANSWERED


@pytest.mark.parametrize("turn", ["pour quel total", "lequel est le plus gros ?"])
def test_a_turn_keeps_the_year(turn: str) -> None:
    """The largest of 2014 is n° 11; n° 8 is of 2013."""
    sheets = {"Registre": _TRANSFERS, "Récap": _YEARS}
    answer = talk(sheets, "combien de virements en 2014 ?", turn)
    assert "70 000" not in answer.text and "0 ligne" not in answer.text
    if answer.kind == ANSWERED:
        assert "2014" in answer.text


def test_the_forecast_of_the_last_months_is_no_budget() -> None:
    """742 of 980, and neither of the 260 that are still to come nor of one month."""
    answer = talk({"Atterrissage": _LANDING}, "taux d'exécution de l'informatique")
    assert answer.value == pytest.approx(742 / 980)
    assert "260" not in answer.text


def test_what_is_left_is_no_overrun() -> None:
    answer = talk(
        {"Atterrissage": _LANDING}, "budget informatique 2026", "donc dépassement de combien ?"
    )
    assert "482" not in answer.text
    assert answer.kind != ANSWERED or "pas un dépassement" in answer.text


def test_per_cent_of_two_things_is_asked_back() -> None:
    turns = ("budget informatique 2026", "réalisé fin mars ?", "en % ?")
    answer = talk({"Atterrissage": _LANDING}, *turns)
    assert answer.kind != ANSWERED or "75,7" in answer.text


def test_one_row_is_not_answered_with_all() -> None:
    turns = ("appels décrochés réalisé 2012", "et en 2014", "l'obj c'était cb ?", "donc atteint ?")
    answer = talk({"Indicateurs": _INDICATORS}, *turns)
    assert "tracés" not in answer.text and "Ameli" not in answer.text


def test_a_second_half_that_is_left_is_said() -> None:
    answer = talk(
        {"Actions": _ACTIONS}, "Combien d'actions sont terminées, et quelle part du total ?"
    )
    assert answer.kind != ANSWERED or "part" in answer.text or "%" in answer.text


def test_one_of_two_lines_is_not_the_one_spoken_of() -> None:
    """A2 and A3 have no one in charge: how late is said of neither alone."""
    rows: Rows = (
        ("Réf", "Action", "Responsable", "Echéance", "Fait le", "Remarques"),
        ("A1", "Procédure de clôture", "M. Le Goff", "31/03/2026", "27/03/2026", None),
        ("A2", "Cartographie des risques", None, "15/10/2026", None, "pas de candidat"),
        ("A3", "Tri sélectif en antenne", None, "30/06/2026", None, None),
    )
    answer = talk({"Actions": rows}, "celle sans responsable ?", "depuis combien de jours")
    assert answer.kind != ANSWERED or "A3" in answer.text


def test_a_rule_that_was_not_applied_says_so() -> None:
    answer = talk({"Registre": _TRANSFERS}, "le V9 devait il passer au conseil ?")
    assert answer.kind != ANSWERED or "pas appliquée" in answer.text


def test_one_column_is_told_by_another() -> None:
    # 1 245 k€ for 20,5 ETP, and no mean of two lines.
    answer = talk({"Suivi": _STAFF}, "masse salariale moyenne par etp reel 2026")
    assert answer.value == pytest.approx(1245 / 20.5)
