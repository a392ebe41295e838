"""What the sources leave open and pycog had to decide, declared once as data.

Each assumption is listed by ``pycog assumptions`` and shown by every explanation
of a result that rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pycog.errors import NotAvailable


@dataclass(frozen=True, slots=True)
class Assumption:
    """A rule that no source states.

    Attributes:
        id: Stable identifier, cited by formulas and explanations.
        title: Short French name.
        statement: What pycog does, in French.
        silence: What the source says or does not say, in French.
        alternative: What one could have chosen instead, in French.
    """

    id: str
    title: str
    statement: str
    silence: str
    alternative: str


ASSUMPTIONS: Final[tuple[Assumption, ...]] = (
    Assumption(
        "rapport-simple",
        "Taux d'atteinte sans seuil, sens de la hausse",
        "Le taux d'atteinte est le réalisé divisé par l'objectif ; il peut dépasser 100 % et n'est "
        "jamais négatif.",
        "La COG CAMIEG 2012-2015 fixe des objectifs et un bilan annuel (4.3) sans définir de taux "
        "d'atteinte.",
        "Plafonner à 100 %, ou ne dire que « atteint » ou « non atteint ».",
    ),
    Assumption(
        "rapport-miroir",
        "Taux d'atteinte sans seuil, sens de la baisse",
        "Le taux d'atteinte est 2 moins le réalisé divisé par l'objectif, sans descendre sous 0 : "
        "100 % à l'objectif, 200 % à zéro, 0 % au double de l'objectif.",
        "Aucune source ne dit comment mesurer un objectif à ne pas dépasser.",
        "Diviser l'objectif par le réalisé, ce qui devient infini quand le réalisé est nul.",
    ),
    Assumption(
        "objectif-nul",
        "Objectif égal à zéro",
        "Le taux d'atteinte vaut 100 % si l'objectif est respecté et 0 % sinon. Sans sens ni "
        "comparateur, zéro est un maximum : « 0 € » et « 0 % » se lisent « au plus zéro ».",
        "Aucune source ne traite le cas ; une division par zéro n'aurait pas de sens, et tout "
        "réalisé positif atteindrait un zéro lu comme un minimum.",
        "Rendre une erreur, ou exiger le sens.",
    ),
    Assumption(
        "borne-exclue",
        "Objectif à borne stricte",
        "À la valeur même d'un objectif « < 5 % » ou « > 60 % », l'objectif n'est pas atteint : "
        "le statut le dit, et le taux d'atteinte comme la part des points sont plafonnés à 99,9 % "
        "tant que la borne n'est pas dépassée ; en tout ou rien, ils sont nuls. Le résultat à "
        "atteindre est la valeur qui suit la borne, d'un dixième de sa dernière décimale : 60,1 % "
        "pour « > 60 % ».",
        "L'annexe 4 de la COG CAMIEG et l'annexe intéressement impriment « < » et « > » sans dire "
        "ce que vaut la borne.",
        "Compter la borne comme atteinte, ou ne donner aucun point à la valeur même.",
    ),
    Assumption(
        "echelles",
        "Nombres d'échelles différentes",
        "Deux nombres sans unité dont l'un est visiblement un rapport et l'autre en points (0,87 "
        "et 86), ou l'un en milliers ou en millions et l'autre en unités (14 000 et 14 052 000), "
        "sont refusés ; « tel quel » (argument « unités ») les compare comme ils sont saisis. De "
        "même un taux d'atteinte de plus de 500 % saisi comme un simple nombre.",
        "Question de saisie, hors du champ des sources.",
        "Comparer sans rien dire, ou convertir l'un des deux.",
    ),
    Assumption(
        "egalite-quinze-chiffres",
        "Nombres égaux",
        "Deux nombres qui affichent les mêmes 15 chiffres significatifs sont égaux, comme dans "
        "Excel ; un nombre issu d'un calcul (16 chiffres ou plus) l'est aussi à quelques unités "
        "près de son dernier chiffre, ou de celui des nombres soustraits pour l'obtenir. Les "
        "formules calculent sur les décimales telles qu'elles s'écrivent et arrondissent une fois.",
        "Question de calcul, hors du champ des sources.",
        "Comparer les nombres binaires, pour qui 1 − 0,07 n'est pas 93 %.",
    ),
    Assumption(
        "lineaire-seuil-cible",
        "Progression entre le seuil et la cible",
        "Entre le seuil et la cible, le taux d'atteinte progresse en ligne droite de 0 % à 100 % ; "
        "il vaut 0 % en deçà du seuil et 100 % au-delà de la cible.",
        "L'annexe intéressement imprime une cible et un seuil par indicateur (2.1 et 2.2) sans "
        "donner la règle entre les deux.",
        "Tout ou rien, ou des paliers.",
    ),
    Assumption(
        "variation-au-prorata",
        "Objectif exprimé en variation",
        "Le taux d'atteinte d'une hausse ou d'une baisse visée est la variation réalisée divisée "
        "par la variation visée, sans descendre sous 0.",
        "L'annexe 4 de la COG CAMIEG imprime « +3% » ou « Baisse de 14 % » sans règle de mesure.",
        "Tout ou rien.",
    ),
    Assumption(
        "variation-depuis",
        "Variation à partir d'une année",
        "« +2 % » est une variation relative ; « +2 pts » s'ajoute à un taux, ou à une note "
        "sur n (un point de n). Avec la référence, le réalisé est la valeur de l'année, dont la "
        "variation est calculée ; sans elle, le réalisé est la variation, et une base imprimée "
        "(« par rapport à 2022 ») demande de l'écrire avec son signe. « N-1 + 2 % » est refusé.",
        "Les conventions impriment des variations sans dire de quoi elles partent, ni si « % » "
        "vaut des points.",
        "Lire « +2 % » comme des points pour un taux, ou prendre la référence de l'année imprimée.",
    ),
    Assumption(
        "tendance",
        "Objectif écrit comme une tendance",
        "« En hausse » et « ↗ » demandent plus que la référence, « en baisse » et « ↘ » moins, "
        "strictement ; « stable », « maintien » et « N-1 » demandent de faire au moins aussi bien, "
        "« amélioration » mieux, selon le sens de l'indicateur. Sans seuil, c'est tout ou rien. "
        "Sans sens, « stable » n'est rendu qu'à égalité.",
        "Une flèche n'a ni valeur ni marge.",
        "Tolérer un écart pour « stable », ou compter l'égalité comme une hausse.",
    ),
    Assumption(
        "tolerance",
        "Valeur à plus ou moins",
        "« 85 % ± 2 », « ± 2 % » et « ± 2 pts » se lisent 83 % à 87 %, bornes comprises : la marge "
        "est dans l'unité de la valeur. Pour un nombre sans %, une marge en % est relative.",
        "Les documents n'expliquent pas la marge.",
        "Lire « ± 2 % » d'un taux comme 2 % de ce taux (83,3 % à 86,7 %).",
    ),
    Assumption(
        "nombre-sur-nombre",
        "« 2/3 », « 7,5/10 », « 22/22 »",
        "Un nombre sur un autre, plus grand ou égal, est un rapport : 2/3 vaut 66,7 %, que ce soit "
        "2 caisses sur 3 ou une note. Un simple nombre de 1 ou plus n'y est pas comparé : 1 se "
        "lirait 1/22 ou 100 %. Ce n'est jamais une date, qui porte son année. Avec des espaces, "
        "seules les notes sur 5, 10, 20, 100 et 1 000 se lisent.",
        "Les documents impriment les notes et les nombres de cas de la même façon.",
        "Lire 2/3 comme un nombre de cas, ou comme le 2 mars.",
    ),
    Assumption(
        "unites-de-temps",
        "Semaines, mois et jours",
        "Une semaine vaut 7 jours calendaires, un an 12 mois, une heure 60 minutes. Dans « 7 mois "
        "et 8 jours », un jour vaut un trentième de mois. Des mois ne se comparent pas à des "
        "jours, ni des jours ouvrés à des jours calendaires : c'est refusé.",
        "Un mois a de 28 à 31 jours et les jours ouvrés dépendent du calendrier de la caisse.",
        "Compter 30 jours par mois et 5 jours ouvrés par semaine partout.",
    ),
    Assumption(
        "date-sans-seuil",
        "Échéance sans date seuil",
        "Le taux d'atteinte vaut 100 % si la livraison a lieu au plus tard à la date visée, 0 % "
        "après. Avec une date seuil, les jours comptent en ligne droite.",
        "L'annexe intéressement (2.2, part locale CNAM) imprime deux dates sans règle.",
        "Tolérer un retard, ou compter en mois.",
    ),
    Assumption(
        "intervalle",
        "Objectif en intervalle",
        "Le taux d'atteinte vaut 100 % entre les deux bornes, comprises ; hors des bornes il vaut "
        "0 %, ou baisse en ligne droite jusqu'à l'intervalle seuil quand il est donné.",
        "L'annexe intéressement (2.2, part locale CTI) imprime deux intervalles sans règle.",
        "Exclure les bornes, ou tout ou rien.",
    ),
    Assumption(
        "sens-par-defaut",
        "Nombre sans sens indiqué",
        "Un objectif écrit comme un simple nombre ou un simple taux est à atteindre ou à dépasser, "
        "sauf si le sens « baisse » est donné, si le seuil est plus haut que la cible ou si "
        "l'objectif est zéro ; un simple délai est à ne pas dépasser.",
        "Les annexes n'impriment pas le sens des indicateurs.",
        "Exiger le sens à chaque calcul.",
    ),
    Assumption(
        "statut-partiel",
        "Statut entre le seuil et la cible",
        "Au-delà du seuil sans atteindre la cible, le statut est « Partiellement atteint » ; "
        "au seuil exactement, « Non atteint », car rien n'y est acquis.",
        "Les sources ne nomment pas de statut intermédiaire.",
        "Deux statuts seulement.",
    ),
    Assumption(
        "taux-plausible",
        "Taux saisi en points",
        "Un nombre au-delà de 1,5 (150 %) saisi comme taux sans le signe % est refusé : c'est "
        "presque toujours 77 pour 77 %.",
        "Question de saisie, hors du champ des sources.",
        "Diviser par 100 sans le dire, au risque de fausser un vrai taux.",
    ),
    Assumption(
        "composante-manquante",
        "Composante non renseignée",
        "Un indicateur composite dont une composante n'est pas renseignée n'a pas de valeur ; "
        "l'absence ne compte pas pour zéro et son poids n'est pas réparti sur les autres.",
        "L'annexe intéressement (2.1 et 2.2) donne les poids des composantes sans traiter "
        "l'absence.",
        "Compter zéro, ou répartir le poids sur les autres composantes.",
    ),
    Assumption(
        "decile-sans-interpolation",
        "Délai au 9ème décile",
        "C'est le plus petit délai constaté dans lequel au moins 90 % des dossiers sont traités, "
        "sans interpolation entre deux délais.",
        "La COG CAMIEG (annexe 4, indicateur 18) imprime « 7 j calendaires au 9ème décile » ; son "
        "paragraphe 1.5.1 vise 90 % des feuilles de soins remboursées en 7 jours.",
        "Interpoler, ce qui donne 7,5 jours là où 90 % des dossiers sont traités en 7 jours.",
    ),
    Assumption(
        "jours-calendaires",
        "Décompte d'un délai",
        "Un délai est la différence entre les deux dates, en jours calendaires : le jour de départ "
        "ne compte pas, le jour d'arrivée compte.",
        "L'annexe 4 de la COG CAMIEG dit « jours calendaires » pour certains indicateurs et "
        "« jours » pour d'autres, sans préciser le point de départ.",
        "Compter les jours ouvrés, ou compter le jour de départ.",
    ),
    Assumption(
        "trajectoire-cumulee",
        "Suite de variations annuelles",
        "Les variations successives s'ajoutent et s'appliquent à la valeur de départ "
        "(mode « cumul ») ; le mode « compose » les enchaîne.",
        "COG CAMIEG, indicateur 17 : l'annexe 4 imprime +3 %, +3 %, +2 %, +2 % et la fiche "
        "objectif 12 vise 10 % sur la période, soit la somme.",
        "Enchaîner les variations, ce qui donne 10,38 % sur la période.",
    ),
    Assumption(
        "annexe-prioritaire",
        "Annexe et fiche objectif en désaccord",
        "Quand l'annexe 4 et une fiche objectif n'impriment pas la même valeur, les deux sont "
        "conservées et l'annexe est utilisée.",
        "La COG CAMIEG 2012-2015 (4.3) renvoie le suivi aux indicateurs de la partie 4.4 sans dire "
        "quel texte prévaut.",
        "Utiliser la fiche objectif.",
    ),
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
        "Les thèmes pèsent 35, 35 et 30 (lecture « formule ») ; la lecture « texte » donne 40, 40 "
        "et 20.",
        "L'annexe intéressement (3) imprime 40 %, 40 % et 20 % dans une phrase puis 35, 35 et 30 "
        "dans la formule.",
        "Retenir la phrase, ce qui peut changer le franchissement du seuil de 50 %.",
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
        "Là où la cible imprimée est celle de la nation (80 000 accompagnements, 165 500 000 € de "
        "préjudice…), un organisme se mesure à sa propre cible et à son propre seuil. Tant qu'ils "
        "ne sont pas saisis, les points restent ouverts : ni acquis ni perdus.",
        "L'annexe intéressement (3) compte les objectifs locaux « en déclinaison de l'objectif "
        "national », sans imprimer la part de chaque organisme.",
        "Mesurer l'organisme à la cible nationale, ou la répartir au prorata de sa population.",
    ),
    Assumption(
        "plusieurs-etablissements",
        "Certification HAS de plusieurs établissements",
        "La classe retenue est la plus basse des établissements éligibles : 75 % dès qu'un au "
        "moins est en B, même s'ils sont plusieurs, 50 % dès qu'un au moins est en C.",
        "L'annexe intéressement (2.2, part locale UGECAM) imprime « 75% si 1 établissement classé "
        "en B » et « 50% si 1 établissement classé en C », sans parler de plusieurs.",
        "N'accorder 75 % que si un seul établissement est en B, ou faire la moyenne des "
        "établissements.",
    ),
    Assumption(
        "activite-des-cti",
        "Résultat d'un CTI pondéré par son activité réelle",
        "Les taux des domaines d'engagement sont pondérés par l'activité réelle du CTI "
        "(COG_COMPOSITE) ; la moyenne obtenue est le résultat de la ligne.",
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
        "Agents des CGSS de la branche des exploitants agricoles",
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
    Assumption(
        "echeance-dernier-jour",
        "Échéance sans jour imprimé",
        "Une échéance imprimée comme une année, un semestre, un trimestre ou un mois expire le "
        "dernier jour de cette période ; « fin », « avant la fin », « dès », « courant » et « à "
        "partir de » ne changent pas ce jour, et une période de plusieurs années expire le 31 "
        "décembre de la dernière.",
        "Les calendriers des fiches objectif et les chapitres de la COG CAMIEG impriment « 2013 », "
        "« Fin 2013 » ou « 2013/2015 » sans dire le jour.",
        "Lire « dès » et « à partir de » comme un commencement, attendu au premier jour.",
    ),
    Assumption(
        "echeance-debut-d-annee",
        "Échéance au début d'une année",
        "« Début 2012 » expire le 31 mars, dernier jour du premier trimestre.",
        "La fiche objectif 24 imprime « Début 2012 » sans borne.",
        "Le 31 janvier, ou le 30 juin.",
    ),
    Assumption(
        "echeance-en-cours",
        "Mesure en cours ou non échue",
        "Une mesure non réalisée est « En cours » du 1er janvier de la première année que son "
        "échéance imprime jusqu'à l'échéance ; avant, elle est « Non échue ».",
        "Les fiches objectif demandent un suivi des échéances sans définir de situations.",
        "Ne dire « en cours » que si le travail a commencé, ce qu'aucune saisie n'indique.",
    ),
    Assumption(
        "situation-a-la-date",
        "Réalisation après la date de situation",
        "La situation se lit à une date : une mesure réalisée plus tard n'y est pas encore "
        "réalisée.",
        "Question de présentation, hors du champ des sources.",
        "Refuser une date de réalisation postérieure à la date de situation.",
    ),
    Assumption(
        "plafond-fngr",
        "Plafond du FNGR",
        "Les crédits du FNGR forment un seul groupe : le plafond est le total de ses dépenses "
        "brutes, et le dépassement d'une ligne n'est qu'une prévision dépassée.",
        "L'annexe 3 présente ces crédits comme limitatifs et l'annexe 1 (2.1.1) comme "
        "pluriannuels, sans dire à quel niveau le plafond s'apprécie.",
        "Juger chaque ligne, ou séparément les dépenses nationales et régionales.",
    ),
    Assumption(
        "virement-fngr",
        "Virement de crédits dans le FNGR",
        "Un virement entre lignes du FNGR demande une décision modificative.",
        "Les règles de virement (annexe 1, 1.2.2) ne concernent que le budget de gestion "
        "administrative ; pour le FNGR, l'annexe 1 ne prévoit que le vote annuel du conseil et "
        "l'approbation de l'État (2.1.2).",
        "Laisser le directeur répartir les crédits, puisqu'ils forment un seul budget.",
    ),
    Assumption(
        "virement-evaluatif",
        "Virement de ou vers des crédits évaluatifs",
        "Un virement qui part de crédits évaluatifs ou y arrive demande une décision modificative, "
        "du personnel comme d'un autre groupe. Leur montant peut aussi être ajusté dans le budget, "
        "sans virement.",
        "L'annexe 1 (1.2.2) ne nomme que les groupes limitatifs ; « tout autre virement » fait "
        "l'objet d'une décision modificative. « Les autres groupes de dépenses » que le personnel "
        "peut alimenter sont lus comme ces groupes. L'ajustement est en 1.1.1.2.",
        "Laisser le directeur virer du personnel vers les crédits évaluatifs, ou refuser tout "
        "virement de crédits évaluatifs.",
    ),
    Assumption(
        "virement-inscrit",
        "Registre des virements",
        "Les virements s'appliquent dans l'ordre des dates, puis du registre. Un virement sans "
        "motif, sans décision, sans information ou au-delà du disponible est signalé et déplace "
        "quand même les soldes ; un virement illisible n'en déplace aucun.",
        "L'annexe 1 (1.2.2) dit qui décide d'un virement, sans dire comment tenir le registre.",
        "Écarter des soldes tout virement irrégulier.",
    ),
    Assumption(
        "report-fin-de-cog",
        "Report à la fin de la convention",
        "Rien ne se reporte de la dernière année de la convention, pour le FNGA comme pour le "
        "FNGR.",
        "L'annexe 1 limite le report du FNGR à la période de la COG (2.2.1) ; pour le budget de "
        "gestion, elle dit seulement « l'exercice suivant » (1.2.3.1).",
        "Reporter les crédits limitatifs du FNGA sur la première année de la convention suivante.",
    ),
    Assumption(
        "report-sans-evaluatif",
        "Destination d'un report",
        "Un report va à un groupe de dépenses limitatives du même fonds, jamais à des crédits "
        "évaluatifs ni à l'autre fonds.",
        "L'annexe 1 (1.2.3.3 et 1.2.3.4) parle de destination par groupe de dépenses et n'emploie "
        "ce mot que pour les dépenses limitatives (1.2.2).",
        "Admettre un report vers une ligne évaluative, avec approbation implicite.",
    ),
    Assumption(
        "approbation-depart",
        "Départ du délai d'approbation",
        "Le délai court à compter de la date de réception donnée, qui ne compte pas.",
        "L'annexe 1 nomme la réception du relevé de décision pour les reports (1.2.3.3) et ne dit "
        "rien pour les budgets annuels (1.2.1, 2.1.2).",
        "Faire courir le délai du vote du conseil.",
    ),
    Assumption(
        "approbation-vingtieme-jour",
        "Dernier jour du délai d'approbation",
        "L'approbation est acquise le lendemain du dernier jour du délai, même un jour chômé ; "
        "avec « oui », le dernier jour même.",
        "L'annexe 1 dit « après le délai de 20 jours » (1.2.1) et « dans un délai de 20 jours » "
        "(1.2.3.3).",
        "Reporter au premier jour ouvrable un délai qui expire un jour chômé.",
    ),
    Assumption(
        "approbation-jours",
        "Jours du délai d'approbation",
        "Les 20 jours sont des jours calendaires, sauf si « ouvrés » ou « ouvrables » est "
        "demandé ; les jours fériés sont alors ceux de la métropole, sans l'Alsace-Moselle.",
        "L'annexe 1 (1.2.1, 1.2.3.3 et 2.1.2) dit « jours » sans préciser.",
        "Compter en jours ouvrés.",
    ),
    Assumption(
        "conformite-plafond",
        "Budget conforme à la convention",
        "Un budget est conforme quand chaque groupe limitatif reste au plus égal au montant "
        "autorisé ; les crédits évaluatifs et les recettes peuvent s'en écarter.",
        "L'annexe 1 (1.2.1) demande des budgets « conformes » sans définir le mot ; elle arrête "
        "les montants limitatifs (1.1.1.1) et donne les autres à titre indicatif (1.1.1.2, 1.2.4).",
        "Exiger l'égalité des montants limitatifs.",
    ),
    Assumption(
        "dotation-solde",
        "Dotation d'équilibre",
        "La dotation FNGT est ce qui manque aux autres recettes pour couvrir les dépenses brutes.",
        "Aucune règle ne le dit ; dans les annexes 2 et 3, la dotation imprimée est cette "
        "différence, chaque année.",
        "Fixer la dotation au montant imprimé et constater un excédent ou un déficit.",
    ),
    Assumption(
        "lignes-dont",
        "Lignes « dont » du tableau de bord",
        "Les lignes « dont » détaillent leur ligne : elle vaut ce qui est saisi pour elle, sinon "
        "la somme de ses détails.",
        "L'annexe 2 imprime l'investissement et ses deux lignes « dont », sans règle de saisie.",
        "Ne saisir que les détails.",
    ),
    Assumption(
        "total-incomplet",
        "Total dont une ligne n'est pas renseignée",
        "L'exécuté d'un total additionne ce qui est saisi ; son disponible, son taux et ses "
        "évolutions restent vides tant qu'une ligne dotée de crédits n'a pas d'exécuté.",
        "L'annexe 1 (1.2.5) demande un tableau de bord sans traiter un exercice en cours.",
        "Compter zéro pour une ligne non renseignée.",
    ),
    Assumption(
        "taille-utile",
        "Seuils de la taille utile",
        "La taille utile est atteinte avec au moins 200 000 bénéficiaires et au moins 200 agents.",
        "La note mutualisation du 5 décembre 2007 dit « 200 000 bénéficiaires environ » et « au "
        "moins 200 agents », les deux mesures étant données pour équivalentes, sans dire laquelle "
        "compte quand elles divergent.",
        "Admettre une marge sous 200 000, ou se contenter d'un des deux seuils.",
    ),
    Assumption(
        "fusion-environ",
        "Taille d'un rapprochement d'organismes",
        "« Environ » et « autour de » admettent 10 % de part et d'autre : de 900 000 à 1 100 000 "
        "bénéficiaires, de 900 à 1 100 salariés. La tolérance est un argument de la formule.",
        "La note mutualisation du 5 décembre 2007 demande « environ un million » de bénéficiaires "
        "et « autour de 1000 » salariés sans donner de marge.",
        "Lire deux planchers, ou une autre marge.",
    ),
    Assumption(
        "evolution-imprimee",
        "Évolution sans valeur de comparaison imprimée",
        "L'évolution d'un chiffre clé se calcule sur les deux valeurs imprimées, ou sur la valeur "
        "et l'écart imprimés ; pour un taux, c'est une différence en points. Quand seule "
        "l'évolution est imprimée, c'est elle qui est donnée ; rien n'est donné si les autres "
        "chiffres du document la contredisent, ou si c'est le pourcentage d'un taux.",
        "Les rapports d'activité impriment tantôt les deux valeurs, tantôt une valeur et son "
        "évolution, sans dire comment elle est calculée.",
        "Ne rien rendre quand la valeur de comparaison manque.",
    ),
)

_BY_ID = {assumption.id: assumption for assumption in ASSUMPTIONS}


def assumption(key: str) -> Assumption:
    """Return an assumption by its identifier.

    Args:
        key: An identifier, such as ``"borne-exclue"``.

    Returns:
        What it decides, in French.

    Raises:
        NotAvailable: ``hypothese-inconnue``.
    """
    try:
        return _BY_ID[key]
    except KeyError:
        raise NotAvailable(
            "hypothese-inconnue",
            f"L'hypothèse « {key} » n'existe pas. Les hypothèses connues sont : "
            f"{', '.join(_BY_ID)}.",
            key=key,
        ) from None
