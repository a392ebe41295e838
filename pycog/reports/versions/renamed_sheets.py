"""Which sheet of one version is a sheet of another under a new name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycog.reports.versions.version_sheets import VersionSheet, is_same

#: The share of filled cells that must hold the same in both.
_ALIKE: Final = 0.6


def renamed_sheets(
    before: Mapping[str, VersionSheet], after: Mapping[str, VersionSheet]
) -> dict[str, str]:
    """Return the old name → the new name of the sheets that were renamed.

    A sheet that is gone and one that is new are one where most cells hold the same, and where
    no other sheet is as near.

    Args:
        before: The sheets of the old version.
        after: Those of the new one.
    """
    gone = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    shares = sorted(
        ((_share(before[old], after[now]), old, now) for old in gone for now in new), reverse=True
    )
    found: dict[str, str] = {}
    for share, old, now in shares:
        if share < _ALIKE or old in found or now in found.values():
            continue
        rivals = [one for one, *names in shares if one == share and {old, now} & {*names}]
        if len(rivals) == 1:
            found[old] = now
    return found


def _share(old: VersionSheet, new: VersionSheet) -> float:
    one, other = old.grid.cells, new.grid.cells
    most = max(len(one), len(other))
    same = sum(place in other and is_same(cell, other[place]) for place, cell in one.items())
    return same / most if most else 0.0
