"""Questions that bring all their figures along: an evolution, success rates, a decile."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer, Result, answered, unable
from pycog.dialogue.bonus_terms import WEIGHTING, other_weightings, told_of_triggers
from pycog.dialogue.expressions import Operation, call, column
from pycog.dialogue.intents import AND
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.values import counted_points, display, format_number

#: A success rate above this was typed in per cent: « TRN 75 » is 75 %.
_RATIO: Final = 1.5


@handles("evolution-montants")
def evolution(turn: Turn) -> Answer | Ask:
    """The evolution from one typed amount to another, and what separates them."""
    start, end = float(turn.slots["base"]), float(turn.slots["reached"])
    result = turn.compute(call("COG_EVOLUTION", start, end))
    if result.error:
        return unable(result.error)
    gap = turn.compute(Operation(end, "-", start))
    sign = "+" if end > start else ""
    said = (
        f"De {format_number(start, 2)} à {format_number(end, 2)} : {sign}{result.display}, "
        f"soit {sign}{display(gap.value if not isinstance(gap.value, list) else None)}."
    )
    return answered(result, said)


@handles("taux-national")
def national(turn: Turn) -> Answer | Ask:
    """The national success rate from the rates of its three themes."""
    rates = [rate(turn.slots[name]) for name in ("qs", "gdr", "pes")]
    result = turn.compute(call("COG_TRN", *rates))
    if result.error:
        return unable(result.error)
    themes = zip(turn.known.weighted, rates, strict=True)
    shown = " ; ".join(f"{title} : {display(one, 'percent')}" for (title, _), one in themes)
    said = f"TRN : {_precise(result)} ({shown})."
    for weights in other_weightings(turn.convention.id):
        name = weights[WEIGHTING]
        other = turn.compute(call("COG_TRN", *rates, name))
        if not other.error and other.value != result.value:
            said += f" La pondération « {name} » ({weights['poids']}) donnerait {_precise(other)}."
    return answered(result, said)


@handles("taux-local")
def local(turn: Turn) -> Answer | Ask:
    """The local success rate from the points earned and possible, and whether it counts."""
    earned, possible = float(turn.slots["points"]), float(turn.slots["total"])
    node = call("COG_TRL", earned, possible)
    result = turn.compute(node)
    if result.error:
        return unable(result.error)
    said = f"{counted_points(earned)} sur {format_number(possible, 4)} : {_precise(result)}."
    counts = turn.compute(call("COG_TRIGGER", node))
    if isinstance(counts.value, float):
        passed = told_of_triggers(("seuil",), turn.convention.id)["passe_seuil"]
        said += (
            f" Le seuil de déclenchement est {passed}."
            if counts.value
            else f" Le seuil de déclenchement n'est pas {passed} : la part est nulle."
        )
    return answered(result, said)


@handles("decile")
def decile(turn: Turn) -> Answer | Ask:
    """The ninth decile of typed delays."""
    delays = [float(one) for one in str(turn.slots["values"]).split(AND)]
    result = turn.compute(call("COG_DECILE", column([*delays])))
    if result.error:
        return unable(result.error)
    said = (
        f"9e décile de {format_number(len(delays))} délais : {result.display}, le plus petit délai "
        "dans lequel neuf dixièmes sont servis."
    )
    return answered(result, said)


def rate(value: SlotValue) -> float:
    """Read a success rate typed as 0,75, 75 % or 75."""
    number = float(value)
    return float(f"{number!r}e-2") if number > _RATIO else number


def _precise(result: Result) -> str:
    """Show a rate with two decimals."""
    return display(result.value if isinstance(result.value, float) else None, "evolution")
