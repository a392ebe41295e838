"""How a turn goes on with the last question on a table of the open workbook."""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex

#: A turn begins so, or is as short as this.
GOES_ON: Final = regex(
    r"(?:et|dont|hors|sauf|sans|mais|alors|donc|parmi|pour|idem|meme chose|pareil|compar\w+"
    r"|vs|par rapport"
    r"|lequel|laquelle|lesquel\w+|qui|quand|pourquoi|obj\w*|le total|la moyenne|le plus"
    r"|la plus|le moins"
    r"|en %|ca|c est|au total|combien au total|soit|plutot|non|seulement|uniquement)\b"
)
SHORT: Final = 5
OTHER_COLUMN: Final = 1.7
OF_IT: Final = regex(r"(?:il|elle|c est|est ce|est (?:il|elle))\b")
LEAD: Final = regex(
    r"^(?:(?:et|donc|alors|mais|ok|non|plutot|oui|ah|du coup|seulement|uniquement"
    r"|parmi (?:eux|elles|ceux la)) )+"
)
#: What a turn begins or ends with when it is spoken, and which says nothing.
_SPOKEN: Final = regex(
    r"^(?:(?:et|donc|alors|mais|ok|oui|ah|bon|bah|ben|euh|sinon|enfin|tiens|d accord|tres bien"
    r"|parfait|merci|du coup|et du coup|au fait|dans ce cas) )+"
    r"|(?<=\w) (?:alors|du coup|donc|au final|finalement|au juste|exactement|svp|stp"
    r"|s il (?:te|vous) plait|merci|au moins|hein|dans ce cas|au fait|en fait)$"
)


#: Asks the same of something else.
_SAME_OF: Final = regex(
    r"^(?:(?:et|donc|alors|ok|bon) )*(?:(?:pareil|idem|meme (?:chose|question|calcul)|quid|kid"
    r"|qu en est il|cote|niveau)(?: (?:pour|avec|sur|de la|de l|de|du|des|d|cote|a|au))*"
    r"|et (?:pour|cote|niveau|sur) (?!combien|quel|quoi))(?: |$)"
)
#: Is said of one thing alone.
OF_ONE: Final = regex(
    r"(?:(?:et|donc|alors|mais|du coup) )*(?:il|elle|l a t on)\b"
    r"(?! (?:me|te|nous|vous|lui|leur|y|n y|reste|restait|manque\w*|faut|fallait|faudra\w*|s agit"
    r"|existe|ne reste)\b)"
)


#: What a turn asks in more words than it needs.
_SAID_SHORTER: Final = (
    # The same again of another year, and no sum of what was told.
    (
        regex(
            r"^((?:(?:et|donc|alors) )*(?:en|pour) (?:19|20)\d\d)(?: (?:ca (?:fait|donne)|c est"
            r"|il y en a|on en a))? (?:combien|cb)$"
        ),
        r"\1",
    ),
    (
        regex(r"^((?:et |donc )*)pour (?:quoi|quelle raison|quel motif)(?: faire)?$"),
        r"\1pourquoi",
    ),
    (regex(r"^((?:et |donc )*)(?:a cause de quoi|c est du a quoi|la raison)$"), r"\1pourquoi"),
    (regex(r"\b(?:le|la) moins bon(?:ne)?\b"), "le plus faible"),
    (
        regex(
            r"^((?:et |donc )*)(?:(?:ca|il|elle|c) )?(?:port(?:e|ait) sur|etait de|est de|s eleve a"
            r"|represente) (?:combien|quel montant)$"
        ),
        r"\1combien",
    ),
    (regex(r" ?\b(?:la bas|labas|sur place)\b"), ""),
    (
        regex(r"\bsur combien (?:de |d )?((?:prevu|vote|autorise|budget|alloue)\w*)$"),
        r"\1",
    ),
    # What there was to be reached for all points.
    (
        regex(
            r"\bil (?:fallait|faut|faudra\w*|aurait fallu) (?:faire |avoir |atteindre )?"
            r"(?:quoi|combien|quel (?:score|resultat))((?: en (?:19|20)\d\d)?) pour (?:avoir"
            r"|toucher|obtenir|faire) (?:le max\w*|le plein|tous les points|tout|la totalite)"
        ),
        r"l objectif\1",
    ),
    # Who sees to it, by the noun of the column.
    (
        regex(
            r"^((?:et |donc )*)(?:c est )?quel(?:le)? (service|direction|equipe|unite|pole"
            r"|departement|site|agence) (?:(?:s en|en) (?:occupe|charge|a la charge"
            r"|est (?:charge|responsable)\w*)"
            r"|(?:le|la|l|les) ?(?:suit|gere|porte|pilote|a)|(?:suit|gere) (?:ca|cela|c est))$"
        ),
        r"\1le \2",
    ),
    (
        regex(
            r"^((?:et |donc )*)(?:(?:il|elle) )?(?:en (?:est|etait)|ca en est) (?:ou|a quel point)$"
            r"|^((?:et |donc )*)on en est ou$"
        ),
        r"\1l etat",
    ),
)


