"""Another answer where a composed calculation plainly gives another value, or none may be given."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer, unknown
from pycog.dialogue.calculations.calculating import CALCULATION
from pycog.dialogue.calculations.reading_calculations import respelled_question
from pycog.dialogue.compound.figure_finding import entry_of
from pycog.dialogue.compound.formulating import (
    answer_of,
    best_reading,
    clear_sentence,
    shown_as,
)
from pycog.dialogue.compound.named_operands import RATE
from pycog.dialogue.compound.recomputed import from_relation
from pycog.dialogue.compound.without_lines import not_a_part
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.said_around import expanded
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: Operators of which other readers may drop one side or the sign.
_WEIGHED: Final = regex(
    r"[a-z)] ?/ ?[a-z(]|[a-z0-9)€] ?[+-] ?[a-z(]|\btcam\b|\bannuel(?:le)?s? moyen|\bmoyen\w* annuel"
    r"|\b(?:hausse|baisse|evolution|progression|economi\w*) moyenne|\bpar an en moyenne"
    r"|\brepresent|\bproportion\b|\bparts?\b(?! (?:locale|nationale)s?\b)|\bpese(?:nt)?\b"
    r"|\bavec (?:le )?report|\bet (?:le |la )?(?:reste|reliquat|solde|taux)\b|\bpourcentage"
    r"|%|\bparmi\b"
    r"|\bdivis\w+ par\b"
    r"|\brapporte\w* (?:a|aux?)\b|\bsomme|\bpar (?:poste|agent|etp)\b|\becart|\bdifference"
    r"|\bhors\b|\bsans\b|\b(?:si (?:on|l on|j|je)|en) (?:enlev|retir|ot|exclu|neutralis|dedui)\w*"
    r"|\bmoins\b|\bplus\b|\baddition|\bmoyenne|\bcumul"
)
#: Those that a table or a text is no answer to.
_SIGNS: Final = regex(
    r"[a-z)] ?/ ?[a-z(]|[a-z0-9)€] ?[+-] ?[a-z(]|\bsomme des (?:objectifs|cibles)\b"
    r"|\bdivis\w+ par\b|\b(?:si (?:on|l on|j|je)|en) (?:enlev|retir|ot|exclu|neutralis|dedui)\w*"
    r"|\b(?:somme|addition) de (?:ses|leurs)\b"
)
#: Two values closer than this, of the larger one, are the same.
_NOISE: Final = 1e-9


def second_opinion(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return another answer where a composed calculation plainly gives another value.

    A reader of labels may take « A / B » for A alone. The calculation uses every word of the
    question, so that its value stands.

    Args:
        question: The question, which stands alone.
        answer: The answer of the other readers.
        context: The formulas and the day.
        known: The vocabulary.
    """
    if _TWO_NUMBERS.search(question.text):
        sure = operated(question.typed, State(), context, known, surely=True)
        if sure is not None:
            return None if sure.value == answer.value else sure
    if _TYPED_RATE.fullmatch(answer.formula):
        return _unless_misnamed(question, answer, context, known)
    if why := _not_within(question, answer, context, known):
        return why
    if (worked_out := _worked_out(question, answer, context, known)) is not None:
        return worked_out
    if surely := _surely(question, answer, context, known):
        return surely
    if not _WEIGHED.search(question.text):
        return None
    best = best_reading(question, context, known)
    if best is None:
        return None
    made, turn = best
    nodes = [made.node, *(one.node for one in made.extras)]
    own = [turn.compute(one).value for one in nodes]
    values = [one for one in own if isinstance(one, float)]
    if not isinstance(own[0], float):
        return None
    if isinstance(answer.value, float):
        if _close(answer.value, own[0]) and not made.verdict:
            return None
        shown = shown_as(own[0], made.unit, False, question.text)
        told = not made.verdict and shown in answer.text
        if told and any(_close(answer.value, one) for one in values):
            # What is told besides is asked for as well.
            return None
    elif not (
        made.verdict
        or _SIGNS.search(question.text)
        or (made.unit == RATE and "%" not in answer.text)
    ):
        return None
    return answer_of(made, turn, question, State())


def operated(
    typed: str, state: State, context: Context, known: Vocabulary, *, surely: bool = False
) -> Answer | None:
    """Return the answer of a plain operation on typed numbers, ``None`` where none is read.

    Args:
        typed: The question as typed.
        state: What was said before.
        context: The formulas and the day.
        known: The vocabulary.
        surely: Whether it is to stand against the answer of another reader.
    """
    # Most questions type no two numbers, and are quicker without what reads them.
    from pycog.dialogue.compound.labelled_numbers import SURE
    from pycog.dialogue.compound.typed_operations import typed_operation

    plain = replace(read_question(expanded(typed), known), typed=typed)
    # A word that is mistyped may be the one that asks.
    mended = respelled_question(plain, known)
    for question in (mended or plain, plain if mended and not surely else None):
        sentence = None if question is None else clear_sentence(question, context, known)
        made = None if sentence is None else typed_operation(sentence)
        if question is None or sentence is None or made is None:
            continue
        if not surely or made.score >= SURE:
            return answer_of(made, sentence.turn, question, state)
    return None


