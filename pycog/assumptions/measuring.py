"""What pycog assumes about targets, attainment, delays and trajectories."""

from __future__ import annotations

from typing import Final

from pycog.assumptions.assumption_entry import Assumption

MEASURING: Final = (
    Assumption(
        "rapport-simple",
        "Taux d'atteinte sans seuil, sens de la hausse",
        "Le taux d'atteinte est le réalisé divisé par l'objectif ; il peut dépasser 100 % et n'est "
        "jamais négatif.",
        "Une convention fixe des objectifs et un bilan annuel sans définir de taux d'atteinte.",
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
        "pour « > 60 % ». Une borne exclue d'un intervalle (« ]80 % ; 90 %[ ») se lit de même.",
        "Les conventions et les barèmes impriment « < » et « > » sans dire ce que vaut la borne.",
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
        "Une convention imprime « +3% » ou « Baisse de 14 % » sans règle de mesure.",
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
        "Une même convention imprime « 7 j calendaires au 9ème décile » dans son annexe et vise 90 "
        "% des feuilles de soins remboursées en 7 jours dans son texte.",
        "Interpoler, ce qui donne 7,5 jours là où 90 % des dossiers sont traités en 7 jours.",
    ),
    Assumption(
        "jours-calendaires",
        "Décompte d'un délai",
        "Un délai est la différence entre les deux dates, en jours calendaires : le jour de départ "
        "ne compte pas, le jour d'arrivée compte.",
        "Les conventions disent « jours calendaires » pour certains indicateurs et « jours » pour "
        "d'autres, sans préciser le point de départ.",
        "Compter les jours ouvrés, ou compter le jour de départ.",
    ),
    Assumption(
        "trajectoire-cumulee",
        "Suite de variations annuelles",
        "Les variations successives s'ajoutent et s'appliquent à la valeur de départ "
        "(mode « cumul ») ; le mode « compose » les enchaîne.",
        "Une même convention imprime +3 %, +3 %, +2 %, +2 % par année et vise 10 % sur la "
        "période, soit la somme.",
        "Enchaîner les variations, ce qui donne 10,38 % sur la période.",
    ),
    Assumption(
        "annexe-prioritaire",
        "Annexe et fiche objectif en désaccord",
        "Quand l'annexe et une fiche objectif n'impriment pas la même valeur, les deux sont "
        "conservées et l'annexe est utilisée.",
        "Les conventions renvoient le suivi à l'annexe des indicateurs sans dire quel texte "
        "prévaut.",
        "Utiliser la fiche objectif.",
    ),
)
