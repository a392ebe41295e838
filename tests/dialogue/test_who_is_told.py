"""Whoever asks who is told a text that names somebody, and does what is asked of."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_coverage import ask


def test_the_signatories_are_named() -> None:
    assert "Bruno Negroni, directeur" in ask("qui a signé la COG côté CAMIEG").text


def test_a_second_thing_that_is_not_printed_is_said_so() -> None:
    told = ask("qui préside le conseil de la CAMIEG, et pour quel syndicat ?").text
    assert told.startswith("Le président de la Camieg")
    assert "Je n'ai pas de réponse à « pour quel syndicat »" in told
    told = ask("qui préside le conseil dans l'Hérault, et pour quel syndicat ?").text
    assert "CGT-FO" in told
    assert "pas de réponse" not in told


@pytest.mark.parametrize(
    "question",
    [
        # Texts on what these bodies do say nothing of who did it.
        "qui a signé la convention pour l'État ?",
        "qui a rédigé la COG ?",
        "qui négocie la COG ?",
        "qui est médiateur en Isère ?",
        "qui gère les réclamations des assurés ?",
    ],
)
def test_a_text_that_names_nobody_is_not_told(question: str) -> None:
    assert ask(question).kind != ANSWERED


def test_a_number_that_a_text_does_not_tell_is_said_so() -> None:
    question = "combien de saisines de la médiation en Isère en 2020, et combien ont abouti ?"
    assert "Je n'ai pas de réponse à « combien ont abouti »" in ask(question).text
