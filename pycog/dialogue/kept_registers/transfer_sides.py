"""Which side of a transfer a name is of: « pris sur la formation », « ailleurs qu'en … »."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pycog.dialogue.kept_registers.column_parts import DESTINATION, ORIGIN
from pycog.dialogue.kept_registers.question_words import FILLER, Words
from pycog.lazy_patterns import regex

_ON: Final = r"(?: (?:combien|quoi|de l argent|des credits|de quoi))? (?:sur|a|au|aux|en|dans|vers)"
_OUT: Final = r"(?: (?:combien|quoi|de l argent|des credits))? (?:sur|a|au|aux|dans|de|du|des|en)"
_GIVEN: Final = (
    r"(?:mis\w*|vers(?:e|ee|es|ees|er)|ajout\w*|all(?:e|ee|es|ees|er)|part(?:i|ie|is|ies)|affect\w*"
    r"|envoy\w*|remis\w*|redeploy\w*|transfer\w*|bascul\w*|vir(?:e|ee|es|ees|er)|inject\w*"
    r"|rajout\w*)"
)
_TAKEN: Final = (
    r"(?:pris\w*|prend\w*|prelev\w*|ponction\w*|retir\w*|pioch\w*|tap(?:e|ee|es|er)|puis(?:e|ee"
    r"|er)\w*"
    r"|gratt\w*|debit\w*|soustrai\w*|ot(?:e|ee|es|er)|enlev\w*|sort\w*|tir(?:e|ee|es|ees|er)"
    r"|amput\w*)"
)
_NOT_THERE: Final = (
    r"(?: (?:ailleurs|autre part|autrement) (?:que|qu)(?: (?:sur|dans|en|vers|a"
    r"|au|de|du))?)"
)
_CUES: Final = (
    (DESTINATION, True, rf"(?:{_GIVEN}|vers){_NOT_THERE}"),
    (ORIGIN, True, rf"{_TAKEN}{_NOT_THERE}"),
    (DESTINATION, True, _NOT_THERE.removeprefix("(?: ").removesuffix(")")),
    (DESTINATION, False, rf"{_GIVEN}{_ON}|vers|(?:a destination|au profit|en faveur|au benefice)"
                         r" (?:de|du|des|d)|(?:pour )?(?:abond|aliment|renforc|credit|regarni)\w*"),
    (ORIGIN, False, rf"{_TAKEN}{_OUT}|depuis|(?:en )?provenan\w+ (?:de|du|des|d)|venant (?:de|du"
                    rf"|des|d)|issus? (?:de|du|des|d)|partis? (?:de|du|des|d)|au detriment (?:de"
                    rf"|du|des|d)"
                    rf"|sur le dos (?:de|du|des|d)|(?:a l |d )?origine|{_TAKEN}"),
)  # fmt: skip
_PATTERNS: Final = tuple(
    (role, out, regex(rf"\b(?:{said})(?: (?:le|la|les|l|du|de|des|d|un))*(?!\w)"))
    for role, out, said in _CUES
)
_THEN_TO: Final = regex(r"^(?: \w+){0,3}? (?:vers|a destination|au profit|a|ailleurs)\b")
_FROM_FIRST: Final = regex(r"\b(?:de|du|des|d)(?: (?:la|l|le|les))?$")
_TO_AFTER: Final = regex(r"\b(?:a|au|aux)(?: (?:la|l|le|les))?$")
_GAINS: Final = regex(
    r"^(?: (?:a|ont|avait))?(?: \w+)? (?:recu|beneficie|gagne|obtenu|recupere"
    r"|ete (?:abonde|credite|renforce))"
)
_LOSES: Final = regex(
    r"^(?: (?:a|ont|avait))?(?: \w+)? (?:perdu|cede|donne|rendu|ete (?:ponctionne|preleve|debite))"
)


@dataclass(frozen=True, slots=True)
class Side:
    """A side that words before a name say.

    Attributes:
        end: Where they end.
        role: The role of the columns of that side.
        without: Whether the name is left out of it: « ailleurs qu'en … ».
    """

    end: int
    role: str
    without: bool = False


def sides_said(said: Words) -> list[Side]:
    """Return the sides that a question says, and use their words."""
    return [
        Side(match.end(), role, out)
        for role, out, pattern in _PATTERNS
        for match in said.take_all(pattern)
    ]


def side_of(said: Words, sides: list[Side], start: int, end: int) -> Side:
    """Return the side that a name is of; its role is ``""`` for either.

    Args:
        said: The question.
        sides: The sides that it says.
        start: Where the name stands.
        end: Where it ends.
    """
    for one in sorted(sides, key=lambda one: -one.end):
        if one.end <= start and all(w in FILLER for w in said.text[one.end : start].split()):
            return one
    before, after = said.before(start), said.text[end:]
    if _FROM_FIRST.search(before) and _THEN_TO.match(after):
        return Side(start, ORIGIN)
    if _GAINS.match(after):
        return Side(start, DESTINATION)
    if _LOSES.match(after):
        return Side(start, ORIGIN)
    return Side(start, "")
