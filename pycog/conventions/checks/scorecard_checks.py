"""Checks the scorecards: totals, rows whose campaign nothing decides, doubtful readings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from pycog.arithmetic import exact
from pycog.conventions.checks.card_checks import card_id
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Component, Finding, Scorecard, ScorecardRow, points_of
from pycog.conventions.facts.schema import (
    BY_TOTAL,
    CHANGES_A_RESULT,
    DEFAULT_READING,
    INTERVAL,
    LINEAR,
    TO_BE_SETTLED,
)
from pycog.targets import Target, parse_target
from pycog.values import date_of, format_number

#: Where the printed cells of a row tell its weights, and how these are written.
_WEIGHT, _NUMBER = "Pondération :", re.compile(r"\d+")
_OF_THE_COUNTRY = " L'objectif imprimé est national : celui de l'organisme est à donner."


def totals(convention: Convention) -> Iterator[Finding]:
    """The weights of every reading of a scorecard add up to the total of its agreement.

    Where the printed rows leave several choices, :func:`undecided_rows` tells it once.
    """
    for card in convention.cards():
        for name in () if _ways(card) > 1 else (DEFAULT_READING, *card.readings):
            total = points_of(card.rows_of(name))
            if card.terms.full is not None and total != card.terms.full:
                yield Finding(
                    id=f"total-bareme/{card_id(convention, card)}/{name}",
                    document=f"{convention.short_title}, {card.title}",
                    place=f"pondérations, lecture « {name} »",
                    printed=_addition(card.rows_of(name)),
                    recomputed=f"{format_number(total)} {card.terms.points} au lieu de "
                    f"{format_number(card.terms.full)}",
                    severity=CHANGES_A_RESULT,
                    reading="Le taux de réussite se calcule sur les points de la lecture choisie.",
                    derived=True,
                )


def undecided_rows(convention: Convention) -> Iterator[Finding]:
    """The total of a scorecard places the rows that nothing else places in a campaign."""
    for card in convention.cards():
        ways = _ways(card)
        if ways < 2:
            continue
        free = _undecided(card)
        yield Finding(
            id=f"lignes-indecises/{card_id(convention, card)}",
            document=f"{convention.short_title}, {card.title}",
            place="lignes sans échéance ni double valeur : "
            + ", ".join(f"« {row.label} »" for row in free),
            printed=_addition(free),
            recomputed=f"{format_number(ways)} choix de ces lignes font "
            f"{format_number(card.terms.full or 0.0)} points avec les "
            f"{format_number(_decided_points(card))} points des autres",
            severity=CHANGES_A_RESULT,
            reading=_choice(card, free),
            derived=True,
            verb="mais",
        )


def _choice(card: Scorecard, free: list[ScorecardRow]) -> str:
    """Say what the default reading takes of the undecided rows, and which others there are."""
    total = format_number(card.total)
    taken = _number(sum(row in card.rows for row in free))
    text = (
        f"La lecture « {DEFAULT_READING} » retient {taken} d'entre elles, soit {total} points en "
        "tout."
    )
    others = [f"« {name} »" for name in card.readings if _changes_undecided(card, name)]
    return f"{text} Autres lectures : {', '.join(others)}." if others else text


def other_readings(convention: Convention) -> Iterator[Finding]:
    """A row has one reading.

    The other one was written down by a reader of the document: nothing computes it.
    """
    for card in convention.cards():
        for name, rows in card.readings.items():
            if _changes_undecided(card, name):
                continue
            kept = {row.key: row for row in card.rows}
            there = {row.key: row for row in rows}
            keys = _changed(card, name)
            reasons = [_why(key, kept, there) for key in keys]
            reasons += [
                f"La valeur retenue, « {part.target if what == 'cible' else part.floor} », n'est "
                "pas imprimée : le résultat à donner est un taux d'atteinte."
                for key in keys
                if key in kept
                for _, part in _parts(kept[key])
                for what in part.to_supply
            ]
            yield Finding(
                id=f"autre-lecture/{card_id(convention, card)}/{name}",
                document=f"{convention.short_title}, {card.title}",
                place=", ".join(f"« {(there.get(key) or kept[key]).label} »" for key in keys),
                printed=" ; ".join((there.get(key) or kept[key]).printed for key in keys),
                recomputed=f"la lecture « {name} »",
                severity=CHANGES_A_RESULT,
                reading=" ".join(dict.fromkeys(reasons)),
                derived=False,
                verb="lu autrement par",
            )


def unprinted_values(convention: Convention) -> Iterator[Finding]:
    """Every target and floor is a figure.

    A value that another reading finds on the same row is told by :func:`other_readings`.
    """
    for card in convention.cards():
        elsewhere = {
            key
            for name in card.readings
            if not _changes_undecided(card, name)
            for key in _changed(card, name)
        }
        for row in card.rows:
            for place, part in [] if row.key in elsewhere else _parts(row):
                if not part.to_supply:
                    continue
                texts = {"cible": part.target, "seuil": part.floor}
                yield Finding(
                    id=f"valeur-non-imprimee/{card_id(convention, card)}/{place}",
                    document=f"{convention.short_title}, {card.title}",
                    place=f"« {row.label} »{_named(part)}, {' et '.join(part.to_supply)}",
                    printed=" ; ".join(dict.fromkeys(texts[what] for what in part.to_supply)),
                    recomputed="",
                    severity=TO_BE_SETTLED,
                    reading="La valeur n'est pas imprimée : le résultat à donner est un taux "
                    "d'atteinte." + (_OF_THE_COUNTRY if row.scope else ""),
                    derived=True,
                )


def printed_weights(convention: Convention) -> Iterator[Finding]:
    """The weights of a card, taken in the order in which they are printed, make its total.

    Two campaigns stand side by side in one table: a row may have a weight for each. The
    first of each row, or the last, would be those of one campaign if every row were in both.
    """
    if len(convention.printed_together) < 2:
        return
    for campaign, cards in convention.scorecards.items():
        first = _takes_first(cards.values())
        wrong: list[tuple[Scorecard, float]] = []
        for card in cards.values():
            printed = [_weights(row) for row in (*card.rows, *card.excluded)]
            total = sum(weights[0 if first else -1] for weights in printed if weights)
            if all(printed) and card.terms.full is not None and total != card.terms.full:
                wrong.append((card, total))
        if not wrong:
            continue
        full = wrong[0][0].terms
        year = f"/{campaign}" if len(convention.scorecards) > 1 else ""
        yield Finding(
            id=f"poids-imprimes{year}",
            document=convention.short_title,
            place=f"pondérations, {'première' if first else 'dernière'} valeur imprimée de "
            "chaque ligne",
            printed=" ; ".join(
                f"{card.title}, {format_number(total)} {card.terms.points}" for card, total in wrong
            ),
            recomputed=f"{format_number(full.full or 0.0)} {full.points}",
            severity=CHANGES_A_RESULT,
            reading="Des lignes d'une seule campagne sont imprimées parmi celles des deux : les "
            "lignes de la campagne sont retenues une à une.",
            derived=True,
            verb="au lieu de",
        )


def _weights(row: ScorecardRow) -> list[float]:
    """Return the weights that a row prints, in order."""
    return [float(one) for one in _NUMBER.findall(row.printed.rpartition(_WEIGHT)[2])]


def _takes_first(cards: Iterable[Scorecard]) -> bool:
    """Tell whether the campaign keeps the first of two printed weights, or the last."""
    kept = [
        row.weight == weights[0]
        for card in cards
        for row in card.rows
        if len(weights := _weights(row)) == 2 and weights[0] != weights[1]
    ]
    return 2 * sum(kept) > len(kept)


def floors(convention: Convention) -> Iterator[Finding]:
    """A floor is easier to reach than its target: lower, or later for a cap, a delay, a date."""
    for document, place, part, target, floor, _ in _scales(convention):
        if target.value is None or floor.value is None or _in_order(target, floor):
            continue
        yield Finding(
            id=f"seuil-au-dela/{place}",
            document=document,
            place=f"« {part.label} », seuil",
            printed=part.floor,
            recomputed=f"la cible « {part.target} »",
            # A bare rate may be one that is to fall: nothing printed says so.
            severity=CHANGES_A_RESULT if target.imposed else TO_BE_SETTLED,
            reading="Le sens de la mesure va du seuil à la cible, tels qu'ils sont imprimés.",
            derived=True,
            verb="au-delà de",
        )


def _in_order(target: Target, floor: Target) -> bool:
    low, high = target.value or 0.0, target.upper or target.value or 0.0
    least, most = floor.value or 0.0, floor.upper or floor.value or 0.0
    if target.kind == "interval":
        return least <= low and high <= most and (least, most) != (low, high)
    falling = target.direction == "baisse" or target.kind in {"delay", "date", "decile_delay"}
    return most > high if falling else least < low


def deadlines(convention: Convention) -> Iterator[Finding]:
    """What a campaign has to deliver is due in its year."""
    for document, place, part, target, _, year in _scales(convention):
        if target.kind != "date" or date_of(target.value or 0.0).year == year:
            continue
        yield Finding(
            id=f"echeance-hors-campagne/{place}",
            document=document,
            place=f"« {part.label} », cible",
            printed=part.target,
            recomputed=f"de la campagne {year}",
            severity=TO_BE_SETTLED,
            reading="L'échéance imprimée est retenue.",
            derived=True,
            verb="hors de l'année",
        )


def _scales(
    convention: Convention,
) -> Iterator[tuple[str, str, ScorecardRow | Component, Target, Target, int]]:
    """Yield what has a printed target and floor, with its document and its place in an id."""
    for card in convention.cards():
        for row in card.rows:
            for place, part in _parts(row):
                if row.rule in {LINEAR, INTERVAL} and part.floor and not part.to_supply:
                    yield (
                        f"{convention.short_title}, {card.title}",
                        f"{card_id(convention, card)}/{place}",
                        part,
                        parse_target(part.target),
                        parse_target(part.floor, "le seuil"),
                        card.campaign,
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


def _decided_points(card: Scorecard) -> float:
    return points_of([row for row in card.rows if row.proof != BY_TOTAL])


def _ways(card: Scorecard) -> int:
    """Count the choices of undecided rows that make the total; 1 where nothing is left open."""
    if card.terms.full is None or not _undecided(card):
        return 1
    left = exact(card.terms.full) - exact(_decided_points(card))
    return _subsets([exact(row.weight) for row in _undecided(card)], left)


def _changed(card: Scorecard, reading: str) -> list[str]:
    """Return the keys of the rows that a reading adds, leaves out or reads otherwise."""
    kept = {row.key: row for row in card.rows}
    there = {row.key: row for row in card.readings[reading]}
    return [key for key in {**kept, **there} if kept.get(key) != there.get(key)]


def _changes_undecided(card: Scorecard, reading: str) -> bool:
    """Tell whether a reading is one of the choices that undecided rows leave."""
    free = {row.key for row in _undecided(card)}
    return _ways(card) > 1 and not free.isdisjoint(_changed(card, reading))


def _subsets(weights: Sequence[Fraction], total: Fraction) -> int:
    """Count the subsets of ``weights`` that add up to ``total``."""
    ways: Counter[Fraction] = Counter({Fraction(0): 1})
    for weight in weights:
        for reached, count in list(ways.items()):
            ways[reached + weight] += count
    return ways[total]


def _addition(rows: tuple[ScorecardRow, ...] | list[ScorecardRow]) -> str:
    return " + ".join(format_number(row.weight) for row in rows)


def _number(count: int) -> str:
    return "aucune" if not count else str(count)
