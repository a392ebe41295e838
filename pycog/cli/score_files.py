"""Reads the results of a body from a CSV file as a French Excel saves it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pycog.errors import InvalidInput, RefusedFile
from pycog.interessement.card_lines import Line
from pycog.values import excerpt, fold
from pycog.xlsx.saved_text import decoded

_COLUMNS: Final = ("indicateur", "composante", "resultat", "cible propre", "seuil propre")
_NEEDED: Final = {"indicateur", "resultat"}


class _Given(NamedTuple):
    """One line of a file."""

    number: int
    indicator: str
    component: str
    result: str
    target: str
    floor: str


class Results(NamedTuple):
    """The results of a body, one entry per line of its scorecard, ``""`` where there is none.

    Attributes:
        results: What was reached.
        own: Own target and own floor of the body.
    """

    results: list[str]
    own: list[list[str]]


def read_results(path: Path, lines: Sequence[Line]) -> Results:
    """Return the results of a body, with its own targets where the file has them.

    Args:
        path: A CSV file with the headings ``indicateur;résultat``, ``composante`` where
            the scorecard has composite indicators, and ``cible propre`` and ``seuil
            propre`` where its targets are national. An indicator is named by its key or
            its label, accents and case free.
        lines: What results are asked for.

    Raises:
        RefusedFile: ``fichier-illisible``.
        InvalidInput: ``en-tetes-inattendus``, ``indicateur-inconnu``,
            ``composante-a-preciser``, ``resultat-en-double``.
    """
    found = Results([""] * len(lines), [["", ""] for _ in lines])
    seen: dict[int, int] = {}
    for given in _rows(path):
        position = _place(path, given, lines)
        if position in seen:
            raise InvalidInput(
                "resultat-en-double",
                f"{path.name}, ligne {given.number} : « {excerpt(given.indicator)} » a déjà un "
                f"résultat à la ligne {seen[position]}. Gardez-en un seul.",
            )
        seen[position] = given.number
        found.results[position] = given.result
        found.own[position] = [given.target, given.floor]
    return found


def _rows(path: Path) -> list[_Given]:
    reader = csv.reader(io.StringIO(_text(path)), delimiter=";")
    headings = [fold(heading) for heading in next(reader, [])]
    if (
        set(headings) - set(_COLUMNS)
        or _NEEDED - set(headings)
        or len(set(headings)) < len(headings)
    ):
        raise InvalidInput(
            "en-tetes-inattendus",
            f"{path.name} : la première ligne doit être « indicateur;résultat » ou "
            "« indicateur;composante;résultat », séparés par des points-virgules, avec « cible "
            "propre » et « seuil propre » là où la cible du barème est nationale.",
        )
    found = []
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(headings):
            raise InvalidInput(
                "colonnes-en-trop",
                f"{path.name}, ligne {reader.line_num} : {len(row)} colonnes pour "
                f"{len(headings)} en-têtes.",
            )
        cells = dict(zip(headings, row, strict=False))
        values = (cells.get(column, "").strip() for column in _COLUMNS)
        found.append(_Given(reader.line_num, *values))
    return found


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if b"\0" in raw:
        raise RefusedFile(
            "fichier-illisible",
            f"{path} n'est pas un fichier CSV. Enregistrez-le depuis Excel au format « CSV UTF-8 "
            "(séparateur : point-virgule) ».",
        )
    return decoded(raw)


def _place(path: Path, given: _Given, lines: Sequence[Line]) -> int:
    name, part = fold(given.indicator), fold(given.component)
    matching = [
        position
        for position, line in enumerate(lines)
        if name in (fold(line.row.key), fold(line.row.label))
    ]
    if part:
        matching = [position for position in matching if fold(lines[position].component) == part]
    if len(matching) == 1:
        return matching[0]
    where = f"{path.name}, ligne {given.number}"
    if not matching:
        shown = " / ".join(filter(None, (given.indicator, given.component)))
        raise InvalidInput(
            "indicateur-inconnu",
            f"{where} : « {excerpt(shown)} » n'est pas dans le barème. `pycog scorecard` "
            "en donne les libellés.",
        )
    parts = ", ".join(f"« {lines[position].component} »" for position in matching)
    raise InvalidInput(
        "composante-a-preciser",
        f"{where} : « {excerpt(given.indicator)} » a plusieurs composantes ; dites laquelle dans "
        f"une colonne « composante » : {parts}.",
    )
