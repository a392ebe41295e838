"""The questions that are offered, and what an agreement has nothing to say of.

The examples of the intents are of the agreement that comes with pycog. Under another one the
same questions are asked of its own indicators, lines, years and scorecards.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final

from pycog.conventions import DEFAULT, Convention
from pycog.conventions.facts.schema import LINE_ROLES, MULTI_YEAR, NATURES
from pycog.dialogue.intents import Intent

_FILE: Final = Path(__file__).with_name("data") / "offered.toml"
#: Intents that only the budget rules of an agreement can answer.
_RULED: Final = frozenset({"virement", "report", "approbation-report", "approbation"})


#: Family of the questions on indicators, and the intents that read a scorecard.
_INDICATORS: Final = "Indicateurs"
_SCORED: Final = frozenset({"bareme", "ligne-bareme", "taux-national"})


@lru_cache(maxsize=1)
def _templates() -> Mapping[str, str]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def offered(convention: Convention, *intents: Intent) -> tuple[str, ...]:
    """Return one question of each intent that an agreement can be asked, in their order.

    Args:
        convention: The agreement that is meant.
        intents: Kinds of questions.
    """
    if convention.id == DEFAULT:
        return tuple(intent.examples[0] for intent in intents)
    facts = _facts(convention)
    found = []
    for intent in intents:
        template = _templates().get(intent.id, intent.examples[0])
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        if silence(convention, intent) or not names <= facts.keys():
            continue
        found.append(template.format_map(facts))
    return tuple(found)


def silence(convention: Convention, intent: Intent) -> str:
    """Return why an agreement says nothing of a kind of question, ``""`` where it may.

    Args:
        convention: The agreement that is meant.
        intent: The kind of question.
    """
    if intent.family == _INDICATORS and not convention.indicators:
        return f"Je ne sais pas : {convention.short_title} n'a pas d'indicateur."
    if intent.id in _SCORED and not (convention.scorecards or convention.scored_in):
        return f"Je ne sais pas : {convention.short_title} n'a pas de barème d'intéressement."
    asks_line = any("line" in slot.kinds and slot.required for slot in intent.slots)
    if not convention.funds and (asks_line or intent.id in _RULED):
        return f"Je ne sais pas : {convention.short_title} n'a pas de budget."
    if convention.rules is None and intent.id in _RULED:
        return f"Je ne sais pas : {convention.short_title} ne donne aucune règle de budget."
    return ""


def groups(convention: Convention) -> tuple[str, ...]:
    """Return the labels of the lines whose limitative credits move, without details."""
    funds = [fund for fund in convention.funds.values() if fund.regime != MULTI_YEAR]
    return tuple(
        dict.fromkeys(
            line.label
            for fund in funds
            for line in fund.lines
            if line.role == _LINE and line.nature == NATURES[0]
        )
    )


_LINE: Final = LINE_ROLES[1]


def _facts(convention: Convention) -> dict[str, str]:
    """Return what a question may name of an agreement; what it has not is left out."""
    years = convention.years
    facts = {"year": str(years[min(1, len(years) - 1)])}
    if len(years) > 1:
        facts |= {"first": str(years[0]), "last": str(years[-1])}
    if convention.baseline_year is not None:
        facts["base"] = str(convention.baseline_year)
    firsts = {
        "indicator": [*convention.indicators],
        "sheet": [str(number) for number in convention.sheets],
        "milestone": [one.what for one in convention.milestones],
        "figure": [figures[0].label for figures in convention.figures.values()],
        "category": [card.category for card in convention.cards()],
        "campaign": [str(card.campaign) for card in convention.cards()],
    }
    facts |= {name: found[0] for name, found in firsts.items() if found}
    lines = groups(convention) or tuple(
        line.label
        for fund in convention.funds.values()
        for line in fund.lines
        if line.role == _LINE
    )
    facts |= dict(zip(("line", "other"), lines, strict=False))
    return facts
