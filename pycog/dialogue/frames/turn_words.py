"""The words by which a turn goes on: what only joins it to the last, and what stands for that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from pycog.dialogue.dates import MONTHS
from pycog.dialogue.intents import AND
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import SlotValue
from pycog.lazy_patterns import regex

#: A year as it is said, or printed in a formula.
YEAR: Final = regex(r"\b(?:19|20)\d\d\b")
#: Said before what a turn changes: it means nothing by itself.
_LEADS: Final = regex(
    r"^(?:(?:et|ok|bon|bien|alors|euh|heu|ah|oh|hum|non|pardon|oups|plutot|attends?|en fait|du coup"
    r"|donc|mais|sinon|ou bien|correction|merci|maintenant|ensuite|apres|puis|d accord"
    r"|finalement|desole\w*|(?:c etait une )?(?:erreur|faute) de (?:frappe|saisie|ma part)"
    r"|je (?:voulais|veux|voudrais) (?:dire|parler (?:de|du|des)|savoir)|je parle (?:de|du|des)"
    r"|c est|idem|pareil|meme (?:chose|question|calcul)|la meme chose|qu en est il|quid)"
    r"(?= |,|$)[ ,]*)+"
)
#: « Pas 2012, 2015 »
_NOT_YEAR: Final = regex(
    r"^pas (?:en |pour )?(?:19|20)\d\d,? (?:mais |plutot )?(?=(?:en )?(?:19|20)\d\d$)"
)
#: Said of a number that takes the place of another.
_INSTEAD: Final = regex(
    r"\b(?:et )?si (?:(?:on|nous|je|il|elle|ca|c|l on|jamais) |(?:le|la|l|les|notre|mon"
    r"|ma) (?P<what>\w+) )?"
    r"(?:n )?(?:en )?(?:(?:avait|avions|avais|ai|a|est|etait|etions|sommes|fait|faisait|fais"
    r"|tombait|tombe|passait|passe|montait|monte|baissait|baisse|atteignait|atteint|obtenait|obtient|arrivait"
    r"|prenait|prend|mettait|met)\b ?)(?:a |de |que |qu )?"
)
#: « Si on enlève l'investissement » is « sans l'investissement ».
_TAKEN_OUT: Final = regex(
    r"\b(?:et )?(?:si (?:on|nous|j|je|l on) |en |on )?(?:enlev|retir|retranch|soustra|exclu"
    r"|supprim)"
    r"\w*(?: (?=le\b|la\b|l\b|les\b|du\b|de\b|des\b|\w))"
)
#: Said within a turn, where they mean nothing: « le 12 alors, en 2014 ».
_WITHIN: Final = regex(r"(?<=[a-z0-9]) (?:alors|du coup|plutot|en fait(?! partie)|donc),? (?=\w)")
_TAILS: Final = regex(
    r"[ ,]*\b(?:(?<=[a-z0-9,] )l(?:e|a|es)quel(?:le)?s?|je voulais dire|je veux dire|plutot|alors"
    r"|donc|du coup|s il (?:te|vous) plait|svp|stp"
    r"|en fait|pardon|maintenant|ca (?:vaut|rapporte|pese) (?:combien|quoi)|ca donne(?: quoi)?"
    r"|ca fait(?: combien| quoi)?|c est combien"
    r"|c est quoi|ca donne combien|(?<!au )(?<!la )(?<!en )dessus"
    r"|serait(?: de)?(?: combien)?|combien)[ ?.!]*$"
)
#: « Dont évaluatif » is the total of those credits.
_PART: Final = regex(
    r"^(?:dont )?(?:pour )?(?:l |le |les |d |du |de l )?(evaluati|limitati)(?:fs?|ves?)$"
)
#: « On en est à 45 % » is a result, to be set against its target.
_REACHED: Final = regex(
    r"^(?:chez nous |pour l instant )?(?:on|nous|l on)(?: en)? (?:est|sommes|a fait|avons fait|a"
    r"|avons|fait|atteint|a atteint|a obtenu)(?: a| de)? (\d+(?:,\d+)? ?%)$"
)
#: « Ça représente quelle hausse ? »
WHICH_CHANGE: Final = regex(
    r"\bquel(?:le)? (?:hausse|baisse|evolution|progression|variation|augmentation|diminution)\b"
)
_DAY: Final = regex(rf"\b(\d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)}))\b(?! ?\d)")
_MARKS: Final = regex(r"[?!.;:,]+(?= |$)")
_BETWEEN: Final = regex(r"[,;:](?= |$)")
_NEXT: Final = regex(
    r"\b(?:l )?(?:annee|exercice|an) (?:d apres|suivante?|qui suit)\b|\bl an prochain\b"
)
_BEFORE: Final = regex(
    r"\b(?:l )?(?:annee|exercice|an) (?:d avant|precedente?|passee?)\b|\bun an (?:avant|plus tot)\b"
)
_SAME: Final = regex(
    r"\b(?:(?:en |pour |de )?(?:la|cette) meme (?:annee|campagne)|(?:pour |sur )?(?:le|ce) meme"
    r" (?:exercice|an)|(?:en )?cette annee la|(?:pour )?cet exercice la|meme (?:annee|exercice))\b"
)
#: « Sur les mêmes années », « sur ces deux années ».
SAME_YEARS: Final = regex(
    r"\b(?:(?:sur|pour|en|de|dans|pendant|a|aux) )?"
    r"(?:(?:les |aux |des )?(?:(?:deux|trois|quatre) )?memes (?:deux |trois |quatre )?"
    r"|ces (?:(?:deux|trois|quatre|memes) )*)"
    r"(?:annees|exercices|ans)(?: la)?\b"
)
_LAST: Final = regex(
    r"\b(?:en |a la )?(?:fin de (?:periode|convention|cog)|derniere annee|finale?s?|terme de la"
    r" (?:periode|convention|cog)|au terme)\b"
)
_FIRST: Final = regex(r"\b(?:en debut de (?:periode|convention|cog)|premiere annee)\b")
#: Words as they are typed in haste.
_FULL: Final = {
    "cb": "combien", "cbn": "combien", "cmb": "combien", "kb": "combien", "pr": "pour",
    "ds": "dans", "mm": "meme", "koi": "quoi", "tt": "tout", "fct": "fonctionnement",
    "invest": "investissement", "linvest": "investissement", "ss": "sans",
}  # fmt: skip
_SHORTENED: Final = regex(rf"\b(?:{'|'.join(_FULL)})\b(?! ?\d)")
#: « Les 3 » are « les trois ».
_FEW: Final = regex(r"\b(les|des|ces|aux) ([2-5])(?=$| (?:autres|ensemble|en|reunis)\b)")
_FEW_WORDS: Final = {"2": "deux", "3": "trois", "4": "quatre", "5": "cinq"}
#: Stands for the subject before.
PRONOUN: Final = regex(
    r"\b(?:celui ci|celle ci|celui la|celle la|ce dernier|cette derniere|(?:de |du |des |pour )?"
    r"(?:cet indicateur|cette ligne|ce chiffre|cette mesure|ce montant|ce poste|cette fiche"
    r"|ce taux|cette cible|cet objectif)|lui|elle|il(?! (?:faut|faudra\w*|fallait|y)\b)|ca|cela"
    r"|sa|son|ses|leur|leurs)\b"
)


def plain_turn(question: str) -> str:
    """Return a turn without the words that only join it to what was said.

    Args:
        question: As typed.
    """
    text = _SHORTENED.sub(lambda found: _FULL[found[0]], normalise(question))
    while True:
        cut = _TAILS.sub("", _LEADS.sub("", text)).strip(" ,?")
        if cut == text or not cut:
            break
        text = cut
    text = _NOT_YEAR.sub("", text)
    text = _FEW.sub(lambda found: f"{found[1]} {_FEW_WORDS[found[2]]}", text)
    text = _WITHIN.sub(" ", text).strip(" ,")
    text = _TAKEN_OUT.sub("sans ", text)
    text = _INSTEAD.sub(lambda found: f" {found['what'] or ''} ", text)
    text = " ".join(_MARKS.sub("", text).split())
    text = _REACHED.sub(r"realise \1 atteint", text)
    return _PART.sub(r"total \1f", text)


def unmarked(question: str) -> str:
    """Return a turn in plain form, without the marks between and behind its words.

    Args:
        question: As typed.
    """
    return " ".join(_BETWEEN.sub(" ", normalise(question)).split()).strip(" ?.!")


def with_years(text: str, slots: Mapping[str, SlotValue], years: Collection[int]) -> str:
    """Return a turn with the years that it says by the one before: « l'année d'après ».

    Args:
        text: Normalised.
        slots: What the subject before knows.
        years: Years of the agreement.
    """
    said = [
        int(one)
        for one in str(slots.get("year", slots.get("campaign", ""))).split(AND)
        if one.isdigit()
    ]
    text = _LAST.sub(f" {max(years)} ", text) if years and _LAST.search(text) else text
    text = _FIRST.sub(f" {min(years)} ", text) if years and _FIRST.search(text) else text
    if len(said) == 1:
        text = _NEXT.sub(f" {said[0] + 1} ", text)
        text = _BEFORE.sub(f" {said[0] - 1} ", text)
        text = _SAME.sub(f" {said[0]} ", text)
    dated = [str(slots[one])[:4] for one in ("date", "start", "end") if one in slots]
    if len(set(dated)) == 1:
        text = _DAY.sub(rf"\1 {dated[0]}", text)
    return " ".join(text.split())


def attribute_asked(turn: str) -> str:
    """Return what a turn asks of a row of a scorecard and nothing else, ``""`` for anything more.

    Args:
        turn: The turn, without the words that only join it.
    """
    found = _ATTRIBUTE.fullmatch(turn)
    return "" if found is None else found[1]


_ATTRIBUTE: Final = regex(
    r"(?:(?:quel(?:le)? est |c est quoi )?(?:le|la|l|les|son|sa|ses) )?(seuil|cible|objectif|poids"
    r"|ponderation|points?|bareme)(?: (?:nationale?|de la grille|propre|prevue?|fixee?|cible))?"
)


def source_asked(turn: str) -> bool:
    """Tell whether a turn asks for nothing but where the last answer comes from.

    Args:
        turn: The turn, without the words that only join it.
    """
    return _SOURCE.fullmatch(turn) is not None


_SOURCE: Final = regex(
    r"(?:quelle est )?(?:(?:la|sa|ta|leur|quelle) )?(?:sources?|provenance|origine)"
    r"(?: (?:de|du|des) (?:ca|cela|(?:ce |ces |cet |cette |l |la )?"
    r"(?:chiffres?|indicateurs?|mesures?|donnees?|montants?|resultats?|valeurs?)))?"
    r"|d ou (?:vient|viennent|sort|sortent|tires? tu)(?: (?:ce|ces|ca|cela|cette|la|le|les|l))?"
    r"(?: (?:chiffres?|montants?|dates?|valeurs?|taux|donnees?|regles?|informations?|infos?"
    r"|mesures?|indicateurs?|resultats?))?"
    r"|(?:c est )?(?:imprime|ecrit) ou|ou (?:est ce"
    r"|c est) (?:imprime|ecrit)"
)


def article_asked(turn: str) -> bool:
    """Tell whether a turn asks for nothing but the article that says so.

    Args:
        turn: The turn, without the words that only join it.
    """
    return _ARTICLE.fullmatch(turn) is not None


#: Asks for the place of a rule.
_ARTICLE: Final = regex(
    r"(?:(?:cite\w*|donne\w*|rappelle\w*|quel est)(?: moi)? )?"
    r"(?:(?:a|dans|par|c est|selon|de) )*(?:quel|quelle|l|le|la) (?:article|annexe|section"
    r"|paragraphe|texte|page|chapitre|point|reference)(?: (?:de la (?:cog|convention)))?"
    r"(?: (?:le|la|l|les|ca|cela|qui|c est))*"
    r"(?: (?:dite?|prevoit|precise|fixe|indique|ecrite?|figure|est|c est)"
    r"(?: (?:ca|cela|il|elle|ecrit|prevu))?)?"
    r"|(?:c est |ou est ce |ou c est )?(?:ecrit|dit|prevu|precise|fixe|marque) ou"
    r"|ou (?:est ce|c est)(?: que c est)? (?:ecrit|dit|prevu|precise|fixe|marque)"
    r"|d ou (?:tu|vous) (?:sors|tires|tiens|sortez|tirez|tenez)(?: (?:ca|cela"
    r"|(?:ce|ces|les|le) (?:chiffres?|montants?|donnees?|valeurs?|taux)))?"
    r"|articles?|paragraphes?|references?"
    r"|(?:quelle (?:est la )?|la )?base (?:juridique|legale|reglementaire|textuelle)"
    r"|(?:sur|dans) quoi (?:tu te bases|vous vous basez|se base t on)|selon quel texte"
)
