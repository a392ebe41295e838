"""Mergers of bodies: a plan set against the conditions of the note, one by one.

The note gives two sizes « environ » and « autour de », and conditions that only the people
concerned can answer: pycog compares the sizes and keeps the answers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pycog.arithmetic import compare, exact, not_negative, to_float
from pycog.errors import InvalidInput, PycogError
from pycog.registers import Column, Row, in_row, is_yes, read_register
from pycog.values import Block, Scalar, display, excerpt, fold, format_number, is_blank

#: Size of the body that a merger makes.
MERGER_BENEFICIARIES: Final = 1_000_000
MERGER_STAFF: Final = 1_000
#: What « environ » and « autour de » allow on either side, where nothing else is given.
TOLERANCE: Final = 0.1

MET, NOT_MET, NOT_GIVEN = "Rempli", "Non rempli", "Non renseigné"
ALL_MET: Final = "Tous les critères sont remplis"
OUTSIDE_PRIORITY: Final = "Hors priorité : les caisses infra-départementales viennent d'abord"

#: Headings of what :func:`check_merger` gives.
HEADINGS: Final = ("Critère", "Situation", "Verdict")
_CRITERION, _VALUE = "critère", "valeur"
#: Columns of the register of a merger, in the order understood without headings.
REGISTER: Final = (
    Column(_CRITERION, ("condition", "critères", "conditions"), needed=True),
    Column(_VALUE, ("situation", "réponse", "réponse ou valeur"), needed=True),
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a merger.

    Attributes:
        label: What an officer writes and reads.
        around: Size that it asks for, ``None`` where it is answered by yes or no.
        unit: What is counted.
        priority: Whether it sets an order of priority and no condition.
        others: Other ways to write it.
    """

    label: str
    around: int | None = None
    unit: str = ""
    priority: bool = False
    others: tuple[str, ...] = ()


#: Conditions of a merger, in the order of the note.
CRITERIA: Final = (
    Criterion("Réponse originale et pertinente à une situation locale ou régionale"),
    Criterion("Avis motivé de la CARM"),
    Criterion("Caisses infra-départementales", priority=True),
    Criterion("Absence de spécificités locales fortes"),
    Criterion("Proximité géographique"),
    Criterion("Mutualisation déjà engagée"),
    Criterion("Équipes de direction déjà regroupées"),
    Criterion("Bénéficiaires gérés", MERGER_BENEFICIARIES, "bénéficiaires", others=(
        "bénéficiaires", "nombre de bénéficiaires")),
    Criterion("Salariés employés", MERGER_STAFF, "salariés", others=(
        "salariés", "effectif", "agents", "nombre de salariés")),
    Criterion("Volonté des acteurs locaux"),
    Criterion("Concertation avec les conseils et les IRP"),
    Criterion("Aucun licenciement"),
    Criterion("Aucune mobilité géographique imposée"),
)  # fmt: skip
_BY_NAME: Final = {
    fold(name): criterion for criterion in CRITERIA for name in (criterion.label, *criterion.others)
}


def check_merger(table: Any, tolerance: Scalar = None) -> Block:
    """Set a planned merger against the conditions of the note.

    Args:
        table: Register of two columns, see :data:`REGISTER`: a condition of
            :data:`CRITERIA` and its value: yes or no, or the size of the merged body.
        tolerance: What « environ » allows on either side, as a ratio;
            :data:`TOLERANCE` by default.

    Returns:
        :data:`HEADINGS`, one row per condition in the order of the note, those not given
        included, one row for each entry that is not understood, and the overall verdict.

    Raises:
        InvalidInput: A column is missing; ``tolerance-hors-limites``.

    Source:
        Point de situation sur la démarche mutualisation, 5 December 2007,
        « Rapprochement d'organismes ».
    """
    margin = _tolerance(tolerance)
    register = read_register(table, REGISTER, "la liste des critères")
    given, strays = _given(register.rows)
    verdicts = [_judge(item, given.get(item.label), margin) for item in CRITERIA]
    rows: Block = [
        [item.label, given.get(item.label), verdict]
        for item, verdict in zip(CRITERIA, verdicts, strict=True)
    ]
    return [list(HEADINGS), *rows, *strays, ["Ensemble", "", _overall(verdicts, strays)]]


def _tolerance(tolerance: Scalar) -> float:
    margin = not_negative(tolerance, "la tolérance")
    if margin is None:
        return TOLERANCE
    if compare(margin, 1.0) >= 0:
        raise InvalidInput(
            "tolerance-hors-limites",
            f"La tolérance vaut {display(margin, 'percent')}. Écrivez une part inférieure à "
            "100 %, par exemple 10 % ou 0,1.",
            value=tolerance,
        )
    return margin


def _given(rows: Iterable[Row]) -> tuple[dict[str, Scalar], Block]:
    """Return label → value, and a row of the result for each entry not understood."""
    given: dict[str, Scalar] = {}
    strays: Block = []
    for row in rows:
        name, value = _as_cell(row.get(_CRITERION)), _as_cell(row.get(_VALUE))
        if row.blank:
            continue
        criterion = _BY_NAME.get(fold(display(name)))
        if criterion is None:
            told = "ce critère n'est pas dans la liste"
            strays.append([excerpt(display(name)), value, in_row(row.number, told)])
        elif criterion.label in given:
            told = "ce critère est déjà donné plus haut"
            strays.append([criterion.label, value, in_row(row.number, told)])
        else:
            given[criterion.label] = value
    return given, strays


def _as_cell(value: Scalar) -> Scalar:
    """Return a value as a cell can show it: a number that Excel cannot hold, as its text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return float(value) if abs(value) <= sys.float_info.max else "#NUM!"


def _judge(criterion: Criterion, value: Scalar, margin: float) -> str:
    if is_blank(value):
        return NOT_GIVEN
    try:
        if criterion.around is not None:
            return _judge_size(criterion, criterion.around, value, margin)
        if is_yes(value, "la réponse"):
            return MET
    except PycogError as error:
        return error.message
    return OUTSIDE_PRIORITY if criterion.priority else NOT_MET


def _judge_size(criterion: Criterion, around: int, value: Scalar, margin: float) -> str:
    size = not_negative(value, "le nombre")
    if size is None:
        return NOT_GIVEN
    least, most = (to_float(around * (1 + sign * exact(margin))) for sign in (-1, 1))
    if compare(size, least) < 0:
        return f"{NOT_MET} : moins de {format_number(least, 0)} {criterion.unit}"
    if compare(size, most) > 0:
        return f"{NOT_MET} : plus de {format_number(most, 0)} {criterion.unit}"
    return MET


def _overall(verdicts: list[str], strays: Block) -> str:
    """Return the verdict on the whole plan; what is missing or wrong comes first."""
    missing = sum(verdict == NOT_GIVEN for verdict in verdicts)
    unmet = sum(verdict.startswith(NOT_MET) for verdict in verdicts)
    later = sum(verdict == OUTSIDE_PRIORITY for verdict in verdicts)
    known = (MET, NOT_GIVEN, OUTSIDE_PRIORITY)
    faulty = sum(verdict not in known and not verdict.startswith(NOT_MET) for verdict in verdicts)
    counted = (
        (unmet, "critère non rempli", "critères non remplis"),
        (missing, "critère non renseigné", "critères non renseignés"),
        (later, "critère hors priorité", "critères hors priorité"),
        (faulty + len(strays), "entrée à corriger", "entrées à corriger"),
    )
    told = [f"{count} {one if count == 1 else several}" for count, one, several in counted if count]
    return ", ".join(told) or ALL_MET
