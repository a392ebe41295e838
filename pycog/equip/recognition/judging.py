"""Decides what each row is about: accepted where several signals agree, asked where they do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from pycog.equip.recognition.assignment import assign
from pycog.equip.recognition.evidence import Evidence
from pycog.equip.recognition.labels_alike import same_words, shared_words
from pycog.equip.recognition.shortened_rows import by_parts, by_wording, reworded, with_number
from pycog.equip.recognition.total_rows import is_total

#: A label that may be another wording of the printed one, beside a number that says so.
_ALIKE: Final = 72.0
#: A label too far from the printed one for a number to be believed.
_APART: Final = 45.0
#: An abbreviated label, beside its number and its targets.
_ABBREVIATED: Final = 65.0
#: Share of the telling words of a label that the printed one has too; half are enough where
#: several figures are of few other subjects.
_MOST_WORDS, _HALF, _RARE = 0.6, 0.5, 2
#: Share below which a label is not proposed.
_SOME_WORDS: Final = 0.4
#: A label that is proposed.
_PROPOSED: Final = 60.0
#: Whatever else speaks for it, a label less like the printed one is not proposed.
_LEAST: Final = 50.0
#: Amounts that none but one line has speak for themselves, under a label not wholly strange.
_WITH_AMOUNTS: Final = 65.0
_NEAR_ENOUGH: Final = 74.0
_MOST_PROPOSALS: Final = 4
#: Rows that make a table doubtful, or certain.
_FEWEST_WRONG, _FEWEST_SURE = 3, 3
#: A total of other words is another total.
_SAME_TOTAL: Final = 80.0


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is about.

    Attributes:
        place: Place of the subject in its frame, ``None`` where nothing fits.
        sure: Whether several signals agree.
        signals: What speaks for it.
        code: Code of the doubt, ``""`` where there is none.
        proposals: Other places with their scores, the likeliest first.
    """

    place: int | None = None
    sure: bool = False
    signals: tuple[str, ...] = ()
    code: str = ""
    proposals: tuple[tuple[int, float], ...] = ()


def judge(evidence: Evidence) -> list[Match]:
    """Decide what each row of a table is about.

    Args:
        evidence: What speaks for each subject.

    Returns:
        One match a row, in their order.
    """
    found = [_alone(evidence, row) for row in range(len(evidence.lines))]
    found = _trusted(evidence, found)
    found = _ordered(evidence, found)
    found = _reworded(evidence, found)
    found = _once(evidence, found)
    return _proposed(evidence, found)


def _signals(evidence: Evidence, row: int, place: int) -> tuple[str, ...]:
    """Name what speaks for a subject."""
    figures = evidence.figures(row, place)
    amounts = evidence.frame.kind == "budget"
    alike = evidence.likeness(row, place)
    told = (
        ("numéro", evidence.by_number[row] == place),
        ("libellé exact", alike == 100.0),
        ("libellé proche", _ALIKE <= alike < 100.0),
        ("montants" if amounts else "cibles", figures.holds),
        ("ordre", evidence.in_order(row, place)),
        ("thème", evidence.same_theme(row, place)),
    )
    return tuple(name for name, holds in told if holds)


def _alone(evidence: Evidence, row: int) -> Match:
    """Judge a row by itself."""
    number, labels = evidence.by_number[row], evidence.exact[row]
    if number is not None:
        return _numbered(evidence, row, number)
    if len(labels) == 1:
        place = labels[0]
        signals = _signals(evidence, row, place)
        figures = evidence.figures(row, place)
        others = {"cibles", "montants", "ordre"} & set(signals)
        # The heading above a row tells nothing where the row has a number of its own kind.
        sure = bool(others) or ("thème" in signals and not figures.other)
        return Match(place, sure, signals, "" if sure else "libelle-seul")
    if len(labels) > 1:
        return _one_of(evidence, row, labels)
    match = _by_figures(evidence, row)
    meant = None if match.sure else by_wording(evidence, row)
    return match if meant is None else _taken(evidence, row, meant)


def _taken(evidence: Evidence, row: int, place: int) -> Match:
    """Return the match of a row whose shortened label and figures name one subject."""
    signals = _signals(evidence, row, place)
    near = () if {"libellé exact", "libellé proche"} & set(signals) else ("libellé proche",)
    return Match(place, True, (*near, *signals))


