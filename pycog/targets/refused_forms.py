"""The printed targets that are understood and yet give no value, each with its reason.

The first that fits is told, so a narrow pattern stands above a wide one.
"""

from __future__ import annotations

import re
from typing import Final

from pycog.targets.qualifiers import REFERENCE
from pycog.targets.refused_wordings import FIGURE, WORDED

_IN_WORDS: Final = (
    r"(?:cent|vingts?|trente|quarante|cinquante|soixante|dix|quinze|quatre|cinq|huit|neuf)"
)
_TIME: Final = r"(?:j|jours?|semaines?|mois|ans?|h|heures?|minutes?)"
_STEP: Final = (
    r"(?:(?:phase (?:de |d'))?(?:experimentation|cadrage|conception|recette|pilote)|deploiement"
    r"|generalisation|livraison|lancement|demarrage|publication"
    r"|mise en (?:production|service|oeuvre|œuvre|place))"
)
_SAVED: Final = r"(?:gains?|economies?|progres|efficience)"
_FLOOR: Final = r"(?:socle|plancher|seuil|minimum garanti)"
#: Wordings that are understood and yet give no target → why.
REFUSED: Final = (
    *WORDED,
    (
        re.compile(
            rf"{_SAVED}\b.*\d.*|{FIGURE}.* (?:d'|de |en ){_SAVED}\b.*"
            rf"|{FIGURE} de (?:mieux|moins bien)"
        ),
        "ne dit pas si la valeur monte ou descend. Écrivez-le par un signe : « +5 % » ou « -5 % », "
        "« +2 pts » pour un taux plus haut, « N-1 - 2 jours » pour un délai plus court, "
        "« -10 M€ / 2022 » pour une économie",
    ),
    (
        re.compile(r"(?:degradation|deterioration)\b.*\d.*"),
        "admet une perte sans dire de quel côté elle est. Écrivez la borne en valeur, par exemple "
        "« ≥ 88 % »",
    ),
    (
        re.compile(rf"{_FLOOR} ?(?:de |a |:)? ?{FIGURE}"),
        "est un plancher, pas une cible. Écrivez-le dans la colonne du plancher ; s'il tient lieu "
        "de cible, écrivez « ≥ 85 % »",
    ),
    (
        re.compile(
            r"moyenne\b.*(?:exercices|annees|ans|n ?- ?\d a n ?- ?\d|20\d\d ?[-a] ?20\d\d).*"
        ),
        "part de la moyenne de plusieurs années, que pycog ne calcule pas. Écrivez la valeur "
        "visée, ou « ≥ résultat 2022 » pour partir d'une seule année",
    ),
    (
        re.compile(r"(?:≤|≥|<=|>=|[<>]) ?n ?- ?1 ?[+-].*"),
        "borne une variation du mauvais côté. Écrivez « ≥ N-1 + 2 pts » pour monter d'au moins 2 "
        "points, « ≤ N-1 - 2 pts » pour descendre d'au moins 2 points, ou la borne en valeur",
    ),
    (
        re.compile(r"(?:[+-] ?(?:/|ou) ?[+-]|±) ?\d.*"),
        "donne un écart admis sans la valeur dont il part. Écrivez les deux : « 90 % ± 2 »",
    ),
    (
        re.compile(r"(?:d[1-9]|\d{1,2} ?(?:er|e|eme|ieme)? (?:decile|(?:per)?centile))"),
        "nomme un décile sans son délai. Écrivez « 7 j au 9e décile »",
    ),
    (
        re.compile(r"(?:indice|base) ?:? ?\d.*|\d[\d ,]* ?\(? ?(?:en )?(?:base|indice) ?\d+.*"),
        "est un indice. Écrivez le nombre seul, par exemple 95 ; sa base et son année vont dans le "
        "libellé ou en note",
    ),
    (
        re.compile(r"\d[\d ,.]* ?(?:m|md|mds|mrd|k)"),
        "ne dit pas de quoi sont ces millions ou ces milliers. Écrivez « 12 M€ » pour un montant, "
        "« 12 millions » pour un nombre",
    ),
    (
        re.compile(r"[<>≤≥]=? ?\d[^<>≤≥]*(?:[ ,;]|et )[<>≤≥]=? ?\d.*"),
        "donne deux bornes. Écrivez-les ensemble : « > 85 % et < 95 % »",
    ),
    (
        re.compile(r"n|n ?- ?[02-9]|n ?\+ ?\d"),
        "nomme une année qui n'est pas celle d'avant, et aucune valeur. Écrivez la valeur, ou "
        "« ≥ N-1 », ou « ≥ résultat 2022 »",
    ),
    (
        re.compile(r"(?:a partir du|a compter du|des le) \d{1,2}(?:er)?\b.*"),
        "dit quand commence la mesure, sans valeur. Écrivez la valeur ; ou la date seule si c'est "
        "l'échéance",
    ),
    (
        re.compile(rf"(?!20\d\d){FIGURE} ?[-/] ?20\d\d"),
        "colle une année à une valeur. Écrivez « 100 % en 2025 », ou la valeur seule dans la case "
        "de son année",
    ),
    (
        re.compile(r"(?:realise|atteint|tenu)e?s? a \d.*|\d.*% .*\b(?:realise|atteint)e?s?"),
        "se lit comme un résultat. Écrivez la valeur seule, par exemple 100 %",
    ),
    (
        re.compile(r"reporte?e?s?(?: .*)?|non (?:retenu|reconduit)e?s?(?: .*)?"),
        "dit que la cible n'est plus due cette année-là. Écrivez « sans objet » ici, et la valeur "
        "dans la case de sa nouvelle année",
    ),
    (
        re.compile(
            r"(?:effecti(?:f|ve)|operationnel(?:le)?|en place|termine|finalise|complete?)e?s?"
        ),
        "dit qu'une chose est faite. Écrivez O/N, ou sa date",
    ),
    (
        re.compile(r"o"),
        "se lit comme « oui » ou comme zéro. Écrivez O/N, ou 0",
    ),
    (
        re.compile(r"\d+ ?: ?\d+"),
        "rapporte un nombre à un autre. Écrivez un pourcentage, « ‰ », ou le quotient",
    ),
    (
        re.compile(r"(?:baseline|depart|initial|point zero|situation initiale)\b.*[+-] ?\d.*"),
        "part d'une valeur dont l'année n'est pas dite comme pycog la lit. Écrivez « résultat "
        "2023 + 5 pts »",
    ),
    (
        re.compile(r"a stabiliser"),
        "se lit de deux façons. Écrivez « stable » pour une valeur à garder, « à définir » pour "
        "une cible à fixer",
    ),
    (
        re.compile(
            r"passer de \d.* a \d.*|\d[^;]*?(?:→|->|➔|⇒) ?\d.*|\d.*\(?\b(?:contre|au lieu de) \d.*"
            r"|\d[\d ,]* ?%.* vs\.? \d[\d ,]* ?%.*"
        ),
        "dit d'où l'on part et où l'on va. Écrivez la valeur visée seule ; la valeur de départ va "
        "dans la case de son année",
    ),
    (
        re.compile(r"\d[\d,]* ?\(?(?:±|\+ ?/ ?-|\+ ou -) ?\d[\d,]* ?%\)?"),
        "se lit de deux façons. Écrivez « 80 % ± 2 » pour des points, ou les deux bornes",
    ),
    (
        re.compile(
            r"(?:t|s|trimestre |semestre |semaine |sem\.? ?)\d{1,2}"
            r"|\d ?(?:er|e|eme|nd|nde)? ?(?:trimestre|semestre)"
        ),
        "ne donne pas d'année. Écrivez-la, par exemple « T4 2025 »",
    ),
    (
        re.compile(
            r"20\d\d[-/]20\d\d|(?:a partir de|a compter de|des|cible|objectif|apres) 20\d\d"
        ),
        "donne une année, pas de valeur. Écrivez la valeur, ou « fin 2026 » pour une échéance",
    ),
    (
        re.compile(
            r"(?:tou(?:s|tes)|une fois tou(?:s|tes)) les (?:\d+ |deux |trois |quatre |cinq )"
            r"(?:ans|mois|semaines|jours)"
        ),
        "est une périodicité. Écrivez le nombre dû dans la case de chaque année",
    ),
    (
        re.compile(
            r"(?:au moins |au minimum )?\d+ (?:\D+ )?(?:par|dans chaque|pour chaque) "
            r"(?:departement|region|caisse|organisme|territoire|site|agence|antenne)s?"
        ),
        "compte par organisme ou par territoire. Écrivez le total de l'année, ou la part de ceux "
        "qui l'atteignent",
    ),
    (
        re.compile(r".*\b(?:24 ?h? ?/ ?24|7 ?j? ?/ ?7)\b.*"),
        "est un horaire d'ouverture. Écrivez O/N, ou un taux de disponibilité",
    ),
    (
        re.compile(r"(?:amelioration|ameliorer|evolution)(?: de| d'au moins)? \d.*"),
        "ne dit pas dans quel sens. Écrivez « +5 pts » ou « -5 pts »",
    ),
    (
        re.compile(
            r"(?:en )?(?:baisse|hausse|diminution|augmentation|reduction|progression)"
            r" (?:de|entre) \d.* (?:a|et) \d.*"
        ),
        "donne deux variations. Écrivez celle qui est due, par exemple « baisse d'au moins 10 % »",
    ),
    (
        re.compile(
            r"(?:en )?(?:legere?|forte?|faible|nette|moderee?|sensible) (?:baisse|hausse"
            r"|diminution|augmentation|progression|amelioration)|(?:baisse|hausse|diminution"
            r"|augmentation) (?:moderee?|legere?|forte?|sensible|significative)"
        ),
        "ne dit pas de combien. Écrivez « en baisse », « en hausse », ou la variation",
    ),
    (
        re.compile(r".*\bplancher\b.*\d.*\bplafond\b.*\d.*"),
        "donne deux bornes. Écrivez-les ensemble : « 80 à 90 % »",
    ),
    (
        re.compile(r"\[ ?\d+,\d+ ?%? ?\]"),
        "se lit de deux façons, un nombre à virgule ou deux bornes. Écrivez « 80,5 » ou "
        "« [80 ; 85] »",
    ),
    (
        re.compile(r"\d[\d ,.]* ?%? ?[\[(] ?\d.* ?[-–;à] ?\d.*[\])]"),
        "donne une valeur et un intervalle. Écrivez l'un des deux",
    ),
    (
        re.compile(r"[ts]\d ?:.*\d.*[ts]\d ?:.*\d.*|.*\d.*,? dont \d.*"),
        "donne plusieurs valeurs. Écrivez celle de l'année, ou un indicateur par valeur",
    ),
    (
        re.compile(r"des que possible|au plus vite|(?:selon|suivant) (?:le )?calendrier.*"),
        "ne donne pas de date. Écrivez-la, ou « à définir »",
    ),
    (
        re.compile(
            r"(?:respect|conforme|conformite|validation|plan|bilan|rapport|reporting|enquete|audit"
            r"|suivi|tableau de bord|feuille de route|charte|protocole|guide|outil|dispositif"
            r"|demarche|schema|etude|diagnostic|cartographie)s?\b[^\d]*"
        ),
        "nomme ce qui est à faire, sans valeur. Écrivez O/N, une date, ou « Indicateur de suivi »",
    ),
    (
        re.compile(r".*\d.*\bsous reserve\b.*"),
        "dépend d'une condition. Écrivez la valeur seule, et la condition en note",
    ),
    (
        re.compile(
            r"(?:d'ici (?:a )?(?:la )?fin|sur (?:toute )?la duree|a la fin|au terme|pendant|sur)"
            r"(?: de)? ?(?:la )?(?:cog|convention|periode)"
        ),
        "ne donne ni valeur ni date. Écrivez la valeur dans la case de la dernière année, ou une "
        "date",
    ),
    (
        re.compile(
            r"(?:selon |suivant )?(?:la |le )?(?:cible|reference|valeur|norme|objectif) "
            r"(?:nationale?|regionale?|locale?|du reseau|reseau)"
        ),
        "renvoie à une valeur qui n'est pas imprimée. Écrivez-la, ou « à définir »",
    ),
    (
        re.compile(
            r"(?:division|divise?r?e?|reduction|reduire|baisse|diminution|diminuer)e? "
            r"(?:par (?:\d+|deux|trois|quatre)|(?:de |d'un |d'une )(?:la )?"
            r"(?:moitie|un tiers|tiers|un quart|quart))"
        ),
        "divise une valeur. Écrivez la variation (« -50 % » pour diviser par deux) ou la valeur",
    ),
    (
        re.compile(
            r"(?:(?:indicateur|objectif|cible) )?(?:neutralise|suspendu|supprime|abandonne|retire"
            r"|annule|gele|caduc)e?s?(?: (?:par|en|a|depuis|sur|au)\b.*)?"
        ),
        "dit que l'indicateur n'est plus suivi. Écrivez « sans objet », et la raison en note ou "
        "dans un avenant",
    ),
    (
        re.compile(
            rf"(?:{_STEP}|creation|ouverture)(?: [^\d]{{1,60}}| [^%\d]{{0,40}}\d+(?:[.,]\d+)?)?"
        ),
        "nomme une étape, sans valeur ni date. Écrivez sa date (« fin 2025 ») ou O/N",
    ),
    (
        re.compile(rf"{_STEP}\b.*\d[\d ,]* ?%.*"),
        "nomme une étape et une part. Écrivez la part seule, par exemple « 50 % du réseau »",
    ),
    (
        re.compile(r"\d[\d ,.]*(?: [^\d]+)? pour (?:\d[\d ]*|mille|cent)\b.*"),
        "rapporte un nombre à un autre. Écrivez un pourcentage, « ‰ », ou le quotient",
    ),
    (
        re.compile(
            rf".*\b{_FLOOR}\b.*\d.*\b(?:cible|objectif)\b.*|.*\d.*\({_FLOOR}\).*\d.*"
            rf"|.*\d.*\b{_FLOOR}\b.*\d.*"
        ),
        "donne un plancher et une cible. Écrivez la cible ici, et le plancher dans sa colonne",
    ),
    (
        re.compile(r"\d[\d,]*/\d[\d,]* ?%"),
        "donne plusieurs valeurs. Écrivez « 90 à 95 % » pour un intervalle, ou une valeur par case",
    ),
    (
        re.compile(r"\([^()]*\d[^()]*\)"),
        "est entre parenthèses : elle peut être indicative ou négative. Écrivez la valeur sans "
        "parenthèses, ou « indicateur de suivi »",
    ),
    (
        re.compile(
            rf"{_IN_WORDS}(?:[- ](?:et[- ])?(?:{_IN_WORDS}|un|deux|trois|six|sept))*"
            r" (?:%|pour ?cent)"
        ),
        "écrit son nombre en toutes lettres. Écrivez-le en chiffres",
    ),
    (
        re.compile(r"[.,]\d+ ?%?"),
        "commence par une virgule ou un point. Écrivez le zéro : 0,8",
    ),
    (
        re.compile(
            r"(?:bi-?)?(?:mensuel|trimestriel|semestriel|annuel|hebdomadaire|quotidien|journalier)"
            r"(?:le)?(?:ment)?|en continu|au fil de l'eau|permanente?"
        ),
        "est une périodicité. Écrivez le nombre de l'année (« 12 par an ») ou O/N",
    ),
    (
        re.compile(r"(?:evolution |selon (?:la )?)?tendanc(?:iel(?:le)?|e)"),
        "ne dit pas dans quel sens. Écrivez « en hausse », « en baisse » ou « stable »",
    ),
    (
        re.compile(r"x{1,4}(?:[.,]x+)? ?%?|[≈~±]"),
        "n'a pas encore de valeur. Écrivez « à définir »",
    ),
    (
        re.compile(r"(?:pap|rap|plf|plr|cpg|cpom|cog) ?20\d\d ?: ?.*\d.*"),
        "porte sa source avec sa valeur. Écrivez la valeur seule : la source a sa colonne",
    ),
    (
        re.compile(rf"\d+ ?{_TIME} fin de mois.*"),
        "part de la fin d'un mois. Écrivez le nombre de jours à compter de la demande",
    ),
    (
        re.compile(rf"(?:de |entre )?\d+ ?{_TIME} (?:a|et|-) ?\d+ ?{_TIME}"),
        "mêle deux unités. Écrivez l'intervalle dans une seule, par exemple « 15 à 21 jours »",
    ),
    (
        re.compile(r"(?:d\d|\d0?(?:e|eme)? ?(?:decile|(?:per)?centile)|\de decile)\b.*[<>].*"),
        "compare un décile strictement. Écrivez « 8 jours au 9e décile »",
    ),
    (
        re.compile(
            r"(?:en )?(?:hausse|augmentation|progression|baisse|diminution|reduction|evolution"
            r"|variation) ?(?:<=|>=|[<>≤≥]) ?\d.*"
        ),
        "se lit de deux façons : une variation ou un niveau. Écrivez « +2 % » ou « baisse d'au "
        "moins 2 % » pour une variation, « ≥ 2 % » pour un niveau",
    ),
    (
        re.compile(r"immediate?(?:ment)?|sans delai|(?:en )?temps reel|le jour meme|instantanee?"),
        "ne donne pas de durée. Écrivez-la, par exemple « 24 h » ou « 1 jour »",
    ),
    (
        re.compile(r"mi[- ]20\d\d"),
        "ne donne pas de jour. Écrivez « fin juin » et l'année",
    ),
    (
        re.compile(
            r"(?:rentree|printemps|ete|automne|hiver|debut|milieu)(?: d[eu'])? ?(?:l'annee )?20\d\d"
        ),
        "ne donne pas de jour. Écrivez la date, ou « T1 » à « T4 » et l'année",
    ),
    (
        re.compile(r"(?:d'ici(?: a)?|a (?:l')?horizon) ?20\d\d"),
        "se lit de deux façons : au début ou à la fin de l'année. Écrivez « fin » et l'année",
    ),
    (
        re.compile(
            r"(?:(?:le |au |avant le |fin |debut |mi-)?(?:\d{1,2}(?:er)? )?(?:janvier|fevrier|mars"
            r"|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))"
        ),
        "ne donne pas d'année. Écrivez-la, par exemple « 30 juin 2025 »",
    ),
    (
        re.compile(
            r"(?:la |le |les |un |une )?(?:\d+ |deux |trois |quatre )?(?:moitie|tiers|quarts?"
            r"|cinquiemes?|dixiemes?)(?: .*)?|tou(?:t|te|s|tes)\b.*|(?:la )?totalite\b.*"
        ),
        "dit une part en toutes lettres. Écrivez-la en chiffres : 50 %, 2/3 ou 100 %",
    ),
    (
        re.compile(r"\d.*(?:/|\bpar) ?(?:semestre|trimestre|mois|semaine|jour)"),
        "ne compte pas par an, alors que la case est celle d'une année. Écrivez le nombre de "
        "l'année, par exemple « 4 par an »",
    ),
    (
        re.compile(r".*\btou(?:s|tes) les \d+ (?:ans|mois|semaines|jours)\b.*"),
        "est une périodicité. Écrivez le nombre dû dans la case de chaque année",
    ),
    (
        re.compile(r"(?:fin )?[ma] ?\+ ?\d+"),
        "ne dit pas combien de jours. Écrivez « 1 mois » ou « 30 jours »",
    ),
    (
        re.compile(r"(?:idem|id\.?|=|\"|''|dito|ibid\.?)(?: \d{4})?"),
        "renvoie à une autre case. Recopiez la valeur de cette case",
    ),
    (
        re.compile(r"\d.* ou \d.*|\d.*[/(,;] ?\d.*\b(?:dom|caf|cmsa|cpam)\b.*"),
        "donne plusieurs valeurs. Écrivez un indicateur par valeur, par exemple 1.1 et 1.2",
    ),
    (
        re.compile(
            r"(?:[<>≤≥] ?|superieure? a (?:la )?)?(?:moyenne|mediane) "
            r"(?:nationale|regionale|du reseau|reseau)(?: ?[+-].*)?"
            r"|.*\b(?:quartile|top \d+|rang|classement|meilleures? caisses?)\b.*|moyenne .*"
            r"|\d+ ?(?:er|ere|re|e|eme|ieme|nde?) (?:position|place)\b.*"
        ),
        "se compare aux autres organismes : la valeur n'est pas imprimée. Écrivez-la, ou « à "
        "définir »",
    ),
    (
        re.compile(
            r"(?:cible |objectif |indicateur )?(?:non |partiellement |presque )?atteinte?s?"
            r"|(?:absence|pas)(?: d'| d’| de)? ?amelioration|cible (?:non )?realisee?"
        ),
        "est un constat, pas un objectif : c'est peut-être la colonne des résultats",
    ),
    (
        re.compile(r"(?:(?:note|classe|grade) )?[a-f]{1,3}[+-]?(?: ?(?:[/,àa]|ou) ?[a-f][+-]?)*"),
        "est une note en lettres, dont l'ordre et l'écart ne sont pas donnés. Écrivez O/N pour "
        "« la note est obtenue », ou une note chiffrée (8/10)",
    ),
    (
        re.compile(r"(?:environ|env\.?|de l'ordre de|autour de|pres de|proche de|[~≈≃]) ?.+"),
        "ne dit pas quel écart est admis. Écrivez un intervalle, par exemple « 90 % ± 2 » ou "
        "« 88 à 92 % »",
    ),
    (
        re.compile(
            r".*\d.*(?: puis |[;,] ?\D*\d{4} ?: ).*\d.*|.*\d.* en \d{4} ?(?:et|,|;|puis) .*\d.* en "
            r"\d{4}.*|\d{4} ?: .*\d.*"
        ),
        "donne plusieurs valeurs ou plusieurs années. Écrivez chaque valeur dans la case de son "
        "année",
    ),
    (
        re.compile(
            rf"(?:{REFERENCE.replace('é', 'e').replace('à', 'a')}|t0) ?[+–—−-] ?\d[\d ,.]*%.*"
        ),
        "se lit de deux façons : des points ou une variation. Écrivez « N-1 + 2 pts » pour un taux "
        "qui gagne des points, ou « +2 % » pour une variation relative",
    ),
    (
        re.compile(r"(?:(?:.* )?x ?\d.*|doubl\w*|tripl\w*|multiplie?r? par .*|divise?r? par .*)"),
        "multiplie une valeur. Écrivez la variation (« +100 % » pour doubler) ou la valeur",
    ),
    (
        re.compile(
            r"\d[\d ,.]* ?% ?(?:par |/ ?|l')an"
            r"|\d[\d ,.]* ?% ?(?:par rapport|vs|/|depuis)\b.*(?:n ?- ?1|\d{4})"
        ),
        "ne dit pas si c'est une variation. Écrivez le signe, par exemple « +5 % par an », ou "
        "« 5 % » seul",
    ),
    (
        re.compile(r"[+-] ?\d[\d ,.]*(?: ?(?:j|jours?.*|h|heures?|mois|semaines?|[km]?d? ?€))?"),
        "porte un signe sans dire de quoi il part. Écrivez « N-1 + 3 » ou « +3 % » pour une "
        "variation, ou un seuil (« baisse ») pour une valeur négative",
    ),
    (
        re.compile(r".*\bcomposite\b.*"),
        "ne dit pas de quoi elle se compose. Donnez ses parties en sous-indicateurs, avec leur "
        "part et leur cible, et écrivez ici ce que le composite doit atteindre, par exemple 100 %",
    ),
    (
        re.compile(
            r"certification.*|.*\breserves?|.*\blabel\b.*|opinion .*"
            r"|(?:niveau|stade)(?: d[e'] ?[a-z]+)? \d.*|certifie.*"
            r"|conforme|conformite|satisfaisante?|qualitatif|(?:tres )?(?:bon|bonne|eleve|faible)e?"
        ),
        "est qualitatif : il n'y a rien à mesurer. Écrivez O/N, « Indicateur de suivi », ou la "
        "valeur visée",
    ),
    (
        re.compile(
            rf"[^\d]{{0,40}}\d[\d ,]* ?(?:%|€|{_TIME}\b)[^\d]*(?: ?;|,| et | / )(?: ?[^\d,;]*)"
            rf"\d[\d ,]* ?(?:%|€|{_TIME}\b).*|.*\(20\d\d\)[,;] ?\d.*"
        ),
        "donne plusieurs valeurs. Écrivez chacune dans la case de son année, ou un sous-indicateur "
        "par valeur",
    ),
    (
        re.compile(
            rf"(?:au moins )?(?:une?|deux|trois|six|sept|mille|{_IN_WORDS})(?: [a-z' ]+ par an)?"
        ),
        "écrit son nombre en lettres. Écrivez-le en chiffres, par exemple « 1 par an »",
    ),
)
