"""Lays scores and reference scorecards out as cells, and says whether a rate passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.conventions.facts.terms import Terms, Trigger, shares_text
from pycog.errors import CellError, NotAvailable
from pycog.interessement.card_lines import Row, lines_of
from pycog.interessement.scorecards import Score, Sums
from pycog.values import Block, Scalar, capital

#: Headings of :func:`score_block`.
SCORE_HEADINGS: Final = (
    "Thème",
    "Indicateur",
    "Composante",
    "Points acquis",
    "Points ouverts",
    "Points possibles",
    "Observation",
)


def score_block(scored: Score) -> Block:
    """Lay a score out: headings, one row a line, themes, total, rates.

    Args:
        scored: A scored scorecard.

    Returns:
        Rows of :data:`SCORE_HEADINGS`; points, rates as ratios.
    """
    rows: Block = [list(SCORE_HEADINGS)]
    for mark in scored.lines:
        line = mark.line
        missing = mark.earned is None and not mark.neutralised
        rows.append(
            [
                scored.terms.themes[line.row.theme],
                line.row.label,
                line.component,
                None if mark.earned is None else float(mark.earned),
                float(line.weight) if missing else 0.0,
                0.0 if mark.neutralised else float(line.weight),
                mark.remark,
            ]
        )
    for theme, sums in scored.themes.items():
        rows.append([f"Total {scored.terms.themes[theme]}", *_sum_cells(sums)])
    rows.append(["Total", *_sum_cells(scored.total)])
    return rows + _rate_rows(scored)


def _sum_cells(sums: Sums) -> list[Scalar]:
    return [None, None, float(sums.earned), float(sums.open), float(sums.possible), None]


def _rate_rows(scored: Score) -> Block:
    rows: Block = []
    for name, title in rate_titles(scored.terms):
        rows += _rates(scored, name, title)
    return rows


def rate_titles(terms: Terms) -> list[tuple[str, str]]:
    """Return each weighting of the themes with the title of the rate that it gives.

    Args:
        terms: What the agreement says of the scorecard.

    Returns:
        Name and French title; one nameless weighting where points are added up.
    """
    title = "Taux de réussite national" if terms.national else "Taux de réussite"
    if not terms.weightings:
        return [("", title)]
    return [
        (name, f"{title}, {f'« {name} » ' if name else ''}{shares_text(shares)}")
        for name, shares in terms.weightings.items()
    ]


def _rates(scored: Score, weighting: str, title: str) -> Block:
    trigger = scored.terms.trigger
    try:
        low, high = scored.rates(weighting)
    except NotAvailable as error:
        return [[title, None, None, CellError.of(error), None, None, error.message]]
    said = verdict(low, high, trigger)
    if low == high:
        return [[title, None, None, low, None, None, said]]
    return [
        [f"{title}, minimum", None, None, low, None, None, said],
        [f"{title}, maximum", None, None, high, None, None, None],
    ]


#: Said where an agreement gives no trigger.
NO_TRIGGER: Final = "La convention ne donne pas de seuil de déclenchement"


def verdicts(trigger: Trigger) -> tuple[str, str, str]:
    """Return what is said of a rate that passes a trigger, that does not, that yet may.

    Args:
        trigger: The trigger of the agreement.

    Returns:
        Three French texts.
    """
    done = "atteint" if trigger.reached else "dépassé"
    return (
        f"Seuil de {trigger.percent} {done}",
        f"Seuil de {trigger.percent} non {done}",
        f"Seuil de {trigger.percent} encore ouvert",
    )


def verdict(low: float, high: float, trigger: Trigger | None) -> str:
    """Say whether a rate between two bounds passes the trigger.

    Args:
        low: Least rate, a ratio.
        high: Most, a ratio.
        trigger: The trigger of the agreement, ``None`` where it gives none.

    Returns:
        A French verdict, open where the threshold is between the two.

    Source:
        Annexe intéressement, branche maladie, 3 (seuil de déclenchement de 50 %).
    """
    if trigger is None:
        return NO_TRIGGER
    passed, failed, pending = verdicts(trigger)
    if trigger.passed(low):
        return passed
    return pending if trigger.passed(high) else failed


_RULES: Final = {
    "lineaire": "Linéaire", "tout_ou_rien": "Tout ou rien", "paliers": "Paliers",
    "intervalle": "Intervalle", "ratio": "Ratio",
}  # fmt: skip
#: Headings of :func:`scorecard_block`.
SCORECARD_HEADINGS: Final = (
    "Thème", "Indicateur", "Composante", "Cible", "Seuil", "Pondération", "Règle",
    "Confiance", "Portée",
)  # fmt: skip


def scorecard_block(rows: Iterable[Row], terms: Terms) -> Block:
    """Lay a reference scorecard out: headings, then one row per result asked for.

    Args:
        rows: The indicators of a scorecard.
        terms: What the agreement says of it.

    Returns:
        Rows of :data:`SCORECARD_HEADINGS`.
    """
    block: Block = [list(SCORECARD_HEADINGS)]
    for line in lines_of(rows):
        block.append(
            [
                terms.themes[line.row.theme],
                line.row.label,
                line.component,
                line.target,
                line.floor,
                float(line.weight),
                _RULES.get(line.row.rule, line.row.rule),
                capital(line.row.confidence),
                capital(line.row.scope),
            ]
        )
    return block
