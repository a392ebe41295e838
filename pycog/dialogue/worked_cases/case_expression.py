"""An arithmetic expression as it is typed: « (78 × 50 + 84 × 30 + 91 × 20) / 100 »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.expressions import Computed, Node, Operation
from pycog.dialogue.numbers import read_number
from pycog.dialogue.worked_cases.case_text import Case
from pycog.lazy_patterns import regex

_TOKEN: Final = regex(
    r" ?(?:(?P<number>(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?)"
    r" ?(?P<unit>%|[km]€|[km] ?euros?\b|€|euros?\b|etp\b|points?\b|pts?\b)?"
    r"|(?P<sign>[-+*/x()]))"
)
_STARTS: Final = regex(r"(?<![\w.,/])(?:\(? ?\d)")
_DIGITS: Final = regex(r"(?<![a-z0-9.,])\d")
_IN_RATE: Final = regex(r"\ben (?:%|pourcentages?|pour ?cents?)|\bquel (?:%|pourcentage)|\btaux\b")
_AROUND: Final = regex(
    r"\b(?:moyen\w*|ponder\w*|total\w*|somme|resultats?|taux|interessement|par etp|par|etp"
    r"|cumul\w*|evolu\w*|ensemble"
    r"|quotient|produit|fois|points?|part|parts|execution|ecart|valeur|en|au total)\b|[=%]"
)
_WEIGHED: Final = regex(r"\bponder|\bmoyenne|\bcomposite|\bcoef|\bpoids\b")
#: Expressions of fewer signs are read by those who know what is meant.
_LEAST_SIGNS: Final = 2
_MOST: Final = 40
_POWERS: Final = {"k": 3, "m": 6}


@dataclass(frozen=True, slots=True)
class _Value:
    """A piece of an expression: its formula, and how many times an amount is in it."""

    node: Node
    euros: int
    rate: bool


def written_expression(case: Case) -> Made | None:
    """Read an expression of several signs, beside which only plain words stand."""
    text = case.text
    match = _STARTS.search(text)
    if match is None or not re.search(r"[*x(]", text):
        return None
    tokens, end = _tokens(text, match.start())
    signs = [one for one in tokens if one["sign"] and one["sign"] not in "()"]
    told = {str(one["sign"]) for one in tokens if one["sign"]}
    if len(signs) < _LEAST_SIGNS or not told & {"*", "x", "("} or len(tokens) > _MOST:
        return None
    span = (match.start(), end)
    if "/" in told and ")" not in text and _WEIGHED.search(text):
        # « 84 % × 0,3 / 91 % × 0,2 » parts terms, and divides nothing.
        return None
    if any(not span[0] <= one.start() < end for one in _DIGITS.finditer(text)):
        return None
    value = _Parser(tokens).whole()
    if value is None or not isinstance(value.node, Operation):
        return None
    if not case.reads((), (_AROUND,), (), [span]):
        return None
    if value.euros not in {0, 1}:
        return None
    told_rate = value.rate or _IN_RATE.search(text[end:]) is not None
    if not told_rate and any(one["unit"] == "%" for one in tokens):
        # « (1 + 3 %)(1 + 2 %) − 1 » is a rate, « 1 200 × 3 % » is none.
        told_rate = abs(_worth(value.node)) <= _RATE_AT_MOST
    unit = EUROS if value.euros else RATE if told_rate else ""
    node: Computed = value.node
    typed = text[span[0] : end].strip().replace("*", "×").replace(" x ", " × ")
    return Made(node, unit, typed, (), 1.0)


#: What a rate comes to at most.
_RATE_AT_MOST: Final = 2.0


def _worth(node: Node) -> float:
    """Return the value of an expression of numbers alone; no number where it divides by none."""
    if not isinstance(node, Operation):
        return float(node) if isinstance(node, int | float) else float("nan")
    left, right = _worth(node.left), _worth(node.right)
    if node.sign == "/":
        return left / right if right else float("nan")
    return {"+": left + right, "-": left - right, "*": left * right}[node.sign]


def _tokens(text: str, start: int) -> tuple[list[re.Match[str]], int]:
    """Return the pieces of an expression from a place on, and where it ends."""
    found: list[re.Match[str]] = []
    at = start
    while (match := _TOKEN.match(text, at)) is not None:
        if match["number"] and found and found[-1]["number"]:
            break
        found.append(match)
        at = match.end()
    while found and found[-1]["sign"] and found[-1]["sign"] != ")":
        at = found.pop().start()
    return found, at


class _Parser:
    """Reads the pieces of an expression, products before sums.

    Args:
        tokens: Its numbers and signs in order.
    """

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> _Value | None:
        """Return the value of all of it, ``None`` where it is no expression."""
        found = self._sum()
        return found if self._at == len(self._tokens) else None

    def _sign(self, among: str) -> str:
        if self._at < len(self._tokens):
            sign = self._tokens[self._at]["sign"] or ""
            if sign and sign in among:
                self._at += 1
                return "*" if sign == "x" else sign
        return ""

    def _implied(self) -> str:
        """Return the sign that is left out between brackets: « (1 + 3 %)(1 + 2 %) »."""
        if not 0 < self._at < len(self._tokens):
            return ""
        before, here = self._tokens[self._at - 1]["sign"], self._tokens[self._at]["sign"]
        return "*" if (before, here) == (")", "(") else ""

    def _sum(self) -> _Value | None:
        left = self._product()
        while left is not None and (sign := self._sign("+-")):
            right = self._product()
            if right is None or right.euros != left.euros:
                return None
            left = _Value(
                Operation(left.node, sign, right.node), left.euros, left.rate and right.rate
            )
        return left

    def _product(self) -> _Value | None:
        left = self._one()
        while left is not None and (sign := self._sign("*x/") or self._implied()):
            right = self._one()
            if right is None:
                return None
            euros = left.euros + (right.euros if sign == "*" else -right.euros)
            rate = left.rate and (right.rate or (sign == "/" and not right.euros))
            left = _Value(Operation(left.node, sign, right.node), euros, rate)
        return left

    def _one(self) -> _Value | None:
        if self._sign("("):
            inner = self._sum()
            return inner if self._sign(")") else None
        if self._at >= len(self._tokens) or not self._tokens[self._at]["number"]:
            return None
        token = self._tokens[self._at]
        self._at += 1
        unit = token["unit"] or ""
        power = (
            -2 if unit == "%" else _POWERS.get(unit[:1], 0) if "€" in unit or "euro" in unit else 0
        )
        value = read_number(token["number"], power)
        if value is None:
            return None
        return _Value(value, int("€" in unit or "euro" in unit), unit == "%")
