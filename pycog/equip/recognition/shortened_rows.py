"""Rows whose label is cut short or put in other words, told by what is printed beside it.

Such a label alone is a proposal. It is taken where it says nothing that the printed one does not,
of no other subject that the figures leave possible, and where printed figures agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.equip.recognition.evidence import Evidence, longest_rise
from pycog.equip.recognition.shortened_words import Covered, covered, says_all
from pycog.equip.recognition.total_rows import added_by, is_total

#: Share of the words of a label that the printed one must say, beside its number and its target;
#: half is enough beside figures that few others have.
_MOST, _HALF = 0.6, 0.5
#: No other subject may come nearer to this share.
_APART: Final = 0.2
#: Figures or words that agree one by one, so that none agrees by chance.
_TWO, _THREE = 2, 3
#: Fewest rows that show that a table keeps the order of the agreement, and their share.
_FEWEST, _IN_ORDER = 4, 0.9


@dataclass(frozen=True, slots=True)
class _Option:
    """A subject that a label may name.

    Attributes:
        place: Its place in the frame.
        covered: How much of the label it says.
    """

    place: int
    covered: Covered


def _options(evidence: Evidence, row: int) -> list[_Option]:
    """Return the subjects that share a word with a label and that no figure excludes."""
    label = evidence.lines[row].label
    budget = evidence.frame.kind == "budget"
    found = []
    for place, one in enumerate(evidence.candidates):
        theme = "" if budget else one.theme
        said = covered(label, one.label, theme, remarks=not budget)
        if said.own and not evidence.figures(row, place).other:
            found.append(_Option(place, said))
    return sorted(found, key=lambda option: -option.covered.share)


def with_number(evidence: Evidence, row: int, number: int) -> bool:
    """Tell whether a shortened label, a number and printed targets name one subject.

    Args:
        evidence: What speaks for each subject.
        row: A row with a label.
        number: Place of the subject that its number names.
    """
    if not evidence.figures(row, number).holds:
        return False
    options = _options(evidence, row)
    own = next((one.covered for one in options if one.place == number), None)
    if own is None or own.stray:
        return False
    rival = max((one.covered.share for one in options if one.place != number), default=0.0)
    if own.share == 1.0 and rival < 1.0:
        return True
    placed = evidence.in_order(row, number)
    return placed and own.share >= _MOST and own.share >= rival


def by_wording(evidence: Evidence, row: int) -> int | None:
    """Return the subject that the words and the printed figures of a row name together.

    Args:
        evidence: What speaks for each subject.
        row: A row without a number, whose label is none of the printed ones.

    Returns:
        Its place, ``None`` where nothing or several are named.
    """
    line = evidence.lines[row]
    if not line.label:
        return None
    if evidence.frame.kind == "budget":
        return _of_budget(evidence, row)
    if not any(evidence.figures(row, place).holds for place in range(len(evidence.candidates))):
        return None
    options = _options(evidence, row)
    whole = [one for one in options if one.covered.share == 1.0]
    if len(whole) != 1 or whole[0].covered.stray:
        return _of_card(evidence, row, options)
    place, said = whole[0].place, whole[0].covered
    figures = evidence.figures(row, place)
    enough = said.own >= _TWO or (figures.telling and figures.same >= _TWO)
    return place if figures.holds and enough else _of_card(evidence, row, options)


def _of_card(evidence: Evidence, row: int, options: Sequence[_Option]) -> int | None:
    """Return the row of a scorecard that has the target, the floor and the weight of a row."""
    if evidence.frame.kind != "barème" or not options or options[0].covered.stray:
        return None
    first, others = options[0], options[1:]
    rival = max((one.covered.share for one in others), default=0.0)
    figures = evidence.figures(row, first.place)
    near = first.covered.share >= _MOST and first.covered.own >= _TWO
    if near and first.covered.share - rival >= _APART and figures.same >= _THREE:
        return first.place
    return None


def _of_budget(evidence: Evidence, row: int) -> int | None:
    label = evidence.lines[row].label
    if is_total(label):
        alike = [
            place
            for place, one in enumerate(evidence.candidates)
            if is_total(one.label) and says_all(label, one.label)
        ]
        return alike[0] if len(alike) == 1 and not evidence.figures(row, alike[0]).other else None
    holding = [one for one in _options(evidence, row) if evidence.figures(row, one.place).holds]
    if not holding:
        return None
    first, others = holding[0], holding[1:]
    rival = max((one.covered.share for one in others), default=0.0)
    figures = evidence.figures(row, first.place)
    if first.covered.share - rival < _APART or not figures.telling:
        return None
    if is_total(evidence.candidates[first.place].label):
        return first.place if says_all(label, evidence.candidates[first.place].label) else None
    if figures.sharp and first.covered.share >= _HALF:
        return first.place
    return first.place if first.covered.share >= _MOST and first.covered.own >= _TWO else None


def reworded(evidence: Evidence, taken: Mapping[int, int]) -> dict[int, int]:
    """Return the rows of other words that figures of two years and the order name.

    Args:
        evidence: What speaks for each subject, of a table of indicators.
        taken: Row → place of the rows that are certain.

    Returns:
        Row → place; nothing where the table does not keep the order of the agreement.
    """
    if evidence.frame.kind != "indicateurs" or len(taken) < _THREE:
        return {}
    likely = dict(_likely(evidence, taken))
    together = sorted({**taken, **likely}.items())
    rising = longest_rise([place for _, place in together])
    if len(together) < _FEWEST or len(rising) < _IN_ORDER * len(together):
        return {}
    kept = {together[one][0] for one in rising}
    return {row: place for row, place in likely.items() if row in kept}


def _likely(evidence: Evidence, taken: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    held = set(taken.values())
    for row, line in enumerate(evidence.lines):
        if row in taken or not line.label or evidence.by_number[row] is not None:
            continue
        if evidence.exact[row]:
            continue
        agreed = {
            place
            for place in range(len(evidence.candidates))
            if place not in held and evidence.figures(row, place).same >= _TWO
        }
        options = _options(evidence, row) if agreed else []
        holding = [one for one in options if one.place in agreed]
        if not holding or holding[0].covered.stray:
            continue
        first = holding[0]
        rival = max((one.covered.share for one in options if one != first), default=0.0)
        if first.covered.share - rival < _APART:
            continue
        rare = evidence.figures(row, first.place).telling >= _TWO
        near = first.covered.share >= _MOST and first.covered.own >= _TWO
        if near or (rare and first.covered.share >= _HALF):
            yield row, first.place


def by_parts(evidence: Evidence, taken: Mapping[int, int]) -> dict[int, int]:
    """Return the totals whose formulas add up just the lines that the agreement adds up.

    Args:
        evidence: What speaks for each subject, of a budget.
        taken: Row → place of the rows that are certain.

    Returns:
        Row → place, for rows that are totals by their label or say a word of that subject.
    """
    if evidence.frame.kind != "budget":
        return {}
    keys = {place: one.subject.key for place, one in enumerate(evidence.candidates)}
    parts = {frozenset(one.parts): place for place, one in enumerate(evidence.candidates)}
    known = {evidence.lines[row].row: keys[place] for row, place in taken.items()}
    found: dict[int, int] = {}
    for row, line in enumerate(evidence.lines):
        if row in taken or evidence.exact[row]:
            continue
        added = list(_added(evidence, line.row))
        named = [frozenset(known.get(one, "") for one in rows) for rows in added]
        place = parts.get(named[0]) if named and len(set(named)) == 1 else None
        if place is None or place in (*taken.values(), *found.values()):
            continue
        if evidence.figures(row, place).other:
            continue
        if is_total(line.label) or covered(line.label, evidence.candidates[place].label).own:
            found[row] = place
            known[line.row] = keys[place]
    return found


def _added(evidence: Evidence, row: int) -> Iterator[frozenset[int]]:
    """Yield the rows that each formula of a row adds up in its own column."""
    for one in evidence.columns:
        cells = added_by(evidence.view.grid, (row, one.column))
        rows = frozenset(place[0] for place in cells if place[1] == one.column)
        if len(rows) > 1:
            yield rows
