"""What *Équiper* asks: the survey of the open workbook, and the sheets to write into it.

The workbook is read from the bytes that the pane sends and nothing of it is kept. Nothing is
computed here: Excel calculates the formulas that it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from addin import requests
from addin.annexes import typed_formula
from addin.equip_wishes import Equipping
from addin.insertion import described_areas, points, typed_text
from pycog import conventions
from pycog.default_convention import NAME, using
from pycog.equip.fitting_agreement import agreement_of
from pycog.equip.model import DOUBTS, Correspondence, Doubt, Table
from pycog.equip.summary import columns_words, rows_words, state_of, table_line
from pycog.equip.survey import Survey, own_grids, plan_package, survey, take_back
from pycog.equip.writing.equipping import Plan
from pycog.equip.writing.map_sheet import AGREED, TYPED, UNLIKE, Line, lines_of, named
from pycog.equip.writing.memory import CellChange
from pycog.equip.writing.planned import Live, PlannedSheet
from pycog.errors import InvalidInput, RefusedFile
from pycog.xlsx.cells import address, column_letters
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.xlsx.added_styles import Look

#: Answers of one request: a workbook of a few hundred rows has fewer doubts.
_MOST_ANSWERS: Final = 10_000
#: Letters of the id of a convention.
_LONGEST_ID: Final = 255
#: Fields of a line of the map that say which one it is.
_LINE: Final = len(Line._fields) - len(Line._field_defaults)
_SEVERAL: Final = "plusieurs-conventions"
#: Refusals whose remedy is another one where the workbook is open in Excel.
_IN_EXCEL: Final[Mapping[str, str]] = {
    "fichier-signe": "porte une signature numérique, que tout ajout invaliderait. Équipez une "
    "copie non signée : « Enregistrer sous », puis retirez la signature (Fichier, Informations)",
    "autre-convention": "suit une autre convention par son nom COG_CONVENTION que celle qui est "
    "demandée. Changez ce nom dans le gestionnaire de noms d'Excel, puis recommencez",
    "memoire-perdue": "a été équipé par pycog, puis enregistré par un programme qui a perdu ce "
    "que pycog y avait noté. Supprimez-y les feuilles de pycog, puis équipez-le de nouveau",
    _SEVERAL: "peut suivre plusieurs conventions. Choisissez la sienne",
}


def equipping(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of the open workbook, and what *Équiper* writes into it.

    Args:
        data: ``name`` and ``content`` (base 64) of the workbook; ``answers``, each with the
            ``line`` of its doubt and the ``answer``; ``convention``, chosen among those offered;
            ``columns`` where results are wanted at the right of the tables too; ``write`` where
            the sheets are to come along.

    Returns:
        ``convention``, ``tables``, ``doubts``, ``ignored`` (sheets without a table),
        ``sheets`` and ``formulas`` to be written, ``columns`` and the number of cells ``beside``
        the tables, ``notes``, ``equipped`` (before), ``changed``,
        ``waiting`` (doubts without an answer);
        with ``write`` also ``plan``. Where several conventions fit, ``conventions`` to choose
        from and ``message`` only.

    Raises:
        InvalidInput: ``demande-illisible``; ``reponses-inconnues``.
        RefusedFile: The workbook must not be written to, or has no table.
    """
    package = _package(data)
    wanted = wishes(data)
    try:
        with following(wanted):
            return _surveyed(package, wanted, write=data.get("write") is True)
    except RefusedFile as error:
        told = in_excel(error, package.path)
        if error.code != _SEVERAL:
            raise told from error
        known = [one for one in conventions.available() if not one.problem]
        offered = [{"id": one.id, "title": one.short_title} for one in known]
        return {"message": told.message, "conventions": offered}


