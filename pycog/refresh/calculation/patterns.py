"""What formulas that differ only in their digits have in common, found once for all of them.

A column filled down has thousands of formulas and, digits blotted out, a handful of
texts. The pieces of such formulas stand at the same places and are of the same kinds.
"""

from __future__ import annotations

from typing import NamedTuple

from pycog.lazy_patterns import regex
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area, area
from pycog.xlsx.formula_tree import tree

#: Functions whose reading is only known once they are calculated.
ANYWHERE = {"INDIRECT", "OFFSET"}
#: Functions whose result changes by itself.
_CLOCK = {"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY"}
#: What the engine and Excel calculate alike beyond doubt, on numbers.
_PLAIN = {"SUM", "MIN", "MAX", "AVERAGE", "ABS", "PRODUCT"}
_OPERATORS = {"+", "-", "*", "/", "%"}
#: Operators that do not make one reference out of others.
_VALUE_OPERATORS = {*_OPERATORS, "^", "&", "=", "<>", "<", ">", "<=", ">="}
_OPERATIONS = {"opprefix", "opinfix", "oppostfix"}
#: Functions that read cells which are not written as their argument.
_REFERRING = {*ANYWHERE, "_XLFN.ANCHORARRAY", "ANCHORARRAY"}
#: A cell or a range, on its own sheet or on one that is named simply or in quotes.
_WRITTEN = regex(
    r"(?:(?:[^\W\d]\w*|'(?:[^'\[\]:]|'')+')!)?"
    r"\$?[A-Z]{1,3}\$?\d{1,6}(?::\$?[A-Z]{1,3}\$?\d{1,6})?"
)
_BLOT_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_MOST = 20_000


class Pattern(NamedTuple):
    """What is known of a formula before it is calculated.

    Attributes:
        ours: Whether it calls a function of ours.
        clock: Whether it calls a function whose result changes by itself.
        anywhere: Whether what it reads is only known once it is calculated.
        plain: Whether it is made of sums and the four operations on single cells only.
        native: Whether it calls a function that is not ours.
        functions: The native functions that it calls, in capitals, without prefixes.
        references: Where the references stand in the text, ``None`` unless they are
            written out, so that they are all that the formula reads.
    """

    ours: bool
    clock: bool
    anywhere: bool
    plain: bool
    native: bool
    functions: tuple[str, ...]
    references: tuple[tuple[int, int], ...] | None

    def areas(self, formula: str, sheet: str) -> list[Area] | None:
        """Return what a formula of this pattern reads, ``None`` unless it is written out."""
        if self.references is None:
            return None
        found = [area(formula[start:end], sheet) for start, end in self.references]
        return None if None in found else [one for one in found if one is not None]


def pattern_of(formula: str) -> Pattern:
    """Return the pattern of a formula, given without its equals sign."""
    shape = formula.encode().translate(_BLOT_DIGITS)
    found = _patterns.get(shape)
    if found is None:
        if len(_patterns) >= _MOST:
            _patterns.clear()
        found = _patterns[shape] = _pattern(formula)
    return found


_patterns: dict[bytes, Pattern] = {}


def _pattern(formula: str) -> Pattern:
    try:
        found = formulas.tokens(formula)
    except formulas.Unsupported:
        # Nothing is known of what it calls; whoever needs more asks the engine.
        return Pattern(False, False, "(" in formula, False, True, ("?",), None)
    calls = [
        token.text.rstrip()[:-1]
        for token in found
        if (token.kind, token.subkind) == ("func", "open")
    ]
    names = {name.upper() for name in calls}
    return Pattern(
        any(map(formulas.our_name, calls)),
        bool(names & _CLOCK),
        bool(names & ANYWHERE),
        names <= _PLAIN and all(map(_is_plain, found)) and _is_single(formula),
        any(formulas.our_name(name) is None for name in calls),
        tuple(
            dict.fromkeys(
                name.upper().replace("_XLFN.", "").replace("_XLWS.", "")
                for name in calls
                if formulas.our_name(name) is None
            )
        ),
        _references(found) if not names & _REFERRING else None,
    )


def _is_plain(token: formulas.Token) -> bool:
    if token.kind == "operand":
        return token.subkind in ("number", "range")
    if token.kind in _OPERATIONS:
        return token.text.strip() in _OPERATORS
    return token.kind != "array"


def _is_single(formula: str) -> bool:
    """Tell whether every range stands alone as an argument; others mean one cell of theirs."""
    try:
        root = tree(formula)
    except formulas.Unsupported:
        return False
    inside = {id(child) for node in root.walk() if node.kind == "call" for child in node.children}
    return all(
        formulas.cell_reference(node.text) is not None
        or (id(node) in inside and _WRITTEN.fullmatch(node.text) is not None)
        for node in root.walk()
        if node.kind == "range"
    )


def _references(found: list[formulas.Token]) -> tuple[tuple[int, int], ...] | None:
    places, end = [], 0
    for token in found:
        start, end = end, end + len(token.text)
        if (token.kind, token.subkind) == ("operand", "range"):
            if not _WRITTEN.fullmatch(token.text):
                return None
            places.append((start, end))
        elif token.kind in _OPERATIONS and token.text.strip() not in _VALUE_OPERATORS:
            return None
    return tuple(places)
