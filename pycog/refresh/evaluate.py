"""Evaluates formulas outside any workbook, for ``pycog eval`` and the assistant."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from pycog.errors import CellError, InvalidInput
from pycog.refresh.calculation.engine import SCRATCH, Engine, plain
from pycog.refresh.calculation.functions.coercion import in_french
from pycog.refresh.calculation.reasons import ReasonFinder, argument_value
from pycog.refresh.host import FunctionHost
from pycog.values import CellValue, clock_at
from pycog.xlsx import formulas

_DATE_FUNCTIONS = {
    "DATE",
    "TODAY",
    "EDATE",
    "EOMONTH",
    "WORKDAY",
    "WORKDAY.INTL",
    "DATEVALUE",
    "NOW",
}


class Evaluation(Struct, frozen=True):
    """The result of one formula.

    Attributes:
        formula: The formula as given.
        value: The result, a block when it fills several cells.
        kind: How to show it (see :func:`pycog.values.display`).
        error: The error with its reason, ``None`` when all is well.
    """

    formula: str
    value: CellValue
    kind: str
    error: CellError | None


class Evaluator:
    """Evaluates many formulas with one engine."""

    def __init__(self, host: FunctionHost, *, clock: dt.datetime | None = None) -> None:
        self._engine = Engine(host, clock=clock)
        self._host = host
        self._clock = clock

    def evaluate(self, formula: str, *, french: bool = False) -> Evaluation:
        """Evaluate a formula in file syntax, with or without its equals sign.

        Faulty formulas give an :class:`Evaluation` whose error says what is wrong.

        Args:
            formula: The formula.
            french: Whether numbers inside text are written as a French Excel does.
        """
        with clock_at(self._clock), in_french(french):
            return self._evaluate(formula)

    def _evaluate(self, formula: str) -> Evaluation:
        text = formula.strip().removeprefix("=").strip()
        try:
            if not text:
                raise InvalidInput("formule-vide", "La formule est vide.")
            value = self._engine.evaluate(text)
        except InvalidInput as error:
            wrong = CellError.of(error)
            return Evaluation(formula, wrong, "text", wrong)
        if isinstance(value, CellError):
            reason = value.message or self._reason(text, value.kind)
            reasoned = CellError(value.kind, reason, value.code)
            return Evaluation(formula, reasoned, "text", reasoned)
        return Evaluation(formula, "" if value is None else value, self._kind(text), None)

    def _kind(self, text: str) -> str:
        call = formulas.split_call(text)
        if call is None:
            return "number"
        name = formulas.our_name(call[0])
        if name is not None and name in self._engine.functions:
            arguments = [argument_value(self._engine, SCRATCH, text) for text in call[1]]
            return self._host.show(name, *arguments).kind
        return "date" if call[0].upper() in _DATE_FUNCTIONS else "number"

    def _reason(self, text: str, kind: str) -> str:
        if kind == "#NAME?":
            for name in formulas.functions_in(text):
                if self._is_unknown(name):
                    return self._unknown(name)
        for name, arguments in reversed(self._host.errors):
            value = self._host.show(name, *map(plain, arguments)).value
            if isinstance(value, CellError) and value.kind == kind and value.message:
                return value.message
        return ReasonFinder(self._engine).reason(SCRATCH, text, kind)

    def _is_unknown(self, name: str) -> bool:
        ours = formulas.our_name(name)
        return ours not in self._engine.functions if ours else not formulas.is_built_in(name)

    def _unknown(self, name: str) -> str:
        import difflib  # for the few names that are not known

        known = list(self._engine.functions)
        close = difflib.get_close_matches(formulas.our_name(name) or name.upper(), known, 1, 0.7)
        hint = f" Vouliez-vous dire {close[0]} ?" if close else " Voir « pycog functions »."
        return f"Fonction inconnue : {name}.{hint}"


def evaluate(formula: str, host: FunctionHost, *, clock: dt.datetime | None = None) -> Evaluation:
    """Evaluate one formula; see :class:`Evaluator` for many."""
    return Evaluator(host, clock=clock).evaluate(formula)
