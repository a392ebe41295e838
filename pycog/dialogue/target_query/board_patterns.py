"""How officers ask of targets: turns of phrase, each with what it asks."""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex

_DONE: Final = (
    r"(?:atteint|atteinte|atteints|atteintes|atteindre|atteignent|tenu|tenue|tenus|tenues|tenir"
    r"|respecte|respectee|respectes|respectees|respecter|reussi|reussie|reussis|reussies"
    r"|honore|honoree|honores|honorees|realise|realisee|realises|realisees|satisfait|satisfaits"
    r"|valide|validee|valides|validees)"
)
_GREEN: Final = (
    r"(?:(?:au|en|dans le) vert|verts?|dans les clous|(?:dans|a) (?:la|leur|sa) cible"
    r"|(?:a|dans) (?:l|leur|son) objectif|au rendez vous|bons?|bonnes?|ok)"
)
_AIM: Final = (
    r"(?:(?:la|les|l|leurs?|sa|son|ses|notre|nos|cette|cet|ces) ?(?:cibles?|objectifs?|vises?))"
)
_HAS: Final = (
    r"(?:(?:on )?(?:l |les |la |le )?(?:a|ont|est|sont|avai\w+|etai\w+|avons|ai|fut|ete)"
    r"(?: (?:t )?(?:on|il|ils|elle|elles|nous))?)"
)
_BETWEEN: Final = r"(?: (?:encore|bien|ete|su|pu|reussi a|toujours|toute?s?|du tout))*"
_NO: Final = rf"(?:(?:n |ne )?(?:{_HAS} )?(?:(?:pas|non|aucun\w*)\b))"
DONE: Final = rf"(?:{_DONE}|{_GREEN})"
_FAILED: Final = (
    r"(?:rates?|ratees?|loupes?|loupees?|(?<!a )manques|manquees?|(?:(?:a|ont|avons|avait|avaient"
    r"|objectifs?|cibles?|est|sont) )manque(?= |$)|echou\w+|plantes?|plantees?"
    r"|(?:au|en|dans le) rouge|rouges"
    r"|a cote(?: de la plaque)?|hors (?:cible|objectif|des clous|les clous)"
    r"|mauvais\w*|insuffisants?|non conformes?)"
)
#: Pattern → what the results should be like, and whether in every year.
STATUS: Final = (
    (
        regex(
            rf"\b(?:(?:n |ne )?(?:{_HAS} )?(?:jamais|pas une (?:seule )?fois)(?: ete)?"
            rf" (?:{_DONE}|{_GREEN})(?: {_AIM})?|(?:n |ne )?{_DONE} (?:leur|sa|la|son|l) ?"
            rf"(?:cible|objectif) (?:aucune annee|jamais))\b(?: depuis le debut)?"
        ),
        "raté", "chaque année",
    ),
    (
        regex(
            rf"\b(?:toujours|systematiquement|chaque annee|tous les ans|chaque fois"
            rf"|sans exception) (?:ete )?(?P<bad>{_FAILED})(?: {_AIM})?"
            rf"|(?P<bad2>{_FAILED})(?: {_AIM})? (?:chaque annee|tous les ans|a chaque fois"
            r"|toutes les annees|chaque fois|(?:les )?(?:\d|deux|trois|quatre) (?:annees|ans|fois)"
            r"(?: de suite| d affilee)?)\b"
        ),
        "raté", "chaque année",
    ),
    (
        regex(
            rf"\b(?:(?:n |ne )?(?:{_HAS} )?jamais(?: ete)? {_FAILED}(?: {_AIM})?"
            rf"|(?:toujours|systematiquement|chaque annee|tous les ans|a chaque fois)"
            rf" (?:ete )?{DONE}(?: {_AIM})?"
            rf"|{DONE}(?: {_AIM})? (?:chaque annee|tous les ans|a chaque fois|sans exception"
            r"|toutes les annees|chaque fois|(?:les )?(?:\d|deux|trois|quatre) (?:annees|ans|fois)"
            r"(?: de suite| d affilee)?))"
        ),
        "atteint", "chaque année",
    ),
    (regex(rf"\b{_NO}{_BETWEEN} {_FAILED}(?: {_AIM})?(?=\W|$)"), "atteint", ""),
    (regex(rf"\b{_NO}{_BETWEEN} {DONE}(?: {_AIM})?(?=\W|$)"), "raté", ""),
    (
        regex(rf"\b(?:(?:{_HAS} )?(?:toute?s? )?{_FAILED})(?: {_AIM})?(?=\W|$)"),
        "raté", "",
    ),
    (
        regex(
            rf"\b(?:{_HAS} )?(?:bien |deja |enfin |toute?s? )*(?:ete )?{DONE}(?: {_AIM})?(?=\W|$)"
        ),
        "atteint", "",
    ),
)  # fmt: skip
#: Better than the target.
OVER: Final = regex(
    rf"\b(?:{_HAS} )?(?:bien )?(?:(?:largement )?depass\w+|explos\w+|fait mieux que) "
    r"(?:(?:la|les|l|leurs?|sa|son|ses) ?)?(?:cibles?|objectifs?|prevu|vises?)\b"
)
#: Below or above it by number, which is good or bad by the way of each.
#: A number that a result is said to pass.
PASSES: Final = regex(
    r"\b(?:(?:a|ont|est|sont)(?: t (?:il|elle|on|ils|elles))? )?(?P<way>depasse\w*|franchi\w*"
    r"|passe\w* la barre (?:de|des)"
    r"|au dessus de|superieure?s? a|en dessous de|inferieure?s? a|sous (?:la barre (?:de|des)"
    r"|les)) ?(?:les |la barre des? )?"
    r"(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>%|k€|€|euros?|jours?|j|points?)?(?![\w,])"
)
#: « En jours », of what is measured so.
MEASURED: Final = regex(
    r"\b(?:exprimee?s? |mesuree?s? |qui sont )?en (?P<unit>k€|€|euros?|jours?|%|pourcentage)"
    r"(?=\W|$)"
)
#: The later year is worse, or better, than the one before.
THAN: Final = regex(
    r"\b(?:(?:est|sont|etait|etaient|a ete|ont ete) )?(?P<how>mieux|meilleure?s?|moins bien"
    r"|moins bons?|moins bonnes?|pires?"
    r"|plus mauvais\w*|en hausse|en baisse|plus haute?s?|plus basse?s?) (?:qu en|que en|que|qu"
    r"|par rapport a)(?= ?\|)"
)
UNDER: Final = regex(
    r"\b(?:en dessous de|au dessous de|sous|inferieure?s? a) (?:(?:la|l|leurs?|sa|son) ?(?:cibles?"
    r"|objectifs?)|ce qui (?:est|etait) (?:vise|attendu|prevu))\b"
)
ABOVE: Final = regex(
    r"\b(?:au dessus de|superieure?s? a) (?:la|l|leurs?|sa|son) ?(?:cibles?|objectifs?)\b"
)
_MISSING_PART: Final = (
    r"(?:connue?s?|recue?s?|remontee?s?|renseignee?s?|disponibles?|communiquee?s?|transmise?s?"
    r"|arrivee?s?|notifiee?s?|saisie?s?|tombee?s?|fixee?s?|publiee?s?|chiffree?s?)"
)
#: « À combien de points au-dessus de la cible » asks how far, and not whether.
HOW_FAR: Final = regex(
    r"\b(?:on (?:est|etait) )?(?:(?:a|de) )?combien(?: (?:de (?:points?|pts|jours?|%)|en points?))?"
    r"(?: (?:sommes nous|est on|on est|on etait|est (?:il|elle)|etait (?:il|elle)))?"
    r" (?:au dessus|en dessous|au dessous|au dela|sous)(?: d[eu])?"
    r"(?: (?:la|l|leurs?|sa|son|notre))? ?(?:cibles?|objectifs?)\b"
)
#: What is blank; « result » unless a target is said beside it.
LACKS: Final = regex(
    r"\b(?:(?P<t1>(?:sans|(?:n |ne )?(?:a|ont|avai\w+) (?:pas|aucune?|toujours pas|pas encore)"
    r"(?: encore)?(?: de| d)?) ?(?:cibles?|objectifs?)(?: (?:fixee?s?|a atteindre))?)"
    r"|(?P<r1>(?:sans|(?:n |ne )?(?:a|ont|avai\w+) (?:pas|aucune?|toujours pas|pas encore)"
    r"(?: encore)?(?: de| d)?) ?(?:resultats?|scores?|chiffres?|valeurs?|realises?|donnees?"
    r"|obtenus?))"
    rf"|(?P<c>(?:n |ne )?(?:est|sont|ete|a|ont)? ?(?:pas|toujours pas|jamais"
    rf"|non)(?: encore)?(?: ete)?"
    rf" {_MISSING_PART}|inconnue?s?|incomplete?s?|vides?|manquants?|manquantes?|en attente"
    rf"|attendus? encore)"
    r"|(?P<r3>(?:qu )?(?:on )?ne (?:connait|connaissons)(?: (?:t )?on)? (?:pas"
    r"|toujours pas)(?: encore)?)"
    r"|(?P<r2>(?:on )?(?:n |ne )?(?:a|connait|connaissons|dispose)(?: (?:t )?(?:on|il))?(?: (?:pas"
    r"|toujours pas))(?: encore)?"
    r"(?: (?:le|les|des?|du))? ?(?:resultats?|scores?|chiffres?)"
    r"|(?:quels?|les|quel|combien de) (?:resultats?|chiffres?|scores?) (?:il )?(?:nous )?manqu\w+"
    r"|(?:dont )?on attend(?: (?:encore|toujours))?(?: (?:le|les))?(?: (?:resultats?|chiffres?"
    r"|scores?))?))\b"
)
#: How near, or how far.
NEAR: Final = regex(
    r"\b(?:de (?:tres |vraiment )?(?:peu|justesse)|de pas grand chose|d un (?:cheveu|poil|rien)"
    r"|a (?:un (?:cheveu|poil)|peu de chose)(?: pres)?|frol\w+)\b"
)
WITHIN: Final = regex(
    r"\b(?:de|a|d) ?(?:moins d(?:e|)|au plus|max(?:imum)?) ?(?P<n>un|une|deux|trois|\d+(?:,\d+)?) ?"
    r"(?P<unit>points?|pts|jours?|j|%|k€|€|euros?)?\b(?: (?:de|d) (?:la|leur|l) ?(?:cible"
    r"|objectif))?"
)
FARTHEST: Final = regex(
    r"\b(?:(?:le|la|les|de|du) plus (?:loin|eloign\w+|rate\w*|en retard|mauvais\w*|a la traine"
    r"|manque\w*)"
    r"(?: (?:de|d)(?: (?:la|leur|sa|son|l))? ?(?:cibles?|objectifs?))?"
    r"|plus (?:gros|grand|grande|grosse|fort|forte) (?:ecarts?|rates?|manques?)"
    r"(?: (?:a|avec|par rapport a|sur) (?:la|l|leur|sa|son) ?(?:cible|objectif))?"
    r"|(?:le |la |les )?(?:pires?|moins bons?|moins bonnes?|moins bien)"
    r"|(?:rate\w*|manque\w*) (?:le )?plus(?: (?:la|sa|leur|son|l) ?(?:cible|objectif))?"
    r"|(?:rate\w*|manque\w*) (?:la|sa|leur|son|l) ?(?:cible|objectif) (?:le plus|de plus loin))\b"
)
NEAREST: Final = regex(
    r"\b(?:(?:le|la|les) plus (?:pres|proches?)(?: (?:de|d) (?:la|leur|sa|son|l) ?(?:cible"
    r"|objectif))?"
    r"|plus (?:petit|faible|petite) (?:ecarts?|manques?))\b"
)
BEST: Final = regex(
    r"\b(?:(?:le |la |les )?(?:meilleure?s?|mieux)|(?:depass\w+|fait mieux) le plus"
    r"(?: (?:la|sa|leur|son|l) ?(?:cible|objectif))?"
    r"|(?:depass\w+) (?:la|sa|leur|son|l) ?(?:cible|objectif) (?:le plus|de plus loin))\b"
)
GAP_SAID: Final = regex(
    r"\b(?:(?:depass|rat|loup|manqu)\w+ de combien(?: de (?:points?|pts|jours?))?"
    r"|(?:l |les |un |des |quel |quels )?ecarts?(?: (?:en points|avec|a|par rapport a|entre|de"
    r"|d))*"
    r"|(?:donc |rate |manque )?de combien(?: de (?:points?|jours?|euros?|pts))?"
    r"|(?:la )?(?:cible |objectif )?(?:de|d) combien(?: de (?:points?|jours?|pts))?"
    r"|(?:il |ca |elle )?(?:nous |lui |leur )?(?:manqu\w+"
    r"|manque)(?: t il)?(?: combien(?: de (?:points?|pts|jours?|k€|euros?))?)?"
    r"|combien (?:de (?:points?|pts|jours?|k€|euros?) )?(?:il |nous |lui )*manqu\w+(?: t il)?"
    r"|(?:a|on est a) combien(?: de (?:points?|pts|jours?|euros?))? (?:de|d)(?= (?:la|l|sa|notre"
    r"|leur))"
    r"|(?:est|etait|sommes|etions)? ?(?:on |nous )?(?:loin|pres)"
    r"|(?:quelle )?(?:avance|marge|distance)(?: par rapport a| sur| a)?)"
)
#: What a figure did between two years.
MOVED: Final = regex(
    r"\b(?P<rel>(?:s est |se sont |s |a |ont |est |sont )*(?:le |la )?(?P<m1>plus |moins "
    r"|mieux )?(?:bien )?"
    r"(?:ameliore\w*|progress\w+|progres|degrade\w*|deteriore\w*|empire\w*|recul\w*|regress\w*"
    r"|gagn\w+"
    r"|perdu\w*|perd"
    r"|augmente\w*|monte\w*|hausse\w*|baisse\w*|diminue\w*|chute\w*|evolue\w*|evolution"
    r"|bouge\w*|progression\w*|grimpe\w*)"
    r"(?P<m2> le plus| le moins)?)"
    r"(?P<pts> (?:des?|le plus de|en) (?:points?|pts)| combien(?: de (?:points?|pts|jours?))?"
    r"| de combien)?\b"
)
_GOOD_MOVES: Final = regex(r"amelior|progress|gagn|regress|recul|degrad|deterior|empir|perd")
FALLEN: Final = regex(r"recul|regress|degrad|deterior|empir|perd|baiss|diminu|chut")
GOOD_MOVES = _GOOD_MOVES
CHANGED: Final = regex(
    r"\b(?:(?:est |sont )reste\w*(?: (?:a|stable|le meme|la meme|les memes|inchange\w*))?"
    r"|reste\w* (?:a|stable|le meme|la meme|les memes|inchange\w*)|inchange\w*|identiques?(?: a)?"
    r"|egales? a"
    r"|(?:ont |a |ete )*(?:change\w*|modifie\w*|releve\w*|assoupli\w*|durci\w*|abaisse\w*|bouge\w*)"
    r"|(?:le |la )memes?)\b"
)
#: Operators.
COUNTS: Final = regex(
    r"(?<!sur )\b(?!combien (?:de )?(?:points?|pts))"
    r"(?:combien(?: (?:y a t il|avons nous|a t on|on a|ont|sont))?(?: (?:de|d))?"
    r"|(?:le )?(?:nb|nombre)(?: (?:de|d))?)"
    r"(?= ?(?:objectifs?|cibles?|indicateurs?|criteres?|resultats?|lignes?|d |de |sont|ont|n |$|,))"
)
LISTS: Final = regex(
    r"\b(?:lesquel\w+|laquelle|lequel|quel(?:le)?s?(?: sont (?:les|ceux|celles))?|list\w+(?: (?:des"
    r"|les|moi))?"
    r"|(?:donne|cite|montre|sors|enumere)\w*(?: moi)?(?: (?:les|la liste))?|ceux (?:qui|dont|qu)"
    r"|celles (?:qui|dont|qu)"
    r"|qui (?:a|ont)|qu est ce qui|qui est ce qui)\b"
)
SHARES: Final = regex(
    r"\b(?:quelle (?:part|proportion)|quel (?:pourcentage|%|taux)|(?:en )?(?:quel )?(?:%"
    r"|pourcentage) (?:de|d|des)"
    r"|taux d (?:objectifs|indicateurs)|taux (?:de|des)(?= points?\b)|part (?:de|des|d))\b"
    r"|\bquel %|(?<!\d )(?<!\d)% (?:de|d|des)\b"
)
#: How much of one target, or how many of all, are reached.
ATTAINED: Final = regex(
    r"(?<!\w)(?:(?:le |quel |quel est le )?(?:taux|%|pourcentage) (?:de reussite|d atteinte"
    r"|de realisation|de cibles)"
    r"(?: (?:de|d|des))?(?: (?:l |la |les |nos |leurs? )?(?:objectifs?|cibles?|obj))?)\b"
)
RATED: Final = regex(r"\b(?:en|au|selon le|par|du) (?:taux|pourcentage|proportion)\b|\ben %")
#: What is left to do for a target.
TO_REACH: Final = regex(
    rf"\b(?:a faire )?pour (?:atteindre|tenir|respecter|arriver a|etre a|remplir|toucher) {_AIM}"
)
HOW_MANY: Final = regex(
    r"\b(?:(?:il )?(?:nous )?(?:reste\w*|manqu\w+|faut|faudrait)(?: t il)?(?: encore)?(?: (?:gagner"
    r"|monter de|progresser de))? )?"
    r"combien(?: (?:de|d))?(?: (?:points?|pts|jours?))?\b"
)
SUMS: Final = regex(
    r"\b(?:au total|(?:le |les |du |nouveau |notre |un )*(?:total|totaux)(?: general| (?:des"
    r"|de) (?:points?|pts))?|en tout"
    r"|(?:la )?somme|cumul\w*|global\w*|l ensemble)\b"
)
MEANS: Final = regex(r"\b(?:en moyenne|(?:la )?moyenne|moyen|moyenne)\b")
RANKS: Final = regex(
    r"\b(?:class\w+|tri\w+|range\w*|ordonne\w*|hierarchi\w+|palmares|podium)(?: moi)?(?= |$)"
    r"|\bdu (?:meilleur|mieux|plus \w+) au (?:pire|moins \w+|plus \w+)(?: \w{3,5})?\b"
)
MOSTS: Final = regex(
    r"\b(?:(?:le|la|les) plus(?: (?:gros|grosse|grand|grande|lourd|lourde|eleve\w*|haut|haute|fort"
    r"|forte|important\w*))?(?: (?:de|d))?|plus (?:gros|grosse|grand|grande|lourd|lourde|eleve\w*"
    r"|fort|forte)|max(?:imum)?)\b"
)
LEASTS: Final = regex(
    r"\b(?:(?:le|la|les) (?:moins|plus (?:petit|petite|faible|bas|basse|leger|legere))(?: (?:de|d"
    r"|lourd|lourde|eleve\w*))?|plus (?:petit|petite|faible|bas|basse)|min(?:imum)?)\b"
)
TOP: Final = regex(
    r"\b(?:les |top )?(?P<n>[2-9]|deux|trois|quatre|cinq) (?=(?:\w+ )?(?:plus|premi|pire|meilleur"
    r"|mieux))"
)
CHECKS: Final = regex(
    r"\b(?:(?:est|sont|etait)(?: (?:il|ils|elle|ce|c))?(?: que)?(?: bien)? (?:juste|exact|correct"
    r"|bon|faux|coherent)e?s?|correspond\w*(?: t)?(?: il)?(?: bien)?(?: (?:a"
    r"|avec))?(?: (?:la )?(?:somme|addition|total) (?:des|de|d) (?:points?|lignes|criteres))?"
    r"|(?:fait|font) bien(?= \d)|(?:verifi|control|recalcul|recompt)\w+|(?:juste|exact|correct|bon"
    r"|faux|erreur) ?(?=,|$)"
    r"|(?:tombe|colle)\w*(?: (?:juste|bien))?|y a (?:t il )?une erreur(?: dans)?"
    r"|bien la somme(?: des (?:lignes|points|criteres))?)\b"
)
WHYS: Final = regex(
    r"\b(?:pourquoi|pour quelles? raisons?|quelles? (?:est la |sont les )?(?:raisons?|causes?"
    r"|explications?)|la raison|la cause"
    r"|(?:une |des |l )?(?:remarques?|observations?|commentaires?|explications?)"
    r"|comment (?:ca se fait|explique\w*|expliquer)|qu est ce qui explique|explique\w* (?:par|le|la"
    r"|l))\b"
)
#: « A dérapé » tells nothing more than that it is asked why.
SLIPPED: Final = regex(
    r"\b(?:(?:a|ont|s est|se sont|avait|avaient|aurait|est|etait|sont) ?(?:(?:t )?(?:il|elle|ils"
    r"|elles|on) )?(?:aussi |autant |si |tant |fortement |bien |tellement )?(?:derap\w+|grimp\w+"
    r"|chut\w+|baiss\w+|augment\w+|recul\w+|degrad\w+|explos\w+|plong\w+|mont\w+|bond\w+"
    r"|progress\w+)|(?:est|sont|etait|etaient) (?:si |aussi )?(?:en dessous|au dessous|bas|basse"
    r"|mauvais\w*|en retard))\b"
)
WAY_SAID: Final = (
    (
        "baisse",
        regex(
            r"\b(?:(?:qu il faut|il faut|a|qu on (?:doit|veut)|qu on cherche a|doivent|doit|on doit"
            r"|faut) ?(?:faire )?(?:baisser|reduire|diminuer)|(?:dont le sens est|sens|de sens"
            r"|orientes?|(?:a|en) la|attendus? (?:a|en)(?: la)?) ?(?:a la |en )?baisse"
            r"|plus c est bas mieux c est)\b"
        ),
    ),
    (
        "hausse",
        regex(
            r"\b(?:(?:qu il faut|il faut|a|qu on (?:doit|veut)|qu on cherche a|doivent|doit|on doit"
            r"|faut) ?(?:faire )?(?:augmenter|monter|progresser|hausser)|(?:dont le sens est|sens"
            r"|de sens|orientes?|(?:a|en) la|attendus? (?:a|en)(?: la)?) ?(?:a la |en )?hausse"
            r"|plus c est haut mieux c est)\b"
        ),
    ),
)
SINCE: Final = regex(
    r"\bdepuis(?: (?:l annee|le debut de))?(?= 20\d\d)|\bdepuis (?:quand|quelle annee"
    r"|combien (?:de temps|d annees))\b"
)
WHICH_YEAR: Final = regex(
    r"\b(?:quelle(?:s)? annees?|(?:en )?quelle annee|quand|quel exercice|quels exercices)\b"
)
ALL_YEARS: Final = regex(
    r"\b(?:(?:sur |pendant |pour |de |d )?(?:les |ces |toutes les |nos )?(?:2|3|4|5|deux|trois"
    r"|quatre|cinq|toutes les) (?:ans|annees|exercices)|sur (?:toute )?la periode"
    r"|d une annee sur l autre|au fil des ans|chaque annee|d annee en annee|annee (?:par"
    r"|apres) annee|depuis le debut|par an|par annee|tous les ans)\b"
)
STREAKS: Final = regex(r"\b(?:de suite|d affilee|consecutiv\w+)\b")
YES_NO: Final = regex(
    r"\b(?:est ce qu\w*|(?:a|est|etait|sont|ont|avait) (?:t )?(?:on|il|elle|ils|elles|ce)|ou (?:pas"
    r"|non)(?= ?(?:,|$))|non(?= ?(?:,|$))|oui ou non|on (?:a|avait|est|etait) (?:bien|deja)"
    r"|c est bien|bien)\b"
)