def _numbered(evidence: Evidence, row: int, number: int) -> Match:
    """Judge a row whose number is one of the agreement."""
    labels = evidence.exact[row]
    signals = _signals(evidence, row, number)
    if number in labels and len(labels) > 1 and not evidence.numbered:
        return _one_of(evidence, row, labels)  # a running number meets one of them by chance
    if number in labels and len(labels) > 1 and evidence.figures(row, number).other:
        return replace(_one_of(evidence, row, labels), sure=False, code="libelle-ambigu")
    if number in labels:
        return Match(number, True, signals)
    if labels:
        signals = _signals(evidence, row, labels[0])
        others = ((number, 100.0), *((one, 100.0) for one in labels[1:]))
        return Match(labels[0], False, signals, "numero-et-libelle", others)
    alike = evidence.likeness(row, number)
    figures, more = evidence.figures(row, number), {"cibles", "ordre", "thème"} & set(signals)
    if not evidence.lines[row].label:
        sure = figures.holds and figures.telling > 0
        return Match(number, sure, signals, "" if sure else "numero-seul")
    if with_number(evidence, row, number):
        return _taken(evidence, row, number)
    rival = _rival(evidence, row, number)
    if not _same_matter(evidence, row, number):
        code = "numero-et-libelle" if alike < _ALIKE or rival > alike else "libelle-proche"
        return Match(number, False, signals, code)
    if alike >= _ALIKE and more and (rival <= alike or (figures.holds and "ordre" in more)):
        return Match(number, True, signals)
    several = len(more) >= 2 and rival <= alike + 20
    if alike >= _APART + 10 and figures.holds and several:
        return Match(number, True, signals)
    if alike >= _ABBREVIATED and figures.holds and figures.same >= 2 and rival < alike:
        return Match(number, True, signals)
    code = "numero-et-libelle" if alike < _APART or rival > alike else "libelle-proche"
    return Match(number, False, signals, code)


def _same_matter(evidence: Evidence, row: int, place: int) -> bool:
    """Tell whether most telling words of a label are of the printed one."""
    shared = shared_words(evidence.lines[row].label, evidence.candidates[place].label)
    rare = evidence.figures(row, place).telling >= _RARE
    return shared >= _MOST_WORDS or (shared >= _HALF and rare)


def _rival(evidence: Evidence, row: int, place: int) -> float:
    """Return how alike the label of a row and the likest other subject are."""
    return max(
        (
            evidence.likeness(row, other)
            for other in range(len(evidence.candidates))
            if other != place
        ),
        default=0.0,
    )


def _one_of(evidence: Evidence, row: int, labels: tuple[int, ...]) -> Match:
    """Judge a row whose label several subjects have: figures, order and theme must name one."""
    fitting = [one for one in labels if not evidence.figures(row, one).other]
    telling = [one for one in fitting if evidence.figures(row, one).holds]
    for group in (fitting, telling):
        placed = [one for one in group if evidence.in_order(row, one)]
        themed = [one for one in group if evidence.same_theme(row, one)]
        for chosen in (placed, themed):
            if len(chosen) == 1 and (not themed or chosen[0] in themed):
                return Match(chosen[0], True, _signals(evidence, row, chosen[0]))
    if len(telling) == 1 and len(fitting) == 1 and evidence.figures(row, telling[0]).telling:
        return Match(telling[0], True, _signals(evidence, row, telling[0]))
    first = (telling or fitting or list(labels))[0]
    others = tuple((one, 100.0) for one in labels if one != first)
    return Match(first, False, _signals(evidence, row, first), "libelle-ambigu", others)


def _by_figures(evidence: Evidence, row: int) -> Match:
    """Judge a row by printed figures that only one line of a budget or a scorecard has."""
    if evidence.frame.kind == "indicateurs" or not evidence.lines[row].has_figures:
        return Match()
    budget = evidence.frame.kind == "budget"
    holding = [
        place
        for place in range(len(evidence.candidates))
        if (figures := evidence.figures(row, place)).holds
        and figures.telling >= (1 if budget else 2)
    ]
    if len(holding) != 1:
        return Match()
    place = holding[0]
    alike = evidence.likeness(row, place)
    signals = _signals(evidence, row, place)
    if alike < _SAME_TOTAL and is_total(evidence.lines[row].label):
        return Match()  # a total that the agreement does not print may be equal to one that it does
    same = evidence.figures(row, place).same
    close = alike >= _NEAR_ENOUGH or (alike >= _WITH_AMOUNTS and "ordre" in signals and same >= 2)
    matter = _same_matter(evidence, row, place)
    if close and matter and _rival(evidence, row, place) <= alike:
        return Match(place, True, signals)
    return Match(place, False, signals, "libelle-proche")