def wishes(data: Mapping[str, Any]) -> Equipping:
    """Return what is asked for, the workbook aside.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    wanted = data.get("convention")
    if not isinstance(wanted, str | None) or len(wanted or "") > _LONGEST_ID:
        raise requests.unreadable()
    lines = tuple(_lines(data.get("answers")))
    return Equipping(lines, wanted or None, data.get("columns") is True)


def following(wanted: Equipping) -> AbstractContextManager[object]:
    """Return a block in which the convention that was chosen, if any, is the one meant."""
    return using(wanted.convention, "convention choisie") if wanted.convention else nullcontext()


def surveyed(package: Package, wanted: Equipping) -> tuple[Survey, Convention]:
    """Return what is known of a workbook, with the convention that it follows.

    Raises:
        InvalidInput: ``reponses-inconnues``.
        RefusedFile: It cannot be read.
    """
    grids = own_grids(package)
    convention = agreement_of(package, grids)
    seen = survey(package, convention, list(wanted.lines) or None, grids)
    if seen.unknown:
        raise InvalidInput("reponses-inconnues", f"{seen.unknown[0]} Rien n'a été écrit.")
    return seen, convention


def taking_back(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what *Retirer* takes out of the open workbook.

    Args:
        data: ``name`` and ``content`` (base 64) of the workbook.

    Returns:
        ``sheets`` to delete, ``cells`` to write, whether to delete the ``name``
        ``COG_CONVENTION``, and ``kept``: what stays, and why.

    Raises:
        InvalidInput: ``demande-illisible``.
        RefusedFile: ``classeur-non-equipe``, or the workbook cannot be read.
    """
    package = _package(data)
    try:
        result = take_back(package)
    except RefusedFile as error:
        raise in_excel(error, package.path) from error
    if not result.found or result.memory is None:
        raise not_equipped(package.path)
    after = read_workbook(package.reopen(result.data))
    left = {sheet.name for sheet in after.sheets}
    before = {sheet.name for sheet in read_workbook(package).sheets}
    memory = result.memory
    return {
        "sheets": [name for name in memory.sheets if name in before - left],
        "cells": [_given_back(one) for one in result.cells],
        "name": bool(memory.name) and not any(one.name.upper() == NAME for one in after.names),
        "kept": result.kept,
    }


def _package(data: Mapping[str, Any]) -> Package:
    name, content = (requests.text_of(data, key) for key in ("name", "content"))
    path = Path(name)
    try:
        return Package(path, requests.bytes_of(content))
    except RefusedFile as error:
        raise RefusedFile(error.code, _reworded(error, path), path=name) from error


def in_excel(error: RefusedFile, path: Path) -> RefusedFile:
    """Return a refusal with the remedy that whoever has the workbook open can take."""
    return RefusedFile(error.code, _reworded(error, path), path=str(path))


def not_equipped(path: Path) -> RefusedFile:
    """Return the refusal to take out what was never written."""
    return RefusedFile(
        "classeur-non-equipe",
        f"{path} : pycog n'y a rien écrit, il n'y a rien à retirer.",
        path=str(path),
    )


def _reworded(error: RefusedFile, path: Path) -> str:
    own = _IN_EXCEL.get(error.code)
    return f"{path} : {own}." if own else error.message


def _lines(sent: object) -> list[Line]:
    """Return the answers that were given, each on the line of its doubt."""
    if sent is None:
        return []
    if not isinstance(sent, list) or len(sent) > _MOST_ANSWERS:
        raise requests.unreadable()
    lines = []
    for one in sent:
        if not isinstance(one, dict):
            raise requests.unreadable()
        line, answer = one.get("line"), requests.text_of(one, "answer")
        if not isinstance(line, list) or len(line) != _LINE:
            raise requests.unreadable()
        if not all(isinstance(text, str) for text in line):
            raise requests.unreadable()
        lines.append(Line(*line)._replace(answer=answer))
    return lines


def _surveyed(package: Package, wanted: Equipping, *, write: bool) -> dict[str, Any]:
    seen, convention = surveyed(package, wanted)
    plan = plan_package(seen, convention, columns=wanted.columns)
    return {
        **_found(seen.found, convention),
        "equipped": seen.equipped,
        "waiting": len(seen.found.open_doubts()),
        "changed": plan.changed,
        "sheets": [sheet.name for sheet in plan.sheets],
        "formulas": plan.formulas,
        "columns": plan.columns,
        "beside": len(plan.beside),
        "notes": list(plan.notes),
        **({"plan": _plan(plan)} if write else {}),
    }


def _found(found: Correspondence, convention: Convention) -> dict[str, Any]:
    lines = lines_of(found)
    own = lines[len(lines) - len(found.doubts) :]
    return {
        "convention": convention.short_title,
        "tables": [_table(found, table) for table in found.tables],
        "doubts": [_doubt(one, line) for one, line in zip(found.doubts, own, strict=True)],
        "ignored": [{"sheet": one.sheet, "reason": one.reason} for one in found.ignored],
        "truncated": list(found.truncated),
    }


