"""The rates of success of an intéressement scorecard, as figures of the dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.interessement.scorecards import Score
from pycog.reports.bilan.bilan_figures import column, figure, literal
from pycog.reports.documents.figure import Figure

#: Rows of ``COG_SCORE`` around the results: the headings; then the themes and the total.
_HEADING: Final = 1
_POINTS: Final = 4


def rates(
    score: Score,
    results: Sequence[str],
    own: Sequence[Sequence[str]] = (),
    convention: str = "",
) -> tuple[Figure, Figure] | None:
    """Return the minimum and maximum rate, ``None`` where they have several readings.

    A rate whose themes are weighted in two ways has two; ``pycog score`` shows both.

    Args:
        score: The scored scorecard.
        results: What it was scored on.
        own: The body's own target and floor of each line, as scored.
        convention: Id of the agreement, ``""`` where formulas find it by the campaign.
    """
    if len(score.terms.weightings) > 1:
        return None
    low, high = score.rates()
    arguments = [column(results), literal(score.category), literal(score.terms.campaign)]
    given = any(any(pair) for pair in own)
    if given or convention:
        block = f"{{{';'.join(','.join(map(literal, pair)) for pair in own)}}}"
        arguments += ["", block if given else ""]
    if convention:
        arguments.append(literal(convention))
    table = f"COG_SCORE({','.join(arguments)})"
    row = _HEADING + len(score.lines) + len(score.themes) + 2
    return (
        figure(low, "evolution", f"INDEX({table},{row},{_POINTS})"),
        figure(high, "evolution", f"INDEX({table},{row + 1},{_POINTS})"),
    )
