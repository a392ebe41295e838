"""A figure that is asked for « par agent » is never told undivided."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.state import State
from pycog.dialogue.typed_query.last_word import held_to_question
from tests.dialogue.hosts import OpenAnnex

TOLD = Answer("classeur", ANSWERED, "« ETP 2024 » – 320 Lutte contre la fraude : 14,5 (K17).")


@pytest.mark.parametrize(
    "question",
    ["etp lutte contre la fraude par agent", "Coût par salarié ?", "total 2024 par tête svp"],
)
def test_an_undivided_figure_is_refused(question: str) -> None:
    answer = held_to_question(TOLD, question, State(), OpenAnnex({}))
    assert answer.kind == UNKNOWN
    assert answer.value is None
    assert not answer.formula


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("etp lutte contre la fraude", TOLD.text),
        # Who did it is no division.
        ("montants validés par agent Dupont", TOLD.text),
        ("montant moyen par dossier", "Moyenne de « Montant » : 12 €, sur 3 lignes."),
        ("coût par agent", "« Formation » – Coût par agent : 120 € (D4)."),
    ],
)
def test_what_divides_or_was_not_divided_is_told(question: str, told: str) -> None:
    answer = Answer("classeur", ANSWERED, told)
    assert held_to_question(answer, question, State(), OpenAnnex({})) is answer
