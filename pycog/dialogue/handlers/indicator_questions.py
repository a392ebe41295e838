"""Questions about what is printed of an indicator: targets, reference, label, objective sheets."""

from __future__ import annotations

from pycog.conventions import Indicator
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import Answer, Result, Table, answered, unable
from pycog.dialogue.expressions import call, column, row
from pycog.dialogue.handlers.added_targets import added_targets
from pycog.dialogue.handlers.indicator_telling import (
    cited,
    first_column,
    indicator_name,
    outside,
    printed_elsewhere,
    sheet_asked,
    sourced,
    without_indicator,
)
from pycog.dialogue.handlers.measured_results import achieved
from pycog.dialogue.intents import AND
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.values import Block, Scalar, counted


@handles("objectif")
def target(turn: Turn) -> Answer | Ask:
    """The target of one year, as a value where it has one, else as printed."""
    number, indicator = turn.number, turn.indicator
    years = [int(one) for one in str(turn.given("year") or "").split(AND) if one]
    if len(years) != 1:
        several = tuple(years) or turn.convention.years
        return added_targets(turn, several) or _by_year(turn, several)
    year = years[0]
    if indicator is None or year not in turn.convention.years:
        return outside(turn, call("COG_TARGET", number, year))
    result = turn.compute(call("COG_TARGET", number, year))
    printed = turn.show("COG_TARGET_TEXT", number, year)
    name = indicator_name(indicator)
    if not result.error:
        said = f"L'objectif {year} de {name} est de {_worth(indicator, year, result)}."
        return sourced(turn, result, said, printed)
    result = turn.compute(call("COG_TARGET_TEXT", number, year))
    said = (
        f"L'objectif {year} de {name} est imprimé « {printed} » : la convention n'en donne pas "
        "la valeur."
        if printed
        else f"Aucun objectif n'est imprimé en {year} pour {name}."
    )
    said = f"{said} {printed_elsewhere(turn, [year])}".strip()
    return sourced(turn, result, said, printed)


def _worth(indicator: Indicator, year: int, result: Result) -> str:
    """Return a target as a sentence tells it: an interval has two ends, a variation
    starts from a result.
    """
    target = indicator.targets[year].target
    starts = target.kind == "shift" or (target.kind == "change" and target.base)
    if target.upper is not None and target.value is not None:
        return f"{target.write(target.value)} à {target.write(target.upper)}"
    if not starts or not isinstance(result.value, float):
        return result.display
    since = "à l'année précédente" if "n-1" in target.base or not target.base else ""
    since = f"à {target.base}" if target.base.isdigit() else since
    said = target.write(result.value)
    return f"{said} par rapport {since}" if since else f"{said} {target.base}"


def _by_year(turn: Turn, years: tuple[int, ...]) -> Answer | Ask:
    """The targets of several years."""
    number, indicator = turn.number, turn.indicator
    unknown = [year for year in years if year not in turn.convention.years]
    if indicator is None or unknown:
        return outside(turn, call("COG_TARGET", number, (unknown or years)[0]))
    result = turn.compute(call("COG_TARGET_TEXT", number, row(list(years))))
    if result.error:
        return unable(result.error)
    printed = [str(cell) for cell in _line(result)]
    rows = tuple((str(year), text or "–") for year, text in zip(years, printed, strict=True))
    told = ", ".join(f"{text} en {year}" for year, text in rows)
    said = f"Objectifs de {indicator_name(indicator)} : {told}. {printed_elsewhere(turn, years)}"
    said = said.strip()
    return answered(result, said, table=Table(("Année", "Objectif"), rows), source=cited(turn))


def _line(result: Result) -> list[Scalar]:
    block: Block = result.value if isinstance(result.value, list) else [[result.value]]
    return list(block[0])


@handles("reference")
def baseline(turn: Turn) -> Answer | Ask:
    """The achieved value of the reference year."""
    number, year = turn.number, turn.convention.baseline_year
    indicator = turn.indicator
    asked = turn.given("year")
    if asked not in (None, year):
        return achieved(turn, int(asked))
    result = turn.compute(call("COG_BASELINE", number))
    if indicator is None or result.error:
        return unable(result.error)
    said = f"Le réalisé {year} de {indicator_name(indicator)} est de {result.display}."
    return sourced(turn, result, said, indicator.baseline.text)


@handles("fiche-indicateur")
def field(turn: Turn) -> Answer | Ask:
    """One thing that is printed about an indicator, its label by default."""
    number = turn.number
    indicator = turn.indicator
    wanted = str(turn.given("field") or "libellé")
    asked = None if wanted == "libellé" else wanted
    result = turn.compute(call("COG_INDICATOR", number, asked))
    if indicator is None or result.error:
        return unable(result.error)
    if result.display == "":
        name = indicator_name(indicator)
        said = f"La convention n'imprime pas ce renseignement pour {name} ({wanted})."
    elif asked is None:
        said = f"L'indicateur {number} s'intitule « {result.display} »."
    else:
        said = f"{wanted.capitalize()} de {indicator_name(indicator)} : {result.display}."
    return sourced(turn, result, said, "")


@handles("indicateurs-fiche")
def sheet_indicators(turn: Turn) -> Answer | Ask:
    """The indicators of an objective sheet."""
    sheet, numbers = sheet_asked(turn)
    if not numbers:
        return without_indicator(turn, sheet)
    result = turn.compute(call("COG_INDICATOR", column([cell_value(number) for number in numbers])))
    labels = [str(cell) for cell in first_column(result)]
    rows = tuple((number, label) for number, label in zip(numbers, labels, strict=True))
    item = turn.convention.sheets[sheet]
    said = f"Fiche {sheet}, « {item.title} » : {counted(len(numbers), 'indicateur')}."
    source = turn.show("COG_SOURCE", f"fiche {sheet}")
    about = (item.context,) if item.context else ()
    table = Table(("Indicateur", "Libellé"), rows)
    return answered(result, said, table=table, source=source, details=about)