#: What is told of a result or of a growth is asked in words that no other reader knows.
_SURE: Final = regex(
    r"\d.*\b(?:ok|bons?|clous|conformes?)\b|\d.*\bmanqu|\bmanqu.*\d|\d.*(?:cible|objectif)"
    r"|(?:cible|objectif).*\d|\bannuel\w* moyen"
    r"|\bmoyen\w* annuel|\btcam\b|\d.*\bcombien\b.*\b(?:perdu|abandonn|rejet|refus|non|pas)\w*"
)


#: Takes one amount of the budget out of another.
_LESS_A_LINE: Final = regex(r"COG_BUDGET\(.*\)-(?:SUM\()?COG_BUDGET\(")


def _not_within(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return a refusal where a line is taken out of a total that does not have it."""
    if not _LESS_A_LINE.search(answer.formula):
        return None
    sentence = clear_sentence(question, context, known)
    why = "" if sentence is None else not_a_part(sentence)
    if not why:
        return None
    return replace(unknown(f"Je ne donne pas de valeur : {why}."), intent=answer.intent)


_TWO_NUMBERS: Final = regex(r"\d[^\d].*\d")
_TYPED_RATE: Final = regex(r"=COG_(?:SHARE|RATE)\(\d[\d.]*,\d[\d.]*\)")


def _unless_misnamed(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return a refusal where a rate is asked for that two typed numbers do not give."""
    from pycog.dialogue.compound.labelled_readings import misnamed

    sentence = clear_sentence(question, context, known)
    name = "" if sentence is None else misnamed(sentence)
    if not name:
        return _surely(question, answer, context, known)
    at = question.text.find(name)
    said = question.as_typed(at, at + len(name))
    return replace(
        unknown(
            f"Je ne donne pas de valeur : le taux demandé porte sur « {said} », et les nombres "
            "comptent autre chose. Donnez ce nombre-là, ou demandez ce qui reste."
        ),
        intent=answer.intent,
    )


_ONE_FIGURE: Final = regex(
    r'=COG_KEY_FIGURE\("(?P<key>[^"]+)",(?P<year>\d{4})?,"(?P<document>[^"]+)"\)'
)


def _worked_out(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return a rate that is printed in words from the numbers that it follows from."""
    match = _ONE_FIGURE.fullmatch(answer.formula)
    if match is None or "%" not in answer.display:
        return None
    entry = entry_of(match["document"], match["key"])
    if entry is None or len(entry.facts) != 1 or _NUMBER.search(entry.facts[0].printed):
        return None
    made = from_relation(match["document"], match["key"], entry.facts[0].period)
    turn = Turn(CALCULATION, {}, context, known, question.text)
    return None if made is None else answer_of(made, turn, question, State())


_NUMBER: Final = regex(r"\d")
#: Formulas that compare a result with its target.
_JUDGED: Final = regex(r"COG_(?:GAP|ATTAINMENT|STATUS|POINTS|REQUIRED|TRIGGER|TRN|MTID)")


#: A verdict is half the answer to whoever asks for the rate or for what lacks too.
_HALF: Final = regex(r"\bmanqu|\btaux d ?at+eint\w*|\bquel taux\b|\ba quelle hauteur\b")


def _is_half(question: Question, answer: Answer, name: str) -> bool:
    """Tell whether a verdict or a rate answers only a part of what is asked of a result."""
    if name == "COG_ATTAINMENT":
        return _IN_POINTS.search(question.text) is not None and "taux" not in question.text
    if name != "COG_STATUS":
        return False
    if "COG_RATE(" in answer.formula and "manqu" not in question.text:
        return False
    return _HALF.search(question.text) is not None and "Taux d'atteinte" not in answer.text


_IN_POINTS: Final = regex(r"\bcombien de (?:points?|pts?)\b|\ben points?\b")


def _surely(
    question: Question, answer: Answer, context: Context, known: Vocabulary
) -> Answer | None:
    """Return the answer about a typed result or growth, where another reader left a word aside."""
    judged = _JUDGED.search(answer.formula)
    lacks = judged is not None and _is_half(question, answer, judged[0])
    if not _SURE.search(question.text) or (judged and not lacks):
        return None
    from pycog.dialogue.compound.labelled_numbers import SURE
    from pycog.dialogue.compound.labelled_readings import labelled
    from pycog.dialogue.compound.typed_results import against_printed

    sentence = clear_sentence(question, context, known)
    if sentence is None:
        return None
    made = against_printed(sentence)
    if made is None:
        made = labelled(sentence)
        if made is None or made.score < SURE:
            return None
    told_anew = answer_of(made, sentence.turn, question, State())
    if told_anew is None or told_anew.value == answer.value:
        return None
    return told_anew


def _close(one: float, other: float) -> bool:
    """Tell whether two values are the same; a gap may be told without its sign."""
    return abs(abs(one) - abs(other)) <= _NOISE * max(1.0, abs(one))
