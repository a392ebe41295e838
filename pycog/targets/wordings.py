"""Printed targets without a figure: to be defined, followed only, a trend, yes or no.

They are closed lists: a word that is not there is refused (:mod:`pycog.targets.refusals`).
"""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex
from pycog.targets.printed import HIGHER, LOWER, Target
from pycog.targets.qualifiers import REFERENCE, compared
from pycog.values import fold

_VERB = (
    r"(?:definir|determiner|fixer|preciser|completer|arreter|confirmer|construire|fiabiliser|creer"
    r"|etablir|mettre en place|mettre en oeuvre|calculer|calibrer|venir|negocier"
    r"|expertiser|mesurer|developper|elaborer|valider)"
)
_NOUN = (
    r"(?:definition|determination|fiabilisation|construction|elaboration|cours|validation|creation"
    r"|mise en place|mise en oeuvre|calibrage|developpement|negociation|discussion|expertise)"
)
_TAIL = (
    r"(?: (?:en|d'ici|des|fin|courant|avant|pour|ulterieurement|avec|par|au|apres|lors|sur|dans"
    r"|selon|chaque|a partir|a l'issue)\b.*)?"
)
#: Folded wording → kind. The tail may name a year or who decides; it gives no value.
_UNSET: Final = (
    (
        regex(
            rf"(?:(?:cible|objectif|valeur|indicateur|taux|seuil) "
            rf"(?:(?:nationale?|locale?|regionale?|annuelle?|chiffree?) )?)?(?:(?:restant |reste )?"
            rf"a {_VERB}|en (?:cours (?:de |d'))?{_NOUN}|en attente(?! de donnee)|nouveau"
            r"|nouvel indicateur|tbd|arbitrage en cours|en (?:cours d')?arbitrage"
            rf"|non (?:encore )?(?:fixee?|definie?|arretee?))"
            rf"{_TAIL}"
            r"|(?:cible|objectif|valeur) (?:definie?|fixee?|arretee?) (?:en|d'ici|fin|courant) "
            r"(?:fin )?20\d\d(?: \([^()\d]*\))?"
            r"|(?:(?:cible|objectif|valeur) )?(?:definie?|fixee?|arretee?|precisee?|determinee?) "
            r"(?:ulterieurement|plus tard|annuellement|chaque annee)"
            r"|(?:cible|objectif|valeur|indicateur) a stabiliser"
        ),
        "open",
    ),
    (
        regex(
            r"(?:donnees? |valeur |cible |objectif |information )?(?:non "
            r"(?:determinee?s?|disponibles?|connue?s?|renseignee?s?|communiquee?s?|mesurable"
            r"|mesuree?)|indisponibles?|inconnue?s?|manquantes?)|n\.? ?d\.?|n ?/ ?d|n\.? ?c\.?"
            r"|n\.? ?r\.?|n\.? ?s\.?|non evaluable|en attente de donnees?|n ?/ ?c|\?+|nsp"
        ),
        "unknown",
    ),
    (
        regex(
            r"(?:\(?(?:sans objet|non applicable|non concerne|neant)\)?)|s\.? ?o\.?|s ?/ ?o"
            r"|n\.? ?a\.?|n ?/ ?a|[-–—‒―_/.]{1,3}|…|ø|∅"
        ),
        "not_applicable",
    ),
    (
        regex(
            r"(?:pas de cible|pas d'objectif|sans cible|sans objectif)?(?: chiffree?)? ?"
            r"\(?(?:pour )?(?:(?:indicateur )?(?:de |d')?(?:simple )?(?:suivi|contexte"
            r"|observation|pilotage|surveillance)"
            r"(?: (?:annuel|simple|uniquement|seul|sans (?:cible|objectif)))*"
            r"|indicateur suivi(?: sans (?:cible|objectif))?|a suivre"
            r"|pour (?:information|memoire))\)?"
            r"|(?:en observation|mesure de reference|(?:mesure (?:du |de l'))?(?:point (?:zero|0)"
            r"|annee (?:de reference|0)"
            r"|etat des lieux)|t0)|indicateur de suivi \(sans (?:cible|objectif)\)"
            r"|non chiffree?"
            r"|(?:pas de cible|pas d'objectif|sans cible|sans objectif|aucune cible)"
            r"(?: chiffree?| fixee?| definie?)?"
        ),
        "follow_up",
    ),
)
_DEFERRED = regex(
    r"(?:(?:cf\.?|voir) ?)?(?:la )?cog [a-zà-ÿ][a-zà-ÿ'’ -]*(?: \d{4}(?: ?- ?\d{4})?)?"
    r"|(?:cf\.?|voir|selon) ?(?:(?:la|le|les|l') ?)?(?:cog|cpg|pap|rap|cpom|annexes?|fiches?"
    r"|avenant|convention|plan|schéma|lettre|note)\b[^;]*"
    r"|(?:(?:cible|objectif)s?(?: annuel(?:le)?s?)? )?(?:à |sera )?"
    r"(?:défini|fixé|précisé)r?e?s?"
    r" (?:dans|par) (?:(?:un|une|le|la|les|l') ?)?(?:cpg|pap|rap|cpom|annexes?|avenant|convention"
    r"|plan|schéma|lettre)\b[^;\d]*"
)
_YES_NO = regex(
    r"o(?:ui)? ?/ ?n(?:on)?|oui|faite?s?|livree?s?|realisee?s?|publiee?s?|signee?s?|acheve?e?s?"
    r"|mis en (?:oeuvre|œuvre|place|service|production)|deployee?s?"
)

