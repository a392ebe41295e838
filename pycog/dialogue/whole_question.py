"""One whole question, read by everything that may answer it: as typed, and plainer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    DECLINED,
    UNKNOWN,
    Answer,
    unknown,
)
from pycog.dialogue.composed.taken_values import stated_in
from pycog.dialogue.compound.formulating import formulated, with_labels
from pycog.dialogue.compound.second_opinions import second_opinion
from pycog.dialogue.contrasts import contrasted
from pycog.dialogue.conversation import Conversation, is_unread
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.fallback import not_understood
from pycog.dialogue.lexicon import stem
from pycog.dialogue.nicknames import in_own_words
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_query.book_words import means_workbook
from pycog.dialogue.passages.passage_search import names_in, told_passage
from pycog.dialogue.provisions.finding_rules import nearest_rule, telling_ideas
from pycog.dialogue.provisions.moving_credits import moved_credits
from pycog.dialogue.running import NO_SUBJECT, UNREAD
from pycog.dialogue.said_around import expanded, shorter_readings
from pycog.dialogue.state import State
from pycog.dialogue.talk import without_talk
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary

#: Asks for a rate.
_RATE_ASKED: Final = re.compile(
    r"\b(?:quel|combien de|en) ?%|\bquel pourcentage"
    r"|\ben pourcentage|\bsoit un taux"
)
#: Asks for an amount or a number, and for no day.
_HOW_MUCH: Final = re.compile(
    r"^(?!.*\b(?:quand|date|echeance|delai|annee d|quelle annee|deadline|terme)\b)"
    r".*\bcombien\b(?! de (?:temps|jours|mois|semaines))"
)
#: « Et si … ? » is asked back for its year, and is no question about a row.
_SUPPOSES: Final = re.compile(r"\bsi\b|\bsuppos", re.IGNORECASE)
#: So many lines named as they are printed leave nothing for a nickname.
_SEVERAL: Final = 2
#: Asks for the digits behind the comma.
_DECIMALS: Final = re.compile(r"\bdecimales?\b|\bdixieme|\bcentieme|\bexact\w*|\bprecis\w*")
#: Answers what is said of nothing that is known.
NOT_UNDERSTOOD: Final = "Je ne sais pas : je n'ai pas compris cette question."
_ROUNDED: Final = "Le document imprime ce taux sans décimale."
#: Readings of which a contrast is looked for: as asked, and without what is said around it.
_MOST_CONTRASTED: Final = 2
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


def answer_whole(text: str, before: State, context: Context, known: Vocabulary) -> Answer:
    """Answer a question, else the same without what is said around it."""
    answer = _as_asked(_single(text, before, context, known), text)
    if answer.kind == ANSWERED:
        answer = _seconded(answer, text, before, context, known)
    supposes = context.sheet is not None and answer.kind == ASKED and bool(answer.choices)
    # A share of more than the whole is a part that stands the other way round.
    turned = answer.display == "#VALUE!" and "COG_SHARE" in answer.formula
    if (
        answer.kind == ANSWERED
        and answer.intent == "definition"
        and _FIGURE_ASKED.search(normalise(text))
    ):
        own = _in_own_words([text], answer, before, context, known)
        if own is not None and own.formula.startswith(_PRINTED):
            # What is printed for it answers better than a text on the subject.
            return own
    if listed := _enumerated(answer, text, before, known):
        return listed
    if (
        (answer.kind == ANSWERED and not turned)
        or before.pending
        or (supposes and _SUPPOSES.search(text))
    ):
        return answer
    plainer = list(shorter_readings(text, [one.lower() for one in known.convention.funds]))
    if bare := without_talk(expanded(text), known):
        plainer.append(bare)
    lines = _lines_of(text, known)
    plainer = [plain for plain in plainer if lines <= _lines_of(plain, known)]
    for plain in plainer:
        again = _as_asked(_single(plain, before, context, known), plain)
        if _is_of_less(again, text, plain, known):
            continue
        if again.kind == ANSWERED and again.intent not in NO_SUBJECT:
            again = _seconded(again, text, before, context, known)
            told = _to_the_digit(again, text)
            if told is again:
                return again
            # A rate printed without decimals may be worked out where its two numbers are printed.
            made = formulated(read_question(text, known), before, context, known)
            return told if made is None or "%" not in made.display else made
    texts = [text, *plainer]
    own_first = answer.kind != DECLINED and not _combines(text, known)
    if own_first and (own := _in_own_words(texts, answer, before, context, known)):
        return _seconded(own, text, before, context, known)
    named = None if lines else _named_plainly(text, known, turns=False)
    for plain in (*texts, *([named] if named else [])):
        # An operator over facts that no single reader knows together.
        made = formulated(read_question(plain, known), before, context, known)
        if made is not None:
            return _to_the_digit(made, text)
    if (typed := with_labels(read_question(text, known), before, context, known)) is not None:
        return typed
    if not own_first and answer.kind != DECLINED and len(lines) < _SEVERAL:
        own = _in_own_words(texts, answer, before, context, known)
        if own is not None:
            return own
    for plain in texts[:_MOST_CONTRASTED]:
        meant = contrasted(
            normalise(plain),
            known,
            lambda one: _as_asked(_single(one, before, context, known), one),
        )
        if meant is not None:
            return meant
    return _of_document(texts, answer, before, context, known)


def _lines_of(text: str, known: Vocabulary) -> set[object]:
    """Return the lines of the budget that a text names: a clause that has one is no talk."""
    return {one.value for one in read_question(text, known).of("line")}


def _in_own_words(
    texts: list[str], asked: Answer, before: State, context: Context, known: Vocabulary
) -> Answer | None:
    """Answer a question said in an officer's words for what the document prints."""
    for text in (texts[0], *texts[-1:]):
        own = _named_plainly(text, known)
        if own is None:
            return None
        again = _as_asked(_single(own, before, context, known), own)
        if again.kind != ANSWERED or again.intent in NO_SUBJECT:
            continue
        if _is_choice(again, asked) or _says_more(text, own, known):
            return _to_the_digit(again, text)
    return None


