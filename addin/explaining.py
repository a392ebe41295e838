"""What *Expliquer* says of a cell: value, arithmetic, source, from what the pane read.

The pane sends the formula and the values of the ranges that it reads, nothing else. They
are laid out in a workbook held in memory, which is explained as ``pycog explain`` would.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from addin.checking import ERROR_VALUES
from addin.requests import text_of, unreadable
from pycog.errors import CellError, InvalidInput, RefusedFile
from pycog.refresh import Explanation
from pycog.refresh.host import CallExplanation
from pycog.refresh.inspect import beyond_explaining, cannot_explain, explain_package
from pycog.values import capital, display
from pycog.xlsx import formulas
from pycog.xlsx.custom_calls import stored_formula
from pycog.xlsx.french import to_french
from pycog.xlsx.package import Package
from udfs.hosts.engine import EngineHost

#: Cells that one explanation may read.
MOST_CELLS: Final = 20_000
#: Name of the workbook that is made of a cell and of what it reads.
_NAME: Final = "classeur.xlsx"
_LAST_ROW: Final = 1_048_576
#: Letters that Excel takes in a formula.
_LONGEST_FORMULA: Final = 8_192
_LAST_COLUMN: Final = 16_384


@dataclass(frozen=True, slots=True)
class Block:
    """A range that the formula reads.

    Attributes:
        sheet: Its sheet.
        area: Its address, such as ``B2:D4``.
        values: Its values by row; ``""`` is blank.
    """

    sheet: str
    area: str
    values: Sequence[Sequence[Any]]


def references(formula: str, sheet: str) -> list[dict[str, str]]:
    """Return the ranges to read for a formula, each with its sheet.

    Raises:
        InvalidInput: ``formule-illisible``, ``reference-non-suivie``.
    """
    found: dict[tuple[str, str], None] = {}
    try:
        if len(formula) > _LONGEST_FORMULA:
            raise formulas.Unsupported("longer than Excel takes")
        tokens = formulas.tokens(formula.removeprefix("="))
    except formulas.Unsupported as error:
        raise InvalidInput(
            "formule-illisible", "La formule de cette cellule ne peut pas être lue."
        ) from error
    for token in tokens:
        if (token.kind, token.subkind) == ("operand", "range"):
            name, _, area = token.text.rpartition("!")
            area = area.replace("$", "")
            if "[" in name or not _bounded(area):
                raise InvalidInput(
                    "reference-non-suivie",
                    f"L'explication ne suit pas la référence « {token.text} » : seulement des "
                    "cellules et des plages de ce classeur, écrites comme B2 ou B2:D4.",
                )
            found[name.strip("'").replace("''", "'") or sheet, area] = None
    return [{"sheet": name, "range": area} for name, area in found]


def explain_sent(data: Mapping[str, Any]) -> Explanation:
    """Explain the cell that the pane sent: its place, formula and value, and what it reads.

    Raises:
        InvalidInput: ``demande-illisible``, ``adresse-illisible``, ``plage-trop-grande``.
    """
    try:
        blocks = [
            Block(str(one["sheet"]), str(one["range"]), list(map(list, one["values"])))
            for one in data["ranges"]
        ]
    except (KeyError, TypeError) as error:
        raise unreadable() from error
    sheet, cell, formula = (text_of(data, name) for name in ("sheet", "cell", "formula"))
    if not sheet or len(formula) > _LONGEST_FORMULA:
        raise unreadable()
    told = explain(sheet, cell, formula, data.get("value"), blocks)
    return _as_percentage(told) if "%" in str(data.get("format")) else told


def _as_percentage(told: Explanation) -> Explanation:
    """Return an explanation whose value is shown as its cell shows it."""
    value = told.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return told
    return replace(told, shown=display(value, "percent"))


def explain(
    sheet: str, cell: str, formula: str, value: object, blocks: Sequence[Block]
) -> Explanation:
    """Explain a cell.

    Args:
        sheet: Its sheet.
        cell: Its address.
        formula: Its formula in English syntax, as Office.js gives it.
        value: Its value in Excel.
        blocks: The ranges that it reads.

    Raises:
        InvalidInput: ``adresse-illisible``, ``demande-illisible``, ``plage-trop-grande``.
    """
    if not formula.startswith("="):
        return Explanation(f"{sheet}!{cell}", "", None, _shown(value), "", "", (), ())
    if sum(len(line) for block in blocks for line in block.values) > MOST_CELLS:
        raise InvalidInput(
            "plage-trop-grande",
            f"Cette formule lit plus de {MOST_CELLS // 1000} 000 cellules : c'est trop pour être "
            "expliqué ici. Expliquez plutôt l'une des cellules qu'elle lit.",
        )
    doubt = beyond_explaining(formula.removeprefix("="))
    if not doubt:
        package = _package(sheet, cell, formula, blocks)
        told = _explained(package, sheet, cell)
        if told.unexplained or _agrees(told.value, value):
            return told
        doubt = (
            f"Excel affiche {_shown(value) or '(vide)'}, et le calcul refait avec les cellules "
            f"lues donne {told.shown or '(vide)'} ; recalculez le classeur (F9), puis recommencez"
        )
    place = f"{sheet}!{cell}"
    why = cannot_explain(doubt)
    return Explanation(place, to_french(formula), None, _shown(value), "", "", (), (), why)


def _explained(package: Package, sheet: str, cell: str) -> Explanation:
    """Explain a cell of the workbook that was made for it.

    Raises:
        InvalidInput: Its formulas go round in a circle.
    """
    try:
        return explain_package(package, sheet, cell, EngineHost())
    except RefusedFile as error:
        # The officer knows no file of that name.
        why = error.message.removeprefix(f"{_NAME} : ")
        raise InvalidInput(error.code, capital(why)) from error


def _agrees(calculated: object, shown: object) -> bool:
    """Tell whether a result is the value that Excel shows; it was not always sent."""
    if shown is None:
        return True
    if isinstance(calculated, CellError):
        return shown == calculated.kind or shown in ERROR_VALUES
    if isinstance(calculated, bool) or isinstance(shown, bool):
        return calculated is shown
    if isinstance(calculated, int | float) and isinstance(shown, int | float):
        return math.isclose(calculated, shown, rel_tol=1e-9, abs_tol=1e-12)
    return ("" if calculated is None else calculated) == shown


def _package(sheet: str, cell: str, formula: str, blocks: Sequence[Block]) -> Package:
    """Return a workbook of the cell and of what it reads.

    Raises:
        InvalidInput: ``adresse-illisible``; ``demande-illisible``, no Excel has such a sheet,
            formula or number.
    """
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        return Package(Path(_NAME), _workbook(sheet, cell, formula, blocks))
    except (XlsxWriterException, formulas.Unsupported, TypeError, ValueError) as error:
        raise unreadable() from error


def _workbook(sheet: str, cell: str, formula: str, blocks: Sequence[Block]) -> bytes:
    import xlsxwriter

    output = BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "use_future_functions": True})
    pages = {
        name: book.add_worksheet(name)
        for name in dict.fromkeys([sheet, *(block.sheet for block in blocks)])
    }
    for block in blocks:
        for row, column, value in _cells(block):
            _write(pages[block.sheet], row, column, value)
    plain = "".join(
        f"{formulas.our_name(token.text.rstrip()[:-1]) or token.text.rstrip()[:-1]}("
        if token.kind == "func" and token.subkind == "open"
        else token.text
        for token in formulas.tokens(formula[1:])
    )
    row, column = _place(cell)
    pages[sheet].write_dynamic_array_formula(row, column, row, column, stored_formula(f"={plain}"))
    book.close()
    return output.getvalue()


def _cells(block: Block) -> Iterator[tuple[int, int, Any]]:
    top, left = _place(block.area.partition(":")[0])
    for i, line in enumerate(block.values):
        for j, value in enumerate(line):
            yield top + i, left + j, value


def _write(page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, str) and value in ERROR_VALUES:
        page.write_formula(row, column, f"={value}", None, value)
    elif isinstance(value, str) and value:
        page.write_string(row, column, value)


def _place(address: str) -> tuple[int, int]:
    """Return zero-based row and column of an address.

    Raises:
        InvalidInput: ``adresse-illisible``.
    """
    place = formulas.cell_reference(address)
    if place is None or not (0 < place[1] <= _LAST_ROW and 0 < place[2] <= _LAST_COLUMN):
        raise InvalidInput(
            "adresse-illisible", f"« {address} » n'est pas une cellule. Écrivez par exemple D12."
        )
    return place[1] - 1, place[2] - 1


def _bounded(area: str) -> bool:
    first, _, last = area.partition(":")
    ends = (formulas.cell_reference(first), formulas.cell_reference(last or first))
    return None not in ends


def described(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as the pane shows it."""
    return {
        "place": explanation.place,
        "value": to_french(explanation.shown)
        if explanation.shown in ERROR_VALUES
        else explanation.shown,
        "formula": explanation.formula,
        "reason": explanation.unexplained or explanation.reason,
        "reads": [{"name": name, "value": shown} for name, shown in explanation.reads],
        # A formula that guards a call writes it several times.
        "calls": [_call(call) for call in _different(explanation.calls)],
    }


def _different(calls: Sequence[CallExplanation]) -> list[CallExplanation]:
    return [call for rank, call in enumerate(calls) if call not in calls[:rank]]


def _call(call: CallExplanation) -> dict[str, Any]:
    return {
        "name": call.name,
        "value": call.shown,
        "arguments": [{"name": label, "value": shown} for label, shown in call.arguments],
        "arithmetic": call.arithmetic,
        "source": call.source,
        "assumptions": [{"title": one.title, "text": one.statement} for one in call.assumptions],
    }


def _shown(value: object) -> str:
    return display(value) if isinstance(value, str | int | float | bool) else ""
