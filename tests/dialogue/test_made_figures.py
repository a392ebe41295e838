"""Figures that a question has made of numbers it brings along, of printed ones, or of those told.

Every value is worked out by hand, from the numbers of the question and what the documents print.
"""

from __future__ import annotations

import datetime as dt
import json

import pytest

from pycog.dialogue.answering import Context, reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context

_DAY = dt.date(2026, 11, 30)


def last(*turns: str) -> Answer:
    state, answer = State(), None
    plain = context()
    at = Context(plain.host, None, _DAY)
    for turn in turns:
        answer = reply(turn, state, at)
        state = State.from_json(json.loads(json.dumps(answer.to_json()["state"])))
    assert answer is not None
    return answer


def as_typed(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


_TYPED = [
    # 12 500 × 1,20 ; 2 400 ÷ 1,20 ; 11 988 − 11 988 ÷ 1,20 ; 8 000 × 5,5 %.
    ("un devis de 12 500 € HT, TVA 20, ça fait combien TTC", "15 000 €", "=12500*(1+0.2)"),
    ("2 400 € TTC avec TVA à 20 %, combien HT ?", "2 000 €", "=2400/(1+0.2)"),
    ("facture 11 988 € TTC, TVA 20 % : quelle TVA ?", "1 998 €", "=11988-(11988/(1+0.2))"),
    ("TVA à 5,5 % sur 8 000 € HT, montant de la TVA ?", "440 €", "=8000*0.055"),
    # 420 ÷ 500 − 1 ; 1 130 000 ÷ 1 200 000 − 1 ; 345 ÷ 300 − 1.
    ("420 courriers contre 500 l'an dernier, la baisse de 15 % visée est-elle atteinte ?",
     "-16 %", "=COG_EVOLUTION(500,420)"),
    ("de 300 à 340 adhérents, la hausse de 15 % est-elle tenue ?",
     "13,33 %", "=COG_EVOLUTION(300,340)"),
    ("1 130 000 € en 2014 et 1 200 000 € en 2013 : baisse de 5 % atteinte ?",
     "-5,83 %", "=COG_EVOLUTION(1200000,1130000)"),
    # 520 ÷ 1,04 ; 1 012 ÷ 0,98.
    ("combien en 2018 si 2019 = 520 et +4 % ?", "500", "=COG_BASE(520,0.04)"),
    ("si 2021 = 1 012 agents et -2 %, combien en 2020 ?", "1 032,65", "=COG_BASE(1012,-0.02)"),
    ("120 000 € par an plus 3 %, on arrive à combien ?", "123 600 €", "=120000*(1+0.03)"),
    # 650 000 − 1 200 000 × 6 ÷ 12 ; 2 000 000 − 5 037 000 × 4 ÷ 12.
    ("budget annuel 1 200 000 €, dépensé 650 000 € à fin juin, écart au prorata temporis ?",
     "+50 000 €", "=650000-((1200000*6)/12)"),
    ("mandaté 2 000 000 € sur un budget de 5 037 000 € fin avril : écart au prorata (4/12) ?",
     "+321 000 €", "=2000000-((5037000*4)/12)"),
    # 5 104 000 + 185 000 ; 507 000 + 43 520 ; evaluative credits are never carried over.
    ("fonctionnement : 5 185 000 votés, 5 000 000 consommés, tout est reporté, budget 2013 à "
     "combien avec une base de 5 104 000 ?", "5 289 000 €",
     '=5104000+COG_CARRYOVER(5185000,5000000,"Fonctionnement")'),
    ("FNGR : dotation 507 000 €, dépensé 463 480. Avec le report, mes autorisations de l'an "
     "prochain montent à combien si la dotation est la même ?", "550 520 €",
     '=507000+COG_CARRYOVER(507000,463480,"FNGR")'),
    ("charges exceptionnelles : 50 000 votés, 20 000 dépensés ; que reste-t-il à reporter ?",
     "0 €", '=COG_CARRYOVER(50000,20000,"Charges exceptionnelles")'),
    ("MTID de 540,50 € et 33,5 ETP chez nous, l'enveloppe à verser ?",
     "18 106,75 €", "=540.5*33.5"),
    # 12 000 × 90 % − 10 000.
    ("12 000 appels reçus, 10 000 traités. Si on avait tenu 90 %, ça ferait combien d'appels en "
     "plus ?", "800", "=(12000*0.9)-10000"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "shown", "formula"), _TYPED)
def test_typed_numbers_make_a_figure(question: str, shown: str, formula: str) -> None:
    answer = last(question)
    assert answer.kind == ANSWERED, answer.text
    assert as_typed(answer.display) == shown
    assert answer.formula == formula


_VERDICTS = [
    ("avec 655 000 feuilles cette année au lieu de 750 000, la baisse de 14 % est-elle tenue ?",
     "Non"),
    ("de 1 200 000 € à 1 130 000 €, la réduction de 5 % est-elle tenue ?", "Oui"),
    ("la hausse limitée à 2 % est-elle respectée de 100 000 € à 101 000 € ?", "Oui"),
    ("la hausse limitée à 2 % est-elle respectée de 100 000 € à 103 000 € ?", "Non"),
    ("on est pile à 50 % des points locaux (500 sur 1000), la part locale est versée ou pas ?",
     "Non"),
    ("relevé de décision reçu le 3 avril, report dans un autre groupe : au 20 avril "
     "l'approbation est-elle acquise ?", "Non"),
    ("relevé de décision reçu le 3 avril, report dans un autre groupe : au 30 avril "
     "l'approbation est-elle acquise ?", "Oui"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "lead"), _VERDICTS)
def test_what_is_typed_is_held_against_what_is_aimed_at(question: str, lead: str) -> None:
    answer = last(question)
    assert answer.kind == ANSWERED, answer.text
    assert answer.text.startswith(lead)


@pytest.mark.parametrize(
    "question",
    [
        "14 850 € HT, ça fait combien TTC ?",  # No rate is typed.
        "10 000 € HT à 20 % et 5 000 € HT à 5,5 %, total TTC ?",
        "14 850 € HT + 20 TVA, total ?",
        "un devis de 14 850 € hors pose HT, TVA 20, ça fait combien TTC",
        "655 000 feuilles et 750 000 feuilles, la baisse de 14 % est tenue ?",
        "2014 : 14 359 000 €, soit +2,2 % ; combien en 2012 ?",
        "on est à 60 % des points locaux (500 sur 1000), la part locale est versée ?",
        "investissement 417 000 autorisés, 400 000 dépensés en 2013, tout reporté : budget 2015 "
        "avec base 149 000 ?",
        "MTID 700 € et 58 ETP, enveloppe hors cadres ?",
        "MTID 700 €, 58 ETP : combien faut-il provisionner par agent ?",
        # The twentieth day itself: the annex does not say with which day the delay ends.
        "relevé de décision reçu le 3 avril, report dans un autre groupe : au 23 avril "
        "l'approbation est-elle acquise ?",
        "relevé reçu le 1er juin, report dans le même groupe : approuvé le 5 juin ?",
        # The scorecards begin with the campaign of 2021.
        "de combien la cible du préjudice subi a-t-elle augmenté entre la campagne 2020 et celle "
        "de 2022 (caisses primaires) ?",
        # No column prints what was executed in 2012.
        "le personnel, de l'exécuté 2012 à la base 2013 : évolution en pourcentage ?",
        "parmi les indicateurs d'accueil téléphonique (1 à 3) lequel a le plus gros écart entre "
        "le réalisé 2011 et la cible 2012 ?",
    ],
)
def test_what_leaves_something_open_is_no_figure(question: str) -> None:
    assert last(question).kind != ANSWERED


_PRINTED = [
    # 149 000 ÷ 292 000 − 1.
    ("L'investissement du FNGA, de l'exécuté 2011 à la base 2015 : évolution en pourcentage ? Le "
     "tableau ne la donne pas.", "-48,97 %"),
    # 114 − 75 ; 290 775 − 249 203.
    ("démarche mutualisation 2007 : il y a combien de projets métier de plus que de projets "
     "support", "39"),
    ("solde entre appels reçus et appels traités par la PFS MDA en 2021 ?", "41 572"),
    # 14 667 000 ÷ 250 ; 5 104 000 ÷ 250.
    ("si on prend les dépenses de personnel camieg 2015 et qu'on divise par les postes "
     "budgétaires, ça donne quoi par poste ?", "58 668 €"),
    ("si on prend le fonctionnement 2013 et qu'on le divise par les postes budgétaires, ça donne "
     "combien par poste ?", "20 416 €"),
    # 432 400 ÷ 69.
    ("combien a touché en moyenne chaque projet financé par l'action sociale de l'Hérault ?",
     "6 266,67 €"),
    # 14 667 000 × 1,02.
    ("si les dépenses de personnel 2015 augmentaient de 2 % par rapport à l'annexe 2, on serait à "
     "combien ?", "14 960 340 €"),
    # 165 500 000 − 139 750 000 ; 100 000 000 − 69 875 000.
    ("de combien la cible du préjudice subi a-t-elle augmenté entre la campagne 2021 et celle de "
     "2022 (caisses primaires) ?", "25 750 000"),
    ("de combien le seuil du préjudice subi a-t-il augmenté entre la campagne 2021 et celle de "
     "2022 pour les CGSS ?", "30 125 000"),
    # 81 % to 95 %.
    ("parmi les indicateurs d'accueil téléphonique (1 à 5) lequel a le plus gros écart entre le "
     "réalisé 2011 et la cible 2012 ?", "14 points"),
    ("quel indicateur a le plus gros écart entre 2011 et 2012 ?", "14 points"),
    ("si je somme toutes les pondérations du tableau CEIR j'obtiens quoi ?", "1 000 points"),
    ("combien d'indicateurs n'ont pas de valeur propre en 2015 parce qu'on renvoie à la COG de la "
     "CNAMTS ?", "15 indicateurs"),
    ("quels indicateurs n'ont aucun objectif sur aucune des 4 années ?", "9, 46, 47, 48, 53, 54"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "told"), _PRINTED)
def test_printed_numbers_make_a_figure(question: str, told: str) -> None:
    answer = last(question)
    assert answer.kind == ANSWERED, answer.text
    assert told in as_typed(f"{answer.text} {answer.display}")


_THEMES = "TRN avec 78 % en qualité, 64 % en gestion du risque, 90 % en perf éco et sociale"
_TURNS = [
    # 27,3 + 28 + 27 ; 31,5 + 22,4 + 27.
    ((_THEMES, "si la gestion du risque monte à 80 % ?"), "82,3 %"),
    ((_THEMES, "et si la qualité monte à 90 % ?"), "80,9 %"),
    ((_THEMES, "si la gestion du risque monte à 80 % ?",
      "avec ce dernier taux et une PINI de 350 €, la part nationale par ETP vaut combien"),
     "288,05 €"),
    (("part locale Carsat : cible du taux d'exécution des budgets SPTPE ?", "le seuil ?",
      "on finit à 38 %, le seuil est franchi ?"), "Non : 38 %"),
    (("part locale Carsat : cible du taux d'exécution des budgets SPTPE ?", "le seuil ?",
      "avec 45 %, le seuil est dépassé ?"), "Oui : 45 %"),
    (("cible préjudice subi pour les CGSS en 2022", "le seuil ?",
      "avec 120 millions on dépasse le seuil ?"), "Oui : 120 000 000"),
    (("c'est quoi la taille utile d'un organisme en nombre de bénéficiaires ?",
      "ma caisse en a 165 000, on y est ?"), "Non : 165 000"),
    (("c'est quoi la taille utile d'un organisme en nombre de bénéficiaires ?",
      "ma caisse en a 165 000, on y est ?", "il nous en manque combien"), "35 000"),
    (("CPTS adhérentes à l'ACI : cible ?", "avec 300 on y est ?", "et le seuil, il est dépassé ?"),
     "Oui : 300"),
    # 200 ÷ 435, printed as « près de la moitié ».
    (("médiation en Isère, combien de saisines en 2020 ?",
      "quelle part portait sur les revenus de substitution ?"), "45,98 %"),
    # 29 − 11.
    (("France services en Isère, combien d'ouvertes fin 2020 ?",
      "il en faut combien en tout, et il en manque combien ?"), "18"),
    (("c'est quoi la taille utile ?", "notre caisse a 180 agents, elle est sous la taille utile ?"),
     "Oui : 180"),
    # 696 − 288.
    (("intéressement par ETP : PINI 320, PILI 480, TRN 90 %, TRL 85 %",
      "et si le TRL tombait à 48 % ?", "perte par ETP entre les deux cas ?"), "408 €"),
    # 702 ÷ 979 ; 76 ÷ 149.
    (("investissement 2012 du FNGA ?",
      "là-dedans les immobilisations incorporelles pèsent quel pourcentage ?"), "71,71 %"),
    (("investissement 2012 du FNGA ?",
      "là-dedans les immobilisations incorporelles pèsent quel pourcentage ?",
      "même question pour 2015"), "51,01 %"),
    (("total des prestations versées par l'Hérault en 2021", "part de la maladie là-dedans ?",
      "et le poste le plus petit c'est lequel, pour combien ?"), "Soins urgents, 1 589 551,01"),
    # 486 + 739 + 140.
    (("Isère 2020 : rendez-vous maternité ?", "et pour les ALD ?", "total avec l'invalidité"),
     "1 365"),
    # 249 203 ÷ 290 775.
    (("appels reçus par la PFS MDA Occitanie en 2021", "et traités ?",
      "si je divise l'un par l'autre, je tombe sur quel taux ?"), "85,7 %"),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "told"), _TURNS)
