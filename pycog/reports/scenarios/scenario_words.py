"""A scenario as it is written: its name, and what each cell would hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.errors import InvalidInput
from pycog.values import date_serial, excerpt, parse_number
from pycog.xlsx.cells import address, place_of

#: What empties a cell, in a sheet of scenarios where a blank leaves it as it is.
EMPTIED: Final = "(vide)"
#: Name of the sheet that holds scenarios.
SHEET: Final = "Scénarios"
#: Units that stay beside a number: such an entry is a text in Excel too.
_BARE_UNITS: Final = frozenset({"", "%"})
_BOOLEANS: Final = {"vrai": True, "faux": False}
_DATE: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}")
_EXAMPLE: Final = "par exemple 'Résultats!D12=0,92'"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one cell would hold.

    Attributes:
        sheet: Name of the sheet, as written.
        row: Counted from 1.
        column: Counted from 1.
        value: As typed, in French; ``""`` empties the cell.
    """

    sheet: str
    row: int
    column: int
    value: str

    @property
    def place(self) -> str:
        """The cell as ``Feuille!D12``."""
        return f"{self.sheet}!{address(self.row, self.column)}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Some cells that would hold something else.

    Attributes:
        name: As the officer calls it.
        assignments: The cells, each once.
    """

    name: str
    assignments: tuple[Assignment, ...]

    def __post_init__(self) -> None:
        """Refuse two values for one cell.

        Raises:
            InvalidInput: ``cellule-en-double``.
        """
        seen: dict[tuple[str, int, int], str] = {}
        for one in self.assignments:
            key = (one.sheet.casefold(), one.row, one.column)
            if seen.setdefault(key, one.value) != one.value:
                raise InvalidInput(
                    "cellule-en-double",
                    f"Le scénario « {self.name} » donne deux valeurs à {one.place} : « {seen[key]} "
                    f"» et « {one.value} ». Gardez-en une, ou faites-en deux scénarios.",
                )


def read_assignment(text: str) -> Assignment:
    """Read ``Résultats!D12=0,92``; the sheet may stand between apostrophes.

    Raises:
        InvalidInput: ``changement-illisible``.
    """
    place, sign, value = text.partition("=")
    found = place_in(place)
    if not sign or found is None:
        raise InvalidInput(
            "changement-illisible",
            f"« {excerpt(text)} » ne dit pas quelle cellule change. Écrivez feuille, point "
            f"d'exclamation, cellule, signe égal et valeur, {_EXAMPLE}.",
            value=text,
        )
    return Assignment(*found, value.strip())


def place_in(text: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column of ``Feuille!D12``, ``None`` for anything else."""
    sheet, _, cell = text.strip().removeprefix("=").rpartition("!")
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    place = place_of(cell.strip())
    return (sheet, *place) if sheet and place else None


def read_scenario(text: str) -> Scenario:
    """Read ``nom : Feuille!A1=2 ; Feuille!B1=3``.

    Raises:
        InvalidInput: ``scenario-illisible``, ``changement-illisible``, ``cellule-en-double``.
    """
    name, colon, changes = text.partition(":")
    parts = [part for part in changes.split(";") if part.strip()]
    if not colon or not name.strip() or "=" in name or not parts:
        raise InvalidInput(
            "scenario-illisible",
            f"Le scénario « {excerpt(text)} » est illisible. Écrivez son nom, deux-points, puis "
            "ses changements séparés par des points-virgules, par exemple "
            "'prudent : Résultats!D12=0,92 ; Résultats!D13=80 %'.",
            value=text,
        )
    return Scenario(name.strip(), tuple(map(read_assignment, parts)))


def require_names(scenarios: Sequence[Scenario]) -> None:
    """Refuse two scenarios of one name.

    Raises:
        InvalidInput: ``scenario-en-double``.
    """
    names = [one.name.casefold() for one in scenarios]
    twice = next((one.name for one in scenarios if names.count(one.name.casefold()) > 1), None)
    if twice is not None:
        raise InvalidInput(
            "scenario-en-double",
            f"Deux scénarios s'appellent « {twice} ». Donnez à chacun son nom.",
        )


def content_of(value: str) -> float | str | bool:
    """Return what Excel would hold once a value is typed, in French, into a cell.

    Args:
        value: ``"0,92"``, ``"92 %"``, ``"12 000"``, ``"VRAI"``, ``"O"``; ``"'12"`` stays a text.

    Returns:
        A number, percentages as ratios; a truth value; a date as its serial; else the text.
        Amounts and delays with their unit (``"12 k€"``) stay texts, as in Excel.

    Raises:
        InvalidInput: ``nombre-ambigu``: ``"1.234"`` reads in two ways;
            ``formule-dans-un-scenario``; or a date that no calendar has.
    """
    text = value.strip()
    if text.startswith("="):
        raise InvalidInput(
            "formule-dans-un-scenario",
            f"« {excerpt(text)} » est une formule : un scénario donne une valeur à une cellule "
            "saisie. Écrivez le résultat, par exemple 0,92 ; pour un texte qui commence par "
            "« = », mettez une apostrophe devant.",
            value=text,
        )
    if text.startswith("'"):
        return text[1:-1] if text.endswith("'") and len(text) > 1 else text[1:]
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    if text.casefold() in _BOOLEANS:
        return _BOOLEANS[text.casefold()]
    if _DATE.fullmatch(text):
        return date_serial(text)
    if not any(map(str.isdigit, text)):
        return text
    try:
        number = parse_number(text)
    except InvalidInput as error:
        if error.code == "nombre-ambigu":
            raise
        return text
    return number.value if number.unit in _BARE_UNITS else text
