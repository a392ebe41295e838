"""What the pane's assistant is asked, and what of the workbook it may see.

Nothing is kept: the pane sends the state of the conversation with each question, and the
part of the workbook that an earlier answer to the same question asked for.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from addin import checking, explaining, requests
from addin.checking import ERROR_VALUES
from addin.sent_files import workbook_bytes
from pycog import conventions
from pycog.audit.grid import Grid
from pycog.audit.stored_grids import READING
from pycog.dialogue.answering import Context, reply
from pycog.dialogue.answers import ASKED, UNKNOWN, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.sheet import Selection, SheetValues
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import vocabulary
from pycog.dialogue.workbook.sheet_answers import is_about_sheet
from pycog.dialogue.workbook.what_if import supposed, tried_answer
from pycog.errors import CellError, InvalidInput
from pycog.values import Scalar, format_number
from pycog.xlsx.package import Package
from udfs.hosts.engine import EngineHost

if TYPE_CHECKING:
    from pycog.reports.scenarios.scenario_outcome import Outcome

#: Characters of a question: no question about a convention needs more.
LONGEST: Final = 600
#: Characters of a state: a real one has a few hundred.
LARGEST_STATE: Final = 8_000
#: Cells of a sheet that are looked at.
MOST_CELLS: Final = 200_000


class NeededError(Exception):
    """The question cannot be answered without a part of the workbook that was not sent.

    Attributes:
        part: ``"selection"``, ``"sheet"`` or ``"workbook"``, as the answer says it.
    """

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class SentWorkbook:
    """The parts of the workbook that the pane sent with a question."""

    def __init__(self, selection: Mapping[str, Any] | None, sheet: Mapping[str, Any] | None):
        self._selection = selection
        self._sheet = sheet

    def selection(self) -> Selection | None:
        """Return the active cell with its explanation.

        Raises:
            NeededError: It was not sent.
            InvalidInput: It cannot be read or explained.
        """
        if self._selection is None:
            raise NeededError("selection")
        explained = explaining.explain_sent(self._selection)
        lines = tuple(str(explained).splitlines())
        return Selection(explained.place, explained.shown, explained.formula, lines)

    def sheets(self) -> Sequence[SheetValues]:
        """Return the values of the active sheet.

        Raises:
            NeededError: It was not sent.
            InvalidInput: It cannot be read.
        """
        sheet = self._read()
        left = (None,) * sheet.column
        rows = [(*left, *map(_scalar, line)) for line in sheet.values]
        return [SheetValues(sheet.name, (*((),) * sheet.row, *rows))]

    def grids(self) -> Sequence[Grid]:
        """Return the active sheet with its formats and formulas.

        Raises:
            NeededError: It was not sent.
            InvalidInput: It cannot be read.
        """
        return [self._read().grid()]

    def _read(self) -> checking.Sheet:
        """Return the active sheet, unless it is too large to be read."""
        sheet = self._active()
        height, width = sheet.row + len(sheet.values), sheet.column + _width(sheet.values)
        if height * width > MOST_CELLS:
            raise InvalidInput(
                "plage-trop-grande",
                f"La feuille « {sheet.name} » compte plus de {format_number(MOST_CELLS)} cellules "
                "entre A1 et sa dernière cellule : l'assistant ne peut pas la lire. Utilisez la "
                "commande pycog sur le fichier.",
            )
        return sheet

    def check(self) -> Sequence[str]:
        """Return what *Contrôler* finds in the active sheet, one sentence each.

        Raises:
            NeededError: It was not sent.
            InvalidInput: It cannot be read.
        """
        found = checking.check(self._active(), "")
        return [f"{one['cell']} : {one['title']}. {one['text']}" for one in found]

    def _active(self) -> checking.Sheet:
        if self._sheet is None:
            raise NeededError("sheet")
        return checking.read_sheet(dict(self._sheet))


class SentFile:
    """The whole workbook, sent for a question that calculates a copy of it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._package = Package(Path("classeur.xlsx"), workbook_bytes(data), READING)

    def tried(self, indicator: str, year: int, value: str) -> Outcome | None:
        """Calculate a copy with another result of one indicator.

        Raises:
            RefusedFile: It cannot be calculated.
        """
        from pycog.reports.scenarios.scenario_subjects import try_achieved

        asked = (indicator, year, value)
        return try_achieved(self._package, conventions.load(), EngineHost, asked)


def ask(data: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a question of the pane.

    Args:
        data: ``question``, ``state`` (that came with the answer before), and where an answer
            needed them ``selection``, ``sheet`` and ``workbook``.

    Returns:
        The answer as :meth:`pycog.dialogue.answers.Answer.to_json` writes it.

    Raises:
        InvalidInput: ``demande-illisible``, ``question-trop-longue``, or what the workbook
            gives rise to.
    """
    question = data.get("question")
    selection, sheet, file = (data.get(part) for part in ("selection", "sheet", "workbook"))
    if not isinstance(question, str) or not all(
        part is None or isinstance(part, dict) for part in (selection, sheet, file)
    ):
        raise requests.unreadable()
    if len(question) > LONGEST:
        raise InvalidInput(
            "question-trop-longue",
            f"La question compte {format_number(len(question))} caractères ; la limite est de "
            f"{LONGEST}. Posez une question à la fois.",
        )
    state = _state(data.get("state"))
    workbook = None if selection is None and sheet is None else SentWorkbook(selection, sheet)
    context = Context(EngineHost(), workbook, dt.date.today(), cells=sheet is not None)
    try:
        if not state.pending and (tried := _tried(question, file)) is not None:
            return replace(tried, state=state).to_json()
        answer = reply(question, state, context)
        unanswered = answer.kind in (UNKNOWN, ASKED) and not state.pending and sheet is None
        if unanswered and (is_about_sheet(question) or is_about_sheet(state.text)):
            # What the agreement does not answer, the sheet may; it is sent when it is asked for.
            raise NeededError("sheet")
        return answer.to_json()
    except NeededError as needed:
        return {"kind": "needs", "needs": needed.part, "text": "", "state": state.to_json()}


def _tried(question: str, file: Mapping[str, Any] | None) -> Answer | None:
    """Answer what the workbook would give with another result; ``None`` for other questions.

    Raises:
        NeededError: The workbook was not sent.
    """
    known = vocabulary()
    read = read_question(question, known)
    found = supposed(read, known)
    if found is None or isinstance(found, Answer):
        return found
    if file is None:
        raise NeededError("workbook")
    return tried_answer(found, SentFile(file))


def _state(sent: object) -> State:
    """Read the state; one that is not a state, or is too large, is an empty one."""
    if not isinstance(sent, dict) or len(json.dumps(sent)) > LARGEST_STATE:
        return State()
    return State.from_json(sent)


def _width(rows: Sequence[Sequence[Any]]) -> int:
    return max(map(len, rows), default=0)


def _scalar(value: Any) -> Scalar:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return CellError(value) if value in ERROR_VALUES else value
    return value if isinstance(value, bool | int | float) else str(value)
