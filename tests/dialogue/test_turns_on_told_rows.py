"""Turns on the rows that were just told, and turns that hang on nothing."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_CONTRACTS: Final[Rows] = (
    ("Réf.", "Objet", "Titulaire", "Agent", "Montant prévu (€)", "Montant payé (€)", "Situation",
     "Observations"),
    ("M-01", "Nettoyage", "Propreplus", "Mme Diallo", 180000.0, 172500.0, "Clos", None),
    ("M-02", "Gardiennage", "Ouest Garde", "M. Berger", 96000.0, 104300.0, "Clos",
     "heures de nuit en plus"),
    ("M-03", "Copieurs", "Burotic", "Mme Diallo", 64000.0, 31200.0, "En cours", None),
    ("M-04", "Courrier", "Postalis", "Mme Lopez", 210000.0, 138900.0, "En cours", None),
    ("M-05", "Travaux du hall", "Bati 44", "M. Berger", 320000.0, 341800.0, "En cours",
     "plomb découvert"),
)  # fmt: skip
_DESKS: Final[Rows] = (
    ("Agent", "Bureau", "Remplaçant"),
    ("Mme Diallo", "B12", "M. Roy"),
    ("M. Berger", "A03", "Mme Sow"),
    ("Mme Lopez", "C21", "M. Roy"),
)
_VISITS: Final[Rows] = (
    ("Accueil", 2022, 2023, 2024, 2025),
    ("Angers", 41200.0, 39800.0, 38150.0, 37400.0),
    ("Cholet", 18500.0, 18900.0, 19250.0, 20100.0),
    ("Saumur", 12300.0, 11700.0, 11900.0, 11050.0),
)
_QUARTERS: Final[Rows] = (
    ("Absences 2025", None, None, None, None, None),
    ("Service", "T1", "T2", "T3", "T4", "Total"),
    ("Retraite", 1120.0, 865.0, 702.0, 1048.0, 3735.0),
    ("Tarification", 263.0, 188.0, 140.0, 251.0, 842.0),
)
_MOVES: Final[Rows] = (
    ("N°", "Demandé le", "Somme (€)", "Pourquoi", "Qui a décidé", "Où on en est"),
    ("V24-01", "18/01/2024", 12000.0, "tutorat", "Directeur", "Validé"),
    ("V24-02", "06/03/2024", 35000.0, "portables", "Conseil", "Refusé"),
)
_MOVES_AFTER: Final[Rows] = (
    ("N°", "Demandé le", "Somme (€)", "Pourquoi", "Qui a décidé", "Où on en est"),
    ("V25-01", "23/01/2025", 22000.0, "messagerie", "Directeur", "Validé"),
    ("V25-02", "10/03/2025", 9500.0, "accueil", "Conseil", "Validé"),
)
_BOOK: Final[dict[str, Rows]] = {
    "Marchés": _CONTRACTS, "Bureaux": _DESKS, "Visites": _VISITS, "Absences 2025": _QUARTERS,
    "2024": _MOVES, "2025": _MOVES_AFTER,
}  # fmt: skip


def talk(*turns: str) -> Answer:
    """Return the answer to the last of several turns about the workbook."""
    context = Context(shared_host(), Workbook(_BOOK), dt.date(2026, 11, 30), cells=True)
    return last_answer(context, turns)


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Three are going on: 64 000 + 210 000 + 320 000, and 31 200 + 138 900 + 341 800.
        (("marchés en cours ?", "pour quel montant prévu en tout ?"), 594_000),
        (("marchés en cours ?", "pour quel montant prévu en tout ?", "et payé en tout ?"), 511_900),
        # 104 300 - 96 000.
        (("montant payé du M-02 ?", "de combien il a dépassé ?"), 8_300),
        (("montant payé du M-02 ?", "c'est plus que le montant prévu ?"), 8_300),
        # The second and the third largest, and the sum of the three.
        (("quelle ligne a le montant prévu le plus gros ?", "et le suivant ?"), 210_000),
        (("quelle ligne a le montant prévu le plus gros ?", "et le suivant ?", "et le suivant ?"),
         180_000),
        (("quelle ligne a le montant prévu le plus gros ?", "les trois premiers font combien ?"),
         710_000),
        # 11 050 of 37 400 + 20 100 + 11 050.
        (("quel accueil a le moins de visites en 2025 ?", "ça fait quelle part du total ?"),
         11_050 / 68_550),
        # 31 200 of 64 000, where both were told one after the other.
        (("montant payé du M-03 ?", "prévu ?", "ça fait quel % ?"), 31_200 / 64_000),
        # 511 900 of 594 000, of the three that are going on.
        (("marchés en cours ?", "pour quel montant prévu en tout ?", "et payé ?", "en % ?"),
         511_900 / 594_000),
        (("absences de la tarification au T1 2025 ?", "au 4e ?"), 251),
        (("absences de la tarification au T1 2025 ?", "et sur l'année ?"), 842),
        # The row of the other sheet, of the same column.
        (("somme du V24-01 ?", "et le V25-02 ?"), 9_500),
        # « Pourquoi ? » is an aside: the figure stays what is spoken of.
        (("montant payé du M-05 ?", "pourquoi ?", "et le M-04 ?"), 138_900),
    ],
)  # fmt: skip
def test_figures_of_what_was_told(turns: tuple[str, ...], value: float) -> None:
    answer = talk(*turns)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("marchés clos ?", "le deuxième, c'est qui le titulaire ?"), "Ouest Garde"),
        (("marchés clos ?", "le deuxième, c'est qui le titulaire ?", "et l'autre ?"), "Propreplus"),
        (("marchés clos ?", "et les autres ?"), "3 autres lignes"),
        (("visites à Cholet en 2022 ?", "et les deux années suivantes ?"), "18 900 (C3) ; "),
        # Who is named in one table has a row in another.
        (("qui est l'agent du M-05 ?", "son bureau ?"), "A03"),
        (("somme du V24-02 ?", "pour quoi faire ?"), "portables"),
    ],
)
def test_words_of_what_was_told(turns: tuple[str, ...], told: str) -> None:
    answer = talk(*turns)
    assert answer.kind == ANSWERED
    assert told in answer.text


@pytest.mark.parametrize(
    "turns",
    [
        # Nothing was said before.
        ("pour quel montant en tout ?",),
        ("et l'autre ?",),
        ("pareil",),
        # What was asked before was not understood.
        ("combien de marchés ont été attribués à la suite d'un recours ?", "lesquels ?"),
        ("combien de marchés ont été attribués à la suite d'un recours ?", "pour quel montant ?"),
        # A restriction is never left out.
        ("marchés en cours ?", "pour quel montant en tout de la CPAM du Rhône ?"),
        ("marchés en cours ?", "pour quel montant en tout en dollars ?"),
        ("marchés clos ?", "le septième, c'est quoi ?"),
    ],
)
def test_what_hangs_on_nothing_is_refused(turns: tuple[str, ...]) -> None:
    answer = talk(*turns)
    assert answer.kind in {UNKNOWN, ASKED}
    assert not answer.formula
