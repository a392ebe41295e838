"""The conversations with the assistant: one per open document, kept as long as it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import unohelper
from com.sun.star.util import XModifyListener

from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.document_copy import package_of
from addin.libreoffice.open_workbook import OpenWorkbook, active_cell
from pycog.default_convention import using
from pycog.dialogue.answering import Context, State, reply
from pycog.dialogue.answers import Answer
from pycog.errors import InvalidInput
from pycog.values import counted, format_number
from udfs.hosts.calc import CalcHost
from udfs.hosts.engine import EngineHost

#: Characters of a question: no question about a convention needs more.
LONGEST: Final = 600
#: Rows of a list that are shown.
_MOST_ROWS: Final = 40
#: Assumptions of an answer that the window shows.
_MOST_ASSUMPTIONS: Final = 2
#: What gives the questions to begin with.
_HELP: Final = "que sais-tu faire ?"
#: Conversations by document; a document that is closed takes its own along.
_talks: dict[str, Talk] = {}


@dataclass
class Talk:
    """The conversation beside one document.

    Attributes:
        document: The document of Calc.
        turns: Question and answer, oldest first.
        state: What the next question may refer to.
    """

    document: Any
    host: CalcHost
    spellings: Mapping[str, str]
    turns: list[tuple[str, Answer]] = field(default_factory=list)
    state: State = field(default_factory=State)
    _read: OpenWorkbook | None = None

    def ask(self, question: str) -> Answer:
        """Answer a question and keep both.

        Raises:
            InvalidInput: ``question-trop-longue``, or what the document gives rise to.
        """
        if len(question) > LONGEST:
            raise InvalidInput(
                "question-trop-longue",
                f"La question compte {format_number(len(question))} caractères ; la limite est de "
                f"{LONGEST}. Posez une question à la fois.",
            )
        with using(convention_named_by(self.document)):
            answer = self._reply(question, self.state)
        self.turns.append((question, answer))
        self.state = answer.state
        return answer

    def examples(self) -> tuple[str, ...]:
        """Return questions that the convention of the document can be asked."""
        with using(convention_named_by(self.document)):
            return reply(_HELP, State(), Context(EngineHost())).choices

    def forget(self) -> None:
        """Begin anew."""
        self.turns, self.state = [], State()

    def reread(self) -> None:
        """Read the document again before the next answer."""
        self._read = None

    def _reply(self, question: str, state: State) -> Answer:
        context = Context(EngineHost(), self._workbook(), dt.date.today(), cells=True)
        return reply(question, state, context)

    def _workbook(self) -> OpenWorkbook:
        """Return the document as it is now: read once as long as nothing in it changes."""
        sheet = active_cell(self.document).Spreadsheet.Name
        if self._read is None or self._read.sheet != sheet:
            package = package_of(self.document, self.spellings)
            convention = convention_named_by(self.document)
            self._read = OpenWorkbook(self.document, package, convention, self.host)
        return self._read


def talk_of(document: Any, host: CalcHost, spellings: Mapping[str, str]) -> Talk:
    """Return the conversation beside a document, begun at the first call."""
    key = str(document.RuntimeUID)
    if key not in _talks:
        talk = Talk(document, host, spellings)
        document.addModifyListener(_Watch(talk.reread, lambda: _talks.pop(key, None)))
        _talks[key] = talk
    return _talks[key]


def lines_of(turns: Iterable[tuple[str, Answer]], *, whole: bool) -> list[str]:
    """Return a conversation as lines of text.

    Args:
        turns: Question and answer, oldest first.
        whole: Whether every assumption is written out, as in a file; the window names a few.
    """
    found = []
    for question, answer in turns:
        found += [f"Vous : {question}", *_told(answer, whole=whole), ""]
    return found


def _told(answer: Answer, *, whole: bool) -> list[str]:
    left = 0 if whole else max(0, len(answer.assumptions) - _MOST_ASSUMPTIONS)
    if left:
        answer = replace(answer, assumptions=answer.assumptions[:_MOST_ASSUMPTIONS])
    lines = answer.lines()
    if left:
        others = counted(left, "autre hypothèse", "autres hypothèses")
        lines.append(f"… et {others}, en entier dans la conversation exportée.")
    rows = 0 if answer.table is None else len(answer.table.rows)
    if rows > _MOST_ROWS:
        kept = 2 + len(answer.details) + _MOST_ROWS
        more = counted(rows - _MOST_ROWS, "autre ligne", "autres lignes")
        lines = [*lines[:kept], f"… et {more}.", *lines[2 + len(answer.details) + rows :]]
    formula = answer.formula_cells_fr
    if formula and formula != answer.formula_fr:
        lines.append(f"Avec les cellules : {formula}")
    return lines


class _Watch(unohelper.Base, XModifyListener):
    """Hears of changes of a document, and of its end."""

    def __init__(self, changed: Callable[[], None], ended: Callable[[], object]) -> None:
        self._changed, self._ended = changed, ended

    def modified(self, event: Any) -> None:
        """Called by Calc."""
        self._changed()

    def disposing(self, event: Any) -> None:
        """Called by Calc."""
        self._ended()
