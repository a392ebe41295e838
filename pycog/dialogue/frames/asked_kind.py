"""Holds that an answer is of the kind that its turn asks for: a share, a change.

However a turn was read, a share of the total is no total, and the largest rise no largest amount.
"""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.normalise import normalise

_SHARE: Final = re.compile(
    r"(?=.*(?:%|\bpour ?cents?\b|\bpourcentages?\b|\bproportion\b))"
    r".*\b(?:du|au|le|un|ce) total\b|(?=.*(?:%|\bpourcentages?\b)).*\bde l ensemble\b"
)
_LARGEST_CHANGE: Final = re.compile(
    r"\bplus (?:fort\w*|gros\w*|grand\w*|importante?s?|nette?s?|faible\w*|petite?s?)"
    r" (?:hausse|baisse|progression|evolution|augmentation|diminution|variation|croissance|recul)\b"
)
_CHANGE: Final = re.compile(
    r"hausse|baisse|progression|evolution|augment|diminu|variation|croissance|recul|ecart"
)
#: The gap between two lines, where a turn names no line but a fund: « écart avec le FNGR ».
_GAP_OF_LINES: Final = re.compile(
    r'^=COG_BUDGET\("(?P<one>[^"]+)"[^)]*\)-COG_BUDGET\("(?P<other>[^"]+)"[^)]*\)$'
)
#: Answers in words, of no figure.
_TEXTS: Final = frozenset({"definition", "source", "pourquoi", "aide", "politesse", "nature"})
_NO_GAP: Final = "Je ne calcule pas : ces deux montants ne sont pas de la même ligne. Nommez-les."
_NO_SHARE: Final = "Je ne calcule pas cette part : nommez le montant et le total."
_NO_CHANGE: Final = "Je ne sais pas : ce qui vient d'être donné n'a qu'une période."


def of_another_kind(read: Question, answer: Answer) -> str:
    """Return why an answer is not of the kind that its turn asks for, ``""`` where it is.

    Args:
        read: The turn.
        answer: Its answer.
    """
    if answer.kind != ANSWERED or answer.intent in _TEXTS:
        return ""
    asked = read.text
    shown = f"{answer.text} {answer.display} {answer.formula}"
    if _SHARE.search(asked) and "%" not in shown and "COG_SHARE" not in shown:
        return _NO_SHARE
    told = normalise(answer.text)
    gap = _GAP_OF_LINES.search(answer.formula)
    if gap is not None and gap["one"] != gap["other"] and read.has("fund"):
        return "" if read.has("line") else _NO_GAP
    if _LARGEST_CHANGE.search(asked) and not _CHANGE.search(told):
        return "" if "COG_EVOLUTION" in answer.formula else _NO_CHANGE
    return ""
