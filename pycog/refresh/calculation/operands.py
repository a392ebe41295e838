"""What the operands of a formula are, as far as the formula alone tells."""

from __future__ import annotations

from pycog.refresh.calculation.signatures import PASSING, REFERRING, takes_range
from pycog.xlsx import formulas
from pycog.xlsx.formula_tree import JOINS, Node

#: Functions to whose first arguments a text is the date that it writes: how many.
DATED = {
    "DATEDIF": 2, "DAYS360": 2, "NETWORKDAYS": 2, "NETWORKDAYS.INTL": 2, "WEEKNUM": 2,
    "WORKDAY": 2, "WORKDAY.INTL": 2,
}  # fmt: skip
#: Functions that read or write numbers in texts, in a way that settings may change.
DOUBTED = frozenset({"DATEVALUE", "FIXED", "NUMBERVALUE", "TEXT", "TIMEVALUE", "VALUE"})
#: Functions that give a text.
_TEXTUAL = frozenset(
    {
        "CONCAT", "CONCATENATE", "FIXED", "LEFT", "LOWER", "MID", "REPLACE", "REPT", "RIGHT",
        "SUBSTITUTE", "TEXT", "TEXTAFTER", "TEXTBEFORE", "TEXTJOIN", "TRIM", "UPPER",
    }
)  # fmt: skip


def may_be_text(node: Node) -> bool:
    """Tell whether an operand may be a text that is to be read as a number."""
    inner = node.inner
    if inner.kind in ("prefix", "postfix", "infix"):
        return inner.text == "&" or inner.text in JOINS
    return inner.kind in ("range", "text", "call", "array")


def may_spread(node: Node) -> bool:
    """Tell whether an operand may give several values that only its calculation shows."""
    inner = node.inner
    if inner.kind == "array" or (inner.kind == "call" and formulas.our_name(inner.text)):
        return True
    return any(map(may_spread, inner.children))


def gives_value(node: Node) -> bool:
    """Tell whether an operand is calculated and no reference, whose blanks would count."""
    inner = node.inner
    if inner.kind == "call":
        return inner.function not in REFERRING and not formulas.our_name(inner.text)
    return inner.kind == "prefix" or (inner.kind == "infix" and inner.text not in JOINS)


def makes_text(node: Node) -> bool:
    """Tell whether an operand gives a text by itself, whatever the cells hold."""
    inner = node.inner
    if inner.kind == "call":
        if inner.function in PASSING:
            return any(map(makes_text, inner.children[PASSING[inner.function] :]))
        return inner.function in _TEXTUAL
    return inner.kind == "text" or (inner.kind == "infix" and inner.text == "&")


def may_cancel(node: Node) -> bool:
    """Tell whether a formula ends by a difference, of which only rounding may be left."""
    if node.kind != "infix" or node.text not in ("+", "-"):
        return False
    return node.text == "-" or may_cancel(node.children[0])


def chain(node: Node) -> list[Node]:
    """Return what a row of ``&`` joins."""
    first, second = node.children
    left = chain(first) if first.kind == "infix" and first.text == "&" else [first]
    return [*left, second]


def operands(node: Node) -> list[Node]:
    """Return the references that are calculated with, not those that a function looks through."""
    if node.kind == "range":
        return [node]
    return [
        one
        for place, child in enumerate(node.children)
        if node.kind != "call" or not takes_range(node.function, place)
        if node.text not in JOINS or node.kind != "infix"
        for one in operands(child)
    ]


def literal(node: Node) -> str:
    text = node.inner.text
    return text[1:-1].replace('""', '"') if node.inner.kind == "text" else text


def is_fixed(node: Node) -> bool:
    inner = node.inner
    if inner.kind == "prefix" and inner.text in ("-", "+"):
        inner = inner.children[0]
    return node.kind != "group" and inner.kind in ("number", "omitted")
