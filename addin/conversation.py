"""What the pane's assistant is asked, and what of the workbook it may see.

Nothing is kept: the pane sends the state of the conversation with each question, and the
part of the workbook that an earlier answer to the same question asked for.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from addin import checking, explaining, requests
from addin.checking import ERROR_VALUES
from pycog.audit.grid import Grid
from pycog.dialogue.answering import Context, reply
from pycog.dialogue.answers import ASKED, UNKNOWN
from pycog.dialogue.sheet import Selection, SheetValues
from pycog.dialogue.state import State
from pycog.dialogue.workbook.sheet_answers import is_about_sheet
from pycog.errors import CellError, InvalidInput
from pycog.values import Scalar, format_number
from udfs.hosts.engine import EngineHost

#: Characters of a question: no question about a convention needs more.
LONGEST: Final = 600
#: Characters of a state: a real one has a few hundred.
LARGEST_STATE: Final = 8_000
#: Cells of a sheet that are looked at.
MOST_CELLS: Final = 200_000


class NeededError(Exception):
    """The question cannot be answered without a part of the workbook that was not sent.

    Attributes:
        part: ``"selection"`` or ``"sheet"``, as the answer says it.
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


def ask(data: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a question of the pane.

    Args:
        data: ``question``, ``state`` (that came with the answer before), and where an answer
            needed them ``selection`` and ``sheet``.

    Returns:
        The answer as :meth:`pycog.dialogue.answers.Answer.to_json` writes it.

    Raises:
        InvalidInput: ``demande-illisible``, ``question-trop-longue``, or what the workbook
            gives rise to.
    """
    question = data.get("question")
    selection, sheet = data.get("selection"), data.get("sheet")
    if not isinstance(question, str) or not all(
        part is None or isinstance(part, dict) for part in (selection, sheet)
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
        answer = reply(question, state, context)
        unanswered = answer.kind in (UNKNOWN, ASKED) and not state.pending and sheet is None
        if unanswered and (is_about_sheet(question) or is_about_sheet(state.text)):
            # What the agreement does not answer, the sheet may; it is sent when it is asked for.
            raise NeededError("sheet")
        return answer.to_json()
    except NeededError as needed:
        return {"kind": "needs", "needs": needed.part, "text": "", "state": state.to_json()}


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
