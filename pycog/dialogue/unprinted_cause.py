"""No cause is told where a document prints none: whoever asks why gets no bare « Oui »."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

#: Asks for the cause of what is printed.
_WHY: Final = regex(
    r"\bpourquoi\b(?! pas\b)|\bpour quelles? (?:raisons?|causes?|motifs?)\b"
    r"|\ba cause de quoi\b|\bqu est ce qui (?:explique|justifie|motive)\b"
    r"|\bcomment (?:expliquer?|s explique|se fait il)\b"
)
#: Says a cause already, or that there is none.
_TOLD: Final = regex(r"\b(?:causes?|raisons?|motifs?)\b")
#: Told in words, or about the answer before.
_APART: Final = frozenset({"definition", "pourquoi", "classeur"})
_YES: Final = regex(r"^Oui(?: :|[.,]) ?")


def cause_not_given(answer: Answer, question: str) -> Answer:
    """Return a refusal for a printed figure given to whoever asks why it is so.

    A premise that is false is denied as before: it has no cause.

    Args:
        answer: The answer that was found.
        question: The question as typed.
    """
    if answer.kind != ANSWERED or not answer.formula or answer.intent in _APART:
        return answer
    plain = normalise(answer.text)
    if plain.startswith("non") or _TOLD.search(plain) or not _WHY.search(normalise(question)):
        return answer
    told = _YES.sub("", answer.text)
    return unknown(f"Je ne sais pas pourquoi : les documents n'en donnent pas la cause. {told}")
