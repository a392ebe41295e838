"""The validation cases, as the workbook of validation lays them out.

The cases are written in YAML beside the tests; the package carries them as JSON, so
that ``pycog build`` works where the test tools are not installed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from pycog.errors import RefusedFile

_OWN = Path(__file__).parent / "data" / "recette.json"
_FRACTION = re.compile(r"-?\d+/\d+")
_KEYS = {
    "id",
    "categorie",
    "phrase",
    "calcul",
    "formule",
    "attendu",
    "affichage",
    "tolerance",
    "source",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What one cell has to show.

    Attributes:
        value: Number, text or boolean; the error text where an error is due.
        error: Whether an error is due.
        code: Its code, ``""`` where none is named.
        fraction: The fraction that gives the number exactly (``"77/90"``), or ``""``.
    """

    value: float | str | bool
    error: bool = False
    code: str = ""
    fraction: str = ""


@dataclass(frozen=True)
class Case:
    """One validation case.

    Attributes:
        id: Unique name.
        category: French heading.
        sentence: What the case says, in French.
        arithmetic: The result computed by hand, ``""`` if there is nothing to compute.
        formula: In file syntax, with its equals sign.
        rows: What is expected, as a block.
        shown: How an officer reads the expected value, ``""`` if not stated.
        tolerance: Largest absolute difference allowed.
        source: Where the expectation comes from.
    """

    id: str
    category: str
    sentence: str
    arithmetic: str
    formula: str
    rows: tuple[tuple[Expected, ...], ...]
    shown: str
    tolerance: float
    source: str

    @cached_property
    def size(self) -> tuple[int, int]:
        """Height and width of the result."""
        return len(self.rows), len(self.rows[0])


def load_cases(path: Path | None = None) -> tuple[Case, ...]:
    """Read the cases from a JSON file, the package's own if omitted.

    Raises:
        RefusedFile: ``cas-illisibles``.
    """
    place = path or _OWN
    try:
        entries = json.loads(place.read_text(encoding="utf-8"))
        return tuple(_case(entry) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedFile(
            "cas-illisibles",
            f"{place} : les cas de recette ne peuvent pas être lus ({error}). Indiquez un fichier "
            "JSON fait par le script de compilation des cas.",
            path=str(place),
        ) from error


def _case(entry: dict[str, Any]) -> Case:
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"champ inconnu : {', '.join(sorted(unknown))}")
    expected = entry["attendu"]
    rows = expected if isinstance(expected, list) else [[expected]]
    return Case(
        id=entry["id"],
        category=entry["categorie"],
        sentence=entry["phrase"],
        arithmetic=entry.get("calcul", ""),
        formula=entry["formule"],
        rows=tuple(tuple(_expected(value) for value in row) for row in rows),
        shown=entry.get("affichage", ""),
        tolerance=float(entry.get("tolerance", 0)),
        source=entry["source"],
    )


def _expected(value: Any) -> Expected:
    if isinstance(value, dict):
        return Expected(value["type"], error=True, code=value.get("code", ""))
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return Expected(float(Fraction(value)), fraction=value)
    if isinstance(value, bool | str):
        return Expected(value)
    return Expected(float(value))
