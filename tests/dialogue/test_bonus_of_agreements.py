"""Intéressement in the assistant: themes, weights and triggers of the agreement in question.

The agreement is made up: its three themes, its two weightings and its trigger, which may be
reached, are not those that pycog is shipped with. Values are worked out by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog import conventions
from pycog.conventions import using
from pycog.dialogue.answering import State, reply
from pycog.dialogue.answers import ANSWERED, Answer
from tests.agreements import RECOUVREMENT, write_agreements, write_tables
from tests.dialogue.hosts import context

SOCIALE = "sociale-2024"
_FILES = {
    "convention.toml": """\
id = "sociale-2024"
titre = "Accord d'intéressement fictif"
titre_court = "Accord fictif"
parties = ["Branche fictive"]
annees = [2024]
annee_reference = 2023
document = "Accord fictif, annexe B"
statut = "projet"
version = "1"
""",
    "scorecard_categories.csv": """\
catégorie;titre;niveau;total;déclenchement;source
commune;Part commune;national;100;≥ 40 %;Accord, 2
antenne;Antennes;local;200;≥ 40 %;Accord, 3
""",
    "scorecard_themes.csv": """\
thème;libellé;catégorie;pondération;poids
indus;Lutte contre les indus;commune;accord;50 %
accueil;Accueil des adhérents;commune;accord;30 %
sobriete;Sobriété énergétique;commune;accord;20 %
indus;Lutte contre les indus;commune;avenant;20 %
accueil;Accueil des adhérents;commune;avenant;20 %
sobriete;Sobriété énergétique;commune;avenant;60 %
""",
    "scorecards.csv": """\
catégorie;clé;thème;libellé;cible;seuil;poids;règle
commune;a;indus;Indus recouvrés;90 %;80 %;40;lineaire
commune;b;accueil;Appels pris;90 %;80 %;30;lineaire
commune;c;sobriete;Énergie;90 %;80 %;30;lineaire
antenne;a;indus;Indus recouvrés;90 %;80 %;120;lineaire
antenne;b;accueil;Appels pris;90 %;80 %;80;lineaire
""",
}
#: What pycog is shipped with says, and this agreement does not.
FOREIGN = ("seuil de 50 %", "40/40/20", "35/35/30", "maladie", "section 3", "Qualité de service",
           "risque", "Performance")  # fmt: skip


@pytest.fixture(autouse=True)
def agreement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = write_agreements(tmp_path / "accords")
    write_tables(folder / SOCIALE, _FILES)
    monkeypatch.setenv(conventions.VARIABLE, str(folder))
    yield


def ask(question: str, about: str = SOCIALE) -> Answer:
    with using(about):
        return reply(question, State(), context())


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        # 0,8 × 0,5 + 0,6 × 0,3 + 0,5 × 0,2, then 0,8 × 0,2 + 0,6 × 0,2 + 0,5 × 0,6.
        (
            "TRN avec 80 % en lutte contre les indus, 60 % en accueil et 50 % en sobriété",
            0.68,
            "TRN : 68 % (Lutte contre les indus : 80 % ; Accueil des adhérents : 60 % ; Sobriété "
            "énergétique : 50 %). La pondération « avenant » (20/20/60) donnerait 58 %.",
        ),
        # (0,6 − 0,5 × 0,3 − 0,5 × 0,2) ÷ 0,5.
        (
            "accueil 50 %, sobriété 50 %, combien en indus pour atteindre un TRN de 60 % ?",
            0.7,
            "il faut 70 % pour « Lutte contre les indus »",
        ),
        (
            "combien de points faut-il sur 200 pour dépasser le seuil ?",
            80,
            "Le seuil de 40 % est atteint dès 80 points sur 200.",
        ),
        (
            "combien de points manquent encore à 60 points sur 200 pour dépasser le seuil ?",
            20,
            "Il manque 20 points à 60 sur 200 pour atteindre 40 %, le seuil à atteindre.",
        ),
        (
            "80 points sur 200, le seuil est-il passé ?",
            0.4,
            "Oui, le seuil est atteint. 80 sur 200 : TRL de 40 %. Seuil de déclenchement (≥ 40 %)",
        ),
        ("PILI de 600 € et TRL de 40 %", 240, "passé le seuil de 40 %"),
    ],
)
def test_the_answer_is_that_of_the_agreement(question: str, value: float, said: str) -> None:
    answer = ask(question)
    text = answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)
    assert said in text
    assert not [word for word in FOREIGN if word in text]
    assert "maladie" not in answer.source


def test_the_theme_that_is_missing_is_asked_for_by_its_name() -> None:
    answer = ask("TRN avec 80 % en lutte contre les indus")
    assert "« Accueil des adhérents »" in answer.text
    assert not [word for word in FOREIGN if word in answer.text]


@pytest.mark.parametrize(
    "question",
    [
        "TRN avec 75 % en qualité de service, 80 % en gestion du risque et 60 % en performance",
        "taux de réussite national avec 80 %, 70 % et 60 %",
        "combien de points faut-il sur 100 pour dépasser le seuil ?",
        "quel est le TRN ?",
    ],
)
def test_an_agreement_of_four_themes_and_several_triggers_is_given_no_other_ones(
    question: str,
) -> None:
    answer = ask(question, RECOUVREMENT)
    assert answer.kind != ANSWERED or not answer.formula
    text = f"{answer.text} {' '.join(answer.choices)} {answer.source}"
    assert not [word for word in FOREIGN if word in text]


def test_the_shipped_agreement_keeps_its_answer() -> None:
    answer = ask(
        "combien de points faut-il sur 1 000 pour dépasser le seuil ?", conventions.DEFAULT
    )
    assert answer.value == 500
    assert "50 % est dépassé au-delà de 500 points" in answer.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "question",
    [
        "c'est quoi le seuil de déclenchement ?",
        "c'est quoi le TRL ?",
        "quels sont les poids des thèmes ?",
        "quel est le seuil local ?",
        "prime des ARS",
        "qui paie la prime agricole ?",
        "à partir de quel taux la part locale est-elle versée ?",
        "formule du TRN",
        "que vaut le taux de réussite national s'il est de 50 % ?",
    ],
)
@pytest.mark.parametrize("about", [SOCIALE, RECOUVREMENT])
def test_the_rules_of_another_agreement_are_not_told(about: str, question: str) -> None:
    answer = ask(question, about)
    text = f"{answer.text} {' '.join(answer.choices)} {answer.source}"
    assert not [word for word in (*FOREIGN, "50 % ou moins", "ARS reçoivent") if word in text]


def test_the_shipped_agreement_is_told_its_rules() -> None:
    answer = ask("quel est le seuil local ?", conventions.DEFAULT)
    assert "50 %" in answer.text.replace("\u00a0", " ")
    assert answer.source.startswith("Annexe intéressement, branche maladie")


@pytest.mark.parametrize("question", ["échéances", "quelles échéances avant fin 2013 ?"])
def test_a_question_that_names_nothing_is_about_no_other_agreement(question: str) -> None:
    answer = ask(question)
    assert not answer.formula
    assert "CAMIEG" not in answer.text and "CAMIEG" not in answer.source


def test_readings_of_which_the_agreement_has_none_are_not_chosen_from() -> None:
    answer = ask("c'est quoi les crédits limitatifs ?")
    assert "n'a pas de budget" in answer.text
    assert answer.choices == ()
