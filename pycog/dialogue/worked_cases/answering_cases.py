"""Answers a calculation on typed numbers that has a shape of its own, before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unable
from pycog.dialogue.calculations.calculating import CALCULATION
from pycog.dialogue.calculations.reading_calculations import respelled_question as _respelled
from pycog.dialogue.compound.formulating import answer_of
from pycog.dialogue.compound.readings import Made
from pycog.dialogue.entities import Question
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.worked_cases.case_amounts import by_period, cost_per_head, landing
from pycog.dialogue.worked_cases.case_approval import approved_yet
from pycog.dialogue.worked_cases.case_bonus import bonus_asked
from pycog.dialogue.worked_cases.case_carried import carried_on
from pycog.dialogue.worked_cases.case_changes import (
    change_held,
    spans_years,
    year_before,
    yearly_changed,
)
from pycog.dialogue.worked_cases.case_conversions import converted
from pycog.dialogue.worked_cases.case_credits import of_printed_line
from pycog.dialogue.worked_cases.case_delays import day_reached, days_late
from pycog.dialogue.worked_cases.case_envelope import envelope
from pycog.dialogue.worked_cases.case_execution import rates_compared
from pycog.dialogue.worked_cases.case_expression import written_expression
from pycog.dialogue.worked_cases.case_growth import cumulated, points_and_rate
from pycog.dialogue.worked_cases.case_means import needed_for_mean, of_list, weighted_mean
from pycog.dialogue.worked_cases.case_needs import (
    cost_of_one,
    enough_for_rate,
    left_by_month,
    mean_and_median,
    two_targets,
    within_tolerance,
)
from pycog.dialogue.worked_cases.case_pace import ahead_of_pace
from pycog.dialogue.worked_cases.case_pairs import (
    cost_moved,
    is_unread_split,
    mean_attainment,
    points_added,
    posts_of,
    split_by,
    two_shares,
    two_trends,
)
from pycog.dialogue.worked_cases.case_points import (
    lacking,
    linear_points,
    of_part_time,
    rate_of_points,
)
from pycog.dialogue.worked_cases.case_series import (
    absence,
    against_mean,
    all_or_nothing,
    contribution,
    cost_of_missed,
    indices,
    rate_without,
    rounded_sum,
    share_of_way,
)
from pycog.dialogue.worked_cases.case_taxes import with_tax
from pycog.dialogue.worked_cases.case_text import Case
from pycog.dialogue.worked_cases.case_wholes import (
    base_of_change,
    left_of_whole,
    priced_things,
    whole_of_part,
)
from pycog.dialogue.worked_cases.case_yearly import growth_by_year, mean_of_periods, over_time
from pycog.lazy_patterns import regex

_READERS: Final[tuple[Callable[[Case], Made | None], ...]] = (
    with_tax, change_held, year_before, yearly_changed, ahead_of_pace, carried_on,
    envelope,
    days_late, day_reached, growth_by_year, mean_of_periods, mean_and_median, of_list,
    written_expression, needed_for_mean,
    linear_points,
    rate_of_points,
    weighted_mean, landing, two_trends, points_added, rates_compared, cumulated, points_and_rate,
    lacking, of_part_time, cost_per_head, by_period, converted, split_by,
    mean_attainment, two_shares, cost_moved, posts_of, indices, contribution, rate_without,
    share_of_way, cost_of_missed, all_or_nothing, against_mean, rounded_sum, absence,
    left_by_month, enough_for_rate, cost_of_one, within_tolerance, two_targets,
    left_of_whole, whole_of_part, base_of_change, over_time, priced_things,
)  # fmt: skip
_NO_SPLIT: Final = (
    "je ne répartis un montant qu'au prorata de nombres tous donnés, autant que de parts et sans "
    "autre condition : « répartir 360 000 € au prorata de 24, 36 et 60 ETP »."
)
_NO_SPAN: Final = (
    "la variation d'une année ne dit pas la valeur d'une autre, plus éloignée. Donnez le taux de "
    "chaque année."
)
_DIGIT: Final = regex(r"\d")


def worked_case(
    question: Question,
    state: State,
    context: Context,
    known: Vocabulary,
    plainly: Callable[[str], Answer],
    *,
    mended: bool = False,
) -> Answer | None:
    """Answer a calculation on typed numbers of a shape of its own, ``None`` for any other question.

    Args:
        question: The question, which brings all its numbers along.
        state: What was said before.
        context: The formulas and the day.
        known: The vocabulary.
        plainly: Answers a question that is said in plain words.
        mended: Whether it is read with the typing errors in its words of calculation mended.
    """
    if not _DIGIT.search(question.text):
        return None
    again = _respelled(question, known) if mended else question
    if again is None:
        return None
    case = Case(again, known)
    if not case.is_one:
        return None
    asked = bonus_asked(case, state)
    if asked is not None and asked.text:
        answer = plainly(asked.text)
        return answer if answer.kind == ANSWERED else None
    turn = Turn(CALCULATION, {}, context, known, again.text)
    made = _made(case, turn) if asked is None else asked.made
    if made is None:
        # Each of its numbers would be a number of another calculation.
        why = _NO_SPLIT if is_unread_split(case) else _NO_SPAN if spans_years(case) else ""
        return unable(why) if why else None
    return answer_of(made, turn, question, state)


def _made(case: Case, turn: Turn) -> Made | None:
    return approved_yet(case, turn) or of_printed_line(case, turn) or _read(case)


def _read(case: Case) -> Made | None:
    return next(filter(None, (reader(case) for reader in _READERS)), None)