def _named_plainly(text: str, known: Vocabulary, *, turns: bool = True) -> str | None:
    """Return a question in which nicknames are what the document prints, ``None`` without any."""
    named = read_question(text, known).has("line")
    return in_own_words(text, known.convention.id, known.filler, named=named, turns=turns)


def _combines(text: str, known: Vocabulary) -> bool:
    """Tell whether a question gives numbers or names lines of which something is made."""
    read = read_question(text, known)
    return len(stated_in(read.entities)) > 1 or len(read.of("line")) > 1


def _is_choice(answer: Answer, asked: Answer) -> bool:
    """Tell whether an answer is of one of the things that would be asked back, if any."""
    number = str(answer.slots.get("indicator", ""))
    offered = {one.partition(" ")[0] for one in asked.choices if asked.kind == ASKED}
    return not offered or not number or number in offered


def _says_more(text: str, own: str, known: Vocabulary) -> bool:
    """Tell whether a question has a word of its own, which no label has: it says which is meant."""
    gone = set(map(stem, words(normalise(text)))) - set(map(stem, words(own)))
    return any(
        len(one) > 3 and one not in known.filler and not known.themes.knows(one) for one in gone
    )


_WHO: Final = re.compile(r"(?:qui|comment|pourquoi|ou)\b")
#: Asks for a day or a figure, and formulas that give a printed one.
_FIGURE_ASKED: Final = re.compile(
    r"\b(?:quand|quelle date|quelle annee|echeances?|combien|cibles?|objectifs?|montants?)\b"
)
_PRINTED: Final = (
    "=COG_DUE(", "=COG_TARGET(", "=COG_TARGET_TEXT(", "=COG_BUDGET(", "=COG_KEY_FIGURE(",
    "=COG_BASELINE(",
)  # fmt: skip
#: Asks for things by name, of which a key figure is only the number.
_NAMED_ONES: Final = re.compile(
    r"^(?:\w+ )?(?:quel(?:le)?s|lesquel(?:le)?s) (?!est |sont |etai)[a-z]{4,}"
)


def _enumerated(answer: Answer, text: str, before: State, known: Vocabulary) -> Answer | None:
    """Return a number of things with the text that names them, where they are asked for."""
    counted = answer.kind == ANSWERED and answer.formula.startswith("=COG_KEY_FIGURE(")
    if not counted or "%" in answer.display or not _NAMED_ONES.match(normalise(text)):
        return None
    names = names_in(text)
    told = told_passage(read_question(text, known), before, known, names=names)
    if told is None and not names:
        # What it is called in the document may find the text where an officer's words do not.
        label = f"quelles {answer.text.partition(' : ')[0]}"
        told = told_passage(read_question(label, known), before, known)
    if told is None:
        return None
    source = " ; ".join(dict.fromkeys(one for one in (answer.source, told.source) if one))
    return replace(answer, text=f"{answer.text} {told.text}", source=source)


def _seconded(
    answer: Answer, text: str, before: State, context: Context, known: Vocabulary
) -> Answer:
    """Return an answer, or that of a calculation that uses all of the question as typed."""
    if context.sheet is not None or before.intent:
        return answer
    return second_opinion(read_question(text, known), answer, context, known) or answer


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
    # « Qui était directeur ? » asks for no indicator.
    lost = answer.kind == ASKED and not answer.choices and answer.text.startswith(UNREAD)
    lost = lost and _WHO.match(normalise(texts[0])) is not None
    if not (declined or lost or is_unread(answer)) or (
        context.sheet is not None and means_workbook(texts[0])
    ):
        return answer
    names = names_in(texts[0])
    for text in texts:
        told = told_passage(read_question(text, known), before, known, names=names)
        if told is not None and not _is_of_less(told, texts[0], text, known):
            return told
    near = "" if before.has_subject else nearest_rule(read_question(texts[0], known), known)
    if near and answer.kind == UNKNOWN:
        return replace(unknown(near, answer.choices), intent=answer.intent, state=answer.state)
    return answer


def _as_asked(answer: Answer, text: str) -> Answer:
    """Return no amounts to whoever asks for a percentage of them, no day for how much."""
    plain = normalise(text)
    if answer.formula.startswith("=COG_DUE(") and _HOW_MUCH.search(plain):
        return replace(unknown(NOT_UNDERSTOOD), intent=answer.intent, state=answer.state)
    if answer.kind != ANSWERED or not answer.formula or not _RATE_ASKED.search(plain):
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
    if moved := moved_credits(read, known):
        read = read_question(moved, known)
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
