"""Sheets that were renamed since a seal: one change, and what reads them is as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pycog.seal.sealed_content import Cells, CellState

#: The share of filled cells that must be as they were sealed.
_ALIKE: Final = 0.6
#: A name that stands in a formula without quotes.
_BARE: Final = re.compile(r"(?:[^\W\d]|_)[\w.]*")


def renamed_since(sealed: Cells, now: Cells) -> dict[str, str]:
    """Return the sealed name → the present name of the sheets that were renamed.

    Args:
        sealed: The cells that were sealed.
        now: Those that stand in the workbook.
    """
    gone = [name for name in sealed if name not in now and sealed[name]]
    new = [name for name in now if name not in sealed and now[name]]
    shares = sorted(((_share(sealed[a], now[b]), a, b) for a in gone for b in new), reverse=True)
    found: dict[str, str] = {}
    for share, old, name in shares:
        if share < _ALIKE or old in found or name in found.values():
            continue
        # Of two sheets as near, none is taken for the other.
        if sum(one == share and bool({old, name} & {a, b}) for one, a, b in shares) == 1:
            found[old] = name
    return found


def _share(one: Mapping[str, CellState], other: Mapping[str, CellState]) -> float:
    same = 0
    for at, state in one.items():
        there = other.get(at)
        if there is not None and bool(there.formula) == bool(state.formula):
            # What a formula gives may have been lost, and is no evidence.
            same += bool(state.formula) or there.text == state.text
    return same / max(len(one), len(other))


def with_new_names(formula: str, renamed: Mapping[str, str]) -> str:
    """Return a plain formula as it reads once sheets are renamed; its texts stay as they are.

    Args:
        formula: In the form of :func:`~pycog.seal.plain_formulas.plain_formula`.
        renamed: Old name → new name.
    """
    if not renamed or "!" not in formula:
        return formula
    names = {_written(old): _written(new) for old, new in renamed.items()}
    any_of = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w.'\]])({any_of})!", re.I)
    known = {name.casefold(): new for name, new in names.items()}
    parts = formula.split('"')
    parts[::2] = [
        pattern.sub(lambda match: f"{known[match[1].casefold()]}!", part) for part in parts[::2]
    ]
    return '"'.join(parts)


def names_since(names: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Return sealed names and their definitions as they read once sheets are renamed.

    Args:
        names: Name, ``sheet!name`` for one of a sheet → definition.
        renamed: Old name → new name of the sheets.
    """
    found = {}
    for name, definition in names.items():
        scope, mark, own = name.rpartition("!")
        found[f"{renamed.get(scope, scope)}{mark}{own}"] = with_new_names(definition, renamed)
    return found


def _written(name: str) -> str:
    """Return the name of a sheet as a plain formula has it."""
    return name if _BARE.fullmatch(name) else "'" + name.replace("'", "''") + "'"
