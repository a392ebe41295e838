"""Formulas of one form and how they are written: found once, applied to each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from pycog.refresh.calculation import functions
from pycog.xlsx import formulas
from pycog.xlsx.formula_tree import COMPARISONS, Node, tree

#: A piece that depends on where the formula stands: its text, row and column give it.
Placed = Callable[[str, int, int], str]
Piece = str | tuple[int, int] | Placed

#: What is wanted where a piece stands: one value, a range as it is, an array.
VALUE, REFERENCE, ARRAY = "value", "reference", "array"

_MARK = functions.MARK


class Beyond(Exception):
    """A formula that neither the engine nor a function of ours calculates as Excel does.

    ``str()`` is what cannot be calculated, in French, as the end of a sentence.
    """


class Template(Struct, frozen=True):
    """How formulas of one form are written for the engine."""

    pieces: tuple[Piece, ...]
    placed: bool

    def apply(self, formula: str, row: int, column: int) -> str:
        """Return one formula of this form as the engine is to read it."""
        return "".join(
            piece
            if isinstance(piece, str)
            else formula[piece[0] : piece[1]]
            if isinstance(piece, tuple)
            else piece(formula, row, column)
            for piece in self.pieces
        )


def merged(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, tuple) and isinstance(last, tuple) and last[1] == piece[0]:
            found[-1] = (last[0], piece[1])
        elif isinstance(piece, str) and isinstance(last, str):
            found[-1] = last + piece
        elif piece != "" and not (isinstance(piece, tuple) and piece[0] == piece[1]):
            found.append(piece)
    return found


#: The first words of what is asked before the engine's own call is taken.
_QUESTIONS = tuple(
    f"{_MARK}{name}"
    for name in ("HARD", "HARDER", "SIGNS", "ORDERED", "NEARLY", "EQUALITY", "NEARFROM", "EARLY")
)
_BACK = {
    f"{_MARK}{name}": sign
    for signs in (functions.OPERATORS, functions.ARITHMETIC)
    for sign, name in signs.items()
}
_ANY_DIGIT = str.maketrans("123456789", "000000000")
_restored: dict[str, Template] = {}
_MOST_RESTORED = 20_000


def restored(formula: str) -> str:
    """Return a formula of the engine's copy, without its equals sign, as Excel would write it."""
    if _MARK not in formula:
        return formula
    key = formula.translate(_ANY_DIGIT)
    if key not in _restored:
        if len(_restored) >= _MOST_RESTORED:
            _restored.clear()
        try:
            pieces = merged(_plain(tree(formula)))
        except formulas.Unsupported:
            return formula.replace(_MARK, "")
        _restored[key] = Template(tuple(pieces), placed=False)
    return _restored[key].apply(formula, 0, 0)


def _is_question(node: Node) -> bool:
    """Tell whether a condition is one of ours: a question, or a count of what is near.

    Several are asked as ``IF(one,TRUE,other)``; what is written of a condition that the officer
    gave has values of its own.
    """
    if node.kind == "call" and node.text == "IF":
        others = node.children[1:]
        asked = any(map(_is_question, node.children))
        return asked and all(
            one.text.upper() in ("TRUE", "FALSE") or _is_question(one) for one in others
        )
    if node.kind == "call" and node.text == "COUNTIFS":
        return any(map(_is_question, node.children))
    return node.text in _QUESTIONS or (node.kind == "infix" and _is_question(node.children[0]))


def _plain(node: Node) -> list[Piece]:
    name = node.text if node.kind == "call" else ""
    if name == "IF" and len(node.children) == 3 and _is_question(node.children[0]):
        return _plain(node.children[2])
    if name == f"{_MARK}FILL":
        return _plain(node.children[2])
    if name == f"{_MARK}MINUS":
        return ["-", *_plain(node.children[0])]
    pieces: list[Piece] = []
    if name in _BACK:
        for place, child in enumerate(node.children):
            bare = child.kind != "infix" or (not place and child.text not in COMPARISONS)
            inner = _plain(child) if bare else ["(", *_plain(child), ")"]
            pieces += [_BACK[name] if place else "", *inner]
        return pieces
    end = node.start + (len(_MARK) if name.startswith(_MARK) else 0)
    for child in node.children:
        pieces += [(end, child.start), *_plain(child)]
        end = child.end
    return [*pieces, (end, node.end)]
