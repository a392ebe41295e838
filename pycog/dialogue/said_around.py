"""What is said around a question: who asks it and what for, typed short forms, words of emphasis.

A question is read whole first. Only where that gives no answer is it read again without these,
and no piece that states a figure, a year or a number is ever left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.normalise import normalise

#: Short forms as typed in messages → the words that they stand for.
_SHORT: Final = {
    "ki": "qui", "koi": "quoi", "kel": "quel", "kelle": "quelle", "kels": "quels", "ke": "que",
    "keske": "qu est ce que", "cb": "combien", "cbien": "combien", "kombien": "combien",
    "ds": "dans", "pr": "pour", "tt": "tout", "ts": "tous", "tte": "toute", "ttes": "toutes",
    "ya": "il y a", "yatil": "y a t il", "svt": "souvent", "pdt": "pendant", "entr": "entre",
    "pls": "plusieurs", "mm": "meme", "qd": "quand", "c": "c est", "cest": "c est", "jai": "j ai",
    "g": "j ai", "nb": "nombre", "nbre": "nombre", "nbr": "nombre", "mtt": "montant",
    "obj": "objectif", "moy": "moyenne", "evol": "evolution", "diff": "difference",
}  # fmt: skip
_SHORT_FORM: Final = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b(?!€| ?euros?)")
#: « Le + élevé » is typed for « le plus élevé ».
_SIGNED: Final = re.compile(
    r"(?P<sign>[+-]) ?(?=(?:eleve|gros|grand|haut|bas|faible|petit|important|cher|fort|lourd|tot|tard)\w*)"
)
_SIGNS: Final = {"+": "plus ", "-": "moins "}
#: Opens a clause that says who asks or what for.
_OPENS: Final = (
    r"(?:bonjour|bonsoir|bjr|salut|slt|hello|comme|je|j|nous|on|mon|ma|mes|notre|nos|pour (?:ma|mon|mes"
    r"|notre|nos|le|la|les|l|un|une)|dans le cadre|en vue|suite a|a la demande|avant (?:le|la|mon|de)"
    r"|petite question|question(?: rapide)?|rapide(?:ment)?|c est (?:pour|urgent)|il me (?:faut|manque)"
    r"|j ai besoin|besoin|le (?:directeur|president|dg|controleur|conseil)|la (?:directrice|tutelle|presidente)"
    r"|quand je|en preparant|au vu|vu que|excus\w+|desole\w*|pardon|alors|bon|euh|dites(?: moi)?|dis(?: moi)?)"
)
_CLAUSE: Final = re.compile(
    rf"^{_OPENS}\b(?P<clause>[^?]*?)(?P<end>[,:;.!?]+ |\b(?:et (?:il me (?:manque|faut)|j ai besoin (?:de|d|du)"
    r"|je (?:cherche|voudrais|veux|souhaite)|me (?:demande|faut|manque))|j (?:aurais|ai) besoin (?:de|d|du)"
    r"|(?:veu\w+|voudrai\w+|souhait\w+|demand\w+|aimerai\w+|cherch\w+ a|faudrait) (?:savoir|connaitre|verifier)"
    r"(?: si)?|(?:pouvez|peux|pourriez|pourrais) (?:vous|tu) (?:me )?(?:dire|donner|indiquer|rappeler|confirmer)"
    r"|(?:dites|dis|donnez|donne|rappel\w+) moi)\b ?)"
)
#: Behind the question: what it is for, and politeness.
_BEHIND: Final = re.compile(
    r"(?:[,.;?!] ?|\bet )(?:c est (?:pour|urgent)|pour (?:ma|mon|notre|nos|mes|le|la|un|une) |je (?:dois|veux|prepare|fais"
    r"|finalise|n ai)|j (?:ai|en ai)|merci|vous avez|tu as|tu peux|vous pouvez|pouvez vous|peux tu|possible|mon "
    r"|ma |on me|nous )[^?0-9]*\??$"
)
_EMPHASIS: Final = re.compile(
    r"\b(?:seulement|uniquement|exclusivement|separement|respectivement|distinctement|precisement"
    r"|au juste|svp|stp|au total de la ligne)\b"
)
_LISTS: Final = re.compile(r"\b(?:indicateurs|lignes|quels|quelles|lesquels|lesquelles|combien d)\b")
_FACT: Final = re.compile(r"\d|%|€")
_LEAST_WORDS: Final = 2


def shorter_readings(typed: str) -> Iterator[str]:
    """Yield the question without what is said around it, each form once.

    Args:
        typed: As typed.
    """
    text = normalise(typed)
    plain = _SIGNED.sub(lambda one: _SIGNS[one["sign"]], text)
    plain = _SHORT_FORM.sub(lambda one: _SHORT[one[0]], plain)
    seen = {text}
    for made in (plain, _bare(plain), _calm(_bare(plain))):
        if made not in seen and len(made.split()) >= _LEAST_WORDS:
            seen.add(made)
            yield made


def _bare(text: str) -> str:
    """Leave out the clauses before and behind the question that state no fact."""
    while (match := _CLAUSE.match(text)) and not _FACT.search(match[0]):
        rest = text[match.end() :].strip(" ,:;.")
        if not rest:
            break
        text = rest
    match = _BEHIND.search(text)
    if match is not None and not _FACT.search(match[0]) and match.start():
        text = text[: match.start()].strip(" ,:;.")
    return text


def _calm(text: str) -> str:
    """Leave out words of emphasis: in a list « seulement » is a condition, and stays."""
    return text if _LISTS.search(text) else re.sub(r"\s+", " ", _EMPHASIS.sub(" ", text)).strip()
