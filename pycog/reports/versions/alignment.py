"""Which row and which column of one version is which of the other."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class Aligned(NamedTuple):
    """How two sequences go together.

    Attributes:
        pairs: (index in the old one, index in the new one), in order.
        gone: Indices in the old one that the new one lacks.
        added: Indices in the new one that the old one lacked.
    """

    pairs: list[tuple[int, int]]
    gone: list[int]
    added: list[int]


def align(
    old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]], *, alike: float = 0.6
) -> Aligned:
    """Align rows or columns by what they are known by.

    What stands between two that agree goes together in order where the names are alike, or
    where neither has one: a label that was corrected is the same row.

    Args:
        old: Index and name of each, in order; ``""`` where it has none.
        new: The same of the other version.
        alike: From which share of equal letters two names are one that was corrected.
    """
    found = Aligned([], [], [])
    names = [name for _, name in old], [name for _, name in new]
    if names[0] == names[1]:  # looking for what repeats would take the square of a long sheet
        found.pairs.extend((one[0], other[0]) for one, other in zip(old, new, strict=True))
        return found
    matcher = SequenceMatcher(None, *names, autojunk=False)
    for kind, from_, to, start, end in matcher.get_opcodes():
        if kind == "equal":
            found.pairs.extend(
                (one[0], other[0]) for one, other in zip(old[from_:to], new[start:end], strict=True)
            )
        else:
            _align_rest(old[from_:to], new[start:end], alike, found)
    return found


def _align_rest(
    old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]], alike: float, found: Aligned
) -> None:
    left = list(new)
    for index, name in old:
        at = next((n for n, (_, other) in enumerate(left) if _agree(name, other, alike)), None)
        if at is None:
            found.gone.append(index)
            continue
        found.added.extend(one for one, _ in left[:at])
        found.pairs.append((index, left[at][0]))
        del left[: at + 1]
    found.added.extend(index for index, _ in left)


def _agree(one: str, other: str, alike: float) -> bool:
    if not one or not other:
        return one == other
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= alike