_RELATIVE: Final = regex(
    r"\b(?:annees?|ans?|mois|trimestres?) (?:d )?(?:apres|avant|suivant\w*|precedent\w*)\b"
)


def leans(text: str) -> bool:
    """Tell whether a question leans on what was said before it.

    Args:
        text: As :func:`.table_lexis.plain` gives it.
    """
    return (
        GOES_ON.match(text) is not None
        or OF_ONE.match(text) is not None
        or OF_THEM.search(text) is not None
        or _RELATIVE.search(text) is not None
        or len(text.split()) <= SHORT
    )


def as_turn(text: str) -> str:
    """Return a turn with one « et » for what says that the same is asked of something else.

    Args:
        text: As :func:`.table_lexis.plain` gives it.
    """
    for said, means in _SAID_SHORTER:
        text = said.sub(means, text)
    spoken = bare_turn(text)
    bare = _SAME_OF.sub("et ", text[: text.find(spoken)] + spoken).strip()
    return bare if bare != "et" else text


def bare_turn(text: str) -> str:
    """Return a turn without what it begins or ends with when it is spoken.

    Args:
        text: As :func:`.table_lexis.plain` gives it.
    """
    while (bare := _SPOKEN.sub("", text).strip(" ,")) != text:
        text = bare
    return text


