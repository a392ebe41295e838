"""Gives each row at most one subject and each subject at most one row, over a whole table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Larger tables are assigned greedily: the exact way takes the cube of their size.
_LARGEST: Final = 160


def assign(scores: Sequence[Sequence[float]], least: float) -> dict[int, int]:
    """Return the pairs that have the largest sum of scores.

    Args:
        scores: For each row, how well it goes with each subject.
        least: No pair with a lower score is given.

    Returns:
        Row → subject, by their places.
    """
    if not scores or not scores[0]:
        return {}
    if max(len(scores), len(scores[0])) > _LARGEST:
        pairs = _greedy(scores, least)
    elif len(scores) <= len(scores[0]):
        pairs = _hungarian(scores)
    else:
        turned = [list(column) for column in zip(*scores, strict=True)]
        pairs = {row: subject for subject, row in _hungarian(turned).items()}
    return {row: one for row, one in pairs.items() if scores[row][one] >= least}


def _greedy(scores: Sequence[Sequence[float]], least: float) -> dict[int, int]:
    ranked = sorted(
        (
            (score, -row, -one)
            for row, line in enumerate(scores)
            for one, score in enumerate(line)
            if score >= least
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, row, one in ranked:
        if -row not in pairs and -one not in taken:
            pairs[-row] = -one
            taken.add(-one)
    return pairs


def _hungarian(scores: Sequence[Sequence[float]]) -> dict[int, int]:
    """Return the best assignment of every row, for at least as many subjects as rows.

    The algorithm of Kuhn and Munkres with potentials, row by row.
    """
    height, width = len(scores), len(scores[0])
    rows, columns = [0.0] * (height + 1), [0.0] * (width + 1)
    holder, way = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, height + 1):
        holder[0], at = row, 0
        least, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while holder[at]:
            used[at] = True
            current, delta, following = holder[at], float("inf"), 0
            for one in range(1, width + 1):
                if used[one]:
                    continue
                cost = -scores[current - 1][one - 1] - rows[current] - columns[one]
                if cost < least[one]:
                    least[one], way[one] = cost, at
                if least[one] < delta:
                    delta, following = least[one], one
            for one in range(width + 1):
                if used[one]:
                    rows[holder[one]] += delta
                    columns[one] -= delta
                else:
                    least[one] -= delta
            at = following
        while at:
            holder[at] = holder[way[at]]
            at = way[at]
    return {holder[one] - 1: one - 1 for one in range(1, width + 1) if holder[one]}
