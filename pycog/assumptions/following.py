"""What pycog assumes about milestones, the budget, the network and key figures."""

from __future__ import annotations

from typing import Final

from pycog.assumptions.assumption_entry import Assumption

FOLLOWING: Final = (
    Assumption(
        "echeance-dernier-jour",
        "Échéance sans jour imprimé",
        "Une échéance imprimée comme une année, un semestre, un trimestre ou un mois expire le "
        "dernier jour de cette période ; « fin », « avant la fin », « dès », « courant » et « à "
        "partir de » ne changent pas ce jour, et une période de plusieurs années expire le 31 "
        "décembre de la dernière.",
        "Les conventions impriment « 2013 », « Fin 2013 » ou « 2013/2015 » sans dire le jour.",
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
        "Plafond d'un fonds pluriannuel",
        "Les crédits d'un fonds pluriannuel forment un seul groupe : le plafond est le total de "
        "ses dépenses brutes, et le dépassement d'une ligne n'est qu'une prévision dépassée.",
        "Une convention peut présenter ces crédits comme limitatifs dans un budget et comme "
        "pluriannuels dans ses règles, sans dire à quel niveau le plafond s'apprécie.",
        "Juger chaque ligne, ou séparément les dépenses nationales et régionales.",
    ),
    Assumption(
        "virement-fngr",
        "Virement de crédits dans un fonds pluriannuel",
        "Un virement entre lignes d'un fonds pluriannuel demande une décision modificative.",
        "Les règles de virement ne concernent que le budget de gestion administrative ; pour "
        "l'autre fonds, il n'est prévu que le vote annuel du conseil et l'approbation de l'État.",
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
        "Rien ne se reporte de la dernière année de la convention, d'aucun de ses fonds.",
        "Les règles limitent le report d'un fonds pluriannuel à la période de la convention ; pour "
        "le budget de gestion, elles disent seulement « l'exercice suivant ».",
        "Reporter les crédits limitatifs sur la première année de la convention suivante.",
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
    Assumption(
        "atterrissage-lineaire",
        "Atterrissage linéaire",
        "La valeur de fin d'année est le montant à date multiplié par 12 et divisé par le nombre "
        "de mois écoulés : le rythme de l'année se prolonge. Un mois commencé compte pour la part "
        "de ses jours, si bien que le 30 septembre et 9 mois donnent la même valeur.",
        "Les conventions fixent des montants annuels et un bilan de fin d'année, sans dire comment "
        "prévoir celle-ci en cours d'année.",
        "Compter en jours de l'année (273 sur 365 au 30 septembre), ou ajouter ce que les derniers "
        "mois ont de particulier.",
    ),
    Assumption(
        "atterrissage-meme-part",
        "Atterrissage à la même part que l'an dernier",
        "La valeur de fin d'année est le montant à date divisé par la part de l'année entière que "
        "l'an dernier avait atteinte à la même date.",
        "Les conventions ne disent pas comment prévoir la fin d'année.",
        "Ajouter à l'année en cours ce que l'an dernier a compté après cette date, sans "
        "proportion.",
    ),
    Assumption(
        "atterrissage-saisi",
        "Atterrissage saisi",
        "La valeur de fin d'année est celle que le service prévoit et saisit ; elle est reprise "
        "telle quelle, sans rien en déduire.",
        "Les conventions ne disent pas comment prévoir la fin d'année.",
        "Refuser une prévision plus basse que le montant à date.",
    ),
)
