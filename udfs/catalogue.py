"""The catalogue of Excel formulas: how one is declared, called and listed.

A formula is one plain Python function plus what a host needs to offer it: the
Excel name, French help, argument meanings, shape rule and source. Hosts convert
their own values to :data:`pycog.values.CellValue` and call :meth:`Formula.evaluate`;
none of them computes anything itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, TypeVar

from msgspec import Struct

from pycog.errors import CellError, InvalidInput, PycogError
from pycog.lazy_patterns import regex
from pycog.values import Block, CellValue, Scalar, Shown

F = TypeVar("F", bound=Callable[..., Any])


class Argument(Struct, frozen=True):
    """One argument of a formula.

    Attributes:
        name: English name, as in the documented signature and the Python API.
        label: French name that Excel shows.
        help: French meaning, with unit and accepted forms.
        optional: Whether it may be omitted.
        choices: The closed list of accepted French texts, for autocompletion.
        whole: The function takes the whole range; other arguments are broadcast.
        single: One of ``choices``, as text, and hardly ever a range: a host that can only
            offer the list for a single text may do so.
    """

    name: str
    label: str
    help: str
    optional: bool = False
    choices: tuple[str, ...] = ()
    whole: bool = False
    single: bool = False


class Formula(Struct, frozen=True, dict=True):
    """A function of the catalogue.

    Attributes:
        name: Excel name, ``COG_…``.
        function: The Python function; it takes scalars (or a block for ``whole``
            arguments), ``None`` for blank or omitted, and returns a cell value.
        help: One French sentence.
        arguments: In Excel's order.
        returns: How the result is shown (see :func:`pycog.values.display`); a function
            may return :class:`~pycog.values.Shown` to decide case by case.
        source: Document and section that the rule comes from, in French.
        example: A formula in file syntax that works as it stands.
        category: French heading in the reference.
        assumptions: Ids in :mod:`pycog.assumptions` that the result rests on.
        explain: Returns the arithmetic in French, numbers put in, for the same
            scalar arguments; ``None`` where the result is looked up.
        used: Returns, for the same arguments, the ids among ``assumptions`` that this
            one result rests on; ``None`` where it is always all of them.
        volatile: Whether the result changes from one day to the next by itself.
        cited: Returns, for the same arguments, where the agreement that was used prints the
            rule, ``""`` where it does not; ``None`` where ``source`` always holds.
    """

    name: str
    function: Callable[..., Any]
    help: str
    arguments: tuple[Argument, ...]
    returns: str
    source: str
    example: str
    category: str
    assumptions: tuple[str, ...] = ()
    explain: Callable[..., str] | None = None
    used: Callable[..., tuple[str, ...]] | None = None
    volatile: bool = False
    cited: Callable[..., str] | None = None

    @cached_property
    def required(self) -> int:
        """Number of arguments that must be given."""
        return sum(not argument.optional for argument in self.arguments)

    @property
    def signature(self) -> str:
        """The formula with its French argument names, as typed in a French Excel."""
        labels = (
            f"[{argument.label}]" if argument.optional else argument.label
            for argument in self.arguments
        )
        return f"{self.name}({' ; '.join(labels)})"

    @cached_property
    def _whole(self) -> tuple[bool, ...]:
        return tuple(argument.whole for argument in self.arguments)

    @cached_property
    def scalar_only(self) -> bool:
        """Whether no argument is a whole range."""
        return not any(self._whole)

    def evaluate(self, *values: CellValue) -> CellValue:
        """Compute the formula for cell values; errors come back as cell values.

        Arguments that are not ``whole`` are broadcast as Excel does: a single value,
        row or column is repeated, and cells that only one of the ranges covers
        give ``#N/A``. An error value among the arguments is returned unchanged.
        """
        if self.scalar_only and self.required <= len(values) <= len(self.arguments):
            for value in values:
                if type(value) in _SPECIAL:
                    break
            else:
                result = self.compute(values)
                return result.value if type(result) is Shown else result
        return self.show(*values).value

    def show(self, *values: CellValue) -> Shown:
        """Like :meth:`evaluate`, with the way to display the result."""
        if not self.required <= len(values) <= len(self.arguments):
            return Shown(CellError.of(self._wrong_count(len(values))), self.returns)
        if self.scalar_only and list not in map(type, values):
            return self._call(values)
        return self._broadcast(values)

    def assumptions_used(self, *values: CellValue) -> tuple[str, ...]:
        """Return the ids of the assumptions that the result for these values rests on.

        A block of results may rest on any of them.

        Raises:
            PycogError: The values give no result.
        """
        if self.used is None or self.spreads(*values):
            return self.assumptions
        return self.used(*values)

    def source_of(self, *values: CellValue) -> str:
        """Return where the rule behind the result for these values is printed.

        A block of results has the source of the formula.
        """
        if self.cited is None or self.spreads(*values):
            return self.source
        try:
            return self.cited(*values)
        except PycogError:
            return self.source

    def spreads(self, *values: CellValue) -> bool:
        """Tell whether a range stands where one value is expected, so that a block results."""
        given = zip(values, self._whole, strict=False)
        return any(isinstance(value, list) and not whole for value, whole in given)

    def compute(self, values: tuple[Any, ...]) -> Any:
        """Call the function for as many arguments as it takes, none a range or an error.

        Its error or a blank result becomes a cell value. Hosts that know their values
        to be plain may call it directly; :meth:`evaluate` is for all the others.
        """
        try:
            result = self.function(*values)
        except PycogError as error:
            return CellError.of(error)
        if type(result) is float:
            return result
        if type(result) is Shown:
            return Shown(_as_cells(result.value), result.kind)
        return _as_cells(result)

    def _call(self, values: tuple[Any, ...]) -> Shown:
        for value in values:
            if type(value) is CellError:
                return Shown(value, self.returns)
        result = self.compute(values)
        return result if type(result) is Shown else Shown(result, self.returns)

    def _broadcast(self, values: tuple[CellValue, ...]) -> Shown:
        prepared: list[Any] = []
        spread: list[int] = []
        for position, value in enumerate(values):
            if isinstance(value, list) and not any(value):
                value = None  # a range without cells
            if self._whole[position]:
                block = value if isinstance(value, list) else [[value]]
                error = _first_error(block)
                if error is not None:
                    return Shown(error, self.returns)
                prepared.append(block)
            elif isinstance(value, list):
                spread.append(position)
                prepared.append(value)
            else:
                prepared.append(value)
        if not spread:
            return self._call(tuple(prepared))
        return self._spread(prepared, spread)

    def _spread(self, values: list[Any], spread: list[int]) -> Shown:
        height = max(len(values[position]) for position in spread)
        width = max(len(row) for position in spread for row in values[position])
        kind, block = self.returns, []
        arguments = list(values)
        for row in range(height):
            lines = [(position, _line(values[position], row)) for position in spread]
            line: list[Scalar] = []
            for column in range(width):
                result = self._one(arguments, lines, column)
                if type(result) is Shown:
                    kind = kind if result.value == "" else result.kind
                    result = result.value
                line.append(_NESTED if type(result) is list else result)
            block.append(line)
        return Shown(_as_cells(block), kind)

    def _one(self, arguments: list[Any], lines: list[tuple[int, list[Scalar]]], column: int) -> Any:
        """Compute one cell of a block; ``arguments`` is filled in place."""
        for position, cells in lines:
            if len(cells) == 1:
                arguments[position] = cells[0]
            elif column < len(cells):
                arguments[position] = cells[column]
            else:
                return _OUTSIDE
        for value in arguments:
            if type(value) is CellError:
                return value
        return self.compute(tuple(arguments))

    def _wrong_count(self, given: int) -> InvalidInput:
        least, most = self.required, len(self.arguments)
        expected = f"{least}" if least == most else f"de {least} à {most}"
        return InvalidInput(
            "nombre-d-arguments",
            f"{self.name} attend {expected} argument{'s' if most > 1 else ''}, {given} reçu"
            f"{'s' if given > 1 else ''} : {self.signature}.",
        )


_SPECIAL = frozenset({list, CellError})
_OUTSIDE = CellError(
    "#N/A",
    "Les plages n'ont pas la même taille : cette cellule n'a pas de vis-à-vis dans l'une "
    "d'elles. Donnez des plages de même hauteur et de même largeur.",
    "plages-inegales",
)
_NESTED = CellError(
    "#VALUE!",
    "Cette formule donne déjà plusieurs cellules : ses autres arguments doivent être des valeurs "
    "uniques, pas des plages.",
    "plage-imprevue",
)

_registry: dict[str, Formula] = {}


def formula(
    name: str,
    *,
    help: str,
    arguments: tuple[Argument, ...],
    returns: str,
    source: str,
    example: str,
    category: str,
    assumptions: tuple[str, ...] = (),
    explain: Callable[..., str] | None = None,
    used: Callable[..., tuple[str, ...]] | None = None,
    volatile: bool = False,
    cited: Callable[..., str] | None = None,
) -> Callable[[F], F]:
    """Declare a function as an Excel formula and enter it in the catalogue.

    Raises:
        ValueError: The name is taken, is not ``COG_`` + letters, an optional argument
            stands before a required one, or one has a label that begins with a digit.
    """

    def declare(function: F) -> F:
        if name in _registry or not name.startswith("COG_") or not name.replace("_", "").isalpha():
            raise ValueError(f"bad or duplicate formula name: {name}")
        optional = [argument.optional for argument in arguments]
        if optional != sorted(optional):
            raise ValueError(f"{name}: a required argument follows an optional one")
        if any(argument.label[:1].isdigit() for argument in arguments):
            raise ValueError(f"{name}: an argument begins with a digit")
        _registry[name] = Formula(
            name,
            # Broadcasting is done here, so the rule itself will do.
            inspect.unwrap(function),
            help,
            arguments,
            returns,
            source,
            example,
            category,
            assumptions,
            explain,
            used,
            volatile,
            cited,
        )
        return function

    return declare


#: How a module declares a formula: read as text, so that finding one loads no other.
_DECLARATION = regex(r'^@?formula\(\n? *"(COG_[A-Z_]+)"', re.MULTILINE)


@lru_cache(maxsize=1)
def declarations() -> Mapping[str, str]:
    """Return which module of :mod:`udfs.declarations` declares each formula, by Excel name.

    A workbook thus loads only what it calls. Where the sources are not there to be read, the
    result is empty and looking for a formula loads every module.
    """
    return {
        name: file.stem
        for file in sorted((Path(__file__).parent / "declarations").glob("*.py"))
        for name in _DECLARATION.findall(file.read_text("utf-8"))
    }


def catalogue() -> dict[str, Formula]:
    """Return every formula by its Excel name, in alphabetical order."""
    # Imported for their declarations, and here because they import this module.
    package = import_module("udfs.declarations")
    for module in iter_modules(package.__path__):
        import_module(f"udfs.declarations.{module.name}")
    return dict(sorted(_registry.items()))


def argument_counts() -> dict[str, tuple[int, int]]:
    """Return by Excel name how many arguments a formula must be given, and may be given."""
    return {
        name: (formula.required, len(formula.arguments)) for name, formula in catalogue().items()
    }


class Catalogue(Mapping[str, Formula]):
    """Every formula by its Excel name, each module loaded when one of its own is asked for."""

    def __getitem__(self, name: str) -> Formula:
        if name not in _registry:
            if name not in declarations():
                return catalogue()[name]
            import_module(f"udfs.declarations.{declarations()[name]}")
        return _registry[name]

    def __contains__(self, name: object) -> bool:
        return name in declarations() or name in catalogue()

    def __iter__(self) -> Iterator[str]:
        return iter(catalogue())

    def __len__(self) -> int:
        return len(catalogue())


def _as_cells(result: Any) -> CellValue:
    """Return a result with blanks as empty text, one cell as a single value."""
    if type(result) is not list:
        return "" if result is None else result
    if len(result) == 1 and len(result[0]) == 1:
        return _as_cells(result[0][0])
    return [["" if cell is None else cell for cell in row] for row in result]


def _line(block: Block, row: int) -> list[Scalar]:
    """Return a row of a range; a single row is repeated, a missing one is empty."""
    if len(block) == 1:
        return block[0]
    return block[row] if row < len(block) else []


def _first_error(block: Block) -> CellError | None:
    for line in block:
        for value in line:
            if isinstance(value, CellError):
                return value
    return None
