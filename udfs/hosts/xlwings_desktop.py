"""Offers the formulas to Excel for Windows without a server, as functions of xlwings.

xlwings' Excel add-in imports this module by name (``UDF_MODULES``), lists its functions,
writes a VBA function for each and calls them over COM. The functions are made when they
are asked for: importing the module does nothing.

COM hands over floats, texts, booleans, ``None`` for a blank, a whole number for an error
and tuples of rows for a range. xlwings' own converters drop the kind of an error and
read currency cells as decimals with four places; values are read here instead.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from pycog.default_convention import using
from pycog.errors import CellError
from pycog.values import Block, CellValue, Scalar
from udfs.catalogue import Formula, catalogue
from udfs.hosts.desktop_convention import convention_for

#: Excel's numbers of errors; COM adds ``_ERROR_BASE``.
_NUMBERS: Final[Mapping[int, str]] = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
_ERROR_BASE: Final = -2146828288
ERRORS: Final[Mapping[int, str]] = {_ERROR_BASE + key: kind for key, kind in _NUMBERS.items()}
_CODES: Final = {kind: code for code, kind in ERRORS.items()}
_VALUE_ERROR: Final = _CODES["#VALUE!"]
#: What VBA does not take as the name of an argument.
_VBA_WORDS: Final = (
    "as base boolean byref byte byval call case const currency date decimal declare dim do double "
    "each else end enum erase error event exit false for friend function get global goto if in "
    "input integer is let like line long loop me mid mod new next not nothing null object on open "
    "option optional or private property public put resume return seek select set single static "
    "step stop string sub then time to true type until variant wend while with write xor"
)
_EPOCH: Final = dt.datetime(1899, 12, 30)
_NOT_A_NUMBER: Final = CellError(
    "#NUM!", "Ce nombre dépasse ce qu'Excel peut écrire.", "nombre-infini"
)

#: Makes the COM value of an error from its code.
MakeError = Callable[[int], Any]


def __getattr__(name: str) -> Any:
    """Return a function of the catalogue as an attribute, as xlwings asks for it."""
    if name.startswith("COG_") and name in catalogue():
        return _functions()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the functions, as xlwings looks for them."""
    return [*globals(), *catalogue()]


@cache
def _functions() -> dict[str, Callable[..., Any]]:
    return desktop_functions()


def desktop_functions(
    formulas: Mapping[str, Formula] | None = None, make_error: MakeError | None = None
) -> dict[str, Callable[..., Any]]:
    """Return one function for xlwings per formula, by its Excel name.

    Args:
        formulas: The catalogue by default.
        make_error: Makes the error values of results; those of COM by default.
    """
    chosen = catalogue() if formulas is None else formulas
    make = com_error if make_error is None else make_error
    reader, writer = _reader(), _writer(make)
    return {name: _function(formula, reader, writer) for name, formula in chosen.items()}


def com_error(code: int) -> Any:
    """Return an error value as COM takes it; a bare number would show as a number."""
    import pythoncom
    from win32com.client import VARIANT

    return VARIANT(pythoncom.VT_ERROR, code)


def vba_name(label: str) -> str:
    """Return a French argument name as VBA takes it, whatever the code page of Windows."""
    plain = unicodedata.normalize("NFKD", label.replace("œ", "oe").replace("’", "_"))
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")
    if not name[:1].isalpha():
        name = f"arg_{name}"
    return f"{name}_" if name.lower() in _VBA_WORDS.split() else name


def from_excel(value: Any) -> CellValue:
    """Return what COM gave for one argument as a cell value."""
    if not isinstance(value, tuple | list):
        return _cell(value)
    if not value:
        return None
    rows: Block = [
        [_cell(cell) for cell in row]
        for row in (value if isinstance(value[0], tuple | list) else [value])
    ]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def to_excel(value: CellValue, make_error: MakeError) -> list[list[Any]]:
    """Return a cell value as the rows that COM takes."""
    rows = value if isinstance(value, list) else [[value]]
    return [[_result(cell, make_error) for cell in row] for row in rows]


def _cell(value: Any) -> Scalar:
    kind = type(value)
    if value is None or kind is float or kind is str or kind is bool:
        return value  # type: ignore[no-any-return]
    if kind is int:
        # Numbers come as floats; a whole number is the code of an error.
        return CellError(ERRORS[value]) if value in ERRORS else float(value)
    if kind is Decimal:
        return float(value)
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    return CellError(
        "#VALUE!",
        "Une cellule contient autre chose qu'un nombre, un texte, une date ou un booléen.",
        "argument-illisible",
    )


def _result(value: Scalar, make_error: MakeError) -> Any:
    if isinstance(value, float) and value - value != 0.0:
        value = _NOT_A_NUMBER
    if isinstance(value, CellError):
        return make_error(_CODES.get(value.kind, _VALUE_ERROR))
    return "" if value is None else value


def _function(formula: Formula, reader: type, writer: type) -> Callable[..., Any]:
    import xlwings as xw

    def call(*args: Any) -> CellValue:
        with using(convention_for(formula, args)):
            return formula.evaluate(*args)

    names = _names(formula)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    vars(call)["__signature__"] = inspect.Signature(
        [
            inspect.Parameter(
                name, kind, default=None if argument.optional else inspect.Parameter.empty
            )
            for name, argument in zip(names, formula.arguments, strict=True)
        ]
    )
    call.__name__ = call.__qualname__ = formula.name
    call.__doc__ = formula.help
    call.__annotations__ = {}
    function: Callable[..., Any] = call
    for name, argument in zip(names, formula.arguments, strict=True):
        function = xw.arg(name, reader, doc=argument.help)(function)
    function = xw.ret(writer)(function)
    # Last: the other two put category and volatility back to their defaults.
    return xw.func(category=formula.category, volatile=formula.volatile)(function)


def _names(formula: Formula) -> list[str]:
    names: list[str] = []
    for argument in formula.arguments:
        name = vba_name(argument.label)
        # VBA tells names apart by letters only, not by case or accents.
        while name.lower() in {taken.lower() for taken in names}:
            name += "_"
        names.append(name)
    return names


def _reader() -> type:
    """Return the xlwings converter of arguments: plain values of the cells, unrounded."""
    from xlwings.conversion import Accessor, Pipeline

    def read(context: Any) -> None:
        # Value2 gives dates as serial numbers and amounts with all their digits.
        raw = context.value if context.range is None else context.range.api.Value2
        context.value = from_excel(raw)

    class FromExcel(Accessor):  # type: ignore[misc, unused-ignore]
        @staticmethod
        def reader(options: Mapping[str, Any]) -> Any:
            return Pipeline([read])

    return FromExcel


def _writer(make_error: MakeError) -> type:
    """Return the xlwings converter of results."""
    from xlwings.conversion import Accessor, Pipeline

    def write(context: Any) -> None:
        context.value = to_excel(context.value, make_error)

    class ToExcel(Accessor):  # type: ignore[misc, unused-ignore]
        @staticmethod
        def writer(options: Mapping[str, Any]) -> Any:
            return Pipeline([write])

    return ToExcel
