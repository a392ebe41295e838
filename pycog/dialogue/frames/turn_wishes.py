"""What a turn asks to be done with the answer before it, whatever that was an answer to.

A turn is read word by word: it has one operation, at most one number, and carriers. A word that is
none of these leaves it unread, so that no restriction is lost: « la moyenne des trois hors CDD » is
none of these turns.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.frames.turn_data import Ask, asks_of_rows, beside, carriers, cue, purposes
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.lazy_patterns import regex

#: What a turn does.
OPERATE: Final = "operate"
COMPARE: Final = "compare"
RESULT: Final = "result"
COMPLEMENT: Final = "complement"
HEADS: Final = "heads"
IN_EUROS: Final = "in euros"
LACKING: Final = "lacking"
RATE_OF: Final = "rate of"
OF_TOTAL: Final = "of total"
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that is to be done with the last answer.

    Attributes:
        kind: One of the constants above.
        op: The operation of the state, or the sign of a comparison.
        count: How many figures are meant, 0 where it is not said.
        number: The number that is typed, in its unit.
        unit: « % », « € », « points », « jours », the noun that is counted, or nothing.
        asks: Whether a yes or a no is asked for; of what lacks, whether it is missing; of heads,
            whether more is said of them.
        of: Which of the numbers that were typed is meant, 1 for the first and -1 for the last
            one, 0 for the result; of a comparison, 1 where a word stands for the figure.
    """

    kind: str
    op: str = ""
    count: int = 0
    number: float = 0.0
    unit: str = ""
    asks: bool = False
    of: int = 0