def test_a_turn_goes_on_with_what_was_told(turns: tuple[str, ...], told: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert told in as_typed(f"{answer.text} {answer.display}")


@pytest.mark.parametrize(
    "turns",
    [
        # The report has no list of amounts of mediation, and the budget is another document.
        ("combien de saisines en 2020 en Isère ?", "le poste le plus petit ?"),
        ("part locale Carsat : cible du taux d'exécution des budgets SPTPE ?", "le seuil ?",
         "on finit à 38 jours, le seuil est franchi ?"),
        ("c'est quoi la taille utile d'un organisme ?", "ma caisse en a 165 000, on y est ?"),
        ("Isère 2020 : rendez-vous maternité ?", "et pour les ALD ?",
         "total avec les saisines de la médiation"),
        ("Hérault 2021 : prestations maternité ?", "et invalidité ?",
         "total avec le fonctionnement 2014"),
    ],
)  # fmt: skip
def test_a_turn_on_something_else_is_no_figure(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind != ANSWERED


_ADDED = ("de la CPAM du Rhône", "hors personnel intérimaire", "sans les provisions du FNASS",
          "par agent", "par trimestre", "moins 3 %", "de l'indicateur 99")  # fmt: skip


@pytest.mark.parametrize("question", [one[0] for one in _TYPED] + [one[0] for one in _VERDICTS])
def test_a_word_that_is_added_changes_the_answer(question: str) -> None:
    answer = last(question)
    for word in _ADDED:
        other = last(f"{question.rstrip(' ?')} {word} ?")
        assert other.kind != ANSWERED or other.formula != answer.formula, word
