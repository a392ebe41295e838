"""The sheet « COG - bordereau »: the seal to read, and at its end the sealed content itself.

Every program that saves a workbook keeps its sheets, and few keep what else stands in it: the
content stands in the cells below the last table, in pieces that a cell can hold.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pycog.equip.writing.planned import HEADING, PLAIN, TITLE, WRAPPED, Cell, PlannedSheet
from pycog.errors import PycogError
from pycog.seal.cell_states import FILLED, rank_of, value_of
from pycog.seal.sealed_content import (
    CellState,
    Content,
    Damaged,
    digest_of,
    short,
    unpacked,
)
from pycog.values import display, format_number
from pycog.xlsx.added_styles import Look
from pycog.xlsx.french import to_french
from pycog.xlsx.seal_names import PIECE, SEAL_SHEET, SEAL_TITLE, SEAL_WORDS, shows_seal

_WIDTHS: Final = (26, 12, 58, 30, 16)
_SMALL: Final = Look(size=8, color="808080")
_BOLD: Final = Look(bold=True)
_MARK: Final = "pycog:"
_PIECE: Final = re.compile(r"pycog:(contenu|signature):(\d+)/(\d+):([A-Za-z0-9+/=]*)")
#: Characters of one piece; a cell holds 32 767.
_LONGEST: Final = 30_000
#: Lines of a table; what is beyond is sealed all the same, and told by number and digest.
_MOST_LINES: Final = 5_000
_NOTE: Final = f"Écrit {SEAL_WORDS} : pycog verify la relit, et dit si le classeur a changé depuis."
_BELOW: Final = (
    "Contenu scellé, que pycog verify relit (ne pas modifier ni supprimer les lignes qui suivent)"
)


class Carried(NamedTuple):
    """What a place of the seal carries.

    Attributes:
        content: The content.
        signature: Its signature (CMS, DER), empty without one.
    """

    content: Content
    signature: bytes


def moment_shown(when: dt.datetime) -> str:
    """Return a moment as an officer reads it: ``29/11/2026 à 23 h 20``."""
    return f"{when:%d/%m/%Y} à {when:%H} h {when:%M}"


def plan_seal(content: Content, name: str = SEAL_SHEET) -> PlannedSheet:
    """Return the part of the sheet that is to be read.

    Args:
        content: What is sealed.
        name: Name of the sheet.
    """
    sheet = PlannedSheet(name, _WIDTHS, frozen=0, titles=(1, 1))
    sheet.add((Cell(SEAL_TITLE, TITLE),))
    sheet.add((Cell(_NOTE),))
    sheet.row += 1
    for label, text in _facts(content):
        sheet.add((Cell(label, _BOLD), None, Cell(text, WRAPPED)))
    _table(
        sheet,
        "Accords",
        ("Accord", "", "Empreinte des données (SHA-256)"),
        [(one.id, "", one.digest, one.title) for one in content.agreements]
        or [("aucun accord n'est lu par les formules",)],
    )
    _table(
        sheet,
        "Règles",
        ("Formule", "", "Version (SHA-256 de sa déclaration et de ses programmes)", "Source"),
        [(one.name, "", one.digest or "inconnue de cette version", one.source)
         for one in content.rules],
    )  # fmt: skip
    _table(
        sheet,
        "Hypothèses",
        ("Hypothèse", "", "Titre"),
        [(one.id, "", one.title) for one in content.assumptions] or [("aucune",)],
    )
    _table(
        sheet,
        "Résultats des formules COG_",
        ("Feuille", "Cellule", "Formule", "Valeur", "Empreinte"),
        _lines(content.ours, formula=True),
    )
    _table(
        sheet,
        "Saisies que ces formules lisent",
        ("Feuille", "Cellule", "Valeur", "", "Empreinte"),
        _lines(content.inputs, formula=False) or [("aucune",)],
    )
    _table(
        sheet,
        "Ensemble des cellules remplies, scellées elles aussi",
        ("Feuille", "Cellules", "Empreinte (SHA-256)"),
        [
            (sheet_name, format_number(float(len(states)), 0), _digest_of_all(states))
            for sheet_name, states in sorted(content.cells.items())
        ],
    )
    return sheet


def add_pieces(sheet: PlannedSheet, content: Content, signature: bytes) -> None:
    """Put the content itself below what is to be read."""
    sheet.row += 1
    sheet.add((Cell(_MARK + " " + _BELOW, _SMALL),))
    sheet.add((Cell(f"{_MARK} empreinte {content.digest}", _SMALL),))
    for kind, data in (("contenu", content.packed), ("signature", signature)):
        text = base64.b64encode(data).decode("ascii")
        pieces = [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)]
        for rank, piece in enumerate(pieces, 1):
            sheet.add((Cell(f"{_MARK}{kind}:{rank}/{len(pieces)}:{piece}", _SMALL),))


def texts_of(sheet: PlannedSheet) -> list[str]:
    """Return the texts of a planned sheet, row by row."""
    cells = sorted(sheet.cells.items())
    return [str(cell.content) for _, cell in cells if str(cell.content).strip()]


def read_texts(states: Mapping[str, CellState]) -> list[tuple[str, str]]:
    """Return address and text of what is to be read in the sheet of a workbook, row by row."""
    ordered = sorted((rank_of(at), at) for at in states)
    found = [(at, states[at].text) for _, at in ordered]
    return [one for one in found if one[1].strip() and not one[1].startswith(_MARK)]


def texts_digest(texts: Iterable[str]) -> str:
    """Return the digest of the texts of the sheet; blanks at the ends of lines do not count."""
    return digest_of(*(" ".join(text.split()) for text in texts))


def is_seal_sheet(name: str, states: Mapping[str, CellState]) -> bool:
    """Tell whether a sheet is that of a seal, whatever its name is now."""
    return shows_seal(name, (one.text for one in states.values()))


def read_pieces(
    states: Mapping[str, CellState], unpack: Callable[[bytes], Content] = unpacked
) -> Carried:
    """Return what a sheet carries.

    Args:
        states: The cells of the sheet.
        unpack: Unpacks the content.

    Raises:
        Damaged: Pieces are missing or changed.
    """
    pieces: dict[str, dict[int, str]] = {"contenu": {}, "signature": {}}
    totals: dict[str, int] = {}
    for one in states.values():
        match = _PIECE.fullmatch(one.text)
        if match is None:
            if one.text.startswith((PIECE, f"{_MARK}signature:")):
                raise Damaged("une ligne du contenu scellé a été retouchée ou coupée")
            continue
        kind, rank, total = match[1], int(match[2]), int(match[3])
        if rank in pieces[kind] or totals.setdefault(kind, total) != total:
            raise Damaged("des lignes du contenu scellé se contredisent")
        pieces[kind][rank] = match[4]
    if not pieces["contenu"]:
        raise Damaged("les lignes du contenu scellé n'y sont plus")
    data = {kind: _joined(found, totals.get(kind, 0)) for kind, found in pieces.items()}
    return Carried(unpack(data["contenu"]), data["signature"])


def _joined(pieces: Mapping[int, str], total: int) -> bytes:
    missing = [rank for rank in range(1, total + 1) if rank not in pieces]
    if missing:
        raise Damaged(f"il manque {len(missing)} ligne(s) du contenu scellé sur {total}")
    try:
        return base64.b64decode("".join(pieces[rank] for rank in sorted(pieces)), validate=True)
    except binascii.Error as error:
        raise Damaged("une ligne du contenu scellé a été retouchée ou coupée") from error


def _facts(content: Content) -> Iterator[tuple[str, str]]:
    yield "Classeur", content.file
    yield "Scellé le", moment_shown(content.moment)
    if content.author:
        yield "Par", content.author
    yield "Calculé par", f"pycog {content.pycog}"
    yield "Signature", content.signer or "aucune : ce bordereau n'est pas signé"


def _table(
    sheet: PlannedSheet,
    title: str,
    headings: tuple[str, ...],
    lines: Iterable[tuple[str, ...]],
) -> None:
    sheet.row += 1
    sheet.add((Cell(title, _BOLD),))
    sheet.add(Cell(text, HEADING) for text in headings)
    for line in lines:
        sheet.add(Cell(text, WRAPPED if rank > 1 else PLAIN) for rank, text in enumerate(line))


def _lines(states: list[tuple[str, str, CellState]], *, formula: bool) -> list[tuple[str, ...]]:
    ordered = sorted(states, key=lambda one: (one[0], rank_of(one[1])))
    lines: list[tuple[str, ...]] = []
    for sheet, place, one in ordered[:_MOST_LINES]:
        value = value_shown(one)
        first = (formula_shown(one.formula), value) if formula else (value, "")
        lines.append((sheet, place, *first, short(_state_digest(sheet, place, one))))
    left = ordered[_MOST_LINES:]
    if left:
        digest = digest_of(*[_state_digest(*one) for one in left])
        lines.append(
            (f"… et {format_number(float(len(left)), 0)} autres", "", "", "", short(digest))
        )
    return lines


def _state_digest(sheet: str, place: str, state: CellState) -> str:
    """Return the digest of one cell."""
    return digest_of(sheet, place, *state[:3])


def _digest_of_all(states: Mapping[str, CellState]) -> str:
    ordered = sorted(states.items(), key=lambda one: rank_of(one[0]))
    return digest_of(*[_state_digest("", at, one) for at, one in ordered])


def value_shown(state: CellState) -> str:
    """Return the value of a cell as an officer reads it, with all its digits."""
    value = value_of(state.kind, state.text)
    if isinstance(value, float) and not isinstance(value, bool):
        return format_number(value, 0 if value.is_integer() else None)
    text = display(value)
    return text if text.strip() else "(vide)"


def formula_shown(formula: str) -> str:
    """Return a formula as a French Excel shows it."""
    if not formula:
        return ""
    if formula == FILLED:
        return "(remplie par une formule matricielle)"
    try:
        return to_french(f"={formula}")
    except PycogError:
        return f"={formula}"
