"""One whole question, read by everything that may answer it: as typed, and plainer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from pycog.dialogue.answered_as_asked import as_asked, to_the_digit
from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    DECLINED,
    UNKNOWN,
    Answer,
    unknown,
)
from pycog.dialogue.calculations.calculating import CALCULATION, kept
from pycog.dialogue.calculations.reading_calculations import respelled_question
from pycog.dialogue.composed.listed_things import told_each
from pycog.dialogue.composed.numbered_range import is_of_range, without_range
from pycog.dialogue.composed.ranked_lines import ranked_fund, ranked_line
from pycog.dialogue.composed.taken_moves import claimed_move
from pycog.dialogue.composed.taken_shares import claimed_share, share_moved
from pycog.dialogue.composed.taken_trends import bounded
from pycog.dialogue.composed.taken_values import stated_in
from pycog.dialogue.composed.whole_budget import budget_compared, whole_budget
from pycog.dialogue.compound.formulating import formulated, with_labels
from pycog.dialogue.compound.second_opinions import second_opinion
from pycog.dialogue.contrasts import contrasted
from pycog.dialogue.conversation import Conversation, is_unread
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.enumerations import lists_these, without_enumeration
from pycog.dialogue.fallback import not_understood
from pycog.dialogue.lexicon import stem
from pycog.dialogue.named_items import compared_items, two_states
from pycog.dialogue.nicknames import in_own_words
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_query.book_words import means_workbook
from pycog.dialogue.passages.passage_search import names_in, told_passage
from pycog.dialogue.plain_turns import in_plain_words, said_plainly
from pycog.dialogue.provisions.finding_rules import nearest_rule, telling_ideas
from pycog.dialogue.provisions.moving_credits import moved_credits, with_things_told
from pycog.dialogue.running import NO_SUBJECT, UNREAD
from pycog.dialogue.said_around import expanded, shorter_readings, signed
from pycog.dialogue.state import State
from pycog.dialogue.talk import without_talk
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: A plain operation has two numbers.
_NUMBERS: Final = regex(r"\d[^\d].*\d")
#: « Et si … ? » is asked back for its year, and is no question about a row.
_SUPPOSES: Final = regex(r"\bsi\b|\bsuppos", re.IGNORECASE)
#: Numbers may be typed in words.
_HAS_NUMBER: Final = regex(
    r"\d|%|\b(?:pour ?cents?|pourcents?|cents?|mille|millions?|vingts?|trente|quarante"
    r"|cinquante|soixante|onze|douze|treize|quatorze|quinze|seize|dix)\b",
    re.IGNORECASE,
)
#: So many lines named as they are printed leave nothing for a nickname.
_SEVERAL: Final = 2
#: Readings of which a contrast is looked for: as asked, and without what is said around it.
_MOST_CONTRASTED: Final = 2
#: Takes back what was said: « non, 2013 ».
_CORRECTS: Final = regex(
    r"^\s*(?:(?:non|pardon|oups|plutôt|plutot|je voulais dire|correction|en fait"
    r"|(?:erreur|faute) de (?:frappe|saisie|ma part))\b[ ,:]+(?:c[’']est (?=\d))?)+(?=\S)",
    re.IGNORECASE,
)
#: Asks for somebody, a way, a reason or a place.
_WHO: Final = regex(r"(?:qui|comment|pourquoi|ou)\b")
#: Asks for a day or a figure, and formulas that give a printed one.
_FIGURE_ASKED: Final = regex(
    r"\b(?:quand|quelle date|quelle annee|echeances?|combien|cibles?|objectifs?|montants?)\b"
)
_PRINTED: Final = (
    "=COG_DUE(", "=COG_TARGET(", "=COG_TARGET_TEXT(", "=COG_BUDGET(", "=COG_KEY_FIGURE(",
    "=COG_BASELINE(",
)  # fmt: skip
#: Asks for things by name, of which a key figure is only the number.
_NAMED_ONES: Final = regex(
    r"^(?:\w+ )?(?:quel(?:le)?s|lesquel(?:le)?s) (?!est |sont |etai)[a-z]{4,}"
)


_MONTHS: Final = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
)
#: Asks whether: « dépasse-t-il », « est-ce que ».
_WHETHER: Final = regex(
    r"^est ce qu|\bt (?:il|elle)s?\b|\b(?:sont|ont|[a-z]+ent) (?:il|elle)s\b|\best (?:il|elle)\b"
)
_PART: Final = regex(r"\b(?:moitie|tiers|quarts?|cinquieme|dixieme)\b")
#: The day on which an amount was read, and what hangs on it.
_ON_DAY: Final = regex(
    r",? ?\b(?:au|a la date du|arretee?s? au|en date du|a fin|fin|au bout de|a) "
    rf"(?:\d{{1,2}} ?[/.-] ?\d{{1,2}}|(?:\d{{1,2}}(?:er)? )?(?:{_MONTHS}))"
    r"(?: ?[/.-]? ?(?P<year>20\d\d)|[/.-]\d\d)?\b"
)
_RATE_ASKED: Final = regex(
    r"\btaux\b|%|\bpour ?cents?\b|\bpourcentage\b|\bpart\b|\breste\w*\b|\bdisponible\b|\bsolde\b"
)
_DAY_MATTERS: Final = regex(
    r"\b(?:atterri\w*|projection|projet\w*|rythme|prorata|fin d annee|annuel\w*|retard|avance"
    r"|prevision\w*|extrapol\w*|tendance|delai\w*|jours?|d ici|theorique|cadence|mensuel\w*)\b"
)
_LOOKED_UP: Final = regex(r"COG_(?:BUDGET|TARGET|KEY|BASELINE|DUE|SCORECARD)")


def answer_whole(text: str, before: State, context: Context, known: Vocabulary) -> Answer:
    """Answer a question, else the same without what is said around it."""
    return _WholeQuestion(text, before, context, known).answer()


@dataclass(frozen=True)
class _WholeQuestion:
    """A question and where it is asked, with each way of reading it."""

    text: str
    before: State
    context: Context
    known: Vocabulary
    #: Whether it is another question, said in plain words.
    is_plain: bool = False
    #: Whether what it was held against has been taken out.
    is_rest: bool = False
    #: The readings that were answered by themselves.
    _answers: dict[str, Answer] = field(default_factory=dict, init=False)

    def answer(self) -> Answer:
        """Return what the first reading gives that gives anything."""
        moved = self._moved() or self._of_budget()
        if moved is not None:
            return moved
        held = self._held()
        if held is not None:
            return held
        worked = self._worked()
        if worked is not None:
            return worked
        better = self._printed() or self._twofold() or self._enumerated()
        if better is not None or self._stands():
            return better or self._asked
        readings = (
            self._typed,
            self._worked_mended,
            self._plainly,
            self._named_alone,
            self._operated,
            self._said_plainly,
            self._items,
            self._labelled,
            self._named_among_others,
            self._contrasted,
            self._enumerated_in_brackets,
            self._ranged,
            self._without_day,
        )
        found = next(filter(None, (reading() for reading in readings)), None)
        return found or self._of_document()

    def _moved(self) -> Answer | None:
        """Return whether something printed moved by as much as it states."""
        if self.is_plain or self.is_rest or self.before.pending or self.context.sheet is not None:
            return None
        if not (_HAS_NUMBER.search(self.text) or _PART.search(self._read.text)):
            return None
        share = claimed_share(self._read, self.known, self._asked_anew)
        return share or claimed_move(self._read, self.known, self._asked_anew, self.before.slots)

    def _of_budget(self) -> Answer | None:
        """Return how the budget as a whole moved, or which of its lines is at a place."""
        if self.is_plain or self.is_rest or self.before.pending or self.context.sheet is not None:
            return None
        given = (self._read, self.known, self._asked_anew)
        told = (
            share_moved(*given)
            or whole_budget(*given)
            or ranked_line(*given)
            or ranked_fund(*given)
            or budget_compared(*given)
        )
        return told or self._bounded()

    def _bounded(self) -> Answer | None:
        """Return whether something printed is above or below a number, asked as yes or no."""
        if not _WHETHER.search(self._read.text):
            return None
        told = bounded(self._read, self._asked_anew)
        return told if told is not None and told.formula.startswith("=COG_BUDGET(") else None

    def _held(self) -> Answer | None:
        """Return the value that it asks for, held against a number that it brings along."""
        if self.is_plain or self.is_rest or self.before.pending:
            return None
        if not _HAS_NUMBER.search(self.text):
            return None
        from pycog.dialogue.worked_cases.held_against import held_against

        return held_against(
            self._read, lambda rest: replace(self, text=rest, is_rest=True).answer()
        )

    def _worked(self, *, mended: bool = False) -> Answer | None:
        """Return a calculation that brings all its numbers along, in a shape of its own."""
        if self.is_plain or self.before.pending or not _HAS_NUMBER.search(self.text):
            return None
        # Most questions type no number, and are quicker without what works them out.
        from pycog.dialogue.worked_cases.answering_cases import worked_case

        return worked_case(
            self._read, self.before, self.context, self.known, self._asked_anew, mended=mended
        )

    def _asked_anew(self, text: str) -> Answer:
        """Answer the same question in plain words."""
        return replace(self, text=text, is_plain=True).answer()

    def _worked_mended(self) -> Answer | None:
        """Return such a calculation with its typing errors mended."""
        return self._worked(mended=True)

    @cached_property
    def _asked(self) -> Answer:
        """The answer to the question as typed."""
        answer = self._alone(self.text)
        return self._seconded(answer) if answer.kind == ANSWERED else answer

    @cached_property
    def _read(self) -> Question:
        return read_question(self.text, self.known)

    @cached_property
    def _lines(self) -> set[object]:
        return _lines_of(self._read)

    @cached_property
    def _texts(self) -> list[str]:
        """The question as typed, then without what is said around it."""
        funds = [one.lower() for one in self.known.convention.funds]
        plainer = list(shorter_readings(self.text, funds))
        if bare := without_talk(expanded(self.text), self.known):
            plainer.append(bare)
        # A clause that names a line of the budget is no talk.
        kept = [one for one in plainer if self._lines <= _lines_of(read_question(one, self.known))]
        return [self.text, *kept]

    def _alone(self, text: str) -> Answer:
        """Answer one reading by itself: several ways of reading may come to the same one."""
        if text not in self._answers:
            single = _single(text, self.before, self.context, self.known)
            self._answers[text] = with_things_told(as_asked(single, text), self.text)
        return self._answers[text]

    def _formulated(self, text: str) -> Answer | None:
        return formulated(read_question(text, self.known), self.before, self.context, self.known)

    def _seconded(self, answer: Answer) -> Answer:
        """Return an answer, or that of a calculation that uses all of the question as typed."""
        if self.context.sheet is not None or self.before.intent:
            return answer
        return second_opinion(self._read, answer, self.context, self.known) or answer

    @property
    def _turned(self) -> bool:
        """A share of more than the whole is a part that stands the other way round."""
        return self._asked.display == "#VALUE!" and "COG_SHARE" in self._asked.formula

    def _printed(self) -> Answer | None:
        """Return what is printed for it: that answers better than a text on the subject."""
        told = self._asked.kind == ANSWERED and self._asked.intent == "definition"
        if not told or not _FIGURE_ASKED.search(normalise(self.text)):
            return None
        own = self._in_own_words([self.text])
        return own if own is not None and own.formula.startswith(_PRINTED) else None

    def _twofold(self) -> Answer | None:
        """Return both figures of « appels reçus et traités », where one alone was found."""
        if self.context.sheet is not None:
            return None
        return two_states(self._asked, self._read.text, self._alone)

    def _enumerated(self) -> Answer | None:
        """Return a number of things with the text that names them, where they are asked for."""
        answer = self._asked
        each = told_each(answer.formula, self._read.text) if answer.kind == ANSWERED else None
        if each is not None:
            return replace(each, intent=answer.intent, state=answer.state)
        counted = answer.kind == ANSWERED and answer.formula.startswith("=COG_KEY_FIGURE(")
        if not counted or "%" in answer.display or not _NAMED_ONES.match(normalise(self.text)):
            return None
        names = names_in(self.text)
        told = told_passage(self._read, self.before, self.known, names=names)
        if told is None and not names:
            # What it is called in the document may find the text where an officer's words do not.
            label = f"quelles {answer.text.partition(' : ')[0]}"
            told = told_passage(read_question(label, self.known), self.before, self.known)
        if told is None:
            return None
        source = " ; ".join(dict.fromkeys(one for one in (answer.source, told.source) if one))
        return replace(answer, text=f"{answer.text} {told.text}", source=source)

    def _enumerated_in_brackets(self) -> Answer | None:
        """Answer with the list of the very things that the question names in brackets."""
        parted = without_enumeration(normalise(self.text))
        if parted is None:
            return None
        rest, items, count = parted
        answer = self._alone(rest)
        found = answer.kind == ANSWERED and lists_these(answer, items, count)
        return answer if found else None

    def _ranged(self) -> Answer | None:
        """Answer of a theme whose indicators the question tells by their numbers too."""
        parted = without_range(normalise(self.text))
        if parted is None or self.is_rest:
            return None
        rest, numbers = parted
        answer = replace(self, text=rest, is_rest=True).answer()
        return answer if is_of_range(answer, numbers, self.known.convention) else None

    def _without_day(self) -> Answer | None:
        """Answer a rate of typed numbers without the day that they are of, which changes nothing.

        What is expected by the end of the year does hang on the day.
        """
        text = self._read.text
        if self.is_plain or self.context.sheet is not None or not _RATE_ASKED.search(text):
            return None
        rest = _ON_DAY.sub(" ", text)
        if rest == text or _DAY_MATTERS.search(text):
            return None
        dated = _ON_DAY.sub(lambda one: f" en {one['year']} " if one["year"] else " ", text)
        for said in dict.fromkeys((rest, dated)):
            answer = self._asked_anew(" ".join(said.split()).strip(" ,"))
            typed = _LOOKED_UP.search(answer.formula) is None or "COG_EXECUTION(" in answer.formula
            if answer.kind == ANSWERED and answer.formula and typed:
                return answer
        return None

    def _stands(self) -> bool:
        """Tell whether the answer to the question as typed is the one that is told."""
        asked_back = self._asked.kind == ASKED and bool(self._asked.choices)
        return (
            (self._asked.kind == ANSWERED and not self._turned)
            or bool(self.before.pending)
            or (
                self.context.sheet is not None
                and asked_back
                and _SUPPOSES.search(self.text) is not None
            )
        )

    def _typed(self) -> Answer | None:
        """Answer a plain operation on typed numbers, its typing errors mended."""
        if not _NUMBERS.search(self._read.text):
            return None
        from pycog.dialogue.compound.second_opinions import operated

        return operated(self.text, self.before, self.context, self.known)

    def _plainly(self) -> Answer | None:
        """Answer the same without what is said around it."""
        for plain in self._texts[1:]:
            again = self._alone(plain)
            if _is_of_less(again, self.text, plain, self.known):
                continue
            if again.kind == ANSWERED and again.intent not in NO_SUBJECT:
                again = self._seconded(again)
                told = to_the_digit(again, self.text)
                if told is again:
                    return again
                # A rate printed without decimals may be worked out where its two numbers are
                # printed.
                made = self._formulated(self.text)
                return told if made is None or "%" not in made.display else made
        return None

    @property
    def _combines(self) -> bool:
        """Tell whether it gives numbers or names lines of which something is made."""
        return len(stated_in(self._read.entities)) > 1 or len(self._read.of("line")) > 1

    def _named_alone(self) -> Answer | None:
        """Answer it in what the document prints, where nothing is made of several things."""
        if self._asked.kind == DECLINED or self._combines:
            return None
        own = self._in_own_words(self._texts)
        return None if own is None else self._seconded(own)

    def _named_among_others(self) -> Answer | None:
        """Answer it in what the document prints, where no operation on several things was read."""
        if self._asked.kind == DECLINED or not self._combines or len(self._lines) >= _SEVERAL:
            return None
        return self._in_own_words(self._texts)

    def _in_own_words(self, texts: list[str]) -> Answer | None:
        """Answer a question said in an officer's words for what the document prints."""
        for text in dict.fromkeys((texts[0], texts[-1])):
            own = _named_plainly(text, self.known)
            if own is None:
                return None
            again = self._alone(own)
            if again.kind != ANSWERED or again.intent in NO_SUBJECT:
                continue
            if _is_choice(again, self._asked) or _says_more(text, own, self.known):
                return to_the_digit(again, text)
        return None

    def _operated(self) -> Answer | None:
        """Answer an operator over facts that no single reader knows together."""
        named = None if self._lines else _named_plainly(self.text, self.known, turns=False)
        for plain in (*self._texts, *([named] if named else [])):
            made = self._formulated(plain)
            if made is not None:
                return to_the_digit(made, self.text)
        return None

    def _said_plainly(self) -> Answer | None:
        """Answer the question whose turns of phrase are said plainly, all else left as it is."""
        if self._asked.kind == DECLINED and not self._lines:
            return None
        for text in dict.fromkeys((self._texts[0], self._texts[-1])):
            before = said_plainly(signed(expanded(text)))
            plain = in_plain_words(before)
            if plain == before:
                continue
            again = self._alone(plain)
            if again.kind == ANSWERED and again.intent not in NO_SUBJECT:
                return to_the_digit(self._seconded(again), text)
            if made := self._formulated(plain):
                return to_the_digit(made, text)
        return None

    def _items(self) -> Answer | None:
        """Answer which of several things that it names comes first, their order or their sum."""
        if self.context.sheet is not None:
            return None
        turn = Turn(CALCULATION, {}, self.context, self.known, self._read.text)
        found = compared_items(self._read.text, turn, self._alone)
        return None if found is None else kept(found, self._read, self.before)

    def _labelled(self) -> Answer | None:
        """Answer what is made of numbers that are given with their names."""
        for read in self._mended:
            made = with_labels(read, self.before, self.context, self.known)
            if made is not None:
                return made
        return None

    @property
    def _mended(self) -> Iterator[Question]:
        """Yield the question as typed, with its short forms written out, its errors mended."""
        yield self._read
        plain = replace(read_question(expanded(self.text), self.known), typed=self.text)
        if plain.text != self._read.text:
            yield plain
        if (mended := respelled_question(plain, self.known)) is not None:
            yield mended

    def _contrasted(self) -> Answer | None:
        """Answer what is set against something that is not meant."""
        for plain in self._texts[:_MOST_CONTRASTED]:
            meant = contrasted(normalise(plain), self.known, self._alone)
            if meant is not None:
                return meant
        return None

    def _of_document(self) -> Answer:
        """Tell what a document says, where it was not read and no workbook is meant."""
        answer = self._asked
        # « Qui était directeur ? » asks for no indicator.
        lost = answer.kind == ASKED and not answer.choices and answer.text.startswith(UNREAD)
        lost = lost and _WHO.match(normalise(self.text)) is not None
        # What a reader knows not to be printed, no text tells.
        declined = answer.kind == DECLINED and not answer.intent.startswith("composee-")
        of_workbook = self.context.sheet is not None and means_workbook(self.text)
        if not (declined or lost or is_unread(answer)) or of_workbook:
            return answer
        names = names_in(self.text)
        for text in self._texts:
            told = told_passage(
                read_question(text, self.known), self.before, self.known, names=names
            )
            if told is not None and not _is_of_less(told, self.text, text, self.known):
                return told
        near = "" if self.before.has_subject else nearest_rule(self._read, self.known)
        if near and answer.kind == UNKNOWN:
            return replace(unknown(near, answer.choices), intent=answer.intent, state=answer.state)
        return answer


def _lines_of(read: Question) -> set[object]:
    """Return the lines of the budget that a question names."""
    return {one.value for one in read.of("line")}


def _named_plainly(text: str, known: Vocabulary, *, turns: bool = True) -> str | None:
    """Return a question in which nicknames are what the document prints, ``None`` without any."""
    named = read_question(text, known).has("line")
    return in_own_words(text, known.convention.id, known.filler, named=named, turns=turns)


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


def _is_of_less(answer: Answer, text: str, plain: str, known: Vocabulary) -> bool:
    """Tell whether a rule was found only because what tells it from others was left out."""
    if answer.intent != "definition":
        return False
    whole, rest = (telling_ideas(read_question(one, known), known) for one in (text, plain))
    return bool(whole - rest)


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
    from pycog.dialogue.workbook.only_of_workbook import only_of_workbook
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
        held = only_of_workbook(read, state, context, known)
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
