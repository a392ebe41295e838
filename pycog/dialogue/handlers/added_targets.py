"""The targets of several years together, where each counts for its own year."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pycog.arithmetic import same
from pycog.conventions import Convention
from pycog.dialogue.answers import Answer, answered, unknown
from pycog.dialogue.expressions import call
from pycog.dialogue.handlers.indicator_telling import cited, indicator_name
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: Wants one number for several years: « toute la période » alone wants each of them.
_ADDED: Final = regex(r"\b(?:au total|en tout|cumul\w*|total\w* sur|somme)\b")
_EACH_YEAR: Final = regex(r"(?:\b(?:par an|par annee|annuel\w*|chaque annee)\b|/ ?ans?\b)")


def adds_up(convention: Convention, number: str, years: Collection[int]) -> bool:
    """Tell whether the targets of an indicator may be added up from year to year.

    Counts are where a text says that they are of each year, rates where all of them together make
    the one that is stated without a year: 25 % a year, 100 % in the end.

    Args:
        convention: The agreement.
        number: The indicator.
        years: The years that are meant.
    """
    indicator = convention.indicators[number]
    targets = [one.target for year in years if (one := indicator.targets.get(year)) is not None]
    values = [one.value for one in targets if one.value is not None]
    if len(values) < len(years):
        return False
    stated = [one for one in convention.statements if one.indicator == number]
    if all(one.kind == "count" for one in targets):
        texts = (indicator.label, *(one.printed for one in stated if one.place != "annexe"))
        return any(_EACH_YEAR.search(normalise(one)) for one in texts)
    every = [one.target.value for one in indicator.targets.values()]
    known = [one for one in every if one is not None]
    aims = [one.target.value for one in stated if one.year is None and one.target is not None]
    whole = [one for one in aims if one is not None]
    return (
        len(known) == len(every) > 1 and bool(whole) and all(same(one, sum(known)) for one in whole)
    )


def added_targets(turn: Turn, years: tuple[int, ...]) -> Answer | None:
    """Return the sum of the targets of several years, or why they are not added up.

    Args:
        turn: The question, about an indicator.
        years: The years.

    Returns:
        ``None`` where no single number is asked for.
    """
    indicator = turn.indicator
    if indicator is None or not _ADDED.search(turn.text):
        return None
    name = indicator_name(indicator)
    if not adds_up(turn.convention, indicator.number, years):
        return unknown(
            f"Je n'additionne pas les objectifs de {name} : rien n'imprime que chacun ne compte "
            "que son année. Demandez-les « année par année », ou une seule année."
        )
    node = call("SUM", *(call("COG_TARGET", turn.number, year) for year in years))
    result = turn.compute(node)
    said = f"Objectifs de {name}, {years[0]} à {years[-1]} : {result.display} en tout."
    return answered(result, said, source=cited(turn))
