"""A part counted out of a whole: « 7 antennes sur 17, quel taux ? »."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer, answered
from pycog.dialogue.calculations.declared_calculations import declared_calculations
from pycog.dialogue.calculations.reading_calculations import label_stems
from pycog.dialogue.calculations.typed_quantities import (
    COUNTS,
    Quantity,
    nouns_end,
    typed_quantities,
)
from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.spans import lies_in
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

#: Says that one number is a part of the other.
_OF: Final = regex(r"\b(?:sur|parmi|dont|pour|contre)\b|,|/|:")
_RATE_ASKED: Final = regex(r"\btaux\b|\btx\b|%|\bpourcentages?\b|\bcombien\b|\bcb\b|\bpart\b")
_TARGET_ASKED: Final = regex(
    r"\b(?:attein\w+|objectifs?|cibles?|conform\w+|c est bon|est on bon|on est bon|tien(?:t|drait)"
    r"|tenu|respect\w+|points?)\b"
)
#: « Les 5 types de dossiers » says how many there are: their figures are meant, and not the 5.
_KINDS: Final = regex(
    r"\b(?:les|ces|des|aux|nos) \d\d? (?:\w+ )?(?:types?|sortes?|categories|motifs|natures|familles"
    r"|rubriques|themes|volets)\b"
)
_WORD: Final = regex(r"[a-z]+")
#: Words of such a question besides those of its counts.
_ASKING: Final = frozenset(
    map(
        stem,
        words(
            "taux tx pourcentage combien cb atteint atteinte atteindre atteignons objectif "
            "objectifs cible conforme bon tient tenu respecte point points soit quel quelle "
            "manque manquent nous on est sommes donc ca fait donne fin debut courant cog "
            "convention cela plan suivi campagne"
        ),
    )
)
#: Words behind a number that say what it counts.
_NOUNS: Final = 6
#: Words that say whose it is, which is no noun of what is counted.
_WHOSE: Final = frozenset({"pour", "chez", "en", "au", "aux", "a", "dans"})
#: Kinds that make another question.
_OTHERS: Final = ("fund", "line", "category", "document", "amount", "percent", "per", "change")


def counted_part(question: Question, turn: Turn) -> Answer | None:
    """Answer what rate a part makes of a whole; against a target, see ``rate_sentences``.

    Args:
        question: The question.
        turn: Gives the vocabulary and computes.

    Returns:
        ``None`` where the question has other numbers, or a word that is none of theirs.
    """
    typed = typed_quantities(question)
    if typed is None or len(typed) != 2 or any(map(question.has, _OTHERS)):
        return None
    first, last = typed
    text = question.text
    if says_how_many(text):
        return None
    if {first.unit, last.unit} - COUNTS or not _OF.search(text[first.end : last.start]):
        return None
    if _TARGET_ASKED.search(text) or not _RATE_ASKED.search(text):
        return None
    part, whole = sorted((first.value, last.value))
    if not _is_read(question, typed, turn) or not whole or part == whole:
        return None
    result = turn.compute(call("COG_RATE", part, whole))
    if result.error or not isinstance(result.value, float):
        return None
    shown = display(result.value, "evolution")
    said = f"{format_number(part, 2)} sur {format_number(whole, 2)} : {shown}."
    return answered(result, said, display=shown)


def says_how_many(text: str) -> bool:
    """Tell whether a number says how many kinds of things are meant, and is no operand.

    Args:
        text: Normalised.
    """
    return _KINDS.search(text) is not None


def _is_read(question: Question, typed: list[Quantity], turn: Turn) -> bool:
    """Tell whether every word says what is counted, which indicator it is of, or what is asked."""
    text, known = question.text, turn.known
    declared = declared_calculations(known.weighted)
    taken = [(one.start, nouns_end(text, one.end, _NOUNS, _WHOSE)) for one in typed]
    taken += [match.span() for match in IDIOMS.finditer(text)]
    taken += [(one.start, one.end) for one in question.of("year", "due", "period", "indicator")]
    if any(stem(word) in known.qualifying for word in words(IDIOMS.sub(" ", text))):
        # Those that have it not, or more than that, are another part.
        return False
    free = _ASKING | declared.context | known.filler | known.own_name
    free |= label_stems(question, known)
    for match in _WORD.finditer(text):
        if lies_in(match.span(), taken):
            continue
        forms = {match[0], stem(match[0]), known.lexicon.recognise(match[0])}
        if not forms & free and not any(map(known.indicators.knows, forms)):
            return False
    return True
