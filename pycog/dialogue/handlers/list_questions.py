"""Lists of indicators: with or without a target, deferred to another agreement, above a value."""

from __future__ import annotations

from typing import Final

from pycog.conventions import Indicator
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered, unknown
from pycog.dialogue.expressions import call, column
from pycog.dialogue.intents import AND
from pycog.dialogue.normalise import normalise
from pycog.dialogue.operators import ALL, BASED, DEFERRED, KEPT, ONLY, WITH, WITHOUT
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.values import format_number

_SAID: Final = {
    DEFERRED: "renvoyé{s} à une autre convention",
    KEPT: "non renvoyé{s} à une autre convention",
    WITHOUT: "sans cible",
    WITH: "avec une cible",
    BASED: "avec un réalisé de référence",
    ONLY: "avec une cible cette seule année",
    ALL: "suivi{s}",
}


@handles("liste-indicateurs")
def listed(turn: Turn) -> Answer | Ask:
    """The indicators that a condition holds for, counted and listed."""
    conditions = str(turn.slots["condition"]).split(AND)
    other = normalise(turn.convention.deferred_to)
    if other and other in turn.text and not {DEFERRED, KEPT} & set(conditions):
        return unknown(f"Je ne sais pas : je ne connais pas les indicateurs de {other.upper()}.")
    years = _years(turn)
    if BASED in conditions and years == (turn.convention.baseline_year,):
        years = turn.convention.years
    outside = [year for year in years if year not in turn.convention.years]
    if outside:
        return unknown(f"Je ne sais pas : {outside[0]} est hors {turn.convention.of}.")
    found = [
        indicator
        for indicator in turn.convention.indicators.values()
        if all(holds(one, indicator, years) for one in conditions)
    ]
    when = f" en {years[0]}" if len(years) == 1 else f" de {years[0]} à {years[-1]}"
    plural = "s" if len(found) > 1 else ""
    told = [one for one in conditions if one != ALL] or [ALL]
    what = " et ".join(_SAID[one].format(s=plural) for one in told)
    if conditions == [BASED]:
        when = f" ({turn.convention.baseline_year})"
    said = f"{format_number(len(found))} indicateur{plural} {what}{when}"
    if not found:
        return Answer("", ANSWERED, f"Aucun indicateur {what}{when}.")
    numbers = [one.number for one in found]
    asked = column([cell_value(number) for number in numbers])
    result = turn.compute(
        call("COG_TARGET_TEXT", asked, years[0])
        if len(years) == 1 and conditions != [BASED]
        else call("COG_INDICATOR", asked)
    )
    rows = tuple((one.number, one.label, _shown(one, years)) for one in found)
    table = Table(("Indicateur", "Libellé", "Cible"), rows)
    said += f" : {', '.join(numbers)}."
    # An officer's own agreement may say nowhere where its indicators are printed.
    source = turn.convention.texts.get("indicateurs", turn.convention.short_title)
    return answered(result, said, table=table, source=source)


def _years(turn: Turn) -> tuple[int, ...]:
    given = str(turn.given("year") or "")
    return tuple(map(int, given.split(AND))) if given else turn.convention.years


def holds(condition: str, indicator: Indicator, years: tuple[int, ...]) -> bool:
    """Tell whether an indicator is one of those asked for, in all the years that are meant."""
    if condition in {BASED, ALL}:
        return condition == ALL or bool(indicator.baseline.text)
    printed = [indicator.targets.get(year) for year in years]
    texts = [one.text if one is not None else "" for one in printed]
    deferred = [one is not None and one.target.kind == "deferred" for one in printed]
    tests = {
        DEFERRED: any(deferred),
        KEPT: not any(deferred),
        WITHOUT: not any(texts),
        WITH: all(texts) and not any(deferred),
        ONLY: all(texts)
        and not any(one.text for year, one in indicator.targets.items() if year not in years),
    }
    return tests[condition]


def _shown(indicator: Indicator, years: tuple[int, ...]) -> str:
    texts = [one.text for year in years if (one := indicator.targets.get(year)) is not None]
    return " ; ".join(text for text in texts if text) or "–"
