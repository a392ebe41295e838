"""Typed queries on scorecards and budgets: points, supposed results, days that were told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.state import State
from pycog.dialogue.table_query.merged_heads import has_other_unit, spans_groups
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.asked_typed import ask_typed
from pycog.dialogue.typed_query.typed_turns_days import whole_months
from tests.dialogue.hosts import shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_SCORES: Final[Rows] = (
    ("Contrat de gestion, résultats 2024",),
    (),
    ("N°", "Engagement", "Service", "Pondération", "Socle", "Objectif", "Réalisé 2023",
     "Réalisé 2024", "Points obtenus"),
    ("A1", "Délai de réclamation (jours)", "Accueil", 20.0, 30.0, 10.0, 22.0, 18.0, 12.0),
    ("A2", "Dossiers dématérialisés", "Recouvrement", 30.0, 700.0, 900.0, 780.0, 860.0, 24.0),
    ("A3", "Appels aboutis", "Accueil", 20.0, 800.0, 900.0, 850.0, 790.0, 0.0),
    ("A4", "Contrôles menés", "Contrôle", 10.0, 100.0, 200.0, 120.0, 210.0, 10.0),
    ("Total", None, None, 80.0, None, None, None, None, 46.0),
)  # fmt: skip
_CREDITS: Final[Rows] = (
    ("Suivi 2024 (en €)",),
    (),
    ("Compte", "Libellé", "Pôle", "Alloué", "Engagé", "Mandaté", "Disponible"),
    ("6061", "Fluides", "Logistique", 100000.0, 92000.0, 80000.0, 8000.0),
    ("6156", "Maintenance", "Logistique", 60000.0, 66000.0, 50000.0, -6000.0),
    ("6226", "Honoraires", "Juridique", 40000.0, 25000.0, 20000.0, 15000.0),
    ("6251", "Missions", "Ressources", 30000.0, 12000.0, 11000.0, 18000.0),
    ("Total", None, None, 230000.0, 195000.0, 161000.0, 35000.0),
)  # fmt: skip
_WORKS: Final[Rows] = (
    ("Opérations de travaux",),
    (),
    ("Code", "Intitulé", "Conducteur", "Etat", "Livraison prévue", "Livraison réelle",
     "Heures estimées", "Heures passées", "Remarques"),
    ("T01", "Toiture", "Roux", "Livré", "30/04/2024", "30/06/2024", 300.0, 340.0, "intempéries"),
    ("T02", "Ascenseur", "Roux", "En cours", "30/09/2024", None, 120.0, 90.0, "pièce attendue"),
    ("T03", "Accueil Lyon", "Blin", "En cours", "31/07/2024", None, 200.0, 260.0, None),
    ("T04", "Chaufferie", "Blin", "Livré", "31/08/2024", "31/08/2024", 150.0, 140.0, None),
)  # fmt: skip
_BOOK: Final[Mapping[str, Rows]] = {"Scores": _SCORES, "Crédits": _CREDITS, "Travaux": _WORKS}


def told(*turns: str) -> str:
    """Return what the last turn tells, with plain spaces; ``""`` for no answer."""
    context = Context(shared_host(), Workbook(dict(_BOOK)), dt.date(2026, 11, 30), cells=True)
    state, answer = State(), None
    for turn in turns:
        answer = ask_typed(turn, state, context)
        if answer is not None:
            state = State.from_json(json.loads(json.dumps(answer.to_json()["state"])))
    if answer is None or answer.kind != ANSWERED:
        return ""
    return answer.text.replace("\u202f", " ").replace("\xa0", " ")


_WEIGH: Final = "les engagements de l'accueil pèsent combien de points ?"
_RESULT: Final = "réalisé 2024 du délai de réclamation"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 20 + 20, of 80
        ((_WEIGH,), "« Pondération » : 40"),
        # 12 + 0
        ((_WEIGH, "et ils en ont ramené combien"), ": 12 ("),
        # 40 − 12
        ((_WEIGH, "et ils en ont ramené combien", "perdus donc :"), ": 28 (40 − 12)"),
        # 30 − 24
        (("combien de points perdus sur les dossiers dématérialisés",), ": 6 (30 − 24)"),
        (("quels engagements n'ont rapporté aucun point",), "A3 Appels aboutis"),
        # 20 × (30 − 15) / (30 − 10)
        ((_RESULT, "et si on avait fini à 15 jours ?"), "points : 15 (20 × 75 %)"),
        ((_RESULT, "et si on avait fini à 15 jours ?", "ça aurait donné combien de points"),
         "points : 15 (20 × 75 %)"),
        # 18 − 22
        (("combien de jours gagnés sur le délai de réclamation entre 2023 et 2024",), ": -4"),
    ],
)  # fmt: skip
def test_points_of_a_scorecard(turns: tuple[str, ...], expected: str) -> None:
    assert expected in told(*turns)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # −6 000 + 5 000
        (("si on ajoute 5 000 € sur la maintenance, il resterait combien de disponible",),
         "-1 000 €"),
        (("quels comptes ont engagé plus que leur budget",), "1 ligne où"),
        # 160 000 / 230 000
        (("part du pôle logistique dans le budget total alloué",), "69,57 %"),
        # 20 000 / 25 000
        (("taux d'exécution (mandaté / engagé) des honoraires",), "80 %"),
        # 100 000 + 60 000
        (("combien de budget en tout pour le pôle logistique ?",), "160 000 €"),
        (("total mandaté", "quel pôle en a le plus ?"), "Logistique"),
    ],
)  # fmt: skip
def test_what_is_allowed_and_what_is_left(turns: tuple[str, ...], expected: str) -> None:
    assert expected in told(*turns)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("livraison prévue de la toiture ?", "et la livraison réelle",
          "donc combien de mois de décalage"), "61 jours, soit 2 mois"),
        (("l'ascenseur est dans quel état ?", "livré quand ?"), "Livraison réelle : vide"),
        (("l'ascenseur est dans quel état ?", "pourquoi ça traîne"), "pièce attendue"),
        (("quelles opérations ont passé plus d'heures qu'estimées",), "2 lignes où"),
    ],
)  # fmt: skip
def test_days_and_reasons_of_the_row_told(turns: tuple[str, ...], expected: str) -> None:
    assert expected in told(*turns)


@pytest.mark.parametrize(
    "turns",
    [
        # « En » speaks of a measure, and none was told.
        ("quel pôle en a le plus ?",),
        # Nothing that is real answers « aurait ».
        (_RESULT, "ça aurait donné combien de points"),
        # No day was told.
        ("total mandaté", "donc combien de mois de décalage"),
    ],
)
def test_a_turn_without_what_it_speaks_of_is_refused(turns: tuple[str, ...]) -> None:
    assert told(*turns) == ""


def test_whole_months_lie_between_like_days_or_last_days() -> None:
    assert whole_months(dt.date(2024, 7, 31), dt.date(2025, 4, 30)) == 9
    assert whole_months(dt.date(2024, 7, 10), dt.date(2024, 9, 10)) == 2
    assert whole_months(dt.date(2024, 7, 10), dt.date(2024, 9, 12)) is None


def test_merged_headings_above_one_table() -> None:
    merged = [(3, 0, 3, 2), (3, 3, 3, 4)]
    assert spans_groups(merged, 3, {0, 3}, {0, 1, 2, 3, 4})
    # A blank column lies between two tables.
    assert not spans_groups(merged, 3, {0, 3}, {0, 1, 2, 4, 5})
    assert has_other_unit("Charge (JH)")
    assert not has_other_unit("Budget (k€)")
