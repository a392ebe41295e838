"""Turns that say only what changes, calculate with what was said, or add to what was given."""

from __future__ import annotations

import json

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.frames.ellipsis import piece_of
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def last(*turns: str) -> Answer:
    """Return the answer to the last of several turns; the state goes by its text."""
    state = State()
    for turn in turns:
        answer = reply(turn, state, context())
        state = State.from_json(json.dumps(answer.to_json()["state"]))
    return answer


#: Ways of carrying a piece, whatever the piece is.
_CARRIED = (
    "et {} ?", "idem {}", "même question pour {}", "refais-le avec {}", "dis-moi aussi {}",
    "je voulais dire {}", "plutôt {}", "pardon, {}", "ok. {} maintenant ?", "bon et {} alors",
    "qu'en est-il pour {} ?", "c'est combien pour {} ?", "peux-tu me redonner ça pour {}",
)  # fmt: skip


@pytest.mark.parametrize("carried", _CARRIED)
@pytest.mark.parametrize(
    ("first", "piece", "whole"),
    [
        ("budget de personnel 2013", "2014", "budget de personnel 2014"),
        ("combien de personnel prévu en 2014", "le fonctionnement",
         "combien de fonctionnement prévu en 2014"),
        ("réalisé 2011 de l'indicateur 2", "l'indicateur 10", "réalisé 2011 de l'indicateur 10"),
        ("poids validation des comptes CPAM 2022", "Carsat",
         "poids validation des comptes Carsat 2022"),
        ("part de personnel dans le total 2013", "investissement",
         "part de investissement dans le total 2013"),
        ("fonctionnement 2014 moins 3 %", "5 %", "fonctionnement 2014 moins 5 %"),
        ("quels indicateurs ont un objectif d'au moins 80 % en 2013",
         "un objectif supérieur à 90 %",
         "quels indicateurs ont un objectif supérieur à 90 % en 2013"),
        ("échéance FAQ RH", "le SIRH", "échéance SIRH"),
    ],
)  # fmt: skip
def test_a_piece_stands_for_the_whole_question(
    first: str, piece: str, whole: str, carried: str
) -> None:
    """A law: whatever carries the piece, the answer is that of the question said in full."""
    expected = reply(whole, State(), context())
    found = last(first, carried.format(piece))
    assert expected.kind == ANSWERED
    assert (found.formula, found.display) == (expected.formula, expected.display)