def _trusted(evidence: Evidence, found: list[Match]) -> list[Match]:
    """Weigh the rows by their table: numbers that fit few labels are another agreement's.

    A label that is the printed one and of no other subject needs no more, in a table where
    most rows are certain.
    """
    numbered = [row for row, one in enumerate(evidence.by_number) if one is not None]
    wrong = sum(bool(found[row].code) for row in numbered)
    if wrong >= _FEWEST_WRONG and 3 * wrong >= len(numbered):
        found = [
            replace(match, sure=False, code="numero-et-libelle")
            if match.sure and "libellé exact" not in match.signals and row in numbered
            else match
            for row, match in enumerate(found)
        ]
    sure = sum(match.sure for match in found)
    if sure < _FEWEST_SURE or 2 * sure < len(found):
        return found
    return [
        replace(match, sure=True, code="")
        if match.code == "libelle-seul"
        and match.place is not None
        and not evidence.figures(row, match.place).other
        else match
        for row, match in enumerate(found)
    ]


def _ordered(evidence: Evidence, found: list[Match]) -> list[Match]:
    """Take a label that several subjects have for the only one that no other row claims."""
    taken = {match.place for match in found if match.sure}
    result = []
    for row, match in enumerate(found):
        if match.code == "libelle-ambigu":
            left = [one for one in evidence.exact[row] if one not in taken]
            if len(left) == 1 and evidence.same_theme(row, left[0]):
                match = Match(left[0], True, _signals(evidence, row, left[0]))
        result.append(match)
    return result


def _reworded(evidence: Evidence, found: list[Match]) -> list[Match]:
    """Take labels in other words where the whole table, or its formulas, name their subjects."""
    result = list(found)
    for named in (reworded, by_parts):
        taken = {row: one.place for row, one in enumerate(result) if one.sure}
        certain = {row: place for row, place in taken.items() if place is not None}
        for row, meant in named(evidence, certain).items():
            result[row] = _taken(evidence, row, meant)
    return result


def _once(evidence: Evidence, found: list[Match]) -> list[Match]:
    """Ask which row is meant where several claim one subject."""
    claims = Counter(
        match.place
        for row, match in enumerate(found)
        if match.sure
        or (match.place is not None and evidence.exact[row] == (match.place,))
        or (match.place is not None and evidence.by_number[row] == match.place)
    )
    return [
        replace(match, sure=False, code="doublon")
        if match.sure and claims[match.place] > 1
        else match
        for match in found
    ]


def _proposed(evidence: Evidence, found: list[Match]) -> list[Match]:
    """Propose subjects to the rows left over, all rows at once, and list the other likely ones."""
    taken = {match.place for match in found if match.sure}
    open_rows = [row for row, match in enumerate(found) if not match.sure]
    free = [place for place in range(len(evidence.candidates)) if place not in taken]
    if not open_rows:
        return found
    scores = [[_score(evidence, row, place) for place in free] for row in open_rows]
    lows = [_least(evidence.lines[row].label) for row in open_rows]
    scores = [
        [
            score if _may_be(evidence, row, place, least) else 0.0
            for score, place in zip(line, free, strict=True)
        ]
        for line, row, least in zip(scores, open_rows, lows, strict=True)
    ]
    given = assign(scores, _PROPOSED)
    result = list(found)
    for at, row in enumerate(open_rows):
        match = found[row]
        ranked = sorted(zip(scores[at], free, strict=True), key=lambda pair: (-pair[0], pair[1]))
        likely = [(place, min(score, 100.0)) for score, place in ranked if score >= _PROPOSED]
        place = match.place
        if place is None and at in given:
            place = free[given[at]]
            match = replace(match, place=place, code="libelle-proche")
            match = replace(match, signals=_signals(evidence, row, place))
        others = dict(match.proposals) | {one: score for one, score in likely if one != place}
        listed = sorted(others.items(), key=lambda pair: -pair[1])[:_MOST_PROPOSALS]
        result[row] = replace(match, proposals=tuple(listed))
    return result


def _may_be(evidence: Evidence, row: int, place: int, least: float) -> bool:
    """Tell whether a subject is worth proposing: its label is like, by words that tell."""
    if evidence.likeness(row, place) < least:
        return False
    label, other = evidence.lines[row].label, evidence.candidates[place].label
    return shared_words(label, other) >= _SOME_WORDS


def _least(label: str) -> float:
    """Return how alike a label has to be to be proposed; « Total » alone is like none."""
    if not is_total(label):
        return _LEAST
    return _SAME_TOTAL if len(same_words(label).split()) > 1 else 100.0


def _score(evidence: Evidence, row: int, place: int) -> float:
    """Rank a subject for a row: the label first, what is printed and the order beside it."""
    alike = evidence.likeness(row, place)
    figures = evidence.figures(row, place)
    score = alike + (8.0 if figures.holds else -8.0 if figures.other else 0.0)
    if evidence.by_number[row] == place:
        score += 15.0
    if alike >= _APART and evidence.in_order(row, place):
        score += 5.0
    return score
