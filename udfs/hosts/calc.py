"""Offers the formulas to LibreOffice Calc.

Calc hands a single cell over as its number or text, and an **empty cell as the number 0**.
A range keeps its empty cells. So a lone 0 may be a zero or a blank, and is refused: the formula
is then to be written with ranges of one cell (:mod:`udfs.hosts.calc_formulas`), which the
extension does by itself where it can.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pycog.default_convention import Default, using
from pycog.errors import CellError, InvalidInput
from pycog.values import CellValue, Scalar, Shown
from udfs.catalogue import Catalogue, Formula
from udfs.explanation import CallExplanation, explain_call
from udfs.hosts.calc_formulas import Needs

#: Excel's errors → Calc's numbers of them.
_CODES: Final = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32_767,
}
#: Calc's numbers of errors → Excel's errors.
ERROR_KINDS: Final = {code: kind for kind, code in _CODES.items()}
_ONE_OR_ZERO: Final = frozenset({0.0, 1.0})
#: What :mod:`addin.libreoffice.truth_cells` hands over for a cell that shows VRAI or FAUX, or an
#: error: texts that nobody types, for « VRAI » typed as a text is a text.
MARKED: Final[Mapping[str, bool | CellError]] = {
    "\ue000VRAI": True,
    "\ue000FAUX": False,
    **{f"\ue000{kind}": CellError(kind) for kind in _CODES},
}
#: High half of the numbers that are none: Calc keeps the code of an error in the low half.
_QUIET: Final = 0x7FF8_0000
ZERO_OR_BLANK: Final = CellError(
    "#VALUE!",
    "Calc donne un zéro là où la cellule peut être vide, et une cellule vide n'est pas un zéro. "
    "Écrivez la référence comme une plage d'une cellule, par exemple A7:A7, ou le zéro entre "
    "accolades : {0}.",
    "zero-ou-vide",
)


class CalcHost:
    """The catalogue as Calc calls it: one call, one value or one matrix.

    Attributes:
        blanks: Formulas and places of their arguments where a call was refused, since
            :meth:`needs` was asked, because a lone zero may be an empty cell.
        texts: Formulas that gave several cells with texts among them for ranges, since then.
        tables: Formulas that gave them for single values.
        truths: Formulas and places where a one, or a zero that is no blank, may be a truth value.
        explained: While it is a list, every call adds its explanation.
    """

    def __init__(self, formulas: Mapping[str, Formula] | None = None) -> None:
        self._formulas = Catalogue() if formulas is None else formulas
        self.blanks: set[tuple[str, int]] = set()
        self.texts: set[str] = set()
        self.tables: set[str] = set()
        self.truths: set[tuple[str, int]] = set()
        self.explained: list[CallExplanation] | None = None

    @property
    def needs_something(self) -> bool:
        """Whether there is something that :meth:`needs` will tell."""
        return bool(self.blanks or self.texts or self.tables or self.truths)

    def needs(self) -> Needs:
        """Return what the formulas of the open workbooks need, and forget it."""
        found = Needs(
            frozenset(self.blanks),
            frozenset(self.texts),
            frozenset(self.tables),
            frozenset(self.truths),
        )
        self.blanks, self.texts, self.tables, self.truths = set(), set(), set(), set()
        return found

    def call(
        self,
        name: str,
        values: Sequence[Any],
        convention: Default | InvalidInput | None = None,
    ) -> Any:
        """Compute one formula for what Calc hands over, in the form that Calc takes.

        Args:
            name: Excel name of the formula.
            values: A number, a text, rows of them, or ``None`` for what is left out.
            convention: What the calling workbook names, if anything.
        """
        value = self.compute(name, values, convention).value
        if type(value) is list and any(type(cell) is str and cell for row in value for cell in row):
            spread = any(type(one) is tuple and (len(one), len(one[0])) != (1, 1) for one in values)
            (self.texts if spread else self.tables).add(name)
        return to_calc(value)

    def compute(
        self,
        name: str,
        values: Sequence[Any],
        convention: Default | InvalidInput | None = None,
    ) -> Shown:
        """Like :meth:`call`, with errors as cell values that say their reason."""
        formula = self._formulas[name]
        given = [from_calc(value) for value in values]
        for place, value in enumerate(given):
            if value is ZERO_OR_BLANK:
                self.blanks.add((name, place))
                self.truths.add((name, place))
            elif _may_be_truth(value):
                self.truths.add((name, place))
        # Only what is left out is nothing at all: a blank cell is a zero or a range.
        while (
            given
            and given[-1] is None
            and (len(given) > formula.required or values[len(given) - 1] is None)
        ):
            given.pop()
        try:
            if convention is None:
                return self._shown(formula, given)
            with using(convention):
                return self._shown(formula, given)
        except Exception as error:
            return Shown(
                CellError(
                    "#VALUE!",
                    f"Erreur interne de {name} ({type(error).__name__} : {error}). Signalez-la "
                    "avec la formule et ses valeurs.",
                    "erreur-interne",
                ),
                formula.returns,
            )

    def _shown(self, formula: Formula, given: Sequence[CellValue]) -> Shown:
        shown = formula.show(*given)
        if self.explained is not None:
            self.explained.append(explain_call(formula, shown, given))
        return shown


def _may_be_truth(value: CellValue) -> bool:
    """Tell whether a value, or one of several, may be a cell of Calc that shows VRAI or FAUX."""
    if type(value) is list:
        return any(type(cell) is float and cell in _ONE_OR_ZERO for row in value for cell in row)
    return type(value) is float and value in _ONE_OR_ZERO


def from_calc(value: Any) -> CellValue:
    """Return what Calc hands over as a cell value.

    A lone zero is refused; a range of one cell is that cell; an empty text is a blank.
    """
    kind = type(value)
    if kind is float:
        return ZERO_OR_BLANK if value == 0.0 else _number(value)
    if kind is tuple:
        if len(value) == 1 and len(value[0]) == 1:
            return _cell(value[0][0])
        return [[_cell(cell) for cell in row] for row in value]
    return _cell(value)


def _cell(value: Any) -> Scalar:
    kind = type(value)
    if kind is float:
        return _number(value)
    if value == "" or value is None:
        return None
    if kind is str and value in MARKED:
        return MARKED[value]
    if kind is int:
        return float(value)
    return value if kind in {str, bool} else str(value)


def _number(value: float) -> Scalar:
    if value - value == 0.0:
        return value
    low = struct.unpack("<II", struct.pack("<d", value))[0]
    return CellError(ERROR_KINDS.get(low & 0xFFFF, "#NUM!"))


def to_calc(value: CellValue) -> Any:
    """Return a cell value in the form that Calc takes: a number, a text, or rows of them."""
    if type(value) is list:
        return tuple(tuple(_plain(cell) for cell in row) for row in value)
    return _plain(value)  # type: ignore[arg-type]


def _plain(value: Scalar) -> float | str:
    if type(value) is float:
        return value if value - value == 0.0 else _error("#NUM!")
    if type(value) is str:
        return value
    if type(value) is CellError:
        return _error(value.kind)
    return "" if value is None else float(value)  # type: ignore[arg-type]


def _error(kind: str) -> float:
    number: float = struct.unpack("<d", struct.pack("<II", _CODES.get(kind, 519), _QUIET))[0]
    return number
