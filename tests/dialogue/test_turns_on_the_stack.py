"""Turns read against what was said: roles of numbers, parts, neighbours, rules, other measures."""

from __future__ import annotations

import json

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def talk(*turns: str) -> list[Answer]:
    """Return the answers to several turns; the state goes by its text."""
    state, answers = State(), []
    for turn in turns:
        answers.append(reply(turn, state, context()))
        state = State.from_json(json.dumps(answers[-1].to_json()["state"]))
    return answers


def plain(answer: Answer) -> str:
    """Return all that an answer says, with ordinary spaces."""
    rows = [] if answer.table is None else [" ".join(row) for row in answer.table.rows]
    told = " ".join((answer.text, answer.display, *rows))
    return told.replace("\u202f", " ").replace("\xa0", " ")


_SCHEME = (
    "PINI 480 TRN 75 %, part nationale ?",
    "j'ajoute une PILI de 320 avec TRL 85 %, part locale ?",
)
#: Turns, and what the last answer says: printed in the sources, or worked out by hand.
_NUMBERS = [
    # Indicator 2: 90 % in 2014; 27 600 of 30 000 is 92 %, 26 400 of 30 000 is 88 %.
    (("indicateur 2 cible 2014", "on fait 27 600 décrochés sur 30 000 reçus"), "Oui", "92 %"),
    (("indicateur 2 cible 2014", "on fait 27 600 décrochés sur 30 000 reçus",
      "et avec 26 400 décrochés sur le même nombre d'appels ?"), "Non", "88 %"),
    (("indicateur 2 cible 2014", "on fait 27 600 décrochés sur 30 000 reçus", "et avec 26 400 ?"),
     "26 400 sur 30 000", "88 %"),
    # Annex 2, 2012: 979 000 of investment, 129 000 of which are left; 417 000 in 2013.
    (("investissement FNGA 2012", "on a consommé 850 000, combien reporter ?"), "Oui", "129 000 €"),
    (("investissement FNGA 2012", "on a consommé 850 000, combien reporter ?",
      "donc l'enveloppe 2013 avec ce report ?"), "417 000 €", "546 000 €"),
    # Annex 2, 2014: 485 000 of depreciation, credits that are no more than estimated.
    (("dotation aux amortissements et provisions 2014",
      "on a réalisé 470 000, les 15 000 restants se reportent ?"), "Non", "évaluatif"),
    (("dotation aux amortissements et provisions 2014",
      "on a réalisé 470 000, les 20 000 restants se reportent ?"), "et non 20 000", "15 000 €"),
    # Scheme, 3.2: 480 × 75 % and 320 × 85 % per full-time equivalent, twelve times.
    (_SCHEME, "272 €", "85 %"),
    ((*_SCHEME, "total MTID"), "632 €", "360 €"),
    ((*_SCHEME, "total MTID", "pour 12 ETP du coup"), "632 €", "7 584 €"),
    (("PINI 900, TRN 70 %", "PILI 500 et TRL 60 %"), "930 €", "630 €"),
    (("PINI 900, TRN 70 %", "PILI 500 et TRL 60 %", "et si le TRL n'était que de 50 % ?"),
     "630 €", "0 €"),
    (("taux de réussite national avec 75 % 80 % 60 %", "et avec 50 % partout ?"), "50 %", "TRN"),
    (("430 points sur 1 000, quel TRL ?",
      "combien de points manque-t-il pour atteindre les 50 % ?"), "70", "430"),
    # Sheet 32: 750 000 sheets, 14 % fewer; 660 000 are 12 % fewer.
    (("feuillets A4 consommés Camieg", "on est à 660 000 feuillets, baisse en % ?"), "-12 %",
     "90 000"),
    (("feuillets A4 consommés Camieg", "et après la baisse de 14 % ?"), "645 000", "750 000"),
    # Report 2021: 132 277 of 248 557 mails.
    (("mails traités par les conseillers hérault",
      "les mails reçus c'est 248 557, ça fait quel % traités ?"), "53,22 %", "132 277"),
]  # fmt: skip

