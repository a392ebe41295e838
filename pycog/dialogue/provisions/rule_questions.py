"""What a question about a rule asks for: a yes or a no, its place, a figure, something made."""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex

#: Asks for a yes or a no: « est-ce que », « peut-on », « vaut-il », « est possible ».
_WHETHER: Final = regex(
    r"^(?:\w+ ){0,2}?(?:est ce|peut|puis je|peuvent|dois?\b|doit|doivent|faut|ai je|ont|sont"
    r"|est\b|y a t il|on peut|il faut|possible|si )"
    r"|\best ce que?\b|\b(?!qu |si |l )[a-z]+(?: t)? (?:ils?|elles?|on|je|ce)\b"
    r"|, (?:on peut|on doit|peut on|faut il)\b|, (?:ils?|elles?) (?:s |se |y |en )?[a-z]+\b[^?]*\?"
    r"|^l(?:es?|a)? .*\b(?:peu(?:t|vent)|doi(?:t|vent)|est|sont|seront?|etai(?:t|ent)) \w.*\?"
    r"|\b(?:possible|autorise|permis|obligatoire|interdit|reportables?|modifiables?|fongibles?)\b"
    r"|\b(?:on|je|nous|ca|cela|c est|le conseil|le directeur|le ca|l etat)\b[^?]*\?"
)
#: Asks for a figure that amounts give.
FIGURE_ASKED: Final = regex(r"=|\b(?:autoris(?:ations?|es?)|dispo\w*|montants?|total)\b")
#: Asks what becomes of it.
WHAT_THEN: Final = regex(r"\bquid\b|\bque (?:se passe|devien\w+|fait on)|\barrive\b")
#: Offers two answers: neither is a yes.
CHOICE: Final = regex(r"\bou (?!pas\b|non\b)|\bc est qui\b")
#: Asks where a rule stands.
PLACE_ASKED: Final = regex(
    r"\b(?:quel(?:le)?s? (?:sont |est |sont )?(?:le |la |les |l )?(?:articles?|paragraphes?"
    r"|alineas?|points?|sections?|chapitres?|partie|annexes?|pages?|passages?|dispositions?"
    r"|textes?|endroit"
    r"|references?|refs?)"
    r"|ou (?:est ce |c est )?(?:que |qu )?(?:est |c est |il est |sont )?(?:ecrit|dit"
    r"|prevu|stipule|precise|mentionne|imprime|fixe|inscrit|indique)\w*"
    r"|ou (?:lit|trouve|figure|parle)\w*|(?:est ce|c est) (?:ecrit|dit|prevu) ou"
    r"|refs?\b|references? (?:du|de|exacte|precise)"
    r"|base (?:juridique|legale|textuelle|reglementaire)"
    r"|(?:l|numero d|d) ?articles?\b|(?:le|du) (?:n |numero (?:de |du )?)?paragraphe"
    r"|cite[rz]? (?:le |la |l )?(?:texte|article|source|passage|paragraphe))"
)
#: Asks for something else than a yes or a no.
_OPEN: Final = regex(
    r"(?:^|[,:;?] ?|\b(?:a|par|de|chez|avec|pour|et|est|sont|ou|savoir|dire) )qui\b"
    r"|\b(?:quoi|quel(?:le)?s?|comment|combien|quand|pourquoi|lesquel(?:le)?s|ou (?=sont|est))\b"
    r"|^que\b|\bque (?=[a-z]+ (?:t )?(?:on|il|elle|je|nous)\b)"
)
_POLITE: Final = regex(
    r"^(?:pouvez vous|peux tu|pourriez vous|pourrais tu)(?: me| nous)? "
    r"(?:dire|confirmer|preciser|indiquer)(?: si)? "
)
_EST_CE: Final = regex(r"\bqu est ce que?\b|\best ce que?\b")
DENIED: Final = regex(r"\b(?:pas|non|interdit\w*|impossible|jamais|aucun\w*|sans)\b")
#: Denials within the name of a thing.
NAMED_SO: Final = regex(
    r"\b(?:non|pas) (?:tout |ete )*(?:consomm|conform|utilis|depens|employ|restant)\w*"
)
#: Asks for the figure that a typed number or a year gives, not for the rule.
HOW_MUCH: Final = regex(
    r"\b(?:combien|cb|cbien)\b(?! (?:de |d )?(?:jours?|temps|pour ?cent\w*|%)(?!\w))"
)
#: « Par ETP » is a part of the name of it.
TERM_PER: Final = regex(r"\b(?:theoriques?|distribues?) par etp\b")
#: Asks for a thing to be made: a report, a file.
WANTED: Final = regex(r"\bil (?:me|nous) faut\b|\bje (?:veux|voudrais)\b|\bfa(?:is|ites)\b")
#: Asks for a number, which no rule gives.
COUNTED: Final = regex(r"\b(?:nombre|nb|nbre|montants?|chiffres?|taux|pourcentage) d")
#: Asks for an amount or a number, which a rule has only where it is about any.
AMOUNT_ASKED: Final = regex(
    r"^(?:et )?quel(?:le)?s? (?:est |sont |etait )?(?:le |la )?(?:montants?|nombre|sommes?)\b"
)

