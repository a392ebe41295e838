"""The printed targets that say a value in words, a yearly date or two numbers: why each is refused.

A part of :data:`pycog.targets.refused_forms.REFUSED`, which is read in its order.
"""

from __future__ import annotations

import re
from typing import Final

FIGURE: Final = r"\d[\d ,.]* ?(?:%|€|[km]d?s? ?€|points?|pts?|etp\w*)?"
#: Wordings → why.
WORDED: Final = (
    (
        re.compile(r"aucunes?|non"),
        "se lit comme zéro, comme « non » ou comme « sans cible ». Écrivez 0, O/N, ou « sans "
        "cible »",
    ),
    (
        re.compile(r".*\bn ?\+ ?1\b.*|(?:.* )?(?:de )?chaque (?:annee|mois|trimestre|exercice)"),
        "revient tous les ans ou tombe l'année d'après. Écrivez la date de l'année, par exemple "
        "« 31 mars 2025 », ou O/N",
    ),
    (
        re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|\d{1,2} ?/ ?\d{1,2} ?(?:h|heures?|j|jours?)"),
        "est une heure, ou un délai écrit comme elle. Écrivez « 3 min », « 24 h » ou « 48 h »",
    ),
    (
        re.compile(r"\d[\d ,]* ?(?:j|jours?|h|heures?) sur \d[\d ,]*(?: ?(?:j|jours?|h|heures?))?"),
        "est une période d'ouverture. Écrivez la part (100 %) ou le nombre (7 jours), avec sa "
        "direction",
    ),
    (
        re.compile(rf"{FIGURE} ?[\[(] ?{FIGURE}[\])]"),
        "donne deux nombres, dont un entre crochets. Écrivez celui de l'année ; l'autre va dans la "
        "case de son année, ou en note",
    ),
    (
        re.compile(r"pertes? (?:de|d'|maximale?) ?.*\d.*"),
        "admet une perte sans dire de quel côté elle est. Écrivez la borne en valeur, par exemple "
        "« ≥ 88 % », ou « ≥ N-1 - 2 pts »",
    ),
    (
        re.compile(r"[a-z][a-z0-9 ]*: ?[+-] ?\d.*"),
        "donne une variation derrière un nom. Écrivez la variation seule, par exemple « -25 % / "
        "2019 » ; le nom va dans le libellé",
    ),
    (
        re.compile(
            r"(?:mesure|cible|valeur)[^\d;,]* \d{4} ?[,;] ?(?:mesure|cible|valeur).*\d{4}.*"
        ),
        "parle de plusieurs années sans valeur. Écrivez « à définir » dans la case de l'année",
    ),
    (
        re.compile(r"(?:ref\.?|reference) ?(?:20\d\d)? ?:? ?\d.*|r ?20\d\d ?[+-] ?\d.*"),
        "donne la valeur de départ, ou part d'elle par une abréviation. Écrivez la cible, ou "
        "« résultat 2022 + 2 pts »",
    ),
)
