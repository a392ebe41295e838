"""A turn about the row of the open workbook that was last spoken of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.ellipsis import facts_only, piece_of
from pycog.dialogue.frames.pieces_told import PiecesTold
from pycog.dialogue.frames.turn_words import plain_turn
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

#: Answers that leave the row where it was: a reason, a place, a word of thanks.
KEEPS_ROW: Final = frozenset({"pourquoi", "source", "politesse", "definition"})
_NOT_TOLD: Final = (
    "Je ne sais pas : la ligne dont nous parlons ne le dit pas. Nommez la ligne et la colonne."
)

#: « Et le V10 ? »
_CODE: Final = regex(
    r"(?:(?:et|pour|idem) )*(?:(?:le|la|l|pour) )?(?P<code>[a-z]{1,4}\d{1,5})[ ?.!]*"
)
_CODED: Final = regex(r"\b[a-z]{1,4}\d{1,5}\b")
#: « Lequel est le plus gros ? », of the entries that were just asked about.
_WHICH: Final = regex(r"(?:et )?(?:lequel|laquelle) (?=(?:est|a|etait|coute|pese)\b)")
#: « Part du total ? », of the row that was spoken of.
_OF_TOTAL: Final = regex(
    r"(?:(?:et|quelle|la|sa|soit|en|ca fait|combien|quel) )*(?:part|%|pourcentage|proportion|poids)"
    r" (?:du|dans le|sur le|au) total[ ?.!]*"
)
_MEASURES: Final = frozenset({"execute", "realise", "autorise", "prevu", "budget"})
#: « Le plus gros ? »
_ONE_OUT: Final = regex(
    r"(?:\best )?\b(?:le|la) plus (?:gros(?:se)?|petite?|elevee?|importante?|ancienne?|recente?"
    r"|faible|grande?)\b"
)
_STANDS_OUT: Final = regex(rf"(?:et )?{_ONE_OUT.pattern}[ ?.!]*")
_LISTS: Final = regex(
    r"\b(?:combien(?: y a t il)?|quel(?:le)?s?(?: sont)?|liste\w*|les|des?|du|d|y a t il|nombre)\b"
    r"|[?!.]"
)
_NOUN: Final = regex(r"\b(virement|report|jalon|mesure|indicateur)s?\b")
_STATE: Final = regex(r"\b(?:atteinte?|en retard)\b(?! (?:de|depuis) combien)")


class RowTurns(PiecesTold):
    """A turn after an answer that was about one row of the open workbook."""

    def _of_row(self, question: str) -> Answer | None:
        """Answer what a turn asks of the row in focus, ``None`` where it names another."""
        sheet, focus = self.context.sheet, self.state.focus
        if sheet is None or self.state.pending:
            return None
        if same := self._same_of_others(normalise(question)):
            return same
        if not focus:
            return None
        if share := self._share_in_whole(normalise(question)):
            return share
        # Most conversations have no workbook, and are quicker without what reads one.
        from pycog.dialogue.open_query.row_in_focus import asks_of_one, noted_of_row, with_focus
        from pycog.dialogue.workbook.open_cells import open_book

        try:
            book = open_book(sheet, conventions.load())
        except InvalidInput:
            return None
        piece = read_question(piece_of(normalise(question)), self.known)
        if any(one.kind != "measure" for one in facts_only(piece, self.known)):
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
            return None if joined else self._with(_yes_or_no(answer, read.text), text or question)
        if text and asks_of_one(read.text):
            other = self.single(question, about)
            if other.kind == ANSWERED and other.intent == "classeur":
                # Another row has the words, which were asked of this one.
                return self._unclear(_NOT_TOLD)
        return None

    def _share_in_whole(self, text: str) -> Answer | None:
        """Say which share the row in focus is of the total of its table: « part du total ? »."""
        sheet, asked = self.context.sheet, _OF_TOTAL.fullmatch(text)
        if sheet is None or asked is None:
            return None
        from pycog.dialogue.open_query.row_in_focus import with_focus
        from pycog.dialogue.workbook.open_cells import open_book

        try:
            book = open_book(sheet, conventions.load())
        except InvalidInput:
            return None
        named = with_focus(read_question("part", self.known), self.state.focus, book, self.known)
        kept = self.state.text.partition(" ")[0]
        measure = kept if kept in _MEASURES else ""
        text = " ".join(f"{named} dans le total {measure}".split())
        answer = self.single(text, State(about=self.state.about)) if named else None
        label = re.sub(r" (?:19|20)\d\d$", "", named.removeprefix("part").strip())
        fits = answer is not None and answer.kind == ANSWERED and answer.intent == "classeur"
        if answer is None or not fits or f"« {label} »" not in answer.text:
            return self._unclear(_NOT_TOLD)
        return self._with(answer, text)

    def _same_of_others(self, text: str) -> Answer | None:
        """Ask what was asked of one row of another, or which of those just listed stands out."""
        before = self.state.text
        code, which = _CODE.fullmatch(text), _WHICH.match(text)
        asked = ""
        if code is not None and not self.state.intent:
            held = [one for one in _CODED.findall(before) if one != code["code"]]
            asked = before.replace(held[0], code["code"]) if len(held) == 1 else ""
        elif which is not None and (noun := _NOUN.search(before)) is not None:
            asked = f"quel {noun[1]} {text[which.end() :]}"
        elif _STANDS_OUT.fullmatch(text) and (noun := _NOUN.search(before)) is not None:
            # Of those just told: what chose them is kept.
            scope = _ONE_OUT.sub(" ", _NOUN.sub(" ", before, count=1))
            scope = " ".join(_LISTS.sub(" ", scope).split())
            asked = f"quel {noun[1]} est {text.removeprefix('et ').strip(' ?.!')} {scope}"
        if not asked:
            return None
        answer = self.single(asked, State(about=self.state.about))
        fits = answer.kind == ANSWERED and answer.intent == "classeur"
        return self._with(answer, asked) if fits else None


def _yes_or_no(answer: Answer, text: str) -> Answer:
    """Say first whether it is so, where a turn asks that of a state."""
    asked = _STATE.search(text)
    if asked is None:
        return answer
    state, shown = asked[0], normalise(answer.display)
    late, reached = shown.startswith("en retard"), shown.startswith("atteint")
    if state.startswith("atteint") and (reached or shown.startswith("non atteint")):
        return replace(answer, text=f"{'Oui' if reached else 'Non'}. {answer.text}")
    if state == "en retard" and late:
        return replace(answer, text=f"Oui. {answer.text}")
    return answer
