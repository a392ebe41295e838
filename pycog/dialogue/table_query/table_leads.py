"""What is said around a question on a table: whom it is for, and politeness; nothing asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.said_around import shorter_readings
from pycog.lazy_patterns import regex

_REQUEST: Final = (
    r"(?:(?:pouvez|pourriez|peux|pourrais) (?:vous|tu) (?:bien )?(?:me |m |nous )?"
    r"(?:dire|indiquer|rappeler|sortir|donner|preciser|communiquer|lister|citer|fournir)"
    r"|merci de (?:bien vouloir )?(?:me |m |nous )?(?:dire|indiquer|rappeler|donner|preciser|lister"
    r"|recenser|communiquer)"
    r"|(?:je|nous) (?:voudrai\w+|souhaiterai\w+|veux|souhaite|aimerai\w+) (?:savoir|connaitre|voir"
    r"|avoir|obtenir)|j aimerai\w* (?:savoir|connaitre|voir|avoir)"
    r"|j (?:aurais|ai) besoin (?:de|du|d|des))"
)
#: A clause before the question, which says for whom or why it is asked.
_LEAD: Final = regex(
    rf"^(?P<lead>(?:pour|afin|avant|dans|je|nous|les|le|la|l|comme|on)\b[^,:;?]{{6,90}})[,:] ?"
    rf"(?=(?:{_REQUEST}|(?:a|de|sur|pour|dans|parmi) (?:quel|combien)\w*|quel|combien|parmi"
    r"|lesquel|laquelle|lequel)\b|quel)"
)
_POLITE: Final = regex(rf"^{_REQUEST}\b ?(?:si (?=le |la |l ))?")
_BEHIND: Final = regex(r"[ ,.?!]*(?:svp|stp|merci|s il vous plait|s il te plait)[ .?!]*$")
#: A clause that says when, how much or what not is no clause around the question.
_SAYS: Final = regex(
    r"\d|%|€|\b(?:hors|sauf|sans|moins|plus|janvier|fevrier|mars|avril|mai|juin|juillet|aout"
    r"|septembre|octobre|novembre|decembre|trimestre|semestre|mensuel\w*|annuel\w*|si|suppos\w*)\b"
)
_SMALL: Final = frozenset(
    words("de du des le la les l d un une pour je avant dans en a au aux et nous on que ce cette")
)


def bare_questions(question: str, known: Collection[str]) -> Iterator[str]:
    """Yield a question without what is said around it.

    Args:
        question: As typed.
        known: The stems of the rows and headings of the workbook: what names one is asked about.
    """
    whole = text = " ".join(normalise(question).split())
    lead = _LEAD.match(text)
    if lead is not None:
        said = [one for one in words(lead["lead"]) if one not in _SMALL]
        if _SAYS.search(lead["lead"]) or any(stem(one) in known for one in said):
            return
        text = text[lead.end() :]
    bare = _BEHIND.sub("", _POLITE.sub("", text))
    if bare and bare != whole:
        yield bare
    if lead is None:
        yield from shorter_readings(question)
