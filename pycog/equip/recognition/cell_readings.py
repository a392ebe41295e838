"""Reads the figures of the recognised rows, each with the target or the unit that it goes with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pycog.arithmetic import exact, to_float
from pycog.audit.grid import Stored, normal
from pycog.equip.model import AMOUNTS, FIGURES, CellReading, Column, Row
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.sheet_view import shown_text
from pycog.errors import CellError, InvalidInput
from pycog.interessement.points import is_neutralised
from pycog.measures import read_actual
from pycog.plausibility import PLAUSIBLE_RATE
from pycog.targets import Target, parse_target
from pycog.values import AMOUNT_UNITS, Scalar, parse_number, to_number

#: Marks of a value that is missing, not known or of no sense here.
_MISSING: Final = re.compile(
    r"(?:n\.?[ /]?[dcsar]\.?|n/[adcs]|s\.?[ /]?o\.?|so|sans objet|neant|-+|–+|—+|\?+|…|\.{2,}|x|"
    r"non (?:disponible|renseigne|communique|mesure|determine|concerne|significatif|evalue)e?s?|"
    r"nc|ns|nr|en attente|a venir|indisponible|pas de donnees?|a completer|inconnue?)"
    r"(?: ?\(\d\)| ?\*+)?$"
)
#: No variation in points is larger.
_MOST_CHANGE: Final = 100.0
_FOOTNOTE: Final = re.compile(r"(?<=[\d%€a-z])\s*(?:\(\d{1,2}\)|\(\*+\)|\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)$")


def read_cells(
    region: Region,
    columns: Sequence[Column],
    rows: Sequence[Row],
    targets: dict[tuple[int, str, int | None], str],
    power: int,
) -> Iterator[CellReading]:
    """Yield how the filled figures of the rows with a subject read.

    Args:
        region: The region.
        columns: The columns with role, year and unit.
        rows: The rows.
        targets: Row, role and year → target that the cell is read with.
        power: Power of ten of euros of the fund's unit.
    """
    for row in rows:
        if row.subject is None:
            continue
        for column in columns:
            if column.role not in FIGURES:
                continue
            cells = region.view.row(row.index)
            if column.index not in cells:
                continue
            stored = cells[column.index]
            if stored is not None and isinstance(stored.value, str) and not stored.value.strip():
                continue
            printed = targets.get((row.index, column.role, column.year), "")
            if _leaves_both_sums(row, column, stored):
                reading, number = "libellé", None
            else:
                reading, number = _read(stored, column, printed, power)
            yield CellReading(
                row.index,
                column.index,
                None if stored is None else _scalar(stored),
                reading,
                number,
                stored is not None and stored.percent,
                region.view.is_formula(row.index, column.index),
            )


def _leaves_both_sums(row: Row, column: Column, stored: Stored | None) -> bool:
    """Tell whether a result of a scorecard says that its line is neutralised."""
    own = row.subject is not None and row.subject.kind == "critère" and column.role == "réalisé"
    return own and stored is not None and not stored.error and is_neutralised(stored.value)


def _scalar(stored: Stored) -> Scalar:
    return CellError(str(stored.value)) if stored.error else stored.value


def _read(
    stored: Stored | None, column: Column, printed: str, power: int
) -> tuple[str, float | None]:
    """Return the kind of reading of a cell and what it is worth."""
    if stored is None:
        return "non calculé", None
    if stored.error:
        return "erreur", None
    if isinstance(stored.value, str) and _MISSING.match(normal(stored.value)):
        return "manquant", None
    if column.role in AMOUNTS:
        return _amount(stored, column, power)
    if column.role in {"poids", "points", "numérateur", "dénominateur"}:
        return _plain(stored)
    return _measured(stored, column, printed)


def in_points(number: float, target: Target) -> bool:
    """Tell whether a bare number is a rate typed in points for a target.

    Args:
        number: As typed.
        target: The target of its row.
    """
    if not target.is_ratio or abs(number) <= PLAUSIBLE_RATE:
        return False
    # 701 200 sheets beside « Baisse de 14 % » are no variation of 701 200 %.
    return target.kind != "change" or abs(number) <= _MOST_CHANGE


def hundredth(number: float) -> float:
    """Return the ratio that a number of points is, exact on its decimals."""
    return to_float(exact(number) / 100)


def without_mark(text: str) -> str:
    """Return a value without the marks of its footnotes: « 86 % (1) », « 12* »."""
    return _FOOTNOTE.sub("", text.strip())


def _plain(stored: Stored) -> tuple[str, float | None]:
    if not isinstance(stored.value, str):
        return "nombre", stored.number
    try:
        number = to_number(without_mark(stored.value))
    except InvalidInput:
        return "illisible", None
    return ("texte", number) if number is not None else ("illisible", None)


def _amount(stored: Stored, column: Column, power: int) -> tuple[str, float | None]:
    if not isinstance(stored.value, str):
        reading, number, unit = "nombre", stored.number, column.unit
    else:
        try:
            read = parse_number(without_mark(stored.value))
        except InvalidInput:
            return "illisible", None
        reading, number, unit = "texte", read.value, "€" if read.unit == "€" else column.unit
        if read.unit not in {"", "€"}:
            return "illisible", None
    if number is None or not unit or unit not in AMOUNT_UNITS:
        return reading, None
    return reading, number * 10.0 ** (AMOUNT_UNITS[unit] - power)


def _measured(stored: Stored, column: Column, printed: str) -> tuple[str, float | None]:
    """Read a target, a floor or a result."""
    value: Scalar = stored.value
    if isinstance(value, str):
        value = without_mark(value)
    target = _target(printed)
    if column.role in {"objectif", "seuil"}:
        return _target_cell(stored, value, target, printed)
    if isinstance(value, bool):
        return (
            ("nombre", float(value)) if target and target.kind == "yes_no" else ("illisible", None)
        )
    if target is None or not target.is_set:
        return _plain(stored)
    if _is_bare(stored) and in_points(stored.number or 0.0, target):
        return "points", hundredth(stored.number or 0.0)
    try:
        number = read_actual(value, target)
    except InvalidInput:
        return "illisible", None
    if target.kind == "date":
        return "date", number
    if isinstance(stored.value, str):
        return "texte", number
    return ("ratio" if target.is_ratio else "nombre"), number


def _is_bare(stored: Stored) -> bool:
    """Tell whether a cell holds a number without a unit."""
    if isinstance(stored.value, str):
        try:
            return not parse_number(without_mark(stored.value)).unit
        except InvalidInput:
            return False
    return stored.number is not None and not stored.percent


def _target(text: str) -> Target | None:
    try:
        return parse_target(text) if text else None
    except InvalidInput:
        return None


def _target_cell(
    stored: Stored, value: Scalar, meant: Target | None, printed: str
) -> tuple[str, float | None]:
    try:
        target = parse_target(value)
    except InvalidInput:
        same = isinstance(value, str) and normal(value) == normal(printed)
        return ("libellé" if same else "illisible"), None
    if isinstance(stored.value, str):
        if target.value is None:
            return "libellé", None
        if _is_bare(stored) and meant and meant.is_ratio and target.value > PLAUSIBLE_RATE:
            return "points", hundredth(target.value)
        return ("date" if target.kind == "date" else "texte"), target.value
    number = stored.number
    if meant is not None and meant.is_ratio and number is not None:
        if not stored.percent and abs(number) > PLAUSIBLE_RATE:
            return "points", hundredth(number)
        return "ratio", number
    return ("ratio" if stored.percent else "nombre"), number


def shown_value(stored: Stored | None) -> str:
    """Return a cell as an officer sees it in a question: ``"98 %"``, ``"18"``, ``"n.d."``."""
    if stored is None:
        return "(non calculé)"
    if stored.percent and stored.number is not None:
        return f"{stored.number * 100:.6g}".replace(".", ",") + " %"
    if isinstance(stored.value, int | float) and not isinstance(stored.value, bool):
        from pycog.values import format_number

        # As many digits as a spreadsheet shows: 55, where 0,55 times 100 gives 55,00000000000001.
        return format_number(float(f"{stored.value:.15g}"))
    return str(stored.value) if stored.error else shown_text(stored)