#: Asks what made a figure change, which no formula says: « pourquoi une telle baisse ».
CAUSE_ASKED: Final = regex(
    r"\b(?:baiss|hauss|augment|diminu|chut|recul|progress|effondr|evolution|ecart|differen|bond"
    r"|mont(?:e|ee)s?\b|descen|ralenti|pic\b|creux\b|envol|grimp|repli)"
)

#: Asks for things by their names, which how many they are does not answer.
KINDS_ASKED: Final = regex(
    r"^(?!.*\b(?:combien|nombre|nb)\b).*\bquel(?:le)?s? (?:sont (?:les )?)?"
    r"(?:types?|natures?|sortes?|genres?|categories?) d"
)


def asks_whether(text: str) -> bool:
    """Tell whether a normalised question asks for a yes or a no."""
    asked = _EST_CE.sub("est ce ", _POLITE.sub("", text))
    return _OPEN.search(asked) is None and _WHETHER.search(asked) is not None


#: Asks what somebody does about it, which no amount answers.
#: Asks who once did something, or who signs the agreement itself: a rule says who is to decide.
WHO_DID: Final = regex(
    r"^(?:et |mais |alors )?(?:c est |par |avec )?qui (?:a|ont|avait|avaient|a ete|ont ete)"
    r" (?:bien |deja )?(?!droit\b|le\b|la\b|les\b|l\b|un\b)[a-z]{2,}(?:e|es|i|is|it|u|us)\b"
    r"|\bsign(?:e|ent|ait|era|atur\w+|ataires?)\b(?: de)?(?: (?:la|cette|notre))?"
    r" (?:cog|convention)\b|\b(?:cog|convention) (?:(?:est|a|ete|t|elle|fut) )+signee?\b"
)
_OF_SOMEBODY: Final = regex(
    r"\b(?:conseil|directeur|directrice|etat|tutelles?|ministeres?|controleur)\b[^?]*"
    r"\b(?:inform|approuv|valid|vot(?:e|er|ee|es)\b|decid|sign|soumet|soumis|autoris|accord)\w*"
)
_WHO: Final = regex(
    r"^(?:et |mais )?(?:a |avec |par |pour |de |chez |c est )?qui\b(?! (?:est|sont|etai))"
    r"|^(?:et |mais )?(?:a quoi (?:sert|servent)|pourquoi)\b|\b(?:sert|servent) a quoi\b"
)


def asks_no_figure(text: str) -> bool:
    """Tell whether a normalised question asks for a place, for somebody or for a reason.

    An amount or a number answers none of them.
    """
    if PLACE_ASKED.search(text) or _WHO.search(text):
        return True
    return asks_whether(text) and _OF_SOMEBODY.search(text) is not None