_RISING = regex(
    r"(?:en |(?:tendance )?a la )?(?:hausse|augmentation|progression|croissance)"
    r"|a augmenter|augmenter|croissant"
    r"|[↗↑⇗▲⬆⇧]"
)
_FALLING = regex(
    r"(?:en |(?:tendance )?a la )?(?:baisse|diminution|reduction|recul|decroissance)"
    r"|a (?:diminuer|reduire)"
    r"|diminuer|reduire|decroissant|[↘↓⇘▼⬇⇩]"
)
_STEADY = regex(
    r"stables?|stabilite|stabilisation|stabiliser|maintien|maintenir|constante?s?|inchangee?"
    r"|reconduite?s?|reconduction"
    r"|[→➔➡⇒⟶]|=>|->"
)
_BETTER = regex(r"(?:en |d')?amelioration|a? ?ameliorer|en progres|meilleure?")
_NO_WORSE = regex(
    r"(?:non[ -]degradation|(?:absence de|pas de|sans) degradation|(?:maintien|stabilite|stable)"
    r" ou (?:en )?(?:amelioration|mieux))"
)
_EITHER = regex(
    r"(?:stables?|stabilite|maintien) (?:ou|/) ?(?:(?:en )?(?P<up>hausse|augmentation|progression)"
    r"|(?:en )?(?:baisse|diminution|reduction))"
)
_KEPT = regex(
    rf"(?:maintien|maintenir|stabilisation|stabilité|stable|identique|égal)s?"
    rf"(?: (?:du|de la|de|au|à|le|par rapport (?:à|au))(?: niveau (?:de|du))?)? ?({REFERENCE})"
)
_KEPT_AFTER = regex(rf"({REFERENCE}) (?:maintenu|conservé|reconduit|inchangé|stabilisé)e?s?")
_SINCE = regex(rf"(.+?) (?:par rapport (?:à|au) ?|vs\.? |/ ?|depuis )({REFERENCE})")
_SINGLE_YEAR = regex(r"(?:19|20)\d\d")
_REFERENCE = regex(REFERENCE)
_TO_DIRECTION: Final = {"<": LOWER, "<=": LOWER, ">": HIGHER, ">=": HIGHER}


def read_wording(plain: str) -> Target | None:
    """Read a target that has no figure of its own.

    Args:
        plain: A lower-case text without its footnote marks.

    Returns:
        The target; ``None`` where the text is none of these.
    """
    folded = fold(plain)
    for pattern, kind in _UNSET:
        if pattern.fullmatch(folded):
            return Target(plain, kind)
    if _YES_NO.fullmatch(folded):
        return Target(plain, "yes_no", 1.0, "=")
    if _DEFERRED.fullmatch(plain.strip("()")):
        return Target(plain, "deferred")
    return _trend(plain)


def _trend(plain: str) -> Target | None:
    if match := _KEPT.fullmatch(plain) or _KEPT_AFTER.fullmatch(plain):
        return _towards(plain, "=", match[1])
    found = _SINCE.fullmatch(plain)
    words, base = (found[1], found[2]) if found else (plain, "")
    folded = fold(words)
    for pattern, comparator in _TRENDS:
        if pattern.fullmatch(folded):
            return _towards(plain, comparator, base)
    if match := _EITHER.fullmatch(folded):
        return _towards(plain, ">=" if match["up"] else "<=", base)
    comparator_, value = compared(plain)
    if _REFERENCE.fullmatch(value) and not _SINGLE_YEAR.fullmatch(value):
        return _towards(plain, comparator_ or "=", value)
    return None


_TRENDS: Final = (
    (_RISING, ">"),
    (_FALLING, "<"),
    (_STEADY, "="),
    (_NO_WORSE, "="),
    (_BETTER, None),
)


def _towards(plain: str, comparator: str | None, base: str) -> Target:
    direction = _TO_DIRECTION.get(comparator or "")
    return Target(
        plain,
        "trend",
        comparator=comparator,
        direction=direction,
        imposed=direction is not None,
        base=base,
    )
