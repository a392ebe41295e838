"""Holds that an answer is of the kind that its turn asks for: a share, a change.

However a turn was read, a share of the total is no total, and the largest rise no largest amount.
"""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.normalise import normalise
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

_SHARE: Final = regex(
    r"(?=.*(?:%|\bpour ?cents?\b|\bpourcentages?\b|\bproportion\b))"
    r".*\b(?:du|au|le|un|ce) total\b|(?=.*(?:%|\bpourcentages?\b)).*\bde l ensemble\b"
)
_RATE: Final = regex(
    r"^rapport(?:e|ez|er|ons) (?:le|la|l|ce|cette|cela|ca)\b.* (?:a|au|aux)\b|"
    r"^(?:et |soit |donc )*en (?:%|pourcentage\b|pct\b|pour ?cent\b) (?:de|du|des|d)\b"
)
_LARGEST_CHANGE: Final = regex(
    r"\bplus (?:fort\w*|gros\w*|grand\w*|importante?s?|nette?s?|faible\w*|petite?s?)"
    r" (?:hausse|baisse|progression|evolution|augmentation|diminution|variation|croissance|recul)\b"
)
_CHANGE: Final = regex(
    r"hausse|baisse|progression|evolution|augment|diminu|variation|croissance|recul|ecart"
)
#: The gap between two lines, where a turn names no line but a fund: « écart avec le FNGR ».
_GAP_OF_LINES: Final = regex(
    r'^=COG_BUDGET\("(?P<one>[^"]+)"[^)]*\)-COG_BUDGET\("(?P<other>[^"]+)"[^)]*\)$'
)
#: Answers in words, of no figure.
_TEXTS: Final = frozenset({"definition", "source", "pourquoi", "aide", "politesse", "nature"})
_NO_GAP: Final = "Je ne calcule pas : ces deux montants ne sont pas de la même ligne. Nommez-les."
_WITHOUT: Final = regex(r"\b(?:sans|hors|hormis)\b")
_NO_REST: Final = "Je ne retranche rien ici : nommez le total, le fonds et ce qu'il faut en ôter."
_NO_SHARE: Final = "Je ne calcule pas cette part : nommez le montant et le total."
_NO_CHANGE: Final = "Je ne sais pas : ce qui vient d'être donné n'a qu'une période."


_PART_OF: Final = regex(
    r'^=COG_SHARE\(COG_BUDGET\("(?P<part>[^"]+)"[^()]*\),COG_BUDGET\("(?P<whole>[^"]+)"[^()]*\)\)$'
)
_NOT_PART: Final = (
    "Je ne calcule pas cette part : l'un n'est pas une partie de l'autre. Nommez-les."
)


def is_no_part(read: Question, answer: Answer, known: Vocabulary) -> str:
    """Return why a share is none that a turn asks for, ``""`` where it is one.

    « Quelle part de l'incorporel ? » after another line is a share of its own whole.

    Args:
        read: The turn.
        answer: Its answer.
        known: The vocabulary.
    """
    share = _PART_OF.match(answer.formula)
    named = {str(one.value) for one in read.of("line")}
    if share is None or share["whole"].startswith("Total") or named != {share["part"]}:
        return ""
    if not _OF_IT.search(read.text):
        return ""
    for fund in known.convention.funds.values():
        labels = {one.key: one.label for one in fund.lines}
        wholes = [one for one in fund.lines if one.label == share["whole"]]
        if any(share["part"] in {labels.get(key) for key in one.parts} for one in wholes):
            return ""
    return _NOT_PART


#: A share of what is named, and not in per cent of it.
_OF_IT: Final = regex(r"\bparts? (?:de|du|des|d)\b")


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
    share = _SHARE.search(asked) or _RATE.search(asked)
    if share and "%" not in shown and "COG_SHARE" not in shown:
        return _NO_SHARE
    told = normalise(answer.text)
    taken_out = (read.has("line") or read.has("without")) and _WITHOUT.search(asked) is not None
    if taken_out and not answer.formula and not _WITHOUT.search(told):
        return _NO_REST
    gap = _GAP_OF_LINES.search(answer.formula)
    if gap is not None and gap["one"] != gap["other"] and read.has("fund"):
        return "" if read.has("line") else _NO_GAP
    if _LARGEST_CHANGE.search(asked) and not _CHANGE.search(told):
        return "" if "COG_EVOLUTION" in answer.formula else _NO_CHANGE
    return ""
