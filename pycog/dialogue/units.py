"""Refuses a result in another unit than its target: 74 % is no delay, 6 days are no rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycog.conventions import Indicator
from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.entities import Question
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Ask
from pycog.dialogue.vocabulary import Vocabulary

#: Kinds of target that a percentage measures.
_IN_PERCENT: Final = {"rate", "change", "share_within_delay"}


def wrong_unit(slots: Mapping[str, SlotValue], question: Question, known: Vocabulary) -> Ask | None:
    """Ask for the result again where its unit is not that of the target.

    Args:
        slots: What is known about the question.
        question: The question, which tells how the result was typed.
        known: The vocabulary.
    """
    indicators = known.convention.indicators
    number = find_number(str(slots.get("indicator", "")), indicators)
    indicator = indicators.get(number or "")
    if indicator is None or "actual" not in slots:
        return None
    # A duration that is not in days fills no slot, so that the number before may have.
    kinds = {one.kind for one in question.entities if one.value == slots["actual"]}
    if not kinds or _fits(indicator, kinds):
        return None
    unit = "un taux, en %" if indicator.unit == "%" else f"en {indicator.unit}"
    return Ask(
        "actual", f"L'objectif de l'indicateur {indicator.number} est {unit}. Quel est le réalisé ?"
    )


def _fits(indicator: Indicator, kinds: set[str]) -> bool:
    if "percent" in kinds:
        targets = {printed.target.kind for printed in indicator.targets.values()}
        return indicator.unit == "%" or bool(targets & _IN_PERCENT)
    if "days" in kinds:
        return indicator.unit.startswith("jour")
    return "amount" not in kinds or indicator.unit not in {"%", "jours calendaires"}