#: Words as they are typed in haste in such turns.
_FULL: Final = {
    "moy": "moyenne", "diff": "difference", "cb": "combien", "cbn": "combien", "pr": "pour",
    "ss": "sans", "mm": "meme", "koi": "quoi", "qd": "quand", "evol": "evolution", "pct": "%",
    "pourcent": "%", "bcp": "beaucoup", "ke": "k€", "keuros": "k€", "meuros": "m€", "ki": "qui",
    "kel": "quel", "ya": "il y a", "yen": "il y en", "ttl": "total", "tot": "total", "nb": "nombre",
}  # fmt: skip
_SHORT: Final = regex(rf"\b(?:{'|'.join(_FULL)})\b")
_PARTED: Final = regex(r"(?:[,;:.?!]+|->)(?: |$)|(?<=[a-z%€]) ?-> ?|(?<=[a-z€%])[?!]+")
_OR_NOT: Final = regex(
    r"\b(?:ou (?:pas|non)|n est ce pas|pas vrai|est ce que?|s il (?:te|vous) plait)\b"
)
_NOUNS: Final = (
    r"etp|agents?|salaries?|postes?|personnes?|collaborateurs?|beneficiaires?|mois|trimestres?"
    r"|semestres?|semaines?|ans|annees|exercices|caisses|organismes|sites|equipes|directions|parts"
    r"|unites"
)
_NUMBER: Final = regex(
    r"(?<![\d.,a-z])(?P<sign>[+-] ?)?(?P<n>\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?) ?"
    r"(?P<u>%|pour ?cents?\b|k ?€|m ?€|millions?(?: d euros?| €)?\b|milliers?(?: d euros?)?\b|€"
    rf"|euros?\b|points?\b|pts?\b|jours?\b|j\b|(?:{_NOUNS})\b)?(?![\d.,]*\d)"
)
_YEAR: Final = regex(r"(?:19|20)\d\d")
#: Stands for the number of a turn.
_N: Final = "#"
_FEW: Final = {"2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_HOW_MANY: Final = regex(r"\b(?:les|des|ces|aux|sur|entre|de)(?: ces| les)? $")
#: Fillers elsewhere that change what is done with a figure.
_NEVER: Final = frozenset(
    words(
        "an ans annee annees numero suivant convention cog exercice complet complete entier "
        "entiere ensemble global globale premier premiere"
    )
)


def asked_of_row(plain: str, filler: Collection[str]) -> Ask | None:
    """Return what a turn asks of a row of a scorecard in other words, ``None`` for another turn.

    Args:
        plain: Normalised, without its purposes.
        filler: Stems of words that mean nothing at all.
    """
    if re.search(r"\d", plain.replace("100 %", " ").replace(" 0 ", " ")):
        return None
    for ask in asks_of_rows():
        if any(one.fullmatch(plain) for one in ask.said):
            return ask
        named = [one for one in words(plain) if one in ask.keys]
        if named and not plain_words(plain, filler, ask.keys | ask.beside):
            return ask
    return None


def without_purposes(text: str) -> str:
    """Return a turn without the clauses that say what its answer is wanted for.

    Args:
        text: Normalised.
    """
    return parted_purposes(text)[0]


def in_full(text: str) -> str:
    """Return a turn with the words that were typed in haste in full.

    Args:
        text: Normalised.
    """
    return _SHORT.sub(lambda one: _FULL[one[0]], text)


def parted_purposes(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a turn without the clauses that say what its answer is wanted for, and these.

    Args:
        text: Normalised.
    """
    text = in_full(_OR_NOT.sub(" ", text))
    pieces = [one.strip() for one in _PARTED.split(text) if one and one.strip()]
    left = [one for one in pieces if purposes().match(one) and not re.search(r"\d", one)]
    if len(left) == len(pieces):
        left = []
    kept = [one for one in pieces if one not in left]
    return " ".join(" ".join(kept).split()), tuple(left)


def plain_words(text: str, filler: Collection[str], around: Collection[str] = ()) -> list[str]:
    """Return the words of a turn that are neither carriers nor of those that may stand beside.

    Args:
        text: Normalised.
        filler: Stems of words that mean nothing at all.
        around: Words that what is asked explains.
    """
    free = carriers()
    return [
        one
        for one in words(text)
        if one not in around and (one in _NEVER or (one not in free and stem(one) not in filler))
    ]


def part_denied(text: str, filler: Collection[str], named: Collection[str]) -> str:
    """Return what a turn does with the parts that the last answer named, ``""`` for nothing.

    « Combien sont hors métiers ? » asks for what is left, « reçus moins traités » for the gap.

    Args:
        text: Normalised.
        filler: Stems of words that mean nothing at all.
        named: Stems of the words of the last question and its answer.
    """
    plain = without_purposes(text)
    if re.search(r"\d", plain) or not any(stem(one) in named for one in words(plain)):
        return ""
    for op, name in ((COMPLEMENT, "complement_of"), ("écart", "gap_of")):
        if _explained(plain, {*filler, *named}, name, beside("parts")):
            return op
    return ""


def wish_in(text: str, filler: Collection[str]) -> Wish | None:
    """Return what a turn asks to be done with the last answer, ``None`` for any other turn.

    Args:
        text: Normalised, with dictated numbers as digits.
        filler: Stems of words that mean nothing at all.
    """
    plain, left = parted_purposes(text)
    found = _wish(plain, filler)
    if found is None and left:
        # What is wanted may stand in the clause that says what for.
        opened = (purposes().sub(" ", one, count=1) for one in left)
        found = _wish(" ".join((*opened, plain)), filler)
    return found


def _wish(plain: str, filler: Collection[str]) -> Wish | None:
    if len(words(plain)) > _LONGEST:
        return None
    numbers = list(_NUMBER.finditer(plain))
    if any(_YEAR.fullmatch(one["n"]) and not one["u"] for one in numbers):
        return None
    typed = [one for one in numbers if not _counts(one, plain)]
    if not typed:
        return _without_number(plain, filler)
    return _with_number(typed[0], plain, filler) if len(typed) == 1 else None


def _counts(found: re.Match[str], text: str) -> bool:
    """Tell whether a number only says how many figures are meant: « des 3 »."""
    small = found["n"] in _FEW and not found["u"] and not found["sign"]
    return small and _HOW_MANY.search(text[: found.start()]) is not None


# -- without a number

_COUNT: Final = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, **_FEW}
_THINGS: Final = (
    r"nombres?|chiffres?|montants?|valeurs?|lignes?|volumes?|motifs?|taux|postes?|indicateurs?"
    r"|sommes?|resultats?|donnees?|categories?|types?|rubriques?|items?|criteres?|cibles?"
    r"|objectifs?|derniere?s?|precedente?s?|effectifs?|delais?|reponses?|mesures?|credits?|totaux"
)
_THESE: Final = regex(
    rf"\b(?:(?:sur|entre|pour|de|a|parmi|avec) )?(?:les|des|ces|aux|tous les|tous ces)"
    rf"(?: (?P<n>{'|'.join(_COUNT)}))?(?: (?:{_THINGS}))+\b"
    rf"|\b(?:(?:sur|entre|pour|de|a|parmi|avec) )?(?:les|des|ces|aux|l|tous les)"
    rf" (?P<m>{'|'.join(_COUNT)})\b(?! autres)"
    r"|\bentre (?:eux|elles)\b|\bd un cote (?:que|et|a) (?:de |a )?l autre(?: cote)?\b"
    r"|\bl une? (?:et|de|a|avec) l autre\b|\bchacune?\b|\bde tout ca\b"
)
_PAIR_SAID: Final = regex(r"\b(?:d un cote|l une? (?:et|de|a|avec))\b")
_BY_TIME: Final = (("month", 12), ("quarter", 4), ("half", 2), ("third", 3))
_TIMES: Final = (("double", 2), ("triple", 3))
_OVER: Final = (("moyenne", "mean"), ("écart", "gap"), ("somme", "sum"), ("part", "ratio"))
_IN_EUROS: Final = regex(
    r"(?:(?:et|soit|donc|ca fait|combien|c est|ca) )*"
    r"en (?:euros?|€|valeur|montant|absolu|valeur absolue|nombre)(?: combien)?"
)
#: A share of the whole.
_WHOLE: Final = regex(
    r"\b(?:du|sur le|dans le|par rapport au|au|de l|sur l|dans l|par rapport a l|sur|de|dans)"
    r" (?:total|ensemble|tout)(?: (?:des charges|des prestations|des depenses|verse|general))?\b"
)
_UNIT_ASKED: Final = regex(r"€|\b(?:euros?|millions?|milliers?)\b")
#: Asks for a number, and not for a rate.
_HEADS_ASKED: Final = regex(r"\b(?:combien|nombre|perdu\w*|abandonn\w*|non [a-z]+)\b")
_REACHES: Final = regex(r"\b(?:manqu\w+|faut|faudrait|rest\w+|gagner|ajouter|trouver)\b")
_LACKING: Final = regex(
    r"(?:(?:et|donc|alors|du coup|il|on|en|nous|combien|ca|y|a t il) )*"
    r"(?P<what>manqu\w+|rest(?:e|ent|ait|era|erait))"
    r"(?: (?:il|t il|donc|combien|encore|de combien|alors|du coup|a faire|a trouver|a decrocher"
    r"|a traiter|a realiser|a consommer|a depenser|a gagner|pour y arriver))*"
)


def _without_number(text: str, filler: Collection[str]) -> Wish | None:
    """Return what is done with the last figures alone."""
    lacking = _LACKING.fullmatch(text)
    if lacking is not None:
        return Wish(LACKING, asks=lacking["what"].startswith("manqu"))
    if _IN_EUROS.fullmatch(text):
        return Wish(IN_EUROS)
    if _UNIT_ASKED.search(text):
        return None  # « En M€ et en % » asks for more than one thing.
    if _explained(text, filler, "complement", beside("parts")):
        return Wish(COMPLEMENT, asks=_HEADS_ASKED.search(text) is not None)
    for name, number in _BY_TIME:
        if cue(name).search(text):
            rest = cue("divides").sub(" ", cue(name).sub(" ", text))
            return None if plain_words(rest, filler) else Wish(OPERATE, f"÷ {number}")
    for name, number in _TIMES:
        if _explained(text, filler, name):
            return Wish(OPERATE, f"× {number}")
    if (whole := _WHOLE.search(text)) is not None:
        outside = f"{text[: whole.start()]} {text[whole.end() :]}"
        return Wish(OF_TOTAL) if _explained(outside, filler, "ratio") else None
    these = _THESE.search(text)
    rest, count = _THESE.sub(" ", text), 0
    if these is not None:
        count = _COUNT.get(these["n"] or these["m"] or "", 0)
        count = count or 2 * bool(_PAIR_SAID.search(these[0]))
    for op, name in _OVER:
        if _explained(rest, filler, name) and (op != "part" or these is not None):
            return Wish(OPERATE, op, count)
    return None


def _explained(text: str, filler: Collection[str], name: str, around: Collection[str] = ()) -> bool:
    """Tell whether a turn has a cue and nothing else that means anything."""
    pattern = cue(name)
    return pattern.search(text) is not None and not plain_words(
        pattern.sub(" ", text), filler, around
    )


# -- with a number

_SAID_BEFORE: Final = regex(
    r"\b(?:(?:sur|du|de|au|pour|a partir du|en partant du|applique au) )?(?:le |l |la )?"
    r"(?:(?P<last>dernier|second|deuxieme)|(?P<first>premier)) (?:montant|chiffre|nombre|terme)\b"
)
_NEGATED: Final = regex(r"\b(?:ne|n)\b.*\bpas\b|^pas\b|\bpas (?:plus|moins|au)\b")
_NEGATED_WORDS: Final = regex(r"\b(?:ne|n|pas)\b")
#: Stands for the figure that is compared.
_MEANS_IT: Final = regex(r"\b(?:ca|cela|c|il|elle|on|nous|ce)\b")
_EITHER: Final = regex(
    r"\b(?:superieure?s?|au dessus|sup|plus|dessus) ou (?:(?:de|en) )?"
    r"(?:inferieure?s?|au dessous|en dessous|dessous|inf|moins)\b"
)
#: What is asked where it is denied: « ça ne dépasse pas ».
_TURNED: Final = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_SIDES: Final = ((">=", "at_least"), ("<=", "at_most"), (">", "higher"), ("<", "lower"))
_MULTIPLIED: Final = regex(r"\b(?:multipli\w*|fois|x)\b|\*")
#: Before a number that names an indicator, and beside one that is a result.
_NAMES: Final = regex(r"(?:n ?°?|n°|numero|indicateur|fiche|ligne|le|la|du|au|les|l) ?$")
_GIVES: Final = regex(
    r"\b(?:si|on|nous|avec|fai\w+|fait|realis\w*|resultats?|scores?|attei\w+|obt\w+|sort\w*|pile"
    r"|imagin\w*|suppos\w*|verdict|statut|avons|sommes|avait|etait|est a|passe)\b"
)
_RATE_ASKED: Final = regex(
    r"\b(?:quel|en|le|un|soit un|donne un|nouveau)? ?(?:taux|pourcentage)\b|\bquel %|\ben %"
)
_RATE_AROUND: Final = frozenset(
    words("en est sommes avons fait realise atteint obtient traite decroche quel reel actuel")
)


def _with_number(found: re.Match[str], text: str, filler: Collection[str]) -> Wish | None:
    """Return what is done with the last figure and a number."""
    value, unit = _quantity(found)
    rest = " ".join(f"{text[: found.start()]} {_N} {text[found.end() :]}".split())
    if re.fullmatch(_NOUNS, unit):
        return _of_heads(value, unit, rest, filler)
    if (compared := _compared(value, unit, rest, filler)) is not None:
        return compared
    sign = (found["sign"] or "").strip()
    if (changed := _changed(value, unit, sign, rest, filler)) is not None:
        return changed
    if sign:
        return None
    if unit == "" and _explained(rest, filler, "divides"):
        return Wish(OPERATE, f"÷ {value:.10g}")
    if unit == "" and _MULTIPLIED.search(rest) and _explained(rest, filler, "multiplies"):
        return Wish(OPERATE, f"× {value:.10g}")
    if unit == "" and _RATE_ASKED.search(rest):
        plain = _RATE_ASKED.sub(" ", rest)
        if not plain_words(plain, filler, _RATE_AROUND):
            return Wish(RATE_OF, number=value)
    if unit == "%" and _REACHES.search(rest):
        left = plain_words(_REACHES.sub(" ", rest), filler, beside("lack"))
        return None if left else Wish(LACKING, number=value, unit=unit, asks=True)
    if unit == "" and (_NAMES.search(text[: found.start()]) or not _GIVES.search(rest)):
        return None  # « Le n° 12 » is no result.
    if unit in {"%", "jours", "", "points"} and not plain_words(rest, filler, beside("result")):
        asks = cue("verdict").search(rest) is not None
        return Wish(RESULT, number=value, unit=unit, asks=asks)
    return None


def _quantity(found: re.Match[str]) -> tuple[float, str]:
    """Return the value of a number in its unit: thousands and millions are euros."""
    value = float(found["n"].replace(" ", "").replace(",", "."))
    unit = (found["u"] or "").replace(" ", "")
    if unit.startswith(("%", "pour")):
        return value, "%"
    if unit in {"k€", "m€"} or unit.startswith("milli"):
        thousands = unit == "k€" or unit.startswith("millier")
        return value * (1e3 if thousands else 1e6), "€"
    if unit.startswith(("€", "euro")):
        return value, "€"
    if unit.startswith("pt") or unit in {"point", "points"}:
        return value, "points"
    return value, "jours" if unit in {"j", "jour", "jours"} else unit


def _compared(value: float, unit: str, rest: str, filler: Collection[str]) -> Wish | None:
    """Return the threshold that the last figure is set against: « ça dépasse 50 % ? »."""
    if unit and _EITHER.search(rest):
        left = cue("higher").sub(" ", cue("lower").sub(" ", rest))
        if not plain_words(left, filler, beside("compared")):
            return Wish(COMPARE, "?", number=value, unit=unit)
    negated = _NEGATED.search(rest) is not None
    plain = _NEGATED_WORDS.sub(" ", rest) if negated else rest
    for op, name in _SIDES:
        pattern = cue(name)
        if pattern.search(plain) is None:
            continue
        if op == ">=" and re.search(rf"{_N}.*\battei", rest):
            continue  # « 82 %, atteint ? » is a result.
        if plain_words(pattern.sub(" ", plain), filler, beside("compared")):
            continue
        means = int(_MEANS_IT.search(rest) is not None)
        op = _TURNED[op] if negated else op
        return Wish(COMPARE, op, number=value, unit=unit, asks=True, of=means)
    return None


def _changed(value: float, unit: str, sign: str, rest: str, filler: Collection[str]) -> Wish | None:
    """Return a change of the last figure: « 5 % de moins », « une coupe de 20 k€ »."""
    said = _SAID_BEFORE.search(rest)
    plain = _SAID_BEFORE.sub(" ", rest)
    less, more = (cue(name).search(plain) is not None for name in ("down", "up"))
    if less == more and (less or not sign):
        return None
    falls = less or (not more and sign == "-")
    if sign and (sign == "-") != falls:
        return None
    left = cue("down").sub(" ", cue("up").sub(" ", plain))
    if unit not in {"%", "€", "points"} or plain_words(left, filler, beside("change")):
        return None
    if unit == "%":
        wish = Wish(OPERATE, f"{'-' if falls else ''}{value:g} %", number=value, unit=unit)
    else:
        wish = Wish(OPERATE, f"{'-' if falls else '+'} {value:.10g}", number=value, unit=unit)
    return wish if said is None else replace(wish, of=1 if said["first"] else -1)


def _of_heads(value: float, unit: str, rest: str, filler: Collection[str]) -> Wish | None:
    """Return a number of people, months or bodies that a figure is of, or is shared out among."""
    plain = cue("divides").sub(" ", cue("multiplies").sub(" ", rest))
    unread = bool(plain_words(plain, filler, beside("shared")))
    divides = cue("divides").search(rest) is not None or f"par {_N}" in rest
    time = unit.startswith(("mois", "trimestre", "semestre", "semaine"))
    divides = divides or (time and f"sur {_N}" in rest)
    divides = divides and not re.search(r"\bmultipli", rest)
    return Wish(HEADS, "÷" if divides else "×", number=value, unit=unit, asks=unread)
