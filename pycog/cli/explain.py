"""``pycog explain``: where the value of one cell comes from."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NamedTuple

from pycog.cli import streams
from pycog.errors import InvalidInput
from pycog.xlsx.cells import place_of

EPILOG = """\
Entourez l'adresse d'apostrophes : le terminal donne un sens au point d'exclamation.

exemple :
  pycog explain 'workbooks/camieg-2012-2015/annexe-4-indicateurs.xlsx!Résultats!C7'
"""

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_WORKBOOK_NAME = re.compile(r"\.xls[xmb]?$", re.IGNORECASE)


class Place(NamedTuple):
    """A cell of a workbook."""

    path: Path
    sheet: str
    cell: str


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("place", metavar="FICHIER!Feuille!D12", help="la cellule à expliquer")


def run(args: Namespace) -> int:
    """Explain the cell."""
    from pycog.refresh import explain_cell
    from udfs.hosts.engine import EngineHost

    place = read_place(args.place)
    streams.say(str(explain_cell(place.path, place.sheet, place.cell, EngineHost())))
    return streams.DONE


def read_place(text: str) -> Place:
    """Read ``FILE!Sheet!D12``; the sheet may stand between apostrophes.

    Raises:
        InvalidInput: ``adresse-illisible``.
    """
    rest, _, cell = text.rpartition("!")
    match = _CELL.fullmatch(cell.strip())
    split = _split(rest)
    if match is None or split is None:
        raise InvalidInput(
            "adresse-illisible",
            f"L'adresse « {text} » est illisible. Écrivez fichier, feuille et cellule séparés par "
            "des points d'exclamation, par exemple 'annexe.xlsx!Feuil1!D12'.",
            place=text,
        )
    if place_of(f"{match[1]}{match[2]}") is None:
        raise InvalidInput(
            "adresse-illisible",
            f"L'adresse « {text} » sort de la feuille, qui va de A1 à XFD1048576. Vérifiez la "
            "lettre de la colonne et le numéro de la ligne.",
            place=text,
        )
    file, sheet = split
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return Place(Path(file), sheet, f"{match[1].upper()}{match[2]}")


def _split(text: str) -> tuple[str, str] | None:
    """Split file and sheet: both names may hold an exclamation mark themselves."""
    marks = [match.start() for match in re.finditer("!", text)]
    cuts = [(text[:mark], text[mark + 1 :]) for mark in marks]
    cuts = [(file, sheet) for file, sheet in cuts if file and sheet]
    existing = [cut for cut in cuts if Path(cut[0]).is_file()]
    named = [cut for cut in cuts if _WORKBOOK_NAME.search(cut[0])]
    return next(iter(existing or named or cuts), None)
