"""What to know of the results of scenarios, said alike wherever they are calculated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pycog.values import capital

#: Cells that a caution names one by one.
_MOST_NAMED: Final = 5


def error_cautions(scenario: str, errors: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Tell which results a scenario turns into errors, and why.

    Args:
        scenario: Its name.
        errors: Error, reason and place of each.
    """
    by_reason: dict[tuple[str, str], list[str]] = {}
    for kind, reason, place in errors:
        by_reason.setdefault((kind, reason), []).append(place)
    for (kind, reason), cells in by_reason.items():
        yield f"Scénario « {scenario} », {kind} en {listed(cells)} : {capital(reason).rstrip('.')}."


def listed(cells: Sequence[str]) -> str:
    """Name some cells, and count the others."""
    shown = ", ".join(cells[:_MOST_NAMED])
    left = len(cells) - _MOST_NAMED
    return f"{shown} et {left} autre{'s' if left > 1 else ''}" if left > 0 else shown
