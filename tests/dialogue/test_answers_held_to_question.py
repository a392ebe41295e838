"""Words that only an answer of a certain shape serves: any other answer is refused, and said why.

Each case is a kind: the word that would be left out stands in the comment.
"""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.hosts import context, last_answer

#: A question alone, and words of the refusal.
_ALONE = [
    # « première année » is no yes or no of 2012: annex 4 prints 92 %, 93 %, 94 %, 95 %.
    ("première année où la cible de télétransmission des factures par les PS est à 93%", ""),
    # « satisfaits » is no tool and no word of a label.
    ("Quels objectifs 2012 étaient satisfaits d'avance, vu le résultat 2011 ?", "indicateur"),
    # Sheet 7 is none of indicator 36.
    ("Pour l'indicateur 36, participation au dépistage du cancer du sein, l'annexe 4 et la fiche "
     "objectif n°7 donnent-elles la même cible 2015 ?", "fiche"),
    # 19 % of the projects are of all bodies of a region, 23 % of a whole region.
    ("quelle part des 189 projets concerne soit toute une région soit toutes les CPAM d'une "
     "région ?", "l'un des deux"),
    ("franchement vous trouvez que la caisse est bien gérée ?", "avis"),
    ("taux d'exécution de 430 000 € pour un budget de 500 000 € et 520 000 €", "lequel"),
    ("total des dépenses brutes FNGA 2014 hors personnel et investissement", "retrancher"),
    ("atterrissage linéaire de 600 000 € à fin juin avec 50 000 € exceptionnels", "lequel"),
    ("délai d'approbation d'un budget rectificatif en cas d'urgence", "urgence"),
    ("Combien de télétravailleuses contractuelles à l'Hérault en 2021 ?", "femmes"),
    ("cible du délai de règlement IJ subrogées Mayotte", "non subrog"),
    ("de combien de points le taux 2015 de l'indicateur 2 dépasse le seuil de 85 % ?", "85 %"),
    ("échéances de 2013 de la fiche 17 qui ont été repoussées", "texte"),
    ("Quels indicateurs ne concernent que les assurés ?", "restriction"),
    ("Quel est l'objectif 2013 de l'indicateur 28 en nombre d'adhérents ?", "taux"),
    ("somme des objectifs 2012 des indicateurs 2 et 3 divisée par 3", "calcul"),
    ("évolution moyenne du personnel entre 2012 et 2015 en k€ par an", "évolutions"),
    ("personnel FNGA 2012 en euros constants", "inflation"),
    ("quelle ligne baisse le moins entre 2013 et 2014", "plus forte"),
    ("quelle est la pénalité si la Camieg n'atteint pas ses objectifs ?", "texte"),
    ("reste sur 500 000 € avec 120 000 € engagés et 80 000 € mandatés", "somme"),
    ("objectif 2012 et réalisé 2013 de l'indicateur 2", "obtenu"),
    ("75 % de 1 200 puis 10 % du reste", "reste"),
    ("seuil de satisfaction des PS 2022 pour les médecins", "tous ensemble"),
]  # fmt: skip
_PERSONNEL = "Quel est le montant des dépenses de personnel du FNGA en 2013 ?"
_INVESTED = "Quel est le montant des dépenses d'investissement du FNGA en 2012 ?"
_INDICATOR = "Quel est l'objectif 2015 de l'indicateur 4, taux d'appels correctement tracés ?"
_TRANSFER = "Qui décide d'un virement de crédits de l'investissement vers le personnel au FNGA ?"
#: What was asked before, the turn and words of the refusal.
_TURNS = [
    (_INDICATOR, "il y en a d'autres à ce niveau la même année ?", "autres"),
    (_PERSONNEL, "et à l'ouverture ?", "indicateur"),
    (_PERSONNEL, "c'est le double de quoi ?", "montant"),
    (_INVESTED, "si on exécute 850 000 puis 50 000, reste ?", "somme"),
    # The FNGR has no such line.
    (_INVESTED, "et le FNGR ?", "ligne"),
    (_TRANSFER, "et au FNGR ?", "règle"),
    (_TRANSFER, "et dans l'autre sens pour 5 000 € en urgence ?", "sens"),
    (_INDICATOR, "et le réalisé 2013 ?", "obtenu"),
    (_INDICATOR, "quelqu'un l'a dépassé ?", "obtenu"),
    (_PERSONNEL, "retire 2 % puis ajoute 100 000", "enchaîné"),
    (_PERSONNEL, "exécuté 13 900 000, engagé 100 000, reste ?", "budget"),
    ("Combien font 12 % de 350 000 € ?", "et de 400 000, moins 1 000 ?", "d'avant"),
    ("Quel est l'objectif 2014 de l'indicateur 7 ?",
     "combien de mécontents sur 500 au maximum ?", "autres"),
    ("Quel est l'objectif 2014 de l'indicateur 7 ?",
     "si on le relève de 2 points puis de 1 % ?", "enchaîné"),
    ("Quels indicateurs ont une cible 2014 d'au moins 90 % ?", "et sans ceux de la fiche 1 ?",
     "retiré"),
    ("Quels indicateurs ont une cible 2014 d'au moins 90 % ?",
     "combien en tout avec ceux de 2013 ?", "réuni"),
    ("Combien de télétravailleurs contractuels à la caisse de l'Hérault en 2021 ?",
     "sur combien d'agents, et quel taux ?", "total"),
    ("Quels sont les indicateurs de la fiche 16 ?", "lesquels ont un objectif qui monte ?", ""),
]  # fmt: skip


