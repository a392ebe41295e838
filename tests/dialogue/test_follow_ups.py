"""Turns about an entry of a list, a document, a share of a sum, a rule told, a cause."""

from __future__ import annotations

import json

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def last(*turns: str) -> Answer:
    """Return the answer to the last of several turns; the state goes by its text."""
    state = State()
    for turn in turns:
        answer = reply(turn, state, context())
        state = State.from_json(json.dumps(answer.to_json()["state"]))
    return answer


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 4, fiche 4 has the indicators 7, 8, 9; targets 7: 76.5 % in 2013, 8: 94 % in 2014.
        (("indicateurs de la fiche 4", "le deuxième, cible 2014"), 0.94),
        (("indicateurs de la fiche 4", "le deuxième, cible 2014", "le premier en 2013"),
         0.765),
        (("cible de l'indicateur 6 en 2013", "le suivant"), 0.765),
        (("cible de l'indicateur 8 en 2013", "le précédent"), 0.765),
        # Hérault 2021: sickness 3 551 768 297.78 of 4 012 303 093.75, maternity 136 727 158.41.
        (
            ("prestations maternité hérault", "le plus gros poste, c'est lequel ?"),
            3_551_768_297.78,
        ),
        (
            ("prestations maternité hérault", "le plus gros, c'est lequel ?", "en % du total"),
            3_551_768_297.78 / 4_012_303_093.75,
        ),
        (
            ("prestations maladie hérault", "quelle part du total ?", "et la maternité ?"),
            136_727_158.41 / 4_012_303_093.75,
        ),
        (("appels reçus PFS MDA hérault 2021", "traités ?"), 249_203),
        # Isère 2020: 739, 486 and 140 appointments.
        (("rdv maternité isère 2020", "et ALD", "total des trois avec l'invalidité"), 1_365),
        (
            (
                "rdv maternité isère 2020",
                "et ALD",
                "total des trois avec l'invalidité",
                "quelle part pour l'invalidité ?",
            ),
            140 / 1_365,
        ),
        (("combien de projets de mutualisation métiers", "et supports ?", "la somme"), 189),
        # Annex 2, FNGR 2014: national 132 000 of 507 000.
        (
            ("dépenses nationales FNGR 2014", "leur part dans le total ?"),
            132_000 / 507_000,
        ),
        # Scorecards 2022, validation of accounts: 100 for CPAM and CGSS, 150 for CARSAT.
        (
            (
                "poids de la validation des comptes CPAM",
                "et pour la cgss ?",
                "et les CARSAT",
                "lequel est le plus gros en 2022",
            ),
            150,
        ),
        # 800 € × 90 % + 500 € × 70 %, both rates typed in points in answer to a question back.
        (("PINI 800, PILI 500", "TRN 90", "TRL 45", "et avec TRL 70 ?"), 1_070),
        (("la MISAS pèse combien en 2021 pour la cpam", "et 2022"), 50),
        (("investissement 2012 fnga", "dont incorporelles ?", "ça fait quelle part"), 702 / 979),
        (("personnel 2014", "combien pèse le personnel dans le total 2012 ?"), 14_225 / 25_835),
        # Annex 2, FNGR: 80 000 in 2012, 100 000 in 2015; annex 4, indicator 13: 96 % and 96.5 %.
        (("communication FNGR 2015", "évolution depuis 2012"), 0.25),
        (("objectif 2013 de l'indicateur 13", "écart avec 2012 ?"), 0.005),
        # Annex 2, FNGA: corporelles 277 000 in 2012; dotation FNGT 77 450 000 in four years.
        (
            (
                "investissement 2012 fnga",
                "et le corporel en 2015",
                "reviens à 2012 pour le corporel",
            ),
            277_000,
        ),
        (
            ("dotation FNGT 2015 fnga", "objectif de l'indicateur 2 en 2013",
             "revenons à la dotation : total sur la COG"),
            77_450_000,
        ),
    ],
)  # fmt: skip
def test_figure_of_a_follow_up(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (("amortissements et provisions 2013", "c'est limitatif ?"), "Non."),
        (("investissement 2012 fnga", "c'est limitatif ?"), "Oui."),
        (("c'est quoi un crédit évaluatif ?", "les amortissements en font partie ?"), "Oui."),
        (("c'est quoi un crédit évaluatif ?", "et le personnel en fait partie ?"), "Non."),
        (("CCSS de la Lozère : quelles branches dans sa moyenne ?", "et les CGSS ?"), "Retraite"),
        (
            ("cible 2014 de l'indicateur 11", "pourquoi ?"),
            "à revoir en fonction de la nouvelle COG CNAMTS",
        ),
        (("cible 2012 de l'indicateur 2", "et sur quatre ans au total ?"), "n'additionne pas"),
        # Annex 4, 2013: 76.5 % and 92 %, and nothing for the indicator 9.
        (
            ("indicateurs de la fiche 4", "leurs cibles 2013 ?"),
            "Indicateur 7 : 76,5 % ; indicateur 8 : 92 % ; indicateur 9 : non imprimé.",
        ),
        (("que contient la fiche 27", "quels indicateurs ?"), "1 indicateur"),
        (("indicateurs de la fiche 4", "le deuxième", "leurs objectifs"), "indicateur 8"),
        (("c'est quoi un crédit limitatif ?", "et les charges exceptionnelles ?"), "Non."),
        (("cible 2012 de l'indicateur 11", "et le 12 alors, en 2014"), "85 %"),
        (("évolution du personnel entre 2012 et 2013", "pourquoi ?"), "n'en donnent pas la cause"),
        (("budget personnel 2014 FNGA", "pourquoi ?"), "n'en donnent pas la raison"),
    ],
)
def test_words_of_a_follow_up(turns: tuple[str, ...], words: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert words in answer.text


def test_a_term_told_leaves_the_subject() -> None:
    assert (
        last("personnel 2013", "c'est quoi un crédit limitatif ?", "et en 2014").value == 14_359_000
    )


@pytest.mark.parametrize(
    "turns",
    [
        # The figures of 2020 are printed as an evolution only; of 2019 nothing is.
        ("appels reçus PFS MDA hérault 2021", "progression des reçus par rapport à 2019 ?"),
        # No whole is printed that two unlike figures are parts of.
        ("objectif de l'indicateur 7 en 2013", "en % du total"),
        ("prestations maternité hérault", "le suivant"),
        # The target of 2014 is left to another agreement.
        ("objectif de l'indicateur 11 en 2013", "écart avec 2014 ?"),
    ],
)
def test_what_nothing_says_is_refused(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind == UNKNOWN
