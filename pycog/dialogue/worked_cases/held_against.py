"""A result that a question brings along: a figure to confirm, or a bar that it is held against.

« … je trouve 600, vous confirmez ? » and « … et au moins 90 % ou pas ? » are questions on the rest
of the sentence. That is answered by itself, as any other question; the number that was set beside
it is then compared with the value, and « Oui » or « Non » begins the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    NUMBER,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import Question
from pycog.dialogue.worked_cases.case_text import RATIO
from pycog.lazy_patterns import regex

#: Says that a number is what somebody has found.
_FOUND: Final = (
    r"(?:je (?:trouve|tombe sur|calcule)|j (?:obtiens|arrive a|ai (?:trouve|obtenu|calcule))"
    r"|(?:on|il|elle) (?:trouve|obtient|tombe sur|arrive a|annonce|m annonce|me dit)"
    r"|(?:nous )?(?:trouvons|obtenons|arrivons a)"
    r"|(?:mon|ma|notre|le|un|une|son|sa|excel)(?: (?:calcul|tableur|resultat|collegue|tableau"
    r"|fichier|excel|chef|cheffe|service|note))?(?: (?:me|nous|m))? "
    r"(?:donne|annonce|trouve|affiche|indique|sort|obtient))"
)
#: Says the same only where a check is asked for.
_STATED: Final = r"(?:ca (?:fait|donne)|cela (?:fait|donne)|c est|soit|(?:resultat|total) ?:?)"
#: Asks for the check by itself.
_SURELY: Final = (
    r"(?:(?:ca|cela) (?:fait|donne) bien|c est bien|est ce bien|soit bien|^confirm[a-z]* que?"
    r"|(?<=[a-z0-9%€] )(?:fait|font|donne|donnent|vaut|valent|est|sont) bien)"
)
_LINK: Final = r"(?: ?:| (?:bien|que|a|un|une|le|la|total|resultat|montant|taux|de))*"
_CLAIM: Final = regex(
    rf"(?:(?:^|(?<=[,;:.?!(=])|\b(?:et|mais|moi|donc|alors) ) ?"
    rf"(?:(?P<found>{_FOUND})|(?P<stated>{_STATED}))|(?P<surely>{_SURELY})){_LINK} ?$"
)
#: « … + 30 000 = 196 500 »: what stands behind a sum is none of its terms.
_EQUALS: Final = regex(r"(?:(?<=[€%)])|(?<=\d\d)|(?<=[ (]\d)) ?= ?$")
#: A figure that one may be told: « ce chiffre », « mon calcul ».
_FIGURE: Final = (
    r"(?:ce|cet|cette|mon|ma|le|la|notre) (?:chiffre|montant|resultat|calcul|total|somme)"
)
_CHECK: Final = regex(
    r"(?:^|(?<=[,;:.?!(])|\bet ) ?(?:"
    r"(?:(?:pouvez|pourriez) vous |(?:tu )?peux(?: tu)? |merci de |vous |tu |je "
    r"|est ce que (?:vous |tu |je )?)?"
    r"(?:me |le |nous )?(?:confirm|valid|verifi)[a-z]*"
    rf"(?: (?:vous|tu|moi|le|bien|svp|{_FIGURE}))*"
    rf"|(?:(?:est ce que )?c est|est ce|ca vous parait|{_FIGURE} est(?: il| elle)?)?"
    r" ?(?:bien )?(?:ca|cela|juste|corrects?|correcte|exacte?|bons?|vrai|faux|ok)"
    r"(?: ou (?:pas|non|faux))?"
    r"|(?:est ce que )?(?:je me|me suis je|je me suis) trompee?|ai je (?:raison|juste|bon|faux)"
    r"|(?:est ce qu )?(?:il|elle|on|j) (?:a|ai|ont) (?:bon|raison|juste|faux|tort)"
    r"|(?:on est |sommes nous |nous sommes )?(?:bien )?d accord|oui ou non|n est ce pas"
    r"|et (?:vous|toi)|qu en (?:dites vous|dis tu|pensez vous)"
    r") ?(?=[,;:.?!)]|$| (?:le|la|l|les) [a-z])"
)
#: How a bar is said, by what the value has to do with it.
_BARS: Final = {
    "least": r"au moins|au minimum|atteint(?:es?)?(?: (?:on|il|elle))?|superieur\w* ou egal\w* a",
    "above": r"plus (?:de|que)|superieur\w* a|au dessus (?:de|des|du)"
    r"|(?:on )?depass\w+(?: (?:t )?on)?"
    r"|passe(?: t)?(?: on)? la barre (?:de|des)",
    "most": r"au plus|au maximum|pas plus de|inferieur\w* ou egal\w* a",
    "below": r"moins (?:de|que)|inferieur\w* a|en dessous (?:de|des|du)|au dessous (?:de|des|du)"
    r"|sous (?:la barre (?:de|des)|les|le)|sous",
}
_BAR: Final = regex(
    r"(?:^|(?<=[,;:.?!(])|\b(?:et|mais|donc) )"
    r" ?(?:(?:et|mais|donc|est ce qu(?: |e )?|est ce|c est|ca fait|ca donne|cela fait|on est"
    r"|est on|sommes nous|a t on|on a|ca|cela|nous sommes|est il|est elle|y en a t il|on|nous"
    r"|bien|a|il"
    r"|elle|reste t on|t il|t elle) )*"
    + "(?:"
    + "|".join(rf"(?P<{name}>{said})" for name, said in _BARS.items())
    + r")(?: (?:les?|la|l|des|de))? ?$"
)
_CLOSES: Final = regex(
    r"(?P<of> (?:d|de|par|en) [a-z]{3,})? ?(?:(?:ou (?:pas|non)|donc|alors|exactement"
    r"|n est ce pas) ?)?(?=[,;:.?!)]|$)"
)
#: A change that was found, which is not the value itself.
_CHANGE: Final = regex(
    r" ?(?:de|en|d) (?:plus|moins|ecart|difference|trop|reste|gain|perte"
    r"|(?P<way>hausse|baisse|evolution|progression|augmentation|diminution))\b"
)
#: What the rate that was found is of: « je trouve 80 % d'exécution ».
_OF: Final = regex(r" ?(?:de|d|du|pour(?: le| la| l)?) (?=[a-z])")
_TOLD: Final = {"least": "au moins", "above": "plus de", "most": "au plus", "below": "moins de"}
_DENIED: Final = {"least": "moins de", "above": "pas plus de", "most": "plus de",
                  "below": "pas moins de"}  # fmt: skip
_CUED: Final = regex(
    r"\b(?:confirm|valid|verifi|juste|correct|exact|bon|vrai|faux|accord|tromp|raison|trouve|"
    r"obt[ie]|tombe|arrive|donne|annonce|affiche|indique|bien|moins|minim|atteint|superieur|dessus"
    r"|depass|barre|au plus|maxim|plus|inferieur|dessous|sous)|=",
)
#: A row of numbers of one question: the one that is held against, and two of what is calculated.
_LEAST: Final = 3
#: A sum of what is printed, which is to be confirmed.
_OF_PRINTED: Final = regex(
    rf"(?:\+|\bplus\b|\bmoins\b|\bsomme\b|\btotal\b|\bmoyenne\b|\becart\b).*"
    rf"(?:\b{_SURELY}|= ?\d)"
)
_NOISE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """What a question sets beside the value that it asks for.

    Attributes:
        rest: The question without it.
        number: The number.
        shown: That number as it was typed.
        step: Half of its last digit.
        bar: How the value is held against it, ``""`` where it has to be the value.
        of: What that number is of: « d'exécution », « par ETP ».
    """

    rest: str
    number: Quantity
    shown: str
    step: float
    bar: str = ""
    of: str = ""


def held_against(question: Question, plainly: Callable[[str], Answer]) -> Answer | None:
    """Answer whether a value is the one that was found, or is on the right side of a bar.

    Args:
        question: The question, which brings all its numbers along.
        plainly: Answers the question without that number.

    Returns:
        ``None`` where the question sets no number beside what it asks for, or the rest of it
        is not answered by a value of the same unit.
    """
    if not _CUED.search(question.text):
        return None
    for held in _parted(question):
        asks = "quel taux" if held.number.unit == PERCENT else "ca fait combien"
        asked = f"{held.rest.rstrip(' ?.,;:')}, {asks}{held.of} ?"
        for rest in (asked,) if held.of else (held.rest, asked):
            answer = plainly(rest)
            if answer.kind != ANSWERED:
                continue
            found = _told(held, answer)
            if found is not None:
                return found
    return None


def _parted(question: Question) -> Iterator[Held]:
    """Yield the ways to part a number that is held against the rest from that rest."""
    numbers = typed_quantities(question)
    text = question.text
    if numbers is None or (len(numbers) < _LEAST and not _OF_PRINTED.search(text)):
        return
    for one in reversed(numbers):
        before, behind = text[: one.start], text[one.end :]
        closes, bar = _CLOSES.match(behind), _BAR.search(before)
        if bar is not None and closes is not None and not _bare(behind[closes.end() :]):
            name = next(name for name in _BARS if bar[name])
            held = _held(before[: bar.start()], one, text, name)
            yield replace(held, of=closes["of"] or "")
        claim = _EQUALS.search(before) or _CLAIM.search(before)
        changed = _CHANGE.match(behind)
        if claim is None or (changed is not None and not (one.unit == PERCENT and changed["way"])):
            continue
        if changed is not None:
            rest = f"{before[: claim.start()]} {changed['way']} en % {behind[changed.end() :]}"
        else:
            rest = _without_claim(before[: claim.start()], one, behind)
        # What somebody found is to be confirmed where nothing else follows.
        sure = "surely" in claim.re.groupindex and claim["surely"]
        last = not behind.strip(" ?.!") and (claim.re.pattern == _EQUALS.pattern or claim["found"])
        bare = _CHECK.sub(" ", rest)
        if bare != rest or sure or last:
            yield _held(bare, one, text)


def _bare(text: str) -> str:
    """Return what a text says besides asking whether something is right."""
    return _CHECK.sub(" ", text).strip(" ?.!,;:)")


def _without_claim(before: str, one: Quantity, behind: str) -> str:
    """Return a question without what was found, what that is of being asked for."""
    named = _OF.match(behind)
    if named is None:
        return f"{before} {behind}"
    asked = "taux de" if one.unit == PERCENT else ""
    return f"{before} {asked} {behind[named.end() :]}"


def _held(rest: str, one: Quantity, text: str, bar: str = "") -> Held:
    typed = text[one.start : one.end].strip()
    digits = re.search(r"[.,](\d+)", typed)
    scale = {PERCENT: -2, AMOUNT: one.power}.get(one.unit, 0)
    step = 0.5 * 10.0 ** (scale - (len(digits[1]) if digits is not None else 0))
    rest = re.sub(r" {2,}", " ", re.sub(r"(?: ?[,;:]){2,}", ",", rest)).strip(" ,;:")
    shown = one.shown if one.unit in {PERCENT, AMOUNT, "days"} else typed
    return Held(rest, one, shown, step, bar)


def _told(held: Held, answer: Answer) -> Answer | None:
    """Return the answer to the rest with « Oui » or « Non », ``None`` where units differ."""
    if not isinstance(answer.value, float | int) or isinstance(answer.value, bool):
        return None
    value, number, step = float(answer.value), held.number.value, held.step
    shown, is_rate = held.shown, answer.display.endswith("%")
    if is_rate != (held.number.unit == PERCENT):
        if held.number.unit != NUMBER:
            return None
        if is_rate and abs(number) > RATIO:
            number, step, shown = number / 100, step / 100, f"{shown} %"
    unit = held.number.unit
    if unit not in {PERCENT, AMOUNT, NUMBER, "days"} or ("€" in shown and is_rate):
        return None
    if unit == "days" and not answer.display.endswith(" j"):
        return None
    if "€" in answer.display and "€" not in shown and not is_rate:
        shown = f"{shown} €"
    if not held.bar:
        falls = value < 0 and _FALLS.search(held.rest) is not None
        right = abs((-value if falls else value) - number) <= step + _NOISE
        begins = f"Oui, {shown}" if right else f"Non, {answer.display} au lieu de {shown}"
    else:
        right = _holds(held.bar, value, number)
        begins = f"Oui, {_TOLD[held.bar]} {shown}" if right else f"Non, {_DENIED[held.bar]} {shown}"
    # What the answer to the rest says of its own threshold is not asked here.
    return replace(answer, text=f"{begins}. {_OWN_VERDICT.sub('', answer.text)}")


_OWN_VERDICT: Final = regex(r"^(?:Oui|Non)\b[^.:]*[.:] ")
#: A fall may be told by its size alone: « 5 % de baisse ».
_FALLS: Final = regex(r"\b(?:baiss|diminu|reduc|recul|moins|perte|econom)\w*")


def _holds(bar: str, value: float, number: float) -> bool:
    """Tell whether a value is on the right side of a bar."""
    noise = _NOISE * max(abs(value), abs(number))
    if bar == "least":
        return value >= number - noise
    if bar == "most":
        return value <= number + noise
    return value > number + noise if bar == "above" else value < number - noise
