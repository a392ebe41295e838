"""What is asked of typed numbers: their rate, their sum, what is left or lacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, PERCENT, Quantity
from pycog.dialogue.compound.labelled_numbers import (
    ASKED_OF,
    PAIR,
    PLAIN,
    SURE,
    Labelled,
    all_places,
    are_amounts,
    are_counts,
    is_undone,
)
from pycog.dialogue.compound.labelled_periods import over_period
from pycog.dialogue.compound.labelled_signs import written_out
from pycog.dialogue.compound.labelled_trends import MOVES, before, moved
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.compound.sentence import Sentence
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.lexicon import stem
from pycog.lazy_patterns import regex

# ---------------------------------------------------------------- a part of a whole
_RATE: Final = regex(
    r"\b(?:a )?(?:quel(?:le)? |le |la |leur |un |en |combien de |combien en )?"
    r"(?:taux|tx|pourcentages?|pct|proportion|ratio|parts?|fraction|poids)\b"
    r"|\b(?:en|quel|combien de|le|a combien de|de) ?%|% ?\?|\? ?%|\ben pour ?cents?\b|^ ?% "
    r"|\b(?:represente\w*|pes(?:e|ent))\b(?: (?:quoi|combien))?"
)
_NAMED: Final = regex(
    r"\b(?:taux|tx|parts?|proportion|pourcentage|%)(?: (?:de|d|du|des|la|les|l"
    r"|en))* (?P<name>[a-z]+)"
)
_JOINS: Final = regex(
    r"\b(?:sur|parmi|pour|dont|contre|et|rapporte\w* a|rapporte\w* aux?)\b|[,/:;]"
)
_OF_WHOLE: Final = regex(r"\b(?:sur|parmi)\b|\brapporte\w* aux?\b")
#: Words behind « taux » that name none.
_NO_NAME: Final = frozenset(
    [
        "a",
        "au",
        "exact",
        "exacte",
        "precis",
        "est",
        "sont",
        "ca",
        "cela",
        "donc",
        "svp",
        "stp",
        "merci",
        "sur",
        "et",
        "pour",
        "en",
        "quel",
        "quelle",
        "obtenu",
        "correspondant",
        "total",
        "global",
        "reel",
        "calcule",
        "c",
        "si",
        "cb",
        "combien",
    ]
)


def _rate(held: Labelled) -> Made | None:
    """Read what rate a part makes of a whole: « 249 203 traités sur 290 775 reçus, taux ? »."""
    numbers, text = held.numbers, held.text
    if len(numbers) != PAIR or not (are_counts(numbers) or are_amounts(numbers)):
        return None
    first, last = numbers
    part, whole = sorted(numbers, key=lambda one: one.value)
    between = text[first.end : last.start]
    if part.value == whole.value or not _RATE.search(text) or MOVES.search(text):
        return None
    if len({year for year, _, _ in held.years}) > 1:
        return None
    if _OF_WHOLE.search(between) and first is not part:
        return None
    if not _JOINS.search(between) and not _names_part(held, part, whole):
        # « 290 775 appels reçus 249 203 traités » : each has a word of its own.
        return None
    if not _fits_name(held, part, whole):
        return None
    if "/" in between and first is not part and not _names_part(held, part, whole):
        return None
    if not held.is_read(all_places(text, _RATE, _JOINS), ASKED_OF):
        return None
    name = "COG_RATE" if are_counts(numbers) else "COG_SHARE"
    title = f"{held.told(part)} sur {held.told(whole)}"
    return Made(
        call(name, part.value, whole.value), RATE, title,
        (held.operand(part), held.operand(whole)), PLAIN,
    )  # fmt: skip


def _fits_name(held: Labelled, part: Quantity, whole: Quantity) -> bool:
    """Tell whether a rate that is called by its name may be that of the part.

    What was not done is no part of what was: « 41 000 pris, taux d'abandon ».
    """
    own, others = held.nouns(part), held.nouns(whole)
    undone = any(map(is_undone, own))
    if any(_denies(word, noun) for word in _called(held.text) for noun in own):
        return False
    for name in _names(held.text):
        if held.says(name, own):
            continue
        if held.says(name, others) and own:
            return False
        if is_undone(name) or undone:
            return False
    return True


def _names(text: str) -> list[str]:
    """Return the words that name a rate: « taux d'abandon »."""
    return [one["name"] for one in _NAMED.finditer(text) if one["name"] not in _NO_NAME]


def _called(text: str) -> list[str]:
    """Return the words by which a rate is called: « taux de saisies valides »."""
    found = [_WORDS.findall(one["called"]) for one in _CALLED.finditer(text)]
    return [word for words in found for word in words]


_WORDS: Final = regex(r"[a-z]{4,}")
_CALLED: Final = regex(
    r"\b(?:taux|tx|parts?|proportion|pourcentage|%) (?P<called>(?:[a-z]+ ){0,3}[a-z]+)"
)


