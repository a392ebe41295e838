"""Which agreements a workbook depends on, and the digest of what each of them says."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache

from pycog.conventions import available, state
from pycog.conventions.data_digests import data_digest
from pycog.errors import PycogError
from pycog.journal.snapshots import State

#: Signs of a digest that are kept: enough to tell two versions apart.
_KEPT = 16


def agreements_of(workbook: State, meant: str | None) -> dict[str, str]:
    """Return the id of each agreement that a workbook names or means, with its digest.

    Args:
        workbook: Its cells.
        meant: The agreement of formulas that name none, ``None`` where none asked for it.
    """
    try:
        now = state()
        known = _known(now)
    except PycogError:
        return {}  # the refresh has told what is wrong with them
    found = {meant} if meant else set()
    for sheet in workbook.values():
        texts = (cell.value for cell in sheet.grid.cells.values() if isinstance(cell.value, str))
        found.update(text for text in texts if text in known)
        formulas = {one.text for one in sheet.grid.written.values()}
        found.update(name for name in known if any(f'"{name}"' in text for text in formulas))
    digests = {name: _digest(name, now) for name in sorted(found & known)}
    return {name: digest for name, digest in digests.items() if digest is not None}


def changed_agreements(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Say in French which agreements are no longer the same.

    Args:
        before: Id → digest, of the earlier record.
        after: The same of the later one.
    """
    same = [name for name in after if name in before and before[name] != after[name]]
    found = [f"les données de {name} ne sont plus les mêmes" for name in same]
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if gone and new:
        found.append(f"{', '.join(new)} au lieu de {', '.join(gone)}")
    elif new:
        found.append(f"{', '.join(new)}, qui n'était pas employée")
    return tuple(found)


@lru_cache(maxsize=4)
def _known(_state: Hashable) -> frozenset[str]:
    return frozenset(one.id for one in available())


@lru_cache(maxsize=64)
def _digest(name: str, _state: Hashable) -> str | None:
    """Return the digest of what an agreement says, ``None`` where it cannot be read."""
    try:
        return data_digest(name).whole[:_KEPT]
    except PycogError:
        return None  # the formulas that need it say so