IN_PERCENT: Final = regex(
    r"(?:(?:ca|cela|soit|et|c est|ce qui|donc) )*(?:(?:fait|represente|donne) )?(?:(?:combien"
    r"|quoi|quel) )?"
    r"(?:(?:en|de) )?(?:%|pourcentage|pour cent|quel %|quelle part|quelle proportion|part)"
    r"(?: (?:du|sur le|dans le|au) total)?"
)
#: « Et le suivant ? », « le deuxième ? », of a ranking of which the first was told.
IN_RANK: Final = regex(
    r"(?:c est (?:qui|quoi|lequel|laquelle) )?(?:le |la |l |celui |celle )?"
    r"(?P<n>suivante?|deuxieme|seconde?|2e|2eme|d apres|juste apres|juste derriere|troisieme|3e"
    r"|3eme|quatrieme|4e|cinquieme|ensuite|derriere)(?: (?:c est |est )?(?:qui|quoi|lequel"
    r"|laquelle|plus \w+))?"
)
#: « Les trois premiers font combien en tout ? »
FIRST_OF: Final = regex(
    r"(?=.*\b(?:total|totaux|sommes?|cumul\w*|moyenne|ensemble|en tout|additionne\w*|combien)\b)"
    r"(?:(?:le |la )?(?:total|somme|moyenne|cumul) (?:de |des |pour )?)?"
    r"(?:les |des |ces |leurs? )?(?:top )?(?P<n>deux|trois|quatre|cinq|[2-5])"
    r" (?:premi\w+|plus (?:gros|grand|cher|import|eleve|haut|fort)\w*)"
    r"(?: (?:font|fait|ca fait|representent|donnent|pesent|totalisent|cumulent|coutent|c est"
    r"|combien|quoi|en tout|au total|ensemble|total|cumul\w*|additionne\w*|en moyenne))*"
)
#: « Et sur l'année ? », after a month or a quarter.
ALL_YEAR: Final = regex(
    r"(?:et )?(?:(?:sur|pour|dans|au total sur|en tout sur) )?(?:toute )?l annee"
    r"(?: (?:entiere|complete|totale|pleine))?|(?:et )?(?:sur|pour) (?:les )?(?:12|douze) mois"
)
WHICH: Final = regex(
    r"(?:lesquel(?:le)?s|lequel|laquelle|qui ca|la liste|liste|quoi|c est lesquel\w+)"
)
ASKS_STATE: Final = regex(r"(?!(?:le|la|les|ceux|celles|pour|au|aux|a|de|du|des|l|chez|avec)\b)")
#: Whether a row is late depends on the day: another room tells it.
LATE: Final = regex(
    r"\bretards?\b|^(?:et |c est |soit )*de combien de jours?$|^(?:et )?depuis combien de jours?$"
)
OUT_OF: Final = regex(r"sur combien(?: de \w+)?(?: (?:au total|en tout))?")
WORTH: Final = regex(
    r"(?:(?:ca|cela|pour|soit) )*(?:combien|quel montant|quelle somme)(?: (?:ca|cela))?"
    r" ?(?:vaut|coute|represente|fait en euros|en euros)?(?: (?:au total|en tout))?(?<!combien)"
)
#: « Leur total ? », « ça fait combien à eux trois ? », of the first ones of a ranking.
TOP_TOTAL: Final = regex(
    r"(?=.*\b(?:total|totaux|sommes?|cumul\w*|moyenne|ensemble|a (?:eux|elles|tou(?:te)?s)|en tout"
    r"|additionne\w*)\b)(?:(?:et|ca|cela|donc|alors|quel(?:le)?|est|c est|soit|fait|font|donne|la"
    r"|le|leurs?|les|de|ces|ceux la|au|en|sur|combien|cb|tout|total|totaux|sommes?|montant|cumule?"
    r"|moyenne|a|eux|elles|deux|trois|quatre|cinq|\d|tou(?:te)?s|ensemble|represente(?:nt)?"
    r"|additionne\w*|svp|stp) ?)+"
)
HOW_MANY: Final = regex(
    r"(?:(?:ca|cela|soit) )?(?:fait )?(?:combien|le nombre|nombre)(?: (?:de lignes|en tout"
    r"|au total|y en a t il"
    r"|sont ils|sont elles))?"
)
OTHER_ROWS: Final = regex(
    r"\b(?:(?:y a t il |il y a |y en a |a t on )?(?:d|l|les|des|quel(?:le)?s?) )?autres?"
    r"(?: (?:services?|lignes?|postes?|indicateurs?|actions?|mesures?|directions?|groupes?"
    r"|sites?))?"
    r"(?: (?:qui (?:est|sont)|est|sont))?\b"
)
OF_THEM: Final = regex(
    r"\b(?:les (?:deux|trois|quatre|cinq)|tous|toutes|chacune?|ceux ci|celles ci"
    r"|ce(?:tte)? (?:ligne|action|virement"
    r"|service|indicateur|organisme)|(?:a )?(?:ce mois|cette annee|ce trimestre|cette date)"
    r"(?: la| ci)|(?:cette|la meme) (?:ligne|annee)(?: la)?|dedans|(?<!au )(?<!en )(?<!ci )dessus"
    r"|eux|elles)\b"
)
