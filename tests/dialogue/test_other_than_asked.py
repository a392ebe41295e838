"""An answer of another form than was asked is refused: a share, days, one row, rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.other_than_asked import other_than_asked
from tests.dialogue.hosts import last_answer, shared_host
from tests.dialogue.test_sheet_questions import Rows, Workbook

_PLAN: Final[Rows] = (
    ("Plan d'actions 2026",),
    (None,),
    ("N°", "Action", "Pilote", "Échéance", "Fait le", "Prévu (k€)", "Dépensé (k€)"),
    ("A1", "Guichet unique", "Mme Roy", "31/03/2026", "15/04/2026", 85.0, 91.5),
    ("A2", "Bornes d'accueil", "M. Blin", "30/06/2026", None, 30.0, 12.0),
    ("A3", "Portables", "M. Blin", "30/09/2026", None, 120.0, 140.0),
    ("Total", None, None, None, None, 235.0, 243.5),
)


def talk(*turns: str) -> Answer:
    """Return the answer to the last of several turns."""
    workbook = Workbook({"Plan": _PLAN})
    return last_answer(Context(shared_host(), workbook, dt.date(2026, 11, 30), cells=True), turns)


def _found(text: str, formula: str = "", rows: int = 0) -> Answer:
    from pycog.dialogue.answers import Table

    table = Table(("a",), tuple(("b",) for _ in range(rows))) if rows else None
    return Answer("classeur", ANSWERED, text, formula=formula, table=table)


@pytest.mark.parametrize(
    ("text", "told", "rows"),
    [
        ("et en % du total ?", "« Plan », « A1 » – Dépensé : 91,5 k€ (G4).", 0),
        ("de combien de jours ?", "« Plan » : A1 « Guichet unique », 91,5 k€.", 0),
        ("qui a decide celui du 22 avril", "« Plan » (Fait le : 22/04/2026) : aucune ligne.", 0),
        ("valides sans date en 2026", "« Plan » (Fait le : 2026, « Fait le » vide) : 2 lignes.", 0),
        ("qui decide ?", "« Plan », « Total » – Pilote : vide (C7).", 0),
        ("elle a coute plus que prevu ?", "« Plan » : 2 lignes, A1 et A3.", 2),
    ],
)
def test_an_answer_of_another_form_is_refused(text: str, told: str, rows: int) -> None:
    context = Context(shared_host(), Workbook({"Plan": _PLAN}), dt.date(2026, 11, 30), cells=True)
    from pycog.dialogue.state import State

    assert other_than_asked(_found(told, rows=rows), text, State(), context)


@pytest.mark.parametrize(
    ("text", "told", "rows"),
    [
        # « 82 % » is typed, and no share is asked for.
        ("avec 82 % on gagne quoi ?", "« Grille » : 12 points.", 0),
        ("quelles actions sans pilote ?", "« Plan » (« Pilote » vide) : aucune ligne.", 0),
        ("il nous manque quels resultats ?", "« Plan » : 2 lignes, A2 et A3.", 2),
        ("de combien de jours ?", "A1 « Guichet unique » : 15 jours de retard.", 0),
    ],
)
def test_an_answer_of_the_form_that_was_asked_stays(text: str, told: str, rows: int) -> None:
    context = Context(shared_host(), Workbook({"Plan": _PLAN}), dt.date(2026, 11, 30), cells=True)
    from pycog.dialogue.state import State

    assert not other_than_asked(_found(told, rows=rows), text, State(), context)


@pytest.mark.parametrize(
    "turns",
    [
        ("qui pilote l'action A1 ?", "quel mois a coûté le plus, sur cette action ?"),
        ("dépensé de l'action A2 ?", "de combien de jours ?"),
    ],
)
def test_nothing_of_another_row_is_told(turns: Sequence[str]) -> None:
    answer = talk(*turns)
    assert answer.kind == UNKNOWN or any(one in answer.text for one in ("A1", "A2")), answer.text