FAILED: Final = _FAILED
PARTICIPLE: Final = _DONE
_STATE: Final = rf"(?:(?:{_NO}{_BETWEEN} )?(?:{_DONE}|{_GREEN}|{_FAILED})(?: {_AIM})?)"
_AND: Final = r"(?: ?(?:,|et|mais|puis|alors|qu|que|qui|ils|elles|on|l|les|le|y))*"
#: « Passés de raté à atteint entre 2024 et 2025 ».
TURNED: Final = regex(
    rf"\b(?:(?:est|sont|ont) )?(?:pass\w+|bascul\w+) (?:de |du |d )?(?P<one>{_STATE}) (?:a|en"
    rf"|vers) (?P<two>{_STATE})"
    r"|\b(?:(?:est|sont|ont) )?(?:pass\w+|bascul\w+|repass\w+) (?:(?:au|dans le|en) )(?P<now>vert"
    r"|rouge)\b"
)
#: Better or worse than the floor.
FLOORED: Final = regex(
    r"\b(?P<under>(?:en dessous (?:du|de)|au dessous (?:du|de)|sous|inferieure?s? (?:au|a)|n (?:a"
    r"|ont) pas (?:atteint|passe))"
    r"|(?P<over>(?:au dessus (?:du|de)|superieure?s? (?:au|a)|(?:a|ont) (?:atteint|passe"
    r"|depasse))))"
    r" ?(?:le |leur |son |au |du )?(?:planchers?|seuils?)\b"
)
#: Two years, each with its verdict; whether the second is the same as the first, if not said.
SWITCHES: Final = (
    (
        regex(
            rf"\b(?:{_HAS} )?(?P<one>{_STATE})(?: (?:en|pour|sur))? (?P<a>(?:19|20)\d\d){_AND}"
            r" (?:le |l )(?:sont|etaient|est|etait|ont ete)(?: (?:bien|enfin|devenue?s?))?"
            r"(?: (?:en|pour|sur))? (?P<b>(?:19|20)\d\d)\b"
        ),
        False,
    ),
    (
        regex(
            rf"\b(?:{_HAS} )?(?P<one>{_STATE})(?: (?:en|pour|sur))? (?P<a>(?:19|20)\d\d){_AND}"
            rf" (?:(?:ne |n )?(?:(?:le |l )?(?:sont|etaient|est|ont|a) )?(?:plus|pas|non)(?: ete"
            rf"| l etre)?)"
            rf"(?: (?:{_DONE}))?(?: (?:en|pour|sur))? (?P<b>(?:19|20)\d\d)\b"
        ),
        False,
    ),
    (
        regex(
            rf"\b(?:{_HAS} )?(?P<one>{_STATE})(?: (?:en|pour|sur))? (?P<a>(?:19|20)\d\d){_AND}"
            rf" (?:{_HAS} )?(?P<two>{_STATE})(?: (?:en|pour|sur))? (?P<b>(?:19|20)\d\d)\b"
        ),
        None,
    ),
)
#: Groups of which none is met, or missed; or all are met.
NONE_OF: Final = regex(
    rf"\b(?:n |ne )?(?:ont|a|avaient|avait) (?:(?:{_FAILED})|(?:{_DONE})) aucune?"
    r" ?(?:objectif|cible|indicateur|critere|engagement)?\b"
)
ALL_OF: Final = regex(
    rf"\b(?:ont|a|avaient|avait) (?:bien )?(?:tout (?:{_DONE})|(?:{_DONE}) (?:tout(?:es)?|tous)"
    r"(?: (?:leurs|ses|les) (?:objectifs|cibles|engagements))?)\b"
)
#: The year of the best, or the worst.
BEST_YEAR: Final = regex(
    r"\b(?:(?:quelle (?:est|a ete|fut) )?(?:la |notre |sa )?(?P<good>meilleure|pire|plus mauvaise"
    r"|moins bonne) annee)\b"
    r"|\bquelle annee (?:etait|est|a ete|fut) (?:la |le )?(?P<good2>meilleure|pire|plus mauvaise"
    r"|moins bonne)\b"
)
#: A result set against its target.
AGAINST: Final = regex(
    r"\b(?:(?:par rapport|compare\w*|face) a|vs|contre|versus|a cote de) ?(?:la |l |sa |son |leur "
    r"|notre )?"
    r"(?:cibles?|objectifs?|vises?)\b"
)
#: « Moins de points en 2025 qu'en 2024 ».
THAN_YEAR: Final = regex(
    r"\b(?P<how>plus|moins|mieux|moins bien)(?: (?:de|d))?(?: (?P<what>points?|pts|bons?|haut|bas"
    r"|eleves?))?(?: (?:en|qu en|que en))?"
    r" (?P<a>(?:19|20)\d\d) (?:qu en|que|qu) ?(?:en )?(?P<b>(?:19|20)\d\d)\b"
)
#: « Mieux qu'en 2024 ? », of the year that was told.
VERSUS: Final = regex(
    r"\b(?:(?:c est|c etait|est ce) )?(?:mieux|pire|moins bien|meilleur)(?: ou (?:mieux|pire"
    r"|moins bien|pas))?"
    r" (?:qu en|que en|que l annee|que pour|qu) (?P<year>(?:19|20)\d\d)\b"
)
#: What must be so for a payment, and how it is worked out, as the notes say it.
CONDITIONS: Final = regex(
    r"\b(?:(?:(?:a )?quelles? |la |les |une |des |quelle est la |quelles sont les )?(?:conditions?"
    r"|regles?|formules?"
    r"|modes? de calcul)"
    r"(?: (?:de|du|d|des))?(?: (?:versement|calcul|paiement|points?|prime|interessement))?"
    r"|comment (?:sont|est|se) (?:calcule\w*|obtenu\w*|fait\w*|attribue\w*))\b"
)
#: « La différence entre 2023 et 2024 ».
DIFFERS: Final = regex(
    r"\b(?:(?:la |l |quelle |quel )?(?:differences?|separe\w*|combien (?:de points )?separe\w*"
    r"|ecarts?|delta|variations?|evolutions?)(?: (?:de"
    r"|d|des|du|en|entre))*)\b"
)
