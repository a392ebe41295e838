"""Evaluates formulas made of COG_ calls, constants and + − × ÷ only, without any engine."""

from __future__ import annotations

import re
from typing import Any

from pycog.errors import CellError
from pycog.values import CellValue, Shown
from udfs.catalogue import catalogue

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<error>#(?:DIV/0!|N/A|VALUE!|REF!|NAME\?|NUM!|NULL!))"
    r"|(?P<call>COG_[A-Z_]+|AVERAGE)\(|(?P<name>TRUE|FALSE)|(?P<mark>[(){},;+*/-]))"
)


class _Reader:
    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.position = 1
        self.calls: list[tuple[str, list[CellValue], CellValue]] = []

    def token(self) -> tuple[str, str]:
        match = _TOKEN.match(self.formula, self.position)
        if match is None or match.lastgroup is None:
            raise ValueError(f"{self.formula}: unexpected text at {self.position}")
        self.position = match.end()
        return match.lastgroup, match[match.lastgroup]

    def peek(self) -> str:
        position = self.position
        _, text = self.token()
        self.position = position
        return text

    def value(self) -> Any:
        """Read an argument: floats are added and multiplied as a spreadsheet does."""
        result = self.product()
        while self.peek() in {"+", "-"}:
            _, sign = self.token()
            term: Any = self.product()
            result = result + term if sign == "+" else result - term
        return result

    def product(self) -> Any:
        result: Any = self.factor()
        while self.peek() in {"*", "/"}:
            _, sign = self.token()
            factor: Any = self.factor()
            result = result * factor if sign == "*" else result / factor
        return result

    def factor(self) -> Any:
        kind, text = self.token()
        if text == "-":
            operand: Any = self.factor()
            return -operand
        if kind == "call":
            return self.call(text).value
        if text == "{":
            return self.block()
        return _constant(kind, text)

    def call(self, name: str) -> Shown:
        arguments: list[CellValue] = []
        while self.peek() != ")" or arguments:
            arguments.append(None if self.peek() in {",", ")"} else self.value())
            if self.token()[1] == ")":
                return self.computed(name, arguments)
        self.token()
        return self.computed(name, [])

    def computed(self, name: str, arguments: list[CellValue]) -> Shown:
        if name == "AVERAGE":
            summed = 0.0
            for argument in arguments:
                assert isinstance(argument, float)
                summed += argument
            return Shown(summed / len(arguments), "number")
        shown = catalogue()[name].show(*arguments)
        self.calls.append((name, arguments, shown.value))
        return shown

    def block(self) -> list[list[Any]]:
        rows: list[list[Any]] = [[]]
        while True:
            rows[-1].append(self.factor())
            mark = self.token()[1]
            if mark == "}":
                return rows
            if mark == ";":
                rows.append([])


def _constant(kind: str, text: str) -> Any:
    if kind == "number":
        return float(text)
    if kind == "text":
        return text[1:-1].replace('""', '"')
    if kind == "error":
        return CellError(text)
    if kind == "name":
        return text == "TRUE"
    raise ValueError(f"not a constant: {text}")


def evaluate(formula: str) -> Shown:
    """Return the value of a formula and the way to show it."""
    return _read(formula)[0]


def calls_of(formula: str) -> list[tuple[str, list[CellValue], CellValue]]:
    """Return every call of a formula, inner ones first: name, arguments, value."""
    return _read(formula)[1].calls


def _read(formula: str) -> tuple[Shown, _Reader]:
    reader = _Reader(formula)
    kind, name = reader.token()
    if kind != "call":
        raise ValueError(f"{formula}: not a call of the catalogue")
    shown = reader.call(name)
    if reader.position != len(formula):
        raise ValueError(f"{formula}: text after the end")
    return shown, reader
