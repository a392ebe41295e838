"""What every answer about an indicator or an objective sheet tells: its name, where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from pycog.conventions import Indicator
from pycog.dialogue.answers import Answer, Bar, Result, answered, unable, unknown
from pycog.dialogue.expressions import Call
from pycog.dialogue.turn import Turn
from pycog.values import Scalar


def indicator_name(indicator: Indicator) -> str:
    """Return how a sentence calls an indicator."""
    return f"l'indicateur {indicator.number} « {indicator.label} »"


def cited(turn: Turn) -> str:
    """Return where the indicator of a question is printed."""
    return turn.show("COG_SOURCE", turn.number)


def sourced(
    turn: Turn, result: Result, said: str, printed: str, bars: tuple[Bar, ...] = ()
) -> Answer:
    """Return an answer about the indicator of a question, with where it is printed.

    Args:
        turn: The question.
        result: The value.
        said: The answer.
        printed: The target as printed, ``""`` if none.
        bars: Drawn beside it.
    """
    return answered(result, said, printed=printed, source=cited(turn), bars=bars)


def printed_elsewhere(turn: Turn, years: Iterable[int]) -> str:
    """Return what sheets and chapters print where the annex gives no value, ``""`` if nothing.

    Args:
        turn: A question about an indicator.
        years: The years that it asks about.
    """
    item = turn.indicator
    if item is None:
        return ""
    open_years = {year for year in years if not _has_value(item, year)}
    last = turn.convention.years[-1:]
    told: dict[str, list[str]] = {}
    for one in turn.convention.statements:
        if one.indicator != item.number or one.place == "annexe" or one.role == "réalisé":
            continue
        year = one.year or (last[0] if last else 0)
        if year not in open_years or one.target is None or one.target.value is None:
            continue
        place = one.citation.rpartition(", ")[2]
        when = f" pour {one.year}" if one.year else ""
        told.setdefault(f"« {one.printed} »", []).append(f"{place}{when}")
    said = " ; ".join(
        f"{value} ({', '.join(dict.fromkeys(places))})" for value, places in told.items()
    )
    return f"Imprimé ailleurs : {said}." if said else ""


def _has_value(item: Indicator, year: int) -> bool:
    found = item.targets.get(year)
    return found is not None and bool(found.text) and found.target.kind != "deferred"


def outside(turn: Turn, node: Call) -> Answer:
    """Say in the words of the formula why an indicator or a year is not known."""
    years = tuple(str(year) for year in turn.convention.years)
    wrong_year = turn.indicator is not None
    return unable(turn.compute(node).error, years if wrong_year else ())


def first_column(result: Result) -> list[Scalar]:
    """Return the first column of a block; a value alone is one."""
    block = result.value
    return [line[0] for line in block] if isinstance(block, list) else [block]


def sheet_asked(turn: Turn) -> tuple[int, tuple[str, ...]]:
    """Return the number of the objective sheet of a question and its indicators."""
    number = turn.whole("sheet")
    sheet = turn.convention.sheets.get(number)
    return number, sheet.indicators if sheet else ()


def without_indicator(turn: Turn, sheet: int) -> Answer:
    """Say that an objective sheet has no indicator, or is none of the agreement."""
    if not turn.convention.sheets:
        return unknown(f"Je ne sais pas : {turn.convention.short_title} n'a pas de fiche.")
    if sheet not in turn.convention.sheets:
        last = max(turn.convention.sheets)
        return unknown(
            f"Je ne sais pas : la convention a des fiches de 1 à {last}, pas de {sheet}."
        )
    title = turn.convention.sheets[sheet].title
    return unknown(
        f"La fiche {sheet}, « {title} », n'a pas d'indicateur : elle se suit par ses échéances.",
        (f"échéances de la fiche {sheet}",),
    )