@pytest.mark.parametrize(
    ("turn", "piece"),
    [("et pour la 12 ?", "la 12"), ("non, 2014", "2014"), ("non atteints", "non atteints"),
     ("la même chose mais en 2013", "en 2013"), ("merci", "")],
)  # fmt: skip
def test_the_words_that_carry_are_left_out(turn: str, piece: str) -> None:
    from pycog.dialogue.normalise import normalise

    assert piece_of(normalise(turn)) == piece


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 2, personnel: 14 225 000 in 2012, 14 052 000, 14 359 000 and 14 667 000 in 2015.
        (("personnel 2013", "et 2014", "et 2015", "le plus haut des trois"), 14_667_000),
        (("personnel 2013", "et 2014", "et 2015", "et le plus bas"), 14_052_000),
        (("personnel 2013", "divise par 12"), 1_171_000),
        (("personnel 2014", "multiplié par 2"), 28_718_000),
        (("personnel 2013", "et 2014", "additionne-les"), 28_411_000),
        (("dotation FNGT FNGA 2014", "par rapport à 2013 ça fait quoi"), 79_000),
        # Fonctionnement 5 104 000 in 2013; FNGR 507 000 in 2014, FNGA 25 134 000.
        (("fonctionnement 2013", "enlève 10 %"), 4_593_600),
        (("FNGR total 2014", "combien de plus pour le FNGA"), 24_627_000),
        (("total brut FNGA 2013", "et l'autre fonds ?"), 507_000),
        (("total limitatif 2013 du FNGA", "et le total brut"), 25_055_000),
        (("budget du FNGR 2013", "dont national"), 132_000),
        (("budget du FNGR 2013", "dont national", "et régional"), 375_000),
        # Annex 2, 2012: fonctionnement 5 185 000, investissement 979 000.
        (("personnel FNGA 2012", "ajoute le fonctionnement", "ajoute l'investissement"),
         20_389_000),
        # Annex 2, 2014: 17 000 of the 5 502 000 of crédits évaluatifs.
        (("charges exceptionnelles 2014", "quel poids dans l'évaluatif"), 17 / 5_502),
        (("personnel 2015", "et l'année d'avant", "et ça monte de combien"), 308 / 14_359),
        # Annex 3, communication: 80 000 in 2012, 100 000 in 2015.
        (("communication FNGR 2012", "l'évolution sur la période"), 0.25),
        # Scorecards 2022, validation of accounts: CTI 20, CGSS 100, CARSAT 150.
        (
            ("poids validation des comptes CTI 2022", "idem CGSS", "idem Carsat",
             "lequel pèse le moins"),
            20,
        ),
        # Isère 2020: 200 of the 435 requests are about incomes.
        (
            ("Combien de saisines de la médiation en Isère en 2020 ?",
             "dont revenus de substitution", "soit quel pourcentage ?"),
            200 / 435,
        ),
        # Scorecard CPAM: 2 500 in 2021, 3 200 in 2022, from the earlier to the later one.
        (("cible CPAM 2022 assistants médicaux", "en 2021", "quelle hausse ça fait"), 0.28),
        # 620 points of 1 000 are 62 %, of 500 €; a PINI of 900 € at 80 %, a PILI of 700 € at 60 %.
        (
            ("J'ai 400 points acquis en local", "sur 1000 au total", "pardon, 620 acquis",
             "la PILI est de 500 €, ça donne combien pour la part locale ?"),
            310,
        ),
        (("PINI 900", "PILI 700", "TRN à 80 %", "et TRL 60 %"), 1_140),
        # 35 % of 75, 35 % of 80 and 30 % of 60.
        (
            ("on est à 75 % en qualité de service", "80 % en gestion du risque",
             "60 % en performance", "ça fait quel taux national"),
            0.7225,
        ),
    ],
)  # fmt: skip
def test_what_was_said_is_calculated_with(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert answer.value == pytest.approx(value)
    assert answer.formula.startswith("=")


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("échéance du SIRH", "et la FAQ RH", "laquelle tombe en dernier"), "SIRH"),
        (("échéance du SIRH", "et la FAQ RH", "laquelle vient en premier ?"), "Foire aux"),
        (("C'est quoi un crédit limitatif", "et évaluatif ?"), "indicatif"),
        (("C'est quoi un crédit évaluatif", "celui-là est-il reportable ?"), "Non."),
        (("C'est quoi un crédit évaluatif", "celui-là est-il reportable ?",
          "quel article le dit ?"), "1.2.3.1"),
        (("sous combien de jours l'État approuve-t-il le budget ?", "sous quelle condition"),
         "conforme"),
        (("seuil de la part locale ?", "on a 520 points sur 1000, ça passe ?"), "Oui"),
        (("personnel 2013", "c'est plus que le fonctionnement ?"), "Oui"),
        (("personnel 2013", "c'est plus qu'en 2012 ?"), "Non"),
        (("objectif 2013 de l'indicateur 6", "et celui de 2014 est plus haut ?"), "Oui"),
        (("personnel 2013", "c'est plus bas qu'en 2012 ?"), "Oui"),
        (("personnel 2013", "d'où tu sors ça"), "annexe 2"),
        (("personnel 2013", "c'est bien 14 052 000 € ?"), "Oui"),
        (("personnel 2013", "ça dépasse 15 M€ ?"), "Non"),
        (("quels indicateurs ont un objectif supérieur à 90 % en 2013",
          "parmi ceux-là, lesquels en 2015 aussi ?"), "1, 4, 8, 13, 15."),
        (("quels indicateurs n'ont aucun objectif chiffré",
          "et parmi eux lesquels sont de la fiche 27"), "46"),
        (("la fiche 12 parle de quoi", "quel indicateur y est attaché ?"), "1 indicateur"),
    ],
)  # fmt: skip
def test_what_a_turn_is_told(turns: tuple[str, ...], told: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert told in answer.text


@pytest.mark.parametrize(
    "turns",
    [
        # Either end of the period may be meant.
        ("évolution du personnel entre 2012 et 2015", "idem 2013"),
        # Two figures were said, and no third.
        ("amortissements FNGA 2013", "2014 et 2015 ?", "total des trois"),
        # Nothing is made of numbers of which nothing is known.
        ("j'ai 40 dossiers", "ça fait combien ?"),
    ],
)
def test_what_is_unclear_gives_no_value(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind in {UNKNOWN, ASKED}


def test_a_list_that_was_narrowed_is_not_counted_as_the_one_before() -> None:
    answer = last(
        "quels indicateurs ont un objectif supérieur à 90 % en 2013",
        "parmi ceux-là, lesquels en 2015 aussi ?",
        "combien",
    )
    assert "7" not in answer.text


def test_a_total_is_no_line_of_the_fund() -> None:
    assert last("communication FNGR 2013", "total FNGR 2013 alors").value == 507_000
