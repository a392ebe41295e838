"""Offers the formulas to Excel through xlwings Server.

Excel sends and takes JSON: numbers, texts and booleans plain, blanks as ``null`` or
empty text, errors and formatted numbers as small objects. xlwings' own converters drop
the kind of an error and flatten rows, so values pass through it raw and are converted
here, to the same cell values as everywhere else.

xlwings refuses to be imported without a licence key: it is loaded where it is needed.
"""

from __future__ import annotations

import inspect
import keyword
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Literal, Protocol

from pycog.errors import CellError
from pycog.values import Block, CellValue, Scalar
from udfs.catalogue import Argument, Formula, catalogue

#: Excel's name of an error type → what it shows.
ERROR_TYPES: Final[Mapping[str, str]] = {
    "Blocked": "#BLOCKED!",
    "Busy": "#BUSY!",
    "Calc": "#CALC!",
    "Connect": "#CONNECT!",
    "Div0": "#DIV/0!",
    "External": "#EXTERNAL!",
    "Field": "#FIELD!",
    "GettingData": "#GETTING_DATA",
    "Name": "#NAME?",
    "NotAvailable": "#N/A",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Placeholder": "#PLACEHOLDER!",
    "Ref": "#REF!",
    "Spill": "#SPILL!",
    "Timeout": "#TIMEOUT!",
    "Value": "#VALUE!",
}
_TYPES_SHOWN: Final = {shown: name for name, shown in ERROR_TYPES.items()}
#: Objects that are one plain value with a format.
_FORMATTED: Final = {"Double", "FormattedNumber", "String", "Boolean"}
#: What xlwings' JavaScript puts in the place of a stock, a map or another rich entity.
_ENTITY_MARK: Final = "__xlwings_not_an_object_handle__"
#: The first version of Excel's runtime that takes error values from a function.
_RICH_RUNTIME: Final = 1.4

_NOT_A_NUMBER: Final = CellError(
    "#NUM!", "Ce nombre dépasse ce qu'Excel peut écrire.", "nombre-infini"
)
_RICH: Final = CellError(
    "#VALUE!",
    "Une cellule contient un type de données (action, lieu, image…) au lieu d'une valeur simple. "
    "Donnez la valeur elle-même, par exemple =A1.Prix.",
    "type-de-donnees",
)
_UNREADABLE: Final = CellError(
    "#VALUE!",
    "Un argument n'a pas la forme d'une cellule ou d'une plage : Excel n'envoie rien de tel. "
    "Rechargez le complément.",
    "argument-illisible",
)

#: Computes a formula for cell values.
Calculate = Callable[[Formula, tuple[CellValue, ...]], Awaitable[CellValue]]


class ExcelError(Protocol):
    """The exception whose text xlwings shows in the cell."""

    def __call__(self, message: str, /) -> Exception: ...


def server_functions(
    calculate: Calculate, *, formulas: Mapping[str, Formula] | None = None, help_url: str = ""
) -> dict[str, Callable[..., Any]]:
    """Return one xlwings custom function per formula, by its Excel name.

    Args:
        calculate: Who computes, and sees to limits and to the log.
        formulas: The catalogue by default.
        help_url: Address of the help pages; the name of the formula is appended.
    """
    chosen = catalogue() if formulas is None else formulas
    return {name: _function(formula, calculate, help_url) for name, formula in chosen.items()}


def parameter_name(label: str) -> str:
    """Return a French argument name as Excel and Python both accept it."""
    name = re.sub(r"\W+", "_", label).strip("_")
    return f"{name}_" if keyword.iskeyword(name) else name


def offered_choices(argument: Argument) -> tuple[str, ...]:
    """Return the list that Excel offers while the argument is typed, empty for none.

    xlwings makes such an argument a single text: one that may be a range, or for which a
    number is as good as a text, goes without.
    """
    return argument.choices if argument.single else ()


def _function(formula: Formula, calculate: Calculate, help_url: str) -> Callable[..., Any]:
    import xlwings.server as xw

    async def call(*args: Any) -> Any:
        return await calculate(formula, tuple(map(from_excel, args)))

    names = [parameter_name(argument.label) for argument in formula.arguments]
    _dress(call, formula, names)
    for name, argument in zip(names, formula.arguments, strict=True):
        xw.arg(name, "raw", doc=_help(argument))(call)
    xw.ret(_to_excel_converter())(call)
    # Last: declaring an argument or the result sets these options back.
    xw.func(
        volatile=formula.volatile,
        help_url=f"{help_url.rstrip('/')}/{formula.name}" if help_url else None,
    )(call)
    # xlwings has read both, and would look for values to fill in again in every call.
    call.__annotations__ = {}
    vars(call)["__signature__"] = inspect.Signature()
    return call


