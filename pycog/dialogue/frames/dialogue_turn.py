"""One turn of a conversation: a question by itself, or what it says of those before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.acts_on_figure import NO_PART
from pycog.dialogue.frames.asked_kind import is_no_part, of_another_kind
from pycog.dialogue.frames.asked_of_last import AskedOfLast
from pycog.dialogue.frames.both_halves import BothHalves
from pycog.dialogue.frames.corrected_credits import CorrectedCredits
from pycog.dialogue.frames.dropped_words import misplaces_rate
from pycog.dialogue.frames.ellipsis import facts_only, piece_of
from pycog.dialogue.frames.explaining_turns import WHY
from pycog.dialogue.frames.family_turns import FamilyTurns
from pycog.dialogue.frames.figure_operations import (
    asked_operation,
    how_many,
    operation_on,
)
from pycog.dialogue.frames.increments import Increments
from pycog.dialogue.frames.kept_facts import drops_year, is_another, of_another_year
from pycog.dialogue.frames.other_places import PLACES
from pycog.dialogue.frames.parts_and_whole import OF_DATES, TWO
from pycog.dialogue.frames.recalled import return_said, returned_to
from pycog.dialogue.frames.remembering import NO_SUBJECT, made_of
from pycog.dialogue.frames.standalone import years_of
from pycog.dialogue.frames.turn_wishes import parted_purposes
from pycog.dialogue.frames.turn_words import (
    YEAR,
    article_asked,
    plain_turn,
    source_asked,
    with_years,
)
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_ONE_ALONE: Final = "Je n'ai qu'un chiffre à comparer. Nommez les autres."
#: The largest of one figure is none.
_OF_ONE: Final = regex(r'=(?:MAX|MIN)\(COG_BUDGET\("[^"]*",\d{4}(?:,"[^"]*")?\)\)')
#: The gap of a figure to itself is none.
_OF_ITSELF: Final = regex(r"=(.+)-\1")
#: Choices that may all have the same answer.
_MOST_ALIKE: Final = 3
#: Answers about key figures: one with a table has every figure that was asked for.
_OF_FIGURES: Final = "composee-chiffres"
#: A row told with its theme: « quel poids, et dans quel thème ? » is answered whole.
_WITH_THEME: Final = "(thème : "
#: Intents whose answer has all that a sentence asks.
_WHOLE_ANSWERS: Final = frozenset(
    {"classeur", "rapport", "virement", "insertion", "calcul", "mtid", "taux-national",
     "taux-requis"}
)  # fmt: skip
#: Facts that a clause states: such a one is never left out.
_STATED: Final = (
    "amount", "percent", "points", "days", "number", "staff", "year", "fund", "line", "document",
    "category", "indicator", "due", "period",
)  # fmt: skip


class DialogueTurn(BothHalves, AskedOfLast, CorrectedCredits, FamilyTurns, Increments):
    """One turn with what was said before it.

    Args:
        single: Answers a question, which may change a slot of the subject before.
        rerun: Answers a subject anew.
        state: What was said before.
        context: The formulas and the workbook.
        known: The vocabulary.
    """

    #: Whether the last answer was found with every word of the turn.
    read_whole = False
    #: Whether it is the last operation, of which the turn says what changes.
    repeated = False

    def answer(self, question: str) -> Answer:
        """Answer the turn.

        Args:
            question: As typed.
        """
        answer = (
            self._of_understood(question)
            or self._asked_of_last(question)
            or self._of_family(question)
            or self._spent_anew(question)
            or self._moved_by(question)
            or self._as_it_stands(question)
        )
        answer = self._carried_from_line(question, answer) or answer
        if answer.kind == ASKED and self.state.told and not answer.state.told:
            # What is asked back does not end the rule that was told.
            answer = replace(answer, state=replace(answer.state, told=self.state.told))
        return self._with_understood(question, self._share_worked_out(answer))

    def _as_it_stands(self, question: str) -> Answer:
        if self.state.op.startswith(PLACES):
            return self._same_places(question)
        if self.state.op == TWO:
            return self._on_both(question)
        told = (
            self._place_of_rule(question)
            or self._asked_of_rule(question)
            or (self._points_of_rule(question) if self.state.told else None)
            or self._denied(question)
            or self._of_told_values(question)
            or self._of_last_result(question)
            or self._acted(question)
            or self._of_annex(question)
            or self._of_pieces(question)
            or self._of_what_was_told(question)
        )
        if told is not None:
            return self._more_of_rule(question, told) or self._possible(told)
        answer = self._of_itself(question)
        if self.repeated:
            return self._possible(answer)
        if answer.kind in (UNKNOWN, ASKED) or answer.intent == "aide":
            told = self._which_of_told(question, gap=False) or self._printed_share(question)
            answer = told or self._pieced(question) or answer
        answer = self._possible(answer)
        if answer.kind != ANSWERED and (plainly := self._without_talk(question)):
            return plainly
        unread = answer.kind in (UNKNOWN, ASKED)
        # A text that a document holds, or one figure, may answer half of what is asked.
        several = answer.intent == _OF_FIGURES and answer.table is not None
        several = several or self.read_whole or _WITH_THEME in answer.text
        half = answer.kind == ANSWERED and answer.intent not in _WHOLE_ANSWERS and not several
        if (unread or half) and (
            both := self._of_both_halves(question, sure=half or answer.kind == ASKED)
        ):
            return both
        if half:
            answer = self._with_first_half(question, answer) or self._noting_other_half(
                question, answer
            )
        return self._noted(question, answer)

    def _possible(self, answer: Answer) -> Answer:
        """Return an answer, a refusal for a part above its whole or the largest of one figure."""
        if answer.kind != ANSWERED:
            return answer
        if answer.display == "#VALUE!" and "COG_SHARE" in answer.formula:
            return self._unclear(NO_PART)
        if _OF_ONE.fullmatch(answer.formula) or _OF_ITSELF.fullmatch(answer.formula):
            return self._unclear(_ONE_ALONE)
        return answer

    def _without_talk(self, question: str) -> Answer | None:
        """Answer a turn without the clauses that say what its answer is wanted for."""
        if not self._speaks_of_subject:
            return None
        text = normalise(question)
        plain, left = parted_purposes(text)
        if not left or any(read_question(one, self.known).of(*_STATED) for one in left):
            return None
        answer = self._of_itself(plain)
        return answer if answer.kind == ANSWERED and answer.formula else None

    def _of_itself(self, question: str) -> Answer:
        """Answer the turn as one thing, of the year that it says."""
        answer = self._completed_turn(question)
        if self.state.pending and answer.kind in (UNKNOWN, ASKED):
            answer = self._of_what_was_before(question) or answer
        if self.repeated:
            return answer
        if (more := self._more_of_rule(question, answer)) is not None:
            return more
        if (left := self._leaves_rule(question, answer)) is not None:
            return left
        why = (
            self._is_another(question, answer)
            or self._misses_operation(question, answer)
            or self._loses_operation(question, answer)
        )
        return replace(self._unclear(why), intent=answer.intent) if why else answer

    def _is_another(self, question: str, answer: Answer) -> str:
        """Return why an answer is none to the turn, ``""`` where it is one."""
        read = read_question(question, self.known)
        if why := self._drops_spent(read, answer) or misplaces_rate(read, answer):
            return why
        if self.state.has_subject and (
            why := of_another_kind(read, answer) or is_no_part(read, answer, self.known)
        ):
            return why
        if answer.kind != ANSWERED or self.state.pending or not self.state.has_subject:
            year = drops_year(read, answer)
            return of_another_year(year) if year else self._leaves_told(question, answer)
        # Most turns are held against the last answer alone: the others are not made anew.
        told = (
            replace(again, state=frame)
            for frame in self.state.own_subjects
            if (again := self._again(frame)) is not None
        )
        return is_another(read, told, answer, self.known, operated=bool(self.state.op))

    def _of_what_was_before(self, question: str) -> Answer | None:
        """Answer of the subject before a question that was asked back and is left unanswered."""
        before = next(iter(self.state.stack()), None)
        if before is None:
            return None
        answer = self._at(before)._completed_turn(question)
        fits = answer.kind == ANSWERED and answer.intent not in {*NO_SUBJECT, "definition"}
        return answer if fits and answer.formula else None

    def _completed_turn(self, question: str) -> Answer:
        answer = self._answered(question)
        if self.state.told and answer.kind in (UNKNOWN, ASKED) and not self.state.pending:
            turn = plain_turn(question)
            answer = self._of_rule(turn) or self._of_told_document(turn) or answer
        if self.read_whole:
            return answer
        answer = self._leaves_for_text(question, answer) or self._telling(question, answer)
        if answer.kind == ASKED and answer.state.pending == "figure":
            return self._of_same_unit(answer) or answer
        if answer.kind != ASKED or answer.state.pending != "indicator":
            return answer
        if (spoken := self._spoken_of(question, answer)) is not None:
            return spoken
        entry = self._of_entry(plain_turn(question), answer)
        return entry or self._chosen_for(question, answer) or answer

    def _spoken_of(self, question: str, asking: Answer) -> Answer | None:
        """Answer of the one of several indicators that an earlier subject was about."""
        numbers = {one.partition(" – ")[0] for one in asking.choices}
        frames = [
            one for one in self.state.own_subjects if str(one.slots.get("indicator", "")) in numbers
        ]
        if len({one.slots["indicator"] for one in frames}) != 1 or self.state.pending:
            return None
        chosen = str(frames[0].slots["indicator"])
        answer = self.single(chosen, asking.state)
        fits = answer.kind == ANSWERED and str(answer.slots.get("indicator")) == chosen
        return self._kept(question, answer) if fits else None

    def _chosen_for(self, question: str, asking: Answer) -> Answer | None:
        """Answer without asking which is meant, where one is named in full or all say the same."""
        plain = plain_turn(question)
        said = re.sub(r"^(?:le|la|l|les) ", "", plain)
        exact = [one for one in asking.choices if normalise(one.partition(" – ")[2]) == said]
        if len(exact) == 1:
            return self._kept(exact[0], self.single(exact[0], asking.state))
        offered = self.state.choices if self.state.pending == "indicator" else ()
        if asking.choices or not 1 < len(offered) <= _MOST_ALIKE:
            return None
        numbers = [one.partition(" – ")[0] for one in offered]
        about = State(about=self.state.about)
        found = [self.single(f"{plain} indicateur {one}{self._dated()}", about) for one in numbers]
        if any(one.kind != ANSWERED or not one.display for one in found):
            return None
        if len({one.display for one in found}) > 1:
            return None
        first = self._kept(f"{plain} indicateur {numbers[0]}{self._dated()}", found[0])
        others = ", ".join(numbers[1:])
        return replace(first, text=f"{first.text} Même réponse pour l'indicateur {others}.")

    def _dated(self) -> str:
        """Return the year that was said where an indicator was asked for."""
        year = self.state.slots.get("year")
        return f" {year}" if isinstance(year, int) else ""

    def _answered(self, question: str) -> Answer:
        self.read_whole = self.repeated = False
        state, typed = self.state, question
        question = self._in_same_years(self._other_fund(question))
        if not state.has_subject:
            turn = plain_turn(question)
            return (
                self._transfer(turn)
                or self._of_nothing(turn)
                or self._kept(
                    question, self._goes_on_with_nothing(question, self.single(question, state))
                )
            )
        if (found := self._with_change(typed)) is not None:
            self.read_whole = self.repeated = True
            return found
        plain = plain_turn(question)
        nature = self._nature(normalise(question))
        if nature is not None:
            return nature
        if (found := self._cumulated(question) or self._of_years(plain, question)) is not None:
            return found
        if (found := self._other_sheet(question)) is not None:
            return found
        if _WHICH.fullmatch(plain) and "sheet" in state.slots and not state.op:
            return replace(self.rerun(state), state=state)
        frame = state.last_subject or state
        dated = years_of(frame, self.known)
        held = {"year": dated, **state.slots} if dated else state.slots
        turn = self._as_result(with_years(plain, held, self.known.convention.years))
        if turn != plain or turn not in normalise(question):
            # What it says by the turn before is said in full.
            question = f"et {turn}"
        if (found := self._of_value(typed) or self._of_subject(typed)) is not None:
            # These two read every word of a turn, of which no half is asked for by itself.
            self.read_whole = True
            return found
        for move in self._moves(turn, question):
            if (found := move()) is not None:
                return found
        if self._names_a_total(turn):
            # The total of a fund is no line of it: nothing of the line before is kept.
            return self._kept(turn, self.single(turn, State(about=state.about)))
        answer = self.single(question, state)
        if made_of(state.op) and answer.kind == ANSWERED:
            again = self._operated_anew(turn)
            if again is not None:
                return again
        if self._stands(answer):
            goes_on = normalise(question).startswith(("et ", "pour ", "idem ", "pareil "))
            left = self._leaves_document(turn, answer) if goes_on else None
            return left or self._unchanged(turn, answer) or self._kept(question, answer)
        if source_asked(turn) and (placed := self._source()) is not None:
            return placed
        found = self._said_plainly(turn, question) or self._gone_on(
            turn, asks_again=answer.state.pending in state.slots
        )
        if found is None or drops_year(read_question(question, self.known), found):
            return answer
        return (self._unchanged(turn, found) if found.kind == ANSWERED else None) or found

    def _moves(self, turn: str, question: str) -> Iterator[Callable[[], Answer | None]]:
        """Yield what a turn may do to the stack of subjects, the surest first.

        A number gets its role from the last question; a part, a whole or a rule applies to the
        last figure; an operation is done on the last ones; a piece changes one thing of the last
        question; what stands beside the last fact is told before anything further away.
        """
        yield lambda: self._bonus_again(turn)
        yield lambda: self._of_result(turn, question)
        yield lambda: self._once_more(turn, question)
        yield lambda: self._shared(turn, question)
        yield lambda: self._given(turn)
        yield lambda: self._of_carried(turn, question)
        yield lambda: self._picked(turn, question)
        yield lambda: self._in_other_place(turn, question)
        yield lambda: self._part_or_whole(turn)
        yield lambda: self._applied(turn)
        yield lambda: self._measured(turn)
        yield lambda: self._short(turn, question)
        yield lambda: self._compared(turn, question)
        yield lambda: self._referred(turn)
        yield lambda: self._completed(turn)
        yield lambda: self._of_row(question)
        yield lambda: self._elliptic(question)
        yield lambda: self._of_document(turn)
        yield lambda: self._of_neighbour(turn)
        yield lambda: self._of_text(turn, question)

    def _names_a_total(self, turn: str) -> bool:
        """Tell whether a turn names the total of a fund after one of its lines."""
        read = read_question(turn, self.known)
        named = "total" in words(turn) and read.has("fund") and not read.has("line")
        return named and "line" in self.state.slots and not self.state.pending

    def _unchanged(self, turn: str, answer: Answer) -> Answer | None:
        """Say that it is unclear which of two years another takes the place of."""
        read = read_question(piece_of(turn), self.known)
        years = read.of("year")
        if years and facts_only(read, self.known) == years and answer.intent in OF_DATES:
            said = f"Je ne sais pas ce que « {years[0].text} » change à la question d'avant."
            return self._unclear(said)
        if len(years) != 1 or answer.intent != self.state.intent or self.state.pending:
            return None
        held = {self.state.slots.get(one) for one in ("from", "to")}
        if held == {None} or {answer.slots.get(one) for one in ("from", "to")} != held:
            return None
        if years[0].value in held:
            return None
        said = f"Je ne sais pas quelle année {years[0].value} remplace. Donnez les deux années."
        return self._unclear(said)

    def _as_result(self, turn: str) -> str:
        """Read a rate alone, said of a target, as the result that it is set against."""
        rate = re.fullmatch(r"(?:avec |a )?(\d{1,3}(?:,\d+)? ?%)(?: atteint)?", turn)
        aimed = self.state.intent in {"objectif", "statut"} and not self.state.pending
        bare = _BARE_RESULT.fullmatch(turn) if aimed else None
        if bare is not None:
            again = self._again(self.state)
            rated = again is not None and "%" in f"{again.display} {again.printed}"
            return f"realise {bare[1]} % atteint" if rated else turn
        return f"realise {rate[1]} atteint" if rate and aimed else turn

    def _stands(self, answer: Answer) -> bool:
        """Tell whether an answer needs no other reading of the turn."""
        if self.state.pending and answer.state.pending:
            return answer.kind in (ANSWERED, ASKED)
        return answer.kind not in (UNKNOWN, ASKED)

    # -- what refers to answers before

    def _referred(self, turn: str) -> Answer | None:
        if origin := self._at_origin(turn):
            return origin
        if article_asked(turn) and (placed := self._source()) is not None:
            return placed
        made = self.state.op or not self.state.intent or "op" in self.state.slots
        if source_asked(turn) and made and (placed := self._source()) is not None:
            return placed
        if WHY.fullmatch(turn) and (reason := self._why() or self._of_row("observations")):
            return reason
        if (self.state.op or not self.state.intent) and (found := self._of_formula(turn)):
            return found
        back = returned_to(turn, self.state, self.known.intents)
        if back is not None and (found := self._returned(*back)):
            return found
        if what := return_said(turn):
            return self._returned_anew(what)
        listed = (
            self._of_sheet(turn)
            or self._refined(turn)
            or self._of_list(turn)
            or self._calculated(turn)
        )
        if listed is not None:
            return listed
        op = asked_operation(read_question(turn, self.known), self.known)
        if op in {"part", "%"} and _WHOLE.search(turn):
            return self._of_document(turn) or self._share_of_total(op)
        if op is not None:
            return self._operated(op, how_many(turn))
        if compared := self._since_year(turn):
            return compared
        dated = YEAR.search(turn)
        if dated is not None and (again := self._in_year(turn, dated[0])):
            return again
        if self.state.op.startswith("somme") and (share := self._share_of_sum(turn)):
            return share
        if added := self._with_another(turn):
            return added
        named = operation_on(turn)
        return None if named is None else self._operated_on(*named)

    def _returned(self, frame: State, more: str) -> Answer | None:
        """Answer a subject left behind once more, which becomes the last one."""
        state = replace(frame, previous=self.state.then("", {}).previous)
        again = self._again(state)
        if again is None or again.kind != ANSWERED:
            return None
        if more:
            return self._at(state).answer(f"et {more}")
        return replace(again, state=state)

    def _returned_anew(self, what: str) -> Answer | None:
        """Answer what is returned to by itself, else as a change of a subject left behind."""
        answer = self.single(what, State(about=self.state.about))
        if answer.kind == ANSWERED and answer.intent not in {"", "aide", "politesse"}:
            return self._kept(what, replace(answer, state=self._over(answer.state)))
        for frame in self.state.stack():
            if frame.op:
                continue
            answer = self._at(frame).answer(f"et {what}")
            if answer.kind == ANSWERED and answer.intent == frame.intent:
                state = replace(answer.state, previous=self.state.then("", {}).previous)
                return replace(answer, state=state)
        return None


#: « On est à 88 », said of a target in per cent.
_BARE_RESULT: Final = regex(
    r"(?:(?:on|nous) (?:est|sommes|a|avons|en est|etait)(?: fait| eu| atteint)?(?: a)?|avec|a"
    r"|realise|resultat(?: de)?) (\d{1,3}(?:,\d+)?)(?: atteint)?"
)
#: A share of the whole, which is printed or was just summed up.
_WHOLE: Final = regex(r"\b(?:du|dans le|sur le|au) total\b|\bde l ensemble\b")
#: After a sheet its own indicators are meant, not those of the whole agreement.
_WHICH: Final = regex(r"(?:(?:quels|lesquels|les)(?: sont)?(?: les| ses)? )?indicateurs")
