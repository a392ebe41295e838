"""What pycog assumes about the intéressement: points, rates and amounts."""

from __future__ import annotations

from typing import Final

from pycog.assumptions.assumption_entry import Assumption

PROFIT_SHARING: Final = (
    Assumption(
        "points-plafonnes",
        "Points d'un indicateur",
        "Les points sont la pondération multipliée par le taux d'atteinte, jamais moins de 0 ni "
        "plus que la pondération.",
        "L'annexe intéressement (2.1 et 2.2) imprime une pondération par indicateur sans dire si "
        "un résultat au-delà de la cible rapporte davantage.",
        "Ne pas plafonner, ce qui ferait passer un taux de réussite au-delà de 100 %.",
    ),
    Assumption(
        "paliers-par-quart",
        "Règle « paliers » sans table imprimée",
        "Les points sont acquis par quarts du chemin entre le seuil et la cible, chaque borne "
        "comprise.",
        "L'annexe intéressement n'imprime de paliers que pour la certification HAS des UGECAM "
        "(100 %, 75 %, 50 %).",
        "Donner une table de paliers, ou garder la ligne droite.",
    ),
    Assumption(
        "ratio-des-le-seuil",
        "Règle « ratio » avec un seuil",
        "Dès le seuil, compris, les points sont le rapport entre le réalisé et la cible, plafonné "
        "à 100 % ; en deçà, ils sont nuls.",
        "L'annexe intéressement imprime une cible et un seuil par indicateur sans donner la règle "
        "entre les deux.",
        "La ligne droite entre le seuil et la cible.",
    ),
    Assumption(
        "neutralisation",
        "Indicateur neutralisé",
        "Un indicateur neutralisé sort des points acquis et des points possibles ; une composante "
        "neutralisée en sort pour sa part.",
        "L'annexe intéressement (2.1) prévoit que des valeurs pourront être adaptées selon les "
        "effets de la crise, sans règle de calcul.",
        "Compter la cible comme atteinte, ou répartir le poids sur les autres indicateurs.",
    ),
    Assumption(
        "points-ouverts",
        "Résultat manquant d'un barème",
        "Un résultat manquant n'est pas un zéro : ses points restent ouverts et le taux de "
        "réussite est donné par son minimum et son maximum.",
        "L'annexe intéressement ne traite que des résultats connus.",
        "Compter zéro tant que le résultat n'est pas connu.",
    ),
    Assumption(
        "ponderation-nationale",
        "Poids des thèmes du taux de réussite national",
        "Là où la convention imprime plusieurs pondérations, la première de sa table des thèmes "
        "est retenue ; les autres restent au choix, par leur nom.",
        "L'annexe intéressement (3) imprime 40 %, 40 % et 20 % dans une phrase puis 35, 35 et 30 "
        "dans la formule.",
        "Retenir la phrase, ce qui peut changer le franchissement du seuil.",
    ),
    Assumption(
        "cible-fixee-localement",
        "Ligne de barème sans cible imprimée",
        "Le résultat saisi est le taux d'atteinte lui-même, de 0 % à 100 %.",
        "L'annexe intéressement (2.2) renvoie certaines cibles à un dialogue de gestion ou à la "
        "note de l'année précédente, sans les imprimer.",
        "Ne pas calculer la ligne.",
    ),
    Assumption(
        "objectif-national",
        "Objectif national dans un barème local",
        "Là où la cible imprimée est celle de la nation, un organisme se mesure à sa propre cible "
        "et à son propre seuil. Tant qu'ils ne sont pas saisis, les points restent ouverts : ni "
        "acquis ni perdus.",
        "L'annexe intéressement (3) compte les objectifs locaux « en déclinaison de l'objectif "
        "national », sans imprimer la part de chaque organisme.",
        "Mesurer l'organisme à la cible nationale, ou la répartir au prorata de sa population.",
    ),
    Assumption(
        "plusieurs-etablissements",
        "Classement de plusieurs établissements",
        "Là où les paliers sont des classes, la classe retenue est la plus basse des "
        "établissements éligibles, qu'un seul ou plusieurs y soient.",
        "L'annexe intéressement (2.2, part locale UGECAM) imprime « 75% si 1 établissement classé "
        "en B » et « 50% si 1 établissement classé en C », sans parler de plusieurs.",
        "N'accorder 75 % que si un seul établissement est en B, ou faire la moyenne des "
        "établissements.",
    ),
    Assumption(
        "activite-des-cti",
        "Résultat pondéré par l'activité réelle",
        "Là où une ligne a plusieurs domaines d'engagement, leurs taux sont pondérés par "
        "l'activité réelle de l'organisme (COG_COMPOSITE) ; la moyenne obtenue est le résultat de "
        "la ligne.",
        "L'annexe intéressement (2.2, part locale CTI) prévoit cette pondération en note, sans en "
        "donner le calcul.",
        "Pondérer les points, ou les CTI entre eux.",
    ),
    Assumption(
        "gain-au-dela-du-seuil",
        "Valeur d'un point",
        "Un point de plus vaut la part par ETP divisée par les points possibles ; la valeur n'est "
        "versée qu'au-delà du seuil de déclenchement.",
        "L'annexe intéressement (3) applique le taux de réussite à la part locale passé le seuil "
        "de 50 %.",
        "Compter zéro euro tant que le seuil n'est pas dépassé.",
    ),
    Assumption(
        "compensation-au-centime",
        "Arrondi des enveloppes et de la compensation",
        "Les montants entre organismes nationaux sont arrondis au centime, le demi-centime en "
        "s'éloignant de zéro, de sorte que leur somme soit exacte : les centimes de trop ou en "
        "moins vont aux montants les plus arrondis.",
        "L'annexe intéressement (3.3) demande la neutralité pour chaque organisme national sans "
        "parler d'arrondi.",
        "Arrondir chaque montant seul, au risque d'une somme d'un ou deux centimes.",
    ),
    Assumption(
        "effectifs-agricoles",
        "Agents qui relèvent de la branche des exploitants agricoles",
        "Leur prime est celle des autres agents ; chaque branche en finance une part "
        "proportionnelle à son propre effectif.",
        "L'annexe intéressement (3.3) parle du prorata des « effectifs spécifiques » de chaque "
        "branche sans les définir.",
        "Répartir à parts égales.",
    ),
    Assumption(
        "arrondi-a-payer",
        "Montant à payer",
        "Seul le montant à payer est arrondi, au centime ; un demi-centime s'éloigne de zéro. Les "
        "décimales prises sont celles du nombre tel qu'il s'écrit : 2,675 donne 2,68.",
        "L'annexe intéressement ne parle pas d'arrondi.",
        "Arrondir au centime le plus proche du nombre binaire, ce qui donne 2,67.",
    ),
)