def _table(found: Correspondence, table: Table) -> dict[str, Any]:
    return {
        "title": table_line(table),
        "columns": columns_words(found, table),
        "summary": rows_words(table),
        "rows": [
            {
                "row": one.index + 1,
                "label": " ".join(filter(None, (one.number, one.label))),
                "subject": named(one.subject) if one.subject else "",
                "state": state_of(one),
            }
            for one in table.rows
            if one.role != "titre"
        ],
    }


def _doubt(doubt: Doubt, line: Line) -> dict[str, Any]:
    return {
        "about": DOUBTS.get(doubt.code, doubt.code),
        "sheet": doubt.sheet,
        "cell": doubt.cell,
        "message": doubt.message,
        "samples": list(doubt.samples),
        "blocking": doubt.blocking,
        "choices": _choices(doubt),
        "answered": bool(doubt.chosen),
        "line": list(line[:_LINE]),
    }


def _choices(doubt: Doubt) -> list[dict[str, Any]]:
    """Return the answers to choose from, each with the words that the map takes for it."""
    if doubt.code in UNLIKE:
        found = [
            (AGREED, AGREED, "Comparer à la valeur de l'accord"),
            (TYPED, TYPED, "Comparer à la valeur saisie"),
        ]
    else:
        found = [(str(rank), one.value, one.label) for rank, one in enumerate(doubt.choices, 1)]
    if not found and doubt.blocking:
        found = [("oui", "oui", "Oui, ce qui est compris est juste")]
    return [
        {"answer": answer, "label": label, "chosen": doubt.chosen == value}
        for answer, value, label in found
    ]


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "sheets": [
            {**_sheet(sheet), "existing": sheet.name in plan.there} for sheet in plan.sheets
        ],
        "convention": plan.convention,
        "cells": [
            _cell(one, one.after, one.kind, plan.beside.get((one.sheet, one.place), ""))
            for one in plan.cells
        ],
        "memory": plan.memory,
    }


def _cell(change: CellChange, content: str, kind: str, number: str = "") -> dict[str, Any]:
    """Return a cell of the officer, what is typed into it, and its number format if any is set."""
    typed: str | float | bool = content
    if content.startswith("="):
        typed = typed_formula(content)
    elif kind == "n":
        typed = float(content)
    elif kind == "b":
        typed = content == "1"
    elif kind == "str":
        typed = typed_text(content)
    cell = {"sheet": change.sheet, "cell": change.place, "content": typed}
    return {**cell, "format": number} if number else cell


def _given_back(change: CellChange) -> dict[str, Any]:
    """Return a cell as it was; a blank one must not turn what is typed later into a rate."""
    return _cell(change, change.before, change.kind, "" if change.before else "General")


def _sheet(sheet: PlannedSheet) -> dict[str, Any]:
    """Describe a sheet as *Insérer une annexe* does."""
    height = max(row for row, _ in sheet.cells)
    width = max(column for _, column in sheet.cells)
    rows = [
        [sheet.cells.get((row, column)) for column in range(1, width + 1)]
        for row in range(1, height + 1)
    ]
    return {
        "name": sheet.name,
        "range": f"A1:{address(height, width)}",
        "cells": [[_typed(cell.content) if cell else "" for cell in row] for row in rows],
        "formats": [
            [cell.look.number or "General" if cell else "General" for cell in row] for row in rows
        ],
        "styles": described_areas(
            [[_style(cell.look) if cell else {} for cell in row] for row in rows]
        ),
        "merges": [],
        "columns": [
            (f"{letter}:{letter}", points(one))
            for letter, one in zip(map(column_letters, range(1, 99)), sheet.widths, strict=False)
        ],
        "rows": [],
        "frozen": f"1:{sheet.frozen}" if sheet.frozen else None,
        "gridlines": True,
        "hidden": False,
    }


def _typed(content: str | float) -> str | float:
    if isinstance(content, Live):
        return f"={content}"
    return typed_text(content) if isinstance(content, str) else content


def _style(look: Look) -> dict[str, Any]:
    style = {
        "fill": f"#{look.fill}" if look.fill else None,
        "color": f"#{look.color}" if look.color else None,
        "bold": look.bold,
        "wrap": look.wrap,
        "size": look.size if look.size != 11 else None,
    }
    return {name: value for name, value in style.items() if value}