@pytest.mark.parametrize(("question", "why"), _ALONE)
def test_a_word_that_the_answer_does_not_serve_refuses_it(question: str, why: str) -> None:
    answer = last_answer(context(), (question,))
    assert (answer.kind != ANSWERED, answer.value, answer.formula) == (True, None, "")
    assert why in answer.text


@pytest.mark.parametrize(("before", "turn", "why"), _TURNS)
def test_a_turn_that_goes_on_with_something_else_is_refused(
    before: str, turn: str, why: str
) -> None:
    answer = last_answer(context(), (before, turn))
    assert (answer.kind != ANSWERED, answer.value, answer.formula) == (True, None, "")
    assert why in answer.text


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        # 8 points of 64 are 12,5 %.
        (("Notre taux était de 64 %, il est de 72 %. Quelle hausse en points et quelle hausse en "
          "% ?",), "+12,5 %"),
        # The agreement: the on-line services are sheet 14.
        (("À quelle fiche objectif est rattaché l'indicateur 28 ?",), "14"),
        (("Quel est l'objectif 2016 de l'indicateur 2 ?", "oups erreur de frappe c'est 2015"),
         "90 %"),
        ((_TRANSFER, "et dans l'autre sens ?"), "Directeur"),
        # Annex 4 prints the tool of the indicator, which its label does not name.
        (("Quelle est la source de l'indicateur 43, taux de contrôle de la population cible ?",),
         "Tableau de suivi des échéances"),
        (("que signifie PINI ?",), "part individuelle nationale"),
        (("taux d'atteinte : cible 80 %, résultat 72.5 %",), "90,63 %"),
        # Annex 2: 14 359 000 and 14 052 000.
        (("personnel 2014 et l'année d'avant",), "28 411 000 €"),
        (("c'est quel thème qui a le plus d'indicateurs ?",), "11 indicateurs"),
        (("la fiche 16 elle suit koi comme indicateurs",), "9 indicateurs"),
        (("Listez les fiches pour lesquelles on ne suit que le calendrier, sans indicateur "
          "numéroté.",),
         "17, 23, 24, 25, 31, 35"),
        (("les « dont » de l'investissement 2014 au fnga, avec les montants",), "86 000 €"),
        (("indicateur 43 : quoi de prévu en mai 2012 ?",), "échéancier"),
        (("N4DS ça veut dire quoi ?",), "Norme pour les Déclarations"),
        (("c koi la N4DS dans la cog camieg",), "Norme pour les Déclarations"),
        (("fin juin 2013 on a consommé 6 885 000 en personnel (fnga camieg), on est en "
          "avance ou en "
          "retard sur le linéaire ? de combien ?",),
         "-141 000 €"),
        (("On a mandaté 798 000 € d'investissement en 2012 (COG CAMIEG) ; quel montant "
          "reste à engager "
          "si on vise 95 % de consommation ?",),
         "132 050 €"),
        (("Additionne les points des trois pôles (310/400, 150/250 et 180/200) et déduis-en "
          "le taux de "
          "réussite de l'organisme.",),
         "75,29 %"),
        (("Nos 46 agents devaient travailler 225 jours chacun et on compte 621 jours "
          "d'absence en tout. "
          "Ça représente quel pourcentage ?",),
         "6 %"),
        (("1 234 567 + 876 543 en k€ : si j'arrondis avant ou après l'addition, j'ai quoi et quel "
          "écart ?",),
         "2 112"),
        (("Calcule la proportion des frais de personnel pour 6 300 k€ sur 9 000 k€ et pour "
          "6 696 k€ sur "
          "9 300 k€, ainsi que la variation en points.",),
         "+2 points"),
        (("Divise la hausse en % de la dépense (500 k€ → 530 k€) par la hausse en % des dossiers "
          "(25 000 → 26 000), en affichant chaque pourcentage.",),
         "1,5"),
        (("Taux d'atteinte de l'objectif, résultat 82 %, cibles 85 % et 90 %",), "96,47 %"),
        (("hausse de 3 % puis baisse de 3 % sur 200 000",), "199 820 €"),
        (("Quel est l'objectif 2014 de l'indicateur 6 ?",
          "il est mesuré à partir de quoi ?",),
         "Conventions de mises à disposition"),
        (("Quel est l'objectif 2014 de l'indicateur 12 ?",
          "pour 1 200 courriels il m'en faut combien de bons",),
         "1 020"),
        ((_PERSONNEL, "report possible sur n+1 ?",), "Oui"),
        (("Quel est le montant de la dotation FNGT du FNGA en 2014 ?",
          "en cumulant avec le fngr ça fait combien",),
         "19 641 000 €"),
        (("Combien font 12 % de 350 000 € ?",
          "réparti sur 4 ans, ça fait combien par an ?",),
         "10 500 €"),
        (("Calcule le taux de réussite national avec 75 % en qualité de service, 80 % en "
          "gestion du "
          "risque et 60 % en performance économique et sociale",
          "et si je vise 75 % au total, combien faut-il en PES",),
         "69,1667 %"),
        (("Calcule le taux de réussite locale avec 465 points acquis sur 900 points théoriques",
          "et avec 35 points de plus ?",),
         "55,56 %"),
        # Annex 4, 2014: 93 % and +2 %; the other requests ERASME print « cf. COG CNAMTS ».
        (("Quels indicateurs de la COG CAMIEG ont une source ERASME mais pas d'objectif 2014 "
          "renvoyé à la COG CNAMTS ?",),
         "2 indicateurs non renvoyés"),
    ],
)  # fmt: skip
def test_what_is_served_is_still_told(turns: tuple[str, ...], told: str) -> None:
    assert told in last_answer(context(), turns).text.replace("\u202f", " ").replace("\xa0", " ")
