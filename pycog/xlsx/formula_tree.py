"""Reads a formula in file syntax as a tree: which operand stands inside which call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field

from pycog.xlsx.formulas import Token, Unsupported, tokens

#: How tightly an operator holds its operands, as Excel reads them.
_STRENGTH = {
    "=": 1,
    "<>": 1,
    "<": 1,
    ">": 1,
    "<=": 1,
    ">=": 1,
    "&": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "^": 5,
    ",": 8,
    " ": 9,
    ":": 10,
}
#: Signs hold tighter than powers: ``-2^2`` is 4.
_SIGN, _PERCENT = 7, 6
COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
#: Operators that make one reference out of others.
JOINS = frozenset({",", " ", ":"})


class Node(Struct):
    """A piece of a formula.

    Attributes:
        kind: ``call``, ``infix``, ``prefix``, ``postfix``, ``group``, ``array``, ``range``
            (a reference or a name), ``number``, ``text``, ``logical``, ``error`` or
            ``omitted``.
        text: The name of a function, an operator, or an operand as written.
        start: Where it starts in the formula.
        end: Where it ends.
        children: Arguments or operands, in order.
    """

    kind: str
    text: str
    start: int
    end: int
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Give the node and all that it holds."""
        left = [self]
        while left:
            node = left.pop()
            yield node
            left += node.children[::-1]

    @property
    def inner(self) -> Node:
        """The node without the parentheses around it."""
        node = self
        while node.kind == "group":
            node = node.children[0]
        return node

    @property
    def function(self) -> str:
        """Name of a called function in capitals, without what files put before it."""
        return _function(self.text)


@lru_cache(maxsize=4096)
def _function(name: str) -> str:
    name = name.upper()
    while name.startswith(("_XLFN.", "_XLWS.")):
        name = name[6:]
    return name


def tree(formula: str) -> Node:
    """Read a formula, given without its equals sign.

    Raises:
        Unsupported: It is not written as Excel writes formulas.
    """
    reader = _Reader(tokens(formula), formula)
    node = reader.expression(0)
    if reader.kind() is not None:
        raise Unsupported(formula)
    return node


class _Reader:
    def __init__(self, found: Sequence[Token], formula: str) -> None:
        self._formula = formula
        self._tokens: list[tuple[Token, int]] = []
        end = 0
        for token in found:
            start, end = end, end + len(token.text)
            if token.kind != "whitespace":
                self._tokens.append((token, start))
        self._at = 0

    def kind(self) -> str | None:
        """Return what comes next, ``None`` at the end."""
        return self._tokens[self._at][0].kind if self._at < len(self._tokens) else None

    def _next(self) -> tuple[Token, int]:
        if self._at >= len(self._tokens):
            raise Unsupported(self._formula)
        self._at += 1
        return self._tokens[self._at - 1]

    def _end(self) -> int:
        token, start = self._tokens[self._at - 1]
        return start + len(token.text)

    def expression(self, least: int) -> Node:
        """Read up to an operator that holds less than ``least``."""
        left = self._operand()
        while (kind := self.kind()) in ("opinfix", "oppostfix"):
            token, _ = self._tokens[self._at]
            sign = token.text.strip() or " "
            if kind == "oppostfix":
                if sign == "%" and least > _PERCENT:
                    break
                self._at += 1
                left = Node("postfix", sign, left.start, self._end(), [left])
                continue
            strength = _STRENGTH.get(sign)
            if strength is None:
                raise Unsupported(self._formula)
            if strength < least:
                break
            self._at += 1
            right = self.expression(strength + 1)
            left = Node("infix", sign, left.start, right.end, [left, right])
        return left

    def _operand(self) -> Node:
        token, start = self._next()
        if token.kind == "opprefix":
            inner = self.expression(_SIGN)
            return Node("prefix", token.text.strip(), start, inner.end, [inner])
        if token.kind == "operand":
            kind = token.subkind if token.subkind != "none" else "range"
            return Node(kind, token.text, start, start + len(token.text))
        if token.subkind != "open":
            raise Unsupported(self._formula)
        if token.kind == "func":
            return self._call(token.text.rstrip()[:-1], start)
        if token.kind == "paren":
            inner = self.expression(0)
            self._close()
            return Node("group", "(", start, self._end(), [inner])
        while self._next()[0].kind != "array":
            pass
        return Node("array", self._formula[start : self._end()], start, self._end())

    def _call(self, name: str, start: int) -> Node:
        arguments: list[Node] = []
        while True:
            token, place = self._tokens[self._at] if self.kind() else (None, 0)
            if token is None:
                raise Unsupported(self._formula)
            closes = token.subkind == "close"
            if closes or token.kind == "sep":
                if not closes or arguments:
                    arguments.append(Node("omitted", "", place, place))
            else:
                arguments.append(self.expression(0))
                token, _ = self._tokens[self._at] if self.kind() else (None, 0)
                closes = token is not None and token.subkind == "close"
            self._at += 1
            if closes:
                return Node("call", name, start, self._end(), arguments)
            if token is None or token.kind != "sep":
                raise Unsupported(self._formula)

    def _close(self) -> None:
        token, _ = self._next()
        if token.subkind != "close":
            raise Unsupported(self._formula)
