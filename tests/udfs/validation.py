"""Loads the validation cases and compares a result with what a case expects.

Every host runs the same cases through this module, so that "the same value" means
the same thing everywhere.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import yaml

from pycog.errors import CellError
from pycog.values import CellValue, Scalar
from tests.paths import ROOT

CASES: Final = ROOT / "tests" / "cases"

_KEYS = {"id", "phrase", "calcul", "formule", "attendu", "erreur", "tolerance", "raison"} | {
    "affichage",
    "source",
}
_REQUIRED = {"id", "phrase", "formule", "source"}
_FRACTION = re.compile(r"-?\d+/\d+")


@dataclass(frozen=True, slots=True)
class Case:
    """One validation case.

    Attributes:
        id: Stable id.
        phrase: French sentence that an officer can sign.
        formula: As typed in Excel, file syntax.
        expected: Scalar or rows of scalars; an error is a :class:`CellError`.
        tolerance: 0, ``"1 ulp"`` or an absolute difference, which needs a reason.
        shown: French display, ``None`` when the case says nothing of it.
    """

    id: str
    phrase: str
    formula: str
    expected: CellValue
    tolerance: float | str
    shown: str | None
    source: str

    def differs(self, value: CellValue, *, codes: bool = True) -> str:
        """Return how ``value`` differs from what is expected, ``""`` when it does not.

        Args:
            value: What a host gave.
            codes: Whether the host keeps the code of an error.
        """
        if isinstance(self.expected, list) != isinstance(value, list):
            return f"attendu {self.expected!r}, obtenu {value!r}"
        if not isinstance(self.expected, list) or not isinstance(value, list):
            return self._cell(self.expected, value, codes)
        if [len(row) for row in self.expected] != [len(row) for row in value]:
            return f"attendu {self.expected!r}, obtenu {value!r}"
        pairs = zip(cells_of(self.expected), cells_of(value), strict=True)
        return "; ".join(filter(None, (self._cell(left, right, codes) for left, right in pairs)))

    def _cell(self, expected: Any, value: Any, codes: bool) -> str:
        if isinstance(expected, CellError) and isinstance(value, CellError):
            same = expected.kind == value.kind and (not codes or expected.code == value.code)
        elif isinstance(expected, float) and type(value) in {float, int}:
            same = abs(expected - value) <= self._margin(expected)
        else:
            same = type(expected) is type(value) and expected == value
        return "" if same else f"attendu {expected!r}, obtenu {value!r}"

    def _margin(self, expected: float) -> float:
        return math.ulp(expected) if self.tolerance == "1 ulp" else float(self.tolerance)


def cells_of(value: CellValue) -> list[Scalar]:
    """Return the cells of a block in reading order, a single value as one cell."""
    return [cell for row in value for cell in row] if isinstance(value, list) else [value]


def load_cases(folder: Path = CASES) -> list[Case]:
    """Return the cases of every file of a folder, in the order of files and lines.

    Raises:
        ValueError: A case breaks the format, or an id is used twice.
    """
    cases: list[Case] = []
    for path in sorted(folder.glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            cases.append(_case(path, raw))
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids):
        raise ValueError(f"duplicate ids: {sorted({item for item in ids if ids.count(item) > 1})}")
    return cases


def _case(path: Path, raw: dict[str, Any]) -> Case:
    name = f"{path.name}, {raw.get('id')}"
    if set(raw) - _KEYS or _REQUIRED - set(raw) or ("attendu" in raw) == ("erreur" in raw):
        raise ValueError(f"{name}: unknown, missing or contradictory keys: {sorted(raw)}")
    tolerance = raw.get("tolerance", 0)
    if tolerance != 0 and not raw.get("raison"):
        raise ValueError(f"{name}: a tolerance needs a reason")
    wanted = raw["erreur"] if "erreur" in raw else raw["attendu"]
    return Case(
        raw["id"],
        raw["phrase"],
        raw["formule"],
        _value(wanted),
        tolerance,
        raw.get("affichage"),
        raw["source"],
    )


def _value(raw: Any) -> Any:
    if isinstance(raw, list):
        return [[_value(cell) for cell in row] for row in raw]
    if isinstance(raw, dict):
        return CellError(raw["type"], code=raw["code"])
    if isinstance(raw, str) and _FRACTION.fullmatch(raw):
        return float(Fraction(raw))
    return float(raw) if type(raw) is int else raw
