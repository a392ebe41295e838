"""A share that a question states: « le personnel représente-t-il la moitié du total ? ».

The share is worked out of the two printed amounts, and « Oui » or « Non » begins the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.composed.taken_values import NO, YES
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import format_number

Ask = Callable[[str], Answer]

#: Parts that are said in words, in hundredths.
_PARTS: Final = {
    "la moitie": 50.0, "un tiers": 100 / 3, "le tiers": 100 / 3, "deux tiers": 200 / 3,
    "les deux tiers": 200 / 3, "un quart": 25.0, "le quart": 25.0, "trois quarts": 75.0,
    "les trois quarts": 75.0, "un cinquieme": 20.0, "un dixieme": 10.0,
}  # fmt: skip
_CLAIM: Final = regex(
    r"^(?:est ce que |est ce qu )?(?P<what>.+?) (?:represente|pese|fait|font|constitue|compte pour)"
    r"(?:nt|ent|ait|aient)?(?: t)?(?: (?:il|elle)s?)?(?: (?:bien|vraiment|deja|toujours|encore))?"
    r" (?:(?P<least>au moins)|(?P<most>au plus)|(?P<more>plus (?:de|d|que))"
    r"|(?P<less>moins (?:de|d|que))|(?P<about>environ|pres de|a peu pres|autour de|quasi))? ?"
    rf"(?:(?P<n>\d+(?:[.,]\d+)?) ?(?:%|pour ?cents?)|(?P<part>{'|'.join(_PARTS)}))"
    r" (?P<of>du|de la|de l|des|de) (?P<whole>.+?)[ ?.!]*$"
)
_OPEN: Final = regex(
    r"\b(?:quel(?:le)?s?|combien|comment|qui|quoi|lesquel(?:le)?s|si|pourquoi|calcul\w*|pas)\b"
)
_ENDS: Final = regex(
    r",? ?\b(?:c est (?:bien )?(?:ca|exact|juste|vrai)|n est ce pas|hein|exact|non|d accord)$"
)
_WHOLE: Final = regex(r"^(?:budgets?|total|depenses)(?: (?:total\w*|global\w*))?\b")
_NOISE: Final = 1e-9
#: How near to a part that is said in words a share comes that is told as that part.
_NEAR: Final = 0.5
_UNTOLD: Final = (
    "Je ne peux pas vérifier cette part : nommez la ligne, le total et l'année qui sont imprimés."
)


def claimed_share(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Say whether something printed is the share of a total that a question states.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.

    Returns:
        ``None`` where the question states no share of something that is printed.
    """
    text = _ENDS.sub("", question.text.rstrip(" ?.!"))
    match = _CLAIM.match(text)
    if match is None or _OPEN.search(text) or not question.of("line", "fund"):
        return None
    what = read_question(match["what"], known)
    years = question.of("year")
    if len(what.of("line")) != 1 or len(years) > 1 or question.has("period"):
        return None
    of, whole = match["of"], match["whole"]
    fund = next(iter(known.convention.funds), "")
    if fund and not question.has("fund") and _WHOLE.match(whole):
        whole, of = _WHOLE.sub(fund, whole), "du"
    told = _share(f"{of} {whole}", match["what"], ask)
    told = told or _share(f"du total {of} {whole}", match["what"], ask)
    if told is None or not isinstance(told.value, float):
        return unknown(_UNTOLD)
    return replace(told, text=f"{_verdict(match, 100 * told.value)} : {told.text}")


def _share(whole: str, what: str, ask: Ask) -> Answer | None:
    told = ask(f"quelle part {whole} represente {what}")
    held = told.kind == ANSWERED and "%" in told.display and isinstance(told.value, float)
    return told if held and told.text.startswith("Part de ") else None


#: « La part du personnel augmente-t-elle entre 2012 et 2015 ? »
_PART_MOVES: Final = regex(
    r"^(?:et |est ce que |comment (?:evolue|a evolue) |(?:quelle est )?(?:l )?evolution de )?"
    r"(?:la )?(?:part|proportion|poids)(?: relati\w+)? (?:du|de la|de l|des|de|d) (?P<what>.+?)"
    r"(?: (?:dans|sur) (?:le |la |les |l )?(?P<whole>.+?))?"
    r"(?: (?:a|est|s est)(?: t (?:il|elle))?)?(?: (?:(?P<up>augment|progress|hauss|grimp|mont)"
    r"|(?P<down>baiss|diminu|recul|redui))\w*| evolu\w*)?(?: t (?:il|elle))?"
    r" (?:entre (?P<a>20\d\d) et|de (?P<b>20\d\d) a|depuis) (?P<c>20\d\d)[ ?.!]*$"
)


def share_moved(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Say how the share of a line in its total moved between two years.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    match = _PART_MOVES.match(question.text)
    if match is None or len(question.of("line")) < 1:
        return None
    first, last = match["a"] or match["b"], match["c"]
    if first is None:
        first, last = last, str(known.convention.years[-1])
    whole = match["whole"] or next(iter(known.convention.funds), "")
    ends = [_share(f"du {whole}", f"{match['what']} en {year}", ask) for year in (first, last)]
    if None in ends or not first < last:
        return unknown(_UNTOLD)
    before, after = ends
    assert before is not None
    assert after is not None
    gap = 100 * (float(after.value) - float(before.value))  # type: ignore[arg-type]  # see _share
    begins = ""
    if match["up"] or match["down"]:
        begins = f"{YES if (gap > 0) == bool(match['up']) and gap else NO} : "
    moved = f"{'+' if gap > 0 else ''}{format_number(gap, 2)} point{'s' if abs(gap) >= 2 else ''}"
    source = " ; ".join(dict.fromkeys((before.source, after.source)))
    text = f"{begins}{moved} de {first} à {last}. {before.text} {after.text}"
    worked = (*before.arithmetic, *after.arithmetic)
    return Answer("composee-part", ANSWERED, text, source=source, arithmetic=worked)


def _verdict(match: re.Match[str], share: float) -> str:
    """Return whether a share is what is stated of it."""
    number = match["n"]
    stated = float(number.replace(",", ".")) if number else _PARTS[match["part"]]
    over = share - stated
    for name, holds in (
        ("least", over >= -_NOISE),
        ("more", over > _NOISE),
        ("most", over <= _NOISE),
        ("less", over < -_NOISE),
    ):
        if match[name]:
            return YES if holds else NO
    if abs(over) <= _NOISE:
        return YES
    digits = len(number.replace(",", ".").partition(".")[2]) if number else 0
    near = 0.5 * 10.0**-digits if number else _NEAR
    return f"{YES}, à l'arrondi" if abs(over) <= near else NO