_BESIDE = [
    # Report of the Hérault: 75 actions planned, 20 done, 36 not begun.
    (("actions SDRH hérault planifiées en 2021", "mises en œuvre ?"), "20", "mises en œuvre"),
    (("actions SDRH hérault planifiées en 2021", "mises en œuvre ?", "soit un taux de"), "26,67 %",
     "75"),
    (("actions SDRH hérault planifiées en 2021", "et pas lancées ?"), "36", "non lancées"),
    (("mails traités par les conseillers hérault", "par jour ?"), "521", "par jour"),
    (("mails traités par les conseillers hérault", "% dans les 48 h"), "81,5 %", "48 h"),
    # Sheet 32 prints the sheets of paper and by how much they shall fall.
    (("feuillets A4 consommés Camieg", "objectif de baisse ?"), "14 %", "Réduction"),
    # Isère 2020: 739, 486 and 140 appointments.
    (("rdv maternité isère 2020", "et les deux autres ?"), "486", "140"),
    (("rdv maternité isère 2020", "et les deux autres ?", "total des 3"), "1 365", "739"),
    (("rdv maternité isère 2020", "ALD ?", "invalidité ?", "part de la maternité sur les trois ?"),
     "54,14 %", "1 365"),
    # Note of 2007: 114 of business and 75 of support make 189 projects.
    (("combien de projets de mutualisation retenus pour 2007 ?", "combien en processus métiers",
      "et en support ?", "% ?"), "39,68 %", "189"),
    # Annex 2: 5 502 000 of estimated credits in 2014, 5 000 000 of them for the CPAM.
    (("total évaluatif 2014 ?", "dont remise de gestion ?"), "5 000 000 €", "CPAM"),
    (("total évaluatif 2014 ?", "dont remise de gestion ?", "donc le reste ?"), "502 000 €",
     "5 502"),
    (("total évaluatif 2014 ?", "dont remise de gestion ?", "et en 2015 le total ?"), "5 573 000 €",
     "2015"),
    (("investissement par année", "lequel est le plus grand ?", "et le plus petit", "somme ?"),
     "1 725 000 €", "Investissement"),
]  # fmt: skip

_FOLLOWS = [
    (("en 2013 le FNGR a consommé 480 250, que reste-t-il ?", "c'est reportable ?"), "Oui", "FNGR"),
    # 507 000 in 2014, and what is left of 2013.
    (("en 2013 le FNGR a consommé 480 250, que reste-t-il ?", "c'est reportable ?",
      "ça nous fait combien en autorisation 2014 alors"), "533 750 €", "26 750 €"),
    (("en 2013 le FNGR a consommé 480 250, que reste-t-il ?", "il faut quoi comme vote"),
     "budget rectificatif", "conseil"),
    (("indicateur 2 cible 2014", "on fait 27 600 décrochés sur 30 000 reçus", "atteint ?"), "Oui",
     "92 %"),
    (("feuillets A4 consommés Camieg", "objectif de baisse ?",
      "on est à 660 000 feuillets, baisse en % ?", "donc c'est bon ?"), "Non", "14 %"),
    # Indicator 6: 84 % in 2011, 100 % aimed at in 2015.
    (("indicateur 6 cible 2015", "on partait de combien ?"), "84 %", "2011"),
    (("indicateur 6 cible 2015", "combien de points de plus que le réalisé 2011"), "16 points",
     "84"),
    (("indicateur 6 cible 2015", "on partait de combien ?",
      "donc combien de points à gagner en tout"), "16 points", "100 %"),
    # 5 % of 14 667 000.
    (("personnel 2015 moins 5 %", "quelle économie ?"), "733 350 €", "14 667 000 €"),
    # Sheet 17: the programme is assessed and made general in 2014.
    (("calendrier du programme jeunes seniors", "l'évaluation c'est quand ?"), "31/12/2014",
     "Jeunes seniors"),
    (("calendrier du programme jeunes seniors", "l'évaluation c'est quand ?",
      "d'où vient cette date ?"), "fiche objectif n°17", "COG"),
    (("objectif 2013 de l'indicateur 7", "et l'indicateur 8 ?", "et en 2015 pour les deux"), "80 %",
     "95 %"),
    # Scorecard CPAM 2022: 165,5 M€ aimed at, 100 M€ at least.
    (("cible du préjudice subi CPAM 2022", "le seuil ?", "écart ?"), "65 500 000", "100 000 000"),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "told", "also"), [*_NUMBERS, *_BESIDE, *_FOLLOWS])
