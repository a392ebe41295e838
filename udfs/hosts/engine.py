"""Offers the formulas to the batch engine (formualizer).

The engine hands over plain Python values and turns any exception, a keyboard
interruption included, into ``#VALUE!`` (or into a panic, for long non-ASCII
messages). So a callback never raises: what went wrong is kept on the host.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pycog.errors import ENGINE_ERRORS, CellError
from pycog.values import OMITTED, CellValue, Scalar, Shown
from udfs.catalogue import Catalogue, Formula
from udfs.explanation import CallExplanation, explain_call

_ENGINE_KINDS = {shown: kind for kind, shown in ENGINE_ERRORS.items()}
_MOST_LOGGED = 10_000
_NOT_A_NUMBER = CellError("#NUM!", "Ce nombre dépasse ce qu'Excel peut écrire.", "nombre-infini")


class EngineHost:
    """The catalogue as callbacks of the batch engine.

    Attributes:
        errors: Calls that gave an error since :meth:`forget`, as (name, engine's
            arguments), oldest first: the engine itself keeps no message.
        gave_blocks: Whether a call gave several values since :meth:`forget`.
        interruption: What a callback caught and could not let through (Ctrl-C, exit);
            whoever runs the engine raises it again afterwards.
    """

    def __init__(self, formulas: Mapping[str, Formula] | None = None) -> None:
        self._formulas = Catalogue() if formulas is None else dict(formulas)
        self._callbacks = _Callbacks(self._formulas, self._callback)
        self.errors: list[tuple[str, tuple[Any, ...]]] = []
        self.gave_blocks = False
        self.interruption: BaseException | None = None

    def forget(self) -> None:
        """Start a new log."""
        self.errors.clear()
        self.gave_blocks = False
        self.interruption = None

    def callables(self) -> Mapping[str, Callable[..., Any]]:
        """Return one engine callback per Excel name (``COG_X``)."""
        return self._callbacks

    def show(self, name: str, *args: CellValue) -> Shown:
        """Compute one function for plain cell values, errors with their message.

        Raises:
            KeyError: No such function.
        """
        formula = self._formulas[name]
        try:
            return formula.show(*args)
        except Exception as error:
            return Shown(_internal(formula, error), formula.returns)

    def explain(self, name: str, *args: CellValue) -> CallExplanation:
        """Explain one call for plain cell values.

        Raises:
            KeyError: No such function.
        """
        return explain_call(self._formulas[name], self.show(name, *args), args)

    def _callback(self, formula: Formula) -> Callable[..., Any]:
        fewest, most = formula.required, len(formula.arguments)
        takes_plain, compute = formula.scalar_only, formula.compute

        def call(*args: Any) -> Any:
            try:
                # Finite numbers and text need no conversion, and are nearly all there is.
                for value in args:
                    if type(value) is float:
                        if value - value != 0.0:
                            break
                    elif type(value) is not str or value == OMITTED:
                        break
                else:
                    if takes_plain and fewest <= len(args) <= most:
                        result = compute(args)
                        if type(result) is float and result - result == 0.0:
                            return result
                        plain = result.value if type(result) is Shown else result
                        return self._give(formula.name, args, plain)
                return self._give(formula.name, args, formula.evaluate(*map(from_engine, args)))
            except MemoryError as shortage:  # not the fault of one cell
                self.interruption = shortage
                return {"type": "Error", "kind": "Value"}
            except Exception as error:
                return self._give(formula.name, args, _internal(formula, error))
            except BaseException as interruption:
                self.interruption = interruption
                return {"type": "Error", "kind": "Value"}

        call.__name__ = formula.name
        return call

    def _give(self, name: str, args: tuple[Any, ...], value: CellValue) -> Any:
        """Return a value to the engine, noting what the engine would forget."""
        given = to_engine(value)
        if type(given) is dict and len(self.errors) < _MOST_LOGGED:
            given_args = (None if type(arg) is str and arg == OMITTED else arg for arg in args)
            self.errors.append((name, tuple(given_args)))
        elif type(given) is list:
            self.gave_blocks = True
        return given


class _Callbacks(Mapping[str, Callable[..., Any]]):
    """One callback per formula, made when it is asked for."""

    def __init__(
        self, formulas: Mapping[str, Formula], make: Callable[[Formula], Callable[..., Any]]
    ) -> None:
        self._formulas, self._make = formulas, make
        self._made: dict[str, Callable[..., Any]] = {}

    def __getitem__(self, name: str) -> Callable[..., Any]:
        if name not in self._made:
            self._made[name] = self._make(self._formulas[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._formulas

    def __iter__(self) -> Iterator[str]:
        return iter(self._formulas)

    def __len__(self) -> int:
        return len(self._formulas)


def from_engine(value: Any) -> CellValue:
    """Return an engine value as a cell value; an omitted argument as ``None``."""
    kind = type(value)
    if kind is float:
        return value if value - value == 0.0 else _NOT_A_NUMBER
    if kind is str:
        return None if value == OMITTED else value
    if kind is list:
        return [[_cell(cell) for cell in row] for row in value]
    return _cell(value)


def _cell(value: Any) -> Scalar:
    if isinstance(value, dict):
        return CellError(ENGINE_ERRORS.get(str(value.get("kind")), "#VALUE!"))
    if isinstance(value, float) and not math.isfinite(value):
        return _NOT_A_NUMBER
    if value is None or value == OMITTED:
        return None
    return value if isinstance(value, str | bool | int | float) else str(value)


def to_engine(value: CellValue) -> Any:
    """Return a cell value in the form that the engine takes; never ``None``."""
    if type(value) is list:
        return [[to_engine(cell) for cell in row] for row in value]
    if type(value) is CellError:
        return {"type": "Error", "kind": _ENGINE_KINDS.get(value.kind, "Value")}
    if value is None:
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return {"type": "Error", "kind": "Num"}
    return value


def _internal(formula: Formula, error: Exception) -> CellError:
    return CellError(
        "#VALUE!",
        f"Erreur interne de {formula.name} ({type(error).__name__} : {error}). Signalez-la avec la "
        "formule et ses valeurs.",
        "erreur-interne",
    )
