"""A turn about the row of the open workbook that was last spoken of."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.ellipsis import facts_only, piece_of
from pycog.dialogue.frames.pieces_told import PiecesTold
from pycog.dialogue.frames.turn_words import plain_turn
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.errors import InvalidInput

#: Answers that leave the row where it was: a reason, a place, a word of thanks.
KEEPS_ROW: Final = frozenset({"pourquoi", "source", "politesse", "definition"})
_NOT_TOLD: Final = (
    "Je ne sais pas : la ligne dont nous parlons ne le dit pas. Nommez la ligne et la colonne."
)


class RowTurns(PiecesTold):
    """A turn after an answer that was about one row of the open workbook."""

    def _of_row(self, question: str) -> Answer | None:
        """Answer what a turn asks of the row in focus, ``None`` where it names another."""
        sheet, focus = self.context.sheet, self.state.focus
        if sheet is None or not focus or self.state.pending:
            return None
        # Most conversations have no workbook, and are quicker without what reads one.
        from pycog.dialogue.open_query.row_in_focus import asks_of_one, noted_of_row, with_focus
        from pycog.dialogue.workbook.open_cells import open_book

        try:
            book = open_book(sheet, conventions.load())
        except InvalidInput:
            return None
        if facts_only(read_question(piece_of(normalise(question)), self.known), self.known):
            # « Et 2014 ? » asks what was asked before, of another year.
            return None
        read = read_question(question, self.known)
        if (noted := noted_of_row(read, focus, book, self.known)) is not None:
            return self._with(noted, self.state.text)
        text = with_focus(read, focus, book, self.known)
        about = State(about=self.state.about)
        answer = self.single(text or question, about)
        if answer.kind == ANSWERED and answer.intent == "classeur":
            joined = not text and plain_turn(question) != normalise(question).rstrip(" ?.!")
            return None if joined else self._with(answer, text or question)
        if text and asks_of_one(read.text):
            other = self.single(question, about)
            if other.kind == ANSWERED and other.intent == "classeur":
                # Another row has the words, which were asked of this one.
                return replace(unknown(_NOT_TOLD), state=self.state)
        return None