def test_a_turn_is_read_against_what_was_said(turns: tuple[str, ...], told: str, also: str) -> None:
    answer = talk(*turns)[-1]
    assert answer.kind == ANSWERED
    assert told in plain(answer)
    assert also in plain(answer)


@pytest.mark.parametrize(
    ("turns", "untold"),
    [
        # The report of 2020 prints nothing for 2019.
        (("saisines de la médiation isère 2020", "dont revenus de substitution", "en % ?",
          "combien en 2019 ?"), "200"),
        # Nothing was told that it could go on with.
        (("et la gestion du risque ?",), "2"),
        # A question is no number given.
        (("et après la baisse de 14 % ?", "si on en a acheté 660 000 ?"), "567"),
        # What was computed has no target.
        (("14 000 000 sur 14 225 000 en %", "atteint ?"), "98"),
        # Of which figures a percentage is wanted is not said.
        (("personnel 2014", "part de l'invalidité dans le total ?"), "%"),
    ],
)  # fmt: skip
def test_no_figure_of_something_else_is_given(turns: tuple[str, ...], untold: str) -> None:
    """A turn that nothing answers gets no figure, least of all one of another year or subject."""
    answer = talk(*turns)[-1]
    assert answer.kind != ANSWERED
    assert not answer.formula
    assert untold not in answer.display


def test_a_number_keeps_the_role_of_the_one_that_it_replaces() -> None:
    """The whole stays where only the count is said anew: 26 400 is no part of 27 600."""
    turns = ("27 600 sur 30 000 indicateur 2 en 2014 atteint ?", "et avec 26 400")
    assert "COG_RATE(26400,30000)" in talk(*turns)[-1].formula


#: Subjects of every kind, and turns that ask of none of them what it has.
_SUBJECTS = (
    "personnel 2013", "objectif indicateur 2 en 2014", "rdv maternité isère 2020",
    "PINI 480 TRN 75 %, part nationale ?", "fonctionnement 2012 exécuté 5 000 000, reste ?",
    "de 77 % à 88 %, écart ?", "virement de 20 000 du fonctionnement vers l'investissement",
)  # fmt: skip
_NOTHING = (
    "et pour 2 sites ?", "on peut le dépasser ?", "et l'échéance ?", "les 3 derniers ?",
    "soit combien par mois ?", "c'est mieux ?", "dont formation ?",
)  # fmt: skip


_YEARLY = {
    "personnel 2013", "rdv maternité isère 2020", "fonctionnement 2012 exécuté 5 000 000, reste ?",
    "PINI 480 TRN 75 %, part nationale ?",
}  # fmt: skip


def test_a_yearly_amount_may_be_told_by_month() -> None:
    """14 052 000 € in 2013, twelve times 1 171 000 €."""
    assert "1 171 000 €" in plain(talk("personnel 2013", "soit combien par mois ?")[-1])


@pytest.mark.parametrize(
    ("subject", "turn"),
    [
        (subject, turn)
        for subject in _SUBJECTS
        for turn in _NOTHING
        # A yearly amount or count has a twelfth.
        if turn != "soit combien par mois ?" or subject not in _YEARLY
    ],
)
def test_a_turn_about_nothing_that_was_said_gets_no_figure(subject: str, turn: str) -> None:
    """Whatever the subject, a turn that asks nothing of it is not answered with a figure."""
    first, answer = talk(subject, turn)
    assert first.kind == ANSWERED
    assert answer.kind != ANSWERED or not answer.formula
