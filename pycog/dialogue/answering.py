"""Answers one question: about the agreement that it names, else about the default one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue import loaded_agreements
from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    DECLINED,
    UNKNOWN,
    Answer,
    unknown,
)
from pycog.dialogue.calculations.calculating import CALCULATION
from pycog.dialogue.composed.composing import ready
from pycog.dialogue.compound.formulating import formulated, second_opinion
from pycog.dialogue.contrasts import contrasted
from pycog.dialogue.conversation import ABOUT_ANSWER, Conversation, is_unread
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.fallback import not_understood
from pycog.dialogue.frames.dialogue_turn import DialogueTurn
from pycog.dialogue.frames.row_turns import KEEPS_ROW
from pycog.dialogue.handlers import handlers
from pycog.dialogue.normalise import LONGEST, normalise
from pycog.dialogue.open_query.book_words import means_workbook
from pycog.dialogue.passages.passage_data import passages
from pycog.dialogue.passages.passage_search import names_in, told_passage
from pycog.dialogue.provisions.finding_rules import telling_ideas
from pycog.dialogue.running import NO_SUBJECT, UNREAD
from pycog.dialogue.said_around import expanded, shorter_readings
from pycog.dialogue.spent import not_granted
from pycog.dialogue.state import State
from pycog.dialogue.state_check import checked_state
from pycog.dialogue.talk import without_talk
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary, vocabulary
from pycog.errors import InvalidInput
from pycog.values import clock_at

__all__ = ["Context", "State", "prepare", "reply"]

#: Asks for a rate.
_RATE_ASKED: Final = re.compile(
    r"\b(?:quel|combien de|en) ?%|\bquel pourcentage"
    r"|\ben pourcentage|\bsoit un taux"
)
#: « Et si … ? » is asked back for its year, and is no question about a row.
_SUPPOSES: Final = re.compile(r"\bsi\b|\bsuppos", re.IGNORECASE)
#: Asks for the digits behind the comma.
_DECIMALS: Final = re.compile(r"\bdecimales?\b|\bdixieme|\bcentieme|\bexact\w*|\bprecis\w*")
_ROUNDED: Final = "Le document imprime ce taux sans décimale."
#: Whole questions that one turn is tried as: what none of them says, no further guess does.
_MOST_WHOLE: Final = 10
#: Readings of which a contrast is looked for: as asked, and without what is said around it.
_MOST_CONTRASTED: Final = 2
_TAUX: Final = re.compile(r"\b(?:taux|tx|pourcentage|%)")
_NO_RATE: Final = (
    "Je ne sais pas : je n'ai pas trouvé ce taux dans le classeur. Nommez la ligne et la colonne."
)
_UNREAD: Final = "Je ne sais pas : je n'ai pas compris cette question."
_WHICH: Final = "De quelle convention s'agit-il ?"
#: What an agreement gives no rule for, no other one's rule is told for.
_RULES: Final = frozenset({"virement", "report", "approbation", "groupe", "nature"})
#: Takes back what was said: « non, 2013 ».
_CORRECTS: Final = re.compile(
    r"^\s*(?:non|pardon|oups|plutôt|plutot|je voulais dire|correction|en fait)\b[ ,:]+(?=\S)",
    re.IGNORECASE,
)
#: Has a sheet checked: « contrôle cette feuille ».
_CHECKS: Final = re.compile(
    r"^(?:(?:peux tu|tu peux|pouvez vous|merci de) )?(?:controle[rz]?|verifie[rz]?)"
    r" (?:moi )?(?:cette|ce|la|le|ma|mon|tout|toute) ?"
    r"(?:la |le )?(?:feuille|classeur|fichier|tableau|annexe|onglet)?\b"
)
#: Formulas that apply what an agreement says of the intéressement to numbers.
_RULE_OF_BONUS: Final = re.compile(r"COG_(?:ARS_BONUS|MTID|REQUIRED_RATE|THEME_RATE|TRIGGER|TRN)\(")


def reply(question: str, state: State, context: Context) -> Answer:
    """Answer a question.

    Args:
        question: As typed, of any length and in any script.
        state: What was said before; ``State()`` at the beginning.
        context: The formulas, the open workbook and the day.

    Returns:
        An answer whose ``state`` goes with the next question. The same question with the
        same state and workbook always gives the same answer.
    """
    with clock_at(context.today):
        told, known_kind = _of_open_tables(question, state, context)
        if told is not None and not known_kind:
            return told
        answer = _of_agreements(question, state, context)
        if told is None:
            return _with_its_rate(answer, question)
        if answer.kind == ANSWERED and answer.intent == "classeur":
            # Turns may change a part of what was asked of the table.
            return replace(answer, state=replace(answer.state, asked=told.state.asked))
        if answer.text.startswith("Je ne calcule pas"):
            return answer
        return told


def _with_its_rate(answer: Answer, question: str) -> Answer:
    """Return no count of the open workbook to whoever asks for a rate of it."""
    if answer.kind != ANSWERED or answer.intent != "classeur" or answer.formula:
        return answer
    told = normalise(answer.text)
    if not _TAUX.search(normalise(question)) or _TAUX.search(told) or "%" in told:
        return answer
    return replace(unknown(_NO_RATE), state=answer.state)


def _of_agreements(question: str, state: State, context: Context) -> Answer:
    """Answer from the agreements, and from what the open workbook has of their kinds of tables."""
    default = conventions.load().id
    about = loaded_agreements.named(question, default) or [state.about or default]
    if len(about) > 1:
        choices = tuple(f"{question.strip()} ({_title(one)})"[:LONGEST] for one in about)
        return Answer("", ASKED, "De quelle convention s'agit-il ?", choices=choices, state=state)
    if about[0] not in {default, *loaded_agreements.others(default)}:
        about, state = [default], State()
    answer = _within(question, state, context, about[0], default)
    unread = answer.kind == ASKED and answer.text.startswith(UNREAD)
    if not (answer.kind == UNKNOWN or unread) or about[0] != default or state.about:
        return answer
    return _elsewhere(question, context, default) or answer


def _of_open_tables(question: str, state: State, context: Context) -> tuple[Answer | None, bool]:
    """Answer what a table of the open workbook has every word of, before any agreement is asked.

    A turn may change a part of the last question on a table.

    Returns:
        The answer, and whether another room knows such tables and is asked first.
    """
    if context.sheet is None or not context.cells or state.pending:
        return None, False
    from pycog.dialogue.table_query.asked_of_tables import asked_of_tables

    return asked_of_tables(question, state, context)


def _each_named(question: str, found: list[str]) -> tuple[str, ...]:
    """Return the question once for each agreement, which it then names."""
    return tuple(f"{question.strip()[:LONGEST]} ({_title(one)})" for one in found)


def _title(about: str) -> str:
    return conventions.load(about).short_title


def _within(question: str, state: State, context: Context, about: str, default: str) -> Answer:
    """Answer about one agreement."""
    if about == default:
        return _about(_answer(question, _of(state, ""), context), "")
    with conventions.using(about):
        answer = _answer(question, _of(state, about), replace(context, about=about))
    named_so = answer.kind == ANSWERED and answer.intent not in ABOUT_ANSWER
    text = f"{_told_by(answer, about)} : {answer.text}" if named_so else answer.text
    return _about(replace(answer, text=text), about)


def _told_by(answer: Answer, about: str) -> str:
    """Return what an answer stands in: the agreement, or the scheme of profit sharing beside it."""
    title = _title(about)
    place = answer.source.partition(",")[0]
    scored = "COG_SCORECARD(" in answer.formula and place and place != title
    return place if scored else title


def _of(state: State, about: str) -> State:
    """Return what was said before, where it was about that agreement."""
    return state if state.about == about else State(about=about)


def _about(answer: Answer, about: str) -> Answer:
    """Return an answer whose state knows the agreement."""
    return replace(answer, state=replace(answer.state, about=about))


#: Kinds of what an agreement has of its own: a question that names none is about no other.
_OWN: Final = ("indicator", "line", "fund", "milestone", "category", "row", "figure")


def _names_something(question: str, about: str) -> bool:
    """Tell whether a question names something that an agreement has."""
    with conventions.using(about):
        read = read_question(question, vocabulary())
    return bool(read.of(*_OWN))


def _is_of(answer: Answer, about: str) -> bool:
    """Tell whether an answer gives what an agreement prints, and does not apply a rule of it.

    A rule of another agreement is none for numbers that the question brings along.
    """
    if answer.intent in _RULES or _RULE_OF_BONUS.search(answer.formula):
        return False
    return bool(answer.formula) and (answer.intent != CALCULATION or about in answer.formula)


def _elsewhere(question: str, context: Context, default: str) -> Answer | None:
    """Answer about another agreement where one alone can: a fund or a label of its own."""
    found = []
    for other in loaded_agreements.others(default):
        if not _names_something(question, other):
            continue
        answer = _within(question, State(), context, other, default)
        if answer.kind == ANSWERED and _is_of(answer, other):
            found.append((other, answer))
    if len(found) == 1:
        return found[0][1]
    if found:
        choices = _each_named(question, [other for other, _ in found])
        return Answer("", ASKED, _WHICH, choices=choices)
    return None


def _answer(question: str, state: State, context: Context) -> Answer:
    """Answer a question about the agreement that is meant here."""
    known, context = vocabulary(), replace(context, computed={})
    subjects = {
        name: known.intents[name]
        for name in handlers()
        if name in known.intents and name not in NO_SUBJECT
    }
    state = checked_state(state, subjects)

    # A turn is tried as several whole questions, some of them more than once.
    alone: dict[tuple[str, str], Answer] = {}

    def single(text: str, before: State) -> Answer:
        if before != State(about=before.about):
            return _plainly(text, before, context, known)
        key = (text, before.about)
        if key not in alone and len(alone) >= _MOST_WHOLE:
            return replace(unknown(_UNREAD), state=before)
        if key not in alone:
            alone[key] = _plainly(text, before, context, known)
        return alone[key]

    # So is a subject that several readings of the turn are about.
    reruns: dict[tuple[object, ...], Answer] = {}

    def rerun(before: State) -> Answer:
        key = (before.intent, *sorted(before.slots.items()))
        if key not in reruns:
            again = Conversation(read_question("", known), State(), context, known)
            reruns[key] = again._run(known.intents[before.intent], dict(before.slots))
        return reruns[key]

    answer = DialogueTurn(single, rerun, state, context, known).answer(question)
    told = not_granted(answer, question)
    if told is not answer:
        return replace(told, intent=answer.intent, state=state)
    return _focused(answer, state, context)


def _focused(answer: Answer, before: State, context: Context) -> Answer:
    """Return an answer whose state knows the row of the open workbook that it is about."""
    if context.sheet is None or not context.cells:
        return answer
    from pycog.dialogue.open_query.row_in_focus import focus_of
    from pycog.dialogue.workbook.open_cells import open_book

    if answer.kind != ANSWERED or answer.intent in KEEPS_ROW:
        return replace(answer, state=replace(answer.state, focus=before.focus))
    try:
        focus = focus_of(answer, open_book(context.sheet, conventions.load()))
    except InvalidInput:
        focus = ""
    return replace(answer, state=replace(answer.state, focus=focus, asked=""))


def _plainly(text: str, before: State, context: Context, known: Vocabulary) -> Answer:
    """Answer a question, else the same without what is said around it."""
    answer = _as_asked(_single(text, before, context, known), text)
    if answer.kind == ANSWERED and context.sheet is None and not before.intent:
        other = second_opinion(read_question(text, known), answer, context, known)
        answer = other or answer
    supposes = context.sheet is not None and answer.kind == ASKED and bool(answer.choices)
    # A share of more than the whole is a part that stands the other way round.
    turned = answer.display == "#VALUE!" and "COG_SHARE" in answer.formula
    if (
        (answer.kind == ANSWERED and not turned)
        or before.pending
        or (supposes and _SUPPOSES.search(text))
    ):
        return answer
    plainer = list(shorter_readings(text, [one.lower() for one in known.convention.funds]))
    if bare := without_talk(expanded(text), known):
        plainer.append(bare)
    for plain in plainer:
        again = _as_asked(_single(plain, before, context, known), plain)
        if _is_of_less(again, text, plain, known):
            continue
        if again.kind == ANSWERED and again.intent not in NO_SUBJECT:
            told = _to_the_digit(again, text)
            if told is again:
                return again
            # A rate printed without decimals may be worked out where its two numbers are printed.
            made = formulated(read_question(text, known), before, context, known)
            return told if made is None or "%" not in made.display else made
    texts = [text, *plainer]
    for plain in texts:
        # An operator over facts that no single reader knows together.
        made = formulated(read_question(plain, known), before, context, known)
        if made is not None:
            return _to_the_digit(made, text)
    for plain in texts[:_MOST_CONTRASTED]:
        meant = contrasted(
            normalise(plain),
            known,
            lambda one: _as_asked(_single(one, before, context, known), one),
        )
        if meant is not None:
            return meant
    return _of_document(texts, answer, before, context, known)


def _is_of_less(answer: Answer, text: str, plain: str, known: Vocabulary) -> bool:
    """Tell whether a rule was found only because what tells it from others was left out."""
    if answer.intent != "definition":
        return False
    whole, rest = (telling_ideas(read_question(one, known), known) for one in (text, plain))
    return bool(whole - rest)


def _to_the_digit(answer: Answer, text: str) -> Answer:
    """Say that a rate is printed without the decimals that were asked for."""
    whole = answer.printed or answer.display
    if not _DECIMALS.search(normalise(text)) or "%" not in whole or "," in whole:
        return answer
    return replace(answer, assumptions=(*answer.assumptions, _ROUNDED))


def _of_document(
    texts: list[str], answer: Answer, before: State, context: Context, known: Vocabulary
) -> Answer:
    """Tell what a document says, where a question was not read and no workbook is meant."""
    declined = answer.kind == DECLINED
    if not (declined or is_unread(answer)) or (
        context.sheet is not None and means_workbook(texts[0])
    ):
        return answer
    names = names_in(texts[0])
    for text in texts:
        told = told_passage(read_question(text, known), before, known, names=names)
        if told is not None and not _is_of_less(told, texts[0], text, known):
            return told
    return answer


def _as_asked(answer: Answer, text: str) -> Answer:
    """Return no amounts to whoever asks for a percentage of them."""
    if answer.kind != ANSWERED or not answer.formula or not _RATE_ASKED.search(normalise(text)):
        return answer
    rows = "" if answer.table is None else str(answer.table.rows)
    if "%" in f"{answer.text} {answer.display} {rows}":
        return answer
    said = f"Je ne calcule pas de pourcentage ici. {answer.text} Demandez « part de … dans … »."
    return replace(unknown(said), intent=answer.intent, state=answer.state)


def _single(question: str, state: State, context: Context, known: Vocabulary) -> Answer:
    """Answer a question, which may change a slot of the subject before."""
    if state.intent:
        question = _CORRECTS.sub("et ", question)
    read = read_question(question, known)
    if not read.words and not read.entities:
        return replace(
            not_understood(read, known, state),
            text="Je n'ai pas de question à lire. Écrivez-la en français.",
        )
    if context.sheet is None:
        answer = Conversation(read, state, context, known).answer()
        if answer.kind not in {UNKNOWN, ASKED}:
            return answer
    # Most questions have no workbook, and are quicker without what reads one.
    from pycog.dialogue.workbook.sheet_answers import (
        beside,
        queried_workbook,
        without_sheet,
        workbook_answer,
    )
    from pycog.dialogue.workbook.what_if import what_if

    if context.sheet is None:
        return without_sheet(answer, read, state)
    tried = None if state.pending else what_if(read, context, known)
    if tried is not None:
        return replace(tried, state=state)
    if not state.pending:
        held = _of_workbook(read, state, context, known)
        if held is not None:
            return held
    answer = Conversation(read, state, context, known).answer()
    if answer.kind in {UNKNOWN, ASKED} and not state.pending:
        held = workbook_answer(read, state, context, known, alone=True)
        answer = held if held is not None and held.kind == ANSWERED else answer
    if answer.kind != ANSWERED and not state.pending:
        held = queried_workbook(read, state, context, known)
        answer = held or answer
    return beside(answer, read, context, known)


def _of_workbook(
    read: Question, state: State, context: Context, known: Vocabulary
) -> Answer | None:
    """Answer what only the open workbook answers, ``None`` for anything else."""
    from pycog.dialogue.open_query.book_words import without_book
    from pycog.dialogue.open_query.open_reading import ADDS, AGREES, CUMULATED, RIGHT
    from pycog.dialogue.workbook.cell_answers import NOT_COMPUTED
    from pycog.dialogue.workbook.sheet_answers import queried_workbook, workbook_answer

    first = any(one.search(read.text) for one in (AGREES, ADDS, CUMULATED, RIGHT))
    if first and (held := queried_workbook(read, state, context, known, cued=True)):
        return held
    found = workbook_answer(read, state, context, known)
    if found is not None and found.kind == ANSWERED:
        return found
    plain = without_book(read.text)
    if plain != read.text:
        again = workbook_answer(read_question(plain, known), state, context, known, alone=True)
        if again is not None and again.kind == ANSWERED:
            return again
    if found is not None and found.text.startswith(NOT_COMPUTED):
        # A cell that is no number stays one, whoever reads it.
        return found
    if _CHECKS.search(read.text):
        # « Contrôle cette feuille » is told to do so; a column of that name was not asked for.
        return found
    return queried_workbook(read, state, context, known, cued=True) or found


def prepare() -> None:
    """Load what every answer needs, so that the first question is as quick as the others."""
    vocabulary()
    handlers()
    ready()
    passages()
