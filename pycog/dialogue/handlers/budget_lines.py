"""The lines of the budget that a question names: in which funds they stand, where printed."""

from __future__ import annotations

from pycog.conventions import BudgetLine
from pycog.conventions.facts.schema import MULTI_YEAR
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Ask, Turn

#: Role of a line that no other line is a part of by itself: neither title, total nor « dont ».
_OWN, _EXPENSE = "ligne", "recette"


def line_fund(turn: Turn, names: tuple[str, ...], given: SlotValue | None) -> str | Ask | None:
    """Return the fund to name in a formula; ask where the lines stand in several.

    A fund that the question gives without need is left out of the formula: the line is
    checked to be in it.
    """
    if given is not None:
        return str(given)
    funds = set.intersection(*(funds_of(turn, name) for name in names))
    if len(funds) > 1:
        count = "deux" if len(funds) == 2 else str(len(funds))
        text = f"« {names[0]} » existe dans {count} fonds. Lequel ?"
        return Ask("fund", text, tuple(sorted(funds)))
    only = next(iter(funds), "")
    own_regime = only and turn.convention.funds[only].regime == MULTI_YEAR
    return only if own_regime and len(names) > 1 else None


def funds_of(turn: Turn, label: str) -> set[str]:
    """Return the funds that have a line, or lines of a group."""
    return {line.fund for line in lines_of(turn) if label in (line.label, line.group)}


def lines_of(turn: Turn) -> list[BudgetLine]:
    """Return the lines of all funds."""
    return [line for fund in turn.convention.funds.values() for line in fund.lines]


def fund_lines(turn: Turn, fund: str) -> list[str]:
    """Return the expense lines of a fund, without totals and parts of others."""
    return [
        line.label
        for line in turn.convention.funds[fund].lines
        if line.role == _OWN and line.nature != _EXPENSE
    ]


def parts_of(turn: Turn, label: str, fund: str | None) -> set[str]:
    """Return the lines that a total is made of, their own parts included."""
    lines = {one.key: one for one in lines_of(turn) if one.fund == fund}
    todo = [key for one in lines.values() if one.label == label for key in one.parts]
    found: set[str] = set()
    while todo:
        line = lines.get(todo.pop())
        if line is not None and line.label not in found:
            found.add(line.label)
            todo += line.parts
    return found


def cited(turn: Turn, label: str, fund: str | None) -> str:
    """Return where a line is printed."""
    found = [
        line.citation
        for line in lines_of(turn)
        if line.label == label and (fund is None or line.fund == fund)
    ]
    return found[0] if len(found) == 1 else turn.show("COG_SOURCE", label)
