"""The registers of an open workbook: one row of headings, one dated entry a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.audit.grid import normal
from pycog.equip.model import ENTRIES
from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable, day_of
from pycog.equip.recognition.dated_words import DONE, DUE
from pycog.equip.recognition.heading_words import LONGEST, read_words, unit_in
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import View, is_figure, shown_text
from pycog.equip.recognition.total_rows import role_by_label

#: Headings of a register, at least; a register stands near the top of its sheet.
_TITLES: Final = 3
_DEEPEST: Final = 40
#: What stands apart below a register, such as « Mesures réalisées : 8 », fills no more cells.
_BESIDE: Final = 2
#: Roles of the columns of dates.
_DATED: Final = frozenset({"échéance", "fait le", "date"})
#: Headings of a register of transfers → role.
_MOVED: Final = (
    ("origine", re.compile(r"(?:de|du|depuis|(?:groupe |ligne )?(?:d )?origine|source)\b.*")),
    ("destination", re.compile(r"(?:vers|a|au|(?:groupe |ligne )?(?:de )?destination)\b.*")),
    ("montant", re.compile(r"(?:montants?|sommes?)\b.*")),
)
_LABELLED: Final = re.compile(
    r"(?:mesures?|actions?|libelles?|intitules?|projets?|chantiers?|taches?|objets?|livrables?"
    r"|jalons?|etapes?)\b.*"
)
_STATE: Final = re.compile(
    r"(?:statut|etat|situation|faite?|realisee?|terminee?|livree?"
    r"|soldee?)(?: ?\(?o(?:ui)?/n(?:on)?\)?| \?)?"
)
_NUMBER: Final = re.compile(r"(?:n ?[°º]?|no|num(?:ero)?|ref(?:erence)?|id|code|rang)(?: .*)?")


def registers(view: View) -> Iterator[Region]:
    """Yield the register of a sheet: one row of different texts, entries below."""
    rows = view.rows()
    for at, row in enumerate(rows[:_DEEPEST]):
        texts = {column: shown_text(stored) for column, stored in view.row(row).items()}
        filled = {column: text for column, text in texts.items() if text}
        plain = [
            stored is not None and isinstance(stored.value, str) and day_of(stored) is None
            for column, stored in view.row(row).items()
            if column in filled
        ]
        if len(filled) < _TITLES or not all(plain) or len(set(filled.values())) < len(filled):
            continue
        if max(map(len, filled.values())) > LONGEST or not rows[at + 1 :]:
            continue
        headed = tuple(Headed(one, text, read_words(text)) for one, text in sorted(filled.items()))
        title = " – ".join(
            text
            for above in rows[:at]
            for stored in view.row(above).values()
            if (text := shown_text(stored)) and not is_figure(stored)
        )
        yield Region(view, (row,), headed, tuple(rows[at + 1 :]), title[:300])
        return


def as_register(region: Region) -> Region | None:
    """Return a region whose entries have dates, headed by the last of its heading rows alone.

    Where that says the same of several columns, « Groupe » of « Origine » and of « Destination »,
    what stands above tells them apart.
    """
    view, row = region.view, region.header[-1]
    own = [view.text(row, one.index) for one in region.columns]
    columns = tuple(
        replace(one, heading=heading, words=read_words(heading))
        for one, text in zip(region.columns, own, strict=True)
        if text and (heading := one.heading if own.count(text) > 1 else text)
    )
    narrowed = replace(region, header=(row,), columns=columns)
    dated = [one for one in columns if _role_in_register(narrowed, one) in _DATED]
    return narrowed if dated else None


def read_register(region: Region) -> OpenTable:
    """Return a register with what each of its columns holds, and its entries.

    Args:
        region: Where it stands, as :func:`as_register` gives it.
    """
    columns = [
        OpenColumn(
            one.index, one.heading, _role_in_register(region, one), None, unit_in(one.heading)
        )
        for one in region.columns
    ]
    number = next((one for one in columns if one.role == "numéro"), None)
    label = next((one for one in columns if one.role == "libellé"), None)
    rows = tuple(_entry(region, row, number, label) for row in _entry_rows(region))
    kept = tuple(one for one in columns if one not in (number, label))
    view = region.view
    return OpenTable(view.grid.name, region.title, region.header[-1], kept, rows, view.grid)


def _entry_rows(region: Region) -> Iterator[int]:
    """Yield the rows of a register: what stands apart below it is none of its entries."""
    view, before = region.view, region.header[-1]
    apart = False
    for row in region.body:
        filled = sum(view.is_filled(row, one.index) for one in region.columns)
        apart = apart or (row > before + 1 and before > region.header[-1])
        before = row
        if filled > (_BESIDE if apart else 1):
            yield row


def _entry(
    region: Region, row: int, number: OpenColumn | None, label: OpenColumn | None
) -> OpenRow:
    """Return one entry of a register, or its total: « Total » stands where the others are named."""
    view = region.view
    code = "" if number is None else view.text(row, number.index)
    said = "" if label is None else view.text(row, label.index)
    texts = [text for one in region.columns if (text := view.text(row, one.index))]
    if _is_dated(region, row) or code:
        total = next((text for text in texts[:1] if role_by_label(text) not in ENTRIES), "")
    else:
        # Neither number nor day: « dont virements » is a part of the total above it.
        total = next((text for text in texts if role_by_label(text) != "ligne"), "")
    if total:
        role = role_by_label(total)
        return OpenRow(row, "", total, "sous-total" if role in ENTRIES else role)
    return OpenRow(row, code, said)


def _is_dated(region: Region, row: int) -> bool:
    cells = region.view.row(row)
    return any(day_of(cells[one.index]) for one in region.columns if one.index in cells)


def _role_in_register(region: Region, headed: Headed) -> str:
    plain = normal(headed.heading).replace("'", " ")
    if _holds_dates(region, headed.index):
        return "fait le" if DONE.search(plain) else "échéance" if DUE.search(plain) else "date"
    if _NUMBER.fullmatch(plain):
        return "numéro"
    moved = next((name for name, words in _MOVED if words.fullmatch(plain)), "")
    if moved:
        return moved
    if _LABELLED.fullmatch(plain):
        return "libellé"
    if re.match(r"echeances?|date (?:limite|prevue|d echeance)", plain):
        return "échéance"
    if re.match(r"(?:realise|livre|fait|termine|fini|acheve|cloture)e? le", plain):
        return "fait le"
    return "statut" if _STATE.fullmatch(plain) else ""


def _holds_dates(region: Region, column: int) -> bool:
    filled = [
        stored
        for row in region.body
        if (stored := region.view.row(row).get(column)) is not None and stored.value != ""
    ]
    return bool(filled) and sum(day_of(one) is not None for one in filled) * 2 > len(filled)
