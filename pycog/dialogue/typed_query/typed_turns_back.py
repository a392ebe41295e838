"""Turns that go one step back or on: « l'année d'avant », « et sans le premier ? »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_folding import RANKS, TOLD
from pycog.dialogue.typed_query.typed_model import Condition, copied
from pycog.dialogue.typed_query.typed_scores import Scores
from pycog.dialogue.typed_query.typed_steps import Step, step_of
from pycog.dialogue.typed_query.typed_turns_read import readings_of
from pycog.lazy_patterns import regex
from pycog.values import MONTH_NAMES

_BACK: Final = r"(?:d avant|precedente?|passee?|derniere?)"
_ON: Final = r"(?:d apres|suivante?)"
_YEARS: Final = r"(?:en |sur |pour )?l (?:annee|an|exercice)"
_MONTHS: Final = r"(?:en |sur |pour |au |a |de )?(?:le |du )?mois"
_QUARTERS: Final = r"(?:en |sur |pour |au |a |de )?(?:le |du )?trimestre"
#: What is said → by how many months the period that was told moves.
_MOVES: Final = tuple(
    (regex(rf"\b{noun} {way}(?= |$)"), months * sign)
    for noun, months in ((_YEARS, 12), (_MONTHS, 1), (_QUARTERS, 3))
    for way, sign in ((_BACK, -1), (_ON, 1))
)
_WHOLE: Final = 12
#: Of two figures, how the first became the last: « soit une hausse de combien en % ? »
_RATE: Final = regex(
    r"(?:(?:ca|cela) (?:fait|represente|donne) |soit |donc |c est |et |quel(?:le)? )*"
    r"(?:une? |l |la |le )?(?:hausse|baisse|evolution|augmentation|diminution|progression|variation"
    r"|depassement|ecart|surcout|economie|difference|recul)s?(?: (?:de|d))?"
    r"(?: (?:combien|cb|quoi))?(?: (?:en|de|d))? (?:%|pour ?cent(?:age)?s?)(?: ?\?)?"
)
_WITHOUT: Final = regex(
    r"(?:(?:et|mais|donc|ok) )*(?:ca (?:fait|donne) (?:combien|quoi) )?(?:si (?:on|l on) )?"
    r"(?:sans|hors|sauf|enleve|retire|hormis) (?:le |la |l |les )?"
    r"(?P<nth>premiere?|1 ?ere?|deuxieme|seconde?|2 ?e(?:me)?|troisieme|3 ?e(?:me)?|derniere?)"
    r"(?: de la liste)?"
    r"(?: (?:ca (?:fait|donne)|on a|il reste|reste)(?: (?:combien|quoi|cb))?)?(?: ?\?)?"
)
#: « Lesquelles ne le sont pas ? » behind those that are.
_CONTRARY: Final = regex(
    r"(?:(?:et|mais|donc) )*(?:combien|lesquel(?:le)?s|laquelle|lequel|quels|quelles|qui)?"
    r" ?(?:ne|n)(?: (?:le|l|en))? (?:sont|est|ont|a|font|fait)(?: t (?:il|elle))? pas"
    r"(?: encore)?(?: ?\?)?"
)
_PLACES: Final = (("prem", 0), ("1", 0), ("deux", 1), ("sec", 1), ("2", 1), ("tro", 2), ("3", 2),
                  ("dern", -1))  # fmt: skip


def of_period_beside(text: str, last: Step) -> str:
    """Say « l'année d'avant », « le mois suivant » as the period that it is.

    Args:
        text: The turn in plain form.
        last: The last step.
    """
    for pattern, months in _MOVES:
        match = pattern.search(text)
        if match is None:
            continue
        period = _told_period(last)
        said = "" if period is None else _moved(period, months)
        return pattern.sub(said, text) if said else text
    return text


def _told_period(last: Step) -> Period | None:
    periods = last.query.periods
    if not periods and last.data.year is not None:
        return Period(last.data.year)
    if len(periods) != 1 or periods[0].day or periods[0].until:
        return None
    only = periods[0]
    return only if only.year is not None else Period(last.data.year, only.first, only.last)


def _moved(period: Period, months: int) -> str:
    """Return the period so many months before or behind one as it is said, ``""`` for none."""
    length = period.last - period.first + 1
    if length > abs(months) or (abs(months) < _WHOLE and length != abs(months)):
        return ""
    first = period.first - 1 + months
    year = None if period.year is None else period.year + first // _WHOLE
    if year is None and not 0 <= first < _WHOLE:
        return ""
    first = first % _WHOLE + 1
    behind = "" if year is None else f" {year}"
    if length == _WHOLE:
        return f"en{behind}" if behind else ""
    if length == 1:
        return f"en {normalise(MONTH_NAMES[first - 1])}{behind}"
    quarter = (first + 2) // 3
    return f"au {quarter}{'er' if quarter == 1 else 'e'} trimestre{behind}" if length == 3 else ""


def asks_rate_of_move(text: str) -> bool:
    """Tell whether a turn asks by how many per cent the figures that were told differ.

    Args:
        text: In plain form.
    """
    return _RATE.fullmatch(text) is not None


def of_one_measure_or_rows(steps: Sequence[Step]) -> bool:
    """Tell whether the last two figures are of one measure, or two of the same rows."""
    if len(steps) < 2 or steps[-2].data is not steps[-1].data:
        return False
    pair = steps[-2:]
    if any(one.figure is not None or len(one.figures()) != 1 for one in pair):
        return False
    rows = {frozenset(each.index for each in one.records) for one in pair}
    measures = {tuple(sorted({each.measure for each in one.fields})) for one in pair}
    return len(rows) == 1 or len(measures) == 1


def without_one(text: str, steps: Sequence[Step], context: Context) -> Step | None:
    """Tell the last answer without one of the rows that were told in an order.

    Args:
        text: The turn in plain form.
        steps: What was asked before, the last one last.
        context: Computes formulas.
    """
    match = _WITHOUT.fullmatch(text)
    if match is None:
        return None
    listed = _listed(steps)
    place = next(at for start, at in _PLACES if match["nth"].startswith(start))
    if listed is None or len(listed.records) <= max(place, 1):
        return None
    record = listed.records[place]
    query = copied(steps[-1].query)
    name = steps[-1].answers.name(record)
    query.conditions.append(
        Condition(frozenset({record.index}), name, None, True, TOLD, names=True)
    )
    return step_of(steps[-1].lexis, query, context)


def asks_contrary(text: str) -> bool:
    """Tell whether a turn asks for the rows that the last condition leaves out.

    Args:
        text: In plain form.
    """
    return _CONTRARY.fullmatch(text) is not None


def contrary(last: Step, context: Context) -> Step | None:
    """Tell the rows that the one condition of the last answer leaves out.

    Args:
        last: The last step.
        context: Computes formulas.
    """
    query = copied(last.query)
    chosen = [one for one in query.conditions if not one.dated and one.place != TOLD]
    if len(chosen) != 1 or query.limits or query.days or last.figure is not None:
        return None
    at = query.conditions.index(chosen[0])
    told = chosen[0].told
    if chosen[0].state:
        # What is said of a state says by itself whether it is denied.
        told = told.removeprefix("hors ") if chosen[0].denied else f"hors {told}"
    query.conditions[at] = replace(chosen[0], told=told, denied=not chosen[0].denied)
    return step_of(last.lexis, query, context)


def _listed(steps: Sequence[Step]) -> Step | None:
    """Return the step that told the rows of the last answer in an order."""
    rows = {one.index for one in steps[-1].records}
    for step in reversed(steps):
        if step.data is not steps[-1].data or {one.index for one in step.records} != rows:
            return None
        if step.query.has(*RANKS, "list") and step.answers.noted.group is None:
            return step
    return None


def supposed_again(last: Step, text: str, accents: Mapping[str, str]) -> Step | None:
    """Tell again what a supposed result would bring: nothing that is real answers « aurait ».

    Args:
        last: The last step.
        text: The turn in plain form.
        accents: Its words in plain form → as typed, where accents are.
    """
    if not last.query.has("suppose"):
        return None
    scores = Scores(last.settled, last.answers.context)
    for _, turn in readings_of(text, accents, last):
        fields = {field for one in turn.named for field in one.fields}
        if (
            fields <= {scores.obtained}
            and scores.speaks_of_points(turn)
            and scores.reached(last.settled.typed[0]) is not None
        ):
            return last
    return None
