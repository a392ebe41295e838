"""A conversation of typed queries: patches, reckonings with told figures, look-ups on told rows."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

import pytest

from pycog.dialogue.answers import Answer
from pycog.dialogue.state import LONGEST_ASKED, MARK, State
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.asked_typed import ask_typed
from pycog.dialogue.typed_query.typed_turns import texts_of
from pycog.dialogue.typed_query.typed_turns_said import said_in
from tests.dialogue.hosts import shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_CARS: Final[Rows] = (
    ("Parc de véhicules",),
    (),
    ("Immat.", "Modèle", "Affectation", "Kilométrage", "Carburant 2023 (€)", "Carburant 2024 (€)",
     "Entretien 2023 (€)", "Entretien 2024 (€)", "Conducteur", "Remarques"),
    ("GA-101-AA", "Clio", "Accueil", 84000.0, 1200.0, 1300.0, 640.0, 980.0, "Perrin", None),
    ("GA-102-AA", "Clio", "Accueil", 41000.0, 900.0, 1000.0, 310.0, 290.0, "Morel", None),
    ("GB-207-BC", "Zoé", "Prévention", 28000.0, 300.0, 350.0, 120.0, 140.0, "Lambert", None),
    ("GC-310-CD", "Kangoo", "Logistique", 152000.0, 1900.0, 1750.0, 1400.0, 2200.0, "Dumas",
     "à réformer"),
    ("GC-311-CD", "Kangoo", "Logistique", 118000.0, 1600.0, 1580.0, 900.0, 760.0, "Fabre", None),
    ("Total", None, None, 423000.0, 5900.0, 5980.0, 3370.0, 4370.0, None, None),
)  # fmt: skip
_CONTRACTS: Final[Rows] = (
    ("Contrats de remplacement",),
    (),
    ("Contrat", "Remplacé", "Métier", "Unité", "Début", "Fin", "Jours", "Coût (€)", "Motif",
     "Statut"),
    ("C001", "Aubin", "IDE", "Cardiologie", "08/01/2024", "02/02/2024", 20.0, 4000.0, "Maladie",
     "Terminé"),
    ("C002", "Bessis", "AS", "Gériatrie", "01/02/2024", "31/07/2024", 120.0, 18000.0, "Maternité",
     "Terminé"),
    ("C003", "Carlier", "IDE", "Neurologie", "04/03/2024", "29/03/2024", 19.0, 3800.0, "Maladie",
     "Terminé"),
    ("C004", "Evrard", "AS", "Gériatrie", "01/07/2024", "30/08/2024", 40.0, 6000.0, "Congés",
     "Terminé"),
    ("C005", "Fournel", "IDE", "Gériatrie", "02/09/2024", "31/01/2025", 100.0, 22000.0,
     "Maternité", "En cours"),
    ("C006", "Gilles", "ASH", "Addictologie", "14/10/2024", "20/12/2024", 50.0, 5500.0, "Maladie",
     "En cours"),
    ("C007", "Hadj", "AS", "Cardiologie", None, None, None, None, "Maladie", "Annulé"),
)  # fmt: skip


def talk(*turns: str) -> Answer | None:
    """Return the answer to the last turn; the state goes through JSON as a pane sends it."""
    sheets = {"Véhicules": _CARS, "Remplacements": _CONTRACTS}
    context = Context(shared_host(), Workbook(sheets), dt.date(2026, 11, 30), cells=True)
    state, answer = State(), None
    for turn in turns:
        answer = ask_typed(turn, state, context)
        if answer is not None:
            state = State.from_json(json.loads(json.dumps(answer.to_json()["state"])))
    return answer


def told(*turns: str) -> str:
    """Return what is told, with plain spaces; ``""`` for no answer."""
    answer = talk(*turns)
    return "" if answer is None else answer.text.replace("\u202f", " ").replace("\xa0", " ")


_KANGOO: Final = "total carburant 2024 des Kangoo"
_GERIATRICS: Final = "total des jours de remplacement de gériatrie"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 1 750 + 1 580
        ((_KANGOO,), "3 330 €"),
        # 1 300 + 1 000
        ((_KANGOO, "et pour les Clio ?"), "2 300 €"),
        # 1 900 + 1 600
        ((_KANGOO, "et en 2023 ?"), "3 500 €"),
        ((_KANGOO, "non, 2023"), "3 500 €"),
        # 2 200 + 760
        ((_KANGOO, "et l'entretien ?"), "2 960 €"),
        # (1 750 + 1 580) / 2
        ((_KANGOO, "et la moyenne ?"), "1 665 €"),
        ((_KANGOO, "et les Zoé ?", "et en 2023 ?"), "300 €"),
        ((_KANGOO, "et au total ?"), "5 980 €"),
        # 120 + 40 + 100, then 20 + nothing
        ((_GERIATRICS,), "260"),
        ((_GERIATRICS, "pareil pour la neurologie"), "19"),
        (("quels contrats sont pour maladie ?", "sans les annulés"), "3 lignes : C001"),
        (("liste des remplacements en cours", "et les terminés ?"), "4 lignes"),
        (("combien de remplacements d'IDE ?", "combien pour les AS ?"), "3 lignes"),
        (("combien de véhicules par modèle", "et par affectation ?"), "Accueil : 2"),
    ],
)
def test_a_turn_changes_a_part_of_the_query(turns: tuple[str, ...], expected: str) -> None:
    assert expected in told(*turns)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 3 330 − 2 300
        ((_KANGOO, "et pour les Clio ?", "quel écart entre les deux ?"), "1 030 €"),
        # (3 330 − 3 500) / 3 500, from 2023 to 2024 in whatever order they were asked
        ((_KANGOO, "et en 2023 ?", "soit une baisse de combien de % ?"), "-4,86 %"),
        ((_KANGOO, "et en 2023 ?", "donc une hausse de combien ?"), "Non, c'est une baisse"),
        # (3 330 + 2 300 + 350) / 3
        ((_KANGOO, "et les Clio ?", "et les Zoé ?", "la moyenne des trois"), "1 993,33 €"),
        ((_KANGOO, "et les Clio ?", "ça fait combien à eux deux ?"), "5 630 €"),
        # A mean that was told is none of the figures: 3 330 + 2 300 + 350
        (
            (
                _KANGOO,
                "et les Clio ?",
                "et les Zoé ?",
                "la moyenne des trois",
                "le total des trois",
            ),
            "5 980 €",
        ),
        # 3 330 / 5 980, then 2 300 / 5 980
        ((_KANGOO, "ça fait quelle part du total ?"), "55,69 %"),
        ((_KANGOO, "ça représente combien du total ?", "et pour les Clio ?"), "38,46 %"),
        # The whole is that of 2023: 3 500 / 5 900
        ((_KANGOO, "ça fait quelle part du total ?", "et en 2023 ?"), "59,32 %"),
        ((_KANGOO, "en k€ ?"), "3,33 k€"),
        ((_KANGOO, "en k€ ?", "et les Clio ?"), "2,3 k€"),
        # 46 000 / 260
        ((_GERIATRICS, "ça fait quel coût ?", "soit combien par jour ?"), "176,9"),
    ],
)
def test_told_figures_are_reckoned_with(turns: tuple[str, ...], expected: str) -> None:
    assert expected in told(*turns)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 18 000 + 6 000 + 22 000
        (("quels contrats en gériatrie ?", "le coût de ces 3 là ?"), "46 000 €"),
        (("quels contrats en gériatrie ?", "leur coût total ?"), "46 000 €"),
        (("quels contrats en gériatrie ?", "lesquels sont en cours ?"), "C005"),
        (("quels contrats en gériatrie ?", "lequel est le plus cher ?"), "C005 Fournel, 22 000"),
        (("le contrat C005 a coûté combien ?", "il se termine quand ?"), "31/01/2025"),
        (("le contrat C005 a coûté combien ?", "c'est pour quel motif ?"), "Maternité"),
        # The unit of the one contract: 18 000 + 6 000 + 22 000
        (("le contrat C005 a coûté combien ?", "et au total pour son unité ?"), "46 000 €"),
        (("quel véhicule a le plus de kilométrage ?", "pourquoi ?"), "à réformer"),
        (("quel véhicule a le plus de kilométrage ?", "qui le conduit ?"), "Dumas"),
        (("quel véhicule a le plus de kilométrage ?", "et le deuxième ?"), "GC-311-CD"),
        (("liste les Kangoo", "leur kilométrage moyen ?"), "135 000"),
    ],
)
def test_turns_ask_of_the_rows_that_were_told(turns: tuple[str, ...], expected: str) -> None:
    assert expected in told(*turns)


@pytest.mark.parametrize(
    "turns",
    [
        # Nothing was told that a pronoun could be of.
        ("celles-ci coûtent combien ?",),
        ("le total de ces 3 là ?",),
        ("et en 2023 ?",),
        ("parmi eux, les terminés",),
        # Three rows were told, and not four; one row, and not several.
        ("quels contrats en gériatrie ?", "le total de ces 4 là ?"),
        ("quels contrats en gériatrie ?", "il a coûté combien ?"),
        # One figure was told: « les deux » are no figures, and no rows of the whole table.
        (_KANGOO, "la moyenne des deux"),
        (_KANGOO, "l'écart entre les deux"),
        # Days less euros, and a period that no column has.
        (_GERIATRICS, "et le coût ?", "quel écart ?"),
        (_KANGOO, "et en 2019 ?"),
        # « Qui » is of others than the one that was told; a gap is no number of rows.
        (_KANGOO, "qui a le plus dépensé ?"),
        ("remplacements pour maternité", "et pour maladie", "combien de plus ?"),
        # What stands behind « par » and what rows are called must be known.
        (_KANGOO, "ça fait combien par salarié ?"),
        (_KANGOO, "le coût de ces imprimantes ?"),
        (_KANGOO, "et pour les trottinettes ?"),
    ],
)
def test_no_turn_is_of_all_rows_for_want_of_better(turns: tuple[str, ...]) -> None:
    assert told(*turns) == ""


def test_a_question_that_stands_alone_begins_anew() -> None:
    text = told(_KANGOO, "combien de remplacements sont en cours ?")
    assert "Remplacements" in text and "2 lignes" in text


def test_a_value_of_another_column_is_told_both_ways() -> None:
    # IDE in geriatrics: 22 000; geriatrics alone: 18 000 + 6 000 + 22 000.
    text = told("total du coût des remplacements d'IDE", "et en gériatrie ?")
    assert "22 000 €" in text and "46 000 €" in text


def test_nothing_but_texts_is_remembered() -> None:
    answer = talk(_KANGOO, "et en 2023 ?")
    assert answer is not None
    assert answer.state.queried == f"{_KANGOO}{MARK}et en 2023 ?"
    assert texts_of(answer.state.queried) == [_KANGOO, "et en 2023 ?"]


def test_nothing_asked_is_no_conversation() -> None:
    assert texts_of("") == []


def test_a_conversation_that_is_too_long_is_forgotten() -> None:
    turns = [_KANGOO, *(["et pour les Clio ?", "et pour les Kangoo ?"] * 12)]
    answer = talk(*turns)
    assert answer is None or len(answer.state.queried) <= LONGEST_ASKED


@pytest.mark.parametrize(
    ("text", "left", "mark"),
    [
        ("et pour les clio", "pour les clio", "leads"),
        ("le montant de ces 3 la", "le montant", "them"),
        ("leur cout total", "cout total", "they"),
        ("reste t il des lignes", "reste t il des lignes", ""),
        ("combien il y a de lignes", "combien il y a de lignes", ""),
        ("plus de 5 au dessus du seuil", "plus de 5 au dessus du seuil", ""),
    ],
)
def test_marks_are_taken_out_of_a_turn(text: str, left: str, mark: str) -> None:
    said = said_in(text)
    assert said.text == left
    assert (mark in said.marks) if mark else not said.leans
