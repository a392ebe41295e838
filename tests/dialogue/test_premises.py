"""What is taken for granted is looked up: « Oui » or « Non » only where that is certain."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_coverage import ask

#: Question → how the answer begins, and what it must tell. Annexes 1 to 4 of the agreement.
CERTAIN = [
    ("le budget de personnel baisse chaque année", "Non", "14 667 000 € en 2015"),
    ("le fonctionnement diminue tous les ans, c'est ça ?", "Oui", "5 037 000 € en 2015"),
    ("puisque l'investissement reste stable, on reconduit", "Non", "979 000 € en 2012"),
    ("le FNGR reste stable", "Oui", "507 000 € en 2013"),
    ("l'indicateur 2 était à 90 % en 2011, exact ?", "Non", "77 %"),
    ("l'indicateur 2 vise 90 % je crois", "Oui", "Objectifs de l'indicateur 2"),
    ("l'indicateur 55 vise 93 % en 2015, je crois", "Non", "la valeur de 2013"),
    ("les 300 000 € de l'élection du CA sont prévus en 2013, n'est-ce pas ?", "Non", "2015"),
    ("on m'a dit que le papier A4 devait baisser de 20 %", "Non", "baisse de 14 %"),
    ("on m'a dit que le papier A4 devait baisser de 14 %", "Oui", "baisse de 14 %"),
    ("les amortissements c'est du limitatif ?", "Non", "évaluatif"),
    ("le seuil de déclenchement est de 60 %, d'accord ?", "Non", "50 %"),
    ("l'approbation des budgets est acquise au bout de 30 jours, hein", "Non", "20 jours"),
    ("l'approbation tacite du budget c'est 20 jours, exact ?", "Oui", "20 jours"),
    ("un virement de personnel vers investissement passe au vote du conseil, non ?", "Non",
     "Directeur"),
    ("le directeur vire de l'investissement vers le personnel tout seul, exact ?", "Non",
     "vote du conseil"),
    ("la FSP LAD de Mayotte c'est 17 jours cible et 20 seuil, exact ?", "Oui", "FSP LAD"),
    ("la FSP LAD de Mayotte c'est cible 20 jours et seuil 17, exact ?", "Non", "FSP LAD"),
    ("les CPAM et les CGSS ont la même pondération pour les bénéficiaires C2S", "Non",
     "poids 100 points"),
    ("l'Isère comptait 29 France Services fin 2020, c'est ça ?", "Non", "11"),
    ("l'absentéisme maladie a augmenté dans l'Hérault en 2021", "Non", "-1,3 point"),
    ("le fonctionnement baisse entre 2012 et 2014, non ?", "Oui", "5 093 000 € en 2014"),
    ("le personnel 2014 moins 3 % fait 13 928 230 €, exact ?", "Oui", "13 928 230 €"),
    ("le personnel 2014 moins 3 % fait 14 000 000 €, exact ?", "Non", "13 928 230 €"),
    ("le FNGR finance les amortissements, c'est ça ?", "Non", "ligne du FNGA"),
    ("la COG couvre bien 2012-2016 ?", "Non", "2012-2015"),
    ("16 agences ouvertes 5j/5 en Isère en 2020 ?", "Non", "5"),
    ("les 55 indicateurs ont tous une cible en 2015, tu confirmes", "Non", "sans cible en 2015"),
    ("le personnel représente 57 % du total en 2014, c'est ça ?", "Oui, à l'arrondi", "57,13 %"),
    ("le personnel représente 60 % du total en 2014, c'est ça ?", "Non", "57,13 %"),
    ("les indicateurs 7 et 8 ont la même cible en 2012, c'est ça ?", "Non", "de l'indicateur 8"),
    ("les indicateurs 2 et 3 ont la même cible en 2012, c'est ça ?", "Oui", "de l'indicateur 3"),
    ("indicateur 12 : 60 % en 2013, est-ce que la cible est atteinte ?", "Non",
     "Non atteint"),
    ("indicateur 12 : 80 % en 2013, est-ce que la cible est atteinte ?", "Oui",
     "2013 : Atteint"),
    ("le personnel 2013 est de 14 M€, c'est ça ?", "Oui, à l'arrondi", "14 052 000 €"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "verdict", "told"), CERTAIN)
def test_what_is_certain_is_confirmed_or_denied(question: str, verdict: str, told: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith((f"{verdict} : ", f"{verdict}. "))
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    [
        # Printed nowhere, a bound, two values, a restriction, an authority that only informs.
        "le réalisé 2011 de l'indicateur 7 est de 75 %, ok ?",
        "l'indicateur 55 vise 92 %, hein",
        "le personnel 2014 n'est que de 14 359 000 €, exact ?",
        "le directeur décide seul d'un virement de fonctionnement vers investissement, exact ?",
        "le budget de personnel augmente",
        "le budget de personnel 2014 de la CPAM du Rhône est de 14 359 000 €, exact ?",
        # The agreement itself is none of its dated measures.
        "la COG est signée en 2012, exact ?",
        "le FNGA ne finance pas les amortissements, c'est ça ?",
        "puisque le personnel 2014 est de 14 359 000 €, quel est le fonctionnement ?",
        "le personnel 2014 hors intérim est de 14 359 000 €, c'est ça ?",
        "la cible 2013 de l'indicateur 99 est de 90 %, exact ?",
    ],
)
def test_what_is_not_certain_has_no_verdict(question: str) -> None:
    assert not ask(question).text.startswith(("Oui", "Non"))


@pytest.mark.parametrize("year", ["2012", "2013", "2014", "2015"])
@pytest.mark.parametrize("tag", ["exact ?", "c'est ça ?", "hein", "je crois", "n'est-ce pas ?"])
def test_the_printed_amount_is_confirmed_and_no_other(year: str, tag: str) -> None:
    amount = ask(f"budget de personnel {year}").display
    assert ask(f"le budget de personnel {year} est de {amount}, {tag}").text.startswith("Oui : ")
    other = amount.replace("1", "2", 1)
    assert ask(f"le budget de personnel {year} est de {other}, {tag}").text.startswith("Non : ")
