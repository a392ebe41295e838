"""Other spellings of the same target, rewritten as the grammar reads them.

Agreements print one idea in many ways: « a minima 92 % », « 92 % ou plus ». Each rewriting
is exact: it changes the words, never the value, the comparator or the unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from pycog.lazy_patterns import regex
from pycog.values import fold

_TIME = r"(?:jours?|j|jo|mois|semaines?|heures?|h|minutes?|min|mn|secondes?|s|ans?)\b"
_DONE = (
    r"(?:traité|réalisé|payé|instruit|répondu|décroché|liquidé|servi|rendu|notifié|clos|clôturé"
    r"|remboursé|abouti|satisfait|examiné|versé|reçu|résolu)"
)
#: Things of which none is wanted: « 0 réserve » is no number to reach.
_UNWANTED = (
    r"(?:réserve|défaut|erreur|anomalie|incident|accident|plainte|réclamation|litige|contentieux"
    r"|rejet|retard|rupture|oubli|faute|non-conformité|écart|manquement|indu)"
)
#: What is done by a date that follows: « livraison T2 2024 ».
_EVENT = (
    r"(?:livraison|livré|mise en (?:service|production|place|œuvre|oeuvre)|déploiement|publication"
    r"|signature|ouverture|généralisation|démarrage|lancement)"
)
_HALF: Final = {"mois": "mois", "an": "ans", "ans": "ans", "heure": "heures", "heures": "heures"}


def _in_full(figure: str, scale: str) -> str:
    """Write « 1,5 million » with all its digits, so that what is counted may follow."""
    size = 10**9 if scale.startswith("milliard") else 10**6
    return f"{Fraction(figure.replace(' ', '').replace(',', '.')) * size}"


#: What is printed → what the grammar reads, in this order.
_REWRITTEN: Final = tuple(
    (regex(pattern), text)
    for pattern, text in (
        # Dashes and arrows that a word processor puts in.
        (r"^[–—−‒] ?(?=\d)", "-"),
        (r"^(n ?- ?1|.*\bn ?- ?1) ?[–—−‒] ?(?=\d)", r"\1 - "),
        (r"^[⬈➚🡕⭧]$", "↗"),
        (r"^[⬊➘🡖⭨]$", "↘"),
        (r"^((?:résultat|réalisé|valeur|niveau|taux)(?: [^\W\d]+)? 20\d\d) ?[–—−‒] ?(?=\d)",
         r"\1 - "),
        # Comparators in words.
        (r"\b[aà] minima\b", "au minimum"),
        (r"\b[aà] maxima\b", "au maximum"),
        (r"\bégale?s? ou (supérieur|inférieur)(e?s?) (à|au)\b", r"\1\2 ou égal \3"),
        (r"\bstrictement (?=supérieure?s? |inférieure?s? )", ""),
        (r"\b((?:supérieur|inférieur)e?s?) stricte?(?:ment)? (?=à |au )", r"\1 "),
        (r"^(?=.*\d.* sans )(.+?) sans (?:dépasser|excéder) (?=\d)", r"\1 et au plus "),
        (r"^moins que (?=n ?- ?1|le |l')", "inférieur à "),
        (r"^pas (moins|plus) de (?=\d)", r"au \1 "),
        (r"\bmoins d'(?=\d)", "moins de "),
        (r"([<>]) ?ou ?=", r"\1="),
        (r"^(?:à )?ne pas (?:dépasser|excéder) |^ne (?:dépassant|excédant) pas "
         r"|^(?:à )?ne (?:doit|doivent|devant|devra|pouvant) pas (?:dépasser|excéder) "
         r"|^(?:plafonné|limité)e?s? à (?=\d)|^n'excédant pas |^sans (?:dépasser|excéder) "
         r"|^dans la limite de ", "au plus "),
        (r"^plafond(?: de| :)? ?(?=\d)", "au plus "),
        (r"^(minimum|maximum) (?:requis|attendu|exigé|fixé à) ?:? ?(?=\d)", r"\1 "),
        (r"^fourchette(?: de| :)? ?(?=\d)", ""),
        (r"^(\d[\d,]*) ?% à (\d[\d,]*)$", r"\1 à \2 %"),
        (r"^(?:atteindre|viser|retour à|retrouver|à hauteur de) "
         r"(?=\d|au moins |au minimum |[<>≤≥])", ""),
        (r"^(?:en deçà de|sous)(?: les| la barre des?)? (?=\d[\d ,]* ?[%‰])", "moins de "),
        (r"(?<=[%‰€]) (?:visé|attendu|cible)e?s?$", ""),
        (r"^plancher(?: de| :)? ?(?=\d)", "au moins "),
        # « aucune » alone may be no target at all: it is refused.
        (r"^(?:aucunes?(?= [^\W\d_])|(?:aucuns?|zéro|nulle?s?)(?= [^\W\d_]|$))", "au plus 0"),
        (r" (?:ou|et) \+$", " ou plus"),
        (rf"^0 (?={_UNWANTED}s?\b)", "au plus 0 "),
        # What is said of a value and leaves it as it is.
        (r"^(\d[^()]*?) (à confirmer|provisoire|indicati(?:f|ve))$", r"\1 (\2)"),
        (r"^(\D{0,3}\d[\d ,]*%) \((20\d\d)\)$", r"\1 en \2"),
        (r"(?<=%) chaque année$", ""),
        (r"(?<=[%‰€])\.$", ""),
        (r"^(\d[^()]*?) ?\((?:cible|objectif) (?:nationale?|locale?|régionale?|annuel(?:le)?"
         r"|finale?|intermédiaire|du réseau)\)$", r"\1"),
        (r"^(\d[^()]*?) ?\((?:cible|objectif) (20\d\d)\)$", r"\1 en \2"),
        (r"^(?:cible|objectif) (?:de |d')?(?=\d[\d ,]* ?(?:[%‰€]|j\b|jours?\b|mois\b))", ""),
        (r"^(\d[\d,]* ?%) \(j ?\+ ?(\d+)\)$", r"\1 à j+\2"),
        (rf"(?<=%) (?:{_DONE}|déployé|équipé|formé|couvert|publié|généralisé)e?s?$", ""),
        (r" ?\bp\. ?(?:100|cent|c\.)$", " %"),
        (r"\(= (?=[^\d)]+\)$)", "("),
        (r"^(?:cible|objectif) (?:nationale?|locale?|régionale?|annuel(?:le)?|finale?|intermédiaire"
         r"|réseau|du réseau) ?:? ?(?=[<>≤≥]|\d)", ""),
        (rf"^(\d+ ?{_TIME}) pour (\d[\d,]* ?%.*)$", r"\2 en \1"),
        (r"^((?:en )?(?:baisse|hausse|progression|diminution|augmentation)) "
         r"(?:continue|régulière|progressive|constante)$", r"\1"),
        (r"\bmoy\.?$", "en moyenne"),
        (r"^(?:p ?|percentile )([1-9])0 ?:? ?(?=[<≤\d])", r"\1e décile : "),
        (r"^([1-9])0(?:e|ème) (?:per)?centile ?:? ?(?=[<≤\d])", r"\1e décile : "),
        (r"^(.+?) \(d([1-9])\)$", r"\1 au \2e décile"),
        # Headings that the value follows at once.
        (r"^(?:valeur )?(?:cible|objectif) ?(?=[<>≤≥=⩾⩽])", ""),
        (r"^x ?(?=[<>≤≥=⩾⩽])", ""),
        # A score that may be negative is printed with its sign: « NPS ≥ +10 ».
        (r"^nps ?:? ?((?:<=|>=|[<>≤≥=⩾⩽])?) ?\+ ?(?=\d)", r"nps \1"),
        (r"^nps ?:? ?(?=[<>≤≥=⩾⩽]|\d)", ""),
        # Delays.
        (r"^délai (?:maximal|maximum|max\.?)(?: de| :)? ?(?=\d)", "au plus "),
        (rf"^(\d+ ?{_TIME})\.$", r"\1"),
        (r"^(\d+) (mois|ans?|heures?) et demie?$",
         lambda found: f"{found[1]},5 {_HALF[found[2]]}"),
        (r"\bj\. ?o\.?$", "jo"),
        (r"^(\d+)'(\d\d)(?:''|\")?$", r"\1 min \2"),
        (rf"^(?:sous|en|dans les|dans un délai (?:de|maximal de|maximum de)) (?=\d+ ?{_TIME})",
         "au plus "),
        (rf"^(?:en |à )moins de (?=\d+ ?{_TIME})", "moins de "),
        (rf"(?<=%) {_DONE}e?s? (?=sous |en |dans |à |avant )", " "),
        # Amounts.
        (r"(?<=\d) ?(mds?|m|k) ?(?:eur|euros?|d'euros?|d'€)$",
         lambda found: f" {found[1]}€"),
        (r"(?<=\d) milliers? d'euros$", " k€"),
        (r"(?<=\d) eur$", " €"),
        (r"(?<=€) (?:ht|ttc|constants?|courants?)$", ""),
        (r"\bco ?2(?: ?(?:e|éq\.?|eq\.?))?(?=$|/| )", "co₂"),
        (r"(?<=\dg)co ?2\b", "co₂"),
        (r"(?<=\d t)co ?2(?: ?(?:e|éq\.?|eq\.?))?(?=$|/| )", "co₂"),
        (r"(?<=[^\W\d] )m([23])\b|(?<=\d )m([23])\b|(?<=/)m([23])\b",
         lambda found: "m²" if "2" in found[0] else "m³"),
        (r"(?<=[^\W\d]) / (?=[^\W\d])", "/"),
        (r"^(\d[\d ]*(?:,\d+)?) (millions?|milliards?) (?:de |d')(?!euros?\b|€)(?=[^\W\d])",
         lambda found: f"{_in_full(found[1], found[2])} "),
        (r"^(\d+(?:,\d+)?) ?(?:points?|pts?|étoiles?) ?(?:sur|/) ?(\d{1,3})$", r"\1/\2"),
        (r"^(\d[\d ]*?)(?: fois)? ?(?:/|par) ?an$", r"\1 fois par an"),
        (r"^(\d[\d ]* [^\W\d_]+(?:/[^\W\d_][^\d/ ]*)?) ?/ ?an$", r"\1 par an"),
        # Parts of a year.
        (r"\b([1-4]) ?([ts]) ?(?=20\d\d\b)", r"\2\1 "),
        (r"^(20\d\d)[ -]?([ts][1-4])$", r"\2 \1"),
        (r"\btrim\.?(?= ?(?:de )?20\d\d\b)", "trimestre"),
        (r"\bfin (?:du )?(?=[ts][1-4] ?20\d\d\b)", ""),
        (r"\bfin d'année (?=20\d\d\b)", "fin "),
        (r"^(?:au plus tard (?:en |fin |courant )?|(?:date (?:cible|limite)|échéance|délai) ?:? ?"
         r"(?:fin |courant )?)(?=20\d\d$)", "fin "),
        (r"^(?:au cours de|dans le courant de) (?:l'année )?(?=20\d\d$)", "fin "),
        (r"^(?:le )?(\d.* 20\d\d) au plus tard$", r"au plus tard le \1"),
        (rf"^{_EVENT}(?: :| en)? ?(?=20\d\d$)", "fin "),
        (rf"^{_EVENT}(?: :| au| en| le| pour| d'ici(?: à)?)? (?=.*\b20\d\d$)", ""),
        (r"^courant (?=20\d\d$)", "fin "),
        (r"^avant (le \d.*?) (?:inclus|compris)$", r"au plus tard \1"),
        # Trends.
        (r"^(?:mieux|meilleure?) que (?:le |la )?", "amélioration par rapport à "),
        (r"^amélioration continue$", "amélioration"),
    )
)  # fmt: skip


#: A label right before a sign: « disponibilité ≥ 99,5 % ».
_LABEL = regex(
    r"([^\W\d_][^\d<>≤≥=:+-]{2,60}?) ?(?:(?=(?:<=|>=|[<>≤≥⩽⩾]) ?\d)|: (?=\d[\d ,]*(?:%|$)))"
)
#: What turns the value after it into a variation, or the rest into several values.
_CHANGES = regex(
    r"\b(?:baiss|hauss|diminu|redui|reduc|augment|progress|evol|variat|croiss|ecart|gain|econom|perte"
    r"|recul|moins|plus|si|ou|et|puis|sauf|objectif|seuil|moyen|median|decile|n)"
)


def respelled(plain: str) -> str:
    """Rewrite a printed target as the grammar reads it.

    Args:
        plain: A lower-case text.

    Returns:
        The same target in other words; the text itself where there is nothing to rewrite.
    """
    for pattern, text in _REWRITTEN:
        plain = pattern.sub(text, plain)
    label = _LABEL.match(plain)
    if label and not _CHANGES.search(fold(label[1])):
        return plain[label.end() :]
    return plain
