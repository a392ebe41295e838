"""The targets of several years together, where each counts for its own year."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import Answer, answered, unknown
from pycog.dialogue.expressions import call
from pycog.dialogue.handlers.indicator_telling import cited, indicator_name
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Turn

#: Wants one number for several years: « toute la période » alone wants each of them.
_ADDED: Final = re.compile(r"\b(?:au total|en tout|cumul\w*|total\w* sur|somme)\b")
_EACH_YEAR: Final = re.compile(r"\b(?:par an|par annee|annuel\w*|chaque annee)\b")


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
    targets = [printed.target for year in years if (printed := indicator.targets.get(year))]
    counts = [one for one in targets if one is not None and one.kind == "count"]
    if len(counts) < len(years) or not _EACH_YEAR.search(normalise(indicator.label)):
        return unknown(
            f"Je n'additionne pas les objectifs de {name} : rien n'imprime que chacun ne compte "
            "que son année. Demandez-les « année par année », ou une seule année."
        )
    node = call("SUM", *(call("COG_TARGET", turn.number, year) for year in years))
    result = turn.compute(node)
    said = f"Objectifs de {name}, {years[0]} à {years[-1]} : {result.display} en tout."
    return answered(result, said, source=cited(turn))