def _denies(word: str, noun: str) -> bool:
    """Tell whether one of two words is the other with a syllable that denies: « invalide »."""
    short, long = sorted((stem(word), stem(noun)), key=len)
    return short != long and long in {
        f"{one}{short}" for one in ("in", "im", "ir", "il", "non", "mal")
    }


def _names_part(held: Labelled, part: Quantity, whole: Quantity) -> bool:
    """Tell whether the rate is called by the word of the part, or each number has its own."""
    names = [one["name"] for one in _NAMED.finditer(held.text)]
    own, others = held.nouns(part), held.nouns(whole)
    if not own or not others or set(own) == set(others):
        return False
    return not names or any(held.says(one, own) for one in names) or "/" not in held.text


# ---------------------------------------------------------------- together, apart, missing
_SUM: Final = regex(
    r"\b(?:en tout|au total|total|somme|cumul\w*|ensemble|addition\w*|ajout\w*|fait combien"
    r"|ca fait combien)\b"
)
_SUM_JOINS: Final = regex(r"^[^.?!/]*?(?:,|;|\+|\bet\b|\bplus\b|\bpuis\b)[^.?!/]*$")
_NO_LIST: Final = regex(r"\b(?:dont|sur|parmi|contre|pour|par|moins|reste|soit)\b")
_SUM_WORDS: Final = regex(r"\b(?:plus|combien|cb|en)\b|[+=]")


def _added(held: Labelled) -> Made | None:
    """Read the sum of typed numbers: « 4 975 dépistages VIH et 1 159 hépatite, en tout ? »."""
    numbers, text = held.numbers, held.text
    if len(numbers) < PAIR or not _SUM.search(text):
        return None
    if not (are_counts(numbers) or are_amounts(numbers)):
        return None
    between = [text[one.end : other.start] for one, other in pairwise(numbers)]
    if any(not _SUM_JOINS.match(one) or _NO_LIST.search(one) for one in between):
        return None
    if not held.is_read(all_places(text, _SUM, _SUM_WORDS)):
        return None
    unit = EUROS if are_amounts(numbers) else ""
    told = " + ".join(map(held.told, numbers))
    node = call("SUM", *(one.value for one in numbers))
    return Made(node, unit, f"Somme : {told}", tuple(map(held.operand, numbers)), PLAIN)


_LEFT: Final = regex(
    r"\b(?:combien|cb)\b[^?]*\b(?:n (?:ont|a) pas(?: ete)?|ne (?:sont|l ont) pas(?: ete)?"
    r"|(?:reste|restent|restait|manqu\w+)(?: t il)?|non|(?P<undone>perdu\w*|abandonn\w*|rejet\w*"
    r"|refus\w*|rate\w*|en (?:attente|souffrance|stock)|en moins|laisse\w*))\b"
)
_LEFT_WORDS: Final = regex(r"\b(?:sans|pas|non|reste\w*|manqu\w*|encore|faire|traiter)\b")


def _left(held: Labelled) -> Made | None:
    """Read what a part leaves of a whole: « 290 775 reçus, 249 203 pris, combien de perdus ? »."""
    numbers, text = held.numbers, held.text
    match = _LEFT.search(text)
    if len(numbers) != PAIR or match is None or match.start() < numbers[-1].end:
        return None
    if not are_counts(numbers) or MOVES.search(text) or _RATE.search(text):
        return None
    part, whole = sorted(numbers, key=lambda one: one.value)
    if any(map(is_undone, held.nouns(part))) or len({year for year, _, _ in held.years}) > 1:
        return None
    behind = _after_left(text[match.end() :])
    if behind and not (held.says(behind, held.nouns(part)) or behind in _DONE):
        return None
    if not held.is_read([match.span(), *all_places(text, _LEFT_WORDS, _JOINS)]):
        return None
    title = f"{held.told(whole)} moins {held.told(part)}"
    parts = (held.operand(whole), held.operand(part))
    return Made(Operation(whole.value, "-", part.value), "", title, parts, SURE)


#: What any case may have come to.
_DONE: Final = frozenset(
    [
        "traites",
        "traite",
        "pris",
        "faits",
        "fait",
        "abouti",
        "aboutis",
        "honores",
        "servis",
        "regles",
    ]
)


def _after_left(text: str) -> str:
    match = re.match(r" ?(?:a |ete |de |d )*([a-z]+)", text)
    return "" if match is None else match[1]


_EACH: Final = regex(
    r"\b(?:par|pour (?:un|une|chaque)|chaque) (?P<one>[a-z]{2,})\b|\b(?P<all>chacune?|l unite)\b"
)
_EACH_WORDS: Final = regex(
    r"\b(?:couts?|moyen(?:ne)?s?|en moyenne|unitaires?|montants?|combien|cb|soit|ca fait|fait)\b"
)


