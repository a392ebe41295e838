"""What a handler gets: the filled slots and the way to the catalogue and the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pycog.conventions import Convention, Indicator
from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.answers import Answer, Result, compute
from pycog.dialogue.expressions import Computed
from pycog.dialogue.loaded_agreements import CONVENTION_AT, addressed
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import SlotValue
from pycog.dialogue.vocabulary import Vocabulary
from pycog.values import display

if TYPE_CHECKING:
    from pycog.refresh.host import FunctionHost


@dataclass(frozen=True, slots=True)
class Context:
    """Where a question is asked.

    Attributes:
        host: Brings the formulas.
        sheet: The open workbook; ``None`` when none is open or nothing was sent.
        today: The day of the question.
        cells: Whether the sheets were sent, so that a formula may also be written with
            their addresses; nothing is read for that alone.
        about: Id of the agreement that formulas must name; ``""`` for the one that they mean
            anyway.
        computed: What was computed for this question: a turn is read in several ways, which
            need the same values.
    """

    host: FunctionHost
    sheet: SheetReader | None = None
    today: dt.date | None = None
    cells: bool = False
    about: str = ""
    computed: dict[Computed, Result] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """A short question back.

    Attributes:
        slot: What is missing.
        text: The question.
        choices: What may be answered.
    """

    slot: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, understood.

    Attributes:
        intent: Its id.
        slots: What is known, required slots included.
        context: Where it is asked.
        known: The vocabulary.
        text: The normalised question.
    """

    intent: str
    slots: Mapping[str, SlotValue]
    context: Context
    known: Vocabulary
    text: str = ""

    @property
    def convention(self) -> Convention:
        """The convention that the question is about."""
        return self.known.convention

    @property
    def number(self) -> int | str:
        """The number of the indicator that the question is about, as a formula has it."""
        number = self.slots["indicator"]
        return number if isinstance(number, str) else int(number)

    @property
    def indicator(self) -> Indicator | None:
        """The indicator of that number, ``None`` where the convention has none."""
        known = self.convention.indicators
        return known.get(find_number(str(self.number), known) or "")

    def whole(self, name: str) -> int:
        """Return a slot that holds a whole number."""
        return int(self.slots[name])

    def words(self, name: str) -> str:
        """Return a slot as text."""
        return str(self.slots[name])

    def given(self, name: str) -> SlotValue | None:
        """Return a slot that may be missing."""
        return self.slots.get(name)

    def compute(self, node: Computed) -> Result:
        """Compute a formula through the host."""
        about, known = self.context.about, self.context.computed
        named = addressed(node, about) if about else node
        if named not in known:
            known[named] = compute(named, self.context.host)
        return known[named]

    def show(self, name: str, *args: float | str | None) -> str:
        """Compute one look-up and return it as shown."""
        about, at = self.context.about, CONVENTION_AT.get(name)
        given = [*args]
        if about and at is not None and len(given) <= at:
            given += [*([None] * (at - len(given))), about]
        shown = self.context.host.show(name, *given)
        return "" if isinstance(shown.value, list) else display(shown.value, shown.kind)


Handler: TypeAlias = Callable[[Turn], "Answer | Ask"]
#: Intent → handler; filled by :func:`handles`.
registered: dict[str, Handler] = {}


def handles(intent: str) -> Callable[[Handler], Handler]:
    """Enter a function as the handler of an intent.

    Raises:
        ValueError: The intent has a handler already.
    """

    def enter(handler: Handler) -> Handler:
        if intent in registered:
            raise ValueError(f"two handlers for {intent}")
        registered[intent] = handler
        return handler

    return enter
