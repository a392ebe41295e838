"""How officers name the columns of a board, and points that are none or all there are."""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex

#: Columns by the words that name them.
ROLES: Final = (
    (
        "perdu",
        regex(
            r"\b(?:(?:combien de |quels? |les |des |nombre de )?(?:points?|pts) (?:qu on a |qu on "
            r"|que nous avons )?"
            r"(?:perdus?|laisse\w*(?: (?:filer|echapper|en route|sur la table))?|manquants?"
            r"|non (?:obtenus?|acquis)|rates?|manques?"
            r"|pas (?:gagnes?|obtenus?|pris))"
            r"|(?:il )?reste\w*(?: t il)?(?: encore)? (?:combien (?:de |d ))?(?:points?"
            r"|pts) a (?:gagner|prendre|aller chercher)"
            r"|combien de (?:points?|pts) (?:il )?reste\w*(?: t il)?(?: encore)? a (?:gagner"
            r"|prendre)"
            r"|coute\w*(?: le)?(?: plus)?(?: cher)? en (?:points?|pts)"
            r"|(?:on |nous )?en perd(?:u|s|ons|ait)? combien(?: de (?:points?|pts))?"
            r"|(?:fait|fais\w*) perdre combien(?: de (?:points?|pts))?"
            r"|perdu? (?:combien de |des |le plus de |le moins de |de )?(?:points?|pts)"
            r"|laisse\w* (?:filer |echapper )?(?:combien de |des |de |le plus de )?(?:points?|pts)"
            r"|(?:points?|pts) (?:a t on|on a|avons nous|ont ete|sont|on) (?:perdus?|laisses?|perd)"
            r"|(?:coute|fait perdre|perdre|perdu)(?: le plus)? (?:combien de |des |de )?(?:points?"
            r"|pts)"
            r"|(?:manqu\w+|manque t il) (?:combien )?(?:de )?(?:points?|pts)|combien de (?:points?"
            r"|pts) (?:il )?(?:nous )?manqu\w+(?: t il)?)"
            r"(?: (?:encore )?(?:pour|par rapport a) (?:avoir |faire |atteindre "
            r"|obtenir )?(?:le )?(?:max\w*|plein|total|tous les points))?\b"
        ),
    ),
    (
        "poids",
        regex(
            r"\b(?:(?:le |les |de |quel |quels )?(?:poids|ponderations?|baremes?|coef\w*)|pes(?:e"
            r"|ent|ait|aient)(?: combien)?"
            r"|compte(?:nt)? (?:pour )?combien|combien (?:de (?:points?|pts) )?(?:vaut|valent"
            r"|pese\w*|compte\w*)|(?:vaut"
            r"|valent) combien"
            r"|(?:combien de )?(?:points?|pts) (?:restent |sont |encore )*(?:max\w*|possibles?"
            r"|en jeu|a gagner)"
            r"|(?:est |sont )?note\w* sur combien|sur combien(?: de (?:points?|pts))?)\b"
        ),
    ),
    ("plancher", regex(r"\b(?:planchers?|seuils?|minimum exige)\b")),
    (
        "cible",
        regex(
            r"\b(?:(?:cibles?|objectifs?|obj)(?: a (?:atteindre|tenir|viser))?|vises?|visait"
            r"|attendus?|attendue?s?|a atteindre|faut il atteindre"
            r"|vise t on|on vise|viser)\b"
        ),
    ),
    (
        "points",
        regex(
            r"\b(?:(?:ca )?(?:rapport\w+|gagn\w+|marqu\w+|obtenus?|acquis|pris|ramene\w*|fait|vaut"
            r"|valent)? ?"
            r"(?:(?:combien )?(?:de |le plus de |le moins de )?)?(?:points?|pts)"
            r"(?: (?:ont ete |a t on |on a |avons nous |a )?(?:obtenus?|acquis|gagnes?|marques?"
            r"|pris|eus?|rapportes?|fait))?"
            r"|rapport\w+(?: combien)?)\b"
        ),
    ),
    (
        "résultat",
        regex(
            r"\b(?:resultats?|scores?|realises?|obtenus?|obtenu|constates?|chiffres?|niveau atteint"
            r"|(?:on |nous )?(?:a|avons|ont) (?:t on )?(?:fait|obtenu|eu|atteint)(?: combien)?"
            r"|fait(?: combien)?"
            r"|(?:ou )?en (?:est|etait|sommes|sont) ?(?:on|nous)?|on (?:est|etait) a(?: combien)?"
            r"|atteint combien)\b"
        ),
    ),
)
ZEROS: Final = regex(
    r"\b(?:(?:n |ne )?(?:a|ont|est|sont)? ?(?:rapport\w+|gagn\w+|obten\w+|valu|donn\w+|marqu\w+|eu"
    r"|eus|fait|pris)? ?"
    r"(?:zero|0|aucun|pas (?:un|de)|nul)(?: seul)? ?(?:points?|pts)?|(?:n |ne )?(?:a|ont)? ?rien "
    r"(?:rapport\w+|gagn\w+|valu|donn\w+|ramene\w*)|(?:n |ne )?(?:a|ont)? ?(?:rapport\w+|gagn\w+"
    r"|ramen\w+) rien"
    r"|sans (?:aucun )?points?)(?=\W|$)"
)
FULLS: Final = regex(
    r"\b(?:(?:a |ont |avoir |eu |obtenu |fait |pris |rapporte |rapportent |gagne |decroche "
    r"|decrocher |obtenir )*"
    r"(?:(?:tous|la totalite de|l integralite de|100 % de) (?:ses|les|leurs|nos|des) ?(?:points?"
    r"|pts)"
    r"|(?:le |leur |son |au )(?:max(?:imum)?|plein)(?: (?:de|des) (?:points?|pts))?|carton plein"
    r"|(?:le )?plein de points))\b"
)
#: « Sur combien ? », of points.
OUT_OF: Final = regex(r"\bsur combien(?: (?:de|possibles?|au total))?(?: (?:points?|pts))?\b")
