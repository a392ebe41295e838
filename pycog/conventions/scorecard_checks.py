"""Checks the scorecards: totals, rows whose campaign nothing decides, doubtful readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pycog.conventions.models import Component, Convention, Finding, Scorecard, ScorecardRow
from pycog.conventions.schema import (
    BY_TOTAL,
    CHANGES_A_RESULT,
    DEFAULT_READING,
    TO_BE_SETTLED,
)
from pycog.values import format_number

#: No document prints it: nineteen scorecards out of twenty reach it exactly.
FULL = 1000


def totals(convention: Convention) -> Iterator[Finding]:
    """The weights of every reading of a scorecard add up to 1 000."""
    for card in convention.scorecards.values():
        for name in (DEFAULT_READING, *card.readings):
            total = sum(row.weight for row in card.rows_of(name))
            if total != FULL:
                yield Finding(
                    id=f"total-bareme/{card.category}/{name}",
                    document=f"{convention.short_title}, {card.title}",
                    place=f"pondérations, lecture « {name} »",
                    printed=_addition(card.rows_of(name)),
                    recomputed=f"{format_number(total)} points au lieu de 1 000",
                    severity=CHANGES_A_RESULT,
                    reading="Le taux de réussite se calcule sur les points de la lecture choisie.",
                    derived=True,
                )


def undecided_rows(convention: Convention) -> Iterator[Finding]:
    """The total of 1 000 places the rows that nothing else places in a campaign."""
    for card in convention.scorecards.values():
        free = _undecided(card)
        fixed = sum(row.weight for row in card.rows if row.proof != BY_TOTAL)
        ways = _subsets([row.weight for row in free], FULL - fixed)
        if ways > 1:
            yield Finding(
                id=f"lignes-indecises/{card.category}",
                document=f"{convention.short_title}, {card.title}",
                place="lignes sans échéance ni double valeur : "
                + ", ".join(f"« {row.label} »" for row in free),
                printed=_addition(free),
                recomputed=f"{format_number(ways)} choix de ces lignes font 1 000 points avec les "
                f"{format_number(fixed)} points des autres",
                severity=CHANGES_A_RESULT,
                reading=f"La lecture « {DEFAULT_READING} » retient "
                f"{_number(sum(row in card.rows for row in free))} d'entre elles.",
                derived=True,
            )


def other_readings(convention: Convention) -> Iterator[Finding]:
    """A row has one reading."""
    for card in convention.scorecards.values():
        for name, rows in card.readings.items():
            kept = {row.key: row for row in card.rows}
            there = {row.key: row for row in rows}
            keys = [key for key in {**kept, **there} if kept.get(key) != there.get(key)]
            yield Finding(
                id=f"autre-lecture/{card.category}/{name}",
                document=f"{convention.short_title}, {card.title}",
                place=", ".join(f"« {(there.get(key) or kept[key]).label} »" for key in keys),
                printed=" ; ".join((there.get(key) or kept[key]).printed for key in keys),
                recomputed=f"la lecture « {name} »",
                severity=CHANGES_A_RESULT,
                reading=" ".join(dict.fromkeys(_why(key, kept, there) for key in keys)),
                derived=True,
                verb="lu autrement par",
            )


def unprinted_values(convention: Convention) -> Iterator[Finding]:
    """Every target and floor is a figure."""
    for card in convention.scorecards.values():
        for row in card.rows:
            for place, part in _parts(row):
                for what in part.to_supply:
                    yield Finding(
                        id=f"valeur-non-imprimee/{card.category}/{place}/{what}",
                        document=f"{convention.short_title}, {card.title}",
                        place=f"« {row.label} »{_named(part)}, {what}",
                        printed=part.target if what == "cible" else part.floor,
                        recomputed="",
                        severity=TO_BE_SETTLED,
                        reading="La valeur n'est pas imprimée : le résultat à donner est un taux "
                        "d'atteinte.",
                        derived=True,
                    )


def _parts(row: ScorecardRow) -> list[tuple[str, ScorecardRow | Component]]:
    """Return what has a target and a floor, each with its place in an id."""
    if not row.components:
        return [(row.key, row)]
    return [(f"{row.key}-{rank}", part) for rank, part in enumerate(row.components, start=1)]


def _named(part: ScorecardRow | Component) -> str:
    return f", {part.label}" if isinstance(part, Component) else ""


def _why(key: str, kept: dict[str, ScorecardRow], there: dict[str, ScorecardRow]) -> str:
    return there[key].reason if key in there else f"« {kept[key].label} » écartée."


def _undecided(card: Scorecard) -> list[ScorecardRow]:
    return [row for row in (*card.rows, *card.excluded) if row.proof == BY_TOTAL]


def _subsets(weights: list[float], total: float) -> int:
    """Count the subsets of ``weights`` that add up to ``total``."""
    ways: Counter[float] = Counter({0.0: 1})
    for weight in weights:
        for reached, count in list(ways.items()):
            ways[reached + weight] += count
    return ways[total]


def _addition(rows: tuple[ScorecardRow, ...] | list[ScorecardRow]) -> str:
    return " + ".join(format_number(row.weight) for row in rows)


def _number(count: int) -> str:
    return "aucune" if not count else str(count)
