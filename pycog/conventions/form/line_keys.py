"""Finds the budget lines that a cell names, by their keys or by their labels."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

from pycog.conventions.form import layout
from pycog.conventions.form.blocks_of_cells import Block, BlockRow
from pycog.conventions.form.form_faults import FormFaults
from pycog.values import excerpt

_KEYS: Final = re.compile(r"[a-z0-9_]+(?: [a-z0-9_]+)*")
_SEPARATORS: Final = re.compile(r"[;\n]")


def named_keys(
    block: Block, row: BlockRow, column: str, keys: Sequence[str], faults: FormFaults
) -> str:
    """Return the keys of the lines that a cell names, and report the names of no line.

    Args:
        block: The lines of the fund.
        row: The line whose cell is read.
        column: ``"parties"`` or ``"équilibre"``.
        keys: The keys of the lines, in their order.
        faults: Where a label that names no line, or several, is reported.

    Returns:
        The keys, separated by a space; what was reported is left out.
    """
    text = row.text(column)
    if not text or all(part in keys for part in text.split()):
        return text
    labels: dict[str, list[str]] = {}
    for other, key in zip(block.rows, keys, strict=True):
        labels.setdefault(layout.plain(other.text("libellé")), []).append(key)
    if len(whole := labels.get(layout.plain(text), [])) == 1:
        return whole[0]
    found: list[str] = []
    for part in filter(None, map(str.strip, _SEPARATORS.split(text))):
        known = labels.get(layout.plain(part), [])
        if len(known) == 1:
            found += known
        elif _KEYS.fullmatch(part) and not known:
            found.append(part)  # a key that is not there is told with the keys of the other fund
        else:
            told = _shared(block, part) if known else _unknown(block, part)
            faults.in_cell(block.sheet.title, block.cell(row, column), told)
    return " ".join(found)


def _shared(block: Block, label: str) -> str:
    places = [
        block.cell(row, "libellé")
        for row in block.rows
        if layout.plain(row.text("libellé")) == layout.plain(label)
    ]
    return (
        f"« {excerpt(label)} » est le libellé de plusieurs lignes ({', '.join(places)}). "
        "Distinguez leurs libellés, ou donnez-leur une clé dans la colonne « Clé » et écrivez-la "
        "ici."
    )


def _unknown(block: Block, label: str) -> str:
    printed = {layout.plain(text): text for row in block.rows if (text := row.text("libellé"))}
    near = difflib.get_close_matches(layout.plain(label), printed, 1)
    meant = f" Vouliez-vous écrire « {excerpt(printed[near[0]])} » ?" if near else ""
    return (
        f"« {excerpt(label)} » n'est le libellé d'aucune ligne de cette feuille.{meant} Recopiez "
        "les libellés des lignes, séparés par un point-virgule."
    )