def _dress(call: Callable[..., Any], formula: Formula, names: Sequence[str]) -> None:
    """Give a function the name and the signature from which xlwings describes it to Excel."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [
        inspect.Parameter(
            name, kind, default=None if argument.optional else inspect.Parameter.empty
        )
        for name, argument in zip(names, formula.arguments, strict=True)
    ]
    hints: dict[str, Any] = {
        name: Literal[choices]
        for name, argument in zip(names, formula.arguments, strict=True)
        if (choices := offered_choices(argument))
    }
    call.__name__ = call.__qualname__ = formula.name
    call.__doc__ = formula.help
    call.__annotations__ = hints
    vars(call)["__signature__"] = inspect.Signature(parameters)


def _help(argument: Argument) -> str:
    return f"{argument.help} (facultatif)" if argument.optional else argument.help


def from_excel(value: Any) -> CellValue:
    """Return what Excel sent for one argument as a cell value.

    A range comes as rows; xlwings hands over a single row as a list of cells and a single
    cell bare.
    """
    if not isinstance(value, list):
        return _cell(value)
    if not value:
        return None
    rows: Block = []
    for row in value if isinstance(value[0], list) else [value]:
        if not isinstance(row, list):
            return _UNREADABLE
        rows.append([_cell(cell) for cell in row])
    return rows


def _cell(value: Any) -> Scalar:
    kind = type(value)
    if kind is float:
        return value if value - value == 0.0 else _NOT_A_NUMBER
    if kind is str:
        return _RICH if value == _ENTITY_MARK else value
    if value is None or kind is bool:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return _whole(value)
    return _object(value) if kind is dict else _UNREADABLE


def _whole(value: int) -> Scalar:
    # JavaScript writes 90.0 as 90: every number of Excel is a float.
    try:
        return float(value)
    except OverflowError:
        return _NOT_A_NUMBER


def _object(value: dict[str, Any]) -> Scalar:
    kind, plain = value.get("type"), value.get("basicValue")
    if kind == "Error":
        shown = ERROR_TYPES.get(str(value.get("errorType")), str(plain or "#VALUE!"))
        return CellError(shown if shown in _TYPES_SHOWN else "#VALUE!", _message(value))
    if kind == "Empty":
        return None
    if isinstance(kind, str) and kind in _FORMATTED and isinstance(plain, float | int | str):
        return _cell(plain)
    return _RICH


def _message(value: dict[str, Any]) -> str:
    message = value.get("errorMessage")
    return message if isinstance(message, str) else ""


def to_excel(value: CellValue, *, rich: bool, refuse: ExcelError) -> list[list[Any]]:
    """Return a cell value as the rows that Excel takes.

    Args:
        value: A single value or rows.
        rich: Whether this Excel takes error values with their text.
        refuse: Makes the exception that stands for ``#VALUE!`` with a text.

    Raises:
        Exception: What ``refuse`` makes, for a single ``#VALUE!`` with a reason; for any
            single error where Excel takes no error values.
    """
    if isinstance(value, list):
        return [[_to_cell(cell, rich=rich) for cell in row] for row in value]
    if isinstance(value, CellError) and (not rich or (value.kind == "#VALUE!" and value.message)):
        raise refuse(value.message or value.kind)
    return [[_to_cell(value, rich=rich)]]


def _to_cell(value: Scalar, *, rich: bool) -> Any:
    if isinstance(value, float) and value - value != 0.0:
        value = _NOT_A_NUMBER
    if isinstance(value, CellError):
        return _to_error(value) if rich else value.kind
    return "" if value is None else value


def _to_error(error: CellError) -> dict[str, str]:
    given = {"type": "Error", "errorType": _TYPES_SHOWN.get(error.kind, "Value")}
    # Excel shows a text of our own for these two only.
    if error.message and error.kind in {"#N/A", "#VALUE!"}:
        given["errorMessage"] = error.message
    return given


def _to_excel_converter() -> type:
    """Return the xlwings converter of results; it learns there what this Excel can take."""
    from xlwings import XlwingsError
    from xlwings.conversion import Converter, RawValueAccessor

    class ToExcel(Converter):
        base = RawValueAccessor  # type: ignore[assignment]  # Declared as None only.

        @classmethod
        def write_value(cls, value: CellValue, options: Mapping[str, Any]) -> list[list[Any]]:
            rich = _runtime(options.get("runtime")) >= _RICH_RUNTIME
            return to_excel(value, rich=rich, refuse=XlwingsError)

    return ToExcel


def _runtime(version: Any) -> float:
    """Return a version such as ``"1.4"``; 0 for what is none."""
    try:
        return float(version)
    except (TypeError, ValueError):
        return 0.0