def _each(held: Labelled) -> Made | None:
    """Read one number for each of another: « 8 215 patients pour 60 assistants, par assistant »."""
    numbers, text = held.numbers, held.text
    found = [one for one in _EACH.finditer(text) if one["one"] not in _PERIOD]
    if len(numbers) != PAIR or len(found) != 1 or _MOVES_OR_RATE.search(text):
        return None
    if not (are_counts(numbers) or are_amounts(numbers)) or numbers[1].value == numbers[0].value:
        return None
    match = found[0]
    if match["one"]:
        named = [one for one in numbers if held.says(match["one"], held.nouns(one)[:1])]
    else:
        # « 598 praticiens ont commandé 35 400 tests, combien chacun ? »
        named = [one for one in numbers if one is numbers[0] and held.nouns(one)]
    if len(named) != 1 or named[0].unit == AMOUNT or not named[0].value:
        return None
    count = named[0]
    amount = next(one for one in numbers if one is not count)
    if not held.is_read([match.span(), *all_places(text, _EACH_WORDS, _JOINS)]):
        return None
    unit = EUROS if amount.unit == AMOUNT else ""
    title = f"{held.told(amount)} ÷ {held.told(count)}"
    parts = (held.operand(amount), held.operand(count))
    return Made(Operation(amount.value, "/", count.value), unit, title, parts, PLAIN)


_PERIOD: Final = frozenset(
    [
        "mois",
        "an",
        "annee",
        "jour",
        "semaine",
        "trimestre",
        "semestre",
        "rapport",
        "exemple",
        "ailleurs",
    ]
)
_MOVES_OR_RATE: Final = regex(
    r"%|\btaux\b|\btx\b|\bparts?\b|\bevolu|\bhauss|\bbaiss|\bfois\b|(?<= )x(?= ?\d)|\*"
)
_NEED: Final = regex(r"\b(?:manqu\w*|encore|faut|faudrait|besoin|de plus|reste\w*)\b")
_HAVE: Final = regex(
    r"\b(?:(?:on |nous )?(?:en )?(?:est|sommes) a|j en ai|on en a|nous en avons|en ai|en a|on a"
    r"|j ai|avons|ai|acquis|obtenus?|deja)\b"
)
_SHARE_OF: Final = regex(r"^ ?(?:des?|d|du|sur|de mes|de nos|de ces|des? [a-z]+ )[a-z ]*$")
_NEED_WORDS: Final = regex(
    r"\b(?:seulement|actuellement|aujourd hui|atteindre|avoir|arriver|points?|pts|me|m|moi)\b"
)


def _missing(held: Labelled) -> Made | None:
    """Read what lacks to a share of a whole: « 70 % de mes 1 000 points, j'en ai 610 »."""
    numbers, text = held.numbers, held.text
    rates = [one for one in numbers if one.unit == PERCENT]
    counts = [one for one in numbers if one.unit != PERCENT]
    if len(rates) != 1 or len(counts) != PAIR or not _NEED.search(text):
        return None
    if any(one.unit not in {"number", "points", "staff", "beneficiaries"} for one in counts):
        return None
    rate = rates[0]
    wholes = [one for one in counts if _SHARE_OF.fullmatch(text[rate.end : one.start] + " ")]
    wholes = wholes or [one for one in counts if re.search(r"\bsur (?:les )?$", text[: one.start])]
    if len(wholes) != 1:
        return None
    whole = wholes[0]
    part = next(one for one in counts if one is not whole)
    if part.value >= whole.value or not 0 < rate.value <= 1 or not _HAVE.search(text):
        return None
    if not held.is_read(all_places(text, _NEED, _HAVE, _NEED_WORDS)):
        return None
    node = Operation(Operation(whole.value, "*", rate.value), "-", part.value)
    title = f"{rate.shown} de {held.told(whole)}, moins {held.told(part)}"
    parts = (held.operand(whole), held.operand(part))
    return Made(node, "", title, parts, PLAIN)


def _expression(held: Labelled) -> Made | None:
    if "/" in held.text and _RATE.search(held.text):
        return None
    return written_out(held)


_READERS: Final[tuple[Callable[[Labelled], Made | None], ...]] = (
    _missing, before, _each, _rate, _expression, moved, over_period, _left, _added,
)  # fmt: skip


def misnamed(sentence: Sentence) -> str:
    """Return the name of a rate that two typed counts do not give, ``""`` where none is.

    Args:
        sentence: The question: « 249 203 traités sur 290 775, taux d'abandon ? ».
    """
    held = Labelled(sentence)
    if len(held.numbers) != PAIR or not are_counts(held.numbers):
        return ""
    part, whole = sorted(held.numbers, key=lambda one: one.value)
    if _fits_name(held, part, whole):
        return ""
    return next(iter(_names(held.text)), "")


def labelled(sentence: Sentence) -> Made | None:
    """Read typed numbers under one plain operator, ``None`` where a word may change them.

    Args:
        sentence: The question.
    """
    held = Labelled(sentence)
    if not held.is_one:
        return None
    for reader in _READERS:
        made = reader(held)
        if made is not None:
            return made
    return None
