"""What the assistant answers: a value, the formula that gives it, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from pycog.dialogue.expressions import Computed, Seen, evaluate, explanations, in_file, in_french
from pycog.dialogue.state import SlotValue, State
from pycog.errors import CellError
from pycog.values import CellValue, Scalar, display

if TYPE_CHECKING:
    from pycog.refresh.host import FunctionHost

#: What an answer is.
ANSWERED, ASKED, UNKNOWN, DECLINED, NEEDS = "answered", "asked", "unknown", "declined", "needs"
#: What the pane does with an answer.
INSERT, UNDO, REPORT = "insert", "undo", "report"
#: What it must send before the question can be answered.
SELECTION, SHEET = "selection", "sheet"

#: Excel refuses longer formulas.
LONGEST_FORMULA: Final = 8_192


@dataclass(frozen=True, slots=True)
class Table:
    """An answer that is a list."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a small picture: ``ratio`` is 1 for a full bar and may exceed it."""

    label: str
    ratio: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, complete in itself.

    Attributes:
        intent: Id of the question that was understood, ``""`` if none.
        slots: What it was understood to be about.
        kind: :data:`ANSWERED`, :data:`ASKED`, :data:`UNKNOWN`, :data:`DECLINED` or
            :data:`NEEDS`.
        text: The answer in French, short.
        value: What the formula gives; ``None`` without a formula.
        display: The value in French format, ``""`` for a block.
        formula: In file syntax, as ``pycog eval`` takes it; ``""`` if there is none.
        formula_fr: As typed in a French Excel.
        formula_cells: In file syntax with the addresses of the open sheet, ``""`` where it
            holds none of the values.
        formula_cells_fr: The same as typed in a French Excel.
        printed: The printed target or text behind it.
        source: Where it is printed.
        arithmetic: The calculation, one line per call that calculates.
        assumptions: What the sources leave open and was decided.
        details: Further lines, already in French.
        choices: What may be said next; choosing one is saying it.
        table: The answer as a list.
        bars: The answer as a small picture.
        action: :data:`INSERT`, :data:`UNDO` or :data:`REPORT` for the pane, else ``""``.
        report: The report to draw, with the keys that the pane sends for one; else
            ``None``.
        needs: :data:`SELECTION` or :data:`SHEET` when it must be sent first, else ``""``.
        state: What to send along with the next question.
        node: The formula as a tree, for what is computed of it next; it is not sent.
    """

    intent: str
    kind: str
    text: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    value: CellValue = None
    display: str = ""
    formula: str = ""
    formula_fr: str = ""
    formula_cells: str = ""
    formula_cells_fr: str = ""
    printed: str = ""
    source: str = ""
    arithmetic: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    table: Table | None = None
    bars: tuple[Bar, ...] = ()
    action: str = ""
    report: Mapping[str, SlotValue | None] | None = None
    needs: str = ""
    state: State = field(default_factory=State)
    node: Computed | None = field(default=None, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return {
            "intent": self.intent,
            "slots": dict(self.slots),
            "value": plain(self.value),
            "formula": self.formula,
            "text": self.text,
            "choices": list(self.choices),
            "kind": self.kind,
            "display": self.display,
            "formula_fr": self.formula_fr,
            "formula_cells": self.formula_cells,
            "formula_cells_fr": self.formula_cells_fr,
            "printed": self.printed,
            "source": self.source,
            "arithmetic": list(self.arithmetic),
            "assumptions": list(self.assumptions),
            "details": list(self.details),
            "table": None
            if self.table is None
            else {"headings": list(self.table.headings), "rows": [*map(list, self.table.rows)]},
            "bars": [
                {"label": bar.label, "ratio": bar.ratio, "text": bar.text} for bar in self.bars
            ],
            "action": self.action,
            "report": None if self.report is None else dict(self.report),
            "needs": self.needs,
            "state": self.state.to_json(),
        }

    def lines(self) -> list[str]:
        """Return the answer as lines of text for a terminal."""
        lines = [self.text, *self.details]
        if self.table is not None:
            lines += [" ; ".join(row) for row in (self.table.headings, *self.table.rows)]
        if self.formula_fr:
            lines.append(f"Formule : {self.formula_fr}")
        lines += [f"Calcul : {line}" for line in self.arithmetic]
        if self.printed:
            lines.append(f"Imprimé : « {self.printed} »")
        if self.source:
            lines.append(f"Source : {self.source}")
        lines += [f"Hypothèse : {line}" for line in self.assumptions]
        return lines


@dataclass(frozen=True, slots=True)
class Result:
    """A formula computed and explained, before it becomes an answer.

    Attributes:
        node: The formula.
        value: What it gives.
        kind: How to show it.
        error: Why it gives nothing, ``""`` when it does.
        arithmetic: As in :class:`Answer`.
        assumptions: As there.
        rule: Where the rule of the outermost call is printed.
    """

    node: Computed
    value: CellValue
    kind: str
    error: str
    arithmetic: tuple[str, ...]
    assumptions: tuple[str, ...]
    rule: str

    @property
    def display(self) -> str:
        """The value in French, ``""`` for a block."""
        return "" if isinstance(self.value, list) else display(self.value, self.kind)


def compute(node: Computed, host: FunctionHost) -> Result:
    """Compute a formula through the host and gather what explains it."""
    seen: Seen = {}
    shown = evaluate(node, host, seen)
    if isinstance(shown.value, CellError):
        return Result(node, shown.value, shown.kind, reason(shown.value), (), (), "")
    calls = list(explanations(node, host, seen))
    arithmetic = tuple(one.arithmetic for one in calls if one.arithmetic)
    assumptions = {
        assumption.id: f"{assumption.title}. {assumption.statement}"
        for one in calls
        for assumption in one.assumptions
    }
    return Result(
        node,
        shown.value,
        shown.kind,
        "",
        arithmetic,
        tuple(assumptions.values()),
        calls[0].source if calls else "",
    )


def reason(error: CellError) -> str:
    """Return why a formula gives nothing, as a sentence."""
    return error.message or f"La formule donne {error.kind}."


def answered(result: Result, text: str, **more: Any) -> Answer:
    """Return the answer that a computed formula gives."""
    formula = in_file(result.node)
    addressed = in_file(result.node, cells=True)
    fits = len(formula) <= LONGEST_FORMULA
    differs = fits and addressed != formula
    return Answer(
        **{
            "intent": "",
            "kind": ANSWERED,
            "text": text,
            "value": result.value,
            "display": result.display,
            "formula": formula if fits else "",
            "formula_fr": in_french(result.node) if fits else "",
            "formula_cells": addressed if differs else "",
            "formula_cells_fr": in_french(result.node, cells=True) if differs else "",
            "source": result.rule,
            "arithmetic": result.arithmetic,
            "assumptions": result.assumptions,
            "node": result.node,
            **more,
        }
    )


def unknown(text: str, choices: Iterable[str] = ()) -> Answer:
    """Return the answer to a question that cannot be answered."""
    return Answer("", UNKNOWN, text, choices=tuple(choices))


def unable(why: str, choices: Iterable[str] = ()) -> Answer:
    """Return the answer that says in the words of a formula why it gives no value."""
    told = f" : {why[:1].lower()}{why[1:]}" if why else "."
    return unknown(f"Je ne sais pas{told}", choices)


def needing(what: str, text: str) -> Answer:
    """Return the answer to a question that needs the open workbook."""
    return Answer("", NEEDS, text, needs=what)


def about(answer: Answer, intent: str, slots: Mapping[str, SlotValue], state: State) -> Answer:
    """Return the answer with what it is about."""
    return replace(answer, intent=intent, slots=dict(slots), state=state)


def plain(value: CellValue) -> Any:
    """Return a cell value as plain data; an error as its Excel text."""
    if isinstance(value, list):
        return [[_scalar(cell) for cell in line] for line in value]
    return _scalar(value)


def _scalar(value: Scalar) -> Any:
    return value.kind if isinstance(value, CellError) else value
